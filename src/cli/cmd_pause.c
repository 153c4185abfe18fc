/* tracktwo pause, resume, reconfirm; press agree|show|leak: what stops the talks for a while, and what is
 * said when the press calls. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

static int pause_as(struct cli *c, enum table_pause why, const char *done)
{
    struct table_event ev = {.kind = TABLE_EV_PAUSED};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    ev.u.paused.why = (uint8_t)why;
    ev.u.paused.reason = c->argc > 0 ? c->argv[0] : "";
    int code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_post(c, d, &ev, done);
    cli_close_desk(d);
    return code;
}

int cmd_pause(struct cli *c)
{
    bool world = cli_flag(c, "--world");
    return pause_as(
        c, world ? TABLE_PAUSE_WORLD : TABLE_PAUSE_PLAIN,
        world ? TABLE_SAYS(
                    "The table is paused. When you lift the pause (tracktwo resume), soundings wait until "
                    "every seat has reconfirmed its mandate.")
              : TABLE_SAYS("The table is paused until you lift the pause: tracktwo resume"));
}

static int bare(struct cli *c, enum table_event_kind kind, const char *done)
{
    struct table_event ev = {.kind = kind};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_post(c, d, &ev, done);
    cli_close_desk(d);
    return code;
}

int cmd_resume(struct cli *c)
{
    return bare(c, TABLE_EV_RESUMED, TABLE_SAYS("Your pause is lifted."));
}

int cmd_reconfirm(struct cli *c)
{
    return bare(c, TABLE_EV_RECONFIRMED, TABLE_SAYS("Your mandate is reconfirmed."));
}

int cmd_press_agree(struct cli *c)
{
    const char *lang = cli_option(c, "--language");
    struct table_text text;
    struct table_event ev = {.kind = TABLE_EV_LINE_AGREED};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    text = (struct table_text){lang != NULL ? lang : "en", c->argv[0]};
    ev.u.line_agreed.line = (struct table_texts){1, &text};
    int code = cli_form_id(c, ev.u.line_agreed.id);
    if (code == 0 && (code = cli_synced_desk(c, false, &d)) == 0)
        code = cli_post(
            c, d, &ev,
            "It is proposed. It is the line if asked when every seat has consented: tracktwo proposal "
            "list");
    cli_close_desk(d);
    return code;
}

void cli_show_press(const struct table_state *s)
{
    struct table_texts line = table_line(s);
    if (!table_leaked(s))
        return;
    puts("");
    cli_tell("Something is in the press. The table is paused.");
    if (line.n == 0)
        cli_tell("No line if asked has been agreed. Say nothing before there is one: tracktwo press agree");
    for (size_t i = 0; i < line.n; i++)
        cli_tell("If asked, say: %s", cli_shown(line.texts[i].text));
}

int cmd_press_show(struct cli *c)
{
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    struct table_texts line = table_line(desk_table(d));
    json_t *texts = json_object();
    for (size_t i = 0; i < line.n; i++) {
        (void)json_object_set_new(texts, line.texts[i].lang, cli_json_text(line.texts[i].text));
        if (!c->json)
            printf("%s%s%s\n", line.texts[i].lang, cli_say(": "), cli_shown(line.texts[i].text));
    }
    if (!c->json && line.n == 0)
        cli_tell("No line if asked has been agreed. Propose one: tracktwo press agree");
    cli_json(c, json_pack("{s:b, s:b, s:o}", "ok", 1, "leaked", table_leaked(desk_table(d)), "line", texts));
    cli_close_desk(d);
    return CLI_OK;
}

int cmd_press_leak(struct cli *c)
{
    return pause_as(
        c, TABLE_PAUSE_LEAK,
        TABLE_SAYS(
            "The table is paused, and every desk shows the line if asked. Lift it with: tracktwo resume"));
}

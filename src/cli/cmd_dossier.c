/* tracktwo dossier. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#define DOSSIER_MAX (64u << 20)

/* What the checker marks in the words of people, a line each, in pieces that it can read. */
static int check(struct cli *c, const struct table_state *s, struct t2_buf *beside, json_t *list, size_t *n)
{
    const struct chatham_names extra = {.points_pass = 1};
    int code = t2_buf_append(beside, "", 1) == 0
                   ? 0
                   : cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
    for (char *at = (char *)beside->ptr; code == 0 && *at != '\0';) {
        size_t len = strlen(at);
        if (len > CHATHAM_MAX_TEXT) {
            for (len = CHATHAM_MAX_TEXT; len > 0 && at[len - 1] != '\n';)
                len--;
        }
        len = len > 0 ? len : CHATHAM_MAX_TEXT; /* no line is as long as that */
        char kept = at[len];
        at[len] = '\0';
        code = cli_chatham(c, s, &extra, at, list, n);
        at[len] = kept;
        at += len;
    }
    return code;
}

int cmd_dossier(struct cli *c)
{
    const char *tag = cli_option(c, "--language");
    enum table_lang lang = cli_lang();
    struct desk *d = NULL;
    struct t2_buf out, beside;
    size_t n = 0;
    json_t *list = json_array();
    t2_buf_init(&out, DOSSIER_MAX);
    t2_buf_init(&beside, DOSSIER_MAX);
    int code = !cli_words(c) ? CLI_USAGE
               : tag != NULL && table_lang_find(tag, &lang) != 0
                   ? cli_error(c, CLI_USAGE, "%s is none of en, uk, ru, fr, ar.", tag)
                   : cli_synced_desk(c, false, &d);
    if (code == 0 && !table_is_open(desk_table(d)))
        code = cli_error(c, CLI_REFUSED, "The table's opening has not arrived yet. Nothing was written.");
    if (code == 0 && table_export_dossier(desk_table(d), lang, tag != NULL, desk_slot(d), &out, &beside) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
    if (code == 0 && cli_write_new(c->argv[0], &out) != 0)
        code =
            cli_error(c, CLI_ENVIRONMENT,
                      "The file %s cannot be written, or is there already. Nothing was written.", c->argv[0]);
    if (code == 0)
        code = check(c, desk_table(d), &beside, list, &n);
    if (code == 0 && !c->json)
        cli_tell("Written to %s: it names nobody by itself. Places outside the articles that the checker "
                 "marks: %zu. Read it once more before it leaves your hands.",
                 cli_shown(c->argv[0]), n);
    if (code == 0)
        cli_json(c,
                 json_pack("{s:b, s:o, s:O}", "ok", 1, "file", cli_json_text(c->argv[0]), "findings", list));
    json_decref(list);
    t2_buf_free(&out);
    t2_buf_free(&beside);
    cli_close_desk(d);
    return code;
}

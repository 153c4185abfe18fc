/* tracktwo paper look|attachment; and what `paper circulate` and `paper show` say of attachments. */
#include "cli/attachment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- before they are sent: before the desk is opened, so that no key is near what reads the files ---- */

static int strip_one(struct cli *c, const char *path, struct cli_attachment *x)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct t2_buf file;
    int code = cli_read_file(c, path, STRIP_FILE_MAX, &file);
    int err = code == 0 ? strip_file(t2_buf_view(&file), path, &x->bytes, &x->report, &why) : 0;
    t2_buf_free(&file);
    return err == 0 ? code : cli_problem(c, err, &why);
}

/* "FILE=NAME" or "FILE"; the name is what stands behind the last equals sign. */
static int read_one(struct cli *c, const char *word, size_t k, struct cli_attachment *x)
{
    const char *equals = strrchr(word, '=');
    char path[DESK_PATH_MAX];
    size_t n = equals != NULL ? (size_t)(equals - word) : strlen(word);
    if (n == 0 || n >= sizeof path || (equals != NULL && equals[1] == '\0'))
        return cli_error(c, CLI_USAGE,
                         "--attach takes a file, or a file and what it is to be called, as in "
                         "--attach map.png=\"Map of the line\".");
    memcpy(path, word, n);
    path[n] = '\0';
    if (equals != NULL)
        (void)snprintf(x->name, sizeof x->name, "%s", equals + 1);
    else
        (void)snprintf(x->name, sizeof x->name, "attachment %zu", k + 1);
    if (equals != NULL && strlen(equals + 1) >= sizeof x->name)
        return cli_error(c, CLI_USAGE,
                         "The name of an attachment has %d bytes at most. Nothing was circulated.",
                         TABLE_NAME_MAX);
    return strip_one(c, path, x);
}

int cli_attachments_read(struct cli *c, struct cli_attachments *all)
{
    const char *word;
    int code = 0;
    all->n = 0;
    while (code == 0 && (word = cli_option(c, "--attach")) != NULL) {
        if (all->n == TABLE_MAX_PAPER_ATTACHMENTS)
            return cli_error(
                c, CLI_REFUSED,
                "A paper has %d attachments at most. Nothing was circulated. Circulate another paper "
                "with the rest.",
                TABLE_MAX_PAPER_ATTACHMENTS);
        struct cli_attachment *x = &all->list[all->n];
        t2_buf_init(&x->bytes, TABLE_ATTACHMENT_MAX);
        code = read_one(c, word, all->n++, x);
    }
    for (size_t i = 0; i < all->n; i++) {
        const struct cli_attachment *x = &all->list[i];
        all->desk[i] = (struct desk_attachment){.name = x->name,
                                                .media = x->report.media,
                                                .bytes = t2_buf_view(&x->bytes),
                                                .removed = x->report.removed};
    }
    return code;
}

void cli_attachments_free(struct cli_attachments *all)
{
    for (size_t i = 0; i < all->n; i++)
        t2_buf_free(&all->list[i].bytes);
    all->n = 0;
}

static json_t *removed_json(uint32_t removed)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < STRIP_N_REMOVED; i++) {
        if ((removed >> i & 1) != 0)
            (void)json_array_append_new(list, json_string(strip_removed_name((enum strip_removed)(1u << i))));
    }
    return list;
}

static void tell_removed(const char *name, const struct strip_report *r)
{
    char removed[512];
    strip_removed_text(r->removed, cli_lang(), removed, sizeof removed);
    if (removed[0] != '\0')
        cli_tell("%s: taken out: %s", cli_shown(name), removed);
    else
        cli_tell("%s: nothing had to be taken out", cli_shown(name));
    if (r->turned)
        cli_tell("%s: turned upright, because how to hold it was taken out too", cli_shown(name));
}

json_t *cli_attachments_sent(struct cli *c, const struct cli_attachments *all)
{
    json_t *list = json_array();
    for (size_t i = 0; i < all->n; i++) {
        const struct cli_attachment *x = &all->list[i];
        (void)json_array_append_new(list,
                                    json_pack("{s:o, s:I, s:o, s:b}", "name", cli_json_text(x->name), "size",
                                              (json_int_t)x->bytes.len, "removed",
                                              removed_json(x->report.removed), "turned", x->report.turned));
        if (!c->json)
            tell_removed(x->name, &x->report);
    }
    return list;
}

int cmd_paper_look(struct cli *c)
{
    struct cli_attachment x = {.report = {.removed = 0}};
    if (!cli_words(c))
        return CLI_USAGE;
    t2_buf_init(&x.bytes, TABLE_ATTACHMENT_MAX);
    int code = strip_one(c, c->argv[0], &x);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s, s:I, s:o, s:b}", "ok", 1, "media", table_media_name(x.report.media),
                              "size", (json_int_t)x.bytes.len, "removed", removed_json(x.report.removed),
                              "turned", x.report.turned));
        if (!c->json) {
            tell_removed(c->argv[0], &x.report);
            cli_tell("It can go with a paper. Nothing was sent, and the file is as it was.");
        }
    }
    t2_buf_free(&x.bytes);
    return code;
}

/* ---- once they are there ---- */

static const struct table_ev_attachment *announced(const struct table_state *s,
                                                   const struct table_attachment *a)
{
    return &table_event_at(s, a->event)->u.attachment;
}

json_t *cli_attachments_of(struct cli *c, const struct desk *d, size_t paper, bool print)
{
    const struct table_state *s = desk_table(d);
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_attachments(s); i++) {
        const struct table_attachment *a = table_attachment(s, i);
        const struct table_ev_attachment *x = announced(s, a);
        uint32_t removed = 0;
        char text[512];
        if (a->paper != paper)
            continue;
        bool own = desk_attachment_removed(d, a->id, &removed) == 0;
        json_t *o = json_pack("{s:i, s:o, s:s, s:I, s:b, s:i, s:i}", "number", (int)a->number, "name",
                              cli_json_text(x->name), "media", table_media_name(x->media), "size",
                              (json_int_t)x->size, "complete", table_attachment_complete(a), "parts",
                              (int)a->n_parts, "parts_here", (int)a->n_here);
        if (own)
            (void)json_object_set_new(o, "removed", removed_json(removed));
        (void)json_array_append_new(list, o);
        if (!print || c->json)
            continue;
        puts("");
        cli_tell("  Attachment %u: %s (%s, KiB: %u)", a->number, cli_shown(x->name),
                 cli_say(table_media_name(x->media)), (x->size + 1023) >> 10);
        if (!table_attachment_complete(a))
            cli_tell("    not yet complete; parts that are here: %u of %u", a->n_here, a->n_parts);
        strip_removed_text(removed, cli_lang(), text, sizeof text);
        if (own && removed != 0)
            cli_tell("    taken out before it was sent, which only you see: %s", text);
    }
    return list;
}

static int find(struct cli *c, const struct table_state *s, const struct table_attachment **out)
{
    unsigned long paper = 0, k = 0;
    size_t i = 0;
    if (!cli_number(c->argv[0], 1, table_n_papers(s), &paper))
        return cli_error(c, CLI_REFUSED, "There is no paper %s. Which there are: tracktwo paper list",
                         c->argv[0]);
    if (!cli_number(c->argv[1], 1, TABLE_MAX_PAPER_ATTACHMENTS, &k) ||
        table_attachment_find(s, paper - 1, (unsigned)k, &i) != 0)
        return cli_error(c, CLI_REFUSED,
                         "Paper %s has no attachment %s. Which there are: tracktwo paper show %s", c->argv[0],
                         c->argv[1], c->argv[0]);
    *out = table_attachment(s, i);
    if (!table_attachment_complete(*out))
        return cli_error(
            c, CLI_REFUSED,
            "Attachment %s of paper %s is not yet complete; parts that are here: %u of %u. Nothing was "
            "written. Try again when its author's desk has sent the rest.",
            c->argv[1], c->argv[0], (*out)->n_here, (*out)->n_parts);
    return 0;
}

int cmd_paper_attachment(struct cli *c)
{
    const char *path = cli_option(c, "--out");
    const struct table_attachment *a = NULL;
    struct desk *d = NULL;
    struct t2_buf bytes;
    if (!cli_words(c))
        return CLI_USAGE;
    if (path == NULL)
        return cli_error(c, CLI_USAGE,
                         "Name the new file with --out: its name is yours to choose, not the sender's.");
    t2_buf_init(&bytes, TABLE_ATTACHMENT_MAX);
    int code = cli_synced_desk(c, false, &d), err = 0;
    if (code == 0)
        code = find(c, desk_table(d), &a);
    for (unsigned k = 0; code == 0 && a != NULL && err == 0 && k < a->n_parts; k++) {
        struct t2_bytes part = table_attachment_part(desk_table(d), a, k);
        err = t2_buf_append(&bytes, part.ptr, part.len);
    }
    if (err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
    else if (code == 0 && cli_write_new(path, &bytes) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or it is there already. Nothing was changed.", path);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s, s:I}", "ok", 1, "file", path, "size", (json_int_t)bytes.len));
        if (!c->json) {
            cli_tell("Written to %s.", cli_shown(path));
            cli_tell(
                "Another program will open it, and this one has not looked inside: a file made to harm can "
                "harm. "
                "Open it on a machine without secrets when you do not trust its author's machine. The file "
                "is not sealed; delete it when you have seen it.");
        }
    }
    t2_buf_free(&bytes);
    cli_close_desk(d);
    return code;
}

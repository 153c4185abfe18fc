/* tracktwo readout key|check|make|open. */
#include "cli/cli.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/observer.h>
#include <tracktwo/readout.h>

/* Names between commas, beside those of the table; *names points into the copy, to be freed. */
static int parse_names(struct cli *c, const char *list, char **copy, const char *names[CHATHAM_MAX_NAMES],
                       struct chatham_names *out)
{
    *out = (struct chatham_names){.n = 0, .names = names};
    *copy = strdup(list != NULL ? list : "");
    if (*copy == NULL)
        return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    for (char *rest = *copy, *name; (name = strtok_r(rest, ",", &rest)) != NULL;) {
        if (out->n == CHATHAM_MAX_NAMES)
            return cli_error(c, CLI_USAGE, "--names takes %d names at most.", CHATHAM_MAX_NAMES);
        names[out->n++] = name;
    }
    return 0;
}

/* Reads the text of a read-out as one string. */
static int read_text(struct cli *c, const char *path, struct t2_buf *out)
{
    int code = cli_read_file(c, path, READOUT_MAX + 1, out);
    if (code == 0 && memchr(out->ptr, '\0', out->len) != NULL)
        code = cli_error(c, CLI_WRONG, "%s is not a text. Nothing was done.", path);
    if (code == 0 && t2_buf_append(out, "", 1) != 0)
        code =
            cli_error(c, CLI_WRONG, "%s is too long for a read-out: 65,536 bytes. Nothing was done.", path);
    return code;
}

void cli_print_finding(const char *text, const struct chatham_finding *x)
{
    char piece[256];
    size_t n = x->len < sizeof piece - 1 ? x->len : sizeof piece - 1;
    memcpy(piece, text + x->start, n);
    piece[n] = '\0';
    printf("  %s\n      %s\n", cli_shown(piece), chatham_suggestion(x->kind, cli_lang()));
}

json_t *cli_finding_json(const char *text, const struct chatham_finding *x)
{
    return json_pack("{s:s, s:I, s:I, s:o, s:s}", "kind", chatham_kind_name(x->kind), "start",
                     (json_int_t)x->start, "length", (json_int_t)x->len, "words",
                     json_stringn(text + x->start, x->len), "suggestion",
                     chatham_suggestion(x->kind, cli_lang()));
}

int cli_chatham(struct cli *c, const struct table_state *s, const struct chatham_names *extra,
                const char *text, json_t *list, size_t *io_n)
{
    static struct chatham_finding found[CHATHAM_MAX_FINDINGS];
    size_t n = 0;
    int err = chatham_check(s, extra, text, found, &n);
    if (err == T2_E_MALFORMED)
        return cli_error(c, CLI_WRONG, "The text is not in UTF-8. Nothing was done.");
    if (err != 0)
        return cli_error(c, CLI_ENVIRONMENT, "The text cannot be checked. Nothing was done.");
    if (n > 0 && *io_n == 0 && !c->json)
        cli_tell("This could tell who said something:");
    for (size_t i = 0; i < n; i++) {
        (void)json_array_append_new(list, cli_finding_json(text, &found[i]));
        if (!c->json)
            cli_print_finding(text, &found[i]);
    }
    *io_n += n;
    return 0;
}

/* With the names that the person gives. */
static int check(struct cli *c, const struct table_state *s, const char *text, const char *names_list,
                 json_t *list, size_t *out_n)
{
    const char *names[CHATHAM_MAX_NAMES];
    struct chatham_names extra;
    char *copy = NULL;
    int code = parse_names(c, names_list, &copy, names, &extra);
    if (code == 0)
        code = cli_chatham(c, s, &extra, text, list, out_n);
    free(copy);
    return code;
}

int cmd_readout_check(struct cli *c)
{
    const char *names = cli_option(c, "--names");
    struct desk *d = NULL;
    struct t2_buf text;
    size_t n = 0;
    t2_buf_init(&text, READOUT_MAX + 1);
    json_t *list = json_array();
    int code = cli_words(c) ? 0 : CLI_USAGE;
    if (code == 0)
        code = read_text(c, c->argv[0], &text);
    if (code == 0)
        code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = check(c, desk_table(d), (const char *)text.ptr, names, list, &n);
    if (code == 0 && n == 0 && !c->json)
        cli_tell(
            "The checker finds nothing that tells who said something. It reads letters, not meaning: read "
            "it once "
            "more yourself.");
    if (code == 0)
        cli_json(c, json_pack("{s:b, s:O}", "ok", 1, "findings", list));
    json_decref(list);
    t2_buf_free(&text);
    cli_close_desk(d);
    return code != 0 ? code : n > 0 ? CLI_REFUSED : CLI_OK;
}

/* The meeting that it is about, or the record at large. */
static int about(struct cli *c, const struct table_state *s, const char *meeting, struct table_event *ev)
{
    unsigned long number = 0;
    if (meeting == NULL)
        return 0;
    if (!cli_number(meeting, 1, table_n_meetings(s), &number))
        return cli_error(c, CLI_REFUSED, "There is no meeting %s. Which there are: tracktwo meeting list",
                         meeting);
    memcpy(ev->u.form_id, table_meeting(s, number - 1)->id, TABLE_FORM_ID_LEN);
    return 0;
}

/* Seals and writes the file, then tells the table. */
static int seal(struct cli *c, struct desk *d, struct table_event *ev, const char *key, const char *path,
                const struct t2_buf *text)
{
    struct t2_buf line, file;
    t2_buf_init(&file, READOUT_FILE_MAX);
    int code = cli_read_file(c, key, READOUT_PUBLIC_MAX, &line);
    if (code == 0 && table_check(desk_table(d), ev, NULL) == T2_E_REFUSED)
        code = cli_error(c, CLI_REFUSED,
                         "That meeting has not begun, or you were not invited. Nothing was written.");
    if (code == 0) {
        int err = readout_seal(t2_random_system(), t2_buf_view(&line), t2_bytes_of(text->ptr, text->len - 1),
                               &file);
        if (err == T2_E_MALFORMED)
            code = cli_error(
                c, CLI_WRONG,
                "%s is not a principal's key, or a letter of it is wrong. Nothing was written. Ask for "
                "the line that tracktwo readout key printed.",
                key);
        else if (err != 0)
            code = cli_error(c, CLI_ENVIRONMENT, "The read-out cannot be sealed. Nothing was written.");
    }
    if (code == 0 && cli_write_new(path, &file) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was said at the table.",
                         path);
    t2_buf_free(&line);
    t2_buf_free(&file);
    return code != 0
               ? code
               : cli_post(
                     c, d, ev,
                     "The read-out is sealed; only its principal can open it. The others see that one was "
                     "made, not its text.");
}

int cmd_readout_make(struct cli *c)
{
    const char *key = cli_option(c, "--for"), *path = cli_option(c, "--out"),
               *meeting = cli_option(c, "--meeting"), *names = cli_option(c, "--names");
    bool as_it_stands = cli_flag(c, "--as-it-stands");
    struct table_event ev = {.kind = TABLE_EV_READOUT_MADE};
    struct desk *d = NULL;
    struct t2_buf text;
    size_t n = 0;
    json_t *list = json_array();
    t2_buf_init(&text, READOUT_MAX + 1);
    int code = !cli_words(c) ? CLI_USAGE
               : key == NULL || path == NULL
                   ? cli_error(c, CLI_USAGE, "Say for whom, --for KEY, and where the file goes, --out FILE.")
                   : read_text(c, c->argv[0], &text);
    if (code == 0)
        code = meeting != NULL ? cli_numbered_desk(c, false, &d) : cli_synced_desk(c, false, &d);
    if (code == 0) {
        ev.author = channel_self(desk_channel(d));
        ev.slot = desk_slot(d);
        code = about(c, desk_table(d), meeting, &ev);
    }
    if (code == 0)
        code = check(c, desk_table(d), (const char *)text.ptr, names, list, &n);
    if (code == 0 && n > 0 && !as_it_stands)
        code = cli_error_with(c, CLI_REFUSED, json_pack("{s:O}", "findings", list),
                              "Places that the checker marks: %zu. Nothing was written. Change them, or say "
                              "--as-it-stands when "
                              "you have looked at each: tracktwo readout check %s",
                              n, c->argv[0]);
    if (code == 0)
        code = seal(c, d, &ev, key, path, &text);
    json_decref(list);
    t2_buf_free(&text);
    cli_close_desk(d);
    return code;
}

/* ---- the principal's side: no desk ---- */

static_assert(READOUT_PUBLIC_MAX == CLI_PUBLIC_MAX && OBSERVER_LINE_MAX == CLI_PUBLIC_MAX,
              "one size for both lines");

int cli_new_key(const struct cli *c, const char *path,
                int (*make)(const struct t2_random *, struct t2_bytes, struct channel_store_cost,
                            struct t2_buf *, char[static CLI_PUBLIC_MAX]))
{
    struct cli_passphrase pass = {0};
    char line[CLI_PUBLIC_MAX] = "";
    struct t2_buf private;
    t2_buf_init(&private, READOUT_PRIVATE_LEN + OBSERVER_KEY_FILE_LEN);
    int code = cli_passphrase_read(c, true, &pass);
    if (code == 0 &&
        make(t2_random_system(), t2_bytes_of(pass.text, pass.len),
             c->quick ? CHANNEL_STORE_COST_MIN : CHANNEL_STORE_COST_DEFAULT, &private, line) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "No key can be made: memory or randomness is missing. Nothing was written.");
    if (code == 0 && cli_write_new(path, &private) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was written.", path);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s}", "ok", 1, "public", line));
        if (!c->json)
            puts(line);
    }
    t2_buf_free(&private);
    cli_passphrase_wipe(&pass);
    return code;
}

int cmd_readout_key(struct cli *c)
{
    return cli_words(c) ? cli_new_key(c, c->argv[0], readout_key_new) : CLI_USAGE;
}

/* Lines as they stand, each safe for the terminal. */
static void print_lines(char *text)
{
    char safe[8192];
    for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;) {
        for (size_t at = 0, n; (n = strlen(line + at)) > 0;) {
            size_t take = n < sizeof safe / 2 ? n : sizeof safe / 2;
            while (take < n && take > 1 && ((unsigned char)line[at + take] & 0xc0) == 0x80)
                take--;
            char kept = line[at + take];
            line[at + take] = '\0';
            cli_text(safe, sizeof safe, line + at, false);
            line[at + take] = kept;
            printf("%s", safe);
            at += take;
        }
        puts("");
    }
}

int cmd_readout_open(struct cli *c)
{
    const char *key = cli_option(c, "--key");
    struct cli_passphrase pass = {0};
    struct t2_buf private = {0}, file = {0}, text;
    int wrong_passphrase = 0;
    t2_buf_init(&text, READOUT_MAX + 1);
    int code = !cli_words(c) ? CLI_USAGE
               : key == NULL ? cli_error(c, CLI_USAGE, "Say which key opens it: --key FILE.")
                             : cli_read_file(c, key, READOUT_PRIVATE_LEN + 1, &private);
    if (code == 0)
        code = cli_read_file(c, c->argv[0], READOUT_FILE_MAX, &file);
    if (code == 0)
        code = cli_passphrase_read(c, false, &pass);
    if (code == 0) {
        int err = readout_open(t2_buf_view(&private), t2_bytes_of(pass.text, pass.len), t2_buf_view(&file),
                               &text, &wrong_passphrase);
        if (err == 0)
            err = t2_buf_append(&text, "", 1);
        if (err == T2_E_AUTH && wrong_passphrase)
            code = cli_error(c, CLI_WRONG, "The passphrase is not the one of this key. Nothing was opened.");
        else if (err == T2_E_AUTH)
            code = cli_error(c, CLI_WRONG,
                             "This read-out was sealed for another key, or was damaged. Nothing was opened.");
        else if (err == T2_E_MEMORY)
            code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was opened.");
        else if (err != 0)
            code = cli_error(c, CLI_WRONG,
                             "One of the two files is not what it should be: a read-out and a principal's "
                             "key. Nothing was opened.");
    }
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s}", "ok", 1, "text", (const char *)text.ptr));
        if (!c->json)
            print_lines((char *)text.ptr);
    }
    t2_buf_free(&private);
    t2_buf_free(&file);
    t2_buf_free(&text);
    cli_passphrase_wipe(&pass);
    return code;
}

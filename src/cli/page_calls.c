/* Requests of the page: calls are subcommands, run on the desk that is held, in their order. */
#include "cli/page.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

#define CALLS_MAX 64
#define WORDS_MAX 256
#define VALUES_MAX 100000 /* of JSON in a request: each takes the memory of fifty bytes of text */

/* ---- the state ---- */

static json_t *running_json(const struct page_desk *p)
{
    return p->held.sounding == 0
               ? json_null()
               : json_pack("{s:i, s:s, s:i, s:b, s:f}", "sounding", (int)p->held.sounding, "step",
                           p->at.step != NULL ? cli_say(p->at.step) : "", "permille", (int)p->at.permille,
                           "sealed", p->at.sealed, "seconds", p->at.seconds);
}

/* The version is that of what is there now. */
static void page_look(struct page_desk *p)
{
    const uint64_t count = held_count(p->held.desk);
    if (count == p->held.count)
        return;
    p->held.version++;
    p->held.count = count;
    held_order_note(&p->held);
}

static json_t *state_json(struct page_desk *p)
{
    const struct desk *d = p->held.desk;
    page_look(p);
    return json_pack("{s:I, s:b, s:b, s:b, s:o, s:b, s:I, s:I, s:b, s:o}", "version",
                     (json_int_t)p->held.version, "desk", desk_is_there(p->folder), "locked", d == NULL,
                     "table", d != NULL && desk_has_table(d) && table_is_open(desk_table(d)), "folder",
                     cli_json_text(p->folder), "away", p->held.away, "clock_apart",
                     d != NULL ? (json_int_t)desk_clock_apart(d) : 0, "forks",
                     d != NULL && desk_has_table(d) ? (json_int_t)desk_n_forks(d) : 0, "device_replaced",
                     d != NULL && desk_has_table(d) && desk_device_replaced(d), "running", running_json(p));
}

void page_state_tell(struct page_desk *p)
{
    json_t *o = state_json(p);
    char *text = o != NULL ? json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6)) : NULL;
    if (text == NULL || page_tell(p->server, t2_bytes_str(text)) != 0)
        (void)fputs("tracktwo: short of memory; the page shows an older state\n", stderr);
    free(text);
    json_decref(o);
}

void page_changed(struct page_desk *p)
{
    p->held.version++;
    p->held.count = held_count(p->held.desk);
    held_order_note(&p->held);
}

void page_lock(struct page_desk *p)
{
    desk_free(p->held.desk);
    p->held.desk = NULL;
    p->held.away = false;
    page_changed(p);
}

/* ---- words of the page alone ---- */

static int unlock(struct page_desk *p, struct cli *c)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct cli_passphrase pass;
    if (p->held.desk != NULL)
        return CLI_OK;
    if (!desk_is_there(p->folder))
        return cli_error(c, CLI_REFUSED,
                         "There is no desk here yet. Take in an invitation, or open a table.");
    int code = cli_passphrase_read(c, false, &pass);
    if (code == 0) {
        int err = desk_open(&p->held.desk, p->folder, t2_bytes_of(pass.text, pass.len), &why);
        code = err == 0 ? 0 : cli_problem(c, err, &why);
    }
    cli_passphrase_wipe(&pass);
    return code;
}

static int folder_tell(const struct page_desk *p, const char *folder, const char *name, json_t *list)
{
    if (!desk_is_there(folder))
        return 0;
    return json_array_append_new(
        list, json_pack("{s:o, s:b}", "folder", cli_json_text(name), "here", strcmp(folder, p->folder) == 0));
}

static int not_hidden(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* Names of folders; what lies in them is sealed. */
static int tables(struct page_desk *p, struct cli *c)
{
    struct dirent **entry = NULL;
    static char folder[DESK_PATH_MAX + 260];
    json_t *list = json_array();
    (void)folder_tell(p, p->root, "", list);
    int n = scandir(p->root, &entry, not_hidden, alphasort);
    for (int i = 0; i < n; i++) {
        (void)snprintf(folder, sizeof folder, "%s/%s", p->root, entry[i]->d_name);
        (void)folder_tell(p, folder, entry[i]->d_name, list);
        free(entry[i]);
    }
    free(entry);
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "tables", list));
    return 0;
}

/* A table's folder lies in the folder that the program was started for, and is named by one plain word. */
static int choose(struct page_desk *p, struct cli *c, const char *name)
{
    static char folder[DESK_PATH_MAX];
    if (held_folder(&p->held, name, folder) != 0)
        return cli_error(c, CLI_USAGE, "A table's folder is named by a short word without strokes.");
    page_lock(p);
    memcpy(p->folder, folder, sizeof p->folder);
    return 0;
}

static int desk_words(struct page_desk *p, struct cli *c, int argc, char **argv, bool only_reads)
{
    const char *verb = argc > 1 ? argv[1] : "";
    if (strcmp(verb, "version") == 0 && argc == 2)
        return 0;
    if (only_reads)
        return cli_error(c, CLI_STOPPED,
                         "A sounding is running. Nothing was done. Wait until it has ended, or stop it.");
    if (strcmp(verb, "unlock") == 0 && argc == 2)
        return unlock(p, c);
    if (strcmp(verb, "tables") == 0 && argc == 2)
        return tables(p, c);
    if (strcmp(verb, "choose") == 0 && argc == 3)
        return choose(p, c, argv[2]);
    if (strcmp(verb, "lock") != 0 || argc != 2)
        return cli_error(c, CLI_USAGE, "The page knows no such word.");
    page_lock(p);
    return 0;
}

/* ---- calls ---- */

/* "sound stop", or the same with the number of the one that runs: the page names what it shows. */
static bool stops_running(const struct page_desk *p, int argc, char *const *argv)
{
    unsigned long number = 0;
    return p->held.sounding != 0 && (argc == 2 || argc == 4) && strcmp(argv[0], "sound") == 0 &&
           strcmp(argv[1], "stop") == 0 &&
           (argc == 2 || (strcmp(argv[2], "--sounding") == 0 && cli_number(argv[3], 1, UINT32_MAX, &number) &&
                          number == p->held.sounding));
}

/* Runs one; its exit code. No words: it is no list of them. */
static int run(struct page_desk *p, int argc, char **argv, bool only_reads)
{
    struct cli c = {.json = true, .quick = p->quick};
    memcpy(c.profile, p->folder, sizeof c.profile);
    if (argc == 0)
        return cli_error(&c, CLI_USAGE, "A call is a list of words.");
    if (stops_running(p, argc, argv)) {
        p->stop = true;
        return 0;
    }
    return strcmp(argv[0], "desk") == 0 ? desk_words(p, &c, argc, argv, only_reads)
                                        : cli_call(&c, argc, argv, only_reads);
}

static bool is_read(const json_t *words)
{
    const char *noun = json_string_value(json_array_get(words, 0)),
               *verb = json_string_value(json_array_get(words, 1));
    if (noun != NULL && verb != NULL && strcmp(noun, "desk") == 0)
        return strcmp(verb, "tables") == 0 || strcmp(verb, "version") == 0;
    return noun != NULL && cli_reads(noun, verb, json_string_value(json_array_get(words, 2)));
}

/* One call of a request; its part of the answer, or NULL without memory. */
static json_t *call_one(struct page_desk *p, const json_t *o, bool only_reads, int *out_code)
{
    const json_t *words = json_object_get(o, "words"), *word = NULL;
    const char *pass = json_string_value(json_object_get(o, "passphrase"));
    struct held_call call = {.files = json_object_get(o, "files"),
                             .passphrase = pass != NULL ? t2_bytes_str(pass) : t2_bytes_of(NULL, 0),
                             .notes = json_array(),
                             .written = json_object()},
                     *before = p->held.call;
    char *argv[WORDS_MAX + 1] = {NULL}, *kept[WORDS_MAX] = {NULL};
    size_t i = 0, n = 0;
    json_array_foreach(words, i, word)
    {
        if (n < WORDS_MAX && json_is_string(word) && (kept[n] = strdup(json_string_value(word))) != NULL)
            n++;
    }
    memcpy(argv, kept, sizeof kept); /* a subcommand takes its options out of argv */
    p->held.call = &call;
    *out_code = run(p, n == json_array_size(words) ? (int)n : 0, argv, only_reads);
    p->held.call = before;
    p->stop = p->stop && p->held.sounding != 0;
    /* What was refused has changed nothing, but what held_count counts. */
    if (!is_read(words) && *out_code != CLI_REFUSED && *out_code != CLI_USAGE && *out_code != CLI_WRONG)
        page_changed(p);
    for (i = 0; i < n; i++) {
        t2_wipe(kept[i], strlen(kept[i]));
        free(kept[i]);
    }
    return json_pack("{s:i, s:o, s:o, s:o}", "exit", *out_code, "result",
                     call.result != NULL ? call.result : json_null(), "notes", call.notes, "files",
                     call.written);
}

static json_t *calls(struct page_desk *p, const json_t *in, bool only_reads)
{
    const json_t *list = json_object_get(in, "calls"), *o = NULL;
    json_t *results = json_array();
    size_t i = 0;
    int code = 0;
    page_look(p);
    json_array_foreach(list, i, o)
    {
        if (i == CALLS_MAX || code != 0)
            break;
        (void)json_array_append_new(results, call_one(p, o, only_reads, &code));
    }
    json_t *state = state_json(p); /* it may raise the version */
    return json_pack("{s:I, s:o, s:o}", "version", (json_int_t)p->held.version, "state", state, "results",
                     results);
}

/* ---- requests ---- */

static int append(const char *part, size_t len, void *out)
{
    return t2_buf_append(out, part, len) == 0 ? 0 : -1;
}

/* Whether a text can be JSON of no more values than that; what stands in its strings is not counted. */
static bool is_small(struct t2_bytes text)
{
    size_t n = 0;
    bool in_string = false;
    for (size_t i = 0; i < text.len && n <= VALUES_MAX; i++) {
        const uint8_t c = text.ptr[i];
        if (c == '"')
            in_string = !in_string;
        else if (in_string)
            i += c == '\\';
        else
            n += c == ',' || c == '[' || c == '{';
    }
    return n <= VALUES_MAX;
}

void page_request_answer(struct page_desk *p, struct page_request *r, bool only_reads)
{
    struct t2_bytes body = page_request_body(r);
    struct t2_buf out = {.max = PAGE_ANSWER_MAX};
    enum table_lang lang = cli_lang();
    uint64_t seen = p->held.seen;
    json_t *in = is_small(body) ? json_loadb((const char *)body.ptr, body.len, JSON_REJECT_DUPLICATES, NULL)
                                : NULL,
           *answer = NULL;
    const char *tag = json_string_value(json_object_get(in, "lang"));
    p->held.seen = (uint64_t)json_integer_value(json_object_get(in, "seen"));
    if (tag != NULL)
        (void)cli_lang_set(tag, false);
    if (json_is_object(in))
        answer = calls(p, in, only_reads);
    if (answer == NULL ||
        json_dump_callback(answer, append, &out, JSON_COMPACT | JSON_REAL_PRECISION(6)) != 0) {
        t2_buf_clear(&out);
        if (t2_buf_append_str(&out, "{\"results\": []}") != 0)
            t2_buf_clear(&out); /* an empty answer: the page says that the program does not answer */
    }
    p->held.seen = seen;
    if (only_reads)
        (void)cli_lang_set(table_lang_tag(lang), false);
    held_json_wipe(in);
    held_json_wipe(answer);
    json_decref(in);
    json_decref(answer);
    page_answer(p->server, r, &out);
    if (!only_reads)
        page_state_tell(p);
}

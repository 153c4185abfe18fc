/* tracktwo line report import-odk: rows of a form's table (ODK Central, KoboToolbox) as reports that the
 * observer's own key signs, behind the others of the observer's file, or of the desk. What a row cannot be is
 * told by its line, and the other rows are taken; the same table once more adds only what is not there yet.
 */
#include "cli/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <tracktwo/clock.h>
#include <tracktwo/line_publish.h>
#include <tracktwo/secret.h>

/* A report that the file held before. */
struct there {
    size_t entry;
    uint64_t begin_s;
    uint8_t kind;
};

struct importing {
    struct cli *c;
    struct report_file file;
    size_t chain; /* of the key in the file's set; SIZE_MAX: it has none */
    struct there *there;
    size_t n_there;
    struct line_report next; /* mission, key, number and previous of the next */
    const char *lang;
    uint8_t seed[LINE_REPORT_SEED_LEN];
    struct t2_buf records;
    json_t *taken, *known, *refused;
};

static int out_of_memory(struct cli *c)
{
    return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
}

/* Kind and time of all reports of the key, so that few are compared whole. */
static int know(struct importing *m)
{
    struct line_report_chain chain = {.n = 0};
    struct line_report_entry e;
    m->chain = SIZE_MAX;
    for (size_t k = 0; m->file.set != NULL && line_report_set_chain(m->file.set, k, &chain) == 0; k++) {
        if (memcmp(chain.key, m->next.key, sizeof chain.key) == 0) {
            m->chain = k;
            break;
        }
    }
    size_t n = m->chain != SIZE_MAX ? chain.n : 0;
    m->there = calloc(n + 1, sizeof *m->there);
    for (size_t i = 0; m->there != NULL && i < n && line_report_set_entry(m->file.set, m->chain, i, &e) == 0;
         i++) {
        static struct line_report r;
        if (line_report_read(e.report, NULL, &r) == 0)
            m->there[m->n_there++] = (struct there){i, r.begin_s, e.kind};
    }
    return m->there != NULL ? 0 : out_of_memory(m->c);
}

/* Whether the row was imported before: signed as that report was, it is that report. */
static int is_there(const struct importing *m, const struct line_report *r, bool *out)
{
    static struct line_report old, again;
    struct line_report_entry e;
    struct t2_buf bytes;
    int err = 0;
    t2_buf_init(&bytes, LINE_REPORT_MAX);
    *out = false;
    for (size_t i = 0; err == 0 && i < m->n_there && !*out; i++) {
        if (m->there[i].kind != r->kind || m->there[i].begin_s != r->begin_s ||
            line_report_set_entry(m->file.set, m->chain, m->there[i].entry, &e) != 0 ||
            line_report_read(e.report, NULL, &old) != 0)
            continue;
        again = *r;
        again.number = old.number;
        again.made_s = old.made_s;
        memcpy(again.previous, old.previous, sizeof again.previous);
        bytes.len = 0;
        err = line_report_sign(&again, m->seed, NULL, &bytes, NULL);
        *out = err == 0 && bytes.len == e.report.len && memcmp(bytes.ptr, e.report.ptr, bytes.len) == 0;
        err = err == T2_E_REFUSED ? 0 : err;
    }
    t2_buf_free(&bytes);
    return err;
}

static void refuse(struct importing *m, uint32_t line, const char *why)
{
    (void)json_array_append_new(m->refused,
                                json_pack("{s:I, s:o}", "line", (json_int_t)line, "why", cli_json_text(why)));
}

static void unreadable(void *ctx, const struct line_refusal *why)
{
    struct importing *m = ctx;
    refuse(m, why->line_number, why->text);
    if (!m->c->json)
        cli_note(why->text);
}

static void unfit(struct importing *m, uint32_t line, const struct line_refusal *why)
{
    char text[640];
    (void)snprintf(text, sizeof text, cli_say("Line %u: %s The row was not taken."), line, why->text);
    refuse(m, line, text);
    if (!m->c->json)
        cli_note(text);
}

static int take(void *ctx, const struct line_form_row *row)
{
    static struct line_report r;
    struct importing *m = ctx;
    struct line_refusal why = report_refusal();
    struct t2_buf report;
    uint8_t id[LINE_REPORT_ID_LEN];
    bool there = false;
    t2_buf_init(&report, LINE_REPORT_MAX);
    int err = line_form_report(row, m->next.means, m->lang, &why, &r);
    if (err == 0) {
        memcpy(r.mission, m->next.mission, sizeof r.mission);
        memcpy(r.key, m->next.key, sizeof r.key);
        memcpy(r.previous, m->next.previous, sizeof r.previous);
        r.number = m->next.number;
        r.made_s = m->next.made_s;
        err = is_there(m, &r, &there);
    }
    if (err == 0 && there) {
        (void)json_array_append_new(m->known, json_integer((json_int_t)row->line));
    } else if (err == 0 && (err = line_report_sign(&r, m->seed, &why, &report, id)) == 0 &&
               (err = line_report_file_append(t2_buf_view(&report), &m->records)) == 0) {
        (void)json_array_append_new(
            m->taken, json_pack("{s:I, s:I}", "line", (json_int_t)row->line, "number", (json_int_t)r.number));
        memcpy(m->next.previous, id, sizeof m->next.previous);
        m->next.number++;
    }
    t2_buf_free(&report);
    if (err == T2_E_REFUSED) {
        unfit(m, row->line, &why);
        err = 0;
    }
    return err;
}

static int read_table(struct importing *m, const char *path, enum line_form_position positions)
{
    struct line_refusal why = report_refusal();
    struct t2_buf csv;
    int code = cli_read_file(m->c, path, LINE_FORM_MAX_BYTES, &csv);
    int err = code == 0 ? line_form_each(t2_buf_view(&csv), positions, &why, take, unreadable, m) : 0;
    t2_buf_free(&csv);
    return code != 0             ? code
           : err == 0            ? 0
           : err == T2_E_REFUSED ? cli_error(m->c, CLI_WRONG, "%s: %s", path, why.text)
                                 : out_of_memory(m->c);
}

static int tell(struct importing *m, const char *into)
{
    size_t n_refused = json_array_size(m->refused);
    if (!m->c->json) {
        report_file_tell(into, &m->file);
        cli_tell("Rows taken as reports and signed: %zu; there already: %zu; refused: %zu",
                 json_array_size(m->taken), json_array_size(m->known), n_refused);
        if (n_refused > 0)
            cli_tell("Mend those rows and import the table once more: no row is taken twice.");
    }
    cli_json(m->c, json_pack("{s:b, s:O, s:O, s:O}", "ok", n_refused == 0, "taken", m->taken, "known",
                             m->known, "refused", m->refused));
    return n_refused > 0 ? CLI_REFUSED : CLI_OK;
}

static int not_kept(struct importing *m, const char *into)
{
    return into == NULL
               ? cli_error(
                     m->c, CLI_ENVIRONMENT,
                     "The reports could not be kept on this desk. Those before them are all there. Import "
                     "the table once more when there is room on the disk.")
               : cli_error(
                     m->c, CLI_ENVIRONMENT,
                     "The reports could not be written to %s. Those before them are all there. Import the "
                     "table once more when there is room.",
                     into);
}

/* into NULL: the desk's own key signs. */
static int import(struct importing *m, const char *csv, const char *key, const char *mission,
                  const char *into, enum line_form_position positions)
{
    struct report_home home = {.path = into, .fd = -1};
    struct desk_observer own;
    int code = into == NULL ? report_own(m->c, &home.desk, m->next.mission, &own)
                            : report_mission_read(m->c, mission, m->next.mission);
    code = code != 0 ? code : report_key_open(m->c, into == NULL ? &own : NULL, key, m->seed, &m->next);
    code = code != 0 ? code : report_writing(m->c, &home, m->next.mission, &m->file);
    code = code != 0 ? code : report_chain_on(m->c, &m->file, 0, &m->next);
    code = code != 0 ? code : know(m);
    code = code != 0 ? code : read_table(m, csv, positions);
    if (code == 0 && m->records.len > 0 && report_put_behind(&home, &m->file, t2_buf_view(&m->records)) != 0)
        code = not_kept(m, into);
    if (code == 0)
        code = tell(m, into);
    if (home.fd >= 0)
        (void)close(home.fd);
    cli_close_desk(home.desk);
    return code;
}

int cmd_report_form(struct cli *c)
{
    static struct importing m;
    const char *key = cli_option(c, "--key"), *mission = cli_option(c, "--mission"),
               *into = cli_option(c, "--into"), *positions = cli_option(c, "--positions"),
               *means = cli_option(c, "--means"), *lang = cli_option(c, "--language");
    bool place = positions != NULL && strcmp(positions, "place") == 0;
    if (!cli_words(c) || c->argc != 2)
        return c->argc != 2 ? cli_error(c, CLI_USAGE, "This is used so: tracktwo %s %s", "line report",
                                        c->self->arguments)
                            : CLI_USAGE;
    m = (struct importing){.c = c, .lang = lang != NULL ? lang : cli_tag()};
    m.next.made_s = (uint64_t)t2_clock_now_ms(t2_clock_system()) / 1000;
    const bool of_desk = key == NULL && mission == NULL && into == NULL;
    if (!of_desk && (key == NULL || mission == NULL || into == NULL))
        return cli_error(c, CLI_USAGE,
                         "Say with which key, for which table and into which file: --key FILE, --mission "
                         "FILE, --into FILE; or none of them, and the desk's own key signs.");
    if (strlen(m.lang) > LINE_REPORT_LANG_MAX)
        return cli_error(c, CLI_USAGE, "%s is no tag of a language. One is, for instance, \"fr\".", lang);
    if ((positions != NULL && !place && strcmp(positions, "observer") != 0) ||
        (means != NULL && !report_means_of(means, &m.next)))
        return cli_error(c, CLI_USAGE,
                         "--positions takes place or observer: whose the form's positions are; --means takes "
                         "words such as heard,seen. Nothing was written.");
    m.taken = json_array();
    m.known = json_array();
    m.refused = json_array();
    t2_buf_init(&m.records, LINE_REPORT_FILE_MAX);
    int code = import(&m, c->argv[1], key, mission, into, place ? LINE_FORM_IS_PLACE : LINE_FORM_IS_OBSERVER);
    t2_wipe(m.seed, sizeof m.seed);
    json_decref(m.taken);
    json_decref(m.known);
    json_decref(m.refused);
    free(m.there);
    t2_buf_free(&m.records);
    report_file_clear(&m.file);
    return code;
}

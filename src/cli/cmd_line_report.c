/* tracktwo line report key|mission|write|import-odk|list|show|import|export. Without a network and, but for
 * mission and where no file is named, without a desk. */
#include "cli/held.h"
#include "cli/report.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- files ---- */

static const char *say(int lang, const char *english) __attribute__((format_arg(2)));
static const char *say(int lang, const char *english)
{
    return table_say((enum table_lang)lang, english);
}

struct line_refusal report_refusal(void)
{
    return (struct line_refusal){.say = say, .lang = (int)cli_lang()};
}

int report_mission_read(struct cli *c, const char *path, uint8_t out[static 32])
{
    struct t2_buf line = {0};
    int code = cli_read_file(c, path, OBSERVER_LINE_MAX, &line);
    if (code == 0 && observer_mission_read(t2_buf_view(&line), out) != 0)
        code = cli_error(c, CLI_WRONG,
                         "%s does not name a table, or a letter of it is wrong. Ask for the line that "
                         "tracktwo line report mission printed.",
                         path);
    t2_buf_free(&line);
    return code;
}

void report_file_clear(struct report_file *f)
{
    line_report_set_free(f->set);
    t2_buf_free(&f->bytes);
    *f = (struct report_file){.set = NULL};
}

int report_file_lock(const char *path, bool create)
{
    if (cli_held() != NULL) /* an observer's own file is written where the observer is */
        return -1;
    for (;;) {
        struct stat held, named;
        int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | (create ? O_CREAT : 0), 0600);
        if (fd < 0)
            return -1;
        if (flock(fd, LOCK_EX) != 0 || fstat(fd, &held) != 0) {
            (void)close(fd);
            return -1;
        }
        /* While we waited another file may have taken its place. */
        if (stat(path, &named) == 0 && named.st_ino == held.st_ino && named.st_dev == held.st_dev)
            return fd;
        (void)close(fd);
    }
}

static int take(struct report_file *f, struct t2_bytes report)
{
    const struct line_report_limits limits = {.apart_keys = 4096, .apart_reports = 1u << 20};
    enum line_report_outcome outcome;
    int err = f->set == NULL ? line_report_set_new(f->mission, &limits, &f->set) : 0;
    if (err == 0)
        err = line_report_set_import(f->set, report, &outcome);
    f->n += err == 0;
    if (err == 0 || t2_err_band(err) == T2_BAND_PEER) {
        f->n_wrong += err != 0;
        return 0;
    }
    return err;
}

int report_bytes_read(struct cli *c, const char *name, const uint8_t *mission, struct report_file *out)
{
    struct line_report_file cursor;
    struct t2_bytes report;
    size_t at = 0;
    int err = line_report_file_open(t2_buf_view(&out->bytes), &cursor);
    if (err != 0)
        return cli_error(c, CLI_WRONG, "%s is no file of reports, or of another version. It was not changed.",
                         name);
    if (mission != NULL)
        memcpy(out->mission, mission, sizeof out->mission);
    bool known = mission != NULL;
    while ((err = line_report_file_next(&cursor, &report, &at)) != T2_E_MISSING) {
        struct line_report r;
        if (err == T2_E_MEMORY)
            break;
        out->is_cut = err == T2_E_TRUNCATED;
        if (err != 0) {
            out->first_lost = out->n_lost++ == 0 ? at : out->first_lost;
            continue;
        }
        if (!known && line_report_read(report, NULL, &r) == 0) {
            memcpy(out->mission, r.mission, sizeof out->mission);
            known = true;
        }
        if ((err = take(out, report)) != 0)
            break;
    }
    out->end = cursor.end;
    return err == T2_E_MISSING
               ? 0
               : cli_error(c, CLI_ENVIRONMENT, "%s cannot be read here: memory is short. It was not changed.",
                           name);
}

int report_file_read(struct cli *c, const char *path, const uint8_t *mission, struct report_file *out)
{
    *out = (struct report_file){.set = NULL};
    int code = cli_read_file(c, path, LINE_REPORT_FILE_MAX, &out->bytes);
    return code != 0 ? code : report_bytes_read(c, path, mission, out);
}

void report_file_tell(const char *path, const struct report_file *f)
{
    char text[512];
    if (path == NULL)
        path = "reports"; /* of the desk's sealed file: whole, or the desk would not have opened */
    if (f->n_lost > 0) {
        (void)snprintf(text, sizeof text,
                       cli_say("%s: from byte %zu on something is damaged or cut off. All other reports "
                               "were read; places like this: %zu."),
                       cli_shown(path), f->first_lost, f->n_lost);
        cli_note(text);
    }
    if (f->n_wrong > 0) {
        (void)snprintf(text, sizeof text,
                       cli_say("%s: reports that were refused, because they were changed, signed with "
                               "another key or are for another table: %zu."),
                       cli_shown(path), f->n_wrong);
        cli_note(text);
    }
}

/* ---- mission ---- */

static int report_mission(struct cli *c)
{
    struct desk *d = NULL;
    char line[OBSERVER_LINE_MAX] = "";
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    int code = report_desk(c, &d, mission);
    if (code == 0 && observer_mission_line(mission, line) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s}", "ok", 1, "mission", line));
        if (!c->json)
            puts(line);
    }
    cli_close_desk(d);
    return code;
}

/* ---- list, show ---- */

static const struct {
    unsigned flag;
    const char *name, *text;
} flags[] = {
    {LINE_REPORT_IS_FORKED, "forked", TABLE_SAYS("another has the same number")},
    {LINE_REPORT_NOT_FOLLOWING, "not_following", TABLE_SAYS("does not follow the one before it")},
    {LINE_REPORT_IS_CORRECTED, "corrected", TABLE_SAYS("corrected by a later one")},
    {LINE_REPORT_IS_CORRECTION, "correction", TABLE_SAYS("a correction")},
};
#define N_FLAGS (sizeof flags / sizeof flags[0])

static void time_text(uint64_t s, char out[static TABLE_SLOT_TEXT_LEN])
{
    table_slot_text(s / TABLE_SLOT_SECONDS, out);
}

static void place_text(const struct line_report *r, char *out, size_t len)
{
    const struct line_report_place *p = r->has & LINE_REPORT_PLACE ? &r->place : &r->own;
    if (!(r->has & (LINE_REPORT_PLACE | LINE_REPORT_OWN)))
        out[0] = '\0';
    else if (r->frame == GEO_FLAT)
        (void)snprintf(out, len, "%.2f km, %.2f km", p->at.x / 1e5, p->at.y / 1e5);
    else
        (void)snprintf(out, len, "%.5f, %.5f", p->at.y / 1e7, p->at.x / 1e7);
}

static json_t *entry_json(const struct line_report_entry *e, const struct line_report *r, const char *key)
{
    char id[2 * LINE_REPORT_ID_LEN + 1];
    json_t *marks = json_array(), *means = json_array();
    t2_hex(id, e->id, sizeof e->id);
    for (size_t i = 0; i < N_FLAGS; i++) {
        if (e->flags & flags[i].flag)
            (void)json_array_append_new(marks, json_string(flags[i].name));
    }
    for (unsigned k = 0; k < LINE_REPORT_N_MEANS; k++) {
        if (r->means & 1u << k)
            (void)json_array_append_new(means, json_string(line_report_means_name(k)));
    }
    json_t *o = json_pack("{s:s, s:I, s:s, s:s, s:I, s:I, s:o, s:I, s:b, s:o}", "observer", key, "number",
                          (json_int_t)e->number, "id", id, "kind", line_report_kind_name(r->kind), "begin",
                          (json_int_t)r->begin_s, "made", (json_int_t)r->made_s, "means", means, "count",
                          (json_int_t)r->count, "verified", r->verified, "marks", marks);
    if (r->has & LINE_REPORT_PLACE)
        (void)json_object_set_new(o, "place",
                                  json_pack("{s:i, s:i, s:I}", "x", r->place.at.x, "y", r->place.at.y,
                                            "error_cm", (json_int_t)r->place.error_cm));
    if (r->remark.text[0] != '\0')
        (void)json_object_set_new(o, "remark", cli_json_text(r->remark.text));
    if (r->has & LINE_REPORT_CORRECTS)
        (void)json_object_set_new(o, "corrects", json_integer((json_int_t)r->corrects_number));
    return o;
}

static void print_entry(const struct line_report_entry *e, const struct line_report *r)
{
    char begin[TABLE_SLOT_TEXT_LEN], place[64];
    time_text(r->begin_s != 0 ? r->begin_s : r->made_s, begin);
    place_text(r, place, sizeof place);
    printf("%6" PRIu32 "  %s  %s", e->number, begin, cli_column(cli_say(line_report_kind_text(r->kind)), 26));
    if (r->count > 0)
        printf(" %s%" PRIu32,
               r->count_how == LINE_REPORT_AT_LEAST ? ">= "
               : r->count_how == LINE_REPORT_ABOUT  ? "~ "
                                                    : "",
               r->count);
    printf("  %s\n", place);
    for (size_t i = 0; i < N_FLAGS; i++) {
        if (e->flags & flags[i].flag)
            printf("        %s\n", cli_say(flags[i].text));
    }
}

/* The reports of one chain, or of one number of it. */
static void list_chain(const struct cli *c, const struct report_file *f, size_t k, uint32_t number,
                       json_t *list)
{
    struct line_report_chain chain;
    struct line_report_entry e;
    char key[OBSERVER_LINE_MAX] = "";
    if (line_report_set_chain(f->set, k, &chain) != 0 || observer_key_line(chain.key, key) != 0)
        return;
    if (!c->json)
        printf("%s\n", key);
    for (size_t i = 0; i < chain.n && line_report_set_entry(f->set, k, i, &e) == 0; i++) {
        struct line_report r;
        if ((number != 0 && e.number != number) || line_report_read(e.report, NULL, &r) != 0)
            continue;
        json_t *o = entry_json(&e, &r, key);
        if (number != 0)
            report_json(&r, o);
        (void)json_array_append_new(list, o);
        if (!c->json)
            print_entry(&e, &r);
        if (!c->json && number != 0 && r.remark.text[0] != '\0')
            printf("        %s\n", cli_shown(r.remark.text));
        if (!c->json && number != 0 && r.reason.text[0] != '\0')
            printf("        %s\n", cli_shown(r.reason.text));
    }
    uint32_t first = 0, last = 0;
    for (uint32_t from = 1;
         number == 0 && !c->json && line_report_set_gap(f->set, k, from, &first, &last) == 0; from = last + 1)
        cli_tell("        missing: from number %u to number %u", first, last);
}

/* path NULL: of the desk, with the mission of its table. */
static int read_of(struct cli *c, const char *path, const char *mission_path, struct report_file *out)
{
    struct desk *d = NULL;
    struct desk_observer own;
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    int code = 0;
    *out = (struct report_file){.set = NULL};
    if (path == NULL)
        code = report_own(c, &d, mission, &own);
    else if (mission_path != NULL)
        code = report_mission_read(c, mission_path, mission);
    if (code == 0)
        code = path == NULL ? report_own_read(c, d, &own, mission, out)
                            : report_file_read(c, path, mission_path != NULL ? mission : NULL, out);
    cli_close_desk(d);
    return code;
}

static int report_list(struct cli *c, const char *path, const char *mission_path, uint32_t number)
{
    struct report_file f = {.set = NULL};
    json_t *list = json_array();
    int code = read_of(c, path, mission_path, &f);
    for (size_t k = 0; code == 0 && f.set != NULL && k < line_report_set_n_chains(f.set); k++)
        list_chain(c, &f, k, number, list);
    if (code == 0 && number != 0 && json_array_size(list) == 0)
        code = path != NULL
                   ? cli_error(c, CLI_REFUSED, "There is no report %u in %s.", number, path)
                   : cli_error(c, CLI_REFUSED, "There is no report %u of yours on this desk.", number);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:O, s:I, s:I}", "ok", f.n_lost == 0 && f.n_wrong == 0, "reports", list,
                              "refused", (json_int_t)f.n_wrong, "damaged", (json_int_t)f.n_lost));
        if (!c->json)
            report_file_tell(path, &f);
        code = f.n_lost > 0 || f.n_wrong > 0 ? CLI_WRONG : 0;
    }
    json_decref(list);
    report_file_clear(&f);
    return code;
}

/* ---- import, export ---- */

/* Everything of the files, into one that is written anew; what the target holds already stays. */
static int report_import(struct cli *c, const char *into)
{
    struct line_report_set *all = NULL;
    const struct line_report_limits limits = {.apart_keys = 4096, .apart_reports = 1u << 20};
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    size_t n_new = 0, n_known = 0, n_bad = 0;
    struct t2_buf out;
    t2_buf_init(&out, LINE_REPORT_FILE_MAX);
    int fd = report_file_lock(into, false), code = 0;
    const bool has_target = fd >= 0;
    if (!has_target && access(into, F_OK) == 0)
        return cli_error(c, CLI_ENVIRONMENT, "The file %s cannot be written. Nothing was written.", into);
    for (int i = has_target ? 0 : 1; code == 0 && i < c->argc; i++) {
        const char *path = i == 0 ? into : c->argv[i];
        struct report_file f;
        struct line_report_chain chain;
        struct line_report_entry e;
        code = report_file_read(c, path, all != NULL ? mission : NULL, &f);
        if (code == 0 && all == NULL && f.set != NULL) {
            memcpy(mission, f.mission, sizeof mission);
            if (line_report_set_new(mission, &limits, &all) != 0)
                code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
        }
        for (size_t k = 0; code == 0 && f.set != NULL && line_report_set_chain(f.set, k, &chain) == 0; k++) {
            for (size_t m = 0; code == 0 && line_report_set_entry(f.set, k, m, &e) == 0; m++) {
                enum line_report_outcome outcome;
                if (line_report_set_import(all, e.report, &outcome) != 0)
                    code = cli_error(c, CLI_ENVIRONMENT,
                                     "%s has more reports than fit here. Nothing was "
                                     "written.",
                                     path);
                n_known += i > 0 && outcome == LINE_REPORT_KNOWN;
                n_new += i > 0 && outcome != LINE_REPORT_KNOWN;
            }
        }
        if (code == 0) {
            n_bad += f.n_lost + f.n_wrong;
            if (!c->json)
                report_file_tell(path, &f);
        }
        report_file_clear(&f);
    }
    if (code == 0 && all == NULL)
        code = cli_error(c, CLI_WRONG, "There is no report in these files. Nothing was written.");
    if (code == 0 && line_report_set_export(all, &out) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "Together these are more than fits into one file (64 MiB). Nothing "
                         "was written.");
    if (code == 0 && cli_write_over(into, &out) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The file %s cannot be written. It is as it was.", into);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:I, s:I, s:I}", "ok", n_bad == 0, "new", (json_int_t)n_new, "known",
                              (json_int_t)n_known, "refused", (json_int_t)n_bad));
        if (!c->json)
            cli_tell("New reports: %zu. Known before: %zu.", n_new, n_known);
    }
    if (fd >= 0)
        (void)close(fd);
    t2_buf_free(&out);
    line_report_set_free(all);
    return code != 0 ? code : n_bad > 0 ? CLI_WRONG : 0;
}

/* A copy to be carried: the reports from a number on, all when it is 1. of NULL: of the desk. */
static int report_export(struct cli *c, const char *of, const char *path, uint32_t from)
{
    struct report_file f;
    struct t2_buf out;
    struct line_report_chain chain;
    struct line_report_entry e;
    size_t n = 0;
    t2_buf_init(&out, LINE_REPORT_FILE_MAX);
    int code = read_of(c, of, NULL, &f);
    int err = code == 0 ? line_report_file_begin(&out) : 0;
    for (size_t k = 0; code == 0 && f.set != NULL && line_report_set_chain(f.set, k, &chain) == 0; k++) {
        for (size_t i = 0; err == 0 && line_report_set_entry(f.set, k, i, &e) == 0; i++) {
            if (e.number >= from) {
                err = line_report_file_append(e.report, &out);
                n++;
            }
        }
    }
    if (code == 0 && err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
    if (code == 0 && cli_write_new(path, &out) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing was written.", path);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:I}", "ok", 1, "reports", (json_int_t)n));
        if (!c->json) {
            report_file_tell(of, &f);
            cli_tell("Reports in %s: %zu.", cli_shown(path), n);
        }
    }
    t2_buf_free(&out);
    report_file_clear(&f);
    return code;
}

/* ---- the words ---- */

static int number_of(struct cli *c, const char *text, uint32_t *out)
{
    unsigned long n = 0;
    if (!cli_number(text, 1, LINE_REPORT_MAX_NUMBER, &n))
        return cli_error(c, CLI_USAGE, "%s is no number of a report.", text);
    *out = (uint32_t)n;
    return 0;
}

int cmd_line_report(struct cli *c)
{
    const char *what = c->argc > 0 ? c->argv[0] : "";
    uint32_t number = 0;
    if (strcmp(what, "write") == 0)
        return cmd_report_write(c);
    if (strcmp(what, "check") == 0)
        return cmd_report_check(c);
    if (strcmp(what, "import-odk") == 0)
        return cmd_report_form(c);
    if (strcmp(what, "own") == 0)
        return cmd_report_own(c);
    const char *mission = cli_option(c, "--mission"), *into = cli_option(c, "--into"),
               *to = cli_option(c, "--out"), *from = cli_option(c, "--from"), *take = cli_option(c, "--take"),
               *reports = cli_option(c, "--reports");
    if (!cli_words(c))
        return CLI_USAGE;
    what = c->argv[0];
    const char *path = c->argc > 1 ? c->argv[1] : NULL;
    if (strcmp(what, "mission") == 0 && c->argc == 1)
        return report_mission(c);
    if (strcmp(what, "file") == 0 && c->argc <= 2)
        return cmd_report_file(c, path);
    if (strcmp(what, "key") == 0 && c->argc == 1)
        return cmd_report_own_key(c, take, reports);
    if (strcmp(what, "key") == 0 && c->argc == 2)
        return cli_new_key(c, path, observer_key_new);
    if (strcmp(what, "list") == 0 && c->argc <= 2)
        return report_list(c, path, mission, 0);
    if (strcmp(what, "show") == 0 && (c->argc == 2 || c->argc == 3)) {
        int code = number_of(c, c->argv[c->argc - 1], &number);
        return code != 0 ? code : report_list(c, c->argc == 3 ? path : NULL, mission, number);
    }
    if (strcmp(what, "import") == 0 && c->argc >= 2 && into != NULL)
        return report_import(c, into);
    if (strcmp(what, "export") == 0 && c->argc <= 2 && to != NULL) {
        int code = from != NULL ? number_of(c, from, &number) : 0;
        return code != 0 ? code : report_export(c, path, to, number);
    }
    return cli_error(c, CLI_USAGE, "This is used so: tracktwo %s %s", "line report", c->self->arguments);
}

/* tracktwo line report own|key|check: the report key that stands in the desk's sealed file and what it has
 * signed; and a report as it would be signed, for whoever is about to. Nothing of the private key is told. */
#include "cli/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/clock.h>
#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/table_field.h>

#define SHOWN 30 /* of the own reports, where no number is said */

/* ---- the desk ---- */

int report_desk(struct cli *c, struct desk **out, uint8_t mission[static LINE_REPORT_MISSION_LEN])
{
    int code = cli_desk(c, out);
    if (code == 0 && (!desk_has_table(*out) || !table_is_open(desk_table(*out))))
        return cli_error(
            c, CLI_REFUSED,
            "The opening of the table has not come to this desk yet. Nothing was done. Try again "
            "when the relay can be reached.");
    return code != 0 || table_mission(desk_table(*out), mission) == 0
               ? code
               : cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
}

static int own_problem(struct cli *c, int err)
{
    return err == T2_E_MISSING
               ? cli_error(c, CLI_REFUSED,
                           "There is no report key on this desk. Nothing was done. Make one: tracktwo line "
                           "report key")
               : cli_error(c, CLI_WRONG,
                           "The report key of this desk is of another version of the program. Nothing was "
                           "done.");
}

int report_own(struct cli *c, struct desk **out, uint8_t mission[static LINE_REPORT_MISSION_LEN],
               struct desk_observer *own)
{
    int code = report_desk(c, out, mission);
    int err = code == 0 ? desk_observer(*out, own) : 0;
    return err == 0 ? code : own_problem(c, err);
}

/* ---- a report ---- */

static json_t *place_json(const struct line_report_place *p)
{
    return json_pack("{s:i, s:i, s:I}", "x", p->at.x, "y", p->at.y, "error_cm", (json_int_t)p->error_cm);
}

static json_t *weapons_json(const struct line_report *r)
{
    json_t *list = json_array();
    for (size_t i = 0, k = 0; i < r->n_weapons; i++) {
        const struct line_report_weapon *w = &r->weapons[i];
        json_t *serials = json_array();
        for (size_t n = 0; n < w->n_serials; n++)
            (void)json_array_append_new(serials, cli_json_text(r->serials[k++]));
        (void)json_array_append_new(list, json_pack("{s:s, s:o, s:f, s:I, s:I, s:o}", "family",
                                                    line_weapon_name((enum line_weapon)w->family), "model",
                                                    cli_json_text(w->model), "calibre_mm", w->calibre / 10.0,
                                                    "range_m", (json_int_t)w->range_m, "number",
                                                    (json_int_t)w->number, "serials", serials));
    }
    return list;
}

static json_t *attachments_json(const struct line_report *r)
{
    json_t *list = json_array();
    for (size_t i = 0; i < r->n_attachments; i++) {
        char hex[2 * sizeof r->attachments[i].sha256 + 1];
        t2_hex(hex, r->attachments[i].sha256, sizeof r->attachments[i].sha256);
        (void)json_array_append_new(list, json_pack("{s:s, s:I, s:s}", "sha256", hex, "size",
                                                    (json_int_t)r->attachments[i].size, "type",
                                                    r->attachments[i].type));
    }
    return list;
}

void report_json(const struct line_report *r, json_t *o)
{
    static const char *const how[LINE_REPORT_N_COUNTS] = {"none", "exactly", "at_least", "about"};
    json_t *means = json_array();
    for (unsigned k = 0; k < LINE_REPORT_N_MEANS; k++) {
        if (r->means & 1u << k)
            (void)json_array_append_new(means, json_string(line_report_means_name(k)));
    }
    json_t *more = json_pack("{s:I, s:s, s:I, s:I, s:I, s:I, s:b, s:o, s:o, s:s, s:I, s:b, s:s, s:s, s:o, "
                             "s:o, s:o, s:s, s:o, s:s}",
                             "number", (json_int_t)r->number, "kind", line_report_kind_name(r->kind), "begin",
                             (json_int_t)r->begin_s, "made", (json_int_t)r->made_s, "lasted_s",
                             (json_int_t)r->lasted_s, "time_error_s", (json_int_t)r->time_error_s, "flat",
                             r->frame == GEO_FLAT, "means", means, "side",
                             r->side == LINE_A   ? json_string("A")
                             : r->side == LINE_B ? json_string("B")
                                                 : json_null(),
                             "count_how", how[r->count_how < LINE_REPORT_N_COUNTS ? r->count_how : 0],
                             "count", (json_int_t)r->count, "verified", r->verified, "source", r->source,
                             "site", r->site, "weapons", weapons_json(r), "attachments", attachments_json(r),
                             "remark", cli_json_text(r->remark.text), "remark_lang", r->remark.lang, "reason",
                             cli_json_text(r->reason.text), "reason_lang", r->reason.lang);
    (void)json_object_update(o, more);
    json_decref(more);
    if (r->has & LINE_REPORT_PLACE)
        (void)json_object_set_new(o, "place", place_json(&r->place));
    if (r->has & LINE_REPORT_OWN)
        (void)json_object_set_new(o, "own", place_json(&r->own));
    if (r->has & LINE_REPORT_BEARING)
        (void)json_object_set_new(
            o, "bearing",
            json_pack("{s:f, s:f}", "degrees", r->bearing / 10.0, "error", r->bearing_error / 10.0));
    if (r->has & LINE_REPORT_DISTANCE)
        (void)json_object_set_new(o, "distance",
                                  json_pack("{s:I, s:I}", "metres", (json_int_t)r->distance_m, "error",
                                            (json_int_t)r->distance_error_m));
    if (r->has & LINE_REPORT_CORRECTS)
        (void)json_object_set_new(o, "corrects", json_integer((json_int_t)r->corrects_number));
}

/* ---- the own chain ---- */

/* The next of the desk's own reports. They were checked when they were written, and the desk's file shows
 * that nothing was changed. T2_E_MISSING: that was the last. */
static int own_next(struct line_report_file *f, struct line_report *out,
                    uint8_t id[static LINE_REPORT_ID_LEN])
{
    struct t2_bytes report;
    size_t at = 0;
    int err = 0;
    while ((err = line_report_file_next(f, &report, &at)) == 0 || err == T2_E_MALFORMED) {
        if (err != 0 || report.len <= LINE_REPORT_SIGNATURE_LEN || line_report_read(report, NULL, out) != 0)
            continue;
        const struct t2_bytes body = t2_bytes_of(report.ptr, report.len - LINE_REPORT_SIGNATURE_LEN);
        return t2_sha256(id, &body, 1);
    }
    return err == T2_E_TRUNCATED ? T2_E_MISSING : err;
}

/* Each of them, with `each`; T2_E_MEMORY. */
static int own_each(const struct desk_observer *own,
                    void (*each)(void *ctx, const struct line_report *r, const uint8_t *id), void *ctx)
{
    static struct line_report r;
    uint8_t id[LINE_REPORT_ID_LEN];
    struct line_report_file f;
    if (own->reports.len == 0 || line_report_file_open(own->reports, &f) != 0)
        return 0;
    int err = 0;
    while ((err = own_next(&f, &r, id)) == 0) {
        if (memcmp(r.key, own->key, sizeof r.key) == 0)
            each(ctx, &r, id);
    }
    return err == T2_E_MISSING ? 0 : err;
}

static void note_id(void *ctx, const struct line_report *r, const uint8_t *id)
{
    uint8_t **at = ctx;
    (void)r;
    memcpy(*at, id, LINE_REPORT_ID_LEN);
    *at += LINE_REPORT_ID_LEN;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(a, b, LINE_REPORT_ID_LEN);
}

static void count_one(void *ctx, const struct line_report *r, const uint8_t *id)
{
    (void)r;
    (void)id;
    (*(size_t *)ctx)++;
}

/* The own reports into out, and behind them those of this key that the record holds and the desk does not:
 * of a key that came without them, or of a desk in an older state. Else the next would get a number that was
 * given already. */
static int own_and_entered(const struct table_state *s, const struct desk_observer *own, struct t2_buf *out)
{
    size_t n = 0;
    int err = own_each(own, count_one, &n);
    uint8_t *ids = err == 0 ? calloc(n + 1, LINE_REPORT_ID_LEN) : NULL, *at = ids;
    err = ids == NULL ? T2_E_MEMORY : own_each(own, note_id, &at);
    err = err != 0 ? err : t2_buf_append(out, own->reports.ptr, own->reports.len);
    if (err == 0)
        qsort(ids, n, LINE_REPORT_ID_LEN, by_id);
    for (size_t i = 0; err == 0 && i < table_n_reports(s); i++) {
        const struct table_report *r = table_report(s, i);
        if (memcmp(table_observer_admission(s, r->observer)->key, own->key, sizeof own->key) != 0 ||
            bsearch(r->id, ids, n, LINE_REPORT_ID_LEN, by_id) != NULL)
            continue;
        err = out->len == 0 ? line_report_file_begin(out) : 0;
        err = err != 0 ? err : line_report_file_append(table_report_bytes(s, i), out);
    }
    free(ids);
    return err;
}

int report_own_read(struct cli *c, const struct desk *d, const struct desk_observer *own,
                    const uint8_t mission[static LINE_REPORT_MISSION_LEN], struct report_file *out)
{
    *out = (struct report_file){.set = NULL};
    t2_buf_init(&out->bytes, LINE_REPORT_FILE_MAX);
    if (own_and_entered(desk_table(d), own, &out->bytes) != 0)
        return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    return out->bytes.len == 0 ? 0 : report_bytes_read(c, "reports", mission, out);
}

/* ---- own ---- */

struct own_sum {
    const struct table_state *s;
    size_t n, n_waiting;
    uint32_t last;
};

static void sum_up(void *ctx, const struct line_report *r, const uint8_t *id)
{
    struct own_sum *x = ctx;
    size_t at = 0;
    x->n++;
    x->n_waiting += table_report_find(x->s, id, &at) != 0;
    x->last = r->number > x->last ? r->number : x->last;
}

struct own_shown {
    struct cli *c;
    const struct table_state *s;
    size_t skip; /* the earlier ones */
    json_t *list;
};

static void show(void *ctx, const struct line_report *r, const uint8_t *id)
{
    struct own_shown *x = ctx;
    char begin[TABLE_SLOT_TEXT_LEN];
    size_t at = 0;
    if (x->skip > 0) {
        x->skip--;
        return;
    }
    const bool in = table_report_find(x->s, id, &at) == 0;
    json_t *o =
        json_pack("{s:I, s:s, s:I, s:I, s:o, s:o, s:o}", "number", (json_int_t)r->number, "kind",
                  line_report_kind_name(r->kind), "begin", (json_int_t)r->begin_s, "made",
                  (json_int_t)r->made_s, "remark", cli_json_text(r->remark.text), "corrects",
                  r->has & LINE_REPORT_CORRECTS ? json_integer((json_int_t)r->corrects_number) : json_null(),
                  "record", in ? json_integer((json_int_t)at + 1) : json_null());
    (void)json_array_insert_new(x->list, 0, o); /* the latest first */
    table_slot_text((r->begin_s != 0 ? r->begin_s : r->made_s) / TABLE_SLOT_SECONDS, begin);
    if (!x->c->json)
        printf("%6" PRIu32 "  %s  %s%s\n", r->number, begin, cli_say(line_report_kind_text(r->kind)),
               in ? "" : cli_say(", not entered into the record yet"));
}

/* As whom the table knows the key; the number of admissions: not at all. */
static size_t admitted(const struct table_state *s, const uint8_t *key)
{
    size_t i = 0, n = table_n_observers(s);
    while (i < n && memcmp(table_observer_admission(s, i)->key, key, 32) != 0)
        i++;
    return i;
}

static int tell_own(struct cli *c, const struct desk *d, const struct desk_observer *own, size_t most)
{
    const struct table_state *s = desk_table(d);
    struct own_sum sum = {.s = s};
    char line[OBSERVER_LINE_MAX];
    if (observer_key_line(own->key, line) != 0 || own_each(own, sum_up, &sum) != 0)
        return cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    const size_t at = admitted(s, own->key);
    const struct table_ev_observer_admitted *by =
        at < table_n_observers(s) ? table_observer_admission(s, at) : NULL;
    const uint64_t now_s = desk_slot(d) * TABLE_SLOT_SECONDS;
    struct own_shown x = {.c = c, .s = s, .skip = sum.n > most ? sum.n - most : 0, .list = json_array()};
    if (!c->json)
        puts(line);
    int err = own_each(own, show, &x);
    if (!c->json && by == NULL)
        cli_tell("The table has not admitted this key yet.");
    cli_json(c,
             json_pack("{s:b, s:s, s:o, s:b, s:I, s:I, s:I, s:O}", "ok", 1, "public", line, "observer",
                       by != NULL ? cli_json_text(by->observer) : json_null(), "admitted",
                       by != NULL && now_s >= by->from_s && now_s <= by->to_s, "n", (json_int_t)sum.n, "last",
                       (json_int_t)sum.last, "waiting", (json_int_t)sum.n_waiting, "reports", x.list));
    json_decref(x.list);
    return err == 0 ? 0 : cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
}

int cmd_report_own(struct cli *c)
{
    const char *word = cli_option(c, "--most");
    uint8_t mission[LINE_REPORT_MISSION_LEN];
    struct desk_observer own;
    struct desk *d = NULL;
    struct t2_buf all;
    unsigned long most = SHOWN;
    t2_buf_init(&all, LINE_REPORT_FILE_MAX);
    if (!cli_words(c) || c->argc != 1)
        return cli_error(c, CLI_USAGE, "This is used so: tracktwo %s %s", "line report", c->self->arguments);
    if (word != NULL && !cli_number(word, 0, LINE_REPORT_MAX_NUMBER, &most))
        return cli_error(c, CLI_USAGE, "%s is no number of reports.", word);
    int code = report_desk(c, &d, mission);
    int err = code == 0 ? desk_observer(d, &own) : 0;
    if (code == 0 && err == 0 && own_and_entered(desk_table(d), &own, &all) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    own.reports = t2_buf_view(&all);
    if (err == T2_E_MISSING) {
        cli_json(c, json_pack("{s:b, s:n}", "ok", 1, "public"));
        if (!c->json)
            cli_tell("There is no report key on this desk.");
    } else if (code == 0) {
        code = err == 0 ? tell_own(c, d, &own, most) : own_problem(c, err);
    }
    t2_buf_free(&all);
    cli_close_desk(d);
    return code;
}

/* ---- key ---- */

/* Of a file of reports, those of this key for this table. */
static int signed_before(struct cli *c, const char *path, const uint8_t *mission, const uint8_t *key,
                         struct t2_buf *out)
{
    struct report_file f;
    struct line_report_chain chain;
    struct line_report_entry e;
    size_t n = 0;
    int code = report_file_read(c, path, mission, &f), err = code == 0 ? line_report_file_begin(out) : 0;
    for (size_t k = 0; code == 0 && f.set != NULL && line_report_set_chain(f.set, k, &chain) == 0; k++) {
        for (size_t i = 0; memcmp(chain.key, key, sizeof chain.key) == 0 && err == 0 &&
                           line_report_set_entry(f.set, k, i, &e) == 0;
             i++, n++)
            err = line_report_file_append(e.report, out);
    }
    if (code == 0 && err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    if (code == 0 && n == 0)
        code =
            cli_error(c, CLI_REFUSED,
                      "%s holds no report of this key for this table. Nothing was done. Choose the file in "
                      "which this key's reports are.",
                      path);
    report_file_clear(&f);
    return code;
}

/* A key file that was made elsewhere, opened to see that the passphrase is its own. */
static int taken_key(struct cli *c, const char *path, struct t2_buf *out, uint8_t key[static 32])
{
    static struct line_report r;
    struct desk_observer file = {.private_file = {NULL, 0}};
    uint8_t seed[LINE_REPORT_SEED_LEN] = {0};
    int code = cli_read_file(c, path, OBSERVER_KEY_FILE_LEN + 1, out);
    file.private_file = t2_buf_view(out);
    code = code != 0 ? code : report_key_open(c, &file, path, seed, &r);
    memcpy(key, r.key, 32);
    t2_wipe(seed, sizeof seed);
    return code;
}

static int made_key(struct cli *c, struct t2_buf *out, uint8_t key[static 32])
{
    struct cli_passphrase pass = {0};
    char line[OBSERVER_LINE_MAX] = "";
    t2_buf_init(out, OBSERVER_KEY_FILE_LEN);
    int code = cli_passphrase_read(c, true, &pass);
    if (code == 0 &&
        (observer_key_new(t2_random_system(), t2_bytes_of(pass.text, pass.len),
                          c->quick ? CHANNEL_STORE_COST_MIN : CHANNEL_STORE_COST_DEFAULT, out, line) != 0 ||
         observer_key_read(t2_bytes_str(line), key) != 0))
        code = cli_error(c, CLI_ENVIRONMENT,
                         "No key can be made: memory or randomness is missing. Nothing was written.");
    cli_passphrase_wipe(&pass);
    return code;
}

int cmd_report_own_key(struct cli *c, const char *taken, const char *reports)
{
    uint8_t mission[LINE_REPORT_MISSION_LEN], key[LINE_REPORT_KEY_LEN] = {0};
    struct desk_problem why = {.lang = cli_lang()};
    struct desk_observer own;
    struct desk *d = NULL;
    struct t2_buf private = {0}, before;
    char line[OBSERVER_LINE_MAX] = "";
    t2_buf_init(&before, LINE_REPORT_FILE_MAX);
    int code = report_desk(c, &d, mission);
    if (code == 0 && desk_observer(d, &own) != T2_E_MISSING) /* before the person chooses a passphrase */
        code = cli_error(c, CLI_REFUSED,
                         "This desk has a report key already. It was left as it is: the reports that it "
                         "signed are numbered one after the other.");
    if (code == 0)
        code = taken != NULL ? taken_key(c, taken, &private, key) : made_key(c, &private, key);
    if (code == 0 && taken != NULL && reports != NULL)
        code = signed_before(c, reports, mission, key, &before);
    if (code == 0) {
        int err = desk_observer_keep(d, key, t2_buf_view(&private), t2_buf_view(&before), &why);
        err = err != 0 ? err : observer_key_line(key, line);
        code = err == 0 ? 0 : cli_problem(c, err, &why);
    }
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:s}", "ok", 1, "public", line));
        if (!c->json)
            puts(line);
    }
    t2_buf_free(&private);
    t2_buf_free(&before);
    cli_close_desk(d);
    return code;
}

/* ---- check ---- */

static void follow(void *ctx, const struct line_report *x, const uint8_t *id)
{
    struct line_report *r = ctx;
    if (x->number >= r->number) { /* of two with one number the later in the order of ids, as in a set */
        if (x->number > r->number || memcmp(id, r->previous, LINE_REPORT_ID_LEN) > 0)
            memcpy(r->previous, id, sizeof r->previous);
        r->number = x->number;
    }
    if (x->number == r->corrects_number &&
        ((r->has & LINE_REPORT_CORRECTS) == 0 || memcmp(id, r->corrects, LINE_REPORT_ID_LEN) > 0)) {
        memcpy(r->corrects, id, sizeof r->corrects);
        r->has |= LINE_REPORT_CORRECTS;
    }
}

int cmd_report_check(struct cli *c)
{
    static struct line_report r;
    struct line_refusal why = report_refusal();
    struct report_asked asked;
    struct desk_observer own = {.reports = {NULL, 0}};
    struct desk *d = NULL;
    struct t2_buf all;
    t2_buf_init(&all, LINE_REPORT_FILE_MAX);
    memset(&r, 0, sizeof r);
    int code = report_options(c, &r, &asked), err = 0;
    if (code == 0 && c->argc != 1)
        code = cli_error(c, CLI_USAGE, "This is used so: tracktwo %s %s", "line report", c->self->arguments);
    code = code != 0 ? code : report_desk(c, &d, r.mission);
    r.corrects_number = (uint32_t)asked.corrects;
    if (code == 0 && (err = desk_observer(d, &own)) == 0) {
        err = own_and_entered(desk_table(d), &own, &all);
        own.reports = t2_buf_view(&all);
        err = err != 0 ? err : own_each(&own, follow, &r);
    }
    err = err == T2_E_MISSING ? 0 : err; /* what would be signed can be read before there is a key */
    if (code == 0 && err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
    if (code == 0 && asked.corrects != 0 && (r.has & LINE_REPORT_CORRECTS) == 0)
        code = cli_error(c, CLI_REFUSED, "There is no report %lu of yours on this desk. Nothing was written.",
                         asked.corrects);
    r.number++;
    if (code == 0 && line_report_check(&r, &why) != 0)
        code = cli_error(c, CLI_REFUSED, "%s Nothing was written.", why.text);
    if (code == 0) {
        json_t *o = json_object();
        report_json(&r, o);
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "report", o));
        if (!c->json)
            cli_tell("It can be signed so, as report %u.", r.number);
    }
    t2_buf_free(&all);
    cli_close_desk(d);
    return code;
}

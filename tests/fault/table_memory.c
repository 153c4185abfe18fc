/* The k-th allocation fails, for every k: the room says T2_E_MEMORY, leaks nothing and leaves the state as it
 * was.
 *
 * malloc and its kin are replaced for this program, so those of the libraries can fail too. While jansson
 * reads they do not: its scanner is known to lose characters or to abort when memory ends. Nothing is tried
 * under a sanitizer or valgrind, which replace malloc themselves. */
#include "../line_data.h"
#include "../line_reports.h"
#include "../unit/table_form_events.h"

#include <errno.h>

#include <tracktwo/crypto.h>
#include <tracktwo/shuttle.h>
#include <tracktwo/table_field.h>

#include "../sanitized.h"

/* Volatile: the compiler believes that malloc touches nothing that it can see. */
static volatile long fail_at;   /* counts down to the one that fails; 0 = none */
static volatile int spare_libs; /* 1: only allocations of this executable fail */
static volatile long n_failed;
static volatile long n_live; /* allocations that were not freed */

#if !T2_SANITIZED
/* glibc's own, under the names that it keeps for this. */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void __libc_free(void *p);
/* Where this executable begins and its code ends (ld). */
extern const char __executable_start[], etext[];

static int fails(const void *caller)
{
    int ours = (const char *)caller >= __executable_start && (const char *)caller < etext;
    if (fail_at == 0 || (spare_libs && !ours)) {
        return 0;
    }
    fail_at = fail_at - 1;
    if (fail_at > 0) {
        return 0;
    }
    n_failed = n_failed + 1;
    errno = ENOMEM;
    return 1;
}

static void *count(void *p)
{
    n_live = n_live + (p != NULL);
    return p;
}

#define FAILS() fails(__builtin_return_address(0))

void *malloc(size_t n)
{
    return FAILS() ? NULL : count(__libc_malloc(n));
}

void *calloc(size_t n, size_t size)
{
    return FAILS() ? NULL : count(__libc_calloc(n, size));
}

void *realloc(void *p, size_t n)
{
    return FAILS() ? NULL : p == NULL ? count(__libc_realloc(p, n)) : __libc_realloc(p, n);
}

void *reallocarray(void *p, size_t n, size_t size)
{
    return FAILS() ? NULL : p == NULL ? count(__libc_realloc(p, n * size)) : __libc_realloc(p, n * size);
}

void free(void *p)
{
    n_live = n_live - (p != NULL);
    __libc_free(p);
}
#endif

static void skip_unless_own_malloc(void)
{
    void *(*volatile allocate)(size_t) = malloc;
    long before = n_live;
    void *p = allocate(1);
    int seen = n_live == before + 1;
    free(p);
    if (T2_SANITIZED || !seen) {
        print_message("skipped: a sanitizer or valgrind has its own malloc\n");
        skip();
    }
}

/* Calls step with the first, second, ... allocation failing, until it does without. */
static void for_every_allocation(int (*step)(void *ctx), void *ctx)
{
    for (long k = 1;; k++) {
        n_failed = 0;
        fail_at = k;
        int err = step(ctx);
        fail_at = 0;
        if (n_failed == 0) {
            assert_int_equal(err, 0);
            assert_true(k > 1);
            print_message("%ld allocations\n", k - 1);
            return;
        }
        /* libcrypto makes up for some of its own; then the step succeeds. */
        if (err != T2_E_MEMORY && (err != 0 || spare_libs)) {
            fail_msg("allocation %ld failed and the result was %s", k, t2_err_name(err));
        }
    }
}

/* ---- the fold ---- */

struct fold {
    const struct table_state *log;
    size_t n; /* the event that is tried */
};

static int apply_step(void *ctx)
{
    const struct fold *f = ctx;
    uint8_t before[TABLE_DIGEST_LEN], after[TABLE_DIGEST_LEN];
    struct table_state *s = NULL;
    long armed = fail_at;
    fail_at = 0;
    assert_int_equal(table_state_new(&s), 0);
    for (size_t i = 0; i < f->n; i++) {
        fixture_apply(s, table_event_at(f->log, i));
    }
    assert_int_equal(table_state_digest(s, before), 0);
    fail_at = armed;
    int err = table_apply(s, table_event_at(f->log, f->n), NULL);
    fail_at = 0;
    assert_int_equal(table_state_digest(s, after), 0);
    assert_int_equal(table_n_events(s), f->n + (err == 0));
    assert_int_equal(memcmp(before, after, sizeof(before)) == 0, err != 0);
    if (err != 0) {
        /* It goes on where it was. */
        fixture_apply(s, table_event_at(f->log, f->n));
    }
    table_state_free(s);
    return err;
}

static void apply(void **p)
{
    (void)p;
    skip_unless_own_malloc();
    struct table_state *s = fixture_table(NULL);
    const uint8_t issue = 5;
    struct table_event ev = fixture_sound_opened(s, 1, FIXTURE_SLOT, 1, &issue, 1, 6);
    fixture_apply(s, &ev);
    ev = fixture_sealed(s, 1, FIXTURE_SLOT, 1);
    fixture_apply(s, &ev);
    ev = fixture_result(s, 1, FIXTURE_SLOT, 1, 1);
    fixture_apply(s, &ev);
    ev = fixture_stopped(2, FIXTURE_SLOT, 1, 0, 0);
    fixture_apply(s, &ev);
    for (size_t i = 0; i < table_n_events(s); i++) {
        struct fold f = {s, i};
        for_every_allocation(apply_step, &f);
    }
    table_state_free(s);
}

/* A paper and its attachment in two parts: the second completes it, over the digest of both. */
static void attachments(void **p)
{
    static uint8_t bytes[TABLE_PART_MAX + 9];
    static const struct table_text text[] = {{"en", "See the sketch."}};
    const struct t2_bytes all = t2_bytes_of(bytes, sizeof(bytes));
    (void)p;
    skip_unless_own_malloc();
    struct table_state *s = fixture_small(2);
    const size_t first = table_n_events(s);
    struct table_event ev = form_event(TABLE_EV_PAPER, 0, FIXTURE_SLOT, 1);
    ev.u.paper.title = ev.u.paper.body = (struct table_texts){1, text};
    fixture_apply(s, &ev);
    ev = form_attachment(0, FIXTURE_SLOT, 2, 1, all);
    fixture_apply(s, &ev);
    for (uint8_t k = 0; k < 2; k++) {
        ev = form_part(0, FIXTURE_SLOT, 2, k, all);
        fixture_apply(s, &ev);
    }
    assert_true(table_attachment_complete(table_attachment(s, 0)));
    for (size_t i = first; i < table_n_events(s); i++) {
        struct fold f = {s, i};
        for_every_allocation(apply_step, &f);
    }
    table_state_free(s);
}

/* ---- the cease-fire ---- */

static void consented(struct table_state *s, uint8_t tag)
{
    struct table_event ev = form_consent(1, FIXTURE_SLOT, tag, 1);
    fixture_apply(s, &ev);
}

static void agree_document(struct table_state *s, enum table_field_what what, uint8_t tag,
                           struct t2_bytes bytes)
{
    struct table_event ev = form_event(TABLE_EV_FIELD_DOCUMENT, 0, FIXTURE_SLOT, tag);
    assert_int_equal(t2_sha256(ev.u.field_document.digest, &bytes, 1), 0);
    ev.u.field_document.what = (uint8_t)what;
    ev.u.field_document.size = (uint32_t)bytes.len;
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_FIELD_PART, 0, FIXTURE_SLOT, tag);
    ev.u.field_part.bytes = bytes;
    fixture_apply(s, &ev);
    consented(s, tag);
}

/* A line, a rule with a quota, and what may be published, twice. */
static void agree_line(struct table_state *s)
{
    static const char rule[] =
        "tracktwo line rule 1\ntitle en T\nframe flat\nmeasure per_side\nreference a contact\n"
        "reference b contact\nday open\ndemilitarized 0 0\ndemilitarized_by 0 0\nclass guns\n"
        "  weapons gun\n  distance 0 0\n  by 0 0\nquota guns a 0 9000 3\n";
    struct line_publish_policy m = {.frame = GEO_FLAT,
                                    .grid_m = 10000,
                                    .slot_s = TABLE_SLOT_SECONDS,
                                    .delay_slots = 1440,
                                    .period_slots = 1440,
                                    .marks = LINE_PUBLISH_MARKS,
                                    .least = 3};
    const struct geo_point at[] = {{3000000, 0}, {3000000, 4000000}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line *l = line_data_line(&params, at, 2);
    struct t2_buf bytes;
    t2_buf_init(&bytes, TABLE_FIELD_DOCUMENT_MAX);
    assert_int_equal(line_write(l, &bytes), 0);
    agree_document(s, TABLE_FIELD_LINE, 2, t2_buf_view(&bytes));
    agree_document(s, TABLE_FIELD_RULE, 3, t2_bytes_str(rule));
    for (uint8_t tag = 4; tag < 6; tag++, m.grid_m *= 2) {
        bytes.len = 0;
        assert_int_equal(line_publish_measure_write(&m, &bytes), 0);
        agree_document(s, TABLE_FIELD_PUBLICATION, tag, t2_buf_view(&bytes));
    }
    line_free(l);
    t2_buf_free(&bytes);
}

static void entered(struct table_state *s, struct observer *o, struct line_report *r)
{
    assert_int_equal(table_mission(s, r->mission), 0);
    r->frame = GEO_FLAT;
    r->place.at = (struct geo_point){2900000, 900000};
    r->verified = 1;
    struct t2_buf bytes = observer_sign(o, r);
    struct table_event ev = {.kind = TABLE_EV_REPORT_ENTERED, .author = 1, .slot = FIXTURE_SLOT};
    ev.u.report_entered.report = t2_buf_view(&bytes);
    fixture_apply(s, &ev);
    t2_buf_free(&bytes);
}

/* An observer is admitted and says that a shell fell, and the first, that guns stand there. */
static void observed(struct table_state *s, uint8_t n)
{
    struct observer o = observer_of(n);
    struct table_event ev = form_event(TABLE_EV_OBSERVER_ADMITTED, 0, FIXTURE_SLOT, (uint8_t)(10 + n));
    ev.u.observer_admitted.observer = n == 1 ? "one" : "two";
    ev.u.observer_admitted.to_s = LINE_REPORT_MAX_TIME;
    memcpy(ev.u.observer_admitted.key, o.key, sizeof o.key);
    fixture_apply(s, &ev);
    consented(s, (uint8_t)(10 + n));
    struct line_report r = observer_report(&o);
    entered(s, &o, &r);
    if (n == 1) {
        r = observer_report(&o);
        r.kind = LINE_REPORT_WEAPONS;
        r.count_how = LINE_REPORT_NOT_COUNTED;
        r.count = 0;
        r.n_weapons = 1;
        r.weapons[0] = (struct line_report_weapon){.family = LINE_W_GUN, .number = 4};
        entered(s, &o, &r);
    }
}

static void cease_fire(void **p)
{
    static const struct table_text map[] = {{"en", "A map."}};
    (void)p;
    skip_unless_own_malloc();
    struct table_state *s = fixture_small(2);
    const size_t first = table_n_events(s);
    struct table_event ev = form_event(TABLE_EV_SIDES_AGREED, 0, FIXTURE_SLOT, 1);
    ev.u.sides_agreed.side[0] = 1;
    ev.u.sides_agreed.side[1] = 2;
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    fixture_apply(s, &ev);
    consented(s, 1);
    agree_line(s);
    observed(s, 1);
    observed(s, 2);
    ev = (struct table_event){.kind = TABLE_EV_INCIDENT_STEP, .author = 0, .slot = FIXTURE_SLOT};
    ev.u.incident_step.step = TABLE_INCIDENT_OPENED;
    ev.u.incident_step.text = "";
    for (size_t i = 0; i < 3 && table_n_incidents(s) == 0; i++) { /* one of the two speaks for the event */
        memcpy(ev.u.incident_step.report, table_report(s, i)->id, LINE_REPORT_ID_LEN);
        (void)!table_apply(s, &ev, NULL);
    }
    assert_int_equal(table_n_incidents(s), 1);
    ev.u.incident_step.step = LINE_INC_PROTEST;
    ev.u.incident_step.text = "It fell beside the road.";
    fixture_apply(s, &ev);
    ev.u.incident_step.step = TABLE_INCIDENT_EXCESS;
    memcpy(ev.u.incident_step.report, table_report(s, 1)->id, LINE_REPORT_ID_LEN);
    fixture_apply(s, &ev);
    spare_libs = 1;
    for (size_t i = first; i < table_n_events(s); i++) {
        struct fold f = {s, i};
        for_every_allocation(apply_step, &f);
    }
    spare_libs = 0;
    table_state_free(s);
}

/* ---- files ---- */

struct files {
    struct table_state *state;
    char *bytes;
    size_t len;
};

static int read_step(void *ctx)
{
    const struct files *x = ctx;
    static const uint8_t nonce[16] = {0};
    long before = n_live;
    struct table_file *f = NULL;
    struct table_event opening = {0}, issue = {0};
    struct table_prefs *prefs = NULL;
    struct table_entry entry = {0};
    struct t2_bytes in = t2_bytes_of(x->bytes, x->len);
    int err = table_file_read(in, &f, NULL);
    if (err == 0) {
        err = table_file_opening(f, 0, 1, nonce, &opening);
    }
    if (err == 0) {
        err = table_file_issue(f, 0, 0, 1, &issue);
    }
    if (err == 0) {
        err = table_prefs_read(x->state, in, "A", fixture_all_issues, 8, &prefs, NULL);
    }
    if (err == 0) {
        err = table_entry_make(&entry, prefs);
    }
    table_entry_clear(&entry);
    table_prefs_free(prefs);
    table_event_clear(&issue);
    table_event_clear(&opening);
    table_file_free(f);
    assert_int_equal(n_live, before);
    return err;
}

static int export_step(void *ctx)
{
    const struct files *x = ctx;
    long before = n_live;
    struct t2_buf json;
    t2_buf_init(&json, 1u << 22);
    int err = table_export_json(x->state, 1, &json);
    t2_buf_free(&json);
    assert_int_equal(n_live, before);
    return err;
}

static void files(void **p)
{
    (void)p;
    skip_unless_own_malloc();
    struct files x = {.state = fixture_table(NULL)};
    x.bytes = fixture_example(&x.len);
    spare_libs = 1;
    for_every_allocation(read_step, &x);
    spare_libs = 0;
    for_every_allocation(export_step, &x);
    free(x.bytes);
    table_state_free(x.state);
}

/* ---- the dossier, and words carried to another table ---- */

static int dossier_step(void *ctx)
{
    const struct table_state *s = ctx;
    long before = n_live;
    struct t2_buf page, beside;
    t2_buf_init(&page, 1u << 20);
    t2_buf_init(&beside, 1u << 20);
    int err = table_export_dossier(s, TABLE_LANG_AR, 0, FIXTURE_SLOT, &page, &beside);
    assert_true(err == 0 || (page.len == 0 && beside.len == 0));
    t2_buf_free(&page);
    t2_buf_free(&beside);
    assert_int_equal(n_live, before);
    return err;
}

static int shuttle_step(void *ctx)
{
    const struct table_state *s = ctx;
    const struct draft_choice last = {1, 1};
    long before = n_live;
    struct shuttle_words words;
    int err = shuttle_paper(s, 0, NULL, &words);
    shuttle_words_clear(&words);
    if (err == 0) {
        err = shuttle_article(s, 0, NULL, &last, 1, &words);
        assert_true(err == 0 || (words.n == 0 && words.storage == NULL));
        shuttle_words_clear(&words);
    }
    assert_int_equal(n_live, before);
    return err;
}

static void carried(void **p)
{
    static const struct table_text page[] = {{"uk", "One."}, {"en", "Two."}};
    (void)p;
    skip_unless_own_malloc();
    struct table_state *s = fixture_small(2);
    fixture_add_issue(s, "x", 3, 3);
    struct table_event ev = form_article(0, FIXTURE_SLOT, 1, "3", 1, 3);
    fixture_apply(s, &ev);
    ev = form_draft(s, 0, FIXTURE_SLOT, 1, 0, "It is [five] [ten [or more]]{trading} km wide.");
    fixture_apply(s, &ev);
    ev = form_event(TABLE_EV_PAPER, 0, FIXTURE_SLOT, 2);
    ev.u.paper.authentic = 1;
    ev.u.paper.title = (struct table_texts){1, page};
    ev.u.paper.body = (struct table_texts){2, page};
    fixture_apply(s, &ev);
    for_every_allocation(dossier_step, s);
    for_every_allocation(shuttle_step, s);
    table_state_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(apply), cmocka_unit_test(attachments), cmocka_unit_test(cease_fire),
        cmocka_unit_test(files), cmocka_unit_test(carried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The decoder of events against bytes that are not quite right: every truncation, every bit flip, trailing
 * bytes, wrong counts. Each is refused or is the canonical encoding of an event; the state never moves by a
 * refused one. */
#include "../unit/table_form_events.h"

#include <stdio.h>

/* One event of every kind, the first two from the example. */
static size_t every_kind(struct table_state *s, struct table_event *out)
{
    const uint8_t issues[] = {5, 2};
    size_t n = 0;
    out[n++] = *table_event_at(s, 0);
    out[n++] = *table_event_at(s, 3);
    out[n] = (struct table_event){.kind = TABLE_EV_SEAT_STANDING, .author = 2, .slot = FIXTURE_SLOT};
    out[n].u.seat_standing.standing = TABLE_OFFICIAL;
    out[n].u.seat_standing.mandate = (struct table_mandate){TABLE_UNDER_INSTRUCTION, FIXTURE_SLOT + 5};
    n++;
    out[n++] = fixture_said(1, FIXTURE_SLOT, TABLE_COULD_RECOMMEND, "A line of \xd8\xb9 talk");
    out[n] = fixture_sound_opened(s, 0, FIXTURE_SLOT, 1, issues, 2, 15);
    fixture_apply(s, &out[n++]);
    out[n++] = fixture_sealed(s, 2, FIXTURE_SLOT, 1);
    out[n++] = fixture_result(s, 2, FIXTURE_SLOT, 1, 1);
    out[n++] = fixture_stopped(3, FIXTURE_SLOT, 1, 1, 5);
    out[n] = (struct table_event){.kind = TABLE_EV_SOUNDS_REOPENED, .author = 1, .slot = FIXTURE_SLOT};
    out[n++].u.sounds_reopened.issue = 2;
    out[n] = (struct table_event){.kind = TABLE_EV_DAYS_AGREED, .author = 1, .slot = FIXTURE_SLOT};
    out[n++].u.days_agreed = (struct table_ev_days_agreed){
        .first = FIXTURE_SLOT + 9, .every = 5000, .count = 4, .n_issues = 2, .issues = {5, 2}};
    return n;
}

/* Decodes a copy of exactly len bytes, so that a read beyond the end is seen by the sanitizer. */
static int try_bytes(struct table_state *s, const uint8_t *p, size_t len)
{
    uint8_t *copy = malloc(len > 0 ? len : 1);
    struct table_event ev;
    struct t2_buf again;
    assert_non_null(copy);
    memcpy(copy, p, len);
    int err = table_event_decode(t2_bytes_of(copy, len), &ev);
    if (err == 0) {
        t2_buf_init(&again, TABLE_EVENT_MAX);
        assert_int_equal(table_event_encode(&ev, &again), 0);
        assert_int_equal(again.len, len);
        assert_memory_equal(again.ptr, copy, len);
        int judged = table_check(s, &ev, NULL);
        assert_true(judged == 0 || judged == T2_E_REFUSED);
        t2_buf_free(&again);
    } else {
        assert_int_equal(t2_err_band(err), T2_BAND_PEER);
        assert_null(ev.storage);
    }
    table_event_clear(&ev);
    free(copy);
    return err;
}

struct flips {
    size_t n, decoded;
};

static void truncate_and_flip(struct table_state *s, const struct table_event *ev, struct flips *f)
{
    struct t2_buf b;
    t2_buf_init(&b, TABLE_EVENT_MAX + 1);
    assert_int_equal(table_event_encode(ev, &b), 0);
    assert_int_equal(try_bytes(s, b.ptr, b.len), 0);
    for (size_t len = 0; len < b.len; len++) {
        assert_int_not_equal(try_bytes(s, b.ptr, len), 0);
    }
    for (size_t bit = 0; bit < b.len * 8; bit++) {
        b.ptr[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        f->decoded += try_bytes(s, b.ptr, b.len) == 0;
        f->n++;
        b.ptr[bit / 8] ^= (uint8_t)(1 << (bit % 8));
    }
    const uint8_t more = 0;
    assert_int_equal(t2_buf_append(&b, &more, 1), 0);
    assert_int_equal(try_bytes(s, b.ptr, b.len), T2_E_TRAILING);
    t2_buf_free(&b);
}

static void every_truncation_and_flip(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    struct table_event events[10];
    size_t n = every_kind(s, events);
    struct flips f = {0, 0};
    assert_int_equal(n, sizeof events / sizeof events[0]);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(events[i].kind, i == 1   ? TABLE_EV_ISSUE_ADDED
                                         : i == 2 ? TABLE_EV_SEAT_STANDING
                                                  : i + 1);
        truncate_and_flip(s, &events[i], &f);
    }
    print_message("%zu bit flips, %zu of them another canonical event\n", f.n, f.decoded);
    table_state_free(s);
}

static void every_truncation_and_flip_of_the_forms(void **p)
{
    (void)p;
    static struct table_event events[FORM_ALL_MAX];
    struct table_state *s = fixture_small(3);
    struct flips f = {0, 0};
    fixture_add_issue(s, "x", 3, 3);
    size_t n = form_all(s, events);
    for (size_t i = 0; i < n; i++) {
        truncate_and_flip(s, &events[i], &f);
    }
    print_message("%zu bit flips, %zu of them another canonical event\n", f.n, f.decoded);
    table_state_free(s);
}

static void every_truncation_and_flip_of_a_round(void **p)
{
    (void)p;
    static const char *const texts[] = {"It might be\npossible.", "\xd9\x8a\xd9\x85\xd9\x83\xd9\x86."};
    struct table_state *s = fixture_small(3);
    struct table_event ev = {.kind = TABLE_EV_ROUND_RESULT, .slot = FIXTURE_SLOT};
    struct flips f = {0, 0};
    ev.u.round_result =
        (struct table_ev_round_result){.id = {1}, .n_broken = 1, .digest = {2}, .n_texts = 2, .texts = texts};
    truncate_and_flip(s, &ev, &f);
    ev.u.round_result.n_texts = 0;
    truncate_and_flip(s, &ev, &f);
    print_message("%zu bit flips, %zu of them another canonical event\n", f.n, f.decoded);
    table_state_free(s);
}

static void versions_and_kinds(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    struct table_event ev = fixture_said(0, 1, TABLE_THINKING_ALOUD, "x"), out;
    struct t2_buf b;
    t2_buf_init(&b, TABLE_EVENT_MAX);
    memset(ev.u.said.digest, 7, TABLE_DIGEST_LEN); /* else its end would be the empty text of another kind */
    assert_int_equal(table_event_encode(&ev, &b), 0);
    for (unsigned v = 0; v < 256; v++) {
        b.ptr[0] = (uint8_t)v;
        assert_int_equal(table_event_decode(t2_buf_view(&b), &out), v == TABLE_VERSION ? 0 : T2_E_VERSION);
        table_event_clear(&out);
    }
    b.ptr[0] = TABLE_VERSION;
    for (unsigned k = 0; k < 256; k++) {
        b.ptr[1] = (uint8_t)k;
        int err = table_event_decode(t2_buf_view(&b), &out);
        /* A body can be one of another kind too; then it is that, and encodes to the same bytes. */
        if (err == 0) {
            assert_int_equal(out.kind, k);
            assert_int_equal(try_bytes(s, b.ptr, b.len), 0);
        }
        assert_true(err == 0 || k != TABLE_EV_SAID);
        int known = strcmp(table_event_kind_name((enum table_event_kind)k), "unknown") != 0;
        assert_true(known ? err != T2_E_VERSION : err == T2_E_VERSION);
        table_event_clear(&out);
    }
    t2_buf_free(&b);
    uint8_t *big = calloc(1, TABLE_EVENT_MAX + 1);
    assert_non_null(big);
    assert_int_equal(table_event_decode(t2_bytes_of(big, TABLE_EVENT_MAX + 1), &out), T2_E_TOO_LARGE);
    free(big);
    table_state_free(s);
}

/* What may not be shown does not decode either. */
static void texts_that_may_not_be_shown(void **p)
{
    (void)p;
    static const char *const bad[] = {"\x1b[2J", "a\nb", "\xe2\x80\xae", "\xc0\xaf", "\xff", ""};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct table_event ev = fixture_said(0, 1, TABLE_THINKING_ALOUD, "x"), out;
        struct t2_buf b;
        t2_buf_init(&b, TABLE_EVENT_MAX);
        /* In words that come beside the event they stay away; in what a seat is to say they are refused. */
        assert_int_equal(table_event_encode(&ev, &b), 0);
        assert_int_equal(table_event_decode(t2_buf_view(&b), &out), 0);
        assert_int_equal(table_said_words(&out, t2_bytes_str(bad[i])), 0);
        assert_string_equal(out.u.said.text, "");
        table_event_clear(&out);
        ev.u.said.text = bad[i];
        size_t before = b.len;
        assert_int_equal(table_event_encode(&ev, &b), bad[i][0] == '\0' ? 0 : T2_E_MALFORMED);
        assert_int_equal(b.len, bad[i][0] == '\0' ? 2 * before : before);
        t2_buf_free(&b);
        ev = (struct table_event){.kind = TABLE_EV_PAUSED, .author = 0, .slot = 1};
        ev.u.paused.why = TABLE_PAUSE_PLAIN;
        ev.u.paused.reason = "x";
        t2_buf_init(&b, TABLE_EVENT_MAX);
        assert_int_equal(table_event_encode(&ev, &b), 0);
        b.len -= 2; /* the vector of one byte */
        const uint8_t len = (uint8_t)strlen(bad[i]);
        assert_int_equal(t2_buf_append(&b, &len, 1), 0);
        assert_int_equal(t2_buf_append_str(&b, bad[i]), 0);
        assert_int_equal(table_event_decode(t2_buf_view(&b), &out), len == 0 ? 0 : T2_E_MALFORMED);
        table_event_clear(&out);
        t2_buf_free(&b);
    }
    /* A zero inside a text would end it early on one side. */
    static const uint8_t zero[] = {
        TABLE_VERSION, TABLE_EV_PAUSED, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 'a', 0, 'b'};
    struct table_event out;
    assert_int_equal(table_event_decode(t2_bytes_of(zero, sizeof(zero)), &out), T2_E_MALFORMED);
}

/* Random bytes behind a right beginning. */
static void random_bytes(void **p)
{
    (void)p;
    struct table_state *s = fixture_table(NULL);
    uint64_t seed = 20261123;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (unsigned i = 0; i < 100000; i++) {
        uint8_t bytes[256];
        size_t len = 2 + fixture_random(&seed) % (sizeof(bytes) - 2);
        for (size_t k = 0; k < len; k++) {
            bytes[k] = (uint8_t)(fixture_random(&seed) % (i % 2 == 0 ? 256 : 8));
        }
        bytes[0] = TABLE_VERSION;
        bytes[1] = (uint8_t)(1 + i % 8);
        (void)try_bytes(s, bytes, len);
    }
    table_state_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_truncation_and_flip),
        cmocka_unit_test(every_truncation_and_flip_of_the_forms),
        cmocka_unit_test(every_truncation_and_flip_of_a_round),
        cmocka_unit_test(versions_and_kinds),
        cmocka_unit_test(texts_that_may_not_be_shown),
        cmocka_unit_test(random_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

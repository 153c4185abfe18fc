/* Whoever holds the pen has a silence stamped and shows it when its hour has passed. Until then every other
 * desk says that a line of that seat is stored and not here. A pause that was stored before the hour breaks
 * the silence, though nobody who paused had seen it; without one the draft stands adopted. */
#include "../channel_desks.h"
#include "../property/table_folding.h"
#include "../unit/table_form_events.h"

enum { PEN, B, C, N, SEATS = 4, ARTICLE = 9, HOUR = TABLE_MIN_SILENCE };

struct talks {
    struct desks d;
    struct folding *f[SEATS];
    struct t2_clock clock;
    uint64_t slot;
};

static int64_t now_ms(void *ctx)
{
    return (int64_t)(*(const uint64_t *)ctx * TABLE_SLOT_SECONDS * 1000);
}

static void later(struct talks *t, uint64_t slots)
{
    t->slot += slots;
    t->d.slot = (uint32_t)t->slot;
}

static void post(struct talks *t, struct table_event ev)
{
    ev.slot = t->slot;
    fixture_complete(folding_table(t->f[ev.author]), &ev);
    assert_true(folding_post(t->f[ev.author], &ev));
}

static void all_fold(struct talks *t)
{
    desks_settle(&t->d);
    for (unsigned i = 0; i < SEATS; i++)
        folding_fold(t->f[i]);
}

/* An article of the first two with a draft; the convenor holds the pen. */
static int set_up(void **p)
{
    struct talks *t = calloc(1, sizeof *t);
    struct table_state *example = fixture_table(NULL);
    assert_non_null(t);
    t->clock = (struct t2_clock){now_ms, &t->slot};
    desks_all_verified(&t->d, SEATS, 5);
    later(t, FIXTURE_SLOT);
    for (unsigned i = 0; i < SEATS; i++)
        t->f[i] = folding_new(t->d.desk[i].store, t->d.desk[i].ch, &t->d.desk[i].random, &t->clock);
    for (size_t i = 0; i < table_n_events(example); i++) {
        struct table_event ev = *table_event_at(example, i);
        assert_true(folding_post(t->f[PEN], &ev));
    }
    table_state_free(example);
    all_fold(t);
    assert_int_equal(table_pen(folding_table(t->f[N])), PEN);
    post(t, form_article(PEN, t->slot, ARTICLE, "1", 1, 1u << PEN | 1u << B));
    all_fold(t);
    post(t, form_draft(folding_table(t->f[PEN]), PEN, t->slot, ARTICLE, 0, "Words."));
    all_fold(t);
    *p = t;
    return 0;
}

static int tear_down(void **p)
{
    struct talks *t = *p;
    for (unsigned i = 0; i < SEATS; i++)
        folding_free(t->f[i]);
    desks_free(&t->d);
    free(t);
    return 0;
}

/* Stored, and seen by nobody; each other desk knows that it is missing, and whose it is. */
static void silence_kept_back(struct talks *t)
{
    struct table_event ev = form_event(TABLE_EV_SILENCE_SET, PEN, t->slot, ARTICLE);
    ev.u.silence_set.until = t->slot + HOUR;
    post(t, ev);
    for (uint8_t i = B; i < SEATS; i++) {
        struct channel_gap gap;
        (void)desks_stamp(&t->d, PEN, i);
        (void)desks_read(&t->d, i);
        assert_int_equal(channel_gap_len(t->d.desk[i].ch), 1);
        assert_int_equal(channel_gap_at(t->d.desk[i].ch, 0, &gap), 0);
        assert_int_equal(gap.author, PEN);
        assert_int_not_equal(gap.first_missing, 0);
        folding_fold(t->f[i]);
        assert_int_equal(table_article_silence(folding_table(t->f[i]), 0, t->slot), TABLE_SILENCE_NONE);
    }
}

static void all_have(struct talks *t, enum table_silence want)
{
    uint8_t first[TABLE_DIGEST_LEN], other[TABLE_DIGEST_LEN];
    all_fold(t);
    assert_int_equal(table_state_digest(folding_table(t->f[PEN]), first), 0);
    for (unsigned i = 0; i < SEATS; i++) {
        assert_int_equal(table_article_silence(folding_table(t->f[i]), 0, t->slot), want);
        assert_int_equal(table_state_digest(folding_table(t->f[i]), other), 0);
        assert_memory_equal(first, other, sizeof first);
        assert_int_equal(channel_gap_len(t->d.desk[i].ch), 0);
    }
}

static void a_pause_breaks_what_is_shown_later(void **p)
{
    struct talks *t = *p;
    silence_kept_back(t);
    later(t, HOUR - 1);
    post(t, form_pause(C, t->slot, TABLE_PAUSE_PLAIN, "A line of the pen is not here."));
    (void)desks_send(&t->d, C);
    later(t, HOUR);
    all_have(t, TABLE_SILENCE_BROKEN);
}

static void without_one_it_stands(void **p)
{
    struct talks *t = *p;
    silence_kept_back(t);
    later(t, HOUR); /* now it is too late */
    post(t, form_pause(C, t->slot, TABLE_PAUSE_PLAIN, "A line of the pen is not here."));
    all_have(t, TABLE_SILENCE_ADOPTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pause_breaks_what_is_shown_later, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_one_it_stands, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

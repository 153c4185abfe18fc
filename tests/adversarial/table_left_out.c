/* A seat is left out: what a modified desk posts without those whom an issue concerns arrives at every desk,
 * is refused there by the name of the missing seat, and stands in every desk's list of refused events. Four
 * real channels, each folded as src/desk does. */
#include <stdio.h>

#include "../channel_desks.h"
#include "../property/table_folding.h"
#include "../unit/table_form_events.h"

enum { A, B, C, N, SEATS = 4 };

struct table_of_four {
    struct desks d;
    struct folding *f[SEATS];
    struct t2_clock clock;
    uint64_t slot;
};

static int64_t now_ms(void *ctx)
{
    return (int64_t)(*(const uint64_t *)ctx * TABLE_SLOT_SECONDS * 1000);
}

static void fold_all(struct table_of_four *t)
{
    desks_settle(&t->d);
    for (unsigned i = 0; i < SEATS; i++)
        folding_fold(t->f[i]);
}

static int set_up(void **p)
{
    struct table_of_four *t = calloc(1, sizeof *t);
    struct table_state *example = fixture_table(NULL);
    assert_non_null(t);
    t->slot = FIXTURE_SLOT;
    t->clock = (struct t2_clock){now_ms, &t->slot};
    desks_all_verified(&t->d, SEATS, 4);
    for (unsigned i = 0; i < SEATS; i++)
        t->f[i] = folding_new(t->d.desk[i].store, t->d.desk[i].ch, &t->d.desk[i].random, &t->clock);
    for (size_t i = 0; i < table_n_events(example); i++) {
        struct table_event ev = *table_event_at(example, i);
        assert_true(folding_post(t->f[A], &ev));
    }
    fold_all(t);
    table_state_free(example);
    *p = t;
    return 0;
}

static int tear_down(void **p)
{
    struct table_of_four *t = *p;
    for (unsigned i = 0; i < SEATS; i++)
        folding_free(t->f[i]);
    desks_free(&t->d);
    free(t);
    return 0;
}

/* By an honest desk; everybody has it then. */
static void agreed(struct table_of_four *t, struct table_event ev)
{
    fixture_complete(folding_table(t->f[ev.author]), &ev);
    assert_true(folding_post(t->f[ev.author], &ev));
    fold_all(t);
}

/* By a modified desk: its own rules are not asked. Every desk then shows the same refusal, and nobody's state
 * has moved. */
static void refused_everywhere(struct table_of_four *t, struct table_event ev, const char *sentence)
{
    uint8_t before[TABLE_DIGEST_LEN], after[TABLE_DIGEST_LEN], author = 0;
    struct t2_buf bytes;
    struct channel *ch = t->d.desk[ev.author].ch;
    fixture_complete(folding_table(t->f[ev.author]), &ev);
    struct table_event honest = ev;
    assert_int_equal(table_state_digest(folding_table(t->f[A]), before), 0);
    assert_false(folding_post(t->f[ev.author], &honest)); /* an honest program would not send it */
    t2_buf_init(&bytes, TABLE_EVENT_MAX);
    assert_int_equal(table_event_encode(&ev, &bytes), 0);
    assert_int_equal(channel_post(ch, t->slot, t2_buf_view(&bytes)), 0);
    assert_int_equal(channel_commit(ch), 0);
    t2_buf_free(&bytes);
    fold_all(t);
    for (unsigned i = 0; i < SEATS; i++) {
        size_t n = folding_n_refused(t->f[i]);
        assert_true(n > 0);
        const char *text = folding_refused(t->f[i], n - 1, &author);
        assert_int_equal(author, ev.author);
        if (strstr(text, sentence) == NULL)
            fail_msg("desk %u says \"%s\", expected \"%s\"", i, text, sentence);
        assert_true(folding_same_refused(t->f[A], t->f[i]));
        assert_int_equal(table_state_digest(folding_table(t->f[i]), after), 0);
        assert_memory_equal(before, after, sizeof before);
    }
}

static const struct table_state *state(const struct table_of_four *t)
{
    return folding_table(t->f[A]);
}

static uint64_t bits(unsigned x, unsigned y)
{
    return (uint64_t)1 << x | (uint64_t)1 << y;
}

enum { TERRITORY = 0, SANCTIONS = 5 }; /* of A and B; of B and C */

static void a_sounding(void **p)
{
    struct table_of_four *t = *p;
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .author = B, .slot = t->slot};
    ev.u.sound_opened = (struct table_ev_sound_opened){.id = {7},
                                                       .kind = TABLE_SOUND_ROOM,
                                                       .n_issues = 1,
                                                       .issues = {TERRITORY},
                                                       .seats = bits(B, C),
                                                       .max_accepted = 4};
    refused_everywhere(t, ev, "Seat A is concerned by the issue \"territory\" and is not in the sounding.");
    assert_int_equal(table_n_soundings(state(t)), 0);
}

static void a_meeting(void **p)
{
    struct table_of_four *t = *p;
    struct table_event ev = form_meeting(B, t->slot, 7, t->slot + 60, bits(B, C), (uint64_t)1 << TERRITORY);
    refused_everywhere(t, ev, "The issue \"territory\" concerns Seat A, not invited to this meeting.");
}

static void a_recommendation(void **p)
{
    struct table_of_four *t = *p;
    struct table_event ev = form_article(B, t->slot, 7, "1", (uint64_t)1 << TERRITORY, bits(B, C));
    refused_everywhere(t, ev,
                       "The issue \"territory\" concerns Seat A, and the article would be decided without.");
    /* And whom an article does not concern cannot recommend it in another's place. */
    agreed(t, form_article(B, t->slot, 8, "1", (uint64_t)1 << TERRITORY, bits(A, B)));
    agreed(t, form_draft(state(t), A, t->slot, 8, 0, "The line stays where it is."));
    refused_everywhere(t, form_says(C, t->slot, 8, TABLE_ARTICLE_COULD_RECOMMEND),
                       "This article does not concern Seat C.");
}

static void an_agreement(void **p)
{
    struct table_of_four *t = *p;
    agreed(t, form_standing(B, t->slot, TABLE_OFFICIAL, TABLE_UNDER_INSTRUCTION, 0));
    agreed(t, form_article(B, t->slot, 8, "1", (uint64_t)1 << TERRITORY, bits(A, B)));
    agreed(t, form_draft(state(t), A, t->slot, 8, 0, "The line stays where it is."));
    agreed(t, form_says(B, t->slot, 8, TABLE_ARTICLE_AGREED));
    refused_everywhere(t, form_says(B, t->slot, 8, TABLE_ARTICLE_CONFIRMED),
                       "This article concerns Seat A, not yet agreed there.");
    refused_everywhere(t, form_says(A, t->slot, 8, TABLE_ARTICLE_AGREED),
                       "Seat A is former official (own initiative) and cannot agree");
    assert_int_equal(table_article_status(state(t), 0), TABLE_ARTICLE_RECOMMENDABLE);
}

/* Seats make the list shorter, or open a way around it, without the one that it is about. */
static void the_list_of_seats(void **p)
{
    struct table_of_four *t = *p;
    struct table_event ev = form_concerns(B, t->slot, 7, TERRITORY, bits(B, C));
    agreed(t, ev);
    agreed(t, form_consent(C, t->slot, 7, 1));
    assert_int_equal(table_issue(state(t), TERRITORY)->concerns, bits(A, B)); /* it waits for A */
    refused_everywhere(t, form_consent(N, t->slot, 7, 1), "The consent of Seat N is not needed for this.");
    refused_everywhere(t, form_concerns(N, t->slot, 8, TERRITORY, bits(A, B)),
                       "Seat N is not one of the seats that this issue concerns.");
    ev = form_event(TABLE_EV_EARLY_HARVEST, A, t->slot, 9);
    ev.u.early_harvest.issue = SANCTIONS;
    ev.u.early_harvest.early = 1;
    refused_everywhere(t, ev, "Seat A is not one of the seats that this issue concerns.");
    agreed(t, form_consent(A, t->slot, 7, 0));
    assert_int_equal(table_proposal(state(t), 0)->status, TABLE_PROPOSAL_DECLINED);
    assert_int_equal(table_issue(state(t), TERRITORY)->concerns, bits(A, B));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sounding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_meeting, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_recommendation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_agreement, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_list_of_seats, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

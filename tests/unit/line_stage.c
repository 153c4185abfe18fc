/* Incidents and the order of the steps: every event in every state, who may, what time brings; every step out
 * of its order and without what it needs. */
#include "../line_facts.h"

#include <tracktwo/line_stage.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const struct line_consequence consequences[] = {
    {1u << LINE_F_BURST, 3, "An inspection of the unit."},
    {1u << LINE_F_EXPLOSION | 1u << LINE_F_BURST, 4, "Heavy weapons go to storage under seal."}};
static const struct line_response agreed = {2, consequences, 2};

static struct line_incident opened(enum line_fact_kind kind)
{
    struct line_facts set = {.n = 0};
    for (int k = 0; k < 2; k++)
        line_facts_add(&set, kind, 1000)->verified = 1;
    struct line_record r = line_facts_record(&set);
    struct line_terms terms = {.breaking = (1u << LINE_F_WATCH) - 1};
    struct line_events *e = NULL;
    struct line_refusal why = {.text = ""};
    struct line_incident i;
    assert_int_equal(line_events_new(&r, &terms, NULL, &e), 0);
    assert_int_equal(e->n, 1);
    assert_int_equal(line_incident_open(&e->at[0], set.at[0].id, &agreed, 10, &why, &i), 0);
    line_events_free(e);
    line_facts_free(&set);
    return i;
}

#define STEP(event, by, slot) line_incident_step(&i, &agreed, event, by, slot, NULL, &why)

static void an_incident_from_protest_to_consequence(void **state)
{
    (void)state;
    struct line_incident i = opened(LINE_F_EXPLOSION);
    struct line_refusal why = {.text = ""};
    assert_int_equal(i.consequence, 1);
    assert_int_equal(line_incident_event_state(&i), LINE_EV_CORROBORATED);
    assert_int_equal(STEP(LINE_INC_PROTEST, LINE_BY_SIDE_A, 11), 0);
    assert_int_equal(i.due, 13);
    assert_int_equal(STEP(LINE_INC_ANSWER, LINE_BY_SIDE_A, 12), T2_E_REFUSED); /* its own protest */
    assert_int_equal(STEP(LINE_INC_ANSWER, LINE_BY_SIDE_B, 13), 0);
    assert_int_equal(line_incident_event_state(&i), LINE_EV_ANSWERED);
    assert_int_equal(STEP(LINE_INC_REFER, LINE_BY_SIDE_A, 14), 0);
    assert_int_equal(STEP(LINE_INC_FIND_VIOLATION, LINE_BY_SIDE_A, 15),
                     T2_E_REFUSED); /* not for it to find */
    assert_int_equal(STEP(LINE_INC_FIND_VIOLATION, LINE_BY_COMMISSION, 15), 0);
    assert_int_equal(line_incident_event_state(&i), LINE_EV_FOUND);
    assert_int_equal(i.state, LINE_INC_CONSEQUENCE);
    assert_int_equal(i.due, 19);
    assert_int_equal(STEP(LINE_INC_CARRIED_OUT, LINE_BY_BOTH, 19), 0);
    assert_int_equal(i.state, LINE_INC_CLOSED);
    assert_int_equal(i.n_log, 5);
}

static void time_alone_makes_it_overdue(void **state)
{
    (void)state;
    struct line_incident i = opened(LINE_F_BURST);
    struct line_refusal why = {.text = ""};
    assert_int_equal(i.consequence, 0); /* the first that takes the kind */
    assert_int_equal(STEP(LINE_INC_PROTEST, LINE_BY_SIDE_B, 11), 0);
    line_incident_pass(&i, 13);
    assert_int_equal(i.state, LINE_INC_PROTESTED); /* due in slot 13, so not yet */
    struct line_incident late = i;
    line_incident_pass(&i, 14);
    assert_int_equal(i.state, LINE_INC_OVERDUE);
    assert_int_equal(i.log[i.n_log - 1].by, LINE_BY_TIME);
    assert_int_equal(STEP(LINE_INC_REFER, LINE_BY_SIDE_B, 20), 0);
    assert_int_equal(line_incident_event_state(&i), LINE_EV_REFERRED);
    assert_int_equal(STEP(LINE_INC_FIND_VIOLATION, LINE_BY_COMMISSION, 21), 0);
    assert_int_equal(STEP(LINE_INC_CARRIED_OUT, LINE_BY_COMMISSION, 20),
                     T2_E_REFUSED); /* no way back in time */
    assert_int_equal(STEP(LINE_INC_CARRIED_OUT, LINE_BY_COMMISSION, 25), 0);
    assert_int_equal(i.log[i.n_log - 2].event, LINE_INC_LAPSE); /* it had lapsed before */
    assert_int_equal(i.state, LINE_INC_CLOSED);
    /* A late answer is taken and stands behind the lapse; a refused step brings no lapse with it. */
    i = late;
    assert_int_equal(STEP(LINE_INC_CARRIED_OUT, LINE_BY_BOTH, 30), T2_E_REFUSED);
    assert_memory_equal(&i, &late, sizeof i);
    assert_int_equal(STEP(LINE_INC_ANSWER, LINE_BY_SIDE_A, 30), 0);
    assert_int_equal(i.n_log, 3);
}

static void nothing_that_is_not_in_the_table(void **state)
{
    (void)state;
    /* p protest a answer r refer v violation n none o open c carried out x close; lapse is nobody's to send.
     */
    static const char *const allowed[LINE_N_INC_STATES] = {
        [LINE_INC_OPEN] = "prx",     [LINE_INC_PROTESTED] = "arx",  [LINE_INC_OVERDUE] = "arx",
        [LINE_INC_ANSWERED] = "rx",  [LINE_INC_REFERRED] = "avnox", [LINE_INC_CONSEQUENCE] = "cx",
        [LINE_INC_DEFAULTED] = "cx", [LINE_INC_CLOSED] = ""};
    static const uint8_t by[] = {LINE_BY_SIDE_A,     LINE_BY_SIDE_B,     LINE_BY_SIDE_A, LINE_BY_COMMISSION,
                                 LINE_BY_COMMISSION, LINE_BY_COMMISSION, LINE_BY_BOTH,   LINE_BY_BOTH};
    struct line_refusal why = {.text = ""};
    for (uint8_t s = 0; s < LINE_N_INC_STATES; s++)
        for (uint8_t k = 0; k < 8; k++) {
            struct line_incident i = opened(LINE_F_EXPLOSION);
            i.state = s;
            i.due = 1000;
            i.protested_by = LINE_BY_SIDE_A;
            const struct line_incident before = i;
            int may = strchr(allowed[s], "parvnocx"[k]) != NULL;
            assert_int_equal(STEP((enum line_incident_event)k, (enum line_actor)by[k], 12),
                             may ? 0 : T2_E_REFUSED);
            if (!may)
                assert_memory_equal(&i, &before, sizeof i);
            assert_int_equal(STEP(LINE_INC_LAPSE, LINE_BY_TIME, 12), T2_E_REFUSED);
        }
}

static void no_incident_without_corroboration(void **state)
{
    (void)state;
    struct line_facts set = {.n = 0};
    struct line_refusal why = {.text = ""};
    struct line_events *e = NULL;
    struct line_incident i;
    line_facts_add(&set, LINE_F_EXPLOSION, 1000)->verified = 1;
    struct line_record r = line_facts_record(&set);
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    assert_int_equal(line_incident_open(&e->at[0], set.at[0].id, &agreed, 10, &why, &i), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "not corroborated"));
    line_events_free(e);
    line_facts_add(&set, LINE_F_EXPLOSION, 1000)->verified = 1;
    for (size_t k = 0; k < 2; k++) {
        line_facts_exclude(&set, &set.at[k], LINE_A);
        line_facts_exclude(&set, &set.at[k], LINE_B);
    }
    r = line_facts_record(&set);
    assert_int_equal(line_events_new(&r, NULL, NULL, &e), 0);
    assert_int_equal(line_incident_open(&e->at[0], set.at[0].id, &agreed, 10, &why, &i), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "excluded"));
    line_events_free(e);
    line_facts_free(&set);
}

static void no_consequence_is_invented_afterwards(void **state)
{
    (void)state;
    struct line_incident i = opened(LINE_F_FLARE);
    struct line_refusal why = {.text = ""};
    assert_int_equal(i.consequence, LINE_INC_NO_CONSEQUENCE);
    assert_int_equal(STEP(LINE_INC_REFER, LINE_BY_BOTH, 10), 0);
    assert_int_equal(STEP(LINE_INC_FIND_VIOLATION, LINE_BY_COMMISSION, 10), 0);
    assert_int_equal(i.state, LINE_INC_CLOSED);
    assert_int_equal(i.found, LINE_INC_FIND_VIOLATION);
}

/* ---- the order of the steps ---- */

static void eight_steps_in_their_order(void **state)
{
    (void)state;
    struct line_order o = {.done = 0};
    struct line_refusal why = {.text = ""};
    for (unsigned need = 0; need < LINE_NEED_QUIET; need++)
        for (unsigned side = 0; side < LINE_N_SIDES; side++)
            assert_int_equal(line_order_give(&o, side, (enum line_need)need), 0);
    for (int s = 0; s < LINE_STAGE_TALKS; s++) {
        for (int other = 0; other < LINE_N_STAGES; other++) {
            const struct line_order before = o;
            if (other != s) {
                assert_int_equal(line_order_take(&o, (enum line_stage)other, &why), T2_E_REFUSED);
                /* the refusal names the step that is missing */
                if (other > s)
                    assert_non_null(strstr(why.text, line_stage_text((enum line_stage)s)));
                assert_memory_equal(&o, &before, sizeof o);
            }
        }
        assert_int_equal(line_order_take(&o, (enum line_stage)s, &why), 0);
    }
    /* The talks open when both clocks say so, and not before. */
    struct line_clock clock = {.opens_talks = 1};
    assert_int_equal(line_order_take(&o, LINE_STAGE_TALKS, &why), T2_E_REFUSED);
    line_order_clock(&o, LINE_A, &clock);
    assert_int_equal(line_order_take(&o, LINE_STAGE_TALKS, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "side B"));
    assert_non_null(strstr(why.text, line_need_text(LINE_NEED_QUIET)));
    line_order_clock(&o, LINE_B, &clock);
    clock.opens_talks = 0;
    line_order_clock(&o, LINE_A, &clock); /* a correction has come in at A */
    assert_int_equal(line_order_take(&o, LINE_STAGE_TALKS, &why), T2_E_REFUSED);
    clock.opens_talks = 1;
    line_order_clock(&o, LINE_A, &clock);
    assert_int_equal(line_order_take(&o, LINE_STAGE_TALKS, &why), 0);
    assert_int_equal(o.done, LINE_N_STAGES);
}

static void each_need_of_each_side(void **state)
{
    (void)state;
    struct line_refusal why = {.text = ""};
    for (unsigned need = 0; need < LINE_N_NEEDS_OF_STEPS; need++)
        for (unsigned side = 0; side < LINE_N_SIDES; side++) {
            struct line_order o = {.has = {UINT32_MAX, UINT32_MAX}};
            o.has[side] &= ~(1u << need);
            int s = 0;
            while (s < LINE_N_STAGES && line_order_take(&o, (enum line_stage)s, &why) == 0)
                s++;
            assert_in_range(s, 0, LINE_N_STAGES - 1); /* somewhere it stops */
            assert_non_null(strstr(why.text, line_need_text((enum line_need)need)));
            assert_non_null(strstr(why.text, side == LINE_A ? "side A" : "side B"));
            assert_int_equal(line_order_give(&o, side, (enum line_need)need), 0);
            assert_int_equal(line_order_take(&o, (enum line_stage)s, &why), 0);
        }
    struct line_order o = {.done = 0};
    assert_int_equal(line_order_give(&o, LINE_N_SIDES, LINE_NEED_MAP), T2_E_ARGUMENT);
    assert_int_equal(line_order_give(&o, LINE_A, LINE_N_NEEDS_OF_STEPS), T2_E_ARGUMENT);
}

static void back_to_the_cease_fire(void **state)
{
    (void)state;
    struct line_refusal why = {.text = ""};
    struct line_order o = {.has = {UINT32_MAX, UINT32_MAX}};
    for (int s = 0; s < LINE_STAGE_TALKS; s++)
        assert_int_equal(line_order_take(&o, (enum line_stage)s, &why), 0);
    assert_int_equal(line_order_back(&o, LINE_STAGE_TALKS, &why), T2_E_REFUSED);
    assert_int_equal(line_order_back(&o, LINE_STAGE_CEASEFIRE, &why), 0);
    assert_int_equal(line_order_take(&o, LINE_STAGE_CEASEFIRE, &why), T2_E_REFUSED); /* declared anew */
    for (unsigned side = 0; side < LINE_N_SIDES; side++)
        assert_int_equal(line_order_give(&o, side, LINE_NEED_CEASEFIRE), 0);
    assert_int_equal(line_order_take(&o, LINE_STAGE_CEASEFIRE, &why), 0);
    struct t2_buf one = {.max = 64}, two = {.max = 64};
    assert_int_equal(line_order_write(&o, &one), 0);
    o.has[LINE_B] |= 1u << LINE_NEED_RULE;
    assert_int_equal(line_order_write(&o, &two), 0);
    assert_false(t2_bytes_eq(t2_buf_view(&one), t2_buf_view(&two)));
    t2_buf_free(&one);
    t2_buf_free(&two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_incident_from_protest_to_consequence),
        cmocka_unit_test(time_alone_makes_it_overdue),
        cmocka_unit_test(nothing_that_is_not_in_the_table),
        cmocka_unit_test(no_incident_without_corroboration),
        cmocka_unit_test(no_consequence_is_invented_afterwards),
        cmocka_unit_test(eight_steps_in_their_order),
        cmocka_unit_test(each_need_of_each_side),
        cmocka_unit_test(back_to_the_cease_fire),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Measures of what may be published that a table agrees one after another, and somebody who lays all that
 * came out over each other. Against him: for each record another one that differs in everything which the
 * first measure does not tell (places within a square, hours within a period, the places of few, marks and
 * periods that are not told yet). By no measure that the table takes later do the two ever differ. By those
 * that it refuses they often do. */
#include "../unit/table_field_events.h"

enum { ROUNDS = 60, OTHERS = 12, N = 120 };
enum { DAY = 1440, MAP_X = 6000000, MAP_Y = 4000000 }; /* slots; centimetres */

static uint64_t seed;
static unsigned below(unsigned n)
{
    return (unsigned)(fixture_random(&seed) % n);
}

/* ---- measures ---- */

static struct line_publish_policy first_measure(void)
{
    struct line_publish_policy m = field_measure();
    m.origin = (struct geo_point){(int32_t)below(1000000), (int32_t)below(1000000)};
    m.grid_m = 5000 * (1 + below(3));
    m.period_slots = DAY * (1 + below(3));
    m.delay_slots = DAY * (2 + below(3));
    m.least = 3 + below(3);
    m.marks = LINE_PUBLISH_MARKS & ~(1u << LINE_MARK_MINE);
    return m;
}

/* One that follows from m, or with a little of everything else. */
static struct line_publish_policy other_measure(const struct line_publish_policy *m)
{
    struct line_publish_policy o = *m;
    o.grid_m *= 1 + below(3);
    o.period_slots *= 1 + below(3);
    o.delay_slots += DAY * below(3);
    o.least += below(2);
    o.marks &= ~(below(2) << LINE_MARK_WEAPONS);
    switch (below(12)) {
    case 0:
        o.origin.x += (int32_t)m->grid_m * 50; /* half a square */
        break;
    case 1:
        o.origin.y += 100;
        break;
    case 2:
        o.grid_m = 5000 + 1000 * below(20);
        break;
    case 3:
        o.period_slots = DAY + 360 * below(20);
        break;
    case 4:
        o.delay_slots = DAY;
        break;
    case 5:
        o.least = 3;
        break;
    case 6:
        o.marks = LINE_PUBLISH_MARKS;
        break;
    default:
        break;
    }
    return o;
}

/* Whether all have consented to it now. */
static int agree(struct table_state *s, const struct line_publish_policy *m)
{
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    struct t2_buf b;
    t2_buf_init(&b, LINE_PUBLISH_MEASURE_LEN);
    assert_int_equal(line_publish_measure_write(m, &b), 0);
    int err = table_field_check(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b), &why);
    field_propose(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b));
    struct table_event ev = form_consent(B_SEAT, field_now, field_tag, err == 0);
    if (err != 0) {
        static const char begins[] = "The document cannot be agreed to: another measure was agreed before";
        assert_int_equal(err, T2_E_REFUSED);
        ev.u.consented.answer = 1;
        fixture_refused(s, &ev, TABLE_R_FIELD_DOCUMENT, begins);
        ev.u.consented.answer = 0;
        fixture_apply(s, &ev);
    } else {
        field_others_consent(s, field_tag);
    }
    t2_buf_free(&b);
    return err == 0;
}

/* ---- two records ---- */

static int64_t cell(int32_t at, int32_t origin, uint32_t grid_m)
{
    int64_t d = (int64_t)at - origin, n = (int64_t)grid_m * 100;
    return d >= 0 ? d / n : -((-d + n - 1) / n);
}

static uint64_t period_of(const struct line_observation *o, const struct line_publish_policy *m)
{
    return o->begin_s / m->slot_s / m->period_slots;
}

static int alike(const struct line_observation *a, const struct line_observation *b,
                 const struct line_publish_policy *m)
{
    return a->mark == b->mark && a->has_place && b->has_place && period_of(a, m) == period_of(b, m) &&
           cell(a->place.x, m->origin.x, m->grid_m) == cell(b->place.x, m->origin.x, m->grid_m) &&
           cell(a->place.y, m->origin.y, m->grid_m) == cell(b->place.y, m->origin.y, m->grid_m);
}

static struct geo_point somewhere(void)
{
    return (struct geo_point){(int32_t)below(MAP_X), (int32_t)below(MAP_Y)};
}

static void make_record(struct line_observation *out)
{
    static const enum line_mark marks[] = {LINE_MARK_EXPLOSION, LINE_MARK_EXPLOSION, LINE_MARK_WEAPONS,
                                           LINE_MARK_MINE};
    struct geo_point about = somewhere();
    for (size_t i = 0; i < N; i++) {
        about = below(4) == 0 ? somewhere() : about;
        out[i] = (struct line_observation){
            .mark = marks[below(4)], .has_place = 1, .begin_s = SECOND(below(8), below(86400))};
        out[i].end_s = out[i].begin_s;
        out[i].place = (struct geo_point){about.x + (int32_t)below(600000), about.y + (int32_t)below(600000)};
    }
}

/* What m tells of `from` at that slot is all that the other has of it. */
static size_t make_twin(const struct line_observation *from, const struct line_publish_policy *m,
                        struct line_observation *out)
{
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        uint64_t period = period_of(&from[i], m);
        uint32_t company = 0;
        if ((m->marks >> from[i].mark & 1) == 0 ||
            (period + 1) * m->period_slots + m->delay_slots > m->now_slot)
            continue;
        for (size_t k = 0; k < N; k++)
            company += (uint32_t)alike(&from[i], &from[k], m);
        struct line_observation *o = &out[n++];
        *o = from[i];
        o->begin_s = o->end_s = (period * m->period_slots + below(m->period_slots)) * m->slot_s + below(60);
        o->has_place = company >= m->least;
        int64_t column = cell(o->place.x, m->origin.x, m->grid_m),
                row = cell(o->place.y, m->origin.y, m->grid_m);
        o->place.x = (int32_t)(m->origin.x + column * m->grid_m * 100 + below(m->grid_m * 100));
        o->place.y = (int32_t)(m->origin.y + row * m->grid_m * 100 + below(m->grid_m * 100));
    }
    return n;
}

static int same(const struct line_publication *a, const struct line_publication *b)
{
    int is = line_publication_n(a) == line_publication_n(b);
    for (size_t i = 0; is && i < line_publication_n(a); i++) {
        const struct line_published *x = line_publication_at(a, i), *y = line_publication_at(b, i);
        is = x->from_s == y->from_s && x->to_s == y->to_s && x->mark == y->mark && x->n == y->n &&
             x->has_place == y->has_place &&
             (!x->has_place || (x->place.x == y->place.x && x->place.y == y->place.y));
    }
    return is;
}

/* Whether by this measure the record and its twin differ at that slot; r: as the table has it now, or NULL:
 * as if this measure alone counted. */
static int tells_apart(const struct table_field_record *r, const struct line_publish_policy *by,
                       const struct line_publish_policy *first, uint64_t now, size_t *out_n)
{
    static struct line_observation record[N], twin[N];
    struct line_publish_policy policy = *by, base = *first;
    struct line_publication *a = NULL, *b = NULL;
    policy.now_slot = base.now_slot = now;
    make_record(record);
    size_t n = make_twin(record, &base, twin);
    assert_int_equal(r != NULL ? table_field_publish(r, record, N, &policy, &a)
                               : line_publish(record, N, &policy, &policy, &a),
                     0);
    assert_int_equal(r != NULL ? table_field_publish(r, twin, n, &policy, &b)
                               : line_publish(twin, n, &policy, &policy, &b),
                     0);
    int apart = !same(a, b);
    *out_n += line_publication_n(a);
    line_publication_free(a);
    line_publication_free(b);
    return apart;
}

static void void_it(struct table_state *s)
{
    struct table_event ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    if (below(2)) { /* with another line, or before the line */
        field_agree_document(s, TABLE_FIELD_LINE);
        return;
    }
    field_agree_sides(s);
    field_take(s, LINE_STAGE_BATTLEFIELD);
    field_take(s, LINE_STAGE_LINE);
    ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    ev.u.step_back.stage = below(2) ? LINE_STAGE_BATTLEFIELD : LINE_STAGE_LINE;
    field_agree(s, &ev);
    if (ev.u.step_back.stage == LINE_STAGE_LINE) {
        ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
        ev.u.step_back.stage = LINE_STAGE_BATTLEFIELD;
        field_agree(s, &ev);
    }
    field_agree_document(s, TABLE_FIELD_LINE);
}

static void laid_over_each_other_they_tell_what_the_first_does(void **p)
{
    unsigned n_taken = 0, n_refused = 0, n_would = 0;
    size_t n_told = 0, ignored = 0;
    (void)p;
    for (unsigned round = 1; round <= ROUNDS; round++) {
        struct table_state *s = fixture_small(3);
        struct table_field_record r;
        seed = round;
        field_now = SLOT(-10, 0);
        field_tag = 1;
        field_agree_document(s, TABLE_FIELD_LINE);
        const struct line_publish_policy first = first_measure();
        assert_true(agree(s, &first));
        for (unsigned k = 0; k < OTHERS; k++) {
            struct line_publish_policy m = other_measure(&first);
            uint64_t now = SLOT(1 + below(20), 0);
            if (below(3) == 0)
                void_it(s);
            if (!agree(s, &m)) {
                n_refused++;
                n_would += (unsigned)tells_apart(NULL, &m, &first, now, &ignored);
                continue;
            }
            n_taken++;
            assert_int_equal(table_field_open(s, &r), 0);
            assert_true(r.has_publication && r.publication.grid_m == m.grid_m);
            if (tells_apart(&r, &m, &first, now, &n_told))
                fail_msg("round %u, measure %u tells what the first does not", round, k + 1);
            table_field_close(&r);
        }
        table_state_free(s);
    }
    print_message("measures taken %u, told of %zu; refused %u, of which told more at one look %u\n", n_taken,
                  n_told, n_refused, n_would);
    assert_true(n_taken > 200 && n_told > 500 && n_refused > 100 && n_would > 50);
}

/* The attack itself: two grids that cut each other give places to half a square. */
static void two_grids_that_cut_each_other(void **p)
{
    (void)p;
    static struct line_observation seen[3];
    struct table_state *s = fixture_small(3);
    struct table_field_record r;
    struct line_publish_policy one = field_measure(), two = one;
    struct line_publication *a = NULL, *b = NULL;
    struct geo_point at[2][5];
    for (size_t i = 0; i < 3; i++)
        seen[i] = (struct line_observation){.mark = LINE_MARK_EXPLOSION,
                                            .has_place = 1,
                                            .begin_s = SECOND(1, 0),
                                            .end_s = SECOND(1, 0),
                                            .place = {1700000, 1700000}};
    two.origin = (struct geo_point){500000, 500000};
    one.now_slot = two.now_slot = SLOT(30, 0);
    assert_int_equal(line_publish(seen, 3, &one, &one, &a), 0);
    assert_int_equal(line_publish(seen, 3, &two, &two, &b), 0);
    line_publication_square(a, line_publication_at(a, 0), at[0]);
    line_publication_square(b, line_publication_at(b, 0), at[1]);
    assert_int_equal(at[0][0].x, 1000000); /* 10 to 20 km, and 15 to 25: 15 to 20 */
    assert_int_equal(at[1][0].x, 1500000);
    field_now = SLOT(-10, 0);
    field_tag = 1;
    field_agree_document(s, TABLE_FIELD_LINE);
    assert_true(agree(s, &one));
    assert_false(agree(s, &two));
    assert_int_equal(table_field_open(s, &r), 0);
    line_publication_free(b);
    b = NULL;
    assert_int_equal(table_field_publish(&r, seen, 3, &two, &b), T2_E_REFUSED);
    assert_null(b);
    table_field_close(&r);
    line_publication_free(a);
    table_state_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_grids_that_cut_each_other),
        cmocka_unit_test(laid_over_each_other_they_tell_what_the_first_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* See table_anything_field.h. What is kept of a report key or of a position follows from the table's state
 * and from the id, so that every desk can go on where another one stopped. */
#include "table_anything_field.h"

#include <string.h>

#include "../unit/table_field_events.h"

enum { VARIANTS = 4, RULES = 2, KEYS = 4 }; /* the last key is never admitted */

static const struct {
    const char *name;
    enum line_from of;
} keys[KEYS] = {
    {"obs-1", LINE_FROM_OBSERVERS}, {"obs-2", LINE_FROM_OBSERVERS}, {"scouts", LINE_FROM_A}, {"", 0}};

static unsigned below(struct anything *a, unsigned n)
{
    return (unsigned)(fixture_random(&a->seed) % n);
}

static unsigned one_in(struct anything *a, unsigned n)
{
    return below(a, n) == 0;
}

static struct table_event of_kind(struct anything *a, enum table_event_kind kind)
{
    return form_event(kind, 0, 0, (uint8_t)(1 + below(a, 250)));
}

/* ---- documents ---- */

static struct line_rule *rule_of(unsigned variant)
{
    struct line_rule *r = field_rule(), *other = NULL;
    struct t2_buf b;
    if (variant == 0)
        return r;
    t2_buf_init(&b, LINE_RULE_MAX_BYTES);
    assert_int_equal(line_rule_write(r, &b), 0);
    char *far = memmem(b.ptr, b.len, "15000", 5);
    assert_non_null(far);
    memcpy(far, "10000", 5);
    assert_int_equal(t2_buf_append_str(&b, "quota forces a 0 9000 3\nquota forces b 0 9000 3\n"), 0);
    assert_int_equal(line_rule_read(t2_buf_view(&b), NULL, &other), 0);
    t2_buf_free(&b);
    line_rule_free(r);
    return other;
}

/* A measure of what may be published, one that is coarser, one with smaller squares, one whose squares cut
 * the others'. */
static void write_measure(unsigned variant, struct t2_buf *out)
{
    struct line_publish_policy m = field_measure();
    m.grid_m = variant == 1 ? 2 * m.grid_m : variant == 2 ? m.grid_m / 2 : m.grid_m;
    m.origin.x += variant == 3 ? 500000 : 0;
    t2_buf_init(out, LINE_PUBLISH_MEASURE_LEN);
    assert_int_equal(line_publish_measure_write(&m, out), 0);
}

/* Of two rules, and of each its zones; of four measures; made once. */
static struct t2_bytes document_of(enum table_field_what what, unsigned variant)
{
    static struct t2_buf kept[TABLE_FIELD_N_WHAT][VARIANTS];
    int of_a_rule = what == TABLE_FIELD_RULE || what == TABLE_FIELD_ZONES;
    variant = what == TABLE_FIELD_PUBLICATION ? variant : of_a_rule ? variant % RULES : 0;
    struct t2_buf *b = &kept[what][variant];
    if (b->len > 0)
        return t2_buf_view(b);
    if (what == TABLE_FIELD_PUBLICATION) {
        write_measure(variant, b);
        return t2_buf_view(b);
    }
    if (variant == 0) {
        *b = field_document(
            what != TABLE_FIELD_REFERENCE_A && what != TABLE_FIELD_REFERENCE_B ? what : TABLE_FIELD_LINE);
        return t2_buf_view(b);
    }
    struct line_refusal why = {.code = LINE_OK};
    struct line_rule *r = rule_of(variant);
    struct line *l = field_line();
    struct line_zones *z = NULL;
    t2_buf_init(b, TABLE_FIELD_DOCUMENT_MAX);
    assert_int_equal(line_zones_new(l, r, NULL, 0, &why, &z), 0);
    assert_int_equal(what == TABLE_FIELD_RULE ? line_rule_write(r, b) : line_zones_write(z, b), 0);
    line_zones_free(z);
    line_free(l);
    line_rule_free(r);
    return t2_buf_view(b);
}

/* Which of the rules is in force; the first where none is. */
static unsigned rule_in_force(const struct table_state *s)
{
    size_t i = 0;
    if (table_field_in_force(s, TABLE_FIELD_RULE, &i) != 0)
        return 0;
    const struct table_event *ev = table_event_at(s, table_field_document(s, i)->event);
    return ev->u.field_document.size == document_of(TABLE_FIELD_RULE, 0).len &&
                   memcmp(ev->u.field_document.digest,
                          field_announcement(TABLE_FIELD_RULE, document_of(TABLE_FIELD_RULE, 0))
                              .u.field_document.digest,
                          TABLE_DIGEST_LEN) == 0
               ? 0
               : 1;
}

static struct table_event document(struct anything *a, const struct table_state *s,
                                   enum table_field_what what)
{
    unsigned variant = one_in(a, 8) || what == TABLE_FIELD_RULE || what == TABLE_FIELD_PUBLICATION
                           ? below(a, VARIANTS)
                           : rule_in_force(s);
    field_tag = (uint8_t)below(a, 250);
    struct table_event ev = field_announcement(what, document_of(what, variant));
    if (one_in(a, 16))
        ev.u.field_document.digest[0] ^= 1;
    if (one_in(a, 24))
        ev.u.field_document.size += 1 + below(a, 4);
    return ev;
}

/* The next part of this document: of the one of ours that it announces, or would but for the first byte. */
static struct table_event part(struct anything *a, const struct table_state *s,
                               const struct table_field_document *d)
{
    static const uint8_t nothing[8];
    const uint8_t *digest = table_event_at(s, d->event)->u.field_document.digest;
    struct t2_bytes bytes = t2_bytes_of(nothing, sizeof nothing);
    for (unsigned variant = 0; variant < VARIANTS; variant++) {
        struct t2_bytes is = document_of((enum table_field_what)d->what, variant);
        struct table_event of = field_announcement((enum table_field_what)d->what, is);
        if (memcmp(of.u.field_document.digest + 1, digest + 1, TABLE_DIGEST_LEN - 1) == 0)
            bytes = is;
    }
    struct table_event ev = field_part(bytes, 0);
    memcpy(ev.u.field_part.id, d->id, sizeof d->id);
    ev.u.field_part.index = (uint8_t)(d->n_here + one_in(a, 24));
    if (one_in(a, 24))
        ev.u.field_part.bytes.len--;
    return ev;
}

/* ---- sides, cease-fire, observers ---- */

static struct table_event sides(struct anything *a, const struct table_state *s)
{
    static const struct table_text map[] = {{"en", "The invented map, 60 km by 40."}};
    struct table_event ev = of_kind(a, TABLE_EV_SIDES_AGREED);
    ev.u.sides_agreed.side[LINE_A] = 1;
    ev.u.sides_agreed.side[LINE_B] = 2;
    ev.u.sides_agreed.commission = table_n_seats(s) > 2 ? 4 : 0;
    if (one_in(a, 6))
        ev.u.sides_agreed.side[below(a, 2)] |= 1u << below(a, (unsigned)table_n_seats(s));
    if (one_in(a, 8))
        ev.u.sides_agreed.commission = 1u << below(a, (unsigned)table_n_seats(s) + one_in(a, 4));
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    return ev;
}

static struct table_event ceasefire(struct anything *a, uint64_t slot)
{
    struct table_event ev = of_kind(a, TABLE_EV_CEASEFIRE_AGREED);
    ev.u.ceasefire_agreed.from = slot + below(a, 12) - 6;
    return ev;
}

static struct table_event admission(struct anything *a, unsigned k)
{
    struct observer o = observer_of(k + 1);
    field_tag = (uint8_t)below(a, 250);
    struct table_event ev = field_admission(&o, keys[k].name, keys[k].of);
    if (one_in(a, 12))
        ev.u.observer_admitted.observer = keys[below(a, KEYS)].name;
    if (one_in(a, 12))
        ev.u.observer_admitted.to_s = SECOND(1 + (int)below(a, 4), 0);
    return ev;
}

/* ---- positions: what was committed follows from the rule, the side and the id ---- */

static void commit(const struct table_state *s, unsigned side, uint32_t by_day, const uint8_t *id,
                   struct line_opening *out, uint8_t commitment[static LINE_COMMITMENT_LEN])
{
    struct t2_random_seeded seeded;
    struct t2_random random = t2_random_seeded_init(&seeded, id[0]);
    struct line_position at = {
        .id = "gun", .side = (uint8_t)side, .weapon = LINE_W_GUN, .count = 1, .by_day = (int32_t)by_day};
    struct line_rule *r = rule_of(rule_in_force(s));
    uint8_t rule[LINE_DIGEST_LEN];
    at.from = (struct geo_point){2000000, 1800000};
    at.to = (struct geo_point){1350000, 2000000};
    assert_int_equal(line_rule_digest(r, rule), 0);
    assert_int_equal(line_position_commit(&random, rule, GEO_FLAT, &at, out, commitment), 0);
    line_rule_free(r);
}

static struct table_event declare(struct anything *a, const struct table_state *s, uint8_t author)
{
    struct table_event ev = of_kind(a, TABLE_EV_POSITION_DECLARED);
    struct line_opening o;
    unsigned side = table_field_side(s, author);
    ev.u.position_declared.by_day = 5;
    commit(s, one_in(a, 12) || side == LINE_N_SIDES ? below(a, 2) : side, 5 + one_in(a, 12), ev.u.form_id, &o,
           ev.u.position_declared.commitment);
    line_opening_wipe(&o);
    return ev;
}

static struct table_event open_one(struct anything *a, const struct table_state *s,
                                   const struct table_position *p)
{
    static struct t2_buf b;
    struct table_event ev = of_kind(a, TABLE_EV_POSITION_OPENED);
    struct line_opening o;
    uint8_t commitment[LINE_COMMITMENT_LEN];
    t2_buf_free(&b);
    t2_buf_init(&b, LINE_OPENING_MAX);
    commit(s, one_in(a, 12) ? 1u - p->declared.side : p->declared.side, (uint32_t)p->declared.by_day, p->id,
           &o, commitment);
    assert_int_equal(line_opening_write(&o, &b), 0);
    line_opening_wipe(&o);
    if (one_in(a, 8))
        b.ptr[below(a, (unsigned)b.len)] ^= (uint8_t)(1u << below(a, 8));
    memcpy(ev.u.position_opened.id, p->id, sizeof p->id);
    ev.u.position_opened.opening = t2_buf_view(&b);
    return ev;
}

/* ---- reports ---- */

/* The next of this key, as the record has its last: watches of the quiet days first, then an impact. */
static struct table_event report(struct anything *a, const struct table_state *s, unsigned k)
{
    static struct line_report r; /* large */
    static struct t2_buf b;
    struct observer o = observer_of(k + 1);
    for (size_t i = 0; i < table_n_reports(s); i++) {
        const struct table_report *x = table_report(s, i);
        if (memcmp(table_observer_admission(s, x->observer)->key, o.key, sizeof o.key) == 0 &&
            x->number > o.number) {
            o.number = x->number;
            memcpy(o.previous, x->id, sizeof o.previous);
        }
    }
    r = k == 0 && o.number < 3 ? field_watch(s, &o, 1 + (int)o.number)
                               : field_report(s, &o, LINE_REPORT_IMPACT, 4, 3600 + 10 * (o.number % 3));
    if (r.kind == LINE_REPORT_IMPACT && one_in(a, 3)) { /* or guns, on some day */
        r = field_report(s, &o, LINE_REPORT_WEAPONS, 1 + (int)(o.number % 4), 60);
        r.n_weapons = 1;
        r.weapons[0] = (struct line_report_weapon){.family = LINE_W_GUN, .number = 1 + below(a, 5)};
    }
    if (one_in(a, 16))
        r.mission[0] ^= 1;
    if (one_in(a, 16)) {
        r.begin_s += (uint64_t)400 * 86400;
        r.made_s += (uint64_t)400 * 86400;
    }
    t2_buf_free(&b);
    b = observer_sign(&o, &r);
    if (one_in(a, 16))
        b.ptr[below(a, (unsigned)b.len)] ^= (uint8_t)(1u << below(a, 8));
    struct table_event ev = {.kind = TABLE_EV_REPORT_ENTERED};
    ev.u.report_entered.report = t2_buf_view(&b);
    return ev;
}

/* One that is there already, carried by another. */
static struct table_event report_again(struct anything *a, const struct table_state *s)
{
    struct table_event ev = {.kind = TABLE_EV_REPORT_ENTERED};
    ev.u.report_entered.report = table_report_bytes(s, below(a, (unsigned)table_n_reports(s)));
    return ev;
}

static void some_report(struct anything *a, const struct table_state *s, uint8_t out[static TABLE_DIGEST_LEN])
{
    memset(out, 0xee, TABLE_DIGEST_LEN);
    if (table_n_reports(s) > 0 && !one_in(a, 12))
        memcpy(out, table_report(s, below(a, (unsigned)table_n_reports(s)))->id, LINE_REPORT_ID_LEN);
}

static struct table_event exclude(struct anything *a, const struct table_state *s)
{
    struct table_event ev = of_kind(a, TABLE_EV_REPORT_EXCLUDED);
    some_report(a, s, ev.u.report_excluded.report);
    return ev;
}

static struct table_event on_an_incident(struct anything *a, const struct table_state *s)
{
    struct table_event ev = {.kind = TABLE_EV_INCIDENT_STEP};
    size_t n = table_n_incidents(s);
    ev.u.incident_step.step = TABLE_INCIDENT_OPENED;
    ev.u.incident_step.text = "";
    some_report(a, s, ev.u.incident_step.report);
    if (one_in(a, 3)) {
        ev.u.incident_step.step = (uint8_t)(TABLE_INCIDENT_EXCESS + below(a, 3));
        return ev;
    }
    if (n > 0 && below(a, 6)) {
        ev.u.incident_step.step = (uint8_t)below(a, LINE_N_INC_EVENTS);
        ev.u.incident_step.text = below(a, 2) ? "A word." : "";
        memcpy(ev.u.incident_step.report, table_incident(s, below(a, (unsigned)n))->incident.id,
               LINE_REPORT_ID_LEN);
    }
    return ev;
}

/* ---- steps ---- */

static struct table_event step_taken(unsigned stage)
{
    struct table_event ev = {.kind = TABLE_EV_STEP_TAKEN};
    ev.u.step_taken.stage = (uint8_t)stage;
    return ev;
}

static struct table_event step_back(struct anything *a)
{
    struct table_event ev = of_kind(a, TABLE_EV_STEP_BACK);
    ev.u.step_back.stage = (uint8_t)below(a, LINE_N_STAGES);
    return ev;
}

static struct table_event give(struct anything *a, const struct table_state *s, enum line_need need,
                               uint64_t slot)
{
    switch ((int)need) {
    case LINE_NEED_MAP:
        return sides(a, s);
    case LINE_NEED_CEASEFIRE:
        return ceasefire(a, slot);
    case LINE_NEED_OBSERVERS:
        return admission(a, below(a, 2));
    default:
        return document(a, s,
                        need == LINE_NEED_LINE    ? TABLE_FIELD_LINE
                        : need == LINE_NEED_RULE  ? TABLE_FIELD_RULE
                        : need == LINE_NEED_ZONES ? TABLE_FIELD_ZONES
                                                  : TABLE_FIELD_CRITERIA);
    }
}

/* What the record can have beside the order of the steps. */
static size_t on_the_record(struct anything *a, const struct table_state *s, uint8_t author,
                            struct table_event *out)
{
    size_t n = 0, k = table_n_positions(s), line = 0;
    if (table_field_in_force(s, TABLE_FIELD_LINE, &line) == 0 && one_in(a, 8))
        out[n++] = document(a, s, TABLE_FIELD_PUBLICATION);
    if (k > 0 && table_field_side(s, author) == table_position(s, k - 1)->declared.side &&
        !table_position(s, k - 1)->declared.open)
        out[n++] = open_one(a, s, table_position(s, k - 1));
    if (table_field_in_force(s, TABLE_FIELD_LINE, &line) == 0 && table_n_observers(s) > 0) {
        if (table_n_observers(s) < 2 && one_in(a, 4))
            out[n++] = admission(a, below(a, KEYS - 1));
        out[n++] = report(a, s, below(a, 2));
        if (one_in(a, 8))
            out[n++] = document(a, s, TABLE_FIELD_RESPONSE);
    }
    if (table_n_reports(s) > 2 && table_field_side(s, author) != LINE_N_SIDES)
        out[n++] = on_an_incident(a, s);
    else if (table_n_incidents(s) > 0)
        out[n++] = on_an_incident(a, s);
    return n;
}

size_t anything_field_steps(struct anything *a, const struct table_state *s, uint8_t author, uint64_t slot,
                            struct table_event *out, size_t max)
{
    struct table_event some[16];
    struct table_field_lack lacks[TABLE_FIELD_MAX_LACKS];
    struct line_order o;
    size_t n = 0, k = table_field_n_documents(s), n_lacks = 0;
    const struct table_field_document *d = k > 0 ? table_field_document(s, k - 1) : NULL;
    if (d != NULL && d->n_here < d->n_parts && table_event_at(s, d->event)->author == author)
        some[n++] = part(a, s, d);
    table_field_order(s, &o);
    if (o.done < LINE_N_STAGES)
        n_lacks = table_field_lacks(s, &o, (enum line_stage)o.done, lacks);
    int quiet_only = n_lacks == 1 && lacks[0].need == LINE_NEED_QUIET;
    if (a->dawdles && o.done == LINE_STAGE_LINE && n_lacks == 0 &&
        k < 10) { /* it can still be another line */
        size_t i = 0;
        some[n++] =
            document(a, s,
                     table_field_in_force(s, TABLE_FIELD_PUBLICATION, &i) == 0 ? TABLE_FIELD_LINE
                                                                               : TABLE_FIELD_PUBLICATION);
    } else if (o.done < LINE_N_STAGES && (n_lacks == 0 || quiet_only)) {
        some[n++] = step_taken(o.done);
    }
    for (size_t i = 0; i < n_lacks && !quiet_only; i++) {
        if (lacks[i].side == LINE_N_SIDES && (lacks[i].proposal == 0 || one_in(a, 24)))
            some[n++] = give(a, s, lacks[i].need, slot);
        else if (lacks[i].side != LINE_N_SIDES && lacks[i].side == table_field_side(s, author))
            some[n++] = declare(a, s, author);
    }
    n += on_the_record(a, s, author, some + n);
    n = n < max ? n : max;
    memcpy(out, some, n * sizeof *out);
    return n;
}

struct table_event anything_of_the_field(struct anything *a, const struct table_state *s, uint8_t author,
                                         uint64_t slot)
{
    size_t n = 0;
    switch (below(a, 13)) {
    case 0:
        return sides(a, s);
    case 1:
        return document(
            a, s, TABLE_FIELD_LINE + (enum table_field_what)below(a, TABLE_FIELD_N_WHAT - TABLE_FIELD_LINE));
    case 2:
        n = table_field_n_documents(s);
        return n == 0 ? sides(a, s) : part(a, s, table_field_document(s, below(a, (unsigned)n)));
    case 3:
        return ceasefire(a, slot);
    case 4:
        return declare(a, s, author);
    case 5:
        n = table_n_positions(s);
        return n == 0 ? declare(a, s, author) : open_one(a, s, table_position(s, below(a, (unsigned)n)));
    case 6:
        return admission(a, below(a, KEYS - 1));
    case 7:
    case 8:
        return table_n_reports(s) > 0 && one_in(a, 3) ? report_again(a, s) : report(a, s, below(a, KEYS));
    case 9:
        return exclude(a, s);
    case 10:
        return on_an_incident(a, s);
    case 11:
        return step_taken(below(a, LINE_N_STAGES));
    default:
        return one_in(a, 4) ? step_back(a) : step_taken(below(a, LINE_N_STAGES));
    }
}

/* ---- shares ---- */

struct table_event anything_of_a_share(struct anything *a, const struct table_state *s, uint64_t slot)
{
    if (below(a, 2)) {
        struct table_event ev = {.kind = TABLE_EV_DAYS_AGREED};
        ev.u.days_agreed = (struct table_ev_days_agreed){
            .first = slot + 20 + below(a, 200), .every = 1 + below(a, 5), .count = 1, .n_issues = 1};
        ev.u.days_agreed.issues[0] = (uint8_t)below(a, (unsigned)table_n_issues(s));
        return ev;
    }
    struct table_event ev = document(a, s, TABLE_FIELD_LINE);
    if (a->large)
        ev.u.field_document.size = (1 + below(a, 3)) << 20;
    return ev;
}

/* See table_field_events.h. */
#include "table_field_events.h"

#include <tracktwo/crypto.h>

uint64_t field_now;
uint8_t field_tag;

struct table_event field_event(enum table_event_kind kind, uint8_t author)
{
    return form_event(kind, author, field_now, kind == TABLE_EV_FIELD_PART ? field_tag : ++field_tag);
}

void field_others_consent(struct table_state *s, uint8_t tag)
{
    for (uint8_t seat = B_SEAT; seat < table_n_seats(s); seat++) {
        struct table_event ev = form_consent(seat, field_now, tag, 1);
        fixture_apply(s, &ev);
    }
}

void field_agree(struct table_state *s, const struct table_event *ev)
{
    fixture_apply(s, ev);
    field_others_consent(s, ev->u.form_id[0]);
}

void field_agree_sides(struct table_state *s)
{
    static const struct table_text map[] = {{"en", "The invented map, 60 km by 40."}};
    struct table_event ev = field_event(TABLE_EV_SIDES_AGREED, A_SEAT);
    ev.u.sides_agreed.side[0] = 1;
    ev.u.sides_agreed.side[1] = 2;
    ev.u.sides_agreed.commission = table_n_seats(s) > JOINT_SEAT ? 1 << JOINT_SEAT : 0;
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    field_agree(s, &ev);
}

struct line *field_line(void)
{
    const struct geo_point at[] = {{3000000, 0}, {2800000, 1000000}, {3300000, 2200000}, {3100000, 4000000}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    return line_data_line(&params, at, 4);
}

struct line_rule *field_rule(void)
{
    static const char text[] =
        "tracktwo line rule 1\ntitle en Fifteen kilometres\nframe flat\nmeasure per_side\n"
        "reference a contact\nreference b contact\nday 2024-10-04\ndemilitarized 0\n"
        "class forces\n  weapons infantry armour gun support other\n  distance 15000\n"
        "  by 5\n";
    struct line_rule *r = NULL;
    struct line_refusal why = {.code = LINE_OK};
    int err = line_rule_read(t2_bytes_str(text), &why, &r);
    if (err != 0)
        fail_msg("%s", why.text);
    return r;
}

struct line_criteria field_criteria(void)
{
    return (struct line_criteria){.frame = GEO_FLAT,
                                  .first_day = DAY0 + 1,
                                  .cut_s = 86400,
                                  .quiet_days = 3,
                                  .window = 3,
                                  .coverage = 500};
}

struct line_publish_policy field_measure(void)
{
    return (struct line_publish_policy){.frame = GEO_FLAT,
                                        .grid_m = 10000,
                                        .slot_s = TABLE_SLOT_SECONDS,
                                        .delay_slots = 72 * 60,
                                        .period_slots = 24 * 60,
                                        .marks = LINE_PUBLISH_MARKS,
                                        .least = 3};
}

struct t2_buf field_document(enum table_field_what what)
{
    static const struct line_consequence then[] = {
        {1u << LINE_F_EXPLOSION, 2 * 1440, "The gun goes back another five kilometres."}};
    const struct line_response response = {1440, then, 1};
    struct line_criteria criteria = field_criteria();
    struct line_publish_policy measure = field_measure();
    struct line_refusal why = {.code = LINE_OK};
    struct line_zones *z = NULL;
    struct t2_buf out;
    t2_buf_init(&out, TABLE_FIELD_DOCUMENT_MAX);
    struct line *l = field_line();
    struct line_rule *r = field_rule();
    assert_int_equal(line_zones_new(l, r, NULL, 0, &why, &z), 0);
    assert_int_equal(what == TABLE_FIELD_LINE          ? line_write(l, &out)
                     : what == TABLE_FIELD_RULE        ? line_rule_write(r, &out)
                     : what == TABLE_FIELD_ZONES       ? line_zones_write(z, &out)
                     : what == TABLE_FIELD_CRITERIA    ? line_criteria_write(&criteria, &out)
                     : what == TABLE_FIELD_PUBLICATION ? line_publish_measure_write(&measure, &out)
                                                       : table_response_write(&response, &out),
                     0);
    line_zones_free(z);
    line_rule_free(r);
    line_free(l);
    return out;
}

struct table_event field_announcement(enum table_field_what what, struct t2_bytes bytes)
{
    struct table_event ev = field_event(TABLE_EV_FIELD_DOCUMENT, A_SEAT);
    ev.u.field_document.what = (uint8_t)what;
    ev.u.field_document.size = (uint32_t)bytes.len;
    assert_int_equal(t2_sha256(ev.u.field_document.digest, &bytes, 1), 0);
    return ev;
}

struct table_event field_part(struct t2_bytes bytes, uint8_t index)
{
    struct table_event ev = field_event(TABLE_EV_FIELD_PART, A_SEAT);
    size_t from = (size_t)index * TABLE_PART_MAX;
    ev.u.field_part.index = index;
    ev.u.field_part.bytes =
        t2_bytes_of(bytes.ptr + from, bytes.len - from < TABLE_PART_MAX ? bytes.len - from : TABLE_PART_MAX);
    return ev;
}

/* Proposes and sends all its parts. */
void field_propose(struct table_state *s, enum table_field_what what, struct t2_bytes bytes)
{
    struct table_event ev = field_announcement(what, bytes);
    fixture_apply(s, &ev);
    for (uint8_t k = 0; (size_t)k * TABLE_PART_MAX < bytes.len; k++) {
        ev = field_part(bytes, k);
        fixture_apply(s, &ev);
    }
}

void field_agree_document(struct table_state *s, enum table_field_what what)
{
    struct t2_buf b = field_document(what);
    size_t i = 0;
    field_propose(s, what, t2_buf_view(&b));
    field_others_consent(s, field_tag);
    assert_int_equal(table_field_in_force(s, what, &i), 0);
    t2_buf_free(&b);
}

struct table_event field_admission(const struct observer *o, const char *id, enum line_from of)
{
    struct table_event ev = field_event(TABLE_EV_OBSERVER_ADMITTED, A_SEAT);
    ev.u.observer_admitted.observer = id;
    ev.u.observer_admitted.of = (uint8_t)of;
    memcpy(ev.u.observer_admitted.key, o->key, sizeof o->key);
    ev.u.observer_admitted.from_s = SECOND(-30, 0);
    ev.u.observer_admitted.to_s = SECOND(400, 0);
    return ev;
}

struct line_report field_report(const struct table_state *s, const struct observer *o,
                                enum line_report_kind kind, int day, uint32_t second)
{
    struct line_report r = observer_report(o);
    assert_int_equal(table_mission(s, r.mission), 0);
    r.kind = kind;
    r.begin_s = SECOND(day, second);
    r.made_s = r.begin_s + 60;
    r.frame = GEO_FLAT;
    r.place = (struct line_report_place){{2900000, 900000}, 1000};
    r.means = LINE_REPORT_SEEN;
    r.verified = 1;
    r.count_how = LINE_REPORT_NOT_COUNTED;
    r.count = 0;
    return r;
}

struct line_report field_watch(const struct table_state *s, const struct observer *o, int day)
{
    struct line_report r = field_report(s, o, LINE_REPORT_WATCH, day, 0);
    r.lasted_s = 86400;
    r.made_s = r.begin_s + r.lasted_s;
    return r;
}

/* The event of a report; out is to be freed when it was applied. */
struct table_event field_entry(struct observer *o, const struct line_report *r, struct t2_buf *out)
{
    struct table_event ev = {.kind = TABLE_EV_REPORT_ENTERED, .author = B_SEAT, .slot = field_now};
    *out = observer_sign(o, r);
    ev.u.report_entered.report = t2_buf_view(out);
    return ev;
}

void field_enter(struct table_state *s, struct observer *o, const struct line_report *r)
{
    struct t2_buf b;
    struct table_event ev = field_entry(o, r, &b);
    fixture_apply(s, &ev);
    t2_buf_free(&b);
}

void field_admit(struct table_state *s, const struct observer *o, const char *id, enum line_from of)
{
    struct table_event ev = field_admission(o, id, of);
    field_agree(s, &ev);
}

struct table_event field_step(enum line_stage stage)
{
    struct table_event ev = field_event(TABLE_EV_STEP_TAKEN, B_SEAT);
    ev.u.step_taken.stage = (uint8_t)stage;
    return ev;
}

void field_take(struct table_state *s, enum line_stage stage)
{
    struct table_event ev = field_step(stage);
    fixture_apply(s, &ev);
}

void field_not_yet(struct table_state *s, enum line_stage stage, const char *missing)
{
    struct table_event ev = field_step(stage);
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    fixture_refused(s, &ev, TABLE_R_STEP, "This step cannot be taken yet");
    assert_int_equal(table_check(s, &ev, &why), T2_E_REFUSED);
    if (strstr(why.text, missing) == NULL)
        fail_msg("\"%s\" does not name \"%s\"", why.text, missing);
}

void field_declare(struct table_state *s, uint8_t seat)
{
    struct table_event ev = field_event(TABLE_EV_POSITION_DECLARED, seat);
    ev.u.position_declared.by_day = 5;
    fixture_apply(s, &ev);
}

/* From the battlefield to the watch. */
void field_up_to_hold(struct table_state *s, struct observer *one, struct observer *two)
{
    field_now = SLOT(-5, 0);
    field_not_yet(s, LINE_STAGE_BATTLEFIELD, "agreement to the sides");
    field_agree_sides(s);
    field_not_yet(s, LINE_STAGE_LINE, "First comes: the map of the battlefield");
    field_take(s, LINE_STAGE_BATTLEFIELD);
    field_not_yet(s, LINE_STAGE_LINE, "agreement to the line");
    field_agree_document(s, TABLE_FIELD_LINE);
    field_take(s, LINE_STAGE_LINE);
    field_not_yet(s, LINE_STAGE_CEASEFIRE, "the declaration to cease fire");
    struct table_event ev = field_event(TABLE_EV_CEASEFIRE_AGREED, A_SEAT);
    ev.u.ceasefire_agreed.from = SLOT(0, 0);
    field_agree(s, &ev);
    ev = field_step(LINE_STAGE_CEASEFIRE);
    fixture_refused(s, &ev, TABLE_R_STEP, "The hour of the cease-fire has not come");
    field_now = SLOT(0, 0);
    field_take(s, LINE_STAGE_CEASEFIRE);
    field_not_yet(s, LINE_STAGE_PULLBACK, "agreement to the rule");
    field_agree_document(s, TABLE_FIELD_RULE);
    field_declare(s, A_SEAT);
    field_not_yet(s, LINE_STAGE_PULLBACK, "Of side B is missing: the declared positions");
    field_declare(s, B_SEAT);
    field_take(s, LINE_STAGE_PULLBACK);
    field_not_yet(s, LINE_STAGE_ZONE, "agreement to the zones");
    field_agree_document(s, TABLE_FIELD_ZONES);
    field_take(s, LINE_STAGE_ZONE);
    struct observer side = observer_of(77); /* what a side sends is no observer */
    field_admit(s, &side, "scouts", LINE_FROM_A);
    field_not_yet(s, LINE_STAGE_OBSERVERS, "the admission of the observers' keys");
    field_admit(s, one, "obs-1", LINE_FROM_OBSERVERS);
    field_admit(s, two, "obs-2", LINE_FROM_OBSERVERS);
    field_take(s, LINE_STAGE_OBSERVERS);
    field_not_yet(s, LINE_STAGE_HOLD, "the sealed criteria");
    field_agree_document(s, TABLE_FIELD_CRITERIA);
    field_take(s, LINE_STAGE_HOLD);
    field_not_yet(s, LINE_STAGE_TALKS, "the quiet days that were agreed");
}

struct table_event field_incident(uint8_t author, const uint8_t *report, uint8_t step, const char *text)
{
    struct table_event ev = field_event(TABLE_EV_INCIDENT_STEP, author);
    memcpy(ev.u.incident_step.report, report, LINE_REPORT_ID_LEN);
    ev.u.incident_step.step = step;
    ev.u.incident_step.text = text;
    return ev;
}

/* The order of the steps, from the battlefield to the talks, and the record that is computed with. What a
 * step needs is read off the state; the quiet days are counted from the reports when the talks are asked for.
 */
#include "field.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(TABLE_FIELD_MAX_FACTS <= LINE_MAX_FACTS, "any record can be computed with");

static const char *say_line(int lang, const char *english) __attribute__((format_arg(2)));
static const char *say_line(int lang, const char *english)
{
    return table_say((enum table_lang)lang, english);
}

struct line_refusal table_line_why(const struct table_refusal *why)
{
    return (struct line_refusal){.say = say_line, .lang = (int)table_refusal_lang(why)};
}

/* ---- the record ---- */

static int document_bytes(const struct table_state *s, enum table_field_what what, struct t2_buf *out)
{
    size_t i = 0;
    t2_buf_init(out, TABLE_FIELD_DOCUMENT_MAX);
    int err = table_field_in_force(s, what, &i);
    return err != 0 ? err : table_field_bytes(s, i, out);
}

/* What was agreed reads again; T2_E_MISSING where nothing is in force. */
static int read_document(const struct table_state *s, enum table_field_what what,
                         struct table_field_record *out)
{
    struct t2_buf bytes;
    int err = document_bytes(s, what, &bytes);
    struct t2_bytes in = t2_buf_view(&bytes);
    if (err == 0) {
        err = what == TABLE_FIELD_LINE   ? line_read(in, NULL, &out->line)
              : what == TABLE_FIELD_RULE ? line_rule_read(in, NULL, &out->rule)
              : what == TABLE_FIELD_ZONES
                  ? line_zones_read(in, NULL, &out->zones)
                  : line_read(in, NULL, &out->references[what - TABLE_FIELD_REFERENCE_A]);
    }
    t2_buf_free(&bytes);
    return err;
}

int table_field_criteria(const struct table_state *s, struct line_criteria *out)
{
    struct t2_buf bytes;
    int err = document_bytes(s, TABLE_FIELD_CRITERIA, &bytes);
    err = err != 0 ? err : line_criteria_read(t2_buf_view(&bytes), out);
    t2_buf_free(&bytes);
    return err;
}

int table_field_rule(const struct table_state *s, struct line_rule **out)
{
    struct t2_buf bytes;
    int err = document_bytes(s, TABLE_FIELD_RULE, &bytes);
    err = err != 0 ? err : line_rule_read(t2_buf_view(&bytes), NULL, out);
    t2_buf_free(&bytes);
    return err;
}

static int optional(int err)
{
    return err == T2_E_MISSING ? 0 : err;
}

int table_field_response(const struct table_state *s, struct line_consequence list[static TABLE_RESPONSE_MAX],
                         struct line_response *out)
{
    struct t2_buf bytes;
    *out = (struct line_response){.answer_slots = 24 * 60};
    int err = document_bytes(s, TABLE_FIELD_RESPONSE, &bytes);
    err = err != 0 ? err : table_response_read(t2_buf_view(&bytes), list, out);
    t2_buf_free(&bytes);
    return optional(err);
}

/* Reports of a side are one voice; those of an observer too, whatever key it has. */
static uint32_t source_of(const struct table_state *s, size_t observer)
{
    const struct table_ev_observer_admitted *x = table_observer_admission(s, observer);
    size_t i = 0;
    if (x->of == LINE_FROM_A || x->of == LINE_FROM_B) {
        return x->of;
    }
    while (strcmp(table_observer_admission(s, i)->observer, x->observer) != 0) {
        i++;
    }
    return (uint32_t)(LINE_N_FROM + i);
}

/* Room for what all reports say was made before. */
static int put_facts(const struct table_state *s, size_t i, struct table_field_record *out)
{
    struct line_report r;
    const struct table_report *x = &s->field->reports[i];
    size_t n = out->record.n_facts, more = 0;
    int err = line_report_read(table_report_bytes(s, i), NULL, &r);
    const struct table_ev_observer_admitted *by = table_observer_admission(s, x->observer);
    /* One of another map after a step back, or made when its key was not admitted, as the table sees that
     * now, stays on the record and says nothing here. */
    if (err == 0 && r.made_s >= by->from_s && r.made_s <= by->to_s &&
        (r.kind == LINE_REPORT_WITHDRAWN || r.frame == line_frame(out->line))) {
        err = line_report_facts(&r, x->id, (enum line_from)by->of, source_of(s, x->observer),
                                r.kind == LINE_REPORT_WITHDRAWN ? NULL : out->judge,
                                out->rule != NULL ? out->rule->d_day : INT32_MIN, out->facts + n, &more);
    }
    for (size_t k = 0; k < more; k++) {
        out->report[n + k] = (uint32_t)i;
    }
    out->record.n_facts = n + more;
    return err;
}

static int put_reports(const struct table_state *s, struct table_field_record *out)
{
    size_t n = 0;
    for (size_t i = 0; i < table_n_reports(s); i++) {
        n += s->field->reports[i].n_facts;
    }
    out->facts = calloc(n + 1, sizeof(*out->facts));
    out->report = calloc(n + 1, sizeof(*out->report));
    int err = out->facts == NULL || out->report == NULL ? T2_E_MEMORY : 0;
    for (size_t i = 0; err == 0 && i < table_n_reports(s); i++) {
        err = put_facts(s, i, out);
    }
    return err;
}

static int put_exclusions(const struct table_state *s, struct table_field_record *out)
{
    size_t n = 0;
    out->exclusions = calloc(2 * table_n_reports(s) + 1, sizeof(*out->exclusions));
    for (size_t i = 0; out->exclusions != NULL && i < table_n_reports(s); i++) {
        for (uint8_t side = 0; side < LINE_N_SIDES && s->field->reports[i].excluded; side++) {
            memcpy(out->exclusions[n].id, s->field->reports[i].id, LINE_FACT_ID_LEN);
            out->exclusions[n++].side = side;
        }
    }
    out->record.n_exclusions = n;
    return out->exclusions != NULL ? 0 : T2_E_MEMORY;
}

int table_field_agreed(const struct table_state *s, struct table_field_record *out)
{
    memset(out, 0, sizeof(*out));
    int err = read_document(s, TABLE_FIELD_LINE, out);
    if (err == 0 && (err = optional(read_document(s, TABLE_FIELD_RULE, out))) == 0 &&
        (err = optional(read_document(s, TABLE_FIELD_ZONES, out))) == 0 &&
        (err = optional(read_document(s, TABLE_FIELD_REFERENCE_A, out))) == 0 &&
        (err = optional(read_document(s, TABLE_FIELD_REFERENCE_B, out))) == 0 &&
        (err = table_field_response(s, out->consequences, &out->response)) == 0) {
        err = table_field_criteria(s, &out->criteria);
        out->has_criteria = err == 0;
        err = optional(err);
    }
    if (err == 0) {
        err = table_measure_read(s, s->field->in_force[TABLE_FIELD_PUBLICATION], &out->publication);
        out->has_publication = err == 0;
        err = optional(err);
    }
    if (err == 0) {
        err = optional(
            table_measure_read(s, s->field->first_measure[line_frame(out->line)], &out->first_publication));
    }
    if (err == 0 && out->zones != NULL && out->rule != NULL) {
        err = line_judge_new(out->line, out->rule, out->zones, (struct line_thresholds){0, 0}, &out->judge);
    }
    return err;
}

int table_field_open(const struct table_state *s, struct table_field_record *out)
{
    int err = table_field_agreed(s, out);
    err = err != 0 ? err : put_reports(s, out);
    err = err != 0 ? err : put_exclusions(s, out);
    if (err == 0) {
        out->record.frame = line_frame(out->line);
        out->record.facts = out->facts;
        out->record.exclusions = out->exclusions;
        out->record.known_s = INT64_MAX;
    }
    return err;
}

void table_field_close(struct table_field_record *r)
{
    line_judge_free(r->judge);
    line_zones_free(r->zones);
    line_rule_free(r->rule);
    line_free(r->line);
    line_free(r->references[LINE_A]);
    line_free(r->references[LINE_B]);
    free(r->facts);
    free(r->report);
    free(r->exclusions);
    memset(r, 0, sizeof(*r));
}

size_t table_field_references(const struct table_field_record *r,
                              struct line_reference out[static LINE_N_SIDES])
{
    size_t n = 0;
    for (unsigned k = 0; r->rule != NULL && k < LINE_N_SIDES; k++) {
        if (r->references[k] != NULL && line_rule_measures_elsewhere(r->rule, (enum line_side)k)) {
            out[n++] = (struct line_reference){r->rule->reference[k], r->references[k]};
        }
    }
    return n;
}

int32_t table_field_day(const struct line_criteria *c, uint64_t slot)
{
    int64_t since =
        (int64_t)(slot < UINT32_MAX ? slot : UINT32_MAX) * TABLE_SLOT_SECONDS + c->offset_s - c->cut_s;
    return (int32_t)(since / LINE_DAY_S - (since % LINE_DAY_S < 0));
}

/* ---- steps ---- */

int table_check_stage(const struct table_state *s, enum line_stage stage, struct table_refusal *why)
{
    if (s->field == NULL || stage >= s->field->done) {
        return 0;
    }
    return table_refuse(
        why, TABLE_R_STEP, 0,
        "A step that was taken rests on this: %s. It stays as it is. Go back before that step "
        "first, with the consent of all seats: tracktwo line back.",
        table_refusal_say(why, line_stage_text(stage)));
}

static int in_force(const struct table_state *s, enum table_field_what what)
{
    return s->field->in_force[what] != 0;
}

/* All seats have consented, so both sides have. */
static void give(struct line_order *o, int has, enum line_need what)
{
    for (unsigned side = 0; has && side < LINE_N_SIDES; side++) {
        o->has[side] |= 1u << what;
    }
}

void table_field_order(const struct table_state *s, struct line_order *out)
{
    const struct table_field_state *f = s->field;
    int observers = 0;
    *out = (struct line_order){.done = f != NULL ? f->done : 0};
    if (f == NULL) {
        return;
    }
    give(out, f->sides != 0, LINE_NEED_MAP);
    give(out, in_force(s, TABLE_FIELD_LINE), LINE_NEED_LINE);
    give(out, f->ceasefire != 0, LINE_NEED_CEASEFIRE);
    give(out, in_force(s, TABLE_FIELD_RULE), LINE_NEED_RULE);
    give(out, in_force(s, TABLE_FIELD_ZONES), LINE_NEED_ZONES);
    give(out, in_force(s, TABLE_FIELD_CRITERIA), LINE_NEED_CRITERIA);
    for (size_t i = 0; i < f->n_positions; i++) {
        if (f->positions[i].counts) {
            out->has[f->positions[i].declared.side] |= 1u << LINE_NEED_DECLARATIONS;
        }
    }
    for (size_t i = 0; i < f->n_observers; i++) {
        observers |= f->observers[i].counts && table_observer_admission(s, i)->of == LINE_FROM_OBSERVERS;
    }
    give(out, observers, LINE_NEED_OBSERVERS);
}

int table_check_step(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    struct line_refusal lr = table_line_why(why);
    struct table_field_lack lacks[TABLE_FIELD_MAX_LACKS];
    struct line_order o;
    enum line_stage stage = (enum line_stage)ev->u.step_taken.stage;
    table_field_order(s, &o);
    int quiet = 0;
    int err =
        stage == LINE_STAGE_TALKS && o.done == LINE_STAGE_TALKS ? table_field_quiet(s, ev->slot, &quiet) : 0;
    give(&o, quiet, LINE_NEED_QUIET);
    if (err == 0 && stage == LINE_STAGE_CEASEFIRE && o.done == LINE_STAGE_CEASEFIRE &&
        ev->slot < table_field_ceasefire(s)) {
        return table_refuse(
            why, TABLE_R_STEP, 0,
            "The hour of the cease-fire has not come. The step was not taken. Take it when it "
            "has.");
    }
    if (err == 0 && stage == o.done && table_field_lacks(s, &o, stage, lacks) > 0 &&
        lacks[0].side == LINE_N_SIDES) {
        return table_refuse_lack(s, stage, &lacks[0], why);
    }
    err = err != 0 ? err : line_order_take(&o, stage, &lr);
    return err != T2_E_REFUSED ? err
                               : table_refuse(why, TABLE_R_STEP, 0,
                                              "%s Nothing was changed. Where the steps "
                                              "stand: tracktwo line step.",
                                              lr.text);
}

void table_move_step(struct table_state *s, const struct table_event *ev)
{
    s->field->done = (uint8_t)(ev->u.step_taken.stage + 1);
}

int table_talks_open(const struct table_state *s)
{
    return s->field != NULL && s->field->done == LINE_N_STAGES;
}

/* ---- going back ---- */

int table_fits_step_back(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    struct line_refusal lr = table_line_why(why);
    struct line_order o;
    table_field_order(s, &o);
    int err = line_order_back(&o, (enum line_stage)ev->u.step_back.stage, &lr);
    return err != T2_E_REFUSED
               ? err
               : table_refuse(why, TABLE_R_STEP, 0,
                              "%s The steps stay where they are. Which were taken: tracktwo line step.",
                              lr.text);
}

/* What only the steps from there on need is given anew. */
void table_force_step_back(struct table_state *s, const struct table_event *ev)
{
    static const enum line_stage of[TABLE_FIELD_N_WHAT] = {[TABLE_FIELD_LINE] = LINE_STAGE_LINE,
                                                           [TABLE_FIELD_RULE] = LINE_STAGE_PULLBACK,
                                                           [TABLE_FIELD_ZONES] = LINE_STAGE_ZONE,
                                                           [TABLE_FIELD_CRITERIA] = LINE_STAGE_HOLD,
                                                           [TABLE_FIELD_REFERENCE_A] = LINE_STAGE_PULLBACK,
                                                           [TABLE_FIELD_REFERENCE_B] = LINE_STAGE_PULLBACK,
                                                           [TABLE_FIELD_PUBLICATION] = LINE_STAGE_LINE};
    struct table_field_state *f = s->field;
    enum line_stage to = (enum line_stage)ev->u.step_back.stage;
    f->done = (uint8_t)to;
    for (unsigned what = TABLE_FIELD_LINE; what < TABLE_FIELD_N_WHAT; what++) {
        f->in_force[what] = what != TABLE_FIELD_RESPONSE && of[what] >= to ? 0 : f->in_force[what];
    }
    f->ceasefire = to <= LINE_STAGE_CEASEFIRE ? 0 : f->ceasefire;
    f->sides = to <= LINE_STAGE_BATTLEFIELD ? 0 : f->sides;
    for (size_t i = 0; to <= LINE_STAGE_PULLBACK && i < f->n_positions; i++) {
        f->positions[i].counts = 0;
    }
    for (size_t i = 0; to <= LINE_STAGE_OBSERVERS && i < f->n_observers; i++) {
        f->observers[i].counts = 0;
    }
}

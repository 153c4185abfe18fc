/* The daily report as JSON: English keys, whole ids, times in seconds since 1970 UTC. */
#include "days_internal.h"

#include <tracktwo/line_day.h>

#include <jansson.h>
#include <stdlib.h>

static json_t *id_of(const struct line_fact *f)
{
    char hex[2 * LINE_FACT_ID_LEN + 1];
    t2_hex(hex, f->id, LINE_FACT_ID_LEN);
    return json_string(hex);
}

static json_t *number(const struct line_day *d, const struct line_number *n)
{
    json_t *ids = json_array();
    for (size_t i = 0; i < n->n_ids; i++) {
        (void)json_array_append_new(ids, id_of(&d->record->facts[d->ids[n->first + i]]));
    }
    return json_pack("{s:I,s:o}", "n", (json_int_t)n->n, "reports", ids);
}

static json_t *regions(const struct line_day *d)
{
    json_t *out = json_array();
    for (size_t k = 0; k < d->n_rows; k++) {
        const struct line_day_row *r = &d->rows[k];
        json_t *row = json_pack("{s:o,s:o,s:o,s:o,s:o}", "violations", number(d, &r->violations),
                                "explosions", number(d, &r->explosions), "violations_before",
                                number(d, &r->violations_before), "explosions_before",
                                number(d, &r->explosions_before), "unverified", number(d, &r->unverified));
        int named = k < d->params->n_regions;
        (void)json_object_set_new(row, "region",
                                  named ? json_string(d->params->regions[k].name) : json_null());
        (void)json_object_set_new(row, "all", json_boolean(k + 1 == d->n_rows));
        (void)json_array_append_new(out, row);
    }
    return out;
}

static json_t *side_of(size_t side)
{
    return side == LINE_A ? json_string("a") : side == LINE_B ? json_string("b") : json_null();
}

static json_t *weapons(const struct line_day *d)
{
    json_t *out = json_array();
    for (size_t side = 0; side <= LINE_N_SIDES; side++) {
        for (size_t w = 0; w < LINE_N_WEAPONS; w++) {
            const struct line_number *n = d->weapons[side][w];
            if (n[0].n_ids + n[1].n_ids + n[2].n_ids + n[3].n_ids > 0) {
                (void)json_array_append_new(
                    out,
                    json_pack("{s:o,s:s,s:o,s:o,s:o,s:o}", "side", side_of(side), "weapon",
                              line_weapon_name((enum line_weapon)w), "in_zone", number(d, &n[LINE_ROW_ZONE]),
                              "undetermined", number(d, &n[LINE_ROW_UNDETERMINED]), "exempt",
                              number(d, &n[LINE_ROW_EXEMPT]), "outside", number(d, &n[LINE_ROW_OUT])));
            }
        }
    }
    return out;
}

static json_t *quotas(const struct line_day *d)
{
    json_t *out = json_array();
    const struct line_rule *r = d->params->quotas.rule;
    for (size_t k = 0; k < d->n_quotas; k++) {
        const struct line_quota *q = &r->quotas[k];
        const struct line_day_quota *x = &d->quotas[k];
        (void)json_array_append_new(
            out, json_pack("{s:s,s:o,s:I,s:I,s:I,s:s,s:s,s:o,s:o,s:b,s:o,s:o}", "class",
                           r->classes[q->class].id, "side", side_of(q->side), "from_m", (json_int_t)q->from_m,
                           "to_m", (json_int_t)q->to_m, "most", (json_int_t)q->most, "state",
                           line_quota_state_name((enum line_quota_state)x->state), "why",
                           line_quota_why_name((enum line_quota_why)x->why), "least", number(d, &x->least),
                           "possible", number(d, &x->possible), "possible_without_end", (int)x->no_most,
                           "restrictions", number(d, &x->restrictions), "watches", number(d, &x->watches)));
    }
    return out;
}

static json_t *restrictions(const struct line_day *d)
{
    json_t *out = json_array();
    for (int kind = LINE_F_REFUSED; kind <= LINE_F_JAMMING; kind++) {
        for (size_t side = 0; side <= LINE_N_SIDES; side++) {
            const struct line_number *n = &d->restrictions[kind][side];
            if (n->n > 0) {
                (void)json_array_append_new(out, json_pack("{s:s,s:o,s:o}", "kind",
                                                           line_fact_kind_name((enum line_fact_kind)kind),
                                                           "side", side_of(side), "times", number(d, n)));
            }
        }
    }
    return out;
}

static json_t *corrections(const struct line_day *d)
{
    json_t *out = json_array();
    char date[LINE_DATE_LEN];
    for (size_t k = 0; k < d->n_corrections; k++) {
        const struct line_correction *c = &d->corrections[k];
        const struct line_fact *a = &d->record->facts[c->old], *b = &d->record->facts[c->new];
        (void)json_array_append_new(
            out, json_pack("{s:s,s:o,s:o,s:s,s:I,s:s,s:I}", "day", line_date_text(c->day, date), "report",
                           id_of(b), "in_place_of", id_of(a), "kind_before",
                           line_fact_kind_name((enum line_fact_kind)a->kind), "count_before",
                           (json_int_t)a->count, "kind", line_fact_kind_name((enum line_fact_kind)b->kind),
                           "count", (json_int_t)b->count));
    }
    return out;
}

/* null: the reader's clock, or the hour of the cease-fire, is not known. */
static json_t *over(const struct line_day *d)
{
    return d->params->now_s != 0 ? json_boolean(d->end_s <= d->params->now_s) : json_null();
}

static json_t *before_ceasefire(const struct line_day *d)
{
    return d->params->ceasefire_s != 0 ? json_boolean(d->end_s <= d->params->ceasefire_s) : json_null();
}

int line_day_json(const struct line_day *d, struct t2_buf *out)
{
    const struct line_day_params *p = d->params;
    char day[LINE_DATE_LEN], since[LINE_DATE_LEN], rule[LINE_COUNTING_LEN];
    line_counting_write(&p->counting, rule);
    json_t *all =
        json_pack("{s:s,s:s,s:I,s:I,s:o,s:o,s:i,s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "title",
                  p->title != NULL ? p->title : "", "day", line_date_text(p->day, day), "begin_s",
                  (json_int_t)d->begin_s, "end_s", (json_int_t)d->end_s, "over", over(d), "before_ceasefire",
                  before_ceasefire(d), "utc_offset_s", p->offset_s, "counting", rule, "since",
                  line_date_text(p->since, since), "cumulative", number(d, &d->cumulative), "excluded",
                  number(d, &d->excluded), "regions", regions(d), "weapons", weapons(d), "quotas", quotas(d),
                  "restrictions", restrictions(d), "watch_minutes", number(d, &d->watches), "corrections",
                  corrections(d));
    char *text = all != NULL ? json_dumps(all, JSON_INDENT(1)) : NULL;
    int err = text == NULL ? T2_E_MEMORY : t2_buf_append_str(out, text);
    err = err != 0 ? err : t2_buf_append_str(out, "\n");
    free(text);
    json_decref(all);
    return err;
}

/* What may be published: the measure in force, and the first that was. Two publications by measures that do
 * not follow from one another can be laid over each other, and then tell more than either: squares that cut
 * each other have smaller pieces, and what one counts without a place the other places. So all that is ever
 * published of a map is made of what its first measure tells, and a later one tells nothing beside it. */
#include "field.h"

int table_measure_read(const struct table_state *s, size_t document, struct line_publish_policy *out)
{
    struct t2_buf bytes;
    t2_buf_init(&bytes, LINE_PUBLISH_MEASURE_LEN);
    int err = document == 0 ? T2_E_MISSING : table_field_bytes(s, document - 1, &bytes);
    err = err != 0 ? err : line_publish_measure_read(t2_buf_view(&bytes), out);
    t2_buf_free(&bytes);
    return err;
}

int table_check_measure(const struct table_state *s, const struct line_publish_policy *m,
                        struct table_refusal *why)
{
    struct line_publish_policy first;
    double hour = 3600.0 / m->slot_s;
    int err = table_measure_read(s, s->field != NULL ? s->field->first_measure[m->frame] : 0, &first);
    if (err == 0 && !line_publish_measure_within(m, &first)) {
        return table_refuse(
            why, TABLE_R_FIELD_DOCUMENT, 0,
            "The document cannot be agreed to: another measure was agreed before, and laid over what that "
            "one "
            "has shown this one would show more than either. It must have the same corner of the grid, "
            "squares of a multiple of %u m, periods of a multiple of %.4g hours, a delay of %.4g hours or "
            "more, places from %u or more on, and none but the kinds of the first. Nothing was changed. "
            "Propose one that is coarser, or open a new table.",
            first.grid_m, first.period_slots / hour, first.delay_slots / hour, first.least);
    }
    return err == T2_E_MISSING ? 0 : err;
}

void table_move_measure(struct table_state *s)
{
    struct table_field_state *f = s->field;
    size_t now = f->in_force[TABLE_FIELD_PUBLICATION];
    struct t2_bytes bytes = s->log[f->documents[now - 1].parts[0]].u.field_part.bytes;
    size_t *first = &f->first_measure[bytes.ptr[1] == GEO_FLAT ? GEO_FLAT : GEO_WGS84];
    *first = *first == 0 ? now : *first;
}

int table_field_publish(const struct table_field_record *r, const struct line_observation *seen, size_t n,
                        const struct line_publish_policy *policy, struct line_publication **out)
{
    return !r->has_publication || !line_publish_measure_within(policy, &r->publication)
               ? T2_E_REFUSED
               : line_publish(seen, n, &r->first_publication, policy, out);
}

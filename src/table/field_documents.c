/* Documents of the cease-fire: line, rule, zones, criteria, response, reference lines, publication. Each is a
 * proposal of canonical bytes of the line room, which follow in parts; nobody can consent before they are all
 * there and are what they say.
 *
 *   announced -- field_part, the next of them --> announced
 *   whole, all seats have consented           --> in force, in the place of the one before
 *
 * What a step that was taken rests on stays until the table goes back. */
#include "field.h"

#include <string.h>

#include <tracktwo/crypto.h>

static const struct {
    const char *key, *name;
    enum line_stage stage; /* that rests on it */
} kinds[TABLE_FIELD_N_WHAT] = {
    [TABLE_FIELD_LINE] = {"line", TABLE_SAYS("line of contact"), LINE_STAGE_LINE},
    [TABLE_FIELD_RULE] = {"rule", TABLE_SAYS("rule of the pull-back"), LINE_STAGE_PULLBACK},
    [TABLE_FIELD_ZONES] = {"zones", TABLE_SAYS("zones"), LINE_STAGE_ZONE},
    [TABLE_FIELD_CRITERIA] = {"criteria", TABLE_SAYS("criteria of what holding means"), LINE_STAGE_HOLD},
    [TABLE_FIELD_RESPONSE] = {"response", TABLE_SAYS("answers to incidents"), LINE_N_STAGES},
    [TABLE_FIELD_REFERENCE_A] = {"reference_a", TABLE_SAYS("line that side A measures from"),
                                 LINE_STAGE_PULLBACK},
    [TABLE_FIELD_REFERENCE_B] = {"reference_b", TABLE_SAYS("line that side B measures from"),
                                 LINE_STAGE_PULLBACK},
    [TABLE_FIELD_PUBLICATION] = {"publication", TABLE_SAYS("measure of what may be published"),
                                 LINE_N_STAGES},
};

const char *table_field_what_key(enum table_field_what what)
{
    return what >= TABLE_FIELD_LINE && what < TABLE_FIELD_N_WHAT ? kinds[what].key : "unknown";
}

const char *table_field_what_name(enum table_field_what what)
{
    return what >= TABLE_FIELD_LINE && what < TABLE_FIELD_N_WHAT ? kinds[what].name : "unknown";
}

static const struct table_ev_field_document *announced(const struct table_state *s,
                                                       const struct table_field_document *d)
{
    return &s->log[d->event].u.field_document;
}

static size_t find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN])
{
    size_t i = 0, n = table_field_n_documents(s);
    while (i < n && memcmp(s->field->documents[i].id, id, TABLE_FORM_ID_LEN) != 0) {
        i++;
    }
    return i;
}

/* ---- announcing ---- */

int table_check_document(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    size_t n = table_field_n_documents(s), bytes = 0, own = ev->u.field_document.size;
    for (size_t i = 0; i < n; i++) {
        const struct table_field_document *d = &s->field->documents[i];
        bytes += announced(s, d)->size;
        own += s->log[d->event].author == ev->author ? announced(s, d)->size : 0;
    }
    if (n == TABLE_FIELD_MAX_DOCUMENTS ||
        ev->u.field_document.size > TABLE_FIELD_MAX_DOCUMENT_BYTES - bytes) {
        return table_refuse(why, TABLE_R_LIMIT, 0,
                            "A table holds %d documents of a cease-fire and %u MiB of them. Nothing was "
                            "proposed. Open a new table to go on.",
                            TABLE_FIELD_MAX_DOCUMENTS, TABLE_FIELD_MAX_DOCUMENT_BYTES >> 20);
    }
    size_t share = table_share_of(TABLE_FIELD_MAX_DOCUMENT_BYTES, s->n_seats, TABLE_FIELD_DOCUMENT_MAX);
    if (own > share) {
        return table_refuse_share(s, ev->author, TABLE_SAYS("bytes of documents of the cease-fire"), share,
                                  why);
    }
    return table_check_proposal(s, ev, why);
}

void table_move_document(struct table_state *s, const struct table_event *ev)
{
    struct table_field_document *d = &s->field->documents[s->field->n_documents++];
    uint32_t size = ev->u.field_document.size;
    *d = (struct table_field_document){.what = ev->u.field_document.what,
                                       .n_parts = (uint8_t)((size + TABLE_PART_MAX - 1) / TABLE_PART_MAX),
                                       .event = (uint32_t)(s->n_log - 1)};
    memcpy(d->id, ev->u.field_document.id, sizeof(d->id));
    table_move_proposal(s, ev);
}

int table_fits_document(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    for (size_t i = 0; ev->u.field_document.what == TABLE_FIELD_RESPONSE && i < table_n_incidents(s); i++) {
        if (s->field->incidents[i].incident.state != LINE_INC_CLOSED) {
            return table_refuse(why, TABLE_R_INCIDENT, 0,
                                "An incident is not closed, and what follows it was agreed beforehand. That "
                                "stays as it is. Change it when no incident is open.");
        }
    }
    return table_check_stage(s, kinds[ev->u.field_document.what].stage, why);
}

void table_force_document(struct table_state *s, const struct table_event *ev)
{
    uint8_t what = ev->u.field_document.what;
    s->field->in_force[what] = find(s, ev->u.field_document.id) + 1;
    if (what == TABLE_FIELD_LINE || what == TABLE_FIELD_RULE || what == TABLE_FIELD_REFERENCE_A ||
        what == TABLE_FIELD_REFERENCE_B) {
        s->field->in_force[TABLE_FIELD_ZONES] = 0; /* those were of another line or rule */
    }
    if (what == TABLE_FIELD_LINE) {
        s->field->in_force[TABLE_FIELD_PUBLICATION] = 0; /* its grid was about another */
    }
    if (what == TABLE_FIELD_PUBLICATION) {
        table_move_measure(s);
    }
}

/* ---- parts ---- */

int table_check_field_part(const struct table_state *s, const struct table_event *ev,
                           struct table_refusal *why)
{
    const struct table_ev_field_part *x = &ev->u.field_part;
    size_t i = find(s, x->id);
    if (i == table_field_n_documents(s) || s->log[s->field->documents[i].event].author != ev->author) {
        return table_refuse(why, TABLE_R_FIELD_DOCUMENT, 0,
                            "A part came for a document that is not there, or that another seat proposed. It "
                            "was not kept. Propose the document first.");
    }
    const struct table_field_document *d = &s->field->documents[i];
    size_t left = announced(s, d)->size - (size_t)TABLE_PART_MAX * d->n_here;
    size_t want = left < TABLE_PART_MAX ? left : TABLE_PART_MAX;
    if (d->n_here == d->n_parts || x->index != d->n_here || x->bytes.len != want) {
        return table_refuse(
            why, TABLE_R_PART, 0,
            "This is not the next part of that document: parts come once, in their order, and "
            "are of one length. It was not kept; what came before stays. The next one may "
            "still come.");
    }
    return 0;
}

void table_move_field_part(struct table_state *s, const struct table_event *ev)
{
    struct table_field_document *d = &s->field->documents[find(s, ev->u.field_part.id)];
    d->parts[d->n_here++] = (uint32_t)(s->n_log - 1);
}

/* ---- what it must be ---- */

static int refuse_content(struct table_refusal *why, const char *what)
{
    return table_refuse(why, TABLE_R_FIELD_DOCUMENT, 0,
                        "The document cannot be agreed to: %s Nothing was changed. Propose another; one that "
                        "was proposed can be declined.",
                        what);
}

static int of_line_room(int err, const struct line_refusal *lr, struct table_refusal *why)
{
    if (err == T2_E_REFUSED) {
        return refuse_content(why, lr->text);
    }
    return err == 0 || err == T2_E_MEMORY
               ? err
               : refuse_content(
                     why,
                     table_refusal_say(why, TABLE_SAYS("its bytes are not of this version of the program.")));
}

int table_field_frame(const struct table_state *s, enum geo_frame *out)
{
    size_t i = 0, at = sizeof("tracktwo line 2\n") - 1; /* the byte behind the name of the format */
    int err = table_field_in_force(s, TABLE_FIELD_LINE, &i);
    if (err == 0) {
        *out = (enum geo_frame)s->log[s->field->documents[i].parts[0]].u.field_part.bytes.ptr[at];
    }
    return err;
}

static int check_frame(const struct table_state *s, enum geo_frame frame, struct table_refusal *why)
{
    enum geo_frame want = frame;
    int err = table_field_frame(s, &want);
    if (err == T2_E_MISSING) {
        return refuse_content(why, table_refusal_say(why, TABLE_SAYS("no line has been agreed yet.")));
    }
    return err != 0 || want == frame
               ? err
               : refuse_content(why,
                                table_refusal_say(why, TABLE_SAYS("it is of another map than the line.")));
}

static int check_line(const struct table_state *s, uint8_t what, struct t2_bytes in,
                      struct table_refusal *why)
{
    struct line_refusal lr = table_line_why(why);
    struct line *l = NULL;
    int err = of_line_room(line_read(in, &lr, &l), &lr, why);
    if (err == 0 && what != TABLE_FIELD_LINE) {
        err = check_frame(s, line_frame(l), why);
    }
    line_free(l);
    return err;
}

/* Canonical, of the line's map, and measured from lines that the table has. */
static int check_rule(const struct table_state *s, struct t2_bytes in, struct table_refusal *why)
{
    struct line_refusal lr = table_line_why(why);
    struct line_rule *r = NULL;
    struct t2_buf again;
    t2_buf_init(&again, LINE_RULE_MAX_BYTES);
    int err = of_line_room(line_rule_read(in, &lr, &r), &lr, why);
    if (err == 0) {
        err = line_rule_write(r, &again);
    }
    if (err == 0 && (again.len != in.len || memcmp(again.ptr, in.ptr, in.len) != 0)) {
        err =
            refuse_content(why, table_refusal_say(why, TABLE_SAYS("the rule is not in its canonical form.")));
    }
    for (unsigned k = 0; k < LINE_N_SIDES && err == 0; k++) {
        if (line_rule_measures_elsewhere(r, (enum line_side)k) &&
            (s->field == NULL || s->field->in_force[TABLE_FIELD_REFERENCE_A + k] == 0)) {
            err = refuse_content(
                why, table_refusal_say(why, TABLE_SAYS("the rule measures from a line that the table does "
                                                       "not have.")));
        }
    }
    if (err == 0) {
        err = check_frame(s, r->frame, why);
    }
    t2_buf_free(&again);
    line_rule_free(r);
    return err;
}

/* T2_E_ARGUMENT: the zones were not measured from the lines that are agreed. */
static int check_references(const struct table_field_record *r, const struct line_zones *z)
{
    int err = 0;
    for (unsigned k = 0; err == 0 && k < LINE_N_SIDES; k++) {
        const struct line *from =
            line_rule_measures_elsewhere(r->rule, (enum line_side)k) ? r->references[k] : r->line;
        err = from != NULL ? line_zones_measured_from(z, (enum line_side)k, from) : T2_E_ARGUMENT;
    }
    return err;
}

static int check_zones(const struct table_state *s, struct t2_bytes in, struct table_refusal *why)
{
    struct line_refusal lr = table_line_why(why);
    struct table_field_record r;
    struct line_zones *z = NULL;
    struct line_judge *j = NULL;
    int err = of_line_room(line_zones_read(in, &lr, &z), &lr, why);
    int opened = table_field_agreed(s, &r);
    if (err == 0 && opened == T2_E_MEMORY) {
        err = opened;
    }
    if (err == 0) {
        int fits = opened != 0 || r.rule == NULL
                       ? T2_E_ARGUMENT
                       : line_judge_new(r.line, r.rule, z, (struct line_thresholds){0, 0}, &j);
        fits = fits == 0 ? check_references(&r, z) : fits;
        err = fits == T2_E_ARGUMENT
                  ? refuse_content(why, table_refusal_say(why, TABLE_SAYS("the zones are not of the line and "
                                                                          "the rule that are agreed.")))
                  : fits;
    }
    line_judge_free(j);
    table_field_close(&r);
    line_zones_free(z);
    return err;
}

static int check_criteria(const struct table_state *s, struct t2_bytes in, struct table_refusal *why)
{
    struct line_criteria c;
    struct line_refusal lr = table_line_why(why);
    int err = of_line_room(line_criteria_read(in, &c), &lr, why);
    return err != 0 ? err : check_frame(s, c.frame, why);
}

static int check_publication(const struct table_state *s, struct t2_bytes in, struct table_refusal *why)
{
    struct line_publish_policy m;
    struct line_refusal lr = table_line_why(why);
    int err = of_line_room(line_publish_measure_read(in, &m), &lr, why);
    if (err == 0 && m.slot_s != TABLE_SLOT_SECONDS) {
        err = refuse_content(why,
                             table_refusal_say(why, TABLE_SAYS("it counts in other slots than the table.")));
    }
    err = err != 0 ? err : check_frame(s, m.frame, why);
    return err != 0 ? err : table_check_measure(s, &m, why);
}

static int check_response(struct t2_bytes in, struct table_refusal *why)
{
    struct line_consequence list[TABLE_RESPONSE_MAX];
    struct line_response r;
    struct line_refusal lr = table_line_why(why);
    return of_line_room(table_response_read(in, list, &r), &lr, why);
}

int table_field_check(const struct table_state *s, enum table_field_what what, struct t2_bytes in,
                      struct table_refusal *why)
{
    return what == TABLE_FIELD_RULE          ? check_rule(s, in, why)
           : what == TABLE_FIELD_ZONES       ? check_zones(s, in, why)
           : what == TABLE_FIELD_CRITERIA    ? check_criteria(s, in, why)
           : what == TABLE_FIELD_RESPONSE    ? check_response(in, why)
           : what == TABLE_FIELD_PUBLICATION ? check_publication(s, in, why)
                                             : check_line(s, (uint8_t)what, in, why);
}

int table_check_document_consent(const struct table_state *s, const struct table_event *ev,
                                 struct table_refusal *why)
{
    const struct table_ev_field_document *x = &ev->u.field_document;
    uint8_t digest[TABLE_DIGEST_LEN];
    struct t2_buf bytes;
    t2_buf_init(&bytes, TABLE_FIELD_DOCUMENT_MAX);
    int err = table_field_bytes(s, find(s, x->id), &bytes);
    struct t2_bytes in = t2_buf_view(&bytes);
    if (err == T2_E_TRUNCATED) {
        err = table_refuse(why, TABLE_R_FIELD_DOCUMENT, 0,
                           "Not all parts of this document are here yet. Nothing was changed. Consent when "
                           "they have come.");
    }
    if (err == 0 && (err = t2_sha256(digest, &in, 1)) == 0 &&
        memcmp(digest, x->digest, sizeof(digest)) != 0) {
        err =
            refuse_content(why, table_refusal_say(why, TABLE_SAYS("its parts are not what was announced.")));
    }
    if (err == 0) {
        err = table_field_check(s, (enum table_field_what)x->what, in, why);
    }
    t2_buf_free(&bytes);
    return err;
}

/* ---- views ---- */

size_t table_field_n_documents(const struct table_state *s)
{
    return s->field != NULL ? s->field->n_documents : 0;
}

const struct table_field_document *table_field_document(const struct table_state *s, size_t i)
{
    return i < table_field_n_documents(s) ? &s->field->documents[i] : NULL;
}

int table_field_in_force(const struct table_state *s, enum table_field_what what, size_t *out)
{
    if (s->field == NULL || what < TABLE_FIELD_LINE || what >= TABLE_FIELD_N_WHAT ||
        s->field->in_force[what] == 0) {
        return T2_E_MISSING;
    }
    *out = s->field->in_force[what] - 1;
    return 0;
}

int table_field_of_event(const struct table_state *s, size_t event, size_t *out)
{
    for (size_t i = 0; i < table_field_n_documents(s); i++) {
        if (s->field->documents[i].event == event) {
            *out = i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

int table_field_bytes(const struct table_state *s, size_t i, struct t2_buf *out)
{
    const struct table_field_document *d = table_field_document(s, i);
    int err = d == NULL || d->n_here < d->n_parts ? T2_E_TRUNCATED : 0;
    for (unsigned k = 0; err == 0 && k < d->n_here; k++) {
        struct t2_bytes part = s->log[d->parts[k]].u.field_part.bytes;
        err = t2_buf_append(out, part.ptr, part.len);
    }
    return err;
}

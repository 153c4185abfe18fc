/* Digests: SHA-256 over a label, and over parts in the canonical encoding. What a digest covers is listed in
 * docs/protocol/table.md; two desks with the same digests hold the same sounding on the same table. */
#include "table_internal.h"

#include <string.h>

#include <tracktwo/crypto.h>

#define MAX_PARTS 8
/* All issues of one sounding: each was once an event of its own. */
#define DIGEST_INPUT_MAX ((size_t)TABLE_MAX_ISSUES * TABLE_EVENT_MAX)

int table_hash(uint8_t out[static TABLE_DIGEST_LEN], const char *label, const struct t2_bytes *parts,
               size_t n_parts)
{
    struct t2_bytes all[MAX_PARTS + 1];
    if (n_parts > MAX_PARTS) {
        return T2_E_ARGUMENT;
    }
    /* The label keeps its terminating zero, so that no label is the beginning of another. */
    all[0] = t2_bytes_of(label, strlen(label) + 1);
    for (size_t i = 0; i < n_parts; i++) {
        all[i + 1] = parts[i];
    }
    return t2_sha256(out, all, n_parts + 1);
}

static int hash_buf(uint8_t *out, const char *label, struct t2_buf *b, int err)
{
    if (err == 0) {
        struct t2_bytes part = t2_buf_view(b);
        err = table_hash(out, label, &part, 1);
    }
    t2_buf_free(b);
    return err;
}

int table_candidates_digest(const struct table_state *s, const uint8_t *issues, size_t n_issues,
                            uint8_t out[static TABLE_DIGEST_LEN])
{
    struct t2_buf b;
    t2_buf_init(&b, DIGEST_INPUT_MAX);
    struct wire_writer w = wire_writer_init(&b);
    wire_put_u8(&w, (uint8_t)n_issues);
    for (size_t i = 0; i < n_issues; i++) {
        table_put_issue(&w, &s->issues[issues[i]]);
    }
    return hash_buf(out, "tracktwo table candidates 1", &b, wire_writer_finish(&w));
}

int table_rules_digest(const struct table_state *s, const struct table_ev_sound_opened *plan,
                       uint32_t n_candidates, uint8_t out[static TABLE_DIGEST_LEN])
{
    struct t2_buf b;
    t2_buf_init(&b, DIGEST_INPUT_MAX);
    struct wire_writer w = wire_writer_init(&b);
    struct table_settings settings = table_settings(s);
    table_put_settings(&w, &settings);
    wire_put_u8(&w, (uint8_t)plan->kind);
    wire_put_u32(&w, n_candidates);
    wire_put_u32(&w, plan->min_accepted);
    wire_put_u32(&w, plan->max_accepted);
    wire_put_u64(&w, plan->day);
    table_put_params(&w, plan->kind, &plan->params);
    wire_put_u8(&w, (uint8_t)table_mask_count(plan->seats));
    for (size_t i = 0; i < s->n_seats; i++) {
        if ((plan->seats & table_bit(i)) != 0) {
            wire_put_u8(&w, (uint8_t)i);
            table_put_text(&w, s->seats[i].id);
            table_put_text(&w, s->seats[i].party);
            table_put_text(&w, s->seats[i].name);
        }
    }
    wire_put_u8(&w, (uint8_t)table_n_rules(s));
    for (size_t i = 0; i < table_n_rules(s); i++) {
        table_put_text(&w, table_rule(s, i));
    }
    return hash_buf(out, "tracktwo table rules 1", &b, wire_writer_finish(&w));
}

int table_sounding_finish(const struct table_state *s, struct table_ev_sound_opened *plan,
                          const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                          const uint8_t circuit[static TABLE_DIGEST_LEN])
{
    uint8_t context[TABLE_DIGEST_LEN];
    const struct t2_bytes parts[] = {
        t2_bytes_of(s->id, sizeof(s->id)),
        t2_bytes_of(id, TABLE_SOUNDING_ID_LEN),
        t2_bytes_of(plan->digests.candidates, TABLE_DIGEST_LEN),
        t2_bytes_of(plan->digests.rules, TABLE_DIGEST_LEN),
        t2_bytes_of(circuit, TABLE_DIGEST_LEN),
    };
    int err = table_hash(context, "tracktwo table context 1", parts, sizeof(parts) / sizeof(parts[0]));
    if (err == 0) {
        memmove(plan->id, id, TABLE_SOUNDING_ID_LEN);
        memmove(plan->digests.circuit, circuit, TABLE_DIGEST_LEN);
        memcpy(plan->digests.context, context, TABLE_DIGEST_LEN);
    }
    return err;
}

int table_answer_digest(const uint8_t context[static TABLE_DIGEST_LEN], uint8_t answer, uint32_t value,
                        uint8_t out[static TABLE_DIGEST_LEN])
{
    const uint8_t said[5] = {answer, (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8),
                             (uint8_t)value};
    const struct t2_bytes parts[] = {t2_bytes_of(context, TABLE_DIGEST_LEN), t2_bytes_of(said, sizeof(said))};
    return table_hash(out, "tracktwo table answer 1", parts, sizeof(parts) / sizeof(parts[0]));
}

static void put_sounding(struct wire_writer *w, const struct table_sounding *x)
{
    wire_put_raw(w, t2_bytes_of(x->id, sizeof(x->id)));
    wire_put_u32(w, x->number);
    wire_put_u8(w, (uint8_t)x->kind);
    wire_put_u8(w, x->opener);
    wire_put_u64(w, x->opened_slot);
    wire_put_vec(w, t2_bytes_of(x->issues, x->n_issues));
    wire_put_u64(w, x->seats);
    wire_put_u32(w, x->n_candidates);
    wire_put_u32(w, x->min_accepted);
    wire_put_u32(w, x->max_accepted);
    wire_put_raw(w, t2_bytes_of(x->digests.context, TABLE_DIGEST_LEN));
    wire_put_u8(w, (uint8_t)x->status);
    wire_put_u64(w, x->sealed);
    wire_put_u64(w, x->answered);
    wire_put_u64(w, x->said_yes);
    wire_put_u64(w, x->stopped);
    wire_put_u64(w, x->not_heard);
    wire_put_u8(w, x->answer);
    wire_put_u32(w, x->value);
    wire_put_u64(w, x->day);
    wire_put_u8(w, x->n_earlier);
    wire_put_u8(w, x->kept_lost);
    wire_put_u8(w, x->check_failed);
    wire_put_u64(w, x->recommended);
    wire_put_u8(w, x->disagreed);
    wire_put_u8(w, x->counted);
    wire_put_u64(w, x->ended_slot);
    if (x->kind == TABLE_SOUND_NON_PAPER) {
        wire_put_raw(w, t2_bytes_of(x->digest, TABLE_DIGEST_LEN));
    }
}

int table_state_digest(const struct table_state *s, uint8_t out[static TABLE_DIGEST_LEN])
{
    struct t2_buf b;
    t2_buf_init(&b, DIGEST_INPUT_MAX);
    struct wire_writer w = wire_writer_init(&b);
    wire_put_raw(&w, t2_bytes_of(s->id, sizeof(s->id)));
    wire_put_raw(&w, t2_bytes_of(s->log_digest, sizeof(s->log_digest)));
    wire_put_u32(&w, (uint32_t)s->n_log);
    wire_put_u32(&w, (uint32_t)s->log_bytes);
    wire_put_u8(&w, (uint8_t)s->n_seats);
    for (size_t i = 0; i < s->n_seats; i++) {
        table_put_text(&w, s->seats[i].id);
        table_put_text(&w, s->seats[i].party);
        wire_put_u8(&w, (uint8_t)s->seats[i].standing);
        table_put_mandate(&w, &s->seats[i].mandate);
    }
    wire_put_u8(&w, (uint8_t)s->n_issues);
    for (size_t i = 0; i < s->n_issues; i++) {
        table_put_issue(&w, &s->issues[i]);
        wire_put_u64(&w, s->closure[i].consents);
        wire_put_u32(&w, s->closure[i].forgiven);
        wire_put_u8(&w, s->closure[i].check_failed);
        wire_put_u8(&w, s->closure[i].reopened);
    }
    wire_put_u8(&w, (uint8_t)s->n_days);
    for (size_t i = 0; i < s->n_days; i++) {
        table_put_days(&w, &s->days[i].what);
        wire_put_u64(&w, s->days[i].agreed);
    }
    wire_put_u32(&w, (uint32_t)s->n_soundings);
    for (size_t i = 0; i < s->n_soundings; i++) {
        put_sounding(&w, &s->soundings[i]);
    }
    table_digest_mandates(&w, s);
    table_digest_proposals(&w, s);
    table_digest_meetings(&w, s);
    table_digest_articles(&w, s);
    table_digest_papers(&w, s);
    table_digest_attachments(&w, s);
    table_digest_non_papers(&w, s);
    table_digest_field(&w, s);
    return hash_buf(out, "tracktwo table state 1", &b, wire_writer_finish(&w));
}

/* The log as the desk sees it: the order, its digest, its limit, gaps and forks. What counts is order.c's. */
#include <string.h>

#include "channel_internal.h"

size_t channel_log_len(const struct channel *ch)
{
    return ch->log.n_order;
}

int channel_log_at(const struct channel *ch, size_t i, struct channel_event *out)
{
    if (i >= ch->log.n_order) {
        return T2_E_MISSING;
    }
    const struct channel_record *r = ch->log.order[i];
    *out = (struct channel_event){
        .author = r->author,
        .seq = r->seq,
        .lamport = r->lamport,
        .slot = r->slot,
        .stamped = ch->log.authors[r->author].stamp[r->seq - 1].slot != 0,
        .authenticated = r->authenticated,
        .event = r->event,
    };
    memcpy(out->digest, r->digest, sizeof out->digest);
    out->words_units = r->units;
    if (r->units > 0) {
        memcpy(out->words_digest, r->beside_digest.ptr, sizeof out->words_digest);
    }
    if (r->beside != NULL) {
        out->words = t2_bytes_of(r->beside + CHANNEL_BLIND_LEN, r->beside_len - CHANNEL_BLIND_LEN);
    }
    return 0;
}

bool channel_log_forget(struct channel *ch, size_t i, bool keep)
{
    struct channel_record *r = i < ch->log.n_order ? ch->log.order[i] : NULL;
    if (r == NULL || r->units == 0 || (r->words_over && (keep || r->beside == NULL))) {
        return false;
    }
    r->words_over = true;
    if (!keep && r->beside != NULL) {
        channel_record_forget(r);
        channel_log_touch(&ch->log, i);
    }
    return true;
}

size_t channel_log_first_changed(const struct channel *ch)
{
    return ch->log.first_changed < ch->log.n_order ? ch->log.first_changed : ch->log.n_order;
}

void channel_log_mark(struct channel *ch)
{
    ch->log.first_changed = SIZE_MAX;
}

int channel_log_digest(const struct channel *ch, uint8_t out[static CHANNEL_DIGEST_LEN])
{
    static const char label[] = "Track Two channel 1 log";
    struct t2_sha256 *h = NULL;
    int err = t2_sha256_new(&h);
    if (err == 0) {
        err = t2_sha256_update(h, label, sizeof label);
    }
    if (err == 0) {
        err = t2_sha256_update(h, ch->table_id, sizeof ch->table_id);
    }
    for (size_t i = 0; err == 0 && i < ch->log.n_order; i++) {
        const struct channel_record *r = ch->log.order[i];
        uint8_t slot[8];
        for (unsigned k = 0; k < sizeof slot; k++) {
            slot[k] = (uint8_t)(r->slot >> (56 - 8 * k));
        }
        err = t2_sha256_update(h, slot, sizeof slot);
        if (err == 0) {
            err = t2_sha256_update(h, r->digest, CHANNEL_DIGEST_LEN);
        }
    }
    if (err == 0) {
        err = t2_sha256_final(h, out);
    }
    t2_sha256_free(h);
    return err;
}

uint64_t channel_slot_floor(const struct channel *ch)
{
    return ch->log.n_order == 0 ? 0 : ch->log.order[ch->log.n_order - 1]->slot;
}

void channel_log_limit(struct channel *ch, uint64_t highest_slot)
{
    uint64_t floor = ch->log.highest_stamp;
    ch->log.limit = highest_slot > floor ? highest_slot : floor;
    channel_log_advance(&ch->log);
}

/* Fills *out when something of this author is known and does not count. */
static bool gap_of(const struct channel *ch, uint8_t author, struct channel_gap *out)
{
    const struct channel_log *log = &ch->log;
    const struct channel_author *a = &log->authors[author];
    uint32_t told = author == ch->self ? channel_device_told(ch) : 0;
    uint32_t last = a->highest > a->claimed ? a->highest : a->claimed;
    last = last > told ? last : told;
    if (last <= a->counted) {
        return false;
    }
    *out = (struct channel_gap){.author = author, .last_known = last};
    for (uint32_t seq = a->counted + 1; seq <= last && out->first_missing == 0; seq++) {
        bool stamped = author == log->self || (seq <= a->n_stamps && a->stamp[seq - 1].slot != 0);
        if (channel_log_record(log, author, seq) == NULL || !stamped) {
            out->first_missing = seq;
        }
    }
    return true;
}

size_t channel_gap_len(const struct channel *ch)
{
    size_t n = 0;
    struct channel_gap gap;
    for (uint8_t a = 0; a < ch->n_seats; a++) {
        n += gap_of(ch, a, &gap) ? 1 : 0;
    }
    return n;
}

int channel_gap_at(const struct channel *ch, size_t i, struct channel_gap *out)
{
    for (uint8_t a = 0; a < ch->n_seats; a++) {
        if (gap_of(ch, a, out) && i-- == 0) {
            return 0;
        }
    }
    return T2_E_MISSING;
}

size_t channel_fork_len(const struct channel *ch)
{
    return ch->log.n_forks;
}

int channel_fork_at(const struct channel *ch, size_t i, struct channel_fork *out)
{
    if (i >= ch->log.n_forks) {
        return T2_E_MISSING;
    }
    *out = ch->log.forks[i];
    return 0;
}

/* The channel as a whole: making, joining, loading, posting, committing.
 *
 * One rule holds everything together: what leaves has been saved. channel_commit seals what waits, saves
 * ratchets, log, reading positions and the sealed cells in one write of the store, and only then lets the
 * cells be seen. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

uint8_t *channel_copy(const uint8_t *bytes, size_t n)
{
    uint8_t *copy = malloc(n);
    if (copy != NULL) {
        memcpy(copy, bytes, n);
    }
    return copy;
}

int channel_alloc(struct channel **out, uint8_t n_seats)
{
    struct channel *ch = t2_secret_alloc(sizeof *ch);
    if (ch == NULL) {
        return T2_E_MEMORY;
    }
    memset(ch, 0, sizeof *ch);
    ch->pairs = channel_pairs_new(n_seats);
    if (ch->pairs == NULL) {
        t2_secret_free(ch);
        return T2_E_MEMORY;
    }
    ch->n_seats = n_seats;
    *out = ch;
    return 0;
}

void channel_free(struct channel *ch)
{
    if (ch == NULL) {
        return;
    }
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        channel_pair_clear_root(&ch->pairs[s]);
        t2_buf_free(&ch->pairs[s].controls);
    }
    channel_outcells_clear(ch->stamp_cells, &ch->n_stamp_cells);
    channel_log_clear(&ch->log);
    t2_secret_free(ch->pairs);
    t2_secret_free(ch);
}

static int store_is_empty(const struct channel_store *store)
{
    struct t2_bytes value;
    return channel_store_get(store, CHANNEL_STATE_KEY, &value) == T2_E_MISSING ? 0 : T2_E_EXISTS;
}

/* A channel with a table id, an own seat and a fresh key for introductions. */
static int channel_begin(struct channel **out, struct channel_store *store, const struct t2_random *random,
                         const struct channel_invitation_info *info, uint8_t self)
{
    struct channel *ch = NULL;
    int err = store_is_empty(store);
    if (err == 0) {
        err = channel_alloc(&ch, info->n_seats);
    }
    if (err != 0) {
        return err;
    }
    ch->store = store;
    ch->random = random;
    ch->self = self;
    ch->convenor = info->convenor;
    memcpy(ch->table_id, info->table_id, sizeof ch->table_id);
    memcpy(ch->relay, info->relay, sizeof ch->relay);
    channel_log_init(&ch->log, ch->table_id, ch->n_seats, self);
    err = t2_x25519_keypair(random, ch->introduction_sk, ch->introduction_pk);
    if (err == 0) {
        err = t2_random_fill(random, ch->stamp_secret, sizeof ch->stamp_secret);
    }
    if (err == 0) {
        err = channel_stamps_derive(ch);
    }
    if (err != 0) {
        channel_free(ch);
        return err;
    }
    *out = ch;
    return 0;
}

int channel_create(struct channel **out, struct channel_store *store, const struct t2_random *random,
                   uint8_t n_seats, uint8_t self, const char *relay)
{
    struct channel_invitation_info info = {.n_seats = n_seats, .convenor = self};
    size_t relay_len = strlen(relay);
    if (n_seats < 2 || n_seats > CHANNEL_MAX_SEATS || self >= n_seats || relay_len == 0 ||
        relay_len > CHANNEL_RELAY_MAX) {
        return T2_E_ARGUMENT;
    }
    for (size_t i = 0; i < relay_len; i++) {
        if (relay[i] <= 0x20 || relay[i] >= 0x7f) {
            return T2_E_ARGUMENT;
        }
    }
    memcpy(info.relay, relay, relay_len);
    int err = t2_random_fill(random, info.table_id, sizeof info.table_id);
    if (err != 0) {
        return err;
    }
    return channel_begin(out, store, random, &info, self);
}

int channel_join(struct channel **out, struct channel_store *store, const struct t2_random *random,
                 struct t2_bytes invitation, enum channel_invitation_fault *fault)
{
    struct channel_invitation_info info;
    struct channel *ch = NULL;
    bool is_device = false;
    uint8_t from;
    int err = channel_invitation_read(invitation, &info, fault);
    if (err != 0) {
        return err;
    }
    /* A new device of the convenor's own seat joins by another seat's file. */
    if (info.from != info.convenor && !(channel_device_waits(store) && info.to == info.convenor)) {
        *fault = CHANNEL_INVITATION_NOT_CONVENOR;
        return T2_E_REFUSED;
    }
    err = channel_begin(&ch, store, random, &info, info.to);
    if (err == 0) {
        err = channel_device_begin(ch, &is_device);
    }
    if (err == 0) {
        err = channel_pair_accept(ch, invitation, &from, fault);
    }
    if (err != 0) {
        channel_free(ch);
        return err;
    }
    if (is_device) {
        channel_device_joined(ch);
    }
    *out = ch;
    return 0;
}

int channel_load(struct channel **out, struct channel_store *store, const struct t2_random *random)
{
    struct t2_bytes value;
    int err = channel_store_get(store, CHANNEL_STATE_KEY, &value);
    if (err == 0) {
        err = channel_state_decode(out, value);
    }
    if (err == 0) {
        (*out)->store = store;
        (*out)->random = random;
    }
    return err;
}

const uint8_t *channel_table_id(const struct channel *ch)
{
    return ch->table_id;
}

uint8_t channel_self(const struct channel *ch)
{
    return ch->self;
}

uint8_t channel_n_seats(const struct channel *ch)
{
    return ch->n_seats;
}

uint8_t channel_convenor(const struct channel *ch)
{
    return ch->convenor;
}

const char *channel_relay(const struct channel *ch)
{
    return ch->relay;
}

/* beside: blind and words; empty when there are none. */
static int record_post(struct channel *ch, uint64_t slot, struct t2_bytes event, struct t2_bytes beside)
{
    const struct channel_author *own = &ch->log.authors[ch->self];
    struct channel_record *r = NULL;
    enum channel_inserted inserted;
    struct t2_buf heads;
    struct t2_buf bytes;
    t2_buf_init(&heads, CHANNEL_MAX_SEATS * CHANNEL_HEAD_LEN);
    t2_buf_init(&bytes, CHANNEL_RECORD_MAX);
    channel_device_settle(ch);
    if (!channel_device_complete(ch)) {
        return T2_E_STATE;
    }
    int err = 0;
    if (event.len > CHANNEL_EVENT_MAX - beside.len) {
        err = T2_E_TOO_LARGE;
        goto out;
    }
    if (own->highest >= CHANNEL_MAX_RECORDS ||
        own->n_bytes > CHANNEL_MAX_AUTHOR_BYTES - CHANNEL_RECORD_MAX - CHANNEL_WORDS_UNIT) {
        err = T2_E_FULL;
        goto out;
    }
    err = channel_log_heads(&ch->log, ch->self, &heads);
    if (err != 0) {
        goto out;
    }
    const struct channel_record *before = channel_log_record(&ch->log, ch->self, own->highest);
    const uint8_t *previous = before == NULL ? own->stamps.commitment : before->digest;
    err = beside.len == 0
              ? channel_record_write(&bytes, ch->self, own->highest + 1, previous, t2_buf_view(&heads), event)
              : channel_record_write_beside(&bytes, ch->table_id, ch->self, own->highest + 1, previous,
                                            t2_buf_view(&heads), event, beside);
    if (err != 0) {
        goto out;
    }
    err = channel_record_read(t2_buf_view(&bytes), ch->table_id, ch->n_seats, &r);
    if (err != 0) {
        goto out;
    }
    r->authenticated = CHANNEL_PAIR_VERIFIED;
    r->claim = slot == 0 ? 1 : slot > UINT32_MAX ? UINT32_MAX : (uint32_t)slot;
    err = channel_log_insert(&ch->log, r, &inserted);
    if (err != 0) {
        channel_record_free(r);
    }
out:
    t2_buf_free(&heads);
    t2_buf_free(&bytes);
    return err;
}

int channel_post(struct channel *ch, uint64_t slot, struct t2_bytes event)
{
    return record_post(ch, slot, event, t2_bytes_of(NULL, 0));
}

int channel_post_words(struct channel *ch, uint64_t slot, struct t2_bytes event, struct t2_bytes words)
{
    uint8_t beside[CHANNEL_BESIDE_MAX];
    if (words.len == 0) {
        return T2_E_ARGUMENT;
    }
    if (words.len > CHANNEL_WORDS_MAX) {
        return T2_E_TOO_LARGE;
    }
    int err = t2_random_fill(ch->random, beside, CHANNEL_BLIND_LEN);
    if (err == 0) {
        memcpy(beside + CHANNEL_BLIND_LEN, words.ptr, words.len);
        err = record_post(ch, slot, event, t2_bytes_of(beside, CHANNEL_BLIND_LEN + words.len));
    }
    t2_wipe(beside, sizeof beside);
    return err;
}

int channel_put_back(struct channel *ch)
{
    struct t2_buf state;
    t2_buf_init(&state, CHANNEL_STORE_VALUE_MAX);
    int err = channel_state_encode(ch, &state);
    if (err == 0) {
        err = channel_store_put(ch->store, CHANNEL_STATE_KEY, t2_buf_view(&state));
    }
    t2_buf_free(&state);
    return err;
}

int channel_commit(struct channel *ch)
{
    struct t2_buf state;
    t2_buf_init(&state, CHANNEL_STORE_VALUE_MAX);
    channel_device_settle(ch);
    int err = channel_stamps_seal(ch);
    if (err == 0) {
        err = channel_slots_tell(ch);
    }
    for (uint8_t s = 0; err == 0 && s < ch->n_seats; s++) {
        err = channel_send_waiting(ch, s);
    }
    if (err == 0) {
        err = channel_state_encode(ch, &state);
    }
    if (err == 0) {
        err = channel_store_put(ch->store, CHANNEL_STATE_KEY, t2_buf_view(&state));
    }
    if (err == 0) {
        err = channel_store_commit(ch->store);
    }
    t2_buf_free(&state);
    if (err != 0) {
        return err;
    }
    /* It is on disk: now the cells may be seen. */
    for (uint32_t i = 0; i < ch->n_stamp_cells; i++) {
        ch->stamp_cells[i].committed = true;
    }
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        for (uint32_t i = 0; i < ch->pairs[s].n_outcells; i++) {
            ch->pairs[s].outcells[i].committed = true;
        }
    }
    return 0;
}

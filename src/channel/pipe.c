/* A fresh secret session of a pair for one attempt at one sounding. docs/protocol/channel.md, section 7.
 *
 *   session = KDF(pipe root, "pipe session", table | sounding | attempt)
 *   name    = KDF(session, "pipe name")
 *   hello   nonce | XChaCha20-Poly1305 under KDF(session, "pipe hello", roles) of the ephemeral X25519 key
 * and zeros records AES-256-GCM under KDF(HKDF-Extract(session, X25519 of the ephemerals), "pipe records",
 *           roles | both ephemerals), one key a direction, nonce = number of the record
 *
 * The pair's key authenticates the ephemerals, the ephemerals make the session forward secret. A record
 * carries no number: one that is not the next one, or of the other direction, does not open.
 *
 * NEW --hello--> HELLO --greet--> OPEN; anything wrong --> DEAD, with everything wiped. */
#include <stdlib.h>
#include <string.h>

#include "channel_internal.h"

#define RECORD_PLAIN_LEN (T2_CELL_PIPE_LEN - T2_AEAD_TAG_LEN) /* length 2 | data | zeros */
#define HELLO_PLAIN_LEN (T2_CELL_PIPE_LEN - T2_XAEAD_NONCE_LEN - T2_AEAD_TAG_LEN)
#define RECORDS_MAX                                                                                          \
    ((uint64_t)1 << 40) /* far below what AES-GCM allows for cells of this size under one key */

struct channel_pipe {
    enum channel_pipe_state state;
    const struct t2_random *random;
    uint8_t self;
    uint8_t seat;
    uint8_t name[T2_CELL_KEY_LEN];
    uint8_t session[CHANNEL_KEY_LEN];
    uint8_t hello_out[CHANNEL_KEY_LEN];
    uint8_t hello_in[CHANNEL_KEY_LEN];
    uint8_t own_sk[T2_X25519_LEN];
    uint8_t own_pk[T2_X25519_LEN];
    struct t2_aead *out;
    struct t2_aead *in;
    uint64_t n_out;
    uint64_t n_in;
};

static void pipe_kill(struct channel_pipe *p)
{
    t2_aead_free(p->out);
    t2_aead_free(p->in);
    p->out = NULL;
    p->in = NULL;
    t2_wipe(p->session, sizeof p->session);
    t2_wipe(p->hello_out, sizeof p->hello_out);
    t2_wipe(p->hello_in, sizeof p->hello_in);
    t2_wipe(p->own_sk, sizeof p->own_sk);
    p->state = CHANNEL_PIPE_DEAD;
}

static int roles_kdf(uint8_t out[static CHANNEL_KEY_LEN], const uint8_t key[static CHANNEL_KEY_LEN],
                     const char *label, uint8_t sender, uint8_t receiver)
{
    const uint8_t roles[2] = {sender, receiver};
    return channel_kdf(out, CHANNEL_KEY_LEN, key, label, t2_bytes_of(roles, sizeof roles));
}

int channel_pipe_new(struct channel_pipe **out, const struct channel *ch, uint8_t seat,
                     const uint8_t sounding_id[static CHANNEL_SOUNDING_ID_LEN], uint32_t attempt)
{
    const struct channel_pair *pair = channel_pair_of_const(ch, seat);
    uint8_t context[CHANNEL_TABLE_ID_LEN + CHANNEL_SOUNDING_ID_LEN + 4];
    if (pair == NULL) {
        return T2_E_ARGUMENT;
    }
    if (pair->status != CHANNEL_PAIR_VERIFIED) {
        return T2_E_REFUSED;
    }
    struct channel_pipe *p = t2_secret_alloc(sizeof *p);
    if (p == NULL) {
        return T2_E_MEMORY;
    }
    memset(p, 0, sizeof *p);
    p->random = ch->random;
    p->self = ch->self;
    p->seat = seat;
    memcpy(context, ch->table_id, CHANNEL_TABLE_ID_LEN);
    memcpy(context + CHANNEL_TABLE_ID_LEN, sounding_id, CHANNEL_SOUNDING_ID_LEN);
    for (unsigned i = 0; i < 4; i++) {
        context[CHANNEL_TABLE_ID_LEN + CHANNEL_SOUNDING_ID_LEN + i] = (uint8_t)(attempt >> (24 - 8 * i));
    }
    int err = channel_kdf(p->session, sizeof p->session, pair->pipe_root, "pipe session",
                          t2_bytes_of(context, sizeof context));
    if (err == 0) {
        err = channel_kdf(p->name, sizeof p->name, p->session, "pipe name", t2_bytes_of(NULL, 0));
    }
    if (err == 0) {
        err = roles_kdf(p->hello_out, p->session, "pipe hello", p->self, p->seat);
    }
    if (err == 0) {
        err = roles_kdf(p->hello_in, p->session, "pipe hello", p->seat, p->self);
    }
    if (err != 0) {
        channel_pipe_free(p);
        return err;
    }
    *out = p;
    return 0;
}

void channel_pipe_free(struct channel_pipe *p)
{
    if (p == NULL) {
        return;
    }
    pipe_kill(p);
    t2_secret_free(p);
}

const uint8_t *channel_pipe_name(const struct channel_pipe *p)
{
    return p->name;
}

enum channel_pipe_state channel_pipe_state(const struct channel_pipe *p)
{
    return p->state;
}

int channel_pipe_hello(struct channel_pipe *p, uint8_t out_cell[static T2_CELL_PIPE_LEN])
{
    uint8_t plain[HELLO_PLAIN_LEN] = {0};
    if (p->state != CHANNEL_PIPE_NEW) {
        return T2_E_STATE;
    }
    int err = t2_x25519_keypair(p->random, p->own_sk, p->own_pk);
    if (err == 0) {
        err = t2_random_fill(p->random, out_cell, T2_XAEAD_NONCE_LEN);
    }
    if (err == 0) {
        memcpy(plain, p->own_pk, sizeof p->own_pk);
        err = t2_xaead_seal(out_cell + T2_XAEAD_NONCE_LEN, p->hello_out, out_cell, t2_bytes_of(NULL, 0),
                            t2_bytes_of(plain, sizeof plain));
    }
    if (err == 0) {
        p->state = CHANNEL_PIPE_HELLO;
    }
    return err;
}

/* ephemerals: that of the lower seat, then that of the higher. */
static int record_key(const uint8_t prk[static CHANNEL_KEY_LEN],
                      const uint8_t ephemerals[static 2 * T2_X25519_LEN], uint8_t sender, uint8_t receiver,
                      struct t2_aead **out)
{
    uint8_t context[2 + 2 * T2_X25519_LEN] = {sender, receiver};
    uint8_t key[T2_AEAD_KEY_LEN];
    memcpy(context + 2, ephemerals, 2 * T2_X25519_LEN);
    int err = channel_kdf(key, sizeof key, prk, "pipe records", t2_bytes_of(context, sizeof context));
    if (err == 0) {
        err = t2_aead_new(out, T2_AEAD_AES256GCM, key);
    }
    t2_wipe(key, sizeof key);
    return err;
}

static int session_keys(struct channel_pipe *p, const uint8_t peer_pk[static T2_X25519_LEN])
{
    uint8_t shared[T2_X25519_LEN];
    uint8_t prk[CHANNEL_KEY_LEN];
    uint8_t ephemerals[2 * T2_X25519_LEN];
    bool lower = p->self < p->seat;
    memcpy(ephemerals, lower ? p->own_pk : peer_pk, T2_X25519_LEN);
    memcpy(ephemerals + T2_X25519_LEN, lower ? peer_pk : p->own_pk, T2_X25519_LEN);
    int err = t2_x25519(shared, p->own_sk, peer_pk);
    if (err == 0) {
        err = t2_hkdf_extract(prk, t2_bytes_of(p->session, sizeof p->session),
                              t2_bytes_of(shared, sizeof shared));
    }
    if (err == 0) {
        err = record_key(prk, ephemerals, p->self, p->seat, &p->out);
    }
    if (err == 0) {
        err = record_key(prk, ephemerals, p->seat, p->self, &p->in);
    }
    t2_wipe(shared, sizeof shared);
    t2_wipe(prk, sizeof prk);
    return err;
}

static bool all_zero(const uint8_t *b, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++) {
        any |= b[i];
    }
    return any == 0;
}

int channel_pipe_greet(struct channel_pipe *p, const uint8_t cell[static T2_CELL_PIPE_LEN])
{
    uint8_t plain[HELLO_PLAIN_LEN] = {0};
    if (p->state != CHANNEL_PIPE_HELLO) {
        return T2_E_STATE;
    }
    int err = t2_xaead_open(plain, p->hello_in, cell, t2_bytes_of(NULL, 0),
                            t2_bytes_of(cell + T2_XAEAD_NONCE_LEN, T2_CELL_PIPE_LEN - T2_XAEAD_NONCE_LEN));
    if (err == 0 && !all_zero(plain + T2_X25519_LEN, sizeof plain - T2_X25519_LEN)) {
        err = T2_E_MALFORMED;
    }
    if (err == 0) {
        err = session_keys(p, plain);
    }
    if (err != 0) {
        pipe_kill(p);
        return err;
    }
    /* The session stands on the ephemerals alone from here on. */
    t2_wipe(p->own_sk, sizeof p->own_sk);
    t2_wipe(p->session, sizeof p->session);
    t2_wipe(p->hello_out, sizeof p->hello_out);
    t2_wipe(p->hello_in, sizeof p->hello_in);
    p->state = CHANNEL_PIPE_OPEN;
    return 0;
}

static void record_nonce(uint8_t out[static T2_AEAD_NONCE_LEN], uint64_t n)
{
    memset(out, 0, T2_AEAD_NONCE_LEN);
    for (unsigned i = 0; i < 8; i++) {
        out[T2_AEAD_NONCE_LEN - 1 - i] = (uint8_t)(n >> (8 * i));
    }
}

int channel_pipe_seal(struct channel_pipe *p, uint8_t cell[static T2_CELL_PIPE_LEN], size_t data_len)
{
    uint8_t nonce[T2_AEAD_NONCE_LEN];
    if (p->state != CHANNEL_PIPE_OPEN || p->n_out >= RECORDS_MAX) {
        return T2_E_STATE;
    }
    if (data_len > CHANNEL_PIPE_DATA_MAX) {
        return T2_E_ARGUMENT;
    }
    cell[0] = (uint8_t)(data_len >> 8);
    cell[1] = (uint8_t)data_len;
    memset(cell + CHANNEL_PIPE_DATA_OFFSET + data_len, 0, CHANNEL_PIPE_DATA_MAX - data_len);
    record_nonce(nonce, p->n_out);
    p->n_out++; /* also when sealing fails: a number is never used twice */
    return t2_aead_seal(p->out, cell, nonce, t2_bytes_of(NULL, 0), t2_bytes_of(cell, RECORD_PLAIN_LEN));
}

int channel_pipe_open(struct channel_pipe *p, uint8_t cell[static T2_CELL_PIPE_LEN],
                      struct t2_bytes *out_data)
{
    uint8_t nonce[T2_AEAD_NONCE_LEN];
    *out_data = t2_bytes_of(NULL, 0);
    if (p->state != CHANNEL_PIPE_OPEN || p->n_in >= RECORDS_MAX) {
        return T2_E_STATE;
    }
    record_nonce(nonce, p->n_in);
    int err = t2_aead_open(p->in, cell, nonce, t2_bytes_of(NULL, 0), t2_bytes_of(cell, T2_CELL_PIPE_LEN));
    size_t data_len = (size_t)cell[0] << 8 | cell[1];
    if (err == 0 && (data_len > CHANNEL_PIPE_DATA_MAX || !all_zero(cell + CHANNEL_PIPE_DATA_OFFSET + data_len,
                                                                   CHANNEL_PIPE_DATA_MAX - data_len))) {
        err = T2_E_MALFORMED;
    }
    if (err != 0) {
        t2_wipe(cell, T2_CELL_PIPE_LEN);
        pipe_kill(p);
        return err;
    }
    p->n_in++;
    *out_data = t2_bytes_of(cell + CHANNEL_PIPE_DATA_OFFSET, data_len);
    return 0;
}

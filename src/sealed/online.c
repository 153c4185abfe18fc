/* Steps 6 to 8: entries, evaluation, answer. GMW on authenticated shares with Beaver's multiplication: XOR
 * and NOT are local, an AND opens two masked bits to each peer, all ANDs of a layer in one flight.
 *
 * Entries. The owner's mask is its own authenticated bit (a row of the batch, random to the others, the same
 * at all peers by the subspace check); it broadcasts e = entry ^ mask. The share of the owner is then the
 * entry bit, all other shares are the known zero, MAC and key zero: no mask has to be opened to its owner.
 * The flight INPUT_ECHO carries nothing but the echo: no AND is opened before every party has seen that all
 * got the same e.
 *
 * Openings. Every opened bit carries its MAC: one running digest per peer, compared in AND_CHECK, before any
 * output share leaves; output bits carry theirs in OUTPUT. RESULT compares the hash of the result. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/kept.h"
#include "sealed/refresh.h"
#include "sealed/transcript.h"

int online_take_masks(struct sealed_session *s)
{
    const struct sealed_batch *w = &s->batch;
    size_t own = s->circuit->n_inputs[s->self];
    if ((s->input_mask = t2_area_alloc(own)) == NULL)
        return T2_E_MEMORY;
    for (size_t t = 0; t < own; t++)
        s->input_mask[t] = (uint8_t)bit_get(w->x, w->input_row + t);
    for (unsigned q = 0; q < s->n_peers; q++) {
        size_t theirs = s->circuit->n_inputs[s->peer[q].party];
        s->input_mac[q] = t2_area_alloc(own * sizeof(struct sealed_block));
        s->input_key[q] = t2_area_alloc(theirs * sizeof(struct sealed_block));
        if (s->input_mac[q] == NULL || s->input_key[q] == NULL)
            return T2_E_MEMORY;
        memcpy(s->input_mac[q], s->peer[q].m + w->input_row, own * sizeof(struct sealed_block));
        memcpy(s->input_key[q], s->peer[q].k + w->input_row, theirs * sizeof(struct sealed_block));
    }
    s->inputs_masked = 1;
    return 0;
}

/* INPUT. Broadcast: e, packed, padded with zeros to the longest entry; with parities in the circuit, the
 * commitment to a share of their coin, which is opened when all entries are fixed. */

static size_t entry_len(const struct sealed_session *s)
{
    return (s->n_inputs_max + 7) / 8;
}

struct sealed_lengths input_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){entry_len(s) + (s->circuit->n_parities != 0 ? SEALED_DIGEST : 0), 0};
}

int input_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    memset(broadcast, 0, entry_len(s));
    for (size_t t = 0; t < s->circuit->n_inputs[s->self]; t++) {
        unsigned e = (unsigned)(s->input_bits[t] ^ s->input_mask[t]);
        broadcast[t >> 3] = (uint8_t)(broadcast[t >> 3] | e << (t & 7));
    }
    s->inputs_fixed = 1;
    return s->circuit->n_parities == 0 ? 0 : sealed_coin_commit(s, COIN_PARITY, broadcast + entry_len(s));
}

int input_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    for (size_t t = s->circuit->n_inputs[s->peer[q].party]; t < 8 * entry_len(s); t++) {
        if (bit_get(broadcast, t) != 0)
            return T2_E_ABORT;
    }
    if (s->circuit->n_parities != 0)
        memcpy(s->peer[q].commit[COIN_PARITY], broadcast + entry_len(s), SEALED_DIGEST);
    return 0;
}

/* Adds the public bit to a share: party 0 changes its bit, all others their key for it. */
static void add_public(const struct sealed_session *s, size_t slot, unsigned bit)
{
    if (s->self == 0)
        s->wire_bit[slot] = (uint8_t)(s->wire_bit[slot] ^ bit);
    else
        wire_at(s, slot)[1] = block_xor(wire_at(s, slot)[1], block_and_bit(s->delta, bit));
}

int input_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    const struct circuit *c = s->circuit;
    s->wire = t2_area_alloc(s->n_slots * s->stride * sizeof *s->wire);
    s->wire_bit = t2_area_alloc(s->n_slots);
    if (s->wire == NULL || s->wire_bit == NULL)
        return T2_E_MEMORY;
    for (size_t t = 0; t < c->n_inputs[s->self]; t++) {
        size_t slot = c->input_slot[s->self][t];
        s->wire_bit[slot] = s->input_bits[t];
        for (unsigned q = 0; q < s->n_peers; q++)
            wire_at(s, slot)[2 * q] = s->input_mac[q][t];
    }
    for (unsigned q = 0; q < s->n_peers; q++) {
        unsigned party = s->peer[q].party;
        for (size_t t = 0; t < c->n_inputs[party]; t++) {
            struct sealed_block e = block_and_bit(s->delta, bit_get(s->broadcast[party], t));
            wire_at(s, c->input_slot[party][t])[2 * q + 1] = block_xor(s->input_key[q][t], e);
        }
    }
    sealed_kept_read_bits(s);
    add_public(s, c->n_slots, 1);
    *next = FLIGHT_INPUT_ECHO;
    return 0;
}

/* INPUT_ECHO. The header; with parities in the circuit, broadcast: coin share, nonce. */

struct sealed_lengths input_echo_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){s->circuit->n_parities != 0 ? SEALED_COIN_OPENING : 0, 0};
}

int input_echo_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    if (s->circuit->n_parities != 0)
        sealed_coin_open(s, COIN_PARITY, broadcast);
    return 0;
}

int input_echo_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return s->circuit->n_parities == 0 ? 0 : sealed_coin_absorb(s, q, COIN_PARITY, broadcast);
}

static int openings_begin(struct sealed_session *s)
{
    int err = 0;
    for (unsigned q = 0; err == 0 && q < s->n_peers; q++) {
        struct sealed_peer *p = &s->peer[q];
        if ((err = mac_digest_init(&p->sent, p->sent.hash)) == 0)
            err = mac_digest_init(&p->expected, p->expected.hash);
    }
    return err;
}

int input_echo_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    int err = openings_begin(s);
    if (err == 0 && s->circuit->n_parities != 0 && (err = sealed_coin_finish(s, COIN_PARITY)) == 0)
        s->parity_coin = s->coin; /* the batches to come draw coins of their own */
    if (err != 0)
        return err;
    s->layer = 0;
    s->layer_done = 0;
    s->layer_free_done = 0;
    return online_next(s, next);
}

/* out[j] := sum of those in[i] whose coin is 1. The coins of in[i]: half a block of the generator,
 * PARITY_BLOCKS apart for each gate. */
#define PARITY_COINS 512
#define PARITY_GATE_SHIFT 32

static void parity_gate(struct sealed_session *s, size_t gate)
{
    const struct circuit_parity *p = &s->circuit->parity[gate];
    uint64_t all = p->n_out == 64 ? UINT64_MAX : ((uint64_t)1 << p->n_out) - 1;
    struct sealed_block coin[PARITY_COINS / 2];
    for (size_t j = 0; j < p->n_out; j++) {
        memset(wire_at(s, p->out[j]), 0, s->stride * sizeof *s->wire);
        s->wire_bit[p->out[j]] = 0;
    }
    for (size_t i = 0; i < p->n_in; i++) {
        if (i % PARITY_COINS == 0)
            s->kernel->aes_ctr(&s->parity_coin, ((uint64_t)gate << PARITY_GATE_SHIFT) + i / 2, coin,
                               PARITY_COINS / 2);
        const struct sealed_block *half = &coin[i % PARITY_COINS / 2];
        const struct sealed_block *in = wire_at(s, p->in[i]);
        uint8_t bit = s->wire_bit[p->in[i]];
        for (uint64_t left = (i % 2 == 0 ? half->lo : half->hi) & all; left != 0; left &= left - 1) {
            size_t slot = p->out[__builtin_ctzll(left)];
            struct sealed_block *out = wire_at(s, slot);
            for (size_t w = 0; w < s->stride; w++)
                out[w] = block_xor(out[w], in[w]);
            s->wire_bit[slot] ^= bit;
        }
    }
}

static void free_gate(struct sealed_session *s, const struct circuit_gate *g)
{
    if (g->op == CIRCUIT_PARITY) {
        parity_gate(s, g->a);
        return;
    }
    struct sealed_block *out = wire_at(s, g->out);
    const struct sealed_block *a = wire_at(s, g->a), *b = wire_at(s, g->b);
    switch ((enum circuit_op)g->op) {
    case CIRCUIT_XOR:
        for (size_t i = 0; i < s->stride; i++)
            out[i] = block_xor(a[i], b[i]);
        s->wire_bit[g->out] = (uint8_t)(s->wire_bit[g->a] ^ s->wire_bit[g->b]);
        break;
    case CIRCUIT_NOT:
    case CIRCUIT_COPY:
        memmove(out, a, s->stride * sizeof *out);
        s->wire_bit[g->out] = s->wire_bit[g->a];
        if (g->op == CIRCUIT_NOT)
            add_public(s, g->out, 1);
        break;
    case CIRCUIT_ZERO:
        memset(out, 0, s->stride * sizeof *out);
        s->wire_bit[g->out] = 0;
        break;
    case CIRCUIT_PARITY:
        break;
    }
}

/* Free gates as far as they go, then the next ANDs, or more triples for them, or the check. */
int online_next(struct sealed_session *s, enum sealed_flight_id *next)
{
    for (; s->layer < refresh_n_layers(s); s->layer++, s->layer_done = 0, s->layer_free_done = 0) {
        const struct circuit_layer *l = refresh_layer_at(s, s->layer);
        for (size_t i = 0; !s->layer_free_done && i < l->n_free; i++)
            free_gate(s, &l->free[i]);
        s->layer_free_done = 1;
        size_t left = l->n_ands - s->layer_done, have = s->pool.n - s->pool.used;
        if (left == 0)
            continue;
        if (have == 0) {
            *next = FLIGHT_EXTEND;
            return sealed_batch_begin(s, BATCH_TRIPLES);
        }
        s->chunk = left < have ? left : have;
        *next = FLIGHT_AND;
        return 0;
    }
    *next = FLIGHT_AND_CHECK;
    return 0;
}

/* AND. To each peer: our shares of all x ^ a, then of all y ^ b, packed. */

static size_t half_len(const struct sealed_session *s)
{
    return (s->chunk + 7) / 8;
}

static const struct circuit_gate *chunk_gates(const struct sealed_session *s)
{
    return refresh_layer_at(s, s->layer)->ands + s->layer_done;
}

static const struct sealed_block *triple_at(const struct sealed_session *s, size_t i)
{
    return s->pool.record + (s->pool.used + i) * 3 * s->stride;
}

struct sealed_lengths and_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){0, 2 * half_len(s)};
}

int and_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    (void)broadcast;
    const struct circuit_gate *g = chunk_gates(s);
    uint8_t *d = s->own_opened, *e = d + half_len(s);
    memset(s->own_opened, 0, 2 * half_len(s));
    for (size_t i = 0; i < s->chunk; i++) {
        unsigned t = s->pool.bits[s->pool.used + i];
        d[i >> 3] = (uint8_t)(d[i >> 3] | (s->wire_bit[g[i].a] ^ (t & 1u)) << (i & 7));
        e[i >> 3] = (uint8_t)(e[i >> 3] | (s->wire_bit[g[i].b] ^ (t >> 1 & 1u)) << (i & 7));
    }
    return 0;
}

int and_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    const struct circuit_gate *g = chunk_gates(s);
    struct mac_digest *sent = &s->peer[q].sent;
    const size_t b = s->stride, at = 2 * q;
    memcpy(out, s->own_opened, 2 * half_len(s));
    for (size_t i = 0; i < s->chunk; i++) {
        const struct sealed_block *t = triple_at(s, i);
        mac_digest_add(sent, block_xor(wire_at(s, g[i].a)[at], t[at]));
        mac_digest_add(sent, block_xor(wire_at(s, g[i].b)[at], t[b + at]));
    }
    return 0;
}

int and_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    const struct circuit_gate *g = chunk_gates(s);
    struct mac_digest *expected = &s->peer[q].expected;
    const uint8_t *d = in, *e = in + half_len(s);
    const size_t b = s->stride, at = 2 * q + 1;
    for (size_t i = s->chunk; i < 8 * half_len(s); i++) {
        if ((bit_get(d, i) | bit_get(e, i)) != 0)
            return T2_E_ABORT;
    }
    for (size_t i = 0; i < s->chunk; i++) {
        const struct sealed_block *t = triple_at(s, i);
        struct sealed_block x = block_xor(wire_at(s, g[i].a)[at], t[at]);
        struct sealed_block y = block_xor(wire_at(s, g[i].b)[at], t[b + at]);
        mac_digest_add(expected, block_xor(x, block_and_bit(s->delta, bit_get(d, i))));
        mac_digest_add(expected, block_xor(y, block_and_bit(s->delta, bit_get(e, i))));
    }
    memcpy(s->peer[q].opened, in, 2 * half_len(s));
    return 0;
}

/* z = c ^ d b ^ e a ^ d e. */
int and_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    const struct circuit_gate *g = chunk_gates(s);
    const size_t half = half_len(s), b = s->stride;
    for (unsigned q = 0; q < s->n_peers; q++) {
        for (size_t i = 0; i < 2 * half; i++)
            s->own_opened[i] = (uint8_t)(s->own_opened[i] ^ s->peer[q].opened[i]);
    }
    for (size_t i = 0; i < s->chunk; i++) {
        const struct sealed_block *t = triple_at(s, i);
        struct sealed_block *out = wire_at(s, g[i].out);
        unsigned d = bit_get(s->own_opened, i), e = bit_get(s->own_opened + half, i);
        unsigned bits = s->pool.bits[s->pool.used + i];
        for (size_t w = 0; w < b; w++)
            out[w] = block_xor(t[2 * b + w], block_xor(block_and_bit(t[b + w], d), block_and_bit(t[w], e)));
        s->wire_bit[g[i].out] = (uint8_t)((bits >> 2 & 1u) ^ (d & bits >> 1) ^ (e & bits));
        add_public(s, g[i].out, d & e);
    }
    /* Used once: the records are wiped before anything else happens. */
    t2_wipe(s->pool.record + s->pool.used * 3 * b, s->chunk * 3 * b * sizeof *s->pool.record);
    t2_wipe(s->pool.bits + s->pool.used, s->chunk);
    s->pool.used += s->chunk;
    s->layer_done += s->chunk;
    s->ands_done += s->chunk;
    return online_next(s, next);
}

/* AND_CHECK. To each peer: the digest of the MACs of all we opened. */

struct sealed_lengths and_check_lengths(const struct sealed_session *s)
{
    (void)s;
    return (struct sealed_lengths){0, SEALED_DIGEST};
}

int and_check_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    return mac_digest_final(&s->peer[q].sent, out);
}

int and_check_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    uint8_t want[SEALED_DIGEST];
    int err = mac_digest_final(&s->peer[q].expected, want);
    if (err != 0)
        return err;
    return t2_ct_eq(want, in, SEALED_DIGEST) ? 0 : T2_E_ABORT;
}

int and_check_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    *next = FLIGHT_OUTPUT;
    return openings_begin(s);
}

/* OUTPUT. To each peer: our shares of the outputs that it sees, packed, zeros for the others, and the digest
 * of their MACs. */

static int sees(const struct sealed_session *s, size_t output, unsigned party)
{
    unsigned to = s->circuit->output_party[output];
    return to == CIRCUIT_TO_ALL || to == party;
}

static size_t output_len(const struct sealed_session *s)
{
    return (s->circuit->n_outputs + 7) / 8;
}

struct sealed_lengths output_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){0, output_len(s) + SEALED_DIGEST};
}

int output_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    struct mac_digest *sent = &s->peer[q].sent;
    memset(out, 0, output_len(s));
    for (size_t i = 0; i < s->circuit->n_outputs; i++) {
        if (!sees(s, i, s->peer[q].party))
            continue;
        out[i >> 3] = (uint8_t)(out[i >> 3] | s->wire_bit[s->output_slot[i]] << (i & 7));
        mac_digest_add(sent, wire_at(s, s->output_slot[i])[2 * q]);
    }
    return mac_digest_final(sent, out + output_len(s));
}

int output_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)broadcast;
    struct mac_digest *expected = &s->peer[q].expected;
    uint8_t want[SEALED_DIGEST];
    for (size_t i = 0; i < 8 * output_len(s); i++) {
        if (i < s->circuit->n_outputs && sees(s, i, s->self)) {
            struct sealed_block key = wire_at(s, s->output_slot[i])[2 * q + 1];
            mac_digest_add(expected, block_xor(key, block_and_bit(s->delta, bit_get(in, i))));
        } else if (bit_get(in, i) != 0)
            return T2_E_ABORT;
    }
    int err = mac_digest_final(expected, want);
    if (err != 0)
        return err;
    if (!t2_ct_eq(want, in + output_len(s), SEALED_DIGEST))
        return T2_E_ABORT;
    memcpy(s->peer[q].opened, in, output_len(s));
    return 0;
}

int output_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    size_t n = s->circuit->n_outputs;
    if ((s->result = t2_area_alloc(n)) == NULL)
        return T2_E_MEMORY;
    for (size_t i = 0; i < n; i++) {
        if (!sees(s, i, s->self))
            continue;
        unsigned bit = s->wire_bit[s->output_slot[i]];
        for (unsigned q = 0; q < s->n_peers; q++)
            bit ^= bit_get(s->peer[q].opened, i);
        s->result[i] = (uint8_t)bit;
    }
    *next = FLIGHT_RESULT;
    return 0;
}

/* RESULT. Broadcast: the hash of the result that all see; all must be equal. Then what is kept is kept. */

int result_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    size_t n = s->circuit->n_outputs;
    uint8_t *common = s->own_opened;
    memset(common, 0, output_len(s));
    for (size_t i = 0; i < n; i++) {
        if (s->circuit->output_party[i] == CIRCUIT_TO_ALL)
            common[i >> 3] = (uint8_t)(common[i >> 3] | s->result[i] << (i & 7));
    }
    struct t2_bytes part = t2_bytes_of(common, output_len(s));
    return sealed_hash(s, "t2 sealed result", &part, 1, broadcast);
}

int result_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)q;
    (void)in;
    return t2_ct_eq(s->broadcast[s->self], broadcast, SEALED_DIGEST) ? 0 : T2_E_ABORT;
}

int result_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    *next = FLIGHT_END;
    return sealed_kept_make(s);
}

/* Step 7: entries, and what an earlier session kept.
 *
 * The owner's mask is its own authenticated bit (a row of the batch, random to the others, the same at all
 * peers by the subspace check); it broadcasts e = entry ^ mask. The share of the owner is then the entry bit,
 * all other shares are the known zero, MAC and key zero: no mask has to be opened to its owner. Kept bits
 * come in the same way: each party puts in its own share of each, which makes a share under the Delta of this
 * session (kept.c shows that it is the one kept). No AND is opened before every party has seen, by the echo
 * of INPUT_ECHO, that all got the same e. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/kept.h"
#include "sealed/transcript.h"

/* Bits that a party puts in: its entry, then its shares of what was kept and of the masks that serve this
 * use. */
size_t input_n_own(const struct sealed_session *s, unsigned party)
{
    return s->circuit->n_inputs[party] +
           (s->circuit->n_kept != 0 ? s->circuit->n_kept + SEALED_KEPT_MASKS : 0);
}

int input_take_masks(struct sealed_session *s)
{
    const struct sealed_batch *w = &s->batch;
    size_t own = input_n_own(s, s->self);
    if ((s->input_mask = t2_area_alloc(own)) == NULL)
        return T2_E_MEMORY;
    for (size_t t = 0; t < own; t++)
        s->input_mask[t] = (uint8_t)bit_get(w->x, w->input_row + t);
    for (unsigned q = 0; q < s->n_peers; q++) {
        size_t theirs = input_n_own(s, s->peer[q].party);
        s->input_mac[q] = t2_area_alloc(own * sizeof(struct sealed_block));
        s->input_key[q] = t2_area_alloc(theirs * sizeof(struct sealed_block));
        if (s->input_mac[q] == NULL || s->input_key[q] == NULL)
            return T2_E_MEMORY;
        memcpy(s->input_mac[q], s->peer[q].m + w->input_row, own * sizeof(struct sealed_block));
        memcpy(s->input_key[q], s->peer[q].k + w->input_row, theirs * sizeof(struct sealed_block));
    }
    s->inputs_masked = 1;
    return sealed_kept_begin(s);
}

/* The coin of the parities, and of the check of what was kept. */
static int has_coin(const struct sealed_session *s)
{
    return s->circuit->n_parities != 0 || s->circuit->n_kept != 0;
}

/* INPUT. Broadcast: e, packed, padded with zeros to the longest entry; with a coin to come, the commitment to
 * a share of it, which is opened when all entries are fixed. */

static size_t entry_len(const struct sealed_session *s)
{
    return (s->n_entry_max + 7) / 8;
}

struct sealed_lengths input_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){entry_len(s) + (has_coin(s) ? SEALED_DIGEST : 0), 0};
}

int input_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    memset(broadcast, 0, entry_len(s));
    for (size_t t = 0; t < input_n_own(s, s->self); t++) {
        unsigned e = (unsigned)(s->input_bits[t] ^ s->input_mask[t]);
        broadcast[t >> 3] = (uint8_t)(broadcast[t >> 3] | e << (t & 7));
    }
    s->inputs_fixed = 1;
    return has_coin(s) ? sealed_coin_commit(s, COIN_PARITY, broadcast + entry_len(s)) : 0;
}

int input_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    for (size_t t = input_n_own(s, s->peer[q].party); t < 8 * entry_len(s); t++) {
        if (bit_get(broadcast, t) != 0)
            return T2_E_ABORT;
    }
    if (has_coin(s))
        memcpy(s->peer[q].commit[COIN_PARITY], broadcast + entry_len(s), SEALED_DIGEST);
    return 0;
}

/* The share of every input: keys take in e, so that they fit the bits as they are put in. */
int input_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    const struct circuit *c = s->circuit;
    if (s->triples_made >= s->n_ands)
        sealed_batch_release(s);
    s->wire = t2_area_alloc(s->n_slots * s->stride * sizeof *s->wire);
    s->wire_bit = t2_area_alloc(s->n_slots);
    if (s->wire == NULL || s->wire_bit == NULL)
        return T2_E_MEMORY;
    for (unsigned q = 0; q < s->n_peers; q++) {
        unsigned party = s->peer[q].party;
        for (size_t t = 0; t < input_n_own(s, party); t++) {
            struct sealed_block e = block_and_bit(s->delta, bit_get(s->broadcast[party], t));
            s->input_key[q][t] = block_xor(s->input_key[q][t], e);
        }
        for (size_t t = 0; t < c->n_inputs[party]; t++)
            wire_at(s, c->input_slot[party][t])[2 * q + 1] = s->input_key[q][t];
        for (size_t t = 0; t < c->n_inputs[s->self]; t++)
            wire_at(s, c->input_slot[s->self][t])[2 * q] = s->input_mac[q][t];
    }
    for (size_t t = 0; t < c->n_inputs[s->self]; t++)
        s->wire_bit[c->input_slot[s->self][t]] = s->input_bits[t];
    sealed_kept_to_wires(s);
    wire_add_public(s, c->n_slots, 1);
    *next = FLIGHT_INPUT_ECHO;
    return 0;
}

/* INPUT_ECHO. The header; with a coin, broadcast: coin share, nonce. */

struct sealed_lengths input_echo_lengths(const struct sealed_session *s)
{
    return (struct sealed_lengths){has_coin(s) ? SEALED_COIN_OPENING : 0, 0};
}

int input_echo_prepare(struct sealed_session *s, uint8_t *broadcast)
{
    if (has_coin(s))
        sealed_coin_open(s, COIN_PARITY, broadcast);
    return 0;
}

int input_echo_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast, const uint8_t *in)
{
    (void)in;
    return has_coin(s) ? sealed_coin_absorb(s, q, COIN_PARITY, broadcast) : 0;
}

/* Their shares are in the wires. */
void input_forget(struct sealed_session *s)
{
    for (unsigned q = 0; q < s->n_peers; q++) {
        t2_area_free(s->input_mac[q], input_n_own(s, s->self) * sizeof(struct sealed_block));
        t2_area_free(s->input_key[q], input_n_own(s, s->peer[q].party) * sizeof(struct sealed_block));
        s->input_mac[q] = s->input_key[q] = NULL;
    }
    t2_area_free(s->input_mask, input_n_own(s, s->self));
    t2_area_free(s->input_bits, input_n_own(s, s->self));
    s->input_mask = s->input_bits = NULL;
}

int input_echo_finish(struct sealed_session *s, enum sealed_flight_id *next)
{
    int err = online_openings_begin(s);
    if (err == 0 && has_coin(s) && (err = sealed_coin_finish(s, COIN_PARITY)) == 0) {
        s->parity_coin = s->coin; /* the batches to come draw coins of their own */
        sealed_kept_sums(s);
    }
    input_forget(s);
    if (err != 0)
        return err;
    s->layer = 0;
    s->layer_done = 0;
    s->layer_free_done = 0;
    return online_next(s, next);
}

/* Step 8: the answer. Output bits carry their MACs as all opened bits do; only the result, whose hash all
 * compare, leaves the session, and what the circuit keeps. */
#include "sealed/flights.h"

#include <string.h>

#include "sealed/kept.h"
#include "sealed/transcript.h"

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

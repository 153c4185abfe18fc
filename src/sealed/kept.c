/* Kept bits: authenticated shares that outlive their session.
 *
 * A session makes them after its own last check (result_finish). A later session has a Delta of its own:
 * whoever learned the old one could read the transcript of the old session, and with it an entry, so no
 * protocol step uses it again but to verify. Each party puts in its own share x_k of every kept bit like an
 * entry (input.c). That it is the one kept is shown by one sum, under a coin drawn when all inputs are fixed:
 *
 *   y = sum over k of chi_k x_k ^ sum over t of X^t r_t      in GF(2^128)
 *
 * with r 128 random bits that were kept beside x, and put in with it. y is uniform to the peers; its MACs
 * under both Deltas, the same sums of MACs, join the digest of AND_CHECK. A party whose x or r is not the
 * same under both passes with probability 2^-128. The r of one use serve it alone: two sums with the same
 * would show a sum of the x. */
#include "sealed/kept.h"

#include <string.h>

#include <tracktwo/wire.h>

#include "sealed/flights.h"
#include "sealed/transcript.h"

#define KEPT_FORMAT 1
#define ALL_MASKS ((size_t)SEALED_KEPT_USES * SEALED_KEPT_MASKS)
#define CHUNK 256

/* Bits, then the masks of all uses. */
static size_t kept_len(const struct sealed_kept *k)
{
    return k->n_bits + ALL_MASKS;
}

static size_t kept_stride(const struct sealed_kept *k)
{
    return 2 * ((size_t)k->n - 1);
}

static size_t kept_blocks(const struct sealed_kept *k)
{
    return kept_len(k) * kept_stride(k);
}

static struct sealed_kept *kept_alloc(unsigned n, unsigned self, size_t n_bits)
{
    struct sealed_kept *k = t2_area_alloc(sizeof *k);
    if (k == NULL)
        return NULL;
    k->n = n;
    k->self = self;
    k->n_bits = n_bits;
    k->bit = t2_area_alloc(kept_len(k));
    k->share = t2_area_alloc(kept_blocks(k) * sizeof *k->share);
    if (k->bit == NULL || k->share == NULL) {
        sealed_kept_free(k);
        return NULL;
    }
    return k;
}

void sealed_kept_free(struct sealed_kept *k)
{
    if (k == NULL)
        return;
    t2_area_free(k->bit, kept_len(k));
    t2_area_free(k->share, kept_blocks(k) * sizeof *k->share);
    t2_area_free(k, sizeof *k);
}

size_t sealed_kept_bits(const struct sealed_kept *k)
{
    return k->n_bits;
}

void sealed_kept_id(const struct sealed_kept *k, uint8_t out[SEALED_KEPT_ID_LEN])
{
    memcpy(out, k->id, SEALED_KEPT_ID_LEN);
}

/* ---- keeping ---- */

/* The masks are rows of the first batch, behind the longest entry. */
int sealed_kept_begin(struct sealed_session *s)
{
    if (s->circuit->n_keep == 0)
        return 0;
    const struct sealed_batch *w = &s->batch;
    struct sealed_kept *k = s->kept = kept_alloc(s->n, s->self, s->circuit->n_keep);
    if (k == NULL)
        return T2_E_MEMORY;
    size_t row = w->input_row + s->n_entry_max;
    for (size_t t = 0; t < ALL_MASKS; t++) {
        k->bit[k->n_bits + t] = (uint8_t)bit_get(w->x, row + t);
        for (unsigned q = 0; q < s->n_peers; q++) {
            k->share[(k->n_bits + t) * s->stride + 2 * q] = s->peer[q].m[row + t];
            k->share[(k->n_bits + t) * s->stride + 2 * q + 1] = s->peer[q].k[row + t];
        }
    }
    return 0;
}

int sealed_kept_make(struct sealed_session *s)
{
    const struct circuit *c = s->circuit;
    struct sealed_kept *k = s->kept;
    if (k == NULL)
        return 0;
    struct t2_bytes part = t2_bytes_of(s->echo, SEALED_DIGEST);
    k->delta = s->delta;
    for (size_t i = 0; i < c->n_keep; i++) {
        size_t slot = c->keep_slot[i];
        k->bit[i] = s->wire_bit[slot];
        memcpy(k->share + i * s->stride, wire_at(s, slot), s->stride * sizeof *k->share);
    }
    return sealed_hash(s, "t2 sealed kept", &part, 1, k->id);
}

int sealed_session_take_kept(struct sealed_session *s, struct sealed_kept **out)
{
    *out = NULL;
    if (s->state != SEALED_DONE || (s->kept == NULL && s->circuit->n_keep != 0))
        return T2_E_STATE;
    *out = s->kept;
    s->kept = NULL;
    return 0;
}

/* ---- reading ---- */

int sealed_kept_fits(const struct sealed_config *config)
{
    const struct sealed_kept *k = config->kept;
    size_t wanted = config->circuit->n_kept;
    if (k == NULL || wanted == 0)
        return k == NULL && wanted == 0;
    return k->n == config->n_parties && k->self == config->self && k->n_bits >= wanted &&
           config->kept_use < SEALED_KEPT_USES;
}

/* Of bit k that is put in: its place among what was kept. */
static size_t kept_place(const struct sealed_session *s, size_t k)
{
    size_t wanted = s->circuit->n_kept;
    return k < wanted ? k : s->config.kept->n_bits + s->config.kept_use * SEALED_KEPT_MASKS + (k - wanted);
}

void sealed_kept_to_inputs(struct sealed_session *s)
{
    size_t from = s->circuit->n_inputs[s->self], own = input_n_own(s, s->self);
    for (size_t t = from; t < own; t++)
        s->input_bits[t] = s->config.kept->bit[kept_place(s, t - from)];
}

void sealed_kept_to_wires(struct sealed_session *s)
{
    const struct circuit *c = s->circuit;
    for (size_t k = 0; k < c->n_kept; k++) {
        struct sealed_block *wire = wire_at(s, c->kept_slot[k]);
        s->wire_bit[c->kept_slot[k]] = s->input_bits[c->n_inputs[s->self] + k];
        for (unsigned q = 0; q < s->n_peers; q++) {
            wire[2 * q] = s->input_mac[q][c->n_inputs[s->self] + k];
            wire[2 * q + 1] = s->input_key[q][c->n_inputs[s->peer[q].party] + k];
        }
    }
}

/* chi of bits from .. from + n - 1: the coin's blocks behind those of the parities; of the masks X^t. */
static void weights(const struct sealed_session *s, size_t from, struct sealed_block *chi, size_t n)
{
    size_t wanted = s->circuit->n_kept, drawn = from < wanted ? (n < wanted - from ? n : wanted - from) : 0;
    if (drawn != 0)
        s->kernel->aes_ctr(&s->parity_coin, ((uint64_t)s->circuit->n_parities << SEALED_PARITY_SHIFT) + from,
                           chi, drawn);
    for (size_t i = drawn; i < n; i++) {
        size_t t = from + i - wanted;
        chi[i] = t < 64 ? (struct sealed_block){(uint64_t)1 << t, 0}
                        : (struct sealed_block){0, (uint64_t)1 << (t - 64)};
    }
}

void sealed_kept_sums(struct sealed_session *s)
{
    struct sealed_kept_check *sum = &s->kept_check;
    const struct circuit *c = s->circuit;
    size_t n = c->n_kept == 0 ? 0 : c->n_kept + SEALED_KEPT_MASKS;
    struct sealed_block chi[CHUNK], old[CHUNK];
    for (size_t from = 0; from < n; from += CHUNK) {
        size_t len = n - from < CHUNK ? n - from : CHUNK;
        const uint8_t *bits = s->input_bits + c->n_inputs[s->self] + from;
        weights(s, from, chi, len);
        for (size_t i = 0; i < len; i++)
            sum->y = block_xor(sum->y, block_and_bit(chi[i], bits[i]));
        for (unsigned q = 0; q < s->n_peers; q++) {
            const struct sealed_block *mac = s->input_mac[q] + c->n_inputs[s->self] + from;
            const struct sealed_block *key = s->input_key[q] + c->n_inputs[s->peer[q].party] + from;
            s->kernel->inner_product(mac, chi, len, &sum->mac[0][q]);
            s->kernel->inner_product(key, chi, len, &sum->key[0][q]);
            for (unsigned which = 0; which < 2; which++) {
                for (size_t i = 0; i < len; i++)
                    old[i] = s->config.kept->share[kept_place(s, from + i) * s->stride + 2 * q + which];
                s->kernel->inner_product(old, chi, len, which == 0 ? &sum->mac[1][q] : &sum->key[1][q]);
            }
        }
    }
    t2_wipe(old, sizeof old);
}

size_t sealed_kept_check_len(const struct sealed_session *s)
{
    return s->circuit->n_kept == 0 ? 0 : sizeof(struct sealed_block);
}

void sealed_kept_check_emit(struct sealed_session *s, unsigned q, uint8_t *out)
{
    if (s->circuit->n_kept == 0)
        return;
    memcpy(out, &s->kept_check.y, sizeof s->kept_check.y);
    mac_digest_add(&s->peer[q].sent, s->kept_check.mac[0][q]);
    mac_digest_add(&s->peer[q].sent, s->kept_check.mac[1][q]);
}

void sealed_kept_check_absorb(struct sealed_session *s, unsigned q, const uint8_t *in)
{
    struct sealed_block y, want[2] = {s->kept_check.key[0][q], s->kept_check.key[1][q]};
    if (s->circuit->n_kept == 0)
        return;
    memcpy(&y, in, sizeof y);
    s->kernel->inner_product(&y, &s->delta, 1, &want[0]);
    s->kernel->inner_product(&y, &s->config.kept->delta, 1, &want[1]);
    mac_digest_add(&s->peer[q].expected, want[0]);
    mac_digest_add(&s->peer[q].expected, want[1]);
    t2_wipe(want, sizeof want);
}

/* ---- at rest ---- */

/* format 1 | n 1 | self 1 | id 32 | Delta 16 | number of bits 8 | bits and masks, one a byte | shares, 16
 * bytes a block */

int sealed_kept_write(const struct sealed_kept *k, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, KEPT_FORMAT);
    wire_put_u8(&w, (uint8_t)k->n);
    wire_put_u8(&w, (uint8_t)k->self);
    wire_put_raw(&w, t2_bytes_of(k->id, sizeof k->id));
    wire_put_raw(&w, t2_bytes_of(&k->delta, sizeof k->delta));
    wire_put_u64(&w, k->n_bits);
    wire_put_raw(&w, t2_bytes_of(k->bit, kept_len(k)));
    wire_put_raw(&w, t2_bytes_of(k->share, kept_blocks(k) * sizeof *k->share));
    return wire_writer_finish(&w);
}

int sealed_kept_read(struct t2_bytes in, struct sealed_kept **out)
{
    *out = NULL;
    struct wire_reader r = wire_reader_init(in);
    unsigned format = wire_get_u8(&r), n = wire_get_u8(&r), self = wire_get_u8(&r);
    struct t2_bytes id = wire_get_raw(&r, SEALED_KEPT_ID_LEN),
                    delta = wire_get_raw(&r, sizeof(struct sealed_block));
    uint64_t n_bits = wire_get_u64(&r);
    if (r.err != 0)
        return r.err;
    if (format != KEPT_FORMAT || n < 2 || n > SEALED_MAX_PARTIES || self >= n || n_bits == 0 ||
        n_bits > CIRCUIT_MAX_KEPT)
        return T2_E_MALFORMED;
    size_t len = n_bits + ALL_MASKS;
    struct t2_bytes bits = wire_get_raw(&r, len);
    struct t2_bytes shares = wire_get_raw(&r, len * 2 * (n - 1) * sizeof(struct sealed_block));
    int err = wire_reader_finish(&r);
    if (err != 0)
        return err;
    uint8_t seen = 0;
    for (size_t i = 0; i < len; i++)
        seen |= bits.ptr[i];
    if (seen > 1)
        return T2_E_MALFORMED;
    struct sealed_kept *k = kept_alloc(n, self, n_bits);
    if (k == NULL)
        return T2_E_MEMORY;
    memcpy(k->id, id.ptr, id.len);
    memcpy(&k->delta, delta.ptr, delta.len);
    memcpy(k->bit, bits.ptr, bits.len);
    memcpy(k->share, shares.ptr, shares.len);
    *out = k;
    return 0;
}

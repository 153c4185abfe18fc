/* Kept bits: authenticated shares that outlive their session, and the Delta under which they are
 * authenticated. A session makes them after its own last check (result_finish), and another reads them in the
 * place of entries (online.c). Their id is in the hello, so shares of two different sessions never meet; a
 * share that is not the one that was kept fails as any wrong opening does. */
#include "sealed/kept.h"

#include <string.h>

#include <tracktwo/wire.h>

#include "sealed/transcript.h"

#define KEPT_FORMAT 1

static size_t share_blocks(const struct sealed_kept *k)
{
    return k->n_bits * 2 * (k->n - 1);
}

static struct sealed_kept *kept_alloc(unsigned n, unsigned self, size_t n_bits)
{
    struct sealed_kept *k = t2_area_alloc(sizeof *k);
    if (k == NULL)
        return NULL;
    k->n = n;
    k->self = self;
    k->n_bits = n_bits;
    k->bit = t2_area_alloc(n_bits);
    k->share = t2_area_alloc(share_blocks(k) * sizeof *k->share);
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
    t2_area_free(k->bit, k->n_bits);
    t2_area_free(k->share, share_blocks(k) * sizeof *k->share);
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

int sealed_kept_fits(const struct sealed_kept *k, const struct sealed_config *config)
{
    return k->n == config->n_parties && k->self == config->self && k->n_bits >= config->circuit->n_kept;
}

void sealed_kept_read_bits(struct sealed_session *s)
{
    const struct sealed_kept *k = s->config.kept;
    for (size_t i = 0; i < s->circuit->n_kept; i++) {
        size_t slot = s->circuit->kept_slot[i];
        s->wire_bit[slot] = k->bit[i];
        memcpy(wire_at(s, slot), k->share + i * s->stride, s->stride * sizeof *s->wire);
    }
}

int sealed_kept_make(struct sealed_session *s)
{
    const struct circuit *c = s->circuit;
    if (c->n_keep == 0)
        return 0;
    struct sealed_kept *k = kept_alloc(s->n, s->self, c->n_keep);
    if (k == NULL)
        return T2_E_MEMORY;
    struct t2_bytes part = t2_bytes_of(s->echo, SEALED_DIGEST);
    int err = sealed_hash(s, "t2 sealed kept", &part, 1, k->id);
    if (err != 0) {
        sealed_kept_free(k);
        return err;
    }
    k->delta = s->delta;
    for (size_t i = 0; i < c->n_keep; i++) {
        size_t slot = c->keep_slot[i];
        k->bit[i] = s->wire_bit[slot];
        memcpy(k->share + i * s->stride, wire_at(s, slot), s->stride * sizeof *k->share);
    }
    s->kept = k;
    return 0;
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

/* format 1 | n 1 | self 1 | id 32 | Delta 16 | number of bits 8 | bits, one a byte | shares, 16 bytes a block
 */

int sealed_kept_write(const struct sealed_kept *k, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    wire_put_u8(&w, KEPT_FORMAT);
    wire_put_u8(&w, (uint8_t)k->n);
    wire_put_u8(&w, (uint8_t)k->self);
    wire_put_raw(&w, t2_bytes_of(k->id, sizeof k->id));
    wire_put_raw(&w, t2_bytes_of(&k->delta, sizeof k->delta));
    wire_put_u64(&w, k->n_bits);
    wire_put_raw(&w, t2_bytes_of(k->bit, k->n_bits));
    wire_put_raw(&w, t2_bytes_of(k->share, share_blocks(k) * sizeof *k->share));
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
    struct t2_bytes bits = wire_get_raw(&r, n_bits);
    struct t2_bytes shares = wire_get_raw(&r, n_bits * 2 * (n - 1) * sizeof(struct sealed_block));
    int err = wire_reader_finish(&r);
    if (err != 0)
        return err;
    uint8_t seen = 0;
    for (size_t i = 0; i < n_bits; i++)
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

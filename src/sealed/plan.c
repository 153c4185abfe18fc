/* Batches, buckets, buffers. All of it follows from public numbers that every party has compared in the
 * hello. */
#include "sealed/plan.h"

#include "sealed/flights.h"
#include "sealed/refresh.h"

/* 2^x * a > b without overflow, for b that may be large: is l^(B-1) >= (2B + 1) * 2^rho? */
static int bound_holds(size_t l, unsigned bucket, unsigned rho)
{
    long double have = 1.0L, want = (long double)(2 * bucket + 1);
    for (unsigned i = 1; i < bucket; i++)
        have *= (long double)l; /* at most 2^64 to the 15th: within the range, and monotone */
    for (unsigned i = 0; i < rho; i++)
        want *= 2.0L;
    return have >= want;
}

unsigned sealed_bucket_size(size_t n_triples, unsigned rho)
{
    if (n_triples < SEALED_MIN_BATCH)
        return 0;
    unsigned bucket = 3;
    while (!bound_holds(n_triples, bucket, rho))
        bucket++;
    return bucket;
}

/* A leaky AND costs 3 rows of M and K at each peer, and its phi and sum. */
static size_t leaky_bytes(const struct sealed_session *s)
{
    return 3 * s->stride * sizeof(struct sealed_block) + 2 * sizeof(struct sealed_block);
}

static size_t batch_max(const struct sealed_session *s)
{
    size_t l = s->config.memory_target / (leaky_bytes(s) * 4) / 128 * 128;
    return l < SEALED_MIN_BATCH ? SEALED_MIN_BATCH : l;
}

/* Batches of equal size, none larger than the memory allows. */
static size_t batch_size(const struct sealed_session *s, size_t wanted)
{
    if (wanted == 0)
        return 0;
    size_t max = batch_max(s);
    size_t n = (wanted + max - 1) / max;
    size_t l = round_up((wanted + n - 1) / n, 128);
    return l < SEALED_MIN_BATCH ? SEALED_MIN_BATCH : l;
}

void sealed_plan(struct sealed_session *s)
{
    const struct circuit *c = s->circuit;
    size_t l = batch_size(s, s->n_ands);
    size_t record = 3 * s->stride * sizeof(struct sealed_block);
    size_t inputs = 0, layer = 0;
    for (unsigned p = 0; p < s->n; p++) {
        size_t own = input_n_own(s, p);
        inputs = own > inputs ? own : inputs;
    }
    s->n_entry_max = inputs;
    inputs += c->n_keep != 0 ? SEALED_KEPT_USES * SEALED_KEPT_MASKS : 0;
    for (size_t i = 0; i < refresh_n_layers(s); i++) {
        size_t n_ands = refresh_layer_at(s, i)->n_ands;
        layer = n_ands > layer ? n_ands : layer;
    }

    /* The pool holds all triples if the target of memory allows, and all are there before the entries; else
     * one batch. */
    size_t all = l == 0 ? 0 : (s->n_ands + l - 1) / l * l;
    s->batch_size = l;
    s->pool.cap = all <= s->config.memory_target / record ? all : l;

    unsigned bucket = l == 0 ? 0 : sealed_bucket_size(l, s->config.statistical_bits);
    size_t leaky = bucket * l;
    s->batch.allocated_leaky = leaky;
    s->batch.allocated_rows = sealed_batch_rows(leaky, inputs);
    s->n_inputs_max = inputs;
    s->opened_cap = 2 * ((layer + 7) / 8) + (c->n_outputs + 7) / 8 + (bucket * l + 7) / 8 + 16;

    size_t broadcast = 256 + (leaky + 7) / 8 + (inputs + 7) / 8;
    size_t payload = 4 * s->batch.allocated_rows;
    payload = 16 * leaky > payload ? 16 * leaky : payload;
    payload = s->opened_cap + SEALED_DIGEST > payload ? s->opened_cap + SEALED_DIGEST : payload;
    s->broadcast_cap = broadcast;
    s->max_payload = broadcast + payload + 32768; /* the base OT's frames are below 32 KiB */
}

void sealed_plan_progress(struct sealed_session *s)
{
    size_t ands = s->n_ands == 0 ? 1 : s->n_ands;
    size_t made = s->triples_made < ands ? s->triples_made : ands;
    size_t permille = 0;
    if (s->flight > FLIGHT_OT_REPLY)
        permille = 40 + made * 760 / ands + s->ands_done * 150 / ands;
    if (s->flight == FLIGHT_END)
        permille = 1000;
    if (permille > s->progress.permille)
        s->progress.permille = (unsigned)permille;
}

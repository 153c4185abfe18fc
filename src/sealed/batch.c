/* The rows of one COT extension, and their memory, which serves every batch of the session. */
#include "sealed/flights.h"

#include "sealed/plan.h"

size_t sealed_batch_rows(size_t n_leaky, size_t n_inputs)
{
    size_t data = 3 * n_leaky + (n_leaky != 0 ? SEALED_RHO_ROWS : 0) + round_up(n_inputs, 128);
    if (data < SEALED_DELTA_ROWS)
        data = SEALED_DELTA_ROWS;
    return round_up(data + SEALED_MASK_ROWS, SEALED_ROW_QUANTUM);
}

static int batch_alloc(struct sealed_session *s)
{
    struct sealed_batch *b = &s->batch;
    b->x = t2_area_alloc(b->allocated_rows / 8);
    b->d = t2_area_alloc(b->allocated_leaky / 8);
    b->own_d = t2_area_alloc(b->allocated_leaky / 8);
    b->phi = t2_area_alloc(b->allocated_leaky * sizeof *b->phi);
    b->sum = t2_area_alloc(b->allocated_leaky * sizeof *b->sum);
    s->own_opened = t2_area_alloc(s->opened_cap);
    int ok = b->x != NULL && b->d != NULL && b->own_d != NULL && b->phi != NULL && b->sum != NULL &&
             s->own_opened != NULL;
    for (unsigned q = 0; q < s->n_peers; q++) {
        struct sealed_peer *p = &s->peer[q];
        p->m = t2_area_alloc(b->allocated_rows * sizeof *p->m);
        p->k = t2_area_alloc(b->allocated_rows * sizeof *p->k);
        p->opened = t2_area_alloc(s->opened_cap);
        ok = ok && p->m != NULL && p->k != NULL && p->opened != NULL;
    }
    return ok ? 0 : T2_E_MEMORY;
}

void sealed_batch_free(struct sealed_session *s)
{
    struct sealed_batch *b = &s->batch;
    t2_area_free(b->x, b->allocated_rows / 8);
    t2_area_free(b->d, b->allocated_leaky / 8);
    t2_area_free(b->own_d, b->allocated_leaky / 8);
    t2_area_free(b->phi, b->allocated_leaky * sizeof *b->phi);
    t2_area_free(b->sum, b->allocated_leaky * sizeof *b->sum);
    b->x = NULL;
    b->d = b->own_d = NULL;
    b->phi = b->sum = NULL;
}

/* No batch comes any more: the largest part of the session's memory goes before the evaluation begins. */
void sealed_batch_release(struct sealed_session *s)
{
    struct sealed_batch *b = &s->batch;
    sealed_batch_free(s);
    for (unsigned q = 0; q < s->n_peers; q++) {
        struct sealed_peer *p = &s->peer[q];
        t2_area_free(p->m, b->allocated_rows * sizeof *p->m);
        t2_area_free(p->k, b->allocated_rows * sizeof *p->k);
        p->m = p->k = NULL;
    }
}

int sealed_batch_begin(struct sealed_session *s, enum sealed_batch_kind kind)
{
    struct sealed_batch *b = &s->batch;
    int err = 0;
    if (b->x == NULL && (err = batch_alloc(s)) != 0)
        return err;
    s->n_batches++;
    b->kind = kind;
    b->n_triples = b->n_leaky = b->n_inputs = 0;
    b->bucket = 0;
    if (kind == BATCH_TRIPLES) {
        b->n_triples = s->batch_size;
        if (b->n_triples != 0)
            b->bucket = sealed_bucket_size(b->n_triples, s->config.statistical_bits);
        b->n_leaky = b->bucket * b->n_triples;
        b->n_inputs = s->inputs_masked ? 0 : s->n_inputs_max;
        s->progress.bucket_size = b->bucket;
    }
    b->rho_row = 3 * b->n_leaky;
    b->input_row = b->rho_row + (b->n_leaky != 0 ? SEALED_RHO_ROWS : 0);
    b->n_rows = sealed_batch_rows(b->n_leaky, b->n_inputs);
    size_t data = b->input_row + round_up(b->n_inputs, 128);
    b->mask_row = data < SEALED_DELTA_ROWS ? SEALED_DELTA_ROWS : data;
    return b->n_rows <= b->allocated_rows ? 0 : T2_E_STATE;
}

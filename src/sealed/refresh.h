/* The layer after the circuit's last, which makes the shares of outputs fresh before they are opened. */
#ifndef T2_SEALED_REFRESH_H
#define T2_SEALED_REFRESH_H

#include "sealed/session_internal.h"

/* Fills refresh, refresh_layer, n_refresh, output_slot, n_slots and n_ands of a new session. T2_E_MEMORY. */
T2_MUST_USE int refresh_plan(struct sealed_session *s);
void refresh_free(struct sealed_session *s);

/* All layers, the one of fresh shares last. */
static inline size_t refresh_n_layers(const struct sealed_session *s)
{
    return s->circuit->n_layers + 1;
}
static inline const struct circuit_layer *refresh_layer_at(const struct sealed_session *s, size_t i)
{
    return i < s->circuit->n_layers ? &s->circuit->layers[i] : &s->refresh_layer;
}

#endif

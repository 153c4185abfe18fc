/* Fresh shares for outputs. The owner of an entry holds the entry bit itself as its share (online.c), so the
 * shares of a sum of entries, or of two outputs that differ by entries, would show more than the outputs when
 * they are opened. An AND's shares are fresh: its triple's. So an output that is no AND is multiplied by one,
 * in a layer after the circuit's last; equal slots once. Constants are public, and between two parties the
 * other's share follows from the result. */
#include "sealed/refresh.h"

#include <string.h>

enum slot_kind { SLOT_STALE = 0, SLOT_FRESH = 1 };

/* What each slot holds after the last layer. */
static void find_kinds(const struct circuit *c, uint32_t *kind)
{
    for (size_t i = 0; i < c->n_layers; i++) {
        const struct circuit_layer *l = &c->layers[i];
        for (size_t g = 0; g < l->n_free; g++) {
            const struct circuit_gate *f = &l->free[g];
            switch ((enum circuit_op)f->op) {
            case CIRCUIT_XOR:
                kind[f->out] = SLOT_STALE;
                break;
            case CIRCUIT_NOT:
            case CIRCUIT_COPY:
                kind[f->out] = kind[f->a];
                break;
            case CIRCUIT_ZERO:
                kind[f->out] = SLOT_FRESH;
                break;
            case CIRCUIT_PARITY:
                for (size_t j = 0; j < c->parity[f->a].n_out; j++)
                    kind[c->parity[f->a].out[j]] = SLOT_STALE;
                break;
            }
        }
        for (size_t g = 0; g < l->n_ands; g++)
            kind[l->ands[g].out] = SLOT_FRESH;
    }
}

int refresh_plan(struct sealed_session *s)
{
    const struct circuit *c = s->circuit;
    s->n_ands = c->n_ands;
    s->n_slots = c->n_slots + 1; /* the last of the circuit's, then the one */
    s->output_slot = t2_area_alloc(c->n_outputs * sizeof *s->output_slot);
    if (s->output_slot == NULL)
        return T2_E_MEMORY;
    if (c->n_outputs != 0)
        memcpy(s->output_slot, c->output_slot, c->n_outputs * sizeof *s->output_slot);
    if (s->n == 2)
        return 0;

    size_t n_kinds = c->n_slots;
    uint32_t *kind =
        t2_area_alloc(n_kinds * sizeof *kind); /* from 2 on: the slot of the fresh share, plus 1 */
    s->refresh = t2_area_alloc(c->n_outputs * sizeof *s->refresh);
    if (kind == NULL || s->refresh == NULL) {
        t2_area_free(kind, n_kinds * sizeof *kind);
        return T2_E_MEMORY;
    }
    find_kinds(c, kind);
    for (size_t i = 0; i < c->n_outputs; i++) {
        uint32_t slot = c->output_slot[i];
        if (kind[slot] == SLOT_STALE) {
            uint32_t fresh = (uint32_t)s->n_slots++;
            s->refresh[s->n_refresh++] =
                (struct circuit_gate){.a = slot, .b = (uint32_t)c->n_slots, .out = fresh};
            kind[slot] = fresh + 1;
        }
        if (kind[slot] > SLOT_FRESH)
            s->output_slot[i] = kind[slot] - 1;
    }
    s->refresh_layer = (struct circuit_layer){.ands = s->refresh, .n_ands = s->n_refresh};
    s->n_ands += s->n_refresh;
    t2_area_free(kind, n_kinds * sizeof *kind);
    return 0;
}

void refresh_free(struct sealed_session *s)
{
    t2_area_free(s->output_slot, s->circuit->n_outputs * sizeof *s->output_slot);
    t2_area_free(s->refresh, s->circuit->n_outputs * sizeof *s->refresh);
    s->output_slot = NULL;
    s->refresh = NULL;
}

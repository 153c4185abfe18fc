/* Base OT and its state at a peer: see base_ot.c. */
#ifndef T2_SEALED_BASE_OT_H
#define T2_SEALED_BASE_OT_H

#include "sealed/flights.h"

/* The fixed lowest bit of a party's Delta. */
unsigned sealed_delta_low_bit(unsigned n_parties, unsigned party);

#endif

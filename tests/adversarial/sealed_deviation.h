/* What the tests of a party that keeps every form and cheats in the matter have in common. Each deviation
 * must be found, but for guesses that the protocol allows for (may_pass, with the reason beside it); and
 * where the protocol promises to find it by a certain flight, that is checked too. */
#ifndef T2_TESTS_SEALED_DEVIATION_H
#define T2_TESTS_SEALED_DEVIATION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed/transcript.h"
#include "sealed_harness.h"

#define HOOK(name)                                                                                           \
    static void name(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,            \
                     struct cheat_frame *f)
#define UNUSED_FRAME ((void)q, (void)f)

static inline int victim(const struct deviation *d, const struct cheat_frame *f)
{
    return (int)(d->victims >> f->party & 1);
}

/* The point of the flight in which the deviation began, in the same round. */
static inline int here(const struct table *t, enum cheat_point at, enum cheat_point wanted)
{
    return at == wanted && t->round == t->round_started;
}

static inline unsigned everybody_else(const struct table *t)
{
    return ((1u << t->n) - 1) & ~(1u << t->cheat);
}

/* Brings a new table to the n-th visit of a flight. */
static inline void come_to(struct table *t, enum sealed_flight_id flight, unsigned visits)
{
    while (table_flight(t) != flight || --visits != 0)
        assert_int_equal(table_round(t), 1);
}

static inline void leave_table(struct table *t, const char *title)
{
    tallies_print(title);
    table_close(t);
}

static inline void flip_bit(void *p, size_t bit)
{
    ((uint8_t *)p)[bit / 8] ^= (uint8_t)(1u << bit % 8);
}

#endif

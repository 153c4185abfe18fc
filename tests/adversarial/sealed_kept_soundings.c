/* A cheat with kept bits (sealed_kept_campaign.h) in the soundings themselves: the second run of room on a
 * set, and the second key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/sounding.h>

#include "sealed_kept_campaign.h"
#include "sealed_kept_rounds.h"

#define CANDIDATES 48

static void fill_entry(const struct sounding_shape *shape, unsigned seat, uint8_t *accepted, uint8_t *out)
{
    struct sounding_entry entry = {.accepted = accepted, .yes = 1, .random = {(uint8_t)(17 * seat + 3)}};
    for (size_t c = 0; c < CANDIDATES; c++) /* a later run accepts more; what is common is a few */
        accepted[c] = c % (seat + 2) == 0 || (shape->n_earlier != 0 && c % 7 == 0);
    sounding_input(shape, &entry, out);
}

/* Room, then either the second run on the set or the second key. */
static void sounding(unsigned n, unsigned cheat, enum sounding_kind kind, const char *title)
{
    struct sounding_shape first = {.kind = SOUNDING_ROOM,
                                   .n_seats = n,
                                   .n_candidates = CANDIDATES,
                                   .min_accepted = 2,
                                   .max_accepted = CANDIDATES,
                                   .parities = 40};
    struct sounding_shape second = first;
    struct circuit *c[2] = {NULL, NULL};
    struct sealed_kept *kept[SEALED_MAX_PARTIES], *other[SEALED_MAX_PARTIES];
    uint8_t bits[2][SEALED_MAX_PARTIES][CANDIDATES + 64], accepted[CANDIDATES];
    uint8_t *entry[SEALED_MAX_PARTIES];
    struct table t;
    second.kind = kind;
    second.n_earlier = kind == SOUNDING_ROOM;
    assert_int_equal(sounding_circuit(&first, &c[0]), 0);
    assert_int_equal(sounding_circuit(&second, &c[1]), 0);
    for (unsigned p = 0; p < n; p++) {
        fill_entry(&first, p, accepted, entry[p] = bits[0][p]);
        fill_entry(&second, p, accepted, bits[1][p]);
    }
    rounds_keep(n, c[0], 31, entry, kept);
    rounds_keep(n, c[0], 32, entry, other);
    table_open_kept(&t, n, cheat, c[1], 33, 0, kept, 0);
    for (unsigned p = 0; p < n; p++)
        table_set_entry(&t, p, bits[1][p]);
    campaign_run(&t, other[cheat], title);
    rounds_free(kept, n);
    rounds_free(other, n);
    circuit_free(c[0]);
    circuit_free(c[1]);
}

static void a_second_room(void **state)
{
    (void)state;
    sounding(2, 1, SOUNDING_ROOM, "room with an earlier run, n=2");
}

static void a_second_key(void **state)
{
    (void)state;
    sounding(3, 0, SOUNDING_FIND, "find, n=3");
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_second_room),
        cmocka_unit_test(a_second_key),
    };
    return cmocka_run_group_tests_name("sealed_kept_soundings", tests, NULL, NULL);
}

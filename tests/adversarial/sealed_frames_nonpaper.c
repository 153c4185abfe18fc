/* Wrong bytes in a round of non-papers (sealed_frame_attack.h): a circuit of sums, whose outputs are made
 * fresh by the last layer. Every honest desk has the right sum or none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <tracktwo/nonpaper.h>

#include "sealed_frame_attack.h"

static void a_round(void **state)
{
    (void)state;
    const struct nonpaper_form f = {.n_seats = 3, .n_places = 2, .place_len = 36};
    struct circuit *c = NULL;
    assert_int_equal(nonpaper_circuit(&f, &c), 0);
    attack_run(&(struct attack){.n = 3,
                                .cheat = 1,
                                .apart = getenv("T2_SOAK") != NULL,
                                .first = getenv("T2_SOAK") != NULL ? FLIGHT_EXTEND : FLIGHT_INPUT,
                                .visits = 1,
                                .flips = 3},
               c, 909);
    circuit_free(c);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round),
    };
    return cmocka_run_group_tests_name("sealed_frames_nonpaper", tests, NULL, NULL);
}

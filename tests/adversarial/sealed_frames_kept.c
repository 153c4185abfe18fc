/* Wrong bytes in a session that reads kept bits, draws the coin of the parities and keeps bits itself
 * (sealed_frame_attack.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sealed_frame_attack.h"
#include "sealed_kept_rounds.h"

static void kept(unsigned n, const struct attack *attack)
{
    struct attack a = *attack;
    struct circuit *first = rounds_first(n), *second = rounds_second(n);
    struct sealed_kept *was_kept[SEALED_MAX_PARTIES];
    rounds_keep(n, first, 51, NULL, was_kept);
    a.kept = was_kept;
    attack_run(&a, second, 52);
    rounds_free(was_kept, n);
    circuit_free(first);
    circuit_free(second);
}

static void two_parties(void **state)
{
    (void)state;
    kept(2, &(struct attack){.n = 2, .cheat = 1, .base_ot = 1, .visits = 1, .flips = 2});
}

/* Up to the entries all is as without kept bits: three parties are attacked from there on. */
static void three_parties(void **state)
{
    (void)state;
    kept(3, &(struct attack){.n = 3, .cheat = 0, .first = FLIGHT_INPUT, .visits = 2, .flips = 1});
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_parties),
        cmocka_unit_test(three_parties),
    };
    return cmocka_run_group_tests_name("sealed_frames_kept", tests, NULL, NULL);
}

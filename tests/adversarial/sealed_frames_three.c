/* Wrong bytes among three parties (sealed_frame_attack.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sealed_frame_attack.h"

static void three_parties(void **state)
{
    (void)state;
    attack_small(
        &(struct attack){.n = 3, .cheat = 2, .apart = getenv("T2_SOAK") != NULL, .visits = 2, .flips = 2});
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_parties),
    };
    return cmocka_run_group_tests_name("sealed_frames_three", tests, NULL, NULL);
}

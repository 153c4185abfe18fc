/* Wrong bytes among four parties (sealed_frame_attack.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sealed_frame_attack.h"

static void four_parties(void **state)
{
    (void)state;
    attack_small(&(struct attack){.n = 4, .cheat = 1, .visits = 1, .flips = 1});
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(four_parties),
    };
    return cmocka_run_group_tests_name("sealed_frames_four", tests, NULL, NULL);
}

/* Wrong bytes among two parties (sealed_frame_attack.h): a small circuit, and one whose triples come in
 * several batches and whose layers are cut into chunks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sealed_frame_attack.h"

static void two_parties(void **state)
{
    (void)state;
    attack_small(&(struct attack){.n = 2, .cheat = 1, .base_ot = 1, .visits = 3, .flips = 3});
    attack_small(&(struct attack){.n = 2, .cheat = 0, .visits = 3, .flips = 3});
}

/* Three batches of triples; both layers are wider than what is there, so that they are opened in chunks. */
static void several_batches(void **state)
{
    (void)state;
    struct circuit *c = random_circuit(2, 64, 2, 2501, 64, 9);
    attack_run(
        &(struct attack){
            .n = 2, .cheat = 1, .first = FLIGHT_AND, .visits = 9, .flips = 3, .memory_target = 1},
        c, 9);
    circuit_free(c);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_parties),
        cmocka_unit_test(several_batches),
    };
    return cmocka_run_group_tests_name("sealed_frames_two", tests, NULL, NULL);
}

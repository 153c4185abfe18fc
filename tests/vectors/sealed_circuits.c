/* The circuit of every kind of sounding is the same whoever builds it, with whatever compiler: desks compare
 * its digest. A change of one is a change of the protocol (docs/protocol/soundings.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <tracktwo/bytes.h>
#include <tracktwo/sounding.h>

static const struct {
    const char *digest;
    struct sounding_shape shape;
} circuits[] = {
    {"9521d38911f73a95d8ae4cb1d35cd999238959246fa25c5cc86d60b38d72893c",
     {SOUNDING_YES, 3, 1, 0, 1, 0, 0, 0, 40}},
    {"87f50c81e49ad1082733f0611bd20f0b02ed4aa66185c4cbcf3556e4bc4f247f",
     {SOUNDING_ROOM, 3, 120, 2, 48, 0, 0, 0, 40}},
    {"f9b38acfd9e4db16f4dd82bc531c968b6d9c317b957af2fb96d6f9a9b8c5873b",
     {SOUNDING_ROOM, 4, 120, 2, 48, 0, 0, 2, 40}},
    {"258e7599e9e435c5713bd584cf1b7ea7ca464dcfe95acdac0cbd5c3b3e0fab89",
     {SOUNDING_ROOM, 2, 7, 0, 7, 0, 0, 0, 0}},
    {"54002bde5243dd673e3609c5b582a845f8b95d86b40eb00dcfcb81eccf2aa88d",
     {SOUNDING_RANGE, 3, 100, 10, 100, 0, 0, 1, 40}},
    {"e849a9b55f3cf3b2cad2d8ccf173a86eb3cc3790769ea3e87874848099c15eb9",
     {SOUNDING_FIND, 5, 120, 0, 120, 0, 0, 0, 40}},
    {"44e1b4538bf1e221f28e790da96e869106740be792ac999e6cd6c56cfda8bb0e",
     {SOUNDING_NEAR, 3, 120, 2, 48, 5, 0, 1, 40}},
    {"373116f417a59bc80e5c5584ce8d397c31a374c3c728ab986ea7b564a487eb86",
     {SOUNDING_READY, 7, 1, 0, 1, 0, 5, 0, 40}},
    {"7ddfa1321b7ef72c8fc19952217b1191be124b94fa180feb4bf8676650a36c4f",
     {SOUNDING_EXCHANGE, 2, 30, 0, 3, 0, 0, 0, 40}},
    {"7ceb8e28e05b7b4602cb0f14da761ff7b2d237082c2a0972a2fa1222bf5e0224",
     {SOUNDING_BETTER, 4, 120, 0, 120, 0, 0, 0, 40}},
};

static void digests(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof circuits / sizeof circuits[0]; i++) {
        struct circuit *c = NULL;
        char hex[2 * CIRCUIT_DIGEST_LEN + 1];
        assert_int_equal(sounding_circuit(&circuits[i].shape, &c), 0);
        t2_hex(hex, c->digest, CIRCUIT_DIGEST_LEN);
        circuit_free(c);
        assert_string_equal(hex, circuits[i].digest);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(digests)};
    return cmocka_run_group_tests_name("sealed_circuits", tests, NULL, NULL);
}

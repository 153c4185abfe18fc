/* HOST:PORT#PIN: what is right comes back the same; everything else is refused and leaves nothing behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "desk/relay_client.h"

#define PIN "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static void there_and_back(void **state)
{
    static const char *const right[] = {
        "127.0.0.1:4711#" PIN,
        "relay.example:1#" PIN,
        "[::1]:65535#" PIN,
        "[2001:db8::7]:443#" PIN,
    };
    struct relay_address a;
    char again[RELAY_ADDRESS_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
        assert_int_equal(relay_address_parse(&a, right[i]), 0);
        assert_int_equal(a.pin[1], 0x11);
        assert_int_equal(a.pin[31], 0xff);
        relay_address_format(again, &a);
        assert_string_equal(again, right[i]);
    }
    assert_string_equal(a.host, "2001:db8::7");
    assert_string_equal(a.port, "443");
}

static void wrong_ones_are_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "#" PIN,
        ":4711#" PIN,
        "127.0.0.1#" PIN,
        "127.0.0.1:#" PIN,
        "127.0.0.1:0#" PIN,
        "127.0.0.1:04711#" PIN,
        "127.0.0.1:65536#" PIN,
        "127.0.0.1:47x1#" PIN,
        "127.0.0.1:4711" PIN,
        "127.0.0.1:4711#",
        "127.0.0.1:4711#" PIN "0",
        "127.0.0.1:4711#" PIN "\n",
        "127.0.0.1:4711#0" PIN,
        "127.0.0.1:4711#zz112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "::1:4711#" PIN,
        "[]:4711#" PIN,
        "[::1:4711#" PIN,
        "[relay.example]:4711#" PIN,
        "re lay:4711#" PIN,
        "relay/x:4711#" PIN,
    };
    struct relay_address a;
    static const struct relay_address empty;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        memset(&a, 0xee, sizeof a);
        assert_int_equal(relay_address_parse(&a, wrong[i]), T2_E_MALFORMED);
        assert_memory_equal(&a, &empty, sizeof a);
    }
}

static void long_ones_are_refused(void **state)
{
    char text[600];
    struct relay_address a;

    (void)state;
    memset(text, 'a', sizeof text);
    memcpy(text + 300, ":4711#" PIN, sizeof ":4711#" PIN);
    assert_int_equal(relay_address_parse(&a, text), T2_E_TOO_LARGE);
    assert_int_equal(relay_address_parse(&a, "relay:123456#" PIN), T2_E_TOO_LARGE);
    memcpy(text + 255, ":4711#" PIN, sizeof ":4711#" PIN);
    assert_int_equal(relay_address_parse(&a, text), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(wrong_ones_are_refused),
        cmocka_unit_test(long_ones_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

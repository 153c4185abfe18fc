/* An observer's report key as a file, and the lines that name it and the table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/crypto.h>
#include <tracktwo/observer.h>
#include <tracktwo/readout.h>
#include <tracktwo/secret.h>

#define PASS t2_bytes_str("correct horse")

/* The shortest correct use: a key is made; its file and passphrase give the key of its line. */
static void made_and_opened(void **state)
{
    (void)state;
    struct t2_buf file;
    char line[OBSERVER_LINE_MAX];
    uint8_t seed[32], key[32], of_line[32];
    t2_buf_init(&file, OBSERVER_KEY_FILE_LEN);
    assert_int_equal(observer_key_new(t2_random_system(), PASS, CHANNEL_STORE_COST_MIN, &file, line), 0);
    assert_int_equal(file.len, OBSERVER_KEY_FILE_LEN);
    assert_int_equal(observer_key_open(t2_buf_view(&file), PASS, seed), 0);
    assert_int_equal(t2_ed25519_public(key, seed), 0);
    assert_int_equal(observer_key_read(t2_bytes_str(line), of_line), 0);
    assert_memory_equal(key, of_line, 32);
    t2_buf_free(&file);
}

static void nothing_else_opens_it(void **state)
{
    (void)state;
    static const uint8_t zero[32];
    struct t2_random_seeded seeded;
    struct t2_random fails = t2_random_seeded_init(&seeded, 1);
    struct t2_buf file, principal;
    char line[OBSERVER_LINE_MAX] = "", public[READOUT_PUBLIC_MAX];
    uint8_t seed[32];
    t2_buf_init(&file, OBSERVER_KEY_FILE_LEN);
    t2_buf_init(&principal, READOUT_PRIVATE_LEN);
    for (seeded.fail_after = 1; seeded.fail_after < 3; seeded.fail_after++) {
        seeded.draws = 0;
        assert_int_equal(observer_key_new(&fails, PASS, CHANNEL_STORE_COST_MIN, &file, line), T2_E_RANDOM);
        assert_int_equal(file.len, 0);
    }
    assert_int_equal(observer_key_new(t2_random_system(), PASS, CHANNEL_STORE_COST_MIN, &file, line), 0);
    assert_int_equal(observer_key_open(t2_buf_view(&file), t2_bytes_str("another"), seed), T2_E_AUTH);
    assert_memory_equal(seed, zero, 32);
    assert_int_equal(observer_key_open(t2_bytes_of(file.ptr, file.len - 1), PASS, seed), T2_E_MALFORMED);
    file.ptr[file.len - 1] ^= 1;
    assert_int_equal(observer_key_open(t2_buf_view(&file), PASS, seed), T2_E_AUTH);
    assert_memory_equal(seed, zero, 32);
    /* A principal's key is no observer's, nor its line. */
    assert_int_equal(readout_key_new(t2_random_system(), PASS, CHANNEL_STORE_COST_MIN, &principal, public),
                     0);
    assert_int_equal(observer_key_open(t2_buf_view(&principal), PASS, seed), T2_E_MALFORMED);
    assert_int_equal(observer_key_read(t2_bytes_str(public), seed), T2_E_MALFORMED);
    t2_buf_free(&file);
    t2_buf_free(&principal);
}

static void every_letter_of_a_line(void **state)
{
    (void)state;
    char line[OBSERVER_LINE_MAX], padded[OBSERVER_LINE_MAX + 8] = "  ";
    uint8_t mission[32] = "a table, thirty-two bytes of it", back[32], other[32];
    assert_int_equal(observer_mission_line(mission, line), 0);
    strcat(padded, line);
    strcat(padded, " \r\n");
    assert_int_equal(observer_mission_read(t2_bytes_str(padded), back), 0);
    assert_memory_equal(mission, back, 32);
    assert_int_equal(observer_key_read(t2_bytes_str(line), other), T2_E_MALFORMED);
    for (size_t i = 0; i < strlen(line); i++) {
        char kept = line[i];
        line[i] = kept == '3' ? '4' : '3';
        assert_int_equal(observer_mission_read(t2_bytes_str(line), other), T2_E_MALFORMED);
        line[i] = kept;
    }
    line[strlen(line) - 1] = '\0';
    assert_int_equal(observer_mission_read(t2_bytes_str(line), other), T2_E_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_and_opened),
        cmocka_unit_test(nothing_else_opens_it),
        cmocka_unit_test(every_letter_of_a_line),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

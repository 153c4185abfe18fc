/* The published Bristol Fashion circuits through the sealed engine: AES-128 against FIPS 197, the SHA-256
 * compression function against FIPS 180-4, for 2, 3 and 5 parties; then written and read back. Data:
 * $T2_VECTORS, else $T2_SHARED/vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "../unit/sealed_local.h"

struct known_answer {
    const char *file;
    const char *value[2]; /* hexadecimal numbers; wire 0 of a value is its lowest bit */
    const char *output;
    size_t n_ands;
};

/* FIPS 197 appendix C.1; FIPS 180-4: the block of "abc" and the initial value. */
static const struct known_answer aes = {
    "aes_128.txt",
    {"000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff"},
    "69c4e0d86a7b0430d8cdb78070b4c55a",
    6400};
static const struct known_answer sha256 = {
    "sha256.txt",
    {"6162638000000000000000000000000000000000000000000000000000000000"
     "0000000000000000000000000000000000000000000000000000000000000018",
     "6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19"},
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    22573};

static void read_text(const char *file, struct t2_buf *out)
{
    const char *vectors = getenv("T2_VECTORS"), *shared = getenv("T2_SHARED");
    char path[1024], part[8192];
    size_t n;
    (void)snprintf(path, sizeof path, "%s%s/bristol/%s",
                   vectors != NULL  ? vectors
                   : shared != NULL ? shared
                                    : ".",
                   vectors != NULL ? "" : "/vectors", file);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        print_message("%s is not there: skipped\n", path);
        skip();
    }
    t2_buf_init(out, 16u << 20);
    while ((n = fread(part, 1, sizeof part, f)) > 0)
        assert_int_equal(t2_buf_append(out, part, n), 0);
    (void)fclose(f);
}

static void to_bits(const char *hex, uint8_t *bits)
{
    size_t n = strlen(hex);
    for (size_t d = 0; d < n; d++) {
        char digit[2] = {hex[n - 1 - d], '\0'};
        unsigned long v = strtoul(digit, NULL, 16);
        for (size_t k = 0; k < 4; k++)
            bits[4 * d + k] = (uint8_t)(v >> k & 1);
    }
}

static void evaluate(const struct known_answer *k, struct t2_bytes text, unsigned n)
{
    struct circuit *c = NULL;
    uint8_t input[2][512], want[256], got[256], *inputs[SEALED_MAX_PARTIES] = {input[0], input[1]};
    assert_int_equal(circuit_read_bristol(text, n, &c), 0);
    assert_int_equal(c->n_ands, k->n_ands);
    to_bits(k->value[0], input[0]);
    to_bits(k->value[1], input[1]);
    to_bits(k->output, want);
    sealed_local_evaluate(c, inputs, 40, got);
    assert_memory_equal(got, want, c->n_outputs);
    circuit_free(c);
}

static void check(const struct known_answer *k)
{
    struct t2_buf text, again;
    struct circuit *c = NULL;
    read_text(k->file, &text);
    evaluate(k, t2_buf_view(&text), 2);
    evaluate(k, t2_buf_view(&text), 3);
    evaluate(k, t2_buf_view(&text), 5);
    t2_buf_init(&again, 16u << 20);
    assert_int_equal(circuit_read_bristol(t2_buf_view(&text), 2, &c), 0);
    assert_int_equal(circuit_write_bristol(c, &again), 0);
    evaluate(k, t2_buf_view(&again), 2);
    circuit_free(c);
    t2_buf_free(&again);
    t2_buf_free(&text);
}

static void test_aes(void **state)
{
    (void)state;
    check(&aes);
}

static void test_sha256(void **state)
{
    (void)state;
    check(&sha256);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_aes), cmocka_unit_test(test_sha256)};
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests(tests, NULL, NULL);
}

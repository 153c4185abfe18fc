/* Read-outs as files: what is sealed is opened with the key and the passphrase, and with nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/err.h>
#include <tracktwo/readout.h>
#include <tracktwo/secret.h>

#define PASS t2_bytes_str("correct horse")
#define TEXT "It was said that observers could be considered."

struct set {
    struct t2_buf private, file;
    char public[READOUT_PUBLIC_MAX];
};

static void make_key(struct t2_buf *private, char public[READOUT_PUBLIC_MAX])
{
    t2_buf_init(private, READOUT_PRIVATE_LEN);
    assert_int_equal(readout_key_new(t2_random_system(), PASS, CHANNEL_STORE_COST_MIN, private, public), 0);
    assert_int_equal(private->len, READOUT_PRIVATE_LEN);
}

static int set_up(void **state)
{
    static struct set x;
    assert_int_equal(t2_init(), 0);
    make_key(&x.private, x.public);
    t2_buf_init(&x.file, READOUT_FILE_MAX);
    assert_int_equal(readout_seal(t2_random_system(), t2_bytes_str(x.public), t2_bytes_str(TEXT), &x.file),
                     0);
    *state = &x;
    return 0;
}

static int tear_down(void **state)
{
    struct set *x = *state;
    t2_buf_free(&x->private);
    t2_buf_free(&x->file);
    return 0;
}

static int opens(struct t2_bytes private, struct t2_bytes pass, struct t2_bytes file, int *wrong)
{
    struct t2_buf out;
    t2_buf_init(&out, READOUT_MAX);
    int err = readout_open(private, pass, file, &out, wrong);
    if (err == 0)
        assert_true(t2_bytes_eq(t2_buf_view(&out), t2_bytes_str(TEXT)));
    else
        assert_int_equal(out.len, 0);
    t2_buf_free(&out);
    return err;
}

static void with_the_key_and_the_passphrase(void **state)
{
    struct set *x = *state;
    struct t2_buf other;
    char public[READOUT_PUBLIC_MAX];
    int wrong = 0;
    assert_int_equal(opens(t2_buf_view(&x->private), PASS, t2_buf_view(&x->file), &wrong), 0);
    assert_int_equal(
        opens(t2_buf_view(&x->private), t2_bytes_str("correct house"), t2_buf_view(&x->file), &wrong),
        T2_E_AUTH);
    assert_int_equal(wrong, 1);
    make_key(&other, public);
    assert_int_equal(opens(t2_buf_view(&other), PASS, t2_buf_view(&x->file), &wrong), T2_E_AUTH);
    assert_int_equal(wrong, 0);
    assert_string_not_equal(public, x->public);
    t2_buf_free(&other);
    /* The two files the wrong way round. */
    assert_int_equal(opens(t2_buf_view(&x->file), PASS, t2_buf_view(&x->private), &wrong), T2_E_MALFORMED);
}

/* Every byte of either file changed, every shorter length, and more: never the text, never anything else. */
static void nothing_else_opens_it(void **state)
{
    struct set *x = *state;
    int wrong = 0;
    for (size_t i = 0; i < x->file.len; i++) {
        x->file.ptr[i] ^= 1;
        assert_int_not_equal(opens(t2_buf_view(&x->private), PASS, t2_buf_view(&x->file), &wrong), 0);
        x->file.ptr[i] ^= 1;
        i += i > 80 ? 36 : 0; /* each opening costs an Argon2id */
    }
    for (size_t n = 0; n < 70; n++)
        assert_int_not_equal(opens(t2_buf_view(&x->private), PASS, t2_bytes_of(x->file.ptr, n), &wrong), 0);
    for (size_t i = 0; i < x->private.len; i++) {
        uint8_t kept = x->private.ptr[i];
        x->private.ptr[i] ^= 1;
        if (i < 21 || i > 26) /* the cost's bytes: some are a greater cost, and take long */
            assert_int_not_equal(opens(t2_buf_view(&x->private), PASS, t2_buf_view(&x->file), &wrong), 0);
        x->private.ptr[i] = kept;
    }
    x->private.ptr[21] = 0xff; /* 4 TiB of memory for the passphrase */
    assert_int_equal(opens(t2_buf_view(&x->private), PASS, t2_buf_view(&x->file), &wrong), T2_E_MALFORMED);
    x->private.ptr[21] = 0;
}

static void a_letter_of_the_line(void **state)
{
    struct set *x = *state;
    struct t2_buf out;
    char line[READOUT_PUBLIC_MAX + 8];
    t2_buf_init(&out, READOUT_FILE_MAX);
    for (size_t i = 0; x->public[i] != '\0'; i++) {
        memcpy(line, x->public, sizeof x->public);
        line[i] = line[i] == '0' ? '1' : '0';
        assert_int_equal(readout_seal(t2_random_system(), t2_bytes_str(line), t2_bytes_str(TEXT), &out),
                         T2_E_MALFORMED);
        assert_int_equal(out.len, 0);
    }
    assert_int_equal(readout_seal(t2_random_system(), t2_bytes_str(""), t2_bytes_str(TEXT), &out),
                     T2_E_MALFORMED);
    (void)snprintf(line, sizeof line, "  %s \r\n", x->public);
    assert_int_equal(readout_seal(t2_random_system(), t2_bytes_str(line), t2_bytes_str(TEXT), &out), 0);
    t2_buf_free(&out);
}

/* The file tells of its text only how many kibibytes it has; two of the same text differ. */
static void what_the_file_tells(void **state)
{
    struct set *x = *state;
    static char big[READOUT_MAX + 1];
    struct t2_buf out;
    t2_buf_init(&out, READOUT_FILE_MAX);
    memset(big, 'a', sizeof big);
    for (size_t n = 0; n <= 1020; n += 255) {
        assert_int_equal(readout_seal(t2_random_system(), t2_bytes_str(x->public), t2_bytes_of(big, n), &out),
                         0);
        assert_int_equal(out.len, x->file.len);
        assert_memory_not_equal(out.ptr + 19, x->file.ptr + 19, 64);
        t2_buf_clear(&out);
    }
    assert_int_equal(readout_seal(t2_random_system(), t2_bytes_str(x->public), t2_bytes_of(big, 1021), &out),
                     0);
    assert_int_equal(out.len, x->file.len + 1024);
    t2_buf_clear(&out);
    assert_int_equal(
        readout_seal(t2_random_system(), t2_bytes_str(x->public), t2_bytes_of(big, READOUT_MAX), &out), 0);
    t2_buf_clear(&out);
    assert_int_equal(
        readout_seal(t2_random_system(), t2_bytes_str(x->public), t2_bytes_of(big, READOUT_MAX + 1), &out),
        T2_E_TOO_LARGE);
    t2_buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_the_key_and_the_passphrase),
        cmocka_unit_test(nothing_else_opens_it),
        cmocka_unit_test(a_letter_of_the_line),
        cmocka_unit_test(what_the_file_tells),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

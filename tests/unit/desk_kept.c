/* What a sounding left, at rest in a desk's folder: it comes back as it was after a restart, nothing of it
 * can be read in the folder, whatever is changed in it is refused and harms nothing else, and what is
 * forgotten is gone even where the disk still has it. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "desk_fixture.h"

/* format 1 | n 1 | self 1 | id 32 | Delta 16 | number of bits 8 | bits | shares: n = 2, one bit, all masks.
 */
#define HEAD 59
#define PATH_LEN (DESK_PATH_MAX + 300)
#define BITS_LEN (1 + SEALED_KEPT_USES * 128)
#define KEPT_LEN (HEAD + BITS_LEN + BITS_LEN * 32)

static struct desks x;
static struct desk_problem why;
static uint8_t plain[KEPT_LEN];
static const uint8_t id[TABLE_SOUNDING_ID_LEN] = {7, 7, 7};
static const uint8_t other[TABLE_SOUNDING_ID_LEN] = {8, 8, 8};

static int start(void **state)
{
    (void)state;
    desks_start(&x, 1);
    memset(plain, 0, sizeof plain);
    plain[0] = 1;
    plain[1] = 2;
    plain[HEAD - 1] = 1;
    for (size_t i = HEAD + BITS_LEN; i < sizeof plain; i++)
        plain[i] = (uint8_t)(0x40 + i % 61);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static void save(const uint8_t *as)
{
    struct sealed_kept *k = NULL;
    assert_int_equal(sealed_kept_read(t2_bytes_of(plain, sizeof plain), &k), 0);
    assert_int_equal(desk_kept_save(x.d[0], as, k), 0);
    sealed_kept_free(k);
}

/* What comes back is what was saved; or this error. */
static void expect(const uint8_t *as, int want)
{
    struct sealed_kept *k = NULL;
    struct t2_buf bytes;
    assert_int_equal(desk_kept_load(x.d[0], as, &k), want);
    assert_int_equal(k == NULL, want != 0);
    if (k == NULL)
        return;
    t2_buf_init(&bytes, sizeof plain);
    assert_int_equal(sealed_kept_write(k, &bytes), 0);
    assert_int_equal(bytes.len, sizeof plain);
    assert_memory_equal(bytes.ptr, plain, sizeof plain);
    t2_buf_free(&bytes);
    sealed_kept_free(k);
}

static void path_of(const uint8_t *as, char out[PATH_LEN])
{
    char hex[2 * TABLE_SOUNDING_ID_LEN + 1];
    t2_hex(hex, as, TABLE_SOUNDING_ID_LEN);
    (void)snprintf(out, PATH_LEN, "%s/kept-%s", x.d[0]->dir, hex);
}

static size_t file_get(const char *path, uint8_t *out, size_t cap)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(out, 1, cap, f);
    assert_int_equal(fclose(f), 0);
    return n;
}

static void file_put(const char *path, const uint8_t *p, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void it_comes_back(void **state)
{
    (void)state;
    expect(id, T2_E_MISSING);
    save(id);
    expect(id, 0);
    expect(other, T2_E_MISSING);
    assert_int_equal(desk_commit(x.d[0], &why), 0);
    desks_again(&x, 0);
    expect(id, 0);
    /* Without a commit the key is gone with the process, and the file says nothing to anybody. */
    save(other);
    desks_again(&x, 0);
    expect(other, T2_E_MISSING);
    expect(id, 0);
    /* Saved once more it is another file under another key. */
    static uint8_t was[2 * KEPT_LEN], is[2 * KEPT_LEN];
    char path[PATH_LEN];
    path_of(id, path);
    size_t n = file_get(path, was, sizeof was);
    save(id);
    assert_int_equal(file_get(path, is, sizeof is), n);
    size_t same = 0;
    for (size_t i = 0; i < n; i++)
        same += was[i] == is[i];
    assert_true(same < n / 64); /* one in 256 by chance */
    expect(id, 0);
}

/* No 16 bytes of it stand in any file of the folder. */
static void nothing_can_be_read(void **state)
{
    (void)state;
    static uint8_t file[1 << 22];
    unsigned n_files = 0;
    save(id);
    assert_int_equal(desk_commit(x.d[0], &why), 0);
    DIR *folder = opendir(x.d[0]->dir);
    assert_non_null(folder);
    for (struct dirent *e; (e = readdir(folder)) != NULL;) {
        char path[PATH_LEN];
        if (e->d_type != DT_REG)
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", x.d[0]->dir, e->d_name);
        size_t n = file_get(path, file, sizeof file);
        assert_true(n < sizeof file);
        for (size_t at = HEAD + BITS_LEN; at + 16 <= sizeof plain; at += 61)
            assert_null(memmem(file, n, plain + at, 16));
        n_files += n > KEPT_LEN;
    }
    (void)closedir(folder);
    assert_true(n_files >= 1);
}

static void whatever_is_changed_is_refused(void **state)
{
    (void)state;
    static uint8_t file[2 * KEPT_LEN];
    char path[PATH_LEN], elsewhere[PATH_LEN];
    save(id);
    save(other);
    path_of(id, path);
    path_of(other, elsewhere);
    size_t n = file_get(path, file, sizeof file);
    assert_int_equal(n, 24 + KEPT_LEN + 16);
    for (size_t at = 0; at < n; at += at < 60 || at + 60 > n ? 1 : 911) {
        file[at] ^= (uint8_t)(1u << at % 8);
        file_put(path, file, n);
        expect(id, T2_E_AUTH);
        file[at] ^= (uint8_t)(1u << at % 8);
    }
    static const size_t cut[] = {0, 1, 39, 40, 1000, KEPT_LEN + 39};
    for (size_t i = 0; i < sizeof cut / sizeof cut[0]; i++) {
        struct sealed_kept *k = NULL;
        file_put(path, file, cut[i]);
        assert_int_not_equal(desk_kept_load(x.d[0], id, &k), 0);
        assert_null(k);
    }
    file_put(path, file, n);
    expect(id, 0);
    file_put(elsewhere, file, n); /* another sounding's */
    expect(other, T2_E_AUTH);
    assert_int_equal(unlink(elsewhere), 0);
    assert_int_equal(symlink(path, elsewhere), 0);
    expect(other, T2_E_IO);
    assert_int_equal(unlink(path), 0);
    expect(id, T2_E_MISSING);
    desks_say(&x, 0, "the desk goes on");
    desks_settle(&x);
    assert_int_equal(table_n_events(desk_table(x.d[1])), table_n_events(desk_table(x.d[0])));
}

static void what_is_forgotten_is_gone(void **state)
{
    (void)state;
    static uint8_t file[2 * KEPT_LEN];
    char path[PATH_LEN];
    save(id);
    save(other);
    assert_int_equal(desk_commit(x.d[0], &why), 0);
    path_of(id, path);
    size_t n = file_get(path, file, sizeof file);
    assert_int_equal(desk_kept_forget(x.d[0], id), 1);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(desk_kept_forget(x.d[0], id), 0);
    assert_int_equal(desk_commit(x.d[0], &why), 0);
    file_put(path, file, n); /* as from a backup */
    expect(id, T2_E_MISSING);
    desks_again(&x, 0);
    expect(id, T2_E_MISSING);
    expect(other, 0);
}

/* A sounding that stopped leaves nothing. */
static void a_stop_forgets(void **state)
{
    (void)state;
    char path[PATH_LEN];
    size_t sounding = desks_sounding(&x);
    const uint8_t *of = table_sounding(desk_table(x.d[0]), sounding)->id;
    uint8_t copy[TABLE_SOUNDING_ID_LEN];
    memcpy(copy, of, sizeof copy);
    save(copy);
    assert_int_equal(desk_commit(x.d[0], &why), 0);
    (void)desk_entries_forget_ended(x.d[0]);
    expect(copy, 0); /* it is not over yet */
    assert_int_equal(desk_post_stopped(x.d[1], sounding, 0, 1, 1, &why), 0);
    desks_settle(&x);
    assert_int_equal(table_sounding(desk_table(x.d[0]), sounding)->status, TABLE_SOUND_STOPPED);
    (void)desk_entries_forget_ended(x.d[0]);
    path_of(copy, path);
    assert_int_equal(access(path, F_OK), -1);
    expect(copy, T2_E_MISSING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_comes_back, start, end),
        cmocka_unit_test_setup_teardown(nothing_can_be_read, start, end),
        cmocka_unit_test_setup_teardown(whatever_is_changed_is_refused, start, end),
        cmocka_unit_test_setup_teardown(what_is_forgotten_is_gone, start, end),
        cmocka_unit_test_setup_teardown(a_stop_forgets, start, end),
    };
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("desk_kept", tests, NULL, NULL);
}

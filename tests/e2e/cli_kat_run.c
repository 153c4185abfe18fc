/* The program kat-run: its exit codes, its last line, and what it says to files that are not what they should
 * be. Its own small files have one known answer of each kind and the same answer altered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILES_MAX 8

static char program[PATH_MAX];
static char folder[PATH_MAX];
static char said[1u << 16]; /* standard output and error, in one */

static int run(const char *const arguments[], size_t n)
{
    const char *argv[FILES_MAX + 2] = {program};
    int ends[2], status = -1;
    size_t len = 0;
    ssize_t got = 0;
    assert_true(n <= FILES_MAX);
    for (size_t i = 0; i < n; i++)
        argv[1 + i] = arguments[i];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (dup2(ends[1], STDOUT_FILENO) >= 0 && dup2(ends[1], STDERR_FILENO) >= 0)
            execv(program, (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    close(ends[1]);
    while ((got = read(ends[0], said + len, sizeof said - 1 - len)) > 0)
        len += (size_t)got;
    close(ends[0]);
    said[len] = '\0';
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int run_one(const char *argument)
{
    return run(&argument, 1);
}

static const char *last_line(void)
{
    size_t len = strlen(said);
    assert_true(len > 0 && said[len - 1] == '\n');
    said[len - 1] = '\0';
    const char *at = strrchr(said, '\n');
    return at == NULL ? said : at + 1;
}

/* A file in our folder; its path stays valid until the test ends. */
static const char *file(const char *name, const char *text)
{
    static char path[FILES_MAX][PATH_MAX + 32];
    static size_t next;
    char *p = path[next++ % FILES_MAX];
    assert_true(snprintf(p, PATH_MAX + 32, "%s/%s", folder, name) < PATH_MAX + 32);
    FILE *f = fopen(p, "wb");
    assert_non_null(f);
    assert_int_equal(fputs(text, f) >= 0, 1);
    assert_int_equal(fclose(f), 0);
    return p;
}

#define ONE_GROUP(algorithm, n, group, cases)                                                                \
    "{\"algorithm\":\"" algorithm "\",\"numberOfTests\":" n ",\"testGroups\":[{" group ",\"tests\":[" cases  \
    "]}]}"
#define TWO(a, b) a "," b
#define THREE(a, b, c) a "," b "," c
#define CASE(id, fields, result) "{\"tcId\":" id ",\"flags\":[]," fields ",\"result\":\"" result "\"}"

/* RFC 7748 section 6.1. */
#define X25519_FIELDS(last)                                                                                  \
    "\"public\":\"de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f\","                       \
    "\"private\":\"77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a\","                      \
    "\"shared\":\"4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e16174" last "\""
#define X25519_GROUP "\"type\":\"XdhComp\",\"curve\":\"curve25519\""
static const char x25519_right[] =
    ONE_GROUP("XDH", "1", X25519_GROUP, CASE("1", X25519_FIELDS("2"), "valid"));
static const char x25519_wrong[] =
    ONE_GROUP("XDH", "2", X25519_GROUP,
              TWO(CASE("1", X25519_FIELDS("2"), "valid"), CASE("7", X25519_FIELDS("3"), "valid")));

static void right_answers(void **state)
{
    (void)state;
    assert_int_equal(run_one(file("right.json", x25519_right)), 0);
    assert_non_null(strstr(said, "right.json: 1 passed, 0 failed, 0 skipped\n"));
    assert_string_equal(last_line(), "1 passed, 0 failed, 0 skipped");
}

static void a_wrong_answer_is_named(void **state)
{
    (void)state;
    assert_int_equal(run_one(file("wrong.json", x25519_wrong)), 1);
    assert_non_null(strstr(said, "case 7 failed: another value was computed\n"));
    assert_null(strstr(said, "case 1 "));
    assert_string_equal(last_line(), "1 passed, 1 failed, 0 skipped");
}

static void files_add_up(void **state)
{
    (void)state;
    const char *both[] = {file("right.json", x25519_right), file("wrong.json", x25519_wrong)};
    assert_int_equal(run(both, 2), 1);
    assert_string_equal(last_line(), "2 passed, 1 failed, 0 skipped");
}

/* RFC 8032 section 7.1 test 2; McGrew and Viega's test case 14; RFC 8439 section 2.8.2 and its like for
 * XChaCha20; RFC 4231 case 2, whole and cut to 16 bytes; RFC 5869 appendix A.3, and an output that is too
 * long. */
#define ED25519_GROUP(pk_end)                                                                                \
    "\"type\":\"EddsaVerify\",\"publicKey\":{\"curve\":\"edwards25519\",\"pk\":"                             \
    "\"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af466" pk_end "\"}"
#define ED25519_FIELDS(msg)                                                                                  \
    "\"msg\":\"" msg "\",\"sig\":\"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"         \
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00\""
#define GCM_FIELDS(key_end, tag_end)                                                                         \
    "\"key\":\"00000000000000000000000000000000" key_end "\",\"iv\":\"000000000000000000000000\","           \
    "\"aad\":\"\",\"msg\":\"00000000000000000000000000000000\","                                             \
    "\"ct\":\"cea7403d4d606b6e074ec5d3baf39d18\",\"tag\":\"d0d1c8a799996bf0265b98b5d48ab9" tag_end "\""
#define SUNSCREEN_FIELDS(iv, sealed)                                                                         \
    "\"key\":\"808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f\",\"iv\":\"" iv              \
    "\",\"aad\":\"50515253c0c1c2c3c4c5c6c7\",\"msg\":\""                                                     \
    "4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a20496620492063"       \
    "6f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73"       \
    "637265656e20776f756c642062652069742e\"," sealed
#define CHACHA_FIELDS(tag_end)                                                                               \
    SUNSCREEN_FIELDS("070000004041424344454647",                                                             \
                     "\"ct\":\"d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9" \
                     "671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58"  \
                     "fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116\",\"tag\":\""     \
                     "1ae10b594f09e26a7e902ecbd06006" tag_end "\"")
#define XCHACHA_FIELDS(tag_end)                                                                              \
    SUNSCREEN_FIELDS("404142434445464748494a4b4c4d4e4f5051525354555657",                                     \
                     "\"ct\":\"bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4a" \
                     "a6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e"  \
                     "3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e\",\"tag\":\""     \
                     "c0875924c1c7987947deafd8780acf" tag_end "\"")
#define AEAD_GROUP "\"type\":\"AeadTest\""
#define MAC_GROUP(bits) "\"type\":\"MacTest\",\"tagSize\":" bits
#define HKDF_GROUP "\"type\":\"HkdfTest\""
#define X448_GROUP "\"type\":\"XdhComp\",\"curve\":\"curve448\""
#define ZERO_16 "00000000000000000000000000000000"
#define HMAC_FIELDS(tag)                                                                                     \
    "\"key\":\"4a656665\",\"msg\":\"7768617420646f2079612077616e7420666f72206e6f7468696e673f\",\"tag\":\""   \
    "5bdcc146bf60754e6a042426089575" tag "\""
#define HKDF_FIELDS(size, end)                                                                               \
    "\"ikm\":\"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b\",\"salt\":\"\",\"info\":\"\",\"size\":" size    \
    ",\"okm\":\"8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96" end "\""

static const struct {
    const char *json, *sum;
    int code;
} kinds[] = {
    {ONE_GROUP("EDDSA", "2", ED25519_GROUP("0c"),
               TWO(CASE("1", ED25519_FIELDS("72"), "valid"), CASE("2", ED25519_FIELDS("73"), "invalid"))),
     "2 passed, 0 failed, 0 skipped", 0},
    {ONE_GROUP("EDDSA", "2", ED25519_GROUP("0c"),
               TWO(CASE("1", ED25519_FIELDS("72"), "invalid"), CASE("2", ED25519_FIELDS("73"), "valid"))),
     "0 passed, 2 failed, 0 skipped", 1},
    {ONE_GROUP("AES-GCM", "3", AEAD_GROUP,
               THREE(CASE("1", GCM_FIELDS(ZERO_16, "19"), "valid"),
                     CASE("2", GCM_FIELDS(ZERO_16, "18"), "invalid"),
                     CASE("3", GCM_FIELDS("", "19"), "valid"))),
     "2 passed, 0 failed, 1 skipped", 0},
    {ONE_GROUP(
         "AES-GCM", "2", AEAD_GROUP,
         TWO(CASE("1", GCM_FIELDS(ZERO_16, "19"), "invalid"), CASE("2", GCM_FIELDS(ZERO_16, "18"), "valid"))),
     "0 passed, 2 failed, 0 skipped", 1},
    {ONE_GROUP("CHACHA20-POLY1305", "3", AEAD_GROUP,
               THREE(CASE("1", CHACHA_FIELDS("91"), "valid"), CASE("2", CHACHA_FIELDS("90"), "invalid"),
                     CASE("3", CHACHA_FIELDS("91"), "invalid"))),
     "2 passed, 1 failed, 0 skipped", 1},
    {ONE_GROUP("XCHACHA20-POLY1305", "3", AEAD_GROUP,
               THREE(CASE("1", XCHACHA_FIELDS("49"), "valid"), CASE("2", XCHACHA_FIELDS("48"), "invalid"),
                     CASE("3", CHACHA_FIELDS("91"), "valid"))),
     "2 passed, 0 failed, 1 skipped", 0},
    {ONE_GROUP("HMACSHA256", "2", MAC_GROUP("256"),
               TWO(CASE("1", HMAC_FIELDS("c75a003f089d2739839dec58b964ec3843"), "valid"),
                   CASE("2", HMAC_FIELDS("c75a003f089d2739839dec58b964ec3842"), "invalid"))),
     "2 passed, 0 failed, 0 skipped", 0},
    {ONE_GROUP("HMACSHA256", "2", MAC_GROUP("128"),
               TWO(CASE("1", HMAC_FIELDS("c7"), "valid"), CASE("2", HMAC_FIELDS("c6"), "valid"))),
     "1 passed, 1 failed, 0 skipped", 1},
    {ONE_GROUP("HKDF-SHA-256", "3", HKDF_GROUP,
               THREE(CASE("1", HKDF_FIELDS("42", "c8"), "valid"), CASE("2", HKDF_FIELDS("42", "c9"), "valid"),
                     CASE("3", HKDF_FIELDS("8161", ""), "invalid"))),
     "2 passed, 1 failed, 0 skipped", 1},
    {ONE_GROUP("XDH", "1", X448_GROUP, CASE("1", X25519_FIELDS("2"), "valid")),
     "0 passed, 0 failed, 1 skipped", 1},
};

static void every_kind_right_and_wrong(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        assert_int_equal(run_one(file("kind.json", kinds[i].json)), kinds[i].code);
        assert_string_equal(last_line(), kinds[i].sum);
    }
}

/* RFC 7748: the public key 0 gives the secret 0, which we promise to refuse. */
static void acceptable_is_held_to_the_promise(void **state)
{
    (void)state;
#define ZERO_32 ZERO_16 ZERO_16
#define ZERO_CASE(flag, shared)                                                                              \
    "{\"tcId\":1,\"flags\":[\"" flag "\"],\"public\":\"" ZERO_32 "\",\"private\":\"" ZERO_32                 \
    "\",\"shared\":\"" shared "\",\"result\":\"acceptable\"}"
    assert_int_equal(run_one(file("zero.json", ONE_GROUP("XDH", "1", X25519_GROUP,
                                                         ZERO_CASE("ZeroSharedSecret", ZERO_32)))),
                     0);
    /* Without the flag the refusal is not what was promised. */
    assert_int_equal(
        run_one(file("zero.json", ONE_GROUP("XDH", "1", X25519_GROUP, ZERO_CASE("Twist", ZERO_32)))), 1);
    assert_int_equal(
        run_one(file("zero.json", ONE_GROUP("XDH", "1", X25519_GROUP,
                                            ZERO_CASE("ZeroSharedSecret", ZERO_16 "01" ZERO_16)))),
        1);
}

static void files_that_are_not_what_they_should_be(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"", "is not JSON"},
        {"{\"algorithm\":", "is not JSON"},
        {"[]", "is not a whole file of known answers"},
        {"{}", "is not a whole file of known answers"},
        /* one case fewer than it says */
        {ONE_GROUP("XDH", "2", X25519_GROUP, CASE("1", X25519_FIELDS("2"), "valid")),
         "is not a whole file of known answers"},
        {ONE_GROUP("XDH", "1", X25519_GROUP, CASE("1", X25519_FIELDS("2"), "perhaps")),
         "is not a whole file of known answers"},
        {ONE_GROUP("XDH", "1", X25519_GROUP, CASE("1", X25519_FIELDS("x"), "valid")),
         "has a case without the fields of its kind"},
        {ONE_GROUP("XDH", "1", X25519_GROUP, CASE("1", "\"public\":\"00\"", "valid")),
         "has a case without the fields of its kind"},
        {ONE_GROUP("ML-KEM", "1", "\"type\":\"MLKEMTest\"", CASE("1", "\"seed\":\"00\"", "valid")),
         "is of a kind that this program does not know"},
        {ONE_GROUP("XDH", "1", "\"type\":\"XdhAsnComp\"", CASE("1", X25519_FIELDS("2"), "valid")),
         "is of a kind that this program does not know"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(run_one(file("odd.json", cases[i].text)), 2);
        assert_non_null(strstr(said, cases[i].why));
        assert_string_equal(last_line(), "0 passed, 0 failed, 0 skipped");
    }
    assert_int_equal(run_one("/nowhere/at/all.json"), 2);
    assert_non_null(strstr(said, "cannot be read"));
    assert_int_equal(run_one(folder), 2);
    assert_non_null(strstr(said, "cannot be read"));
    /* Beside a good one the good one still counts. */
    const char *both[] = {"/nowhere/at/all.json", file("right.json", x25519_right)};
    assert_int_equal(run(both, 2), 2);
    assert_string_equal(last_line(), "1 passed, 0 failed, 0 skipped");
}

static void usage(void **state)
{
    (void)state;
    assert_int_equal(run(NULL, 0), 2);
    assert_non_null(strstr(said, "usage: kat-run FILE..."));
    assert_int_equal(run_one("--nonsense"), 2);
    assert_int_equal(run_one("--help"), 0);
    assert_non_null(strstr(said, "N passed, N failed, N skipped"));
    assert_non_null(strstr(said, "XDH (X25519)"));
}

static int folder_make(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    int n = snprintf(folder, sizeof folder, "%s/tracktwo-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
    return n >= (int)sizeof folder || mkdtemp(folder) == NULL;
}

static int folder_remove(void **state)
{
    (void)state;
    static const char *const names[] = {"right.json", "wrong.json", "kind.json", "zero.json", "odd.json"};
    char path[PATH_MAX + 32];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        (void)unlink(path);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(right_answers),
        cmocka_unit_test(a_wrong_answer_is_named),
        cmocka_unit_test(files_add_up),
        cmocka_unit_test(every_kind_right_and_wrong),
        cmocka_unit_test(acceptable_is_held_to_the_promise),
        cmocka_unit_test(files_that_are_not_what_they_should_be),
        cmocka_unit_test(usage),
    };
    const char *programs = getenv("T2_PROGRAMS");
    if (programs == NULL ||
        snprintf(program, sizeof program, "%s/kat-run", programs) >= (int)sizeof program) {
        fprintf(stderr, "$T2_PROGRAMS is the folder of the programs\n");
        return 1;
    }
    return cmocka_run_group_tests(tests, folder_make, folder_remove);
}

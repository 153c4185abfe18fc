/* A file of known answers: read, checked against its own count of cases, and run case by case. Nothing is
 * counted before the whole file is known to be well formed and of one known format. */
#include "kat.h"

#include <stdio.h>
#include <string.h>

#include <tracktwo/secret.h>

static const struct {
    const char *algorithm;
    const char *type; /* of each group */
    kat_run_fn run;
    const char *name;
} formats[] = {
    {"XDH", "XdhComp", kat_xdh_run, "XDH (X25519)"},
    {"EDDSA", "EddsaVerify", kat_eddsa_run, "EDDSA (Ed25519)"},
    {"AES-GCM", "AeadTest", kat_aes_gcm_run, "AES-GCM (keys of 256 bits)"},
    {"CHACHA20-POLY1305", "AeadTest", kat_chacha20_poly1305_run, "CHACHA20-POLY1305"},
    {"XCHACHA20-POLY1305", "AeadTest", kat_xchacha20_poly1305_run, "XCHACHA20-POLY1305"},
    {"HMACSHA256", "MacTest", kat_hmac_sha256_run, "HMACSHA256"},
    {"HKDF-SHA-256", "HkdfTest", kat_hkdf_sha256_run, "HKDF-SHA-256"},
};
#define N_FORMATS (sizeof formats / sizeof formats[0])

const char *kat_format_name(size_t i)
{
    return i < N_FORMATS ? formats[i].name : NULL;
}

bool kat_is(const json_t *object, const char *name, const char *value)
{
    const char *s = json_string_value(json_object_get(object, name));
    return s != NULL && strcmp(s, value) == 0;
}

bool kat_has_flag(const struct kat_case *c, const char *flag)
{
    const json_t *flags = json_object_get(c->test, "flags");
    for (size_t i = 0; i < json_array_size(flags); i++) {
        const char *s = json_string_value(json_array_get(flags, i));
        if (s != NULL && strcmp(s, flag) == 0)
            return true;
    }
    return false;
}

bool kat_get_hex(const json_t *object, const char *name, struct t2_buf *out)
{
    const json_t *field = json_object_get(object, name);
    const char *hex = json_string_value(field);
    size_t len = json_string_length(field);
    if (hex == NULL || len % 2 != 0 || t2_buf_reserve(out, len / 2) != 0)
        return false;
    if (len == 0)
        return true;
    if (t2_unhex(out->ptr + out->len, len / 2, hex) != 0)
        return false;
    out->len += len / 2;
    return true;
}

enum kat_outcome kat_judge(const struct kat_case *c, int err, bool right, const char **why)
{
    if (err != 0 && t2_err_band(err) != T2_BAND_PEER) {
        *why = "our code failed";
        return KAT_FAILED;
    }
    if (err == 0 && c->expected == KAT_INVALID) {
        *why = "accepted, and it is invalid";
        return KAT_FAILED;
    }
    if (err == 0 && !right) {
        *why = "another value was computed";
        return KAT_FAILED;
    }
    if (err != 0 && c->expected == KAT_VALID) {
        *why = "refused, and it is valid";
        return KAT_FAILED;
    }
    if (err != 0 && c->expected == KAT_ACCEPTABLE) {
        *why = "acceptable, and refused";
        return KAT_SKIPPED;
    }
    return KAT_PASSED;
}

static bool read_expected(const json_t *test, enum kat_expected *out)
{
    static const char *const word[] = {"valid", "acceptable", "invalid"};
    for (unsigned i = 0; i < 3; i++) {
        if (kat_is(test, "result", word[i])) {
            *out = (enum kat_expected)i;
            return true;
        }
    }
    return false;
}

/* The format of the file; N_FORMATS when it is none of ours. */
static size_t format_of(const json_t *root)
{
    const json_t *groups = json_object_get(root, "testGroups");
    for (size_t f = 0; f < N_FORMATS; f++) {
        if (!kat_is(root, "algorithm", formats[f].algorithm))
            continue;
        size_t same = 0;
        for (size_t g = 0; g < json_array_size(groups); g++)
            same += kat_is(json_array_get(groups, g), "type", formats[f].type);
        if (same == json_array_size(groups))
            return f;
    }
    return N_FORMATS;
}

/* The form that every file has: groups of cases, as many cases as it says, each with its number and result.
 */
static bool well_formed(const json_t *root)
{
    const json_t *groups = json_object_get(root, "testGroups");
    const json_t *said = json_object_get(root, "numberOfTests");
    json_int_t n = 0;
    if (json_string_value(json_object_get(root, "algorithm")) == NULL || !json_is_integer(said) ||
        !json_is_array(groups))
        return false;
    for (size_t g = 0; g < json_array_size(groups); g++) {
        const json_t *tests = json_object_get(json_array_get(groups, g), "tests");
        if (!json_is_array(tests))
            return false;
        for (size_t t = 0; t < json_array_size(tests); t++) {
            const json_t *test = json_array_get(tests, t);
            enum kat_expected expected;
            if (!read_expected(test, &expected) || !json_is_integer(json_object_get(test, "tcId")))
                return false;
            n++;
        }
    }
    return n == json_integer_value(said);
}

static int run_cases(const json_t *root, kat_run_fn run, kat_tell_fn tell, struct kat_count *count)
{
    const json_t *groups = json_object_get(root, "testGroups");
    for (size_t g = 0; g < json_array_size(groups); g++) {
        const json_t *group = json_array_get(groups, g), *tests = json_object_get(group, "tests");
        for (size_t t = 0; t < json_array_size(tests); t++) {
            struct kat_case c = {.group = group, .test = json_array_get(tests, t), .expected = KAT_INVALID};
            const char *why = "";
            (void)read_expected(c.test, &c.expected); /* well_formed looked */
            enum kat_outcome outcome = run(&c, &why);
            if (outcome == KAT_MALFORMED)
                return T2_E_MALFORMED;
            count->passed += outcome == KAT_PASSED;
            count->failed += outcome == KAT_FAILED;
            count->skipped += outcome == KAT_SKIPPED;
            if (outcome != KAT_PASSED && tell != NULL)
                tell(json_integer_value(json_object_get(c.test, "tcId")), outcome, why);
        }
    }
    return 0;
}

static int read_file(const char *path, struct t2_buf *out)
{
    FILE *f = fopen(path, "rb");
    char part[8192];
    size_t n = 0;
    int err = 0;
    if (f == NULL)
        return T2_E_IO;
    while (err == 0 && (n = fread(part, 1, sizeof part, f)) > 0)
        err = t2_buf_append(out, part, n);
    if (err == 0 && ferror(f) != 0)
        err = T2_E_IO;
    (void)fclose(f);
    return err == T2_E_FULL ? T2_E_TOO_LARGE : err;
}

int kat_file_run(const char *path, kat_tell_fn tell, struct kat_count *out_count, const char **out_why)
{
    T2_CLEANUP(t2_buf_free) struct t2_buf text = {.max = KAT_FILE_MAX};
    struct kat_count count = {0, 0, 0};
    json_t *root = NULL;
    size_t format = N_FORMATS;
    int err = read_file(path, &text);
    if (err != 0) {
        *out_why = err == T2_E_TOO_LARGE ? "is larger than any file of known answers" : "cannot be read";
        goto out;
    }
    root = json_loadb((const char *)text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);
    if (root == NULL) {
        *out_why = "is not JSON";
        err = T2_E_MALFORMED;
        goto out;
    }
    if (!well_formed(root)) {
        *out_why = "is not a whole file of known answers in a form of Wycheproof";
        err = T2_E_MALFORMED;
        goto out;
    }
    if ((format = format_of(root)) == N_FORMATS) {
        *out_why = "is of a kind that this program does not know (see --help)";
        err = T2_E_VERSION;
        goto out;
    }
    if ((err = run_cases(root, formats[format].run, tell, &count)) != 0) {
        *out_why = "has a case without the fields of its kind";
        goto out;
    }
    out_count->passed += count.passed;
    out_count->failed += count.failed;
    out_count->skipped += count.skipped;
out:
    json_decref(root);
    return err;
}

/* Known answers in the formats of Wycheproof: what kat-run is made of.
 *
 * A file has groups, a group has cases, a case says what a good implementation does with its input: `valid`,
 * it accepts and computes this value; `invalid`, it refuses; `acceptable`, both are known. Each format has
 * one function that puts a case through crypto.h and says whether what came out is right. A new format is a
 * function and a line in the table of kat_file.c. */
#ifndef T2_CLI_KAT_H
#define T2_CLI_KAT_H

#include <jansson.h>
#include <stdbool.h>

#include <tracktwo/bytes.h>

#define KAT_FILE_MAX ((size_t)64 << 20)
#define KAT_FIELD_MAX ((size_t)1 << 20)

enum kat_expected { KAT_VALID, KAT_ACCEPTABLE, KAT_INVALID };
enum kat_outcome {
    KAT_PASSED,
    KAT_FAILED,
    KAT_SKIPPED,   /* nothing of ours computes it */
    KAT_MALFORMED, /* the case lacks a field or has another type in it: the whole file is refused */
};

struct kat_case {
    const json_t *group;
    const json_t *test;
    enum kat_expected expected;
};

/* why: for all but KAT_PASSED the reason, a static string of ours, never text of the file. */
typedef enum kat_outcome (*kat_run_fn)(const struct kat_case *c, const char **why);

enum kat_outcome kat_xdh_run(const struct kat_case *c, const char **why);
enum kat_outcome kat_eddsa_run(const struct kat_case *c, const char **why);
enum kat_outcome kat_aes_gcm_run(const struct kat_case *c, const char **why);
enum kat_outcome kat_chacha20_poly1305_run(const struct kat_case *c, const char **why);
enum kat_outcome kat_xchacha20_poly1305_run(const struct kat_case *c, const char **why);
enum kat_outcome kat_hmac_sha256_run(const struct kat_case *c, const char **why);
enum kat_outcome kat_hkdf_sha256_run(const struct kat_case *c, const char **why);

/* The field's hex, as bytes, appended to out (at most KAT_FIELD_MAX). False when it is not there or not hex.
 */
bool kat_get_hex(const json_t *object, const char *name, struct t2_buf *out);
/* Whether the case carries the flag. */
bool kat_has_flag(const struct kat_case *c, const char *flag);
/* Whether a string field of the object has this value. */
bool kat_is(const json_t *object, const char *name, const char *value);

/* What every format does with an answer of ours. err is that of the door; right tells whether a computed
 * value is the expected one. An error of the environment is a failure, whatever was expected. An acceptable
 * input that is refused is skipped: nothing was compared. */
enum kat_outcome kat_judge(const struct kat_case *c, int err, bool right, const char **why);

struct kat_count {
    size_t passed, failed, skipped;
};

/* What to tell about a case that did not pass; called once each, in the order of the file. */
typedef void (*kat_tell_fn)(long long tc_id, enum kat_outcome outcome, const char *why);

/* Runs a file. out_count is added to only when the file is whole and of a known format; tell may be NULL.
 * out_why: for an error the reason, a static string. Returns 0, T2_E_IO (cannot be read), T2_E_TOO_LARGE,
 * T2_E_MEMORY, T2_E_MALFORMED (not JSON, or not in this form), T2_E_VERSION (a format we do not know). */
T2_MUST_USE int kat_file_run(const char *path, kat_tell_fn tell, struct kat_count *out_count,
                             const char **out_why);
/* The name of the i-th format, or NULL after the last. */
const char *kat_format_name(size_t i);

#endif

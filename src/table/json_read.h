/* Strict reading of JSON (RFC 8259, by jansson) that names the place of what is wrong: "issues[3].options:
 * ...". */
#ifndef T2_TABLE_JSON_READ_H
#define T2_TABLE_JSON_READ_H

#include <jansson.h>

#include "table_internal.h"

/* One step of the way to a value; steps live on the stack of the functions that take them. */
struct json_at {
    const struct json_at *up;
    const char *key; /* NULL: an array's element */
    size_t index;
    json_t *value; /* borrowed; NULL: it is not there */
};

struct json_reader {
    struct table_file_error *why; /* may be NULL */
    struct table_arena *arena;    /* for texts and arrays */
};

/* Parses the whole of in; no key twice in an object. *out must be released by json_read_release. */
T2_MUST_USE int json_read_parse(struct json_reader *r, struct t2_bytes in, json_t **out);
/* Overwrites numbers and strings before the last reference goes: a profile is secret. NULL is fine. */
void json_read_release(json_t *root);

struct json_at json_read_root(json_t *root);
struct json_at json_read_key(const struct json_at *at, const char *key);
struct json_at json_read_element(const struct json_at *at, size_t i);

/* Writes "place: message" and returns T2_E_MALFORMED. */
T2_MUST_USE int json_read_fail(struct json_reader *r, const struct json_at *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* Each: 0, T2_E_MALFORMED with the place, or T2_E_MEMORY. */
T2_MUST_USE int json_read_is_object(struct json_reader *r, const struct json_at *at);
/* An object with no other keys than these (a list that ends with NULL). */
T2_MUST_USE int json_read_only_keys(struct json_reader *r, const struct json_at *at, const char *const *keys);
/* An array of min to max elements. */
T2_MUST_USE int json_read_array(struct json_reader *r, const struct json_at *at, size_t min, size_t max,
                                size_t *out_n);
T2_MUST_USE int json_read_text(struct json_reader *r, const struct json_at *at, enum table_text_kind kind,
                               size_t max, const char **out);
T2_MUST_USE int json_read_number(struct json_reader *r, const struct json_at *at, int64_t min, int64_t max,
                                 int64_t *out);
/* One of the words; out is its index. The list ends with NULL. */
T2_MUST_USE int json_read_word(struct json_reader *r, const struct json_at *at, const char *const *words,
                               size_t *out);

#endif

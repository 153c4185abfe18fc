/* Strict reading of JSON. Every message begins with the place, written as a person would point at it. */
#include "json_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <tracktwo/secret.h>

static int fail_parse(struct json_reader *r, const json_error_t *e)
{
    /* jansson leaves the text of the error empty when an allocation failed. */
    if (json_error_code(e) == json_error_out_of_memory || e->text[0] == '\0') {
        return T2_E_MEMORY;
    }
    if (r->why != NULL) {
        int shown = table_text_ok(TABLE_TEXT_LINE, sizeof(e->text), e->text, strlen(e->text));
        struct table_phrase_buf b = table_phrase_init(r->why->text, sizeof(r->why->text));
        table_phrase_add(&b, table_say(r->why->lang, "line %d, column %d: this is not JSON: %s"), e->line,
                         e->column, shown ? e->text : "?");
    }
    return T2_E_MALFORMED;
}

int json_read_parse(struct json_reader *r, struct t2_bytes in, json_t **out)
{
    json_error_t e;
    *out = NULL;
    if (in.len > TABLE_FILE_MAX) {
        if (r->why != NULL) {
            struct table_phrase_buf b = table_phrase_init(r->why->text, sizeof(r->why->text));
            table_phrase_add(&b, table_say(r->why->lang, "the file is larger than %u bytes"), TABLE_FILE_MAX);
        }
        return T2_E_TOO_LARGE;
    }
    *out = json_loadb(in.len > 0 ? (const char *)in.ptr : "", in.len, JSON_REJECT_DUPLICATES, &e);
    return *out != NULL ? 0 : fail_parse(r, &e);
}

static void overwrite(json_t *v)
{
    if (json_is_integer(v)) {
        (void)json_integer_set(v, 0);
    } else if (json_is_real(v)) {
        (void)json_real_set(v, 0.0);
    } else if (json_is_string(v)) {
        /* jansson owns the bytes and gives them out as const; nobody reads them after this. */
        t2_wipe((void *)(uintptr_t)json_string_value(v), json_string_length(v));
    } else if (json_is_array(v)) {
        for (size_t i = 0; i < json_array_size(v); i++) {
            overwrite(json_array_get(v, i));
        }
    } else if (json_is_object(v)) {
        for (void *it = json_object_iter(v); it != NULL; it = json_object_iter_next(v, it)) {
            overwrite(json_object_iter_value(it));
        }
    }
}

void json_read_release(json_t *root)
{
    if (root != NULL) {
        overwrite(root);
        json_decref(root);
    }
}

struct json_at json_read_root(json_t *root)
{
    return (struct json_at){.value = root};
}

struct json_at json_read_key(const struct json_at *at, const char *key)
{
    return (struct json_at){.up = at, .key = key, .value = json_object_get(at->value, key)};
}

struct json_at json_read_element(const struct json_at *at, size_t i)
{
    return (struct json_at){.up = at, .index = i, .value = json_array_get(at->value, i)};
}

/* The deepest place is profiles.X.linkages[i].then.issue[k]. */
#define MAX_STEPS 12

static void add_place(struct table_phrase_buf *b, enum table_lang lang, const struct json_at *at)
{
    const struct json_at *steps[MAX_STEPS];
    size_t n = 0;
    for (; at->up != NULL && n < MAX_STEPS; at = at->up) {
        steps[n++] = at;
    }
    if (n == 0) {
        table_phrase_add(b, "%s", table_say(lang, "the file"));
    }
    for (size_t i = n; i-- > 0;) {
        if (steps[i]->key == NULL) {
            table_phrase_add(b, "[%zu]", steps[i]->index);
        } else {
            int shown = table_text_ok(TABLE_TEXT_LINE, TABLE_NAME_MAX, steps[i]->key, strlen(steps[i]->key));
            table_phrase_add(b, "%s%s", i + 1 == n ? "" : ".", shown ? steps[i]->key : "?");
        }
    }
}

int json_read_fail(struct json_reader *r, const struct json_at *at, const char *fmt, ...)
{
    if (r->why != NULL) {
        char message[sizeof(r->why->text)];
        va_list ap;
        va_start(ap, fmt);
        (void)vsnprintf(message, sizeof(message), table_say(r->why->lang, fmt), ap);
        va_end(ap);
        struct table_phrase_buf b = table_phrase_init(r->why->text, sizeof(r->why->text));
        add_place(&b, r->why->lang, at);
        table_phrase_add(&b, "%s%s", table_say(r->why->lang, ": "),
                         at->value == NULL ? table_say(r->why->lang, "it is missing") : message);
    }
    return T2_E_MALFORMED;
}

int json_read_is_object(struct json_reader *r, const struct json_at *at)
{
    return json_is_object(at->value) ? 0 : json_read_fail(r, at, "expected an object");
}

int json_read_only_keys(struct json_reader *r, const struct json_at *at, const char *const *keys)
{
    int err = json_read_is_object(r, at);
    if (err != 0) {
        return err;
    }
    for (void *it = json_object_iter(at->value); it != NULL; it = json_object_iter_next(at->value, it)) {
        const char *const *k = keys;
        while (*k != NULL && strcmp(*k, json_object_iter_key(it)) != 0) {
            k++;
        }
        if (*k == NULL) {
            struct json_at odd = json_read_key(at, json_object_iter_key(it));
            return json_read_fail(r, &odd, "this is not known here");
        }
    }
    return 0;
}

int json_read_array(struct json_reader *r, const struct json_at *at, size_t min, size_t max, size_t *out_n)
{
    if (!json_is_array(at->value)) {
        return json_read_fail(r, at, "expected an array");
    }
    *out_n = json_array_size(at->value);
    if (*out_n < min || *out_n > max) {
        return json_read_fail(r, at, "expected %zu to %zu elements, found %zu", min, max, *out_n);
    }
    return 0;
}

static const char *said_to(const struct json_reader *r, const char *english)
{
    return r->why != NULL ? table_say(r->why->lang, english) : english;
}

int json_read_text(struct json_reader *r, const struct json_at *at, enum table_text_kind kind, size_t max,
                   const char **out)
{
    static const char *const expected[] = {
        [TABLE_TEXT_ID] = TABLE_SAYS("an id (letters A to Z, digits, underscore, full stop)"),
        [TABLE_TEXT_LANG] = TABLE_SAYS("a language tag such as en"),
        [TABLE_TEXT_LINE] = TABLE_SAYS("one line of text, not empty, without control characters"),
        [TABLE_TEXT_LINE_OR_EMPTY] = TABLE_SAYS("one line of text without control characters"),
    };
    if (!json_is_string(at->value)) {
        return json_read_fail(r, at, "expected a text in quotation marks");
    }
    const char *text = json_string_value(at->value);
    if (!table_text_ok(kind, max, text, json_string_length(at->value))) {
        return json_read_fail(r, at, "expected %s, at most %zu bytes", said_to(r, expected[kind]), max);
    }
    *out = table_arena_text(r->arena, text, strlen(text));
    return *out != NULL ? 0 : T2_E_MEMORY;
}

int json_read_number(struct json_reader *r, const struct json_at *at, int64_t min, int64_t max, int64_t *out)
{
    if (!json_is_integer(at->value)) {
        return json_read_fail(r, at, "expected a whole number");
    }
    *out = json_integer_value(at->value);
    if (*out < min || *out > max) {
        return json_read_fail(r, at, "expected a number from %lld to %lld", (long long)min, (long long)max);
    }
    return 0;
}

int json_read_word(struct json_reader *r, const struct json_at *at, const char *const *words, size_t *out)
{
    char list[256];
    struct table_phrase_buf b = table_phrase_init(list, sizeof(list));
    for (size_t i = 0; words[i] != NULL; i++) {
        if (json_is_string(at->value) && strcmp(json_string_value(at->value), words[i]) == 0) {
            *out = i;
            return 0;
        }
        table_phrase_add(&b, "%s\"%s\"", i == 0 || r->why == NULL ? "" : table_say(r->why->lang, ", "),
                         words[i]);
    }
    return json_read_fail(r, at, "expected one of %s", list);
}

/* A seat's profile: points or words, linkages, the threshold, and lists for issues that are sounded alone.
 * Secret; read on the seat's own machine only.
 *
 *   "points":   {"territory": [null, 14, 19, 34], ...}    null is a red line
 *   "words":    {"territory": ["cannot", "could live with", "could live with", "welcome"], ...}   instead of
 * points "could_live_with_at_least": 62                        with words it may be left out and is then 0
 *   "linkages": [{"if": {"territory": ["t2"]}, "then": {"guarantees": ["g3", "g4"]}, "why": "..."}]
 *   "alone":    {"territory": ["t4"], "line": "*"}        for a sounding on that issue only; "*" is every
 * option */
#include "json_read.h"

#include <string.h>

/* The sums of all issues stay far inside 32 bits. */
#define AT_LEAST_MAX ((int64_t)TABLE_MAX_ISSUES * TABLE_MAX_POINTS)

struct prefs_reader {
    struct json_reader json;
    const struct table_state *state;
    const uint8_t *issues;
    size_t n_issues;
    struct table_prefs *prefs;
};

static const struct table_issue *issue_at(const struct prefs_reader *r, size_t i)
{
    return &r->state->issues[r->issues[i]];
}

/* Position in the sounding of the issue that the object's key names. */
static int find_issue(struct prefs_reader *r, const struct json_at *at, size_t *out)
{
    for (size_t i = 0; i < r->n_issues; i++) {
        if (strcmp(issue_at(r, i)->id, at->key) == 0) {
            *out = i;
            return 0;
        }
    }
    return json_read_fail(&r->json, at,
                          "this issue is not in the sounding; a profile weighs exactly its issues");
}

/* ["t2", "t3"] or "*" -> mask of options. */
static int read_options(struct prefs_reader *r, const struct json_at *at, const struct table_issue *issue,
                        uint64_t *out)
{
    size_t n = 0;
    if (json_is_string(at->value) && strcmp(json_string_value(at->value), "*") == 0) {
        *out = UINT64_MAX;
        return 0;
    }
    int err = json_read_array(&r->json, at, 0, TABLE_MAX_OPTIONS, &n);
    *out = 0;
    for (size_t i = 0; i < n && err == 0; i++) {
        struct json_at element = json_read_element(at, i);
        const char *id = json_string_value(element.value);
        size_t o = 0;
        while (id != NULL && o < issue->n_options && strcmp(issue->options[o].id, id) != 0) {
            o++;
        }
        if (id == NULL || o == issue->n_options) {
            err = json_read_fail(&r->json, &element, "expected an option of the issue \"%s\"", issue->id);
        } else {
            *out |= table_bit(o);
        }
    }
    return err;
}

/* ---- points and words ---- */

static int read_weight(struct prefs_reader *r, const struct json_at *at, int words, int32_t *out)
{
    static const char *const three[] = {"cannot", "could live with", "welcome", NULL};
    static const int32_t points[] = {TABLE_RED_LINE, 0, 1};
    int64_t number = 0;
    size_t word = 0;
    int err = 0;
    if (words) {
        err = json_read_word(&r->json, at, three, &word);
        *out = points[word];
        return err;
    }
    if (json_is_null(at->value)) {
        *out = TABLE_RED_LINE;
        return 0;
    }
    if (!json_is_integer(at->value)) {
        return json_read_fail(&r->json, at, "expected a whole number, or null for a red line");
    }
    err = json_read_number(&r->json, at, -TABLE_MAX_POINTS, TABLE_MAX_POINTS, &number);
    *out = (int32_t)number;
    return err;
}

static int read_weights(struct prefs_reader *r, const struct json_at *at, int words)
{
    int err = json_read_is_object(&r->json, at);
    if (err != 0) {
        return err;
    }
    for (void *it = json_object_iter(at->value); it != NULL; it = json_object_iter_next(at->value, it)) {
        struct json_at list = json_read_key(at, json_object_iter_key(it));
        size_t i = 0;
        if ((err = find_issue(r, &list, &i)) != 0) {
            return err;
        }
    }
    for (size_t i = 0; i < r->n_issues; i++) {
        struct json_at list = json_read_key(at, issue_at(r, i)->id);
        size_t n = 0;
        if ((err = json_read_array(&r->json, &list, issue_at(r, i)->n_options, issue_at(r, i)->n_options,
                                   &n)) != 0) {
            return err;
        }
        for (size_t o = 0; o < n; o++) {
            struct json_at weight = json_read_element(&list, o);
            if ((err = read_weight(r, &weight, words, &r->prefs->points[i][o])) != 0) {
                return err;
            }
        }
    }
    return 0;
}

/* ---- linkages ---- */

static int read_side(struct prefs_reader *r, const struct json_at *at, uint64_t *masks)
{
    int err = json_read_is_object(&r->json, at);
    if (err != 0) {
        return err;
    }
    for (void *it = json_object_iter(at->value); it != NULL; it = json_object_iter_next(at->value, it)) {
        struct json_at list = json_read_key(at, json_object_iter_key(it));
        size_t i = 0;
        if ((err = find_issue(r, &list, &i)) != 0 ||
            (err = read_options(r, &list, issue_at(r, i), &masks[i])) != 0) {
            return err;
        }
        if (masks[i] == 0) {
            return json_read_fail(&r->json, &list, "expected at least one option");
        }
    }
    return 0;
}

static int read_linkage(struct prefs_reader *r, const struct json_at *at, struct table_linkage *l)
{
    static const char *const keys[] = {"if", "then", "why", NULL};
    struct json_at side_if = json_read_key(at, "if"), side_then = json_read_key(at, "then");
    int err = json_read_only_keys(&r->json, at, keys);
    if (err != 0) {
        return err;
    }
    memset(l->then_options, 0xff, sizeof(l->then_options));
    if ((err = read_side(r, &side_if, l->if_options)) != 0) {
        return err;
    }
    return read_side(r, &side_then, l->then_options);
}

static int read_linkages(struct prefs_reader *r, const struct json_at *at)
{
    size_t n = 0;
    int err = json_read_array(&r->json, at, 0, TABLE_MAX_LINKAGES, &n);
    for (size_t i = 0; i < n && err == 0; i++) {
        struct json_at linkage = json_read_element(at, i);
        err = read_linkage(r, &linkage, &r->prefs->linkages[i]);
    }
    r->prefs->n_linkages = n;
    return err;
}

/* ---- the profile ---- */

static int read_alone(struct prefs_reader *r, const struct json_at *at)
{
    uint64_t options = 0;
    int err = read_options(r, at, issue_at(r, 0), &options);
    for (size_t o = 0; o < issue_at(r, 0)->n_options; o++) {
        r->prefs->points[0][o] = ((options >> o) & 1) != 0 ? 0 : TABLE_RED_LINE;
    }
    return err;
}

static int read_profile(struct prefs_reader *r, const struct json_at *at)
{
    static const char *const keys[] = {"points",   "words", "could_live_with_at_least",
                                       "linkages", "alone", NULL};
    struct json_at points = json_read_key(at, "points"), words = json_read_key(at, "words");
    struct json_at at_least = json_read_key(at, "could_live_with_at_least");
    struct json_at linkages = json_read_key(at, "linkages"), alone = json_read_key(at, "alone");
    int64_t number = 0;
    int err = json_read_only_keys(&r->json, at, keys);
    if (err != 0) {
        return err;
    }
    if (r->n_issues == 1 && alone.value != NULL) {
        struct json_at list = json_read_key(&alone, issue_at(r, 0)->id);
        if (list.value != NULL) {
            return read_alone(r, &list);
        }
    }
    if (points.value != NULL && words.value != NULL) {
        return json_read_fail(&r->json, &words, "give points or words, not both");
    }
    int by_words = words.value != NULL;
    if ((err = read_weights(r, by_words ? &words : &points, by_words)) != 0) {
        return err;
    }
    if ((!by_words || at_least.value != NULL) &&
        (err = json_read_number(&r->json, &at_least, -AT_LEAST_MAX, AT_LEAST_MAX, &number)) != 0) {
        return err;
    }
    r->prefs->at_least = (int32_t)number;
    return linkages.value != NULL ? read_linkages(r, &linkages) : 0;
}

int table_prefs_read(const struct table_state *s, struct t2_bytes in, const char *seat_id,
                     const uint8_t *issues, size_t n_issues, struct table_prefs **out,
                     struct table_file_error *why)
{
    struct table_space space;
    json_t *json = NULL;
    *out = NULL;
    if (why != NULL) {
        why->text[0] = '\0';
    }
    int err = table_space_init(&space, s, issues, n_issues);
    if (err != 0) {
        return err;
    }
    struct prefs_reader r = {.json = {.why = why}, .state = s, .issues = issues, .n_issues = n_issues};
    if ((err = table_prefs_new(&r.prefs, &space)) != 0 || (err = json_read_parse(&r.json, in, &json)) != 0) {
        goto out;
    }
    struct json_at root = json_read_root(json);
    struct json_at profiles = json_read_key(&root, "profiles");
    struct json_at own = json_read_key(&profiles, seat_id);
    err = read_profile(&r, profiles.value != NULL ? &own : &root);
out:
    json_read_release(json);
    if (err != 0) {
        table_prefs_free(r.prefs);
        return err;
    }
    *out = r.prefs;
    return 0;
}

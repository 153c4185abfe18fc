/* Entries from files: a profile for packages, or a small file of its own for the other kinds. What it holds
 * is secret; the text and the JSON tree are wiped by their readers. */
#include "json_read.h"
#include "table_internal.h"

#include <stdlib.h>
#include <string.h>

struct entry_reader {
    struct json_reader json;
    const struct table_state *state;
    const struct table_sounding *sounding;
    struct table_entry *out;
};

/* {"yes": true} */
static int read_yes(struct entry_reader *r, const struct json_at *root)
{
    static const char *const keys[] = {"yes", NULL};
    struct json_at yes = json_read_key(root, "yes");
    int err = json_read_only_keys(&r->json, root, keys);
    if (err == 0 && !json_is_boolean(yes.value)) {
        err = json_read_fail(&r->json, &yes, "expected true or false");
    }
    if (err == 0) {
        r->out->yes = json_is_true(yes.value) ? 1 : 0;
    }
    return err;
}

static int read_grid_point(struct entry_reader *r, const struct json_at *at, uint32_t *out)
{
    const struct table_sound_params *p = &r->sounding->params;
    int64_t number = 0;
    int err = json_read_number(&r->json, at, p->min, p->max, &number);
    if (err == 0 && (number - p->min) % p->step != 0) {
        err = json_read_fail(&r->json, at, "not one of the numbers of this sounding: they go in whole steps");
    }
    *out = err == 0 ? (uint32_t)((number - p->min) / p->step) : 0;
    return err;
}

/* {"range": [10, 40]} */
static int read_range(struct entry_reader *r, const struct json_at *root)
{
    static const char *const keys[] = {"range", NULL};
    struct json_at range = json_read_key(root, "range");
    struct table_entry *e = r->out;
    size_t n = 0;
    int err = json_read_only_keys(&r->json, root, keys);
    if (err == 0) {
        err = json_read_array(&r->json, &range, 2, 2, &n);
    }
    if (err == 0) {
        struct json_at low = json_read_element(&range, 0), high = json_read_element(&range, 1);
        err = read_grid_point(r, &low, &e->low);
        if (err == 0) {
            err = read_grid_point(r, &high, &e->high);
        }
    }
    if (err == 0 && e->low > e->high) {
        err = json_read_fail(&r->json, &range, "the smaller number comes first");
    }
    if (err == 0) {
        e->n_accepted = e->n_widest = e->high - e->low + 1;
    }
    return err;
}

/* The option's number in an issue of the sounding; n_options when it has none of that id. */
static size_t option_of(const struct entry_reader *r, size_t issue, const char *id)
{
    const struct table_issue *x = &r->state->issues[r->sounding->issues[issue]];
    size_t o = 0;
    while (o < x->n_options && strcmp(x->options[o].id, id) != 0) {
        o++;
    }
    return o;
}

/* {"give": "t2", "get": "s3"}: an option of each of the two issues. It is the same candidate for both seats.
 */
static int read_pair(struct entry_reader *r, const struct json_at *at)
{
    static const char *const keys[] = {"give", "get", NULL};
    struct json_at give = json_read_key(at, "give"), get = json_read_key(at, "get");
    const struct table_issue *second = &r->state->issues[r->sounding->issues[1]];
    const struct table_issue *first = &r->state->issues[r->sounding->issues[0]];
    int err = json_read_only_keys(&r->json, at, keys);
    if (err != 0) {
        return err;
    }
    const char *one = json_string_value(give.value), *other = json_string_value(get.value);
    for (unsigned turn = 0; one != NULL && other != NULL && turn < 2; turn++) {
        size_t a = option_of(r, 0, one), b = option_of(r, 1, other);
        if (a < first->n_options && b < second->n_options) {
            r->out->bits[a * second->n_options + b] = 1;
            return 0;
        }
        const char *swap = one;
        one = other;
        other = swap;
    }
    return json_read_fail(&r->json, at,
                          "expected an option of one issue to give, and one of the other to get");
}

/* {"pairs": [...]}, at most three */
static int read_pairs(struct entry_reader *r, const struct json_at *root)
{
    static const char *const keys[] = {"pairs", NULL};
    struct json_at pairs = json_read_key(root, "pairs");
    struct table_entry *e = r->out;
    size_t n = 0;
    int err = json_read_only_keys(&r->json, root, keys);
    if (err == 0) {
        err = json_read_array(&r->json, &pairs, 0, TABLE_MAX_PAIRS, &n);
    }
    if (err == 0 && (e->bits = calloc(e->n_candidates, 1)) == NULL) {
        err = T2_E_MEMORY;
    }
    e->n_bitmaps = e->bits != NULL;
    for (size_t i = 0; err == 0 && i < n; i++) {
        struct json_at pair = json_read_element(&pairs, i);
        err = read_pair(r, &pair);
    }
    for (uint32_t c = 0; err == 0 && c < e->n_candidates; c++) {
        e->n_accepted += e->bits[c];
    }
    e->n_widest = e->n_accepted;
    return err;
}

static int read_small(const struct table_state *s, const struct table_sounding *x, struct t2_bytes in,
                      struct table_entry *out, struct table_file_error *why)
{
    struct entry_reader r = {.json = {.why = why}, .state = s, .sounding = x, .out = out};
    json_t *json = NULL;
    int err = json_read_parse(&r.json, in, &json);
    if (err == 0) {
        struct json_at root = json_read_root(json);
        err = x->kind == TABLE_SOUND_RANGE      ? read_range(&r, &root)
              : x->kind == TABLE_SOUND_EXCHANGE ? read_pairs(&r, &root)
                                                : read_yes(&r, &root);
    }
    json_read_release(json);
    return err;
}

static int read_packages(const struct table_state *s, const struct table_sounding *x, struct t2_bytes in,
                         const char *seat_id, struct table_entry *out, struct table_file_error *why)
{
    struct table_prefs *prefs = NULL;
    int err = table_prefs_read(s, in, seat_id, x->issues, x->n_issues, &prefs, why);
    if (err == 0 && x->kind == TABLE_SOUND_ROOM) {
        err = table_entry_make(out, prefs);
    } else if (err == 0 && x->kind == TABLE_SOUND_NEAR) {
        err = table_entry_make_near(out, prefs, x->params.steps, x->params.n_steps);
    } else if (err == 0) {
        err = table_entry_make_better(out, prefs, x->params.base);
    }
    table_prefs_free(prefs);
    return err;
}

int table_entry_read(const struct table_state *s, size_t sounding, struct t2_bytes in, const char *seat_id,
                     struct table_entry *out, struct table_file_error *why)
{
    const struct table_sounding *x = table_sounding(s, sounding);
    memset(out, 0, sizeof(*out));
    if (why != NULL) {
        why->text[0] = '\0';
    }
    if (x == NULL) {
        return T2_E_ARGUMENT;
    }
    out->kind = x->kind;
    out->n_candidates = x->n_candidates;
    int packages =
        x->kind == TABLE_SOUND_ROOM || x->kind == TABLE_SOUND_NEAR || x->kind == TABLE_SOUND_BETTER;
    int err = packages ? read_packages(s, x, in, seat_id, out, why) : read_small(s, x, in, out, why);
    if (err != 0) {
        table_entry_clear(out);
    }
    return err;
}

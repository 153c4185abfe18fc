/* Word-by-word difference (Myers 1986, section 4b): the middle snake of a shortest edit script splits the
 * problem in two; memory is linear in the words, time in the words times the changes. */
#include "draft_internal.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

/* Words of a text: where each begins, and where the last ends. */
struct tokens {
    const char *text;
    uint32_t *start; /* n + 1 */
    size_t n;
};

/* 1 letters, digits and what combines with them; 2 spaces; 0 anything else, which stands alone. */
static int class_of(utf8proc_int32_t c)
{
    if (c == ' ') {
        return 2;
    }
    int category = (int)utf8proc_category(c);
    int word = category >= (int)UTF8PROC_CATEGORY_LU && category <= (int)UTF8PROC_CATEGORY_NO;
    return word || c == '\'' || c == 0x2019;
}

static int cut(const char *text, struct tokens *out)
{
    size_t len = strnlen(text, DRAFT_MAX_NOTATION + 1);
    int before = 0;
    *out = (struct tokens){.text = text};
    if (len > DRAFT_MAX_NOTATION) {
        return T2_E_TOO_LARGE;
    }
    out->start = calloc(len + 1, sizeof(*out->start));
    if (out->start == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t at = 0; at < len;) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t k = utf8proc_iterate((const uint8_t *)text + at, (utf8proc_ssize_t)(len - at), &c);
        int class = k > 0 ? class_of(c) : 0;
        if (at == 0 || class == 0 || class != before) {
            out->start[out->n++] = (uint32_t)at;
        }
        before = class;
        at += k > 0 ? (size_t)k : 1; /* a byte that is no text is a word by itself */
    }
    out->start[out->n] = (uint32_t)len;
    return 0;
}

struct diff {
    struct tokens a, b;
    long *forward, *backward; /* furthest x on each diagonal, offset by the length of b + 1 */
    uint8_t *removed, *added; /* of each word of a and b */
};

static int same(const struct diff *d, size_t x, size_t y)
{
    size_t n = d->a.start[x + 1] - d->a.start[x];
    return n == d->b.start[y + 1] - d->b.start[y] &&
           memcmp(d->a.text + d->a.start[x], d->b.text + d->b.start[y], n) == 0;
}

/* A box of the edit graph: words a0 to a1 against b0 to b1. */
struct box {
    long a0, a1, b0, b1;
};

static long furthest(const long *v, long k, long d)
{
    int down = k == -d || (k != d && v[k - 1] < v[k + 1]);
    return down ? v[k + 1] : v[k - 1] + 1;
}

/* Where the paths from both ends of the box meet; there is at least one word on either side. Diagonals are
 * counted x - y within the box, so the arrays are used from -(n + m) to n + m around their middle. */
static void middle(const struct diff *df, const struct box *r, long *out_x, long *out_y)
{
    long n = r->a1 - r->a0, m = r->b1 - r->b0, delta = n - m;
    long most = (n + m + 1) / 2, odd = delta % 2 != 0;
    long *f = df->forward + (df->a.n + df->b.n) + 2, *b = df->backward + (df->a.n + df->b.n) + 2;
    f[1] = 0;
    b[1] = 0;
    for (long d = 0; d <= most; d++) {
        for (long k = -d; k <= d; k += 2) {
            long x = furthest(f, k, d), y = x - k;
            while (x < n && y < m && same(df, (size_t)(r->a0 + x), (size_t)(r->b0 + y))) {
                x++;
                y++;
            }
            f[k] = x;
            if (odd && delta - k >= -(d - 1) && delta - k <= d - 1 && x + b[delta - k] >= n) {
                *out_x = r->a0 + x;
                *out_y = r->b0 + y;
                return;
            }
        }
        for (long k = -d; k <= d; k += 2) {
            long x = furthest(b, k, d), y = x - k;
            while (x < n && y < m && same(df, (size_t)(r->a1 - 1 - x), (size_t)(r->b1 - 1 - y))) {
                x++;
                y++;
            }
            b[k] = x;
            if (!odd && delta - k >= -d && delta - k <= d && x + f[delta - k] >= n) {
                *out_x = r->a1 - x;
                *out_y = r->b1 - y;
                return;
            }
        }
    }
}

/* Marks what is removed and added in the box. Boxes get smaller by at least half of their changes each time,
 * so the depth is bounded by the logarithm of the words. */
static void mark(const struct diff *df, struct box r)
{
    while (r.a0 < r.a1 && r.b0 < r.b1 && same(df, (size_t)r.a0, (size_t)r.b0)) {
        r.a0++;
        r.b0++;
    }
    while (r.a0 < r.a1 && r.b0 < r.b1 && same(df, (size_t)(r.a1 - 1), (size_t)(r.b1 - 1))) {
        r.a1--;
        r.b1--;
    }
    if (r.a0 == r.a1 || r.b0 == r.b1) {
        memset(df->removed + r.a0, 1, (size_t)(r.a1 - r.a0));
        memset(df->added + r.b0, 1, (size_t)(r.b1 - r.b0));
        return;
    }
    long x = r.a0, y = r.b0;
    middle(df, &r, &x, &y);
    mark(df, (struct box){r.a0, x, r.b0, y});
    mark(df, (struct box){x, r.a1, y, r.b1});
}

/* ---- pieces ---- */

static void add_piece(struct draft_piece *out, size_t *n, enum draft_change change, const struct tokens *t,
                      size_t word)
{
    size_t start = t->start[word], len = t->start[word + 1] - start;
    if (*n > 0 && out[*n - 1].change == change) {
        out[*n - 1].len += len;
    } else {
        out[(*n)++] = (struct draft_piece){change, start, len};
    }
}

static size_t pieces(const struct diff *d, struct draft_piece *out)
{
    size_t n = 0;
    for (size_t x = 0, y = 0; x < d->a.n || y < d->b.n;) {
        while (x < d->a.n && d->removed[x]) {
            add_piece(out, &n, DRAFT_REMOVED, &d->a, x++);
        }
        while (y < d->b.n && d->added[y]) {
            add_piece(out, &n, DRAFT_ADDED, &d->b, y++);
        }
        while (x < d->a.n && y < d->b.n && !d->removed[x] && !d->added[y]) {
            add_piece(out, &n, DRAFT_SAME, &d->a, x++);
            y++;
        }
    }
    return n;
}

int draft_diff(const char *a, const char *b, struct draft_piece **out, size_t *out_n)
{
    struct diff d = {0};
    struct draft_piece *list = NULL;
    *out = NULL;
    *out_n = 0;
    int err = cut(a, &d.a);
    if (err == 0) {
        err = cut(b, &d.b);
    }
    if (err != 0) {
        goto out;
    }
    size_t diagonals = 2 * (d.a.n + d.b.n) + 5;
    d.forward = calloc(diagonals, sizeof(*d.forward));
    d.backward = calloc(diagonals, sizeof(*d.backward));
    d.removed = calloc(d.a.n + 1, 1);
    d.added = calloc(d.b.n + 1, 1);
    list = calloc(d.a.n + d.b.n + 1, sizeof(*list));
    if (d.forward == NULL || d.backward == NULL || d.removed == NULL || d.added == NULL || list == NULL) {
        free(list);
        err = T2_E_MEMORY;
        goto out;
    }
    mark(&d, (struct box){0, (long)d.a.n, 0, (long)d.b.n});
    *out_n = pieces(&d, list);
    *out = list;
out:
    free(d.a.start);
    free(d.b.start);
    free(d.forward);
    free(d.backward);
    free(d.removed);
    free(d.added);
    return err;
}

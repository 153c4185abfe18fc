/* The checker: all searches over one text, and the quotations from the record. */
#include "chatham_internal.h"

#include <stdlib.h>
#include <string.h>

void chatham_found_at(struct chatham_search *f, enum chatham_kind kind, size_t start, size_t len)
{
    for (size_t i = 0; i < f->n; i++) {
        struct chatham_finding *x = &f->out[i];
        if (x->kind == kind && start <= x->start + x->len && x->start <= start + len) {
            size_t from = x->start < start ? x->start : start;
            size_t a = x->start + x->len, b = start + len;
            *x = (struct chatham_finding){kind, from, (a > b ? a : b) - from};
            return;
        }
    }
    if (f->n < CHATHAM_MAX_FINDINGS) {
        f->out[f->n++] = (struct chatham_finding){kind, start, len};
    }
}

void chatham_found(struct chatham_search *f, enum chatham_kind kind, size_t first_word, size_t last_word)
{
    const struct chatham_word *a = &f->words->all[first_word], *b = &f->words->all[last_word];
    chatham_found_at(f, kind, a->start, b->start + b->len - a->start);
}

/* ---- quotations ---- */

/* The runs of CHATHAM_QUOTATION words of the text: an open table of their hashes. */
struct shingles {
    size_t n, mask;
    uint64_t *hash;  /* of the run that begins with word i */
    uint32_t *place; /* the first such word, + 1; 0: free */
    uint8_t *hit;    /* of each place: it stands in the record */
};

static uint64_t hash_run(const struct chatham_word *w)
{
    uint64_t h = 0xcbf29ce484222325u; /* FNV-1a over skeletons with a space after each */
    for (size_t k = 0; k < CHATHAM_QUOTATION; k++) {
        for (const char *p = w[k].skeleton;; p++) {
            h = (h ^ (uint8_t)(*p != '\0' ? *p : ' ')) * 0x100000001b3u;
            if (*p == '\0') {
                break;
            }
        }
    }
    return h;
}

static size_t place_of(const struct shingles *in, uint64_t hash)
{
    size_t at = hash & in->mask;
    while (in->place[at] != 0 && in->hash[in->place[at] - 1] != hash) {
        at = (at + 1) & in->mask;
    }
    return at;
}

static int shingles_of(const struct chatham_words *w, struct shingles *out)
{
    size_t cap = 16;
    *out = (struct shingles){.n = w->n >= CHATHAM_QUOTATION ? w->n - CHATHAM_QUOTATION + 1 : 0};
    while (cap < 2 * out->n) {
        cap *= 2;
    }
    out->mask = cap - 1;
    out->hash = calloc(out->n + 1, sizeof(*out->hash));
    out->place = calloc(cap, sizeof(*out->place));
    out->hit = calloc(cap, 1);
    if (out->hash == NULL || out->place == NULL || out->hit == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = 0; i < out->n; i++) {
        out->hash[i] = hash_run(&w->all[i]);
        size_t at = place_of(out, out->hash[i]);
        if (out->place[at] == 0) {
            out->place[at] = (uint32_t)i + 1;
        }
    }
    return 0;
}

static int compare(const struct shingles *in, const char *said)
{
    struct chatham_words w;
    int err = chatham_words_of(said, &w);
    for (size_t i = 0; err == 0 && i + CHATHAM_QUOTATION <= w.n; i++) {
        in->hit[place_of(in, hash_run(&w.all[i]))] = 1;
    }
    chatham_words_free(&w);
    return err == T2_E_MALFORMED ? 0 : err; /* the record holds nothing but UTF-8 */
}

int chatham_find_quoted(struct chatham_search *f, const struct table_state *s, int points_pass)
{
    struct shingles in;
    size_t left = CHATHAM_MAX_RECORD;
    int err = shingles_of(f->words, &in);
    for (size_t i = table_n_events(s); i-- > 0 && err == 0 && in.n > 0;) {
        const struct table_event *ev = table_event_at(s, i);
        const struct table_texts *point = &ev->u.meeting_point.point;
        size_t n = ev->kind == TABLE_EV_SAID                            ? 1
                   : ev->kind == TABLE_EV_MEETING_POINT && !points_pass ? point->n
                                                                        : 0;
        for (size_t k = 0; k < n && err == 0; k++) {
            const char *text = ev->kind == TABLE_EV_SAID ? ev->u.said.text : point->texts[k].text;
            if (strlen(text) > left) {
                goto out;
            }
            left -= strlen(text);
            err = compare(&in, text);
        }
    }
out:
    for (size_t i = 0; i < in.n && err == 0; i++) {
        if (in.hit[place_of(&in, in.hash[i])]) {
            chatham_found(f, CHATHAM_QUOTED, i, i + CHATHAM_QUOTATION - 1);
        }
    }
    free(in.hash);
    free(in.place);
    free(in.hit);
    return err;
}

/* ---- the whole ---- */

int chatham_by_place(const void *a, const void *b)
{
    const struct chatham_finding *x = a, *y = b;
    if (x->start != y->start) {
        return x->start < y->start ? -1 : 1;
    }
    return (x->kind > y->kind) - (x->kind < y->kind);
}

int chatham_check(const struct table_state *s, const struct chatham_names *extra, const char *text,
                  struct chatham_finding out[static CHATHAM_MAX_FINDINGS], size_t *out_n)
{
    struct chatham_words words = {0};
    struct chatham_search f = {.text = text, .words = &words, .out = out};
    *out_n = 0;
    if (strnlen(text, CHATHAM_MAX_TEXT + 1) > CHATHAM_MAX_TEXT ||
        (extra != NULL && extra->n > CHATHAM_MAX_NAMES)) {
        return T2_E_TOO_LARGE;
    }
    int err = chatham_words_of(text, &words);
    if (err == 0) {
        err = chatham_find_names(&f, s, extra);
    }
    if (err == 0) {
        err = chatham_find_standings(&f);
    }
    if (err == 0) {
        chatham_find_speech(&f);
        err = chatham_find_trails(&f);
    }
    if (err == 0) {
        err = chatham_find_quoted(&f, s, extra != NULL && extra->points_pass);
    }
    chatham_words_free(&words);
    if (err == 0) {
        qsort(out, f.n, sizeof(out[0]), chatham_by_place);
        *out_n = f.n;
    }
    return err;
}

const char *chatham_kind_name(enum chatham_kind kind)
{
    static const char *const names[CHATHAM_N_KINDS] = {
        [CHATHAM_SEAT] = "seat",         [CHATHAM_PARTY] = "party",     [CHATHAM_STANDING] = "standing",
        [CHATHAM_SPEECH] = "speech",     [CHATHAM_QUOTED] = "quoted",   [CHATHAM_TRAIL] = "trail",
        [CHATHAM_TABLE] = "table",       [CHATHAM_HEADING] = "heading", [CHATHAM_DATE] = "date",
        [CHATHAM_COURTESY] = "courtesy",
    };
    return kind < CHATHAM_N_KINDS ? names[kind] : "";
}

const char *chatham_suggestion(enum chatham_kind kind, enum table_lang lang)
{
    static const char *const sentences[CHATHAM_N_KINDS] = {
        [CHATHAM_SEAT] = TABLE_SAYS("This names somebody who was there. Write \"It was said that ...\"."),
        [CHATHAM_PARTY] = TABLE_SAYS("This says for whom somebody spoke. Write \"One view was that ...\"."),
        [CHATHAM_STANDING] = TABLE_SAYS("A rank can tell who it was. Leave it out."),
        [CHATHAM_SPEECH] = TABLE_SAYS("These are somebody's own words. Say what was meant, in yours."),
        [CHATHAM_QUOTED] = TABLE_SAYS("These words stand in the record in a row. Say it in other words."),
        [CHATHAM_TRAIL] = TABLE_SAYS(
            "This follows one speaker from sentence to sentence. Begin again with \"It was said\"."),
        [CHATHAM_TABLE] = TABLE_SAYS("So the table, or one of its issues, is called. Say it in other words."),
        [CHATHAM_HEADING] = TABLE_SAYS("A non-paper has no heading. Begin with the matter itself."),
        [CHATHAM_DATE] = TABLE_SAYS("A non-paper has no date. Leave it out."),
        [CHATHAM_COURTESY] =
            TABLE_SAYS("A non-paper has no courtesies. Leave out how a letter begins and closes."),
    };
    return kind < CHATHAM_N_KINDS ? table_say(lang, sentences[kind]) : "";
}

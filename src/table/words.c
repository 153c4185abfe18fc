/* Cleaning of pasted text. */
#include <tracktwo/words.h>

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include <tracktwo/err.h>

enum what { KEPT, HIDDEN, SPACE, LINE_END };

/* Zero-width joiners stay: Arabic and Persian are written with them. */
static enum what what_is(int32_t c)
{
    if (c == '\n' || c == 0x2028 || c == 0x2029 || c == 0x85 || c == 0x0b || c == 0x0c) {
        return LINE_END;
    }
    if (c == '\t' || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
        c == 0x3000) {
        return SPACE;
    }
    int control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
    int direction = c == 0x200e || c == 0x200f || c == 0x61c || (c >= 0x202a && c <= 0x202e) ||
                    (c >= 0x2066 && c <= 0x2069);
    int invisible = c == 0xad || c == 0x200b || (c >= 0x2060 && c <= 0x2064) ||
                    (c >= 0x206a && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
                    (c >= 0xe0000 && c <= 0xe0fff);
    int nothing = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
    return control || direction || invisible || nothing ? HIDDEN : KEPT;
}

struct cleaner {
    struct t2_buf *out;
    int lines;
    size_t waiting_spaces, waiting_lines; /* written before the next character that is seen */
    struct words_report report;
};

static int put(struct cleaner *t, const uint8_t *p, size_t n)
{
    int err = 0;
    int first = t->out->len == 0;
    if (t->waiting_lines > 0 && !first) {
        err = t2_buf_append(t->out, "\n\n", t->waiting_lines > 1 ? 2 : 1);
    } else if (!first) {
        for (size_t i = 0; i < t->waiting_spaces && err == 0; i++) {
            err = t2_buf_append(t->out, " ", 1);
        }
    }
    t->waiting_lines = t->waiting_spaces = 0;
    return err != 0 ? err : t2_buf_append(t->out, p, n);
}

/* One character. On a page, spaces inside a line stay as many as they are, and those at its ends go. */
static int take(struct cleaner *t, int32_t c, const uint8_t *p, size_t n)
{
    enum what what = what_is(c);
    t->report.hidden += what == HIDDEN && c != '\r';
    t->report.spaces += what == SPACE;
    if (what == HIDDEN && c != '\r') {
        return 0;
    }
    if (what == LINE_END && t->lines) {
        t->waiting_lines++;
        t->waiting_spaces = 0;
    } else if (what != KEPT || c == ' ') {
        t->waiting_spaces = t->lines ? t->waiting_spaces + (c != '\r') : 1;
    } else {
        return put(t, p, n);
    }
    return 0;
}

static int compose(struct t2_bytes in, uint8_t **out, size_t *out_len, struct words_report *report)
{
    utf8proc_ssize_t n =
        utf8proc_map(in.ptr, (utf8proc_ssize_t)in.len, out, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n < 0) {
        *out = NULL;
        return n == UTF8PROC_ERROR_NOMEM ? T2_E_MEMORY : T2_E_MALFORMED;
    }
    *out_len = (size_t)n;
    report->composed = *out_len != in.len || memcmp(*out, in.ptr, in.len) != 0;
    return 0;
}

int words_clean(struct t2_bytes in, int lines, struct t2_buf *out, struct words_report *report)
{
    uint8_t *text = NULL, *again = NULL;
    size_t len = 0;
    struct t2_buf seen; /* without what is hidden */
    struct words_report first = {0}, second = {0};
    t2_buf_init(&seen, in.len * 3 + 16); /* composing makes no text longer than three times */
    int err = in.len == 0 ? 0 : compose(in, &text, &len, &first);
    struct cleaner t = {.out = &seen, .lines = lines};
    for (size_t at = 0; at < len && err == 0;) {
        utf8proc_int32_t c = 0;
        utf8proc_ssize_t n = utf8proc_iterate(text + at, (utf8proc_ssize_t)(len - at), &c);
        err = n <= 0 ? T2_E_MALFORMED : take(&t, c, text + at, (size_t)n);
        at += n > 0 ? (size_t)n : 1;
    }
    /* What stood beside something hidden may compose now. */
    if (err == 0 && seen.len > 0) {
        err = compose(t2_buf_view(&seen), &again, &len, &second);
        if (err == 0) {
            err = t2_buf_append(out, again, len);
        }
    }
    t.report.composed = first.composed | second.composed;
    free(text);
    free(again);
    t2_buf_free(&seen);
    *report = err == 0 ? t.report : (struct words_report){0};
    return err;
}

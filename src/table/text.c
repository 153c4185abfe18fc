/* Texts: what may be shown on a person's screen, and the building of sentences in fixed buffers.
 *
 * A text from another seat may hold letters of any script. It may not hold characters that move the cursor,
 * start a line, hide, or turn the reading direction of what stands beside it (Unicode 15, general categories
 * Cc, Zl, Zp, the explicit directional formatting characters of UAX 9, and the tag characters). */
#include "table_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Decodes one character of UTF-8 (RFC 3629) at p, n > 0 bytes left. Returns its length, 0 when it is not
 * valid. */
static size_t utf8_next(const uint8_t *p, size_t n, uint32_t *out)
{
    uint8_t b = p[0];
    if (b < 0x80) {
        *out = b;
        return 1;
    }
    size_t len = b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2;
    if (b < 0xc2 || b > 0xf4 || len > n) {
        return 0;
    }
    uint32_t c = b & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) {
            return 0;
        }
        c = c << 6 | (p[i] & 0x3fu);
    }
    int overlong = (len == 3 && c < 0x800) || (len == 4 && c < 0x10000);
    int surrogate = c >= 0xd800 && c <= 0xdfff;
    if (overlong || surrogate || c > 0x10ffff) {
        return 0;
    }
    *out = c;
    return len;
}

static int may_be_shown(uint32_t c)
{
    int control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
    int separator = c == 0x2028 || c == 0x2029;
    int direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    int invisible = c == 0xfeff || (c >= 0xe0000 && c <= 0xe007f);
    int noncharacter = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
    return !(control || separator || direction || invisible || noncharacter);
}

/* How many characters it has that are no spaces; -1 when one of them may not be shown. */
static int line_letters(const char *text, size_t n)
{
    int anything = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c = 0;
        size_t len = utf8_next((const uint8_t *)text + i, n - i, &c);
        if (len == 0 || !may_be_shown(c)) {
            return -1;
        }
        anything += c != ' ';
        i += len;
    }
    return anything;
}

static int page_ok(const char *text, size_t n)
{
    int letters = 0;
    for (size_t at = 0; at < n;) {
        const char *end = memchr(text + at, '\n', n - at);
        size_t len = end != NULL ? (size_t)(end - text) - at : n - at;
        int line = line_letters(text + at, len);
        if (line < 0) {
            return 0;
        }
        letters |= line;
        at += len + 1;
    }
    return letters > 0;
}

/* Blocks of letters, Unicode 15: Latin, Greek, Cyrillic, Armenian. Fixed here, so that every desk judges
 * alike. */
static int script_of(uint32_t c)
{
    int latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) || (c >= 0x1e00 && c <= 0x1eff);
    int greek = (c >= 0x370 && c <= 0x3ff) || (c >= 0x1f00 && c <= 0x1fff);
    int cyrillic = c >= 0x400 && c <= 0x52f;
    int armenian = c >= 0x530 && c <= 0x58f;
    return latin | greek << 1 | cyrillic << 2 | armenian << 3;
}

int table_text_mixed(const char *text)
{
    size_t n = strlen(text);
    int scripts = 0;
    for (size_t i = 0; i < n;) {
        uint32_t c = 0;
        size_t len = utf8_next((const uint8_t *)text + i, n - i, &c);
        scripts |= len > 0 ? script_of(c) : 0;
        i += len > 0 ? len : 1;
    }
    return (scripts & (scripts - 1)) != 0;
}

static int word_ok(const char *text, size_t n, const char *also)
{
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        int letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (c == '\0' || strchr(also, c) == NULL)) {
            return 0;
        }
    }
    return n > 0;
}

int table_text_ok(enum table_text_kind kind, size_t max, const char *text, size_t n)
{
    if (text == NULL || n > max) {
        return 0;
    }
    switch (kind) {
    case TABLE_TEXT_ID:
        return word_ok(text, n, "_.");
    case TABLE_TEXT_LANG:
        return word_ok(text, n, "-");
    case TABLE_TEXT_LINE:
        return line_letters(text, n) > 0;
    case TABLE_TEXT_LINE_OR_EMPTY:
        return n == 0 || line_letters(text, n) > 0;
    case TABLE_TEXT_PAGE:
        return page_ok(text, n);
    case TABLE_TEXT_WORDS:
        return n > 0 && line_letters(text, n) >= 0;
    }
    return 0;
}

struct table_phrase_buf table_phrase_init(char *out, size_t cap)
{
    if (cap > 0) {
        out[0] = '\0';
    }
    return (struct table_phrase_buf){.out = out, .cap = cap, .len = 0};
}

/* Takes back a character that was cut in the middle at the end of the buffer. */
static void drop_cut_character(struct table_phrase_buf *b)
{
    size_t start = b->len;
    while (start > 0 && ((uint8_t)b->out[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start > 0 && (uint8_t)b->out[start - 1] >= 0xc0) {
        start--;
    }
    uint32_t c = 0;
    size_t left = b->len - start;
    if (left > 0 && utf8_next((const uint8_t *)b->out + start, left, &c) != left) {
        b->len = start;
        b->out[start] = '\0';
    }
}

static void phrase_vadd(struct table_phrase_buf *b, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));
static void phrase_vadd(struct table_phrase_buf *b, const char *fmt, va_list ap)
{
    size_t left = b->cap - b->len;
    if (left <= 1) {
        return;
    }
    int n = vsnprintf(b->out + b->len, left, fmt, ap);
    if (n < 0) {
        b->out[b->len] = '\0';
    } else if ((size_t)n < left) {
        b->len += (size_t)n;
    } else {
        b->len = b->cap - 1;
        drop_cut_character(b);
    }
}

void table_phrase_add(struct table_phrase_buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    phrase_vadd(b, fmt, ap);
    va_end(ap);
}

void table_refusal_set(struct table_refusal *why, enum table_refusal_code code, uint64_t seats,
                       const char *fmt, ...)
{
    if (why == NULL) {
        return;
    }
    why->code = code;
    why->seats = seats;
    struct table_phrase_buf b = table_phrase_init(why->text, sizeof(why->text));
    va_list ap;
    va_start(ap, fmt);
    phrase_vadd(&b, table_say(why->lang, fmt), ap);
    va_end(ap);
}

enum table_lang table_refusal_lang(const struct table_refusal *why)
{
    return why != NULL ? why->lang : TABLE_LANG_EN;
}

const char *table_refusal_say(const struct table_refusal *why, const char *english)
{
    return table_say(table_refusal_lang(why), english);
}

enum unit { MINUTES, HOURS, DAYS };

static void add_unit(struct table_phrase_buf *b, enum table_lang lang, uint64_t n, enum unit unit)
{
    static const char *const one[] = {
        [MINUTES] = TABLE_SAYS("one minute"), [HOURS] = TABLE_SAYS("one hour"), /* days are two at least */
    };
    const unsigned long long count = n;
    if (n > 0 && b->len > 0) {
        table_phrase_add(b, " ");
    }
    if (n == 1) {
        table_phrase_add(b, "%s", table_say(lang, one[unit]));
    } else if (n > 1 && unit == MINUTES) {
        table_phrase_add(b, table_say(lang, "%llu minutes"), count);
    } else if (n > 1 && unit == HOURS) {
        table_phrase_add(b, table_say(lang, "%llu hours"), count);
    } else if (n > 1) {
        table_phrase_add(b, table_say(lang, "%llu days"), count);
    }
}

void table_wait_text(struct table_phrase_buf *b, enum table_lang lang, uint64_t slots)
{
    uint64_t minutes = slots;
    uint64_t hours = minutes / 60;
    if (hours >= 48) {
        hours = (minutes + 59) / 60;
        add_unit(b, lang, hours / 24, DAYS);
        add_unit(b, lang, hours % 24, HOURS);
    } else {
        add_unit(b, lang, hours, HOURS);
        add_unit(b, lang, minutes % 60, MINUTES);
    }
}

const char *table_text_in(const struct table_text *texts, size_t n, const char *lang)
{
    const char *english = NULL;
    for (size_t i = 0; i < n; i++) {
        if (lang != NULL && strcmp(texts[i].lang, lang) == 0) {
            return texts[i].text;
        }
        if (strcmp(texts[i].lang, "en") == 0) {
            english = texts[i].text;
        }
    }
    return english != NULL ? english : n > 0 ? texts[0].text : NULL;
}

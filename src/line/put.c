/* Text being written: numbers without a locale, and the escapes of XML, JSON and CSV. */
#include "map_internal.h"

#include <stdarg.h>
#include <stdio.h>

struct put put_init(struct t2_buf *out)
{
    return (struct put){out, out->len, 0};
}

int put_finish(struct put *p)
{
    if (p->err != 0) {
        p->out->len = p->begin;
    }
    return p->err;
}

static void put_raw(struct put *p, const char *s, size_t n)
{
    if (p->err == 0) {
        p->err = t2_buf_append(p->out, s, n);
    }
}

void put_str(struct put *p, const char *s)
{
    put_raw(p, s, strlen(s));
}

void put_f(struct put *p, const char *format, ...)
{
    char text[1024];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n >= sizeof text) {
        p->err = p->err != 0 ? p->err : T2_E_FULL;
        return;
    }
    put_raw(p, text, (size_t)n);
}

void put_xml(struct put *p, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        switch (text[i]) {
        case '&':
            put_str(p, "&amp;");
            break;
        case '<':
            put_str(p, "&lt;");
            break;
        case '>':
            put_str(p, "&gt;");
            break;
        case '"':
            put_str(p, "&quot;");
            break;
        case '\'':
            put_str(p, "&#39;");
            break;
        default:
            put_raw(p, text + i, 1);
        }
    }
}

void put_json(struct put *p, const char *text)
{
    char clean[2 * LINE_TEXT_MAX];
    put_clean(clean, sizeof clean, text);
    put_str(p, "\"");
    for (const char *s = clean; *s != '\0'; s++) {
        /* < and & too: the text may come to stand in a page */
        if (*s == '"' || *s == '\\' || *s == '<' || *s == '>' || *s == '&') {
            put_f(p, "\\u%04x", (unsigned)(unsigned char)*s);
        } else {
            put_raw(p, s, 1);
        }
    }
    put_str(p, "\"");
}

void put_csv(struct put *p, const char *text)
{
    char clean[2 * LINE_TEXT_MAX];
    put_clean(clean, sizeof clean, text);
    const int formula = clean[0] != '\0' && strchr("=+-@", clean[0]) != NULL;
    if (!formula && strpbrk(clean, ",;\"'") == NULL) {
        put_str(p, clean);
        return;
    }
    put_str(p, formula ? "\"'" : "\"");
    for (const char *s = clean; *s != '\0'; s++) {
        put_raw(p, s, 1);
        if (*s == '"') {
            put_raw(p, s, 1);
        }
    }
    put_str(p, "\"");
}

void put_scaled(struct put *p, int64_t x, int decimals)
{
    char digits[32];
    uint64_t rest = x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
    size_t n = sizeof digits;
    digits[--n] = '\0';
    int trailing = 1;
    for (int i = 0; i < decimals; i++, rest /= 10) {
        if (rest % 10 != 0 || !trailing) {
            digits[--n] = (char)('0' + rest % 10);
            trailing = 0;
        }
    }
    if (!trailing) {
        digits[--n] = '.';
    }
    do {
        digits[--n] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (x < 0) {
        digits[--n] = '-';
    }
    put_str(p, digits + n);
}

void put_time(struct put *p, uint64_t seconds)
{
    int year = 0, month = 0, day = 0;
    line_date_of((int32_t)(seconds / 86400), &year, &month, &day);
    unsigned s = (unsigned)(seconds % 86400);
    put_f(p, "%04d-%02d-%02dT%02u:%02u:%02uZ", year, month, day, s / 3600, s / 60 % 60, s % 60);
}

/* ---- text that came from people ---- */

/* RFC 3629. 0 for what is no character. */
static size_t character(const unsigned char *s, uint32_t *out)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = s[0] < 0x80                   ? 1
               : s[0] >= 0xc2 && s[0] < 0xe0 ? 2
               : (s[0] & 0xf0) == 0xe0       ? 3
               : s[0] < 0xf5                 ? 4
                                             : 0;
    if (n == 0 || (s[0] >= 0x80 && s[0] < 0xc2)) {
        return 0;
    }
    uint32_t c = n == 1 ? s[0] : s[0] & (0x7fU >> n);
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
        c = c << 6 | (s[i] & 0x3fU);
    }
    if (c < least[n] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff) {
        return 0;
    }
    *out = c;
    return n;
}

size_t put_next(const char *text, uint32_t *out_character)
{
    *out_character = 0;
    return text[0] == '\0' ? 0 : character((const unsigned char *)text, out_character);
}

static int is_shown(uint32_t c)
{
    return c >= 0x20 && !(c >= 0x7f && c < 0xa0) && c != 0xad && c != 0x61c &&
           !(c >= 0x200b && c <= 0x200f && c != 0x200c && c != 0x200d) && !(c >= 0x2028 && c <= 0x202e) &&
           !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff && (c & 0xfffe) != 0xfffe &&
           !(c >= 0xfdd0 && c < 0xfdf0) && !(c >= 0xfff9 && c <= 0xfffb) && c < 0xe0000;
}

void put_clean(char *out, size_t cap, const char *text)
{
    size_t n = 0;
    int space = 1; /* none at the beginning */
    while (*text != '\0') {
        uint32_t c = 0;
        size_t len = character((const unsigned char *)text, &c);
        if (len == 0) {
            text++;
            continue;
        }
        const int blank =
            c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x2028 || c == 0x2029;
        if (blank ? !space : is_shown(c)) {
            size_t width = blank ? 1 : len;
            if (n + width >= cap) {
                break;
            }
            memcpy(out + n, blank ? " " : text, width);
            n += width;
            space = blank;
        }
        text += len;
    }
    out[n - (n > 0 && out[n - 1] == ' ')] = '\0';
}

/* Text on its way to a terminal. The table's rules let no control character into the record
 * (src/table/text.c); here the same is made sure of for everything that is printed, whatever way it came:
 * names, lines, sentences of refusals, places in files, words of the command line. A terminal obeys what it
 * is sent, so nothing is sent that it could obey. */
#include "cli/cli.h"

#include <string.h>

#include <utf8proc.h>

#define SHOWN_MAX 8192 /* more than any text of the table */
/* FIRST STRONG ISOLATE ... POP DIRECTIONAL ISOLATE (UAX 9), in UTF-8 */
#define MARK 3
static const unsigned char isolate_begin[MARK] = {0xe2, 0x81, 0xa8}, isolate_end[MARK] = {0xe2, 0x81, 0xa9};

/* One character of UTF-8 (RFC 3629), shortest form only. Its length, 0 when it is none. */
static size_t character(const unsigned char *p, uint32_t *out)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t len = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
    if (len <= 1) {
        *out = p[0];
        return len;
    }
    uint32_t c = p[0] & (0x7fu >> len);
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80) /* the terminating zero too */
            return 0;
        c = c << 6 | (p[i] & 0x3fu);
    }
    *out = c;
    return c < least[len] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff ? 0 : len;
}

static bool obeyed(uint32_t c)
{
    bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
    bool line = c == 0x2028 || c == 0x2029;
    bool direction = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    bool hidden = c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
    return control || line || direction || hidden;
}

static bool right_to_left(uint32_t c)
{
    return (c >= 0x590 && c <= 0x8ff) || c == 0x200f || (c >= 0xfb1d && c <= 0xfdff) ||
           (c >= 0xfe70 && c <= 0xfefc) || (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff);
}

static bool any_right_to_left(const char *in)
{
    uint32_t c = 0;
    for (const unsigned char *p = (const unsigned char *)in; *p != '\0';) {
        size_t n = character(p, &c);
        if (n != 0 && right_to_left(c))
            return true;
        p += n != 0 ? n : 1;
    }
    return false;
}

void cli_text(char *out, size_t len, const char *in, bool isolate)
{
    const size_t mark = MARK;
    size_t at = 0;
    isolate = isolate && len > 2 * mark + 1 && any_right_to_left(in);
    size_t end = len - 1 - (isolate ? mark : 0);
    if (isolate) {
        memcpy(out, isolate_begin, mark);
        at = mark;
    }
    for (const unsigned char *p = (const unsigned char *)in; *p != '\0';) {
        uint32_t c = 0;
        size_t n = character(p, &c);
        bool shown = n != 0 && !obeyed(c);
        size_t room = shown ? n : 1;
        if (room > end - at)
            break;
        if (shown)
            memcpy(out + at, p, n);
        else
            out[at] = '?';
        at += room;
        p += n != 0 ? n : 1;
    }
    if (isolate) {
        memcpy(out + at, isolate_end, mark);
        at += mark;
    }
    out[at] = '\0';
}

static char *shown(const char *in)
{
    static char ring[8][SHOWN_MAX];
    static unsigned next;
    char *out = ring[next++ % 8];
    cli_text(out, SHOWN_MAX, in, true);
    return out;
}

const char *cli_shown(const char *in)
{
    return shown(in);
}

const char *cli_column(const char *in, size_t columns)
{
    char *out = shown(in);
    size_t width = 0, at = 0;
    for (uint32_t c = 0; out[at] != '\0';) {
        at += character((const unsigned char *)out + at, &c);
        int wide = utf8proc_charwidth((utf8proc_int32_t)c);
        width += wide > 0 ? (size_t)wide : 0;
    }
    for (; width < columns && at + 1 < SHOWN_MAX; width++)
        out[at++] = ' ';
    out[at] = '\0';
    return out;
}

json_t *cli_json_text(const char *in)
{
    char clean[SHOWN_MAX];
    cli_text(clean, sizeof clean, in, false);
    return json_string(clean);
}

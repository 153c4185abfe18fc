/* See html.h. The style: 19 px on a screen, a dark variant, A4 and Letter on paper, every pair of colours
 * with a contrast of at least 7 to 1 (WCAG 2.1, 1.4.6). */
#include "html.h"

#include <string.h>

#include <tracktwo/crypto.h>

static const char style[] =
    "\n:root{--ink:#1b1b1b;--soft:#3f3f3f;--paper:#ffffff;--mark:#fdf0c4;--line:#8a8a8a;--link:#0b3a86;"
    "color-scheme:light dark}\n"
    "@media (prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#c9c7c0;--paper:#15171a;--mark:#3d3413;"
    "--line:#7a7c80;--link:#b3ccff}}\n"
    "html{font-size:118.75%}\n"
    "body{font-family:Georgia,'Noto Serif',serif;line-height:1.6;max-width:46rem;margin:0 auto;"
    "padding:2rem 1.2rem 4rem;color:var(--ink);background:var(--paper);overflow-wrap:break-word}\n"
    ":lang(ar),:lang(fa),:lang(ur){font-family:'Noto Naskh Arabic','Traditional Arabic','Geeza Pro',"
    "'Noto Serif',serif;line-height:1.85}\n"
    "h1,h2,h3,h4{line-height:1.3;break-after:avoid}\nh1{font-size:2rem;margin:.2em 0 .6em}\n"
    "h2{font-size:1.5rem;margin:2.4em 0 .6em;padding-bottom:.2em;border-bottom:2px solid var(--line)}\n"
    "h3{font-size:1.15rem;margin:1.8em 0 .2em}\nh4{font-size:1rem;margin:1.2em 0 .2em}\n"
    "p,ul,ol,dl{margin:.5em 0}\nli,dd{margin-block:.25em}\ndd{margin-inline-start:1.6em}\n"
    "dt{font-weight:bold;break-after:avoid}\na{color:var(--link)}\n"
    ".kind{font-size:1.15rem;letter-spacing:.06em;margin:0}\n"
    ":lang(ar) .kind,:lang(fa) .kind,:lang(ur) .kind{letter-spacing:0}\n"
    ".status{color:var(--soft);font-style:italic;margin:0 0 "
    ".6em;break-after:avoid}\n:lang(ar).status,:lang(ar) .status"
    "{font-style:normal}\n.answer{font-weight:bold}\n"
    ".languages{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(17rem,100%),1fr));gap:0 2rem}\n"
    ".bracket{background:var(--mark);border-radius:.2em;padding:0 .1em}\n"
    ".wide{overflow-x:auto}\ntable{border-collapse:collapse;font-size:.95rem;width:100%;margin:.6em 0}\n"
    "caption{text-align:start;padding-bottom:.4em}\nthead{display:table-header-group}\n"
    "td,th{border:1px solid var(--line);padding:.3em .6em;text-align:start;vertical-align:top}\n"
    "td ul{margin:0;padding-inline-start:1.1em}\ntime{white-space:nowrap}\n"
    "@page{margin:20mm 18mm}\n"
    "@media print{:root{--ink:#000000;--soft:#2b2b2b;--paper:#ffffff;--mark:#ffffff;--line:#555555;"
    "--link:#000000}\nhtml{font-size:11.5pt}body{max-width:none;padding:0;margin:0}\n"
    "p,li,dd{orphans:3;widows:3}tr,dt,.keep{break-inside:avoid}a{text-decoration:none}\n"
    ".cover{break-after:page;padding-top:45mm}h2{margin-top:1.6em}.bracket{outline:.5pt solid var(--line)}"
    ".wide{overflow:visible}}\n";

void html_put(struct html *h, const char *markup)
{
    if (h->err == 0) {
        h->err = t2_buf_append_str(h->out, markup);
    }
}

const char *html_escaped(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    case '\n':
        return "<br>\n";
    default:
        return NULL;
    }
}

void html_text(struct html *h, const char *text)
{
    for (; *text != '\0' && h->err == 0; text++) {
        const char one[2] = {text[0], '\0'}, *instead = html_escaped(text[0]);
        html_put(h, instead != NULL ? instead : one);
    }
}

void html_said(struct html *h, const char *english, const char *text)
{
    const int foreign = h->lang != TABLE_LANG_EN && table_say(h->lang, english) == english;
    html_put(h, foreign ? "<span lang=\"en\" dir=\"ltr\">" : "");
    html_text(h, text);
    html_put(h, foreign ? "</span>" : "");
}

void html_number(struct html *h, unsigned long long x)
{
    char text[32];
    struct table_phrase_buf b = table_phrase_init(text, sizeof(text));
    table_phrase_add(&b, "%llu", x);
    html_put(h, text);
}

void html_day(struct html *h, uint64_t slot)
{
    char day[TABLE_SLOT_TEXT_LEN];
    table_slot_text(slot, day);
    day[strcspn(day, " ")] = '\0'; /* "2026-12-01 10:00 UTC" */
    html_put(h, "<time dir=\"ltr\">");
    html_text(h, day);
    html_put(h, "</time>");
}

static int right_to_left(const char *lang)
{
    static const char *const all[] = {"ar", "fa", "he", "ur", "ps", "ku-Arab", "yi"};
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        size_t n = strlen(all[i]);
        if (strncmp(lang, all[i], n) == 0 && (lang[n] == '\0' || lang[n] == '-')) {
            return 1;
        }
    }
    return 0;
}

void html_lang(struct html *h, const char *lang)
{
    html_put(h, " lang=\"");
    html_text(h, lang);
    html_put(h, right_to_left(lang) ? "\" dir=\"rtl\"" : "\" dir=\"ltr\"");
}

/* ---- the frame ---- */

/* RFC 4648, section 4. */
static void put_base64(struct html *h, const uint8_t *p, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t x = (uint32_t)p[i] << 16;
        x |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
        x |= i + 2 < n ? p[i + 2] : 0;
        const char four[5] = {digits[x >> 18], digits[x >> 12 & 63], i + 1 < n ? digits[x >> 6 & 63] : '=',
                              i + 2 < n ? digits[x & 63] : '=', '\0'};
        html_put(h, four);
    }
}

void html_head(struct html *h, const char *lang, const char *title)
{
    uint8_t digest[T2_SHA256_LEN];
    struct t2_bytes part = t2_bytes_str(style);
    int err = t2_sha256(digest, &part, 1);
    h->err = h->err != 0 ? h->err : err;
    html_put(h, "<!DOCTYPE html>\n<html");
    html_lang(h, lang);
    html_put(h, ">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\""
                "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-");
    if (h->err == 0) {
        put_base64(h, digest, sizeof(digest));
    }
    html_put(h, "'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    html_text(h, title);
    html_put(h, "</title>\n<style>");
    html_put(h, style);
    html_put(h, "</style>\n</head>\n<body>\n");
}

void html_tail(struct html *h)
{
    html_put(h, "</body>\n</html>\n");
}

/* ---- drafts ---- */

static void put_bracket(struct html *h, const char *lang, const struct draft_bracket *x)
{
    const char *dir = right_to_left(lang) ? " dir=\"rtl\"" : " dir=\"ltr\"";
    const int may_be_left_out = x->n == 2 && x->alternatives[0].n == 0; /* shown by itself */
    html_put(h, "<bdi class=\"bracket\"");
    html_put(h, dir);
    html_put(h, " title=\"");
    html_number(h, x->id);
    html_text(h, table_say(h->lang, ", "));
    html_text(h, table_say(h->lang, draft_reason_name(x->reason)));
    html_put(h, "\">[");
    for (size_t k = may_be_left_out ? 1 : 0; k < x->n; k++) {
        html_put(h, k > 0 && !may_be_left_out ? " <b>|</b> <bdi" : "<bdi");
        html_put(h, dir);
        html_put(h, ">");
        html_run(h, lang, &x->alternatives[k]);
        html_put(h, "</bdi>");
    }
    html_put(h, "]</bdi>");
}

void html_run(struct html *h, const char *lang, const struct draft_run *run)
{
    for (size_t i = 0; i < run->n; i++) {
        if (run->spans[i].words != NULL) {
            html_text(h, run->spans[i].words);
        } else {
            put_bracket(h, lang, run->spans[i].bracket);
        }
    }
}

void html_draft(struct html *h, const struct draft_language *x, enum draft_style form)
{
    struct draft one = {.n = 1, .languages = x}, clean = {0};
    if (h->err == 0 && form == DRAFT_CLEAN) {
        h->err = draft_settle(&one, x->lang, NULL, 0, DRAFT_FIRST, &clean);
    }
    if (h->err == 0) {
        html_run(h, x->lang, clean.n > 0 ? &clean.languages[0].run : &x->run);
    }
    draft_clear(&clean);
}

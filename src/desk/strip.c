/* Which kind a file is, and the sentence when it cannot be sent. */
#include "desk/strip_internal.h"

#include <stdio.h>
#include <string.h>

#include <tracktwo/words.h>

/* ---- kinds ---- */

static int begins(struct t2_bytes in, const char *text, size_t len)
{
    return in.len >= len && memcmp(in.ptr, text, len) == 0;
}
#define BEGINS(in, text) begins(in, text, sizeof(text) - 1)

static int begins_like(struct t2_bytes in, const char *text)
{
    size_t len = strlen(text);
    return in.len >= len && strncasecmp((const char *)in.ptr, text, len) == 0;
}

/* Texts that are instructions to a program, and may say more than a person sees. */
static int is_markup(struct t2_bytes in)
{
    static const char *const marks[] = {"{\\rtf", "<?xml", "<!doctype", "<html",
                                        "<svg",   "%!PS",  "<mjs",      "MIME-"};
    if (BEGINS(in, "\xef\xbb\xbf")) {
        in = t2_bytes_of(in.ptr + 3, in.len - 3);
    }
    while (in.len > 0 && strchr(" \t\r\n", in.ptr[0]) != NULL && in.ptr[0] != 0) {
        in = t2_bytes_of(in.ptr + 1, in.len - 1);
    }
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        if (begins_like(in, marks[i])) {
            return 1;
        }
    }
    return 0;
}

static int strip_text(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, enum strip_fault *fault)
{
    struct words_report report = {0};
    if (in.len == 0 || memchr(in.ptr, 0, in.len) != NULL) {
        return strip_fail(fault, STRIP_UNKNOWN);
    }
    size_t before = out->len;
    int err = words_clean(in, 1, out, &report);
    if (err == 0 && out->len == before) {
        err = T2_E_MALFORMED;
    }
    *fault = err == T2_E_MALFORMED ? STRIP_UNKNOWN : STRIP_FINE;
    *removed |= err == 0 && report.hidden > 0 ? STRIP_HIDDEN : 0;
    return err;
}

static int strip_by_kind(struct t2_bytes in, struct t2_buf *out, struct strip_report *r,
                         enum strip_fault *fault)
{
    if (BEGINS(in, "\x89PNG")) {
        r->media = TABLE_MEDIA_PNG;
        return strip_png(in, out, &r->removed, fault);
    }
    if (BEGINS(in, "\xff\xd8")) {
        r->media = TABLE_MEDIA_JPEG;
        return strip_jpeg(in, out, &r->removed, &r->turned, fault);
    }
    if (BEGINS(in, "%PDF-")) {
        r->media = TABLE_MEDIA_PDF;
        return strip_pdf(in, out, &r->removed, fault);
    }
    if (BEGINS(in, "PK\x03\x04") || BEGINS(in, "\xd0\xcf\x11\xe0") || is_markup(in)) {
        return strip_fail(fault, STRIP_OFFICE);
    }
    r->media = TABLE_MEDIA_TEXT;
    return strip_text(in, out, &r->removed, fault);
}

/* ---- sentences ---- */

static int not_sent(struct desk_problem *why, enum strip_fault fault, const char *name)
{
    switch (fault) {
    case STRIP_UNKNOWN:
        return desk_fail(
            why, T2_E_REFUSED,
            "%s is not sent: it is no picture in PNG or JPEG, no PDF and no plain text, and only "
            "from these can be taken out what they say beside what they show. Save it as "
            "one of these and attach that.",
            name);
    case STRIP_OFFICE:
        return desk_fail(
            why, T2_E_REFUSED,
            "%s is not sent: files of office programs carry the names of those who worked on them "
            "and what they wrote before. Save it as PDF and attach that.",
            name);
    case STRIP_TOO_LARGE:
        return desk_fail(
            why, T2_E_REFUSED,
            "%s is not sent: it is larger than this program looks through. Make it smaller, with "
            "fewer pages or a smaller picture, and attach that.",
            name);
    case STRIP_LOCKED:
        return desk_fail(
            why, T2_E_REFUSED,
            "%s is not sent: it is locked with a password, so what it says of its author cannot be "
            "taken out. Print it to a new PDF without one and attach that.",
            name);
    case STRIP_FORM:
        return desk_fail(
            why, T2_E_REFUSED,
            "%s is not sent: it is a form, and what was filled in is no part of its pages. Print it to "
            "a new PDF and attach that.",
            name);
    case STRIP_LAYERS:
        return desk_fail(
            why, T2_E_REFUSED,
            "%s is not sent: it has layers, of which some may be hidden now and seen by others. Print "
            "it to a new PDF and attach that.",
            name);
    case STRIP_PICTURE:
        return desk_fail(why, T2_E_REFUSED,
                         "%s is not sent: a picture in it is of a kind (JPEG 2000 or JBIG2, as scanners make "
                         "them) from which "
                         "nothing can be taken out. Print it to a new PDF, or save its pages as pictures, "
                         "and attach that.",
                         name);
    case STRIP_FINE:
    case STRIP_DAMAGED:
        break;
    }
    return desk_fail(
        why, T2_E_REFUSED,
        "%s is not sent: it is damaged, or has something in it that this program does not know, and what is "
        "not known cannot be taken out. Save it anew (a PDF by printing it to a PDF) and attach that.",
        name);
}

int strip_file(struct t2_bytes in, const char *name, struct t2_buf *out, struct strip_report *report,
               struct desk_problem *why)
{
    struct strip_report r = {.removed = 0};
    enum strip_fault fault = STRIP_FINE;
    int err = strip_by_kind(in, out, &r, &fault);
    switch (err) {
    case 0:
        *report = r;
        return 0;
    case T2_E_MALFORMED:
        return not_sent(why, fault, name);
    case T2_E_FULL:
        return desk_fail(
            why, T2_E_REFUSED,
            "%s is not sent: an attachment has %zu KiB at most, because every desk keeps it. Make it "
            "smaller, with fewer pages or a smaller picture, and attach that.",
            name, out->max >> 10);
    default:
        return desk_fail(
            why, err,
            "The machine is short of memory. Nothing was sent; close other programs and try again.");
    }
}

/* ---- what was taken out ---- */

const char *strip_removed_name(enum strip_removed bit)
{
    static const char *const names[STRIP_N_REMOVED] = {
        TABLE_SAYS("position"),
        TABLE_SAYS("camera or program"),
        TABLE_SAYS("date"),
        TABLE_SAYS("names"),
        TABLE_SAYS("comments"),
        TABLE_SAYS("small preview"),
        TABLE_SAYS("colour profile"),
        TABLE_SAYS("earlier versions"),
        TABLE_SAYS("files within"),
        TABLE_SAYS("scripts and actions"),
        TABLE_SAYS("notes and links"),
        TABLE_SAYS("bytes behind the end"),
        TABLE_SAYS("characters that cannot be seen"),
        TABLE_SAYS("other things that are not shown"),
    };
    unsigned i = 0;
    while (i < STRIP_N_REMOVED && (uint32_t)bit != 1u << i) {
        i++;
    }
    return i < STRIP_N_REMOVED ? names[i] : "";
}

void strip_removed_text(uint32_t removed, enum table_lang lang, char *out, size_t out_len)
{
    size_t at = 0;
    out[0] = '\0';
    for (unsigned i = 0; i < STRIP_N_REMOVED; i++) {
        if ((removed >> i & 1) == 0 || at >= out_len) {
            continue;
        }
        int n = snprintf(out + at, out_len - at, "%s%s", at > 0 ? table_say(lang, ", ") : "",
                         table_say(lang, strip_removed_name((enum strip_removed)(1u << i))));
        at += n > 0 ? (size_t)n : 0;
    }
}

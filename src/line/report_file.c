/* A file of reports: whole records before a cut are given, damage is told with its place, and the reader goes
 * on behind it. docs/protocol/reports.md, "The file of reports". */
#include "report_internal.h"

#include <tracktwo/crypto.h>
#include <tracktwo/wire.h>

#define HEAD "tracktwo reports 1\n"
#define HEAD_LEN (sizeof HEAD - 1)
#define MARK "\nrpt"
#define MARK_LEN 4
#define CHECK_LEN 4
#define BEFORE (MARK_LEN + 4 + CHECK_LEN) /* bytes of a record before the report */
/* Chance makes a mark in every four thousand million bytes; who makes many wants to keep the reader busy. */
#define MAX_TRIES 4096

/* Of the length alone when report is empty. */
static int check_of(uint32_t len, struct t2_bytes report, uint8_t out[static CHECK_LEN])
{
    uint8_t digest[T2_SHA256_LEN];
    const uint8_t length[4] = {(uint8_t)(len >> 24), (uint8_t)(len >> 16), (uint8_t)(len >> 8), (uint8_t)len};
    const struct t2_bytes parts[] = {t2_bytes_of(HEAD, HEAD_LEN), t2_bytes_of(length, sizeof length), report};
    int err = t2_sha256(digest, parts, report.len == 0 ? 2 : 3);
    memcpy(out, digest, CHECK_LEN);
    return err;
}

int line_report_file_begin(struct t2_buf *out)
{
    return t2_buf_append(out, HEAD, HEAD_LEN);
}

int line_report_file_append(struct t2_bytes report, struct t2_buf *out)
{
    uint8_t check[CHECK_LEN], end[CHECK_LEN];
    if (report.len == 0 || report.len > LINE_REPORT_MAX) {
        return T2_E_ARGUMENT;
    }
    int err = check_of((uint32_t)report.len, t2_bytes_of(NULL, 0), check);
    if (err != 0 || (err = check_of((uint32_t)report.len, report, end)) != 0 ||
        (err = t2_buf_reserve(out, BEFORE + report.len + CHECK_LEN)) != 0) {
        return err;
    }
    struct wire_writer w = wire_writer_init(out);
    wire_put_raw(&w, t2_bytes_of(MARK, MARK_LEN));
    wire_put_u32(&w, (uint32_t)report.len);
    wire_put_raw(&w, t2_bytes_of(check, sizeof check));
    wire_put_raw(&w, report);
    wire_put_raw(&w, t2_bytes_of(end, sizeof end));
    return wire_writer_finish(&w);
}

int line_report_file_open(struct t2_bytes file, struct line_report_file *out)
{
    if (file.len > LINE_REPORT_FILE_MAX) {
        return T2_E_TOO_LARGE;
    }
    size_t n = file.len < HEAD_LEN ? file.len : HEAD_LEN;
    if (n > 0 && memcmp(file.ptr, HEAD, n) != 0) {
        return T2_E_VERSION;
    }
    if (n < HEAD_LEN) {
        return T2_E_TRUNCATED;
    }
    *out = (struct line_report_file){.bytes = file, .at = HEAD_LEN, .end = HEAD_LEN};
    return 0;
}

/* The record at the byte: 0; T2_E_TRUNCATED: it may be one, but the file ends within it; T2_E_MALFORMED: it
 * is none; T2_E_MEMORY. */
static int record_at(const struct line_report_file *f, size_t at, struct t2_bytes *out)
{
    uint8_t check[CHECK_LEN];
    struct t2_bytes rest = t2_bytes_of(f->bytes.ptr + at, f->bytes.len - at);
    size_t n = rest.len < MARK_LEN ? rest.len : MARK_LEN;
    if (memcmp(rest.ptr, MARK, n) != 0) {
        return T2_E_MALFORMED;
    }
    struct wire_reader r = wire_reader_init(rest);
    (void)wire_get_raw(&r, MARK_LEN);
    uint32_t len = wire_get_u32(&r);
    struct t2_bytes said = wire_get_raw(&r, CHECK_LEN);
    if (r.err != 0) {
        return T2_E_TRUNCATED;
    }
    int err = check_of(len, t2_bytes_of(NULL, 0), check);
    if (err != 0) {
        return err;
    }
    if (len == 0 || len > LINE_REPORT_MAX || memcmp(said.ptr, check, sizeof check) != 0) {
        return T2_E_MALFORMED;
    }
    struct t2_bytes report = wire_get_raw(&r, len);
    said = wire_get_raw(&r, CHECK_LEN);
    if (r.err != 0) {
        return T2_E_TRUNCATED;
    }
    if ((err = check_of(len, report, check)) != 0) {
        return err;
    }
    if (memcmp(said.ptr, check, sizeof check) != 0) {
        return T2_E_MALFORMED;
    }
    *out = report;
    return 0;
}

/* The first byte from `from` on where a whole record stands; the file's length when there is none. */
static int next_whole(struct line_report_file *f, size_t from, size_t *out)
{
    struct t2_bytes report;
    for (size_t at = from; at < f->bytes.len; at++) {
        const uint8_t *mark = memchr(f->bytes.ptr + at, MARK[0], f->bytes.len - at);
        if (mark == NULL) {
            break;
        }
        at = (size_t)(mark - f->bytes.ptr);
        if (f->bytes.len - at < MARK_LEN || memcmp(mark, MARK, MARK_LEN) != 0) {
            continue;
        }
        if (++f->n_tried > MAX_TRIES) {
            break;
        }
        int err = record_at(f, at, &report);
        if (err == 0 || err == T2_E_MEMORY) {
            *out = at;
            return err;
        }
    }
    *out = f->bytes.len;
    return 0;
}

int line_report_file_next(struct line_report_file *f, struct t2_bytes *out_report, size_t *out_at)
{
    *out_report = t2_bytes_of(NULL, 0);
    *out_at = f->at;
    if (f->at >= f->bytes.len) {
        return T2_E_MISSING;
    }
    int err = record_at(f, f->at, out_report);
    if (err == 0) {
        f->at += BEFORE + out_report->len + CHECK_LEN;
        f->end = f->at;
        f->n++;
        return 0;
    }
    if (err == T2_E_TRUNCATED || err == T2_E_MALFORMED) {
        size_t next = 0;
        int found = next_whole(f, f->at + 1, &next);
        if (found != 0) {
            return found;
        }
        /* What looked like a cut end is damage when something whole stands behind it. */
        err = next < f->bytes.len ? T2_E_MALFORMED : err;
        f->at = next;
        f->n_lost++;
    }
    return err;
}

/* Reports and files of reports from anybody. Signatures count as right here (t2_ed25519_verify is replaced at
 * link time), so that what stands behind them is reached. What reads must write back to the same bytes; a set
 * that took in a file's reports forwards must have the digest of one that took them in backwards. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

#include "line/report_internal.h"

#define MAX_REPORTS 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int __wrap_t2_ed25519_verify(const uint8_t pk[static 32], struct t2_bytes msg, struct t2_bytes sig);
int __wrap_t2_ed25519_verify(const uint8_t pk[static 32], struct t2_bytes msg, struct t2_bytes sig)
{
    (void)pk;
    (void)msg;
    return sig.len == T2_ED25519_SIG_LEN ? 0 : T2_E_AUTH;
}

static void require(int holds)
{
    if (!holds) {
        abort();
    }
}

static void one_report(struct t2_bytes report)
{
    struct line_report r;
    struct t2_buf out;
    if (line_report_read(report, NULL, &r) != 0) {
        return;
    }
    t2_buf_init(&out, LINE_REPORT_MAX);
    require(report_put_body(&r, &out) == 0);
    require(out.len == report.len - LINE_REPORT_SIGNATURE_LEN && memcmp(out.ptr, report.ptr, out.len) == 0);
    t2_buf_free(&out);
}

static void digest_of(const struct t2_bytes *reports, size_t n, int backwards, uint8_t out[LINE_DIGEST_LEN])
{
    const struct line_report_limits limits = {.reports = 5, .observers = 4};
    struct line_report_set *s = NULL;
    enum line_report_outcome outcome;
    struct line_report r = {0};
    require(n > 0 && line_report_read(reports[0], NULL, &r) == 0);
    require(line_report_set_new(r.mission, &limits, &s) == 0);
    for (size_t i = 0; i < n; i++) {
        struct line_report_admission a = {.observer = "x", .to_s = LINE_REPORT_MAX_TIME};
        require(line_report_read(reports[i], NULL, &r) == 0);
        memcpy(a.key, r.key, sizeof a.key);
        int err = line_report_set_admit(s, &a);
        require(err == 0 || err == T2_E_FULL);
    }
    for (size_t i = 0; i < n; i++) {
        int err = line_report_set_import(s, reports[backwards ? n - 1 - i : i], &outcome);
        require(err == 0 || err == T2_E_FULL || err == T2_E_REPLAY);
    }
    for (size_t k = 0; k < line_report_set_n_chains(s); k++) {
        struct line_report_chain c;
        struct line_report_entry e;
        require(line_report_set_chain(s, k, &c) == 0);
        for (size_t i = 0; i < c.n; i++) {
            require(line_report_set_entry(s, k, i, &e) == 0);
            one_report(e.report);
        }
    }
    require(line_report_set_digest(s, out) == 0);
    line_report_set_free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct t2_bytes reports[MAX_REPORTS], report, in = t2_bytes_of(data, size);
    struct line_report_file f;
    struct line_report r;
    uint8_t forwards[LINE_DIGEST_LEN], backwards[LINE_DIGEST_LEN];
    size_t n = 0, at = 0;
    one_report(in);
    if (line_report_file_open(in, &f) != 0) {
        return 0;
    }
    for (int err = 0; (err = line_report_file_next(&f, &report, &at)) != T2_E_MISSING;) {
        require(at < size && f.at > at && f.at <= size);
        if (err == 0 && n < MAX_REPORTS && line_report_read(report, NULL, &r) == 0) {
            reports[n++] = report;
        }
    }
    if (n > 0) {
        digest_of(reports, n, 0, forwards);
        digest_of(reports, n, 1, backwards);
        require(memcmp(forwards, backwards, sizeof forwards) == 0);
    }
    return 0;
}

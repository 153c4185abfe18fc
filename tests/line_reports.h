/* Observers and their reports, for the tests and the benchmark. */
#ifndef T2_TESTS_LINE_REPORTS_H
#define T2_TESTS_LINE_REPORTS_H

#include <tracktwo/line_report.h>

#define OBSERVER_DAY 1424390400u /* 2015-02-20 00:00 UTC */

/* One report key and where its chain stands. */
struct observer {
    uint8_t seed[LINE_REPORT_SEED_LEN], key[LINE_REPORT_KEY_LEN], previous[LINE_REPORT_ID_LEN];
    uint32_t number; /* of the last report */
};
extern const uint8_t observer_mission[LINE_REPORT_MISSION_LEN];
struct observer observer_of(unsigned n); /* the same n is the same key */
/* An impact that was heard and seen, with the next number; to be changed and signed. */
struct line_report observer_report(const struct observer *o);
/* One with every field that an impact can have, each as large as it may be. */
struct line_report observer_full_report(const struct observer *o);
/* Signs into an empty buffer and moves the chain on; aborts with the sentence when it is refused. For
 * t2_buf_free. */
struct t2_buf observer_sign(struct observer *o, const struct line_report *r);
struct t2_buf observer_next(struct observer *o); /* observer_report, signed */
struct line_report_admission observer_admission(const struct observer *o, const char *id);

#endif

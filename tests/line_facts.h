/* Reports made up for tests of events, days and the clock. */
#ifndef T2_TESTS_LINE_FACTS_H
#define T2_TESTS_LINE_FACTS_H

#include <tracktwo/line_event.h>

struct line_facts {
    struct line_fact *at;
    size_t n, max;
    struct line_exclusion *exclusions;
    size_t n_exclusions;
};
/* A report of its own id by an observer of its own, source = its number, verified 0, at 0 0 of a flat frame.
 * The pointer is good until the next is added. */
struct line_fact *line_facts_add(struct line_facts *set, enum line_fact_kind kind, int64_t time_s);
/* Fact `by` corrects fact `what`: same observer and source, a later number. */
void line_facts_correct(struct line_facts *set, size_t by, size_t what);
void line_facts_exclude(struct line_facts *set, const struct line_fact *f, unsigned side);
struct line_record line_facts_record(const struct line_facts *set); /* borrowed */
void line_facts_free(struct line_facts *set);
int64_t line_facts_noon(int32_t day);
/* An order of one's own, the same for the same seed. */
void line_facts_shuffle(struct line_facts *set, uint64_t *seed);
uint32_t line_facts_draw(uint64_t *seed);

#endif

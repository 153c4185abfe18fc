/* What no table may ever come to, whatever its seats send: a list of predicates over the state, the event
 * that led to it, and what stood before. docs/protocol/table.md, "Rules". */
#ifndef T2_TESTS_TABLE_FORBIDDEN_H
#define T2_TESTS_TABLE_FORBIDDEN_H

#include <tracktwo/table_field.h>

/* Seats, issues, articles that are looked at; a table of a test has no more. */
#define FORBIDDEN_MAX 64

/* Of the cease-fire. */
struct forbidden_field_before {
    uint64_t side[LINE_N_SIDES], commission; /* as agreed; else 0 */
    uint64_t ceasefire;
    unsigned done;                       /* steps taken */
    size_t in_force[TABLE_FIELD_N_WHAT]; /* index and 1; 0: none */
    size_t n_documents, n_positions, n_observers, n_reports, n_incidents;
    uint64_t open, excluded;          /* bit i: position, report i */
    uint32_t observer[FORBIDDEN_MAX]; /* event of the admission */
    struct {
        uint8_t state, found;
        uint8_t wish[LINE_N_INC_EVENTS];
    } incident[FORBIDDEN_MAX];
};

/* What the predicates have to know of the state before an event. */
struct forbidden_before {
    size_t n_seats, n_issues, n_articles;
    uint64_t paused, reconfirm, early, slot;
    uint8_t pen;
    struct table_settings settings;
    enum table_standing standing[FORBIDDEN_MAX];
    struct table_mandate mandate[FORBIDDEN_MAX];
    const char *party[FORBIDDEN_MAX];
    unsigned n_devices[FORBIDDEN_MAX];
    uint64_t concerns[FORBIDDEN_MAX]; /* of issues */
    struct table_budget budget[FORBIDDEN_MAX];
    struct {
        enum table_article_status status;
        uint64_t could, agreed, confirmed;
        unsigned n_drafts;
        uint64_t until; /* of a silence that nobody broke; else 0 */
    } article[FORBIDDEN_MAX];
    struct forbidden_field_before field;
};

void forbidden_look(const struct table_state *s, struct forbidden_before *out);
/* s has taken its last event since. What was reached that must not be; NULL: nothing. */
const char *forbidden_reached(const struct forbidden_before *before, const struct table_state *s);
/* How many predicates there are. */
size_t forbidden_count(void);

/* Of the cease-fire alone, rules 27 to 32; the above have them. */
void forbidden_field_look(const struct table_state *s, struct forbidden_field_before *out);
const char *forbidden_field_reached(const struct forbidden_before *before, const struct table_state *s);
size_t forbidden_field_count(void);

#endif

/* What was computed of the record, for as long as the record stays the same: its events, and the day on which
 * the quiet days were reached. Both take long where reports are many, and a desk is asked for them by every
 * event that names an incident or the talks, also by those that are refused. What the record follows from is
 * compared each time, so nobody who changes it has to remember to say so. */
#include "field.h"

#include <stdlib.h>
#include <string.h>

/* The record follows from this and from the log, which only grows. */
struct stamp {
    size_t n_reports, n_excluded, n_observers;
    size_t in_force[TABLE_FIELD_N_WHAT];
    uint32_t admissions[TABLE_FIELD_MAX_OBSERVERS]; /* events */
};
struct told { /* an event of the record, and the report that speaks for it */
    struct line_event event;
    uint8_t report[LINE_FACT_ID_LEN];
};
struct table_field_memo {
    struct stamp stamp;
    uint8_t has_events, has_met_day;
    struct told *events;
    size_t n_events;
    int32_t met_day;
};

static struct stamp stamp_of(const struct table_field_state *f)
{
    struct stamp s;
    memset(&s, 0, sizeof(s));
    s.n_reports = f->n_reports;
    s.n_observers = f->n_observers;
    memcpy(s.in_force, f->in_force, sizeof(s.in_force));
    for (size_t i = 0; i < f->n_reports; i++) {
        s.n_excluded += f->reports[i].excluded; /* which is never taken back */
    }
    for (size_t i = 0; i < f->n_observers; i++) {
        s.admissions[i] = f->observers[i].event;
    }
    return s;
}

void table_field_forget(struct table_field_state *f)
{
    if (f->memo != NULL) {
        free(f->memo->events);
        free(f->memo);
        f->memo = NULL;
    }
}

/* What is kept of the record as it stands; what was kept of another one goes. T2_E_MEMORY. */
static int memo_of(struct table_field_state *f, struct table_field_memo **out)
{
    struct stamp now = stamp_of(f);
    if (f->memo == NULL || memcmp(&f->memo->stamp, &now, sizeof(now)) != 0) {
        table_field_forget(f);
        f->memo = calloc(1, sizeof(*f->memo));
        if (f->memo == NULL) {
            return T2_E_MEMORY;
        }
        f->memo->stamp = now;
    }
    *out = f->memo;
    return 0;
}

static int tell_events(const struct table_state *s, struct table_field_memo *m)
{
    struct table_field_record r;
    struct line_events *e = NULL;
    int err = table_field_open(s, &r);
    err = err != 0 ? err : line_events_new(&r.record, &r.criteria.terms, NULL, &e);
    m->events = err == 0 ? calloc(e->n + 1, sizeof(*m->events)) : NULL;
    err = err == 0 && m->events == NULL ? T2_E_MEMORY : err;
    for (size_t i = 0; err == 0 && i < e->n; i++) {
        m->events[i].event = e->at[i];
        memcpy(m->events[i].report, e->facts[e->member[e->at[i].first]].id, LINE_FACT_ID_LEN);
    }
    if (err == 0) {
        m->n_events = e->n;
        m->has_events = 1;
    }
    line_events_free(e);
    table_field_close(&r);
    return err;
}

int table_field_event(const struct table_state *s, const uint8_t report[static LINE_FACT_ID_LEN],
                      struct line_event *out)
{
    struct table_field_memo *m = NULL;
    int err = s->field != NULL ? memo_of(s->field, &m) : T2_E_MISSING;
    if (err == 0 && !m->has_events) {
        err = tell_events(s, m);
    }
    size_t i = 0;
    while (err == 0 && i < m->n_events && memcmp(m->events[i].report, report, LINE_FACT_ID_LEN) != 0) {
        i++;
    }
    if (err == 0 && i == m->n_events) {
        err = T2_E_MISSING;
    }
    if (err == 0) {
        *out = m->events[i].event;
    }
    return err;
}

int table_field_quiet(const struct table_state *s, uint64_t slot, int *out)
{
    struct table_field_memo *m = NULL;
    struct line_criteria c;
    int err = table_field_criteria(s, &c);
    if (err != 0) {
        *out = 0;
        return err == T2_E_MISSING ? 0 : err;
    }
    err = memo_of(s->field, &m);
    if (err == 0 && !m->has_met_day) { /* a day depends on no later one: the last of them tells of all */
        struct table_field_record r;
        struct line_clock clock = {.n = 0};
        err = table_field_open(s, &r);
        err = err != 0 ? err
                       : line_clock_run(&r.record, &c, c.first_day + LINE_MAX_CLOCK_DAYS - 1, NULL, &clock);
        if (err == 0) {
            m->met_day = clock.opens_talks ? clock.met_day : INT32_MAX;
            m->has_met_day = 1;
        }
        line_clock_wipe(&clock);
        table_field_close(&r);
    }
    if (err == 0) {
        int32_t day = table_field_day(&c, slot);
        *out = day >= m->met_day && day - c.first_day < LINE_MAX_CLOCK_DAYS;
    }
    return err;
}

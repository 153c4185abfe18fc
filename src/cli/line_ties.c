/* What reports of the record say of each other: which corrects which, and which two are a fork. Of all at
 * once, so that a long record is looked through once and not for each of its reports. */
#include "cli/line.h"

#include <stdlib.h>
#include <string.h>

struct numbered {
    uint32_t report, number;
    uint16_t observer;
};

static int by_number(const void *a, const void *b)
{
    const struct numbered *x = a, *y = b;
    return x->observer != y->observer ? (x->observer < y->observer ? -1 : 1)
           : x->number != y->number   ? (x->number < y->number ? -1 : 1)
                                      : (x->report > y->report) - (x->report < y->report);
}

/* Of those with one number and key each names the first of the others. */
static int find_forks(const struct table_state *s, uint32_t *fork)
{
    const size_t n = table_n_reports(s);
    struct numbered *all = malloc((n + 1) * sizeof *all);
    if (all == NULL)
        return T2_E_MEMORY;
    for (size_t i = 0; i < n; i++)
        all[i] = (struct numbered){(uint32_t)i, table_report(s, i)->number, table_report(s, i)->observer};
    qsort(all, n, sizeof *all, by_number);
    for (size_t i = 0, first = 0; i < n; i++) {
        if (all[i].observer != all[first].observer || all[i].number != all[first].number)
            first = i;
        fork[all[i].report] = i > first ? all[first].report : (uint32_t)n;
        if (i == first + 1)
            fork[all[first].report] = all[i].report;
    }
    free(all);
    return 0;
}

int cli_ties_new(const struct table_state *s, const struct table_field_record *r, struct cli_ties *out)
{
    const size_t n = table_n_reports(s);
    *out = (struct cli_ties){malloc((n + 1) * sizeof(uint32_t)), malloc((n + 1) * sizeof(uint32_t))};
    if (out->corrected_by == NULL || out->fork == NULL || find_forks(s, out->fork) != 0) {
        cli_ties_free(out);
        return T2_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++)
        out->corrected_by[i] = (uint32_t)n;
    for (size_t k = 0; r != NULL && k < r->record.n_facts; k++) {
        size_t at = 0;
        if ((r->facts[k].has & LINE_HAS_CORRECTS) != 0 &&
            table_report_find(s, r->facts[k].corrects, &at) == 0 && out->corrected_by[at] == n &&
            table_report(s, r->report[k])->observer == table_report(s, at)->observer)
            out->corrected_by[at] = r->report[k];
    }
    return 0;
}

void cli_ties_free(struct cli_ties *t)
{
    free(t->corrected_by);
    free(t->fork);
    *t = (struct cli_ties){NULL, NULL};
}

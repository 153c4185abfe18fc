/* Counting rules: how many violations the same events are. Which rule holds is agreed by both sides under its
 * name; the program has no opinion. */
#include "days_internal.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const names[LINE_N_COUNTS] = {
    [LINE_COUNT_EACH] = "each", [LINE_COUNT_EVENT] = "event", [LINE_COUNT_RUN] = "run",
    [LINE_COUNT_HOUR] = "hour", [LINE_COUNT_DAY] = "day",
};

int line_counting_valid(const struct line_counting *c)
{
    return c->kind == LINE_COUNT_RUN
               ? c->least >= 1 && c->least <= LINE_COUNT_MAX_LEAST && c->gap_s <= LINE_COUNT_MAX_GAP_S &&
                     c->reach_m <= LINE_COUNT_MAX_REACH_M
               : c->kind < LINE_N_COUNTS && c->least == 0 && c->gap_s == 0 && c->reach_m == 0;
}

void line_counting_write(const struct line_counting *c, char out[static LINE_COUNTING_LEN])
{
    if (c->kind == LINE_COUNT_RUN) {
        (void)snprintf(out, LINE_COUNTING_LEN, "run %u %u %u", c->least, c->gap_s, c->reach_m);
    } else {
        (void)snprintf(out, LINE_COUNTING_LEN, "%s", c->kind < LINE_N_COUNTS ? names[c->kind] : "");
    }
}

/* Not more than UINT32_MAX. */
static int number(const char **at, uint32_t *out)
{
    uint64_t n = 0;
    if (**at != ' ' || (*at)[1] < '0' || (*at)[1] > '9') {
        return T2_E_MALFORMED;
    }
    for (++*at; **at >= '0' && **at <= '9'; ++*at) {
        n = n * 10 + (uint64_t)(**at - '0');
        if (n > UINT32_MAX) {
            return T2_E_MALFORMED;
        }
    }
    *out = (uint32_t)n;
    return 0;
}

int line_counting_read(const char *text, struct line_counting *out)
{
    struct line_counting c = {.kind = LINE_N_COUNTS};
    char back[LINE_COUNTING_LEN];
    if (strncmp(text, "run ", 4) == 0) {
        const char *at = text + 3;
        c.kind = LINE_COUNT_RUN;
        int err = number(&at, &c.least);
        err = err != 0 ? err : number(&at, &c.gap_s);
        err = err != 0 ? err : number(&at, &c.reach_m);
        if (err != 0) {
            return err;
        }
    }
    for (uint8_t k = 0; k < LINE_N_COUNTS && c.kind != LINE_COUNT_RUN; k++) {
        c.kind = k != LINE_COUNT_RUN && strcmp(text, names[k]) == 0 ? k : c.kind;
    }
    line_counting_write(&c, back); /* one value, one text */
    if (!line_counting_valid(&c) || strcmp(back, text) != 0) {
        return T2_E_MALFORMED;
    }
    *out = c;
    return 0;
}

static const char *said(const struct line_say *say, const char *english) __attribute__((format_arg(2)));
static const char *said(const struct line_say *say, const char *english)
{
    return say != NULL && say->say != NULL ? say->say(say->ctx, english) : english;
}

void line_counting_text(const struct line_counting *c, const struct line_say *say, char *out, size_t out_len)
{
    static const char *const texts[LINE_N_COUNTS] = {
        [LINE_COUNT_EACH] = T2_SAYS("Each explosion, burst and shot is counted: ten in a row are ten."),
        [LINE_COUNT_EVENT] = T2_SAYS("Each event is counted once, however many explosions or shots it had."),
        [LINE_COUNT_RUN] = "",
        [LINE_COUNT_HOUR] = T2_SAYS("An hour with violations is counted once."),
        [LINE_COUNT_DAY] = T2_SAYS("A day with violations is counted once."),
    };
    if (c->kind != LINE_COUNT_RUN) {
        (void)snprintf(out, out_len, "%s", c->kind < LINE_N_COUNTS ? said(say, texts[c->kind]) : "");
    } else if (c->reach_m == 0) {
        (void)snprintf(
            out, out_len,
            said(say,
                 T2_SAYS("What follows within %u seconds is counted once if it is %u or more together.")),
            c->gap_s, c->least);
    } else {
        (void)snprintf(
            out, out_len,
            said(say, T2_SAYS("What follows within %u seconds and %u metres is counted once if it is "
                              "%u or more together.")),
            c->gap_s, c->reach_m, c->least);
    }
}

/* ---- runs: what hangs together over gaps and distances ---- */

static uint32_t run_of(uint32_t *run, uint32_t i)
{
    while (run[i] != i) {
        run[i] = run[run[i]];
        i = run[i];
    }
    return i;
}

static int near_enough(const struct line_event *a, const struct line_event *b, enum geo_frame frame,
                       uint32_t reach_m)
{
    return reach_m == 0 ||
           (a->has_place == 1 && b->has_place == 1 && same_distance_m(frame, a->place, b->place) <= reach_m);
}

static int count_runs(const struct line_events *e, const uint32_t *which, size_t n, enum geo_frame frame,
                      const struct line_counting *c, uint64_t *out)
{
    uint32_t *run = calloc(n + 1, sizeof *run);
    uint64_t *sum = calloc(n + 1, sizeof *sum), total = 0;
    if (run == NULL || sum == NULL) {
        free(run);
        free(sum);
        return T2_E_MEMORY;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct line_event *a = &e->at[which[i]];
        run[i] = i;
        for (uint32_t k = i; k-- > 0;) {
            const struct line_event *b = &e->at[which[k]];
            if (a->time_s - b->time_s >= c->gap_s) {
                break; /* events come by time */
            }
            if (near_enough(a, b, frame, c->reach_m)) {
                run[run_of(run, i)] = run_of(run, k);
                if (c->reach_m == 0) {
                    break; /* the others before it hang together with it already */
                }
            }
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        sum[run_of(run, i)] += e->at[which[i]].count;
    }
    for (size_t i = 0; i < n; i++) {
        total += sum[i] >= c->least && sum[i] > 0 ? 1 : sum[i];
    }
    free(run);
    free(sum);
    *out = total;
    return 0;
}

int line_count(const struct line_events *e, const uint32_t *which, size_t n, enum geo_frame frame,
               const struct line_counting *c, int64_t begin_s, uint64_t *out)
{
    uint64_t total = 0;
    int64_t last = -1;
    int64_t unit_s = c->kind == LINE_COUNT_HOUR ? 3600 : LINE_DAY_S;
    if (!line_counting_valid(c)) {
        return T2_E_ARGUMENT;
    }
    if (c->kind == LINE_COUNT_RUN) {
        return count_runs(e, which, n, frame, c, out);
    }
    for (size_t i = 0; i < n; i++) {
        const struct line_event *a = &e->at[which[i]];
        int64_t since = a->time_s - begin_s, unit = since / unit_s - (since % unit_s < 0);
        if (c->kind == LINE_COUNT_EACH) {
            total += a->count;
        } else if (c->kind == LINE_COUNT_EVENT) {
            total += a->count > 0;
        } else if (a->count > 0 && (total == 0 || unit != last)) {
            total++;
            last = unit;
        }
    }
    *out = total;
    return 0;
}

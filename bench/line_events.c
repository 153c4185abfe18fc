/* Grouping what observers report into events: as at a watch of the line (12 observers, explosions and weapons
 * over a year), and as at a flood (two keys report the same weapons of one minute and place, each time as
 * many as a report can hold; what one record holds, TABLE_FIELD_MAX_FACTS, is the limit). Usage:
 * bench-line-events [REPORTS] */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <tracktwo/line_event.h>

#define MOST_FACTS 100000
#define YEAR_S (365 * LINE_DAY_S)

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint32_t draw(uint32_t *x) /* the same each time */
{
    *x = *x * 1664525u + 1013904223u;
    return *x >> 8;
}

static size_t watched(struct line_fact *facts, size_t n)
{
    uint32_t x = 1;
    for (size_t i = 0; i < n; i++) {
        struct line_fact *f = &facts[i];
        uint32_t what = draw(&x);
        f->kind = what % 4 == 0 ? LINE_F_WEAPON : LINE_F_EXPLOSION;
        f->time_s = 1700000000 + (int64_t)(draw(&x) * 2u % YEAR_S);
        f->source = LINE_N_FROM + what / 4 % 12;
        f->place = (struct geo_point){(int32_t)(draw(&x) % 10000000), (int32_t)(draw(&x) % 3000000)};
        f->weapon = (uint8_t)(1 + what / 64 % 4);
    }
    return n;
}

static size_t flooded(struct line_fact *facts, size_t n_reports)
{
    size_t n =
        n_reports * LINE_REPORT_MAX_FACTS < MOST_FACTS ? n_reports * LINE_REPORT_MAX_FACTS : MOST_FACTS;
    for (size_t i = 0; i < n; i++) {
        facts[i].kind = LINE_F_WEAPON;
        facts[i].time_s = 1700000000;
        facts[i].source = LINE_N_FROM + (uint32_t)(i / LINE_REPORT_MAX_FACTS % 2);
        facts[i].place = (struct geo_point){1000000, 1000000};
        facts[i].weapon = 1;
    }
    return n;
}

static void measure(const char *name, struct line_fact *facts, size_t n, int parts)
{
    struct line_events *e = NULL;
    struct line_record r = {.frame = GEO_FLAT, .facts = facts, .n_facts = n, .known_s = INT64_MAX};
    for (size_t i = 0; i < n; i++) {
        uint32_t id = (uint32_t)(i / (size_t)parts) * 2654435761u; /* in no order */
        memcpy(facts[i].id, &id, sizeof id);
        memcpy(facts[i].observer, &facts[i].source, sizeof facts[i].source);
        facts[i].part = (uint8_t)(i % (size_t)parts);
        facts[i].seq = i / (size_t)parts;
        facts[i].filed_s = facts[i].time_s;
        facts[i].has = LINE_HAS_PLACE;
        facts[i].side = LINE_N_SIDES;
        facts[i].sigma_cm = 10000;
        facts[i].count = facts[i].verified = 1;
    }
    double from = seconds();
    int err = line_events_new(&r, NULL, NULL, &e);
    if (err != 0) {
        fprintf(stderr, "%s: %s\n", name, t2_err_name(err));
        exit(1);
    }
    struct rusage use;
    (void)getrusage(RUSAGE_SELF, &use);
    printf("%-6s %7zu facts  %7zu events  %9.3f s  (%ld MB in all)\n", name, n, e->n, seconds() - from,
           use.ru_maxrss / 1024);
    line_events_free(e);
}

int main(int argc, char **argv)
{
    char *end = NULL;
    errno = 0;
    size_t n = argc > 1 ? strtoul(argv[1], &end, 10) : 13000;
    struct line_fact *facts = calloc(MOST_FACTS, sizeof *facts);
    if (facts == NULL || (end != NULL && *end != '\0') || errno != 0 || n == 0 || n > MOST_FACTS) {
        free(facts);
        return 2;
    }
    printf("%zu reports\n", n);
    measure("watch", facts, watched(facts, n), 1);
    memset(facts, 0, MOST_FACTS * sizeof *facts);
    measure("flood", facts, flooded(facts, n), LINE_REPORT_MAX_FACTS);
    free(facts);
    return 0;
}

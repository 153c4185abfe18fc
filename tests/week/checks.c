/* Comparisons, each counted and printed; a wrong one says what was expected and what came. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "week.h"

#define STEP_MAX 64

static const json_t *step_into_list(const json_t *list, const char *step)
{
    const char *equals = strchr(step, '=');
    if (equals == NULL) {
        char *end = NULL;
        long k = strtol(step, &end, 10);
        size_t n = json_array_size(list);
        return *end != '\0' ? NULL : json_array_get(list, k < 0 ? n - (size_t)-k : (size_t)k);
    }
    const json_t *one;
    size_t i;
    json_array_foreach(list, i, one)
    {
        char key[STEP_MAX];
        (void)snprintf(key, sizeof key, "%.*s", (int)(equals - step), step);
        const json_t *v = json_object_get(one, key);
        char number[24] = "";
        if (json_is_integer(v))
            (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(v));
        if (strcmp(json_is_string(v) ? json_string_value(v) : number, equals + 1) == 0)
            return one;
    }
    return NULL;
}

const json_t *week_at(const json_t *o, const char *path)
{
    char step[STEP_MAX];
    while (o != NULL && *path != '\0') {
        size_t n = strcspn(path, "/");
        if (n >= sizeof step)
            return NULL;
        memcpy(step, path, n);
        step[n] = '\0';
        o = json_is_array(o) ? step_into_list(o, step) : json_object_get(o, step);
        path += n + (path[n] == '/');
    }
    return o;
}

const char *week_text_at(const json_t *o, const char *path)
{
    const char *text = json_string_value(week_at(o, path));
    return text != NULL ? text : "";
}

void week_check(struct week *w, bool good, const char *fmt, ...)
{
    char text[4000];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    w->n_checks++;
    w->n_wrong += good ? 0 : 1;
    page_verdict(w, good, text);
}

static char *dumped(const json_t *v)
{
    char *text = v != NULL ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    return text != NULL ? text : strdup("nothing");
}

void week_expect(struct week *w, unsigned seats, const char *const words[], const char *path,
                 json_t *expected, const char *what)
{
    unsigned n = 0, n_wrong = 0;
    char wrong[1024] = "";
    for (int i = 0; i < N_DESKS; i++) {
        int code = -1;
        if ((seats & ~w->away & ONLY(i)) == 0)
            continue;
        json_t *o = week_ask(w, (enum week_seat)i, words, &code);
        const json_t *got = code == 0 ? week_at(o, path) : NULL;
        n++;
        if (got == NULL || !json_equal(got, expected)) {
            char *came = dumped(got != NULL ? got : json_object_get(o, "error"));
            if (n_wrong++ == 0)
                (void)snprintf(wrong, sizeof wrong, "the desk of seat %s says %s (%s of %s %s)",
                               week_seat_id((enum week_seat)i), came, path, words[0],
                               words[1] != NULL ? words[1] : "");
            free(came);
        }
        json_decref(o);
    }
    char *wanted = dumped(expected);
    if (n_wrong > 0)
        week_check(w, false, "%s: expected %s, but %s; desks that do not say so: %u of %u", what, wanted,
                   wrong, n_wrong, n);
    else
        week_check(w, n > 0,
                   n == N_SEATS ? "%s, on all five desks"
                   : n > 1      ? "%s, on %u desks"
                                : "%s",
                   what, n);
    free(wanted);
    json_decref(expected);
}

/* The table without the reader's own "now", and the log. NULL when a desk did not answer. */
static json_t *state_of(struct week *w, enum week_seat seat)
{
    int code[2] = {-1, -1};
    json_t *table = week_ask(w, seat, WORDS("table", "show"), &code[0]);
    json_t *log = week_ask(w, seat, WORDS("log"), &code[1]);
    (void)json_object_del(table, "now_slot");
    (void)json_object_del(table, "self"); /* whose desk it is */
    json_t *both = code[0] == 0 && code[1] == 0 ? json_pack("{s:O, s:O}", "table", table, "log", log) : NULL;
    json_decref(table);
    json_decref(log);
    return both;
}

void week_same_everywhere(struct week *w)
{
    json_t *first = NULL;
    unsigned n = 0, differ = 0;
    for (int i = 0; i < N_SEATS; i++) {
        if ((w->away & ONLY(i)) != 0)
            continue;
        json_t *s = state_of(w, (enum week_seat)i);
        n++;
        if (s == NULL || (first != NULL && !json_equal(first, s)))
            differ |= ONLY(i);
        if (first == NULL)
            first = s;
        else
            json_decref(s);
    }
    long long events = (long long)json_integer_value(week_at(first, "table/n_events"));
    if (differ == 0)
        week_check(w, n > 1 && events > 0,
                   "%u desks, one table: the same state and the same log of %lld lines", n, events);
    for (int i = 0; i < N_SEATS; i++) {
        if ((differ & ONLY(i)) != 0)
            week_check(w, false, "the desk of seat %s has another state or log than the first",
                       week_seat_id((enum week_seat)i));
    }
    json_decref(first);
}

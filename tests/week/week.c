/* demo-week: see week.h. Exit 0 only when every check was right. */
#include <stdio.h>
#include <stdlib.h>

#include <tracktwo/clock.h>

#include "week.h"

int main(void)
{
    static struct week w;
    const char *programs = getenv("T2_PROGRAMS"), *example = getenv("T2_EXAMPLES");
    static void (*const days[])(struct week *) = {week_monday, week_tuesday,  week_wednesday, week_thursday,
                                                  week_friday, week_saturday, week_sunday};
    char file[WEEK_PATH], folder[WEEK_PATH];
    if (programs == NULL || example == NULL) {
        (void)fprintf(stderr,
                      "demo-week: T2_PROGRAMS and T2_EXAMPLES name the folders of the programs and of the "
                      "example table. make demo-week sets them.\n");
        return 2;
    }
    (void)snprintf(file, sizeof file, "%s/example_table.json", example);
    (void)snprintf(folder, sizeof folder, "%s/tests/e2e", programs);
    if (week_begin(&w, folder, file) != 0)
        return 2;
    printf("A week at the example table. Everything here is invented: the countries, the seats and what they "
           "want.\n"
           "Nothing is simulated but the clock: a relay and five desks run as programs, each desk in a "
           "folder of its\n"
           "own, and what follows \"> tracktwo\" is what a person types. Hours are in universal time.\n");
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++)
        days[i](&w);
    printf("\n%u commands at five desks, %.0f seconds. ", w.n_commands,
           (double)(t2_monotonic_ms() - w.started_ms) / 1000);
    if (w.n_wrong == 0)
        printf("%u checks, all as expected.\n", w.n_checks);
    else
        printf("%u checks, %u NOT AS EXPECTED.\n", w.n_checks, w.n_wrong);
    week_end(&w);
    return w.n_wrong == 0 ? 0 : 1;
}

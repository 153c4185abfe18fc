/* Thursday: the hour of the silence has passed; the second sounding, with a mandate that has expired; the
 * second key opens a package, which enters the text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "week.h"

static void back(struct week *w)
{
    week_scene(w, THURSDAY, "09:10", "Seat N lands, ten minutes after the hour");
    w->away = 0;
    page_tell("Its laptop has stayed at half past eight, an hour at which one could still have objected. The "
              "minute in which the relay received it counts.");
    week_clock_of(w, SEAT_N, THURSDAY, "08:30");
    char *text = week_see(w, SEAT_N, WORDS("text", "object", "3", "My clock says half past eight."), NULL);
    week_check(w,
               strstr(text, "2027-03-04 09:10 UTC") != NULL && strstr(text, "The silence ended at") != NULL,
               "refused by all desks, the one it came from among them");
    free(text);
    week_clock_right(w, SEAT_N);
    week_show(w, ONLY(SEAT_N), WORDS("text", "show", "3"), NULL);
    week_refused(w, SEAT_N, WORDS("text", "object", "3", "I was in the air."), "silence",
                 "The silence ended at");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "articles/name=3/silence", json_string("adopted"),
                "the draft stands adopted by silence");
    week_same_everywhere(w);
}

static void second_sounding(struct week *w)
{
    week_scene(w, THURSDAY, "15:10", "Three days have passed: the second sounding");
    week_do(w, SEAT_A, WORDS("sound", "open", "all"));
    page_tell("All enter what the example says; seat B comes three points nearer than on Monday.");
    for (int i = SEAT_A; i <= SEAT_N; i++)
        week_quietly(w, (enum week_seat)i, WORDS("sound", "enter", week_path(w, "table.json")));
    week_show(w, FOUR_SEATS, WORDS("sound", "status"), WORDS(": open;"));
}

static void expired(struct week *w)
{
    week_scene(w, THURSDAY, "15:30", "A mandate has run out in the meantime");
    week_refused(w, SEAT_C, WORDS("sound", "seal"), "mandate_expired", "The mandate of Seat C has expired");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "seats/id=C/mandate/expired", json_true(),
                "the mandate of seat C ended at 15:20");
    week_do(w, SEAT_C,
            WORDS("seat", "standing", "former official", "--mandate", "at the request of", "--until",
                  week_hour(SUNDAY, "20:00")));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "seats/id=C/mandate_seen", json_array(),
                "the new mandate has to be seen anew");
    week_each(w, ALL_SEATS & ~ONLY(SEAT_C), WORDS("seat", "seen", "C"));
}

static void room(struct week *w)
{
    week_scene(w, THURSDAY, "15:40", "Is there room?");
    week_run(w, FOUR_SEATS, "seal");
    week_expect(w, ALL_SEATS, WORDS("sound", "status"), "soundings/-1/answer",
                json_string(json_is_true(week_at(w->example, "expected/room")) ? "room" : "no room"),
                "room, as the example expects");
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Pull-back\n"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "issues/id=zone/budget/runs_left", json_integer(1),
                "one sounding is left on each issue");
}

static bool is_expected(const struct week *w, const char *package)
{
    const json_t *one;
    size_t i;
    json_array_foreach(week_at(w->example, "expected/packages"), i, one)
    {
        if (strcmp(week_text_at(one, "name"), package) == 0)
            return true;
    }
    return false;
}

static void second_key(struct week *w)
{
    int code = -1;
    char package[128];
    week_scene(w, THURSDAY, "16:00", "The second key: which package is it?");
    week_each(w, FOUR_SEATS, WORDS("sound", "key"));
    week_run(w, FOUR_SEATS, "seal");
    json_t *o = week_ask(w, SEAT_F, WORDS("sound", "history"), &code);
    const char *text = week_text_at(o, "soundings/-1/text");
    (void)snprintf(package, sizeof package, "%s", strncmp(text, "Opened: ", 8) == 0 ? text + 8 : "nothing");
    package[strcspn(package, ". ")] = '\0';
    week_check(w, is_expected(w, package),
               "%s is one of the five packages of 20,736 that all could live with", package);
    week_expect(w, ALL_SEATS, WORDS("sound", "history"), "soundings/-1/text", json_string(text),
                "the same package");
    (void)snprintf(w->package, sizeof w->package, "package %lld",
                   (long long)json_integer_value(week_at(o, "soundings/-1/sounding")));
    json_decref(o);
    for (int i = SEAT_A; i <= SEAT_N; i++)
        week_do(w, (enum week_seat)i, WORDS("sound", "place", week_path(w, "table.json")));
    page_tell("Nobody had proposed it; where it stands in his own order each sees alone. It is an article of "
              "the text now.");
    week_show(w, ALL_SEATS, WORDS("text", "show", w->package), WORDS("package", "could", "concerns", "en: "));
    week_expect(w, ALL_SEATS, WORDS("text", "show", w->package), "status",
                json_string("could be recommended"),
                "all whom it concerns could recommend it, and nobody has agreed to anything");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "issues/id=zone/budget/runs_left", json_integer(1),
                "the second key cost no sounding");
}

void week_thursday(struct week *w)
{
    page_title(w, "THURSDAY");
    back(w);
    second_sounding(w);
    expired(w);
    room(w);
    second_key(w);
    week_same_everywhere(w);
}

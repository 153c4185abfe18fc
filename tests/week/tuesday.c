/* Tuesday: a meeting with its unattributed record, a paper in two languages, and a sounding that comes too
 * soon. */
#include <stdio.h>

#include "week.h"

static void too_soon(struct week *w)
{
    week_scene(w, TUESDAY, "09:00", "Somebody would like to ask again");
    week_refused(w, SEAT_C, WORDS("sound", "open", "all"), "spacing", "It can be opened in 2 days 6 hours");
    page_tell(
        "Three days lie between two soundings on an issue, so that nobody can feel his way to another seat's "
        "limit in an afternoon.");
}

static void a_paper(struct week *w)
{
    char en[WEEK_PATH + 8], uk[WEEK_PATH + 8];
    week_scene(w, TUESDAY, "10:00", "A paper in two languages");
    week_write(w, "en.txt", "Elements on observers.\n\nObservers move freely on both sides of the line.\n");
    week_write(w, "uk.txt",
               "Елементи щодо спостерігачів.\n\nСпостерігачі вільно пересуваються по обидва боки лінії.\n");
    (void)snprintf(en, sizeof en, "en=%s", week_path(w, "en.txt"));
    (void)snprintf(uk, sizeof uk, "uk=%s", week_path(w, "uk.txt"));
    week_do(w, SEAT_A, WORDS("paper", "circulate", "Elements on observers", en, uk));
    week_show(w, ALL_SEATS, WORDS("paper", "show", "1"), NULL);
    week_expect(w, ALL_SEATS, WORDS("paper", "show", "1"), "paper/unchanged", json_array(),
                "both languages are of the same day");
}

static void one_language_behind(struct week *w)
{
    char en[WEEK_PATH + 8], uk[WEEK_PATH + 8];
    week_scene(w, TUESDAY, "11:00", "One language stays behind");
    page_tell("Seat A improves the English and forgets the Ukrainian.");
    (void)snprintf(en, sizeof en, "en=%s", week_path(w, "en.txt"));
    (void)snprintf(uk, sizeof uk, "uk=%s", week_path(w, "uk.txt"));
    week_write(w, "en.txt",
               "Elements on observers.\n\nObservers move freely on both sides of the line. They report every "
               "day.\n");
    week_do(w, SEAT_A, WORDS("paper", "circulate", "Elements on observers", en, uk, "--replaces", "1"));
    week_show(w, ALL_SEATS, WORDS("paper", "show", "2"), WORDS("Elements on observers", "Note", "version"));
    week_expect(w, ALL_SEATS, WORDS("paper", "show", "2"), "paper/unchanged", json_pack("[s]", "uk"),
                "warned that the Ukrainian stayed behind");
    week_refused(w, SEAT_B, WORDS("paper", "circulate", "Elements on observers", en, "--replaces", "2"),
                 "unknown_paper", "another seat circulated it");
}

static void before_the_meeting(struct week *w)
{
    week_scene(w, TUESDAY, "12:00", "A meeting is called");
    week_refused(w, SEAT_F,
                 WORDS("meeting", "call", week_hour(TUESDAY, "15:00"), "The house by the lake", "--seats",
                       "F,A,B", "--agenda", "observers,prisoners"),
                 "missing_seat", "concerns Seat C and Seat N");
    week_do(w, SEAT_F,
            WORDS("meeting", "call", week_hour(TUESDAY, "15:00"), "The house by the lake", "--agenda",
                  "observers,prisoners", "--readouts-by", week_hour(SUNDAY, "20:00")));
    week_each(w, FOUR_SEATS, WORDS("meeting", "attend", "1"));
    week_refused(w, SEAT_F, WORDS("meeting", "point", "1", "It was said too soon."), "day", "has not begun");
    week_show(w, ALL_SEATS, WORDS("meeting", "show", "1"), NULL);
    week_expect(w, ALL_SEATS, WORDS("meeting", "show", "1"), "meeting/record", json_string("open"),
                "the record is open and empty");
}

static void the_meeting(struct week *w)
{
    week_scene(w, TUESDAY, "15:00", "In the house by the lake");
    week_each(w, ALL_SEATS, WORDS("meeting", "attend", "1", "--was-there"));
    week_do(w, SEAT_N, WORDS("meeting", "floor", "1"));
    week_do(w, SEAT_B, WORDS("meeting", "floor", "1"));
    week_expect(w, ALL_SEATS, WORDS("meeting", "show", "1"), "meeting/floor", json_pack("[s, s]", "N", "B"),
                "the speaking order is N, then B");
    week_do(w, SEAT_N, WORDS("meeting", "floor", "1", "--done"));
    week_do(w, SEAT_B, WORDS("meeting", "floor", "1", "--done"));
    page_tell("The rapporteur notes what was said, and nobody's name. The desk sees to that.");
    week_refused(w, SEAT_F,
                 WORDS("meeting", "point", "1", "Seat B could accept observers with free movement."),
                 "attributed", "The point names Seat B");
    week_do(w, SEAT_F,
            WORDS("meeting", "point", "1",
                  "It was said that free movement of observers was thinkable, on both sides of the line or "
                  "on neither."));
    week_do(
        w, SEAT_F,
        WORDS("meeting", "point", "1", "It was said that prisoners should not have to wait for the rest."));
    week_do(w, SEAT_F,
            WORDS("meeting", "point", "1", "All agreed that the public should be told nothing, ever."));
    week_refused(w, SEAT_A, WORDS("meeting", "point", "1", "It was said once more."), "rapporteur",
                 "kept by its rapporteur, Seat F");
}

static void read_back(struct week *w)
{
    week_scene(w, TUESDAY, "18:00", "The record is read back");
    week_do(w, SEAT_F, WORDS("meeting", "record", "1"));
    week_each(w, ONLY(SEAT_F) | ONLY(SEAT_A) | ONLY(SEAT_B), WORDS("meeting", "confirm", "1"));
    week_expect(w, ALL_SEATS, WORDS("meeting", "show", "1"), "meeting/record", json_string("read-back"),
                "three of five have confirmed: the record is not closed");
    week_refused(w, SEAT_F, WORDS("meeting", "strike", "1", "3"), "record", "is in its read-back or closed");
    week_do(w, SEAT_C, WORDS("meeting", "confirm", "1", "--not", "Point 3 was not agreed."));
    week_expect(w, ALL_SEATS, WORDS("meeting", "show", "1"), "meeting/confirmed", json_string(""),
                "one seat does not confirm, and the record is open again for all");
    week_do(w, SEAT_F, WORDS("meeting", "strike", "1", "3"));
    week_do(w, SEAT_F, WORDS("meeting", "record", "1"));
    week_each(w, ALL_SEATS, WORDS("meeting", "confirm", "1"));
    week_show(w, ALL_SEATS, WORDS("meeting", "show", "1"), NULL);
    week_expect(w, ALL_SEATS, WORDS("meeting", "show", "1"), "meeting/record", json_string("closed"),
                "read back by all who were there, the record is closed");
}

void week_tuesday(struct week *w)
{
    page_title(w, "TUESDAY");
    too_soon(w);
    a_paper(w);
    one_language_behind(w);
    before_the_meeting(w);
    the_meeting(w);
    read_back(w);
    week_same_everywhere(w);
}

/* Tuesday: a meeting with its unattributed record, a paper in two languages, and a sounding that comes too
 * soon. */
#include <stdio.h>
#include <string.h>

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

/* A picture of 8 by 8 points, and what its maker did not think of: a text chunk with an author's name. */
static const unsigned char map[] = {
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x08, 0x00, 0x00, 0x00, 0x08, 0x08, 0x00, 0x00, 0x00, 0x00, 0xe1, 0x64, 0xe1,
    0x57, 0x00, 0x00, 0x00, 0x17, 0x74, 0x45, 0x58, 0x74, 0x41, 0x75, 0x74, 0x68, 0x6f, 0x72, 0x00,
    0x43, 0x6f, 0x6c, 0x6f, 0x6e, 0x65, 0x6c, 0x20, 0x50, 0x65, 0x74, 0x72, 0x65, 0x6e, 0x6b, 0x6f,
    0xdc, 0x8f, 0xd3, 0x18, 0x00, 0x00, 0x00, 0x14, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8,
    0xff, 0xff, 0x3f, 0xc3, 0x7f, 0x28, 0x81, 0x87, 0x41, 0x48, 0x1e, 0x00, 0xd8, 0xd1, 0x37, 0xc9,
    0xe6, 0x2f, 0x02, 0xa1, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};

static size_t file_bytes(const char *path, unsigned char *out, size_t len)
{
    FILE *f = fopen(path, "r");
    size_t n = f != NULL ? fread(out, 1, len, f) : 0;
    if (f != NULL)
        (void)fclose(f);
    return n;
}

static void a_map(struct week *w)
{
    static unsigned char first[4096], got[4096];
    char word[WEEK_PATH + 32], en[WEEK_PATH + 8];
    size_t n_first = 0;
    unsigned same = 0;
    week_scene(w, TUESDAY, "11:30", "A map, without its maker's name");
    FILE *f = fopen(week_path(w, "map.png"), "w");
    week_check(w,
               f != NULL && fwrite(map, 1, sizeof map, f) == sizeof map && fclose(f) == 0 &&
                   memmem(map, sizeof map, "Petrenko", 8) != NULL,
               "the picture on the desk of seat B says who drew it: Petrenko");
    (void)snprintf(word, sizeof word, "%s=Map of the line", week_path(w, "map.png"));
    (void)snprintf(en, sizeof en, "en=%s", week_path(w, "en.txt"));
    week_do(w, SEAT_B, WORDS("paper", "circulate", "The line", en, "--attach", word));
    week_show(w, ALL_SEATS, WORDS("paper", "show", "3"), WORDS("The line", "Attachment", "taken out"));
    for (int i = 0; i < N_SEATS; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "map-%s.png", week_seat_id((enum week_seat)i));
        week_quietly(w, (enum week_seat)i,
                     WORDS("paper", "attachment", "3", "1", "--out", week_path(w, name)));
        size_t n = file_bytes(week_path(w, name), i == 0 ? first : got, sizeof first);
        n_first = i == 0 ? n : n_first;
        same += n > 8 && n == n_first && (i == 0 || memcmp(first, got, n) == 0);
    }
    week_check(w, same == N_SEATS && memcmp(first, map, 8) == 0,
               "every seat has the same picture of %zu bytes", n_first);
    week_check(w, memmem(first, n_first, "Petrenko", 8) == NULL && memmem(first, n_first, "IDAT", 4) != NULL,
               "and nobody's name is in it any more");
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
    week_show(w, ALL_SEATS, WORDS("meeting", "show", "1"), NULL);
    week_each(w, ONLY(SEAT_F) | ONLY(SEAT_A) | ONLY(SEAT_B), WORDS("meeting", "confirm", "1"));
    week_expect(w, ALL_SEATS, WORDS("meeting", "show", "1"), "meeting/record", json_string("read-back"),
                "three of five have confirmed: the record is not closed");
    week_refused(w, SEAT_F, WORDS("meeting", "strike", "1", "3"), "record", "is in its read-back or closed");
    week_do(w, SEAT_C, WORDS("meeting", "confirm", "1", "--not", "Point 3 was not agreed."));
    week_expect(w, ALL_SEATS, WORDS("meeting", "show", "1"), "meeting/confirmed", json_string(""),
                "one seat does not confirm, and the record is open again for all");
    week_do(w, SEAT_F, WORDS("meeting", "strike", "1", "3"));
    week_do(w, SEAT_F, WORDS("meeting", "record", "1"));
    week_show(w, ALL_SEATS, WORDS("meeting", "show", "1"), NULL);
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
    a_map(w);
    before_the_meeting(w);
    the_meeting(w);
    read_back(w);
    week_same_everywhere(w);
}

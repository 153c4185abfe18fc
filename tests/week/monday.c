/* Monday: the table opens, mandates are said and seen, the line if asked, the first sounding finds no room.
 */
#include <stdlib.h>
#include <string.h>

#include "week.h"

static void opening(struct week *w)
{
    week_scene(w, MONDAY, "09:00", "The table opens");
    page_tell("Five laptops and a relay. Seat F belongs to the house that hosts the talks: it holds the pen "
              "and enters "
              "nothing. Every pair of seats hands over a file each way, in person.");
    week_open_table(w);
    week_show(
        w, ALL_SEATS, WORDS("table", "show"),
        WORDS("Round table", "Track", "Seat F  ", "Seat A  ", "Seat B  ", "Seat C  ", "Seat N  ", "The pen"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "track/text",
                json_string("Track 1.5: an official on Borea's end only"),
                "Track 1.5, computed from the standings and typed by nobody");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "pen", json_string("F"),
                "the facilitator holds the pen");
    unsigned verified = 0;
    for (int i = 0; i < N_SEATS; i++) {
        int code = -1;
        json_t *o = week_ask(w, (enum week_seat)i, WORDS("seat", "list"), &code);
        const json_t *one;
        size_t k;
        json_array_foreach(week_at(o, "seats"), k, one)
        {
            verified += strcmp(week_text_at(one, "status"), "verified") == 0;
        }
        json_decref(o);
    }
    week_check(w, verified == N_SEATS * (N_SEATS - 1), "every pair of seats is verified: %u of 20 say so",
               verified);
}

/* The same state and the same refusal, in the words of the reader's language (po/). */
static void languages(struct week *w)
{
    static const char *const claim[] = {
        "--lang", "fr", "say", "--under-instruction", "Our side agrees to the line.", NULL};
    week_scene(w, MONDAY, "09:15", "Each reads in its own language");
    char *uk =
        week_see(w, SEAT_A, WORDS("--lang", "uk", "table", "show"), WORDS("1.5", "Seat A  ", "Seat B  "));
    week_check(w,
               strstr(uk, "Seat A") != NULL && strstr(uk, "Track") == NULL && strstr(uk, "official") == NULL,
               "the same table, with no English word for standing or track");
    free(uk);
    char *fr = week_see(w, SEAT_C, claim, NULL);
    week_check(w, strstr(fr, "Seat C") != NULL && strstr(fr, "cannot") == NULL,
               "the same refusal, in French");
    free(fr);
}

static void mandates(struct week *w)
{
    week_scene(w, MONDAY, "09:30", "Who speaks for whom");
    week_do(w, SEAT_B,
            WORDS("seat", "standing", "official", "--mandate", "under instruction", "--until",
                  week_hour(SUNDAY, "18:00")));
    week_do(w, SEAT_A, WORDS("seat", "standing", "former official", "--mandate", "with knowledge"));
    week_do(w, SEAT_C,
            WORDS("seat", "standing", "former official", "--mandate", "at the request of", "--until",
                  week_hour(THURSDAY, "15:20")));
    page_tell("A mandate is confirmed by the others as seen, and no more than that. They look at it first: "
              "one that "
              "comes only with the confirmation is not confirmed.");
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Seat B  "));
    week_each(w, ALL_SEATS & ~ONLY(SEAT_B), WORDS("seat", "seen", "B"));
    week_do(w, SEAT_B, WORDS("seat", "keep", "always"));
    week_do(w, SEAT_N, WORDS("seat", "keep", "30"));
    week_refused(w, SEAT_N, WORDS("say", "--under-instruction", "Our side agrees to the line of contact."),
                 "standing", "under instruction");
    week_show(w, ALL_SEATS, WORDS("table", "show"),
              WORDS("Track", "Seat F  ", "Seat A  ", "Seat B  ", "Seat C  ", "Seat N  ", "mandate", "records",
                    "keeps"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "seats/id=B/mandate_seen",
                json_pack("[s, s, s, s]", "F", "A", "C", "N"),
                "all four others have seen the mandate of seat B");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "seats/id=C/mandate/expires_slot",
                json_integer((json_int_t)week_slot(THURSDAY, "15:20")),
                "the mandate of seat C ends on Thursday at 15:20");
}

static void line_if_asked(struct week *w)
{
    week_scene(w, MONDAY, "10:30", "What is said when the press calls");
    week_do(w, SEAT_F, WORDS("press", "agree", "We do not comment on private meetings."));
    week_show(w, ONLY(SEAT_A), WORDS("proposal", "list"), NULL);
    week_each(w, FOUR_SEATS, WORDS("proposal", "consent", "1"));
    week_show(w, ALL_SEATS, WORDS("press", "show"), NULL);
    week_expect(w, ALL_SEATS, WORDS("press", "show"), "line/en",
                json_string("We do not comment on private meetings."), "all consented, so it is the line");
}

static void first_sounding(struct week *w)
{
    week_scene(w, MONDAY, "15:00", "The first sounding: is there room?");
    page_tell("Two seats try without the third whom the matter concerns, then three without the fourth.");
    week_refused(w, SEAT_B, WORDS("sound", "open", "territory", "--seats", "B,C"), "missing_seat", "Seat A");
    week_refused(w, SEAT_B, WORDS("sound", "open", "all", "--seats", "B,C,N"), "missing_seat",
                 week_text_at(w->example, "variants/id=without-A/expected/reason"));
    week_do(w, SEAT_A, WORDS("sound", "open", "all"));
    page_tell("Each enters what it could live with, on its own machine. Seat B asks for three points more "
              "than it needs.");
    for (int i = SEAT_A; i <= SEAT_N; i++)
        week_do(w, (enum week_seat)i, WORDS("sound", "enter", week_path(w, "monday.json")));
    week_run(w, FOUR_SEATS, "seal");
    week_expect(w, ALL_SEATS, WORDS("sound", "status"), "soundings/-1/answer",
                json_string(json_is_true(week_at(w->example, "variants/id=no-room/expected/room"))
                                ? "room"
                                : "no room"),
                "no room, as the example says of this variant, and nobody learns who made it so");
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Pull-back\n"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "issues/id=zone/budget/runs_left", json_integer(2),
                "of three soundings on an issue two are left");
}

void week_monday(struct week *w)
{
    page_title(w, "MONDAY");
    opening(w);
    languages(w);
    mandates(w);
    line_if_asked(w);
    first_sounding(w);
    week_same_everywhere(w);
}

/* Saturday: the world has changed, all reconfirm; a government sends an official, the track changes, and the
 * article on prisoners goes through to the principals. */
#include "week.h"

#define PRISONERS "5. All prisoners are exchanged for all. [The exchange begins at once.]{trading}"

static void world(struct week *w)
{
    week_scene(w, SATURDAY, "08:00", "The world has changed");
    week_do(w, SEAT_B, WORDS("pause", "--world", "An election was called in Borea."));
    week_do(w, SEAT_B, WORDS("resume"));
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Round table", "world has changed"));
    week_refused(w, SEAT_A, WORDS("sound", "key"), "reconfirm", "has yet to reconfirm");
    week_each(w, FOUR_SEATS, WORDS("reconfirm"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "to_reconfirm", json_pack("[s]", "F"),
                "one seat has not reconfirmed yet");
    week_refused(w, SEAT_A, WORDS("sound", "key"), "reconfirm", "Seat F has yet to reconfirm");
    week_do(w, SEAT_F, WORDS("reconfirm"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "to_reconfirm", json_array(), "all have reconfirmed");
}

static void an_official_comes(struct week *w)
{
    week_scene(w, SATURDAY, "11:00", "Arvenia sends an official");
    week_do(w, SEAT_A,
            WORDS("seat", "standing", "official", "--mandate", "under instruction", "--until",
                  week_hour(SUNDAY, "22:00")));
    week_each(w, ALL_SEATS & ~ONLY(SEAT_A), WORDS("seat", "seen", "A"));
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Track", "Seat A  "));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "track/text",
                json_string("Track 1.5: officials on Arvenia's and Borea's ends only"),
                "the track has changed with the standing");
}

static void prisoners(struct week *w)
{
    week_scene(w, SATURDAY, "12:00", "The two sides agree on one thing, ad referendum");
    week_do(w, SEAT_A, WORDS("text", "open", "5", "Prisoners", "--issues", "prisoners"));
    week_do(w, SEAT_F, WORDS("text", "draft", "5", PRISONERS));
    week_show(w, ALL_SEATS, WORDS("text", "show", "5"), NULL);
    week_do(w, SEAT_F, WORDS("text", "settle", "5", "--rest"));
    week_refused(w, SEAT_C, WORDS("text", "recommend", "5"), "not_concerned", "does not concern Seat C");
    week_each(w, ONLY(SEAT_A) | ONLY(SEAT_B), WORDS("text", "agree", "5"));
    week_expect(w, ALL_SEATS, WORDS("text", "show", "5"), "status", json_string("agreed ad referendum"),
                "both whom it concerns have agreed");
}

static void principals(struct week *w)
{
    week_scene(w, SATURDAY, "17:00", "Nothing is agreed until everything is agreed, unless all want it so");
    week_refused(w, SEAT_B, WORDS("text", "confirm", "5"), "everything",
                 "Nothing is agreed until everything is agreed");
    week_do(w, SEAT_B, WORDS("issue", "early", "prisoners"));
    week_show(w, ONLY(SEAT_A), WORDS("proposal", "list"), NULL);
    week_do(w, SEAT_A, WORDS("proposal", "consent", "2"));
    week_each(w, ONLY(SEAT_A) | ONLY(SEAT_B), WORDS("text", "confirm", "5"));
    week_show(w, ALL_SEATS, WORDS("text", "show", "5"), NULL);
    week_expect(w, ALL_SEATS, WORDS("text", "show", "5"), "status", json_string("confirmed by principals"),
                "the prisoners need not wait for the rest");
    week_refused(w, SEAT_A, WORDS("text", "withdraw", "5"), "ended", "It stays so");
}

void week_saturday(struct week *w)
{
    page_title(w, "SATURDAY");
    world(w);
    an_official_comes(w);
    prisoners(w);
    principals(w);
    week_same_everywhere(w);
}

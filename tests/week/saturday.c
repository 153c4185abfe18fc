/* Saturday: the world has changed, all reconfirm; a government sends an official, the track changes, and the
 * article on prisoners goes through to the principals. */
#include <stdlib.h>
#include <string.h>

#include "week.h"

#define PRISONERS "5. All prisoners are exchanged for all. [The exchange begins at once.]{trading}"

static void world(struct week *w)
{
    week_scene(w, SATURDAY, "08:00", "The world has changed");
    week_do(w, SEAT_B, WORDS("pause", "--world", "An election was called in Borea."));
    week_do(w, SEAT_B, WORDS("resume"));
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Round table", "world has changed"));
    week_refused(w, SEAT_A, WORDS("sound", "key"), "reconfirm", "Still to reconfirm a mandate");
    week_each(w, FOUR_SEATS, WORDS("reconfirm"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "to_reconfirm", json_pack("[s]", "F"),
                "one seat has not reconfirmed yet");
    week_refused(w, SEAT_A, WORDS("sound", "key"), "reconfirm", "Still to reconfirm a mandate: Seat F");
    week_do(w, SEAT_F, WORDS("reconfirm"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "to_reconfirm", json_array(), "all have reconfirmed");
}

static void an_official_comes(struct week *w)
{
    week_scene(w, SATURDAY, "11:00", "Arvenia sends an official");
    week_do(w, SEAT_A,
            WORDS("seat", "standing", "official", "--mandate", "under instruction", "--until",
                  week_hour(SUNDAY, "22:00")));
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Track", "Seat A  "));
    week_each(w, ALL_SEATS & ~ONLY(SEAT_A), WORDS("seat", "seen", "A"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "track/text",
                json_string("Track 1.5: officials on Arvenia's and Borea's ends only"),
                "the track has changed with the standing");
}

static void prisoners(struct week *w)
{
    week_scene(w, SATURDAY, "12:00", "Something on which the two sides might agree");
    week_do(w, SEAT_A, WORDS("text", "open", "5", "Prisoners", "--issues", "prisoners"));
    week_do(w, SEAT_F, WORDS("text", "draft", "5", PRISONERS));
    week_show(w, ALL_SEATS, WORDS("text", "show", "5"), NULL);
    week_do(w, SEAT_F, WORDS("text", "settle", "5", "--rest"));
    week_do(w, SEAT_F, WORDS("text", "silence", "5", week_hour(SATURDAY, "15:00")));
    week_refused(w, SEAT_C, WORDS("text", "object", "5", "We have prisoners too."), "not_concerned",
                 "does not concern Seat C");
}

static void agreed(struct week *w)
{
    week_scene(w, SATURDAY, "15:00", "The hour has come, and nobody has objected");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "articles/name=5/silence", json_string("adopted"),
                "the draft stands adopted at the minute");
    week_each(w, ONLY(SEAT_A) | ONLY(SEAT_B), WORDS("text", "agree", "5"));
    week_show(w, ALL_SEATS, WORDS("text", "show", "5"), NULL);
    week_expect(w, ALL_SEATS, WORDS("text", "show", "5"), "status", json_string("agreed ad referendum"),
                "both whom it concerns have agreed, ad referendum");
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

/* The house hosts another table too, and carries words there; nothing tells where they come from. */
static void shuttle(struct week *w)
{
    int code = -1;
    const char *words = "Whoever watches could be let through on both sides, or on neither.";
    const char *there = week_path(w, "F-elsewhere");
    week_scene(w, SATURDAY, "18:00", "The house carries words to another table");
    page_tell("Another conflict, another table: seat F has a desk there too. What it carries is checked by "
              "the names and the record of both.");
    week_open_other(w);
    week_refused(w, SEAT_A, WORDS("shuttle", "paper", "2", "--to", there), NULL,
                 "You are not the facilitator");
    page_tell("A paper of this table would tell where it comes from: it calls an issue by its name.");
    week_refused(w, SEAT_F, WORDS("shuttle", "paper", "2", "--to", there, "--language", "en"), NULL, "marks");
    week_do(w, SEAT_F, WORDS("shuttle", "words", words, "--to", there));
    week_do(w, OTHER_X, WORDS("paper", "show", "1"));
    week_expect(w, ONLY(OTHER_X), WORDS("paper", "show", "1"), "paper/text/en", json_string(words),
                "the words have arrived");
    json_t *o = week_ask(w, OTHER_X, WORDS("log"), &code);
    char *all = json_dumps(o, 0);
    week_check(w, code == 0 && all != NULL && strstr(all, "Seat A") == NULL && strstr(all, "Arvenia") == NULL,
               "and nothing there names whose they were");
    free(all);
    json_decref(o);
}

/* The relay's own process ends and starts again; nothing that was written is lost. */
static void relay_away(struct week *w)
{
    const char *text = "Tomorrow at four, then.";
    week_scene(w, SATURDAY, "21:00", "The relay is switched off for an hour");
    week_relay_ends(w);
    week_do(w, SEAT_N, WORDS("say", text));
    week_expect(w, ONLY(SEAT_N), WORDS("table", "show"), "said/-1/seat", json_string("N"),
                "it is on the desk of seat N");
    week_expect(w, ONLY(SEAT_A), WORDS("table", "show"), "said/-1/seat", json_string("C"),
                "and not yet on the desk of seat A, which shows what it had");
    week_show(w, ONLY(SEAT_A) | ONLY(SEAT_N), WORDS("search", "tomorrow"), NULL);
    week_scene(w, SATURDAY, "22:00", "It is back");
    week_relay_again(w);
    week_quietly(w, SEAT_N, WORDS("table", "show"));
    week_show(w, ALL_SEATS, WORDS("search", "tomorrow"), NULL);
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "said/-1/text", json_string(text),
                "what was written in the meantime has arrived");
}

void week_saturday(struct week *w)
{
    page_title(w, "SATURDAY");
    world(w);
    an_official_comes(w);
    prisoners(w);
    agreed(w);
    principals(w);
    shuttle(w);
    relay_away(w);
    week_same_everywhere(w);
}

/* Friday: what each seat can say of the article, and a leak. */
#include "week.h"

static void what_seats_can_say(struct week *w)
{
    week_scene(w, FRIDAY, "10:00", "Recommended by all, agreed by one");
    week_each(w, FOUR_SEATS, WORDS("text", "recommend", "3"));
    week_refused(w, SEAT_N, WORDS("text", "agree", "3"), "standing",
                 "only an official seat under instruction can");
    week_refused(w, SEAT_A, WORDS("text", "agree", "3"), "standing", "former official");
    week_do(w, SEAT_B, WORDS("text", "agree", "3"));
    week_show(w, ALL_SEATS, WORDS("text", "show", "3"), NULL);
    week_expect(w, ALL_SEATS, WORDS("text", "show", "3"), "status", json_string("could be recommended"),
                "one of the four has agreed, so the article is not agreed");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "articles/name=3/agreed", json_pack("[s]", "B"),
                "seat B alone is an official under instruction");
    week_refused(w, SEAT_F, WORDS("text", "draft", "3", "3. Other words.", "--reopen"), "agreed",
                 "agreed ad referendum by Seat B");
    week_refused(w, SEAT_B, WORDS("text", "confirm", "3"), "missing_seat", "Seat A, Seat C and Seat N");
    page_tell("The other three can do no more today: they report home, and somebody at home decides whether "
              "to send "
              "an official.");
}

static void leak(struct week *w)
{
    const char *line = "We do not comment on private meetings.";
    week_scene(w, FRIDAY, "16:00", "A newspaper has called");
    week_do(w, SEAT_A, WORDS("press", "leak", "A newspaper has called about the house by the lake."));
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Round table", "press", "If asked", "Paused"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "line_if_asked/en", json_string(line),
                "the line if asked stands at the top");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "paused_by", json_pack("[s]", "A"),
                "the table is paused");
    week_refused(w, SEAT_C, WORDS("sound", "key"), "paused", "The table is paused by Seat A");
    week_refused(w, SEAT_B, WORDS("text", "agree", w->package), "paused", "paused");
    week_refused(w, SEAT_F, WORDS("resume"), "not_paused", "only who paused it");
    week_do(w, SEAT_C, WORDS("say", "It did not come from here. I would say nothing and go on."));
    page_tell("Talk goes on in a pause.");
}

static void on_again(struct week *w)
{
    week_scene(w, FRIDAY, "19:00", "The newspaper printed something else");
    week_do(w, SEAT_A, WORDS("resume"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "leaked", json_false(), "the table goes on");
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "said/-1/phrase", json_string("thinking aloud"),
                "what was said in the pause is on the record as thinking aloud");
}

void week_friday(struct week *w)
{
    page_title(w, "FRIDAY");
    what_seats_can_say(w);
    leak(w);
    on_again(w);
    week_same_everywhere(w);
}

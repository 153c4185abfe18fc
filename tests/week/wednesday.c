/* Wednesday: the article on observers, from brackets to a clean draft; a silence that is broken, and one that
 * begins while a desk is away. */
#include <stdlib.h>
#include <string.h>

#include "week.h"

static void brackets(struct week *w)
{
    const char *draft = week_text_at(w->example, "text/languages/en");
    week_scene(w, WEDNESDAY, "09:00", "One text, with what is open in brackets");
    week_do(w, SEAT_F, WORDS("text", "open", "3", "Observers", "--issues", "observers"));
    week_refused(w, SEAT_A, WORDS("text", "draft", "3", draft), "pen", "The pen is held by Seat F");
    week_do(w, SEAT_F, WORDS("text", "draft", "3", draft));
    week_show(w, ALL_SEATS, WORDS("text", "show", "3"), NULL);
    week_expect(w, ALL_SEATS, WORDS("text", "show", "3"), "text/en", json_string(draft),
                "the words are those of the example");
    week_expect(w, ALL_SEATS, WORDS("text", "list"), "articles/name=3/open_brackets",
                json_integer((json_int_t)json_array_size(week_at(w->example, "text/brackets"))),
                "as many open brackets as the example has");
    week_refused(w, SEAT_N, WORDS("text", "recommend", "3"), "brackets", "This article has open brackets: 4");
}

static void settling(struct week *w)
{
    week_scene(w, WEDNESDAY, "11:00", "Brackets are settled");
    page_tell("The pen proposes: \"should\" becomes \"shall\", the prior notice stays out, the reports go to "
              "the public.");
    week_do(w, SEAT_F, WORDS("text", "settle", "3", "1:1", "2:1", "4:2"));
    week_show(w, ALL_SEATS, WORDS("text", "compare", "3", "1", "2"), NULL);
    week_expect(w, ALL_SEATS, WORDS("text", "show", "3"), "status", json_string("proposed"),
                "no bracket is left");
    week_do(w, SEAT_F, WORDS("text", "silence", "3", week_hour(WEDNESDAY, "18:00")));
}

static void prepared(struct week *w)
{
    week_scene(w, WEDNESDAY, "12:00", "A paper without an author");
    page_tell("Somebody has an idea that nobody could be the first to have. The desk marks what could tell "
              "whose it is, "
              "and keeps the words until the next round; that there are any, nobody sees.");
    week_write(w, "idea.txt",
               "Dear colleagues,\n\nSeat C proposes that artillery go 30 km back.\n\nYours sincerely\n");
    week_write(w, "non-paper.txt", week_text_at(w->example, "non_paper/text"));
    week_do(w, SEAT_C, WORDS("nonpaper", "prepare", week_path(w, "idea.txt")));
    week_expect(w, ONLY(SEAT_C), WORDS("nonpaper", "prepare", week_path(w, "idea.txt")), "findings/0/kind",
                json_string("courtesy"), "marked, among others, a courtesy");
    week_do(w, SEAT_C, WORDS("nonpaper", "prepare", week_path(w, "non-paper.txt")));
    week_do(w, SEAT_F, WORDS("nonpaper", "round", "--day", week_hour(WEDNESDAY, "13:00")));
    week_show(w, ALL_SEATS, WORDS("nonpaper", "list"), NULL);
}

/* Every desk puts the same number of bytes in, words or zeros; what comes out together is the text. */
static void a_round(struct week *w)
{
    int code = -1;
    week_scene(w, WEDNESDAY, "13:00", "Every desk takes part in the round, with words or without");
    week_run(w, ALL_SEATS, "attend");
    week_show(w, ALL_SEATS, WORDS("nonpaper", "list"), NULL);
    week_expect(w, ALL_SEATS, WORDS("nonpaper", "list"), "non_papers/0/text",
                json_string(week_text_at(w->example, "non_paper/text")),
                "the words are those of the example");
    json_t *o = week_ask(w, SEAT_B, WORDS("log", "--since", week_hour(WEDNESDAY, "13:00")), &code);
    unsigned sealed = 0;
    const json_t *one;
    size_t i;
    json_array_foreach(week_at(o, "events"), i, one) sealed +=
        strcmp(week_text_at(one, "kind"), "sound_sealed") == 0;
    char *all = json_dumps(o, 0);
    week_check(w, sealed == N_SEATS && all != NULL && strstr(all, "artillery") == NULL,
               "in the record each of the five has done the same, and none of them has said a word");
    free(all);
    json_decref(o);
    week_expect(w, ONLY(SEAT_C), WORDS("nonpaper", "list"), "prepared", json_null(),
                "what was prepared is gone from the desk it came from");
}

static void broken(struct week *w)
{
    week_scene(w, WEDNESDAY, "14:00", "Somebody objects before the hour");
    week_do(w, SEAT_C, WORDS("text", "object", "3", "Reports to the public every day are too often."));
    week_show(w, ALL_SEATS, WORDS("text", "list"), WORDS("Observers", "silence", "objected"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "articles/name=3/silence", json_string("broken"),
                "the silence is broken");
}

static void again(struct week *w)
{
    week_scene(w, WEDNESDAY, "17:00", "Another draft, another silence; seat N boards an aeroplane");
    w->away = ONLY(SEAT_N);
    week_do(w, SEAT_F,
            WORDS("text", "draft", "3",
                  "3. The observers shall move freely on both sides of the line. They report every day to "
                  "both sides "
                  "and every month to the public."));
    week_do(w, SEAT_F, WORDS("text", "silence", "3", week_hour(THURSDAY, "09:00")));
    week_show(w, ALL_SEATS, WORDS("text", "show", "3"), NULL);
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "articles/name=3/silence", json_string("runs"),
                "the silence runs");
    week_refused(w, SEAT_F, WORDS("text", "silence", "3", week_hour(FRIDAY, "09:00")), "silence", "silence");
}

void week_wednesday(struct week *w)
{
    page_title(w, "WEDNESDAY");
    brackets(w);
    settling(w);
    prepared(w);
    a_round(w);
    broken(w);
    again(w);
    week_same_everywhere(w);
}

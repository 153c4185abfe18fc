/* Wednesday: the article on observers, from brackets to a clean draft; a silence that is broken, and one that
 * begins while a desk is away. */
#include <stdio.h>

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
    broken(w);
    again(w);
    week_same_everywhere(w);
}

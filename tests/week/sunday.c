/* Sunday: the third sounding, about a number; a fourth is refused; a read-out for a principal; mandates end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "week.h"

#define DOSSIER_MAX (1u << 20)

static void third_sounding(struct week *w)
{
    const json_t *ranges = week_at(w->example, "soundings/numeric/id=zone_km/ranges");
    week_scene(w, SUNDAY, "16:00", "The third sounding: a number");
    week_do(w, SEAT_A,
            WORDS("sound", "range", week_text_at(w->example, "soundings/numeric/id=zone_km/question"), "zone",
                  "--from", "0", "--to", "40", "--unit", "km", "--seats", "A,B,C,N"));
    for (int i = SEAT_A; i <= SEAT_N; i++) {
        char name[32];
        json_t *entry = json_pack("{s:O}", "range", json_object_get(ranges, week_seat_id((enum week_seat)i)));
        (void)snprintf(name, sizeof name, "range-%s.json", week_seat_id((enum week_seat)i));
        char *text = json_dumps(entry, 0);
        week_write(w, name, text != NULL ? text : "");
        free(text);
        json_decref(entry);
        week_do(w, (enum week_seat)i, WORDS("sound", "enter", week_path(w, name)));
    }
    week_run(w, FOUR_SEATS, "seal");
    week_expect(w, ALL_SEATS, WORDS("sound", "status"), "soundings/-1/answer",
                json_string(json_is_true(week_at(w->example, "soundings/numeric/id=zone_km/expected/room"))
                                ? "room"
                                : "no room"),
                "room, as the example expects");
}

static void the_number(struct week *w)
{
    int code = -1;
    const json_t *overlap = week_at(w->example, "soundings/numeric/id=zone_km/expected/overlap");
    long long from = (long long)json_integer_value(json_array_get(overlap, 0)),
              to = (long long)json_integer_value(json_array_get(overlap, 1));
    week_scene(w, SUNDAY, "16:30", "The second key again: which number?");
    week_each(w, FOUR_SEATS, WORDS("sound", "key"));
    week_run(w, FOUR_SEATS, "seal");
    json_t *o = week_ask(w, SEAT_F, WORDS("table", "show"), &code);
    long long km = (long long)json_integer_value(week_at(o, "soundings/-1/value"));
    week_check(w, json_is_integer(week_at(o, "soundings/-1/value")) && km >= from && km <= to,
               "%lld km lies between %lld and %lld, where the four ranges of the example overlap", km, from,
               to);
    json_decref(o);
}

static void exhausted(struct week *w)
{
    week_scene(w, SUNDAY, "17:00", "A fourth is refused");
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Pull-back\n"));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "issues/id=zone/budget/runs_left", json_integer(0),
                "the three soundings on the zone are used up");
    week_refused(w, SEAT_B, WORDS("sound", "open", "zone", "--seats", "A,B,N"), "budget", "zone");
    page_tell("Those whom the issue concerns may open it again, all of them or none.");
    week_each(w, ONLY(SEAT_A) | ONLY(SEAT_B), WORDS("issue", "reopen", "zone"));
    week_refused(w, SEAT_B, WORDS("sound", "open", "zone", "--seats", "A,B,N"), "budget", "zone");
    week_show(w, ALL_SEATS, WORDS("sound", "history"), NULL);
}

static void readout(struct week *w)
{
    int code = -1;
    char bad[1024], plain[2048];
    const char *text = week_text_at(w->example, "readout/text"), *key = week_path(w, "principal.key");
    week_scene(w, SUNDAY, "17:20", "What seat B tells its principal");
    page_tell("The principal has made a key and handed out its public line. The first attempt names names.");
    json_t *o = week_ask(w, SEAT_B, WORDS("readout", "key", key), &code);
    week_write(w, "principal.public", week_text_at(o, "public"));
    json_decref(o);
    (void)snprintf(bad, sizeof bad,
                   "Seat N said that observers with free movement could be considered. The former "
                   "official of Arvenia was more open. She would recommend it.\n");
    week_write(w, "notes.txt", bad);
    week_write(w, "readout.txt", text);
    week_refused(w, SEAT_B,
                 WORDS("readout", "make", week_path(w, "notes.txt"), "--for",
                       week_path(w, "principal.public"), "--out", week_path(w, "b.readout"), "--meeting",
                       "1"),
                 NULL, "checker marks");
    o = week_ask(w, SEAT_B, WORDS("readout", "check", week_path(w, "notes.txt")), &code);
    size_t n = json_array_size(week_at(o, "findings"));
    unsigned seat = 0, party = 0;
    for (size_t i = 0; i < n; i++) {
        const json_t *f = json_array_get(week_at(o, "findings"), i);
        seat += strcmp(week_text_at(f, "kind"), "seat") == 0;
        party += strcmp(week_text_at(f, "kind"), "party") == 0;
    }
    json_decref(o);
    week_check(w, seat > 0 && party > 0, "marked: %zu places, a seat and a party among them", n);
    page_tell("The second says the same and names nobody.");
    week_do(w, SEAT_B, WORDS("readout", "check", week_path(w, "readout.txt")));
    week_do(w, SEAT_B,
            WORDS("readout", "make", week_path(w, "readout.txt"), "--for", week_path(w, "principal.public"),
                  "--out", week_path(w, "b.readout"), "--meeting", "1"));
    page_tell("At home the principal opens it, without a desk; the others see that one was made.");
    week_do(w, SEAT_B, WORDS("readout", "open", week_path(w, "b.readout"), "--key", key));
    o = week_ask(w, SEAT_B, WORDS("readout", "open", week_path(w, "b.readout"), "--key", key), &code);
    (void)snprintf(plain, sizeof plain, "%s", week_text_at(o, "text"));
    json_decref(o);
    week_check(w, strcmp(plain, text) == 0, "it opens to the words that were sealed");
    const json_t *name;
    size_t i;
    unsigned held = 0;
    json_array_foreach(week_at(w->example, "readout/must_not_contain"), i, name)
    {
        held += strstr(plain, json_string_value(name)) != NULL;
    }
    week_check(w, held == 0 && i > 0, "of %zu names that it must not contain it has none", i);
    week_show(w, ALL_SEATS, WORDS("log", "--kind", "readout_made"), NULL);
    week_expect(w, ALL_SEATS, WORDS("log", "--kind", "readout_made"), "events/0/seat", json_string("B"),
                "that seat B made a read-out is on the record, and not a word of it");
}

static void mandates_end(struct week *w)
{
    week_scene(w, SUNDAY, "18:00", "Seat B's mandate ends");
    week_show(w, ALL_SEATS, WORDS("table", "show"), WORDS("Seat B  ", "2027-03-07 18:00"));
    week_refused(w, SEAT_B, WORDS("text", "agree", w->package), "mandate_expired",
                 "The mandate of Seat B has expired");
    week_do(w, SEAT_B, WORDS("say", "I am going home. What we could recommend is in the text."));
    week_expect(w, ALL_SEATS, WORDS("table", "show"), "said/-1/seat", json_string("B"),
                "without a mandate one may still think aloud");
}

/* Of a seat that has the old laptop still: it consents too. */
static void new_laptop(struct week *w)
{
    int code = -1;
    char words[64], number[16];
    const char *file = week_path(w, "my-new-machine");
    week_scene(w, SUNDAY, "18:30", "Seat C has a new laptop");
    json_t *o = week_ask(w, SPARE_C, WORDS("seat", "new-device", file), &code);
    (void)snprintf(words, sizeof words, "%s", week_text_at(o, "words"));
    json_decref(o);
    page_tell(
        "It makes a file that shows it to the others; they read its check words to each other, by voice.");
    week_do(w, SEAT_F, WORDS("seat", "device", "C", file));
    o = week_ask(w, SEAT_N, WORDS("proposal", "list"), &code);
    week_check(w, words[0] != '\0' && strstr(week_text_at(o, "proposals/-1/text"), words) != NULL,
               "the check words are those of the new laptop");
    (void)snprintf(number, sizeof number, "%lld",
                   (long long)json_integer_value(week_at(o, "proposals/-1/number")));
    json_decref(o);
    week_each(w, FOUR_SEATS, WORDS("proposal", "consent", number));
    for (int i = 0; i < N_SEATS; i++)
        week_quietly(w, (enum week_seat)i, WORDS("table", "show"));
    week_refused(w, SEAT_C, WORDS("say", "Still here."), NULL, "Your seat has another device now");
    w->replaced = true;
    week_meet_again(w);
    for (int i = 0; i < N_SEATS; i++)
        week_quietly(w, (enum week_seat)i, WORDS("table", "show"));
    week_do(w, SEAT_C, WORDS("say", "From the new laptop."));
    week_show(w, ALL_SEATS, WORDS("search", "laptop"), NULL);
    week_same_everywhere(w);
}

/* The whole file; "" when it is not there. The caller frees it. */
static char *read_file(const char *path)
{
    char *text = malloc(DOSSIER_MAX);
    FILE *f = fopen(path, "r");
    size_t n = text != NULL && f != NULL ? fread(text, 1, DOSSIER_MAX - 1, f) : 0;
    if (text != NULL)
        text[n] = '\0';
    if (f != NULL)
        (void)fclose(f);
    return text;
}

/* Made by each desk for itself: the same page, byte for byte. */
static void dossier(struct week *w)
{
    char *first = NULL;
    unsigned same = 0, held = 0;
    int code = -1;
    const json_t *seat;
    size_t n = 0;
    week_scene(w, SUNDAY, "19:00", "What the week leaves, to be handed over");
    week_do(w, SEAT_F, WORDS("dossier", week_path(w, "dossier-F.html"), "--language", "en"));
    for (int i = 0; i < N_SEATS; i++) {
        char file[32];
        (void)snprintf(file, sizeof file, "dossier-%s.html", week_seat_id((enum week_seat)i));
        if (i != SEAT_F)
            week_quietly(w, (enum week_seat)i, WORDS("dossier", week_path(w, file), "--language", "en"));
        char *text = read_file(week_path(w, file));
        if (first == NULL)
            first = text;
        same += text != NULL && text[0] != '\0' && strcmp(first, text) == 0;
        if (first != text)
            free(text);
    }
    week_check(w, same == N_SEATS, "each desk makes it for itself: %u of 5 are the same, byte for byte",
               same);
    json_t *again =
        week_ask(w, SEAT_F, WORDS("dossier", week_path(w, "again.html"), "--language", "en"), &code);
    week_check(w, code == 0 && json_array_size(week_at(again, "findings")) == 0,
               "the checker marks nothing in it outside the articles");
    json_decref(again);
    json_array_foreach(week_at(w->example, "seats"), n, seat)
    {
        held += strstr(first, week_text_at(seat, "name")) != NULL ? 1 : 0;
        held += strstr(first, week_text_at(seat, "party")) != NULL ? 1 : 0;
    }
    week_check(w, held == 0 && n > 0, "of %zu seats and their parties none is named in it", n);
    week_check(w,
               strstr(first, "The observers shall move freely") != NULL &&
                   strstr(first, "All prisoners are") != NULL,
               "the articles are in it");
    week_check(w, strstr(first, "No room was found") != NULL, "and what was asked, and answered");
    free(first);
    week_show(w, ALL_SEATS, WORDS("text", "export", "--clean", "--language", "en"), NULL);
    week_show(w, ALL_SEATS, WORDS("text", "list"), NULL);
}

void week_sunday(struct week *w)
{
    page_title(w, "SUNDAY");
    third_sounding(w);
    the_number(w);
    exhausted(w);
    readout(w);
    mandates_end(w);
    new_laptop(w);
    dossier(w);
    week_same_everywhere(w);
}

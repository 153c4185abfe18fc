/* The rules of a table in words: those it was opened with, its settings, and those that hold at every table.
 * One line each, for `tracktwo rules` and the page. What the lines say is enforced elsewhere, by the checks
 * of each kind of event; this file only tells it. */
#include "table_internal.h"

#define TELL(b, lang, english, ...) table_phrase_add((b), table_say((lang), english), __VA_ARGS__)

/* Those that hold at every table, in the order of docs/protocol/table.md. */
static const char *const always[] = {
    TABLE_SAYS("The track is computed from the standings of the seats, and never typed."),
    TABLE_SAYS("Only an official seat whose mandate is under instruction can speak under instruction."),
    TABLE_SAYS("A private or former seat can at most say that it could recommend."),
    TABLE_SAYS(
        "A mandate that has expired leaves reading and thinking aloud: no entry, no recommendation, no pen."),
    TABLE_SAYS("A mandate is confirmed by others as seen, and as no more than that."),
    TABLE_SAYS(
        "A new seat, a changed device, a changed party and changed settings need the consent of every seat."),
    TABLE_SAYS(
        "Where a seat has not consented to another device of its own, the present one has seven days to "
        "decline it."),
    TABLE_SAYS(
        "Whom an issue concerns is changed by those whom it concerned and those whom it would concern."),
    TABLE_SAYS("No sounding on an issue, and no meeting about it, without every seat that it concerns."),
    TABLE_SAYS("The facilitator holds the pen and makes no entry."),
    TABLE_SAYS(
        "Any seat can pause the table; it goes on when every seat that paused it has lifted its pause."),
    TABLE_SAYS("When the world has changed, soundings wait until every seat has reconfirmed its mandate."),
    TABLE_SAYS("The record of a meeting has unattributed points only."),
    TABLE_SAYS("The record of a meeting closes when all who were there have read it back."),
    TABLE_SAYS("A paper goes to all seats at once, or to none."),
    TABLE_SAYS(
        "A non-paper has no author: it comes out of a round in which three seats or more put in as many "
        "bytes each, and only their sum is opened."),
    TABLE_SAYS("The seat that holds the pen makes the drafts, and every draft goes to all seats at once."),
    TABLE_SAYS("An article is recommended or agreed only without open brackets, and only by those whom it "
               "concerns."),
    TABLE_SAYS("A silence procedure ends at its minute: unless a seat has objected before, the draft stands "
               "adopted."),
    TABLE_SAYS("What has been recommended, agreed or adopted is set aside only by an event that says so."),
    TABLE_SAYS("Nothing is agreed until everything is agreed, but for issues marked for early harvest."),
    TABLE_SAYS("When something is in the press, the table is paused and every desk shows the line if asked."),
};
#define N_ALWAYS (sizeof(always) / sizeof(always[0]))

static void spacing(struct table_phrase_buf *b, enum table_lang lang, const struct table_settings *st)
{
    TELL(b, lang, "Hours between two soundings on one issue: %u.",
         st->spacing_slots / (3600 / TABLE_SLOT_SECONDS));
}

static void runs(struct table_phrase_buf *b, enum table_lang lang, const struct table_settings *st)
{
    TELL(b, lang, "Soundings on one issue: %u; after them it is closed until all whom it concerns reopen it.",
         st->runs_per_issue);
}

static void breadth(struct table_phrase_buf *b, enum table_lang lang, const struct table_settings *st)
{
    TELL(b, lang, "From %u packages on, an entry accepts at least %u and at most %u per cent of them.",
         st->breadth_from, st->breadth_min_percent, st->breadth_max_percent);
}

static void lifetime(struct table_phrase_buf *b, enum table_lang lang, const struct table_settings *st)
{
    if (st->message_days == 0) {
        table_phrase_add(b, "%s", table_say(lang, "What is said stays as long as the table."));
    } else {
        TELL(b, lang, "What is said is shown for so many days: %u.", st->message_days);
    }
}

static void brackets(struct table_phrase_buf *b, enum table_lang lang, const struct table_settings *st)
{
    if (st->brackets_max == 0) {
        table_phrase_add(b, "%s", table_say(lang, "An article may have any number of open brackets."));
    } else {
        TELL(b, lang, "Open brackets in one article: at most %u.", st->brackets_max);
    }
}

static void (*const of_settings[])(struct table_phrase_buf *b, enum table_lang lang,
                                   const struct table_settings *st) = {spacing, runs, breadth, lifetime,
                                                                       brackets};
#define N_SETTINGS (sizeof(of_settings) / sizeof(of_settings[0]))

void table_settings_text(struct table_phrase_buf *b, enum table_lang lang, const struct table_settings *st)
{
    for (size_t i = 0; i < N_SETTINGS; i++) {
        table_phrase_add(b, " ");
        of_settings[i](b, lang, st);
    }
}

int table_rules_line(const struct table_state *s, size_t i, enum table_lang lang, char *out, size_t out_len)
{
    struct table_phrase_buf b = table_phrase_init(out, out_len);
    struct table_settings st = table_settings(s);
    size_t n = table_n_rules(s);
    if (i < n) {
        table_phrase_add(&b, "%s", table_rule(s, i));
    } else if (i < n + N_SETTINGS) {
        of_settings[i - n](&b, lang, &st);
    } else if (i < n + N_SETTINGS + N_ALWAYS) {
        table_phrase_add(&b, "%s", table_say(lang, always[i - n - N_SETTINGS]));
    } else {
        return 0;
    }
    return 1;
}

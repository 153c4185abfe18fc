/* What an event must be, whatever the state of the table: texts, ids, counts and values. The decoder asks
 * here too, so that what is malformed never gets as far as the rules. */
#include "schema.h"

#include <string.h>

int table_bad_value(struct table_refusal *why, const char *what)
{
    return table_refuse(
        why, TABLE_R_FORMAT, 0,
        "%s is not one of the values that a table knows. Nothing was kept. Use a program of the same "
        "version on every desk.",
        table_refusal_say(why, what));
}

static int bad_count(struct table_refusal *why, const char *what, size_t n, size_t min, size_t max)
{
    return table_refuse(
        why, TABLE_R_FORMAT, 0,
        "The number of %s is %zu; a table takes %zu to %zu. Nothing was kept. Change it and try "
        "again.",
        table_refusal_say(why, what), n, min, max);
}

int table_check_text(struct table_refusal *why, enum table_text_kind kind, size_t max, const char *text,
                     const char *what)
{
    if (text != NULL && table_text_ok(kind, max, text, strnlen(text, max + 1))) {
        return 0;
    }
    static const char *const rules[] = {
        [TABLE_TEXT_ID] = TABLE_SAYS("letters A to Z, digits, underscore and full stop"),
        [TABLE_TEXT_LANG] = TABLE_SAYS("a language tag such as en or zh-Hant"),
        [TABLE_TEXT_LINE] =
            TABLE_SAYS("one line of text, not empty, without control or direction-changing characters"),
        [TABLE_TEXT_PAGE] = TABLE_SAYS("lines of text without control or direction-changing characters"),
        [TABLE_TEXT_LINE_OR_EMPTY] =
            TABLE_SAYS("one line of text without control or direction-changing characters"),
    };
    return table_refuse(
        why, TABLE_R_FORMAT, 0,
        "%s cannot be used as it is. It must be %s, at most %zu bytes long. Nothing was kept. Correct "
        "it and try again.",
        table_refusal_say(why, what), table_refusal_say(why, rules[kind]), max);
}

static int duplicate(struct table_refusal *why, const char *what, const char *id)
{
    return table_refuse(why, TABLE_R_DUPLICATE, 0,
                        "%s \"%s\" is there twice. Nothing was kept. Give each its own name and try again.",
                        table_refusal_say(why, what), id);
}

int table_check_texts(struct table_refusal *why, enum table_text_kind kind, const struct table_text *texts,
                      size_t n, size_t max, const char *what)
{
    int err = 0;
    if (n < 1 || n > TABLE_MAX_LANGUAGES) {
        return bad_count(why, "languages of one text", n, 1, TABLE_MAX_LANGUAGES);
    }
    for (size_t i = 0; i < n; i++) {
        if ((err = table_check_text(why, TABLE_TEXT_LANG, TABLE_LANG_MAX, texts[i].lang,
                                    "The language of a text")) != 0 ||
            (err = table_check_text(why, kind, max, texts[i].text, what)) != 0) {
            return err;
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(texts[k].lang, texts[i].lang) == 0) {
                return duplicate(why, "The language", texts[i].lang);
            }
        }
    }
    return 0;
}

int table_check_name(struct table_refusal *why, const char *name, const char *what, size_t max)
{
    int err = table_check_text(why, TABLE_TEXT_LINE, max, name, what);
    if (err == 0 && !table_name_composed(name)) {
        err =
            table_refuse(why, TABLE_R_FORMAT, 0,
                         "%s has letters that are not in the form in which names are compared (NFC), or that "
                         "are newer than Unicode 14. Nothing was kept. Write it with other letters.",
                         table_refusal_say(why, what));
    }
    if (err == 0 && table_text_mixed(name)) {
        err =
            table_refuse(why, TABLE_R_MIXED_SCRIPTS, 0,
                         "%s has letters of two scripts, some of which look alike, so that it could be taken "
                         "for another. Nothing was kept. Write it in one script.",
                         table_refusal_say(why, what));
    }
    return err;
}

static int check_mandate(struct table_refusal *why, enum table_standing standing,
                         const struct table_mandate *m)
{
    if (standing < TABLE_OFFICIAL || standing > TABLE_PRIVATE) {
        return table_bad_value(why, "The standing");
    }
    if (m->kind < TABLE_OWN_INITIATIVE || m->kind > TABLE_UNDER_INSTRUCTION) {
        return table_bad_value(why, "The mandate");
    }
    if (m->expires_slot > TABLE_SLOT_MAX) {
        return table_bad_value(why, "The day on which the mandate expires");
    }
    if (m->kind == TABLE_UNDER_INSTRUCTION && standing != TABLE_OFFICIAL) {
        return table_refuse(
            why, TABLE_R_STANDING, 0,
            "A seat that is %s cannot be under instruction; only an official seat can. Nothing was "
            "kept. Choose another mandate, or another standing.",
            table_refusal_say(why, table_standing_name(standing)));
    }
    return 0;
}

int table_check_settings(struct table_refusal *why, const struct table_settings *st)
{
    const char *wrong = NULL;
    if (st->runs_per_issue < 1 || st->runs_per_issue > 100) {
        wrong = TABLE_SAYS("the runs of one issue must be 1 to 100");
    } else if (st->breadth_max_percent < 1 || st->breadth_max_percent > 100) {
        wrong = TABLE_SAYS("the largest breadth must be 1 to 100 per cent");
    } else if (st->breadth_min_percent > st->breadth_max_percent) {
        wrong = TABLE_SAYS("the smallest breadth must not be above the largest");
    } else if (st->statistical_bits != 40 && st->statistical_bits != 64) {
        wrong = TABLE_SAYS("the statistical bits must be 40 or 64");
    } else if (st->message_days > 3650) {
        wrong = TABLE_SAYS("messages live for 3650 days at most");
    }
    if (wrong == NULL) {
        return 0;
    }
    return table_refuse(
        why, TABLE_R_SETTINGS, 0,
        "The settings of the table do not fit: %s. Nothing was kept. Correct the setting and open the "
        "table again.",
        table_refusal_say(why, wrong));
}

int table_check_seat(struct table_refusal *why, const struct table_seat *seat)
{
    int err = 0;
    if ((err = table_check_text(why, TABLE_TEXT_ID, TABLE_ID_MAX, seat->id, "The id of a seat")) != 0 ||
        (err = table_check_name(why, seat->party, "The party of a seat", TABLE_NAME_MAX)) != 0 ||
        (err = table_check_name(why, seat->name, "The name of a seat", TABLE_NAME_MAX)) != 0 ||
        (err = table_check_text(why, TABLE_TEXT_LINE_OR_EMPTY, TABLE_TEXT_MAX, seat->role,
                                "The role of a seat")) != 0 ||
        (err = check_mandate(why, seat->standing, &seat->mandate)) != 0) {
        return err;
    }
    if (seat->function > TABLE_OBSERVER) {
        return table_bad_value(why, "What a seat does at the table");
    }
    if (seat->n_languages > TABLE_MAX_LANGUAGES) {
        return bad_count(why, "languages of a seat", seat->n_languages, 0, TABLE_MAX_LANGUAGES);
    }
    for (size_t k = 0; k < seat->n_languages; k++) {
        if ((err = table_check_text(why, TABLE_TEXT_LANG, TABLE_LANG_MAX, seat->languages[k],
                                    "The language of a seat"))) {
            return err;
        }
    }
    return 0;
}

/* Refusals name seats, so two seats never have names that look the same. */
int table_check_seat_differs(struct table_refusal *why, const struct table_seat *seats, size_t n,
                             const struct table_seat *seat)
{
    for (size_t k = 0; k < n; k++) {
        if (strcmp(seats[k].id, seat->id) == 0) {
            return duplicate(why, "The seat", seat->id);
        }
        if (table_name_same(seats[k].name, seat->name)) {
            return duplicate(why, "The seat's name", seat->name);
        }
    }
    return 0;
}

int table_format_opened(const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_table_opened *o = &ev->u.table_opened;
    int err = 0;
    if ((err = table_check_text(why, TABLE_TEXT_LINE, TABLE_TITLE_MAX, o->title, "The title of the table")) !=
            0 ||
        (err = table_check_settings(why, &o->settings)) != 0) {
        return err;
    }
    if (o->n_rules > TABLE_MAX_RULES) {
        return bad_count(why, "rules", o->n_rules, 0, TABLE_MAX_RULES);
    }
    for (size_t i = 0; i < o->n_rules; i++) {
        if ((err = table_check_text(why, TABLE_TEXT_LINE, TABLE_TEXT_MAX, o->rules[i],
                                    "A rule of the table")) != 0) {
            return err;
        }
    }
    if (o->n_seats < 2 || o->n_seats > TABLE_MAX_SEATS) {
        return bad_count(why, "seats", o->n_seats, 2, TABLE_MAX_SEATS);
    }
    for (size_t i = 0; i < o->n_seats; i++) {
        if ((err = table_check_seat(why, &o->seats[i])) != 0 ||
            (err = table_check_seat_differs(why, o->seats, i, &o->seats[i])) != 0) {
            return err;
        }
    }
    return 0;
}

int table_format_issue(const struct table_event *ev, struct table_refusal *why)
{
    const struct table_issue *x = &ev->u.issue_added;
    int err = 0;
    if ((err = table_check_text(why, TABLE_TEXT_ID, TABLE_ID_MAX, x->id, "The id of an issue")) != 0 ||
        (err = table_check_texts(why, TABLE_TEXT_LINE, x->titles, x->n_titles, TABLE_TITLE_MAX,
                                 "The title of an issue")) != 0) {
        return err;
    }
    if (x->n_options < 1 || x->n_options > TABLE_MAX_OPTIONS) {
        return bad_count(why, "options of an issue", x->n_options, 1, TABLE_MAX_OPTIONS);
    }
    for (size_t i = 0; i < x->n_options; i++) {
        const struct table_option *o = &x->options[i];
        if ((err = table_check_text(why, TABLE_TEXT_ID, TABLE_ID_MAX, o->id, "The id of an option")) != 0 ||
            (err = table_check_texts(why, TABLE_TEXT_LINE, o->texts, o->n_texts, TABLE_TEXT_MAX,
                                     "The text of an option")) != 0) {
            return err;
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(x->options[k].id, o->id) == 0) {
                return duplicate(why, "The option", o->id);
            }
        }
    }
    if (x->concerns == 0 || x->concerns > table_all(TABLE_MAX_SEATS)) {
        return table_bad_value(why, "The list of seats that the issue concerns");
    }
    return 0;
}

int table_format_standing(const struct table_event *ev, struct table_refusal *why)
{
    return check_mandate(why, ev->u.seat_standing.standing, &ev->u.seat_standing.mandate);
}

int table_format_words(const struct table_event *ev, struct table_refusal *why)
{
    return table_check_text(why, TABLE_TEXT_LINE, TABLE_TEXT_MAX, ev->u.said.text, "What was said");
}

int table_format_said(const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_said *x = &ev->u.said;
    if (x->phrase < TABLE_THINKING_ALOUD || x->phrase > TABLE_SAID_UNDER_INSTRUCTION) {
        return table_bad_value(why, "The state of the phrase");
    }
    return x->text[0] == '\0' ? 0 : table_format_words(ev, why);
}

/* Each is an issue's number, and none stands there twice. */
static int issues_differ(const uint8_t *issues, size_t n)
{
    uint64_t seen = 0;
    for (size_t i = 0; i < n; i++) {
        if (issues[i] >= TABLE_MAX_ISSUES || (seen & table_bit(issues[i])) != 0) {
            return 0;
        }
        seen |= table_bit(issues[i]);
    }
    return 1;
}

int table_format_days(const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_days_agreed *x = &ev->u.days_agreed;
    if (x->n_issues < 1 || x->n_issues > TABLE_MAX_ISSUES) {
        return bad_count(why, "issues of the sounding days", x->n_issues, 1, TABLE_MAX_ISSUES);
    }
    if (!issues_differ(x->issues, x->n_issues)) {
        return table_bad_value(why, "The list of issues of the sounding days");
    }
    if (x->first > TABLE_SLOT_MAX || x->every < 1 || x->every > TABLE_MAX_EVERY || x->count < 1) {
        return table_bad_value(why, "The first of the sounding days, their distance or their number");
    }
    return 0;
}

static int check_sound_opened(struct table_refusal *why, const struct table_ev_sound_opened *x)
{
    if (x->kind < TABLE_SOUND_ROOM || x->kind > TABLE_SOUND_NON_PAPER) {
        return table_bad_value(why, "The kind of the sounding");
    }
    if (x->params.n_texts > 0 && table_check_texts(why, TABLE_TEXT_LINE, x->params.texts, x->params.n_texts,
                                                   TABLE_TEXT_MAX, "The question") != 0) {
        return T2_E_REFUSED;
    }
    if (x->params.unit != NULL &&
        table_check_text(why, TABLE_TEXT_LINE_OR_EMPTY, TABLE_NAME_MAX, x->params.unit, "The unit") != 0) {
        return T2_E_REFUSED;
    }
    if (x->day > TABLE_SLOT_MAX || x->params.base >= TABLE_MAX_CANDIDATES) {
        return table_bad_value(why, "The day or the base of the sounding");
    }
    int params = table_params_format(x->kind, &x->params, why);
    if (params != 0) {
        return params;
    }
    if (x->kind == TABLE_SOUND_NON_PAPER ? x->n_issues != 0
                                         : x->n_issues < 1 || x->n_issues > TABLE_MAX_ISSUES) {
        return x->n_issues != 0 && x->n_issues <= TABLE_MAX_ISSUES
                   ? table_bad_value(why, "The list of issues of a round of non-papers")
                   : bad_count(why, "issues in the sounding", x->n_issues, 1, TABLE_MAX_ISSUES);
    }
    if (!issues_differ(x->issues, x->n_issues)) {
        return table_bad_value(why, "The list of issues of the sounding");
    }
    if (x->seats > table_all(TABLE_MAX_SEATS)) {
        return table_bad_value(why, "The list of seats of the sounding");
    }
    if (x->min_accepted > x->max_accepted || x->max_accepted > TABLE_MAX_CANDIDATES) {
        return table_bad_value(why, "The breadth of the sounding");
    }
    return 0;
}

static int check_sound_stopped(struct table_refusal *why, const struct table_event *ev)
{
    const struct table_ev_sound_stopped *x = &ev->u.sound_stopped;
    if (x->output_begun > 1 || x->check_failed > 1) {
        return table_bad_value(why, "The mark of a begun answer");
    }
    if (x->not_heard > table_all(TABLE_MAX_SEATS) || (x->not_heard & table_bit(ev->author)) != 0) {
        return table_bad_value(why, "The list of seats that were not heard");
    }
    return 0;
}

int table_format_sound(const struct table_event *ev, struct table_refusal *why)
{
    if (ev->kind == TABLE_EV_SOUND_OPENED) {
        return check_sound_opened(why, &ev->u.sound_opened);
    }
    if (ev->kind == TABLE_EV_SOUND_STOPPED) {
        return check_sound_stopped(why, ev);
    }
    if (ev->kind == TABLE_EV_SOUND_RESULT) {
        const struct table_ev_sound_result *x = &ev->u.sound_result;
        int fits = x->answer <= 1 && x->value < TABLE_MAX_CANDIDATES && (x->answer == 1 || x->value == 0);
        return fits ? 0 : table_bad_value(why, "The answer");
    }
    return 0;
}

int table_event_format(const struct table_event *ev, struct table_refusal *why)
{
    const struct table_kind *kind = table_kind(ev->kind);
    if (ev->author >= TABLE_MAX_SEATS) {
        return table_bad_value(why, "The seat that wrote this");
    }
    if (ev->slot > TABLE_SLOT_MAX) {
        return table_bad_value(why, "The time of this");
    }
    if (kind == NULL) {
        return table_bad_value(why, "The kind of this event");
    }
    return kind->fields != NULL ? table_fields_check(ev, kind->fields, kind->n_fields, why)
                                : kind->format(ev, why);
}

/* The state as JSON, for --json: what every seat of the table may know, in the names of
 * docs/protocol/table.md. */
#include <jansson.h>

#include "table_internal.h"

/* Takes the reference of value; a failure anywhere sticks in *err. */
static void put(json_t *object, const char *key, json_t *value, int *err)
{
    if (json_object_set_new(object, key, value) != 0) {
        *err = T2_E_MEMORY;
    }
}

static void add(json_t *array, json_t *value, int *err)
{
    if (json_array_append_new(array, value) != 0) {
        *err = T2_E_MEMORY;
    }
}

static json_t *number(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *hex(const uint8_t *p, size_t n)
{
    char text[2 * TABLE_DIGEST_LEN + 1];
    t2_hex(text, p, n);
    return json_string(text);
}

static json_t *texts(const struct table_text *t, size_t n, int *err)
{
    json_t *o = json_object();
    for (size_t i = 0; i < n; i++) {
        put(o, t[i].lang, json_string(t[i].text), err);
    }
    return o;
}

static json_t *seat_ids(const struct table_state *s, uint64_t seats, int *err)
{
    json_t *a = json_array();
    for (size_t i = 0; i < s->n_seats; i++) {
        if ((seats & table_bit(i)) != 0) {
            add(a, json_string(s->seats[i].id), err);
        }
    }
    return a;
}

static json_t *settings(const struct table_state *s, int *err)
{
    struct table_settings st = table_settings(s);
    json_t *o = json_object();
    put(o, "spacing_slots", number(st.spacing_slots), err);
    put(o, "runs_per_issue", number(st.runs_per_issue), err);
    put(o, "breadth_max_percent", number(st.breadth_max_percent), err);
    put(o, "breadth_min_percent", number(st.breadth_min_percent), err);
    put(o, "breadth_from", number(st.breadth_from), err);
    put(o, "statistical_bits", number(st.statistical_bits), err);
    put(o, "message_days", number(st.message_days), err);
    put(o, "brackets_max", number(st.brackets_max), err);
    return o;
}

static json_t *track(const struct table_state *s, int *err)
{
    char text[1024];
    json_t *o = json_object();
    table_track_text(s, TABLE_LANG_EN, text, sizeof(text));
    put(o, "value", json_string(table_track_name(table_track(s))), err);
    put(o, "text", json_string(text), err);
    return o;
}

static json_t *seat(const struct table_state *s, size_t i, uint64_t now_slot, int *err)
{
    const struct table_seat *x = &s->seats[i];
    json_t *o = json_object();
    json_t *mandate = json_object();
    json_t *languages = json_array();
    put(mandate, "kind", json_string(table_mandate_name(x->mandate.kind)), err);
    put(mandate, "expires_slot", x->mandate.expires_slot != 0 ? number(x->mandate.expires_slot) : json_null(),
        err);
    put(mandate, "expired", json_boolean(!table_mandate_valid(s, i, now_slot)), err);
    for (size_t k = 0; k < x->n_languages; k++) {
        add(languages, json_string(x->languages[k]), err);
    }
    put(o, "id", json_string(x->id), err);
    put(o, "party", json_string(x->party), err);
    put(o, "name", json_string(x->name), err);
    put(o, "role", json_string(x->role), err);
    put(o, "standing", json_string(table_standing_name(x->standing)), err);
    put(o, "mandate", mandate, err);
    put(o, "languages", languages, err);
    put(o, "function", json_string(table_function_name(x->function)), err);
    put(o, "mandate_seen", seat_ids(s, s->seat[i].seen, err), err);
    put(o, "keeps_days", s->seat[i].keeps_said ? number(s->seat[i].keeps_days) : json_null(), err);
    return o;
}

static json_t *issue(const struct table_state *s, size_t i, uint64_t now_slot, int *err)
{
    const struct table_issue *x = &s->issues[i];
    struct table_budget b = table_issue_budget(s, i);
    json_t *o = json_object();
    json_t *options = json_array();
    json_t *budget = json_object();
    for (size_t k = 0; k < x->n_options; k++) {
        json_t *option = json_object();
        put(option, "id", json_string(x->options[k].id), err);
        put(option, "text", texts(x->options[k].texts, x->options[k].n_texts, err), err);
        add(options, option, err);
    }
    put(budget, "runs_used", number(b.runs_used), err);
    put(budget, "runs_left", number(b.runs_left), err);
    put(budget, "running", json_boolean(b.running), err);
    put(budget, "next_slot", number(b.next_slot), err);
    put(budget, "open_now",
        json_boolean(b.runs_left > 0 && !b.check_failed && !b.running && now_slot >= b.next_slot), err);
    put(budget, "closed", json_boolean(b.check_failed || b.runs_left == 0), err);
    put(budget, "may_reopen", json_boolean(b.check_failed || (b.runs_left == 0 && !b.reopened)), err);
    put(budget, "reopen_by", seat_ids(s, b.wants_reopened, err), err);
    put(o, "id", json_string(x->id), err);
    put(o, "title", texts(x->titles, x->n_titles, err), err);
    put(o, "concerns", seat_ids(s, x->concerns, err), err);
    put(o, "options", options, err);
    put(o, "budget", budget, err);
    put(o, "early_harvest", json_boolean((s->early & table_bit(i)) != 0), err);
    return o;
}

static json_t *digests(const struct table_digests *d, int *err)
{
    json_t *o = json_object();
    put(o, "candidates", hex(d->candidates, TABLE_DIGEST_LEN), err);
    put(o, "rules", hex(d->rules, TABLE_DIGEST_LEN), err);
    put(o, "circuit", hex(d->circuit, TABLE_DIGEST_LEN), err);
    put(o, "context", hex(d->context, TABLE_DIGEST_LEN), err);
    return o;
}

static json_t *answer(const struct table_sounding *x)
{
    if (x->kind == TABLE_SOUND_READY) {
        return json_null();
    }
    if (x->kind == TABLE_SOUND_ROOM || x->kind == TABLE_SOUND_RANGE) {
        return json_string(x->answer ? "room" : "no room");
    }
    return json_string(x->answer ? "yes" : "no");
}

static json_t *sounding(const struct table_state *s, const struct table_sounding *x, int *err)
{
    int answered = x->status == TABLE_SOUND_ANSWERED;
    int over = answered || x->status == TABLE_SOUND_STOPPED;
    json_t *o = json_object();
    json_t *issues = json_array();
    for (size_t i = 0; i < x->n_issues; i++) {
        add(issues, json_string(s->issues[x->issues[i]].id), err);
    }
    put(o, "number", number(x->number), err);
    put(o, "id", hex(x->id, TABLE_SOUNDING_ID_LEN), err);
    put(o, "kind", json_string(table_sounding_kind_name(x->kind)), err);
    put(o, "status", json_string(table_sounding_status_name(x->status)), err);
    put(o, "answer", answered ? answer(x) : json_null(), err);
    put(o, "value", answered ? number(x->value) : json_null(), err);
    put(o, "recommended", seat_ids(s, x->recommended, err), err);
    put(o, "day", x->day != 0 ? number(x->day) : json_null(), err);
    put(o, "agreed_day", json_boolean(table_sounding_of_day(x->id)), err);
    put(o, "check_failed", json_boolean(x->check_failed), err);
    put(o, "issues", issues, err);
    put(o, "seats", seat_ids(s, x->seats, err), err);
    put(o, "sealed", seat_ids(s, x->sealed, err), err);
    put(o, "not_heard", seat_ids(s, x->not_heard, err), err);
    put(o, "disagreed", json_boolean(x->disagreed), err);
    put(o, "counted", json_boolean(x->counted), err);
    put(o, "n_candidates", number(x->n_candidates), err);
    put(o, "min_accepted", number(x->min_accepted), err);
    put(o, "max_accepted", number(x->max_accepted), err);
    put(o, "opened_slot", number(x->opened_slot), err);
    put(o, "ended_slot", over ? number(x->ended_slot) : json_null(), err);
    put(o, "digests", digests(&x->digests, err), err);
    return o;
}

static json_t *days(const struct table_state *s, int *err)
{
    json_t *a = json_array();
    for (size_t i = 0; i < s->n_days; i++) {
        const struct table_days *d = &s->days[i];
        json_t *o = json_object(), *issues = json_array();
        for (size_t k = 0; k < d->what.n_issues; k++) {
            add(issues, json_string(s->issues[d->what.issues[k]].id), err);
        }
        put(o, "issues", issues, err);
        put(o, "first_slot", number(d->what.first), err);
        put(o, "every_slots", number(d->what.every), err);
        put(o, "count", number(d->what.count), err);
        put(o, "agreed", seat_ids(s, d->agreed, err), err);
        put(o, "holds", json_boolean(table_days_missing(s, d) == 0), err);
        add(a, o, err);
    }
    return a;
}

static const char *silence_name(enum table_silence x)
{
    static const char *const names[] = {[TABLE_SILENCE_NONE] = "none",
                                        [TABLE_SILENCE_RUNS] = "runs",
                                        [TABLE_SILENCE_BROKEN] = "broken",
                                        [TABLE_SILENCE_ADOPTED] = "adopted"};
    return names[x];
}

static json_t *articles(const struct table_state *s, uint64_t now_slot, int *err)
{
    json_t *list = json_array();
    for (size_t i = 0; i < s->n_articles; i++) {
        const struct table_article *a = &s->articles[i];
        json_t *o = json_object();
        put(o, "number", number(a->number), err);
        put(o, "name", json_string(table_article_name(s, i)), err);
        put(o, "title", json_string(table_article_title(s, i, "en")), err);
        put(o, "status", json_string(table_article_status_name(table_article_status(s, i))), err);
        put(o, "concerns", seat_ids(s, table_article_concerns(s, i), err), err);
        put(o, "could_recommend", seat_ids(s, a->could, err), err);
        put(o, "agreed", seat_ids(s, a->agreed, err), err);
        put(o, "confirmed", seat_ids(s, a->confirmed, err), err);
        put(o, "drafts", number(a->n_drafts), err);
        put(o, "open_brackets", number(table_article_open_brackets(s, i)), err);
        put(o, "silence", json_string(silence_name(table_article_silence(s, i, now_slot))), err);
        put(o, "silence_until", a->until != 0 ? number(a->until) : json_null(), err);
        put(o, "objected", seat_ids(s, a->objected, err), err);
        add(list, o, err);
    }
    return list;
}

static json_t *non_papers(const struct table_state *s, int *err)
{
    json_t *list = json_array();
    for (size_t i = 0; i < s->n_non_papers; i++) {
        const struct table_non_paper *x = &s->non_papers[i];
        json_t *o = json_object();
        put(o, "number", number(x->number), err);
        put(o, "round", number(s->soundings[x->sounding].number), err);
        put(o, "text", json_string(x->text), err);
        add(list, o, err);
    }
    return list;
}

/* Of what was said the newest; all of it is in the log. */
#define SAID_SHOWN 100

static int is_said(const struct table_state *s, size_t i, uint64_t now_slot)
{
    const struct table_event *ev = &s->log[i];
    return ev->kind == TABLE_EV_SAID && ev->u.said.text[0] != '\0' && !table_said_over(s, i, now_slot);
}

static json_t *said(const struct table_state *s, uint64_t now_slot, int *err)
{
    json_t *a = json_array();
    size_t first = s->n_log;
    for (size_t n = 0; first > 0 && n < SAID_SHOWN; first--) {
        n += is_said(s, first - 1, now_slot) ? 1 : 0;
    }
    for (size_t i = first; i < s->n_log; i++) {
        const struct table_event *ev = &s->log[i];
        if (is_said(s, i, now_slot)) {
            json_t *o = json_object();
            put(o, "seat", json_string(s->seats[ev->author].id), err);
            put(o, "slot", number(ev->slot), err);
            put(o, "phrase", json_string(table_phrase_name(ev->u.said.phrase)), err);
            put(o, "text", json_string(ev->u.said.text), err);
            add(a, o, err);
        }
    }
    return a;
}

static json_t *whole(const struct table_state *s, uint64_t now_slot, int with_said, int *err)
{
    json_t *o = json_object();
    json_t *rules = json_array(), *seats = json_array(), *issues = json_array(), *soundings = json_array();
    for (size_t i = 0; i < table_n_rules(s); i++) {
        add(rules, json_string(table_rule(s, i)), err);
    }
    for (size_t i = 0; i < s->n_seats; i++) {
        add(seats, seat(s, i, now_slot, err), err);
    }
    for (size_t i = 0; i < s->n_issues; i++) {
        add(issues, issue(s, i, now_slot, err), err);
    }
    for (size_t i = 0; i < s->n_soundings; i++) {
        add(soundings, sounding(s, &s->soundings[i], err), err);
    }
    put(o, "format", json_string("tracktwo-state/1"), err);
    put(o, "id", hex(s->id, sizeof(s->id)), err);
    put(o, "open", json_boolean(s->opened), err);
    put(o, "title", json_string(table_title(s)), err);
    put(o, "track", track(s, err), err);
    put(o, "rules", rules, err);
    put(o, "settings", settings(s, err), err);
    put(o, "seats", seats, err);
    put(o, "issues", issues, err);
    put(o, "soundings", soundings, err);
    put(o, "days", days(s, err), err);
    put(o, "paused_by", seat_ids(s, s->paused, err), err);
    put(o, "to_reconfirm", seat_ids(s, s->reconfirm, err), err);
    put(o, "leaked", json_boolean(table_leaked(s)), err);
    put(o, "line_if_asked", texts(table_line(s).texts, table_line(s).n, err), err);
    put(o, "pen", s->opened ? json_string(s->seats[s->pen].id) : json_null(), err);
    put(o, "articles", articles(s, now_slot, err), err);
    put(o, "non_papers", non_papers(s, err), err);
    put(o, "n_proposals", number(s->n_proposals), err);
    put(o, "n_meetings", number(s->n_meetings), err);
    if (with_said) {
        put(o, "said", said(s, now_slot, err), err);
    }
    put(o, "n_events", number(s->n_log), err);
    put(o, "last_slot", number(table_last_slot(s)), err);
    put(o, "now_slot", number(now_slot), err);
    return o;
}

/* Collects the error of the buffer, which jansson's callback cannot carry. */
struct dump {
    struct t2_buf *out;
    int err;
};

static int dump_some(const char *p, size_t n, void *ctx)
{
    struct dump *d = ctx;
    d->err = t2_buf_append(d->out, p, n);
    return d->err == 0 ? 0 : -1;
}

static int export(const struct table_state *s, uint64_t now_slot, int with_said, struct t2_buf *out)
{
    struct dump d = {.out = out};
    int err = 0;
    json_t *o = whole(s, now_slot, with_said, &err);
    if (err == 0 && json_dump_callback(o, dump_some, &d, JSON_INDENT(1)) != 0) {
        err = d.err != 0 ? d.err : T2_E_MEMORY;
    }
    json_decref(o);
    return err;
}

int table_export_json(const struct table_state *s, uint64_t now_slot, struct t2_buf *out)
{
    return export(s, now_slot, 1, out);
}

int table_export_json_unsaid(const struct table_state *s, uint64_t now_slot, struct t2_buf *out)
{
    return export(s, now_slot, 0, out);
}

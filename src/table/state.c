/* The fold: table_apply judges an event by the format, by the rules that hold for every kind and by those of
 * its own kind, makes everything that can fail on the side, and then moves the state in one step.
 *
 *   no table   -- table_opened -->  open
 *   open       -- any other kind -->  open
 *
 * A sounding has states of its own: sounding_run.c. */
#include "schema.h"

#include <stdlib.h>
#include <string.h>

/* ---- events of one kind ---- */

int table_check_opened(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if (s->opened) {
        return table_refuse(
            why, TABLE_R_ALREADY_OPENED, 0,
            "This table is open already, under the title \"%s\". It stays as it is. To hold other "
            "talks, open another table.",
            table_title(s));
    }
    if (ev->author >= ev->u.table_opened.n_seats) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_SEAT, 0,
            "A table was opened by somebody who has no seat at it. It was not kept. Whoever opens a "
            "table must be on its list of seats.");
    }
    return 0;
}

void table_move_opened(struct table_state *s, const struct table_event *ev)
{
    s->opened = 1;
    s->n_seats = ev->u.table_opened.n_seats;
    memcpy(s->seats, ev->u.table_opened.seats, s->n_seats * sizeof(s->seats[0]));
    s->settings = ev->u.table_opened.settings;
    /* The facilitator holds the pen; where there is none, the convenor. */
    s->pen = ev->author;
    for (size_t i = s->n_seats; i-- > 0;) {
        if (s->seats[i].function == TABLE_FACILITATOR) {
            s->pen = (uint8_t)i;
        }
    }
}

int table_check_issue(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_issue *x = &ev->u.issue_added;
    uint8_t other = 0;
    if (s->n_issues == TABLE_MAX_ISSUES) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table has %d issues, as many as it can hold. The issue \"%s\" was not added. Put "
            "its question among the options of another issue.",
            TABLE_MAX_ISSUES, x->id);
    }
    if (table_issue_find(s, x->id, &other) == 0) {
        return table_refuse(
            why, TABLE_R_DUPLICATE, 0,
            "There is an issue \"%s\" already. It stays as it is. Give the new one another id.", x->id);
    }
    if ((x->concerns & ~table_all(s->n_seats)) != 0) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_SEAT, 0,
            "The issue \"%s\" concerns a seat that this table does not have. It was not added. Name "
            "only seats of the table.",
            x->id);
    }
    return table_check_no_facilitator(s, x->concerns, "The issue was not added.", why);
}

void table_move_issue(struct table_state *s, const struct table_event *ev)
{
    memcpy(s->issue_content[s->n_issues], s->next_content, TABLE_DIGEST_LEN);
    s->issues[s->n_issues++] = ev->u.issue_added;
}

int table_check_said(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_seat *seat = &s->seats[ev->author];
    enum table_phrase phrase = ev->u.said.phrase;
    if (phrase == TABLE_THINKING_ALOUD) {
        return 0;
    }
    if (!table_mandate_valid(s, ev->author, ev->slot)) {
        return table_refuse(
            why, TABLE_R_MANDATE_EXPIRED, table_bit(ev->author),
            "The mandate of %s has expired, so it cannot say \"%s\". Nothing was sent. Renew the "
            "mandate first, or say it thinking aloud.",
            seat->name, table_refusal_say(why, table_phrase_name(phrase)));
    }
    int instructed = seat->standing == TABLE_OFFICIAL && seat->mandate.kind == TABLE_UNDER_INSTRUCTION;
    if (phrase == TABLE_SAID_UNDER_INSTRUCTION && !instructed) {
        return table_refuse(
            why, TABLE_R_STANDING, 0,
            "%s is %s (%s) and cannot speak under instruction; only an official seat with such a "
            "mandate can. Nothing was sent. Say it as \"could recommend\" or thinking aloud.",
            seat->name, table_refusal_say(why, table_standing_name(seat->standing)),
            table_refusal_say(why, table_mandate_name(seat->mandate.kind)));
    }
    return 0;
}

void table_move_said(struct table_state *s, const struct table_event *ev)
{
    (void)s; /* the log itself is the record of what was said, for as long as it has the words */
    (void)ev;
}

/* ---- the fold ---- */

static int check_common(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    if (!s->opened) {
        if (ev->kind == TABLE_EV_TABLE_OPENED) {
            return 0;
        }
        return table_refuse(
            why, TABLE_R_NOT_OPENED, 0,
            "This table has not been opened yet, so nothing else can happen at it. Nothing was kept. "
            "Open the table first.");
    }
    if (ev->kind != TABLE_EV_TABLE_OPENED && ev->author >= s->n_seats) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_SEAT, 0,
            "Something came from a seat that this table does not have. It was not kept. If this "
            "happens again, ask the convenor who is at the table.");
    }
    if (ev->slot < table_last_slot(s)) {
        return table_refuse(
            why, TABLE_R_TIME, 0,
            "Something came with a time before the last event of the table. It was not kept. The "
            "sender should check the clock of the machine and send it again.");
    }
    if (s->n_log == TABLE_MAX_EVENTS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "This table holds %u events, as many as it can. Nothing more was kept; all that is there "
            "stays. Open a new table to go on.",
            TABLE_MAX_EVENTS);
    }
    return 0;
}

static int check_all(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    int err = 0;
    if (why != NULL) {
        *why = (struct table_refusal){.code = TABLE_R_NONE, .lang = why->lang};
    }
    if ((err = table_event_format(ev, why)) != 0 || (err = check_common(s, ev, why)) != 0) {
        return err;
    }
    const struct table_kind *kind = table_kind(ev->kind); /* the format has seen that it is one */
    err = kind->makes ? table_check_id(ev, why) : 0;
    if (err == 0) {
        err = table_check_needs(s, ev, kind->needs, why);
    }
    if (err == 0) {
        err = kind->check(s, ev, why);
    }
    if (err == 0) {
        err = table_check_shares(s, ev->author, kind->shares, why);
    }
    return err != 0 || kind->named == 0 ? err : table_check_named(s, ev, kind->named, why);
}

/* Bytes of the log: those of words whether they are here or not. */
static size_t charge_of(const struct table_event *ev, const struct t2_buf *enc)
{
    return enc->len + (ev->kind == TABLE_EV_SAID ? (size_t)ev->u.said.units * 256 : 0);
}

/* Judges, and gives the encoding. */
static int judge(const struct table_state *s, const struct table_event *ev, struct t2_buf *enc,
                 struct table_refusal *why)
{
    int err = check_all(s, ev, why);
    if (err == 0) {
        err = table_event_encode(ev, enc);
    }
    if (err == T2_E_TOO_LARGE) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "This is too long for one event of a table (%u bytes at most). Nothing was kept. Shorten "
            "the texts or split it.",
            TABLE_EVENT_MAX);
    }
    if (err == 0 && charge_of(ev, enc) > TABLE_MAX_LOG_BYTES - s->log_bytes) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The record of this table is full (%u MiB). Nothing more was kept; all that is there "
            "stays. Open a new table to go on.",
            TABLE_MAX_LOG_BYTES >> 20);
    }
    return err;
}

int table_check(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    struct t2_buf enc;
    t2_buf_init(&enc, TABLE_EVENT_MAX);
    if (why != NULL) {
        *why = (struct table_refusal){.code = TABLE_R_NONE, .lang = why->lang};
    }
    int err = ev->kind == TABLE_EV_SAID ? table_format_words(ev, why) : 0;
    if (err == 0) {
        err = judge(s, ev, &enc, why);
    }
    t2_buf_free(&enc);
    return err;
}

/* Makes room for one more element of an array; the array itself may move, its content does not change.
 * array: where the pointer to it stands. */
int table_reserve_one(void *array, size_t n, size_t *cap, size_t size)
{
    void *p;
    if (n < *cap) {
        return 0;
    }
    size_t want = *cap == 0 ? 16 : *cap * 2;
    memcpy(&p, array, sizeof(p));
    p = reallocarray(p, want, size);
    if (p == NULL) {
        return T2_E_MEMORY;
    }
    memcpy(array, &p, sizeof(p));
    *cap = want;
    return 0;
}

/* Whatever the event adds has its place then, so that no move can fail. */
static int reserve(struct table_state *s, const struct table_event *ev)
{
    int err = table_reserve_one(&s->log, s->n_log, &s->cap_log, sizeof(*s->log));
    if (err != 0 ||
        (err = table_reserve_one(&s->soundings, s->n_soundings, &s->cap_soundings, sizeof(*s->soundings))) !=
            0 ||
        (err = table_reserve_one(&s->proposals, s->n_proposals, &s->cap_proposals, sizeof(*s->proposals))) !=
            0 ||
        (err = table_reserve_one(&s->meetings, s->n_meetings, &s->cap_meetings, sizeof(*s->meetings))) != 0) {
        return err;
    }
    if ((err = table_reserve_one(&s->points, s->n_points, &s->cap_points, sizeof(*s->points))) != 0 ||
        (err = table_reserve_one(&s->articles, s->n_articles, &s->cap_articles, sizeof(*s->articles))) != 0) {
        return err;
    }
    if ((err = table_reserve_one(&s->papers, s->n_papers, &s->cap_papers, sizeof(*s->papers))) != 0) {
        return err;
    }
    if ((err = table_reserve_one(&s->attachments, s->n_attachments, &s->cap_attachments,
                                 sizeof(*s->attachments))) != 0) {
        return err;
    }
    /* A round can bring several at once. */
    size_t last = s->n_non_papers + TABLE_MAX_PLACES - 1;
    if ((err = table_reserve_one(&s->non_papers, last, &s->cap_non_papers, sizeof(*s->non_papers))) != 0) {
        return err;
    }
    err = table_reserve_one(&s->drafts, s->n_drafts, &s->cap_drafts, sizeof(*s->drafts));
    return err != 0 || (ev->kind < TABLE_EV_SIDES_AGREED && s->field == NULL) ? err
                                                                              : table_reserve_field(s, ev);
}

int table_apply(struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    uint8_t log_digest[TABLE_DIGEST_LEN];
    uint8_t id[TABLE_DIGEST_LEN];
    uint8_t content[TABLE_DIGEST_LEN] = {0};
    struct table_event own = {0};
    struct t2_buf enc;
    t2_buf_init(&enc, TABLE_EVENT_MAX);
    int err = judge(s, ev, &enc, why);
    if (err != 0) {
        goto out;
    }
    const struct t2_bytes chain[] = {t2_bytes_of(s->log_digest, sizeof(s->log_digest)), t2_buf_view(&enc)};
    if ((err = table_hash(log_digest, "tracktwo table log 1", chain, 2)) != 0 ||
        (err = table_hash(id, "tracktwo table id 1", &chain[1], 1)) != 0 || (err = reserve(s, ev)) != 0 ||
        (table_kind(ev->kind)->content && (err = table_content_next(s, ev, chain[1], content)) != 0) ||
        (err = table_event_own(ev, chain[1], &own)) != 0) {
        goto out;
    }
    /* Everything that can fail is done: move. */
    if (!s->opened) {
        memcpy(s->id, id, sizeof(id));
    }
    memcpy(s->log_digest, log_digest, sizeof(log_digest));
    memcpy(s->next_content, content, sizeof(content));
    s->log_bytes += charge_of(&own, &enc);
    s->log[s->n_log] = own;
    s->n_log++;
    table_count_shares(s, own.author, table_kind(own.kind)->shares);
    table_kind(own.kind)->move(s, &own);
out:
    t2_buf_free(&enc);
    return err;
}

/* ---- life and views ---- */

int table_state_new(struct table_state **out)
{
    *out = calloc(1, sizeof(**out));
    return *out != NULL ? 0 : T2_E_MEMORY;
}

void table_state_free(struct table_state *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->n_log; i++) {
        table_event_clear(&s->log[i]);
    }
    free(s->log);
    free(s->soundings);
    free(s->proposals);
    free(s->meetings);
    free(s->points);
    free(s->articles);
    free(s->drafts);
    free(s->papers);
    free(s->attachments);
    free(s->non_papers);
    table_free_field(s);
    free(s);
}

int table_is_open(const struct table_state *s)
{
    return s->opened;
}

const uint8_t *table_id(const struct table_state *s)
{
    return s->id;
}

/* Before the opening: no title, no rules. */
static const struct table_ev_table_opened *opening(const struct table_state *s)
{
    static const struct table_ev_table_opened none = {.title = ""};
    return s->opened ? &s->log[0].u.table_opened : &none;
}

const char *table_title(const struct table_state *s)
{
    return opening(s)->title;
}

size_t table_n_rules(const struct table_state *s)
{
    return opening(s)->n_rules;
}

const char *table_rule(const struct table_state *s, size_t i)
{
    return i < opening(s)->n_rules ? opening(s)->rules[i] : NULL;
}

struct table_settings table_settings(const struct table_state *s)
{
    return s->opened ? s->settings : table_settings_default();
}

uint64_t table_last_slot(const struct table_state *s)
{
    return s->n_log > 0 ? s->log[s->n_log - 1].slot : 0;
}

size_t table_n_events(const struct table_state *s)
{
    return s->n_log;
}

const struct table_event *table_event_at(const struct table_state *s, size_t i)
{
    return i < s->n_log ? &s->log[i] : NULL;
}

size_t table_n_issues(const struct table_state *s)
{
    return s->n_issues;
}

const struct table_issue *table_issue(const struct table_state *s, size_t i)
{
    return i < s->n_issues ? &s->issues[i] : NULL;
}

int table_issue_find(const struct table_state *s, const char *id, uint8_t *out_issue)
{
    for (size_t i = 0; i < s->n_issues; i++) {
        if (strcmp(s->issues[i].id, id) == 0) {
            *out_issue = (uint8_t)i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

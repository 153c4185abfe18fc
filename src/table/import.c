/* A table file: title, rules, settings, seats, issues. Strict in what it reads; other keys at the top
 * (profiles, soundings, what a test expects) are not this file's business. An option may carry numbers of its
 * own, such as the width of a zone; they are checked to be numbers and not kept. */
#include "json_read.h"

#include <stdlib.h>
#include <string.h>

struct table_file {
    struct table_arena arena; /* owns the texts of all events */
    struct table_event opening;
    size_t n_issues;
    struct table_event issues[TABLE_MAX_ISSUES];
};

/* ---- pieces ---- */

/* {"en": "...", "fr": "..."}, or one text, which is English. */
static int read_texts(struct json_reader *r, const struct json_at *at, size_t max,
                      const struct table_text **out, size_t *out_n)
{
    int single = json_is_string(at->value);
    size_t n = single ? 1 : json_object_size(at->value);
    int err = single ? 0 : json_read_is_object(r, at);
    if (err != 0) {
        return err;
    }
    if (n < 1 || n > TABLE_MAX_LANGUAGES) {
        return json_read_fail(r, at, "expected 1 to %d languages, found %zu", TABLE_MAX_LANGUAGES, n);
    }
    struct table_text *texts = table_arena_alloc(r->arena, n, sizeof(*texts));
    if (texts == NULL) {
        return T2_E_MEMORY;
    }
    *out = texts;
    *out_n = n;
    if (single) {
        texts[0].lang = "en";
        return json_read_text(r, at, TABLE_TEXT_LINE, max, &texts[0].text);
    }
    size_t i = 0;
    for (void *it = json_object_iter(at->value); it != NULL; it = json_object_iter_next(at->value, it), i++) {
        struct json_at text = json_read_key(at, json_object_iter_key(it));
        if (!table_text_ok(TABLE_TEXT_LANG, TABLE_LANG_MAX, text.key, strlen(text.key))) {
            return json_read_fail(r, &text, "expected a language tag such as en before the text");
        }
        texts[i].lang = table_arena_text(r->arena, text.key, strlen(text.key));
        if (texts[i].lang == NULL) {
            return T2_E_MEMORY;
        }
        if ((err = json_read_text(r, &text, TABLE_TEXT_LINE, max, &texts[i].text)) != 0) {
            return err;
        }
    }
    return 0;
}

static int read_lines(struct json_reader *r, const struct json_at *at, enum table_text_kind kind,
                      size_t max_n, size_t max_len, const char *const **out, size_t *out_n)
{
    int err = json_read_array(r, at, 0, max_n, out_n);
    if (err != 0) {
        return err;
    }
    const char **lines = table_arena_alloc(r->arena, *out_n, sizeof(*lines));
    if (lines == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = 0; i < *out_n; i++) {
        struct json_at line = json_read_element(at, i);
        if ((err = json_read_text(r, &line, kind, max_len, &lines[i])) != 0) {
            return err;
        }
    }
    *out = lines;
    return 0;
}

/* ---- settings ---- */

static int read_setting(struct json_reader *r, const struct json_at *at, const char *key, int64_t max,
                        int64_t *io)
{
    struct json_at value = json_read_key(at, key);
    return value.value == NULL ? 0 : json_read_number(r, &value, 0, max, io);
}

static int read_settings(struct json_reader *r, const struct json_at *at, struct table_settings *st)
{
    static const char *const keys[] = {
        "spacing_slots", "spacing_hours",    "runs_per_issue", "breadth_max_percent", "breadth_min_percent",
        "breadth_from",  "statistical_bits", "message_days",   "brackets_max",        NULL};
    int64_t spacing = -1, hours = -1, runs = st->runs_per_issue;
    int64_t most = st->breadth_max_percent, least = st->breadth_min_percent, from = st->breadth_from;
    int64_t bits = st->statistical_bits, life = st->message_days, brackets = st->brackets_max;
    int err = 0;
    if ((err = json_read_only_keys(r, at, keys)) != 0 ||
        (err = read_setting(r, at, "spacing_slots", UINT32_MAX, &spacing)) != 0 ||
        (err = read_setting(r, at, "spacing_hours", 10000, &hours)) != 0 ||
        (err = read_setting(r, at, "runs_per_issue", 100, &runs)) != 0 ||
        (err = read_setting(r, at, "breadth_max_percent", 100, &most)) != 0 ||
        (err = read_setting(r, at, "breadth_min_percent", 100, &least)) != 0 ||
        (err = read_setting(r, at, "breadth_from", UINT32_MAX, &from)) != 0 ||
        (err = read_setting(r, at, "statistical_bits", 64, &bits)) != 0 ||
        (err = read_setting(r, at, "message_days", 3650, &life)) != 0 ||
        (err = read_setting(r, at, "brackets_max", 255, &brackets)) != 0) {
        return err;
    }
    if (spacing >= 0 && hours >= 0) {
        return json_read_fail(r, at, "give spacing_slots or spacing_hours, not both");
    }
    if (spacing < 0) {
        hours = hours >= 0 ? hours : 72;
        spacing = hours * 3600 / TABLE_SLOT_SECONDS;
    }
    *st = (struct table_settings){
        .spacing_slots = (uint32_t)spacing,
        .runs_per_issue = (uint8_t)runs,
        .breadth_max_percent = (uint8_t)most,
        .breadth_min_percent = (uint8_t)least,
        .breadth_from = (uint32_t)from,
        .statistical_bits = (uint8_t)bits,
        .message_days = (uint16_t)life,
        .brackets_max = (uint8_t)brackets,
    };
    return 0;
}

/* ---- seats ---- */

static int read_mandate(struct json_reader *r, const struct json_at *at, struct table_mandate *m)
{
    static const char *const keys[] = {"kind", "expires_slot", NULL};
    const char *const kinds[] = {
        table_mandate_name(TABLE_OWN_INITIATIVE), table_mandate_name(TABLE_WITH_KNOWLEDGE),
        table_mandate_name(TABLE_AT_REQUEST), table_mandate_name(TABLE_UNDER_INSTRUCTION), NULL};
    struct json_at kind = json_read_key(at, "kind");
    size_t word = 0;
    int64_t expires = 0;
    int err = 0;
    if ((err = json_read_only_keys(r, at, keys)) != 0 ||
        (err = json_read_word(r, &kind, kinds, &word)) != 0 ||
        (err = read_setting(r, at, "expires_slot", (int64_t)TABLE_SLOT_MAX, &expires)) != 0) {
        return err;
    }
    m->kind = TABLE_OWN_INITIATIVE + (unsigned)word;
    m->expires_slot = (uint64_t)expires;
    return 0;
}

static int read_seat(struct json_reader *r, const struct json_at *at, struct table_seat *seat)
{
    static const char *const keys[] = {"id",      "party",     "name",     "standing", "role",
                                       "mandate", "languages", "function", NULL};
    const char *const standings[] = {
        table_standing_name(TABLE_OFFICIAL), table_standing_name(TABLE_OFFICIAL_PERSONAL),
        table_standing_name(TABLE_FORMER), table_standing_name(TABLE_PRIVATE), NULL};
    struct json_at id = json_read_key(at, "id"), party = json_read_key(at, "party"),
                   name = json_read_key(at, "name");
    struct json_at standing = json_read_key(at, "standing"), role = json_read_key(at, "role");
    struct json_at mandate = json_read_key(at, "mandate"), languages = json_read_key(at, "languages");
    struct json_at function = json_read_key(at, "function");
    const char *const functions[] = {table_function_name(TABLE_PARTICIPANT),
                                     table_function_name(TABLE_FACILITATOR),
                                     table_function_name(TABLE_OBSERVER), NULL};
    size_t word = 0;
    int err = 0;
    seat->role = "";
    seat->mandate = (struct table_mandate){.kind = TABLE_OWN_INITIATIVE};
    if ((err = json_read_only_keys(r, at, keys)) != 0 ||
        (err = json_read_text(r, &id, TABLE_TEXT_ID, TABLE_ID_MAX, &seat->id)) != 0 ||
        (err = json_read_text(r, &party, TABLE_TEXT_LINE, TABLE_NAME_MAX, &seat->party)) != 0 ||
        (err = json_read_text(r, &name, TABLE_TEXT_LINE, TABLE_NAME_MAX, &seat->name)) != 0 ||
        (err = json_read_word(r, &standing, standings, &word)) != 0) {
        return err;
    }
    seat->standing = TABLE_OFFICIAL + (unsigned)word;
    if (role.value != NULL &&
        (err = json_read_text(r, &role, TABLE_TEXT_LINE_OR_EMPTY, TABLE_TEXT_MAX, &seat->role)) != 0) {
        return err;
    }
    if (function.value != NULL) {
        if ((err = json_read_word(r, &function, functions, &word)) != 0) {
            return err;
        }
        seat->function = TABLE_PARTICIPANT + (unsigned)word;
    }
    if (mandate.value != NULL && (err = read_mandate(r, &mandate, &seat->mandate)) != 0) {
        return err;
    }
    if (languages.value == NULL) {
        return 0;
    }
    return read_lines(r, &languages, TABLE_TEXT_LANG, TABLE_MAX_LANGUAGES, TABLE_LANG_MAX, &seat->languages,
                      &seat->n_languages);
}

static int read_seats(struct json_reader *r, const struct json_at *at, struct table_ev_table_opened *o)
{
    int err = json_read_array(r, at, 2, TABLE_MAX_SEATS, &o->n_seats);
    if (err != 0) {
        return err;
    }
    struct table_seat *seats = table_arena_alloc(r->arena, o->n_seats, sizeof(*seats));
    if (seats == NULL) {
        return T2_E_MEMORY;
    }
    o->seats = seats;
    for (size_t i = 0; i < o->n_seats && err == 0; i++) {
        struct json_at seat = json_read_element(at, i);
        err = read_seat(r, &seat, &seats[i]);
    }
    return err;
}

/* ---- issues ---- */

static int read_option(struct json_reader *r, const struct json_at *at, struct table_option *o)
{
    struct json_at id = json_read_key(at, "id"), text = json_read_key(at, "text");
    int err = 0;
    if ((err = json_read_is_object(r, at)) != 0 ||
        (err = json_read_text(r, &id, TABLE_TEXT_ID, TABLE_ID_MAX, &o->id)) != 0 ||
        (err = read_texts(r, &text, TABLE_TEXT_MAX, &o->texts, &o->n_texts)) != 0) {
        return err;
    }
    for (void *it = json_object_iter(at->value); it != NULL; it = json_object_iter_next(at->value, it)) {
        struct json_at other = json_read_key(at, json_object_iter_key(it));
        int known = other.value == id.value || other.value == text.value;
        if (!known && !json_is_number(other.value)) {
            return json_read_fail(r, &other,
                                  "this is not known here; beside id and text an option has numbers only");
        }
    }
    return 0;
}

static int read_concerns(struct json_reader *r, const struct json_at *at, const struct table_seat *seats,
                         size_t n_seats, uint64_t *out)
{
    size_t n = 0;
    int err = json_read_array(r, at, 1, TABLE_MAX_SEATS, &n);
    for (size_t i = 0; i < n && err == 0; i++) {
        struct json_at at_id = json_read_element(at, i);
        const char *id = NULL;
        if ((err = json_read_text(r, &at_id, TABLE_TEXT_ID, TABLE_ID_MAX, &id)) != 0) {
            break;
        }
        size_t k = 0;
        while (k < n_seats && strcmp(seats[k].id, id) != 0) {
            k++;
        }
        if (k == n_seats) {
            err = json_read_fail(r, &at_id, "there is no seat \"%s\"", id);
        } else if ((*out & table_bit(k)) != 0) {
            err = json_read_fail(r, &at_id, "the seat \"%s\" is there twice", id);
        } else {
            *out |= table_bit(k);
        }
    }
    return err;
}

static int read_issue(struct json_reader *r, const struct json_at *at, const struct table_seat *seats,
                      size_t n_seats, struct table_event *out)
{
    static const char *const keys[] = {"id", "title", "concerns", "options", NULL};
    struct json_at id = json_read_key(at, "id"), title = json_read_key(at, "title");
    struct json_at concerns = json_read_key(at, "concerns"), options = json_read_key(at, "options");
    struct table_issue *x = &out->u.issue_added;
    int err = 0;
    *out = (struct table_event){.kind = TABLE_EV_ISSUE_ADDED};
    if ((err = json_read_only_keys(r, at, keys)) != 0 ||
        (err = json_read_text(r, &id, TABLE_TEXT_ID, TABLE_ID_MAX, &x->id)) != 0 ||
        (err = read_texts(r, &title, TABLE_TITLE_MAX, &x->titles, &x->n_titles)) != 0 ||
        (err = read_concerns(r, &concerns, seats, n_seats, &x->concerns)) != 0 ||
        (err = json_read_array(r, &options, 1, TABLE_MAX_OPTIONS, &x->n_options)) != 0) {
        return err;
    }
    struct table_option *list = table_arena_alloc(r->arena, x->n_options, sizeof(*list));
    if (list == NULL) {
        return T2_E_MEMORY;
    }
    x->options = list;
    for (size_t i = 0; i < x->n_options && err == 0; i++) {
        struct json_at option = json_read_element(&options, i);
        err = read_option(r, &option, &list[i]);
    }
    return err;
}

/* What the format asks of the event as a whole: nothing twice, settings that fit, not too long. */
static int check_event(struct json_reader *r, const struct json_at *at, const struct table_event *ev)
{
    struct table_refusal why = {.lang = r->why != NULL ? r->why->lang : TABLE_LANG_EN};
    struct t2_buf b;
    if (table_event_format(ev, &why) != 0) {
        return json_read_fail(r, at, "%s", why.text);
    }
    t2_buf_init(&b, TABLE_EVENT_MAX);
    int err = table_event_encode(ev, &b);
    t2_buf_free(&b);
    return err == T2_E_TOO_LARGE ? json_read_fail(r, at, "longer than %u bytes", TABLE_EVENT_MAX) : err;
}

/* ---- the file ---- */

static int read_format(struct json_reader *r, const struct json_at *root)
{
    static const char *const formats[] = {"tracktwo-table/1", "tracktwo-example-table/1", NULL};
    struct json_at format = json_read_key(root, "format");
    size_t which = 0;
    int err = json_read_is_object(r, root);
    return err != 0 ? err : json_read_word(r, &format, formats, &which);
}

static int read_opening(struct json_reader *r, const struct json_at *root, struct table_event *out)
{
    struct table_ev_table_opened *o = &out->u.table_opened;
    struct json_at title = json_read_key(root, "title"), rules = json_read_key(root, "rules");
    struct json_at settings = json_read_key(root, "settings"), seats = json_read_key(root, "seats");
    int err = 0;
    *out = (struct table_event){.kind = TABLE_EV_TABLE_OPENED};
    o->settings = table_settings_default();
    if ((err = json_read_text(r, &title, TABLE_TEXT_LINE, TABLE_TITLE_MAX, &o->title)) != 0 ||
        (rules.value != NULL && (err = read_lines(r, &rules, TABLE_TEXT_LINE, TABLE_MAX_RULES, TABLE_TEXT_MAX,
                                                  &o->rules, &o->n_rules)) != 0) ||
        (settings.value != NULL && (err = read_settings(r, &settings, &o->settings)) != 0) ||
        (err = read_seats(r, &seats, o)) != 0) {
        return err;
    }
    return check_event(r, root, out);
}

static int read_issues(struct json_reader *r, const struct json_at *root, struct table_file *f)
{
    const struct table_ev_table_opened *o = &f->opening.u.table_opened;
    struct json_at issues = json_read_key(root, "issues");
    int err = json_read_array(r, &issues, 0, TABLE_MAX_ISSUES, &f->n_issues);
    for (size_t i = 0; i < f->n_issues && err == 0; i++) {
        struct json_at issue = json_read_element(&issues, i);
        if ((err = read_issue(r, &issue, o->seats, o->n_seats, &f->issues[i])) != 0 ||
            (err = check_event(r, &issue, &f->issues[i])) != 0) {
            return err;
        }
        for (size_t k = 0; k < i; k++) {
            if (strcmp(f->issues[k].u.issue_added.id, f->issues[i].u.issue_added.id) == 0) {
                struct json_at id = json_read_key(&issue, "id");
                return json_read_fail(r, &id, "there is another issue \"%s\" before it",
                                      f->issues[i].u.issue_added.id);
            }
        }
    }
    return err;
}

int table_file_read(struct t2_bytes in, struct table_file **out, struct table_file_error *why)
{
    json_t *json = NULL;
    struct table_file *f = calloc(1, sizeof(*f));
    *out = NULL;
    if (why != NULL) {
        why->text[0] = '\0';
    }
    if (f == NULL) {
        return T2_E_MEMORY;
    }
    struct json_reader r = {.why = why, .arena = &f->arena};
    int err = json_read_parse(&r, in, &json);
    if (err == 0) {
        struct json_at root = json_read_root(json);
        if ((err = read_format(&r, &root)) == 0 && (err = read_opening(&r, &root, &f->opening)) == 0) {
            err = read_issues(&r, &root, f);
        }
    }
    json_read_release(json);
    if (err != 0) {
        table_file_free(f);
        return err;
    }
    *out = f;
    return 0;
}

void table_file_free(struct table_file *f)
{
    if (f != NULL) {
        table_arena_free(&f->arena);
        free(f);
    }
}

int table_file_opening(const struct table_file *f, uint8_t author, uint64_t slot,
                       const uint8_t nonce[static 16], struct table_event *out)
{
    struct table_event ev = f->opening;
    if (author >= ev.u.table_opened.n_seats) {
        return T2_E_ARGUMENT;
    }
    ev.author = author;
    ev.slot = slot;
    memcpy(ev.u.table_opened.nonce, nonce, sizeof(ev.u.table_opened.nonce));
    return table_event_copy(&ev, out);
}

size_t table_file_n_issues(const struct table_file *f)
{
    return f->n_issues;
}

int table_file_issue(const struct table_file *f, size_t i, uint8_t author, uint64_t slot,
                     struct table_event *out)
{
    if (i >= f->n_issues) {
        return T2_E_ARGUMENT;
    }
    struct table_event ev = f->issues[i];
    ev.author = author;
    ev.slot = slot;
    return table_event_copy(&ev, out);
}

int table_issue_read(const struct table_state *s, struct t2_bytes in, uint8_t author, uint64_t slot,
                     struct table_event *out, struct table_file_error *why)
{
    struct table_arena arena = {0};
    struct json_reader r = {.why = why, .arena = &arena};
    struct table_event ev;
    json_t *json = NULL;
    memset(out, 0, sizeof(*out));
    if (why != NULL) {
        why->text[0] = '\0';
    }
    int err = json_read_parse(&r, in, &json);
    if (err == 0) {
        struct json_at root = json_read_root(json);
        if ((err = read_issue(&r, &root, s->seats, s->n_seats, &ev)) == 0) {
            err = check_event(&r, &root, &ev);
        }
    }
    if (err == 0) {
        ev.author = author;
        ev.slot = slot;
        err = table_event_copy(&ev, out);
    }
    json_read_release(json);
    table_arena_free(&arena);
    return err;
}

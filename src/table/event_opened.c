/* table_opened: who sits at the table, under which rules and settings. Always the first event of a log. */
#include "table_internal.h"

struct table_settings table_settings_default(void)
{
    return (struct table_settings){
        .spacing_slots = 72 * 60,
        .runs_per_issue = 3,
        .breadth_max_percent = 40,
        .breadth_min_percent = 1,
        .breadth_from = 100,
        .statistical_bits = 40,
    };
}

void table_put_settings(struct wire_writer *w, const struct table_settings *st)
{
    wire_put_u32(w, st->spacing_slots);
    wire_put_u8(w, st->runs_per_issue);
    wire_put_u8(w, st->breadth_max_percent);
    wire_put_u8(w, st->breadth_min_percent);
    wire_put_u32(w, st->breadth_from);
    wire_put_u8(w, st->statistical_bits);
    wire_put_u16(w, st->message_days);
    wire_put_u8(w, st->brackets_max);
}

void table_get_settings(struct wire_reader *r, struct table_settings *st)
{
    st->spacing_slots = wire_get_u32(r);
    st->runs_per_issue = wire_get_u8(r);
    st->breadth_max_percent = wire_get_u8(r);
    st->breadth_min_percent = wire_get_u8(r);
    st->breadth_from = wire_get_u32(r);
    st->statistical_bits = wire_get_u8(r);
    st->message_days = wire_get_u16(r);
    st->brackets_max = wire_get_u8(r);
}

void table_put_seat(struct wire_writer *w, const struct table_seat *seat)
{
    table_put_text(w, seat->id);
    table_put_text(w, seat->party);
    table_put_text(w, seat->name);
    table_put_text(w, seat->role);
    wire_put_u8(w, (uint8_t)seat->standing);
    wire_put_u8(w, (uint8_t)seat->function);
    table_put_mandate(w, &seat->mandate);
    wire_put_u8(w, (uint8_t)seat->n_languages);
    for (size_t i = 0; i < seat->n_languages; i++) {
        table_put_text(w, seat->languages[i]);
    }
}

static const char *const *get_lines(struct wire_reader *r, struct table_arena *a, size_t n, size_t max)
{
    const char **lines = table_arena_alloc(a, n, sizeof(*lines));
    if (lines == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return NULL;
    }
    for (size_t i = 0; i < n && r->err == 0; i++) {
        lines[i] = table_get_text(r, a, max);
    }
    return lines;
}

void table_get_seat(struct wire_reader *r, struct table_arena *a, struct table_seat *seat)
{
    seat->id = table_get_text(r, a, TABLE_ID_MAX);
    seat->party = table_get_text(r, a, TABLE_NAME_MAX);
    seat->name = table_get_text(r, a, TABLE_NAME_MAX);
    seat->role = table_get_text(r, a, TABLE_TEXT_MAX);
    seat->standing = wire_get_u8(r);
    seat->function = wire_get_u8(r);
    table_get_mandate(r, &seat->mandate);
    seat->n_languages = table_get_count(r, TABLE_MAX_LANGUAGES);
    seat->languages = get_lines(r, a, seat->n_languages, TABLE_LANG_MAX);
}

void table_put_opened(struct wire_writer *w, const struct table_event *ev)
{
    const struct table_ev_table_opened *o = &ev->u.table_opened;
    wire_put_raw(w, t2_bytes_of(o->nonce, sizeof(o->nonce)));
    table_put_text(w, o->title);
    wire_put_u8(w, (uint8_t)o->n_rules);
    for (size_t i = 0; i < o->n_rules; i++) {
        table_put_text(w, o->rules[i]);
    }
    table_put_settings(w, &o->settings);
    wire_put_u8(w, (uint8_t)o->n_seats);
    for (size_t i = 0; i < o->n_seats; i++) {
        table_put_seat(w, &o->seats[i]);
    }
}

void table_get_opened(struct wire_reader *r, struct table_arena *a, struct table_event *ev)
{
    struct table_ev_table_opened *o = &ev->u.table_opened;
    wire_get_copy(r, o->nonce, sizeof(o->nonce));
    o->title = table_get_text(r, a, TABLE_TITLE_MAX);
    o->n_rules = table_get_count(r, TABLE_MAX_RULES);
    o->rules = get_lines(r, a, o->n_rules, TABLE_TEXT_MAX);
    table_get_settings(r, &o->settings);
    o->n_seats = table_get_count(r, TABLE_MAX_SEATS);
    struct table_seat *seats = table_arena_alloc(a, o->n_seats, sizeof(*seats));
    if (seats == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return;
    }
    for (size_t i = 0; i < o->n_seats && r->err == 0; i++) {
        table_get_seat(r, a, &seats[i]);
    }
    o->seats = seats;
}

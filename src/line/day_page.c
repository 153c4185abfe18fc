/* The daily report as a page for print (HTML) and as text. One walk for both: every number has a note, and
 * the notes at the end list the reports behind it: the page by the first 16 digits of their ids, the text by
 * their numbers in the record where it is given them. Texts that people wrote (names, titles) are escaped
 * like every other. In a page from right to left dates, hours and titles are kept from being turned round. */
#include "days_internal.h"

#include <tracktwo/line_day.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_TEXT 2048
#define ID_SHOWN 8 /* bytes */

/* Around a value within a sentence: its direction is its own, not the sentence's. */
#define LTR "\x01"
#define OWN "\x02"
#define POP "\x03"
#define ISOLATED_LEN (MAX_TEXT / 2)

struct page {
    const struct line_day *d;
    const struct line_say *say;
    struct t2_buf *out;
    int html;
    int err;
    const struct line_number **notes;
    size_t n_notes, max_notes;
};

static void raw(struct page *p, const char *s)
{
    p->err = p->err != 0 ? p->err : t2_buf_append_str(p->out, s);
}

static int turned(const struct page *p)
{
    return p->say != NULL && p->say->right_to_left;
}

/* A character that is not to stand in HTML as it is, or that begins or ends a value; NULL for others. */
static const char *instead(const struct page *p, char c)
{
    switch (c) {
    case '\x01': /* LTR */
        return !turned(p) ? "" : p->html ? "<bdi dir=\"ltr\">" : "\xe2\x81\xa6";
    case '\x02': /* OWN */
        return !turned(p) ? "" : p->html ? "<bdi>" : "\xe2\x81\xa8";
    case '\x03': /* POP */
        return !turned(p) ? "" : p->html ? "</bdi>" : "\xe2\x81\xa9";
    case '<':
        return p->html ? "&lt;" : NULL;
    case '>':
        return p->html ? "&gt;" : NULL;
    case '&':
        return p->html ? "&amp;" : NULL;
    case '"':
        return p->html ? "&quot;" : NULL;
    case '\'':
        return p->html ? "&#39;" : NULL;
    default:
        return NULL;
    }
}

static void escaped(struct page *p, const char *s)
{
    for (; *s != '\0'; s++) {
        const char one[2] = {*s, '\0'}, *other = instead(p, *s);
        raw(p, other != NULL ? other : one);
    }
}

static const char *isolated(char out[static ISOLATED_LEN], const char *how, const char *value)
{
    (void)snprintf(out, ISOLATED_LEN, "%s%.*s%s", how, ISOLATED_LEN - 3, value, POP);
    return out;
}

static const char *say_it(const struct line_say *say, const char *english) __attribute__((format_arg(2)));
static const char *say_it(const struct line_say *say, const char *english)
{
    return say != NULL && say->say != NULL ? say->say(say->ctx, english) : english;
}

static void put(struct page *p, const char *english, ...) __attribute__((format(printf, 2, 3)));
static void put(struct page *p, const char *english, ...)
{
    char text[MAX_TEXT];
    va_list args;
    va_start(args, english);
    (void)vsnprintf(text, sizeof text, say_it(p->say, english), args);
    va_end(args);
    escaped(p, text);
}

static void begin(struct page *p, const char *tag)
{
    if (p->html) {
        raw(p, "<");
        raw(p, tag);
        raw(p, ">");
    }
}

static void end(struct page *p, const char *tag)
{
    if (p->html) {
        raw(p, "</");
        raw(p, tag);
        raw(p, ">");
    }
    raw(p, "\n");
}

static void sentence(struct page *p, const char *english)
{
    begin(p, "p");
    put(p, "%s", say_it(p->say, english));
    end(p, "p");
}

static void heading(struct page *p, const char *english)
{
    raw(p, p->html ? "" : "\n");
    begin(p, "h2");
    put(p, "%s", say_it(p->say, english));
    end(p, "h2");
}

static void note(struct page *p, const struct line_number *n)
{
    char text[96];
    if (n->n_ids == 0) {
        (void)snprintf(text, sizeof text, "%llu", (unsigned long long)n->n);
    } else {
        size_t k = p->n_notes < p->max_notes ? p->n_notes : p->max_notes - 1;
        p->notes[k] = n;
        p->n_notes = k + 1;
        if (p->html) {
            (void)snprintf(text, sizeof text, "<a href=\"#n%zu\">%llu</a>", k + 1, (unsigned long long)n->n);
        } else {
            (void)snprintf(text, sizeof text, "%llu [%zu]", (unsigned long long)n->n, k + 1);
        }
    }
    raw(p, text);
}

static void cell_begin(struct page *p)
{
    raw(p, p->html ? "<td>" : "; ");
}

static void cell_end(struct page *p)
{
    raw(p, p->html ? "</td>" : "");
}

/* A cell of a row: in text its label stands before it, in HTML above the column. */
static void labelled(struct page *p, const char *label)
{
    cell_begin(p);
    if (!p->html) {
        put(p, "%s", say_it(p->say, label));
        put(p, T2_SAYS(": "));
    }
}

static void cell(struct page *p, const char *label, const struct line_number *n)
{
    labelled(p, label);
    note(p, n);
    cell_end(p);
}

static void table_begin(struct page *p, const char *const *labels, size_t n)
{
    if (p->html) {
        raw(p, "<table><tr>");
        for (size_t k = 0; k < n; k++) {
            begin(p, "th");
            put(p, "%s", say_it(p->say, labels[k]));
            raw(p, "</th>");
        }
        raw(p, "</tr>\n");
    }
}

static void row_begin(struct page *p, const char *name)
{
    raw(p, p->html ? "<tr><th>" : "  ");
    escaped(p, name);
    raw(p, p->html ? "</th>" : "");
}

static void row_end(struct page *p)
{
    raw(p, p->html ? "</tr>\n" : "\n");
}

static void table_end(struct page *p)
{
    raw(p, p->html ? "</table>\n" : "");
}

/* ---- the parts, in the mission's order ---- */

static void moment(int64_t time_s, int32_t offset_s, char out[static 48])
{
    char date[LINE_DATE_LEN];
    int64_t local = time_s + offset_s;
    int64_t day = local / LINE_DAY_S - (local % LINE_DAY_S < 0);
    int rest = (int)(local - day * LINE_DAY_S);
    (void)snprintf(out, 48, "%s %02d:%02d", line_date_text((int32_t)day, date), rest / 3600, rest / 60 % 60);
}

/* How far the period is over by the reader's clock, and whether it lies before the cease-fire. */
static void standing(struct page *p)
{
    const struct line_day *d = p->d;
    const struct line_day_params *q = d->params;
    if (q->now_s != 0 && q->now_s < d->begin_s) {
        sentence(p, T2_SAYS("This day has not begun. Nothing can be known of it yet."));
    } else if (q->now_s != 0 && q->now_s < d->end_s) {
        sentence(p, T2_SAYS("This day is not over. What comes later is not in the report."));
    }
    if (q->ceasefire_s != 0 && d->end_s <= q->ceasefire_s) {
        sentence(p, T2_SAYS("This day lies before the cease-fire. What is called a violation here broke no "
                            "agreement."));
    } else if (q->ceasefire_s != 0 && d->begin_s < q->ceasefire_s) {
        sentence(p,
                 T2_SAYS("The cease-fire began within this day. What came before that hour is counted here "
                         "too."));
    }
}

static void top(struct page *p)
{
    const struct line_day_params *q = p->d->params;
    char date[LINE_DATE_LEN], from[48], to[48], away[16], value[4][ISOLATED_LEN];
    int off = q->offset_s < 0 ? -q->offset_s : q->offset_s;
    begin(p, "h1");
    put(p, T2_SAYS("%s: daily report of %s"),
        isolated(value[0], OWN, q->title != NULL ? q->title : "Track Two"),
        isolated(value[1], LTR, line_date_text(q->day, date)));
    end(p, "h1");
    moment(p->d->begin_s, q->offset_s, from);
    moment(p->d->end_s, q->offset_s, to);
    (void)snprintf(away, sizeof away, "UTC %s%02d:%02d", q->offset_s < 0 ? "-" : "+", off / 3600 % 100,
                   off / 60 % 60);
    begin(p, "p");
    put(p, T2_SAYS("From %s to %s local time (%s)."), isolated(value[1], LTR, from),
        isolated(value[2], LTR, to), isolated(value[3], LTR, away));
    end(p, "p");
    standing(p);
    sentence(p, T2_SAYS("This report says what observers saw and heard. It does not say who did it."));
}

/* How one counts, in words. */
static void counting(struct page *p)
{
    char text[MAX_TEXT];
    line_counting_text(&p->d->params->counting, p->say, text, sizeof text);
    begin(p, "p");
    escaped(p, text);
    end(p, "p");
}

static const char *compared(const struct line_day_row *r)
{
    return r->violations.n > r->violations_before.n   ? T2_SAYS("more than on the day before")
           : r->violations.n < r->violations_before.n ? T2_SAYS("fewer than on the day before")
                                                      : T2_SAYS("as many as on the day before");
}

static void violations(struct page *p)
{
    static const char *const labels[] = {T2_SAYS("Region"),
                                         T2_SAYS("Violations"),
                                         T2_SAYS("Explosions"),
                                         T2_SAYS("Violations the day before"),
                                         T2_SAYS("Explosions the day before"),
                                         T2_SAYS("Compared"),
                                         T2_SAYS("Reported, not verified")};
    const struct line_day *d = p->d;
    char date[LINE_DATE_LEN], value[ISOLATED_LEN];
    heading(p, T2_SAYS("Violations of the cease-fire"));
    table_begin(p, labels, 7);
    /* Without regions elsewhere is everywhere. */
    for (size_t k = d->params->n_regions == 0 ? d->n_rows - 1 : 0; k < d->n_rows; k++) {
        const struct line_day_row *r = &d->rows[k];
        row_begin(p, k < d->params->n_regions    ? isolated(value, OWN, d->params->regions[k].name)
                     : d->params->n_regions == 0 ? say_it(p->say, T2_SAYS("The whole line"))
                     : k + 1 < d->n_rows         ? say_it(p->say, T2_SAYS("Elsewhere"))
                                                 : say_it(p->say, T2_SAYS("All regions")));
        cell(p, labels[1], &r->violations);
        cell(p, labels[2], &r->explosions);
        cell(p, labels[3], &r->violations_before);
        cell(p, labels[4], &r->explosions_before);
        cell_begin(p);
        put(p, "%s", say_it(p->say, compared(r)));
        cell_end(p);
        cell(p, labels[6], &r->unverified);
        row_end(p);
    }
    table_end(p);
    begin(p, "p");
    put(p, T2_SAYS("Violations since %s:"), isolated(value, LTR, line_date_text(d->params->since, date)));
    raw(p, " ");
    note(p, &d->cumulative);
    end(p, "p");
    begin(p, "p");
    put(p, T2_SAYS("Left out because both sides say that it was none:"));
    raw(p, " ");
    note(p, &d->excluded);
    end(p, "p");
    counting(p);
}

static const char *side_text(const struct page *p, size_t side)
{
    if (side < LINE_N_SIDES && p->d->params->side_name[side] != NULL) {
        return p->d->params->side_name[side];
    }
    return side == LINE_A   ? say_it(p->say, T2_SAYS("side A"))
           : side == LINE_B ? say_it(p->say, T2_SAYS("side B"))
                            : say_it(p->say, T2_SAYS("side not known"));
}

static const char *const weapon_texts[LINE_N_WEAPONS] = {
    [LINE_W_INFANTRY] = T2_SAYS("infantry"),         [LINE_W_ARMOUR] = T2_SAYS("tanks"),
    [LINE_W_VEHICLE] = T2_SAYS("armoured vehicles"), [LINE_W_MORTAR] = T2_SAYS("mortars"),
    [LINE_W_GUN] = T2_SAYS("artillery pieces"),      [LINE_W_ROCKET] = T2_SAYS("rocket launchers"),
    [LINE_W_MISSILE] = T2_SAYS("tactical missiles"), [LINE_W_AIR_DEFENCE] = T2_SAYS("air defence"),
    [LINE_W_AIRCRAFT] = T2_SAYS("aircraft"),         [LINE_W_DRONE] = T2_SAYS("drones"),
    [LINE_W_SUPPORT] = T2_SAYS("support units"),     [LINE_W_OTHER] = T2_SAYS("other weapons"),
};

static void row_name(const struct page *p, char out[static MAX_TEXT], const char *what, const char *side)
{
    (void)snprintf(out, MAX_TEXT, "%s%s%s", what, say_it(p->say, T2_SAYS(", ")), side);
}

static void weapons(struct page *p)
{
    static const char *const labels[] = {T2_SAYS("Weapons and units"), T2_SAYS("In a zone"),
                                         T2_SAYS("Not determined"), T2_SAYS("Allowed there, or in storage"),
                                         T2_SAYS("Outside the zones")};
    char name[MAX_TEXT];
    int any = 0;
    heading(p, T2_SAYS("Weapons seen"));
    for (size_t side = 0; side <= LINE_N_SIDES; side++) {
        for (size_t w = 0; w < LINE_N_WEAPONS; w++) {
            const struct line_number *n = p->d->weapons[side][w];
            if (n[0].n_ids + n[1].n_ids + n[2].n_ids + n[3].n_ids == 0) {
                continue;
            }
            if (!any) {
                table_begin(p, labels, 5);
            }
            any = 1;
            row_name(p, name, say_it(p->say, weapon_texts[w]), side_text(p, side));
            row_begin(p, name);
            for (int k = 0; k < LINE_N_ROWS; k++) {
                cell(p, labels[k + 1], &n[k]);
            }
            row_end(p);
        }
    }
    if (any) {
        table_end(p);
    } else {
        sentence(p, T2_SAYS("None."));
    }
}

static void quota_row(struct page *p, const char *const *labels, size_t k)
{
    const struct line_rule *r = p->d->params->quotas.rule;
    const struct line_quota *q = &r->quotas[k];
    const struct line_day_quota *x = &p->d->quotas[k];
    char name[MAX_TEXT], band[64], value[2][ISOLATED_LEN];
    row_name(p, name, isolated(value[0], OWN, r->classes[q->class].id), side_text(p, q->side));
    row_begin(p, name);
    (void)snprintf(band, sizeof band, "%u - %u", q->from_m, q->to_m);
    labelled(p, labels[1]);
    put(p, "%s", isolated(value[1], LTR, band));
    cell_end(p);
    cell(p, labels[2], &(struct line_number){.n = q->most});
    cell(p, labels[3], &x->least);
    labelled(p, labels[4]);
    note(p, &x->possible);
    put(p, "%s", x->no_most ? say_it(p->say, T2_SAYS(", perhaps more")) : "");
    cell_end(p);
    cell_begin(p);
    put(p, "%s", say_it(p->say, line_quota_state_text((enum line_quota_state)x->state)));
    put(p, T2_SAYS(": "));
    put(p, "%s", say_it(p->say, line_quota_why_text((enum line_quota_why)x->why)));
    if (x->why == LINE_QUOTA_RESTRICTED || x->why == LINE_QUOTA_WATCHED) {
        raw(p, " ");
        note(p, x->why == LINE_QUOTA_WATCHED ? &x->watches : &x->restrictions);
    }
    cell_end(p);
    row_end(p);
}

static void quotas(struct page *p)
{
    static const char *const labels[] = {T2_SAYS("Class"),
                                         T2_SAYS("Metres behind the line"),
                                         T2_SAYS("May stay"),
                                         T2_SAYS("At least, at one time"),
                                         T2_SAYS("At most, as far as was seen"),
                                         T2_SAYS("Answer")};
    if (p->d->n_quotas == 0) {
        return;
    }
    heading(p, T2_SAYS("Quotas"));
    table_begin(p, labels, 6);
    for (size_t k = 0; k < p->d->n_quotas; k++) {
        quota_row(p, labels, k);
    }
    table_end(p);
    sentence(p,
             T2_SAYS("A quota that is exceeded opens no incident by itself and does not change whether the "
                     "cease-fire holds."));
}

static void restrictions(struct page *p)
{
    static const char *const labels[] = {T2_SAYS("Kind"), T2_SAYS("Number of times")};
    char name[MAX_TEXT];
    heading(p, T2_SAYS("Restrictions of the observers' movement"));
    table_begin(p, labels, 2);
    for (int kind = LINE_F_REFUSED; kind <= LINE_F_JAMMING; kind++) {
        for (size_t side = 0; side <= LINE_N_SIDES; side++) {
            row_name(p, name, say_it(p->say, line_fact_kind_text((enum line_fact_kind)kind)),
                     side_text(p, side));
            row_begin(p, name);
            cell(p, labels[1], &p->d->restrictions[kind][side]);
            row_end(p);
        }
    }
    table_end(p);
}

static void watch(struct page *p)
{
    heading(p, T2_SAYS("Watch kept"));
    begin(p, "p");
    put(p, T2_SAYS("Minutes of watch:"));
    raw(p, " ");
    note(p, &p->d->watches);
    end(p, "p");
    if (p->d->watches.n == 0) {
        sentence(p, T2_SAYS("Nobody kept watch. That nothing was reported says nothing."));
    }
}

/* A report as the reader names it: in text by its number in the record where that is known. */
static void report_text(const struct page *p, uint32_t fact, char out[static 2 * ID_SHOWN + 1])
{
    const uint32_t *numbers = p->d->params->numbers;
    if (!p->html && numbers != NULL) {
        (void)snprintf(out, 2 * ID_SHOWN + 1, "%lu", numbers[fact] + 1ul);
    } else {
        t2_hex(out, p->d->record->facts[fact].id, ID_SHOWN);
    }
}

static void corrections(struct page *p)
{
    const struct line_day *d = p->d;
    char old[2 * ID_SHOWN + 1], new[2 * ID_SHOWN + 1], date[LINE_DATE_LEN], value[3][ISOLATED_LEN];
    heading(p, T2_SAYS("Corrections"));
    for (size_t k = 0; k < d->n_corrections; k++) {
        const struct line_correction *c = &d->corrections[k];
        const struct line_fact *a = &d->record->facts[c->old], *b = &d->record->facts[c->new];
        report_text(p, c->old, old);
        report_text(p, c->new, new);
        begin(p, "p");
        put(p, T2_SAYS("%s: report %s stands in the place of %s. Before: %s, number %u. Now: %s, number %u."),
            isolated(value[0], LTR, line_date_text(c->day, date)), isolated(value[1], LTR, new),
            isolated(value[2], LTR, old), say_it(p->say, line_fact_kind_text((enum line_fact_kind)a->kind)),
            a->count, say_it(p->say, line_fact_kind_text((enum line_fact_kind)b->kind)), b->count);
        end(p, "p");
    }
    if (d->n_corrections == 0) {
        sentence(p, T2_SAYS("None."));
    }
}

static void notes(struct page *p)
{
    char text[96], id[2 * ID_SHOWN + 1], last[2 * ID_SHOWN + 1];
    heading(p, T2_SAYS("The reports behind the numbers"));
    for (size_t k = 0; k < p->n_notes; k++) {
        const struct line_number *n = p->notes[k];
        if (p->html) {
            (void)snprintf(text, sizeof text, "<p class=\"note\" dir=\"ltr\" id=\"n%zu\">[%zu]", k + 1,
                           k + 1);
        } else {
            (void)snprintf(text, sizeof text, "[%zu]", k + 1);
        }
        raw(p, text);
        last[0] = '\0';
        for (size_t i = 0; i < n->n_ids; i++) {
            report_text(p, p->d->ids[n->first + i], id);
            if (strcmp(id, last) != 0) { /* two parts of a report */
                raw(p, " ");
                raw(p, id);
            }
            memcpy(last, id, sizeof last);
        }
        raw(p, p->html ? "</p>\n" : "\n");
    }
}

static int page(const struct line_day *d, const struct line_say *say, int html, struct t2_buf *out)
{
    static const char style[] =
        "body{font:11pt/1.4 serif;max-width:50em;margin:2em auto;padding:0 "
        "1em}table{border-collapse:collapse}"
        "th,td{border:1px solid;padding:.2em .5em;text-align:start;vertical-align:top}"
        ".note{font:8pt/1.3 monospace;overflow-wrap:anywhere}a{color:inherit}"
        "@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}";
    struct page p = {.d = d, .say = say, .out = out, .html = html, .max_notes = 1024};
    p.notes = calloc(p.max_notes, sizeof(struct line_number *));
    if (p.notes == NULL) {
        return T2_E_MEMORY;
    }
    if (html) {
        raw(&p, "<!doctype html>\n<html lang=\"");
        escaped(&p, say != NULL && say->lang != NULL ? say->lang : "en");
        raw(&p, say != NULL && say->right_to_left ? "\" dir=\"rtl\">" : "\">");
        raw(&p, "<head><meta charset=\"utf-8\"><title>");
        put(&p, T2_SAYS("Daily report"));
        raw(&p, "</title><style>");
        raw(&p, style);
        raw(&p, "</style></head><body>\n");
    }
    top(&p);
    violations(&p);
    weapons(&p);
    quotas(&p);
    restrictions(&p);
    watch(&p);
    corrections(&p);
    notes(&p);
    raw(&p, html ? "</body></html>\n" : "");
    free(p.notes);
    return p.err;
}

int line_day_html(const struct line_day *d, const struct line_say *say, struct t2_buf *out)
{
    return page(d, say, 1, out);
}

int line_day_text(const struct line_day *d, const struct line_say *say, struct t2_buf *out)
{
    return page(d, say, 0, out);
}

/* Sounding days. The seats that some issues concern agree once on days; on each of these days `room` is
 * sounded on these issues, and nobody has asked for it. Every desk can open such a sounding: its id follows
 * from what was agreed and from the day, so that all open the same one, and no desk can open it for another
 * day or on other issues. */
#include "table_internal.h"

#include <string.h>

/* An id of a day's sounding begins with these, any other does not. */
static const uint8_t day_mark[8];

size_t table_n_days(const struct table_state *s)
{
    return s->n_days;
}

const struct table_days *table_days_at(const struct table_state *s, size_t i)
{
    return i < s->n_days ? &s->days[i] : NULL;
}

uint64_t table_days_missing(const struct table_state *s, const struct table_days *d)
{
    return table_concerned(s, d->what.issues, d->what.n_issues) & ~d->agreed;
}

int table_sounding_of_day(const uint8_t id[static TABLE_SOUNDING_ID_LEN])
{
    return memcmp(id, day_mark, sizeof(day_mark)) == 0;
}

void table_put_days(struct wire_writer *w, const struct table_ev_days_agreed *x)
{
    wire_put_u64(w, x->first);
    wire_put_u32(w, x->every);
    wire_put_u8(w, x->count);
    wire_put_vec(w, t2_bytes_of(x->issues, x->n_issues));
}

void table_get_days(struct wire_reader *r, struct table_ev_days_agreed *x)
{
    x->first = wire_get_u64(r);
    x->every = wire_get_u32(r);
    x->count = wire_get_u8(r);
    struct wire_reader list = wire_get_sub(r, TABLE_MAX_ISSUES);
    x->n_issues = list.left;
    wire_get_copy(&list, x->issues, x->n_issues);
}

void table_put_days_agreed(struct wire_writer *w, const struct table_event *ev)
{
    table_put_days(w, &ev->u.days_agreed);
    wire_put_raw(w, t2_bytes_of(ev->u.days_agreed.named, TABLE_DIGEST_LEN));
}

void table_get_days_agreed(struct wire_reader *r, struct table_arena *a, struct table_event *ev)
{
    (void)a;
    table_get_days(r, &ev->u.days_agreed);
    wire_get_copy(r, ev->u.days_agreed.named, TABLE_DIGEST_LEN);
}

static int same(const struct table_ev_days_agreed *a, const struct table_ev_days_agreed *b)
{
    return a->first == b->first && a->every == b->every && a->count == b->count &&
           a->n_issues == b->n_issues && memcmp(a->issues, b->issues, a->n_issues) == 0;
}

size_t table_days_find(const struct table_state *s, const struct table_ev_days_agreed *x)
{
    size_t i = 0;
    while (i < s->n_days && !same(&s->days[i].what, x)) {
        i++;
    }
    return i;
}

int table_check_days(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_days_agreed *x = &ev->u.days_agreed;
    for (size_t i = 0; i < x->n_issues; i++) {
        if (x->issues[i] >= s->n_issues) {
            return table_refuse(why, TABLE_R_UNKNOWN_ISSUE, 0,
                                "This table does not have one of these issues. Nothing was agreed. Name "
                                "issues of the table.");
        }
    }
    const char *who = s->seats[ev->author].name;
    if ((table_concerned(s, x->issues, x->n_issues) & table_bit(ev->author)) == 0) {
        return table_refuse(why, TABLE_R_NOT_CONCERNED, 0,
                            "%s is not a seat that one of these issues concerns. Nothing was changed. Those "
                            "that they concern agree on their days.",
                            who);
    }
    size_t i = table_days_find(s, x);
    if (i < s->n_days && (s->days[i].agreed & table_bit(ev->author)) != 0) {
        return table_refuse(
            why, TABLE_R_ALREADY_SAID, 0,
            "%s has already agreed to these days. That stays on the record. They hold when all "
            "whom the issues concern have agreed to the same.",
            who);
    }
    if (i == s->n_days && x->first <= ev->slot) {
        return table_refuse(why, TABLE_R_DAY, 0,
                            "The first sounding day must lie ahead. Nothing was agreed. Name a later one.");
    }
    if (i == s->n_days && s->n_days == TABLE_MAX_DAYS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "This table has had %d proposals of sounding days, as many as it can hold. Nothing "
            "was agreed. Agree to one of them.",
            TABLE_MAX_DAYS);
    }
    return i == s->n_days ? table_check_shares(s, ev->author, TABLE_SHARE(TABLE_SHARE_DAYS), why) : 0;
}

void table_move_days(struct table_state *s, const struct table_event *ev)
{
    size_t i = table_days_find(s, &ev->u.days_agreed);
    if (i == s->n_days) {
        s->days[s->n_days++] = (struct table_days){.what = ev->u.days_agreed};
        table_count_shares(s, ev->author, TABLE_SHARE(TABLE_SHARE_DAYS));
    }
    s->days[i].agreed |= table_bit(ev->author);
}

static int day_id(const struct table_state *s, const struct table_ev_days_agreed *x, uint64_t day,
                  uint8_t out[static TABLE_SOUNDING_ID_LEN])
{
    uint8_t digest[TABLE_DIGEST_LEN];
    struct t2_buf b;
    t2_buf_init(&b, 512);
    struct wire_writer w = wire_writer_init(&b);
    wire_put_raw(&w, t2_bytes_of(s->id, sizeof(s->id)));
    table_put_days(&w, x);
    wire_put_u64(&w, day);
    int err = wire_writer_finish(&w);
    if (err == 0) {
        const struct t2_bytes part = t2_buf_view(&b);
        err = table_hash(digest, "tracktwo table day 1", &part, 1);
    }
    t2_buf_free(&b);
    if (err == 0) {
        memcpy(out, day_mark, sizeof(day_mark));
        memcpy(out + sizeof(day_mark), digest, TABLE_SOUNDING_ID_LEN - sizeof(day_mark));
    }
    return err;
}

/* The first day from `slot` on, that slot left out; 0 when there is none. */
static uint64_t next_day(const struct table_ev_days_agreed *x, uint64_t slot)
{
    uint64_t k = slot < x->first ? 0 : (slot - x->first) / x->every + 1;
    return k < x->count ? x->first + k * x->every : 0;
}

int table_days_next(const struct table_state *s, size_t i, uint64_t slot, struct table_ev_sound_opened *plan,
                    uint8_t out_id[static TABLE_SOUNDING_ID_LEN])
{
    const struct table_days *d = table_days_at(s, i);
    uint64_t day = d == NULL || table_days_missing(s, d) != 0 ? 0 : next_day(&d->what, slot);
    if (day == 0) {
        return T2_E_MISSING;
    }
    *plan = (struct table_ev_sound_opened){.kind = TABLE_SOUND_ROOM,
                                           .n_issues = d->what.n_issues,
                                           .seats = table_concerned(s, d->what.issues, d->what.n_issues),
                                           .day = day};
    memcpy(plan->issues, d->what.issues, d->what.n_issues);
    return day_id(s, &d->what, day, out_id);
}

int table_check_of_day(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_sound_opened *x = &ev->u.sound_opened;
    struct table_ev_sound_opened plan;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    for (size_t i = 0; i < s->n_days; i++) {
        int err = table_days_next(s, i, ev->slot, &plan, id);
        if (err == 0 && memcmp(id, x->id, sizeof(id)) == 0 && x->kind == plan.kind && x->day == plan.day &&
            x->seats == plan.seats && x->n_issues == plan.n_issues &&
            memcmp(x->issues, plan.issues, plan.n_issues) == 0) {
            return 0;
        }
        if (err != 0 && err != T2_E_MISSING) {
            return err;
        }
    }
    return table_refuse(why, TABLE_R_DAY, 0,
                        "%s opened this sounding as one of a sounding day, but the seats have not agreed on "
                        "such a day. Nothing was opened. Agree on days first: tracktwo sound days.",
                        s->seats[ev->author].name);
}

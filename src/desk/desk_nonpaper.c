/* Non-papers on a desk: the text that waits for the next round, and what comes out of one. A desk with a text
 * and a desk without one do the same: the same bytes of input, the same number of writes, the same events.
 *
 *   none --prepare--> waits --a round begins--> in the round --it comes out--> none
 *                     waits <--its place was broken, or the round stopped--
 *
 * Once a text has gone into a round somebody may have seen it, even if the round broke. In a round of other
 * seats only those that both have in common could be its author, so it goes into none that lacks one of the
 * first round's. Where it is drawn to is drawn anew each time. */
#include "desk/desk_internal.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/nonpaper.h>
#include <tracktwo/secret.h>
#include <tracktwo/wire.h>

_Static_assert(NON_PAPER_TEXT_MAX == TABLE_NON_PAPER_MAX && NON_PAPER_PLACES == TABLE_MAX_PLACES &&
                   NON_PAPER_MIN_SEATS == TABLE_MIN_ROUND && NON_PAPER_CONTEXT_LEN == TABLE_DIGEST_LEN,
               "what the rooms table and sealed say of a round");

#define WAITING_KEY "desk.nonpaper"
#define WAITING_VERSION 1

/* version 1 | seats of the first round 8 | most seats of a round 1 | tries 1 | id of the round it is in 16,
 * zeros: none | text */
struct waiting_text {
    uint64_t seats;
    uint8_t n_most, tries;
    uint8_t round[TABLE_SOUNDING_ID_LEN];
    uint32_t len;
    uint8_t text[TABLE_NON_PAPER_MAX];
};

static const uint8_t no_round[TABLE_SOUNDING_ID_LEN];

/* Wipes w when there is none: T2_E_MISSING. */
static int waiting_get(const struct desk *d, struct waiting_text *w)
{
    struct t2_bytes value = {NULL, 0};
    memset(w, 0, sizeof *w);
    int err = channel_store_get(d->store, WAITING_KEY, &value);
    if (err != 0)
        return err;
    struct wire_reader r = wire_reader_init(value);
    if (wire_get_u8(&r) != WAITING_VERSION)
        wire_fail(&r, T2_E_VERSION);
    w->seats = wire_get_u64(&r);
    w->n_most = wire_get_u8(&r);
    w->tries = wire_get_u8(&r);
    wire_get_copy(&r, w->round, sizeof w->round);
    struct t2_bytes text = wire_get_vec(&r, TABLE_NON_PAPER_MAX);
    err = wire_reader_finish(&r);
    if (err == 0) {
        memcpy(w->text, text.ptr, text.len);
        w->len = (uint32_t)text.len;
    } else {
        t2_wipe(w, sizeof *w);
    }
    return err;
}

/* The caller commits. */
static int waiting_put(struct desk *d, const struct waiting_text *w)
{
    struct t2_buf value;
    t2_buf_init(&value, sizeof *w + 64);
    struct wire_writer out = wire_writer_init(&value);
    wire_put_u8(&out, WAITING_VERSION);
    wire_put_u64(&out, w->seats);
    wire_put_u8(&out, w->n_most);
    wire_put_u8(&out, w->tries);
    wire_put_raw(&out, t2_bytes_of(w->round, sizeof w->round));
    wire_put_vec(&out, t2_bytes_of(w->text, w->len));
    int err = wire_writer_finish(&out);
    if (err == 0)
        err = channel_store_put(d->store, WAITING_KEY, t2_buf_view(&value));
    t2_buf_free(&value);
    return err;
}

/* ---- for the person ---- */

/* Each other seat that wrote too was in our place once in so many places. */
static double once_in(const struct waiting_text *w)
{
    const struct nonpaper_form form = nonpaper_form_of(w->n_most);
    double alone = 1, chance = 1;
    for (unsigned i = 1; i < w->n_most; i++)
        alone *= 1 - 1 / (double)form.n_places;
    for (unsigned i = 0; i < w->tries; i++)
        chance *= 1 - alone;
    return chance > 0 ? 1 / chance : 0;
}

int desk_non_paper(const struct desk *d, struct desk_non_paper *out)
{
    struct waiting_text w;
    size_t at = 0;
    memset(out, 0, sizeof *out);
    int err = waiting_get(d, &w);
    if (err == 0) {
        memcpy(out->text, w.text, w.len);
        out->seats = w.seats;
        out->tries = w.tries;
        out->once_in = once_in(&w);
        if (d->channel != NULL && table_sounding_find(d->table, w.round, &at) == 0)
            out->in_round = table_sounding(d->table, at)->number;
    }
    t2_wipe(&w, sizeof w);
    return err;
}

int desk_non_paper_prepare(struct desk *d, struct t2_bytes text, struct desk_problem *why)
{
    struct waiting_text w = {.len = (uint32_t)text.len};
    if (text.len > TABLE_NON_PAPER_MAX)
        return desk_fail(
            why, T2_E_REFUSED,
            "A non-paper has at most %d bytes, and this one has %zu. Nothing was prepared. Make it "
            "shorter, or two of it, for two rounds.",
            TABLE_NON_PAPER_MAX, text.len);
    if (!table_non_paper_ok((const char *)text.ptr, text.len))
        return desk_fail(why, T2_E_REFUSED,
                         "This is no text that every desk would show: it is empty, or holds characters that "
                         "cannot be seen. Nothing was prepared. Save it as plain text and try again.");
    memcpy(w.text, text.ptr, text.len);
    int err = waiting_put(d, &w);
    if (err == 0)
        err = channel_store_commit(d->store);
    t2_wipe(&w, sizeof w);
    return err == 0 ? 0 : desk_file_problem(why, err, d->dir);
}

int desk_non_paper_drop(struct desk *d, struct desk_problem *why)
{
    struct t2_bytes value;
    if (channel_store_get(d->store, WAITING_KEY, &value) != 0)
        return desk_fail(why, T2_E_MISSING,
                         "No non-paper is prepared on this desk. There is nothing to drop.");
    channel_store_delete(d->store, WAITING_KEY);
    int err = channel_store_commit(d->store);
    return err == 0 ? 0 : desk_file_problem(why, err, d->dir);
}

/* ---- for the round ---- */

static int may_go(const struct waiting_text *w, const struct table_sounding *so)
{
    return w->len != 0 && (w->seats & ~so->seats) == 0;
}

int desk_non_paper_bits(struct desk *d, const struct table_sounding *so, struct t2_buf *out)
{
    const struct nonpaper_form form = nonpaper_form_of(table_mask_count(so->seats));
    struct waiting_text w;
    size_t n = nonpaper_n_bits(&form);
    int err = waiting_get(d, &w);
    if (err == T2_E_MISSING)
        err = 0;
    if (err == 0)
        err = t2_buf_reserve(out, n);
    if (err == 0)
        err = nonpaper_input(&form, so->digests.context, w.text, may_go(&w, so) ? w.len : 0, d->random,
                             out->ptr + out->len);
    if (err == 0)
        out->len += n;
    t2_wipe(&w, sizeof w);
    return err;
}

int desk_non_paper_goes(struct desk *d, const struct table_sounding *so)
{
    struct waiting_text w;
    unsigned n = table_mask_count(so->seats);
    int err = waiting_get(d, &w);
    if (err == 0 && may_go(&w, so)) {
        w.seats = w.seats == 0 ? so->seats : w.seats;
        w.n_most = n > w.n_most ? (uint8_t)n : w.n_most;
        memcpy(w.round, so->id, sizeof w.round);
        err = waiting_put(d, &w);
    }
    t2_wipe(&w, sizeof w);
    return err == T2_E_MISSING ? 0 : err;
}

/* Whether the round brought this text into the record. */
static int came_out(const struct table_state *s, size_t round, const struct waiting_text *w)
{
    for (size_t i = table_n_non_papers(s); i-- > 0;) {
        const struct table_non_paper *x = table_non_paper(s, i);
        if (x->sounding == round && strlen(x->text) == w->len && memcmp(x->text, w->text, w->len) == 0)
            return 1;
    }
    return 0;
}

int desk_non_paper_settle(struct desk *d)
{
    struct waiting_text w;
    size_t round = 0;
    int changed = 0;
    if (waiting_get(d, &w) == 0 && memcmp(w.round, no_round, sizeof no_round) != 0 &&
        table_sounding_find(d->table, w.round, &round) == 0) {
        enum table_sounding_status status = table_sounding(d->table, round)->status;
        if (status == TABLE_SOUND_ANSWERED && came_out(d->table, round, &w)) {
            channel_store_delete(d->store, WAITING_KEY);
            changed = 1;
        } else if (status == TABLE_SOUND_ANSWERED || status == TABLE_SOUND_STOPPED) {
            w.tries = (uint8_t)(w.tries + (status == TABLE_SOUND_ANSWERED && w.tries < UINT8_MAX));
            memset(w.round, 0, sizeof w.round);
            changed = waiting_put(d, &w) == 0; /* without memory it is tried again at the next fold */
        }
    }
    t2_wipe(&w, sizeof w);
    return changed;
}

/* The texts that the table takes, each with a zero behind it, in `room`. What it does not take is left out
 * and counted, by every desk alike. */
static void choose(const struct nonpaper_opened *opened, struct table_ev_round_result *x,
                   const char *texts[TABLE_MAX_PLACES], char *room)
{
    x->n_broken = (uint8_t)opened->n_broken;
    x->texts = texts;
    for (unsigned i = 0; i < opened->n_texts; i++) {
        struct t2_bytes text = opened->text[i];
        if (!table_non_paper_ok((const char *)text.ptr, text.len)) {
            x->n_dropped++;
            continue;
        }
        memcpy(room, text.ptr, text.len);
        room[text.len] = '\0';
        texts[x->n_texts++] = room;
        room += text.len + 1;
    }
}

int desk_non_paper_post(struct desk *d, const struct table_sounding *so, const uint8_t *bits,
                        struct desk_run *out, struct desk_problem *why)
{
    const struct nonpaper_form form = nonpaper_form_of(table_mask_count(so->seats));
    struct table_event ev = {.kind = TABLE_EV_ROUND_RESULT};
    struct table_ev_round_result *x = &ev.u.round_result;
    const char *texts[TABLE_MAX_PLACES] = {NULL};
    struct nonpaper_opened opened;
    size_t n = nonpaper_n_bits(&form) / 8;
    uint8_t *places = malloc(n);
    char *room = malloc(n);
    int err = places != NULL && room != NULL ? 0 : T2_E_MEMORY;
    memcpy(x->id, so->id, sizeof x->id);
    if (err == 0)
        err = nonpaper_read(&form, so->digests.context, bits, places, &opened);
    if (err == 0) {
        choose(&opened, x, texts, room);
        err = table_round_digest(so->digests.context, x, x->digest);
    }
    if (err == 0) {
        out->answer = x->n_texts != 0;
        out->value = x->n_broken;
        err = desk_post(d, &ev, why);
    }
    free(places);
    free(room);
    return err;
}

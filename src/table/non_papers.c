/* Non-papers: texts without an author, the outcome of a round. A round is a sounding of its own kind, about
 * no issue, so it has no budget, no waiting time and nothing that is kept; its life is a sounding's
 * (sounding_run.c). What comes out is posted by every seat of the round, texts included, so that the seats
 * that were not in it have them at the same moment; it enters the record when all have posted the same.
 *
 * Texts stand in the order of their bytes: neither the places in which they were nor who wrote leaves a
 * trace. */
#include "table_internal.h"

#include <string.h>

#define ROUND_BYTE 256

static int texts_rise(const struct table_ev_round_result *x)
{
    for (size_t i = 1; i < x->n_texts; i++) {
        if (strcmp(x->texts[i - 1], x->texts[i]) >= 0) {
            return 0;
        }
    }
    return 1;
}

/* ---- format ---- */

static void put_texts(struct wire_writer *w, const struct table_ev_round_result *x)
{
    wire_put_u8(w, x->n_broken);
    wire_put_u8(w, x->n_dropped);
    wire_put_u8(w, (uint8_t)x->n_texts);
    for (size_t i = 0; i < x->n_texts; i++) {
        table_put_text(w, x->texts[i]);
    }
}

void table_put_round(struct wire_writer *w, const struct table_event *ev)
{
    const struct table_ev_round_result *x = &ev->u.round_result;
    wire_put_raw(w, t2_bytes_of(x->id, TABLE_SOUNDING_ID_LEN));
    wire_put_raw(w, t2_bytes_of(x->digest, TABLE_DIGEST_LEN));
    put_texts(w, x);
}

void table_get_round(struct wire_reader *r, struct table_arena *a, struct table_event *ev)
{
    struct table_ev_round_result *x = &ev->u.round_result;
    wire_get_copy(r, x->id, TABLE_SOUNDING_ID_LEN);
    wire_get_copy(r, x->digest, TABLE_DIGEST_LEN);
    x->n_broken = wire_get_u8(r);
    x->n_dropped = wire_get_u8(r);
    size_t n = table_get_count(r, TABLE_MAX_PLACES);
    const char **texts = table_arena_alloc(a, n, sizeof(*texts));
    if (texts == NULL) {
        wire_fail(r, T2_E_MEMORY);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        texts[i] = table_get_text(r, a, TABLE_NON_PAPER_MAX);
    }
    x->texts = texts;
    x->n_texts = n;
}

int table_non_paper_ok(const char *text, size_t n)
{
    return n != 0 && memchr(text, '\0', n) == NULL &&
           table_text_ok(TABLE_TEXT_PAGE, TABLE_NON_PAPER_MAX, text, n);
}

int table_format_round(const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_round_result *x = &ev->u.round_result;
    if (x->n_texts > TABLE_MAX_PLACES || x->n_broken > TABLE_MAX_PLACES - x->n_texts ||
        x->n_dropped > TABLE_MAX_PLACES - x->n_texts - x->n_broken) {
        return table_bad_value(why, "What came out of the round");
    }
    for (size_t i = 0; i < x->n_texts; i++) {
        int err = table_check_text(why, TABLE_TEXT_PAGE, TABLE_NON_PAPER_MAX, x->texts[i],
                                   "The text of a non-paper");
        if (err != 0) {
            return err;
        }
    }
    return texts_rise(x) ? 0 : table_bad_value(why, "The order of the non-papers");
}

/* ---- rules ---- */

int table_round_digest(const uint8_t context[static TABLE_DIGEST_LEN], const struct table_ev_round_result *x,
                       uint8_t out[static TABLE_DIGEST_LEN])
{
    struct t2_buf b;
    t2_buf_init(&b, TABLE_EVENT_MAX);
    struct wire_writer w = wire_writer_init(&b);
    put_texts(&w, x);
    int err = wire_writer_finish(&w);
    const struct t2_bytes parts[] = {t2_bytes_of(context, TABLE_DIGEST_LEN), t2_buf_view(&b)};
    if (err == 0) {
        err = table_hash(out, "tracktwo table round 1", parts, 2);
    }
    t2_buf_free(&b);
    return err;
}

unsigned table_round_chance(unsigned n_seats)
{
    return n_seats / 2;
}

int table_check_round_room(const struct table_state *s, struct table_refusal *why)
{
    size_t open = 0;
    for (size_t i = 0; i < s->n_soundings; i++) {
        const struct table_sounding *x = &s->soundings[i];
        open += x->kind == TABLE_SOUND_NON_PAPER && table_sounding_running(x);
    }
    if (open >= TABLE_MAX_OPEN_ROUNDS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "As many rounds of non-papers are open as there can be at once (%d). Nothing new was "
            "opened. Wait until one has ended, or stop one.",
            TABLE_MAX_OPEN_ROUNDS);
    }
    if (s->n_non_papers + TABLE_MAX_PLACES * (open + 1) > TABLE_MAX_NON_PAPERS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table has had nearly %d non-papers, as many as it can hold. Nothing was opened. Open "
            "a new table to go on.",
            TABLE_MAX_NON_PAPERS);
    }
    return 0;
}

int table_check_round_result(const struct table_state *s, const struct table_event *ev,
                             struct table_refusal *why)
{
    const struct table_ev_round_result *r = &ev->u.round_result;
    const struct table_sounding *x = NULL;
    uint8_t digest[TABLE_DIGEST_LEN];
    int err = table_check_answer(s, r->id, ev->author, 1, &x, why);
    if (err != 0 || (err = table_round_digest(x->digests.context, r, digest)) != 0) {
        return err;
    }
    if (memcmp(digest, r->digest, sizeof(digest)) != 0) {
        return table_refuse(
            why, TABLE_R_ANSWER_DIGEST, 0,
            "The answer that %s posted to sounding %u does not fit the digest beside it. It was not "
            "kept. If it happens again, stop the sounding and compare the programs of all desks.",
            s->seats[ev->author].name, x->number);
    }
    return 0;
}

void table_move_round_result(struct table_state *s, const struct table_event *ev)
{
    const struct table_ev_round_result *r = &ev->u.round_result;
    struct table_sounding *x = table_sounding_mutable(s, r->id);
    if (x->answered == 0) {
        memcpy(x->digest, r->digest, sizeof(x->digest));
    }
    int differs = memcmp(x->digest, r->digest, sizeof(x->digest)) != 0;
    if (!table_move_answer(x, ev->author, ev->slot, differs)) {
        return;
    }
    x->answer = r->n_texts != 0;
    x->value = r->n_broken + (uint32_t)ROUND_BYTE * r->n_dropped;
    for (size_t i = 0; i < r->n_texts; i++) {
        s->non_papers[s->n_non_papers] = (struct table_non_paper){.number = (unsigned)s->n_non_papers + 1,
                                                                  .sounding = (size_t)(x - s->soundings),
                                                                  .text = r->texts[i]};
        s->n_non_papers++;
    }
}

/* ---- views ---- */

size_t table_n_non_papers(const struct table_state *s)
{
    return s->n_non_papers;
}

const struct table_non_paper *table_non_paper(const struct table_state *s, size_t i)
{
    return i < s->n_non_papers ? &s->non_papers[i] : NULL;
}

void table_round_text(struct table_phrase_buf *b, const struct table_state *s, const struct table_sounding *x,
                      enum table_lang lang)
{
    size_t at = (size_t)(x - s->soundings);
    unsigned n = 0, broken = x->value % ROUND_BYTE, dropped = x->value / ROUND_BYTE;
    for (size_t i = 0; i < s->n_non_papers; i++) {
        n += s->non_papers[i].sounding == at;
    }
    if (n != 0) {
        table_phrase_add(b, table_say(lang, "Non-papers that came out: %u."), n);
    } else {
        table_phrase_add(b, "%s", table_say(lang, "No non-paper came out."));
    }
    if (broken > table_round_chance(table_mask_count(x->seats))) {
        table_phrase_add(b, " ");
        table_phrase_add(b,
                         table_say(lang, "Broken places: %u. That is more than chance can break: one of the "
                                         "seats jammed the round."),
                         broken);
    } else if (broken != 0) {
        table_phrase_add(b, " ");
        table_phrase_add(b,
                         table_say(lang, "Broken places: %u. Two wrote in one place, or somebody jammed the "
                                         "round; the next one will tell."),
                         broken);
    }
    if (dropped != 0) {
        table_phrase_add(b, " ");
        table_phrase_add(b, table_say(lang, "Texts left out because they hold what no desk shows: %u."),
                         dropped);
    }
}

void table_digest_non_papers(struct wire_writer *w, const struct table_state *s)
{
    /* The texts are in the log, whose digest is part of the state's. */
    wire_put_u32(w, (uint32_t)s->n_non_papers);
    for (size_t i = 0; i < s->n_non_papers; i++) {
        wire_put_u32(w, (uint32_t)s->non_papers[i].sounding);
    }
}

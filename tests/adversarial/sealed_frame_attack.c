/* See sealed_frame_attack.h. */
#include "sealed_frame_attack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed_frame_fields.h"

/* ---- what is done to a frame ---- */

/* Only in the round in which the deviation began, and only to its victims. */
static int hits(const struct table *t, const struct deviation *d, enum cheat_point at,
                const struct cheat_frame *f)
{
    return at == CHEAT_FRAME && t->round == t->round_started && (d->victims >> f->party & 1);
}

#define FRAME_HOOK(name)                                                                                     \
    static void name(struct table *t, const struct deviation *d, enum cheat_point at, unsigned q,            \
                     struct cheat_frame *f)

FRAME_HOOK(flip)
{
    (void)q;
    if (hits(t, d, at, f))
        f->bytes[d->where] ^= (uint8_t)(1u << d->bit);
}

FRAME_HOOK(drop)
{
    (void)q;
    if (hits(t, d, at, f))
        f->copies = 0;
}

FRAME_HOOK(repeat)
{
    (void)q;
    if (hits(t, d, at, f))
        f->copies = 2;
}

/* Leaves `where` bytes of it. */
FRAME_HOOK(cut)
{
    (void)q;
    if (hits(t, d, at, f))
        f->len = d->where;
}

FRAME_HOOK(lengthen)
{
    (void)q;
    if (hits(t, d, at, f))
        f->len += d->where;
}

FRAME_HOOK(blank)
{
    (void)q;
    if (hits(t, d, at, f))
        memset(f->broadcast, (int)d->where, f->broadcast_len + f->private_len);
}

/* The next peer's private part. */
FRAME_HOOK(exchange)
{
    if (!hits(t, d, at, f))
        return;
    struct sealed_session *s = table_cheat(t);
    const struct sealed_flight *flight = &sealed_flights[s->flight];
    uint8_t *other = calloc(1, f->private_len);
    /* Made again for the other peer; in flights where that would change the state, the state is a child's
     * own. */
    if (other == NULL || flight->emit(s, (q + 1) % s->n_peers, other) != 0)
        abort();
    memcpy(f->private_part, other, f->private_len);
    free(other);
}

FRAME_HOOK(replay)
{
    (void)q;
    if (hits(t, d, at, f)) {
        if (f->previous.len != 0)
            memcpy(f->bytes, f->previous.ptr, f->previous.len);
        f->len = f->previous.len;
    }
}

static void put_frame(struct cheat_frame *f, struct t2_bytes in)
{
    if (in.len == f->len)
        memcpy(f->bytes, in.ptr, in.len);
}

/* The victim's own frame, of this round, back to it. */
FRAME_HOOK(reflect)
{
    (void)q;
    if (hits(t, d, at, f))
        put_frame(f, sealed_session_pending(t->s[f->party], t->cheat));
}

/* What another honest party sends to the victim in this round: a relay that swaps senders could do no more.
 */
FRAME_HOOK(impersonate)
{
    if (hits(t, d, at, f)) {
        const struct sealed_session *s = table_cheat(t);
        put_frame(f, sealed_session_pending(t->s[s->peer[(q + 1) % s->n_peers].party], f->party));
    }
}

FRAME_HOOK(leave)
{
    (void)q;
    (void)f;
    if (at == CHEAT_BEFORE_PREPARE && t->round == t->round_started + d->where)
        t->closed = 1;
}

/* ---- all of it, at one flight ---- */

static unsigned everybody_else(const struct table *t)
{
    return ((1u << t->n) - 1) & ~(1u << t->cheat);
}

/* Where a flip that goes to all and is not harmless must have been found. */
static enum sealed_flight_id found_by(enum sealed_flight_id f)
{
    static const enum sealed_flight_id latest[N_FLIGHTS] = {
        [FLIGHT_HELLO] = FLIGHT_THETA_OPEN, /* the pair's secret: where the first zero shares add up wrongly
                                             */
        [FLIGHT_OT_CHOICE] = FLIGHT_THETA_OPEN,
        [FLIGHT_OT_REPLY] = FLIGHT_OT_REPLY,
        [FLIGHT_EXTEND] = FLIGHT_ROTATE_COIN, /* the commitment to the third coin */
        [FLIGHT_CHECK_COIN] = FLIGHT_CHECK_COIN,
        [FLIGHT_CHECK] = FLIGHT_CHECK,
        [FLIGHT_DELTA_VALUE] = FLIGHT_DELTA_OPEN,
        [FLIGHT_DELTA_COMMIT] = FLIGHT_DELTA_OPEN,
        [FLIGHT_DELTA_OPEN] = FLIGHT_DELTA_OPEN,
        [FLIGHT_LEAKY] = FLIGHT_THETA_OPEN,
        [FLIGHT_D_COMMIT] = FLIGHT_D_OPEN,
        [FLIGHT_D_OPEN] = FLIGHT_D_OPEN,
        [FLIGHT_HASH_COIN] = FLIGHT_HASH_COIN,
        [FLIGHT_THETA_COMMIT] = FLIGHT_THETA_OPEN,
        [FLIGHT_THETA] = FLIGHT_THETA_OPEN,
        [FLIGHT_THETA_OPEN] = FLIGHT_THETA_OPEN,
        [FLIGHT_ROTATE_COIN] = FLIGHT_ROTATE_COIN,
        [FLIGHT_BUCKET] = FLIGHT_BUCKET,
        [FLIGHT_INPUT] = FLIGHT_OUTPUT,
        [FLIGHT_INPUT_ECHO] = FLIGHT_INPUT_ECHO,
        [FLIGHT_AND] = FLIGHT_AND_CHECK,
        [FLIGHT_AND_CHECK] = FLIGHT_AND_CHECK,
        [FLIGHT_OUTPUT] = FLIGHT_OUTPUT,
        [FLIGHT_RESULT] = FLIGHT_RESULT,
    };
    return latest[f];
}

/* The first n_flips of the last, the first and the middle bit of each field; then the header. */
static void flip_fields(struct table *t, unsigned victims, unsigned n_flips)
{
    const struct sealed_session *s = table_cheat(t);
    struct sealed_lengths len = sealed_flights[s->flight].lengths(s);
    struct fields fields = frame_fields(s);
    int all = victims == everybody_else(t);
    for (size_t i = 0; i < fields.n; i++) {
        const struct field *f = &fields.f[i];
        size_t part = 8 * (SEALED_FRAME_HEADER + (f->in_broadcast ? 0 : len.broadcast)) + f->first;
        const size_t bits[3] = {f->n_bits - 1, 0, f->n_bits / 2};
        for (unsigned k = 0; k < n_flips && (k == 0 || bits[k] != bits[0]); k++) {
            struct deviation d = {.name = f->name,
                                  .flight = s->flight,
                                  .victims = victims,
                                  .where = (part + bits[k]) / 8,
                                  .bit = (unsigned)((part + bits[k]) % 8),
                                  .may_pass = f->may_pass && (all || !f->in_broadcast),
                                  .hook = flip};
            /* What is announced in the hello is compared at once, but for the nonce. */
            int announced = s->flight == FLIGHT_HELLO && f->in_broadcast && f->first < 8 * HELLO_ANNOUNCED;
            table_try_by(t, &d, !all ? FLIGHT_END : announced ? FLIGHT_HELLO : found_by(s->flight));
        }
    }
    for (size_t at = 0; at < SEALED_FRAME_HEADER; at += at < 5 ? 1 : 15) {
        struct deviation d = {"header", s->flight, victims, at, (unsigned)at % 8, 0, flip};
        table_try_by(t, &d, all ? s->flight : FLIGHT_END);
    }
}

static void whole_frames(struct table *t, unsigned victims)
{
    const struct sealed_session *s = table_cheat(t);
    const struct sealed_flight *f = &sealed_flights[s->flight];
    struct sealed_lengths len = f->lengths(s);
    size_t payload = len.broadcast + len.private_part, frame = SEALED_FRAME_HEADER + payload;
    int last = s->flight == FLIGHT_RESULT;
    int same = last || payload == 0; /* all send the same */
    int other_entry = s->flight == FLIGHT_INPUT && s->circuit->n_kept == 0 && s->circuit->n_parities == 0;
    const struct deviation all[] = {
        {"dropped", s->flight, victims, 0, 0, 0, drop},
        {"sent twice", s->flight, victims, 0, 0, last, repeat},
        {"cut to nothing but the type", s->flight, victims, 1, 0, 0, cut},
        {"cut by a byte", s->flight, victims, frame - 1, 0, 0, cut},
        {"cut in half", s->flight, victims, frame / 2, 0, 0, cut},
        {"a byte too long", s->flight, victims, 1, 0, last, lengthen},
        {"a header too long", s->flight, victims, SEALED_FRAME_HEADER, 0, last, lengthen},
        {"replayed", s->flight, victims, 0, 0, 0, replay},
        {"reflected", s->flight, victims, 0, 0, same, reflect},
        {"all zeros", s->flight, victims, 0x00, 0, payload == 0 || other_entry, blank},
        {"all ones", s->flight, victims, 0xff, 0, payload == 0, blank},
    };
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        table_try(t, &all[i]);
    if (t->n > 2) {
        struct deviation d = {"another party's", s->flight, victims, 0, 0, 0, impersonate};
        d.may_pass = same;
        table_try(t, &d);
    }
    /* The opened bits of AND are the same for all. */
    if (t->n > 2 && f->emit != NULL && s->flight != FLIGHT_AND && s->flight != FLIGHT_HELLO) {
        struct deviation d = {"another peer's", s->flight, victims, 0, 0, 0, exchange};
        table_try(t, &d);
    }
}

/* At all peers at once and at one alone; with `apart` at each alone (T2_SOAK=1). */
static void attack_flight(struct table *t, const struct attack *a)
{
    struct deviation left = {"left", table_flight(t), 0, 0, 0, 0, leave};
    table_try(t, &left);
    flip_fields(t, everybody_else(t), a->flips);
    whole_frames(t, everybody_else(t));
    for (unsigned p = 0; p < t->n && t->n > 2; p++) {
        if (p != t->cheat) {
            flip_fields(t, 1u << p, a->flips);
            whole_frames(t, 1u << p);
            if (!a->apart)
                break;
        }
    }
}

void attack_run(const struct attack *a, const struct circuit *c, uint64_t seed)
{
    struct table t;
    unsigned seen[N_FLIGHTS] = {0};
    char title[80];
    table_open_kept(&t, a->n, a->cheat, c, seed, a->memory_target, a->kept, 0);
    while (table_flight(&t) != FLIGHT_END) {
        enum sealed_flight_id f = table_flight(&t);
        int is_base_ot = f == FLIGHT_OT_CHOICE || f == FLIGHT_OT_REPLY;
        if (f >= a->first && seen[f]++ < a->visits && (!is_base_ot || a->base_ot))
            attack_flight(&t, a);
        if (!table_round(&t))
            break;
    }
    assert_int_equal(table_finish(&t).outcome, OUTCOME_RIGHT); /* the honest run itself */
    snprintf(title, sizeof title, "n=%u, cheat %u, %zu ANDs in %llu batches", a->n, a->cheat, c->n_ands,
             (unsigned long long)t.batches);
    tallies_print(title);
    table_close(&t);
}

void attack_small(const struct attack *a)
{
    struct circuit *c = random_circuit(a->n, 9, 3, 21, 11, 100 + a->n);
    attack_run(a, c, a->n);
    circuit_free(c);
}

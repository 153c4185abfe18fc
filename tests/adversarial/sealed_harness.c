/* See sealed_harness.h. */
#include "sealed_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "sealed/kept.h"

#define FRAME_MAX ((size_t)16 << 20)

/* In a child there is no cmocka to report to. */
static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "harness: %s\n", what);
        abort();
    }
}

/* ---- opening and closing ---- */

void harness_begin(void)
{
    (void)prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
}

/* Each child opens tables too: nothing here is cmocka's. */
void table_open(struct table *t, unsigned n, unsigned cheat, const struct circuit *c, uint64_t seed,
                size_t memory_target)
{
    table_open_kept(t, n, cheat, c, seed, memory_target, NULL, 0);
}

static struct sealed_kept *kept_copy(const struct sealed_kept *k)
{
    struct t2_buf bytes;
    struct sealed_kept *copy = NULL;
    t2_buf_init(&bytes, FRAME_MAX);
    must(sealed_kept_write(k, &bytes) == 0 && sealed_kept_read(t2_buf_view(&bytes), &copy) == 0, "a copy");
    t2_buf_free(&bytes);
    return copy;
}

void table_open_kept(struct table *t, unsigned n, unsigned cheat, const struct circuit *c, uint64_t seed,
                     size_t memory_target, struct sealed_kept *const kept[], unsigned use)
{
    memset(t, 0, sizeof *t);
    t->n = n;
    t->cheat = cheat;
    t->circuit = c;
    t2_buf_init(&t->scratch, FRAME_MAX);
    t2_buf_init(&t->fresh, FRAME_MAX);
    if (kept != NULL)
        t->cheat_kept = kept_copy(kept[cheat]);
    must((t->kept_clear = calloc(1, c->n_kept + 1)) != NULL, "memory");
    must((t->keep_clear = calloc(1, c->n_keep + 1)) != NULL, "memory");
    for (unsigned p = 0; p < n; p++) {
        t->random[p] = t2_random_seeded_init(&t->seed[p], seed * SEALED_MAX_PARTIES + p);
        must((t->input[p] = calloc(1, c->n_inputs[p] + 1)) != NULL, "memory");
        must(t2_random_fill(&t->random[p], t->input[p], c->n_inputs[p]) == 0, "randomness");
        for (size_t i = 0; i < c->n_inputs[p]; i++)
            t->input[p][i] &= 1;
        for (size_t i = 0; kept != NULL && i < c->n_kept; i++)
            t->kept_clear[i] ^= kept[p]->bit[i];
        struct sealed_config config = {.n_parties = n,
                                       .self = p,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = t->input[p],
                                       .kept = kept == NULL ? NULL
                                               : p == cheat ? t->cheat_kept
                                                            : kept[p],
                                       .kept_use = use,
                                       .random = &t->random[p],
                                       .memory_target = memory_target};
        must(sealed_session_new(&t->s[p], &config) == 0, "a new session");
        t2_buf_init(&t->in[p], FRAME_MAX);
        t2_buf_init(&t->last[p], FRAME_MAX);
    }
    must((t->cheat_input = malloc(c->n_inputs[cheat] + 1)) != NULL, "memory");
    memcpy(t->cheat_input, t->input[cheat], c->n_inputs[cheat]);
}

void table_close(struct table *t)
{
    for (unsigned p = 0; p < t->n; p++) {
        sealed_session_free(t->s[p]);
        free(t->input[p]);
        t2_buf_free(&t->in[p]);
        t2_buf_free(&t->last[p]);
    }
    free(t->cheat_input);
    free(t->kept_clear);
    free(t->keep_clear);
    sealed_kept_free(t->cheat_kept);
    t2_buf_free(&t->scratch);
    t2_buf_free(&t->fresh);
}

void table_set_entry(struct table *t, unsigned party, const uint8_t *bits)
{
    for (size_t i = 0; i < t->circuit->n_inputs[party]; i++)
        t->input[party][i] = t->s[party]->input_bits[i] = bits[i];
    if (party == t->cheat)
        memcpy(t->cheat_input, bits, t->circuit->n_inputs[party]);
}

void table_take_kept(struct table *t, struct sealed_kept *out[])
{
    for (unsigned p = 0; p < t->n; p++) {
        if (p != t->cheat)
            must(sealed_session_take_kept(t->s[p], &out[p]) == 0, "nothing was kept");
    }
    out[t->cheat] = table_cheat(t)->kept;
    table_cheat(t)->kept = NULL;
    must(out[t->cheat] != NULL, "the cheat has kept nothing");
    /* The cheat's pump has no echo, so no id of its own either. */
    memcpy(out[t->cheat]->id, out[t->cheat == 0 ? 1 : 0]->id, SEALED_KEPT_ID_LEN);
}

void table_complement_entries(struct table *t)
{
    for (unsigned p = 0; p < t->n; p++) {
        for (size_t i = 0; p != t->cheat && i < t->circuit->n_inputs[p]; i++) {
            t->input[p][i] ^= 1;
            t->s[p]->input_bits[i] ^= 1;
        }
    }
}

struct sealed_session *table_cheat(const struct table *t)
{
    return t->s[t->cheat];
}

enum sealed_flight_id table_flight(const struct table *t)
{
    return table_cheat(t)->flight;
}

/* ---- the cheat's pump ---- */

static void hook(struct table *t, enum cheat_point at, unsigned q, struct cheat_frame *f)
{
    if (t->deviation != NULL)
        t->deviation->hook(t, t->deviation, at, q, f);
}

static void frame_fill(struct table *t, struct cheat_frame *f, unsigned q, struct sealed_lengths len)
{
    struct sealed_session *s = table_cheat(t);
    const struct sealed_flight *flight = &sealed_flights[s->flight];
    size_t payload = len.broadcast + len.private_part;
    f->party = s->peer[q].party;
    f->len = SEALED_FRAME_HEADER + payload;
    f->previous = t2_buf_view(&t->last[f->party]);
    f->cap = 2 * f->len + f->previous.len;
    f->copies = 1;
    t2_buf_clear(&t->scratch);
    must(t2_buf_reserve(&t->scratch, f->cap) == 0, "memory");
    f->bytes = t->scratch.ptr;
    memset(f->bytes, 0, f->cap);
    f->bytes[0] = flight->type;
    for (unsigned i = 0; i < 4; i++)
        f->bytes[1 + i] = (uint8_t)(payload >> (24 - 8 * i));
    memcpy(f->bytes + 5, t->s[f->party]->echo, SEALED_DIGEST); /* what the receiver awaits */
    f->broadcast = f->bytes + SEALED_FRAME_HEADER;
    f->broadcast_len = len.broadcast;
    f->private_part = f->broadcast + len.broadcast;
    f->private_len = len.private_part;
    if (len.broadcast != 0)
        memcpy(f->broadcast, s->broadcast[s->self], len.broadcast);
}

/* The entry that a masked entry stands for: the own one, where the sent e differs from the true one the other
 * bit. */
static void note_entry(struct table *t, const struct cheat_frame *f)
{
    const struct sealed_session *s = table_cheat(t);
    for (size_t i = 0; i < t->circuit->n_inputs[t->cheat]; i++) {
        unsigned changed = bit_get(f->broadcast, i) ^ bit_get(s->broadcast[s->self], i);
        t->cheat_input[i] = (uint8_t)(t->input[t->cheat][i] ^ changed);
    }
}

static void cheat_emit(struct table *t)
{
    struct sealed_session *s = table_cheat(t);
    const struct sealed_flight *flight = &sealed_flights[s->flight];
    struct sealed_lengths len = flight->lengths(s);
    struct cheat_frame f = {0};
    hook(t, CHEAT_BEFORE_PREPARE, 0, &f);
    if (flight->prepare != NULL)
        must(flight->prepare(s, s->broadcast[s->self]) == 0, "the cheat cannot prepare");
    hook(t, CHEAT_AFTER_PREPARE, 0, &f);
    for (unsigned q = 0; q < s->n_peers; q++) {
        frame_fill(t, &f, q, len);
        hook(t, CHEAT_BEFORE_EMIT, q, &f);
        if (flight->emit != NULL)
            must(flight->emit(s, q, f.private_part) == 0, "the cheat cannot emit");
        t2_buf_clear(&t->fresh);
        must(t2_buf_append(&t->fresh, f.bytes, f.len) == 0, "memory");
        hook(t, CHEAT_FRAME, q, &f);
        if (s->flight == FLIGHT_INPUT)
            note_entry(t, &f);
        for (unsigned i = 0; i < f.copies && !t->closed; i++) {
            if (sealed_session_state(t->s[f.party]) == SEALED_RUNNING)
                (void)!sealed_session_receive(t->s[f.party], t->cheat, t2_bytes_of(f.bytes, f.len));
        }
        struct t2_buf last = t->last[f.party];
        t->last[f.party] = t->fresh;
        t->fresh = last;
    }
}

/* Takes one frame of every peer; what does not come, or cannot be gone on with, makes the cheat leave. */
static void cheat_absorb(struct table *t)
{
    struct sealed_session *s = table_cheat(t);
    const struct sealed_flight *flight = &sealed_flights[s->flight];
    struct sealed_lengths len = flight->lengths(s);
    for (unsigned q = 0; q < s->n_peers && !t->closed; q++) {
        unsigned party = s->peer[q].party;
        struct t2_buf *in = &t->in[party];
        if (in->len != SEALED_FRAME_HEADER + len.broadcast + len.private_part || in->ptr[0] != flight->type) {
            t->closed = 1;
            return;
        }
        const uint8_t *payload = in->ptr + SEALED_FRAME_HEADER;
        struct cheat_frame f = {.party = party};
        if (len.broadcast != 0)
            memcpy(s->broadcast[party], payload, len.broadcast);
        hook(t, CHEAT_BEFORE_ABSORB, q, &f);
        if (flight->absorb != NULL)
            (void)!flight->absorb(s, q, payload, payload + len.broadcast);
        hook(t, CHEAT_AFTER_ABSORB, q, &f);
        t2_buf_clear(in);
    }
    struct cheat_frame none = {0};
    enum sealed_flight_id next = FLIGHT_END;
    hook(t, CHEAT_BEFORE_FINISH, 0, &none);
    if (flight->finish(s, &next) != 0)
        t->closed = 1;
    s->flight = next;
    if (next == FLIGHT_END)
        t->closed = 1;
}

/* ---- a round ---- */

int table_round(struct table *t)
{
    size_t moved = 0;
    unsigned running = 0;
    for (unsigned p = 0; p < t->n; p++) {
        if (p != t->cheat && sealed_session_state(t->s[p]) == SEALED_RUNNING) {
            (void)!sealed_session_step(t->s[p]);
            running += sealed_session_state(t->s[p]) == SEALED_RUNNING;
        }
    }
    if (running == 0)
        return 0;
    if (!t->closed)
        cheat_emit(t);
    for (unsigned from = 0; from < t->n; from++) {
        for (unsigned to = 0; from != t->cheat && to < t->n; to++) {
            struct t2_bytes b = sealed_session_pending(t->s[from], to);
            if (b.len == 0)
                continue;
            if (to == t->cheat)
                must(t2_buf_append(&t->in[from], b.ptr, b.len) == 0, "memory");
            else if (sealed_session_state(t->s[to]) == SEALED_RUNNING)
                (void)!sealed_session_receive(t->s[to], from, b);
            sealed_session_sent(t->s[from], to, b.len);
            moved += b.len;
        }
    }
    if (!t->closed)
        cheat_absorb(t);
    t->round++;
    t->batches = table_cheat(t)->n_batches;
    return moved != 0;
}

struct verdict table_finish(struct table *t)
{
    struct verdict v = {OUTCOME_STOPPED, 0};
    unsigned right = 0, stopped = 0, wrong = 0;
    const uint8_t *inputs[SEALED_MAX_PARTIES];
    uint8_t *want = malloc(t->circuit->n_outputs), *got = malloc(t->circuit->n_outputs);
    must(want != NULL && got != NULL, "memory");
    while (table_round(t))
        ;
    for (unsigned p = 0; p < t->n; p++)
        inputs[p] = p == t->cheat ? t->cheat_input : t->input[p];
    must(circuit_eval_kept(t->circuit, inputs, t->kept_clear, want, t->keep_clear) == 0,
         "evaluation in the clear");
    for (unsigned p = 0; p < t->n; p++) {
        if (p == t->cheat)
            continue;
        v.flight = t->s[p]->flight > v.flight ? t->s[p]->flight : v.flight;
        if (sealed_session_state(t->s[p]) == SEALED_RUNNING)
            sealed_session_abort(t->s[p]); /* the channel tells that a peer has gone */
        if (sealed_session_result(t->s[p], got) != 0)
            stopped++;
        else if (memcmp(got, want, t->circuit->n_outputs) == 0)
            right++;
        else
            wrong++;
    }
    if (wrong != 0)
        v.outcome = OUTCOME_WRONG;
    else if (stopped == 0)
        v.outcome = OUTCOME_RIGHT;
    else if (right != 0)
        v.outcome = OUTCOME_MIXED;
    free(want);
    free(got);
    if (v.outcome == OUTCOME_RIGHT && t->next != NULL)
        v = t->next(t);
    return v;
}

/* ---- branches ---- */

struct verdict table_branch(struct table *t, const struct deviation *d)
{
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        t->deviation = d;
        t->started = table_flight(t);
        t->round_started = t->round;
        struct verdict v = table_finish(t);
        _exit((int)v.outcome | (int)v.flight << 2);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) >> 2 > N_FLIGHTS)
        fail_msg("%s: the run itself broke (status %d)", d->name, status);
    return (struct verdict){(enum outcome)(WEXITSTATUS(status) & 3), (unsigned)WEXITSTATUS(status) >> 2};
}

struct tally tallies[N_FLIGHTS];

void table_try(struct table *t, const struct deviation *d)
{
    table_try_by(t, d, FLIGHT_END);
}

void table_try_by(struct table *t, const struct deviation *d, enum sealed_flight_id latest)
{
    struct verdict v = table_branch(t, d);
    struct tally *tally = &tallies[d->flight];
    tally->runs++;
    if (v.outcome == OUTCOME_RIGHT)
        tally->harmless++;
    else
        tally->found++;
    const char *failure = v.outcome == OUTCOME_WRONG                        ? "WRONG RESULT"
                          : v.outcome == OUTCOME_RIGHT && !d->may_pass      ? "not found"
                          : v.outcome != OUTCOME_RIGHT && v.flight > latest ? "found too late"
                                                                            : NULL;
    if (failure != NULL)
        fail_msg("%s: n=%u cheat=%u %s: %s, victims %x, where %zu, bit %u; ended in %s", failure, t->n,
                 t->cheat, flight_name(d->flight), d->name, d->victims, d->where, d->bit,
                 flight_name((enum sealed_flight_id)v.flight));
}

const char *flight_name(enum sealed_flight_id f)
{
    static const char *const names[N_FLIGHTS] = {
        "HELLO",       "OT_CHOICE",    "OT_REPLY",     "EXTEND",     "CHECK_COIN",  "CHECK",
        "DELTA_VALUE", "DELTA_COMMIT", "DELTA_OPEN",   "LEAKY",      "D_COMMIT",    "D_OPEN",
        "HASH_COIN",   "THETA",        "THETA_COMMIT", "THETA_OPEN", "ROTATE_COIN", "BUCKET",
        "INPUT",       "INPUT_ECHO",   "AND",          "AND_CHECK",  "OUTPUT",      "RESULT",
    };
    return (unsigned)f < N_FLIGHTS ? names[f] : "end";
}

void tallies_print(const char *title)
{
    struct tally all = {0, 0, 0};
    for (unsigned f = 0; f < N_FLIGHTS; f++) {
        const struct tally *t = &tallies[f];
        if (t->runs != 0)
            printf("  %-12s %5u runs %5u found %5u harmless\n", flight_name((enum sealed_flight_id)f),
                   t->runs, t->found, t->harmless);
        all.runs += t->runs;
        all.found += t->found;
        all.harmless += t->harmless;
    }
    printf("%s: %u runs, %u found, %u harmless, 0 wrong\n", title, all.runs, all.found, all.harmless);
    memset(tallies, 0, sizeof tallies);
}

/* ---- circuits ---- */

static uint32_t next_u32(struct t2_random *r)
{
    uint32_t v;
    assert_int_equal(t2_random_fill(r, &v, sizeof v), 0);
    return v;
}

struct circuit *random_circuit(unsigned n, size_t inputs, size_t n_layers, size_t n_ands, size_t outputs,
                               uint64_t seed)
{
    struct t2_random_seeded state;
    struct t2_random r = t2_random_seeded_init(&state, seed);
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    size_t have = n * inputs;
    circuit_wire *wire = calloc(have + n_layers * n_ands, sizeof *wire);
    assert_non_null(wire);
    assert_int_equal(circuit_builder_new(&b, n), 0);
    for (unsigned p = 0; p < n; p++)
        for (size_t i = 0; i < inputs; i++)
            wire[p * inputs + i] = circuit_input(b, p);
    /* A layer ANDs sums of three wires of what is there before it. */
    for (size_t layer = 0; layer < n_layers; layer++) {
        size_t first = layer == 0 ? 0 : have - n_ands, from = have;
        for (size_t i = 0; i < n_ands; i++) {
            circuit_wire x[2];
            for (unsigned k = 0; k < 2; k++) {
                x[k] = circuit_xor(b, wire[next_u32(&r) % from], wire[next_u32(&r) % from]);
                x[k] = circuit_xor(b, x[k], wire[first + next_u32(&r) % (from - first)]);
                if (next_u32(&r) % 2)
                    x[k] = circuit_not(b, x[k]);
            }
            wire[have++] = circuit_and(b, x[0], x[1]);
        }
    }
    for (size_t o = 0; o < outputs; o++) {
        circuit_wire sum = circuit_constant(b, (int)(o & 1));
        for (size_t i = o; i < have; i += outputs)
            sum = circuit_xor(b, sum, wire[i]);
        circuit_output(b, sum);
    }
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    free(wire);
    return c;
}

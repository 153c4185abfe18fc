/* Three sessions in one process, of which the last one's frames pass through the fuzzer. The input is a row
 * of changes of six bytes: the round, the kind of change, whom it goes to, a value, a place (two bytes).
 * Whatever is changed, an honest party gives a result that is right for its own entry, the other's and some
 * entry of the fuzzer's, the same at all that give one; or it stops with an error, for good.
 *
 * To come far the fuzzer's party is told the echo that each peer awaits, and every comparison of its own
 * passes. The points of base OT are numbers modulo a prime here: the same algebra without its hardness, and a
 * hundred times as fast. Real points and real cheats have their own tests. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/circuit.h>
#include <tracktwo/secret.h>

#include "sealed/session_internal.h"

#define N_MAX 3
#define INPUTS 3
#define OUTPUTS 4
#define CHANGES_MAX 24
#define CHANGE_LEN 6
#define ROUNDS_MAX 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

/* ---- the comparisons of the fuzzer's party ---- */

int __real_t2_ct_eq(const void *a, const void *b, size_t n);
int __wrap_t2_ct_eq(const void *a, const void *b, size_t n);

static int cheat_steps;

int __wrap_t2_ct_eq(const void *a, const void *b, size_t n)
{
    return cheat_steps || __real_t2_ct_eq(a, b, n);
}

/* ---- what is computed ---- */

static const uint8_t honest_entry[N_MAX - 1][INPUTS] = {{1, 0, 1}, {1, 1, 0}};

/* Layers of ANDs among all, an output of two entries, one with the fuzzer's, and a sum of entries. */
static struct circuit *make_circuit(unsigned n)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    circuit_wire x[N_MAX][INPUTS], all[INPUTS];
    require(circuit_builder_new(&b, n) == 0);
    for (unsigned p = 0; p < n; p++) {
        for (unsigned i = 0; i < INPUTS; i++)
            x[p][i] = circuit_input(b, p);
    }
    const circuit_wire *last = x[n - 1];
    for (unsigned i = 0; i < INPUTS; i++)
        all[i] = circuit_and(b, circuit_and(b, x[0][i], x[1][i]), last[i]);
    circuit_output(b, circuit_or_tree(b, all, INPUTS));
    circuit_output(b, circuit_and(b, x[0][0], x[1][1]));
    circuit_output(b, circuit_and(b, circuit_xor(b, last[0], x[0][1]), circuit_not(b, x[1][2])));
    circuit_output(b, circuit_xor(b, circuit_xor(b, x[0][2], x[1][0]), last[2]));
    require(circuit_build(b, &c) == 0 && c->n_outputs == OUTPUTS);
    circuit_builder_free(b);
    return c;
}

/* Right for some entry of the fuzzer's. */
static int is_right(const struct circuit *c, const uint8_t *result)
{
    for (unsigned guess = 0; guess < 1u << INPUTS; guess++) {
        uint8_t entry[INPUTS], out[OUTPUTS];
        const uint8_t *inputs[N_MAX] = {honest_entry[0], honest_entry[1], honest_entry[1]};
        inputs[c->n_parties - 1] = entry;
        for (unsigned i = 0; i < INPUTS; i++)
            entry[i] = (uint8_t)(guess >> i & 1);
        require(circuit_eval_clear(c, inputs, out) == 0);
        if (memcmp(out, result, OUTPUTS) == 0)
            return 1;
    }
    return 0;
}

/* ---- frames ---- */

struct run {
    unsigned n, cheat;
    const uint8_t *changes;
    size_t n_changes;
    struct sealed_session *s[N_MAX];
    struct t2_buf frame, kept[N_MAX]; /* the frame on its way; the last one to each peer */
};

static void give(struct run *r, unsigned from, unsigned to, struct t2_bytes bytes)
{
    if (bytes.len == 0 || sealed_session_state(r->s[to]) != SEALED_RUNNING)
        return;
    int err = sealed_session_receive(r->s[to], from, bytes);
    require(err == 0 || (err == T2_E_ABORT && sealed_session_state(r->s[to]) == SEALED_ABORTED));
}

/* One change of the frame; the number of times that it is sent. */
static unsigned change(struct run *r, const uint8_t *how, unsigned to)
{
    struct t2_buf *f = &r->frame;
    size_t place = (size_t)how[4] << 8 | how[5], at = f->len == 0 ? 0 : place % f->len;
    switch (how[1] % 10) {
    case 0: /* a bit */
        if (f->len != 0)
            f->ptr[at] ^= (uint8_t)(1u << (how[3] & 7));
        break;
    case 1: /* a byte of the end: digests stand there */
        if (f->len != 0)
            f->ptr[f->len - 1 - at] ^= how[3];
        break;
    case 2:
        if (f->len != 0)
            f->ptr[at] = how[3];
        break;
    case 3: /* cut off */
        f->len = at;
        break;
    case 4: /* longer */
        for (unsigned i = 0; i <= how[3]; i++)
            require(t2_buf_append(f, &how[5], 1) == 0);
        break;
    case 5: /* the frame of before in its place */
        t2_buf_clear(f);
        require(t2_buf_append(f, r->kept[to].ptr, r->kept[to].len) == 0);
        break;
    case 6: /* a run of bytes */
        for (size_t i = at; i < f->len && i < at + how[3]; i++)
            f->ptr[i] ^= (uint8_t)(how[5] + i);
        break;
    case 7: /* the length that it says */
        if (f->len > 4)
            f->ptr[1 + (how[5] & 3)] ^= how[3];
        break;
    case 8:
        return 0;
    default:
        return how[3];
    }
    return 1;
}

static void cheat_sends(struct run *r, unsigned to, unsigned round, struct t2_bytes honest)
{
    unsigned copies = 1;
    t2_buf_clear(&r->frame);
    require(t2_buf_append(&r->frame, honest.ptr, honest.len) == 0);
    if (r->frame.len >= SEALED_FRAME_HEADER)
        memcpy(r->frame.ptr + 5, r->s[to]->echo, SEALED_DIGEST);
    for (size_t i = 0; i < r->n_changes; i++) {
        const uint8_t *how = r->changes + i * CHANGE_LEN;
        if (how[0] % 64 == round && (how[2] % r->n == to || how[2] % r->n == r->cheat))
            copies *= change(r, how, to);
    }
    for (unsigned k = 0; k < copies && k < 300; k++)
        give(r, r->cheat, to, t2_buf_view(&r->frame));
    t2_buf_clear(&r->kept[to]);
    require(t2_buf_append(&r->kept[to], honest.ptr, honest.len) == 0);
}

static size_t move_frames(struct run *r, unsigned round)
{
    size_t moved = 0;
    for (unsigned i = 0; i < r->n; i++) {
        for (unsigned j = 0; j < r->n; j++) {
            struct t2_bytes out = sealed_session_pending(r->s[i], j);
            if (out.len == 0)
                continue;
            moved += out.len;
            if (i == r->cheat) {
                cheat_sends(r, j, round, out);
            } else if (j == r->cheat && out.len >= SEALED_FRAME_HEADER) {
                t2_buf_clear(&r->frame);
                require(t2_buf_append(&r->frame, out.ptr, out.len) == 0);
                memcpy(r->frame.ptr + 5, r->s[r->cheat]->echo, SEALED_DIGEST);
                give(r, i, j, t2_buf_view(&r->frame));
            } else {
                give(r, i, j, out);
            }
            sealed_session_sent(r->s[i], j, out.len);
        }
    }
    return moved;
}

static void step_all(struct run *r)
{
    for (unsigned i = 0; i < r->n; i++) {
        cheat_steps = i == r->cheat;
        enum sealed_state before = sealed_session_state(r->s[i]);
        int err = sealed_session_step(r->s[i]);
        cheat_steps = 0;
        require(err == 0 || before == SEALED_ABORTED || err == T2_E_ABORT);
        require((err == 0) == (sealed_session_state(r->s[i]) != SEALED_ABORTED));
    }
}

static void judge(const struct run *r, const struct circuit *c)
{
    uint8_t first[OUTPUTS], result[OUTPUTS];
    int have = 0;
    for (unsigned i = 0; i < r->cheat; i++) {
        if (sealed_session_state(r->s[i]) != SEALED_DONE) {
            require(sealed_session_result(r->s[i], result) == T2_E_STATE);
            continue;
        }
        require(sealed_session_result(r->s[i], result) == 0 && is_right(c, result));
        require(!have || memcmp(first, result, OUTPUTS) == 0);
        memcpy(first, result, OUTPUTS);
        have = 1;
    }
    /* An untouched run ends well. */
    require(r->n_changes != 0 || have);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct circuit *circuits[N_MAX + 1];
    static const uint8_t cheat_entry[INPUTS] = {1, 0, 1};
    struct t2_random_seeded seed[N_MAX];
    struct t2_random random[N_MAX];
    struct run r = {.n = size > 0 && (data[0] & 1) != 0 ? 2 : 3};
    struct circuit **circuit = &circuits[r.n];
    require(t2_init() == 0);
    if (*circuit == NULL)
        *circuit = make_circuit(r.n);
    r.cheat = r.n - 1;
    r.n_changes = size > 0 ? (size - 1) / CHANGE_LEN : 0;
    r.n_changes = r.n_changes < CHANGES_MAX ? r.n_changes : CHANGES_MAX;
    r.changes = r.n_changes > 0 ? data + 1 : NULL;
    t2_buf_init(&r.frame, 1u << 24);
    for (unsigned i = 0; i < r.n; i++) {
        random[i] = t2_random_seeded_init(&seed[i], 100 + i);
        struct sealed_config config = {.n_parties = r.n,
                                       .self = i,
                                       .statistical_bits = 40,
                                       .circuit = *circuit,
                                       .input_bits = i == r.cheat ? cheat_entry : honest_entry[i],
                                       .random = &random[i]};
        require(sealed_session_new(&r.s[i], &config) == 0);
        t2_buf_init(&r.kept[i], 1u << 24);
    }
    size_t moved = 1;
    for (unsigned round = 0; moved != 0 && round < ROUNDS_MAX; round++) {
        step_all(&r);
        moved = move_frames(&r, round);
    }
    require(moved == 0);
    judge(&r, *circuit);
    for (unsigned i = 0; i < r.n; i++) {
        sealed_session_free(r.s[i]);
        t2_buf_free(&r.kept[i]);
    }
    t2_buf_free(&r.frame);
    return 0;
}

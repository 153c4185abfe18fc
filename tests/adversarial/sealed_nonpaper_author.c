/* Who wrote a non-paper? All seats but two together, and with them the relay, look at rounds in which one of
 * the two honest seats had a text, and try to name it. Three looks:
 *
 *   - bits: some thousand one-bit rounds side by side in one session. All that the coalition sees of each,
 * and its own share of the triple, XORed in every way with each other: none may go with the author;
 *   - whole rounds: a simple learner gets every byte that the coalition receives and sends, and what was
 * opened, of half of the rounds, with the authors named; then it guesses the authors of the other half;
 *   - the relay: which frame goes from whom to whom, in which order and how long, is one and the same list in
 *     every round, whoever wrote, also when nobody did.
 *
 * Power. Bits: with 6,000 rounds a combination that goes with the author by 0.1 is found with a probability
 * above 0.98. Whole rounds: a guess that is right three times in four passes with a probability below 0.02
 * (140 guesses); with T2_SOAK=1 (3,000 guesses) one that is right 57 times in 100, below 0.001.
 *
 * Each learner is also given rounds that leak, and must then name the author: the outputs opened by the
 * shares that the seats hold (refresh.c left out), and a place that depends on the seat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/nonpaper.h>
#include <tracktwo/sealed.h>
#include <tracktwo/secret.h>

#include "sealed/flights.h"
#include "sealed/refresh.h"

#define HONEST 2 /* parties 0 and 1; the others are the coalition */
#define N_MAX 4
#define LIMIT_BITS 5.5
#define LIMIT_GUESSES 3.5 /* standard deviations from even */

/* ---- the leak: outputs opened by raw shares ---- */

static int raw_shares;
int __real_refresh_plan(struct sealed_session *s);
int __wrap_refresh_plan(struct sealed_session *s);

int __wrap_refresh_plan(struct sealed_session *s)
{
    int err = __real_refresh_plan(s);
    if (err == 0 && raw_shares) {
        memcpy(s->output_slot, s->circuit->output_slot, s->circuit->n_outputs * sizeof *s->output_slot);
        s->n_ands -= s->n_refresh;
        s->n_refresh = 0;
        s->refresh_layer = (struct circuit_layer){.ands = s->refresh, .n_ands = 0};
    }
    return err;
}

/* ---- one run of a circuit, and whoever looks on ---- */

struct look {
    void *ctx;
    /* A flight of all parties has been made and is about to be delivered. */
    void (*flight)(void *ctx, struct sealed_session *s[], enum sealed_flight_id flight);
    void (*frame)(void *ctx, enum sealed_flight_id flight, unsigned from, unsigned to, struct t2_bytes bytes);
};

static void run(const struct circuit *c, uint8_t *const in[], uint64_t seed, const struct look *look,
                uint8_t *result)
{
    struct sealed_session *s[N_MAX];
    struct t2_random_seeded stream[N_MAX];
    struct t2_random random[N_MAX];
    for (unsigned p = 0; p < c->n_parties; p++) {
        random[p] = t2_random_seeded_init(&stream[p], seed * N_MAX + p);
        struct sealed_config config = {.n_parties = c->n_parties,
                                       .self = p,
                                       .statistical_bits = 40,
                                       .circuit = c,
                                       .input_bits = in[p],
                                       .memory_target = (size_t)16 << 20,
                                       .random = &random[p]};
        assert_int_equal(sealed_session_new(&s[p], &config), 0);
    }
    for (size_t moved = 1; moved != 0;) {
        moved = 0;
        for (unsigned p = 0; p < c->n_parties; p++)
            assert_int_equal(sealed_session_step(s[p]), 0);
        enum sealed_flight_id flight = s[0]->flight;
        if (sealed_session_state(s[0]) == SEALED_RUNNING && look->flight != NULL)
            look->flight(look->ctx, s, flight);
        for (unsigned i = 0; i < c->n_parties; i++) {
            for (unsigned j = 0; j < c->n_parties; j++) {
                struct t2_bytes b = sealed_session_pending(s[i], j);
                if (b.len == 0)
                    continue;
                look->frame(look->ctx, flight, i, j, b);
                if (sealed_session_state(s[j]) == SEALED_RUNNING)
                    assert_int_equal(sealed_session_receive(s[j], i, b), 0);
                moved += b.len;
                sealed_session_sent(s[i], j, b.len);
            }
        }
    }
    for (unsigned p = 0; p < c->n_parties; p++) {
        assert_int_equal(sealed_session_result(s[p], result), 0);
        sealed_session_free(s[p]);
    }
}

/* ---- bits ---- */

#define COPIES 6000u
#define VIEW_MAX 16

struct bits {
    unsigned n_parties, n_bits;
    uint32_t view[COPIES];
};

static void add_bits(struct bits *v, const uint8_t *packed)
{
    assert_true(v->n_bits < VIEW_MAX);
    for (size_t k = 0; k < COPIES; k++)
        v->view[k] |= (uint32_t)bit_get(packed, k) << v->n_bits;
    v->n_bits++;
}

/* What the coalition holds itself: its bits of the triples that are about to be used. */
static void look_flight(void *ctx, struct sealed_session *s[], enum sealed_flight_id flight)
{
    struct bits *v = ctx;
    if (flight != FLIGHT_AND)
        return;
    assert_int_equal(s[0]->chunk, COPIES); /* in one flight */
    for (unsigned p = HONEST; p < v->n_parties; p++) {
        for (unsigned which = 0; which < 3; which++) {
            assert_true(v->n_bits < VIEW_MAX);
            for (size_t k = 0; k < COPIES; k++)
                v->view[k] |= (uint32_t)(s[p]->pool.bits[s[p]->pool.used + k] >> which & 1) << v->n_bits;
            v->n_bits++;
        }
    }
}

static void look_frame(void *ctx, enum sealed_flight_id flight, unsigned from, unsigned to, struct t2_bytes b)
{
    struct bits *v = ctx;
    const uint8_t *payload = b.ptr + SEALED_FRAME_HEADER;
    if (from >= HONEST || to != HONEST) /* the same to all of the coalition in these */
        return;
    if (flight == FLIGHT_INPUT || flight == FLIGHT_OUTPUT)
        add_bits(v, payload);
    if (flight == FLIGHT_AND) {
        add_bits(v, payload);
        add_bits(v, payload + (COPIES + 7) / 8);
    }
}

/* The XOR of view bits that goes most with the author, in squared standard deviations. */
static double most_telling(const struct bits *v, const uint8_t *author)
{
    size_t size = (size_t)1 << v->n_bits;
    int32_t *w = calloc(size, sizeof *w), most = 0;
    assert_non_null(w);
    for (size_t k = 0; k < COPIES; k++)
        w[v->view[k]] += author[k] != 0 ? 1 : -1;
    for (size_t half = 1; half < size; half *= 2) {
        for (size_t i = 0; i < size; i++) {
            if ((i & half) != 0)
                continue;
            int32_t a = w[i], b = w[i + half];
            w[i] = a + b;
            w[i + half] = a - b;
        }
    }
    for (size_t i = 0; i < size; i++) /* the sum of none too: authors are even */
        most = abs(w[i]) > most ? abs(w[i]) : most;
    free(w);
    return (double)most * most / COPIES;
}

static double bits_look(unsigned n, uint64_t seed)
{
    struct circuit_builder *b = NULL;
    struct circuit *c = NULL;
    static struct bits v;
    static uint8_t in[N_MAX][COPIES], author[COPIES], result[COPIES];
    uint8_t *inputs[N_MAX];
    struct t2_random_seeded stream;
    struct t2_random coins = t2_random_seeded_init(&stream, seed);
    memset(&v, 0, sizeof v);
    memset(in, 0, sizeof in);
    v.n_parties = n;
    assert_int_equal(circuit_builder_new(&b, n), 0);
    assert_int_equal(t2_random_fill(&coins, author, sizeof author), 0);
    for (size_t k = 0; k < COPIES; k++) { /* as nonpaper_circuit makes it */
        circuit_wire sum = circuit_input(b, 0);
        for (unsigned p = 1; p < n; p++)
            sum = circuit_xor(b, sum, circuit_input(b, p));
        circuit_output(b, sum);
        author[k] &= 1;
        in[author[k]][k] = 1;
    }
    assert_int_equal(circuit_build(b, &c), 0);
    circuit_builder_free(b);
    for (unsigned p = 0; p < n; p++)
        inputs[p] = in[p];
    run(c, inputs, seed, &(struct look){&v, look_flight, look_frame}, result);
    for (size_t k = 0; k < COPIES; k++)
        assert_int_equal(result[k], 1);
    circuit_free(c);
    return most_telling(&v, author);
}

static void bits_tell_nothing(void **state)
{
    (void)state;
    for (unsigned n = 3; n <= N_MAX; n++) {
        double clean = bits_look(n, 100 + n);
        raw_shares = 1;
        double leak = bits_look(n, 200 + n);
        raw_shares = 0;
        print_message("n=%u: most telling XOR at %.1f squared deviations; with raw shares at %.1f\n", n,
                      clean, leak);
        assert_true(clean < LIMIT_BITS * LIMIT_BITS);
        assert_true(leak > 0.99 * COPIES); /* a share is the entry */
    }
}

/* ---- whole rounds ---- */

#define FRAMES_MAX 1024
#define PER_FRAME 5
#define SCALARS_MAX (FRAMES_MAX * PER_FRAME)

/* What the coalition has of one round, one after the other, and where its frames lie. */
struct transcript {
    unsigned n_parties;
    size_t len, cap, n_frames;
    uint8_t *bytes;
    struct seen_frame {
        uint8_t flight, from, to;
        size_t at, len;
    } frame[FRAMES_MAX];
    /* The relay's: every frame of everybody. */
    size_t n_relay;
    uint64_t relay[FRAMES_MAX];
};

static void keep_bytes(struct transcript *t, const void *p, size_t n)
{
    if (t->len + n > t->cap) {
        t->cap = 2 * (t->len + n);
        t->bytes = realloc(t->bytes, t->cap);
        assert_non_null(t->bytes);
    }
    memcpy(t->bytes + t->len, p, n);
    t->len += n;
}

static void keep_frame(void *ctx, enum sealed_flight_id flight, unsigned from, unsigned to, struct t2_bytes b)
{
    struct transcript *t = ctx;
    assert_true(t->n_relay < FRAMES_MAX && t->n_frames < FRAMES_MAX);
    t->relay[t->n_relay++] = (uint64_t)from << 60 | (uint64_t)to << 56 | b.len;
    if ((from >= HONEST) == (to >= HONEST)) /* between the two, or inside the coalition */
        return;
    t->frame[t->n_frames++] = (struct seen_frame){(uint8_t)flight, (uint8_t)from, (uint8_t)to, t->len, b.len};
    keep_bytes(t, b.ptr, b.len);
}

static int place_is(void *ctx, uint8_t *out, size_t n)
{
    memset(out, 0x5a, n);
    out[n - 1] = *(const uint8_t *)ctx; /* what draws the place */
    return 0;
}

enum leak { NO_LEAK, RAW_SHARES, PLACE_OF_SEAT };

/* A round; author 0 or 1, or another number: nobody. The coalition knows the text; it is always the same. */
static void one_round(const struct nonpaper_form *f, const struct circuit *c, unsigned author, enum leak leak,
                      uint64_t seed, struct transcript *t)
{
    static const uint8_t context[NON_PAPER_CONTEXT_LEN], text[64] = "It might be possible to recom";
    static uint8_t in[N_MAX][4096], result[4096];
    uint8_t *inputs[N_MAX], fixed = (uint8_t)author;
    struct t2_random_seeded stream;
    struct t2_random own = t2_random_seeded_init(&stream, ~seed), place = {.fill = place_is, .ctx = &fixed};
    size_t n_bits = nonpaper_n_bits(f);
    assert_true(n_bits <= sizeof result);
    for (unsigned p = 0; p < f->n_seats; p++) {
        inputs[p] = in[p];
        assert_int_equal(nonpaper_input(f, context, text, p == author ? 29 : 0,
                                        leak == PLACE_OF_SEAT ? &place : &own, in[p]),
                         0);
    }
    t->len = t->n_frames = t->n_relay = 0;
    raw_shares = leak == RAW_SHARES;
    run(c, inputs, seed, &(struct look){t, NULL, keep_frame}, result);
    raw_shares = 0;
    for (size_t i = 0; i < n_bits; i += 8) { /* what was opened, packed */
        uint8_t byte = 0;
        for (unsigned k = 0; k < 8; k++)
            byte = (uint8_t)(byte | result[i + k] << k);
        keep_bytes(t, &byte, 1);
    }
}

static unsigned ones(const uint8_t *p, const uint8_t *with, size_t n)
{
    unsigned sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (unsigned)__builtin_popcount((unsigned)(p[i] ^ (with != NULL ? with[i] : 0)));
    return sum;
}

/* A few numbers for each frame: ones; their parity; ones of its difference from what the other honest party
 * sent then, from what was sent back to it, and from what was opened. */
static size_t scalars(const struct transcript *t, size_t opened_len, float *out)
{
    size_t n = 0;
    const uint8_t *opened = t->bytes + t->len - opened_len;
    for (size_t i = 0; i < t->n_frames; i++) {
        const struct seen_frame *x = &t->frame[i], *other = x, *back = x;
        const uint8_t *p = t->bytes + x->at;
        for (size_t k = 0; k < t->n_frames; k++) {
            const struct seen_frame *y = &t->frame[k];
            int now = y->flight == x->flight && y->len == x->len;
            if (now && y->to == x->to && y->from != x->from)
                other = y;
            if (now && y->to == x->from && y->from == x->to)
                back = y;
        }
        unsigned count = ones(p, NULL, x->len);
        out[n++] = (float)count;
        out[n++] = (float)(count & 1);
        out[n++] = (float)ones(p, t->bytes + other->at, x->len);
        out[n++] = (float)ones(p, t->bytes + back->at, x->len);
        size_t payload = x->len - SEALED_FRAME_HEADER;
        out[n++] = (float)ones(p + SEALED_FRAME_HEADER, opened, payload < opened_len ? payload : opened_len);
    }
    return n;
}

/* What is learnt: for each bit how often it was 1 with either author, for each number its sums. */
struct learner {
    size_t n_bits, n_scalars;
    uint16_t *bit[2];
    double sum[2][SCALARS_MAX], squares[2][SCALARS_MAX];
    unsigned rounds[2];
    /* then: the bits that seemed to tell, with their weights; the number that told most, and its middle */
    size_t n_chosen;
    uint32_t *chosen;
    float *weight;
    double bias, middle, direction;
    size_t best;
};

static void learn(struct learner *l, const struct transcript *t, unsigned author, const float *number)
{
    l->rounds[author]++;
    for (size_t i = 0; i < t->len; i++) {
        uint16_t *count = l->bit[author] + 8 * i;
        for (unsigned k = 0; k < 8; k++)
            count[k] = (uint16_t)(count[k] + (t->bytes[i] >> k & 1));
    }
    for (size_t i = 0; i < l->n_scalars; i++) {
        l->sum[author][i] += number[i];
        l->squares[author][i] += (double)number[i] * number[i];
    }
}

#define SEEMS_TO_TELL 3.5 /* standard errors */

static void conclude(struct learner *l)
{
    double n0 = l->rounds[0], n1 = l->rounds[1], most = -1;
    double error = 0.25 / n0 + 0.25 / n1; /* squared */
    for (size_t i = 0; i < l->n_bits; i++) {
        double m0 = l->bit[0][i] / n0, m1 = l->bit[1][i] / n1;
        if ((m1 - m0) * (m1 - m0) < SEEMS_TO_TELL * SEEMS_TO_TELL * error)
            continue;
        if ((l->n_chosen & (l->n_chosen + 1)) == 0) {
            l->chosen = reallocarray(l->chosen, 2 * l->n_chosen + 2, sizeof *l->chosen);
            l->weight = reallocarray(l->weight, 2 * l->n_chosen + 2, sizeof *l->weight);
            assert_true(l->chosen != NULL && l->weight != NULL);
        }
        l->chosen[l->n_chosen] = (uint32_t)i;
        l->weight[l->n_chosen++] = (float)(m1 - m0);
        l->bias += (m1 - m0) * (m0 + m1) / 2;
    }
    for (size_t i = 0; i < l->n_scalars; i++) {
        double m0 = l->sum[0][i] / n0, m1 = l->sum[1][i] / n1;
        double spread = l->squares[0][i] / n0 - m0 * m0 + l->squares[1][i] / n1 - m1 * m1 + 1e-6;
        double told = (m1 - m0) * (m1 - m0) / spread;
        if (told > most) {
            most = told;
            l->best = i;
            l->middle = (m0 + m1) / 2;
            l->direction = m1 - m0;
        }
    }
}

static unsigned guess_by_bits(const struct learner *l, const struct transcript *t)
{
    double score = -l->bias;
    for (size_t i = 0; i < l->n_chosen; i++)
        score += (t->bytes[l->chosen[i] / 8] >> (l->chosen[i] & 7) & 1) * (double)l->weight[i];
    return score > 0;
}

static unsigned guess_by_number(const struct learner *l, const float *number)
{
    return ((double)number[l->best] - l->middle) * l->direction > 0;
}

struct guesses {
    unsigned n, by_bits, by_number; /* right ones */
};

static struct guesses whole_rounds(unsigned n, unsigned how_many, enum leak leak)
{
    const struct nonpaper_form f = {.n_seats = n, .n_places = 2, .place_len = 64};
    static struct transcript t;
    static struct learner l;
    static float number[SCALARS_MAX];
    struct guesses g = {0, 0, 0};
    struct t2_random_seeded stream;
    struct t2_random coins = t2_random_seeded_init(&stream, 4000 + n + 10 * (unsigned)leak);
    struct circuit *c = NULL;
    size_t opened_len = nonpaper_n_bits(&f) / 8, len = 0, n_relay = 0;
    static uint64_t relay[FRAMES_MAX];
    assert_int_equal(nonpaper_circuit(&f, &c), 0);
    memset(&l, 0, sizeof l);
    t.n_parties = n;
    for (unsigned k = 0; k < 2 * how_many; k++) {
        uint8_t coin;
        assert_int_equal(t2_random_fill(&coins, &coin, 1), 0);
        unsigned author = coin & 1, nobody = k == 1; /* one round without any text, for the relay only */
        one_round(&f, c, nobody ? 99 : author, leak, 100000 * n + k, &t);
        if (k == 0) {
            len = t.len;
            n_relay = t.n_relay;
            memcpy(relay, t.relay, sizeof relay);
            l.n_bits = 8 * len;
            for (unsigned i = 0; i < 2; i++) {
                l.bit[i] = calloc(l.n_bits, sizeof *l.bit[i]);
                assert_non_null(l.bit[i]);
            }
        }
        assert_int_equal(t.len, len);
        assert_int_equal(t.n_relay, n_relay);
        assert_memory_equal(t.relay, relay, n_relay * sizeof *relay);
        if (nobody)
            continue;
        l.n_scalars = scalars(&t, opened_len, number);
        if (k < how_many) {
            learn(&l, &t, author, number);
            if (k + 1 == how_many)
                conclude(&l);
            continue;
        }
        g.n++;
        g.by_bits += guess_by_bits(&l, &t) == author;
        g.by_number += guess_by_number(&l, number) == author;
    }
    print_message(
        "n=%u, %s: %zu bytes of view, %zu frames on the relay; %zu bits seemed to tell, number %zu of %zu "
        "most (flight %u from %u); right guesses of %u: %u by bits, %u by the number\n",
        n,
        leak == NO_LEAK      ? "as it is"
        : leak == RAW_SHARES ? "raw shares"
                             : "place of the seat",
        len, n_relay, l.n_chosen, l.best, l.n_scalars, t.frame[l.best / PER_FRAME].flight,
        t.frame[l.best / PER_FRAME].from, g.n, g.by_bits, g.by_number);
    for (unsigned i = 0; i < 2; i++)
        free(l.bit[i]);
    free(l.chosen);
    free(l.weight);
    circuit_free(c);
    return g;
}

static int no_better_than_chance(unsigned right, unsigned n)
{
    double away = (double)right - n / 2.0;
    return away * away < LIMIT_GUESSES * LIMIT_GUESSES * n / 4.0;
}

static void nobody_is_named(void **state)
{
    (void)state;
    unsigned how_many = getenv("T2_SOAK") != NULL ? 3000 : 120;
    for (unsigned n = 3; n <= N_MAX; n++) {
        struct guesses g = whole_rounds(n, how_many, NO_LEAK);
        assert_true(g.n == how_many);
        assert_true(no_better_than_chance(g.by_bits, g.n));
        assert_true(no_better_than_chance(g.by_number, g.n));
    }
}

static void a_leak_is_found(void **state)
{
    (void)state;
    for (unsigned n = 3; n <= N_MAX; n++) {
        struct guesses g = whole_rounds(n, 140, RAW_SHARES);
        assert_true(g.by_bits > 130 && g.by_number > 130);
    }
    struct guesses g = whole_rounds(3, 40, PLACE_OF_SEAT);
    assert_true(g.by_bits > 36 && g.by_number > 36);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bits_tell_nothing),
        cmocka_unit_test(nobody_is_named),
        cmocka_unit_test(a_leak_is_found),
    };
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("sealed_nonpaper_author", tests, NULL, NULL);
}

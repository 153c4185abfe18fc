/* Rounds of non-papers, whole: what every desk opens is the sum of what all put in, and what is read from it
 * is what was written where nobody else wrote. Then what jammers can do to it. Seeds are printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/nonpaper.h>
#include <tracktwo/secret.h>

#include "../unit/sealed_local.h"

#define SEED 20261130u
#define PLACE 64
#define ROOM (PLACE - NON_PAPER_OVERHEAD)
#define BITS(places) ((places)*PLACE * 8)
#define MAX_BITS BITS(NON_PAPER_PLACES)

static struct t2_random_seeded stream;
static struct t2_random source;
static const uint8_t context[NON_PAPER_CONTEXT_LEN] = {7};

static unsigned below(unsigned n)
{
    uint32_t v = 0;
    assert_int_equal(t2_random_fill(&source, &v, sizeof v), 0);
    return v % n;
}

struct written {
    int place; /* -1: nothing */
    uint32_t len;
    uint8_t text[ROOM];
    uint8_t bits[MAX_BITS];
};

/* A text of random bytes: what the table makes of it is not this room's matter. */
static void write_input(const struct nonpaper_form *f, int has_text, struct written *w)
{
    w->len = has_text ? 1 + below(ROOM) : 0;
    w->place = -1;
    assert_int_equal(t2_random_fill(&source, w->text, ROOM), 0);
    assert_int_equal(nonpaper_input(f, context, w->text, w->len, &source, w->bits), 0);
    for (size_t i = 0; i < BITS(f->n_places); i++) {
        if (w->bits[i] != 0)
            w->place = (int)(i / BITS(1));
    }
    assert_int_equal(w->place >= 0, has_text);
}

static int has(const struct nonpaper_opened *o, const struct written *w)
{
    for (unsigned i = 0; i < o->n_texts; i++) {
        if (o->text[i].len == w->len && memcmp(o->text[i].ptr, w->text, w->len) == 0)
            return 1;
    }
    return 0;
}

/* What must come out of these, nobody else having put in anything. */
static void judge(const struct nonpaper_form *f, const struct written *w, unsigned n, const uint8_t *bits)
{
    uint8_t places[MAX_BITS / 8];
    struct nonpaper_opened o;
    unsigned at[NON_PAPER_PLACES] = {0}, alone = 0, broken = 0;
    assert_int_equal(nonpaper_read(f, context, bits, places, &o), 0);
    for (unsigned p = 0; p < n; p++) {
        if (w[p].place >= 0)
            at[w[p].place]++;
    }
    for (unsigned p = 0; p < n; p++) {
        int single = w[p].place >= 0 && at[w[p].place] == 1;
        alone += single ? 1 : 0;
        assert_int_equal(w[p].place >= 0 && has(&o, &w[p]), single);
    }
    for (size_t k = 0; k < f->n_places; k++)
        broken += at[k] > 1;
    assert_int_equal(o.n_texts, alone);
    assert_int_equal(o.n_broken, broken);
    assert_true(o.n_broken <= n / 2); /* honest seats break no more */
}

static void rounds(unsigned n, size_t n_places, unsigned how_many)
{
    const struct nonpaper_form f = {.n_seats = n, .n_places = n_places, .place_len = PLACE};
    static struct written w[CIRCUIT_MAX_PARTIES];
    uint8_t *in[CIRCUIT_MAX_PARTIES], out[MAX_BITS];
    struct circuit *c = NULL;
    assert_int_equal(nonpaper_circuit(&f, &c), 0);
    for (unsigned k = 0; k < how_many; k++) {
        for (unsigned p = 0; p < n; p++) {
            write_input(&f, below(2) != 0, &w[p]);
            in[p] = w[p].bits;
        }
        sealed_local_evaluate(c, in, 40, out); /* all parties have the same */
        for (size_t i = 0; i < BITS(n_places); i++) {
            unsigned sum = 0;
            for (unsigned p = 0; p < n; p++)
                sum ^= w[p].bits[i];
            assert_int_equal(out[i], sum);
        }
        judge(&f, w, n, out);
    }
    circuit_free(c);
}

static void what_is_opened_is_the_sum(void **state)
{
    (void)state;
    print_message("seed %u\n", SEED);
    rounds(3, 8, 6);
    rounds(4, 8, 4);
    rounds(8, 4, 2);
}

/* ---- jammers: the sum in the clear, many times ---- */

/* Tries to turn the text into another: it knows the text and the place (a text that comes again after a round
 * that broke was seen), the context, and all but the key. */
static void change(const struct nonpaper_form *f, const struct written *honest, uint8_t *bits)
{
    uint8_t other[ROOM], guess[BITS(1)], *own = calloc(1, MAX_BITS);
    struct written mine;
    assert_non_null(own);
    assert_int_equal(t2_random_fill(&source, other, ROOM), 0);
    memset(&mine, 0, sizeof mine);
    /* A place as the honest one could have made it, and one with the other text, laid out with keys of its
     * own. */
    do
        assert_int_equal(nonpaper_input(f, context, honest->text, honest->len, &source, mine.bits), 0);
    while (memcmp(mine.bits + BITS(1) * (size_t)honest->place, (uint8_t[BITS(1)]){0}, BITS(1)) == 0);
    memcpy(guess, mine.bits + BITS(1) * (size_t)honest->place, BITS(1));
    do
        assert_int_equal(nonpaper_input(f, context, other, honest->len, &source, own), 0);
    while (memcmp(own + BITS(1) * (size_t)honest->place, (uint8_t[BITS(1)]){0}, BITS(1)) == 0);
    for (size_t i = 0; i < BITS(1); i++) {
        size_t at = BITS(1) * (size_t)honest->place + i;
        int is_key = i >= 16 && i < 144;
        own[at] ^= guess[i];
        if (is_key && below(2) == 0)
            own[at] = 0; /* leaves the honest key as it is, here and there */
    }
    memcpy(bits, own, BITS(f->n_places));
    free(own);
}

enum strategy { ONES, RANDOM, ONE_BIT, ONE_PLACE, CHANGE, CHANGE_TEXT_ONLY, REPLAY, N_STRATEGIES };

static void jam(enum strategy s, const struct nonpaper_form *f, const struct written *honest, uint8_t *bits)
{
    size_t n = BITS(f->n_places);
    struct written old;
    memset(bits, s == ONES, n);
    switch (s) {
    case RANDOM:
        for (size_t i = 0; i < n; i++)
            bits[i] = (uint8_t)below(2);
        break;
    case ONE_BIT:
        bits[BITS(1) * (size_t)honest->place + below(BITS(1))] = 1;
        break;
    case ONE_PLACE:
        for (size_t i = 0; i < BITS(1); i++)
            bits[BITS(1) * (size_t)honest->place + i] = (uint8_t)below(2);
        bits[BITS(1) * (size_t)honest->place] |= 1;
        break;
    case CHANGE:
        change(f, honest, bits);
        break;
    case CHANGE_TEXT_ONLY: /* the checksum of the other text under the key zero, and the like */
        change(f, honest, bits);
        for (size_t i = 0; i < BITS(1); i++) {
            if (i < 144)
                bits[BITS(1) * (size_t)honest->place + i] = 0;
        }
        break;
    case REPLAY: /* what was opened in a round with another context */
        write_input(f, 1, &old);
        memset(bits, 0, n);
        assert_int_equal(
            nonpaper_input(f, (const uint8_t[NON_PAPER_CONTEXT_LEN]){9}, old.text, old.len, &source, bits),
            0);
        break;
    case ONES:
    case N_STRATEGIES:
        break;
    }
}

/* Never is a text taken that the honest seat did not write, and whenever its own does not come out whole a
 * broken place is there to be seen. */
static void jammers(void **state)
{
    (void)state;
    const struct nonpaper_form f = {.n_seats = 3, .n_places = 8, .place_len = PLACE};
    static const char *const name[] = {"ones",   "random",           "one bit", "one place",
                                       "change", "change text only", "replay"};
    unsigned times = getenv("T2_SOAK") != NULL ? 20000 : 500;
    for (unsigned s = 0; s < N_STRATEGIES; s++) {
        unsigned lost = 0, certain = 0;
        for (unsigned k = 0; k < times; k++) {
            static struct written honest;
            uint8_t bits[MAX_BITS], places[MAX_BITS / 8];
            struct nonpaper_opened o;
            write_input(&f, 1, &honest);
            jam((enum strategy)s, &f, &honest, bits);
            for (size_t i = 0; i < MAX_BITS; i++)
                bits[i] ^= honest.bits[i];
            assert_int_equal(nonpaper_read(&f, context, bits, places, &o), 0);
            int mine = has(&o, &honest);
            assert_int_equal(o.n_texts, mine); /* no other text, ever */
            assert_true(o.n_broken > 0);       /* all of these are noticed */
            lost += !mine;
            certain += o.n_broken > 1; /* more than two honest of three can break */
        }
        print_message("%-16s the text was lost in %u of %u, jamming was certain in %u\n", name[s], lost,
                      times, certain);
        assert_true(s == REPLAY ? lost < times / 4 : lost == times);
        assert_true(s != ONES && s != RANDOM ? 1 : certain == times);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_opened_is_the_sum),
                                       cmocka_unit_test(jammers)};
    if (t2_init() != 0)
        return 1;
    source = t2_random_seeded_init(&stream, SEED);
    return cmocka_run_group_tests_name("sealed_rounds", tests, NULL, NULL);
}

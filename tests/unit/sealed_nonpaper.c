/* The round of non-papers: what a seat puts in, what is read from the sum, what no adding can do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/crypto.h>
#include <tracktwo/err.h>
#include <tracktwo/nonpaper.h>

#define N_DRAWS 8000u
#define MAX_BITS (8 * NON_PAPER_PLACES * NON_PAPER_PLACE)
static const uint8_t context[NON_PAPER_CONTEXT_LEN] = {1, 2, 3};
static const struct nonpaper_form small = {.n_seats = 3, .n_places = 4, .place_len = 64};
static uint8_t sum[MAX_BITS], bits[MAX_BITS], places[MAX_BITS / 8];
static struct t2_random_seeded stream;
static struct t2_random source;

static int set_up(void **state)
{
    (void)state;
    source = t2_random_seeded_init(&stream, 20261130);
    memset(sum, 0, sizeof sum);
    return 0;
}

static int put(const struct nonpaper_form *f, const char *text)
{
    static uint8_t padded[NON_PAPER_TEXT_MAX];
    size_t len = strlen(text);
    assert_true(len <= sizeof padded);
    memset(padded, 0xa5, sizeof padded); /* what stands behind the text is not looked at */
    memcpy(padded, text, len);
    return nonpaper_input(f, context, padded, (uint32_t)len, &source, bits);
}

static void add(const struct nonpaper_form *f, const char *text)
{
    assert_int_equal(put(f, text), 0);
    for (size_t i = 0; i < nonpaper_n_bits(f); i++)
        sum[i] ^= bits[i];
}

static struct nonpaper_opened read_sum(const struct nonpaper_form *f)
{
    struct nonpaper_opened o;
    assert_int_equal(nonpaper_read(f, context, sum, places, &o), 0);
    return o;
}

static int place_of(const struct nonpaper_form *f, const uint8_t *in)
{
    int found = -1;
    for (size_t p = 0; p < f->n_places; p++) {
        uint8_t any = 0;
        for (size_t i = 0; i < 8 * f->place_len; i++)
            any |= in[p * 8 * f->place_len + i];
        if (any != 0) {
            assert_int_equal(found, -1);
            found = (int)p;
        }
    }
    return found;
}

/* The shortest correct use: three seats, of which one has a text. */
static void one_text(void **state)
{
    (void)state;
    const struct nonpaper_form f = nonpaper_form_of(3);
    add(&f, "");
    add(&f, "If one side felt able to propose that.");
    add(&f, "");
    struct nonpaper_opened o = read_sum(&f);
    assert_int_equal(o.n_texts, 1);
    assert_int_equal(o.n_broken, 0);
    assert_int_equal(o.text[0].len, 38);
    assert_memory_equal(o.text[0].ptr, "If one side felt able to propose that.", 38);
}

static void without_a_text_zeros(void **state)
{
    (void)state;
    for (unsigned n = 3; n <= 8; n++) {
        const struct nonpaper_form f = nonpaper_form_of(n);
        assert_int_equal(put(&f, ""), 0);
        assert_int_equal(place_of(&f, bits), -1);
        assert_int_equal(read_sum(&f).n_texts + read_sum(&f).n_broken, 0);
    }
}

static void the_longest(void **state)
{
    (void)state;
    static char text[NON_PAPER_TEXT_MAX + 1];
    static uint8_t padded[NON_PAPER_TEXT_MAX + 1];
    const struct nonpaper_form f = nonpaper_form_of(8);
    memset(text, 'x', NON_PAPER_TEXT_MAX);
    add(&f, text);
    struct nonpaper_opened o = read_sum(&f);
    assert_int_equal(o.n_texts, 1);
    assert_int_equal(o.text[0].len, NON_PAPER_TEXT_MAX);
    assert_memory_equal(o.text[0].ptr, text, NON_PAPER_TEXT_MAX);
    memset(bits, 1, sizeof bits);
    assert_int_equal(nonpaper_input(&f, context, padded, NON_PAPER_TEXT_MAX + 1, &source, bits),
                     T2_E_TOO_LARGE);
    assert_int_equal(place_of(&f, bits), -1);
}

/* Every place as often as any other, drawn anew each time. */
static void places_are_uniform(void **state)
{
    (void)state;
    const struct nonpaper_form f = {.n_seats = 3, .n_places = 8, .place_len = 40};
    unsigned count[8] = {0}, same = 0;
    int last = -1;
    for (unsigned i = 0; i < N_DRAWS; i++) {
        assert_int_equal(put(&f, "x"), 0);
        int at = place_of(&f, bits);
        assert_true(at >= 0);
        count[at]++;
        same += at == last;
        last = at;
    }
    double chi = 0;
    for (unsigned p = 0; p < 8; p++)
        chi += ((double)count[p] - N_DRAWS / 8) * ((double)count[p] - N_DRAWS / 8) / (N_DRAWS / 8);
    print_message("chi squared of 8 places over %u inputs: %.1f (7 degrees); the same twice in a row: %u\n",
                  N_DRAWS, chi, same);
    assert_true(chi < 30); /* once in 10,000 */
    assert_true(same > N_DRAWS / 8 - 150 && same < N_DRAWS / 8 + 150);
}

/* Two in one place: broken, and nothing of either is taken for a text. Two in two places: both, in the order
 * of their bytes whatever their places. */
static void collisions(void **state)
{
    (void)state;
    unsigned met = 0, apart = 0;
    for (unsigned i = 0; i < 400; i++) {
        memset(sum, 0, sizeof sum);
        add(&small, "bbbb");
        int first = place_of(&small, bits);
        add(&small, "aaaaaa");
        int second = place_of(&small, bits);
        struct nonpaper_opened o = read_sum(&small);
        if (first == second) {
            met++;
            assert_int_equal(o.n_texts, 0);
            assert_int_equal(o.n_broken, 1);
        } else {
            apart++;
            assert_int_equal(o.n_texts, 2);
            assert_int_equal(o.n_broken, 0);
            assert_memory_equal(o.text[0].ptr, "aaaaaa", 6);
            assert_memory_equal(o.text[1].ptr, "bbbb", 4);
        }
    }
    print_message("met %u times of 400 in 4 places\n", met);
    assert_true(met > 60 && apart > 200);
}

/* Two seats with the same words: one non-paper; in one place they do not cancel out, since each has a key. */
static void the_same_words(void **state)
{
    (void)state;
    unsigned broken = 0;
    for (unsigned i = 0; i < 100; i++) {
        memset(sum, 0, sizeof sum);
        add(&small, "the same");
        add(&small, "the same");
        struct nonpaper_opened o = read_sum(&small);
        assert_int_equal(o.n_texts + o.n_broken, 1);
        broken += o.n_broken;
    }
    assert_true(broken > 5 && broken < 60);
}

static void bound_to_the_context(void **state)
{
    (void)state;
    struct nonpaper_opened o;
    uint8_t other[NON_PAPER_CONTEXT_LEN];
    add(&small, "bound");
    assert_int_equal(read_sum(&small).n_texts, 1);
    for (size_t i = 0; i < sizeof other; i++) {
        memcpy(other, context, sizeof other);
        other[i] ^= 1;
        assert_int_equal(nonpaper_read(&small, other, sum, places, &o), 0);
        assert_int_equal(o.n_texts, 0);
        assert_int_equal(o.n_broken, 1);
    }
}

/* Each bit of the place, flipped alone, breaks it; a bit in an empty place is noticed there. */
static void every_bit(void **state)
{
    (void)state;
    add(&small, "one");
    add(&small, "");
    int at = place_of(&small, sum);
    for (size_t i = 0; i < nonpaper_n_bits(&small); i++) {
        sum[i] ^= 1;
        struct nonpaper_opened o = read_sum(&small);
        int here = i / (8 * small.place_len) == (size_t)at;
        assert_int_equal(o.n_broken, 1);
        assert_int_equal(o.n_texts, !here);
        sum[i] ^= 1;
    }
}

/* A place with a right checksum that breaks the layout all the same: it takes a seat that means to. */
static void well_summed_but_wrong(void **state)
{
    (void)state;
    static const char label[] = "tracktwo non-paper 1";
    static const struct {
        uint8_t high, low, at, byte;
    } bad[] = {{0, 0, 20, 1} /* no length, a byte */,
               {0, 31, 20, 1} /* too long */,
               {0xff, 0xff, 20, 1},
               {0, 1, 19, 1} /* a byte behind the text */,
               {0, 29, 47, 7}};
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        uint8_t place[64] = {bad[k].high, bad[k].low}, digest[32];
        place[bad[k].at] = bad[k].byte;
        const struct t2_bytes parts[] = {t2_bytes_of(label, sizeof label),
                                         t2_bytes_of(context, sizeof context), t2_bytes_of(place, 48)};
        assert_int_equal(t2_sha256(digest, parts, 3), 0);
        memcpy(place + 48, digest, 16);
        memset(sum, 0, sizeof sum);
        for (size_t i = 0; i < 8 * sizeof place; i++)
            sum[i] = place[i / 8] >> (i & 7) & 1;
        assert_int_equal(read_sum(&small).n_texts, 0);
        assert_int_equal(read_sum(&small).n_broken, 1);
    }
}

static void forms_that_are_none(void **state)
{
    (void)state;
    static const struct nonpaper_form bad[] = {{2, 8, 4096}, {9, 8, 4096}, {3, 3, 4096}, {3, 16, 4096},
                                               {3, 1, 4096}, {3, 8, 34},   {3, 8, 8193}, {0, 0, 0}};
    struct circuit *c = NULL;
    struct nonpaper_opened o;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(nonpaper_circuit(&bad[i], &c), T2_E_ARGUMENT);
        assert_null(c);
        assert_int_equal(nonpaper_input(&bad[i], context, places, 1, &source, bits), T2_E_ARGUMENT);
        assert_int_equal(nonpaper_read(&bad[i], context, bits, places, &o), T2_E_ARGUMENT);
    }
}

/* Without randomness nothing goes in, least of all a text in a place that is known. */
static void no_randomness(void **state)
{
    (void)state;
    stream.fail_after = 1;
    uint8_t byte;
    assert_int_equal(t2_random_fill(&source, &byte, 1), 0);
    assert_int_equal(put(&small, "x"), T2_E_RANDOM);
    assert_int_equal(place_of(&small, bits), -1);
}

/* The circuit is sums and nothing else: what hides the author is how they are opened. */
static void the_circuit(void **state)
{
    (void)state;
    for (unsigned n = 3; n <= 8; n++) {
        const struct nonpaper_form f = {.n_seats = n, .n_places = 4, .place_len = 40};
        struct circuit *c = NULL;
        assert_int_equal(nonpaper_circuit(&f, &c), 0);
        assert_int_equal(c->n_ands, 0);
        assert_int_equal(c->n_kept, 0);
        assert_int_equal(c->n_keep, 0);
        assert_int_equal(c->n_outputs, nonpaper_n_bits(&f));
        for (unsigned p = 0; p < n; p++)
            assert_int_equal(c->n_inputs[p], nonpaper_n_bits(&f));
        for (size_t i = 0; i < c->n_outputs; i++)
            assert_int_equal(c->output_party[i], CIRCUIT_TO_ALL);
        circuit_free(c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_text, set_up),
        cmocka_unit_test_setup(without_a_text_zeros, set_up),
        cmocka_unit_test_setup(the_longest, set_up),
        cmocka_unit_test_setup(places_are_uniform, set_up),
        cmocka_unit_test_setup(collisions, set_up),
        cmocka_unit_test_setup(the_same_words, set_up),
        cmocka_unit_test_setup(bound_to_the_context, set_up),
        cmocka_unit_test_setup(every_bit, set_up),
        cmocka_unit_test_setup(well_summed_but_wrong, set_up),
        cmocka_unit_test_setup(forms_that_are_none, set_up),
        cmocka_unit_test_setup(no_randomness, set_up),
        cmocka_unit_test_setup(the_circuit, set_up),
    };
    return cmocka_run_group_tests_name("sealed_nonpaper", tests, NULL, NULL);
}

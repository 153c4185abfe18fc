/* The round of non-papers: n desks put in as many bytes each, and the sum (XOR) of all is opened to all. A
 * desk with a text puts it into one of the places, drawn at random, and zeros into the others; a desk without
 * one puts in zeros. What is opened says that a text was there, and nothing about whose it was. Two texts in
 * one place are broken, which its checksum tells. Layout and proof: docs/protocol/soundings.md.
 *
 *   place    = length 2 | key 16 | text | zeros | checksum 16
 *   checksum = the first 16 bytes of SHA-256("tracktwo non-paper 1" 0 | context 32 | all of the place before
 * it)
 *
 * The key is random and new with every input. Nobody else knows it while the inputs are being fixed, so
 * nobody can change a text by adding something to its place, even if they know the text and guess the place.
 */
#ifndef T2_TRACKTWO_NONPAPER_H
#define T2_TRACKTWO_NONPAPER_H

#include <tracktwo/circuit.h>
#include <tracktwo/random.h>

#define NON_PAPER_PLACES 8   /* at most */
#define NON_PAPER_PLACE 4096 /* bytes of one */
#define NON_PAPER_OVERHEAD 34
#define NON_PAPER_TEXT_MAX (NON_PAPER_PLACE - NON_PAPER_OVERHEAD)
#define NON_PAPER_MIN_SEATS 3
#define NON_PAPER_CONTEXT_LEN 32

/* How large a round is. */
struct nonpaper_form {
    unsigned n_seats; /* 3 to 8: of two, each would know that it was the other */
    size_t n_places;  /* 2, 4 or 8 */
    size_t place_len; /* more than NON_PAPER_OVERHEAD, at most 8,192 */
};

/* That of a table's rounds: 8 places for 3 or 4 seats, 4 for more, so that time and memory stay within what a
 * desk has. */
struct nonpaper_form nonpaper_form_of(unsigned n_seats);

/* For each bit of each place, in order, the sum of what the seats put in, opened to all. The caller frees.
 * T2_E_ARGUMENT, T2_E_MEMORY. */
T2_MUST_USE int nonpaper_circuit(const struct nonpaper_form *f, struct circuit **out);

/* Bits that one seat puts in, and that are opened: n_places * place_len * 8, lowest bit of a byte first. */
size_t nonpaper_n_bits(const struct nonpaper_form *f);

/* What a seat puts in, one bit a byte. text: place_len - NON_PAPER_OVERHEAD bytes, of which the first len are
 * the text; len 0: no text, zeros. Draws as many random bytes and takes the same steps whether or not there
 * is a text, whatever its length and place. T2_E_ARGUMENT (form), T2_E_TOO_LARGE (len), T2_E_RANDOM,
 * T2_E_MEMORY; out is then zeros. */
T2_MUST_USE int nonpaper_input(const struct nonpaper_form *f, const uint8_t context[NON_PAPER_CONTEXT_LEN],
                               const uint8_t *text, uint32_t len, const struct t2_random *random,
                               uint8_t *out_bits);

struct nonpaper_opened {
    unsigned n_texts;
    struct t2_bytes text[NON_PAPER_PLACES]; /* in the order of their bytes, none twice */
    unsigned n_broken;                      /* places where something was that is no text */
};
/* Reads what was opened, nonpaper_n_bits bytes of 0 or 1. places: n_places * place_len bytes, to which the
 * texts then point. The texts may hold anything. T2_E_ARGUMENT (form). Any bits are read. */
T2_MUST_USE int nonpaper_read(const struct nonpaper_form *f, const uint8_t context[NON_PAPER_CONTEXT_LEN],
                              const uint8_t *bits, uint8_t *places, struct nonpaper_opened *out);

#endif

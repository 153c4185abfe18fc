/* The round of non-papers: circuit, input and reading (nonpaper.h).
 *
 * The circuit has no AND. What hides the author is therefore not in it but in the way its outputs are opened:
 * a seat's share of a sum of inputs is its own input, so refresh.c makes every share fresh before it leaves.
 * An input is laid out without a branch or an index that depends on whether there is a text, on its length or
 * on its place. */
#include <tracktwo/nonpaper.h>

#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/err.h>
#include <tracktwo/secret.h>

#define LENGTH_LEN 2
#define KEY_LEN 16
#define CHECKSUM_LEN 16
#define TEXT_AT (LENGTH_LEN + KEY_LEN)
#define PLACE_LEN_MAX 8192

_Static_assert(NON_PAPER_OVERHEAD == TEXT_AT + CHECKSUM_LEN, "the layout in nonpaper.h");

static int form_ok(const struct nonpaper_form *f)
{
    int places = f->n_places == 2 || f->n_places == 4 || f->n_places == NON_PAPER_PLACES;
    return places && f->n_seats >= NON_PAPER_MIN_SEATS && f->n_seats <= CIRCUIT_MAX_PARTIES &&
           f->place_len > NON_PAPER_OVERHEAD && f->place_len <= PLACE_LEN_MAX;
}

struct nonpaper_form nonpaper_form_of(unsigned n_seats)
{
    return (struct nonpaper_form){.n_seats = n_seats,
                                  .n_places = n_seats <= 4 ? NON_PAPER_PLACES : NON_PAPER_PLACES / 2,
                                  .place_len = NON_PAPER_PLACE};
}

size_t nonpaper_n_bits(const struct nonpaper_form *f)
{
    return 8 * f->n_places * f->place_len;
}

int nonpaper_circuit(const struct nonpaper_form *f, struct circuit **out)
{
    struct circuit_builder *b = NULL;
    *out = NULL;
    if (!form_ok(f))
        return T2_E_ARGUMENT;
    int err = circuit_builder_new(&b, f->n_seats);
    if (err != 0)
        return err;
    for (size_t i = 0; i < nonpaper_n_bits(f); i++) {
        circuit_wire sum = circuit_input(b, 0);
        for (unsigned s = 1; s < f->n_seats; s++)
            sum = circuit_xor(b, sum, circuit_input(b, s));
        circuit_output(b, sum);
    }
    err = circuit_build(b, out);
    circuit_builder_free(b);
    return err;
}

/* Over the whole place, so that the time says nothing about the length of the text. */
static int checksum(const uint8_t context[NON_PAPER_CONTEXT_LEN], const uint8_t *place, size_t place_len,
                    uint8_t out[CHECKSUM_LEN])
{
    static const char label[] = "tracktwo non-paper 1";
    uint8_t digest[32];
    const struct t2_bytes parts[] = {t2_bytes_of(label, sizeof label), /* with its zero */
                                     t2_bytes_of(context, NON_PAPER_CONTEXT_LEN),
                                     t2_bytes_of(place, place_len - CHECKSUM_LEN)};
    int err = t2_sha256(digest, parts, sizeof parts / sizeof parts[0]);
    if (err == 0)
        memcpy(out, digest, CHECKSUM_LEN);
    t2_wipe(digest, sizeof digest);
    return err;
}

/* All ones when x < y, else 0; both below 2^31. */
static uint8_t less_mask(uint32_t x, uint32_t y)
{
    return (uint8_t)(0u - ((x - y) >> 31));
}

static uint8_t equal_mask(uint32_t x, uint32_t y)
{
    return less_mask(x ^ y, 1);
}

int nonpaper_input(const struct nonpaper_form *f, const uint8_t context[NON_PAPER_CONTEXT_LEN],
                   const uint8_t *text, uint32_t len, const struct t2_random *random, uint8_t *out_bits)
{
    uint8_t place[PLACE_LEN_MAX] = {0}, drawn[KEY_LEN + 1] = {0};
    if (!form_ok(f))
        return T2_E_ARGUMENT;
    memset(out_bits, 0, nonpaper_n_bits(f));
    uint32_t room = (uint32_t)f->place_len - NON_PAPER_OVERHEAD;
    int fits = len <= room;
    T2_CT_PUBLIC(&fits, sizeof fits); /* a caller that gives more learns it; all others are alike */
    if (!fits)
        return T2_E_TOO_LARGE;
    int err = t2_random_fill(random, drawn, sizeof drawn);
    if (err != 0)
        return err;
    place[0] = (uint8_t)(len >> 8);
    place[1] = (uint8_t)len;
    memcpy(place + LENGTH_LEN, drawn, KEY_LEN);
    for (uint32_t i = 0; i < room; i++)
        place[TEXT_AT + i] = text[i] & less_mask(i, len);
    err = checksum(context, place, f->place_len, place + f->place_len - CHECKSUM_LEN);
    uint8_t have = (uint8_t)~equal_mask(len, 0);
    uint32_t at = drawn[KEY_LEN] & (uint32_t)(f->n_places - 1); /* uniform: it is a power of two */
    for (uint32_t p = 0; err == 0 && p < f->n_places; p++) {
        uint8_t here = equal_mask(p, at) & have;
        for (size_t i = 0; i < f->place_len; i++) {
            uint8_t byte = place[i] & here;
            for (unsigned k = 0; k < 8; k++)
                *out_bits++ = (uint8_t)(byte >> k & 1);
        }
    }
    t2_wipe(place, sizeof place);
    t2_wipe(drawn, sizeof drawn);
    return err;
}

/* ---- reading: all of it has been opened ---- */

static int all_zero(const uint8_t *p, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= p[i];
    return any == 0;
}

/* The text of a place, in *out; length 0 when there is none that holds. */
static int place_read(const struct nonpaper_form *f, const uint8_t *context, const uint8_t *place,
                      struct t2_bytes *out)
{
    uint8_t want[CHECKSUM_LEN];
    size_t room = f->place_len - NON_PAPER_OVERHEAD, len = (size_t)place[0] << 8 | place[1];
    *out = t2_bytes_of(NULL, 0);
    int err = checksum(context, place, f->place_len, want);
    if (err != 0)
        return err;
    if (len != 0 && len <= room && t2_ct_eq(want, place + f->place_len - CHECKSUM_LEN, CHECKSUM_LEN) &&
        all_zero(place + TEXT_AT + len, room - len))
        *out = t2_bytes_of(place + TEXT_AT, len);
    return 0;
}

static int compare(struct t2_bytes a, struct t2_bytes b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = memcmp(a.ptr, b.ptr, n);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* In the order of their bytes, so that places say nothing more; the same text twice is one. */
static void insert(struct nonpaper_opened *o, struct t2_bytes text)
{
    unsigned at = 0;
    while (at < o->n_texts && compare(o->text[at], text) < 0)
        at++;
    if (at < o->n_texts && compare(o->text[at], text) == 0)
        return;
    memmove(&o->text[at + 1], &o->text[at], (o->n_texts - at) * sizeof o->text[0]);
    o->text[at] = text;
    o->n_texts++;
}

int nonpaper_read(const struct nonpaper_form *f, const uint8_t context[NON_PAPER_CONTEXT_LEN],
                  const uint8_t *bits, uint8_t *places, struct nonpaper_opened *out)
{
    if (!form_ok(f))
        return T2_E_ARGUMENT;
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < f->n_places * f->place_len; i++) {
        places[i] = 0;
        for (unsigned k = 0; k < 8; k++)
            places[i] = (uint8_t)(places[i] | (bits[8 * i + k] & 1) << k);
    }
    for (size_t p = 0; p < f->n_places; p++) {
        const uint8_t *place = places + p * f->place_len;
        struct t2_bytes text;
        int err = place_read(f, context, place, &text);
        if (err != 0)
            return err;
        if (text.len != 0)
            insert(out, text);
        else
            out->n_broken += !all_zero(place, f->place_len);
    }
    return 0;
}

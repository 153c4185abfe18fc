/* What was opened in a round of non-papers, bytes of a peer's choice. Each place is one thing; a text lies in
 * its place and is not empty; texts rise. To get behind the checksum, every place whose last byte is 1 gets a
 * right one. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/nonpaper.h>

#define PLACES 4
#define PLACE 48

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

static void mend(uint8_t *place, const uint8_t *context)
{
    static const char label[] = "tracktwo non-paper 1";
    uint8_t digest[32];
    const struct t2_bytes parts[] = {t2_bytes_of(label, sizeof label),
                                     t2_bytes_of(context, NON_PAPER_CONTEXT_LEN),
                                     t2_bytes_of(place, PLACE - 16)};
    require(t2_sha256(digest, parts, 3) == 0);
    memcpy(place + PLACE - 16, digest, 16);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct nonpaper_form form = {.n_seats = 3, .n_places = PLACES, .place_len = PLACE};
    static const uint8_t context[NON_PAPER_CONTEXT_LEN] = {5};
    uint8_t bytes[PLACES * PLACE] = {0}, bits[8 * sizeof bytes], places[sizeof bytes];
    struct nonpaper_opened o;
    memcpy(bytes, data, size < sizeof bytes ? size : sizeof bytes);
    for (size_t p = 0; p < PLACES; p++) {
        if (bytes[p * PLACE + PLACE - 1] == 1)
            mend(bytes + p * PLACE, context);
    }
    for (size_t i = 0; i < sizeof bits; i++)
        bits[i] = bytes[i / 8] >> (i & 7) & 1;
    require(nonpaper_read(&form, context, bits, places, &o) == 0);
    require(memcmp(places, bytes, sizeof bytes) == 0);
    require(o.n_texts + o.n_broken <= PLACES);
    for (unsigned i = 0; i < o.n_texts; i++) {
        size_t at = (size_t)(o.text[i].ptr - places);
        require(at % PLACE == 18 && o.text[i].len >= 1 && o.text[i].len <= PLACE - NON_PAPER_OVERHEAD);
        if (i > 0) {
            size_t a = o.text[i - 1].len, b = o.text[i].len;
            int order = memcmp(o.text[i - 1].ptr, o.text[i].ptr, a < b ? a : b);
            require(order < 0 || (order == 0 && a < b));
        }
    }
    return 0;
}

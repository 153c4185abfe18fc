/* tracktwo-places: a modified desk for the tests of non-papers. T2_CHEAT says what it does when it lays out
 * what it puts into a round: "same-place" puts its text always into the first place, so that two such desks
 * collide; "jam" puts in ones; "ugly" puts in a text that no desk shows, well laid out. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/nonpaper.h>

int __real_nonpaper_input(const struct nonpaper_form *f, const uint8_t context[NON_PAPER_CONTEXT_LEN],
                          const uint8_t *text, uint32_t len, const struct t2_random *random,
                          uint8_t *out_bits);
int __wrap_nonpaper_input(const struct nonpaper_form *f, const uint8_t context[NON_PAPER_CONTEXT_LEN],
                          const uint8_t *text, uint32_t len, const struct t2_random *random,
                          uint8_t *out_bits);

static int cheats(const char *how)
{
    const char *want = getenv("T2_CHEAT");
    return want != NULL && strcmp(want, how) == 0;
}

/* The place is drawn by the last byte. */
static int first_place(void *ctx, uint8_t *out, size_t n)
{
    int err = t2_random_fill(ctx, out, n);
    out[n - 1] = 0;
    return err;
}

int __wrap_nonpaper_input(const struct nonpaper_form *f, const uint8_t context[NON_PAPER_CONTEXT_LEN],
                          const uint8_t *text, uint32_t len, const struct t2_random *random,
                          uint8_t *out_bits)
{
    static const uint8_t ugly[NON_PAPER_TEXT_MAX] = "\x1b[2J and this.";
    struct t2_random inner = *random;
    const struct t2_random first = {.fill = first_place, .ctx = &inner};
    if (cheats("ugly"))
        return __real_nonpaper_input(f, context, ugly, 14, random, out_bits);
    int err = __real_nonpaper_input(f, context, text, len, cheats("same-place") ? &first : random, out_bits);
    if (cheats("jam"))
        memset(out_bits, 1, nonpaper_n_bits(f));
    return err;
}

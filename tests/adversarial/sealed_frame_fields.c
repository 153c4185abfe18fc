/* See sealed_frame_fields.h. */
#include "sealed_frame_fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sealed/kept.h"

static void add_bits(struct fields *out, const char *name, int in_broadcast, size_t first, size_t n_bits,
                     int may_pass)
{
    assert_true(out->n < FRAME_MAX_FIELDS);
    if (n_bits != 0)
        out->f[out->n++] = (struct field){name, in_broadcast, first, n_bits, may_pass};
}

static void add(struct fields *out, const char *name, int in_broadcast, size_t at, size_t len)
{
    add_bits(out, name, in_broadcast, 8 * at, 8 * len, 0);
}

enum { PRIVATE, BROADCAST };

static void ot_choice_fields(struct fields *out)
{
    add(out, "r_0 of the first OT", PRIVATE, 0, 32);
    add(out, "r_1 of the first OT", PRIVATE, 32, 32);
    add(out, "the OT of the public bit", PRIVATE, 3 * 64, 64);
    add(out, "r_1 of the last OT", PRIVATE, 127 * 64 + 32, 32);
}

static void ot_reply_fields(struct fields *out)
{
    const size_t sums = OT_REPLY_POINTS, checks = sums + 128 * 32;
    add(out, "y G of the first OT", PRIVATE, 0, 32);
    add(out, "y G of the public bit", PRIVATE, 3 * 32, 32);
    add(out, "y G of the last OT", PRIVATE, 127 * 32, 32);
    add_bits(out, "left sum of the first level", PRIVATE, 8 * sums, 128, 1);
    add_bits(out, "right sum of the first level", PRIVATE, 8 * (sums + 16), 128, 1);
    add(out, "public sum", PRIVATE, sums + 3 * 32, 16);
    add(out, "nothing beside the public sum", PRIVATE, sums + 3 * 32 + 16, 16);
    add_bits(out, "left sum of the last level", PRIVATE, 8 * (sums + 127 * 32), 128, 1);
    add_bits(out, "right sum of the last level", PRIVATE, 8 * (sums + 127 * 32 + 16), 128, 1);
    add(out, "t of the first tree", PRIVATE, checks, 32);
    add(out, "s of the first tree", PRIVATE, checks + 32, 32);
    add(out, "t of the last tree", PRIVATE, checks + 31 * 64, 32);
    add(out, "s of the last tree", PRIVATE, checks + 31 * 64 + 32, 32);
}

static void hello_fields(struct fields *out)
{
    add(out, "version", BROADCAST, 0, 2);
    add(out, "n", BROADCAST, 2, 1);
    add(out, "party", BROADCAST, 3, 1);
    add(out, "rho", BROADCAST, 4, 1);
    add(out, "use of the kept bits", BROADCAST, 5, 1);
    add(out, "zeros", BROADCAST, 6, 2);
    add(out, "memory target", BROADCAST, 8, 8);
    add(out, "context", BROADCAST, 16, 32);
    add(out, "circuit digest", BROADCAST, 48, 32);
    add(out, "id of the kept bits", BROADCAST, 80, 32);
    add(out, "nonce", BROADCAST, HELLO_ANNOUNCED, 32);
    add(out, "half of the pair's secret", PRIVATE, 0, 32);
}

static void online_fields(const struct sealed_session *s, struct fields *out)
{
    const struct circuit *c = s->circuit;
    size_t half = round_up(s->chunk, 8), outputs = c->n_outputs, inputs = c->n_inputs[s->self];
    size_t masks = c->n_kept != 0 ? SEALED_KEPT_MASKS : 0, own = input_n_own(s, s->self);
    size_t entry = round_up(s->n_entry_max, 8), sum = sealed_kept_check_len(s);
    int coin = c->n_kept != 0 || c->n_parities != 0;
    switch ((int)s->flight) {
    case FLIGHT_INPUT:
        add_bits(out, "masked entry", BROADCAST, 0, inputs, 1);
        add_bits(out, "masked kept bits", BROADCAST, inputs, c->n_kept, 0);
        add_bits(out, "masked masks of the kept bits", BROADCAST, inputs + c->n_kept, masks, 0);
        add_bits(out, "tail of the masked entry", BROADCAST, own, entry - own, 0);
        add(out, "commitment to the coin", BROADCAST, entry / 8, coin ? 32 : 0);
        break;
    case FLIGHT_INPUT_ECHO:
        add(out, "coin share", BROADCAST, 0, coin ? 32 : 0);
        add(out, "nonce", BROADCAST, 32, coin ? 32 : 0);
        break;
    case FLIGHT_AND:
        add_bits(out, "x ^ a", PRIVATE, 0, s->chunk, 0);
        add_bits(out, "y ^ b", PRIVATE, half, s->chunk, 0);
        add_bits(out, "tail of x ^ a", PRIVATE, s->chunk, half - s->chunk, 0);
        add_bits(out, "tail of y ^ b", PRIVATE, half + s->chunk, half - s->chunk, 0);
        break;
    case FLIGHT_AND_CHECK:
        add(out, "sum of the kept bits", PRIVATE, 0, sum);
        add(out, "digest of MACs", PRIVATE, sum, 32);
        break;
    case FLIGHT_OUTPUT:
        add_bits(out, "output shares", PRIVATE, 0, outputs, 0);
        add_bits(out, "tail of the output shares", PRIVATE, outputs, round_up(outputs, 8) - outputs, 0);
        add(out, "digest of MACs", PRIVATE, (outputs + 7) / 8, 32);
        break;
    case FLIGHT_RESULT:
        add(out, "hash of the result", BROADCAST, 0, 32);
        break;
    default:
        break;
    }
}

struct fields frame_fields(const struct sealed_session *s)
{
    struct fields out = {.n = 0};
    struct sealed_lengths len = sealed_flights[s->flight].lengths(s);
    switch (s->flight) {
    case FLIGHT_HELLO:
        hello_fields(&out);
        break;
    case FLIGHT_OT_CHOICE:
        ot_choice_fields(&out);
        break;
    case FLIGHT_OT_REPLY:
        ot_reply_fields(&out);
        break;
    case FLIGHT_EXTEND:
        add(&out, "commitment to the first coin", BROADCAST, 0, 32);
        if (s->batch.n_leaky != 0) {
            add(&out, "commitment to the second coin", BROADCAST, 32, 32);
            add(&out, "commitment to the third coin", BROADCAST, 64, 32);
        }
        add_bits(&out, "corrections", PRIVATE, 0, 8 * len.private_part, 1);
        break;
    case FLIGHT_CHECK_COIN:
    case FLIGHT_HASH_COIN:
    case FLIGHT_ROTATE_COIN:
        add(&out, "coin share", BROADCAST, 0, 32);
        add(&out, "nonce", BROADCAST, 32, 32);
        break;
    case FLIGHT_CHECK:
        add(&out, "x~", BROADCAST, 0, 16);
        add(&out, "hash of the column sums", PRIVATE, 0, 32);
        break;
    case FLIGHT_DELTA_VALUE:
        add(&out, "y", BROADCAST, 0, 16);
        break;
    case FLIGHT_DELTA_COMMIT:
    case FLIGHT_D_COMMIT:
    case FLIGHT_THETA_COMMIT:
        add(&out, "commitment", BROADCAST, 0, 32);
        break;
    case FLIGHT_DELTA_OPEN:
    case FLIGHT_D_OPEN:
    case FLIGHT_THETA_OPEN:
        add(&out, "nonce", BROADCAST, 0, 32);
        add(&out, "value", BROADCAST, 32, len.broadcast - 32);
        break;
    case FLIGHT_LEAKY:
        add_bits(&out, "u", PRIVATE, 0, 8 * len.private_part, 1);
        break;
    case FLIGHT_THETA:
        add_bits(&out, "v", PRIVATE, 0, 8 * len.private_part, 1);
        break;
    case FLIGHT_BUCKET:
        add(&out, "e", PRIVATE, 0, len.private_part - 32);
        add(&out, "digest of MACs", PRIVATE, len.private_part - 32, 32);
        break;
    case FLIGHT_INPUT:
    case FLIGHT_INPUT_ECHO:
    case FLIGHT_AND:
    case FLIGHT_AND_CHECK:
    case FLIGHT_OUTPUT:
    case FLIGHT_RESULT:
    case FLIGHT_END:
        online_fields(s, &out);
        break;
    }
    return out;
}

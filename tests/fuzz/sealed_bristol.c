/* The reader of Bristol Fashion, for one to three parties. What is refused says so by an error of the peer's
 * band and gives nothing; what is read is written and read again to an equal circuit, and both give the same
 * outputs in the clear. Numbers of more than five digits are left out: the limits let a file ask for millions
 * of inputs, which only makes the target slow. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/circuit.h>

#define EVALUATE_MAX 4096u /* bits of an input, outputs, slots */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

static void evaluate(const struct circuit *c, uint8_t *out)
{
    static uint8_t bits[EVALUATE_MAX];
    const uint8_t *inputs[CIRCUIT_MAX_PARTIES];
    for (size_t i = 0; i < sizeof bits; i++)
        bits[i] = (uint8_t)((i * 5 + i / 7) & 1);
    for (unsigned p = 0; p < CIRCUIT_MAX_PARTIES; p++)
        inputs[p] = bits;
    require(circuit_eval_clear(c, inputs, out) == 0);
}

static void round_trip(const struct circuit *c)
{
    struct circuit *again = NULL;
    struct t2_buf text;
    uint8_t out[2][EVALUATE_MAX];
    size_t wide = c->n_slots > c->n_outputs ? c->n_slots : c->n_outputs;
    for (unsigned p = 0; p < c->n_parties; p++)
        wide = c->n_inputs[p] > wide ? c->n_inputs[p] : wide;
    if (wide > EVALUATE_MAX)
        return;
    t2_buf_init(&text, 1u << 24);
    require(circuit_write_bristol(c, &text) == 0);
    require(circuit_read_bristol(t2_buf_view(&text), c->n_parties, &again) == 0);
    require(again->n_outputs == c->n_outputs && again->n_ands <= c->n_ands && again->depth <= c->depth);
    for (unsigned p = 0; p < c->n_parties; p++)
        require(again->n_inputs[p] == c->n_inputs[p]);
    evaluate(c, out[0]);
    evaluate(again, out[1]);
    require(memcmp(out[0], out[1], c->n_outputs) == 0);
    circuit_free(again);
    t2_buf_free(&text);
}

static int has_long_number(const uint8_t *data, size_t size)
{
    size_t digits = 0;
    for (size_t i = 0; i < size && digits <= 5; i++)
        digits = data[i] >= '0' && data[i] <= '9' ? digits + 1 : 0;
    return digits > 5;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (has_long_number(data, size))
        return 0;
    for (unsigned n = 1; n <= 3; n++) {
        struct circuit *c = NULL;
        int err = circuit_read_bristol(t2_bytes_of(data, size), n, &c);
        require(err == 0 ? c != NULL : c == NULL && t2_err_band(err) == T2_BAND_PEER);
        if (c != NULL)
            round_trip(c);
        circuit_free(c);
    }
    return 0;
}

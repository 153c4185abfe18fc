/* Boolean circuits for src/sealed: a builder, an immutable circuit ready for evaluation, Bristol Fashion in
 * and out.
 *
 * The builder has gates XOR, NOT and AND. Constants are folded and equal gates are merged; XOR and NOT are
 * free, ANDs are counted and the depth (the largest number of ANDs on a path) is tracked. Building is public:
 * nothing here depends on anybody's entry. A circuit has inputs that belong to a party each, and outputs that
 * all parties see. */
#ifndef T2_TRACKTWO_CIRCUIT_H
#define T2_TRACKTWO_CIRCUIT_H

#include <stddef.h>
#include <stdint.h>

#include <tracktwo/bytes.h>

#define CIRCUIT_MAX_PARTIES 8
#define CIRCUIT_MAX_GATES                                                                                    \
    (1u << 26) /* of any kind, so that a description from outside cannot exhaust memory */
#define CIRCUIT_MAX_INPUTS (1u << 24)
#define CIRCUIT_MAX_OUTPUTS (1u << 20)
#define CIRCUIT_DIGEST_LEN 32

/* A wire of a circuit under construction. */
typedef uint32_t circuit_wire;

struct circuit_builder;
struct circuit;

T2_MUST_USE int circuit_builder_new(struct circuit_builder **out, unsigned n_parties);
void circuit_builder_free(struct circuit_builder *b);

/* Failures stick: after the first one every call returns the constant-zero wire, and circuit_build reports
 * it. */
circuit_wire circuit_input(struct circuit_builder *b, unsigned party); /* the next input bit of that party */
circuit_wire circuit_constant(struct circuit_builder *b, int bit);
circuit_wire circuit_xor(struct circuit_builder *b, circuit_wire x, circuit_wire y);
circuit_wire circuit_not(struct circuit_builder *b, circuit_wire x);
circuit_wire circuit_and(struct circuit_builder *b, circuit_wire x, circuit_wire y);
circuit_wire circuit_or(struct circuit_builder *b, circuit_wire x, circuit_wire y);
circuit_wire circuit_mux(struct circuit_builder *b, circuit_wire sel, circuit_wire if1, circuit_wire if0);
void circuit_output(struct circuit_builder *b, circuit_wire x);

/* Log-depth blocks over n wires (n >= 1). */
circuit_wire circuit_or_tree(struct circuit_builder *b, const circuit_wire *x, size_t n);
circuit_wire circuit_and_tree(struct circuit_builder *b, const circuit_wire *x, size_t n);
/* Number of ones, little-endian, by carry-save adders and one log-depth adder. out must hold
 * circuit_popcount_bits(n). */
size_t circuit_popcount_bits(size_t n);
void circuit_popcount(struct circuit_builder *b, const circuit_wire *x, size_t n, circuit_wire *out);
/* Unsigned comparison of n_bits little-endian wires with a public constant, log depth: 1 when x >= c, x <= c.
 */
circuit_wire circuit_ge_const(struct circuit_builder *b, const circuit_wire *x, size_t n_bits, uint64_t c);
circuit_wire circuit_le_const(struct circuit_builder *b, const circuit_wire *x, size_t n_bits, uint64_t c);

size_t circuit_builder_n_ands(const struct circuit_builder *b);
size_t circuit_builder_depth(const struct circuit_builder *b);

/* Freezes into *out (levelled, dead gates dropped, slots assigned by lifetime). The builder stays valid. */
T2_MUST_USE int circuit_build(const struct circuit_builder *b, struct circuit **out);
void circuit_free(struct circuit *c);

/* A frozen circuit is a list of layers. A layer is first its free gates, in order, then its ANDs, which do
 * not depend on each other: the outputs of a layer's ANDs are never among the slots its ANDs read. Slots hold
 * values and are reused when a value is dead. Slot numbers are < n_slots. */
enum circuit_op { CIRCUIT_XOR = 0, CIRCUIT_NOT = 1, CIRCUIT_COPY = 2, CIRCUIT_ZERO = 3 };
struct circuit_gate {
    uint32_t a;   /* slot */
    uint32_t b;   /* slot; for NOT, COPY and ZERO unused and 0 */
    uint32_t out; /* slot; may equal a or b */
    uint32_t op;  /* enum circuit_op for free gates; 0 for ANDs */
};
struct circuit_layer {
    const struct circuit_gate *free;
    size_t n_free;
    const struct circuit_gate *ands;
    size_t n_ands;
};
struct circuit {
    unsigned n_parties;
    size_t n_slots;
    size_t n_inputs[CIRCUIT_MAX_PARTIES];            /* bits per party */
    const uint32_t *input_slot[CIRCUIT_MAX_PARTIES]; /* slot of each input bit before layer 0 */
    size_t n_outputs;
    const uint32_t *output_slot; /* slots after the last layer */
    size_t n_layers;             /* the last layer may have no ANDs */
    const struct circuit_layer *layers;
    size_t n_ands;
    size_t depth;
    uint8_t digest[CIRCUIT_DIGEST_LEN]; /* SHA-256 of the canonical encoding */
    void *storage;
};

/* Evaluation in the clear, for tests and estimates: bit i of party p's input is inputs[p][i] (0 or 1, one a
 * byte). */
T2_MUST_USE int circuit_eval_clear(const struct circuit *c, const uint8_t *const inputs[], uint8_t *out_bits);

/* Bristol Fashion (https://nigelsmart.github.io/MPC-Circuits/). Input value v belongs to party v mod
 * n_parties; bits in the file's order. EQ, EQW, INV, XOR, AND and MAND are read. Limits as above; peer-band
 * errors for what is wrong with the text. The writer emits one input value per party and one output value. */
T2_MUST_USE int circuit_read_bristol(struct t2_bytes text, unsigned n_parties, struct circuit **out);
T2_MUST_USE int circuit_write_bristol(const struct circuit *c, struct t2_buf *out);

#endif

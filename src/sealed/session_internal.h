/* What the files of one sealed session share. The protocol is docs/protocol/sealed.md; sources are named at
 * each step: [MR19]  Masny, Rindal, Endemic Oblivious Transfer, eprint 2019/706 [Roy22] Roy, SoftSpokenOT,
 * eprint 2022/192 [WRK17] Wang, Ranellucci, Katz, Global-Scale Secure Multiparty Computation, eprint 2017/189
 *   [YWZ19] Yang, Wang, Zhang, More Efficient MPC from Improved Triple Generation, eprint 2019/1104
 *   [MM]    The MiniMPC Scheme, design documentation v1.0, sections 8 and 9
 *
 * Names: P_i is a party, Delta_i its global key; bit x^i of P_i is authenticated to P_j by the MAC M_j[x^i],
 * held by P_i, and the key K_j[x^i], held by P_j, with M = K ^ x^i * Delta_j. Peers are numbered q = 0 ..
 * n-2, in the order of their party numbers without our own. */
#ifndef T2_SEALED_SESSION_INTERNAL_H
#define T2_SEALED_SESSION_INTERNAL_H

#include <tracktwo/crypto.h>
#include <tracktwo/sealed.h>
#include <tracktwo/secret.h>

#include "sealed/kernel.h"
#include "sealed/mac_digest.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "blocks go to the wire as they stand in memory");

#define SEALED_MAX_PEERS (SEALED_MAX_PARTIES - 1)
#define SEALED_KAPPA 128
#define SEALED_BLOCKS (SEALED_KAPPA / SEALED_K) /* 32 small-field VOLEs of k = 4 make one COT */
#define SEALED_TILE_ROWS 4096                   /* rows whose 128 columns stay in the second-level cache */
#define SEALED_ROW_QUANTUM 512                  /* leaf_fold works on 4 blocks of 128 rows */
#define SEALED_MASK_ROWS 128  /* random rows that blind a consistency check, then discarded */
#define SEALED_DELTA_ROWS 128 /* rows sacrificed to compare a party's Delta at its peers */
#define SEALED_RHO_ROWS 128   /* secret factor of the test that the leaky ANDs are right */
#define SEALED_DIGEST 32
#define SEALED_PARITY_SHIFT 32 /* blocks of the parities' coin that one parity may use, as a power of two */
#define SEALED_KEPT_MASKS 128  /* bits that mask the check of kept bits, for one use */
#define SEALED_BATCH_COINS 3   /* drawn for each batch of triples */
#define SEALED_N_COINS 4
#define SEALED_MIN_BATCH 1920 /* triples; below, no bucket size of the bound is reasonable */
#define SEALED_MAX_BUCKET 16

/* Frame of OT_REPLY: a point per OT, then the trees (pprf.h). */
#define OT_REPLY_POINTS ((size_t)SEALED_KAPPA * 32)
#define OT_REPLY_LEN (OT_REPLY_POINTS + (size_t)SEALED_KAPPA * 32 + (size_t)SEALED_BLOCKS * 64)

/* One flight: every party sends one frame to every peer, and goes on when it has one of each.
 * A frame is  type (1) | payload length (4) | echo (32) | payload;  the echo is the hash of every broadcast
 * so far, so a broadcast that was not the same to all is found one flight later by whoever was told
 * otherwise. The payload is a broadcast part, the same to all, then a part for this peer. Both lengths are
 * fixed by the schedule. */
enum sealed_flight_id {
    FLIGHT_HELLO,
    FLIGHT_OT_CHOICE,
    FLIGHT_OT_REPLY,
    FLIGHT_EXTEND, /* COT corrections, commitments to the coins of this batch */
    FLIGHT_CHECK_COIN,
    FLIGHT_CHECK,       /* subspace check, the same bits at all peers */
    FLIGHT_DELTA_VALUE, /* the same Delta at all peers */
    FLIGHT_DELTA_COMMIT,
    FLIGHT_DELTA_OPEN,
    FLIGHT_LEAKY, /* leaky ANDs */
    FLIGHT_D_COMMIT,
    FLIGHT_D_OPEN,
    FLIGHT_HASH_COIN,
    FLIGHT_THETA, /* the sum of the thetas, blinded, must be zero */
    FLIGHT_THETA_COMMIT,
    FLIGHT_THETA_OPEN,
    FLIGHT_ROTATE_COIN,
    FLIGHT_BUCKET,
    FLIGHT_INPUT,
    FLIGHT_INPUT_ECHO,
    FLIGHT_AND,
    FLIGHT_AND_CHECK,
    FLIGHT_OUTPUT,
    FLIGHT_RESULT,
    N_FLIGHTS,
    FLIGHT_END = N_FLIGHTS,
};
#define SEALED_FRAME_HEADER (1 + 4 + SEALED_DIGEST)

struct sealed_lengths {
    size_t broadcast;
    size_t private_part;
};

struct sealed_flight {
    uint8_t type;
    enum sealed_phase phase;
    struct sealed_lengths (*lengths)(const struct sealed_session *s);
    int (*prepare)(struct sealed_session *s, uint8_t *broadcast); /* our broadcast part; may be NULL */
    int (*emit)(struct sealed_session *s, unsigned q,
                uint8_t *private_part); /* our part for peer q; may be NULL */
    int (*absorb)(struct sealed_session *s, unsigned q, const uint8_t *broadcast,
                  const uint8_t *private_part);
    int (*finish)(struct sealed_session *s, enum sealed_flight_id *next); /* all are there: check, go on */
};
extern const struct sealed_flight sealed_flights[N_FLIGHTS];

/* One direction of COT with one peer after base OT. */
struct sealed_cot {
    struct sealed_aes leaf[SEALED_BLOCKS][SEALED_LEAVES];
    uint64_t ctr; /* blocks of each leaf's stream used so far */
};

struct sealed_peer {
    unsigned party;
    struct t2_buf in;
    struct t2_buf out;
    size_t out_sent; /* bytes of out already taken by the caller */

    uint8_t pair_secret[32];        /* our half, then the secret of the pair */
    uint8_t pair_secret_theirs[32]; /* until the hello ends */
    struct sealed_ot_receiver *ot;  /* base OT as receiver, until the reply is there */
    uint8_t *ot_reply;              /* base OT as sender: OT_REPLY_LEN bytes, until they are queued */
    struct sealed_cot *receive;     /* we choose the bits, the peer holds Delta */
    struct sealed_cot *send;        /* we hold Delta */

    /* The rows of the batch in work: M authenticates our bits to the peer, K the peer's bits to us. Between
     * EXTEND and CHECK they hold columns, 128 per tile. */
    struct sealed_block *m;
    struct sealed_block *k;
    uint8_t commit[SEALED_N_COINS + 1][SEALED_DIGEST]; /* the coins', then the value's in turn */
    struct mac_digest sent;                            /* MACs of the bits we opened since the last check */
    struct mac_digest expected;                        /* MACs that the bits opened by the peer must have */
    uint8_t *opened;                                   /* the peer's opened bits of this flight, packed */
};
#define COMMIT_VALUE SEALED_N_COINS

enum sealed_batch_kind {
    BATCH_DELTA,   /* rows for the comparison of the Deltas only */
    BATCH_TRIPLES, /* leaky ANDs, and the first time the masks of the entries */
};

/* Rows of one COT extension: a | b | r of m rows each, rho, masks of entries, mask rows of the check,
 * padding. */
struct sealed_batch {
    enum sealed_batch_kind kind;
    size_t n_triples;         /* l: triples out; a multiple of 128 */
    unsigned bucket;          /* B */
    size_t n_leaky;           /* m = B * l */
    size_t rho_row;           /* first of SEALED_RHO_ROWS, when there are leaky ANDs */
    size_t input_row;         /* first mask of an entry */
    size_t n_inputs;          /* of the longest entry */
    size_t mask_row;          /* first of SEALED_MASK_ROWS; a multiple of 128 */
    size_t n_rows;            /* a multiple of SEALED_ROW_QUANTUM */
    uint8_t *x;               /* our bits, packed */
    uint8_t *own_d;           /* our shares of d, packed */
    uint8_t *d;               /* opened d of the leaky ANDs, packed */
    struct sealed_block *phi; /* m */
    struct sealed_block *sum; /* m: S, then t */
    size_t rotation[SEALED_MAX_BUCKET];
    size_t allocated_rows;
    size_t allocated_leaky;
};

/* Triples ready for use: records of 3 * stride blocks (a, b, c), and our bits of each: a | b << 1 | c << 2.
 */
struct sealed_pool {
    struct sealed_block *record;
    uint8_t *bits;
    size_t cap, n, used;
};

/* What was kept, put in again, must be what was kept: the sums that say so (kept.c). */
struct sealed_kept_check {
    struct sealed_block y;                        /* of our bits */
    struct sealed_block mac[2][SEALED_MAX_PEERS]; /* under the Delta of now, and of then */
    struct sealed_block key[2][SEALED_MAX_PEERS];
};

struct sealed_session {
    struct sealed_config config;
    const struct sealed_kernel *kernel;
    const struct circuit *circuit;
    unsigned n, self, n_peers;
    size_t stride; /* blocks of one authenticated share: M and K of each peer */
    struct sealed_peer peer[SEALED_MAX_PEERS];

    /* the pump (session.c) */
    enum sealed_state state;
    enum sealed_flight_id flight;
    int emitted;                            /* our frames of this flight are queued */
    unsigned absorbed;                      /* bit q: peer q's frame of this flight was taken */
    uint8_t *broadcast[SEALED_MAX_PARTIES]; /* of this flight, by party */
    uint8_t echo[SEALED_DIGEST];
    struct sealed_progress progress;

    /* the plan (plan.c): public, and equal at all parties */
    size_t max_payload;
    size_t broadcast_cap;
    size_t batch_size;   /* l of every batch */
    size_t n_entry_max;  /* bits that a party puts in, at most */
    size_t n_inputs_max; /* and the masks of what is kept: rows of the first batch */
    size_t opened_cap;

    /* the circuit's end (refresh.c): public */
    struct circuit_gate *refresh;
    struct circuit_layer refresh_layer;
    size_t n_refresh;
    uint32_t *output_slot; /* of each output's fresh share */
    size_t n_slots;        /* the circuit's, the constant one's, those of fresh shares */
    size_t n_ands;         /* the circuit's and n_refresh */

    /* the session (hello.c), our global key (base_ot.c) */
    uint8_t session_id[SEALED_DIGEST];
    struct sealed_block tweak;
    struct sealed_block delta;

    /* coins and committed values of the batch (transcript.c) */
    uint8_t coin_share[SEALED_N_COINS][32];
    uint8_t coin_nonce[SEALED_N_COINS][32];
    struct sealed_aes coin; /* generator of the coin opened last; public */
    uint8_t value_nonce[32];
    struct sealed_block own_value[SEALED_MAX_PARTIES]; /* committed, then opened */
    struct sealed_block theta;                         /* our share of what must be zero; never opened */

    /* triples (batch.c, cot.c, leaky_and.c, bucket.c) */
    struct sealed_batch batch;
    uint64_t n_batches;
    uint64_t tweaks_done; /* hashes of the session so far with each ordered pair: no tweak comes twice */
    size_t triples_made;
    struct sealed_pool pool;
    uint8_t *own_opened; /* our shares of the bits opened in this flight, then the opened bits; packed */
    struct t2_sha256 *scratch_hash;

    /* entries, evaluation, answer (online.c) */
    uint8_t *input_bits; /* one a byte */
    uint8_t *input_mask;
    struct sealed_block *input_mac[SEALED_MAX_PEERS];
    struct sealed_block *input_key[SEALED_MAX_PEERS];
    int inputs_masked;         /* the masks are there */
    int inputs_fixed;          /* our masked entry has been queued */
    struct sealed_block *wire; /* a share per slot */
    uint8_t *wire_bit;
    size_t layer;
    size_t layer_done; /* ANDs of the layer already evaluated */
    int layer_free_done;
    size_t chunk; /* ANDs of the flight in work */
    size_t ands_done;
    struct sealed_aes parity_coin; /* generator of the coin of the parities; public */
    uint8_t *result;
    struct sealed_kept *kept; /* what we keep, until it is taken */
    struct sealed_kept_check kept_check;
};

static inline struct sealed_block block_xor(struct sealed_block a, struct sealed_block b)
{
    return (struct sealed_block){a.lo ^ b.lo, a.hi ^ b.hi};
}

/* b ? x : 0 without a branch; b is 0 or 1. */
static inline struct sealed_block block_and_bit(struct sealed_block x, unsigned b)
{
    uint64_t mask = (uint64_t)0 - (uint64_t)b;
    return (struct sealed_block){x.lo & mask, x.hi & mask};
}

static inline unsigned bit_get(const uint8_t *packed, size_t i)
{
    return ((unsigned)packed[i >> 3] >> (i & 7)) & 1u;
}

static inline size_t round_up(size_t n, size_t quantum)
{
    return (n + quantum - 1) / quantum * quantum;
}

/* The shares of a slot: M and K of each peer in turn. */
static inline struct sealed_block *wire_at(const struct sealed_session *s, size_t slot)
{
    return s->wire + slot * s->stride;
}

/* Adds the public bit to a share: party 0 changes its bit, all others their key for it. */
static inline void wire_add_public(const struct sealed_session *s, size_t slot, unsigned bit)
{
    if (s->self == 0)
        s->wire_bit[slot] = (uint8_t)(s->wire_bit[slot] ^ bit);
    else
        wire_at(s, slot)[1] = block_xor(wire_at(s, slot)[1], block_and_bit(s->delta, bit));
}

/* session.c */
unsigned sealed_party_of(const struct sealed_session *s, unsigned q);

#endif

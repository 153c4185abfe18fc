/* n parties compute a Boolean circuit; all but one may cheat (malicious security with abort, kappa = 128).
 *
 * A session is one party's pure state machine: bytes of each peer in, bytes to each peer out. It opens no
 * socket, reads no clock and draws randomness only from what it is given. The bytes between two parties must
 * travel in a channel that is authenticated and secret end to end and that keeps their order; the session
 * adds the types and lengths that its schedule fixes, and refuses anything else.
 *
 * Protocol: docs/protocol/sealed.md. Every failure that a peer could have caused is T2_E_ABORT, one code for
 * all reasons; the session has then wiped its secrets and gives no result, now or later. */
#ifndef T2_TRACKTWO_SEALED_H
#define T2_TRACKTWO_SEALED_H

#include <tracktwo/bytes.h>
#include <tracktwo/circuit.h>
#include <tracktwo/random.h>

#define SEALED_MAX_PARTIES CIRCUIT_MAX_PARTIES
#define SEALED_VERSION 1

struct sealed_session;

/* What a session kept: our shares of bits that nobody has seen, authenticated under the Delta of that
 * session, which serves nothing else any more. Secret as a whole. Later sessions of the same parties may read
 * them; each such use opens a sum masked by bits of its own, of which there are enough for SEALED_KEPT_USES
 * uses. */
#define SEALED_KEPT_USES 16
struct sealed_kept;

struct sealed_config {
    unsigned n_parties;        /* 2 to 8 */
    unsigned self;             /* 0 .. n_parties-1; every party has the same numbering */
    unsigned statistical_bits; /* 40 or 64 */
    uint8_t context[32]; /* binds what is outside: table, seats, candidates, rules; equal at all parties */
    const struct circuit *circuit; /* borrowed for the life of the session */
    const uint8_t
        *input_bits; /* circuit->n_inputs[self] bytes, each 0 or 1; copied and wiped with the session */
    const struct t2_random *random; /* borrowed */
    const struct sealed_kept *kept; /* borrowed; NULL unless circuit->n_kept: it reads the first of them */
    unsigned kept_use;    /* below SEALED_KEPT_USES; equal at all parties, and never twice for the same kept
                           * bits: the caller    notes it durably before the first byte */
    size_t memory_target; /* bytes for one batch of triples, and for all of them together if they
                           * fit; 0 = SEALED_MEMORY_DEFAULT */
};
#define SEALED_MEMORY_DEFAULT ((size_t)48 << 20)

enum sealed_state {
    SEALED_RUNNING, /* wants bytes of a peer or has bytes to send */
    SEALED_DONE,    /* result there */
    SEALED_ABORTED, /* no result, ever */
};

enum sealed_phase {
    SEALED_PHASE_HELLO,
    SEALED_PHASE_BASE_OT,
    SEALED_PHASE_TRIPLES,
    SEALED_PHASE_INPUT,
    SEALED_PHASE_ONLINE,
    SEALED_PHASE_OUTPUT,
    SEALED_N_PHASES,
};

struct sealed_progress {
    enum sealed_phase phase;
    unsigned permille; /* of the whole run, 0 to 1000, never decreasing */
    int input_fixed;   /* 1 from the moment our masked entry has left: before it a stop leaves no trace */
    uint32_t rounds;   /* flights so far */
    uint32_t rounds_online; /* of these, from the masked inputs on, without flights that make triples */
    unsigned bucket_size;   /* B of the batch in work, 0 before the first */
    uint64_t bytes_sent[SEALED_MAX_PARTIES];
    uint64_t bytes_received[SEALED_MAX_PARTIES];
    uint64_t phase_bytes_sent[SEALED_N_PHASES]; /* summed over peers */
};

/* T2_E_ARGUMENT, T2_E_MEMORY, T2_E_RANDOM. */
T2_MUST_USE int sealed_session_new(struct sealed_session **out, const struct sealed_config *config);
void sealed_session_free(struct sealed_session *s); /* wipes; NULL is fine */

/* Gives bytes that arrived from a peer, in order; any split. Takes all of it or fails. Bounded: what the
 * schedule does not yet await beyond one flight ahead is T2_E_ABORT. Then call sealed_session_step.
 * T2_E_ABORT, T2_E_STATE (after done or abort). */
T2_MUST_USE int sealed_session_receive(struct sealed_session *s, unsigned from, struct t2_bytes in);

/* Does all work that can be done now. 0, T2_E_ABORT, T2_E_MEMORY, T2_E_RANDOM; any error aborts the session.
 */
T2_MUST_USE int sealed_session_step(struct sealed_session *s);

/* Bytes waiting to be sent to a peer (borrowed until the next call on s), and taking n of them off the queue.
 */
struct t2_bytes sealed_session_pending(const struct sealed_session *s, unsigned to);
void sealed_session_sent(struct sealed_session *s, unsigned to, size_t n);

/* A peer closed, a relay went away, or our person stops: wipes and aborts. */
void sealed_session_abort(struct sealed_session *s);

enum sealed_state sealed_session_state(const struct sealed_session *s);
struct sealed_progress sealed_session_progress(const struct sealed_session *s);
/* The result, circuit->n_outputs bytes 0 or 1; 0 where the output is another party's alone. T2_E_STATE unless
 * done. Even then the caller should drain pending. */
T2_MUST_USE int sealed_session_result(const struct sealed_session *s, uint8_t *out_bits);

/* What the circuit keeps, for the caller to free. NULL in *out when it keeps nothing. T2_E_STATE unless done,
 * or the second time. T2_E_MEMORY. */
T2_MUST_USE int sealed_session_take_kept(struct sealed_session *s, struct sealed_kept **out);
void sealed_kept_free(struct sealed_kept *k); /* wipes; NULL is fine */
size_t sealed_kept_bits(const struct sealed_kept *k);
/* Equal at all parties of the session that kept them, and at no other: what desks compare before the next. */
#define SEALED_KEPT_ID_LEN 32
void sealed_kept_id(const struct sealed_kept *k, uint8_t out[SEALED_KEPT_ID_LEN]);
/* As bytes, to be sealed at rest, and back. Reading refuses what was not written here: T2_E_MALFORMED
 * and the other errors of a reader; T2_E_MEMORY. */
T2_MUST_USE int sealed_kept_write(const struct sealed_kept *k, struct t2_buf *out);
T2_MUST_USE int sealed_kept_read(struct t2_bytes in, struct sealed_kept **out);

const char *
sealed_phase_name(enum sealed_phase p); /* "hello", "base OT", "triples", "entries", "answer", "opening" */

#endif

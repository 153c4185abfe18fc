/* The flights of the protocol, in the order in which they run, and what their files need of each other. */
#ifndef T2_SEALED_FLIGHTS_H
#define T2_SEALED_FLIGHTS_H

#include "sealed/session_internal.h"

#define LENGTHS(name) struct sealed_lengths name##_lengths(const struct sealed_session *s)
#define PREPARE(name) T2_MUST_USE int name##_prepare(struct sealed_session *s, uint8_t *broadcast)
#define EMIT(name) T2_MUST_USE int name##_emit(struct sealed_session *s, unsigned q, uint8_t *out)
#define ABSORB(name)                                                                                         \
    T2_MUST_USE int name##_absorb(struct sealed_session *s, unsigned q, const uint8_t *broadcast,            \
                                  const uint8_t *in)
#define FINISH(name) T2_MUST_USE int name##_finish(struct sealed_session *s, enum sealed_flight_id *next)

/* shared by flights of one shape */
LENGTHS(coin);
LENGTHS(commit);
ABSORB(value_commit);

/* hello.c */
LENGTHS(hello);
PREPARE(hello);
EMIT(hello);
ABSORB(hello);
FINISH(hello);
/* base_ot.c, pprf.c */
LENGTHS(ot_choice);
PREPARE(ot_choice);
EMIT(ot_choice);
ABSORB(ot_choice);
FINISH(ot_choice);
LENGTHS(ot_reply);
EMIT(ot_reply);
ABSORB(ot_reply);
FINISH(ot_reply);
/* cot.c */
LENGTHS(extend);
PREPARE(extend);
EMIT(extend);
ABSORB(extend);
FINISH(extend);
PREPARE(check_coin);
ABSORB(check_coin);
FINISH(check_coin);
LENGTHS(check);
PREPARE(check);
EMIT(check);
ABSORB(check);
FINISH(check);
/* delta_check.c */
LENGTHS(delta_value);
PREPARE(delta_value);
FINISH(delta_value);
PREPARE(delta_commit);
FINISH(delta_commit);
LENGTHS(delta_open);
PREPARE(delta_open);
ABSORB(delta_open);
FINISH(delta_open);
/* leaky_and.c */
struct sealed_block sealed_pair_tweak(const struct sealed_session *s, unsigned i, unsigned j);
void leaky_add_public_d(struct sealed_session *s);
LENGTHS(leaky);
PREPARE(leaky);
EMIT(leaky);
ABSORB(leaky);
FINISH(leaky);
PREPARE(d_commit);
FINISH(d_commit);
LENGTHS(d_open);
PREPARE(d_open);
ABSORB(d_open);
FINISH(d_open);
PREPARE(hash_coin);
ABSORB(hash_coin);
FINISH(hash_coin);
/* zero_test.c */
LENGTHS(theta);
PREPARE(theta);
EMIT(theta);
ABSORB(theta);
FINISH(theta);
PREPARE(theta_commit);
FINISH(theta_commit);
LENGTHS(theta_open);
PREPARE(theta_open);
ABSORB(theta_open);
FINISH(theta_open);
/* bucket.c */
PREPARE(rotate_coin);
ABSORB(rotate_coin);
FINISH(rotate_coin);
LENGTHS(bucket);
PREPARE(bucket);
EMIT(bucket);
ABSORB(bucket);
FINISH(bucket);
/* input.c */
LENGTHS(input);
PREPARE(input);
ABSORB(input);
FINISH(input);
LENGTHS(input_echo);
PREPARE(input_echo);
ABSORB(input_echo);
FINISH(input_echo);
/* online.c */
LENGTHS(and);
PREPARE(and);
EMIT(and);
ABSORB(and);
FINISH(and);
LENGTHS(and_check);
EMIT(and_check);
ABSORB(and_check);
FINISH(and_check);
/* output.c */
LENGTHS(output);
EMIT(output);
ABSORB(output);
FINISH(output);
PREPARE(result);
ABSORB(result);
FINISH(result);

/* batch.c */
size_t sealed_batch_rows(size_t n_leaky, size_t n_inputs);
T2_MUST_USE int sealed_batch_begin(struct sealed_session *s, enum sealed_batch_kind kind);
void sealed_batch_free(struct sealed_session *s);
void sealed_batch_release(struct sealed_session *s);
/* base_ot.c */
void sealed_ot_peer_wipe(struct sealed_peer *p);
/* bucket.c */
T2_MUST_USE int pool_make_room(struct sealed_session *s, size_t n);
/* input.c */
size_t input_n_own(const struct sealed_session *s, unsigned party);
T2_MUST_USE int input_take_masks(struct sealed_session *s);
void input_forget(struct sealed_session *s);
/* online.c */
T2_MUST_USE int online_openings_begin(struct sealed_session *s);
T2_MUST_USE int online_next(struct sealed_session *s, enum sealed_flight_id *next);

#endif

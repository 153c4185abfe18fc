/* The schedule: one line per flight. What follows what is decided by the finish function in the last column,
 * and by nothing else; docs/protocol/sealed.md draws it. A flight's number on the wire is its place here plus
 * one. */
#include "sealed/flights.h"

#define FLIGHT(id, phase, lengths, prepare, emit, absorb, finish)                                            \
    [id] = {(uint8_t)(id) + 1, phase, lengths, prepare, emit, absorb, finish}

/* clang-format off */
const struct sealed_flight sealed_flights[N_FLIGHTS] = {
    FLIGHT(FLIGHT_HELLO,        SEALED_PHASE_HELLO,   hello_lengths,       hello_prepare,        hello_emit,     hello_absorb,        hello_finish),
    FLIGHT(FLIGHT_OT_CHOICE,    SEALED_PHASE_BASE_OT, ot_choice_lengths,   ot_choice_prepare,    ot_choice_emit, ot_choice_absorb,    ot_choice_finish),
    FLIGHT(FLIGHT_OT_REPLY,     SEALED_PHASE_BASE_OT, ot_reply_lengths,    NULL,                 ot_reply_emit,  ot_reply_absorb,     ot_reply_finish),
    FLIGHT(FLIGHT_EXTEND,       SEALED_PHASE_TRIPLES, extend_lengths,      extend_prepare,       extend_emit,    extend_absorb,       extend_finish),
    FLIGHT(FLIGHT_CHECK_COIN,   SEALED_PHASE_TRIPLES, coin_lengths,        check_coin_prepare,   NULL,           check_coin_absorb,   check_coin_finish),
    FLIGHT(FLIGHT_CHECK,        SEALED_PHASE_TRIPLES, check_lengths,       check_prepare,        check_emit,     check_absorb,        check_finish),
    FLIGHT(FLIGHT_DELTA_VALUE,  SEALED_PHASE_TRIPLES, delta_value_lengths, delta_value_prepare,  NULL,           NULL,                delta_value_finish),
    FLIGHT(FLIGHT_DELTA_COMMIT, SEALED_PHASE_TRIPLES, commit_lengths,      delta_commit_prepare, NULL,           value_commit_absorb, delta_commit_finish),
    FLIGHT(FLIGHT_DELTA_OPEN,   SEALED_PHASE_TRIPLES, delta_open_lengths,  delta_open_prepare,   NULL,           delta_open_absorb,   delta_open_finish),
    FLIGHT(FLIGHT_LEAKY,        SEALED_PHASE_TRIPLES, leaky_lengths,       leaky_prepare,        leaky_emit,     leaky_absorb,        leaky_finish),
    FLIGHT(FLIGHT_D_COMMIT,     SEALED_PHASE_TRIPLES, commit_lengths,      d_commit_prepare,     NULL,           value_commit_absorb, d_commit_finish),
    FLIGHT(FLIGHT_D_OPEN,       SEALED_PHASE_TRIPLES, d_open_lengths,      d_open_prepare,       NULL,           d_open_absorb,       d_open_finish),
    FLIGHT(FLIGHT_HASH_COIN,    SEALED_PHASE_TRIPLES, coin_lengths,        hash_coin_prepare,    NULL,           hash_coin_absorb,    hash_coin_finish),
    FLIGHT(FLIGHT_THETA,        SEALED_PHASE_TRIPLES, theta_lengths,       theta_prepare,        theta_emit,     theta_absorb,        theta_finish),
    FLIGHT(FLIGHT_THETA_COMMIT, SEALED_PHASE_TRIPLES, commit_lengths,      theta_commit_prepare, NULL,           value_commit_absorb, theta_commit_finish),
    FLIGHT(FLIGHT_THETA_OPEN,   SEALED_PHASE_TRIPLES, theta_open_lengths,  theta_open_prepare,   NULL,           theta_open_absorb,   theta_open_finish),
    FLIGHT(FLIGHT_ROTATE_COIN,  SEALED_PHASE_TRIPLES, coin_lengths,        rotate_coin_prepare,  NULL,           rotate_coin_absorb,  rotate_coin_finish),
    FLIGHT(FLIGHT_BUCKET,       SEALED_PHASE_TRIPLES, bucket_lengths,      bucket_prepare,       bucket_emit,    bucket_absorb,       bucket_finish),
    FLIGHT(FLIGHT_INPUT,        SEALED_PHASE_INPUT,   input_lengths,       input_prepare,        NULL,           input_absorb,        input_finish),
    FLIGHT(FLIGHT_INPUT_ECHO,   SEALED_PHASE_INPUT,   input_echo_lengths,  input_echo_prepare,   NULL,           input_echo_absorb,   input_echo_finish),
    FLIGHT(FLIGHT_AND,          SEALED_PHASE_ONLINE,  and_lengths,         and_prepare,          and_emit,       and_absorb,          and_finish),
    FLIGHT(FLIGHT_AND_CHECK,    SEALED_PHASE_ONLINE,  and_check_lengths,   NULL,                 and_check_emit, and_check_absorb,    and_check_finish),
    FLIGHT(FLIGHT_OUTPUT,       SEALED_PHASE_OUTPUT,  output_lengths,      NULL,                 output_emit,    output_absorb,       output_finish),
    FLIGHT(FLIGHT_RESULT,       SEALED_PHASE_OUTPUT,  commit_lengths,      result_prepare,       NULL,           result_absorb,       result_finish),
};
/* clang-format on */

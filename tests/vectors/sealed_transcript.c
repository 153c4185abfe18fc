/* The bytes themselves: under fixed randomness every session says the same, on every processor and in every
 * build. The digest is over all that every party sends to every other, each length before its bytes; a change
 * of it is a change of the protocol (SEALED_VERSION, docs/protocol/sealed.md). Room, a wider entry after it,
 * and the second key, for two and three seats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

#include "../unit/sealed_local.h"

#define N_MAX 3
#define P 50
#define STEPS 3

static const char *const digests[N_MAX - 1][STEPS] = {
    {"5eb469a872eada79bab35a05cda5b1ebf2bce07598441b3683a96e57f58adffd",
     "5f61c22a9566147f3d7dc8b0ce2bd4d0f0f23a2b6109d05eec3b543f319a14a4",
     "e93eb6c638a287e6f9f5f6a7d855badda7083a11ab0f180ba68f4e67a3f2ae82"},
    {"3d5fa193ef501aa6c0cd630488bbe41ecc20cef22a5a5d36cd9054662905eed8",
     "124e86666a9fb74b090b47565d451a365211fed0d799357673afebbbab71d0e8",
     "7e2a4b516e3f96ad22ebe2648e2078480ee83e98ce9c554cc93a21c8a2f6848d"},
};

static void run(struct sealed_session *s[], unsigned n, char hex[65])
{
    struct t2_sha256 *all = NULL, *line[N_MAX][N_MAX] = {{NULL}};
    uint8_t digest[T2_SHA256_LEN];
    uint64_t len[N_MAX][N_MAX] = {{0}};
    assert_int_equal(t2_sha256_new(&all), 0);
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++)
            assert_int_equal(t2_sha256_new(&line[i][j]), 0);
    }
    for (int moved = 1; moved;) {
        moved = 0;
        for (unsigned i = 0; i < n; i++)
            assert_int_equal(sealed_session_step(s[i]), 0);
        for (unsigned i = 0; i < n; i++) {
            for (unsigned j = 0; j < n; j++) {
                struct t2_bytes b = sealed_session_pending(s[i], j);
                if (b.len == 0)
                    continue;
                assert_int_equal(t2_sha256_update(line[i][j], b.ptr, b.len), 0);
                len[i][j] += b.len;
                if (sealed_session_state(s[j]) == SEALED_RUNNING)
                    assert_int_equal(sealed_session_receive(s[j], i, b), 0);
                sealed_session_sent(s[i], j, b.len);
                moved = 1;
            }
        }
    }
    for (unsigned i = 0; i < n; i++) {
        for (unsigned j = 0; j < n; j++) {
            uint8_t number[8];
            for (unsigned k = 0; k < 8; k++)
                number[k] = (uint8_t)(len[i][j] >> (56 - 8 * k));
            assert_int_equal(t2_sha256_final(line[i][j], digest), 0);
            assert_int_equal(t2_sha256_update(all, number, sizeof number), 0);
            assert_int_equal(t2_sha256_update(all, digest, sizeof digest), 0);
            t2_sha256_free(line[i][j]);
        }
    }
    assert_int_equal(t2_sha256_final(all, digest), 0);
    t2_sha256_free(all);
    t2_hex(hex, digest, sizeof digest);
}

static void soundings(unsigned n)
{
    struct t2_random_seeded seed[N_MAX];
    struct t2_random random[N_MAX];
    struct sealed_kept *kept[N_MAX] = {NULL};
    uint8_t accepted[N_MAX][P];
    for (unsigned i = 0; i < n; i++)
        random[i] = t2_random_seeded_init(&seed[i], 900 + i);
    for (unsigned step = 0; step < STEPS; step++) {
        struct sounding_shape shape = {.kind = step < 2 ? SOUNDING_ROOM : SOUNDING_FIND,
                                       .n_seats = n,
                                       .n_candidates = P,
                                       .min_accepted = step < 2 ? 2 : 0,
                                       .max_accepted = step < 2 ? 40 : P,
                                       .n_earlier = step == 1,
                                       .parities = 40};
        struct sealed_session *s[N_MAX] = {NULL};
        struct circuit *c = NULL;
        char hex[65];
        uint8_t bits[N_MAX][P + 64];
        assert_int_equal(sounding_circuit(&shape, &c), 0);
        assert_true(sounding_n_inputs(&shape) <= sizeof bits[0]);
        for (unsigned i = 0; i < n; i++) {
            struct sounding_entry entry = {.accepted = accepted[i], .yes = 1};
            for (unsigned k = 0; k < P; k++)
                accepted[i][k] = (uint8_t)((k * 7 + i) % 5 < 2 + step % 2 || k == 11);
            memset(entry.random, (int)(0x31 + i), sizeof entry.random);
            sounding_input(&shape, &entry, bits[i]);
            struct sealed_config config = {.n_parties = n,
                                           .self = i,
                                           .statistical_bits = 40,
                                           .circuit = c,
                                           .input_bits = bits[i],
                                           .kept = c->n_kept != 0 ? kept[i] : NULL,
                                           .random = &random[i]};
            assert_int_equal(sealed_session_new(&s[i], &config), 0);
        }
        run(s, n, hex);
        for (unsigned i = 0; i < n; i++) {
            struct sealed_kept *next = NULL;
            uint8_t result[64];
            struct sounding_answer answer;
            assert_int_equal(sealed_session_result(s[i], result), 0);
            sounding_answer(&shape, i, result, &answer);
            assert_int_equal(answer.yes, 1);
            assert_int_equal(sealed_session_take_kept(s[i], &next), 0);
            if (next != NULL) {
                sealed_kept_free(kept[i]);
                kept[i] = next;
            }
        }
        sealed_local_close(s, n);
        circuit_free(c);
        if (strcmp(hex, digests[n - 2][step]) != 0)
            fail_msg("%u seats, step %u: the bytes are others: %s", n, step, hex);
    }
    for (unsigned i = 0; i < n; i++)
        sealed_kept_free(kept[i]);
}

static void two_seats(void **state)
{
    (void)state;
    soundings(2);
}

static void three_seats(void **state)
{
    (void)state;
    soundings(3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(two_seats), cmocka_unit_test(three_seats)};
    if (t2_init() != 0)
        return 1;
    return cmocka_run_group_tests_name("sealed_transcript", tests, NULL, NULL);
}

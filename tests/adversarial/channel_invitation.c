/* Invitation files in wrong hands: damaged, forged, swapped on the way, and a convenor that would like to
 * stand between two seats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

static void invite(struct channel *ch, uint8_t seat, struct t2_buf *out)
{
    t2_buf_init(out, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(ch, seat, false, out), 0);
}

static void accept(struct channel *ch, const struct t2_buf *file)
{
    enum channel_invitation_fault fault;
    uint8_t from;
    assert_int_equal(channel_pair_accept(ch, t2_buf_view(file), &from, &fault), 0);
}

/* The whole state, to see that a refusal changed nothing. */
static void state_of(const struct channel *ch, struct t2_buf *out)
{
    t2_buf_init(out, CHANNEL_STORE_VALUE_MAX);
    assert_int_equal(channel_state_encode(ch, out), 0);
}

static void assert_refused_unchanged(struct channel *ch, struct t2_bytes file)
{
    struct t2_buf before;
    struct t2_buf after;
    enum channel_invitation_fault fault = CHANNEL_INVITATION_FINE;
    uint8_t from;
    state_of(ch, &before);
    int err = channel_pair_accept(ch, file, &from, &fault);
    assert_int_equal(t2_err_band(err), T2_BAND_PEER);
    assert_int_not_equal(fault, CHANNEL_INVITATION_FINE);
    state_of(ch, &after);
    assert_true(t2_bytes_eq(t2_buf_view(&before), t2_buf_view(&after)));
    t2_buf_free(&before);
    t2_buf_free(&after);
}

/* Every truncation, every bit, and bytes after the end. */
static void every_damage_is_refused(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf file;
    desks_init(&d, 3, 41);
    desks_join(&d, 1);
    desks_join(&d, 2);
    invite(d.desk[1].ch, 2, &file);
    struct channel *c = d.desk[2].ch;
    for (size_t len = 0; len < file.len; len++) {
        assert_refused_unchanged(c, t2_bytes_of(file.ptr, len));
    }
    for (size_t bit = 0; bit < file.len * 8; bit++) {
        file.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_refused_unchanged(c, t2_buf_view(&file));
        file.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(t2_buf_append(&file, "", 1), 0);
    assert_refused_unchanged(c, t2_buf_view(&file));
    file.len--;
    accept(c, &file);
    t2_buf_free(&file);
    desks_free(&d);
}

/* A file that a third person makes in a seat's name. The check inside only finds accidents: anybody can make
 * one. */
static void forge(const struct channel *ch, uint8_t from, uint8_t to, const uint8_t pk[32],
                  const uint8_t secret[32], struct t2_buf *out)
{
    struct channel_invitation inv = {
        .info = {.n_seats = ch->n_seats, .convenor = ch->convenor, .from = from, .to = to}};
    memcpy(inv.info.table_id, ch->table_id, sizeof ch->table_id);
    memcpy(inv.info.relay, ch->relay, sizeof ch->relay);
    memcpy(inv.secret, secret, 32);
    memcpy(inv.public_key, pk, 32);
    memcpy(inv.introduction_key, pk, 32);
    t2_buf_init(out, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_invitation_encode(&inv, out), 0);
}

static void a_key_that_is_none_is_refused(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf file;
    uint8_t from;
    enum channel_invitation_fault fault;
    const uint8_t zeros[32] = {0};
    const uint8_t one[32] = {1}; /* another point of small order */
    const uint8_t *bad[] = {zeros, one};
    desks_init(&d, 3, 42);
    desks_join(&d, 2);
    for (unsigned i = 0; i < 2; i++) {
        forge(d.desk[2].ch, 1, 2, bad[i], zeros, &file);
        assert_int_equal(channel_pair_accept(d.desk[2].ch, t2_buf_view(&file), &from, &fault), T2_E_REFUSED);
        assert_int_equal(fault, CHANNEL_INVITATION_BAD_KEY);
        t2_buf_free(&file);
    }
    desks_free(&d);
}

/* Whoever carries the files for B and C instead of them, and swaps both, is between them: the check words
 * differ. */
static void swapped_files_show_in_the_check_words(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf b_to_c;
    struct t2_buf c_to_b;
    struct t2_buf forged_b;
    struct t2_buf forged_c;
    uint8_t sk[32];
    uint8_t pk[32];
    uint8_t secret[32];
    char words_b[CHANNEL_WORDS_LEN];
    char words_c[CHANNEL_WORDS_LEN];
    desks_init(&d, 3, 43);
    desks_join(&d, 1);
    desks_join(&d, 2);
    invite(d.desk[1].ch, 2, &b_to_c);
    invite(d.desk[2].ch, 1, &c_to_b);
    assert_int_equal(t2_x25519_keypair(t2_random_system(), sk, pk), 0);
    assert_int_equal(t2_random_fill(t2_random_system(), secret, sizeof secret), 0);
    forge(d.desk[0].ch, 1, 2, pk, secret, &forged_b);
    forge(d.desk[0].ch, 2, 1, pk, secret, &forged_c);
    accept(d.desk[2].ch, &forged_b);
    accept(d.desk[1].ch, &forged_c);
    assert_int_equal(channel_pair_words(d.desk[1].ch, 2, words_b), 0);
    assert_int_equal(channel_pair_words(d.desk[2].ch, 1, words_c), 0);
    assert_string_not_equal(words_b, words_c);
    /* And nothing goes through: each writes where the other does not read. */
    desks_say(&d, 1, 0, "are you there?");
    desks_settle(&d);
    assert_int_equal(channel_log_len(d.desk[2].ch), 0);
    t2_buf_free(&b_to_c);
    t2_buf_free(&c_to_b);
    t2_buf_free(&forged_b);
    t2_buf_free(&forged_c);
    desks_free(&d);
}

/* One file swapped, the other genuine: the same. */
static void one_swapped_file_shows_too(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf c_to_b;
    struct t2_buf b_to_c;
    struct t2_buf forged;
    uint8_t sk[32];
    uint8_t pk[32];
    char words_b[CHANNEL_WORDS_LEN];
    char words_c[CHANNEL_WORDS_LEN];
    const uint8_t secret[32] = {7};
    desks_init(&d, 3, 44);
    desks_join(&d, 1);
    desks_join(&d, 2);
    invite(d.desk[1].ch, 2, &b_to_c);
    invite(d.desk[2].ch, 1, &c_to_b);
    assert_int_equal(t2_x25519_keypair(t2_random_system(), sk, pk), 0);
    forge(d.desk[0].ch, 1, 2, pk, secret, &forged);
    accept(d.desk[2].ch, &forged);
    accept(d.desk[1].ch, &c_to_b);
    assert_int_equal(channel_pair_words(d.desk[1].ch, 2, words_b), 0);
    assert_int_equal(channel_pair_words(d.desk[2].ch, 1, words_c), 0);
    assert_string_not_equal(words_b, words_c);
    t2_buf_free(&b_to_c);
    t2_buf_free(&c_to_b);
    t2_buf_free(&forged);
    desks_free(&d);
}

/* What a convenor can do with a seat's name it does not own: compute a pair's secrets from any private key it
 * has. */
static void words_with(const struct channel *view, uint8_t self, uint8_t seat, enum channel_pair_status kind,
                       const uint8_t own_sk[32], const uint8_t own_pk[32], const uint8_t peer_pk[32],
                       const uint8_t own_secret[32], const uint8_t peer_secret[32],
                       char out[CHANNEL_WORDS_LEN])
{
    struct channel *m = NULL;
    assert_int_equal(channel_alloc(&m, view->n_seats), 0);
    m->self = self;
    m->convenor = view->convenor;
    memcpy(m->table_id, view->table_id, sizeof m->table_id);
    memcpy(m->introduction_sk, own_sk, 32);
    memcpy(m->introduction_pk, own_pk, 32);
    struct channel_pair *p = &m->pairs[seat];
    memcpy(p->own_sk, own_sk, 32);
    memcpy(p->own_pk, own_pk, 32);
    memcpy(p->own_secret, own_secret, 32);
    memcpy(p->peer_secret, peer_secret, 32);
    memcpy(p->peer_pk, peer_pk, 32);
    memcpy(p->peer_introduction_key, peer_pk, 32);
    assert_int_equal(channel_pair_establish(m, seat, kind, own_secret), 0);
    assert_int_equal(channel_pair_words(m, seat, out), 0);
    channel_free(m);
}

/* A convenor with all its secrets, everything it passed on, and even copies of both files of B and C: every
 * key it has, in every place, gives other words. The same computation with B's key gives the right ones, so
 * the attempt is a true one. */
static void the_convenor_cannot_compute_the_secret_of_others(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf files[2];
    struct channel_invitation inv[2];
    enum channel_invitation_fault fault;
    char right[CHANNEL_WORDS_LEN];
    char tried[CHANNEL_WORDS_LEN];
    uint8_t keys_of_a[4][32];
    uint8_t sk_b[32];
    desks_init(&d, 3, 45);
    struct channel *a = d.desk[0].ch;
    /* A's private keys of its own pairs, copied before they are wiped. */
    struct t2_buf mine;
    invite(a, 1, &mine);
    t2_buf_free(&mine);
    invite(a, 2, &mine);
    t2_buf_free(&mine);
    memcpy(keys_of_a[0], a->introduction_sk, 32);
    memcpy(keys_of_a[1], a->pairs[1].own_sk, 32);
    memcpy(keys_of_a[2], a->pairs[2].own_sk, 32);
    memset(keys_of_a[3], 0x42, 32);
    desks_join(&d, 1);
    desks_join(&d, 2);
    struct channel *b = d.desk[1].ch;
    struct channel *c = d.desk[2].ch;
    invite(b, 2, &files[0]);
    invite(c, 1, &files[1]);
    memcpy(sk_b, b->pairs[2].own_sk, 32);
    accept(b, &files[1]);
    accept(c, &files[0]);
    assert_int_equal(channel_pair_words(b, 2, right), 0);
    for (unsigned i = 0; i < 2; i++) {
        assert_int_equal(channel_invitation_decode(t2_buf_view(&files[i]), &inv[i], &fault), 0);
    }
    words_with(a, 1, 2, CHANNEL_PAIR_VERIFIED, sk_b, inv[0].public_key, inv[1].public_key, inv[0].secret,
               inv[1].secret, tried);
    assert_string_equal(tried, right);
    for (unsigned k = 0; k < 4; k++) {
        for (unsigned side = 0; side < 2; side++) {
            const struct channel_invitation *own = &inv[side];
            const struct channel_invitation *peer = &inv[1 - side];
            words_with(a, own->info.from, peer->info.from, CHANNEL_PAIR_VERIFIED, keys_of_a[k],
                       own->public_key, peer->public_key, own->secret, peer->secret, tried);
            assert_string_not_equal(tried, right);
        }
    }
    t2_buf_free(&files[0]);
    t2_buf_free(&files[1]);
    desks_free(&d);
}

/* An honest introduction: the convenor knows both public keys and the nonce, and still not the secret. */
static void an_honest_introducer_cannot_listen(void **state)
{
    (void)state;
    struct desks d;
    char right[CHANNEL_WORDS_LEN];
    char tried[CHANNEL_WORDS_LEN];
    desks_init(&d, 3, 46);
    desks_join(&d, 1);
    desks_join(&d, 2);
    struct channel *a = d.desk[0].ch;
    assert_int_equal(channel_introduce(a, 1, 2), 0);
    assert_int_equal(channel_commit(a), 0);
    desks_settle(&d);
    const struct channel_pair *bc = &d.desk[1].ch->pairs[2];
    assert_int_equal(bc->status, CHANNEL_PAIR_INTRODUCED);
    assert_int_equal(channel_pair_words(d.desk[1].ch, 2, right), 0);
    words_with(a, 1, 2, CHANNEL_PAIR_INTRODUCED, d.desk[1].ch->introduction_sk, d.desk[1].ch->introduction_pk,
               d.desk[2].ch->introduction_pk, bc->introduction_nonce, bc->introduction_nonce, tried);
    assert_string_equal(tried, right); /* B's own key: the attempt is a true one */
    words_with(a, 1, 2, CHANNEL_PAIR_INTRODUCED, a->introduction_sk, d.desk[1].ch->introduction_pk,
               d.desk[2].ch->introduction_pk, bc->introduction_nonce, bc->introduction_nonce, tried);
    assert_string_not_equal(tried, right);
    desks_free(&d);
}

/* A convenor that introduces itself twice is between B and C: it can be, that is why the pair is called
 * introduced, the words differ, and no sounding is held over it. */
static void a_lying_introducer_gets_no_verified_pair(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    struct channel_pipe *pipe = NULL;
    const uint8_t sounding[CHANNEL_SOUNDING_ID_LEN] = {0};
    char words_b[CHANNEL_WORDS_LEN];
    char words_c[CHANNEL_WORDS_LEN];
    desks_init(&d, 3, 47);
    desks_join(&d, 1);
    desks_join(&d, 2);
    struct channel *a = d.desk[0].ch;
    memcpy(a->pairs[1].peer_introduction_key, a->introduction_pk, 32);
    memcpy(a->pairs[2].peer_introduction_key, a->introduction_pk, 32);
    assert_int_equal(channel_introduce(a, 1, 2), 0);
    assert_int_equal(channel_commit(a), 0);
    desks_settle(&d);
    assert_int_equal(channel_pair_info(d.desk[1].ch, 2, &info), 0);
    assert_int_equal(info.status, CHANNEL_PAIR_INTRODUCED);
    assert_int_equal(info.introduced_by, 0);
    assert_int_equal(channel_pair_words(d.desk[1].ch, 2, words_b), 0);
    assert_int_equal(channel_pair_words(d.desk[2].ch, 1, words_c), 0);
    assert_string_not_equal(words_b, words_c);
    assert_int_equal(channel_pipe_new(&pipe, d.desk[1].ch, 2, sounding, 0), T2_E_REFUSED);
    desks_free(&d);
}

/* A seat that is not the convenor introduces nobody. */
static void only_the_convenor_introduces(void **state)
{
    (void)state;
    struct desks d;
    struct channel_pair_info info;
    desks_all_verified(&d, 4, 48);
    assert_int_equal(channel_pair_forget(d.desk[2].ch, 3), 0);
    struct channel *b = d.desk[1].ch;
    b->convenor = b->self; /* a modified program */
    assert_int_equal(channel_introduce(b, 2, 3), 0);
    assert_int_equal(channel_commit(b), 0);
    desks_settle(&d);
    assert_int_equal(channel_pair_info(d.desk[2].ch, 3, &info), 0);
    assert_int_equal(info.status, CHANNEL_PAIR_NONE);
    assert_int_equal(channel_pair_info(d.desk[2].ch, 1, &info), 0);
    assert_int_equal(info.malformed, 1);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_damage_is_refused),
        cmocka_unit_test(a_key_that_is_none_is_refused),
        cmocka_unit_test(swapped_files_show_in_the_check_words),
        cmocka_unit_test(one_swapped_file_shows_too),
        cmocka_unit_test(the_convenor_cannot_compute_the_secret_of_others),
        cmocka_unit_test(an_honest_introducer_cannot_listen),
        cmocka_unit_test(a_lying_introducer_gets_no_verified_pair),
        cmocka_unit_test(only_the_convenor_introduces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

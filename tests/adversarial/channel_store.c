/* The sealed store in wrong hands: every truncation and bit flip of its file is refused, and nothing that it
 * holds shows in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

#include "../channel_desks.h"

/* Everything of opening but Argon2id, which would make this test minutes long: header, and body under the
 * true key. */
static int file_open(struct t2_bytes file, const uint8_t key[static CHANNEL_KEY_LEN])
{
    struct channel_store_header h;
    struct t2_buf content;
    t2_buf_init(&content, CHANNEL_STORE_FILE_MAX);
    int err = channel_store_header_read(&h, file);
    if (err == 0) {
        err = channel_store_body_open(&h, key, file, &content);
    }
    if (err != 0) {
        assert_int_equal(content.len, 0);
    }
    t2_buf_free(&content);
    return err;
}

static void every_damage_is_noticed(void **state)
{
    (void)state;
    struct desks d;
    struct channel_store_header h;
    uint8_t key[CHANNEL_KEY_LEN];
    size_t len;
    desks_all_verified(&d, 2, 71);
    uint8_t *file = file_bytes(d.desk[0].path, &len);
    assert_int_equal(channel_store_header_read(&h, t2_bytes_of(file, len)), 0);
    assert_int_equal(channel_store_header_unwrap(&h, t2_bytes_str(DESKS_PASSPHRASE), key), 0);
    assert_int_equal(file_open(t2_bytes_of(file, len), key), 0);
    for (size_t bit = 0; bit < (size_t)CHANNEL_STORE_HEADER_LEN * 8; bit++) {
        file[bit / 8] ^= (uint8_t)(1u << bit % 8);
        int err = file_open(t2_bytes_of(file, len), key);
        assert_true(err == T2_E_MALFORMED || err == T2_E_VERSION);
        file[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t i = CHANNEL_STORE_HEADER_LEN; i < len; i += i < 400 || i > len - 40 ? 1 : 97) {
        file[i] ^= (uint8_t)(1u << i % 8);
        assert_int_equal(file_open(t2_bytes_of(file, len), key), T2_E_MALFORMED);
        file[i] ^= (uint8_t)(1u << i % 8);
    }
    for (size_t cut = 0; cut < len; cut += cut < 400 || cut > len - 40 ? 1 : 97) {
        assert_int_equal(t2_err_band(file_open(t2_bytes_of(file, cut), key)), T2_BAND_PEER);
    }
    free(file);
    desks_free(&d);
}

/* Through the door: a damaged file is not a wrong passphrase. */
static void damage_and_passphrase_are_told_apart(void **state)
{
    (void)state;
    struct desks d;
    struct channel_store *s = NULL;
    size_t len;
    desks_init(&d, 2, 72);
    channel_free(d.desk[0].ch);
    channel_store_free(d.desk[0].store);
    d.desk[0].ch = NULL;
    d.desk[0].store = NULL;
    const size_t places[] = {3, 20, 60, 130, 5000};
    for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++) {
        uint8_t *file = file_bytes(d.desk[0].path, &len);
        file[places[i]] ^= 4;
        FILE *f = fopen(d.desk[0].path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(file, 1, len, f), len);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(
            channel_store_open(&s, d.desk[0].path, t2_bytes_str(DESKS_PASSPHRASE), t2_random_system()),
            T2_E_MALFORMED);
        file[places[i]] ^= 4;
        f = fopen(d.desk[0].path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(file, 1, len, f), len);
        assert_int_equal(fclose(f), 0);
        free(file);
    }
    assert_int_equal(channel_store_open(&s, d.desk[0].path, t2_bytes_str("a guess"), t2_random_system()),
                     T2_E_AUTH);
    assert_int_equal(channel_store_open(&s, d.folder, t2_bytes_str("a guess"), t2_random_system()),
                     T2_E_MALFORMED);
    desks_free(&d);
}

static void put_all_secrets(const struct channel *ch, const uint8_t *out[], size_t *n)
{
    out[(*n)++] = ch->introduction_sk;
    out[(*n)++] = ch->stamp_secret;
    for (uint8_t s = 0; s < ch->n_seats; s++) {
        const struct channel_pair *p = &ch->pairs[s];
        if (s == ch->self) {
            continue;
        }
        const uint8_t *of_pair[] = {p->own_pk,     p->own_secret,  p->peer_pk,     p->pipe_root,
                                    p->out.chain,  p->out.locator, p->out.mailbox, p->in.chain,
                                    p->in.locator, p->in.mailbox};
        for (unsigned i = 0; i < sizeof of_pair / sizeof of_pair[0]; i++) {
            out[(*n)++] = of_pair[i];
        }
    }
}

/* Secrecy at rest: the file is searched for every text, key and id that it holds. */
static void the_file_shows_nothing(void **state)
{
    (void)state;
    static const char *const words[] = {"The Lakeside Table",   "Seat A",      "Arvenia",
                                        "no red line on water", "preferences", "channel",
                                        DESKS_PASSPHRASE,       DESKS_RELAY,   "relay.example"};
    struct desks d;
    const uint8_t *secrets[64];
    size_t n = 0;
    size_t len;
    size_t len_after;
    struct stat st;
    desks_all_verified(&d, 3, 73);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(channel_post(d.desk[0].ch, i, t2_bytes_str(words[i])), 0);
    }
    assert_int_equal(channel_store_put(d.desk[0].store, "preferences", t2_bytes_str(words[3])), 0);
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    uint8_t *file = file_bytes(d.desk[0].path, &len);
    for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
        assert_false(holds(file, len, words[i], strlen(words[i])));
    }
    put_all_secrets(d.desk[0].ch, secrets, &n);
    for (size_t i = 0; i < n; i++) {
        assert_false(holds(file, len, secrets[i], 16));
    }
    assert_false(holds(file, len, channel_table_id(d.desk[0].ch), CHANNEL_TABLE_ID_LEN));
    struct t2_buf plain; /* the same search finds all of it in the clear state: it is a true search */
    t2_buf_init(&plain, CHANNEL_STORE_VALUE_MAX);
    assert_int_equal(channel_state_encode(d.desk[0].ch, &plain), 0);
    assert_true(holds(plain.ptr, plain.len, words[0], strlen(words[0])));
    for (size_t i = 0; i < n; i++) {
        assert_true(holds(plain.ptr, plain.len, secrets[i], 16));
    }
    t2_buf_free(&plain);
    /* Two commits of the same content have nothing in common but the header; sizes move in steps of 64 KiB.
     */
    assert_int_equal(channel_commit(d.desk[0].ch), 0);
    uint8_t *after = file_bytes(d.desk[0].path, &len_after);
    assert_int_equal(len, len_after);
    assert_memory_not_equal(file + CHANNEL_STORE_HEADER_LEN, after + CHANNEL_STORE_HEADER_LEN, 32);
    assert_int_equal((len - CHANNEL_STORE_HEADER_LEN - 24 - 16) % 65536, 0);
    assert_int_equal(stat(d.desk[0].path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    free(file);
    free(after);
    desks_free(&d);
}

/* A private key and the secrets of the files are gone from the state as soon as they have done their work. */
static void used_secrets_are_gone(void **state)
{
    (void)state;
    struct desks d;
    struct t2_buf file;
    struct t2_buf now;
    uint8_t sk[32];
    uint8_t secret[32];
    desks_init(&d, 3, 74);
    desks_join(&d, 1);
    desks_join(&d, 2);
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(d.desk[1].ch, 2, false, &file), 0);
    memcpy(sk, d.desk[1].ch->pairs[2].own_sk, sizeof sk);
    memcpy(secret, d.desk[1].ch->pairs[2].own_secret, sizeof secret);
    desks_pair(&d, 1, 2);
    desks_say(&d, 1, 0, "hello");
    desks_say(&d, 2, 0, "hello");
    desks_settle(&d);
    for (uint8_t i = 1; i < 3; i++) {
        t2_buf_init(&now, CHANNEL_STORE_VALUE_MAX);
        assert_int_equal(channel_state_encode(d.desk[i].ch, &now), 0);
        assert_false(holds(now.ptr, now.len, sk, sizeof sk));
        assert_false(holds(now.ptr, now.len, secret, sizeof secret));
        t2_buf_free(&now);
    }
    t2_buf_free(&file);
    desks_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_damage_is_noticed),
        cmocka_unit_test(damage_and_passphrase_are_told_apart),
        cmocka_unit_test(the_file_shows_nothing),
        cmocka_unit_test(used_secrets_are_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

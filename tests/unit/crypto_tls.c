/* TLS as a state machine, both ends in one process: the pin, the identity, and ciphertext that somebody has
 * touched. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/tls.h>

struct end {
    struct t2_tls *tls;
    uint8_t out[3 * T2_TLS_SINK_MIN];
    struct t2_tls_sink sink;
    uint8_t plain[T2_TLS_WRITE_MAX];
    size_t n_plain;
};

static struct t2_buf key, certificate;
static struct t2_tls_context *server_context;
static uint8_t pin[T2_TLS_PIN_LEN];

static void end_init(struct end *e, struct t2_tls_context *context)
{
    memset(e, 0, sizeof *e);
    assert_int_equal(t2_tls_new(&e->tls, context), 0);
    e->sink = (struct t2_tls_sink){.ptr = e->out, .cap = sizeof e->out};
}

/* Gives n bytes of what one end has sent to the other, which reads all it can. */
static int pass(struct end *from, struct end *to, size_t n)
{
    uint8_t *lent = malloc(n + 1); /* of its own size, for the sanitizers */
    size_t got = 0;
    int err;

    assert_non_null(lent);
    memcpy(lent, from->out, n);
    from->sink.len -= n;
    memmove(from->out, from->out + n, from->sink.len);
    t2_tls_receive(to->tls, t2_bytes_of(lent, n));
    do {
        err = t2_tls_read(to->tls, &to->sink, to->plain + to->n_plain, sizeof to->plain - to->n_plain, &got);
        to->n_plain += got;
    } while (err == 0 && got != 0);
    free(lent);
    return err;
}

/* Runs the handshake; the client's or the server's error. */
static int handshake(struct end *client, struct end *server)
{
    size_t got = 0;
    int err = t2_tls_read(client->tls, &client->sink, client->plain, sizeof client->plain, &got);

    for (int i = 0; err == 0 && i < 4; i++) {
        err = pass(client, server, client->sink.len);
        if (err == 0)
            err = pass(server, client, server->sink.len);
    }
    return err;
}

static void with_the_right_pin_it_opens(void **state)
{
    struct t2_tls_context *context = NULL;
    static struct end client, server;
    static uint8_t message[T2_TLS_WRITE_MAX];

    (void)state;
    assert_int_equal(t2_tls_context_client(&context, pin), 0);
    end_init(&client, context);
    end_init(&server, server_context);
    assert_int_equal(t2_tls_write(client.tls, &client.sink, message, 1), T2_E_STATE);
    assert_int_equal(handshake(&client, &server), 0);
    assert_true(t2_tls_is_open(client.tls) && t2_tls_is_open(server.tls));
    memset(message, 0x42, sizeof message);
    assert_int_equal(t2_tls_write(client.tls, &client.sink, message, sizeof message), 0);
    /* Any split: byte by byte through the first 600. */
    for (int i = 0; i < 600; i++)
        assert_int_equal(pass(&client, &server, 1), 0);
    assert_int_equal(server.n_plain, 0);
    assert_int_equal(pass(&client, &server, client.sink.len), 0);
    assert_int_equal(server.n_plain, sizeof message);
    assert_memory_equal(server.plain, message, sizeof message);
    /* A sink without room takes nothing, and the connection lives. */
    server.sink.cap = 100;
    assert_int_equal(t2_tls_write(server.tls, &server.sink, message, 1), T2_E_FULL);
    server.sink.cap = sizeof server.out;
    assert_int_equal(t2_tls_write(server.tls, &server.sink, message, 3), 0);
    assert_int_equal(pass(&server, &client, server.sink.len), 0);
    assert_int_equal(client.n_plain, 3);
    t2_tls_free(client.tls);
    t2_tls_free(server.tls);
    t2_tls_context_free(context);
}

static void every_wrong_pin_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < T2_TLS_PIN_LEN; i++) {
        struct t2_tls_context *context = NULL;
        static struct end client, server;
        uint8_t wrong[T2_TLS_PIN_LEN];

        memcpy(wrong, pin, sizeof wrong);
        wrong[i] ^= 0x80;
        assert_int_equal(t2_tls_context_client(&context, wrong), 0);
        end_init(&client, context);
        end_init(&server, server_context);
        assert_int_equal(handshake(&client, &server), T2_E_AUTH);
        assert_false(t2_tls_is_open(client.tls));
        assert_int_equal(t2_tls_write(client.tls, &client.sink, wrong, 1), T2_E_STATE);
        t2_tls_free(client.tls);
        t2_tls_free(server.tls);
        t2_tls_context_free(context);
    }
}

/* A server that shows the pinned certificate without its key cannot even be set up, nor can damaged files. */
static void key_and_certificate_belong_together(void **state)
{
    struct t2_tls_context *context = NULL;
    struct t2_buf other_key, other_certificate;
    uint8_t out[T2_TLS_PIN_LEN];

    (void)state;
    t2_buf_init(&other_key, T2_TLS_PEM_MAX);
    t2_buf_init(&other_certificate, T2_TLS_PEM_MAX);
    assert_int_equal(t2_tls_identity_new(&other_key, &other_certificate), 0);
    assert_int_equal(t2_tls_context_server(&context, t2_buf_view(&other_key), t2_buf_view(&certificate), out),
                     T2_E_MALFORMED);
    assert_null(context);
    assert_int_equal(
        t2_tls_context_server(&context, t2_bytes_of(key.ptr, key.len / 2), t2_buf_view(&certificate), out),
        T2_E_MALFORMED);
    assert_int_equal(t2_tls_context_server(&context, t2_buf_view(&key), t2_bytes_of(NULL, 0), out),
                     T2_E_MALFORMED);
    assert_int_equal(
        t2_tls_context_server(&context, t2_buf_view(&other_key), t2_buf_view(&other_certificate), out), 0);
    assert_memory_not_equal(out, pin, sizeof out);
    t2_tls_context_free(context);
    t2_buf_free(&other_key);
    t2_buf_free(&other_certificate);
}

/* One flipped bit anywhere in a record ends the connection and gives no plaintext. */
static void touched_ciphertext_is_refused(void **state)
{
    (void)state;
    for (size_t at = 0; at < 70; at += 3) {
        struct t2_tls_context *context = NULL;
        static struct end client, server;
        uint8_t message[48] = {7};
        int err;

        assert_int_equal(t2_tls_context_client(&context, pin), 0);
        end_init(&client, context);
        end_init(&server, server_context);
        assert_int_equal(handshake(&client, &server), 0);
        assert_int_equal(t2_tls_write(client.tls, &client.sink, message, sizeof message), 0);
        assert_int_equal(client.sink.len, 70);
        client.out[at] ^= 1;
        err = pass(&client, &server, client.sink.len);
        /* A changed length may make the record longer: then it waits for bytes that the next record spoils.
         */
        if (err == 0) {
            assert_int_equal(t2_tls_write(client.tls, &client.sink, message, sizeof message), 0);
            err = pass(&client, &server, client.sink.len);
        }
        assert_int_equal(server.n_plain, 0);
        if (at != 3)
            assert_int_equal(err, T2_E_MALFORMED);
        t2_tls_free(client.tls);
        t2_tls_free(server.tls);
        t2_tls_context_free(context);
    }
}

static int start(void **state)
{
    (void)state;
    t2_buf_init(&key, T2_TLS_PEM_MAX);
    t2_buf_init(&certificate, T2_TLS_PEM_MAX);
    return t2_tls_identity_new(&key, &certificate) == 0 &&
                   t2_tls_context_server(&server_context, t2_buf_view(&key), t2_buf_view(&certificate),
                                         pin) == 0
               ? 0
               : -1;
}

static int stop(void **state)
{
    (void)state;
    t2_tls_context_free(server_context);
    t2_buf_free(&key);
    t2_buf_free(&certificate);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_the_right_pin_it_opens),
        cmocka_unit_test(every_wrong_pin_is_refused),
        cmocka_unit_test(key_and_certificate_belong_together),
        cmocka_unit_test(touched_ciphertext_is_refused),
    };

    return cmocka_run_group_tests(tests, start, stop);
}

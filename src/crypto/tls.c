/* TLS 1.3 over OpenSSL, with a BIO that reads from lent memory and writes to the caller's sink, so that
 * neither side copies ciphertext through OpenSSL's own memory BIOs and an idle connection holds no buffers
 * (RELEASE_BUFFERS).
 *
 * The pin is checked in the certificate callback, which replaces OpenSSL's chain building; that the server
 * holds the pinned key is then proven by CertificateVerify (RFC 8446 section 4.4.3), which OpenSSL checks. */
#include <tracktwo/tls.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <tracktwo/secret.h>

#define CIPHERS "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
/* A hundred years: the pin, not the date, says whether a key is still the right one. */
#define CERTIFICATE_DAYS 36500

struct t2_tls_context {
    SSL_CTX *ssl;
    BIO_METHOD *bio;
    uint8_t pin[T2_TLS_PIN_LEN];
    bool server;
};

struct t2_tls {
    SSL *ssl;
    struct t2_bytes in;
    struct t2_tls_sink *sink;
    bool wrong_pin;
    const struct t2_tls_context *ctx;
};

static int bio_read(BIO *b, char *out, size_t n, size_t *out_n)
{
    struct t2_tls *t = BIO_get_data(b);

    BIO_clear_retry_flags(b);
    if (t->in.len == 0) {
        BIO_set_retry_read(b);
        *out_n = 0;
        return 0;
    }
    if (n > t->in.len)
        n = t->in.len;
    memcpy(out, t->in.ptr, n);
    t->in.ptr += n;
    t->in.len -= n;
    *out_n = n;
    return 1;
}

static int bio_write(BIO *b, const char *in, size_t n, size_t *out_n)
{
    struct t2_tls *t = BIO_get_data(b);

    BIO_clear_retry_flags(b);
    if (t->sink == NULL || n > t->sink->cap - t->sink->len) {
        BIO_set_retry_write(b);
        *out_n = 0;
        return 0;
    }
    memcpy(t->sink->ptr + t->sink->len, in, n);
    t->sink->len += n;
    *out_n = n;
    return 1;
}

static long bio_ctrl(BIO *b, int cmd, long num, void *ptr)
{
    (void)b;
    (void)num;
    (void)ptr;
    return cmd == BIO_CTRL_FLUSH || cmd == BIO_CTRL_DUP ? 1 : 0;
}

static int spki_pin(uint8_t out[static T2_TLS_PIN_LEN], X509 *certificate)
{
    unsigned char *der = NULL;
    X509_PUBKEY *key = certificate == NULL ? NULL : X509_get_X509_PUBKEY(certificate);
    int len = key == NULL ? -1 : i2d_X509_PUBKEY(key, &der);
    int ok = len > 0 && EVP_Digest(der, (size_t)len, out, NULL, EVP_sha256(), NULL) == 1;

    OPENSSL_free(der);
    return ok ? 0 : T2_E_MALFORMED;
}

/* Stands in for the whole verification of the chain: 1 when the leaf's key is the pinned one. */
static int verify_pin(X509_STORE_CTX *store, void *arg)
{
    const struct t2_tls_context *ctx = arg;
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    struct t2_tls *t = SSL_get_app_data(ssl);
    uint8_t pin[T2_TLS_PIN_LEN];

    if (spki_pin(pin, X509_STORE_CTX_get0_cert(store)) != 0 || !t2_ct_eq(pin, ctx->pin, sizeof pin)) {
        t->wrong_pin = true;
        X509_STORE_CTX_set_error(store, X509_V_ERR_APPLICATION_VERIFICATION);
        return 0;
    }
    X509_STORE_CTX_set_error(store, X509_V_OK);
    return 1;
}

static int context_new(struct t2_tls_context **out, bool server)
{
    struct t2_tls_context *ctx = calloc(1, sizeof *ctx);

    *out = NULL;
    if (ctx == NULL)
        return T2_E_MEMORY;
    ctx->server = server;
    ctx->ssl = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
    ctx->bio = BIO_meth_new(BIO_TYPE_SOURCE_SINK | BIO_get_new_index(), "lent memory");
    if (ctx->ssl == NULL || ctx->bio == NULL || !BIO_meth_set_read_ex(ctx->bio, bio_read) ||
        !BIO_meth_set_write_ex(ctx->bio, bio_write) || !BIO_meth_set_ctrl(ctx->bio, bio_ctrl) ||
        !SSL_CTX_set_min_proto_version(ctx->ssl, TLS1_3_VERSION) ||
        !SSL_CTX_set_max_proto_version(ctx->ssl, TLS1_3_VERSION) ||
        !SSL_CTX_set_ciphersuites(ctx->ssl, CIPHERS) || !SSL_CTX_set_num_tickets(ctx->ssl, 0) ||
        !SSL_CTX_set1_groups_list(ctx->ssl, "X25519")) {
        t2_tls_context_free(ctx);
        return T2_E_MEMORY;
    }
    SSL_CTX_set_options(ctx->ssl, SSL_OP_NO_TICKET | SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(ctx->ssl, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(ctx->ssl, SSL_SESS_CACHE_OFF);
    *out = ctx;
    return 0;
}

void t2_tls_context_free(struct t2_tls_context *ctx)
{
    if (ctx == NULL)
        return;
    SSL_CTX_free(ctx->ssl);
    BIO_meth_free(ctx->bio);
    free(ctx);
}

static BIO *bio_over(struct t2_bytes pem)
{
    return pem.len > INT_MAX ? NULL : BIO_new_mem_buf(pem.ptr, (int)pem.len);
}

int t2_tls_context_server(struct t2_tls_context **out, struct t2_bytes key_pem,
                          struct t2_bytes certificate_pem, uint8_t out_pin[static T2_TLS_PIN_LEN])
{
    BIO *key_bio = bio_over(key_pem);
    BIO *certificate_bio = bio_over(certificate_pem);
    EVP_PKEY *key = key_bio == NULL ? NULL : PEM_read_bio_PrivateKey(key_bio, NULL, NULL, NULL);
    X509 *certificate = certificate_bio == NULL ? NULL : PEM_read_bio_X509(certificate_bio, NULL, NULL, NULL);
    struct t2_tls_context *ctx = NULL;
    int err = context_new(&ctx, true);

    if (err == 0 &&
        (key == NULL || certificate == NULL || SSL_CTX_use_certificate(ctx->ssl, certificate) != 1 ||
         SSL_CTX_use_PrivateKey(ctx->ssl, key) != 1 || SSL_CTX_check_private_key(ctx->ssl) != 1))
        err = T2_E_MALFORMED;
    if (err == 0)
        err = spki_pin(out_pin, certificate);
    if (err != 0) {
        t2_tls_context_free(ctx);
        ctx = NULL;
    }
    *out = ctx;
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(certificate_bio);
    BIO_free(key_bio);
    ERR_clear_error();
    return err;
}

int t2_tls_context_client(struct t2_tls_context **out, const uint8_t pin[static T2_TLS_PIN_LEN])
{
    int err = context_new(out, false);

    if (err != 0)
        return err;
    memcpy((*out)->pin, pin, T2_TLS_PIN_LEN);
    SSL_CTX_set_verify((*out)->ssl, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_cert_verify_callback((*out)->ssl, verify_pin, *out);
    return 0;
}

int t2_tls_new(struct t2_tls **out, struct t2_tls_context *ctx)
{
    struct t2_tls *t = calloc(1, sizeof *t);
    BIO *bio = BIO_new(ctx->bio);

    *out = NULL;
    if (t == NULL || bio == NULL || (t->ssl = SSL_new(ctx->ssl)) == NULL) {
        BIO_free(bio);
        free(t);
        return T2_E_MEMORY;
    }
    t->ctx = ctx;
    BIO_set_data(bio, t);
    BIO_set_init(bio, 1);
    SSL_set_bio(t->ssl, bio, bio);
    SSL_set_app_data(t->ssl, t);
    if (ctx->server)
        SSL_set_accept_state(t->ssl);
    else
        SSL_set_connect_state(t->ssl);
    *out = t;
    return 0;
}

void t2_tls_free(struct t2_tls *t)
{
    if (t == NULL)
        return;
    SSL_free(t->ssl);
    free(t);
}

void t2_tls_receive(struct t2_tls *t, struct t2_bytes ciphertext)
{
    t->in = ciphertext;
}

bool t2_tls_is_open(const struct t2_tls *t)
{
    return SSL_is_init_finished(t->ssl) && !t->wrong_pin;
}

static int error_of(struct t2_tls *t, int result)
{
    int reason = SSL_get_error(t->ssl, result);

    ERR_clear_error();
    if (t->wrong_pin)
        return T2_E_AUTH;
    switch (reason) {
    case SSL_ERROR_WANT_READ:
        return 0;
    case SSL_ERROR_WANT_WRITE:
        return T2_E_FULL;
    case SSL_ERROR_ZERO_RETURN:
        return T2_E_AWAY;
    default:
        return T2_E_MALFORMED;
    }
}

int t2_tls_read(struct t2_tls *t, struct t2_tls_sink *sink, uint8_t *out, size_t cap, size_t *out_len)
{
    int n;
    int err = 0;

    *out_len = 0;
    t->sink = sink;
    n = SSL_read(t->ssl, out, cap > INT_MAX ? INT_MAX : (int)cap);
    if (n > 0)
        *out_len = (size_t)n;
    else
        err = error_of(t, n);
    t->sink = NULL;
    return err;
}

int t2_tls_write(struct t2_tls *t, struct t2_tls_sink *sink, const uint8_t *in, size_t n)
{
    int written;
    int err = 0;

    if (!t2_tls_is_open(t))
        return T2_E_STATE;
    if (n > T2_TLS_WRITE_MAX || sink->cap - sink->len < n + (T2_TLS_SINK_MIN - T2_TLS_WRITE_MAX))
        return T2_E_FULL;
    if (n == 0)
        return 0;
    t->sink = sink;
    written = SSL_write(t->ssl, in, (int)n);
    if (written <= 0) {
        err = error_of(t, written);
        /* Nothing to read stands between us and one record that has room: the connection is broken. */
        err = err == 0 ? T2_E_MALFORMED : err;
    }
    t->sink = NULL;
    return err;
}

static int pem_take(struct t2_buf *out, BIO *bio)
{
    char *text = NULL;
    long len = BIO_get_mem_data(bio, &text);

    t2_buf_clear(out);
    return len <= 0 ? T2_E_MEMORY : t2_buf_append(out, text, (size_t)len);
}

int t2_tls_identity_new(struct t2_buf *out_key_pem, struct t2_buf *out_certificate_pem)
{
    EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    X509 *certificate = X509_new();
    /* The secure-memory BIO wipes what it held when it is freed. */
    BIO *key_bio = BIO_new(BIO_s_secmem());
    BIO *certificate_bio = BIO_new(BIO_s_mem());
    int err = T2_E_MEMORY;

    if (key == NULL) {
        err = T2_E_RANDOM;
        goto out;
    }
    if (certificate == NULL || key_bio == NULL || certificate_bio == NULL)
        goto out;
    if (X509_set_version(certificate, X509_VERSION_3) != 1 ||
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) != 1 ||
        ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") != 1 ||
        X509_time_adj_ex(X509_getm_notAfter(certificate), CERTIFICATE_DAYS, 0, NULL) == NULL ||
        X509_set_pubkey(certificate, key) != 1 || X509_sign(certificate, key, NULL) <= 0 ||
        PEM_write_bio_PKCS8PrivateKey(key_bio, key, NULL, NULL, 0, NULL, NULL) != 1 ||
        PEM_write_bio_X509(certificate_bio, certificate) != 1)
        goto out;
    err = pem_take(out_key_pem, key_bio);
    if (err == 0)
        err = pem_take(out_certificate_pem, certificate_bio);
out:
    if (err != 0) {
        t2_buf_clear(out_key_pem);
        t2_buf_clear(out_certificate_pem);
    }
    BIO_free(certificate_bio);
    BIO_free(key_bio);
    X509_free(certificate);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return err;
}

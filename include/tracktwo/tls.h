/* TLS 1.3 (RFC 8446) as a state machine over OpenSSL 3.0: ciphertext in, plaintext out, and back. No sockets.
 *
 * There are no certificate authorities: a server makes its own Ed25519 key and a self-signed certificate, and
 * a client knows the SHA-256 of the server's SubjectPublicKeyInfo (the pin). TLS 1.3 only, AES-256-GCM or
 * ChaCha20-Poly1305, no tickets, no resumption, no early data, no client certificates, no server name. */
#ifndef T2_TRACKTWO_TLS_H
#define T2_TRACKTWO_TLS_H

#include <stdbool.h>

#include <tracktwo/bytes.h>

#define T2_TLS_PIN_LEN 32
#define T2_TLS_PEM_MAX 4096
/* Room that a sink must have for one t2_tls_write of at most T2_TLS_WRITE_MAX bytes, or for a flight of the
 * handshake. */
#define T2_TLS_WRITE_MAX 16384
#define T2_TLS_SINK_MIN (T2_TLS_WRITE_MAX + 1024)

/* Makes an Ed25519 key and a certificate for it that names nobody. Both buffers are cleared first and hold
 * PEM; their max must be at least T2_TLS_PEM_MAX. T2_E_MEMORY, T2_E_RANDOM, T2_E_FULL. */
T2_MUST_USE int t2_tls_identity_new(struct t2_buf *out_key_pem, struct t2_buf *out_certificate_pem);

struct t2_tls_context;

/* T2_E_MALFORMED (not PEM, or key and certificate do not belong together), T2_E_MEMORY. */
T2_MUST_USE int t2_tls_context_server(struct t2_tls_context **out, struct t2_bytes key_pem,
                                      struct t2_bytes certificate_pem,
                                      uint8_t out_pin[static T2_TLS_PIN_LEN]);
/* T2_E_MEMORY. */
T2_MUST_USE int t2_tls_context_client(struct t2_tls_context **out, const uint8_t pin[static T2_TLS_PIN_LEN]);
void t2_tls_context_free(struct t2_tls_context *ctx);

/* Where ciphertext goes: the caller's memory. len grows up to cap; the caller sends it and sets len to 0. */
struct t2_tls_sink {
    uint8_t *ptr;
    size_t len;
    size_t cap;
};

struct t2_tls;

/* ctx must outlive it. T2_E_MEMORY. */
T2_MUST_USE int t2_tls_new(struct t2_tls **out, struct t2_tls_context *ctx);
void t2_tls_free(struct t2_tls *t); /* wipes; NULL is fine */

/* Lends ciphertext that arrived; read must take all of it (until it gives 0 bytes) before the memory is
 * reused. */
void t2_tls_receive(struct t2_tls *t, struct t2_bytes ciphertext);

/* Reads plaintext, at most cap bytes; *out_len 0 means that more ciphertext is needed. Carries on the
 * handshake, whose own messages go to the sink; the first call of a client, without ciphertext, starts it.
 * T2_E_AWAY (the other side closed), T2_E_AUTH (not the pinned key), T2_E_MALFORMED (anything else),
 * T2_E_FULL (sink). */
T2_MUST_USE int t2_tls_read(struct t2_tls *t, struct t2_tls_sink *sink, uint8_t *out, size_t cap,
                            size_t *out_len);

/* Seals n <= T2_TLS_WRITE_MAX bytes as one record; the sink must have n + 1,024 bytes of room. Only when
 * open. T2_E_STATE, T2_E_FULL, T2_E_MALFORMED. */
T2_MUST_USE int t2_tls_write(struct t2_tls *t, struct t2_tls_sink *sink, const uint8_t *in, size_t n);

/* The handshake is over and, at a client, the pin was right. */
bool t2_tls_is_open(const struct t2_tls *t);

#endif

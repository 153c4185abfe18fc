/* What makes a relay the same relay after a restart: its key, in its state folder. */
#ifndef T2_RELAY_IDENTITY_H
#define T2_RELAY_IDENTITY_H

#include <tracktwo/tls.h>

/* Reads STATE/key.pem and STATE/certificate.pem, or makes them (mode 0600) when the certificate is not there.
 * T2_E_IO, T2_E_MALFORMED (the key is missing, or not the certificate's), T2_E_MEMORY, T2_E_RANDOM. */
T2_MUST_USE int relay_identity_open(struct t2_tls_context **out, const char *state_dir,
                                    uint8_t out_pin[static T2_TLS_PIN_LEN]);

/* "DIR/NAME" on the heap; NULL: no memory. */
char *relay_state_path(const char *state_dir, const char *name);
/* Replaces a small file so that a reader sees the old text or the new one; with sync it is on disk when 0 is
 * returned. T2_E_IO. */
T2_MUST_USE int relay_state_write(const char *path, const char *new_path, const char *text, size_t len,
                                  bool sync);

#endif

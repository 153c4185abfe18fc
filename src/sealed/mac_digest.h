/* One digest over a long run of 16-byte MACs (step 6): a small buffer in front of SHA-256, so that the hash
 * sees whole pages. Opened bits are checked by comparing the digest of the MACs with that of what the keys
 * say. */
#ifndef T2_SEALED_MAC_DIGEST_H
#define T2_SEALED_MAC_DIGEST_H

#include <tracktwo/crypto.h>

#include "sealed/kernel.h"

#define MAC_DIGEST_BUFFER 256

struct mac_digest {
    struct t2_sha256 *hash; /* borrowed */
    size_t n;
    int err;
    struct sealed_block buffer[MAC_DIGEST_BUFFER];
};

T2_MUST_USE int mac_digest_init(struct mac_digest *d, struct t2_sha256 *hash); /* resets the hash */
T2_MUST_USE int mac_digest_final(struct mac_digest *d,
                                 uint8_t out[static T2_SHA256_LEN]); /* wipes the buffer */
void mac_digest_flush(struct mac_digest *d);

static inline void mac_digest_add(struct mac_digest *d, struct sealed_block mac)
{
    d->buffer[d->n++] = mac;
    if (d->n == MAC_DIGEST_BUFFER)
        mac_digest_flush(d);
}

#endif

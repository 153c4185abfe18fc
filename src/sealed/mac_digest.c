/* See mac_digest.h. The first failure sticks until final. */
#include "sealed/mac_digest.h"

#include <tracktwo/secret.h>

int mac_digest_init(struct mac_digest *d, struct t2_sha256 *hash)
{
    d->hash = hash;
    d->n = 0;
    d->err = t2_sha256_reset(hash);
    return d->err;
}

void mac_digest_flush(struct mac_digest *d)
{
    if (d->err == 0 && d->n != 0)
        d->err = t2_sha256_update(d->hash, d->buffer, d->n * sizeof d->buffer[0]);
    d->n = 0;
}

int mac_digest_final(struct mac_digest *d, uint8_t out[static T2_SHA256_LEN])
{
    mac_digest_flush(d);
    if (d->err == 0)
        d->err = t2_sha256_final(d->hash, out);
    t2_wipe(d->buffer, sizeof d->buffer);
    return d->err;
}

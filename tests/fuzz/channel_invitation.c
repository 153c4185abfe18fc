/* Invitation files: as they come, and with magic, version and check put right so that the fields are reached.
 * What decodes must encode to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include <channel/channel_internal.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void one_file(struct t2_bytes file)
{
    struct channel_invitation inv;
    enum channel_invitation_fault fault;
    struct t2_buf again;
    if (channel_invitation_decode(file, &inv, &fault) != 0) {
        if (fault == CHANNEL_INVITATION_FINE || inv.info.n_seats != 0) {
            abort();
        }
        return;
    }
    t2_buf_init(&again, CHANNEL_INVITATION_MAX);
    if (channel_invitation_encode(&inv, &again) != 0 || !t2_bytes_eq(file, t2_buf_view(&again))) {
        abort();
    }
    t2_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { HEAD = 9, CHECK = 16 };
    uint8_t file[CHANNEL_INVITATION_MAX + 1];
    uint8_t digest[T2_SHA256_LEN];
    one_file(t2_bytes_of(data, size));
    if (size < HEAD + CHECK || size > sizeof file) {
        return 0;
    }
    memcpy(file, data, size);
    memcpy(file, "T2INVITE\x02", HEAD);
    struct t2_bytes body = t2_bytes_of(file, size - CHECK);
    if (t2_sha256(digest, &body, 1) != 0) {
        return 0;
    }
    memcpy(file + size - CHECK, digest, CHECK);
    one_file(t2_bytes_of(file, size));
    return 0;
}

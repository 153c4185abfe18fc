/* The reader of what a session kept. What is refused says so by an error of the peer's band and gives
 * nothing; what is read is written again to the same bytes. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/sealed.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sealed_kept *k = NULL;
    int err = sealed_kept_read(t2_bytes_of(data, size), &k);
    require((err == 0) == (k != NULL));
    require(err == 0 || t2_err_band(err) == T2_BAND_PEER);
    if (k != NULL) {
        struct t2_buf out;
        t2_buf_init(&out, size);
        require(sealed_kept_bits(k) > 0);
        require(sealed_kept_write(k, &out) == 0);
        require(out.len == size && memcmp(out.ptr, data, size) == 0);
        t2_buf_free(&out);
    }
    sealed_kept_free(k);
    return 0;
}

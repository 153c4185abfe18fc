/* The store's file, its content and the channel's state in it: the first byte says which the rest is. Content
 * and state are read after their seal was opened, so only a defective program could make bad ones; they must
 * be refused all the same. A state that decodes must encode and decode again. */
#include <stdlib.h>
#include <string.h>

#include <channel/channel_internal.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void as_file(struct t2_bytes in)
{
    const uint8_t key[CHANNEL_KEY_LEN] = {0};
    struct channel_store_header h;
    struct t2_buf content;
    t2_buf_init(&content, CHANNEL_STORE_FILE_MAX);
    if (channel_store_header_read(&h, in) == 0 && channel_store_body_open(&h, key, in, &content) == 0 &&
        content.len > in.len) {
        abort();
    }
    t2_buf_free(&content);
}

static int value_count(void *ctx, const char *key, struct t2_bytes value)
{
    size_t *n = ctx;
    *n += strlen(key) + value.len;
    return 0;
}

static void as_content(struct t2_bytes in)
{
    size_t n = 0;
    if (channel_store_values_read(in, value_count, &n) == 0 && n > in.len) {
        abort();
    }
}

static void as_state(struct t2_bytes in)
{
    struct channel *first = NULL;
    struct channel *second = NULL;
    struct t2_buf bytes;
    t2_buf_init(&bytes, CHANNEL_STORE_VALUE_MAX);
    if (channel_state_decode(&first, in) == 0) {
        if (channel_state_encode(first, &bytes) != 0 ||
            channel_state_decode(&second, t2_buf_view(&bytes)) != 0 ||
            channel_log_len(first) != channel_log_len(second)) {
            abort();
        }
    }
    t2_buf_free(&bytes);
    channel_free(first);
    channel_free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (t2_init() != 0 || size == 0) {
        return 0;
    }
    struct t2_bytes rest = t2_bytes_of(data + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        as_file(rest);
        break;
    case 1:
        as_content(rest);
        break;
    default:
        as_state(rest);
    }
    return 0;
}

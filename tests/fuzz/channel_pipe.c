/* A verified peer on a sounding's pipe that seals whatever it likes: the AEADs are taken away, so that the
 * input itself is what they would have opened. Pieces, each with its length in two bytes (big-endian) before
 * it, padded with zeros to a cell: the first is the peer's hello, the others are records. A record is a
 * length and bytes with nothing but zeros behind them, or the pipe is dead for good and its cell wiped. */
#include <stdlib.h>
#include <string.h>

#include <channel/channel_internal.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_t2_aead_open(struct t2_aead *a, uint8_t *out, const uint8_t nonce[static T2_AEAD_NONCE_LEN],
                        struct t2_bytes ad, struct t2_bytes in);
int __wrap_t2_xaead_open(uint8_t *out, const uint8_t key[static 32],
                         const uint8_t nonce[static T2_XAEAD_NONCE_LEN], struct t2_bytes ad,
                         struct t2_bytes in);

static void require(int condition)
{
    if (!condition)
        abort();
}

int __wrap_t2_aead_open(struct t2_aead *a, uint8_t *out, const uint8_t nonce[static T2_AEAD_NONCE_LEN],
                        struct t2_bytes ad, struct t2_bytes in)
{
    (void)a;
    (void)nonce;
    (void)ad;
    memmove(out, in.ptr, in.len - T2_AEAD_TAG_LEN);
    return 0;
}

int __wrap_t2_xaead_open(uint8_t *out, const uint8_t key[static 32],
                         const uint8_t nonce[static T2_XAEAD_NONCE_LEN], struct t2_bytes ad,
                         struct t2_bytes in)
{
    (void)key;
    (void)nonce;
    (void)ad;
    memmove(out, in.ptr, in.len - T2_AEAD_TAG_LEN);
    return 0;
}

static struct channel *seat_new(void)
{
    struct channel *ch = NULL;
    require(channel_alloc(&ch, 2) == 0);
    ch->random = t2_random_system();
    ch->self = 0;
    struct channel_pair *p = &ch->pairs[1];
    p->status = CHANNEL_PAIR_VERIFIED;
    memset(p->pipe_root, 7, sizeof p->pipe_root);
    return ch;
}

/* The next piece at `at` of a cell. 0 when there is none. */
static int next_cell(const uint8_t **data, size_t *size, uint8_t cell[static T2_CELL_PIPE_LEN], size_t at)
{
    if (*size < 2)
        return 0;
    size_t len = (size_t)(*data)[0] << 8 | (*data)[1];
    *data += 2;
    *size -= 2;
    len = len < *size ? len : *size;
    memset(cell, 0, T2_CELL_PIPE_LEN);
    memcpy(cell + at, *data, len < T2_CELL_PIPE_LEN - at ? len : T2_CELL_PIPE_LEN - at);
    *data += len;
    *size -= len;
    return 1;
}

static int is_zero(const uint8_t *p, size_t n)
{
    uint8_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= p[i];
    return any == 0;
}

static void one_record(struct channel_pipe *p, uint8_t cell[static T2_CELL_PIPE_LEN])
{
    uint8_t before[T2_CELL_PIPE_LEN];
    struct t2_bytes data;
    enum channel_pipe_state state = channel_pipe_state(p);
    memcpy(before, cell, sizeof before);
    int err = channel_pipe_open(p, cell, &data);
    if (err == 0) {
        size_t len = (size_t)before[0] << 8 | before[1];
        require(data.len == len && len <= CHANNEL_PIPE_DATA_MAX &&
                data.ptr == cell + CHANNEL_PIPE_DATA_OFFSET);
        require(memcmp(data.ptr, before + CHANNEL_PIPE_DATA_OFFSET, len) == 0);
        require(is_zero(data.ptr + len, CHANNEL_PIPE_DATA_MAX - len));
        return;
    }
    require(data.len == 0);
    if (state == CHANNEL_PIPE_OPEN)
        require(err == T2_E_MALFORMED && channel_pipe_state(p) == CHANNEL_PIPE_DEAD &&
                is_zero(cell, T2_CELL_PIPE_LEN));
    else
        require(err == T2_E_STATE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t sounding[CHANNEL_SOUNDING_ID_LEN] = {1};
    uint8_t cell[T2_CELL_PIPE_LEN];
    struct channel_pipe *p = NULL;
    require(t2_init() == 0);
    struct channel *ch = seat_new();
    require(channel_pipe_new(&p, ch, 1, sounding, 0) == 0 && channel_pipe_hello(p, cell) == 0);
    if (next_cell(&data, &size, cell, T2_XAEAD_NONCE_LEN)) {
        int err = channel_pipe_greet(p, cell);
        require((err == 0) == (channel_pipe_state(p) == CHANNEL_PIPE_OPEN));
    }
    while (next_cell(&data, &size, cell, 0))
        one_record(p, cell);
    channel_pipe_free(p);
    channel_free(ch);
    return 0;
}

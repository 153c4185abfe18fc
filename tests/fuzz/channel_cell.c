/* A verified peer that seals whatever it likes: seat 0 seals the pieces of the input as plaintexts of cells,
 * seat 1 takes them in. Each piece: length 2 (big-endian; its top bit leaves a gap in the numbers), then so
 * many bytes, padded with zeros. In the end the receiver's state must encode, decode and encode to the same
 * bytes. */
#include <stdlib.h>
#include <string.h>

#include <channel/channel_internal.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int err)
{
    if (err != 0) {
        abort();
    }
}

/* A seat with a pair to the other, made without files: keys of fixed bytes. */
static struct channel *seat_new(uint8_t self)
{
    struct channel *ch = NULL;
    uint8_t sk[2][T2_X25519_LEN] = {{1}, {2}};
    uint8_t other = (uint8_t)(1 - self);
    must(channel_alloc(&ch, 3));
    ch->random = t2_random_system();
    ch->self = self;
    channel_log_init(&ch->log, ch->table_id, ch->n_seats, self);
    must(channel_stamps_derive(ch));
    must(t2_x25519_public(ch->introduction_pk, sk[self]));
    memcpy(ch->introduction_sk, sk[self], T2_X25519_LEN);
    struct channel_pair *p = &ch->pairs[other];
    memcpy(p->own_sk, sk[self], T2_X25519_LEN);
    must(t2_x25519_public(p->own_pk, sk[self]));
    must(t2_x25519_public(p->peer_pk, sk[other]));
    must(channel_pair_establish(ch, other, CHANNEL_PAIR_VERIFIED, p->own_secret));
    return ch;
}

static void deliver(struct channel *from, struct channel *to, const uint8_t *piece, size_t len)
{
    uint8_t plain[CHANNEL_CELL_PLAIN_LEN] = {0};
    uint8_t body[T2_CELL_MAIL_LEN];
    struct channel_direction *out = &from->pairs[1].out;
    const struct channel_binding binding = {.table_id = from->table_id, .sender = 0, .receiver = 1};
    uint8_t name[T2_CELL_KEY_LEN];
    enum channel_got got;
    memcpy(plain, piece, len < sizeof plain ? len : sizeof plain);
    must(channel_mailbox_name(out, out->next / CHANNEL_EPOCH_CELLS, name));
    must(channel_ratchet_seal(out, &binding, from->random, plain, body));
    must(channel_receive(to, name, out->next, 1, body, &got));
    if (got == CHANNEL_GOT_FOREIGN) { /* never of a cell that was sealed for us */
        abort();
    }
}

static void state_must_hold(const struct channel *ch)
{
    struct channel *copy = NULL;
    struct t2_buf first;
    struct t2_buf second;
    t2_buf_init(&first, CHANNEL_STORE_VALUE_MAX);
    t2_buf_init(&second, CHANNEL_STORE_VALUE_MAX);
    must(channel_state_encode(ch, &first));
    must(channel_state_decode(&copy, t2_buf_view(&first)));
    must(channel_state_encode(copy, &second));
    if (!t2_bytes_eq(t2_buf_view(&first), t2_buf_view(&second))) {
        abort();
    }
    channel_free(copy);
    t2_buf_free(&first);
    t2_buf_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    must(t2_init());
    struct channel *a = seat_new(0);
    struct channel *b = seat_new(1);
    for (unsigned n = 0; n < 200 && size >= 2; n++) {
        size_t len = (size_t)(data[0] & 0x7f) << 8 | data[1];
        bool gap = (data[0] & 0x80) != 0;
        data += 2;
        size -= 2;
        len = len < size ? len : size;
        if (gap) {
            uint8_t key[CHANNEL_KEY_LEN];
            must(channel_ratchet_step(&a->pairs[1].out, key));
        }
        /* A mailbox is read up to one ahead: after so many gaps in a row there may be none. */
        if (a->pairs[1].out.next / CHANNEL_EPOCH_CELLS <= b->pairs[0].in.next / CHANNEL_EPOCH_CELLS + 1) {
            deliver(a, b, data, len);
        }
        data += len;
        size -= len;
    }
    state_must_hold(b);
    channel_free(a);
    channel_free(b);
    return 0;
}

/* See channel_desks.h. Whatever goes wrong here is a failure of the test that uses it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

#include "channel_desks.h"

void desks_store(struct desks *d, uint8_t i)
{
    struct desk *k = &d->desk[i];
    assert_int_equal(channel_store_create(&k->store, k->path, t2_bytes_str(DESKS_PASSPHRASE),
                                          CHANNEL_STORE_COST_MIN, &k->random),
                     0);
}

static void desk_prepare(struct desks *d, uint8_t i, const char *suffix, uint64_t seed)
{
    char folder[sizeof d->folder];
    struct desk *k = &d->desk[i];
    memcpy(folder, d->folder, sizeof folder);
    (void)snprintf(k->path, sizeof k->path, "%s/%u%s", folder, (unsigned)i, suffix);
    k->random = t2_random_seeded_init(&k->seed, seed);
}

void desks_init(struct desks *d, uint8_t n, uint64_t seed)
{
    const char *base = getenv("TMPDIR");
    memset(d, 0, sizeof *d);
    assert_int_equal(t2_init(), 0);
    (void)snprintf(d->folder, sizeof d->folder, "%s/t2-desks-XXXXXX", base == NULL ? "/tmp" : base);
    assert_non_null(mkdtemp(d->folder));
    d->n = n;
    d->slot = DESKS_SLOT;
    d->seed = seed;
    for (uint8_t i = 0; i < n; i++) {
        desk_prepare(d, i, "", seed * 100 + i);
    }
    desks_store(d, 0);
    assert_int_equal(channel_create(&d->desk[0].ch, d->desk[0].store, &d->desk[0].random, n, 0, DESKS_RELAY),
                     0);
    assert_int_equal(channel_commit(d->desk[0].ch), 0);
}

void desks_free(struct desks *d)
{
    for (uint8_t i = 0; i < d->n; i++) {
        desks_close(&d->desk[i]);
    }
    (void)rmdir(d->folder);
    free(d->cells);
}

uint8_t desks_add(struct desks *d)
{
    assert_true(d->n < DESKS_MAX);
    desk_prepare(d, d->n, "", d->seed * 100 + d->n);
    return d->n++;
}

void desks_new_device(struct desks *d, uint8_t i, struct desk *out_old,
                      uint8_t key[static CHANNEL_DIGEST_LEN])
{
    struct t2_buf file;
    t2_buf_init(&file, CHANNEL_DEVICE_FILE_MAX);
    *out_old = d->desk[i];
    const unsigned k_new = d->n_new++;
    desk_prepare(d, i, k_new == 0 ? "-new" : "-newer", d->seed * 100 + 50 + 8u * k_new + i);
    struct desk *k = &d->desk[i];
    k->ch = NULL;
    desks_store(d, i);
    assert_int_equal(channel_device_new(k->store, &k->random, &file), 0);
    assert_int_equal(channel_store_commit(k->store), 0);
    assert_int_equal(channel_device_read(t2_buf_view(&file), key), 0);
    t2_buf_free(&file);
}

void desks_close(struct desk *k)
{
    char beside[300];
    channel_free(k->ch);
    channel_store_free(k->store);
    (void)snprintf(beside, sizeof beside, "%s.lock", k->path);
    (void)unlink(beside);
    (void)snprintf(beside, sizeof beside, "%s.tmp", k->path);
    (void)unlink(beside);
    (void)unlink(k->path);
    k->ch = NULL;
    k->store = NULL;
}

static void accept(struct desks *d, uint8_t i, const struct t2_buf *file)
{
    enum channel_invitation_fault fault;
    uint8_t from;
    assert_int_equal(channel_pair_accept(d->desk[i].ch, t2_buf_view(file), &from, &fault), 0);
}

void desks_join(struct desks *d, uint8_t i)
{
    desks_store(d, i);
    desks_join_by(d, i, 0);
}

void desks_join_by(struct desks *d, uint8_t i, uint8_t host)
{
    enum channel_invitation_fault fault;
    struct t2_buf there;
    struct t2_buf back;
    t2_buf_init(&there, CHANNEL_INVITATION_MAX);
    t2_buf_init(&back, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(d->desk[host].ch, i, false, &there), 0);
    assert_int_equal(
        channel_join(&d->desk[i].ch, d->desk[i].store, &d->desk[i].random, t2_buf_view(&there), &fault), 0);
    assert_int_equal(channel_pair_invite(d->desk[i].ch, host, false, &back), 0);
    accept(d, host, &back);
    assert_int_equal(channel_commit(d->desk[host].ch), 0);
    assert_int_equal(channel_commit(d->desk[i].ch), 0);
    t2_buf_free(&there);
    t2_buf_free(&back);
}

void desks_pair(struct desks *d, uint8_t x, uint8_t y)
{
    struct t2_buf there;
    struct t2_buf back;
    t2_buf_init(&there, CHANNEL_INVITATION_MAX);
    t2_buf_init(&back, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_pair_invite(d->desk[x].ch, y, false, &there), 0);
    assert_int_equal(channel_pair_invite(d->desk[y].ch, x, false, &back), 0);
    accept(d, y, &there);
    accept(d, x, &back);
    assert_int_equal(channel_commit(d->desk[x].ch), 0);
    assert_int_equal(channel_commit(d->desk[y].ch), 0);
    t2_buf_free(&there);
    t2_buf_free(&back);
}

void desks_all_verified(struct desks *d, uint8_t n, uint64_t seed)
{
    desks_init(d, n, seed);
    for (uint8_t i = 1; i < n; i++) {
        desks_join(d, i);
    }
    for (uint8_t x = 1; x < n; x++) {
        for (uint8_t y = (uint8_t)(x + 1); y < n; y++) {
            desks_pair(d, x, y);
        }
    }
}

void desks_restart(struct desks *d, uint8_t i)
{
    struct desk *k = &d->desk[i];
    channel_free(k->ch);
    channel_store_free(k->store);
    k->ch = NULL;
    k->store = NULL;
    assert_int_equal(channel_store_open(&k->store, k->path, t2_bytes_str(DESKS_PASSPHRASE), &k->random), 0);
    assert_int_equal(channel_load(&k->ch, k->store, &k->random), 0);
}

void desks_say(struct desks *d, uint8_t i, uint64_t slot, const char *text)
{
    assert_int_equal(channel_post(d->desk[i].ch, slot, t2_bytes_str(text)), 0);
    assert_int_equal(channel_commit(d->desk[i].ch), 0);
}

uint32_t relay_put(struct desks *d, const struct channel_cell *cell)
{
    struct relay_cell c = {.seq = 1, .slot = d->slot};
    assert_int_equal(t2_blake2b_256(c.name, t2_bytes_of(cell->writer_secret, T2_CELL_KEY_LEN)), 0);
    memcpy(c.mid, cell->mid, sizeof c.mid);
    memcpy(c.body, cell->body, sizeof c.body);
    for (size_t i = 0; i < d->n_cells; i++) {
        if (memcmp(d->cells[i].name, c.name, sizeof c.name) == 0) {
            if (memcmp(d->cells[i].mid, c.mid, sizeof c.mid) == 0) {
                return d->cells[i].slot; /* a retry */
            }
            c.seq = d->cells[i].seq + 1;
        }
    }
    if (d->n_cells == d->cap_cells) {
        d->cap_cells = d->cap_cells == 0 ? 64 : d->cap_cells * 2;
        d->cells = realloc(d->cells, d->cap_cells * sizeof d->cells[0]);
        assert_non_null(d->cells);
    }
    d->cells[d->n_cells++] = c;
    return c.slot;
}

const struct relay_cell *relay_next(const struct desks *d, const uint8_t *name, uint64_t from)
{
    for (size_t i = 0; i < d->n_cells; i++) {
        if (memcmp(d->cells[i].name, name, T2_CELL_KEY_LEN) == 0 && d->cells[i].seq >= from) {
            return &d->cells[i];
        }
    }
    return NULL;
}

size_t desks_send(struct desks *d, uint8_t i)
{
    return desks_send_but(d, i, CHANNEL_NO_SEAT);
}

size_t desks_send_but(struct desks *d, uint8_t i, uint8_t lost)
{
    struct channel_cell cell;
    size_t n = 0;
    while (channel_outbox_at(d->desk[i].ch, 0, &cell) == 0) {
        uint32_t slot = cell.seat == lost && lost != i ? d->slot : relay_put(d, &cell);
        assert_int_equal(channel_outbox_done(d->desk[i].ch, cell.mid, slot), 0);
        n++;
    }
    return n;
}

size_t desks_stamp(struct desks *d, uint8_t i, uint8_t to)
{
    struct channel_cell cell;
    struct channel_mailbox box;
    enum channel_got got;
    size_t n = 0;
    while (channel_outbox_at(d->desk[i].ch, 0, &cell) == 0 && cell.seat == i) {
        uint32_t slot = relay_put(d, &cell);
        assert_int_equal(channel_outbox_done(d->desk[i].ch, cell.mid, slot), 0);
    }
    for (size_t k = 0; channel_inbox_at(d->desk[to].ch, k, &box) == 0; k++) {
        const struct relay_cell *c;
        while (box.stamps && box.seat == i && (c = relay_next(d, box.name, box.from_seq)) != NULL) {
            assert_int_equal(channel_receive(d->desk[to].ch, box.name, c->seq, c->slot, c->body, &got), 0);
            assert_int_equal(channel_inbox_at(d->desk[to].ch, k, &box), 0);
            n++;
        }
    }
    return n;
}

static bool read_one(struct desks *d, uint8_t i)
{
    struct channel_mailbox box;
    enum channel_got got;
    for (size_t k = 0; channel_inbox_at(d->desk[i].ch, k, &box) == 0; k++) {
        const struct relay_cell *c = relay_next(d, box.name, box.from_seq);
        if (c != NULL) {
            assert_int_equal(channel_receive(d->desk[i].ch, box.name, c->seq, c->slot, c->body, &got), 0);
            return true;
        }
        channel_inbox_ended(d->desk[i].ch, box.name);
    }
    return false;
}

size_t desks_read(struct desks *d, uint8_t i)
{
    size_t n = 0;
    while (read_one(d, i)) {
        n++;
    }
    assert_int_equal(channel_commit(d->desk[i].ch), 0);
    return n;
}

void desks_settle(struct desks *d)
{
    size_t moved = 1;
    while (moved > 0) {
        moved = 0;
        for (uint8_t i = 0; i < d->n; i++) {
            if (d->desk[i].ch != NULL) {
                moved += desks_send(d, i) + desks_read(d, i);
            }
        }
    }
}

int holds(const void *hay, size_t hay_len, const void *needle, size_t needle_len)
{
    return memmem(hay, hay_len, needle, needle_len) != NULL;
}

uint8_t *file_bytes(const char *path, size_t *out_len)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    long len = ftell(f);
    assert_true(len >= 0);
    rewind(f);
    uint8_t *b = malloc((size_t)len + 1);
    assert_non_null(b);
    *out_len = fread(b, 1, (size_t)len, f);
    assert_int_equal(*out_len, (size_t)len);
    (void)fclose(f);
    return b;
}

/* Several channels of one table and a relay in memory, for the tests of src/channel.
 *
 * Every desk has a sealed store in a folder of its own, made under $TMPDIR and removed at the end. The relay
 * keeps cells in mailboxes as the true one does: in order, each message id once, with the slot of its first
 * storing. Its clock stands where the test sets it. */
#ifndef T2_TESTS_CHANNEL_DESKS_H
#define T2_TESTS_CHANNEL_DESKS_H

#include <tracktwo/channel.h>

#define DESKS_MAX 8
#define DESKS_RELAY "relay.example:7310#00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define DESKS_SLOT 1000
#define DESKS_PASSPHRASE "six quiet words under one stone"

struct desk {
    char path[256];
    struct t2_random_seeded seed;
    struct t2_random random;
    struct channel_store *store;
    struct channel *ch;
};

struct relay_cell {
    uint8_t name[T2_CELL_KEY_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    uint64_t seq;
    uint32_t slot;
    uint8_t body[T2_CELL_MAIL_LEN];
};

struct desks {
    char folder[128];
    uint8_t n;
    uint64_t seed;
    unsigned n_new; /* devices */
    struct desk desk[DESKS_MAX];
    uint32_t slot; /* the relay's clock; DESKS_SLOT at first */
    struct relay_cell *cells;
    size_t n_cells;
    size_t cap_cells;
};

/* n desks; desk 0 opens the table, the others have nothing yet. */
void desks_init(struct desks *d, uint8_t n, uint64_t seed);
void desks_free(struct desks *d);
/* The store of desk i, new and empty. */
void desks_store(struct desks *d, uint8_t i);
/* Desk i joins with the convenor's file and the convenor takes its answer: a verified pair. Both commit. */
void desks_join(struct desks *d, uint8_t i);
/* The same with the file of another host, when desk i has its store already. */
void desks_join_by(struct desks *d, uint8_t i, uint8_t host);
/* One more desk, of a seat that comes later: its number. No channel grows by it. */
uint8_t desks_add(struct desks *d);
/* Desk i is another device from now on, with a store that holds its key and no channel; the old one goes to
 * out_old, to be closed by desks_close. key: the digest to agree on. */
void desks_new_device(struct desks *d, uint8_t i, struct desk *out_old,
                      uint8_t key[static CHANNEL_DIGEST_LEN]);
void desks_close(struct desk *k); /* and removes its files */
/* Two desks that have joined exchange files. Both commit. */
void desks_pair(struct desks *d, uint8_t x, uint8_t y);
/* All of the above for everybody. */
void desks_all_verified(struct desks *d, uint8_t n, uint64_t seed);
/* Frees the channel and the store of desk i and loads both again. */
void desks_restart(struct desks *d, uint8_t i);

/* Posts a text by this clock of its own, and commits. */
void desks_say(struct desks *d, uint8_t i, uint64_t slot, const char *text);
/* Puts every cell of the outbox on the relay and acknowledges it; gives how many. */
size_t desks_send(struct desks *d, uint8_t i);
/* The same, but what is for desk `lost` never arrives; its stamps do. */
size_t desks_send_but(struct desks *d, uint8_t i, uint8_t lost);
/* Puts and acknowledges only the stamps of desk i, and desk to reads them; gives how many it took. */
size_t desks_stamp(struct desks *d, uint8_t i, uint8_t to);
/* Reads every mailbox to its end and commits; gives how many cells it took. */
size_t desks_read(struct desks *d, uint8_t i);
/* Sends and reads until nothing moves any more. */
void desks_settle(struct desks *d);

/* The relay: puts a cell, as an append of the writer's secret would; gives the slot it is stored in. */
uint32_t relay_put(struct desks *d, const struct channel_cell *cell);
/* The first cell of a mailbox with seq >= from, or NULL. */
const struct relay_cell *relay_next(const struct desks *d, const uint8_t *name, uint64_t from);

/* 1 when needle stands anywhere in hay. */
int holds(const void *hay, size_t hay_len, const void *needle, size_t needle_len);
/* The whole of a file; the caller frees. */
uint8_t *file_bytes(const char *path, size_t *out_len);

#endif

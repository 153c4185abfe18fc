/* The store in SQLite: WAL, synchronous=FULL, one connection, exclusive. Specified in docs/protocol/relay.md
 * section 6.
 *
 *   mailbox(id, name, next_seq, n_cells, touched)   one row a mailbox; touched = hour of its last cell
 *   cell(id, mailbox, seq, slot, mid, body)               id grows with arrival and is never used again, so
 * that expiry takes the smallest ids hour(hour, first_id)                            the first cell of each
 * hour of the relay's own time meta(key, value)                                'age' seconds lived, 'wall'
 * when that was last written
 *
 * A row of cell fills one 4,096-byte page. The rows of mailboxes in use are held in a small cache and written
 * back once a group. Any failure rolls back, drops the cache and closes the database; the next call opens it
 * again, so that nothing rests on what a failed write or sync has left in memory. */
#include "relay/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#define CACHE_SLOTS 4096
#define WAL_CHECKPOINT_PAGES 4000
#define WALL_JUMP_MAX_S 86400
#define HOUR_S 3600
#define SLOT_S 60

static const char journal[] = "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL;";
static const char schema[] =
    "PRAGMA page_size=4096; PRAGMA synchronous=FULL;"
    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384; PRAGMA secure_delete=ON; PRAGMA trusted_schema=OFF;"
    "PRAGMA journal_size_limit=67108864;"
    "BEGIN IMMEDIATE;"
    "CREATE TABLE IF NOT EXISTS mailbox(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, next_seq INTEGER "
    "NOT NULL,"
    "  n_cells INTEGER NOT NULL, touched INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS cell(id INTEGER PRIMARY KEY AUTOINCREMENT, mailbox INTEGER NOT NULL, seq "
    "INTEGER NOT NULL,"
    "  slot INTEGER NOT NULL, mid BLOB NOT NULL, body BLOB NOT NULL);"
    "CREATE UNIQUE INDEX IF NOT EXISTS cell_by_seq ON cell(mailbox, seq);"
    "CREATE UNIQUE INDEX IF NOT EXISTS cell_by_mid ON cell(mailbox, mid);"
    "CREATE TABLE IF NOT EXISTS hour(hour INTEGER PRIMARY KEY, first_id INTEGER NOT NULL);"
    "CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;"
    "COMMIT;";

enum statement {
    Q_BEGIN,
    Q_COMMIT,
    Q_ROLLBACK,
    Q_MAILBOX_FIND,
    Q_MAILBOX_ADD,
    Q_MAILBOX_WRITE,
    Q_CELL_ADD,
    Q_CELL_REPEATED,
    Q_CELL_READ,
    Q_HOUR_MARK,
    Q_EXPIRED_BEFORE,
    Q_EXPIRED_COUNT,
    Q_EXPIRED_DROP,
    Q_HOURS_DROP,
    Q_MAILBOXES_DROP,
    Q_META_READ,
    Q_META_WRITE,
    N_STATEMENTS,
};

static const char *const statements[N_STATEMENTS] = {
    [Q_BEGIN] = "BEGIN IMMEDIATE",
    [Q_COMMIT] = "COMMIT",
    [Q_ROLLBACK] = "ROLLBACK",
    [Q_MAILBOX_FIND] = "SELECT id, next_seq, n_cells FROM mailbox WHERE name = ?1",
    [Q_MAILBOX_ADD] = "INSERT INTO mailbox(name, next_seq, n_cells, touched) VALUES(?1, 1, 0, 0)",
    [Q_MAILBOX_WRITE] = "UPDATE mailbox SET next_seq = ?2, n_cells = ?3, touched = ?4 WHERE id = ?1",
    [Q_CELL_ADD] = ("INSERT INTO cell(mailbox, seq, slot, mid, body) VALUES(?1, ?2, ?3, ?4, ?5) "
                    "ON CONFLICT(mailbox, mid) DO NOTHING"),
    [Q_CELL_REPEATED] = "SELECT seq, slot FROM cell WHERE mailbox = ?1 AND mid = ?2",
    [Q_CELL_READ] =
        "SELECT seq, slot, mid, body FROM cell WHERE mailbox = ?1 AND seq >= ?2 ORDER BY seq LIMIT ?3",
    [Q_HOUR_MARK] = ("INSERT INTO hour(hour, first_id) SELECT ?1, coalesce((SELECT seq FROM sqlite_sequence "
                     "WHERE name = 'cell'), 0) + 1 WHERE true ON CONFLICT DO NOTHING"),
    [Q_EXPIRED_BEFORE] = "SELECT first_id FROM hour WHERE hour > ?1 ORDER BY hour LIMIT 1",
    [Q_EXPIRED_COUNT] =
        ("UPDATE mailbox SET n_cells = n_cells - e.n FROM (SELECT mailbox, count(*) AS n FROM "
         "(SELECT mailbox FROM cell WHERE id < ?1 ORDER BY id LIMIT ?2) GROUP BY mailbox) AS e "
         "WHERE id = e.mailbox"),
    [Q_EXPIRED_DROP] =
        "DELETE FROM cell WHERE id IN (SELECT id FROM cell WHERE id < ?1 ORDER BY id LIMIT ?2)",
    [Q_HOURS_DROP] = "DELETE FROM hour WHERE hour < (SELECT max(hour) FROM hour WHERE hour <= ?1)",
    [Q_MAILBOXES_DROP] = "DELETE FROM mailbox WHERE n_cells = 0 AND touched < ?1",
    [Q_META_READ] = "SELECT value FROM meta WHERE key = ?1",
    [Q_META_WRITE] =
        "INSERT INTO meta(key, value) VALUES(?1, ?2) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
};

struct cached_mailbox {
    uint8_t name[T2_CELL_KEY_LEN];
    int64_t id; /* 0: empty slot */
    uint64_t next_seq;
    uint64_t n_cells;
    bool dirty;
};

struct relay_store {
    sqlite3 *db; /* NULL after a failure, until the next call */
    sqlite3_stmt *q[N_STATEMENTS];
    struct cached_mailbox *cache;
    struct store_limits limits;
    const struct t2_clock *clock;
    uint64_t n_cells;
    uint64_t age_s;
    int64_t marked_hour;
    int64_t swept_hour;
    char *path;
};

static int error_of(int rc)
{
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return 0;
    case SQLITE_NOMEM:
        return T2_E_MEMORY;
    case SQLITE_FULL:
        return T2_E_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return T2_E_LOCKED;
    default:
        return T2_E_IO;
    }
}

/* Runs a statement that gives no rows. */
static int run(struct relay_store *s, enum statement which)
{
    int rc = sqlite3_step(s->q[which]);

    sqlite3_reset(s->q[which]);
    return rc == SQLITE_ROW ? T2_E_IO : error_of(rc);
}

static void database_close(struct relay_store *s)
{
    for (size_t i = 0; i < N_STATEMENTS; i++) {
        sqlite3_finalize(s->q[i]);
        s->q[i] = NULL;
    }
    sqlite3_close(s->db);
    s->db = NULL;
    memset(s->cache, 0, CACHE_SLOTS * sizeof *s->cache);
}

static int meta_read(struct relay_store *s, const char *key, int64_t *out)
{
    sqlite3_stmt *q = s->q[Q_META_READ];
    int rc;

    *out = 0;
    sqlite3_bind_text(q, 1, key, -1, SQLITE_STATIC);
    rc = sqlite3_step(q);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int64(q, 0);
    sqlite3_reset(q);
    return error_of(rc);
}

static int meta_write(struct relay_store *s, const char *key, int64_t value)
{
    sqlite3_bind_text(s->q[Q_META_WRITE], 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_int64(s->q[Q_META_WRITE], 2, value);
    return run(s, Q_META_WRITE);
}

static int64_t wall_s(const struct relay_store *s)
{
    return t2_clock_now_ms(s->clock) / 1000;
}

/* A clock that is out of all range still gives a slot that a cell may carry. */
static uint32_t slot_now(const struct relay_store *s)
{
    int64_t slot = wall_s(s) / SLOT_S;

    return slot < 1 ? 1 : slot > UINT32_MAX ? UINT32_MAX : (uint32_t)slot;
}

/* The age goes on from where it was written, and by the time that the relay was off as far as a clock may be
 * believed. */
static int age_restore(struct relay_store *s)
{
    int64_t age = 0;
    int64_t wall = 0;
    int64_t off;
    int err = meta_read(s, "age", &age);

    if (err == 0)
        err = meta_read(s, "wall", &wall);
    if (err != 0)
        return err;
    off = wall == 0 ? 0 : wall_s(s) - wall;
    if (off < 0)
        off = 0;
    if (off > WALL_JUMP_MAX_S)
        off = WALL_JUMP_MAX_S;
    s->age_s = (uint64_t)(age < 0 ? 0 : age) + (uint64_t)off;
    return 0;
}

static int count_cells(struct relay_store *s)
{
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(s->db, "SELECT coalesce(sum(n_cells), 0) FROM mailbox", -1, &q, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(q);
    if (rc == SQLITE_ROW)
        s->n_cells = (uint64_t)sqlite3_column_int64(q, 0);
    sqlite3_finalize(q);
    return error_of(rc);
}

/* The last row that the pragmas of journal give must say that the WAL is really on: SQLite refuses it
 * silently. */
static int journal_row(void *ctx, int n, char **values, char **names)
{
    bool *is_wal = ctx;

    (void)names;
    *is_wal = n == 1 && values[0] != NULL && strcmp(values[0], "wal") == 0;
    return 0;
}

static int database_open(struct relay_store *s)
{
    bool is_wal = false;
    int rc = sqlite3_open_v2(s->path, &s->db,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    int err;

    if (rc == SQLITE_OK)
        rc = sqlite3_exec(s->db, journal, journal_row, &is_wal, NULL);
    if (rc == SQLITE_OK && !is_wal)
        rc = SQLITE_IOERR;
    if (rc == SQLITE_OK)
        rc = sqlite3_exec(s->db, schema, NULL, NULL, NULL);
    for (size_t i = 0; rc == SQLITE_OK && i < N_STATEMENTS; i++)
        rc = sqlite3_prepare_v3(s->db, statements[i], -1, SQLITE_PREPARE_PERSISTENT, &s->q[i], NULL);
    err = error_of(rc);
    if (err == 0) {
        sqlite3_wal_autocheckpoint(s->db, WAL_CHECKPOINT_PAGES);
        /* After a sync that failed the kernel may hold pages of the WAL as clean that never reached the disk;
         * moving everything to the database writes them again. On a full disk this fails and the WAL stays in
         * use. */
        (void)sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        s->marked_hour = -1;
        err = count_cells(s);
    }
    if (err != 0)
        database_close(s);
    return err;
}

int relay_store_open(struct relay_store **out, const char *path, const struct store_limits *limits,
                     const struct t2_clock *clock)
{
    struct relay_store *s = calloc(1, sizeof *s);
    int err = T2_E_MEMORY;

    *out = NULL;
    if (s == NULL)
        return T2_E_MEMORY;
    s->limits = *limits;
    s->clock = clock;
    s->swept_hour = -1;
    s->path = strdup(path);
    s->cache = calloc(CACHE_SLOTS, sizeof *s->cache);
    if (s->path != NULL && s->cache != NULL)
        err = database_open(s);
    if (err == 0)
        err = age_restore(s);
    if (err != 0) {
        relay_store_close(s);
        return err;
    }
    *out = s;
    return 0;
}

void relay_store_close(struct relay_store *s)
{
    if (s == NULL)
        return;
    if (s->db != NULL)
        database_close(s);
    free(s->cache);
    free(s->path);
    free(s);
}

/* After a failure: forget the group and the database handle. The first error is the one to report. */
static int give_up(struct relay_store *s, int err)
{
    (void)run(s, Q_ROLLBACK);
    database_close(s);
    return err;
}

static int64_t hour_now(const struct relay_store *s)
{
    return (int64_t)(s->age_s / HOUR_S);
}

static int mailbox_write_back(struct relay_store *s, struct cached_mailbox *m)
{
    sqlite3_stmt *q = s->q[Q_MAILBOX_WRITE];
    int err;

    sqlite3_bind_int64(q, 1, m->id);
    sqlite3_bind_int64(q, 2, (int64_t)m->next_seq);
    sqlite3_bind_int64(q, 3, (int64_t)m->n_cells);
    sqlite3_bind_int64(q, 4, hour_now(s));
    err = run(s, Q_MAILBOX_WRITE);
    if (err == 0)
        m->dirty = false;
    return err;
}

/* The slot of a mailbox name. Names are hashes, so their first bytes spread evenly unless a writer searches
 * for a collision, which costs him and gains nothing: a slot is only written back and filled again. */
static struct cached_mailbox *cache_slot(struct relay_store *s, const uint8_t *name)
{
    return &s->cache[((size_t)name[0] | (size_t)name[1] << 8) % CACHE_SLOTS];
}

/* Fills the slot with the mailbox, making it when it is new and make is set; *out NULL when it is not there.
 */
static int mailbox_load(struct relay_store *s, const uint8_t *name, bool make, struct cached_mailbox **out)
{
    struct cached_mailbox *m = cache_slot(s, name);
    sqlite3_stmt *q = s->q[Q_MAILBOX_FIND];
    int err = 0;
    int rc;

    *out = NULL;
    if (m->id != 0 && memcmp(m->name, name, sizeof m->name) == 0) {
        *out = m;
        return 0;
    }
    if (m->dirty)
        err = mailbox_write_back(s, m);
    if (err != 0)
        return err;
    memset(m, 0, sizeof *m);
    sqlite3_bind_blob(q, 1, name, T2_CELL_KEY_LEN, SQLITE_STATIC);
    rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) {
        m->id = sqlite3_column_int64(q, 0);
        m->next_seq = (uint64_t)sqlite3_column_int64(q, 1);
        m->n_cells = (uint64_t)sqlite3_column_int64(q, 2);
    }
    sqlite3_reset(q);
    err = error_of(rc);
    if (err == 0 && m->id == 0 && make) {
        sqlite3_bind_blob(s->q[Q_MAILBOX_ADD], 1, name, T2_CELL_KEY_LEN, SQLITE_STATIC);
        err = run(s, Q_MAILBOX_ADD);
        m->next_seq = 1;
        m->id = err == 0 ? sqlite3_last_insert_rowid(s->db) : 0;
    }
    if (err == 0 && m->id != 0) {
        memcpy(m->name, name, sizeof m->name);
        *out = m;
    }
    return err;
}

/* Where and when the cell with this mid stands: into a->seq, 0 when there is none, and a->slot. */
static int repeated_find(struct relay_store *s, int64_t mailbox, struct store_append *a)
{
    sqlite3_stmt *q = s->q[Q_CELL_REPEATED];
    int rc;

    a->seq = 0;
    sqlite3_bind_int64(q, 1, mailbox);
    sqlite3_bind_blob(q, 2, a->mid, T2_CELL_MID_LEN, SQLITE_STATIC);
    rc = sqlite3_step(q);
    if (rc == SQLITE_ROW) {
        a->seq = (uint64_t)sqlite3_column_int64(q, 0);
        a->slot = (uint32_t)sqlite3_column_int64(q, 1);
    }
    sqlite3_reset(q);
    return error_of(rc);
}

/* Inserts when the mid is new: *out_inserted. */
static int cell_insert(struct relay_store *s, const struct cached_mailbox *m, const struct store_append *a,
                       bool *out_inserted)
{
    sqlite3_stmt *q = s->q[Q_CELL_ADD];
    int err;

    sqlite3_bind_int64(q, 1, m->id);
    sqlite3_bind_int64(q, 2, (int64_t)m->next_seq);
    sqlite3_bind_int64(q, 3, a->slot);
    sqlite3_bind_blob(q, 4, a->mid, T2_CELL_MID_LEN, SQLITE_STATIC);
    sqlite3_bind_blob(q, 5, a->body, T2_CELL_MAIL_LEN, SQLITE_STATIC);
    err = run(s, Q_CELL_ADD);
    *out_inserted = err == 0 && sqlite3_changes(s->db) == 1;
    return err;
}

static int append_one(struct relay_store *s, struct store_append *a, uint64_t n_cells_now)
{
    struct cached_mailbox *m = NULL;
    bool inserted = false;
    bool full = n_cells_now >= s->limits.relay_cells;
    int err = mailbox_load(s, a->mailbox, !full, &m);

    if (err != 0)
        return err;
    /* A full relay or mailbox still answers a retry as the repeat that it is. */
    if (m == NULL || full || m->n_cells >= s->limits.mailbox_cells) {
        if (m != NULL)
            err = repeated_find(s, m->id, a);
        a->result = m != NULL && a->seq != 0 ? STORE_REPEAT : full ? STORE_RELAY_FULL : STORE_MAILBOX_FULL;
        return err;
    }
    err = cell_insert(s, m, a, &inserted);
    if (err != 0)
        return err;
    if (!inserted) {
        a->result = STORE_REPEAT;
        return repeated_find(s, m->id, a);
    }
    a->result = STORE_STORED;
    a->seq = m->next_seq++;
    m->n_cells++;
    m->dirty = true;
    return 0;
}

static int hour_mark(struct relay_store *s)
{
    int64_t hour = hour_now(s);
    int err;

    if (s->marked_hour == hour)
        return 0;
    sqlite3_bind_int64(s->q[Q_HOUR_MARK], 1, hour);
    err = run(s, Q_HOUR_MARK);
    if (err == 0)
        s->marked_hour = hour;
    return err;
}

static int begin(struct relay_store *s)
{
    int err = s->db == NULL ? database_open(s) : 0;

    if (err != 0)
        return err;
    err = run(s, Q_BEGIN);
    if (err == 0)
        err = hour_mark(s);
    return err != 0 ? give_up(s, err) : 0;
}

static int commit(struct relay_store *s)
{
    int err = 0;

    for (size_t i = 0; err == 0 && i < CACHE_SLOTS; i++) {
        if (s->cache[i].dirty)
            err = mailbox_write_back(s, &s->cache[i]);
    }
    return err == 0 ? run(s, Q_COMMIT) : err;
}

int relay_store_append(struct relay_store *s, struct store_append *cells, size_t n)
{
    uint64_t n_stored = 0;
    uint32_t slot = slot_now(s);
    int err;

    assert(n <= STORE_GROUP_MAX);
    for (size_t i = 0; i < n; i++) {
        cells[i].result = STORE_NOT_STORED;
        cells[i].seq = 0;
        cells[i].slot = slot;
    }
    err = begin(s);
    if (err != 0)
        return err;
    for (size_t i = 0; err == 0 && i < n; i++) {
        err = append_one(s, &cells[i], s->n_cells + n_stored);
        n_stored += cells[i].result == STORE_STORED;
    }
    if (err == 0)
        err = commit(s);
    if (err != 0) {
        for (size_t i = 0; i < n; i++)
            cells[i].result = STORE_NOT_STORED;
        return give_up(s, err);
    }
    s->n_cells += n_stored;
    return 0;
}

int relay_store_read(struct relay_store *s, const uint8_t mailbox[static T2_CELL_KEY_LEN], uint64_t from_seq,
                     size_t max, store_cell_fn fn, void *ctx, uint64_t *out_next, bool *out_more)
{
    struct cached_mailbox *m = NULL;
    sqlite3_stmt *q;
    size_t n = 0;
    int rc = SQLITE_DONE;
    int err = s->db == NULL ? database_open(s) : 0;

    *out_next = from_seq;
    *out_more = false;
    if (err == 0)
        err = mailbox_load(s, mailbox, false, &m);
    if (err != 0 || m == NULL || from_seq >= m->next_seq)
        return err;
    q = s->q[Q_CELL_READ];
    sqlite3_bind_int64(q, 1, m->id);
    sqlite3_bind_int64(q, 2, (int64_t)from_seq);
    sqlite3_bind_int64(q, 3, (int64_t)max);
    while (n < max && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        uint64_t seq = (uint64_t)sqlite3_column_int64(q, 0);
        int64_t slot = sqlite3_column_int64(q, 1);
        const uint8_t *mid = sqlite3_column_blob(q, 2);
        const uint8_t *body = sqlite3_column_blob(q, 3);

        if (slot < 1 || slot > UINT32_MAX || mid == NULL || body == NULL ||
            sqlite3_column_bytes(q, 2) != T2_CELL_MID_LEN || sqlite3_column_bytes(q, 3) != T2_CELL_MAIL_LEN) {
            rc = SQLITE_CORRUPT;
            break;
        }
        fn(ctx, seq, (uint32_t)slot, mid, body);
        *out_next = seq + 1;
        n++;
    }
    sqlite3_reset(q);
    err = error_of(rc);
    if (err != 0)
        database_close(s);
    /* What stands between the last cell and next_seq has expired. */
    if (err == 0 && n < max)
        *out_next = m->next_seq;
    *out_more = err == 0 && *out_next < m->next_seq;
    return err;
}

static int expired_before(struct relay_store *s, int64_t *out_id)
{
    sqlite3_stmt *q = s->q[Q_EXPIRED_BEFORE];
    int rc;

    *out_id = 0;
    /* The hours before this one ended at least ttl_hours ago. */
    sqlite3_bind_int64(q, 1, hour_now(s) - (int64_t)s->limits.ttl_hours - 1);
    rc = sqlite3_step(q);
    if (rc == SQLITE_ROW)
        *out_id = sqlite3_column_int64(q, 0);
    sqlite3_reset(q);
    return error_of(rc);
}

static int drop_expired(struct relay_store *s, uint64_t *out_dropped)
{
    int64_t before = 0;
    int err = expired_before(s, &before);

    *out_dropped = 0;
    if (err != 0 || before == 0)
        return err;
    sqlite3_bind_int64(s->q[Q_EXPIRED_COUNT], 1, before);
    sqlite3_bind_int(s->q[Q_EXPIRED_COUNT], 2, STORE_EXPIRE_STEP);
    err = run(s, Q_EXPIRED_COUNT);
    if (err != 0)
        return err;
    sqlite3_bind_int64(s->q[Q_EXPIRED_DROP], 1, before);
    sqlite3_bind_int(s->q[Q_EXPIRED_DROP], 2, STORE_EXPIRE_STEP);
    err = run(s, Q_EXPIRED_DROP);
    if (err == 0)
        *out_dropped = (uint64_t)sqlite3_changes64(s->db);
    return err;
}

/* Once an hour: hours that are over, and mailboxes that have been empty for twice the time to live. Their
 * sequence numbers start again at 1 when they are written to again, by when no reader can still be waiting.
 */
static int sweep(struct relay_store *s)
{
    int64_t hour = hour_now(s);
    int err;

    if (s->swept_hour == hour)
        return 0;
    sqlite3_bind_int64(s->q[Q_HOURS_DROP], 1, hour - (int64_t)s->limits.ttl_hours - 1);
    err = run(s, Q_HOURS_DROP);
    if (err == 0) {
        sqlite3_bind_int64(s->q[Q_MAILBOXES_DROP], 1, hour - 2 * (int64_t)s->limits.ttl_hours);
        err = run(s, Q_MAILBOXES_DROP);
    }
    if (err == 0)
        s->swept_hour = hour;
    return err;
}

int relay_store_pass(struct relay_store *s, uint64_t elapsed_s, bool *out_more)
{
    uint64_t dropped = 0;
    int err;

    *out_more = false;
    s->age_s += elapsed_s;
    err = begin(s);
    if (err != 0)
        return err;
    /* The counts are changed under the cache's feet, so it starts anew; it is clean between groups. */
    memset(s->cache, 0, CACHE_SLOTS * sizeof *s->cache);
    err = drop_expired(s, &dropped);
    if (err == 0)
        err = sweep(s);
    if (err == 0)
        err = meta_write(s, "age", (int64_t)s->age_s);
    if (err == 0)
        err = meta_write(s, "wall", wall_s(s));
    if (err == 0)
        err = commit(s);
    if (err != 0)
        return give_up(s, err);
    s->n_cells -= dropped;
    *out_more = dropped == STORE_EXPIRE_STEP;
    return 0;
}

uint64_t relay_store_n_cells(const struct relay_store *s)
{
    return s->n_cells;
}

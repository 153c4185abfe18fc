/* A disk that fails: at every write, sync and truncation in turn, once or for good, with every reason. A cell
 * is called stored only when it is; reads go on; the store works again when the disk does. Then the same with
 * a real relay whose files may not grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sqlite3.h>

#include <tracktwo/clock.h>
#include <tracktwo/random.h>

#include "../e2e/relay_process.h"
#include "relay/store.h"

#define GROUP 5
#define WAIT_MS 10000

/* The shim stands between SQLite and its own VFS and counts the calls that change the disk. */
static struct {
    sqlite3_vfs vfs;
    sqlite3_vfs *below;
    int countdown; /* 0: never; 1: the next call fails */
    bool for_good;
    bool failing;
    int code;
    int n_calls;
} shim;

struct shim_file {
    sqlite3_file base;
    sqlite3_file *below; /* in the same allocation */
};

static sqlite3_file *below(sqlite3_file *f)
{
    return ((struct shim_file *)f)->below;
}

static int may_fail(void)
{
    shim.n_calls++;
    if (shim.failing)
        return shim.code;
    if (shim.countdown > 0 && --shim.countdown == 0) {
        shim.failing = shim.for_good;
        return shim.code;
    }
    return SQLITE_OK;
}

static int shim_close(sqlite3_file *f)
{
    return below(f)->pMethods->xClose(below(f));
}
static int shim_read(sqlite3_file *f, void *p, int n, sqlite3_int64 at)
{
    return below(f)->pMethods->xRead(below(f), p, n, at);
}
static int shim_write(sqlite3_file *f, const void *p, int n, sqlite3_int64 at)
{
    int rc = may_fail();

    /* A torn write: half of it arrives. */
    if (rc != SQLITE_OK)
        (void)below(f)->pMethods->xWrite(below(f), p, n / 2, at);
    return rc != SQLITE_OK ? rc : below(f)->pMethods->xWrite(below(f), p, n, at);
}
static int shim_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    int rc = may_fail();

    return rc != SQLITE_OK ? rc : below(f)->pMethods->xTruncate(below(f), size);
}
static int shim_sync(sqlite3_file *f, int flags)
{
    int rc = may_fail();

    return rc != SQLITE_OK ? rc : below(f)->pMethods->xSync(below(f), flags);
}
static int shim_size(sqlite3_file *f, sqlite3_int64 *out)
{
    return below(f)->pMethods->xFileSize(below(f), out);
}
static int shim_lock(sqlite3_file *f, int level)
{
    return below(f)->pMethods->xLock(below(f), level);
}
static int shim_unlock(sqlite3_file *f, int level)
{
    return below(f)->pMethods->xUnlock(below(f), level);
}
static int shim_reserved(sqlite3_file *f, int *out)
{
    return below(f)->pMethods->xCheckReservedLock(below(f), out);
}
static int shim_control(sqlite3_file *f, int op, void *arg)
{
    return below(f)->pMethods->xFileControl(below(f), op, arg);
}
static int shim_sector(sqlite3_file *f)
{
    return below(f)->pMethods->xSectorSize(below(f));
}
static int shim_device(sqlite3_file *f)
{
    return below(f)->pMethods->xDeviceCharacteristics(below(f));
}

static const sqlite3_io_methods shim_methods = {
    .iVersion = 1,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_reserved,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_device,
};

static int shim_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out_flags)
{
    struct shim_file *f = (struct shim_file *)file;
    int rc;

    (void)vfs;
    f->below = (sqlite3_file *)(void *)(f + 1);
    rc = shim.below->xOpen(shim.below, name, f->below, flags, out_flags);
    f->base.pMethods = rc == SQLITE_OK ? &shim_methods : NULL;
    return rc;
}

static void shim_register(void)
{
    shim.below = sqlite3_vfs_find(NULL);
    shim.vfs = *shim.below;
    shim.vfs.zName = "failing disk";
    shim.vfs.szOsFile = (int)sizeof(struct shim_file) + shim.below->szOsFile;
    shim.vfs.xOpen = shim_open;
    assert_int_equal(sqlite3_vfs_register(&shim.vfs, 1), SQLITE_OK);
}

static char folder[128];
static const struct store_limits limits = {.mailbox_cells = 100000, .relay_cells = 1000000, .ttl_hours = 48};
static uint8_t name[T2_CELL_KEY_LEN] = {1};

static int append_group(struct relay_store *s, uint8_t first, struct store_append group[static GROUP])
{
    static uint8_t mids[GROUP][T2_CELL_MID_LEN];
    static uint8_t body[T2_CELL_MAIL_LEN];

    for (uint8_t i = 0; i < GROUP; i++) {
        mids[i][0] = (uint8_t)(first + i);
        group[i] = (struct store_append){.mailbox = name, .mid = mids[i], .body = body};
    }
    return relay_store_append(s, group, GROUP);
}

static void count_cell(void *ctx, uint64_t seq, uint32_t slot, const uint8_t *mid, const uint8_t *cell_body)
{
    uint64_t *n = ctx;

    (void)slot;
    (void)cell_body;
    (*n)++;
    assert_int_equal(seq, *n);
    assert_int_equal(mid[0], *n);
}

/* The number of cells, which must be 1, 2, 3 ... in order. */
static uint64_t read_all(struct relay_store *s)
{
    uint64_t n = 0;
    uint64_t next = 0;
    bool more = false;

    assert_int_equal(relay_store_read(s, name, 1, 1000, count_cell, &n, &next, &more), 0);
    return n;
}

static void remove_database(const char path[static 160])
{
    char file[176];

    (void)snprintf(file, sizeof file, "%s-wal", path);
    (void)unlink(path);
    (void)unlink(file);
}

/* One group is stored; the k-th call after it fails; returns whether k was reached. */
static bool fail_at(const char path[static 160], int k, int code, bool for_good)
{
    struct relay_store *s = NULL;
    struct store_append group[GROUP];
    bool reached;
    int err;

    remove_database(path);
    assert_int_equal(relay_store_open(&s, path, &limits, t2_clock_system()), 0);
    assert_int_equal(append_group(s, 1, group), 0);
    shim.code = code;
    shim.for_good = for_good;
    shim.countdown = k;
    err = append_group(s, 1 + GROUP, group);
    reached = shim.countdown == 0;
    assert_true(reached || err == 0);
    for (size_t i = 0; i < GROUP; i++)
        assert_int_equal(group[i].result, err == 0 ? STORE_STORED : STORE_NOT_STORED);
    /* While the disk is out of order, what was stored can be read. */
    if (err != 0 && !for_good)
        assert_true(read_all(s) >= GROUP);
    shim.countdown = 0;
    shim.failing = false;
    assert_true(read_all(s) >= GROUP);
    /* And with the disk it comes back, without a new start: the retry is stored or, at most, a repeat. */
    if (err != 0) {
        assert_int_equal(append_group(s, 1 + GROUP, group), 0);
        for (size_t i = 0; i < GROUP; i++) {
            assert_true(group[i].result == STORE_STORED || group[i].result == STORE_REPEAT);
            assert_int_equal(group[i].seq, 1 + GROUP + i);
        }
    }
    relay_store_close(s);
    assert_int_equal(relay_store_open(&s, path, &limits, t2_clock_system()), 0);
    assert_int_equal(read_all(s), 2 * GROUP);
    assert_int_equal(relay_store_n_cells(s), 2 * GROUP);
    relay_store_close(s);
    return reached;
}

static void never_acknowledged_after_a_failure(void **state)
{
    static const int codes[] = {SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_FULL};
    char path[160];
    unsigned n_failures = 0;

    (void)state;
    (void)snprintf(path, sizeof path, "%s/cells.sqlite", folder);
    shim_register();
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++) {
        for (int for_good = 0; for_good < 2; for_good++) {
            for (int k = 1; fail_at(path, k, codes[c], for_good != 0); k++)
                n_failures++;
        }
    }
    remove_database(path);
    print_message("%u failures of the disk injected\n", n_failures);
    assert_true(n_failures >= 60);
    assert_int_equal(sqlite3_vfs_unregister(&shim.vfs), SQLITE_OK);
}

static uint32_t append_until_refused(struct relay_client *c, const uint8_t *secret, uint32_t from,
                                     int *out_err)
{
    static uint8_t body[T2_CELL_MAIL_LEN];
    uint32_t id = from;

    do {
        uint8_t mid[T2_CELL_MID_LEN] = {0};
        uint64_t seq = 0;

        memcpy(mid, &id, sizeof id);
        *out_err = relay_client_append_wait(c, id, secret, mid, body, WAIT_MS, &seq, NULL);
        if (*out_err == 0) {
            assert_int_equal(seq, id);
            id++;
        }
    } while (*out_err == 0 && id < from + 1000);
    return id;
}

/* The relay's files may not grow over 8 MiB (as on a full disk): it refuses, says why, serves what it has,
 * and what it has acknowledged is there afterwards. */
static void a_full_disk_under_a_relay(void **state)
{
    struct relay_process relay;
    struct relay_client *c = NULL;
    struct rlimit before;
    struct rlimit small;
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t mailbox[T2_CELL_KEY_LEN];
    char state_dir[160];
    uint32_t next;
    uint64_t n = 0;
    int err = 0;
    struct relay_event e = {0};

    (void)state;
    (void)snprintf(state_dir, sizeof state_dir, "%s/relay", folder);
    assert_int_equal(t2_random_fill(t2_random_system(), secret, sizeof secret), 0);
    assert_int_equal(relay_client_mailbox_name(mailbox, secret), 0);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 8 << 20;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    assert_true(relay_process_start(&relay, state_dir, NULL, NULL));
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);

    assert_int_equal(relay_client_new(&c, &relay.address), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), 0);
    next = append_until_refused(c, secret, 1, &err);
    assert_int_equal(err, T2_E_IO);
    assert_true(next > 100);
    assert_true(relay_process_status(&relay, "appends_not_stored") >= 1);
    /* The connection stays, and reads go on. */
    assert_int_equal(relay_client_read(c, 1, mailbox, 1, 50), 0);
    while (e.kind != RELAY_EVENT_END) {
        relay_client_next(c, &e);
        n += e.kind == RELAY_EVENT_MAIL;
        if (e.kind == RELAY_EVENT_NONE)
            assert_int_equal(relay_client_step(c, WAIT_MS), 0);
    }
    assert_int_equal(n, 50);
    relay_client_free(c);
    (void)relay_process_end(&relay, SIGKILL);

    assert_true(relay_process_start(&relay, state_dir, NULL, NULL));
    assert_int_equal(relay_client_new(&c, &relay.address), 0);
    assert_int_equal(relay_client_connect(c, WAIT_MS), 0);
    for (uint32_t id = 1; id < next; id += 10) {
        static uint8_t body[T2_CELL_MAIL_LEN];
        uint8_t mid[T2_CELL_MID_LEN] = {0};
        uint64_t seq = 0;
        bool repeat = false;

        memcpy(mid, &id, sizeof id);
        assert_int_equal(relay_client_append_wait(c, id, secret, mid, body, WAIT_MS, &seq, &repeat), 0);
        assert_true(repeat);
        assert_int_equal(seq, id);
    }
    /* With room again, it stores again. */
    assert_int_equal(append_until_refused(c, secret, next, &err), next + 1000);
    relay_client_free(c);
    (void)relay_process_end(&relay, SIGKILL);
}

static int start(void **state)
{
    (void)state;
    return relay_process_folder(folder) ? 0 : -1;
}

static int stop(void **state)
{
    (void)state;
    relay_process_folder_remove(folder);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(never_acknowledged_after_a_failure),
        cmocka_unit_test(a_full_disk_under_a_relay),
    };

    return cmocka_run_group_tests(tests, start, stop);
}

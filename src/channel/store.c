/* The sealed store: values under names, in memory; one file on disk; the only code of this room that touches
 * files.
 *
 * A commit writes path.tmp, syncs it, renames it over path and syncs the folder: whoever looks, at any moment
 * and after any crash, finds all of the old or all of the new. A left-over path.tmp is ciphertext and is
 * overwritten by the next commit. path.lock is locked for the store's life, and stays: deleting it would let
 * two processes hold two different locks. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "channel_internal.h"

#define PATH_LEN_MAX 4000
#define VALUES_MAX 512
#define WRITE_PIECE 65536u

struct value {
    char key[CHANNEL_STORE_KEY_MAX + 1];
    struct t2_buf data;
};

struct channel_store {
    char path[PATH_LEN_MAX + 1];
    char temporary[PATH_LEN_MAX + 5];
    char folder[PATH_LEN_MAX + 1];
    int lock_fd;
    const struct t2_random *random;
    struct channel_store_hook hook;
    struct channel_store_header header;
    uint8_t file_key[CHANNEL_KEY_LEN];
    size_t n_values;
    struct value values[VALUES_MAX];
};

void channel_store_set_hook(struct channel_store *s, struct channel_store_hook hook)
{
    s->hook = hook;
}

/* ---- values ---- */

/* The place of a value; n_values when there is none of that name. */
static size_t value_find(const struct channel_store *s, const char *key)
{
    size_t i = 0;
    while (i < s->n_values && strcmp(s->values[i].key, key) != 0) {
        i++;
    }
    return i;
}

int channel_store_put(struct channel_store *s, const char *key, struct t2_bytes value)
{
    struct t2_buf data;
    size_t key_len = strlen(key);
    if (key_len == 0 || key_len > CHANNEL_STORE_KEY_MAX) {
        return T2_E_ARGUMENT;
    }
    size_t at = value_find(s, key);
    if (value.len > CHANNEL_STORE_VALUE_MAX || at == VALUES_MAX) {
        return T2_E_TOO_LARGE;
    }
    t2_buf_init(&data, CHANNEL_STORE_VALUE_MAX);
    int err = t2_buf_append(&data, value.ptr, value.len);
    if (err != 0) {
        t2_buf_free(&data);
        return err;
    }
    if (at == s->n_values) {
        s->n_values++;
        memcpy(s->values[at].key, key, key_len + 1);
    } else {
        t2_buf_free(&s->values[at].data);
    }
    s->values[at].data = data;
    return 0;
}

int channel_store_get(const struct channel_store *s, const char *key, struct t2_bytes *out)
{
    size_t at = value_find(s, key);
    if (at == s->n_values) {
        return T2_E_MISSING;
    }
    *out = t2_buf_view(&s->values[at].data);
    return 0;
}

void channel_store_delete(struct channel_store *s, const char *key)
{
    size_t at = value_find(s, key);
    if (at == s->n_values) {
        return;
    }
    t2_buf_free(&s->values[at].data);
    s->n_values--;
    s->values[at] = s->values[s->n_values];
    t2_wipe(&s->values[s->n_values], sizeof s->values[0]);
}

static int values_encode(const struct channel_store *s, struct t2_buf *out)
{
    struct wire_writer w = wire_writer_init(out);
    for (size_t i = 0; i < s->n_values; i++) {
        wire_put_vec(&w, t2_bytes_str(s->values[i].key));
        wire_put_vec(&w, t2_buf_view(&s->values[i].data));
    }
    int err = wire_writer_finish(&w);
    return err == T2_E_FULL ? T2_E_TOO_LARGE : err;
}

static int value_take(void *ctx, const char *key, struct t2_bytes value)
{
    struct channel_store *s = ctx;
    return value_find(s, key) < s->n_values ? T2_E_MALFORMED : channel_store_put(s, key, value);
}

/* ---- the file ---- */

static int step(const struct channel_store *s, const char *name)
{
    return s->hook.before == NULL ? 0 : s->hook.before(s->hook.ctx, name);
}

static int write_all(const struct channel_store *s, int fd, struct t2_bytes bytes)
{
    size_t done = 0;
    while (done < bytes.len) {
        size_t piece = bytes.len - done < WRITE_PIECE ? bytes.len - done : WRITE_PIECE;
        if (step(s, "write") != 0) {
            return T2_E_IO;
        }
        ssize_t n = write(fd, bytes.ptr + done, piece);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return T2_E_IO;
        }
        done += (size_t)n;
    }
    return 0;
}

static int temporary_write(const struct channel_store *s, struct t2_bytes bytes)
{
    if (step(s, "open") != 0) {
        return T2_E_IO;
    }
    (void)unlink(s->temporary); /* left by a crash, or not there */
    int fd = open(s->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) {
        return T2_E_IO;
    }
    int err = write_all(s, fd, bytes);
    if (err == 0 && (step(s, "sync") != 0 || fsync(fd) != 0)) {
        err = T2_E_IO;
    }
    if (close(fd) != 0) {
        err = T2_E_IO;
    }
    return err;
}

static int folder_sync(const struct channel_store *s)
{
    int fd = open(s->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) {
        return T2_E_IO;
    }
    int err = step(s, "sync folder") != 0 || fsync(fd) != 0 ? T2_E_IO : 0;
    (void)close(fd);
    return err;
}

static int file_replace(const struct channel_store *s, struct t2_bytes bytes)
{
    int err = temporary_write(s, bytes);
    if (err == 0 && (step(s, "rename") != 0 || rename(s->temporary, s->path) != 0)) {
        err = T2_E_IO;
    }
    if (err != 0) {
        (void)unlink(s->temporary);
        return err;
    }
    return folder_sync(s);
}

int channel_store_commit(struct channel_store *s)
{
    struct t2_buf content;
    struct t2_buf file;
    t2_buf_init(&content, CHANNEL_STORE_FILE_MAX);
    t2_buf_init(&file, CHANNEL_STORE_FILE_MAX);
    int err = values_encode(s, &content);
    if (err == 0) {
        err = channel_store_body_seal(&s->header, s->file_key, s->random, t2_buf_view(&content), &file);
    }
    if (err == 0) {
        err = file_replace(s, t2_buf_view(&file));
    }
    t2_buf_free(&content);
    t2_buf_free(&file);
    return err;
}

static int file_read(const struct channel_store *s, struct t2_buf *out)
{
    struct stat st;
    int fd = open(s->path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? T2_E_MISSING : T2_E_IO;
    }
    int err = 0;
    if (fstat(fd, &st) != 0) {
        err = T2_E_IO;
    } else if (!S_ISREG(st.st_mode)) {
        err = T2_E_MALFORMED;
    } else if (st.st_size > (off_t)CHANNEL_STORE_FILE_MAX) {
        err = T2_E_TOO_LARGE;
    } else {
        err = t2_buf_reserve(out, (size_t)st.st_size + 1);
    }
    while (err == 0 && out->len < (size_t)st.st_size) {
        ssize_t n = read(fd, out->ptr + out->len, (size_t)st.st_size - out->len);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            err = T2_E_IO;
        } else {
            out->len += (size_t)n;
        }
    }
    (void)close(fd);
    return err;
}

/* ---- wiping ---- */

/* Noughts over all of it, on the disk, before its name goes. A file that is not there is wiped. */
static int file_wipe(const char *path)
{
    static const uint8_t noughts[WRITE_PIECE];
    struct stat st;
    int fd = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? 0 : T2_E_IO;
    }
    int err = fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ? T2_E_IO : 0;
    for (off_t left = err == 0 ? st.st_size : 0; left > 0;) {
        ssize_t n = write(fd, noughts, left < (off_t)sizeof noughts ? (size_t)left : sizeof noughts);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            err = T2_E_IO;
            break;
        }
        left -= n;
    }
    if (err == 0 && fsync(fd) != 0) {
        err = T2_E_IO;
    }
    (void)close(fd);
    return err == 0 && unlink(path) != 0 ? T2_E_IO : err;
}

static void lock_path(const struct channel_store *s, char out[static PATH_LEN_MAX + 6])
{
    size_t len = strlen(s->path);
    memcpy(out, s->path, len);
    memcpy(out + len, ".lock", sizeof ".lock");
}

int channel_store_wipe(struct channel_store *s)
{
    char lock[PATH_LEN_MAX + 6];
    int err = file_wipe(s->path); /* the header first: without its salt the passphrase opens nothing */
    int other = file_wipe(s->temporary);
    lock_path(s, lock);
    err = err != 0 ? err : other;
    if (err == 0 && unlink(lock) != 0) { /* nothing is left that two could want at once */
        err = T2_E_IO;
    }
    return err != 0 ? err : folder_sync(s);
}

/* ---- life ---- */

static int lock_take(struct channel_store *s)
{
    char lock[PATH_LEN_MAX + 6];
    lock_path(s, lock);
    s->lock_fd = open(lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (s->lock_fd < 0) {
        return errno == ENOENT ? T2_E_MISSING : T2_E_IO;
    }
    if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK ? T2_E_LOCKED : T2_E_IO;
    }
    return 0;
}

static int store_begin(struct channel_store **out, const char *path, const struct t2_random *random)
{
    size_t len = strlen(path);
    if (len == 0 || len > PATH_LEN_MAX) {
        return T2_E_ARGUMENT;
    }
    struct channel_store *s = t2_secret_alloc(sizeof *s);
    if (s == NULL) {
        return T2_E_MEMORY;
    }
    memset(s, 0, sizeof *s);
    s->random = random;
    memcpy(s->path, path, len);
    memcpy(s->temporary, path, len);
    memcpy(s->temporary + len, ".tmp", sizeof ".tmp");
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        memcpy(s->folder, ".", 2);
    } else {
        memcpy(s->folder, path, (size_t)(slash - path) + 1);
    }
    int err = lock_take(s);
    if (err != 0) {
        channel_store_free(s);
        return err;
    }
    *out = s;
    return 0;
}

int channel_store_create(struct channel_store **out, const char *path, struct t2_bytes passphrase,
                         struct channel_store_cost cost, const struct t2_random *random)
{
    struct channel_store *s = NULL;
    struct stat st;
    int err = store_begin(&s, path, random);
    if (err != 0) {
        return err == T2_E_MISSING ? T2_E_IO : err; /* no such folder */
    }
    if (lstat(path, &st) == 0) {
        err = T2_E_EXISTS;
    }
    if (err == 0) {
        err = channel_store_header_new(&s->header, passphrase, cost, random, s->file_key);
    }
    if (err == 0) {
        err = channel_store_commit(s);
    }
    if (err != 0) {
        channel_store_free(s);
        return err;
    }
    *out = s;
    return 0;
}

int channel_store_open(struct channel_store **out, const char *path, struct t2_bytes passphrase,
                       const struct t2_random *random)
{
    struct channel_store *s = NULL;
    struct t2_buf file;
    struct t2_buf content;
    struct stat st;
    if (stat(path, &st) != 0) {
        return errno == ENOENT || errno == ENOTDIR ? T2_E_MISSING
                                                   : T2_E_IO; /* and leave no lock file behind */
    }
    if (!S_ISREG(st.st_mode)) {
        return T2_E_MALFORMED;
    }
    t2_buf_init(&file, CHANNEL_STORE_FILE_MAX + 1);
    t2_buf_init(&content, CHANNEL_STORE_FILE_MAX);
    int err = store_begin(&s, path, random);
    if (err == 0) {
        err = file_read(s, &file);
    }
    if (err == 0) {
        err = channel_store_header_read(&s->header, t2_buf_view(&file));
    }
    if (err == 0) {
        err = channel_store_header_unwrap(&s->header, passphrase, s->file_key);
    }
    if (err == 0) {
        err = channel_store_body_open(&s->header, s->file_key, t2_buf_view(&file), &content);
    }
    if (err == 0) {
        err = channel_store_values_read(t2_buf_view(&content), value_take, s);
    }
    t2_buf_free(&file);
    t2_buf_free(&content);
    if (err != 0) {
        channel_store_free(s);
        return err;
    }
    *out = s;
    return 0;
}

void channel_store_free(struct channel_store *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->n_values; i++) {
        t2_buf_free(&s->values[i].data);
    }
    if (s->lock_fd >= 0) {
        (void)close(s->lock_fd);
    }
    t2_secret_free(s);
}

/* What a sounding leaves for later ones, at rest: a file of its own beside the desk's sealed file, since it
 * is large, encrypted under a random key that stands in the sealed file. Forgetting the key forgets the file,
 * whatever the disk keeps.
 *
 *   kept-<id of the sounding>:   nonce 24 | XChaCha20-Poly1305 of sealed_kept_write, with the id as
 * associated data */
#include "desk/desk_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

#define KEPT_MAX ((size_t)1 << 30) /* bytes of one file */
#define TAG_LEN 16
#define PATH_LEN (DESK_PATH_MAX + 64)

static void kept_names(const struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                       char key[static CHANNEL_STORE_KEY_MAX], char path[static PATH_LEN])
{
    char hex[2 * TABLE_SOUNDING_ID_LEN + 1];
    t2_hex(hex, id, TABLE_SOUNDING_ID_LEN);
    (void)snprintf(key, CHANNEL_STORE_KEY_MAX, "desk.kept.%s", hex);
    (void)snprintf(path, PATH_LEN, "%s/kept-%s", d->dir, hex);
}

static int write_all(int fd, const uint8_t *p, size_t n)
{
    while (n != 0) {
        ssize_t wrote = write(fd, p, n);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return T2_E_IO;
        p += wrote;
        n -= (size_t)wrote;
    }
    return 0;
}

/* All of it is on the disk on return, or there is no such file. */
static int file_write(const char *path, const uint8_t *p, size_t n)
{
    char part[PATH_LEN + 8];
    (void)snprintf(part, sizeof part, "%s.tmp", path);
    (void)unlink(part);
    int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return T2_E_IO;
    int err = write_all(fd, p, n);
    if (err == 0 && fsync(fd) != 0)
        err = T2_E_IO;
    if (close(fd) != 0 || (err == 0 && rename(part, path) != 0))
        err = T2_E_IO;
    if (err != 0)
        (void)unlink(part);
    return err;
}

static int file_read(const char *path, struct t2_buf *out)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), err = 0;
    if (fd < 0)
        return errno == ENOENT ? T2_E_MISSING : T2_E_IO;
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size < T2_XAEAD_NONCE_LEN + TAG_LEN ||
        (size_t)st.st_size > KEPT_MAX)
        err = T2_E_MALFORMED;
    if (err == 0)
        err = t2_buf_reserve(out, (size_t)st.st_size);
    while (err == 0 && out->len < (size_t)st.st_size) {
        ssize_t got = read(fd, out->ptr + out->len, (size_t)st.st_size - out->len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            err = T2_E_IO;
        else
            out->len += (size_t)got;
    }
    (void)close(fd);
    return err;
}

int desk_kept_save(struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                   const struct sealed_kept *kept)
{
    char name[CHANNEL_STORE_KEY_MAX], path[PATH_LEN];
    uint8_t key[32];
    struct t2_buf plain, file;
    kept_names(d, id, name, path);
    t2_buf_init(&plain, KEPT_MAX);
    t2_buf_init(&file, KEPT_MAX);
    int err = sealed_kept_write(kept, &plain);
    if (err == 0)
        err = t2_random_fill(d->random, key, sizeof key);
    if (err == 0)
        err = t2_buf_reserve(&file, T2_XAEAD_NONCE_LEN + plain.len + TAG_LEN);
    if (err == 0)
        err = t2_random_fill(d->random, file.ptr, T2_XAEAD_NONCE_LEN);
    if (err == 0)
        err = t2_xaead_seal(file.ptr + T2_XAEAD_NONCE_LEN, key, file.ptr,
                            t2_bytes_of(id, TABLE_SOUNDING_ID_LEN), t2_buf_view(&plain));
    if (err == 0)
        err = file_write(path, file.ptr, T2_XAEAD_NONCE_LEN + plain.len + TAG_LEN);
    if (err == 0)
        err = channel_store_put(d->store, name, t2_bytes_of(key, sizeof key));
    t2_wipe(key, sizeof key);
    t2_buf_free(&plain);
    t2_buf_free(&file);
    return err;
}

int desk_kept_load(const struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN],
                   struct sealed_kept **out)
{
    char name[CHANNEL_STORE_KEY_MAX], path[PATH_LEN];
    struct t2_bytes key;
    struct t2_buf file, plain;
    *out = NULL;
    kept_names(d, id, name, path);
    if (channel_store_get(d->store, name, &key) != 0 || key.len != 32)
        return T2_E_MISSING;
    t2_buf_init(&file, KEPT_MAX);
    t2_buf_init(&plain, KEPT_MAX);
    int err = file_read(path, &file);
    size_t len = err == 0 ? file.len - T2_XAEAD_NONCE_LEN - TAG_LEN : 0;
    if (err == 0)
        err = t2_buf_reserve(&plain, len);
    if (err == 0)
        err = t2_xaead_open(plain.ptr, key.ptr, file.ptr, t2_bytes_of(id, TABLE_SOUNDING_ID_LEN),
                            t2_bytes_of(file.ptr + T2_XAEAD_NONCE_LEN, file.len - T2_XAEAD_NONCE_LEN));
    if (err == 0) {
        plain.len = len;
        err = sealed_kept_read(t2_buf_view(&plain), out);
    }
    t2_buf_free(&file);
    t2_buf_free(&plain);
    return err;
}

int desk_kept_forget(struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN])
{
    char name[CHANNEL_STORE_KEY_MAX], path[PATH_LEN];
    struct t2_bytes key;
    kept_names(d, id, name, path);
    (void)unlink(path);
    if (channel_store_get(d->store, name, &key) != 0)
        return 0;
    channel_store_delete(d->store, name);
    return 1;
}

/* The files of the state folder that are not the database. The key is written and synced before the
 * certificate, and both before anybody is told the pin. */
#include "relay/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tracktwo/secret.h>

char *relay_state_path(const char *state_dir, const char *name)
{
    size_t n = strlen(state_dir) + strlen(name) + 2;
    char *path = malloc(n);

    if (path != NULL) {
        char *end = stpcpy(path, state_dir);

        *end++ = '/';
        memcpy(end, name, strlen(name) + 1);
    }
    return path;
}

/* Syncs the folder that holds path, so that the new name itself is on disk. */
static int folder_sync(const char *path)
{
    char *folder = strdup(path);
    char *slash = folder == NULL ? NULL : strrchr(folder, '/');
    int fd = -1;
    int err = T2_E_IO;

    if (slash != NULL) {
        *slash = '\0';
        fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (fd >= 0 && fsync(fd) == 0)
        err = 0;
    if (fd >= 0)
        close(fd);
    free(folder);
    return err;
}

int relay_state_write(const char *path, const char *new_path, const char *text, size_t len, bool sync)
{
    int fd = open(new_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len && (!sync || fsync(fd) == 0);

    if (fd >= 0 && close(fd) != 0)
        ok = false;
    if (ok && rename(new_path, path) != 0)
        ok = false;
    if (!ok)
        return T2_E_IO;
    return sync ? folder_sync(path) : 0;
}

/* T2_E_MISSING when there is no such file. */
static int file_read(const char *path, struct t2_buf *out)
{
    uint8_t block[T2_TLS_PEM_MAX];
    ssize_t n;
    int err = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return errno == ENOENT ? T2_E_MISSING : T2_E_IO;
    while (err == 0 && (n = read(fd, block, sizeof block)) != 0)
        err = n < 0 ? T2_E_IO : t2_buf_append(out, block, (size_t)n);
    close(fd);
    t2_wipe(block, sizeof block);
    return err == T2_E_FULL ? T2_E_MALFORMED : err;
}

static int pem_write(const char *state_dir, const char *name, const char *new_name, const struct t2_buf *pem)
{
    char *path = relay_state_path(state_dir, name);
    char *new_path = relay_state_path(state_dir, new_name);
    int err = path == NULL || new_path == NULL
                  ? T2_E_MEMORY
                  : relay_state_write(path, new_path, (const char *)pem->ptr, pem->len, true);

    free(path);
    free(new_path);
    return err;
}

int relay_identity_open(struct t2_tls_context **out, const char *state_dir,
                        uint8_t out_pin[static T2_TLS_PIN_LEN])
{
    char *key_path = relay_state_path(state_dir, "key.pem");
    char *certificate_path = relay_state_path(state_dir, "certificate.pem");
    struct t2_buf key;
    struct t2_buf certificate;
    int key_err;
    int certificate_err;
    int err = T2_E_MEMORY;

    *out = NULL;
    t2_buf_init(&key, T2_TLS_PEM_MAX);
    t2_buf_init(&certificate, T2_TLS_PEM_MAX);
    if (key_path == NULL || certificate_path == NULL)
        goto out;
    key_err = file_read(key_path, &key);
    certificate_err = file_read(certificate_path, &certificate);
    if (certificate_err == T2_E_MISSING) {
        /* Nobody has been told a pin before the certificate stood, so a key alone is a first start cut short.
         */
        err = key_err == 0 || key_err == T2_E_MISSING ? t2_tls_identity_new(&key, &certificate) : key_err;
        if (err == 0)
            err = pem_write(state_dir, "key.pem", "key.pem.new", &key);
        if (err == 0)
            err = pem_write(state_dir, "certificate.pem", "certificate.pem.new", &certificate);
    } else {
        err = key_err == T2_E_MISSING ? T2_E_MALFORMED : key_err != 0 ? key_err : certificate_err;
    }
    if (err == 0)
        err = t2_tls_context_server(out, t2_buf_view(&key), t2_buf_view(&certificate), out_pin);
out:
    t2_buf_free(&key);
    t2_buf_free(&certificate);
    free(key_path);
    free(certificate_path);
    return err;
}

/* Whole files that a person names, in and out; of a call of the page its own (held.h). What is secret is read
 * straight from the descriptor: a FILE's buffer would keep a copy that nobody wipes. */
#include "cli/held.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tracktwo/secret.h>

/* T2_E_MISSING, T2_E_IO, T2_E_FULL, T2_E_MEMORY. */
static int file_read(const char *path, struct t2_buf *out)
{
    uint8_t part[4096];
    ssize_t n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ? T2_E_MISSING : T2_E_IO;
    int err = 0;
    while (err == 0 && ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR)))
        err = n > 0 ? t2_buf_append(out, part, (size_t)n) : 0;
    if (err == 0 && n < 0)
        err = T2_E_IO;
    (void)close(fd);
    t2_wipe(part, sizeof part);
    return err;
}

int cli_read_file(const struct cli *c, const char *path, size_t max, struct t2_buf *out)
{
    t2_buf_init(out, max);
    int err = cli_held() != NULL ? held_read(cli_held()->call, path, max, out) : file_read(path, out);
    if (err == 0)
        return 0;
    t2_buf_free(out);
    if (err == T2_E_MISSING)
        return cli_error(c, CLI_WRONG, "There is no file %s. Nothing was changed.", path);
    if (err == T2_E_FULL)
        return cli_error(c, CLI_WRONG,
                         "The file %s is too large to be what it should be. Nothing was changed.", path);
    return cli_error(c, CLI_WRONG, "The file %s cannot be read. Nothing was changed.", path);
}

/* On disk, and closed. */
static int write_all(int fd, const struct t2_buf *bytes)
{
    size_t at = 0;
    while (at < bytes->len) {
        ssize_t n = write(fd, bytes->ptr + at, bytes->len - at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        at += (size_t)n;
    }
    int bad = at != bytes->len || fsync(fd) != 0;
    bad |= close(fd) != 0;
    return bad ? T2_E_IO : 0;
}

int cli_write_new(const char *path, const struct t2_buf *bytes)
{
    if (cli_held() != NULL)
        return held_write(cli_held()->call, path, t2_buf_view(bytes), true);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    int err = fd >= 0 ? write_all(fd, bytes) : T2_E_IO;
    if (fd >= 0 && err != 0)
        (void)unlink(path);
    return err;
}

int cli_write_over(const char *path, const struct t2_buf *bytes)
{
    char beside[4096];
    if (cli_held() != NULL)
        return held_write(cli_held()->call, path, t2_buf_view(bytes), false);
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside)
        return T2_E_IO;
    int fd = mkostemp(beside, O_CLOEXEC); /* 0600, and nobody's before */
    int err = fd >= 0 ? write_all(fd, bytes) : T2_E_IO;
    if (err == 0 && rename(beside, path) != 0)
        err = T2_E_IO;
    if (fd >= 0 && err != 0)
        (void)unlink(beside);
    return err;
}

int cli_folder(const char *path)
{
    if (cli_held() != NULL) /* its files are those of the call */
        return path[0] == '@' ? 0 : T2_E_IO;
    return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : T2_E_IO;
}

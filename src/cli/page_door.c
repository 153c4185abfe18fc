/* How the link comes to the browser: a socket in the folder of the desk, which only this user can open, for a
 * second start of the program; and a file of this user's that leads the browser on. */
#include "cli/page.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#define ANSWER_MS 2000
#define PATH_LEN (DESK_PATH_MAX + 32)

extern char **environ;

/* A path of a socket is short: we go by the folder's descriptor. */
static int address_of(const char *root, struct sockaddr_un *out, int *out_folder)
{
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    *out_folder = open(root, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    if (*out_folder < 0)
        return errno == ENOENT ? T2_E_MISSING : T2_E_IO;
    (void)snprintf(out->sun_path, sizeof out->sun_path, "/proc/self/fd/%d/page.socket", *out_folder);
    return 0;
}

int page_door_ask(const char *root, char out[static PAGE_LINK_MAX])
{
    struct sockaddr_un at;
    struct ucred peer;
    socklen_t len = sizeof peer;
    int folder = -1, err = address_of(root, &at, &folder);
    int fd = err == 0 ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    ssize_t n = -1;
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0 &&
        getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid() &&
        poll(&ready, 1, ANSWER_MS) == 1)
        n = read(fd, out, PAGE_LINK_MAX - 1);
    if (fd >= 0)
        (void)close(fd);
    if (folder >= 0)
        (void)close(folder);
    out[n > 0 ? n : 0] = '\0';
    return n > 0 ? 0 : T2_E_MISSING;
}

int page_door_open(const char *root, int *out_fd)
{
    struct sockaddr_un at;
    int folder = -1, err = address_of(root, &at, &folder);
    int fd = err == 0 ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0) : -1;
    if (fd >= 0) {
        (void)unlinkat(folder, "page.socket", 0); /* of a program that is no more */
        err = bind(fd, (const struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 4) == 0 ? 0 : T2_E_IO;
    } else if (err == 0) {
        err = T2_E_IO;
    }
    if (fd >= 0 && err != 0)
        (void)close(fd);
    if (folder >= 0)
        (void)close(folder);
    *out_fd = err == 0 ? fd : -1;
    return err;
}

void page_door_answer(int fd, struct page_server *s)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    char link[PAGE_LINK_MAX] = "";
    int guest = fd >= 0 ? accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
    if (guest < 0)
        return;
    if (getsockopt(guest, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid() &&
        page_link(s, link) == 0 && write(guest, link, strlen(link)) < 0)
        errno = 0; /* it has gone; it will ask again */
    t2_wipe(link, sizeof link);
    (void)close(guest);
}

void page_door_close(const char *root, int fd)
{
    char path[PATH_LEN];
    if (fd < 0)
        return;
    (void)close(fd);
    (void)snprintf(path, sizeof path, "%s/page.socket", root);
    (void)unlink(path);
    page_browser_done(root);
}

/* ---- the browser ---- */

static void leading_file(const char *root, char out[static PATH_LEN])
{
    (void)snprintf(out, PATH_LEN, "%s/open.html", root);
}

void page_browser_done(const char *root)
{
    char path[PATH_LEN];
    leading_file(root, path);
    (void)unlink(path);
}

int page_browser(const char *root, const char *link)
{
    static const char html[] = "<!doctype html><meta charset=\"utf-8\"><title>Track Two</title>"
                               "<meta http-equiv=\"refresh\" content=\"0;url=%s\">\n";
    char path[PATH_LEN], text[512], *argv[] = {"xdg-open", path, NULL};
    posix_spawn_file_actions_t quiet;
    pid_t child = 0;
    int status = 0;
    leading_file(root, path);
    (void)snprintf(text, sizeof text, html, link);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    int err = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : T2_E_IO;
    if (fd >= 0)
        err = close(fd) != 0 ? T2_E_IO : err;
    t2_wipe(text, sizeof text);
    (void)posix_spawn_file_actions_init(&quiet);
    (void)posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    (void)posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    if (err == 0 && posix_spawnp(&child, argv[0], &quiet, NULL, argv, environ) != 0)
        err = T2_E_IO;
    (void)posix_spawn_file_actions_destroy(&quiet);
    if (err == 0 && (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0))
        err = T2_E_IO;
    return err;
}

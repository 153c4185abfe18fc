/* How the link comes to the browser: a socket in the folder of the desk, which only this user can open, for a
 * second start of the program; and a file of this user's that leads the browser on. */
#include "cli/page.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#define ANSWER_MS 5000
#define BROWSER_MS 2000
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
    static const struct timeval patience = {.tv_sec = ANSWER_MS / 1000};
    struct sockaddr_un at;
    struct ucred peer;
    socklen_t len = sizeof peer;
    int folder = -1, err = address_of(root, &at, &folder);
    int fd = err == 0 ? socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1;
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    ssize_t n = -1;
    err = T2_E_MISSING;
    /* A program that does not take its guests in lets them wait at the door, too. */
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0) {
        if (connect(fd, (const struct sockaddr *)&at, sizeof at) != 0)
            err = errno == EAGAIN ? T2_E_TIMEOUT : T2_E_MISSING;
        else if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid()) {
            err = T2_E_TIMEOUT;
            if (poll(&ready, 1, ANSWER_MS) == 1 && (n = read(fd, out, PAGE_LINK_MAX - 1)) <= 0)
                err = T2_E_MISSING; /* it has ended meanwhile */
        }
    }
    if (fd >= 0)
        (void)close(fd);
    if (folder >= 0)
        (void)close(folder);
    out[n > 0 ? n : 0] = '\0';
    return n > 0 ? 0 : err;
}

int page_door_open(const char *root, struct page_door *out)
{
    struct sockaddr_un at;
    *out = (struct page_door){-1, -1};
    int err = address_of(root, &at, &out->folder);
    /* The lock ends with the program, however it ends; a socket stays behind, and nobody can tell of it
     * whether somebody is only slow to answer. */
    if (err == 0 && flock(out->folder, LOCK_EX | LOCK_NB) != 0)
        err = errno == EWOULDBLOCK ? T2_E_LOCKED : T2_E_IO;
    if (err == 0 && (out->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) < 0)
        err = T2_E_IO;
    if (err == 0) { /* what a program that is no more has left */
        (void)unlinkat(out->folder, "page.socket", 0);
        page_browser_done(root);
        err = bind(out->fd, (const struct sockaddr *)&at, sizeof at) == 0 && listen(out->fd, 4) == 0
                  ? 0
                  : T2_E_IO;
    }
    return err;
}

void page_door_answer(const struct page_door *door, struct page_server *s)
{
    struct ucred peer;
    socklen_t len = sizeof peer;
    char link[PAGE_LINK_MAX] = "";
    int guest = door->fd >= 0 ? accept4(door->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK) : -1;
    if (guest < 0)
        return;
    if (getsockopt(guest, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0 && peer.uid == geteuid() &&
        page_link(s, link) == 0 && send(guest, link, strlen(link), MSG_NOSIGNAL) < 0)
        errno = 0; /* it has gone; it will ask again */
    t2_wipe(link, sizeof link);
    (void)close(guest);
}

void page_door_close(const char *root, struct page_door *door)
{
    if (door->fd >= 0) {
        (void)unlinkat(door->folder, "page.socket", 0);
        page_browser_done(root);
    }
    if (door->folder >= 0)
        (void)close(door->folder);
    if (door->fd >= 0)
        (void)close(door->fd); /* last: who waits at it is then free to be it */
    *door = (struct page_door){-1, -1};
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

/* Away from our terminal, whose Ctrl-C ends the desk and not the browser, and from the signals that we
 * ignore. 0; T2_E_IO. */
static int browser_start(char *const argv[], pid_t *out)
{
    posix_spawn_file_actions_t quiet;
    posix_spawnattr_t own;
    sigset_t pipe;
    (void)sigemptyset(&pipe);
    (void)sigaddset(&pipe, SIGPIPE);
    (void)posix_spawn_file_actions_init(&quiet);
    (void)posix_spawnattr_init(&own);
    int bad = posix_spawn_file_actions_addopen(&quiet, 0, "/dev/null", O_RDONLY, 0) != 0 ||
              posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0) != 0 ||
              posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0) != 0 ||
              posix_spawnattr_setsigdefault(&own, &pipe) != 0 || posix_spawnattr_setpgroup(&own, 0) != 0 ||
              posix_spawnattr_setflags(&own, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP) != 0 ||
              posix_spawnp(out, argv[0], &quiet, &own, argv, environ) != 0;
    (void)posix_spawnattr_destroy(&own);
    (void)posix_spawn_file_actions_destroy(&quiet);
    return bad ? T2_E_IO : 0;
}

int page_browser(const char *root, const char *link)
{
    static const char html[] = "<!doctype html><meta charset=\"utf-8\"><title>Track Two</title>"
                               "<meta http-equiv=\"refresh\" content=\"0;url=%s\">\n";
    static const struct timespec nap = {0, 20000000};
    char path[PATH_LEN], text[512], *argv[] = {"xdg-open", path, NULL};
    pid_t child = 0, ended = 0;
    int status = 0;
    page_browser_done(root);
    leading_file(root, path);
    (void)snprintf(text, sizeof text, html, link);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    int err = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text) ? 0 : T2_E_IO;
    if (fd >= 0)
        err = close(fd) != 0 ? T2_E_IO : err;
    t2_wipe(text, sizeof text);
    err = err != 0 ? err : browser_start(argv, &child);
    /* It says soon that there is no browser; one that goes on is the browser itself, and the page waits for
     * us. */
    for (int64_t until = t2_monotonic_ms() + BROWSER_MS;
         err == 0 && (ended = waitpid(child, &status, WNOHANG)) == 0 && t2_monotonic_ms() < until;)
        (void)nanosleep(&nap, NULL);
    if (err == 0 && ended != 0 && (ended != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0))
        err = T2_E_IO;
    return err;
}

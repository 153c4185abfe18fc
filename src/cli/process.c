/* See process.h. */
#include "cli/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <tracktwo/err.h>

int process_beside(const char *name, char *out, size_t out_len)
{
    ssize_t n = readlink("/proc/self/exe", out, out_len - 1);
    if (n <= 0)
        return T2_E_IO;
    out[n] = '\0';
    char *slash = strrchr(out, '/');
    size_t left = slash == NULL ? 0 : out_len - (size_t)(slash + 1 - out);
    if (slash == NULL || strlen(name) >= left)
        return T2_E_FULL;
    memcpy(slash + 1, name, strlen(name) + 1);
    return 0;
}

int process_start(struct process *p, const char *const argv[], const char *errors)
{
    int pair[2];
    if (pipe2(pair, O_CLOEXEC) != 0)
        return T2_E_IO;
    p->pid = fork();
    if (p->pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* never outlives us */
        int quiet = open(errors != NULL ? errors : "/dev/null", O_WRONLY | O_CREAT | O_APPEND, 0600);
        int none = open("/dev/null", O_RDONLY);
        (void)dup2(none, STDIN_FILENO);
        (void)dup2(pair[1], STDOUT_FILENO);
        if (errors != NULL)
            (void)dup2(quiet, STDERR_FILENO);
        (void)execv(argv[0], (char *const *)(uintptr_t)argv); /* execv does not write to them */
        _exit(127);
    }
    (void)close(pair[1]);
    p->out = pair[0];
    if (p->pid > 0)
        return 0;
    (void)close(pair[0]);
    p->out = -1;
    return T2_E_IO;
}

int process_wait(const struct process *p, int timeout_ms)
{
    struct pollfd out = {.fd = p->out, .events = POLLIN};
    return poll(&out, 1, timeout_ms) != 0;
}

int process_finish(struct process *p, char *out, size_t out_len)
{
    char more[512];
    size_t at = 0;
    for (;;) {
        ssize_t n =
            at + 1 < out_len ? read(p->out, out + at, out_len - 1 - at) : read(p->out, more, sizeof more);
        if (n <= 0)
            break;
        at += at + 1 < out_len ? (size_t)n : 0;
    }
    out[at] = '\0';
    (void)close(p->out);
    p->out = -1;
    int status = 0;
    if (waitpid(p->pid, &status, 0) != p->pid)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void process_stop(struct process *p)
{
    if (p->pid <= 0)
        return;
    (void)kill(p->pid, SIGTERM);
    (void)waitpid(p->pid, NULL, 0);
    if (p->out >= 0)
        (void)close(p->out);
    p->pid = 0;
    p->out = -1;
}

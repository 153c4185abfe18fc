/* The relay's program is looked for in the folders above the running test, or taken from T2_RELAY. */
#include "relay_process.h"

#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 24

static bool program_find(char out[static PATH_MAX])
{
    static const char *const places[] = {"src/relay/tracktwo-relay", "tracktwo-relay"};
    const char *given = getenv("T2_RELAY");
    char folder[PATH_MAX] = "";
    ssize_t n = readlink("/proc/self/exe", folder, sizeof folder - 1);

    if (given != NULL && access(given, X_OK) == 0)
        return snprintf(out, PATH_MAX, "%s", given) < PATH_MAX;
    while (n > 0) {
        char *slash = strrchr(folder, '/');

        if (slash == NULL)
            return false;
        *slash = '\0';
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            if (snprintf(out, PATH_MAX, "%s/%s", folder, places[i]) < PATH_MAX && access(out, X_OK) == 0)
                return true;
        }
    }
    return false;
}

bool relay_process_folder(char *out)
{
    const char *tmp = getenv("TMPDIR");

    return snprintf(out, 128, "%s/tracktwo-test-XXXXXX", tmp != NULL ? tmp : "/tmp") < 128 &&
           mkdtemp(out) != NULL;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *where)
{
    (void)info;
    (void)kind;
    (void)where;
    return remove(path);
}

void relay_process_folder_remove(const char *folder)
{
    (void)nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void child(const char *program, int out, const char *state, const char *listen,
                  const char *const *more)
{
    const char *arguments[ARGUMENTS_MAX] = {program, "--state", state, "--listen", listen};
    char *copies[ARGUMENTS_MAX] = {NULL};
    size_t n = 5;

    for (size_t i = 0; more != NULL && more[i] != NULL && n < ARGUMENTS_MAX - 1; i++)
        arguments[n++] = more[i];
    for (size_t i = 0; i < n; i++)
        copies[i] = strdup(arguments[i]);
    /* A test that dies takes its relay with it. */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (dup2(out, STDOUT_FILENO) >= 0)
        (void)execv(program, copies);
    _exit(127);
}

bool relay_process_start(struct relay_process *r, const char *state, const char *port,
                         const char *const *more)
{
    char program[PATH_MAX];
    char listen[32];
    char line[RELAY_ADDRESS_TEXT_MAX] = "";
    int pipe_fds[2];
    size_t n = 0;
    ssize_t got;

    memset(r, 0, sizeof *r);
    (void)snprintf(r->state, sizeof r->state, "%s", state);
    (void)snprintf(listen, sizeof listen, "127.0.0.1:%s", port != NULL ? port : "0");
    if (!program_find(program) || pipe(pipe_fds) != 0)
        return false;
    r->pid = fork();
    if (r->pid == 0)
        child(program, pipe_fds[1], state, listen, more);
    close(pipe_fds[1]);
    while (n < sizeof line - 1 && strchr(line, '\n') == NULL &&
           (got = read(pipe_fds[0], line + n, sizeof line - 1 - n)) > 0)
        n += (size_t)got;
    close(pipe_fds[0]);
    line[strcspn(line, "\n")] = '\0';
    if (r->pid < 0 || relay_address_parse(&r->address, line) != 0) {
        (void)relay_process_end(r, SIGKILL);
        return false;
    }
    return true;
}

int relay_process_end(struct relay_process *r, int sig)
{
    int status = -1;

    if (r->pid > 0) {
        (void)kill(r->pid, sig);
        (void)waitpid(r->pid, &status, 0);
    }
    r->pid = 0;
    return status;
}

long relay_process_status(const struct relay_process *r, const char *key)
{
    const struct timespec settle = {.tv_nsec = 150000000};
    char path[160];
    char quoted[64];
    char text[2048] = "";
    const char *at;
    FILE *f;

    (void)nanosleep(&settle, NULL);
    (void)snprintf(path, sizeof path, "%s/status", r->state);
    (void)snprintf(quoted, sizeof quoted, "\"%s\": ", key);
    f = fopen(path, "r");
    if (f == NULL)
        return -1;
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    (void)fclose(f);
    at = strstr(text, quoted);
    return at == NULL ? -1 : strtol(at + strlen(quoted), NULL, 10);
}

long relay_process_rss_kib(const struct relay_process *r, bool peak)
{
    char path[64];
    char line[256];
    const char *key = peak ? "VmHWM:" : "VmRSS:";
    long kib = -1;
    FILE *f;

    (void)snprintf(path, sizeof path, "/proc/%d/status", (int)r->pid);
    f = fopen(path, "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, key, strlen(key)) == 0)
            kib = strtol(line + strlen(key), NULL, 10);
    }
    if (f != NULL)
        (void)fclose(f);
    return kib;
}

double relay_process_cpu_s(const struct relay_process *r)
{
    char path[64];
    char text[1024] = "";
    unsigned long user = 0;
    unsigned long sys = 0;
    char *at;
    FILE *f;

    (void)snprintf(path, sizeof path, "/proc/%d/stat", (int)r->pid);
    f = fopen(path, "r");
    if (f == NULL)
        return 0;
    text[fread(text, 1, sizeof text - 1, f)] = '\0';
    (void)fclose(f);
    /* Fields 14 and 15, counted from behind the name in parentheses, which is field 2. */
    at = strrchr(text, ')');
    if (at == NULL ||
        sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &sys) != 2)
        return 0;
    return (double)(user + sys) / (double)sysconf(_SC_CLK_TCK);
}

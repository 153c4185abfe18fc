/* tracktwo-relay: arguments, one line on standard output, and the exit code. docs/man/tracktwo-relay.8. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <tracktwo/err.h>

#include "relay/relay.h"

enum { EXIT_USAGE = 2 };

struct limit_option {
    const char *name;
    size_t offset; /* in struct relay_limits */
    bool wide;     /* uint64_t, else uint32_t */
    uint64_t max;
    const char *what;
};

#define LIMIT(name, field, wide, max, what)                                                                  \
    {                                                                                                        \
        name, offsetof(struct relay_limits, field), wide, max, what                                          \
    }
static const struct limit_option limit_options[] = {
    LIMIT("mailbox-cells", mailbox_cells, true, 1000000000, "cells in one mailbox"),
    LIMIT("relay-cells", relay_cells, true, 1000000000000, "cells in all mailboxes"),
    LIMIT("ttl-hours", ttl_hours, false, 87600, "hours that a cell is kept at least"),
    LIMIT("connections", connections, false, 1000000, "connections at a time"),
    LIMIT("append-rate", append_rate, false, 1000000, "appends a second on one connection"),
    LIMIT("pipe-wait-ms", pipe_wait_ms, false, 86400000, "patience with the second party of a pipe"),
    LIMIT("handshake-ms", handshake_ms, false, 86400000, "patience with a TLS handshake"),
    LIMIT("partial-ms", partial_ms, false, 86400000, "patience with half a cell"),
    LIMIT("stall-ms", stall_ms, false, 86400000, "patience with a desk that takes nothing"),
    LIMIT("idle-ms", idle_ms, false, 86400000, "patience with a desk that says nothing"),
};
#define N_LIMITS (sizeof limit_options / sizeof limit_options[0])
enum { OPT_STATE = N_LIMITS, OPT_LISTEN, OPT_HELP, N_OPTIONS };

static void usage(FILE *to)
{
    fputs("usage: tracktwo-relay --state DIR [--listen ADDRESS:PORT] [--LIMIT N ...]\n"
          "\n"
          "Keeps and passes on cells of one size for desks. Prints HOST:PORT#PIN when it listens.\n"
          "\n"
          "Limits:\n",
          to);
    for (size_t i = 0; i < N_LIMITS; i++)
        fprintf(to, "  --%-14s %s\n", limit_options[i].name, limit_options[i].what);
}

/* A number from 1 to max into its place; false when it is none. */
static bool limit_set(struct relay_limits *limits, const struct limit_option *option, const char *text)
{
    char *at = (char *)limits + option->offset;
    char *end = NULL;
    unsigned long long v;

    errno = 0;
    v = strtoull(text, &end, 10);
    if (errno != 0 || text[0] < '0' || text[0] > '9' || *end != '\0' || v == 0 || v > option->max)
        return false;
    if (option->wide)
        memcpy(at, &(uint64_t){v}, sizeof(uint64_t));
    else
        memcpy(at, &(uint32_t){(uint32_t)v}, sizeof(uint32_t));
    return true;
}

/* -1: go on; else the exit code. */
static int arguments(int argc, char **argv, struct relay_config *config)
{
    struct option options[N_OPTIONS + 1] = {{0}};
    int which;

    for (size_t i = 0; i < N_LIMITS; i++)
        options[i] = (struct option){limit_options[i].name, required_argument, NULL, (int)i};
    options[OPT_STATE] = (struct option){"state", required_argument, NULL, OPT_STATE};
    options[OPT_LISTEN] = (struct option){"listen", required_argument, NULL, OPT_LISTEN};
    options[OPT_HELP] = (struct option){"help", no_argument, NULL, OPT_HELP};
    while ((which = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (which == OPT_STATE) {
            config->state_dir = optarg;
        } else if (which == OPT_LISTEN) {
            config->listen = optarg;
        } else if (which == OPT_HELP) {
            usage(stdout);
            return EXIT_SUCCESS;
        } else if (which == '?') {
            usage(stderr);
            return EXIT_USAGE;
        } else if (!limit_set(&config->limits, &limit_options[which], optarg)) {
            fprintf(stderr, "tracktwo-relay: --%s: %s is not a number from 1 to %" PRIu64 "\n",
                    limit_options[which].name, optarg, limit_options[which].max);
            return EXIT_USAGE;
        }
    }
    if (config->state_dir == NULL || config->state_dir[0] == '\0' || optind != argc) {
        usage(stderr);
        return EXIT_USAGE;
    }
    return -1;
}

int main(int argc, char **argv)
{
    struct relay_config config = {
        .listen = "127.0.0.1:0", .limits = relay_limits_default(), .clock = t2_clock_system()};
    const struct rlimit no_core = {0, 0};
    struct relay_server *server = NULL;
    int code = arguments(argc, argv, &config);
    int err;

    if (code >= 0)
        return code;
    (void)setrlimit(RLIMIT_CORE, &no_core);
    umask(077);
    err = relay_server_new(&server, &config);
    if (err != 0) {
        fprintf(stderr, "tracktwo-relay: cannot start: %s (state %s, listen %s)\n", t2_err_text(err),
                config.state_dir, config.listen);
        return EXIT_FAILURE;
    }
    printf("%s\n", relay_server_address(server));
    fflush(stdout);
    relay_server_run(server);
    relay_server_free(server);
    return EXIT_SUCCESS;
}

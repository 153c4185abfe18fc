/* tracktwo-relay: arguments, one line on standard output, and the exit code. docs/man/tracktwo-relay.8. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <tracktwo/err.h>

#include "relay/relay.h"

enum { EXIT_USAGE = 2 };

static void usage(FILE *to)
{
    fputs("usage: tracktwo-relay --state DIR [--listen ADDRESS:PORT] [--mailbox-cells N] [--relay-cells N]\n"
          "                      [--ttl-hours N] [--connections N] [--append-rate N] [--pipe-wait-ms N]\n"
          "\n"
          "Keeps and passes on cells of one size for desks. Prints HOST:PORT#PIN when it listens.\n",
          to);
}

/* A number from 1 to max, or 0. */
static uint64_t number(const char *text, uint64_t max)
{
    char *end = NULL;
    unsigned long long v;

    errno = 0;
    v = strtoull(text, &end, 10);
    return errno != 0 || end == text || *end != '\0' || text[0] == '-' || v > max ? 0 : v;
}

enum option_id {
    OPT_STATE = 1,
    OPT_LISTEN,
    OPT_MAILBOX_CELLS,
    OPT_RELAY_CELLS,
    OPT_TTL,
    OPT_CONNECTIONS,
    OPT_RATE,
    OPT_PIPE_WAIT,
    OPT_HELP,
};

static const struct option options[] = {
    {"state", required_argument, NULL, OPT_STATE},
    {"listen", required_argument, NULL, OPT_LISTEN},
    {"mailbox-cells", required_argument, NULL, OPT_MAILBOX_CELLS},
    {"relay-cells", required_argument, NULL, OPT_RELAY_CELLS},
    {"ttl-hours", required_argument, NULL, OPT_TTL},
    {"connections", required_argument, NULL, OPT_CONNECTIONS},
    {"append-rate", required_argument, NULL, OPT_RATE},
    {"pipe-wait-ms", required_argument, NULL, OPT_PIPE_WAIT},
    {"help", no_argument, NULL, OPT_HELP},
    {NULL, 0, NULL, 0},
};

/* -1: go on; else the exit code. */
static int arguments(int argc, char **argv, struct relay_config *config)
{
    struct relay_limits *l = &config->limits;
    int which;

    while ((which = getopt_long(argc, argv, "", options, NULL)) != -1) {
        uint64_t n = optarg == NULL ? 1 : number(optarg, (uint64_t)1 << 40);
        uint32_t n32 = n > UINT32_MAX / 2 ? 0 : (uint32_t)n;

        switch (which) {
        case OPT_STATE:
            config->state_dir = optarg;
            continue;
        case OPT_LISTEN:
            config->listen = optarg;
            continue;
        case OPT_HELP:
            usage(stdout);
            return EXIT_SUCCESS;
        case OPT_MAILBOX_CELLS:
            l->mailbox_cells = n;
            break;
        case OPT_RELAY_CELLS:
            l->relay_cells = n;
            break;
        case OPT_TTL:
            l->ttl_hours = n32;
            break;
        case OPT_CONNECTIONS:
            l->connections = n32 > 1000000 ? 0 : n32;
            n32 = l->connections;
            break;
        case OPT_RATE:
            l->append_rate = n32;
            break;
        case OPT_PIPE_WAIT:
            l->pipe_wait_ms = n32;
            break;
        default:
            usage(stderr);
            return EXIT_USAGE;
        }
        if (n == 0 || (n32 == 0 && which != OPT_MAILBOX_CELLS && which != OPT_RELAY_CELLS)) {
            fprintf(stderr, "tracktwo-relay: not a number in its range: %s\n", optarg);
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

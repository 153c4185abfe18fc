/* tracktwo relay: becomes the relay program that stands beside this one. */
#include "cli/cli.h"

#include <stdlib.h>
#include <unistd.h>

#include "cli/process.h"

int cmd_relay(struct cli *c)
{
    char path[DESK_PATH_MAX];
    if (process_beside("tracktwo-relay", path, sizeof path) != 0)
        return cli_error(c, CLI_ENVIRONMENT, "The program tracktwo-relay is not there.");
    char **argv = calloc((size_t)c->argc + 2, sizeof *argv);
    if (argv == NULL)
        return CLI_ENVIRONMENT;
    argv[0] = path;
    for (int i = 0; i < c->argc; i++)
        argv[1 + i] = c->argv[i];
    (void)execv(path, argv);
    free(argv);
    return cli_error(c, CLI_ENVIRONMENT, "The program tracktwo-relay is not beside this one (%s).", path);
}

/* The head of every list: the desk, the things in their order for people or for --json, and a sentence where
 * there are none. */
#include "cli/cli.h"

#include <stdio.h>

int cli_list(struct cli *c, const struct cli_listing *what)
{
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    json_t *list = json_array();
    const size_t n = what->count(desk_table(d));
    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(list, what->one(c, d, i));
    if (!c->json && n == 0)
        puts(cli_say(what->none));
    json_t *o = json_pack("{s:b, s:o}", "ok", 1, what->key, list);
    if (what->rest != NULL)
        what->rest(c, d, o);
    cli_json(c, o);
    cli_close_desk(d);
    return CLI_OK;
}

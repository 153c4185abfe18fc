/* tracktwo wipe: this seat's desk leaves this machine. */
#include "cli/held.h"

int cmd_wipe(struct cli *c)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = NULL;
    bool everything = cli_flag(c, "--everything");
    if (!cli_words(c))
        return CLI_USAGE;
    if (!everything)
        return cli_error(c, CLI_USAGE,
                         "This forgets the desk for good: its keys, its record and its entries. Nothing was "
                         "done. If you mean "
                         "it: tracktwo wipe --everything");
    int code = cli_desk(c, &d);
    if (code != 0)
        return code;
    int err = desk_wipe(d, &why);
    if (cli_held() != NULL)
        cli_held()->desk = NULL;
    desk_free(d);
    if (err != 0)
        return cli_problem(c, err, &why);
    cli_json(c, json_pack("{s:b}", "ok", 1));
    if (!c->json)
        cli_tell("The desk is wiped from this machine. The others keep their record.");
    return CLI_OK;
}

/* Attachments on the command line: what `paper circulate` and `paper show` share with `paper attachment`. */
#ifndef T2_CLI_ATTACHMENT_H
#define T2_CLI_ATTACHMENT_H

#include <tracktwo/strip.h>

#include "cli/cli.h"

struct cli_attachment {
    char name[TABLE_NAME_MAX + 1];
    struct t2_buf bytes;
    struct strip_report report;
};

struct cli_attachments {
    size_t n;
    struct cli_attachment list[TABLE_MAX_PAPER_ATTACHMENTS];
    struct desk_attachment desk[TABLE_MAX_PAPER_ATTACHMENTS]; /* the same, for desk_paper_post */
};

/* Takes every --attach FILE[=NAME] out of argv and strips the files. Prints and returns the exit code on
 * failure; to be freed in any case. */
int cli_attachments_read(struct cli *c, struct cli_attachments *all);
void cli_attachments_free(struct cli_attachments *all);
/* Says what was taken out; the same as JSON, which the caller owns. */
json_t *cli_attachments_sent(struct cli *c, const struct cli_attachments *all);
/* Those of a paper, by its index; with print for the person too. */
json_t *cli_attachments_of(struct cli *c, const struct desk *d, size_t paper, bool print);

#endif

/* text_json.c: articles of the negotiating text as JSON, for `text list` and `text show`. All results are new
 * references, or NULL without memory. */
#ifndef T2_CLI_TEXT_JSON_H
#define T2_CLI_TEXT_JSON_H

#include "cli/cli.h"

/* How far article `at` is, as of slot `now`. */
json_t *text_json_article(const struct table_state *s, size_t at, uint64_t now);
/* The words of a draft of it: [{"language", "run", "unchanged"}]. present: it is the present one. */
json_t *text_json_languages(const struct table_state *s, size_t at, const struct draft *d, bool present);
json_t *text_json_drafts(const struct table_state *s, size_t at);     /* who made them, and when */
json_t *text_json_objections(const struct table_state *s, size_t at); /* to its last silence */

#endif

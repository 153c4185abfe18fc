/* A desk of the program around a channel of the tests: it folds and posts as src/desk does, and has no relay.
 * In a file of its own, because src/desk and tests/channel_desks.h both have a struct desk. */
#ifndef T2_TESTS_TABLE_FOLDING_H
#define T2_TESTS_TABLE_FOLDING_H

#include <tracktwo/channel.h>
#include <tracktwo/clock.h>
#include <tracktwo/table.h>

struct folding;

/* Nothing is folded yet. All are borrowed. */
struct folding *folding_new(struct channel_store *store, struct channel *ch, const struct t2_random *random,
                            const struct t2_clock *clock);
void folding_free(struct folding *f); /* not the channel, not the store; NULL is fine */
/* Folds what counts. */
void folding_fold(struct folding *f);
const struct table_state *folding_table(const struct folding *f);
/* As a desk posts: by the rules, saved and folded. 1; 0 when the desk itself refuses it. */
int folding_post(struct folding *f, struct table_event *ev);
/* The refused events of both are the same, with the same sentences in the same order. */
int folding_same_refused(const struct folding *x, const struct folding *y);
size_t folding_n_refused(const struct folding *f);
/* The sentence of refused event i, below folding_n_refused; whose it was. */
const char *folding_refused(const struct folding *f, size_t i, uint8_t *out_author);

#endif

/* All parties of a sealed computation in one process, honest, bytes handed over in memory. */
#ifndef T2_TESTS_SEALED_LOCAL_H
#define T2_TESTS_SEALED_LOCAL_H

#include <tracktwo/sealed.h>
#include <tracktwo/sounding.h>

/* Opens a session for each party with the inputs (one bit a byte); fails the test when it cannot. */
void sealed_local_open(struct sealed_session *s[], const struct circuit *c, uint8_t *const inputs[],
                       unsigned rho, size_t memory);
/* Moves bytes until nobody has anything left to say. The first error of anybody. */
int sealed_local_run(struct sealed_session *s[], unsigned n);
void sealed_local_close(struct sealed_session *s[], unsigned n);
/* The whole: runs it, compares the results of all parties, gives it in out (n_outputs bytes). */
void sealed_local_evaluate(const struct circuit *c, uint8_t *const inputs[], unsigned rho, uint8_t *out);
/* A sounding of these entries. kept[s] is read when the shape reads what was kept, with that use, and
 * replaced by what the session leaves; the caller frees with sealed_kept_free. Answers in answer[s]. */
void sealed_local_sounding(const struct sounding_shape *shape, const struct sounding_entry *entry,
                           struct sealed_kept **kept, unsigned use, struct sounding_answer *answer);

#endif

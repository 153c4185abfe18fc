/* The example table, opened, and events made of few words: shared by the tests of the table room. */
#ifndef T2_TESTS_TABLE_FIXTURE_H
#define T2_TESTS_TABLE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include <tracktwo/table.h>

#define FIXTURE_SLOT 1000u /* when the example table is opened */

/* The bytes of examples/example_table.json; free(3). NULL when the file is not there. */
char *fixture_example(size_t *out_len);
json_t *fixture_example_json(void);

/* The example table with its eight issues, opened by seat A. settings may be NULL: the defaults. */
struct table_state *fixture_table(const struct table_settings *settings);
/* A small table of n seats "S0", "S1", ..., all private, party "P0", ..., without issues. */
struct table_state *fixture_small(size_t n_seats);
/* Adds an issue "name" with options o0, o1, ... of so many, that concerns these seats. Must succeed. */
void fixture_add_issue(struct table_state *s, const char *id, size_t n_options, uint64_t concerns);
/* The event of it, borrowing static storage until the next call. */
struct table_event fixture_issue(const char *id, size_t n_options, uint64_t concerns);

/* All eight issues in order. */
extern const uint8_t fixture_all_issues[8];

/* Seats "ABC" -> mask. */
uint64_t fixture_seats(const struct table_state *s, const json_t *ids);

struct table_event fixture_said(uint8_t author, uint64_t slot, enum table_phrase phrase, const char *text);
/* A sounding that the rules allow; id is 16 bytes of `tag`. Fails the test when it is refused. */
struct table_event fixture_sound_opened(const struct table_state *s, uint8_t author, uint64_t slot,
                                        uint8_t tag, const uint8_t *issues, size_t n_issues, uint64_t seats);
struct table_event fixture_sealed(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag);
struct table_event fixture_result(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag,
                                  uint8_t answer);
struct table_event fixture_stopped(uint8_t author, uint64_t slot, uint8_t tag, uint8_t output_begun,
                                   uint64_t not_heard);

/* The id of 16 bytes of `tag`, as this author marks one of that kind. */
void fixture_id(enum table_event_kind kind, uint8_t author, uint8_t tag,
                uint8_t out[static TABLE_FORM_ID_LEN]);
/* What a desk does before it posts: marks the id of an event that makes something; turns the id of one that
 * names something, when the table has none such, into that of the same tag; and lets it be said of what the
 * form holds now, when it is said of zeros. */
void fixture_complete(const struct table_state *s, struct table_event *ev);

/* Both complete the event. Applies and expects success. */
void fixture_apply(struct table_state *s, const struct table_event *ev);
/* Expects this refusal, a sentence, and a state that did not change. */
void fixture_refused(struct table_state *s, const struct table_event *ev, enum table_refusal_code code,
                     const char *text_begins);

/* Bit c: fixture_refused has seen code c, which is below 64. */
extern uint64_t fixture_codes_tried;

/* A stream of numbers from a seed (splitmix64), for tests that print their seed. */
uint64_t fixture_random(uint64_t *state);

/* table_sounding_plan of a `room` over these. */
int fixture_plan_room(const struct table_state *s, const uint8_t *issues, size_t n_issues, uint64_t seats,
                      uint64_t slot, struct table_ev_sound_opened *out, uint32_t *out_n_candidates,
                      struct table_refusal *why);

#endif

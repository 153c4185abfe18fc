/* Events of the table's forms, made of few words. */
#ifndef T2_TESTS_TABLE_FORM_EVENTS_H
#define T2_TESTS_TABLE_FORM_EVENTS_H

#include "table_fixture.h"

/* Of this kind, with the id of 16 bytes of `tag`; the rest of the body is zero. */
struct table_event form_event(enum table_event_kind kind, uint8_t author, uint64_t slot, uint8_t tag);
struct table_event form_standing(uint8_t author, uint64_t slot, enum table_standing standing,
                                 enum table_mandate_kind mandate, uint64_t expires);
struct table_event form_consent(uint8_t author, uint64_t slot, uint8_t tag, uint8_t answer);
struct table_event form_concerns(uint8_t author, uint64_t slot, uint8_t tag, uint8_t issue,
                                 uint64_t concerns);
struct table_event form_pause(uint8_t author, uint64_t slot, enum table_pause why, const char *reason);
/* Called by its rapporteur, to begin in `start`; agenda: a mask of issues. */
struct table_event form_meeting(uint8_t author, uint64_t slot, uint8_t tag, uint64_t start, uint64_t seats,
                                uint64_t agenda);
/* An article about these issues. */
struct table_event form_article(uint8_t author, uint64_t slot, uint8_t tag, const char *name, uint64_t issues,
                                uint64_t concerns);
/* In English; replaces draft number `replaces`. What it holds is freed by the next two calls or so: an event
 * that the table took keeps its own copy. */
struct table_event form_draft(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag,
                              uint32_t replaces, const char *notation);
struct table_event form_says(uint8_t author, uint64_t slot, uint8_t tag, enum table_article_says says);
/* A text of these bytes, attached to the paper with the id of 16 bytes of `paper`; and its part `index`, of
 * the bytes of the whole. */
struct table_event form_attachment(uint8_t author, uint64_t slot, uint8_t tag, uint8_t paper,
                                   struct t2_bytes bytes);
struct table_event form_part(uint8_t author, uint64_t slot, uint8_t tag, uint8_t index, struct t2_bytes all);
struct table_event form_point(uint8_t author, uint64_t slot, uint8_t tag, const char *text);

/* Every kind from seat_added on at least once, each of which the table takes in this order. s:
 * fixture_small(3) with an issue that concerns seats 0 and 1. Returns how many, at most FORM_ALL_MAX; applies
 * them too. */
#define FORM_ALL_MAX 64
size_t form_all(struct table_state *s, struct table_event out[static FORM_ALL_MAX]);

#endif

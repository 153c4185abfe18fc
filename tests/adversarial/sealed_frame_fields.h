/* The fields of each flight's frame, for tests that change one after the other. */
#ifndef T2_TESTS_SEALED_FRAME_FIELDS_H
#define T2_TESTS_SEALED_FRAME_FIELDS_H

#include "sealed/flights.h"

#define FRAME_MAX_FIELDS 24
#define HELLO_ANNOUNCED 112 /* bytes of the hello that all compare at once; the nonce follows */

struct field {
    const char *name;
    int in_broadcast;
    size_t first, n_bits; /* within its part */
    int may_pass;         /* a change of it can be harmless */
};

struct fields {
    struct field f[FRAME_MAX_FIELDS];
    size_t n;
};

/* Of the frame that the session sends next. */
struct fields frame_fields(const struct sealed_session *s);

#endif

/* Bodies of events described by their fields, in the order of the encoding: one list gives the writer, the
 * reader and the check of the format. */
#ifndef T2_TABLE_SCHEMA_H
#define T2_TABLE_SCHEMA_H

#include "table_internal.h"

enum table_field_type {
    FIELD_U8,       /* uint8_t from min to max */
    FIELD_U32,      /* uint32_t from min to max */
    FIELD_SLOT,     /* uint64_t up to TABLE_SLOT_MAX */
    FIELD_SEATS,    /* uint64_t: a mask of at least min seats */
    FIELD_MASK,     /* uint64_t: any */
    FIELD_ID,       /* TABLE_FORM_ID_LEN bytes */
    FIELD_DIGEST,   /* TABLE_DIGEST_LEN bytes */
    FIELD_LINE,     /* const char *, up to max bytes */
    FIELD_OR_EMPTY, /* the same, may be "" */
    FIELD_TEXTS,    /* struct table_texts, each text up to max bytes */
    FIELD_PAGES,    /* struct table_texts of lines, each text up to max bytes */
    FIELD_NAME,     /* const char *, the name of a seat or party */
    FIELD_SEAT,     /* struct table_seat */
    FIELD_SETTINGS, /* struct table_settings */
    FIELD_DRAFT,    /* struct draft */
    FIELD_BYTES,    /* struct t2_bytes, min to max of them */
};

struct table_field {
    enum table_field_type type;
    size_t offset; /* in struct table_event */
    uint32_t min, max;
    const char *what; /* "The place of the meeting" */
};

void table_fields_put(struct wire_writer *w, const struct table_event *ev, const struct table_field *f,
                      size_t n);
void table_fields_get(struct wire_reader *r, struct table_arena *a, struct table_event *ev,
                      const struct table_field *f, size_t n);
/* 0 or T2_E_REFUSED. */
T2_MUST_USE int table_fields_check(const struct table_event *ev, const struct table_field *f, size_t n,
                                   struct table_refusal *why);

/* What the table does with events of one kind: kinds.c has a row for each. */
struct table_kind {
    const char *name;
    const struct table_field *fields; /* NULL: put, get and format instead */
    size_t n_fields;
    void (*put)(struct wire_writer *w, const struct table_event *ev);
    void (*get)(struct wire_reader *r, struct table_arena *a, struct table_event *ev);
    int (*format)(const struct table_event *ev, struct table_refusal *why);
    unsigned needs;  /* TABLE_NEEDS_* */
    uint8_t makes;   /* 1: makes what its id names */
    size_t named;    /* where the event has the digest of what it names by number; 0: it names nothing so */
    uint8_t content; /* 1: adds to what a form holds */
    unsigned shares; /* of these each seat may make its share: a mask of TABLE_SHARE(x) */
    /* The rules of the kind, and its step; ev is then the state's own copy. */
    int (*check)(const struct table_state *s, const struct table_event *ev, struct table_refusal *why);
    void (*move)(struct table_state *s, const struct table_event *ev);
};
#define TABLE_NEEDS_NO_PAUSE 1u
#define TABLE_NEEDS_RECONFIRMED 2u /* every seat, since the world changed */

/* NULL for what is no kind. */
const struct table_kind *table_kind(unsigned kind);

#endif

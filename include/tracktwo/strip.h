/* What a file says beside what it shows is taken out on its author's own desk, before anything is posted:
 * bytes in, bytes out, no file and no clock. What cannot be stripped is refused, never passed on.
 * docs/design/attachments.md says what stays. */
#ifndef T2_TRACKTWO_STRIP_H
#define T2_TRACKTWO_STRIP_H

#include <tracktwo/bytes.h>
#include <tracktwo/desk.h>

#define STRIP_FILE_MAX (16u << 20) /* bytes of a file before it is stripped */
#define STRIP_MAX_PIXELS 40000000u /* of one picture: two bytes and more are held for each */

/* What was found and is not in the result any more. */
enum strip_removed {
    STRIP_POSITION = 1u << 0,  /* where a picture was taken */
    STRIP_CAMERA = 1u << 1,    /* which camera or program made it */
    STRIP_DATE = 1u << 2,      /* when */
    STRIP_NAMES = 1u << 3,     /* who: author, owner, title */
    STRIP_COMMENT = 1u << 4,   /* words beside the contents */
    STRIP_THUMBNAIL = 1u << 5, /* a small copy, which may show what was cut off later */
    STRIP_PROFILE = 1u << 6,   /* the colour profile of a device */
    STRIP_EARLIER = 1u << 7,   /* earlier versions */
    STRIP_EMBEDDED = 1u << 8,  /* files within */
    STRIP_ACTIONS = 1u << 9,   /* scripts and actions */
    STRIP_NOTES = 1u << 10,    /* notes and links on the pages */
    STRIP_BEHIND = 1u << 11,   /* bytes behind the end */
    STRIP_HIDDEN = 1u << 12,   /* characters that cannot be seen */
    STRIP_OTHER = 1u << 13,    /* what else is not needed to show it */
};
#define STRIP_N_REMOVED 14
/* Of one bit: "position", "camera", ... */
const char *strip_removed_name(enum strip_removed bit);
/* "position, camera, date" of a mask; "" of none. Cut to fit. */
void strip_removed_text(uint32_t removed, enum table_lang lang, char *out, size_t out_len);

struct strip_report {
    enum table_media media;
    uint32_t removed; /* enum strip_removed */
    int turned;       /* 1: the picture was turned upright, because its note of how to hold it is gone */
};

/* Knows the kind by the bytes, strips, and appends what is left. T2_E_REFUSED with a sentence: of no kind
 * that can be stripped, damaged, locked, with a form or layers, too large before or after (out->max).
 * T2_E_MEMORY. On failure out is as it was. name: of the file, for the sentences. */
T2_MUST_USE int strip_file(struct t2_bytes in, const char *name, struct t2_buf *out,
                           struct strip_report *report, struct desk_problem *why);

#endif

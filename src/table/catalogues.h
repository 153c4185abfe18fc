/* The catalogues, compiled from po/ by tools/build/catalogues. */
#ifndef T2_TABLE_CATALOGUES_H
#define T2_TABLE_CATALOGUES_H

#include <tracktwo/table.h>

struct catalogue_entry {
    const char *english;
    const char *said[TABLE_N_LANGS]; /* NULL: not translated; that of English always */
};
extern const struct catalogue_entry catalogue[]; /* sorted by english, byte by byte */
extern const size_t catalogue_len;

#endif

/* What an Exif block tells, for the sentence about what was taken out; the block itself is dropped whole. A
 * TIFF structure (Exif 2.3, section 4.6): directories of tags, the second of which describes a thumbnail. */
#include "desk/strip_internal.h"

#define TAGS_MAX 512 /* of one directory */

struct tiff {
    struct t2_bytes all;
    int little;
};

/* 0 beyond the end. */
static uint32_t number(const struct tiff *t, uint64_t at, unsigned len)
{
    uint32_t v = 0;
    if (at > t->all.len || len > t->all.len - at) {
        return 0;
    }
    for (unsigned i = 0; i < len; i++) {
        v = v << 8 | t->all.ptr[at + (t->little ? len - 1 - i : i)];
    }
    return v;
}

static uint32_t told_by(unsigned tag)
{
    switch (tag) {
    case 0x010f: /* maker and model */
    case 0x0110:
    case 0x0131: /* program */
    case 0x9286: /* words of the user; 0x927c: of the maker */
        return tag == 0x9286 ? STRIP_COMMENT : STRIP_CAMERA;
    case 0x927c:
    case 0xa431: /* numbers of body and lens */
    case 0xa435:
        return STRIP_CAMERA;
    case 0x0132:
    case 0x9003:
    case 0x9004:
        return STRIP_DATE;
    case 0x013b: /* artist, copyright, owner; those of Windows */
    case 0x8298:
    case 0xa430:
    case 0x9c9b:
    case 0x9c9d:
        return STRIP_NAMES;
    case 0x010e:
    case 0x9c9c:
        return STRIP_COMMENT;
    default:
        return 0;
    }
}

/* Looks through one directory; follows those of the camera and of the place. Where the next one stands. */
static uint32_t directory(const struct tiff *t, uint32_t at, int depth, unsigned *orientation,
                          uint32_t *removed)
{
    unsigned n = number(t, at, 2);
    if (n > TAGS_MAX) {
        return 0;
    }
    for (unsigned i = 0; i < n; i++) {
        uint64_t entry = (uint64_t)at + 2 + 12u * i;
        unsigned tag = number(t, entry, 2);
        *removed |= told_by(tag);
        if (tag == 0x0112 && depth == 0) {
            *orientation = number(t, entry + 8, 2);
        } else if (tag == 0x8825) {
            *removed |= STRIP_POSITION;
        } else if (tag == 0x8769 && depth == 0) {
            (void)directory(t, number(t, entry + 8, 4), 1, orientation, removed);
        }
    }
    return number(t, (uint64_t)at + 2 + 12u * n, 4);
}

unsigned strip_exif_look(struct t2_bytes tiff, uint32_t *removed)
{
    unsigned orientation = 1;
    if (tiff.len < 8) {
        return 1;
    }
    struct tiff t = {.all = tiff, .little = tiff.ptr[0] == 'I'};
    if (directory(&t, number(&t, 4, 4), 0, &orientation, removed) != 0) {
        *removed |= STRIP_THUMBNAIL;
    }
    return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

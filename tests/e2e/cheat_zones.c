/* tracktwo-zones: a modified desk for the tests of the line. The zones that it proposes are those that it
 * computed, but that the first point of the first outline lies T2_CHEAT centimetres farther east. */
#include <stdlib.h>

#include <tracktwo/line_zone.h>

int __real_line_zones_write(const struct line_zones *z, struct t2_buf *out);
int __wrap_line_zones_write(const struct line_zones *z, struct t2_buf *out);

int __wrap_line_zones_write(const struct line_zones *z, struct t2_buf *out)
{
    const char *cm = getenv("T2_CHEAT");
    size_t at = out->len + 17 + 1 + 4 * LINE_DIGEST_LEN + 48; /* docs/protocol/line.md: the classes follow */
    int err = __real_line_zones_write(z, out);
    if (err != 0 || cm == NULL)
        return err;
    const size_t n_classes = out->ptr[at++];
    for (size_t i = 0; i < n_classes; i++)
        at += 1 + (size_t)out->ptr[at];
    at += 1 + 2 + 4 + 4 + 4 + 4 + 4; /* zones; side, class, metres, off by; parts, rings, points */
    uint32_t x = 0;
    for (size_t i = 0; i < 4; i++)
        x = x << 8 | out->ptr[at + i];
    x += (uint32_t)strtol(cm, NULL, 10);
    for (size_t i = 0; i < 4; i++)
        out->ptr[at + i] = (uint8_t)(x >> (24 - 8 * i));
    return 0;
}

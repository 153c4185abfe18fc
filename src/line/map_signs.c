/* The signs of a map. Each kind has a shape of its own, and sides differ by hatching and words as well as by
 * colour: it is all there on a black and white print. */
#include "map_internal.h"

/* Paths about 0, 0 within 150 to each side. `filled`: the shape is black, else white with a black rim. */
static const struct {
    const char *path;
    int filled;
} signs[LINE_N_MARKS] = {
    [LINE_MARK_EXPLOSION] =
        {"M0-170 40-60 150-110 80 0 150 110 40 60 0 170-40 60-150 110-80 0-150-110-40-60Z", 1},
    [LINE_MARK_HEAVY] = {"M0-150 150 120H-150Z", 1},
    [LINE_MARK_SMALL_ARMS] = {"M0-150 150 120H-150Z", 0},
    [LINE_MARK_FLIGHT] = {"M0-170 35-50 170 40V85L35 50 30 110 75 150H-75L-30 110-35 50-170 85V40L-35-50Z",
                          0},
    [LINE_MARK_WEAPONS] = {"M-120-120H120V120H-120Z", 0},
    [LINE_MARK_UNIT] = {"M0-160 130 0 0 160-130 0Z", 1},
    [LINE_MARK_LEFT] = {"M0-160 130 0 0 160-130 0Z", 0},
    [LINE_MARK_MINE] = {"M-130 0A130 130 0 1 1 130 0 130 130 0 1 1-130 0ZM-92-92 92 92M-92 92 92-92", 0},
    [LINE_MARK_ACCESS] = {"M-140 0A140 140 0 1 1 140 0 140 140 0 1 1-140 0ZM-90-30H90V30H-90Z", 0},
    [LINE_MARK_JAMMING] = {"M-160 70-90-70-20 70 50-70 120 70 160-10", -1},
    [LINE_MARK_WATCH] = {"M-170 0Q0-150 170 0 0 150-170 0ZM-40 0A40 40 0 1 1 40 0 40 40 0 1 1-40 0Z", 0},
    [LINE_MARK_OTHER] = {"M-45-140H45V-45H140V45H45V140H-45V45H-140V-45H-45Z", 0},
};

void map_mark(struct map_view *v, enum line_mark mark, int x, int y)
{
    if (signs[mark].filled < 0) { /* a line: a white rim keeps it apart from what is under it */
        put_f(v->p,
              "<path transform=\"translate(%d %d)\" fill=\"none\" stroke=\"" MAP_PAPER
              "\" stroke-width=\"90\" d=\"%s\"/>",
              x, y, signs[mark].path);
    }
    put_f(v->p,
          "<path transform=\"translate(%d %d)\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%d\" "
          "stroke-linejoin=\"round\" d=\"%s\"/>\n",
          x, y,
          signs[mark].filled > 0   ? MAP_INK
          : signs[mark].filled < 0 ? "none"
                                   : MAP_PAPER,
          signs[mark].filled > 0 ? MAP_PAPER : MAP_INK, signs[mark].filled > 0 ? 22 : 32, signs[mark].path);
}

unsigned map_size_of(uint32_t people)
{
    return people == 0 ? 0 : people < 1000 ? 1 : people < 10000 ? 2 : people < 100000 ? 3 : 4;
}

void map_settlement(struct map_view *v, unsigned size, int x, int y)
{
    static const int radius[MAP_N_SIZES] = {40, 40, 60, 85, 115};
    put_f(v->p,
          "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\" stroke=\"" MAP_INK "\" stroke-width=\"22\"/>", x,
          y, radius[size], size == 1 ? MAP_INK : MAP_PAPER);
    if (size >= 3) {
        put_f(v->p, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"" MAP_INK "\"/>", x, y, size == 3 ? 30 : 62);
    }
    put_str(v->p, "\n");
}

const char *map_side_ink(unsigned side)
{
    return side == LINE_A ? "#0b3a86" : side == LINE_B ? "#7a1212" : MAP_INK;
}

const char *map_dash(unsigned class)
{
    static const char *const dashes[LINE_MAX_CLASSES + 1] = {
        "220 90",  "90 70",          "330 70 60 70",        "160 60 40 60 40 60", "30 60",
        "400 120", "250 60 250 160", "120 60 120 60 30 60", "60 40 60 140",       "350 60 30 60 30 60 30 60",
        "",
    };
    return class <= LINE_MAX_CLASSES ? dashes[class] : "";
}

/* Hatched is what is empty of all forces; where no width is, the zones of the first class. */
int map_is_hatched(const struct map_view *v, const struct line_zone *zone)
{
    return zone->class == line_zones_at(v->m->zones, 0)->class;
}

void map_swatch(struct map_view *v, const struct line_zone *zone, int x, int y, int w)
{
    if (map_is_hatched(v, zone)) {
        put_f(v->p, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"260\" fill=\"url(#t2-hatch-%s)\"/>", x, y,
              w, zone->side == LINE_A ? "a" : "b");
    }
    const char *dash = map_dash(zone->class);
    put_f(v->p, "<path d=\"M%d %dh%d\" fill=\"none\" stroke=\"%s\" stroke-width=\"45\"%s%s%s/>\n", x, y, w,
          map_side_ink(zone->side), dash[0] != '\0' ? " stroke-dasharray=\"" : "", dash,
          dash[0] != '\0' ? "\"" : "");
}

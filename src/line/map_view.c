/* The page of a map: which way up, how large, what fits where. */
#include "map_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define A4_LONG 29700
#define A4_SHORT 21000

#define HEAD 1500  /* for the title */
#define PANEL 7000 /* for the legend */
#define GAP 350
#define CM 1e5 /* hundredths of a millimetre in a metre */

static void layout(struct map_view *v, int w, int h)
{
    v->page = (struct map_box){0, 0, w, h};
    v->frame =
        (struct map_box){MAP_EDGE, MAP_EDGE + HEAD, w - 2 * MAP_EDGE - PANEL - GAP, h - 2 * MAP_EDGE - HEAD};
    v->panel = (struct map_box){w - MAP_EDGE - PANEL, MAP_EDGE + HEAD, PANEL, h - 2 * MAP_EDGE - HEAD};
    if (v->rtl) {
        v->panel.x = MAP_EDGE;
        v->frame.x = MAP_EDGE + PANEL + GAP;
    }
}

struct extent {
    double east0, north0, east1, north1;
};

static void reach(const struct map_view *v, struct geo_points p, struct extent *x)
{
    for (size_t i = 0; i < p.n; i++) {
        double east = 0, north = 0;
        geo_map_to(&v->map, p.at[i].x, p.at[i].y, &east, &north);
        x->east0 = fmin(x->east0, east);
        x->east1 = fmax(x->east1, east);
        x->north0 = fmin(x->north0, north);
        x->north1 = fmax(x->north1, north);
    }
}

static struct extent whole(const struct map_view *v)
{
    const struct line_map *m = v->m;
    struct extent x = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    reach(v, line_points(m->line), &x);
    for (unsigned side = 0; side < LINE_N_SIDES; side++) {
        reach(v, line_edge(m->line, (enum line_side)side), &x);
    }
    for (size_t i = 0; m->zones != NULL && i < line_zones_n(m->zones); i++) {
        const struct geo_area *a = &line_zones_at(m->zones, i)->area;
        reach(v, (struct geo_points){a->points, a->n_points}, &x);
    }
    for (size_t i = 0; i < m->n_beside; i++) {
        reach(v, m->beside[i].points, &x);
    }
    return x;
}

static struct extent about(const struct map_view *v)
{
    const double far = v->m->near_m;
    double east = 0, north = 0;
    geo_map_to(&v->map, v->m->near.x, v->m->near.y, &east, &north);
    return (struct extent){east - far, north - far, east + far, north + far};
}

/* The first round scale at which the extent and a rim about it fit. */
static uint32_t scale_for(const struct map_view *v, const struct extent *x)
{
    static const uint32_t steps[] = {100, 125, 150, 175, 200, 250, 300, 350, 400, 500, 600, 700, 800, 900};
    const double w = v->frame.w * 0.94, h = v->frame.h * 0.94;
    for (uint32_t ten = 1; ten <= 1000000; ten *= 10) {
        for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
            const double per_m = CM / (steps[i] * (double)ten);
            if ((x->east1 - x->east0) * per_m <= w && (x->north1 - x->north0) * per_m <= h) {
                return steps[i] * ten;
            }
        }
    }
    return 1000000000;
}

static uint32_t grid_for(uint32_t scale)
{
    static const uint32_t steps[] = {1, 2, 5};
    for (uint32_t ten = 100; ten <= 1000000; ten *= 10) {
        for (size_t i = 0; i < 3; i++) {
            if (steps[i] * ten * CM / scale >= 1500) { /* 15 mm */
                return steps[i] * ten;
            }
        }
    }
    return 10000000;
}

int map_view_init(struct map_view *v, const struct line_map *m, struct put *p)
{
    static const char *const right_to_left[] = {"ar", "fa", "he", "ur", "ps", "yi"};
    *v = (struct map_view){.m = m, .p = p};
    for (size_t i = 0; m->lang != NULL && i < sizeof right_to_left / sizeof right_to_left[0]; i++) {
        const char *rest = m->lang + 2;
        v->rtl |= strncmp(m->lang, right_to_left[i], 2) == 0 && (*rest == '\0' || *rest == '-');
    }
    int err = line_map_centre(m, &v->map);
    if (err != 0) {
        return err;
    }
    const struct extent x = m->near_m > 0 ? about(v) : whole(v);
    layout(v, A4_SHORT, A4_LONG);
    const uint32_t upright = scale_for(v, &x);
    layout(v, A4_LONG, A4_SHORT);
    v->scale = scale_for(v, &x);
    if (upright < v->scale) {
        v->scale = upright;
        layout(v, A4_SHORT, A4_LONG);
    }
    v->grid_m = grid_for(v->scale);
    v->east0 = (x.east0 + x.east1) / 2;
    v->north0 = (x.north0 + x.north1) / 2;
    v->taken = calloc(MAP_MAX_TAKEN, sizeof(v->taken[0]));
    return v->taken != NULL ? 0 : T2_E_MEMORY;
}

void map_view_wipe(struct map_view *v)
{
    free(v->taken);
    v->taken = NULL;
}

void map_view_at(const struct map_view *v, struct geo_point p, double *out_x, double *out_y)
{
    double east = 0, north = 0;
    geo_map_to(&v->map, p.x, p.y, &east, &north);
    *out_x = v->frame.x + v->frame.w / 2.0 + (east - v->east0) * CM / v->scale;
    *out_y = v->frame.y + v->frame.h / 2.0 - (north - v->north0) * CM / v->scale;
}

int map_view_shows(const struct map_view *v, double x, double y)
{
    return x >= v->frame.x && x <= v->frame.x + v->frame.w && y >= v->frame.y && y <= v->frame.y + v->frame.h;
}

/* ---- free places for names ---- */

void map_take(struct map_view *v, int x, int y, int w, int h)
{
    if (v->n_taken < MAP_MAX_TAKEN) {
        v->taken[v->n_taken++] = (struct map_box){x, y, w, h};
    }
}

int map_is_free(const struct map_view *v, const struct map_box *b)
{
    if (b->x < v->frame.x + 60 || b->y < v->frame.y + 60 || b->x + b->w > v->frame.x + v->frame.w - 60 ||
        b->y + b->h > v->frame.y + v->frame.h - 60) {
        return 0;
    }
    for (size_t i = 0; i < v->n_taken; i++) {
        const struct map_box *t = &v->taken[i];
        if (b->x < t->x + t->w && t->x < b->x + b->w && b->y < t->y + t->h && t->y < b->y + b->h) {
            return 0;
        }
    }
    return 1;
}

int map_place(struct map_view *v, int x, int y, int w, int h, int gap, int *out_x, int *out_y)
{
    static const int way[8][2] = {{1, 0}, {-1, 0}, {0, -1}, {0, 1}, {1, -1}, {-1, -1}, {1, 1}, {-1, 1}};
    for (int far = 1; far <= 2; far++) {
        for (int i = 0; i < 8; i++) {
            const struct map_box b = {x - w / 2 + way[i][0] * (w / 2 + far * gap),
                                      y - h / 2 + way[i][1] * (h / 2 + far * gap), w, h};
            if (map_is_free(v, &b)) {
                map_take(v, b.x, b.y, w, h);
                *out_x = b.x + w / 2;
                *out_y = b.y + h / 2;
                return 1;
            }
        }
    }
    return 0;
}

/* ---- text ---- */

/* About a sans-serif letter, in thousandths of its size, rather too wide than too narrow. */
static int width_of(uint32_t c)
{
    if (c < 0x20) {
        return 0;
    }
    if (c < 0x80) {
        if (strchr("iljI.,:;'|!()[] ", (int)c) != NULL) {
            return 310;
        }
        if (strchr("ftr-/\"", (int)c) != NULL) {
            return 390;
        }
        return strchr("mwMW@%", (int)c) != NULL ? 900 : c >= 'A' && c <= 'Z' ? 710 : 585;
    }
    if ((c >= 0x300 && c < 0x370) || (c >= 0x64b && c < 0x660) || c == 0x200c || c == 0x200d || c == 0xa0) {
        return c == 0xa0 ? 310 : 0;
    }
    if (c >= 0x600 && c < 0x780) {
        return 520;
    }
    if (c >= 0x400 && c < 0x530) {
        return c < 0x430 ? 750 : 620;
    }
    return c >= 0x1100 ? 1050 : 640;
}

int map_text_width(const char *text, size_t n, int size)
{
    int64_t sum = 0;
    uint32_t c = 0;
    for (size_t i = 0, len = 0; i < n && (len = put_next(text + i, &c)) > 0; i += len) {
        sum += width_of(c);
    }
    return (int)(sum * size / 1000);
}

/* Whether a value is read from right to left: its first letter says so. */
static int leans_right(const char *text, size_t n)
{
    uint32_t c = 0;
    for (size_t i = 0, len = 0; i < n && text[i] != VALUE_END && (len = put_next(text + i, &c)) > 0;
         i += len) {
        if ((c >= 0x590 && c < 0x900) || (c >= 0xfb1d && c < 0xfe00) || (c >= 0xfe70 && c < 0xff00)) {
            return 1;
        }
        if ((c | 0x20) >= 'a' && ((c | 0x20) <= 'z' || c >= 0xc0)) {
            return 0;
        }
    }
    return 0;
}

void map_text(struct map_view *v, int x, int y, int size, enum map_anchor anchor, int bold, int halo,
              const char *text, size_t n)
{
    static const char *const anchors[] = {"start", "middle", "end"};
    put_f(v->p, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"%s\"%s%s%s>", x, y, size,
          anchors[anchor], bold ? " font-weight=\"bold\"" : "", v->rtl ? " direction=\"rtl\"" : "",
          halo ? " stroke=\"" MAP_PAPER
                 "\" stroke-width=\"110\" stroke-linejoin=\"round\" paint-order=\"stroke\""
               : "");
    /* A <tspan> with a direction of its own would do, but where a line begins with one browsers take the
     * anchor from it. So values are isolated by the characters for that: U+2066 or U+2067, and U+2069 (UAX
     * 9). */
    int inside = 0;
    for (size_t i = 0, from = 0; i <= n; i++) {
        if (i == n || text[i] == VALUE_BEGIN || text[i] == VALUE_END) {
            put_xml(v->p, text + from, i - from);
            from = i + 1;
            if (i < n && text[i] == VALUE_BEGIN && !inside) {
                put_str(v->p, leans_right(text + from, n - from) ? "\xe2\x81\xa7" : "\xe2\x81\xa6");
                inside = 1;
            } else if (inside) {
                put_str(v->p, "\xe2\x81\xa9");
                inside = 0;
            }
        }
    }
    put_str(v->p, "</text>\n");
}

void map_number(char out[static 32], uint64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    size_t k = 0;
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0) {
            memcpy(out + k, "\xc2\xa0", 2);
            k += 2;
        }
        out[k++] = digits[i];
    }
    out[k] = '\0';
}

void map_km(const struct map_view *v, char out[static 32], double metres)
{
    static const char comma[][3] = {"fr", "ru", "uk"}; /* the languages that write 7,5 */
    const long m = lround(metres);
    (void)snprintf(out, 32, "%ld.%03ld", m / 1000, labs(m % 1000));
    size_t n = strlen(out);
    while (out[n - 1] == '0') {
        out[--n] = '\0';
    }
    if (out[n - 1] == '.') {
        out[--n] = '\0';
    }
    char *point = strchr(out, '.');
    for (size_t i = 0; point != NULL && v->m->lang != NULL && i < sizeof comma / sizeof comma[0]; i++) {
        if (strncmp(v->m->lang, comma[i], 2) == 0) {
            *point = ',';
        }
    }
}

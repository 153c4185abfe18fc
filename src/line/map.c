/* A map as SVG. Coordinates are hundredths of a millimetre, whole numbers, so that no locale and no last bit
 * shows in the bytes. Attributes only: a page's policy that forbids styles changes nothing. Ids begin with
 * t2- and keep out of the way of a page's own. */
#include "map_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define NEAR 4 /* points nearer than that on paper are one: 0.04 mm */

/* ---- shapes ---- */

static void path_points(struct map_view *v, struct geo_points p, int closed)
{
    int x0 = 0, y0 = 0;
    for (size_t i = 0; i < p.n - (closed != 0); i++) {
        double fx = 0, fy = 0;
        map_view_at(v, p.at[i], &fx, &fy);
        const int x = (int)lround(fx), y = (int)lround(fy);
        if (i == 0) {
            put_f(v->p, "M%d %d", x, y);
        } else if (abs(x - x0) >= NEAR || abs(y - y0) >= NEAR || (!closed && i + 1 == p.n)) {
            put_f(v->p, "l%d %d", x - x0, y - y0);
        } else {
            continue;
        }
        x0 = x;
        y0 = y;
    }
    put_str(v->p, closed ? "z" : "");
}

static void stroke(struct map_view *v, struct geo_points p, const char *ink, int width, const char *dash)
{
    put_f(v->p, "<path fill=\"none\" stroke=\"%s\" stroke-width=\"%d\" stroke-linejoin=\"round\"", ink,
          width);
    if (dash[0] != '\0') {
        put_f(v->p, " stroke-dasharray=\"%s\"", dash);
    }
    put_str(v->p, " d=\"");
    path_points(v, p, 0);
    put_str(v->p, "\"/>\n");
}

static void draw_zones(struct map_view *v)
{
    const struct line_zones *z = v->m->zones;
    const size_t n = z != NULL ? line_zones_n(z) : 0;
    for (size_t i = 0; i < n; i++) {
        const struct line_zone *zone = line_zones_at(z, i);
        if (map_is_hatched(v, zone)) {
            put_f(v->p, "<path fill=\"url(#t2-hatch-%s)\" fill-rule=\"evenodd\" d=\"",
                  zone->side == LINE_A ? "a" : "b");
            for (size_t ring = 0; ring < zone->area.n_rings; ring++) {
                path_points(v, geo_area_ring(&zone->area, ring), 1);
            }
            put_str(v->p, "\"/>\n");
        }
    }
    for (size_t i = 0; i < n; i++) {
        const struct line_zone *zone = line_zones_at(z, i);
        for (size_t k = 0; k < line_zones_n_limits(z, i); k++) {
            stroke(v, line_zones_limit(z, i, k), map_side_ink(zone->side), 45, map_dash(zone->class));
        }
    }
}

static void draw_lines(struct map_view *v)
{
    for (size_t i = 0; i < v->m->n_beside; i++) {
        stroke(v, v->m->beside[i].points, MAP_INK, MAP_BESIDE, MAP_BESIDE_DASH);
    }
    for (unsigned side = 0; line_has_edges(v->m->line) && side < LINE_N_SIDES; side++) {
        stroke(v, line_edge(v->m->line, (enum line_side)side), map_side_ink(side), 55, "");
    }
    stroke(v, line_points(v->m->line), MAP_PAPER, 130, "");
    stroke(v, line_points(v->m->line), MAP_INK, 85, "");
    map_take_along(v, line_points(v->m->line), 70);
}

static void draw_grid(struct map_view *v)
{
    const struct map_box *f = &v->frame;
    const double per_grid = v->grid_m * 1e5 / v->scale;
    put_str(v->p, "<g stroke=\"#595959\" stroke-width=\"6\" font-size=\"230\" fill=\"" MAP_INK "\">\n");
    for (int axis = 0; axis < 2; axis++) {
        /* of a flat map the kilometres are its own; else they are counted from the centre */
        const double at_middle =
            (axis == 0 ? v->east0 : v->north0) +
            (v->map.frame == GEO_FLAT ? (axis == 0 ? v->map.centre.x : v->map.centre.y) / 100.0 : 0);
        const double half = (axis == 0 ? f->w : f->h) / 2.0;
        const long first = (long)ceil((at_middle / v->grid_m) - half / per_grid);
        for (long k = first; (double)k <= at_middle / v->grid_m + half / per_grid; k++) {
            const int off =
                (int)lround(half + (axis == 0 ? 1 : -1) * ((double)k - at_middle / v->grid_m) * per_grid);
            char label[32];
            map_km(v, label, (double)labs(k) * v->grid_m);
            char text[40];
            (void)snprintf(text, sizeof text, "%s%s", k < 0 ? "\xe2\x88\x92" : "", label);
            if (axis == 0) {
                put_f(v->p,
                      "<path d=\"M%d %dv%d\"/><text stroke=\"none\" x=\"%d\" y=\"%d\" "
                      "text-anchor=\"middle\">%s</text>\n",
                      f->x + off, f->y, f->h, f->x + off, f->y + f->h + 300, text);
            } else {
                put_f(v->p,
                      "<path d=\"M%d %dh%d\"/><text stroke=\"none\" x=\"%d\" y=\"%d\" "
                      "text-anchor=\"%s\">%s</text>\n",
                      f->x, f->y + off, f->w, v->rtl ? f->x + f->w + 80 : f->x - 80, f->y + off + 80,
                      v->rtl ? "start" : "end", text);
            }
        }
    }
    put_str(v->p, "</g>\n");
}

/* ---- what has a place ---- */

static void draw_settlements(struct map_view *v)
{
    for (size_t i = 0; i < v->m->n_settlements; i++) {
        double x = 0, y = 0;
        map_view_at(v, v->m->settlements[i].place, &x, &y);
        if (map_view_shows(v, x, y)) {
            const unsigned size = map_size_of(v->m->settlements[i].people);
            map_settlement(v, size, (int)lround(x), (int)lround(y));
            v->sizes |= 1U << size;
        }
    }
}

static void draw_error(struct map_view *v, double x, double y, double metres)
{
    const int r = (int)lround(fmin(metres * 1e5 / v->scale, 1e6));
    if (r > 200) {
        put_f(v->p,
              "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"none\" stroke=\"" MAP_INK
              "\" stroke-width=\"18\" stroke-dasharray=\"60 50\"/>\n",
              (int)lround(x), (int)lround(y), r);
        v->any_error = 1;
    }
}

static void beside(struct map_view *v, int x, int y, const char *text)
{
    put_f(v->p,
          "<text x=\"%d\" y=\"%d\" font-size=\"250\" font-weight=\"bold\" stroke=\"" MAP_PAPER
          "\" stroke-width=\"90\" paint-order=\"stroke\">",
          x + 165, y - 70);
    put_str(v->p, text);
    put_str(v->p, "</text>\n");
    map_take(v, x + 150, y - 300, 60 + map_text_width(text, strlen(text), 250), 260);
}

static void draw_seen(struct map_view *v)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < v->m->n_seen; i++) {
            const struct line_observation *o = &v->m->seen[i];
            double x = 0, y = 0;
            if (!o->has_place) {
                v->n_unplaced += pass == 0;
                continue;
            }
            map_view_at(v, o->place, &x, &y);
            if (!map_view_shows(v, x, y)) {
                v->n_outside += pass == 0;
                continue;
            }
            if (pass == 0) { /* 95 of 100 lie within 2.45 standard deviations */
                draw_error(v, x, y, 2.45 * o->error_cm / 100);
                continue;
            }
            const int at_x = (int)lround(x), at_y = (int)lround(y);
            map_mark(v, o->mark, at_x, at_y);
            map_take(v, at_x - 170, at_y - 170, 340, 340);
            v->marks |= 1U << o->mark;
            if (!o->verified && o->mark != LINE_MARK_WATCH) { /* hours of watching are not verified */
                beside(v, at_x, at_y, "?");
                v->any_unverified = 1;
            }
        }
    }
}

struct sign {
    struct geo_point place;
    enum line_mark mark;
    uint64_t n;
};

static int sign_order(const void *a, const void *b)
{
    const struct sign *x = a, *y = b;
    if (x->place.y != y->place.y) {
        return x->place.y < y->place.y ? -1 : 1;
    }
    if (x->place.x != y->place.x) {
        return x->place.x < y->place.x ? -1 : 1;
    }
    return (int)x->mark - (int)y->mark;
}

static void draw_square(struct map_view *v, struct geo_point middle)
{
    const struct line_published x = {.place = middle};
    struct geo_point ring[5];
    line_publication_square(v->m->published, &x, ring);
    put_str(v->p,
            "<path fill=\"none\" stroke=\"" MAP_INK "\" stroke-width=\"14\" stroke-dasharray=\"60 40\" d=\"");
    path_points(v, (struct geo_points){ring, 5}, 1);
    put_str(v->p, "\"/>\n");
}

/* One sign for each mark of a square, side by side, with how many there were in all periods. */
static int draw_published(struct map_view *v)
{
    const struct line_publication *all = v->m->published;
    const size_t n_all = all != NULL ? line_publication_n(all) : 0;
    struct sign *signs = calloc(n_all + 1, sizeof(signs[0]));
    size_t n = 0;
    if (signs == NULL) {
        return T2_E_MEMORY;
    }
    for (size_t i = 0; i < n_all; i++) {
        const struct line_published *x = line_publication_at(all, i);
        if (x->has_place) {
            signs[n++] = (struct sign){x->place, x->mark, x->n};
        } else {
            v->n_unplaced += x->n;
        }
    }
    qsort(signs, n, sizeof(signs[0]), sign_order);
    int slot = 0;
    for (size_t i = 0; i < n; i++) {
        const int same_square = i > 0 && geo_same(signs[i].place, signs[i - 1].place);
        double x = 0, y = 0;
        if (i + 1 < n && sign_order(&signs[i], &signs[i + 1]) == 0) {
            signs[i + 1].n += signs[i].n;
            slot = same_square ? slot : 0;
            continue;
        }
        if (i == 0 || !same_square) {
            slot = 0;
        }
        map_view_at(v, signs[i].place, &x, &y);
        if (!map_view_shows(v, x, y)) {
            v->n_outside += signs[i].n;
            continue;
        }
        if (slot == 0) {
            draw_square(v, signs[i].place);
        }
        const size_t next = i + 1; /* signs of this mark were added up: it is another one */
        const int alone = slot == 0 && (next == n || !geo_same(signs[next].place, signs[i].place));
        const int at_x = (int)lround(x) + (alone ? 0 : slot % 3 * 420 - 420),
                  at_y = (int)lround(y) + slot / 3 * 400;
        map_mark(v, signs[i].mark, at_x, at_y);
        map_take(v, at_x - 170, at_y - 170, 340, 340);
        v->marks |= 1U << signs[i].mark;
        if (signs[i].n > 1) {
            char text[32];
            map_number(text, signs[i].n);
            beside(v, at_x, at_y, text);
        }
        slot++;
    }
    free(signs);
    return 0;
}

/* ---- the page ---- */

static void head(struct map_view *v)
{
    char title[LINE_TEXT_MAX], a[LINE_TEXT_MAX + 1], b[LINE_TEXT_MAX + 1], lang[16], text[4 * LINE_TEXT_MAX];
    const struct line_map *m = v->m;
    put_clean(title, sizeof title, m->title != NULL ? m->title : "");
    put_clean(a, sizeof a, line_side_name(m->line, LINE_A));
    put_clean(b, sizeof b, line_side_name(m->line, LINE_B));
    put_clean(lang, sizeof lang, m->lang != NULL ? m->lang : "en");
    put_f(
        v->p,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
        "width=\"%dmm\" "
        "height=\"%dmm\" viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"t2-title t2-desc\" xml:lang=\"",
        v->page.w / 100, v->page.h / 100, v->page.w, v->page.h);
    put_xml(v->p, lang, strlen(lang));
    put_str(v->p,
            "\" font-family=\"'Noto Sans','DejaVu Sans','Noto Naskh Arabic',sans-serif\" fill=\"" MAP_INK
            "\">\n"
            "<title id=\"t2-title\">");
    put_xml(v->p, title, strlen(title));
    put_str(v->p, "</title>\n<desc id=\"t2-desc\">");
    const size_t n_published = m->published != NULL ? line_publication_n(m->published) : 0;
    (void)snprintf(
        text, sizeof text,
        line_map_say(m, T2_SAYS("Map of the line of contact between %s and %s. Its signs are explained in "
                                "the legend. Zones drawn: %zu. Reports: %zu. Settlements: %zu.")),
        a, b, m->zones != NULL ? line_zones_n(m->zones) : 0, m->n_seen + n_published, m->n_settlements);
    put_xml(v->p, text, strlen(text));
    put_str(v->p, "</desc>\n<defs>\n");
    for (unsigned side = 0; side < LINE_N_SIDES; side++) {
        put_f(v->p,
              "<pattern id=\"t2-hatch-%c\" width=\"%d\" height=\"%d\" patternUnits=\"userSpaceOnUse\" "
              "patternTransform=\"rotate(%d)\"><path d=\"M0 0H%d\" stroke=\"%s\" "
              "stroke-width=\"16\"/></pattern>\n",
              'a' + (int)side, 130, 130, side == LINE_A ? 45 : -45, 130, map_side_ink(side));
    }
    put_f(v->p,
          "<clipPath id=\"t2-frame\"><rect x=\"%d\" y=\"%d\" width=\"%d\" "
          "height=\"%d\"/></clipPath>\n</defs>\n",
          v->frame.x, v->frame.y, v->frame.w, v->frame.h);
    put_f(v->p, "<rect width=\"%d\" height=\"%d\" fill=\"" MAP_PAPER "\"/>\n", v->page.w, v->page.h);
    int size = 700;
    const int room = v->page.w - 2 * MAP_EDGE;
    while (size > 250 && map_text_width(title, strlen(title), size) > room) {
        size -= 10;
    }
    map_text(v, v->rtl ? v->page.w - MAP_EDGE : MAP_EDGE, 1900, size, MAP_START, 1, 0, title, strlen(title));
}

int line_map_svg(const struct line_map *m, struct t2_buf *out)
{
    struct put p = put_init(out);
    struct map_view v;
    int err = line_map_check(m);
    if (err != 0) {
        return err;
    }
    err = map_view_init(&v, m, &p);
    if (err == 0) {
        head(&v);
        draw_grid(&v);
        put_str(&p, "<g clip-path=\"url(#t2-frame)\">\n");
        draw_zones(&v);
        draw_lines(&v);
        draw_settlements(&v);
        draw_seen(&v);
        err = draw_published(&v);
        err = err != 0 ? err : map_names(&v);
        put_str(&p, "</g>\n");
        put_f(&p,
              "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"" MAP_INK
              "\" stroke-width=\"35\"/>\n",
              v.frame.x, v.frame.y, v.frame.w, v.frame.h);
        map_legend(&v);
        put_str(&p, "</svg>\n");
        p.err = p.err != 0 ? p.err : err;
        err = put_finish(&p);
    }
    map_view_wipe(&v);
    return err;
}

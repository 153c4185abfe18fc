/* What the files of the map share. */
#ifndef T2_LINE_MAP_INTERNAL_H
#define T2_LINE_MAP_INTERNAL_H

#include "line_internal.h"

#include <tracktwo/line_map.h>

/* ---- text being written: the first failure sticks ---- */

struct put {
    struct t2_buf *out;
    size_t begin; /* what out held before */
    int err;
};
struct put put_init(struct t2_buf *out);
int put_finish(struct put *p); /* 0, or the failure: out is then as it was */
void put_str(struct put *p, const char *s);
void put_f(struct put *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void put_xml(struct put *p, const char *text, size_t n); /* n bytes that put_clean left */
void put_json(struct put *p, const char *text);          /* with its quotes */
void put_csv(struct put *p, const char *text);           /* a field */
void put_scaled(struct put *p, int64_t x, int decimals); /* x / 10^decimals in plain digits */
void put_time(struct put *p, uint64_t seconds);          /* 2026-11-30T09:00:00Z */

/* Copies the text without what is no UTF-8, no character of XML 1.0, or a control of direction or of a
 * terminal; runs of spaces become one. At most cap - 1 bytes, cut at a whole character. */
void put_clean(char *out, size_t cap, const char *text);
/* The next character and its length, 0 at the end; text is UTF-8 that put_clean left. */
size_t put_next(const char *text, uint32_t *out_character);

/* ---- what is on the map ---- */

int line_map_check(const struct line_map *m); /* T2_E_ARGUMENT */
const char *line_map_say(const struct line_map *m, const char *english) __attribute__((format_arg(2)));
const char *line_settlement_name(const struct line_settlement *s, const char *lang); /* "" for none */
const char *line_map_class_id(const struct line_map *m, uint8_t class);              /* "" for none */
/* The middle of what is drawn. */
int line_map_centre(const struct line_map *m, struct geo_map *out);

/* ---- the page: hundredths of a millimetre, y downwards ---- */

struct map_box {
    int x, y, w, h;
};
struct map_view {
    const struct line_map *m;
    struct put *p;
    struct geo_map map;
    int rtl;
    uint32_t scale;       /* 1 : scale */
    double east0, north0; /* metres at the middle of the frame */
    struct map_box page, frame, panel;
    struct map_box *taken; /* where something is drawn already that no name may cover */
    size_t n_taken;
    uint32_t grid_m;
    uint64_t n_outside;    /* observations beyond the frame */
    uint64_t n_unplaced;   /* observations without a place */
    uint32_t marks, sizes; /* bits: which marks and sizes of settlements were drawn */
    int any_unverified, any_error;
};
#define MAP_MAX_TAKEN 6000
#define MAP_EDGE 1000 /* of the page */
T2_MUST_USE int map_view_init(struct map_view *v, const struct line_map *m, struct put *p);
void map_view_wipe(struct map_view *v);
void map_view_at(const struct map_view *v, struct geo_point p, double *out_x, double *out_y);
int map_view_shows(const struct map_view *v, double x, double y);
void map_take(struct map_view *v, int x, int y, int w, int h);
int map_is_free(const struct map_view *v, const struct map_box *b);
/* Finds a free place for w by h about x, y (gap away); 0 when there is none. Takes it. */
int map_place(struct map_view *v, int x, int y, int w, int h, int gap, int *out_x, int *out_y);
int map_text_width(const char *text, size_t n, int size);

enum map_anchor { MAP_START, MAP_MIDDLE, MAP_END };
/* One line of text. Values in it stand between VALUE_BEGIN and VALUE_END and are isolated from the direction
 * of what is around them. halo: a white rim. */
#define VALUE_BEGIN '\x01'
#define VALUE_END '\x02'
void map_text(struct map_view *v, int x, int y, int size, enum map_anchor anchor, int bold, int halo,
              const char *text, size_t n);
void map_number(char out[static 32], uint64_t n); /* 1 234 567, with unbreakable spaces */
void map_km(const struct map_view *v, char out[static 32], double metres); /* 7.5; 7,5 where one writes so */

#define MAP_INK "#1b1b1b"
#define MAP_PAPER "#ffffff"
#define MAP_BESIDE 24 /* width of a line for comparison: dots, through which a withdrawal line shows */
#define MAP_BESIDE_DASH "45 75"
const char *map_side_ink(unsigned side); /* a colour of at least 7 to 1 on white */
const char *map_dash(unsigned class);    /* of a withdrawal line; "" for none */
void map_mark(struct map_view *v, enum line_mark mark, int x, int y);
void map_settlement(struct map_view *v, unsigned size, int x, int y);
#define MAP_N_SIZES 5
unsigned map_size_of(uint32_t people); /* 0 not known, 1 to 4 */
void map_swatch(struct map_view *v, const struct line_zone *zone, int x, int y, int w); /* a limit's line */
int map_is_hatched(const struct map_view *v, const struct line_zone *zone);
void map_legend(struct map_view *v);
void map_take_along(struct map_view *v, struct geo_points p, int room); /* so much on each side */
int map_names(struct map_view *v);                                      /* T2_E_MEMORY */

#endif

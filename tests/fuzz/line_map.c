/* Readers of the map: the input is tried as data of a map and as a form's table. What is refused has a
 * reason, what is read as a map is written back byte for byte, and what is read of a form can be drawn,
 * exported and published. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/line_map.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static void try_map(struct t2_bytes in)
{
    struct line_map_drawn *d = NULL;
    struct t2_buf out;
    t2_buf_init(&out, LINE_MAP_MAX_BYTES);
    if (line_map_data_read(in, &d) == 0) {
        require(line_map_data_write(d, &out) == 0 && t2_bytes_eq(t2_buf_view(&out), in));
    }
    line_map_drawn_free(d);
    t2_buf_free(&out);
}

static void use(const struct line_observation *seen, size_t n)
{
    static const struct geo_point track[] = {{0, 0}, {1000000, 1000000}};
    const struct line_params params = {.frame = GEO_WGS84,
                                       .side_name = {"A", "B"},
                                       .territory = "T",
                                       .start = {.kind = LINE_END_ROUND},
                                       .finish = {.kind = LINE_END_ROUND}};
    const struct line_from_line from = {{track, 2}};
    const struct line_publish_policy policy = {.frame = GEO_WGS84,
                                               .grid_m = 5000,
                                               .slot_s = 3600,
                                               .now_slot = 1000000,
                                               .delay_slots = 24,
                                               .period_slots = 24,
                                               .marks = LINE_PUBLISH_MARKS,
                                               .least = 3};
    struct line *l = NULL;
    struct line_publication *pub = NULL;
    struct t2_buf out;
    t2_buf_init(&out, LINE_MAP_MAX_BYTES);
    require(line_new_from_line(&params, &from, NULL, NULL, NULL, &l) == 0);
    struct line_map m = {.line = l, .seen = seen, .n_seen = n};
    require(line_map_svg(&m, &out) == 0 && line_map_geojson(&m, NULL, &out) == 0 &&
            line_map_csv_reports(&m, &out) == 0 && line_map_data(&m, &out) == 0);
    require(line_publish(seen, n, &policy, &policy, &pub) == 0);
    m = (struct line_map){.line = l, .published = pub};
    require(line_map_svg(&m, &out) == 0 && line_map_geojson(&m, NULL, &out) == 0);
    line_publication_free(pub);
    line_free(l);
    t2_buf_free(&out);
}

/* Row by row: what is taken is a report or is refused with a sentence. */
static int take(void *ctx, const struct line_form_row *row)
{
    static struct line_report r;
    struct line_refusal why = {.text = ""};
    size_t *n = ctx;
    int err = line_form_report(row, LINE_REPORT_SEEN, "en", &why, &r);
    r.number = 1;
    r.made_s = LINE_REPORT_MAX_TIME;
    err = err == 0 ? line_report_check(&r, &why) : err;
    require(err == 0 || (err == T2_E_REFUSED && why.text[0] != '\0'));
    ++*n;
    return 0;
}

static void refused(void *ctx, const struct line_refusal *why)
{
    (void)ctx;
    require(why->line_number > 0 && why->text[0] != '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct t2_bytes in = t2_bytes_of(data, size);
    struct line_refusal why = {.text = ""};
    struct line_observation *seen = NULL;
    size_t n = 0;
    try_map(in);
    int err = line_form_read(in, size % 2 != 0 ? LINE_FORM_IS_PLACE : LINE_FORM_IS_OBSERVER, &why, &seen, &n);
    require(err == 0 || (err == T2_E_REFUSED && why.text[0] != '\0'));
    if (err == 0) {
        use(seen, n);
    }
    free(seen);
    size_t n_rows = 0;
    int by_row = line_form_each(in, size % 2 != 0 ? LINE_FORM_IS_PLACE : LINE_FORM_IS_OBSERVER, &why, take,
                                refused, &n_rows);
    require(by_row == 0 || by_row == T2_E_REFUSED);
    require(err != 0 || (by_row == 0 && n_rows == n)); /* what is taken whole is taken row by row */
    return 0;
}

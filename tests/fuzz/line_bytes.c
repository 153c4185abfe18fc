/* The readers of the line room: the input is tried as a rule file, as a line, as zones and as GeoJSON. What
 * is refused has a sentence; what is read is written back: lines and zones byte for byte, a rule as a text
 * that reads the same. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/line_hold.h>
#include <tracktwo/line_publish.h>
#include <tracktwo/line_track.h>
#include <tracktwo/line_verdict.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static int taken(int err, struct line_refusal *why)
{
    require(err == 0 || (err == T2_E_REFUSED && why->code != LINE_OK && why->text[0] != '\0'));
    why->text[0] = '\0';
    return err == 0;
}

static void try_rule(struct t2_bytes in)
{
    struct line_refusal why = {.text = ""};
    struct line_rule *r = NULL, *again = NULL;
    struct t2_buf a, b;
    t2_buf_init(&a, 4 * LINE_RULE_MAX_BYTES);
    t2_buf_init(&b, 4 * LINE_RULE_MAX_BYTES);
    if (taken(line_rule_read(in, &why, &r), &why) && line_rule_write(r, &a) == 0 &&
        a.len <= LINE_RULE_MAX_BYTES) {
        require(line_rule_read(t2_buf_view(&a), &why, &again) == 0 && line_rule_write(again, &b) == 0);
        require(t2_bytes_eq(t2_buf_view(&a), t2_buf_view(&b)));
    }
    line_rule_free(r);
    line_rule_free(again);
    t2_buf_free(&a);
    t2_buf_free(&b);
}

static void try_line(struct t2_bytes in)
{
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    struct t2_buf out;
    t2_buf_init(&out, 1 << 24);
    if (taken(line_read(in, &why, &l), &why)) {
        require(line_write(l, &out) == 0 && t2_bytes_eq(t2_buf_view(&out), in));
        (void)line_distance_m(l, line_points(l).at[0], NULL, NULL);
    }
    line_free(l);
    t2_buf_free(&out);
}

static void try_zones(struct t2_bytes in)
{
    struct line_refusal why = {.text = ""};
    struct line_zones *z = NULL;
    struct t2_buf out;
    t2_buf_init(&out, LINE_ZONE_MAX_BYTES);
    if (taken(line_zones_read(in, &why, &z), &why)) {
        require(line_zones_write(z, &out) == 0 && t2_bytes_eq(t2_buf_view(&out), in));
        for (size_t i = 0; i < line_zones_n(z); i++) {
            struct line_figures f;
            require(line_zones_figures(z, i, NULL, 0, &f, NULL) == 0);
        }
    }
    line_zones_free(z);
    t2_buf_free(&out);
}

/* Criteria, the measure of a publication, an opened position, a counting rule: one value, one encoding. */
static void try_days(struct t2_bytes in)
{
    struct line_criteria c;
    struct line_publish_policy m;
    struct line_opening o;
    struct line_counting rule;
    struct t2_buf out;
    char text[LINE_COUNTING_LEN] = "", back[LINE_COUNTING_LEN];
    t2_buf_init(&out, LINE_CRITERIA_MAX);
    if (line_criteria_read(in, &c) == 0) {
        require(line_criteria_write(&c, &out) == 0 && t2_bytes_eq(t2_buf_view(&out), in));
    }
    t2_buf_clear(&out);
    if (line_publish_measure_read(in, &m) == 0) {
        require(line_publish_measure_write(&m, &out) == 0 && t2_bytes_eq(t2_buf_view(&out), in));
    }
    t2_buf_clear(&out);
    if (line_opening_read(in, GEO_WGS84, &o) == 0) {
        require(line_opening_write(&o, &out) == 0 && t2_bytes_eq(t2_buf_view(&out), in));
    }
    t2_buf_free(&out);
    if (in.len > 0 && in.len < sizeof text) {
        memcpy(text, in.ptr, in.len);
    }
    if (line_counting_read(text, &rule) == 0) {
        line_counting_write(&rule, back);
        require(strcmp(text, back) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct t2_bytes in = t2_bytes_of(data, size);
    struct line_refusal why = {.text = ""};
    struct line_import *i = NULL;
    struct line_verdict v;
    try_rule(in);
    try_line(in);
    try_zones(in);
    try_days(in);
    if (taken(line_import_geojson(in, &why, &i), &why)) {
        require(line_import_n(i) > 0);
    }
    line_import_free(i);
    if (size >= LINE_VERDICT_LEN && line_verdict_read(data, &v) == 0) {
        uint8_t out[LINE_VERDICT_LEN];
        line_verdict_write(&v, out);
        require(memcmp(out, data, sizeof out) == 0);
    }
    return 0;
}

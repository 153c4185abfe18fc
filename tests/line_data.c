#include "line_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_at(const char *folder, const char *below, const char *name, size_t *out_len)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s%s/%s", folder, below, name);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return NULL;
    }
    size_t cap = 1 << 16, n = 0, got = 0;
    char *text = malloc(cap + 1);
    while (text != NULL && (got = fread(text + n, 1, cap - n, f)) > 0) {
        n += got;
        if (n == cap) {
            cap *= 2;
            char *more = realloc(text, cap + 1);
            if (more == NULL) {
                free(text);
            }
            text = more;
        }
    }
    (void)fclose(f);
    if (text != NULL) {
        text[n] = '\0';
        *out_len = n;
    }
    return text;
}

char *line_data_read(const char *name, size_t *out_len)
{
    const char *data = getenv("T2_DATA"), *shared = getenv("T2_SHARED"), *examples = getenv("T2_EXAMPLES");
    char *text = NULL;
    if (strncmp(name, "rules/", 6) == 0) {
        text = read_at(examples != NULL ? examples : "examples", "", name, out_len);
    } else if (data != NULL) {
        text = read_at(data, "", name, out_len);
    } else {
        text = read_at(shared != NULL ? shared : "../shared", "/data", name, out_len);
    }
    if (text == NULL) {
        printf("%s is neither in $T2_DATA nor in ../shared/data beside the checkout: skipped\n", name);
    }
    return text;
}

static void must(int err, const struct line_refusal *why)
{
    if (err != 0) {
        printf("%s: %s\n", t2_err_name(err), why->text);
        (void)fflush(stdout);
        abort();
    }
}

struct line_import *line_data_geojson(const char *name)
{
    size_t n = 0;
    char *text = line_data_read(name, &n);
    struct line_import *out = NULL;
    struct line_refusal why = {.text = ""};
    if (text != NULL) {
        must(line_import_geojson(t2_bytes_of(text, n), &why, &out), &why);
    }
    free(text);
    return out;
}

struct line_rule *line_data_rule(const char *name)
{
    size_t n = 0;
    char *text = line_data_read(name, &n);
    struct line_rule *out = NULL;
    struct line_refusal why = {.text = ""};
    if (text != NULL) {
        must(line_rule_read(t2_bytes_of(text, n), &why, &out), &why);
    }
    free(text);
    return out;
}

struct line_params line_data_params(enum geo_frame frame, enum line_end end)
{
    return (struct line_params){.frame = frame,
                                .side_name = {"Side A", "Side B"},
                                .territory = "As drawn for a test; it says nothing about any border.",
                                .start = {.kind = end},
                                .finish = {.kind = end}};
}

struct line *line_data_line(const struct line_params *params, const struct geo_point *at, size_t n)
{
    const struct line_from_line in = {{at, n}};
    struct line_refusal why = {.text = ""};
    struct line *l = NULL;
    must(line_new_from_line(params, &in, NULL, NULL, &why, &l), &why);
    return l;
}

struct line *line_data_example(void)
{
    static const struct geo_point at[] = {
        {3000000, 0}, {2800000, 1000000}, {3300000, 2200000}, {3100000, 4000000}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    return line_data_line(&params, at, 4);
}

struct line *line_data_minsk(enum line_end end)
{
    struct line_import *in = line_data_geojson("line/minsk_loc_naturalearth.geojson");
    if (in == NULL) {
        return NULL;
    }
    struct line_params params = line_data_params(GEO_WGS84, end);
    struct geo_points p = line_import_shape(in, 0)->points;
    struct line *l = line_data_line(&params, p.at, p.n);
    line_import_free(in);
    return l;
}

/* What the tests and the benchmark of the line room share: lines made of numbers, files, and the data that
 * lie beside the checkout ($T2_DATA, else $T2_SHARED/data, else ../shared/data). */
#ifndef T2_TESTS_LINE_DATA_H
#define T2_TESTS_LINE_DATA_H

#include <tracktwo/line_verdict.h>

/* Reads a file of the data, such as "line/minsk_loc_naturalearth.geojson", or of examples/ where name begins
 * with "rules/". NULL and a sentence on standard output when it is not there. For free; out_len without the
 * zero behind. */
char *line_data_read(const char *name, size_t *out_len);
/* NULL as above; a wrong file fails the test. */
struct line_import *line_data_geojson(const char *name);
struct line_rule *line_data_rule(const char *name);
/* Named sides, a declared territory, both ends round or square. */
struct line_params line_data_params(enum geo_frame frame, enum line_end end);
/* From points; aborts with the sentence when it is refused. */
struct line *line_data_line(const struct line_params *params, const struct geo_point *at, size_t n);
/* The example table's line of contact, its side A in the west. */
struct line *line_data_example(void);
/* The Minsk-era line of contact from north to south or back, side A in the west; NULL where the data are
 * missing. */
struct line *line_data_minsk(enum line_end end);

#endif

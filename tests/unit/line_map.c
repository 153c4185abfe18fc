/* The map as SVG: true metres, its words, its colours, hostile names, and what a publication may show. The
 * bytes are looked at as text: what a drawing looks like no test can say. */
#include "../line_data.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <locale.h>
#include <math.h>

#include <tracktwo/line_map.h>

#define KM 100000

static struct line *line;
static struct line_rule *rule;
static struct line_zones *zones;

static int set_up(void **p)
{
    (void)p;
    struct line_refusal why = {.text = ""};
    line = line_data_example();
    rule = line_data_rule("rules/example-z3.rule");
    return rule == NULL || line_zones_new(line, rule, NULL, 0, &why, &zones) != 0;
}

static int tear_down(void **p)
{
    (void)p;
    line_zones_free(zones);
    line_rule_free(rule);
    line_free(line);
    return 0;
}

static struct line_map map_of(void)
{
    return (struct line_map){.line = line, .zones = zones, .title = "Example", .day = 20800, .lang = "en"};
}

static char *drawn(const struct line_map *m)
{
    struct t2_buf b;
    t2_buf_init(&b, LINE_MAP_MAX_BYTES);
    assert_int_equal(line_map_svg(m, &b), 0);
    char *text = malloc(b.len + 1);
    assert_non_null(text);
    memcpy(text, b.ptr, b.len);
    text[b.len] = '\0';
    assert_int_equal(strlen(text), b.len);
    t2_buf_free(&b);
    return text;
}

/* Well-formed enough to be read by any reader: elements nest, attributes are quoted and appear once, every
 * ampersand begins one of the five entities, no control characters. Fails with the place. */
static void is_well_formed(const char *text)
{
    char open[32][16];
    size_t depth = 0;
    assert_int_equal(strncmp(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ", 44), 0);
    for (const char *s = strchr(text, '\n'); *s != '\0'; s++) {
        assert_false((unsigned char)*s < 0x20 && *s != '\n');
        if (*s == '&') {
            static const char *const all[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};
            int known = 0;
            for (size_t i = 0; i < 5; i++)
                known |= strncmp(s, all[i], strlen(all[i])) == 0;
            if (!known)
                fail_msg("a bare ampersand at %.40s", s);
        }
        assert_int_not_equal(*s, '>');
        if (*s != '<')
            continue;
        const size_t closes = s[1] == '/';
        char name[16] = "";
        size_t n = strspn(s + 1 + closes, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (n == 0 || n >= sizeof name)
            fail_msg("no element at %.40s", s);
        memcpy(name, s + 1 + closes, n);
        for (s += 1 + closes + n; *s != '>' && *s != '/'; s++) { /* attributes */
            assert_true(*s == ' ' && closes == 0);
            s += 1 + strcspn(s + 1, "=");
            assert_int_equal(s[1], '"');
            s += 2 + strcspn(s + 2, "\"<");
            assert_int_equal(*s, '"');
        }
        if (*s == '/') {
            assert_int_equal(*++s, '>');
        } else if (closes) {
            assert_true(depth > 0 && strcmp(open[depth - 1], name) == 0);
            depth--;
        } else {
            assert_true(depth < 32);
            memcpy(open[depth++], name, sizeof name);
        }
    }
    assert_int_equal(depth, 0);
}

static size_t count_of(const char *text, const char *what)
{
    size_t n = 0;
    for (const char *s = text; (s = strstr(s, what)) != NULL; s++)
        n++;
    return n;
}

static void a_map(void **p)
{
    (void)p;
    struct line_map m = map_of();
    char *svg = drawn(&m);
    is_well_formed(svg);
    assert_non_null(strstr(svg, "<title id=\"t2-title\">Example</title>"));
    assert_non_null(
        strstr(svg, "<desc id=\"t2-desc\">Map of the line of contact between Side A and Side B."));
    assert_non_null(strstr(svg, "2026-12-13"));
    assert_non_null(strstr(svg, "drawn for a test; it"));
    assert_null(strstr(svg, "<script"));
    assert_null(strstr(svg, "href"));
    assert_null(strstr(svg, "style"));
    assert_int_equal(count_of(svg, "://"), 1); /* the namespace, which nobody fetches */
    assert_int_equal(count_of(svg, "url("), count_of(svg, "url(#t2-"));
    free(svg);
}

static long scale_of(const char *svg)
{
    const char *scale = strstr(svg, "1\xc2\xa0:\xc2\xa0");
    long per = 0;
    assert_non_null(scale);
    for (scale += 6; *scale != '<'; scale++) {
        if (*scale >= '0' && *scale <= '9')
            per = per * 10 + *scale - '0';
    }
    return per;
}

static void true_metres(void **p)
{
    (void)p;
    struct line_map m = map_of();
    char *svg = drawn(&m);
    const char *path = strstr(svg, "stroke-width=\"85\" stroke-linejoin");
    assert_non_null(path);
    const long per = scale_of(svg);
    int x = 0, y = 0, dx = 0, dy = 0;
    double sum = 0;
    path = strstr(path, " d=\"M");
    assert_int_equal(sscanf(path, " d=\"M%d %d", &x, &y), 2);
    for (const char *s = strchr(path, 'l'); s != NULL && sscanf(s, "l%d %d", &dx, &dy) == 2;
         s = strpbrk(s + 1, "l\""))
        sum += hypot(dx, dy);
    print_message("1 : %ld, %.2f m drawn of %.2f m\n", per, sum * 1e-5 * (double)per, line_length_m(line));
    assert_true(fabs(sum * 1e-5 * (double)per - line_length_m(line)) < 4e-5 * (double)per);
    free(svg);
}

/* WCAG 2.1: contrast of every colour in the file with the paper. */
static double light(const char *hex)
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        char two[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        const double c = (double)strtoul(two, NULL, 16) / 255;
        sum += weight[i] * (c <= 0.03928 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static struct line_observation seen[LINE_N_MARKS];
static void make_seen(void)
{
    for (int i = 0; i < LINE_N_MARKS; i++) {
        seen[i] = (struct line_observation){.begin_s = 1790000000 + (uint64_t)i * 86400,
                                            .end_s = 1790000000 + (uint64_t)i * 86400,
                                            .mark = (enum line_mark)i,
                                            .kind = "kind",
                                            .has_place = 1,
                                            .place = {25 * KM + i * KM, 10 * KM + i * 2 * KM},
                                            .error_cm = i == 0 ? 100000 : 0,
                                            .has_own = 1,
                                            .own = {12345678, 23456789},
                                            .side = LINE_N_SIDES,
                                            .verified = (uint8_t)(i & 1)};
    }
}

static const struct line_name names[] = {{"", "Mill"},
                                         {"ar", "\xd8\xb7\xd8\xa7\xd8\xad\xd9\x88\xd9\x86\xd8\xa9"}};
static const struct line_settlement places[] = {{{20 * KM, 10 * KM}, 0, names, 2},
                                                {{22 * KM, 20 * KM}, 999, names, 2},
                                                {{40 * KM, 10 * KM}, 1000, names, 2},
                                                {{42 * KM, 20 * KM}, 99999, names, 2},
                                                {{42 * KM, 30 * KM}, 100000, names, 2}};

static void colours_and_shapes(void **p)
{
    (void)p;
    struct line_map m = map_of();
    make_seen();
    m.seen = seen;
    m.n_seen = LINE_N_MARKS;
    m.settlements = places;
    m.n_settlements = 5;
    char *svg = drawn(&m);
    is_well_formed(svg);
    size_t n = 0;
    for (const char *s = svg; (s = strchr(s, '#')) != NULL; s++) {
        if (strspn(s + 1, "0123456789abcdef") != 6 || strncmp(s, "#ffffff", 7) == 0)
            continue;
        n++;
        const double contrast = 1.05 / (light(s + 1) + 0.05);
        if (contrast < 7)
            fail_msg("%.7s has a contrast of %.2f", s, contrast);
    }
    assert_true(n > 20);
    /* each mark on the map and in the legend, told apart by its path or its filling */
    assert_non_null(strstr(svg, "small arms fired"));
    for (int i = 0; i < LINE_N_MARKS; i++) {
        assert_non_null(strstr(svg, line_mark_text((enum line_mark)i)[0] == 'i'
                                        ? "in the air"
                                        : line_mark_text((enum line_mark)i)));
    }
    assert_non_null(strstr(svg, "question mark"));
    assert_non_null(strstr(svg, "Dashed circle"));
    assert_non_null(strstr(svg, "number of people not known"));
    assert_non_null(strstr(svg, "100,000 people and more"));
    assert_int_equal(count_of(svg, "transform=\"translate("),
                     2 * LINE_N_MARKS + 2); /* jamming has a rim of its own */
    free(svg);
    seen[0].place = (struct geo_point){900 * KM, 900 * KM};
    seen[1].has_place = 0;
    svg = drawn(&m);
    assert_non_null(strstr(svg, "Reports outside this map"));
    assert_non_null(strstr(svg, "Reports without a place"));
    free(svg);
}

static void the_same_twice(void **p)
{
    (void)p;
    struct line_map m = map_of();
    make_seen();
    m.seen = seen;
    m.n_seen = LINE_N_MARKS;
    char *a = drawn(&m);
    (void)(setlocale(LC_ALL, "fr_FR.UTF-8") != NULL || setlocale(LC_ALL, "ru_UA.UTF-8") != NULL);
    char *b = drawn(&m);
    (void)setlocale(LC_ALL, "C");
    assert_string_equal(a, b);
    free(b);
    /* and nothing of where observers stood is in it */
    for (int i = 0; i < LINE_N_MARKS; i++) {
        seen[i].own = (struct geo_point){-5000 * KM, i};
        seen[i].has_own = i & 1;
        (void)snprintf(seen[i].remark, sizeof seen[i].remark, "from the roof %d", i);
    }
    b = drawn(&m);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

/* ---- words ---- */

static size_t n_said;
static const char *mark_said(int lang, const char *english)
{
    static char text[40][512];
    assert_int_equal(lang, 4);
    char *out = text[n_said++ % 40];
    (void)snprintf(out, sizeof text[0], "\xd8\xa7 %s", english);
    return out;
}

static void in_arabic(void **p)
{
    (void)p;
    struct line_map m = map_of();
    make_seen();
    m.seen = seen;
    m.n_seen = LINE_N_MARKS;
    m.settlements = places;
    m.n_settlements = 5;
    m.lang = "ar";
    m.say = mark_said;
    m.say_lang = 4;
    n_said = 0;
    char *svg = drawn(&m);
    is_well_formed(svg);
    assert_true(n_said > 30);
    assert_non_null(strstr(svg, "xml:lang=\"ar\""));
    assert_non_null(strstr(svg, names[1].text));
    /* every sentence of the legend came through `say`: no text begins in English letters but values */
    size_t n = 0, ours = 0;
    for (const char *s = svg; (s = strstr(s, "<text ")) != NULL; s++) {
        const char *word = strchr(s, '>') + 1;
        if (strstr(s, "direction=\"rtl\"") == NULL || strstr(s, "direction=\"rtl\"") > word)
            continue;
        n++;
        ours += strncmp(word, "\xd8\xa7 ", 3) == 0;
    }
    assert_true(n > 30 && ours > 25);
    /* the panel stands on the left, the frame of the map right of it */
    assert_non_null(strstr(svg, "<clipPath id=\"t2-frame\"><rect x=\"8350\""));
    /* values lean the way their first letter does */
    assert_non_null(strstr(svg, "\xe2\x81\xa6"
                                "15\xc2\xa0km\xe2\x81\xa9"));
    free(svg);
}

static void hostile_names(void **p)
{
    (void)p;
    static const char *const bad[] = {
        "</title><script>alert(1)</script>",
        "\" onload=\"alert(1)",
        "' x='&amp;&lt;&#x41;",
        "]]>--><![CDATA[",
        "bell\x07 escape\x1b[31m \x7f tab\tend",
        "right\xe2\x80\xae to left\xe2\x81\xa6 isolate",
        "broken \xc3( \xe2\x82 \xf0\x9f \xff \xed\xa0\x80 \xef\xbf\xbf",
        "%s%n%99999d",
        "\x01\x02\x01\x01\x02",
        "",
    };
    struct line_name name = {"", NULL};
    struct line_settlement one = {{20 * KM, 20 * KM}, 2000000, &name, 1};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct line_map m = map_of();
        make_seen();
        (void)snprintf(seen[0].kind, sizeof seen[0].kind, "%s", bad[i]);
        m.title = bad[i];
        m.lang = bad[i];
        m.seen = seen;
        m.n_seen = 1;
        name.text = bad[i];
        m.settlements = &one;
        m.n_settlements = 1;
        char *svg = drawn(&m);
        is_well_formed(svg);
        assert_null(strstr(svg, "<script"));
        assert_null(strstr(svg, "onload=\"alert"));
        assert_null(strstr(svg, "\xe2\x80\xae"));
        assert_null(strstr(svg, "\xed\xa0\x80"));
        assert_null(strstr(svg, "\x1b"));
        free(svg);
    }
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    params.side_name[0] = "<b>&\"'</b>";
    params.territory = "</svg><svg onload='x'>&";
    const struct geo_point at[] = {{0, 0}, {0, 40 * KM}};
    struct line *l = line_data_line(&params, at, 2);
    struct line_map m = {.line = l, .day = INT32_MIN};
    char *svg = drawn(&m);
    is_well_formed(svg);
    assert_non_null(strstr(svg, "&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;"));
    assert_int_equal(count_of(svg, "</svg>"), 1);
    assert_non_null(strstr(svg, "Day: not said"));
    free(svg);
    line_free(l);
}

static void long_words(void **p)
{
    (void)p;
    char word[LINE_TEXT_MAX + 1], title[3000];
    memset(word, 'W', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_ROUND);
    params.side_name[0] = word;
    params.territory = word;
    const struct geo_point at[] = {{0, 0}, {0, 40 * KM}};
    struct line *l = line_data_line(&params, at, 2);
    struct line_map m = {.line = l, .title = title, .day = INT32_MIN};
    char *svg = drawn(&m);
    is_well_formed(svg);
    assert_true(count_of(svg, "WWWWW") > 300); /* all of the territory is there, over many lines */
    free(svg);
    line_free(l);
}

/* Two lines for comparison under one name: both are dotted, the legend has the name once, and neither the
 * canvas nor GeoJSON has them. */
static void lines_beside(void **p)
{
    (void)p;
    const char *dotted = "stroke-dasharray=\"45 75\"";
    const struct geo_point one[] = {{10 * KM, 0}, {10 * KM, 40 * KM}}, two[] = {{300 * KM, 0}, {50 * KM, 0}};
    const struct line_beside beside[] = {
        {{one, 2}, "old <line>"}, {{two, 2}, "old <line>"}, {{two, 0}, "none"}};
    struct line_map m = map_of();
    struct t2_buf without, with;
    t2_buf_init(&without, LINE_MAP_MAX_BYTES);
    t2_buf_init(&with, LINE_MAP_MAX_BYTES);
    char *svg = drawn(&m);
    assert_int_equal(count_of(svg, dotted), 0);
    assert_null(strstr(svg, "For comparison"));
    const long per = scale_of(svg);
    free(svg);
    assert_int_equal(line_map_data(&m, &without), 0);
    m.beside = beside;
    m.n_beside = 3;
    svg = drawn(&m);
    is_well_formed(svg);
    assert_int_equal(count_of(svg, dotted),
                     2 + 1 + 1 + 1); /* two and one without points; two in the legend */
    assert_int_equal(count_of(svg, "old &lt;line&gt;"), 1);
    assert_true(scale_of(svg) > 2 * per); /* the far one fits too */
    free(svg);
    assert_int_equal(line_map_data(&m, &with), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&without), t2_buf_view(&with)));
    t2_buf_free(&without);
    t2_buf_free(&with);
}

/* Five kilometres about a place of the line. */
static void a_part(void **p)
{
    (void)p;
    struct line_map m = map_of();
    m.settlements = places;
    m.n_settlements = 5;
    char *svg = drawn(&m);
    const size_t whole = count_of(svg, "<circle");
    free(svg);
    m.near = line_points(line).at[1];
    m.near_m = 5000;
    svg = drawn(&m);
    is_well_formed(svg);
    /* Ten kilometres in 94 hundredths of 175 mm, at a round scale. */
    assert_int_equal(scale_of(svg), 70000);
    assert_true(count_of(svg, "<circle") < whole);
    free(svg);
    /* A withdrawal line of which only a part is shown has its name there, whichever part that is. */
    const struct geo_points limit = line_zones_limit(zones, 0, 0);
    m.near_m = 1000;
    for (size_t i = 0; i < limit.n; i++) {
        m.near = limit.at[i];
        svg = drawn(&m);
        if (count_of(svg, ">forces 15 km<") < 1)
            fail_msg("no name about point %zu of %zu", i, limit.n);
        free(svg);
    }
}

static void refusals(void **p)
{
    (void)p;
    struct line_publish_policy policy = {.frame = GEO_FLAT,
                                         .grid_m = 5000,
                                         .slot_s = 3600,
                                         .now_slot = 600000,
                                         .delay_slots = 24,
                                         .period_slots = 24,
                                         .marks = LINE_PUBLISH_MARKS,
                                         .least = 3};
    struct line_publication *pub = NULL;
    struct line_map m = map_of();
    struct t2_buf b;
    t2_buf_init(&b, LINE_MAP_MAX_BYTES);
    assert_int_equal(t2_buf_append_str(&b, "before"), 0);
    make_seen();
    assert_int_equal(line_publish(seen, LINE_N_MARKS, &policy, &policy, &pub), 0);
    m.published = pub;
    m.seen = seen;
    m.n_seen = 1;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT); /* a publication beside what is more precise */
    m.published = NULL;
    seen[0].place.x = 2 * GEO_MAX_FLAT;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT);
    seen[0].place.x = 0;
    seen[0].mark = LINE_N_MARKS;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT);
    m.n_seen = 0;
    m.near_m = LINE_MAP_MAX_NEAR_M + 1;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT);
    m.near_m = 1000;
    m.near.x = 2 * GEO_MAX_FLAT;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT);
    m.near_m = 0;
    const struct line_beside beside = {{&m.near, 1}, "far"};
    m.beside = &beside;
    m.n_beside = 1;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT);
    m.n_beside = 0;
    m.line = NULL;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT);
    m.line = line;
    b.max = 5000;
    assert_int_equal(line_map_svg(&m, &b), T2_E_FULL);
    assert_true(b.len == 6 && memcmp(b.ptr, "before", 6) == 0);
    line_publication_free(pub);
    policy.frame = GEO_WGS84; /* of another frame than the line */
    assert_int_equal(line_publish(NULL, 0, &policy, &policy, &pub), 0);
    m.published = pub;
    assert_int_equal(line_map_svg(&m, &b), T2_E_ARGUMENT);
    line_publication_free(pub);
    t2_buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_map),
        cmocka_unit_test(true_metres),
        cmocka_unit_test(colours_and_shapes),
        cmocka_unit_test(the_same_twice),
        cmocka_unit_test(in_arabic),
        cmocka_unit_test(hostile_names),
        cmocka_unit_test(long_words),
        cmocka_unit_test(lines_beside),
        cmocka_unit_test(a_part),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests_name("line_map", tests, set_up, tear_down);
}

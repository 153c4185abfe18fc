/* The reader of rule files (docs/protocol/line.md, "The rule"): lines of words. The first word says what the
 * line is; every error names its line and says what stands there. Nothing is guessed: a word too many is an
 * error too. */
#include "line_internal.h"

#include <stdlib.h>

#define MAX_LINE 600

struct rule_reader {
    struct line_rule *r;
    struct line_refusal *why;
    uint32_t number;
    char line[MAX_LINE]; /* the present line */
    char *at;            /* what is left of it */
    unsigned seen;       /* bit: single lines that were read */
    unsigned in_class;   /* bit: lines of the present class that were read */
};

enum {
    SEEN_VERSION,
    SEEN_FRAME,
    SEEN_MEASURE,
    SEEN_REFERENCE_A,
    SEEN_REFERENCE_B,
    SEEN_DAY,
    SEEN_DEMILITARIZED,
    SEEN_DEMILITARIZED_BY
};
enum { CLASS_WEAPONS, CLASS_CALIBRE, CLASS_RANGE, CLASS_DISTANCE, CLASS_BY };

#define WRONG(...) line_refuse(p->why, LINE_R_RULE, __VA_ARGS__)

/* The next word, ended in place; "" at the end of the line. */
static char *word(struct rule_reader *p)
{
    char *start = p->at + strspn(p->at, " ");
    size_t n = strcspn(start, " ");
    p->at = start + n;
    if (*p->at != '\0') {
        *p->at++ = '\0';
    }
    return start;
}

static int no_more(struct rule_reader *p)
{
    char *w = word(p);
    return *w == '\0' ? 0 : WRONG(T2_SAYS("\"%s\" is a word too many."), w);
}

static int once(struct rule_reader *p, unsigned *seen, unsigned what, const char *name)
{
    if (*seen >> what & 1) {
        return WRONG(T2_SAYS("A second line \"%s\"; one is allowed."), name);
    }
    *seen |= 1u << what;
    return 0;
}

/* Decimal digits without a leading zero. */
static int number(struct rule_reader *p, const char *w, uint32_t most, uint32_t *out)
{
    uint64_t v = 0;
    size_t n = strspn(w, "0123456789");
    if (n == 0 || n > 10 || w[n] != '\0' || (n > 1 && w[0] == '0')) {
        return WRONG(T2_SAYS("\"%s\" is no whole number; one is needed here."), w);
    }
    for (size_t i = 0; i < n; i++) {
        v = v * 10 + (uint64_t)(w[i] - '0');
    }
    if (v > most) {
        return WRONG(T2_SAYS("%s is too large; at most %u can stand here."), w, (unsigned)most);
    }
    *out = (uint32_t)v;
    return 0;
}

static int signed_number(struct rule_reader *p, const char *w, int32_t *out)
{
    uint32_t v = 0;
    int minus = *w == '-';
    int err = number(p, w + minus, 1000000, &v);
    *out = minus ? -(int32_t)v : (int32_t)v;
    return err;
}

/* A number with at most `places` decimals, times ten to that power. */
static int decimal(struct rule_reader *p, const char *w, unsigned places, uint32_t most, uint32_t *out)
{
    uint64_t v = 0;
    size_t whole = strspn(w, "0123456789"), part = w[whole] == '.' ? strspn(w + whole + 1, "0123456789") : 0;
    if (whole == 0 || whole > 10 || (whole > 1 && w[0] == '0') || part > places ||
        (w[whole] == '.' ? part == 0 || w[whole + 1 + part] != '\0' : w[whole] != '\0')) {
        return WRONG(T2_SAYS("\"%s\" is no number with at most %u decimals; one is needed here."), w, places);
    }
    for (size_t i = 0; i < whole; i++) {
        v = v * 10 + (uint64_t)(w[i] - '0');
    }
    for (size_t i = 0; i < places; i++) {
        v = v * 10 + (i < part ? (uint64_t)(w[whole + 1 + i] - '0') : 0);
    }
    if (v > most) {
        return WRONG(T2_SAYS("%s is too large here."), w);
    }
    *out = (uint32_t)v;
    return 0;
}

static int coordinate(struct rule_reader *p, int32_t *out)
{
    char *w = word(p);
    uint32_t v = 0;
    int minus = *w == '-';
    int err = decimal(p, w + minus, p->r->frame == GEO_FLAT ? 2 : 7, 1800000000, &v);
    *out = minus ? -(int32_t)v : (int32_t)v;
    return err;
}

static int side(struct rule_reader *p, enum line_side *out)
{
    char *w = word(p);
    if (strcmp(w, "a") != 0 && strcmp(w, "b") != 0) {
        return WRONG(T2_SAYS("\"%s\" is no side; the sides are a and b."), w);
    }
    *out = *w == 'a' ? LINE_A : LINE_B;
    return 0;
}

static int id(struct rule_reader *p, char out[LINE_ID_MAX + 1])
{
    char *w = word(p);
    if (!line_id_valid(w)) {
        return WRONG(T2_SAYS("\"%s\" is no name: 1 to %d letters, digits, - _ and . are."), w, LINE_ID_MAX);
    }
    memcpy(out, w, strlen(w) + 1);
    return 0;
}

/* What is left of the line, as a text. */
static int text(struct rule_reader *p, char out[LINE_TEXT_MAX + 1])
{
    char *start = p->at + strspn(p->at, " ");
    size_t n = strlen(start);
    if (!line_text_valid(start, n)) {
        return WRONG(T2_SAYS("A text of 1 to %d bytes is needed here."), LINE_TEXT_MAX);
    }
    memcpy(out, start, n + 1);
    p->at = start + n;
    return 0;
}

static int class_of(struct rule_reader *p, int any, uint8_t *out)
{
    char *w = word(p);
    size_t k = 0;
    if (any && strcmp(w, "any") == 0) {
        *out = LINE_MAX_CLASSES;
        return 0;
    }
    if (line_rule_class_find(p->r, w, &k) != 0) {
        return WRONG(T2_SAYS("There is no class \"%s\" above this line."), w);
    }
    *out = (uint8_t)k;
    return 0;
}

/* ---- the lines, one function each ---- */

static int read_title(struct rule_reader *p)
{
    char *lang = word(p);
    size_t n = strlen(lang), letters = strspn(lang, "abcdefghijklmnopqrstuvwxyz");
    if (n < 2 || n > 8 || letters < 2 || letters > 3 || (lang[letters] != '\0' && lang[letters] != '-')) {
        return WRONG(T2_SAYS("\"%s\" is no language; write one like en, uk or fr before the title."), lang);
    }
    if (p->r->n_titles == LINE_MAX_TITLES) {
        return WRONG(T2_SAYS("More than %d titles."), LINE_MAX_TITLES);
    }
    struct line_title *t = &p->r->title[p->r->n_titles];
    memcpy(t->lang, lang, n + 1);
    int err = text(p, t->text);
    p->r->n_titles += err == 0;
    return err;
}

static int read_frame(struct rule_reader *p)
{
    char *w = word(p);
    int flat = strcmp(w, "flat") == 0;
    if (!flat && strcmp(w, "wgs84") != 0) {
        return WRONG(T2_SAYS("\"%s\" is no frame; the frames are wgs84 and flat."), w);
    }
    if (p->r->n_sites > 0) {
        return WRONG(T2_SAYS("The frame stands before the first storage site."));
    }
    p->r->frame = flat ? GEO_FLAT : GEO_WGS84;
    return once(p, &p->seen, SEEN_FRAME, "frame");
}

static int read_measure(struct rule_reader *p)
{
    char *w = word(p);
    for (int m = LINE_PER_SIDE; m <= LINE_MAX_RANGE; m++) {
        if (strcmp(w, line_measure_name((enum line_measure)m)) == 0) {
            p->r->measure = (enum line_measure)m;
            return once(p, &p->seen, SEEN_MEASURE, "measure");
        }
    }
    return WRONG(T2_SAYS("\"%s\" is no measure; the measures are per_side, zone_width and max_range."), w);
}

static int read_reference(struct rule_reader *p)
{
    enum line_side s = LINE_A;
    int err = side(p, &s);
    err = err != 0 ? err : id(p, p->r->reference[s]);
    return err != 0 ? err
                    : once(p, &p->seen, s == LINE_A ? SEEN_REFERENCE_A : SEEN_REFERENCE_B,
                           s == LINE_A ? "reference a" : "reference b");
}

static int read_day(struct rule_reader *p)
{
    char *w = word(p);
    if (strcmp(w, "open") == 0) {
        p->r->d_day = INT32_MIN;
    } else {
        int part[3] = {0, 0, 0}, k = 0, digits = strlen(w) == 10;
        for (int i = 0; digits && i < 10; i++) {
            int dash = i == 4 || i == 7;
            digits = dash ? w[i] == '-' : w[i] >= '0' && w[i] <= '9';
            k += dash;
            part[k] = dash ? part[k] : part[k] * 10 + (w[i] - '0');
        }
        if (!digits || !line_day_of(part[0], part[1], part[2], &p->r->d_day)) {
            return WRONG(T2_SAYS("\"%s\" is no day; write it like 2015-02-15, or \"open\"."), w);
        }
    }
    return once(p, &p->seen, SEEN_DAY, "day");
}

/* One number for both sides, or two. */
static int two_numbers(struct rule_reader *p, uint32_t most, uint32_t out[LINE_N_SIDES])
{
    int err = number(p, word(p), most, &out[LINE_A]);
    out[LINE_B] = out[LINE_A];
    char *second = err == 0 ? word(p) : NULL;
    return second == NULL || *second == '\0' ? err : number(p, second, most, &out[LINE_B]);
}

static int read_demilitarized(struct rule_reader *p)
{
    int err = two_numbers(p, LINE_MAX_WIDTH_M, p->r->demilitarized_m);
    return err != 0 ? err : once(p, &p->seen, SEEN_DEMILITARIZED, "demilitarized");
}

/* The class that is being read is complete. */
static int class_done(struct rule_reader *p)
{
    unsigned needs = 1u << CLASS_WEAPONS | 1u << CLASS_DISTANCE;
    if (p->r->n_classes > 0 && (p->in_class & needs) != needs) {
        return WRONG(T2_SAYS("The class \"%s\" above this line lacks its line \"%s\"."),
                     p->r->classes[p->r->n_classes - 1].id,
                     p->in_class >> CLASS_WEAPONS & 1 ? "distance" : "weapons");
    }
    return 0;
}

static int read_class(struct rule_reader *p)
{
    int err = class_done(p);
    if (err != 0) {
        return err;
    }
    if (p->r->n_classes == LINE_MAX_CLASSES) {
        return WRONG(T2_SAYS("More than %d classes."), LINE_MAX_CLASSES);
    }
    err = id(p, p->r->classes[p->r->n_classes].id);
    p->r->n_classes += err == 0;
    p->in_class = 0;
    return err;
}

/* NULL, and refused, when a line of a class stands outside of any. */
static struct line_class *present_class(struct rule_reader *p)
{
    if (p->r->n_classes == 0) {
        (void)WRONG(T2_SAYS("This line belongs to a class, and none stands above it."));
        return NULL;
    }
    return &p->r->classes[p->r->n_classes - 1];
}

static int read_weapons(struct rule_reader *p)
{
    struct line_class *c = present_class(p);
    int err = c == NULL ? T2_E_REFUSED : once(p, &p->in_class, CLASS_WEAPONS, "weapons");
    for (char *w = err == 0 ? word(p) : NULL; err == 0 && *w != '\0'; w = word(p)) {
        enum line_weapon k = LINE_W_OTHER;
        if (line_weapon_find(w, &k) != 0) {
            return WRONG(T2_SAYS("\"%s\" is no kind of weapon that the program knows."), w);
        }
        c->weapons |= 1u << k;
    }
    return err;
}

static int limit(struct rule_reader *p, unsigned places, uint32_t *out)
{
    char *w = word(p);
    if (strcmp(w, "-") == 0) {
        *out = 0;
        return 0;
    }
    int err = decimal(p, w, places, 100000000, out);
    return err != 0 ? err : *out == 0 ? WRONG(T2_SAYS("A limit of 0 is none; write a dash.")) : 0;
}

static int read_calibre(struct rule_reader *p)
{
    struct line_class *c = present_class(p);
    int err = c == NULL ? T2_E_REFUSED : once(p, &p->in_class, CLASS_CALIBRE, "calibre");
    err = err != 0 ? err : limit(p, 1, &c->calibre_min);
    return err != 0 ? err : limit(p, 1, &c->calibre_max);
}

static int read_range(struct rule_reader *p)
{
    struct line_class *c = present_class(p);
    int err = c == NULL ? T2_E_REFUSED : once(p, &p->in_class, CLASS_RANGE, "range");
    err = err != 0 ? err : limit(p, 0, &c->range_min_m);
    return err != 0 ? err : limit(p, 0, &c->range_max_m);
}

static int read_distance(struct rule_reader *p)
{
    struct line_class *c = present_class(p);
    int err = c == NULL ? T2_E_REFUSED : once(p, &p->in_class, CLASS_DISTANCE, "distance");
    return err != 0 ? err : two_numbers(p, 2 * LINE_MAX_WIDTH_M, c->distance_m);
}

static int two_days(struct rule_reader *p, int32_t out[LINE_N_SIDES])
{
    int err = signed_number(p, word(p), &out[LINE_A]);
    out[LINE_B] = out[LINE_A];
    char *second = err == 0 ? word(p) : NULL;
    return second == NULL || *second == '\0' ? err : signed_number(p, second, &out[LINE_B]);
}

static int read_by(struct rule_reader *p)
{
    struct line_class *c = present_class(p);
    int err = c == NULL ? T2_E_REFUSED : once(p, &p->in_class, CLASS_BY, "by");
    return err != 0 ? err : two_days(p, c->day);
}

static int read_demilitarized_by(struct rule_reader *p)
{
    int err = two_days(p, p->r->demilitarized_day);
    return err != 0 ? err : once(p, &p->seen, SEEN_DEMILITARIZED_BY, "demilitarized_by");
}

static int read_site(struct rule_reader *p)
{
    if (p->r->n_sites == LINE_MAX_SITES) {
        return WRONG(T2_SAYS("More than %d storage sites."), LINE_MAX_SITES);
    }
    struct line_site *s = &p->r->sites[p->r->n_sites];
    int err = id(p, s->id);
    err = err != 0 ? err : side(p, &s->side);
    err = err != 0 ? err : class_of(p, 1, &s->class);
    err = err != 0 ? err : coordinate(p, &s->place.x);
    err = err != 0 ? err : coordinate(p, &s->place.y);
    err = err != 0 ? err : number(p, word(p), 100000, &s->radius_m);
    p->r->n_sites += err == 0;
    return err;
}

static int read_quota(struct rule_reader *p)
{
    if (p->r->n_quotas == LINE_MAX_QUOTAS) {
        return WRONG(T2_SAYS("More than %d quotas."), LINE_MAX_QUOTAS);
    }
    struct line_quota *q = &p->r->quotas[p->r->n_quotas];
    int err = class_of(p, 0, &q->class);
    err = err != 0 ? err : side(p, &q->side);
    err = err != 0 ? err : number(p, word(p), LINE_MAX_WIDTH_M, &q->from_m);
    err = err != 0 ? err : number(p, word(p), LINE_MAX_WIDTH_M, &q->to_m);
    err = err != 0 ? err : number(p, word(p), 10000000, &q->most);
    p->r->n_quotas += err == 0;
    return err;
}

static int read_step(struct rule_reader *p)
{
    if (p->r->n_steps == LINE_MAX_STEPS) {
        return WRONG(T2_SAYS("More than %d steps."), LINE_MAX_STEPS);
    }
    struct line_step *s = &p->r->steps[p->r->n_steps];
    int err = signed_number(p, word(p), &s->day);
    err = err != 0 ? err : text(p, s->text);
    p->r->n_steps += err == 0;
    return err;
}

static const struct {
    const char *name;
    int (*read)(struct rule_reader *p);
} lines[] = {
    {"title", read_title},
    {"frame", read_frame},
    {"measure", read_measure},
    {"reference", read_reference},
    {"day", read_day},
    {"demilitarized", read_demilitarized},
    {"demilitarized_by", read_demilitarized_by},
    {"class", read_class},
    {"weapons", read_weapons},
    {"calibre", read_calibre},
    {"range", read_range},
    {"distance", read_distance},
    {"by", read_by},
    {"site", read_site},
    {"quota", read_quota},
    {"step", read_step},
};

static int read_line(struct rule_reader *p)
{
    char *what = word(p);
    if (*what == '\0' || *what == '#') {
        return 0;
    }
    if ((p->seen >> SEEN_VERSION & 1) == 0) {
        if (strcmp(what, "tracktwo") != 0 || strcmp(word(p), "line") != 0 || strcmp(word(p), "rule") != 0 ||
            strcmp(word(p), "1") != 0) {
            return WRONG(T2_SAYS(
                "A rule file begins with the line \"tracktwo line rule 1\"; this one does not, or was "
                "made by another version."));
        }
        p->seen |= 1u << SEEN_VERSION;
        return no_more(p);
    }
    for (size_t k = 0; k < sizeof lines / sizeof lines[0]; k++) {
        if (strcmp(what, lines[k].name) == 0) {
            int err = lines[k].read(p);
            return err != 0 ? err : no_more(p);
        }
    }
    return WRONG(T2_SAYS("\"%s\" begins no line of a rule file."), what);
}

/* Copies the next line without its end; tabs become spaces, blanks at the end go. */
static int next_line(struct rule_reader *p, struct t2_bytes *in)
{
    const uint8_t *end = memchr(in->ptr, '\n', in->len);
    size_t n = end != NULL ? (size_t)(end - in->ptr) : in->len, used = n + (end != NULL);
    p->number++;
    if (n >= sizeof p->line) {
        return WRONG(T2_SAYS("The line is longer than %d bytes."), MAX_LINE - 1);
    }
    memcpy(p->line, in->ptr, n);
    in->ptr += used;
    in->len -= used;
    while (n > 0 && (p->line[n - 1] == '\r' || p->line[n - 1] == ' ' || p->line[n - 1] == '\t')) {
        n--;
    }
    p->line[n] = '\0';
    if (strlen(p->line) != n) {
        return WRONG(T2_SAYS("The line holds a zero byte: this is no text."));
    }
    for (char *c = p->line; *c != '\0'; c++) {
        if (*c == '\t') {
            *c = ' ';
        }
    }
    p->at = p->line;
    return 0;
}

static int all_read(struct rule_reader *p)
{
    static const char *const needed[] = {"tracktwo", "frame", "measure", "reference a", "reference b"};
    int err = class_done(p);
    for (unsigned k = 0; err == 0 && k < sizeof needed / sizeof needed[0]; k++) {
        if ((p->seen >> k & 1) == 0) {
            err = WRONG(T2_SAYS("The line \"%s\" is missing."), needed[k]);
        }
    }
    return err != 0 ? err : line_rule_check(p->r, p->why);
}

int line_rule_read(struct t2_bytes in, struct line_refusal *why, struct line_rule **out)
{
    if (in.len > LINE_RULE_MAX_BYTES) {
        return line_refuse(why, LINE_R_RULE, T2_SAYS("A rule file has at most %d bytes."),
                           LINE_RULE_MAX_BYTES);
    }
    struct rule_reader p = {.r = calloc(1, sizeof(*p.r)), .why = why};
    if (p.r == NULL) {
        return T2_E_MEMORY;
    }
    p.r->d_day = INT32_MIN;
    p.at = p.line;
    int err = 0;
    while (err == 0 && in.len > 0) {
        err = next_line(&p, &in);
        err = err != 0 ? err : read_line(&p);
    }
    err = err != 0 ? err : all_read(&p);
    if (err != 0) {
        if (err == T2_E_REFUSED && why != NULL) {
            why->line_number = p.number;
        }
        free(p.r);
        return err;
    }
    *out = p.r;
    return 0;
}

/* What is needed to show a page, as a list: of each place the keys that may stand there, and what stands
 * behind them. An object is made anew of these; no other key, no string and no stream comes over, whatever
 * its name. So there is no list of what is bad (ISO 32000-1: /Metadata, /PieceInfo, /Info, /AF, /AA, ... in
 * any dictionary), which could forget something. */
#include "desk/strip_pdf_internal.h"

#include <stdlib.h>
#include <string.h>

struct key {
    const char *name;
    enum pdf_place place;
};

#define KEYS_MAX 26
struct shape {
    struct key keys[KEYS_MAX];
    int is_map; /* 1: any name, and each stands for a `maps_to` */
    enum pdf_place maps_to;
    int stream;      /* 1: may be a stream */
    int only_stream; /* 1: must be one */
};

#define V(name)                                                                                              \
    {                                                                                                        \
        "/" name, PDF_VALUE                                                                                  \
    }
#define MAP(place)                                                                                           \
    {                                                                                                        \
        .is_map = 1, .maps_to = (place)                                                                      \
    }

static const struct shape shapes[PDF_N_PLACES] = {
    [PDF_PAGE] = {.keys = {V("Type"),
                           V("MediaBox"),
                           V("CropBox"),
                           V("Rotate"),
                           V("UserUnit"),
                           {"/Resources", PDF_RESOURCES},
                           {"/Group", PDF_GROUP}}},
    [PDF_GROUP] = {.keys = {V("Type"), V("S"), V("I"), V("K"), {"/CS", PDF_COLOUR}}},
    [PDF_RESOURCES] = {.keys = {{"/ExtGState", PDF_STATES},
                                {"/ColorSpace", PDF_COLOURS},
                                {"/Pattern", PDF_PATTERNS},
                                {"/Shading", PDF_SHADINGS},
                                {"/XObject", PDF_OBJECTS},
                                {"/Font", PDF_FONTS}}},
    [PDF_STATES] = MAP(PDF_STATE),
    [PDF_COLOURS] = MAP(PDF_COLOUR),
    [PDF_PATTERNS] = MAP(PDF_PATTERN),
    [PDF_SHADINGS] = MAP(PDF_SHADING),
    [PDF_OBJECTS] = MAP(PDF_OBJECT),
    [PDF_FONTS] = MAP(PDF_FONT),
    [PDF_GLYPHS] = MAP(PDF_GLYPH),
    [PDF_STATE] = {.keys = {V("Type"),
                            V("LW"),
                            V("LC"),
                            V("LJ"),
                            V("ML"),
                            V("D"),
                            V("RI"),
                            V("OP"),
                            V("op"),
                            V("OPM"),
                            V("FL"),
                            V("SM"),
                            V("SA"),
                            V("BM"),
                            V("CA"),
                            V("ca"),
                            V("AIS"),
                            V("TK"),
                            {"/Font", PDF_FONT},
                            {"/SMask", PDF_MASK}}},
    [PDF_MASK] = {.keys = {V("Type"), V("S"), V("BC"), {"/G", PDF_FORM}, {"/TR", PDF_FUNCTION}}},
    [PDF_CALIBRATION] = {.keys = {V("WhitePoint"), V("BlackPoint"), V("Gamma"), V("Matrix"), V("Range")}},
    [PDF_TABLE] = {.stream = 1, .only_stream = 1},
    [PDF_PATTERN] = {.keys = {V("Type"),
                              V("PatternType"),
                              V("PaintType"),
                              V("TilingType"),
                              V("BBox"),
                              V("XStep"),
                              V("YStep"),
                              V("Matrix"),
                              {"/Resources", PDF_RESOURCES},
                              {"/Shading", PDF_SHADING},
                              {"/ExtGState", PDF_STATE}},
                     .stream = 1},
    [PDF_SHADING] = {.keys = {V("ShadingType"),
                              V("Background"),
                              V("BBox"),
                              V("AntiAlias"),
                              V("Coords"),
                              V("Domain"),
                              V("Extend"),
                              V("Matrix"),
                              V("BitsPerCoordinate"),
                              V("BitsPerComponent"),
                              V("BitsPerFlag"),
                              V("Decode"),
                              V("VerticesPerRow"),
                              {"/ColorSpace", PDF_COLOUR},
                              {"/Function", PDF_FUNCTION}},
                     .stream = 1},
    [PDF_FUNCTION] = {.keys = {V("FunctionType"),
                               V("Domain"),
                               V("Range"),
                               V("Size"),
                               V("BitsPerSample"),
                               V("Order"),
                               V("Encode"),
                               V("Decode"),
                               V("C0"),
                               V("C1"),
                               V("N"),
                               V("Bounds"),
                               {"/Functions", PDF_FUNCTION}},
                      .stream = 1},
    [PDF_FORM] = {.keys = {V("Type"),
                           V("Subtype"),
                           V("FormType"),
                           V("BBox"),
                           V("Matrix"),
                           {"/Resources", PDF_RESOURCES},
                           {"/Group", PDF_GROUP}},
                  .stream = 1,
                  .only_stream = 1},
    [PDF_IMAGE] = {.keys = {V("Type"),
                            V("Subtype"),
                            V("Width"),
                            V("Height"),
                            V("BitsPerComponent"),
                            V("Intent"),
                            V("ImageMask"),
                            V("Decode"),
                            V("Interpolate"),
                            V("Matte"),
                            {"/ColorSpace", PDF_COLOUR},
                            {"/Mask", PDF_IMAGE},
                            {"/SMask", PDF_IMAGE}},
                   .stream = 1,
                   .only_stream = 1},
    [PDF_FONT] = {.keys = {V("Type"),
                           V("Subtype"),
                           V("BaseFont"),
                           V("FirstChar"),
                           V("LastChar"),
                           V("Widths"),
                           V("DW"),
                           V("W"),
                           V("DW2"),
                           V("W2"),
                           V("FontBBox"),
                           V("FontMatrix"),
                           {"/FontDescriptor", PDF_DESCRIPTOR},
                           {"/Encoding", PDF_ENCODING},
                           {"/ToUnicode", PDF_CMAP},
                           {"/DescendantFonts", PDF_FONT},
                           {"/CIDSystemInfo", PDF_COLLECTION},
                           {"/CIDToGIDMap", PDF_DATA},
                           {"/CharProcs", PDF_GLYPHS},
                           {"/Resources", PDF_RESOURCES}}},
    [PDF_DESCRIPTOR] = {.keys = {V("Type"),
                                 V("FontName"),
                                 V("FontStretch"),
                                 V("FontWeight"),
                                 V("Flags"),
                                 V("FontBBox"),
                                 V("ItalicAngle"),
                                 V("Ascent"),
                                 V("Descent"),
                                 V("Leading"),
                                 V("CapHeight"),
                                 V("XHeight"),
                                 V("StemV"),
                                 V("StemH"),
                                 V("AvgWidth"),
                                 V("MaxWidth"),
                                 V("MissingWidth"),
                                 {"/FontFile", PDF_FONT_FILE},
                                 {"/FontFile2", PDF_FONT_FILE},
                                 {"/FontFile3", PDF_FONT_FILE}}},
    [PDF_FONT_FILE] = {.keys = {V("Subtype"), V("Length1"), V("Length2"), V("Length3")},
                       .stream = 1,
                       .only_stream = 1},
    [PDF_ENCODING] = {.keys = {V("Type"),
                               V("BaseEncoding"),
                               V("Differences"),
                               V("CMapName"),
                               V("WMode"),
                               {"/UseCMap", PDF_CMAP},
                               {"/CIDSystemInfo", PDF_COLLECTION}},
                      .stream = 1},
    [PDF_CMAP] =
        {{V("Type"), V("CMapName"), V("WMode"), {"/UseCMap", PDF_CMAP}, {"/CIDSystemInfo", PDF_COLLECTION}},
         .stream = 1,
         .only_stream = 1},
    [PDF_COLLECTION] = {.keys = {V("Supplement"), {"/Registry", PDF_WORDS}, {"/Ordering", PDF_WORDS}}},
    [PDF_GLYPH] = {.stream = 1, .only_stream = 1},
    [PDF_DATA] = {.stream = 1, .only_stream = 1},
};

/* Spaces of colours that are arrays, and what stands behind their name. */
static const struct {
    const char *name;
    enum pdf_place items[3];
    int n;
} spaces[] = {
    {"/CalGray", {PDF_CALIBRATION}, 1},
    {"/CalRGB", {PDF_CALIBRATION}, 1},
    {"/Lab", {PDF_CALIBRATION}, 1},
    {"/Indexed", {PDF_COLOUR, PDF_VALUE, PDF_TABLE}, 3},
    {"/Separation", {PDF_VALUE, PDF_COLOUR, PDF_FUNCTION}, 3},
    {"/DeviceN", {PDF_VALUE, PDF_COLOUR, PDF_FUNCTION}, 3},
    {"/Pattern", {PDF_COLOUR}, 1},
    {"/DeviceGray", {PDF_VALUE}, 0},
    {"/DeviceRGB", {PDF_VALUE}, 0},
    {"/DeviceCMYK", {PDF_VALUE}, 0},
};
#define N_SPACES (sizeof spaces / sizeof spaces[0])

static int give_up(struct pdf_job *job, enum strip_fault fault)
{
    return strip_fail(&job->fault, fault);
}

/* ---- what was copied already ---- */

static qpdf_oh find_copied(const struct pdf_job *job, int number, int generation, enum pdf_place place)
{
    for (size_t i = 0; i < job->n_copied; i++) {
        const struct pdf_copied *c = &job->copied[i];
        if (c->number == number && c->generation == generation && c->place == place) {
            return c->made;
        }
    }
    return 0;
}

/* Before its parts are copied, so that a circle ends here. */
static int note_copied(struct pdf_job *job, qpdf_oh what, enum pdf_place place, qpdf_oh made)
{
    if (!qpdf_oh_is_indirect(job->from, what)) {
        return 0;
    }
    if (job->n_copied == job->cap_copied) {
        size_t cap = job->cap_copied == 0 ? 64 : 2 * job->cap_copied;
        struct pdf_copied *more = reallocarray(job->copied, cap, sizeof *more);
        if (more == NULL) {
            return T2_E_MEMORY;
        }
        job->copied = more;
        job->cap_copied = cap;
    }
    job->copied[job->n_copied++] = (struct pdf_copied){qpdf_oh_get_object_id(job->from, what),
                                                       qpdf_oh_get_generation(job->from, what), place, made};
    return 0;
}

/* ---- one of each type ---- */

static int copy_scalar(struct pdf_job *job, qpdf_oh what, enum pdf_place place, qpdf_oh *out)
{
    size_t len = 0;
    const char *text;
    switch (qpdf_oh_get_type_code(job->from, what)) {
    case ot_boolean:
        *out = qpdf_oh_new_bool(job->to, qpdf_oh_get_bool_value(job->from, what));
        return 0;
    case ot_integer:
        *out = qpdf_oh_new_integer(job->to, qpdf_oh_get_int_value(job->from, what));
        return 0;
    case ot_real:
        *out = qpdf_oh_new_real_from_string(job->to, qpdf_oh_get_real_value(job->from, what));
        return 0;
    case ot_name:
        *out = qpdf_oh_new_name(job->to, qpdf_oh_get_name(job->from, what));
        return 0;
    case ot_string:
        if (place != PDF_WORDS && place != PDF_TABLE) {
            return 0; /* words are taken along only where a font or a table of colours needs them */
        }
        text = qpdf_oh_get_binary_string_value(job->from, what, &len);
        *out = qpdf_oh_new_binary_string(job->to, text, len);
        return 0;
    case ot_null:
    case ot_uninitialized:
    case ot_reserved:
    case ot_array:
    case ot_dictionary:
    case ot_stream:
    case ot_operator:
    case ot_inlineimage:
    case ot_unresolved:
    case ot_destroyed:
        break;
    }
    return 0;
}

/* The profile of a device tells which: its colours are taken as those of any device with as many. */
static int copy_profile(struct pdf_job *job, qpdf_oh array, qpdf_oh *out)
{
    qpdf_oh dict = qpdf_oh_get_dict(job->from, qpdf_oh_get_array_item(job->from, array, 1));
    long long n = 0;
    if (!qpdf_oh_get_value_as_longlong(job->from, qpdf_oh_get_key(job->from, dict, "/N"), &n) ||
        (n != 1 && n != 3 && n != 4)) {
        return give_up(job, STRIP_DAMAGED);
    }
    job->removed |= STRIP_PROFILE;
    *out = qpdf_oh_new_name(job->to, n == 1 ? "/DeviceGray" : n == 3 ? "/DeviceRGB" : "/DeviceCMYK");
    return 0;
}

static int copy_item(struct pdf_job *job, qpdf_oh from, int i, enum pdf_place place, int depth, qpdf_oh made)
{
    qpdf_oh item = qpdf_oh_get_array_item(job->from, from, i), copy = 0;
    int err = pdf_copy(job, item, place, depth + 1, &copy);
    if (err == 0) {
        qpdf_oh_append_item(job->to, made, copy != 0 ? copy : qpdf_oh_new_null(job->to));
    }
    qpdf_oh_release(job->from, item);
    return err;
}

static int copy_colour(struct pdf_job *job, qpdf_oh what, int depth, qpdf_oh *out)
{
    int n = qpdf_oh_get_array_n_items(job->from, what), err = 0;
    qpdf_oh family = qpdf_oh_get_array_item(job->from, what, 0);
    size_t k = 0;
    if (n == 2 && qpdf_oh_is_name_and_equals(job->from, family, "/ICCBased") &&
        qpdf_oh_is_stream(job->from, qpdf_oh_get_array_item(job->from, what, 1))) {
        return copy_profile(job, what, out);
    }
    while (k < N_SPACES && !qpdf_oh_is_name_and_equals(job->from, family, spaces[k].name)) {
        k++;
    }
    if (k == N_SPACES || n < 1) {
        return give_up(job, STRIP_DAMAGED);
    }
    *out = qpdf_oh_new_array(job->to);
    qpdf_oh_append_item(job->to, *out, qpdf_oh_new_name(job->to, spaces[k].name));
    for (int i = 0; i < spaces[k].n && i + 1 < n && err == 0; i++) {
        err = copy_item(job, what, i + 1, spaces[k].items[i], depth, *out);
    }
    return err;
}

static int copy_array(struct pdf_job *job, qpdf_oh what, enum pdf_place place, int depth, qpdf_oh *out)
{
    int n = qpdf_oh_get_array_n_items(job->from, what), err = 0;
    if (place == PDF_COLOUR) {
        return copy_colour(job, what, depth, out);
    }
    *out = qpdf_oh_new_array(job->to);
    job->n_objects += (size_t)n / 64; /* long arrays of numbers are common */
    for (int i = 0; i < n && err == 0; i++) {
        err = copy_item(job, what, i, place, depth, *out);
    }
    return err;
}

static int copy_key(struct pdf_job *job, qpdf_oh from, const char *name, enum pdf_place place, int depth,
                    qpdf_oh made)
{
    qpdf_oh item = qpdf_oh_get_key(job->from, from, name), copy = 0;
    int err = pdf_copy(job, item, place, depth + 1, &copy);
    if (err == 0 && copy != 0) {
        qpdf_oh_replace_key(job->to, made, name, copy);
    }
    qpdf_oh_release(job->from, item);
    return err;
}

/* The library walks along one dictionary at a time, so that the names are written down first. */
static int copy_map(struct pdf_job *job, qpdf_oh from, enum pdf_place place, int depth, qpdf_oh made)
{
    struct t2_buf list;
    int err = 0;
    t2_buf_init(&list, 1u << 20);
    qpdf_oh_begin_dict_key_iter(job->from, from);
    while (err == 0 && qpdf_oh_dict_more_keys(job->from)) {
        const char *name = qpdf_oh_dict_next_key(job->from);
        err = t2_buf_append(&list, name, strlen(name) + 1);
    }
    for (size_t at = 0; at < list.len && err == 0;) {
        const char *name = (const char *)list.ptr + at;
        at += strlen(name) + 1;
        err = copy_key(job, from, name, place, depth, made);
    }
    t2_buf_free(&list);
    return err == T2_E_FULL ? give_up(job, STRIP_TOO_LARGE) : err;
}

static int copy_keys(struct pdf_job *job, qpdf_oh from, const struct shape *shape, int depth, qpdf_oh made)
{
    int err = 0;
    for (const struct key *k = shape->keys; k < shape->keys + KEYS_MAX && k->name != NULL && err == 0; k++) {
        if (qpdf_oh_has_key(job->from, from, k->name)) {
            err = copy_key(job, from, k->name, k->place, depth, made);
        }
    }
    return err;
}

static int copy_structure(struct pdf_job *job, qpdf_oh what, enum pdf_place place, int depth, qpdf_oh *out)
{
    const struct shape *shape = &shapes[place];
    int is_stream = qpdf_oh_is_stream(job->from, what);
    if (is_stream ? !shape->stream : shape->only_stream || (shape->keys[0].name == NULL && !shape->is_map)) {
        return 0; /* it does not belong there */
    }
    if (++job->n_objects > STRIP_PDF_MAX_OBJECTS) {
        return give_up(job, STRIP_TOO_LARGE);
    }
    qpdf_oh dict = is_stream ? qpdf_oh_get_dict(job->from, what) : what;
    qpdf_oh made = is_stream ? qpdf_oh_new_stream(job->to)
                             : qpdf_make_indirect_object(job->to, qpdf_oh_new_dictionary(job->to));
    qpdf_oh into = is_stream ? qpdf_oh_get_dict(job->to, made) : made;
    int err = note_copied(job, what, place, made);
    if (err == 0) {
        err = shape->is_map ? copy_map(job, dict, shape->maps_to, depth, into)
                            : copy_keys(job, dict, shape, depth, into);
    }
    if (err == 0 && is_stream) {
        err = pdf_copy_stream(job, what, place, made);
    }
    *out = made;
    return err;
}

/* A form or an image; what else draws (PostScript) is refused. */
static int object_place(struct pdf_job *job, qpdf_oh what, enum pdf_place *place)
{
    qpdf_oh dict = qpdf_oh_is_stream(job->from, what) ? qpdf_oh_get_dict(job->from, what) : 0;
    qpdf_oh subtype = dict != 0 ? qpdf_oh_get_key(job->from, dict, "/Subtype") : 0;
    if (subtype != 0 && qpdf_oh_is_name_and_equals(job->from, subtype, "/Form")) {
        *place = PDF_FORM;
    } else if (subtype != 0 && qpdf_oh_is_name_and_equals(job->from, subtype, "/Image")) {
        *place = PDF_IMAGE;
    } else {
        return give_up(job, STRIP_DAMAGED);
    }
    return 0;
}

int pdf_copy(struct pdf_job *job, qpdf_oh what, enum pdf_place place, int depth, qpdf_oh *out)
{
    *out = 0;
    if (depth > STRIP_PDF_MAX_DEPTH) {
        return give_up(job, STRIP_DAMAGED);
    }
    if (place == PDF_OBJECT) {
        int err = object_place(job, what, &place);
        if (err != 0) {
            return err;
        }
    }
    if (qpdf_oh_is_indirect(job->from, what)) {
        *out = find_copied(job, qpdf_oh_get_object_id(job->from, what),
                           qpdf_oh_get_generation(job->from, what), place);
        if (*out != 0) {
            return 0;
        }
    }
    if (qpdf_oh_is_array(job->from, what)) {
        return copy_array(job, what, place, depth, out);
    }
    if (qpdf_oh_is_stream(job->from, what) || qpdf_oh_is_dictionary(job->from, what)) {
        return copy_structure(job, what, place, depth, out);
    }
    return copy_scalar(job, what, place, out);
}

/* What pictures say beside what they show is gone, and what they show is the same. */
#include "desk_strip_made.h"

static uint32_t strip(struct t2_bytes in, struct t2_buf *out, enum table_media media, int *turned)
{
    struct strip_report r = {0};
    struct desk_problem why = {.lang = TABLE_LANG_EN};
    t2_buf_init(out, TABLE_ATTACHMENT_MAX);
    if (strip_file(in, "picture", out, &r, &why) != 0) {
        fail_msg("%s", why.text);
    }
    assert_int_equal(r.media, media);
    *turned = r.turned;
    return r.removed;
}

static void refuse(struct t2_bytes in, const char *text)
{
    struct strip_report r = {0};
    struct desk_problem why = {.lang = TABLE_LANG_EN};
    struct t2_buf out;
    t2_buf_init(&out, TABLE_ATTACHMENT_MAX);
    assert_int_equal(strip_file(in, "picture", &out, &r, &why), T2_E_REFUSED);
    assert_int_equal(out.len, 0);
    if (strstr(why.text, text) == NULL) {
        fail_msg("\"%s\" is not in \"%s\"", text, why.text);
    }
    t2_buf_free(&out);
}

/* No marker but those that make the picture: no APPn, no COM, nothing behind EOI. */
static void only_the_picture(struct t2_bytes jpeg, int adobe)
{
    int n_adobe = 0;
    assert_memory_equal(jpeg.ptr, "\xff\xd8", 2);
    assert_memory_equal(jpeg.ptr + jpeg.len - 2, "\xff\xd9", 2);
    for (size_t at = 2; jpeg.ptr[at + 1] != 0xda;) {
        unsigned marker = jpeg.ptr[at + 1];
        size_t len = (size_t)jpeg.ptr[at + 2] << 8 | jpeg.ptr[at + 3];
        assert_int_equal(jpeg.ptr[at], 0xff);
        if (marker == 0xee && adobe) {
            n_adobe++;
            assert_int_equal(len, 14);
        } else {
            assert_true((marker >= 0xc0 && marker <= 0xc4) || marker == 0xdb || marker == 0xdd);
        }
        at += 2 + len;
    }
    assert_int_equal(n_adobe, adobe);
}

static void same_pixels(struct t2_bytes a, struct t2_bytes b)
{
    unsigned wa, ha, wb, hb;
    int ca, cb;
    struct t2_buf x = made_jpeg_pixels(a, &wa, &ha, &ca), y = made_jpeg_pixels(b, &wb, &hb, &cb);
    assert_int_equal(wa, wb);
    assert_int_equal(ha, hb);
    assert_int_equal(ca, cb);
    assert_memory_equal(x.ptr, y.ptr, x.len);
    t2_buf_free(&x);
    t2_buf_free(&y);
}

static void jpeg(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct t2_buf out, again;
        int turned = 1;
        struct t2_buf clean = made_jpeg(61, 37, k == 3 ? 4 : k == 2 ? 1 : 3, k == 1);
        struct t2_buf dirty = made_jpeg_dirty(t2_buf_view(&clean), 1);
        assert_true(made_holds(t2_buf_view(&dirty), PLANTED));
        uint32_t removed = strip(t2_buf_view(&dirty), &out, TABLE_MEDIA_JPEG, &turned);
        assert_int_equal(turned, 0);
        assert_int_equal(removed, STRIP_POSITION | STRIP_CAMERA | STRIP_DATE | STRIP_NAMES | STRIP_COMMENT |
                                      STRIP_THUMBNAIL | STRIP_PROFILE | STRIP_BEHIND | STRIP_OTHER);
        assert_false(made_holds(t2_buf_view(&out), PLANTED));
        only_the_picture(t2_buf_view(&out), k == 3);
        same_pixels(t2_buf_view(&clean), t2_buf_view(&out));
        /* What is clean stays as it is, byte for byte; and nothing is said to have been taken out. */
        assert_int_equal(strip(t2_buf_view(&out), &again, TABLE_MEDIA_JPEG, &turned), 0);
        assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&again)));
        t2_buf_free(&again);
        t2_buf_free(&out);
        t2_buf_free(&dirty);
        t2_buf_free(&clean);
    }
}

/* Where pixel (x, y) of the upright picture stands in the one with this orientation. */
static void lies_at(unsigned orientation, unsigned w, unsigned h, unsigned x, unsigned y, unsigned *sx,
                    unsigned *sy)
{
    int across = orientation >= 5;
    int flip_x = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    int flip_y = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    unsigned ux = flip_x ? w - 1 - x : x, uy = flip_y ? h - 1 - y : y;
    *sx = across ? uy : ux;
    *sy = across ? ux : uy;
}

static void turned_as(unsigned width, unsigned height, unsigned orientation, int components, int progressive)
{
    unsigned w, h, sw, sh;
    int n, turned = 0;
    struct t2_buf out, clean = made_jpeg(width, height, components, progressive);
    struct t2_buf dirty = made_jpeg_dirty(t2_buf_view(&clean), orientation);
    (void)strip(t2_buf_view(&dirty), &out, TABLE_MEDIA_JPEG, &turned);
    assert_int_equal(turned, 1);
    only_the_picture(t2_buf_view(&out), 0);
    struct t2_buf from = made_jpeg_pixels(t2_buf_view(&clean), &sw, &sh, &n);
    struct t2_buf to = made_jpeg_pixels(t2_buf_view(&out), &w, &h, &n);
    /* At most what does not fill a unit of blocks is cut off, at the side that was the end. */
    unsigned full_w = orientation >= 5 ? sh : sw, full_h = orientation >= 5 ? sw : sh;
    assert_true(w <= full_w && w + 16 > full_w && h <= full_h && h + 16 > full_h);
    for (unsigned y = 0; y < h; y++) {
        for (unsigned x = 0; x < w; x++) {
            unsigned sx, sy;
            lies_at(orientation, w, h, x, y, &sx, &sy);
            for (int i = 0; i < n; i++) {
                int a = from.ptr[((size_t)sy * sw + sx) * (size_t)n + (size_t)i];
                int b = to.ptr[((size_t)y * w + x) * (size_t)n + (size_t)i];
                /* the same coefficients; only what the decoder rounds */
                if (abs(a - b) > 3) {
                    fail_msg("orientation %u: (%u, %u) is %d, not %d", orientation, x, y, b, a);
                }
            }
        }
    }
    t2_buf_free(&from);
    t2_buf_free(&to);
    t2_buf_free(&out);
    t2_buf_free(&dirty);
    t2_buf_free(&clean);
}

static void upright(void **state)
{
    (void)state;
    for (unsigned orientation = 2; orientation <= 8; orientation++) {
        turned_as(64, 32, orientation, 3, 0);
        turned_as(61, 37, orientation, 3, (int)(orientation & 1));
        turned_as(45, 70, orientation, 1, 0);
    }
    /* Too small to be turned without losing all: as it lies. */
    int turned = 1;
    struct t2_buf out, clean = made_jpeg(5, 5, 3, 0);
    struct t2_buf dirty = made_jpeg_dirty(t2_buf_view(&clean), 6);
    (void)strip(t2_buf_view(&dirty), &out, TABLE_MEDIA_JPEG, &turned);
    assert_int_equal(turned, 0);
    same_pixels(t2_buf_view(&clean), t2_buf_view(&out));
    t2_buf_free(&out);
    t2_buf_free(&dirty);
    t2_buf_free(&clean);
}

static void png(void **state)
{
    (void)state;
    static const unsigned kinds[][2] = {{1, 0}, {2, 0}, {4, 0}, {8, 0}, {16, 0}, {8, 2}, {16, 2}, {1, 3},
                                        {2, 3}, {4, 3}, {8, 3}, {8, 4}, {16, 4}, {8, 6}, {16, 6}};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        for (int interlaced = 0; interlaced < 2; interlaced++) {
            struct t2_buf out, again;
            int turned;
            struct t2_buf dirty = made_png(19, 11, kinds[k][0], kinds[k][1], interlaced, 1);
            uint32_t removed = strip(t2_buf_view(&dirty), &out, TABLE_MEDIA_PNG, &turned);
            assert_int_equal(removed, STRIP_POSITION | STRIP_CAMERA | STRIP_DATE | STRIP_NAMES |
                                          STRIP_COMMENT | STRIP_THUMBNAIL | STRIP_PROFILE | STRIP_BEHIND |
                                          STRIP_OTHER);
            assert_false(made_holds(t2_buf_view(&out), PLANTED));
            struct t2_buf a = made_png_rows(t2_buf_view(&dirty)), b = made_png_rows(t2_buf_view(&out));
            assert_true(t2_bytes_eq(t2_buf_view(&a), t2_buf_view(&b)));
            for (const char *const *name =
                     (const char *const[]){"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "pHYs", "iCCP", "acTL",
                                           "fdAT", "prVt", NULL};
                 *name != NULL; name++) {
                assert_false(made_holds(t2_buf_view(&out), *name));
            }
            assert_true(made_holds(t2_buf_view(&out), "gAMA"));
            assert_memory_equal(out.ptr + out.len - 12, "\0\0\0\0IEND", 8);
            assert_int_equal(strip(t2_buf_view(&out), &again, TABLE_MEDIA_PNG, &turned), 0);
            assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&again)));
            t2_buf_free(&a);
            t2_buf_free(&b);
            t2_buf_free(&again);
            t2_buf_free(&out);
            t2_buf_free(&dirty);
        }
    }
}

/* What breaks the format is refused: who knows what it hides. */
static void png_refused(void **state)
{
    static const char damaged[] = "damaged, or has something in it";
    (void)state;
    struct t2_buf good = made_png(19, 11, 8, 2, 0, 0), bad;
    for (size_t i = 8; i < good.len; i++) { /* the sums see every byte */
        good.ptr[i] ^= 1;
        refuse(t2_buf_view(&good), damaged);
        good.ptr[i] ^= 1;
    }
    for (size_t n = 8; n < good.len; n++) {
        refuse(t2_bytes_of(good.ptr, n), damaged);
    }
    /* With good sums: a chunk that nobody may overlook, two palettes, rows too many, no rows. */
    static const char *const heads[] = {"IHDR", "CRIT", "PLTE", "PLTE"};
    for (int k = 0; k < 4; k++) {
        t2_buf_init(&bad, MADE_MAX);
        made_append(&bad, good.ptr, 33);
        for (int i = 1; i <= 3 && k != 0; i++) {
            made_png_chunk(&bad, heads[i], t2_bytes_str(k == 1 || i > 1 ? "abc" : "ab"));
        }
        if (k == 0) {
            made_png_chunk(&bad, "IHDR", t2_bytes_of(good.ptr + 16, 13));
        }
        made_append(&bad, good.ptr + 33, good.len - 33);
        refuse(t2_buf_view(&bad), damaged);
        t2_buf_free(&bad);
    }
    struct t2_buf other = made_png(19, 12, 8, 2, 0, 0);
    for (int k = 0; k < 2; k++) {
        const struct t2_buf *head = k == 0 ? &good : &other, *rest = k == 0 ? &other : &good;
        t2_buf_init(&bad, MADE_MAX);
        made_append(&bad, head->ptr, 33);
        made_append(&bad, rest->ptr + 33, rest->len - 33);
        refuse(t2_buf_view(&bad), damaged);
        t2_buf_free(&bad);
    }
    t2_buf_init(&bad, MADE_MAX);
    made_append(&bad, good.ptr, 33);
    made_png_chunk(&bad, "IEND", t2_bytes_of(NULL, 0));
    refuse(t2_buf_view(&bad), damaged);
    t2_buf_free(&bad);
    /* A picture of more pixels than are looked at. */
    t2_buf_init(&bad, MADE_MAX);
    made_append(&bad, good.ptr, 8);
    made_png_chunk(&bad, "IHDR", t2_bytes_of("\0\0\xff\xff\0\0\xff\xff\x08\2\0\0\0", 13));
    refuse(t2_buf_view(&bad), "larger than this program looks through");
    t2_buf_free(&bad);
    t2_buf_free(&good);
    t2_buf_free(&other);
}

static void jpeg_refused(void **state)
{
    (void)state;
    struct t2_buf good = made_jpeg(61, 37, 3, 0);
    for (size_t n = 2; n < good.len; n++) {
        refuse(t2_bytes_of(good.ptr, n), "damaged");
    }
    /* 65,500 by 65,500 pixels */
    uint8_t *sof = memmem(good.ptr, good.len, "\xff\xc0", 2);
    assert_non_null(sof);
    memcpy(sof + 5, "\xff\xdc\xff\xdc", 4);
    refuse(t2_buf_view(&good), "larger than this program looks through");
    t2_buf_free(&good);
}

/* Bits flipped anywhere: a picture without a word of what was planted, or a refusal; never a crash. */
static void flipped(void **state)
{
    (void)state;
    for (int k = 0; k < 4; k++) {
        struct t2_buf clean = k < 2 ? made_jpeg(33, 20, 3, k) : made_png(9, 7, 8, k == 2 ? 2 : 3, k == 3, 1);
        struct t2_buf x = k < 2 ? made_jpeg_dirty(t2_buf_view(&clean), 6) : made_png(9, 7, 8, 3, 1, 1);
        for (size_t bit = 0; bit < x.len * 8; bit += 1 + bit % 7) {
            struct t2_buf out;
            uint32_t removed = 0;
            int turned = 0;
            enum strip_fault fault = STRIP_FINE;
            t2_buf_init(&out, TABLE_ATTACHMENT_MAX);
            x.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
            uint8_t *copy = malloc(x.len); /* so that the sanitizer sees a read behind the end */
            assert_non_null(copy);
            memcpy(copy, x.ptr, x.len);
            struct t2_bytes in = t2_bytes_of(copy, x.len);
            int err = k < 2 ? strip_jpeg(in, &out, &removed, &turned, &fault)
                            : strip_png(in, &out, &removed, &fault);
            assert_true(err == 0 || (err == T2_E_MALFORMED && fault != STRIP_FINE));
            assert_false(made_holds(t2_buf_view(&out), PLANTED));
            x.ptr[bit / 8] ^= (uint8_t)(1 << bit % 8);
            free(copy);
            t2_buf_free(&out);
        }
        t2_buf_free(&x);
        t2_buf_free(&clean);
    }
}

/* Exif of any bytes is only looked at. */
static void exif(void **state)
{
    (void)state;
    for (int little = 0; little < 2; little++) {
        struct t2_buf e = made_exif(8, little);
        uint32_t removed = 0;
        assert_int_equal(strip_exif_look(t2_buf_view(&e), &removed), 8);
        for (size_t n = 0; n < e.len; n++) {
            uint8_t *copy = malloc(n + 1);
            assert_non_null(copy);
            memcpy(copy, e.ptr, n);
            (void)strip_exif_look(t2_bytes_of(copy, n), &removed);
            free(copy);
        }
        t2_buf_free(&e);
    }
    struct t2_buf e = made_exif(9, 0);
    uint32_t removed = 0;
    assert_int_equal(strip_exif_look(t2_buf_view(&e), &removed), 1);
    t2_buf_free(&e);
}

static void kinds(void **state)
{
    (void)state;
    static const char *const office[] = {"PK\x03\x04 a document", "\xd0\xcf\x11\xe0 an old one",
                                         "{\\rtf1\\ansi words}",  "\n<?xml version='1.0'?>",
                                         "<HTML><body>",          "<svg>",
                                         "%!PS-Adobe-3.0"};
    static const char *const unknown[] = {"", "\n\n", "GIF89a\xff\xfe", "\xff\xfe\x61"};
    for (size_t i = 0; i < sizeof office / sizeof office[0]; i++) {
        refuse(t2_bytes_str(office[i]), "files of office programs carry the names");
    }
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
        refuse(t2_bytes_str(unknown[i]), "it is no picture in PNG or JPEG");
    }
    refuse(t2_bytes_of("text\0and more", 13), "it is no picture in PNG or JPEG");
    struct t2_buf out;
    int turned;
    uint32_t removed =
        strip(t2_bytes_str("Words\xe2\x80\x8b that\r\nare seen. 3 < 4\n"), &out, TABLE_MEDIA_TEXT, &turned);
    assert_int_equal(removed, STRIP_HIDDEN);
    assert_int_equal(out.len, strlen("Words that\nare seen. 3 < 4"));
    assert_memory_equal(out.ptr, "Words that\nare seen. 3 < 4", out.len);
    t2_buf_free(&out);
    /* More than an attachment may have, after cleaning. */
    static char big[TABLE_ATTACHMENT_MAX + 2];
    memset(big, 'a', sizeof big - 1);
    refuse(t2_bytes_str(big), "an attachment has 1024 KiB at most");
    char text[200];
    strip_removed_text(STRIP_POSITION | STRIP_DATE | STRIP_COMMENT, TABLE_LANG_EN, text, sizeof text);
    assert_string_equal(text, "position, date, comments");
    strip_removed_text(UINT32_MAX, TABLE_LANG_EN, text, 12);
    assert_string_equal(text, "position, c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jpeg),        cmocka_unit_test(upright),      cmocka_unit_test(png),
        cmocka_unit_test(png_refused), cmocka_unit_test(jpeg_refused), cmocka_unit_test(flipped),
        cmocka_unit_test(exif),        cmocka_unit_test(kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

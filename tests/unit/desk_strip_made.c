#include "desk_strip_made.h"

#include <jpeglib.h>
#define ZLIB_CONST
#include <zlib.h>

void made_append(struct t2_buf *b, const void *p, size_t n)
{
    assert_int_equal(t2_buf_append(b, p, n), 0);
}

void made_say(struct t2_buf *b, const char *text)
{
    made_append(b, text, strlen(text));
}

int made_holds(struct t2_bytes in, const char *word)
{
    return in.len > 0 && memmem(in.ptr, in.len, word, strlen(word)) != NULL;
}

#define LITERAL(text) t2_bytes_of(text, sizeof(text) - 1)

/* ---- JPEG ---- */

struct t2_buf made_jpeg(unsigned width, unsigned height, int components, int progressive)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr errors;
    unsigned char *made = NULL;
    unsigned long len = 0;
    uint8_t *row = malloc((size_t)width * 4);
    struct t2_buf out;
    assert_non_null(row);
    c.err = jpeg_std_error(&errors);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &made, &len);
    c.image_width = width;
    c.image_height = height;
    c.input_components = components;
    c.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 85, TRUE);
    if (progressive) {
        jpeg_simple_progression(&c);
    }
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < height) {
        unsigned y = c.next_scanline;
        for (unsigned x = 0; x < width; x++) {
            for (int i = 0; i < components; i++) {
                row[x * (unsigned)components + (unsigned)i] =
                    (uint8_t)(i == 0   ? 4 * x + y
                              : i == 1 ? 3 * y
                                       : 200 - 2 * x + (x / 9 % 2) * 40);
            }
        }
        JSAMPROW rows[1] = {row};
        assert_int_equal(jpeg_write_scanlines(&c, rows, 1), 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    free(row);
    t2_buf_init(&out, MADE_MAX);
    made_append(&out, made, len);
    free(made);
    return out;
}

static void put(struct t2_buf *b, int little, unsigned len, uint32_t v)
{
    for (unsigned i = 0; i < len; i++) {
        uint8_t byte = (uint8_t)(v >> 8 * (little ? i : len - 1 - i));
        made_append(b, &byte, 1);
    }
}

static void entry(struct t2_buf *b, int little, unsigned tag, unsigned type, uint32_t n, uint32_t value)
{
    put(b, little, 2, tag);
    put(b, little, 2, type);
    put(b, little, 4, n);
    put(b, little, type == 3 ? 2 : 4, value);
    if (type == 3) {
        put(b, little, 2, 0);
    }
}

struct t2_buf made_exif(unsigned orientation, int little)
{
    static const char words[] = PLANTED " camera\0" PLANTED " date\0" PLANTED " artist\0" PLANTED " latitude";
    struct t2_buf b;
    t2_buf_init(&b, MADE_MAX);
    made_say(&b, little ? "II" : "MM");
    put(&b, little, 2, 42);
    put(&b, little, 4, 8);
    /* The picture's directory at 8: five entries; then that of the thumbnail. */
    put(&b, little, 2, 5);
    entry(&b, little, 0x010f, 2, 15, 200);
    entry(&b, little, 0x0112, 3, 1, orientation);
    entry(&b, little, 0x0132, 2, 13, 216);
    entry(&b, little, 0x013b, 2, 15, 230);
    entry(&b, little, 0x8825, 4, 1, 110);
    put(&b, little, 4, 90);
    while (b.len < 90) {
        made_append(&b, "", 1);
    }
    put(&b, little, 2, 1);
    entry(&b, little, 0x0201, 4, 1, 300);
    put(&b, little, 4, 0);
    while (b.len < 110) {
        made_append(&b, "", 1);
    }
    put(&b, little, 2, 1);
    entry(&b, little, 0x0002, 2, 17, 246);
    put(&b, little, 4, 0);
    while (b.len < 200) {
        made_append(&b, "", 1);
    }
    made_append(&b, words, sizeof words);
    made_say(&b, "\xff\xd8" PLANTED " thumbnail\xff\xd9");
    return b;
}

static void segment(struct t2_buf *out, unsigned marker, const char *head, size_t head_len,
                    struct t2_bytes body)
{
    const size_t len = 2 + head_len + body.len;
    const uint8_t begin[4] = {0xff, (uint8_t)marker, (uint8_t)(len >> 8), (uint8_t)len};
    made_append(out, begin, 4);
    made_append(out, head, head_len);
    made_append(out, body.ptr, body.len);
}

struct t2_buf made_jpeg_dirty(struct t2_bytes clean, unsigned orientation)
{
    struct t2_buf out, exif = made_exif(orientation, orientation % 2 == 0);
    t2_buf_init(&out, MADE_MAX);
    made_append(&out, clean.ptr, 2);
    segment(&out, 0xe1, "Exif\0\0", 6, t2_buf_view(&exif));
    segment(&out, 0xe1, "http://ns.adobe.com/xap/1.0/\0", 29,
            t2_bytes_str("<x:xmpmeta>" PLANTED " xmp</x:xmpmeta>"));
    segment(&out, 0xe2, "ICC_PROFILE\0\1\1", 14, t2_bytes_str(PLANTED " profile of a display"));
    segment(&out, 0xed, "Photoshop 3.0\0", 14, t2_bytes_str("8BIM" PLANTED " caption"));
    segment(&out, 0xfe, "", 0, t2_bytes_str(PLANTED " comment"));
    made_append(&out, clean.ptr + 2, clean.len - 2);
    made_say(&out, PLANTED " behind the end");
    t2_buf_free(&exif);
    return out;
}

struct t2_buf made_jpeg_pixels(struct t2_bytes jpeg, unsigned *width, unsigned *height, int *components)
{
    struct jpeg_decompress_struct c;
    struct jpeg_error_mgr errors;
    struct t2_buf out;
    t2_buf_init(&out, 1u << 24);
    c.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&c);
    jpeg_mem_src(&c, jpeg.ptr, jpeg.len);
    assert_int_equal(jpeg_read_header(&c, TRUE), JPEG_HEADER_OK);
    c.do_fancy_upsampling = FALSE; /* it looks beyond the edges of blocks, so that a turned picture differs */
    (void)jpeg_start_decompress(&c);
    *width = c.output_width;
    *height = c.output_height;
    *components = c.output_components;
    size_t stride = (size_t)c.output_width * (size_t)c.output_components;
    assert_int_equal(t2_buf_reserve(&out, stride * c.output_height), 0);
    out.len = stride * c.output_height;
    while (c.output_scanline < c.output_height) {
        JSAMPROW rows[1] = {out.ptr + stride * c.output_scanline};
        assert_int_equal(jpeg_read_scanlines(&c, rows, 1), 1);
    }
    (void)jpeg_finish_decompress(&c);
    jpeg_destroy_decompress(&c);
    return out;
}

/* ---- PNG ---- */

void made_png_chunk(struct t2_buf *out, const char *name, struct t2_bytes body)
{
    uLong sum = crc32(crc32(0, NULL, 0), (const Bytef *)name, 4);
    if (body.len > 0) {
        sum = crc32(sum, body.ptr, (uInt)body.len);
    }
    put(out, 0, 4, (uint32_t)body.len);
    made_append(out, name, 4);
    made_append(out, body.ptr, body.len);
    put(out, 0, 4, (uint32_t)sum);
}

static struct t2_buf packed(struct t2_bytes in)
{
    struct t2_buf out;
    uLongf len = compressBound(in.len);
    t2_buf_init(&out, MADE_MAX);
    assert_int_equal(t2_buf_reserve(&out, len), 0);
    assert_int_equal(compress2(out.ptr, &len, in.ptr, in.len, 6), Z_OK);
    out.len = len;
    return out;
}

/* Rows of one pass: a filter byte and a pattern. */
static void rows(struct t2_buf *out, unsigned width, unsigned height, unsigned bits)
{
    for (unsigned y = 0; y < height && width > 0; y++) {
        const uint8_t filter = (uint8_t)(y % 5);
        made_append(out, &filter, 1);
        for (unsigned i = 0; i < (width * bits + 7) / 8; i++) {
            const uint8_t byte = (uint8_t)(7 * i + 3 * y);
            made_append(out, &byte, 1);
        }
    }
}

static void say_dirty(struct t2_buf *out, int before_pixels)
{
    if (before_pixels) {
        struct t2_buf exif = made_exif(6, 0);
        made_png_chunk(out, "iCCP", LITERAL("name\0\0" PLANTED " profile"));
        made_png_chunk(out, "tEXt", LITERAL("Author\0" PLANTED " author"));
        made_png_chunk(out, "iTXt", LITERAL("XML:com.adobe.xmp\0\0\0\0\0" PLANTED " xmp"));
        made_png_chunk(out, "eXIf", t2_buf_view(&exif));
        made_png_chunk(out, "tIME", LITERAL("\x07\xea\x01\x02\x03\x04\x05"));
        made_png_chunk(out, "pHYs", LITERAL("\0\0\x0b\x13\0\0\x0b\x13\x01"));
        made_png_chunk(out, "acTL", LITERAL("\0\0\0\x01\0\0\0\0"));
        made_png_chunk(out, "prVt", t2_bytes_str(PLANTED " private"));
        t2_buf_free(&exif);
    } else {
        struct t2_buf z = packed(t2_bytes_str(PLANTED " frame"));
        made_png_chunk(out, "fdAT", t2_buf_view(&z));
        made_png_chunk(out, "tEXt", LITERAL("Comment\0" PLANTED " comment"));
        t2_buf_free(&z);
    }
}

struct t2_buf made_png(unsigned width, unsigned height, unsigned depth, unsigned colour, int interlaced,
                       int dirty)
{
    static const uint8_t channels[7] = {1, 0, 3, 1, 2, 0, 4};
    static const unsigned pass[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                        {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    const unsigned bits = depth * channels[colour];
    struct t2_buf out, head, raw;
    t2_buf_init(&out, MADE_MAX);
    t2_buf_init(&head, 64);
    t2_buf_init(&raw, MADE_MAX);
    made_append(&out, "\x89PNG\r\n\x1a\n", 8);
    put(&head, 0, 4, width);
    put(&head, 0, 4, height);
    const uint8_t rest[5] = {(uint8_t)depth, (uint8_t)colour, 0, 0, (uint8_t)interlaced};
    made_append(&head, rest, 5);
    made_png_chunk(&out, "IHDR", t2_buf_view(&head));
    made_png_chunk(&out, "gAMA", LITERAL("\0\0\xb1\x8f"));
    if (dirty) {
        say_dirty(&out, 1);
    } else {
        made_png_chunk(&out, "sRGB", LITERAL("\0"));
    }
    if (colour == 3) {
        static const uint8_t palette[3 << 4] = {1, 2, 3, 250, 4, 5};
        made_png_chunk(&out, "PLTE", t2_bytes_of(palette, (size_t)3 << (depth < 4 ? depth : 4)));
        made_png_chunk(&out, "tRNS", LITERAL("\0\x80"));
    } else if (colour == 0) {
        made_png_chunk(&out, "tRNS", LITERAL("\0\1"));
    }
    if (interlaced) {
        for (int i = 0; i < 7; i++) {
            const unsigned *p = pass[i];
            rows(&raw, width > p[0] ? (width - p[0] + p[2] - 1) / p[2] : 0,
                 height > p[1] ? (height - p[1] + p[3] - 1) / p[3] : 0, bits);
        }
    } else {
        rows(&raw, width, height, bits);
    }
    struct t2_buf z = packed(t2_buf_view(&raw));
    if (dirty) {
        made_say(&z, PLANTED " behind the pixels");
    }
    /* In two pieces, as programs do it. */
    made_png_chunk(&out, "IDAT", t2_bytes_of(z.ptr, z.len / 2));
    made_png_chunk(&out, "IDAT", t2_bytes_of(z.ptr + z.len / 2, z.len - z.len / 2));
    if (dirty) {
        say_dirty(&out, 0);
    }
    made_png_chunk(&out, "IEND", t2_bytes_of(NULL, 0));
    if (dirty) {
        made_say(&out, PLANTED " behind the end");
    }
    t2_buf_free(&z);
    t2_buf_free(&raw);
    t2_buf_free(&head);
    return out;
}

/* Unpacks as much as there is. */
static struct t2_buf unpacked(struct t2_bytes in)
{
    struct t2_buf out;
    uint8_t piece[4096];
    z_stream z = {.next_in = in.ptr, .avail_in = (uInt)in.len};
    int code;
    t2_buf_init(&out, 1u << 24);
    assert_int_equal(inflateInit(&z), Z_OK);
    do {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        code = inflate(&z, Z_NO_FLUSH);
        made_append(&out, piece, sizeof piece - z.avail_out);
    } while (code == Z_OK && z.avail_out == 0);
    (void)inflateEnd(&z);
    return out;
}

struct t2_buf made_png_rows(struct t2_bytes png)
{
    struct t2_buf all;
    t2_buf_init(&all, MADE_MAX);
    for (size_t at = 8; at + 12 <= png.len;) {
        size_t len = (size_t)png.ptr[at] << 24 | (size_t)png.ptr[at + 1] << 16 |
                     (size_t)png.ptr[at + 2] << 8 | png.ptr[at + 3];
        if (memcmp(png.ptr + at + 4, "IDAT", 4) == 0) {
            made_append(&all, png.ptr + at + 8, len);
        }
        at += 12 + len;
    }
    struct t2_buf out = unpacked(t2_buf_view(&all));
    t2_buf_free(&all);
    return out;
}

/* ---- PDF ---- */

#define OBJECTS 40

struct pdf {
    struct t2_buf all;
    size_t at[OBJECTS];
    int n;
};

static void object(struct pdf *p, const char *text)
{
    char head[32];
    p->at[++p->n] = p->all.len;
    (void)snprintf(head, sizeof head, "%d 0 obj\n", p->n);
    made_say(&p->all, head);
    made_say(&p->all, text);
    made_say(&p->all, "\nendobj\n");
}

static void stream(struct pdf *p, const char *dict, struct t2_bytes data)
{
    char head[512];
    p->at[++p->n] = p->all.len;
    (void)snprintf(head, sizeof head, "%d 0 obj\n<<%s /Length %zu>>\nstream\n", p->n, dict, data.len);
    made_say(&p->all, head);
    made_append(&p->all, data.ptr, data.len);
    made_say(&p->all, "\nendstream\nendobj\n");
}

/* The table of objects `first` to the last, and the trailer. */
static void trailer(struct pdf *p, int first, const char *more)
{
    char text[160];
    size_t at = p->all.len;
    made_say(&p->all, "xref\n");
    if (first == 1) {
        made_say(&p->all, "0 1\n0000000000 65535 f \n");
    }
    (void)snprintf(text, sizeof text, "%d %d\n", first, p->n - first + 1);
    made_say(&p->all, text);
    for (int i = first; i <= p->n; i++) {
        (void)snprintf(text, sizeof text, "%010zu 00000 n \n", p->at[i]);
        made_say(&p->all, text);
    }
    (void)snprintf(text, sizeof text, "trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%zu\n%%%%EOF\n",
                   p->n + 1, more, at);
    made_say(&p->all, text);
}

struct t2_buf made_pdf(const char *extra, struct t2_bytes jpeg, int dirty)
{
    static const char draws[] = "q 1 0 0 1 0 0 cm\n"
                                "% " PLANTED " comment of the page\n"
                                "/Span <</ActualText (" PLANTED " said otherwise) /MCID 0>> BDC\n"
                                "BT /F1 12 Tf (What is \\) shown) Tj ET\nEMC\n"
                                "/Im1 Do /Fm1 Do\n"
                                "/Cs1 cs 0.5 scn 0 0 10 10 re f\n"
                                "BI /W 2 /H 2 /BPC 8 /CS /G ID \x01\x02 EI\x03\nEI\n"
                                "Q\n";
    struct pdf p = {.n = 0};
    char text[1024];
    struct t2_buf z;
    t2_buf_init(&p.all, MADE_MAX);
    made_say(&p.all, "%PDF-1.5\n%\xe2\xe3\xcf\xd3\n");
    if (dirty) {
        made_say(&p.all, "% " PLANTED " in the head\n");
    }
    (void)snprintf(text, sizeof text, "<</Type /Catalog /Pages 2 0 R %s %s>>",
                   dirty ? "/Metadata 12 0 R /OpenAction <</S /JavaScript /JS (" PLANTED ".open\\(\\))>> "
                           "/Names <</EmbeddedFiles <</Names [(" PLANTED ".doc) 13 0 R]>> "
                           "/JavaScript <</Names [(x) 15 0 R]>>>> /Lang (" PLANTED ") "
                           "/PieceInfo <</" PLANTED " <</LastModified (D:2026)>>>>"
                         : "",
                   extra);
    object(&p, text);
    object(&p, "<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /MediaBox [0 0 200 100] "
               "/Resources <</Font <</F1 7 0 R>> /XObject <</Im1 8 0 R /Fm1 9 0 R>> "
               "/ColorSpace <</Cs1 [/ICCBased 10 0 R] /Cs2 [/Indexed /DeviceRGB 1 <ff000000ff00>] "
               "/Cs3 [/Separation /Spot /DeviceCMYK 18 0 R <</Colorants <</" PLANTED
               " 1>>>>]>> /ProcSet [/PDF]>>>>");
    (void)snprintf(text, sizeof text, "<</Type /Page /Parent 2 0 R /Contents 5 0 R %s>>",
                   dirty ? "/Annots [16 0 R] /Metadata 12 0 R /LastModified (" PLANTED " D:2026) "
                           "/PieceInfo <</" PLANTED " 1>> /AA <</O 15 0 R>> /Thumb 8 0 R"
                         : "");
    object(&p, text);
    object(&p, "<</Type /Page /Parent 2 0 R /Contents [5 0 R 6 0 R] /Rotate 90>>");
    z = packed(t2_bytes_str(draws));
    stream(&p, "/Filter /FlateDecode", t2_buf_view(&z));
    t2_buf_free(&z);
    stream(&p, "", t2_bytes_str("BT /F1 9 Tf (More) Tj ET"));
    object(&p, "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Name /F1 /ToUnicode 11 0 R>>");
    (void)snprintf(text, sizeof text,
                   "/Type /XObject /Subtype /Image /Width 40 /Height 24 /BitsPerComponent 8 "
                   "/ColorSpace /DeviceRGB /Filter /DCTDecode %s",
                   dirty ? "/Metadata 12 0 R /Name (" PLANTED " image) /Interpolate (" PLANTED
                           ") /Intent [(" PLANTED ")] /AF [13 0 R]"
                         : "");
    stream(&p, text, jpeg);
    (void)snprintf(text, sizeof text, "/Type /XObject /Subtype /Form /BBox [0 0 9 9] %s /Resources <<>>",
                   dirty ? "/Metadata 12 0 R /PieceInfo <</" PLANTED " 2>> /LastModified (" PLANTED ")" : "");
    stream(&p, text, t2_bytes_str("% " PLANTED " comment of a form\n0 0 5 5 re f\n"));
    stream(&p, "/N 1", t2_bytes_str(PLANTED " profile of a display"));
    stream(&p, "",
           t2_bytes_str("%!PS " PLANTED " made by\n/CIDInit /ProcSet findresource begin\n12 dict begin "
                        "begincmap\n/CMapName /X def\n1 begincodespacerange <00> <ff> endcodespacerange\n"
                        "endcmap end end\n"));
    stream(&p, "/Type /Metadata /Subtype /XML", t2_bytes_str("<x:xmpmeta>" PLANTED " xmp</x:xmpmeta>"));
    object(&p, "<</Type /Filespec /F (" PLANTED ".doc) /EF <</F 14 0 R>>>>");
    stream(&p, "/Type /EmbeddedFile", t2_bytes_str(PLANTED " file within"));
    object(&p, "<</S /JavaScript /JS (app.alert\\('" PLANTED "'\\))>>");
    object(&p,
           "<</Type /Annot /Subtype /Text /Rect [1 1 9 9] /T (" PLANTED " who) /Contents (" PLANTED " what) "
           "/A <</S /URI /URI (http://" PLANTED ".example)>>>>");
    object(&p, "<</Producer (" PLANTED " program) /Author (" PLANTED " author) /CreationDate (D:20260102)>>");
    stream(&p, "/FunctionType 4 /Domain [0 1] /Range [0 1 0 1 0 1 0 1]",
           t2_bytes_str("{ % " PLANTED " comment of a function\n0 exch dup 0 exch }"));
    object(&p, "(" PLANTED " said before)");
    if (!dirty) {
        trailer(&p, 1, "");
        return p.all;
    }
    trailer(&p, 1, "/Info 17 0 R /ID [(" PLANTED ") (" PLANTED ")]");
    /* A later version: object 19 is another now. */
    int first = p.n;
    p.n--;
    object(&p, "(" PLANTED " said now)");
    /* The place of the first table stands behind its startxref. */
    const char *start = memmem(p.all.ptr, p.all.len, "startxref\n", 10);
    assert_non_null(start);
    (void)snprintf(text, sizeof text, "/Info 17 0 R /ID [(" PLANTED ") (" PLANTED "2)] /Prev %lu",
                   strtoul(start + 10, NULL, 10));
    trailer(&p, first, text);
    return p.all;
}

int made_holds_unpacked(struct t2_bytes pdf, const char *word)
{
    if (made_holds(pdf, word)) {
        return 1;
    }
    const uint8_t *p = pdf.ptr, *end = pdf.ptr + pdf.len;
    int found = 0;
    while (pdf.len > 0 && !found && (p = memmem(p, (size_t)(end - p), "stream\n", 7)) != NULL) {
        p += 7;
        struct t2_buf plain = unpacked(t2_bytes_of(p, (size_t)(end - p)));
        found = made_holds(t2_buf_view(&plain), word);
        t2_buf_free(&plain);
    }
    return found;
}

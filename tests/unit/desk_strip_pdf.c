/* A PDF becomes a new document of its pages: of what is planted in every corner of it, nothing is left. */
#include "desk_strip_made.h"

#include <time.h>

#include <qpdf/qpdf-c.h>

static int strip(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, enum strip_fault *fault)
{
    *removed = 0;
    *fault = STRIP_FINE;
    t2_buf_init(out, TABLE_ATTACHMENT_MAX);
    return strip_pdf(in, out, removed, fault);
}

/* The words that draw page n. */
static struct t2_buf page(struct t2_bytes pdf, size_t n)
{
    struct t2_buf out;
    unsigned char *data = NULL;
    size_t len = 0;
    qpdf_data q = qpdf_init();
    t2_buf_init(&out, MADE_MAX);
    assert_int_equal(qpdf_read_memory(q, "", (const char *)pdf.ptr, pdf.len, NULL), QPDF_SUCCESS);
    assert_int_equal(qpdf_get_num_pages(q), 2);
    assert_int_equal(qpdf_oh_get_page_content_data(q, qpdf_get_page_n(q, n), &data, &len), QPDF_SUCCESS);
    made_append(&out, data, len);
    free(data);
    qpdf_cleanup(&q);
    return out;
}

static void everything_planted_is_gone(void **state)
{
    (void)state;
    uint32_t removed;
    enum strip_fault fault;
    struct t2_buf out, again, picture = made_jpeg(40, 24, 3, 0);
    struct t2_buf dirty_picture = made_jpeg_dirty(t2_buf_view(&picture), 6);
    struct t2_buf dirty = made_pdf("", t2_buf_view(&dirty_picture), 1);
    assert_true(made_holds(t2_buf_view(&dirty), PLANTED));
    assert_int_equal(strip(t2_buf_view(&dirty), &out, &removed, &fault), 0);
    assert_int_equal(removed & (STRIP_NAMES | STRIP_DATE | STRIP_ACTIONS | STRIP_EMBEDDED | STRIP_NOTES |
                                STRIP_EARLIER | STRIP_POSITION | STRIP_PROFILE | STRIP_THUMBNAIL),
                     STRIP_NAMES | STRIP_DATE | STRIP_ACTIONS | STRIP_EMBEDDED | STRIP_NOTES | STRIP_EARLIER |
                         STRIP_POSITION | STRIP_PROFILE | STRIP_THUMBNAIL);
    static const char *const words[] = {PLANTED,     "/Info", "/Metadata",   "/Author",    "/JavaScript",
                                        "/Annot",    "/EF",   "xmpmeta",     "/PieceInfo", "/Lang",
                                        "/ICCBased", "Exif",  "said before", "D:2026"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (made_holds_unpacked(t2_buf_view(&out), words[i])) {
            fail_msg("%s is still there", words[i]);
        }
    }
    /* The check finds what is packed: the words that draw are. */
    assert_true(made_holds_unpacked(t2_buf_view(&out), "What is \\) shown"));
    assert_false(made_holds(t2_buf_view(&out), "What is \\) shown"));
    /* What is drawn is the same. */
    struct t2_buf words_of = page(t2_buf_view(&out), 0);
    static const char want[] =
        "q\n1 0 0 1 0 0 cm\nBT\n/F1 12 Tf\n(What is \\) shown) Tj\nET\n/Im1 Do\n/Fm1 Do\n"
        "/Cs1 cs\n0.5 scn\n0 0 10 10 re\nf\nBI\n/W 2 /H 2 /BPC 8 /CS /G ID \x01\x02 EI\x03\nEI\nQ\n";
    assert_true(words_of.len >= sizeof want - 1);
    assert_memory_equal(words_of.ptr, want, sizeof want - 1);
    t2_buf_free(&words_of);
    words_of = page(t2_buf_view(&out), 1);
    assert_true(made_holds(t2_buf_view(&words_of), "(More) Tj"));
    t2_buf_free(&words_of);
    /* The picture within was stripped and not turned. */
    struct t2_buf stripped;
    t2_buf_init(&stripped, MADE_MAX);
    assert_int_equal(strip_jpeg(t2_buf_view(&picture), &stripped, &removed, NULL, &fault), 0);
    assert_true(memmem(out.ptr, out.len, stripped.ptr, stripped.len) != NULL);
    t2_buf_free(&stripped);
    /* The same file gives the same bytes, also in another second, and a clean one hides nothing more. */
    const time_t second = time(NULL);
    while (time(NULL) == second) {
        (void)nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    assert_int_equal(strip(t2_buf_view(&dirty), &again, &removed, &fault), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&again)));
    t2_buf_free(&again);
    assert_int_equal(strip(t2_buf_view(&out), &again, &removed, &fault), 0);
    assert_int_equal(removed, 0);
    assert_true(t2_bytes_eq(t2_buf_view(&out), t2_buf_view(&again)));
    t2_buf_free(&again);
    t2_buf_free(&out);
    t2_buf_free(&dirty);
    t2_buf_free(&dirty_picture);
    t2_buf_free(&picture);
}

/* Fonts, patterns, shadings and masks come over; /ID does not depend on the old one. */
static void what_is_needed_stays(void **state)
{
    (void)state;
    uint32_t removed;
    enum strip_fault fault;
    struct t2_buf out, picture = made_jpeg(40, 24, 3, 0);
    struct t2_buf clean = made_pdf("", t2_buf_view(&picture), 0);
    assert_int_equal(strip(t2_buf_view(&clean), &out, &removed, &fault), 0);
    static const char *const words[] = {"/Helvetica",  "begincodespacerange", "/MediaBox", "/Rotate",
                                        "0 0 5 5 re",  "/DeviceGray",         "/Indexed",  "/Separation",
                                        "0 exch\ndup", "/DCTDecode"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!made_holds_unpacked(t2_buf_view(&out), words[i])) {
            fail_msg("%s is lost", words[i]);
        }
    }
    t2_buf_free(&out);
    t2_buf_free(&clean);
    t2_buf_free(&picture);
}

static void refuse(const char *what, struct t2_bytes in, enum strip_fault want)
{
    uint32_t removed;
    enum strip_fault fault;
    struct t2_buf out;
    int err = strip(in, &out, &removed, &fault);
    if (err != T2_E_MALFORMED || fault != want) {
        fail_msg("%s: %d, %d, not %d", what, err, (int)fault, (int)want);
    }
    assert_int_equal(out.len, 0);
    t2_buf_free(&out);
}

static void replace(struct t2_buf *b, const char *from, const char *to)
{
    uint8_t *p = memmem(b->ptr, b->len, from, strlen(from));
    assert_non_null(p);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(p, to, strlen(to));
}

static void refused(void **state)
{
    static const struct {
        const char *extra;
        enum strip_fault fault;
    } catalogues[] = {
        {"/AcroForm <</Fields [16 0 R]>>", STRIP_FORM},
        {"/AcroForm <</Fields [] /XFA 12 0 R>>", STRIP_FORM},
        {"/OCProperties <</OCGs []>>", STRIP_LAYERS},
    };
    static const struct {
        const char *from, *to;
        enum strip_fault fault;
    } changes[] = {
        {"/Filter /DCTDecode", "/Filter /JPXDecode", STRIP_PICTURE},
        {"/Filter /DCTDecode", "/Filter /XXXDecode", STRIP_DAMAGED},
        {"/Subtype /Image", "/Subtype /Other", STRIP_DAMAGED},
        {"BT /F1 9 Tf (More) Tj ET", "BT /F1 9 Tf (More] Tj ET", STRIP_DAMAGED},
        {"BT /F1 9 Tf (More) Tj ET", "BT /F1 9 Tf [<<Tj> Tj ET", STRIP_DAMAGED},
        {"BT /F1 9 Tf (More) Tj ET", "BI /F /DCT ID xxxxxxx EI", STRIP_PICTURE},
        {"BT /F1 9 Tf (More) Tj ET", "BI /F /AHx ID xxxxxxxxxx", STRIP_DAMAGED},
        {"BT /F1 9 Tf (More) Tj ET", "BI /W 4 BT /F1 Tf (M) Tj", STRIP_DAMAGED},
        {"/N 1", "/N 7", STRIP_DAMAGED},
        {"startxref\n", "startxxxx\n", STRIP_DAMAGED},
        {"/Count 2", "/Count X", STRIP_DAMAGED},
    };
    (void)state;
    struct t2_buf picture = made_jpeg(40, 24, 3, 0);
    for (size_t i = 0; i < sizeof catalogues / sizeof catalogues[0]; i++) {
        struct t2_buf x = made_pdf(catalogues[i].extra, t2_buf_view(&picture), 0);
        refuse(catalogues[i].extra, t2_buf_view(&x), catalogues[i].fault);
        t2_buf_free(&x);
    }
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        struct t2_buf x = made_pdf("", t2_buf_view(&picture), 0);
        replace(&x, changes[i].from, changes[i].to);
        refuse(changes[i].to, t2_buf_view(&x), changes[i].fault);
        t2_buf_free(&x);
    }
    /* A form without fields is none. */
    struct t2_buf x = made_pdf("/AcroForm <</Fields []>>", t2_buf_view(&picture), 0), out;
    uint32_t removed;
    enum strip_fault fault;
    assert_int_equal(strip(t2_buf_view(&x), &out, &removed, &fault), 0);
    t2_buf_free(&out);
    t2_buf_free(&x);
    /* Too little room. */
    x = made_pdf("", t2_buf_view(&picture), 0);
    t2_buf_init(&out, 100);
    fault = STRIP_FINE;
    assert_int_equal(strip_pdf(t2_buf_view(&x), &out, &removed, &fault), T2_E_FULL);
    assert_int_equal(out.len, 0);
    t2_buf_free(&out);
    t2_buf_free(&x);
    t2_buf_free(&picture);
}

/* Locked by the library itself, also with the empty password that every reader tries. */
static void locked(void **state)
{
    (void)state;
    static const char *const passwords[] = {"", "secret"};
    struct t2_buf picture = made_jpeg(40, 24, 3, 0), clean = made_pdf("", t2_buf_view(&picture), 0);
    for (int i = 0; i < 2; i++) {
        qpdf_data q = qpdf_init();
        assert_int_equal(qpdf_read_memory(q, "", (const char *)clean.ptr, clean.len, NULL), QPDF_SUCCESS);
        assert_int_equal(qpdf_init_write_memory(q), QPDF_SUCCESS);
        qpdf_set_r6_encryption_parameters2(q, passwords[i], "owner", 1, 1, 1, 1, 1, 1, qpdf_r3p_full, 1);
        qpdf_set_static_ID(q, QPDF_TRUE);
        assert_int_equal(qpdf_write(q), QPDF_SUCCESS);
        refuse("locked", t2_bytes_of(qpdf_get_buffer(q), qpdf_get_buffer_length(q)), STRIP_LOCKED);
        qpdf_cleanup(&q);
    }
    t2_buf_free(&clean);
    t2_buf_free(&picture);
}

/* Marked content goes, whatever it holds; strings, arrays and dictionaries stay whole. */
static void content(void **state)
{
    static const char *const pairs[][2] = {
        {"q%c\nQ", "q\nQ\n"},
        {"/A<</B(x)/C[1<41>]>>BDC 1 w EMC", "1 w\n"},
        {"/T BMC /P MP /X/Y DP EMC EMC", ""},
        {"(a%b\\)(c))Tj", "(a%b\\)(c)) Tj\n"},
        {"[(a)-1 .5(b)]TJ", "[ (a) -1 .5 (b) ] TJ\n"},
        {"<41 42>Tj", "<41 42> Tj\n"},
        {"1 2 3", ""},
        {"true false null gs", "true false null gs\n"},
        {"BI/W 1 ID \xff%EI EI\nQ", "BI\n/W 1 ID \xff%EI EI\nQ\n"},
    };
    static const char *const bad[] = {"(a",          "<4",      "<4g>",        ")",          "]",
                                      "[",           ">",       ">>",          "<<",         "[Q]",
                                      "}",           "BI /W 1", "ID x EI",     "1 w secret", "(a) gs",
                                      "<</A 1>> gs", "<41> Do", "BI /W 1 EMC", "Quit"};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct t2_buf out;
        enum strip_fault fault = STRIP_FINE;
        t2_buf_init(&out, 1000);
        assert_int_equal(strip_pdf_content(t2_bytes_str(pairs[i][0]), 0, &out, &fault), 0);
        if (!t2_bytes_eq(t2_buf_view(&out), t2_bytes_str(pairs[i][1]))) {
            fail_msg("%s became %.*s", pairs[i][0], (int)out.len, (const char *)out.ptr);
        }
        t2_buf_free(&out);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct t2_buf out;
        enum strip_fault fault = STRIP_FINE;
        t2_buf_init(&out, 1000);
        if (strip_pdf_content(t2_bytes_str(bad[i]), 0, &out, &fault) != T2_E_MALFORMED) {
            fail_msg("%s was taken", bad[i]);
        }
        assert_int_equal(out.len, 0);
        t2_buf_free(&out);
    }
    struct t2_buf out;
    enum strip_fault fault = STRIP_FINE;
    t2_buf_init(&out, 1000);
    assert_int_equal(strip_pdf_content(t2_bytes_str("{dup %x\n0 lt{pop}if}"), 1, &out, &fault), 0);
    assert_true(t2_bytes_eq(t2_buf_view(&out), t2_bytes_str("{ dup\n0 lt\n{ pop\n} if\n} ")));
    t2_buf_free(&out);
}

/* Cut short or with bits flipped: a refusal, or a document without what was planted; never a crash. */
static void hostile(void **state)
{
    (void)state;
    struct t2_buf picture = made_jpeg(16, 8, 1, 0);
    struct t2_buf x = made_pdf("", t2_buf_view(&picture), 1);
    size_t taken = 0, n = 0;
    for (size_t i = 0; i < x.len; i++) {
        for (int cut = 0; cut < 2; cut++) {
            uint32_t removed;
            enum strip_fault fault;
            struct t2_buf out;
            size_t len = cut ? i : x.len;
            if (cut && i % 3 != 0) {
                continue;
            }
            uint8_t *copy = malloc(len + 1);
            assert_non_null(copy);
            memcpy(copy, x.ptr, len);
            if (!cut) {
                copy[i] ^= (uint8_t)(1 << i % 8);
            }
            int err = strip(t2_bytes_of(copy, len), &out, &removed, &fault);
            assert_true(err == 0 || (err == T2_E_MALFORMED && fault != STRIP_FINE));
            n++;
            taken += err == 0;
            if (made_holds_unpacked(t2_buf_view(&out), PLANTED)) {
                fail_msg("with byte %zu changed a planted word is left", i);
            }
            t2_buf_free(&out);
            free(copy);
        }
    }
    print_message("%zu files, %zu taken\n", n, taken);
    assert_true(taken > 0 && taken < n);
    t2_buf_free(&x);
    t2_buf_free(&picture);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_planted_is_gone),
        cmocka_unit_test(what_is_needed_stays),
        cmocka_unit_test(refused),
        cmocka_unit_test(locked),
        cmocka_unit_test(content),
        cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

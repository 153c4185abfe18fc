/* Streams of a PDF: unpacked, cleaned as their place wants, and packed anew when they are written, so that
 * nothing stands behind their end. Pictures within keep their own coding only where we know it: JPEG goes
 * through strip_jpeg, fax lines hold nothing but the picture. */
#include "desk/strip_pdf_internal.h"

#include <stdlib.h>
#include <string.h>

enum coding { CODING_NONE, CODING_JPEG, CODING_FAX, CODING_UNKNOWN };

static int count_bytes(struct pdf_job *job, size_t n)
{
    if (n > STRIP_PDF_MAX_BYTES - job->n_bytes) {
        return strip_fail(&job->fault, STRIP_TOO_LARGE);
    }
    job->n_bytes += n;
    return 0;
}

static void fill(struct pdf_job *job, qpdf_oh made, struct t2_bytes b, qpdf_oh filter, qpdf_oh parameters)
{
    static const unsigned char nothing[1];
    qpdf_oh_replace_stream_data(job->to, made, b.len > 0 ? b.ptr : nothing, b.len, filter, parameters);
}

void pdf_fill(struct pdf_job *job, qpdf_oh made, struct t2_bytes b)
{
    qpdf_oh none = qpdf_oh_new_null(job->to);
    fill(job, made, b, none, none);
}

/* ---- pictures with a coding of their own ---- */

/* The last filter, which the library leaves alone; it is taken off the list, so that those before it are
 * undone. *parameters: of it, 0 when it has none. */
static enum coding take_coding(struct pdf_job *job, qpdf_oh dict, qpdf_oh *parameters)
{
    qpdf_oh filter = qpdf_oh_get_key(job->from, dict, "/Filter");
    qpdf_oh parms = qpdf_oh_get_key(job->from, dict, "/DecodeParms");
    qpdf_oh last = filter;
    int n = qpdf_oh_is_array(job->from, filter) ? qpdf_oh_get_array_n_items(job->from, filter) : -1;
    *parameters = 0;
    if (n > 0) {
        last = qpdf_oh_get_array_item(job->from, filter, n - 1);
    }
    if (n == 0 || !qpdf_oh_is_name(job->from, last)) {
        return CODING_NONE;
    }
    const char *name = qpdf_oh_get_name(job->from, last);
    enum coding coding = strcmp(name, "/DCTDecode") == 0 || strcmp(name, "/DCT") == 0        ? CODING_JPEG
                         : strcmp(name, "/CCITTFaxDecode") == 0 || strcmp(name, "/CCF") == 0 ? CODING_FAX
                         : strcmp(name, "/JPXDecode") == 0 || strcmp(name, "/JBIG2Decode") == 0
                             ? CODING_UNKNOWN
                             : CODING_NONE;
    if (coding == CODING_NONE || coding == CODING_UNKNOWN) {
        return coding;
    }
    if (n < 0) {
        *parameters = parms;
        qpdf_oh_remove_key(job->from, dict, "/Filter");
        qpdf_oh_remove_key(job->from, dict, "/DecodeParms");
        return coding;
    }
    qpdf_oh_erase_item(job->from, filter, n - 1);
    if (qpdf_oh_is_array(job->from, parms) && qpdf_oh_get_array_n_items(job->from, parms) == n) {
        *parameters = qpdf_oh_get_array_item(job->from, parms, n - 1);
        qpdf_oh_erase_item(job->from, parms, n - 1);
    }
    return coding;
}

static qpdf_oh copy_parameters(struct pdf_job *job, qpdf_oh from, enum coding coding)
{
    static const char *const fax[] = {"/K",          "/Columns",         "/Rows", "/BlackIs1", "/EndOfLine",
                                      "/EndOfBlock", "/EncodedByteAlign"},
                             *const jpeg[] = {"/ColorTransform"};
    const char *const *names = coding == CODING_FAX ? fax : jpeg;
    size_t n = coding == CODING_FAX ? sizeof fax / sizeof fax[0] : sizeof jpeg / sizeof jpeg[0];
    if (from == 0 || !qpdf_oh_is_dictionary(job->from, from)) {
        return qpdf_oh_new_null(job->to);
    }
    qpdf_oh made = qpdf_oh_new_dictionary(job->to);
    for (size_t i = 0; i < n; i++) {
        qpdf_oh item = qpdf_oh_get_key(job->from, from, names[i]);
        if (qpdf_oh_is_bool(job->from, item)) {
            qpdf_oh_replace_key(job->to, made, names[i],
                                qpdf_oh_new_bool(job->to, qpdf_oh_get_bool_value(job->from, item)));
        } else if (qpdf_oh_is_integer(job->from, item)) {
            qpdf_oh_replace_key(job->to, made, names[i],
                                qpdf_oh_new_integer(job->to, qpdf_oh_get_int_value(job->from, item)));
        }
    }
    return made;
}

static int fill_coded(struct pdf_job *job, enum coding coding, qpdf_oh parameters, struct t2_bytes data,
                      qpdf_oh made)
{
    struct t2_buf stripped;
    int err = 0;
    if (coding == CODING_JPEG) {
        t2_buf_init(&stripped, STRIP_PDF_MAX_BYTES);
        err = strip_jpeg(data, &stripped, &job->removed, NULL, &job->fault);
        data = t2_buf_view(&stripped);
    }
    if (err == 0) {
        fill(job, made, data,
             qpdf_oh_new_name(job->to, coding == CODING_JPEG ? "/DCTDecode" : "/CCITTFaxDecode"),
             copy_parameters(job, parameters, coding));
    }
    if (coding == CODING_JPEG) {
        t2_buf_free(&stripped);
    }
    return err == T2_E_FULL ? strip_fail(&job->fault, STRIP_TOO_LARGE) : err;
}

/* ---- words ---- */

static int fill_words(struct pdf_job *job, struct t2_bytes data, int marks, qpdf_oh made)
{
    struct t2_buf clean;
    t2_buf_init(&clean, 2 * STRIP_PDF_MAX_BYTES + 2);
    int err = strip_pdf_content(data, marks, &clean, &job->fault);
    if (err == 0) {
        pdf_fill(job, made, t2_buf_view(&clean));
    }
    t2_buf_free(&clean);
    return err == T2_E_FULL ? strip_fail(&job->fault, STRIP_TOO_LARGE) : err;
}

/* ---- functions ---- */

static long long number(struct pdf_job *job, qpdf_oh dict, const char *name)
{
    long long v = -1;
    (void)qpdf_oh_get_value_as_longlong(job->from, qpdf_oh_get_key(job->from, dict, name), &v);
    return v;
}

/* Bytes of a table of samples (7.10.2): as many as its sizes say; 0 when they say nothing that can be. */
static size_t samples_len(struct pdf_job *job, qpdf_oh dict)
{
    qpdf_oh sizes = qpdf_oh_get_key(job->from, dict, "/Size"),
            range = qpdf_oh_get_key(job->from, dict, "/Range");
    long long bits = number(job, dict, "/BitsPerSample");
    int n = qpdf_oh_is_array(job->from, sizes) ? qpdf_oh_get_array_n_items(job->from, sizes) : 0;
    int values = qpdf_oh_is_array(job->from, range) ? qpdf_oh_get_array_n_items(job->from, range) / 2 : 0;
    uint64_t all = bits >= 1 && bits <= 32 && values >= 1 && n >= 1 ? (uint64_t)bits * (unsigned)values : 0;
    for (int i = 0; i < n && all > 0; i++) {
        long long size = -1;
        (void)qpdf_oh_get_value_as_longlong(job->from, qpdf_oh_get_array_item(job->from, sizes, i), &size);
        all = size >= 1 && size <= STRIP_PDF_MAX_BYTES ? all * (uint64_t)size : 0;
        all = all / 8 <= STRIP_PDF_MAX_BYTES ? all : 0;
    }
    return (size_t)((all + 7) / 8);
}

/* Of type 4 it is written in words; of type 0 it is a table, and what stands behind that is cut off. */
static int fill_function(struct pdf_job *job, qpdf_oh dict, struct t2_bytes data, qpdf_oh made)
{
    long long type = number(job, dict, "/FunctionType");
    if (type == 4) {
        return fill_words(job, data, 1, made);
    }
    size_t len = type == 0 ? samples_len(job, dict) : 0;
    if (len == 0 || len > data.len) {
        return strip_fail(&job->fault, STRIP_DAMAGED);
    }
    job->removed |= len < data.len ? STRIP_BEHIND : 0;
    pdf_fill(job, made, t2_bytes_of(data.ptr, len));
    return 0;
}

int pdf_copy_stream(struct pdf_job *job, qpdf_oh what, enum pdf_place place, qpdf_oh made)
{
    qpdf_oh dict = qpdf_oh_get_dict(job->from, what), parameters = 0;
    enum coding coding = take_coding(job, dict, &parameters);
    QPDF_BOOL filtered = QPDF_FALSE;
    unsigned char *data = NULL;
    size_t len = 0;
    if (coding == CODING_UNKNOWN || (coding != CODING_NONE && place != PDF_IMAGE)) {
        return strip_fail(&job->fault, STRIP_PICTURE);
    }
    /* A file elsewhere in place of the data. */
    if (qpdf_oh_has_key(job->from, dict, "/F") ||
        (qpdf_oh_get_stream_data(job->from, what, qpdf_dl_specialized, &filtered, &data, &len) &
         QPDF_ERRORS) != 0 ||
        !filtered) {
        free(data);
        return strip_fail(&job->fault, STRIP_DAMAGED);
    }
    const struct t2_bytes bytes = t2_bytes_of(data, len);
    int err = count_bytes(job, len);
    if (err == 0) {
        if (coding != CODING_NONE) {
            err = fill_coded(job, coding, parameters, bytes, made);
        } else if (place == PDF_FORM || place == PDF_GLYPH || place == PDF_PATTERN) {
            err = fill_words(job, bytes, 0, made);
        } else if (place == PDF_CMAP || place == PDF_ENCODING) {
            err = fill_words(job, bytes, 1, made);
        } else if (place == PDF_FUNCTION) {
            err = fill_function(job, dict, bytes, made);
        } else {
            pdf_fill(job, made, bytes);
        }
    }
    free(data);
    return err;
}

int pdf_copy_contents(struct pdf_job *job, qpdf_oh page, qpdf_oh made)
{
    unsigned char *data = NULL;
    size_t len = 0;
    if ((qpdf_oh_get_page_content_data(job->from, page, &data, &len) & QPDF_ERRORS) != 0) {
        free(data);
        return strip_fail(&job->fault, STRIP_DAMAGED);
    }
    int err = count_bytes(job, len);
    if (err == 0) {
        err = fill_words(job, t2_bytes_of(data, len), 0, made);
    }
    free(data);
    return err;
}

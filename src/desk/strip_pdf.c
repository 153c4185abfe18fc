/* PDF: a new document is made of the pages of the old one, by qpdf (libqpdf's C interface); strip_pdf_copy.c
 * says what of a page comes over. What belongs to the document and not to its pages does not: /Info, XMP,
 * /ID, names of authors, attached files, scripts, actions, notes, links, bookmarks, tags, earlier versions. A
 * file of which the library says that something is wrong is refused; nothing is guessed. */
#include "desk/strip_pdf_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- what there is beside the pages ---- */

static int has(const struct pdf_job *job, qpdf_oh dict, const char *name)
{
    return dict != 0 && qpdf_oh_has_key(job->from, dict, name);
}

static int times(struct t2_bytes in, const char *word)
{
    const uint8_t *p = in.ptr, *end = in.ptr + in.len;
    int n = 0;
    while (p < end && (p = memmem(p, (size_t)(end - p), word, strlen(word))) != NULL) {
        p += strlen(word);
        n++;
    }
    return n;
}

/* A form's fields are no part of the page, and its answers would be lost unseen; layers that are not shown
 * would be shown. */
static int check_catalogue(struct pdf_job *job, struct t2_bytes in)
{
    static const struct {
        const char *name;
        uint32_t removed;
    } beside[] = {
        {"/Metadata", STRIP_NAMES | STRIP_DATE},
        {"/OpenAction", STRIP_ACTIONS},
        {"/AA", STRIP_ACTIONS},
        {"/AF", STRIP_EMBEDDED},
        {"/Outlines", STRIP_OTHER},
        {"/StructTreeRoot", STRIP_OTHER},
        {"/PieceInfo", STRIP_OTHER},
        {"/Lang", STRIP_OTHER},
    };
    qpdf_oh trailer = qpdf_get_trailer(job->from), root = qpdf_get_root(job->from);
    qpdf_oh names = qpdf_oh_get_key(job->from, root, "/Names");
    qpdf_oh form = qpdf_oh_get_key(job->from, root, "/AcroForm");
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        job->removed |= has(job, root, beside[i].name) ? beside[i].removed : 0;
    }
    if (qpdf_oh_is_dictionary(job->from, names)) {
        job->removed |= has(job, names, "/EmbeddedFiles") ? STRIP_EMBEDDED : 0;
        job->removed |= has(job, names, "/JavaScript") ? STRIP_ACTIONS : 0;
    }
    job->removed |= has(job, trailer, "/Info") ? STRIP_NAMES | STRIP_DATE | STRIP_CAMERA : 0;
    job->removed |= times(in, "%%EOF") > (qpdf_is_linearized(job->from) ? 2 : 1) ? STRIP_EARLIER : 0;
    if (qpdf_oh_is_dictionary(job->from, form)) {
        qpdf_oh fields = qpdf_oh_get_key(job->from, form, "/Fields");
        int n = qpdf_oh_is_array(job->from, fields) ? qpdf_oh_get_array_n_items(job->from, fields) : 0;
        if (n > 0 || has(job, form, "/XFA")) {
            return strip_fail(&job->fault, STRIP_FORM);
        }
    }
    return has(job, root, "/OCProperties") ? strip_fail(&job->fault, STRIP_LAYERS) : 0;
}

/* ---- pages ---- */

static int copy_page(struct pdf_job *job, size_t number)
{
    qpdf_oh page = qpdf_get_page_n(job->from, number), made = 0;
    qpdf_oh contents = qpdf_oh_new_stream(job->to);
    int err = pdf_copy(job, page, PDF_PAGE, 0, &made);
    if (err == 0 && made == 0) {
        err = strip_fail(&job->fault, STRIP_DAMAGED);
    }
    if (err == 0) {
        err = pdf_copy_contents(job, page, contents);
    }
    if (err != 0) {
        return err;
    }
    job->removed |= has(job, page, "/Annots") ? STRIP_NOTES : 0;
    job->removed |= has(job, page, "/AA") ? STRIP_ACTIONS : 0;
    job->removed |= has(job, page, "/Thumb") ? STRIP_THUMBNAIL : 0;
    job->removed |= has(job, page, "/Metadata") || has(job, page, "/PieceInfo") ? STRIP_OTHER : 0;
    qpdf_oh_replace_key(job->to, made, "/Contents", contents);
    if ((qpdf_add_page(job->to, job->to, made, QPDF_FALSE) & QPDF_ERRORS) != 0) {
        return strip_fail(&job->fault, STRIP_DAMAGED);
    }
    return 0;
}

static int copy_pages(struct pdf_job *job)
{
    int n = qpdf_get_num_pages(job->from), err = 0;
    if (n < 1 || (qpdf_push_inherited_attributes_to_page(job->from) & QPDF_ERRORS) != 0) {
        return strip_fail(&job->fault, STRIP_DAMAGED);
    }
    if (n > STRIP_PDF_MAX_PAGES) {
        return strip_fail(&job->fault, STRIP_TOO_LARGE);
    }
    for (int i = 0; i < n && err == 0; i++) {
        err = copy_page(job, (size_t)i);
    }
    return err;
}

/* ---- the two documents ---- */

/* 1 when the library has something to say against it; the words are not shown, since they are English and can
 * name parts of the file. */
static int complains(qpdf_data q)
{
    return qpdf_has_error(q) || qpdf_more_warnings(q);
}

static void quiet(qpdf_data q)
{
    qpdf_silence_errors(q);
    qpdf_set_suppress_warnings(q, QPDF_TRUE);
    qpdf_set_attempt_recovery(q, QPDF_FALSE);
}

/* An error that nobody took the library would print. */
static void done_with(qpdf_data *q)
{
    if (*q != NULL && qpdf_has_error(*q)) {
        (void)qpdf_get_error(*q);
    }
    qpdf_cleanup(q);
}

static int read_document(struct pdf_job *job, struct t2_bytes in)
{
    QPDF_ERROR_CODE code = qpdf_read_memory(job->from, "", (const char *)in.ptr, in.len, NULL);
    if ((code & QPDF_ERRORS) != 0) {
        qpdf_error e = qpdf_has_error(job->from) ? qpdf_get_error(job->from) : NULL;
        int locked = e != NULL && qpdf_get_error_code(job->from, e) == qpdf_e_password;
        return strip_fail(&job->fault, locked ? STRIP_LOCKED : STRIP_DAMAGED);
    }
    if (qpdf_is_encrypted(job->from)) {
        return strip_fail(&job->fault, STRIP_LOCKED);
    }
    return complains(job->from) ? strip_fail(&job->fault, STRIP_DAMAGED) : check_catalogue(job, in);
}

static int write_document(struct pdf_job *job, struct t2_buf *out)
{
    if ((qpdf_init_write_memory(job->to) & QPDF_ERRORS) != 0) {
        return T2_E_MEMORY;
    }
    /* The same pages give the same bytes, /ID too. */
    qpdf_set_deterministic_ID(job->to, QPDF_TRUE);
    qpdf_force_pdf_version(job->to, "1.7");
    qpdf_set_object_stream_mode(job->to, qpdf_o_generate);
    qpdf_set_compress_streams(job->to, QPDF_TRUE);
    if ((qpdf_write(job->to) & QPDF_ERRORS) != 0 || complains(job->to)) {
        return strip_fail(&job->fault, STRIP_DAMAGED);
    }
    return t2_buf_append(out, qpdf_get_buffer(job->to), qpdf_get_buffer_length(job->to));
}

int strip_pdf(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, enum strip_fault *fault)
{
    struct pdf_job job = {.from = qpdf_init(), .to = qpdf_init()};
    int err = job.from == NULL || job.to == NULL ? T2_E_MEMORY : 0;
    if (err == 0) {
        quiet(job.from);
        quiet(job.to);
        err = (qpdf_empty_pdf(job.to) & QPDF_ERRORS) != 0 ? T2_E_MEMORY : read_document(&job, in);
    }
    if (err == 0) {
        err = copy_pages(&job);
    }
    if (err == 0 && (complains(job.from) || complains(job.to))) {
        err = strip_fail(&job.fault, STRIP_DAMAGED);
    }
    if (err == 0) {
        err = write_document(&job, out);
    }
    if (err == 0) {
        *removed |= job.removed;
    }
    *fault = job.fault;
    free(job.copied);
    done_with(&job.from);
    done_with(&job.to);
    return err;
}

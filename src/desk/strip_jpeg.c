/* JPEG: the coefficients of the picture are copied into a new file, so that not one of its pixels changes;
 * nothing else is (ITU T.81, annex B: no APPn, no COM, nothing behind EOI). Tables are made anew but for
 * those of the quantization, without which the coefficients mean nothing.
 *
 * A picture that is to be held otherwise is turned, by exchanging whole blocks and signs in them; what does
 * not fill a block at the edge that becomes the first is cut off (at most 15 pixels). One APPn is written
 * where colours would be wrong without it: Adobe's, of four colours, the same in every file. */
#include "desk/strip_internal.h"

#include <setjmp.h>
#include <stdio.h> /* jpeglib.h needs it before */
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#define SCANS_MAX 100 /* of a progressive picture: each costs a walk through all of it */
#define BLOCK 8u

struct job {
    struct jpeg_decompress_struct from;
    struct jpeg_compress_struct to;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf back;
    unsigned char *made; /* of libjpeg, by malloc */
    unsigned long made_len;
    int failed; /* T2_E_MALFORMED or T2_E_MEMORY */
    enum strip_fault fault;
    unsigned orientation;
    uint32_t removed;
};

/* ---- failures of the library come back by a jump ---- */

static void give_up(struct job *j, int err, enum strip_fault fault)
{
    j->failed = err;
    j->fault = fault;
    longjmp(j->back, 1);
}

static void on_error(j_common_ptr c)
{
    /* JERR_OUT_OF_MEMORY: the message table's numbers are not public; its text begins so. */
    const char *text = c->err->jpeg_message_table[c->err->msg_code];
    int memory = strncmp(text, "Insufficient memory", 19) == 0;
    give_up(c->client_data, memory ? T2_E_MEMORY : T2_E_MALFORMED, STRIP_DAMAGED);
}

/* Whatever is not as it must be: who knows what it hides. */
static void on_message(j_common_ptr c, int level)
{
    if (level < 0) {
        give_up(c->client_data, T2_E_MALFORMED, STRIP_DAMAGED);
    }
}

static void say_nothing(j_common_ptr c)
{
    (void)c;
}

static void on_progress(j_common_ptr c)
{
    struct job *j = c->client_data;
    if (c->is_decompressor && j->from.input_scan_number > SCANS_MAX) {
        give_up(j, T2_E_MALFORMED, STRIP_TOO_LARGE);
    }
}

/* ---- what stands beside the picture ---- */

static void look_at(struct job *j, unsigned marker, struct t2_bytes body)
{
    static const char exif[] = "Exif\0", xmp[] = "http://ns.adobe.com/", icc[] = "ICC_PROFILE",
                      jfif[] = "JFIF", adobe[] = "Adobe";
    if (marker == 0xfe) {
        j->removed |= STRIP_COMMENT;
    } else if (body.len > sizeof exif && memcmp(body.ptr, exif, sizeof exif) == 0) {
        j->orientation =
            strip_exif_look(t2_bytes_of(body.ptr + sizeof exif, body.len - sizeof exif), &j->removed);
    } else if (body.len >= sizeof xmp && memcmp(body.ptr, xmp, sizeof xmp - 1) == 0) {
        j->removed |= STRIP_NAMES;
    } else if (body.len >= sizeof icc && memcmp(body.ptr, icc, sizeof icc - 1) == 0) {
        j->removed |= STRIP_PROFILE;
    } else if (body.len >= sizeof jfif && memcmp(body.ptr, jfif, sizeof jfif - 1) == 0) {
        /* versions, resolution, and where its last two bytes are not 0 a thumbnail */
        j->removed |= body.len > 14 ? STRIP_THUMBNAIL : 0;
    } else if (body.len < sizeof adobe || memcmp(body.ptr, adobe, sizeof adobe - 1) != 0) {
        j->removed |= STRIP_OTHER;
    }
}

/* The segments before the picture's data. What is wrong with them the library finds. */
static void look_beside(struct job *j, struct t2_bytes in)
{
    size_t at = 2;
    while (at + 4 <= in.len && in.ptr[at] == 0xff) {
        unsigned marker = in.ptr[at + 1];
        size_t len = (size_t)in.ptr[at + 2] << 8 | in.ptr[at + 3];
        if (marker == 0xff) { /* fill byte */
            at++;
            continue;
        }
        if (marker == 0xda || len < 2 || len > in.len - at - 2) {
            return;
        }
        if ((marker >= 0xe0 && marker <= 0xef) || marker == 0xfe) {
            look_at(j, marker, t2_bytes_of(in.ptr + at + 4, len - 2));
        }
        at += 2 + len;
    }
}

/* ---- turning ---- */

/* How a picture with this orientation is turned upright: first exchange rows and columns, then mirror. */
struct turn {
    int transpose, mirror_x, mirror_y;
};
static const struct turn turns[9] = {
    [2] = {0, 1, 0}, [3] = {0, 1, 1}, [4] = {0, 0, 1}, [5] = {1, 0, 0},
    [6] = {1, 1, 0}, [7] = {1, 1, 1}, [8] = {1, 0, 1},
};

static void turn_block(JCOEFPTR to, const JCOEF *from, struct turn t)
{
    for (unsigned v = 0; v < BLOCK; v++) {
        for (unsigned u = 0; u < BLOCK; u++) {
            int c = from[t.transpose ? u * BLOCK + v : v * BLOCK + u];
            int minus = (t.mirror_x && (u & 1) != 0) != (t.mirror_y && (v & 1) != 0);
            to[v * BLOCK + u] = (JCOEF)(minus ? -c : c);
        }
    }
}

static JDIMENSION up(JDIMENSION n, JDIMENSION to)
{
    return (n + to - 1) / to * to;
}

static JDIMENSION blocks(JDIMENSION pixels, int factor, int most)
{
    JDIMENSION unit = BLOCK * (JDIMENSION)most;
    return (pixels * (JDIMENSION)factor + unit - 1) / unit;
}

/* The turned picture's size: what is cut off is cut off. 0 when a mirrored side is shorter than one unit of
 * blocks: then the picture stays as it is. */
static int turned_size(const struct jpeg_decompress_struct *from, struct turn t, JDIMENSION *width,
                       JDIMENSION *height)
{
    JDIMENSION unit_x = BLOCK * (JDIMENSION)(t.transpose ? from->max_v_samp_factor : from->max_h_samp_factor);
    JDIMENSION unit_y = BLOCK * (JDIMENSION)(t.transpose ? from->max_h_samp_factor : from->max_v_samp_factor);
    *width = t.transpose ? from->image_height : from->image_width;
    *height = t.transpose ? from->image_width : from->image_height;
    *width -= t.mirror_x ? *width % unit_x : 0;
    *height -= t.mirror_y ? *height % unit_y : 0;
    return *width > 0 && *height > 0;
}

/* Memory of `from` for the turned coefficients, which must be asked for before it reads its own. */
static jvirt_barray_ptr *turned_new(struct jpeg_decompress_struct *from, struct turn t, JDIMENSION width,
                                    JDIMENSION height)
{
    j_common_ptr c = (j_common_ptr)from;
    jvirt_barray_ptr *to = from->mem->alloc_small(c, JPOOL_IMAGE, sizeof(jvirt_barray_ptr) * MAX_COMPONENTS);
    int most_h = t.transpose ? from->max_v_samp_factor : from->max_h_samp_factor;
    int most_v = t.transpose ? from->max_h_samp_factor : from->max_v_samp_factor;
    for (int i = 0; i < from->num_components; i++) {
        const jpeg_component_info *x = &from->comp_info[i];
        int h = t.transpose ? x->v_samp_factor : x->h_samp_factor;
        int v = t.transpose ? x->h_samp_factor : x->v_samp_factor;
        to[i] =
            from->mem->request_virt_barray(c, JPOOL_IMAGE, TRUE, up(blocks(width, h, most_h), (JDIMENSION)h),
                                           up(blocks(height, v, most_v), (JDIMENSION)v), (JDIMENSION)v);
    }
    return to;
}

/* Tells the writer of the turned picture's size, factors and tables. */
static void turned_set(struct jpeg_compress_struct *to, struct turn t, JDIMENSION width, JDIMENSION height)
{
    to->image_width = width;
    to->image_height = height;
    for (int i = 0; i < to->num_components && t.transpose; i++) {
        jpeg_component_info *x = &to->comp_info[i];
        int swap = x->h_samp_factor;
        x->h_samp_factor = x->v_samp_factor;
        x->v_samp_factor = swap;
    }
    for (int i = 0; i < NUM_QUANT_TBLS && t.transpose; i++) {
        JQUANT_TBL *q = to->quant_tbl_ptrs[i];
        for (unsigned v = 0; q != NULL && v < BLOCK; v++) {
            for (unsigned u = 0; u < v; u++) {
                UINT16 swap = q->quantval[v * BLOCK + u];
                q->quantval[v * BLOCK + u] = q->quantval[u * BLOCK + v];
                q->quantval[u * BLOCK + v] = swap;
            }
        }
    }
}

static void turn_component(struct job *j, jvirt_barray_ptr to, jvirt_barray_ptr from, int i, struct turn t)
{
    j_common_ptr c = (j_common_ptr)&j->from;
    const jpeg_component_info *x = &j->to.comp_info[i];
    /* As jpeg_write_coefficients has set them, rounded to whole units: the edge's blocks beyond the picture
     * go along. */
    JDIMENSION width = up(x->width_in_blocks, (JDIMENSION)x->h_samp_factor);
    JDIMENSION height = up(x->height_in_blocks, (JDIMENSION)x->v_samp_factor);
    for (JDIMENSION row = 0; row < height; row++) {
        JBLOCKARRAY out = j->from.mem->access_virt_barray(c, to, row, 1, TRUE);
        for (JDIMENSION column = 0; column < width; column++) {
            JDIMENSION sx = t.mirror_x ? width - 1 - column : column;
            JDIMENSION sy = t.mirror_y ? height - 1 - row : row;
            JBLOCKARRAY in = j->from.mem->access_virt_barray(c, from, t.transpose ? sx : sy, 1, FALSE);
            turn_block(out[0][column], in[0][t.transpose ? sy : sx], t);
        }
    }
}

/* ---- copying ---- */

/* What is told of colours is as much as a reader needs. */
static void set_colours(struct job *j)
{
    J_COLOR_SPACE space = j->from.jpeg_color_space;
    if (space != JCS_GRAYSCALE && space != JCS_YCbCr && space != JCS_RGB && space != JCS_CMYK &&
        space != JCS_YCCK) {
        give_up(j, T2_E_MALFORMED, STRIP_DAMAGED);
    }
    j->to.write_JFIF_header = FALSE;
    j->to.write_Adobe_marker =
        j->from.saw_Adobe_marker && space != JCS_GRAYSCALE && space != JCS_YCbCr ? TRUE : FALSE;
    for (int i = 0; i < j->to.num_components; i++) {
        j->to.comp_info[i].component_id = space == JCS_RGB ? "RGB"[i] : i + 1;
    }
}

static void copy(struct job *j, struct t2_bytes in)
{
    const struct turn t = turns[j->orientation];
    jvirt_barray_ptr *turned = NULL;
    JDIMENSION width, height;
    jpeg_create_decompress(&j->from);
    jpeg_create_compress(&j->to);
    j->from.progress = &j->progress;
    jpeg_mem_src(&j->from, in.ptr, in.len);
    (void)jpeg_read_header(&j->from, TRUE);
    if ((uint64_t)j->from.image_width * j->from.image_height > STRIP_MAX_PIXELS) {
        give_up(j, T2_E_MALFORMED, STRIP_TOO_LARGE);
    }
    if (j->orientation > 1 && turned_size(&j->from, t, &width, &height)) {
        turned = turned_new(&j->from, t, width, height);
    }
    jvirt_barray_ptr *coefficients = jpeg_read_coefficients(&j->from);
    j->removed |= j->from.src->bytes_in_buffer > 0 ? STRIP_BEHIND : 0;
    jpeg_mem_dest(&j->to, &j->made, &j->made_len);
    jpeg_copy_critical_parameters(&j->from, &j->to);
    set_colours(j);
    j->to.optimize_coding = TRUE;
    j->to.arith_code = FALSE;
    if (turned != NULL) {
        turned_set(&j->to, t, width, height);
    }
    if (j->from.progressive_mode) {
        jpeg_simple_progression(&j->to);
    }
    jpeg_write_coefficients(&j->to, turned != NULL ? turned : coefficients);
    for (int i = 0; i < j->to.num_components && turned != NULL; i++) {
        turn_component(j, turned[i], coefficients[i], i, t);
    }
    jpeg_finish_compress(&j->to);
    (void)jpeg_finish_decompress(&j->from);
    j->orientation = turned != NULL ? j->orientation : 1;
}

int strip_jpeg(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, int *turned,
               enum strip_fault *fault)
{
    int err = 0;
    if (in.len < 4 || in.ptr[0] != 0xff || in.ptr[1] != 0xd8) {
        return strip_fail(fault, STRIP_DAMAGED);
    }
    struct job *j = calloc(1, sizeof *j); /* on the heap: the jump leaves it as it is */
    if (j == NULL) {
        return T2_E_MEMORY;
    }
    j->orientation = 1;
    j->from.err = j->to.err = jpeg_std_error(&j->errors);
    j->from.client_data = j->to.client_data = j;
    j->errors.error_exit = on_error;
    j->errors.emit_message = on_message;
    j->errors.output_message = say_nothing;
    j->progress.progress_monitor = on_progress;
    look_beside(j, in);
    j->orientation = turned != NULL ? j->orientation : 1;
    if (setjmp(j->back) == 0) {
        copy(j, in);
    }
    jpeg_destroy_compress(&j->to);
    jpeg_destroy_decompress(&j->from);
    err = j->failed != 0 ? j->failed : t2_buf_append(out, j->made, j->made_len);
    if (err == 0) {
        *removed |= j->removed;
        if (turned != NULL) {
            *turned = j->orientation != 1;
        }
    }
    *fault = j->fault;
    free(j->made);
    free(j);
    return err;
}

/* PNG (ISO/IEC 15948): the chunks that make the picture, and nothing else. Every chunk's sum is checked. The
 * pixels are unpacked and packed anew: so they are as many as the head says, nothing hides behind them in the
 * stream, and how they were packed does not tell by which program. */
#include "desk/strip_internal.h"

#include <string.h>

#define ZLIB_CONST /* it does not write to what it reads */
#include <zlib.h>

#include <tracktwo/wire.h>

#define CHUNK_MAX 0x7fffffffu
#define PIECE 4096u

static const uint8_t mark[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

enum chunk { IHDR, PLTE, TRNS, GAMA, SRGB, IDAT, IEND, N_CHUNKS };
static const char *const names[N_CHUNKS] = {"IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"};

/* What is dropped, and what it tells. */
static const struct {
    char name[5];
    uint32_t removed;
} dropped[] = {
    {"tEXt", STRIP_COMMENT}, {"zTXt", STRIP_COMMENT}, {"iTXt", STRIP_COMMENT},
    {"tIME", STRIP_DATE},    {"iCCP", STRIP_PROFILE},
};

struct job {
    struct t2_bytes kept[N_CHUNKS]; /* ptr NULL: not there; IDAT: see pixels */
    uint8_t head[13];
    uint64_t raw_left; /* bytes of filtered rows that are still to come */
    z_stream from, to;
    int ended; /* the packed pixels are at their end */
    struct t2_buf pixels;
    uint32_t removed;
    enum strip_fault fault;
};

static int damaged(struct job *j)
{
    return strip_fail(&j->fault, STRIP_DAMAGED);
}

/* ---- the head ---- */

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* Bits of a pixel; 0 for what is no kind of picture. */
static unsigned bits_of(unsigned depth, unsigned colour)
{
    static const uint8_t channels[7] = {1, 0, 3, 1, 2, 0, 4};
    int power = depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    if (!power || colour > 6 || channels[colour] == 0 || (colour == 3 && depth == 16) ||
        (colour != 0 && colour != 3 && depth < 8)) {
        return 0;
    }
    return depth * channels[colour];
}

static uint64_t rows_len(uint64_t width, uint64_t height, unsigned bits)
{
    return width == 0 || height == 0 ? 0 : height * (1 + (width * bits + 7) / 8);
}

static int read_head(struct job *j)
{
    /* first column and row, and their distance, of the seven passes of an interlaced picture */
    static const uint8_t pass[7][4] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                       {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
    const uint8_t *h = j->kept[IHDR].ptr;
    if (j->kept[IHDR].len != sizeof j->head) {
        return damaged(j);
    }
    memcpy(j->head, h, sizeof j->head);
    uint64_t width = be32(h), height = be32(h + 4);
    unsigned bits = bits_of(h[8], h[9]);
    if (width == 0 || height == 0 || width > CHUNK_MAX || height > CHUNK_MAX || bits == 0 || h[10] != 0 ||
        h[11] != 0 || h[12] > 1) {
        return damaged(j);
    }
    if (width * height > STRIP_MAX_PIXELS) {
        return strip_fail(&j->fault, STRIP_TOO_LARGE);
    }
    j->raw_left = h[12] == 0 ? rows_len(width, height, bits) : 0;
    for (int i = 0; i < 7 && h[12] != 0; i++) {
        const uint8_t *p = pass[i];
        uint64_t w = width > p[0] ? (width - p[0] + p[2] - 1u) / p[2] : 0;
        uint64_t n = height > p[1] ? (height - p[1] + p[3] - 1u) / p[3] : 0;
        j->raw_left += rows_len(w, n, bits);
    }
    return 0;
}

/* ---- pixels: unpacked, counted, packed ---- */

static int pack(struct job *j, const uint8_t *p, size_t n, int flush)
{
    uint8_t piece[PIECE];
    j->to.next_in = p;
    j->to.avail_in = (uInt)n;
    for (;;) {
        j->to.next_out = piece;
        j->to.avail_out = sizeof piece;
        int z = deflate(&j->to, flush);
        int err = t2_buf_append(&j->pixels, piece, sizeof piece - j->to.avail_out);
        if (err != 0) {
            return err;
        }
        if (z == Z_STREAM_END || (flush == Z_NO_FLUSH && j->to.avail_in == 0 && j->to.avail_out > 0)) {
            return 0;
        }
        if (z != Z_OK) {
            return T2_E_STATE;
        }
    }
}

static int take_pixels(struct job *j, struct t2_bytes in)
{
    uint8_t piece[PIECE];
    j->from.next_in = in.ptr;
    j->from.avail_in = (uInt)in.len;
    while (!j->ended) {
        j->from.next_out = piece;
        j->from.avail_out = sizeof piece;
        int z = inflate(&j->from, Z_NO_FLUSH);
        size_t n = sizeof piece - j->from.avail_out;
        if (z == Z_MEM_ERROR) {
            return T2_E_MEMORY;
        }
        if (z == Z_BUF_ERROR && n == 0) {
            return 0; /* the next chunk goes on */
        }
        if ((z != Z_OK && z != Z_STREAM_END) || n > j->raw_left) {
            return damaged(j);
        }
        j->raw_left -= n;
        j->ended = z == Z_STREAM_END;
        int err = pack(j, piece, n, Z_NO_FLUSH);
        if (err != 0) {
            return err;
        }
    }
    j->removed |= j->from.avail_in > 0 ? STRIP_BEHIND : 0;
    return 0;
}

/* ---- chunks ---- */

static void note_dropped(struct job *j, const uint8_t *name, struct t2_bytes body)
{
    if (memcmp(name, "eXIf", 4) == 0) {
        (void)strip_exif_look(body, &j->removed);
        j->removed |= STRIP_OTHER;
        return;
    }
    for (size_t i = 0; i < sizeof dropped / sizeof dropped[0]; i++) {
        if (memcmp(name, dropped[i].name, 4) == 0) {
            j->removed |= dropped[i].removed;
            return;
        }
    }
    j->removed |= STRIP_OTHER;
}

/* What a kept chunk may be, and where. */
static int chunk_fits(const struct job *j, enum chunk c, size_t len)
{
    unsigned colour = j->head[9];
    int first = j->kept[c].ptr == NULL, before_pixels = j->kept[IDAT].ptr == NULL;
    switch (c) {
    case IHDR:
        return 0; /* the first was read before */
    case PLTE:
        return first && before_pixels && (colour & 2) != 0 && len > 0 && len <= 768 && len % 3 == 0;
    case TRNS:
        return first && before_pixels &&
               (colour == 0   ? len == 2
                : colour == 2 ? len == 6
                : colour == 3 ? j->kept[PLTE].ptr != NULL && len > 0 && len <= j->kept[PLTE].len / 3
                              : 0);
    case GAMA:
        return first && before_pixels && len == 4;
    case SRGB:
        return first && before_pixels && len == 1;
    case IDAT:
        return colour != 3 || j->kept[PLTE].ptr != NULL;
    case IEND:
        return len == 0 && j->ended && j->raw_left == 0;
    case N_CHUNKS:
        break;
    }
    return 0;
}

/* One chunk of r: which of those that are kept; N_CHUNKS for one that is dropped. */
static int next_chunk(struct job *j, struct wire_reader *r, enum chunk *out, struct t2_bytes *body)
{
    uint32_t len = wire_get_u32(r);
    const uint8_t *from = r->ptr;
    struct t2_bytes name = wire_get_raw(r, 4);
    *body = wire_get_raw(r, len <= CHUNK_MAX ? len : SIZE_MAX);
    uint32_t sum = wire_get_u32(r);
    if (r->err != 0 || crc32(crc32(0, NULL, 0), from, 4 + len) != sum) {
        return damaged(j);
    }
    *out = IHDR;
    while (*out < N_CHUNKS && memcmp(name.ptr, names[*out], 4) != 0) {
        *out = (enum chunk)(*out + 1);
    }
    if (*out == N_CHUNKS) {
        if ((name.ptr[0] & 0x20) == 0) {
            return damaged(j); /* one that nobody may overlook, and we do not know it */
        }
        note_dropped(j, name.ptr, *body);
    }
    return 0;
}

static int read_chunks(struct job *j, struct t2_bytes in)
{
    struct wire_reader r = wire_reader_init(in);
    struct t2_bytes body;
    enum chunk c = N_CHUNKS;
    int first = 1, err = 0;
    struct t2_bytes begins = wire_get_raw(&r, sizeof mark);
    if (r.err != 0 || memcmp(begins.ptr, mark, sizeof mark) != 0) {
        return damaged(j);
    }
    while (err == 0 && c != IEND) {
        err = next_chunk(j, &r, &c, &body);
        if (err == 0 && first) {
            j->kept[IHDR] = body;
            err = c == IHDR ? read_head(j) : damaged(j);
            first = 0;
        } else if (err == 0 && c != N_CHUNKS) {
            err = chunk_fits(j, c, body.len) ? 0 : damaged(j);
            j->kept[c] = body;
            if (err == 0 && c == IDAT) {
                err = take_pixels(j, body);
            }
        }
    }
    j->removed |= err == 0 && r.left > 0 ? STRIP_BEHIND : 0;
    return err;
}

static void put_chunk(struct wire_writer *w, enum chunk c, struct t2_bytes body)
{
    uLong sum = crc32(crc32(0, NULL, 0), (const Bytef *)names[c], 4);
    if (body.len > 0) {
        sum = crc32(sum, body.ptr, (uInt)body.len);
    }
    wire_put_u32(w, (uint32_t)body.len);
    wire_put_raw(w, t2_bytes_of(names[c], 4));
    wire_put_raw(w, body);
    wire_put_u32(w, (uint32_t)sum);
}

static int write_chunks(const struct job *j, struct t2_buf *out)
{
    static const enum chunk order[] = {IHDR, GAMA, SRGB, PLTE, TRNS};
    size_t before = out->len;
    struct wire_writer w = wire_writer_init(out);
    wire_put_raw(&w, t2_bytes_of(mark, sizeof mark));
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        if (j->kept[order[i]].ptr != NULL) {
            put_chunk(&w, order[i], j->kept[order[i]]);
        }
    }
    put_chunk(&w, IDAT, t2_buf_view(&j->pixels));
    put_chunk(&w, IEND, t2_bytes_of(NULL, 0));
    int err = wire_writer_finish(&w);
    out->len = err == 0 ? out->len : before;
    return err;
}

int strip_png(struct t2_bytes in, struct t2_buf *out, uint32_t *removed, enum strip_fault *fault)
{
    struct job j = {.fault = STRIP_FINE};
    t2_buf_init(&j.pixels, out->max);
    int err = inflateInit(&j.from) == Z_OK ? 0 : T2_E_MEMORY;
    if (err == 0) {
        err = deflateInit(&j.to, Z_BEST_COMPRESSION) == Z_OK ? 0 : T2_E_MEMORY;
        if (err == 0) {
            err = read_chunks(&j, in);
            if (err == 0) {
                err = pack(&j, NULL, 0, Z_FINISH);
            }
            (void)deflateEnd(&j.to);
        }
        (void)inflateEnd(&j.from);
    }
    if (err == 0) {
        err = write_chunks(&j, out);
    }
    if (err == 0) {
        *removed |= j.removed;
    }
    *fault = j.fault;
    t2_buf_free(&j.pixels);
    return err;
}

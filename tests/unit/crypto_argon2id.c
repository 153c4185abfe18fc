/* Argon2id. RFC 9106 publishes an answer with four lanes only, and our door has one lane. So this file has
 * Argon2id again, written from the RFC over BLAKE2b alone: it must give the RFC's answer, and then our door
 * must agree with it. Nothing in it is constant time or wiped. */
#include "known_answer.h"

#include <sodium.h>
#include <stdlib.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

#define WORDS 128 /* of a block of 1,024 bytes */
#define SLICES 4

struct parameters {
    uint32_t lanes, mem_kib, passes;
    struct t2_bytes passphrase, salt, key, data;
};

struct memory {
    uint64_t (*block)[WORDS];
    uint32_t lanes, lane_len, segment_len, passes;
};

static void put_le(uint8_t *out, uint64_t v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(v >> 8 * i);
}

static uint64_t rotate_right(uint64_t v, unsigned n)
{
    return v >> n | v << (64 - n);
}

static void hash_le32(crypto_generichash_state *h, uint32_t v)
{
    uint8_t b[4];
    put_le(b, v, 4);
    crypto_generichash_update(h, b, 4);
}

/* Section 3.3: H', of any length. */
static void hash_long(uint8_t *out, size_t len, const uint8_t *in, size_t in_len)
{
    crypto_generichash_state h;
    uint8_t v[64];
    crypto_generichash_init(&h, NULL, 0, len < 64 ? len : 64);
    hash_le32(&h, (uint32_t)len);
    crypto_generichash_update(&h, in, in_len);
    crypto_generichash_final(&h, v, len < 64 ? len : 64);
    while (len > 64) {
        memcpy(out, v, 32);
        out += 32;
        len -= 32;
        uint8_t previous[64];
        memcpy(previous, v, 64);
        crypto_generichash(v, len < 64 ? len : 64, previous, 64, NULL, 0);
    }
    memcpy(out, v, len);
}

/* Section 3.6: GB, and P over sixteen words. */
static void mix(uint64_t *a, uint64_t *b, uint64_t *c, uint64_t *d)
{
    static const unsigned turn[2][2] = {{32, 24}, {16, 63}};
    for (unsigned i = 0; i < 2; i++) {
        *a += *b + 2 * (*a & 0xffffffff) * (*b & 0xffffffff);
        *d = rotate_right(*d ^ *a, turn[i][0]);
        *c += *d + 2 * (*c & 0xffffffff) * (*d & 0xffffffff);
        *b = rotate_right(*b ^ *c, turn[i][1]);
    }
}

static void permute(uint64_t *v[16])
{
    for (unsigned i = 0; i < 4; i++)
        mix(v[i], v[4 + i], v[8 + i], v[12 + i]);
    for (unsigned i = 0; i < 4; i++)
        mix(v[i], v[4 + (i + 1) % 4], v[8 + (i + 2) % 4], v[12 + (i + 3) % 4]);
}

/* Section 3.5: G. out may be one of the others. */
static void compress(uint64_t out[WORDS], const uint64_t x[WORDS], const uint64_t y[WORDS])
{
    uint64_t r[WORDS], z[WORDS], *v[16];
    for (size_t i = 0; i < WORDS; i++)
        z[i] = r[i] = x[i] ^ y[i];
    for (size_t row = 0; row < 8; row++) {
        for (size_t i = 0; i < 16; i++)
            v[i] = &z[16 * row + i];
        permute(v);
    }
    for (size_t column = 0; column < 8; column++) {
        for (size_t i = 0; i < 16; i++)
            v[i] = &z[16 * (i / 2) + 2 * column + i % 2];
        permute(v);
    }
    for (size_t i = 0; i < WORDS; i++)
        out[i] = z[i] ^ r[i];
}

/* Section 3.4.1.2: the addresses that depend on no data. */
static void next_addresses(uint64_t out[WORDS], uint64_t input[WORDS])
{
    static const uint64_t zero[WORDS];
    input[6]++;
    compress(out, zero, input);
    compress(out, zero, out);
}

/* Section 3.4.2: which block is referred to, from J1 and the place. */
static uint32_t reference(const struct memory *m, uint32_t pass, uint32_t slice, uint32_t index,
                          int same_lane, uint64_t j1)
{
    uint32_t done = pass == 0 ? slice * m->segment_len : m->lane_len - m->segment_len;
    uint32_t area = same_lane ? done + index - 1 : done - (index == 0);
    uint64_t x = j1 * j1 >> 32;
    uint32_t z = area - 1 - (uint32_t)((uint64_t)area * x >> 32);
    uint32_t start = pass == 0 || slice == SLICES - 1 ? 0 : (slice + 1) * m->segment_len;
    return (start + z) % m->lane_len;
}

static void fill_segment(struct memory *m, uint32_t pass, uint32_t slice, uint32_t lane)
{
    int independent = pass == 0 && slice < SLICES / 2;
    uint64_t addresses[WORDS], mixed[WORDS];
    uint64_t input[WORDS] = {pass, lane, slice, m->lanes * m->lane_len, m->passes, 2};
    uint64_t(*own)[WORDS] = m->block + lane * m->lane_len;
    for (uint32_t index = 0; index < m->segment_len; index++) {
        if (independent && index % WORDS == 0)
            next_addresses(addresses, input);
        if (pass == 0 && slice == 0 && index < 2)
            continue;
        uint32_t at = slice * m->segment_len + index;
        const uint64_t *previous = own[at == 0 ? m->lane_len - 1 : at - 1];
        uint64_t j = independent ? addresses[index % WORDS] : previous[0];
        uint32_t other = pass == 0 && slice == 0 ? lane : (uint32_t)(j >> 32) % m->lanes;
        uint32_t from = reference(m, pass, slice, index, other == lane, j & 0xffffffff);
        compress(mixed, previous, m->block[other * m->lane_len + from]);
        for (size_t i = 0; i < WORDS; i++)
            own[at][i] = pass == 0 ? mixed[i] : own[at][i] ^ mixed[i];
    }
}

static void block_of_bytes(uint64_t out[WORDS], const uint8_t in[1024])
{
    memset(out, 0, 1024);
    for (size_t i = 0; i < 1024; i++)
        out[i / 8] |= (uint64_t)in[i] << 8 * (i % 8);
}

/* Section 3.2. */
static void argon2id_by_the_book(uint8_t out[32], const struct parameters *p)
{
    const struct t2_bytes *const parts[] = {&p->passphrase, &p->salt, &p->key, &p->data};
    struct memory m = {.lanes = p->lanes, .passes = p->passes};
    uint8_t h0[64 + 8], bytes[1024];
    uint64_t last[WORDS] = {0};
    crypto_generichash_state h;
    m.segment_len = p->mem_kib / (SLICES * p->lanes);
    m.lane_len = SLICES * m.segment_len;
    m.block = calloc((size_t)m.lanes * m.lane_len, sizeof *m.block);
    assert_non_null(m.block);

    crypto_generichash_init(&h, NULL, 0, 64);
    const uint32_t head[] = {p->lanes, 32, p->mem_kib, p->passes, 0x13, 2};
    for (size_t i = 0; i < 6; i++)
        hash_le32(&h, head[i]);
    for (size_t i = 0; i < 4; i++) {
        hash_le32(&h, (uint32_t)parts[i]->len);
        crypto_generichash_update(&h, parts[i]->ptr, parts[i]->len);
    }
    crypto_generichash_final(&h, h0, 64);
    for (uint32_t lane = 0; lane < m.lanes; lane++) {
        for (uint32_t i = 0; i < 2; i++) {
            put_le(h0 + 64, i, 4);
            put_le(h0 + 68, lane, 4);
            hash_long(bytes, sizeof bytes, h0, sizeof h0);
            block_of_bytes(m.block[lane * m.lane_len + i], bytes);
        }
    }
    for (uint32_t pass = 0; pass < p->passes; pass++) {
        for (uint32_t slice = 0; slice < SLICES; slice++) {
            for (uint32_t lane = 0; lane < m.lanes; lane++)
                fill_segment(&m, pass, slice, lane);
        }
    }
    for (uint32_t lane = 0; lane < m.lanes; lane++) {
        for (size_t i = 0; i < WORDS; i++)
            last[i] ^= m.block[(lane + 1) * m.lane_len - 1][i];
    }
    for (size_t i = 0; i < WORDS; i++)
        put_le(bytes + 8 * i, last[i], 8);
    hash_long(out, 32, bytes, sizeof bytes);
    free(m.block);
}

/* RFC 9106 section 5.3. */
static void the_book_gives_the_published_answer(void **state)
{
    (void)state;
    uint8_t of[4][32], got[32];
    for (uint8_t i = 0; i < 4; i++)
        memset(of[i], i + 1, 32);
    const struct parameters p = {4, 32, 3, {of[0], 32}, {of[1], 16}, {of[2], 8}, {of[3], 12}};
    argon2id_by_the_book(got, &p);
    assert_memory_equal(got, known_of("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659").b,
                        32);
}

static void our_door_agrees_with_the_book(void **state)
{
    (void)state;
    static const struct {
        const char *passphrase;
        uint32_t mem_kib, passes;
    } cases[] = {
        {"correct horse battery staple", 8192, 1},
        {"", 8192, 1},
        {"p\xc3\xa4sse", 8195, 2},
        {"x", 12000, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t salt[16] = {1, 2, 3}, got[32], want[32];
        salt[15] = (uint8_t)i;
        const struct parameters p = {
            1,          cases[i].mem_kib, cases[i].passes, t2_bytes_str(cases[i].passphrase),
            {salt, 16}, {NULL, 0},        {NULL, 0}};
        argon2id_by_the_book(want, &p);
        assert_int_equal(t2_argon2id(got, p.passphrase, salt, p.mem_kib, p.passes), 0);
        assert_memory_equal(got, want, 32);
    }
}

static void too_little_work_is_refused(void **state)
{
    (void)state;
    const uint8_t salt[16] = {0};
    uint8_t out[32];
    assert_int_equal(t2_argon2id(out, t2_bytes_str("x"), salt, 8191, 1), T2_E_ARGUMENT);
    assert_int_equal(t2_argon2id(out, t2_bytes_str("x"), salt, 8192, 0), T2_E_ARGUMENT);
    assert_int_equal(t2_argon2id(out, t2_bytes_str("x"), salt, 0, 0), T2_E_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_book_gives_the_published_answer),
        cmocka_unit_test(our_door_agrees_with_the_book),
        cmocka_unit_test(too_little_work_is_refused),
    };
    return t2_init() != 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}

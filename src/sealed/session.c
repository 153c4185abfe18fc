/* One party's session: its life, and the pump that sends and takes one flight after the other.
 *
 * The pump knows nothing of the protocol. For the flight in work it queues our frame to every peer, takes one
 * frame of exactly the awaited type, length and echo from every peer, hashes the broadcasts into the echo,
 * and asks the flight's finish for the next one. A peer can be at most one flight ahead of us, since its next
 * frame needs ours: two frames bound what may wait. Any failure ends in abort, which wipes all secrets at
 * once; so does the end of the last flight, which leaves the result and what waits to be sent. */
#include "sealed/session_internal.h"

#include <string.h>

#include "sealed/flights.h"
#include "sealed/kept.h"
#include "sealed/plan.h"
#include "sealed/refresh.h"

unsigned sealed_party_of(const struct sealed_session *s, unsigned q)
{
    return q < s->self ? q : q + 1;
}

/* All but the bytes that wait to be sent. */
static void peer_forget(struct sealed_session *s, struct sealed_peer *p)
{
    t2_buf_free(&p->in);
    sealed_ot_peer_wipe(p);
    t2_area_free(p->receive, sizeof *p->receive);
    t2_area_free(p->send, sizeof *p->send);
    t2_area_free(p->m, s->batch.allocated_rows * sizeof *p->m);
    t2_area_free(p->k, s->batch.allocated_rows * sizeof *p->k);
    t2_area_free(p->opened, s->opened_cap);
    t2_area_free(p->ot_reply, OT_REPLY_LEN);
    t2_sha256_free(p->sent.hash);
    t2_sha256_free(p->expected.hash);
    const struct sealed_peer keep = {.party = p->party, .out = p->out, .out_sent = p->out_sent};
    t2_wipe(p, sizeof *p);
    *p = keep;
}

/* Everything but the configuration, the progress, the result, what is kept, and the bytes that wait to be
 * sent. */
static void session_forget(struct sealed_session *s)
{
    for (unsigned q = 0; q < s->n_peers; q++) {
        peer_forget(s, &s->peer[q]);
    }
    sealed_batch_free(s);
    t2_area_free(s->pool.record, s->pool.cap * 3 * s->stride * sizeof(struct sealed_block));
    t2_area_free(s->pool.bits, s->pool.cap);
    s->pool = (struct sealed_pool){0};
    t2_area_free(s->wire, s->n_slots * s->stride * sizeof(struct sealed_block));
    t2_area_free(s->wire_bit, s->n_slots);
    s->wire = NULL;
    s->wire_bit = NULL;
    input_forget(s);
    t2_area_free(s->own_opened, s->opened_cap);
    s->own_opened = NULL;
    t2_sha256_free(s->scratch_hash);
    s->scratch_hash = NULL;
    for (unsigned p = 0; p < SEALED_MAX_PARTIES; p++) {
        t2_area_free(s->broadcast[p], s->broadcast_cap);
        s->broadcast[p] = NULL;
    }
    refresh_free(s);
    t2_wipe(&s->kept_check, sizeof s->kept_check);
    t2_wipe(&s->delta, sizeof s->delta);
    t2_wipe(s->coin_share, sizeof s->coin_share);
    t2_wipe(s->coin_nonce, sizeof s->coin_nonce);
    t2_wipe(s->value_nonce, sizeof s->value_nonce);
    t2_wipe(s->own_value, sizeof s->own_value);
    t2_wipe(&s->theta, sizeof s->theta);
}

/* Everything but the configuration and the progress. */
static void session_wipe(struct sealed_session *s)
{
    session_forget(s);
    for (unsigned q = 0; q < s->n_peers; q++) {
        t2_buf_free(&s->peer[q].out);
        s->peer[q].out_sent = 0;
    }
    t2_area_free(s->result, s->circuit->n_outputs);
    s->result = NULL;
    sealed_kept_free(s->kept);
    s->kept = NULL;
}

int sealed_session_new(struct sealed_session **out, const struct sealed_config *config)
{
    const struct circuit *c = config->circuit;
    if (c == NULL || config->random == NULL || config->n_parties < 2 ||
        config->n_parties > SEALED_MAX_PARTIES || config->self >= config->n_parties ||
        c->n_parties != config->n_parties ||
        (config->statistical_bits != 40 && config->statistical_bits != 64) ||
        (config->input_bits == NULL && c->n_inputs[config->self] != 0) || !sealed_kept_fits(config))
        return T2_E_ARGUMENT;
    struct sealed_session *s = t2_area_alloc(sizeof *s);
    if (s == NULL)
        return T2_E_MEMORY;
    s->config = *config;
    if (s->config.memory_target == 0)
        s->config.memory_target = SEALED_MEMORY_DEFAULT;
    s->config.input_bits = NULL;
    s->circuit = c;
    s->kernel = sealed_kernel_get();
    s->n = config->n_parties;
    s->self = config->self;
    s->n_peers = s->n - 1;
    s->stride = 2 * (size_t)s->n_peers;
    s->state = SEALED_RUNNING;
    s->flight = FLIGHT_HELLO;
    int err = T2_E_MEMORY;
    if ((err = refresh_plan(s)) != 0)
        goto out;
    err = T2_E_MEMORY;
    sealed_plan(s);
    s->input_bits = t2_area_alloc(input_n_own(s, s->self));
    if (s->input_bits == NULL)
        goto out;
    for (size_t i = 0; config->input_bits != NULL && i < c->n_inputs[s->self]; i++)
        s->input_bits[i] = config->input_bits[i] & 1;
    sealed_kept_to_inputs(s);
    for (unsigned p = 0; p < s->n; p++) {
        s->broadcast[p] = t2_area_alloc(s->broadcast_cap);
        if (s->broadcast[p] == NULL)
            goto out;
    }
    for (unsigned q = 0; q < s->n_peers; q++) {
        struct sealed_peer *p = &s->peer[q];
        p->party = sealed_party_of(s, q);
        t2_buf_init(&p->in, 2 * (SEALED_FRAME_HEADER + s->max_payload));
        t2_buf_init(&p->out, 2 * (SEALED_FRAME_HEADER + s->max_payload));
        if ((err = t2_sha256_new(&p->sent.hash)) != 0 || (err = t2_sha256_new(&p->expected.hash)) != 0)
            goto out;
    }
    if ((err = t2_sha256_new(&s->scratch_hash)) != 0)
        goto out;
    *out = s;
    return 0;
out:
    sealed_session_free(s);
    return err;
}

void sealed_session_free(struct sealed_session *s)
{
    if (s == NULL)
        return;
    session_wipe(s);
    t2_area_free(s, sizeof *s);
}

void sealed_session_abort(struct sealed_session *s)
{
    if (s->state == SEALED_ABORTED)
        return;
    session_wipe(s);
    s->state = SEALED_ABORTED;
}

int sealed_session_receive(struct sealed_session *s, unsigned from, struct t2_bytes in)
{
    if (s->state != SEALED_RUNNING)
        return T2_E_STATE;
    if (from >= s->n || from == s->self)
        return T2_E_ARGUMENT;
    struct sealed_peer *p = &s->peer[from < s->self ? from : from - 1];
    int err = t2_buf_append(&p->in, in.ptr, in.len);
    if (err != 0) {
        sealed_session_abort(s);
        return err == T2_E_FULL ? T2_E_ABORT : err;
    }
    s->progress.bytes_received[from] += in.len;
    return 0;
}

struct t2_bytes sealed_session_pending(const struct sealed_session *s, unsigned to)
{
    if (to >= s->n || to == s->self)
        return (struct t2_bytes){NULL, 0};
    const struct sealed_peer *p = &s->peer[to < s->self ? to : to - 1];
    if (p->out.len == p->out_sent)
        return (struct t2_bytes){NULL, 0};
    return (struct t2_bytes){p->out.ptr + p->out_sent, p->out.len - p->out_sent};
}

void sealed_session_sent(struct sealed_session *s, unsigned to, size_t n)
{
    if (to >= s->n || to == s->self)
        return;
    struct sealed_peer *p = &s->peer[to < s->self ? to : to - 1];
    size_t left = p->out.len - p->out_sent;
    p->out_sent += n < left ? n : left;
    if (p->out_sent == p->out.len) {
        t2_buf_clear(&p->out);
        p->out_sent = 0;
    }
}

static void put_u32(uint8_t *p, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (24 - 8 * i));
}

static int flight_emit(struct sealed_session *s, const struct sealed_flight *f)
{
    struct sealed_lengths len = f->lengths(s);
    size_t payload = len.broadcast + len.private_part;
    int err = 0;
    if (f->prepare != NULL && (err = f->prepare(s, s->broadcast[s->self])) != 0)
        return err;
    for (unsigned q = 0; q < s->n_peers; q++) {
        struct sealed_peer *p = &s->peer[q];
        t2_buf_drop_front(&p->out, p->out_sent);
        p->out_sent = 0;
        if ((err = t2_buf_reserve(&p->out, SEALED_FRAME_HEADER + payload)) != 0)
            return err;
        uint8_t *frame = p->out.ptr + p->out.len;
        frame[0] = f->type;
        put_u32(frame + 1, (uint32_t)payload);
        memcpy(frame + 5, s->echo, SEALED_DIGEST);
        if (len.broadcast != 0)
            memcpy(frame + SEALED_FRAME_HEADER, s->broadcast[s->self], len.broadcast);
        if (f->emit != NULL && (err = f->emit(s, q, frame + SEALED_FRAME_HEADER + len.broadcast)) != 0)
            return err;
        p->out.len += SEALED_FRAME_HEADER + payload;
        s->progress.bytes_sent[p->party] += SEALED_FRAME_HEADER + payload;
        s->progress.phase_bytes_sent[f->phase] += SEALED_FRAME_HEADER + payload;
    }
    s->progress.rounds++;
    if (s->flight >= FLIGHT_INPUT)
        s->progress.rounds_online++;
    if (s->flight == FLIGHT_INPUT)
        s->progress.input_fixed = 1;
    return 0;
}

/* Takes the peer's frame of this flight when it is whole. A wrong header is refused as soon as it is there.
 */
static int flight_absorb(struct sealed_session *s, const struct sealed_flight *f, unsigned q)
{
    struct sealed_peer *p = &s->peer[q];
    struct sealed_lengths len = f->lengths(s);
    size_t payload = len.broadcast + len.private_part;
    if (p->in.len < SEALED_FRAME_HEADER)
        return 0;
    uint8_t header[SEALED_FRAME_HEADER];
    header[0] = f->type;
    put_u32(header + 1, (uint32_t)payload);
    memcpy(header + 5, s->echo, SEALED_DIGEST);
    if (!t2_ct_eq(header, p->in.ptr, SEALED_FRAME_HEADER))
        return T2_E_ABORT;
    if (p->in.len < SEALED_FRAME_HEADER + payload)
        return t2_buf_reserve(&p->in, SEALED_FRAME_HEADER + payload - p->in.len);
    const uint8_t *in = p->in.ptr + SEALED_FRAME_HEADER;
    if (len.broadcast != 0)
        memcpy(s->broadcast[p->party], in, len.broadcast);
    int err = f->absorb != NULL ? f->absorb(s, q, in, in + len.broadcast) : 0;
    if (err != 0)
        return err;
    t2_buf_drop_front(&p->in, SEALED_FRAME_HEADER + payload);
    s->absorbed |= 1u << q;
    return 0;
}

/* echo := H(echo | type | broadcasts in the order of the parties). */
static int flight_echo(struct sealed_session *s, const struct sealed_flight *f)
{
    size_t len = f->lengths(s).broadcast;
    if (len == 0)
        return 0;
    struct t2_bytes parts[2 + SEALED_MAX_PARTIES] = {{s->echo, SEALED_DIGEST}, {&f->type, 1}};
    for (unsigned p = 0; p < s->n; p++)
        parts[2 + p] = (struct t2_bytes){s->broadcast[p], len};
    return t2_sha256(s->echo, parts, 2 + s->n);
}

static int session_step(struct sealed_session *s)
{
    unsigned all = (1u << s->n_peers) - 1u;
    while (s->flight != FLIGHT_END) {
        const struct sealed_flight *f = &sealed_flights[s->flight];
        int err = 0;
        s->progress.phase = f->phase;
        if (!s->emitted) {
            if ((err = flight_emit(s, f)) != 0)
                return err;
            s->emitted = 1;
        }
        for (unsigned q = 0; q < s->n_peers; q++) {
            if ((s->absorbed & (1u << q)) == 0 && (err = flight_absorb(s, f, q)) != 0)
                return err;
        }
        if (s->absorbed != all)
            return 0;
        enum sealed_flight_id next = FLIGHT_END;
        if ((err = flight_echo(s, f)) != 0 || (err = f->finish(s, &next)) != 0)
            return err;
        s->flight = next;
        s->emitted = 0;
        s->absorbed = 0;
        sealed_plan_progress(s);
    }
    return 0;
}

int sealed_session_step(struct sealed_session *s)
{
    if (s->state != SEALED_RUNNING)
        return s->state == SEALED_DONE ? 0 : T2_E_STATE;
    int err = session_step(s);
    if (err != 0) {
        sealed_session_abort(s);
        return t2_err_band(err) == T2_BAND_ENVIRONMENT ? err : T2_E_ABORT;
    }
    if (s->flight == FLIGHT_END) {
        session_forget(s);
        s->state = SEALED_DONE;
    }
    return 0;
}

enum sealed_state sealed_session_state(const struct sealed_session *s)
{
    return s->state;
}

struct sealed_progress sealed_session_progress(const struct sealed_session *s)
{
    return s->progress;
}

int sealed_session_result(const struct sealed_session *s, uint8_t *out_bits)
{
    if (s->state != SEALED_DONE)
        return T2_E_STATE;
    memcpy(out_bits, s->result, s->circuit->n_outputs);
    return 0;
}

const char *sealed_phase_name(enum sealed_phase p)
{
    static const char *const name[SEALED_N_PHASES] = {"hello",   "base OT", "triples",
                                                      "entries", "answer",  "opening"};
    return (unsigned)p < SEALED_N_PHASES ? name[p] : "";
}

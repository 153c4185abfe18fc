/* The joint computation over the relay's pipes: one pipe to each required seat, in it an authenticated
 * session of the pair (channel_pipe), in that the bytes of the sealed session. One loop moves everything;
 * nothing blocks but the wait for the relay. */
#include "desk/desk_internal.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/secret.h>

#define MEMORY_TARGET ((size_t)48 << 20) /* of a batch of triples: a desk stays below 256 MiB */
#define WINDOW 1024                      /* cells that may wait unread on a pipe */
#define PROGRESS_MS 100
#define STEP_MS 200
#define DRAIN_MS 15000 /* for the last cells of a session that has its result */
#define GRACE_MS 500   /* from a seat's closing to our end: who was lost may come to be known in it */

struct line {
    uint8_t seat;
    uint32_t number; /* of the pipe at the relay */
    struct channel_pipe *pipe;
    int joined;
    int closed;      /* the seat's desk ended the pipe itself */
    int gone;        /* the relay lost the seat */
    int64_t last_ms; /* when its last cell came, or its end */
};

struct run {
    struct desk *d;
    struct sealed_session *session;
    const uint8_t *id; /* of the sounding */
    int output_noted;
    unsigned n, self;
    struct line line[SEALED_MAX_PARTIES]; /* by party */
    uint64_t cells_sent, cells_received;
};

static int lines_open(struct run *r, const struct table_sounding *so)
{
    int err = 0;
    for (unsigned p = 0; err == 0 && p < r->n; p++) {
        struct line *l = &r->line[p];
        if (p == r->self)
            continue;
        if ((err = table_seat_of_party(so->seats, p, &l->seat)) != 0)
            return err;
        l->number = r->d->next_number++;
        l->last_ms = t2_monotonic_ms();
        if ((err = channel_pipe_new(&l->pipe, r->d->channel, l->seat, so->id, 0)) == 0)
            err = relay_client_pipe_open(r->d->relay, l->number, channel_pipe_name(l->pipe), WINDOW);
    }
    return err;
}

static void lines_close(struct run *r)
{
    for (unsigned p = 0; p < r->n; p++) {
        struct line *l = &r->line[p];
        if (l->pipe == NULL)
            continue;
        if (r->d->relay != NULL)
            relay_client_pipe_close(r->d->relay, l->number);
        channel_pipe_free(l->pipe);
        l->pipe = NULL;
    }
}

static int send_cell(struct run *r, struct line *l, const uint8_t *cell)
{
    int err = relay_client_pipe_send(r->d->relay, l->number, cell);
    r->cells_sent += err == 0;
    return err;
}

static int line_send(struct run *r, unsigned p)
{
    struct line *l = &r->line[p];
    uint8_t cell[T2_CELL_PIPE_LEN];
    int err = 0;
    if (!l->joined || l->closed || l->gone)
        return 0;
    if (channel_pipe_state(l->pipe) == CHANNEL_PIPE_NEW) {
        if ((err = channel_pipe_hello(l->pipe, cell)) == 0)
            err = send_cell(r, l, cell);
        return err;
    }
    while (channel_pipe_state(l->pipe) == CHANNEL_PIPE_OPEN &&
           relay_client_pipe_room(r->d->relay, l->number) != 0) {
        struct t2_bytes out = sealed_session_pending(r->session, p);
        size_t n = out.len < CHANNEL_PIPE_DATA_MAX ? out.len : CHANNEL_PIPE_DATA_MAX;
        if (n == 0)
            break;
        memcpy(cell + CHANNEL_PIPE_DATA_OFFSET, out.ptr, n);
        if ((err = channel_pipe_seal(l->pipe, cell, n)) != 0 || (err = send_cell(r, l, cell)) != 0)
            break;
        sealed_session_sent(r->session, p, n);
    }
    t2_wipe(cell, sizeof cell);
    return err;
}

static int line_receive(struct run *r, unsigned p)
{
    struct line *l = &r->line[p];
    uint8_t cell[T2_CELL_PIPE_LEN];
    int err = 0;
    for (;;) {
        struct t2_bytes in = relay_client_pipe_peek(r->d->relay, l->number);
        struct t2_bytes data;
        if (in.len == 0 || channel_pipe_state(l->pipe) == CHANNEL_PIPE_NEW)
            break;
        memcpy(cell, in.ptr, sizeof cell);
        relay_client_pipe_taken(r->d->relay, l->number);
        r->cells_received++;
        l->last_ms = t2_monotonic_ms();
        if (channel_pipe_state(l->pipe) == CHANNEL_PIPE_HELLO) {
            if ((err = channel_pipe_greet(l->pipe, cell)) != 0)
                break;
            continue;
        }
        if ((err = channel_pipe_open(l->pipe, cell, &data)) != 0)
            break;
        if (sealed_session_state(r->session) == SEALED_RUNNING &&
            (err = sealed_session_receive(r->session, p, data)) != 0)
            break;
    }
    t2_wipe(cell, sizeof cell);
    return err;
}

static struct line *line_of(struct run *r, uint32_t number)
{
    for (unsigned p = 0; p < r->n; p++) {
        if (p != r->self && r->line[p].number == number)
            return &r->line[p];
    }
    return NULL;
}

static int take_events(struct run *r)
{
    for (;;) {
        struct relay_event ev;
        relay_client_next(r->d->relay, &ev);
        if (ev.kind == RELAY_EVENT_NONE)
            return 0;
        struct line *l = line_of(r, ev.number);
        if (l == NULL)
            continue;
        if (ev.kind == RELAY_EVENT_PIPE_JOINED) {
            l->joined = 1;
            l->last_ms = t2_monotonic_ms();
        } else if (ev.kind == RELAY_EVENT_PIPE_CLOSED) {
            l->closed = ev.code == T2_CELL_PEER_CLOSED;
            l->gone = !l->closed;
            l->last_ms = t2_monotonic_ms();
        } else if (ev.kind == RELAY_EVENT_REFUSED && ev.of == T2_CELL_OPEN) {
            return ev.error;
        }
    }
}

/* Nothing waits for a seat that could still take it. */
static int all_sent(const struct run *r)
{
    for (unsigned p = 0; p < r->n; p++) {
        const struct line *l = &r->line[p];
        if (p != r->self && !l->closed && !l->gone && sealed_session_pending(r->session, p).len != 0)
            return 0;
    }
    return 1;
}

/* Whom the session waits for in vain: seats that the relay has lost or that never came; only when there are
 * none of these, those that came and were silent for longer than the patience. Where one is missing all wait
 * and all are silent, and those who wait are not to blame. */
static uint64_t not_heard(const struct run *r, int timeout_ms)
{
    uint64_t missing = 0, silent = 0;
    int64_t now = t2_monotonic_ms();
    for (unsigned p = 0; p < r->n; p++) {
        const struct line *l = &r->line[p];
        uint64_t seat = (uint64_t)1 << l->seat;
        int late = now - l->last_ms > timeout_ms;
        if (p == r->self || l->closed)
            continue;
        if (l->gone ? relay_client_pipe_peek(r->d->relay, l->number).len == 0 : late && !l->joined)
            missing |= seat;
        else if (late)
            silent |= seat;
    }
    return missing != 0 ? missing : silent;
}

/* A seat's desk has ended its pipe, all it sent is taken, and the time is over in which somebody else might
 * turn out to be lost: a desk that ends its pipes has its reason, and is not the one that was not heard. */
static int stopped_by_peer(const struct run *r)
{
    int64_t now = t2_monotonic_ms();
    for (unsigned p = 0; p < r->n; p++) {
        const struct line *l = &r->line[p];
        if (p != r->self && l->closed && now - l->last_ms > GRACE_MS &&
            relay_client_pipe_peek(r->d->relay, l->number).len == 0)
            return 1;
    }
    return 0;
}

struct meter {
    desk_run_fn progress;
    void *ctx;
    int64_t started, shown, phase_from;
    enum sealed_phase phase;
    double *phase_seconds;
};

const char *desk_run_step_text(enum sealed_phase phase)
{
    static const char *const steps[SEALED_N_PHASES] = {
        [SEALED_PHASE_HELLO] = TABLE_SAYS("meeting the other desks"),
        [SEALED_PHASE_BASE_OT] = TABLE_SAYS("agreeing on secrets with each desk"),
        [SEALED_PHASE_TRIPLES] = TABLE_SAYS("making secret random numbers together"),
        [SEALED_PHASE_INPUT] = TABLE_SAYS("handing in the sealed entries"),
        [SEALED_PHASE_ONLINE] = TABLE_SAYS("computing on what stays sealed"),
        [SEALED_PHASE_OUTPUT] = TABLE_SAYS("opening the answer, and nothing else"),
    };
    return (unsigned)phase < SEALED_N_PHASES ? steps[phase] : "";
}

static int meter_step(struct meter *m, const struct run *r)
{
    struct sealed_progress p = sealed_session_progress(r->session);
    int64_t now = t2_monotonic_ms();
    m->phase_seconds[m->phase] += (double)(now - m->phase_from) / 1000;
    m->phase_from = now;
    m->phase = p.phase;
    if (m->progress == NULL || (now - m->shown < PROGRESS_MS && p.permille != 1000))
        return 0;
    m->shown = now;
    struct desk_run_progress view = {desk_run_step_text(p.phase), p.permille, p.input_fixed,
                                     (double)(now - m->started) / 1000};
    return m->progress(m->ctx, &view) != 0 ? T2_E_STATE : 0;
}

/* Before the first share of the answer leaves, the sealed file knows that the run counts. */
static int output_note(struct run *r)
{
    if (r->output_noted || sealed_session_progress(r->session).phase != SEALED_PHASE_OUTPUT)
        return 0;
    r->output_noted = 1;
    return desk_run_note(r->d, r->id, DESK_RUN_OUTPUT);
}

static int running(const struct run *r)
{
    return sealed_session_state(r->session) == SEALED_RUNNING;
}

/* One round: all work that can be done, all cells that can go, and what came meanwhile. */
static int round_trip(struct run *r, struct meter *m)
{
    int err = running(r) ? sealed_session_step(r->session) : 0;
    if (err == 0)
        err = output_note(r);
    for (unsigned p = 0; err == 0 && p < r->n; p++) {
        if (p != r->self)
            err = line_send(r, p);
    }
    if (err == 0)
        err = meter_step(m, r);
    if (err != 0 || (!running(r) && all_sent(r)))
        return err;
    if (relay_client_step(r->d->relay, STEP_MS) != 0)
        return T2_E_AWAY;
    err = take_events(r);
    for (unsigned p = 0; err == 0 && p < r->n; p++) {
        if (p != r->self)
            err = line_receive(r, p);
    }
    return err;
}

/* Until the session has its result and the others what is theirs. Who does not take it in time goes without;
 * the result stands. */
static int pump(struct run *r, int timeout_ms, struct meter *m, uint64_t *out_not_heard)
{
    while (running(r)) {
        int err = round_trip(r, m);
        if (err != 0)
            return err;
        *out_not_heard = running(r) ? not_heard(r, timeout_ms) : 0;
        if (*out_not_heard == 0 && !(running(r) && stopped_by_peer(r)))
            continue;
        /* What came before a close may still bring the session to its end. */
        if ((err = sealed_session_step(r->session)) != 0)
            return err;
        if (running(r))
            return T2_E_TIMEOUT;
        *out_not_heard = 0;
    }
    int64_t deadline = t2_monotonic_ms() + DRAIN_MS;
    while (!all_sent(r) && t2_monotonic_ms() < deadline) {
        int err = round_trip(r, m);
        if (err != 0)
            return err == T2_E_AWAY || err == T2_E_STATE ? 0 : err;
    }
    return 0;
}

static void report(const struct run *r, struct desk_run *out)
{
    struct sealed_progress p = sealed_session_progress(r->session);
    for (unsigned q = 0; q < r->n; q++) {
        out->bytes_sent += p.bytes_sent[q];
        out->bytes_received += p.bytes_received[q];
    }
    out->cells_sent = r->cells_sent;
    out->cells_received = r->cells_received;
    out->rounds = p.rounds;
    out->rounds_online = p.rounds_online;
    out->bucket_size = p.bucket_size;
}

int desk_run_sealed(struct desk *d, const struct table_sounding *so, struct desk_computation *what,
                    int timeout_ms, desk_run_fn progress, void *ctx, struct desk_run *out,
                    uint64_t *out_not_heard, int *out_output_begun)
{
    const struct circuit *c = what->circuit;
    struct run *r = calloc(1, sizeof *r);
    struct desk_problem ignored = {.lang = TABLE_LANG_EN};
    int64_t started = t2_monotonic_ms();
    struct meter m = {progress, ctx, started, 0, started, SEALED_PHASE_HELLO, out->phase_seconds};
    what->keep = NULL;
    if (r == NULL)
        return T2_E_MEMORY;
    r->d = d;
    r->id = so->id;
    r->n = table_mask_count(so->seats);
    int err = table_party_of_seat(so->seats, channel_self(d->channel), &r->self);
    struct sealed_config config = {.n_parties = r->n,
                                   .self = r->self,
                                   .statistical_bits = table_settings(d->table).statistical_bits,
                                   .circuit = c,
                                   .input_bits = what->bits,
                                   .kept = what->kept,
                                   .kept_use = what->kept_use,
                                   .memory_target = MEMORY_TARGET,
                                   .random = d->random};
    memcpy(config.context, so->digests.context, sizeof config.context);
    if (err == 0)
        err = sealed_session_new(&r->session, &config);
    if (err == 0)
        err = desk_connect(d, &ignored);
    if (err == 0)
        err = lines_open(r, so);
    if (err == 0)
        err = pump(r, timeout_ms, &m, out_not_heard);
    if (r->session != NULL) {
        *out_output_begun = sealed_session_progress(r->session).phase == SEALED_PHASE_OUTPUT;
        report(r, out);
    }
    out->run_seconds = (double)(t2_monotonic_ms() - started) / 1000;
    out->ands = c->n_ands;
    out->depth = c->depth;
    if (err == 0)
        err = sealed_session_result(r->session, what->result);
    if (err == 0)
        err = sealed_session_take_kept(r->session, &what->keep);
    lines_close(r);
    sealed_session_free(r->session);
    free(r);
    return err;
}

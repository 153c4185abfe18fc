/* The store's thread: one mutex, two lists, a condition and an async handle to wake the loop. */
#include "relay/worker.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define PASS_EVERY_MS 60000
#define READS_PER_TURN 64

struct job_list {
    struct worker_job *head;
    struct worker_job **tail;
};

struct relay_worker {
    uv_async_t wake;
    uv_thread_t thread;
    uv_mutex_t mutex;
    uv_cond_t cond;
    struct job_list waiting; /* both lists and n_appends under the mutex */
    struct job_list done;
    size_t n_appends;
    size_t last_group; /* cells in it: as many are worth waiting for */
    bool stopping;
    struct relay_store *store;
    worker_done_fn done_fn;
    void *done_ctx;
    struct worker_job *turn[STORE_GROUP_MAX]; /* these two are the thread's own */
    struct store_append group[STORE_GROUP_MAX];
    _Atomic uint64_t n_cells;
    _Atomic uint64_t n_groups;
    _Atomic uint64_t n_failed;
};

static void list_init(struct job_list *l)
{
    l->head = NULL;
    l->tail = &l->head;
}

static void list_push(struct job_list *l, struct worker_job *job)
{
    job->next = NULL;
    *l->tail = job;
    l->tail = &job->next;
}

struct worker_job *worker_job_new(enum worker_kind kind)
{
    size_t len = kind == WORKER_APPEND ? T2_CELL_MAIL_LEN : (size_t)WORKER_READ_CELLS * T2_CELL_LEN;
    struct worker_job *job = calloc(1, sizeof *job);

    if (job == NULL)
        return NULL;
    job->kind = kind;
    job->cells = malloc(len);
    if (job->cells == NULL) {
        free(job);
        return NULL;
    }
    return job;
}

void worker_job_free(struct worker_job *job)
{
    if (job == NULL)
        return;
    free(job->cells);
    free(job);
}

static void read_cell(void *ctx, uint64_t seq, uint32_t slot, const uint8_t *mid, const uint8_t *body)
{
    struct worker_job *job = ctx;
    struct t2_cell cell = {
        .kind = T2_CELL_MAIL, .number = job->number, .seq = seq, .count = slot, .mid = mid, .body = body};

    assert(job->n < WORKER_READ_CELLS);
    t2_cell_encode(job->cells + job->n++ * T2_CELL_LEN, &cell);
}

static void do_read(struct relay_worker *w, struct worker_job *job)
{
    size_t max = job->max < WORKER_READ_CELLS ? job->max : WORKER_READ_CELLS;

    job->err =
        relay_store_read(w->store, job->mailbox, job->seq, max, read_cell, job, &job->next_seq, &job->more);
}

static void do_group(struct relay_worker *w, size_t n)
{
    struct worker_job **jobs = w->turn;
    struct store_append *group = w->group;
    int err;

    for (size_t i = 0; i < n; i++)
        group[i] =
            (struct store_append){.mailbox = jobs[i]->mailbox, .mid = jobs[i]->mid, .body = jobs[i]->cells};
    err = relay_store_append(w->store, group, n);
    for (size_t i = 0; i < n; i++) {
        jobs[i]->err = err;
        jobs[i]->result = group[i].result;
        jobs[i]->seq = group[i].seq;
        jobs[i]->slot = group[i].slot;
    }
    atomic_fetch_add_explicit(err == 0 ? &w->n_groups : &w->n_failed, 1, memory_order_relaxed);
    atomic_store_explicit(&w->n_cells, relay_store_n_cells(w->store), memory_order_relaxed);
}

/* Takes one turn's jobs off the waiting list, in order: appends into turn, reads into reads. */
static size_t take_turn(struct relay_worker *w, struct job_list *reads)
{
    size_t n = 0;
    size_t n_reads = 0;

    list_init(reads);
    while (w->waiting.head != NULL && n < STORE_GROUP_MAX && n_reads < READS_PER_TURN) {
        struct worker_job *job = w->waiting.head;

        w->waiting.head = job->next;
        if (job->kind == WORKER_APPEND) {
            w->turn[n++] = job;
        } else {
            list_push(reads, job);
            n_reads++;
        }
    }
    if (w->waiting.head == NULL)
        w->waiting.tail = &w->waiting.head;
    if (n != 0)
        w->last_group = n;
    w->n_appends -= n;
    return n;
}

/* Lets the store's time pass and old cells go; an error is met again, and reported, at the next append. */
static void pass(struct relay_worker *w, uint64_t *last_ms)
{
    uint64_t now_ms = uv_hrtime() / 1000000;
    uint64_t elapsed_s = (now_ms - *last_ms) / 1000;
    bool more = false;

    *last_ms += elapsed_s * 1000;
    do {
        if (relay_store_pass(w->store, elapsed_s, &more) != 0)
            return;
        elapsed_s = 0;
        atomic_store_explicit(&w->n_cells, relay_store_n_cells(w->store), memory_order_relaxed);
        uv_mutex_lock(&w->mutex);
        more = more && w->waiting.head == NULL && !w->stopping;
        uv_mutex_unlock(&w->mutex);
    } while (more);
}

/* Waits, under the mutex, until there is a group to close, a read, the end, or the time to let time pass. A
 * group waits for as many cells as the last one had: writers that wait for their answers come back together,
 * and a single one is not kept waiting. */
static void wait_for_turn(struct relay_worker *w)
{
    uint64_t first_ns = 0;

    while (!w->stopping && (w->n_appends == 0 || w->n_appends < w->last_group)) {
        uint64_t now = uv_hrtime();

        if (w->waiting.head != NULL && w->n_appends == 0)
            return;
        if (w->waiting.head == NULL) {
            if (uv_cond_timedwait(&w->cond, &w->mutex, (uint64_t)PASS_EVERY_MS * 1000000) != 0)
                return;
            continue;
        }
        if (first_ns == 0)
            first_ns = now;
        if (now - first_ns >= (uint64_t)WORKER_GROUP_MS * 1000000)
            return;
        (void)uv_cond_timedwait(&w->cond, &w->mutex, (uint64_t)WORKER_GROUP_MS * 1000000 - (now - first_ns));
    }
}

static void worker_main(void *arg)
{
    struct relay_worker *w = arg;
    uint64_t last_pass_ms = uv_hrtime() / 1000000;

    uv_mutex_lock(&w->mutex);
    for (;;) {
        struct job_list reads;
        struct worker_job *read;
        size_t n;

        wait_for_turn(w);
        if (w->stopping && w->waiting.head == NULL)
            break;
        n = take_turn(w, &reads);
        uv_mutex_unlock(&w->mutex);

        if (n != 0)
            do_group(w, n);
        for (read = reads.head; read != NULL; read = read->next)
            do_read(w, read);

        uv_mutex_lock(&w->mutex);
        for (size_t i = 0; i < n; i++)
            list_push(&w->done, w->turn[i]);
        while ((read = reads.head) != NULL) {
            reads.head = read->next;
            list_push(&w->done, read);
        }
        uv_mutex_unlock(&w->mutex);
        (void)uv_async_send(&w->wake);
        if (uv_hrtime() / 1000000 - last_pass_ms >= PASS_EVERY_MS)
            pass(w, &last_pass_ms);
        uv_mutex_lock(&w->mutex);
    }
    uv_mutex_unlock(&w->mutex);
    pass(w, &last_pass_ms);
}

static void deliver(struct relay_worker *w)
{
    struct worker_job *list;

    uv_mutex_lock(&w->mutex);
    list = w->done.head;
    list_init(&w->done);
    uv_mutex_unlock(&w->mutex);
    if (list != NULL)
        w->done_fn(w->done_ctx, list);
}

static void on_wake(uv_async_t *handle)
{
    deliver(handle->data);
}

int relay_worker_start(struct relay_worker **out, uv_loop_t *loop, struct relay_store *store,
                       worker_done_fn done, void *ctx)
{
    struct relay_worker *w = calloc(1, sizeof *w);

    *out = NULL;
    if (w == NULL)
        return T2_E_MEMORY;
    list_init(&w->waiting);
    list_init(&w->done);
    w->done_fn = done;
    w->done_ctx = ctx;
    w->wake.data = w;
    w->store = store;
    w->n_cells = relay_store_n_cells(store);
    if (uv_mutex_init(&w->mutex) != 0)
        goto no_mutex;
    if (uv_cond_init(&w->cond) != 0)
        goto no_cond;
    if (uv_async_init(loop, &w->wake, on_wake) != 0)
        goto no_async;
    if (uv_thread_create(&w->thread, worker_main, w) != 0) {
        uv_close((uv_handle_t *)&w->wake, (uv_close_cb)free);
        return T2_E_MEMORY;
    }
    *out = w;
    return 0;

no_async:
    uv_cond_destroy(&w->cond);
no_cond:
    uv_mutex_destroy(&w->mutex);
no_mutex:
    free(w);
    return T2_E_MEMORY;
}

static void on_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void relay_worker_stop(struct relay_worker *w)
{
    if (w == NULL)
        return;
    uv_mutex_lock(&w->mutex);
    w->stopping = true;
    uv_cond_signal(&w->cond);
    uv_mutex_unlock(&w->mutex);
    uv_thread_join(&w->thread);
    deliver(w);
    relay_store_close(w->store);
    uv_cond_destroy(&w->cond);
    uv_mutex_destroy(&w->mutex);
    uv_close((uv_handle_t *)&w->wake, on_closed);
}

void relay_worker_submit(struct relay_worker *w, struct worker_job *job)
{
    bool wake;

    uv_mutex_lock(&w->mutex);
    /* The thread sleeps without end only when nothing waits, and else until its group is over or full. */
    wake = w->waiting.head == NULL || job->kind == WORKER_READ;
    list_push(&w->waiting, job);
    if (job->kind == WORKER_APPEND)
        w->n_appends++;
    wake = wake || w->n_appends == w->last_group;
    uv_mutex_unlock(&w->mutex);
    if (wake)
        uv_cond_signal(&w->cond);
}

uint64_t relay_worker_n_cells(const struct relay_worker *w)
{
    return atomic_load_explicit(&w->n_cells, memory_order_relaxed);
}

void relay_worker_groups(const struct relay_worker *w, uint64_t *out_groups, uint64_t *out_failed)
{
    *out_groups = atomic_load_explicit(&w->n_groups, memory_order_relaxed);
    *out_failed = atomic_load_explicit(&w->n_failed, memory_order_relaxed);
}

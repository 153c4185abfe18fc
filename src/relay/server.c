/* The relay's loop: listener, connections by id, timers, start and stop. */
#include "relay/relay_internal.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <sodium.h>

#include <tracktwo/secret.h>

#include "relay/identity.h"

#define BACKLOG 1024
#define STATUS_EVERY_MS 100
#define PORT_MAX 65535

struct relay_limits relay_limits_default(void)
{
    return (struct relay_limits){
        .mailbox_cells = RELAY_MAILBOX_CELLS,
        .relay_cells = RELAY_CELLS,
        .ttl_hours = RELAY_TTL_HOURS,
        .connections = RELAY_CONNECTIONS,
        .append_rate = RELAY_APPEND_RATE,
        .pipe_wait_ms = RELAY_PIPE_WAIT_MS,
        .handshake_ms = RELAY_HANDSHAKE_MS,
        .partial_ms = RELAY_PARTIAL_MS,
        .stall_ms = RELAY_STALL_MS,
        .idle_ms = RELAY_IDLE_MS,
    };
}

size_t relay_bucket(const struct relay_server *s, const uint8_t key[static T2_CELL_KEY_LEN])
{
    uint8_t hash[crypto_shorthash_BYTES];

    _Static_assert(sizeof s->hash_key == crypto_shorthash_KEYBYTES, "the key is libsodium's");
    crypto_shorthash(hash, key, T2_CELL_KEY_LEN, s->hash_key);
    return ((size_t)hash[0] | (size_t)hash[1] << 8) % RELAY_BUCKETS;
}

uint64_t relay_now_ms(const struct relay_server *s)
{
    return uv_now(&s->loop);
}

struct relay_connection *relay_connection_find(struct relay_server *s, uint64_t id)
{
    uint32_t slot = (uint32_t)id;

    if (slot >= s->n_slots || s->slots[slot].generation != id >> 32)
        return NULL;
    return s->slots[slot].connection;
}

bool relay_connection_remember(struct relay_server *s, struct relay_connection *c)
{
    uint32_t slot = s->first_free;

    while (slot < s->n_slots && s->slots[slot].connection != NULL)
        slot++;
    s->first_free = slot;
    if (slot == s->n_slots)
        return false;
    s->slots[slot].connection = c;
    c->id = (uint64_t)s->slots[slot].generation << 32 | slot;
    s->n_connections++;
    return true;
}

void relay_connection_forget(struct relay_server *s, struct relay_connection *c)
{
    uint32_t slot = (uint32_t)c->id;

    s->slots[slot].connection = NULL;
    s->slots[slot].generation++;
    s->n_connections--;
    if (slot < s->first_free)
        s->first_free = slot;
}

static void on_connection(uv_stream_t *listener, int status)
{
    if (status == 0)
        relay_connection_accept(listener->data);
}

/* Once a turn of the loop, before it waits: what the turn has queued goes out together. */
static void on_flush(uv_prepare_t *handle)
{
    struct relay_server *s = handle->data;
    struct relay_connection *c;

    while ((c = TAILQ_FIRST(&s->dirty)) != NULL) {
        TAILQ_REMOVE(&s->dirty, c, of_dirty);
        c->dirty = false;
        relay_connection_flush(c);
    }
}

static void on_second(uv_timer_t *handle)
{
    struct relay_server *s = handle->data;
    struct relay_connection *c;
    uint64_t now = relay_now_ms(s);

    TAILQ_FOREACH(c, &s->connections, of_server)
    {
        relay_connection_check(c, now);
    }
    relay_pipe_expire(s, now);
}

static void on_status(uv_timer_t *handle)
{
    relay_status_write(handle->data);
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    uv_stop(handle->loop);
}

/* "ADDRESS:PORT" or "[ADDRESS]:PORT", numbers only. */
static int listen_parse(const char *text, struct sockaddr_storage *out)
{
    const char *colon = strrchr(text, ':');
    char host[64];
    char *end = NULL;
    long port;
    size_t n;

    if (colon == NULL || colon[1] < '0' || colon[1] > '9')
        return T2_E_MALFORMED;
    port = strtol(colon + 1, &end, 10);
    n = (size_t)(colon - text);
    if (*end != '\0' || port > PORT_MAX || n >= sizeof host)
        return T2_E_MALFORMED;
    memcpy(host, text, n);
    host[n] = '\0';
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        host[n - 1] = '\0';
        return uv_ip6_addr(host + 1, (int)port, (struct sockaddr_in6 *)out) == 0 ? 0 : T2_E_MALFORMED;
    }
    return uv_ip4_addr(host, (int)port, (struct sockaddr_in *)out) == 0 ? 0 : T2_E_MALFORMED;
}

static int address_format(struct relay_server *s, const uint8_t pin[static T2_TLS_PIN_LEN])
{
    struct sockaddr_storage name = {0};
    int len = sizeof name;
    char host[INET6_ADDRSTRLEN] = "";
    char hex[2 * T2_TLS_PIN_LEN + 1];
    bool six;
    unsigned port;

    if (uv_tcp_getsockname(&s->listener, (struct sockaddr *)&name, &len) != 0)
        return T2_E_IO;
    six = name.ss_family == AF_INET6;
    if (six) {
        const struct sockaddr_in6 *a = (const struct sockaddr_in6 *)&name;

        port = ntohs(a->sin6_port);
        (void)uv_ip6_name(a, host, sizeof host);
    } else {
        const struct sockaddr_in *a = (const struct sockaddr_in *)&name;

        port = ntohs(a->sin_port);
        (void)uv_ip4_name(a, host, sizeof host);
    }
    t2_hex(hex, pin, T2_TLS_PIN_LEN);
    (void)snprintf(s->address, sizeof s->address, six ? "[%s]:%u#%s" : "%s:%u#%s", host, port, hex);
    return 0;
}

static int address_write(const struct relay_server *s)
{
    char *path = relay_state_path(s->config.state_dir, "address");
    char *new_path = relay_state_path(s->config.state_dir, "address.new");
    char line[RELAY_SERVER_ADDRESS_MAX + 1];
    int len = snprintf(line, sizeof line, "%s\n", s->address);
    int err = path == NULL || new_path == NULL ? T2_E_MEMORY
                                               : relay_state_write(path, new_path, line, (size_t)len, false);

    free(path);
    free(new_path);
    return err;
}

/* As many descriptors as the limit on connections may need, as far as the system lets us. */
static void raise_descriptors(uint32_t connections)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)connections + 64;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static int listener_open(struct relay_server *s)
{
    struct sockaddr_storage address = {0};
    int err = listen_parse(s->config.listen, &address);

    if (err != 0)
        return err;
    if (uv_tcp_bind(&s->listener, (const struct sockaddr *)&address, 0) != 0 ||
        uv_listen((uv_stream_t *)&s->listener, BACKLOG, on_connection) != 0)
        return T2_E_IO;
    return 0;
}

static int store_open(struct relay_server *s)
{
    const struct relay_limits *limits = &s->config.limits;
    const struct store_limits store_limits = {.mailbox_cells = limits->mailbox_cells,
                                              .relay_cells = limits->relay_cells,
                                              .ttl_hours = limits->ttl_hours};
    struct relay_store *store = NULL;
    char *path = relay_state_path(s->config.state_dir, "cells.sqlite");
    int err = path == NULL ? T2_E_MEMORY : relay_store_open(&store, path, &store_limits, s->config.clock);

    if (err == 0) {
        err = relay_worker_start(&s->worker, &s->loop, store, relay_mailbox_done, s);
        if (err != 0)
            relay_store_close(store);
    }
    free(path);
    return err;
}

static int memory_init(struct relay_server *s)
{
    TAILQ_INIT(&s->connections);
    TAILQ_INIT(&s->dirty);
    TAILQ_INIT(&s->waiting_pipes);
    s->n_slots = s->config.limits.connections;
    s->slots = calloc(s->n_slots, sizeof *s->slots);
    s->status_path = relay_state_path(s->config.state_dir, "status");
    s->status_new_path = relay_state_path(s->config.state_dir, "status.new");
    randombytes_buf(s->hash_key, sizeof s->hash_key);
    return s->slots == NULL || s->status_path == NULL || s->status_new_path == NULL ? T2_E_MEMORY : 0;
}

/* These cannot fail but for memory, which libuv does not need for them. */
static void handles_init(struct relay_server *s)
{
    (void)uv_tcp_init(&s->loop, &s->listener);
    (void)uv_prepare_init(&s->loop, &s->flush);
    (void)uv_timer_init(&s->loop, &s->second);
    (void)uv_timer_init(&s->loop, &s->status);
    (void)uv_signal_init(&s->loop, &s->signals[0]);
    (void)uv_signal_init(&s->loop, &s->signals[1]);
    s->listener.data = s;
    s->flush.data = s;
    s->second.data = s;
    s->status.data = s;
    s->signals[0].data = s;
    s->signals[1].data = s;
}

int relay_server_new(struct relay_server **out, const struct relay_config *config)
{
    struct relay_server *s = calloc(1, sizeof *s);
    uint8_t pin[T2_TLS_PIN_LEN];
    int err = t2_init();

    *out = NULL;
    if (s == NULL)
        return T2_E_MEMORY;
    s->config = *config;
    if (err != 0 || uv_loop_init(&s->loop) != 0) {
        free(s);
        return err != 0 ? err : T2_E_MEMORY;
    }
    handles_init(s);
    err = memory_init(s);
    if (err == 0 && mkdir(config->state_dir, 0700) != 0 && errno != EEXIST)
        err = T2_E_IO;
    /* The store first: its lock keeps a second relay away from the same folder. */
    if (err == 0)
        err = store_open(s);
    if (err == 0)
        err = relay_identity_open(&s->tls, config->state_dir, pin);
    raise_descriptors(config->limits.connections);
    if (err == 0)
        err = listener_open(s);
    if (err == 0)
        err = address_format(s, pin);
    if (err == 0)
        err = address_write(s);
    if (err == 0 && (uv_signal_start(&s->signals[0], on_signal, SIGTERM) != 0 ||
                     uv_signal_start(&s->signals[1], on_signal, SIGINT) != 0))
        err = T2_E_IO;
    if (err != 0) {
        relay_server_free(s);
        return err;
    }
    (void)uv_prepare_start(&s->flush, on_flush);
    (void)uv_timer_start(&s->second, on_second, 1000, 1000);
    (void)uv_timer_start(&s->status, on_status, 0, STATUS_EVERY_MS);
    *out = s;
    return 0;
}

const char *relay_server_address(const struct relay_server *s)
{
    return s->address;
}

void relay_server_run(struct relay_server *s)
{
    /* A write to a closed socket, or to a file that may not grow, is an error code, not a signal. */
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN);
    (void)uv_run(&s->loop, UV_RUN_DEFAULT);
}

static void close_handle(uv_handle_t *handle, void *arg)
{
    (void)arg;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

void relay_server_free(struct relay_server *s)
{
    struct relay_connection *c;

    if (s == NULL)
        return;
    s->stopping = true;
    (void)uv_timer_stop(&s->second);
    (void)uv_timer_stop(&s->status);
    /* What is with the store is finished and answered, as far as sockets take it at once. */
    relay_worker_stop(s->worker);
    if (s->worker != NULL) {
        on_flush(&s->flush);
        relay_status_write(s);
    }
    s->worker = NULL;
    while ((c = TAILQ_FIRST(&s->connections)) != NULL)
        relay_connection_close(c);
    (void)uv_run(&s->loop, UV_RUN_NOWAIT);
    uv_walk(&s->loop, close_handle, NULL);
    (void)uv_run(&s->loop, UV_RUN_DEFAULT);
    (void)uv_loop_close(&s->loop);
    output_pool_free(&s->pool);
    t2_tls_context_free(s->tls);
    free(s->slots);
    free(s->status_path);
    free(s->status_new_path);
    free(s);
}

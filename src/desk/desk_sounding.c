/* Soundings on a desk: opening, entering, sealing, stopping. The rules are the table's; here they are put to
 * work in the order that protects the person: circuit and candidates compared before anything is sealed,
 * every pair verified, the entry in the sealed file until it is used and gone afterwards, "stopped" posted
 * whenever a run has begun and not ended. A run is begun once: a desk that fell over in the midst of one says
 * stopped when it is back. */
#include "desk/desk_internal.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

#define POLL_MS 100

static void entry_key(const struct table_sounding *so, const char *what, char out[CHANNEL_STORE_KEY_MAX])
{
    char hex[2 * TABLE_SOUNDING_ID_LEN + 1];
    t2_hex(hex, so->id, TABLE_SOUNDING_ID_LEN);
    (void)snprintf(out, CHANNEL_STORE_KEY_MAX, "desk.%s.%s", what, hex);
}

static int sounding_at(const struct desk *d, size_t i, const struct table_sounding **out,
                       struct desk_problem *why)
{
    *out = d->channel == NULL ? NULL : table_sounding(d->table, i);
    if (*out != NULL)
        return 0;
    (void)desk_fail(why, T2_E_MISSING, "There is no such sounding on this table.");
    return T2_E_MISSING;
}

int desk_sound_open(struct desk *d, const uint8_t *issues, size_t n_issues, uint64_t seats, size_t *out_index,
                    struct desk_problem *why)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED};
    struct table_ev_sound_opened *plan = &ev.u.sound_opened;
    struct table_refusal refusal;
    struct circuit *circuit = NULL;
    uint32_t n = 0;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    if (d->channel == NULL || !table_is_open(d->table))
        return desk_fail(why, T2_E_STATE,
                         "The table's opening has not arrived yet. Please try again in a moment.");
    if (seats == 0)
        seats = table_concerned(d->table, issues, n_issues);
    int err = table_sounding_plan(d->table, TABLE_SOUND_ROOM, issues, n_issues, seats, desk_slot(d), plan, &n,
                                  &refusal);
    if (err == T2_E_REFUSED)
        return desk_refuse(why, &refusal);
    if (err == 0)
        err =
            sealed_circuit_room(table_mask_count(seats), n, plan->min_accepted, plan->max_accepted, &circuit);
    if (err == 0)
        err = t2_random_fill(d->random, id, sizeof id);
    if (err == 0)
        err = table_sounding_finish(d->table, plan, id, circuit->digest);
    circuit_free(circuit);
    if (err != 0)
        return desk_fail(why, err, "The sounding could not be prepared: %s.", t2_err_text(err));
    if ((err = desk_post(d, &ev, why)) != 0)
        return err;
    return table_sounding_find(d->table, id, out_index);
}

static void describe_edge(const struct desk *d, const struct table_sounding *so,
                          const struct table_prefs *prefs, struct desk_entry *out)
{
    uint32_t index[3];
    size_t n = table_entry_edge(prefs, index);
    for (size_t i = 0; i < n; i++) {
        int32_t score = 0;
        if (table_candidate_name(d->table, so->issues, so->n_issues, index[i], out->edge[out->n_edge],
                                 sizeof out->edge[0]) != 0)
            continue;
        out->edge_accepted[out->n_edge] =
            table_prefs_score(prefs, index[i], &score) && score >= prefs->at_least;
        out->n_edge++;
    }
}

int desk_sound_enter(struct desk *d, size_t sounding, struct t2_bytes preferences, struct desk_entry *out,
                     struct desk_problem *why)
{
    const struct table_sounding *so;
    struct table_prefs *prefs = NULL;
    struct table_entry entry = {0};
    struct table_file_error file_error = {{0}};
    struct table_refusal refusal;
    char key[CHANNEL_STORE_KEY_MAX];
    unsigned party = 0;
    memset(out, 0, sizeof *out);
    int err = sounding_at(d, sounding, &so, why);
    if (err != 0)
        return err;
    uint8_t self = channel_self(d->channel);
    if (table_party_of_seat(so->seats, self, &party) != 0)
        return desk_fail(why, T2_E_REFUSED, "Your seat is not one of the required seats of this sounding.");
    if (so->status != TABLE_SOUND_OPEN || (so->sealed >> self & 1) != 0)
        return desk_fail(why, T2_E_REFUSED,
                         "Your entry on this sounding is sealed, or the sounding is over.");
    err = table_prefs_read(d->table, preferences, table_seat(d->table, self)->id, so->issues, so->n_issues,
                           &prefs, &file_error);
    if (err != 0)
        return desk_fail(why, err, "The preferences cannot be read: %s. Nothing was entered.",
                         file_error.text[0] != '\0' ? file_error.text : t2_err_text(err));
    if ((err = table_entry_make(&entry, prefs)) == 0) {
        out->n_candidates = entry.n_candidates;
        out->n_accepted = entry.n_accepted;
        out->min_accepted = so->min_accepted;
        out->max_accepted = so->max_accepted;
        describe_edge(d, so, prefs, out);
        err = table_entry_check(&entry, so->min_accepted, so->max_accepted, &refusal);
        if (err == T2_E_REFUSED)
            (void)desk_refuse(why, &refusal);
    }
    if (err == 0) {
        entry_key(so, "entry", key);
        err = channel_store_put(d->store, key, t2_bytes_of(entry.bits, entry.n_candidates));
        if (err == 0)
            err = channel_store_commit(d->store);
        if (err != 0)
            (void)desk_fail(why, err, "The entry could not be kept: %s.", t2_err_text(err));
    }
    table_entry_clear(&entry);
    table_prefs_free(prefs);
    return err;
}

int desk_sound_has_entry(const struct desk *d, size_t sounding)
{
    const struct table_sounding *so = d->channel == NULL ? NULL : table_sounding(d->table, sounding);
    struct t2_bytes bits;
    char key[CHANNEL_STORE_KEY_MAX];
    if (so == NULL)
        return 0;
    entry_key(so, "entry", key);
    return channel_store_get(d->store, key, &bits) == 0;
}

static int forget(struct desk *d, const struct table_sounding *so, const char *what, struct desk_problem *why)
{
    char key[CHANNEL_STORE_KEY_MAX];
    entry_key(so, what, key);
    channel_store_delete(d->store, key);
    int err = channel_store_commit(d->store);
    return err == 0 ? 0 : desk_fail(why, err, "The desk's file could not be saved: %s.", t2_err_text(err));
}

static int post_stopped(struct desk *d, size_t sounding, uint64_t not_heard, int output_begun,
                        struct desk_problem *why)
{
    const struct table_sounding *so = table_sounding(d->table, sounding);
    struct table_event ev = {.kind = TABLE_EV_SOUND_STOPPED};
    if (so->status == TABLE_SOUND_STOPPED || so->status == TABLE_SOUND_ANSWERED)
        return 0;
    memcpy(ev.u.sound_stopped.id, so->id, sizeof so->id);
    ev.u.sound_stopped.output_begun = (uint8_t)output_begun;
    ev.u.sound_stopped.not_heard = not_heard;
    int err = desk_post(d, &ev, why);
    return err != 0 ? err : desk_sync(d, why);
}

int desk_sound_stop(struct desk *d, size_t sounding, struct desk_problem *why)
{
    const struct table_sounding *so;
    int err = sounding_at(d, sounding, &so, why);
    if (err != 0)
        return err;
    int sealed = (int)(so->sealed >> channel_self(d->channel) & 1);
    if ((err = forget(d, so, "entry", why)) != 0)
        return err;
    return sealed ? post_stopped(d, sounding, 0, 0, why) : 0;
}

static int pairs_verified(const struct desk *d, const struct table_sounding *so, struct desk_problem *why)
{
    uint64_t missing = 0;
    for (uint8_t seat = 0; seat < channel_n_seats(d->channel); seat++) {
        struct channel_pair_info info;
        if ((so->seats >> seat & 1) == 0 || seat == channel_self(d->channel))
            continue;
        if (channel_pair_info(d->channel, seat, &info) != 0 || info.status != CHANNEL_PAIR_VERIFIED)
            missing |= (uint64_t)1 << seat;
    }
    if (missing == 0)
        return 0;
    char names[512];
    desk_names(d, missing, names, sizeof names);
    why->seats = missing;
    return desk_fail(
        why, T2_E_REFUSED,
        "You and %s have not exchanged your files in person. A sounding needs that of every two required "
        "seats. Your entry is kept.",
        names);
}

static int post_sealed(struct desk *d, const struct table_sounding *so, struct desk_problem *why)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED};
    memcpy(ev.u.sound_sealed.id, so->id, sizeof so->id);
    ev.u.sound_sealed.digests = so->digests;
    return desk_post(d, &ev, why);
}

static void nap(void)
{
    struct timespec t = {0, POLL_MS * 1000000L};
    (void)nanosleep(&t, NULL);
}

struct waiting {
    struct desk *d;
    size_t sounding;
    desk_run_fn progress;
    void *ctx;
    int64_t started;
    int64_t deadline;
};

/* Syncs until the sounding has this status or has ended. T2_E_TIMEOUT, T2_E_STATE when our person stops. */
static int wait_for(const struct waiting *w, enum table_sounding_status status, const char *step,
                    unsigned permille, struct desk_problem *why)
{
    for (;;) {
        int err = desk_sync(w->d, why);
        if (err != 0)
            return err;
        const struct table_sounding *so = table_sounding(w->d->table, w->sounding);
        if (so == NULL)
            return desk_fail(why, T2_E_STATE, "The sounding is no longer in the table's record.");
        if (so->status == status || so->status == TABLE_SOUND_ANSWERED || so->status == TABLE_SOUND_STOPPED)
            return 0;
        int64_t now = t2_monotonic_ms();
        struct desk_run_progress p = {step, permille, permille != 0, (double)(now - w->started) / 1000};
        if (w->progress != NULL && w->progress(w->ctx, &p) != 0)
            return desk_fail(why, T2_E_STATE, "Stopped by you.");
        if (now > w->deadline)
            return T2_E_TIMEOUT;
        nap();
    }
}

/* The circuit of the sounding, made here, compared with what the others mean. */
static int own_circuit(struct desk *d, size_t sounding, struct circuit **out, struct desk_problem *why)
{
    const struct table_sounding *so = table_sounding(d->table, sounding);
    struct table_refusal refusal;
    int err = sealed_circuit_room(table_mask_count(so->seats), so->n_candidates, so->min_accepted,
                                  so->max_accepted, out);
    if (err != 0)
        return desk_fail(why, err, "The sounding could not be prepared: %s.", t2_err_text(err));
    err = table_sounding_circuit_check(d->table, sounding, (*out)->digest, &refusal);
    return err == T2_E_REFUSED ? desk_refuse(why, &refusal) : err;
}

static int post_result(struct desk *d, size_t sounding, uint8_t answer, struct desk_problem *why)
{
    const struct table_sounding *so = table_sounding(d->table, sounding);
    struct table_event ev = {.kind = TABLE_EV_SOUND_RESULT};
    memcpy(ev.u.sound_result.id, so->id, sizeof so->id);
    ev.u.sound_result.answer = answer;
    int err = table_answer_digest(so->digests.context, answer, ev.u.sound_result.digest);
    return err == 0 ? desk_post(d, &ev, why) : err;
}

/* From here on a run has begun: it ends with an answer or with "stopped". */
static int run_once(const struct waiting *w, const struct circuit *circuit, const uint8_t *bits,
                    int timeout_ms, struct desk_run *out, struct desk_problem *why)
{
    struct desk *d = w->d;
    const struct table_sounding so = *table_sounding(d->table, w->sounding);
    struct desk_problem ignored;
    uint64_t not_heard = 0;
    int output_begun = 0;
    int err = desk_run_sealed(d, &so, circuit, bits, timeout_ms, w->progress, w->ctx, out, &not_heard,
                              &output_begun);
    if (err == 0)
        err = post_result(d, w->sounding, out->answer, why);
    if (err == 0) {
        (void)forget(d, &so, "entry", why);
        struct waiting rest = *w;
        rest.deadline = t2_monotonic_ms() + timeout_ms;
        err = wait_for(&rest, TABLE_SOUND_ANSWERED, "comparing the answers", 1000, why);
        if (err == 0 && table_sounding(d->table, w->sounding)->status == TABLE_SOUND_ANSWERED)
            return 0;
        if (err != 0 && err != T2_E_TIMEOUT)
            return err;
        return desk_fail(
            why, T2_E_ABORT,
            "The sounding stopped: not every seat confirmed the answer. Nothing was entered in the record.");
    }
    (void)post_stopped(d, w->sounding, not_heard, output_begun, &ignored);
    if (not_heard != 0) {
        char names[512];
        desk_names(d, not_heard, names, sizeof names);
        why->seats = not_heard;
        return desk_fail(
            why, T2_E_TIMEOUT,
            "The sounding stopped: %s was not heard. No answer was given, to nobody. Your entry stayed "
            "secret; it can be tried again after the waiting time.",
            names);
    }
    if (err == T2_E_AWAY)
        return desk_fail(why, err, "The sounding stopped: the relay went away. No answer was given.");
    return desk_fail(
        why, T2_E_ABORT,
        "The sounding stopped: what one of the programs sent did not fit. No answer was given, and no entry "
        "was shown to anybody.");
}

int desk_sound_seal(struct desk *d, size_t sounding, int timeout_ms, desk_run_fn progress, void *ctx,
                    struct desk_run *out, struct desk_problem *why)
{
    const struct table_sounding *so;
    struct circuit *circuit = NULL;
    struct t2_bytes kept;
    uint8_t *bits = NULL;
    size_t n_bits = 0;
    char key[CHANNEL_STORE_KEY_MAX];
    int64_t now = t2_monotonic_ms();
    struct waiting w = {d, sounding, progress, ctx, now, now + timeout_ms};
    memset(out, 0, sizeof *out);
    int err = sounding_at(d, sounding, &so, why);
    if (err != 0)
        return err;
    int sealed = (int)(so->sealed >> channel_self(d->channel) & 1);
    if (so->status == TABLE_SOUND_ANSWERED || so->status == TABLE_SOUND_STOPPED)
        return desk_fail(why, T2_E_REFUSED, "This sounding is over.");
    entry_key(so, "run", key);
    if (channel_store_get(d->store, key, &kept) == 0) {
        (void)post_stopped(d, sounding, 0, 1, why);
        return desk_fail(why, T2_E_ABORT,
                         "This sounding was interrupted on your desk. It has been told to the others as "
                         "stopped; it can be tried again after the waiting time.");
    }
    entry_key(so, "entry", key);
    if (channel_store_get(d->store, key, &kept) != 0)
        return desk_fail(why, T2_E_MISSING, "You have not entered anything on this sounding yet.");
    if ((err = pairs_verified(d, so, why)) != 0 || (err = own_circuit(d, sounding, &circuit, why)) != 0)
        goto out;
    n_bits = kept.len;
    if (n_bits != so->n_candidates || (bits = t2_area_alloc(n_bits)) == NULL) {
        err = desk_fail(why, T2_E_MALFORMED,
                        "The entry that is kept does not fit this sounding. Please enter again.");
        goto out;
    }
    memcpy(bits, kept.ptr, n_bits);
    if (!sealed && (err = post_sealed(d, so, why)) != 0)
        goto out;
    err = wait_for(&w, TABLE_SOUND_SEALED, "waiting for the other seats", 0, why);
    if (err == T2_E_TIMEOUT) {
        uint64_t waiting =
            table_sounding(d->table, sounding)->seats & ~table_sounding(d->table, sounding)->sealed;
        char names[512];
        desk_names(d, waiting, names, sizeof names);
        why->seats = waiting;
        err = desk_fail(
            why, err,
            "%s has not sealed an entry yet. Yours stays sealed; give the same command again later.", names);
    }
    if (err == 0 && table_sounding(d->table, sounding)->status != TABLE_SOUND_SEALED)
        err = desk_fail(why, T2_E_ABORT, "The sounding was stopped by another seat. No answer was given.");
    if (err == 0) {
        entry_key(table_sounding(d->table, sounding), "run", key);
        if ((err = channel_store_put(d->store, key, t2_bytes_str("1"))) == 0)
            err = channel_store_commit(d->store);
    }
    if (err == 0) {
        out->wait_seconds = (double)(t2_monotonic_ms() - now) / 1000;
        err = run_once(&w, circuit, bits, timeout_ms, out, why);
    }
out:
    t2_area_free(bits, n_bits);
    circuit_free(circuit);
    return err;
}

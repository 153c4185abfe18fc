/* Sealing an entry and learning the answer, in the order that protects the person: the record is one and the
 * same, every pair is verified, circuit and candidates compared, before anything is sealed; "stopped" posted
 * whenever a run has begun and not ended.
 *
 *   nothing --post sealed--> sealed --all have sealed--> begun --> output --post result--> answered
 *
 * A run is begun once. What has begun is noted in the sealed file before the first byte of it leaves, and
 * again before the first share of the answer leaves: so a desk that fell over in the midst says "stopped"
 * when it is back, and says truly whether the run counts. */
#include "desk/desk_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

#define SHOW_MS 100           /* so often a waiting desk shows that it waits */
#define LOOK_MS 1000          /* at least so often the waiting desk looks by itself */
#define AWAY_MS 500           /* between two tries to reach a relay that is away */
#define AWAY_PATIENCE_MS 5000 /* a relay that was started anew is back by then */
#define EARLY_MS 5000         /* the relay's clock may be so far behind ours when a day's hour comes */
#define RUNS_KEY "desk.runs"
#define RUN_LEN (TABLE_SOUNDING_ID_LEN + 1) /* id | state */

/* ---- runs that this desk has begun ---- */

enum desk_run_state desk_run_state(const struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN])
{
    struct t2_bytes all;
    if (channel_store_get(d->store, RUNS_KEY, &all) != 0)
        return DESK_RUN_NONE;
    for (size_t i = 0; i + RUN_LEN <= all.len; i += RUN_LEN) {
        if (memcmp(all.ptr + i, id, TABLE_SOUNDING_ID_LEN) == 0)
            return all.ptr[i + TABLE_SOUNDING_ID_LEN] == DESK_RUN_BEGUN ? DESK_RUN_BEGUN : DESK_RUN_OUTPUT;
    }
    return DESK_RUN_NONE;
}

int desk_run_note(struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN], enum desk_run_state state)
{
    struct t2_bytes all = {NULL, 0};
    struct t2_buf next;
    const uint8_t s = (uint8_t)state;
    t2_buf_init(&next, (size_t)RUN_LEN * (TABLE_MAX_SOUNDINGS + 1));
    int err = 0;
    if (channel_store_get(d->store, RUNS_KEY, &all) == 0) {
        for (size_t i = 0; err == 0 && i + RUN_LEN <= all.len; i += RUN_LEN) {
            if (memcmp(all.ptr + i, id, TABLE_SOUNDING_ID_LEN) != 0)
                err = t2_buf_append(&next, all.ptr + i, RUN_LEN);
        }
    }
    if (err == 0 && (err = t2_buf_append(&next, id, TABLE_SOUNDING_ID_LEN)) == 0)
        err = t2_buf_append(&next, &s, 1);
    if (err == 0)
        err = channel_store_put(d->store, RUNS_KEY, t2_buf_view(&next));
    t2_buf_free(&next);
    return err == 0 ? channel_store_commit(d->store) : err;
}

/* ---- what must hold before anything is sealed ---- */

int desk_log_is_one(const struct desk *d, struct desk_problem *why)
{
    struct channel_fork f;
    char author[256], reporter[256];
    if (channel_fork_at(d->channel, 0, &f) != 0)
        return 0;
    desk_names(d, (uint64_t)1 << f.author, author, sizeof author);
    desk_names(d, (uint64_t)1 << f.reporter, reporter, sizeof reporter);
    why->seats = desk_fork_seats(d);
    if (f.author == f.reporter)
        return desk_fail(
            why, T2_E_REFUSED,
            "%s has sent you two different versions of its line %u, so the record is not the same "
            "for all. There is no sounding until the persons have spoken about it. What you "
            "entered is kept.",
            author, f.seq);
    return desk_fail(
        why, T2_E_REFUSED,
        "%s has seen another version of line %u of %s than you have, so the record is not the same "
        "for all; the program cannot know which of the two is at fault. There is no sounding until "
        "the persons have spoken about it. What you entered is kept.",
        reporter, f.seq, author);
}

int desk_pairs_verified(const struct desk *d, uint64_t seats, struct desk_problem *why)
{
    uint64_t missing = 0;
    int introduced = 0;
    for (uint8_t seat = 0; seat < channel_n_seats(d->channel); seat++) {
        struct channel_pair_info info;
        if ((seats >> seat & 1) == 0 || seat == channel_self(d->channel))
            continue;
        if (channel_pair_info(d->channel, seat, &info) == 0 && info.status == CHANNEL_PAIR_VERIFIED)
            continue;
        missing |= (uint64_t)1 << seat;
        introduced |= info.status == CHANNEL_PAIR_INTRODUCED;
    }
    if (missing == 0)
        return 0;
    char names[512];
    desk_names(d, missing, names, sizeof names);
    why->seats = missing;
    return desk_fail(
        why, T2_E_REFUSED,
        introduced
            ? TABLE_SAYS(
                  "You and %s have not exchanged your files in person; an introduction by the convenor "
                  "is not enough. A sounding needs that of every two required seats. What you entered "
                  "is kept; exchange the files (tracktwo seat invite) and try again.")
            : TABLE_SAYS("You and %s have not exchanged your files in person. A sounding needs that of every "
                         "two required seats. What you entered is kept; exchange the files (tracktwo seat "
                         "invite) and try again."),
        names);
}

/* The circuit of the sounding, made here, compared with what the others mean. */
static int own_circuit(struct desk *d, size_t sounding, struct circuit **out, struct desk_problem *why)
{
    struct table_refusal refusal = {.lang = why->lang};
    struct table_shape shape;
    int err = table_sounding_shape(d->table, sounding, &shape);
    if (err == 0)
        err = desk_circuit(&shape, out);
    if (err != 0)
        return desk_fail(why, err, "The sounding could not be prepared: %s. Your entry is kept.",
                         table_say(why->lang, t2_err_text(err)));
    err = table_sounding_circuit_check(d->table, sounding, (*out)->digest, &refusal);
    return err == T2_E_REFUSED ? desk_refuse(why, &refusal) : err;
}

/* ---- what is posted ---- */

int desk_post_stopped(struct desk *d, size_t sounding, uint64_t not_heard, int output_begun, int check_failed,
                      struct desk_problem *why)
{
    const struct table_sounding *so = table_sounding(d->table, sounding);
    struct table_event ev = {.kind = TABLE_EV_SOUND_STOPPED};
    int news = so->status != TABLE_SOUND_STOPPED || (output_begun && !so->counted) ||
               (check_failed && !so->check_failed);
    if (!news || so->status == TABLE_SOUND_ANSWERED || (so->stopped >> channel_self(d->channel) & 1) != 0)
        return 0;
    memcpy(ev.u.sound_stopped.id, so->id, sizeof so->id);
    ev.u.sound_stopped.output_begun = (uint8_t)output_begun;
    ev.u.sound_stopped.not_heard = not_heard;
    ev.u.sound_stopped.check_failed = (uint8_t)check_failed;
    return desk_post(d, &ev, why);
}

int desk_runs_settle(struct desk *d, struct desk_problem *why)
{
    int err = 0;
    for (size_t i = 0; err == 0 && i < table_n_soundings(d->table); i++) {
        const struct table_sounding *so = table_sounding(d->table, i);
        enum desk_run_state run = desk_run_state(d, so->id);
        if (run != DESK_RUN_NONE && (so->answered >> channel_self(d->channel) & 1) == 0)
            err = desk_post_stopped(d, i, 0, run == DESK_RUN_OUTPUT, 0, why);
    }
    return err;
}

static int post_sealed(struct desk *d, const struct table_sounding *so, struct desk_problem *why)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED};
    memcpy(ev.u.sound_sealed.id, so->id, sizeof so->id);
    ev.u.sound_sealed.digests = so->digests;
    return desk_post(d, &ev, why);
}

/* READY: each seat's answer stays its own, and all post the same. */
static int post_result(struct desk *d, size_t sounding, struct sounding_answer answer,
                       struct desk_problem *why)
{
    const struct table_sounding *so = table_sounding(d->table, sounding);
    struct table_event ev = {.kind = TABLE_EV_SOUND_RESULT};
    memcpy(ev.u.sound_result.id, so->id, sizeof so->id);
    if (so->kind != TABLE_SOUND_READY) {
        ev.u.sound_result.answer = answer.yes;
        ev.u.sound_result.value = answer.value;
    }
    int err = table_answer_digest(so->digests.context, ev.u.sound_result.answer, ev.u.sound_result.value,
                                  ev.u.sound_result.digest);
    return err == 0 ? desk_post(d, &ev, why) : err;
}

/* ---- waiting for the others ---- */

struct waiting {
    struct desk *d;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    desk_run_fn progress;
    void *ctx;
    int64_t started;
    int64_t deadline;
};

/* Where it stands now: an event that comes late before others moves it. SIZE_MAX: nowhere. */
static size_t place(const struct waiting *w)
{
    size_t at = 0;
    return table_sounding_find(w->d->table, w->id, &at) == 0 ? at : SIZE_MAX;
}

static int64_t sooner(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Nonzero: the person stops. */
static int show(const struct waiting *w, const char *step, unsigned permille)
{
    struct desk_run_progress p = {step, permille, permille != 0,
                                  (double)(t2_monotonic_ms() - w->started) / 1000};
    return w->progress != NULL && w->progress(w->ctx, &p) != 0;
}

/* Waits for news at most so long, and shows meanwhile how it stands: the person may stop, or read something.
 * T2_E_ABORT; errors of desk_wait. */
static int wait_shown(const struct waiting *w, int64_t wait_ms, const char *step, unsigned permille,
                      struct desk_problem *why)
{
    int news = 0, err = 0;
    for (int64_t until = t2_monotonic_ms() + wait_ms, now = 0; err == 0 && !news;) {
        if ((now = t2_monotonic_ms()) >= until)
            return 0;
        err = desk_wait(w->d, (int)sooner(until - now, SHOW_MS), &news, why);
        if (err == 0 && show(w, step, permille))
            return T2_E_ABORT;
    }
    return err;
}

/* A relay that does not answer keeps nobody from stopping, or from reading something. */
static int sync_shown(const struct waiting *w, unsigned permille, struct desk_problem *why)
{
    int err = 0;
    while ((err = desk_reach(w->d, SHOW_MS, why)) == T2_E_TIMEOUT) {
        if (show(w, TABLE_SAYS("the relay is away; trying"), permille))
            return T2_E_ABORT;
    }
    return err == 0 ? desk_sync(w->d, why) : err;
}

/* Syncs until the sounding has this status or has ended. A relay that is away is given a moment to come back.
 * T2_E_TIMEOUT when the patience is over, T2_E_AWAY, T2_E_ABORT when the person stops. */
static int wait_for(const struct waiting *w, enum table_sounding_status status, const char *step,
                    unsigned permille, struct desk_problem *why)
{
    int64_t away_until = INT64_MAX;
    for (;;) {
        int err = sync_shown(w, permille, why);
        if (err != 0 && err != T2_E_AWAY)
            return err;
        const struct table_sounding *so = table_sounding(w->d->table, place(w));
        if (so == NULL)
            return desk_fail(
                why, T2_E_STATE,
                "The sounding is no longer in the table's record. Nothing was sealed in it; look at "
                "tracktwo sound status");
        if (so->status == status || !table_sounding_running(so))
            return 0;
        if (show(w, err == 0 ? step : TABLE_SAYS("the relay is away; trying"), permille))
            return T2_E_ABORT;
        int64_t now = t2_monotonic_ms();
        away_until = err == 0 ? INT64_MAX : sooner(away_until, now + AWAY_PATIENCE_MS);
        int64_t left = sooner(w->deadline, away_until) - now;
        if (left <= 0)
            return err != 0 ? err : T2_E_TIMEOUT;
        if (err == 0 && (err = wait_shown(w, sooner(left, LOOK_MS), step, permille, why)) == 0)
            continue;
        if (err == T2_E_ABORT)
            return err;
        const struct timespec nap = {0, AWAY_MS * 1000000L};
        (void)nanosleep(&nap, NULL);
    }
}

/* Somebody else has stopped it, and the record says why as far as anybody may know. */
static int stopped_problem(struct desk *d, const struct table_sounding *so, struct desk_problem *why)
{
    const char *rest = table_say(
        why->lang,
        so->kind == TABLE_SOUND_NON_PAPER
            ? TABLE_SAYS("Nothing came out. A text that you have prepared stays for the next round.")
            : TABLE_SAYS("No answer was given, and your entry is gone from this desk."));
    char names[512];
    why->seats = so->not_heard & ~((uint64_t)1 << channel_self(d->channel));
    if (why->seats == 0)
        return desk_fail(why, T2_E_ABORT, "The sounding was stopped by the desk of another seat. %s", rest);
    desk_names(d, why->seats, names, sizeof names);
    return desk_fail(why, T2_E_TIMEOUT, "The sounding stopped. Not heard: %s. %s", names, rest);
}

/* All have sealed, or the sentence why not. */
static int wait_sealed(const struct waiting *w, struct desk_problem *why)
{
    char names[512];
    int err = wait_for(w, TABLE_SOUND_SEALED, TABLE_SAYS("waiting for the other seats"), 0, why);
    const struct table_sounding *so = table_sounding(w->d->table, place(w));
    if (err == 0 && so->status == TABLE_SOUND_SEALED)
        return 0;
    if (err == 0) /* before our own run had begun */
        return stopped_problem(w->d, so, why);
    if (err == T2_E_ABORT)
        return desk_fail(
            why, T2_E_TIMEOUT,
            "You stopped waiting. Your entry is sealed and stays so. To go on: tracktwo sound seal. "
            "To end the sounding: tracktwo sound stop");
    if (err == T2_E_TIMEOUT) {
        why->seats = so->seats & ~so->sealed;
        desk_names(w->d, why->seats, names, sizeof names);
        return desk_fail(why, err,
                         "No entry sealed yet: %s. Yours stays sealed; give the same command again later.",
                         names);
    }
    if (err == T2_E_AWAY)
        return desk_fail(
            why, err,
            "The relay cannot be reached. Your entry is sealed and stays so; when the relay is back, "
            "give the same command again.");
    return err;
}

/* Ours is posted; the answer counts when all have posted the same. */
static int wait_answer(const struct waiting *w, struct desk_problem *why)
{
    char names[512];
    int err = wait_for(w, TABLE_SOUND_ANSWERED, TABLE_SAYS("comparing the answers"), 1000, why);
    const struct table_sounding *so = table_sounding(w->d->table, place(w));
    if (err == 0 && so->status == TABLE_SOUND_ANSWERED)
        return 0;
    if (err == 0)
        return desk_fail(
            why, T2_E_ABORT,
            so->kind == TABLE_SOUND_NON_PAPER
                ? TABLE_SAYS(
                      "The round stopped: not every seat confirmed what came out. Nothing was entered in "
                      "the record. A text that you have prepared stays for the next round.")
                : TABLE_SAYS(
                      "The sounding stopped: not every seat confirmed the answer. Nothing was entered in "
                      "the record. It can be tried again after the waiting time."));
    if (err == T2_E_AWAY)
        return desk_fail(
            why, err,
            "The computation is done here and ours is kept, but the relay cannot be reached, and an "
            "answer counts only when all have confirmed it. When it is back: tracktwo sound seal");
    if (err != T2_E_TIMEOUT && err != T2_E_ABORT)
        return err;
    why->seats = so->seats & ~so->answered;
    desk_names(w->d, why->seats, names, sizeof names);
    return desk_fail(
        why, T2_E_TIMEOUT,
        "The computation is done here, but not yet confirmed by %s, and an answer counts only when "
        "all have confirmed it. To go on waiting: tracktwo sound seal. To end the sounding: tracktwo "
        "sound stop",
        names);
}

/* ---- the run ---- */

/* Why a run that had begun has no answer. */
static int run_problem(struct desk *d, int err, int round, uint64_t not_heard, int output_begun, int told,
                       struct desk_problem *why)
{
    const char *answer =
        table_say(why->lang, output_begun ? TABLE_SAYS("Your desk has no answer; another seat may have it.")
                                          : TABLE_SAYS("Nobody was given an answer."));
    const char *entry = table_say(
        why->lang,
        round ? TABLE_SAYS("Nobody has seen who wrote what; a text that you have prepared stays for the next "
                           "round.")
              : TABLE_SAYS("No entry was shown to anybody; it can be tried again after the waiting time."));
    char names[512];
    if (not_heard != 0) {
        desk_names(d, not_heard, names, sizeof names);
        why->seats = not_heard;
        return desk_fail(why, T2_E_TIMEOUT, "The sounding stopped. Not heard: %s. %s %s", names, answer,
                         entry);
    }
    if (err == T2_E_TIMEOUT && round)
        return desk_fail(why, T2_E_ABORT, "The round was stopped by the desk of another seat. %s %s", answer,
                         entry);
    if (err == T2_E_TIMEOUT)
        return desk_fail(why, T2_E_ABORT,
                         "The sounding was stopped by the desk of another seat. %s No entry was shown to "
                         "anybody. Whether its issues are closed now: tracktwo table show",
                         answer);
    if (err == T2_E_STATE)
        return told
                   ? desk_fail(why, T2_E_ABORT, "You stopped the sounding, and the others see it. %s %s",
                               answer, entry)
                   : desk_fail(why, T2_E_ABORT,
                               "You stopped the sounding, and the others will see it when the relay is back. "
                               "%s %s",
                               answer, entry);
    if (err == T2_E_AWAY)
        return desk_fail(why, err, "The sounding stopped: the relay went away. %s %s", answer, entry);
    if (t2_err_band(err) == T2_BAND_ENVIRONMENT)
        return desk_fail(why, err, "The sounding stopped on this machine: %s. %s %s",
                         table_say(why->lang, t2_err_text(err)), answer, entry);
    if (round)
        return desk_fail(why, T2_E_ABORT,
                         "The round stopped: what one of the programs sent did not fit. %s %s", answer,
                         entry);
    return desk_fail(why, T2_E_ABORT,
                     "The sounding stopped: what one of the programs sent did not fit. %s No entry was shown "
                     "to anybody. Its issues are closed until every seat that they concern reopens them: "
                     "tracktwo issue reopen",
                     answer);
}

/* ---- what an earlier sounding left ---- */

/* The earlier one whose kept bits this one reads, its last; SIZE_MAX when none. */
static size_t base_of(const struct desk *d, size_t sounding)
{
    size_t earlier[TABLE_MAX_EARLIER];
    size_t n = table_sounding_earlier(d->table, sounding, earlier);
    return n == 0 ? SIZE_MAX : earlier[n - 1];
}

/* The number of the use: how many soundings before this one read the same, so that all desks have the same.
 */
static int load_kept(const struct desk *d, size_t sounding, struct desk_computation *what,
                     struct sealed_kept **out, struct desk_problem *why)
{
    size_t base = base_of(d, sounding);
    *out = NULL;
    if (base == SIZE_MAX)
        return 0;
    for (size_t i = 0; i < sounding; i++)
        what->kept_use += base_of(d, i) == base;
    const struct table_sounding *so = table_sounding(d->table, base);
    if (what->kept_use >= SEALED_KEPT_USES)
        return desk_fail(
            why, T2_E_REFUSED,
            "What sounding %u left has been used as often as it can be. Your entry is kept; nothing was "
            "sealed.",
            so->number);
    int err = desk_kept_load(d, so->id, out);
    if (err != 0)
        return desk_fail(
            why, err,
            "What your desk keeps of sounding %u cannot be read: %s. Your entry is kept; nothing was sealed.",
            so->number, table_say(why->lang, t2_err_text(err)));
    what->kept = *out;
    return 0;
}

/* ---- the run, with what it reads and leaves ---- */

static void ready_key(const uint8_t id[static TABLE_SOUNDING_ID_LEN], char out[static CHANNEL_STORE_KEY_MAX])
{
    char hex[2 * TABLE_SOUNDING_ID_LEN + 1];
    t2_hex(hex, id, TABLE_SOUNDING_ID_LEN);
    (void)snprintf(out, CHANNEL_STORE_KEY_MAX, "desk.ready.%s", hex);
}

/* No record has it, and the person may not have been there when it came. */
static int ready_keep(struct desk *d, const uint8_t id[static TABLE_SOUNDING_ID_LEN])
{
    char key[CHANNEL_STORE_KEY_MAX];
    const uint8_t yes = 1;
    ready_key(id, key);
    return channel_store_put(d->store, key, t2_bytes_of(&yes, 1));
}

int desk_sound_ready(const struct desk *d, size_t sounding)
{
    const struct table_sounding *so = d->channel == NULL ? NULL : table_sounding(d->table, sounding);
    char key[CHANNEL_STORE_KEY_MAX];
    struct t2_bytes kept;
    if (so == NULL || so->kind != TABLE_SOUND_READY || so->status != TABLE_SOUND_ANSWERED)
        return 0;
    ready_key(so->id, key);
    return channel_store_get(d->store, key, &kept) == 0;
}

static int answer_of(const struct desk *d, size_t sounding, const uint8_t *result,
                     struct sounding_answer *out)
{
    struct table_shape shape;
    struct sounding_shape sealed;
    unsigned party = 0;
    int err = table_sounding_shape(d->table, sounding, &shape);
    if (err == 0)
        err = desk_shape(&shape, &sealed);
    if (err == 0)
        err =
            table_party_of_seat(table_sounding(d->table, sounding)->seats, channel_self(d->channel), &party);
    if (err == 0)
        sounding_answer(&sealed, party, result, out);
    return err;
}

/* What it leaves is saved before the answer is posted; when the answer does not enter the record it is
 * forgotten. */
static int post_answer(const struct waiting *w, const struct desk_computation *what, struct desk_run *out)
{
    struct desk *d = w->d;
    const struct table_sounding so = *table_sounding(d->table, place(w));
    struct desk_problem ignored = {.lang = TABLE_LANG_EN};
    struct sounding_answer answer = {0, 0};
    char key[CHANNEL_STORE_KEY_MAX];
    if (so.kind == TABLE_SOUND_NON_PAPER)
        return desk_non_paper_post(d, &so, what->result, out, &ignored);
    int err = answer_of(d, place(w), what->result, &answer);
    if (err == 0 && what->keep != NULL)
        err = desk_kept_save(d, so.id, what->keep);
    if (err != 0)
        return err;
    out->answer = answer.yes;
    out->value = answer.value;
    desk_entry_key(&so, key);
    channel_store_delete(d->store, key); /* saved with the result */
    if (so.kind == TABLE_SOUND_READY && answer.yes && (err = ready_keep(d, so.id)) != 0)
        return err;
    return post_result(d, place(w), answer, &ignored);
}

/* From here on a run has begun: it ends with an answer or with "stopped". */
static int run_once(const struct waiting *w, struct desk_computation *what, int timeout_ms,
                    struct desk_run *out, struct desk_problem *why)
{
    struct desk *d = w->d;
    const struct table_sounding so = *table_sounding(d->table, place(w));
    struct desk_problem ignored = {.lang = TABLE_LANG_EN};
    uint64_t not_heard = 0;
    int output_begun = 0, told = 0;
    int err = so.kind == TABLE_SOUND_NON_PAPER ? desk_non_paper_goes(d, &so) : 0;
    if (err == 0)
        err = desk_run_note(d, so.id, DESK_RUN_BEGUN);
    if (err != 0)
        return desk_file_problem(why, err, d->dir);
    err = desk_run_sealed(d, &so, what, timeout_ms, w->progress, w->ctx, out, &not_heard, &output_begun);
    int check_failed = err == T2_E_ABORT;
    if (err == 0)
        err = post_answer(w, what, out);
    sealed_kept_free(what->keep);
    t2_wipe(what->result, what->circuit->n_outputs);
    if (err != 0) {
        if (desk_post_stopped(d, place(w), not_heard, output_begun, check_failed, &ignored) == 0)
            told = desk_sync(d, &ignored) == 0;
        return run_problem(d, err, so.kind == TABLE_SOUND_NON_PAPER, not_heard, output_begun, told, why);
    }
    struct waiting rest = *w;
    rest.deadline = t2_monotonic_ms() + timeout_ms;
    return wait_answer(&rest, why);
}

/* Our bits: of the entry that is kept; on a sounding's day an empty one when there is none. */
static int own_bits(struct desk *d, size_t sounding, struct t2_buf *out, struct desk_problem *why)
{
    const struct table_sounding *so = table_sounding(d->table, sounding);
    struct t2_bytes kept;
    char key[CHANNEL_STORE_KEY_MAX];
    if (so->kind == TABLE_SOUND_NON_PAPER) {
        int err = desk_non_paper_bits(d, so, out);
        return err == 0 ? 0
                        : desk_fail(why, err, "The round could not be prepared: %s. Nothing was sealed.",
                                    table_say(why->lang, t2_err_text(err)));
    }
    desk_entry_key(so, key);
    int entered = channel_store_get(d->store, key, &kept) == 0;
    if (!entered && so->day == 0)
        return desk_fail(
            why, T2_E_MISSING,
            "You have not entered anything on this sounding yet. First: tracktwo sound enter FILE");
    int err = entered ? t2_buf_append(out, kept.ptr, kept.len) : desk_entry_bits(d, sounding, NULL, out);
    return err == 0 ? 0 : desk_fail(why, err, "The machine is short of memory. Your entry is kept.");
}

/* What is sealed on the stroke of the hour by our clock may be too early by the relay's, and all would refuse
 * it. */
static void wait_past_the_hour(const struct desk *d, uint64_t day)
{
    int64_t left = (int64_t)(day * TABLE_SLOT_SECONDS * 1000) + EARLY_MS - t2_clock_now_ms(d->clock);
    const struct timespec nap = {left / 1000, left % 1000 * 1000000};
    if (left > 0 && left <= EARLY_MS)
        (void)nanosleep(&nap, NULL);
}

/* Seals the entry that is kept, and runs. */
static int seal_and_run(const struct waiting *w, int timeout_ms, struct desk_run *out,
                        struct desk_problem *why)
{
    struct desk *d = w->d;
    const struct table_sounding *so = table_sounding(d->table, place(w));
    struct circuit *circuit = NULL;
    struct sealed_kept *kept = NULL;
    struct desk_computation what = {NULL, NULL, NULL, 0, NULL, NULL};
    struct t2_buf bits;
    unsigned party = 0;
    t2_buf_init(&bits, (size_t)CIRCUIT_MAX_INPUTS);
    if (so->day > desk_slot_of_all(d))
        return desk_fail(
            why, T2_E_REFUSED,
            "The day of this sounding has not come. Your entry is kept and nobody sees whether there is "
            "one; the desk seals by itself when the hour is there (tracktwo sound attend).");
    wait_past_the_hour(d, so->day);
    int err = own_bits(d, place(w), &bits, why);
    if (err == 0)
        err = desk_log_is_one(d, why);
    if (err == 0)
        err = desk_pairs_verified(d, so->seats, why);
    if (err == 0)
        err = own_circuit(d, place(w), &circuit, why);
    if (err == 0)
        err = load_kept(d, place(w), &what, &kept, why);
    if (err == 0 && (err = table_party_of_seat(so->seats, channel_self(d->channel), &party)) == 0 &&
        circuit != NULL && bits.len != circuit->n_inputs[party])
        err = desk_fail(why, T2_E_MALFORMED,
                        "The entry that is kept does not fit this sounding. Please enter again.");
    if (err == 0 && (circuit == NULL || (what.result = calloc(circuit->n_outputs + 1, 1)) == NULL))
        err = desk_fail(why, T2_E_MEMORY, "The machine is short of memory. Your entry is kept.");
    if (err == 0 && (so->sealed >> channel_self(d->channel) & 1) == 0)
        err = post_sealed(d, so, why);
    if (err == 0)
        err = wait_sealed(w, why);
    if (err == 0)
        err = desk_log_is_one(d, why);
    if (err == 0) {
        out->wait_seconds = (double)(t2_monotonic_ms() - w->started) / 1000;
        what.circuit = circuit;
        what.bits = bits.ptr;
        err = run_once(w, &what, timeout_ms, out, why);
    }
    free(what.result);
    t2_buf_free(&bits);
    sealed_kept_free(kept);
    circuit_free(circuit);
    return err;
}

int desk_sound_seal(struct desk *d, size_t sounding, int wait_ms, int timeout_ms, desk_run_fn progress,
                    void *ctx, struct desk_run *out, struct desk_problem *why)
{
    const struct table_sounding *so;
    int64_t now = t2_monotonic_ms();
    struct waiting w = {.d = d, .progress = progress, .ctx = ctx, .started = now, .deadline = now + wait_ms};
    unsigned party = 0;
    memset(out, 0, sizeof *out);
    int err = desk_sounding_at(d, sounding, &so, why);
    if (err != 0)
        return err;
    memcpy(w.id, so->id, sizeof w.id);
    uint8_t self = channel_self(d->channel);
    if (table_party_of_seat(so->seats, self, &party) != 0)
        return desk_fail(
            why, T2_E_REFUSED,
            "Your seat is not one of the required seats of this sounding. There is nothing to seal.");
    if ((so->answered >> self & 1) == 0 && desk_run_state(d, so->id) != DESK_RUN_NONE) {
        err = desk_sync(d, why);
        if (err != 0 && err != T2_E_AWAY)
            return err;
        return desk_fail(
            why, T2_E_ABORT,
            err == 0
                ? TABLE_SAYS("This sounding was interrupted on your desk. The others have been told that it "
                             "stopped; it can be tried again after the waiting time.")
                : TABLE_SAYS(
                      "This sounding was interrupted on your desk. The others will be told, when the "
                      "relay is back, that it stopped; it can be tried again after the waiting time."));
    }
    if (!table_sounding_running(so))
        return desk_fail(why, T2_E_REFUSED, "This sounding is over. How it ended: tracktwo sound status");
    if ((so->answered >> self & 1) != 0) { /* computed and posted before: only the others are awaited */
        out->answer = (uint8_t)(so->said_yes >> self & 1);
        return wait_answer(&w, why); /* its value stands in the record once it is there */
    }
    return seal_and_run(&w, timeout_ms, out, why);
}

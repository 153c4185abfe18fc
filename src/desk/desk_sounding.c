/* Soundings on a desk: opening, entering, stopping. The rules are the table's; here they are put to work. An
 * entry stands in the sealed file under its sounding's id until the sounding is over, and is gone then.
 * Sealing and the run itself: desk_seal.c. */
#include "desk/desk_internal.h"

#include <stdio.h>
#include <string.h>

#include <tracktwo/secret.h>
#include <tracktwo/sounding.h>

void desk_entry_key(const struct table_sounding *so, char out[static CHANNEL_STORE_KEY_MAX])
{
    char hex[2 * TABLE_SOUNDING_ID_LEN + 1];
    t2_hex(hex, so->id, TABLE_SOUNDING_ID_LEN);
    (void)snprintf(out, CHANNEL_STORE_KEY_MAX, "desk.entry.%s", hex);
}

int desk_entries_forget_ended(struct desk *d)
{
    struct t2_bytes bits;
    char key[CHANNEL_STORE_KEY_MAX];
    int some = 0;
    for (size_t i = 0; i < table_n_soundings(d->table); i++) {
        const struct table_sounding *so = table_sounding(d->table, i);
        if (table_sounding_running(so))
            continue;
        desk_entry_key(so, key);
        if (channel_store_get(d->store, key, &bits) == 0) {
            channel_store_delete(d->store, key);
            some = 1;
        }
        if (so->status == TABLE_SOUND_STOPPED || so->kept_lost)
            some |= desk_kept_forget(d, so->id);
    }
    some |= desk_non_paper_settle(d);
    return some;
}

int desk_sounding_at(const struct desk *d, size_t i, const struct table_sounding **out,
                     struct desk_problem *why)
{
    *out = d->channel == NULL ? NULL : table_sounding(d->table, i);
    if (*out != NULL)
        return 0;
    (void)desk_fail(why, T2_E_MISSING, "There is no such sounding on this table.");
    return T2_E_MISSING;
}

/* What the caller leaves open: seats, and of those that go on from another all that is the other's. */
static int fill_plan(const struct desk *d, struct table_ev_sound_opened *plan, struct desk_problem *why)
{
    size_t of = 0;
    if (plan->kind == TABLE_SOUND_FIND || plan->kind == TABLE_SOUND_BETTER) {
        if (table_sounding_find(d->table, plan->params.of, &of) != 0)
            return desk_fail(why, T2_E_MISSING, "There is no such sounding to go on from. Nothing was sent.");
        const struct table_sounding *x = table_sounding(d->table, of);
        plan->n_issues = x->n_issues;
        memcpy(plan->issues, x->issues, x->n_issues);
        plan->seats = x->seats;
        plan->params.base = plan->kind == TABLE_SOUND_BETTER ? x->value : 0;
    }
    if (plan->seats == 0 && plan->kind == TABLE_SOUND_NON_PAPER)
        plan->seats = ((uint64_t)1 << table_n_seats(d->table)) - 1;
    else if (plan->seats == 0)
        plan->seats = table_concerned(d->table, plan->issues, plan->n_issues);
    return 0;
}

/* given NULL: an id of chance. */
static int open_plan(struct desk *d, struct table_event *ev, const uint8_t *given, size_t *out_index,
                     struct desk_problem *why)
{
    struct table_ev_sound_opened *plan = &ev->u.sound_opened;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    struct table_refusal refusal = {.lang = why->lang};
    struct table_shape shape;
    struct circuit *circuit = NULL;
    if (d->channel == NULL || !table_is_open(d->table))
        return desk_fail(why, T2_E_STATE,
                         "The table's opening has not arrived yet. Please try again in a moment.");
    int err = desk_log_is_one(d, why);
    if (err != 0 || (err = fill_plan(d, plan, why)) != 0)
        return err;
    err = table_sounding_plan(d->table, desk_slot(d), plan, &shape, &refusal);
    if (err == T2_E_REFUSED)
        return desk_refuse(why, &refusal);
    if (err == 0 && (err = desk_pairs_verified(d, plan->seats, why)) != 0)
        return err;
    if (err == 0)
        err = desk_circuit(&shape, &circuit);
    if (err == 0 && given != NULL)
        memcpy(plan->id, given, sizeof id);
    else if (err == 0 && (err = t2_random_fill(d->random, plan->id, sizeof id)) == 0)
        plan->id[0] |= 1; /* not a day's */
    ev->author = channel_self(d->channel);
    table_event_mark(ev);
    memcpy(id, plan->id, sizeof id);
    if (err == 0)
        err = table_sounding_finish(d->table, plan, id, circuit->digest);
    circuit_free(circuit);
    if (err != 0)
        return desk_fail(why, err, "The sounding could not be prepared: %s. Nothing was sent.",
                         table_say(why->lang, t2_err_text(err)));
    if ((err = desk_post(d, ev, why)) != 0)
        return err;
    return table_sounding_find(d->table, id, out_index);
}

/* The words in the form in which they are posted: which soundings go on from others depends on them. */
static int open_as(struct desk *d, const struct table_ev_sound_opened *what, const uint8_t *given,
                   size_t *out_index, struct desk_problem *why)
{
    struct table_event ev, asked = {.kind = TABLE_EV_SOUND_OPENED, .u.sound_opened = *what};
    int err = desk_compose(&asked, &ev);
    err = err == 0 ? open_plan(d, &ev, given, out_index, why)
                   : desk_fail(why, err, "The sounding could not be prepared: %s. Nothing was sent.",
                               table_say(why->lang, t2_err_text(err)));
    table_event_clear(&ev);
    return err;
}

int desk_sound_open(struct desk *d, const struct table_ev_sound_opened *what, size_t *out_index,
                    struct desk_problem *why)
{
    return open_as(d, what, NULL, out_index, why);
}

/* What a rule forbids today (the budget, a run that has not ended) is tried again at the next sync. */
int desk_days_open(struct desk *d)
{
    struct desk_problem ignored = {.lang = TABLE_LANG_EN};
    struct table_ev_sound_opened plan;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    size_t at = 0;
    int some = 0;
    for (size_t i = 0; i < table_n_days(d->table); i++) {
        if (table_days_next(d->table, i, desk_slot_of_all(d), &plan, id) != 0 ||
            (plan.seats >> channel_self(d->channel) & 1) == 0 || table_sounding_find(d->table, id, &at) == 0)
            continue;
        some |= open_as(d, &plan, id, &at, &ignored) == 0;
    }
    return some;
}

size_t desk_sound_due(const struct desk *d, size_t *out, size_t max)
{
    size_t due[16], n = 0;
    if (d->channel == NULL)
        return 0;
    size_t all = table_soundings_due(d->table, desk_slot_of_all(d), due, 16);
    for (size_t i = 0; i < all && i < 16; i++) {
        const struct table_sounding *so = table_sounding(d->table, due[i]);
        unsigned party = 0;
        if ((so->day == 0 && so->status != TABLE_SOUND_SEALED) ||
            table_party_of_seat(so->seats, channel_self(d->channel), &party) != 0 ||
            (so->answered >> channel_self(d->channel) & 1) != 0)
            continue;
        if (n < max)
            out[n] = due[i];
        n++;
    }
    return n;
}

/* The bits that a seat puts in, of an entry or of an empty one, with randomness of their own. */
int desk_entry_bits(struct desk *d, size_t sounding, const struct table_entry *e, struct t2_buf *out)
{
    struct table_shape shape;
    struct sounding_shape sealed;
    struct sounding_entry in = {.accepted = NULL};
    int err = table_sounding_shape(d->table, sounding, &shape);
    if (err == 0)
        err = desk_shape(&shape, &sealed);
    if (err == 0)
        err = t2_random_fill(d->random, in.random, sizeof in.random);
    if (err == 0)
        err = t2_buf_reserve(out, sounding_n_inputs(&sealed));
    if (err == 0) {
        if (e != NULL) {
            in.accepted = e->bits;
            in.better = e->n_bitmaps == 2 && e->kind == TABLE_SOUND_BETTER ? e->bits + e->n_candidates : NULL;
            in.low = e->low;
            in.high = e->high;
            in.yes = e->yes;
        }
        sounding_input(&sealed, &in, out->ptr);
        out->len = sounding_n_inputs(&sealed);
    }
    t2_wipe(&in, sizeof in);
    return err;
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
    struct table_file_error file_error = {.lang = why->lang};
    struct table_refusal refusal = {.lang = why->lang};
    char key[CHANNEL_STORE_KEY_MAX];
    unsigned party = 0;
    memset(out, 0, sizeof *out);
    int err = desk_sounding_at(d, sounding, &so, why);
    if (err != 0)
        return err;
    uint8_t self = channel_self(d->channel);
    if (table_party_of_seat(so->seats, self, &party) != 0)
        return desk_fail(why, T2_E_REFUSED,
                         "Your seat is not one of the required seats of this sounding. Nothing was entered.");
    if (!table_sounding_running(so))
        return desk_fail(
            why, T2_E_REFUSED,
            "This sounding is over. Nothing was entered; a new one is opened with: tracktwo sound "
            "open");
    if ((so->sealed >> self & 1) != 0)
        return desk_fail(why, T2_E_REFUSED,
                         "Your entry on this sounding is sealed and can no longer be changed. To go on: "
                         "tracktwo sound seal. To end the sounding: tracktwo sound stop");
    if (so->kind == TABLE_SOUND_NON_PAPER)
        return desk_fail(
            why, T2_E_REFUSED,
            "This is a round of non-papers. Nothing was entered; a text for it is prepared with: "
            "tracktwo nonpaper prepare FILE");
    err = table_entry_read(d->table, sounding, preferences, table_seat(d->table, self)->id, &entry,
                           &file_error);
    if (err != 0)
        return desk_fail(why, err, "The preferences cannot be read: %s. Nothing was entered.",
                         file_error.text[0] != '\0' ? file_error.text
                                                    : table_say(why->lang, t2_err_text(err)));
    out->kind = so->kind;
    out->n_candidates = entry.n_candidates;
    out->n_accepted = entry.n_accepted;
    out->min_accepted = so->min_accepted;
    out->max_accepted = so->max_accepted;
    out->yes = entry.yes;
    if (so->kind == TABLE_SOUND_ROOM &&
        table_prefs_read(d->table, preferences, table_seat(d->table, self)->id, so->issues, so->n_issues,
                         &prefs, &file_error) == 0)
        describe_edge(d, so, prefs, out);
    err = table_entry_check(&entry, so->min_accepted, so->max_accepted, &refusal);
    if (err == T2_E_REFUSED)
        (void)desk_refuse(why, &refusal);
    if (err == 0) {
        struct t2_buf bits;
        t2_buf_init(&bits, (size_t)CIRCUIT_MAX_INPUTS);
        desk_entry_key(so, key);
        err = desk_entry_bits(d, sounding, &entry, &bits);
        if (err == 0)
            err = channel_store_put(d->store, key, t2_buf_view(&bits));
        if (err == 0)
            err = channel_store_commit(d->store);
        t2_buf_free(&bits);
        if (err != 0)
            (void)desk_fail(why, err, "The entry could not be kept: %s. Nothing was entered.",
                            table_say(why->lang, t2_err_text(err)));
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
    desk_entry_key(so, key);
    return channel_store_get(d->store, key, &bits) == 0;
}

int desk_sound_stop(struct desk *d, size_t sounding, struct desk_problem *why)
{
    const struct table_sounding *so;
    struct t2_bytes bits;
    char key[CHANNEL_STORE_KEY_MAX];
    int err = desk_sounding_at(d, sounding, &so, why);
    if (err != 0)
        return err;
    if (!table_sounding_running(so))
        return desk_fail(why, T2_E_REFUSED, "This sounding is over already. There is nothing to stop.");
    int sealed = (int)(so->sealed >> channel_self(d->channel) & 1);
    desk_entry_key(so, key);
    int entered = channel_store_get(d->store, key, &bits) == 0;
    int own = so->opener == channel_self(d->channel) && so->sealed == 0 && !table_sounding_of_day(so->id);
    if (!sealed && !entered && !own)
        return desk_fail(why, T2_E_REFUSED,
                         "You have neither entered nor sealed anything on this sounding. There is nothing to "
                         "take back.");
    channel_store_delete(d->store, key);
    if ((err = channel_store_commit(d->store)) != 0)
        return desk_file_problem(why, err, d->dir);
    if (!sealed && (entered || !own))
        return 0;
    return desk_post_stopped(d, sounding, 0, desk_run_state(d, so->id) == DESK_RUN_OUTPUT, 0, why);
}

/* A desk's folder and its life. The folder holds one sealed file; the table's state is folded anew at each
 * start from the log in it (desk_fold.c). */
#include "desk/desk_internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tracktwo/secret.h>

#define STORE_NAME "desk.sealed"

void desk_problem_clear(struct desk_problem *why)
{
    *why = (struct desk_problem){.lang = why->lang};
}

int desk_fail(struct desk_problem *why, int err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(why->text, sizeof why->text, table_say(why->lang, fmt), args);
    va_end(args);
    return err;
}

int desk_refuse(struct desk_problem *why, const struct table_refusal *r)
{
    why->refusal = r->code;
    why->seats = r->seats;
    return desk_fail(why, T2_E_REFUSED, "%s", r->text);
}

int desk_file_problem(struct desk_problem *why, int err, const char *dir)
{
    switch (err) {
    case T2_E_AUTH:
        return desk_fail(why, err,
                         "The passphrase is not the right one. Nothing was changed; please try again.");
    case T2_E_MISSING:
        return desk_fail(why, err, "There is no desk in %s. Open a table or join one first.", dir);
    case T2_E_EXISTS:
        return desk_fail(why, err,
                         "There is a desk in %s already. It was left as it is; choose another folder.", dir);
    case T2_E_LOCKED:
        return desk_fail(why, err, "This desk is open in another window. Close it there first.");
    case T2_E_MALFORMED:
    case T2_E_TRUNCATED:
    case T2_E_TRAILING:
    case T2_E_VERSION:
    case T2_E_TOO_LARGE:
        return desk_fail(
            why, err,
            "The desk's file in %s is damaged or was made by another version. It was left as it is.", dir);
    default:
        return desk_fail(why, err, "The desk's file in %s cannot be used: %s. What was saved before is kept.",
                         dir, table_say(why->lang, t2_err_text(err)));
    }
}

/* ---- the folder ---- */

/* Makes the folder and those above it, for this user alone. */
static int folders_make(const char *dir)
{
    char path[DESK_PATH_MAX];
    size_t len = strlen(dir);
    if (len == 0 || len >= sizeof path)
        return T2_E_ARGUMENT;
    memcpy(path, dir, len + 1);
    for (size_t i = 1; i <= len; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        path[i] = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return T2_E_IO;
        path[i] = dir[i];
    }
    return 0;
}

/* Whoever can write in the folder can exchange the sealed file for an older copy of it, or take its lock. */
static int folder_is_ours(const char *dir, struct desk_problem *why)
{
    struct stat st;
    if (stat(dir, &st) != 0)
        return errno == ENOENT || errno == ENOTDIR ? T2_E_MISSING : T2_E_IO;
    if (!S_ISDIR(st.st_mode))
        return desk_fail(why, T2_E_MALFORMED, "%s is not a folder. Nothing was changed.", dir);
    if ((st.st_mode & (S_IWGRP | S_IWOTH)) == 0 && (st.st_uid == geteuid() || st.st_uid == 0))
        return 0;
    return desk_fail(why, T2_E_REFUSED,
                     "Others on this machine can change what is in %s. Nothing was done. Make it yours alone "
                     "(chmod 700), or choose another folder with --profile.",
                     dir);
}

int desk_folder(const char *dir, struct desk_problem *why)
{
    desk_problem_clear(why);
    int err = folders_make(dir);
    err = err != 0 ? err : folder_is_ours(dir, why);
    return err == 0 || why->text[0] != '\0' ? err : desk_file_problem(why, err, dir);
}

int desk_is_there(const char *dir)
{
    char path[DESK_PATH_MAX + 32];
    (void)snprintf(path, sizeof path, "%.*s/%s", DESK_PATH_MAX, dir, STORE_NAME);
    return access(path, F_OK) == 0;
}

int desk_wipe(struct desk *d, struct desk_problem *why)
{
    desk_problem_clear(why);
    if (channel_store_wipe(d->store) != 0)
        return desk_fail(
            why, T2_E_IO,
            "Not all of the desk in %s could be wiped. Look at what is left there, and remove it by hand.",
            d->dir);
    (void)rmdir(d->dir); /* when nothing else lies in it */
    return 0;
}

/* ---- life ---- */

static int desk_new(struct desk **out, const char *dir, enum table_lang lang)
{
    struct desk *d = calloc(1, sizeof *d);
    if (d == NULL)
        return T2_E_MEMORY;
    d->random = t2_random_system();
    d->clock = t2_clock_system();
    d->lang = lang;
    d->next_number = 1;
    int n = snprintf(d->dir, sizeof d->dir, "%s", dir);
    int err = n < 0 || (size_t)n >= sizeof d->dir ? T2_E_ARGUMENT : table_state_new(&d->table);
    if (err != 0) {
        desk_free(d);
        return err;
    }
    *out = d;
    return 0;
}

static void store_path(const struct desk *d, char out[DESK_PATH_MAX + 32])
{
    (void)snprintf(out, DESK_PATH_MAX + 32, "%s/%s", d->dir, STORE_NAME);
}

int desk_create(struct desk **out, const char *dir, struct t2_bytes passphrase,
                struct channel_store_cost cost, struct desk_problem *why)
{
    struct desk *d = NULL;
    char path[DESK_PATH_MAX + 32];
    desk_problem_clear(why);
    if (passphrase.len == 0)
        return desk_fail(why, T2_E_REFUSED,
                         "An empty passphrase protects nothing. No desk was made; choose six words.");
    int err = desk_new(&d, dir, why->lang);
    if (err == 0)
        err = folders_make(dir);
    if (err == 0)
        err = folder_is_ours(dir, why);
    if (err == 0) {
        store_path(d, path);
        err = channel_store_create(&d->store, path, passphrase, cost, d->random);
    }
    if (err != 0) {
        desk_free(d);
        return why->text[0] != '\0' ? err : desk_file_problem(why, err, dir);
    }
    *out = d;
    return 0;
}

int desk_open(struct desk **out, const char *dir, struct t2_bytes passphrase, struct desk_problem *why)
{
    struct desk *d = NULL;
    char path[DESK_PATH_MAX + 32];
    desk_problem_clear(why);
    int err = desk_new(&d, dir, why->lang);
    if (err == 0)
        err = folder_is_ours(dir, why);
    if (err == 0) {
        store_path(d, path);
        err = channel_store_open(&d->store, path, passphrase, d->random);
    }
    if (err == 0 && (err = channel_load(&d->channel, d->store, d->random)) == T2_E_MISSING)
        err = 0;
    if (err == 0 && d->channel != NULL && (err = desk_fold(d)) == 0 && (err = desk_follow(d)) == 0) {
        desk_gaps_note(d, 0); /* those that are there now have stayed since the desk was last open */
        err = desk_words_forget(d);
        if (err == 0 && desk_entries_forget_ended(d))
            err = channel_store_commit(d->store);
    }
    if (err != 0) {
        desk_free(d);
        return why->text[0] != '\0' ? err : desk_file_problem(why, err, dir);
    }
    *out = d;
    return 0;
}

void desk_free(struct desk *d)
{
    if (d == NULL)
        return;
    desk_disconnect(d);
    channel_free(d->channel);
    channel_store_free(d->store);
    table_state_free(d->table);
    free(d->refused);
    free(d);
}

int desk_has_table(const struct desk *d)
{
    return d->channel != NULL;
}

const struct table_state *desk_table(const struct desk *d)
{
    return d->table;
}

struct channel *desk_channel(const struct desk *d)
{
    return d->channel;
}

uint64_t desk_clock_slot(const struct desk *d)
{
    int64_t ms = t2_clock_now_ms(d->clock);
    return ms < 0 ? 0 : (uint64_t)(ms / 1000) / TABLE_SLOT_SECONDS;
}

static uint64_t not_before_the_log(const struct desk *d, uint64_t clock)
{
    uint64_t floor = d->channel == NULL ? 0 : channel_slot_floor(d->channel);
    return clock > floor ? clock : floor;
}

uint64_t desk_slot(const struct desk *d)
{
    return not_before_the_log(d, desk_clock_slot(d));
}

uint64_t desk_slot_of_all(const struct desk *d)
{
    uint64_t clock = desk_clock_slot(d), ahead = d->clock_apart < -1 ? (uint64_t)-d->clock_apart : 0;
    return not_before_the_log(d, clock > ahead ? clock - ahead : 0);
}

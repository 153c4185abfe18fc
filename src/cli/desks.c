/* The desk of a subcommand: opened with the passphrase, or held open by the page (held.h); and what leaves
 * and comes with it. */
#include "cli/held.h"

#include <stdio.h>
#include <sys/stat.h>

#include <tracktwo/secret.h>

static int open_desk(struct cli *c, bool may_create, struct desk **out)
{
    struct held *h = cli_held();
    struct cli_passphrase p;
    struct desk_problem why = {.lang = cli_lang()};
    bool create = may_create && !desk_is_there(c->profile);
    if (h != NULL && h->desk != NULL) {
        *out = h->desk;
        return 0;
    }
    if (h != NULL && !may_create)
        return cli_error(c, CLI_WRONG, "This desk is locked. Nothing was done. Open it with its passphrase.");
    if (!create && !desk_is_there(c->profile)) /* before the person types a passphrase for nothing */
        return cli_error(
            c, CLI_REFUSED,
            "There is no desk in %s. Open a table or join one first, or name another folder with "
            "--profile.",
            c->profile);
    int code = cli_passphrase_read(c, create, &p);
    if (code == 0) {
        struct t2_bytes text = t2_bytes_of(p.text, p.len);
        struct channel_store_cost cost = c->quick ? CHANNEL_STORE_COST_MIN : CHANNEL_STORE_COST_DEFAULT;
        int err =
            create ? desk_create(out, c->profile, text, cost, &why) : desk_open(out, c->profile, text, &why);
        if (err != 0)
            code = cli_problem(c, err, &why);
    }
    if (code == 0 && h != NULL)
        h->desk = *out;
    cli_passphrase_wipe(&p);
    return code;
}

void cli_close_desk(struct desk *d)
{
    if (cli_held() == NULL || d != cli_held()->desk)
        desk_free(d);
}

int cli_desk(struct cli *c, struct desk **out)
{
    return open_desk(c, false, out);
}

int cli_any_desk(struct cli *c, struct desk **out)
{
    return open_desk(c, true, out);
}

static bool same_folder(const char *a, const char *b)
{
    struct stat x, y;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static int open_other(struct cli *c, const char *folder, struct cli_passphrase *p, struct desk **out)
{
    struct desk_problem why = {.lang = cli_lang()};
    int err = desk_open(out, folder, t2_bytes_of(p->text, p->len), &why);
    if (err == T2_E_AUTH) {
        cli_passphrase_wipe(p);
        int code = cli_passphrase_ask(c, cli_say("Passphrase of the other desk: "), p);
        if (code != 0)
            return code;
        err = desk_open(out, folder, t2_bytes_of(p->text, p->len), &why);
    }
    return err == 0 ? 0 : cli_problem(c, err, &why);
}

/* The person of the page has read what was there before. */
static int has_changed(const struct cli *c)
{
    return cli_error(c, CLI_REFUSED,
                     "Something has changed at the table while you were reading. Nothing was done. Look at "
                     "it as it is now, and decide again.");
}

int cli_two_desks(struct cli *c, const char *folder, struct desk **out, struct desk **out_other)
{
    struct cli_passphrase p = {0};
    struct desk_problem why = {.lang = cli_lang()};
    const struct held *h = cli_held();
    char named[DESK_PATH_MAX];
    if (h != NULL && held_folder(h, folder, named) != 0)
        return cli_error(c, CLI_USAGE, "A table's folder is named by a short word without strokes.");
    if (h != NULL && h->seen != h->version)
        return has_changed(c);
    folder = h != NULL ? named : folder;
    const char *const both[] = {c->profile, folder};
    for (size_t i = 0; i < 2; i++) {
        if (!desk_is_there(both[i]))
            return cli_error(c, CLI_REFUSED, "There is no desk in %s. Which there are: tracktwo table list",
                             both[i]);
    }
    if (same_folder(c->profile, folder))
        return cli_error(c, CLI_REFUSED, "%s is the folder of this desk itself. Name another.", folder);
    int code = cli_passphrase_read(c, false, &p), err = 0;
    if (code == 0 && h != NULL)
        code = cli_desk(c, out);
    else if (code == 0 && (err = desk_open(out, c->profile, t2_bytes_of(p.text, p.len), &why)) != 0)
        code = cli_problem(c, err, &why);
    if (code == 0)
        code = open_other(c, folder, &p, out_other);
    cli_passphrase_wipe(&p);
    for (size_t i = 0; i < 2 && code == 0; i++) {
        if (!table_is_open(desk_table(i == 0 ? *out : *out_other)))
            code = cli_error(c, CLI_REFUSED, "The desk in %s has no table yet.", both[i]);
    }
    return code;
}

static void tell_away(struct cli *c, const struct desk_problem *why)
{
    if (!c->away_told && cli_held() == NULL)
        cli_note(why->text);
    c->away_told = true;
}

#define HELD_REACH_MS 1000

/* The page keeps a held desk in step by itself: a call asks the relay only while it is there, and waits only
 * a moment for one that is not heard from; the program goes on trying (cmd_desk.c). */
int cli_sync(struct desk *d, struct desk_problem *why)
{
    struct held *h = cli_held();
    if (h == NULL || d != h->desk)
        return desk_sync(d, why);
    int err = h->away ? T2_E_AWAY : desk_reach(d, HELD_REACH_MS, why);
    err = err == 0 ? desk_sync(d, why) : err == T2_E_TIMEOUT ? T2_E_AWAY : err;
    h->away = err == T2_E_AWAY;
    return err;
}

int cli_sync_desk(struct cli *c, struct desk *d)
{
    struct desk_problem why = {.lang = cli_lang()};
    int err = cli_sync(d, &why);
    if (err == T2_E_AWAY) {
        tell_away(c, &why);
        return 0;
    }
    return err == 0 ? 0 : cli_problem(c, err, &why);
}

/* What of the table the person must have had before the eyes, as it is. */
enum must_stand { NOTHING_MUST, NUMBERS_MUST, ALL_MUST };

static bool stands(const struct held *h, enum must_stand must)
{
    return h == NULL || must == NOTHING_MUST ||
           (must == NUMBERS_MUST ? h->seen >= h->ordered && held_order_stands(h)
                                 : h->seen == h->version && held_count(h->desk) == h->count);
}

static int ready_desk(struct cli *c, bool needed, enum must_stand must,
                      void (*read)(const struct cli *c, const struct table_state *s, struct table_event *ev),
                      struct table_event *ev, struct desk **out)
{
    struct desk_problem why = {.lang = cli_lang()};
    int code = cli_desk(c, out);
    if (code != 0)
        return code;
    struct held *h = cli_held();
    int err = 0;
    if (read != NULL && desk_has_table(*out))
        read(c, desk_table(*out), ev);
    if (!desk_has_table(*out))
        code = cli_error(c, CLI_REFUSED,
                         "This desk has no table yet. Open one, or join one with the convenor's file.");
    else if ((h == NULL || needed) && stands(h, must)) /* a held desk is in step */
        err = cli_sync(*out, &why);
    if (err == T2_E_AWAY && !needed)
        tell_away(c, &why);
    else if (err != 0)
        code = cli_problem(c, err, &why);
    if (code == 0 && !stands(h, must)) /* before, or by what came just now */
        code = has_changed(c);
    if (code == 0 && h == NULL) /* the page shows it as its state */
        cli_device_notes(c, *out);
    if (code != 0) {
        cli_close_desk(*out);
        *out = NULL;
    }
    return code;
}

int cli_synced_desk(struct cli *c, bool needed, struct desk **out)
{
    return ready_desk(c, needed, NOTHING_MUST, NULL, NULL, out);
}

int cli_numbered_desk(struct cli *c, bool needed, struct desk **out)
{
    return cli_named_desk(c, needed, NULL, NULL, out);
}

int cli_named_desk(struct cli *c, bool needed,
                   void (*read)(const struct cli *c, const struct table_state *s, struct table_event *ev),
                   struct table_event *ev, struct desk **out)
{
    return ready_desk(c, needed, NUMBERS_MUST, read, ev, out);
}

int cli_seen_desk(struct cli *c, bool needed, struct desk **out)
{
    return ready_desk(c, needed, ALL_MUST, NULL, NULL, out);
}

int cli_read_desk(struct cli *c, bool needed,
                  void (*read)(const struct cli *c, const struct table_state *s, struct table_event *ev),
                  struct table_event *ev, struct desk **out)
{
    return ready_desk(c, needed, ALL_MUST, read, ev, out);
}

int cli_send(struct cli *c, struct desk *d, bool *out_sent)
{
    struct desk_problem why = {.lang = cli_lang()};
    int err = cli_sync(d, &why);
    *out_sent = err == 0;
    if (err == T2_E_AWAY) {
        tell_away(c, &why);
        return CLI_OK;
    }
    return err == 0 ? CLI_OK : cli_problem(c, err, &why);
}

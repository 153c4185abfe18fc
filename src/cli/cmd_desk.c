/* tracktwo desk: the page. One thread, the desk's, takes its requests; between them it keeps in step with the
 * relay and takes part in the soundings whose day has come, whether its person is there or not. */
#include "cli/page.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <tracktwo/secret.h>

#define LOOK_MS 200   /* between two looks at the relay's connection */
#define REACH_MS 100  /* that one look waits for a relay that is being connected to */
#define TOLD_MS 2000  /* then a relay that has not answered is told to be away; the attempt goes on */
#define SYNC_MS 60000 /* between two syncs when nothing has woken us */
#define AWAY_MS 5000  /* after the relay was not reached; twice as long each time, up to */
#define AWAY_MAX_MS 120000
#define SLEPT_MS 60000 /* so much more by the clock on the wall than by ours: the machine has slept */
#define AGAIN_MS 60000 /* before a sounding that could not be held is tried again */
#define ATTEND_S 600   /* without a word from a seat while a sounding runs */
#define DUE_MAX 16

static volatile sig_atomic_t end_asked;

static void note_end(int kind)
{
    (void)kind;
    end_asked = 1;
}

static void end_on_signals(void)
{
    static const int kinds[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction note = {.sa_handler = note_end}, none = {.sa_handler = SIG_IGN};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        (void)sigaction(kinds[i], &note, NULL);
    (void)sigaction(SIGPIPE, &none, NULL);
}

/* ---- in step with the relay ---- */

struct step {
    int64_t next_ms, away_ms, attend_ms;
    int64_t reach_ms;         /* since when it is being connected to; 0: it is not */
    int64_t wall_ms, ours_ms; /* at the last look */
    bool failed;              /* the last attempt; the next is made at next_ms */
};

static void tell_away(struct page_desk *p)
{
    const bool was_away = p->held.away;
    p->held.away = true;
    if (!was_away)
        page_state_tell(p);
}

/* Nobody waits here for a relay that does not answer: the calls of the page are answered between two looks.
 */
static void sync_now(struct page_desk *p, struct step *s)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = p->held.desk;
    const bool was_away = p->held.away;
    const uint64_t count = p->held.count;
    const int64_t apart = desk_clock_apart(d);
    int err = desk_reach(d, REACH_MS, &why);
    if (err == T2_E_TIMEOUT) {
        s->reach_ms = s->reach_ms != 0 ? s->reach_ms : t2_monotonic_ms();
        if (t2_monotonic_ms() - s->reach_ms >= TOLD_MS)
            tell_away(p);
        return;
    }
    s->reach_ms = 0;
    err = err == 0 ? desk_sync(d, &why) : err;
    p->held.away = err == T2_E_AWAY;
    s->failed = err != 0;
    s->away_ms = err == 0 ? AWAY_MS : s->away_ms * 2 < AWAY_MAX_MS ? s->away_ms * 2 : AWAY_MAX_MS;
    s->next_ms = t2_monotonic_ms() + (err == 0 ? SYNC_MS : s->away_ms);
    /* What the relay dates ahead of a slow clock waits, and changes nothing but this. */
    if (p->held.away != was_away || held_count(d) != count || desk_clock_apart(d) != apart)
        page_state_tell(p);
}

static void begin_anew(struct step *s)
{
    s->next_ms = s->reach_ms = 0;
    s->away_ms = AWAY_MS;
    s->failed = false;
}

/* A machine that sleeps stops our clock too. A connection is then dead as a rule, and nobody told us: to wait
 * until it is silent for too long would take minutes. */
static void note_sleep(struct page_desk *p, struct step *s)
{
    const int64_t wall_ms = t2_clock_now_ms(t2_clock_system()), ours_ms = t2_monotonic_ms();
    const int64_t slept_ms = (wall_ms - s->wall_ms) - (ours_ms - s->ours_ms);
    s->wall_ms = wall_ms;
    s->ours_ms = ours_ms;
    if (slept_ms < SLEPT_MS)
        return;
    desk_hang_up(p->held.desk);
    begin_anew(s);
}

static void keep_step(struct page_desk *p, struct step *s)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct desk *d = p->held.desk;
    int news = 0;
    if (d == NULL || !desk_has_table(d)) {
        begin_anew(s); /* another desk may be opened next */
        return;
    }
    note_sleep(p, s);
    /* A call found it away: it is tried again as soon as if we had. */
    if (p->held.away && s->next_ms > t2_monotonic_ms() + s->away_ms)
        s->next_ms = t2_monotonic_ms() + s->away_ms;
    /* To wait for news would connect first, and the calls would wait with it. After a failure, which need not
     * be that the relay is away, nothing is tried before its time. */
    const bool there = desk_is_connected(d);
    const bool due = t2_monotonic_ms() >= s->next_ms || desk_is_reaching(d) || (!there && !s->failed);
    if (!p->held.away && !due && there && desk_wait(d, 0, &news, &why) != 0)
        news = 1; /* the connection broke: a sync says how it stands */
    if (due || news)
        sync_now(p, s);
    else if (held_count(d) != p->held.count)
        page_state_tell(p); /* the hour of a silence has come */
}

/* ---- links ---- */

static void give_links(struct page_desk *p)
{
    if (page_entered(p->server))
        page_browser_done(p->root);
    page_door_answer(&p->door, p->server);
}

/* ---- soundings ---- */

/* While a sounding runs: tells how far it is, and answers what only reads. */
static int on_progress(void *ctx, const struct desk_run_progress *at)
{
    struct page_desk *p = ctx;
    const struct desk_run_progress before = p->at;
    struct page_request *r = NULL;
    p->at = *at;
    if (before.step != at->step || before.permille / 10 != at->permille / 10 || before.sealed != at->sealed)
        page_state_tell(p);
    while ((r = page_next(p->server, 0)) != NULL)
        page_request_answer(p, r, true);
    give_links(p);
    return p->stop || end_asked;
}

static bool is_sealed(const struct desk *d, size_t sounding)
{
    return (table_sounding(desk_table(d), sounding)->sealed >> channel_self(desk_channel(d)) & 1) != 0;
}

/* The first whose day has come and in which there is something to do: ours is not sealed, or all are. For a
 * desk that has not sealed nobody waits: the page can be used meanwhile. */
static bool next_due(const struct desk *d, size_t *out)
{
    size_t due[DUE_MAX], n = desk_sound_due(d, due, DUE_MAX);
    for (size_t i = 0; i < n && i < DUE_MAX; i++) {
        *out = due[i];
        if (table_sounding(desk_table(d), due[i])->status == TABLE_SOUND_SEALED || !is_sealed(d, due[i]))
            return true;
    }
    return false;
}

static void attend(struct page_desk *p, struct step *s)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct desk_run run;
    uint8_t id[TABLE_SOUNDING_ID_LEN];
    size_t due = 0;
    if (p->held.desk == NULL || p->held.away || !desk_has_table(p->held.desk) ||
        t2_monotonic_ms() < s->attend_ms || !next_due(p->held.desk, &due))
        return;
    memcpy(id, table_sounding(desk_table(p->held.desk), due)->id, sizeof id);
    p->held.sounding = table_sounding(desk_table(p->held.desk), due)->number;
    p->at = (struct desk_run_progress){.step = NULL};
    page_state_tell(p);
    const bool all = table_sounding(desk_table(p->held.desk), due)->status == TABLE_SOUND_SEALED;
    int err = desk_sound_seal(p->held.desk, due, all ? ATTEND_S * 1000 : 0, ATTEND_S * 1000, on_progress, p,
                              &run, &why);
    t2_wipe(&run, sizeof run); /* the record has the answer, or why there is none */
    const bool found = table_sounding_find(desk_table(p->held.desk), id, &due) == 0; /* it may have moved */
    if (p->stop && found && table_sounding_running(table_sounding(desk_table(p->held.desk), due)))
        err = desk_sound_stop(p->held.desk, due, &why); /* else it would be tried again in a moment */
    s->next_ms = 0;                                     /* and what is to be said of it leaves */
    p->held.away = err == T2_E_AWAY;
    const bool waits =
        err == T2_E_TIMEOUT && found && is_sealed(p->held.desk, due); /* for the others to seal */
    s->attend_ms = t2_monotonic_ms() + (err == 0 || waits ? 0 : AGAIN_MS);
    p->held.sounding = 0;
    p->stop = false;
    page_changed(p);
    page_state_tell(p);
}

/* ---- the program ---- */

static void loop(struct page_desk *p, struct step *s)
{
    while (!end_asked) {
        struct page_request *r = page_next(p->server, LOOK_MS);
        bool had = p->held.desk != NULL;
        give_links(p);
        if (r != NULL)
            page_request_answer(p, r, false);
        if (!had && p->held.desk != NULL)
            s->next_ms = 0;
        keep_step(p, s);
        attend(p, s);
    }
}

static void tell_link(struct cli *c, const struct page_desk *p, const char *link, bool browser)
{
    bool opened = browser && page_browser(p->root, link) == 0;
    cli_json(c, json_pack("{s:b, s:s, s:b}", "ok", 1, "link", link, "opened", opened));
    (void)fflush(stdout);
    if (c->json)
        return;
    if (opened)
        cli_tell("Your browser opens the page. Leave this window open; Ctrl-C ends the desk.");
    else
        cli_tell("Open this link in the browser of this machine. It works once:\n\n  %s\n\nLeave this window "
                 "open; Ctrl-C ends the desk.",
                 link);
    (void)fflush(stdout);
}

static int open_first(struct cli *c, struct page_desk *p)
{
    if (c->passphrase_file == NULL || !desk_is_there(p->folder))
        return 0;
    return cli_desk(c, &p->held.desk);
}

int cmd_desk(struct cli *c)
{
    static struct page_desk p;
    struct step step = {
        .away_ms = AWAY_MS, .wall_ms = t2_clock_now_ms(t2_clock_system()), .ours_ms = t2_monotonic_ms()};
    struct desk_problem why = {.lang = cli_lang()};
    char link[PAGE_LINK_MAX];
    unsigned long port = 0;
    const char *port_text = cli_option(c, "--port");
    bool browser = !cli_flag(c, "--no-browser");
    if (!cli_words(c))
        return CLI_USAGE;
    if (port_text != NULL && !cli_number(port_text, 1024, 65535, &port))
        return cli_error(c, CLI_USAGE, "--port takes a number from 1024 to 65535.");
    memcpy(p.root, c->profile, sizeof p.root);
    memcpy(p.folder, c->profile, sizeof p.folder);
    p.held.root = p.root;
    p.door = (struct page_door){-1, -1};
    p.quick = c->quick;
    int err = desk_folder(p.root, &why);
    if (err != 0)
        return cli_problem(c, err, &why);
    if ((err = page_door_ask(p.root, link)) == 0) {
        tell_link(c, &p, link, browser);
        t2_wipe(link, sizeof link);
        return CLI_OK;
    }
    if (err == T2_E_MISSING)
        err = page_door_open(p.root, &p.door);
    int code = err == T2_E_TIMEOUT || err == T2_E_LOCKED
                   ? cli_error(c, CLI_ENVIRONMENT,
                               "The page of this desk is open already, and its program is busy. Nothing was "
                               "done; please try again in a moment.")
                   : 0;
    if (code == 0 && err == 0)
        code = open_first(c, &p);
    if (code == 0 && err == 0)
        err = page_server_new(&p.server, (uint16_t)port, t2_random_system(), t2_clock_system());
    if (code == 0 && err == 0 && (err = page_link(p.server, link)) == 0) {
        end_on_signals();
        page_state_tell(&p); /* before the first stream */
        tell_link(c, &p, link, browser);
        t2_wipe(link, sizeof link);
        p.held.progress = on_progress;
        p.held.progress_ctx = &p;
        held_set(&p.held);
        loop(&p, &step);
        held_set(NULL);
    }
    if (code == 0 && err != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The page cannot be shown: %s. Nothing was changed.",
                         cli_say(t2_err_text(err)));
    page_server_free(p.server);
    page_door_close(p.root, &p.door);
    desk_free(p.held.desk);
    return code;
}

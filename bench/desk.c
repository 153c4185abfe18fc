/* The start of a desk whose table has a log of 100,000 events by all its eight seats: the sealed file opened,
 * the channel loaded, every record checked, the table folded. Prints the median of five starts, and of their
 * parts. Usage: bench-desk [folder [burst [events]]] With a folder, the desk made there stays and is opened
 * again the next time; making it takes minutes. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <tracktwo/crypto.h>
#include <tracktwo/desk.h>
#include <tracktwo/secret.h>

enum { SEATS = 8, RUNS = 5 };
static unsigned long n_wanted = 100000;

static const char relay[] =
    "relay.example:7310#00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

static double ms_of(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

/* Of this process, which has one thread: what its neighbours do does not count. */
static double cpu_ms(void)
{
    return ms_of(CLOCK_PROCESS_CPUTIME_ID);
}

static struct t2_bytes passphrase(void)
{
    return t2_bytes_str("six quiet words under one stone");
}

static int failed(const char *what, int err, const char *why)
{
    fprintf(stderr, "%s: %s %s\n", what, t2_err_text(err), why);
    return err;
}

/* ---- a table of eight desks ---- */

static struct table_file *table_of_eight(void)
{
    struct table_file *file = NULL;
    struct table_file_error why;
    char json[4096];
    size_t n = (size_t)snprintf(json, sizeof json,
                                "{\"format\": \"tracktwo-table/1\", \"title\": \"A bench\", \"rules\": [], "
                                "\"settings\": {}, \"seats\": [");
    for (unsigned i = 0; i < SEATS; i++) {
        n += (size_t)snprintf(json + n, sizeof json - n,
                              "%s{\"id\": \"S%u\", \"party\": \"P%u\", \"name\": \"Seat %u\", "
                              "\"standing\": \"private\"}",
                              i > 0 ? ", " : "", i, i / 2, i);
    }
    (void)snprintf(
        json + n, sizeof json - n,
        "], \"issues\": [{\"id\": \"a\", \"title\": \"An issue\", \"concerns\": [\"S0\", \"S1\"], "
        "\"options\": [{\"id\": \"a1\", \"text\": \"One\"}, {\"id\": \"a2\", \"text\": \"Two\"}]}]}");
    if (table_file_read(t2_bytes_str(json), &file, &why) != 0)
        fprintf(stderr, "%s\n", why.text);
    return file;
}

static int hand_over(struct desk *from, struct desk *to, uint8_t seat, struct desk_problem *why)
{
    struct t2_buf file;
    uint8_t whose = 0;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    int err = desk_invite(from, seat, &file, why);
    if (err == 0)
        err = desk_join(to, t2_buf_view(&file), &whose, why);
    t2_buf_free(&file);
    return err;
}

__attribute__((noinline)) static int make_table(struct desk *d[static SEATS], const char *const *dirs)
{
    struct desk_problem why = {.text = ""};
    struct table_file *file = table_of_eight();
    int err = file == NULL ? T2_E_MALFORMED : 0;
    for (unsigned i = 0; err == 0 && i < SEATS; i++)
        err = desk_create(&d[i], dirs[i], passphrase(), CHANNEL_STORE_COST_DEFAULT, &why);
    if (err == 0)
        err = desk_found(d[0], file, "S0", relay, &why);
    for (uint8_t x = 0; err == 0 && x < SEATS; x++) {
        for (uint8_t y = (uint8_t)(x + 1); err == 0 && y < SEATS; y++) {
            err = hand_over(d[x], d[y], y, &why);
            if (err == 0)
                err = hand_over(d[y], d[x], x, &why);
        }
    }
    table_file_free(file);
    return err == 0 ? 0 : failed("the table", err, why.text);
}

/* ---- its log ---- */

/* Talk; and of the seat with the pen an article, and drafts of it. */
static struct table_event event_of(uint8_t author, unsigned i, unsigned n_drafts, const struct draft *draft)
{
    static const struct table_text title[] = {{"en", "Observers"}};
    struct table_event ev = {.kind = TABLE_EV_SAID};
    ev.u.said = (struct table_ev_said){.phrase = TABLE_THINKING_ALOUD,
                                       .text = "One line of talk, as long as such lines often are."};
    if (author == 0 && i == 0) {
        ev = (struct table_event){.kind = TABLE_EV_ARTICLE_OPENED};
        ev.u.article_opened.name = "1";
        ev.u.article_opened.title = (struct table_texts){1, title};
        ev.u.article_opened.concerns = (1u << SEATS) - 1;
    } else if (author == 0 && i % 12 == 0) { /* one event in a hundred */
        struct table_event article = {.kind = TABLE_EV_ARTICLE_OPENED};
        table_event_mark(&article);
        ev = (struct table_event){.kind = TABLE_EV_DRAFT};
        memcpy(ev.u.draft.id, article.u.article_opened.id, TABLE_FORM_ID_LEN);
        ev.u.draft.replaces = n_drafts;
        ev.u.draft.draft = *draft;
    }
    return ev;
}

/* The first cell of the outbox that is a stamp, or that is none. */
static int next_cell(const struct channel *ch, unsigned from, int stamp, struct channel_cell *out)
{
    int err = 0;
    for (size_t i = 0; (err = channel_outbox_at(ch, i, out)) == 0; i++) {
        if ((out->seat == from) == stamp)
            return 0;
    }
    return err;
}

/* What waits at one desk goes into the others, as a relay would have passed it on: a stamp into all, and
 * last, because the first message of a pair says where the stamps lie. */
static int deliver(struct desk *const d[static SEATS], unsigned from, uint32_t slot)
{
    struct channel *ch = desk_channel(d[from]);
    struct channel_cell cell;
    enum channel_got got;
    int err = 0;
    for (int stamp = 0; stamp < 2; stamp++) {
        while (err == 0 && next_cell(ch, from, stamp, &cell) == 0) {
            uint8_t name[T2_CELL_KEY_LEN], mid[T2_CELL_MID_LEN];
            memcpy(mid, cell.mid, sizeof mid);
            err = t2_blake2b_256(name, t2_bytes_of(cell.writer_secret, T2_CELL_KEY_LEN));
            for (unsigned to = 0; err == 0 && to < SEATS; to++) {
                if (to != from && (stamp || cell.seat == to))
                    err = channel_receive(desk_channel(d[to]), name, 0, slot, cell.body, &got);
            }
            if (err == 0)
                err = channel_outbox_done(ch, mid, slot);
        }
    }
    return err;
}

__attribute__((noinline)) static int make_log(struct desk *const d[static SEATS], unsigned burst)
{
    const struct draft_notation words = {"en", "The observers [shall] [should] move freely [, with notice]."};
    struct draft draft;
    struct t2_buf bytes;
    const uint64_t slot = desk_slot(d[0]);
    unsigned n_own[SEATS] = {0}, n_drafts = 0;
    int err = draft_read(&words, 1, NULL, 0, &draft, NULL);
    t2_buf_init(&bytes, TABLE_EVENT_MAX);
    for (unsigned i = 0; err == 0 && i < SEATS; i++)
        err = channel_commit(desk_channel(d[i])) != 0 ? T2_E_IO : deliver(d, i, (uint32_t)slot);
    for (unsigned n = 0; err == 0 && n < n_wanted; n++) {
        uint8_t author = (uint8_t)(n / burst % SEATS);
        struct table_event ev = event_of(author, n_own[author]++, n_drafts, &draft);
        n_drafts += ev.kind == TABLE_EV_DRAFT;
        ev.author = author;
        table_event_mark(&ev);
        t2_buf_clear(&bytes);
        if ((err = table_event_name(desk_table(d[author]), &ev)) == 0 &&
            (err = table_event_encode(&ev, &bytes)) == 0)
            err = ev.kind == TABLE_EV_SAID
                      ? channel_post_words(desk_channel(d[author]), slot, t2_buf_view(&bytes),
                                           t2_bytes_str(ev.u.said.text))
                      : channel_post(desk_channel(d[author]), slot, t2_buf_view(&bytes));
        if (err == 0 && (n + 1) % burst == 0 && (err = channel_commit(desk_channel(d[author]))) == 0)
            err = deliver(d, author, (uint32_t)slot);
    }
    if (err == 0)
        err = channel_commit(desk_channel(d[0]));
    t2_buf_free(&bytes);
    draft_clear(&draft);
    return err == 0 ? 0 : failed("the log", err, "");
}

/* ---- starts ---- */

static int ascending(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void print_median(const char *name, double *ms)
{
    qsort(ms, RUNS, sizeof *ms, ascending);
    printf("%-44s %9.1f ms   (%.1f to %.1f)\n", name, ms[RUNS / 2], ms[0], ms[RUNS - 1]);
}

static int whole_start(const char *dir, double *wall, double *cpu, size_t *out_events)
{
    struct desk_problem why = {.text = ""};
    struct desk *d = NULL;
    double start = ms_of(CLOCK_MONOTONIC), begun = cpu_ms();
    int err = desk_open(&d, dir, passphrase(), &why);
    *cpu = cpu_ms() - begun;
    *wall = ms_of(CLOCK_MONOTONIC) - start;
    if (err != 0)
        return failed("the desk", err, why.text);
    *out_events = table_n_events(desk_table(d));
    err = desk_n_refused(d) != 0 ? T2_E_STATE : 0;
    desk_free(d);
    return err;
}

static int parts_of_it(const char *dir, double *passphrase_ms, double *least_ms, double *file_ms,
                       double *channel_ms)
{
    static const uint8_t salt[16];
    const struct channel_store_cost cost = CHANNEL_STORE_COST_DEFAULT, least = CHANNEL_STORE_COST_MIN;
    struct channel_store *store = NULL;
    struct channel *ch = NULL;
    uint8_t key[32];
    char path[4200];
    (void)snprintf(path, sizeof path, "%s/desk.sealed", dir);
    double start = cpu_ms();
    int err = t2_argon2id(key, passphrase(), salt, cost.mem_kib, cost.passes);
    *passphrase_ms = cpu_ms() - start;
    start = cpu_ms();
    if (err == 0)
        err = t2_argon2id(key, passphrase(), salt, least.mem_kib, least.passes);
    *least_ms = cpu_ms() - start;
    start = cpu_ms();
    if (err == 0)
        err = channel_store_open(&store, path, passphrase(), t2_random_system());
    *file_ms = cpu_ms() - start - *passphrase_ms;
    start = cpu_ms();
    if (err == 0)
        err = channel_load(&ch, store, t2_random_system());
    *channel_ms = cpu_ms() - start;
    channel_free(ch);
    channel_store_free(store);
    t2_wipe(key, sizeof key);
    return err == 0 ? 0 : failed("its file", err, "");
}

__attribute__((noinline)) static int measure(const char *dir)
{
    double wall[RUNS], whole[RUNS], argon[RUNS], least[RUNS], file[RUNS], channel[RUNS], rest[RUNS];
    size_t n_events = 0;
    struct stat st;
    char path[4200];
    int err = 0;
    for (unsigned i = 0; err == 0 && i < RUNS; i++) {
        err = whole_start(dir, &wall[i], &whole[i], &n_events);
        if (err == 0)
            err = parts_of_it(dir, &argon[i], &least[i], &file[i], &channel[i]);
        if (err == 0)
            rest[i] = whole[i] - argon[i] - file[i] - channel[i];
    }
    if (err != 0)
        return err;
    (void)snprintf(path, sizeof path, "%s/desk.sealed", dir);
    printf("events %zu, seats %d, file %.1f MiB\n", n_events, SEATS,
           stat(path, &st) == 0 ? (double)st.st_size / 1048576 : 0.0);
    print_median("start of the desk, by the clock", wall);
    print_median("start of the desk, CPU", whole);
    print_median("  the passphrase (Argon2id, default cost)", argon);
    print_median("  the same at the least cost (not in it)", least);
    print_median("  the file read and opened", file);
    print_median("  the channel loaded, each record checked", channel);
    print_median("  the fold", rest);
    return 0;
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

int main(int argc, char **argv)
{
    const char *base = getenv("TMPDIR");
    char top[256], own[SEATS][512];
    const char *dirs[SEATS];
    struct desk *d[SEATS] = {NULL};
    (void)snprintf(top, sizeof top, "%s/bench-desk-XXXXXX", base != NULL ? base : "/tmp");
    unsigned long burst = argc >= 3 ? strtoul(argv[2], NULL, 10) : 100;
    n_wanted = argc == 4 ? strtoul(argv[3], NULL, 10) : n_wanted;
    if (argc > 4 || n_wanted < 1 || n_wanted > 200000 || burst < 1 || burst > 100 || t2_init() != 0 ||
        mkdtemp(top) == NULL) {
        fprintf(stderr, "Usage: bench-desk [folder [burst [events]]]\n");
        return 2;
    }
    for (unsigned i = 0; i < SEATS; i++) {
        (void)snprintf(own[i], sizeof own[i], "%s/%u", top, i);
        dirs[i] = i == 0 && argc >= 2 ? argv[1] : own[i];
    }
    int err = 0;
    if (!desk_is_there(dirs[0])) {
        err = make_table(d, dirs);
        if (err == 0)
            err = make_log(d, (unsigned)burst);
    }
    for (unsigned i = 0; i < SEATS; i++)
        desk_free(d[i]);
    if (err == 0)
        err = measure(dirs[0]);
    (void)nftw(top, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return err == 0 ? 0 : 1;
}

/* See desk_fixture.h. */
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "desk_fixture.h"

#define SEAT(id, party, standing)                                                                            \
    "{\"id\": \"" id "\", \"party\": \"" party "\", \"name\": \"Seat " id "\", \"standing\": \"" standing    \
    "\"}"
#define OPTION(id) "{\"id\": \"" id "\", \"text\": \"" id "\"}"
#define TEN(p)                                                                                               \
    OPTION(p "1")                                                                                            \
    ", " OPTION(p "2") ", " OPTION(p "3") ", " OPTION(p "4") ", " OPTION(p "5") ", " OPTION(                 \
        p "6") ", " OPTION(p "7") ", " OPTION(p "8") ", " OPTION(p "9") ", " OPTION(p "10")

static const char table_json[] =
    "{\"format\": \"tracktwo-table/1\", \"title\": \"A test\", \"rules\": [\"Chatham House Rule\"],"
    " \"settings\": {\"spacing_slots\": 0},"
    " \"seats\": [" SEAT("X", "P", "former official") ", " SEAT("Y", "Q", "private") ", " SEAT(
        "Z", "R",
        "private") "],"
                   " \"issues\": [{\"id\": \"a\", \"title\": {\"en\": \"a\"}, \"concerns\": [\"X\", \"Y\"], "
                   "\"options\": [" TEN("a") "]}, {\"id\": \"b\", \"title\": {\"en\": \"b\"}, \"concerns\": "
                                             "[\"X\", \"Y\", \"Z\"], \"options\": [" TEN("b") ", " OPTION(
                                                 "b11") ", " OPTION("b12") "]}]}";

static const char preferences[] =
    "{\"points\": {\"a\": [1, 1, 1, 1, null, null, null, null, null, null],"
    " \"b\": [1, 1, 1, 1, null, null, null, null, null, null, null, null]}, \"could_live_with_at_least\": 0}";

struct t2_bytes desks_passphrase(void)
{
    return t2_bytes_str("six words that nobody knows");
}

void desks_path(const struct desks *x, const char *name, char out[512])
{
    (void)snprintf(out, 512, "%s/%s", x->top, name);
}

struct table_file *desks_table_file(void)
{
    struct table_file *file = NULL;
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    assert_int_equal(table_file_read(t2_bytes_str(table_json), &file, &why), 0);
    return file;
}

static void seat_path(const struct desks *x, int i, char out[512])
{
    char name[2] = {(char)('X' + i), '\0'};
    desks_path(x, name, out);
}

void desks_hand_over(struct desks *x, int from, int to)
{
    struct desk_problem why;
    struct t2_buf file;
    uint8_t seat = 0;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(desk_invite(x->d[from], (uint8_t)to, &file, &why), 0);
    assert_int_equal(desk_join(x->d[to], t2_buf_view(&file), &seat, &why), 0);
    assert_int_equal(seat, from);
    t2_buf_free(&file);
}

void desks_meet(struct desks *x)
{
    desks_hand_over(x, 1, 2);
    desks_hand_over(x, 2, 1);
    desks_settle(x);
}

void desks_start(struct desks *x, int all)
{
    struct desk_problem why;
    struct table_file *file = desks_table_file();
    const char *tmp = getenv("TMPDIR");
    memset(x, 0, sizeof *x);
    x->n = DESKS;
    assert_int_equal(t2_init(), 0);
    (void)snprintf(x->top, sizeof x->top, "%s/desk-test-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(x->top));
    for (int i = 0; i < DESKS; i++) {
        char path[512];
        seat_path(x, i, path);
        assert_int_equal(desk_create(&x->d[i], path, desks_passphrase(), CHANNEL_STORE_COST_MIN, &why), 0);
    }
    assert_int_equal(desk_found(x->d[0], file, "X", DESKS_RELAY, &why), 0);
    table_file_free(file);
    for (int i = 1; i < DESKS; i++) {
        desks_hand_over(x, 0, i);
        desks_hand_over(x, i, 0);
    }
    desks_settle(x);
    if (all)
        desks_meet(x);
}

static int remove_entry(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

void desks_end(struct desks *x)
{
    for (int i = 0; i < x->n; i++)
        desk_free(x->d[i]);
    free(x->mail);
    assert_int_equal(nftw(x->top, remove_entry, 16, FTW_DEPTH | FTW_PHYS), 0);
}

void desks_again(struct desks *x, int i)
{
    struct desk_problem why;
    char path[512];
    seat_path(x, i, path);
    desk_free(x->d[i]);
    x->d[i] = NULL;
    assert_int_equal(desk_open(&x->d[i], path, desks_passphrase(), &why), 0);
}

/* The slot in which it is stored. */
static uint32_t put(struct desks *x, uint8_t from, const struct channel_cell *cell)
{
    struct mail m = {.seq = 1, .from = from, .to = cell->seat, .slot = x->slot};
    if (m.slot == 0)
        m.slot = (uint32_t)desk_clock_slot(x->d[0]);
    assert_int_equal(relay_client_mailbox_name(m.name, cell->writer_secret), 0);
    memcpy(m.mid, cell->mid, sizeof m.mid);
    memcpy(m.body, cell->body, sizeof m.body);
    for (size_t i = 0; i < x->n_mail; i++) {
        if (memcmp(x->mail[i].name, m.name, sizeof m.name) != 0)
            continue;
        if (memcmp(x->mail[i].mid, m.mid, sizeof m.mid) == 0)
            return x->mail[i].slot; /* each message id once */
        m.seq = x->mail[i].seq + 1;
    }
    if (x->n_mail == x->cap_mail) {
        x->cap_mail = x->cap_mail == 0 ? 64 : 2 * x->cap_mail;
        x->mail = reallocarray(x->mail, x->cap_mail, sizeof *x->mail);
        assert_non_null(x->mail);
    }
    x->mail[x->n_mail++] = m;
    return m.slot;
}

void desks_send(struct desks *x, int i, uint8_t lost)
{
    desks_send_some(x, i, lost, SIZE_MAX);
}

void desks_send_some(struct desks *x, int i, uint8_t lost, size_t n)
{
    struct channel *ch = desk_channel(x->d[i]);
    struct channel_cell cell;
    while (n-- > 0 && channel_outbox_at(ch, 0, &cell) == 0) {
        uint8_t mid[T2_CELL_MID_LEN];
        memcpy(mid, cell.mid, sizeof mid);
        uint32_t slot = (uint32_t)desk_clock_slot(x->d[0]);
        if (cell.seat != lost)
            slot = put(x, (uint8_t)i, &cell);
        assert_int_equal(channel_outbox_done(ch, mid, slot), 0);
    }
}

/* One cell that a desk wants and the mailboxes have. */
static int receive_one(struct desks *x, int i)
{
    struct channel *ch = desk_channel(x->d[i]);
    struct channel_mailbox box;
    enum channel_got got;
    for (size_t k = 0; k < channel_inbox_len(ch); k++) {
        assert_int_equal(channel_inbox_at(ch, k, &box), 0);
        for (size_t m = 0; m < x->n_mail; m++) {
            if (x->mail[m].seq < box.from_seq || memcmp(x->mail[m].name, box.name, sizeof box.name) != 0)
                continue;
            assert_int_equal(
                channel_receive(ch, box.name, x->mail[m].seq, x->mail[m].slot, x->mail[m].body, &got), 0);
            return 1;
        }
    }
    return 0;
}

void desks_receive(struct desks *x, int i)
{
    struct desk_problem why;
    while (receive_one(x, i)) {
    }
    assert_int_equal(desk_commit(x->d[i], &why), 0);
}

void desks_settle(struct desks *x)
{
    for (int round = 0; round < 4; round++) {
        for (int i = 0; i < x->n; i++)
            desks_send(x, i, CHANNEL_NO_SEAT);
        for (int i = 0; i < x->n; i++)
            desks_receive(x, i);
    }
}

void desks_say(struct desks *x, int i, const char *text)
{
    struct desk_problem why;
    struct table_event ev = {.kind = TABLE_EV_SAID};
    ev.u.said.phrase = TABLE_THINKING_ALOUD;
    ev.u.said.text = text;
    assert_int_equal(desk_post(x->d[i], &ev, &why), 0);
}

int desks_open_room(struct desk *d, const uint8_t *issues, size_t n_issues, size_t *out_index,
                    struct desk_problem *why)
{
    struct table_ev_sound_opened what = {.kind = TABLE_SOUND_ROOM, .n_issues = n_issues};
    memcpy(what.issues, issues, n_issues);
    return desk_sound_open(d, &what, out_index, why);
}

size_t desks_sounding(struct desks *x)
{
    struct desk_problem why = {.lang = TABLE_LANG_EN};
    static const uint8_t issues[2] = {0, 1};
    size_t index = 0;
    if (desks_open_room(x->d[0], issues, 2, &index, &why) != 0)
        fail_msg("%s", why.text);
    desks_settle(x);
    return index;
}

void desks_enter(struct desks *x, int i, size_t sounding)
{
    struct desk_problem why = {.lang = TABLE_LANG_EN};
    struct desk_entry e;
    if (desk_sound_enter(x->d[i], sounding, t2_bytes_str(preferences), &e, &why) != 0)
        fail_msg("%s", why.text);
    assert_int_equal(e.n_candidates, 120);
    assert_int_equal(e.n_accepted, 16);
}

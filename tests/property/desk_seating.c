/* New seats and devices in whatever order the news arrives: three desks propose, consent, decline and talk at
 * random, and hear each other late. What the fold of one desk has once shown in force stays so on that desk,
 * and is the same on all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "../unit/desk_fixture.h"

static struct desks x;
static struct t2_random dice;
static int64_t now_ms;
static unsigned n_in_force, n_proposed;

/* What has been seen in force: the names of seats in their order, each seat's devices. */
static char seen_seat[TABLE_MAX_SEATS][16];
static uint8_t seen_device[DESKS][8][TABLE_DIGEST_LEN];
static size_t highest_seats[DESKS];
static unsigned highest_devices[DESKS][DESKS];

static int64_t told(void *ctx)
{
    (void)ctx;
    return now_ms;
}
static const struct t2_clock told_clock = {told, NULL};

static uint32_t draw(uint32_t below)
{
    uint32_t v = 0;
    assert_int_equal(t2_random_fill(&dice, &v, sizeof v), 0);
    return v % below;
}

static void look(int i)
{
    const struct table_state *s = desk_table(x.d[i]);
    size_t n = table_n_seats(s);
    assert_true(n >= highest_seats[i]);
    highest_seats[i] = n;
    assert_int_equal(channel_n_seats(desk_channel(x.d[i])), n);
    for (size_t seat = DESKS; seat < n; seat++) {
        if (seen_seat[seat][0] == '\0') {
            (void)snprintf(seen_seat[seat], sizeof seen_seat[seat], "%s", table_seat(s, seat)->id);
            n_in_force++;
        }
        assert_string_equal(seen_seat[seat], table_seat(s, seat)->id);
    }
    for (size_t seat = 0; seat < DESKS; seat++) {
        static const uint8_t none[TABLE_DIGEST_LEN];
        const struct table_seat_state *q = table_seat_state(s, seat);
        assert_true(q->n_devices >= highest_devices[i][seat] && q->n_devices < 8);
        highest_devices[i][seat] = q->n_devices;
        if (q->n_devices == 0)
            continue;
        uint8_t *seen = seen_device[seat][q->n_devices];
        if (memcmp(seen, none, sizeof none) == 0) {
            memcpy(seen, q->device, TABLE_DIGEST_LEN);
            n_in_force++;
        }
        assert_memory_equal(seen, q->device, TABLE_DIGEST_LEN);
    }
}

/* Refusals are as good as acceptances here. */
static void post(int i, struct table_event *ev)
{
    struct desk_problem why = {.lang = TABLE_LANG_EN};
    (void)!desk_post(x.d[i], ev, &why);
    look(i);
}

static void propose(int i, int device)
{
    char id[16], name[16];
    struct table_event ev = {.kind = device ? TABLE_EV_DEVICE_CHANGED : TABLE_EV_SEAT_ADDED};
    n_proposed++;
    memcpy(ev.u.form_id, &n_proposed, sizeof n_proposed);
    if (device) {
        ev.u.device_changed.seat = (uint8_t)draw(DESKS);
        memset(ev.u.device_changed.key, (int)n_proposed % 255 + 1, TABLE_DIGEST_LEN);
    } else {
        (void)snprintf(id, sizeof id, "N%u", n_proposed);
        (void)snprintf(name, sizeof name, "New %u", n_proposed);
        ev.u.seat_added.seat = (struct table_seat){.id = id,
                                                   .party = "S",
                                                   .name = name,
                                                   .role = "",
                                                   .standing = TABLE_PRIVATE,
                                                   .mandate = {.kind = TABLE_OWN_INITIATIVE}};
    }
    post(i, &ev);
}

static void answer(int i)
{
    const struct table_state *s = desk_table(x.d[i]);
    struct table_event ev = {.kind = TABLE_EV_CONSENTED};
    if (table_n_proposals(s) == 0)
        return;
    size_t at = table_n_proposals(s) - 1 - draw(table_n_proposals(s) > 1 ? 2 : 1);
    memcpy(ev.u.consented.id, table_proposal(s, at)->id, TABLE_FORM_ID_LEN);
    table_content(s, &ev, ev.u.consented.content);
    ev.u.consented.answer = draw(16) != 0;
    post(i, &ev);
}

/* A few of the cells that wait for this desk, of one writer. */
static void hear_some(int i)
{
    struct channel *ch = desk_channel(x.d[i]);
    struct desk_problem why;
    struct channel_mailbox box;
    enum channel_got got;
    uint8_t from = (uint8_t)draw(DESKS);
    unsigned some = 1 + draw(4);
    for (size_t k = 0; k < channel_inbox_len(ch) && some > 0; k++) {
        assert_int_equal(channel_inbox_at(ch, k, &box), 0);
        for (size_t m = 0; box.seat == from && m < x.n_mail && some > 0; m++) {
            if (x.mail[m].seq < box.from_seq || memcmp(x.mail[m].name, box.name, sizeof box.name) != 0)
                continue;
            assert_int_equal(
                channel_receive(ch, box.name, x.mail[m].seq, x.mail[m].slot, x.mail[m].body, &got), 0);
            some--;
        }
    }
    assert_int_equal(desk_commit(x.d[i], &why), 0);
    look(i);
    assert_int_equal(desk_follow(x.d[i]), 0);
}

static void step(int i)
{
    switch (draw(12)) {
    case 0:
        if (draw(3) == 0)
            propose(i, draw(3) != 0);
        break;
    case 1:
    case 2:
    case 3:
        answer(i);
        break;
    case 4:
    case 5:
        now_ms += (int64_t)draw(2) * 24 * 3600 * 1000;
        (void)desk_devices_end(x.d[i]);
        look(i);
        break;
    case 6:
    case 7:
        desks_send(&x, i, CHANNEL_NO_SEAT);
        break;
    default:
        hear_some(i);
    }
}

static void run(uint64_t seed)
{
    static struct t2_random_seeded s;
    dice = t2_random_seeded_init(&s, seed);
    memset(seen_seat, 0, sizeof seen_seat);
    memset(seen_device, 0, sizeof seen_device);
    memset(highest_seats, 0, sizeof highest_seats);
    memset(highest_devices, 0, sizeof highest_devices);
    n_proposed = 0;
    desks_start(&x, 1);
    now_ms = t2_clock_now_ms(t2_clock_system());
    for (int i = 0; i < DESKS; i++)
        x.d[i]->clock = &told_clock;
    for (unsigned k = 0; k < 300; k++)
        step((int)draw(DESKS));
    desks_settle(&x);
    for (int i = 0; i < DESKS; i++) {
        look(i);
        assert_int_equal(desk_n_forks(x.d[i]), 0);
    }
    desks_end(&x);
}

static void what_is_in_force_stays(void **state)
{
    (void)state;
    n_in_force = 0;
    const uint64_t n = getenv("T2_SOAK") != NULL ? 400 : 12;
    for (uint64_t seed = 1; seed <= n; seed++) {
        unsigned before = n_in_force;
        run(seed);
        printf("  seed %llu: %u in force\n", (unsigned long long)seed, n_in_force - before);
    }
    assert_true(n_in_force >= 8); /* else nothing was tried */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_in_force_stays)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

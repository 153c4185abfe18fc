/* Who sits at the table, on real desks: a new seat after all consents and not before; another device with and
 * without the consent of the old one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/secret.h>

#include "desk_fixture.h"

static struct desks x;
static struct desk_problem why = {.lang = TABLE_LANG_EN};
static struct desk *old;
static int64_t now_ms;

static int64_t told(void *ctx)
{
    (void)ctx;
    return now_ms;
}
static const struct t2_clock told_clock = {told, NULL};

static int start(void **state)
{
    (void)state;
    old = NULL;
    desks_start(&x, 1);
    now_ms = t2_clock_now_ms(t2_clock_system());
    for (int i = 0; i < DESKS; i++)
        x.d[i]->clock = &told_clock;
    return 0;
}

static int end(void **state)
{
    (void)state;
    desk_free(old);
    desks_end(&x);
    return 0;
}

/* What desk_sync does beside the relay, on all desks. */
static void sync_all(void)
{
    for (int round = 0; round < 3; round++) {
        desks_settle(&x);
        for (int i = 0; i < x.n; i++)
            (void)desk_devices_end(x.d[i]);
        desks_settle(&x);
        for (int i = 0; i < x.n; i++)
            assert_int_equal(desk_follow(x.d[i]), 0);
    }
}

static void make_desk(struct desk **out, const char *name)
{
    char path[512];
    desks_path(&x, name, path);
    assert_int_equal(desk_create(out, path, desks_passphrase(), CHANNEL_STORE_COST_MIN, &why), 0);
    (*out)->clock = &told_clock;
}

static void propose_seat(int by)
{
    struct table_event ev = {.kind = TABLE_EV_SEAT_ADDED};
    ev.u.seat_added.id[0] = 1;
    ev.u.seat_added.seat = (struct table_seat){.id = "W",
                                               .party = "S",
                                               .name = "Seat W",
                                               .role = "",
                                               .standing = TABLE_OFFICIAL,
                                               .mandate = {.kind = TABLE_WITH_KNOWLEDGE}};
    assert_int_equal(desk_post(x.d[by], &ev, &why), 0);
}

static void propose_device(int by, struct t2_bytes file)
{
    struct table_event ev = {.kind = TABLE_EV_DEVICE_CHANGED};
    ev.u.device_changed.id[0] = 2;
    ev.u.device_changed.seat = 1;
    assert_int_equal(channel_device_read(file, ev.u.device_changed.key), 0);
    assert_int_equal(desk_post(x.d[by], &ev, &why), 0);
}

static void answer(int by, uint8_t id, uint8_t says)
{
    struct table_event ev = {.kind = TABLE_EV_CONSENTED};
    for (size_t i = 0; i < table_n_proposals(desk_table(x.d[by])); i++) {
        const struct table_proposal *p = table_proposal(desk_table(x.d[by]), i);
        if (p->id[0] == id)
            memcpy(ev.u.consented.id, p->id, sizeof p->id);
    }
    table_content(desk_table(x.d[by]), &ev, ev.u.consented.content);
    ev.u.consented.answer = says;
    if (desk_post(x.d[by], &ev, &why) != 0)
        fail_msg("%s", why.text);
}

static void assert_one_table(void)
{
    uint8_t digest[2][TABLE_DIGEST_LEN];
    for (int i = 0; i < x.n; i++) {
        assert_int_equal(table_state_digest(desk_table(x.d[i]), digest[i > 0]), 0);
        assert_memory_equal(digest[i > 0], digest[0], TABLE_DIGEST_LEN);
        assert_int_equal(desk_n_refused(x.d[i]), 0);
        assert_int_equal(desk_n_forks(x.d[i]), 0);
    }
}

static void fourth_joins(void)
{
    make_desk(&x.d[3], "W");
    x.n = 4;
    desks_hand_over(&x, 0, 3);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(channel_n_seats(desk_channel(x.d[i])), 4);
        desks_hand_over(&x, 3, i);
        if (i > 0)
            desks_hand_over(&x, i, 3);
    }
    desks_settle(&x);
}

/* The shortest use: proposed, consented to, invited, joined; four desks have one table. */
static void a_fourth_seat(void **state)
{
    (void)state;
    struct t2_buf file;
    struct channel_pair_info info;
    char track[512];
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    propose_seat(1);
    desks_settle(&x);
    answer(0, 1, 1);
    desks_settle(&x);
    /* One consent is missing: an honest desk has no such seat to invite. */
    assert_int_equal(channel_n_seats(desk_channel(x.d[0])), 3);
    assert_non_null(table_seat_awaited(desk_table(x.d[0]), "W"));
    assert_int_not_equal(desk_invite(x.d[0], 3, &file, &why), 0);
    answer(2, 1, 1);
    desks_settle(&x);
    assert_null(table_seat_awaited(desk_table(x.d[0]), "W"));
    fourth_joins();
    desks_say(&x, 3, "I am new here.");
    desks_settle(&x);
    desks_say(&x, 1, "Welcome.");
    desks_settle(&x);
    assert_one_table();
    assert_int_equal(table_n_seats(desk_table(x.d[3])), 4);
    table_track_text(desk_table(x.d[2]), TABLE_LANG_EN, track, sizeof track);
    assert_string_equal(track, "Track 1.5: an official on S's end only");
    for (int i = 0; i < 3; i++) { /* closed and opened again it is all there */
        desks_again(&x, i);
        x.d[i]->clock = &told_clock;
        assert_int_equal(channel_pair_info(desk_channel(x.d[i]), 3, &info), 0);
        assert_int_equal(info.status, CHANNEL_PAIR_VERIFIED);
    }
    assert_one_table();
    t2_buf_free(&file);
}

/* A convenor whose desk is modified invites a seat that nobody has consented to: it talks to that seat, and
 * no other desk does. */
static void a_convenor_who_does_not_wait(void **state)
{
    (void)state;
    struct t2_buf file;
    uint8_t seat = 0;
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(channel_grow(desk_channel(x.d[0]), 4), 0); /* the modified desk */
    make_desk(&x.d[3], "W");
    x.n = 4;
    desks_hand_over(&x, 0, 3);
    desks_hand_over(&x, 3, 0);
    assert_int_equal(channel_introduce(desk_channel(x.d[0]), 1, 3), 0);
    assert_int_equal(desk_invite(x.d[3], 1, &file, &why), 0);
    assert_int_equal(desk_join(x.d[1], t2_buf_view(&file), &seat, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "not at the table yet at your desk"));
    desks_settle(&x);
    assert_int_equal(channel_n_seats(desk_channel(x.d[1])), 3);
    assert_int_equal(desk_join(x.d[1], t2_buf_view(&file), &seat, &why), T2_E_REFUSED);
    /* What the uninvited one says is refused by the fold of the one desk that hears it. */
    struct table_event ev = {.kind = TABLE_EV_SAID};
    ev.u.said = (struct table_ev_said){.phrase = TABLE_THINKING_ALOUD, .text = "Hello?"};
    assert_int_equal(desk_post(x.d[3], &ev, &why), T2_E_REFUSED);
    assert_int_equal(why.refusal, TABLE_R_UNKNOWN_SEAT);
    for (int i = 1; i < 3; i++)
        assert_int_equal(table_n_events(desk_table(x.d[i])), table_n_events(desk_table(x.d[0])));
    t2_buf_free(&file);
}

/* The new machine makes its file; it is proposed by X. Y's old desk goes to `old` when it is replaced. */
static struct desk *device_proposed(void)
{
    struct t2_buf file;
    struct desk *new = NULL;
    t2_buf_init(&file, CHANNEL_DEVICE_FILE_MAX);
    make_desk(&new, "Y-new");
    assert_int_equal(desk_device_new(new, &file, &why), 0);
    assert_int_equal(desk_has_table(new), 0);
    propose_device(0, t2_buf_view(&file));
    sync_all();
    t2_buf_free(&file);
    return new;
}

/* The new device meets all as at the beginning, and the talk goes on. */
static void new_device_joins(struct desk *new)
{
    struct table_event ev = {.kind = TABLE_EV_SAID};
    ev.u.said = (struct table_ev_said){.phrase = TABLE_THINKING_ALOUD, .text = "Too early."};
    size_t n_before = table_n_events(desk_table(x.d[0]));
    old = x.d[1];
    x.d[1] = new;
    desks_hand_over(&x, 0, 1);
    assert_int_equal(desk_post(x.d[1], &ev, &why), T2_E_STATE); /* nothing is here */
    desks_hand_over(&x, 1, 0);
    sync_all();
    assert_int_equal(desk_post(x.d[1], &ev, &why), T2_E_STATE); /* Z's part is missing */
    assert_non_null(strstr(why.text, "Nothing was posted"));
    desks_hand_over(&x, 1, 2);
    desks_hand_over(&x, 2, 1);
    assert_int_equal(desk_post(x.d[1], &ev, &why), T2_E_STATE);
    assert_non_null(strstr(why.text, "Still to hear from: Seat Z"));
    sync_all();
    assert_one_table();
    assert_int_equal(table_n_events(desk_table(x.d[1])), n_before);
    desks_say(&x, 1, "From the new machine.");
    sync_all();
    desks_say(&x, 2, "I hear you.");
    sync_all();
    assert_one_table();
    assert_int_equal(table_n_events(desk_table(x.d[0])), n_before + 2);
}

static void another_device_with_the_old_ones_consent(void **state)
{
    (void)state;
    struct channel_pair_info info;
    desks_say(&x, 1, "Before.");
    sync_all();
    struct desk *new = device_proposed();
    answer(2, 2, 1);
    sync_all();
    assert_int_equal(table_seat_state(desk_table(x.d[0]), 1)->n_devices, 0);
    answer(1, 2, 1);
    sync_all();
    for (int i = 0; i < 3; i++)
        assert_int_equal(table_seat_state(desk_table(x.d[i]), 1)->n_devices, 1);
    /* The old one knows it, and is silent. */
    assert_true(desk_device_replaced(x.d[1]));
    assert_false(desk_device_replaced(x.d[0]));
    struct table_event ev = {.kind = TABLE_EV_SAID};
    ev.u.said = (struct table_ev_said){.phrase = TABLE_THINKING_ALOUD, .text = "Still here."};
    assert_int_equal(desk_post(x.d[1], &ev, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "Your seat has another device now"));
    assert_int_equal(channel_pair_info(desk_channel(x.d[0]), 1, &info), 0);
    assert_int_equal(info.status, CHANNEL_PAIR_NONE);
    /* Modified, it goes on: it is not heard, and it is seen. */
    assert_int_equal(channel_post(desk_channel(x.d[1]), channel_slot_floor(desk_channel(x.d[1])),
                                  t2_bytes_str("not even an event")),
                     0);
    assert_int_equal(channel_commit(desk_channel(x.d[1])), 0);
    desks_send(&x, 1, CHANNEL_NO_SEAT);
    desks_receive(&x, 0);
    assert_int_equal(channel_pair_info(desk_channel(x.d[0]), 1, &info), 0);
    assert_int_equal(info.refused, 1);
    new_device_joins(new);
}

/* The old device is lost: seven days, shown on all desks, and then. */
static void another_device_when_the_old_one_is_lost(void **state)
{
    (void)state;
    desks_say(&x, 2, "How are you?");
    sync_all();
    desks_say(&x, 1, "Fine.");
    sync_all();
    struct desk *new = device_proposed();
    answer(2, 2, 1);
    sync_all();
    uint8_t seat = 0;
    const struct table_proposal *p = table_device_open(desk_table(x.d[0]), &seat);
    assert_non_null(p);
    assert_int_equal(table_device_until(desk_table(x.d[0]), p), desk_slot(x.d[0]) + TABLE_DEVICE_WAIT_SLOTS);
    now_ms += (int64_t)(TABLE_DEVICE_WAIT_SLOTS - 1) * TABLE_SLOT_SECONDS * 1000;
    sync_all();
    assert_non_null(table_device_open(desk_table(x.d[0]), &seat));
    now_ms += (int64_t)TABLE_SLOT_SECONDS * 1000;
    sync_all();
    assert_null(table_device_open(desk_table(x.d[0]), &seat));
    assert_int_equal(table_seat_state(desk_table(x.d[2]), 1)->n_devices, 1);
    new_device_joins(new);
}

/* It is not lost: on the last day it declines, and nothing has happened to it. */
static void the_present_device_declines(void **state)
{
    (void)state;
    struct desk *new = device_proposed();
    uint8_t seat = 0;
    answer(2, 2, 1);
    sync_all();
    now_ms += (int64_t)(TABLE_DEVICE_WAIT_SLOTS - 1) * TABLE_SLOT_SECONDS * 1000;
    answer(1, 2, 0);
    sync_all();
    now_ms += (int64_t)TABLE_SLOT_SECONDS * 1000;
    sync_all();
    assert_null(table_device_open(desk_table(x.d[0]), &seat));
    assert_int_equal(table_seat_state(desk_table(x.d[0]), 1)->n_devices, 0);
    desks_say(&x, 1, "This is my machine.");
    sync_all();
    assert_one_table();
    desk_free(new);
}

/* Its decline crosses with the first desk that ends its line: whoever is later learns it from the other, and
 * both take it in again. */
static void a_decline_that_crosses(void **state)
{
    (void)state;
    struct desk *new = device_proposed();
    uint8_t seat = 0;
    answer(2, 2, 1);
    desks_settle(&x);
    now_ms += (int64_t)TABLE_DEVICE_WAIT_SLOTS * TABLE_SLOT_SECONDS * 1000;
    assert_int_equal(desk_devices_end(x.d[0]), 1);
    answer(1, 2, 0); /* neither knows of the other's step */
    desks_send(&x, 1, CHANNEL_NO_SEAT);
    desks_receive(&x, 0); /* X has ended its line: the decline waits there */
    assert_non_null(table_device_open(desk_table(x.d[0]), &seat));
    desks_receive(&x, 2);
    assert_null(table_device_open(desk_table(x.d[2]), &seat));
    desks_say(&x, 2, "Seat Y has declined."); /* Z names it */
    sync_all();
    assert_null(table_device_open(desk_table(x.d[0]), &seat));
    desks_say(&x, 1, "I stay.");
    sync_all();
    for (int i = 0; i < 3; i++) {
        assert_int_equal(table_seat_state(desk_table(x.d[i]), 1)->n_devices, 0);
        assert_int_equal(table_n_events(desk_table(x.d[i])), table_n_events(desk_table(x.d[0])));
    }
    desk_free(new);
}

/* Seat Z is in league with Y's old device: it has ended its line, and names a decline that comes after that
 * to X alone. X and W, both honest, must come to the same: the change is in force. */
static void a_late_decline_named_to_one_desk_alone(void **state)
{
    (void)state;
    uint8_t seat = 0, digest[2][TABLE_DIGEST_LEN];
    propose_seat(1);
    desks_settle(&x);
    answer(0, 1, 1);
    answer(2, 1, 1);
    desks_settle(&x);
    fourth_joins();
    struct desk *new = device_proposed();
    answer(2, 2, 1);
    answer(3, 2, 1);
    desks_settle(&x);
    now_ms += (int64_t)TABLE_DEVICE_WAIT_SLOTS * TABLE_SLOT_SECONDS * 1000;
    for (int i = 0; i < 4; i++)
        assert_int_equal(desk_devices_end(x.d[i]), i != 1);
    desks_send(&x, 2, CHANNEL_NO_SEAT);
    answer(1, 2, 0);
    desks_send(&x, 1, CHANNEL_NO_SEAT);
    desks_receive(&x, 2);
    channel_device_hold(desk_channel(x.d[2]), 1, false, 0); /* the modified desk */
    desks_say(&x, 2, "Seat Y has declined.");
    desks_send(&x, 2, 3);
    desks_send(&x, 0, CHANNEL_NO_SEAT);
    desks_receive(&x, 0);
    assert_int_equal(desk_follow(x.d[0]), 0);
    assert_non_null(table_device_open(desk_table(x.d[0]), &seat));
    desks_receive(&x, 3);
    desks_send(&x, 3, CHANNEL_NO_SEAT);
    desks_receive(&x, 0);
    for (int i = 0; i < 4; i += 3) {
        assert_int_equal(desk_follow(x.d[i]), 0);
        assert_int_equal(table_seat_state(desk_table(x.d[i]), 1)->n_devices, 1);
        assert_int_equal(table_state_digest(desk_table(x.d[i]), digest[i / 3]), 0);
    }
    assert_memory_equal(digest[0], digest[1], TABLE_DIGEST_LEN);
    desk_free(new);
}

/* A folder with a seat's desk makes no device; another file than a device's shows none. */
static void what_is_no_device(void **state)
{
    (void)state;
    struct t2_buf file;
    uint8_t key[TABLE_DIGEST_LEN];
    t2_buf_init(&file, CHANNEL_INVITATION_MAX);
    assert_int_equal(desk_device_new(x.d[1], &file, &why), T2_E_EXISTS);
    assert_non_null(strstr(why.text, "holds a seat's desk already"));
    assert_int_equal(file.len, 0);
    assert_int_equal(channel_pair_forget(desk_channel(x.d[0]), 1), 0);
    assert_int_equal(desk_invite(x.d[0], 1, &file, &why), 0);
    assert_int_equal(channel_device_read(t2_buf_view(&file), key), T2_E_MALFORMED);
    t2_buf_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_fourth_seat, start, end),
        cmocka_unit_test_setup_teardown(a_convenor_who_does_not_wait, start, end),
        cmocka_unit_test_setup_teardown(another_device_with_the_old_ones_consent, start, end),
        cmocka_unit_test_setup_teardown(another_device_when_the_old_one_is_lost, start, end),
        cmocka_unit_test_setup_teardown(the_present_device_declines, start, end),
        cmocka_unit_test_setup_teardown(a_decline_that_crosses, start, end),
        cmocka_unit_test_setup_teardown(a_late_decline_named_to_one_desk_alone, start, end),
        cmocka_unit_test_setup_teardown(what_is_no_device, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What was said goes when its lifetime has ended: from the desk's memory and from its sealed file, on every
 * desk but that of a seat that must keep it, and the table's state stays one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "channel/channel_internal.h"
#include "desk_fixture.h"

#define DAY_MS INT64_C(86400000)
#define WORDS "the bridge could be open by June"

static struct desks x;
static struct desk_problem why;
static int64_t ahead;

static int64_t later_ms(void *ctx)
{
    (void)ctx;
    return t2_clock_now_ms(t2_clock_system()) + ahead;
}

static const struct t2_clock later = {.now_ms = later_ms};

static int start(void **state)
{
    (void)state;
    ahead = 0;
    desks_start(&x, 1);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static void post(int i, struct table_event *ev)
{
    if (desk_post(x.d[i], ev, &why) != 0)
        fail_msg("%s", why.text);
    desks_settle(&x);
}

static void lifetime(uint16_t days)
{
    static uint8_t tag;
    struct table_event ev = {.kind = TABLE_EV_SETTINGS_CHANGED};
    memset(ev.u.settings_changed.id, ++tag, TABLE_FORM_ID_LEN);
    ev.u.settings_changed.settings = table_settings(desk_table(x.d[0]));
    ev.u.settings_changed.settings.message_days = days;
    post(0, &ev);
    for (int i = 1; i < DESKS; i++) {
        ev = (struct table_event){.kind = TABLE_EV_CONSENTED};
        memset(ev.u.consented.id, tag, TABLE_FORM_ID_LEN - 2);
        ev.u.consented.id[TABLE_FORM_ID_LEN - 2] = TABLE_EV_SETTINGS_CHANGED; /* by seat 0 */
        table_content(desk_table(x.d[i]), &ev, ev.u.consented.content);
        ev.u.consented.answer = 1;
        post(i, &ev);
    }
    assert_int_equal(table_settings(desk_table(x.d[2])).message_days, days);
}

/* The words as the table's state has them: of the first line said. */
static const char *shown(int i)
{
    const struct table_state *s = desk_table(x.d[i]);
    for (size_t k = 0; k < table_n_events(s); k++) {
        if (table_event_at(s, k)->kind == TABLE_EV_SAID)
            return table_event_at(s, k)->u.said.text;
    }
    fail_msg("nothing was said");
    return NULL;
}

/* What the sealed file keeps, opened anew, holds the words. */
static int kept(int i)
{
    struct t2_bytes state;
    desks_again(&x, i);
    assert_int_equal(channel_store_get(x.d[i]->store, CHANNEL_STATE_KEY, &state), 0);
    return memmem(state.ptr, state.len, WORDS, strlen(WORDS)) != NULL;
}

static void at(int64_t days_later)
{
    ahead = days_later * DAY_MS;
    for (int i = 0; i < DESKS; i++)
        x.d[i]->clock = &later;
}

static void same_state(void)
{
    uint8_t a[TABLE_DIGEST_LEN], b[TABLE_DIGEST_LEN];
    assert_int_equal(table_state_digest(desk_table(x.d[0]), a), 0);
    for (int i = 1; i < DESKS; i++) {
        assert_int_equal(table_state_digest(desk_table(x.d[i]), b), 0);
        assert_memory_equal(a, b, sizeof a);
    }
}

static void words_go(void **state)
{
    (void)state;
    char text[256];
    lifetime(2);
    desks_say(&x, 1, WORDS);
    desks_settle(&x);
    struct table_event ev = {.kind = TABLE_EV_RETENTION}; /* Z must keep its record */
    post(2, &ev);
    for (int i = 0; i < DESKS; i++) {
        assert_string_equal(shown(i), WORDS);
        assert_true(kept(i));
    }
    at(2); /* over, but a clock may be a day ahead */
    for (int i = 0; i < DESKS; i++) {
        assert_int_equal(desk_commit(x.d[i], &why), 0);
        assert_string_equal(shown(i), WORDS);
    }
    at(4);
    assert_int_equal(desk_commit(x.d[0], &why), 0);
    assert_string_equal(shown(0), "");
    assert_string_equal(shown(1), WORDS);
    same_state(); /* a desk that has erased and desks that have not */
    for (int i = 1; i < DESKS; i++)
        assert_int_equal(desk_commit(x.d[i], &why), 0);
    same_state();
    assert_false(kept(0));
    assert_false(kept(1));
    assert_true(kept(2));
    assert_string_equal(shown(2), WORDS);
    /* Longer lifetimes bring nothing back, and the record says so in the place of the words. */
    lifetime(0);
    assert_string_equal(shown(0), "");
    const struct table_state *s = desk_table(x.d[0]);
    for (size_t i = 0; i < table_n_events(s); i++) {
        if (table_event_at(s, i)->kind == TABLE_EV_SAID) {
            table_event_text(s, i, TABLE_LANG_EN, text, sizeof text);
            assert_non_null(strstr(text, "these words are not here"));
        }
    }
    same_state();
}

/* A line that a rule refused goes too; one of ours that the relay has not stamped is not said yet, and stays.
 */
static void refused_and_unsent(void **state)
{
    (void)state;
    struct t2_buf b;
    lifetime(1);
    struct table_event ev = {.kind = TABLE_EV_SAID};
    ev.u.said.phrase = TABLE_SAID_UNDER_INSTRUCTION; /* Y has no such standing: a modified program */
    ev.u.said.text = "";
    t2_buf_init(&b, TABLE_EVENT_MAX);
    assert_int_equal(table_event_encode(&ev, &b), 0);
    struct channel *ch = desk_channel(x.d[1]);
    assert_int_equal(channel_post_words(ch, channel_slot_floor(ch), t2_buf_view(&b), t2_bytes_str(WORDS)), 0);
    t2_buf_free(&b);
    assert_int_equal(desk_commit(x.d[1], &why), 0);
    desks_settle(&x);
    assert_int_equal(desk_n_refused(x.d[0]), 1);
    assert_true(kept(0));
    desks_say(&x, 0, "not sent yet");
    at(3);
    assert_int_equal(desk_commit(x.d[0], &why), 0);
    assert_string_equal(shown(0), "not sent yet");
    assert_false(kept(0));
    assert_string_equal(shown(0), "not sent yet");
}

static const char *fail_at;

static int before(void *ctx, const char *step)
{
    (void)ctx;
    return strcmp(step, fail_at) == 0 ? T2_E_IO : 0;
}

/* The disk fails while it is erased: the desk says so, keeps the whole of what was saved, and erases the next
 * time. */
static void the_disk_fails(void **state)
{
    (void)state;
    static const char *const steps[] = {"write", "sync", "rename"};
    lifetime(1);
    desks_say(&x, 1, WORDS);
    desks_settle(&x);
    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        at(3);
        fail_at = steps[k];
        channel_store_set_hook(x.d[0]->store, (struct channel_store_hook){.before = before});
        assert_int_not_equal(desk_words_forget(x.d[0]), 0);
        assert_true(kept(0));
        assert_string_equal(shown(0), WORDS);
    }
    at(3);
    assert_int_equal(desk_words_forget(x.d[0]), 0);
    assert_false(kept(0));
    same_state();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_go, start, end),
        cmocka_unit_test_setup_teardown(refused_and_unsent, start, end),
        cmocka_unit_test_setup_teardown(the_disk_fails, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A paper and its attachments at three desks: all or nothing on the author's, complete on the others' only
 * when the last part is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <tracktwo/strip.h>

#include "channel/channel_internal.h"
#include "desk_fixture.h"

#define BIG (5 * TABLE_PART_MAX + 17)

static struct desks x;
static struct desk_problem why;
static uint8_t big[BIG];

static int start(void **state)
{
    (void)state;
    desks_start(&x, 1);
    desks_settle(&x);
    for (size_t i = 0; i < sizeof big; i++)
        big[i] = (uint8_t)(i * i >> 3);
    return 0;
}

static int end(void **state)
{
    (void)state;
    desks_end(&x);
    return 0;
}

static struct table_event paper(uint8_t tag)
{
    static const struct table_text text[] = {{"en", "See the map."}};
    struct table_event ev = {.kind = TABLE_EV_PAPER};
    memset(ev.u.paper.id, tag, sizeof ev.u.paper.id);
    ev.u.paper.title = ev.u.paper.body = (struct table_texts){1, text};
    return ev;
}

static struct desk_attachment attachment(const char *name, size_t len)
{
    return (struct desk_attachment){
        .name = name, .media = TABLE_MEDIA_PDF, .bytes = t2_bytes_of(big, len), .removed = STRIP_DATE};
}

static const struct table_attachment *first_of(int i)
{
    return table_attachment(desk_table(x.d[i]), 0);
}

static void arrives_part_by_part(void **state)
{
    (void)state;
    struct desk_attachment a[] = {attachment("Map", BIG), attachment("Note", 3)};
    struct table_event ev = paper(1);
    uint32_t removed = 0;
    assert_int_equal(desk_paper_post(x.d[0], &ev, a, 2, &why), 0);
    assert_true(table_attachment_complete(first_of(0)));
    assert_int_equal(desk_attachment_removed(x.d[0], first_of(0)->id, &removed), 0);
    assert_int_equal(removed, STRIP_DATE);
    /* Y sees the attachment grow. */
    int unfinished = 0;
    do {
        desks_send_some(&x, 0, 2, 9);
        assert_int_equal(desk_commit(x.d[0], &why), 0);
        desks_receive(&x, 1);
        unfinished += first_of(1) != NULL && !table_attachment_complete(first_of(1));
    } while (channel_outbox_len(desk_channel(x.d[0])) > 0);
    assert_int_equal(table_n_attachments(desk_table(x.d[1])), 2);
    assert_true(unfinished >= 3);
    const struct table_attachment *got = first_of(1);
    size_t at = 0;
    for (unsigned k = 0; k < got->n_parts; k++) {
        struct t2_bytes b = table_attachment_part(desk_table(x.d[1]), got, k);
        assert_memory_equal(b.ptr, big + at, b.len);
        at += b.len;
    }
    assert_int_equal(at, BIG);
    /* What was taken out is nobody else's business. */
    assert_int_equal(desk_attachment_removed(x.d[1], got->id, &removed), T2_E_MISSING);
    /* All of it is in the sealed file. */
    desks_again(&x, 0);
    desks_again(&x, 1);
    assert_true(table_attachment_complete(first_of(0)) && table_attachment_complete(first_of(1)));
    assert_int_equal(desk_attachment_removed(x.d[0], first_of(0)->id, &removed), 0);
}

struct view {
    uint8_t table[TABLE_DIGEST_LEN], log[CHANNEL_DIGEST_LEN];
    size_t outbox;
};

static struct view view(const struct desk *d)
{
    struct view v;
    assert_int_equal(table_state_digest(desk_table(d), v.table), 0);
    assert_int_equal(channel_log_digest(desk_channel(d), v.log), 0);
    v.outbox = channel_outbox_len(desk_channel(d));
    return v;
}

static void same(const struct desk *d, struct view before)
{
    struct view now = view(d);
    assert_memory_equal(now.table, before.table, sizeof now.table);
    assert_memory_equal(now.log, before.log, sizeof now.log);
    assert_int_equal(now.outbox, before.outbox);
}

/* The second attachment breaks a rule: the paper and the first have not been. */
static void all_or_nothing(void **state)
{
    (void)state;
    desks_say(&x, 0, "Before.");
    desks_settle(&x);
    struct desk *d = x.d[0];
    struct view before = view(d);
    uint32_t removed;
    struct desk_attachment a[] = {attachment("Map", BIG), attachment("no\nname", 3)};
    struct table_event ev = paper(1);
    assert_int_equal(desk_paper_post(d, &ev, a, 2, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "The name of the attachment"));
    same(d, before);
    assert_int_equal(desk_attachment_removed(d, a[0].id, &removed), T2_E_MISSING);
    a[1] = attachment("Nothing", 0);
    assert_int_equal(desk_paper_post(d, &ev, a, 2, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "An attachment has at least one byte"));
    same(d, before);
    /* It goes on from there. */
    desks_say(&x, 0, "After.");
    a[1] = attachment("Note", 3);
    assert_int_equal(desk_paper_post(d, &ev, a, 2, &why), 0);
    desks_settle(&x);
    for (int i = 0; i < DESKS; i++) {
        assert_int_equal(table_n_papers(desk_table(x.d[i])), 1);
        assert_int_equal(table_n_attachments(desk_table(x.d[i])), 2);
        assert_int_equal(desk_n_refused(x.d[i]), 0);
    }
}

static int fails(void *ctx, const char *step)
{
    (void)ctx;
    (void)step;
    return T2_E_IO;
}

/* The disk is full: nothing is posted, nothing leaves later. */
static void disk(void **state)
{
    (void)state;
    desks_say(&x, 0, "Before.");
    desks_settle(&x);
    struct desk *d = x.d[0];
    struct view before = view(d);
    struct desk_attachment a[] = {attachment("Map", BIG)};
    struct table_event ev = paper(1);
    channel_store_set_hook(d->store, (struct channel_store_hook){fails, NULL});
    assert_int_equal(desk_paper_post(d, &ev, a, 1, &why), T2_E_IO);
    channel_store_set_hook(d->store, (struct channel_store_hook){NULL, NULL});
    same(d, before);
    desks_say(&x, 0, "After.");
    desks_settle(&x);
    assert_int_equal(table_n_papers(desk_table(x.d[1])), 0);
    desks_again(&x, 0);
    assert_int_equal(table_n_papers(desk_table(x.d[0])), 0);
    assert_int_equal(desk_paper_post(x.d[0], &ev, a, 1, &why), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(arrives_part_by_part, start, end),
        cmocka_unit_test_setup_teardown(all_or_nothing, start, end),
        cmocka_unit_test_setup_teardown(disk, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

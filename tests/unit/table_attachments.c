/* Attachments of papers: parts in their order, complete only when the digest fits, and what a seat can make
 * the others keep. */
#include "table_form_events.h"

#include <stdio.h>

#include <tracktwo/crypto.h>

#define PAPER 1

static struct t2_bytes big; /* two parts and a bit */

static void circulate(struct table_state *s, uint8_t author, uint8_t tag, uint8_t of)
{
    static const struct table_text title[] = {{"en", "Elements on observers"}},
                                   body[] = {{"en", "See the map."}};
    struct table_event ev = form_event(TABLE_EV_PAPER, author, FIXTURE_SLOT, tag);
    memset(ev.u.paper.of, of, TABLE_FORM_ID_LEN);
    ev.u.paper.title = (struct table_texts){1, title};
    ev.u.paper.body = (struct table_texts){1, body};
    fixture_apply(s, &ev);
}

static int set_up(void **p)
{
    static uint8_t bytes[2 * TABLE_PART_MAX + 100];
    uint64_t seed = 7;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)fixture_random(&seed);
    }
    big = t2_bytes_of(bytes, sizeof bytes);
    struct table_state *s = fixture_small(3);
    circulate(s, 0, PAPER, 0);
    *p = s;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

static struct table_event announce(uint8_t author, uint8_t tag, uint8_t paper, struct t2_bytes bytes)
{
    return form_attachment(author, FIXTURE_SLOT, tag, paper, bytes);
}

static struct table_event part(uint8_t author, uint8_t tag, uint8_t index, struct t2_bytes all)
{
    return form_part(author, FIXTURE_SLOT, tag, index, all);
}

/* Three parts; then it is complete, and its bytes are those that were sent. */
static void in_parts(void **p)
{
    struct table_state *s = *p;
    uint8_t before[TABLE_DIGEST_LEN], after[TABLE_DIGEST_LEN];
    struct table_event ev = announce(0, 9, PAPER, big);
    ev.u.attachment.media = TABLE_MEDIA_PDF;
    fixture_apply(s, &ev);
    const struct table_attachment *a = table_attachment(s, 0);
    assert_int_equal(a->n_parts, 3);
    for (uint8_t k = 0; k < 3; k++) {
        assert_false(table_attachment_complete(a));
        assert_int_equal(table_state_digest(s, before), 0);
        ev = part(0, 9, k, big);
        fixture_apply(s, &ev);
        assert_int_equal(table_state_digest(s, after), 0);
        assert_memory_not_equal(before, after, sizeof before);
        a = table_attachment(s, 0);
    }
    assert_true(table_attachment_complete(a));
    size_t at = 0;
    for (unsigned k = 0; k < a->n_parts; k++) {
        struct t2_bytes b = table_attachment_part(s, a, k);
        assert_memory_equal(b.ptr, big.ptr + at, b.len);
        at += b.len;
    }
    assert_int_equal(at, big.len);
    assert_int_equal(table_attachment_part(s, a, 3).len, 0);
    size_t found = 5;
    assert_int_equal(table_attachment_find(s, 0, 1, &found), 0);
    assert_int_equal(found, 0);
    assert_int_equal(table_attachment_find(s, 0, 2, &found), T2_E_MISSING);
    assert_null(table_attachment(s, 1));
    char text[256];
    table_event_text(s, a->event, TABLE_LANG_EN, text, sizeof text);
    assert_string_equal(text, "attached to paper 1: attachment 1");
    table_event_text(s, a->parts[2], TABLE_LANG_EN, text, sizeof text);
    assert_string_equal(text, "sent part 3 of an attachment");
    assert_string_equal(table_media_name(TABLE_MEDIA_PDF), "PDF");
    assert_string_equal(table_media_name((enum table_media)9), "unknown");
}

static void whose_and_of_what(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = announce(1, 9, PAPER, big);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PAPER, "There is no such paper to attach a file to");
    ev = announce(0, 9, 77, big);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PAPER, "There is no such paper to attach a file to");
    ev = announce(0, 9, PAPER, big);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This attachment has been announced already");
    /* A paper that was replaced takes no more; what was announced for it goes on. */
    circulate(s, 0, 2, PAPER);
    ev = announce(0, 10, PAPER, big);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_PAPER, "There is no such paper to attach a file to");
    ev = part(0, 9, 0, big);
    fixture_apply(s, &ev);
    /* A pause stops announcements, not parts. */
    struct table_event pause = form_pause(1, FIXTURE_SLOT, TABLE_PAUSE_PLAIN, "");
    fixture_apply(s, &pause);
    ev = announce(0, 10, 2, big);
    fixture_refused(s, &ev, TABLE_R_PAUSED, "The table is paused");
    ev = part(0, 9, 1, big);
    fixture_apply(s, &ev);
    /* Another seat's paper has numbers of its own. */
    struct table_event resume = {.kind = TABLE_EV_RESUMED, .author = 1, .slot = FIXTURE_SLOT};
    fixture_apply(s, &resume);
    circulate(s, 1, 3, 0);
    ev = announce(1, 11, 3, big);
    fixture_apply(s, &ev);
    assert_int_equal(table_attachment(s, 1)->number, 1);
    assert_int_equal(table_attachment(s, 1)->paper, 2);
}

static void parts_that_are_not_next(void **p)
{
    static const char wrong[] = "This is not the part of attachment 1 of paper 1 that comes next";
    struct table_state *s = *p;
    struct table_event ev = part(0, 9, 0, big);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ATTACHMENT, "A part came for an attachment that is not there");
    struct table_event head = announce(0, 9, PAPER, big);
    fixture_apply(s, &head);
    ev = part(1, 9, 0, big);
    fixture_refused(s, &ev, TABLE_R_UNKNOWN_ATTACHMENT, "A part came for an attachment that is not there");
    ev = part(0, 9, 1, big);
    fixture_refused(s, &ev, TABLE_R_PART, wrong);
    ev = part(0, 9, 0, t2_bytes_of(big.ptr, TABLE_PART_MAX - 1));
    fixture_refused(s, &ev, TABLE_R_PART, wrong);
    ev = part(0, 9, 0, big);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_PART, wrong);
    ev = part(0, 9, 1, big);
    fixture_apply(s, &ev);
    ev = part(0, 9, 2, t2_bytes_of(big.ptr, big.len - 1));
    fixture_refused(s, &ev, TABLE_R_PART, wrong);
    ev = part(0, 9, 2, big);
    ev.u.attachment_part.bytes.len++; /* reads the byte behind, which the array of the whole has not */
    ev.u.attachment_part.bytes.ptr--;
    fixture_refused(s, &ev, TABLE_R_PART, wrong);
    ev = part(0, 9, 2, big);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_PART, wrong);
    ev.u.attachment_part.index = 3;
    fixture_refused(s, &ev, TABLE_R_PART, wrong);
}

/* One byte another anywhere: never complete. The right last part may still come. */
static void the_digest_must_fit(void **p)
{
    static uint8_t other[2 * TABLE_PART_MAX + 100];
    struct table_state *s = *p;
    memcpy(other, big.ptr, big.len);
    other[big.len - 1] ^= 1;
    struct table_event ev = announce(0, 9, PAPER, big);
    fixture_apply(s, &ev);
    for (uint8_t k = 0; k < 2; k++) {
        ev = part(0, 9, k, big);
        fixture_apply(s, &ev);
    }
    ev = part(0, 9, 2, t2_bytes_of(other, sizeof other));
    fixture_refused(s, &ev, TABLE_R_ATTACHMENT_DIGEST,
                    "The parts of attachment 1 of paper 1 are not the file");
    assert_false(table_attachment_complete(table_attachment(s, 0)));
    ev = part(0, 9, 2, big);
    fixture_apply(s, &ev);
    assert_true(table_attachment_complete(table_attachment(s, 0)));
    /* A wrong part before the last is found with the last. */
    other[big.len - 1] ^= 1;
    other[3] ^= 1;
    ev = announce(0, 10, PAPER, big);
    fixture_apply(s, &ev);
    for (uint8_t k = 0; k < 2; k++) {
        ev = part(0, 10, k, t2_bytes_of(other, sizeof other));
        fixture_apply(s, &ev);
    }
    ev = part(0, 10, 2, big);
    fixture_refused(s, &ev, TABLE_R_ATTACHMENT_DIGEST,
                    "The parts of attachment 2 of paper 1 are not the file");
}

static void what_the_format_allows(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = announce(0, 9, PAPER, big);
    ev.u.attachment.size = 0;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The size of the attachment");
    ev.u.attachment.size = TABLE_ATTACHMENT_MAX + 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The size of the attachment");
    ev.u.attachment.size = 1;
    for (int media = 0; media <= 255; media += 5) { /* 0, 5, 10, ...: none of the four */
        ev.u.attachment.media = (uint8_t)media;
        fixture_refused(s, &ev, TABLE_R_FORMAT, "The kind of the attachment");
    }
    ev.u.attachment.media = TABLE_MEDIA_JPEG;
    ev.u.attachment.name = "";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The name of the attachment");
    ev.u.attachment.name = "a\nb";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The name of the attachment");
    ev = announce(0, 9, PAPER, big);
    fixture_apply(s, &ev);
    ev = part(0, 9, 0, big);
    ev.u.attachment_part.index = TABLE_MAX_PARTS;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The number of the part");
    ev = part(0, 9, 0, big);
    ev.u.attachment_part.bytes.len = TABLE_PART_MAX + 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The length of the part");
    ev.u.attachment_part.bytes.len = 0;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The length of the part");
    /* The largest part fits into an event. */
    struct t2_buf enc;
    t2_buf_init(&enc, TABLE_EVENT_MAX);
    ev = part(0, 9, 0, big);
    assert_int_equal(table_event_encode(&ev, &enc), 0);
    t2_buf_free(&enc);
    assert_int_equal((TABLE_ATTACHMENT_MAX + TABLE_PART_MAX - 1) / TABLE_PART_MAX, TABLE_MAX_PARTS);
}

static struct table_event announce_size(uint8_t author, uint8_t tag, uint8_t paper, uint32_t size)
{
    struct table_event ev = announce(author, tag, paper, t2_bytes_str("x"));
    ev.u.attachment.size = size;
    return ev;
}

static void how_many(void **p)
{
    struct table_state *s = *p;
    uint8_t tag = 10;
    for (int i = 0; i < TABLE_MAX_PAPER_ATTACHMENTS; i++) {
        struct table_event ev = announce_size(0, tag++, PAPER, 1);
        fixture_apply(s, &ev);
    }
    struct table_event ev = announce_size(0, tag, PAPER, 1);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "A paper has 8 attachments at most");
}

/* What is announced is charged, also when it never comes; another seat's share stays whole. */
static void how_much(void **p)
{
    struct table_state *s = *p;
    uint8_t tag = 10;
    assert_int_equal(table_attachment_room(s, 0), TABLE_MAX_SEAT_ATTACHMENT_BYTES);
    for (int i = 0; i < 7; i++) {
        struct table_event ev = announce_size(0, tag++, PAPER, TABLE_ATTACHMENT_MAX);
        fixture_apply(s, &ev);
    }
    struct table_event ev = announce_size(0, tag++, PAPER, TABLE_ATTACHMENT_MAX - 1);
    fixture_apply(s, &ev);
    assert_int_equal(table_attachment_room(s, 0), 1);
    circulate(s, 0, 2, 0);
    ev = announce_size(0, tag, 2, 2);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "What a seat may attach at one table is limited");
    ev = announce_size(0, tag++, 2, 1);
    fixture_apply(s, &ev);
    assert_int_equal(table_attachment_room(s, 0), 0);
    assert_int_equal(table_attachment_room(s, 1), TABLE_MAX_SEAT_ATTACHMENT_BYTES);
}

/* With many seats the shares are smaller, and all of them together fit into the table. */
static void equal_shares(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(50);
    const uint32_t share = TABLE_MAX_ATTACHMENT_BYTES / 50;
    uint8_t tag = 100;
    for (uint8_t seat = 0; seat < 50; seat++) {
        circulate(s, seat, (uint8_t)(seat + 1), 0);
        assert_int_equal(table_attachment_room(s, seat), share);
        struct table_event ev = announce_size(seat, tag, (uint8_t)(seat + 1), share + 1);
        fixture_refused(s, &ev, TABLE_R_LIMIT, "What a seat may attach at one table is limited");
        ev = announce_size(seat, tag++, (uint8_t)(seat + 1), share);
        fixture_apply(s, &ev);
        assert_int_equal(table_attachment_room(s, seat), 0);
    }
    table_state_free(s);
}

/* A seat that comes later has a share too, but only of what the table has left. */
static void a_full_table(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(4);
    uint8_t tag = 100;
    for (uint8_t seat = 0; seat < 4; seat++) {
        circulate(s, seat, (uint8_t)(seat + 1), 0);
        for (int i = 0; i < 8; i++) {
            struct table_event ev = announce_size(seat, tag++, (uint8_t)(seat + 1), TABLE_ATTACHMENT_MAX);
            fixture_apply(s, &ev);
        }
    }
    struct table_event ev = form_event(TABLE_EV_SEAT_ADDED, 0, FIXTURE_SLOT, 1);
    ev.u.seat_added.seat = (struct table_seat){.id = "L",
                                               .party = "Late",
                                               .name = "Seat L",
                                               .role = "",
                                               .standing = TABLE_PRIVATE,
                                               .mandate = {.kind = TABLE_OWN_INITIATIVE}};
    fixture_apply(s, &ev);
    for (uint8_t seat = 1; seat < 4; seat++) {
        ev = form_consent(seat, FIXTURE_SLOT, 1, 1);
        fixture_apply(s, &ev);
    }
    assert_int_equal(table_n_seats(s), 5);
    assert_int_equal(table_attachment_room(s, 4), 0);
    circulate(s, 4, 9, 0);
    ev = announce_size(4, tag, 9, 1);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "What a seat may attach at one table is limited");
    table_state_free(s);
}

static void how_many_of_a_table(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    unsigned n = 0;
    for (unsigned k = 1; n < TABLE_MAX_ATTACHMENTS; k++) {
        uint8_t author = n >= TABLE_MAX_ATTACHMENTS / 2;
        circulate(s, author, (uint8_t)k, 0);
        for (int i = 0; i < TABLE_MAX_PAPER_ATTACHMENTS; i++, n++) {
            struct table_event ev = announce_size(author, 0, (uint8_t)k, 1);
            ev.u.attachment.id[0] = (uint8_t)(1 + n / 200);
            ev.u.attachment.id[1] = (uint8_t)(n % 200);
            fixture_apply(s, &ev);
        }
        if (n == TABLE_MAX_ATTACHMENTS / 2) {
            circulate(s, 0, 201, 0);
            struct table_event ev = announce_size(0, 255, 201, 1);
            fixture_refused(s, &ev, TABLE_R_LIMIT, "What a table can hold is there for all seats");
        }
    }
    circulate(s, 0, 200, 0);
    struct table_event ev = announce_size(0, 255, 200, 1);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "The table has had 512 attachments");
    table_state_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(in_parts, set_up, tear_down),
        cmocka_unit_test_setup_teardown(whose_and_of_what, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_that_are_not_next, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_digest_must_fit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_the_format_allows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(how_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(how_much, set_up, tear_down),
        cmocka_unit_test(equal_shares),
        cmocka_unit_test(a_full_table),
        cmocka_unit_test(how_many_of_a_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

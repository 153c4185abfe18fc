/* The ratchet takes the same steps whatever its keys: chain, locator and mailbox keys and the words of an
 * event are marked secret, cells are sealed, and valgrind reports any branch or address that depends on them.
 * The next chain key must come out marked, so that the test cannot pass by looking at nothing. Without
 * valgrind the cells are sealed, and nothing is claimed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <channel/channel_internal.h>

static void cells_are_sealed(void **state)
{
    (void)state;
    const uint8_t table[CHANNEL_TABLE_ID_LEN] = {1};
    const struct channel_binding binding = {.table_id = table, .sender = 0, .receiver = 1};
    struct channel_direction d = {.chain = {1}, .locator = {2}, .mailbox = {3}, .next = 60};
    uint8_t plain[CHANNEL_CELL_PLAIN_LEN] = {0, 1, 0, 9, 1, 'w', 'o', 'r', 'd', 's'};
    uint8_t body[T2_CELL_MAIL_LEN];
    uint8_t secret[T2_CELL_KEY_LEN];
    uint8_t mid[T2_CELL_MID_LEN];
    assert_int_equal(t2_init(), 0);
    T2_CT_SECRET(d.chain, sizeof d.chain);
    T2_CT_SECRET(d.locator, sizeof d.locator);
    T2_CT_SECRET(d.mailbox, sizeof d.mailbox);
    T2_CT_SECRET(plain, sizeof plain);
    for (unsigned i = 0; i < 10; i++) {
        assert_int_equal(channel_mailbox_secret(&d, d.next / CHANNEL_EPOCH_CELLS, secret), 0);
        assert_int_equal(channel_cell_mid(&d, d.next, mid), 0);
        assert_int_equal(channel_ratchet_seal(&d, &binding, t2_random_system(), plain, body), 0);
    }
    assert_int_equal(d.next, 70);
#ifdef T2_CT_VALGRIND
    if (RUNNING_ON_VALGRIND) {
        uint8_t marks[CHANNEL_KEY_LEN];
        assert_int_equal(VALGRIND_GET_VBITS(d.chain, marks, sizeof(marks)), 1);
        for (size_t i = 0; i < sizeof(marks); i++) {
            assert_int_equal(marks[i], 0xff);
        }
    }
#endif
    T2_CT_PUBLIC(&d, sizeof d);
    T2_CT_PUBLIC(plain, sizeof plain);
    T2_CT_PUBLIC(body, sizeof body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_sealed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

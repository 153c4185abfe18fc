/* A cheat with kept bits (sealed_kept_campaign.h) in three sessions, each of which reads what the one before
 * kept: two parties and three. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sealed_kept_campaign.h"
#include "sealed_kept_rounds.h"

static struct circuit *circuit_after;

static struct verdict session_after(struct table *t)
{
    return rounds_after(t, circuit_after);
}

static void rounds(unsigned n, unsigned cheat)
{
    struct circuit *c[] = {rounds_first(n), rounds_second(n), rounds_third(n)};
    struct sealed_kept *kept[SEALED_MAX_PARTIES], *other[SEALED_MAX_PARTIES];
    uint8_t *entry[SEALED_MAX_PARTIES];
    struct table t;
    assert_int_not_equal(c[1]->n_parities, 0);

    table_open(&t, n, cheat, c[0], 21, 0);
    for (unsigned p = 0; p < n; p++) {
        assert_non_null(entry[p] = malloc(ROUNDS_ENTRY));
        memcpy(entry[p], t.input[p], ROUNDS_ENTRY);
    }
    if (n == 2) {
        circuit_after = c[1];
        t.next = session_after;
        campaign_run(&t, NULL, "first session, and the second after it");
    } else {
        table_close(&t); /* the second session keeps too */
    }

    rounds_keep(n, c[0], 21, entry, kept);
    rounds_keep(n, c[0], 22, entry, other);
    table_open_kept(&t, n, cheat, c[1], 23, 0, kept, 0);
    circuit_after = c[2];
    t.next = session_after;
    campaign_run(&t, other[cheat], "second session, and the third after it");

    rounds_free(kept, n);
    rounds_free(other, n);
    for (unsigned p = 0; p < n; p++)
        free(entry[p]);
    for (unsigned i = 0; i < 3; i++)
        circuit_free(c[i]);
}

static void rounds_of_two(void **state)
{
    (void)state;
    rounds(2, 0);
}

static void rounds_of_three(void **state)
{
    (void)state;
    rounds(3, 2);
}

int main(void)
{
    harness_begin();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rounds_of_two),
        cmocka_unit_test(rounds_of_three),
    };
    return cmocka_run_group_tests_name("sealed_kept", tests, NULL, NULL);
}

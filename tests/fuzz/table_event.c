/* Logs of a table: the input is a row of events, each with its length in two bytes (big-endian) before it, as
 * a peer's channel might give them. What decodes must encode to the same bytes; what is refused must leave
 * the state as it was; what was accepted must fold to the same state again. */
#include <stdlib.h>
#include <string.h>

#include <tracktwo/table.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition) {
        abort();
    }
}

static void expect_canonical(const struct table_event *ev, struct t2_bytes in)
{
    struct t2_buf b;
    t2_buf_init(&b, TABLE_EVENT_MAX);
    require(table_event_encode(ev, &b) == 0 && t2_bytes_eq(t2_buf_view(&b), in));
    t2_buf_free(&b);
}

static void one_event(struct table_state *s, struct t2_bytes in)
{
    struct table_event ev;
    struct table_refusal why = {.code = TABLE_R_NONE};
    uint8_t before[TABLE_DIGEST_LEN], after[TABLE_DIGEST_LEN];
    if (table_event_decode(in, &ev) != 0) {
        require(ev.storage == NULL);
        return;
    }
    expect_canonical(&ev, in);
    require(table_state_digest(s, before) == 0);
    int err = table_apply(s, &ev, &why);
    require(table_state_digest(s, after) == 0);
    require(err == 0 || (err == T2_E_REFUSED && why.code != TABLE_R_NONE && why.text[0] != '\0'));
    require((memcmp(before, after, sizeof(before)) == 0) == (err != 0));
    table_event_clear(&ev);
}

static void expect_refold(const struct table_state *s)
{
    struct table_state *again = NULL;
    struct t2_buf json;
    uint8_t a[TABLE_DIGEST_LEN], b[TABLE_DIGEST_LEN];
    require(table_state_new(&again) == 0);
    for (size_t i = 0; i < table_n_events(s); i++) {
        require(table_apply(again, table_event_at(s, i), NULL) == 0);
    }
    require(table_state_digest(s, a) == 0 && table_state_digest(again, b) == 0 &&
            memcmp(a, b, sizeof(a)) == 0);
    t2_buf_init(&json, 1u << 24);
    require(table_export_json(s, table_last_slot(s), &json) == 0);
    t2_buf_free(&json);
    table_state_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct table_state *s = NULL;
    require(table_state_new(&s) == 0);
    while (size >= 2) {
        size_t len = (size_t)data[0] << 8 | data[1];
        data += 2;
        size -= 2;
        len = len < size ? len : size;
        one_event(s, t2_bytes_of(data, len));
        data += len;
        size -= len;
    }
    expect_refold(s);
    table_state_free(s);
    return 0;
}

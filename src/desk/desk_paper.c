/* A paper and its attachments, posted all or nothing: they are checked and put into the log one after
 * another, and saved together. Parts leave when the relay takes them; what is posted is sent in any case. */
#include "desk/desk_internal.h"

#include <stdio.h>
#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/wire.h>

/* And the attachment's id in hex: what was taken out, for its author alone. */
#define REMOVED_KEY "removed/"

static void removed_key(const uint8_t id[static TABLE_FORM_ID_LEN], char out[static CHANNEL_STORE_KEY_MAX])
{
    char hex[2 * TABLE_FORM_ID_LEN + 1];
    t2_hex(hex, id, TABLE_FORM_ID_LEN);
    (void)snprintf(out, CHANNEL_STORE_KEY_MAX, "%s%s", REMOVED_KEY, hex);
}

static int removed_note(struct desk *d, const uint8_t id[static TABLE_FORM_ID_LEN], uint32_t removed)
{
    char key[CHANNEL_STORE_KEY_MAX];
    struct t2_buf value;
    t2_buf_init(&value, 4);
    struct wire_writer w = wire_writer_init(&value);
    removed_key(id, key);
    wire_put_u32(&w, removed);
    int err = wire_writer_finish(&w);
    if (err == 0)
        err = channel_store_put(d->store, key, t2_buf_view(&value));
    t2_buf_free(&value);
    return err;
}

int desk_attachment_removed(const struct desk *d, const uint8_t id[static TABLE_FORM_ID_LEN], uint32_t *out)
{
    char key[CHANNEL_STORE_KEY_MAX];
    struct t2_bytes value;
    removed_key(id, key);
    int err = channel_store_get(d->store, key, &value);
    if (err != 0)
        return err;
    struct wire_reader r = wire_reader_init(value);
    uint32_t removed = wire_get_u32(&r);
    if ((err = wire_reader_finish(&r)) == 0)
        *out = removed;
    return err;
}

static int post_parts(struct desk *d, const uint8_t id[static TABLE_FORM_ID_LEN], struct t2_bytes bytes,
                      struct desk_problem *why)
{
    int err = 0;
    for (uint8_t k = 0; bytes.len > 0 && err == 0; k++) {
        struct table_event ev = {.kind = TABLE_EV_ATTACHMENT_PART};
        size_t n = bytes.len < TABLE_PART_MAX ? bytes.len : TABLE_PART_MAX;
        memcpy(ev.u.attachment_part.id, id, TABLE_FORM_ID_LEN);
        ev.u.attachment_part.index = k;
        ev.u.attachment_part.bytes = t2_bytes_of(bytes.ptr, n);
        bytes = t2_bytes_of(bytes.ptr + n, bytes.len - n);
        err = desk_post_unsaved(d, &ev, why);
    }
    return err;
}

static int post_attachment(struct desk *d, const uint8_t paper[static TABLE_FORM_ID_LEN],
                           struct desk_attachment *a, struct desk_problem *why)
{
    struct table_event ev = {.kind = TABLE_EV_ATTACHMENT};
    struct table_ev_attachment *x = &ev.u.attachment;
    if (a->bytes.len == 0 || a->bytes.len > TABLE_ATTACHMENT_MAX)
        return desk_fail(
            why, T2_E_REFUSED,
            "An attachment has at least one byte and %u KiB at most. Nothing was circulated. Attach "
            "another file.",
            TABLE_ATTACHMENT_MAX >> 10);
    int err = t2_sha256(x->digest, &a->bytes, 1);
    if (err == 0)
        err = t2_random_fill(d->random, x->id, sizeof x->id);
    ev.author = channel_self(d->channel);
    table_event_mark(&ev);
    memcpy(a->id, x->id, sizeof a->id);
    if (err == 0)
        err = removed_note(d, a->id, a->removed);
    if (err != 0)
        return desk_fail(why, err, "It could not be posted: %s. Nothing was changed.",
                         table_say(why->lang, t2_err_text(err)));
    memcpy(x->paper, paper, sizeof x->paper);
    x->name = a->name;
    x->media = (uint8_t)a->media;
    x->size = (uint32_t)a->bytes.len;
    err = desk_post_unsaved(d, &ev, why);
    return err != 0 ? err : post_parts(d, a->id, a->bytes, why);
}

/* The channel as the sealed file has it takes the place of the one in which we have written. */
static void take_back(struct desk *d, struct channel *saved, const struct desk_attachment *a, size_t n)
{
    char key[CHANNEL_STORE_KEY_MAX];
    for (size_t i = 0; i < n; i++) {
        removed_key(a[i].id, key);
        channel_store_delete(d->store, key);
    }
    channel_free(d->channel);
    d->channel = saved;
    int later = desk_fold(d); /* what fails now is folded with the next call */
    (void)later;
}

int desk_paper_post(struct desk *d, struct table_event *paper, struct desk_attachment *a, size_t n,
                    struct desk_problem *why)
{
    struct channel *saved = NULL;
    /* Loaded before, so that taking back cannot fail. */
    int err = n > 0 ? channel_load(&saved, d->store, d->random) : 0;
    if (err != 0)
        return desk_fail(why, err, "It could not be posted: %s. Nothing was changed.",
                         table_say(why->lang, t2_err_text(err)));
    for (size_t i = 0; i < n; i++)
        memset(a[i].id, 0, sizeof a[i].id);
    err = desk_post_unsaved(d, paper, why);
    for (size_t i = 0; i < n && err == 0; i++)
        err = post_attachment(d, paper->u.paper.id, &a[i], why);
    if (err == 0 && (err = channel_commit(d->channel)) != 0)
        err = desk_file_problem(why, err, d->dir);
    if (err != 0 && saved != NULL) {
        take_back(d, saved, a, n);
        return err;
    }
    channel_free(saved);
    return err != 0 ? err : desk_committed(d, why);
}

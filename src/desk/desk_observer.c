/* An observer's report key and reports in the desk's sealed file. What stands there is what observers without
 * a desk keep as two files: the key under its passphrase, and the reports that it signed, which only grow. */
#include "desk/desk_internal.h"

#include <string.h>

#include <tracktwo/line_report.h>
#include <tracktwo/observer.h>
#include <tracktwo/wire.h>

#define KEY_NAME "desk.observer"
#define REPORTS_NAME "desk.observer.reports"
#define KEY_VERSION 1

/* KEY_NAME: version 1 | public key 32 | vec private file */

int desk_observer(const struct desk *d, struct desk_observer *out)
{
    struct t2_bytes value = {NULL, 0};
    *out = (struct desk_observer){.private_file = {NULL, 0}};
    int err = channel_store_get(d->store, KEY_NAME, &value);
    if (err != 0)
        return err;
    struct wire_reader r = wire_reader_init(value);
    if (wire_get_u8(&r) != KEY_VERSION)
        wire_fail(&r, T2_E_VERSION);
    wire_get_copy(&r, out->key, sizeof out->key);
    out->private_file = wire_get_vec(&r, OBSERVER_KEY_FILE_LEN);
    err = wire_reader_finish(&r);
    if (err == 0 && channel_store_get(d->store, REPORTS_NAME, &value) == 0)
        out->reports = value;
    return err;
}

int desk_observer_keep(struct desk *d, const uint8_t key[static 32], struct t2_bytes private_file,
                       struct t2_bytes reports, struct desk_problem *why)
{
    struct desk_observer there;
    struct t2_buf value;
    desk_problem_clear(why);
    if (desk_observer(d, &there) != T2_E_MISSING)
        return desk_fail(
            why, T2_E_EXISTS,
            "This desk has a report key already. It was left as it is: the reports that it signed "
            "are numbered one after the other.");
    t2_buf_init(&value, 64 + OBSERVER_KEY_FILE_LEN);
    struct wire_writer w = wire_writer_init(&value);
    wire_put_u8(&w, KEY_VERSION);
    wire_put_raw(&w, t2_bytes_of(key, 32));
    wire_put_vec(&w, private_file);
    int err = wire_writer_finish(&w);
    err = err != 0 ? err : channel_store_put(d->store, KEY_NAME, t2_buf_view(&value));
    if (err == 0 && reports.len > 0)
        err = channel_store_put(d->store, REPORTS_NAME, reports);
    err = err != 0 ? err : channel_store_commit(d->store);
    if (err != 0) { /* what is not on the disk is not here */
        channel_store_delete(d->store, KEY_NAME);
        channel_store_delete(d->store, REPORTS_NAME);
    }
    t2_buf_free(&value);
    return err == 0 ? 0 : desk_file_problem(why, err, d->dir);
}

int desk_observer_put(struct desk *d, struct t2_bytes reports, struct desk_problem *why)
{
    struct desk_observer there;
    struct t2_buf before;
    desk_problem_clear(why);
    t2_buf_init(&before, LINE_REPORT_FILE_MAX);
    int err = reports.len <= LINE_REPORT_FILE_MAX ? desk_observer(d, &there) : T2_E_TOO_LARGE;
    err = err != 0 ? err : t2_buf_append(&before, there.reports.ptr, there.reports.len);
    err = err != 0 ? err : channel_store_put(d->store, REPORTS_NAME, reports);
    if (err == 0 && (err = channel_store_commit(d->store)) != 0) {
        if (before.len == 0)
            channel_store_delete(d->store, REPORTS_NAME);
        else if (channel_store_put(d->store, REPORTS_NAME, t2_buf_view(&before)) != 0)
            err = T2_E_MEMORY; /* then the new ones stay in memory: the next commit brings them to the disk */
    }
    t2_buf_free(&before);
    return err == 0 ? 0 : desk_file_problem(why, err, d->dir);
}

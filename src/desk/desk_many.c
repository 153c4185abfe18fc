/* Several events of one call, saved together: the sealed file is written anew for each commit, and a file of
 * a thousand reports would write it a thousand times. */
#include "desk/desk_internal.h"

int desk_post_many(struct desk *d, struct table_event *ev, size_t n,
                   void (*told)(void *ctx, size_t i, const struct desk_problem *refused), void *ctx,
                   struct desk_problem *why)
{
    struct channel *saved = NULL;
    size_t n_posted = 0;
    desk_problem_clear(why);
    /* Loaded before, so that taking back cannot fail. */
    int err = channel_load(&saved, d->store, d->random);
    if (err != 0)
        return desk_fail(why, err, "It could not be posted: %s. Nothing was changed.",
                         table_say(why->lang, t2_err_text(err)));
    for (size_t i = 0; err == 0 && i < n; i++) {
        struct desk_problem refused = {.lang = why->lang};
        err = desk_post_unsaved(d, &ev[i], &refused);
        if (err == 0 || (err == T2_E_REFUSED && refused.refusal != 0)) {
            n_posted += err == 0;
            told(ctx, i, err == 0 ? NULL : &refused);
            err = 0;
        } else {
            *why = refused;
        }
    }
    if (err == 0 && n_posted > 0 && (err = channel_commit(d->channel)) != 0)
        err = desk_file_problem(why, err, d->dir);
    if (err != 0) {
        desk_disconnect(d); /* the connection goes by what the other state has sent and got */
        channel_free(d->channel);
        d->channel = saved;
        /* What fails of these for want of memory is done with the next commit and with the next call. */
        int back = channel_put_back(saved), folded = desk_fold(d);
        (void)back;
        (void)folded;
        return err;
    }
    channel_free(saved);
    return n_posted > 0 ? desk_committed(d, why) : 0;
}

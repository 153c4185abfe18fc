/* tracktwo-digests: a modified desk for the tests, which means another thing with a sounding than the others.
 * T2_CHEAT says what: the digest that its events bear, of the candidates or of the circuit, or the circuit
 * itself, as an older or newer program would build it. Its own checks have passed the honest event before; so
 * only the other desks can refuse it. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/channel.h>
#include <tracktwo/sounding.h>
#include <tracktwo/table.h>

int __real_channel_post(struct channel *ch, uint64_t slot, struct t2_bytes event);
int __wrap_channel_post(struct channel *ch, uint64_t slot, struct t2_bytes event);
int __real_sounding_circuit(const struct sounding_shape *shape, struct circuit **out);
int __wrap_sounding_circuit(const struct sounding_shape *shape, struct circuit **out);

static int cheats(const char *how)
{
    const char *want = getenv("T2_CHEAT");
    return want != NULL && strcmp(want, how) == 0;
}

/* The event as it is given to the other desks. */
int __wrap_channel_post(struct channel *ch, uint64_t slot, struct t2_bytes event)
{
    struct table_event ev;
    struct table_digests *d = NULL;
    struct t2_buf changed;
    int err = table_event_decode(event, &ev);
    assert(err == 0);
    if (ev.kind == TABLE_EV_SOUND_OPENED && cheats("open-candidates"))
        ev.u.sound_opened.digests.candidates[0] ^= 1;
    if (ev.kind == TABLE_EV_SOUND_SEALED)
        d = &ev.u.sound_sealed.digests;
    if (d != NULL && cheats("seal-candidates"))
        d->candidates[31] ^= 1;
    if (d != NULL && cheats("seal-circuit"))
        d->circuit[31] ^= 1;
    if (d != NULL && cheats("seal-rules"))
        d->rules[31] ^= 1;
    if (d != NULL && cheats("seal-context"))
        d->context[31] ^= 1;
    t2_buf_init(&changed, TABLE_EVENT_MAX);
    err = table_event_encode(&ev, &changed);
    if (err == 0)
        err = __real_channel_post(ch, slot, t2_buf_view(&changed));
    t2_buf_free(&changed);
    table_event_clear(&ev);
    return err;
}

/* The same question with another limit of breadth: another circuit. */
int __wrap_sounding_circuit(const struct sounding_shape *shape, struct circuit **out)
{
    struct sounding_shape changed = *shape;
    if (cheats("open-circuit"))
        changed.max_accepted--;
    return __real_sounding_circuit(&changed, out);
}

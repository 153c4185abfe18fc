/* tracktwo-cheat: the desk of a seat that cheats, for the demo in the source and the tests only; it is not
 * installed. The same program with one function of the sealed session wrapped by the linker: in the midst of
 * the computation it flips one bit of what goes to a peer, after the session and before the pair's own
 * encryption, so that only the protocol itself can notice. */
#include <tracktwo/sealed.h>

struct t2_bytes __real_sealed_session_pending(const struct sealed_session *s, unsigned to);
struct t2_bytes __wrap_sealed_session_pending(const struct sealed_session *s, unsigned to);

struct t2_bytes __wrap_sealed_session_pending(const struct sealed_session *s, unsigned to)
{
    static int done;
    struct t2_bytes out = __real_sealed_session_pending(s, to);
    if (!done && out.len != 0 && sealed_session_progress(s).phase == SEALED_PHASE_ONLINE) {
        uint8_t *last = (uint8_t *)(uintptr_t)(out.ptr + out.len - 1);
        *last ^= 1; /* the last opened bits of this layer's ANDs */
        done = 1;
    }
    return out;
}

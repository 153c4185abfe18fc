/* Known answers of X25519 and of Ed25519 verification. */
#include "kat.h"

#include <string.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

static bool is_zero(const uint8_t b[32])
{
    uint8_t any = 0;
    for (size_t i = 0; i < 32; i++)
        any |= b[i];
    return any == 0;
}

/* The other way round: the private key has a public one, and who holds any other key and that public one
 * comes to the same secret as the private key with the other's public one. */
static bool agrees_with_another(const uint8_t sk[static 32])
{
    static const uint8_t other_sk[32] = {8, [1] = 0x5a, [17] = 0xc3, [31] = 0x41};
    uint8_t pk[32], other_pk[32], mine[32], theirs[32];
    return t2_x25519_public(pk, sk) == 0 && t2_x25519_public(other_pk, other_sk) == 0 &&
           t2_x25519(mine, sk, other_pk) == 0 && t2_x25519(theirs, other_sk, pk) == 0 &&
           memcmp(mine, theirs, 32) == 0;
}

/* crypto.h promises more than `acceptable` asks: a public key that gives the all-zero secret is refused, and
 * every other (on the twist, not canonical) is computed as RFC 7748 says. So both are held to the promise. */
enum kat_outcome kat_xdh_run(const struct kat_case *c, const char **why)
{
    T2_CLEANUP(t2_buf_free) struct t2_buf pk = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf sk = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf shared = {.max = KAT_FIELD_MAX};
    uint8_t got[32];
    if (!kat_get_hex(c->test, "public", &pk) || !kat_get_hex(c->test, "private", &sk) ||
        !kat_get_hex(c->test, "shared", &shared))
        return KAT_MALFORMED;
    if (!kat_is(c->group, "curve", "curve25519")) {
        *why = "another curve than curve25519";
        return KAT_SKIPPED;
    }
    if (pk.len != 32 || sk.len != 32)
        return kat_judge(c, T2_E_MALFORMED, false, why);
    int err = t2_x25519(got, sk.ptr, pk.ptr);
    if (c->expected == KAT_ACCEPTABLE && kat_has_flag(c, "ZeroSharedSecret")) {
        *why = "a secret of zeros was not refused";
        return shared.len == 32 && is_zero(shared.ptr) && err == T2_E_MALFORMED && is_zero(got) ? KAT_PASSED
                                                                                                : KAT_FAILED;
    }
    struct kat_case strict = *c;
    if (c->expected == KAT_ACCEPTABLE)
        strict.expected = KAT_VALID;
    bool right = err == 0 && t2_bytes_eq(t2_bytes_of(got, 32), t2_buf_view(&shared));
    if (strict.expected == KAT_VALID && !agrees_with_another(sk.ptr)) {
        *why = "the private key does not agree with its public one";
        return KAT_FAILED;
    }
    return kat_judge(&strict, err, right, why);
}

/* The other way round: what verifies does not with a bit of either half flipped, nor under a longer message.
 */
static bool refuses_what_is_altered(const uint8_t pk[static 32], struct t2_buf *msg, struct t2_buf *sig)
{
    static const size_t at[] = {0, 31, 32, 62};
    bool refuses = true;
    for (size_t i = 0; i < sizeof at / sizeof at[0]; i++) {
        sig->ptr[at[i]] ^= 1;
        refuses &= t2_ed25519_verify(pk, t2_buf_view(msg), t2_buf_view(sig)) == T2_E_AUTH;
        sig->ptr[at[i]] ^= 1;
    }
    return t2_buf_append(msg, "", 1) == 0 && refuses &&
           t2_ed25519_verify(pk, t2_buf_view(msg), t2_buf_view(sig)) == T2_E_AUTH;
}

enum kat_outcome kat_eddsa_run(const struct kat_case *c, const char **why)
{
    T2_CLEANUP(t2_buf_free) struct t2_buf pk = {.max = KAT_FIELD_MAX};
    T2_CLEANUP(t2_buf_free) struct t2_buf msg = {.max = KAT_FIELD_MAX + 1};
    T2_CLEANUP(t2_buf_free) struct t2_buf sig = {.max = KAT_FIELD_MAX};
    const json_t *key = json_object_get(c->group, "publicKey");
    if (!kat_get_hex(key, "pk", &pk) || !kat_get_hex(c->test, "msg", &msg) ||
        !kat_get_hex(c->test, "sig", &sig))
        return KAT_MALFORMED;
    if (!kat_is(key, "curve", "edwards25519")) {
        *why = "another curve than edwards25519";
        return KAT_SKIPPED;
    }
    if (pk.len != 32)
        return kat_judge(c, T2_E_MALFORMED, false, why);
    int err = t2_ed25519_verify(pk.ptr, t2_buf_view(&msg), t2_buf_view(&sig));
    if (err == 0 && !refuses_what_is_altered(pk.ptr, &msg, &sig)) {
        *why = "verifies after it was altered";
        return KAT_FAILED;
    }
    return kat_judge(c, err, true, why);
}

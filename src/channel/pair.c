/* From two invitation files, or from an introduction, to the secrets of a pair. docs/protocol/channel.md,
 * section 2.
 *
 *   root = HKDF(ikm = X25519 shared | secret of the lower seat | secret of the higher seat,
 *               info = "Track Two channel 1 pair" kind table lower higher public-key-lower public-key-higher)
 *
 * Both seats compute the same. Each file alone tells its finder one of the two secrets and no private key. An
 * introduction has public keys and a public nonce only, under kind INTRODUCED. Everything else is derived
 * from root and then root is wiped, with the private key and the secrets that made it: chain keys could
 * otherwise be derived a second time.
 *
 * States: NONE -> INVITED -> VERIFIED, NONE or INVITED -> INTRODUCED -> VERIFIED; forget leads back to NONE.
 */
#include <stdio.h>
#include <string.h>

#include "channel_internal.h"

static const uint8_t zeros[32];

struct channel_pair *channel_pair_of(struct channel *ch, uint8_t seat)
{
    return seat < ch->n_seats && seat != ch->self ? &ch->pairs[seat] : NULL;
}

const struct channel_pair *channel_pair_of_const(const struct channel *ch, uint8_t seat)
{
    return seat < ch->n_seats && seat != ch->self ? &ch->pairs[seat] : NULL;
}

bool channel_pair_has_root(const struct channel_pair *p)
{
    return p->status == CHANNEL_PAIR_INTRODUCED || p->status == CHANNEL_PAIR_VERIFIED;
}

const char *channel_pair_status_name(enum channel_pair_status x)
{
    switch (x) {
    case CHANNEL_PAIR_NONE:
        return T2_SAYS("none");
    case CHANNEL_PAIR_INVITED:
        return T2_SAYS("invited");
    case CHANNEL_PAIR_INTRODUCED:
        return T2_SAYS("introduced");
    case CHANNEL_PAIR_VERIFIED:
        return T2_SAYS("verified");
    }
    return T2_SAYS("none");
}

int channel_pair_names(struct channel_pair *p)
{
    uint8_t names[CHANNEL_N_MAILBOXES][T2_CELL_KEY_LEN] = {{0}};
    uint64_t base = p->in.next / CHANNEL_EPOCH_CELLS;
    for (unsigned i = 0; i < CHANNEL_N_MAILBOXES; i++) {
        if (base + i < 2) {
            continue;
        }
        int err = channel_mailbox_name(&p->in, base + i - 2, names[i]);
        if (err != 0) {
            return err;
        }
    }
    memcpy(p->names, names, sizeof names);
    return 0;
}

void channel_pair_clear_root(struct channel_pair *p)
{
    channel_outcells_clear(p->outcells, &p->n_outcells);
    channel_parts_clear(p);
    t2_wipe(p->pipe_root, sizeof p->pipe_root);
    t2_wipe(p->words, sizeof p->words);
    t2_wipe(p->introduction_nonce, sizeof p->introduction_nonce);
    t2_wipe(&p->out, sizeof p->out);
    t2_wipe(&p->in, sizeof p->in);
    t2_wipe(p->skipped, sizeof p->skipped);
    t2_wipe(p->names, sizeof p->names);
    p->n_skipped = 0;
    p->resend_first = 0;
    p->resend_last = 0;
    p->pass_first = 0;
    p->sent = 0;
    p->heard = false;
    p->stated = false;
    p->stamps_told = false;
    p->forward = 0;
    p->told = false;
    p->told_seq = 0;
    p->introduced_by = CHANNEL_NO_SEAT;
    for (unsigned i = 0; i < CHANNEL_N_MAILBOXES; i++) {
        p->from_seq[i] = 1;
    }
}

#define INFO_LABEL "Track Two channel 1 pair"

struct root_input {
    enum channel_pair_status kind;
    const uint8_t *own_sk;
    const uint8_t *own_pk;
    const uint8_t *peer_pk;
    const uint8_t *secret_lower;
    const uint8_t *secret_higher;
};

static int root_derive(const struct channel *ch, uint8_t seat, const struct root_input *in,
                       uint8_t out_root[static CHANNEL_KEY_LEN])
{
    uint8_t ikm[T2_X25519_LEN + 32 + 32];
    uint8_t info[sizeof INFO_LABEL + 1 + CHANNEL_TABLE_ID_LEN + 2 + 2 * T2_X25519_LEN];
    bool lower = ch->self < seat;
    uint8_t *at = info;
    int err = t2_x25519(ikm, in->own_sk, in->peer_pk);
    if (err != 0) {
        goto out;
    }
    memcpy(ikm + T2_X25519_LEN, in->secret_lower, 32);
    memcpy(ikm + T2_X25519_LEN + 32, in->secret_higher, 32);
    memcpy(at, INFO_LABEL, sizeof INFO_LABEL);
    at += sizeof INFO_LABEL;
    *at++ = (uint8_t)in->kind;
    memcpy(at, ch->table_id, CHANNEL_TABLE_ID_LEN);
    at += CHANNEL_TABLE_ID_LEN;
    *at++ = lower ? ch->self : seat;
    *at++ = lower ? seat : ch->self;
    memcpy(at, lower ? in->own_pk : in->peer_pk, T2_X25519_LEN);
    memcpy(at + T2_X25519_LEN, lower ? in->peer_pk : in->own_pk, T2_X25519_LEN);
    err = t2_hkdf(out_root, CHANNEL_KEY_LEN, t2_bytes_of(zeros, sizeof zeros), t2_bytes_of(ikm, sizeof ikm),
                  t2_bytes_of(info, sizeof info));
out:
    t2_wipe(ikm, sizeof ikm);
    return err;
}

static int direction_derive(struct channel_direction *d, const uint8_t root[static CHANNEL_KEY_LEN],
                            uint8_t sender, uint8_t receiver)
{
    const uint8_t roles[2] = {sender, receiver};
    struct t2_bytes context = t2_bytes_of(roles, sizeof roles);
    memset(d, 0, sizeof *d);
    int err = channel_kdf(d->chain, sizeof d->chain, root, "first chain", context);
    if (err == 0) {
        err = channel_kdf(d->locator, sizeof d->locator, root, "locators", context);
    }
    if (err == 0) {
        err = channel_kdf(d->mailbox, sizeof d->mailbox, root, "mailboxes", context);
    }
    return err;
}

/* Six groups of five digits, 99 bits. They are made to be spoken: from here on they are no secret. */
static int words_derive(char out[static CHANNEL_WORDS_LEN], const uint8_t root[static CHANNEL_KEY_LEN])
{
    uint8_t raw[6 * 8];
    int err = channel_kdf(raw, sizeof raw, root, "check words", t2_bytes_of(NULL, 0));
    if (err != 0) {
        return err;
    }
    T2_CT_PUBLIC(raw, sizeof raw);
    for (unsigned g = 0; g < 6; g++) {
        uint64_t v = 0;
        for (unsigned i = 0; i < 8; i++) {
            v = v << 8 | raw[8 * g + i];
        }
        char group[8];
        (void)snprintf(group, sizeof group, "%05u ", (unsigned)(v % 100000));
        memcpy(out + 6 * g, group, 6);
    }
    out[CHANNEL_WORDS_LEN - 1] = '\0';
    return 0;
}

/* Derives all from root on a staged copy, then moves over to it in one step. */
static int root_install(struct channel *ch, uint8_t seat, const uint8_t root[static CHANNEL_KEY_LEN])
{
    struct channel_pair *p = &ch->pairs[seat];
    struct channel_direction out;
    struct channel_direction in;
    uint8_t pipe_root[CHANNEL_KEY_LEN];
    char words[CHANNEL_WORDS_LEN];
    uint8_t names[CHANNEL_N_MAILBOXES][T2_CELL_KEY_LEN] = {{0}};
    int err = direction_derive(&out, root, ch->self, seat);
    if (err == 0) {
        err = direction_derive(&in, root, seat, ch->self);
    }
    if (err == 0) {
        err = channel_kdf(pipe_root, sizeof pipe_root, root, "pipes", t2_bytes_of(NULL, 0));
    }
    if (err == 0) {
        err = words_derive(words, root);
    }
    if (err == 0) {
        err = channel_mailbox_name(&in, 0, names[2]);
    }
    if (err == 0) {
        err = channel_mailbox_name(&in, 1, names[3]);
    }
    if (err != 0) {
        goto out;
    }
    /* Nothing can fail any more: take it all over. */
    channel_pair_clear_root(p);
    p->out = out;
    p->in = in;
    memcpy(p->pipe_root, pipe_root, sizeof pipe_root);
    memcpy(p->words, words, sizeof words);
    memcpy(p->names, names, sizeof names);
out:
    t2_wipe(&out, sizeof out);
    t2_wipe(&in, sizeof in);
    t2_wipe(pipe_root, sizeof pipe_root);
    t2_wipe(words, sizeof words);
    return err;
}

int channel_pair_establish(struct channel *ch, uint8_t seat, enum channel_pair_status kind,
                           const uint8_t introduction_nonce[static 32])
{
    struct channel_pair *p = &ch->pairs[seat];
    bool files = kind == CHANNEL_PAIR_VERIFIED;
    bool lower = ch->self < seat;
    uint8_t root[CHANNEL_KEY_LEN];
    struct root_input in = {
        .kind = kind,
        .own_sk = files ? p->own_sk : ch->introduction_sk,
        .own_pk = files ? p->own_pk : ch->introduction_pk,
        .peer_pk = files ? p->peer_pk : p->peer_introduction_key,
        .secret_lower = !files  ? introduction_nonce
                        : lower ? p->own_secret
                                : p->peer_secret,
        .secret_higher = !files  ? zeros
                         : lower ? p->peer_secret
                                 : p->own_secret,
    };
    int err = root_derive(ch, seat, &in, root);
    if (err == 0) {
        err = root_install(ch, seat, root);
    }
    t2_wipe(root, sizeof root);
    if (err != 0) {
        return err;
    }
    p->status = kind;
    if (files) {
        t2_wipe(p->own_sk, sizeof p->own_sk);
        t2_wipe(p->peer_secret, sizeof p->peer_secret);
    } else {
        p->introduced_by = ch->convenor;
        memcpy(p->introduction_nonce, introduction_nonce, 32);
    }
    return 0;
}

/* Our file as it stands in p, onto out; p->own_digest is filled. */
static int own_file_write(const struct channel *ch, uint8_t seat, struct channel_pair *p, struct t2_buf *out)
{
    uint8_t announced[CHANNEL_STAMPS_LEN];
    struct channel_invitation inv = {
        .info = {.n_seats = ch->n_seats, .convenor = ch->convenor, .from = ch->self, .to = seat}};
    memcpy(inv.info.table_id, ch->table_id, sizeof ch->table_id);
    memcpy(inv.info.relay, ch->relay, sizeof ch->relay);
    memcpy(inv.answers, p->own_answers, sizeof inv.answers);
    memcpy(inv.secret, p->own_secret, sizeof inv.secret);
    memcpy(inv.public_key, p->own_pk, sizeof inv.public_key);
    memcpy(inv.introduction_key, ch->introduction_pk, sizeof inv.introduction_key);
    int err = channel_stamps_announce(ch->stamp_secret, announced);
    if (err == 0) {
        err = channel_stamps_digest(announced, inv.stamps);
    }
    if (err == 0) {
        err = channel_invitation_encode(&inv, out);
    }
    if (err == 0) {
        memcpy(p->own_digest, inv.digest, sizeof inv.digest);
    }
    t2_wipe(&inv, sizeof inv);
    return err;
}

int channel_pair_invite(struct channel *ch, uint8_t seat, bool fresh, struct t2_buf *out)
{
    struct channel_pair *p = channel_pair_of(ch, seat);
    if (p == NULL) {
        return T2_E_ARGUMENT;
    }
    if (p->status == CHANNEL_PAIR_VERIFIED && fresh) {
        return T2_E_EXISTS;
    }
    if (p->status == CHANNEL_PAIR_VERIFIED && p->heard) {
        return T2_E_STATE;
    }
    if (p->file_made && !fresh) {
        return own_file_write(ch, seat, p, out);
    }
    /* The old one is kept beside, to be put back when anything fails. */
    struct channel_pair *old = t2_secret_alloc(sizeof *old);
    if (old == NULL) {
        return T2_E_MEMORY;
    }
    *old = *p;
    size_t out_len = out->len;
    int err = t2_random_fill(ch->random, p->own_secret, sizeof p->own_secret);
    if (err == 0) {
        err = t2_x25519_keypair(ch->random, p->own_sk, p->own_pk);
    }
    if (err == 0) {
        memcpy(p->own_answers, p->file_taken ? p->peer_digest : zeros, sizeof p->own_answers);
        err = own_file_write(ch, seat, p, out);
    }
    if (err == 0 && p->file_taken) {
        err = channel_pair_establish(ch, seat, CHANNEL_PAIR_VERIFIED, zeros);
    }
    if (err == 0) {
        p->file_made = true;
        if (p->status == CHANNEL_PAIR_NONE) {
            p->status = CHANNEL_PAIR_INVITED;
        }
    } else {
        *p = *old;
        t2_wipe(out->ptr + out_len, out->len - out_len);
        out->len = out_len;
    }
    t2_secret_free(old);
    return err;
}

static bool was_used(const struct channel_pair *p, const uint8_t digest[static CHANNEL_FILE_DIGEST_LEN])
{
    uint32_t n = p->n_used < CHANNEL_USED_FILES ? p->n_used : CHANNEL_USED_FILES;
    for (uint32_t i = 0; i < n; i++) {
        if (memcmp(p->used[i], digest, CHANNEL_FILE_DIGEST_LEN) == 0) {
            return true;
        }
    }
    return false;
}

/* A point of small order gives zero with any private key. */
static int key_check(const struct channel *ch, const uint8_t pk[static T2_X25519_LEN])
{
    uint8_t shared[T2_X25519_LEN];
    int err = t2_x25519(shared, ch->introduction_sk, pk);
    t2_wipe(shared, sizeof shared);
    return err;
}

/* Everything that can be wrong with an invitation in itself in order. */
static int invitation_judge(const struct channel *ch, const struct channel_invitation *inv,
                            enum channel_invitation_fault *fault)
{
    const struct channel_invitation_info *info = &inv->info;
    if (memcmp(info->table_id, ch->table_id, sizeof ch->table_id) != 0 || info->convenor != ch->convenor) {
        *fault = CHANNEL_INVITATION_OTHER_TABLE;
        return T2_E_REFUSED;
    }
    if (info->from == ch->self) {
        *fault = CHANNEL_INVITATION_OWN;
        return T2_E_REFUSED;
    }
    if (info->to != ch->self) {
        *fault = CHANNEL_INVITATION_NOT_FOR_US;
        return T2_E_REFUSED;
    }
    /* The numbers of seats may differ: one of the two desks knows of more. But not of a seat that we do not
     * know of: whether all have consented to it is not known here. */
    if (info->from >= ch->n_seats) {
        *fault = CHANNEL_INVITATION_NO_SUCH_SEAT;
        return T2_E_REFUSED;
    }
    const struct channel_pair *p = &ch->pairs[info->from];
    if (was_used(p, inv->digest)) {
        *fault = CHANNEL_INVITATION_USED;
        return T2_E_REPLAY;
    }
    if (p->status == CHANNEL_PAIR_VERIFIED) {
        *fault = CHANNEL_INVITATION_PAIR_EXISTS;
        return T2_E_EXISTS;
    }
    if (memcmp(inv->answers, zeros, sizeof inv->answers) != 0 &&
        (!p->file_made || memcmp(inv->answers, p->own_digest, sizeof inv->answers) != 0)) {
        *fault = CHANNEL_INVITATION_OUTDATED;
        return T2_E_REFUSED;
    }
    if (!channel_device_fits(p, inv->introduction_key, inv->stamps)) {
        *fault = CHANNEL_INVITATION_OTHER_DEVICE;
        return T2_E_REFUSED;
    }
    int err = key_check(ch, inv->public_key);
    if (err == 0) {
        err = key_check(ch, inv->introduction_key);
    }
    if (err == T2_E_MALFORMED) {
        *fault = CHANNEL_INVITATION_BAD_KEY;
        return T2_E_REFUSED;
    }
    return err;
}

int channel_pair_accept(struct channel *ch, struct t2_bytes invitation, uint8_t *out_seat,
                        enum channel_invitation_fault *fault)
{
    struct channel_invitation inv;
    struct channel_pair *old = NULL;
    *out_seat = CHANNEL_NO_SEAT;
    int err = channel_invitation_decode(invitation, &inv, fault);
    if (err != 0) {
        return err;
    }
    *out_seat = inv.info.from;
    err = invitation_judge(ch, &inv, fault);
    if (err != 0) {
        goto out;
    }
    old = t2_secret_alloc(sizeof *old);
    if (old == NULL) {
        err = T2_E_MEMORY;
        goto out;
    }
    struct channel_pair *p = &ch->pairs[inv.info.from];
    *old = *p;
    memcpy(p->peer_secret, inv.secret, sizeof p->peer_secret);
    memcpy(p->peer_pk, inv.public_key, sizeof p->peer_pk);
    memcpy(p->peer_introduction_key, inv.introduction_key, sizeof p->peer_introduction_key);
    memcpy(p->peer_stamps, inv.stamps, sizeof p->peer_stamps);
    memcpy(p->peer_digest, inv.digest, sizeof p->peer_digest);
    memcpy(p->used[p->n_used % CHANNEL_USED_FILES], inv.digest, sizeof inv.digest);
    p->n_used++;
    p->file_taken = true;
    if (p->file_made) {
        err = channel_pair_establish(ch, inv.info.from, CHANNEL_PAIR_VERIFIED, zeros);
    } else if (p->status == CHANNEL_PAIR_NONE) {
        p->status = CHANNEL_PAIR_INVITED;
    }
    if (err != 0) {
        *p = *old;
    }
out:
    t2_secret_free(old);
    t2_wipe(&inv, sizeof inv);
    return err;
}

int channel_pair_words(const struct channel *ch, uint8_t seat, char out[static CHANNEL_WORDS_LEN])
{
    const struct channel_pair *p = channel_pair_of_const(ch, seat);
    if (p == NULL) {
        return T2_E_ARGUMENT;
    }
    if (!channel_pair_has_root(p)) {
        return T2_E_STATE;
    }
    memcpy(out, p->words, CHANNEL_WORDS_LEN);
    return 0;
}

int channel_pair_forget(struct channel *ch, uint8_t seat)
{
    struct channel_pair *p = channel_pair_of(ch, seat);
    if (p == NULL) {
        return T2_E_ARGUMENT;
    }
    channel_pair_clear_root(p);
    t2_buf_clear(&p->controls);
    p->status = CHANNEL_PAIR_NONE;
    p->file_made = false;
    p->file_taken = false;
    t2_wipe(p->own_sk, sizeof p->own_sk);
    t2_wipe(p->own_pk, sizeof p->own_pk);
    t2_wipe(p->own_secret, sizeof p->own_secret);
    t2_wipe(p->own_answers, sizeof p->own_answers);
    t2_wipe(p->own_digest, sizeof p->own_digest);
    t2_wipe(p->peer_pk, sizeof p->peer_pk);
    t2_wipe(p->peer_secret, sizeof p->peer_secret);
    t2_wipe(p->peer_digest, sizeof p->peer_digest);
    t2_wipe(p->peer_introduction_key, sizeof p->peer_introduction_key);
    t2_wipe(p->peer_stamps, sizeof p->peer_stamps);
    return 0;
}

int channel_pair_info(const struct channel *ch, uint8_t seat, struct channel_pair_info *out)
{
    const struct channel_pair *p = channel_pair_of_const(ch, seat);
    if (p == NULL) {
        return T2_E_ARGUMENT;
    }
    *out = (struct channel_pair_info){
        .status = p->status,
        .introduced_by = p->introduced_by,
        .file_made = p->file_made,
        .file_taken = p->file_taken,
        .heard = p->heard,
        .opened = p->opened,
        .repeated = p->repeated,
        .foreign = p->foreign,
        .malformed = p->malformed,
        .n_devices = p->n_devices,
        .refused = p->refused,
        .waiting = ch->log.authors[ch->self].counted - p->sent,
    };
    return 0;
}

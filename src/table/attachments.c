/* Attachments of papers: announced with size and digest, then sent in parts, one event each. The parts' bytes
 * stay where they are, in the log's events; nothing here reads what they say.
 *
 *   announced  -- attachment_part, the next of them      --> announced
 *   announced  -- the last one, and the digest fits      --> complete
 *
 * Each byte announced is charged to the author, whether it comes or not. */
#include "table_internal.h"

#include <string.h>

#include <tracktwo/crypto.h>

static const struct table_ev_attachment *announced(const struct table_state *s,
                                                   const struct table_attachment *a)
{
    return &s->log[a->event].u.attachment;
}

static size_t find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN])
{
    size_t i = 0;
    while (i < s->n_attachments && memcmp(s->attachments[i].id, id, TABLE_FORM_ID_LEN) != 0) {
        i++;
    }
    return i;
}

static unsigned parts_of(uint32_t size)
{
    return (size + TABLE_PART_MAX - 1) / TABLE_PART_MAX;
}

/* ---- what a seat can make the others store ---- */

/* seat SIZE_MAX: of all. */
static size_t charged(const struct table_state *s, size_t seat)
{
    size_t sum = 0;
    for (size_t i = 0; i < s->n_attachments; i++) {
        if (seat == SIZE_MAX || s->log[s->attachments[i].event].author == seat) {
            sum += announced(s, &s->attachments[i])->size;
        }
    }
    return sum;
}

size_t table_attachment_room(const struct table_state *s, size_t seat)
{
    size_t share = s->n_seats > 0 ? TABLE_MAX_ATTACHMENT_BYTES / s->n_seats : 0;
    size_t most = share < TABLE_MAX_SEAT_ATTACHMENT_BYTES ? share : TABLE_MAX_SEAT_ATTACHMENT_BYTES;
    size_t used = charged(s, seat), all = charged(s, SIZE_MAX);
    size_t own = used < most ? most - used : 0;
    size_t table = all < TABLE_MAX_ATTACHMENT_BYTES ? TABLE_MAX_ATTACHMENT_BYTES - all : 0;
    return own < table ? own : table;
}

static unsigned of_paper(const struct table_state *s, size_t paper)
{
    unsigned n = 0;
    for (size_t i = 0; i < s->n_attachments; i++) {
        n += s->attachments[i].paper == paper;
    }
    return n;
}

static int check_limits(const struct table_state *s, const struct table_event *ev, size_t paper,
                        struct table_refusal *why)
{
    if (of_paper(s, paper) == TABLE_MAX_PAPER_ATTACHMENTS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "A paper has %d attachments at most, and this one has as many. Nothing was attached. "
            "Circulate another paper.",
            TABLE_MAX_PAPER_ATTACHMENTS);
    }
    if (s->n_attachments == TABLE_MAX_ATTACHMENTS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table has had %d attachments, as many as it can hold. Nothing was attached. Open a new "
            "table to go on.",
            TABLE_MAX_ATTACHMENTS);
    }
    size_t room = table_attachment_room(s, ev->author);
    if (ev->u.attachment.size > room) {
        return table_refuse(
            why, TABLE_R_LIMIT, table_bit(ev->author),
            "What a seat may attach at one table is limited, because every desk keeps it. %s has %zu KiB "
            "left, and this attachment has %u. Nothing was attached. Make it smaller, or hand it over in "
            "person.",
            s->seats[ev->author].name, room >> 10, (ev->u.attachment.size + 1023) >> 10);
    }
    return 0;
}

/* ---- the announcement ---- */

int table_check_attachment(const struct table_state *s, const struct table_event *ev,
                           struct table_refusal *why)
{
    const struct table_ev_attachment *x = &ev->u.attachment;
    if (find(s, x->id) < s->n_attachments) {
        return table_refuse(why, TABLE_R_DUPLICATE, 0,
                            "This attachment has been announced already. It stays as it is. Attach the file "
                            "anew, to another paper.");
    }
    size_t paper = table_paper_find(s, x->paper);
    if (paper == s->n_papers || s->papers[paper].after != SIZE_MAX ||
        s->log[s->papers[paper].event].author != ev->author) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_PAPER, 0,
            "There is no such paper to attach a file to, or another seat circulated it, or it has a later "
            "version. Nothing was attached. Circulate a paper of your own with it.");
    }
    return check_limits(s, ev, paper, why);
}

void table_move_attachment(struct table_state *s, const struct table_event *ev)
{
    struct table_attachment *a = &s->attachments[s->n_attachments];
    size_t paper = table_paper_find(s, ev->u.attachment.paper);
    *a = (struct table_attachment){.number = of_paper(s, paper) + 1,
                                   .paper = paper,
                                   .event = s->n_log - 1,
                                   .n_parts = (uint8_t)parts_of(ev->u.attachment.size)};
    memcpy(a->id, ev->u.attachment.id, sizeof(a->id));
    s->n_attachments++;
}

/* ---- its parts ---- */

/* The parts that are here and the last one: are they what was announced? */
static int check_whole(const struct table_state *s, const struct table_attachment *a, struct t2_bytes last,
                       struct table_refusal *why)
{
    struct t2_bytes all[TABLE_MAX_PARTS];
    uint8_t digest[TABLE_DIGEST_LEN];
    for (unsigned k = 0; k < a->n_here; k++) {
        all[k] = table_attachment_part(s, a, k);
    }
    all[a->n_here] = last;
    int err = t2_sha256(digest, all, a->n_here + 1u);
    if (err == 0 && memcmp(digest, announced(s, a)->digest, sizeof(digest)) != 0) {
        err = table_refuse(
            why, TABLE_R_ATTACHMENT_DIGEST, 0,
            "The parts of attachment %u of paper %u are not the file that was announced. The last one was "
            "not kept, and the attachment stays incomplete. Its author attaches it anew.",
            a->number, s->papers[a->paper].number);
    }
    return err;
}

int table_check_part(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_attachment_part *x = &ev->u.attachment_part;
    size_t i = find(s, x->id);
    if (i == s->n_attachments || s->log[s->attachments[i].event].author != ev->author) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_ATTACHMENT, 0,
            "A part came for an attachment that is not there, or that another seat announced. It was not "
            "kept. Announce the attachment first.");
    }
    const struct table_attachment *a = &s->attachments[i];
    uint32_t size = announced(s, a)->size;
    size_t want = a->n_here + 1u < a->n_parts ? TABLE_PART_MAX : size - TABLE_PART_MAX * (a->n_parts - 1u);
    if (x->index != a->n_here || a->n_here == a->n_parts || x->bytes.len != want) {
        return table_refuse(
            why, TABLE_R_PART, 0,
            "This is not the part of attachment %u of paper %u that comes next: parts come once, in their "
            "order, and are of one length. It was not kept; what came before stays. The next one may still "
            "come.",
            a->number, s->papers[a->paper].number);
    }
    return a->n_here + 1u < a->n_parts ? 0 : check_whole(s, a, x->bytes, why);
}

void table_move_part(struct table_state *s, const struct table_event *ev)
{
    struct table_attachment *a = &s->attachments[find(s, ev->u.attachment_part.id)];
    a->parts[a->n_here++] = (uint32_t)(s->n_log - 1);
}

/* ---- views ---- */

size_t table_n_attachments(const struct table_state *s)
{
    return s->n_attachments;
}

const struct table_attachment *table_attachment(const struct table_state *s, size_t i)
{
    return i < s->n_attachments ? &s->attachments[i] : NULL;
}

int table_attachment_find(const struct table_state *s, size_t paper, unsigned k, size_t *out_index)
{
    for (size_t i = 0; i < s->n_attachments; i++) {
        if (s->attachments[i].paper == paper && s->attachments[i].number == k) {
            *out_index = i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

int table_attachment_complete(const struct table_attachment *a)
{
    return a->n_here == a->n_parts;
}

struct t2_bytes table_attachment_part(const struct table_state *s, const struct table_attachment *a,
                                      unsigned k)
{
    return k < a->n_here ? s->log[a->parts[k]].u.attachment_part.bytes : t2_bytes_of(NULL, 0);
}

const char *table_media_name(enum table_media x)
{
    static const char *const names[] = {
        [TABLE_MEDIA_PNG] = TABLE_SAYS("PNG picture"),
        [TABLE_MEDIA_JPEG] = TABLE_SAYS("JPEG picture"),
        [TABLE_MEDIA_PDF] = TABLE_SAYS("PDF"),
        [TABLE_MEDIA_TEXT] = TABLE_SAYS("text"),
    };
    return x >= TABLE_MEDIA_PNG && x <= TABLE_MEDIA_TEXT ? names[x] : "unknown";
}

void table_digest_attachments(struct wire_writer *w, const struct table_state *s)
{
    wire_put_u32(w, (uint32_t)s->n_attachments);
    for (size_t i = 0; i < s->n_attachments; i++) {
        const struct table_attachment *a = &s->attachments[i];
        wire_put_raw(w, t2_bytes_of(a->id, TABLE_FORM_ID_LEN));
        wire_put_u32(w, (uint32_t)a->paper);
        wire_put_u32(w, (uint32_t)a->event);
        wire_put_u8(w, a->n_here);
        for (unsigned k = 0; k < a->n_here; k++) {
            wire_put_u32(w, a->parts[k]);
        }
    }
}

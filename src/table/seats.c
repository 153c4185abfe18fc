/* Seats: who is there, what a mask of them is called, and the track, computed from their standings.
 *
 * All seats official: Track One. None official: Track Two. Anything between, officials in a personal capacity
 * included, is Track 1.5, and its sentence names the ends (parties) at which the officials sit. */
#include "table_internal.h"

#include <string.h>

size_t table_n_seats(const struct table_state *s)
{
    return s->n_seats;
}

const struct table_seat *table_seat(const struct table_state *s, size_t i)
{
    return i < s->n_seats ? &s->seats[i] : NULL;
}

int table_seat_find(const struct table_state *s, const char *id, uint8_t *out_seat)
{
    for (size_t i = 0; i < s->n_seats; i++) {
        if (strcmp(s->seats[i].id, id) == 0) {
            *out_seat = (uint8_t)i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

int table_mandate_valid(const struct table_state *s, size_t seat, uint64_t slot)
{
    if (seat >= s->n_seats) {
        return 0;
    }
    uint64_t expires = s->seats[seat].mandate.expires_slot;
    return expires == 0 || slot < expires;
}

unsigned table_mask_count(uint64_t seats)
{
    return (unsigned)__builtin_popcountll(seats);
}

int table_party_of_seat(uint64_t seats, uint8_t seat, unsigned *out_party)
{
    if (seat >= 64 || (seats & table_bit(seat)) == 0) {
        return T2_E_MISSING;
    }
    *out_party = table_mask_count(seats & (table_bit(seat) - 1));
    return 0;
}

int table_seat_of_party(uint64_t seats, unsigned party, uint8_t *out_seat)
{
    for (uint8_t i = 0; i < 64; i++) {
        unsigned p = 0;
        if (table_party_of_seat(seats, i, &p) == 0 && p == party) {
            *out_seat = i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

/* Up to this many names in one sentence; the rest are counted. */
#define NAMES_SHOWN 6u

/* Between the i-th of n shown things, with `more` others to be counted after them. */
static const char *joint(enum table_lang lang, unsigned i, unsigned n, unsigned more)
{
    return i == 0 ? "" : i + 1 == n && more == 0 ? table_say(lang, " and ") : table_say(lang, ", ");
}

void table_seat_names(const struct table_state *s, uint64_t seats, enum table_lang lang, char *out,
                      size_t out_len)
{
    struct table_phrase_buf b = table_phrase_init(out, out_len);
    unsigned n = table_mask_count(seats & table_all(s->n_seats));
    unsigned shown = n <= NAMES_SHOWN ? n : NAMES_SHOWN - 1;
    unsigned k = 0;
    for (size_t i = 0; i < s->n_seats && k < shown; i++) {
        if ((seats & table_bit(i)) != 0) {
            table_phrase_add(&b, "%s%s", joint(lang, k, shown, n - shown), s->seats[i].name);
            k++;
        }
    }
    if (n > shown) {
        table_phrase_add(&b, table_say(lang, " and %u others"), n - shown);
    }
}

static int is_official(const struct table_seat *seat)
{
    return seat->standing == TABLE_OFFICIAL || seat->standing == TABLE_OFFICIAL_PERSONAL;
}

enum table_track table_track(const struct table_state *s)
{
    size_t n_official = 0, n_any = 0;
    for (size_t i = 0; i < s->n_seats; i++) {
        n_official += s->seats[i].standing == TABLE_OFFICIAL;
        n_any += is_official(&s->seats[i]) ? 1 : 0;
    }
    if (s->n_seats == 0) {
        return TABLE_TRACK_NONE;
    }
    if (n_official == s->n_seats) {
        return TABLE_TRACK_ONE;
    }
    return n_any > 0 ? TABLE_TRACK_ONE_AND_HALF : TABLE_TRACK_TWO;
}

/* The ends of the table: for each party its first seat, and of these the ones with an official. */
struct ends {
    unsigned n;             /* parties */
    uint64_t with_official; /* first seats of parties that have one */
    unsigned n_officials;
    int personal; /* every official is there in a personal capacity */
};

static struct ends find_ends(const struct table_state *s)
{
    struct ends e = {.personal = 1};
    for (size_t i = 0; i < s->n_seats; i++) {
        size_t first = 0;
        while (strcmp(s->seats[first].party, s->seats[i].party) != 0) {
            first++;
        }
        e.n += first == i;
        if (is_official(&s->seats[i])) {
            e.with_official |= table_bit(first);
            e.n_officials++;
            e.personal &= s->seats[i].standing == TABLE_OFFICIAL_PERSONAL;
        }
    }
    return e;
}

/* "Borea's", "Astra's and Casta's": in English as they stand before the word end. */
static void party_names(const struct table_state *s, uint64_t first_seats, enum table_lang lang, char *out,
                        size_t out_len)
{
    struct table_phrase_buf b = table_phrase_init(out, out_len);
    unsigned n = table_mask_count(first_seats);
    unsigned shown = n <= NAMES_SHOWN ? n : NAMES_SHOWN - 1, k = 0;
    for (size_t i = 0; i < s->n_seats && k < shown; i++) {
        if ((first_seats & table_bit(i)) != 0) {
            const char *party = s->seats[i].party;
            size_t len = strlen(party);
            int ends_in_s = len > 0 && party[len - 1] == 's';
            table_phrase_add(&b, "%s%s%s", joint(lang, k, shown, n - shown), party,
                             lang != TABLE_LANG_EN ? ""
                             : ends_in_s           ? "'"
                                                   : "'s");
            k++;
        }
    }
    if (n > shown) {
        table_phrase_add(&b, table_say(lang, " and %u other"), n - shown);
    }
}

static const char *who_is_official(const struct ends *e, enum table_lang lang)
{
    if (e->n_officials == 1) {
        return e->personal ? table_say(lang, "an official in a personal capacity")
                           : table_say(lang, "an official");
    }
    return e->personal ? table_say(lang, "officials in a personal capacity") : table_say(lang, "officials");
}

void table_track_text(const struct table_state *s, enum table_lang lang, char *out, size_t out_len)
{
    struct table_phrase_buf b = table_phrase_init(out, out_len);
    char parties[512];
    enum table_track track = table_track(s);
    if (track == TABLE_TRACK_NONE) {
        return;
    }
    if (track != TABLE_TRACK_ONE_AND_HALF) {
        table_phrase_add(&b, "%s",
                         track == TABLE_TRACK_ONE ? table_say(lang, "Track One: every seat is official")
                                                  : table_say(lang, "Track Two: no seat is official"));
        return;
    }
    struct ends e = find_ends(s);
    unsigned n = table_mask_count(e.with_official);
    party_names(s, e.with_official, lang, parties, sizeof(parties));
    const char *who = who_is_official(&e, lang);
    if (n < e.n && n == 1) {
        table_phrase_add(&b, table_say(lang, "Track 1.5: %s on %s end only"), who, parties);
    } else if (n < e.n) {
        table_phrase_add(&b, table_say(lang, "Track 1.5: %s on %s ends only"), who, parties);
    } else if (e.n_officials < s->n_seats && n == 1) {
        table_phrase_add(&b, table_say(lang, "Track 1.5: %s on %s end, together with others"), who, parties);
    } else if (e.n_officials < s->n_seats) {
        table_phrase_add(&b, table_say(lang, "Track 1.5: %s on %s ends, together with others"), who, parties);
    } else if (n == 1) {
        table_phrase_add(&b, table_say(lang, "Track 1.5: %s on %s end"), who, parties);
    } else {
        table_phrase_add(&b, table_say(lang, "Track 1.5: %s on %s ends"), who, parties);
    }
}

/* What one seat may make of what a table can hold: an equal share of it, so that no seat uses up what is
 * there for all. Counted by the fold as the seat makes something; nothing gives it back. */
#include "table_internal.h"

static const struct {
    unsigned limit; /* of the table */
    const char *what;
} shared[TABLE_N_SHARES] = {
    [TABLE_SHARE_PROPOSALS] = {TABLE_MAX_PROPOSALS, TABLE_SAYS("proposals")},
    [TABLE_SHARE_MEETINGS] = {TABLE_MAX_MEETINGS, TABLE_SAYS("meetings")},
    [TABLE_SHARE_POINTS] = {TABLE_MAX_RECORD_POINTS, TABLE_SAYS("points of records")},
    [TABLE_SHARE_ARTICLES] = {TABLE_MAX_ARTICLES, TABLE_SAYS("articles")},
    [TABLE_SHARE_PAPERS] = {TABLE_MAX_PAPERS, TABLE_SAYS("papers")},
    [TABLE_SHARE_ATTACHMENTS] = {TABLE_MAX_ATTACHMENTS, TABLE_SAYS("attachments")},
    [TABLE_SHARE_SOUNDINGS] = {TABLE_MAX_SOUNDINGS, TABLE_SAYS("soundings")},
    [TABLE_SHARE_DAYS] = {TABLE_MAX_DAYS, TABLE_SAYS("sets of sounding days")},
    [TABLE_SHARE_DOCUMENTS] = {TABLE_FIELD_MAX_DOCUMENTS, TABLE_SAYS("documents of the cease-fire")},
    [TABLE_SHARE_POSITIONS] = {TABLE_FIELD_MAX_POSITIONS, TABLE_SAYS("declared positions")},
};

size_t table_share_of(size_t limit, size_t n_seats, size_t least)
{
    size_t share = n_seats > 0 ? limit / n_seats : limit;
    return share > least ? share : least;
}

int table_refuse_share(const struct table_state *s, uint8_t seat, const char *what, size_t share,
                       struct table_refusal *why)
{
    return table_refuse(
        why, TABLE_R_LIMIT, table_bit(seat),
        "What a table can hold is there for all seats, and each may make its share of it: %s, "
        "%zu. %s has had its share, and nothing was kept. Other seats can still do it; ask one "
        "of them.",
        table_refusal_say(why, what), share, s->seats[seat].name);
}

int table_check_shares(const struct table_state *s, uint8_t seat, unsigned shares, struct table_refusal *why)
{
    for (unsigned i = 0; i < TABLE_N_SHARES; i++) {
        size_t share = table_share_of(shared[i].limit, s->n_seats, TABLE_MIN_SHARE);
        if ((shares & TABLE_SHARE(i)) != 0 && s->made[i][seat] >= share) {
            return table_refuse_share(s, seat, shared[i].what, share, why);
        }
    }
    return 0;
}

void table_count_shares(struct table_state *s, uint8_t seat, unsigned shares)
{
    for (unsigned i = 0; i < TABLE_N_SHARES; i++) {
        if ((shares & TABLE_SHARE(i)) != 0) {
            s->made[i][seat]++;
        }
    }
}

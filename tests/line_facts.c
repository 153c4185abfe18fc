#include "line_facts.h"

#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

struct line_fact *line_facts_add(struct line_facts *set, enum line_fact_kind kind, int64_t time_s)
{
    if (set->n == set->max) {
        set->max = 2 * set->max + 64;
        set->at = realloc(set->at, set->max * sizeof *set->at);
        if (set->at == NULL)
            abort();
    }
    struct line_fact *f = &set->at[set->n];
    uint32_t number = (uint32_t)set->n++;
    *f = (struct line_fact){.kind = (uint8_t)kind,
                            .has = LINE_HAS_PLACE,
                            .time_s = time_s,
                            .filed_s = time_s + 60,
                            .seq = number + 1,
                            .source = number,
                            .count = 1,
                            .side = LINE_N_SIDES};
    const struct t2_bytes part = t2_bytes_of(&number, sizeof number);
    if (t2_sha256(f->id, &part, 1) != 0)
        abort();
    memcpy(f->observer, f->id, LINE_OBSERVER_LEN);
    return f;
}

void line_facts_correct(struct line_facts *set, size_t by, size_t what)
{
    struct line_fact *f = &set->at[by];
    const struct line_fact *old = &set->at[what];
    f->has |= LINE_HAS_CORRECTS;
    memcpy(f->corrects, old->id, LINE_FACT_ID_LEN);
    memcpy(f->observer, old->observer, LINE_OBSERVER_LEN);
    f->source = old->source;
    f->from = old->from;
}

void line_facts_exclude(struct line_facts *set, const struct line_fact *f, unsigned side)
{
    set->exclusions = realloc(set->exclusions, (set->n_exclusions + 1) * sizeof *set->exclusions);
    if (set->exclusions == NULL)
        abort();
    struct line_exclusion *x = &set->exclusions[set->n_exclusions++];
    memcpy(x->id, f->id, LINE_FACT_ID_LEN);
    x->side = (uint8_t)side;
}

struct line_record line_facts_record(const struct line_facts *set)
{
    return (struct line_record){.frame = GEO_FLAT,
                                .facts = set->at,
                                .n_facts = set->n,
                                .exclusions = set->exclusions,
                                .n_exclusions = set->n_exclusions,
                                .known_s = INT64_MAX};
}

void line_facts_free(struct line_facts *set)
{
    free(set->at);
    free(set->exclusions);
    *set = (struct line_facts){.n = 0};
}

int64_t line_facts_noon(int32_t day)
{
    return (int64_t)day * LINE_DAY_S + LINE_DAY_S / 2;
}

uint32_t line_facts_draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*seed >> 33);
}

void line_facts_shuffle(struct line_facts *set, uint64_t *seed)
{
    for (size_t i = set->n; i > 1; i--) {
        size_t k = line_facts_draw(seed) % i;
        struct line_fact f = set->at[i - 1];
        set->at[i - 1] = set->at[k];
        set->at[k] = f;
    }
}

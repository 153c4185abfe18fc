/* Candidates as a mixed radix number: one digit an issue, in the order of the sounding's list of issues, the
 * first issue the most significant digit, so that candidate 0 is the first option of every issue and the last
 * issue turns fastest. */
#include "table_internal.h"

int table_space_init(struct table_space *out, const struct table_state *s, const uint8_t *issues,
                     size_t n_issues)
{
    struct table_space sp = {.n_issues = n_issues, .n_candidates = 1};
    uint64_t seen = 0;
    if (n_issues < 1 || n_issues > TABLE_MAX_ISSUES) {
        return T2_E_ARGUMENT;
    }
    for (size_t i = 0; i < n_issues; i++) {
        if (issues[i] >= s->n_issues || (seen & table_bit(issues[i])) != 0) {
            return T2_E_ARGUMENT;
        }
        seen |= table_bit(issues[i]);
        sp.n_options[i] = (uint8_t)s->issues[issues[i]].n_options;
        sp.n_candidates *= sp.n_options[i]; /* at most 2^20 * 2^6 before the check */
        if (sp.n_candidates > TABLE_MAX_CANDIDATES) {
            return T2_E_TOO_LARGE;
        }
    }
    *out = sp;
    return 0;
}

uint32_t table_space_index(const struct table_space *sp, const uint8_t *choice)
{
    uint32_t index = 0;
    for (size_t i = 0; i < sp->n_issues; i++) {
        index = index * sp->n_options[i] + choice[i];
    }
    return index;
}

void table_space_choice(const struct table_space *sp, uint32_t index, uint8_t *out_choice)
{
    for (size_t i = sp->n_issues; i-- > 0;) {
        out_choice[i] = (uint8_t)(index % sp->n_options[i]);
        index /= sp->n_options[i];
    }
}

int table_candidate_name(const struct table_state *s, const uint8_t *issues, size_t n_issues, uint32_t index,
                         char *out, size_t out_len)
{
    struct table_space sp;
    uint8_t choice[TABLE_MAX_ISSUES] = {0};
    int err = table_space_init(&sp, s, issues, n_issues);
    if (err != 0) {
        return err;
    }
    if (index >= sp.n_candidates) {
        return T2_E_ARGUMENT;
    }
    table_space_choice(&sp, index, choice);
    struct table_phrase_buf b = table_phrase_init(out, out_len);
    for (size_t i = 0; i < n_issues; i++) {
        table_phrase_add(&b, "%s%s", i == 0 ? "" : "-", s->issues[issues[i]].options[choice[i]].id);
    }
    return b.len + 1 < out_len ? 0 : T2_E_FULL;
}

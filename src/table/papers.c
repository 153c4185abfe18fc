/* Papers: circulated to all at once, in languages side by side, replaced by their next version. */
#include "table_internal.h"

#include <string.h>

static const uint8_t none[TABLE_FORM_ID_LEN];

size_t table_paper_find(const struct table_state *s, const uint8_t id[static TABLE_FORM_ID_LEN])
{
    size_t i = 0;
    while (i < s->n_papers && memcmp(s->papers[i].id, id, TABLE_FORM_ID_LEN) != 0) {
        i++;
    }
    return i;
}

int table_check_paper(const struct table_state *s, const struct table_event *ev, struct table_refusal *why)
{
    const struct table_ev_paper *x = &ev->u.paper;
    if (table_paper_find(s, x->id) < s->n_papers) {
        return table_refuse(why, TABLE_R_DUPLICATE, 0,
                            "This paper has been circulated already. It stays as it is. Circulate another.");
    }
    if (s->n_papers == TABLE_MAX_PAPERS) {
        return table_refuse(
            why, TABLE_R_LIMIT, 0,
            "The table has had %d papers, as many as it can hold. The paper was not circulated. "
            "Open a new table to go on.",
            TABLE_MAX_PAPERS);
    }
    if (memcmp(x->of, none, sizeof(none)) == 0) {
        return 0;
    }
    size_t of = table_paper_find(s, x->of);
    if (of == s->n_papers || s->papers[of].after != SIZE_MAX ||
        s->log[s->papers[of].event].author != ev->author) {
        return table_refuse(
            why, TABLE_R_UNKNOWN_PAPER, 0,
            "There is no such paper, or another seat circulated it, or it has a later version. "
            "Nothing was circulated. Circulate a paper of your own.");
    }
    return 0;
}

void table_move_paper(struct table_state *s, const struct table_event *ev)
{
    struct table_paper *p = &s->papers[s->n_papers];
    size_t of =
        memcmp(ev->u.paper.of, none, sizeof(none)) != 0 ? table_paper_find(s, ev->u.paper.of) : SIZE_MAX;
    *p = (struct table_paper){.number = (unsigned)s->n_papers + 1,
                              .event = s->n_log - 1,
                              .version = of != SIZE_MAX ? s->papers[of].version + 1 : 1,
                              .before = of,
                              .after = SIZE_MAX};
    memcpy(p->id, ev->u.paper.id, sizeof(p->id));
    if (of != SIZE_MAX) {
        s->papers[of].after = s->n_papers;
    }
    s->n_papers++;
}

size_t table_n_papers(const struct table_state *s)
{
    return s->n_papers;
}

const struct table_paper *table_paper(const struct table_state *s, size_t i)
{
    return i < s->n_papers ? &s->papers[i] : NULL;
}

static const char *body_in(const struct table_ev_paper *x, const char *lang)
{
    for (size_t i = 0; i < x->body.n; i++) {
        if (strcmp(x->body.texts[i].lang, lang) == 0) {
            return x->body.texts[i].text;
        }
    }
    return NULL;
}

size_t table_paper_unchanged(const struct table_state *s, size_t i, const char **out, size_t max)
{
    const struct table_paper *p = &s->papers[i];
    size_t n = 0;
    int any_changed = 0;
    if (p->before == SIZE_MAX || !s->log[p->event].u.paper.authentic) {
        return 0;
    }
    const struct table_ev_paper *x = &s->log[p->event].u.paper;
    const struct table_ev_paper *old = &s->log[s->papers[p->before].event].u.paper;
    for (size_t k = 0; k < x->body.n; k++) {
        const char *was = body_in(old, x->body.texts[k].lang);
        if (was == NULL || strcmp(was, x->body.texts[k].text) != 0) {
            any_changed = 1;
        } else if (n < max) {
            out[n++] = x->body.texts[k].lang;
        }
    }
    return any_changed ? n : 0;
}

void table_digest_papers(struct wire_writer *w, const struct table_state *s)
{
    wire_put_u32(w, (uint32_t)s->n_papers);
    for (size_t i = 0; i < s->n_papers; i++) {
        wire_put_raw(w, t2_bytes_of(s->papers[i].id, TABLE_FORM_ID_LEN));
        wire_put_u32(w, (uint32_t)s->papers[i].event);
        wire_put_u32(w, s->papers[i].version);
    }
}

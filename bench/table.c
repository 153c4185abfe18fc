/* Speed of the table room on one core: the bitmap of an entry, and the fold. The best of five runs is
 * printed. Usage: bench-table */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <tracktwo/table.h>

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return 1e3 * (double)t.tv_sec + 1e-6 * (double)t.tv_nsec;
}

static int bench_entry(const char *name, const struct table_space *space)
{
    struct table_prefs *p = NULL;
    double best = 1e9;
    uint32_t n_accepted = 0;
    int err = table_prefs_new(&p, space);
    for (size_t i = 0; err == 0 && i < space->n_issues; i++) {
        for (size_t o = 0; o < space->n_options[i]; o++) {
            p->points[i][o] = (int32_t)((7 * i + 13 * o) % 23);
        }
    }
    for (unsigned run = 0; err == 0 && run < 5; run++) {
        struct table_entry e;
        p->at_least = 60;
        p->n_linkages = 3;
        memset(p->linkages, 0xff, 3 * sizeof(p->linkages[0]));
        double start = now_ms();
        err = table_entry_make(&e, p);
        double took = now_ms() - start;
        best = took < best ? took : best;
        n_accepted = e.n_accepted;
        table_entry_clear(&e);
    }
    if (err == 0) {
        printf("%-32s %9u packages %9u accepted %9.3f ms\n", name, space->n_candidates, n_accepted, best);
    }
    table_prefs_free(p);
    return err;
}

/* Talk, and every hundredth event a draft of an article. */
static struct table_event fold_event(unsigned i, unsigned n_drafts, const struct draft *draft)
{
    struct table_event ev = {.kind = TABLE_EV_SAID, .author = (uint8_t)(i % 2)};
    ev.u.said = (struct table_ev_said){.phrase = TABLE_THINKING_ALOUD,
                                       .text = "One line of talk, as long as such lines often are."};
    if (i == 1) {
        static const struct table_text title[] = {{"en", "Observers"}};
        ev = (struct table_event){.kind = TABLE_EV_ARTICLE_OPENED};
        ev.u.article_opened.name = "1";
        ev.u.article_opened.title = (struct table_texts){1, title};
        ev.u.article_opened.concerns = 3;
    } else if (i % 100 == 0) {
        struct table_event article = {.kind = TABLE_EV_ARTICLE_OPENED};
        table_event_mark(&article);
        ev = (struct table_event){.kind = TABLE_EV_DRAFT};
        memcpy(ev.u.draft.id, article.u.article_opened.id, TABLE_FORM_ID_LEN);
        ev.u.draft.replaces = n_drafts;
        ev.u.draft.draft = *draft;
    }
    return ev;
}

static int bench_fold(unsigned n)
{
    static const struct table_seat seats[] = {
        {.id = "A", .party = "P", .name = "Seat A", .role = "", .standing = TABLE_PRIVATE, .mandate = {1, 0}},
        {.id = "B", .party = "Q", .name = "Seat B", .role = "", .standing = TABLE_PRIVATE, .mandate = {1, 0}},
    };
    const struct draft_notation words = {"en", "The observers [shall] [should] move freely [, with notice]."};
    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED};
    struct table_state *s = NULL;
    struct draft draft;
    unsigned n_drafts = 0;
    ev.u.table_opened = (struct table_ev_table_opened){
        .title = "T", .settings = table_settings_default(), .n_seats = 2, .seats = seats};
    int err = draft_read(&words, 1, NULL, 0, &draft, NULL);
    if (err == 0) {
        err = table_state_new(&s);
    }
    double start = now_ms();
    for (unsigned i = 1; err == 0 && i <= n; i++) {
        struct table_refusal why = {.text = ""};
        table_event_mark(&ev);
        if ((err = table_event_name(s, &ev)) == 0 && (err = table_apply(s, &ev, &why)) != 0) {
            (void)fprintf(stderr, "event %u: %s\n", i, why.text);
        }
        n_drafts += ev.kind == TABLE_EV_DRAFT;
        ev = fold_event(i, n_drafts, &draft);
    }
    if (err == 0) {
        printf("%-32s %9u events   %28.3f ms\n", "fold", n, now_ms() - start);
    }
    draft_clear(&draft);
    table_state_free(s);
    return err;
}

int main(void)
{
    const struct table_space example = {8, {4, 3, 4, 3, 4, 4, 3, 3}, 20736};
    const struct table_space five = {5, {16, 16, 16, 16, 16}, 1u << 20};
    struct table_space bits = {.n_issues = 20, .n_candidates = 1u << 20};
    memset(bits.n_options, 2, 20);
    int err = bench_entry("entry, example table", &example);
    err = err != 0 ? err : bench_entry("entry, 5 issues of 16 options", &five);
    err = err != 0 ? err : bench_entry("entry, 20 issues of 2 options", &bits);
    err = err != 0 ? err : bench_fold(100000);
    return err == 0 ? 0 : 1;
}

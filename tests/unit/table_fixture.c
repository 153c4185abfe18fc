/* Shared by the tests of the table room: see table_fixture.h. */
#include "table_fixture.h"

#include <tracktwo/table_field.h>

#include <stdio.h>

const uint8_t fixture_all_issues[8] = {0, 1, 2, 3, 4, 5, 6, 7};

uint64_t fixture_codes_tried;

char *fixture_example(size_t *out_len)
{
    char path[4096];
    const char *dir = getenv("T2_EXAMPLES");
    (void)snprintf(path, sizeof(path), "%s/example_table.json", dir != NULL ? dir : "examples");
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return NULL;
    }
    size_t cap = 1u << 20;
    char *p = malloc(cap);
    assert_non_null(p);
    *out_len = fread(p, 1, cap, f);
    (void)fclose(f);
    assert_true(*out_len > 0 && *out_len < cap);
    return p;
}

json_t *fixture_example_json(void)
{
    size_t len = 0;
    char *p = fixture_example(&len);
    assert_non_null(p);
    json_t *root = json_loadb(p, len, 0, NULL);
    free(p);
    assert_non_null(root);
    return root;
}

struct table_state *fixture_table(const struct table_settings *settings)
{
    static const uint8_t nonce[16] = {1, 2, 3};
    struct table_file_error why = {.lang = TABLE_LANG_EN};
    struct table_file *file = NULL;
    struct table_state *s = NULL;
    struct table_event ev;
    size_t len = 0;
    char *p = fixture_example(&len);
    assert_non_null(p);
    assert_int_equal(table_file_read(t2_bytes_of(p, len), &file, &why), 0);
    free(p);
    assert_int_equal(table_state_new(&s), 0);
    assert_int_equal(table_file_opening(file, 0, FIXTURE_SLOT, nonce, &ev), 0);
    if (settings != NULL) {
        ev.u.table_opened.settings = *settings;
    }
    fixture_apply(s, &ev);
    table_event_clear(&ev);
    for (size_t i = 0; i < table_file_n_issues(file); i++) {
        assert_int_equal(table_file_issue(file, i, 0, FIXTURE_SLOT, &ev), 0);
        fixture_apply(s, &ev);
        table_event_clear(&ev);
    }
    table_file_free(file);
    return s;
}

struct table_state *fixture_small(size_t n_seats)
{
    static char ids[TABLE_MAX_SEATS][8], names[TABLE_MAX_SEATS][16], parties[TABLE_MAX_SEATS][8];
    static struct table_seat seats[TABLE_MAX_SEATS];
    for (size_t i = 0; i < n_seats; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "S%u", (unsigned)i % 100);
        (void)snprintf(names[i], sizeof(names[i]), "Seat S%u", (unsigned)i % 100);
        (void)snprintf(parties[i], sizeof(parties[i]), "P%u", (unsigned)i % 100);
        seats[i] = (struct table_seat){
            .id = ids[i],
            .party = parties[i],
            .name = names[i],
            .role = "",
            .standing = TABLE_PRIVATE,
            .mandate = {.kind = TABLE_OWN_INITIATIVE},
        };
    }
    struct table_state *s = NULL;
    assert_int_equal(table_state_new(&s), 0);
    struct table_event ev = {.kind = TABLE_EV_TABLE_OPENED, .slot = FIXTURE_SLOT};
    ev.u.table_opened = (struct table_ev_table_opened){
        .title = "A small table",
        .settings = table_settings_default(),
        .n_seats = n_seats,
        .seats = seats,
    };
    fixture_apply(s, &ev);
    return s;
}

struct table_event fixture_issue(const char *id, size_t n_options, uint64_t concerns)
{
    static char ids[TABLE_MAX_OPTIONS][8];
    static struct table_option options[TABLE_MAX_OPTIONS];
    static const struct table_text text[] = {{"en", "A text of an option."}};
    static const struct table_text title[] = {{"en", "A title"}};
    for (size_t i = 0; i < n_options && i < TABLE_MAX_OPTIONS; i++) {
        (void)snprintf(ids[i], sizeof(ids[i]), "o%u", (unsigned)i % 100);
        options[i] = (struct table_option){.id = ids[i], .n_texts = 1, .texts = text};
    }
    struct table_event ev = {.kind = TABLE_EV_ISSUE_ADDED, .slot = FIXTURE_SLOT};
    ev.u.issue_added = (struct table_issue){.id = id,
                                            .n_titles = 1,
                                            .titles = title,
                                            .n_options = n_options,
                                            .options = options,
                                            .concerns = concerns};
    return ev;
}

void fixture_add_issue(struct table_state *s, const char *id, size_t n_options, uint64_t concerns)
{
    struct table_event ev = fixture_issue(id, n_options, concerns);
    fixture_apply(s, &ev);
}

uint64_t fixture_seats(const struct table_state *s, const json_t *ids)
{
    uint64_t seats = 0;
    for (size_t i = 0; i < json_array_size(ids); i++) {
        uint8_t k = 0;
        assert_int_equal(table_seat_find(s, json_string_value(json_array_get(ids, i)), &k), 0);
        seats |= (uint64_t)1 << k;
    }
    return seats;
}

struct table_event fixture_said(uint8_t author, uint64_t slot, enum table_phrase phrase, const char *text)
{
    struct table_event ev = {.kind = TABLE_EV_SAID, .author = author, .slot = slot};
    ev.u.said = (struct table_ev_said){.phrase = phrase, .text = text};
    return ev;
}

void fixture_id(enum table_event_kind kind, uint8_t author, uint8_t tag,
                uint8_t out[static TABLE_FORM_ID_LEN])
{
    struct table_event ev = {.kind = kind, .author = author};
    memset(ev.u.form_id, tag, TABLE_FORM_ID_LEN);
    table_event_mark(&ev);
    memcpy(out, ev.u.form_id, TABLE_FORM_ID_LEN);
}

/* Of element i of what an event of this kind names; NULL beyond. */
static const uint8_t *id_at(const struct table_state *s, enum table_event_kind kind, size_t i)
{
    switch ((int)kind) {
    case TABLE_EV_CONSENTED:
        return i < table_n_proposals(s) ? table_proposal(s, i)->id : NULL;
    case TABLE_EV_SOUND_SEALED:
    case TABLE_EV_SOUND_RESULT:
    case TABLE_EV_SOUND_STOPPED:
    case TABLE_EV_ROUND_RESULT:
        return i < table_n_soundings(s) ? table_sounding(s, i)->id : NULL;
    case TABLE_EV_DRAFT:
    case TABLE_EV_SILENCE_SET:
    case TABLE_EV_OBJECTED:
    case TABLE_EV_ARTICLE_SAID:
        return i < table_n_articles(s) ? table_article(s, i)->id : NULL;
    case TABLE_EV_PAPER:
    case TABLE_EV_ATTACHMENT:
        return i < table_n_papers(s) ? table_paper(s, i)->id : NULL;
    case TABLE_EV_ATTACHMENT_PART:
        return i < table_n_attachments(s) ? table_attachment(s, i)->id : NULL;
    case TABLE_EV_FIELD_PART:
        return table_field_document(s, i) != NULL ? table_field_document(s, i)->id : NULL;
    case TABLE_EV_POSITION_OPENED:
        return i < table_n_positions(s) ? table_position(s, i)->id : NULL;
    default: /* of a meeting */
        return i < table_n_meetings(s) ? table_meeting(s, i)->id : NULL;
    }
}

static void complete_id(const struct table_state *s, enum table_event_kind kind, uint8_t *id)
{
    const uint8_t *same_tag = NULL, *at;
    for (size_t i = 0; (at = id_at(s, kind, i)) != NULL; i++) {
        if (memcmp(at, id, TABLE_FORM_ID_LEN) == 0)
            return;
        if (memcmp(at, id, TABLE_FORM_ID_LEN - 2) == 0)
            same_tag = at;
    }
    if (same_tag != NULL)
        memcpy(id, same_tag, TABLE_FORM_ID_LEN);
}

void fixture_complete(const struct table_state *s, struct table_event *ev)
{
    static const uint8_t none[TABLE_DIGEST_LEN];
    enum table_event_kind kind = ev->kind;
    int says =
        kind == TABLE_EV_CONSENTED || kind == TABLE_EV_ARTICLE_SAID || kind == TABLE_EV_MEETING_READ_BACK;
    table_event_mark(ev);
    assert_int_equal(table_event_name(s, ev), 0);
    if (kind == TABLE_EV_PAPER && memcmp(ev->u.paper.of, none, TABLE_FORM_ID_LEN) != 0)
        complete_id(s, kind, ev->u.paper.of);
    else if (kind == TABLE_EV_ATTACHMENT)
        complete_id(s, kind, ev->u.attachment.paper);
    else if (says || (kind >= TABLE_EV_SOUND_SEALED && kind <= TABLE_EV_SOUND_STOPPED) ||
             (kind >= TABLE_EV_MEETING_ATTENDANCE && kind <= TABLE_EV_READOUT_MADE) ||
             (kind >= TABLE_EV_DRAFT && kind <= TABLE_EV_OBJECTED) || kind == TABLE_EV_ATTACHMENT_PART ||
             kind == TABLE_EV_ROUND_RESULT || kind == TABLE_EV_FIELD_PART || kind == TABLE_EV_POSITION_OPENED)
        complete_id(s, kind, ev->u.form_id);
    uint8_t content[TABLE_DIGEST_LEN];
    table_content(s, ev, content);
    if (says && memcmp(ev->u.form_said.content, none, TABLE_DIGEST_LEN) == 0)
        memcpy(ev->u.form_said.content, content, TABLE_DIGEST_LEN);
}

struct table_event fixture_sound_opened(const struct table_state *s, uint8_t author, uint64_t slot,
                                        uint8_t tag, const uint8_t *issues, size_t n_issues, uint64_t seats)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_OPENED, .author = author, .slot = slot};
    struct table_refusal why = {.text = ""};
    uint8_t id[TABLE_SOUNDING_ID_LEN], circuit[TABLE_DIGEST_LEN];
    uint32_t n_candidates = 0;
    fixture_id(TABLE_EV_SOUND_OPENED, author, tag, id);
    memset(circuit, 0xc1, sizeof(circuit));
    int err = fixture_plan_room(s, issues, n_issues, seats, slot, &ev.u.sound_opened, &n_candidates, &why);
    if (err != 0) {
        fail_msg("plan refused: %s", why.text);
    }
    assert_int_equal(table_sounding_finish(s, &ev.u.sound_opened, id, circuit), 0);
    return ev;
}

static const struct table_sounding *sounding_of(const struct table_state *s, uint8_t tag)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED};
    size_t i = 0;
    memset(ev.u.form_id, tag, TABLE_FORM_ID_LEN);
    fixture_complete(s, &ev);
    assert_int_equal(table_sounding_find(s, ev.u.form_id, &i), 0);
    return table_sounding(s, i);
}

struct table_event fixture_sealed(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_SEALED, .author = author, .slot = slot};
    memcpy(ev.u.sound_sealed.id, sounding_of(s, tag)->id, TABLE_SOUNDING_ID_LEN);
    ev.u.sound_sealed.digests = sounding_of(s, tag)->digests;
    return ev;
}

struct table_event fixture_result(const struct table_state *s, uint8_t author, uint64_t slot, uint8_t tag,
                                  uint8_t answer)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_RESULT, .author = author, .slot = slot};
    memcpy(ev.u.sound_result.id, sounding_of(s, tag)->id, TABLE_SOUNDING_ID_LEN);
    ev.u.sound_result.answer = answer;
    assert_int_equal(
        table_answer_digest(sounding_of(s, tag)->digests.context, answer, 0, ev.u.sound_result.digest), 0);
    return ev;
}

struct table_event fixture_stopped(uint8_t author, uint64_t slot, uint8_t tag, uint8_t output_begun,
                                   uint64_t not_heard)
{
    struct table_event ev = {.kind = TABLE_EV_SOUND_STOPPED, .author = author, .slot = slot};
    memset(ev.u.sound_stopped.id, tag, TABLE_SOUNDING_ID_LEN);
    ev.u.sound_stopped.output_begun = output_begun;
    ev.u.sound_stopped.not_heard = not_heard;
    return ev;
}

void fixture_apply(struct table_state *s, const struct table_event *ev)
{
    struct table_refusal why = {.text = ""};
    struct table_event posted = *ev;
    fixture_complete(s, &posted);
    int err = table_apply(s, &posted, &why);
    if (err != 0) {
        fail_msg("%s: error %d, refused as %s: %s", table_event_kind_name(ev->kind), err,
                 table_refusal_name(why.code), why.text);
    }
    assert_int_equal(why.code, TABLE_R_NONE);
}

void fixture_refused(struct table_state *s, const struct table_event *ev, enum table_refusal_code code,
                     const char *text_begins)
{
    uint8_t before[TABLE_DIGEST_LEN], after[TABLE_DIGEST_LEN];
    struct table_refusal why = {.text = ""}, check = {.text = ""};
    struct table_event posted = *ev;
    fixture_complete(s, &posted);
    ev = &posted;
    assert_int_equal(table_state_digest(s, before), 0);
    assert_int_equal(table_check(s, ev, &check), T2_E_REFUSED);
    assert_int_equal(table_apply(s, ev, &why), T2_E_REFUSED);
    assert_int_equal(table_apply(s, ev, NULL), T2_E_REFUSED);
    assert_int_equal(table_state_digest(s, after), 0);
    assert_memory_equal(before, after, sizeof(before));
    assert_string_equal(table_refusal_name(why.code), table_refusal_name(code));
    assert_string_equal(check.text, why.text);
    fixture_codes_tried |= code < 64 ? (uint64_t)1 << code : 0;
    if (strncmp(why.text, text_begins, strlen(text_begins)) != 0) {
        fail_msg("refused with \"%s\", expected \"%s...\"", why.text, text_begins);
    }
    /* At least three sentences: what happened, what was kept, what to do. */
    size_t stops = 0;
    for (const char *p = why.text; *p != '\0'; p++) {
        stops += *p == '.' && (p[1] == ' ' || p[1] == '\0');
    }
    assert_true(stops >= 3);
}

uint64_t fixture_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

int fixture_plan_room(const struct table_state *s, const uint8_t *issues, size_t n_issues, uint64_t seats,
                      uint64_t slot, struct table_ev_sound_opened *out, uint32_t *out_n_candidates,
                      struct table_refusal *why)
{
    struct table_ev_sound_opened plan = {.kind = TABLE_SOUND_ROOM, .n_issues = n_issues, .seats = seats};
    struct table_shape shape;
    if (n_issues > TABLE_MAX_ISSUES)
        return T2_E_ARGUMENT;
    if (n_issues != 0)
        memcpy(plan.issues, issues, n_issues);
    int err = table_sounding_plan(s, slot, &plan, &shape, why);
    if (err == 0) {
        *out = plan;
        *out_n_candidates = shape.n_candidates;
    }
    return err;
}

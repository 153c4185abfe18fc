/* The cease-fire at the table: sides, documents, positions, observers, reports, incidents, and the order of
 * the steps; every rule and every refusal. The map is the example table's flat one. */

#include "table_field_events.h"

#include <tracktwo/crypto.h>

static int set_up(void **p)
{
    *p = fixture_small(3);
    field_now = SLOT(-10, 0);
    field_tag = 1;
    return 0;
}

static int tear_down(void **p)
{
    table_state_free(*p);
    return 0;
}

/* ---- documents ---- */

/* A proposal of these bytes, whose first consent is refused so. */
static void not_agreed(struct table_state *s, enum table_field_what what, struct t2_bytes bytes,
                       const char *begins)
{
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    assert_int_equal(table_field_check(s, what, bytes, &why), T2_E_REFUSED); /* who proposes sees it first */
    assert_memory_equal(why.text, begins, strlen(begins));
    field_propose(s, what, bytes);
    struct table_event ev = form_consent(B_SEAT, field_now, field_tag, 1);
    fixture_refused(s, &ev, TABLE_R_FIELD_DOCUMENT, begins);
    ev = form_consent(B_SEAT, field_now, field_tag, 0);
    fixture_apply(s, &ev);
}

static void a_document_comes_in_parts(void **p)
{
    struct table_state *s = *p;
    struct t2_buf zones = field_document(TABLE_FIELD_ZONES), back, b = field_document(TABLE_FIELD_LINE);
    struct t2_bytes view = t2_buf_view(&b);
    size_t i = 0;
    t2_buf_init(&back, TABLE_FIELD_DOCUMENT_MAX);
    field_agree_sides(s);
    struct table_event ev = field_part(view, 0);
    fixture_refused(s, &ev, TABLE_R_FIELD_DOCUMENT, "A part came for a document that is not there");
    ev = field_announcement(TABLE_FIELD_LINE, view);
    fixture_apply(s, &ev);
    ev = form_consent(B_SEAT, field_now, field_tag, 1);
    fixture_refused(s, &ev, TABLE_R_FIELD_DOCUMENT, "Not all parts of this document are here yet");
    ev = field_part(view, 0);
    ev.author = B_SEAT;
    fixture_refused(s, &ev, TABLE_R_FIELD_DOCUMENT, "A part came for a document that is not there");
    ev.author = A_SEAT;
    ev.u.field_part.index = 1;
    fixture_refused(s, &ev, TABLE_R_PART, "This is not the next part of that document");
    ev.u.field_part.index = 0;
    ev.u.field_part.bytes.len--;
    fixture_refused(s, &ev, TABLE_R_PART, "This is not the next part of that document");
    ev = field_part(view, 0);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_PART, "This is not the next part of that document");
    field_others_consent(s, field_tag);
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_LINE, &i), 0);
    assert_int_equal(table_field_bytes(s, i, &back), 0);
    assert_int_equal(back.len, b.len);
    assert_memory_equal(back.ptr, b.ptr, b.len);
    t2_buf_free(&back);
    t2_buf_free(&b);
    t2_buf_free(&zones);
}

static void a_document_is_what_it_says(void **p)
{
    struct table_state *s = *p;
    struct t2_buf line = field_document(TABLE_FIELD_LINE), rule = field_document(TABLE_FIELD_RULE),
                  zones = field_document(TABLE_FIELD_ZONES), criteria = field_document(TABLE_FIELD_CRITERIA),
                  response = field_document(TABLE_FIELD_RESPONSE);
    static const char elsewhere[] =
        "tracktwo line rule 1\ntitle en T\nframe flat\nmeasure per_side\nreference a other\nreference b "
        "contact\n"
        "day open\ndemilitarized 0 0\ndemilitarized_by 0 0\nclass c\n  weapons gun\n  distance 1000 1000\n"
        "  by 1 1\n";
    not_agreed(s, TABLE_FIELD_RULE, t2_buf_view(&rule),
               "The document cannot be agreed to: no line has been agreed yet.");
    not_agreed(s, TABLE_FIELD_CRITERIA, t2_buf_view(&criteria),
               "The document cannot be agreed to: no line has been agreed yet.");
    not_agreed(s, TABLE_FIELD_ZONES, t2_buf_view(&zones),
               "The document cannot be agreed to: the zones are not of the line and the rule");
    not_agreed(s, TABLE_FIELD_LINE, t2_buf_view(&rule), "The document cannot be agreed to: ");
    not_agreed(s, TABLE_FIELD_CRITERIA, t2_buf_view(&rule),
               "The document cannot be agreed to: its bytes are not of this version");
    not_agreed(s, TABLE_FIELD_RESPONSE, t2_buf_view(&rule),
               "The document cannot be agreed to: its bytes are not of this version");
    response.ptr[4] = 0; /* no time for an answer */
    response.ptr[3] = 0;
    not_agreed(s, TABLE_FIELD_RESPONSE, t2_buf_view(&response),
               "The document cannot be agreed to: its bytes");
    struct table_event ev = field_announcement(TABLE_FIELD_LINE, t2_buf_view(&line));
    ev.u.field_document.digest[0] ^= 1;
    fixture_apply(s, &ev);
    ev = field_part(t2_buf_view(&line), 0);
    fixture_apply(s, &ev);
    ev = form_consent(B_SEAT, field_now, field_tag, 1);
    fixture_refused(s, &ev, TABLE_R_FIELD_DOCUMENT,
                    "The document cannot be agreed to: its parts are not what was announced.");
    field_agree_document(s, TABLE_FIELD_LINE);
    not_agreed(
        s, TABLE_FIELD_RULE, t2_bytes_str(elsewhere),
        "The document cannot be agreed to: the rule measures from a line that the table does not have.");
    assert_int_equal(t2_buf_append(&rule, "\n", 1), 0);
    not_agreed(s, TABLE_FIELD_RULE, t2_buf_view(&rule),
               "The document cannot be agreed to: the rule is not in its canonical form.");
    rule.len--;
    struct line_criteria other = field_criteria();
    other.frame = GEO_WGS84;
    criteria.len = 0;
    assert_int_equal(line_criteria_write(&other, &criteria), 0);
    not_agreed(s, TABLE_FIELD_CRITERIA, t2_buf_view(&criteria),
               "The document cannot be agreed to: it is of another map than the line.");
    field_agree_document(s, TABLE_FIELD_RULE);
    zones.ptr[20] ^= 1; /* of the line's digest */
    not_agreed(s, TABLE_FIELD_ZONES, t2_buf_view(&zones), "The document cannot be agreed to: ");
    field_agree_document(s, TABLE_FIELD_ZONES);
    field_agree_document(s, TABLE_FIELD_LINE);
    size_t i = 0; /* zones of another line are none of this one */
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_ZONES, &i), T2_E_MISSING);
    t2_buf_free(&line);
    t2_buf_free(&rule);
    t2_buf_free(&zones);
    t2_buf_free(&criteria);
    t2_buf_free(&response);
}

static void says(const struct table_state *s, size_t event, const char *begins)
{
    char text[2048];
    table_event_text(s, event, TABLE_LANG_EN, text, sizeof text);
    if (strncmp(text, begins, strlen(begins)) != 0)
        fail_msg("\"%s\" does not begin with \"%s\"", text, begins);
}

/* A line that stays short of the border at an end: its zones say so too, of the line and of what is measured
 * from. */
static void zones_say_what_the_line_lacks(void **p)
{
    struct table_state *s = *p;
    struct t2_buf line = field_document(TABLE_FIELD_LINE), zones;
    struct line_rule *rule = field_rule();
    struct line_refusal why = {.code = LINE_OK};
    struct line_zones *z = NULL;
    struct line *l = NULL;
    size_t i = 0;
    static const uint8_t nothing[16];
    uint8_t *finish =
        memmem(line.ptr, line.len, nothing, 12); /* of the start: no points, and it lacks nothing */
    assert_non_null(finish);
    finish[4 + 2] = 1; /* 256 mm */
    assert_int_equal(line_read(t2_buf_view(&line), &why, &l), 0);
    assert_int_equal(line_lacks_mm(l, 0), 256);
    assert_int_equal(line_zones_new(l, rule, NULL, 0, &why, &z), 0);
    t2_buf_init(&zones, TABLE_FIELD_DOCUMENT_MAX);
    assert_int_equal(line_zones_write(z, &zones), 0);
    size_t event = table_n_events(s);
    field_propose(s, TABLE_FIELD_LINE, t2_buf_view(&line));
    says(s, event,
         "proposes for the cease-fire: line of contact, 41.3 km, points: 4; it lacks a stretch at its first "
         "and last point, metres at most: 0.3 and 0.0 (digest");
    field_others_consent(s, field_tag);
    field_agree_document(s, TABLE_FIELD_RULE);
    size_t at = sizeof "tracktwo zones 2\n" - 1 + 1 + 4 * LINE_DIGEST_LEN + 2; /* thrice: line, A, B */
    for (size_t k = 0; k < 3; k++)
        assert_int_equal(zones.ptr[at + 16 * k], 1);
    for (size_t k = 0; k < 3; k++) { /* of the last only one says less, which is no encoding */
        zones.ptr[at + 16 * k] = 0;
        not_agreed(s, TABLE_FIELD_ZONES, t2_buf_view(&zones),
                   k == 2 ? "The document cannot be agreed to: the zones are not of the line and the rule"
                          : "The document cannot be agreed to: These bytes are no zones");
    }
    struct line_zones *less = NULL; /* nor does a judge take them, whatever the sides measure from */
    struct line_judge *judge = NULL;
    assert_int_equal(line_zones_read(t2_buf_view(&zones), &why, &less), 0);
    assert_int_equal(line_judge_new(l, rule, less, (struct line_thresholds){0, 0}, &judge), T2_E_ARGUMENT);
    line_zones_free(less);
    for (size_t k = 0; k < 3; k++)
        zones.ptr[at + 16 * k] = 1;
    field_propose(s, TABLE_FIELD_ZONES, t2_buf_view(&zones));
    field_others_consent(s, field_tag);
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_ZONES, &i), 0);
    line_zones_free(z);
    line_rule_free(rule);
    line_free(l);
    t2_buf_free(&line);
    t2_buf_free(&zones);
}

/* What may be published is agreed like the rest, is of the line's map and the table's slots, may be agreed
 * anew whatever steps were taken, and falls with the line. */
static void what_may_be_published_is_agreed(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    struct line_publish_policy m = field_measure();
    struct table_field_record r;
    struct t2_buf b = field_document(TABLE_FIELD_PUBLICATION);
    size_t i = 0;
    not_agreed(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b),
               "The document cannot be agreed to: no line has been agreed yet.");
    field_up_to_hold(s, &one, &two);
    assert_int_equal(table_field_open(s, &r), 0);
    assert_false(r.has_publication);
    table_field_close(&r);
    b.ptr[0] = 2;
    not_agreed(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b),
               "The document cannot be agreed to: its bytes are not of this version");
    b.ptr[0] = 1;
    b.ptr[33] = 2; /* the least number */
    not_agreed(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b),
               "The document cannot be agreed to: its bytes are not of this version");
    b.len = 0;
    m.slot_s = 3600;
    m.delay_slots = m.period_slots = 24;
    assert_int_equal(line_publish_measure_write(&m, &b), 0);
    not_agreed(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b),
               "The document cannot be agreed to: it counts in other slots than the table.");
    b.len = 0;
    m = field_measure();
    m.frame = GEO_WGS84;
    assert_int_equal(line_publish_measure_write(&m, &b), 0);
    not_agreed(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b),
               "The document cannot be agreed to: it is of another map than the line.");
    field_agree_document(s, TABLE_FIELD_PUBLICATION);
    b.len = 0;
    m = field_measure();
    m.grid_m = 20000;
    assert_int_equal(line_publish_measure_write(&m, &b), 0);
    field_propose(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b));
    for (int k = 0; k < 2; k++) { /* proposed is not agreed */
        assert_int_equal(table_field_open(s, &r), 0);
        assert_true(r.has_publication && r.publication.least == 3 && r.publication.now_slot == 0);
        assert_int_equal(r.publication.grid_m, k == 0 ? 10000 : 20000);
        table_field_close(&r);
        if (k == 0)
            field_others_consent(s, field_tag);
    }
    /* Between the two, and as coarse as the first: so be it. Across its squares: no, also when it has fallen.
     */
    b.len = 0;
    m.grid_m = 30000;
    assert_int_equal(line_publish_measure_write(&m, &b), 0);
    field_propose(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b));
    field_others_consent(s, field_tag);
    b.len = 0;
    m.grid_m = 15000;
    assert_int_equal(line_publish_measure_write(&m, &b), 0);
    static const char another[] =
        "The document cannot be agreed to: another measure was agreed before, and laid over what that one "
        "has shown "
        "this one would show more than either. It must have the same corner of the grid, squares of a "
        "multiple of "
        "10000 m, periods of a multiple of 24 hours, a delay of 72 hours or more, places from 3 or more on";
    not_agreed(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b), another);
    /* Back to where the line stays: so does it. Before the line: it falls, and is not agreed without one. */
    struct table_event ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    ev.u.step_back.stage = LINE_STAGE_CEASEFIRE;
    field_agree(s, &ev);
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_PUBLICATION, &i), 0);
    ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    ev.u.step_back.stage = LINE_STAGE_LINE;
    size_t event = table_n_events(s);
    field_agree(s, &ev);
    says(s, event,
         "proposes to go back before the step: the line of contact; this step and all later ones fall, and "
         "with "
         "them: line of contact, measure of what may be published, hour of the cease-fire, ");
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_PUBLICATION, &i), T2_E_MISSING);
    /* So with another line. */
    field_agree_document(s, TABLE_FIELD_LINE);
    not_agreed(s, TABLE_FIELD_PUBLICATION, t2_buf_view(&b), another);
    field_agree_document(s, TABLE_FIELD_PUBLICATION);
    field_agree_document(s, TABLE_FIELD_LINE);
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_PUBLICATION, &i), T2_E_MISSING);
    t2_buf_free(&b);
}

/* As in Minsk II: side A measures from a line of its own, five kilometres behind the line of contact. */
static void a_side_measures_from_its_own_line(void **p)
{
    static const char text[] =
        "tracktwo line rule 1\ntitle en T\nframe flat\nmeasure per_side\nreference a memorandum\n"
        "reference b contact\nday open\ndemilitarized 0\nclass c\n  weapons gun\n  distance 1000\n  by 1\n";
    const struct geo_point at[] = {{2500000, 0}, {2300000, 1000000}, {2800000, 2200000}, {2600000, 4000000}};
    struct line_params params = line_data_params(GEO_FLAT, LINE_END_SQUARE);
    struct line_refusal why = {.code = LINE_OK};
    struct line_reference from[LINE_N_SIDES];
    struct table_field_record r;
    struct table_state *s = *p, *again = NULL;
    struct line_zones *z = NULL;
    struct line_rule *rule = NULL;
    struct t2_buf line, canonical, zones;
    uint8_t one[TABLE_DIGEST_LEN], other[TABLE_DIGEST_LEN];
    size_t i = 0;
    struct line *l = line_data_line(&params, at, 4);
    t2_buf_init(&line, TABLE_FIELD_DOCUMENT_MAX);
    t2_buf_init(&canonical, TABLE_FIELD_DOCUMENT_MAX);
    t2_buf_init(&zones, TABLE_FIELD_DOCUMENT_MAX);
    assert_int_equal(line_write(l, &line), 0);
    assert_int_equal(line_rule_read(t2_bytes_str(text), &why, &rule), 0);
    assert_int_equal(line_rule_write(rule, &canonical), 0);
    not_agreed(s, TABLE_FIELD_REFERENCE_A, t2_buf_view(&line),
               "The document cannot be agreed to: no line has been agreed yet.");
    field_agree_document(s, TABLE_FIELD_LINE);
    not_agreed(s, TABLE_FIELD_RULE, t2_buf_view(&canonical),
               "The document cannot be agreed to: the rule measures");
    field_propose(s, TABLE_FIELD_REFERENCE_B, t2_buf_view(&line)); /* of the wrong side */
    field_others_consent(s, field_tag);
    not_agreed(s, TABLE_FIELD_RULE, t2_buf_view(&canonical),
               "The document cannot be agreed to: the rule measures");
    field_propose(s, TABLE_FIELD_REFERENCE_A, t2_buf_view(&line));
    field_others_consent(s, field_tag);
    field_propose(s, TABLE_FIELD_RULE, t2_buf_view(&canonical));
    field_others_consent(s, field_tag);
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_RULE, &i), 0);
    assert_int_equal(table_field_open(s, &r), 0);
    assert_int_equal(table_field_references(&r, from), 1);
    assert_string_equal(from[0].id, "memorandum");
    /* Zones measured from another line are none of these. */
    struct line_reference wrong = {"memorandum", r.line};
    assert_int_equal(line_zones_new(r.line, r.rule, &wrong, 1, &why, &z), 0);
    assert_int_equal(line_zones_write(z, &zones), 0);
    line_zones_free(z);
    not_agreed(s, TABLE_FIELD_ZONES, t2_buf_view(&zones),
               "The document cannot be agreed to: the zones are not");
    zones.len = 0;
    assert_int_equal(line_zones_new(r.line, r.rule, from, 1, &why, &z), 0);
    assert_int_equal(line_zones_write(z, &zones), 0);
    line_zones_free(z);
    table_field_close(&r);
    /* Nor those that say of its ends what it does not say: 256 mm are missing. */
    uint8_t *lacks = zones.ptr + sizeof "tracktwo zones 2\n" - 1 + 1 + 4 * LINE_DIGEST_LEN + 16;
    lacks[2] = 1;
    not_agreed(s, TABLE_FIELD_ZONES, t2_buf_view(&zones),
               "The document cannot be agreed to: the zones are not");
    lacks[2] = 0;
    field_propose(s, TABLE_FIELD_ZONES, t2_buf_view(&zones));
    field_others_consent(s, field_tag);
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_ZONES, &i), 0);
    /* Another desk folds the same events into the same state. */
    assert_int_equal(table_state_new(&again), 0);
    for (size_t k = 0; k < table_n_events(s); k++)
        assert_int_equal(table_apply(again, table_event_at(s, k), NULL), 0);
    assert_int_equal(table_state_digest(s, one), 0);
    assert_int_equal(table_state_digest(again, other), 0);
    assert_memory_equal(one, other, sizeof one);
    /* Another line to measure from, other zones. */
    field_propose(s, TABLE_FIELD_REFERENCE_A, t2_buf_view(&line));
    field_others_consent(s, field_tag);
    assert_int_equal(table_field_in_force(s, TABLE_FIELD_ZONES, &i), T2_E_MISSING);
    assert_int_equal(table_state_digest(s, one), 0);
    assert_memory_not_equal(one, other, sizeof one);
    table_state_free(again);
    line_rule_free(rule);
    line_free(l);
    t2_buf_free(&line);
    t2_buf_free(&canonical);
    t2_buf_free(&zones);
}

static void documents_have_a_limit(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = field_announcement(TABLE_FIELD_LINE, t2_bytes_str("x"));
    ev.u.field_document.size = TABLE_FIELD_DOCUMENT_MAX;
    /* Two of the largest are within a seat's third of the bytes, and a small one beside them. */
    for (unsigned k = 0; k < 3; k++) {
        memset(ev.u.form_id, (int)k + 100, TABLE_FORM_ID_LEN);
        if (k < 2)
            fixture_apply(s, &ev);
    }
    fixture_refused(
        s, &ev, TABLE_R_LIMIT,
        "What a table can hold is there for all seats, and each may make its share of it: bytes of "
        "documents of the cease-fire, 8388608. Seat S0 has had its share");
    ev.u.field_document.size = 1;
    fixture_apply(s, &ev);
    /* Another seat goes on, up to its share of their number. */
    ev.author = B_SEAT;
    for (unsigned k = 0; k < TABLE_FIELD_MAX_DOCUMENTS / 3; k++) {
        memset(ev.u.form_id, (int)k + 110, TABLE_FORM_ID_LEN);
        fixture_apply(s, &ev);
    }
    memset(ev.u.form_id, 99, TABLE_FORM_ID_LEN);
    fixture_refused(
        s, &ev, TABLE_R_LIMIT,
        "What a table can hold is there for all seats, and each may make its share of it: documents "
        "of the cease-fire, 42.");
}

static void positions_fill_a_table(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    field_agree_sides(s);
    field_agree_document(s, TABLE_FIELD_LINE);
    field_agree_document(s, TABLE_FIELD_RULE);
    struct table_event ev = field_event(TABLE_EV_POSITION_DECLARED, A_SEAT);
    for (unsigned k = 0; k <= TABLE_FIELD_MAX_POSITIONS; k++) {
        ev.author = (uint8_t)(k % 2);
        memset(ev.u.form_id, 0, TABLE_FORM_ID_LEN);
        memcpy(ev.u.form_id, &k, sizeof k);
        if (k < TABLE_FIELD_MAX_POSITIONS)
            fixture_apply(s, &ev);
        else
            fixture_refused(s, &ev, TABLE_R_LIMIT, "The table holds 4096 declared positions");
    }
    table_state_free(s);
}

static void documents_fill_a_table(void **p)
{
    (void)p;
    struct table_state *s = fixture_small(2);
    struct table_event ev = field_announcement(TABLE_FIELD_LINE, t2_bytes_str("x"));
    ev.u.field_document.size = TABLE_FIELD_DOCUMENT_MAX;
    for (unsigned k = 0; k < TABLE_FIELD_MAX_DOCUMENT_BYTES / TABLE_FIELD_DOCUMENT_MAX; k++) {
        ev.author = (uint8_t)(k % 2);
        memset(ev.u.form_id, (int)k + 100, TABLE_FORM_ID_LEN);
        fixture_apply(s, &ev);
    }
    memset(ev.u.form_id, 99, TABLE_FORM_ID_LEN);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "A table holds 128 documents of a cease-fire and 24 MiB");
    table_state_free(s);
}

/* Who is to consent reads the figures of what is proposed, not only its kind. */
static void a_proposal_says_what_it_proposes(void **p)
{
    static const char fixed[] =
        "tracktwo line rule 1\ntitle en T\ntitle fr Titre\nframe flat\nmeasure "
        "per_side\nreference a contact\nreference b contact\nday "
        "2024-10-04\ndemilitarized 0\nclass c\n  weapons gun\n  distance 1000\n  by 1\n";
    static const struct {
        enum table_field_what what;
        const char *text;
    } want[] = {
        {TABLE_FIELD_LINE, "proposes for the cease-fire: line of contact, "},
        {TABLE_FIELD_RULE, "proposes for the cease-fire: rule of the pull-back \""},
        {TABLE_FIELD_ZONES, "proposes for the cease-fire: zones (digest "},
        {TABLE_FIELD_CRITERIA,
         "proposes for the cease-fire: criteria of what holding means, from 2024-10-05 on, quiet days in a "
         "row: 3. Each explosion, burst and shot is counted: ten in a row are ten. (digest "},
        {TABLE_FIELD_RESPONSE,
         "proposes for the cease-fire: answers to incidents, hours for an answer: 24, consequences: "},
        {TABLE_FIELD_PUBLICATION, "proposes for the cease-fire: measure of what may be published, squares of "
                                  "metres: 10000, told to hours: "
                                  "24, after hours: 72, a place from so many on: 3 (digest "},
    };
    struct table_state *s = *p;
    struct observer o = observer_of(1);
    char text[2048];
    for (size_t k = 0; k < sizeof want / sizeof want[0]; k++) {
        struct t2_buf b = field_document(want[k].what);
        size_t event = table_n_events(s);
        struct table_event ev = field_announcement(want[k].what, t2_buf_view(&b));
        fixture_apply(s, &ev); /* its parts have not come */
        table_event_text(s, event, TABLE_LANG_EN, text, sizeof text);
        assert_non_null(strstr(text, " (digest "));
        event = table_n_events(s);
        field_propose(s, want[k].what, t2_buf_view(&b));
        says(s, event, want[k].text);
        t2_buf_free(&b);
    }
    size_t event = table_n_events(s);
    field_propose(s, TABLE_FIELD_RULE, t2_bytes_str(fixed));
    says(s, event,
         "proposes for the cease-fire: rule of the pull-back \"T\", day D 2024-10-04, classes: 1 (");
    char later[sizeof fixed];
    memcpy(later, fixed, sizeof fixed);
    memcpy(strstr(later, "2024-10-04\n"), "open      \n", 11);
    event = table_n_events(s);
    field_propose(s, TABLE_FIELD_RULE, t2_bytes_str(later));
    says(s, event, "proposes for the cease-fire: rule of the pull-back \"T\", day D not fixed, classes: 1 (");
    struct table_event ev = field_admission(&o, "obs-1", LINE_FROM_A);
    event = table_n_events(s);
    fixture_apply(s, &ev);
    says(s, event, "proposes to admit the report key of observer obs-1 (of side A; key ");
    static const char *const whose[] = {"of the observers; key", "of side A; key", "of side B; key",
                                        "of others; key"};
    for (unsigned k = 0; k < LINE_N_FROM; k++) {
        event = table_n_events(s);
        ev = field_admission(&o, "obs-2", (enum line_from)k);
        ev.u.observer_admitted.from_s = k < 2 ? 0 : SECOND(0, 0);
        ev.u.observer_admitted.to_s = LINE_REPORT_MAX_TIME;
        fixture_apply(s, &ev);
        table_event_text(s, event, TABLE_LANG_EN, text, sizeof text);
        assert_non_null(strstr(text, whose[k]));
        assert_non_null(strstr(text, k < 2 ? " for all days" : " from 2024-10-04 on"));
    }
}

/* ---- sides and positions ---- */

static void each_seat_on_one_side(void **p)
{
    static const struct table_text map[] = {{"en", "A map."}};
    struct table_state *s = *p;
    struct table_event ev = field_event(TABLE_EV_SIDES_AGREED, A_SEAT);
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    static const uint64_t wrong[][3] = {{1, 1, 0}, {1, 2, 2}, {1, 8, 0}};
    for (size_t i = 0; i < 3; i++) {
        memcpy(ev.u.sides_agreed.side, wrong[i], sizeof ev.u.sides_agreed.side);
        ev.u.sides_agreed.commission = wrong[i][2];
        fixture_refused(s, &ev, TABLE_R_SIDE, "A seat is named for two of side A, side B");
    }
    assert_int_equal(table_field_side(s, A_SEAT), LINE_N_SIDES);
    field_agree_sides(s);
    assert_int_equal(table_field_side(s, A_SEAT), LINE_A);
    assert_int_equal(table_field_side(s, B_SEAT), LINE_B);
    assert_int_equal(table_field_side(s, JOINT_SEAT), LINE_N_SIDES);
}

/* Who consents reads whom it is about. */
static void sides_are_proposed_by_name(void **p)
{
    static const struct table_text map[] = {{"en", "A map."}};
    struct table_state *s = *p;
    struct table_event ev = field_event(TABLE_EV_SIDES_AGREED, A_SEAT);
    char text[2048];
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    ev.u.sides_agreed.side[LINE_A] = (uint64_t)1 << JOINT_SEAT;
    ev.u.sides_agreed.side[LINE_B] = (uint64_t)1 << A_SEAT | (uint64_t)1 << B_SEAT;
    fixture_apply(s, &ev);
    says(s, table_n_events(s) - 1,
         "proposes who speaks at the line: for side A: Seat S2; for side B: Seat S0 and Seat S1; no joint "
         "commission; the map that counts: A map.");
    ev = field_event(TABLE_EV_SIDES_AGREED, A_SEAT);
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    ev.u.sides_agreed.side[LINE_A] = (uint64_t)1 << A_SEAT;
    ev.u.sides_agreed.side[LINE_B] = (uint64_t)1 << B_SEAT;
    ev.u.sides_agreed.commission = (uint64_t)1 << JOINT_SEAT;
    fixture_apply(s, &ev);
    field_others_consent(s, ev.u.form_id[0]);
    table_event_text(s, table_n_events(s) - 1, TABLE_LANG_EN, text, sizeof text); /* of a consent */
    assert_non_null(strstr(text,
                           "Seat S0 proposes who speaks at the line: for side A: Seat S0; for side B: Seat "
                           "S1; joint commission: Seat S2; the map that counts: A map."));
}

static struct line_opening opening_of(const struct table_state *s, struct table_event *ev)
{
    struct line_position at = {.id = "A-art-1", .weapon = LINE_W_GUN, .count = 6, .by_day = 5};
    struct line_opening o;
    uint8_t rule[LINE_DIGEST_LEN];
    struct line_rule *r = field_rule();
    (void)s;
    at.from = (struct geo_point){2000000, 1800000};
    at.to = (struct geo_point){1350000, 2000000};
    assert_int_equal(line_rule_digest(r, rule), 0);
    *ev = field_event(TABLE_EV_POSITION_DECLARED, A_SEAT);
    ev->u.position_declared.by_day = 5;
    assert_int_equal(
        line_position_commit(t2_random_system(), rule, GEO_FLAT, &at, &o, ev->u.position_declared.commitment),
        0);
    line_rule_free(r);
    return o;
}

static void a_position_is_opened_as_it_was_committed(void **p)
{
    struct table_state *s = *p;
    struct table_event ev, open;
    struct t2_buf bytes;
    struct line_opening o = opening_of(s, &ev);
    t2_buf_init(&bytes, LINE_OPENING_MAX);
    fixture_refused(s, &ev, TABLE_R_SIDE, "Seat S0 speaks for neither side of the line");
    field_agree_sides(s);
    fixture_refused(s, &ev, TABLE_R_POSITION, "Positions are declared under the rule");
    field_agree_document(s, TABLE_FIELD_LINE);
    field_agree_document(s, TABLE_FIELD_RULE);
    o = opening_of(s, &ev);
    fixture_apply(s, &ev);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This position has been declared already");
    assert_int_equal(table_position(s, 0)->declared.side, LINE_A);
    open = form_event(TABLE_EV_POSITION_OPENED, A_SEAT, field_now, ev.u.form_id[0]);
    o.position.to.x++; /* another place than was committed */
    assert_int_equal(line_opening_write(&o, &bytes), 0);
    open.u.position_opened.opening = t2_buf_view(&bytes);
    fixture_refused(s, &open, TABLE_R_POSITION, "This is not the position that was declared");
    o.position.to.x--;
    bytes.len = 0;
    assert_int_equal(line_opening_write(&o, &bytes), 0);
    open.author = B_SEAT;
    fixture_refused(s, &open, TABLE_R_POSITION, "There is no such declared position of this side");
    open.author = JOINT_SEAT;
    fixture_refused(s, &open, TABLE_R_SIDE, "Seat S2 speaks for neither side of the line");
    open.author = A_SEAT;
    fixture_apply(s, &open);
    assert_true(table_position(s, 0)->declared.open);
    assert_string_equal(table_position(s, 0)->declared.position.id, "A-art-1");
    assert_int_equal(table_position(s, 0)->declared.position.to.x, 1350000);
    fixture_refused(s, &open, TABLE_R_ALREADY_SAID, "This position has been opened already");
    line_opening_wipe(&o);
    t2_buf_free(&bytes);
}

static void positions_have_a_limit(void **p)
{
    struct table_state *s = *p;
    field_agree_sides(s);
    field_agree_document(s, TABLE_FIELD_LINE);
    field_agree_document(s, TABLE_FIELD_RULE);
    struct table_event ev = field_event(TABLE_EV_POSITION_DECLARED, A_SEAT);
    for (unsigned k = 0; k < TABLE_FIELD_MAX_POSITIONS / 3; k++) {
        memset(ev.u.form_id, 0, TABLE_FORM_ID_LEN);
        memcpy(ev.u.form_id, &k, sizeof k);
        fixture_apply(s, &ev);
    }
    memset(ev.u.form_id, 0xff, TABLE_FORM_ID_LEN);
    fixture_refused(
        s, &ev, TABLE_R_LIMIT,
        "What a table can hold is there for all seats, and each may make its share of it: declared "
        "positions, 1365. Seat S0 has had its share");
    ev.author = B_SEAT;
    fixture_apply(s, &ev);
}

/* ---- observers and reports ---- */

static void an_observer_is_admitted_once(void **p)
{
    struct table_state *s = *p;
    struct observer o = observer_of(1);
    struct table_event ev = field_admission(&o, "no spaces", LINE_FROM_OBSERVERS);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "An observer is admitted by an id");
    ev = field_admission(&o, "obs-1", LINE_FROM_OBSERVERS);
    ev.u.observer_admitted.to_s = 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "An observer is admitted by an id");
    field_admit(s, &o, "obs-1", LINE_FROM_OBSERVERS);
    ev = field_admission(&o, "obs-1", LINE_FROM_OBSERVERS); /* until an earlier day */
    ev.u.observer_admitted.to_s = SECOND(300, 0);
    field_agree(s, &ev);
    assert_int_equal(table_n_observers(s), 1);
    assert_true(table_observer_admission(s, 0)->to_s == SECOND(300, 0));
    ev = field_admission(&o, "obs-2", LINE_FROM_OBSERVERS);
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This report key has been admitted already, for \"obs-1\"");
    for (unsigned k = 2; k <= TABLE_FIELD_MAX_OBSERVERS; k++) {
        struct observer other = observer_of(k);
        ev = field_admission(&other, "obs-1", LINE_FROM_OBSERVERS);
        memset(ev.u.form_id, 0, TABLE_FORM_ID_LEN);
        memcpy(ev.u.form_id, &k, sizeof k);
        fixture_apply(s, &ev);
        for (uint8_t seat = B_SEAT; seat <= JOINT_SEAT; seat++) {
            struct table_event yes = form_consent(seat, field_now, 1, 1);
            memcpy(yes.u.consented.id, ev.u.form_id, TABLE_FORM_ID_LEN);
            fixture_apply(s, &yes);
        }
    }
    assert_int_equal(table_n_observers(s), TABLE_FIELD_MAX_OBSERVERS);
    o = observer_of(9999);
    ev = field_admission(&o, "obs-1", LINE_FROM_OBSERVERS);
    fixture_refused(s, &ev, TABLE_R_LIMIT, "The table has admitted 256 report keys");
}

static void a_report_is_in_the_record_once(void **p)
{
    struct table_state *s = *p;
    struct observer o = observer_of(1), stranger = observer_of(2), before;
    struct t2_buf b, c;
    uint8_t first[LINE_REPORT_ID_LEN];
    size_t i = 9;
    static struct line_report r, back; /* large */
    field_now = SLOT(3, 0);
    field_admit(s, &o, "obs-1", LINE_FROM_OBSERVERS);
    r = field_report(s, &o, LINE_REPORT_IMPACT, 1, 0);
    struct observer at_first = o;
    struct table_event ev = field_entry(&o, &r, &b);
    fixture_refused(s, &ev, TABLE_R_REPORT, "The report is of another map than the line, or no line");
    field_agree_document(s, TABLE_FIELD_LINE);
    b.ptr[b.len - 1] ^= 1;
    fixture_refused(s, &ev, TABLE_R_REPORT, "The report was not taken in: its signature is wrong");
    b.ptr[b.len - 1] ^= 1;
    b.ptr[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_REPORT, "The report was not taken in: it is no report of this version");
    b.ptr[0] ^= 1;
    fixture_apply(s, &ev);
    ev.author = A_SEAT; /* whoever carries it */
    fixture_refused(s, &ev, TABLE_R_DUPLICATE, "This report is in the record already, as number 1.");
    memcpy(first, table_report(s, 0)->id, sizeof first);
    t2_buf_free(&b);
    r = field_report(s, &stranger, LINE_REPORT_IMPACT, 1, 0);
    before = stranger;
    ev = field_entry(&stranger, &r, &b);
    fixture_refused(s, &ev, TABLE_R_REPORT, "The report was not taken in: its key is not admitted");
    t2_buf_free(&b);
    stranger = before;
    field_admit(s, &stranger, "obs-2", LINE_FROM_OBSERVERS);
    r.begin_s = SECOND(-300, 0); /* before its key was admitted */
    r.made_s = r.begin_s + 1;
    ev = field_entry(&stranger, &r, &b);
    fixture_refused(s, &ev, TABLE_R_REPORT, "The report was not taken in: its key is not admitted");
    t2_buf_free(&b);
    stranger = before;
    r = field_report(s, &stranger, LINE_REPORT_IMPACT, 1, 0);
    r.mission[0] ^= 1;
    ev = field_entry(&stranger, &r, &b);
    fixture_refused(s, &ev, TABLE_R_REPORT, "The report was not taken in: it was made for another table.");
    t2_buf_free(&b);
    stranger = before;
    r = field_report(s, &stranger, LINE_REPORT_IMPACT, 1, 0);
    r.frame = GEO_WGS84;
    ev = field_entry(&stranger, &r, &b);
    fixture_refused(s, &ev, TABLE_R_REPORT, "The report is of another map than the line");
    t2_buf_free(&b);
    /* A fork is kept, eight of one number; then no more. */
    for (uint32_t k = 1; k <= LINE_REPORT_MAX_FORKS; k++) {
        o = at_first;
        r = field_report(s, &o, LINE_REPORT_IMPACT, 1, k);
        ev = field_entry(&o, &r, &c);
        if (k < LINE_REPORT_MAX_FORKS)
            fixture_apply(s, &ev);
        else
            fixture_refused(s, &ev, TABLE_R_LIMIT, "The table holds 13000 reports, which say 100000 things");
        t2_buf_free(&c);
    }
    assert_int_equal(table_report_find(s, first, &i), 0);
    assert_int_equal(i, 0);
    assert_int_equal(table_n_reports(s), LINE_REPORT_MAX_FORKS);
    for (size_t k = 0; k < table_n_reports(s); k++) {
        assert_int_equal(table_report_find(s, table_report(s, k)->id, &i), 0);
        assert_int_equal(i, k);
    }
    /* Taken back by its observer: without a place, and so of no map. */
    o = observer_of(1);
    memcpy(o.previous, first, sizeof first);
    o.number = 1;
    back = (struct line_report){.kind = LINE_REPORT_WITHDRAWN, .side = LINE_N_SIDES, .corrects_number = 1};
    memcpy(back.mission, r.mission, sizeof back.mission);
    memcpy(back.key, o.key, sizeof back.key);
    memcpy(back.previous, first, sizeof first);
    memcpy(back.corrects, first, sizeof first);
    back.number = 2;
    back.made_s = SECOND(2, 0);
    back.has = LINE_REPORT_CORRECTS;
    strcpy(back.reason.lang, "en");
    strcpy(back.reason.text, "It was thunder.");
    field_enter(s, &o, &back);
    assert_int_equal(table_report(s, table_n_reports(s) - 1)->number, 2);
}

/* ---- the steps ---- */

static void no_step_out_of_order(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    static const struct table_text map[] = {{"en", "Another map."}};
    field_up_to_hold(s, &one, &two);
    struct table_event ev = field_step(LINE_STAGE_LINE);
    fixture_refused(s, &ev, TABLE_R_STEP, "This step has been taken: the line of contact.");
    /* What steps rest on stays. */
    struct t2_buf b = field_document(TABLE_FIELD_LINE);
    ev = field_announcement(TABLE_FIELD_LINE, t2_buf_view(&b));
    fixture_refused(s, &ev, TABLE_R_STEP, "A step that was taken rests on this: the line of contact.");
    t2_buf_free(&b);
    ev = field_event(TABLE_EV_SIDES_AGREED, A_SEAT);
    ev.u.sides_agreed.side[0] = 2;
    ev.u.sides_agreed.side[1] = 1;
    ev.u.sides_agreed.map = (struct table_texts){1, map};
    fixture_refused(s, &ev, TABLE_R_STEP, "A step that was taken rests on this");
    ev = field_event(TABLE_EV_CEASEFIRE_AGREED, A_SEAT);
    fixture_refused(s, &ev, TABLE_R_STEP, "A step that was taken rests on this");
    /* Three quiet days that somebody watched; and none that nobody did. */
    field_now = SLOT(5, 1);
    field_not_yet(s, LINE_STAGE_TALKS, "the quiet days that were agreed");
    for (int day = 1; day <= 3; day++) {
        struct line_report r = field_watch(s, &one, day);
        assert_false(table_talks_open(s));
        field_enter(s, &one, &r);
        field_now = SLOT(day + 1, 0) > field_now ? SLOT(day + 1, 0) : field_now;
        if (day < 3)
            field_not_yet(s, LINE_STAGE_TALKS, "the quiet days that were agreed");
    }
    field_take(s, LINE_STAGE_TALKS);
    assert_true(table_talks_open(s));
    ev = field_step(LINE_STAGE_TALKS);
    fixture_refused(s, &ev, TABLE_R_STEP, "This step has been taken: the talks.");
}

/* What all must consent to is no side's fault: the refusal names who has not consented yet. */
static void a_step_says_whose_consent_is_missing(void **p)
{
    struct table_state *s = *p;
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    struct table_field_lack lacks[TABLE_FIELD_MAX_LACKS];
    struct line_order o;
    struct t2_buf b = field_document(TABLE_FIELD_LINE);
    field_now = SLOT(-5, 0);
    struct table_event step = field_step(LINE_STAGE_BATTLEFIELD);
    assert_int_equal(table_check(s, &step, &why), T2_E_REFUSED);
    assert_non_null(strstr(why.text, "nobody has proposed it"));
    assert_null(strstr(why.text, "side A"));
    field_agree_sides(s);
    field_take(s, LINE_STAGE_BATTLEFIELD);
    field_propose(s, TABLE_FIELD_LINE, t2_buf_view(&b));
    uint8_t tag = field_tag;
    struct table_event ev = form_consent(JOINT_SEAT, field_now, tag, 1);
    fixture_apply(s, &ev);
    table_field_order(s, &o);
    assert_int_equal(table_field_lacks(s, &o, LINE_STAGE_LINE, lacks), 1);
    assert_int_equal(lacks[0].need, LINE_NEED_LINE);
    assert_int_equal(lacks[0].side, LINE_N_SIDES);
    assert_int_equal(lacks[0].proposal, table_n_proposals(s));
    assert_int_equal(lacks[0].seats, 1u << B_SEAT);
    step = field_step(LINE_STAGE_LINE);
    assert_int_equal(table_check(s, &step, &why), T2_E_REFUSED);
    assert_int_equal(why.seats, 1u << B_SEAT);
    assert_non_null(strstr(why.text, "still to consent: Seat S1."));
    assert_null(strstr(why.text, "side A"));
    ev = form_consent(B_SEAT, field_now, tag, 1);
    fixture_apply(s, &ev);
    table_field_order(s, &o);
    assert_int_equal(table_field_lacks(s, &o, LINE_STAGE_LINE, lacks), 0);
    assert_int_equal(table_field_lacks(s, &o, LINE_STAGE_PULLBACK, lacks), 3); /* rule; positions of both */
    t2_buf_free(&b);
}

static void a_violation_keeps_the_talks_shut(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    field_up_to_hold(s, &one, &two);
    for (int day = 1; day <= 3; day++) {
        struct line_report r = field_watch(s, &one, day);
        field_enter(s, &one, &r);
    }
    struct line_report shell = field_report(s, &two, LINE_REPORT_IMPACT, 2, 3600);
    field_enter(s, &two, &shell);
    field_now = SLOT(6, 0);
    field_not_yet(s, LINE_STAGE_TALKS, "the quiet days that were agreed");
    /* Both sides find that it was an old mine: the day was quiet. */
    struct table_event ev = field_event(TABLE_EV_REPORT_EXCLUDED, JOINT_SEAT);
    memcpy(ev.u.report_excluded.report, table_report(s, 3)->id, LINE_REPORT_ID_LEN);
    fixture_refused(s, &ev, TABLE_R_SIDE, "Seat S2 speaks for neither side of the line");
    ev.author = A_SEAT;
    ev.u.report_excluded.report[0] ^= 1;
    fixture_refused(s, &ev, TABLE_R_REPORT, "There is no such report in the record");
    ev.u.report_excluded.report[0] ^= 1;
    fixture_apply(s, &ev);
    field_not_yet(s, LINE_STAGE_TALKS,
                  "the quiet days that were agreed"); /* one side alone changes nothing */
    struct table_event yes = form_consent(B_SEAT, field_now, ev.u.form_id[0], 1);
    fixture_apply(s, &yes);
    assert_true(table_report(s, 3)->excluded);
    memset(ev.u.form_id, 0xee, TABLE_FORM_ID_LEN);
    fixture_refused(s, &ev, TABLE_R_ALREADY_SAID, "Both sides have excluded this report already");
    /* Once the key's admission ends before, its watches count for nothing. */
    ev = field_admission(&one, "obs-1", LINE_FROM_OBSERVERS);
    ev.u.observer_admitted.to_s = SECOND(2, 0);
    field_agree(s, &ev);
    field_not_yet(s, LINE_STAGE_TALKS, "the quiet days that were agreed");
    ev = field_admission(&one, "obs-1", LINE_FROM_OBSERVERS);
    field_agree(s, &ev);
    field_take(s, LINE_STAGE_TALKS);
}

static void back_by_consent(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    struct line_order o;
    struct table_event ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    ev.u.step_back.stage = LINE_STAGE_LINE;
    fixture_refused(s, &ev, TABLE_R_STEP, "This step has not been taken: the line of contact.");
    field_up_to_hold(s, &one, &two);
    ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    ev.u.step_back.stage = LINE_STAGE_PULLBACK;
    size_t event = table_n_events(s);
    field_agree(s, &ev);
    says(s, event,
         "proposes to go back before the step: the pull-back; this step and all later ones fall, and with "
         "them: rule of the pull-back, declared positions, zones, admission of the observers, criteria of "
         "what "
         "holding means, the opening of the talks");
    table_field_order(s, &o);
    assert_int_equal(o.done, LINE_STAGE_PULLBACK);
    assert_int_equal(o.has[0], 1u << LINE_NEED_MAP | 1u << LINE_NEED_LINE | 1u << LINE_NEED_CEASEFIRE);
    assert_int_equal(o.has[1], o.has[0]);
    field_not_yet(s, LINE_STAGE_PULLBACK, "agreement to the rule");
    ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    ev.u.step_back.stage = LINE_STAGE_BATTLEFIELD;
    event = table_n_events(s);
    field_agree(s, &ev);
    says(
        s, event,
        "proposes to go back before the step: the map of the battlefield; this step and all later ones fall, "
        "and with them: sides and map, line of contact, measure of what may be published, "
        "hour of the cease-fire, ");
    table_field_order(s, &o);
    assert_int_equal(o.done | o.has[0] | o.has[1], 0);
}

/* ---- incidents ---- */

static void does(struct table_state *s, uint8_t author, const uint8_t *report, uint8_t step, const char *text)
{
    struct table_event ev = field_incident(author, report, step, text);
    fixture_apply(s, &ev);
}

static void refuses(struct table_state *s, uint8_t author, const uint8_t *report, uint8_t step,
                    enum table_refusal_code code, const char *begins)
{
    struct table_event ev = field_incident(author, report, step, "");
    fixture_refused(s, &ev, code, begins);
}

/* What comes next, in the plain words that each desk shows. */
static void next_is(const struct table_state *s, size_t i, const char *want)
{
    char next[512];
    table_incident_next(&table_incident(s, i)->incident, TABLE_LANG_EN, next, sizeof next);
    assert_string_equal(next, want);
}

static void an_incident_from_protest_to_its_end(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    uint8_t id[LINE_REPORT_ID_LEN] = {0};
    refuses(s, A_SEAT, id, TABLE_INCIDENT_OPENED, TABLE_R_SIDE,
            "Seat S0 speaks for neither side of the line");
    field_up_to_hold(s, &one, &two);
    field_agree_document(s, TABLE_FIELD_RESPONSE);
    refuses(s, A_SEAT, id, TABLE_INCIDENT_OPENED, TABLE_R_INCIDENT, "No event in the record begins with");
    refuses(s, A_SEAT, id, LINE_INC_PROTEST, TABLE_R_INCIDENT, "There is no such incident");
    static struct line_report r;
    r = field_report(s, &one, LINE_REPORT_IMPACT, 2, 3600);
    field_enter(s, &one, &r);
    field_now = SLOT(3, 0);
    refuses(s, A_SEAT, table_report(s, 0)->id, TABLE_INCIDENT_OPENED, TABLE_R_INCIDENT,
            "No incident was opened: the event is not corroborated");
    r = field_report(s, &two, LINE_REPORT_IMPACT, 2, 3610);
    field_enter(s, &two, &r);
    /* The event is told by one of the two. */
    size_t k = 0;
    struct table_refusal why = {.lang = TABLE_LANG_EN};
    struct table_event ev = field_incident(A_SEAT, table_report(s, 0)->id, TABLE_INCIDENT_OPENED, "");
    k = table_check(s, &ev, &why) == 0 ? 0 : 1;
    memcpy(id, table_report(s, k)->id, sizeof id);
    refuses(s, JOINT_SEAT, id, TABLE_INCIDENT_OPENED, TABLE_R_SIDE,
            "Seat S2 speaks for neither side of the line");
    does(s, A_SEAT, id, TABLE_INCIDENT_OPENED, "");
    refuses(s, B_SEAT, id, TABLE_INCIDENT_OPENED, TABLE_R_INCIDENT, "That incident is open already");
    refuses(
        s, B_SEAT, id, LINE_INC_ANSWER, TABLE_R_INCIDENT,
        "The incident is as it was: it is \"open\", and this does not follow: an answer. What comes next: a "
        "side protests, or brings it before the joint commission.");
    refuses(s, JOINT_SEAT, id, LINE_INC_FIND_VIOLATION, TABLE_R_INCIDENT,
            "The incident is as it was: it is \"open\", and this does not follow: the finding that it was a "
            "violation.");
    does(s, A_SEAT, id, LINE_INC_PROTEST, "A shell fell beside the road.");
    refuses(s, A_SEAT, id, LINE_INC_ANSWER, TABLE_R_INCIDENT,
            "The incident is as it was: this step is somebody");
    next_is(s, 0, "side B answers, or a side brings it before the joint commission");
    struct t2_buf b = field_document(TABLE_FIELD_RESPONSE);
    ev = field_announcement(TABLE_FIELD_RESPONSE, t2_buf_view(&b));
    fixture_refused(s, &ev, TABLE_R_INCIDENT, "An incident is not closed");
    t2_buf_free(&b);
    does(s, B_SEAT, id, LINE_INC_ANSWER, "It was not ours.");
    next_is(s, 0, "a side brings it before the joint commission, or both sides close it");
    does(s, B_SEAT, id, LINE_INC_REFER, "");
    next_is(s, 0, "the joint commission finds");
    refuses(s, A_SEAT, id, LINE_INC_FIND_VIOLATION, TABLE_R_INCIDENT, "The incident is as it was: this step");
    refuses(s, JOINT_SEAT, id, LINE_INC_LAPSE, TABLE_R_INCIDENT,
            "There is no such incident, or no such step");
    does(s, JOINT_SEAT, id, LINE_INC_FIND_VIOLATION, "A shell of 122 mm.");
    assert_int_equal(table_incident(s, 0)->incident.state, LINE_INC_CONSEQUENCE);
    next_is(s, 0, "both sides, or the joint commission, say that the consequence was carried out");
    does(s, A_SEAT, id, LINE_INC_CARRIED_OUT, "");
    assert_int_equal(table_incident(s, 0)->incident.state, LINE_INC_CONSEQUENCE);
    refuses(s, A_SEAT, id, LINE_INC_CARRIED_OUT, TABLE_R_ALREADY_SAID, "This side has said so already");
    does(s, B_SEAT, id, LINE_INC_CARRIED_OUT, "");
    assert_int_equal(table_incident(s, 0)->incident.state, LINE_INC_CLOSED);
    refuses(s, B_SEAT, id, LINE_INC_CLOSE, TABLE_R_INCIDENT, "The incident is as it was: it is \"closed\"");
    next_is(s, 0, "nothing more, for it is closed");
    for (unsigned step = 0; step <= LINE_N_INC_EVENTS; step++)
        assert_true(strlen(table_say(TABLE_LANG_EN, table_incident_step_text(step))) > 5);
}

/* A sighting of guns at that place in the zone. */
static void sees_guns(struct table_state *s, struct observer *o, uint32_t second, uint32_t n)
{
    static struct line_report r;
    r = field_report(s, o, LINE_REPORT_WEAPONS, 2, second);
    r.side = LINE_A;
    r.n_weapons = 1;
    r.weapons[0] = (struct line_report_weapon){.family = LINE_W_GUN, .number = n};
    field_enter(s, o, &r);
}

/* For an excess of a quota a side opens an incident by hand, on what one observer has seen, where a
 * corroborated event would need two. One at a time for a quota; the rest is as with any. */
static void an_incident_for_an_excess(void **p)
{
    enum { FIRST = TABLE_INCIDENT_EXCESS, SECOND, THIRD };
    static const char rule[] =
        "tracktwo line rule 1\ntitle en T\nframe flat\nmeasure per_side\nreference a contact\n"
        "reference b contact\nday 2024-10-04\ndemilitarized 0 0\ndemilitarized_by 0 0\nclass guns\n"
        "  weapons gun\n  distance 0 0\n  by 0 0\nquota guns a 0 9000 3\nquota guns b 0 9000 3\n";
    static struct line_report r;
    struct table_state *s = *p, *again = NULL;
    struct observer one = observer_of(1), scouts = observer_of(2);
    uint8_t digest[2][TABLE_DIGEST_LEN], id[LINE_REPORT_ID_LEN] = {0xee};
    field_agree_sides(s);
    field_agree_document(s, TABLE_FIELD_LINE);
    refuses(s, A_SEAT, id, FIRST, TABLE_R_INCIDENT,
            "No incident was opened for an excess: the rule that is agreed has no such quota.");
    field_propose(s, TABLE_FIELD_RULE, t2_bytes_str(rule));
    field_others_consent(s, field_tag);
    field_admit(s, &one, "obs-1", LINE_FROM_OBSERVERS);
    field_admit(s, &scouts, "scouts", LINE_FROM_A);
    field_now = SLOT(3, 0);
    sees_guns(s, &one, 3600, 4);
    sees_guns(s, &one, 7200, 5);
    sees_guns(s, &scouts, 50000, 6);
    r = field_report(s, &one, LINE_REPORT_IMPACT, 2, 3600);
    field_enter(s, &one, &r);
    refuses(s, B_SEAT, id, FIRST, TABLE_R_INCIDENT, "No event in the record begins with");
    refuses(s, B_SEAT, table_report(s, 0)->id, THIRD, TABLE_R_INCIDENT,
            "No incident was opened for an excess: the rule that is agreed has no such quota.");
    refuses(s, JOINT_SEAT, table_report(s, 0)->id, FIRST, TABLE_R_SIDE,
            "Seat S2 speaks for neither side of the line");
    for (size_t i = 2; i < 4; i++) /* a side's word, and no weapon */
        refuses(s, B_SEAT, table_report(s, i)->id, FIRST, TABLE_R_INCIDENT,
                "No incident was opened for an excess: the report is of no weapon");
    refuses(s, B_SEAT, table_report(s, 0)->id, TABLE_INCIDENT_OPENED, TABLE_R_INCIDENT,
            "No incident was opened: the event is not corroborated.");
    memcpy(id, table_report(s, 0)->id, sizeof id);
    does(s, B_SEAT, id, FIRST, "Four guns.");
    says(s, table_n_events(s) - 1,
         "opened incident 1 for an excess of the quota: guns, side A, 0 to 9000 m behind the line, may stay: "
         "3: "
         "Four guns.");
    const struct table_incident *i = table_incident(s, 0);
    assert_true(i->excess.is && i->excess.k == 0 && i->excess.quota.most == 3);
    assert_int_equal(i->incident.kind, LINE_F_WEAPON);
    refuses(s, B_SEAT, id, SECOND, TABLE_R_INCIDENT, "That incident is open already");
    refuses(s, B_SEAT, table_report(s, 1)->id, FIRST, TABLE_R_INCIDENT,
            "No incident was opened for an excess: an incident for this quota is not closed yet.");
    does(s, B_SEAT, table_report(s, 1)->id, SECOND,
         ""); /* whether it is one the desks judge, and not the fold */
    does(s, B_SEAT, id, LINE_INC_PROTEST, "They were to go.");
    does(s, A_SEAT, id, LINE_INC_CLOSE, "");
    does(s, B_SEAT, id, LINE_INC_CLOSE, "");
    sees_guns(s, &one, 10800, 4);
    does(s, A_SEAT, table_report(s, 4)->id, FIRST, "");
    assert_int_equal(table_n_incidents(s), 3);
    assert_int_equal(table_state_new(&again), 0);
    for (size_t k = 0; k < table_n_events(s); k++)
        assert_int_equal(table_apply(again, table_event_at(s, k), NULL), 0);
    assert_int_equal(table_state_digest(s, digest[0]), 0);
    assert_int_equal(table_state_digest(again, digest[1]), 0);
    assert_memory_equal(digest[0], digest[1], TABLE_DIGEST_LEN);
    table_state_free(again);
}

/* Two more, for what the first does not reach. */
static void other_ends_of_incidents(void **p)
{
    struct table_state *s = *p;
    struct observer one = observer_of(1), two = observer_of(2);
    field_up_to_hold(s, &one, &two);
    field_now = SLOT(4, 0);
    for (uint32_t k = 0; k < 3; k++) {
        static struct line_report r;
        r = field_report(s, &one, LINE_REPORT_IMPACT, 2, 3600 + k * 7200);
        struct table_refusal why = {.lang = TABLE_LANG_EN};
        field_enter(s, &one, &r);
        r = field_report(s, &two, LINE_REPORT_IMPACT, 2, 3600 + k * 7200);
        field_enter(s, &two, &r);
        const uint8_t *id = table_report(s, 2u * k)->id;
        struct table_event ev = field_incident(A_SEAT, id, TABLE_INCIDENT_OPENED, "");
        id = table_check(s, &ev, &why) == 0 ? id : table_report(s, 2u * k + 1)->id;
        does(s, A_SEAT, id, TABLE_INCIDENT_OPENED, "");
        if (k < 2) {
            does(s, A_SEAT, id, LINE_INC_REFER, "");
            does(s, JOINT_SEAT, id, k == 0 ? LINE_INC_FIND_NONE : LINE_INC_FIND_OPEN, "");
        } else {
            does(s, A_SEAT, id, LINE_INC_CLOSE, "");
            assert_int_equal(table_incident(s, k)->incident.state, LINE_INC_OPEN);
            does(s, B_SEAT, id, LINE_INC_CLOSE, "");
        }
        assert_int_equal(table_incident(s, k)->incident.state, LINE_INC_CLOSED);
    }
    char text[1024];
    for (size_t i = 0; i < table_n_events(s); i++) {
        table_event_text(s, i, TABLE_LANG_EN, text, sizeof text);
        assert_true(strlen(text) > 10);
    }
}

/* The log alone gives the same state; its words are all there. */
static void another_desk_comes_to_the_same(void **p)
{
    struct table_state *s = *p, *again = NULL;
    uint8_t one_digest[TABLE_DIGEST_LEN], other[TABLE_DIGEST_LEN];
    char text[1024];
    an_incident_from_protest_to_its_end(p);
    struct table_event ev, open;
    struct line_opening o = opening_of(s, &ev);
    struct t2_buf bytes;
    t2_buf_init(&bytes, LINE_OPENING_MAX);
    fixture_apply(s, &ev);
    open = form_event(TABLE_EV_POSITION_OPENED, A_SEAT, field_now, ev.u.form_id[0]);
    assert_int_equal(line_opening_write(&o, &bytes), 0);
    open.u.position_opened.opening = t2_buf_view(&bytes);
    fixture_apply(s, &open);
    t2_buf_free(&bytes);
    ev = field_event(TABLE_EV_REPORT_EXCLUDED, A_SEAT);
    memcpy(ev.u.report_excluded.report, table_report(s, 0)->id, LINE_REPORT_ID_LEN);
    fixture_apply(s, &ev);
    ev = field_event(TABLE_EV_STEP_BACK, A_SEAT);
    ev.u.step_back.stage = LINE_STAGE_HOLD;
    fixture_apply(s, &ev);
    assert_int_equal(table_state_new(&again), 0);
    for (size_t i = 0; i < table_n_events(s); i++) {
        assert_int_equal(table_apply(again, table_event_at(s, i), NULL), 0);
        table_event_text(s, i, TABLE_LANG_EN, text, sizeof text);
        assert_true(strlen(text) > 10);
    }
    assert_int_equal(table_state_digest(s, one_digest), 0);
    assert_int_equal(table_state_digest(again, other), 0);
    assert_memory_equal(one_digest, other, sizeof other);
    assert_string_equal(table_field_what_key(TABLE_FIELD_ZONES), "zones");
    assert_string_equal(table_field_what_name(TABLE_FIELD_N_WHAT), "unknown");
    for (int k = TABLE_FIELD_LINE; k < TABLE_FIELD_N_WHAT; k++)
        assert_true(strlen(table_say(TABLE_LANG_EN, table_field_what_name((enum table_field_what)k))) > 3);
    table_state_free(again);
    line_opening_wipe(&o);
}

static void a_value_that_is_none(void **p)
{
    struct table_state *s = *p;
    struct table_event ev = field_step((enum line_stage)8);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The step is not one of the values");
    ev = field_event(TABLE_EV_FIELD_DOCUMENT, A_SEAT);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The kind of the document is not");
    ev.u.field_document.what = 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The size of the document is not");
    ev = field_event(TABLE_EV_FIELD_PART, A_SEAT);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The length of the part is not");
    ev.u.field_part.index = TABLE_FIELD_MAX_PARTS;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The number of the part is not");
    ev = field_event(TABLE_EV_SIDES_AGREED, A_SEAT);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of seats of side A is not");
    ev.u.sides_agreed.side[0] = 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The list of seats of side B is not");
    static const struct table_text two_lines[] = {{"en", "A\nmap."}};
    ev.u.sides_agreed.side[1] = 2;
    ev.u.sides_agreed.map = (struct table_texts){1, two_lines};
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The map that counts cannot be used");
    ev = field_event(TABLE_EV_CEASEFIRE_AGREED, A_SEAT);
    ev.u.ceasefire_agreed.from = UINT64_MAX;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The time of the cease-fire is not");
    ev = field_event(TABLE_EV_POSITION_DECLARED, A_SEAT);
    ev.u.position_declared.by_day = TABLE_FIELD_MAX_BY_DAY + 1;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The day of a position is not");
    ev = field_event(TABLE_EV_POSITION_OPENED, A_SEAT);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The length of an opening is not");
    ev = field_event(TABLE_EV_OBSERVER_ADMITTED, A_SEAT);
    ev.u.observer_admitted.observer = "";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The name of the observer cannot be used");
    ev.u.observer_admitted.observer = "x";
    ev.u.observer_admitted.of = 4;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "Whose observer it is is not");
    ev.u.observer_admitted.of = 0;
    ev.u.observer_admitted.to_s = UINT64_MAX;
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The time of the admission is not");
    ev = field_event(TABLE_EV_REPORT_ENTERED, A_SEAT);
    ev.u.report_entered.report = t2_bytes_of(NULL, 0);
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The length of a report is not");
    ev = field_event(TABLE_EV_INCIDENT_STEP, A_SEAT);
    ev.u.incident_step.text = "\n";
    fixture_refused(s, &ev, TABLE_R_FORMAT, "The text of an incident cannot be used");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_document_comes_in_parts),
        TEST(a_document_is_what_it_says),
        TEST(zones_say_what_the_line_lacks),
        TEST(what_may_be_published_is_agreed),
        TEST(a_side_measures_from_its_own_line),
        TEST(documents_have_a_limit),
        TEST(documents_fill_a_table),
        TEST(each_seat_on_one_side),
        TEST(sides_are_proposed_by_name),
        TEST(a_position_is_opened_as_it_was_committed),
        TEST(positions_have_a_limit),
        TEST(positions_fill_a_table),
        TEST(an_observer_is_admitted_once),
        TEST(a_report_is_in_the_record_once),
        TEST(no_step_out_of_order),
        TEST(a_proposal_says_what_it_proposes),
        TEST(a_step_says_whose_consent_is_missing),
        TEST(a_violation_keeps_the_talks_shut),
        TEST(back_by_consent),
        TEST(an_incident_from_protest_to_its_end),
        TEST(an_incident_for_an_excess),
        TEST(other_ends_of_incidents),
        TEST(another_desk_comes_to_the_same),
        TEST(a_value_that_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

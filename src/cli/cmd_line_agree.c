/* tracktwo line agree|step|back, and what is done before a consent to zones. */
#include "cli/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/crypto.h>

int cli_field_open(struct cli *c, const struct table_state *s, struct table_field_record *out)
{
    int err = table_field_open(s, out);
    return err == 0 ? 0
           : err == T2_E_MISSING
               ? cli_error(c, CLI_REFUSED,
                           "No line of contact has been agreed at this table. Propose one: "
                           "tracktwo line agree line FILE")
               : cli_error(c, CLI_ENVIRONMENT, "The record cannot be read here: memory is short.");
}

/* ---- documents ---- */

static int bad_zones(struct cli *c, const struct line_refusal *why)
{
    return cli_error(c, CLI_REFUSED,
                     "The zones are not those that this desk computes from the line and the rule: %s Nothing "
                     "was consented to. Ask who proposed them to compute them anew.",
                     why->text);
}

int cli_line_consents(struct cli *c, const struct table_state *s, const struct table_proposal *p)
{
    struct table_field_record record;
    struct line_zones *theirs = NULL, *ours = NULL;
    struct line_reference from[LINE_N_SIDES];
    struct line_refusal why = report_refusal();
    struct t2_buf bytes;
    size_t i = 0;
    double apart = 0;
    if (p->kind != TABLE_EV_FIELD_DOCUMENT || table_field_of_event(s, p->event, &i) != 0 ||
        table_field_document(s, i)->what != TABLE_FIELD_ZONES)
        return 0;
    t2_buf_init(&bytes, TABLE_FIELD_DOCUMENT_MAX);
    int code = cli_field_open(c, s, &record);
    int err = code == 0 ? table_field_bytes(s, i, &bytes) : 0;
    /* What is not whole, or of no rule, the table refuses with its own words. */
    if (code == 0 && err == 0 && record.rule != NULL) {
        err = line_zones_read(t2_buf_view(&bytes), &why, &theirs);
        if (err == 0)
            err = line_zones_new(record.line, record.rule, from, table_field_references(&record, from), &why,
                                 &ours);
        if (err == 0)
            err = line_zones_compare(ours, theirs, &why, &apart);
        if (err == T2_E_REFUSED)
            code = bad_zones(c, &why);
        else if (err != 0)
            code = cli_error(c, CLI_ENVIRONMENT, "The zones cannot be computed here: memory is short.");
        else if (apart > LINE_ZONE_AGREE_M)
            code = cli_error(c, CLI_REFUSED,
                             "The zones are not those that this desk computes from the line and the rule: an "
                             "outline lies %.2f m from where it should. Nothing was consented to. Ask who "
                             "proposed them to compute them anew.",
                             apart);
        else if (!c->json)
            cli_tell("This desk has computed the zones itself: the outlines differ by %.3f m at most.",
                     apart);
    }
    line_zones_free(ours);
    line_zones_free(theirs);
    t2_buf_free(&bytes);
    table_field_close(&record);
    return code;
}

static int find_what(const char *word, enum table_field_what *out)
{
    for (enum table_field_what w = TABLE_FIELD_LINE; w < TABLE_FIELD_N_WHAT; w++) {
        if (strcmp(word, table_field_what_key(w)) == 0) {
            *out = w;
            return 0;
        }
    }
    return T2_E_MISSING;
}

static int out_of_memory(struct cli *c, int err)
{
    return err == 0 ? 0 : cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was done.");
}

static int compute_zones(struct cli *c, const struct table_state *s, struct t2_buf *out)
{
    struct table_field_record record;
    struct line_reference from[LINE_N_SIDES];
    struct line_refusal why = report_refusal();
    struct line_zones *z = NULL;
    int code = cli_field_open(c, s, &record);
    if (code == 0 && record.rule == NULL)
        code = cli_error(c, CLI_REFUSED,
                         "No rule has been agreed, so there are no zones. Propose a rule: "
                         "tracktwo line agree rule FILE");
    if (code == 0) {
        int err =
            line_zones_new(record.line, record.rule, from, table_field_references(&record, from), &why, &z);
        code = err == T2_E_REFUSED ? cli_line_refused(c, "the rule", err, &why) : out_of_memory(c, err);
    }
    if (code == 0)
        code = out_of_memory(c, line_zones_write(z, out));
    line_zones_free(z);
    table_field_close(&record);
    return code;
}

/* The criteria of a file, of the map of the line. */
static int make_criteria(struct cli *c, const struct table_state *s, const char *path, struct t2_buf *out,
                         json_t **understood)
{
    struct table_field_record record;
    struct line_criteria criteria;
    int code = cli_field_open(c, s, &record);
    code = code != 0 ? code : cli_criteria_read(c, path, line_frame(record.line), &criteria);
    code = code != 0 ? code : out_of_memory(c, line_criteria_write(&criteria, out));
    *understood = code == 0 ? cli_criteria_show(c, &criteria) : NULL;
    table_field_close(&record);
    return code;
}

/* The measure of a file. Where it names no corner, that of the measure before, else the line's first point.
 */
static int make_publication(struct cli *c, const struct table_state *s, const char *path, struct t2_buf *out,
                            json_t **understood)
{
    struct table_field_record record;
    struct line_publish_policy m;
    int code = cli_field_open(c, s, &record);
    if (code == 0)
        code = cli_measure_read(c, path, line_frame(record.line),
                                record.first_publication.grid_m != 0 ? record.first_publication.origin
                                                                     : line_points(record.line).at[0],
                                &m);
    code = code != 0 ? code : out_of_memory(c, line_publish_measure_write(&m, out));
    if (code == 0 && !c->json)
        cli_tell("As understood:");
    *understood = code == 0 ? cli_measure_show(c, &m) : NULL;
    table_field_close(&record);
    return code;
}

/* What no desk could consent to is not proposed. */
static int check_document(struct cli *c, const struct table_state *s, enum table_field_what what,
                          struct t2_bytes bytes)
{
    struct table_refusal why = {.lang = cli_lang()};
    int err = table_field_check(s, what, bytes, &why);
    return err == T2_E_REFUSED ? cli_error(c, CLI_REFUSED, "%s", why.text) : out_of_memory(c, err);
}

/* The bytes that are proposed. path NULL: zones, which are computed. understood: criteria, publication; else
 * NULL. */
static int make_document(struct cli *c, const struct table_state *s, enum table_field_what what,
                         const char *path, const struct cli_line_options *o, const char *day,
                         struct t2_buf *out, json_t **understood)
{
    struct line *l = NULL;
    struct line_rule *r = NULL;
    int code = 0;
    json_t *repairs = json_array();
    if (what == TABLE_FIELD_ZONES) {
        code = compute_zones(c, s, out);
    } else if (what == TABLE_FIELD_LINE || what == TABLE_FIELD_REFERENCE_A ||
               what == TABLE_FIELD_REFERENCE_B) {
        code = cli_line_read(c, path, o, &l, repairs);
        code = code != 0 ? code : out_of_memory(c, line_write(l, out));
    } else if (what == TABLE_FIELD_RULE) {
        code = cli_rule_read(c, path, day, &r);
        code = code != 0 ? code : out_of_memory(c, line_rule_write(r, out));
    } else if (what == TABLE_FIELD_CRITERIA) {
        code = make_criteria(c, s, path, out, understood);
    } else if (what == TABLE_FIELD_PUBLICATION) {
        code = make_publication(c, s, path, out, understood);
    } else {
        code = cli_response_read(c, path, out);
    }
    code = code != 0 ? code : check_document(c, s, what, t2_buf_view(out));
    line_free(l);
    line_rule_free(r);
    json_decref(repairs);
    return code;
}

int cli_line_second(struct cli *c, struct desk *d, const struct table_proposal *p)
{
    const struct table_state *s = desk_table(d);
    struct table_event ev = {.kind = TABLE_EV_CONSENTED};
    char names[512];
    table_seat_names(s, table_proposal_needs(s, p) & ~p->consents, cli_lang(), names, sizeof names);
    if ((p->consents >> channel_self(desk_channel(d)) & 1) != 0)
        return cli_error(c, CLI_REFUSED,
                         "Proposal %u is the same, and you have consented to it. Nothing was proposed anew. "
                         "Still to consent: %s.",
                         p->number, names);
    if (!c->json)
        cli_tell("Proposal %u is the same: this is your consent to it.", p->number);
    cli_says_of(s, p->id, &ev);
    ev.u.consented.answer = 1;
    return cli_post(c, d, &ev, TABLE_SAYS("You have consented."));
}

/* The open proposal of the same bytes; NULL: none. */
static const struct table_proposal *same_document(const struct table_state *s, const struct table_event *ev)
{
    for (size_t i = 0; i < table_n_proposals(s); i++) {
        const struct table_proposal *p = table_proposal(s, i);
        const struct table_ev_field_document *x = &table_event_at(s, p->event)->u.field_document;
        if (p->status == TABLE_PROPOSAL_OPEN && p->kind == TABLE_EV_FIELD_DOCUMENT &&
            x->what == ev->u.field_document.what &&
            memcmp(x->digest, ev->u.field_document.digest, TABLE_DIGEST_LEN) == 0)
            return p;
    }
    return NULL;
}

/* The announcement and all its parts; of what another seat has proposed already, the consent. */
static int propose_document(struct cli *c, struct desk *d, enum table_field_what what, struct t2_bytes bytes,
                            json_t *understood)
{
    struct table_event ev = {.kind = TABLE_EV_FIELD_DOCUMENT};
    struct desk_problem why = {.lang = cli_lang()};
    bool sent = false;
    ev.u.field_document.what = (uint8_t)what;
    ev.u.field_document.size = (uint32_t)bytes.len;
    int code = cli_form_id(c, ev.u.form_id);
    if (code == 0)
        code = out_of_memory(c, t2_sha256(ev.u.field_document.digest, &bytes, 1));
    const struct table_proposal *same = code == 0 ? same_document(desk_table(d), &ev) : NULL;
    if (same != NULL)
        return cli_line_second(c, d, same);
    int err = code == 0 ? desk_post(d, &ev, &why) : 0;
    for (size_t k = 0; code == 0 && err == 0 && k * TABLE_PART_MAX < bytes.len; k++) {
        struct table_event part = {.kind = TABLE_EV_FIELD_PART};
        size_t left = bytes.len - k * TABLE_PART_MAX;
        memcpy(part.u.form_id, ev.u.form_id, TABLE_FORM_ID_LEN);
        part.u.field_part.index = (uint8_t)k;
        part.u.field_part.bytes =
            t2_bytes_of(bytes.ptr + k * TABLE_PART_MAX, left < TABLE_PART_MAX ? left : TABLE_PART_MAX);
        err = desk_post(d, &part, &why);
    }
    code = code != 0 ? code : err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    if (code != 0)
        return code;
    if (!c->json)
        cli_tell("Proposed: %s. It is in force when every seat has consented.",
                 cli_say(table_field_what_name(what)));
    cli_json(c, json_pack("{s:b, s:s, s:s, s:b, s:o, s:O*}", "ok", 1, "kind", "field_document", "what",
                          table_field_what_key(what), "sent", sent, "digest",
                          cli_hex(ev.u.field_document.digest, TABLE_DIGEST_LEN),
                          what == TABLE_FIELD_PUBLICATION ? "publication" : "criteria", understood));
    return 0;
}

/* ---- what is agreed ---- */

/* What the next step waits for, and whose word it is. */
static json_t *lacks_json(const struct cli *c, const struct table_state *s, const struct line_order *o)
{
    struct table_field_lack lacks[TABLE_FIELD_MAX_LACKS];
    size_t n = table_field_lacks(s, o, (enum line_stage)o->done, lacks);
    json_t *list = json_array();
    for (size_t i = 0; i < n; i++) {
        const struct table_field_lack *x = &lacks[i];
        const char *what = cli_say(line_need_text(x->need));
        char names[512];
        table_seat_names(s, x->seats, cli_lang(), names, sizeof names);
        (void)json_array_append_new(
            list, json_pack("{s:s, s:o, s:o, s:s}", "what", line_need_text(x->need), "side",
                            x->side < LINE_N_SIDES ? json_string(x->side == LINE_A ? "A" : "B") : json_null(),
                            "proposal", x->proposal != 0 ? json_integer(x->proposal) : json_null(), "seats",
                            x->seats != 0 ? names : ""));
        if (c->json)
            continue;
        if (x->need == LINE_NEED_QUIET)
            cli_tell("        the quiet days, which tracktwo line hold counts");
        else if (x->side < LINE_N_SIDES)
            cli_tell("        missing, of side %s: %s", x->side == LINE_A ? "A" : "B", what);
        else if (x->proposal == 0)
            cli_tell("        missing: %s; nobody has proposed it", what);
        else
            cli_tell("        missing: %s; proposal %u is open, still to consent: %s", what, x->proposal,
                     names);
    }
    if (!c->json && n == 0)
        cli_tell("        nothing is missing: tracktwo line step %s",
                 line_stage_name((enum line_stage)o->done));
    return list;
}

/* The steps with the word of each, those that were taken (x) and the next (>). */
static json_t *order_json(const struct cli *c, const struct table_state *s)
{
    struct line_order o;
    json_t *list = json_array();
    table_field_order(s, &o);
    for (unsigned k = 0; k < LINE_N_STAGES; k++) {
        bool next = k == o.done;
        const char *name = line_stage_name((enum line_stage)k);
        if (!c->json)
            cli_tell("  %s %s %s",
                     k < o.done ? "x"
                     : next     ? ">"
                                : "-",
                     cli_column(name, 12), cli_say(line_stage_text((enum line_stage)k)));
        json_t *step = json_pack("{s:s, s:b, s:b}", "step", name, "taken", k < o.done, "next", (int)next);
        if (next)
            (void)json_object_set_new(step, "missing", lacks_json(c, s, &o));
        (void)json_array_append_new(list, step);
    }
    return list;
}

static void show_sides(const struct cli *c, const struct table_state *s, json_t *o)
{
    static const char *const what[] = {TABLE_SAYS("side A"), TABLE_SAYS("side B"),
                                       TABLE_SAYS("joint commission")};
    static const char *const keys[] = {"side_a", "side_b", "commission"};
    const struct table_ev_sides_agreed *x = table_field_sides(s);
    for (unsigned k = 0; k < 3 && x != NULL; k++) {
        uint64_t mask = k < 2 ? x->side[k] : x->commission;
        json_t *list = json_array();
        for (size_t i = 0; i < table_n_seats(s); i++) {
            if ((mask >> i & 1) == 0)
                continue;
            (void)json_array_append_new(list, json_string(table_seat(s, i)->id));
            if (!c->json)
                cli_tell("  %s: %s", cli_say(what[k]), cli_shown(table_seat(s, i)->name));
        }
        (void)json_object_set_new(o, keys[k], list);
    }
    if (x != NULL) {
        const char *map = table_text_in(x->map.texts, x->map.n, cli_tag());
        (void)json_object_set_new(o, "map", cli_json_text(map));
        if (!c->json)
            cli_tell("  the map that counts: %s", cli_shown(map));
    } else if (!c->json) {
        cli_tell("  not agreed: %s", cli_say("sides and map"));
    }
}

/* Keys that were admitted; the last admission of a key stands. */
static json_t *observers_json(const struct cli *c, const struct table_state *s)
{
    static const char *const of[LINE_N_FROM] = {"observers", "a", "b", "others"};
    json_t *list = json_array();
    for (size_t i = 0; i < table_n_observers(s); i++) {
        const struct table_ev_observer_admitted *x = table_observer_admission(s, i);
        char from[16], to[16];
        if (!table_observer(s, i)->counts)
            continue;
        (void)cli_date_text((int32_t)(x->from_s / LINE_DAY_S), from);
        (void)cli_date_text((int32_t)(x->to_s / LINE_DAY_S), to);
        (void)json_array_append_new(
            list, json_pack("{s:o, s:s, s:o, s:o}", "id", cli_json_text(x->observer), "of",
                            of[x->of < LINE_N_FROM ? x->of : LINE_FROM_OTHERS], "from",
                            x->from_s > 0 ? json_string(from) : json_null(), "to",
                            x->to_s < LINE_REPORT_MAX_TIME ? json_string(to) : json_null()));
        if (!c->json)
            cli_tell("  observer admitted: %s", cli_shown(x->observer));
    }
    return list;
}

static int show_agreed(struct cli *c, const struct table_state *s)
{
    json_t *o = json_pack("{s:b}", "ok", 1), *documents = json_object();
    char when[TABLE_SLOT_TEXT_LEN];
    show_sides(c, s, o);
    for (enum table_field_what w = TABLE_FIELD_LINE; w < TABLE_FIELD_N_WHAT; w++) {
        size_t i = 0;
        bool there = table_field_in_force(s, w, &i) == 0;
        const struct table_event *ev = there ? table_event_at(s, table_field_document(s, i)->event) : NULL;
        (void)json_object_set_new(documents, table_field_what_key(w),
                                  there ? cli_hex(ev->u.field_document.digest, TABLE_DIGEST_LEN)
                                        : json_null());
        /* Most tables need no other line to measure from. */
        if (!c->json && (there || (w != TABLE_FIELD_REFERENCE_A && w != TABLE_FIELD_REFERENCE_B)))
            cli_tell(there ? TABLE_SAYS("  agreed: %s") : TABLE_SAYS("  not agreed: %s"),
                     cli_say(table_field_what_name(w)));
    }
    (void)json_object_set_new(o, "documents", documents);
    if (table_field_ceasefire(s) != 0) {
        table_slot_text(table_field_ceasefire(s), when);
        (void)json_object_set_new(o, "ceasefire", json_string(when));
        if (!c->json)
            cli_tell("  both sides cease fire from %s on", when);
    } else if (!c->json) {
        cli_tell("  not agreed: %s", cli_say("hour of the cease-fire"));
    }
    (void)json_object_set_new(o, "observers", observers_json(c, s));
    (void)json_object_set_new(o, "steps", order_json(c, s));
    (void)json_object_set_new(o, "talks_open", json_boolean(table_talks_open(s)));
    (void)json_object_set_new(o, "reports", json_integer((json_int_t)table_n_reports(s)));
    cli_json(c, o);
    return 0;
}

/* ---- agree ---- */

static int agree_sides(struct cli *c, struct desk *d, const char *lists[3], const char *map)
{
    struct table_event ev = {.kind = TABLE_EV_SIDES_AGREED};
    const struct table_text text = {cli_tag(), map};
    uint64_t mask[3] = {0};
    int code = cli_form_id(c, ev.u.form_id);
    for (int k = 0; k < 3 && code == 0; k++) {
        if (lists[k] != NULL)
            code = cli_seats(c, desk_table(d), lists[k], &mask[k]);
    }
    if (code == 0 && (lists[0] == NULL || lists[1] == NULL || map == NULL))
        code = cli_error(c, CLI_USAGE,
                         "Name the seats of both sides and the map: --a ID,... --b ID,... --map TEXT");
    ev.u.sides_agreed.side[0] = mask[0];
    ev.u.sides_agreed.side[1] = mask[1];
    ev.u.sides_agreed.commission = mask[2];
    ev.u.sides_agreed.map = (struct table_texts){1, &text};
    return code != 0 ? code
                     : cli_post(c, d, &ev,
                                TABLE_SAYS("Proposed: the sides and the map. It is in force when every seat "
                                           "has consented."));
}

static int agree_ceasefire(struct cli *c, struct desk *d, const char *day)
{
    struct table_event ev = {.kind = TABLE_EV_CEASEFIRE_AGREED};
    int code = cli_form_id(c, ev.u.form_id);
    if (code == 0)
        code =
            cli_day(c, TABLE_SAYS("The second word"), day, CLI_DAY_NEEDS_HOUR, &ev.u.ceasefire_agreed.from);
    return code != 0 ? code
                     : cli_post(c, d, &ev,
                                TABLE_SAYS("Proposed: the hour of the cease-fire. It is in force when every "
                                           "seat has consented."));
}

int cmd_line_agree(struct cli *c)
{
    const char *lists[3] = {cli_option(c, "--a"), cli_option(c, "--b"), cli_option(c, "--commission")};
    const char *map = cli_option(c, "--map"), *day = cli_option(c, "--day");
    struct cli_line_options o = cli_line_options(c);
    enum table_field_what what = TABLE_FIELD_ZONES;
    struct desk *d = NULL;
    struct t2_buf bytes;
    json_t *understood = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    const char *word = c->argc > 0 ? c->argv[0] : "", *path = c->argc > 1 ? c->argv[1] : NULL;
    bool sides = strcmp(word, "sides") == 0, fire = strcmp(word, "ceasefire") == 0;
    if (c->argc > 0 && !sides && !fire &&
        (find_what(word, &what) != 0 || (path == NULL) != (what == TABLE_FIELD_ZONES)))
        return cli_error(
            c, CLI_USAGE,
            "What is agreed: sides, ceasefire DAY, line FILE, reference_a FILE, reference_b FILE, "
            "rule FILE, zones, criteria FILE, response FILE, publication FILE.");
    t2_buf_init(&bytes, TABLE_FIELD_DOCUMENT_MAX);
    int code = what == TABLE_FIELD_ZONES && c->argc > 0 && !sides && !fire ? cli_seen_desk(c, false, &d)
                                                                           : cli_synced_desk(c, false, &d);
    if (code == 0 && c->argc == 0)
        code = show_agreed(c, desk_table(d));
    else if (code == 0 && sides)
        code = agree_sides(c, d, lists, map);
    else if (code == 0 && fire)
        code = agree_ceasefire(c, d, path);
    else if (code == 0 &&
             (code = make_document(c, desk_table(d), what, path, &o, day, &bytes, &understood)) == 0)
        code = propose_document(c, d, what, t2_buf_view(&bytes), understood);
    json_decref(understood);
    t2_buf_free(&bytes);
    cli_close_desk(d);
    return code;
}

/* ---- steps ---- */

static int find_stage(struct cli *c, const char *word, uint8_t *out)
{
    for (unsigned k = 0; k < LINE_N_STAGES; k++) {
        if (strcmp(word, line_stage_name((enum line_stage)k)) == 0) {
            *out = (uint8_t)k;
            return 0;
        }
    }
    return cli_error(c, CLI_USAGE,
                     "The steps are: battlefield, line, ceasefire, pullback, zone, observers, hold, talks.");
}

int cmd_line_step(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_STEP_TAKEN};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = c->argc > 0 ? find_stage(c, c->argv[0], &ev.u.step_taken.stage) : 0;
    if (code == 0)
        code = c->argc > 0 ? cli_seen_desk(c, false, &d) : cli_synced_desk(c, false, &d);
    if (code == 0 && c->argc == 0)
        cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "steps", order_json(c, desk_table(d))));
    else if (code == 0)
        code = cli_post(c, d, &ev,
                        ev.u.step_taken.stage == LINE_STAGE_TALKS
                            ? TABLE_SAYS("The step was taken: the talks are open.")
                            : TABLE_SAYS("The step was taken."));
    cli_close_desk(d);
    return code;
}

int cmd_line_back(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_STEP_BACK};
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = find_stage(c, c->argv[0], &ev.u.step_back.stage);
    if (code == 0)
        code = cli_form_id(c, ev.u.form_id);
    if (code == 0)
        code = cli_synced_desk(c, false, &d);
    if (code == 0)
        code = cli_post(c, d, &ev,
                        TABLE_SAYS("Proposed: to go back. It is in force when every seat has consented."));
    cli_close_desk(d);
    return code;
}

/* tracktwo seat new-device FILE, seat device ID FILE: another machine for a seat. docs/design/devices.md. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

int cmd_seat_new_device(struct cli *c)
{
    struct desk *d = NULL;
    struct desk_problem why = {.lang = cli_lang()};
    uint8_t digest[TABLE_DIGEST_LEN];
    char words[TABLE_DEVICE_WORDS_LEN];
    struct t2_buf file;
    if (!cli_words(c))
        return CLI_USAGE;
    t2_buf_init(&file, CHANNEL_DEVICE_FILE_MAX);
    int code = cli_any_desk(c, &d), err = 0;
    if (code == 0 && ((err = desk_device_new(d, &file, &why)) != 0 ||
                      (err = channel_device_read(t2_buf_view(&file), digest)) != 0))
        code = cli_problem(c, err, &why);
    if (code == 0 && cli_write_new(c->argv[0], &file) != 0)
        code = cli_error(c, CLI_ENVIRONMENT,
                         "The file %s cannot be written, or is there already. Nothing is lost: give the "
                         "command again with another name.",
                         c->argv[0]);
    if (code == 0) {
        table_device_words(digest, words);
        cli_json(c, json_pack("{s:b, s:o, s:s}", "ok", 1, "file", cli_json_text(c->argv[0]), "words", words));
        if (!c->json)
            cli_tell("%s is made. Its check words: %s\n"
                     "Hand it to a seat of the table, whose desk proposes it: tracktwo seat device ID FILE\n"
                     "When all have consented, join here with the convenor's new file: tracktwo seat join",
                     cli_shown(c->argv[0]), words);
    }
    t2_buf_free(&file);
    cli_close_desk(d);
    return code;
}

int cmd_seat_device(struct cli *c)
{
    struct table_event ev = {.kind = TABLE_EV_DEVICE_CHANGED};
    struct table_ev_device_changed *x = &ev.u.device_changed;
    struct desk *d = NULL;
    struct t2_buf file;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_read_file(c, c->argv[1], 65536, &file);
    if (code == 0 && channel_device_read(t2_buf_view(&file), x->key) != 0)
        code = cli_error(
            c, CLI_WRONG,
            "The file %s does not show a new device, or it is damaged. Nothing was proposed. On the new "
            "machine: tracktwo seat new-device FILE",
            c->argv[1]);
    t2_buf_free(&file);
    if (code == 0 && (code = cli_form_id(c, x->id)) == 0 && (code = cli_synced_desk(c, false, &d)) == 0 &&
        (code = cli_seat(c, desk_table(d), c->argv[0], &x->seat)) == 0) {
        code = cli_post(
            c, d, &ev,
            TABLE_SAYS("It is proposed. Every seat reads its check words to the person whose device it "
                       "is, and then consents: tracktwo proposal list"));
    }
    cli_close_desk(d);
    return code;
}

void cli_device_notes(struct cli *c, const struct desk *d)
{
    const struct table_state *s = desk_table(d);
    char text[640], names[512], until[TABLE_SLOT_TEXT_LEN];
    uint8_t seat = CHANNEL_NO_SEAT;
    const struct table_proposal *p = table_device_open(s, &seat);
    if (c->device_told)
        return;
    c->device_told = true;
    if (desk_device_replaced(d)) {
        cli_note(cli_say(
            "Your seat has another device now. This one can be read, and nothing more is sent or got."));
        return;
    }
    if (p == NULL || seat != channel_self(desk_channel(d)))
        return;
    if (p->ended != 0) {
        table_seat_names(s, p->ended, cli_lang(), names, sizeof names);
        (void)snprintf(
            text, sizeof text,
            cli_say(
                "For your seat another device comes into force; these take nothing more from this one: %s"),
            names);
    } else if (table_device_until(s, p) != 0) {
        table_slot_text(table_device_until(s, p), until);
        (void)snprintf(
            text, sizeof text,
            cli_say("Another device for your seat is proposed, and all others have consented. If it is not "
                    "yours, decline until %s: tracktwo proposal decline %u"),
            until, p->number);
    } else {
        (void)snprintf(
            text, sizeof text,
            cli_say(
                "Another device for your seat is proposed. If it is not yours: tracktwo proposal decline %u"),
            p->number);
    }
    cli_note(text);
}

void cli_device_stage(const struct cli *c, const struct table_state *s, const struct table_proposal *p,
                      json_t *o)
{
    char until[TABLE_SLOT_TEXT_LEN], names[512];
    uint64_t slot = table_device_until(s, p);
    if (p->kind != TABLE_EV_DEVICE_CHANGED || p->status != TABLE_PROPOSAL_OPEN || !table_device_agreed(s, p))
        return;
    if (p->ended != 0) {
        uint64_t all = ((uint64_t)1 << table_n_seats(s)) - 1;
        uint64_t self = (uint64_t)1 << table_event_at(s, p->event)->u.device_changed.seat;
        table_seat_names(s, all & ~self & ~p->ended, cli_lang(), names, sizeof names);
        (void)json_object_set_new(o, "desks_awaited", cli_json_text(names));
        if (!c->json)
            cli_tell("     all others have consented; it is in force when these desks have been on line: %s",
                     cli_shown(names));
    } else if (slot != 0) {
        table_slot_text(slot, until);
        (void)json_object_set_new(o, "declines_until", json_string(until));
        if (!c->json)
            cli_tell("     all others have consented; the seat's present device can decline until %s", until);
    }
}

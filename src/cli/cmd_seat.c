/* tracktwo seat invite|join|introduce|list: files handed over in person, one each way for every pair; or two
 * seats made known to each other by the convenor. */
#include "cli/cli.h"

#include <stdio.h>
#include <string.h>

#define INVITATION_READ_MAX 65536 /* more than any invitation: a wrong file gets its own sentence */

/* The seat's id for people: from the table when it is here, else its number. */
static void seat_label(const struct desk *d, uint8_t seat, char *out, size_t len)
{
    const struct table_seat *s = table_seat(desk_table(d), seat);
    if (s != NULL)
        (void)snprintf(out, len, "%s", s->id);
    else
        (void)snprintf(out, len, "seat%u", seat + 1u);
}

static int invite_one(struct cli *c, struct desk *d, const char *folder, uint8_t seat, json_t *files)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct t2_buf bytes;
    char path[DESK_PATH_MAX + 160], from[64], to[64];
    t2_buf_init(&bytes, CHANNEL_INVITATION_MAX);
    int err = desk_invite(d, seat, &bytes, &why);
    if (err != 0) {
        t2_buf_free(&bytes);
        return cli_problem(c, err, &why);
    }
    seat_label(d, channel_self(desk_channel(d)), from, sizeof from);
    seat_label(d, seat, to, sizeof to);
    (void)snprintf(path, sizeof path, "%s/from-%s-for-%s.t2seat", folder, from, to);
    err = cli_write_over(path, &bytes);
    t2_buf_free(&bytes);
    if (err != 0)
        return cli_error(
            c, CLI_ENVIRONMENT,
            "The file %s cannot be written. Nothing is lost: give the command again with another "
            "folder.",
            path);
    (void)json_array_append_new(files, cli_json_text(path));
    if (!c->json)
        printf("%s\n", cli_shown(path));
    return CLI_OK;
}

/* The seat of this id; before the table's opening has brought the ids, of its label "seat1". */
static bool find_seat(const struct desk *d, const char *id, uint8_t *out)
{
    char label[64];
    if (table_is_open(desk_table(d)))
        return table_seat_find(desk_table(d), id, out) == 0;
    for (uint8_t seat = 0; seat < channel_n_seats(desk_channel(d)); seat++) {
        seat_label(d, seat, label, sizeof label);
        if (strcmp(id, label) == 0 && seat != channel_self(desk_channel(d))) {
            *out = seat;
            return true;
        }
    }
    return false;
}

/* A seat that is proposed is invited when it is at the table, and not before. */
static int no_such_seat(struct cli *c, const struct table_state *s, const char *id)
{
    char names[512];
    const struct table_proposal *p = table_seat_awaited(s, id);
    if (p == NULL)
        return cli_error(c, CLI_REFUSED,
                         "There is no seat %s at this table. Who is there: tracktwo table show", id);
    table_seat_names(s, table_proposal_needs(s, p) & ~p->consents, cli_lang(), names, sizeof names);
    return cli_error(
        c, CLI_REFUSED,
        "The seat %s is proposed and not at the table yet: still to consent: %s. No file was made.", id,
        names);
}

int cmd_seat_invite(struct cli *c)
{
    const char *folder = cli_option(c, "--out");
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    if (folder == NULL)
        folder = ".";
    if (strlen(folder) >= DESK_PATH_MAX)
        return cli_error(c, CLI_USAGE, "The name of the folder is too long.");
    int code = cli_synced_desk(c, false, &d);
    if (code == 0 && cli_folder(folder) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The folder %s cannot be made. Nothing was changed.", folder);
    json_t *files = json_array();
    if (code == 0 && c->argc == 0) { /* all whose files were not exchanged */
        for (uint8_t seat = 0; code == 0 && seat < channel_n_seats(desk_channel(d)); seat++) {
            struct channel_pair_info info;
            if (channel_pair_info(desk_channel(d), seat, &info) == 0 && info.status != CHANNEL_PAIR_VERIFIED)
                code = invite_one(c, d, folder, seat, files);
        }
    }
    for (int i = 0; code == 0 && i < c->argc; i++) {
        uint8_t seat = 0;
        if (!find_seat(d, c->argv[i], &seat))
            code = no_such_seat(c, desk_table(d), c->argv[i]);
        else
            code = invite_one(c, d, folder, seat, files);
    }
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:O}", "ok", 1, "files", files));
        if (!c->json && json_array_size(files) == 0)
            cli_tell("There is nothing to make: the files of every pair of yours were exchanged.");
        else if (!c->json)
            cli_tell("Hand each file over in person, and to nobody else. Each of you gives the other one.");
    }
    json_decref(files);
    cli_close_desk(d);
    return code;
}

int cmd_seat_join(struct cli *c)
{
    struct desk *d = NULL;
    struct desk_problem why = {.lang = cli_lang()}, unheard = {.lang = cli_lang()};
    bool sent = false;
    if (!cli_words(c))
        return CLI_USAGE;
    struct t2_buf file;
    int code = 0;
    for (int i = 0; code == 0 && i < c->argc; i++) {
        uint8_t seat;
        if ((code = cli_read_file(c, c->argv[i], INVITATION_READ_MAX, &file)) != 0)
            break;
        struct channel_invitation_info info;
        enum channel_invitation_fault fault;
        if (channel_invitation_read(t2_buf_view(&file), &info, &fault) !=
            0) /* before a folder is made for it */
            code = cli_error(c, CLI_WRONG, "The file %s was not taken in: %s Nothing was changed.",
                             c->argv[i], cli_say(channel_invitation_fault_text(fault)));
        if (code == 0 && d == NULL)
            code = cli_any_desk(c, &d);
        if (code == 0) {
            int err = desk_join(d, t2_buf_view(&file), &seat, &why);
            /* Perhaps what happened at the table meanwhile has not come here yet. */
            if (err != 0 && desk_has_table(d) && cli_sync(d, &unheard) == 0)
                err = desk_join(d, t2_buf_view(&file), &seat, &why);
            if (err != 0)
                code = cli_problem(c, err, &why);
        }
        t2_buf_free(&file);
    }
    if (code == 0)
        code = cli_send(c, d, &sent);
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:i, s:b}", "ok", 1, "taken", c->argc, "sent", sent));
        if (!c->json)
            cli_tell("Files taken in: %d. Compare the check words aloud: tracktwo seat list", c->argc);
    }
    cli_close_desk(d);
    return code;
}

int cmd_seat_introduce(struct cli *c)
{
    struct desk *d = NULL;
    struct desk_problem why = {.lang = cli_lang()};
    uint8_t seat[2] = {0, 0};
    bool sent = false;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    for (int i = 0; code == 0 && i < 2; i++) {
        if (table_seat_find(desk_table(d), c->argv[i], &seat[i]) != 0)
            code =
                cli_error(c, CLI_REFUSED,
                          "There is no seat %s at this table. Who is there: tracktwo table show", c->argv[i]);
    }
    if (code == 0) {
        int err = desk_introduce(d, seat[0], seat[1], &why);
        code = err != 0 ? cli_problem(c, err, &why) : cli_send(c, d, &sent);
    }
    if (code == 0) {
        cli_json(c, json_pack("{s:b, s:b}", "ok", 1, "sent", sent));
        if (!c->json)
            cli_tell("Seats %s and %s are introduced: they can talk, and are shown as not verified.\n"
                     "For a sounding they still exchange their own files in person. If they have done so "
                     "already, nothing changes.",
                     cli_shown(c->argv[0]), cli_shown(c->argv[1]));
    }
    cli_close_desk(d);
    return code;
}

int cmd_seat_list(struct cli *c)
{
    struct desk *d = NULL;
    if (!cli_words(c))
        return CLI_USAGE;
    int code = cli_synced_desk(c, false, &d);
    if (code != 0)
        return code;
    struct channel *ch = desk_channel(d);
    json_t *list = json_array();
    for (uint8_t seat = 0; seat < channel_n_seats(ch); seat++) {
        struct channel_pair_info info;
        char words[CHANNEL_WORDS_LEN] = "", label[64], by[64] = "", status[256];
        seat_label(d, seat, label, sizeof label);
        if (seat == channel_self(ch)) {
            (void)json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "seat", label, "status", "you",
                                                        "convenor", seat == channel_convenor(ch)));
            if (!c->json)
                printf("  %s %s\n", cli_column(label, 6), cli_say("you"));
            continue;
        }
        if (channel_pair_info(ch, seat, &info) != 0)
            continue;
        if (channel_pair_words(ch, seat, words) != 0)
            words[0] = '\0'; /* neither verified nor introduced: there are none */
        if (info.status == CHANNEL_PAIR_INTRODUCED)
            seat_label(d, info.introduced_by, by, sizeof by);
        (void)json_array_append_new(
            list, json_pack("{s:s, s:s, s:b, s:b, s:b, s:b, s:s, s:s, s:i, s:I}", "seat", label, "status",
                            channel_pair_status_name(info.status), "convenor", seat == channel_convenor(ch),
                            "given", info.file_made, "taken", info.file_taken, "heard", info.heard,
                            "introduced_by", by, "words", words, "devices", (int)info.n_devices, "refused",
                            (json_int_t)info.refused));
        if (by[0] != '\0')
            (void)snprintf(status, sizeof status, cli_say("introduced by %s, not verified"), by);
        else
            (void)snprintf(status, sizeof status, "%s", cli_say(channel_pair_status_name(info.status)));
        if (!c->json)
            printf("  %s %s %s\n", cli_column(label, 6), cli_column(status, 11), words);
        if (!c->json && info.refused != 0)
            cli_tell("         has a new device; messages of the old one that were refused: %llu",
                     (unsigned long long)info.refused);
    }
    cli_json(c, json_pack("{s:b, s:o}", "ok", 1, "seats", list));
    cli_close_desk(d);
    return CLI_OK;
}

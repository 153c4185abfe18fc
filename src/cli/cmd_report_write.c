/* tracktwo line report write: one report from the words of the command line, signed and put behind the
 * others of the observer's file, or of the desk where no file is named. */
#include "cli/report.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tracktwo/clock.h>
#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>
#include <tracktwo/words.h>

#define ATTACHMENT_MAX ((size_t)256 << 20)

/* ---- words ---- */

/* A number with decimals, whole. */
static bool real_of(const char *text, double least, double most, double *out)
{
    char *end = NULL;
    if (strspn(text, "+-.0123456789") != strlen(text) || text[0] == '\0')
        return false;
    double v = strtod(text, &end);
    if (*end != '\0' || !(v >= least) || !(v <= most))
        return false;
    *out = v;
    return true;
}

/* "47.09,37.76" or, with error, "47.09,37.76,200": north, east, metres. In a flat frame kilometres. */
static bool place_of(const char *text, enum geo_frame frame, struct line_report_place *out)
{
    char word[3][32] = {"", "", "0"};
    double v[3];
    int n = 0, got = 0;
    while (n < 3 && (got = cli_next_word(&text, word[n], sizeof word[n])) == 1)
        n++;
    if (n < 2 || got < 0 || text != NULL || !real_of(word[0], -90000, 90000, &v[0]) ||
        !real_of(word[1], -90000, 90000, &v[1]) ||
        !real_of(word[2], 0, LINE_REPORT_MAX_ERROR_CM / 100.0, &v[2]))
        return false;
    out->error_cm = (uint32_t)lround(v[2] * 100);
    return (frame == GEO_FLAT ? geo_point_of(frame, v[0] * 1000, v[1] * 1000, &out->at)
                              : geo_point_of(frame, v[1], v[0], &out->at)) == 0;
}

/* "120" or "120,5": a value and its error. */
static bool pair_of(const char *text, double most, double *out, double *out_error)
{
    char word[2][32] = {"", "0"};
    int n = 0, got = 0;
    while (n < 2 && (got = cli_next_word(&text, word[n], sizeof word[n])) == 1)
        n++;
    return n >= 1 && got >= 0 && text == NULL && real_of(word[0], 0, most, out) &&
           real_of(word[1], 0, most, out_error);
}

/* 3, 3+ (at least), ~3 (about). */
static bool count_of(const char *text, struct line_report *r)
{
    char digits[16];
    size_t n = strlen(text);
    unsigned long v = 0;
    r->count_how = LINE_REPORT_EXACTLY;
    if (text[0] == '~') {
        r->count_how = LINE_REPORT_ABOUT;
        text++;
        n--;
    } else if (n > 0 && text[n - 1] == '+') {
        r->count_how = LINE_REPORT_AT_LEAST;
        n--;
    }
    if (n >= sizeof digits)
        return false;
    memcpy(digits, text, n);
    digits[n] = '\0';
    if (!cli_number(digits, 1, UINT32_MAX, &v))
        return false;
    r->count = (uint32_t)v;
    return true;
}

bool report_means_of(const char *text, struct line_report *r)
{
    char word[32];
    int got = 0;
    while ((got = cli_next_word(&text, word, sizeof word)) == 1) {
        uint16_t bit = 0;
        if (line_report_means_find(word, &bit) != 0)
            return false;
        r->means |= bit;
    }
    return got == 0;
}

/* The next word before a colon, into a field of len bytes. */
static bool field_of(const char **text, char *out, size_t len)
{
    size_t n = strcspn(*text, ":");
    if (n >= len)
        return false;
    memcpy(out, *text, n);
    out[n] = '\0';
    *text += n + ((*text)[n] == ':');
    return true;
}

/* FAMILY[/MODEL]:CALIBRE:NUMBER[:SERIAL...], the calibre in millimetres, 0 when it is not known. */
static bool weapon_of(const char *text, struct line_report *r, size_t *n_serials)
{
    char name[96], calibre[32], number[16];
    enum line_weapon family;
    double mm = 0;
    unsigned long n = 0;
    if (r->n_weapons >= LINE_REPORT_MAX_WEAPONS)
        return false;
    struct line_report_weapon *w = &r->weapons[r->n_weapons];
    if (!field_of(&text, name, sizeof name) || !field_of(&text, calibre, sizeof calibre) ||
        !field_of(&text, number, sizeof number))
        return false;
    char *model = strchr(name, '/');
    if (model != NULL)
        *model++ = '\0';
    if (line_weapon_find(name, &family) != 0 || !real_of(calibre, 0, 10000, &mm) ||
        !cli_number(number, 0, UINT32_MAX, &n) || (model != NULL && strlen(model) > LINE_REPORT_MODEL_MAX))
        return false;
    w->family = (uint8_t)family;
    w->calibre = (uint32_t)lround(mm * 10);
    w->number = (uint32_t)n;
    if (model != NULL)
        (void)snprintf(w->model, sizeof w->model, "%s", model);
    for (; *text != '\0'; w->n_serials++, ++*n_serials) {
        if (*n_serials >= LINE_REPORT_MAX_SERIALS ||
            !field_of(&text, r->serials[*n_serials], sizeof r->serials[0]))
            return false;
    }
    r->n_weapons++;
    return true;
}

static int text_of(struct cli *c, const char *in, char *out, size_t len)
{
    struct words_report changed;
    struct t2_buf clean;
    t2_buf_init(&clean, 65536);
    int err = words_clean(t2_bytes_str(in), 0, &clean, &changed);
    int code = 0;
    if (err == 0 && clean.len < len) {
        if (clean.len > 0)
            memcpy(out, clean.ptr, clean.len);
        out[clean.len] = '\0';
    } else {
        code = cli_error(c, CLI_USAGE,
                         "A text is not in UTF-8, or longer than %zu bytes. Nothing was written.", len - 1);
    }
    t2_buf_free(&clean);
    return code;
}

static const char *type_of(const char *path)
{
    static const char *const known[][2] = {
        {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".png", "image/png"},       {".mp4", "video/mp4"},
        {".wav", "audio/wav"},  {".mp3", "audio/mpeg"},  {".pdf", "application/pdf"}, {".txt", "text/plain"},
    };
    const char *end = strrchr(path, '.');
    for (size_t i = 0; end != NULL && i < sizeof known / sizeof known[0]; i++) {
        if (strcasecmp(end, known[i][0]) == 0)
            return known[i][1];
    }
    return "application/octet-stream";
}

/* The next attachment; NULL, and the exit code told, when there are eight. */
static struct line_report_attachment *next_attachment(struct cli *c, struct line_report *r, int *out_code)
{
    *out_code = r->n_attachments < LINE_REPORT_MAX_ATTACHMENTS
                    ? 0
                    : cli_error(c, CLI_USAGE, "A report has at most 8 attachments.");
    return *out_code == 0 ? &r->attachments[r->n_attachments] : NULL;
}

/* HEX:BYTES:NAME, of a file whose fingerprint is known: it may be too large to be handed over. */
static int attached(struct cli *c, const char *value, struct line_report *r)
{
    char hex[65], size[24];
    int code = 0;
    const char *rest = value;
    struct line_report_attachment *a = next_attachment(c, r, &code);
    unsigned long n = 0;
    if (a == NULL)
        return code;
    if (!field_of(&rest, hex, sizeof hex) || !field_of(&rest, size, sizeof size) ||
        t2_unhex(a->sha256, sizeof a->sha256, hex) != 0 || !cli_number(size, 0, ULONG_MAX, &n))
        return cli_error(c, CLI_USAGE, "%s is not understood: %s. How it is said: tracktwo help line report",
                         "--attached", value);
    a->size = n;
    (void)snprintf(a->type, sizeof a->type, "%s", type_of(rest));
    r->n_attachments++;
    return 0;
}

static int attach(struct cli *c, const char *path, struct line_report *r)
{
    struct t2_buf bytes = {0};
    int code = 0;
    struct line_report_attachment *a = next_attachment(c, r, &code);
    if (a == NULL)
        return code;
    code = cli_read_file(c, path, ATTACHMENT_MAX, &bytes);
    struct t2_bytes view = t2_buf_view(&bytes);
    if (code == 0 && t2_sha256(a->sha256, &view, 1) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
    a->size = bytes.len;
    (void)snprintf(a->type, sizeof a->type, "%s", type_of(path));
    r->n_attachments++;
    t2_buf_free(&bytes);
    return code;
}

/* ---- options ---- */

#define BAD(option)                                                                                          \
    cli_error(c, CLI_USAGE, "%s is not understood: %s. How it is said: tracktwo help line report", option,   \
              value)

static int options_of_place(struct cli *c, struct line_report *r)
{
    const char *value;
    double v = 0, error = 0;
    r->frame = cli_flag(c, "--flat") ? GEO_FLAT : GEO_WGS84;
    if ((value = cli_option(c, "--place")) != NULL) {
        if (!place_of(value, r->frame, &r->place))
            return BAD("--place");
        r->has |= LINE_REPORT_PLACE;
    }
    if ((value = cli_option(c, "--from")) != NULL) {
        if (!place_of(value, r->frame, &r->own))
            return BAD("--from");
        r->has |= LINE_REPORT_OWN;
    }
    if ((value = cli_option(c, "--bearing")) != NULL) {
        if (!pair_of(value, 359.94, &v, &error) || error > 180)
            return BAD("--bearing");
        r->bearing = (uint16_t)lround(v * 10);
        r->bearing_error = (uint16_t)lround(error * 10);
        r->has |= LINE_REPORT_BEARING;
    }
    if ((value = cli_option(c, "--distance")) != NULL) {
        if (!pair_of(value, LINE_REPORT_MAX_DISTANCE_M, &v, &error))
            return BAD("--distance");
        r->distance_m = (uint32_t)lround(v);
        r->distance_error_m = (uint32_t)lround(error);
        r->has |= LINE_REPORT_DISTANCE;
    }
    /* A place that was not said follows from bearing and distance, if they are there. */
    const unsigned all = LINE_REPORT_OWN | LINE_REPORT_BEARING | LINE_REPORT_DISTANCE;
    if (!(r->has & LINE_REPORT_PLACE) && (r->has & all) == all && line_report_locate(r) != 0)
        return cli_error(c, CLI_USAGE, "Bearing and distance lead out of the map. Nothing was written.");
    return 0;
}

static int seconds_of(struct cli *c, const char *option, uint32_t *out)
{
    unsigned long v = 0;
    const char *value = cli_option(c, option);
    if (value == NULL)
        return 0;
    if (!cli_number(value, 0, LINE_REPORT_MAX_SECONDS, &v))
        return BAD(option);
    *out = (uint32_t)v;
    return 0;
}

static int options_of_time(struct cli *c, struct line_report *r)
{
    uint64_t slot = 0;
    const char *at = cli_option(c, "--at");
    int code = 0;
    r->made_s = (uint64_t)t2_clock_now_ms(t2_clock_system()) / 1000;
    if (r->kind != LINE_REPORT_WITHDRAWN) {
        code = at == NULL
                   ? cli_error(c, CLI_USAGE, "Say when: --at, in universal time, as in 2026-12-01T10:00.")
                   : cli_day(c, "--at", at, CLI_DAY_NEEDS_HOUR, &slot);
        r->begin_s = slot * TABLE_SLOT_SECONDS;
        r->time_error_s = 60; /* the minute that was said */
    }
    code = code != 0 ? code : seconds_of(c, "--lasted", &r->lasted_s);
    return code != 0 ? code : seconds_of(c, "--at-error", &r->time_error_s);
}

static int options_of_what(struct cli *c, struct line_report *r)
{
    const char *value = cli_option(c, "--kind");
    size_t n_serials = 0;
    if (value == NULL)
        return cli_error(c, CLI_USAGE,
                         "Say what was observed, --kind. Which kinds: tracktwo help line report");
    if (line_report_kind_find(value, &r->kind) != 0)
        return cli_error(
            c, CLI_USAGE,
            "--kind: there is no kind of report \"%s\". Nothing was written. Which kinds there are: "
            "tracktwo help line report",
            value);
    if ((value = cli_option(c, "--means")) != NULL && !report_means_of(value, r))
        return BAD("--means");
    if ((value = cli_option(c, "--count")) != NULL && !count_of(value, r))
        return BAD("--count");
    r->side = LINE_N_SIDES;
    if ((value = cli_option(c, "--side")) != NULL) {
        if (strcmp(value, "A") != 0 && strcmp(value, "B") != 0)
            return BAD("--side");
        r->side = value[0] == 'A' ? LINE_A : LINE_B;
    }
    r->verified = cli_flag(c, "--verified");
    while ((value = cli_option(c, "--weapon")) != NULL) {
        if (!weapon_of(value, r, &n_serials))
            return BAD("--weapon");
    }
    if ((value = cli_option(c, "--source")) != NULL &&
        snprintf(r->source, sizeof r->source, "%s", value) >= (int)sizeof r->source)
        return BAD("--source");
    if ((value = cli_option(c, "--site")) != NULL &&
        snprintf(r->site, sizeof r->site, "%s", value) >= (int)sizeof r->site)
        return BAD("--site");
    return 0;
}

static int options_of_words(struct cli *c, struct line_report *r, unsigned long *corrects)
{
    const char *remark = cli_option(c, "--remark"), *reason = cli_option(c, "--reason"),
               *lang = cli_option(c, "--language"), *value = cli_option(c, "--corrects");
    int code = 0;
    if (lang == NULL)
        lang = cli_tag();
    if (strlen(lang) > LINE_REPORT_LANG_MAX)
        return cli_error(c, CLI_USAGE, "%s is no tag of a language. One is, for instance, \"fr\".", lang);
    if (remark != NULL) {
        code = text_of(c, remark, r->remark.text, sizeof r->remark.text);
        (void)snprintf(r->remark.lang, sizeof r->remark.lang, "%s", lang);
    }
    if (code == 0 && reason != NULL) {
        code = text_of(c, reason, r->reason.text, sizeof r->reason.text);
        (void)snprintf(r->reason.lang, sizeof r->reason.lang, "%s", lang);
    }
    if (code == 0 && value != NULL && !cli_number(value, 1, LINE_REPORT_MAX_NUMBER, corrects))
        return BAD("--corrects");
    while (code == 0 && (value = cli_option(c, "--attach")) != NULL)
        code = attach(c, value, r);
    while (code == 0 && (value = cli_option(c, "--attached")) != NULL)
        code = attached(c, value, r);
    return code;
}

/* ---- the file ---- */

int report_chain_on(struct cli *c, const struct report_file *f, unsigned long corrects, struct line_report *r)
{
    struct line_report_chain chain;
    struct line_report_entry e;
    r->number = 1;
    for (size_t k = 0; f->set != NULL && line_report_set_chain(f->set, k, &chain) == 0; k++) {
        if (memcmp(chain.key, r->key, sizeof r->key) != 0)
            continue;
        for (size_t i = 0; line_report_set_entry(f->set, k, i, &e) == 0; i++) {
            memcpy(r->previous, e.id, sizeof r->previous);
            r->number = e.number + 1;
            if (corrects != 0 && e.number == corrects) {
                r->has |= LINE_REPORT_CORRECTS;
                r->corrects_number = e.number;
                memcpy(r->corrects, e.id, sizeof r->corrects);
            }
        }
    }
    return corrects != 0 && !(r->has & LINE_REPORT_CORRECTS)
               ? cli_error(c, CLI_REFUSED,
                           "There is no report %lu of yours in this file. Nothing was written.", corrects)
               : 0;
}

static int write_all(int fd, const uint8_t *at, size_t n, off_t from)
{
    while (n > 0) {
        ssize_t got = pwrite(fd, at, n, from);
        if (got <= 0)
            return T2_E_IO;
        at += got;
        n -= (size_t)got;
        from += got;
    }
    return fsync(fd) == 0 ? 0 : T2_E_IO;
}

int report_put_behind(const struct report_home *h, const struct report_file *f, struct t2_bytes records)
{
    struct desk_problem why = {.lang = cli_lang()};
    struct t2_buf out;
    t2_buf_init(&out, LINE_REPORT_FILE_MAX);
    size_t end = f->is_cut ? f->end : f->bytes.len;
    int err = h->path == NULL && end > 0 ? t2_buf_append(&out, f->bytes.ptr, end) : 0;
    if (err == 0 && f->bytes.len == 0)
        err = line_report_file_begin(&out);
    if (err == 0)
        err = t2_buf_append(&out, records.ptr, records.len);
    if (err == 0 && h->path == NULL) {
        err = desk_observer_put(h->desk, t2_buf_view(&out), &why);
    } else {
        if (err == 0 && end + out.len > LINE_REPORT_FILE_MAX)
            err = T2_E_FULL;
        if (err == 0 && ftruncate(h->fd, (off_t)end) != 0)
            err = T2_E_IO;
        if (err == 0)
            err = write_all(h->fd, out.ptr, out.len, (off_t)end);
    }
    t2_buf_free(&out);
    return err;
}

int report_writing(struct cli *c, struct report_home *h,
                   const uint8_t mission[static LINE_REPORT_MISSION_LEN], struct report_file *out)
{
    struct stat st = {.st_size = 0};
    struct desk_observer own;
    int code = 0;
    *out = (struct report_file){.set = NULL};
    h->fd = -1;
    if (h->path == NULL)
        return desk_observer(h->desk, &own) == 0
                   ? report_own_read(c, h->desk, &own, mission, out)
                   : cli_error(c, CLI_REFUSED, "There is no report key on this desk. Nothing was written.");
    /* One writer at a time, so that no two reports get one number. */
    h->fd = report_file_lock(h->path, true);
    if (h->fd < 0 || fstat(h->fd, &st) != 0)
        code = cli_error(c, CLI_ENVIRONMENT, "The file %s cannot be written. Nothing was written.", h->path);
    if (code == 0 && st.st_size > 0)
        code = report_file_read(c, h->path, mission, out);
    if (code == 0 && out->n == 0 && out->n_wrong > 0)
        code =
            cli_error(c, CLI_REFUSED,
                      "%s holds reports for another table. Take another file. Nothing was written.", h->path);
    return code;
}

static int not_written(struct cli *c, const struct report_home *h)
{
    return h->path == NULL
               ? cli_error(c, CLI_ENVIRONMENT,
                           "The report could not be kept on this desk. The reports before it are all there. "
                           "Sign it once more when there is room on the disk.")
               : cli_error(
                     c, CLI_ENVIRONMENT,
                     "The report could not be written to %s. The reports before it are all there. Write "
                     "it once more when there is room.",
                     h->path);
}

static int sign_and_put(struct cli *c, struct report_home *h, struct line_report *r, const uint8_t *seed,
                        unsigned long corrects)
{
    struct report_file f;
    struct line_refusal why = report_refusal();
    struct t2_buf report, record;
    uint8_t id[LINE_REPORT_ID_LEN];
    char hex[2 * sizeof id + 1];
    t2_buf_init(&report, LINE_REPORT_MAX);
    t2_buf_init(&record, LINE_REPORT_MAX + 256);
    int code = report_writing(c, h, r->mission, &f);
    if (code == 0)
        code = report_chain_on(c, &f, corrects, r);
    if (code == 0) {
        int err = line_report_sign(r, seed, &why, &report, id);
        if (err == T2_E_REFUSED)
            code = cli_error(c, CLI_REFUSED, "%s Nothing was written.", why.text);
        else if (err != 0)
            code = cli_error(c, CLI_ENVIRONMENT, "The report cannot be signed. Nothing was written.");
    }
    if (code == 0 && (line_report_file_append(t2_buf_view(&report), &record) != 0 ||
                      report_put_behind(h, &f, t2_buf_view(&record)) != 0))
        code = not_written(c, h);
    if (code == 0) {
        if (!c->json)
            report_file_tell(h->path, &f);
        t2_hex(hex, id, sizeof id);
        cli_json(c, json_pack("{s:b, s:I, s:s}", "ok", 1, "number", (json_int_t)r->number, "id", hex));
        if (!c->json)
            cli_tell("Report %u is written and signed.", r->number);
    }
    if (h->fd >= 0)
        (void)close(h->fd);
    report_file_clear(&f);
    t2_buf_free(&report);
    t2_buf_free(&record);
    return code;
}

int report_key_open(struct cli *c, const struct desk_observer *own, const char *path,
                    uint8_t seed[static LINE_REPORT_SEED_LEN], struct line_report *r)
{
    struct cli_passphrase pass = {0};
    struct t2_buf private = {0};
    const char *name = own != NULL ? "observer.key" : path;
    int code = own == NULL ? cli_read_file(c, path, OBSERVER_KEY_FILE_LEN + 1, &private) : 0;
    if (code == 0) /* a file of the passphrase is named for the whole subcommand */
        code = c->passphrase_file != NULL
                   ? cli_passphrase_read(c, false, &pass)
                   : cli_passphrase_ask(c, cli_say("Passphrase of the report key: "), &pass);
    if (code == 0) {
        int err = observer_key_open(own != NULL ? own->private_file : t2_buf_view(&private),
                                    t2_bytes_of(pass.text, pass.len), seed);
        if (err == 0)
            err = t2_ed25519_public(r->key, seed);
        if (err == T2_E_AUTH)
            code = cli_error(c, CLI_WRONG, "The passphrase is not the one of this key. Nothing was written.");
        else if (err == T2_E_MALFORMED)
            code = cli_error(c, CLI_WRONG, "%s is not an observer's key. Nothing was written.", name);
        else if (err != 0)
            code = cli_error(c, CLI_ENVIRONMENT, "The machine is short of memory. Nothing was written.");
    }
    t2_buf_free(&private);
    cli_passphrase_wipe(&pass);
    return code;
}

int report_options(struct cli *c, struct line_report *r, struct report_asked *out)
{
    *out = (struct report_asked){.key = cli_option(c, "--key"), .mission = cli_option(c, "--mission")};
    int code = options_of_what(c, r);
    code = code != 0 ? code : options_of_place(c, r);
    code = code != 0 ? code : options_of_time(c, r);
    code = code != 0 ? code : options_of_words(c, r, &out->corrects);
    if (code == 0 && (!cli_words(c) || c->argc > 2))
        code = cli_error(c, CLI_USAGE, "This is used so: tracktwo %s %s", "line report", c->self->arguments);
    return code;
}

int cmd_report_write(struct cli *c)
{
    static struct line_report r;
    struct report_home home = {.fd = -1};
    struct report_asked asked;
    struct desk_observer own;
    uint8_t seed[32] = {0};
    memset(&r, 0, sizeof r); /* a program of the page writes several */
    int code = report_options(c, &r, &asked);
    home.path = code == 0 && c->argc == 2 ? c->argv[1] : NULL;
    const bool of_desk = home.path == NULL && asked.key == NULL && asked.mission == NULL;
    if (code == 0 && !of_desk && (home.path == NULL || asked.key == NULL || asked.mission == NULL))
        code =
            cli_error(c, CLI_USAGE,
                      "Say into which file, with which key and for which table: FILE, --key FILE, --mission "
                      "FILE; or none of them, and the desk's own key signs.");
    if (code == 0)
        code = of_desk ? report_own(c, &home.desk, r.mission, &own)
                       : report_mission_read(c, asked.mission, r.mission);
    code = code != 0 ? code : report_key_open(c, of_desk ? &own : NULL, asked.key, seed, &r);
    code = code != 0 ? code : sign_and_put(c, &home, &r, seed, asked.corrects);
    t2_wipe(seed, sizeof seed);
    cli_close_desk(home.desk);
    return code;
}

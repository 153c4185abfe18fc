/* The form of a non-paper: what stands in letters and not in it. A heading, a date, a salutation or a closing
 * tells where a text comes from, or in which house it was written. */
#include "chatham_internal.h"

#include <stdlib.h>
#include <string.h>

#define HEADING_MAX 120 /* bytes of a first line that can be one */
#define PHRASE_WORDS 4

static int is_blank(const char *p, size_t n)
{
    while (n > 0 && (p[n - 1] == ' ' || p[n - 1] == '\n')) {
        n--;
    }
    return n == 0;
}

/* ---- headings ---- */

/* A short first line that does not end like a sentence, with more behind it. */
static void find_heading(struct chatham_search *f)
{
    static const char *const ends[] = {".", "!", "?", ":", ";", ",", "\xe2\x80\xa6", "\xd8\x9f", "\xdb\x94"};
    const char *line = f->text, *stop = strchr(line, '\n');
    size_t n = stop != NULL ? (size_t)(stop - line) : strlen(line);
    if (n > HEADING_MAX || stop == NULL || is_blank(stop, strlen(stop)) || is_blank(line, n)) {
        return;
    }
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t k = strlen(ends[i]);
        if (n >= k && memcmp(line + n - k, ends[i], k) == 0) {
            return;
        }
    }
    chatham_found_at(f, CHATHAM_HEADING, 0, n);
}

/* ---- phrases ---- */

struct phrase {
    const char *words;
    int anywhere; /* 0: only where a line begins */
};

static const struct phrase courtesies[] = {
    {"Dear", 0},
    {"Excellency", 0},
    {"Your Excellency", 1},
    {"Excellencies", 0},
    {"Sir", 0},
    {"Madam", 0},
    {"Distinguished", 0},
    {"Sincerely", 0},
    {"Yours", 0},
    {"Respectfully", 0},
    {"Kind regards", 0},
    {"Best regards", 0},
    {"Best wishes", 0},
    {"presents its compliments", 1},
    {"avails itself of", 1},
    {"highest consideration", 1},
    {"I have the honour", 1},
    {"Шановний", 0},
    {"Шановна", 0},
    {"Шановні", 0},
    {"Вельмишановний", 0},
    {"Ваша Високоповажносте", 1},
    {"З повагою", 0},
    {"З найкращими побажаннями", 0},
    {"Щиро", 0},
    {"Уважаемый", 0},
    {"Уважаемая", 0},
    {"Уважаемые", 0},
    {"Ваше Превосходительство", 1},
    {"С уважением", 0},
    {"С наилучшими пожеланиями", 0},
    {"Искренне", 0},
    {"весьма высоком уважении", 1},
    {"Monsieur", 0},
    {"Madame", 0},
    {"Cher", 0},
    {"Chère", 0},
    {"Chers", 0},
    {"Votre Excellence", 1},
    {"Veuillez agréer", 1},
    {"haute considération", 1},
    {"Cordialement", 0},
    {"Bien à vous", 0},
    {"Salutations", 0},
    {"présente ses compliments", 1},
    {"السيد", 0},
    {"السيدة", 0},
    {"السادة", 0},
    {"عزيزي", 0},
    {"حضرة", 0},
    {"سعادة", 0},
    {"معالي", 0},
    {"تحية طيبة", 1},
    {"مع التقدير", 1},
    {"مع فائق", 1},
    {"وتفضلوا بقبول", 1},
    {"فائق الاحترام", 1},
    {"السلام عليكم", 1},
};

static const struct phrase headings[] = {
    {"Non-paper", 0},
    {"Nonpaper", 0},
    {"Memorandum", 0},
    {"Aide-memoire", 0},
    {"Subject", 0},
    {"Confidential", 0},
    {"Нон-пейпер", 0},
    {"Нонпейпер", 0},
    {"Меморандум", 0},
    {"Тема", 0},
    {"Конфіденційно", 0},
    {"Конфиденциально", 0},
    {"Памятная записка", 0},
    {"Памʼятна записка", 0},
    {"Non-papier", 0},
    {"Mémorandum", 0},
    {"Aide-mémoire", 0},
    {"Objet", 0},
    {"Confidentiel", 0},
    {"ورقة غير رسمية", 0},
    {"مذكرة", 0},
    {"الموضوع", 0},
    {"سري", 0},
};

static int line_begins(const char *text, size_t at)
{
    while (at > 0 && text[at - 1] == ' ') {
        at--;
    }
    return at == 0 || text[at - 1] == '\n';
}

static int find_phrase(struct chatham_search *f, enum chatham_kind kind, const struct phrase *p)
{
    struct chatham_words own;
    int err = chatham_words_of(p->words, &own);
    for (size_t i = 0; err == 0 && own.n > 0 && own.n <= PHRASE_WORDS && i + own.n <= f->words->n; i++) {
        size_t k = 0;
        while (k < own.n && f->words->all[i + k].script == own.all[k].script &&
               chatham_word_is(&f->words->all[i + k], own.all[k].skeleton, CHATHAM_EXACT)) {
            k++;
        }
        if (k == own.n && (p->anywhere || line_begins(f->text, f->words->all[i].start))) {
            chatham_found(f, kind, i, i + k - 1);
        }
    }
    chatham_words_free(&own);
    return err;
}

/* ---- dates ---- */

/* The length of a digit here, 0 when there is none: European, Arabic-Indic, its eastern form. */
static size_t digit_at(const char *p)
{
    const uint8_t *u = (const uint8_t *)p;
    if (u[0] >= '0' && u[0] <= '9') {
        return 1;
    }
    int arabic = u[0] == 0xd9 && u[1] >= 0xa0 && u[1] <= 0xa9;
    int eastern = u[0] == 0xdb && u[1] >= 0xb0 && u[1] <= 0xb9;
    return arabic || eastern ? 2 : 0;
}

static size_t digits_at(const char **p)
{
    size_t n = 0;
    for (size_t len; (len = digit_at(*p)) != 0; n++) {
        *p += len;
    }
    return n;
}

/* 31.12.2026, 12/31/26, 2026-12-31: three numbers with the same sign between them, one of them a year's. */
static void find_numbers(struct chatham_search *f)
{
    for (const char *p = f->text; *p != '\0';) {
        const char *at = p;
        size_t first = digits_at(&at);
        if (first == 0) {
            p++;
            continue;
        }
        char sign = *at;
        const char *rest = at + 1;
        size_t second = 0, third = 0;
        if (sign == '.' || sign == '/' || sign == '-') {
            second = digits_at(&rest);
            if (second > 0 && *rest == sign) {
                rest++;
                third = digits_at(&rest);
            }
        }
        int ends_in_year = first <= 2 && second <= 2 && (third == 2 || third == 4);
        int begins_with_it = first == 4 && second <= 2 && (third == 1 || third == 2);
        if (second > 0 && third > 0 && (ends_in_year || begins_with_it)) {
            chatham_found_at(f, CHATHAM_DATE, (size_t)(p - f->text), (size_t)(rest - p));
            p = rest;
        } else {
            p = at;
        }
    }
}

static int is_number(const struct chatham_search *f, size_t word)
{
    return word < f->words->n && digit_at(f->text + f->words->all[word].start) != 0;
}

/* A month with a number beside it. */
static int find_months(struct chatham_search *f)
{
    static const char *const months[] = {
        "January",   "February", "March",    "April",    "May",       "June",    "July",      "August",
        "September", "October",  "November", "December", "січня",     "лютого",  "березня",   "квітня",
        "травня",    "червня",   "липня",    "серпня",   "вересня",   "жовтня",  "листопада", "грудня",
        "января",    "февраля",  "марта",    "апреля",   "мая",       "июня",    "июля",      "августа",
        "сентября",  "октября",  "ноября",   "декабря",  "janvier",   "février", "mars",      "avril",
        "mai",       "juin",     "juillet",  "août",     "septembre", "octobre", "novembre",  "décembre",
        "يناير",     "فبراير",   "مارس",     "أبريل",    "مايو",      "يونيو",   "يوليو",     "أغسطس",
        "سبتمبر",    "أكتوبر",   "نوفمبر",   "ديسمبر",   "كانون",     "شباط",    "آذار",      "نيسان",
        "أيار",      "حزيران",   "تموز",     "آب",       "أيلول",     "تشرين",
    };
    int err = 0;
    for (size_t k = 0; k < sizeof(months) / sizeof(months[0]) && err == 0; k++) {
        struct chatham_words own;
        err = chatham_words_of(months[k], &own);
        for (size_t i = 0; err == 0 && own.n == 1 && i < f->words->n; i++) {
            const struct chatham_word *w = &f->words->all[i];
            if (w->script != own.all[0].script || !chatham_word_is(w, own.all[0].skeleton, CHATHAM_EXACT)) {
                continue;
            }
            int before = i > 0 && is_number(f, i - 1), after = is_number(f, i + 1);
            if (before || after) {
                chatham_found(f, CHATHAM_DATE, i - (size_t)before, i + (size_t)after);
            }
        }
        chatham_words_free(&own);
    }
    return err;
}

/* ---- the whole ---- */

int chatham_check_form(const char *text, struct chatham_finding out[static CHATHAM_MAX_FINDINGS],
                       size_t *out_n)
{
    struct chatham_words words = {0};
    struct chatham_search f = {.text = text, .words = &words, .out = out};
    *out_n = 0;
    if (strnlen(text, CHATHAM_MAX_TEXT + 1) > CHATHAM_MAX_TEXT) {
        return T2_E_TOO_LARGE;
    }
    int err = chatham_words_of(text, &words);
    if (err == 0) {
        find_heading(&f);
        find_numbers(&f);
        err = find_months(&f);
    }
    for (size_t i = 0; i < sizeof(courtesies) / sizeof(courtesies[0]) && err == 0; i++) {
        err = find_phrase(&f, CHATHAM_COURTESY, &courtesies[i]);
    }
    for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]) && err == 0; i++) {
        err = find_phrase(&f, CHATHAM_HEADING, &headings[i]);
    }
    chatham_words_free(&words);
    if (err == 0) {
        qsort(out, f.n, sizeof(out[0]), chatham_by_place);
        *out_n = f.n;
    }
    return err;
}

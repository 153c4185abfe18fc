/* The program's own sentences in the languages of the table. The English sentence is the key; the catalogues
 * (po/) are compiled in, sorted by it. */
#include "catalogues.h"
#include "table_internal.h"

#include <stdlib.h>
#include <string.h>

static const char *const tags[TABLE_N_LANGS] = {"en", "uk", "ru", "fr", "ar"};

const char *table_lang_tag(enum table_lang lang)
{
    return tags[lang];
}

static int same_tag(const char *tag, size_t n, const char *ours)
{
    for (size_t i = 0; i < n; i++) {
        if ((tag[i] >= 'A' && tag[i] <= 'Z' ? tag[i] - 'A' + 'a' : tag[i]) != ours[i]) {
            return 0;
        }
    }
    return ours[n] == '\0';
}

int table_lang_find(const char *tag, enum table_lang *out)
{
    size_t n = strcspn(tag, "-_.@");
    for (size_t i = 0; i < TABLE_N_LANGS; i++) {
        if (n == strlen(tags[i]) && same_tag(tag, n, tags[i])) {
            *out = (enum table_lang)i;
            return 0;
        }
    }
    return T2_E_MISSING;
}

static int compare(const void *english, const void *entry)
{
    return strcmp(english, ((const struct catalogue_entry *)entry)->english);
}

const char *table_say(enum table_lang lang, const char *english)
{
    if (lang == TABLE_LANG_EN) {
        return english;
    }
    const struct catalogue_entry *found =
        bsearch(english, catalogue, catalogue_len, sizeof(catalogue[0]), compare);
    return found != NULL && found->said[lang] != NULL ? found->said[lang] : english;
}

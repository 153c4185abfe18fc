/* Names, sentences and bands of the errors of err.h: one table. */
#include <tracktwo/err.h>

#include <stddef.h>

struct err_entry {
    int err;
    const char *name;
    const char *text;
};

#define ENTRY(e, text)                                                                                       \
    {                                                                                                        \
        e, #e, text                                                                                          \
    }
static const struct err_entry entries[] = {
    ENTRY(T2_OK, "no error"),
    ENTRY(T2_E_MEMORY, "there is not enough memory"),
    ENTRY(T2_E_IO, "a file, a socket or the store refused"),
    ENTRY(T2_E_RANDOM, "the machine gave no randomness"),
    ENTRY(T2_E_FULL, "a limit was reached"),
    ENTRY(T2_E_AWAY, "the other machine cannot be reached"),
    ENTRY(T2_E_TIMEOUT, "nothing came in the time allowed"),
    ENTRY(T2_E_EXISTS, "it is there already"),
    ENTRY(T2_E_MISSING, "it is not there"),
    ENTRY(T2_E_LOCKED, "another program is using it"),
    ENTRY(T2_E_TRUNCATED, "the input ends too early"),
    ENTRY(T2_E_MALFORMED, "the input is not in the form it should have"),
    ENTRY(T2_E_TRAILING, "there is more input than there should be"),
    ENTRY(T2_E_TOO_LARGE, "a length is above its limit"),
    ENTRY(T2_E_VERSION, "the version or kind is unknown"),
    ENTRY(T2_E_AUTH, "it does not authenticate"),
    ENTRY(T2_E_REPLAY, "it was seen before, or is out of its order"),
    ENTRY(T2_E_ABORT, "the joint computation stopped"),
    ENTRY(T2_E_REFUSED, "a rule of the table forbids it"),
    ENTRY(T2_E_STATE, "not possible in this state"),
    ENTRY(T2_E_ARGUMENT, "an argument is outside its range"),
};

static const struct err_entry *entry_of(int err)
{
    for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
        if (entries[i].err == err)
            return &entries[i];
    }
    return NULL;
}

enum t2_err_band t2_err_band(int err)
{
    if (err == 0)
        return T2_BAND_OK;
    if (err < 0 && err >= -99)
        return T2_BAND_ENVIRONMENT;
    if (err <= -100 && err >= -199)
        return T2_BAND_PEER;
    return T2_BAND_CALLER;
}

const char *t2_err_name(int err)
{
    const struct err_entry *e = entry_of(err);
    return e != NULL ? e->name : "T2_E_UNKNOWN";
}

const char *t2_err_text(int err)
{
    const struct err_entry *e = entry_of(err);
    return e != NULL ? e->text : "an unknown error";
}

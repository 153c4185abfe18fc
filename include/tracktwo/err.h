/* Errors in three bands, so that a caller can act on the band alone.
 *
 *   environment   -1 ..  -99   no memory, I/O, randomness: try again later, nothing was decided
 *   peer         -100 .. -199  what somebody else sent is wrong: refuse it, tell who can be told
 *   caller       -200 .. -299  we were called wrongly: a defect of ours
 *
 * Every function that can fail returns 0 or one of these and nothing else. */
#ifndef T2_TRACKTWO_ERR_H
#define T2_TRACKTWO_ERR_H

#define T2_MUST_USE __attribute__((warn_unused_result))

enum t2_err {
    T2_OK = 0,
    /* environment */
    T2_E_MEMORY = -1,  /* an allocation failed */
    T2_E_IO = -2,      /* a file, socket or database refused */
    T2_E_RANDOM = -3,  /* no randomness to be had */
    T2_E_FULL = -4,    /* a named limit of ours was reached (buffer, queue, quota) */
    T2_E_AWAY = -5,    /* the other machine cannot be reached or closed the connection */
    T2_E_TIMEOUT = -6, /* nothing came in the time allowed */
    T2_E_EXISTS = -7,  /* it is there already */
    T2_E_MISSING = -8, /* it is not there */
    T2_E_LOCKED = -9,  /* another process holds it */
    /* peer's data */
    T2_E_TRUNCATED = -100, /* input ended early */
    T2_E_MALFORMED = -101, /* not one of the values the format allows */
    T2_E_TRAILING = -102,  /* bytes left over */
    T2_E_TOO_LARGE = -103, /* a length above the named limit */
    T2_E_VERSION = -104,   /* a version or kind we do not know */
    T2_E_AUTH = -105,      /* an authentication tag, signature or passphrase is wrong */
    T2_E_REPLAY = -106,    /* seen before, or out of its order */
    T2_E_ABORT = -107,     /* the joint computation stopped: one code for every reason */
    T2_E_REFUSED = -108,   /* a rule of the table forbids it; the reason stands beside it */
    /* our caller */
    T2_E_STATE = -200,    /* not in this state */
    T2_E_ARGUMENT = -201, /* an argument outside its documented range */
};

enum t2_err_band { T2_BAND_OK, T2_BAND_ENVIRONMENT, T2_BAND_PEER, T2_BAND_CALLER };

/* The band of an error; any unknown negative number counts as the caller's. */
enum t2_err_band t2_err_band(int err);

/* The enumerator's name ("T2_E_AUTH") and a short English sentence. Static strings, never NULL. */
const char *t2_err_name(int err);
const char *t2_err_text(int err);
/* Marks an English sentence or word that is translated where it is shown to a person (table_say). */
#define T2_SAYS(english) english

#endif

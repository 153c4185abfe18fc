/* An observer's report key as a file under a passphrase, and the lines by which it and the table are named.
 * docs/protocol/reports.md. */
#ifndef T2_TRACKTWO_OBSERVER_H
#define T2_TRACKTWO_OBSERVER_H

#include <tracktwo/bytes.h>
#include <tracktwo/channel.h>
#include <tracktwo/random.h>

#define OBSERVER_LINE_MAX 128     /* of a line, with the zero */
#define OBSERVER_KEY_FILE_LEN 114 /* bytes of the private file */

/* Makes a report key. OBSERVER_KEY_FILE_LEN bytes are appended; out_public is the line to hand out.
 * T2_E_MEMORY, T2_E_RANDOM, T2_E_FULL. */
T2_MUST_USE int observer_key_new(const struct t2_random *rng, struct t2_bytes passphrase,
                                 struct channel_store_cost cost, struct t2_buf *out_private,
                                 char out_public[static OBSERVER_LINE_MAX]);
/* The private key (a seed of Ed25519), to be wiped. T2_E_MALFORMED: no such file; T2_E_AUTH: a wrong
 * passphrase, or the file was changed; T2_E_MEMORY. */
T2_MUST_USE int observer_key_open(struct t2_bytes private_file, struct t2_bytes passphrase,
                                  uint8_t out_seed[static 32]);
/* The public key of such a line. T2_E_MALFORMED: no such line, or a letter of it is wrong. */
T2_MUST_USE int observer_key_read(struct t2_bytes line, uint8_t out_key[static 32]);
T2_MUST_USE int observer_key_line(const uint8_t key[static 32], char out[static OBSERVER_LINE_MAX]);

/* What reports are bound to: table_mission of table_field.h. */
T2_MUST_USE int observer_mission_line(const uint8_t mission[static 32], char out[static OBSERVER_LINE_MAX]);
T2_MUST_USE int observer_mission_read(struct t2_bytes line, uint8_t out_mission[static 32]);

#endif

/* Read-outs as files: sealed to a principal's key, opened without a desk. docs/protocol/readout.md.
 *
 * The principal makes a key pair: the private half is a file under a passphrase, the public half one line of
 * text. Whoever seals leaves no name in the file; its length tells no more than the next kibibyte. */
#ifndef T2_TRACKTWO_READOUT_H
#define T2_TRACKTWO_READOUT_H

#include <tracktwo/bytes.h>
#include <tracktwo/channel.h>
#include <tracktwo/random.h>

#define READOUT_MAX 65536u /* bytes of text */
#define READOUT_FILE_MAX (READOUT_MAX + 2048u)
#define READOUT_PUBLIC_MAX 128  /* of the line, with the zero */
#define READOUT_PRIVATE_LEN 115 /* bytes of the private file */

/* out_private: READOUT_PRIVATE_LEN bytes are appended. T2_E_MEMORY, T2_E_RANDOM, T2_E_FULL. */
T2_MUST_USE int readout_key_new(const struct t2_random *rng, struct t2_bytes passphrase,
                                struct channel_store_cost cost, struct t2_buf *out_private,
                                char out_public[static READOUT_PUBLIC_MAX]);
/* Appends the file. public_line: as readout_key_new made it; spaces around it are no matter. T2_E_MALFORMED
 * (no such line, or a letter of it is wrong), T2_E_TOO_LARGE, T2_E_MEMORY, T2_E_RANDOM, T2_E_FULL. */
T2_MUST_USE int readout_seal(const struct t2_random *rng, struct t2_bytes public_line, struct t2_bytes text,
                             struct t2_buf *out);
/* Appends the text. T2_E_AUTH: a wrong passphrase (*out_passphrase 1), or a file for another key or damaged
 * (0); T2_E_MALFORMED: not such a file; T2_E_MEMORY, T2_E_FULL. */
T2_MUST_USE int readout_open(struct t2_bytes private_file, struct t2_bytes passphrase, struct t2_bytes file,
                             struct t2_buf *out, int *out_passphrase);

#endif

/* A private key of 32 bytes in a file under a passphrase, and public values of 32 bytes as a line with a
 * check. docs/protocol/readout.md gives the form; each use has a mark of its own. */
#ifndef T2_DESK_KEY_FILE_H
#define T2_DESK_KEY_FILE_H

#include <tracktwo/bytes.h>
#include <tracktwo/channel.h>
#include <tracktwo/random.h>

#define KEY_LINE_CHECK_LEN 4 /* bytes of the digest at the end of a line */

/* Appends mark | mem_kib | passes | salt | nonce | sealed. T2_E_MEMORY, T2_E_RANDOM, T2_E_FULL: out as it
 * was. */
T2_MUST_USE int key_file_seal(const char *mark, const struct t2_random *rng, struct t2_bytes passphrase,
                              struct channel_store_cost cost, const uint8_t sk[static 32],
                              struct t2_buf *out);
/* T2_E_MALFORMED: no such file; T2_E_AUTH: a wrong passphrase or a changed file (*out_passphrase 1);
 * T2_E_MEMORY. out_sk is zero on failure. */
T2_MUST_USE int key_file_open(const char *mark, struct t2_bytes file, struct t2_bytes passphrase,
                              uint8_t out_sk[static 32], int *out_passphrase);
/* prefix | hex of: value 32, check 4. out holds max bytes, at least strlen(prefix) + 73. */
T2_MUST_USE int key_line_write(const char *mark, const char *prefix, const uint8_t value[static 32],
                               char *out, size_t max);
/* Spaces and line ends around it are no matter. T2_E_MALFORMED: no such line, or a letter of it is wrong. */
T2_MUST_USE int key_line_read(const char *mark, const char *prefix, struct t2_bytes line,
                              uint8_t out[static 32]);

#endif

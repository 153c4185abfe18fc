/* See observer.h. */
#include <tracktwo/observer.h>

#include <tracktwo/crypto.h>
#include <tracktwo/secret.h>

#include "desk/key_file.h"

#define KEY_MARK "tracktwo observer 1\n"
#define KEY_LINE "tracktwo-observer-1:"
#define MISSION_MARK "tracktwo mission 1\n"
#define MISSION_LINE "tracktwo-mission-1:"

int observer_key_new(const struct t2_random *rng, struct t2_bytes passphrase, struct channel_store_cost cost,
                     struct t2_buf *out_private, char out_public[static OBSERVER_LINE_MAX])
{
    uint8_t seed[32], key[32];
    int err = t2_ed25519_keypair(rng, seed, key);
    if (err == 0) {
        err = observer_key_line(key, out_public);
    }
    if (err == 0) {
        err = key_file_seal(KEY_MARK, rng, passphrase, cost, seed, out_private);
    }
    t2_wipe(seed, sizeof(seed));
    return err;
}

int observer_key_open(struct t2_bytes private_file, struct t2_bytes passphrase, uint8_t out_seed[static 32])
{
    int wrong_passphrase = 0;
    return key_file_open(KEY_MARK, private_file, passphrase, out_seed, &wrong_passphrase);
}

int observer_key_read(struct t2_bytes line, uint8_t out_key[static 32])
{
    return key_line_read(KEY_MARK, KEY_LINE, line, out_key);
}

int observer_key_line(const uint8_t key[static 32], char out[static OBSERVER_LINE_MAX])
{
    return key_line_write(KEY_MARK, KEY_LINE, key, out, OBSERVER_LINE_MAX);
}

int observer_mission_line(const uint8_t mission[static 32], char out[static OBSERVER_LINE_MAX])
{
    return key_line_write(MISSION_MARK, MISSION_LINE, mission, out, OBSERVER_LINE_MAX);
}

int observer_mission_read(struct t2_bytes line, uint8_t out_mission[static 32])
{
    return key_line_read(MISSION_MARK, MISSION_LINE, line, out_mission);
}

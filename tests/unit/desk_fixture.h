/* Three desks X, Y, Z at one table, each in a folder of its own, and mailboxes in memory in the relay's
 * place. */
#ifndef T2_TESTS_DESK_FIXTURE_H
#define T2_TESTS_DESK_FIXTURE_H

#include <tracktwo/desk.h>

#include "desk/desk_internal.h"

#define DESKS 3
#define DESKS_RELAY "127.0.0.1:1#00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

struct mail {
    uint8_t name[T2_CELL_KEY_LEN], mid[T2_CELL_MID_LEN];
    uint64_t seq;
    uint32_t slot;
    uint8_t from, to;
    uint8_t body[T2_CELL_MAIL_LEN];
};

struct desks {
    char top[256];
    struct desk *d[DESKS + 1]; /* room for one of a seat that comes later */
    int n;                     /* those that settle: DESKS, or one more */
    struct mail *mail;
    size_t n_mail, cap_mail;
    uint32_t slot; /* the relay's clock; 0: as X's */
};

struct t2_bytes desks_passphrase(void);
void desks_path(const struct desks *x, const char *name, char out[512]);
/* X opens the table; Y and Z join; Y and Z exchange files too when all is nonzero. */
void desks_start(struct desks *x, int all);
void desks_end(struct desks *x);
struct table_file *desks_table_file(void);
/* Y and Z hand each other their files. */
void desks_meet(struct desks *x);
/* Closes a desk as a crash would, and opens it again. */
void desks_again(struct desks *x, int i);
/* All cells of desk i into the mailboxes; those for the seat `lost` vanish (CHANNEL_NO_SEAT: none), but no
 * stamp. */
void desks_send(struct desks *x, int i, uint8_t lost);
void desks_send_some(struct desks *x, int i, uint8_t lost, size_t n); /* the first n of them */
void desks_receive(struct desks *x, int i);
/* Until nothing moves any more. */
void desks_settle(struct desks *x);
void desks_say(struct desks *x, int i, const char *text);
/* desk_sound_open of `room` on these issues for all whom they concern. */
int desks_open_room(struct desk *d, const uint8_t *issues, size_t n_issues, size_t *out_index,
                    struct desk_problem *why);
/* Desk `to` takes in the file of desk `from`. */
void desks_hand_over(struct desks *x, int from, int to);
/* X opens a sounding on both issues and all receive it: its index. */
size_t desks_sounding(struct desks *x);
/* An entry of four of ten, four of twelve options. */
void desks_enter(struct desks *x, int i, size_t sounding);

#endif

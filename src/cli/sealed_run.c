/* sealed-run: any Bristol Fashion circuit through src/sealed, all parties in this process, bytes handed over
 * in memory. For outsiders who want to try other material than ours; the entries of all parties come from one
 * command line. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <tracktwo/random.h>
#include <tracktwo/sealed.h>
#include <tracktwo/secret.h>

#define MAX_VALUES 64
#define MAX_FILE ((size_t)1 << 30)

static const char help[] =
    "usage: sealed-run [--json] [--statistical 40|64] CIRCUIT N HEX...\n"
    "\n"
    "Evaluates a circuit in Bristol Fashion among N local parties (2 to 8), all but one of whom may cheat, "
    "and\n"
    "prints the output, seconds per phase, bytes per party, peak memory and rounds.\n"
    "\n"
    "  CIRCUIT  a file in Bristol Fashion\n"
    "  N        number of parties; input value v belongs to party v modulo N\n"
    "  HEX      one hexadecimal number for each input value of the circuit, in the file's order\n"
    "\n"
    "Bit order: a value is a number written with its most significant digit first; wire 0 of the value is "
    "its\n"
    "least significant bit. A value whose size is no multiple of four has zero bits in front.\n"
    "So for the published AES-128 circuit (values: key, plaintext) FIPS 197 appendix C.1 is\n"
    "  sealed-run aes_128.txt 3 000102030405060708090a0b0c0d0e0f 00112233445566778899aabbccddeeff\n"
    "and prints 69c4e0d86a7b0430d8cdb78070b4c55a; the published SHA-256 circuit takes block and chaining "
    "state.\n"
    "\n"
    "Exit: 0 done, 2 usage, 3 a file cannot be read or memory is short, 4 the circuit is not well formed,\n"
    "5 the computation stopped.\n";

enum { EXIT_USAGE = 2, EXIT_ENVIRONMENT = 3, EXIT_CIRCUIT = 4, EXIT_STOPPED = 5 };

struct run {
    const struct circuit *circuit;
    unsigned n;
    unsigned statistical;
    size_t value_size[MAX_VALUES];
    size_t n_values;
    uint8_t *bits[SEALED_MAX_PARTIES]; /* by party, one a byte */
    struct sealed_session *session[SEALED_MAX_PARTIES];
    double seconds[SEALED_N_PHASES];
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int read_file(const char *path, struct t2_buf *out)
{
    FILE *f = fopen(path, "rb");
    char part[8192];
    size_t n;
    int err = 0;
    if (f == NULL)
        return T2_E_IO;
    while (err == 0 && (n = fread(part, 1, sizeof part, f)) > 0)
        err = t2_buf_append(out, part, n);
    if (ferror(f) != 0)
        err = T2_E_IO;
    (void)fclose(f);
    return err;
}

/* The sizes of the input values, which the frozen circuit no longer tells apart: second line of the file. */
static int read_value_sizes(struct run *r, const struct t2_buf *text)
{
    const char *at = memchr(text->ptr, '\n', text->len);
    char line[1024];
    if (at == NULL)
        return T2_E_MALFORMED;
    at++;
    size_t left = text->len - (size_t)((const uint8_t *)at - text->ptr);
    const char *end = memchr(at, '\n', left);
    size_t len = end == NULL ? left : (size_t)(end - at);
    if (len >= sizeof line)
        return T2_E_MALFORMED;
    memcpy(line, at, len);
    line[len] = '\0';
    char *next = line;
    r->n_values = strtoul(next, &next, 10);
    if (r->n_values > MAX_VALUES)
        return T2_E_MALFORMED;
    for (size_t v = 0; v < r->n_values; v++)
        r->value_size[v] = strtoul(next, &next, 10);
    size_t sum[SEALED_MAX_PARTIES] = {0};
    for (size_t v = 0; v < r->n_values; v++)
        sum[v % r->n] += r->value_size[v];
    for (unsigned p = 0; p < r->n; p++) {
        if (sum[p] != r->circuit->n_inputs[p])
            return T2_E_MALFORMED;
    }
    return 0;
}

static int digit_value(char c)
{
    const char *digits = "0123456789abcdef", *d = strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
    return c == '\0' || d == NULL ? -1 : (int)(d - digits);
}

/* Digit d from the right holds bits 4d .. 4d + 3. */
static int read_value(const char *hex, size_t n_bits, uint8_t *bits)
{
    size_t n = strlen(hex);
    if (n != (n_bits + 3) / 4)
        return T2_E_ARGUMENT;
    for (size_t d = 0; d < n; d++) {
        int v = digit_value(hex[n - 1 - d]);
        if (v < 0)
            return T2_E_ARGUMENT;
        for (size_t k = 0; k < 4; k++) {
            unsigned bit = (unsigned)v >> k & 1u;
            if (4 * d + k < n_bits)
                bits[4 * d + k] = (uint8_t)bit;
            else if (bit != 0)
                return T2_E_ARGUMENT;
        }
    }
    return 0;
}

static void print_value(const uint8_t *bits, size_t n_bits)
{
    for (size_t d = (n_bits + 3) / 4; d-- > 0;) {
        unsigned v = 0;
        for (size_t k = 0; k < 4 && 4 * d + k < n_bits; k++)
            v |= (unsigned)bits[4 * d + k] << k;
        putchar("0123456789abcdef"[v]);
    }
}

static int exchange(struct run *r, size_t *moved)
{
    for (unsigned i = 0; i < r->n; i++) {
        for (unsigned j = 0; j < r->n; j++) {
            struct t2_bytes b = sealed_session_pending(r->session[i], j);
            if (b.len == 0)
                continue;
            if (sealed_session_state(r->session[j]) == SEALED_RUNNING) {
                int err = sealed_session_receive(r->session[j], i, b);
                if (err != 0)
                    return err;
            }
            *moved += b.len;
            sealed_session_sent(r->session[i], j, b.len);
        }
    }
    return 0;
}

/* A pass counts for the phase in which party 0 was before it. */
static int evaluate(struct run *r)
{
    size_t moved = 1;
    double from = now_s();
    while (moved != 0) {
        enum sealed_phase phase = sealed_session_progress(r->session[0]).phase;
        moved = 0;
        for (unsigned i = 0; i < r->n; i++) {
            int err = sealed_session_step(r->session[i]);
            if (err != 0)
                return err;
        }
        int err = exchange(r, &moved);
        if (err != 0)
            return err;
        double to = now_s();
        r->seconds[phase] += to - from;
        from = to;
    }
    return 0;
}

static void print_report(const struct run *r, const uint8_t *result, int json)
{
    struct sealed_progress p = sealed_session_progress(r->session[0]);
    struct rusage usage;
    uint64_t sent = 0;
    for (unsigned q = 0; q < r->n; q++)
        sent += p.bytes_sent[q];
    (void)getrusage(RUSAGE_SELF, &usage);
    printf(json ? "{\"output\": \"" : "output        ");
    print_value(result, r->circuit->n_outputs);
    if (json) {
        printf("\", \"parties\": %u, \"ands\": %zu, \"depth\": %zu, \"bucket_size\": %u, "
               "\"statistical_bits\": %u, "
               "\"rounds\": %u, \"rounds_online\": %u, \"bytes_per_party\": %llu, \"peak_mib\": %.1f, "
               "\"seconds\": {",
               r->n, r->circuit->n_ands, r->circuit->depth, p.bucket_size, r->statistical, p.rounds,
               p.rounds_online, (unsigned long long)sent, (double)usage.ru_maxrss / 1024);
        for (unsigned i = 0; i < SEALED_N_PHASES; i++)
            printf("%s\"%s\": %.3f", i == 0 ? "" : ", ", sealed_phase_name((enum sealed_phase)i),
                   r->seconds[i]);
        printf("}}\n");
        return;
    }
    printf("\nparties       %u, statistical security 2^-%u\n", r->n, r->statistical);
    printf("circuit       %zu ANDs, depth %zu, bucket size %u\n", r->circuit->n_ands, r->circuit->depth,
           p.bucket_size);
    printf("rounds        %u, of these %u from the entries on\n", p.rounds, p.rounds_online);
    printf("bytes sent    %llu by a party\n", (unsigned long long)sent);
    printf("peak memory   %.1f MiB, all parties together\n", (double)usage.ru_maxrss / 1024);
    for (unsigned i = 0; i < SEALED_N_PHASES; i++)
        printf("%-13s %.3f s\n", sealed_phase_name((enum sealed_phase)i), r->seconds[i]);
}

static int compute(struct run *r, int json)
{
    int err = 0;
    uint8_t *result = calloc(r->circuit->n_outputs + 1, 1);
    if (result == NULL)
        return EXIT_ENVIRONMENT;
    for (unsigned p = 0; err == 0 && p < r->n; p++) {
        struct sealed_config config = {.n_parties = r->n,
                                       .self = p,
                                       .statistical_bits = r->statistical,
                                       .circuit = r->circuit,
                                       .input_bits = r->bits[p],
                                       .random = t2_random_system()};
        err = sealed_session_new(&r->session[p], &config);
    }
    if (err == 0)
        err = evaluate(r);
    for (unsigned p = 0; err == 0 && p < r->n; p++)
        err = sealed_session_result(r->session[p], result);
    if (err == 0)
        print_report(r, result, json);
    else
        (void)fprintf(stderr, "sealed-run: %s. Nothing was computed.\n", t2_err_text(err));
    for (unsigned p = 0; p < r->n; p++)
        sealed_session_free(r->session[p]);
    free(result);
    if (err == 0)
        return EXIT_SUCCESS;
    return t2_err_band(err) == T2_BAND_ENVIRONMENT ? EXIT_ENVIRONMENT : EXIT_STOPPED;
}

static int run_file(struct run *r, const char *path, char **hex, size_t n_hex, int json)
{
    struct t2_buf text;
    struct circuit *circuit = NULL;
    int code = EXIT_SUCCESS, err = 0;
    const unsigned n = r->n;
    assert(n >= 2);
    t2_buf_init(&text, MAX_FILE);
    if ((err = read_file(path, &text)) != 0) {
        (void)fprintf(stderr, "sealed-run: %s cannot be read: %s.\n", path,
                      errno != 0 ? strerror(errno) : t2_err_text(err));
        code = EXIT_ENVIRONMENT;
        goto out;
    }
    err = circuit_read_bristol(t2_buf_view(&text), r->n, &circuit);
    r->circuit = circuit;
    if (err == 0)
        err = read_value_sizes(r, &text);
    if (err != 0) {
        (void)fprintf(stderr, "sealed-run: %s is not a circuit in Bristol Fashion: %s.\n", path,
                      t2_err_text(err));
        code = err == T2_E_MEMORY ? EXIT_ENVIRONMENT : EXIT_CIRCUIT;
        goto out;
    }
    if (n_hex != r->n_values) {
        (void)fprintf(stderr, "sealed-run: the circuit has %zu input values, %zu were given.\n", r->n_values,
                      n_hex);
        code = EXIT_USAGE;
        goto out;
    }
    size_t used[SEALED_MAX_PARTIES] = {0};
    for (unsigned p = 0; p < r->n; p++) {
        if ((r->bits[p] = calloc(circuit->n_inputs[p] + 1, 1)) == NULL) {
            code = EXIT_ENVIRONMENT;
            goto out;
        }
    }
    for (size_t v = 0; v < n_hex; v++) {
        size_t party = v % n;
        if (read_value(hex[v], r->value_size[v], r->bits[party] + used[party]) != 0) {
            (void)fprintf(stderr,
                          "sealed-run: input value %zu has %zu bits: %zu hexadecimal digits are wanted.\n",
                          v + 1, r->value_size[v], (r->value_size[v] + 3) / 4);
            code = EXIT_USAGE;
            goto out;
        }
        used[party] += r->value_size[v];
    }
    code = compute(r, json);
out:
    for (unsigned p = 0; p < r->n; p++)
        free(r->bits[p]);
    circuit_free(circuit);
    t2_buf_free(&text);
    return code;
}

int main(int argc, char **argv)
{
    struct run r = {.statistical = 40};
    int at = 1, json = 0;
    for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
        if (strcmp(argv[at], "--help") == 0) {
            (void)fputs(help, stdout);
            return EXIT_SUCCESS;
        }
        if (strcmp(argv[at], "--json") == 0) {
            json = 1;
        } else if (strcmp(argv[at], "--statistical") == 0 && at + 1 < argc) {
            at++;
            r.statistical = strcmp(argv[at], "40") == 0 ? 40 : strcmp(argv[at], "64") == 0 ? 64 : 0;
        } else {
            r.statistical = 0;
        }
    }
    if (argc - at >= 2 && strlen(argv[at + 1]) == 1)
        r.n = (unsigned)(argv[at + 1][0] - '0');
    if (r.n < 2 || r.n > SEALED_MAX_PARTIES || r.statistical == 0) {
        (void)fputs(help, stderr);
        return EXIT_USAGE;
    }
    if (t2_init() != 0 || t2_process_harden() != 0) {
        (void)fputs("sealed-run: the machine gives no randomness or no protection of memory.\n", stderr);
        return EXIT_ENVIRONMENT;
    }
    return run_file(&r, argv[at], argv + at + 2, (size_t)(argc - at - 2), json);
}

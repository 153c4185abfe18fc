/* Runs a fuzz target without libFuzzer, so that any compiler can: every file of tests/fuzz/regress/TARGET,
 * each of them cut short and with bytes changed, the empty input, and random ones. The changes come from a
 * fixed seed, so a failure repeats. A crash, a sanitizer's report or the test's time-out is the failure.
 * Usage: replay DIRECTORY [EVERY]: of the changes and random inputs only each EVERY-th, for slow targets. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX (1u << 20)
#define RANDOM_INPUTS 2000u
#define RANDOM_INPUT_MAX 600u
#define CHANGES_PER_FILE 200u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t state = 0x7472616b32ull;
static unsigned every = 1;

/* splitmix64 */
static uint32_t draw(uint32_t below)
{
    state += 0x9e3779b97f4a7c15ull;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return (uint32_t)((z ^ (z >> 31)) % below);
}

/* On a copy of its own exact size, so that the address sanitizer sees a read one byte too far. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL) {
        abort();
    }
    if (size > 0) {
        memcpy(copy, data, size);
    }
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static void run_changed(uint8_t *data, size_t size)
{
    for (unsigned i = 0; i < CHANGES_PER_FILE && size > 0; i += every) {
        size_t at = draw((uint32_t)size);
        uint8_t kept = data[at];
        run(data, at);
        data[at] = (uint8_t)(kept ^ (1u << draw(8)));
        run(data, size);
        data[at] = kept;
    }
}

static int run_file(const char *directory, const char *name, uint8_t *data)
{
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", directory, name) >= (int)sizeof path) {
        return 0;
    }
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        return 0;
    }
    size_t size = fread(data, 1, INPUT_MAX, f);
    int whole = ferror(f) == 0;
    (void)fclose(f);
    if (whole) {
        run(data, size);
        run_changed(data, size);
    }
    return whole;
}

int main(int argc, char **argv)
{
    uint8_t *data = malloc(INPUT_MAX);
    if (argc == 3)
        every = (unsigned)strtoul(argv[2], NULL, 10);
    if (argc < 2 || argc > 3 || every == 0 || data == NULL) {
        fprintf(stderr, "usage: replay DIRECTORY [EVERY]\n");
        free(data);
        return 2;
    }
    unsigned n_files = 0;
    DIR *d = opendir(argv[1]);
    if (d != NULL) {
        for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
            if (e->d_name[0] != '.') {
                n_files += (unsigned)run_file(argv[1], e->d_name, data);
            }
        }
        (void)closedir(d);
    }
    run(data, 0);
    for (unsigned i = 0; i < RANDOM_INPUTS; i += every) {
        size_t size = draw(RANDOM_INPUT_MAX + 1);
        for (size_t k = 0; k < size; k++) {
            data[k] = (uint8_t)draw(256);
        }
        run(data, size);
    }
    printf("%u files and their changes, %u random inputs\n", n_files, RANDOM_INPUTS / every + 1);
    free(data);
    return 0;
}

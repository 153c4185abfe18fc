/* kat-run: published known answers through our doors of cryptography, for outsiders who want to try other
 * files than those that the tests read. */
#include <stdio.h>
#include <string.h>

#include <tracktwo/secret.h>

#include "kat.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static const char usage[] = "usage: kat-run FILE...\n";

static void print_help(void)
{
    fputs(usage, stdout);
    fputs(
        "\n"
        "Runs every case of files of known answers (Project Wycheproof, JSON) both ways: what is sealed\n"
        "is opened, what is agreed is agreed from the other side, what verifies is altered and refused.\n"
        "\n"
        "Prints a line for each case that failed and one for each file, and closes with\n"
        "  N passed, N failed, N skipped\n"
        "Skipped are cases of sizes or curves that this project does not have. Of the cases that are called\n"
        "acceptable, those of X25519 are held to what this project promises: a secret of zeros is refused,\n"
        "any other public key is computed as RFC 7748 says.\n"
        "\n"
        "Formats:\n",
        stdout);
    for (size_t i = 0; kat_format_name(i) != NULL; i++)
        printf("  %s\n", kat_format_name(i));
    fputs("\n"
          "Exit: 0 nothing failed and something passed, 1 something failed or nothing passed, 2 usage, or a\n"
          "file that cannot be read, is damaged or of another format.\n",
          stdout);
}

static void tell(long long tc_id, enum kat_outcome outcome, const char *why)
{
    if (outcome == KAT_FAILED)
        printf("  case %lld failed: %s\n", tc_id, why);
}

int main(int argc, char **argv)
{
    struct kat_count all = {0, 0, 0};
    int unusable = 0;
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        print_help();
        return fflush(stdout) == 0 ? EXIT_DONE : EXIT_USAGE;
    }
    if (argc < 2 || argv[1][0] == '-') {
        fputs(usage, stderr);
        return EXIT_USAGE;
    }
    if (t2_init() != 0) {
        fputs("kat-run: the machine gives no randomness\n", stderr);
        return EXIT_USAGE;
    }
    for (int i = 1; i < argc; i++) {
        struct kat_count one = {0, 0, 0};
        const char *why = "";
        if (kat_file_run(argv[i], tell, &one, &why) != 0) {
            (void)fflush(stdout);
            fprintf(stderr, "kat-run: %s %s\n", argv[i], why);
            unusable++;
            continue;
        }
        printf("%s: %zu passed, %zu failed, %zu skipped\n", argv[i], one.passed, one.failed, one.skipped);
        all.passed += one.passed;
        all.failed += one.failed;
        all.skipped += one.skipped;
    }
    printf("%zu passed, %zu failed, %zu skipped\n", all.passed, all.failed, all.skipped);
    if (fflush(stdout) != 0 || unusable != 0)
        return EXIT_USAGE;
    return all.failed == 0 && all.passed > 0 ? EXIT_DONE : EXIT_FAILED;
}

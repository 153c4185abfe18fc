/* Hex: any bytes written and read again are the same; any text is refused or, but for the case of its
 * letters, what the bytes read from it are written as. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <tracktwo/bytes.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *hex = malloc(2 * size + 1), *text = malloc(size + 1);
    uint8_t *bytes = malloc(size + 1);
    require(hex != NULL && text != NULL && bytes != NULL);

    t2_hex(hex, data, size);
    require(strlen(hex) == 2 * size);
    require(t2_unhex(bytes, size, hex) == 0);
    require(size == 0 || memcmp(bytes, data, size) == 0);

    for (size_t i = 0; i < size; i++)
        text[i] = (char)data[i];
    text[size] = '\0';
    size_t len = strlen(text);
    for (size_t n = len / 2; n <= len / 2 + 1 && n <= size; n++) {
        int err = t2_unhex(bytes, n, text);
        require(err == 0 || err == T2_E_TRUNCATED || err == T2_E_MALFORMED || err == T2_E_TRAILING);
        require(err != 0 || len == 2 * n);
        if (err == 0) {
            t2_hex(hex, bytes, n);
            for (size_t i = 0; i < len; i++)
                require(hex[i] == tolower((unsigned char)text[i]));
        }
    }
    free(hex);
    free(text);
    free(bytes);
    return 0;
}

/* A relay's address out of an invitation: what parses must come out of format and parse to the same. */
#include <stdlib.h>
#include <string.h>

#include "desk/relay_client.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct relay_address first;
    struct relay_address second;
    char again[RELAY_ADDRESS_TEXT_MAX];
    char *text = malloc(size + 1);

    if (text == NULL)
        return 0;
    if (size != 0)
        memcpy(text, data, size);
    text[size] = '\0';
    if (relay_address_parse(&first, text) == 0) {
        relay_address_format(again, &first);
        if (relay_address_parse(&second, again) != 0 || memcmp(&first, &second, sizeof first) != 0)
            abort();
    }
    free(text);
    return 0;
}

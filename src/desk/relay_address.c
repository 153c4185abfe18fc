/* HOST:PORT#PIN, as an invitation carries it. */
#include "desk/relay_client.h"

#include <stdio.h>
#include <string.h>

static bool port_is_valid(const char *port)
{
    size_t n = strlen(port);
    unsigned value = 0;

    if (n == 0 || n > 5 || strspn(port, "0123456789") != n || port[0] == '0')
        return false;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (unsigned)(port[i] - '0');
    return value <= 65535;
}

/* Letters, digits, dots and hyphens of a name or IPv4 address; also colons of an IPv6 address in brackets. */
static bool host_is_valid(const char *host, bool bracketed)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";

    return host[0] != '\0' && host[strspn(host, bracketed ? "0123456789abcdefABCDEF:." : name)] == '\0';
}

int relay_address_parse(struct relay_address *out, const char *text)
{
    const char *hash = strchr(text, '#');
    const char *colon = hash;
    const char *host = text;
    bool bracketed = text[0] == '[';
    size_t host_len;
    size_t port_len;

    memset(out, 0, sizeof *out);
    while (colon != NULL && colon > text && *colon != ':')
        colon--;
    if (hash == NULL || *colon != ':')
        return T2_E_MALFORMED;
    host_len = (size_t)(colon - text);
    port_len = (size_t)(hash - colon) - 1;
    if (bracketed) {
        if (host_len < 3 || text[host_len - 1] != ']')
            return T2_E_MALFORMED;
        host++;
        host_len -= 2;
    }
    if (host_len >= sizeof out->host || port_len >= sizeof out->port)
        return T2_E_TOO_LARGE;
    memcpy(out->host, host, host_len);
    memcpy(out->port, colon + 1, port_len);
    if (!host_is_valid(out->host, bracketed) || !port_is_valid(out->port) ||
        t2_unhex(out->pin, sizeof out->pin, hash + 1) != 0) {
        memset(out, 0, sizeof *out);
        return T2_E_MALFORMED;
    }
    return 0;
}

void relay_address_format(char out[static RELAY_ADDRESS_TEXT_MAX], const struct relay_address *address)
{
    char pin[2 * RELAY_PIN_LEN + 1];

    t2_hex(pin, address->pin, sizeof address->pin);
    (void)snprintf(out, RELAY_ADDRESS_TEXT_MAX,
                   strchr(address->host, ':') != NULL ? "[%s]:%s#%s" : "%s:%s#%s", address->host,
                   address->port, pin);
}

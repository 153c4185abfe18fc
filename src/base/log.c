/* One line to standard error, whole, whatever else writes there; control characters become question marks. */
#include <tracktwo/log.h>

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

static enum t2_log_level threshold = T2_LOG_WARN;

void t2_log_set_level(enum t2_log_level level)
{
    threshold = level;
}

void t2_log(enum t2_log_level level, const char *fmt, ...)
{
    static const char *const name[] = {"error", "warning", "info", "debug"};
    char line[512];
    if (level > threshold)
        return;
    int at = snprintf(line, sizeof line, "%s: ", name[level]);
    va_list args;
    va_start(args, fmt);
    int n = vsnprintf(line + at, sizeof line - (size_t)at - 1, fmt, args);
    va_end(args);
    if (n < 0)
        return;
    size_t len = (size_t)at + (size_t)n;
    if (len > sizeof line - 2)
        len = sizeof line - 2;
    for (size_t i = 0; i < len; i++) {
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
            line[i] = '?';
    }
    line[len] = '\n';
    (void)!write(STDERR_FILENO, line, len + 1); /* nobody to tell when even this fails */
}

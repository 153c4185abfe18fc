/* Diagnostics of the programs (never of the pure rooms): one line to standard error, no secrets, no
 * identifiers. */
#ifndef T2_TRACKTWO_LOG_H
#define T2_TRACKTWO_LOG_H

enum t2_log_level { T2_LOG_ERROR, T2_LOG_WARN, T2_LOG_INFO, T2_LOG_DEBUG };

void t2_log_set_level(enum t2_log_level level);
void t2_log(enum t2_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif

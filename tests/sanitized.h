/* Whether this program is built with a sanitizer that replaces malloc and takes many times as long. gcc and
 * clang say it in ways of their own. */
#ifndef T2_TESTS_SANITIZED_H
#define T2_TESTS_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define T2_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define T2_SANITIZED 1
#endif
#endif
#ifndef T2_SANITIZED
#define T2_SANITIZED 0
#endif

#endif

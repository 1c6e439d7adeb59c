/* regex.h — regular expressions of java.util.regex, run by PCRE2.
 *
 * A pattern is read as Java reads it and written for PCRE2; what PCRE2 does not have, or takes for
 * something else, is refused with an error that names it: set operations in classes, blocks,
 * \p{java…}, the flags d x U, \N, \b{g}. Two differences stay: (?i) ignores the case of every
 * script, not only ASCII's, and U+0085, U+2028, U+2029 are no line ends.
 *
 * Units    spans: bytes of the text
 * Limits   the steps and the memory of one search are bounded (LT_ELIMIT)
 * Threads  an lt_regex is for one thread
 * Source   java.util.regex.Pattern; pcre2pattern(3), pcre2api(3)
 */
#ifndef LT_KERNEL_REGEX_H
#define LT_KERNEL_REGEX_H

#include "column/types.h"
#include "core/buf.h"
#include "core/cancel.h"

typedef struct lt_regex lt_regex;

/* Compiles pattern[0, n). cancel (may be NULL) is polled by searches.
 * Errors: LT_EPARSE for a wrong or unsupported pattern, LT_ENOMEM. */
LT_MUST_USE lt_status lt_regex_open(lt_regex **out, lt_mem *mem, const lt_cancel *cancel,
                                    const uint8_t *pattern, size_t n, lt_error *err);
void                  lt_regex_close(lt_regex *r); /* NULL is allowed */

/* Capturing groups, without the whole. */
int32_t lt_regex_groups(const lt_regex *r);
/* The number of a named group, -1 where there is none. */
int32_t lt_regex_named(const lt_regex *r, const uint8_t *name, size_t n);

/* Looks for the first match in text[0, n) that begins at byte `from` or behind it.
 * Errors: LT_ELIMIT for a search without end, LT_ECANCELLED, LT_ENOMEM. */
LT_MUST_USE lt_status lt_regex_find(lt_regex *r, bool *found, const uint8_t *text, size_t n,
                                    size_t from, lt_error *err);
/* Where group k (0: the whole) of the last match lies; false where it took no part. */
bool lt_regex_span(const lt_regex *r, int32_t k, size_t *start, size_t *end);
/* Where the search for the next match begins, as Java's find does: behind an empty match one
 * character on. Past n: there is none. */
size_t lt_regex_next(const lt_regex *r, const uint8_t *text, size_t n);

/* Appends what Java's pattern[0, n) is for PCRE2 (regex_java.c). Errors: LT_EPARSE, LT_ENOMEM. */
LT_MUST_USE lt_status lt_regex_translate(lt_buf *out, const uint8_t *pattern, size_t n,
                                         lt_error *err);

#endif

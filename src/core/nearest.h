/* nearest.h — "did you mean": the known name closest to one that is not known. */
#ifndef LT_CORE_NEAREST_H
#define LT_CORE_NEAREST_H

#include <stddef.h>

/* Edits between two texts: insertions, deletions, replacements and swaps of neighbours, each 1,
 * letters of either case alike (ASCII). Texts are compared up to 64 bytes; longer ones are
 * as far apart as they are long. */
size_t lt_edit_distance(const char *a, size_t a_len, const char *b, size_t b_len);

/* The candidate nearest to name when it is near enough to be worth suggesting (a third of the
 * longer one, at least 1, or one holds the other as its beginning), else NULL. The first wins
 * a tie; an exact match is returned too. NULL candidates are skipped. */
const char *lt_nearest(const char *name, const char *const *candidates, size_t n);

/* As lt_nearest for any list: get(context, i) is the i-th candidate. */
const char *lt_nearest_of(const char *name, const char *(*get)(const void *context, size_t i),
                          const void *context, size_t n);

#endif

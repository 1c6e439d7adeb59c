/* distinct.h — what tests need of distinct.c. */
#ifndef LT_EXEC_DISTINCT_H
#define LT_EXEC_DISTINCT_H

#include <stdint.h>

/* Tests only: keeps just these bits of every fingerprint, so that different rows share one.
 * UINT64_MAX: all, as usual. */
void lt_distinct_weaken(uint64_t mask);

#endif

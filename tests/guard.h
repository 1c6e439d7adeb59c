/* guard.h — blocks that end where the next page cannot be read: a loop that reads or writes one
 * byte too much dies of it. */
#ifndef LT_TESTS_GUARD_H
#define LT_TESTS_GUARD_H

#include <stddef.h>

typedef struct guard {
    unsigned char *pages;
    size_t         bytes; /* that may be used, whole pages */
} guard;

/* Room for at least `bytes`; fails the test where there is no memory. */
guard guard_open(size_t bytes);
void  guard_close(guard *g);

/* The last n bytes of it. */
void *guard_end(const guard *g, size_t n);

#endif

/* pages.h — big blocks straight from the system, on huge pages where it has them.
 *
 * The first touch of fresh memory is dear: a fault for every 4 KiB, one for every 2 MiB on huge
 * pages. A block that grows keeps its pages: they are mapped elsewhere, not copied.
 *
 * Units    bytes, any number of them; the caller remembers how many
 * Threads  any
 */
#ifndef LT_CORE_PAGES_H
#define LT_CORE_PAGES_H

#include <stddef.h>

enum { LT_PAGES_BIG = 2 << 20 }; /* smaller blocks are the C library's */

/* Zeroed memory; NULL when there is none. */
void *lt_pages_open(size_t bytes);
void  lt_pages_close(void *block, size_t bytes);
/* NULL: there is none, and the block is untouched. What is new is zeroed. */
void *lt_pages_resize(void *block, size_t old_bytes, size_t new_bytes);

#endif

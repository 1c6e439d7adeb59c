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

#include "core/cancel.h"
#include "core/status.h"

#include <stddef.h>

enum { LT_PAGES_BIG = 2 << 20 }; /* a huge page; smaller blocks are the C library's */

/* Zeroed memory; NULL when there is none. */
void *lt_pages_open(size_t bytes);
void  lt_pages_close(void *block, size_t bytes);
/* NULL: there is none, and the block is untouched. What is new is zeroed. */
void *lt_pages_resize(void *block, size_t old_bytes, size_t new_bytes);

/* Touches all of a fresh block that will be filled in no order, a little at a time: where the
 * system must first find the memory, that takes a while. Errors: as cancel says. */
LT_MUST_USE lt_status lt_pages_touch(void *block, size_t bytes, const lt_cancel *cancel,
                                     lt_error *err);

#endif

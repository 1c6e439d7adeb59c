/* sort_radix.h — numbers with a row each, put in order by their highest bits first.
 *
 * Cost     three or four moves of an entry, whatever the order was
 * Threads  any, each on entries of its own
 */
#ifndef LT_EXEC_SORT_RADIX_H
#define LT_EXEC_SORT_RADIX_H

#include "core/status.h"

#include <stdint.h>

typedef struct lt_sort_entry {
    uint64_t key;
    int64_t  row;
} lt_sort_entry;

/* Asked now and then while sorting; anything but LT_OK ends it. */
typedef lt_status lt_sort_poll(void *arg, lt_error *err);

typedef struct lt_sort_watch {
    lt_sort_poll *poll;
    void         *arg;
} lt_sort_watch;

/* Sorts e[0, n) by key, of which only the lowest `bits` differ; equal ones stay in their order.
 * room: for n entries. Errors: as watch says; e is then in no order. */
LT_MUST_USE lt_status lt_sort_radix(lt_sort_entry *e, lt_sort_entry *room, int64_t n, int bits,
                                    const lt_sort_watch *watch, lt_error *err);

#endif

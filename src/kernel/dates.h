/* dates.h — what the date kernels share. */
#ifndef LT_KERNEL_DATES_H
#define LT_KERNEL_DATES_H

#include "core/civil.h"
#include "core/zone.h"
#include "kernel/work.h"

/* The run of time last looked up: rows near each other ask the zone once. */
typedef struct lt_clock_span {
    bool         ready;
    lt_zone_span span;
} lt_clock_span;

/* v of a date or timestamp type as micros of the wall clock. */
int64_t lt_wall_clock(lt_clock_span *s, const lt_call *call, lt_type_id type, int64_t v);

/* One row of a date function: from the arguments to `result`. */
typedef struct lt_date_cell {
    const lt_call *call;
    int32_t        row;
    lt_clock_span  span;
    void          *state; /* of the kernel */
    int64_t        result;
    bool           null;
    lt_status      fault;    /* of a cell that answers false: told already; LT_OK: out of range */
    lt_error      *err;      /* for that; NULL where null is the answer to a fault */
    bool           hard;     /* the fault is not the value's: an error even with call->try_ … */
    lt_error      *hard_err; /* … told here */
} lt_date_cell;
/* False: the row is at fault. */
typedef bool lt_date_fn(lt_date_cell *c);

/* Runs fn over the rows that are wanted; the result has 4 or 8 bytes a value. A fault is null with
 * call->try_, else "NAME(arguments) is out of range" or what the cell told. */
LT_MUST_USE lt_status lt_date_rows(const lt_call *call, lt_column **out, lt_date_fn *fn,
                                   void *state, const char *name, lt_error *err);

/* Argument i of the row: a date, an int32; those or an int64; a text. */
int32_t        lt_date_int(const lt_date_cell *c, int i);
int64_t        lt_date_long(const lt_date_cell *c, int i);
const lt_view *lt_date_text(const lt_date_cell *c, int i);

/* The same day that many months later, or that month's last; false: out of range. */
bool lt_add_months(int64_t *days, int32_t from, int64_t months);

/* The unit a text names (any case), as in trunc and timestampadd. */
typedef enum lt_date_unit {
    LT_UNIT_NONE,
    LT_UNIT_YEAR,
    LT_UNIT_QUARTER,
    LT_UNIT_MONTH,
    LT_UNIT_WEEK,
    LT_UNIT_DAY,
    LT_UNIT_HOUR,
    LT_UNIT_MINUTE,
    LT_UNIT_SECOND,
    LT_UNIT_MILLISECOND,
    LT_UNIT_MICROSECOND
} lt_date_unit;
lt_date_unit lt_date_unit_of(const lt_view *name);

/* Zones that a query names, kept open while a batch is computed: the last ones seen. */
enum { LT_ZONES_KEPT = 8 };
typedef struct lt_zone_cache {
    lt_mem *mem;
    struct {
        lt_view  name;
        lt_zone *zone;
    } kept[LT_ZONES_KEPT];
    int32_t used, next;
} lt_zone_cache;

/* *out is borrowed until the cache is closed or LT_ZONES_KEPT other names came. Errors: those of
 * lt_zone_open. */
LT_MUST_USE lt_status lt_zone_cache_find(const lt_zone **out, lt_zone_cache *z, const lt_view *name,
                                         lt_error *err);
void                  lt_zone_cache_close(lt_zone_cache *z);

/* The zone of a row's text. False: c->fault says why, c->err is told; want of memory is a hard
 * fault. */
bool lt_date_zone(lt_date_cell *c, const lt_zone **out, lt_zone_cache *z, const lt_view *name);

#endif

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

#endif

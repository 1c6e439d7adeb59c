/* clock.h — the one source of time: real, or injected for tests and replays.
 *
 * The environment variable LOTE_CLOCK (an ISO instant such as 2026-07-01T02:00:00Z, or
 * seconds since 1970) stops the wall clock at that instant.
 *
 * Threads  any
 */
#ifndef LT_CORE_CLOCK_H
#define LT_CORE_CLOCK_H

#include "core/status.h"

#include <stdbool.h>
#include <stdint.h>

/* Micros since 1970 UTC: what a test set, else LOTE_CLOCK, else the system's. */
int64_t lt_clock_now_us(void);

/* Nanoseconds since some fixed point; never steps back and is never injected. */
int64_t lt_clock_monotonic_ns(void);

/* For main: a LOTE_CLOCK that cannot be read is LT_EUSAGE; else lt_clock_now_us would
 * take the system's time silently. */
LT_MUST_USE lt_status lt_clock_check(lt_error *err);

/* Tests: stop the wall clock at an instant; let it run (or obey LOTE_CLOCK) again. */
void lt_clock_set_us(int64_t utc_us);
void lt_clock_unset(void);

#endif

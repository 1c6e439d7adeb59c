#include "core/clock.h"

#include "core/civil.h"
#include "core/number.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* INT64_MIN: not stopped there. */
static _Atomic int64_t set_us = INT64_MIN;
static int64_t         environment_us = INT64_MIN;
static bool            environment_good = true;
static pthread_once_t  environment_read = PTHREAD_ONCE_INIT;

static bool parse_instant(const char *text, int64_t *us)
{
    size_t            n = strlen(text);
    int64_t           seconds;
    lt_timestamp_text t;
    if (lt_parse_i64(text, n, &seconds))
        return !__builtin_mul_overflow(seconds, LT_US_PER_SECOND, us) && *us != INT64_MIN;
    if (!lt_parse_timestamp(text, n, &t) || t.zone) return false;
    return !__builtin_sub_overflow(t.local_us, t.offset_s * LT_US_PER_SECOND, us);
}

static void read_environment(void)
{
    const char *text = getenv("LOTE_CLOCK");
    int64_t     us;
    if (!text || !*text) return;
    environment_good = parse_instant(text, &us);
    if (environment_good) environment_us = us;
}

static int64_t system_ns(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t lt_clock_now_us(void)
{
    int64_t us = atomic_load_explicit(&set_us, memory_order_relaxed);
    if (us != INT64_MIN) return us;
    pthread_once(&environment_read, read_environment);
    return environment_us != INT64_MIN ? environment_us : system_ns(CLOCK_REALTIME) / 1000;
}

int64_t lt_clock_monotonic_ns(void) { return system_ns(CLOCK_MONOTONIC); }

lt_status lt_clock_check(lt_error *err)
{
    pthread_once(&environment_read, read_environment);
    if (environment_good) return LT_OK;
    lt_status status = LT_FAIL(err, LT_EUSAGE, "LOTE_CLOCK is \"%s\", which is no instant",
                               getenv("LOTE_CLOCK") ? getenv("LOTE_CLOCK") : "");
    lt_error_hint(err, "write 2026-07-01T02:00:00Z, or seconds since 1970, or unset it");
    return status;
}

void lt_clock_set_us(int64_t utc_us) { atomic_store(&set_us, utc_us); }
void lt_clock_unset(void) { atomic_store(&set_us, INT64_MIN); }

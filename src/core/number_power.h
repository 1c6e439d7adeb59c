/* number_power.h — powers of ten as 128-bit binary fractions; for number_*.c only. */
#ifndef LT_CORE_NUMBER_POWER_H
#define LT_CORE_NUMBER_POWER_H

#include <stdint.h>

#define LT_POWER10_MIN (-342)
#define LT_POWER10_MAX 324

/* 10^k is in [s, s + 1) * 2^(floor(log2 10^k) - 127) with s = high * 2^64 + low and the top
 * bit of high set. It is s exactly for k in [0, 55]. */
typedef struct lt_power10 {
    uint64_t high, low;
} lt_power10;

/* k in [LT_POWER10_MIN, LT_POWER10_MAX]. The table is made at the first call (30 µs). */
lt_power10 lt_power10_get(int k);

/* floor(log2 10^k) and floor(log10 2^q), exact where used here (|k| <= 400, |q| <= 1200). */
static inline int lt_log2_power10(int k) { return (int)(((int64_t)k * 1741647) >> 19); }
static inline int lt_log10_power2(int q) { return (int)(((int64_t)q * 1262611) >> 22); }

#endif

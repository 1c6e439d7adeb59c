/* hash.h — hashes for tables, partitions and checksums (XXH3), and mixing of integers.
 *
 * Values are stable across runs, machines and versions: they may be stored.
 */
#ifndef LT_CORE_HASH_H
#define LT_CORE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct lt_hash128 {
    uint64_t low, high;
} lt_hash128;

/* XXH3 of n bytes; p may be NULL when n is 0. */
uint64_t   lt_hash64(const void *p, size_t n, uint64_t seed);
lt_hash128 lt_hash_128(const void *p, size_t n, uint64_t seed);

/* A bijection of 64 bits in which each input bit changes half of the output's
 * (splitmix64's finaliser). 0 maps to 0: add a seed where that matters. */
static inline uint64_t lt_hash_mix64(uint64_t x)
{
    x ^= x >> 30;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    x ^= x >> 27;
    x *= UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

/* The hash of (seen so far, one more), where order counts. */
static inline uint64_t lt_hash_combine(uint64_t seen, uint64_t more)
{
    return lt_hash_mix64(seen * UINT64_C(0x9E3779B97F4A7C15) + more + UINT64_C(0x632BE59BD9B4E019));
}

/* A double as its key: -0.0 is 0.0 and every NaN is one, as Spark groups them. */
static inline uint64_t lt_hash_f64_key(double value)
{
    union {
        double   f;
        uint64_t u;
    } bits = {.f = value == 0 ? 0.0 : value};
    return value != value ? UINT64_C(0x7FF8000000000000) : bits.u;
}

#endif

/* bitmap.h — one bit a row, least significant first, in 64-bit words; 1 is true or valid.
 *
 * Source   Arrow Columnar Format, "Validity bitmaps"
 */
#ifndef LT_COLUMN_BITMAP_H
#define LT_COLUMN_BITMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline size_t lt_bits_words(int64_t n) { return (size_t)((n + 63) >> 6); }
static inline size_t lt_bits_bytes(int64_t n) { return lt_bits_words(n) * 8; }

static inline bool lt_bit(const uint64_t *bits, int64_t i) { return bits[i >> 6] >> (i & 63) & 1; }
static inline void lt_bit_set(uint64_t *bits, int64_t i)
{
    bits[i >> 6] |= UINT64_C(1) << (i & 63);
}
static inline void lt_bit_clear(uint64_t *bits, int64_t i)
{
    bits[i >> 6] &= ~(UINT64_C(1) << (i & 63));
}
static inline void lt_bit_put(uint64_t *bits, int64_t i, bool on)
{
    uint64_t mask = UINT64_C(1) << (i & 63);
    bits[i >> 6] = (bits[i >> 6] & ~mask) | (on ? mask : 0);
}
/* NULL validity means that every row is valid. */
static inline bool lt_valid(const uint64_t *valid, int64_t i) { return !valid || lt_bit(valid, i); }

static inline void lt_bits_fill(uint64_t *bits, int64_t n, bool on)
{
    if (n > 0) memset(bits, on ? 0xFF : 0, lt_bits_bytes(n));
}
/* Ones among the first n bits. */
static inline int64_t lt_bits_count(const uint64_t *bits, int64_t n)
{
    int64_t ones = 0;
    for (int64_t w = 0; w < n >> 6; w++) ones += __builtin_popcountll(bits[w]);
    if (n & 63) ones += __builtin_popcountll(bits[n >> 6] & ((UINT64_C(1) << (n & 63)) - 1));
    return ones;
}

#endif

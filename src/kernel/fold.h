/* fold.h — the mixing step of key hashes: a folded multiplication, one or two a value.
 *
 * Not stable across versions: these hashes are never stored.
 */
#ifndef LT_KERNEL_FOLD_H
#define LT_KERNEL_FOLD_H

#include <stdint.h>

/* Constants of a lane: bits of no pattern (digits of pi and of the golden ratio). */
#define LT_LANE_0_A UINT64_C(0x243F6A8885A308D3)
#define LT_LANE_0_B UINT64_C(0x9E3779B97F4A7C15)
#define LT_LANE_1_B UINT64_C(0xA4093822299F31D1)

/* What a null adds. */
#define LT_NULL_WORD UINT64_C(0xC2B2AE3D27D4EB4F)

/* Both halves of a * b. */
static inline uint64_t lt_fold(uint64_t a, uint64_t b)
{
    unsigned __int128 p = (unsigned __int128)a * b;
    return (uint64_t)p ^ (uint64_t)(p >> 64);
}
/* The hash of what was seen before and one more word; 0 was nothing. */
static inline uint64_t lt_mix_0(uint64_t seen, uint64_t word)
{
    return lt_fold(word ^ LT_LANE_0_A, seen ^ LT_LANE_0_B);
}

#endif

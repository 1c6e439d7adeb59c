/* Made at run time instead of being 700 lines of constants: two loops over exact integers.
 *
 * 10^k and 5^k have the same significant bits. 5^k for k >= 0 is built by multiplying by 5;
 * for k < 0, floor(2^1120 / 5^-k) by dividing by 5, where repeated flooring equals one
 * flooring. Either way the top 128 bits are the truncated significand. */
#include "core/number_power.h"

#include <pthread.h>

/* 5^342 has 795 bits, so at least 325 are left of 2^1120. */
enum { LIMBS = 36, START_BIT = 1120 };

static lt_power10     table[LT_POWER10_MAX - LT_POWER10_MIN + 1];
static pthread_once_t made = PTHREAD_ONCE_INIT;

/* limbs[0] is the least significant. */
static lt_power10 top_bits(const uint32_t limbs[LIMBS])
{
    int top = LIMBS - 1;
    while (limbs[top] == 0) top--;

    int               shift = __builtin_clz(limbs[top]);
    unsigned __int128 bits = 0;
    for (int i = top; i > top - 4; i--) bits = bits << 32 | (i >= 0 ? limbs[i] : 0);
    uint32_t below = top >= 4 ? limbs[top - 4] : 0;
    if (shift) bits = bits << shift | below >> (32 - shift);
    return (lt_power10){.high = (uint64_t)(bits >> 64), .low = (uint64_t)bits};
}

static void multiply_by_5(uint32_t limbs[LIMBS])
{
    uint64_t carry = 0;
    for (int i = 0; i < LIMBS; i++) {
        carry += (uint64_t)limbs[i] * 5;
        limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static void divide_by_5(uint32_t limbs[LIMBS])
{
    uint64_t rest = 0;
    for (int i = LIMBS - 1; i >= 0; i--) {
        rest = rest << 32 | limbs[i];
        limbs[i] = (uint32_t)(rest / 5);
        rest %= 5;
    }
}

static void make_table(void)
{
    uint32_t up[LIMBS] = {1}, down[LIMBS] = {0};
    down[START_BIT / 32] = 1u << START_BIT % 32;

    for (int k = 0; k <= LT_POWER10_MAX; k++, multiply_by_5(up))
        table[k - LT_POWER10_MIN] = top_bits(up);
    for (int k = -1; k >= LT_POWER10_MIN; k--) {
        divide_by_5(down);
        table[k - LT_POWER10_MIN] = top_bits(down);
    }
}

lt_power10 lt_power10_get(int k)
{
    pthread_once(&made, make_table);
    return table[k - LT_POWER10_MIN];
}

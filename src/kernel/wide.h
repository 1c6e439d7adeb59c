/* wide.h — 256-bit unsigned integers for decimals: little-endian words. */
#ifndef LT_KERNEL_WIDE_H
#define LT_KERNEL_WIDE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct lt_u256 {
    uint64_t w[4];
} lt_u256;

typedef unsigned __int128 lt_wide128;

static inline lt_u256 lt_u256_from(lt_wide128 v)
{
    return (lt_u256){{(uint64_t)v, (uint64_t)(v >> 64), 0, 0}};
}
static inline bool       lt_u256_is_narrow(const lt_u256 *v) { return (v->w[2] | v->w[3]) == 0; }
static inline lt_wide128 lt_u256_low(const lt_u256 *v)
{
    return (lt_wide128)v->w[1] << 64 | v->w[0];
}

int     lt_u256_compare(const lt_u256 *a, const lt_u256 *b);
lt_u256 lt_u256_add(lt_u256 a, lt_u256 b);      /* modulo 2^256 */
lt_u256 lt_u256_subtract(lt_u256 a, lt_u256 b); /* a >= b */
/* a * m; false when it does not fit. */
bool lt_u256_multiply(lt_u256 *out, const lt_u256 *a, lt_wide128 m);
/* a / d and the rest; d is not 0. */
lt_u256 lt_u256_divide(lt_u256 a, const lt_u256 *d, lt_u256 *rest);

#endif

/* big.h — whole numbers of some thousand bits, for the last step of exact statistics.
 *
 * Shapes   sign and magnitude, little-endian words; n words count, the highest is not 0; 0: n == 0
 * Limits   LT_BIG_WORDS words: what the fourth powers of doubles and their sums need
 */
#ifndef LT_KERNEL_BIG_H
#define LT_KERNEL_BIG_H

#include <stdbool.h>
#include <stdint.h>

enum { LT_BIG_WORDS = 152 };

typedef struct lt_big {
    bool     minus;
    int      n;
    uint64_t w[LT_BIG_WORDS]; /* beyond n unset */
} lt_big;

/* The value of count words of two's complement. */
void lt_big_read(lt_big *out, const uint64_t *words, int count);
/* a * 2^bits, a += b, out = a * b, a *= m. out is none of the arguments. */
void lt_big_shift(lt_big *a, int bits);
void lt_big_add(lt_big *a, const lt_big *b);
void lt_big_multiply(lt_big *out, const lt_big *a, const lt_big *b);
void lt_big_scale(lt_big *a, int64_t m);
/* a / d^times * 2^exponent, rounded once (results below the normal doubles: twice); d > 0. */
double lt_big_quotient(lt_big *a, uint64_t d, int times, int exponent);

#endif

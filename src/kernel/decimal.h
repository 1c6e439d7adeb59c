/* decimal.h — decimals: unscaled 128-bit integers with a scale, exact inside.
 *
 * Every operation computes exactly (with 256 bits where needed), rounds once to the scale of
 * the result, half up unless said, and answers false when the result has more digits
 * than its precision or a divisor is zero.
 *
 * Limits   arguments below 10^38; scales and precisions up to 38
 * Source   Spark 4 DecimalPrecision; java.math.BigDecimal rounding modes
 */
#ifndef LT_KERNEL_DECIMAL_H
#define LT_KERNEL_DECIMAL_H

#include "column/types.h"

typedef unsigned __int128 lt_u128;

/* Scales of the arguments, precision and scale of the result. */
typedef struct lt_decimal_shape {
    int left, right, precision, scale;
} lt_decimal_shape;

typedef bool lt_decimal_fn(lt_i128 *out, lt_i128 a, lt_i128 b, const lt_decimal_shape *shape);

lt_decimal_fn lt_decimal_add;
lt_decimal_fn lt_decimal_subtract;
lt_decimal_fn lt_decimal_multiply;
lt_decimal_fn lt_decimal_divide;
lt_decimal_fn lt_decimal_mod;  /* sign of a */
lt_decimal_fn lt_decimal_pmod; /* of the divisor's sign where they differ, as Spark */
lt_decimal_fn lt_decimal_div;  /* the whole quotient, towards zero, when it fits an int64 */

typedef enum lt_rounding { LT_HALF_UP, LT_HALF_EVEN, LT_DOWN, LT_CEILING, LT_FLOOR } lt_rounding;

extern const lt_i128 lt_pow10[LT_DECIMAL_MAX + 1];

static inline bool lt_decimal_fits(lt_i128 v, int precision)
{
    return v < lt_pow10[precision] && v > -lt_pow10[precision];
}

/* v at scale `from` as precision digits at scale `to`. */
bool lt_decimal_rescale(lt_i128 *out, lt_i128 v, int from, int to, int precision,
                        lt_rounding rounding);

/* sum / count, sum a 192-bit two's complement integer, at scale + more digits; count > 0. */
bool lt_decimal_mean(lt_i128 *out, const uint64_t sum[3], int64_t count, int more, int precision);

/* The double nearest to v / 10^scale (correct in the last bit for scales and digits that a
 * double holds exactly, else through its text), and the decimal nearest to a double. */
double lt_decimal_to_f64(lt_i128 v, int scale);
bool   lt_decimal_from_f64(lt_i128 *out, double v, int precision, int scale);

#endif

/* functions_number.h — kernels of numbers beyond arithmetic: reals, bits, random numbers.
 *
 * As in functions.h: STRICT unless a line says LENIENT. "int T" is int8 to int64.
 */
#ifndef LT_KERNEL_FUNCTIONS_NUMBER_H
#define LT_KERNEL_FUNCTIONS_NUMBER_H

#include "kernel/kernel.h"

/* ---- reals.c: float64 -> float64 ---- */
lt_kernel lt_kernel_expm1;
lt_kernel lt_kernel_log1p; /* null at -1 and below */
lt_kernel lt_kernel_sinh;
lt_kernel lt_kernel_cosh;
lt_kernel lt_kernel_tanh;
lt_kernel lt_kernel_asinh;
lt_kernel lt_kernel_acosh;
lt_kernel lt_kernel_atanh;
lt_kernel lt_kernel_cot;
lt_kernel lt_kernel_sec;
lt_kernel lt_kernel_csc;
lt_kernel lt_kernel_rint;
lt_kernel lt_kernel_hypot;        /* x, y */
lt_kernel lt_kernel_e;            /* no arguments, as pi */
lt_kernel lt_kernel_pi;           /* -> float64 */
lt_kernel lt_kernel_nanvl;        /* float64 a, b: LENIENT: b where a is NaN */
lt_kernel lt_kernel_width_bucket; /* value, low, high, int64 buckets -> int64; null: no bucket */
lt_kernel lt_kernel_factorial;    /* int32 -> int64; null outside 0 to 20 */

/* ---- round.c: decimal, int32 CONST digits -> decimal, as result says ---- */
lt_kernel lt_kernel_ceil_digits;
lt_kernel lt_kernel_floor_digits;

/* ---- bits.c ---- */
lt_kernel lt_kernel_bit_and; /* int T, T -> T, as or and xor */
lt_kernel lt_kernel_bit_or;
lt_kernel lt_kernel_bit_xor;
lt_kernel lt_kernel_bit_not;     /* int T -> T */
lt_kernel lt_kernel_shift_left;  /* int32 or int64 T, int32 -> T: as in Java, n & 31 or 63 */
lt_kernel lt_kernel_shift_right; /* keeps the sign */
lt_kernel lt_kernel_shift_right_unsigned; /* brings zeros in */
lt_kernel lt_kernel_bit_count;            /* int T or bool -> int32: of 64 bits */
lt_kernel lt_kernel_bit_get;              /* int T, int32 position -> int8 */

/* ---- random.c: the answers depend on the seed and a row's ordinal only ---- */
lt_kernel lt_kernel_rand;    /* int64 seed -> float64 in [0, 1) */
lt_kernel lt_kernel_randn;   /* int64 seed -> float64, normally distributed */
lt_kernel lt_kernel_uniform; /* T low, high, int64 seed -> T */
lt_kernel lt_kernel_uuid;    /* int64 seed -> string */
lt_kernel lt_kernel_randstr; /* int32 length, int64 seed -> string of 0-9 A-Z a-z */
lt_kernel lt_kernel_row_id;  /* no arguments -> int64: grows from row to row */

/* A seed that nobody chose. */
int64_t lt_random_seed(void);

#endif

/* number.h — numbers from text and text from numbers, without locale.
 *
 * Parsers read the whole of p[0, n): no NUL needed, no blanks skipped, nothing left
 * over. They answer false, and leave *out alone, when the text is not exactly one
 * number or does not fit. Printers write into the caller's buffer without a NUL and
 * return the bytes written, at most the LT_…_TEXT of their type.
 *
 * Threads  any
 * Errors   none beyond false; nothing is allocated (text of more than 800 digits
 *          is rounded exactly too, in a fixed buffer)
 */
#ifndef LT_CORE_NUMBER_H
#define LT_CORE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LT_I64_TEXT     20
#define LT_DECIMAL_TEXT 48
#define LT_F64_TEXT     32

/* [+-]digits. Leading zeros are fine; overflow is false. */
bool lt_parse_i64(const char *p, size_t n, int64_t *out);
bool lt_parse_i128(const char *p, size_t n, __int128 *out);

/* [+-]digits[.digits][E[+-]digits] as unscaled / 10^scale, exactly. The scale is that of
 * the text ("1.50" has 2; an exponent moves it) and never negative ("1E3" is 1000 with
 * scale 0); precision is the digits of unscaled, at least scale and at least 1.
 * False beyond 38 digits of either. */
bool lt_parse_decimal(const char *p, size_t n, __int128 *unscaled, int *precision, int *scale);

/* [+-]digits[.digits][E[+-]digits] with a digit on either side of the dot, to the nearest
 * double or float, ties to even: directly, never a double rounded again. Beyond the
 * range the answer is ±infinity or ±0. No words, no hexadecimal. */
bool lt_parse_f64(const char *p, size_t n, double *out);
bool lt_parse_f32(const char *p, size_t n, float *out);

/* Only [+-]NaN, Inf and Infinity in any case. */
bool lt_parse_f64_words(const char *p, size_t n, double *out);

size_t lt_print_i64(char out[LT_I64_TEXT], int64_t value);
size_t lt_print_u64(char out[LT_I64_TEXT], uint64_t value);

/* Plain notation with exactly `scale` digits behind the dot; scale is in [0, 38]. out holds
 * LT_DECIMAL_TEXT bytes. */
size_t lt_print_decimal(char *out, __int128 unscaled, int scale);

/* The fewest digits that read back as value, in the style of Java and Spark:
 * 1.0, 0.001, 1.0E7, 1.234E-5, -0.0, NaN, Infinity, -Infinity. */
size_t lt_print_f64(char out[LT_F64_TEXT], double value);
size_t lt_print_f32(char out[LT_F64_TEXT], float value);

/* The same digits for files other programs read: plain with up to 17 digits before the
 * dot and from 1e-5 (1.0, 12345678.0), else 1e+300, 2.5e-7. NaN and Infinity as above. */
size_t lt_print_f64_plain(char out[LT_F64_TEXT], double value);
size_t lt_print_f32_plain(char out[LT_F64_TEXT], float value);

#endif

/* functions_text.h — kernels of texts beyond functions.h: patterns, encodings, digests, formats.
 *
 * As in functions.h: STRICT unless a line says LENIENT; text is string or binary, n is int32.
 * PARTIAL: strict, and null where the value has no answer.
 */
#ifndef LT_KERNEL_FUNCTIONS_TEXT_H
#define LT_KERNEL_FUNCTIONS_TEXT_H

#include "kernel/kernel.h"

/* ---- checks.c ---- */
lt_kernel lt_kernel_typeof;      /* any -> string; LENIENT */
lt_kernel lt_kernel_raise_error; /* string -> void; LENIENT */
lt_kernel lt_kernel_assert_true; /* bool[, string] -> void; LENIENT */

/* ---- regex_functions.c: s, pattern, … : Java's regular expressions ---- */
lt_kernel lt_kernel_rlike;          /* -> bool */
lt_kernel lt_kernel_regexp_count;   /* -> int32 */
lt_kernel lt_kernel_regexp_instr;   /* [n ignored] -> int32; 0: no match */
lt_kernel lt_kernel_regexp_extract; /* [n group: 1] -> string */
lt_kernel lt_kernel_regexp_substr;  /* -> string; PARTIAL */
lt_kernel lt_kernel_regexp_replace; /* s by[, n position] -> string */

#endif

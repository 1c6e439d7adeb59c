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

#endif

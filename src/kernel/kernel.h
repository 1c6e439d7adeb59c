/* kernel.h — loops over columns: what a function of the registry runs.
 *
 * A scalar kernel gets its arguments as FLAT or CONST columns of one length, already
 * coerced to the types its registry row asked for, and makes one column.
 *
 * Nulls    for a STRICT function the caller passes in `valid` the rows where no argument is
 *          null (NULL: all); the kernel computes only those, must not fail because of others,
 *          and starts from lt_call_result, whose validity is a copy of `valid`. A function
 *          that is not strict sees valid == NULL and looks at its arguments itself.
 * Errors   ANSI: overflow, bad casts and division by zero are errors. The kernel says what
 *          is wrong with the value ("2147483648 is out of range for int32"); the caller adds
 *          the expression, the node and the line.
 * Threads  kernels hold no state; call->mem is thread-safe
 */
#ifndef LT_KERNEL_KERNEL_H
#define LT_KERNEL_KERNEL_H

#include "column/column.h"
#include "column/value.h"
#include "core/cancel.h"

struct lt_zone;

typedef struct lt_call {
    lt_mem                 *mem;
    const lt_column *const *args; /* FLAT or CONST, each call->rows long */
    int32_t                 arg_count;
    int32_t                 rows;
    const uint64_t         *valid;  /* STRICT: rows to compute; NULL: all */
    lt_type                 result; /* as the registry's type rule answered */
    bool                    try_;   /* null instead of an error about a value (try_cast, try_add) */
    const struct lt_zone   *zone;   /* session zone; NULL: UTC */
    int64_t                 now_us; /* when the query began */
    const lt_cancel        *cancel;
    int64_t                 ordinal;   /* row i is number ordinal + positions[i] of its relation */
    const int32_t          *positions; /* NULL: i itself */
} lt_call;

typedef lt_status lt_kernel(const lt_call *call, lt_column **out, lt_error *err);

/* A FLAT column of call->rows and call->result, valid as call->valid says. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_call_result(const lt_call *call, lt_column **out, lt_error *err);

/* ---- cast: any scalar type to any that Spark allows (kernel/cast*.c) ---- */

/* Whether Spark 4 (ANSI) allows the cast at all. */
bool lt_cast_allowed(lt_type from, lt_type to);
/* args[0] to call->result; CONST in gives CONST out where possible. */
lt_kernel lt_kernel_cast;

/* ---- hashing and equality of keys (kernel/hashing.c) ----
 * Equal keys (null = null, NaN = NaN, -0.0 = 0.0, dictionary or not) have equal hashes. */

/* hashes[i] = mix(seed or previous hashes[i], value i); `first` starts anew. Any encoding. */
void lt_hash_column(uint64_t *hashes, const lt_column *c, int32_t rows, bool first);
/* Whether row a of x and row b of y hold the same key value; types are the same. */
bool lt_same_row(const lt_column *x, int32_t a, const lt_column *y, int32_t b);
/* Order of row a of x and row b of y, nulls not handled: -1, 0, 1. */
int lt_compare_row(const lt_column *x, int32_t a, const lt_column *y, int32_t b);

/* ---- selections (kernel/take.c) ---- */

/* Appends to rows the rows of `from` (NULL: 0..n-1) where the bool column c, aligned with
 * `from`, is true (null is not true); answers how many. c is FLAT or CONST. */
int32_t lt_select_true(int32_t *rows, const lt_column *c, const int32_t *from, int32_t n);

/* ---- hot loops by CPU (kernel/loops*.c; loops_scalar.c is the reference) ---- */

typedef struct lt_loops {
    void (*hash_64)(uint64_t *hashes, const uint64_t *values, int32_t n, bool first);
    void (*hash_32)(uint64_t *hashes, const uint32_t *values, int32_t n, bool first);
    /* rows has room for n */
    int32_t (*select_bits)(int32_t *rows, const uint64_t *bits, const uint64_t *valid, int32_t n);
    /* op: 0 =, 1 <, 2 <=; bits is a bitmap of n; constants come as arrays of one with stride 0 */
    void (*compare_i64)(uint64_t *bits, const int64_t *a, const int64_t *b, int32_t b_stride,
                        int op, int32_t n);
    void (*compare_f64)(uint64_t *bits, const double *a, const double *b, int32_t b_stride, int op,
                        int32_t n);
    /* the smallest and the largest of n > 0 values */
    void (*extremes_i64)(int64_t ends[2], const int64_t *values, int32_t n);
    /* the largest of n values; 0 when n is 0 */
    uint32_t (*largest_u32)(const uint32_t *values, int64_t n);
    /* count values of `width` bits, 1 to 25, that lie in len bytes without gaps, lowest bit first:
     * answers how many from the start it unpacked, a multiple of 8, and leaves the rest */
    int64_t (*unpack_u32)(uint32_t *out, int64_t count, int width, const uint8_t *bytes,
                          int64_t len);
    /* low[i], high[i]: v[i] as 128 bits, two's complement, in units of 2^-64. false where a value
     * is not below 2^51 or has bits below that unit, and what was written is of no use. */
    bool (*fix_f64)(uint64_t *low, uint64_t *high, const double *v, int32_t n);
} lt_loops;

/* The table of the tier in use (core/cpu.h). */
const lt_loops *lt_loops_get(void);

#endif

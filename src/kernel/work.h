/* work.h — what kernels share: reading arguments, results, and errors about values.
 *
 * Loops run over every row, null or not: a null row holds a defined value, and what it
 * computes is not looked at. Only when some row was at fault is it asked which.
 */
#ifndef LT_KERNEL_WORK_H
#define LT_KERNEL_WORK_H

#include "kernel/functions.h"
#include "kernel/kernel.h"

/* 1 where a column has a value a row, 0 where one value stands for all. */
static inline int32_t lt_step(const lt_column *c) { return c->encoding == LT_CONST ? 0 : 1; }

static inline bool lt_wanted(const lt_call *call, int32_t row)
{
    return lt_valid(call->valid, row);
}
static inline const lt_view *lt_view_at(const lt_column *c, int32_t row)
{
    return (const lt_view *)c->values + (c->encoding == LT_CONST ? 0 : row);
}
static inline bool lt_bool_at(const lt_column *c, int32_t row)
{
    return lt_bit(c->values, c->encoding == LT_CONST ? 0 : row);
}

/* Makes a row of a result null. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_result_null(lt_column *out, int32_t row, lt_error *err);

/* For a row whose value is at fault: null with call->try_, else the error is kept and returned:
 *     status = lt_refuse(call, out, row, LT_FAIL(call->try_ ? NULL : err, LT_EPARSE, …), err) */
LT_MUST_USE lt_status lt_refuse(const lt_call *call, lt_column *out, int32_t row, lt_status fault,
                                lt_error *err);

/* Text of a value for a message: escaped to one short line, strings without quotes. */
typedef char lt_short_text[96];
const char  *lt_short(lt_short_text out, const lt_column *c, int32_t row);

/* A view of p[0, n) inside `whole`: the same bytes, so the result must keep whole's. */
static inline lt_view lt_view_part(const uint8_t *p, int32_t n) { return lt_view_of(p, n); }

/* The column c becomes the result; on failure it is released. */
static inline lt_status lt_done(lt_column **out, lt_column *c, lt_status status)
{
    if (status) {
        lt_column_release(c);
        return status;
    }
    *out = c;
    return LT_OK;
}

#endif

/* bits.c — and, or, xor, not, shifts and counts of the bits of whole numbers.
 *
 * Ints of every width are read as int64 with their sign; what is kept is their lowest bits.
 *
 * Source   Spark 4 bitwiseExpressions.scala; Java's shifts take the distance modulo the width
 */
#include "kernel/block.h"
#include "kernel/functions_number.h"
#include "kernel/work.h"

static void store(lt_column *out, int32_t start, const int64_t *v, int32_t n)
{
    switch ((lt_type_id)out->type.id) {
    case LT_I8:
        for (int32_t k = 0; k < n; k++) ((int8_t *)out->values)[start + k] = (int8_t)v[k];
        break;
    case LT_I16:
        for (int32_t k = 0; k < n; k++) ((int16_t *)out->values)[start + k] = (int16_t)v[k];
        break;
    case LT_I32:
        for (int32_t k = 0; k < n; k++) ((int32_t *)out->values)[start + k] = (int32_t)v[k];
        break;
    default:
        for (int32_t k = 0; k < n; k++) ((int64_t *)out->values)[start + k] = v[k];
    }
}

/* to[k] of n values of a and b; wide: they are 64 bits, else 32 or fewer. */
typedef void block_fn(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide);

static void and_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    (void)wide;
    for (int32_t k = 0; k < n; k++) to[k] = a[k] & b[k];
}
static void or_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    (void)wide;
    for (int32_t k = 0; k < n; k++) to[k] = a[k] | b[k];
}
static void xor_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    (void)wide;
    for (int32_t k = 0; k < n; k++) to[k] = a[k] ^ b[k];
}
static void not_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    (void)b, (void)wide;
    for (int32_t k = 0; k < n; k++) to[k] = ~a[k];
}
static void count_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    (void)b, (void)wide;
    for (int32_t k = 0; k < n; k++) to[k] = __builtin_popcountll((uint64_t)a[k]);
}
static void left_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    int64_t most = wide ? 63 : 31;
    for (int32_t k = 0; k < n; k++) to[k] = (int64_t)((uint64_t)a[k] << (b[k] & most));
}
static void right_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    int64_t most = wide ? 63 : 31;
    for (int32_t k = 0; k < n; k++) to[k] = a[k] >> (b[k] & most);
}
static void unsigned_block(int64_t *to, const int64_t *a, const int64_t *b, int32_t n, bool wide)
{
    uint64_t most = wide ? 63 : 31, bits = wide ? UINT64_MAX : UINT32_MAX;
    for (int32_t k = 0; k < n; k++)
        to[k] = (int64_t)(((uint64_t)a[k] & bits) >> ((uint64_t)b[k] & most));
}

static lt_status run(const lt_call *call, lt_column **out, block_fn *fn, lt_error *err)
{
    int64_t          a_buf[LT_BLOCK], b_buf[LT_BLOCK], to[LT_BLOCK];
    const lt_column *second = call->args[call->arg_count - 1];
    bool             wide = call->args[0]->type.id == LT_I64;
    lt_column       *made;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t        n = lt_block_rows(call->rows, start);
        const int64_t *a = lt_block_i64(a_buf, call->args[0], start, n);
        const int64_t *b = lt_block_i64(b_buf, second, start, n);
        fn(to, a, b, n, wide);
        store(made, start, to, n);
    }
    *out = made;
    return LT_OK;
}

#define KERNEL(name, fn)                                                            \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run(call, out, (fn), err);                                           \
    }

KERNEL(bit_and, and_block)
KERNEL(bit_or, or_block)
KERNEL(bit_xor, xor_block)
KERNEL(bit_not, not_block)
KERNEL(bit_count, count_block)
KERNEL(shift_left, left_block)
KERNEL(shift_right, right_block)
KERNEL(shift_right_unsigned, unsigned_block)

static lt_status refuse_position(const lt_call *call, lt_column *out, int32_t row, lt_error *err)
{
    lt_short_text text;
    lt_type_text  type;
    lt_status     why =
        LT_FAIL(call->try_ ? NULL : err, LT_EINVAL, "bit %s is no bit of %s, which has 0 to %d",
                lt_short(text, call->args[1], row), lt_type_name(type, call->args[0]->type),
                (int)lt_type_bytes(call->args[0]->type) * 8 - 1);
    return lt_refuse(call, out, row, why, err);
}

lt_status lt_kernel_bit_get(const lt_call *call, lt_column **out, lt_error *err)
{
    int64_t    value[1], position[1];
    int64_t    bits = (int64_t)lt_type_bytes(call->args[0]->type) * 8;
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; !status && i < call->rows; i++) {
        int64_t v = *lt_block_i64(value, call->args[0], i, 1);
        int64_t at = *lt_block_i64(position, call->args[1], i, 1);
        bool    inside = at >= 0 && at < bits;
        ((int8_t *)made->values)[i] = (int8_t)(inside ? v >> at & 1 : 0);
        if (!inside && lt_wanted(call, i)) status = refuse_position(call, made, i, err);
    }
    return lt_done(out, made, status);
}

/* agg_sum.c — sum and avg: exact in every type, rounded or checked once, at the end.
 *
 * Shapes   int8 to int32: int64 and count; int64 and decimals up to 18 digits: 128 bits and
 *          count; longer decimals: 192 bits and count; floats: lt_exact_sum
 * Source   Spark 4 Sum, Average (result types and rounding of decimals)
 */
#include "kernel/agg.h"
#include "kernel/decimal.h"
#include "kernel/exact.h"

/* The parameters are those of lt_agg_ops; loops for all shapes are one macro.
 * NOLINTBEGIN(readability-function-size) */

typedef struct small_sum {
    int64_t sum, count;
} small_sum;

typedef struct long_sum {
    uint64_t low, high; /* two's complement */
    int64_t  count;
} long_sum;

typedef struct wide_sum {
    uint64_t word[3]; /* two's complement */
    int64_t  count;
} wide_sum;

static size_t small_bytes(lt_type arg) { return (void)arg, sizeof(small_sum); }
static size_t long_bytes(lt_type arg) { return (void)arg, sizeof(long_sum); }
static size_t wide_bytes(lt_type arg) { return (void)arg, sizeof(wide_sum); }
static size_t exact_bytes(lt_type arg) { return (void)arg, sizeof(lt_exact_sum); }

static lt_status out_of_range(lt_type result, lt_error *err)
{
    lt_type_text type;
    lt_status    status =
        LT_FAIL(err, LT_EOVERFLOW, "the sum is out of range for %s", lt_type_name(type, result));
    lt_error_hint(err, "sum a wider type: cast(… as decimal(38,0)) or cast(… as double)");
    return status;
}

/* ---- update ---- */

static lt_status small_update(LT_AGG_PARAMETERS_UPDATE)
{
    bool bad = false;
    (void)heap;
    LT_AGG_LOOP(small_sum, int64_t, lt_block_i64, {
        bad |= __builtin_add_overflow(s->sum, x, &s->sum);
        s->count++;
    });
    return bad ? out_of_range(LT_TYPE(I64), err) : LT_OK;
}

static inline void long_add(long_sum *s, int64_t x)
{
    unsigned __int128 sum =
        ((unsigned __int128)s->high << 64 | s->low) + (unsigned __int128)(__int128)x;
    s->low = (uint64_t)sum;
    s->high = (uint64_t)(sum >> 64);
    s->count++;
}

static lt_status long_update(LT_AGG_PARAMETERS_UPDATE)
{
    (void)heap, (void)err;
    if (in->arg->type.id == LT_DECIMAL)
        LT_AGG_LOOP(long_sum, lt_i128, lt_block_i128, { long_add(s, (int64_t)x); });
    else
        LT_AGG_LOOP(long_sum, int64_t, lt_block_i64, { long_add(s, x); });
    return LT_OK;
}

static inline void wide_add(wide_sum *s, const uint64_t x[3], int64_t count)
{
    unsigned __int128 carry = 0;
    for (int i = 0; i < 3; i++) {
        carry += (unsigned __int128)s->word[i] + x[i];
        s->word[i] = (uint64_t)carry;
        carry >>= 64;
    }
    s->count += count;
}

static inline void wide_add_one(wide_sum *s, lt_i128 x)
{
    uint64_t part[3] = {(uint64_t)x, (uint64_t)(x >> 64), (uint64_t)(x >> 127)};
    wide_add(s, part, 1);
}

static lt_status wide_update(LT_AGG_PARAMETERS_UPDATE)
{
    (void)heap, (void)err;
    LT_AGG_LOOP(wide_sum, lt_i128, lt_block_i128, { wide_add_one(s, x); });
    return LT_OK;
}

static lt_status exact_update(LT_AGG_PARAMETERS_UPDATE)
{
    lt_status status = LT_OK;
    double    buf[LT_BLOCK];
    for (int32_t at = 0; !lt_agg_has_nulls(in->arg) && at < in->rows; at += LT_BLOCK) {
        int32_t       n = in->rows - at < LT_BLOCK ? in->rows - at : LT_BLOCK;
        const double *x = lt_block_f64(buf, in->arg, at, n);
        LT_TRY(lt_exact_add_rows(states, stride, in->groups ? in->groups + at : NULL, x, n, in->far,
                                 heap, err));
    }
    if (!lt_agg_has_nulls(in->arg)) return LT_OK;
    LT_AGG_LOOP(lt_exact_sum, double, lt_block_f64, {
        lt_status added = lt_exact_add(s, x, heap, err);
        if (added) status = added;
        s->tally += LT_SUM_ONE;
    });
    return status;
}

/* ---- merge ---- */

#define EACH_MERGED(S, ADD)                                                            \
    for (int32_t i_ = 0; i_ < n; i_++) {                                               \
        S       *s = lt_agg_state(into, stride, groups, i_);                           \
        const S *x = (const void *)((const uint8_t *)from + (size_t)i_ * from_stride); \
        ADD                                                                            \
    }

static lt_status small_merge(LT_AGG_PARAMETERS_MERGE)
{
    bool bad = false;
    (void)heap, (void)arg;
    EACH_MERGED(small_sum, {
        bad |= __builtin_add_overflow(s->sum, x->sum, &s->sum);
        s->count += x->count;
    })
    return bad ? out_of_range(LT_TYPE(I64), err) : LT_OK;
}

static lt_status long_merge(LT_AGG_PARAMETERS_MERGE)
{
    (void)heap, (void)arg, (void)err;
    EACH_MERGED(long_sum, {
        unsigned __int128 a = (unsigned __int128)s->high << 64 | s->low;
        a += (unsigned __int128)x->high << 64 | x->low;
        s->low = (uint64_t)a;
        s->high = (uint64_t)(a >> 64);
        s->count += x->count;
    })
    return LT_OK;
}

static lt_status wide_merge(LT_AGG_PARAMETERS_MERGE)
{
    (void)heap, (void)arg, (void)err;
    EACH_MERGED(wide_sum, { wide_add(s, x->word, x->count); })
    return LT_OK;
}

static lt_status exact_merge(LT_AGG_PARAMETERS_MERGE)
{
    (void)arg;
    EACH_MERGED(lt_exact_sum, { LT_TRY(lt_exact_merge(s, x, heap, err)); })
    return LT_OK;
}

/* ---- finish ---- */

/* A state of any int or decimal shape as 192 bits. */
static wide_sum widen(const void *state, size_t bytes)
{
    if (bytes == sizeof(wide_sum)) return *(const wide_sum *)state;
    if (bytes == sizeof(long_sum)) {
        const long_sum *s = state;
        uint64_t        sign = (uint64_t)((int64_t)s->high >> 63);
        return (wide_sum){{s->low, s->high, sign}, s->count};
    }
    const small_sum *s = state;
    uint64_t         sign = (uint64_t)(s->sum >> 63);
    return (wide_sum){{(uint64_t)s->sum, sign, sign}, s->count};
}

static bool is_narrow(const wide_sum *s)
{
    return s->word[2] == (uint64_t)((int64_t)s->word[1] >> 63);
}

static lt_i128 narrow(const wide_sum *s)
{
    return (lt_i128)((unsigned __int128)s->word[1] << 64 | s->word[0]);
}

static lt_status put_sum(lt_column *out, int32_t row, const wide_sum *s, lt_error *err)
{
    lt_i128 v = narrow(s);
    if (out->type.id == LT_DECIMAL) {
        if (!is_narrow(s) || !lt_decimal_fits(v, out->type.precision))
            return out_of_range(out->type, err);
        ((lt_i128 *)out->values)[row] = v;
        return LT_OK;
    }
    if (!is_narrow(s) || v != (int64_t)v) return out_of_range(out->type, err);
    ((int64_t *)out->values)[row] = (int64_t)v;
    return LT_OK;
}

static lt_status put_avg(lt_column *out, int32_t row, const wide_sum *s, lt_type arg, lt_error *err)
{
    if (out->type.id == LT_DECIMAL) {
        if (lt_decimal_mean((lt_i128 *)out->values + row, s->word, s->count,
                            out->type.scale - arg.scale, out->type.precision))
            return LT_OK;
        return out_of_range(out->type, err);
    }
    ((double *)out->values)[row] = (double)narrow(s) / (double)s->count;
    return LT_OK;
}

/* try_: null instead of what is out of range. */
static lt_status finish_ints(lt_column **out, lt_column *made, const void *states, size_t stride,
                             const int32_t *which, size_t bytes, const lt_type *avg_of, bool try_,
                             lt_error *err)
{
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < made->rows; i++) {
        wide_sum s = widen(lt_agg_at(states, stride, which, i), bytes);
        if (s.count == 0)
            status = lt_agg_null(made, i, err);
        else
            status = avg_of ? put_avg(made, i, &s, *avg_of, err) : put_sum(made, i, &s, err);
        if (status == LT_EOVERFLOW && try_) status = lt_agg_null(made, i, err);
    }
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

static lt_status finish_exact(lt_column **out, lt_column *made, const void *states, size_t stride,
                              const int32_t *which, bool avg, lt_error *err)
{
    lt_status status = LT_OK;
    double   *to = made->values;
    for (int32_t i = 0; !status && i < made->rows; i++) {
        const lt_exact_sum *s = lt_agg_at(states, stride, which, i);
        uint64_t            count = s->tally / LT_SUM_ONE;
        if (count == 0)
            status = lt_agg_null(made, i, err);
        else
            to[i] = avg ? lt_exact_read(s) / (double)count : lt_exact_read(s);
    }
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#define FINISH(name_, shape, is_avg, is_try)                                     \
    static lt_status name_##_finish(LT_AGG_PARAMETERS_FINISH)                    \
    {                                                                            \
        lt_column *made;                                                         \
        LT_TRY(lt_column_open(&made, mem, result, n, err));                      \
        return finish_ints(out, made, states, stride, which, shape##_bytes(arg), \
                           is_avg ? &arg : NULL, is_try, err);                   \
    }                                                                            \
    static const lt_agg_ops name_##_ops = {                                      \
        .name = is_avg ? "avg" : "sum",                                          \
        .bytes = shape##_bytes,                                                  \
        .update = shape##_update,                                                \
        .merge = shape##_merge,                                                  \
        .finish = name_##_finish,                                                \
    };

FINISH(small_sum, small, 0, false)
FINISH(small_avg, small, 1, false)
FINISH(long_sum, long, 0, false)
FINISH(long_avg, long, 1, false)
FINISH(wide_sum, wide, 0, false)
FINISH(wide_avg, wide, 1, false)
FINISH(try_long_sum, long, 0, true)
FINISH(try_long_avg, long, 1, true)
FINISH(try_wide_sum, wide, 0, true)
FINISH(try_wide_avg, wide, 1, true)

static lt_status exact_finish_sum(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    (void)arg, (void)result;
    LT_TRY(lt_column_open(&made, mem, LT_TYPE(F64), n, err));
    return finish_exact(out, made, states, stride, which, false, err);
}

static lt_status exact_finish_avg(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    (void)arg, (void)result;
    LT_TRY(lt_column_open(&made, mem, LT_TYPE(F64), n, err));
    return finish_exact(out, made, states, stride, which, true, err);
}

static const lt_agg_ops exact_sum_ops = {"sum", exact_bytes, exact_update, exact_merge,
                                         exact_finish_sum};
static const lt_agg_ops exact_avg_ops = {"avg", exact_bytes, exact_update, exact_merge,
                                         exact_finish_avg};

const lt_agg_ops *lt_agg_sum_of(lt_type arg, bool try_)
{
    bool wide = arg.id == LT_DECIMAL && arg.precision > 18;
    if (lt_type_is_float(arg)) return &exact_sum_ops;
    if (wide) return try_ ? &try_wide_sum_ops : &wide_sum_ops;
    if (arg.id == LT_DECIMAL || arg.id == LT_I64) return try_ ? &try_long_sum_ops : &long_sum_ops;
    return lt_type_is_int(arg) ? &small_sum_ops : NULL;
}

const lt_agg_ops *lt_agg_avg_of(lt_type arg, bool try_)
{
    bool wide = arg.id == LT_DECIMAL && arg.precision > 18;
    if (lt_type_is_float(arg)) return &exact_avg_ops;
    if (wide) return try_ ? &try_wide_avg_ops : &wide_avg_ops;
    if (arg.id == LT_DECIMAL || arg.id == LT_I64) return try_ ? &try_long_avg_ops : &long_avg_ops;
    return lt_type_is_int(arg) ? &small_avg_ops : NULL;
}

/* NOLINTEND(readability-function-size) */

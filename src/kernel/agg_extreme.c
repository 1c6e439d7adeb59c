/* agg_extreme.c — min and max of every type.
 *
 * Doubles are compared as ints of the same order (NaN one and largest, -0.0 below 0.0, so that the
 * answer does not depend on who came first).
 *
 * Shapes   ints, floats: value and seen; decimals: 128 bits and seen; text: a view whose bytes
 *          lie in the heap
 */
#include "kernel/agg.h"
#include "kernel/kernel.h"

#include <string.h>

/* The parameters are those of lt_agg_ops; loops for all shapes are one macro.
 * NOLINTBEGIN(readability-function-size) */

typedef struct small_state {
    int64_t value, seen;
} small_state;

typedef struct long_state {
    uint64_t low, high;
    int64_t  seen;
} long_state;

typedef struct text_state {
    lt_view  value;
    uint32_t cap, seen;
} text_state;

static size_t state_bytes(lt_type arg)
{
    switch (lt_kind_of(arg)) {
    case LT_KIND_I128: return sizeof(long_state);
    case LT_KIND_VIEW: return sizeof(text_state);
    default: return sizeof(small_state);
    }
}

static inline lt_i128 join(const long_state *s)
{
    return (lt_i128)((unsigned __int128)s->high << 64 | s->low);
}

static inline void put_small(small_state *s, int64_t x, bool max)
{
    bool better = !s->seen || (max ? x > s->value : x < s->value);
    s->value = better ? x : s->value;
    s->seen = 1;
}

static inline void put_long(long_state *s, lt_i128 x, bool max)
{
    if (s->seen && !(max ? x > join(s) : x < join(s))) return;
    *s = (long_state){(uint64_t)x, (uint64_t)(x >> 64), 1};
}

static inline lt_status put_text(text_state *s, const lt_view *x, bool max, lt_agg_heap *heap,
                                 lt_error *err)
{
    if (s->seen) {
        int order = lt_view_compare(x, &s->value);
        if (max ? order <= 0 : order >= 0) return LT_OK;
    }
    LT_TRY(lt_agg_keep(&s->value, &s->cap, x, heap, err));
    s->seen = 1;
    return LT_OK;
}

/* Every row into one state, by the loops of this CPU. */
static void update_all(small_state *s, const lt_agg_input *in, bool max)
{
    int64_t         keys[LT_BLOCK], ends[2];
    double          reals[LT_BLOCK];
    const lt_loops *loops = lt_loops_get();
    bool            real = lt_type_is_float(in->arg->type);
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        int32_t        n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
        const int64_t *v = keys;
        if (real) {
            const double *x = lt_block_f64(reals, in->arg, start, n);
            for (int32_t k = 0; k < n; k++) keys[k] = lt_agg_key_of(x[k]);
        } else {
            v = lt_block_i64(keys, in->arg, start, n);
        }
        loops->extremes_i64(ends, v, n);
        put_small(s, ends[max], max);
    }
}

/* No groups, no nulls. */
static bool is_plain(const lt_agg_input *in)
{
    return !in->groups && !in->arg->valid && in->arg->type.id != LT_VOID;
}

static inline __attribute__((always_inline)) lt_status update(bool max, LT_AGG_PARAMETERS_UPDATE)
{
    switch (lt_kind_of(in->arg->type)) {
    case LT_KIND_F64:
        if (is_plain(in))
            update_all(states, in, max);
        else
            LT_AGG_LOOP(small_state, double, lt_block_f64,
                        { put_small(s, lt_agg_key_of(x), max); });
        break;
    case LT_KIND_I128:
        LT_AGG_LOOP(long_state, lt_i128, lt_block_i128, { put_long(s, x, max); });
        break;
    case LT_KIND_VIEW: {
        lt_status status = LT_OK;
        LT_AGG_LOOP(text_state, lt_view, lt_block_views, {
            lt_status put = put_text(s, &x, max, heap, err);
            if (put) status = put;
        });
        return status;
    }
    case LT_KIND_LIST: break; /* lt_agg_find has none */
    case LT_KIND_I64:
        if (is_plain(in))
            update_all(states, in, max);
        else
            LT_AGG_LOOP(small_state, int64_t, lt_block_i64, { put_small(s, x, max); });
    }
    return LT_OK;
}

static inline __attribute__((always_inline)) lt_status merge(bool max, LT_AGG_PARAMETERS_MERGE)
{
    for (int32_t i = 0; i < n; i++) {
        void       *to = lt_agg_state(into, stride, groups, i);
        const void *x = (const uint8_t *)from + (size_t)i * from_stride;
        switch (lt_kind_of(arg)) {
        case LT_KIND_I128:
            if (((const long_state *)x)->seen) put_long(to, join(x), max);
            break;
        case LT_KIND_VIEW:
            if (((const text_state *)x)->seen)
                LT_TRY(put_text(to, &((const text_state *)x)->value, max, heap, err));
            break;
        default:
            if (((const small_state *)x)->seen) put_small(to, ((const small_state *)x)->value, max);
        }
    }
    return LT_OK;
}

static lt_status finish_text(lt_column *made, const void *states, size_t stride,
                             const int32_t *which, lt_error *err)
{
    lt_heap   heap = {.mem = made->mem};
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < made->rows; i++) {
        const text_state *s = lt_agg_at(states, stride, which, i);
        status = s->seen ? lt_heap_add((lt_view *)made->values + i, &heap, lt_view_bytes(&s->value),
                                       (size_t)s->value.len, err)
                         : lt_agg_null(made, i, err);
    }
    if (!status) status = lt_heap_give(&heap, made, err);
    lt_heap_clear(&heap);
    return status;
}

static lt_status finish_fixed(lt_column *made, const void *states, size_t stride,
                              const int32_t *which, lt_type arg, lt_error *err)
{
    bool is_long = lt_kind_of(arg) == LT_KIND_I128;
    for (int32_t i = 0; i < made->rows; i++) {
        const void        *at = lt_agg_at(states, stride, which, i);
        const long_state  *l = at;
        const small_state *s = at;
        if (!(is_long ? l->seen : s->seen))
            LT_TRY(lt_agg_null(made, i, err));
        else if (is_long)
            ((lt_i128 *)made->values)[i] = join(l);
        else
            lt_agg_put_key(made, i, s->value);
    }
    return LT_OK;
}

static lt_status finish(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    (void)result;
    LT_TRY(lt_column_open(&made, mem, arg, n, err));
    lt_status status = lt_type_is_text(arg) ? finish_text(made, states, stride, which, err)
                                            : finish_fixed(made, states, stride, which, arg, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#define EXTREME(name_, is_max)                                                                 \
    static lt_status name_##_update(LT_AGG_PARAMETERS_UPDATE)                                  \
    {                                                                                          \
        return update(is_max, states, stride, heap, in, err);                                  \
    }                                                                                          \
    static lt_status name_##_merge(LT_AGG_PARAMETERS_MERGE)                                    \
    {                                                                                          \
        return merge(is_max, into, stride, heap, from, from_stride, groups, n, arg, err);      \
    }                                                                                          \
    static const lt_agg_ops name_##_ops = {#name_, state_bytes, name_##_update, name_##_merge, \
                                           finish};

EXTREME(min, false)
EXTREME(max, true)

const lt_agg_ops *lt_agg_extreme_of(lt_type arg, bool max)
{
    (void)arg;
    return max ? &max_ops : &min_ops;
}

/* NOLINTEND(readability-function-size) */

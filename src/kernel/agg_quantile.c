/* agg_quantile.c — percentile and median (interpolated), percentile_approx (an element).
 *
 * The values of a group are kept, 8 bytes each (decimals 16), and the wanted ones selected at the
 * end: exact, hence the same however the rows came.
 *
 * Shapes   floats as whole numbers of the same order, NaN last
 * Source   Spark 4 Percentile (linear interpolation), ApproximatePercentile: the element at
 *          ceil(percentage * count), 1-based
 */
#include "kernel/agg_list.h"

#include <math.h>
#include <string.h>

/* The parameters are those of lt_agg_ops; loops for all shapes are one macro.
 * NOLINTBEGIN(readability-function-size) */

typedef struct quantile_state {
    lt_agg_list          list;
    const lt_agg_params *params;
} quantile_state;

enum { SMALL = 40, POLL = 1 << 20 };

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(quantile_state); }
static size_t width_of(lt_type arg) { return arg.id == LT_DECIMAL ? 16 : 8; }

static inline lt_status keep(quantile_state *s, const void *value, size_t width,
                             const lt_agg_input *in, lt_agg_heap *heap, lt_error *err)
{
    void *to;
    s->params = in->params;
    LT_TRY(lt_agg_list_add(&to, &s->list, width, heap, err));
    memcpy(to, value, width);
    return LT_OK;
}

static lt_status update(LT_AGG_PARAMETERS_UPDATE)
{
    lt_status status = LT_OK;
    switch (lt_kind_of(in->arg->type)) {
    case LT_KIND_F64:
        LT_AGG_LOOP(quantile_state, double, lt_block_f64, {
            int64_t key = lt_agg_key_of(x);
            if (!status) status = keep(s, &key, sizeof(key), in, heap, err);
        });
        break;
    case LT_KIND_I128:
        LT_AGG_LOOP(quantile_state, lt_i128, lt_block_i128, {
            if (!status) status = keep(s, &x, sizeof(x), in, heap, err);
        });
        break;
    default:
        LT_AGG_LOOP(quantile_state, int64_t, lt_block_i64, {
            if (!status) status = keep(s, &x, sizeof(x), in, heap, err);
        });
    }
    return status;
}

static lt_status merge(LT_AGG_PARAMETERS_MERGE)
{
    for (int32_t i = 0; i < n; i++) {
        quantile_state       *s = lt_agg_state(into, stride, groups, i);
        const quantile_state *x = lt_agg_at(from, from_stride, NULL, i);
        if (!x->list.count) continue;
        s->params = x->params;
        LT_TRY(lt_agg_list_append(&s->list, &x->list, width_of(arg), heap, err));
    }
    return LT_OK;
}

/* ---- selection ---- */

/* One of [low, high], by chance, but always the same: no order of values makes selection slow. */
static inline int64_t any_of(uint64_t *chance, int64_t low, int64_t high)
{
    *chance = *chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (int64_t)((*chance >> 16) % (uint64_t)(high - low + 1));
}

/* Puts the value of rank k into place k of v[0, n), smaller ones before it and larger ones
 * behind: three-way partitions around the middle of three, so that equal values end it. */
#define SELECT(name, T)                                                                        \
    static lt_status name(T *v, int64_t n, int64_t k, const lt_cancel *c, lt_error *e)         \
    {                                                                                          \
        int64_t  low = 0, high = n - 1, steps = 0;                                             \
        uint64_t chance = 1;                                                                   \
        while (high - low > SMALL) {                                                           \
            int64_t less = low, i = low, more = high;                                          \
            T       a = v[any_of(&chance, low, high)];                                         \
            T       b = v[any_of(&chance, low, high)];                                         \
            T       d = v[any_of(&chance, low, high)];                                         \
            T       pivot = a < b ? (b < d ? b : a < d ? d : a) : (a < d ? a : b < d ? d : b); \
            while (i <= more) {                                                                \
                T x = v[i];                                                                    \
                if (++steps % POLL == 0) LT_TRY(lt_cancel_check(c, e));                        \
                if (x < pivot) {                                                               \
                    v[i++] = v[less];                                                          \
                    v[less++] = x;                                                             \
                } else if (x > pivot) {                                                        \
                    v[i] = v[more];                                                            \
                    v[more--] = x;                                                             \
                } else {                                                                       \
                    i++;                                                                       \
                }                                                                              \
            }                                                                                  \
            if (k >= less && k <= more) return LT_OK;                                          \
            if (k < less)                                                                      \
                high = less - 1;                                                               \
            else                                                                               \
                low = more + 1;                                                                \
        }                                                                                      \
        for (int64_t i = low + 1; i <= high; i++) {                                            \
            T       x = v[i];                                                                  \
            int64_t at = i;                                                                    \
            for (; at > low && v[at - 1] > x; at--) v[at] = v[at - 1];                         \
            v[at] = x;                                                                         \
        }                                                                                      \
        return LT_OK;                                                                          \
    }
SELECT(select_long, int64_t)
SELECT(select_wide, lt_i128)

/* ---- reading ---- */

static double share_of(const quantile_state *s)
{
    const lt_value *v = &s->params->constant[0];
    return v->type.id == LT_F64 ? v->f : 0.5;
}

/* Between the two values around (count - 1) * share. */
static lt_status interpolate(double *out, int64_t *v, const quantile_state *s, lt_error *err)
{
    int64_t n = s->list.count;
    double  at = (double)(n - 1) * share_of(s), low = floor(at);
    int64_t k = (int64_t)low;
    LT_TRY(select_long(v, n, k, s->params->cancel, err));
    double below = lt_agg_from_key(v[k]);
    *out = below;
    if (low == at || k + 1 >= n) return LT_OK;
    int64_t next = v[k + 1];
    for (int64_t i = k + 2; i < n; i++) next = v[i] < next ? v[i] : next;
    double above = lt_agg_from_key(next);
    if (above != below) *out = (low + 1 - at) * below + (at - low) * above;
    return LT_OK;
}

static lt_status pick(lt_column *out, int32_t row, void *values, const quantile_state *s,
                      lt_error *err)
{
    int64_t  n = s->list.count, k = (int64_t)ceil(share_of(s) * (double)n) - 1;
    int64_t *v = values;
    lt_i128 *w = values;
    if (k < 0) k = 0;
    if (k >= n) k = n - 1;
    if (out->type.id == LT_DECIMAL) {
        LT_TRY(select_wide(w, n, k, s->params->cancel, err));
        ((lt_i128 *)out->values)[row] = w[k];
        return LT_OK;
    }
    LT_TRY(select_long(v, n, k, s->params->cancel, err));
    lt_agg_put_key(out, row, v[k]);
    return LT_OK;
}

static lt_status read_state(lt_column *out, int32_t row, const quantile_state *s, bool element,
                            lt_type arg, lt_error *err)
{
    if (!s->list.count) return lt_agg_null(out, row, err);
    size_t bytes = (size_t)s->list.count * width_of(arg);
    void  *values = lt_mem_resize(out->mem, NULL, 0, bytes);
    if (!values) return lt_mem_refused(out->mem, bytes, "the values of a percentile", err);
    lt_agg_list_gather(values, &s->list, width_of(arg));
    lt_status status = element ? pick(out, row, values, s, err)
                               : interpolate((double *)out->values + row, values, s, err);
    lt_mem_free(out->mem, values, bytes);
    return status;
}

static lt_status finish(bool element, LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_column_open(&made, mem, result, n, err));
    for (int32_t i = 0; !status && i < n; i++)
        status = read_state(made, i, lt_agg_at(states, stride, which, i), element, arg, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

static lt_status finish_between(LT_AGG_PARAMETERS_FINISH)
{
    return finish(false, out, mem, states, stride, which, n, arg, result, err);
}

static lt_status finish_element(LT_AGG_PARAMETERS_FINISH)
{
    return finish(true, out, mem, states, stride, which, n, arg, result, err);
}

static const lt_agg_ops between_ops = {"percentile", state_bytes, update, merge, finish_between};
static const lt_agg_ops element_ops = {"percentile_approx", state_bytes, update, merge,
                                       finish_element};

const lt_agg_ops *lt_agg_quantile_of(lt_type arg, bool element)
{
    if (!element) return arg.id == LT_F64 ? &between_ops : NULL;
    bool ordered = lt_type_is_numeric(arg) || arg.id == LT_DATE || arg.id == LT_TIMESTAMP ||
                   arg.id == LT_TIMESTAMP_NTZ;
    return ordered ? &element_ops : NULL;
}

/* NOLINTEND(readability-function-size) */

/* agg_quantile.c — percentile and median (interpolated), percentile_approx (an element).
 *
 * The values of a group are kept, 8 bytes each (decimals 16), and the wanted ones selected at the
 * end: exact, hence the same however the rows came.
 *
 * Shapes   floats as whole numbers of the same order, NaN last
 * Source   Spark 4 Percentile (linear interpolation), ApproximatePercentile: the element at
 *          ceil(percentage * count), 1-based
 */
#include "column/list.h"
#include "kernel/agg_list.h"
#include "kernel/select.h"

#include <math.h>
#include <string.h>

/* The parameters are those of lt_agg_ops.
 * NOLINTBEGIN(readability-function-size) */

typedef struct quantile_state {
    lt_agg_list          list;
    const lt_agg_params *params;
} quantile_state;

/* rows: how far ahead states, then the places in their lists, are asked for */
enum { FAR_AHEAD = 24, AHEAD = 10 };

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(quantile_state); }
static size_t width_of(lt_type arg) { return arg.id == LT_DECIMAL ? 16 : 8; }

/* Values of a block's rows, none of them null. */
typedef struct block {
    lt_agg_scratch room;
    int32_t        group_room[LT_BLOCK];
    const uint8_t *values;
    const int32_t *groups;
    int32_t        n;
} block;

static void read_keys(block *b, const lt_column *c, int32_t start, int32_t n)
{
    double        buf[LT_BLOCK];
    const double *v = lt_block_f64(buf, c, start, n);
    for (int32_t i = 0; i < n; i++) b->room.i[i] = lt_agg_key_of(v[i]);
    b->values = (const uint8_t *)b->room.i;
}

static inline void pack_block(block *b, const lt_column *c, int32_t start, size_t width)
{
    uint8_t *to = (uint8_t *)b->room.i;
    int32_t  kept = 0;
    for (int32_t i = 0; i < b->n; i++) {
        memmove(to + (size_t)kept * width, b->values + (size_t)i * width, width);
        if (b->groups) b->group_room[kept] = b->groups[i];
        kept += lt_agg_valid(c, start + i);
    }
    b->values = to;
    if (b->groups) b->groups = b->group_room;
    b->n = kept;
}

static void read_block(block *b, const lt_agg_input *in, int32_t start)
{
    const lt_column *c = in->arg;
    b->n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
    b->groups = in->groups ? in->groups + start : NULL;
    if (lt_kind_of(c->type) == LT_KIND_F64)
        read_keys(b, c, start, b->n);
    else
        b->values = lt_agg_read(&b->room, c, start, b->n);
    if (!lt_agg_has_nulls(c)) return;
    if (width_of(c->type) == 8)
        pack_block(b, c, start, 8);
    else
        pack_block(b, c, start, 16);
}

static inline void ask_for(const block *b, void *states, size_t stride, int32_t i, size_t width)
{
    if (!b->groups || i + FAR_AHEAD >= b->n) return;
    lt_agg_prefetch(states, stride, sizeof(quantile_state), b->groups, i + FAR_AHEAD, b->n);
    const quantile_state *s = lt_agg_state(states, stride, b->groups, i + AHEAD);
    __builtin_prefetch(s->list.free + width, 1);
}

static inline __attribute__((always_inline)) lt_status
keep_block(const block *b, size_t width, void *states, size_t stride, lt_agg_heap *heap,
           const lt_agg_input *in, lt_error *err)
{
    for (int32_t i = 0; i < b->n; i++) {
        void *to;
        ask_for(b, states, stride, i, width);
        quantile_state *s = lt_agg_state(states, stride, b->groups, i);
        LT_TRY(lt_agg_list_add(&to, &s->list, width, heap, err));
        memcpy(to, b->values + (size_t)i * width, width);
        s->params = in->params;
    }
    return LT_OK;
}

static lt_status update(LT_AGG_PARAMETERS_UPDATE)
{
    block  b;
    size_t width = width_of(in->arg->type);
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        read_block(&b, in, start);
        if (width == 8)
            LT_TRY(keep_block(&b, 8, states, stride, heap, in, err));
        else
            LT_TRY(keep_block(&b, 16, states, stride, heap, in, err));
    }
    return LT_OK;
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

/* ---- reading ---- */

/* Between the two values around (count - 1) * share. */
static lt_status interpolate(double *out, lt_select *v, double share, lt_error *err)
{
    int64_t n = v->n;
    double  at = (double)(n - 1) * share, low = floor(at);
    int64_t k = (int64_t)low, pair[2];
    LT_TRY(lt_select_pair(pair, v, k, err));
    double below = lt_agg_from_key(pair[0]);
    *out = below;
    if (low == at || k + 1 >= n) return LT_OK;
    double above = lt_agg_from_key(pair[1]);
    if (above != below) *out = (low + 1 - at) * below + (at - low) * above;
    return LT_OK;
}

static lt_status pick(lt_column *out, int32_t row, lt_select *v, double share, lt_error *err)
{
    int64_t n = v->n, k = (int64_t)ceil(share * (double)n) - 1, pair[2];
    if (k < 0) k = 0;
    if (k >= n) k = n - 1;
    if (out->type.id == LT_DECIMAL) return lt_select_wide((lt_i128 *)out->values + row, v, k, err);
    LT_TRY(lt_select_pair(pair, v, k, err));
    lt_agg_put_key(out, row, pair[0]);
    return LT_OK;
}

/* The values of a state's shares into out's rows from `row` on. */
static lt_status read_shares(lt_column *out, int32_t row, const quantile_state *s, bool element,
                             lt_type arg, lt_error *err)
{
    lt_select v;
    LT_TRY(lt_select_open(&v, &s->list, width_of(arg), out->mem, s->params->cancel, err));
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < lt_agg_share_count(s->params); i++) {
        double share = lt_agg_share_at(s->params, i);
        status = element ? pick(out, row + i, &v, share, err)
                         : interpolate((double *)out->values + row + i, &v, share, err);
    }
    lt_select_close(&v);
    return status;
}

static lt_status read_list(lt_column *out, int32_t row, const quantile_state *s, bool element,
                           lt_type arg, lt_error *err)
{
    lt_column *items = out->child;
    int32_t    start = items->rows, n = lt_agg_share_count(s->params);
    LT_TRY(lt_column_grow(items, n, err));
    LT_TRY(read_shares(items, start, s, element, arg, err));
    ((lt_span *)out->values)[row] = (lt_span){start, n};
    return LT_OK;
}

static lt_status read_state(lt_column *out, int32_t row, const quantile_state *s, bool element,
                            lt_type arg, lt_error *err)
{
    if (!s->list.count || !lt_agg_share_count(s->params)) return lt_agg_null(out, row, err);
    if (out->type.id == LT_LIST) return read_list(out, row, s, element, arg, err);
    return read_shares(out, row, s, element, arg, err);
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

/* agg_by.c — max_by(x, by), min_by(x, by): x of the row where `by` is largest or smallest.
 *
 * Rows where `by` is null do not take part; x may be null. Of rows that are equal the first in
 * input order wins, where Spark says nothing.
 */
#include "kernel/agg.h"

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

typedef struct by_state {
    int64_t              at; /* ordinal + 1; 0: empty */
    lt_agg_slot          by, value;
    const lt_agg_params *params;
} by_state;

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(by_state); }

/* A row that wants to be the one. */
typedef struct candidate {
    int64_t              at;
    const void          *by, *value; /* value NULL: null */
    lt_type              type;       /* of value */
    const lt_agg_params *params;
} candidate;

static bool is_better(const by_state *s, const candidate *c, bool max)
{
    if (!s->at) return true;
    int order = lt_agg_compare(c->by, s->by.value, c->params->second);
    if (order == 0) return c->at < s->at;
    return max == (order > 0);
}

static lt_status offer(by_state *s, const candidate *c, bool max, lt_agg_heap *heap, lt_error *err)
{
    if (!is_better(s, c, max)) return LT_OK;
    lt_agg_slot by = s->by;
    LT_TRY(lt_agg_slot_put(&by, c->by, c->params->second, heap, err));
    LT_TRY(lt_agg_slot_put(&s->value, c->value, c->type, heap, err));
    s->by = by;
    s->at = c->at;
    s->params = c->params;
    return LT_OK;
}

static lt_status update(bool max, LT_AGG_PARAMETERS_UPDATE)
{
    lt_agg_scratch bufs[2];
    candidate      c = {.type = in->arg->type, .params = in->params};
    size_t         width = lt_agg_width(c.type), by_width = lt_agg_width(in->second->type);
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        int32_t        n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
        const uint8_t *value = lt_agg_read(&bufs[0], in->arg, start, n);
        const uint8_t *by = lt_agg_read(&bufs[1], in->second, start, n);
        for (int32_t k = 0; k < n; k++) {
            int32_t row = start + k;
            if (!lt_agg_valid(in->second, row)) continue;
            c.at = 1 + (in->ordinals ? in->ordinals[row] : in->ordinal + row);
            c.by = by + (size_t)k * by_width;
            c.value = lt_agg_valid(in->arg, row) ? value + (size_t)k * width : NULL;
            LT_TRY(offer(lt_agg_state(states, stride, in->groups, row), &c, max, heap, err));
        }
    }
    return LT_OK;
}

static lt_status merge(bool max, LT_AGG_PARAMETERS_MERGE)
{
    for (int32_t i = 0; i < n; i++) {
        const by_state *x = lt_agg_at(from, from_stride, NULL, i);
        candidate       c = {.at = x->at,
                             .by = x->by.value,
                             .value = x->value.null ? NULL : x->value.value,
                             .type = arg,
                             .params = x->params};
        if (x->at) LT_TRY(offer(lt_agg_state(into, stride, groups, i), &c, max, heap, err));
    }
    return LT_OK;
}

static lt_status finish(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_heap    heap = {.mem = mem};
    lt_status  status = LT_OK;
    (void)result;
    LT_TRY(lt_column_open(&made, mem, arg, n, err));
    for (int32_t i = 0; !status && i < n; i++) {
        const by_state *s = lt_agg_at(states, stride, which, i);
        status = s->at == 0 || s->value.null ? lt_agg_null(made, i, err)
                                             : lt_agg_put_cell(made, i, s->value.value, &heap, err);
    }
    if (!status) status = lt_heap_give(&heap, made, err);
    lt_heap_clear(&heap);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#define BY(name_, is_max)                                                                      \
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
BY(max_by, true)
BY(min_by, false)

const lt_agg_ops *lt_agg_by_of(bool max) { return max ? &max_by_ops : &min_by_ops; }

/* NOLINTEND(readability-function-size) */

/* agg_mode.c — mode: the value that occurs most often; percentile(x, p, frequency).
 *
 * Of values that occur equally often the lowest is the mode (with the constant false the highest),
 * where Spark may give any.
 */
#include "column/list.h"
#include "kernel/agg_counts.h"
#include "kernel/agg_list.h"

#include <math.h>

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

typedef struct mode_state {
    lt_agg_counts        counts;
    const lt_agg_params *params;
} mode_state;

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(mode_state); }

/* ---- counting ---- */

/* How often row counts; 0: not at all. */
static lt_status times_of(int64_t *out, const lt_agg_input *in, const int64_t *frequency,
                          int32_t row, int32_t k, lt_error *err)
{
    *out = 0;
    if (!lt_agg_valid(in->arg, row)) return LT_OK;
    if (!frequency) {
        *out = 1;
        return LT_OK;
    }
    if (!lt_agg_valid(in->second, row)) return LT_OK;
    *out = frequency[k];
    if (*out >= 0) return LT_OK;
    return LT_FAIL(err, LT_EINVAL, "a frequency must not be negative: %lld", (long long)*out);
}

static lt_status update(LT_AGG_PARAMETERS_UPDATE)
{
    lt_agg_scratch buf;
    int64_t        frequencies[LT_BLOCK];
    lt_type        type = in->arg->type;
    size_t         width = lt_agg_width(type);
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        int32_t        n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
        const uint8_t *v = lt_agg_read(&buf, in->arg, start, n);
        const int64_t *f = in->second ? lt_block_i64(frequencies, in->second, start, n) : NULL;
        for (int32_t k = 0; k < n; k++) {
            mode_state *s = lt_agg_state(states, stride, in->groups, start + k);
            int64_t     times;
            uint64_t    value[2] = {0};
            LT_TRY(times_of(&times, in, f, start + k, k, err));
            if (!times) continue;
            memcpy(value, v + (size_t)k * width, width);
            if (lt_type_is_float(type)) {
                double plain = lt_agg_plain(((const double *)(const void *)v)[k]);
                memcpy(value, &plain, sizeof(plain));
            }
            s->params = in->params;
            LT_TRY(lt_agg_counts_add(&s->counts, value, times, type, heap, err));
        }
    }
    return LT_OK;
}

static lt_status merge(LT_AGG_PARAMETERS_MERGE)
{
    for (int32_t i = 0; i < n; i++) {
        mode_state       *s = lt_agg_state(into, stride, groups, i);
        const mode_state *x = lt_agg_at(from, from_stride, NULL, i);
        if (!s->counts.count) {
            *s = *x;
            continue;
        }
        for (uint32_t k = 0; k < x->counts.count; k++) {
            const lt_agg_count *e = &x->counts.entries[k];
            LT_TRY(lt_agg_counts_add(&s->counts, e->value, e->count, arg, heap, err));
        }
    }
    return LT_OK;
}

/* ---- the mode ---- */

static const lt_agg_count *most_frequent(const mode_state *s, lt_type arg)
{
    const lt_value     *flag = &s->params->constant[0];
    bool                highest = flag->type.id == LT_BOOL && !flag->b;
    const lt_agg_count *best = s->counts.entries;
    for (uint32_t k = 1; k < s->counts.count; k++) {
        const lt_agg_count *e = &s->counts.entries[k];
        int                 order = e->count < best->count ? -1 : e->count > best->count;
        if (order == 0) order = lt_agg_compare(e->value, best->value, arg) * (highest ? 1 : -1);
        if (order > 0) best = e;
    }
    return best;
}

static lt_status finish_mode(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_heap    heap = {.mem = mem};
    lt_status  status = LT_OK;
    (void)result;
    LT_TRY(lt_column_open(&made, mem, arg, n, err));
    for (int32_t i = 0; !status && i < n; i++) {
        const mode_state *s = lt_agg_at(states, stride, which, i);
        status = s->counts.count
                     ? lt_agg_put_cell(made, i, most_frequent(s, arg)->value, &heap, err)
                     : lt_agg_null(made, i, err);
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

/* ---- percentile with frequencies ---- */

static int by_value(const void *a, const void *b, const void *context)
{
    const lt_agg_count *x = a, *y = b;
    (void)context;
    return lt_agg_compare(x->value, y->value, LT_TYPE(F64));
}

/* The value of 0-based rank k when each value stands there as often as it occurred. */
static double value_at(const void **order, int64_t n, double k)
{
    double before = 0, value = 0;
    for (int64_t i = 0; i < n; i++) {
        const lt_agg_count *e = order[i];
        memcpy(&value, e->value, sizeof(value));
        before += (double)e->count;
        if (before > k) break;
    }
    return value;
}

static double interpolate(const void **order, const mode_state *s, double share)
{
    double total = 0;
    for (uint32_t i = 0; i < s->counts.count; i++) total += (double)s->counts.entries[i].count;
    double at = (total - 1) * share, low = floor(at);
    double below = value_at(order, s->counts.count, low);
    if (low == at) return below;
    double above = value_at(order, s->counts.count, low + 1);
    return above == below ? below : (low + 1 - at) * below + (at - low) * above;
}

/* The values of the percentages into out's rows from `row` on. */
static lt_status read_shares(lt_column *out, int32_t row, const mode_state *s, lt_error *err)
{
    size_t       bytes = (size_t)s->counts.count * sizeof(void *);
    const void **order = lt_mem_resize(out->mem, NULL, 0, bytes);
    if (!order) return lt_mem_refused(out->mem, bytes, "the values of a percentile", err);
    for (uint32_t i = 0; i < s->counts.count; i++) order[i] = &s->counts.entries[i];
    lt_status status =
        lt_agg_sort(order, s->counts.count, by_value, NULL, out->mem, s->params->cancel, err);
    for (int32_t i = 0; !status && i < lt_agg_share_count(s->params); i++)
        ((double *)out->values)[row + i] = interpolate(order, s, lt_agg_share_at(s->params, i));
    lt_mem_free(out->mem, order, bytes);
    return status;
}

static lt_status read_weighted(lt_column *out, int32_t row, const mode_state *s, lt_error *err)
{
    int32_t shares = s->counts.count ? lt_agg_share_count(s->params) : 0;
    if (!shares) return lt_agg_null(out, row, err);
    if (out->type.id != LT_LIST) return read_shares(out, row, s, err);
    int32_t start = out->child->rows;
    LT_TRY(lt_column_grow(out->child, shares, err));
    LT_TRY(read_shares(out->child, start, s, err));
    ((lt_span *)out->values)[row] = (lt_span){start, shares};
    return LT_OK;
}

static lt_status finish_weighted(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_status  status = LT_OK;
    (void)arg;
    LT_TRY(lt_column_open(&made, mem, result, n, err));
    for (int32_t i = 0; !status && i < n; i++)
        status = read_weighted(made, i, lt_agg_at(states, stride, which, i), err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

const lt_agg_ops *lt_agg_mode_of(lt_type arg)
{
    static const lt_agg_ops ops = {"mode", state_bytes, update, merge, finish_mode};
    (void)arg;
    return &ops;
}

const lt_agg_ops *lt_agg_weighted_of(lt_type arg)
{
    static const lt_agg_ops ops = {"percentile", state_bytes, update, merge, finish_weighted};
    return arg.id == LT_F64 ? &ops : NULL;
}

/* NOLINTEND(readability-function-size) */

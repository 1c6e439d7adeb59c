/* agg_sketch.c — approx_count_distinct: HyperLogLog with 64-bit hashes.
 *
 * Registers only grow to a maximum, so neither order nor partition of the rows shows in them.
 *
 * Shapes   2^p bytes a group once it has a value, p as Spark chooses it for the relative error
 *          (0.05: 512 bytes)
 * Source   S. Heule et al., "HyperLogLog in Practice" (64 bits, choice of p); O. Ertl, "New
 *          cardinality estimation algorithms for HyperLogLog sketches" (the estimate, good for few
 *          and for many values without tables of corrections)
 */
#include "core/hash.h"
#include "kernel/agg.h"
#include "kernel/kernel.h"

#include <math.h>

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

typedef struct sketch_state {
    uint8_t *registers; /* NULL: no value yet */
    int64_t  p;
} sketch_state;

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(sketch_state); }

static int64_t p_of(const lt_agg_params *params)
{
    const lt_value *v = params ? &params->constant[0] : NULL;
    double          p = ceil(2 * log2(1.106 / (v && v->type.id == LT_F64 ? v->f : 0.05)));
    return p < 4 ? 4 : p > 24 ? 24 : (int64_t)p;
}

static lt_status need_registers(sketch_state *s, int64_t p, lt_agg_heap *heap, lt_error *err)
{
    void *made;
    if (s->registers) return LT_OK;
    LT_TRY(lt_agg_get(&made, heap, (size_t)1 << p, err));
    s->registers = made;
    s->p = p;
    return LT_OK;
}

static void put_hash(const sketch_state *s, uint64_t hash)
{
    uint64_t at = hash >> (64 - s->p), rest = hash << s->p | UINT64_C(1) << (s->p - 1);
    uint8_t  rank = (uint8_t)(__builtin_clzll(rest) + 1);
    if (rank > s->registers[at]) s->registers[at] = rank;
}

static lt_status add_hashes(void *states, size_t stride, lt_agg_heap *heap, const lt_agg_input *in,
                            const uint64_t *hashes, lt_error *err)
{
    int64_t p = p_of(in->params);
    for (int32_t i = 0; i < in->rows; i++) {
        if (!lt_agg_valid(in->arg, i)) continue;
        sketch_state *s = lt_agg_state(states, stride, in->groups, i);
        LT_TRY(need_registers(s, p, heap, err));
        put_hash(s, lt_hash_mix64(hashes[i]));
    }
    return LT_OK;
}

static lt_status update(LT_AGG_PARAMETERS_UPDATE)
{
    size_t    bytes = (size_t)in->rows * sizeof(uint64_t);
    uint64_t *hashes = bytes ? lt_mem_resize(heap->mem, NULL, 0, bytes) : NULL;
    if (!bytes) return LT_OK;
    if (!hashes) return lt_mem_refused(heap->mem, bytes, "aggregates", err);
    lt_hash_column(hashes, in->arg, in->rows, true);
    lt_status status = add_hashes(states, stride, heap, in, hashes, err);
    lt_mem_free(heap->mem, hashes, bytes);
    return status;
}

static lt_status merge(LT_AGG_PARAMETERS_MERGE)
{
    (void)arg, (void)heap, (void)err;
    for (int32_t i = 0; i < n; i++) {
        sketch_state       *s = lt_agg_state(into, stride, groups, i);
        const sketch_state *x = lt_agg_at(from, from_stride, NULL, i);
        if (!x->registers) continue;
        if (!s->registers) {
            *s = *x;
            continue;
        }
        for (int64_t k = 0; k < INT64_C(1) << x->p; k++)
            if (x->registers[k] > s->registers[k]) s->registers[k] = x->registers[k];
    }
    return LT_OK;
}

/* ---- the estimate; names as in the paper ---- */

static double sigma(double x)
{
    double y = 1, z = x, before;
    if (x == 1) return (double)INFINITY;
    do {
        x *= x;
        before = z;
        z += x * y;
        y += y;
    } while (z != before);
    return z;
}

static double tau(double x)
{
    double y = 1, z = 1 - x, before;
    if (x == 0 || x == 1) return 0;
    do {
        x = sqrt(x);
        before = z;
        y *= 0.5;
        z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
}

static int64_t estimate(const sketch_state *s)
{
    int64_t counts[66] = {0};
    int     q = 64 - (int)s->p;
    double  m = (double)(INT64_C(1) << s->p);
    for (int64_t k = 0; k < INT64_C(1) << s->p; k++) counts[s->registers[k]]++;
    double z = m * tau(1 - (double)counts[q + 1] / m);
    for (int k = q; k >= 1; k--) z = 0.5 * (z + (double)counts[k]);
    z += m * sigma((double)counts[0] / m);
    return llround(m * m / (2 * M_LN2 * z));
}

static lt_status finish(LT_AGG_PARAMETERS_FINISH)
{
    (void)arg, (void)result;
    LT_TRY(lt_column_open(out, mem, LT_TYPE(I64), n, err));
    for (int32_t i = 0; i < n; i++) {
        const sketch_state *s = lt_agg_at(states, stride, which, i);
        ((int64_t *)(*out)->values)[i] = s->registers ? estimate(s) : 0;
    }
    return LT_OK;
}

const lt_agg_ops *lt_agg_sketch_of(lt_type arg)
{
    static const lt_agg_ops ops = {"approx_count_distinct", state_bytes, update, merge, finish};
    (void)arg;
    return &ops;
}

/* NOLINTEND(readability-function-size) */

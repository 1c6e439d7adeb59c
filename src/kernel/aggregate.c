/* aggregate.c — the heap behind states, counts, and the table of functions. */
#include "kernel/agg.h"

#include <string.h>

/* The parameters are those of lt_agg_ops; loops for all shapes are one macro.
 * NOLINTBEGIN(readability-function-size) */

lt_status lt_agg_heap_open(lt_agg_heap **out, lt_mem *mem, lt_error *err)
{
    lt_agg_heap *h = lt_mem_resize(mem, NULL, 0, sizeof(*h));
    if (!h) return lt_mem_refused(mem, sizeof(*h), "aggregates", err);
    *h = (lt_agg_heap){.mem = mem, .arena = {.mem = mem}};
    *out = h;
    return LT_OK;
}

void lt_agg_heap_close(lt_agg_heap *h)
{
    if (!h) return;
    lt_arena_clear(&h->arena);
    lt_mem_free(h->mem, h, sizeof(*h));
}

lt_status lt_agg_get(void **out, lt_agg_heap *h, size_t bytes, lt_error *err)
{
    *out = lt_arena_get(&h->arena, bytes);
    return *out ? LT_OK : lt_mem_refused(h->mem, bytes, "aggregates", err);
}

/* A slot that holds a short string has forgotten its room: cap is then 0. Rooms at least double,
 * so that growing strings waste at most what they hold. */
lt_status lt_agg_keep(lt_view *slot, uint32_t *cap, const lt_view *v, lt_agg_heap *h, lt_error *err)
{
    if (v->len <= 12) {
        *slot = *v;
        *cap = 0;
        return LT_OK;
    }
    uint8_t *room = NULL; /* views are read only elsewhere; these bytes are the heap's own */
    if (*cap) memcpy(&room, &slot->at, sizeof(room));
    if (*cap < (uint32_t)v->len) {
        void    *made;
        uint32_t want = (uint32_t)v->len > 2 * *cap ? (uint32_t)v->len : 2 * *cap;
        LT_TRY(lt_agg_get(&made, h, want, err));
        room = made;
        *cap = want;
    }
    memcpy(room, v->at, (size_t)v->len);
    *slot = lt_view_of(room, v->len);
    return LT_OK;
}

lt_status lt_agg_null(lt_column *out, int32_t row, lt_error *err)
{
    size_t width = lt_type_bytes(out->type);
    LT_TRY(lt_column_nullable(out, err));
    lt_bit_clear(out->valid, row);
    if (width) memset((uint8_t *)out->values + (size_t)row * width, 0, width);
    return LT_OK;
}

void lt_agg_put_key(lt_column *out, int32_t row, int64_t v)
{
    void *to = out->values;
    switch ((lt_type_id)out->type.id) {
    case LT_VOID: break;
    case LT_BOOL: lt_bit_put(to, row, v); break;
    case LT_I8: ((int8_t *)to)[row] = (int8_t)v; break;
    case LT_I16: ((int16_t *)to)[row] = (int16_t)v; break;
    case LT_I32:
    case LT_DATE: ((int32_t *)to)[row] = (int32_t)v; break;
    case LT_F32: ((float *)to)[row] = (float)lt_agg_from_key(v); break;
    case LT_F64: ((double *)to)[row] = lt_agg_from_key(v); break;
    default: ((int64_t *)to)[row] = v;
    }
}

/* ---- counts ---- */

static size_t count_bytes(lt_type arg) { return (void)arg, sizeof(int64_t); }

static void count_rows(void *states, size_t stride, const lt_agg_input *in)
{
    if (!in->groups) {
        *(int64_t *)states += in->rows;
        return;
    }
    for (int32_t i = 0; i < in->rows; i++)
        ++*(int64_t *)(void *)((uint8_t *)states + (size_t)in->groups[i] * stride);
}

static lt_status star_update(LT_AGG_PARAMETERS_UPDATE)
{
    (void)heap, (void)err;
    count_rows(states, stride, in);
    return LT_OK;
}

static lt_status count_update(LT_AGG_PARAMETERS_UPDATE)
{
    const lt_column *c = in->arg;
    (void)heap, (void)err;
    if (!c || (!c->valid && c->type.id != LT_VOID)) {
        count_rows(states, stride, in);
        return LT_OK;
    }
    for (int32_t i = 0; i < in->rows; i++) {
        int64_t *s = lt_agg_state(states, stride, in->groups, i);
        *s += (int64_t)(lt_valid_word(c, (size_t)i >> 6) >> (i & 63) & 1);
    }
    return LT_OK;
}

/* Rows where a bool is true. */
static lt_status if_update(LT_AGG_PARAMETERS_UPDATE)
{
    (void)heap, (void)err;
    LT_AGG_LOOP(int64_t, int64_t, lt_block_i64, { *s += x; });
    return LT_OK;
}

static lt_status count_merge(LT_AGG_PARAMETERS_MERGE)
{
    (void)heap, (void)arg, (void)err;
    for (int32_t i = 0; i < n; i++)
        *(int64_t *)lt_agg_state(into, stride, groups, i) +=
            *(const int64_t *)(const void *)((const uint8_t *)from + (size_t)i * from_stride);
    return LT_OK;
}

static lt_status count_finish(LT_AGG_PARAMETERS_FINISH)
{
    (void)arg, (void)result;
    LT_TRY(lt_column_open(out, mem, LT_TYPE(I64), n, err));
    for (int32_t i = 0; i < n; i++)
        ((int64_t *)(*out)->values)[i] = *(const int64_t *)lt_agg_at(states, stride, which, i);
    return LT_OK;
}

static const lt_agg_ops count_ops = {"count", count_bytes, count_update, count_merge, count_finish};
static const lt_agg_ops star_ops = {"count_star", count_bytes, star_update, count_merge,
                                    count_finish};

static const lt_agg_ops if_ops = {"count_if", count_bytes, if_update, count_merge, count_finish};

const lt_agg_ops *lt_agg_find(const char *name, lt_type arg)
{
    if (strcmp(name, "count") == 0) return &count_ops;
    if (strcmp(name, "count_star") == 0) return &star_ops;
    if (strcmp(name, "count_if") == 0)
        return arg.id == LT_BOOL || arg.id == LT_VOID ? &if_ops : NULL;
    if (strncmp(name, "collect_", 8) == 0) return lt_agg_collect();
    if (arg.id == LT_LIST) return lt_agg_of_list(name);
    if (strcmp(name, "sum") == 0) return lt_agg_sum_of(arg, false);
    if (strcmp(name, "avg") == 0) return lt_agg_avg_of(arg, false);
    if (strcmp(name, "try_sum") == 0) return lt_agg_sum_of(arg, true);
    if (strcmp(name, "try_avg") == 0) return lt_agg_avg_of(arg, true);
    if (strcmp(name, "min") == 0) return lt_agg_extreme_of(arg, false);
    if (strcmp(name, "max") == 0) return lt_agg_extreme_of(arg, true);
    if (strcmp(name, "first") == 0 || strcmp(name, "any_value") == 0)
        return lt_agg_end_of(arg, false, false);
    if (strcmp(name, "last") == 0) return lt_agg_end_of(arg, true, false);
    if (strcmp(name, "first_ignore_nulls") == 0) return lt_agg_end_of(arg, false, true);
    if (strcmp(name, "last_ignore_nulls") == 0) return lt_agg_end_of(arg, true, true);
    if (strcmp(name, "median") == 0 || strcmp(name, "percentile") == 0)
        return lt_agg_quantile_of(arg, false);
    if (strcmp(name, "percentile_approx") == 0) return lt_agg_quantile_of(arg, true);
    if (strcmp(name, "percentile_weighted") == 0) return lt_agg_weighted_of(arg);
    if (strcmp(name, "mode") == 0) return lt_agg_mode_of(arg);
    if (strcmp(name, "max_by") == 0) return lt_agg_by_of(true);
    if (strcmp(name, "min_by") == 0) return lt_agg_by_of(false);
    if (strcmp(name, "max_by_top") == 0) return lt_agg_top_of(true);
    if (strcmp(name, "min_by_top") == 0) return lt_agg_top_of(false);
    if (strcmp(name, "approx_count_distinct") == 0) return lt_agg_sketch_of(arg);
    if (strcmp(name, "listagg") == 0) return lt_agg_text_of(arg);
    const lt_agg_ops *other = lt_agg_moment_of(name, arg);
    return other ? other : lt_agg_bits_of(name, arg);
}

/* NOLINTEND(readability-function-size) */

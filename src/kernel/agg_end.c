/* agg_end.c — first and last by ordinal, with or without nulls.
 *
 * Shapes   `at` is the ordinal + 1, 0 for an empty state; then flags and the value: 8 bytes for
 *          ints and floats (a double's bits), 16 for decimals and views
 */
#include "kernel/agg.h"

#include <string.h>

/* The parameters are those of lt_agg_ops; loops for all shapes are one macro.
 * NOLINTBEGIN(readability-function-size) */

typedef struct end_state {
    int64_t  at;
    uint32_t cap, null;
    uint64_t value[2]; /* states of small values have one word */
} end_state;

enum { SMALL_BYTES = sizeof(end_state) - 8 };

static bool is_small(lt_type t) { return lt_agg_width(t) == 8; }

static size_t state_bytes(lt_type arg) { return is_small(arg) ? SMALL_BYTES : sizeof(end_state); }

/* x NULL: a null. Everything that can fail comes first. */
static lt_status put(end_state *s, int64_t at, const uint8_t *x, lt_type type, lt_agg_heap *heap,
                     lt_error *err)
{
    if (x && lt_type_is_text(type)) {
        lt_view value, next;
        memcpy(&value, s->value, sizeof(value));
        memcpy(&next, x, sizeof(next));
        LT_TRY(lt_agg_keep(&value, &s->cap, &next, heap, err));
        memcpy(s->value, &value, sizeof(value));
    } else if (x) {
        memcpy(s->value, x, is_small(type) ? 8 : 16);
    }
    s->null = !x;
    s->at = at;
    return LT_OK;
}

static inline bool is_better(const end_state *s, int64_t at, bool last)
{
    return last ? at > s->at : s->at == 0 || at < s->at;
}

static inline __attribute__((always_inline)) lt_status update(bool last, bool ignore,
                                                              LT_AGG_PARAMETERS_UPDATE)
{
    lt_agg_scratch buf;
    size_t         width = lt_agg_width(in->arg->type);
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        int32_t        n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
        const uint8_t *v = lt_agg_read(&buf, in->arg, start, n);
        for (int32_t k = 0; k < n; k++) {
            int32_t    i = start + k;
            int64_t    at = 1 + (in->ordinals ? in->ordinals[i] : in->ordinal + i);
            end_state *s = lt_agg_state(states, stride, in->groups, i);
            if (!is_better(s, at, last)) continue;
            bool valid = lt_valid_word(in->arg, (size_t)i >> 6) >> (i & 63) & 1;
            if (ignore && !valid) continue;
            LT_TRY(put(s, at, valid ? v + (size_t)k * width : NULL, in->arg->type, heap, err));
        }
    }
    return LT_OK;
}

static inline __attribute__((always_inline)) lt_status merge(bool last, LT_AGG_PARAMETERS_MERGE)
{
    for (int32_t i = 0; i < n; i++) {
        end_state       *s = lt_agg_state(into, stride, groups, i);
        const end_state *x = (const void *)((const uint8_t *)from + (size_t)i * from_stride);
        if (x->at == 0 || !is_better(s, x->at, last)) continue;
        LT_TRY(put(s, x->at, x->null ? NULL : (const uint8_t *)x->value, arg, heap, err));
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
        const end_state *s = lt_agg_at(states, stride, which, i);
        status = s->at == 0 || s->null ? lt_agg_null(made, i, err)
                                       : lt_agg_put_cell(made, i, s->value, &heap, err);
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

#define END(name_, is_last, ignore)                                                            \
    static lt_status name_##_update(LT_AGG_PARAMETERS_UPDATE)                                  \
    {                                                                                          \
        return update(is_last, ignore, states, stride, heap, in, err);                         \
    }                                                                                          \
    static lt_status name_##_merge(LT_AGG_PARAMETERS_MERGE)                                    \
    {                                                                                          \
        return merge(is_last, into, stride, heap, from, from_stride, groups, n, arg, err);     \
    }                                                                                          \
    static const lt_agg_ops name_##_ops = {#name_, state_bytes, name_##_update, name_##_merge, \
                                           finish};

END(first, false, false)
END(last, true, false)
END(first_ignore_nulls, false, true)
END(last_ignore_nulls, true, true)

const lt_agg_ops *lt_agg_end_of(lt_type arg, bool last, bool ignore_nulls)
{
    (void)arg;
    if (ignore_nulls) return last ? &last_ignore_nulls_ops : &first_ignore_nulls_ops;
    return last ? &last_ops : &first_ops;
}

/* NOLINTEND(readability-function-size) */

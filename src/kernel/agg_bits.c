/* agg_bits.c — bool_and, bool_or, bit_and, bit_or, bit_xor of the values that are not null. */
#include "kernel/agg.h"

#include <string.h>

/* The parameters are those of lt_agg_ops; loops for all shapes are one macro.
 * NOLINTBEGIN(readability-function-size) */

typedef struct bits_state {
    int64_t value, seen;
} bits_state;

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(bits_state); }

static void put_bits(lt_column *out, int32_t row, int64_t v)
{
    switch ((lt_type_id)out->type.id) {
    case LT_BOOL: lt_bit_put(out->values, row, v); break;
    case LT_I8: ((int8_t *)out->values)[row] = (int8_t)v; break;
    case LT_I16: ((int16_t *)out->values)[row] = (int16_t)v; break;
    case LT_I32: ((int32_t *)out->values)[row] = (int32_t)v; break;
    default: ((int64_t *)out->values)[row] = v;
    }
}

static lt_status finish(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_status  status = LT_OK;
    (void)result;
    LT_TRY(lt_column_open(&made, mem, arg, n, err));
    for (int32_t i = 0; !status && i < n; i++) {
        const bits_state *s = lt_agg_at(states, stride, which, i);
        if (s->seen)
            put_bits(made, i, s->value);
        else
            status = lt_agg_null(made, i, err);
    }
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#define FOLD(name_, SIGN)                                                                      \
    static lt_status name_##_update(LT_AGG_PARAMETERS_UPDATE)                                  \
    {                                                                                          \
        (void)heap, (void)err;                                                                 \
        LT_AGG_LOOP(bits_state, int64_t, lt_block_i64, {                                       \
            s->value = s->seen ? s->value SIGN x : x;                                          \
            s->seen = 1;                                                                       \
        });                                                                                    \
        return LT_OK;                                                                          \
    }                                                                                          \
    static lt_status name_##_merge(LT_AGG_PARAMETERS_MERGE)                                    \
    {                                                                                          \
        (void)heap, (void)arg, (void)err;                                                      \
        for (int32_t i = 0; i < n; i++) {                                                      \
            bits_state       *s = lt_agg_state(into, stride, groups, i);                       \
            const bits_state *x = lt_agg_at(from, from_stride, NULL, i);                       \
            if (!x->seen) continue;                                                            \
            s->value = s->seen ? s->value SIGN x->value : x->value;                            \
            s->seen = 1;                                                                       \
        }                                                                                      \
        return LT_OK;                                                                          \
    }                                                                                          \
    static const lt_agg_ops name_##_ops = {#name_, state_bytes, name_##_update, name_##_merge, \
                                           finish};
FOLD(all, &)
FOLD(any, |)
FOLD(xor, ^)

const lt_agg_ops *lt_agg_bits_of(const char *name, lt_type arg)
{
    bool truth = arg.id == LT_BOOL && strncmp(name, "bool_", 5) == 0;
    if (!truth && !(lt_type_is_int(arg) && strncmp(name, "bit_", 4) == 0)) return NULL;
    const char *how = strchr(name, '_') + 1;
    if (strcmp(how, "and") == 0) return &all_ops;
    if (strcmp(how, "or") == 0) return &any_ops;
    return !truth && strcmp(how, "xor") == 0 ? &xor_ops : NULL;
}

/* NOLINTEND(readability-function-size) */

/* agg.h — what the aggregate functions share. */
#ifndef LT_KERNEL_AGG_H
#define LT_KERNEL_AGG_H

#include "core/arena.h"
#include "kernel/aggregate.h"
#include "kernel/block.h"

struct lt_agg_heap {
    lt_mem  *mem;
    lt_arena arena;
};

/* bytes of zeros that live as long as the heap. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_agg_get(void **out, lt_agg_heap *h, size_t bytes, lt_error *err);

/* Copies v into *slot; *cap is the room behind slot->at, reused when it suffices.
 * Errors: LT_ENOMEM; the slot is then as it was. */
LT_MUST_USE lt_status lt_agg_keep(lt_view *slot, uint32_t *cap, const lt_view *v, lt_agg_heap *h,
                                  lt_error *err);

static inline void *lt_agg_state(void *states, size_t stride, const int32_t *groups, int32_t i)
{
    return (uint8_t *)states + (groups ? (size_t)groups[i] * stride : 0);
}
static inline const void *lt_agg_at(const void *states, size_t stride, const int32_t *which,
                                    int32_t i)
{
    return (const uint8_t *)states + (size_t)(which ? which[i] : i) * stride;
}

/* Runs ADD for every row that is not null, s being its state (of type S) and x its value (of
 * type T), at its row of the input. Without groups the state is copied into registers. */
#define LT_AGG_LOOP(S, T, READ, ADD)                                                         \
    do {                                                                                     \
        T                buf_[LT_BLOCK];                                                     \
        const lt_column *arg_ = in->arg;                                                     \
        bool             nulls_ = arg_->valid || arg_->type.id == LT_VOID;                   \
        for (int32_t start_ = 0; start_ < in->rows; start_ += LT_BLOCK) {                    \
            int32_t        n_ = in->rows - start_ < LT_BLOCK ? in->rows - start_ : LT_BLOCK; \
            const T       *v_ = READ(buf_, arg_, start_, n_);                                \
            const int32_t *g_ = in->groups ? in->groups + start_ : NULL;                     \
            if (nulls_) {                                                                    \
                for (int32_t k_ = 0; k_ < n_; k_++) {                                        \
                    int32_t at = start_ + k_;                                                \
                    if (!(lt_valid_word(arg_, (size_t)at >> 6) >> (at & 63) & 1)) continue;  \
                    S      *s = lt_agg_state(states, stride, g_, k_);                        \
                    const T x = v_[k_];                                                      \
                    ADD                                                                      \
                }                                                                            \
            } else if (g_) {                                                                 \
                for (int32_t k_ = 0; k_ < n_; k_++) {                                        \
                    S      *s = (void *)((uint8_t *)states + (size_t)g_[k_] * stride);       \
                    const T x = v_[k_];                                                      \
                    int32_t at = start_ + k_;                                                \
                    (void)at;                                                                \
                    ADD                                                                      \
                }                                                                            \
            } else {                                                                         \
                S  local_ = *(S *)states;                                                    \
                S *s = &local_;                                                              \
                for (int32_t k_ = 0; k_ < n_; k_++) {                                        \
                    const T x = v_[k_];                                                      \
                    int32_t at = start_ + k_;                                                \
                    (void)at;                                                                \
                    ADD                                                                      \
                }                                                                            \
                *(S *)states = local_;                                                       \
            }                                                                                \
        }                                                                                    \
    } while (0)

#define LT_AGG_PARAMETERS_UPDATE \
    void *states, size_t stride, lt_agg_heap *heap, const lt_agg_input *in, lt_error *err
#define LT_AGG_PARAMETERS_MERGE                                                         \
    void *into, size_t stride, lt_agg_heap *heap, const void *from, size_t from_stride, \
        const int32_t *groups, int32_t n, lt_type arg, lt_error *err
#define LT_AGG_PARAMETERS_FINISH                                                           \
    lt_column **out, lt_mem *mem, const void *states, size_t stride, const int32_t *which, \
        int32_t n, lt_type arg, lt_type result, lt_error *err

/* Makes row null. */
LT_MUST_USE lt_status lt_agg_null(lt_column *out, int32_t row, lt_error *err);

const lt_agg_ops *lt_agg_sum_of(lt_type arg); /* NULL: not a number */
const lt_agg_ops *lt_agg_avg_of(lt_type arg);
const lt_agg_ops *lt_agg_extreme_of(lt_type arg, bool max);
const lt_agg_ops *lt_agg_end_of(lt_type arg, bool last, bool ignore_nulls);

#endif

/* agg.h — what the aggregate functions share. */
#ifndef LT_KERNEL_AGG_H
#define LT_KERNEL_AGG_H

#include "core/arena.h"
#include "kernel/aggregate.h"
#include "kernel/block.h"

#include <string.h>

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

enum { LT_AGG_AHEAD = 16 };

/* Asks for the state of row i, if there is such a row: states of many groups lie far away. */
static inline void lt_agg_prefetch(const void *states, size_t stride, size_t bytes,
                                   const int32_t *groups, int32_t i, int32_t rows)
{
    if (!groups || i >= rows) return;
    const uint8_t *at = (const uint8_t *)states + (size_t)groups[i] * stride;
    __builtin_prefetch(at, 1);
    if (bytes > 16) __builtin_prefetch(at + bytes - 1, 1);
}

/* Runs ADD for every row that is not null, s being its state (of type S) and x its value (of
 * type T), at its row of the input. Without groups the state is copied into registers. */
#define LT_AGG_LOOP(S, T, READ, ADD)                                                           \
    do {                                                                                       \
        T                buf_[LT_BLOCK];                                                       \
        const lt_column *arg_ = in->arg;                                                       \
        bool             nulls_ = arg_->valid || arg_->type.id == LT_VOID;                     \
        for (int32_t start_ = 0; start_ < in->rows; start_ += LT_BLOCK) {                      \
            int32_t        n_ = in->rows - start_ < LT_BLOCK ? in->rows - start_ : LT_BLOCK;   \
            const T       *v_ = READ(buf_, arg_, start_, n_);                                  \
            const int32_t *g_ = in->groups ? in->groups + start_ : NULL;                       \
            if (nulls_) {                                                                      \
                for (int32_t k_ = 0; k_ < n_; k_++) {                                          \
                    int32_t at = start_ + k_;                                                  \
                    if (!(lt_valid_word(arg_, (size_t)at >> 6) >> (at & 63) & 1)) continue;    \
                    S      *s = lt_agg_state(states, stride, g_, k_);                          \
                    const T x = v_[k_];                                                        \
                    ADD                                                                        \
                }                                                                              \
            } else if (g_) {                                                                   \
                for (int32_t k_ = 0; k_ < n_; k_++) {                                          \
                    if (in->far)                                                               \
                        lt_agg_prefetch(states, stride, sizeof(S), g_, k_ + LT_AGG_AHEAD, n_); \
                    S      *s = (void *)((uint8_t *)states + (size_t)g_[k_] * stride);         \
                    const T x = v_[k_];                                                        \
                    int32_t at = start_ + k_;                                                  \
                    (void)at;                                                                  \
                    ADD                                                                        \
                }                                                                              \
            } else {                                                                           \
                S  local_ = *(S *)states;                                                      \
                S *s = &local_;                                                                \
                for (int32_t k_ = 0; k_ < n_; k_++) {                                          \
                    const T x = v_[k_];                                                        \
                    int32_t at = start_ + k_;                                                  \
                    (void)at;                                                                  \
                    ADD                                                                        \
                }                                                                              \
                *(S *)states = local_;                                                         \
            }                                                                                  \
        }                                                                                      \
    } while (0)

#define LT_AGG_PARAMETERS_UPDATE \
    void *states, size_t stride, lt_agg_heap *heap, const lt_agg_input *in, lt_error *err
#define LT_AGG_PARAMETERS_MERGE                                                         \
    void *into, size_t stride, lt_agg_heap *heap, const void *from, size_t from_stride, \
        const int32_t *groups, int32_t n, lt_type arg, lt_error *err
#define LT_AGG_PARAMETERS_FINISH                                                           \
    lt_column **out, lt_mem *mem, const void *states, size_t stride, const int32_t *which, \
        int32_t n, lt_type arg, lt_type result, lt_error *err

/* A double as a whole number of the same order: one NaN, the largest; -0.0 below 0.0. */
static inline int64_t lt_agg_key_of(double x)
{
    int64_t bits;
    if (x != x) return INT64_C(0x7FF8000000000000);
    memcpy(&bits, &x, sizeof(bits));
    return bits ^ (bits >> 63 & INT64_MAX);
}
static inline double lt_agg_from_key(int64_t key)
{
    double  x;
    int64_t bits = key ^ (key >> 63 & INT64_MAX);
    memcpy(&x, &bits, sizeof(x));
    return x;
}
/* A value of 8 bytes or less into row: whole numbers as they are, floats as keys. */
void lt_agg_put_key(lt_column *out, int32_t row, int64_t v);

/* A block of values of any kind, 8 or 16 bytes each; doubles as their bits. */
typedef union lt_agg_scratch {
    int64_t i[LT_BLOCK];
    double  f[LT_BLOCK];
    lt_i128 d[LT_BLOCK];
    lt_view v[LT_BLOCK];
} lt_agg_scratch;
static inline size_t lt_agg_width(lt_type t)
{
    return lt_kind_of(t) == LT_KIND_I64 || lt_kind_of(t) == LT_KIND_F64 ? 8 : 16;
}
const uint8_t *lt_agg_read(lt_agg_scratch *buf, const lt_column *c, int32_t start, int32_t n);
/* Such a value into row; the bytes of texts into heap, which the column is to keep. */
LT_MUST_USE lt_status lt_agg_put_cell(lt_column *out, int32_t row, const void *value, lt_heap *heap,
                                      lt_error *err);

/* One such value in a state; the bytes of texts lie in the states' heap. */
typedef struct lt_agg_slot {
    uint64_t value[2];
    uint32_t cap, null;
} lt_agg_slot;
/* x NULL: a null. Errors: LT_ENOMEM; the slot is then as it was. */
LT_MUST_USE lt_status lt_agg_slot_put(lt_agg_slot *s, const void *x, lt_type type,
                                      lt_agg_heap *heap, lt_error *err);
/* Order of two values that are not null: NaN last and equal to itself, -0.0 equal to 0.0. */
int lt_agg_compare(const void *a, const void *b, lt_type type);

static inline bool lt_agg_valid(const lt_column *c, int32_t row)
{
    return lt_valid_word(c, (size_t)row >> 6) >> (row & 63) & 1;
}

/* Which percentages are asked for: one, or a list of them. */
static inline int32_t lt_agg_share_count(const lt_agg_params *params)
{
    const lt_value *v = &params->constant[0];
    return v->type.id == LT_LIST ? v->list.len : 1;
}
static inline double lt_agg_share_at(const lt_agg_params *params, int32_t i)
{
    const lt_value *v = &params->constant[0];
    if (v->type.id == LT_LIST) return lt_value_item(*v, i).f;
    return v->type.id == LT_F64 ? v->f : 0.5;
}

static inline bool lt_agg_has_nulls(const lt_column *c)
{
    return c->valid || c->type.id == LT_VOID;
}

/* Makes row null. */
LT_MUST_USE lt_status lt_agg_null(lt_column *out, int32_t row, lt_error *err);

const lt_agg_ops *lt_agg_sum_of(lt_type arg, bool try_); /* NULL: not a number */
const lt_agg_ops *lt_agg_avg_of(lt_type arg, bool try_);
const lt_agg_ops *lt_agg_extreme_of(lt_type arg, bool max);
const lt_agg_ops *lt_agg_end_of(lt_type arg, bool last, bool ignore_nulls);
const lt_agg_ops *lt_agg_moment_of(const char *name, lt_type arg);
const lt_agg_ops *lt_agg_bits_of(const char *name, lt_type arg);
const lt_agg_ops *lt_agg_by_of(bool max);
const lt_agg_ops *lt_agg_top_of(bool max); /* the k best */
const lt_agg_ops *lt_agg_mode_of(lt_type arg);
const lt_agg_ops *lt_agg_weighted_of(lt_type arg); /* percentile with frequencies */
const lt_agg_ops *lt_agg_sketch_of(lt_type arg);
const lt_agg_ops *lt_agg_text_of(lt_type arg);
const lt_agg_ops *lt_agg_quantile_of(lt_type arg, bool element); /* element: not interpolated */
const lt_agg_ops *lt_agg_collect(void);                          /* of any type */
const lt_agg_ops *lt_agg_of_list(const char *name);              /* of lists; NULL: there is none */

#endif

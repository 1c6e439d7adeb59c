/* group_table.h — groups by key: one row of words a group, found by hash.
 *
 * Shapes   row: hash, ordinal of the group's first row, key (group_key.h), states of aggregates
 *          (zeros at first). Rows lie side by side, so key and states share cache lines.
 *          slots: open addressing; 32 bits of the hash and the row's number + 1
 * Threads  one at a time
 * Limits   2^31 - 2 groups
 */
#ifndef LT_EXEC_GROUP_TABLE_H
#define LT_EXEC_GROUP_TABLE_H

#include "core/buf.h"
#include "core/cancel.h"
#include "exec/group_key.h"
#include "kernel/aggregate.h"

typedef struct lt_group_row {
    uint64_t hash;
    int64_t  first;
    uint64_t words[]; /* key, then states */
} lt_group_row;

/* What all tables of an operator share. */
typedef struct lt_group_shape {
    lt_key_layout key;
    size_t        states; /* bytes of them */
    size_t        stride; /* bytes of a row */
} lt_group_shape;

typedef struct lt_group_table {
    const lt_group_shape *shape;
    lt_mem               *mem;
    lt_buf                rows;
    int32_t               count;
    uint64_t             *slots; /* 0: free */
    size_t                cap;   /* a power of two */
    lt_agg_heap          *heap;  /* behind the states */
    lt_heap               texts; /* long texts of keys */
    int32_t              *near;  /* rows + 1 of the single key near_base + i; NULL: not in use */
    int64_t               near_base;
    bool                  is_far; /* single keys lie too far apart for near */
    lt_buf                scratch;
    const lt_cancel      *cancel; /* polled while a big table grows; NULL: never */
} lt_group_table;

/* Fills shape. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_group_shape_open(lt_group_shape *s, lt_mem *mem, const lt_type *keys,
                                          int32_t key_count, size_t states, lt_error *err);
void                  lt_group_shape_close(lt_group_shape *s);

/* {0} is closed. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_group_table_open(lt_group_table *t, lt_mem *mem,
                                          const lt_group_shape *shape, lt_error *err);
void                  lt_group_table_close(lt_group_table *t);
/* Forgets the groups, but not what their rows point at. */
void lt_group_table_empty(lt_group_table *t);

/* Rows to be sorted into groups. */
typedef struct lt_group_rows {
    lt_column *const *keys; /* any encoding, n rows each */
    int64_t           ordinal;
    const int64_t    *ordinals; /* n; NULL: ordinal + i */
    int32_t           n;
} lt_group_rows;

/* groups[i]: the group of the i-th row, made if it is new. Errors: LT_ENOMEM, LT_ELIMIT,
 * LT_ECANCELLED: t is then good for closing only. */
LT_MUST_USE lt_status lt_group_table_find(lt_group_table *t, int32_t *groups,
                                          const lt_group_rows *in, lt_error *err);

/* Every row becomes a group of its own, without a look at what is there: groups[i] = before + i. */
LT_MUST_USE lt_status lt_group_table_append(lt_group_table *t, int32_t *groups,
                                            const lt_group_rows *in, lt_error *err);

/* cap free slots, their memory at hand. Errors: LT_ENOMEM, as cancel says. */
LT_MUST_USE lt_status lt_group_slots_open(uint64_t **out, lt_mem *mem, size_t cap,
                                          const lt_cancel *cancel, lt_error *err);

static inline lt_group_row *lt_group_row_at(const lt_group_shape *s, const void *rows, int64_t i)
{
    return (lt_group_row *)((uint8_t *)rows + (size_t)i * s->stride);
}
/* Of a row: where its states begin. */
static inline size_t lt_group_states_at(const lt_group_shape *s) { return s->stride - s->states; }

/* A power of two, at most half of them taken, so that a probe ends soon. */
static inline size_t lt_group_slots_for(size_t groups)
{
    size_t cap = 256;
    while (cap < 2 * groups) cap *= 2;
    return cap;
}
static inline uint64_t lt_group_slot(uint64_t hash, int32_t group)
{
    return (hash & UINT64_C(0xFFFFFFFF00000000)) | ((uint64_t)group + 1);
}

#endif

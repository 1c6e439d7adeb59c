/* Rows of groups become rows with no key twice: in place, states of the same key merged. */
#include "exec/group.h"

#include <string.h>

enum { PIECE = 1024, AHEAD = 12 };

typedef struct join {
    const lt_group_op    *o;
    const lt_group_shape *shape;
    lt_agg_heap          *heap;
    lt_buf               *into;
    int32_t               count; /* rows of `into` that are done */
    uint64_t             *slots;
    size_t                cap;
    /* of a piece: rows whose key is there already */
    int32_t  groups[PIECE]; /* of which */
    uint8_t *states;        /* theirs, side by side */
    int32_t  same;
} join;

/* The row with row's key among those done; -1: there is none, and its slot is taken for the next.
 */
static int32_t look(join *j, const lt_group_row *row)
{
    const lt_key_layout *key = &j->shape->key;
    size_t               mask = j->cap - 1;
    for (size_t at = row->hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = j->slots[at];
        if (!slot) {
            j->slots[at] = lt_group_slot(row->hash, j->count);
            return -1;
        }
        if ((slot ^ row->hash) >> 32) continue;
        int32_t             g = (int32_t)(slot & 0xFFFFFFFF) - 1;
        const lt_group_row *other = lt_group_row_at(j->shape, j->into->data, g);
        if (lt_key_same(key, key->words, row->words, other->words)) return g;
    }
}

static void add_same(join *j, int32_t group, const lt_group_row *row)
{
    lt_group_row *to = lt_group_row_at(j->shape, j->into->data, group);
    if (row->first < to->first) to->first = row->first;
    j->groups[j->same] = group;
    if (j->heap)
        memcpy(j->states + (size_t)j->same * j->shape->states,
               (const uint8_t *)row + lt_group_states_at(j->shape), j->shape->states);
    j->same++;
}

static lt_status merge_same(join *j, lt_error *err)
{
    uint8_t *states = j->into->data + lt_group_states_at(j->shape);
    for (int32_t a = 0; j->heap && j->same && a < lt_group_agg_count(j->o); a++) {
        const lt_group_agg *agg = lt_group_agg_at(j->o, a);
        lt_status status = agg->ops->merge(states + agg->offset, j->shape->stride, j->heap,
                                           j->states + agg->offset, j->shape->states, j->groups,
                                           j->same, agg->arg_type, err);
        if (!status) continue;
        lt_expr_blame(err, agg->call);
        return status;
    }
    j->same = 0;
    return LT_OK;
}

/* n <= PIECE rows, in `into` behind those done or elsewhere; `into` has room for all. */
static lt_status join_piece(join *j, const void *rows, int32_t n, lt_error *err)
{
    size_t mask = j->cap - 1;
    for (int32_t i = 0; i < n; i++) {
        const lt_group_row *row = lt_group_row_at(j->shape, rows, i);
        if (i + AHEAD < n)
            __builtin_prefetch(&j->slots[lt_group_row_at(j->shape, rows, i + AHEAD)->hash & mask]);
        int32_t group = look(j, row);
        if (group >= 0) {
            add_same(j, group, row);
            continue;
        }
        lt_group_row *to = lt_group_row_at(j->shape, j->into->data, j->count++);
        if (to != row) memmove(to, row, j->shape->stride);
    }
    return merge_same(j, err);
}

static lt_status join_own(join *j, lt_error *err)
{
    int32_t rows = (int32_t)(j->into->len / j->shape->stride);
    for (int32_t at = 0; at < rows; at += PIECE) {
        int32_t n = rows - at < PIECE ? rows - at : PIECE;
        LT_TRY(lt_exec_check(j->o->op.x, err));
        LT_TRY(join_piece(j, lt_group_row_at(j->shape, j->into->data, at), n, err));
    }
    j->into->len = (size_t)j->count * j->shape->stride;
    return LT_OK;
}

static lt_status join_other(join *j, lt_buf *other, lt_error *err)
{
    int32_t rows = (int32_t)(other->len / j->shape->stride);
    for (int32_t at = 0; at < rows; at += PIECE) {
        int32_t n = rows - at < PIECE ? rows - at : PIECE;
        LT_TRY(lt_exec_check(j->o->op.x, err));
        LT_TRY(lt_buf_reserve(j->into, (size_t)n * j->shape->stride, err));
        LT_TRY(join_piece(j, lt_group_row_at(j->shape, other->data, at), n, err));
        j->into->len = (size_t)j->count * j->shape->stride;
    }
    lt_buf_clear(other);
    return LT_OK;
}

static lt_status open_join(join *j, size_t rows, lt_error *err)
{
    lt_mem *mem = j->o->op.mem;
    size_t  side = j->heap ? PIECE * j->shape->states : 0;
    if (rows > INT32_MAX - 2) return LT_FAIL(err, LT_ELIMIT, "too many groups of one hash");
    j->cap = lt_group_slots_for(rows);
    LT_TRY(lt_group_slots_open(&j->slots, mem, j->cap, j->o->op.x->run.cancel, err));
    if (!side) return LT_OK;
    j->states = lt_mem_resize(mem, NULL, 0, side);
    return j->states ? LT_OK : lt_op_refused(&j->o->op, side, "groups", err);
}

lt_status lt_group_join(const lt_group_op *o, const lt_group_shape *shape, lt_agg_heap *heap,
                        lt_buf *into, lt_buf *const *others, int32_t other_count, lt_error *err)
{
    lt_mem *mem = o->op.mem;
    size_t  bytes = sizeof(join), rows = into->len;
    join   *j = lt_mem_resize(mem, NULL, 0, bytes);
    if (!j) return lt_op_refused(&o->op, bytes, "groups", err);
    *j = (join){.o = o, .shape = shape, .heap = shape->states ? heap : NULL, .into = into};
    for (int32_t i = 0; i < other_count; i++) rows += others[i]->len;
    lt_status status = open_join(j, rows / shape->stride, err);
    if (!status) status = join_own(j, err);
    for (int32_t i = 0; !status && i < other_count; i++) status = join_other(j, others[i], err);
    lt_mem_free(mem, j->states, j->heap ? PIECE * shape->states : 0);
    lt_mem_free(mem, j->slots, j->cap * sizeof(*j->slots));
    lt_mem_free(mem, j, bytes);
    return status;
}

/* agg_collect.c — collect_list: a group's values as a list, in the order of their rows.
 *
 * A state is a chain of chunks in the heap, the values with their ordinals; who reads the chain
 * puts them in order, so that threads do not show. Long strings are copied into the heap, lists
 * packed there (pack.h).
 *
 * collect_set is the same over distinct values (exec/group_distinct.c).
 */
#include "core/buf.h"
#include "kernel/agg.h"
#include "kernel/pack.h"

#include <string.h>

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

enum { FIRST_CAP = 1, LAST_CAP = 512 };

typedef struct chunk {
    struct chunk *next;
    int32_t       count, cap;
    int64_t       ordinals[]; /* cap of them, then cap values */
} chunk;

typedef struct collect_state {
    chunk  *first, *last;
    int64_t count;
} collect_state;

/* A value as it is kept: bools as bytes, lists as the place of their packed bytes. */
static size_t value_bytes(lt_type t)
{
    return t.id == LT_BOOL ? 1 : t.id == LT_LIST ? sizeof(lt_view) : lt_type_bytes(t);
}

static uint8_t *values_of(chunk *c) { return (uint8_t *)(c->ordinals + c->cap); }

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(collect_state); }

/* Room for one value more, which counts when s->last->count is raised. */
static lt_status make_room(collect_state *s, size_t width, lt_agg_heap *heap, lt_error *err)
{
    if (s->last && s->last->count < s->last->cap) return LT_OK;
    int32_t cap = !s->last ? FIRST_CAP : s->last->cap < LAST_CAP ? 2 * s->last->cap : LAST_CAP;
    void   *made;
    LT_TRY(lt_agg_get(&made, heap, sizeof(chunk) + (size_t)cap * (sizeof(int64_t) + width), err));
    chunk *c = made;
    c->cap = cap;
    if (s->last)
        s->last->next = c;
    else
        s->first = c;
    s->last = c;
    return LT_OK;
}

static lt_status copy_bytes(lt_view *v, lt_agg_heap *heap, lt_error *err)
{
    void *copy;
    if (v->len <= 12) return LT_OK;
    LT_TRY(lt_agg_get(&copy, heap, (size_t)v->len, err));
    memcpy(copy, v->at, (size_t)v->len);
    *v = lt_view_of(copy, v->len);
    return LT_OK;
}

static lt_status pack(lt_view *out, const lt_column *c, int32_t row, lt_agg_heap *heap,
                      lt_error *err)
{
    void   *bytes;
    int64_t n = lt_pack_bytes(c, row);
    if (n > INT32_MAX)
        return LT_FAIL(err, LT_ELIMIT, "a list of %lld bytes: the limit is %d", (long long)n,
                       INT32_MAX);
    LT_TRY(lt_agg_get(&bytes, heap, (size_t)n, err));
    lt_pack_list(bytes, c, row);
    *out = lt_view_of(bytes, (int32_t)n);
    return LT_OK;
}

/* The value of a row that is not null, kept in the heap. */
static lt_status read_value(uint8_t *to, const lt_column *c, int32_t row, lt_agg_heap *heap,
                            lt_error *err)
{
    const lt_column *base = lt_column_base(c);
    int32_t          slot = lt_column_slot(c, row);
    size_t           width = value_bytes(c->type);
    if (c->type.id == LT_BOOL) {
        *to = lt_bit(base->values, slot);
        return LT_OK;
    }
    if (!lt_type_is_text(c->type) && c->type.id != LT_LIST) {
        memcpy(to, (const uint8_t *)base->values + (size_t)slot * width, width);
        return LT_OK;
    }
    lt_view v;
    if (c->type.id == LT_LIST)
        LT_TRY(pack(&v, base, slot, heap, err));
    else
        v = ((const lt_view *)base->values)[slot];
    if (c->type.id != LT_LIST) LT_TRY(copy_bytes(&v, heap, err));
    memcpy(to, &v, sizeof(v));
    return LT_OK;
}

static lt_status collect_update(LT_AGG_PARAMETERS_UPDATE)
{
    const lt_column *c = in->arg;
    size_t           width = value_bytes(c->type);
    if (c->type.id == LT_VOID) return LT_OK;
    for (int32_t i = 0; i < in->rows; i++) {
        collect_state *s = lt_agg_state(states, stride, in->groups, i);
        if (!lt_column_valid(c, i)) continue;
        LT_TRY(make_room(s, width, heap, err));
        chunk *at = s->last;
        LT_TRY(read_value(values_of(at) + (size_t)at->count * width, c, i, heap, err));
        at->ordinals[at->count++] = in->ordinals ? in->ordinals[i] : in->ordinal + i;
        s->count++;
    }
    return LT_OK;
}

/* The chunks change hands: from's heap stays alive. */
static lt_status collect_merge(LT_AGG_PARAMETERS_MERGE)
{
    (void)heap, (void)arg, (void)err;
    for (int32_t i = 0; i < n; i++) {
        collect_state       *s = lt_agg_state(into, stride, groups, i);
        const collect_state *x = (const void *)((const uint8_t *)from + (size_t)i * from_stride);
        if (!x->first) continue;
        if (s->last)
            s->last->next = x->first;
        else
            s->first = x->first;
        s->last = x->last;
        s->count += x->count;
    }
    return LT_OK;
}

/* ---- order ---- */

typedef struct entry {
    int64_t        ordinal;
    const uint8_t *value;
} entry;

/* Values of one state, twice: sorting needs room. */
typedef struct listing {
    lt_buf  all, spare; /* entry */
    lt_buf  runs;       /* size_t: where ascending runs end */
    lt_heap heap;
} listing;

static void list_entries(listing *l, const collect_state *s, size_t width)
{
    l->all.len = 0;
    for (chunk *c = s->first; c; c = c->next)
        for (int32_t i = 0; i < c->count; i++) {
            entry e = {c->ordinals[i], values_of(c) + (size_t)i * width};
            lt_buf_push(&l->all, &e, sizeof(e));
        }
}

static lt_status find_runs(listing *l, lt_error *err)
{
    const entry *e = (const entry *)(const void *)l->all.data;
    size_t       n = l->all.len / sizeof(*e);
    l->runs.len = 0;
    for (size_t i = 1; i <= n; i++)
        if (i == n || e[i].ordinal < e[i - 1].ordinal)
            LT_TRY(lt_buf_add(&l->runs, &i, sizeof(i), err));
    return LT_OK;
}

static void merge_runs(entry *to, const entry *from, size_t at, size_t middle, size_t end)
{
    size_t left = at, right = middle;
    while (left < middle && right < end)
        to[at++] = from[right].ordinal < from[left].ordinal ? from[right++] : from[left++];
    while (left < middle) to[at++] = from[left++];
    while (right < end) to[at++] = from[right++];
}

/* Neighbouring runs become one until one is left: a run a worker, as a rule. */
static lt_status sort_entries(listing *l, lt_error *err)
{
    LT_TRY(find_runs(l, err));
    size_t *ends = (size_t *)(void *)l->runs.data, count = l->runs.len / sizeof(*ends);
    if (count > 1) LT_TRY(lt_buf_reserve(&l->spare, l->all.len, err));
    while (count > 1) {
        entry *from = (entry *)(void *)l->all.data, *to = (entry *)(void *)l->spare.data;
        size_t start = 0, left = 0;
        for (size_t r = 0; r < count; r += 2) {
            size_t end = r + 1 < count ? ends[r + 1] : ends[r];
            merge_runs(to, from, start, ends[r], end);
            ends[left++] = start = end;
        }
        count = left;
        lt_buf swap = l->all;
        l->all = l->spare;
        l->spare = swap;
        l->all.len = swap.len;
    }
    return LT_OK;
}

/* ---- results ---- */

static lt_status put_value(lt_column *items, int32_t row, const uint8_t *value, lt_heap *heap,
                           lt_error *err)
{
    lt_view v;
    size_t  width = value_bytes(items->type);
    if (items->type.id == LT_BOOL) {
        lt_bit_put(items->values, row, *value);
        return LT_OK;
    }
    if (!lt_type_is_text(items->type) && items->type.id != LT_LIST) {
        memcpy((uint8_t *)items->values + (size_t)row * width, value, width);
        return LT_OK;
    }
    memcpy(&v, value, sizeof(v));
    if (items->type.id == LT_LIST) return lt_unpack_list(items, row, lt_view_bytes(&v), heap, err);
    return lt_heap_add((lt_view *)items->values + row, heap, lt_view_bytes(&v), (size_t)v.len, err);
}

static lt_status put_state(lt_column *made, int32_t row, const collect_state *s, listing *l,
                           lt_error *err)
{
    lt_column *items = made->child;
    int32_t    start = items->rows;
    if (s->count > INT32_MAX - start)
        return LT_FAIL(err, LT_ELIMIT, "more than %d elements in the lists of one batch",
                       INT32_MAX);
    LT_TRY(lt_buf_reserve(&l->all, (size_t)s->count * sizeof(entry), err));
    list_entries(l, s, value_bytes(items->type));
    LT_TRY(sort_entries(l, err));
    LT_TRY(lt_column_grow(items, (int32_t)s->count, err));
    const entry *e = (const entry *)(const void *)l->all.data;
    for (int32_t i = 0; i < (int32_t)s->count; i++)
        LT_TRY(put_value(items, start + i, e[i].value, &l->heap, err));
    ((lt_span *)made->values)[row] = (lt_span){start, (int32_t)s->count};
    return LT_OK;
}

static lt_status collect_finish(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    listing    l = {.all.mem = mem, .spare.mem = mem, .runs.mem = mem, .heap.mem = mem};
    lt_status  status = LT_OK;
    (void)arg;
    LT_TRY(lt_column_open(&made, mem, result, n, err));
    for (int32_t i = 0; !status && i < n; i++)
        status = put_state(made, i, lt_agg_at(states, stride, which, i), &l, err);
    if (!status) status = lt_heap_give(&l.heap, made, err);
    lt_heap_clear(&l.heap);
    lt_buf_clear(&l.all);
    lt_buf_clear(&l.spare);
    lt_buf_clear(&l.runs);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

const lt_agg_ops *lt_agg_collect(void)
{
    static const lt_agg_ops ops = {"collect_list", state_bytes, collect_update, collect_merge,
                                   collect_finish};
    return &ops;
}

/* NOLINTEND(readability-function-size) */

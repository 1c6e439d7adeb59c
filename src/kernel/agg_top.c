/* agg_top.c — max_by(x, by, k), min_by(x, by, k): x of the k rows where `by` is largest or
 * smallest, best first.
 *
 * Rows where `by` is null do not take part; x may be null. Of rows that are equal those that come
 * first in the input win, where Spark says nothing; a group without such rows gives null.
 *
 * Shapes   a heap of at most k entries, the worst at its root; an entry begins with a whole number
 *          of the order of `by`, which decides all but equal beginnings of texts and of decimals
 * Source   Spark 4.2 MaxMinByK
 */
#include "column/list.h"
#include "kernel/agg.h"

#include <stdlib.h>

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

enum { AHEAD = 16, FIRST_ENTRIES = 2 };

typedef struct entry {
    int64_t     key; /* the larger the better, whether largest or smallest are asked for */
    int64_t     at;  /* ordinal */
    lt_agg_slot value;
    lt_agg_slot by; /* only where a key does not say all */
} entry;

typedef struct top_state {
    uint8_t             *entries; /* in the heap */
    const lt_agg_params *params;
    int64_t              worst; /* key of the root, if as many as asked for are there */
    int32_t              count, cap;
} top_state;

/* What an update or a merge knows of all its rows. */
typedef struct asking {
    lt_type              type, by; /* of the values, of what orders them */
    bool                 max, wide;
    size_t               bytes; /* of an entry */
    int32_t              most;
    const lt_agg_params *params;
    lt_agg_heap         *heap;
} asking;

/* A row, or an entry of another state. */
typedef struct candidate {
    int64_t     key, at;
    const void *value, *by; /* value NULL: null */
} candidate;

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(top_state); }

static asking asking_of(bool max, lt_type type, const lt_agg_params *params, lt_agg_heap *heap)
{
    asking  a = {.type = type, .by = params->second, .max = max, .params = params, .heap = heap};
    lt_kind kind = lt_kind_of(a.by);
    a.wide = kind == LT_KIND_I128 || kind == LT_KIND_VIEW;
    a.bytes = a.wide ? sizeof(entry) : offsetof(entry, by);
    a.most = (int32_t)params->constant[0].i;
    return a;
}

static entry *entry_at(const asking *a, const top_state *s, int32_t i)
{
    return (entry *)(void *)(s->entries + (size_t)i * a->bytes);
}

/* ---- keys ---- */

/* The first bytes of a text, in its order. */
static int64_t key_of_view(const lt_view *v)
{
    uint8_t  first[8] = {0};
    uint64_t word;
    memcpy(first, lt_view_bytes(v), v->len < 8 ? (size_t)v->len : 8);
    memcpy(&word, first, sizeof(word));
    return (int64_t)(__builtin_bswap64(word) ^ UINT64_C(1) << 63);
}

static int64_t key_of(const asking *a, const void *by)
{
    int64_t key;
    double  f;
    lt_i128 d;
    lt_view v;
    switch (lt_kind_of(a->by)) {
    case LT_KIND_F64:
        memcpy(&f, by, sizeof(f));
        key = lt_agg_key_of(f + 0.0); /* -0.0 is 0.0 */
        break;
    case LT_KIND_I128:
        memcpy(&d, by, sizeof(d));
        key = (int64_t)(d >> 64);
        break;
    case LT_KIND_VIEW:
        memcpy(&v, by, sizeof(v));
        key = key_of_view(&v);
        break;
    default: memcpy(&key, by, sizeof(key));
    }
    return a->max ? key : ~key;
}

/* Negative: x is worse than e. Never 0: no two rows have one place. */
static inline int compare(const asking *a, const candidate *x, const entry *e)
{
    if (x->key != e->key) return x->key < e->key ? -1 : 1;
    if (a->wide) {
        int order = lt_agg_compare(x->by, e->by.value, a->by);
        if (order) return a->max ? order : -order;
    }
    return x->at > e->at ? -1 : 1;
}

static candidate candidate_of(const entry *e)
{
    return (candidate){.key = e->key,
                       .at = e->at,
                       .value = e->value.null ? NULL : e->value.value,
                       .by = e->by.value};
}

static bool is_worse(const asking *a, const entry *x, const entry *y)
{
    candidate c = candidate_of(x);
    if (!a->wide) c.by = NULL;
    return compare(a, &c, y) < 0;
}

/* ---- the heap ---- */

static void swap_entries(const asking *a, entry *x, entry *y)
{
    entry spare;
    memcpy(&spare, x, a->bytes);
    memcpy(x, y, a->bytes);
    memcpy(y, &spare, a->bytes);
}

static void sift_down(const asking *a, top_state *s, int32_t at)
{
    for (;;) {
        int32_t worst = at;
        for (int32_t child = 2 * at + 1; child <= 2 * at + 2 && child < s->count; child++)
            if (is_worse(a, entry_at(a, s, child), entry_at(a, s, worst))) worst = child;
        if (worst == at) return;
        swap_entries(a, entry_at(a, s, at), entry_at(a, s, worst));
        at = worst;
    }
}

static void sift_up(const asking *a, top_state *s, int32_t at)
{
    while (at && is_worse(a, entry_at(a, s, at), entry_at(a, s, (at - 1) / 2))) {
        swap_entries(a, entry_at(a, s, at), entry_at(a, s, (at - 1) / 2));
        at = (at - 1) / 2;
    }
}

static lt_status put_entry(const asking *a, entry *e, const candidate *c, lt_error *err)
{
    if (a->wide) {
        lt_agg_slot by = e->by;
        LT_TRY(lt_agg_slot_put(&by, c->by, a->by, a->heap, err));
        e->by = by;
    }
    LT_TRY(lt_agg_slot_put(&e->value, c->value, a->type, a->heap, err));
    e->key = c->key;
    e->at = c->at;
    return LT_OK;
}

/* Room doubles: few groups have as many rows as are asked for where that is a large number. */
static lt_status grow(const asking *a, top_state *s, lt_error *err)
{
    void   *made;
    int32_t cap = s->cap ? 2 * s->cap : FIRST_ENTRIES;
    if (s->count < s->cap) return LT_OK;
    if (cap > a->most) cap = a->most;
    LT_TRY(lt_agg_get(&made, a->heap, (size_t)cap * a->bytes, err));
    if (s->count) memcpy(made, s->entries, (size_t)s->count * a->bytes);
    s->entries = made;
    s->cap = cap;
    return LT_OK;
}

static lt_status offer(const asking *a, top_state *s, const candidate *c, lt_error *err)
{
    s->params = a->params;
    if (s->count < a->most) {
        LT_TRY(grow(a, s, err));
        LT_TRY(put_entry(a, entry_at(a, s, s->count), c, err));
        sift_up(a, s, s->count++);
    } else {
        if (compare(a, c, entry_at(a, s, 0)) < 0) return LT_OK;
        LT_TRY(put_entry(a, entry_at(a, s, 0), c, err));
        sift_down(a, s, 0);
    }
    s->worst = entry_at(a, s, 0)->key;
    return LT_OK;
}

/* ---- rows ---- */

/* Most rows are worse than what is there: the state alone says so. */
static inline bool is_hopeless(const asking *a, const top_state *s, int64_t key)
{
    return s->count == a->most && key < s->worst;
}

/* The rows of a block that may change a state, whose entries are asked for. */
typedef struct hopeful {
    int32_t n, rows[LT_BLOCK]; /* within the block */
    int64_t keys[LT_BLOCK];
} hopeful;

static void find_hopeful(hopeful *h, const asking *a, const uint8_t *by, void *states,
                         size_t stride, const lt_agg_input *in, int32_t start, int32_t n)
{
    size_t         width = lt_agg_width(a->by);
    const int32_t *groups = in->groups ? in->groups + start : NULL;
    h->n = 0;
    for (int32_t k = 0; k < n; k++) {
        if (in->far) lt_agg_prefetch(states, stride, sizeof(top_state), groups, k + AHEAD, n);
        if (!lt_agg_valid(in->second, start + k)) continue;
        const top_state *s = lt_agg_state(states, stride, groups, k);
        int64_t          key = key_of(a, by + (size_t)k * width);
        if (is_hopeless(a, s, key)) continue;
        __builtin_prefetch(s->entries, 1);
        __builtin_prefetch(s->entries + 64, 1);
        h->rows[h->n] = k;
        h->keys[h->n++] = key;
    }
}

static lt_status update(bool max, LT_AGG_PARAMETERS_UPDATE)
{
    lt_agg_scratch bufs[2];
    hopeful        h;
    asking         a = asking_of(max, in->arg->type, in->params, heap);
    size_t         width = lt_agg_width(a.type), by_width = lt_agg_width(a.by);
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        int32_t        n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
        const uint8_t *value = lt_agg_read(&bufs[0], in->arg, start, n);
        const uint8_t *by = lt_agg_read(&bufs[1], in->second, start, n);
        find_hopeful(&h, &a, by, states, stride, in, start, n);
        for (int32_t i = 0; i < h.n; i++) {
            int32_t    k = h.rows[i], row = start + k;
            candidate  c = {.key = h.keys[i], .by = by + (size_t)k * by_width};
            top_state *s = lt_agg_state(states, stride, in->groups, row);
            c.at = in->ordinals ? in->ordinals[row] : in->ordinal + row;
            c.value = lt_agg_valid(in->arg, row) ? value + (size_t)k * width : NULL;
            if (!is_hopeless(&a, s, c.key)) LT_TRY(offer(&a, s, &c, err));
        }
    }
    return LT_OK;
}

static lt_status merge(bool max, LT_AGG_PARAMETERS_MERGE)
{
    for (int32_t i = 0; i < n; i++) {
        const top_state *x = lt_agg_at(from, from_stride, NULL, i);
        top_state       *s = lt_agg_state(into, stride, groups, i);
        if (!x->count) continue;
        asking a = asking_of(max, arg, x->params, heap);
        for (int32_t k = 0; k < x->count; k++) {
            const entry *e = entry_at(&a, x, k);
            candidate    c = candidate_of(e);
            if (!is_hopeless(&a, s, c.key)) LT_TRY(offer(&a, s, &c, err));
        }
    }
    return LT_OK;
}

/* ---- reading ---- */

static int best_first(const void *x, const void *y, void *context)
{
    const asking *a = context;
    if (x == y) return 0;
    return is_worse(a, *(entry *const *)x, *(entry *const *)y) ? 1 : -1;
}

static lt_status put_entries(lt_column *items, const entry *const *entries, int32_t n,
                             lt_heap *texts, lt_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        int32_t row = items->rows;
        if (entries[i]->value.null) {
            LT_TRY(lt_column_append_null(items, err));
            continue;
        }
        LT_TRY(lt_column_grow(items, 1, err));
        LT_TRY(lt_agg_put_cell(items, row, entries[i]->value.value, texts, err));
    }
    return LT_OK;
}

static lt_status put_state(lt_column *made, int32_t row, const top_state *s, bool max, lt_type arg,
                           lt_heap *texts, lt_error *err)
{
    if (!s->count) return lt_agg_null(made, row, err);
    asking  a = asking_of(max, arg, s->params, NULL);
    size_t  bytes = (size_t)s->count * sizeof(entry *);
    int32_t start = made->child->rows;
    entry **order = lt_mem_resize(made->mem, NULL, 0, bytes);
    if (!order) return lt_mem_refused(made->mem, bytes, "the best rows of a group", err);
    for (int32_t i = 0; i < s->count; i++) order[i] = entry_at(&a, s, i);
    qsort_r(order, (size_t)s->count, sizeof(entry *), best_first, &a);
    lt_status status = put_entries(made->child, (const entry *const *)order, s->count, texts, err);
    if (!status) ((lt_span *)made->values)[row] = (lt_span){start, s->count};
    lt_mem_free(made->mem, order, bytes);
    return status;
}

static lt_status finish(bool max, LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_heap    texts = {.mem = mem};
    lt_status  status = LT_OK;
    LT_TRY(lt_column_open(&made, mem, result, n, err));
    for (int32_t i = 0; !status && i < n; i++)
        status = put_state(made, i, lt_agg_at(states, stride, which, i), max, arg, &texts, err);
    if (!status) status = lt_heap_give(&texts, made, err);
    lt_heap_clear(&texts);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#define TOP(name_, is_max)                                                                     \
    static lt_status name_##_update(LT_AGG_PARAMETERS_UPDATE)                                  \
    {                                                                                          \
        return update(is_max, states, stride, heap, in, err);                                  \
    }                                                                                          \
    static lt_status name_##_merge(LT_AGG_PARAMETERS_MERGE)                                    \
    {                                                                                          \
        return merge(is_max, into, stride, heap, from, from_stride, groups, n, arg, err);      \
    }                                                                                          \
    static lt_status name_##_finish(LT_AGG_PARAMETERS_FINISH)                                  \
    {                                                                                          \
        return finish(is_max, out, mem, states, stride, which, n, arg, result, err);           \
    }                                                                                          \
    static const lt_agg_ops name_##_ops = {#name_, state_bytes, name_##_update, name_##_merge, \
                                           name_##_finish};
TOP(max_by_top, true)
TOP(min_by_top, false)

const lt_agg_ops *lt_agg_top_of(bool max) { return max ? &max_by_top_ops : &min_by_top_ops; }

/* NOLINTEND(readability-function-size) */

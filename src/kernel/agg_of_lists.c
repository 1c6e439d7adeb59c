/* agg_of_lists.c — min, max, first and last of lists: the list that counts, packed in the heap. */
#include "core/buf.h"
#include "kernel/agg.h"
#include "kernel/pack.h"

#include <string.h>

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

typedef enum rule { MIN, MAX, FIRST, LAST } rule;

typedef struct list_state {
    int64_t  at; /* ordinal + 1 of the row; 0: none yet */
    uint8_t *packed;
    uint32_t cap, bytes; /* of packed */
    int64_t  null;
} list_state;

static size_t state_bytes(lt_type arg) { return (void)arg, sizeof(list_state); }

/* Whether a list (NULL: a null) takes the place of what s has. */
static bool is_better(rule r, const list_state *s, int64_t at, const uint8_t *packed, lt_type type)
{
    if (s->at == 0) return true;
    if (r == LAST) return at > s->at;
    if (r == FIRST) return at < s->at;
    int order = lt_pack_compare(packed, s->packed, lt_type_element(type));
    return order ? (r == MAX) == (order > 0) : at < s->at; /* of equals the earliest */
}

/* Room for n bytes in s. */
static lt_status make_room(list_state *s, int64_t n, lt_agg_heap *heap, lt_error *err)
{
    if (n > INT32_MAX)
        return LT_FAIL(err, LT_ELIMIT, "a list of %lld bytes: the limit is %d", (long long)n,
                       INT32_MAX);
    if (n <= s->cap) return LT_OK;
    uint32_t want = (uint32_t)n > 2 * s->cap ? (uint32_t)n : 2 * s->cap;
    void    *made;
    LT_TRY(lt_agg_get(&made, heap, want, err));
    s->packed = made;
    s->cap = want;
    return LT_OK;
}

static lt_status put(list_state *s, int64_t at, const uint8_t *packed, int64_t n, lt_agg_heap *heap,
                     lt_error *err)
{
    if (packed) LT_TRY(make_room(s, n, heap, err));
    if (packed) memcpy(s->packed, packed, (size_t)n);
    s->bytes = (uint32_t)n;
    s->null = !packed;
    s->at = at;
    return LT_OK;
}

/* One row: its list is packed into scratch first. */
static lt_status add_row(rule r, list_state *s, int64_t at, const lt_column *c, int32_t row,
                         lt_buf *scratch, lt_agg_heap *heap, lt_error *err)
{
    const lt_column *base = lt_column_base(c);
    int32_t          slot = lt_column_slot(c, row);
    bool             by_order = r == FIRST || r == LAST;
    if (by_order && !is_better(r, s, at, NULL, c->type)) return LT_OK;
    if (!lt_column_valid(c, row)) return put(s, at, NULL, 0, heap, err);
    int64_t n = lt_pack_bytes(base, slot);
    scratch->len = 0;
    LT_TRY(lt_buf_reserve(scratch, (size_t)n, err));
    lt_pack_list(scratch->data, base, slot);
    if (!by_order && !is_better(r, s, at, scratch->data, c->type)) return LT_OK;
    return put(s, at, scratch->data, n, heap, err);
}

static lt_status update(rule r, bool ignore, LT_AGG_PARAMETERS_UPDATE)
{
    lt_buf    scratch = {.mem = heap->mem};
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < in->rows; i++) {
        int64_t at = 1 + (in->ordinals ? in->ordinals[i] : in->ordinal + i);
        if (ignore && !lt_column_valid(in->arg, i)) continue;
        status = add_row(r, lt_agg_state(states, stride, in->groups, i), at, in->arg, i, &scratch,
                         heap, err);
    }
    lt_buf_clear(&scratch);
    return status;
}

static lt_status merge(rule r, LT_AGG_PARAMETERS_MERGE)
{
    for (int32_t i = 0; i < n; i++) {
        list_state       *s = lt_agg_state(into, stride, groups, i);
        const list_state *x = (const void *)((const uint8_t *)from + (size_t)i * from_stride);
        if (x->at == 0 || !is_better(r, s, x->at, x->packed, arg)) continue;
        LT_TRY(put(s, x->at, x->null ? NULL : x->packed, x->bytes, heap, err));
    }
    return LT_OK;
}

static lt_status finish(LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_heap    strings = {.mem = mem};
    lt_status  status = LT_OK;
    (void)result;
    LT_TRY(lt_column_open(&made, mem, arg, n, err));
    for (int32_t i = 0; !status && i < n; i++) {
        const list_state *s = lt_agg_at(states, stride, which, i);
        status = s->at == 0 || s->null ? lt_agg_null(made, i, err)
                                       : lt_unpack_list(made, i, s->packed, &strings, err);
    }
    if (!status) status = lt_heap_give(&strings, made, err);
    lt_heap_clear(&strings);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#define OPS(name_, rule_, ignore)                                                              \
    static lt_status name_##_update(LT_AGG_PARAMETERS_UPDATE)                                  \
    {                                                                                          \
        return update(rule_, ignore, states, stride, heap, in, err);                           \
    }                                                                                          \
    static lt_status name_##_merge(LT_AGG_PARAMETERS_MERGE)                                    \
    {                                                                                          \
        return merge(rule_, into, stride, heap, from, from_stride, groups, n, arg, err);       \
    }                                                                                          \
    static const lt_agg_ops name_##_ops = {#name_, state_bytes, name_##_update, name_##_merge, \
                                           finish};

OPS(min, MIN, true)
OPS(max, MAX, true)
OPS(first, FIRST, false)
OPS(last, LAST, false)
OPS(first_ignore_nulls, FIRST, true)
OPS(last_ignore_nulls, LAST, true)

const lt_agg_ops *lt_agg_of_list(const char *name)
{
    static const lt_agg_ops *const all[] = {
        &min_ops, &max_ops, &first_ops, &last_ops, &first_ignore_nulls_ops, &last_ignore_nulls_ops};
    if (strcmp(name, "any_value") == 0) return &first_ops;
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (strcmp(all[i]->name, name) == 0) return all[i];
    return NULL;
}

/* NOLINTEND(readability-function-size) */

/* lists_set.c — lists as sets: without duplicates, united, intersected; elements left out.
 *
 * Nulls are equal here, as NaN are and 0.0 and -0.0. Results keep the order of first occurrence.
 *
 * Source   Spark 4 collectionOperations.scala (ArrayDistinct, ArrayUnion, ArraysOverlap …)
 */
#include "kernel/hash_value.h"
#include "kernel/lists.h"

/* ---- sets of rows ---- */

enum { FIRST_SLOTS = 32 };

/* The memory of a set that was large once is not kept: it would be cleared for each row. */
void lt_item_set_clear(lt_item_set *s, const lt_column *c)
{
    s->c = c;
    if (s->cap > FIRST_SLOTS)
        lt_item_set_close(s);
    else if (s->count)
        memset(s->slots, 0, s->cap * sizeof(*s->slots));
    s->count = 0;
}

void lt_item_set_close(lt_item_set *s)
{
    lt_mem_free(s->mem, s->slots, s->cap * sizeof(*s->slots));
    s->slots = NULL;
    s->cap = 0;
}

/* The slot of an equal row, or the free one where it belongs. */
static size_t probe(const lt_item_set *s, const lt_column *c, int32_t row)
{
    size_t at = lt_hash_item(c, row) & (s->cap - 1);
    while (s->slots[at] && !lt_same_row(s->c, s->slots[at] - 1, c, row))
        at = (at + 1) & (s->cap - 1);
    return at;
}

bool lt_item_set_has(const lt_item_set *s, const lt_column *c, int32_t row)
{
    return s->count && s->slots[probe(s, c, row)];
}

static lt_status grow(lt_item_set *s, lt_error *err)
{
    lt_item_set larger = {.mem = s->mem, .c = s->c, .cap = s->cap ? 4 * s->cap : FIRST_SLOTS};
    larger.slots = lt_mem_zeroed(s->mem, larger.cap, sizeof(*s->slots));
    if (!larger.slots)
        return lt_mem_refused(s->mem, larger.cap * sizeof(*s->slots), "elements of lists", err);
    for (size_t i = 0; i < s->cap; i++)
        if (s->slots[i]) larger.slots[probe(&larger, s->c, s->slots[i] - 1)] = s->slots[i];
    larger.count = s->count;
    lt_item_set_close(s);
    *s = larger;
    return LT_OK;
}

lt_status lt_item_set_add(lt_item_set *s, int32_t row, lt_error *err)
{
    if (2 * ((size_t)s->count + 1) > s->cap) LT_TRY(grow(s, err));
    s->slots[probe(s, s->c, row)] = row + 1;
    s->count++;
    return LT_OK;
}

/* ---- what kernels do with them ---- */

typedef struct sets {
    lt_item_set made;   /* of the list being made */
    lt_item_set other;  /* of the second argument */
    bool        common; /* what the other has is kept, else left out */
} sets;

static lt_status fill(lt_item_set *s, lt_list_row list, lt_error *err)
{
    lt_item_set_clear(s, list.c);
    for (int32_t i = list.start; i < list.start + list.len; i++)
        if (!lt_item_set_has(s, list.c, i)) LT_TRY(lt_item_set_add(s, i, err));
    return LT_OK;
}

/* Appends element i of c unless the list being made has it. */
static lt_status add_new(lt_lister *m, lt_item_set *s, const lt_column *c, int32_t i, lt_error *err)
{
    if (lt_item_set_has(s, c, i)) return LT_OK;
    LT_TRY(lt_add_item(m, c, i, err));
    return lt_item_set_add(s, m->items->rows - 1, err);
}

static lt_status add_distinct(lt_lister *m, lt_list_row list, lt_error *err)
{
    sets *s = m->state;
    for (int32_t i = list.start; i < list.start + list.len; i++)
        LT_TRY(add_new(m, &s->made, list.c, i, err));
    return LT_OK;
}

static lt_status union_row(lt_lister *m, int32_t row, lt_error *err)
{
    sets *s = m->state;
    lt_item_set_clear(&s->made, m->items);
    for (int32_t k = 0; k < m->call->arg_count; k++)
        LT_TRY(add_distinct(m, lt_list_arg(m->call, k, row), err));
    return LT_OK;
}

static lt_status filter_row(lt_lister *m, int32_t row, lt_error *err)
{
    sets       *s = m->state;
    lt_list_row list = lt_list_arg(m->call, 0, row);
    LT_TRY(fill(&s->other, lt_list_arg(m->call, 1, row), err));
    lt_item_set_clear(&s->made, m->items);
    for (int32_t i = list.start; i < list.start + list.len; i++)
        if (lt_item_set_has(&s->other, list.c, i) == s->common)
            LT_TRY(add_new(m, &s->made, list.c, i, err));
    return LT_OK;
}

static lt_status run(const lt_call *call, lt_column **out, lt_list_fn *fn, bool common,
                     lt_error *err)
{
    sets      s = {.made.mem = call->mem, .other.mem = call->mem, .common = common};
    lt_status status = lt_make_lists(call, out, fn, &s, err);
    lt_item_set_close(&s.made);
    lt_item_set_close(&s.other);
    return status;
}

lt_status lt_kernel_array_union(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, union_row, false, err);
}
lt_status lt_kernel_array_intersect(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, filter_row, true, err);
}
lt_status lt_kernel_array_except(const lt_call *call, lt_column **out, lt_error *err)
{
    return run(call, out, filter_row, false, err);
}

/* ---- overlap ---- */

typedef enum truth { NO, YES, UNKNOWN } truth;

static bool any_null(lt_list_row list)
{
    for (int32_t i = list.start; i < list.start + list.len; i++)
        if (!lt_item_valid(list.c, i)) return true;
    return false;
}

static lt_status overlap(lt_item_set *s, lt_list_row a, lt_list_row b, truth *out, lt_error *err)
{
    *out = NO;
    if (a.len == 0 || b.len == 0) return LT_OK;
    LT_TRY(fill(s, b, err));
    for (int32_t i = a.start; *out == NO && i < a.start + a.len; i++)
        if (lt_item_valid(a.c, i) && lt_item_set_has(s, a.c, i)) *out = YES;
    if (*out == NO && (any_null(a) || any_null(b))) *out = UNKNOWN;
    return LT_OK;
}

lt_status lt_kernel_arrays_overlap(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_item_set set = {.mem = call->mem};
    lt_column  *made;
    lt_status   status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    for (int32_t i = 0; !status && i < call->rows; i++) {
        truth t = NO;
        if (!lt_wanted(call, i)) continue;
        status = overlap(&set, lt_list_arg(call, 0, i), lt_list_arg(call, 1, i), &t, err);
        if (t == YES) lt_bit_set(made->values, i);
        if (!status && t == UNKNOWN) status = lt_result_null(made, i, err);
    }
    lt_item_set_close(&set);
    return lt_done(out, made, status);
}

/* ---- elements left out ---- */

static lt_status remove_row(lt_lister *m, int32_t row, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, 0, row);
    for (int32_t i = list.start; i < list.start + list.len; i++)
        if (!lt_same_row(list.c, i, m->call->args[1], row)) LT_TRY(lt_add_item(m, list.c, i, err));
    return LT_OK;
}

lt_status lt_kernel_array_remove(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_lists(call, out, remove_row, NULL, err);
}

static lt_status compact_row(lt_lister *m, int32_t row, lt_error *err)
{
    lt_list_row list = lt_list_arg(m->call, 0, row);
    for (int32_t i = list.start; i < list.start + list.len; i++)
        if (lt_item_valid(list.c, i)) LT_TRY(lt_add_item(m, list.c, i, err));
    return LT_OK;
}

lt_status lt_kernel_array_compact(const lt_call *call, lt_column **out, lt_error *err)
{
    return lt_make_lists(call, out, compact_row, NULL, err);
}

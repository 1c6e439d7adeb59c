/* rows.c — equality, order and hashes of single rows, lists included. */
#include "core/hash.h"
#include "kernel/block.h"
#include "kernel/hash_value.h"
#include "kernel/kernel.h"

static bool is_there(const lt_column *c, int32_t row)
{
    return c->type.id != LT_VOID && lt_column_valid(c, row);
}

static int64_t int_at(const lt_column *base, int32_t slot)
{
    const void *p = base->values;
    switch ((lt_type_id)base->type.id) {
    case LT_BOOL: return lt_bit(p, slot);
    case LT_I8: return ((const int8_t *)p)[slot];
    case LT_I16: return ((const int16_t *)p)[slot];
    case LT_I32:
    case LT_DATE: return ((const int32_t *)p)[slot];
    case LT_VOID: return 0;
    default: return ((const int64_t *)p)[slot];
    }
}

static double float_at(const lt_column *base, int32_t slot)
{
    if (base->type.id == LT_F32) return (double)((const float *)base->values)[slot];
    return ((const double *)base->values)[slot];
}

static int compare_floats(double x, double y)
{
    if (x != x || y != y) return (x != x) - (y != y);
    return x < y ? -1 : x > y;
}

static int compare_lists(const lt_column *x, lt_span a, const lt_column *y, lt_span b)
{
    int32_t n = a.len < b.len ? a.len : b.len;
    for (int32_t i = 0; i < n; i++) {
        bool valid = is_there(x, a.start + i), other = is_there(y, b.start + i);
        if (valid != other) return valid ? 1 : -1;
        int order = valid ? lt_compare_row(x, a.start + i, y, b.start + i) : 0;
        if (order) return order;
    }
    return a.len < b.len ? -1 : a.len > b.len;
}

int lt_compare_row(const lt_column *x, int32_t a, const lt_column *y, int32_t b)
{
    const lt_column *p = lt_column_base(x), *q = lt_column_base(y);
    int32_t          i = lt_column_slot(x, a), j = lt_column_slot(y, b);
    switch (lt_kind_of(x->type)) {
    case LT_KIND_F64: return compare_floats(float_at(p, i), float_at(q, j));
    case LT_KIND_I128: {
        lt_i128 u = ((const lt_i128 *)p->values)[i], v = ((const lt_i128 *)q->values)[j];
        return u < v ? -1 : u > v;
    }
    case LT_KIND_VIEW:
        return lt_view_compare((const lt_view *)p->values + i, (const lt_view *)q->values + j);
    case LT_KIND_LIST:
        return compare_lists(p->child, ((const lt_span *)p->values)[i], q->child,
                             ((const lt_span *)q->values)[j]);
    case LT_KIND_I64: break;
    }
    int64_t u = int_at(p, i), v = int_at(q, j);
    return u < v ? -1 : u > v;
}

/* Lists of one length, without asking for an order. */
static bool same_lists(const lt_column *x, lt_span a, const lt_column *y, lt_span b)
{
    if (a.len != b.len) return false;
    if (x == y && a.start == b.start) return true;
    for (int32_t i = 0; i < a.len; i++)
        if (!lt_same_row(x, a.start + i, y, b.start + i)) return false;
    return true;
}

bool lt_same_row(const lt_column *x, int32_t a, const lt_column *y, int32_t b)
{
    if (x->type.id == LT_VOID) return true;
    bool valid = lt_column_valid(x, a);
    if (valid != lt_column_valid(y, b)) return false;
    if (!valid) return true;
    if (x->type.id == LT_LIST)
        return same_lists(lt_list_items(x), lt_list_at(x, a), lt_list_items(y), lt_list_at(y, b));
    if (!lt_type_is_text(x->type)) return lt_compare_row(x, a, y, b) == 0;
    const lt_view *p = lt_column_base(x)->values, *q = lt_column_base(y)->values;
    return lt_view_same(p + lt_column_slot(x, a), q + lt_column_slot(y, b));
}

/* ---- hashes ---- */

static uint64_t word_of(const lt_column *c, int32_t row, uint64_t a, uint64_t b)
{
    switch (lt_kind_of(c->type)) {
    case LT_KIND_F64: return lt_hash_f64_key(float_at(c, row));
    case LT_KIND_I128: return lt_hash_wide(((const lt_i128 *)c->values)[row], a, b);
    case LT_KIND_VIEW: return lt_hash_view((const lt_view *)c->values + row, a, b);
    case LT_KIND_LIST: return lt_hash_list(c, row, a, b);
    case LT_KIND_I64: break;
    }
    return (uint64_t)int_at(c, row);
}

uint64_t lt_hash_list(const lt_column *c, int32_t row, uint64_t a, uint64_t b)
{
    lt_span          s = lt_list_at(c, row);
    const lt_column *items = lt_list_items(c);
    uint64_t         h = lt_fold((uint64_t)s.len ^ a, b); /* h = b would forget an element */
    for (int32_t i = s.start; i < s.start + s.len; i++)
        h = lt_fold((is_there(items, i) ? word_of(items, i, a, b) : LT_NULL_WORD) ^ a, h ^ b);
    return h;
}

uint64_t lt_hash_item(const lt_column *c, int32_t row)
{
    if (!is_there(c, row)) return LT_NULL_WORD;
    return lt_fold(word_of(c, row, LT_LANE_0_A, LT_LANE_1_B) ^ LT_LANE_0_A, LT_LANE_1_B);
}

/* parquet_prune.c — row groups that cannot match a filter, by their statistics.
 *
 * Answers "cannot" only when every row is surely not true; anything not understood may match.
 * Trusted are min_value and max_value: for signed numbers always, otherwise when the file says
 * that the column is in its type's order; the deprecated min and max for signed numbers only. A
 * bound that is NaN is none, and as NaN is the largest value here but in no statistic, an upper
 * bound of floats counts only where the file says that it has no NaN.
 *
 * Source   parquet.thrift, Statistics and ColumnOrder
 */
#include "format/parquet_read.h"

#include "plan/expr.h"

#include <math.h>
#include <string.h>

typedef struct bounds {
    lt_type  type;
    lt_value min, max;
    bool     has_min, has_max, has_nans; /* has_nans: there may be some */
    bool     knows_nulls, all_null, no_null;
    lt_i128  room[2]; /* of converted values */
} bounds;

typedef struct group_view {
    const lt_pq_file      *file;
    const lt_pq_row_group *group;
    const int32_t         *columns;
} group_view;

static bool is_signed_number(const lt_pq_read_type *t)
{
    bool is_number = t->physical == LT_PQ_INT32 || t->physical == LT_PQ_INT64 ||
                     t->physical == LT_PQ_FLOAT || t->physical == LT_PQ_DOUBLE;
    return is_number && !t->is_unsigned;
}

static bool is_in_type_order(const lt_pq_file *f, int32_t leaf)
{
    return leaf < f->meta->column_orders.count && lt_pq_has(&f->meta->column_orders.at[leaf], 1);
}

/* A bound as a value; false when it is not one. */
static bool bound_read(lt_value *out, lt_i128 *room, const lt_pq_read_type *t, lt_pq_bytes b)
{
    bool points;
    *out = (lt_value){.type = t->type};
    if (t->physical == LT_PQ_INT96) return false;
    if (t->conv == LT_PQ_VIEW_OF_BYTES || t->conv == LT_PQ_VIEW_OF_FIXED) {
        if (b.len > INT32_MAX) return false;
        out->s.bytes = b.at;
        out->s.len = (int32_t)b.len;
        return true;
    }
    if (t->conv == LT_PQ_BITS) {
        out->b = b.len == 1 && b.at[0];
        return b.len == 1;
    }
    bool is_slice = t->conv == LT_PQ_DECIMAL_OF_BYTES;
    if (!is_slice && b.len != (uint32_t)t->width) return false;
    if (lt_pq_convert(room, &points, t, is_slice ? (const void *)&b : b.at, 1, NULL)) return false;
    lt_column one = {.encoding = LT_FLAT, .type = t->type, .rows = 1, .values = room};
    *out = lt_column_value(&one, 0);
    return !out->null && !(lt_type_is_float(t->type) && isnan(out->f));
}

static void bounds_read(bounds *out, const lt_pq_statistics *s, const lt_pq_read_type *t,
                        bool in_order)
{
    bool is_number = is_signed_number(t), trusts_new = in_order || is_number;
    if (trusts_new && lt_pq_has(s, 6))
        out->has_min = bound_read(&out->min, &out->room[0], t, s->min_value);
    else if (is_number && lt_pq_has(s, 2))
        out->has_min = bound_read(&out->min, &out->room[0], t, s->min);
    if (trusts_new && lt_pq_has(s, 5))
        out->has_max = bound_read(&out->max, &out->room[1], t, s->max_value);
    else if (is_number && lt_pq_has(s, 1))
        out->has_max = bound_read(&out->max, &out->room[1], t, s->max);
    if (lt_type_is_float(t->type)) out->has_nans = !lt_pq_has(s, 9) || s->nan_count != 0;
}

/* An integer column under casts to wider integers is the column itself. */
static const lt_expr *column_of(const lt_expr *e)
{
    while (e->kind == LT_EXPR_CAST && lt_type_is_int(e->type) && lt_type_is_int(e->args[0]->type) &&
           e->type.id >= e->args[0]->type.id)
        e = e->args[0];
    return e->kind == LT_EXPR_COLUMN && e->resolved ? e : NULL;
}

static bool bounds_of(bounds *out, const lt_expr *column, const group_view *g)
{
    int32_t                i = g->columns[column->index];
    int32_t                leaf = g->file->leaves[i];
    const lt_pq_read_type *t = &g->file->types[i];
    *out = (bounds){.type = t->type};
    if (leaf < 0 || leaf >= g->group->columns.count || t->refused || t->type.id == LT_VOID)
        return false;
    const lt_pq_column_meta *m = g->group->columns.at[leaf].meta;
    if (!m || !m->statistics || m->type != t->physical) return false;
    const lt_pq_statistics *s = m->statistics;
    out->knows_nulls = lt_pq_has(s, 3) && t->is_optional;
    out->all_null = out->knows_nulls && s->null_count == g->group->rows;
    out->no_null = !t->is_optional || (out->knows_nulls && s->null_count == 0);
    bounds_read(out, s, t, is_in_type_order(g->file, leaf));
    return true;
}

typedef enum compare { NONE, EQ, LT, LE, GT, GE } compare;

static compare compare_of(const char *name)
{
    static const char *const names[] = {"==", "=", "<", "<=", ">", ">="};
    static const compare     kinds[] = {EQ, EQ, LT, LE, GT, GE};
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(name, names[i]) == 0) return kinds[i];
    return NONE;
}

static compare mirrored(compare c)
{
    static const compare other[] = {NONE, EQ, GT, GE, LT, LE};
    return other[c];
}

static bool comparable(const bounds *b, const lt_value *v)
{
    if (v->null || (lt_type_is_float(v->type) && isnan(v->f))) return false;
    return lt_type_same(b->type, v->type) || (lt_type_is_int(b->type) && lt_type_is_int(v->type));
}

/* Whether no value in the bounds compares with v as asked. */
static bool excludes(const bounds *b, compare how, lt_value v)
{
    if (b->all_null) return true;
    if (!comparable(b, &v)) return false;
    int  low = b->has_min ? lt_value_compare(b->min, v) : 0;
    int  high = b->has_max ? lt_value_compare(b->max, v) : 0;
    bool has_top = b->has_max && !b->has_nans;
    switch (how) {
    case EQ: return (b->has_min && low > 0) || (b->has_max && high < 0);
    case LT: return b->has_min && low >= 0;
    case LE: return b->has_min && low > 0;
    case GT: return has_top && high <= 0;
    case GE: return has_top && high < 0;
    default: return false;
    }
}

static bool comparison_fails(const lt_expr *e, const group_view *g)
{
    compare        how = compare_of(e->name);
    const lt_expr *column, *literal = e->args[1];
    bounds         b;
    if (how == NONE || e->arg_count != 2) return false;
    column = column_of(e->args[0]);
    if (!column) {
        column = column_of(e->args[1]);
        literal = e->args[0];
        how = mirrored(how);
    }
    if (!column || literal->kind != LT_EXPR_LITERAL || !bounds_of(&b, column, g)) return false;
    return excludes(&b, how, literal->value);
}

static bool in_fails(const lt_expr *e, const group_view *g)
{
    const lt_expr *column = e->arg_count > 1 ? column_of(e->args[0]) : NULL;
    bounds         b;
    if (!column || !bounds_of(&b, column, g)) return false;
    for (int32_t i = 1; i < e->arg_count; i++)
        if (e->args[i]->kind != LT_EXPR_LITERAL || !excludes(&b, EQ, e->args[i]->value))
            return false;
    return true;
}

static bool null_test_fails(const lt_expr *e, const group_view *g, bool wants_null)
{
    const lt_expr *column = e->arg_count == 1 ? column_of(e->args[0]) : NULL;
    bounds         b;
    if (!column || !bounds_of(&b, column, g)) return false;
    return wants_null ? b.no_null : b.all_null;
}

static bool fails(const lt_expr *e, const group_view *g, int depth)
{
    if (e->kind != LT_EXPR_CALL || !e->name || depth > 32) return false;
    bool is_and = strcmp(e->name, "and") == 0;
    if (is_and || strcmp(e->name, "or") == 0) {
        int32_t failed = 0;
        for (int32_t i = 0; i < e->arg_count; i++) failed += fails(e->args[i], g, depth + 1);
        return is_and ? failed > 0 : failed == e->arg_count;
    }
    if (strcmp(e->name, "isnull") == 0) return null_test_fails(e, g, true);
    if (strcmp(e->name, "isnotnull") == 0) return null_test_fails(e, g, false);
    if (strcmp(e->name, "in") == 0) return in_fails(e, g);
    return e->arg_count == 2 && comparison_fails(e, g);
}

bool lt_pq_cannot_match(const lt_expr *e, const lt_pq_file *f, const lt_pq_row_group *g,
                        const int32_t *columns)
{
    group_view view = {f, g, columns};
    return g->rows == 0 || fails(e, &view, 0);
}

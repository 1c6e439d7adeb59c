/* resolve_nulls.c — nodes about nulls and single values become projections and filters:
 *
 *   FillNulls   coalesce(c, cast(v as c's type)); a float's NaN counts as null
 *   DropNulls   c is not null and not isnan(c) …, or how many of them are so
 *   Replace     case when c = old then cast(new as c's type) … else c end
 *
 * Source   Spark 4, DataFrameNaFunctions: which columns a value is for, and the casts
 */
#include "plan/expr_walk.h"
#include "plan/plan_mem.h"
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <string.h>

/* ---- small trees; NULL where memory runs out ---- */

static lt_expr *number(int64_t i)
{
    return lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = i});
}

static lt_expr *call_one(const char *name, lt_expr *a) { return lt_expr_call(name, &a, 1, false); }

static lt_expr *call_two(const char *name, lt_expr *a, lt_expr *b)
{
    return lt_expr_call(name, (lt_expr *[]){a, b}, 2, false);
}

static lt_expr *choose(lt_expr *condition, lt_expr *yes, lt_expr *no)
{
    return lt_expr_call("if", (lt_expr *[]){condition, yes, no}, 3, false);
}

static lt_expr *column(const lt_schema *s, int32_t i)
{
    lt_expr *e = NULL;
    return lt_resolve_column(&e, s, i, NULL, NULL) ? NULL : e;
}

/* ---- which columns ---- */

/* chosen[i]: column i is among p's names, or there are none. Every name must be a column. */
static lt_status choose_columns(bool *chosen, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    for (int32_t i = 0; i < s->count; i++) chosen[i] = p->name_count == 0;
    for (int32_t k = 0; k < p->name_count; k++) {
        int32_t at;
        LT_TRY(lt_resolve_name(&at, s, p->names[k], err));
        chosen[at] = true;
    }
    return LT_OK;
}

typedef enum kind { OTHER, NUMBER, TEXT, TRUTH } kind;

static kind kind_of(lt_type t)
{
    if (lt_type_is_numeric(t)) return NUMBER;
    return t.id == LT_STRING ? TEXT : t.id == LT_BOOL ? TRUTH : OTHER;
}

static const char *kind_word(kind k)
{
    static const char *const words[] = {"a null", "a number", "a text", "a boolean"};
    return words[k];
}

static lt_status literal_kind(kind *out, const lt_expr *e, const char *what, lt_error *err)
{
    while (e->kind == LT_EXPR_ALIAS) e = e->args[0];
    if (e->kind != LT_EXPR_LITERAL) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%s is an expression, not a value", what);
        lt_error_hint(err, "give a number, a text or a boolean; with_column takes expressions");
        return LT_EINVAL;
    }
    bool void_ = e->value.null || e->value.type.id == LT_VOID;
    *out = void_ ? OTHER : kind_of(e->value.type);
    if (*out != OTHER || void_) return LT_OK;
    lt_type_text type;
    lt_fail(err, LT_ETYPE, LT_HERE, "%s is a %s", what, lt_type_name(type, e->value.type));
    lt_error_hint(err, "give a number, a text or a boolean");
    return LT_ETYPE;
}

/* ---- fill ---- */

/* The value that column i gets instead of null; NULL: it keeps its nulls. */
static lt_status value_for(lt_expr **out, const lt_plan *p, const lt_schema *s, int32_t i,
                           const bool *chosen, lt_error *err)
{
    kind k;
    *out = NULL;
    if (!chosen[i]) return LT_OK;
    for (int32_t v = 0; p->by_name && v < p->name_count; v++) {
        int32_t at;
        LT_TRY(lt_resolve_name(&at, s, p->names[v], err));
        if (at == i) *out = p->exprs[v];
    }
    if (!p->by_name) *out = p->exprs[0];
    if (!*out) return LT_OK;
    LT_TRY(literal_kind(&k, *out, "what fill_nulls puts in", err));
    if (k == OTHER) return LT_FAIL(err, LT_EINVAL, "fill_nulls with null fills nothing");
    if (!p->by_name && k != kind_of(s->fields[i].type)) *out = NULL;
    return LT_OK;
}

static lt_expr *filled(const lt_schema *s, int32_t i, lt_expr *value)
{
    lt_type  type = s->fields[i].type;
    lt_expr *have = column(s, i);
    if (lt_type_is_float(type)) {
        lt_expr *null = lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
        have = choose(call_one("isnan", column(s, i)), null, have);
    }
    return call_two("coalesce", have, lt_expr_cast(lt_expr_retain(value), type, false));
}

/* ---- replace ---- */

/* All old values are of one kind, which *out is, and new ones of the same or null. */
static lt_status check_replacements(kind *out, const lt_plan *p, lt_error *err)
{
    *out = OTHER;
    for (int32_t i = 0; i < p->expr_count; i++) {
        kind k;
        LT_TRY(literal_kind(&k, p->exprs[i], "what replace is given", err));
        if (i % 2 == 1 && k == OTHER) continue;
        if (k == OTHER) {
            lt_fail(err, LT_EINVAL, LT_HERE, "replace of null replaces nothing");
            lt_error_hint(err, "fill_nulls puts values in the place of nulls");
            return LT_EINVAL;
        }
        if (i == 0) *out = k;
        if (k == *out) continue;
        lt_fail(err, LT_ETYPE, LT_HERE, "replace of %s and %s", kind_word(*out), kind_word(k));
        lt_error_hint(err, "old and new values are all numbers, all texts or all booleans");
        return LT_ETYPE;
    }
    return LT_OK;
}

/* Numbers are compared as doubles, as Spark does. */
static lt_expr *old_value(const lt_expr *e)
{
    lt_value v = e->value;
    if (lt_type_is_int(v.type)) v = (lt_value){.type = LT_TYPE(F64), .f = (double)v.i};
    return lt_expr_literal(v);
}

static lt_status replaced(lt_expr **out, const lt_plan *p, const lt_schema *s, int32_t i,
                          lt_error *err)
{
    size_t    bytes = ((size_t)p->expr_count + 1) * sizeof(lt_expr *);
    lt_expr **args = lt_mem_zeroed(lt_plan_mem(), bytes, 1);
    if (!args) return lt_mem_refused(lt_plan_mem(), bytes, "a replacement", err);
    for (int32_t k = 0; k < p->expr_count; k += 2) {
        lt_expr *fresh = lt_expr_retain(p->exprs[k + 1]);
        args[k] = call_two("==", column(s, i), old_value(p->exprs[k]));
        args[k + 1] = lt_expr_cast(fresh, s->fields[i].type, false);
    }
    args[p->expr_count] = column(s, i);
    *out = lt_expr_call("when", args, p->expr_count + 1, false);
    lt_mem_free(lt_plan_mem(), args, bytes);
    return *out ? LT_OK : LT_FAIL(err, LT_ENOMEM, "no memory for a replacement");
}

/* ---- both are projections ---- */

static lt_status mend(lt_expr **out, const lt_plan *p, const lt_schema *s, int32_t i,
                      const bool *chosen, kind only, lt_error *err)
{
    lt_expr *value = NULL;
    *out = NULL;
    if (p->kind == LT_NODE_REPLACE) {
        if (!chosen[i] || kind_of(s->fields[i].type) != only) return LT_OK;
        return replaced(out, p, s, i, err);
    }
    LT_TRY(value_for(&value, p, s, i, chosen, err));
    if (!value) return LT_OK;
    *out = filled(s, i, value);
    return *out ? LT_OK : LT_FAIL(err, LT_ENOMEM, "no memory to fill nulls");
}

/* made, over s and consumed, resolved as column i. */
static lt_status add_made(lt_outputs *o, lt_expr *made, const lt_schema *s, int32_t i,
                          lt_error *err)
{
    lt_scope  scope = {.schema = s, .where = "a mended column"};
    lt_expr  *e = NULL;
    lt_status status = lt_resolve_expr(&e, made, &scope, err);
    lt_expr_release(made);
    if (status == LT_ETYPE) lt_error_prefix(err, "column \"%s\"", s->fields[i].name);
    return status ? status : lt_outputs_add(o, e, s->fields[i].name, s, err);
}

static lt_status add_mended(lt_outputs *o, const lt_plan *p, const lt_schema *s, const bool *chosen,
                            kind only, lt_error *err)
{
    for (int32_t i = 0; i < s->count; i++) {
        lt_expr *made = NULL;
        LT_TRY(mend(&made, p, s, i, chosen, only, err));
        LT_TRY(made ? add_made(o, made, s, i, err) : lt_outputs_add_column(o, s, i, err));
    }
    return LT_OK;
}

lt_status lt_resolve_mended(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                            lt_error *err)
{
    const lt_schema *s = input->schema;
    lt_outputs       o;
    kind             only = OTHER;
    lt_outputs_init(&o, mem);
    bool     *chosen = lt_arena_get(&o.names, (size_t)s->count + 1);
    lt_status status = chosen ? choose_columns(chosen, p, s, err)
                              : lt_mem_refused(mem, (size_t)s->count + 1, "columns", err);
    if (!status && p->kind == LT_NODE_REPLACE) status = check_replacements(&only, p, err);
    if (!status) status = add_mended(&o, p, s, chosen, only, err);
    if (!status) return lt_outputs_node(out, &o, LT_NODE_PROJECT, p, input, err);
    lt_outputs_clear(&o);
    lt_plan_release(input);
    return status;
}

/* ---- dropping rows ---- */

static lt_expr *has_value(const lt_schema *s, int32_t i)
{
    lt_expr *there = call_one("isnotnull", column(s, i));
    if (!lt_type_is_float(s->fields[i].type)) return there;
    return call_two("and", there, call_one("not", call_one("isnan", column(s, i))));
}

/* Of columns[0, n), n > 0, halved so that the tree stays flat: all (or any) have a value; or how
 * many do. */
static lt_expr *of_columns(const lt_schema *s, const int32_t *columns, int32_t n, const char *join)
{
    if (n > 1)
        return call_two(join, of_columns(s, columns, n / 2, join),
                        of_columns(s, columns + n / 2, n - n / 2, join));
    lt_expr *one = has_value(s, *columns);
    return *join == '+' ? choose(one, number(1), number(0)) : one;
}

static lt_expr *keep_condition(const lt_plan *p, const lt_schema *s, const int32_t *columns,
                               int32_t n)
{
    bool every = p->count < 0 || p->count == n;
    if (p->count == 0 || (every && n == 0))
        return lt_expr_literal((lt_value){.type = LT_TYPE(BOOL), .b = true});
    if (p->count > n) return lt_expr_literal((lt_value){.type = LT_TYPE(BOOL), .b = false});
    if (every) return of_columns(s, columns, n, "and");
    if (p->count == 1) return of_columns(s, columns, n, "or");
    return call_two(">=", of_columns(s, columns, n, "+"), number(p->count));
}

static lt_status resolve_keep(lt_expr **out, const lt_plan *p, const lt_schema *s, lt_mem *mem,
                              lt_error *err)
{
    size_t   bytes = ((size_t)s->count + 1) * (sizeof(int32_t) + 1);
    int32_t *columns = lt_mem_zeroed(mem, bytes, 1), n = 0;
    if (!columns) return lt_mem_refused(mem, bytes, "columns", err);
    bool     *chosen = (bool *)(columns + s->count + 1);
    lt_scope  scope = {.schema = s, .where = "drop_nulls"};
    lt_expr  *keep = NULL;
    lt_status status = choose_columns(chosen, p, s, err);
    for (int32_t i = 0; !status && i < s->count; i++)
        if (chosen[i]) columns[n++] = i;
    if (!status && !(keep = keep_condition(p, s, columns, n)))
        status = LT_FAIL(err, LT_ENOMEM, "no memory to drop nulls");
    if (!status) status = lt_resolve_expr(out, keep, &scope, err);
    lt_expr_release(keep);
    lt_mem_free(mem, columns, bytes);
    return status;
}

lt_status lt_resolve_drop_nulls(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                                lt_error *err)
{
    lt_expr  *keep = NULL;
    lt_status status = resolve_keep(&keep, p, input->schema, mem, err);
    if (status) {
        lt_plan_release(input);
        return status;
    }
    lt_schema *schema = input->schema;
    lt_plan   *made = lt_plan_make(LT_NODE_FILTER, &input, 1);
    if (!made) {
        lt_expr_release(keep);
        return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    }
    made->id = p->id;
    made->line = p->line;
    made->schema = lt_schema_retain(schema);
    status = lt_plan_set_exprs(made, &keep, 1, err);
    if (status)
        lt_plan_release(made);
    else
        *out = made;
    return status;
}

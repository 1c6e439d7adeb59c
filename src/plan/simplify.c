#include "plan/simplify.h"

#include "plan/expr_make.h"
#include "plan/expr_walk.h"
#include "plan/function.h"

#include <string.h>

static bool is_comparison(const lt_expr *e)
{
    static const char *const names[] = {"==", "!=", "<", "<=", ">", ">="};
    if (e->arg_count != 2) return false;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (lt_expr_is_call(e, names[i])) return true;
    return false;
}

/* ---- nulls ---- */

/* A strict function of null is null, when computing its other arguments would be in vain. */
static bool null_argument(lt_expr **out, const lt_expr *e)
{
    bool any = false;
    if (e->kind == LT_EXPR_CAST ||
        (e->kind == LT_EXPR_CALL && e->function && e->function->nulls == LT_STRICT &&
         e->function->lazy == LT_EAGER && !e->function->aggregate)) {
        for (int32_t i = 0; i < e->arg_count; i++) {
            any = any || lt_expr_is_null(e->args[i]);
            if (!lt_expr_is_harmless(e->args[i])) return false;
        }
    }
    if (!any) return false;
    *out = lt_make_null(e->type, e);
    return true;
}

/* x <=> null: x is null. x <=> x: true. */
static bool same(lt_expr **out, const lt_expr *e)
{
    lt_expr *a = e->args[0], *b = e->args[1];
    if (lt_expr_same(a, b) && lt_expr_is_harmless(a)) {
        *out = lt_make_bool(true, e);
        return true;
    }
    if (!lt_expr_is_null(a) && !lt_expr_is_null(b)) return false;
    lt_expr *x = lt_expr_retain(lt_expr_is_null(a) ? b : a);
    *out = lt_make_test("isnull", &x, 1, e);
    return true;
}

/* ---- comparisons ---- */

/* x = true: x. x = false: not x. */
static bool with_bool(lt_expr **out, const lt_expr *e)
{
    bool equal = lt_expr_is_call(e, "==");
    if (!equal && !lt_expr_is_call(e, "!=")) return false;
    for (int i = 0; i < 2; i++) {
        lt_expr *literal = e->args[i], *x = e->args[1 - i];
        if (!lt_expr_is_bool(literal, true) && !lt_expr_is_bool(literal, false)) continue;
        if (x->type.id != LT_BOOL) return false;
        *out = lt_expr_retain(x);
        if (lt_expr_is_bool(literal, !equal)) *out = lt_make_test("not", out, 1, e);
        return true;
    }
    return false;
}

static bool is_fixed_text(const lt_expr *e)
{
    if (e->kind != LT_EXPR_LITERAL || e->value.null || e->type.id != LT_STRING) return false;
    for (int32_t i = 0; i < e->value.s.len; i++)
        if (strchr("%_\\", e->value.s.bytes[i]) || !e->value.s.bytes[i]) return false;
    return true;
}

/* A pattern without wildcards is a text to compare with, which statistics understand. */
static bool like(lt_expr **out, const lt_expr *e)
{
    if (e->arg_count != 2 || !lt_expr_is_call(e, "like") || !is_fixed_text(e->args[1]))
        return false;
    if (e->args[0]->type.id != LT_STRING) return false;
    *out = lt_make_test_two("==", lt_expr_retain(e->args[0]), lt_expr_retain(e->args[1]), e);
    return true;
}

/* ---- in ---- */

/* Literals that are there already. */
static bool is_repeated(const lt_expr *e, int32_t k)
{
    for (int32_t i = 1; i < k && e->args[k]->kind == LT_EXPR_LITERAL; i++)
        if (lt_expr_same(e->args[i], e->args[k])) return true;
    return false;
}

static bool in(lt_expr **out, const lt_expr *e)
{
    enum { MOST = 128 };
    lt_expr *args[MOST];
    int32_t  n = 0;
    if (!lt_expr_is_call(e, "in") || e->arg_count < 2) return false;
    if (e->arg_count == 2) {
        if (!lt_type_same(e->args[0]->type, e->args[1]->type)) return false;
        *out = lt_make_test_two("==", lt_expr_retain(e->args[0]), lt_expr_retain(e->args[1]), e);
        return true;
    }
    if (e->arg_count > MOST) return false;
    for (int32_t i = 0; i < e->arg_count; i++)
        if (!is_repeated(e, i)) args[n++] = e->args[i];
    if (n == e->arg_count) return false;
    for (int32_t i = 0; i < n; i++) lt_expr_retain(args[i]);
    *out = lt_make_test("in", args, n, e);
    return true;
}

/* ---- all of it ---- */

static bool needless_cast(lt_expr **out, const lt_expr *e)
{
    if (e->kind != LT_EXPR_CAST || !lt_type_same(e->type, e->args[0]->type)) return false;
    *out = lt_expr_retain(e->args[0]);
    return true;
}

bool lt_simplify(lt_expr **out, const lt_expr *e)
{
    if (e->arg_count == 0 || e->kind == LT_EXPR_SORT) return false;
    if (needless_cast(out, e) || null_argument(out, e)) return true;
    if (e->kind != LT_EXPR_CALL || !e->function || e->function->aggregate) return false;
    if (lt_expr_is_call(e, "<=>") && e->arg_count == 2 && same(out, e)) return true;
    return lt_simplify_logic(out, e) || lt_simplify_branch(out, e) || with_bool(out, e) ||
           like(out, e) || in(out, e) || lt_simplify_cast(out, e);
}

/* x = x keeps the rows where x is not null; x < x none. */
static bool with_itself(lt_expr **out, const lt_expr *e)
{
    lt_expr *x = e->args[0];
    if (!lt_expr_same(x, e->args[1]) || !lt_expr_is_harmless(x)) return false;
    bool equal = lt_expr_is_call(e, "==") || lt_expr_is_call(e, "<=") || lt_expr_is_call(e, ">=");
    if (!equal) {
        *out = lt_make_bool(false, e);
        return true;
    }
    lt_expr_retain(x);
    *out = lt_make_test("isnotnull", &x, 1, e);
    return true;
}

static bool parts_of_condition(lt_expr **out, const lt_expr *e)
{
    lt_expr *made[2] = {NULL, NULL};
    bool     did = false;
    for (int i = 0; i < 2; i++) {
        bool shorter = lt_simplify_condition(&made[i], e->args[i]);
        did = did || shorter;
        if (!shorter) made[i] = lt_expr_retain(e->args[i]);
    }
    *out = NULL;
    if (did) {
        *out = lt_make_test(e->name, made, 2, e);
        return true;
    }
    lt_expr_release(made[0]);
    lt_expr_release(made[1]);
    return false;
}

bool lt_simplify_condition(lt_expr **out, const lt_expr *e)
{
    if (lt_expr_is_null(e)) {
        *out = lt_make_bool(false, e);
        return true;
    }
    if (is_comparison(e)) return with_itself(out, e);
    if (e->arg_count != 2) return false;
    if (lt_expr_is_call(e, "and") || lt_expr_is_call(e, "or")) return parts_of_condition(out, e);
    if (!lt_expr_is_call(e, "<=>") || !lt_expr_is_bool(e->args[1], true)) return false;
    *out = lt_expr_retain(e->args[0]);
    return true;
}

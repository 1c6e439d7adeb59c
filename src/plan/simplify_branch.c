/* simplify_branch.c — when, if, coalesce: branches that are never, or always, taken. */
#include "plan/expr_make.h"
#include "plan/function.h"
#include "plan/plan_mem.h"
#include "plan/simplify.h"

#include <string.h>

/* e with only the arguments that keep[i] tells; NULL: no memory. */
static lt_expr *pick(const lt_expr *e, const bool *keep)
{
    size_t    bytes = (size_t)e->arg_count * sizeof(lt_expr *);
    lt_expr **args = lt_mem_resize(lt_plan_mem(), NULL, 0, bytes), *made;
    int32_t   n = 0;
    if (!args) return NULL;
    for (int32_t i = 0; i < e->arg_count; i++)
        if (keep[i]) args[n++] = lt_expr_retain(e->args[i]);
    made = lt_expr_call(e->name, args, n, e->distinct);
    lt_mem_free(lt_plan_mem(), args, bytes);
    if (!made) return NULL;
    made->function = e->function;
    made->type = e->type;
    made->nullable = e->nullable;
    made->resolved = true;
    lt_expr_place(made, e);
    return made;
}

static bool is_never(const lt_expr *condition)
{
    return lt_expr_is_bool(condition, false) || lt_expr_is_null(condition);
}

/* A branch may stand for the whole only when it is of the whole's type. */
static bool stands_for(lt_expr **out, const lt_expr *e, lt_expr *branch)
{
    if (!lt_type_same(branch->type, e->type)) return false;
    *out = lt_expr_retain(branch);
    return true;
}

/* condition, value, … [else]: true and false as values are the condition itself. */
static bool as_condition(lt_expr **out, const lt_expr *e)
{
    bool yes = lt_expr_is_bool(e->args[1], true) && lt_expr_is_bool(e->args[2], false);
    bool no = lt_expr_is_bool(e->args[1], false) && lt_expr_is_bool(e->args[2], true);
    if (!yes && !no) return false;
    *out = lt_make_test_two("<=>", lt_expr_retain(e->args[0]), lt_make_bool(true, e), e);
    if (no) *out = lt_make_test("not", out, 1, e);
    return true;
}

enum { MOST = 256 }; /* arguments; longer ones stay as they are */

/* Drops branches that are never taken and those behind one that always is. */
static bool when(lt_expr **out, const lt_expr *e)
{
    bool    keep[MOST];
    int32_t n = e->arg_count, kept = 0, first = -1;
    if (n > MOST || n < 2) return false;
    memset(keep, 0, sizeof(keep));
    for (int32_t i = 0; i < n; i += 2) {
        bool otherwise = i + 1 == n;
        if (!otherwise && is_never(e->args[i])) continue;
        bool always = !otherwise && lt_expr_is_bool(e->args[i], true);
        if (first < 0) first = always || otherwise ? (otherwise ? i : i + 1) : MOST;
        keep[i] = !always;
        if (!otherwise) keep[i + 1] = true;
        kept += 1 + (!otherwise && !always);
        if (always) break;
    }
    if (first < 0) {
        *out = lt_make_null(e->type, e);
        return true;
    }
    if (first < MOST) return stands_for(out, e, e->args[first]);
    if (kept == n) return n == 3 && as_condition(out, e);
    *out = pick(e, keep);
    return true;
}

static bool if_(lt_expr **out, const lt_expr *e)
{
    if (e->arg_count != 3) return false;
    if (lt_expr_is_bool(e->args[0], true)) return stands_for(out, e, e->args[1]);
    if (is_never(e->args[0])) return stands_for(out, e, e->args[2]);
    if (lt_expr_same(e->args[1], e->args[2]) && lt_expr_is_harmless(e))
        return stands_for(out, e, e->args[1]);
    return as_condition(out, e);
}

/* The first that is not null: nulls go, and what stands behind a value. */
static bool coalesce(lt_expr **out, const lt_expr *e)
{
    bool    keep[MOST];
    int32_t n = e->arg_count, kept = 0, last = -1;
    if (n > MOST) return false;
    memset(keep, 0, sizeof(keep));
    for (int32_t i = 0; i < n; i++) {
        if (lt_expr_is_null(e->args[i])) continue;
        keep[i] = true;
        kept++;
        last = i;
        if (e->args[i]->kind == LT_EXPR_LITERAL) break;
    }
    if (kept == 0) {
        *out = lt_make_null(e->type, e);
        return true;
    }
    if (kept == 1 && stands_for(out, e, e->args[last])) return true;
    if (kept == n || kept < e->function->min_args) return false;
    *out = pick(e, keep);
    return true;
}

bool lt_simplify_branch(lt_expr **out, const lt_expr *e)
{
    if (e->kind != LT_EXPR_CALL || !e->function) return false;
    switch (e->function->lazy) {
    case LT_LAZY_WHEN: return when(out, e);
    case LT_LAZY_IF: return strcmp(e->function->name, "if") == 0 && if_(out, e);
    case LT_LAZY_COALESCE: return coalesce(out, e);
    default: return false;
    }
}

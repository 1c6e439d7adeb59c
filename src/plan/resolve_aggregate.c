/* resolve_aggregate.c — what an aggregate wants of its arguments beside their types: some must be
 * constants (percentages, delimiters, flags), and the condition of a filter must be a bool. */
#include "plan/coerce.h"
#include "plan/function.h"
#include "plan/plan_mem.h"
#include "plan/resolve_expr.h"
#include "plan/rules.h"

#include <string.h>

typedef enum kind {
    FLAG,    /* true or false */
    TEXT,    /* may be null */
    SHARE,   /* a double of 0 to 1, or a list of them */
    PRECISE, /* a relative error: a double above 0, up to 0.39 */
    POSITIVE,
    HOW_MANY /* 1 to 100000 */
} kind;

typedef struct constant {
    const char *function;
    int32_t     arg;
    kind        kind;
    const char *what;
} constant;

static const constant constants[] = {
    {"first", 1, FLAG, "ignoreNulls"},
    {"last", 1, FLAG, "ignoreNulls"},
    {"mode", 1, FLAG, "deterministic"},
    {"listagg", 1, TEXT, "the delimiter"},
    {"listagg", 3, FLAG, "the direction"},
    {"listagg", 4, FLAG, "the place of nulls"},
    {"max_by", 2, HOW_MANY, "k"},
    {"min_by", 2, HOW_MANY, "k"},
    {"percentile", 1, SHARE, "the percentage"},
    {"percentile_approx", 1, SHARE, "the percentage"},
    {"percentile_approx", 2, POSITIVE, "the accuracy"},
    {"approx_count_distinct", 1, PRECISE, "the relative error"},
};

static lt_status check_share(const constant *c, lt_value v, lt_error *err)
{
    if (v.null) return LT_FAIL(err, LT_EINVAL, "%s must not be null", c->what);
    /* written so that NaN fails */
    if (v.f >= 0 && v.f <= 1) return LT_OK;
    return LT_FAIL(err, LT_EINVAL, "%s must lie between 0 and 1, not %g", c->what, v.f);
}

static lt_status check_shares(const constant *c, lt_value list, lt_error *err)
{
    for (int32_t i = 0; i < list.list.len; i++) LT_TRY(check_share(c, lt_value_item(list, i), err));
    return LT_OK;
}

static lt_status check_value(const constant *c, lt_value v, lt_error *err)
{
    if (c->kind == TEXT) return LT_OK;
    if (v.null) return LT_FAIL(err, LT_EINVAL, "%s must not be null", c->what);
    if (c->kind == SHARE)
        return lt_type_is_list(v.type) ? check_shares(c, v, err) : check_share(c, v, err);
    if (c->kind == PRECISE && !(v.f >= 0.0005 && v.f <= 0.39))
        return LT_FAIL(err, LT_EINVAL, "%s must lie between 0.0005 and 0.39, not %g", c->what, v.f);
    if (c->kind == HOW_MANY && (v.i < 1 || v.i > 100000))
        return LT_FAIL(err, LT_EINVAL, "%s must lie between 1 and 100000, not %lld", c->what,
                       (long long)v.i);
    if (c->kind == POSITIVE && v.i <= 0)
        return LT_FAIL(err, LT_EINVAL, "%s must be positive, not %lld", c->what, (long long)v.i);
    return LT_OK;
}

static lt_status make_constant(lt_expr **arg, const constant *c, lt_error *err)
{
    lt_expr *value = NULL;
    if (lt_fold_constant(&value, *arg, lt_plan_mem()))
        return LT_FAIL(err, LT_ENOMEM, "no memory for an expression");
    if (value->kind != LT_EXPR_LITERAL) {
        lt_expr_release(value);
        return LT_FAIL(err, LT_EINVAL, "%s must be a constant", c->what);
    }
    lt_expr_release(*arg);
    *arg = value;
    return check_value(c, value->value, err);
}

static lt_status want_bool(lt_expr **condition, lt_error *err)
{
    lt_type_text have;
    lt_type      type = (*condition)->type;
    if (type.id == LT_BOOL) return LT_OK;
    if (type.id == LT_VOID) return lt_resolve_as(condition, LT_TYPE(BOOL), err);
    lt_fail(err, LT_ETYPE, LT_HERE, "filter needs a condition, not %s", lt_type_name(have, type));
    lt_error_hint(err, "compare it with something: x <> 0, x is not null");
    lt_expr_blame(err, *condition);
    return LT_ETYPE;
}

/* Of equal texts one is left, which must not have several places. */
static lt_status check_order(const lt_expr *e, const lt_function *f, lt_expr *const *args,
                             lt_error *err)
{
    bool order = strcmp(f->name, "listagg") == 0 && lt_expr_plain_args(e) == 5;
    if (!order || !e->distinct || lt_expr_same(args[0], args[2])) return LT_OK;
    return LT_FAIL(err, LT_EINVAL, "%s: distinct texts are ordered by themselves only", e->name);
}

lt_status lt_resolve_aggregate(const lt_expr *e, const lt_function *f, lt_expr **args,
                               lt_error *err)
{
    int32_t plain = lt_expr_plain_args(e);
    for (size_t i = 0; i < sizeof(constants) / sizeof(*constants); i++) {
        const constant *c = &constants[i];
        if (c->arg >= plain || strcmp(c->function, f->name) != 0) continue;
        lt_status status = make_constant(&args[c->arg], c, err);
        if (!status) continue;
        if (status == LT_ENOMEM) return status;
        lt_error_prefix(err, "%s", e->name);
        lt_expr_blame(err, e->args[c->arg]);
        return status;
    }
    LT_TRY(check_order(e, f, args, err));
    return e->filtered ? want_bool(&args[plain], err) : LT_OK;
}

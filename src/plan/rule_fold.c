/* rule_fold.c — what is constant is computed once, while planning.
 *
 * A call that fails on its constants stays as it is: the row that needs it may never come. What
 * depends on the session's zone is left to the engine where that is not known.
 */
#include "plan/rules.h"

#include "plan/expr_make.h"
#include "plan/function.h"
#include "plan/simplify.h"

static bool all_literals(const lt_expr *e)
{
    for (int32_t i = 0; i < e->arg_count; i++)
        if (e->args[i]->kind != LT_EXPR_LITERAL) return false;
    return e->arg_count > 0;
}

static lt_kernel *kernel_of(const lt_expr *e)
{
    lt_type types[16];
    if (e->kind == LT_EXPR_CAST) return lt_kernel_cast;
    if (e->kind != LT_EXPR_CALL || !e->function || e->function->aggregate) return NULL;
    if (lt_expr_is_volatile(e)) return NULL;
    if (e->function->lazy != LT_EAGER || !e->function->kernel || e->arg_count > 16) return NULL;
    for (int32_t i = 0; i < e->arg_count; i++) types[i] = e->args[i]->type;
    return e->function->kernel(types, e->arg_count, e->type);
}

static bool any_null(const lt_expr *e)
{
    for (int32_t i = 0; i < e->arg_count; i++)
        if (e->args[i]->value.null) return true;
    return false;
}

/* Runs the kernel on one row of constants. *out stays NULL when the call fails. */
static lt_status run_kernel(lt_expr **out, lt_rules *r, const lt_expr *e, lt_kernel *kernel)
{
    lt_column *args[16] = {NULL}, *result = NULL;
    lt_status  status = LT_OK;
    for (int32_t i = 0; !status && i < e->arg_count; i++) {
        lt_value v = e->args[i]->value;
        v.type = e->args[i]->type;
        status = lt_column_constant(&args[i], r->mem, v, 1, NULL);
    }
    lt_call call = {.mem = r->mem,
                    .args = (const lt_column *const *)args,
                    .arg_count = e->arg_count,
                    .rows = 1,
                    .result = e->type,
                    .zone = r->zone,
                    .try_ = e->kind == LT_EXPR_CAST ? e->try_ : e->function->try_};
    if (!status) status = kernel(&call, &result, NULL);
    if (!status && !(*out = lt_make_literal(lt_column_value(result, 0), e->type, e)))
        status = LT_ENOMEM;
    lt_column_release(result);
    for (int32_t i = 0; i < e->arg_count; i++) lt_column_release(args[i]);
    return status == LT_ENOMEM ? LT_ENOMEM : LT_OK;
}

/* Whether the answer depends on the session's zone although no timestamp is in sight. */
static bool hides_zone(const lt_expr *e)
{
    static const char *const names[] = {"from_unixtime", "unix_timestamp", "to_unix_timestamp",
                                        "convert_timezone"};
    if (e->kind != LT_EXPR_CALL) return false;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(e->function->name, names[i]) == 0) return true;
    if (e->type.id == LT_STRING && strncmp(e->function->name, "+ interval", 10) == 0) return true;
    bool date =
        strcmp(e->function->name, "to_date") == 0 || strcmp(e->function->name, "try_to_date") == 0;
    if (!date || e->arg_count < 2 || e->args[1]->value.null) return false;
    lt_value pattern = e->args[1]->value; /* a zone in the text is set against the session's */
    for (int32_t i = 0; i < pattern.s.len; i++)
        if (strchr("VzOXxZ", (char)pattern.s.bytes[i])) return true;
    return false;
}

static bool needs_zone(const lt_expr *e)
{
    bool needs = e->type.id == LT_TIMESTAMP || hides_zone(e);
    for (int32_t i = 0; i < e->arg_count; i++) needs = needs || e->args[i]->type.id == LT_TIMESTAMP;
    return needs;
}

/* The value of a constant node, in *out (owned); NULL where there is none. */
static lt_status fold_node(lt_expr **out, lt_rules *r, const lt_expr *e)
{
    *out = NULL;
    if (!all_literals(e) || (!r->zone && needs_zone(e))) return LT_OK;
    lt_kernel *kernel = kernel_of(e);
    if (!kernel) return LT_OK;
    bool strict = e->kind == LT_EXPR_CAST || e->function->nulls != LT_LENIENT;
    if (strict && any_null(e)) {
        *out = lt_make_null(e->type, e);
        return *out ? LT_OK : LT_ENOMEM;
    }
    return run_kernel(out, r, e, kernel);
}

/* e, which folding left as it is, is left alone from now on; not where a zone may yet come. */
static void keep_folded(const lt_rules *r, const lt_expr *e)
{
    if (all_literals(e) && !r->zone && needs_zone(e)) return;
    for (int32_t i = 0; i < e->arg_count; i++)
        if (!lt_expr_is_folded(e->args[i])) return;
    lt_expr_set_folded(e);
}

/* *out is e (retained) or what it folds to. */
static lt_status fold(lt_expr **out, lt_rules *r, lt_expr *e, bool *did)
{
    lt_expr *own = lt_expr_retain(e), *value = NULL;
    *out = own;
    if (lt_expr_is_folded(e)) return LT_OK;
    for (int32_t i = 0; i < e->arg_count; i++) {
        lt_expr  *arg;
        lt_status status = fold(&arg, r, e->args[i], did);
        if (!status && arg != e->args[i] && own == e) {
            lt_expr_release(own);
            own = lt_expr_copy(e);
            if (!own) lt_expr_release(arg);
            if (!own) status = LT_ENOMEM;
        }
        if (status) {
            lt_expr_release(own);
            return status;
        }
        if (own == e) {
            lt_expr_release(arg);
            continue;
        }
        lt_expr_set_arg(own, i, arg);
    }
    lt_status status = fold_node(&value, r, own);
    if (!status && !value && lt_simplify(&value, own) && !value) status = LT_ENOMEM;
    if (value) {
        lt_expr_release(own);
        *did = true;
    } else if (!status) {
        keep_folded(r, own);
    }
    *out = value ? value : own;
    if (status) lt_expr_release(*out);
    return status;
}

lt_status lt_fold_constant(lt_expr **out, lt_expr *e, lt_mem *mem)
{
    bool did = false;
    return fold(out, &(lt_rules){.mem = mem}, e, &did);
}

static lt_status fold_exprs(lt_rules *r, lt_plan **p, bool *did, lt_error *err)
{
    lt_plan *copy = NULL;
    for (int32_t i = 0; i < (*p)->expr_count; i++) {
        lt_expr *folded;
        if (fold(&folded, r, (*p)->exprs[i], did)) {
            lt_plan_release(copy);
            return lt_no_memory(err);
        }
        if (folded != (*p)->exprs[i] && !copy && !(copy = lt_plan_copy(*p))) {
            lt_expr_release(folded);
            return lt_no_memory(err);
        }
        if (!copy) {
            lt_expr_release(folded);
            continue;
        }
        lt_expr_release(copy->exprs[i]);
        copy->exprs[i] = folded;
    }
    if (copy) lt_plan_replace(p, copy);
    return LT_OK;
}

/* A filter takes null for false, so its condition may become shorter than an expression may. */
static lt_status shorten_condition(lt_plan **p, bool *did, lt_error *err)
{
    lt_expr *shorter;
    if ((*p)->kind != LT_NODE_FILTER || !lt_simplify_condition(&shorter, (*p)->exprs[0]))
        return LT_OK;
    lt_plan *copy = shorter ? lt_plan_copy(*p) : NULL;
    if (!copy) {
        lt_expr_release(shorter);
        return lt_no_memory(err);
    }
    lt_expr_release(copy->exprs[0]);
    copy->exprs[0] = shorter;
    lt_plan_replace(p, copy);
    *did = true;
    return LT_OK;
}

lt_status lt_rule_fold(lt_rules *r, lt_plan **p, lt_error *err)
{
    bool did = false;
    if ((*p)->kind == LT_NODE_SCAN) return LT_OK;
    LT_TRY(fold_exprs(r, p, &did, err));
    LT_TRY(shorten_condition(p, &did, err));
    if (did)
        LT_TRY(lt_rules_note(r, err, "fold constants: in %s #%d", lt_plan_kind_name((*p)->kind),
                             (*p)->id));
    if ((*p)->kind != LT_NODE_FILTER || !lt_expr_is_bool((*p)->exprs[0], true)) return LT_OK;
    LT_TRY(lt_rules_note(r, err, "fold constants: Filter #%d is always true", (*p)->id));
    lt_plan_replace(p, lt_plan_retain((*p)->inputs[0]));
    return LT_OK;
}

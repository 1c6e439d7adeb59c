#include "plan/resolve_expr.h"

#include "kernel/number_format.h"
#include "plan/coerce.h"
#include "plan/desugar.h"
#include "plan/expr_walk.h"
#include "plan/function.h"
#include "plan/plan_mem.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

static lt_status no_memory(lt_error *err)
{
    return LT_FAIL(err, LT_ENOMEM, "no memory for an expression");
}

static lt_status resolve(lt_expr **out, lt_expr *e, const lt_scope *scope, lt_error *err);

/* ---- columns ---- */

lt_status lt_resolve_name(int32_t *out, const lt_schema *s, const char *name, lt_error *err)
{
    size_t  len = strlen(name);
    int32_t i = lt_schema_find(s, name, len);
    if (i == -1) return lt_schema_missing(s, name, len, err);
    if (i < 0) {
        lt_fail(err, LT_EINVAL, LT_HERE, "column \"%s\" is ambiguous: several have that name",
                name);
        lt_error_hint(err, "rename one of them, or choose them in select with different aliases");
        return LT_EINVAL;
    }
    *out = i;
    return LT_OK;
}

lt_status lt_resolve_column(lt_expr **out, const lt_schema *s, int32_t i, const char *name,
                            lt_error *err)
{
    const lt_field *field = &s->fields[i];
    if (!name) name = field->name;
    lt_expr *e = lt_expr_column(name, strlen(name));
    if (!e) return no_memory(err);
    e->index = i;
    e->type = field->type;
    e->nullable = field->nullable;
    e->resolved = true;
    *out = e;
    return LT_OK;
}

/* Words that are functions where no column has the name. */
static bool is_now(const lt_schema *s, const char *name)
{
    bool now = strcasecmp(name, "current_date") == 0 || strcasecmp(name, "current_timestamp") == 0;
    return now && lt_schema_find(s, name, strlen(name)) == -1;
}

static lt_status resolve_now(lt_expr **out, const lt_expr *e, const lt_scope *scope, lt_error *err)
{
    lt_expr *call = lt_expr_call(e->name, NULL, 0, false);
    if (!call) return no_memory(err);
    lt_expr_place(call, e);
    lt_status status = resolve(out, call, scope, err);
    lt_expr_release(call);
    return status;
}

static lt_status resolve_column(lt_expr **out, const lt_expr *e, const lt_scope *scope,
                                lt_error *err)
{
    int32_t i = e->index; /* known to who made a tree over this very schema */
    if (!e->resolved || i < 0 || i >= scope->schema->count ||
        strcmp(scope->schema->fields[i].name, e->name) != 0) {
        if (is_now(scope->schema, e->name)) return resolve_now(out, e, scope, err);
        LT_TRY(lt_resolve_name(&i, scope->schema, e->name, err));
    }
    LT_TRY(lt_resolve_column(out, scope->schema, i, e->name, err));
    lt_expr_place(*out, e);
    return LT_OK;
}

/* ---- casts ---- */

static lt_status make_cast(lt_expr **e, lt_type to, bool try_, const lt_expr *like, lt_error *err)
{
    bool     nullable = (*e)->nullable || try_;
    lt_expr *cast = lt_expr_cast(*e, to, try_);
    *e = NULL;
    if (!cast) return no_memory(err);
    cast->resolved = true;
    cast->nullable = nullable;
    lt_expr_place(cast, like);
    *e = cast;
    return LT_OK;
}

lt_status lt_resolve_as(lt_expr **e, lt_type to, lt_error *err)
{
    if (lt_type_same((*e)->type, to)) return LT_OK;
    lt_expr  *like = lt_expr_retain(*e);
    lt_status status = make_cast(e, to, false, like, err);
    if (!status) (*e)->implicit = true;
    lt_expr_release(like);
    return status;
}

static lt_status resolve_cast(lt_expr **out, const lt_expr *e, const lt_scope *scope, lt_error *err)
{
    lt_expr     *arg = NULL;
    lt_type_text from, to;
    LT_TRY(resolve(&arg, e->args[0], scope, err));
    assert(arg);
    if (!lt_cast_allowed(arg->type, e->type)) {
        lt_fail(err, LT_ETYPE, LT_HERE, "%s cannot be cast to %s", lt_type_name(from, arg->type),
                lt_type_name(to, e->type));
        lt_expr_release(arg);
        return LT_ETYPE;
    }
    lt_status status = make_cast(&arg, e->type, e->try_, e, err);
    if (!status) *out = arg;
    return status;
}

/* ---- calls ---- */

typedef struct call {
    const lt_expr     *e;
    const lt_function *f;
    lt_expr          **args; /* resolved, owned; a filter's condition last */
    lt_type           *types;
    int32_t            count, plain; /* without that condition */
    lt_type            result;
} call;

static lt_status check_call(const call *c, const lt_scope *scope, lt_error *err)
{
    const lt_expr     *e = c->e;
    const lt_function *f = c->f;
    int32_t            max = f->max_args, given = lt_expr_plain_args(e);
    if (given < f->min_args || (max >= 0 && given > max)) {
        lt_fail(err, LT_ETYPE, LT_HERE, "%s takes %s%d argument%s, not %d", e->name,
                max < 0                                    ? "at least "
                : max > f->min_args && given < f->min_args ? "at least "
                : max > f->min_args                        ? "at most "
                                                           : "",
                max >= 0 && given > max ? max : f->min_args,
                (max >= 0 && given > max ? max : f->min_args) == 1 ? "" : "s", given);
        lt_error_hint(err, "%s", f->signature);
        return LT_ETYPE;
    }
    if (e->distinct && !f->aggregate)
        return LT_FAIL(err, LT_EINVAL, "%s is no aggregate: distinct has no place in it", e->name);
    if (e->filtered && !f->aggregate)
        return LT_FAIL(err, LT_EINVAL, "%s is no aggregate: a filter has no place behind it",
                       e->name);
    if (!f->aggregate || scope->aggregates) return LT_OK;
    lt_fail(err, LT_EINVAL, LT_HERE, "%s is an aggregate and has no place in %s", e->name,
            scope->where);
    lt_error_hint(err, "aggregate first, with group_by(…):agg{…}, and use the result's column");
    return LT_EINVAL;
}

/* The star of count(*) stands for the row itself. */
static lt_status resolve_star(lt_expr **out, const lt_expr *star, lt_error *err)
{
    if (!(*out = lt_expr_copy(star))) return no_memory(err);
    (*out)->resolved = true;
    (*out)->type = LT_TYPE(BOOL);
    return LT_OK;
}

static lt_status resolve_args(call *c, const lt_scope *scope, lt_error *err)
{
    lt_scope inner = *scope;
    if (c->f->aggregate) {
        inner.aggregates = false;
        inner.where = "another aggregate";
    }
    c->plain = lt_expr_plain_args(c->e);
    for (int32_t i = 0; i < c->e->arg_count; i++) {
        lt_expr *arg = c->e->args[i];
        bool     star = arg->kind == LT_EXPR_STAR && strcmp(c->f->name, "count") == 0;
        LT_TRY(star ? resolve_star(&c->args[i], arg, err) : resolve(&c->args[i], arg, &inner, err));
        c->types[i] = c->args[i]->type;
        c->count++;
    }
    return LT_OK;
}

/* A whole number written beside a decimal has as many digits as it shows, not as its type. */
static void narrow_literals(call *c)
{
    if (c->count != 2) return;
    for (int i = 0; i < 2; i++) {
        const lt_expr *arg = c->args[i];
        if (arg->kind != LT_EXPR_LITERAL || arg->value.null || !lt_type_is_int(arg->type)) continue;
        if (c->types[1 - i].id != LT_DECIMAL) continue;
        int     digits = 1;
        int64_t rest = arg->value.i / 10;
        for (; rest; rest /= 10) digits++;
        c->types[i] = lt_decimal(digits, 0);
    }
}

/* round(decimal, digits): the literal tells the scale. */
static void round_result(call *c)
{
    static const char *const names[] = {"round", "bround", "ceil", "floor"};
    bool                     rounds = false;
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        rounds = rounds || strcmp(c->f->name, names[i]) == 0;
    if (!rounds || c->result.id != LT_DECIMAL || c->count != 2) return;
    const lt_expr *arg = c->args[1];
    if (arg->kind != LT_EXPR_LITERAL || arg->value.null) return;
    int     scale = c->types[0].scale, whole = c->types[0].precision - scale + 1;
    int64_t digits = arg->value.i;
    if (digits < 0 && 1 - digits > whole) whole = digits < -37 ? 38 : (int)(1 - digits);
    if (digits < 0) digits = 0;
    if (digits > scale) digits = scale;
    int precision = whole + (int)digits;
    c->result = lt_decimal(precision > LT_DECIMAL_MAX ? LT_DECIMAL_MAX : precision, (int)digits);
}

/* to_number(text, format): the format tells the digits. */
static lt_status number_result(call *c, lt_error *err)
{
    lt_number_format format;
    bool reads = strcmp(c->f->name, "to_number") == 0 || strcmp(c->f->name, "try_to_number") == 0;
    if (!reads || c->count != 2) return LT_OK;
    const lt_expr *arg = c->args[1];
    if (arg->kind != LT_EXPR_LITERAL || (arg->type.id != LT_STRING && arg->type.id != LT_VOID)) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%s: the format must be a text that is written here",
                c->e->name);
        return LT_EINVAL;
    }
    if (arg->value.null) return LT_OK;
    lt_value v = arg->value;
    LT_TRY(lt_number_format_parse(&format, v.s.bytes, (size_t)v.s.len, err));
    c->result = lt_number_format_type(&format);
    return LT_OK;
}

static bool is_nullable(const call *c)
{
    static const char *const never[] = {
        "count", "approx_count_distinct", "isnull", "isnotnull", "<=>", "isnan"};
    static const char *const always[] = {"trunc",
                                         "date_trunc",
                                         "timestamp_seconds",
                                         "ln",
                                         "log",
                                         "log2",
                                         "log10",
                                         "[]",
                                         "element_at",
                                         "try_element_at",
                                         "get",
                                         "array_contains",
                                         "arrays_overlap",
                                         "flatten",
                                         "array_min",
                                         "array_max"};
    if (c->f->try_ || c->f->nulls == LT_PARTIAL) return true;
    for (size_t i = 0; i < sizeof(never) / sizeof(*never); i++)
        if (strcmp(c->f->name, never[i]) == 0) return false;
    for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
        if (strcmp(c->f->name, always[i]) == 0) return true;
    if (c->f->aggregate || (c->f->lazy == LT_LAZY_WHEN && c->count % 2 == 0)) return true;
    bool any = false, all = true;
    bool chooses = c->f->lazy == LT_LAZY_WHEN || c->f->lazy == LT_LAZY_IF;
    for (int32_t i = 0; i < c->count; i++) {
        bool condition = chooses && i % 2 == 0 && i + 1 < c->count;
        any = any || (c->args[i]->nullable && !condition);
        all = all && c->args[i]->nullable;
    }
    return c->f->lazy == LT_LAZY_COALESCE ? all : any;
}

static lt_status type_call(call *c, lt_error *err)
{
    lt_status status;
    narrow_literals(c);
    bool star = c->plain == 1 && c->args[0]->kind == LT_EXPR_STAR;
    status = c->f->types(&c->result, c->types, c->plain, err);
    if (status) {
        if (status != LT_ENOMEM) lt_error_prefix(err, "%s", c->e->name);
        return status;
    }
    round_result(c);
    LT_TRY(number_result(c, err));
    for (int32_t i = 0; i < c->plain && !star; i++)
        LT_TRY(lt_resolve_as(&c->args[i], c->types[i], err));
    if (!c->f->aggregate) return LT_OK;
    return lt_resolve_aggregate(c->e, c->f, c->args, err);
}

static lt_status finish_call(lt_expr **out, call *c, lt_error *err)
{
    bool     nullable = is_nullable(c);
    lt_expr *made = lt_expr_call(c->e->name, c->args, c->count, c->e->distinct);
    c->count = 0;
    if (!made) return no_memory(err);
    made->function = c->f;
    made->filtered = c->e->filtered;
    made->type = c->result;
    made->nullable = nullable;
    made->resolved = true;
    lt_expr_place(made, c->e);
    *out = made;
    return LT_OK;
}

static lt_status resolve_function(lt_expr **out, const lt_expr *e, const lt_scope *scope,
                                  lt_error *err)
{
    lt_mem *mem = lt_plan_mem();
    size_t  n = (size_t)e->arg_count;
    call    c = {.e = e, .f = lt_function_find(e->name, strlen(e->name))};
    if (!c.f) return lt_function_missing(e->name, strlen(e->name), err);
    LT_TRY(check_call(&c, scope, err));
    c.args = lt_mem_zeroed(mem, n + 1, sizeof(*c.args));
    c.types = lt_mem_zeroed(mem, n + 1, sizeof(*c.types));
    lt_status status = c.args && c.types ? LT_OK : no_memory(err);
    if (!status) status = resolve_args(&c, scope, err);
    if (!status) status = type_call(&c, err);
    if (!status) status = finish_call(out, &c, err);
    for (int32_t i = 0; i < c.count; i++) lt_expr_release(c.args[i]);
    if (c.args) lt_mem_free(mem, c.args, (n + 1) * sizeof(*c.args));
    if (c.types) lt_mem_free(mem, c.types, (n + 1) * sizeof(*c.types));
    return status;
}

static lt_status resolve_call(lt_expr **out, lt_expr *e, const lt_scope *scope, lt_error *err)
{
    lt_expr *other = NULL;
    LT_TRY(lt_desugar(&other, e, err));
    if (!other) return resolve_function(out, e, scope, err);
    lt_status status = resolve(out, other, scope, err);
    lt_expr_release(other);
    return status;
}

/* ---- every kind ---- */

static lt_status resolve_literal(lt_expr **out, const lt_expr *e, lt_error *err)
{
    lt_expr *made = lt_expr_copy(e);
    if (!made) return no_memory(err);
    made->resolved = true;
    *out = made;
    return LT_OK;
}

static lt_status misplaced(const lt_expr *e, const lt_scope *scope, lt_error *err)
{
    if (e->kind == LT_EXPR_SORT)
        return LT_FAIL(err, LT_EINVAL, "a sort order has no place in %s", scope->where);
    lt_fail(err, LT_EINVAL, LT_HERE, "* has no place in %s", scope->where);
    lt_error_hint(err, "* stands for all columns only alone in select and in count(*)");
    return LT_EINVAL;
}

static lt_status resolve(lt_expr **out, lt_expr *e, const lt_scope *scope, lt_error *err)
{
    lt_status status = LT_OK;
    switch (e->kind) {
    case LT_EXPR_COLUMN: status = resolve_column(out, e, scope, err); break;
    case LT_EXPR_LITERAL: status = resolve_literal(out, e, err); break;
    case LT_EXPR_ALIAS: return resolve(out, e->args[0], scope, err);
    case LT_EXPR_CALL: status = resolve_call(out, e, scope, err); break;
    case LT_EXPR_CAST:
        if (e->implicit) return resolve(out, e->args[0], scope, err);
        status = resolve_cast(out, e, scope, err);
        break;
    case LT_EXPR_STAR:
    case LT_EXPR_SORT: status = misplaced(e, scope, err); break;
    }
    if (status) lt_expr_blame(err, e);
    return status;
}

lt_status lt_resolve_expr(lt_expr **out, lt_expr *e, const lt_scope *scope, lt_error *err)
{
    if (e->depth <= LT_EXPR_DEPTH) return resolve(out, e, scope, err);
    lt_fail(err, LT_ELIMIT, LT_HERE, "an expression of %d levels: the limit is %d", e->depth,
            LT_EXPR_DEPTH);
    lt_error_hint(err, "compute a part of it in a column of its own");
    return LT_ELIMIT;
}

#include "plan/desugar.h"

#include "plan/desugar_date.h"
#include "plan/function.h"

#include <string.h>

static lt_expr *arg(const lt_expr *e, int32_t i) { return lt_expr_retain(e->args[i]); }

static lt_expr *call_of(const lt_expr *like, const char *name, lt_expr *const *args, int32_t count)
{
    lt_expr *made = lt_expr_call(name, args, count, false);
    if (made) lt_expr_place(made, like);
    return made;
}

static lt_expr *nullif(const lt_expr *e)
{
    lt_expr *equal = call_of(e, "==", (lt_expr *[]){arg(e, 0), arg(e, 1)}, 2);
    lt_expr *null = lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
    return call_of(e, "if", (lt_expr *[]){equal, null, arg(e, 0)}, 3);
}

static lt_expr *nvl2(const lt_expr *e)
{
    lt_expr *x = arg(e, 0), *present = call_of(e, "isnotnull", &x, 1);
    return call_of(e, "if", (lt_expr *[]){present, arg(e, 1), arg(e, 2)}, 3);
}

static lt_expr *count_rows(const lt_expr *e)
{
    lt_expr *made = lt_expr_copy(e), *star = lt_expr_star();
    if (made && star) {
        lt_expr_set_arg(made, 0, star);
        return made;
    }
    lt_expr_release(made);
    lt_expr_release(star);
    return NULL;
}

static lt_expr *cast(const lt_expr *e, lt_type to)
{
    lt_expr *made = lt_expr_cast(arg(e, 0), to, false);
    if (made) lt_expr_place(made, e);
    return made;
}

/* Spark's functions named like types. */
static bool is_type(const char *name, lt_type *type)
{
    static const char *const names[] = {"boolean", "tinyint", "smallint", "int",
                                        "bigint",  "float",   "double",   "decimal",
                                        "string",  "binary",  "date",     "timestamp"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0) return lt_type_parse(type, name, strlen(name), NULL) == 0;
    return false;
}

static bool counts_rows(const lt_expr *e)
{
    const lt_expr *what = e->args[0];
    return !e->distinct && what->kind == LT_EXPR_LITERAL && !what->value.null &&
           strcmp(e->name, "count") == 0;
}

lt_status lt_desugar(lt_expr **out, const lt_expr *e, lt_error *err)
{
    lt_type     type;
    const char *name = e->name;
    int32_t     n = lt_expr_plain_args(e);
    LT_TRY(lt_desugar_aggregate(out, e, err));
    if (*out) return LT_OK;
    if (e->filtered && !(n == 1 && counts_rows(e))) return LT_OK;
    if (!e->distinct) LT_TRY(lt_desugar_date(out, e, err));
    if (*out) return LT_OK;
    if (n == 1 && strcmp(name, "positive") == 0)
        *out = arg(e, 0);
    else if (n == 2 && strcmp(name, "nullif") == 0)
        *out = nullif(e);
    else if (n == 3 && strcmp(name, "nvl2") == 0)
        *out = nvl2(e);
    else if (n == 1 && counts_rows(e))
        *out = count_rows(e);
    else if (n == 1 && is_type(name, &type))
        *out = cast(e, type);
    else
        return LT_OK;
    return *out ? LT_OK : LT_FAIL(err, LT_ENOMEM, "no memory for an expression");
}

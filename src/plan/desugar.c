#include "plan/desugar.h"

#include "kernel/functions_number.h"
#include "plan/desugar_date.h"
#include "plan/function.h"

#include <string.h>
#include <strings.h>

static lt_expr *arg(const lt_expr *e, int32_t i) { return lt_expr_retain(e->args[i]); }

lt_expr *lt_call_like(const lt_expr *like, const char *name, lt_expr *const *args, int32_t count)
{
    lt_expr *made = lt_expr_call(name, args, count, false);
    if (made) lt_expr_place(made, like);
    return made;
}

static lt_expr *nullif(const lt_expr *e)
{
    lt_expr *equal = lt_call_like(e, "==", (lt_expr *[]){arg(e, 0), arg(e, 1)}, 2);
    lt_expr *null = lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
    return lt_call_like(e, "if", (lt_expr *[]){equal, null, arg(e, 0)}, 3);
}

static lt_expr *nvl2(const lt_expr *e)
{
    lt_expr *x = arg(e, 0), *present = lt_call_like(e, "isnotnull", &x, 1);
    return lt_call_like(e, "if", (lt_expr *[]){present, arg(e, 1), arg(e, 2)}, 3);
}

static lt_expr *zero(void) { return lt_expr_literal((lt_value){.type = LT_TYPE(I32), .i = 0}); }

static lt_expr *nullifzero(const lt_expr *e)
{
    lt_expr *equal = lt_call_like(e, "==", (lt_expr *[]){arg(e, 0), zero()}, 2);
    lt_expr *null = lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
    return lt_call_like(e, "if", (lt_expr *[]){equal, null, arg(e, 0)}, 3);
}

static lt_expr *zeroifnull(const lt_expr *e)
{
    return lt_call_like(e, "coalesce", (lt_expr *[]){arg(e, 0), zero()}, 2);
}

/* The branches of decode(x, search, result, …[, default]) from the k-th argument on; two nulls
 * are equal here. */
static lt_expr *decode_from(const lt_expr *e, int32_t k)
{
    if (k >= e->arg_count) return lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
    if (k + 1 == e->arg_count) return arg(e, k);
    lt_expr *equal = lt_call_like(e, "<=>", (lt_expr *[]){arg(e, 0), arg(e, k)}, 2);
    lt_expr *rest = decode_from(e, k + 2);
    return lt_call_like(e, "if", (lt_expr *[]){equal, arg(e, k + 1), rest}, 3);
}

/* The call with a seed behind its arguments, chosen once for the plan. */
static lt_expr *seeded(const lt_expr *e)
{
    lt_expr *args[3] = {NULL};
    int32_t  n = e->arg_count;
    for (int32_t i = 0; i < n; i++) args[i] = arg(e, i);
    args[n] = lt_expr_literal((lt_value){.type = LT_TYPE(I64), .i = lt_random_seed()});
    return lt_call_like(e, e->name, args, n + 1);
}

/* How many arguments a function of chance has before its seed; -1: it is none. */
static int32_t before_seed(const char *name)
{
    static const struct {
        const char *name;
        int32_t     args;
    } all[] = {{"rand", 0}, {"random", 0},  {"randn", 0},
               {"uuid", 0}, {"randstr", 1}, {"uniform", 2}};
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
        if (strcasecmp(all[i].name, name) == 0) return all[i].args;
    return -1;
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
    else if (n == 1 && strcmp(name, "nullifzero") == 0)
        *out = nullifzero(e);
    else if (n == 1 && strcmp(name, "zeroifnull") == 0)
        *out = zeroifnull(e);
    else if (n > 2 && n < 256 && strcmp(name, "decode") == 0)
        *out = decode_from(e, 1);
    else if (n == before_seed(name))
        *out = seeded(e);
    else if (n == 1 && counts_rows(e))
        *out = count_rows(e);
    else if (n == 1 && is_type(name, &type))
        *out = cast(e, type);
    else
        return LT_OK;
    return *out ? LT_OK : LT_FAIL(err, LT_ENOMEM, "no memory for an expression");
}

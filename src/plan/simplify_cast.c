/* simplify_cast.c — cast(x as wide) compared with a literal: x compared with a narrow literal.
 *
 * The literal lies at a value of x's type, between two of them, or beyond all. Widening keeps the
 * order, so each case has one answer:
 *
 *   x > 5.5    as int         x > 5          x = 5.5     never, but null where x is null
 *   x < 5.0    as int         x < 5          x < 1e30    always, but null where x is null
 *
 * Doubles past 2^53 are not the widening of one int64, and floats past 2^24 of one int32: there
 * the cast stays. So it does where it could fail.
 *
 * Source   Spark, UnwrapCastInBinaryComparison
 */
#include "plan/expr_make.h"
#include "plan/expr_walk.h"
#include "plan/simplify.h"

#include "kernel/decimal.h"
#include "plan/plan_mem.h"

#include <math.h>
#include <string.h>

typedef enum place { BELOW, AT, BETWEEN, ABOVE } place;

/* Where a literal lies among the values of a type. */
typedef struct located {
    place    where;
    lt_value value; /* AT: that value; BETWEEN: the next smaller one */
} located;

static lt_i128 floor_divide(lt_i128 a, lt_i128 by, bool *exact)
{
    lt_i128 q = a / by;
    *exact = a % by == 0;
    return q - (!*exact && a < 0);
}

static void locate(located *out, lt_i128 value, bool exact, lt_i128 low, lt_i128 high)
{
    out->where = value < low                             ? BELOW
                 : value > high                          ? ABOVE
                 : exact                                 ? AT
                 : value == high /* and a part of one */ ? ABOVE
                                                         : BETWEEN;
}

/* The literal as a whole number, the next smaller one where it has a fraction. false: it cannot be
 * told which values of the type become it. */
static bool whole_part(lt_i128 *out, bool *exact, const lt_expr *literal, lt_type_id from)
{
    const lt_value *v = &literal->value;
    *exact = true;
    if (lt_type_is_int(literal->type)) {
        *out = v->i;
        return true;
    }
    if (literal->type.id == LT_DECIMAL) {
        *out = floor_divide(v->d, lt_pow10[literal->type.scale], exact);
        return true;
    }
    bool   narrow = literal->type.id == LT_F32;
    double most = narrow ? 0x1p24 : from == LT_I64 ? 0x1p53 : 0x1p100;
    if (!lt_type_is_float(literal->type) || !(fabs(v->f) < most)) return false;
    *exact = floor(v->f) == v->f;
    *out = (lt_i128)floor(v->f);
    return true;
}

static bool among_ints(located *out, lt_type type, const lt_expr *literal)
{
    lt_i128 value, half = (lt_i128)1 << (8 * lt_type_bytes(type) - 1);
    bool    exact;
    if (!whole_part(&value, &exact, literal, (lt_type_id)type.id)) return false;
    locate(out, value, exact, -half, half - 1);
    out->value.i = (int64_t)value;
    return true;
}

static bool among_decimals(located *out, lt_type type, const lt_expr *literal)
{
    bool exact;
    if (literal->type.id != LT_DECIMAL || literal->type.scale < type.scale) return false;
    lt_i128 by = lt_pow10[literal->type.scale - type.scale], most = lt_pow10[type.precision] - 1;
    lt_i128 value = floor_divide(literal->value.d, by, &exact);
    locate(out, value, exact, -most, most);
    out->value.d = value;
    return true;
}

static bool among_floats(located *out, const lt_expr *literal)
{
    double v = literal->value.f;
    if (literal->type.id != LT_F64 || !(fabs(v) <= 0x1p126)) return false;
    float near = (float)v;
    out->where = (double)near == v ? AT : BETWEEN;
    out->value.f = (double)near > v ? nextafterf(near, -INFINITY) : near;
    return true;
}

/* false: not known, the cast stays. */
static bool find_place(located *out, lt_type type, const lt_expr *literal)
{
    *out = (located){.where = AT};
    if (lt_type_is_int(type)) return among_ints(out, type, literal);
    if (type.id == LT_DECIMAL) return among_decimals(out, type, literal);
    return type.id == LT_F32 && among_floats(out, literal);
}

/* e widens a value, for certain. */
static bool is_widening(const lt_expr *e)
{
    if (e->kind != LT_EXPR_CAST || e->try_ || e->args[0]->kind == LT_EXPR_LITERAL) return false;
    lt_type from = e->args[0]->type;
    if (!lt_type_is_numeric(from) || !lt_type_is_numeric(e->type)) return false;
    if (from.id == LT_F64 || (lt_type_is_float(from) && e->type.id == LT_DECIMAL)) return false;
    return !lt_cast_can_fail(from, e->type);
}

/* ---- comparisons ---- */

/* Null where x is null, else the answer. */
static lt_expr *sure(bool answer, const lt_expr *x, const lt_expr *like)
{
    lt_expr *arg = lt_expr_retain((lt_expr *)x);
    lt_expr *test = lt_make_test(answer ? "isnotnull" : "isnull", &arg, 1, like);
    return lt_make_test_two(answer ? "or" : "and", test, lt_make_null(LT_TYPE(BOOL), like), like);
}

/* What op becomes for values that lie on one side of the literal, or around it. */
static lt_expr *compare(const char *op, const lt_expr *x, const located *at, const lt_expr *like)
{
    bool greater = op[0] == '>', less = op[0] == '<';
    if (strcmp(op, "==") == 0 || strcmp(op, "!=") == 0) {
        if (at->where != AT) return sure(op[0] == '!', x, like);
    } else if (at->where == BELOW || at->where == ABOVE) {
        return sure(at->where == BELOW ? greater : less, x, like);
    } else if (at->where == BETWEEN) {
        op = greater ? ">" : "<=";
    }
    lt_expr *literal = lt_make_literal(at->value, x->type, like);
    return lt_make_test_two(op, lt_expr_retain((lt_expr *)x), literal, like);
}

static const char *mirrored(const char *op)
{
    static const char *const pairs[][2] = {{"<", ">"}, {"<=", ">="}};
    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            if (strcmp(op, pairs[i][k]) == 0) return pairs[i][1 - k];
    return op;
}

static bool comparison(lt_expr **out, const lt_expr *e)
{
    static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">=", "<=>"};
    const char              *op = NULL;
    located                  at;
    for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
        if (lt_expr_is_call(e, ops[i])) op = ops[i];
    if (!op || e->arg_count != 2) return false;
    bool           left = e->args[0]->kind != LT_EXPR_LITERAL;
    const lt_expr *cast = e->args[!left], *literal = e->args[left];
    if (literal->kind != LT_EXPR_LITERAL || literal->value.null || !is_widening(cast)) return false;
    if (!find_place(&at, cast->args[0]->type, literal)) return false;
    if (strcmp(op, "<=>") != 0) {
        *out = compare(left ? op : mirrored(op), cast->args[0], &at, e);
        return true;
    }
    if (at.where != AT) {
        if (!lt_expr_is_harmless(cast)) return false;
        *out = lt_make_bool(false, e);
        return true;
    }
    *out = lt_make_test_two(op, lt_expr_retain(cast->args[0]),
                            lt_make_literal(at.value, cast->args[0]->type, e), e);
    return true;
}

/* ---- in ---- */

/* The items of e as values of x's type, those that are none of them left out; *count of them. */
static bool narrow_items(lt_expr **items, int32_t *count, const lt_expr *e, const lt_expr *x)
{
    for (int32_t i = 1; i < e->arg_count; i++) {
        located at;
        if (e->args[i]->kind != LT_EXPR_LITERAL) return false;
        if (lt_expr_is_null(e->args[i]))
            items[(*count)++] = lt_make_null(x->type, e);
        else if (!find_place(&at, x->type, e->args[i]))
            return false;
        else if (at.where == AT)
            items[(*count)++] = lt_make_literal(at.value, x->type, e);
    }
    return true;
}

static bool in_list(lt_expr **out, const lt_expr *e)
{
    enum { MOST = 1024 };
    lt_expr *args[MOST];
    int32_t  n = 0;
    if (!lt_expr_is_call(e, "in") || e->arg_count < 2 || e->arg_count > MOST) return false;
    if (!is_widening(e->args[0])) return false;
    const lt_expr *x = e->args[0]->args[0];
    if (!narrow_items(args + 1, &n, e, x)) {
        while (n > 0) lt_expr_release(args[n--]);
        return false;
    }
    if (n == 0) {
        *out = sure(false, x, e);
        return true;
    }
    args[0] = lt_expr_retain((lt_expr *)x);
    *out = lt_make_test("in", args, n + 1, e);
    return true;
}

bool lt_simplify_cast(lt_expr **out, const lt_expr *e)
{
    return comparison(out, e) || in_list(out, e);
}

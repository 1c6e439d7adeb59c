/* simplify_logic.c — and, or, not.
 *
 * In Kleene's logic and and or are distributive and absorb each other; with null a or not a is
 * not true, so nothing is built on that. What is dropped, or computed in another order, cannot
 * fail.
 */
#include "plan/expr_make.h"
#include "plan/expr_walk.h"
#include "plan/simplify.h"

#include <assert.h>
#include <string.h>

bool lt_expr_is_harmless(const lt_expr *e)
{
    return !lt_expr_can_fail(e) && !lt_expr_has_volatile(e);
}

static bool is_pair(const lt_expr *e, const char *name)
{
    return e->arg_count == 2 && lt_expr_is_call(e, name);
}

/* ---- lists: the parts of a chain of one operator ---- */

/* Whether x is one of the parts that name joins in e. */
static bool is_part(const lt_expr *e, const char *name, const lt_expr *x)
{
    if (lt_expr_same(e, x)) return true;
    return is_pair(e, name) && (is_part(e->args[0], name, x) || is_part(e->args[1], name, x));
}

/* e, whose parts are joined by name, without those that `other` has too: *left is NULL where none
 * is left. false: no memory. */
static bool without(lt_expr **left, lt_expr *e, const lt_expr *other, const char *name)
{
    *left = NULL;
    if (!is_pair(e, name)) {
        if (!is_part(other, name, e)) *left = lt_expr_retain(e);
        return true;
    }
    lt_expr *a, *b;
    if (!without(&a, e->args[0], other, name)) return false;
    if (!without(&b, e->args[1], other, name)) {
        lt_expr_release(a);
        return false;
    }
    *left = a && b ? lt_make_test_two(name, a, b, e) : a ? a : b;
    return *left || (!a && !b);
}

static bool shares_part(const lt_expr *e, const lt_expr *other, const char *name)
{
    if (!is_pair(e, name)) return is_part(other, name, e);
    return shares_part(e->args[0], other, name) || shares_part(e->args[1], other, name);
}

/* ---- and, or ---- */

/* What e, x or y taken apart, becomes: only_x and only_y (consumed) are the parts that the other
 * does not have. */
static lt_expr *put_together(const lt_expr *e, lt_expr *only_x, lt_expr *only_y, const char *inner)
{
    assert(only_x && only_y);
    lt_expr *common = NULL;
    lt_expr *rest = lt_make_test_two(e->name, lt_expr_retain(only_x), only_y, e);
    if (rest && !without(&common, e->args[0], only_x, inner)) common = NULL;
    lt_expr_release(only_x);
    return lt_make_test_two(inner, common, rest, e);
}

/* (a and b) or (a and c): a and (b or c), which a filter can take apart; (a and b) or a: a. Of an
 * `and` only the second kind: the conditions of (a or b) and (a or c) are better two. */
static bool factor(lt_expr **out, const lt_expr *e, const char *outer, const char *inner)
{
    lt_expr *x = e->args[0], *y = e->args[1], *only_x, *only_y;
    if (!shares_part(x, y, inner) || !lt_expr_is_harmless(e)) return false;
    *out = NULL;
    if (!without(&only_x, x, y, inner)) return true;
    if (!without(&only_y, y, x, inner)) {
        lt_expr_release(only_x);
        return true;
    }
    if (only_x && only_y && strcmp(outer, "or") == 0) {
        *out = put_together(e, only_x, only_y, inner);
        return true;
    }
    bool absorbed = !only_x || !only_y;
    if (absorbed)
        *out = lt_expr_retain(only_x ? y : x); /* the one that is the common parts alone */
    lt_expr_release(only_x);
    lt_expr_release(only_y);
    return absorbed;
}

static bool keep(lt_expr **out, lt_expr *e)
{
    *out = lt_expr_retain(e);
    return true;
}

static bool and_or(lt_expr **out, const lt_expr *e, bool is_and)
{
    const char *name = is_and ? "and" : "or", *other = is_and ? "or" : "and";
    lt_expr    *a = e->args[0], *b = e->args[1];
    if (lt_expr_is_bool(a, is_and)) return keep(out, b);
    if (lt_expr_is_bool(b, is_and)) return keep(out, a);
    if (lt_expr_is_bool(a, !is_and)) return keep(out, a); /* b would not be computed */
    if (lt_expr_is_bool(b, !is_and) && lt_expr_is_harmless(a)) return keep(out, b);
    if (is_part(a, name, b) && lt_expr_is_harmless(b)) return keep(out, a);
    return factor(out, e, name, other);
}

/* ---- not ---- */

static const char *opposite(const lt_expr *e)
{
    static const char *const pairs[][2] = {
        {"==", "!="}, {"<", ">="}, {"<=", ">"}, {"isnull", "isnotnull"}};
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        for (int k = 0; k < 2; k++)
            if (lt_expr_is_call(e, pairs[i][k])) return pairs[i][1 - k];
    return NULL;
}

static lt_expr *negated(lt_expr *e)
{
    lt_expr *arg = lt_expr_retain(e);
    return lt_make_test("not", &arg, 1, e);
}

/* Both sides of an opposite are null for the same arguments; NaN has its place in the order. */
static bool not_of(lt_expr **out, const lt_expr *e)
{
    lt_expr    *x = e->args[0];
    const char *name = opposite(x);
    if (lt_expr_is_call(x, "not")) {
        *out = lt_expr_retain(x->args[0]);
        return true;
    }
    if (name) {
        lt_expr *args[2] = {lt_expr_retain(x->args[0])};
        if (x->arg_count == 2) args[1] = lt_expr_retain(x->args[1]);
        *out = lt_make_test(name, args, x->arg_count, x);
        return true;
    }
    if (!is_pair(x, "and") && !is_pair(x, "or")) return false;
    *out = lt_make_test_two(is_pair(x, "and") ? "or" : "and", negated(x->args[0]),
                            negated(x->args[1]), x);
    return true;
}

bool lt_simplify_logic(lt_expr **out, const lt_expr *e)
{
    if (is_pair(e, "and")) return and_or(out, e, true);
    if (is_pair(e, "or")) return and_or(out, e, false);
    return lt_expr_is_call(e, "not") && e->arg_count == 1 && not_of(out, e);
}

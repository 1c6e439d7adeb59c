/* share.c — parts that several expressions of a list have in common are computed once a batch.
 *
 * When a list is opened its calls and casts are compared with each other; those that occur twice
 * are remembered. A frame of the whole batch keeps what it computed of them; frames of some of its
 * rows (lazy.c) take their rows out of that where it is there, and compute it themselves where it
 * is not: an error still comes from the rows that the expression was written for, and from no
 * others.
 */
#include "exec/share.h"

#include "plan/expr_walk.h"

enum { NODES_MOST = 256, SHARED_MOST = 32 };

typedef struct finder {
    const lt_expr *nodes[NODES_MOST];
    int32_t        count;
} finder;

static bool is_worth_it(const lt_expr *e)
{
    return (e->kind == LT_EXPR_CALL || e->kind == LT_EXPR_CAST) && e->arg_count > 0;
}

static void collect(finder *f, const lt_expr *e)
{
    if (is_worth_it(e) && f->count < NODES_MOST) f->nodes[f->count++] = e;
    for (int32_t i = 0; i < e->arg_count; i++) collect(f, e->args[i]);
}

static bool is_among(const lt_expr *const *list, int32_t n, const lt_expr *e)
{
    for (int32_t i = 0; i < n; i++)
        if (lt_expr_same(list[i], e)) return true;
    return false;
}

lt_status lt_share_find(lt_buf *out, lt_expr *const *exprs, int32_t count, lt_error *err)
{
    finder f = {.count = 0};
    for (int32_t i = 0; i < count; i++) collect(&f, exprs[i]);
    for (int32_t i = 1; i < f.count; i++) {
        const lt_expr *e = f.nodes[i];
        int32_t        have = lt_share_count(out);
        if (have == SHARED_MOST) break;
        if (!is_among(f.nodes, i, e) || lt_expr_has_volatile(e)) continue;
        if (is_among((const lt_expr *const *)out->data, have, e)) continue;
        LT_TRY(lt_buf_add(out, &e, sizeof(e), err));
    }
    return LT_OK;
}

int32_t lt_share_slot(const lt_buf *shared, const lt_expr *e)
{
    const lt_expr *const *list = (const lt_expr *const *)shared->data;
    for (int32_t i = 0, n = is_worth_it(e) ? lt_share_count(shared) : 0; i < n; i++)
        if (lt_expr_same(list[i], e)) return i;
    return -1;
}

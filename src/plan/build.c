/* build.c — the builders of lote.h: each consumes what it is given and makes one node. */
#include "plan/node.h"
#include "plan/plan_mem.h"

#include <string.h>

static void release_exprs(lt_expr *const *exprs, int32_t count)
{
    for (int32_t i = 0; i < count; i++) lt_expr_release(exprs[i]);
}

static bool all_there(lt_expr *const *exprs, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (!exprs[i]) return false;
    return true;
}

/* A node of one input with expressions and names, or NULL when anything is missing. */
static lt_plan *make(lt_node_kind kind, lt_plan *in, lt_expr *const *exprs, int32_t count,
                     const char *const *names, int32_t name_count)
{
    if (!all_there(exprs, count)) {
        release_exprs(exprs, count);
        lt_plan_release(in);
        return NULL;
    }
    lt_plan *p = lt_plan_make(kind, &in, 1);
    if (!p) {
        release_exprs(exprs, count);
        return NULL;
    }
    lt_status status = lt_plan_set_exprs(p, exprs, count, NULL);
    if (!status) status = lt_plan_set_names(p, names, name_count, NULL);
    if (!status) return p;
    lt_plan_release(p);
    return NULL;
}

lt_plan *lt_from_table(lt_table *t)
{
    lt_plan *p = lt_plan_make(LT_NODE_SCAN, NULL, 0);
    if (p) p->table = lt_table_retain(t);
    return p;
}

lt_plan *lt_range(int64_t start, int64_t stop, int64_t step)
{
    lt_plan *p = lt_plan_make(LT_NODE_RANGE, NULL, 0);
    if (!p) return NULL;
    p->start = start, p->stop = stop, p->step = step;
    if (step) return p;
    lt_error err;
    lt_fail(&err, LT_EINVAL, LT_HERE, "a range with step 0");
    lt_error_hint(&err, "range(start, stop, step) needs a step that is not 0");
    return lt_plan_fail(p, &err);
}

lt_plan *lt_select(lt_plan *in, lt_expr *const *exprs, int32_t count)
{
    return make(LT_NODE_PROJECT, in, exprs, count, NULL, 0);
}

lt_plan *lt_filter(lt_plan *in, lt_expr *keep)
{
    return make(LT_NODE_FILTER, in, &keep, 1, NULL, 0);
}

lt_plan *lt_with(lt_plan *in, const char *const *names, lt_expr *const *exprs, int32_t count)
{
    return make(LT_NODE_WITH, in, exprs, count, names, count);
}

lt_plan *lt_drop(lt_plan *in, const char *const *names, int32_t count)
{
    return make(LT_NODE_DROP, in, NULL, 0, names, count);
}

lt_plan *lt_rename(lt_plan *in, const char *const *old_and_new, int32_t pairs)
{
    return make(LT_NODE_RENAME, in, NULL, 0, old_and_new, 2 * pairs);
}

lt_plan *lt_group(lt_plan *in, lt_expr *const *keys, int32_t key_count, lt_expr *const *aggregates,
                  int32_t aggregate_count)
{
    int32_t count = key_count + aggregate_count;
    if (!all_there(keys, key_count) || !all_there(aggregates, aggregate_count)) {
        release_exprs(keys, key_count);
        release_exprs(aggregates, aggregate_count);
        lt_plan_release(in);
        return NULL;
    }
    lt_plan  *p = lt_plan_make(LT_NODE_AGGREGATE, &in, 1);
    size_t    bytes = (size_t)count * sizeof(lt_expr *);
    lt_expr **all = p && bytes ? lt_mem_resize(lt_plan_mem(), NULL, 0, bytes) : NULL;
    if (!p || (bytes && !all)) {
        release_exprs(keys, key_count);
        release_exprs(aggregates, aggregate_count);
        lt_plan_release(p);
        return NULL;
    }
    for (int32_t i = 0; all && i < key_count; i++) all[i] = keys[i];
    for (int32_t i = 0; all && i < aggregate_count; i++) all[key_count + i] = aggregates[i];
    p->key_count = key_count;
    lt_status status = lt_plan_set_exprs(p, all, count, NULL);
    lt_mem_free(lt_plan_mem(), all, bytes);
    if (!status) return p;
    lt_plan_release(p);
    return NULL;
}

lt_plan *lt_distinct(lt_plan *in, const char *const *names, int32_t count)
{
    return make(LT_NODE_DISTINCT, in, NULL, 0, names, count);
}

lt_plan *lt_sort(lt_plan *in, lt_expr *const *keys, int32_t count)
{
    enum { MANY = 64 };
    lt_expr *sorted[MANY];
    if (count > MANY) {
        release_exprs(keys, count);
        lt_error err;
        lt_fail(&err, LT_ELIMIT, LT_HERE, "a sort by %d keys: the limit is %d", count, MANY);
        return lt_plan_fail(in, &err);
    }
    for (int32_t i = 0; i < count; i++)
        sorted[i] =
            keys[i] && keys[i]->kind != LT_EXPR_SORT ? lt_expr_sort(keys[i], false, true) : keys[i];
    return make(LT_NODE_SORT, in, sorted, count, NULL, 0);
}

lt_plan *lt_limit(lt_plan *in, int64_t count, int64_t offset)
{
    lt_plan *p = lt_plan_make(LT_NODE_LIMIT, &in, 1);
    if (!p) return NULL;
    p->count = count, p->offset = offset;
    if (count >= -1 && offset >= 0) return p;
    lt_error err;
    lt_fail(&err, LT_EINVAL, LT_HERE, "a limit of %lld rows after %lld", (long long)count,
            (long long)offset);
    lt_error_hint(&err, "give numbers of rows that are not negative");
    return lt_plan_fail(p, &err);
}

lt_plan *lt_explode(lt_plan *in, const char *column, bool positions, bool outer)
{
    lt_expr *list = lt_expr_column(column, strlen(column));
    lt_plan *p = make(LT_NODE_EXPLODE, in, &list, 1, NULL, 0);
    if (!p) return NULL;
    p->positions = positions;
    p->outer = outer;
    return p;
}

lt_plan *lt_union(lt_plan *a, lt_plan *b, bool by_name, bool allow_missing)
{
    lt_plan *p = lt_plan_make(LT_NODE_UNION, (lt_plan *[]){a, b}, 2);
    if (!p) return NULL;
    p->by_name = by_name, p->allow_missing = allow_missing;
    return p;
}

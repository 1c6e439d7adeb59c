/* The rows of a batch that an aggregate sees: those its filter lets through and, for count(distinct
 * a, b), those without a null. */
#include "exec/group.h"

#include "kernel/kernel.h"

#include <string.h>

static void pick_all(lt_group_pick *p)
{
    for (int32_t i = 0; i < p->n; i++) p->rows[i] = i;
}

/* Keeps the rows where c, aligned with the batch, is true. */
static lt_status keep_true(lt_group_pick *p, lt_column *c, lt_error *err)
{
    lt_column *flat = lt_column_retain(c);
    if (c->encoding == LT_DICT) {
        lt_column_release(flat);
        LT_TRY(lt_column_flat(&flat, c, err));
    }
    p->n = lt_select_true(p->rows, flat, NULL, p->n);
    lt_column_release(flat);
    return LT_OK;
}

static void keep_present(lt_group_pick *p, const lt_column *c)
{
    int32_t kept = 0;
    if (!c->valid && c->type.id != LT_VOID) return;
    for (int32_t i = 0; i < p->n; i++)
        if (c->type.id != LT_VOID && lt_column_valid(c, p->rows[i])) p->rows[kept++] = p->rows[i];
    p->n = kept;
}

lt_status lt_group_pick_open(lt_group_pick *p, const lt_group_op *o, const lt_group_agg *agg,
                             lt_column *const *args, int32_t n, lt_error *err)
{
    bool whole = agg->seen >= 0 && agg->arg_count > 1 && strcmp(agg->ops->name, "count_star") == 0;
    *p = (lt_group_pick){.n = n, .all = true};
    if ((agg->filter < 0 && !whole) || !n) return LT_OK;
    p->bytes = (size_t)n * (2 * sizeof(int32_t) + sizeof(int64_t));
    p->block = lt_mem_resize(o->op.mem, NULL, 0, p->bytes);
    if (!p->block) return lt_op_refused(&o->op, p->bytes, "rows of a filter", err);
    p->ordinals = p->block;
    p->rows = (int32_t *)(p->ordinals + n);
    p->groups = p->rows + n;
    if (agg->filter < 0)
        pick_all(p);
    else
        LT_TRY(keep_true(p, args[agg->filter], err));
    for (int32_t i = 0; whole && i < agg->arg_count; i++) keep_present(p, args[agg->arg + i]);
    p->all = p->n == n;
    return LT_OK;
}

void lt_group_pick_close(lt_group_pick *p, const lt_group_op *o)
{
    lt_column_release(p->made[0]);
    lt_column_release(p->made[1]);
    if (p->block) lt_mem_free(o->op.mem, p->block, p->bytes);
    *p = (lt_group_pick){0};
}

lt_status lt_group_pick_input(lt_group_pick *p, lt_agg_input *in, lt_error *err)
{
    if (p->all) return LT_OK;
    if (in->arg) {
        LT_TRY(lt_column_take(&p->made[0], (lt_column *)in->arg, p->rows, p->n, err));
        in->arg = p->made[0];
    }
    if (in->second) {
        LT_TRY(lt_column_take(&p->made[1], (lt_column *)in->second, p->rows, p->n, err));
        in->second = p->made[1];
    }
    for (int32_t i = 0; i < p->n; i++)
        p->ordinals[i] = in->ordinals ? in->ordinals[p->rows[i]] : in->ordinal + p->rows[i];
    for (int32_t i = 0; in->groups && i < p->n; i++) p->groups[i] = in->groups[p->rows[i]];
    if (in->groups) in->groups = p->groups;
    in->ordinals = p->ordinals;
    in->rows = p->n;
    return LT_OK;
}

/* resolve.c — plans with names become plans with indexes and types, from the leaves up.
 *
 * A plan that is used twice (a union with itself) is resolved once.
 *
 * Limits   PLAN_DEPTH nodes on a path: deeper ones are refused, for what comes after recurses;
 *          PLAN_STEPS nodes in all, shared ones counted as often as they are used
 * Errors   the node ("Filter #3") and its line are added here, carets below
 */
#include "plan/resolve.h"
#include "plan/expr_walk.h"
#include "plan/plan_mem.h"
#include "plan/resolve_expr.h"

#include <assert.h>
#include <string.h>

enum { PLAN_DEPTH = 2000, PLAN_STEPS = 100000 };

typedef struct memo {
    const lt_plan *from;
    lt_plan       *to; /* owned */
} memo;

typedef struct resolver {
    lt_mem *mem;
    lt_buf  memos; /* of memo: plans with several holders */
    int     depth;
} resolver;

/* ---- nodes that keep their shape ---- */

lt_status lt_resolve_copy(lt_plan **out, const lt_plan *p, lt_plan *input, lt_schema *schema,
                          lt_error *err)
{
    lt_plan *copy = lt_plan_copy(p);
    if (!copy) {
        lt_plan_release(input);
        return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    }
    if (input) {
        lt_plan_release(copy->inputs[0]);
        copy->inputs[0] = input;
    }
    lt_schema_release(copy->schema);
    copy->schema = lt_schema_retain(schema);
    *out = copy;
    return LT_OK;
}

/* The columns of a scan that has chosen some already. */
static lt_status chosen_schema(lt_schema **out, const lt_plan *p, const lt_schema *all, lt_mem *mem,
                               lt_error *err)
{
    lt_status status = LT_OK;
    lt_buf    fields = {.mem = mem};
    for (int32_t i = 0; !status && i < p->spec.column_count; i++) {
        int32_t column = p->spec.columns[i];
        if (column < 0 || column >= all->count)
            status = LT_FAIL(err, LT_EINVAL, "column %d of a source with %d", column, all->count);
        else
            status = lt_buf_add(&fields, &all->fields[column], sizeof(lt_field), err);
    }
    if (!status)
        status = lt_schema_open(out, mem, (const lt_field *)(const void *)fields.data,
                                p->spec.column_count, err);
    lt_buf_clear(&fields);
    return status;
}

static lt_status resolve_scan(lt_plan **out, const lt_plan *p, lt_mem *mem, lt_error *err)
{
    lt_schema *all = p->table    ? p->table->schema
                     : p->source ? p->source->ops->schema(p->source)
                                 : NULL;
    lt_schema *chosen = NULL;
    if (!all) return LT_FAIL(err, LT_EINVAL, "a scan without a source");
    if (p->spec.all_columns) return lt_resolve_copy(out, p, NULL, all, err);
    LT_TRY(chosen_schema(&chosen, p, all, mem, err));
    lt_status status = lt_resolve_copy(out, p, NULL, chosen, err);
    lt_schema_release(chosen);
    return status;
}

static lt_status resolve_range(lt_plan **out, const lt_plan *p, lt_mem *mem, lt_error *err)
{
    lt_field   id = {.name = "id", .type = LT_TYPE(I64)};
    lt_schema *schema = NULL;
    LT_TRY(lt_schema_open(&schema, mem, &id, 1, err));
    lt_status status = lt_resolve_copy(out, p, NULL, schema, err);
    lt_schema_release(schema);
    return status;
}

static lt_status resolve_limit(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                               lt_error *err)
{
    (void)mem;
    return lt_resolve_copy(out, p, input, input->schema, err);
}

/* The names as the schema writes them. */
static lt_status canonical_names(lt_plan *p, const lt_schema *s, lt_error *err)
{
    lt_buf    names = {.mem = lt_plan_mem()};
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < p->name_count; i++) {
        int32_t column;
        status = lt_resolve_name(&column, s, p->names[i], err);
        if (!status) status = lt_buf_add(&names, &s->fields[column].name, sizeof(char *), err);
    }
    if (!status)
        status =
            lt_plan_set_names(p, (const char *const *)(const void *)names.data, p->name_count, err);
    lt_buf_clear(&names);
    return status;
}

static lt_status resolve_distinct(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                                  lt_error *err)
{
    (void)mem;
    lt_plan *made = NULL;
    LT_TRY(lt_resolve_copy(&made, p, input, input->schema, err));
    lt_status status = canonical_names(made, made->schema, err);
    if (status)
        lt_plan_release(made);
    else
        *out = made;
    return status;
}

/* ---- nodes that become projections: outputs first, then the node ---- */

/* Whether column i is among those that `* except (…)` leaves out. */
static lt_status is_left_out(bool *out, const lt_expr *star, const lt_schema *s, int32_t i,
                             lt_error *err)
{
    int32_t times = 0;
    for (int32_t k = 0; k < star->arg_count; k++) {
        int32_t   at;
        lt_status status = lt_resolve_name(&at, s, star->args[k]->name, err);
        if (status) {
            lt_expr_blame(err, star->args[k]);
            return status;
        }
        times += at == i;
    }
    *out = times > 0;
    if (times < 2) return LT_OK;
    return LT_FAIL(err, LT_EINVAL, "column \"%s\" is left out twice", s->fields[i].name);
}

static lt_status add_star(lt_outputs *o, const lt_expr *star, const lt_schema *s, lt_error *err)
{
    for (int32_t i = 0; i < s->count; i++) {
        bool left_out;
        LT_TRY(is_left_out(&left_out, star, s, i, err));
        if (!left_out) LT_TRY(lt_outputs_add_column(o, s, i, err));
    }
    return LT_OK;
}

static lt_status add_expr(lt_outputs *o, lt_expr *e, const char *name, const lt_scope *scope,
                          lt_error *err)
{
    lt_expr *made = NULL;
    LT_TRY(lt_resolve_expr(&made, e, scope, err));
    if (name) return lt_outputs_add(o, made, name, scope->schema, err);
    return lt_outputs_add_as(o, made, e, scope->schema, err);
}

static lt_status select_outputs(lt_outputs *o, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    lt_scope scope = {.schema = s, .where = "select"};
    bool     named = p->name_count == p->expr_count;
    for (int32_t i = 0; i < p->expr_count; i++) {
        lt_expr *e = p->exprs[i];
        if (e->kind == LT_EXPR_STAR)
            LT_TRY(add_star(o, e, s, err));
        else
            LT_TRY(add_expr(o, e, named ? p->names[i] : NULL, &scope, err));
    }
    return LT_OK;
}

/* The place of name among p's names (every `step`-th), the last one winning; -1: none. A schema
 * of one field compares as column names do. */
static lt_status find_name(int32_t *out, const lt_plan *p, int32_t step, const lt_field *field,
                           lt_mem *mem, lt_error *err)
{
    lt_schema *one = NULL;
    *out = -1;
    LT_TRY(lt_schema_open(&one, mem, field, 1, err));
    for (int32_t i = 0; i < p->name_count; i += step)
        if (lt_schema_find(one, p->names[i], strlen(p->names[i])) == 0) *out = i;
    lt_schema_release(one);
    return LT_OK;
}

static lt_status check_names(const lt_plan *p, lt_mem *mem, lt_error *err)
{
    for (int32_t i = 0; i < p->name_count; i++) {
        lt_field field = {.name = p->names[i]};
        int32_t  last;
        LT_TRY(find_name(&last, p, 1, &field, mem, err));
        if (last != i) return LT_FAIL(err, LT_EINVAL, "column \"%s\" is given twice", p->names[i]);
    }
    return LT_OK;
}

/* Columns are replaced where they are; new names come at the end. */
static lt_status with_outputs(lt_outputs *o, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    lt_scope scope = {.schema = s, .where = "with_column"};
    LT_TRY(check_names(p, o->mem, err));
    for (int32_t i = 0; i < s->count; i++) {
        int32_t at;
        LT_TRY(find_name(&at, p, 1, &s->fields[i], o->mem, err));
        if (at < 0)
            LT_TRY(lt_outputs_add_column(o, s, i, err));
        else
            LT_TRY(add_expr(o, p->exprs[at], p->names[at], &scope, err));
    }
    for (int32_t k = 0; k < p->name_count; k++)
        if (lt_schema_find(s, p->names[k], strlen(p->names[k])) == -1)
            LT_TRY(add_expr(o, p->exprs[k], p->names[k], &scope, err));
    return LT_OK;
}

static lt_status drop_outputs(lt_outputs *o, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    for (int32_t i = 0; i < s->count; i++) {
        int32_t at;
        LT_TRY(find_name(&at, p, 1, &s->fields[i], o->mem, err));
        if (at < 0) LT_TRY(lt_outputs_add_column(o, s, i, err));
    }
    return LT_OK;
}

/* Unknown old names do nothing, as in Spark. */
static lt_status rename_outputs(lt_outputs *o, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    for (int32_t i = 0; i < s->count; i++) {
        int32_t  at;
        lt_expr *e = NULL;
        LT_TRY(find_name(&at, p, 2, &s->fields[i], o->mem, err));
        LT_TRY(lt_resolve_column(&e, s, i, NULL, err));
        LT_TRY(lt_outputs_add(o, e, at < 0 ? s->fields[i].name : p->names[at + 1], s, err));
    }
    return LT_OK;
}

static lt_status to_df_outputs(lt_outputs *o, const lt_plan *p, const lt_schema *s, lt_error *err)
{
    if (p->name_count != s->count) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%d names for %d columns", p->name_count, s->count);
        lt_error_hint(err, "to_df names every column; rename changes some");
        return LT_EINVAL;
    }
    for (int32_t i = 0; i < s->count; i++) {
        lt_expr *e = NULL;
        LT_TRY(lt_resolve_column(&e, s, i, NULL, err));
        LT_TRY(lt_outputs_add(o, e, p->names[i], s, err));
    }
    return LT_OK;
}

static lt_status resolve_projection(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                                    lt_error *err)
{
    lt_outputs       o;
    lt_status        status = LT_OK;
    const lt_schema *s = input->schema;
    lt_outputs_init(&o, mem);
    switch (p->kind) {
    case LT_NODE_WITH: status = with_outputs(&o, p, s, err); break;
    case LT_NODE_DROP: status = drop_outputs(&o, p, s, err); break;
    case LT_NODE_RENAME: status = rename_outputs(&o, p, s, err); break;
    case LT_NODE_TO_DF: status = to_df_outputs(&o, p, s, err); break;
    default: status = select_outputs(&o, p, s, err); break;
    }
    if (!status) return lt_outputs_node(out, &o, LT_NODE_PROJECT, p, input, err);
    lt_outputs_clear(&o);
    lt_plan_release(input);
    return status;
}

/* lt_expr_has_aggregate recurses, so the depth is looked at first. */
static lt_status resolve_select(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                                lt_error *err)
{
    bool totals = false;
    for (int32_t i = 0; i < p->expr_count; i++)
        if (p->exprs[i]->depth <= LT_EXPR_DEPTH)
            totals = totals || lt_expr_has_aggregate(p->exprs[i]);
    return (totals ? lt_resolve_totals : resolve_projection)(out, p, input, mem, err);
}

/* ---- the tree ---- */

static lt_status resolve_plan(resolver *r, lt_plan **out, lt_plan *p, lt_error *err);

static lt_status resolve_inputs(resolver *r, lt_plan **inputs, const lt_plan *p, lt_error *err)
{
    for (int32_t i = 0; inputs && i < p->input_count; i++) {
        lt_status status = resolve_plan(r, &inputs[i], p->inputs[i], err);
        if (!status) continue;
        while (i > 0) lt_plan_release(inputs[--i]);
        return status;
    }
    return LT_OK;
}

static lt_status resolve_node(resolver *r, lt_plan **out, const lt_plan *p, lt_plan **inputs,
                              lt_error *err)
{
    static lt_resolver *const resolvers[LT_NODE_KINDS] = {
        [LT_NODE_PROJECT] = resolve_select,
        [LT_NODE_FILTER] = lt_resolve_filter,
        [LT_NODE_WITH] = resolve_projection,
        [LT_NODE_DROP] = resolve_projection,
        [LT_NODE_RENAME] = resolve_projection,
        [LT_NODE_AGGREGATE] = lt_resolve_group,
        [LT_NODE_DISTINCT] = resolve_distinct,
        [LT_NODE_SORT] = lt_resolve_sort,
        [LT_NODE_LIMIT] = resolve_limit,
        [LT_NODE_TAIL] = resolve_limit,
        [LT_NODE_SAMPLE] = resolve_limit,
        [LT_NODE_TO_DF] = resolve_projection,
        [LT_NODE_FILL] = lt_resolve_mended,
        [LT_NODE_REPLACE] = lt_resolve_mended,
        [LT_NODE_DROP_NULLS] = lt_resolve_drop_nulls,
        [LT_NODE_SUMMARY] = lt_resolve_summary,
        [LT_NODE_EXPLODE] = lt_resolve_explode,
    };
    if (p->kind == LT_NODE_SCAN) return resolve_scan(out, p, r->mem, err);
    if (p->kind == LT_NODE_RANGE) return resolve_range(out, p, r->mem, err);
    if (p->kind == LT_NODE_UNION || p->kind == LT_NODE_INTERSECT || p->kind == LT_NODE_EXCEPT)
        return lt_resolve_union(out, p, inputs, r->mem, err);
    assert(inputs); /* the rest have one */
    return resolvers[p->kind](out, p, inputs[0], r->mem, err);
}

static lt_status resolve_over_inputs(resolver *r, lt_plan **out, const lt_plan *p, lt_error *err)
{
    size_t    bytes = (size_t)p->input_count * sizeof(lt_plan *);
    lt_plan **inputs = bytes ? lt_mem_zeroed(r->mem, 1, bytes) : NULL;
    if (bytes && !inputs) return lt_mem_refused(r->mem, bytes, "a plan", err);
    lt_status status = resolve_inputs(r, inputs, p, err);
    bool      below = status != LT_OK;
    if (!status && p->mistake) {
        for (int32_t i = 0; inputs && i < p->input_count; i++) lt_plan_release(inputs[i]);
        if (err) *err = *p->mistake;
        status = p->mistake->code;
    } else if (!status) {
        status = resolve_node(r, out, p, inputs, err);
    }
    if (inputs) lt_mem_free(r->mem, inputs, bytes);
    if (status && !below && status != LT_ENOMEM) {
        lt_error_node(err, "%s #%d", lt_plan_kind_name(p->kind), p->id);
        lt_error_cell(err, NULL, p->line);
    }
    return status;
}

static lt_plan *remembered(const resolver *r, const lt_plan *p)
{
    const memo *all = (const void *)r->memos.data;
    for (size_t i = 0; i < r->memos.len / sizeof(memo); i++)
        if (all[i].from == p) return lt_plan_retain(all[i].to);
    return NULL;
}

static lt_status resolve_plan(resolver *r, lt_plan **out, lt_plan *p, lt_error *err)
{
    bool     shared = atomic_load_explicit(&p->refs, memory_order_relaxed) > 1 && p->input_count;
    lt_plan *known = shared ? remembered(r, p) : NULL;
    if (known) {
        *out = known;
        return LT_OK;
    }
    if (r->depth >= PLAN_DEPTH) {
        lt_fail(err, LT_ELIMIT, LT_HERE, "a plan of more than %d steps", PLAN_DEPTH);
        lt_error_hint(err, "write a part of it to files and read those");
        return LT_ELIMIT;
    }
    r->depth++;
    lt_plan  *made = NULL;
    lt_status status = resolve_over_inputs(r, &made, p, err);
    r->depth--;
    if (status) return status;
    if (shared) {
        memo m = {.from = p, .to = made};
        status = lt_buf_add(&r->memos, &m, sizeof(m), err);
        if (!status) lt_plan_retain(made);
    }
    if (status)
        lt_plan_release(made);
    else
        *out = made;
    return status;
}

lt_status lt_plan_resolve(lt_plan **out, lt_plan *p, lt_mem *mem, lt_error *err)
{
    if (!p) return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    if (p->steps > PLAN_STEPS) {
        lt_fail(err, LT_ELIMIT, LT_HERE, "a plan of more than %d steps", PLAN_STEPS);
        lt_error_hint(err, "write a part of it to files and read those");
        return LT_ELIMIT;
    }
    resolver  r = {.mem = mem, .memos = {.mem = mem}};
    lt_status status = resolve_plan(&r, out, p, err);
    memo     *all = (void *)r.memos.data;
    for (size_t i = 0; i < r.memos.len / sizeof(memo); i++) lt_plan_release(all[i].to);
    lt_buf_clear(&r.memos);
    return status;
}

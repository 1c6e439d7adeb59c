/* rule_sink.c — filters move towards the scans, as far as they may, in one walk from the top.
 *
 * A conjunct may pass below a node when the rows it then meets are rows it would have met anyway:
 *   Project    its columns replaced by their expressions, when those cannot fail
 *   Sort       as it is
 *   Distinct   over all columns: as it is; over some: only conjuncts on those
 *   Aggregate  only conjuncts on plain group keys
 *   Union      into every input
 *   Intersect, Except  into both inputs, what cannot fail and what treats equal values alike
 * Limit stops it. Conjuncts that can fail (division, casts) keep their place behind the ones before
 * them: only a leading run of conjuncts moves past one that stays.
 *
 * Cost  A conjunct on its way counts its columns, no more: they are replaced once, where it comes
 * to rest, however many projections it passed.
 */
#include "plan/rules.h"
#include "plan/simplify.h"

/* A condition that grows past so many nodes with what it passes is not cheaper further down. */
enum { GROWN_MOST = 256 };

typedef struct column_use {
    int32_t column, times;
} column_use;

/* A conjunct on its way down. */
typedef struct falling {
    lt_expr       *e;     /* owned; over the columns that were there when it set out */
    lt_buf         uses;  /* column_use: columns of here, once those are replaced */
    int64_t        nodes; /* that it has then */
    size_t         level; /* levels passed before it set out */
    const lt_plan *from;  /* the filter it comes from */
} falling;

typedef struct sinker {
    lt_rules *rules;
    lt_buf    levels; /* lt_expr *const *: the expressions of what was passed, from the top */
    lt_buf    spare;  /* room for the next uses */
} sinker;

/* falling, in the order in which they are asked; owned. */
typedef lt_buf falling_list;

static falling *list_of(const falling_list *l) { return (falling *)l->data; }
static size_t   count_of(const falling_list *l) { return l->len / sizeof(falling); }
static size_t   depth_of(const sinker *s) { return s->levels.len / sizeof(lt_expr *const *); }

static void drop_one(falling *f)
{
    lt_expr_release(f->e);
    lt_buf_clear(&f->uses);
}

static void drop_list(falling_list *l)
{
    for (size_t i = 0; i < count_of(l); i++) drop_one(&list_of(l)[i]);
    lt_buf_clear(l);
}

/* f is consumed, whatever happens. */
static lt_status add_one(falling_list *l, falling *f, lt_error *err)
{
    lt_status status = lt_buf_add(l, f, sizeof(*f), err);
    if (status) drop_one(f);
    return status;
}

/* ---- columns ---- */

static lt_status add_use(lt_buf *uses, int32_t column, int32_t times, lt_error *err)
{
    column_use *have = (column_use *)uses->data;
    for (size_t i = 0; i < uses->len / sizeof(*have); i++) {
        if (have[i].column != column) continue;
        bool huge = have[i].times > LT_EXPR_MANY - times;
        have[i].times = huge ? LT_EXPR_MANY : have[i].times + times;
        return LT_OK;
    }
    return lt_buf_add(uses, &(column_use){column, times}, sizeof(column_use), err);
}

static lt_status add_uses(lt_buf *uses, const lt_expr *e, int32_t times, lt_error *err)
{
    if (e->kind == LT_EXPR_COLUMN) return add_use(uses, e->index, times, err);
    for (int32_t i = 0; i < e->arg_count; i++) LT_TRY(add_uses(uses, e->args[i], times, err));
    return LT_OK;
}

/* *f: e (borrowed), about to leave filter. On failure *f holds nothing. */
static lt_status set_out(falling *f, const sinker *s, lt_expr *e, const lt_plan *filter,
                         lt_error *err)
{
    *f = (falling){
        .uses.mem = s->rules->mem, .nodes = lt_expr_nodes(e), .level = depth_of(s), .from = filter};
    lt_status status = add_uses(&f->uses, e, 1, err);
    if (status)
        lt_buf_clear(&f->uses);
    else
        f->e = lt_expr_retain(e);
    return status;
}

static lt_status copy_list(falling_list *out, const falling_list *l, lt_error *err)
{
    for (size_t i = 0; i < count_of(l); i++) {
        falling copy = list_of(l)[i];
        copy.uses = (lt_buf){.mem = l->mem};
        LT_TRY(lt_buf_add(&copy.uses, list_of(l)[i].uses.data, list_of(l)[i].uses.len, err));
        lt_expr_retain(copy.e);
        LT_TRY(add_one(out, &copy, err));
    }
    return LT_OK;
}

/* f over the columns of here: what it becomes where it rests, owned; NULL: no memory. */
static lt_expr *landed(const sinker *s, const falling *f)
{
    lt_expr *const *const *levels = (lt_expr *const *const *)s->levels.data;
    size_t                 passed = depth_of(s) - f->level;
    if (!passed) return lt_expr_retain(f->e);
    return lt_expr_substitute_all(f->e, levels + f->level, (int32_t)passed);
}

/* ---- what may pass ---- */

/* Whether f may be asked of the rows that come to p, whose first `replaceable` columns are
 * expressions over those. */
static bool may_be_replaced(falling *f, const lt_plan *p, int32_t replaceable)
{
    const column_use *uses = (const column_use *)f->uses.data;
    int64_t           nodes = f->nodes;
    for (size_t i = 0; i < f->uses.len / sizeof(*uses); i++) {
        if (uses[i].column >= replaceable) return false;
        const lt_expr *by = p->exprs[uses[i].column];
        if (!lt_expr_is_harmless(by)) return false;
        nodes += (int64_t)uses[i].times * (lt_expr_nodes(by) - 1);
    }
    if (nodes > GROWN_MOST && nodes > f->nodes) return false;
    f->nodes = nodes;
    return true;
}

static bool is_key(const lt_plan *distinct, const char *name)
{
    for (int32_t i = 0; i < distinct->name_count; i++)
        if (strcmp(distinct->names[i], name) == 0) return true;
    return distinct->name_count == 0;
}

static bool uses_only_keys(const falling *f, const lt_plan *distinct)
{
    const column_use *uses = (const column_use *)f->uses.data;
    for (size_t i = 0; i < f->uses.len / sizeof(*uses); i++)
        if (!is_key(distinct, distinct->schema->fields[uses[i].column].name)) return false;
    return true;
}

/* Whether e answers alike for values that are equal as keys: -0.0 and 0.0 differ as texts, say. */
static bool minds_only_equality(const lt_expr *e)
{
    static const char *const comparing[] = {"==", "<=>",    "<",         "<=",    ">",
                                            ">=", "isnull", "isnotnull", "isnan", "in"};
    bool                     compares = false;
    if (e->kind == LT_EXPR_COLUMN) return !lt_type_is_float(e->type);
    for (size_t i = 0; e->kind == LT_EXPR_CALL && i < sizeof(comparing) / sizeof(*comparing); i++)
        compares = compares || strcmp(e->name, comparing[i]) == 0;
    for (int32_t i = 0; i < e->arg_count; i++) {
        bool column = compares && e->args[i]->kind == LT_EXPR_COLUMN;
        if (!column && !minds_only_equality(e->args[i])) return false;
    }
    return true;
}

static lt_status may_pass_sets(bool *may, const sinker *s, const falling *f, lt_error *err)
{
    lt_expr *e = lt_expr_can_fail(f->e) ? NULL : landed(s, f);
    *may = e && minds_only_equality(e);
    bool refused = !e && !lt_expr_can_fail(f->e);
    lt_expr_release(e);
    return refused ? lt_no_memory(err) : LT_OK;
}

static lt_status may_pass(bool *may, const sinker *s, falling *f, const lt_plan *p, lt_error *err)
{
    *may = false;
    if (p->kind == LT_NODE_FILTER) *may = true; /* to be one with its conjuncts */
    if (f->uses.len == 0 || lt_expr_has_volatile(f->e)) return LT_OK;
    switch (p->kind) {
    case LT_NODE_PROJECT:
        *may = lt_plan_is_steady(p) && may_be_replaced(f, p, p->expr_count);
        return LT_OK;
    case LT_NODE_AGGREGATE: *may = may_be_replaced(f, p, p->key_count); return LT_OK;
    case LT_NODE_DISTINCT: *may = uses_only_keys(f, p); return LT_OK;
    case LT_NODE_INTERSECT:
    case LT_NODE_EXCEPT: return may_pass_sets(may, s, f, err);
    case LT_NODE_SORT:
    case LT_NODE_UNION: *may = true; return LT_OK;
    default: return LT_OK;
    }
}

static bool is_level(const lt_plan *p)
{
    return p->kind == LT_NODE_PROJECT || p->kind == LT_NODE_AGGREGATE;
}

/* The columns of f below p, which it passes. */
static lt_status pass(sinker *s, falling *f, const lt_plan *p, lt_error *err)
{
    const lt_buf      above = f->uses;
    const column_use *uses = (const column_use *)above.data;
    lt_status         status = LT_OK;
    if (!is_level(p)) return LT_OK;
    f->uses = s->spare;
    f->uses.len = 0;
    s->spare = above;
    for (size_t i = 0; !status && i < above.len / sizeof(*uses); i++)
        status = add_uses(&f->uses, p->exprs[uses[i].column], uses[i].times, err);
    return status;
}

/* Moves those of l that may pass p to *passing and leaves the others. */
static lt_status split(falling_list *l, falling_list *passing, sinker *s, const lt_plan *p,
                       lt_error *err)
{
    falling  *list = list_of(l);
    size_t    count = count_of(l), kept = 0;
    lt_status status = LT_OK;
    bool      random = false; /* one that stays is volatile: it must not meet fewer rows */
    for (size_t i = 0; i < count; i++) {
        falling f = list[i];
        bool    may = !status && !random && (kept == 0 || !lt_expr_can_fail(f.e));
        if (may) status = may_pass(&may, s, &f, p, err);
        random = random || (!may && lt_expr_has_volatile(f.e));
        if (may && !status) status = pass(s, &f, p, err);
        if (may && !status)
            status = add_one(passing, &f, err);
        else
            list[kept++] = f;
    }
    l->len = kept * sizeof(falling);
    return status;
}

/* ---- the walk ---- */

static lt_status sink(sinker *s, lt_plan **p, falling_list *from_above, lt_error *err);

/* Hands l (consumed) to every input of *p. */
static lt_status sink_inputs(sinker *s, lt_plan **p, falling_list *l, lt_error *err)
{
    lt_status    status = LT_OK;
    lt_plan     *copy = NULL;
    falling_list one = {.mem = l->mem};
    for (int32_t i = 0; !status && i < (*p)->input_count; i++) {
        lt_plan *child = lt_plan_retain((*p)->inputs[i]);
        if (i + 1 < (*p)->input_count) {
            status = copy_list(&one, l, err);
        } else {
            one = *l;
            *l = (falling_list){.mem = l->mem};
        }
        if (!status) status = sink(s, &child, &one, err);
        drop_list(&one);
        if (!status && child != (*p)->inputs[i] && !copy && !(copy = lt_plan_copy(*p)))
            status = lt_no_memory(err);
        if (copy)
            lt_plan_replace(&copy->inputs[i], child);
        else
            lt_plan_release(child);
    }
    if (copy) lt_plan_replace(p, copy);
    return status;
}

/* The same for *p itself where it is a filter; the expressions of others are a level to pass. */
static lt_status sink_below(sinker *s, lt_plan **p, falling_list *l, lt_error *err)
{
    lt_plan  *passed = lt_plan_retain(*p);
    size_t    before = s->levels.len;
    lt_status status = LT_OK;
    if (passed->kind == LT_NODE_FILTER) {
        status = sink(s, p, l, err);
        lt_plan_release(passed);
        return status;
    }
    if (is_level(passed))
        status = lt_buf_add(&s->levels, &passed->exprs, sizeof(passed->exprs), err);
    if (!status) status = sink_inputs(s, p, l, err);
    s->levels.len = before;
    lt_plan_release(passed);
    return status;
}

/* The conjuncts of filter, then those from above. */
static lt_status gather(falling_list *out, sinker *s, const lt_plan *filter,
                        falling_list *from_above, lt_error *err)
{
    lt_buf    parts = {.mem = out->mem};
    lt_status status = filter ? lt_conjuncts(&parts, filter->exprs[0], err) : LT_OK;
    lt_expr **list = (lt_expr **)parts.data;
    for (size_t i = 0; !status && i < parts.len / sizeof(*list); i++) {
        falling f;
        status = set_out(&f, s, list[i], filter, err);
        if (!status) status = add_one(out, &f, err);
    }
    lt_buf_clear(&parts);
    if (!status) status = lt_buf_add(out, from_above->data, from_above->len, err);
    if (!status) from_above->len = 0;
    return status;
}

static int32_t count_from(const falling_list *l, const lt_plan *filter)
{
    int32_t n = 0;
    for (size_t i = 0; i < count_of(l); i++) n += list_of(l)[i].from == filter;
    return n;
}

/* One condition of all in l. */
static lt_status land(lt_expr **out, const sinker *s, const falling_list *l, lt_error *err)
{
    lt_buf    parts = {.mem = l->mem};
    lt_status status = LT_OK;
    for (size_t i = 0; !status && i < count_of(l); i++) {
        lt_expr *e = landed(s, &list_of(l)[i]);
        status = e ? lt_buf_add(&parts, &e, sizeof(e), err) : lt_no_memory(err);
        if (status) lt_expr_release(e);
    }
    lt_expr **list = (lt_expr **)parts.data;
    int32_t   count = (int32_t)(parts.len / sizeof(*list));
    if (!status) status = lt_conjunction(out, list, count, err);
    for (int32_t i = 0; i < count; i++) lt_expr_release(list[i]);
    lt_buf_clear(&parts);
    return status;
}

/* A filter by l, which is not empty, over *p. It is known as the last one that gave to it. */
static lt_status rest_on(sinker *s, lt_plan **p, const falling_list *l, lt_error *err)
{
    lt_expr       *condition;
    const lt_plan *like = list_of(l)[count_of(l) - 1].from;
    lt_plan       *made;
    LT_TRY(land(&condition, s, l, err));
    lt_status status = lt_plan_with_input(&made, like, lt_plan_retain(*p), err);
    if (status) {
        lt_expr_release(condition);
        return status;
    }
    lt_plan_set_schema(made, (*p)->schema);
    status = lt_plan_set_exprs(made, &condition, 1, err);
    lt_plan_replace(p, made);
    return status;
}

/* *p is `below`, changed by now, without the filter that was over it. */
static lt_status put_back(lt_plan **p, lt_plan *filter, const lt_plan *below, lt_error *err)
{
    lt_plan *copy;
    if (*p == below) {
        lt_plan_replace(p, lt_plan_retain(filter));
        return LT_OK;
    }
    LT_TRY(lt_plan_with_input(&copy, filter, lt_plan_retain(*p), err));
    lt_plan_replace(p, copy);
    return LT_OK;
}

static lt_status note(sinker *s, const lt_plan *filter, int32_t moved, int32_t all, lt_error *err)
{
    const lt_plan *below = filter->inputs[0];
    if (!moved) return LT_OK;
    if (below->kind == LT_NODE_FILTER)
        return lt_rules_note(s->rules, err, "merge filters: Filter #%d joins Filter #%d", below->id,
                             filter->id);
    return lt_rules_note(s->rules, err,
                         "push filter: %d of %d conditions of Filter #%d go below %s #%d", moved,
                         all, filter->id, lt_plan_kind_name(below->kind), below->id);
}

/* *p with from_above (consumed) over or in it. */
static lt_status sink(sinker *s, lt_plan **p, falling_list *from_above, lt_error *err)
{
    falling_list here = {.mem = from_above->mem}, passing = {.mem = from_above->mem};
    lt_plan     *filter = (*p)->kind == LT_NODE_FILTER ? lt_plan_retain(*p) : NULL;
    lt_status    status = gather(&here, s, filter, from_above, err);
    int32_t      own = filter ? count_from(&here, filter) : 0;
    if (filter) lt_plan_replace(p, lt_plan_retain(filter->inputs[0]));
    lt_plan *below = lt_plan_retain(*p);
    if (!status) status = split(&here, &passing, s, below, err);
    int32_t kept = filter ? count_from(&here, filter) : 0;
    if (!status && filter) status = note(s, filter, own - kept, own, err);
    if (!status) status = sink_below(s, p, &passing, err);
    bool same = filter && kept == own && count_of(&here) == (size_t)own;
    if (!status && same)
        status = put_back(p, filter, below, err);
    else if (!status && count_of(&here))
        status = rest_on(s, p, &here, err);
    drop_list(&here);
    drop_list(&passing);
    lt_plan_release(below);
    lt_plan_release(filter);
    return status;
}

lt_status lt_sink_filters(lt_rules *r, lt_plan **p, lt_error *err)
{
    sinker       s = {.rules = r, .levels.mem = r->mem, .spare.mem = r->mem};
    falling_list none = {.mem = r->mem};
    lt_status    status = sink(&s, p, &none, err);
    drop_list(&none);
    lt_buf_clear(&s.levels);
    lt_buf_clear(&s.spare);
    return status;
}

#include "plan/node.h"

#include "plan/plan_mem.h"

#include <string.h>

static lt_mem *_Atomic injected;

lt_mem *lt_plan_mem(void)
{
    lt_mem *mem = atomic_load_explicit(&injected, memory_order_relaxed);
    return mem ? mem : lt_mem_default();
}

void lt_plan_mem_use(lt_mem *mem) { atomic_store(&injected, mem); }

const char *lt_plan_kind_name(lt_node_kind kind)
{
    static const char *const names[LT_NODE_KINDS] = {
        [LT_NODE_SCAN] = "Scan",           [LT_NODE_RANGE] = "Range",
        [LT_NODE_PROJECT] = "Project",     [LT_NODE_FILTER] = "Filter",
        [LT_NODE_WITH] = "WithColumns",    [LT_NODE_DROP] = "Drop",
        [LT_NODE_RENAME] = "Rename",       [LT_NODE_AGGREGATE] = "Aggregate",
        [LT_NODE_DISTINCT] = "Distinct",   [LT_NODE_SORT] = "Sort",
        [LT_NODE_LIMIT] = "Limit",         [LT_NODE_UNION] = "Union",
        [LT_NODE_FILL] = "FillNulls",      [LT_NODE_DROP_NULLS] = "DropNulls",
        [LT_NODE_REPLACE] = "Replace",     [LT_NODE_TO_DF] = "ToDF",
        [LT_NODE_SAMPLE] = "Sample",       [LT_NODE_TAIL] = "Tail",
        [LT_NODE_INTERSECT] = "Intersect", [LT_NODE_EXCEPT] = "Except",
        [LT_NODE_SUMMARY] = "Summary",     [LT_NODE_EXPLODE] = "Explode",
        [LT_NODE_TOPK] = "TopK",
    };
    return names[kind];
}

static void count_input(lt_plan *p, const lt_plan *input)
{
    bool huge = input->steps > INT64_MAX - p->steps;
    p->steps = huge ? INT64_MAX : p->steps + input->steps;
    if (!p->broken) p->broken = input->mistake ? input : input->broken;
}

lt_plan *lt_plan_make(lt_node_kind kind, lt_plan *const *inputs, int32_t input_count)
{
    static atomic_int last_id;
    lt_mem           *mem = lt_plan_mem();
    lt_plan          *p = NULL;
    bool              whole = true;
    for (int32_t i = 0; i < input_count; i++) whole = whole && inputs[i];
    if (whole) p = lt_mem_zeroed(mem, 1, sizeof(*p));
    if (p && input_count) {
        p->inputs = lt_mem_resize(mem, NULL, 0, (size_t)input_count * sizeof(*inputs));
        if (!p->inputs) {
            lt_mem_free(mem, p, sizeof(*p));
            p = NULL;
        }
    }
    if (!p) {
        for (int32_t i = 0; i < input_count; i++) lt_plan_release(inputs[i]);
        return NULL;
    }
    atomic_init(&p->refs, 1);
    p->kind = kind;
    p->id = atomic_fetch_add(&last_id, 1) + 1;
    p->count = -1;
    p->spec.limit = -1;
    p->spec.all_columns = true;
    p->input_count = input_count;
    p->steps = 1;
    for (int32_t i = 0; i < input_count; i++) {
        p->inputs[i] = inputs[i];
        count_input(p, inputs[i]);
    }
    return p;
}

static void free_exprs(lt_plan *p)
{
    for (int32_t i = 0; i < p->expr_count; i++) lt_expr_release(p->exprs[i]);
    lt_mem_free(lt_plan_mem(), p->exprs, (size_t)p->expr_count * sizeof(*p->exprs));
    p->exprs = NULL;
    p->expr_count = 0;
}

static void free_names(lt_plan *p)
{
    for (int32_t i = 0; i < p->name_count; i++)
        if (p->names[i]) lt_mem_free(lt_plan_mem(), p->names[i], strlen(p->names[i]) + 1);
    lt_mem_free(lt_plan_mem(), p->names, (size_t)p->name_count * sizeof(*p->names));
    p->names = NULL;
    p->name_count = 0;
}

void lt_scan_spec_clear(lt_scan_spec *spec)
{
    lt_mem *mem = lt_plan_mem();
    lt_mem_free(mem, spec->columns, (size_t)spec->column_count * sizeof(*spec->columns));
    for (int32_t i = 0; i < spec->filter_count; i++) lt_expr_release(spec->filters[i]);
    lt_mem_free(mem, spec->filters, (size_t)spec->filter_cap * sizeof(*spec->filters));
    *spec = (lt_scan_spec){.limit = -1, .all_columns = true};
}

lt_status lt_scan_spec_copy(lt_scan_spec *out, const lt_scan_spec *from, lt_error *err)
{
    lt_mem *mem = lt_plan_mem();
    *out = *from;
    out->columns = NULL;
    out->filters = NULL;
    out->column_count = out->filter_count = out->filter_cap = 0;
    size_t columns = (size_t)from->column_count * sizeof(*from->columns);
    size_t filters = (size_t)from->filter_count * sizeof(*from->filters);
    if (columns && !(out->columns = lt_mem_resize(mem, NULL, 0, columns)))
        return lt_mem_refused(mem, columns, "a scan", err);
    out->column_count = from->column_count;
    if (columns) memcpy(out->columns, from->columns, columns);
    if (filters && !(out->filters = lt_mem_resize(mem, NULL, 0, filters))) {
        lt_scan_spec_clear(out);
        return lt_mem_refused(mem, filters, "a scan", err);
    }
    out->filter_count = out->filter_cap = from->filter_count;
    for (int32_t i = 0; out->filters && i < from->filter_count; i++)
        out->filters[i] = lt_expr_retain(from->filters[i]);
    return LT_OK;
}

lt_plan *lt_plan_retain(lt_plan *p)
{
    atomic_fetch_add_explicit(&p->refs, 1, memory_order_relaxed);
    return p;
}

/* Puts p before the list where this was its last holder. */
static lt_plan *drop(lt_plan *p, lt_plan *list)
{
    if (!p || atomic_fetch_sub_explicit(&p->refs, 1, memory_order_acq_rel) != 1) return list;
    p->next = list;
    return p;
}

/* Inputs are listed, not recursed into: a plan of a million steps frees as any other. */
void lt_plan_release(lt_plan *p)
{
    lt_mem *mem = lt_plan_mem();
    for (lt_plan *list = drop(p, NULL); (p = list);) {
        list = p->next;
        for (int32_t i = 0; i < p->input_count; i++) list = drop(p->inputs[i], list);
        lt_mem_free(mem, p->inputs, (size_t)p->input_count * sizeof(*p->inputs));
        free_exprs(p);
        free_names(p);
        lt_scan_spec_clear(&p->spec);
        lt_source_release(p->source);
        lt_table_release(p->table);
        lt_schema_release(p->schema);
        lt_mem_free(mem, p->mistake, sizeof(*p->mistake));
        lt_mem_free(mem, p, sizeof(*p));
    }
}

lt_status lt_plan_set_exprs(lt_plan *p, lt_expr *const *exprs, int32_t count, lt_error *err)
{
    size_t    bytes = (size_t)count * sizeof(*exprs);
    lt_expr **copy = bytes ? lt_mem_resize(lt_plan_mem(), NULL, 0, bytes) : NULL;
    if (bytes && !copy) {
        for (int32_t i = 0; i < count; i++) lt_expr_release(exprs[i]);
        return lt_mem_refused(lt_plan_mem(), bytes, "a plan", err);
    }
    if (bytes) memcpy(copy, exprs, bytes);
    free_exprs(p);
    p->exprs = copy;
    p->expr_count = count;
    return LT_OK;
}

lt_status lt_plan_set_names(lt_plan *p, const char *const *names, int32_t count, lt_error *err)
{
    lt_mem *mem = lt_plan_mem();
    lt_plan fresh = {.names = NULL};
    if (count) {
        fresh.names = lt_mem_zeroed(mem, (size_t)count, sizeof(*names));
        if (!fresh.names) return lt_mem_refused(mem, (size_t)count * sizeof(*names), "a plan", err);
        fresh.name_count = count;
    }
    for (int32_t i = 0; i < count; i++) {
        size_t bytes = strlen(names[i]) + 1;
        fresh.names[i] = lt_mem_resize(mem, NULL, 0, bytes);
        if (!fresh.names[i]) {
            free_names(&fresh);
            return lt_mem_refused(mem, bytes, "a plan", err);
        }
        memcpy(fresh.names[i], names[i], bytes);
    }
    free_names(p);
    p->names = fresh.names;
    p->name_count = count;
    return LT_OK;
}

static lt_status copy_exprs(lt_plan *to, const lt_plan *p)
{
    size_t    bytes = (size_t)p->expr_count * sizeof(*p->exprs);
    lt_expr **exprs = bytes ? lt_mem_resize(lt_plan_mem(), NULL, 0, bytes) : NULL;
    if (bytes && !exprs) return LT_ENOMEM;
    for (int32_t i = 0; exprs && i < p->expr_count; i++) exprs[i] = lt_expr_retain(p->exprs[i]);
    to->exprs = exprs;
    to->expr_count = p->expr_count;
    return LT_OK;
}

lt_plan *lt_plan_copy(const lt_plan *p)
{
    lt_plan *copy = lt_plan_make(p->kind, NULL, 0);
    if (!copy) return NULL;
    copy->id = p->id;
    copy->line = p->line;
    copy->key_count = p->key_count;
    copy->count = p->count, copy->offset = p->offset;
    copy->start = p->start, copy->stop = p->stop, copy->step = p->step;
    copy->by_name = p->by_name, copy->allow_missing = p->allow_missing, copy->all = p->all;
    copy->lower = p->lower, copy->upper = p->upper;
    copy->seed = p->seed, copy->replacement = p->replacement;
    copy->positions = p->positions, copy->outer = p->outer;
    if (p->source) copy->source = lt_source_retain(p->source);
    if (p->table) copy->table = lt_table_retain(p->table);
    if (p->schema) copy->schema = lt_schema_retain(p->schema);

    lt_status status = lt_scan_spec_copy(&copy->spec, &p->spec, NULL);
    if (!status) status = copy_exprs(copy, p);
    if (!status)
        status = lt_plan_set_names(copy, (const char *const *)p->names, p->name_count, NULL);
    size_t bytes = (size_t)p->input_count * sizeof(*p->inputs);
    if (!status && bytes && !(copy->inputs = lt_mem_resize(lt_plan_mem(), NULL, 0, bytes)))
        status = LT_ENOMEM;
    for (int32_t i = 0; !status && i < p->input_count; i++)
        copy->inputs[copy->input_count++] = lt_plan_retain(p->inputs[i]);
    copy->steps = p->steps;
    copy->broken = p->broken;
    if (!status && p->mistake) copy = lt_plan_fail(copy, p->mistake);
    if (!status) return copy;
    lt_plan_release(copy);
    return NULL;
}

/* A failing malloc for the mistake itself leaves a plan without one: then NULL says so. */
lt_plan *lt_plan_fail(lt_plan *p, const lt_error *err)
{
    if (!p || p->mistake || p->broken) return p;
    p->mistake = lt_mem_resize(lt_plan_mem(), NULL, 0, sizeof(*p->mistake));
    if (!p->mistake) {
        lt_plan_release(p);
        return NULL;
    }
    *p->mistake = *err;
    return p;
}

lt_status lt_plan_check(const lt_plan *p, lt_error *err)
{
    if (!p) return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    const lt_error *mistake = p->broken ? p->broken->mistake : p->mistake;
    if (!mistake) return LT_OK;
    if (err) *err = *mistake;
    return mistake->code;
}

lt_plan *lt_plan_at(lt_plan *p, int32_t line)
{
    if (p) p->line = line;
    return p;
}

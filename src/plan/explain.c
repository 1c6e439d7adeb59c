/* explain.c — a plan as text: one line a node, inputs below it. */
#include "plan/node.h"

static lt_status list_exprs(lt_buf *out, lt_expr *const *exprs, int32_t count, lt_error *err)
{
    for (int32_t i = 0; i < count; i++) {
        if (i) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(lt_expr_text(out, exprs[i], err));
    }
    return LT_OK;
}

static lt_status list_names(lt_buf *out, const lt_plan *p, lt_error *err)
{
    for (int32_t i = 0; i < p->name_count; i++)
        LT_TRY(lt_buf_printf(out, err, "%s%s", i ? ", " : "", p->names[i]));
    return LT_OK;
}

/* "expr as name", or just the name where they are the same. */
static lt_status list_named(lt_buf *out, const lt_plan *p, int32_t from, int32_t end, lt_error *err)
{
    lt_buf    text = {.mem = out->mem};
    lt_status status = LT_OK;
    for (int32_t i = from; !status && i < end; i++) {
        const char *name = i < p->name_count ? p->names[i] : NULL;
        text.len = 0;
        status = lt_expr_text(&text, p->exprs[i], err);
        if (!status) status = lt_buf_terminate(&text, err);
        if (status) break;
        bool same = !name || strcmp((char *)text.data, name) == 0;
        status = lt_buf_printf(out, err, "%s%s%s%s", i > from ? ", " : "", (char *)text.data,
                               same ? "" : " as ", same ? "" : name);
    }
    lt_buf_clear(&text);
    return status;
}

static lt_status scan_detail(lt_buf *out, const lt_plan *p, lt_error *err)
{
    if (p->source) {
        LT_TRY(lt_buf_text(out, "  ", err));
        LT_TRY(p->source->ops->describe(p->source, out, err));
    } else if (p->table) {
        LT_TRY(lt_buf_printf(out, err, "  table of %lld rows", (long long)p->table->rows));
    }
    const lt_schema *whole = p->source  ? p->source->ops->schema(p->source)
                             : p->table ? p->table->schema
                                        : NULL;
    if (whole && !p->spec.all_columns) {
        LT_TRY(lt_buf_printf(out, err, "  columns %d of %d", p->spec.column_count, whole->count));
        for (int32_t i = 0; i < p->spec.column_count && p->spec.column_count <= 8; i++)
            LT_TRY(lt_buf_printf(out, err, "%s%s", i ? ", " : ": ",
                                 whole->fields[p->spec.columns[i]].name));
    }
    if (p->spec.filter_count) {
        LT_TRY(lt_buf_text(out, "  where ", err));
        LT_TRY(list_exprs(out, p->spec.filters, p->spec.filter_count, err));
    }
    if (p->spec.limit >= 0)
        LT_TRY(lt_buf_printf(out, err, "  first %lld rows", (long long)p->spec.limit));
    return LT_OK;
}

static lt_status limit_detail(lt_buf *out, const lt_plan *p, lt_error *err)
{
    if (p->count >= 0) LT_TRY(lt_buf_printf(out, err, "  %lld", (long long)p->count));
    if (p->offset) LT_TRY(lt_buf_printf(out, err, "  after %lld", (long long)p->offset));
    return LT_OK;
}

static lt_status sample_detail(lt_buf *out, const lt_plan *p, lt_error *err)
{
    if (p->replacement)
        return lt_buf_printf(out, err, "  %g times each, with replacement, seed %lld", p->upper,
                             (long long)p->seed);
    return lt_buf_printf(out, err, "  %g to %g of the rows, seed %lld", p->lower, p->upper,
                         (long long)p->seed);
}

static lt_status mend_detail(lt_buf *out, const lt_plan *p, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "  ", err));
    LT_TRY(list_exprs(out, p->exprs, p->expr_count, err));
    if (p->kind == LT_NODE_DROP_NULLS && p->count >= 0)
        LT_TRY(lt_buf_printf(out, err, "at least %lld values", (long long)p->count));
    if (p->kind == LT_NODE_DROP_NULLS && p->count < 0) LT_TRY(lt_buf_text(out, "any null", err));
    if (!p->name_count) return LT_OK;
    LT_TRY(lt_buf_text(out, "  in ", err));
    return list_names(out, p, err);
}

static lt_status topk_detail(lt_buf *out, const lt_plan *p, lt_error *err)
{
    LT_TRY(limit_detail(out, p, err));
    LT_TRY(lt_buf_text(out, "  by ", err));
    return list_exprs(out, p->exprs, p->expr_count, err);
}

lt_status lt_plan_detail(lt_buf *out, const lt_plan *p, lt_error *err)
{
    switch (p->kind) {
    case LT_NODE_SCAN: return scan_detail(out, p, err);
    case LT_NODE_LIMIT: return limit_detail(out, p, err);
    case LT_NODE_TOPK: return topk_detail(out, p, err);
    case LT_NODE_RANGE:
        return lt_buf_printf(out, err, "  %lld to %lld step %lld", (long long)p->start,
                             (long long)p->stop, (long long)p->step);
    case LT_NODE_UNION: return lt_buf_text(out, p->by_name ? "  by name" : "  by position", err);
    case LT_NODE_AGGREGATE:
        LT_TRY(lt_buf_text(out, p->key_count ? "  by " : "  all rows", err));
        LT_TRY(list_named(out, p, 0, p->key_count, err));
        LT_TRY(lt_buf_text(out, "  ->  ", err));
        return list_named(out, p, p->key_count, p->expr_count, err);
    case LT_NODE_DISTINCT:
        if (!p->name_count) return lt_buf_text(out, "  all columns", err);
        LT_TRY(lt_buf_text(out, "  by ", err));
        return list_names(out, p, err);
    case LT_NODE_EXPLODE:
        LT_TRY(lt_buf_text(out, "  ", err));
        LT_TRY(list_named(out, p, 0, p->expr_count, err));
        LT_TRY(lt_buf_text(out, p->positions ? ", with positions" : "", err));
        return lt_buf_text(out, p->outer ? ", empty lists too" : "", err);
    case LT_NODE_FILL:
    case LT_NODE_DROP_NULLS:
    case LT_NODE_REPLACE: return mend_detail(out, p, err);
    case LT_NODE_SAMPLE: return sample_detail(out, p, err);
    case LT_NODE_TAIL: return lt_buf_printf(out, err, "  %lld", (long long)p->count);
    case LT_NODE_INTERSECT:
    case LT_NODE_EXCEPT: return lt_buf_text(out, p->all ? "  all" : "  distinct", err);
    case LT_NODE_SUMMARY:
    case LT_NODE_TO_DF:
    case LT_NODE_DROP:
    case LT_NODE_RENAME: LT_TRY(lt_buf_text(out, "  ", err)); return list_names(out, p, err);
    default: LT_TRY(lt_buf_text(out, "  ", err)); return list_named(out, p, 0, p->expr_count, err);
    }
}

/* What the lines of a tree are made of. */
typedef struct art {
    const char *last, *other;             /* before a child */
    const char *below_last, *below_other; /* before what is below it */
    const char *deeper;
} art;

static const art lines = {"└─ ", "├─ ", "   ", "│  ", "└─ … deeper than 512 steps\n"};
static const art ascii = {"`- ", "+- ", "   ", "|  ", "`- ... deeper than 512 steps\n"};

typedef struct printer {
    lt_buf       *out;
    lt_plan_note *note;
    void         *arg;
    const art    *art;
    lt_buf        indent; /* what stands before a child's branch */
} printer;

enum { MAX_DEPTH = 512 };

static lt_status print_node(printer *pr, const lt_plan *p, const char *branch, lt_error *err)
{
    LT_TRY(lt_buf_add(pr->out, pr->indent.data, pr->indent.len, err));
    LT_TRY(lt_buf_printf(pr->out, err, "%s%s #%d", branch, lt_plan_kind_name(p->kind), p->id));
    LT_TRY(lt_plan_detail(pr->out, p, err));
    if (p->line > 0) LT_TRY(lt_buf_printf(pr->out, err, "  (line %d)", p->line));
    if (pr->note) LT_TRY(pr->note(pr->arg, p, pr->out, err));
    return lt_buf_text(pr->out, "\n", err);
}

static lt_status print_tree(printer *pr, const lt_plan *p, const char *branch, const char *below,
                            int depth, lt_error *err)
{
    size_t held = pr->indent.len;
    LT_TRY(print_node(pr, p, branch, err));
    LT_TRY(lt_buf_text(&pr->indent, below, err));
    if (depth > MAX_DEPTH) {
        LT_TRY(lt_buf_add(pr->out, pr->indent.data, pr->indent.len, err));
        LT_TRY(lt_buf_text(pr->out, pr->art->deeper, err));
    }
    for (int32_t i = 0; i < p->input_count && depth <= MAX_DEPTH; i++) {
        bool last = i == p->input_count - 1;
        LT_TRY(print_tree(pr, p->inputs[i], last ? pr->art->last : pr->art->other,
                          last ? pr->art->below_last : pr->art->below_other, depth + 1, err));
    }
    pr->indent.len = held;
    return LT_OK;
}

static lt_status print_plan(lt_buf *out, const lt_plan *p, printer *pr, lt_error *err)
{
    pr->out = out;
    pr->indent.mem = out->mem;
    lt_status status = print_tree(pr, p, "", "", 0, err);
    lt_buf_clear(&pr->indent);
    return status;
}

lt_status lt_plan_text(lt_buf *out, const lt_plan *p, lt_plan_note *note, void *arg, lt_error *err)
{
    return print_plan(out, p, &(printer){.note = note, .arg = arg, .art = &lines}, err);
}

lt_status lt_plan_text_ascii(lt_buf *out, const lt_plan *p, lt_plan_note *note, void *arg,
                             lt_error *err)
{
    return print_plan(out, p, &(printer){.note = note, .arg = arg, .art = &ascii}, err);
}

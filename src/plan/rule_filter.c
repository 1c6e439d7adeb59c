/* rule_filter.c — a filter over a scan is the scan's. */
#include "plan/rules.h"

/* Puts the conjuncts of condition behind the filters that scan, held once, has already. */
static lt_status add_filters(lt_plan *scan, lt_expr *condition, lt_mem *mem, lt_error *err)
{
    lt_scan_spec *have = &scan->spec, more = {.limit = -1}, both = {.limit = -1};
    lt_buf        parts = {.mem = mem};
    lt_status     status =
        lt_buf_add(&parts, have->filters, (size_t)have->filter_count * sizeof(*have->filters), err);
    if (!status) status = lt_conjuncts(&parts, condition, err);
    more.filters = (lt_expr **)parts.data;
    more.filter_count = (int32_t)(parts.len / sizeof(*more.filters));
    if (!status) status = lt_scan_spec_copy(&both, &more, err);
    lt_buf_clear(&parts);
    if (status) return status;
    lt_scan_spec old = {.filters = have->filters,
                        .filter_count = have->filter_count,
                        .filter_cap = have->filter_cap};
    have->filters = both.filters;
    have->filter_count = have->filter_cap = both.filter_count;
    lt_scan_spec_clear(&old);
    return LT_OK;
}

/* Hands the condition to the scan, which does what it can and leaves the rest to the engine. */
lt_status lt_rule_filter_scan(lt_rules *r, lt_plan **p, lt_error *err)
{
    lt_plan *filter = *p;
    if (filter->kind != LT_NODE_FILTER || filter->inputs[0]->kind != LT_NODE_SCAN ||
        !filter->inputs[0]->source || filter->inputs[0]->spec.limit >= 0)
        return LT_OK;
    lt_plan *scan = lt_plan_copy(filter->inputs[0]);
    if (!scan) return lt_no_memory(err);
    lt_status status = add_filters(scan, filter->exprs[0], r->mem, err);
    if (!status)
        status = lt_rules_note(r, err, "filter in scan: Filter #%d is done while Scan #%d reads",
                               filter->id, scan->id);
    if (status) {
        lt_plan_release(scan);
        return status;
    }
    lt_plan_replace(p, scan);
    return LT_OK;
}

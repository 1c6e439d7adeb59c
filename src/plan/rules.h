/* rules.h — the optimiser's rules: one row each in optimise.c, one file a family.
 *
 * A rule looks at one node whose inputs have been through the rules already and may put another
 * in its place, or leaves it and does nothing. It depends on nothing but the node and what is
 * below. Rules match shapes, never names; none may change what a plan answers, nor make an
 * expression meet a row it would not have met (an error could come of it).
 */
#ifndef LT_PLAN_RULES_H
#define LT_PLAN_RULES_H

#include "plan/expr_walk.h"
#include "plan/node.h"

typedef struct lt_rules {
    lt_mem               *mem;
    lt_buf               *fired; /* a line for each thing done */
    bool                  changed;
    int64_t               run;  /* no other has this number */
    const struct lt_zone *zone; /* of the session; NULL: not known */
} lt_rules;

/* *p is owned: a rule that makes a better node releases it and puts the new one there. */
typedef lt_status lt_rule(lt_rules *r, lt_plan **p, lt_error *err);

lt_rule lt_rule_fold;          /* constants computed once; always-true filters dropped */
lt_rule lt_rule_order_filter;  /* cheap and selective conditions first */
lt_rule lt_rule_filter_scan;   /* Filter into Scan */
lt_rule lt_rule_merge_project; /* Project over Project; Projects that do nothing */
lt_rule lt_rule_flatten_union; /* Union of Unions; of one input */
lt_rule lt_rule_empty;         /* what gives no row for certain */
lt_rule lt_rule_distinct;      /* Distinct of rows that are distinct, or need not be */
lt_rule lt_rule_count;         /* count(*) of rows that are known */
lt_rule lt_rule_merge_sorts;   /* Sort over Sort */
lt_rule lt_rule_limit;         /* Limit over Limit, below Project and Union, into Scan and Range */
lt_rule lt_rule_topk;          /* Limit over Sort */

/* Filters below what keeps their rows, as far as they may go; filters that meet are one. From the
 * top, in every round. */
LT_MUST_USE lt_status lt_sink_filters(lt_rules *r, lt_plan **p, lt_error *err);
/* Keeps only the columns somebody needs, down to the scans. Once, after the others. */
LT_MUST_USE lt_status lt_prune(lt_rules *r, lt_plan **p, lt_error *err);
/* Drops the sorts whose order nobody above can see. Once, from the top. */
LT_MUST_USE lt_status lt_drop_sorts(lt_rules *r, lt_plan **p, lt_error *err);

/* ---- what is known of plans (plan_facts.c) ---- */

/* At most so many rows, whatever the data; -1: not known. *exact: neither more nor fewer.
 * exact may be NULL. */
int64_t lt_plan_most_rows(const lt_plan *p, bool *exact);
/* How many numbers a RANGE has. */
uint64_t lt_plan_range_count(const lt_plan *p);
/* No two rows of p agree in all the columns that set[] tells. */
bool lt_plan_is_unique(const lt_plan *p, const bool *set);
/* Rows more than once, or in another order, change no aggregate of p (keys have their own). */
bool lt_plan_ignores_repeats(const lt_plan *aggregate);
bool lt_plan_ignores_order(const lt_plan *aggregate);
/* No expression of p is volatile: it may see fewer rows. */
bool lt_plan_is_steady(const lt_plan *p);
/* A scan of a table without rows. */
static inline bool lt_plan_is_empty(const lt_plan *p)
{
    return p->kind == LT_NODE_SCAN && p->table && p->table->rows == 0;
}

/* ---- for rules ---- */

/* Adds "rule: text" to what fired and sets changed. */
lt_status lt_rules_note(lt_rules *r, lt_error *err, const char *fmt, ...) LT_PRINTF(3, 4);

/* A copy of p with other inputs (consumed). */
LT_MUST_USE lt_status lt_plan_with_input(lt_plan **out, const lt_plan *p, lt_plan *input,
                                         lt_error *err);
/* Puts fresh in place of *p. */
void lt_plan_replace(lt_plan **p, lt_plan *fresh);
void lt_plan_set_schema(lt_plan *p, lt_schema *schema); /* retains */

/* e with its constant parts computed, owned. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_fold_constant(lt_expr **out, lt_expr *e, lt_mem *mem);

/* The conjuncts of a condition, left to right, borrowed. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_conjuncts(lt_buf *out, lt_expr *condition, lt_error *err);
/* Their conjunction, retained; NULL with LT_OK where there are none. */
LT_MUST_USE lt_status   lt_conjunction(lt_expr **out, lt_expr *const *parts, int32_t count,
                                       lt_error *err);
static inline lt_status lt_no_memory(lt_error *err)
{
    return LT_FAIL(err, LT_ENOMEM, "no memory to optimise the plan");
}

#endif

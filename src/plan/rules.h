/* rules.h — the optimiser's rules: one row each in optimise.c, one file a family.
 *
 * A rule looks at one node whose inputs have been through the rules already and may put another
 * in its place. Rules match shapes, never names; none may change what a plan answers, nor make
 * an expression meet a row it would not have met (an error could come of it).
 */
#ifndef LT_PLAN_RULES_H
#define LT_PLAN_RULES_H

#include "plan/expr_walk.h"
#include "plan/node.h"

typedef struct lt_rules {
    lt_mem *mem;
    lt_buf *fired; /* a line for each thing done */
    bool    changed;
} lt_rules;

/* *p is owned: a rule that makes a better node releases it and puts the new one there. */
typedef lt_status lt_rule(lt_rules *r, lt_plan **p, lt_error *err);

lt_rule lt_rule_fold;          /* constants computed once; always-true filters dropped */
lt_rule lt_rule_merge_filters; /* Filter over Filter */
lt_rule lt_rule_push_filter;   /* Filter below what keeps its rows */
lt_rule lt_rule_filter_scan;   /* Filter into Scan */
lt_rule lt_rule_merge_project; /* Project over Project; Projects that do nothing */
lt_rule lt_rule_limit;         /* Limit over Limit, below Project and Union, into Scan */

/* Keeps only the columns somebody needs, down to the scans. Once, after the others. */
LT_MUST_USE lt_status lt_prune(lt_rules *r, lt_plan **p, lt_error *err);

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

/* resolve.h — what the files of plan resolution share: projections being made. */
#ifndef LT_PLAN_RESOLVE_H
#define LT_PLAN_RESOLVE_H

#include "plan/node.h"
#include "plan/parse_expr.h" /* lt_expr_list */

/* Resolved expressions with their names: becomes a node. */
typedef struct lt_outputs {
    lt_mem      *mem;
    lt_arena     names;
    lt_expr_list exprs;
    lt_buf       fields; /* of lt_field */
} lt_outputs;

void                  lt_outputs_init(lt_outputs *o, lt_mem *mem);
void                  lt_outputs_clear(lt_outputs *o);
static inline int32_t lt_outputs_count(const lt_outputs *o)
{
    return lt_expr_list_count(&o->exprs);
}
static inline lt_field *lt_outputs_fields(const lt_outputs *o) { return (void *)o->fields.data; }

/* Consumes e, resolved over `below` (for tentative types). Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_outputs_add(lt_outputs *o, lt_expr *e, const char *name,
                                     const lt_schema *below, lt_error *err);
/* The same, named as Spark names the unresolved expression `as`. */
LT_MUST_USE lt_status lt_outputs_add_as(lt_outputs *o, lt_expr *e, const lt_expr *as,
                                        const lt_schema *below, lt_error *err);
/* Column i of below as it is. */
LT_MUST_USE lt_status lt_outputs_add_column(lt_outputs *o, const lt_schema *below, int32_t i,
                                            lt_error *err);

/* A node of kind over input (consumed, also on failure) with the id and line of `like`, the
 * outputs (emptied) as its expressions, names and schema. */
LT_MUST_USE lt_status lt_outputs_node(lt_plan **out, lt_outputs *o, lt_node_kind kind,
                                      const lt_plan *like, lt_plan *input, lt_error *err);

/* Each makes the resolved node of p over its resolved input (consumed, also on failure). */
typedef lt_status lt_resolver(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                              lt_error *err);
lt_resolver       lt_resolve_group;
lt_resolver       lt_resolve_filter;
lt_resolver       lt_resolve_sort;
lt_resolver       lt_resolve_mended; /* FILL and REPLACE */
lt_resolver       lt_resolve_drop_nulls;
lt_resolver       lt_resolve_summary;
lt_resolver       lt_resolve_explode;
/* select with an aggregate: one row of all. */
lt_resolver lt_resolve_totals;
/* Turns distinct aggregates among node's outputs (keys first) into plain ones over distinct rows,
 * where it can: *input, owned, then is the plan of those. On failure *input is consumed. */
LT_MUST_USE lt_status lt_resolve_distinct(lt_outputs *node, int32_t key_count, const lt_plan *like,
                                          lt_plan **input, lt_error *err);
/* Unions, intersections and differences. inputs: resolved, as many as p has; consumed. */
LT_MUST_USE lt_status lt_resolve_union(lt_plan **out, const lt_plan *p, lt_plan **inputs,
                                       lt_mem *mem, lt_error *err);

/* Columns that exprs name, that *p does not show and a projection below it left out come up, at the
 * end of *p, which is replaced. Names that are nowhere are left for who resolves them. */
LT_MUST_USE lt_status lt_resolve_expose(lt_plan **p, lt_expr *const *exprs, int32_t count,
                                        lt_mem *mem, lt_error *err);
/* The first count columns of *p, consumed (also on failure: *p is then NULL or still owned): by a
 * projection, where there are more. */
LT_MUST_USE lt_status lt_resolve_cut(lt_plan **p, const lt_plan *like, int32_t count, lt_mem *mem,
                                     lt_error *err);

/* p's own fields over input (consumed; NULL for none) with a schema (retained). */
LT_MUST_USE lt_status lt_resolve_copy(lt_plan **out, const lt_plan *p, lt_plan *input,
                                      lt_schema *schema, lt_error *err);

#endif

/* resolve_union.c — unions, intersections, differences: every input gets a projection that brings
 * it to the common columns and types, where it is not there already. Names are the first input's.
 */
#include "plan/coerce.h"
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <stdio.h>
#include <string.h>

typedef struct merger {
    lt_mem        *mem;
    const lt_plan *p;
    lt_plan      **inputs;
    lt_schema     *target; /* names, common types */
} merger;

static void list_names(char *out, size_t size, const lt_schema *s)
{
    size_t at = 0;
    out[0] = 0;
    for (int32_t i = 0; i < s->count && at + 8 < size; i++) {
        int n = snprintf(out + at, size - at, "%s%s", i ? ", " : "", s->fields[i].name);
        at += n > 0 ? (size_t)n : 0;
    }
    if (at >= size) memcpy(out + size - 4, "…", 4);
}

static const char *word_of(const lt_plan *p)
{
    if (p->kind == LT_NODE_UNION) return "union";
    return p->kind == LT_NODE_INTERSECT ? "intersection" : "difference";
}

static lt_status counts_differ(const merger *u, int32_t k, lt_error *err)
{
    const lt_schema *a = u->inputs[0]->schema, *b = u->inputs[k]->schema;
    char             left[400], right[400];
    list_names(left, sizeof(left), a);
    list_names(right, sizeof(right), b);
    lt_fail(err, LT_EINVAL, LT_HERE, "%s %s of %d columns (%s) with %d (%s)",
            u->p->kind == LT_NODE_INTERSECT ? "an" : "a", word_of(u->p), a->count, left, b->count,
            right);
    lt_error_hint(err, u->p->kind == LT_NODE_UNION
                           ? "select the same columns on both sides, or use union_by_name with "
                             "allow_missing"
                           : "select the same columns on both sides");
    return LT_EINVAL;
}

/* Where column i of the target is in input k; -1: it has none. */
static lt_status column_of(const merger *u, int32_t k, int32_t i, int32_t *out, lt_error *err)
{
    const lt_schema *s = u->inputs[k]->schema;
    const char      *name = u->target->fields[i].name;
    if (!u->p->by_name) return *out = i, LT_OK;
    *out = lt_schema_find(s, name, strlen(name));
    if (*out >= 0 || (*out == -1 && u->p->allow_missing)) return LT_OK;
    return lt_resolve_name(out, s, name, err);
}

static lt_status types_differ(const merger *u, const lt_field *field, lt_type other, int32_t k,
                              lt_error *err)
{
    lt_type_text a, b;
    lt_fail(err, LT_ETYPE, LT_HERE, "column \"%s\" is %s before and %s in input %d of the %s",
            field->name, lt_type_name(a, field->type), lt_type_name(b, other), k + 1,
            word_of(u->p));
    lt_error_hint(err, "cast one of them first");
    return LT_ETYPE;
}

/* The fields after input k: common types, and with by_name and allow_missing its new names. */
static lt_status widen(merger *u, int32_t k, lt_buf *fields, lt_error *err)
{
    const lt_schema *s = u->inputs[k]->schema;
    if (!u->p->by_name && s->count != u->target->count) return counts_differ(u, k, err);
    for (int32_t i = 0; i < u->target->count; i++) {
        lt_field field = u->target->fields[i];
        int32_t  at;
        LT_TRY(column_of(u, k, i, &at, err));
        if (at >= 0 && !lt_coerce_common(&field.type, field.type, s->fields[at].type))
            return types_differ(u, &field, s->fields[at].type, k, err);
        bool other = at < 0 || s->fields[at].nullable;
        if (u->p->kind == LT_NODE_UNION) field.nullable = field.nullable || other;
        if (u->p->kind == LT_NODE_INTERSECT) field.nullable = field.nullable && other;
        field.tentative = field.tentative || (at >= 0 && s->fields[at].tentative);
        LT_TRY(lt_buf_add(fields, &field, sizeof(field), err));
    }
    for (int32_t i = 0; u->p->by_name && i < s->count; i++) {
        const char *name = s->fields[i].name;
        int32_t     at = lt_schema_find(u->target, name, strlen(name));
        if (at >= 0) continue;
        if (!u->p->allow_missing || at < -1) return lt_resolve_name(&at, u->target, name, err);
        lt_field field = s->fields[i];
        field.nullable = true;
        LT_TRY(lt_buf_add(fields, &field, sizeof(field), err));
    }
    return LT_OK;
}

static lt_status find_target(merger *u, lt_error *err)
{
    u->target = lt_schema_retain(u->inputs[0]->schema);
    for (int32_t k = 1; k < u->p->input_count; k++) {
        lt_buf     fields = {.mem = u->mem};
        lt_schema *wider = NULL;
        lt_status  status = widen(u, k, &fields, err);
        if (!status)
            status = lt_schema_open(&wider, u->mem, (const lt_field *)(const void *)fields.data,
                                    (int32_t)(fields.len / sizeof(lt_field)), err);
        lt_buf_clear(&fields);
        LT_TRY(status);
        lt_schema_release(u->target);
        u->target = wider;
    }
    return LT_OK;
}

static lt_status add_output(const merger *u, lt_outputs *o, int32_t k, int32_t i, lt_error *err)
{
    const lt_field *field = &u->target->fields[i];
    lt_expr        *e = NULL;
    int32_t         at;
    LT_TRY(column_of(u, k, i, &at, err));
    if (at >= 0) {
        LT_TRY(lt_resolve_column(&e, u->inputs[k]->schema, at, NULL, err));
    } else {
        e = lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
        if (!e) return LT_FAIL(err, LT_ENOMEM, "no memory for the %s", word_of(u->p));
        e->resolved = true;
    }
    lt_status status = lt_resolve_as(&e, field->type, err);
    if (!status) return lt_outputs_add(o, e, field->name, u->inputs[k]->schema, err);
    lt_expr_release(e);
    return status;
}

static bool fits(const merger *u, int32_t k)
{
    const lt_schema *s = u->inputs[k]->schema;
    if (s->count != u->target->count) return false;
    for (int32_t i = 0; i < s->count; i++) {
        const lt_field *want = &u->target->fields[i];
        if (!lt_type_same(s->fields[i].type, want->type)) return false;
        if (u->p->by_name && strcmp(s->fields[i].name, want->name) != 0) return false;
    }
    return true;
}

static lt_status adapt(const merger *u, int32_t k, lt_error *err)
{
    lt_outputs o;
    lt_status  status = LT_OK;
    if (fits(u, k)) return LT_OK;
    lt_outputs_init(&o, u->mem);
    for (int32_t i = 0; !status && i < u->target->count; i++) status = add_output(u, &o, k, i, err);
    if (status) {
        lt_outputs_clear(&o);
        return status;
    }
    lt_plan *input = u->inputs[k];
    u->inputs[k] = NULL;
    return lt_outputs_node(&u->inputs[k], &o, LT_NODE_PROJECT, u->p, input, err);
}

static lt_status make_union(lt_plan **out, merger *u, lt_error *err)
{
    lt_plan *made = NULL;
    LT_TRY(lt_resolve_copy(&made, u->p, NULL, u->target, err));
    for (int32_t k = 0; k < made->input_count; k++) {
        lt_plan_release(made->inputs[k]);
        made->inputs[k] = u->inputs[k];
        u->inputs[k] = NULL;
    }
    *out = made;
    return LT_OK;
}

lt_status lt_resolve_union(lt_plan **out, const lt_plan *p, lt_plan **inputs, lt_mem *mem,
                           lt_error *err)
{
    merger    u = {.mem = mem, .p = p, .inputs = inputs};
    lt_status status = find_target(&u, err);
    for (int32_t k = 0; !status && k < p->input_count; k++) status = adapt(&u, k, err);
    if (!status) status = make_union(out, &u, err);
    lt_schema_release(u.target);
    for (int32_t k = 0; k < p->input_count; k++) lt_plan_release(inputs[k]);
    return status;
}

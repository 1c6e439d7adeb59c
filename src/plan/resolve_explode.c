/* resolve_explode.c — a row for each element of a list: the columns that come of it. */
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <string.h>

static lt_status check_list(const lt_field *field, lt_error *err)
{
    lt_type_text have;
    if (lt_type_is_list(field->type)) return LT_OK;
    return LT_FAIL(err, LT_ETYPE, "column \"%s\" is %s, and only a list can be exploded",
                   field->name, lt_type_name(have, field->type));
}

/* The input's columns, the i-th as its elements, perhaps with their places before it. */
static lt_status add_fields(lt_buf *fields, const lt_plan *p, const lt_schema *in, int32_t column,
                            lt_error *err)
{
    lt_field pos = {.name = "pos", .type = LT_TYPE(I32), .nullable = p->outer};
    for (int32_t i = 0; i < in->count; i++) {
        lt_field field = in->fields[i];
        if (i == column && p->positions) LT_TRY(lt_buf_add(fields, &pos, sizeof(pos), err));
        if (i == column) {
            field.type = lt_type_element(field.type);
            field.nullable = true;
        }
        LT_TRY(lt_buf_add(fields, &field, sizeof(field), err));
    }
    return LT_OK;
}

static lt_status make_schema(lt_schema **out, const lt_plan *p, const lt_schema *in, int32_t column,
                             lt_mem *mem, lt_error *err)
{
    lt_buf    fields = {.mem = mem};
    lt_status status = add_fields(&fields, p, in, column, err);
    if (!status)
        status = lt_schema_open(out, mem, (const lt_field *)(const void *)fields.data,
                                (int32_t)(fields.len / sizeof(lt_field)), err);
    lt_buf_clear(&fields);
    return status;
}

static lt_status find_list(int32_t *column, const lt_plan *p, const lt_schema *in, lt_error *err)
{
    LT_TRY(lt_resolve_name(column, in, p->exprs[0]->name, err));
    LT_TRY(check_list(&in->fields[*column], err));
    if (!p->positions || lt_schema_find(in, "pos", 3) == -1) return LT_OK;
    lt_fail(err, LT_EINVAL, LT_HERE, "there is a column \"pos\" already");
    lt_error_hint(err, "the places of elements get that name: rename the column first");
    return LT_EINVAL;
}

static lt_status make_node(lt_plan **out, const lt_plan *p, lt_plan *input, int32_t column,
                           lt_schema *schema, lt_error *err)
{
    lt_expr *list = NULL;
    lt_plan *made = NULL;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): an input is never NULL here */
    lt_status status = lt_resolve_column(&list, input->schema, column, NULL, err);
    if (status) {
        lt_plan_release(input);
        return status;
    }
    status = lt_resolve_copy(&made, p, input, schema, err);
    if (status) {
        lt_expr_release(list);
        return status;
    }
    status = lt_plan_set_exprs(made, &list, 1, err);
    if (status)
        lt_plan_release(made);
    else
        *out = made;
    return status;
}

lt_status lt_resolve_explode(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                             lt_error *err)
{
    int32_t    column = -1;
    lt_schema *schema = NULL;
    lt_status  status = find_list(&column, p, input->schema, err);
    if (!status) status = make_schema(&schema, p, input->schema, column, mem, err);
    if (status) {
        lt_plan_release(input);
        return status;
    }
    status = make_node(out, p, input, column, schema, err);
    lt_schema_release(schema);
    return status;
}

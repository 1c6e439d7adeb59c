#include "plan/expr_make.h"

#include "plan/function.h"

#include <string.h>

lt_expr *lt_make_test(const char *name, lt_expr *const *args, int32_t count, const lt_expr *like)
{
    bool nullable = false;
    for (int32_t i = 0; i < count; i++) nullable = nullable || (args[i] && args[i]->nullable);
    bool sure =
        strcmp(name, "isnull") == 0 || strcmp(name, "isnotnull") == 0 || strcmp(name, "<=>") == 0;
    lt_expr *e = lt_expr_call(name, args, count, false);
    if (!e) return NULL;
    e->function = lt_function_find(name, strlen(name));
    e->type = LT_TYPE(BOOL);
    e->nullable = nullable && !sure;
    e->resolved = true;
    lt_expr_place(e, like);
    return e;
}

lt_expr *lt_make_literal(lt_value v, lt_type type, const lt_expr *like)
{
    v.type = type;
    lt_expr *e = lt_expr_literal(v);
    if (!e) return NULL;
    e->type = type;
    e->nullable = v.null;
    e->resolved = true;
    lt_expr_place(e, like);
    return e;
}

lt_expr *lt_make_bool(bool v, const lt_expr *like)
{
    return lt_make_literal((lt_value){.b = v}, LT_TYPE(BOOL), like);
}

lt_expr *lt_make_null(lt_type type, const lt_expr *like)
{
    return lt_make_literal((lt_value){.null = true}, type, like);
}

lt_expr *lt_make_column(int32_t i, const lt_field *field)
{
    lt_expr *e = lt_expr_column(field->name, strlen(field->name));
    if (!e) return NULL;
    e->index = i;
    e->type = field->type;
    e->nullable = field->nullable;
    e->resolved = true;
    return e;
}

bool lt_expr_is_call(const lt_expr *e, const char *name)
{
    return e->kind == LT_EXPR_CALL && e->function && strcmp(e->function->name, name) == 0;
}

bool lt_expr_is_null(const lt_expr *e) { return e->kind == LT_EXPR_LITERAL && e->value.null; }

bool lt_expr_is_bool(const lt_expr *e, bool v)
{
    return e->kind == LT_EXPR_LITERAL && e->type.id == LT_BOOL && !e->value.null && e->value.b == v;
}

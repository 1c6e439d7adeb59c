/* resolve_sort.c — filters and sorts: rows chosen or put in order by what may be hidden below.
 */
#include "plan/expr_walk.h"
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <string.h>

static lt_status check_bool(const lt_expr *e, lt_error *err)
{
    lt_type_text have;
    if (e->type.id == LT_BOOL || e->type.id == LT_VOID) return LT_OK;
    lt_fail(err, LT_ETYPE, LT_HERE, "a filter must be true or false, not %s",
            lt_type_name(have, e->type));
    lt_error_hint(err, lt_type_is_numeric(e->type) ? "compare it: … != 0"
                                                   : "compare it with something: … = 'x'");
    lt_error_at(err, NULL, 0, NULL);
    lt_expr_blame(err, e);
    return LT_ETYPE;
}

/* A name behind a condition is a slip: `a > 1 adn`. */
static lt_status refuse_name(const lt_expr *keep, lt_error *err)
{
    if (keep->kind != LT_EXPR_ALIAS) return LT_OK;
    lt_fail(err, LT_EINVAL, LT_HERE, "a condition has no name: \"%s\" has no place here",
            keep->name);
    lt_error_hint(err, "conditions are joined with \"and\" or \"or\"");
    lt_expr_blame(err, keep);
    return LT_EINVAL;
}

/* The condition over input, which may have got columns that it hid. */
static lt_status keep_of(lt_expr **out, const lt_plan *p, lt_plan **input, lt_mem *mem,
                         lt_error *err)
{
    LT_TRY(refuse_name(p->exprs[0], err));
    LT_TRY(lt_resolve_expose(input, p->exprs, 1, mem, err));
    lt_scope scope = {.schema = (*input)->schema, .where = "a filter"};
    LT_TRY(lt_resolve_expr(out, p->exprs[0], &scope, err));
    LT_TRY(check_bool(*out, err));
    return lt_resolve_as(out, LT_TYPE(BOOL), err);
}

lt_status lt_resolve_filter(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                            lt_error *err)
{
    int32_t   shown = input->schema->count;
    lt_expr  *keep = NULL;
    lt_plan  *made = NULL;
    lt_status status = keep_of(&keep, p, &input, mem, err);
    if (status) {
        lt_expr_release(keep);
        lt_plan_release(input);
        return status;
    }
    status = lt_resolve_copy(&made, p, input, input->schema, err);
    if (status)
        lt_expr_release(keep);
    else
        status = lt_plan_set_exprs(made, &keep, 1, err);
    if (!status) status = lt_resolve_cut(&made, p, shown, mem, err);
    if (status)
        lt_plan_release(made);
    else
        *out = made;
    return status;
}

/* A column named as e is written, such as the "sum(price)" that an aggregate made; NULL: none, or e
 * is a column by itself. */
static lt_expr *column_as_written(const lt_expr *e, const lt_schema *s)
{
    if (e->kind == LT_EXPR_COLUMN || !e->origin || e->at < 0) return NULL;
    const char *name = e->origin->text + e->at;
    if (lt_schema_find(s, name, (size_t)e->at_bytes) < 0) return NULL;
    lt_expr *column = lt_expr_column(name, (size_t)e->at_bytes);
    if (column) lt_expr_place(column, e);
    return column;
}

/* What a key sorts by (*own is to be released): a plain text is a column's name before it is an
 * expression, "-name" is that descending. */
static const lt_expr *sort_subject(const lt_expr *key, const lt_schema *s, lt_expr **own,
                                   bool *minus)
{
    const lt_expr *e = key->kind == LT_EXPR_SORT ? key->args[0] : key;
    *minus = false;
    *own = column_as_written(e, s);
    if (*own) return *own;
    if (e->kind != LT_EXPR_CALL || strcmp(e->name, "negative") != 0) return e;
    *own = column_as_written(e->args[0], s);
    *minus = *own != NULL;
    return *own ? *own : e;
}

/* key, an LT_EXPR_SORT or anything, with its expression resolved. */
static lt_status resolve_key(lt_expr **out, lt_expr *key, const lt_scope *scope, lt_error *err)
{
    bool           sort = key->kind == LT_EXPR_SORT, minus;
    lt_expr       *inner = NULL, *own = NULL;
    const lt_expr *subject = sort_subject(key, scope->schema, &own, &minus);
    lt_status      status = lt_resolve_expr(&inner, (lt_expr *)subject, scope, err);
    lt_expr_release(own);
    if (status) return status;
    bool     down = (sort && key->descending) != minus;
    bool     first = minus ? !down : !sort || key->nulls_first;
    lt_expr *made = lt_expr_sort(inner, down, first);
    if (!made) return LT_FAIL(err, LT_ENOMEM, "no memory for a sort key");
    made->type = made->args[0]->type;
    made->nullable = made->args[0]->nullable;
    made->resolved = true;
    lt_expr_place(made, key);
    *out = made;
    return LT_OK;
}

/* Hidden columns come up for the keys that are no column's name as written. */
static lt_status expose_keys(const lt_plan *p, lt_plan **input, lt_mem *mem, lt_error *err)
{
    for (int32_t i = 0; i < p->expr_count; i++) {
        lt_expr *own = NULL;
        bool     minus;
        sort_subject(p->exprs[i], (*input)->schema, &own, &minus);
        bool plain = own != NULL;
        lt_expr_release(own);
        if (!plain) LT_TRY(lt_resolve_expose(input, &p->exprs[i], 1, mem, err));
    }
    return LT_OK;
}

static lt_status resolve_keys(lt_expr_list *keys, const lt_plan *p, lt_plan **input, lt_mem *mem,
                              lt_error *err)
{
    LT_TRY(expose_keys(p, input, mem, err));
    lt_scope scope = {.schema = (*input)->schema, .where = "a sort key"};
    for (int32_t i = 0; i < p->expr_count; i++) {
        lt_expr *key = NULL;
        LT_TRY(resolve_key(&key, p->exprs[i], &scope, err));
        LT_TRY(lt_expr_list_add(keys, key, err));
    }
    return LT_OK;
}

lt_status lt_resolve_sort(lt_plan **out, const lt_plan *p, lt_plan *input, lt_mem *mem,
                          lt_error *err)
{
    int32_t      shown = input->schema->count;
    lt_plan     *made = NULL;
    lt_expr_list keys;
    lt_expr_list_init(&keys);
    lt_status status = resolve_keys(&keys, p, &input, mem, err);
    if (status)
        lt_plan_release(input);
    else
        status = lt_resolve_copy(&made, p, input, input->schema, err);
    if (!status) {
        int32_t n = lt_expr_list_count(&keys);
        status = lt_plan_set_exprs(made, lt_expr_list_items(&keys), n, err);
        lt_expr_list_forget(&keys);
    }
    lt_expr_list_clear(&keys);
    if (!status) status = lt_resolve_cut(&made, p, shown, mem, err);
    if (status)
        lt_plan_release(made);
    else
        *out = made;
    return status;
}

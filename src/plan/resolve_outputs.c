#include "plan/expr_walk.h"
#include "plan/plan_mem.h"
#include "plan/resolve.h"
#include "plan/resolve_expr.h"

#include <string.h>

void lt_outputs_init(lt_outputs *o, lt_mem *mem)
{
    *o = (lt_outputs){.mem = mem, .names = {.mem = mem}, .fields = {.mem = mem}};
    lt_expr_list_init(&o->exprs);
}

void lt_outputs_clear(lt_outputs *o)
{
    lt_expr_list_clear(&o->exprs);
    lt_buf_clear(&o->fields);
    lt_arena_clear(&o->names);
}

/* A type known from a head alone makes what is computed from it tentative. */
static bool is_tentative(const lt_expr *e, const lt_schema *below)
{
    if (e->kind == LT_EXPR_COLUMN)
        return e->index >= 0 && e->index < below->count && below->fields[e->index].tentative;
    if (e->kind == LT_EXPR_CAST && !e->implicit) return false;
    for (int32_t i = 0; i < e->arg_count; i++)
        if (is_tentative(e->args[i], below)) return true;
    return false;
}

lt_status lt_outputs_add(lt_outputs *o, lt_expr *e, const char *name, const lt_schema *below,
                         lt_error *err)
{
    lt_field field = {.type = e->type, .nullable = e->nullable};
    field.tentative = below && is_tentative(e, below);
    field.name = lt_arena_text(&o->names, name, strlen(name));
    lt_status status = field.name ? LT_OK : lt_mem_refused(o->mem, strlen(name) + 1, "a name", err);
    if (!status) status = lt_buf_reserve(&o->fields, sizeof(field), err);
    if (status) {
        lt_expr_release(e);
        return status;
    }
    LT_TRY(lt_expr_list_add(&o->exprs, e, err));
    lt_buf_push(&o->fields, &field, sizeof(field));
    return LT_OK;
}

lt_status lt_outputs_add_as(lt_outputs *o, lt_expr *e, const lt_expr *as, const lt_schema *below,
                            lt_error *err)
{
    lt_buf    name = {.mem = o->mem};
    lt_status status = lt_expr_name(&name, as, err);
    if (!status) status = lt_buf_terminate(&name, err);
    if (status)
        lt_expr_release(e);
    else
        status = lt_outputs_add(o, e, (const char *)name.data, below, err);
    lt_buf_clear(&name);
    return status;
}

lt_status lt_outputs_add_column(lt_outputs *o, const lt_schema *below, int32_t i, lt_error *err)
{
    lt_expr *e = NULL;
    LT_TRY(lt_resolve_column(&e, below, i, NULL, err));
    return lt_outputs_add(o, e, below->fields[i].name, below, err);
}

static lt_status set_names(lt_plan *p, const lt_outputs *o, lt_error *err)
{
    int32_t      n = lt_outputs_count(o);
    size_t       bytes = (size_t)n * sizeof(char *);
    const char **names = n ? lt_mem_resize(o->mem, NULL, 0, bytes) : NULL;
    if (n && !names) return lt_mem_refused(o->mem, bytes, "names", err);
    for (int32_t i = 0; i < n; i++) names[i] = lt_outputs_fields(o)[i].name;
    lt_status status = lt_plan_set_names(p, names, n, err);
    if (names) lt_mem_free(o->mem, names, bytes);
    return status;
}

static lt_status fill(lt_plan *p, lt_outputs *o, lt_error *err)
{
    int32_t n = lt_outputs_count(o);
    LT_TRY(set_names(p, o, err));
    LT_TRY(lt_schema_open(&p->schema, o->mem, lt_outputs_fields(o), n, err));
    lt_status status = lt_plan_set_exprs(p, lt_expr_list_items(&o->exprs), n, err);
    lt_expr_list_forget(&o->exprs);
    return status;
}

lt_status lt_outputs_node(lt_plan **out, lt_outputs *o, lt_node_kind kind, const lt_plan *like,
                          lt_plan *input, lt_error *err)
{
    lt_plan  *p = lt_plan_make(kind, &input, 1);
    lt_status status = p ? fill(p, o, err) : LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    lt_outputs_clear(o);
    if (status) {
        lt_plan_release(p);
        return status;
    }
    p->id = like->id;
    p->line = like->line;
    *out = p;
    return LT_OK;
}

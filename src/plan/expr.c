#include "plan/expr.h"

#include "column/list.h"
#include "plan/plan_mem.h"

#include <string.h>

/* ---- origins ---- */

lt_origin *lt_origin_make(const char *text, size_t len, int32_t line)
{
    lt_origin *o = lt_mem_resize(lt_plan_mem(), NULL, 0, sizeof(*o) + len + 1);
    if (!o) return NULL;
    atomic_init(&o->refs, 1);
    o->line = line;
    o->bytes = (int64_t)len;
    if (len) memcpy(o->text, text, len);
    o->text[len] = 0;
    return o;
}

lt_origin *lt_origin_retain(lt_origin *o)
{
    if (o) atomic_fetch_add(&o->refs, 1);
    return o;
}

void lt_origin_release(lt_origin *o)
{
    if (o && atomic_fetch_sub(&o->refs, 1) == 1)
        lt_mem_free(lt_plan_mem(), o, sizeof(*o) + (size_t)o->bytes + 1);
}

/* ---- life ---- */

lt_expr *lt_expr_retain(lt_expr *e)
{
    if (e) atomic_fetch_add(&e->refs, 1);
    return e;
}

static size_t args_bytes(const lt_expr *e) { return (size_t)e->arg_count * sizeof(lt_expr *); }

static bool is_list_value(lt_value v) { return lt_type_is_list(v.type) && !v.null; }

static void free_alone(lt_expr *e)
{
    lt_mem *mem = lt_plan_mem();
    if (e->name) lt_mem_free(mem, e->name, strlen(e->name) + 1);
    if (is_list_value(e->value)) lt_column_release(e->value.list.items);
    if (lt_type_is_text(e->value.type) && e->value.s.len)
        lt_mem_free(mem, (void *)e->value.s.bytes, (size_t)e->value.s.len);
    if (e->args) lt_mem_free(mem, e->args, args_bytes(e));
    lt_origin_release(e->origin);
    lt_mem_free(mem, e, sizeof(*e));
}

/* Without recursion, for trees of any depth: the dead wait in a list, linked through the
 * field `function`, which the dead need no more. */
void lt_expr_release(lt_expr *e)
{
    if (!e || atomic_fetch_sub(&e->refs, 1) != 1) return;
    e->function = NULL;
    for (lt_expr *dead = e; dead;) {
        lt_expr *next = (void *)dead->function;
        for (int32_t i = 0; i < dead->arg_count; i++) {
            lt_expr *arg = dead->args[i];
            if (!arg || atomic_fetch_sub(&arg->refs, 1) != 1) continue;
            arg->function = (const void *)next;
            next = arg;
        }
        free_alone(dead);
        dead = next;
    }
}

static char *copy_name(const char *name, size_t len)
{
    len = strnlen(name, len);
    char *copy = lt_mem_resize(lt_plan_mem(), NULL, 0, len + 1);
    if (!copy) return NULL;
    memcpy(copy, name, len);
    copy[len] = 0;
    return copy;
}

static bool take_args(lt_expr *e, lt_expr *const *args, int32_t count)
{
    if (!count) return true;
    e->args = lt_mem_zeroed(lt_plan_mem(), (size_t)count, sizeof(lt_expr *));
    if (!e->args) return false;
    memcpy(e->args, args, (size_t)count * sizeof(lt_expr *));
    e->arg_count = count;
    for (int32_t i = 0; i < count; i++)
        if (args[i]->depth >= e->depth) e->depth = args[i]->depth + 1;
    return true;
}

static bool any_missing(lt_expr *const *args, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        if (!args[i]) return true;
    return false;
}

/* A node of kind with name (NULL: none), consuming args whatever happens. */
static lt_expr *make(lt_expr_kind kind, const char *name, size_t len, lt_expr *const *args,
                     int32_t count)
{
    lt_expr *e = NULL;
    if (any_missing(args, count)) goto fail;
    e = lt_mem_zeroed(lt_plan_mem(), 1, sizeof(*e));
    if (!e) goto fail;
    atomic_init(&e->refs, 1);
    atomic_init(&e->facts, 0);
    e->kind = kind;
    e->depth = 1;
    e->index = -1;
    e->at = -1;
    e->nullable = true;
    if (name && !(e->name = copy_name(name, len))) goto fail;
    if (!take_args(e, args, count)) goto fail;
    return e;
fail:
    for (int32_t i = 0; i < count; i++) lt_expr_release(args[i]);
    lt_expr_release(e);
    return NULL;
}

/* ---- builders ---- */

lt_expr *lt_expr_column(const char *name, size_t len)
{
    return make(LT_EXPR_COLUMN, name, len, NULL, 0);
}

/* A copy of v's elements, and of nothing around them, that the expression owns. */
static bool own_list(lt_value *out, lt_value v)
{
    lt_column  *items = NULL;
    lt_heap     heap = {.mem = lt_plan_mem()};
    lt_row_list rows = {.first = v.list.start, .n = v.list.len};
    lt_status   status = lt_column_open(&items, heap.mem, lt_type_element(v.type), 0, NULL);
    if (!status) status = lt_column_append(items, v.list.items, &rows, &heap, NULL);
    if (!status) status = lt_heap_give(&heap, items, NULL);
    lt_heap_clear(&heap);
    if (status) {
        lt_column_release(items);
        return false;
    }
    *out = (lt_value){.type = v.type, .list = {.items = items, .len = v.list.len}};
    return true;
}

lt_expr *lt_expr_literal(lt_value v)
{
    lt_expr *e = make(LT_EXPR_LITERAL, NULL, 0, NULL, 0);
    if (!e) return NULL;
    bool text = lt_type_is_text(v.type) && !v.null;
    e->type = v.type;
    e->nullable = v.null;
    e->value = (lt_value){.type = v.type, .null = v.null};
    if (is_list_value(v)) {
        e->value.null = true; /* until it is there */
        if (own_list(&e->value, v)) return e;
        lt_expr_release(e);
        return NULL;
    }
    if (!text) {
        if (!v.null) e->value = v;
        return e;
    }
    e->value.s.bytes = (const uint8_t *)"";
    if (v.s.len <= 0) return e;
    uint8_t *copy = lt_mem_resize(lt_plan_mem(), NULL, 0, (size_t)v.s.len);
    if (!copy) {
        lt_expr_release(e);
        return NULL;
    }
    memcpy(copy, v.s.bytes, (size_t)v.s.len);
    e->value.s.bytes = copy;
    e->value.s.len = v.s.len;
    return e;
}

static void to_lower(char *text)
{
    for (; *text; text++)
        if (*text >= 'A' && *text <= 'Z') *text = (char)(*text | 0x20);
}

lt_expr *lt_expr_call(const char *name, lt_expr *const *args, int32_t count, bool distinct)
{
    lt_expr *e = make(LT_EXPR_CALL, name, strlen(name), args, count);
    if (!e) return NULL;
    to_lower(e->name);
    e->distinct = distinct;
    return e;
}

lt_expr *lt_expr_cast(lt_expr *arg, lt_type to, bool try_)
{
    lt_expr *e = make(LT_EXPR_CAST, NULL, 0, &arg, 1);
    if (!e) return NULL;
    e->type = to;
    e->try_ = try_;
    return e;
}

lt_expr *lt_expr_alias(lt_expr *arg, const char *name, size_t len)
{
    return make(LT_EXPR_ALIAS, name, len, &arg, 1);
}

lt_expr *lt_expr_star(void) { return make(LT_EXPR_STAR, NULL, 0, NULL, 0); }

lt_expr *lt_expr_star_except(lt_expr *const *columns, int32_t count)
{
    return make(LT_EXPR_STAR, NULL, 0, columns, count);
}

lt_expr *lt_expr_sort(lt_expr *arg, bool descending, bool nulls_first)
{
    lt_expr *e = make(LT_EXPR_SORT, NULL, 0, &arg, 1);
    if (!e) return NULL;
    e->descending = descending;
    e->nulls_first = nulls_first;
    return e;
}

/* ---- rewriting ---- */

static bool copy_value(lt_expr *to, const lt_expr *from)
{
    bool owned = lt_type_is_text(from->value.type) && from->value.s.len;
    to->value = from->value;
    if (is_list_value(from->value)) lt_column_retain(from->value.list.items);
    if (!owned) return true;
    size_t   len = (size_t)from->value.s.len;
    uint8_t *bytes = lt_mem_resize(lt_plan_mem(), NULL, 0, len);
    if (bytes) memcpy(bytes, from->value.s.bytes, len);
    to->value.s.bytes = bytes;
    if (!bytes) to->value.s.len = 0;
    return bytes != NULL;
}

lt_expr *lt_expr_copy(const lt_expr *e)
{
    for (int32_t i = 0; i < e->arg_count; i++) lt_expr_retain(e->args[i]);
    lt_expr *c = make(e->kind, e->name, e->name ? strlen(e->name) : 0, e->args, e->arg_count);
    if (!c) return NULL;
    c->distinct = e->distinct;
    c->filtered = e->filtered;
    c->try_ = e->try_;
    c->descending = e->descending;
    c->nulls_first = e->nulls_first;
    c->resolved = e->resolved;
    c->implicit = e->implicit;
    c->type = e->type;
    c->nullable = e->nullable;
    c->index = e->index;
    c->function = e->function;
    lt_expr_place(c, e);
    if (!copy_value(c, e)) {
        lt_expr_release(c);
        return NULL;
    }
    return c;
}

void lt_expr_set_arg(lt_expr *e, int32_t k, lt_expr *arg)
{
    lt_expr *old = e->args[k];
    e->args[k] = arg;
    if (arg->depth >= e->depth) e->depth = arg->depth + 1;
    atomic_store_explicit(&e->facts, 0, memory_order_relaxed);
    lt_expr_release(old);
}

void lt_expr_place(lt_expr *e, const lt_expr *like)
{
    lt_origin *old = e->origin;
    e->origin = lt_origin_retain(like->origin);
    e->at = like->at;
    e->at_bytes = like->at_bytes;
    lt_origin_release(old);
}

/* ---- questions ---- */

static bool same_name(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool same_value(lt_value a, lt_value b);

static bool same_list(lt_value a, lt_value b)
{
    if (a.list.len != b.list.len) return false;
    for (int32_t i = 0; i < a.list.len; i++)
        if (!same_value(lt_value_item(a, i), lt_value_item(b, i))) return false;
    return true;
}

/* A literal is the same only with the same bits: 0.0 and -0.0 are two. */
static bool same_value(lt_value a, lt_value b)
{
    if (!lt_type_same(a.type, b.type) || a.null != b.null) return false;
    if (a.null) return true;
    if (lt_type_is_list(a.type)) return same_list(a, b);
    if (lt_type_is_text(a.type))
        return a.s.len == b.s.len && memcmp(a.s.bytes, b.s.bytes, (size_t)a.s.len) == 0;
    if (a.type.id == LT_BOOL) return a.b == b.b;
    if (a.type.id == LT_DECIMAL) return a.d == b.d;
    if (lt_type_is_float(a.type)) /* bits are what is asked for:
                                     NOLINTNEXTLINE(bugprone-suspicious-memory-comparison) */
        return memcmp(&a.f, &b.f, sizeof(a.f)) == 0;
    return a.type.id == LT_VOID || a.i == b.i;
}

static bool same_head(const lt_expr *a, const lt_expr *b)
{
    if (a->kind != b->kind || a->arg_count != b->arg_count || a->resolved != b->resolved ||
        a->distinct != b->distinct || a->filtered != b->filtered || a->try_ != b->try_ ||
        a->descending != b->descending || a->nulls_first != b->nulls_first)
        return false;
    switch (a->kind) {
    case LT_EXPR_LITERAL: return same_value(a->value, b->value);
    case LT_EXPR_CAST: return lt_type_same(a->type, b->type);
    case LT_EXPR_COLUMN: return a->resolved ? a->index == b->index : same_name(a->name, b->name);
    case LT_EXPR_CALL:
        if (a->resolved && a->function) return a->function == b->function;
        return same_name(a->name, b->name);
    default: return same_name(a->name, b->name);
    }
}

bool lt_expr_same(const lt_expr *a, const lt_expr *b)
{
    if (a == b) return true;
    if (!same_head(a, b)) return false;
    for (int32_t i = 0; i < a->arg_count; i++)
        if (!lt_expr_same(a->args[i], b->args[i])) return false;
    return true;
}

/* The nearest node that knows where it was written: e, else the first below it. */
static const lt_expr *placed(const lt_expr *e)
{
    for (int depth = 0; depth < LT_EXPR_DEPTH; depth++) {
        if (e->origin && e->at >= 0) return e;
        if (!e->arg_count) break;
        e = e->args[0];
    }
    return NULL;
}

void lt_expr_blame(lt_error *err, const lt_expr *e)
{
    const lt_expr *at = placed(e);
    if (!err || !at) return;
    lt_error_caret(err, at->origin->text, at->origin->bytes, at->at, at->at_bytes);
    lt_error_cell(err, NULL, at->origin->line);
}

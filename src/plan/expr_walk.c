#include "plan/expr_walk.h"

#include "plan/function.h"

#include <assert.h>
#include <string.h>

/* Casts that every value survives: to text, to a wider integer or decimal, to a float. */
static bool cast_is_safe(lt_type from, lt_type to)
{
    if (from.id == LT_VOID || lt_type_same(from, to) || to.id == LT_STRING) return true;
    if (to.id == LT_LIST) return cast_is_safe(lt_type_element(from), lt_type_element(to));
    if (lt_type_is_float(to)) return lt_type_is_numeric(from);
    if (lt_type_is_int(to)) return lt_type_is_int(from) && from.id <= to.id;
    if (to.id != LT_DECIMAL) return false;
    static const int digits[] = {[LT_I8] = 3, [LT_I16] = 5, [LT_I32] = 10, [LT_I64] = 19};
    int              whole = to.precision - to.scale;
    if (lt_type_is_int(from)) return whole >= digits[from.id];
    return from.id == LT_DECIMAL && to.scale >= from.scale && whole >= from.precision - from.scale;
}

bool lt_cast_can_fail(lt_type from, lt_type to) { return !cast_is_safe(from, to); }

/* Asked of every node of long plans, again and again: most names differ in their first byte. */
static bool is_named(const lt_expr *e, const char *const *names, size_t count)
{
    const char *name = e->function->name;
    for (size_t i = 0; i < count; i++)
        if (names[i][0] == name[0] && strcmp(names[i], name) == 0) return true;
    return false;
}

static bool has_literal(const lt_expr *e)
{
    return e->arg_count == 2 && e->args[1]->kind == LT_EXPR_LITERAL;
}

/* Only an escape can be wrong in a pattern. */
static bool is_sound_pattern(const lt_expr *e)
{
    static const char *const names[] = {"like", "ilike"};
    if (!has_literal(e) || !is_named(e, names, sizeof(names) / sizeof(*names))) return false;
    const lt_value *v = &e->args[1]->value;
    if (v->null || !lt_type_is_text(v->type)) return v->null;
    return v->s.len <= 0 || !memchr(v->s.bytes, '\\', (size_t)v->s.len);
}

/* Division by a literal that is neither 0 nor, as -1 is for the smallest number, too much. */
static bool divides_safely(const lt_expr *e)
{
    static const char *const names[] = {"/", "%", "div"};
    if (!has_literal(e) || !is_named(e, names, sizeof(names) / sizeof(*names))) return false;
    const lt_expr *by = e->args[1];
    if (by->value.null || !lt_type_same(e->args[0]->type, by->type)) return false;
    if (lt_type_is_int(by->type)) return by->value.i != 0 && by->value.i != -1;
    return by->type.id == LT_F64 && e->type.id == LT_F64 && by->value.f != 0;
}

static bool fails_itself(const lt_expr *e)
{
    if (e->try_) return false;
    if (e->kind == LT_EXPR_CAST) return !cast_is_safe(e->args[0]->type, e->type);
    if (e->kind != LT_EXPR_CALL) return false;
    if (!e->function) return true;
    if (!e->function->can_fail || e->function->try_) return false;
    return !is_sound_pattern(e) && !divides_safely(e);
}

bool lt_expr_is_volatile(const lt_expr *e)
{
    static const char *const names[] = {"rand",
                                        "randn",
                                        "randstr",
                                        "uniform",
                                        "uuid",
                                        "shuffle",
                                        "monotonically_increasing_id",
                                        "spark_partition_id"};
    if (e->kind != LT_EXPR_CALL || !e->function) return false;
    return is_named(e, names, sizeof(names) / sizeof(*names));
}

/* ---- facts ---- */

/* Bits of lt_expr.facts; the number of nodes is above them. */
enum { KNOWN = 1, CAN_FAIL = 2, VOLATILE = 4, FOLDED = 8, NODES_AT = 8 };

static unsigned facts_of(const lt_expr *e);

static unsigned find_facts(const lt_expr *e)
{
    unsigned flags = KNOWN, nodes = 1;
    if (fails_itself(e)) flags |= CAN_FAIL;
    if (lt_expr_is_volatile(e)) flags |= VOLATILE;
    for (int32_t i = 0; i < e->arg_count; i++) {
        unsigned arg = facts_of(e->args[i]);
        flags |= arg & (CAN_FAIL | VOLATILE);
        nodes += arg >> NODES_AT;
        if (nodes > LT_EXPR_MANY) nodes = LT_EXPR_MANY;
    }
    return flags | nodes << NODES_AT;
}

/* Kept once e is resolved: what is not may still become something else. */
static unsigned facts_of(const lt_expr *e)
{
    atomic_uint *kept = &((lt_expr *)e)->facts;
    unsigned     facts = atomic_load_explicit(kept, memory_order_relaxed);
    if (facts & KNOWN) return facts;
    facts |= find_facts(e);
    if (e->resolved) atomic_fetch_or_explicit(kept, facts, memory_order_relaxed);
    return facts;
}

bool    lt_expr_can_fail(const lt_expr *e) { return facts_of(e) & CAN_FAIL; }
bool    lt_expr_has_volatile(const lt_expr *e) { return facts_of(e) & VOLATILE; }
int32_t lt_expr_nodes(const lt_expr *e) { return (int32_t)(facts_of(e) >> NODES_AT); }
bool    lt_expr_is_folded(const lt_expr *e)
{
    return atomic_load_explicit(&e->facts, memory_order_relaxed) & FOLDED;
}

void lt_expr_set_folded(const lt_expr *e)
{
    if (e->resolved) atomic_fetch_or_explicit(&((lt_expr *)e)->facts, FOLDED, memory_order_relaxed);
}

/* ---- questions asked seldom ---- */

static bool is_aggregate(const lt_expr *e)
{
    if (e->kind != LT_EXPR_CALL) return false;
    const lt_function *f = e->function ? e->function : lt_function_find(e->name, strlen(e->name));
    return f && f->aggregate;
}

bool lt_expr_has_aggregate(const lt_expr *e)
{
    if (is_aggregate(e)) return true;
    for (int32_t i = 0; i < e->arg_count; i++)
        if (lt_expr_has_aggregate(e->args[i])) return true;
    return false;
}

void lt_expr_columns(const lt_expr *e, bool *used)
{
    if (e->kind == LT_EXPR_COLUMN && e->index >= 0) used[e->index] = true;
    for (int32_t i = 0; i < e->arg_count; i++) lt_expr_columns(e->args[i], used);
}

/* ---- new trees ---- */

typedef struct change {
    const int32_t         *map;    /* one of the two */
    lt_expr *const *const *levels; /* one behind the other */
    int32_t                level_count;
} change;

static lt_expr *changed(lt_expr *e, const change *how);

static lt_expr *changed_column(lt_expr *e, const change *how)
{
    assert(how->map || how->levels);
    if (how->levels) {
        lt_expr *by = how->levels[0][e->index];
        if (how->level_count == 1) return lt_expr_retain(by);
        return changed(by,
                       &(change){.levels = how->levels + 1, .level_count = how->level_count - 1});
    }
    if (how->map[e->index] == e->index) return lt_expr_retain(e);
    lt_expr *made = lt_expr_copy(e);
    if (made) made->index = how->map[e->index];
    return made;
}

/* Puts arg (consumed) in place of the i-th argument of e; the first change makes *made a copy. */
static bool put_changed(lt_expr **made, const lt_expr *e, int32_t i, lt_expr *arg)
{
    if (!*made && arg != e->args[i] && !(*made = lt_expr_copy(e))) {
        lt_expr_release(arg);
        return false;
    }
    if (*made)
        lt_expr_set_arg(*made, i, arg);
    else
        lt_expr_release(arg);
    return true;
}

/* What e becomes; e itself, retained, where nothing changes below it. Without columns in e there
 * may be neither map nor expressions: a projection of nothing has none. */
static lt_expr *changed(lt_expr *e, const change *how)
{
    lt_expr *made = NULL;
    if (e->kind == LT_EXPR_COLUMN) return changed_column(e, how);
    for (int32_t i = 0; i < e->arg_count; i++) {
        lt_expr *arg = changed(e->args[i], how);
        if (arg && put_changed(&made, e, i, arg)) continue;
        lt_expr_release(made);
        return NULL;
    }
    return made ? made : lt_expr_retain(e);
}

lt_expr *lt_expr_remap(const lt_expr *e, const int32_t *map)
{
    return changed((lt_expr *)e, &(change){.map = map});
}

lt_expr *lt_expr_substitute(const lt_expr *e, lt_expr *const *by)
{
    return lt_expr_substitute_all(e, &by, 1);
}

lt_expr *lt_expr_substitute_all(const lt_expr *e, lt_expr *const *const *levels, int32_t count)
{
    return changed((lt_expr *)e, &(change){.levels = levels, .level_count = count});
}

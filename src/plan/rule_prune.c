/* rule_prune.c — every node keeps only the columns that somebody above needs.
 *
 * Walks down with the set of needed columns and comes back with a map from the old column numbers
 * to the new ones. A node may hand up more than was asked (a filter's own columns); where exact
 * columns matter (union, distinct over all) a projection cuts them.
 */
#include "plan/rules.h"

typedef struct pruner {
    lt_rules *rules;
    lt_arena  arena;
    int32_t   dropped; /* columns no longer read by scans */
} pruner;

static bool *flags(pruner *pr, int32_t n) { return lt_arena_get(&pr->arena, (size_t)n + 1); }

static int32_t count_true(const bool *set, int32_t n)
{
    int32_t count = 0;
    for (int32_t i = 0; i < n; i++) count += set[i];
    return count;
}

/* Numbers the chosen columns; -1 for the others. */
static int32_t *number(pruner *pr, const bool *chosen, int32_t n)
{
    int32_t *map = lt_arena_get(&pr->arena, ((size_t)n + 1) * sizeof(*map)), next = 0;
    for (int32_t i = 0; map && i < n; i++) map[i] = chosen[i] ? next++ : -1;
    return map;
}

static lt_status keep_fields(pruner *pr, lt_plan *p, const bool *chosen, lt_error *err)
{
    const lt_schema *s = p->schema;
    lt_field        *fields = lt_arena_get(&pr->arena, ((size_t)s->count + 1) * sizeof(*fields));
    lt_schema       *fewer;
    int32_t          n = 0;
    if (!fields) return lt_no_memory(err);
    for (int32_t i = 0; i < s->count; i++)
        if (chosen[i]) fields[n++] = s->fields[i];
    LT_TRY(lt_schema_open(&fewer, pr->rules->mem, fields, n, err));
    lt_plan_set_schema(p, fewer);
    lt_schema_release(fewer);
    return LT_OK;
}

static lt_status remap_exprs(lt_plan *p, const int32_t *map, lt_error *err)
{
    for (int32_t i = 0; i < p->expr_count; i++) {
        lt_expr *e = lt_expr_remap(p->exprs[i], map);
        if (!e) return lt_no_memory(err);
        lt_expr_release(p->exprs[i]);
        p->exprs[i] = e;
    }
    return LT_OK;
}

static lt_status prune(pruner *pr, lt_plan **p, const bool *needed, int32_t **map, lt_error *err);

/* Prunes the first input of *p, which the caller owns alone. */
static lt_status prune_input(pruner *pr, lt_plan *p, const bool *needed, int32_t **map,
                             lt_error *err)
{
    lt_plan  *child = lt_plan_retain(p->inputs[0]);
    lt_status status = prune(pr, &child, needed, map, err);
    lt_plan_replace(&p->inputs[0], child);
    return status;
}

/* ---- scans ---- */

static lt_status scan_columns(pruner *pr, lt_plan *scan, const bool *chosen, lt_error *err)
{
    int32_t  all = scan->schema->count, kept = count_true(chosen, all), n = 0;
    int32_t *from = lt_arena_get(&pr->arena, ((size_t)kept + 1) * sizeof(*from));
    if (!from) return lt_no_memory(err);
    for (int32_t i = 0; i < all; i++)
        if (chosen[i]) from[n++] = scan->spec.all_columns ? i : scan->spec.columns[i];

    lt_scan_spec plain = {.columns = from, .column_count = kept, .limit = -1}, owned;
    LT_TRY(lt_scan_spec_copy(&owned, &plain, err));
    lt_scan_spec held = scan->spec;
    scan->spec.columns = owned.columns;
    scan->spec.column_count = kept;
    scan->spec.all_columns = false;
    held.filters = NULL; /* they stay */
    held.filter_count = held.filter_cap = 0;
    lt_scan_spec_clear(&held);
    pr->dropped += all - kept;
    return keep_fields(pr, scan, chosen, err);
}

static lt_status prune_scan(pruner *pr, lt_plan *scan, const bool *needed, int32_t **map,
                            lt_error *err)
{
    int32_t n = scan->schema->count;
    bool   *chosen = flags(pr, n);
    if (!chosen) return lt_no_memory(err);
    memcpy(chosen, needed, (size_t)n);
    for (int32_t i = 0; i < scan->spec.filter_count; i++)
        lt_expr_columns(scan->spec.filters[i], chosen);
    if (!(*map = number(pr, chosen, n))) return lt_no_memory(err);
    if (scan->kind == LT_NODE_RANGE) {
        for (int32_t i = 0; i < n; i++) (*map)[i] = i;
        return LT_OK;
    }
    if (count_true(chosen, n) == n) return LT_OK;
    LT_TRY(scan_columns(pr, scan, chosen, err));
    for (int32_t i = 0; i < scan->spec.filter_count; i++) {
        lt_expr *e = lt_expr_remap(scan->spec.filters[i], *map);
        if (!e) return lt_no_memory(err);
        lt_expr_release(scan->spec.filters[i]);
        scan->spec.filters[i] = e;
    }
    return LT_OK;
}

/* ---- nodes that compute their columns: Project and Aggregate ---- */

static lt_status keep_exprs(lt_plan *p, const bool *chosen)
{
    int32_t n = 0, count = p->expr_count;
    for (int32_t i = 0; i < count; i++) { /* swap the unwanted behind the kept; sizes stay */
        if (!chosen[i]) continue;
        lt_expr *e = p->exprs[n];
        char    *name = i < p->name_count ? p->names[n] : NULL;
        p->exprs[n] = p->exprs[i];
        p->exprs[i] = e;
        if (i < p->name_count) {
            p->names[n] = p->names[i];
            p->names[i] = name;
        }
        n++;
    }
    lt_expr    *kept_exprs[1024];
    const char *kept_names[1024];
    for (int32_t i = 0; i < n; i++) kept_exprs[i] = lt_expr_retain(p->exprs[i]);
    bool named = p->name_count == count;
    LT_TRY(lt_plan_set_exprs(p, kept_exprs, n, NULL));
    if (!named) return LT_OK;
    /* set_names copies before it frees, so the old names may be handed to it. */
    for (int32_t i = 0; i < n; i++) kept_names[i] = p->names[i];
    return lt_plan_set_names(p, kept_names, n, NULL);
}

static lt_status prune_computed(pruner *pr, lt_plan *p, const bool *needed, int32_t **map,
                                lt_error *err)
{
    int32_t n = p->expr_count, below = p->inputs[0]->schema->count, *down;
    bool   *chosen = flags(pr, n), *used = flags(pr, below);
    if (!chosen || !used) return lt_no_memory(err);
    for (int32_t i = 0; i < n; i++) chosen[i] = n > 1024 || i < p->key_count || needed[i];
    if (!(*map = number(pr, chosen, n))) return lt_no_memory(err);
    if (count_true(chosen, n) < n) {
        LT_TRY(keep_fields(pr, p, chosen, err));
        if (keep_exprs(p, chosen)) return lt_no_memory(err);
    }
    for (int32_t i = 0; i < p->expr_count; i++) lt_expr_columns(p->exprs[i], used);
    LT_TRY(prune_input(pr, p, used, &down, err));
    return remap_exprs(p, down, err);
}

/* ---- nodes that hand their input's columns on ---- */

static lt_status prune_through(pruner *pr, lt_plan *p, const bool *needed, int32_t **map,
                               lt_error *err)
{
    int32_t n = p->schema->count;
    bool   *wanted = flags(pr, n);
    if (!wanted) return lt_no_memory(err);
    memcpy(wanted, needed, (size_t)n);
    for (int32_t i = 0; i < p->expr_count; i++) lt_expr_columns(p->exprs[i], wanted);
    for (int32_t i = 0; p->kind == LT_NODE_DISTINCT && i < n; i++) {
        bool key = p->name_count == 0;
        for (int32_t k = 0; k < p->name_count; k++)
            key = key || strcmp(p->names[k], p->schema->fields[i].name) == 0;
        wanted[i] = wanted[i] || key;
    }
    LT_TRY(prune_input(pr, p, wanted, map, err));
    lt_plan_set_schema(p, p->inputs[0]->schema);
    return remap_exprs(p, *map, err);
}

/* A projection of exactly the needed columns over *p, where it hands up more than those. */
static lt_status cut_exactly(pruner *pr, lt_plan **p, const lt_schema *before, const bool *needed,
                             const int32_t *map, lt_error *err)
{
    enum { MANY = 1024 };
    lt_expr    *exprs[MANY];
    const char *names[MANY];
    int32_t     n = 0, want = count_true(needed, before->count);
    if ((*p)->schema->count == want || want > MANY) return LT_OK;
    for (int32_t i = 0; i < before->count; i++) {
        if (!needed[i]) continue;
        const lt_field *f = before->fields + i;
        lt_expr        *e = lt_expr_column(f->name, strlen(f->name));
        if (!e) {
            while (n > 0) lt_expr_release(exprs[--n]);
            return lt_no_memory(err);
        }
        e->index = map[i], e->type = f->type, e->nullable = f->nullable, e->resolved = true;
        exprs[n] = e;
        names[n++] = f->name;
    }
    lt_schema *in = (*p)->schema;
    bool      *kept = flags(pr, in->count);
    lt_plan   *project = kept ? lt_select(lt_plan_retain(*p), exprs, n) : NULL;
    if (!project) return lt_no_memory(err);
    for (int32_t i = 0; i < before->count; i++)
        if (needed[i]) kept[map[i]] = true;
    lt_plan_set_schema(project, in);
    lt_status status = keep_fields(pr, project, kept, err);
    if (!status) status = lt_plan_set_names(project, names, n, err);
    if (status) {
        lt_plan_release(project);
        return status;
    }
    lt_plan_replace(p, project);
    return LT_OK;
}

static lt_status prune_union(pruner *pr, lt_plan *p, const bool *needed, int32_t **map,
                             lt_error *err)
{
    for (int32_t i = 0; i < p->input_count; i++) {
        lt_plan   *child = lt_plan_retain(p->inputs[i]);
        lt_schema *before = lt_schema_retain(child->schema);
        int32_t   *down;
        lt_status  status = prune(pr, &child, needed, &down, err);
        if (!status) status = cut_exactly(pr, &child, before, needed, down, err);
        lt_schema_release(before);
        lt_plan_replace(&p->inputs[i], child);
        if (status) return status;
    }
    if (!(*map = number(pr, needed, p->schema->count))) return lt_no_memory(err);
    return keep_fields(pr, p, needed, err);
}

/* Nodes that look at every column of their inputs. */
static lt_status prune_below(pruner *pr, lt_plan *p, int32_t **map, lt_error *err)
{
    for (int32_t i = 0; i < p->input_count; i++) {
        lt_plan *child = lt_plan_retain(p->inputs[i]);
        int32_t  n = child->schema->count, *down;
        bool    *all = flags(pr, n);
        if (all) memset(all, true, (size_t)n);
        lt_status status = all ? prune(pr, &child, all, &down, err) : lt_no_memory(err);
        lt_plan_replace(&p->inputs[i], child);
        if (status) return status;
    }
    int32_t n = p->schema->count;
    bool   *all = flags(pr, n);
    if (!all) return lt_no_memory(err);
    memset(all, true, (size_t)n);
    *map = number(pr, all, n);
    return *map ? LT_OK : lt_no_memory(err);
}

/* ---- Explode: its list decides how many rows there are, so it stays ---- */

/* Where column i of the input is in what p makes of it, `list` being exploded. */
static int32_t exploded(const lt_plan *p, int32_t list, int32_t i)
{
    return i + (p->positions && i >= list);
}

static lt_status explode_schema(pruner *pr, lt_plan *p, const int32_t *map, lt_error *err)
{
    bool *chosen = flags(pr, p->schema->count);
    if (!chosen) return lt_no_memory(err);
    for (int32_t i = 0; i < p->schema->count; i++) chosen[i] = map[i] >= 0;
    return keep_fields(pr, p, chosen, err);
}

static lt_status prune_explode(pruner *pr, lt_plan *p, const bool *needed, int32_t **map,
                               lt_error *err)
{
    int32_t list = p->exprs[0]->index, below = p->inputs[0]->schema->count, *down;
    bool   *wanted = flags(pr, below);
    *map = lt_arena_get(&pr->arena, ((size_t)p->schema->count + 1) * sizeof(**map));
    if (!wanted || !*map) return lt_no_memory(err);
    for (int32_t i = 0; i < below; i++) wanted[i] = i == list || needed[exploded(p, list, i)];
    LT_TRY(prune_input(pr, p, wanted, &down, err));
    for (int32_t i = 0; i < below; i++)
        (*map)[exploded(p, list, i)] = down[i] < 0 ? -1 : exploded(p, down[list], down[i]);
    if (p->positions) (*map)[list] = down[list];
    LT_TRY(explode_schema(pr, p, *map, err));
    return remap_exprs(p, down, err);
}

static lt_status prune(pruner *pr, lt_plan **p, const bool *needed, int32_t **map, lt_error *err)
{
    lt_plan *copy = lt_plan_copy(*p);
    if (!copy) return lt_no_memory(err);
    lt_plan_replace(p, copy);
    switch (copy->kind) {
    case LT_NODE_SCAN:
    case LT_NODE_RANGE: return prune_scan(pr, copy, needed, map, err);
    case LT_NODE_PROJECT:
    case LT_NODE_AGGREGATE: return prune_computed(pr, copy, needed, map, err);
    case LT_NODE_UNION: return prune_union(pr, copy, needed, map, err);
    case LT_NODE_INTERSECT:
    case LT_NODE_EXCEPT:
    case LT_NODE_SUMMARY: return prune_below(pr, copy, map, err);
    case LT_NODE_EXPLODE: return prune_explode(pr, copy, needed, map, err);
    default: return prune_through(pr, copy, needed, map, err);
    }
}

lt_status lt_prune(lt_rules *r, lt_plan **p, lt_error *err)
{
    pruner   pr = {.rules = r, .arena.mem = r->mem};
    int32_t *map, n = (*p)->schema->count;
    bool    *all = flags(&pr, n);
    if (!all) return lt_no_memory(err);
    memset(all, true, (size_t)n);
    lt_status status = prune(&pr, p, all, &map, err);
    if (!status && pr.dropped)
        status = lt_rules_note(r, err, "prune columns: scans read %d fewer", pr.dropped);
    lt_arena_clear(&pr.arena);
    return status;
}

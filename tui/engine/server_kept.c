/* server_kept.c — results that are held: who owns them, when they go. */
#include "tui/engine/server_state.h"

#include <string.h>

tui_kept **tui_kept_list(tui_server *s, size_t *n)
{
    *n = s->kept.len / sizeof(tui_kept *);
    return (tui_kept **)(void *)s->kept.data;
}

/* Lock held. */
static void release_locked(tui_server *s, tui_kept *k)
{
    if (!k || --k->refs > 0) return;
    lt_table_release(k->held);
    lt_table_release(k->page);
    lt_plan_release(k->plan);
    lt_mem_free(s->mem, k, sizeof(*k));
}

void tui_kept_release(tui_server *s, tui_kept *k)
{
    pthread_mutex_lock(&s->lock);
    release_locked(s, k);
    pthread_mutex_unlock(&s->lock);
}

/* Retains t and plan; the answer is retained for the caller. NULL: no memory. */
tui_kept *tui_kept_add(tui_server *s, lt_table *t, lt_plan *plan, uint64_t cell, int64_t shown)
{
    tui_kept *k = lt_mem_zeroed(s->mem, 1, sizeof(*k));
    if (!k) return NULL;
    *k = (tui_kept){.refs = 2, .cell = cell, .shown = shown, .total = t->rows};
    k->held = lt_table_retain(t);
    k->is_exact = !t->partial;
    k->is_derived = cell == 0;
    if (plan && t->partial) k->plan = lt_plan_retain(plan);
    pthread_mutex_lock(&s->lock);
    k->id = ++s->next_result;
    if (lt_buf_add(&s->kept, &k, sizeof(k), NULL)) {
        k->refs = 1;
        release_locked(s, k);
        k = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    return k;
}

tui_kept *tui_kept_find(tui_server *s, uint64_t id)
{
    size_t    n;
    tui_kept *found = NULL;
    pthread_mutex_lock(&s->lock);
    tui_kept **list = tui_kept_list(s, &n);
    for (size_t i = 0; i < n && !found; i++)
        if (list[i]->id == id) found = list[i];
    if (found) found->refs++;
    pthread_mutex_unlock(&s->lock);
    return found;
}

typedef struct choice {
    uint64_t id, cell, owner; /* the one that is not 0 counts; id: of a derived one */
} choice;

static bool is_chosen(const tui_kept *k, choice c)
{
    if (c.id) return k->id == c.id && k->is_derived;
    return c.owner ? k->owner == c.owner : k->cell == c.cell;
}

/* Lock held. */
static void drop(tui_server *s, choice c)
{
    size_t     n, stays = 0;
    tui_kept **list = tui_kept_list(s, &n);
    for (size_t i = 0; i < n; i++) {
        if (is_chosen(list[i], c))
            release_locked(s, list[i]);
        else
            list[stays++] = list[i];
    }
    s->kept.len = stays * sizeof(*list);
}

void tui_kept_drop_cell(tui_server *s, uint64_t cell) { drop(s, (choice){.cell = cell}); }

void tui_kept_drop_derived(tui_server *s, uint64_t id)
{
    pthread_mutex_lock(&s->lock);
    drop(s, (choice){.id = id});
    pthread_mutex_unlock(&s->lock);
}

void tui_kept_drop_owner(tui_server *s, uint64_t client)
{
    pthread_mutex_lock(&s->lock);
    drop(s, (choice){.owner = client});
    pthread_mutex_unlock(&s->lock);
}

static const char *type_text(lt_arena *arena, const lt_field *f)
{
    lt_type_text text;
    lt_type_name(text, f->type);
    const char *kept = lt_arena_text(arena, text, strlen(text));
    return kept ? kept : "";
}

void tui_columns_describe(tui_column *out, const lt_schema *schema, int32_t from, int32_t n,
                          lt_arena *arena)
{
    for (int32_t i = 0; i < n; i++) {
        const lt_field *f = schema->fields + from + i;
        out[i] = (tui_column){.name = f->name,
                              .type = type_text(arena, f),
                              .is_right = lt_type_is_numeric(f->type),
                              .is_tentative = f->tentative};
    }
}

void tui_kept_describe(tui_result *out, const tui_kept *k, lt_arena *arena)
{
    const lt_table *t = k->held;
    int32_t         n = t->schema->count;
    tui_column     *columns = n ? lt_arena_get(arena, (size_t)n * sizeof(*columns)) : NULL;
    if (!columns) n = 0;
    tui_columns_describe(columns, t->schema, 0, n, arena);
    *out = (tui_result){.cell = k->cell,
                        .result = k->id,
                        .rows = k->total,
                        .is_exact = k->is_exact,
                        .shown = k->shown,
                        .mended = {t->padded, t->cut, t->dropped, t->replaced},
                        .columns = columns,
                        .column_count = n};
}

void tui_kept_drop_all(tui_server *s)
{
    size_t n;
    pthread_mutex_lock(&s->lock);
    tui_kept **list = tui_kept_list(s, &n);
    for (size_t i = 0; i < n; i++) release_locked(s, list[i]);
    s->kept.len = 0;
    pthread_mutex_unlock(&s->lock);
}

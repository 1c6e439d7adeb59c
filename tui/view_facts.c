#include "tui/view_facts.h"

#include "tui/table_text.h"

#include <stdio.h>
#include <string.h>

enum { FACTS = 4 }; /* aggregates of a column: count, min, max, avg */

/* ---- texts that outlive their making ---- */

typedef struct page {
    lt_mem  *mem;
    lt_arena arena;
    lt_buf   cells; /* tui_cell */
} page;

static lt_status add_cell(page *p, const char *text, size_t len, lt_error *err)
{
    tui_cell cell = {.text = NULL};
    if (text) cell = (tui_cell){.text = lt_arena_text(&p->arena, text, len), .len = len};
    if (text && !cell.text) return lt_mem_refused(p->mem, len, "a table", err);
    return lt_buf_add(&p->cells, &cell, sizeof(cell), err);
}

static lt_status add_word(page *p, const char *text, lt_error *err)
{
    return add_cell(p, text, strlen(text), err);
}

static lt_status add_number(page *p, int64_t n, lt_error *err)
{
    return lt_buf_add(&p->cells, &(tui_cell){.number = n}, sizeof(tui_cell), err);
}

static page page_of(lt_mem *mem) { return (page){.mem = mem, .arena.mem = mem, .cells.mem = mem}; }

/* Makes the table where all went well, and frees the page. */
static lt_status end_page(lt_table **out, page *p, const tui_heading *headings, int32_t columns,
                          lt_status status, lt_error *err)
{
    int32_t rows = (int32_t)(p->cells.len / sizeof(tui_cell)) / columns;
    if (!status)
        status = tui_table_text(out, p->mem, headings, columns, (const tui_cell *)p->cells.data,
                                rows, err);
    lt_buf_clear(&p->cells);
    lt_arena_clear(&p->arena);
    return status;
}

/* ---- schema ---- */

static lt_status add_type(page *p, const lt_field *f, bool with_marks, lt_error *err)
{
    lt_type_text name;
    char         text[sizeof(lt_type_text) + 1];
    size_t       n = strlen(lt_type_name(name, f->type));
    memcpy(text, name, n);
    if (with_marks && f->tentative) text[n++] = '~';
    return add_cell(p, text, n, err);
}

lt_status tui_facts_schema(lt_table **out, lt_context *ctx, lt_plan *p, bool with_marks,
                           lt_error *err)
{
    static const tui_heading headings[] = {{"column", false}, {"type", false}, {"nullable", false}};
    lt_schema               *s;
    page                     lines = page_of(lt_mem_default());
    lt_status                status = LT_OK;
    LT_TRY(lt_schema_of(&s, ctx, p, err));
    for (int32_t i = 0; !status && i < s->count; i++) {
        status = add_word(&lines, s->fields[i].name, err);
        if (!status) status = add_type(&lines, s->fields + i, with_marks, err);
        if (!status) status = add_word(&lines, s->fields[i].nullable ? "yes" : "no", err);
    }
    lt_schema_release(s);
    return end_page(out, &lines, headings, 3, status, err);
}

/* ---- count ---- */

lt_status tui_facts_count(lt_table **out, int64_t rows, lt_error *err)
{
    static const tui_heading heading = {"count", true};
    return tui_table_text(out, lt_mem_default(), &heading, 1, &(tui_cell){.number = rows}, 1, err);
}

/* ---- stats ---- */

static bool has_order(lt_type t)
{
    switch ((lt_type_id)t.id) {
    case LT_BOOL:
    case LT_STRING:
    case LT_DATE:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: return true;
    default: return lt_type_is_numeric(t);
    }
}

static lt_expr *aggregate(const char *function, lt_expr *of)
{
    return lt_expr_call(function, &of, 1, false);
}

/* The k-th fact of a column, or a null where the type has none. */
static lt_expr *fact_of(const lt_field *f, int k)
{
    static const char *const names[FACTS] = {"count", "min", "max", "avg"};
    bool has = k == 0 || (k < 3 ? has_order(f->type) : lt_type_is_numeric(f->type));
    if (has) return aggregate(names[k], lt_expr_column(f->name, strlen(f->name)));
    return lt_expr_literal((lt_value){.type = LT_TYPE(VOID), .null = true});
}

/* count(*), then FACTS for each column. Names must differ: they are numbers. */
static lt_status describe_plan(lt_plan **out, lt_plan *p, const lt_schema *s, lt_error *err)
{
    char      name[24];
    lt_buf    list = {.mem = lt_mem_default()};
    int32_t   n = 1 + FACTS * s->count;
    lt_status status = lt_buf_reserve(&list, (size_t)n * sizeof(lt_expr *), err);
    for (int32_t i = 0; !status && i < n; i++) {
        lt_expr *e = i == 0 ? aggregate("count", lt_expr_star())
                            : fact_of(s->fields + (i - 1) / FACTS, (i - 1) % FACTS);
        int      len = snprintf(name, sizeof(name), "%d", i);
        e = lt_expr_alias(e, name, (size_t)len);
        lt_buf_push(&list, &e, sizeof(e));
    }
    if (!status) {
        lt_expr *const *exprs = (lt_expr *const *)(void *)list.data;
        *out = lt_group(lt_plan_retain(p), NULL, 0, exprs, n);
        status = *out ? lt_plan_check(*out, err) : LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
        if (status) lt_plan_release(*out);
    }
    lt_buf_clear(&list);
    return status;
}

static lt_status add_value(page *p, const lt_table *t, int32_t column, const struct lt_zone *zone,
                           lt_error *err)
{
    lt_value v = lt_table_value(t, 0, column);
    lt_buf   text = {.mem = p->mem};
    if (v.null) return add_cell(p, NULL, 0, err);
    lt_status status = lt_value_text(&text, v, zone, err);
    if (!status) status = add_cell(p, (const char *)text.data, text.len, err);
    lt_buf_clear(&text);
    return status;
}

static lt_status add_stats(page *lines, const lt_schema *s, const lt_table *t,
                           const struct lt_zone *zone, lt_error *err)
{
    int64_t rows = lt_table_value(t, 0, 0).i;
    for (int32_t i = 0; i < s->count; i++) {
        int32_t first = 1 + FACTS * i;
        int64_t known = lt_table_value(t, 0, first).i;
        LT_TRY(add_word(lines, s->fields[i].name, err));
        LT_TRY(add_type(lines, s->fields + i, false, err));
        LT_TRY(add_number(lines, rows, err));
        LT_TRY(add_number(lines, rows - known, err));
        for (int k = 1; k < FACTS; k++) LT_TRY(add_value(lines, t, first + k, zone, err));
    }
    return LT_OK;
}

/* One row of aggregates, made a row a column. Types are asked again: the run may have settled
 * wider ones. */
static lt_status stats_of(lt_table **out, lt_context *ctx, lt_plan *p, const lt_table *t,
                          lt_error *err)
{
    static const tui_heading headings[] = {{"column", false}, {"type", false}, {"rows", true},
                                           {"nulls", true},   {"min", false},  {"max", false},
                                           {"mean", false}};
    lt_schema               *s;
    page                     lines = page_of(lt_mem_default());
    LT_TRY(lt_schema_of(&s, ctx, p, err));
    lt_status status = add_stats(&lines, s, t, lt_context_zone(ctx), err);
    lt_schema_release(s);
    return end_page(out, &lines, headings, 7, status, err);
}

static lt_status run_stats(lt_table **out, lt_context *ctx, lt_plan *p, const lt_query *query,
                           lt_error *err)
{
    lt_schema *s;
    lt_plan   *facts;
    lt_table  *t;
    LT_TRY(lt_schema_of(&s, ctx, p, err));
    lt_status status = describe_plan(&facts, p, s, err);
    lt_schema_release(s);
    if (status) return status;
    status = lt_collect(&t, ctx, facts, query, err);
    lt_plan_release(facts);
    if (status) return status;
    status = stats_of(out, ctx, p, t, err);
    lt_table_release(t);
    return status;
}

/* A mean was asked of what the head of a file shows as a number and its tail does not: once the
 * run has settled the types, the question is asked anew. */
lt_status tui_facts_stats(lt_table **out, lt_context *ctx, lt_plan *p, const lt_query *query,
                          lt_error *err)
{
    lt_status status = run_stats(out, ctx, p, query, err);
    return status == LT_ETYPE || status == LT_EPARSE ? run_stats(out, ctx, p, query, err) : status;
}

/* ---- sample ---- */

typedef struct sample {
    lt_mem   *mem;
    int64_t  *rows; /* to take, ascending */
    int64_t   count;
    lt_table *made; /* NULL before begin */
    int64_t   taken;
} sample;

static uint64_t next_random(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

/* Knuth's selection sampling (TAOCP 3.4.2, algorithm S): each row is taken with the chance that
 * is left over. */
static void choose(sample *s, int64_t total, uint64_t seed)
{
    int64_t n = 0;
    for (int64_t row = 0; s->rows && row < total && n < s->count; row++) {
        double chance = (double)(next_random(&seed) >> 11) * 0x1p-53;
        if ((double)(total - row) * chance < (double)(s->count - n)) s->rows[n++] = row;
    }
}

static lt_status begin_sample(void *arg, lt_schema *schema, lt_error *err)
{
    sample *s = arg;
    lt_table_release(s->made);
    s->made = NULL;
    s->taken = 0;
    return lt_table_open(&s->made, s->mem, schema, err);
}

/* Rows rows[0, n) of a batch, copied so that they keep nothing else alive. */
static lt_status copy_rows(lt_batch **out, lt_mem *mem, const lt_batch *from, const int32_t *rows,
                           int32_t n, lt_error *err)
{
    lt_status status = LT_OK;
    LT_TRY(lt_batch_open(out, mem, n, from->column_count, err));
    for (int32_t i = 0; !status && i < from->column_count; i++) {
        lt_column *taken;
        status = lt_column_take(&taken, from->columns[i], rows, n, err);
        if (status) break;
        status = lt_column_compact(&(*out)->columns[i], taken, mem, err);
        lt_column_release(taken);
    }
    if (status) lt_batch_close(*out);
    return status;
}

static lt_status take_from(sample *s, const lt_batch *b, int64_t first, lt_error *err)
{
    int32_t   few[1024];
    int64_t   end = first + b->rows;
    lt_status status = LT_OK;
    while (!status && s->taken < s->count && s->rows[s->taken] < end) {
        lt_batch *made;
        int32_t   n = 0;
        while (n < 1024 && s->taken < s->count && s->rows[s->taken] < end)
            few[n++] = (int32_t)(s->rows[s->taken++] - first);
        status = copy_rows(&made, s->mem, b, few, n, err);
        if (!status) status = lt_table_add(s->made, made, err);
    }
    return status;
}

static lt_status take_sample(void *arg, const lt_piece *piece, lt_error *err)
{
    sample         *s = arg;
    const lt_table *t = piece->table;
    for (int32_t i = 0; i < t->batch_count; i++)
        LT_TRY(take_from(s, t->batches[i], piece->first_row + t->starts[i], err));
    return LT_OK;
}

lt_status tui_facts_sample(lt_table **out, tui_sample *asked, lt_context *ctx, lt_plan *p,
                           const lt_query *query, lt_error *err)
{
    static const lt_stream_ops ops = {.begin = begin_sample, .write = take_sample};
    sample                     s = {.mem = lt_context_mem(ctx)};
    LT_TRY(lt_count(&asked->total, ctx, p, query, err));
    s.count = asked->rows < asked->total ? asked->rows : asked->total;
    size_t bytes = (size_t)s.count * sizeof(*s.rows);
    s.rows = bytes ? lt_mem_resize(s.mem, NULL, 0, bytes) : NULL;
    if (bytes && !s.rows) return lt_mem_refused(s.mem, bytes, "a sample", err);
    choose(&s, asked->total, asked->seed);
    lt_status status = lt_stream(ctx, p, &ops, &s, query, err);
    if (status)
        lt_table_release(s.made);
    else
        *out = s.made;
    lt_mem_free(s.mem, s.rows, bytes);
    return status;
}

/* The examples in the functions' help are run: what help() prints is true. So are the lines of
 * tests/examples, mostly those of Spark's documentation: once as they stand, and in every way
 * with columns in the place of their constants, some rows null.
 */
#include "tests/examples.h"
#include "tests/helper.h"

#include "column/table.h"
#include "column/value.h"
#include "lote.h"
#include "plan/expr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text of expr over one row, in out; or the error's text. */
static void run(lt_context *ctx, const char *text, size_t len, lt_buf *out)
{
    lt_error  err;
    lt_expr  *e = NULL;
    lt_table *t = NULL;
    lt_status status = lt_expr_parse(&e, text, len, 1, &err);
    lt_plan  *p = status ? NULL : lt_select(lt_range(0, 1, 1), &e, 1);
    if (!status) status = lt_collect(&t, ctx, p, NULL, &err);
    if (!status) status = lt_value_text(out, lt_table_value(t, 0, 0), NULL, &err);
    if (status) (void)!lt_buf_printf(out, NULL, "! %s", err.text);
    CHECK_OK(lt_buf_terminate(out, &err), &err);
    lt_table_release(t);
    lt_plan_release(p);
}

typedef struct checker {
    lt_context       *ctx;
    const helper_way *way;
    int               wrong;
} checker;

static bool agrees(const char *got, const char *want)
{
    bool error = want[0] == '!' && want[1] == ' ' && got[0] == '!';
    return error ? strstr(got, want + 2) != NULL : strcmp(got, want) == 0;
}

static void check_constant(void *arg, const char *where, const char *expr, size_t len,
                           const char *want)
{
    checker *c = arg;
    lt_buf   out = {.mem = lt_mem_default()};
    run(c->ctx, expr, len, &out);
    if (!agrees((const char *)out.data, want)) {
        print_error("%s: %.*s gives %s, not %s\n", where, (int)len, expr, (char *)out.data, want);
        c->wrong++;
    }
    lt_buf_clear(&out);
}

static lt_context *context(const helper_way *way)
{
    lt_error           err;
    lt_context        *ctx = NULL;
    lt_context_options opt = {
        .threads = way->threads, .zone = "UTC", .batch_rows = way->batch_rows};
    CHECK_OK(lt_context_open(&ctx, &opt, &err), &err);
    return ctx;
}

static void every_example_gives_what_it_says(void **state)
{
    (void)state;
    checker c = {.ctx = context(helper_ways)};
    int     helps = each_function_example(check_constant, &c);
    int     lines = each_file_example(check_constant, &c);
    lt_context_close(c.ctx);
    assert_in_range(helps, 150, 500);
    assert_true(lines > 600);
    assert_int_equal(c.wrong, 0);
}

/* ---- the same with columns ---- */

enum { ROWS = 17, COLUMNS = 16 };

typedef struct columns {
    lt_value value[COLUMNS];
    int32_t  count;
} columns;

/* Calls whose types depend on what is written, or that tell nulls from values by an error. */
static bool needs_constants(const lt_expr *e)
{
    static const char *const names[] = {
        "interval",   "extract",   "date_part",     "datepart", "ceil",  "ceiling",     "floor",
        "round",      "bround",    "typeof",        "/",        "%",     "try_divide",  "try_mod",
        "div",        "to_number", "try_to_number", "like",     "ilike", "assert_true", "to_char",
        "to_varchar", "==",        "hash"};
    for (size_t i = 0; e->name && i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(e->name, names[i]) == 0) return true;
    return false;
}

/* e with columns in the place of its constants. */
static lt_expr *with_columns(lt_expr *e, columns *c)
{
    char name[16];
    bool plain = e->kind == LT_EXPR_LITERAL && !e->value.null && c->count < COLUMNS;
    if (plain) {
        snprintf(name, sizeof(name), "c%d", c->count);
        c->value[c->count++] = e->value;
        return lt_expr_column(name, strlen(name));
    }
    if (needs_constants(e)) return lt_expr_retain(e);
    lt_expr *copy = lt_expr_copy(e);
    assert_non_null(copy);
    for (int32_t i = 0; i < e->arg_count; i++)
        lt_expr_set_arg(copy, i, with_columns(e->args[i], c));
    return copy;
}

static bool is_null_row(int32_t row) { return row % 4 == 1; }

/* The values in the rows from `from` on, every fourth row null. */
static lt_batch *batch_of(const columns *c, int32_t from, int32_t rows)
{
    lt_error  err;
    lt_batch *b;
    CHECK_OK(lt_batch_open(&b, lt_mem_default(), rows, c->count, &err), &err);
    for (int32_t i = 0; i < c->count; i++) {
        lt_column *one, *flat;
        CHECK_OK(lt_column_constant(&one, lt_mem_default(), c->value[i], rows, &err), &err);
        CHECK_OK(lt_column_flat(&flat, one, &err), &err);
        CHECK_OK(lt_column_nullable(flat, &err), &err);
        for (int32_t row = 0; row < rows; row++)
            if (is_null_row(from + row)) lt_bit_clear(flat->valid, row);
        b->columns[i] = flat;
        lt_column_release(one);
    }
    return b;
}

/* ROWS times the values. */
static lt_table *table_of(const columns *c, int32_t batch_rows)
{
    lt_error   err;
    lt_field   fields[COLUMNS];
    char       names[COLUMNS][16];
    lt_schema *schema;
    lt_table  *t;
    for (int32_t i = 0; i < c->count; i++) {
        snprintf(names[i], sizeof(names[i]), "c%d", i);
        fields[i] = (lt_field){.name = names[i], .type = c->value[i].type, .nullable = true};
    }
    CHECK_OK(lt_schema_open(&schema, lt_mem_default(), fields, c->count, &err), &err);
    CHECK_OK(lt_table_open(&t, lt_mem_default(), schema, &err), &err);
    for (int32_t from = 0; from < ROWS; from += batch_rows) {
        lt_batch *b = batch_of(c, from, batch_rows < ROWS - from ? batch_rows : ROWS - from);
        CHECK_OK(lt_table_add(t, b, &err), &err);
    }
    lt_schema_release(schema);
    return t;
}

static bool rows_agree(const lt_table *t, const char *want)
{
    bool good = t->rows == ROWS;
    for (int32_t row = 0; good && row < ROWS; row++) {
        lt_buf   out = {.mem = lt_mem_default()};
        lt_error err;
        CHECK_OK(lt_value_text(&out, lt_table_value(t, row, 0), NULL, &err), &err);
        CHECK_OK(lt_buf_terminate(&out, &err), &err);
        good = is_null_row(row) || strcmp((const char *)out.data, want) == 0;
        if (!good) print_error("row %d is %s: ", row, (const char *)out.data);
        lt_buf_clear(&out);
    }
    return good;
}

static void check_columns(void *arg, const char *where, const char *expr, size_t len,
                          const char *want)
{
    checker  *c = arg;
    columns   found = {.count = 0};
    lt_error  err;
    lt_expr  *e = NULL;
    lt_table *t = NULL;
    bool      ends = want[0] == '!' || memmem(expr, len, "raise_error", 11);
    if (ends || lt_expr_parse(&e, expr, len, 1, &err)) return;
    lt_expr *over = with_columns(e, &found);
    if (found.count) {
        lt_table *rows = table_of(&found, c->way->batch_rows);
        lt_plan  *p = lt_select(lt_from_table(rows), &over, 1);
        lt_status status = lt_collect(&t, c->ctx, p, NULL, &err);
        if (status || !rows_agree(t, want)) {
            print_error("%s: %.*s over columns: %s\n", where, (int)len, expr,
                        status ? err.text : want);
            c->wrong++;
        }
        lt_table_release(t);
        lt_plan_release(p);
        lt_table_release(rows);
    } else {
        lt_expr_release(over);
    }
    lt_expr_release(e);
}

static void columns_give_what_constants_give(void **state)
{
    (void)state;
    for (const helper_way *way = helper_ways; way < helper_ways + HELPER_WAYS; way++) {
        checker c = {.ctx = context(way), .way = way};
        (void)each_function_example(check_columns, &c);
        (void)each_file_example(check_columns, &c);
        lt_context_close(c.ctx);
        assert_int_equal(c.wrong, 0);
    }
}

static void check_aggregate(lt_context *ctx, const char *text, const char *want)
{
    lt_error  err;
    lt_expr  *e = NULL;
    lt_table *t = NULL;
    lt_buf    out = {.mem = lt_mem_default()};
    CHECK_OK(lt_expr_parse(&e, text, strlen(text), 1, &err), &err);
    lt_plan *p = lt_select(lt_range(0, 10, 1), &e, 1);
    if (lt_collect(&t, ctx, p, NULL, &err)) fail_msg("%s: %s", text, err.text);
    if (t->rows != 1) fail_msg("%s: %lld rows", text, (long long)t->rows);
    CHECK_OK(lt_value_text(&out, lt_table_value(t, 0, 0), NULL, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    CHECK_TEXT((const char *)out.data, want);
    lt_buf_clear(&out);
    lt_table_release(t);
    lt_plan_release(p);
}

/* Aggregates over the numbers 0 to 9: what resolving made of them is what runs. */
static void aggregates_run_as_resolved(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"count(*)", "10"},
        {"count(1)", "10"},
        {"count(distinct id % 3)", "3"},
        {"sum(distinct id % 4) + max(id % 4)", "9"},
        {"count_if(id > 6)", "3"},
        {"sum(id) / count(*)", "4.5"},
        {"round(avg(id), 0)", "5.0"},
        {"sum(case when id > 7 then id end)", "17"},
        {"sum(id * 1.5)", "67.5"},
        {"avg(cast(id as decimal(4,1)))", "4.50000"},
        {"coalesce(sum(nullif(id, id)), -1)", "-1"},
        {"min(cast(id as string)) || max(id)", "09"},
        {"collect_list(nullif(id, 3))", "[0, 1, 2, 4, 5, 6, 7, 8, 9]"},
        {"collect_set(id % 3)", "[0, 1, 2]"},
        {"array_join(array_agg(id % 2), '')", "0101010101"},
        {"size(collect_list(distinct id % 4)) + count(*)", "14"},
    };
    for (const helper_way *way = helper_ways; way < helper_ways + HELPER_WAYS; way++) {
        lt_context *ctx = context(way);
        for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
            check_aggregate(ctx, table[i][0], table[i][1]);
        lt_context_close(ctx);
    }
}

int main(void)
{
    return RUN(test(every_example_gives_what_it_says), test(columns_give_what_constants_give),
               test(aggregates_run_as_resolved));
}

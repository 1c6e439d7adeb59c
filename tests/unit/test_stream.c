/* lt_stream: every row, in order, with any number of threads; anew when types turn out wider. */
#include "tests/helper.h"

#include "lote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct taker {
    int       begins;
    int64_t   rows;
    bool      in_order;
    lt_type   type; /* of column 0 at the last begin */
    lt_status answer;
} taker;

static lt_status begin(void *arg, lt_schema *schema, lt_error *err)
{
    taker *t = arg;
    (void)err;
    t->begins++;
    t->rows = 0;
    t->in_order = true;
    t->type = schema->fields[0].type;
    return LT_OK;
}

static lt_status format(void *arg, lt_piece *piece, lt_error *err)
{
    (void)arg;
    return lt_buf_printf(&piece->text, err, "%lld", (long long)piece->first_row);
}

static lt_status take(void *arg, const lt_piece *piece, lt_error *err)
{
    taker *t = arg;
    char   want[32];
    snprintf(want, sizeof(want), "%lld", (long long)t->rows);
    t->in_order = t->in_order && piece->first_row == t->rows && piece->text.len == strlen(want) &&
                  memcmp(piece->text.data, want, piece->text.len) == 0;
    for (int64_t r = 0; r < piece->table->rows; r++) {
        lt_value v = lt_table_value(piece->table, r, 0);
        if (v.type.id == LT_I64 && v.i != t->rows + r) t->in_order = false;
    }
    t->rows += piece->table->rows;
    return t->answer ? LT_FAIL(err, t->answer, "no more") : LT_OK;
}

static const lt_stream_ops ops = {.begin = begin, .format = format, .write = take};

static void rows_come_once_and_in_order(void **state)
{
    (void)state;
    for (int i = 0; i < HELPER_WAYS; i++) {
        lt_context_options opt = {.threads = helper_ways[i].threads,
                                  .batch_rows = helper_ways[i].batch_rows,
                                  .zone = "UTC"};
        taker              t = {.begins = 0};
        lt_context        *ctx;
        lt_error           err;
        CHECK_OK(lt_context_open(&ctx, &opt, &err), &err);
        lt_plan *p = lt_range(0, 100000, 1);
        CHECK_OK(lt_stream(ctx, p, &ops, &t, NULL, &err), &err);
        assert_int_equal(t.begins, 1);
        assert_int_equal(t.rows, 100000);
        assert_true(t.in_order);
        lt_plan_release(p);
        lt_context_close(ctx);
    }
}

static void a_wider_type_begins_anew(void **state)
{
    (void)state;
    enum { ROWS = 300000 };
    char        path[600];
    const char *paths[] = {path};
    lt_error    err;
    lt_context *ctx;
    taker       t = {.begins = 0};
    lt_buf      text = {.mem = lt_mem_default()};
    snprintf(path, sizeof(path), "%s/late.csv", helper_folder());
    assert_int_equal(lt_buf_text(&text, "v\n", NULL), LT_OK);
    for (int i = 0; i < ROWS; i++)
        assert_int_equal(lt_buf_text(&text, i == ROWS - 10 ? "x\n" : "12345\n", NULL), LT_OK);
    helper_write(path, text.data, text.len);
    lt_buf_clear(&text);
    CHECK_OK(lt_context_open(&ctx, &(lt_context_options){.threads = 2}, &err), &err);
    lt_plan *p = lt_scan(ctx, "csv", paths, 1, NULL, 0);
    CHECK_OK(lt_stream(ctx, p, &ops, &t, NULL, &err), &err);
    assert_int_equal(t.begins, 2);
    assert_int_equal(t.rows, ROWS);
    assert_int_equal(t.type.id, LT_STRING);
    lt_plan_release(p);
    lt_context_close(ctx);
}

static void an_error_of_the_taker_is_the_answer(void **state)
{
    (void)state;
    taker       t = {.answer = LT_EIO};
    lt_context *ctx;
    lt_error    err;
    CHECK_OK(lt_context_open(&ctx, &(lt_context_options){.threads = 2}, &err), &err);
    lt_plan *p = lt_range(0, 1000000, 1);
    CHECK_FAILS(lt_stream(ctx, p, &ops, &t, NULL, &err), LT_EIO, &err);
    lt_plan_release(p);
    lt_context_close(ctx);
}

static void formats_tell_their_options(void **state)
{
    (void)state;
    const char *name, *suffixes;
    int         found = 0;
    assert_true(lt_format_info_at(0, &name, &suffixes));
    CHECK_TEXT(name, "csv");
    assert_false(lt_format_info_at(99, &name, &suffixes));
    assert_false(lt_format_info_at(-1, &name, &suffixes));
    for (int32_t i = 0; (name = lt_format_option_at("parquet", true, i)); i++)
        found += strcmp(name, "compression") == 0;
    for (int32_t i = 0; (name = lt_format_option_at("csv", false, i)); i++)
        found += strcmp(name, "comment") == 0;
    assert_int_equal(found, 2);
    assert_null(lt_format_option_at("parquet", false, 1000));
    assert_null(lt_format_option_at("nope", false, 0));
}

int main(void)
{
    return RUN(test(rows_come_once_and_in_order), test(a_wider_type_begins_anew),
               test(an_error_of_the_taker_is_the_answer), test(formats_tell_their_options));
}

#include "tests/parquet_rows.h"

#include "io/sys.h"
#include "plan/expr.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- what a scan asks for ---- */

static lt_source *source_open(lt_mem *mem, const char *path)
{
    lt_source *s;
    lt_error   err;
    CHECK_OK(lt_format_parquet.open_source(&s, mem, &path, 1, NULL, 0, &err), &err);
    return s;
}

static void a_nested_column_is_refused_and_the_others_are_named(void **state)
{
    (void)state;
    const char *path = helper_data("parquet-testing/data/nested_lists.snappy.parquet");
    lt_error    err;
    lt_run      run = {.mem = lt_mem_default()};
    if (!path) skip();
    lt_source   *s = source_open(lt_mem_default(), path);
    lt_scan_spec all = {.all_columns = true, .limit = -1};
    CHECK_FAILS(s->ops->prepare(s, &all, &run, &err), LT_EUNSUPPORTED, &err);
    CHECK_TEXT(err.column, "a");
    CHECK_HAS(err.text, "list, map or struct");
    CHECK_HAS(err.hint, ": b (");
    int32_t      one = 1;
    lt_table    *t;
    lt_scan_spec flat = {.columns = &one, .column_count = 1, .limit = -1};
    lt_field     b = s->ops->schema(s)->fields[1];
    lt_schema   *schema;
    CHECK_OK(lt_schema_open(&schema, lt_mem_default(), &b, 1, &err), &err);
    CHECK_OK(pq_scan(&t, lt_mem_default(), s, &flat, schema, &err), &err);
    assert_int_equal(t->rows, 3);
    lt_table_release(t);
    lt_schema_release(schema);
    lt_source_release(s);
}

static void maps_past_two_gib_are_refused_as_maps(void **state)
{
    (void)state;
    const char *path = helper_data("parquet-testing/data/large_string_map.brotli.parquet");
    lt_table   *t;
    lt_error    err;
    if (!path) skip();
    lt_mem *mem = lt_mem_open(NULL, 1 << 24);
    CHECK_FAILS(pq_read(&t, mem, path, 0, &err), LT_EUNSUPPORTED, &err);
    lt_mem_close(mem);
}

static void no_columns_still_count_rows(void **state)
{
    (void)state;
    const char *path = helper_data("parquet-testing/data/alltypes_tiny_pages.parquet");
    lt_error    err;
    lt_table   *t;
    lt_schema  *none;
    if (!path) skip();
    lt_source   *s = source_open(lt_mem_default(), path);
    lt_scan_spec spec = {.limit = -1};
    CHECK_OK(lt_schema_open(&none, lt_mem_default(), NULL, 0, &err), &err);
    CHECK_OK(pq_scan(&t, lt_mem_default(), s, &spec, none, &err), &err);
    assert_int_equal(t->rows, 7300);
    assert_int_equal(s->ops->row_count(s), 7300);
    lt_table_release(t);
    lt_schema_release(none);
    lt_source_release(s);
}

/* A file of n int64 values 0, 1, 2 …, in column "x", and the same as text in "s". */
static const char *numbers_file(const char *name, int32_t n, int64_t first, const char *group_rows)
{
    static char    path[700];
    lt_mem        *mem = lt_mem_default();
    lt_error       err;
    lt_schema     *schema;
    lt_table      *t;
    lt_batch      *b;
    lt_sink_result r;
    lt_heap        heap = {.mem = mem};
    lt_field       fields[] = {{.name = "x", .type = LT_TYPE(I64)},
                               {.name = "s", .type = LT_TYPE(STRING)}};
    CHECK_OK(lt_schema_open(&schema, mem, fields, 2, &err), &err);
    CHECK_OK(lt_table_open(&t, mem, schema, &err), &err);
    CHECK_OK(lt_batch_open(&b, mem, n, 2, &err), &err);
    for (int c = 0; c < 2; c++)
        CHECK_OK(lt_column_open(&b->columns[c], mem, fields[c].type, n, &err), &err);
    for (int32_t i = 0; i < n; i++) {
        char text[40];
        int  len = snprintf(text, sizeof(text), "number %lld of many", (long long)(first + i) / 10);
        ((int64_t *)b->columns[0]->values)[i] = first + i;
        CHECK_OK(lt_heap_add((lt_view *)b->columns[1]->values + i, &heap, text, (size_t)len, &err),
                 &err);
    }
    CHECK_OK(lt_heap_give(&heap, b->columns[1], &err), &err);
    lt_heap_clear(&heap);
    CHECK_OK(lt_table_add(t, b, &err), &err);
    snprintf(path, sizeof(path), "%s/%s", helper_folder(), name);
    lt_option o[] = {
        {"mode", "overwrite"}, {"row_group_rows", group_rows}, {"page_rows", "33"}, {0}};
    CHECK_OK(pq_write(&r, mem, path, t, o, &err), &err);
    lt_table_release(t);
    lt_schema_release(schema);
    return path;
}

static void repeated_strings_stay_codes(void **state)
{
    (void)state;
    lt_error  err;
    lt_table *t;
    CHECK_OK(
        pq_read(&t, lt_mem_default(), numbers_file("codes.parquet", 1000, 0, "500"), 100, &err),
        &err);
    assert_int_equal(t->batch_count, 10);
    for (int32_t i = 0; i < t->batch_count; i++) {
        assert_int_equal(t->batches[i]->columns[1]->encoding, LT_DICT);
        assert_int_equal(t->batches[i]->columns[0]->encoding, LT_FLAT);
    }
    assert_ptr_equal(t->batches[0]->columns[1]->dict, t->batches[4]->columns[1]->dict);
    lt_value v = lt_table_value(t, 999, 1);
    assert_memory_equal(v.s.bytes, "number 99 of many", 17);
    lt_table_release(t);
}

typedef struct seen {
    int64_t ordinals[16], rows;
    int     batches, stop_after;
} seen;

static lt_status note_batch(void *arg, lt_batch *b, lt_error *err)
{
    seen *s = arg;
    (void)err;
    s->ordinals[s->batches++] = b->ordinal;
    s->rows += b->rows;
    lt_batch_close(b);
    return s->batches == s->stop_after ? LT_EDONE : LT_OK;
}

static void ordinals_tell_part_and_row(void **state)
{
    (void)state;
    lt_error     err;
    lt_run       run = {.mem = lt_mem_default()};
    lt_source   *s = source_open(lt_mem_default(), numbers_file("ordinals.parquet", 25, 0, "10"));
    lt_scan_spec spec = {.all_columns = true, .limit = -1, .batch_rows = 7};
    seen         got = {0};
    CHECK_OK(s->ops->prepare(s, &spec, &run, &err), &err);
    assert_int_equal(s->ops->parts(s), 3);
    for (int64_t p = 0; p < 3; p++) CHECK_OK(s->ops->read(s, p, 0, note_batch, &got, &err), &err);
    assert_int_equal(got.batches, 5);
    assert_int_equal(got.ordinals[1], 7);
    assert_true(got.ordinals[3] == ((int64_t)1 << LT_PART_SHIFT) + 7);
    assert_true(got.ordinals[4] == (int64_t)2 << LT_PART_SHIFT);
    assert_int_equal(atomic_load(&s->stats.rows), 25);
    assert_int_equal(atomic_load(&s->stats.bytes), atomic_load(&s->stats.bytes_total));

    got = (seen){.stop_after = 1};
    assert_int_equal(s->ops->read(s, 0, 0, note_batch, &got, &err), LT_EDONE);
    s->ops->finish(s);
    lt_source_release(s);
}

typedef struct worker {
    lt_source *source;
    int64_t    first, step;
    seen       got;
    lt_status  status;
    lt_error   err;
} worker;

static lt_status sum_batch(void *arg, lt_batch *b, lt_error *err)
{
    seen *s = arg;
    (void)err;
    s->rows += b->rows;
    for (int32_t i = 0; i < b->rows; i++) s->ordinals[0] += lt_column_value(b->columns[0], i).i;
    lt_batch_close(b);
    return LT_OK;
}

static void *work(void *arg)
{
    worker *w = arg;
    int64_t parts = w->source->ops->parts(w->source);
    for (int64_t p = w->first; p < parts && !w->status; p += w->step)
        w->status =
            w->source->ops->read(w->source, p, (int32_t)w->first, sum_batch, &w->got, &w->err);
    return NULL;
}

static void parts_are_read_by_several_threads(void **state)
{
    (void)state;
    lt_error     err;
    lt_run       run = {.mem = lt_mem_default(), .workers = 4};
    lt_source   *s = source_open(lt_mem_default(), numbers_file("threads.parquet", 5000, 0, "100"));
    lt_scan_spec spec = {.all_columns = true, .limit = -1};
    worker       w[4];
    pthread_t    threads[4];
    int64_t      rows = 0, sum = 0;
    CHECK_OK(s->ops->prepare(s, &spec, &run, &err), &err);
    for (int i = 0; i < 4; i++) {
        w[i] = (worker){.source = s, .first = i, .step = 4};
        assert_int_equal(pthread_create(&threads[i], NULL, work, &w[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CHECK_OK(w[i].status, &w[i].err);
        rows += w[i].got.rows;
        sum += w[i].got.ordinals[0];
    }
    assert_int_equal(rows, 5000);
    assert_int_equal(sum, 5000 * 4999 / 2);
    lt_source_release(s);
}

static void a_limit_leaves_out_what_it_does_not_need(void **state)
{
    (void)state;
    lt_error     err;
    lt_run       run = {.mem = lt_mem_default()};
    lt_source   *s = source_open(lt_mem_default(), numbers_file("limit.parquet", 100, 0, "10"));
    lt_scan_spec spec = {.all_columns = true, .limit = 25};
    seen         got = {0};
    CHECK_OK(s->ops->prepare(s, &spec, &run, &err), &err);
    assert_int_equal(s->ops->parts(s), 3);
    for (int64_t p = 0; p < 3; p++) CHECK_OK(s->ops->read(s, p, 0, note_batch, &got, &err), &err);
    assert_int_equal(got.rows, 25);
    lt_source_release(s);
}

/* ---- skipping ---- */

static lt_expr column_expr(int32_t index, lt_type type)
{
    return (lt_expr){.kind = LT_EXPR_COLUMN, .resolved = true, .index = index, .type = type};
}

static int64_t parts_left(lt_source *s, const char *op, lt_expr *column, lt_value v, bool swapped)
{
    lt_expr  literal = {.kind = LT_EXPR_LITERAL, .value = v, .type = v.type, .resolved = true};
    lt_expr *args[2] = {swapped ? &literal : column, swapped ? column : &literal};
    char     name[8];
    lt_error err;
    lt_run   run = {.mem = lt_mem_default()};
    snprintf(name, sizeof(name), "%s", op);
    lt_expr call = {
        .kind = LT_EXPR_CALL, .name = name, .args = args, .arg_count = 2, .resolved = true};
    lt_expr     *filters[1] = {&call};
    lt_scan_spec spec = {.all_columns = true, .limit = -1, .filters = filters, .filter_count = 1};
    CHECK_OK(s->ops->prepare(s, &spec, &run, &err), &err);
    assert_int_equal(spec.filter_count, 1);
    return s->ops->parts(s);
}

static void row_groups_that_cannot_match_are_no_parts(void **state)
{
    (void)state;
    lt_type    i64 = LT_TYPE(I64), text = LT_TYPE(STRING);
    lt_source *s = source_open(lt_mem_default(), numbers_file("skip.parquet", 100, 0, "10"));
    lt_expr    x = column_expr(0, i64), name = column_expr(1, text);
    lt_value   n = {.type = i64, .i = 40}, narrow = {.type = LT_TYPE(I32), .i = 40};
    assert_int_equal(parts_left(s, "==", &x, n, false), 1);
    assert_int_equal(parts_left(s, "<", &x, n, false), 4);
    assert_int_equal(parts_left(s, "<=", &x, n, false), 5);
    assert_int_equal(parts_left(s, ">", &x, n, false), 6);
    assert_int_equal(parts_left(s, ">=", &x, n, false), 6);
    assert_int_equal(parts_left(s, "<", &x, n, true), 6); /* 40 < x */
    assert_int_equal(parts_left(s, "==", &x, narrow, false), 1);
    assert_int_equal(parts_left(s, "!=", &x, n, false), 10);
    lt_value t = {.type = text, .s = {(const uint8_t *)"number 3 of many", 16}};
    assert_int_equal(parts_left(s, "==", &name, t, false), 1);
    lt_value null = {.type = i64, .null = true}, nan = {.type = LT_TYPE(F64), .f = NAN};
    assert_int_equal(parts_left(s, "==", &x, null, false), 10);
    assert_int_equal(parts_left(s, "<", &x, nan, false), 10);
    assert_true(atomic_load(&s->stats.parts_skipped) > 0);
    lt_source_release(s);
}

/* The largest value of a group with NaN is NaN, whatever its statistics say. */
static void nan_keeps_a_row_group(void **state)
{
    (void)state;
    const char *path = helper_data("parquet-testing/data/nan_in_stats.parquet");
    if (!path) skip();
    lt_source *s = source_open(lt_mem_default(), path);
    lt_expr    x = column_expr(0, LT_TYPE(F64));
    lt_value   v = {.type = LT_TYPE(F64), .f = 1e300};
    assert_int_equal(parts_left(s, ">", &x, v, false), 1);
    lt_source_release(s);
}

/* ---- several files ---- */

static void files_of_one_relation_must_have_its_columns(void **state)
{
    (void)state;
    char       a[700], b[700];
    lt_error   err;
    lt_table  *t;
    lt_source *s;
    snprintf(a, sizeof(a), "%s", numbers_file("a.parquet", 10, 0, "10"));
    snprintf(b, sizeof(b), "%s", numbers_file("b.parquet", 10, 10, "10"));
    const char *both[] = {a, b};
    CHECK_OK(pq_read_files(&t, lt_mem_default(), both, 2, 0, &err), &err);
    for (int i = 0; i < 20; i++) assert_int_equal(lt_table_value(t, i, 0).i, i);
    lt_table_release(t);

    const char *other = helper_data("parquet-testing/data/alltypes_plain.parquet");
    if (!other) skip();
    const char *mixed[] = {a, other};
    CHECK_FAILS(lt_format_parquet.open_source(&s, lt_mem_default(), mixed, 2, NULL, 0, &err),
                LT_ETYPE, &err);
    CHECK_HAS(err.text, "column x is missing");
    CHECK_TEXT(err.file, other);
}

static void a_file_that_changes_meanwhile_is_a_conflict(void **state)
{
    (void)state;
    lt_error     err;
    lt_run       run = {.mem = lt_mem_default()};
    lt_source   *s = source_open(lt_mem_default(), numbers_file("changes.parquet", 10, 0, "10"));
    lt_scan_spec spec = {.all_columns = true, .limit = -1};
    seen         got = {0};
    CHECK_OK(s->ops->prepare(s, &spec, &run, &err), &err);
    numbers_file("changes.parquet", 11, 5, "10");
    CHECK_FAILS(s->ops->read(s, 0, 0, note_batch, &got, &err), LT_ECONFLICT, &err);
    lt_source_release(s);
}

static void an_unknown_option_is_an_error(void **state)
{
    (void)state;
    lt_error    err;
    lt_source  *s;
    lt_option   o = {"statistic", "false"};
    const char *path = numbers_file("option.parquet", 1, 0, "10");
    CHECK_FAILS(lt_format_parquet.open_source(&s, lt_mem_default(), &path, 1, &o, 1, &err),
                LT_EUSAGE, &err);
    CHECK_HAS(err.hint, "statistics");
}

/* ---- damage ---- */

static void read_damaged(const char *bytes, size_t len, bool must_fail)
{
    char      path[600];
    lt_table *t = NULL;
    lt_error  err;
    lt_mem   *mem = lt_mem_open(NULL, 1 << 26);
    snprintf(path, sizeof(path), "%s/damaged.parquet", helper_folder());
    helper_write(path, bytes, len);
    lt_status status = pq_read(&t, mem, path, 0, &err);
    if (must_fail) assert_true(status != LT_OK);
    if (status) assert_true(err.text[0] && err.file[0]);
    lt_table_release(t);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
}

static void a_cut_file_is_refused_wherever_it_was_cut(void **state)
{
    (void)state;
    size_t len;
    char  *bytes = helper_read(numbers_file("cut.parquet", 100, 0, "50"), &len);
    for (size_t n = 0; n < len; n += 7) read_damaged(bytes, n, true);
    free(bytes);
}

static void a_changed_byte_gives_rows_or_an_error(void **state)
{
    (void)state;
    size_t len;
    char  *bytes = helper_read(numbers_file("flip.parquet", 100, 0, "50"), &len);
    for (size_t i = 0; i < len; i++) {
        char was = bytes[i];
        bytes[i] = (char)(was ^ (1 << i % 8));
        read_damaged(bytes, len, false);
        bytes[i] = was;
    }
    free(bytes);
}

static void a_changed_page_is_a_checksum_error_with_its_place(void **state)
{
    (void)state;
    size_t      len;
    lt_error    err;
    lt_table   *t;
    const char *path = numbers_file("crc.parquet", 100, 0, "50");
    char       *bytes = helper_read(path, &len);
    bytes[60] ^= 1; /* in the first page */
    helper_write(path, bytes, len);
    free(bytes);
    CHECK_FAILS(pq_read(&t, lt_mem_default(), path, 0, &err), LT_EPARSE, &err);
    CHECK_HAS(err.text, "row group 0, column x: page at byte 4: the checksum is ");
    CHECK_TEXT(err.file, path);
    CHECK_TEXT(err.column, "x");
}

static void a_failing_disk_is_told(void **state)
{
    (void)state;
    lt_error  err;
    lt_table *t;
    char      path[700];
    bool      came = true;
    snprintf(path, sizeof(path), "%s", numbers_file("disk.parquet", 100, 0, "50"));
    for (long n = 0; came; n++) {
        t = NULL;
        lt_io_fail_at(LT_IO_OPEN | LT_IO_READ | LT_IO_STAT, n, EIO, false);
        lt_status status = pq_read(&t, lt_mem_default(), path, 0, &err);
        came = lt_io_faulted();
        lt_io_fail_at(0, -1, 0, false);
        assert_int_equal(status, came ? LT_EIO : LT_OK);
        if (!status) assert_int_equal(t->rows, 100);
        lt_table_release(t);
    }
}

static void a_cancelled_read_stops_at_the_next_batch(void **state)
{
    (void)state;
    lt_error     err;
    lt_cancel    cancel = {0};
    lt_run       run = {.mem = lt_mem_default(), .cancel = &cancel};
    lt_source   *s = source_open(lt_mem_default(), numbers_file("cancel.parquet", 100, 0, "50"));
    lt_scan_spec spec = {.all_columns = true, .limit = -1};
    seen         got = {0};
    CHECK_OK(s->ops->prepare(s, &spec, &run, &err), &err);
    lt_cancel_set(&cancel, LT_ETIMEOUT);
    CHECK_FAILS(s->ops->read(s, 0, 0, note_batch, &got, &err), LT_ETIMEOUT, &err);
    assert_int_equal(got.batches, 0);
    lt_source_release(s);
}

int main(void)
{
    return RUN(test(a_nested_column_is_refused_and_the_others_are_named),
               test(maps_past_two_gib_are_refused_as_maps), test(no_columns_still_count_rows),
               test(repeated_strings_stay_codes), test(ordinals_tell_part_and_row),
               test(parts_are_read_by_several_threads),
               test(a_limit_leaves_out_what_it_does_not_need),
               test(row_groups_that_cannot_match_are_no_parts), test(nan_keeps_a_row_group),
               test(files_of_one_relation_must_have_its_columns),
               test(a_file_that_changes_meanwhile_is_a_conflict),
               test(an_unknown_option_is_an_error), test(a_cut_file_is_refused_wherever_it_was_cut),
               test(a_changed_byte_gives_rows_or_an_error),
               test(a_changed_page_is_a_checksum_error_with_its_place),
               test(a_failing_disk_is_told), test(a_cancelled_read_stops_at_the_next_batch));
}

#include "tests/parquet_rows.h"

#include "format/parquet_write.h"
#include "io/sys.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- random tables ---- */

static uint64_t seed;
static uint64_t rnd(void)
{
    seed += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t x = seed;
    x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
    return x ^ x >> 31;
}

static const lt_field fields[] = {
    {"v", {.id = LT_VOID}, true, false},
    {"b", {.id = LT_BOOL}, true, false},
    {"i8", {.id = LT_I8}, true, false},
    {"i16", {.id = LT_I16}, true, false},
    {"i32", {.id = LT_I32}, true, false},
    {"i64", {.id = LT_I64}, true, false},
    {"f32", {.id = LT_F32}, true, false},
    {"f64", {.id = LT_F64}, true, false},
    {"d7", {.id = LT_DECIMAL, .precision = 7, .scale = 2}, true, false},
    {"d18", {.id = LT_DECIMAL, .precision = 18, .scale = 0}, true, false},
    {"d38", {.id = LT_DECIMAL, .precision = 38, .scale = 10}, true, false},
    {"d21", {.id = LT_DECIMAL, .precision = 21, .scale = 21}, true, false},
    {"s", {.id = LT_STRING}, true, false},
    {"x", {.id = LT_BINARY}, true, false},
    {"day", {.id = LT_DATE}, true, false},
    {"at", {.id = LT_TIMESTAMP}, true, false},
    {"wall", {.id = LT_TIMESTAMP_NTZ}, true, false},
};
enum { FIELDS = sizeof(fields) / sizeof(fields[0]) };

/* variety: how many different values a column has; 0: any */
static lt_i128 number(uint64_t variety)
{
    uint64_t a = rnd(), b = rnd();
    if (variety) return (lt_i128)(a % variety) - (lt_i128)(variety / 2);
    return (lt_i128)((unsigned __int128)a << 64 | b);
}

static lt_i128 decimal_of(lt_i128 v, int precision)
{
    lt_i128 limit = 1;
    while (precision-- > 0) limit *= 10;
    return v % limit;
}

static double real(lt_i128 v)
{
    if (v % 11 == 0) return NAN;
    if (v % 7 == 0) return -0.0;
    return (double)(int64_t)v / 8;
}

static void text_put(lt_column *c, lt_heap *heap, int32_t i, lt_i128 v)
{
    char     text[200];
    lt_error err;
    int      n = snprintf(text, sizeof(text), "%lld", (long long)v);
    if (v % 5 == 0)
        n = snprintf(text, sizeof(text), "%0*d-\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80%lld",
                     (int)((uint64_t)v % 90), 0, (long long)v);
    if (v % 13 == 0) n = 0;
    CHECK_OK(lt_heap_add((lt_view *)c->values + i, heap, text, (size_t)n, &err), &err);
}

static void value_put(lt_column *c, lt_heap *heap, int32_t i, lt_i128 v)
{
    switch ((lt_type_id)c->type.id) {
    case LT_BOOL: lt_bit_put(c->values, i, v & 1); break;
    case LT_I8: ((int8_t *)c->values)[i] = (int8_t)v; break;
    case LT_I16: ((int16_t *)c->values)[i] = (int16_t)v; break;
    case LT_I32:
    case LT_DATE: ((int32_t *)c->values)[i] = (int32_t)v; break;
    case LT_I64:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: ((int64_t *)c->values)[i] = (int64_t)v; break;
    case LT_F32: ((float *)c->values)[i] = (float)real(v); break;
    case LT_F64: ((double *)c->values)[i] = real(v); break;
    case LT_DECIMAL: ((lt_i128 *)c->values)[i] = decimal_of(v, c->type.precision); break;
    case LT_STRING:
    case LT_BINARY: text_put(c, heap, i, v); break;
    default: break;
    }
}

static lt_column *column_make(lt_mem *mem, lt_type type, int32_t rows, uint64_t variety, int nulls)
{
    lt_column *c;
    lt_error   err;
    lt_heap    heap = {.mem = mem};
    CHECK_OK(lt_column_open(&c, mem, type, rows, &err), &err);
    if (type.id == LT_VOID || nulls) CHECK_OK(lt_column_nullable(c, &err), &err);
    for (int32_t i = 0; i < rows; i++) {
        bool null = type.id == LT_VOID || (nulls && rnd() % 100 < (uint64_t)nulls);
        value_put(c, &heap, i, null ? 0 : number(variety));
        if (null) lt_bit_clear(c->valid, i);
    }
    CHECK_OK(lt_heap_give(&heap, c, &err), &err);
    lt_heap_clear(&heap);
    return c;
}

static lt_table *table_make(lt_mem *mem, const int32_t *batches, int32_t count, uint64_t variety,
                            int nulls)
{
    lt_schema *schema;
    lt_table  *t;
    lt_error   err;
    CHECK_OK(lt_schema_open(&schema, mem, fields, FIELDS, &err), &err);
    CHECK_OK(lt_table_open(&t, mem, schema, &err), &err);
    lt_schema_release(schema);
    for (int32_t i = 0; i < count; i++) {
        lt_batch *b;
        CHECK_OK(lt_batch_open(&b, mem, batches[i], FIELDS, &err), &err);
        for (int32_t k = 0; k < FIELDS; k++)
            b->columns[k] = column_make(mem, fields[k].type, batches[i], variety, nulls);
        CHECK_OK(lt_table_add(t, b, &err), &err);
    }
    return t;
}

static bool same_value(lt_value a, lt_value b)
{
    if (!lt_type_same(a.type, b.type) || a.null != b.null) return false;
    if (!a.null && lt_type_is_float(a.type)) {
        if (isnan(a.f) || isnan(b.f)) return isnan(a.f) && isnan(b.f);
        return a.f == b.f && signbit(a.f) == signbit(b.f);
    }
    return a.null || lt_value_compare(a, b) == 0;
}

static void check_same(const lt_table *got, const lt_table *want)
{
    assert_int_equal(got->rows, want->rows);
    assert_int_equal(got->schema->count, want->schema->count);
    for (int32_t c = 0; c < want->schema->count; c++) {
        assert_string_equal(got->schema->fields[c].name, want->schema->fields[c].name);
        for (int64_t i = 0; i < want->rows; i++)
            if (!same_value(lt_table_value(got, i, c), lt_table_value(want, i, c)))
                fail_msg("column %s, row %lld differs", want->schema->fields[c].name, (long long)i);
    }
}

static const char *file(const char *name)
{
    static char path[600];
    snprintf(path, sizeof(path), "%s/%s", helper_folder(), name);
    return path;
}

static void round_trip(const lt_table *t, const lt_option *options, int32_t batch_rows)
{
    lt_mem        *mem = lt_mem_open(NULL, 0);
    lt_table      *got;
    lt_sink_result r;
    lt_error       err;
    const char    *path = file("round.parquet");
    CHECK_OK(pq_write(&r, mem, path, t, options, &err), &err);
    assert_int_equal(r.rows, t->rows);
    assert_int_equal(r.files, 1);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(r.bytes, st.st_size);
    CHECK_OK(pq_read(&got, mem, path, batch_rows, &err), &err);
    check_same(got, t);
    lt_table_release(got);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
}

/* ---- tests ---- */

static void every_type_comes_back_in_every_codec(void **state)
{
    static const char *const codecs[] = {"zstd", "snappy", "gzip", "lz4", "none"};
    (void)state;
    for (size_t c = 0; c < 5; c++) {
        for (int nulls = 0; nulls <= 100; nulls += 25) {
            lt_table  *t = table_make(lt_mem_default(), (int32_t[]){100, 1, 700, 64}, 4,
                                     nulls % 50 ? 0 : 9, nulls);
            pq_options o = {{"mode", "overwrite"}, {"compression", codecs[c]}};
            round_trip(t, o, 97);
            lt_table_release(t);
        }
    }
}

static void row_groups_and_pages_of_any_size_come_back(void **state)
{
    static const char *const sizes[] = {"1", "7", "64", "1000", "1048576"};
    (void)state;
    lt_table *t = table_make(lt_mem_default(), (int32_t[]){513, 8, 300}, 3, 30, 20);
    for (size_t g = 0; g < 5; g++) {
        for (size_t p = 0; p < 5; p++) {
            pq_options o = {{"mode", "overwrite"},
                            {"row_group_rows", sizes[g]},
                            {"page_rows", sizes[p]},
                            {"dictionary", p % 2 ? "true" : "false"}};
            round_trip(t, o, g == 2 ? 7 : 0);
        }
    }
    lt_table_release(t);
}

static void no_rows_make_a_file_with_the_schema(void **state)
{
    (void)state;
    lt_table *t = table_make(lt_mem_default(), NULL, 0, 0, 0);
    round_trip(t, (pq_options){{"mode", "overwrite"}}, 0);
    lt_table_release(t);
}

static char *bytes_of(const lt_table *t, const lt_option *options, size_t *len)
{
    lt_sink_result r;
    lt_error       err;
    CHECK_OK(pq_write(&r, lt_mem_default(), file("bytes.parquet"), t, options, &err), &err);
    return helper_read(file("bytes.parquet"), len);
}

/* The same rows in other batches; strings as dictionary columns, others under a selection. */
static lt_table *arranged_anew(const lt_table *t, int32_t batch_rows)
{
    lt_mem   *mem = lt_mem_default();
    lt_table *out;
    lt_error  err;
    CHECK_OK(lt_table_open(&out, mem, t->schema, &err), &err);
    for (int64_t at = 0; at < t->rows; at += batch_rows) {
        int32_t   n = t->rows - at < batch_rows ? (int32_t)(t->rows - at) : batch_rows;
        lt_batch *b;
        CHECK_OK(lt_batch_open(&b, mem, n, t->schema->count, &err), &err);
        for (int32_t c = 0; c < t->schema->count; c++) {
            lt_column *one;
            lt_heap    heap = {.mem = mem};
            lt_type    type = t->schema->fields[c].type;
            CHECK_OK(lt_column_open(&one, mem, type, n, &err), &err);
            CHECK_OK(lt_column_nullable(one, &err), &err);
            for (int32_t i = 0; i < n; i++) {
                lt_value v = lt_table_value(t, at + i, c);
                if (v.null) lt_bit_clear(one->valid, i);
                if (lt_type_is_text(type))
                    CHECK_OK(lt_heap_add((lt_view *)one->values + i, &heap,
                                         v.null ? NULL : v.s.bytes, v.null ? 0 : (size_t)v.s.len,
                                         &err),
                             &err);
                else if (v.null)
                    value_put(one, &heap, i, 0);
                else if (type.id == LT_BOOL)
                    lt_bit_put(one->values, i, v.b);
                else if (type.id == LT_F32)
                    ((float *)one->values)[i] = (float)v.f;
                else if (type.id == LT_F64)
                    ((double *)one->values)[i] = v.f;
                else
                    value_put(one, &heap, i, type.id == LT_DECIMAL ? v.d : v.i);
            }
            CHECK_OK(lt_heap_give(&heap, one, &err), &err);
            lt_heap_clear(&heap);
            if (lt_type_is_text(type)) { /* codes into the column itself, nulls apart */
                lt_column *codes;
                CHECK_OK(lt_column_open_as(&codes, mem, type, LT_DICT, n, &err), &err);
                for (int32_t i = 0; i < n; i++) ((int32_t *)codes->values)[i] = i;
                codes->valid = one->valid, codes->valid_bytes = one->valid_bytes;
                one->valid = NULL, one->valid_bytes = 0;
                codes->dict = one;
                one = codes;
            }
            b->columns[c] = one;
        }
        CHECK_OK(lt_table_add(out, b, &err), &err);
    }
    return out;
}

static void bytes_depend_on_the_rows_only(void **state)
{
    pq_options o = {{"mode", "overwrite"}, {"row_group_rows", "400"}, {"page_rows", "50"}};
    size_t     len, other_len;
    (void)state;
    lt_table *t = table_make(lt_mem_default(), (int32_t[]){1000}, 1, 40, 10);
    char     *bytes = bytes_of(t, o, &len);
    for (int32_t rows = 7; rows < 2000; rows *= 5) {
        lt_table *other = arranged_anew(t, rows);
        char     *again = bytes_of(other, o, &other_len);
        assert_int_equal(other_len, len);
        assert_memory_equal(again, bytes, len);
        free(again);
        lt_table_release(other);
    }
    free(bytes);
    lt_table_release(t);
}

static void a_target_that_exists_is_met_as_the_mode_says(void **state)
{
    lt_mem        *mem = lt_mem_default();
    lt_sink_result r;
    lt_error       err;
    size_t         len;
    char           path[600];
    (void)state;
    snprintf(path, sizeof(path), "%s", file("mode.parquet"));
    lt_table *t = table_make(mem, (int32_t[]){10}, 1, 5, 0), *got;
    CHECK_OK(pq_write(&r, mem, path, t, NULL, &err), &err);
    CHECK_FAILS(pq_write(&r, mem, path, t, NULL, &err), LT_EEXISTS, &err);
    CHECK_FAILS(pq_write(&r, mem, path, t, (pq_options){{"mode", "append"}}, &err), LT_EINVAL,
                &err);
    char *before = helper_read(path, &len);
    lt_table_release(t);
    t = table_make(mem, (int32_t[]){20}, 1, 5, 0);
    CHECK_OK(pq_write(&r, mem, path, t, (pq_options){{"mode", "ignore"}}, &err), &err);
    assert_true(r.skipped);
    char *after = helper_read(path, &len);
    assert_memory_equal(before, after, len);
    free(before), free(after);
    CHECK_OK(pq_write(&r, mem, path, t, (pq_options){{"mode", "overwrite"}}, &err), &err);
    CHECK_OK(pq_read(&got, mem, path, 0, &err), &err);
    check_same(got, t);
    lt_table_release(got);
    lt_table_release(t);
}

static int names_in(const char *folder, char names[][64])
{
    DIR *d = opendir(folder);
    int  n = 0;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.') snprintf(names[n++ % 8], 64, "%.60s", e->d_name);
    closedir(d);
    return n;
}

static void a_folder_gets_parts_and_can_be_appended_to(void **state)
{
    lt_mem        *mem = lt_mem_default();
    lt_sink_result r;
    lt_error       err;
    char           path[600], names[8][64];
    (void)state;
    snprintf(path, sizeof(path), "%s", file("folder"));
    lt_table *t = table_make(mem, (int32_t[]){10, 20}, 2, 5, 10);
    CHECK_OK(pq_write(&r, mem, path, t, NULL, &err), &err);
    assert_int_equal(names_in(path, names), 1);
    CHECK_TEXT(names[0], "part-00000.parquet");
    CHECK_OK(pq_write(&r, mem, path, t, (pq_options){{"mode", "append"}}, &err), &err);
    assert_int_equal(names_in(path, names), 2);
    CHECK_OK(
        pq_write(&r, mem, path, t,
                 (pq_options){{"mode", "overwrite"}, {"row_group_rows", "10"}, {"part_bytes", "1"}},
                 &err),
        &err);
    assert_int_equal(names_in(path, names), 3);
    assert_int_equal(r.files, 3);

    char        each[3][700];
    const char *paths[3];
    lt_table   *got;
    for (int i = 0; i < 3; i++) {
        snprintf(each[i], sizeof(each[i]), "%s/part-%05d.parquet", path, i);
        paths[i] = each[i];
    }
    CHECK_OK(pq_read_files(&got, mem, paths, 3, 0, &err), &err);
    check_same(got, t);
    lt_table_release(got);
    lt_table_release(t);
}

static void an_unknown_option_names_the_nearest(void **state)
{
    lt_sink *s;
    lt_error err;
    (void)state;
    lt_option o = {"compresion", "zstd"};
    CHECK_FAILS(lt_format_parquet.open_sink(&s, lt_mem_default(), "x.parquet", &o, 1, &err),
                LT_EUSAGE, &err);
    CHECK_HAS(err.hint, "compression");
    o = (lt_option){"compression", "zip"};
    CHECK_FAILS(lt_format_parquet.open_sink(&s, lt_mem_default(), "x.parquet", &o, 1, &err),
                LT_EUSAGE, &err);
    o = (lt_option){"row_group_rows", "0"};
    CHECK_FAILS(lt_format_parquet.open_sink(&s, lt_mem_default(), "x.parquet", &o, 1, &err),
                LT_EUSAGE, &err);
}

static void rows_left_out_by_a_selection_are_not_written(void **state)
{
    lt_mem        *mem = lt_mem_default();
    lt_sink       *s;
    lt_sink_job   *job;
    lt_sink_result r;
    lt_batch      *b;
    lt_table      *got;
    lt_error       err;
    bool           skip;
    int32_t        rows[40];
    (void)state;
    lt_table *t = table_make(mem, (int32_t[]){100}, 1, 0, 20);
    for (int i = 0; i < 40; i++) rows[i] = 2 * i + 1;
    CHECK_OK(lt_format_parquet.open_sink(&s, mem, file("selected.parquet"), NULL, 0, &err), &err);
    CHECK_OK(s->ops->begin(s, t->schema, NULL, &skip, &err), &err);
    CHECK_OK(lt_batch_open(&b, mem, 100, FIELDS, &err), &err);
    for (int i = 0; i < FIELDS; i++) b->columns[i] = lt_column_retain(t->batches[0]->columns[i]);
    CHECK_OK(lt_batch_select(b, rows, 40, &err), &err);
    CHECK_OK(s->ops->append(s, b, &job, &err), &err);
    assert_null(job);
    CHECK_OK(s->ops->last(s, &job, &err), &err);
    CHECK_OK(pq_run_job(s, job, &err), &err);
    CHECK_OK(s->ops->finish(s, &r, &err), &err);
    s->ops->close(s);
    assert_int_equal(r.rows, 40);
    CHECK_OK(pq_read(&got, mem, file("selected.parquet"), 0, &err), &err);
    for (int c = 0; c < FIELDS; c++)
        for (int i = 0; i < 40; i++)
            assert_true(same_value(lt_table_value(got, i, c), lt_table_value(t, rows[i], c)));
    lt_table_release(got);
    lt_table_release(t);
}

static void two_columns_of_one_name_are_refused(void **state)
{
    lt_schema *schema;
    lt_sink   *s;
    lt_error   err;
    bool       skip;
    lt_field   twice[] = {{.name = "a", .type = LT_TYPE(I32)}, {.name = "a", .type = LT_TYPE(I32)}};
    (void)state;
    CHECK_OK(lt_schema_open(&schema, lt_mem_default(), twice, 2, &err), &err);
    CHECK_OK(lt_format_parquet.open_sink(&s, lt_mem_default(), file("two.parquet"), NULL, 0, &err),
             &err);
    CHECK_FAILS(s->ops->begin(s, schema, NULL, &skip, &err), LT_EINVAL, &err);
    CHECK_HAS(err.text, "a");
    s->ops->close(s);
    lt_schema_release(schema);
}

static void a_write_that_stops_leaves_nothing(void **state)
{
    lt_mem      *mem = lt_mem_default();
    lt_sink     *s;
    lt_sink_job *job;
    lt_error     err;
    bool         skip;
    char         folder[600], names[8][64];
    (void)state;
    snprintf(folder, sizeof(folder), "%s", file("stops"));
    assert_int_equal(mkdir(folder, 0700), 0);
    char path[700];
    snprintf(path, sizeof(path), "%s/x.parquet", folder);
    lt_table *t = table_make(mem, (int32_t[]){100}, 1, 0, 0);
    lt_option o = {"row_group_rows", "10"};
    CHECK_OK(lt_format_parquet.open_sink(&s, mem, path, &o, 1, &err), &err);
    CHECK_OK(s->ops->begin(s, t->schema, NULL, &skip, &err), &err);
    lt_batch *b;
    CHECK_OK(lt_batch_open(&b, mem, 100, FIELDS, &err), &err);
    for (int i = 0; i < FIELDS; i++) b->columns[i] = lt_column_retain(t->batches[0]->columns[i]);
    CHECK_OK(s->ops->append(s, b, &job, &err), &err);
    assert_non_null(job);
    CHECK_OK(pq_run_job(s, job, &err), &err);
    s->ops->close(s);
    assert_int_equal(names_in(folder, names), 0);
    lt_table_release(t);
}

static void a_refused_allocation_leaves_no_trace(void **state)
{
    (void)state;
    seed = 42;
    lt_table *t = table_make(lt_mem_default(), (int32_t[]){5, 3}, 2, 4, 20);
    char      path[600];
    snprintf(path, sizeof(path), "%s", file("fault.parquet"));
    EACH_FAULT (mem) {
        lt_sink_result r;
        lt_table      *got = NULL;
        lt_error       err;
        unlink(path);
        lt_status status = pq_write(&r, mem, path, t, (pq_options){{"row_group_rows", "5"}}, &err);
        if (status) {
            assert_int_equal(status, LT_ENOMEM);
            assert_true(lt_mem_faulted(mem));
            assert_int_equal(access(path, F_OK), -1);
            continue;
        }
        status = pq_read(&got, mem, path, 3, &err);
        if (!status)
            check_same(got, t);
        else
            assert_int_equal(status, LT_ENOMEM);
        lt_table_release(got);
    }
    lt_table_release(t);
}

static void a_failing_disk_leaves_the_old_file(void **state)
{
    (void)state;
    lt_table  *t = table_make(lt_mem_default(), (int32_t[]){300}, 1, 0, 20);
    lt_table  *old = table_make(lt_mem_default(), (int32_t[]){7}, 1, 3, 20), *got;
    lt_error   err;
    char       folder[600], path[700], names[8][64];
    pq_options o = {{"mode", "overwrite"}, {"row_group_rows", "100"}};
    bool       came = true;
    snprintf(folder, sizeof(folder), "%s", file("disk"));
    assert_int_equal(mkdir(folder, 0700), 0);
    snprintf(path, sizeof(path), "%s/x.parquet", folder);
    for (long n = 0; came; n++) {
        lt_sink_result r;
        CHECK_OK(pq_write(&r, lt_mem_default(), path, old, o, &err), &err);
        lt_io_fail_at(LT_IO_OPEN | LT_IO_WRITE | LT_IO_SYNC | LT_IO_RENAME, n, ENOSPC, false);
        lt_status status = pq_write(&r, lt_mem_default(), path, t, o, &err);
        came = lt_io_faulted();
        lt_io_fail_at(0, -1, 0, false);
        if (status) assert_true(err.text[0] != 0);
        assert_int_equal(names_in(folder, names), 1);
        CHECK_OK(pq_read(&got, lt_mem_default(), path, 0, &err), &err);
        assert_true(got->rows == t->rows || (status && got->rows == old->rows));
        lt_table_release(got);
    }
    lt_table_release(old);
    lt_table_release(t);
}

static void a_cancelled_write_stops_in_the_column(void **state)
{
    (void)state;
    lt_cancel    cancel = {0};
    lt_run       run = {.mem = lt_mem_default(), .cancel = &cancel};
    lt_table    *t = table_make(lt_mem_default(), (int32_t[]){100}, 1, 0, 0);
    lt_sink     *s;
    lt_sink_job *job;
    lt_batch    *b;
    lt_error     err;
    bool         skip;
    CHECK_OK(lt_format_parquet.open_sink(&s, lt_mem_default(), file("stop.parquet"), NULL, 0, &err),
             &err);
    CHECK_OK(s->ops->begin(s, t->schema, &run, &skip, &err), &err);
    CHECK_OK(lt_batch_open(&b, lt_mem_default(), 100, FIELDS, &err), &err);
    for (int i = 0; i < FIELDS; i++) b->columns[i] = lt_column_retain(t->batches[0]->columns[i]);
    CHECK_OK(s->ops->append(s, b, &job, &err), &err);
    CHECK_OK(s->ops->last(s, &job, &err), &err);
    lt_cancel_set(&cancel, LT_ECANCELLED);
    CHECK_FAILS(s->ops->encode(s, job, &err), LT_ECANCELLED, &err);
    s->ops->drop(s, job);
    s->ops->close(s);
    assert_int_equal(access(file("stop.parquet"), F_OK), -1);
    lt_table_release(t);
}

int main(void)
{
    return RUN(
        test(every_type_comes_back_in_every_codec),
        test(row_groups_and_pages_of_any_size_come_back), test(no_rows_make_a_file_with_the_schema),
        test(bytes_depend_on_the_rows_only), test(a_target_that_exists_is_met_as_the_mode_says),
        test(a_folder_gets_parts_and_can_be_appended_to), test(an_unknown_option_names_the_nearest),
        test(rows_left_out_by_a_selection_are_not_written),
        test(two_columns_of_one_name_are_refused), test(a_write_that_stops_leaves_nothing),
        test(a_failing_disk_leaves_the_old_file), test(a_cancelled_write_stops_in_the_column),
        test(a_refused_allocation_leaves_no_trace));
}

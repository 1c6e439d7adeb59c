/* Files that nobody here wrote: what is in them by other readers, and that none breaks us. */
#include "tests/parquet_rows.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- what another reader made of the files ---- */

typedef struct expected_column {
    char   name[128], type[64];
    double count, stat;
    bool   has_stat;
} expected_column;

typedef struct expected {
    char            path[256], verdict[16];
    int64_t         rows;
    expected_column columns[80];
    int             column_count;
} expected;

static void put_char(char *out, size_t size, size_t *len, char c)
{
    if (*len + 1 < size) out[(*len)++] = c;
    out[*len] = 0;
}

/* A JSON string (or number, null) at p; where it ends. */
static const char *json_scalar(const char *p, char *out, size_t size)
{
    size_t len = 0;
    out[0] = 0;
    if (*p != '"') {
        for (; *p && !strchr(",]", *p); p++) put_char(out, size, &len, *p);
        return p;
    }
    for (p++; *p && *p != '"'; p++) {
        if (*p == '\\') p++;
        put_char(out, size, &len, *p);
    }
    return *p ? p + 1 : p;
}

/* [["name","type",3,1.5],…] */
static void columns_parse(expected *e, const char *p)
{
    e->column_count = 0;
    if (*p == '[') p++;
    while ((p = strchr(p, '['))) {
        if (e->column_count == 80) fail_msg("%s: more columns than the test holds", e->path);
        expected_column *c = &e->columns[e->column_count++];
        char             number[64];
        p = json_scalar(p + 1, c->name, sizeof(c->name));
        p = json_scalar(p + 1, c->type, sizeof(c->type));
        p = json_scalar(p + 1, number, sizeof(number));
        c->count = strtod(number, NULL);
        p = json_scalar(p + 1, number, sizeof(number));
        char *end;
        c->stat = strtod(number, &end);
        c->has_stat = end != number && *end == 0;
    }
}

/* Calls each for every line of folder/expected.tsv; false: there is none. */
static bool each_expected(const char *folder, void (*each)(const char *folder, const expected *e))
{
    char path[300];
    snprintf(path, sizeof(path), "%s/expected.tsv", folder);
    const char *real = helper_data(path);
    if (!real) return false;
    char *text = helper_read(real, NULL), *rest = text, *line;
    strsep(&rest, "\n");
    while ((line = strsep(&rest, "\n"))) {
        static expected e;
        if (!*line) continue;
        snprintf(e.path, sizeof(e.path), "%s", strsep(&line, "\t"));
        snprintf(e.verdict, sizeof(e.verdict), "%s", strsep(&line, "\t"));
        e.rows = strtoll(strsep(&line, "\t"), NULL, 10);
        strsep(&line, "\t");
        columns_parse(&e, line);
        each(folder, &e);
    }
    free(text);
    return true;
}

static const char *data_path(const char *folder, const char *name)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return helper_data(path);
}

/* ---- reading whole files ---- */

typedef struct outcome {
    lt_status status;
    lt_error  err;
    lt_table *table;        /* of the columns that can be read */
    int32_t   column_count; /* of the file */
    int64_t   row_count;
} outcome;

/* All columns, or, when some are nested, those that are not. */
static lt_status read_what_can_be(outcome *out, lt_mem *mem, lt_source *s, lt_error *err)
{
    lt_schema   *schema = s->ops->schema(s);
    lt_scan_spec all = {.all_columns = true, .limit = -1}, some = {.limit = -1};
    lt_status    status = pq_scan(&out->table, mem, s, &all, schema, err);
    if (status != LT_EUNSUPPORTED || !err->column[0]) return status;

    int32_t    columns[256];
    lt_field   fields[256];
    lt_error   ignored;
    lt_run     run = {.mem = mem};
    lt_schema *narrow;
    some.columns = columns;
    for (int32_t i = 0; i < schema->count && i < 256; i++) {
        some.column_count = 1;
        columns[0] = i;
        if (s->ops->prepare(s, &some, &run, &ignored)) continue;
        fields[all.column_count] = schema->fields[i];
        all.column_count++;
    }
    int32_t n = 0;
    for (int32_t i = 0; i < schema->count && n < all.column_count; i++)
        if (strcmp(schema->fields[i].name, fields[n].name) == 0) columns[n++] = i;
    some.column_count = n;
    LT_TRY(lt_schema_open(&narrow, mem, fields, n, err));
    status = pq_scan(&out->table, mem, s, &some, narrow, err);
    lt_schema_release(narrow);
    return status;
}

static outcome read_file(const char *path, lt_mem *mem)
{
    outcome    out = {.status = LT_OK};
    lt_source *s;
    out.status = lt_format_parquet.open_source(&s, mem, &path, 1, NULL, 0, &out.err);
    if (out.status) return out;
    out.column_count = s->ops->schema(s)->count;
    out.row_count = s->ops->row_count(s);
    out.status = read_what_can_be(&out, mem, s, &out.err);
    lt_source_release(s);
    return out;
}

/* ---- comparing ---- */

static double stat_of(const lt_table *t, int32_t column, double *count)
{
    double sum = 0;
    *count = 0;
    for (int64_t i = 0; i < t->rows; i++) {
        lt_value v = lt_table_value(t, i, column);
        if (v.null) continue;
        *count += 1;
        if (v.type.id == LT_BOOL)
            sum += v.b;
        else if (lt_type_is_float(v.type))
            sum += isfinite(v.f) ? v.f : 0;
        else if (lt_type_is_text(v.type))
            sum += v.s.len;
        else if (v.type.id == LT_DECIMAL)
            sum += (double)v.d / pow(10, v.type.scale);
        else
            sum += (double)v.i;
    }
    return sum;
}

static bool has_comparable_stat(const expected_column *c)
{
    static const char *const kinds[] = {"TINYINT",   "SMALLINT", "INTEGER", "BIGINT", "UTINYINT",
                                        "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT",  "DOUBLE",
                                        "BOOLEAN",   "VARCHAR",  "BLOB"};
    if (!c->has_stat) return false;
    if (strncmp(c->type, "DECIMAL", 7) == 0 && !strchr(c->type, '[')) return true;
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(c->type, kinds[i]) == 0) return true;
    return false;
}

static const expected_column *expected_find(const expected *e, const char *name)
{
    for (int i = 0; i < e->column_count; i++)
        if (strcmp(e->columns[i].name, name) == 0) return &e->columns[i];
    return NULL;
}

static int problems;
#define PROBLEM(...) (problems++, print_error(__VA_ARGS__))

static void compare(const expected *e, const outcome *got)
{
    if (got->row_count != e->rows || (got->table && got->table->rows != e->rows))
        PROBLEM("%s: %lld rows, not %lld\n", e->path, (long long)got->row_count,
                (long long)e->rows);
    if (strchr(e->path, '=')) return; /* the other reader adds the keys of the path */
    if (got->column_count != e->column_count)
        PROBLEM("%s: %d columns, not %d\n", e->path, got->column_count, e->column_count);
    for (int32_t i = 0; got->table && i < got->table->schema->count; i++) {
        const char            *name = got->table->schema->fields[i].name;
        const expected_column *c = expected_find(e, name);
        double                 count, sum = stat_of(got->table, i, &count);
        if (!c) {
            PROBLEM("%s: a column %s\n", e->path, name);
            continue;
        }
        if (count != c->count)
            PROBLEM("%s: %s has %g values, not %g\n", e->path, name, count, c->count);
        if (has_comparable_stat(c) && fabs(sum - c->stat) > 1e-6 * fabs(c->stat))
            PROBLEM("%s: %s sums to %.17g, not %.17g\n", e->path, name, sum, c->stat);
    }
}

/* Files on which this reader differs from the one that made expected.tsv, and why. */
static const struct {
    const char *path;
    lt_status   status;
    const char *says;
} exceptions[] = {
    {"data/datapage_v1-corrupt-checksum.parquet", LT_EPARSE, "checksum"},
    {"data/rle-dict-uncompressed-corrupt-checksum.parquet", LT_EPARSE, "checksum"},
    {"data/nation.dict-malformed.parquet", LT_EPARSE, "the column chunk has 13 left"},
    /* 38 digits in a decimal(36,17): Spark refuses it too */
    {"decimal/pandas_decimal.parquet", LT_EPARSE, "more digits than decimal(36,17)"},
    {"parquet_column_num_values_mismatch.parquet", LT_EPARSE, "0 values in a row group of 8 rows"},
};

static void check_file(const char *folder, const expected *e)
{
    const char *path = data_path(folder, e->path);
    if (!path) {
        PROBLEM("%s is not there\n", e->path);
        return;
    }
    lt_mem *mem = lt_mem_open(NULL, (size_t)1 << 30);
    outcome got = read_file(path, mem);
    bool    is_exception = false;
    for (size_t i = 0; i < sizeof(exceptions) / sizeof(exceptions[0]); i++) {
        if (strcmp(e->path, exceptions[i].path) != 0) continue;
        is_exception = true;
        if (got.status != exceptions[i].status || !strstr(got.err.text, exceptions[i].says))
            PROBLEM("%s: %s\n", e->path, got.status ? got.err.text : "read");
    }
    if (!is_exception && strcmp(e->verdict, "ok") == 0) {
        if (got.status)
            PROBLEM("%s: %s\n", e->path, got.err.text);
        else
            compare(e, &got);
    }
    if (got.status && !got.err.file[0])
        PROBLEM("%s: an error without the file: %s\n", e->path, got.err.text);
    lt_table_release(got.table);
    if (lt_mem_in_use(mem)) PROBLEM("%s: %zu bytes leaked\n", e->path, lt_mem_in_use(mem));
    lt_mem_close(mem);
}

static void conformance_files_hold_what_others_read(void **state)
{
    (void)state;
    problems = 0;
    if (!each_expected("parquet-testing", check_file)) skip();
    assert_int_equal(problems, 0);
}

static void files_of_many_writers_hold_what_others_read(void **state)
{
    (void)state;
    problems = 0;
    if (!each_expected("parquet-duckdb", check_file)) skip();
    assert_int_equal(problems, 0);
}

static void files_that_broke_readers_give_rows_or_an_error(void **state)
{
    (void)state;
    const char *folder = helper_data("parquet-fuzz");
    if (!folder) skip();
    char           base[4096];
    struct dirent *d;
    snprintf(base, sizeof(base), "%s", folder);
    DIR *dir = opendir(base);
    assert_non_null(dir);
    while ((d = readdir(dir))) {
        const char *path = data_path("parquet-fuzz", d->d_name);
        if (d->d_name[0] == '.' || !path) continue;
        lt_mem *mem = lt_mem_open(NULL, (size_t)1 << 28);
        outcome got = read_file(path, mem);
        if (got.status) assert_true(got.err.text[0] != 0);
        lt_table_release(got.table);
        assert_int_equal(lt_mem_in_use(mem), 0);
        lt_mem_close(mem);
    }
    closedir(dir);
}

/* ---- values, one by one ---- */

/* One field of a CSV line: quoted or not; *quoted tells "" from nothing. */
static const char *csv_field(const char *p, char *out, bool *quoted)
{
    size_t len = 0;
    *quoted = *p == '"';
    if (*quoted) p++;
    for (; *p && (*quoted ? *p != '"' || p[1] == '"' : !strchr(",\r\n", *p)); p++) {
        if (*quoted && *p == '"') p++;
        put_char(out, 512, &len, *p);
    }
    out[len] = 0;
    return *quoted ? p + 1 : p;
}

static void check_csv(const char *name)
{
    char     parquet[300], csv[300], field[512], path[4096];
    lt_error err;
    snprintf(parquet, sizeof(parquet), "parquet-testing/data/%s.parquet", name);
    snprintf(csv, sizeof(csv), "parquet-testing/data/%s_expect.csv", name);
    if (!helper_data(parquet)) skip();
    snprintf(path, sizeof(path), "%s", helper_data(parquet));
    lt_table *t;
    CHECK_OK(pq_read(&t, lt_mem_default(), path, 33, &err), &err);
    char       *text = helper_read(helper_data(csv), NULL);
    const char *p = strchr(text, '\n') + 1;
    for (int64_t row = 0; row < t->rows; row++) {
        for (int32_t c = 0; c < t->schema->count; c++) {
            lt_buf   got = {.mem = lt_mem_default()};
            lt_value v = lt_table_value(t, row, c);
            bool     quoted;
            p = csv_field(p, field, &quoted);
            if (*p == ',') p++;
            if (v.null) {
                if (field[0])
                    fail_msg("%s: row %lld, column %d is null, not %s", name, (long long)row, c,
                             field);
                continue;
            }
            CHECK_OK(lt_value_text(&got, v, NULL, &err), &err);
            CHECK_OK(lt_buf_terminate(&got, &err), &err);
            if (strcmp((char *)got.data, field) != 0)
                fail_msg("%s: row %lld, column %d is %s, not %s", name, (long long)row, c,
                         (char *)got.data, field);
            lt_buf_clear(&got);
        }
        p += strspn(p, "\r\n");
    }
    assert_int_equal(*p, 0);
    free(text);
    lt_table_release(t);
}

static void deltas_hold_the_values_expected(void **state)
{
    (void)state;
    check_csv("delta_binary_packed");
    check_csv("delta_byte_array");
    check_csv("delta_encoding_optional_column");
    check_csv("delta_encoding_required_column");
}

static void split_streams_equal_their_plain_twins(void **state)
{
    (void)state;
    const char *path = helper_data("parquet-testing/data/byte_stream_split_extended.gzip.parquet");
    lt_table   *t;
    lt_error    err;
    if (!path) skip();
    CHECK_OK(pq_read(&t, lt_mem_default(), path, 41, &err), &err);
    assert_int_equal(t->schema->count % 2, 0);
    for (int32_t c = 0; c < t->schema->count; c += 2)
        for (int64_t i = 0; i < t->rows; i++)
            assert_int_equal(lt_value_compare(lt_table_value(t, i, c), lt_table_value(t, i, c + 1)),
                             0);
    lt_table_release(t);
}

static void int96_of_spark_is_micros_even_far_away(void **state)
{
    static const int64_t want[] = {
        1704141296123456,   1704070800000000, 253402225200000000, 1735599600000000, 0,
        9089380393200000000};
    (void)state;
    const char *path = helper_data("parquet-testing/data/int96_from_spark.parquet");
    lt_table   *t;
    lt_error    err;
    if (!path) skip();
    CHECK_OK(pq_read(&t, lt_mem_default(), path, 0, &err), &err);
    assert_int_equal(t->rows, 6);
    for (int i = 0; i < 6; i++) {
        lt_value v = lt_table_value(t, i, 0);
        assert_int_equal(v.null, i == 4);
        if (!v.null) assert_true(v.i == want[i]);
    }
    lt_table_release(t);
}

static void a_refused_allocation_is_told(void **state)
{
    static const char *const names[] = {"alltypes_plain.parquet", "delta_byte_array.parquet",
                                        "byte_stream_split_extended.gzip.parquet",
                                        "datapage_v2.snappy.parquet"};
    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *path = data_path("parquet-testing/data", names[i]);
        if (!path) skip();
        EACH_FAULT (mem) {
            outcome got = read_file(path, mem);
            if (got.status) assert_true(got.status == LT_ENOMEM || !lt_mem_faulted(mem));
            lt_table_release(got.table);
        }
    }
}

int main(void)
{
    return RUN(test(conformance_files_hold_what_others_read),
               test(files_of_many_writers_hold_what_others_read),
               test(files_that_broke_readers_give_rows_or_an_error),
               test(deltas_hold_the_values_expected), test(split_streams_equal_their_plain_twins),
               test(int96_of_spark_is_micros_even_far_away), test(a_refused_allocation_is_told));
}

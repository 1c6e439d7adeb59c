/* Pages made by hand: encodings and damage that no file at hand has. */
#include "tests/parquet_rows.h"

#include "format/parquet_read.h"

#include <stdio.h>

/* A file of one column whose chunk is `pages`; element and values say the rest. */
typedef struct made {
    lt_pq_element     element;
    lt_pq_logical     logical;
    lt_pq_statistics *statistics;
    lt_buf            pages;
    int64_t           rows;
} made;

static made make(int32_t type, int32_t length, bool optional, int64_t rows)
{
    made m = {.pages.mem = lt_mem_default(), .rows = rows};
    m.element = (lt_pq_element){.has = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4,
                                .type = type,
                                .type_length = length,
                                .repetition = optional ? LT_PQ_OPTIONAL : LT_PQ_REQUIRED,
                                .name = {(const uint8_t *)"c", 1}};
    return m;
}

static void converted(made *m, int32_t as, int32_t precision, int32_t scale)
{
    m->element.converted = as;
    m->element.precision = precision;
    m->element.scale = scale;
    m->element.has |= 1u << 6 | 1u << 7 | 1u << 8;
}

static void add_page(made *m, int32_t kind, int32_t values, int32_t encoding, int32_t levels,
                     const void *bytes, int32_t len)
{
    lt_error          err;
    lt_pq_page_header h = {
        .has = 1u << 1 | 1u << 2 | 1u << 3, .type = kind, .bytes = len, .compressed_bytes = len};
    h.has |= kind == LT_PQ_DICTIONARY_PAGE ? 1u << 7 : 1u << 5;
    h.data = (lt_pq_data_header){
        1u << 1 | 1u << 2 | 1u << 3 | 1u << 4, values, encoding, levels, LT_PQ_RLE, NULL};
    h.dictionary = (lt_pq_dictionary_header){1u << 1 | 1u << 2, values, encoding, false};
    CHECK_OK(lt_thrift_write(&m->pages, &lt_pq_page_header_shape, &h, &err), &err);
    CHECK_OK(lt_buf_add(&m->pages, bytes, (size_t)len, &err), &err);
}

static const char *made_path(void)
{
    static char path[600];
    snprintf(path, sizeof(path), "%s/made.parquet", helper_folder());
    return path;
}

/* Writes the file and releases what m holds. */
static void write_file(made *m)
{
    lt_error          err;
    lt_buf            file = {.mem = lt_mem_default()};
    int32_t           encodings[] = {LT_PQ_PLAIN};
    lt_pq_bytes       path[] = {{(const uint8_t *)"c", 1}};
    lt_pq_element     schema[2] = {{.has = 1u << 4 | 1u << 5, .children = 1}, m->element};
    lt_pq_column_meta meta = {.type = m->element.type,
                              .values = m->rows,
                              .total_bytes = (int64_t)m->pages.len,
                              .total_compressed_bytes = (int64_t)m->pages.len,
                              .data_at = 4,
                              .statistics = m->statistics};
    lt_pq_chunk       chunk = {.has = 1u << 2 | 1u << 3, .meta = &meta};
    lt_pq_row_group   group = {.has = 1u << 1 | 1u << 2 | 1u << 3, .rows = m->rows};
    lt_pq_meta        footer = {.has = 1u << 1 | 1u << 2 | 1u << 3 | 1u << 4, .rows = m->rows};
    schema[0].name = (lt_pq_bytes){(const uint8_t *)"root", 4};
    if (m->logical.has) schema[1].logical = &m->logical, lt_pq_set(&schema[1], 10);
    meta.encodings.at = encodings, meta.encodings.count = 1;
    meta.path.at = path, meta.path.count = 1;
    meta.has = 0xFE | 1u << 9 | (m->statistics ? 1u << 12 : 0);
    group.columns.at = &chunk, group.columns.count = 1;
    footer.version = 1;
    footer.schema.at = schema, footer.schema.count = 2;
    footer.row_groups.at = &group, footer.row_groups.count = 1;
    CHECK_OK(lt_buf_add(&file, "PAR1", 4, &err), &err);
    CHECK_OK(lt_buf_add(&file, m->pages.data, m->pages.len, &err), &err);
    CHECK_OK(lt_pq_footer_write(&file, &footer, &err), &err);
    helper_write(made_path(), file.data, file.len);
    lt_buf_clear(&file);
    lt_buf_clear(&m->pages);
}

static lt_table *rows_of(made *m)
{
    lt_table *t = NULL;
    lt_error  err;
    write_file(m);
    CHECK_OK(pq_read(&t, lt_mem_default(), made_path(), 3, &err), &err);
    return t;
}

static lt_value value_of(const lt_table *t, int64_t row) { return lt_table_value(t, row, 0); }

static void check_fails(made *m, lt_status want, const char *says)
{
    lt_table *t = NULL;
    lt_error  err;
    write_file(m);
    CHECK_FAILS(pq_read(&t, lt_mem_default(), made_path(), 3, &err), want, &err);
    CHECK_HAS(err.text, says);
}

static void old_levels_are_packed_from_the_highest_bit(void **state)
{
    (void)state;
    made    m = make(LT_PQ_INT32, 0, true, 10);
    uint8_t page[2 + 4 * 4] = {0x8A, 0x40, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0};
    add_page(&m, LT_PQ_DATA_PAGE, 10, LT_PQ_PLAIN, LT_PQ_BIT_PACKED, page, sizeof(page));
    lt_table *t = rows_of(&m); /* 10001010 01 */
    int       want[10] = {1, 0, 0, 0, 2, 0, 3, 0, 0, 4};
    for (int i = 0; i < 10; i++) {
        assert_int_equal(value_of(t, i).null, want[i] == 0);
        if (want[i]) assert_int_equal(value_of(t, i).i, want[i]);
    }
    lt_table_release(t);

    m = make(LT_PQ_INT32, 0, true, 100);
    add_page(&m, LT_PQ_DATA_PAGE, 100, LT_PQ_PLAIN, LT_PQ_BIT_PACKED, page, 4);
    check_fails(&m, LT_EPARSE, "levels of 100 rows");
    m = make(LT_PQ_INT32, 0, true, 1);
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_PLAIN, LT_PQ_DELTA_BYTE_ARRAY, page, 4);
    check_fails(&m, LT_EUNSUPPORTED, "levels are encoded as DELTA_BYTE_ARRAY");
}

/* DELTA_LENGTH_BYTE_ARRAY: one block of lengths, all equal, then the texts. */
static const uint8_t three_pairs[] = {0x80, 0x01, 4,   3,   4,   0,   0,   0,
                                      0,    0,    'a', 'b', 'c', 'd', 'e', 'f'};

static void fixed_values_may_be_encoded_as_strings(void **state)
{
    (void)state;
    made m = make(LT_PQ_FIXED, 2, false, 3);
    add_page(&m, LT_PQ_DATA_PAGE, 3, LT_PQ_DELTA_LENGTH_BYTE_ARRAY, LT_PQ_RLE, three_pairs,
             sizeof(three_pairs));
    lt_table *t = rows_of(&m);
    assert_int_equal(value_of(t, 2).s.len, 2);
    lt_value v = value_of(t, 1);
    assert_memory_equal(v.s.bytes, "cd", 2);
    lt_table_release(t);

    m = make(LT_PQ_FIXED, 3, false, 3);
    add_page(&m, LT_PQ_DATA_PAGE, 3, LT_PQ_DELTA_LENGTH_BYTE_ARRAY, LT_PQ_RLE, three_pairs,
             sizeof(three_pairs));
    check_fails(&m, LT_EPARSE, "2 bytes, not 3");
    m = make(LT_PQ_BYTE_ARRAY, 0, false, 2);
    add_page(&m, LT_PQ_DATA_PAGE, 2, LT_PQ_DELTA_LENGTH_BYTE_ARRAY, LT_PQ_RLE, three_pairs,
             sizeof(three_pairs));
    check_fails(&m, LT_EPARSE, "3 strings for 2 rows");
    m = make(LT_PQ_INT32, 0, false, 3);
    add_page(&m, LT_PQ_DATA_PAGE, 3, LT_PQ_DELTA_LENGTH_BYTE_ARRAY, LT_PQ_RLE, three_pairs,
             sizeof(three_pairs));
    check_fails(&m, LT_EUNSUPPORTED, "INT32 values are encoded as DELTA_LENGTH_BYTE_ARRAY");
}

static void dictionaries_that_cannot_be_are_refused(void **state)
{
    (void)state;
    uint8_t bytes[8] = {0};
    made    m = make(LT_PQ_BOOLEAN, 0, false, 1);
    add_page(&m, LT_PQ_DICTIONARY_PAGE, 1, LT_PQ_PLAIN, 0, bytes, 8);
    check_fails(&m, LT_EPARSE, "dictionary of booleans");
    m = make(LT_PQ_INT32, 0, false, 1);
    add_page(&m, LT_PQ_DICTIONARY_PAGE, 3, LT_PQ_PLAIN, 0, bytes, 8);
    check_fails(&m, LT_EPARSE, "too few for a dictionary of 3");
    m = make(LT_PQ_INT32, 0, false, 1);
    add_page(&m, LT_PQ_DICTIONARY_PAGE, 1, LT_PQ_PLAIN, 0, bytes, 8);
    add_page(&m, LT_PQ_DICTIONARY_PAGE, 1, LT_PQ_PLAIN, 0, bytes, 8);
    check_fails(&m, LT_EPARSE, "second dictionary");
    m = make(LT_PQ_INT32, 0, false, 1);
    add_page(&m, LT_PQ_DICTIONARY_PAGE, 1, LT_PQ_DELTA_BINARY_PACKED, 0, bytes, 8);
    check_fails(&m, LT_EUNSUPPORTED, "dictionary encoded as");
    m = make(LT_PQ_INT32, 0, false, 1);
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_RLE_DICTIONARY, LT_PQ_RLE, bytes, 8);
    check_fails(&m, LT_EPARSE, "there is none");
}

static void counts_that_disagree_are_refused(void **state)
{
    (void)state;
    uint8_t bytes[64] = {0};
    made    m = make(LT_PQ_INT32, 0, false, 5);
    add_page(&m, LT_PQ_DATA_PAGE, 5, LT_PQ_PLAIN, LT_PQ_RLE, bytes, 16);
    check_fails(&m, LT_EPARSE, "row group 0, column c: page at byte 4: its values end too early");
    m = make(LT_PQ_INT32, 0, false, 5);
    add_page(&m, LT_PQ_DATA_PAGE, 6, LT_PQ_PLAIN, LT_PQ_RLE, bytes, 24);
    check_fails(&m, LT_EPARSE, "it has 6 rows, the row group 5 left");
    m = make(LT_PQ_INT32, 0, false, 5);
    add_page(&m, LT_PQ_DATA_PAGE, 4, LT_PQ_PLAIN, LT_PQ_RLE, bytes, 16);
    check_fails(&m, LT_EPARSE, "ends 1 rows too early");
    m = make(LT_PQ_BYTE_ARRAY, 0, false, 5);
    add_page(&m, LT_PQ_DATA_PAGE, 5, LT_PQ_PLAIN, LT_PQ_RLE, bytes, 19);
    check_fails(&m, LT_EPARSE, "its values end too early");
}

/* One PLAIN value of a type. */
static lt_table *one(int32_t type, int32_t as, int precision, int scale, const void *bytes,
                     int32_t len)
{
    made m = make(type, type == LT_PQ_FIXED ? len : 0, false, 1);
    converted(&m, as, precision, scale);
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_PLAIN, LT_PQ_RLE, bytes, len);
    return rows_of(&m);
}

static void check_one(lt_table *t, lt_type type, lt_i128 want)
{
    lt_value v = value_of(t, 0);
    assert_true(lt_type_same(v.type, type));
    assert_true((type.id == LT_DECIMAL ? v.d : (lt_i128)v.i) == want);
    lt_table_release(t);
}

static void unsigned_and_small_integers_keep_their_value(void **state)
{
    (void)state;
    const int32_t  minus = -1, five = 5;
    const uint64_t top = UINT64_MAX;
    check_one(one(LT_PQ_INT32, LT_PQ_CONV_UINT_8, 0, 0, &minus, 4), LT_TYPE(I16), 255);
    check_one(one(LT_PQ_INT32, LT_PQ_CONV_UINT_16, 0, 0, &minus, 4), LT_TYPE(I32), 65535);
    check_one(one(LT_PQ_INT32, LT_PQ_CONV_UINT_32, 0, 0, &minus, 4), LT_TYPE(I64), UINT32_MAX);
    check_one(one(LT_PQ_INT64, LT_PQ_CONV_UINT_64, 0, 0, &top, 8), lt_decimal(20, 0), UINT64_MAX);
    check_one(one(LT_PQ_INT32, LT_PQ_CONV_INT_8, 0, 0, &five, 4), LT_TYPE(I8), 5);

    made    m = make(LT_PQ_INT32, 0, false, 1);
    int32_t wide = 300;
    converted(&m, LT_PQ_CONV_INT_8, 0, 0);
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_PLAIN, LT_PQ_RLE, &wide, 4);
    check_fails(&m, LT_EPARSE, "300 is not a value of int8");
}

static void times_become_micros(void **state)
{
    (void)state;
    const int32_t ms32 = 1500;
    const int64_t ms = -1500, far = INT64_MAX / 10;
    check_one(one(LT_PQ_INT32, LT_PQ_CONV_TIME_MILLIS, 0, 0, &ms32, 4), LT_TYPE(I64), 1500000);
    check_one(one(LT_PQ_INT64, LT_PQ_CONV_TIME_MICROS, 0, 0, &ms, 8), LT_TYPE(I64), -1500);
    check_one(one(LT_PQ_INT64, LT_PQ_CONV_TIMESTAMP_MILLIS, 0, 0, &ms, 8), LT_TYPE(TIMESTAMP),
              -1500000);

    made m = make(LT_PQ_INT64, 0, false, 1); /* nanoseconds, local: towards the past */
    m.logical.has = 1u << LT_PQ_TIMESTAMP;
    m.logical.time.has = 1u << 1 | 1u << 2;
    m.logical.time.unit.has = 1u << LT_PQ_NANOS;
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_PLAIN, LT_PQ_RLE, &ms, 8);
    check_one(rows_of(&m), LT_TYPE(TIMESTAMP_NTZ), -2);

    const char *path = made_path();
    lt_source  *s;
    lt_error    err;
    lt_buf      text = {.mem = lt_mem_default()};
    CHECK_OK(lt_format_parquet.open_source(&s, lt_mem_default(), &path, 1, NULL, 0, &err), &err);
    CHECK_OK(s->ops->describe(s, &text, &err), &err);
    CHECK_OK(lt_buf_terminate(&text, &err), &err);
    CHECK_HAS((char *)text.data, "1 file, ");
    CHECK_HAS((char *)text.data, "nanoseconds cut to microseconds");
    lt_buf_clear(&text);
    lt_source_release(s);

    m = make(LT_PQ_INT64, 0, false, 1);
    converted(&m, LT_PQ_CONV_TIMESTAMP_MILLIS, 0, 0);
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_PLAIN, LT_PQ_RLE, &far, 8);
    check_fails(&m, LT_EOVERFLOW, "too far away");
}

static void decimals_of_any_length_keep_their_value(void **state)
{
    (void)state;
    uint8_t wide[20], text[24] = {20};
    memset(wide, 0xFF, sizeof(wide));
    wide[19] = 0x85; /* -123 in 20 bytes */
    check_one(one(LT_PQ_FIXED, LT_PQ_CONV_DECIMAL, 5, 2, wide, 20), lt_decimal(5, 2), -123);
    memcpy(text + 4, wide, 20);
    check_one(one(LT_PQ_BYTE_ARRAY, LT_PQ_CONV_DECIMAL, 5, 2, text, 24), lt_decimal(5, 2), -123);

    made m = make(LT_PQ_FIXED, 20, false, 1);
    wide[3] = 1;
    converted(&m, LT_PQ_CONV_DECIMAL, 38, 0);
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_PLAIN, LT_PQ_RLE, wide, 20);
    check_fails(&m, LT_EPARSE, "more digits than decimal(38,0)");
    m = make(LT_PQ_INT32, 0, false, 1);
    converted(&m, LT_PQ_CONV_DECIMAL, 3, 0);
    int32_t thousand = 1000;
    add_page(&m, LT_PQ_DATA_PAGE, 1, LT_PQ_PLAIN, LT_PQ_RLE, &thousand, 4);
    check_fails(&m, LT_EPARSE, "more digits than decimal(3,0)");
    m = make(LT_PQ_FIXED, 20, false, 1);
    converted(&m, LT_PQ_CONV_DECIMAL, 40, 0);
    check_fails(&m, LT_EUNSUPPORTED, "column c is a decimal of more than 38 digits");
}

/* ---- skipping by hand-made statistics ---- */

static bool is_skipped(const char *op, lt_expr *const *args, int32_t count)
{
    char        name[12];
    lt_error    err;
    lt_source  *s;
    const char *path = made_path();
    lt_run      run = {.mem = lt_mem_default()};
    snprintf(name, sizeof(name), "%s", op);
    lt_expr      call = {.kind = LT_EXPR_CALL,
                         .name = name,
                         .args = (lt_expr **)args,
                         .arg_count = count,
                         .resolved = true};
    lt_expr     *filters[1] = {&call};
    lt_scan_spec spec = {.all_columns = true, .limit = -1, .filters = filters, .filter_count = 1};
    CHECK_OK(lt_format_parquet.open_source(&s, lt_mem_default(), &path, 1, NULL, 0, &err), &err);
    CHECK_OK(s->ops->prepare(s, &spec, &run, &err), &err);
    bool skipped = s->ops->parts(s) == 0;
    lt_source_release(s);
    return skipped;
}

static lt_expr column(lt_type type)
{
    return (lt_expr){.kind = LT_EXPR_COLUMN, .resolved = true, .type = type};
}

static lt_expr integer(int64_t i)
{
    return (lt_expr){.kind = LT_EXPR_LITERAL,
                     .resolved = true,
                     .type = LT_TYPE(I64),
                     .value = {.type = LT_TYPE(I64), .i = i}};
}

static void stats_file(int32_t type, lt_pq_statistics *s, int64_t rows)
{
    uint8_t bytes[64] = {0};
    made    m = make(type, 0, true, rows);
    m.statistics = s;
    add_page(&m, LT_PQ_DATA_PAGE, (int32_t)rows, LT_PQ_PLAIN, LT_PQ_RLE, bytes, 64);
    write_file(&m);
}

static void old_statistics_count_for_signed_numbers_only(void **state)
{
    (void)state;
    const int32_t    low = 10, high = 20;
    lt_pq_statistics s = {.has = 1u << 1 | 1u << 2,
                          .min = {(const uint8_t *)&low, 4},
                          .max = {(const uint8_t *)&high, 4}};
    lt_expr c = column(LT_TYPE(I32)), five = integer(5), in = integer(15), late = integer(21);
    lt_expr wide = {.kind = LT_EXPR_CAST,
                    .type = LT_TYPE(I64),
                    .resolved = true,
                    .args = (lt_expr *[]){&c},
                    .arg_count = 1};
    stats_file(LT_PQ_INT32, &s, 4);
    assert_true(is_skipped("==", (lt_expr *[]){&c, &five}, 2));
    assert_true(is_skipped("==", (lt_expr *[]){&wide, &five}, 2));
    assert_false(is_skipped("==", (lt_expr *[]){&wide, &in}, 2));
    assert_true(is_skipped("in", (lt_expr *[]){&c, &five, &late}, 3));
    assert_false(is_skipped("in", (lt_expr *[]){&c, &five, &in}, 3));

    char    eq[] = "==", lt[] = "<";
    lt_expr never = {
        .kind = LT_EXPR_CALL, .name = eq, .args = (lt_expr *[]){&c, &five}, .arg_count = 2};
    lt_expr maybe = {
        .kind = LT_EXPR_CALL, .name = lt, .args = (lt_expr *[]){&c, &in}, .arg_count = 2};
    assert_true(is_skipped("and", (lt_expr *[]){&maybe, &never}, 2));
    assert_false(is_skipped("or", (lt_expr *[]){&maybe, &never}, 2));
    assert_true(is_skipped("or", (lt_expr *[]){&never, &never}, 2));
    assert_false(is_skipped("not", (lt_expr *[]){&never}, 1));

    lt_expr text = column(LT_TYPE(BINARY));
    lt_expr z = {.kind = LT_EXPR_LITERAL,
                 .resolved = true,
                 .type = LT_TYPE(BINARY),
                 .value = {.type = LT_TYPE(BINARY), .s = {(const uint8_t *)"zzzzz", 5}}};
    stats_file(LT_PQ_BYTE_ARRAY, &s, 4);
    assert_false(is_skipped("==", (lt_expr *[]){&text, &z}, 2));
    s = (lt_pq_statistics){.has = 1u << 5 | 1u << 6, .min_value = s.min, .max_value = s.max};
    stats_file(LT_PQ_BYTE_ARRAY, &s, 4); /* no column order: not trusted either */
    assert_false(is_skipped("==", (lt_expr *[]){&text, &z}, 2));
}

static void null_counts_skip_tests_for_null(void **state)
{
    (void)state;
    lt_pq_statistics s = {.has = 1u << 3, .null_count = 0};
    lt_expr          c = column(LT_TYPE(I32)), five = integer(5);
    stats_file(LT_PQ_INT32, &s, 4);
    assert_true(is_skipped("isnull", (lt_expr *[]){&c}, 1));
    assert_false(is_skipped("isnotnull", (lt_expr *[]){&c}, 1));
    s.null_count = 4;
    stats_file(LT_PQ_INT32, &s, 4);
    assert_false(is_skipped("isnull", (lt_expr *[]){&c}, 1));
    assert_true(is_skipped("isnotnull", (lt_expr *[]){&c}, 1));
    assert_true(is_skipped("<", (lt_expr *[]){&c, &five}, 2));
    s.null_count = 2;
    stats_file(LT_PQ_INT32, &s, 4);
    assert_false(is_skipped("isnull", (lt_expr *[]){&c}, 1));
    assert_false(is_skipped("isnotnull", (lt_expr *[]){&c}, 1));
}

int main(void)
{
    return RUN(
        test(old_levels_are_packed_from_the_highest_bit),
        test(fixed_values_may_be_encoded_as_strings), test(dictionaries_that_cannot_be_are_refused),
        test(counts_that_disagree_are_refused), test(unsigned_and_small_integers_keep_their_value),
        test(times_become_micros), test(decimals_of_any_length_keep_their_value),
        test(old_statistics_count_for_signed_numbers_only), test(null_counts_skip_tests_for_null));
}

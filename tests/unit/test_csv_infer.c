#include "tests/unit/csv_case.h"

/* ---- kinds ---- */

static const char *type_of_values(const char *const *values, size_t n)
{
    static lt_type_text text;
    lt_csv_kind         k = {0, 0};
    for (size_t i = 0; i < n; i++) {
        /* As in a block: bytes in front and behind may be read. */
        lt_csv_kind_add(&k, (const uint8_t *)values[i], strlen(values[i]));
    }
    return lt_type_spark(text, lt_csv_kind_type(k));
}

#define TYPE(...)                                      \
    type_of_values((const char *const[]){__VA_ARGS__}, \
                   sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void one_value_has_the_first_type_that_takes_it(void **state)
{
    (void)state;
    CHECK_TEXT(TYPE("007"), "int");
    CHECK_TEXT(TYPE("+5"), "int");
    CHECK_TEXT(TYPE("-2147483648"), "int");
    CHECK_TEXT(TYPE("2147483648"), "bigint");
    CHECK_TEXT(TYPE("9223372036854775808"), "decimal(19,0)");
    CHECK_TEXT(TYPE("99999999999999999999999999999999999999"), "decimal(38,0)");
    CHECK_TEXT(TYPE("999999999999999999999999999999999999999"), "double");
    CHECK_TEXT(TYPE("1."), "double");
    CHECK_TEXT(TYPE("1e5"), "double");
    CHECK_TEXT(TYPE(" 1"), "double");
    CHECK_TEXT(TYPE("NaN"), "double");
    CHECK_TEXT(TYPE("-Inf"), "double");
    CHECK_TEXT(TYPE("nan"), "string");
    CHECK_TEXT(TYPE("2024-02-29"), "date");
    CHECK_TEXT(TYPE("2023-02-29"), "string");
    CHECK_TEXT(TYPE("2024-2-9"), "timestamp");
    CHECK_TEXT(TYPE("2024-02-09 1:2:3"), "timestamp");
    CHECK_TEXT(TYPE("2024-02-09T10:00:00.5+01:00"), "timestamp");
    CHECK_TEXT(TYPE("True"), "boolean");
    CHECK_TEXT(TYPE("truer"), "string");
    CHECK_TEXT(TYPE("-"), "string");
    CHECK_TEXT(TYPE("1,5"), "string");
}

static void values_join_to_what_spark_widens_to(void **state)
{
    (void)state;
    CHECK_TEXT(TYPE("1", "3000000000"), "bigint");
    CHECK_TEXT(TYPE("3000000000", "12345678901234567890", "1"), "decimal(20,0)");
    CHECK_TEXT(TYPE("12345678901234567890", "1.5"), "double");
    CHECK_TEXT(TYPE("2024-02-29", "2024-02-29 10:00:00"), "timestamp");
    CHECK_TEXT(TYPE("2024-02-29", "2024"), "string");
    CHECK_TEXT(TYPE("true", "1"), "string");
    CHECK_TEXT(TYPE("1", "x"), "string");
}

static void joining_knows_no_order(void **state)
{
    static const char *const values[] = {"1",    "3000000000", "12345678901234567890", "1.5",
                                         "true", "2024-02-29", "2024-02-29 10:00:00",  "x",
                                         "-7"};
    enum { N = sizeof(values) / sizeof(*values) };
    (void)state;
    for (unsigned subset = 1; subset < 1u << N; subset++) {
        lt_csv_kind up = {0, 0}, down = {0, 0}, halves[2] = {{0, 0}, {0, 0}};
        for (int i = 0; i < N; i++) {
            const uint8_t *a = (const uint8_t *)values[i], *b = (const uint8_t *)values[N - 1 - i];
            if (subset >> i & 1) lt_csv_kind_add(&up, a, strlen((const char *)a));
            if (subset >> i & 1) lt_csv_kind_add(&halves[i & 1], a, strlen((const char *)a));
            if (subset >> (N - 1 - i) & 1) lt_csv_kind_add(&down, b, strlen((const char *)b));
        }
        lt_csv_kind_join(&halves[0], halves[1]);
        assert_true(lt_type_same(lt_csv_kind_type(up), lt_csv_kind_type(down)));
        assert_true(lt_type_same(lt_csv_kind_type(up), lt_csv_kind_type(halves[0])));
    }
}

/* ---- numbers and times in every length ---- */

static void numbers_are_exact_in_every_length(void **state)
{
    static const char text[] =
        "i,f\n1,1.5\n-12,-0.25\n123,.5\n-1234,5.\n12345,0.1\n123456,123.456\n1234567,1234567.1\n"
        "-12345678,-12345678.25\n123456789,0.000001\n1234567890123,1e300\n"
        "-1234567890123456,123456789.12345678\n12345678901234567,9007199254740993\n"
        "999999999999999999,1.7976931348623157e308\n+7,2.2250738585072014E-308\n0,-0.0\n";
    (void)state;
    csv_expect(text, "i bigint, f double\n1|1.5\n-12|-0.25\n123|0.5\n-1234|5.0\n12345|0.1\n"
                     "123456|123.456\n1234567|1234567.1\n-12345678|-1.234567825E7\n"
                     "123456789|1.0E-6\n1234567890123|1.0E300\n"
                     "-1234567890123456|1.2345678912345678E8\n"
                     "12345678901234567|9.007199254740992E15\n"
                     "999999999999999999|1.7976931348623157E308\n7|2.2250738585072014E-308\n"
                     "0|-0.0\n");
}

static void every_short_decimal_is_as_the_exact_parser_says(void **state)
{
    char  *text = malloc(1 << 20), *want = malloc(1 << 20);
    size_t n = csv_put(text, "f\n"), m = csv_put(want, "f double\n");
    (void)state;
    for (int i = 0; i < 6000; i++) {
        int  places = i % 9;
        char number[64];
        snprintf(number, sizeof(number), "%s%.*f", i % 3 ? "" : "-", places,
                 (double)(i * 7919 % 100003) / (i % 100 + 1.0));
        n += csv_put(text + n, "%s\n", number);
        lt_mem  *mem = lt_mem_default();
        lt_buf   out = {.mem = mem};
        lt_error err;
        lt_value v = {.type = LT_TYPE(F64), .f = strtod(number, NULL)};
        CHECK_OK(lt_value_text(&out, v, NULL, &err), &err);
        CHECK_OK(lt_buf_terminate(&out, &err), &err);
        m += csv_put(want + m, "%s\n", (char *)out.data);
        lt_buf_clear(&out);
    }
    char *got = csv_text_with(text, n, NULL, 0, 1, NULL);
    CHECK_TEXT(got, want);
    free(got);
    free(text);
    free(want);
}

static void times_are_read_in_the_sessions_zone(void **state)
{
    static const char text[] =
        "t\n2024-07-01 12:00:00\n2024-01-01T00:00:00\n2024-07-01\n"
        "2024-07-01 12:00:00Z\n2024-03-31 01:30:00\n2024-10-27 01:30:00.25\n";
    const char *path = csv_file("zone.csv", text, sizeof(text) - 1);
    lt_zone    *lisbon;
    lt_buf      out = {.mem = lt_mem_default()};
    lt_error    err;
    (void)state;
    if (lt_zone_open(&lisbon, out.mem, "Europe/Lisbon", 13, &err)) skip();
    csv_case c = {.paths = &path, .path_count = 1, .zone = lisbon};
    CHECK_OK(csv_read_text(&out, out.mem, &c, NULL, NULL, &err), &err);
    CHECK_TEXT((char *)out.data,
               "t timestamp\n2024-07-01 12:00:00\n2024-01-01 00:00:00\n2024-07-01 00:00:00\n"
               "2024-07-01 13:00:00\n2024-03-31 02:30:00\n2024-10-27 01:30:00.25\n");
    lt_buf_clear(&out);
    lt_zone_close(lisbon);
}

static void dates_are_those_of_the_calendar(void **state)
{
    (void)state;
    csv_expect("d\n0001-01-01\n1582-10-15\n1900-02-28\n1969-12-31\n1970-01-01\n2000-02-29\n"
               "2024-12-31\n9999-12-31\n",
               "d date\n0001-01-01\n1582-10-15\n1900-02-28\n1969-12-31\n1970-01-01\n2000-02-29\n"
               "2024-12-31\n9999-12-31\n");
}

/* ---- widening ---- */

typedef struct widening {
    const char *odd;  /* the value of the row that does not fit */
    const char *type; /* of column b in the end */
    const char *one;  /* how the value 1 looks then */
    const char *shown;
} widening;

static void check_widening(const widening *w, size_t rows, size_t at, int32_t threads)
{
    char  *text = malloc(rows * 40 + 100), *want = malloc(rows * 60 + 100);
    size_t n = csv_put(text, "a,b\n");
    size_t m = csv_put(want, "a int, b %s\n", w->type);
    for (size_t i = 0; i < rows; i++) {
        n += csv_put(text + n, "%zu,%s\n", i, i == at ? w->odd : "1");
        m += csv_put(want + m, "%zu|%s\n", i, i == at ? w->shown : w->one);
    }
    const char *path = csv_file("widen.csv", text, n);
    lt_option   options[] = {{"part_bytes", "256"}, {"sample_bytes", "64"}};
    csv_case    c = {.paths = &path,
                     .path_count = 1,
                     .options = options,
                     .option_count = 2,
                     .threads = threads,
                     .batch_rows = 7};
    lt_mem     *mem = lt_mem_open(NULL, 0);
    lt_buf      out = {.mem = mem};
    lt_error    err;
    int32_t     restarts;
    CHECK_OK(csv_read_text(&out, mem, &c, NULL, &restarts, &err), &err);
    CHECK_TEXT((char *)out.data, want);
    assert_int_equal(restarts, at > 20); /* further on than the sample of 64 bytes */
    lt_buf_clear(&out);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
    free(text);
    free(want);
}

static void a_late_value_widens_its_column_once(void **state)
{
    static const widening cases[] = {
        {"3000000000", "bigint", "1", "3000000000"},
        {"12345678901234567890", "decimal(20,0)", "1", "12345678901234567890"},
        {"2.5", "double", "1.0", "2.5"},
        {"x", "string", "1", "x"},
        {"\"\"", "string", "1", ""},
        {"2024-01-01", "string", "1", "2024-01-01"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        check_widening(&cases[i], 12000, 11990, 1);
        check_widening(&cases[i], 12000, 11990, 4);
        check_widening(&cases[i], 12000, 9700, 4);
        check_widening(&cases[i], 300, 299, 2);
        check_widening(&cases[i], 300, 3, 2);
    }
}

static void a_column_empty_in_the_sample_gets_its_type(void **state)
{
    char  *text = malloc(400000);
    size_t n = csv_put(text, "a,b\n");
    (void)state;
    for (int i = 0; i < 12000; i++) n += csv_put(text + n, "%d,%s\n", i, i < 11999 ? "" : "7");
    for (int32_t threads = 1; threads <= 4; threads += 3) {
        char *t = csv_text_with(
            text, n, CSV_OPTIONS({"part_bytes", "1000"}, {"sample_bytes", "64"}), threads, NULL);
        assert_int_equal(strncmp(t, "a int, b int\n0|NULL\n", 20), 0);
        CHECK_HAS(t, "11999|7\n");
        free(t);
    }
    free(text);
}

static void types_of_a_head_alone_are_tentative(void **state)
{
    char      *text = malloc(400000);
    size_t     n = csv_put(text, "a\n");
    lt_source *s;
    lt_error   err;
    (void)state;
    for (int i = 0; i < 30000; i++) n += csv_put(text + n, "%d\n", i);
    const char *path = csv_file("head.csv", text, n);
    CHECK_OK(lt_format_csv.open_source(&s, lt_mem_default(), &path, 1,
                                       CSV_OPTIONS({"sample_bytes", "64"}), &err),
             &err);
    assert_true(s->ops->schema(s)->fields[0].tentative);
    lt_source_release(s);
    CHECK_OK(lt_format_csv.open_source(&s, lt_mem_default(), &path, 1, NULL, 0, &err), &err);
    assert_false(s->ops->schema(s)->fields[0].tentative);
    lt_source_release(s);
    free(text);
}

static void decimal_commas_are_reported_not_guessed(void **state)
{
    const char *path = CSV_FILE("comma.csv", "a;b;c\n1,5;x;1.234,50\n2,25;y,z;-3,0\n;;\n");
    lt_buf      out = {.mem = lt_mem_default()};
    lt_source  *s;
    lt_error    err;
    (void)state;
    CHECK_OK(lt_format_csv.open_source(&s, out.mem, &path, 1, NULL, 0, &err), &err);
    CHECK_OK(s->ops->describe(s, &out, &err), &err);
    CHECK_OK(lt_buf_terminate(&out, &err), &err);
    CHECK_HAS((char *)out.data, "1 file, ");
    CHECK_HAS((char *)out.data, "delimiter ;");
    CHECK_HAS((char *)out.data, "column a: numbers with a decimal comma");
    CHECK_HAS((char *)out.data, "column c: numbers with a decimal comma");
    assert_null(strstr((char *)out.data, "column b"));
    assert_int_equal(s->ops->schema(s)->fields[0].type.id, LT_STRING);
    lt_buf_clear(&out);
    lt_source_release(s);
}

static void widening_survives_refused_memory(void **state)
{
    char  *text = malloc(400000);
    size_t n = csv_put(text, "a,b\n");
    (void)state;
    for (int i = 0; i < 9000; i++) n += csv_put(text + n, "%d,%s\n", i, i < 8990 ? "1" : "x");
    const char *path = csv_file("widen_fault.csv", text, n);
    EACH_FAULT (mem) {
        lt_option options[] = {{"part_bytes", "30000"}, {"sample_bytes", "64"}};
        csv_case  c = {.paths = &path, .path_count = 1, .options = options, .option_count = 2};
        lt_buf    out = {.mem = mem};
        lt_error  err = {.code = LT_OK};
        if (csv_read_text(&out, mem, &c, NULL, NULL, &err)) assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&out);
    }
    free(text);
}

int main(void)
{
    return RUN(
        test(one_value_has_the_first_type_that_takes_it), test(values_join_to_what_spark_widens_to),
        test(joining_knows_no_order), test(numbers_are_exact_in_every_length),
        test(every_short_decimal_is_as_the_exact_parser_says),
        test(times_are_read_in_the_sessions_zone), test(dates_are_those_of_the_calendar),
        test(a_late_value_widens_its_column_once), test(a_column_empty_in_the_sample_gets_its_type),
        test(types_of_a_head_alone_are_tentative), test(decimal_commas_are_reported_not_guessed),
        test(widening_survives_refused_memory));
}

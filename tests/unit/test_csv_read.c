#include "tests/unit/csv_case.h"

#include "io/sys.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <utime.h>

/* ---- fields and records ---- */

static void fields_are_read_as_rfc_4180_says(void **state)
{
    (void)state;
    csv_expect("a,b,c\n1,x,2.5\n2,\"y,z\",3\n", "a int, b string, c double\n1|x|2.5\n2|y,z|3.0\n");
    csv_expect("a,b\n\"say \"\"hi\"\"\",\"line\nbreak\"\n",
               "a string, b string\nsay \"hi\"|line\nbreak\n");
    csv_expect("a,b\r\n1,x\r\n2,y\r\n", "a int, b string\n1|x\n2|y\n");
    csv_expect("a,b\n1,x\n2,y", "a int, b string\n1|x\n2|y\n");
    csv_expect("a,b\r1,x\r2,y\r", "a int, b string\n1|x\n2|y\n");
    csv_expect("a,b\n1,x\r2,y\r\n3,z", "a int, b string\n1|x\n2|y\n3|z\n");
    csv_expect("a\n\"\n\n\r\n,\"\n\"x\"\n", "a string\n\n\n\r\n,\nx\n");
    csv_expect("a,b\n\"long text of more than twelve bytes, with \"\"quotes\"\" in it\",2\n",
               "a string, b int\nlong text of more than twelve bytes, with \"quotes\" in it|2\n");
}

static void nothing_gives_no_rows(void **state)
{
    (void)state;
    csv_expect("", "\n");
    csv_expect("\xEF\xBB\xBF", "\n");
    csv_expect("\n\n\n", "\n");
    csv_expect("a,b,c\n", "a string, b string, c string\n");
    csv_expect("a,b,c", "a string, b string, c string\n");
    csv_expect("\xEF\xBB\xBF"
               "a,b\n1,2\n",
               "a int, b int\n1|2\n");
}

static void empty_is_null_and_quoted_empty_is_a_string(void **state)
{
    (void)state;
    csv_expect("a,b\n,x\n\"\",y\n", "a string, b string\nNULL|x\n|y\n");
    csv_expect("a,b\n,x\n5,\n", "a int, b string\nNULL|x\n5|NULL\n");
    csv_expect("a,b\n,\n,\n", "a string, b string\nNULL|NULL\nNULL|NULL\n");
    csv_expect("a,b\n1,2\n\n\r\n3,4\n\n", "a int, b int\n1|2\n3|4\n");
}

static void names_are_made_safe_as_spark_does(void **state)
{
    (void)state;
    csv_expect("a,b,A,,a\n1,2,3,4,5\n", "a0 int, b int, A2 int, _c3 int, a4 int\n1|2|3|4|5\n");
    char *t = csv_text_with("1,x\n2,y\n", 8, CSV_OPTIONS({"header", "false"}), 1, NULL);
    CHECK_TEXT(t, "_c0 int, _c1 string\n1|x\n2|y\n");
    free(t);
}

/* ---- dialects ---- */

static void the_delimiter_is_found(void **state)
{
    (void)state;
    csv_expect("a;b;c\n1,5;2;3\n2,5;3;4\n", "a string, b int, c int\n1,5|2|3\n2,5|3|4\n");
    csv_expect("a\tb\n1\tx, y\n2\tz\n", "a int, b string\n1|x, y\n2|z\n");
    csv_expect("a|b\n1|2\n", "a int, b int\n1|2\n");
    csv_expect("text\nhello, you\nbye\n", "text string\nhello\nbye\n");
}

static void irregular_dialects_take_the_slow_way(void **state)
{
    char *t;
    (void)state;
    const char *escaped = "a,b\n\"x\\\"y\",1\n\"p\\\\q,\\n\",2\n";
    t = csv_text_with(escaped, strlen(escaped), CSV_OPTIONS({"escape", "\\"}, {"part_bytes", "64"}),
                      2, NULL);
    CHECK_TEXT(t, "a string, b int\nx\"y|1\np\\q,n|2\n");
    free(t);
    const char *comments = "# one\na,b\n#two,\"\n1,2\n# three\n3,4\n#";
    t = csv_text_with(comments, strlen(comments), CSV_OPTIONS({"comment", "#"}), 1, NULL);
    CHECK_TEXT(t, "a int, b int\n1|2\n3|4\n");
    free(t);
    t = csv_text_with("a,b\n\"x\",y\"z\n", 12, CSV_OPTIONS({"quote", ""}), 1, NULL);
    CHECK_TEXT(t, "a string, b string\n\"x\"|y\"z\n");
    free(t);
    t = csv_text_with("a~b\n'x~y'~'it''s'\n", 18, CSV_OPTIONS({"sep", "~"}, {"quote", "'"}), 1,
                      NULL);
    CHECK_TEXT(t, "a string, b string\nx~y|it's\n");
    free(t);
}

static void null_text_is_null_quoted_or_not(void **state)
{
    (void)state;
    const char *text = "a,b\nNA,\"NA\"\n1,x\n";
    char       *t = csv_text_with(text, strlen(text), CSV_OPTIONS({"nullValue", "NA"}), 1, NULL);
    CHECK_TEXT(t, "a int, b string\nNULL|NULL\n1|x\n");
    free(t);
}

static void wide_encodings_are_refused_by_name(void **state)
{
    (void)state;
    char *t = csv_text_with("\xFF\xFE"
                            "a\0,\0b\0\n\0",
                            10, NULL, 0, 1, NULL);
    CHECK_HAS(t, "UTF-16");
    free(t);
    t = csv_text_with("a\0,\0b\0\n\0"
                      "1\0,\0"
                      "2\0\n\0",
                      16, NULL, 0, 1, NULL);
    CHECK_HAS(t, "UTF-16LE");
    free(t);
    t = csv_text_with("a\n", 2, CSV_OPTIONS({"encoding", "latin1"}), 1, NULL);
    CHECK_HAS(t, "latin1");
    free(t);
}

static void unknown_options_name_a_near_one(void **state)
{
    const char *path = CSV_FILE("o.csv", "a\n");
    lt_source  *s;
    lt_error    err;
    (void)state;
    CHECK_FAILS(lt_format_csv.open_source(&s, lt_mem_default(), &path, 1,
                                          CSV_OPTIONS({"headr", "true"}), &err),
                LT_EUSAGE, &err);
    CHECK_HAS(err.hint, "header");
    CHECK_FAILS(lt_format_csv.open_source(&s, lt_mem_default(), &path, 1,
                                          CSV_OPTIONS({"mode", "strict"}), &err),
                LT_EUSAGE, &err);
    path = "no/such/file.csv";
    CHECK_FAILS(lt_format_csv.open_source(&s, lt_mem_default(), &path, 1, NULL, 0, &err),
                LT_ENOTFOUND, &err);
}

/* ---- malformed rows ---- */

static char *in_mode(const char *text, const char *mode, lt_csv_mended *mended)
{
    return csv_text_with(text, strlen(text), CSV_OPTIONS({"mode", mode}, {"part_bytes", "64"}), 2,
                         mended);
}

static void rows_of_odd_lengths_are_padded_cut_or_dropped(void **state)
{
    static const char text[] = "a,b\n1,2\n3\n4,5,6\n7,8\n";
    lt_csv_mended     m;
    (void)state;
    char *t = in_mode(text, "permissive", &m);
    CHECK_TEXT(t, "a int, b int\n1|2\n3|NULL\n4|5\n7|8\n");
    assert_int_equal(m.padded, 1);
    assert_int_equal(m.cut, 1);
    free(t);
    t = in_mode(text, "dropmalformed", &m);
    CHECK_TEXT(t, "a int, b int\n1|2\n7|8\n");
    assert_int_equal(m.dropped, 2);
    free(t);
    t = in_mode(text, "failfast", &m);
    CHECK_TEXT(t, "error malformed input: a record of 1 field where 2 are expected "
                  "(line 3, column )");
    free(t);
}

static void stray_quotes_are_text_and_counted(void **state)
{
    static const char text[] = "a,b\n1,x\"y\n2,\"p\"q\n3,\"r, \"s\" t\"\n4,z\n";
    lt_csv_mended     m;
    (void)state;
    char *t = in_mode(text, "permissive", &m);
    CHECK_TEXT(t, "a int, b string\n1|x\"y\n2|\"p\"q\n3|\"r, \"s\" t\"\n4|z\n");
    assert_int_equal(m.replaced, 3);
    free(t);
    t = in_mode(text, "failfast", &m);
    CHECK_HAS(t, "(line 2");
    free(t);
    t = in_mode(text, "dropmalformed", &m);
    CHECK_TEXT(t, "a int, b string\n4|z\n");
    assert_int_equal(m.dropped, 3);
    free(t);
}

static void an_unclosed_quote_is_told_with_its_line(void **state)
{
    static const char text[] = "a,b\n1,\"x\ny\"\n2,\"open\nand on\n";
    lt_csv_mended     m;
    (void)state;
    char *t = in_mode(text, "permissive", &m);
    CHECK_TEXT(t, "a int, b string\n1|x\ny\n2|open\nand on\n\n");
    assert_int_equal(m.replaced, 1);
    free(t);
    t = in_mode(text, "failfast", &m);
    CHECK_HAS(t, "never closed");
    CHECK_HAS(t, "(line 4");
    free(t);
}

static void bytes_that_are_no_utf8_are_replaced_or_refused(void **state)
{
    static const char text[] = "a,b\nok,\xC3\xA9t\xE9 and some more bytes behind it\n\xFF,y\n";
    lt_csv_mended     m;
    (void)state;
    char *t = in_mode(text, "permissive", &m);
    CHECK_TEXT(t, "a string, b string\nok|ét\xEF\xBF\xBD and some more bytes behind it\n"
                  "\xEF\xBF\xBD|y\n");
    assert_int_equal(m.replaced, 2);
    free(t);
    t = in_mode(text, "failfast", &m);
    CHECK_HAS(t, "invalid UTF-8 at byte");
    free(t);
}

static void nul_bytes_are_data(void **state)
{
    (void)state;
    char *t = csv_text_with("a,b\nx\0y,1\n", 10, NULL, 0, 1, NULL);
    CHECK_TEXT(t, "a string, b int\nx"); /* the text form stops at the NUL; the row does not */
    free(t);
}

static void too_long_records_are_an_error_with_the_limit(void **state)
{
    char  text[5000] = "a,b\n1,\"";
    char *t;
    (void)state;
    memset(text + 7, 'x', 4000);
    memcpy(text + 4007, "\"\n", 3);
    t = csv_text_with(
        text, strlen(text),
        CSV_OPTIONS({"max_record", "1000"}, {"part_bytes", "64"}, {"sample_bytes", "64"}), 1, NULL);
    CHECK_HAS(t, "limit reached: a record of more than 1000 bytes (line 2");
    free(t);
}

/* ---- given schemas ---- */

static void given_types_are_kept_and_misfits_handled_by_mode(void **state)
{
    static const char text[] = "a,b,c\n1,2.345,2024-01-31\nx,1,nope\n300,-7.005,2024-1-1\n";
    static const char ddl[] = "a tinyint, b decimal(5,2), c date";
    lt_csv_mended     m;
    char             *t;
    (void)state;
    t = csv_text_with(text, strlen(text), CSV_OPTIONS({"schema", ddl}), 1, &m);
    CHECK_TEXT(t, "a tinyint, b decimal(5,2), c date\n1|2.35|2024-01-31\nNULL|1.00|NULL\n"
                  "NULL|-7.01|2024-01-01\n");
    assert_int_equal(m.replaced, 3);
    free(t);
    t = csv_text_with(text, strlen(text), CSV_OPTIONS({"schema", ddl}, {"mode", "failfast"}), 1,
                      &m);
    CHECK_TEXT(t, "error malformed input: \"x\" is not an int8 (line 3, column a)");
    free(t);
    t = csv_text_with(text, strlen(text), CSV_OPTIONS({"schema", ddl}, {"mode", "dropmalformed"}),
                      1, &m);
    CHECK_TEXT(t, "a tinyint, b decimal(5,2), c date\n1|2.35|2024-01-31\n");
    assert_int_equal(m.dropped, 2);
    free(t);
}

/* ---- several files ---- */

static void later_files_are_matched_by_name(void **state)
{
    const char *paths[] = {CSV_FILE("1.csv", "a,b,c\n1,x,2\n"), CSV_FILE("2.csv", "c,a\n5,4\n"),
                           CSV_FILE("3.csv", "")};
    csv_case    c = {.paths = paths, .path_count = 3};
    lt_buf      out = {.mem = lt_mem_default()};
    lt_error    err;
    (void)state;
    CHECK_OK(csv_read_text(&out, out.mem, &c, NULL, NULL, &err), &err);
    CHECK_TEXT((char *)out.data, "a int, b string, c int\n1|x|2\n4|NULL|5\n");
    paths[1] = CSV_FILE("4.csv", "a,d\n1,2\n");
    CHECK_FAILS(csv_read_text(&out, out.mem, &c, NULL, NULL, &err), LT_EINVAL, &err);
    CHECK_HAS(err.text, "4.csv");
    CHECK_HAS(err.text, "\"d\"");
    lt_buf_clear(&out);
}

/* ---- every part size, order and number of threads ---- */

static char *make_mixed(size_t rows, size_t *len)
{
    char  *text = malloc(rows * 80 + 100);
    size_t n = csv_put(text, "id,when,name,amount,note\n");
    for (size_t i = 0; i < rows; i++) {
        n += csv_put(text + n, "%zu,2024-%02zu-%02zu 10:%02zu:00,%s,%zu.%02zu,", i, i % 12 + 1,
                     i % 28 + 1, i % 60, i % 3 ? "Electrónica" : "\"Bebés, niños\"", i % 900,
                     i % 100);
        n += csv_put(text + n, "%s%s", i % 5 ? "" : "\"two\nlines, and \"\"quotes\"\"\"",
                     i % 7 ? "\n" : "\r\n");
    }
    *len = n;
    return text;
}

static void parts_order_and_threads_do_not_show(void **state)
{
    static const char *const sizes[] = {"64", "100", "1000", "4097", "1048576"};
    size_t                   len;
    char                    *text = make_mixed(700, &len), *want = NULL;
    const char              *path = csv_file("mixed.csv", text, len);
    (void)state;
    for (size_t i = 0; i < 5; i++)
        for (int32_t variant = 0; variant < 4; variant++) {
            lt_option options[] = {{"part_bytes", sizes[i]},
                                   {"reference", variant & 1 ? "true" : "false"}};
            csv_case  c = {.paths = &path,
                           .path_count = 1,
                           .options = options,
                           .option_count = 2,
                           .threads = variant & 2 ? 4 : 1,
                           .backwards = variant == 1 || variant == 2,
                           .batch_rows = (int32_t)(i % 2) == variant / 2 ? 7 : 65536};
            lt_buf    out = {.mem = lt_mem_default()};
            lt_error  err;
            CHECK_OK(csv_read_text(&out, out.mem, &c, NULL, NULL, &err), &err);
            if (!want) want = strdup((char *)out.data);
            CHECK_TEXT((char *)out.data, want);
            lt_buf_clear(&out);
        }
    CHECK_HAS(want, "id int, when timestamp, name string, amount double, note string\n"
                    "0|2024-01-01 10:00:00|Bebés, niños|0.0|two\nlines, and \"quotes\"\n"
                    "1|2024-02-02 10:01:00|Electrónica|1.01|NULL\n");
    free(want);
    free(text);
}

static void only_wanted_columns_are_read(void **state)
{
    size_t        len;
    char         *text = make_mixed(30, &len);
    const char   *path = csv_file("wanted.csv", text, len);
    const int32_t columns[] = {3, 0};
    csv_case      c = {.paths = &path, .path_count = 1, .columns = columns, .column_count = 2};
    lt_buf        out = {.mem = lt_mem_default()};
    lt_error      err;
    (void)state;
    CHECK_OK(csv_read_text(&out, out.mem, &c, NULL, NULL, &err), &err);
    CHECK_HAS((char *)out.data, "\n0.0|0\n1.01|1\n2.02|2\n");
    lt_buf_clear(&out);
    free(text);
}

/* ---- locators ---- */

typedef struct kept {
    int64_t locators[4000];
    int32_t count;
} kept;

static lt_status keep_locators(void *arg, lt_batch *b, lt_error *err)
{
    kept *k = arg;
    (void)err;
    memcpy(k->locators + k->count, b->columns[b->column_count - 1]->values, (size_t)b->rows * 8);
    k->count += b->rows;
    lt_batch_close(b);
    return LT_OK;
}

static void rows_are_fetched_by_their_locators(void **state)
{
    size_t       len;
    char        *text = make_mixed(700, &len);
    const char  *path = csv_file("locators.csv", text, len);
    int32_t      columns[] = {0, 4};
    lt_scan_spec want = {.columns = columns, .column_count = 2, .limit = -1, .locators = true};
    lt_run       run = {.mem = lt_mem_default(), .workers = 1};
    kept        *k = calloc(1, sizeof(*k));
    lt_source   *s;
    lt_batch    *b;
    lt_error     err;
    (void)state;
    CHECK_OK(
        lt_format_csv.open_source(&s, run.mem, &path, 1, CSV_OPTIONS({"part_bytes", "300"}), &err),
        &err);
    CHECK_OK(s->ops->prepare(s, &want, &run, &err), &err);
    for (int64_t p = 0; p < s->ops->parts(s); p++)
        CHECK_OK(s->ops->read(s, p, 0, keep_locators, k, &err), &err);
    assert_int_equal(k->count, 700);
    const int32_t asked[] = {699, 0, 355, 354, 356, 0};
    int64_t       locators[6];
    for (int i = 0; i < 6; i++) locators[i] = k->locators[asked[i]];
    CHECK_OK(s->ops->fetch(s, locators, 6, &b, &err), &err);
    assert_int_equal(b->rows, 6);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(lt_column_value(b->columns[0], i).i, asked[i]);
        assert_int_equal(lt_column_value(b->columns[1], i).null, asked[i] % 5 != 0);
        assert_int_equal(lt_column_value(b->columns[2], i).i, locators[i]);
    }
    lt_batch_close(b);
    locators[0] = (int64_t)len + 5;
    CHECK_FAILS(s->ops->fetch(s, locators, 1, &b, &err), LT_EINVAL, &err);
    s->ops->finish(s);
    lt_source_release(s);
    free(k);
    free(text);
}

/* ---- a changing file, faults ---- */

static lt_status ignore_rows(void *arg, lt_batch *b, lt_error *err)
{
    (void)arg, (void)err;
    lt_batch_close(b);
    return LT_OK;
}

static void a_file_that_changes_is_a_conflict(void **state)
{
    const char  *path = CSV_FILE("changing.csv", "a\n1\n2\n");
    lt_scan_spec want = {.all_columns = true, .limit = -1};
    lt_run       run = {.mem = lt_mem_default(), .workers = 1};
    lt_source   *s;
    lt_error     err;
    (void)state;
    CHECK_OK(lt_format_csv.open_source(&s, run.mem, &path, 1, NULL, 0, &err), &err);
    CHECK_OK(s->ops->prepare(s, &want, &run, &err), &err);
    CHECK_OK(s->ops->read(s, 0, 0, ignore_rows, NULL, &err), &err);
    FILE *f = fopen(path, "ab");
    fputs("3\n", f);
    fclose(f);
    CHECK_FAILS(s->ops->read(s, 0, 0, ignore_rows, NULL, &err), LT_ECONFLICT, &err);
    CHECK_HAS(err.text, "changing.csv");
    CHECK_FAILS(s->ops->prepare(s, &want, &run, &err), LT_ECONFLICT, &err);
    lt_source_release(s);
}

static void no_allocation_is_taken_for_granted(void **state)
{
    static const char text[] =
        "a,b,c\n1,\"x \"\"y\"\" and a long text\",2.5\n,\"p\nq\",\n3,\xFF,7\n4\n";
    const char *path = csv_file("faults.csv", text, sizeof(text) - 1);
    (void)state;
    EACH_FAULT (mem) {
        lt_option options[] = {{"part_bytes", "64"}, {"sample_bytes", "64"}};
        csv_case  c = {.paths = &path,
                       .path_count = 1,
                       .options = options,
                       .option_count = 2,
                       .locators = true};
        lt_buf    out = {.mem = mem};
        lt_error  err = {.code = LT_OK};
        lt_status status = csv_read_text(&out, mem, &c, NULL, NULL, &err);
        if (status) assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&out);
    }
}

static void every_read_may_fail(void **state)
{
    size_t      len;
    char       *text = make_mixed(40, &len);
    const char *path = csv_file("io.csv", text, len);
    (void)state;
    for (long n = 0;; n++) {
        lt_option options[] = {{"part_bytes", "500"}};
        csv_case  c = {.paths = &path, .path_count = 1, .options = options, .option_count = 1};
        lt_mem   *mem = lt_mem_open(NULL, 0);
        lt_buf    out = {.mem = mem};
        lt_error  err = {.code = LT_OK};
        lt_io_fail_at(LT_IO_READ | LT_IO_OPEN | LT_IO_STAT, n, EIO, false);
        lt_status status = csv_read_text(&out, mem, &c, NULL, NULL, &err);
        bool      came = lt_io_faulted();
        lt_io_fail_at(LT_IO_ANY, -1, 0, false);
        lt_buf_clear(&out);
        assert_int_equal(lt_mem_in_use(mem), 0);
        lt_mem_close(mem);
        if (!came) break;
        assert_int_equal(status, LT_EIO);
        CHECK_HAS(err.text, "io.csv");
    }
    free(text);
}

int main(void)
{
    return RUN(
        test(fields_are_read_as_rfc_4180_says), test(nothing_gives_no_rows),
        test(empty_is_null_and_quoted_empty_is_a_string), test(names_are_made_safe_as_spark_does),
        test(the_delimiter_is_found), test(irregular_dialects_take_the_slow_way),
        test(null_text_is_null_quoted_or_not), test(wide_encodings_are_refused_by_name),
        test(unknown_options_name_a_near_one), test(rows_of_odd_lengths_are_padded_cut_or_dropped),
        test(stray_quotes_are_text_and_counted), test(an_unclosed_quote_is_told_with_its_line),
        test(bytes_that_are_no_utf8_are_replaced_or_refused), test(nul_bytes_are_data),
        test(too_long_records_are_an_error_with_the_limit),
        test(given_types_are_kept_and_misfits_handled_by_mode),
        test(later_files_are_matched_by_name), test(parts_order_and_threads_do_not_show),
        test(only_wanted_columns_are_read), test(rows_are_fetched_by_their_locators),
        test(a_file_that_changes_is_a_conflict), test(no_allocation_is_taken_for_granted),
        test(every_read_may_fail));
}

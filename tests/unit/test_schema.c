#include "tests/helper.h"
#include "tests/schema_ddl.h"

#include "column/schema.h"

#include <stdio.h>
#include <string.h>

static lt_schema *parse(const char *ddl)
{
    lt_error   err;
    lt_schema *s;
    CHECK_OK(lt_schema_parse(&s, lt_mem_default(), ddl, strlen(ddl), &err), &err);
    return s;
}

static void writes(const char *ddl, const char *want)
{
    lt_error   err;
    lt_buf     b = {.mem = lt_mem_default()};
    lt_schema *s = parse(ddl);
    CHECK_OK(schema_ddl(&b, s, &err), &err);
    CHECK_OK(lt_buf_terminate(&b, &err), &err);
    CHECK_TEXT((char *)b.data, want);
    lt_buf_clear(&b);
    lt_schema_release(s);
}

static void ddl_is_read_and_written(void **state)
{
    (void)state;
    writes("a INT, b decimal(10,2)", "a int, b decimal(10,2)");
    writes(" a:int ,b : string not null, c timestamp NULL ", "a int, b string, c timestamp");
    writes("`two words` bigint, `tick``s` date, `9` int",
           "`two words` bigint, `tick``s` date, `9` int");
    writes("\xC3\xB1o float, _x boolean", "\xC3\xB1o float, _x boolean");
    writes("a int64, b float64, c bool, d int8", "a bigint, b double, c boolean, d tinyint");
}

static void not_null_is_kept(void **state)
{
    (void)state;
    lt_schema *s = parse("a int not null, b string NOT  NULL, c int null, d int");
    assert_false(s->fields[0].nullable);
    assert_false(s->fields[1].nullable);
    assert_true(s->fields[2].nullable);
    assert_true(s->fields[3].nullable);
    lt_schema_release(s);
}

static void what_is_no_schema_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",       " ",           "a",         "a int,",    ",a int", "a int b int",  "`a int",
        "`` int", "a decimal(5", "a integre", "a int not", ": int",  "a int,,b int", "a not null",
        "a (int)"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        lt_error   err;
        lt_schema *s;
        if (lt_schema_parse(&s, lt_mem_default(), bad[i], strlen(bad[i]), &err) != LT_EPARSE)
            fail_msg("\"%s\" was read", bad[i]);
        assert_true(err.text[0] != 0);
    }
}

static void a_bad_type_names_its_column(void **state)
{
    (void)state;
    lt_error   err;
    lt_schema *s;
    CHECK_FAILS(lt_schema_parse(&s, lt_mem_default(), "a int, price strng", 18, &err), LT_EPARSE,
                &err);
    CHECK_HAS(err.text, "column \"price\" of the schema");
    CHECK_HAS(err.hint, "\"string\"");
}

static int32_t find(const lt_schema *s, const char *name)
{
    return lt_schema_find(s, name, strlen(name));
}

static void names_are_found_without_regard_to_case(void **state)
{
    (void)state;
    lt_schema *s = parse("id int, ID int, Name int, `A\xC3\x91o` int, x int, x int");
    assert_int_equal(find(s, "id"), -2);
    assert_int_equal(find(s, "ID"), -2);
    assert_int_equal(find(s, "Id"), -2);
    assert_int_equal(find(s, "NAME"), 2);
    assert_int_equal(find(s, "a\xC3\xB1O"), 3);
    assert_int_equal(find(s, "x"), -2);
    assert_int_equal(find(s, "X"), -2);
    assert_int_equal(find(s, "nam"), -1);
    assert_int_equal(find(s, ""), -1);
    assert_int_equal(find(s, "\xFF"), -1);
    assert_int_equal(lt_schema_find(s, "Name and more", 4), 2);
    lt_schema_release(s);
}

static void a_missing_name_gets_the_near_miss_or_the_names(void **state)
{
    (void)state;
    lt_error   err;
    lt_schema *s = parse("category int, price int");
    assert_int_equal(lt_schema_missing(s, "categry", 7, &err), LT_ENOTFOUND);
    CHECK_TEXT(err.text, "no column \"categry\"");
    CHECK_TEXT(err.hint, "did you mean \"category\"?");
    assert_int_equal(lt_schema_missing(s, "zzz", 3, &err), LT_ENOTFOUND);
    CHECK_TEXT(err.hint, "the columns are category, price");
    assert_int_equal(lt_schema_missing(s, "zzz", 3, NULL), LT_ENOTFOUND);
    lt_schema_release(s);

    CHECK_OK(lt_schema_open(&s, lt_mem_default(), NULL, 0, &err), &err);
    assert_int_equal(lt_schema_missing(s, "a", 1, &err), LT_ENOTFOUND);
    CHECK_TEXT(err.hint, "there are no columns");
    lt_schema_release(s);
}

static void many_and_long_names_are_cut(void **state)
{
    (void)state;
    lt_error   err;
    char       ddl[8192], longest[600];
    size_t     at = 0;
    lt_schema *s;
    for (int i = 0; i < 300; i++)
        at += (size_t)snprintf(ddl + at, sizeof(ddl) - at, "%scolumn_%03d int", i ? "," : "", i);
    s = parse(ddl);
    lt_schema_missing(s, "zzzzzzzzzzzzzzz", 15, &err);
    CHECK_HAS(err.hint, "column_032, \xE2\x80\xA6");
    lt_schema_release(s);

    memset(longest, 'q', sizeof(longest) - 5);
    memcpy(longest + sizeof(longest) - 5, " int", 5);
    s = parse(longest);
    lt_schema_missing(s, "zz", 2, &err);
    CHECK_TEXT(err.hint, "the columns are \xE2\x80\xA6");
    lt_schema_missing(s, longest, sizeof(longest) - 1, &err);
    lt_schema_release(s);
}

static void refused_memory_leaks_nothing(void **state)
{
    (void)state;
    static const char ddl[] = "a int, `b c` decimal(12,2) not null, c string";
    EACH_FAULT (mem) {
        lt_error   err;
        lt_schema *s;
        lt_buf     b = {.mem = mem};
        if (lt_schema_parse(&s, mem, ddl, sizeof(ddl) - 1, &err)) {
            assert_int_equal(err.code, LT_ENOMEM);
            continue;
        }
        if (schema_ddl(&b, s, &err)) assert_int_equal(err.code, LT_ENOMEM);
        lt_buf_clear(&b);
        lt_schema_release(lt_schema_retain(s));
        lt_schema_release(s);
    }
    lt_schema_release(NULL);
}

int main(void)
{
    return RUN(test(ddl_is_read_and_written), test(not_null_is_kept),
               test(what_is_no_schema_is_refused), test(a_bad_type_names_its_column),
               test(names_are_found_without_regard_to_case),
               test(a_missing_name_gets_the_near_miss_or_the_names),
               test(many_and_long_names_are_cut), test(refused_memory_leaks_nothing));
}

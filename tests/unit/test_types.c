#include "tests/helper.h"

#include "column/types.h"

#include <string.h>

static lt_status parse(lt_type *out, const char *text, lt_error *err)
{
    return lt_type_parse(out, text, strlen(text), err);
}

static void every_type_reads_back_from_both_of_its_names(void **state)
{
    (void)state;
    for (int id = 0; id < LT_TYPE_COUNT; id++) {
        lt_type      t = id == LT_DECIMAL ? lt_decimal(12, 3) : (lt_type){.id = (uint8_t)id}, got;
        lt_type_text text;
        lt_error     err;
        CHECK_OK(parse(&got, lt_type_name(text, t), &err), &err);
        assert_true(lt_type_same(got, t));
        CHECK_OK(parse(&got, lt_type_spark(text, t), &err), &err);
        assert_true(lt_type_same(got, t));
    }
}

static void other_spellings_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        lt_type     want;
    } cases[] = {{"BIGINT", {LT_I64, 0, 0}},
                 {"  Integer ", {LT_I32, 0, 0}},
                 {"long", {LT_I64, 0, 0}},
                 {"decimal", {LT_DECIMAL, 10, 0}},
                 {"numeric(5)", {LT_DECIMAL, 5, 0}},
                 {"DEC ( 38 , 38 )", {LT_DECIMAL, 38, 38}},
                 {"decimal(1,0)", {LT_DECIMAL, 1, 0}},
                 {"str", {LT_STRING, 0, 0}},
                 {"timestamp_ltz", {LT_TIMESTAMP, 0, 0}}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        lt_type  got;
        lt_error err;
        CHECK_OK(parse(&got, cases[i].text, &err), &err);
        assert_true(lt_type_same(got, cases[i].want));
    }
}

static void what_is_no_type_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",
                                      " ",
                                      "strin",
                                      "int(5)",
                                      "decimal(",
                                      "decimal()",
                                      "decimal(0)",
                                      "decimal(39)",
                                      "decimal(5,6)",
                                      "decimal(5,-1)",
                                      "decimal(-5)",
                                      "decimal(5,2,1)",
                                      "decimal(5)x",
                                      "decimal(100,2)",
                                      "decimal(5 2)",
                                      "decimal(5,)",
                                      "in t",
                                      "array<int>",
                                      "decimal(+5)",
                                      "decimal(1111111111111111111111111111111111111111111111)"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
        lt_type  got;
        lt_error err;
        if (parse(&got, bad[i], &err) != LT_EPARSE) fail_msg("\"%s\" was read", bad[i]);
        assert_true(err.text[0] != 0);
    }
    lt_type  got;
    lt_error err;
    CHECK_FAILS(lt_type_parse(&got, "decimal(5)\0,", 12, &err), LT_EPARSE, &err);
    CHECK_FAILS(parse(&got, "strng", &err), LT_EPARSE, &err);
    CHECK_HAS(err.hint, "\"string\"");
    CHECK_FAILS(parse(&got, "nothing like it", &err), LT_EPARSE, &err);
    CHECK_HAS(err.hint, "float64");
}

int main(void)
{
    return RUN(test(every_type_reads_back_from_both_of_its_names), test(other_spellings_are_read),
               test(what_is_no_type_is_refused));
}

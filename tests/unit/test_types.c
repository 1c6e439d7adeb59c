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
    for (int id = 0; id < LT_SCALAR_COUNT; id++) {
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
    } cases[] = {{"BIGINT", {.id = LT_I64}},
                 {"  Integer ", {.id = LT_I32}},
                 {"long", {.id = LT_I64}},
                 {"decimal", {.id = LT_DECIMAL, .precision = 10, .scale = 0}},
                 {"numeric(5)", {.id = LT_DECIMAL, .precision = 5, .scale = 0}},
                 {"DEC ( 38 , 38 )", {.id = LT_DECIMAL, .precision = 38, .scale = 38}},
                 {"decimal(1,0)", {.id = LT_DECIMAL, .precision = 1, .scale = 0}},
                 {"str", {.id = LT_STRING}},
                 {"timestamp_ltz", {.id = LT_TIMESTAMP}}};
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
                                      "array",
                                      "list<>",
                                      "array<int",
                                      "array<int>>",
                                      "array(int)",
                                      "int<int>",
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

static void lists_are_types_of_their_elements(void **state)
{
    (void)state;
    static const char *const cases[][3] = {
        {"array<int>", "list<int32>", "array<int>"},
        {" LIST < Array<decimal( 12 , 3 )> > ", "list<list<decimal(12,3)>>",
         "array<array<decimal(12,3)>>"},
        {"array<array<array<array<array<array<array<array<timestamp_ntz>>>>>>>>",
         "list<list<list<list<list<list<list<list<timestamp_ntz>>>>>>>>",
         "array<array<array<array<array<array<array<array<timestamp_ntz>>>>>>>>"}};
    lt_type      type, again;
    lt_type_text text;
    lt_error     err;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        CHECK_OK(parse(&type, cases[i][0], &err), &err);
        CHECK_TEXT(lt_type_name(text, type), cases[i][1]);
        CHECK_TEXT(lt_type_spark(text, type), cases[i][2]);
        CHECK_OK(parse(&again, text, &err), &err);
        assert_true(lt_type_same(type, again)); /* interned: one pointer */
        assert_true(lt_type_is_list(type));
        assert_false(lt_type_same(type, lt_type_element(type)));
    }
    CHECK_FAILS(lt_type_list(&again, type, &err), LT_ELIMIT, &err); /* one level too many */
    CHECK_FAILS(
        parse(&type, "array<array<array<array<array<array<array<array<array<int>>>>>>>>>", &err),
        LT_ELIMIT, &err);
    assert_int_equal(lt_type_element(LT_TYPE(I32)).id, LT_VOID);
}

int main(void)
{
    return RUN(test(lists_are_types_of_their_elements),
               test(every_type_reads_back_from_both_of_its_names), test(other_spellings_are_read),
               test(what_is_no_type_is_refused));
}

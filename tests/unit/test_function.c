#include "tests/helper.h"

#include "plan/coerce.h"
#include "plan/function.h"

#include <stdlib.h>
#include <string.h>

static void rows_are_in_name_order_and_found(void **state)
{
    (void)state;
    int32_t count = 0;
    for (const lt_function *f; (f = lt_function_at(count)); count++) {
        if (count > 0) assert_true(strcmp(lt_function_at(count - 1)->name, f->name) < 0);
        assert_ptr_equal(lt_function_find(f->name, strlen(f->name)), f);
    }
    assert_in_range(count, 150, 500);
    assert_null(lt_function_at(-1));
    assert_null(lt_function_find("", 0));
    assert_null(lt_function_find("nope", 4));
    assert_non_null(lt_function_find("UPPER", 5));
}

static void aliases_are_found_and_unique(void **state)
{
    (void)state;
    assert_ptr_equal(lt_function_find("mean", 4), lt_function_find("avg", 3));
    assert_ptr_equal(lt_function_find("First_Value", 11), lt_function_find("first", 5));
    assert_ptr_equal(lt_function_find("any_value", 9), lt_function_find("first", 5));
    assert_ptr_equal(lt_function_find("substr", 6), lt_function_find("substring", 9));
    for (int32_t i = 0; lt_function_at(i); i++) {
        char words[128];
        strncpy(words, lt_function_at(i)->aliases, sizeof(words) - 1);
        words[sizeof(words) - 1] = 0;
        for (char *save, *w = strtok_r(words, " ", &save); w; w = strtok_r(NULL, " ", &save))
            assert_ptr_equal(lt_function_find(w, strlen(w)), lt_function_at(i));
    }
}

static void every_row_has_its_help(void **state)
{
    (void)state;
    for (int32_t i = 0; lt_function_at(i); i++) {
        const lt_function *f = lt_function_at(i);
        if (strlen(f->signature) < 3 || strlen(f->help) < 4 || strlen(f->example) < 3 ||
            !f->group[0])
            fail_msg("%s has no help", f->name);
        if (f->help[strlen(f->help) - 1] != '.') fail_msg("%s: a help without its dot", f->name);
        if (!f->aggregate && !strstr(f->example, "  -- "))
            fail_msg("%s: an example without its result", f->name);
    }
}

static void every_row_can_run(void **state)
{
    (void)state;
    for (int32_t i = 0; lt_function_at(i); i++) {
        const lt_function *f = lt_function_at(i);
        assert_non_null(f->types);
        bool elsewhere = f->aggregate || f->lazy != LT_EAGER;
        if (elsewhere == (f->kernel != NULL)) fail_msg("%s: its kernel", f->name);
        assert_true(f->max_args < 0 || f->min_args <= f->max_args);
        if (f->try_) assert_false(f->can_fail);
    }
}

/* A type rule never leaves an argument that its kernel was not promised: whatever it accepts, it
 * accepts again unchanged. */
static void type_rules_are_stable(void **state)
{
    (void)state;
    static const lt_type all[] = {{.id = LT_VOID},
                                  {.id = LT_BOOL},
                                  {.id = LT_I8},
                                  {.id = LT_I16},
                                  {.id = LT_I32},
                                  {.id = LT_I64},
                                  {.id = LT_F32},
                                  {.id = LT_F64},
                                  {.id = LT_DECIMAL, .precision = 10, .scale = 2},
                                  {.id = LT_DECIMAL, .precision = 38, .scale = 18},
                                  {.id = LT_STRING},
                                  {.id = LT_BINARY},
                                  {.id = LT_DATE},
                                  {.id = LT_TIMESTAMP},
                                  {.id = LT_TIMESTAMP_NTZ}};
    enum { N = sizeof(all) / sizeof(*all) };
    for (int32_t i = 0; lt_function_at(i); i++) {
        const lt_function *f = lt_function_at(i);
        int32_t            count = f->max_args < 0 ? 3 : f->max_args;
        for (int a = 0; a < N; a++)
            for (int b = 0; b < N; b++) {
                lt_type  args[8] = {all[a]}, once[8], result, again;
                lt_error err;
                for (int k = 1; k < 8; k++) args[k] = all[b];
                assert_in_range(count, 0, 8);
                lt_status status = f->types(&result, args, count, &err);
                if (status) {
                    assert_int_equal(status, LT_ETYPE);
                    assert_true(err.text[0]);
                    continue;
                }
                memcpy(once, args, sizeof(once));
                CHECK_OK(f->types(&again, args, count, &err), &err);
                for (int k = 0; k < count; k++)
                    if (!lt_type_same(once[k], args[k])) fail_msg("%s moves its types", f->name);
                if (!lt_type_same(result, again)) fail_msg("%s moves its result", f->name);
                assert_true(result.id != LT_DECIMAL ||
                            (result.precision >= 1 && result.precision <= 38 &&
                             result.scale <= result.precision));
            }
    }
}

static void missing_functions_name_the_nearest(void **state)
{
    (void)state;
    lt_error err;
    assert_int_equal(lt_function_missing("uper", 4, &err), LT_ENOTFOUND);
    CHECK_TEXT(err.text, "no function \"uper\"");
    CHECK_TEXT(err.hint, "did you mean upper?");
    assert_int_equal(lt_function_missing("qqqqqq", 6, &err), LT_ENOTFOUND);
    CHECK_HAS(err.hint, "help()");
    assert_int_equal(lt_function_missing("x", 1, NULL), LT_ENOTFOUND);
}

static void common_types_do_not_depend_on_order(void **state)
{
    (void)state;
    static const lt_type all[] = {{.id = LT_VOID},
                                  {.id = LT_BOOL},
                                  {.id = LT_I32},
                                  {.id = LT_I64},
                                  {.id = LT_F32},
                                  {.id = LT_F64},
                                  {.id = LT_DECIMAL, .precision = 10, .scale = 2},
                                  {.id = LT_DECIMAL, .precision = 38, .scale = 0},
                                  {.id = LT_STRING},
                                  {.id = LT_DATE},
                                  {.id = LT_TIMESTAMP}};
    enum { N = sizeof(all) / sizeof(*all) };
    for (int a = 0; a < N; a++)
        for (int b = 0; b < N; b++)
            for (int c = 0; c < N; c++) {
                lt_type x, y;
                bool    p = lt_coerce_common_of(&x, (lt_type[]){all[a], all[b], all[c]}, 3);
                bool    q = lt_coerce_common_of(&y, (lt_type[]){all[c], all[a], all[b]}, 3);
                assert_int_equal(p, q);
                if (p && x.id != LT_DECIMAL) assert_true(lt_type_same(x, y));
            }
}

static void decimals_keep_six_fraction_digits(void **state)
{
    (void)state;
    assert_true(lt_type_same(lt_coerce_decimal(20, 4), lt_decimal(20, 4)));
    assert_true(lt_type_same(lt_coerce_decimal(45, 20), lt_decimal(38, 13)));
    assert_true(lt_type_same(lt_coerce_decimal(60, 20), lt_decimal(38, 6)));
    assert_true(lt_type_same(lt_coerce_decimal(60, 2), lt_decimal(38, 2)));
}

int main(void)
{
    return RUN(test(rows_are_in_name_order_and_found), test(aliases_are_found_and_unique),
               test(every_row_has_its_help), test(every_row_can_run), test(type_rules_are_stable),
               test(missing_functions_name_the_nearest), test(common_types_do_not_depend_on_order),
               test(decimals_keep_six_fraction_digits));
}

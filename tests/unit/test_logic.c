#include "tests/kernels.h"

#define BOOL LT_TYPE(BOOL)

static void follows_the_truth_tables(void **state)
{
    (void)state;
    lt_column *a =
        COLUMN(BOOL, "true", "true", "true", "false", "false", "false", NULL, NULL, NULL);
    lt_column *b =
        COLUMN(BOOL, "true", "false", NULL, "true", "false", NULL, "true", "false", NULL);
    CHECK_COLUMN(call_lenient(lt_kernel_and, BOOL, 2, a, b),
                 "true|false|NULL|false|false|false|NULL|false|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_or, BOOL, 2, a, b),
                 "true|true|true|true|false|NULL|true|NULL|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_not, BOOL, 1, a),
                 "false|false|false|true|true|true|NULL|NULL|NULL");
}

static void takes_constants_and_more_than_two(void **state)
{
    (void)state;
    lt_column *a = COLUMN(BOOL, "true", "false", NULL), *no = constant(BOOL, 3, "false");
    lt_column *null = constant(BOOL, 3, NULL), *yes = constant(BOOL, 3, "true");
    CHECK_COLUMN(call_lenient(lt_kernel_and, BOOL, 3, yes, a, null), "NULL|false|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_or, BOOL, 3, no, a, null), "true|NULL|NULL");
    CHECK_COLUMN(call_lenient(lt_kernel_not, BOOL, 1, null), "NULL|NULL|NULL");
}

/* Past one word, against one row at a time. */
static void agrees_row_by_row(void **state)
{
    (void)state;
    enum { N = 333 };
    lt_column *a = random_column(BOOL, N), *b = random_column(BOOL, N);
    lt_column *r = call_lenient(lt_kernel_and, BOOL, 2, a, b);
    for (int32_t i = 0; i < N; i++) {
        lt_value x = lt_column_value(a, i), y = lt_column_value(b, i), got = lt_column_value(r, i);
        bool     no = (!x.null && !x.b) || (!y.null && !y.b);
        assert_int_equal(got.null, !no && (x.null || y.null));
        if (!got.null) assert_int_equal(got.b, !no);
    }
}

static void survives_refused_memory(void **state)
{
    (void)state;
    const lt_column *args[] = {COLUMN(BOOL, "true", NULL), COLUMN(BOOL, NULL, "false")};
    EACH_FAULT (mem) {
        lt_column *out;
        if (call_status(&out, lt_kernel_or, mem, BOOL, args, 2, false) == LT_OK)
            CHECK_TEXT(column_text(out), "true|NULL");
        lt_column_release(out);
    }
}

int main(void)
{
    return RUN(kernel_test(follows_the_truth_tables),
               kernel_test(takes_constants_and_more_than_two), kernel_test(agrees_row_by_row),
               kernel_test(survives_refused_memory));
}

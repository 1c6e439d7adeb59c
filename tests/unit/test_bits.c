#include "tests/kernels.h"

#include "kernel/functions_number.h"

#include <string.h>

/* The value of a row as bits of its type's width. */
static int64_t at(const lt_column *c, int32_t row) { return lt_column_value(c, row).i; }

static int64_t reference(lt_kernel *k, int64_t a, int64_t b, bool wide)
{
    if (k == lt_kernel_bit_and) return a & b;
    if (k == lt_kernel_bit_or) return a | b;
    if (k == lt_kernel_bit_xor) return a ^ b;
    if (k == lt_kernel_shift_left)
        return wide ? (int64_t)((uint64_t)a << (b & 63)) : (int32_t)((uint32_t)a << (b & 31));
    if (k == lt_kernel_shift_right) return a >> (b & (wide ? 63 : 31));
    return wide ? (int64_t)((uint64_t)a >> (b & 63)) : (int32_t)((uint32_t)a >> (b & 31));
}

static void check(lt_kernel *k, lt_type left, lt_type right)
{
    lt_column *a = random_column(left, 700), *b = random_column(right, 700);
    lt_column *c = call_kernel(k, left, 2, a, b);
    assert_non_null(c);
    for (int32_t i = 0; i < 700; i++) {
        bool null = !lt_column_valid(a, i) || !lt_column_valid(b, i);
        assert_int_equal(lt_column_valid(c, i), !null);
        if (!null) assert_int_equal(at(c, i), reference(k, at(a, i), at(b, i), left.id == LT_I64));
    }
}

static void operators_agree_with_c_in_every_width(void **state)
{
    (void)state;
    static lt_kernel *const both[] = {lt_kernel_bit_and, lt_kernel_bit_or, lt_kernel_bit_xor};
    static const lt_type    types[] = {LT_TYPE(I8), LT_TYPE(I16), LT_TYPE(I32), LT_TYPE(I64)};
    for (size_t i = 0; i < 3; i++)
        for (size_t k = 0; k < 4; k++) check(both[i], types[k], types[k]);
}

static void shifts_go_by_the_width(void **state)
{
    (void)state;
    static lt_kernel *const shifts[] = {lt_kernel_shift_left, lt_kernel_shift_right,
                                        lt_kernel_shift_right_unsigned};
    for (size_t i = 0; i < 3; i++) {
        check(shifts[i], LT_TYPE(I32), LT_TYPE(I32));
        check(shifts[i], LT_TYPE(I64), LT_TYPE(I32));
    }
}

static void bits_are_counted_and_got(void **state)
{
    (void)state;
    lt_column *c = COLUMN(LT_TYPE(I16), "0", "-1", "7", NULL);
    CHECK_COLUMN(call_kernel(lt_kernel_bit_count, LT_TYPE(I32), 1, c), "0|64|3|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_bit_not, LT_TYPE(I16), 1, c), "-1|0|-8|NULL");
    CHECK_COLUMN(call_kernel(lt_kernel_bit_get, LT_TYPE(I8), 2, c,
                             COLUMN(LT_TYPE(I32), "0", "15", "2", "99")),
                 "0|1|1|NULL");
    CHECK_REFUSED(
        call_kernel(lt_kernel_bit_get, LT_TYPE(I8), 2, c, constant(LT_TYPE(I32), 4, "16")),
        "which has 0 to 15");
}

int main(void)
{
    return RUN(kernel_test(operators_agree_with_c_in_every_width),
               kernel_test(shifts_go_by_the_width), kernel_test(bits_are_counted_and_got));
}

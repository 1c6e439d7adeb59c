#include "core/buf.h"

#include "tests/helper.h"

#include <string.h>

static void grows_and_keeps_its_bytes(void **state)
{
    (void)state;
    lt_error err;
    lt_buf   b = {.mem = lt_mem_default()};
    for (int i = 0; i < 10000; i++) CHECK_OK(lt_buf_add(&b, &(uint8_t){(uint8_t)i}, 1, &err), &err);
    assert_int_equal(b.len, 10000);
    for (int i = 0; i < 10000; i++) assert_int_equal(b.data[i], i & 0xFF);
    lt_buf_clear(&b);
    assert_null(b.data);
    assert_int_equal(b.len + b.cap, 0);
}

static void prints_text_of_any_length(void **state)
{
    (void)state;
    lt_error err;
    char     long_text[5000];
    lt_buf   b = {.mem = lt_mem_default()};
    memset(long_text, 'x', sizeof(long_text) - 1);
    long_text[sizeof(long_text) - 1] = 0;
    CHECK_OK(lt_buf_printf(&b, &err, "%d:", 42), &err);
    CHECK_OK(lt_buf_printf(&b, &err, "%s", long_text), &err);
    CHECK_OK(lt_buf_text(&b, "!", &err), &err);
    CHECK_OK(lt_buf_terminate(&b, &err), &err);
    assert_int_equal(b.len, 3 + 4999 + 1);
    assert_int_equal(strlen((char *)b.data), b.len);
    assert_memory_equal(b.data, "42:xxx", 6);
    lt_buf_clear(&b);
}

static void refuses_a_length_that_would_overflow(void **state)
{
    (void)state;
    lt_error err = {0};
    lt_buf   b = {.mem = lt_mem_default()};
    CHECK_OK(lt_buf_text(&b, "abc", &err), &err);
    CHECK_FAILS(lt_buf_reserve(&b, SIZE_MAX - 1, &err), LT_ENOMEM, &err);
    CHECK_FAILS(lt_buf_reserve(&b, SIZE_MAX / 4, &err), LT_ENOMEM, &err);
    assert_int_equal(b.len, 3);
    assert_memory_equal(b.data, "abc", 3);
    lt_buf_clear(&b);
}

static void is_unchanged_when_memory_runs_out(void **state)
{
    (void)state;
    EACH_FAULT (mem) {
        lt_error err;
        lt_buf   b = {.mem = mem};
        for (int i = 0; i < 200; i++) {
            size_t before = b.len;
            if (lt_buf_printf(&b, &err, "%d,", i) == LT_OK) continue;
            assert_int_equal(err.code, LT_ENOMEM);
            assert_int_equal(b.len, before);
            break;
        }
        lt_buf_clear(&b);
    }
}

int main(void)
{
    return RUN(test(grows_and_keeps_its_bytes), test(prints_text_of_any_length),
               test(refuses_a_length_that_would_overflow), test(is_unchanged_when_memory_runs_out));
}

/* cmocka.h — the part of cmocka's interface that tests of loops use, for machines whose cmocka is
 * not here. A failed check ends the program: behind it nothing is known. */
#ifndef LT_TESTS_NEON_CMOCKA_H
#define LT_TESTS_NEON_CMOCKA_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct CMUnitTest {
    const char *name;
    void (*test_func)(void **state);
};

int  _cmocka_run_group_tests(const char *group, const struct CMUnitTest *tests, size_t count,
                             void *before, void *after);
void print_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
__attribute__((noreturn)) void _fail(const char *file, int line);

#define cmocka_unit_test(f) \
    {                       \
#f, f               \
    }
#define fail_msg(...)                                \
    do {                                             \
        print_error(__VA_ARGS__), print_error("\n"); \
        _fail(__FILE__, __LINE__);                   \
    } while (0)
#define assert_true(x)                            \
    do {                                          \
        if (!(x)) fail_msg("%s is not true", #x); \
    } while (0)
#define assert_false(x)              assert_true(!(x))
#define assert_non_null(p)           assert_true((p) != NULL)
#define assert_null(p)               assert_true((p) == NULL)
#define assert_ptr_equal(a, b)       assert_true((const void *)(a) == (const void *)(b))
#define assert_int_equal(a, b)       assert_true((uint64_t)(a) == (uint64_t)(b))
#define assert_memory_equal(a, b, n) assert_true(memcmp((a), (b), (n)) == 0)
#define assert_string_equal(a, b)    assert_true(strcmp((a), (b)) == 0)

#endif

#include "core/mem.h"

#include "tests/helper.h"

#include <string.h>

static void accounts_exactly(void **state)
{
    (void)state;
    lt_mem *mem = lt_mem_open(NULL, 0);
    size_t  before = lt_mem_in_use(lt_mem_default());
    char   *a = lt_mem_resize(mem, NULL, 0, 100);
    memset(a, 7, 100);
    a = lt_mem_resize(mem, a, 100, 1000);
    assert_int_equal(a[99], 7);
    assert_int_equal(lt_mem_in_use(mem), 1000);
    assert_int_equal(lt_mem_in_use(lt_mem_default()), before + 1000);
    a = lt_mem_resize(mem, a, 1000, 10);
    assert_int_equal(lt_mem_in_use(mem), 10);
    assert_int_equal(lt_mem_peak(mem), 1000);
    assert_null(lt_mem_resize(mem, a, 10, 0));
    assert_int_equal(lt_mem_in_use(mem), 0);
    assert_int_equal(lt_mem_in_use(lt_mem_default()), before);
    lt_mem_close(mem);
}

static void refuses_past_the_budget_of_any_parent(void **state)
{
    (void)state;
    lt_mem *parent = lt_mem_open(NULL, 1000);
    lt_mem *child = lt_mem_open(parent, 5000);
    char   *a = lt_mem_resize(child, NULL, 0, 900);
    assert_non_null(a);
    assert_null(lt_mem_resize(child, NULL, 0, 101));
    assert_null(lt_mem_resize(child, a, 900, 1001));
    assert_int_equal(lt_mem_in_use(child), 900);
    assert_int_equal(lt_mem_in_use(parent), 900);
    char *b = lt_mem_resize(child, NULL, 0, 100);
    assert_non_null(b);
    lt_mem_free(child, a, 900);
    lt_mem_free(child, b, 100);
    assert_int_equal(lt_mem_in_use(parent), 0);
    assert_int_equal(lt_mem_budget(parent), 1000);
    lt_mem_close(child);
    lt_mem_close(parent);
}

static void zeroes_and_checks_the_product(void **state)
{
    (void)state;
    lt_mem *mem = lt_mem_open(NULL, 0);
    assert_null(lt_mem_zeroed(mem, SIZE_MAX / 2, 3));
    assert_null(lt_mem_zeroed(mem, 0, 8));
    uint8_t *a = lt_mem_zeroed(mem, 16, 16);
    for (int i = 0; i < 256; i++) assert_int_equal(a[i], 0);
    lt_mem_free(mem, a, 256);
    lt_mem_free(mem, NULL, 256);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
}

static void works_as_no_memory_when_null(void **state)
{
    (void)state;
    lt_error err;
    assert_null(lt_mem_resize(NULL, NULL, 0, 8));
    assert_null(lt_mem_zeroed(NULL, 1, 8));
    CHECK_FAILS(lt_mem_refused(NULL, 8, "a test", &err), LT_ENOMEM, &err);
    CHECK_HAS(err.text, "a test");
}

static void names_the_budget_when_it_refuses(void **state)
{
    (void)state;
    lt_error err;
    lt_mem  *mem = lt_mem_open(NULL, 4096);
    CHECK_FAILS(lt_mem_refused(mem, 5000, "a join", &err), LT_ENOMEM, &err);
    CHECK_HAS(err.text, "4096");
    CHECK_HAS(err.hint, "--memory");
    lt_mem_close(mem);
}

static void fails_at_the_chosen_request(void **state)
{
    (void)state;
    lt_mem *mem = lt_mem_open(NULL, 0);
    lt_mem_fail_at(mem, 1, false);
    void *a = lt_mem_resize(mem, NULL, 0, 8);
    assert_non_null(a);
    assert_false(lt_mem_faulted(mem));
    assert_null(lt_mem_resize(mem, NULL, 0, 8));
    assert_true(lt_mem_faulted(mem));
    void *b = lt_mem_resize(mem, NULL, 0, 8);
    assert_non_null(b);
    lt_mem_fail_at(mem, 0, true);
    for (int i = 0; i < 3; i++) assert_null(lt_mem_zeroed(mem, 1, 8));
    lt_mem_free(mem, a, 8);
    lt_mem_free(mem, b, 8);
    assert_int_equal(lt_mem_in_use(mem), 0);
    lt_mem_close(mem);
}

int main(void)
{
    return RUN(test(accounts_exactly), test(refuses_past_the_budget_of_any_parent),
               test(zeroes_and_checks_the_product), test(works_as_no_memory_when_null),
               test(names_the_budget_when_it_refuses), test(fails_at_the_chosen_request));
}

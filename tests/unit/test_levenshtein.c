#include "tests/kernels.h"

#include "kernel/functions_text.h"

#include <stdio.h>
#include <string.h>

#define S   LT_TYPE(STRING)
#define I32 LT_TYPE(I32)

/* By the definition: slow and obvious. */
static int distance(const char *a, const char *b)
{
    if (!*a) return (int)strlen(b);
    if (!*b) return (int)strlen(a);
    if (*a == *b) return distance(a + 1, b + 1);
    int put = distance(a, b + 1), take = distance(a + 1, b), replace = distance(a + 1, b + 1);
    int least = put < take ? put : take;
    return 1 + (least < replace ? least : replace);
}

static void agrees_with_the_definition(void **state)
{
    (void)state;
    for (int round = 0; round < 500; round++) {
        char a[7] = "", b[7] = "", want[8];
        for (int i = random_below(7); i > 0; i--) a[i - 1] = "abc"[random_below(3)];
        for (int i = random_below(7); i > 0; i--) b[i - 1] = "abc"[random_below(3)];
        snprintf(want, sizeof(want), "%d", distance(a, b));
        CHECK_COLUMN(call_kernel(lt_kernel_levenshtein, I32, 2, STRINGS(a), STRINGS(b)), want);
        (void)release_all(state);
    }
}

static void a_limit_cuts_off(void **state)
{
    (void)state;
    CHECK_COLUMN(call_kernel(lt_kernel_levenshtein, I32, 3, constant(S, 4, "kitten"),
                             constant(S, 4, "sitting"), COLUMN(I32, "4", "3", "2", NULL)),
                 "3|3|-1|NULL");
}

static void characters_count_not_bytes(void **state)
{
    (void)state;
    CHECK_COLUMN(call_kernel(lt_kernel_levenshtein, I32, 2,
                             STRINGS("日本", "ñ", "",
                                     "\xFF"
                                     "a"),
                             STRINGS("日本語", "n", "é", "a")),
                 "1|1|1|1");
}

static void long_texts_see_an_interrupt(void **state)
{
    (void)state;
    static char text[2000];
    lt_cancel   cancel = {0};
    memset(text, 'a', sizeof(text) - 1);
    lt_column       *one = STRINGS(text), *made = NULL;
    const lt_column *args[] = {one, one};
    lt_call          call = {.mem = lt_mem_default(),
                             .args = args,
                             .arg_count = 2,
                             .rows = 1,
                             .result = I32,
                             .cancel = &cancel};
    lt_cancel_set(&cancel, LT_ECANCELLED);
    CHECK_FAILS(lt_kernel_levenshtein(&call, &made, &kernel_error), LT_ECANCELLED, &kernel_error);
}

static void running_out_of_memory_leaks_nothing(void **state)
{
    (void)state;
    const lt_column *args[] = {STRINGS("kitten"), STRINGS("sitting")};
    EACH_FAULT (mem) {
        lt_column *made = NULL;
        lt_status  status = call_status(&made, lt_kernel_levenshtein, mem, I32, args, 2, true);
        if (status) assert_int_equal(status, LT_ENOMEM);
        lt_column_release(made);
    }
}

int main(void)
{
    return RUN(kernel_test(agrees_with_the_definition), kernel_test(a_limit_cuts_off),
               kernel_test(characters_count_not_bytes), kernel_test(long_texts_see_an_interrupt),
               kernel_test(running_out_of_memory_leaks_nothing));
}

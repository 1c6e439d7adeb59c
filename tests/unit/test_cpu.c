/* The choice of a tier. It is made once a process, so each one is made in a child. */
#include "tests/helper.h"

#include "core/cpu.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a fresh process takes when LOTE_LOOPS is `name`; plus 100 where it was refused. */
static int chosen(const char *name)
{
    int   status = 0;
    pid_t child = fork();
    if (child == 0) {
        setenv("LOTE_LOOPS", name, 1);
        _exit((int)lt_cpu_get() + (lt_cpu_refused() ? 100 : 0));
    }
    assert_true(child > 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int best(void)
{
    int t = LT_CPU_TIERS - 1;
    while (!lt_cpu_has((lt_cpu)t)) t--;
    return t;
}

static void every_tier_can_be_asked_for(void **state)
{
    (void)state;
    assert_true(lt_cpu_has(LT_CPU_SCALAR));
    for (int t = 0; t < LT_CPU_TIERS; t++)
        assert_int_equal(chosen(lt_cpu_name((lt_cpu)t)), lt_cpu_has((lt_cpu)t) ? t : best() + 100);
}

static void the_best_is_taken_where_nothing_else_is_asked(void **state)
{
    (void)state;
    assert_int_equal(chosen(""), best());
    assert_int_equal(chosen("fastest"), best() + 100);
    assert_int_equal(chosen("AVX2"), best() + 100);
}

static void a_tier_that_is_missing_cannot_be_used(void **state)
{
    lt_cpu was = lt_cpu_get();
    (void)state;
    for (int t = 0; t < LT_CPU_TIERS; t++) {
        lt_cpu before = lt_cpu_get();
        bool   has = lt_cpu_has((lt_cpu)t);
        assert_int_equal(lt_cpu_use((lt_cpu)t), has);
        assert_int_equal(lt_cpu_get(), has ? (lt_cpu)t : before);
    }
    assert_true(lt_cpu_use(was));
}

int main(void)
{
    return RUN(test(every_tier_can_be_asked_for),
               test(the_best_is_taken_where_nothing_else_is_asked),
               test(a_tier_that_is_missing_cannot_be_used));
}

#include "tests/neon/cmocka.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void print_error(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
}

void _fail(const char *file, int line)
{
    fflush(stdout);
    print_error("%s:%d\n", file, line);
    exit(1);
}

int _cmocka_run_group_tests(const char *group, const struct CMUnitTest *tests, size_t count,
                            void *before, void *after)
{
    (void)before, (void)after;
    for (size_t i = 0; i < count; i++) {
        printf("%s: %s\n", group, tests[i].name);
        fflush(stdout);
        tests[i].test_func(&(void *){NULL});
    }
    return 0;
}

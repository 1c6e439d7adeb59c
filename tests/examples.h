/* examples.h — the examples of the functions: those of their help, and the lines of tests/examples,
 * `expression  -- RESULT` or `expression  -- ! a part of the error`.
 */
#ifndef LT_TESTS_EXAMPLES_H
#define LT_TESTS_EXAMPLES_H

#include <stddef.h>

/* expr[0, len) is to give want; where: its file or function. */
typedef void example_fn(void *arg, const char *where, const char *expr, size_t len,
                        const char *want);

/* Calls fn for each and answers how many there were. */
int each_function_example(example_fn *fn, void *arg);
int each_file_example(example_fn *fn, void *arg);

#endif

/* kernels.h — columns from literals and calls of kernels, for the tests of src/kernel.
 *
 *     lt_column *a = column(LT_TYPE(I32), 3, (const char *[]){"1", NULL, "3"});
 *     CHECK_COLUMN(call_kernel(lt_kernel_abs, LT_TYPE(I32), 1, a), "1|NULL|3");
 *
 * Cells are written and read as Spark's casts do; NULL is a null. Whatever is made is released
 * at the end of the test by release_all.
 */
#ifndef LT_TESTS_KERNELS_H
#define LT_TESTS_KERNELS_H

#include "column/value.h"
#include "kernel/aggregate.h"
#include "kernel/functions.h"
#include "tests/helper.h"

extern lt_error              kernel_error;
extern const struct lt_zone *kernel_zone;
extern bool                  kernel_try;

/* FLAT; cells in the notation of column_text. */
lt_column *column(lt_type type, int32_t rows, const char *const *cells);
/* CONST of rows. */
lt_column *constant(lt_type type, int32_t rows, const char *cell);
/* The same values as a DICT column. */
lt_column *as_dict(lt_column *flat);
#define STRINGS(...)                                                                      \
    column(LT_TYPE(STRING), sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *), \
           (const char *[]){__VA_ARGS__})
#define COLUMN(type, ...)                                                        \
    column((type), sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *), \
           (const char *[]){__VA_ARGS__})

/* Calls as an evaluator does: strict gives the rows where no argument is null. On failure NULL, and
 * kernel_error says why. */
lt_column *call_kernel(lt_kernel *k, lt_type result, int count, ...);
lt_column *call_lenient(lt_kernel *k, lt_type result, int count, ...);
lt_status  call_status(lt_column **out, lt_kernel *k, lt_mem *mem, lt_type result,
                       const lt_column *const *args, int count, bool strict);

/* "1|NULL|3"; static text. */
const char *column_text(const lt_column *c);
void        check_column(lt_column *c, const char *want, const char *file, int line);
#define CHECK_COLUMN(c, want) check_column((c), (want), __FILE__, __LINE__)
#define CHECK_REFUSED(c, part)                 \
    do {                                       \
        if ((c) != NULL) fail_msg("no error"); \
        CHECK_HAS(kernel_error.text, part);    \
    } while (0)

int release_all(void **state);

/* A repeatable source of numbers. */
uint64_t              random_bits(void);
static inline int32_t random_below(int32_t n) { return (int32_t)(random_bits() % (uint64_t)n); }
/* rows of a type: edges, small and large values, a fifth null. */
lt_column *random_column(lt_type type, int32_t rows);

#define kernel_test(name) cmocka_unit_test_teardown(name, release_all)

#endif

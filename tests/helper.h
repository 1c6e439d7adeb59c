/* helper.h — what every cmocka test shares.
 *
 *     int main(void) { return RUN(test(parses_a_number), test(refuses_an_empty_text)); }
 *
 * CHECK_OK shows the error's text when a call fails. EACH_FAULT runs its body once
 * for every allocation that the body makes, refusing that one (then once more with
 * every later one refused too), and demands that the account ends at zero.
 */
#ifndef LT_TESTS_HELPER_H
#define LT_TESTS_HELPER_H

#include "core/mem.h"
#include "core/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define CHECK_OK(call, err)                                          \
    do {                                                             \
        if ((call) != LT_OK) fail_msg("%s: %s", #call, (err)->text); \
    } while (0)
#define CHECK_FAILS(call, want, err)                                                       \
    do {                                                                                   \
        lt_status got_ = (call);                                                           \
        if (got_ != (want))                                                                \
            fail_msg("%s: %s, not %s", #call, lt_status_word(got_), lt_status_word(want)); \
        if ((err)->text[0] == 0) fail_msg("%s: an error without text", #call);             \
    } while (0)
#define CHECK_TEXT(got, want) assert_string_equal((got), (want))
#define CHECK_HAS(text, part) helper_has((text), (part), __FILE__, __LINE__)

/* Fails the test unless part occurs in text. */
void helper_has(const char *text, const char *part, const char *file, int line);

/* The mem to use in the body; NULL ends the loop. */
lt_mem *helper_next_fault(lt_mem *previous);
#define EACH_FAULT(mem) \
    for (lt_mem *mem = helper_next_fault(NULL); mem; mem = helper_next_fault(mem))

/* What every test of operators and functions runs under: batches that end everywhere and batches
 * that hold all, one thread and several. */
typedef struct helper_way {
    int32_t     threads, batch_rows;
    const char *text;
} helper_way;
enum { HELPER_WAYS = 4 };
extern const helper_way helper_ways[HELPER_WAYS];

/* A fresh folder below $TMPDIR (static text, removed at exit). */
const char *helper_folder(void);

/* Path of a file of third-party data, or NULL (say skip()) where it is absent. */
const char *helper_data(const char *path);

void  helper_write(const char *path, const void *bytes, size_t len);
char *helper_read(const char *path,
                  size_t     *len); /* malloc'd, NUL-ended; fails the test if absent */

#define test(name) cmocka_unit_test(name)
#define RUN(...)                                                                             \
    helper_run((const struct CMUnitTest[]){__VA_ARGS__},                                     \
               sizeof((const struct CMUnitTest[]){__VA_ARGS__}) / sizeof(struct CMUnitTest), \
               __FILE__)
int helper_run(const struct CMUnitTest *tests, size_t count, const char *file);

#endif

/* golden.h — text against a file of the tree; UPDATE=1 writes it: read the diff before you believe
 * it. */
#ifndef LT_TESTS_GOLDEN_H
#define LT_TESTS_GOLDEN_H

#include "core/buf.h"

/* Fails the test unless got is what tests/golden/<name> holds. */
void golden_check(const lt_buf *got, const char *name);

#endif

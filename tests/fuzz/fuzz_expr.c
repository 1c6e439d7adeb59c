/* Any text: an error with its place, or a tree whose text parses to the same tree. */
#include "plan/expr.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Text can take two levels for one of the tree: deep trees need not come back. */
enum { COMES_BACK = LT_EXPR_DEPTH / 4 };

typedef lt_status parser(lt_expr **, const char *, size_t, int32_t, lt_error *);

static void check(const char *text, size_t len, parser *parse)
{
    lt_error err;
    lt_expr *e = NULL, *again = NULL;
    lt_buf   first = {.mem = lt_mem_default()}, second = {.mem = lt_mem_default()};
    if (parse(&e, text, len, 1, &err)) {
        if (!err.text[0] || (err.code == LT_EPARSE && err.caret < 0)) abort();
        return;
    }
    if (lt_expr_text(&first, e, &err)) abort();
    if (e->depth <= COMES_BACK) {
        if (parse(&again, (const char *)first.data, first.len, 1, &err)) abort();
        if (!lt_expr_same(e, again) || lt_expr_text(&second, again, &err)) abort();
        if (first.len != second.len || memcmp(first.data, second.data, first.len)) abort();
    }
    lt_buf_clear(&first);
    if (lt_expr_name(&first, e, &err)) abort();
    lt_buf_clear(&first);
    lt_buf_clear(&second);
    lt_expr_release(e);
    lt_expr_release(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    check((const char *)data, size, lt_expr_parse);
    check((const char *)data, size, lt_expr_parse_sort);
    return 0;
}

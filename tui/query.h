/* query.h — data files, filtered, selected and sorted as a command line says: the plan that
 * `lote view` and `lote convert` share.
 *
 * The order of work is filter, select, sort: a sort key may name a new column. A key that only the
 * input has is sorted by before the selection.
 */
#ifndef LT_TUI_QUERY_H
#define LT_TUI_QUERY_H

#include "tui/args.h"
#include "tui/limits.h"
#include "tui/spool.h"

/* To stand among a command's options. */
#define TUI_QUERY_OPTIONS                                                                       \
    {"filter", 'w', TUI_ARG_LIST, "EXPR", "keep rows where EXPR is true; repeat for more"},     \
        {"select", 's', TUI_ARG_LIST, "LIST", "columns and expressions: \"a, b * 2 as c\""},    \
        {"sort", 0, TUI_ARG_LIST, "KEY", "\"amount\", \"-amount\", \"a desc nulls last, b\""},  \
        {"as", 0, TUI_ARG_CHOICE, "csv|parquet", "format of what is read; else by its suffix"}, \
    {                                                                                           \
        "option", 'o', TUI_ARG_LIST, "NAME=VALUE",                                              \
            "option of the reader: header=false, mode=failfast"                                 \
    }

enum { TUI_MAX_OPTIONS = 24 };

typedef struct tui_query {
    const tui_args *args;
    lt_mem         *mem;
    lt_context     *ctx;
    lt_cancel      *cancel;
    tui_spool       input; /* a copy of standard input, where "-" was asked for */
} tui_query;

/* Opens the context by --threads, --memory and --zone. Release with tui_query_close in any case. */
LT_MUST_USE lt_status tui_query_open(tui_query *q, const tui_args *args, lt_cancel *cancel,
                                     lt_error *err);
void                  tui_query_close(tui_query *q);

/* The plan over the first `operands` operands, checked. Errors: what is wrong with paths, options,
 * expressions and names. */
LT_MUST_USE lt_status tui_query_plan(lt_plan **out, tui_query *q, int32_t operands, lt_error *err);

/* Puts limit and offset around *p, which is consumed and filled again. count -1: all. */
LT_MUST_USE lt_status tui_query_limit(lt_plan **p, int64_t count, int64_t offset, lt_error *err);

/* The value of --name as a number of rows; fallback where it is not given; "all" is -1.
 * Errors: LT_EUSAGE. */
LT_MUST_USE lt_status tui_query_rows(int64_t *out, const tui_args *args, const char *name,
                                     int64_t fallback, lt_error *err);

/* NAME=VALUE pairs of the list option `name`; the names are cut into `names`, which must live as
 * long as out. Errors: LT_EUSAGE, LT_ENOMEM. */
LT_MUST_USE lt_status tui_query_options(lt_option out[TUI_MAX_OPTIONS], int32_t *count,
                                        lt_buf *names, const tui_args *args, const char *name,
                                        lt_error *err);

/* Messages about the copy of standard input name it so. */
void tui_query_explain(const tui_query *q, lt_error *err);

#endif

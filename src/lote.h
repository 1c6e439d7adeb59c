/* lote.h — the engine's public interface; the only header an embedder includes.
 *
 *     lt_plan *p = lt_scan(ctx, "csv", (const char *[]){"sales/2024-*.csv"}, 1, NULL, 0);
 *     p = lt_filter(p, keep);
 *     p = lt_group(p, keys, 1, aggregates, 1);
 *     if (lt_collect(&table, ctx, p, &(lt_query){.cancel = cancel}, &err)) puts(err.text);
 *
 * Names tell who frees what:
 *   lt_x_open / lt_x_close      a thing with a life: context
 *   lt_x_retain / lt_x_release  a shared, immutable value: plan, expr, column, table, schema
 * A plan or expression given to a builder is consumed by it (retain it to keep it).
 * Builders never fail visibly: NULL means no memory, and the first mistake rides in the
 * plan until something runs, explains or asks the schema of it.
 * Running borrows the plan.
 *
 * Threads  a context may be used by one caller at a time; plans, expressions and tables by any
 */
#ifndef LOTE_H
#define LOTE_H

#include "column/table.h"
#include "core/cancel.h"
#include "core/status.h"

#define LOTE_VERSION "0.1.0"

typedef struct lt_context lt_context;
typedef struct lt_expr    lt_expr;
typedef struct lt_plan    lt_plan;

/* ---- context: memory, threads, zone ---- */

typedef struct lt_context_options {
    uint64_t    memory;     /* bytes; 0: three quarters of the machine's */
    int32_t     threads;    /* 0: one a core */
    const char *zone;       /* session time zone; NULL: TZ, else UTC */
    int32_t     batch_rows; /* 0: the default; tests set 7 */
    int64_t     part_bytes; /* 0: the default; tests set 64 */
} lt_context_options;

LT_MUST_USE lt_status lt_context_open(lt_context **out, const lt_context_options *opt,
                                      lt_error *err);
void                  lt_context_close(lt_context *ctx); /* NULL is allowed */
lt_mem               *lt_context_mem(lt_context *ctx);
int32_t               lt_context_threads(const lt_context *ctx);
const struct lt_zone *lt_context_zone(const lt_context *ctx);

/* ---- expressions ---- */

/* Parses one expression of Spark SQL's grammar (with optional "as alias"). line: of the notebook
 * file, 0 unknown. Errors: LT_EPARSE with a caret; LT_ENOMEM. */
LT_MUST_USE lt_status lt_expr_parse(lt_expr **out, const char *text, size_t len, int32_t line,
                                    lt_error *err);
/* A sort key: "amount", "-amount" (descending), "amount desc nulls last", or an expression. */
LT_MUST_USE lt_status lt_expr_parse_sort(lt_expr **out, const char *text, size_t len, int32_t line,
                                         lt_error *err);

/* Builders consume their arguments; NULL means no memory, and NULL arguments give NULL. */
lt_expr *lt_expr_column(const char *name, size_t len); /* one name, dots and all */
lt_expr *lt_expr_literal(lt_value v);                  /* copies the bytes of v */
lt_expr *lt_expr_call(const char *name, lt_expr *const *args, int32_t count, bool distinct);
lt_expr *lt_expr_cast(lt_expr *e, lt_type to, bool try_);
lt_expr *lt_expr_alias(lt_expr *e, const char *name, size_t len);
lt_expr *lt_expr_star(void);
lt_expr *lt_expr_star_except(lt_expr *const *columns, int32_t count); /* without these */
lt_expr *lt_expr_sort(lt_expr *e, bool descending, bool nulls_first);
lt_expr *lt_expr_retain(lt_expr *e);
void     lt_expr_release(lt_expr *e); /* NULL is allowed */

/* Spark SQL text of e, parenthesised as Spark does; Spark's column name for e. */
LT_MUST_USE lt_status lt_expr_text(lt_buf *out, const lt_expr *e, lt_error *err);

/* ---- plans ---- */

typedef struct lt_option {
    const char *name, *value; /* value as text: "true", ";", "overwrite" */
} lt_option;

/* format NULL: by suffix. Paths may be globs; no match is a mistake that names the nearest path. */
lt_plan *lt_scan(lt_context *ctx, const char *format, const char *const *paths, int32_t path_count,
                 const lt_option *options, int32_t option_count);
lt_plan *lt_from_table(lt_table *t); /* retains t */
lt_plan *lt_range(int64_t start, int64_t stop, int64_t step);

lt_plan *lt_select(lt_plan *in, lt_expr *const *exprs, int32_t count);
lt_plan *lt_filter(lt_plan *in, lt_expr *keep);
lt_plan *lt_with(lt_plan *in, const char *const *names, lt_expr *const *exprs, int32_t count);
lt_plan *lt_drop(lt_plan *in, const char *const *names, int32_t count);
lt_plan *lt_rename(lt_plan *in, const char *const *old_and_new, int32_t pairs);
lt_plan *lt_group(lt_plan *in, lt_expr *const *keys, int32_t key_count, lt_expr *const *aggregates,
                  int32_t aggregate_count);
lt_plan *lt_distinct(lt_plan *in, const char *const *names, int32_t count); /* 0: every column */
lt_plan *lt_sort(lt_plan *in, lt_expr *const *keys, int32_t count); /* LT_EXPR_SORT, or any */
lt_plan *lt_limit(lt_plan *in, int64_t count, int64_t offset);
lt_plan *lt_tail_rows(lt_plan *in, int64_t count); /* the last rows, in order */
/* A row for each element of a list column, which the element replaces; with positions a column
 * "pos", from 0, before it; outer keeps rows of empty and null lists, with a null. */
lt_plan *lt_explode(lt_plan *in, const char *column, bool positions, bool outer);
lt_plan *lt_union(lt_plan *a, lt_plan *b, bool by_name, bool allow_missing);
/* Rows of a that b has too, or has not; by position, null and NaN equal themselves. The rows are
 * a's, in its order: once each, or with all as often as Spark's … ALL counts them, the first ones
 * matched. */
lt_plan *lt_intersect(lt_plan *a, lt_plan *b, bool all);
lt_plan *lt_except(lt_plan *a, lt_plan *b, bool all);
/* Rows whose number in [0, 1), drawn from seed and the row's place, lies in [lower, upper). With
 * replacement each row comes about upper times. */
lt_plan *lt_sample(lt_plan *in, double lower, double upper, bool with_replacement, int64_t seed);
lt_plan *lt_to_df(lt_plan *in, const char *const *names, int32_t count); /* renames every column */
/* Literals for null and NaN, cast to the column's type. fill_nulls: one for all columns of its kind
 * (number, text, boolean) among names (0: every column); fill_each: values[i] for names[i]. */
lt_plan *lt_fill_nulls(lt_plan *in, lt_expr *value, const char *const *names, int32_t count);
lt_plan *lt_fill_each(lt_plan *in, const char *const *names, lt_expr *const *values, int32_t count);
/* Rows with at least `least` values (-1: no null) in names (0: every column); NaN counts as null.
 */
lt_plan *lt_drop_nulls(lt_plan *in, int64_t least, const char *const *names, int32_t count);
/* Literals old, new, old, new … of one kind; in the columns of that kind among names (0: all). */
lt_plan *lt_replace(lt_plan *in, lt_expr *const *old_and_new, int32_t pairs,
                    const char *const *names, int32_t count);
/* A row a statistic: count, count_distinct, mean, stddev, min, max, "25%"; a text column for each
 * column of numbers or text. */
lt_plan *lt_summary(lt_plan *in, const char *const *statistics, int32_t count);

lt_plan *lt_plan_retain(lt_plan *p);
void     lt_plan_release(lt_plan *p); /* NULL is allowed */
/* The line of the notebook file that made the newest node: for messages and explain. Returns p. */
lt_plan *lt_plan_at(lt_plan *p, int32_t line);
/* LT_OK, or the first mistake made while building p. */
LT_MUST_USE lt_status lt_plan_check(const lt_plan *p, lt_error *err);
/* Records a first mistake: whoever runs the plan gets it. Returns p. */
lt_plan *lt_plan_fail(lt_plan *p, const lt_error *err);

/* ---- running ---- */

/* One operator's counters after a run; the array is owned by the caller's lt_query_stats. */
typedef struct lt_op_stats {
    int32_t node;     /* plan node id */
    char    name[48]; /* "Scan csv", "Distinct", … */
    int64_t rows_in, rows_out, bytes, busy_ns, peak_bytes;
    int64_t parts, parts_skipped; /* of a scan: read; passed over by statistics */
    bool    is_leaf;              /* rows begin here: none come in */
} lt_op_stats;

typedef struct lt_progress {
    int64_t bytes, bytes_total; /* read from sources; total 0: unknown */
    int64_t rows;               /* read from sources */
    /* what each operator did until now, newest first; borrowed for the call */
    const lt_op_stats *ops;
    int32_t            op_count;
} lt_progress;

typedef struct lt_query_stats {
    lt_op_stats ops[64];
    int32_t     op_count, op_total; /* those in ops; all of them, once a run is over */
    int64_t     rows, bytes, elapsed_ns, restarts;
    int64_t     padded, cut, dropped, replaced; /* what lenient readers mended */
} lt_query_stats;

typedef struct lt_query {
    lt_cancel *cancel; /* NULL: cannot be cancelled */
    /* Called about ten times a second while running, from the calling thread. */
    void (*progress)(void *arg, const lt_progress *p);
    void           *arg;
    lt_query_stats *stats; /* filled, also on failure; NULL: not wanted */
} lt_query;

/* query may be NULL. Errors name the node, the line and, for data, file, line and column. */
LT_MUST_USE lt_status lt_collect(lt_table **out, lt_context *ctx, lt_plan *p, const lt_query *query,
                                 lt_error *err);
/* At most rows rows; out->partial tells that there were more. */
LT_MUST_USE lt_status lt_head(lt_table **out, lt_context *ctx, lt_plan *p, int64_t rows,
                              const lt_query *query, lt_error *err);
LT_MUST_USE lt_status lt_count(int64_t *out, lt_context *ctx, lt_plan *p, const lt_query *query,
                               lt_error *err);
LT_MUST_USE lt_status lt_schema_of(lt_schema **out, lt_context *ctx, lt_plan *p, lt_error *err);

typedef struct lt_written {
    int64_t rows, bytes, files;
    bool    skipped;                        /* mode "ignore" and the target existed */
    int64_t padded, cut, dropped, replaced; /* what lenient readers mended on the way */
} lt_written;

/* format NULL: by suffix. Options: mode = error | overwrite | append | ignore, and the format's. */
LT_MUST_USE lt_status lt_write(lt_written *out, lt_context *ctx, lt_plan *p, const char *format,
                               const char *path, const lt_option *options, int32_t option_count,
                               const lt_query *query, lt_error *err);
/* Whether lt_write would be refused now: options, mode, target, plan. Nothing is done. */
LT_MUST_USE lt_status lt_write_check(lt_context *ctx, lt_plan *p, const char *format,
                                     const char *path, const lt_option *options,
                                     int32_t option_count, lt_error *err);

/* Some rows on their way to whoever shows them. */
typedef struct lt_piece {
    lt_table *table;     /* its rows; may be retained */
    int64_t   first_row; /* number of the first one in the whole result */
    lt_buf    text;      /* what format made of them */
} lt_piece;

/* Who takes rows that are not kept: format on any thread, write one piece at a time and in row
 * order. arg is that of lt_stream. */
typedef struct lt_stream_ops {
    /* Before the first row, and again when types turned out wider (then fields of schema were
     * tentative): all rows come anew, and what was written must be forgotten. */
    lt_status (*begin)(void *arg, lt_schema *schema, lt_error *err);
    lt_status (*format)(void *arg, lt_piece *piece, lt_error *err); /* may be NULL */
    lt_status (*write)(void *arg, const lt_piece *piece, lt_error *err);
} lt_stream_ops;

/* Runs p and hands its rows on, a few ten thousand at a time. What lenient readers mended is in
 * query->stats. */
LT_MUST_USE lt_status lt_stream(lt_context *ctx, lt_plan *p, const lt_stream_ops *ops, void *arg,
                                const lt_query *query, lt_error *err);

typedef enum lt_explain_mode {
    LT_EXPLAIN_RULES,    /* as written, optimised, which rules fired and why */
    LT_EXPLAIN_SIMPLE,   /* optimised */
    LT_EXPLAIN_EXTENDED, /* as written, resolved, optimised, rules */
    LT_EXPLAIN_COST,     /* optimised, with the rows expected */
    LT_EXPLAIN_ANALYZE,  /* runs the plan; as RULES, and what each operator did */
    LT_EXPLAIN_MODES
} lt_explain_mode;

typedef struct lt_explain_options {
    lt_explain_mode mode;
    bool            json;  /* one object on one line, all that mode tells in it */
    bool            ascii; /* no line art, for terminals without UTF-8 */
} lt_explain_options;

/* "simple", "extended", …; NULL past the last mode, and false for a name that is none. */
const char *lt_explain_mode_name(int32_t mode);
bool        lt_explain_mode_find(const char *name, lt_explain_mode *out);

/* p as text; how NULL: the rules. With ANALYZE the plan runs, its rows are counted and go.
 * Errors: those of p, and of running it. */
LT_MUST_USE lt_status lt_explain(lt_buf *out, lt_context *ctx, lt_plan *p,
                                 const lt_explain_options *how, const lt_query *query,
                                 lt_error *err);

/* ---- functions, for help and completion ---- */

typedef struct lt_function_info {
    const char *name, *signature, *help, *example, *group;
    bool        aggregate;
} lt_function_info;

bool lt_function_info_at(int32_t i, lt_function_info *out); /* name order; false past the end */
bool lt_function_info_find(const char *name, lt_function_info *out);

/* ---- formats, for help and completion ---- */

/* The i-th format's name and its suffixes (".csv .tsv"); false past the end. */
bool lt_format_info_at(int32_t i, const char **name, const char **suffixes);
/* The i-th option of reading (or writing) a format; NULL past the end. Spark's other spellings
 * of an option follow it. */
const char *lt_format_option_at(const char *format, bool writing, int32_t i);

#endif

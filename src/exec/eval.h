/* eval.h — resolved expressions over batches, a column at a time.
 *
 * Functions see dense columns of just the rows that count: of a batch with a selection, the
 * columns that expressions name are gathered once for the whole list, and what several of
 * them compute is computed once. and, or, when, if and
 * coalesce evaluate an argument that can fail only on the rows that need it.
 * Constant parts are computed when the list is opened; those that fail do so again, and are
 * reported, when they meet a row.
 *
 * Threads  one list, any number of threads
 */
#ifndef LT_EXEC_EVAL_H
#define LT_EXEC_EVAL_H

#include "column/batch.h"
#include "plan/expr.h"
#include "plan/source.h"

typedef struct lt_eval lt_eval;

/* Retains the expressions; aliases and sort marks are looked through. run is borrowed.
 * Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_eval_open(lt_eval **out, lt_expr *const *exprs, int32_t count,
                                   const lt_run *run, lt_error *err);
void                  lt_eval_close(lt_eval *e); /* NULL is allowed */
int32_t               lt_eval_count(const lt_eval *e);
/* The i-th expression is just column `that`; -1: it is not. */
int32_t lt_eval_column(const lt_eval *e, int32_t i);
lt_type lt_eval_type(const lt_eval *e, int32_t i);

/* out[0, count): columns of lt_batch_count(b) rows, in any encoding, the caller's to release.
 * Errors: of values, with the expression's caret and line; LT_ENOMEM. out is then all NULL. */
LT_MUST_USE lt_status lt_eval_run(const lt_eval *e, const lt_batch *b, lt_column **out,
                                  lt_error *err);

/* Narrows b's selection to the rows where every expression is true, asking each only of the rows
 * that those before it left. */
LT_MUST_USE lt_status lt_eval_filter(const lt_eval *e, lt_batch *b, lt_error *err);

/* ---- between the files of eval ---- */

/* Rows of a batch under evaluation. */
typedef struct lt_frame {
    const lt_run   *run;
    const lt_batch *batch;
    const int32_t  *rows; /* physical rows of batch; NULL: 0 … n-1 */
    int32_t         n;
    lt_column     **cache;  /* a slot for each column of batch: gathered, or NULL */
    const lt_buf   *shared; /* parts that occur twice (share.h); NULL: not looked for */
    lt_column     **known;  /* a slot for each of them: computed, or NULL */
} lt_frame;

LT_MUST_USE lt_status lt_frame_open(lt_frame *f, const lt_run *run, const lt_batch *b,
                                    const int32_t *rows, int32_t n, lt_error *err);
void                  lt_frame_close(lt_frame *f);

/* *out: a column of f->n rows. */
LT_MUST_USE lt_status lt_frame_eval(lt_frame *f, const lt_expr *e, lt_column **out, lt_error *err);
/* What the frame has computed of e already, borrowed; NULL: nothing. */
lt_column *lt_frame_known(const lt_frame *f, const lt_expr *e);
/* As above for the functions that evaluate arguments on need (lazy.c). */
LT_MUST_USE lt_status lt_frame_lazy(lt_frame *f, const lt_expr *e, lt_column **out, lt_error *err);

/* A tree equal to e in which constant parts are literals; NULL: no memory. */
lt_expr *lt_expr_fold(lt_expr *e, const lt_run *run);

#endif

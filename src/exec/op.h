/* op.h — operators: what a batch passes through on its way from a source to the target.
 *
 * A node of the plan becomes an operator that pushes into the next. A phase reads one source,
 * part by part, on all workers; breakers (sort, group) end one phase and feed the next one.
 *
 * Order    a part's batches are pushed in order by one worker at a time. Operators that have
 *          `step` see all batches in the order of the relation (seq.h); the others see parts
 *          in any order and from several workers at once.
 * Time     belongs to one operator at a time: a worker's clock stands in the operator it is in,
 *          the calling thread's where it works itself and not while it waits for the workers
 * Parts    are numbered through all phases that feed an operator: batch->ordinal carries it
 */
#ifndef LT_EXEC_OP_H
#define LT_EXEC_OP_H

#include "core/pool.h"
#include "exec/exec.h"

#include <pthread.h>

typedef struct lt_exec lt_exec;
typedef struct lt_op   lt_op;
typedef struct lt_seq  lt_seq;

typedef struct lt_worker {
    int32_t id;
    lt_op  *at; /* whose time is running */
    int64_t since_ns;
} lt_worker;

typedef struct lt_op_ops {
    const char *name; /* of the target; nodes have their own */
    /* Consumes b, which has rows. LT_EDONE: no more rows are wanted. NULL: lt_seq_push. */
    lt_status (*push)(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err);
    /* For ordered operators: what comes next in order. May change the batches, and put NULL for
     * those it consumed; the others go on to next. LT_EDONE: these were the last. */
    lt_status (*step)(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err);
    /* Optional work of a worker that waits or has nothing left; *did tells if there was any. */
    lt_status (*help)(lt_op *op, lt_worker *w, bool *did, lt_error *err);
    /* Optional; every row has come. On the calling thread. */
    lt_status (*finish)(lt_op *op, lt_error *err);
    void (*close)(lt_op *op); /* frees all but the lt_op's own parts */
} lt_op_ops;

struct lt_op {
    const lt_op_ops    *ops;
    lt_exec            *x;
    const lt_plan      *node;   /* NULL: the target */
    lt_op              *next;   /* NULL: the rows end here */
    lt_op              *before; /* made before this one */
    size_t              bytes;  /* of the whole operator */
    lt_seq             *seq;    /* ordered operators */
    lt_mem             *mem;    /* of operators that hold rows; never of columns passed on */
    atomic_bool         done;   /* wants no more */
    const char         *detail; /* "csv": after the name in stats; NULL: none */
    atomic_int_fast64_t rows_in, rows_out, bytes_in, busy_ns;
    int64_t             parts, parts_skipped; /* of a source: read, and not read by statistics */
};

/* One run of a plan. */
struct lt_exec {
    lt_run          run;
    lt_pool        *pool;
    const lt_query *query;
    lt_exec_target *target;
    lt_op          *ops;                               /* every operator, newest first */
    int64_t         base_part;                         /* number of the next phase's first part */
    pthread_mutex_t lock;                              /* of `moved`, and of handing out parts */
    pthread_cond_t  moved;                             /* a sequencer's turn has advanced */
    lt_source      *source;                            /* being read, for progress; NULL: none */
    lt_progress     before;                            /* read by the phases that are over */
    int64_t         seen_bytes, seen_total, seen_rows; /* source's counters when its phase began */
    int64_t         mended[4];                         /* padded, cut, dropped, replaced */
    lt_worker       caller; /* the calling thread, when it works itself */
};

/* An operator of `bytes` (a struct that begins with lt_op), zeroed, closed with the run.
 * holds_rows: it gets an account of its own. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_op_open(void *out, lt_exec *x, const lt_op_ops *ops, const lt_plan *node,
                                 size_t bytes, bool holds_rows, lt_error *err);

/* As lt_exec_pool; what the workers do meanwhile is op's time. */
LT_MUST_USE lt_status lt_op_pool(lt_op *op, lt_pool_task *task, void *arg, lt_error *err);

/* Consumes b: to op, counting and timing; to op->next. Errors get op's node and line. */
LT_MUST_USE lt_status lt_op_push(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err);
LT_MUST_USE lt_status lt_op_send(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err);
/* Every batch of part has been pushed. */
LT_MUST_USE lt_status lt_op_part_end(lt_op *op, lt_worker *w, int64_t part, lt_error *err);
LT_MUST_USE lt_status lt_op_finish(lt_op *op, lt_error *err);

/* Adds node and line of op to an error (signals and interruptions excepted). Returns status. */
lt_status lt_op_blame(const lt_op *op, lt_status status, lt_error *err);
/* The refusal of bytes for `what`, naming op. */
void                    lt_op_tell(const lt_op *op, size_t bytes, const char *what, lt_error *err);
static inline lt_status lt_op_refused(const lt_op *op, size_t bytes, const char *what,
                                      lt_error *err)
{
    lt_op_tell(op, bytes, what, err);
    return LT_ENOMEM;
}

/* LT_OK, or why the run must end: interrupted, timed out, or another worker failed. */
LT_MUST_USE lt_status lt_exec_check(const lt_exec *x, lt_error *err);
void                  lt_exec_moved(lt_exec *x); /* wakes who waits for a part */
lt_status             lt_exec_pool(lt_exec *x, lt_pool_task *task, void *arg, lt_error *err);

/* Adds what x->source read since its phase began. */
void lt_exec_add_source(const lt_exec *x, lt_progress *p);

int64_t lt_exec_now_ns(void);
/* The time of w goes to op (NULL: to nobody) from now on; answers who had it. */
lt_op *lt_worker_enter(lt_worker *w, lt_op *op);

/* ---- phases (phase.c) ---- */

/* Who hands out rows: a source, a table, a range, a breaker's result. */
typedef struct lt_feed {
    int64_t parts;
    /* Emits part's batches with ordinals of `part << LT_PART_SHIFT` on. */
    lt_status (*read)(struct lt_feed *f, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                      lt_error *err);
    lt_op *op; /* whose rows these are: counts and errors */
} lt_feed;

/* Rows of a batch that a feed or a breaker makes. */
int32_t lt_exec_batch_rows(const lt_exec *x);

/* Reads every part of f into head on all workers; stops early when head wants no more. */
LT_MUST_USE lt_status lt_phase_run(lt_exec *x, lt_feed *f, lt_op *head, lt_error *err);
/* Whether head, or any operator after it, wants no more rows. */
bool lt_op_sated(const lt_op *head);

/* ---- the driver (exec.c) ---- */

/* Runs node's rows into `to`, which is not finished. */
LT_MUST_USE lt_status lt_exec_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err);

/* ---- one maker a file ---- */

lt_status lt_scan_into(lt_exec *x, const lt_plan *node, lt_op *to, bool locators, lt_error *err);
lt_status lt_range_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err);
/* carry: the batches have a locator after their columns, and so will the result. */
lt_status lt_filter_open(lt_op **out, lt_exec *x, const lt_plan *node, lt_expr *const *conjuncts,
                         int32_t count, lt_error *err);
lt_status lt_project_open(lt_op **out, lt_exec *x, const lt_plan *node, bool carry, lt_error *err);
lt_status lt_limit_open(lt_op **out, lt_exec *x, const lt_plan *node, lt_error *err);
typedef lt_status lt_op_maker(lt_op **out, lt_exec *x, const lt_plan *node, lt_error *err);
lt_op_maker       lt_sample_open;
lt_op_maker       lt_summary_open;
lt_op_maker       lt_explode_open;
lt_status         lt_tail_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err);
lt_status         lt_set_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err);
lt_status         lt_collect_open(lt_op **out, lt_exec *x, lt_schema *schema, lt_error *err);
lt_status         lt_count_open(lt_op **out, lt_exec *x, lt_error *err);
lt_status         lt_write_open(lt_op **out, lt_exec *x, lt_error *err);
lt_status         lt_distinct_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err);
lt_status         lt_group_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err);
/* limit: rows that are enough; -1 all */
lt_status lt_sort_into(lt_exec *x, const lt_plan *node, int64_t limit, lt_op *to, lt_error *err);
lt_status lt_topk_into(lt_exec *x, const lt_plan *node, lt_op *to, lt_error *err);

#endif

/* local.c — lote.h's running half on this machine: bind, optimise, execute, publish.
 *
 * A scan that finds a value outside its speculated type answers LT_EWIDEN after it has settled
 * its types for good; the plan is then bound again and run from the start. Nothing was published by
 * then. Each round settles the types of at least one source, so rounds end.
 */
#include "backend/local.h"

#include "core/clock.h"
#include "exec/exec.h"
#include "io/publish.h"
#include "source/files.h"

#include <string.h>

void lt_bound_clear(lt_bound *b)
{
    lt_plan_release(b->resolved);
    lt_plan_release(b->optimised);
    lt_buf_clear(&b->fired);
    *b = (lt_bound){.resolved = NULL};
}

lt_status lt_bind_plan(lt_bound *b, lt_context *ctx, lt_plan *p, lt_error *err)
{
    *b = (lt_bound){.fired.mem = ctx->mem};
    lt_status status = lt_plan_check(p, err);
    if (!status) status = lt_plan_resolve(&b->resolved, p, ctx->mem, err);
    if (!status)
        status =
            lt_plan_optimise_in(&b->optimised, b->resolved, ctx->mem, ctx->zone, &b->fired, err);
    if (status) lt_bound_clear(b);
    return status;
}

static lt_run run_of(lt_context *ctx, const lt_query *query)
{
    return (lt_run){.mem = ctx->mem,
                    .cancel = query ? query->cancel : NULL,
                    .zone = ctx->zone,
                    .now_us = lt_clock_now_us(),
                    .workers = lt_pool_workers(ctx->pool),
                    .batch_rows = ctx->batch_rows};
}

/* How a plan is run: `make`, where set, makes a fresh sink for every round; `kept`, where set, gets
 * the plan of the last round, which the caller clears. */
typedef struct execution {
    lt_context     *ctx;
    lt_exec_target *target;
    const lt_query *query;
    lt_sink_maker  *make;
    void           *arg;
    lt_bound       *kept;
} execution;

static lt_status run_round(const execution *x, lt_plan *p, lt_error *err)
{
    lt_bound b;
    lt_run   run = run_of(x->ctx, x->query);
    LT_TRY(lt_bind_plan(&b, x->ctx, p, err));
    lt_status status = x->make ? x->make(x->arg, &x->target->sink, err) : LT_OK;
    if (!status) status = lt_exec_run(b.optimised, x->target, &run, x->ctx->pool, x->query, err);
    if (x->make && x->target->sink) x->target->sink->ops->close(x->target->sink);
    x->target->sink = NULL;
    if (x->kept && !status)
        *x->kept = b;
    else
        lt_bound_clear(&b);
    return status;
}

static lt_status execute(const execution *x, lt_plan *p, lt_error *err)
{
    int64_t   restarts = 0;
    lt_status status;
    while ((status = run_round(x, p, err)) == LT_EWIDEN) restarts++;
    if (x->query && x->query->stats) x->query->stats->restarts = restarts;
    return status;
}

lt_status lt_context_run(lt_context *ctx, lt_plan *p, lt_exec_target *target, const lt_query *query,
                         lt_sink_maker *make, void *arg, lt_error *err)
{
    execution x = {.ctx = ctx, .target = target, .query = query, .make = make, .arg = arg};
    return execute(&x, p, err);
}

lt_status lt_run_counting(lt_bound *kept, lt_context *ctx, lt_plan *p, const lt_query *query,
                          lt_error *err)
{
    lt_exec_target target = {.kind = LT_TO_COUNT, .limit = -1};
    return execute(&(execution){.ctx = ctx, .target = &target, .query = query, .kept = kept}, p,
                   err);
}

static void note_mended(lt_table *t, const lt_query_stats *stats)
{
    t->padded = stats->padded;
    t->cut = stats->cut;
    t->dropped = stats->dropped;
    t->replaced = stats->replaced;
}

/* Whether p is allowed to leave rows out, whatever its sources hold. */
static bool has_limit(const lt_plan *p)
{
    if (p->kind == LT_NODE_LIMIT) return true;
    for (int32_t i = 0; i < p->input_count; i++)
        if (has_limit(p->inputs[i])) return true;
    return false;
}

/* Whether rows leave p only when all of its sources were read to the end. */
static bool reads_all(const lt_plan *p)
{
    if (p->kind == LT_NODE_SORT || p->kind == LT_NODE_AGGREGATE || p->kind == LT_NODE_TAIL)
        return !has_limit(p);
    bool all = p->input_count > 0;
    for (int32_t i = 0; i < p->input_count; i++) all = all && reads_all(p->inputs[i]);
    return all;
}

/* Types that were guessed from a head are settled once every row was read. */
static lt_status settle_types(lt_table *t, lt_error *err)
{
    const lt_schema *s = t->schema;
    bool             any = false;
    for (int32_t i = 0; i < s->count; i++) any = any || s->fields[i].tentative;
    if (!any) return LT_OK;
    lt_schema *settled;
    LT_TRY(lt_schema_open(&settled, t->mem, s->fields, s->count, err));
    for (int32_t i = 0; i < s->count; i++) settled->fields[i].tentative = false;
    lt_schema_release(t->schema);
    t->schema = settled;
    return LT_OK;
}

static lt_status run_to_table(lt_table **out, lt_context *ctx, lt_plan *p, int64_t rows,
                              const lt_query *query, lt_error *err)
{
    lt_query_stats own = {.op_count = 0};
    lt_query       asked = query ? *query : (lt_query){.cancel = NULL};
    lt_exec_target target = {.kind = LT_TO_TABLE, .limit = rows};
    if (!asked.stats) asked.stats = &own;
    LT_TRY(lt_context_run(ctx, p, &target, &asked, NULL, NULL, err));
    note_mended(target.table, asked.stats);
    lt_status      status = LT_OK;
    const lt_plan *asked_for = rows >= 0 ? p->inputs[0] : p; /* without the head's own limit */
    if (reads_all(asked_for) || (!target.table->partial && !has_limit(asked_for)))
        status = settle_types(target.table, err);
    if (status)
        lt_table_release(target.table);
    else
        *out = target.table;
    return status;
}

lt_status lt_collect(lt_table **out, lt_context *ctx, lt_plan *p, const lt_query *query,
                     lt_error *err)
{
    return run_to_table(out, ctx, p, -1, query, err);
}

/* One row more is asked for, to know whether there are more; as a limit in the plan it reaches
 * sorts and scans. */
lt_status lt_head(lt_table **out, lt_context *ctx, lt_plan *p, int64_t rows, const lt_query *query,
                  lt_error *err)
{
    int64_t wanted = rows < 0 ? 0 : rows;
    if (wanted == INT64_MAX) return run_to_table(out, ctx, p, -1, query, err);
    LT_TRY(lt_plan_check(p, err));
    lt_plan *head = lt_limit(lt_plan_retain(p), wanted + 1, 0);
    if (!head) return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    lt_status status = run_to_table(out, ctx, head, wanted, query, err);
    lt_plan_release(head);
    return status;
}

lt_status lt_count(int64_t *out, lt_context *ctx, lt_plan *p, const lt_query *query, lt_error *err)
{
    LT_TRY(lt_plan_check(p, err));
    lt_expr  *star = lt_expr_star();
    lt_expr  *count = lt_expr_call("count", &star, 1, false);
    lt_plan  *counted = lt_group(lt_plan_retain(p), NULL, 0, &count, 1);
    lt_table *t;
    if (!counted) return LT_FAIL(err, LT_ENOMEM, "no memory for a plan");
    lt_status status = run_to_table(&t, ctx, counted, -1, query, err);
    lt_plan_release(counted);
    if (status) return status;
    if (t->rows == 1)
        *out = lt_table_value(t, 0, 0).i;
    else
        status = LT_FAIL(err, LT_EINVAL, "a count of rows gave %lld rows", (long long)t->rows);
    lt_table_release(t);
    return status;
}

lt_status lt_schema_of(lt_schema **out, lt_context *ctx, lt_plan *p, lt_error *err)
{
    lt_bound b;
    LT_TRY(lt_bind_plan(&b, ctx, p, err));
    *out = lt_schema_retain(b.resolved->schema);
    lt_bound_clear(&b);
    return LT_OK;
}

/* ---- writing ---- */

typedef struct output {
    lt_context          *ctx;
    const lt_format_ops *format;
    const char          *path;
    const lt_option     *options;
    int32_t              option_count;
} output;

static lt_status make_sink(void *arg, lt_sink **out, lt_error *err)
{
    output *o = arg;
    return o->format->open_sink(out, o->ctx->mem, o->path, o->options, o->option_count, err);
}

/* NOLINTNEXTLINE(readability-function-size): what, where and how to write are nine things */
lt_status lt_write(lt_written *out, lt_context *ctx, lt_plan *p, const char *format,
                   const char *path, const lt_option *options, int32_t option_count,
                   const lt_query *query, lt_error *err)
{
    output         o = {ctx, NULL, path, options, option_count};
    lt_exec_target target = {.kind = LT_TO_SINK, .limit = -1};
    lt_query_stats own = {.op_count = 0};
    lt_query       asked = query ? *query : (lt_query){.cancel = NULL};
    if (!asked.stats) asked.stats = &own;
    LT_TRY(lt_files_format(&o.format, format, path, err));
    LT_TRY(lt_context_run(ctx, p, &target, &asked, make_sink, &o, err));
    *out = (lt_written){.rows = target.written.rows,
                        .bytes = target.written.bytes,
                        .files = target.written.files,
                        .skipped = target.written.skipped,
                        .padded = asked.stats->padded,
                        .cut = asked.stats->cut,
                        .dropped = asked.stats->dropped,
                        .replaced = asked.stats->replaced};
    return LT_OK;
}

lt_status lt_write_check(lt_context *ctx, lt_plan *p, const char *format, const char *path,
                         const lt_option *options, int32_t option_count, lt_error *err)
{
    output   o = {ctx, NULL, path, options, option_count};
    lt_bound b;
    lt_sink *sink;
    LT_TRY(lt_files_format(&o.format, format, path, err));
    LT_TRY(lt_bind_plan(&b, ctx, p, err));
    lt_status status = make_sink(&o, &sink, err);
    if (!status) {
        if (sink->ops->check) status = sink->ops->check(sink, b.resolved->schema, err);
        sink->ops->close(sink);
    }
    lt_bound_clear(&b);
    return status;
}

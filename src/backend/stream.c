/* stream.c — rows that are shown and not kept: lt_stream.
 *
 * A sink whose jobs are pieces of some ten thousand rows: they are made text by whichever worker is
 * free and handed over in row order.
 */
#include "backend/context.h"

enum { PIECE_ROWS = 32768 };

typedef struct stream_sink {
    lt_sink              sink; /* first */
    lt_mem              *mem;
    const lt_stream_ops *ops;
    void                *arg;
    lt_schema           *schema; /* NULL before begin */
    lt_table            *filling;
    int64_t              rows; /* of the pieces handed out */
} stream_sink;

static lt_status begin(lt_sink *s, lt_schema *schema, const lt_run *run, bool *skip, lt_error *err)
{
    stream_sink *o = (stream_sink *)s;
    (void)run;
    *skip = false;
    o->schema = lt_schema_retain(schema);
    return o->ops->begin(o->arg, schema, err);
}

static lt_status hand_out(stream_sink *o, lt_sink_job **job, lt_error *err)
{
    lt_piece *piece = lt_mem_zeroed(o->mem, 1, sizeof(*piece));
    if (!piece) return lt_mem_refused(o->mem, sizeof(*piece), "rows to show", err);
    *piece = (lt_piece){.table = o->filling, .first_row = o->rows, .text.mem = o->mem};
    o->rows += o->filling->rows;
    o->filling = NULL;
    *job = (lt_sink_job *)piece;
    return LT_OK;
}

static lt_status append(lt_sink *s, lt_batch *b, lt_sink_job **job, lt_error *err)
{
    stream_sink *o = (stream_sink *)s;
    lt_status    status = LT_OK;
    *job = NULL;
    if (!o->filling) status = lt_table_open(&o->filling, o->mem, o->schema, err);
    if (status) {
        lt_batch_close(b);
        return status;
    }
    LT_TRY(lt_table_add(o->filling, b, err));
    return o->filling->rows >= PIECE_ROWS ? hand_out(o, job, err) : LT_OK;
}

static lt_status last(lt_sink *s, lt_sink_job **job, lt_error *err)
{
    stream_sink *o = (stream_sink *)s;
    *job = NULL;
    return o->filling && o->filling->rows ? hand_out(o, job, err) : LT_OK;
}

static lt_status encode(lt_sink *s, lt_sink_job *job, lt_error *err)
{
    stream_sink *o = (stream_sink *)s;
    return o->ops->format ? o->ops->format(o->arg, (lt_piece *)job, err) : LT_OK;
}

static void drop(lt_sink *s, lt_sink_job *job)
{
    stream_sink *o = (stream_sink *)s;
    lt_piece    *piece = (lt_piece *)job;
    lt_table_release(piece->table);
    lt_buf_clear(&piece->text);
    lt_mem_free(o->mem, piece, sizeof(*piece));
}

static lt_status commit(lt_sink *s, lt_sink_job *job, lt_error *err)
{
    stream_sink *o = (stream_sink *)s;
    lt_status    status = o->ops->write(o->arg, (const lt_piece *)job, err);
    drop(s, job);
    return status;
}

static lt_status finish(lt_sink *s, lt_sink_result *result, lt_error *err)
{
    (void)err;
    *result = (lt_sink_result){.rows = ((stream_sink *)s)->rows};
    return LT_OK;
}

static void close_sink(lt_sink *s)
{
    stream_sink *o = (stream_sink *)s;
    lt_table_release(o->filling);
    lt_schema_release(o->schema);
    lt_mem_free(o->mem, o, sizeof(*o));
}

static const char *target(lt_sink *s)
{
    (void)s;
    return "the output";
}

/* ---- one run ---- */

typedef struct request {
    lt_mem              *mem;
    const lt_stream_ops *ops;
    void                *arg;
} request;

static lt_status make_sink(void *arg, lt_sink **out, lt_error *err)
{
    static const lt_sink_ops sink_ops = {.name = "stream",
                                         .begin = begin,
                                         .append = append,
                                         .last = last,
                                         .encode = encode,
                                         .commit = commit,
                                         .drop = drop,
                                         .finish = finish,
                                         .close = close_sink,
                                         .target = target};
    const request           *r = arg;
    stream_sink             *o = lt_mem_zeroed(r->mem, 1, sizeof(*o));
    if (!o) return lt_mem_refused(r->mem, sizeof(*o), "rows to show", err);
    *o = (stream_sink){.sink.ops = &sink_ops, .mem = r->mem, .ops = r->ops, .arg = r->arg};
    *out = &o->sink;
    return LT_OK;
}

lt_status lt_stream(lt_context *ctx, lt_plan *p, const lt_stream_ops *ops, void *arg,
                    const lt_query *query, lt_error *err)
{
    request        r = {ctx->mem, ops, arg};
    lt_exec_target where = {.kind = LT_TO_SINK, .limit = -1};
    return lt_context_run(ctx, p, &where, query, make_sink, &r, err);
}

/* Groups in order of their first rows, batch by batch. */
#include "exec/group_order.h"

/* A part: so many batches, but a smaller part of all groups, however few they are: every worker
 * finishes some. */
enum { PART_BATCHES = 8, PARTS_LEAST = 32, PART_ROWS_LEAST = 64, AHEAD = 16 };

typedef struct group_feed {
    lt_feed         feed; /* first */
    lt_group_op    *o;
    lt_group_place *order;
    int64_t         count;
    int32_t         rows; /* of a batch */
    int64_t         each; /* rows of a part */
} group_feed;

/* Rows of a batch of groups: where their keys are, and their states side by side. */
typedef struct taking {
    const uint64_t **keys;
    uint8_t         *states;
    size_t           bytes; /* of both */
} taking;

static lt_status open_taking(taking *t, const group_feed *f, const lt_group_place *p, int32_t n,
                             lt_error *err)
{
    const lt_group_op *o = f->o;
    size_t             pointers = (size_t)n * sizeof(*t->keys), states = o->shape.states;
    t->bytes = pointers + (size_t)n * states;
    t->keys = lt_mem_resize(o->op.mem, NULL, 0, t->bytes);
    if (!t->keys) return lt_op_refused(&o->op, t->bytes, "groups", err);
    t->states = (uint8_t *)t->keys + pointers;
    for (int32_t i = 0; i < n; i++)
        t->keys[i] = lt_group_row_at(&o->shape, o->results[p[i].result].data, p[i].row)->words;
    size_t at = lt_group_states_at(&o->shape) - sizeof(lt_group_row);
    for (int32_t i = 0; i < n; i++) {
        const uint8_t *words = (const uint8_t *)t->keys[i];
        if (i + AHEAD < n) __builtin_prefetch(t->keys[i + AHEAD]);
        memcpy(t->states + (size_t)i * states, words + at, states);
    }
    return LT_OK;
}

static lt_status agg_column(const group_feed *f, const taking *t, lt_column **out, int32_t a,
                            int32_t n, lt_error *err)
{
    const lt_group_agg *agg = lt_group_agg_at(f->o, a);
    lt_status           status = agg->ops->finish(out, f->o->op.x->run.mem, t->states + agg->offset,
                                                  f->o->shape.states, NULL, n, agg->arg_type, agg->type, err);
    if (status) lt_expr_blame(err, agg->call);
    return status;
}

static lt_status fill_batch(const group_feed *f, const lt_group_place *p, lt_batch *b,
                            lt_error *err)
{
    const lt_group_op *o = f->o;
    int32_t            keys = o->key_count;
    taking             t;
    lt_status          status = open_taking(&t, f, p, b->rows, err);
    if (status) return status;
    for (int32_t k = 0; !status && k < keys; k++)
        status =
            lt_key_decode(&o->shape.key, &b->columns[k], o->op.x->run.mem, t.keys, b->rows, k, err);
    for (int32_t a = 0; !status && a < lt_group_agg_count(o); a++)
        status = agg_column(f, &t, &b->columns[keys + a], a, b->rows, err);
    lt_mem_free(o->op.mem, t.keys, t.bytes);
    return status;
}

static lt_status read_groups(lt_feed *feed, int64_t part, int32_t worker, lt_emit *emit, void *arg,
                             lt_error *err)
{
    const group_feed *f = (const group_feed *)feed;
    int64_t           start = part * f->each;
    int64_t           end = f->count - start < f->each ? f->count : start + f->each;
    (void)worker;
    for (int64_t at = start; at < end; at += f->rows) {
        lt_batch *b = NULL;
        int32_t   n = end - at < f->rows ? (int32_t)(end - at) : f->rows;
        int32_t   columns = f->o->key_count + lt_group_agg_count(f->o);
        lt_status status = lt_batch_open(&b, f->o->op.x->run.mem, n, columns, err);
        if (!status) status = fill_batch(f, f->order + at, b, err);
        if (status) {
            lt_batch_close(b);
            return status;
        }
        b->ordinal = (part << LT_PART_SHIFT) + (at - start);
        LT_TRY(emit(arg, b, err));
    }
    return LT_OK;
}

/* Not a matter of how many workers there are: what follows may depend on it. */
static int64_t part_rows(int64_t groups, int32_t batch)
{
    int64_t most = (int64_t)batch * PART_BATCHES, each = groups / PARTS_LEAST;
    if (each < PART_ROWS_LEAST) each = PART_ROWS_LEAST;
    return each < most ? each : most;
}

lt_status lt_group_emit(lt_group_op *o, lt_op *to, lt_error *err)
{
    group_feed f = {.feed = {.read = read_groups, .op = &o->op}, .o = o};
    f.rows = lt_exec_batch_rows(o->op.x);
    LT_TRY(lt_group_order(&f.order, &f.count, o, err));
    f.each = part_rows(f.count, f.rows);
    f.feed.parts = (f.count + f.each - 1) / f.each;
    lt_status status = lt_phase_run(o->op.x, &f.feed, to, err);
    lt_mem_free(o->op.mem, f.order, (size_t)f.count * sizeof(*f.order) + 1);
    return status;
}

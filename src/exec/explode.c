/* Explode: a row for each element of a list, in the order of rows and elements.
 *
 * A batch may become many, of at most as many rows as a feed makes. Ordinals are counted anew
 * within each part, whose batches come in order. */
#include "exec/op.h"

#include "column/list.h"

#include <string.h>

typedef struct explode_op {
    lt_op           op;
    int32_t         list; /* the column exploded */
    bool            positions, outer;
    int32_t         rows;   /* of a batch */
    pthread_mutex_t lock;   /* of counts */
    lt_buf          counts; /* int64_t: rows made of each part so far */
} explode_op;

/* A batch on its way, and the rows that the next one made of it will have. */
typedef struct exploding {
    explode_op     *o;
    lt_worker      *w;
    const lt_batch *in;
    int32_t        *rows;  /* of `in` */
    int32_t        *items; /* of the list's elements; -1: none, a null */
    int32_t        *places;
    int32_t         n;
    bool            any_null;
} exploding;

static void close_explode(lt_op *op)
{
    explode_op *o = (explode_op *)op;
    if (!o->counts.mem) return;
    pthread_mutex_destroy(&o->lock);
    lt_buf_clear(&o->counts);
}

/* The ordinal of the first of n rows more of the part that `ordinal` is of. */
static lt_status next_ordinal(explode_op *o, int64_t *out, int64_t ordinal, int32_t n,
                              lt_error *err)
{
    size_t part = (size_t)(ordinal >> LT_PART_SHIFT), bytes = (part + 1) * sizeof(int64_t);
    pthread_mutex_lock(&o->lock);
    lt_status status = LT_OK;
    if (o->counts.len < bytes) {
        status = lt_buf_reserve(&o->counts, bytes - o->counts.len, err);
        if (!status) memset(o->counts.data + o->counts.len, 0, bytes - o->counts.len);
        if (!status) o->counts.len = bytes;
    }
    if (!status) {
        int64_t *count = (int64_t *)(void *)o->counts.data + part;
        *out = (ordinal >> LT_PART_SHIFT << LT_PART_SHIFT) + *count;
        *count += n;
    }
    pthread_mutex_unlock(&o->lock);
    return status;
}

/* ---- columns of a batch made ---- */

static lt_status put_items(lt_column *made, const lt_column *items, const exploding *e,
                           lt_error *err)
{
    LT_TRY(lt_column_keep_all(made, items, err));
    for (int32_t i = 0, end; i < e->n; i = end) {
        for (end = i; end < e->n && e->items[end] >= 0;) end++;
        lt_row_list some = {.at = e->items + i, .n = end - i};
        LT_TRY(lt_column_append(made, items, &some, NULL, err));
        if (end < e->n) LT_TRY(lt_column_append_null(made, err));
        end += end < e->n;
    }
    return LT_OK;
}

static lt_status item_column(const exploding *e, lt_column **out, lt_error *err)
{
    lt_column *list = e->in->columns[e->o->list], *items = lt_list_items(list), *made;
    if (!e->any_null) return lt_column_take(out, items, e->items, e->n, err);
    LT_TRY(lt_column_open(&made, e->o->op.x->run.mem, items->type, 0, err));
    lt_status status = put_items(made, items, e, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

static lt_status place_column(const exploding *e, lt_column **out, lt_error *err)
{
    LT_TRY(lt_column_open(out, e->o->op.x->run.mem, LT_TYPE(I32), e->n, err));
    lt_column *made = *out;
    memcpy(made->values, e->places, made->values_bytes);
    if (!e->any_null) return LT_OK;
    LT_TRY(lt_column_nullable(made, err));
    for (int32_t i = 0; i < e->n; i++) {
        if (e->items[i] >= 0) continue;
        lt_bit_clear(made->valid, i);
        ((int32_t *)made->values)[i] = 0;
    }
    return LT_OK;
}

static lt_status fill(const exploding *e, lt_batch *made, lt_error *err)
{
    const explode_op *o = e->o;
    for (int32_t c = 0; c < e->in->column_count; c++) {
        int32_t at = c + (o->positions && c >= o->list);
        if (c == o->list)
            LT_TRY(item_column(e, &made->columns[at], err));
        else
            LT_TRY(lt_column_take(&made->columns[at], e->in->columns[c], e->rows, e->n, err));
    }
    return o->positions ? place_column(e, &made->columns[o->list], err) : LT_OK;
}

/* Sends the rows that have gathered. */
static lt_status flush(exploding *e, lt_error *err)
{
    explode_op *o = e->o;
    lt_batch   *made = NULL;
    if (e->n == 0) return LT_OK;
    LT_TRY(lt_exec_check(o->op.x, err));
    int32_t   columns = e->in->column_count + o->positions;
    lt_status status = lt_batch_open(&made, o->op.x->run.mem, e->n, columns, err);
    if (!status) status = fill(e, made, err);
    if (!status) status = next_ordinal(o, &made->ordinal, e->in->ordinal, e->n, err);
    if (status) {
        lt_batch_close(made);
        return status;
    }
    e->n = 0;
    e->any_null = false;
    return lt_op_send(&o->op, e->w, made, err);
}

/* ---- rows ---- */

static lt_status add_row(exploding *e, int32_t row, int32_t item, int32_t place, lt_error *err)
{
    e->rows[e->n] = row;
    e->items[e->n] = item;
    e->places[e->n] = place;
    e->any_null = e->any_null || item < 0;
    return ++e->n == e->o->rows ? flush(e, err) : LT_OK;
}

static lt_status add_list(exploding *e, int32_t row, lt_error *err)
{
    const lt_column *list = e->in->columns[e->o->list];
    lt_span          s = {0, 0};
    if (lt_column_valid(list, row)) s = lt_list_at(list, row);
    for (int32_t i = 0; i < s.len; i++) LT_TRY(add_row(e, row, s.start + i, i, err));
    return s.len || !e->o->outer ? LT_OK : add_row(e, row, -1, 0, err);
}

static lt_status explode_batch(explode_op *o, lt_worker *w, const lt_batch *b, lt_error *err)
{
    lt_mem   *mem = o->op.x->run.mem;
    size_t    bytes = 3 * (size_t)o->rows * sizeof(int32_t);
    int32_t  *block = lt_mem_resize(mem, NULL, 0, bytes), n = lt_batch_count(b);
    lt_status status = LT_OK;
    if (!block) return lt_op_refused(&o->op, bytes, "elements of lists", err);
    exploding e = {.o = o, .w = w, .in = b, .rows = block};
    e.items = block + o->rows;
    e.places = e.items + o->rows;
    for (int32_t i = 0; !status && i < n; i++) status = add_list(&e, b->sel ? b->sel[i] : i, err);
    if (!status) status = flush(&e, err);
    lt_mem_free(mem, block, bytes);
    return status;
}

static lt_status push_explode(lt_op *op, lt_worker *w, lt_batch *b, lt_error *err)
{
    lt_status status = explode_batch((explode_op *)op, w, b, err);
    lt_batch_close(b);
    return status;
}

lt_status lt_explode_open(lt_op **out, lt_exec *x, const lt_plan *node, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Explode", .push = push_explode, .close = close_explode};
    explode_op            *o;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), false, err));
    if (pthread_mutex_init(&o->lock, NULL))
        return lt_op_refused(&o->op, sizeof(o->lock), "a lock", err);
    o->counts.mem = x->run.mem;
    o->list = node->exprs[0]->index;
    o->positions = node->positions;
    o->outer = node->outer;
    o->rows = lt_exec_batch_rows(x);
    *out = &o->op;
    return LT_OK;
}

/* Sample: every row draws numbers from the seed and its own place in the input, so the same rows
 * come whatever the threads and batches are.
 *
 * Rows are numbered in order, one worker at a time; a draw costs about as much as that. Without
 * replacement a row stays when its number in [0, 1) lies in [lower, upper). With replacement it
 * comes as often as a Poisson variable of mean `upper` says, and the copies get places of their
 * own. */
#include "core/hash.h"
#include "exec/op.h"
#include "exec/seq.h"

#include <math.h>
#include <string.h>

typedef struct sample_op {
    lt_op          op;
    const lt_plan *node;
    uint64_t       place; /* of the next row in the whole input */
    int64_t        part;  /* with replacement: being sent, and its rows sent so far */
    int64_t        sent;
    lt_buf         rows; /* int32_t: of one batch */
} sample_op;

static void close_sample(lt_op *op) { lt_buf_clear(&((sample_op *)op)->rows); }

/* The n-th number of a row, in [0, 1). */
static double draw(uint64_t seed, uint64_t place, uint64_t n)
{
    return (double)(lt_hash_combine(lt_hash_combine(seed, place), n) >> 11) * 0x1p-53;
}

/* Poisson by Knuth: how many uniforms can be multiplied until the product is at most e^-mean. */
static int32_t poisson(uint64_t seed, uint64_t place, uint64_t *n, double mean)
{
    double  end = exp(-mean), product = draw(seed, place, (*n)++);
    int32_t count = 0;
    while (product > end) {
        product *= draw(seed, place, (*n)++);
        count++;
    }
    return count;
}

/* In steps of a mean whose exponential does not vanish. */
static int32_t copies(uint64_t seed, uint64_t place, double mean)
{
    enum { STEP = 16 };
    uint64_t n = 0;
    int32_t  count = 0, steps = (int32_t)(mean / STEP);
    for (int32_t i = 0; i < steps; i++) count += poisson(seed, place, &n, STEP);
    double rest = mean - STEP * steps;
    return rest > 0 ? count + poisson(seed, place, &n, rest) : count;
}

/* Neighbouring seeds are not neighbouring streams. */
static uint64_t seed_of(const lt_plan *p) { return lt_hash_combine(0, (uint64_t)p->seed); }

static inline int32_t row_of(const lt_batch *b, int32_t i) { return b->sel ? b->sel[i] : i; }

/* ---- without replacement ---- */

static lt_status thin(sample_op *o, lt_batch *b, lt_error *err)
{
    int32_t  n = lt_batch_count(b), kept = 0;
    uint64_t seed = seed_of(o->node);
    o->rows.len = 0;
    LT_TRY(lt_buf_reserve(&o->rows, ((size_t)n + 1) * sizeof(int32_t), err));
    int32_t *rows = (int32_t *)o->rows.data;
    for (int32_t i = 0; i < n; i++) {
        double at = draw(seed, o->place++, 0);
        if (at >= o->node->lower && at < o->node->upper) rows[kept++] = row_of(b, i);
    }
    return kept < n ? lt_batch_select(b, rows, kept, err) : LT_OK;
}

/* ---- with replacement ---- */

static lt_status send_copies(sample_op *o, lt_worker *w, const lt_batch *b, lt_error *err)
{
    int32_t   n = (int32_t)(o->rows.len / sizeof(int32_t));
    lt_batch *made;
    if (!n) return LT_OK;
    LT_TRY(lt_exec_check(o->op.x, err));
    LT_TRY(lt_batch_open(&made, b->mem, n, b->column_count, err));
    lt_status status = LT_OK;
    for (int32_t c = 0; !status && c < b->column_count; c++)
        status =
            lt_column_take(&made->columns[c], b->columns[c], (const int32_t *)o->rows.data, n, err);
    if (status) {
        lt_batch_close(made);
        return status;
    }
    made->ordinal = (o->part << LT_PART_SHIFT) + o->sent;
    o->sent += n;
    o->rows.len = 0;
    return o->op.next ? lt_op_send(&o->op, w, made, err) : (lt_batch_close(made), LT_OK);
}

/* One row's copies; those that fill a batch of usual size go on. */
static lt_status add_copies(sample_op *o, lt_worker *w, const lt_batch *b, int32_t row, int32_t n,
                            lt_error *err)
{
    size_t most = (size_t)lt_exec_batch_rows(o->op.x) * sizeof(row);
    for (; n > 0; n--) {
        lt_buf_push(&o->rows, &row, sizeof(row));
        if (o->rows.len == most) LT_TRY(send_copies(o, w, b, err));
    }
    return LT_OK;
}

static lt_status multiply(sample_op *o, lt_worker *w, const lt_batch *b, lt_error *err)
{
    uint64_t seed = seed_of(o->node);
    int64_t  part = b->ordinal >> LT_PART_SHIFT;
    if (part != o->part) o->part = part, o->sent = 0;
    o->rows.len = 0;
    LT_TRY(lt_buf_reserve(&o->rows, (size_t)lt_exec_batch_rows(o->op.x) * sizeof(int32_t), err));
    for (int32_t i = 0; i < lt_batch_count(b); i++) {
        int32_t n = copies(seed, o->place++, o->node->upper);
        LT_TRY(add_copies(o, w, b, row_of(b, i), n, err));
    }
    return send_copies(o, w, b, err);
}

static lt_status sample_batch(sample_op *o, lt_worker *w, lt_batch **b, lt_error *err)
{
    LT_TRY(lt_exec_check(o->op.x, err));
    if (!o->node->replacement) return thin(o, *b, err);
    LT_TRY(multiply(o, w, *b, err));
    lt_batch_close(*b);
    *b = NULL;
    return LT_OK;
}

static lt_status step_sample(lt_op *op, lt_worker *w, lt_batch **list, int32_t n, lt_error *err)
{
    for (int32_t i = 0; i < n; i++) LT_TRY(sample_batch((sample_op *)op, w, &list[i], err));
    return LT_OK;
}

lt_status lt_sample_open(lt_op **out, lt_exec *x, const lt_plan *node, lt_error *err)
{
    static const lt_op_ops ops = {.name = "Sample", .step = step_sample, .close = close_sample};
    sample_op             *o;
    LT_TRY(lt_op_open(&o, x, &ops, node, sizeof(*o), false, err));
    o->node = node;
    o->part = -1;
    o->rows.mem = x->run.mem;
    *out = &o->op;
    return LT_OK;
}

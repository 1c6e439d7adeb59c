#include "exec/eval.h"

#include "exec/share.h"
#include "kernel/kernel.h"
#include "plan/expr_walk.h"
#include "plan/function.h"

#include <string.h>

struct lt_eval {
    const lt_run *run;
    lt_expr     **exprs; /* folded, without aliases */
    int32_t       count;
    lt_buf        shared; /* parts that occur in them twice */
};

/* ---- frames ---- */

lt_status lt_frame_open(lt_frame *f, const lt_run *run, const lt_batch *b, const int32_t *rows,
                        int32_t n, lt_error *err)
{
    *f = (lt_frame){.run = run, .batch = b, .rows = rows, .n = n};
    if (!b->column_count) return LT_OK;
    f->cache = lt_mem_zeroed(run->mem, (size_t)b->column_count, sizeof(*f->cache));
    if (f->cache) return LT_OK;
    return lt_mem_refused(run->mem, (size_t)b->column_count * sizeof(*f->cache), "a batch", err);
}

/* Lets f remember the parts in shared. */
static lt_status remember(lt_frame *f, const lt_buf *shared, lt_error *err)
{
    if (!lt_share_count(shared)) return LT_OK;
    size_t n = (size_t)lt_share_count(shared);
    f->known = lt_mem_zeroed(f->run->mem, n, sizeof(*f->known));
    if (!f->known) return lt_mem_refused(f->run->mem, n * sizeof(*f->known), "a batch", err);
    f->shared = shared;
    return LT_OK;
}

static void forget(lt_frame *f)
{
    if (!f->known) return;
    int32_t n = lt_share_count(f->shared);
    for (int32_t i = 0; i < n; i++) lt_column_release(f->known[i]);
    lt_mem_free(f->run->mem, f->known, (size_t)n * sizeof(*f->known));
}

lt_column *lt_frame_known(const lt_frame *f, const lt_expr *e)
{
    int32_t slot = f->known ? lt_share_slot(f->shared, e) : -1;
    return slot < 0 ? NULL : f->known[slot];
}

void lt_frame_close(lt_frame *f)
{
    forget(f);
    if (!f->cache) return;
    for (int32_t i = 0; i < f->batch->column_count; i++) lt_column_release(f->cache[i]);
    lt_mem_free(f->run->mem, f->cache, (size_t)f->batch->column_count * sizeof(*f->cache));
}

static lt_status frame_column(lt_frame *f, int32_t i, lt_column **out, lt_error *err)
{
    if (i < 0 || i >= f->batch->column_count)
        return LT_FAIL(err, LT_EINVAL, "column %d of %d: the plan does not fit its input", i,
                       f->batch->column_count);
    if (!f->cache[i])
        LT_TRY(lt_column_take(&f->cache[i], f->batch->columns[i], f->rows, f->n, err));
    *out = lt_column_retain(f->cache[i]);
    return LT_OK;
}

/* ---- calls: one function over arguments that are all there ---- */

enum { ARGS_MAX = 8 }; /* calls with more arguments ask for memory */

typedef struct call {
    lt_frame      *f;
    const lt_expr *e;
    lt_column    **args;
    int32_t        count;
    lt_column     *own[ARGS_MAX];
} call;

static lt_kernel *kernel_of(const lt_expr *e)
{
    lt_type types[ARGS_MAX + 1] = {{0}};
    if (e->kind == LT_EXPR_CAST) return lt_kernel_cast;
    if (!e->function || !e->function->kernel) return NULL;
    if (e->arg_count <= ARGS_MAX) {
        for (int32_t i = 0; i < e->arg_count; i++) types[i] = e->args[i]->type;
        return e->function->kernel(types, e->arg_count, e->type);
    }
    lt_mem    *mem = lt_mem_default();
    size_t     bytes = (size_t)e->arg_count * sizeof(lt_type);
    lt_type   *many = lt_mem_resize(mem, NULL, 0, bytes);
    lt_kernel *kernel = NULL;
    if (many) {
        for (int32_t i = 0; i < e->arg_count; i++) many[i] = e->args[i]->type;
        kernel = e->function->kernel(many, e->arg_count, e->type);
    }
    lt_mem_free(mem, many, bytes);
    return kernel;
}

static bool is_strict(const lt_expr *e)
{
    return e->kind == LT_EXPR_CAST || e->function->nulls != LT_LENIENT;
}

static bool is_null_const(const lt_column *c)
{
    return c->type.id == LT_VOID || (c->encoding == LT_CONST && !lt_valid(c->valid, 0));
}

/* The rows in which no argument is null, as the kernel wants them. *valid borrows from an
 * argument or is *made (to free). No CONST argument is null here. */
static lt_status merge_valid(const call *c, int32_t rows, const uint64_t **valid, uint64_t **made,
                             lt_error *err)
{
    size_t words = lt_bits_words(rows);
    *valid = NULL;
    *made = NULL;
    for (int32_t i = 0; i < c->count; i++) {
        const lt_column *arg = c->args[i];
        if (arg->encoding == LT_CONST || !arg->valid) continue;
        if (!*valid) {
            *valid = arg->valid;
            continue;
        }
        if (!*made) {
            *made = lt_mem_resize(c->f->run->mem, NULL, 0, words * 8);
            if (!*made) return lt_mem_refused(c->f->run->mem, words * 8, "a bitmap", err);
            memcpy(*made, *valid, words * 8);
            *valid = *made;
        }
        for (size_t w = 0; w < words; w++) (*made)[w] &= arg->valid[w];
    }
    return LT_OK;
}

/* Runs the kernel over rows of the arguments, which are FLAT or CONST. */
static lt_status run_kernel(const call *c, int32_t rows, lt_column **out, lt_error *err)
{
    const lt_run   *run = c->f->run;
    lt_kernel      *kernel = kernel_of(c->e);
    const uint64_t *valid = NULL;
    uint64_t       *made = NULL;
    if (!kernel)
        return LT_FAIL(err, LT_EUNSUPPORTED, "%s cannot be computed here",
                       c->e->name ? c->e->name : "this expression");
    if (is_strict(c->e)) LT_TRY(merge_valid(c, rows, &valid, &made, err));
    lt_call   k = {.mem = run->mem,
                   .args = (const lt_column *const *)c->args,
                   .arg_count = c->count,
                   .rows = rows,
                   .valid = valid,
                   .result = c->e->type,
                   .try_ = c->e->try_ || (c->e->function && c->e->function->try_),
                   .zone = run->zone,
                   .now_us = run->now_us,
                   .cancel = run->cancel,
                   .ordinal = c->f->batch->ordinal,
                   .positions = c->f->rows};
    lt_status status = kernel(&k, out, err);
    lt_mem_free(run->mem, made, lt_bits_words(rows) * 8);
    if (status) lt_expr_blame(err, c->e);
    return status;
}

/* c's value of row 0, for n rows. */
static lt_status widen(lt_column **out, lt_mem *mem, lt_column *one, int32_t n, lt_error *err)
{
    lt_status status = lt_column_constant(out, mem, lt_column_value(one, 0), n, err);
    lt_column_release(one);
    return status;
}

static lt_status call_constant(call *c, lt_column **out, lt_error *err)
{
    lt_column *one;
    LT_TRY(run_kernel(c, 1, &one, err));
    return widen(out, c->f->run->mem, one, c->f->n, err);
}

/* Replaces argument i by `by`. */
static void put_arg(call *c, int32_t i, lt_column *by)
{
    lt_column_release(c->args[i]);
    c->args[i] = by;
}

/* The one dictionary among constants, where computing on its entries instead of on the rows is
 * allowed (nothing fails, nothing is null or volatile) and pays; -1: none. */
static int32_t lone_dict(const call *c)
{
    int32_t found = -1;
    if (!is_strict(c->e) || lt_expr_can_fail(c->e) || lt_expr_is_volatile(c->e)) return -1;
    for (int32_t i = 0; i < c->count; i++) {
        if (c->args[i]->encoding == LT_CONST) continue;
        if (c->args[i]->encoding != LT_DICT || found >= 0) return -1;
        found = i;
    }
    if (found < 0) return -1;
    int32_t entries = c->args[found]->dict->rows;
    return entries > 0 && entries <= c->f->n ? found : -1;
}

/* The results for the dictionary's entries, looked up by code: a DICT column where the results are
 * all there, else flat. */
static lt_status look_up(lt_column **out, lt_column *dict, lt_column *results, lt_mem *mem,
                         lt_error *err)
{
    lt_column *flat = NULL, *made = NULL;
    lt_status  status = lt_column_flat(&flat, results, err);
    if (!status && (lt_column_null_count(flat) || !lt_type_is_text(flat->type))) {
        status = lt_column_take(&made, flat, dict->values, dict->rows, err);
        if (!status && dict->valid) {
            status = lt_column_nullable(made, err);
            size_t words = lt_bits_words(dict->rows);
            for (size_t w = 0; !status && w < words; w++) made->valid[w] &= dict->valid[w];
        }
    } else if (!status) {
        status = lt_column_open_as(&made, mem, flat->type, LT_DICT, dict->rows, err);
        if (!status && dict->valid) status = lt_column_nullable(made, err);
        if (!status) {
            memcpy(made->values, dict->values, (size_t)dict->rows * sizeof(int32_t));
            if (dict->valid) memcpy(made->valid, dict->valid, made->valid_bytes);
            made->dict = lt_column_retain(flat);
        }
    }
    lt_column_release(flat);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

static lt_status call_dict(call *c, int32_t at, lt_column **out, lt_error *err)
{
    lt_mem    *mem = c->f->run->mem;
    lt_column *dict = lt_column_retain(c->args[at]), *results = NULL;
    int32_t    entries = dict->dict->rows;
    lt_status  status = LT_OK;
    put_arg(c, at, lt_column_retain(dict->dict));
    for (int32_t i = 0; !status && i < c->count; i++) {
        lt_column *resized;
        if (i == at) continue;
        status = lt_column_constant(&resized, mem, lt_column_value(c->args[i], 0), entries, err);
        if (!status) put_arg(c, i, resized);
    }
    if (!status) status = run_kernel(c, entries, &results, err);
    if (!status) status = look_up(out, dict, results, mem, err);
    lt_column_release(results);
    lt_column_release(dict);
    return status;
}

static lt_status flatten_dicts(call *c, lt_error *err)
{
    for (int32_t i = 0; i < c->count; i++) {
        lt_column *flat;
        if (c->args[i]->encoding != LT_DICT) continue;
        LT_TRY(lt_column_flat(&flat, c->args[i], err));
        put_arg(c, i, flat);
    }
    return LT_OK;
}

static lt_status run_call(call *c, lt_column **out, lt_error *err)
{
    lt_frame *f = c->f;
    bool      constant = c->count > 0;
    if (f->n == 0) return lt_column_open(out, f->run->mem, c->e->type, 0, err);
    for (int32_t i = 0; i < c->count; i++) {
        if (is_strict(c->e) && is_null_const(c->args[i]))
            return lt_column_nulls(out, f->run->mem, c->e->type, f->n, err);
        constant = constant && c->args[i]->encoding == LT_CONST;
    }
    if (constant && !lt_expr_is_volatile(c->e)) return call_constant(c, out, err);
    int32_t dict = lone_dict(c);
    if (dict >= 0) return call_dict(c, dict, out, err);
    LT_TRY(flatten_dicts(c, err));
    return run_kernel(c, f->n, out, err);
}

static lt_status eval_call(lt_frame *f, const lt_expr *e, lt_column **out, lt_error *err)
{
    call      c = {.f = f, .e = e, .args = NULL};
    lt_mem   *mem = f->run->mem;
    size_t    bytes = (size_t)e->arg_count * sizeof(*c.args);
    lt_status status = LT_OK;
    c.args = c.own;
    if (e->arg_count > ARGS_MAX && !(c.args = lt_mem_zeroed(mem, bytes, 1)))
        return lt_mem_refused(mem, bytes, "arguments", err);
    while (!status && c.count < e->arg_count) {
        status = lt_frame_eval(f, e->args[c.count], &c.args[c.count], err);
        if (!status) c.count++;
    }
    if (!status) status = run_call(&c, out, err);
    for (int32_t i = 0; i < c.count; i++) lt_column_release(c.args[i]);
    if (c.args != c.own) lt_mem_free(mem, c.args, bytes);
    return status;
}

static lt_status eval_anew(lt_frame *f, const lt_expr *e, lt_column **out, lt_error *err)
{
    switch (e->kind) {
    case LT_EXPR_COLUMN: return frame_column(f, e->index, out, err);
    case LT_EXPR_LITERAL: {
        lt_value v = e->value;
        v.type = e->type;
        return lt_column_constant(out, f->run->mem, v, f->n, err);
    }
    case LT_EXPR_ALIAS:
    case LT_EXPR_SORT: return lt_frame_eval(f, e->args[0], out, err);
    case LT_EXPR_CAST: return eval_call(f, e, out, err);
    case LT_EXPR_CALL:
        if (!e->function)
            return LT_FAIL(err, LT_EINVAL, "%s is not resolved", e->name ? e->name : "a call");
        return e->function->lazy == LT_EAGER ? eval_call(f, e, out, err)
                                             : lt_frame_lazy(f, e, out, err);
    default: return LT_FAIL(err, LT_EINVAL, "* stands for columns, not for a value");
    }
}

lt_status lt_frame_eval(lt_frame *f, const lt_expr *e, lt_column **out, lt_error *err)
{
    int32_t slot = f->known ? lt_share_slot(f->shared, e) : -1;
    if (slot >= 0 && f->known[slot]) {
        *out = lt_column_retain(f->known[slot]);
        return LT_OK;
    }
    LT_TRY(eval_anew(f, e, out, err));
    if (slot >= 0) f->known[slot] = lt_column_retain(*out);
    return LT_OK;
}

/* ---- lists ---- */

lt_status lt_eval_open(lt_eval **out, lt_expr *const *exprs, int32_t count, const lt_run *run,
                       lt_error *err)
{
    lt_eval *e = lt_mem_zeroed(run->mem, 1, sizeof(*e));
    if (!e) return lt_mem_refused(run->mem, sizeof(*e), "expressions", err);
    e->run = run;
    e->count = count;
    e->shared.mem = run->mem;
    e->exprs = lt_mem_zeroed(run->mem, (size_t)count + 1, sizeof(*e->exprs));
    bool whole = e->exprs != NULL;
    for (int32_t i = 0; whole && i < count; i++) {
        lt_expr *bare = exprs[i];
        while (bare->kind == LT_EXPR_ALIAS || bare->kind == LT_EXPR_SORT) bare = bare->args[0];
        e->exprs[i] = lt_expr_fold(bare, run);
        whole = e->exprs[i] != NULL;
    }
    if (!whole) {
        lt_eval_close(e);
        return lt_mem_refused(run->mem, sizeof(lt_expr) * (size_t)count, "expressions", err);
    }
    lt_status status = lt_share_find(&e->shared, e->exprs, count, err);
    if (status) {
        lt_eval_close(e);
        return status;
    }
    *out = e;
    return LT_OK;
}

void lt_eval_close(lt_eval *e)
{
    if (!e) return;
    lt_mem *mem = e->run->mem;
    lt_buf_clear(&e->shared);
    for (int32_t i = 0; e->exprs && i < e->count; i++) lt_expr_release(e->exprs[i]);
    lt_mem_free(mem, e->exprs, ((size_t)e->count + 1) * sizeof(*e->exprs));
    lt_mem_free(mem, e, sizeof(*e));
}

int32_t lt_eval_count(const lt_eval *e) { return e->count; }

int32_t lt_eval_column(const lt_eval *e, int32_t i)
{
    return e->exprs[i]->kind == LT_EXPR_COLUMN ? e->exprs[i]->index : -1;
}

lt_type lt_eval_type(const lt_eval *e, int32_t i) { return e->exprs[i]->type; }

lt_status lt_eval_run(const lt_eval *e, const lt_batch *b, lt_column **out, lt_error *err)
{
    lt_frame f;
    LT_TRY(lt_frame_open(&f, e->run, b, b->sel, lt_batch_count(b), err));
    lt_status status = remember(&f, &e->shared, err);
    int32_t   made = 0;
    for (int32_t i = 0; i < e->count; i++) out[i] = NULL;
    for (; !status && made < e->count; made++)
        status = lt_frame_eval(&f, e->exprs[made], &out[made], err);
    lt_frame_close(&f);
    for (int32_t i = 0; status && i < made; i++) {
        if (i < made - 1) lt_column_release(out[i]);
        out[i] = NULL;
    }
    return status;
}

/* e as a column that is not a dictionary. */
static lt_status eval_decoded(lt_frame *f, const lt_expr *e, lt_column **out, lt_error *err)
{
    lt_column *c = NULL;
    LT_TRY(lt_frame_eval(f, e, &c, err));
    if (c->encoding != LT_DICT) {
        *out = c;
        return LT_OK;
    }
    lt_status status = lt_column_flat(out, c, err);
    lt_column_release(c);
    return status;
}

/* One condition over the selection; `kept` has room for every row. */
static lt_status narrow(const lt_eval *e, const lt_expr *condition, lt_batch *b, int32_t *kept,
                        lt_error *err)
{
    lt_frame   f;
    lt_column *c = NULL;
    LT_TRY(lt_frame_open(&f, e->run, b, b->sel, lt_batch_count(b), err));
    lt_status status = eval_decoded(&f, condition, &c, err);
    if (!status) {
        int32_t n = c->type.id == LT_VOID ? 0 : lt_select_true(kept, c, b->sel, f.n);
        if (n < f.n) status = lt_batch_select(b, kept, n, err);
    }
    lt_frame_close(&f);
    lt_column_release(c);
    return status;
}

lt_status lt_eval_filter(const lt_eval *e, lt_batch *b, lt_error *err)
{
    size_t   bytes = ((size_t)b->rows + 64) * sizeof(int32_t);
    int32_t *kept = lt_mem_resize(e->run->mem, NULL, 0, bytes);
    if (!kept) return lt_mem_refused(e->run->mem, bytes, "a selection", err);
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < e->count && lt_batch_count(b); i++)
        status = narrow(e, e->exprs[i], b, kept, err);
    lt_mem_free(e->run->mem, kept, bytes);
    return status;
}

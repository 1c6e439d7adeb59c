/* Functions that evaluate arguments only on the rows that need them: an error of a row not
 * taken must not come up. An argument that cannot fail is computed on all rows instead, which
 * saves gathering its columns. */
#include "exec/eval.h"
#include "kernel/functions.h"
#include "plan/expr_walk.h"
#include "plan/function.h"

#include <string.h>

/* Positions in a frame, ascending. */
typedef struct rows {
    int32_t *at;
    int32_t  n;
} rows;

static lt_status open_rows(rows *r, const lt_frame *f, lt_error *err)
{
    size_t bytes = ((size_t)f->n + 64) * sizeof(*r->at);
    r->n = 0;
    r->at = lt_mem_resize(f->run->mem, NULL, 0, bytes);
    return r->at ? LT_OK : lt_mem_refused(f->run->mem, bytes, "a selection", err);
}

static void close_rows(rows *r, const lt_frame *f)
{
    lt_mem_free(f->run->mem, r->at, ((size_t)f->n + 64) * sizeof(*r->at));
}

/* e on the positions r of f: a column of r->n rows. */
static lt_status eval_on(lt_frame *f, const lt_expr *e, const rows *r, lt_column **out,
                         lt_error *err)
{
    if (r->n == f->n) return lt_frame_eval(f, e, out, err);
    lt_column *known = lt_frame_known(f, e);
    if (known) return lt_column_take(out, known, r->at, r->n, err);
    if (!lt_expr_can_fail(e)) {
        lt_column *whole = NULL;
        LT_TRY(lt_frame_eval(f, e, &whole, err));
        lt_status taken = lt_column_take(out, whole, r->at, r->n, err);
        lt_column_release(whole);
        return taken;
    }
    size_t   bytes = (size_t)r->n * sizeof(int32_t);
    int32_t *physical = r->at;
    if (f->rows && r->n) {
        physical = lt_mem_resize(f->run->mem, NULL, 0, bytes);
        if (!physical) return lt_mem_refused(f->run->mem, bytes, "a selection", err);
        for (int32_t i = 0; i < r->n; i++) physical[i] = f->rows[r->at[i]];
    }
    lt_frame  sub;
    lt_status status = lt_frame_open(&sub, f->run, f->batch, physical, r->n, err);
    if (!status) {
        status = lt_frame_eval(&sub, e, out, err);
        lt_frame_close(&sub);
    }
    if (physical != r->at) lt_mem_free(f->run->mem, physical, bytes);
    return status;
}

static lt_status make_flat(lt_column **c, lt_error *err)
{
    lt_column *flat = NULL;
    LT_TRY(lt_column_flat(&flat, *c, err));
    lt_column_release(*c);
    *c = flat;
    return LT_OK;
}

/* A column of nulls to be filled by position. */
static lt_status open_nulls(lt_column **out, const lt_frame *f, lt_type type, lt_error *err)
{
    lt_column *c;
    LT_TRY(lt_column_open(&c, f->run->mem, type, f->n, err));
    lt_status status = lt_column_nullable(c, err);
    if (status) {
        lt_column_release(c);
        return status;
    }
    if (c->values_bytes) memset(c->values, 0, c->values_bytes);
    if (c->valid) lt_bits_fill(c->valid, f->n, false);
    *out = c;
    return LT_OK;
}

/* ---- and, or ---- */

static bool truth(const lt_column *c, int32_t i, bool *null)
{
    *null = c->type.id == LT_VOID || !lt_column_valid(c, i);
    return !*null && lt_bit(c->values, lt_column_slot(c, i));
}

/* The rows whose answer c leaves open: not false for and, not true for or. */
static void open_answers(rows *r, const lt_column *c, bool decides, int32_t n)
{
    r->n = 0;
    for (int32_t i = 0; i < n; i++) {
        bool null, yes = truth(c, i, &null);
        if (null || yes != decides) r->at[r->n++] = i;
    }
}

/* acc and/or next, both of f->n rows; acc is replaced. */
static lt_status combine(lt_frame *f, bool is_or, lt_column **acc, const lt_column *next,
                         lt_error *err)
{
    const lt_column *args[2] = {*acc, next};
    lt_column       *made;
    lt_call          call = {.mem = f->run->mem,
                             .args = args,
                             .arg_count = 2,
                             .rows = f->n,
                             .result = LT_TYPE(BOOL),
                             .zone = f->run->zone,
                             .cancel = f->run->cancel};
    LT_TRY(is_or ? lt_kernel_or(&call, &made, err) : lt_kernel_and(&call, &made, err));
    lt_column_release(*acc);
    *acc = made;
    return LT_OK;
}

/* The answers of e for the rows r, false elsewhere: what the other rows had decides there. */
static lt_status answers_at(lt_frame *f, const lt_expr *e, const rows *r, lt_column **out,
                            lt_error *err)
{
    lt_column *some;
    LT_TRY(eval_on(f, e, r, &some, err));
    lt_status status = make_flat(&some, err);
    if (!status) status = lt_column_open(out, f->run->mem, LT_TYPE(BOOL), f->n, err);
    if (!status) {
        status = lt_merge_rows(*out, r->at, r->n, some, err);
        if (status) lt_column_release(*out);
    }
    lt_column_release(some);
    return status;
}

static lt_status next_answer(lt_frame *f, const lt_expr *e, bool is_or, lt_column **acc, rows *r,
                             lt_error *err)
{
    lt_column *next;
    LT_TRY(make_flat(acc, err));
    r->n = f->n;
    if (lt_expr_can_fail(e)) open_answers(r, *acc, is_or, f->n);
    if (r->n == 0) return LT_OK;
    if (r->n < f->n) {
        LT_TRY(answers_at(f, e, r, &next, err));
    } else {
        LT_TRY(lt_frame_eval(f, e, &next, err));
        lt_status status = next->encoding == LT_DICT ? make_flat(&next, err) : LT_OK;
        if (status) {
            lt_column_release(next);
            return status;
        }
    }
    lt_status status = combine(f, is_or, acc, next, err);
    lt_column_release(next);
    return status;
}

static lt_status eval_logic(lt_frame *f, const lt_expr *e, bool is_or, lt_column **out,
                            lt_error *err)
{
    rows       r;
    lt_column *acc = NULL;
    LT_TRY(open_rows(&r, f, err));
    lt_status status = lt_frame_eval(f, e->args[0], &acc, err);
    for (int32_t i = 1; !status && i < e->arg_count; i++)
        status = next_answer(f, e->args[i], is_or, &acc, &r, err);
    close_rows(&r, f);
    if (status) {
        lt_column_release(acc);
        return status;
    }
    *out = acc;
    return LT_OK;
}

/* ---- when, if, coalesce: each row takes the value of one branch ---- */

typedef struct choice {
    lt_frame  *f;
    lt_column *made; /* nulls where no branch has been taken yet */
    rows       left; /* rows that no branch has taken */
    rows       now;  /* rows that take this one */
} choice;

static void close_choice(choice *c)
{
    close_rows(&c->left, c->f);
    close_rows(&c->now, c->f);
}

static lt_status open_choice(choice *c, lt_frame *f, lt_type type, lt_error *err)
{
    *c = (choice){.f = f};
    lt_status status = open_rows(&c->left, f, err);
    if (!status) status = open_rows(&c->now, f, err);
    if (!status) status = open_nulls(&c->made, f, type, err);
    if (status) {
        close_choice(c);
        return status;
    }
    for (int32_t i = 0; i < f->n; i++) c->left.at[i] = i;
    c->left.n = f->n;
    return LT_OK;
}

/* Puts `values` (of the rows in c->now) in their place. A void column has nothing but nulls. */
static lt_status put_values(choice *c, lt_column *values, lt_error *err)
{
    if (values->type.id == LT_VOID) return LT_OK;
    lt_column *flat;
    LT_TRY(lt_column_flat(&flat, values, err));
    lt_status status = lt_merge_rows(c->made, c->now.at, c->now.n, flat, err);
    lt_column_release(flat);
    return status;
}

static lt_status take_value(choice *c, const lt_expr *value, lt_error *err)
{
    lt_column *values;
    if (c->now.n == 0) return LT_OK;
    LT_TRY(eval_on(c->f, value, &c->now, &values, err));
    lt_status status = put_values(c, values, err);
    lt_column_release(values);
    return status;
}

/* Moves the rows of left whose answer in `truths` is yes to now. */
static void split_true(choice *c, const lt_column *truths)
{
    int32_t kept = 0;
    c->now.n = 0;
    for (int32_t i = 0; i < c->left.n; i++) {
        bool    null;
        int32_t row = c->left.at[i];
        if (truth(truths, i, &null))
            c->now.at[c->now.n++] = row;
        else
            c->left.at[kept++] = row;
    }
    c->left.n = kept;
}

static lt_status take_when(choice *c, const lt_expr *condition, const lt_expr *value, lt_error *err)
{
    lt_column *truths;
    if (c->left.n == 0) return LT_OK;
    LT_TRY(eval_on(c->f, condition, &c->left, &truths, err));
    lt_status status = truths->encoding == LT_DICT ? make_flat(&truths, err) : LT_OK;
    if (!status) split_true(c, truths);
    lt_column_release(truths);
    return status ? status : take_value(c, value, err);
}

static lt_status take_rest(choice *c, const lt_expr *value, lt_error *err)
{
    if (c->left.n) memcpy(c->now.at, c->left.at, (size_t)c->left.n * sizeof(*c->now.at));
    c->now.n = c->left.n;
    c->left.n = 0;
    return take_value(c, value, err);
}

/* Moves the rows of left that `values` has a value for to now, and *values to those. */
static lt_status split_present(choice *c, lt_column **values, lt_error *err)
{
    rows       present;
    lt_column *some;
    int32_t    kept = 0;
    LT_TRY(open_rows(&present, c->f, err));
    c->now.n = 0;
    for (int32_t i = 0; i < c->left.n; i++) {
        int32_t row = c->left.at[i];
        if ((*values)->type.id != LT_VOID && lt_column_valid(*values, i)) {
            present.at[present.n++] = i;
            c->now.at[c->now.n++] = row;
        } else {
            c->left.at[kept++] = row;
        }
    }
    c->left.n = kept;
    lt_status status = lt_column_take(&some, *values, present.at, present.n, err);
    close_rows(&present, c->f);
    if (status) return status;
    lt_column_release(*values);
    *values = some;
    return LT_OK;
}

static lt_status take_present(choice *c, const lt_expr *value, lt_error *err)
{
    lt_column *values;
    if (c->left.n == 0) return LT_OK;
    LT_TRY(eval_on(c->f, value, &c->left, &values, err));
    lt_status status = split_present(c, &values, err);
    if (!status && c->now.n) status = put_values(c, values, err);
    lt_column_release(values);
    return status;
}

static lt_status choose(choice *c, const lt_expr *e, lt_error *err)
{
    int32_t i = 0;
    if (e->function->lazy == LT_LAZY_COALESCE) {
        for (; i < e->arg_count; i++) LT_TRY(take_present(c, e->args[i], err));
        return LT_OK;
    }
    for (; i + 1 < e->arg_count; i += 2) LT_TRY(take_when(c, e->args[i], e->args[i + 1], err));
    return i < e->arg_count ? take_rest(c, e->args[i], err) : LT_OK;
}

lt_status lt_frame_lazy(lt_frame *f, const lt_expr *e, lt_column **out, lt_error *err)
{
    lt_lazy lazy = e->function->lazy;
    choice  c;
    if (f->n == 0) return lt_column_open(out, f->run->mem, e->type, 0, err);
    if (lazy == LT_LAZY_AND || lazy == LT_LAZY_OR)
        return eval_logic(f, e, lazy == LT_LAZY_OR, out, err);
    LT_TRY(open_choice(&c, f, e->type, err));
    lt_status status = choose(&c, e, err);
    close_choice(&c);
    if (status) {
        lt_column_release(c.made);
        return status;
    }
    *out = c.made;
    return LT_OK;
}

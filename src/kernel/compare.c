/* compare.c — comparisons of any one type, null tests, membership.
 *
 * Only =, < and <= have loops: the rest is their negation or has its sides swapped. NaN equals
 * itself and is above all other numbers, -0.0 equals 0.0, strings compare by bytes.
 */
#include "column/list.h"
#include "kernel/block.h"
#include "kernel/work.h"

#include <stdlib.h>
#include <string.h>

enum { EQ, LT, LE };

typedef union scratch {
    int64_t i[LT_BLOCK];
    double  f[LT_BLOCK];
    lt_i128 d[LT_BLOCK];
    lt_view v[LT_BLOCK];
} scratch;

static void compare_wide(uint64_t *bits, const lt_i128 *a, const lt_i128 *b, int op, int32_t n)
{
    memset(bits, 0, lt_bits_bytes(n));
    for (int32_t i = 0; i < n; i++) {
        bool on = op == EQ ? a[i] == b[i] : op == LT ? a[i] < b[i] : a[i] <= b[i];
        bits[i >> 6] |= (uint64_t)on << (i & 63);
    }
}

static inline bool same_view(const lt_view *a, const lt_view *b)
{
    uint64_t x[2], y[2];
    memcpy(x, a, sizeof(x));
    memcpy(y, b, sizeof(y));
    if (x[0] != y[0]) return false;
    return a->len <= 12 ? x[1] == y[1] : memcmp(a->at, b->at, (size_t)a->len) == 0;
}

static void compare_views(uint64_t *bits, const lt_view *a, const lt_view *b, int op, int32_t n)
{
    memset(bits, 0, lt_bits_bytes(n));
    for (int32_t i = 0; i < n; i++) {
        bool on = op == EQ   ? same_view(a + i, b + i)
                  : op == LT ? lt_view_compare(a + i, b + i) < 0
                             : lt_view_compare(a + i, b + i) <= 0;
        bits[i >> 6] |= (uint64_t)on << (i & 63);
    }
}

static void compare_lists(uint64_t *bits, const lt_column *a, const lt_column *b, int op,
                          int32_t start, int32_t n)
{
    memset(bits, 0, lt_bits_bytes(n));
    for (int32_t i = 0; i < n; i++) {
        int32_t row = start + i;
        if (!lt_column_valid(a, row) || !lt_column_valid(b, row)) continue;
        int order = lt_compare_row(a, row, b, row);
        lt_bit_put(bits, i, op == EQ ? order == 0 : op == LT ? order < 0 : order <= 0);
    }
}

static void compare_block(uint64_t *bits, const lt_column *a, const lt_column *b, int op,
                          int32_t start, int32_t n)
{
    scratch         x, y;
    const lt_loops *loops = lt_loops_get();
    int32_t         step = lt_step(b), m = step ? n : 1;
    switch (lt_kind_of(a->type)) {
    case LT_KIND_F64:
        loops->compare_f64(bits, lt_block_f64(x.f, a, start, n), lt_block_f64(y.f, b, start, m),
                           step, op, n);
        return;
    case LT_KIND_I128:
        compare_wide(bits, lt_block_i128(x.d, a, start, n), lt_block_i128(y.d, b, start, n), op, n);
        return;
    case LT_KIND_VIEW:
        compare_views(bits, lt_block_views(x.v, a, start, n), lt_block_views(y.v, b, start, n), op,
                      n);
        return;
    case LT_KIND_LIST: compare_lists(bits, a, b, op, start, n); return;
    case LT_KIND_I64:
        loops->compare_i64(bits, lt_block_i64(x.i, a, start, n), lt_block_i64(y.i, b, start, m),
                           step, op, n);
    }
}

/* a op b of every row into a bitmap; what null rows hold is compared too. */
static void compare(uint64_t *bits, const lt_column *a, const lt_column *b, int op, int32_t rows)
{
    for (int32_t start = 0; start < rows; start += LT_BLOCK)
        compare_block(bits + (start >> 6), a, b, op, start,
                      rows - start < LT_BLOCK ? rows - start : LT_BLOCK);
}

static void invert(uint64_t *bits, int32_t rows)
{
    for (size_t w = 0; w < lt_bits_words(rows); w++) bits[w] = ~bits[w];
}

static lt_status run(const lt_call *call, lt_column **out, int op, bool swap, bool negate,
                     lt_error *err)
{
    const lt_column *a = call->args[swap], *b = call->args[!swap];
    if (a->type.id != b->type.id || a->type.scale != b->type.scale ||
        a->type.inner != b->type.inner) {
        lt_type_text x, y;
        return LT_FAIL(err, LT_ETYPE, "%s cannot be compared with %s",
                       lt_type_name(x, call->args[0]->type), lt_type_name(y, call->args[1]->type));
    }
    LT_TRY(lt_call_result(call, out, err));
    compare((*out)->values, a, b, op, call->rows);
    if (negate) invert((*out)->values, call->rows);
    return LT_OK;
}

#define COMPARISON(name, op, swap, negate)                                          \
    lt_status lt_kernel_##name(const lt_call *call, lt_column **out, lt_error *err) \
    {                                                                               \
        return run(call, out, (op), (swap), (negate), err);                         \
    }

COMPARISON(eq, EQ, false, false)
COMPARISON(ne, EQ, false, true)
COMPARISON(lt, LT, false, false)
COMPARISON(le, LE, false, false)
COMPARISON(gt, LT, true, false)
COMPARISON(ge, LE, true, false)

lt_status lt_kernel_same(const lt_call *call, lt_column **out, lt_error *err)
{
    const lt_column *a = call->args[0], *b = call->args[1];
    LT_TRY(run(call, out, EQ, false, false, err));
    uint64_t *bits = (*out)->values;
    for (size_t w = 0; w < lt_bits_words(call->rows); w++) {
        uint64_t x = lt_valid_word(a, w), y = lt_valid_word(b, w);
        bits[w] = (bits[w] & x & y) | (~x & ~y);
    }
    return LT_OK;
}

static lt_status null_test(const lt_call *call, lt_column **out, uint64_t flip, lt_error *err)
{
    LT_TRY(lt_call_result(call, out, err));
    uint64_t *bits = (*out)->values;
    for (size_t w = 0; w < lt_bits_words(call->rows); w++)
        bits[w] = lt_valid_word(call->args[0], w) ^ flip;
    return LT_OK;
}

lt_status lt_kernel_isnull(const lt_call *call, lt_column **out, lt_error *err)
{
    return null_test(call, out, ~UINT64_C(0), err);
}

lt_status lt_kernel_isnotnull(const lt_call *call, lt_column **out, lt_error *err)
{
    return null_test(call, out, 0, err);
}

lt_status lt_kernel_isnan(const lt_call *call, lt_column **out, lt_error *err)
{
    double           buf[LT_BLOCK];
    const lt_column *c = call->args[0];
    LT_TRY(lt_call_result(call, out, err));
    uint64_t *bits = (*out)->values;
    if (!lt_type_is_float(c->type)) return LT_OK; /* all false */
    for (int32_t start = 0; start < call->rows; start += LT_BLOCK) {
        int32_t       n = call->rows - start < LT_BLOCK ? call->rows - start : LT_BLOCK;
        const double *v = lt_block_f64(buf, c, start, n);
        for (int32_t i = 0; i < n; i++)
            bits[(start + i) >> 6] |= (uint64_t)(v[i] != v[i]) << (i & 63);
    }
    for (size_t w = 0; w < lt_bits_words(call->rows); w++) bits[w] &= lt_valid_word(c, w);
    return LT_OK;
}

/* ---- in ---- */

enum { FEW_ITEMS = 16 };

/* Ors (value = item) into bits and notes in *has_null a null item; nulls of rows in missing. */
static void add_item(uint64_t *bits, uint64_t *missing, uint64_t *work, const lt_column *value,
                     const lt_column *item, int32_t rows)
{
    compare(work, value, item, EQ, rows);
    for (size_t w = 0; w < lt_bits_words(rows); w++) {
        uint64_t valid = lt_valid_word(item, w);
        bits[w] |= work[w] & valid;
        missing[w] |= ~valid;
    }
}

static int compare_cells(const void *a, const void *b)
{
    return lt_compare_row(*(const lt_column *const *)a, 0, *(const lt_column *const *)b, 0);
}

/* Constants, sorted: each value is looked for by halving. */
static void search_items(uint64_t *bits, const lt_column **items, int32_t count,
                         const lt_column *value, int32_t rows)
{
    for (int32_t i = 0; i < rows; i++) {
        int32_t low = 0, high = count;
        while (low < high) {
            int32_t mid = low + (high - low) / 2;
            if (lt_compare_row(items[mid], 0, value, i) < 0)
                low = mid + 1;
            else
                high = mid;
        }
        if (low < count && lt_compare_row(items[low], 0, value, i) == 0) lt_bit_set(bits, i);
    }
}

/* The constants of a long list, without its nulls; items has room for them. */
static int32_t collect_items(const lt_column **items, uint64_t *missing, const lt_call *call)
{
    int32_t count = 0;
    for (int32_t k = 1; k < call->arg_count; k++) {
        const lt_column *c = call->args[k];
        if (lt_valid_word(c, 0) & 1)
            items[count++] = c;
        else
            lt_bits_fill(missing, call->rows, true);
    }
    if (count) qsort(items, (size_t)count, sizeof(*items), compare_cells);
    return count;
}

static lt_status search(uint64_t *bits, uint64_t *missing, const lt_call *call, lt_error *err)
{
    size_t            bytes = (size_t)call->arg_count * sizeof(const lt_column *);
    const lt_column **items = lt_mem_resize(call->mem, NULL, 0, bytes);
    if (!items) return lt_mem_refused(call->mem, bytes, "a list of constants", err);
    int32_t count = collect_items(items, missing, call);
    search_items(bits, items, count, call->args[0], call->rows);
    lt_mem_free(call->mem, (void *)items, bytes);
    return LT_OK;
}

static bool is_long_list(const lt_call *call)
{
    if (call->arg_count <= FEW_ITEMS) return false;
    for (int32_t k = 1; k < call->arg_count; k++)
        if (call->args[k]->encoding != LT_CONST) return false;
    return true;
}

/* Null where the value is, and where nothing matched but an item was null. */
static lt_status in_validity(lt_column *out, const uint64_t *missing, const lt_column *value,
                             lt_error *err)
{
    LT_TRY(lt_column_nullable(out, err));
    uint64_t *bits = out->values;
    for (size_t w = 0; w < lt_bits_words(out->rows); w++) {
        uint64_t valid = lt_valid_word(value, w);
        out->valid[w] = valid & (bits[w] | ~missing[w]);
        bits[w] &= valid;
    }
    return LT_OK;
}

lt_status lt_kernel_in(const lt_call *call, lt_column **out, lt_error *err)
{
    size_t     words = lt_bits_words(call->rows), bytes = 16 * (words ? words : 1);
    lt_column *made;
    LT_TRY(lt_call_result(call, &made, err));
    uint64_t *missing = lt_mem_zeroed(call->mem, bytes, 1);
    if (!missing) return lt_done(out, made, lt_mem_refused(call->mem, bytes, "in", err));

    lt_status status = LT_OK;
    if (is_long_list(call))
        status = search(made->values, missing, call, err);
    else
        for (int32_t k = 1; k < call->arg_count; k++)
            add_item(made->values, missing, missing + words, call->args[0], call->args[k],
                     call->rows);
    if (!status) status = in_validity(made, missing, call->args[0], err);
    lt_mem_free(call->mem, missing, bytes);
    return lt_done(out, made, status);
}

/* ---- greatest, least ---- */

/* The argument whose row wins; -1 when all are null. */
static int32_t best_of(const lt_call *call, int32_t row, int sign)
{
    int32_t best = -1;
    for (int32_t k = 0; k < call->arg_count; k++) {
        const lt_column *c = call->args[k];
        if (c->type.id == LT_VOID || !lt_column_valid(c, row)) continue;
        if (best < 0 || lt_compare_row(c, row, call->args[best], row) * sign > 0) best = k;
    }
    return best;
}

static void copy_cell(lt_column *out, const lt_column *from, int32_t row)
{
    size_t width = lt_type_bytes(out->type);
    if (out->type.id == LT_BOOL)
        lt_bit_put(out->values, row, lt_bool_at(from, row));
    else
        memcpy((uint8_t *)out->values + (size_t)row * width,
               (const uint8_t *)from->values + (size_t)lt_column_slot(from, row) * width, width);
}

/* Lists are copied: each argument has elements of its own. */
static lt_status extreme_lists(const lt_call *call, lt_column *made, int sign, lt_error *err)
{
    for (int32_t k = 0; k < call->arg_count; k++)
        LT_TRY(lt_column_keep_all(made, call->args[k], err));
    for (int32_t i = 0; i < call->rows; i++) {
        int32_t best = best_of(call, i, sign);
        if (best < 0)
            LT_TRY(lt_result_null(made, i, err));
        else
            LT_TRY(lt_list_copy((lt_span *)made->values + i, made->child, call->args[best],
                                &(lt_row_list){.first = i, .n = 1}, NULL, err));
    }
    return LT_OK;
}

static lt_status extreme(const lt_call *call, lt_column **out, int sign, lt_error *err)
{
    lt_column *made;
    lt_status  status = LT_OK;
    LT_TRY(lt_call_result(call, &made, err));
    if (made->type.id == LT_LIST) return lt_done(out, made, extreme_lists(call, made, sign, err));
    for (int32_t k = 0; !status && k < call->arg_count; k++)
        if (lt_type_is_text(made->type)) status = lt_column_keep_all(made, call->args[k], err);
    for (int32_t i = 0; !status && i < call->rows; i++) {
        int32_t best = best_of(call, i, sign);
        if (best < 0)
            status = lt_result_null(made, i, err);
        else
            copy_cell(made, call->args[best], i);
    }
    return lt_done(out, made, status);
}

lt_status lt_kernel_greatest(const lt_call *call, lt_column **out, lt_error *err)
{
    return extreme(call, out, 1, err);
}

lt_status lt_kernel_least(const lt_call *call, lt_column **out, lt_error *err)
{
    return extreme(call, out, -1, err);
}

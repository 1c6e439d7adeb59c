/* take.c — rows selected by a bool column; rows scattered into a column. */
#include "column/list.h"
#include "kernel/block.h"
#include "kernel/functions.h"
#include "kernel/kernel.h"

#include <string.h>

static int32_t copy_rows(int32_t *rows, const int32_t *from, int32_t n)
{
    for (int32_t i = 0; i < n; i++) rows[i] = from ? from[i] : i;
    return n;
}

int32_t lt_select_true(int32_t *rows, const lt_column *c, const int32_t *from, int32_t n)
{
    if (c->encoding == LT_CONST || c->type.id == LT_VOID)
        return lt_valid_word(c, 0) & lt_bool_word(c, 0) & 1 ? copy_rows(rows, from, n) : 0;
    if (!from) return lt_loops_get()->select_bits(rows, c->values, c->valid, n);

    int32_t count = 0; /* never past i, so rows may be `from` itself */
    for (int32_t at = 0; at < n; at += 64) {
        uint64_t word = lt_bool_word(c, (size_t)at >> 6) & lt_valid_word(c, (size_t)at >> 6);
        if (n - at < 64) word &= (UINT64_C(1) << (n - at)) - 1;
        for (; word; word &= word - 1) rows[count++] = from[at + __builtin_ctzll(word)];
    }
    return count;
}

#define SCATTER(T)                                                                           \
    do {                                                                                     \
        const T *v = base->values;                                                           \
        T       *to = out->values;                                                           \
        for (int32_t k = 0; k < n; k++) to[rows ? rows[k] : k] = v[lt_column_slot(from, k)]; \
    } while (0)

static void scatter_bits(lt_column *out, const int32_t *rows, int32_t n, const lt_column *from)
{
    const uint64_t *v = lt_column_base(from)->values;
    for (int32_t k = 0; k < n; k++)
        lt_bit_put(out->values, rows ? rows[k] : k, lt_bit(v, lt_column_slot(from, k)));
}

static void scatter(lt_column *out, const int32_t *rows, int32_t n, const lt_column *from)
{
    const lt_column *base = lt_column_base(from);
    if (out->type.id == LT_BOOL) {
        scatter_bits(out, rows, n, from);
        return;
    }
    switch (lt_type_bytes(out->type)) {
    case 0: break;
    case 1: SCATTER(uint8_t); break;
    case 2: SCATTER(uint16_t); break;
    case 4: SCATTER(uint32_t); break;
    case 8: SCATTER(uint64_t); break;
    default: SCATTER(lt_i128);
    }
}

static void write_nulls(lt_column *out, const int32_t *rows, int32_t n)
{
    size_t width = lt_type_bytes(out->type);
    for (int32_t k = 0; k < n; k++) {
        int32_t row = rows ? rows[k] : k;
        lt_bit_clear(out->valid, row);
        if (width) memset((uint8_t *)out->values + (size_t)row * width, 0, width);
    }
}

/* out shares the elements of the first column that is merged into it; those of others are copied
 * behind them, into a child of its own. */
static lt_status merge_lists(lt_column *out, const int32_t *rows, int32_t n, const lt_column *from,
                             lt_error *err)
{
    lt_column *items = lt_list_items(from);
    lt_span   *to = out->values;
    if (out->child->rows == 0) {
        lt_column_release(out->child);
        out->child = lt_column_retain(items);
    }
    if (out->child == items) {
        for (int32_t k = 0; k < n; k++) to[rows ? rows[k] : k] = lt_list_at(from, k);
        return LT_OK;
    }
    LT_TRY(lt_list_own(out, err));
    LT_TRY(lt_column_keep_all(out, from, err));
    if (!rows) return lt_list_copy(to, out->child, from, &(lt_row_list){.n = n}, NULL, err);
    for (int32_t k = 0; k < n; k++)
        LT_TRY(lt_list_copy(to + rows[k], out->child, from, &(lt_row_list){.first = k, .n = 1},
                            NULL, err));
    return LT_OK;
}

lt_status lt_merge_rows(lt_column *out, const int32_t *rows, int32_t n, const lt_column *from,
                        lt_error *err)
{
    bool nothing = from->type.id == LT_VOID ||
                   (from->encoding == LT_CONST && !lt_column_valid(from, 0)) ||
                   (from->encoding == LT_DICT && from->dict->rows == 0);
    if (n == 0) return LT_OK;
    if (from->valid || nothing) LT_TRY(lt_column_nullable(out, err));
    if (lt_type_is_text(out->type)) LT_TRY(lt_column_keep_all(out, from, err));
    if (nothing) {
        write_nulls(out, rows, n);
        return LT_OK;
    }
    if (out->type.id == LT_LIST)
        LT_TRY(merge_lists(out, rows, n, from, err));
    else
        scatter(out, rows, n, from);
    if (!out->valid) return LT_OK;
    for (int32_t k = 0; k < n; k++)
        lt_bit_put(out->valid, rows ? rows[k] : k, lt_column_valid(from, k));
    return LT_OK;
}

/* list.c — rows appended to a column; lists copied into another child. */
#include "column/list.h"

#include <string.h>

/* ---- room ---- */

static lt_status too_many(lt_error *err)
{
    return LT_FAIL(err, LT_ELIMIT, "more than %d elements in the lists of one batch", INT32_MAX);
}

/* b holds `need` bytes; what is new is filled with `fill`. At least doubles. */
static lt_status grow_block(void **b, size_t *have, size_t need, int fill, lt_mem *mem,
                            lt_error *err)
{
    if (need <= *have) return LT_OK;
    size_t want = need < 2 * *have ? 2 * *have : need < 64 ? 64 : need;
    void  *moved = lt_mem_resize(mem, *b, *have, want);
    if (!moved) return lt_mem_refused(mem, want, "elements of lists", err);
    memset((uint8_t *)moved + *have, fill, want - *have);
    *b = moved;
    *have = want;
    return LT_OK;
}

static size_t bytes_for(lt_type type, int64_t rows)
{
    return type.id == LT_BOOL ? lt_bits_bytes(rows) : (size_t)rows * lt_type_bytes(type);
}

/* Room for n rows behind c's, nullable ones when it is told so. */
static lt_status make_room(lt_column *c, int32_t n, bool nullable, lt_error *err)
{
    int64_t rows = (int64_t)c->rows + n;
    if (rows > INT32_MAX) return too_many(err);
    size_t need = bytes_for(c->type, rows);
    LT_TRY(grow_block(&c->values, &c->values_bytes, need, 0, c->mem, err));
    if (!c->valid && !nullable) return LT_OK;
    void     *valid = c->valid;
    lt_status status = grow_block(&valid, &c->valid_bytes, lt_bits_bytes(rows), 0xFF, c->mem, err);
    c->valid = valid;
    return status;
}

/* ---- values ---- */

static bool is_hollow(const lt_column *c)
{
    return c->type.id == LT_VOID || (c->encoding == LT_DICT && c->dict->rows == 0) ||
           (c->encoding == LT_CONST && !lt_column_valid(c, 0));
}

static void put_valid(lt_column *c, const lt_column *from, const lt_row_list *rows)
{
    bool hollow = is_hollow(from);
    for (int32_t i = 0; c->valid && i < rows->n; i++)
        lt_bit_put(c->valid, c->rows + i,
                   !hollow && lt_column_valid(from, lt_row_list_at(rows, i)));
}

#define COPY(T)                                                          \
    do {                                                                 \
        const T *src = lt_column_base(from)->values;                     \
        T       *dst = (T *)c->values + c->rows;                         \
        for (int32_t i = 0; i < rows->n; i++)                            \
            dst[i] = src[lt_column_slot(from, lt_row_list_at(rows, i))]; \
    } while (0)

static void put_fixed(lt_column *c, const lt_column *from, const lt_row_list *rows)
{
    size_t width = lt_type_bytes(c->type);
    if (from->encoding == LT_FLAT && !rows->at) {
        if (rows->n)
            memcpy((uint8_t *)c->values + (size_t)c->rows * width,
                   (const uint8_t *)from->values + (size_t)rows->first * width,
                   (size_t)rows->n * width);
        return;
    }
    switch (width) {
    case 1: COPY(uint8_t); break;
    case 2: COPY(uint16_t); break;
    case 4: COPY(uint32_t); break;
    case 8: COPY(uint64_t); break;
    default: COPY(lt_i128); break;
    }
}

static void put_bits(lt_column *c, const lt_column *from, const lt_row_list *rows)
{
    const uint64_t *src = lt_column_base(from)->values;
    for (int32_t i = 0; i < rows->n; i++)
        lt_bit_put(c->values, c->rows + i,
                   lt_bit(src, lt_column_slot(from, lt_row_list_at(rows, i))));
}

static lt_status put_texts(lt_column *c, const lt_column *from, const lt_row_list *rows,
                           lt_heap *heap, lt_error *err)
{
    const lt_view *src = lt_column_base(from)->values;
    lt_view       *dst = (lt_view *)c->values + c->rows;
    for (int32_t i = 0; i < rows->n; i++) {
        int32_t row = lt_row_list_at(rows, i);
        dst[i] = (lt_view){.len = 0, .rest = {0}};
        if (!lt_column_valid(from, row)) continue;
        const lt_view *v = src + lt_column_slot(from, row);
        if (!heap)
            dst[i] = *v;
        else
            LT_TRY(lt_heap_add(dst + i, heap, lt_view_bytes(v), (size_t)v->len, err));
    }
    return LT_OK;
}

static lt_status put_values(lt_column *c, const lt_column *from, const lt_row_list *rows,
                            lt_heap *heap, lt_error *err)
{
    size_t width = lt_type_bytes(c->type);
    if (c->type.id == LT_LIST)
        return lt_list_copy((lt_span *)c->values + c->rows, c->child, from, rows, heap, err);
    if (is_hollow(from)) {
        if (width && rows->n)
            memset((uint8_t *)c->values + (size_t)c->rows * width, 0, (size_t)rows->n * width);
        return LT_OK;
    }
    if (lt_type_is_text(c->type)) return put_texts(c, from, rows, heap, err);
    if (c->type.id == LT_BOOL)
        put_bits(c, from, rows);
    else if (width)
        put_fixed(c, from, rows);
    return LT_OK;
}

lt_status lt_column_append(lt_column *c, const lt_column *from, const lt_row_list *rows,
                           lt_heap *heap, lt_error *err)
{
    if (rows->n == 0) return LT_OK;
    LT_TRY(make_room(c, rows->n, from->valid || is_hollow(from), err));
    LT_TRY(put_values(c, from, rows, heap, err));
    put_valid(c, from, rows);
    c->rows += rows->n;
    return LT_OK;
}

lt_status lt_column_append_null(lt_column *c, lt_error *err)
{
    size_t width = lt_type_bytes(c->type);
    LT_TRY(make_room(c, 1, true, err));
    if (width) memset((uint8_t *)c->values + (size_t)c->rows * width, 0, width);
    lt_bit_clear(c->valid, c->rows++);
    return LT_OK;
}

lt_status lt_column_grow(lt_column *c, int32_t n, lt_error *err)
{
    LT_TRY(make_room(c, n, false, err));
    for (int32_t i = 0; c->valid && i < n; i++) lt_bit_set(c->valid, c->rows + i);
    c->rows += n;
    return LT_OK;
}

/* ---- lists ---- */

/* A copy under way: the elements of rows that follow each other are appended at once. */
typedef struct copying {
    lt_column       *child;
    const lt_column *items;
    lt_row_list      run; /* of items, still to be appended */
    lt_heap         *heap;
} copying;

/* Adds the elements of s to the run, or begins another; *out is where they will be. */
static lt_status copy_span(lt_span *out, copying *c, lt_span s, lt_error *err)
{
    *out = (lt_span){0, 0};
    if (s.len == 0) return LT_OK;
    if (s.start != c->run.first + c->run.n) {
        LT_TRY(lt_column_append(c->child, c->items, &c->run, c->heap, err));
        c->run = (lt_row_list){.first = s.start};
    }
    int64_t at = (int64_t)c->child->rows + c->run.n;
    if (s.len > INT32_MAX - at) return too_many(err);
    *out = (lt_span){(int32_t)at, s.len};
    c->run.n += s.len;
    return LT_OK;
}

lt_status lt_list_copy(lt_span *out, lt_column *child, const lt_column *from,
                       const lt_row_list *rows, lt_heap *heap, lt_error *err)
{
    bool    hollow = is_hollow(from);
    copying c = {.child = child, .items = lt_list_items(from), .heap = heap};
    for (int32_t i = 0; i < rows->n; i++) {
        int32_t row = lt_row_list_at(rows, i);
        lt_span s = {0, 0};
        if (!hollow && lt_column_valid(from, row)) s = lt_list_at(from, row);
        LT_TRY(copy_span(out + i, &c, s, err));
    }
    return lt_column_append(child, c.items, &c.run, heap, err);
}

lt_status lt_list_own(lt_column *c, lt_error *err)
{
    lt_column *old = c->child, *made;
    if (atomic_load_explicit(&old->refs, memory_order_acquire) == 1) return LT_OK;
    LT_TRY(lt_column_open(&made, c->mem, old->type, 0, err));
    lt_row_list all = {.n = c->rows};
    lt_status   status = lt_list_copy(c->values, made, c, &all, NULL, err);
    if (!status) status = lt_column_keep_all(made, old, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    c->child = made;
    lt_column_release(old);
    return LT_OK;
}

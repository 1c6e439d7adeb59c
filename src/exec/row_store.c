#include "exec/row_store.h"

#include "column/list.h"
#include "kernel/kernel.h"

#include <string.h>

lt_status lt_rows_open(lt_rows *s, lt_mem *mem, const lt_type *types, int32_t count, lt_error *err)
{
    *s = (lt_rows){.mem = mem, .column_count = count, .pieces.mem = mem, .heap.mem = mem};
    size_t bytes = (size_t)count * sizeof(*types);
    if (!bytes) return LT_OK;
    s->types = lt_mem_resize(mem, NULL, 0, bytes);
    if (!s->types) return lt_mem_refused(mem, bytes, "rows", err);
    memcpy(s->types, types, bytes);
    return LT_OK;
}

void lt_rows_close(lt_rows *s)
{
    if (!s->mem) return;
    lt_column **pieces = (lt_column **)s->pieces.data;
    for (size_t i = 0; i < s->pieces.len / sizeof(*pieces); i++) lt_column_release(pieces[i]);
    lt_buf_clear(&s->pieces);
    lt_heap_clear(&s->heap);
    lt_mem_free(s->mem, s->types, (size_t)s->column_count * sizeof(*s->types));
    *s = (lt_rows){0};
}

static lt_status add_piece(lt_rows *s, lt_error *err)
{
    LT_TRY(lt_buf_reserve(&s->pieces, (size_t)s->column_count * sizeof(lt_column *), err));
    size_t before = s->pieces.len;
    for (int32_t c = 0; c < s->column_count; c++) {
        lt_column *piece;
        lt_status  status = lt_column_open(&piece, s->mem, s->types[c], LT_STORE_ROWS, err);
        if (!status) {
            lt_buf_push(&s->pieces, &piece, sizeof(piece));
            continue;
        }
        for (size_t at = before; at < s->pieces.len; at += sizeof(piece))
            lt_column_release(*(lt_column **)(s->pieces.data + at));
        s->pieces.len = before;
        return status;
    }
    return LT_OK;
}

/* ---- copying values: rows of `from` to positions of `to`; both FLAT underneath ---- */

/* Rows rows[i] (NULL: first + i), i < n, of one column, on their way to positions at + i. */
typedef struct span {
    const int32_t *rows;
    int32_t        first, n, at;
} span;

static inline int32_t span_row(const span *s, int32_t i)
{
    return s->rows ? s->rows[i] : s->first + i;
}

static lt_status copy_text(lt_column *to, const lt_column *from, const span *s, lt_heap *heap,
                           lt_error *err)
{
    const lt_view *src = lt_column_base(from)->values;
    lt_view       *dst = (lt_view *)to->values + s->at;
    for (int32_t i = 0; i < s->n; i++) {
        int32_t row = span_row(s, i);
        dst[i] = (lt_view){.len = 0, .rest = {0}};
        if (!lt_column_valid(from, row)) continue;
        const lt_view *v = src + lt_column_slot(from, row);
        LT_TRY(lt_heap_add(dst + i, heap, lt_view_bytes(v), (size_t)v->len, err));
    }
    return LT_OK;
}

static lt_status copy_valid(lt_column *to, const lt_column *from, const span *s, lt_error *err)
{
    bool void_ = from->type.id == LT_VOID;
    if (!from->valid && !void_) { /* the bits of an earlier, refused attempt may be there */
        for (int32_t i = 0; to->valid && i < s->n; i++) lt_bit_set(to->valid, s->at + i);
        return LT_OK;
    }
    LT_TRY(lt_column_nullable(to, err));
    for (int32_t i = 0; i < s->n; i++)
        lt_bit_put(to->valid, s->at + i, !void_ && lt_column_valid(from, span_row(s, i)));
    return LT_OK;
}

static void copy_bits(lt_column *to, const lt_column *from, const span *s)
{
    const uint64_t *src = lt_column_base(from)->values;
    for (int32_t i = 0; i < s->n; i++)
        lt_bit_put(to->values, s->at + i, lt_bit(src, lt_column_slot(from, span_row(s, i))));
}

#define COPY(name, T)                                                                          \
    static void name(lt_column *to, const lt_column *from, const span *s)                      \
    {                                                                                          \
        const T *src = lt_column_base(from)->values;                                           \
        T       *dst = (T *)to->values + s->at;                                                \
        for (int32_t i = 0; i < s->n; i++) dst[i] = src[lt_column_slot(from, span_row(s, i))]; \
    }
COPY(copy_1, uint8_t)
COPY(copy_2, uint16_t)
COPY(copy_4, uint32_t)
COPY(copy_8, uint64_t)
COPY(copy_16, lt_i128)

static lt_status copy_rows(lt_column *to, const lt_column *from, const span *s, lt_heap *heap,
                           lt_error *err)
{
    size_t width = lt_type_bytes(to->type);
    LT_TRY(copy_valid(to, from, s, err));
    if (to->type.id == LT_LIST) {
        lt_row_list rows = {.at = s->rows, .first = s->first, .n = s->n};
        return lt_list_copy((lt_span *)to->values + s->at, to->child, from, &rows, heap, err);
    }
    if (from->encoding == LT_DICT && from->dict->rows == 0) { /* nothing but nulls */
        if (width) memset((uint8_t *)to->values + (size_t)s->at * width, 0, (size_t)s->n * width);
        return LT_OK;
    }
    if (lt_type_is_text(from->type)) return copy_text(to, from, s, heap, err);
    if (from->type.id == LT_BOOL) {
        copy_bits(to, from, s);
        return LT_OK;
    }
    switch (width) {
    case 1: copy_1(to, from, s); break;
    case 2: copy_2(to, from, s); break;
    case 4: copy_4(to, from, s); break;
    case 8: copy_8(to, from, s); break;
    case 16: copy_16(to, from, s); break;
    default: break;
    }
    return LT_OK;
}

lt_status lt_rows_add(lt_rows *s, lt_column *const *columns, const int32_t *rows, int32_t n,
                      lt_error *err)
{
    int64_t end = s->rows + n;
    if (s->column_count) {
        int64_t pieces = (int64_t)(s->pieces.len / sizeof(lt_column *)) / s->column_count;
        for (; pieces << LT_STORE_SHIFT < end; pieces++) LT_TRY(add_piece(s, err));
    }
    for (int32_t done = 0, part; done < n; done += part) {
        int64_t row = s->rows + done;
        span    here = {.rows = rows ? rows + done : NULL, .first = done, .at = lt_rows_slot(row)};
        here.n = n - done < LT_STORE_ROWS - here.at ? n - done : LT_STORE_ROWS - here.at;
        part = here.n;
        for (int32_t c = 0; c < s->column_count; c++)
            LT_TRY(copy_rows(lt_rows_piece(s, row, c), columns[c], &here, &s->heap, err));
    }
    s->rows = end;
    return LT_OK;
}

bool lt_rows_same(const lt_rows *s, int64_t row, lt_column *const *columns, int32_t at)
{
    int32_t slot = lt_rows_slot(row);
    for (int32_t c = 0; c < s->column_count; c++)
        if (!lt_same_row(lt_rows_piece(s, row, c), slot, columns[c], at)) return false;
    return true;
}

/* ---- taking rows out ---- */

#define GATHER(name, T)                                                                           \
    static void name(lt_column *made, lt_rows *const *stores, const lt_rows_row *rows, int32_t n, \
                     int32_t c)                                                                   \
    {                                                                                             \
        T *dst = made->values;                                                                    \
        for (int32_t i = 0; i < n; i++) {                                                         \
            const lt_column *from = lt_rows_piece(stores[rows[i].store], rows[i].row, c);         \
            dst[i] = ((const T *)from->values)[lt_rows_slot(rows[i].row)];                        \
        }                                                                                         \
    }
GATHER(gather_1, uint8_t)
GATHER(gather_2, uint16_t)
GATHER(gather_4, uint32_t)
GATHER(gather_8, uint64_t)
GATHER(gather_16, lt_i128)

static lt_status gather_text(lt_column *made, lt_rows *const *stores, const lt_rows_row *rows,
                             int32_t n, int32_t c, lt_error *err)
{
    lt_heap   heap = {.mem = made->mem};
    lt_view  *dst = made->values;
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < n; i++) {
        const lt_column *from = lt_rows_piece(stores[rows[i].store], rows[i].row, c);
        const lt_view   *v = (const lt_view *)from->values + lt_rows_slot(rows[i].row);
        if (v->len <= 12)
            dst[i] = *v;
        else
            status = lt_heap_add(dst + i, &heap, v->at, (size_t)v->len, err);
    }
    if (!status) status = lt_heap_give(&heap, made, err);
    lt_heap_clear(&heap);
    return status;
}

/* Rows of one piece that follow each other are copied at once. */
static lt_status gather_lists(lt_column *made, lt_rows *const *stores, const lt_rows_row *rows,
                              int32_t n, int32_t c, lt_error *err)
{
    lt_heap   heap = {.mem = made->mem};
    lt_status status = LT_OK;
    for (int32_t i = 0, end; !status && i < n; i = end) {
        const lt_column *from = lt_rows_piece(stores[rows[i].store], rows[i].row, c);
        lt_row_list      run = {.first = lt_rows_slot(rows[i].row), .n = 1};
        for (end = i + 1; end < n && rows[end].store == rows[i].store &&
                          rows[end].row == rows[i].row + run.n && run.first + run.n < LT_STORE_ROWS;
             end++)
            run.n++;
        status = lt_list_copy((lt_span *)made->values + i, made->child, from, &run, &heap, err);
    }
    if (!status) status = lt_heap_give(&heap, made, err);
    lt_heap_clear(&heap);
    return status;
}

static lt_status gather_valid(lt_column *made, lt_rows *const *stores, const lt_rows_row *rows,
                              int32_t n, int32_t c, lt_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        const lt_column *from = lt_rows_piece(stores[rows[i].store], rows[i].row, c);
        if (lt_valid(from->valid, lt_rows_slot(rows[i].row))) continue;
        LT_TRY(lt_column_nullable(made, err));
        lt_bit_clear(made->valid, i);
    }
    return LT_OK;
}

static lt_status gather_values(lt_column *made, lt_rows *const *stores, const lt_rows_row *rows,
                               int32_t n, int32_t c, lt_error *err)
{
    if (lt_type_is_text(made->type)) return gather_text(made, stores, rows, n, c, err);
    if (made->type.id == LT_LIST) return gather_lists(made, stores, rows, n, c, err);
    if (made->type.id == LT_BOOL) {
        for (int32_t i = 0; i < n; i++) {
            const lt_column *from = lt_rows_piece(stores[rows[i].store], rows[i].row, c);
            lt_bit_put(made->values, i, lt_bit(from->values, lt_rows_slot(rows[i].row)));
        }
        return LT_OK;
    }
    switch (lt_type_bytes(made->type)) {
    case 1: gather_1(made, stores, rows, n, c); break;
    case 2: gather_2(made, stores, rows, n, c); break;
    case 4: gather_4(made, stores, rows, n, c); break;
    case 8: gather_8(made, stores, rows, n, c); break;
    case 16: gather_16(made, stores, rows, n, c); break;
    default: break;
    }
    return LT_OK;
}

lt_status lt_rows_take(lt_column **out, lt_mem *mem, lt_rows *const *stores,
                       const lt_rows_row *rows, int32_t n, int32_t c, lt_error *err)
{
    lt_column *made;
    LT_TRY(lt_column_open(&made, mem, stores[0]->types[c], n, err));
    lt_status status = gather_values(made, stores, rows, n, c, err);
    if (!status) status = gather_valid(made, stores, rows, n, c, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#include "column/list.h"

#include <assert.h>
#include <string.h>

static size_t values_size(lt_type type, lt_encoding encoding, int32_t rows)
{
    int64_t n = encoding == LT_CONST ? 1 : rows;
    if (encoding == LT_DICT) return (size_t)n * sizeof(int32_t);
    if (type.id == LT_BOOL) return lt_bits_bytes(n);
    return (size_t)n * lt_type_bytes(type);
}

static size_t valid_size(const lt_column *c)
{
    return lt_bits_bytes(c->encoding == LT_CONST ? 1 : c->rows);
}

/* Of lists without the child. */
static lt_status open_bare(lt_column **out, lt_mem *mem, lt_type type, lt_encoding encoding,
                           int32_t rows, lt_error *err)
{
    size_t     bytes = values_size(type, encoding, rows);
    lt_column *c = lt_mem_resize(mem, NULL, 0, sizeof(*c));
    if (!c) return lt_mem_refused(mem, sizeof(*c), "a column", err);
    *c = (lt_column){.refs = 1, .encoding = encoding, .type = type, .rows = rows, .mem = mem};
    if (bytes) {
        bool zero = (type.id == LT_BOOL || type.id == LT_LIST) && encoding != LT_DICT;
        c->values = zero ? lt_mem_zeroed(mem, bytes, 1) : lt_mem_resize(mem, NULL, 0, bytes);
        if (!c->values) {
            lt_mem_free(mem, c, sizeof(*c));
            return lt_mem_refused(mem, bytes, "a column", err);
        }
        c->values_bytes = bytes;
    }
    *out = c;
    return LT_OK;
}

lt_status lt_column_open_as(lt_column **out, lt_mem *mem, lt_type type, lt_encoding encoding,
                            int32_t rows, lt_error *err)
{
    lt_column *c;
    LT_TRY(open_bare(&c, mem, type, encoding, rows, err));
    if (type.id == LT_LIST && encoding != LT_DICT) {
        lt_status status = lt_column_open(&c->child, mem, lt_type_element(type), 0, err);
        if (status) {
            lt_column_release(c);
            return status;
        }
    }
    *out = c;
    return LT_OK;
}

lt_status lt_column_open(lt_column **out, lt_mem *mem, lt_type type, int32_t rows, lt_error *err)
{
    return lt_column_open_as(out, mem, type, LT_FLAT, rows, err);
}

lt_column *lt_column_retain(lt_column *c)
{
    atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed);
    return c;
}

void lt_column_release(lt_column *c)
{
    if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1) return;
    for (int32_t i = 0; i < c->keep_count; i++) lt_bytes_release(c->keep[i]);
    lt_mem_free(c->mem, c->keep, (size_t)c->keep_cap * sizeof(*c->keep));
    lt_column_release(c->dict);
    lt_column_release(c->child);
    lt_mem_free(c->mem, c->values, c->values_bytes);
    lt_mem_free(c->mem, c->valid, c->valid_bytes);
    lt_mem_free(c->mem, c, sizeof(*c));
}

lt_status lt_column_nullable(lt_column *c, lt_error *err)
{
    if (c->valid) return LT_OK;
    size_t bytes = valid_size(c);
    if (bytes == 0) return LT_OK;
    c->valid = lt_mem_resize(c->mem, NULL, 0, bytes);
    if (!c->valid) return lt_mem_refused(c->mem, bytes, "a validity bitmap", err);
    c->valid_bytes = bytes;
    memset(c->valid, 0xFF, bytes);
    return LT_OK;
}

lt_status lt_column_keep(lt_column *c, lt_bytes *bytes, lt_error *err)
{
    if (c->keep_count && c->keep[c->keep_count - 1] == bytes) return LT_OK;
    if (c->keep_count == c->keep_cap) {
        int32_t cap = c->keep_cap ? 2 * c->keep_cap : 2;
        void   *moved = lt_mem_resize(c->mem, c->keep, (size_t)c->keep_cap * sizeof(*c->keep),
                                      (size_t)cap * sizeof(*c->keep));
        if (!moved) return lt_mem_refused(c->mem, (size_t)cap * sizeof(*c->keep), "a column", err);
        c->keep = moved;
        c->keep_cap = cap;
    }
    c->keep[c->keep_count++] = lt_bytes_retain(bytes);
    return LT_OK;
}

lt_status lt_column_keep_all(lt_column *c, const lt_column *from, lt_error *err)
{
    for (int32_t i = 0; i < from->keep_count; i++) LT_TRY(lt_column_keep(c, from->keep[i], err));
    if (from->child && c->child && c->child != from->child)
        LT_TRY(lt_column_keep_all(c->child, from->child, err));
    return from->dict ? lt_column_keep_all(c, from->dict, err) : LT_OK;
}

/* A column of n rows with c's type and encoding, sharing c's dictionary, elements and bytes. */
static lt_status open_like(lt_column **out, lt_column *c, int32_t n, lt_error *err)
{
    lt_column *made;
    LT_TRY(open_bare(&made, c->mem, c->type, c->encoding, n, err));
    lt_status status = LT_OK;
    if (c->valid) status = lt_column_nullable(made, err);
    for (int32_t i = 0; !status && i < c->keep_count; i++)
        status = lt_column_keep(made, c->keep[i], err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    if (c->dict) made->dict = lt_column_retain(c->dict);
    if (c->child) made->child = lt_column_retain(c->child);
    *out = made;
    return LT_OK;
}

#define GATHER(T)                                              \
    do {                                                       \
        const T *from = src;                                   \
        T       *to = dst;                                     \
        for (int32_t i = 0; i < n; i++) to[i] = from[rows[i]]; \
    } while (0)

static void gather(void *dst, const void *src, size_t width, const int32_t *rows, int32_t n)
{
    assert(n <= 0 || (dst && src));
    switch (width) {
    case 1: GATHER(uint8_t); break;
    case 2: GATHER(uint16_t); break;
    case 4: GATHER(uint32_t); break;
    case 8: GATHER(uint64_t); break;
    default: GATHER(lt_i128); break;
    }
}

static void gather_bits(uint64_t *dst, const uint64_t *src, const int32_t *rows, int32_t n)
{
    assert(n <= 0 || (dst && src));
    for (int32_t i = 0; i < n; i++) lt_bit_put(dst, i, lt_bit(src, rows[i]));
}

lt_status lt_column_take(lt_column **out, lt_column *c, const int32_t *rows, int32_t n,
                         lt_error *err)
{
    if (!rows && n == c->rows) {
        *out = lt_column_retain(c);
        return LT_OK;
    }
    LT_TRY(open_like(out, c, n, err));
    lt_column *made = *out;
    if (c->encoding == LT_CONST) {
        if (c->values_bytes) memcpy(made->values, c->values, c->values_bytes);
        if (c->valid) made->valid[0] = c->valid[0];
        return LT_OK;
    }
    size_t width = c->encoding == LT_DICT ? sizeof(int32_t) : lt_type_bytes(c->type);
    bool   bits = c->encoding == LT_FLAT && c->type.id == LT_BOOL;
    if (!rows) { /* the first n: whole words may be copied, they exist in c */
        if (made->values_bytes) memcpy(made->values, c->values, made->values_bytes);
        if (made->valid) memcpy(made->valid, c->valid, made->valid_bytes);
        return LT_OK;
    }
    if (bits)
        gather_bits(made->values, c->values, rows, n);
    else if (width)
        gather(made->values, c->values, width, rows, n);
    if (c->valid) gather_bits(made->valid, c->valid, rows, n);
    return LT_OK;
}

static void spread(lt_column *to, const lt_column *c)
{
    size_t width = lt_type_bytes(c->type);
    if (c->type.id == LT_BOOL) {
        lt_bits_fill(to->values, to->rows, lt_bit(c->values, 0));
        return;
    }
    assert(to->rows <= 0 || !width || (to->values && c->values));
    for (int32_t i = 0; width && i < to->rows; i++)
        memcpy((uint8_t *)to->values + (size_t)i * width, c->values, width);
}

static void decode(lt_column *to, const lt_column *c)
{
    const int32_t *codes = c->values;
    if (c->type.id == LT_BOOL)
        gather_bits(to->values, c->dict->values, codes, c->rows);
    else if (lt_type_bytes(c->type))
        gather(to->values, c->dict->values, lt_type_bytes(c->type), codes, c->rows);
}

/* An empty dictionary belongs to a column of nulls only; its codes must not be followed. */
static bool is_all_null_dict(const lt_column *c)
{
    return c->encoding == LT_DICT && c->dict->rows == 0;
}

lt_status lt_column_flat(lt_column **out, lt_column *c, lt_error *err)
{
    if (c->encoding == LT_FLAT) {
        *out = lt_column_retain(c);
        return LT_OK;
    }
    lt_column *made;
    lt_status  status;
    LT_TRY(open_bare(&made, c->mem, c->type, LT_FLAT, c->rows, err));
    if (c->type.id == LT_LIST) made->child = lt_column_retain(lt_list_items(c));
    if ((status = lt_column_keep_all(made, c, err))) goto fail;
    if (c->valid && (status = lt_column_nullable(made, err))) goto fail;

    if (is_all_null_dict(c)) {
        if (made->values_bytes) memset(made->values, 0, made->values_bytes);
    } else if (c->encoding == LT_CONST) {
        spread(made, c);
    } else {
        decode(made, c);
    }
    assert(!made->valid || c->valid);
    if (made->valid && c->encoding == LT_CONST)
        lt_bits_fill(made->valid, made->rows, lt_bit(c->valid, 0));
    else if (made->valid)
        memcpy(made->valid, c->valid, made->valid_bytes);
    *out = made;
    return LT_OK;
fail:
    lt_column_release(made);
    return status;
}

lt_status lt_column_nulls(lt_column **out, lt_mem *mem, lt_type type, int32_t rows, lt_error *err)
{
    lt_column *c;
    LT_TRY(lt_column_open_as(&c, mem, type, LT_CONST, rows, err));
    lt_status status = lt_column_nullable(c, err);
    if (status) {
        lt_column_release(c);
        return status;
    }
    if (c->values_bytes) memset(c->values, 0, c->values_bytes);
    c->valid[0] = 0;
    *out = c;
    return LT_OK;
}

static lt_status copy_strings(lt_column *to, const lt_column *from, lt_error *err)
{
    lt_heap        heap = {.mem = to->mem};
    const lt_view *views = from->values;
    lt_status      status = LT_OK;
    assert(from->rows <= 0 || (views && to->values));
    for (int32_t i = 0; !status && i < from->rows; i++) {
        lt_view *v = (lt_view *)to->values + i;
        if (lt_valid(from->valid, i))
            status = lt_heap_add(v, &heap, lt_view_bytes(views + i), (size_t)views[i].len, err);
        else
            *v = (lt_view){0};
    }
    if (!status) status = lt_heap_give(&heap, to, err);
    lt_heap_clear(&heap);
    return status;
}

static lt_status copy_lists(lt_column *to, const lt_column *from, lt_error *err)
{
    lt_heap     heap = {.mem = to->mem};
    lt_row_list all = {.n = from->rows};
    lt_status   status = lt_list_copy(to->values, to->child, from, &all, &heap, err);
    if (!status) status = lt_heap_give(&heap, to, err);
    lt_heap_clear(&heap);
    return status;
}

lt_status lt_column_compact(lt_column **out, lt_column *c, lt_mem *mem, lt_error *err)
{
    lt_column *flat, *made = NULL;
    LT_TRY(lt_column_flat(&flat, c, err));
    lt_status status = lt_column_open(&made, mem, c->type, c->rows, err);
    if (!status && flat->valid) status = lt_column_nullable(made, err);
    if (!status) {
        assert(!made->valid || flat->valid);
        assert(!made->values_bytes || (made->values && flat->values));
        if (made->valid) memcpy(made->valid, flat->valid, made->valid_bytes);
        if (lt_type_is_text(c->type))
            status = copy_strings(made, flat, err);
        else if (c->type.id == LT_LIST)
            status = copy_lists(made, flat, err);
        else if (made->values_bytes)
            memcpy(made->values, flat->values, made->values_bytes);
    }
    lt_column_release(flat);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

int64_t lt_column_null_count(const lt_column *c)
{
    if (!c->valid) return 0;
    if (c->encoding == LT_CONST) return lt_bit(c->valid, 0) ? 0 : c->rows;
    return c->rows - lt_bits_count(c->valid, c->rows);
}

size_t lt_column_bytes(const lt_column *c)
{
    return sizeof(*c) + c->values_bytes + c->valid_bytes +
           (c->dict ? lt_column_bytes(c->dict) : 0) + (c->child ? lt_column_bytes(c->child) : 0);
}

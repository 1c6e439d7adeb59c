/* pack.c — lists to bytes and back. */
#include "kernel/pack.h"

#include "column/value.h"

#include <string.h>

static bool is_null(const lt_column *c, int32_t row)
{
    return c->type.id == LT_VOID || !lt_column_valid(c, row);
}

static int64_t item_bytes(const lt_column *c, int32_t row)
{
    if (is_null(c, row)) return 1;
    if (c->type.id == LT_LIST) return 1 + lt_pack_bytes(c, row);
    if (c->type.id == LT_BOOL) return 2;
    if (lt_type_is_text(c->type))
        return 1 + (int64_t)sizeof(int32_t) + ((const lt_view *)c->values)[row].len;
    return 1 + (int64_t)lt_type_bytes(c->type);
}

int64_t lt_pack_bytes(const lt_column *c, int32_t row)
{
    lt_span s = lt_list_at(c, row);
    int64_t bytes = sizeof(int32_t);
    for (int32_t i = s.start; i < s.start + s.len; i++) bytes += item_bytes(c->child, i);
    return bytes;
}

static uint8_t *put(uint8_t *to, const void *bytes, size_t n)
{
    if (n) memcpy(to, bytes, n);
    return to + n;
}

static uint8_t *pack_item(uint8_t *to, const lt_column *c, int32_t row)
{
    *to++ = !is_null(c, row);
    if (is_null(c, row)) return to;
    if (c->type.id == LT_LIST) return lt_pack_list(to, c, row);
    if (c->type.id == LT_BOOL) {
        *to++ = lt_bit(c->values, row);
        return to;
    }
    if (lt_type_is_text(c->type)) {
        const lt_view *v = (const lt_view *)c->values + row;
        to = put(to, &v->len, sizeof(v->len));
        return put(to, lt_view_bytes(v), (size_t)v->len);
    }
    size_t width = lt_type_bytes(c->type);
    return put(to, (const uint8_t *)c->values + (size_t)row * width, width);
}

uint8_t *lt_pack_list(uint8_t *to, const lt_column *c, int32_t row)
{
    lt_span s = lt_list_at(c, row);
    to = put(to, &s.len, sizeof(s.len));
    for (int32_t i = s.start; i < s.start + s.len; i++) to = pack_item(to, c->child, i);
    return to;
}

/* ---- order ---- */

static int32_t take_int(const uint8_t **p)
{
    int32_t v;
    memcpy(&v, *p, sizeof(v));
    *p += sizeof(v);
    return v;
}

/* The value at *p, which moves behind it; of lists nothing. */
static lt_value take_value(const uint8_t **p, lt_type type)
{
    int8_t   i8;
    int16_t  i16;
    int32_t  i32;
    float    f32;
    lt_value v = {.type = type};
    size_t   width = lt_type_bytes(type);
    switch ((lt_type_id)type.id) {
    case LT_BOOL: v.b = *(*p)++; return v;
    case LT_I8: memcpy(&i8, *p, width), v.i = i8; break;
    case LT_I16: memcpy(&i16, *p, width), v.i = i16; break;
    case LT_I32:
    case LT_DATE: memcpy(&i32, *p, width), v.i = i32; break;
    case LT_F32: memcpy(&f32, *p, width), v.f = (double)f32; break;
    case LT_F64: memcpy(&v.f, *p, width); break;
    case LT_DECIMAL: memcpy(&v.d, *p, width); break;
    case LT_STRING:
    case LT_BINARY:
        v.s.len = take_int(p);
        v.s.bytes = *p;
        width = (size_t)v.s.len;
        break;
    default: memcpy(&v.i, *p, width);
    }
    *p += width;
    return v;
}

static int compare_lists(const uint8_t **p, const uint8_t **q, lt_type element);

static int compare_items(const uint8_t **p, const uint8_t **q, lt_type type)
{
    bool there = *(*p)++, other = *(*q)++;
    if (!there || !other) return (int)there - (int)other;
    if (type.id == LT_LIST) return compare_lists(p, q, lt_type_element(type));
    lt_value a = take_value(p, type), b = take_value(q, type);
    return lt_value_compare(a, b);
}

/* Equal lists are walked to their ends. */
static int compare_lists(const uint8_t **p, const uint8_t **q, lt_type element)
{
    int32_t m = take_int(p), n = take_int(q);
    for (int32_t i = 0; i < m && i < n; i++) {
        int order = compare_items(p, q, element);
        if (order) return order;
    }
    return m < n ? -1 : m > n;
}

int lt_pack_compare(const uint8_t *a, const uint8_t *b, lt_type element)
{
    return compare_lists(&a, &b, element);
}

/* ---- and back ---- */

static lt_status unpack(lt_column *c, int32_t row, const uint8_t **p, lt_heap *heap, lt_error *err);

/* The bytes of a value, into row of c. */
static lt_status unpack_item(lt_column *c, int32_t row, const uint8_t **p, lt_heap *heap,
                             lt_error *err)
{
    if (c->type.id == LT_LIST) return unpack(c, row, p, heap, err);
    if (c->type.id == LT_BOOL) {
        lt_bit_put(c->values, row, *(*p)++);
        return LT_OK;
    }
    size_t width = lt_type_bytes(c->type);
    if (!lt_type_is_text(c->type)) {
        memcpy((uint8_t *)c->values + (size_t)row * width, *p, width);
        *p += width;
        return LT_OK;
    }
    int32_t len = take_int(p);
    LT_TRY(lt_heap_add((lt_view *)c->values + row, heap, *p, (size_t)len, err));
    *p += len;
    return LT_OK;
}

/* One element more, null or not. */
static lt_status append_item(lt_column *items, const uint8_t **p, lt_heap *heap, lt_error *err)
{
    if (!*(*p)++) return lt_column_append_null(items, err);
    LT_TRY(lt_column_grow(items, 1, err));
    return unpack_item(items, items->rows - 1, p, heap, err);
}

static lt_status unpack(lt_column *c, int32_t row, const uint8_t **p, lt_heap *heap, lt_error *err)
{
    lt_column *items = c->child;
    int32_t    n = take_int(p), start = items->rows;
    for (int32_t i = 0; i < n; i++) LT_TRY(append_item(items, p, heap, err));
    ((lt_span *)c->values)[row] = (lt_span){n ? start : 0, n};
    return LT_OK;
}

lt_status lt_unpack_list(lt_column *c, int32_t row, const uint8_t *packed, lt_heap *heap,
                         lt_error *err)
{
    return unpack(c, row, &packed, heap, err);
}

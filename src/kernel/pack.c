/* pack.c — lists to bytes and back. */
#include "kernel/pack.h"

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

/* ---- and back ---- */

static lt_status unpack(lt_column *c, int32_t row, const uint8_t **p, lt_heap *heap, lt_error *err);

static int32_t take_int(const uint8_t **p)
{
    int32_t v;
    memcpy(&v, *p, sizeof(v));
    *p += sizeof(v);
    return v;
}

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

#include "exec/sort_key.h"

#include <math.h>
#include <string.h>

static void put_big(lt_buf *out, uint64_t bits, int bytes)
{
    uint8_t text[8];
    for (int i = 0; i < bytes; i++) text[i] = (uint8_t)(bits >> (8 * (bytes - 1 - i)));
    lt_buf_push(out, text, (size_t)bytes);
}

static void put_int(lt_buf *out, int64_t v, int bytes)
{
    put_big(out, (uint64_t)v ^ (UINT64_C(1) << (8 * bytes - 1)), bytes);
}

/* Negative floats have all bits inverted, others the sign alone. */
static void put_f64(lt_buf *out, double v)
{
    uint64_t bits, sign = UINT64_C(1) << 63;
    if (isnan(v)) v = (double)NAN;
    if (v == 0) v = 0;
    memcpy(&bits, &v, sizeof(bits));
    if (isnan(v)) bits = UINT64_C(0x7FF8000000000000);
    put_big(out, bits & sign ? ~bits : bits | sign, 8);
}

static void put_f32(lt_buf *out, float v)
{
    uint32_t bits, sign = UINT32_C(1) << 31;
    if (v == 0) v = 0;
    memcpy(&bits, &v, sizeof(bits));
    if (isnan(v)) bits = UINT32_C(0x7FC00000);
    put_big(out, bits & sign ? ~bits : bits | sign, 4);
}

static void put_i128(lt_buf *out, lt_i128 v)
{
    unsigned __int128 bits = (unsigned __int128)v ^ ((unsigned __int128)1 << 127);
    put_big(out, (uint64_t)(bits >> 64), 8);
    put_big(out, (uint64_t)bits, 8);
}

static lt_status put_text(lt_buf *out, const lt_view *v, lt_error *err)
{
    static const uint8_t zero[2] = {0, 255}, end[2] = {0, 0};
    const uint8_t       *p = lt_view_bytes(v), *stop = p + v->len;
    LT_TRY(lt_buf_reserve(out, 2 * (size_t)v->len + 2, err));
    while (p < stop) {
        const uint8_t *nul = memchr(p, 0, (size_t)(stop - p));
        lt_buf_push(out, p, (size_t)((nul ? nul : stop) - p));
        if (!nul) break;
        lt_buf_push(out, zero, 2);
        p = nul + 1;
    }
    lt_buf_push(out, end, 2);
    return LT_OK;
}

static lt_status put_list(lt_buf *out, const lt_column *c, int32_t row, lt_error *err);

static lt_status put_value(lt_buf *out, const lt_column *c, int32_t row, lt_error *err)
{
    const void *values = lt_column_base(c)->values;
    int32_t     i = lt_column_slot(c, row);
    LT_TRY(lt_buf_reserve(out, 16, err));
    switch (c->type.id) {
    case LT_BOOL: put_big(out, lt_bit(values, i), 1); break;
    case LT_I8: put_int(out, ((const int8_t *)values)[i], 1); break;
    case LT_I16: put_int(out, ((const int16_t *)values)[i], 2); break;
    case LT_I32:
    case LT_DATE: put_int(out, ((const int32_t *)values)[i], 4); break;
    case LT_I64:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: put_int(out, ((const int64_t *)values)[i], 8); break;
    case LT_F32: put_f32(out, ((const float *)values)[i]); break;
    case LT_F64: put_f64(out, ((const double *)values)[i]); break;
    case LT_DECIMAL: put_i128(out, ((const lt_i128 *)values)[i]); break;
    case LT_STRING:
    case LT_BINARY: return put_text(out, (const lt_view *)values + i, err);
    case LT_LIST: return put_list(out, c, row, err);
    default: break;
    }
    return LT_OK;
}

/* Before each element 1 for null, else 2; at the end 0. */
static lt_status put_list(lt_buf *out, const lt_column *c, int32_t row, lt_error *err)
{
    static const uint8_t end = 0, null = 1, value = 2;
    const lt_column     *items = lt_list_items(c);
    lt_span              s = lt_list_at(c, row);
    for (int32_t k = s.start; k < s.start + s.len; k++) {
        bool is_null = items->type.id == LT_VOID || !lt_column_valid(items, k);
        LT_TRY(lt_buf_add(out, is_null ? &null : &value, 1, err));
        if (!is_null) LT_TRY(put_value(out, items, k, err));
    }
    return lt_buf_add(out, &end, 1, err);
}

lt_status lt_sort_key_add(lt_buf *out, const lt_column *c, int32_t row, lt_sort_order order,
                          lt_error *err)
{
    bool    null = c->type.id == LT_VOID || !lt_column_valid(c, row);
    uint8_t mark = !null ? 1 : order.nulls_first ? 0 : 2;
    LT_TRY(lt_buf_add(out, &mark, 1, err));
    size_t from = out->len;
    if (null) return LT_OK;
    LT_TRY(put_value(out, c, row, err));
    for (size_t i = from; order.descending && i < out->len; i++)
        out->data[i] = (uint8_t)~out->data[i];
    return LT_OK;
}

uint64_t lt_sort_key_prefix(const uint8_t *key, size_t len)
{
    uint64_t prefix = 0;
    if (len >= 8) {
        memcpy(&prefix, key, 8);
        return __builtin_bswap64(prefix);
    }
    for (size_t i = 0; i < len; i++) prefix |= (uint64_t)key[i] << (8 * (7 - i));
    return prefix;
}

#include "column/value.h"

#include "core/civil.h"
#include "core/number.h"
#include "core/zone.h"

#include <math.h>
#include <string.h>

static lt_value read_slot(const lt_column *base, int32_t slot)
{
    lt_value    v = {.type = base->type};
    const void *p = base->values;
    switch ((lt_type_id)base->type.id) {
    case LT_BOOL: v.b = lt_bit(p, slot); break;
    case LT_I8: v.i = ((const int8_t *)p)[slot]; break;
    case LT_I16: v.i = ((const int16_t *)p)[slot]; break;
    case LT_I32:
    case LT_DATE: v.i = ((const int32_t *)p)[slot]; break;
    case LT_I64:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: v.i = ((const int64_t *)p)[slot]; break;
    case LT_F32: v.f = (double)((const float *)p)[slot]; break;
    case LT_F64: v.f = ((const double *)p)[slot]; break;
    case LT_DECIMAL: v.d = ((const lt_i128 *)p)[slot]; break;
    case LT_STRING:
    case LT_BINARY: {
        const lt_view *view = (const lt_view *)p + slot;
        v.s.bytes = lt_view_bytes(view);
        v.s.len = view->len;
        break;
    }
    case LT_LIST: {
        lt_span span = ((const lt_span *)p)[slot];
        v.list.items = base->child;
        v.list.start = span.start;
        v.list.len = span.len;
        break;
    }
    default: v.null = true;
    }
    return v;
}

lt_value lt_column_value(const lt_column *c, int32_t row)
{
    if (!lt_column_valid(c, row) || c->type.id == LT_VOID)
        return (lt_value){.type = c->type, .null = true};
    return read_slot(lt_column_base(c), lt_column_slot(c, row));
}

static void write_slot(lt_column *c, lt_value v)
{
    switch ((lt_type_id)c->type.id) {
    case LT_BOOL: lt_bit_put(c->values, 0, v.b); break;
    case LT_I8: *(int8_t *)c->values = (int8_t)v.i; break;
    case LT_I16: *(int16_t *)c->values = (int16_t)v.i; break;
    case LT_I32:
    case LT_DATE: *(int32_t *)c->values = (int32_t)v.i; break;
    case LT_I64:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: *(int64_t *)c->values = v.i; break;
    case LT_F32: *(float *)c->values = (float)v.f; break;
    case LT_F64: *(double *)c->values = v.f; break;
    case LT_DECIMAL: *(lt_i128 *)c->values = v.d; break;
    case LT_LIST:
        *(lt_span *)c->values = (lt_span){v.list.start, v.list.len};
        lt_column_release(c->child);
        c->child = lt_column_retain(v.list.items);
        break;
    default: break;
    }
}

static lt_status write_text(lt_column *c, lt_value v, lt_error *err)
{
    lt_heap   heap = {.mem = c->mem};
    lt_status status = lt_heap_add(c->values, &heap, v.s.bytes, (size_t)v.s.len, err);
    if (!status) status = lt_heap_give(&heap, c, err);
    lt_heap_clear(&heap);
    return status;
}

lt_status lt_column_constant(lt_column **out, lt_mem *mem, lt_value v, int32_t rows, lt_error *err)
{
    lt_column *c;
    if (v.null || v.type.id == LT_VOID) return lt_column_nulls(out, mem, v.type, rows, err);
    LT_TRY(lt_column_open_as(&c, mem, v.type, LT_CONST, rows, err));
    if (lt_type_is_text(v.type)) {
        lt_status status = write_text(c, v, err);
        if (status) {
            lt_column_release(c);
            return status;
        }
    } else {
        write_slot(c, v);
    }
    *out = c;
    return LT_OK;
}

static int compare_floats(double a, double b)
{
    if (isnan(a) || isnan(b)) return isnan(a) - isnan(b);
    return a < b ? -1 : a > b;
}

static int compare_lists(lt_value a, lt_value b)
{
    int32_t n = a.list.len < b.list.len ? a.list.len : b.list.len;
    for (int32_t i = 0; i < n; i++) {
        int order = lt_value_compare(lt_value_item(a, i), lt_value_item(b, i));
        if (order) return order;
    }
    return a.list.len < b.list.len ? -1 : a.list.len > b.list.len;
}

int lt_value_compare(lt_value a, lt_value b)
{
    if (a.null || b.null) return (int)b.null - (int)a.null;
    if (a.type.id == LT_LIST) return compare_lists(a, b);
    if (a.type.id == LT_BOOL) return (int)a.b - (int)b.b;
    if (lt_type_is_float(a.type)) return compare_floats(a.f, b.f);
    if (a.type.id == LT_DECIMAL) return a.d < b.d ? -1 : a.d > b.d;
    if (lt_type_is_text(a.type)) {
        lt_view x = lt_view_of(a.s.bytes, a.s.len), y = lt_view_of(b.s.bytes, b.s.len);
        return lt_view_compare(&x, &y);
    }
    return a.i < b.i ? -1 : a.i > b.i;
}

/* [1, null, 3] */
static lt_status list_text(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "[", err));
    for (int32_t i = 0; i < v.list.len; i++) {
        lt_value item = lt_value_item(v, i);
        if (i) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(item.null ? lt_buf_text(out, "null", err) : lt_value_text(out, item, zone, err));
    }
    return lt_buf_text(out, "]", err);
}

lt_status lt_value_text(lt_buf *out, lt_value v, const struct lt_zone *zone, lt_error *err)
{
    char   text[LT_DECIMAL_TEXT + LT_TIMESTAMP_TEXT];
    size_t len = 0;
    if (v.null) return lt_buf_text(out, "NULL", err);
    switch ((lt_type_id)v.type.id) {
    case LT_BOOL: return lt_buf_text(out, v.b ? "true" : "false", err);
    case LT_STRING:
    case LT_BINARY: return lt_buf_add(out, v.s.bytes, (size_t)v.s.len, err);
    case LT_F32: len = lt_print_f32(text, (float)v.f); break;
    case LT_F64: len = lt_print_f64(text, v.f); break;
    case LT_DECIMAL: len = lt_print_decimal(text, v.d, v.type.scale); break;
    case LT_DATE: len = lt_print_date(text, (int32_t)v.i); break;
    case LT_TIMESTAMP_NTZ: len = lt_print_timestamp(text, v.i); break;
    case LT_TIMESTAMP:
        len = lt_print_timestamp(text, zone ? lt_zone_to_local(zone, v.i) : v.i);
        break;
    case LT_VOID: return lt_buf_text(out, "NULL", err);
    case LT_LIST: return list_text(out, v, zone, err);
    default: len = lt_print_i64(text, v.i);
    }
    return lt_buf_add(out, text, len, err);
}

/* agg_value.c — values of any type in states: read, kept, compared, written. */
#include "kernel/agg.h"

const uint8_t *lt_agg_read(lt_agg_scratch *buf, const lt_column *c, int32_t start, int32_t n)
{
    switch (lt_kind_of(c->type)) {
    case LT_KIND_F64: return (const uint8_t *)lt_block_f64(buf->f, c, start, n);
    case LT_KIND_I128: return (const uint8_t *)lt_block_i128(buf->d, c, start, n);
    case LT_KIND_VIEW: return (const uint8_t *)lt_block_views(buf->v, c, start, n);
    case LT_KIND_LIST: /* never asked: lists have aggregates of their own */
    case LT_KIND_I64: break;
    }
    return (const uint8_t *)lt_block_i64(buf->i, c, start, n);
}

lt_status lt_agg_put_cell(lt_column *out, int32_t row, const void *value, lt_heap *heap,
                          lt_error *err)
{
    void   *to = out->values;
    int64_t v;
    double  f;
    memcpy(&v, value, sizeof(v));
    memcpy(&f, value, sizeof(f));
    switch ((lt_type_id)out->type.id) {
    case LT_VOID: break;
    case LT_BOOL: lt_bit_put(to, row, v); break;
    case LT_I8: ((int8_t *)to)[row] = (int8_t)v; break;
    case LT_I16: ((int16_t *)to)[row] = (int16_t)v; break;
    case LT_I32:
    case LT_DATE: ((int32_t *)to)[row] = (int32_t)v; break;
    case LT_F32: ((float *)to)[row] = (float)f; break;
    case LT_DECIMAL: memcpy((lt_i128 *)to + row, value, 16); break;
    case LT_STRING:
    case LT_BINARY: {
        lt_view view;
        memcpy(&view, value, sizeof(view));
        return lt_heap_add((lt_view *)to + row, heap, lt_view_bytes(&view), (size_t)view.len, err);
    }
    default: ((int64_t *)to)[row] = v;
    }
    return LT_OK;
}

lt_status lt_agg_slot_put(lt_agg_slot *s, const void *x, lt_type type, lt_agg_heap *heap,
                          lt_error *err)
{
    if (x && lt_type_is_text(type)) {
        lt_view value, next;
        memcpy(&value, s->value, sizeof(value));
        memcpy(&next, x, sizeof(next));
        LT_TRY(lt_agg_keep(&value, &s->cap, &next, heap, err));
        memcpy(s->value, &value, sizeof(value));
    } else if (x) {
        memcpy(s->value, x, lt_agg_width(type));
    }
    s->null = !x;
    return LT_OK;
}

static int compare_doubles(double a, double b)
{
    if (a == b || (a != a && b != b)) return 0;
    if (a != a) return 1;
    return b != b || a < b ? -1 : 1;
}

int lt_agg_compare(const void *a, const void *b, lt_type type)
{
    int64_t i, j;
    double  f, g;
    lt_i128 d, e;
    lt_view v, w;
    switch (lt_kind_of(type)) {
    case LT_KIND_F64:
        memcpy(&f, a, sizeof(f));
        memcpy(&g, b, sizeof(g));
        return compare_doubles(f, g);
    case LT_KIND_I128:
        memcpy(&d, a, sizeof(d));
        memcpy(&e, b, sizeof(e));
        return (d > e) - (d < e);
    case LT_KIND_VIEW:
        memcpy(&v, a, sizeof(v));
        memcpy(&w, b, sizeof(w));
        return lt_view_compare(&v, &w);
    case LT_KIND_LIST: /* never asked: lists have aggregates of their own */
    case LT_KIND_I64: break;
    }
    memcpy(&i, a, sizeof(i));
    memcpy(&j, b, sizeof(j));
    return (i > j) - (i < j);
}

/* call.c — results of kernels and errors about values. */
#include "kernel/work.h"

#include "core/civil.h"
#include "core/number.h"

#include <stdio.h>
#include <string.h>

lt_status lt_call_result(const lt_call *call, lt_column **out, lt_error *err)
{
    lt_column *c;
    LT_TRY(lt_column_open(&c, call->mem, call->result, call->rows, err));
    if (call->valid) {
        lt_status status = lt_column_nullable(c, err);
        if (status) {
            lt_column_release(c);
            return status;
        }
        memcpy(c->valid, call->valid, c->valid_bytes);
    }
    *out = c;
    return LT_OK;
}

lt_status lt_result_null(lt_column *out, int32_t row, lt_error *err)
{
    LT_TRY(lt_column_nullable(out, err));
    lt_bit_clear(out->valid, row);
    size_t width = lt_type_bytes(out->type);
    if (width) memset((uint8_t *)out->values + (size_t)row * width, 0, width);
    return LT_OK;
}

lt_status lt_refuse(const lt_call *call, lt_column *out, int32_t row, lt_status fault,
                    lt_error *err)
{
    return call->try_ ? lt_result_null(out, row, err) : fault;
}

static size_t short_bytes(char *out, size_t cap, const lt_value *v)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t            len = 0;
    for (int32_t i = 0; i < v->s.len; i++) {
        uint8_t b = v->s.bytes[i];
        bool    plain = v->type.id == LT_STRING ? b >= 0x20 && b != 0x7F : false;
        if (len + 8 > cap) { /* cut between characters */
            while (len && ((uint8_t)out[len - 1] & 0xC0) == 0x80) len--;
            if (len && (uint8_t)out[len - 1] >= 0xC0) len--;
            /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): the caller ends it */
            memcpy(out + len, "…", 3);
            return len + 3;
        }
        if (plain) {
            out[len++] = (char)b;
        } else {
            if (v->type.id == LT_STRING) out[len++] = '\\', out[len++] = 'x';
            out[len++] = hex[b >> 4], out[len++] = hex[b & 15];
        }
    }
    return len;
}

const char *lt_short(lt_short_text out, const lt_column *c, int32_t row)
{
    lt_value v = lt_column_value(c, row);
    size_t   len = 0;
    if (v.null) {
        memcpy(out, "NULL", 5);
        return out;
    }
    switch ((lt_type_id)v.type.id) {
    case LT_BOOL: len = v.b ? 4 : 5, memcpy(out, v.b ? "true" : "false", len); break;
    case LT_F32: len = lt_print_f32(out, (float)v.f); break;
    case LT_F64: len = lt_print_f64(out, v.f); break;
    case LT_DECIMAL: len = lt_print_decimal(out, v.d, v.type.scale); break;
    case LT_DATE: len = lt_print_date(out, (int32_t)v.i); break;
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: len = lt_print_timestamp(out, v.i); break;
    case LT_STRING:
    case LT_BINARY: len = short_bytes(out, sizeof(lt_short_text) - 1, &v); break;
    case LT_LIST:
        len = (size_t)snprintf(out, sizeof(lt_short_text), "a list of %d", v.list.len);
        break;
    default: len = lt_print_i64(out, v.i);
    }
    out[len] = 0;
    return out;
}

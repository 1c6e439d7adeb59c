/* parquet_type.c — what a column of a file becomes: parquet_read.h has the table.
 *
 * The logical type counts; where there is none, the older converted type; an unknown one
 * leaves the physical type.
 *
 * Source   parquet-format LogicalTypes.md
 */
#include "format/parquet_read.h"

static lt_pq_read_type as(lt_type type, lt_pq_conv conv)
{
    return (lt_pq_read_type){.type = type, .conv = conv};
}

static lt_pq_read_type refuse(const char *why)
{
    return (lt_pq_read_type){.type = LT_TYPE(VOID), .conv = LT_PQ_NOTHING, .refused = why};
}

static lt_pq_read_type physical_type(int32_t physical)
{
    switch (physical) {
    case LT_PQ_BOOLEAN: return as(LT_TYPE(BOOL), LT_PQ_BITS);
    case LT_PQ_INT32: return as(LT_TYPE(I32), LT_PQ_AS_IS);
    case LT_PQ_INT64: return as(LT_TYPE(I64), LT_PQ_AS_IS);
    case LT_PQ_INT96: return as(LT_TYPE(TIMESTAMP), LT_PQ_MICROS_OF_INT96);
    case LT_PQ_FLOAT: return as(LT_TYPE(F32), LT_PQ_AS_IS);
    case LT_PQ_DOUBLE: return as(LT_TYPE(F64), LT_PQ_AS_IS);
    case LT_PQ_BYTE_ARRAY: return as(LT_TYPE(BINARY), LT_PQ_VIEW_OF_BYTES);
    case LT_PQ_FIXED: return as(LT_TYPE(BINARY), LT_PQ_VIEW_OF_FIXED);
    default: return refuse("has a physical type that is not known");
    }
}

static lt_pq_read_type decimal_type(int32_t physical, int32_t precision, int32_t scale)
{
    if (precision > LT_DECIMAL_MAX) return refuse("is a decimal of more than 38 digits");
    if (precision < 1 || scale < 0 || scale > precision)
        return refuse("is a decimal whose precision or scale makes no sense");
    lt_type type = lt_decimal(precision, scale);
    switch (physical) {
    case LT_PQ_INT32: return as(type, LT_PQ_DECIMAL_OF_I32);
    case LT_PQ_INT64: return as(type, LT_PQ_DECIMAL_OF_I64);
    case LT_PQ_FIXED: return as(type, LT_PQ_DECIMAL_OF_FIXED);
    case LT_PQ_BYTE_ARRAY: return as(type, LT_PQ_DECIMAL_OF_BYTES);
    default: return physical_type(physical);
    }
}

static lt_pq_read_type integer_type(int32_t physical, int32_t bits, bool is_signed)
{
    lt_pq_read_type t = physical_type(physical);
    if (physical == LT_PQ_INT64) {
        if (!is_signed && bits == 64) t = as(lt_decimal(20, 0), LT_PQ_DECIMAL_OF_U64);
    } else if (physical == LT_PQ_INT32 && is_signed) {
        if (bits == 8) t = as(LT_TYPE(I8), LT_PQ_I8_OF_I32);
        if (bits == 16) t = as(LT_TYPE(I16), LT_PQ_I16_OF_I32);
    } else if (physical == LT_PQ_INT32) {
        if (bits == 8) t = as(LT_TYPE(I16), LT_PQ_I16_OF_U8);
        if (bits == 16) t = as(LT_TYPE(I32), LT_PQ_I32_OF_U16);
        if (bits == 32) t = as(LT_TYPE(I64), LT_PQ_I64_OF_U32);
    }
    t.is_unsigned = !is_signed;
    return t;
}

/* unit: LT_PQ_MILLIS … LT_PQ_NANOS, 0 unknown */
static lt_pq_read_type time_type(int32_t physical, lt_type type, int unit)
{
    lt_pq_read_type t;
    if (physical == LT_PQ_INT32 && type.id == LT_I64 && unit == LT_PQ_MILLIS)
        return as(type, LT_PQ_MICROS_OF_MILLIS32);
    if (physical != LT_PQ_INT64 || !unit) return physical_type(physical);
    t = as(type, unit == LT_PQ_MILLIS  ? LT_PQ_MICROS_OF_MILLIS
                 : unit == LT_PQ_NANOS ? LT_PQ_MICROS_OF_NANOS
                                       : LT_PQ_AS_IS);
    t.is_cut = unit == LT_PQ_NANOS;
    return t;
}

static int unit_of(const lt_pq_unit *unit)
{
    for (int i = LT_PQ_MILLIS; i <= LT_PQ_NANOS; i++)
        if (lt_pq_has(unit, i)) return i;
    return 0;
}

static lt_pq_read_type text_type(int32_t physical)
{
    lt_pq_read_type t = physical_type(physical);
    if (t.type.id == LT_BINARY) t.type = LT_TYPE(STRING);
    return t;
}

static lt_pq_read_type date_type(int32_t physical)
{
    return physical == LT_PQ_INT32 ? as(LT_TYPE(DATE), LT_PQ_AS_IS) : physical_type(physical);
}

static lt_pq_read_type logical_type(const lt_pq_element *e)
{
    const lt_pq_logical *l = e->logical;
    switch (lt_pq_logical_type(l)) {
    case LT_PQ_STRING:
    case LT_PQ_ENUM:
    case LT_PQ_JSON: return text_type(e->type);
    case LT_PQ_DECIMAL: return decimal_type(e->type, l->decimal.precision, l->decimal.scale);
    case LT_PQ_DATE: return date_type(e->type);
    case LT_PQ_TIME: return time_type(e->type, LT_TYPE(I64), unit_of(&l->time.unit));
    case LT_PQ_TIMESTAMP:
        return time_type(e->type, l->time.is_utc ? LT_TYPE(TIMESTAMP) : LT_TYPE(TIMESTAMP_NTZ),
                         unit_of(&l->time.unit));
    case LT_PQ_INTEGER: return integer_type(e->type, l->integer.bits, l->integer.is_signed);
    case LT_PQ_UNKNOWN: return as(LT_TYPE(VOID), LT_PQ_NOTHING);
    case LT_PQ_FLOAT16:
        if (e->type == LT_PQ_FIXED && e->type_length == 2)
            return as(LT_TYPE(F32), LT_PQ_F32_OF_HALF);
        return physical_type(e->type);
    default: return physical_type(e->type);
    }
}

static lt_pq_read_type converted_type(const lt_pq_element *e)
{
    switch (e->converted) {
    case LT_PQ_CONV_UTF8:
    case LT_PQ_CONV_ENUM:
    case LT_PQ_CONV_JSON: return text_type(e->type);
    case LT_PQ_CONV_DECIMAL: return decimal_type(e->type, e->precision, e->scale);
    case LT_PQ_CONV_DATE: return date_type(e->type);
    case LT_PQ_CONV_TIME_MILLIS: return time_type(e->type, LT_TYPE(I64), LT_PQ_MILLIS);
    case LT_PQ_CONV_TIME_MICROS: return time_type(e->type, LT_TYPE(I64), LT_PQ_MICROS);
    case LT_PQ_CONV_TIMESTAMP_MILLIS: return time_type(e->type, LT_TYPE(TIMESTAMP), LT_PQ_MILLIS);
    case LT_PQ_CONV_TIMESTAMP_MICROS: return time_type(e->type, LT_TYPE(TIMESTAMP), LT_PQ_MICROS);
    case LT_PQ_CONV_UINT_8: return integer_type(e->type, 8, false);
    case LT_PQ_CONV_UINT_16: return integer_type(e->type, 16, false);
    case LT_PQ_CONV_UINT_32: return integer_type(e->type, 32, false);
    case LT_PQ_CONV_UINT_64: return integer_type(e->type, 64, false);
    case LT_PQ_CONV_INT_8: return integer_type(e->type, 8, true);
    case LT_PQ_CONV_INT_16: return integer_type(e->type, 16, true);
    default: return physical_type(e->type);
    }
}

lt_pq_read_type lt_pq_type_of(const lt_pq_element *e)
{
    lt_pq_read_type t;
    if (lt_pq_has(e, 10) && e->logical && lt_pq_logical_type(e->logical))
        t = logical_type(e);
    else if (lt_pq_has(e, 6))
        t = converted_type(e);
    else
        t = physical_type(e->type);
    t.physical = e->type;
    t.is_optional = e->repetition == LT_PQ_OPTIONAL;
    t.width = lt_pq_plain_width(e->type, e->type_length);
    if (e->type == LT_PQ_FIXED && t.width <= 0 && !t.refused)
        t = refuse("has fixed-size values of no bytes");
    return t;
}

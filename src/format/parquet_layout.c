/* parquet_layout.c — how our types are spelled in a Parquet schema.
 *
 * Both spellings are written where both exist: the logical type, and the older converted type
 * for readers that know nothing else. A timestamp without zone has no older spelling.
 *
 * Source   parquet-format LogicalTypes.md
 */
#include "format/parquet_write.h"

#include <string.h>

/* Bytes that hold every unscaled value of so many digits, two's complement. */
static int32_t decimal_bytes(int precision)
{
    double bits = precision * 3.3219280948873626 + 1; /* log2(10), and the sign */
    return (int32_t)((bits + 7.999999999) / 8);
}

lt_pq_layout lt_pq_layout_of(lt_type type)
{
    static const lt_pq_layout rows[LT_TYPE_COUNT] = {
        [LT_VOID] = {.dense = LT_PQ_DENSE_NONE, .physical = LT_PQ_INT32, .width = 0},
        [LT_BOOL] = {.dense = LT_PQ_DENSE_BOOL, .physical = LT_PQ_BOOLEAN, .width = 1},
        [LT_I8] = {.dense = LT_PQ_DENSE_I32, .physical = LT_PQ_INT32, .width = 4},
        [LT_I16] = {.dense = LT_PQ_DENSE_I32, .physical = LT_PQ_INT32, .width = 4},
        [LT_I32] = {.dense = LT_PQ_DENSE_I32, .physical = LT_PQ_INT32, .width = 4},
        [LT_I64] = {.dense = LT_PQ_DENSE_I64, .physical = LT_PQ_INT64, .width = 8},
        [LT_F32] = {.dense = LT_PQ_DENSE_F32, .physical = LT_PQ_FLOAT, .width = 4},
        [LT_F64] = {.dense = LT_PQ_DENSE_F64, .physical = LT_PQ_DOUBLE, .width = 8},
        [LT_DECIMAL] = {.dense = LT_PQ_DENSE_I128, .physical = LT_PQ_FIXED, .width = 16},
        [LT_STRING] = {.dense = LT_PQ_DENSE_VIEW, .physical = LT_PQ_BYTE_ARRAY, .width = 16},
        [LT_BINARY] = {.dense = LT_PQ_DENSE_VIEW, .physical = LT_PQ_BYTE_ARRAY, .width = 16},
        [LT_DATE] = {.dense = LT_PQ_DENSE_I32, .physical = LT_PQ_INT32, .width = 4},
        [LT_TIMESTAMP] = {.dense = LT_PQ_DENSE_I64, .physical = LT_PQ_INT64, .width = 8},
        [LT_TIMESTAMP_NTZ] = {.dense = LT_PQ_DENSE_I64, .physical = LT_PQ_INT64, .width = 8},
    };
    lt_pq_layout l = rows[type.id];
    l.type = type;
    if (type.id == LT_DECIMAL && type.precision <= 9) {
        l.dense = LT_PQ_DENSE_I32, l.physical = LT_PQ_INT32, l.width = 4;
    } else if (type.id == LT_DECIMAL && type.precision <= 18) {
        l.dense = LT_PQ_DENSE_I64, l.physical = LT_PQ_INT64, l.width = 8;
    }
    l.file_width = l.dense == LT_PQ_DENSE_I128 ? decimal_bytes(type.precision)
                   : l.dense == LT_PQ_DENSE_VIEW || l.dense == LT_PQ_DENSE_BOOL ? 0
                                                                                : l.width;
    return l;
}

static void converted(lt_pq_element *e, lt_pq_converted as)
{
    e->converted = as;
    lt_pq_set(e, 6);
}

static void decimal_fill(lt_pq_element *e, lt_pq_logical *l, lt_type type)
{
    converted(e, LT_PQ_CONV_DECIMAL);
    e->scale = l->decimal.scale = type.scale;
    e->precision = l->decimal.precision = type.precision;
    lt_pq_set(e, 7);
    lt_pq_set(e, 8);
    lt_pq_set(&l->decimal, 1);
    lt_pq_set(&l->decimal, 2);
    lt_pq_set(l, LT_PQ_DECIMAL);
}

static void timestamp_fill(lt_pq_element *e, lt_pq_logical *l, bool is_utc)
{
    if (is_utc) converted(e, LT_PQ_CONV_TIMESTAMP_MICROS);
    l->time.is_utc = is_utc;
    lt_pq_set(&l->time, 1);
    lt_pq_set(&l->time, 2);
    lt_pq_set(&l->time.unit, LT_PQ_MICROS);
    lt_pq_set(l, LT_PQ_TIMESTAMP);
}

static void integer_fill(lt_pq_element *e, lt_pq_logical *l, int bits)
{
    converted(e, bits == 8 ? LT_PQ_CONV_INT_8 : LT_PQ_CONV_INT_16);
    l->integer.bits = bits;
    l->integer.is_signed = true;
    lt_pq_set(&l->integer, 1);
    lt_pq_set(&l->integer, 2);
    lt_pq_set(l, LT_PQ_INTEGER);
}

/* l is empty; it stays so for types that are the physical one. */
static void logical_fill(lt_pq_element *e, lt_pq_logical *l, lt_type type)
{
    switch (type.id) {
    case LT_VOID: lt_pq_set(l, LT_PQ_UNKNOWN); break;
    case LT_I8: integer_fill(e, l, 8); break;
    case LT_I16: integer_fill(e, l, 16); break;
    case LT_DECIMAL: decimal_fill(e, l, type); break;
    case LT_TIMESTAMP: timestamp_fill(e, l, true); break;
    case LT_TIMESTAMP_NTZ: timestamp_fill(e, l, false); break;
    case LT_STRING:
        converted(e, LT_PQ_CONV_UTF8);
        lt_pq_set(l, LT_PQ_STRING);
        break;
    case LT_DATE:
        converted(e, LT_PQ_CONV_DATE);
        lt_pq_set(l, LT_PQ_DATE);
        break;
    default: break;
    }
}

static lt_status element_fill(lt_pq_element *e, lt_arena *arena, const lt_field *field,
                              lt_error *err)
{
    lt_pq_layout   layout = lt_pq_layout_of(field->type);
    size_t         len = strlen(field->name);
    lt_pq_logical *l = lt_arena_get(arena, sizeof(*l));
    char          *name = lt_arena_text(arena, field->name, len);
    if (!l || !name || len > UINT32_MAX)
        return LT_FAIL(err, LT_ENOMEM, "no memory for the schema of a Parquet file");

    e->name = (lt_pq_bytes){(const uint8_t *)name, (uint32_t)len};
    e->type = layout.physical;
    e->repetition = LT_PQ_OPTIONAL;
    e->has = 1u << 1 | 1u << 3 | 1u << 4;
    if (layout.physical == LT_PQ_FIXED) {
        e->type_length = layout.file_width;
        lt_pq_set(e, 2);
    }
    logical_fill(e, l, field->type);
    if (!l->has) return LT_OK;
    e->logical = l;
    lt_pq_set(e, 10);
    return LT_OK;
}

static lt_status names_check(const lt_schema *schema, lt_error *err)
{
    if (!schema->count)
        return LT_FAIL(err, LT_EINVAL, "a Parquet file needs a column, and there is none");
    for (int32_t i = 0; i < schema->count; i++) {
        for (int32_t k = 0; k < i; k++) {
            if (strcmp(schema->fields[i].name, schema->fields[k].name) != 0) continue;
            lt_status status =
                LT_FAIL(err, LT_EINVAL, "two columns are named %s", schema->fields[i].name);
            lt_error_hint(err, "rename one of them before the write");
            return status;
        }
    }
    return LT_OK;
}

static lt_status types_check(const lt_schema *schema, lt_error *err)
{
    lt_type_text type;
    for (int32_t i = 0; i < schema->count; i++) {
        const lt_field *f = &schema->fields[i];
        if (!lt_type_is_list(f->type)) continue;
        lt_fail(err, LT_EUNSUPPORTED, LT_HERE,
                "column \"%s\" is a %s: lists cannot be written to Parquet", f->name,
                lt_type_name(type, f->type));
        lt_error_hint(err, "drop the column, or make it text: array_join(%s, ',')", f->name);
        return LT_EUNSUPPORTED;
    }
    return LT_OK;
}

lt_status lt_pq_schema_fill(lt_pq_meta *meta, lt_arena *arena, const lt_schema *schema,
                            lt_error *err)
{
    LT_TRY(names_check(schema, err));
    LT_TRY(types_check(schema, err));
    size_t              count = (size_t)schema->count;
    lt_pq_element      *e = lt_arena_get(arena, (count + 1) * sizeof(*e));
    lt_pq_column_order *o = lt_arena_get(arena, count * sizeof(*o));
    if (!e || !o) return LT_FAIL(err, LT_ENOMEM, "no memory for the schema of a Parquet file");

    e[0].name = (lt_pq_bytes){(const uint8_t *)"schema", 6};
    e[0].children = schema->count;
    e[0].has = 1u << 4 | 1u << 5;
    for (int32_t i = 0; i < schema->count; i++) {
        LT_TRY(element_fill(&e[i + 1], arena, &schema->fields[i], err));
        lt_pq_set(&o[i], 1);
    }
    meta->schema.at = e;
    meta->schema.count = schema->count + 1;
    meta->column_orders.at = o;
    meta->column_orders.count = schema->count;
    lt_pq_set(meta, 2);
    lt_pq_set(meta, 7);
    return LT_OK;
}

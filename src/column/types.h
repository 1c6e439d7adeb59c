/* types.h — the one list of column types; every per-type table and name comes from it.
 *
 *   name   the type in Lua, in schemas and in messages
 *   spark  Spark SQL's name, also accepted wherever a type is written
 *   C      one value in memory
 *   bytes  of a value in a data buffer (0: bit-packed or no buffer)
 *   arrow  format string of the Arrow C data interface
 *
 * Types made of others (list<int32>, Spark's array<int>) have an `inner`: interned, so that equal
 * types have equal pointers and a type stays a small value. Those to come (struct, map) are
 * rows of the same table with more parts.
 *
 * Units    date: days since 1970-01-01; timestamp: microseconds since 1970, UTC instant;
 *          timestamp_ntz: microseconds of wall-clock time; decimal: unscaled 128-bit integer
 * Source   Arrow C Data Interface, "Data type description"; Spark SQL "Data Types"
 */
#ifndef LT_COLUMN_TYPES_H
#define LT_COLUMN_TYPES_H

#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef __int128 lt_i128;

/* A string of at most INT32_MAX bytes: 16 bytes. Up to 12 bytes lie inside (prefix, then rest;
 * unused ones are zero), longer ones keep their first 4 in prefix and point at the whole.
 * Source   Arrow Columnar Format, "Variable-size Binary View Layout" (with a pointer in
 *          place of buffer index and offset) */
typedef struct lt_view {
    int32_t len;
    uint8_t prefix[4];
    union {
        uint8_t        rest[8];
        const uint8_t *at;
    };
} lt_view;

/* A list: rows [start, start + len) of the column's child.
 * Source   Arrow Columnar Format, "ListView Layout" (offset and size side by side) */
typedef struct lt_span {
    int32_t start, len;
} lt_span;

/*    id             name             spark            C        bytes arrow */
#define LT_TYPE_LIST(_)                                                    \
    _(VOID, "void", "void", uint8_t, 0, "n")                               \
    _(BOOL, "bool", "boolean", uint8_t, 0, "b")                            \
    _(I8, "int8", "tinyint", int8_t, 1, "c")                               \
    _(I16, "int16", "smallint", int16_t, 2, "s")                           \
    _(I32, "int32", "int", int32_t, 4, "i")                                \
    _(I64, "int64", "bigint", int64_t, 8, "l")                             \
    _(F32, "float32", "float", float, 4, "f")                              \
    _(F64, "float64", "double", double, 8, "g")                            \
    _(DECIMAL, "decimal", "decimal", lt_i128, 16, "d:")                    \
    _(STRING, "string", "string", lt_view, 16, "vu")                       \
    _(BINARY, "binary", "binary", lt_view, 16, "vz")                       \
    _(DATE, "date", "date", int32_t, 4, "tdD")                             \
    _(TIMESTAMP, "timestamp", "timestamp", int64_t, 8, "tsu:UTC")          \
    _(TIMESTAMP_NTZ, "timestamp_ntz", "timestamp_ntz", int64_t, 8, "tsu:") \
    _(LIST, "list", "array", lt_span, 8, "+vl")

typedef enum lt_type_id {
#define LT_TYPE_ENUM(id, name, spark, c, bytes, arrow) LT_##id,
    LT_TYPE_LIST(LT_TYPE_ENUM)
#undef LT_TYPE_ENUM
        LT_TYPE_COUNT
} lt_type_id;

struct lt_type_inner;

typedef struct lt_type {
    uint8_t                     id;        /* lt_type_id */
    uint8_t                     precision; /* decimal: 1 to 38; else 0 */
    uint8_t                     scale;     /* decimal: 0 to precision; else 0 */
    const struct lt_type_inner *inner;     /* of types made of others; else NULL */
} lt_type;

/* The parts of a type. Immutable; lives as long as the process. */
typedef struct lt_type_inner {
    const struct lt_type_inner *next; /* in the table */
    uint8_t                     id;
    uint8_t                     depth; /* levels: 1 for list<int32> */
    int32_t                     count; /* of parts: 1 for a list */
    lt_type                     parts[];
} lt_type_inner;

enum {
    LT_DECIMAL_MAX = 38,      /* digits */
    LT_TYPE_DEPTH = 8,        /* levels of lists in lists */
    LT_SCALAR_COUNT = LT_LIST /* ids below are not made of others */
};

#define LT_TYPE(name) ((lt_type){.id = LT_##name})
static inline lt_type lt_decimal(int precision, int scale)
{
    return (lt_type){.id = LT_DECIMAL, .precision = (uint8_t)precision, .scale = (uint8_t)scale};
}
static inline bool lt_type_same(lt_type a, lt_type b)
{
    return a.id == b.id && a.precision == b.precision && a.scale == b.scale && a.inner == b.inner;
}
static inline bool lt_type_is_list(lt_type t) { return t.id == LT_LIST; }
/* What a list holds; void for other types. */
static inline lt_type lt_type_element(lt_type t)
{
    return t.id == LT_LIST && t.inner ? t.inner->parts[0] : LT_TYPE(VOID);
}
static inline bool lt_type_is_int(lt_type t) { return t.id >= LT_I8 && t.id <= LT_I64; }
static inline bool lt_type_is_float(lt_type t) { return t.id == LT_F32 || t.id == LT_F64; }
static inline bool lt_type_is_numeric(lt_type t) { return t.id >= LT_I8 && t.id <= LT_DECIMAL; }
/* A moment, with or without a zone. */
static inline bool lt_type_is_instant(lt_type t)
{
    return t.id == LT_TIMESTAMP || t.id == LT_TIMESTAMP_NTZ;
}
/* A moment or a day. */
static inline bool lt_type_is_time(lt_type t) { return t.id == LT_DATE || lt_type_is_instant(t); }
static inline bool lt_type_is_text(lt_type t) { return t.id == LT_STRING || t.id == LT_BINARY; }

/* Bytes of one value in a flat data buffer; 0 for bool (bit-packed) and void (no buffer). */
size_t lt_type_bytes(lt_type t);

/* The type of lists of element. Errors: LT_ENOMEM; LT_ELIMIT past LT_TYPE_DEPTH levels.
 * Threads  any. */
LT_MUST_USE lt_status lt_type_list(lt_type *out, lt_type element, lt_error *err);

/* "int64", "decimal(12,3)", "list<string>": into out, which is returned. */
typedef char lt_type_text[112];
const char  *lt_type_name(lt_type_text out, lt_type t);
const char  *lt_type_spark(lt_type_text out, lt_type t);

/* Reads "int64", "bigint", "decimal(12,3)", "DECIMAL" (10,0), "array<int>", in any case.
 * Errors: LT_EPARSE, naming the nearest type; those of lt_type_list. */
LT_MUST_USE lt_status lt_type_parse(lt_type *out, const char *text, size_t len, lt_error *err);

#endif

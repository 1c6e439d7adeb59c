/* parquet_thrift.h — Thrift's compact protocol, driven by tables.
 *
 * A struct of parquet.thrift is a C struct whose first member is `uint32_t has` (bit i: the
 * field with id i is there) plus one lt_thrift_shape: a row for each field with its id, kind and
 * place. One reader and one writer serve all shapes. Unknown fields, and known ones of an
 * unexpected wire type, are skipped; a missing required field is an error naming it.
 *
 * Limits   nesting 64; every length and count is checked against the bytes at hand, and a list's
 *          memory against the fewest bytes its elements can take; field ids 1..31
 * Errors   LT_EPARSE with the byte; LT_ELIMIT when the bytes end too early (more may help);
 * LT_ENOMEM Source   thrift-compact-protocol.md
 */
#ifndef LT_FORMAT_PARQUET_THRIFT_H
#define LT_FORMAT_PARQUET_THRIFT_H

#include "core/arena.h"
#include "core/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* Bytes or text of the arena; a NUL follows them. */
typedef struct lt_pq_bytes {
    const uint8_t *at; /* never NULL once read */
    uint32_t       len;
} lt_pq_bytes;

/* Kind → C type of the member. Lists are an LT_PQ_LIST(type). */
typedef enum lt_thrift_kind {
    LT_THRIFT_BOOL,   /* bool */
    LT_THRIFT_I8,     /* int32_t */
    LT_THRIFT_I16,    /* int32_t */
    LT_THRIFT_I32,    /* int32_t, also for enums */
    LT_THRIFT_I64,    /* int64_t */
    LT_THRIFT_BYTES,  /* lt_pq_bytes */
    LT_THRIFT_STRUCT, /* the struct itself */
    LT_THRIFT_BOX     /* a pointer to the struct, in the arena; NULL when absent */
} lt_thrift_kind;

#define LT_PQ_LIST(type) \
    struct {             \
        type   *at;      \
        int32_t count;   \
    }

typedef struct lt_thrift_shape lt_thrift_shape;

typedef struct lt_thrift_slot {
    int16_t                id;
    uint8_t                kind; /* of the member, or of a list's elements */
    bool                   is_list, is_required;
    uint16_t               offset;
    const char            *name;
    const lt_thrift_shape *shape; /* of STRUCT and BOX */
} lt_thrift_slot;

struct lt_thrift_shape {
    const char           *name;
    const lt_thrift_slot *slots; /* by id, rising */
    int                   count;
    uint32_t              bytes; /* sizeof the C struct */
};

/* Reads one struct into *out (of shape->bytes); *used, unless NULL, is what it took. What *out
 * points to lives in the arena and does not refer to bytes. */
LT_MUST_USE lt_status lt_thrift_read(void *out, size_t *used, const lt_thrift_shape *shape,
                                     lt_arena *arena, const uint8_t *bytes, size_t len,
                                     lt_error *err);

/* Appends the fields whose bits are set in `has`. Required fields are written always. */
LT_MUST_USE lt_status lt_thrift_write(lt_buf *out, const lt_thrift_shape *shape, const void *in,
                                      lt_error *err);

/* Appends an unsigned integer, seven bits a byte, the lowest first. */
LT_MUST_USE static inline lt_status lt_pq_put_varint(lt_buf *out, uint64_t value, lt_error *err)
{
    uint8_t bytes[10];
    size_t  n = 0;
    for (; value > 0x7F; value >>= 7) bytes[n++] = (uint8_t)(value | 0x80);
    bytes[n++] = (uint8_t)value;
    return lt_buf_add(out, bytes, n, err);
}

/* The four bytes at `at`, lowest first. */
static inline uint32_t lt_pq_u32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

#endif

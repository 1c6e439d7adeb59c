/* column.h — values of one type: a vector of rows inside a batch.
 *
 * Shapes   FLAT   values: rows of the type's C value (bool: bitmap of rows; list: spans of child)
 *          CONST  values: one value, standing for every row (null when bit 0 of valid is 0)
 *          DICT   values: rows of int32 codes into dict, a FLAT column without nulls
 *          valid: bitmap of rows (CONST: of one), NULL when nothing is null. The value of
 *          a null row is unspecified but defined: zero for strings and codes.
 *          child: the elements of a list column, FLAT, never NULL there (DICT: dict has it).
 *          Spans may overlap, leave gaps and stand in any order (list.h).
 * Owners   counted; immutable once a second holder exists. String views point into the
 *          bytes in keep, or inside themselves. A child keeps the bytes of its own strings.
 * Limits   rows at most INT32_MAX
 */
#ifndef LT_COLUMN_COLUMN_H
#define LT_COLUMN_COLUMN_H

#include "column/bitmap.h"
#include "column/bytes.h"
#include "column/types.h"
#include "core/mem.h"

typedef enum lt_encoding { LT_FLAT, LT_CONST, LT_DICT } lt_encoding;

typedef struct lt_column lt_column;
struct lt_column {
    atomic_int  refs;
    lt_encoding encoding;
    lt_type     type;
    int32_t     rows;
    lt_mem     *mem;
    uint64_t   *valid;
    void       *values;
    lt_column  *dict;
    lt_column  *child;
    lt_bytes  **keep;
    int32_t     keep_count, keep_cap;
    size_t      values_bytes, valid_bytes; /* as allocated */
};

/* An empty FLAT (or CONST, DICT) column of rows: values unset (bool, void, list: zero), no
 * validity, of lists an empty child. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_column_open(lt_column **out, lt_mem *mem, lt_type type, int32_t rows,
                                     lt_error *err);
LT_MUST_USE lt_status lt_column_open_as(lt_column **out, lt_mem *mem, lt_type type,
                                        lt_encoding encoding, int32_t rows, lt_error *err);
lt_column            *lt_column_retain(lt_column *c);  /* returns c */
void                  lt_column_release(lt_column *c); /* NULL is allowed */

/* Gives c a validity bitmap of ones, if it has none yet. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_column_nullable(lt_column *c, lt_error *err);

/* c holds bytes from now on (one more reference). Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_column_keep(lt_column *c, lt_bytes *bytes, lt_error *err);

/* c holds all that from keeps (and from's dictionary keeps), its elements what from's elements
 * keep. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_column_keep_all(lt_column *c, const lt_column *from, lt_error *err);

/* Makes *out a FLAT column equal to c (c itself, retained, when it is FLAT). */
LT_MUST_USE lt_status lt_column_flat(lt_column **out, lt_column *c, lt_error *err);

/* Rows rows[0, n) of c, in that order (rows == NULL: the first n); the encoding is kept;
 * strings are viewed, not copied. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_column_take(lt_column **out, lt_column *c, const int32_t *rows, int32_t n,
                                     lt_error *err);

/* A CONST column of rows nulls. */
LT_MUST_USE lt_status lt_column_nulls(lt_column **out, lt_mem *mem, lt_type type, int32_t rows,
                                      lt_error *err);

/* The same, copied so that it no longer keeps foreign bytes (long strings are copied). */
LT_MUST_USE lt_status lt_column_compact(lt_column **out, lt_column *c, lt_mem *mem, lt_error *err);

static inline bool lt_column_valid(const lt_column *c, int32_t row)
{
    return lt_valid(c->valid, c->encoding == LT_CONST ? 0 : row);
}

/* Where row's value lies in values (CONST: 0; DICT: in dict->values). */
static inline int32_t lt_column_slot(const lt_column *c, int32_t row)
{
    return c->encoding == LT_FLAT    ? row
           : c->encoding == LT_CONST ? 0
                                     : ((const int32_t *)c->values)[row];
}
/* The column whose values lt_column_slot counts in. */
static inline const lt_column *lt_column_base(const lt_column *c)
{
    return c->encoding == LT_DICT ? c->dict : c;
}

/* The span of a row of a list column, and what it counts in. A null row may have any. */
static inline lt_span lt_list_at(const lt_column *c, int32_t row)
{
    const lt_column *base = lt_column_base(c);
    if (base->rows == 0 && base != c) return (lt_span){0, 0};
    return ((const lt_span *)base->values)[lt_column_slot(c, row)];
}
static inline lt_column *lt_list_items(const lt_column *c) { return lt_column_base(c)->child; }

int64_t lt_column_null_count(const lt_column *c);
size_t  lt_column_bytes(const lt_column *c); /* memory held, without shared bytes */

/* ---- string views ---- */

static inline const uint8_t *lt_view_bytes(const lt_view *v)
{
    return v->len <= 12 ? v->prefix : v->at;
}
/* A view of p[0, n): copies up to 12 bytes, points at more. */
static inline lt_view lt_view_of(const void *p, int32_t n)
{
    lt_view v = {.len = n, .rest = {0}};
    if (n <= 12) {
        if (n) memcpy(v.prefix, p, (size_t)n);
    } else {
        memcpy(v.prefix, p, 4);
        v.at = p;
    }
    return v;
}
bool lt_view_same(const lt_view *a, const lt_view *b);
int  lt_view_compare(const lt_view *a, const lt_view *b); /* by bytes, as memcmp; <0, 0, >0 */

/* ---- a heap of string bytes for a column being made ---- */

typedef struct lt_heap {
    lt_mem    *mem;
    lt_bytes  *chunk; /* the one being filled */
    lt_bytes **full;  /* earlier ones */
    int32_t    full_count, full_cap;
} lt_heap;

/* Room for n bytes that stay where they are; lt_heap_view then makes the view.
 * Errors: LT_ENOMEM; LT_ELIMIT past INT32_MAX bytes. */
LT_MUST_USE lt_status lt_heap_room(uint8_t **out, lt_heap *h, size_t n, lt_error *err);
/* The first n bytes of the last room are used. */
void lt_heap_use(lt_heap *h, size_t n);
/* Copies p[0, n) and makes a view of it (inline ones cost no room). */
LT_MUST_USE lt_status lt_heap_add(lt_view *out, lt_heap *h, const void *p, size_t n, lt_error *err);
/* c (of lists: its elements) keeps the heap's bytes; the heap may go on growing.
 * Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_heap_give(lt_heap *h, lt_column *c, lt_error *err);
void                  lt_heap_clear(lt_heap *h);

#endif

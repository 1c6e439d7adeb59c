/* schema.h — names and types of columns, in order; immutable and counted. */
#ifndef LT_COLUMN_SCHEMA_H
#define LT_COLUMN_SCHEMA_H

#include "column/types.h"
#include "core/arena.h"
#include "core/buf.h"

#include <stdatomic.h>

typedef struct lt_field {
    const char *name; /* UTF-8, NUL-ended */
    lt_type     type;
    bool        nullable;
    bool        tentative; /* the type is known from a head alone: shown with ~ */
} lt_field;

typedef struct lt_schema {
    atomic_int refs;
    lt_arena   arena;
    int32_t    count;
    lt_field  *fields;
} lt_schema;

/* Copies names. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_schema_open(lt_schema **out, lt_mem *mem, const lt_field *fields,
                                     int32_t count, lt_error *err);
lt_schema            *lt_schema_retain(lt_schema *s);
void                  lt_schema_release(lt_schema *s);

/* Index of a name without regard to (Unicode) case; -1 none, -2 several: as in Spark, none of
 * them is preferred for being spelt alike. */
int32_t lt_schema_find(const lt_schema *s, const char *name, size_t len);

/* The LT_ENOTFOUND error of a name that is not there: lists the near miss, or the names. */
lt_status lt_schema_missing(const lt_schema *s, const char *name, size_t len, lt_error *err);

/* Spark DDL: "a INT, b DECIMAL(10,2)" with backticks where needed. */
LT_MUST_USE lt_status lt_schema_parse(lt_schema **out, lt_mem *mem, const char *ddl, size_t len,
                                      lt_error *err);

#endif

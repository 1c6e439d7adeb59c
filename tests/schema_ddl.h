/* schema_ddl.h — a schema as the text that lt_schema_parse reads, to compare with. */
#ifndef LT_TESTS_SCHEMA_DDL_H
#define LT_TESTS_SCHEMA_DDL_H

#include "column/schema.h"

#include <ctype.h>

static inline bool schema_name_is_plain(const char *name)
{
    if (!*name || isdigit((unsigned char)*name)) return false;
    for (const char *p = name; *p; p++)
        if (!isalnum((unsigned char)*p) && *p != '_' && !(*p & 0x80)) return false;
    return true;
}

static inline lt_status schema_put_name(lt_buf *out, const char *name, lt_error *err)
{
    if (schema_name_is_plain(name)) return lt_buf_text(out, name, err);
    LT_TRY(lt_buf_text(out, "`", err));
    for (const char *p = name; *p; p++)
        LT_TRY(lt_buf_add(out, *p == '`' ? "``" : p, *p == '`' ? 2 : 1, err));
    return lt_buf_text(out, "`", err);
}

static inline lt_status schema_ddl(lt_buf *out, const lt_schema *s, lt_error *err)
{
    lt_type_text type;
    for (int32_t i = 0; i < s->count; i++) {
        if (i) LT_TRY(lt_buf_text(out, ", ", err));
        LT_TRY(schema_put_name(out, s->fields[i].name, err));
        LT_TRY(lt_buf_printf(out, err, " %s", lt_type_spark(type, s->fields[i].type)));
    }
    return LT_OK;
}

#endif

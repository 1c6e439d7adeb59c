/* functions.c — the registries of functions and formats as lote.h shows them. */
#include "format/format.h"
#include "plan/function.h"

#include "lote.h"

#include <string.h>

static lt_function_info info_of(const lt_function *f)
{
    return (lt_function_info){.name = f->name,
                              .signature = f->signature,
                              .help = f->help,
                              .example = f->example,
                              .group = f->group,
                              .aggregate = f->aggregate};
}

bool lt_function_info_at(int32_t i, lt_function_info *out)
{
    const lt_function *f = lt_function_at(i);
    if (f) *out = info_of(f);
    return f != NULL;
}

bool lt_function_info_find(const char *name, lt_function_info *out)
{
    const lt_function *f = lt_function_find(name, strlen(name));
    if (f) *out = info_of(f);
    return f != NULL;
}

bool lt_format_info_at(int32_t i, const char **name, const char **suffixes)
{
    const lt_format_ops *f = lt_format_at(i);
    if (!f) return false;
    *name = f->name;
    *suffixes = f->suffixes;
    return true;
}

const char *lt_format_option_at(const char *format, bool writing, int32_t i)
{
    const lt_format_ops *f = lt_format_find(format);
    return f && f->option ? f->option(writing, i) : NULL;
}

/* functions.c — the registry as lote.h shows it. */
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

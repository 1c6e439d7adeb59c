#include "format/format.h"

#include <string.h>
#include <strings.h>

static const lt_format_ops *const formats[] = {&lt_format_csv, &lt_format_parquet};
enum { COUNT = sizeof(formats) / sizeof(*formats) };

const lt_format_ops *lt_format_find(const char *name)
{
    for (int i = 0; i < COUNT; i++)
        if (strcasecmp(formats[i]->name, name) == 0) return formats[i];
    return NULL;
}

const lt_format_ops *lt_format_at(int32_t i) { return i >= 0 && i < COUNT ? formats[i] : NULL; }

/* suffixes is ".csv .tsv": any of them ends path, in any case. */
static bool ends_with_one(const char *path, const char *suffixes)
{
    size_t len = strlen(path);
    for (const char *s = suffixes; *s;) {
        size_t n = strcspn(s, " ");
        if (n && len > n && strncasecmp(path + len - n, s, n) == 0) return true;
        s += n + (s[n] == ' ');
    }
    return false;
}

const lt_format_ops *lt_format_of_path(const char *path)
{
    for (int i = 0; i < COUNT; i++)
        if (ends_with_one(path, formats[i]->suffixes)) return formats[i];
    return NULL;
}

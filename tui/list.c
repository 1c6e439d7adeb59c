#include "tui/list.h"

#include <string.h>

/* Past the quoted piece that begins at p; a backslash takes what follows it along, but not in
 * `names`. */
static const char *skip_quoted(const char *p)
{
    char quote = *p++;
    while (*p && *p != quote) p += *p == '\\' && quote != '`' && p[1] ? 2 : 1;
    return *p ? p + 1 : p;
}

static const char *find_end(const char *p)
{
    int depth = 0;
    while (*p) {
        if (strchr("'\"`", *p)) {
            p = skip_quoted(p);
            continue;
        }
        if (strchr("([{", *p)) depth++;
        if (strchr(")]}", *p) && depth > 0) depth--;
        if (*p == ',' && depth == 0) break;
        p++;
    }
    return p;
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

bool tui_list_next(const char **at, const char **item, size_t *len)
{
    if (!*at) return false;
    const char *from = *at, *end = find_end(from);
    *at = *end ? end + 1 : NULL;
    while (from < end && is_blank(*from)) from++;
    while (end > from && is_blank(end[-1])) end--;
    *item = from;
    *len = (size_t)(end - from);
    return true;
}

#include "plan/function.h"

#include "core/nearest.h"
#include "plan/function_rules.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Filled once from the groups, then only read. The limit is asserted by the unit test. */
enum { FUNCTIONS_MAX = 512 };
static const lt_function *sorted[FUNCTIONS_MAX];
static int32_t            sorted_count;
static pthread_once_t     once = PTHREAD_ONCE_INIT;

static int by_name(const void *a, const void *b)
{
    const lt_function *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static void gather(void)
{
    const lt_function_group groups[] = {
        lt_functions_operator(),  lt_functions_math(),      lt_functions_string(),
        lt_functions_date(),      lt_functions_date_make(), lt_functions_date_move(),
        lt_functions_condition(), lt_functions_aggregate(), lt_functions_statistic(),
        lt_functions_list(),      lt_functions_number(),    lt_functions_check(),
        lt_functions_regex(),     lt_functions_text(),      lt_functions_binary(),
        lt_functions_format()};
    for (size_t g = 0; g < sizeof(groups) / sizeof(*groups); g++)
        for (int32_t i = 0; i < groups[g].count && sorted_count < FUNCTIONS_MAX; i++)
            sorted[sorted_count++] = &groups[g].rows[i];
    qsort(sorted, (size_t)sorted_count, sizeof(*sorted), by_name);
}

const lt_function *lt_function_at(int32_t i)
{
    pthread_once(&once, gather);
    return i >= 0 && i < sorted_count ? sorted[i] : NULL;
}

/* Whether word[0, len) is one of the space-separated words. */
static bool among(const char *words, const char *word, size_t len)
{
    for (const char *p = words; *p;) {
        size_t n = strcspn(p, " ");
        if (n == len && memcmp(p, word, len) == 0) return true;
        p += n;
        p += strspn(p, " ");
    }
    return false;
}

const lt_function *lt_function_find(const char *name, size_t len)
{
    char lower[64];
    if (len == 0 || len >= sizeof(lower)) return NULL;
    for (size_t i = 0; i < len; i++) {
        char c = name[i];
        lower[i] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    }
    lower[len] = 0;
    pthread_once(&once, gather);
    for (int32_t low = 0, high = sorted_count - 1; low <= high;) {
        int32_t middle = low + (high - low) / 2;
        int     order = strcmp(lower, sorted[middle]->name);
        if (order == 0) return sorted[middle];
        if (order < 0)
            high = middle - 1;
        else
            low = middle + 1;
    }
    for (int32_t i = 0; i < sorted_count; i++)
        if (among(sorted[i]->aliases, lower, len)) return sorted[i];
    return NULL;
}

static const char *name_at(const void *context, size_t i)
{
    (void)context;
    return sorted[i]->name;
}

lt_status lt_function_missing(const char *name, size_t len, lt_error *err)
{
    char wanted[64];
    if (!err) return LT_ENOTFOUND;
    pthread_once(&once, gather);
    size_t n = len < sizeof(wanted) ? len : sizeof(wanted) - 1;
    memcpy(wanted, name, n);
    wanted[n] = 0;
    lt_fail(err, LT_ENOTFOUND, LT_HERE, "no function \"%s\"", wanted);
    const char *near = lt_nearest_of(wanted, name_at, NULL, (size_t)sorted_count);
    if (near)
        lt_error_hint(err, "did you mean %s?", near);
    else
        lt_error_hint(err, "help() lists the functions");
    return LT_ENOTFOUND;
}

/* Optimal string alignment: Damerau-Levenshtein where no piece is edited twice. */
#include "core/nearest.h"

#include <stdbool.h>
#include <string.h>

enum { MOST = 64 };

static char lower(char c) { return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c); }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

size_t lt_edit_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t rows[3][MOST + 1], *before = rows[0], *last = rows[1], *now = rows[2];
    if (a_len > MOST || b_len > MOST) return a_len > b_len ? a_len : b_len;

    for (size_t j = 0; j <= b_len; j++) last[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        now[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + !same);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[b_len];
}

/* The beginning of at least three letters that one shares with the whole of the other. */
static bool begins(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t n = least(a_len, b_len);
    if (n < 3) return false;
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

static const char *item(const void *context, size_t i) { return ((const char *const *)context)[i]; }

const char *lt_nearest(const char *name, const char *const *candidates, size_t n)
{
    return lt_nearest_of(name, item, candidates, n);
}

const char *lt_nearest_of(const char *name, const char *(*get)(const void *context, size_t i),
                          const void *context, size_t n)
{
    const char *best = NULL, *start = NULL;
    size_t      best_distance = 0, len = strlen(name);

    for (size_t i = 0; i < n; i++) {
        const char *candidate = get(context, i);
        if (!candidate) continue;
        size_t other = strlen(candidate);
        size_t distance = lt_edit_distance(name, len, candidate, other);
        size_t enough = (len > other ? len : other) / 3;
        if (!start && begins(name, len, candidate, other)) start = candidate;
        if (distance > (enough ? enough : 1) || distance >= (len > other ? len : other)) {
            if (distance != 0) continue;
        }
        if (best && distance >= best_distance) continue;
        best = candidate;
        best_distance = distance;
    }
    return best ? best : start;
}

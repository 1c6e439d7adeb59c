/* Ranks are narrowed down: two values of a small sample enclose the wanted one with a good chance,
 * and one pass without a branch keeps what lies between them. Where that does not help (many equal
 * values) three-way partitions end it. */
#include "kernel/select.h"

#include <string.h>

/* SMALL: values that are sorted at once; of a sample of SAMPLE, those MARGIN ranks away are taken:
 * one pair in twenty misses. TRIES: passes that may be in vain. */
enum { SMALL = 40, SAMPLE = 24, MARGIN = 5, TRIES = 4, POLL = 1 << 20 };

lt_status lt_select_open(lt_select *s, const lt_agg_list *list, size_t width, lt_mem *mem,
                         const lt_cancel *cancel, lt_error *err)
{
    size_t bytes = 2 * (size_t)list->count * width;
    *s = (lt_select){.mem = mem, .n = list->count, .bytes = bytes, .cancel = cancel};
    s->values = lt_mem_resize(mem, NULL, 0, bytes);
    if (!s->values) return lt_mem_refused(mem, bytes, "the values of a percentile", err);
    lt_agg_list_gather(s->values, list, width);
    return LT_OK;
}

void lt_select_close(lt_select *s) { lt_mem_free(s->mem, s->values, s->bytes); }

/* One of [low, high], by chance, but always the same: no order of values makes selection slow. */
static inline int64_t any_of(uint64_t *chance, int64_t low, int64_t high)
{
    *chance = *chance * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (int64_t)((*chance >> 16) % (uint64_t)(high - low + 1));
}

#define SORT(name, T)                                                \
    static void name(T *v, int64_t n)                                \
    {                                                                \
        for (int64_t i = 1; i < n; i++) {                            \
            T       x = v[i];                                        \
            int64_t at = i;                                          \
            for (; at > 0 && v[at - 1] > x; at--) v[at] = v[at - 1]; \
            v[at] = x;                                               \
        }                                                            \
    }
SORT(sort_long, int64_t)
SORT(sort_wide, lt_i128)

/* Loops for both widths are macros. NOLINTBEGIN(readability-function-size) */

/* Puts the value of rank k into place k of v[0, n), smaller ones before it and larger ones
 * behind: three-way partitions around the middle of three, so that equal values end it. */
#define PARTITION(name, sort, T)                                                               \
    static lt_status name(T *v, int64_t n, int64_t k, const lt_cancel *c, lt_error *e)         \
    {                                                                                          \
        int64_t  low = 0, high = n - 1, steps = 0;                                             \
        uint64_t chance = 1;                                                                   \
        while (high - low > SMALL) {                                                           \
            int64_t less = low, i = low, more = high;                                          \
            T       a = v[any_of(&chance, low, high)];                                         \
            T       b = v[any_of(&chance, low, high)];                                         \
            T       d = v[any_of(&chance, low, high)];                                         \
            T       pivot = a < b ? (b < d ? b : a < d ? d : a) : (a < d ? a : b < d ? d : b); \
            while (i <= more) {                                                                \
                T x = v[i];                                                                    \
                if (++steps % POLL == 0) LT_TRY(lt_cancel_check(c, e));                        \
                if (x < pivot) {                                                               \
                    v[i++] = v[less];                                                          \
                    v[less++] = x;                                                             \
                } else if (x > pivot) {                                                        \
                    v[i] = v[more];                                                            \
                    v[more--] = x;                                                             \
                } else {                                                                       \
                    i++;                                                                       \
                }                                                                              \
            }                                                                                  \
            if (k >= less && k <= more) return LT_OK;                                          \
            if (k < less)                                                                      \
                high = less - 1;                                                               \
            else                                                                               \
                low = more + 1;                                                                \
        }                                                                                      \
        sort(v + low, high - low + 1);                                                         \
        return LT_OK;                                                                          \
    }
PARTITION(partition_long, sort_long, int64_t)
PARTITION(partition_wide, sort_wide, lt_i128)

/* NOLINTEND(readability-function-size) */

/* ---- narrowing ---- */

/* Values among which those of ranks k and k + 1 are; from is where they lie, to is room. */
typedef struct narrowing {
    int64_t *from, *to;
    int64_t  n, k;
    int64_t  low, high;   /* the bounds of a pass, … */
    int64_t  below, kept; /* … how many were under them, and between them */
    uint64_t chance;
} narrowing;

static void choose_bounds(narrowing *w)
{
    int64_t sample[SAMPLE];
    for (int i = 0; i < SAMPLE; i++) sample[i] = w->from[any_of(&w->chance, 0, w->n - 1)];
    sort_long(sample, SAMPLE);
    int64_t at = (int64_t)((double)w->k / (double)w->n * SAMPLE);
    w->low = at < MARGIN ? INT64_MIN : sample[at - MARGIN];
    w->high = at + MARGIN >= SAMPLE ? INT64_MAX : sample[at + MARGIN];
}

static lt_status keep_between(narrowing *w, const lt_cancel *cancel, lt_error *err)
{
    int64_t low = w->low, high = w->high, below = 0, kept = 0, *to = w->to;
    for (int64_t start = 0; start < w->n; start += POLL) {
        int64_t end = w->n - start < POLL ? w->n : start + POLL;
        LT_TRY(lt_cancel_check(cancel, err));
        for (int64_t i = start; i < end; i++) {
            int64_t x = w->from[i];
            below += x < low;
            to[kept] = x;
            kept += (x >= low) & (x <= high);
        }
    }
    w->below = below;
    w->kept = kept;
    return LT_OK;
}

/* Whether what was kept has the wanted ranks and is worth going on with. */
static bool is_narrower(const narrowing *w)
{
    int64_t last = w->k + 1 < w->n ? w->k + 1 : w->k;
    return w->below <= w->k && last < w->below + w->kept && w->kept <= w->n / 2;
}

/* Among the last ones, which may change places. */
static lt_status finish(int64_t out[2], const narrowing *w, const lt_cancel *cancel, lt_error *err)
{
    int64_t *v = w->from;
    LT_TRY(partition_long(v, w->n, w->k, cancel, err));
    out[0] = v[w->k];
    if (w->k + 1 >= w->n) return LT_OK;
    out[1] = v[w->k + 1];
    for (int64_t i = w->k + 2; i < w->n; i++) out[1] = v[i] < out[1] ? v[i] : out[1];
    return LT_OK;
}

lt_status lt_select_pair(int64_t out[2], lt_select *s, int64_t k, lt_error *err)
{
    int64_t  *values = s->values;
    narrowing w = {.from = values, .to = values + s->n, .n = s->n, .k = k, .chance = 1};
    for (int vain = 0; w.n > SMALL && vain < TRIES;) {
        choose_bounds(&w);
        LT_TRY(keep_between(&w, s->cancel, err));
        if (!is_narrower(&w)) {
            vain++;
            continue;
        }
        /* Each time at most half is kept, so that as many fit behind it. */
        w.from = w.to;
        w.to += w.kept;
        w.k -= w.below;
        w.n = w.kept;
    }
    return finish(out, &w, s->cancel, err);
}

lt_status lt_select_wide(lt_i128 *out, lt_select *s, int64_t k, lt_error *err)
{
    lt_i128 *v = s->values;
    LT_TRY(partition_wide(v, s->n, k, s->cancel, err));
    *out = v[k];
    return LT_OK;
}

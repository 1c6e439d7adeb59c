/* exact_rows.c — a block of doubles into exact sums: first all become 128-bit numbers, by the
 * machine's widest loop, then each is two additions. */
#include "kernel/exact.h"
#include "kernel/kernel.h"

enum { AHEAD = 16 };

typedef struct fixed {
    uint64_t low[LT_BLOCK], high[LT_BLOCK];
} fixed;

static inline lt_exact_sum *sum_of(void *sums, size_t stride, const int32_t *groups, int32_t i)
{
    return lt_agg_state(sums, stride, groups, i);
}

/* All values are below 2^51: a block of them adds less than 2^124 units to a sum within 2^126, so
 * that none wraps, and limits are looked at once, afterwards. Whether some sum is beyond its own.
 */
static inline __attribute__((always_inline)) bool
add_fixed(void *sums, size_t stride, const int32_t *groups, const fixed *f, int32_t n, bool far)
{
    uint64_t beyond = 0;
    for (int32_t i = 0; i < n; i++) {
        if (far) lt_agg_prefetch(sums, stride, sizeof(lt_exact_sum), groups, i + AHEAD, n);
        lt_exact_sum     *s = sum_of(sums, stride, groups, i);
        unsigned __int128 sum = ((unsigned __int128)s->high << 64 | s->low) +
                                ((unsigned __int128)f->high[i] << 64 | f->low[i]);
        s->low = (uint64_t)sum;
        s->high = (uint64_t)(sum >> 64);
        s->tally += LT_SUM_ONE;
        beyond |= s->high ^ s->high << 1;
    }
    return beyond >> 63;
}

/* One sum stays in registers. */
static bool add_all(lt_exact_sum *s, const fixed *f, int32_t n)
{
    unsigned __int128 sum = (unsigned __int128)s->high << 64 | s->low;
    for (int32_t i = 0; i < n; i++) sum += (unsigned __int128)f->high[i] << 64 | f->low[i];
    s->low = (uint64_t)sum;
    s->high = (uint64_t)(sum >> 64);
    s->tally += LT_SUM_ONE * (uint64_t)n;
    return (s->high ^ s->high << 1) >> 63;
}

static lt_status settle_all(void *sums, size_t stride, const int32_t *groups, int32_t n,
                            lt_agg_heap *heap, lt_error *err)
{
    for (int32_t i = 0; i < n; i++)
        LT_TRY(lt_exact_settle(sum_of(sums, stride, groups, i), heap, err));
    return LT_OK;
}

static lt_status add_slowly(void *sums, size_t stride, const int32_t *groups, const double *x,
                            int32_t n, lt_agg_heap *heap, lt_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        lt_exact_sum *s = sum_of(sums, stride, groups, i);
        LT_TRY(lt_exact_add(s, x[i], heap, err));
        s->tally += LT_SUM_ONE;
    }
    return LT_OK;
}

/* The parameters are those of the loop that calls it. NOLINTBEGIN(readability-function-size) */
lt_status lt_exact_add_rows(void *sums, size_t stride, const int32_t *groups, const double *x,
                            int32_t n, bool far, lt_agg_heap *heap, lt_error *err)
{
    fixed f;
    if (!lt_loops_get()->fix_f64(f.low, f.high, x, n))
        return add_slowly(sums, stride, groups, x, n, heap, err);
    bool beyond = !groups ? add_all(sums, &f, n)
                  : far   ? add_fixed(sums, stride, groups, &f, n, true)
                          : add_fixed(sums, stride, groups, &f, n, false);
    return beyond ? settle_all(sums, stride, groups, n, heap, err) : LT_OK;
}
/* NOLINTEND(readability-function-size) */

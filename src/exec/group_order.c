/* Places are dealt into ranges of first rows by all workers, then each range is sorted by itself.
 */
#include "exec/group_order.h"

#include "core/pages.h"

enum { RANGES = 1024, FEW = 1 << 14, POLL = 1 << 16 };

typedef struct ordering {
    lt_group_op    *o;
    lt_group_place *to, *spare;
    int64_t         bases[LT_GROUP_PARTS + 1]; /* where a result's places begin in spare */
    int64_t         leasts[LT_GROUP_PARTS], mosts[LT_GROUP_PARTS]; /* first rows of each result */
    int64_t         least;
    int             shift;  /* from first - least to its range */
    int64_t        *starts; /* result_count * RANGES: where a result's places go */
    int64_t         ends[RANGES];
    atomic_int      next;
} ordering;

static int64_t rows_of(const lt_group_op *o, int32_t result)
{
    return (int64_t)(o->results[result].len / o->shape.stride);
}

static const lt_group_row *row_of(const lt_group_op *o, int32_t result, int64_t row)
{
    return lt_group_row_at(&o->shape, o->results[result].data, row);
}

static int32_t range_of(const ordering *d, int64_t first)
{
    return (int32_t)((uint64_t)(first - d->least) >> d->shift);
}

/* ---- sorting a range ---- */

static bool is_ordered(const lt_group_place *p, int64_t n)
{
    for (int64_t i = 1; i < n; i++)
        if (p[i - 1].first > p[i].first) return false;
    return true;
}

/* By one byte; false: all have the same, nothing was done. */
static bool radix_pass(lt_group_place *b, const lt_group_place *a, int64_t n, int shift)
{
    int64_t starts[256] = {0}, sum = 0;
    for (int64_t i = 0; i < n; i++) starts[(uint64_t)a[i].first >> shift & 255]++;
    if (starts[(uint64_t)a[0].first >> shift & 255] == n) return false;
    for (int i = 0; i < 256; i++) {
        int64_t here = starts[i];
        starts[i] = sum;
        sum += here;
    }
    for (int64_t i = 0; i < n; i++) b[starts[(uint64_t)a[i].first >> shift & 255]++] = a[i];
    return true;
}

/* Ordinals are not negative, so their bytes order them. */
static void sort_range(lt_group_place *p, lt_group_place *spare, int64_t n)
{
    lt_group_place *a = p, *b = spare;
    if (is_ordered(p, n)) return;
    for (int shift = 0; shift < 64; shift += 8) {
        if (!radix_pass(b, a, n, shift)) continue;
        lt_group_place *swap = a;
        a = b;
        b = swap;
    }
    if (a != p) memcpy(p, a, (size_t)n * sizeof(*p));
}

static lt_status sort_ranges(void *arg, int32_t worker, lt_error *err)
{
    ordering *d = arg;
    (void)worker;
    for (int32_t r; (r = atomic_fetch_add(&d->next, 1)) < RANGES;) {
        int64_t start = r ? d->ends[r - 1] : 0;
        LT_TRY(lt_exec_check(d->o->op.x, err));
        if (d->ends[r] > start + 1) sort_range(d->to + start, d->spare + start, d->ends[r] - start);
    }
    return LT_OK;
}

/* ---- dealing ---- */

static lt_status list_result(ordering *d, int32_t r, lt_error *err)
{
    lt_group_place *list = d->spare + d->bases[r];
    int64_t         least = INT64_MAX, most = 0;
    for (int64_t i = 0; i < rows_of(d->o, r); i++) {
        int64_t first = row_of(d->o, r, i)->first;
        if (i % POLL == 0) LT_TRY(lt_exec_check(d->o->op.x, err));
        if (first < least) least = first;
        if (first > most) most = first;
        list[i] = (lt_group_place){.first = first, .result = r, .row = (int32_t)i};
    }
    d->leasts[r] = least;
    d->mosts[r] = most;
    return LT_OK;
}

static lt_status list_results(void *arg, int32_t worker, lt_error *err)
{
    ordering *d = arg;
    (void)worker;
    for (int32_t r; (r = atomic_fetch_add(&d->next, 1)) < d->o->result_count;)
        LT_TRY(list_result(d, r, err));
    return LT_OK;
}

static void choose_ranges(ordering *d)
{
    int64_t most = 0;
    d->least = INT64_MAX;
    for (int32_t r = 0; r < d->o->result_count; r++) {
        if (d->leasts[r] < d->least) d->least = d->leasts[r];
        if (d->mosts[r] > most) most = d->mosts[r];
    }
    while ((uint64_t)(most - d->least) >> d->shift >= RANGES) d->shift++;
}

static lt_status count_result(ordering *d, int32_t r, lt_error *err)
{
    int64_t *counts = d->starts + (int64_t)r * RANGES;
    for (int64_t i = d->bases[r]; i < d->bases[r + 1]; i++) {
        if (i % POLL == 0) LT_TRY(lt_exec_check(d->o->op.x, err));
        counts[range_of(d, d->spare[i].first)]++;
    }
    return LT_OK;
}

static lt_status count_ranges(void *arg, int32_t worker, lt_error *err)
{
    ordering *d = arg;
    (void)worker;
    for (int32_t r; (r = atomic_fetch_add(&d->next, 1)) < d->o->result_count;)
        LT_TRY(count_result(d, r, err));
    return LT_OK;
}

static void add_up(ordering *d)
{
    int64_t sum = 0;
    for (int32_t range = 0; range < RANGES; range++) {
        for (int32_t r = 0; r < d->o->result_count; r++) {
            int64_t *at = &d->starts[(int64_t)r * RANGES + range], here = *at;
            *at = sum;
            sum += here;
        }
        d->ends[range] = sum;
    }
}

static lt_status deal_result(ordering *d, int32_t r, lt_error *err)
{
    int64_t *starts = d->starts + (int64_t)r * RANGES;
    for (int64_t i = d->bases[r]; i < d->bases[r + 1]; i++) {
        if (i % POLL == 0) LT_TRY(lt_exec_check(d->o->op.x, err));
        d->to[starts[range_of(d, d->spare[i].first)]++] = d->spare[i];
    }
    return LT_OK;
}

static lt_status deal(void *arg, int32_t worker, lt_error *err)
{
    ordering *d = arg;
    (void)worker;
    for (int32_t r; (r = atomic_fetch_add(&d->next, 1)) < d->o->result_count;)
        LT_TRY(deal_result(d, r, err));
    return LT_OK;
}

static lt_status in_turn(ordering *d, lt_pool_task *task, lt_error *err)
{
    atomic_store(&d->next, 0);
    return lt_op_pool(&d->o->op, task, d, err);
}

static lt_status order_many(ordering *d, lt_error *err)
{
    LT_TRY(in_turn(d, list_results, err));
    choose_ranges(d);
    LT_TRY(in_turn(d, count_ranges, err));
    add_up(d);
    LT_TRY(lt_pages_touch(d->to, (size_t)d->bases[d->o->result_count] * sizeof(*d->to),
                          d->o->op.x->run.cancel, err));
    LT_TRY(in_turn(d, deal, err));
    return in_turn(d, sort_ranges, err);
}

static lt_status order_few(ordering *d, int64_t count, lt_error *err)
{
    for (int32_t r = 0; r < d->o->result_count; r++) LT_TRY(list_result(d, r, err));
    if (count) memcpy(d->to, d->spare, (size_t)count * sizeof(*d->to));
    if (count) sort_range(d->to, d->spare, count);
    return LT_OK;
}

static lt_status run(ordering *d, int64_t count, lt_error *err)
{
    lt_mem *mem = d->o->op.mem;
    size_t  places = (size_t)count * sizeof(*d->to) + 1;
    size_t  starts = (size_t)d->o->result_count * RANGES * sizeof(*d->starts);
    d->spare = lt_mem_resize(mem, NULL, 0, places);
    d->starts = lt_mem_zeroed(mem, starts, 1);
    lt_status status = LT_OK;
    if (!d->spare || !d->starts)
        status = lt_op_refused(&d->o->op, places + starts, "the order of groups", err);
    else if (count > FEW)
        status = order_many(d, err);
    else
        status = order_few(d, count, err);
    lt_mem_free(mem, d->spare, places);
    lt_mem_free(mem, d->starts, starts);
    return status;
}

lt_status lt_group_order(lt_group_place **out, int64_t *count, lt_group_op *o, lt_error *err)
{
    lt_mem   *mem = o->op.mem;
    size_t    bytes = sizeof(ordering);
    ordering *d = lt_mem_zeroed(mem, bytes, 1);
    if (!d) return lt_op_refused(&o->op, bytes, "the order of groups", err);
    for (int32_t r = 0; r < o->result_count; r++) d->bases[r + 1] = d->bases[r] + rows_of(o, r);
    int64_t all = d->bases[o->result_count];
    size_t  places = (size_t)all * sizeof(*d->to) + 1;
    d->o = o;
    d->to = lt_mem_resize(mem, NULL, 0, places);
    lt_status status =
        d->to ? run(d, all, err) : lt_op_refused(&o->op, places, "the order of groups", err);
    *out = d->to;
    *count = all;
    lt_mem_free(mem, d, bytes);
    if (!status) return LT_OK;
    lt_mem_free(mem, *out, places);
    *out = NULL;
    return status;
}

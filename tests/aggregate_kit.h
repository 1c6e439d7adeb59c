/* aggregate_kit.h — aggregates as plain loops over the rows of a group: slow and obvious. */
#ifndef LT_TESTS_AGGREGATE_KIT_H
#define LT_TESTS_AGGREGATE_KIT_H

#include "tests/exec_kit.h"

/* ---- the rows of a group ---- */

typedef struct rows {
    const lt_table *t;
    int64_t        *at;
    int64_t         n;
} rows;

static inline lt_value cell(const rows *r, int64_t i, int c)
{
    return lt_table_value(r->t, r->at[i], c);
}
static inline lt_value null_of(void) { return (lt_value){.null = true}; }
static inline lt_value whole(int64_t i) { return (lt_value){.type = LT_TYPE(I64), .i = i}; }
static inline lt_value real(double f) { return (lt_value){.type = LT_TYPE(F64), .f = f}; }

static inline double number(lt_value v)
{
    if (v.type.id == LT_F64) return v.f;
    return v.type.id == LT_DECIMAL ? (double)v.d / 100 : (double)v.i;
}

static inline bool same(lt_value a, lt_value b)
{
    if (a.null || b.null) return a.null == b.null;
    return lt_value_compare(a, b) == 0;
}

/* Values of a column that are not null, in order of the input: freed by the caller. */
static inline lt_value *values_of(const rows *r, int c, int64_t *n)
{
    lt_value *list = malloc((size_t)(r->n + 1) * sizeof(*list));
    *n = 0;
    for (int64_t i = 0; i < r->n; i++)
        if (!cell(r, i, c).null) list[(*n)++] = cell(r, i, c);
    return list;
}

static inline int by_value(const void *a, const void *b)
{
    return lt_value_compare(*(const lt_value *)a, *(const lt_value *)b);
}

static inline lt_value *sorted_of(const rows *r, int c, int64_t *n)
{
    lt_value *list = values_of(r, c, n);
    qsort(list, (size_t)*n, sizeof(*list), by_value);
    return list;
}

/* ---- one reference an aggregate; p: its constant ---- */

typedef lt_value reference(const rows *r, int x, int y, double p);

static inline lt_value ref_count_pairs(const rows *r, int x, int y, double p)
{
    int64_t n = 0;
    (void)p;
    for (int64_t i = 0; i < r->n; i++) {
        if (cell(r, i, x).null || cell(r, i, y).null) continue;
        bool seen = false;
        for (int64_t k = 0; k < i && !seen; k++)
            seen = !cell(r, k, x).null && !cell(r, k, y).null &&
                   same(cell(r, k, x), cell(r, i, x)) && same(cell(r, k, y), cell(r, i, y));
        n += !seen;
    }
    return whole(n);
}

static inline lt_value ref_count_both(const rows *r, int x, int y, double p)
{
    int64_t n = 0;
    (void)p;
    for (int64_t i = 0; i < r->n; i++) n += !cell(r, i, x).null && !cell(r, i, y).null;
    return whole(n);
}

static inline lt_value ref_rows(const rows *r, int x, int y, double p)
{
    (void)x, (void)y, (void)p;
    return whole(r->n);
}

static inline lt_value ref_different(const rows *r, int x, int y, double p)
{
    int64_t   n, different = 0;
    lt_value *v = sorted_of(r, x, &n);
    (void)y, (void)p;
    for (int64_t i = 0; i < n; i++) different += i == 0 || !same(v[i - 1], v[i]);
    free(v);
    return whole(different);
}

static inline lt_value sum_of(const rows *r, int x, bool distinct)
{
    int64_t   n;
    lt_value *v = sorted_of(r, x, &n), all = whole(0);
    for (int64_t i = 0; i < n; i++)
        if (!distinct || i == 0 || !same(v[i - 1], v[i])) all.i += v[i].i;
    all.null = n == 0;
    free(v);
    return all;
}

static inline lt_value ref_sum(const rows *r, int x, int y, double p)
{
    (void)y, (void)p;
    return sum_of(r, x, false);
}

static inline lt_value ref_sum_distinct(const rows *r, int x, int y, double p)
{
    (void)y, (void)p;
    return sum_of(r, x, true);
}

static inline lt_value ref_avg_distinct(const rows *r, int x, int y, double p)
{
    lt_value all = sum_of(r, x, true), n = ref_different(r, x, y, p);
    return all.null ? null_of() : real((double)all.i / (double)n.i);
}

/* Moments in 113 bits, about a mean that is computed first. */
typedef struct moments {
    int64_t    n;
    __float128 mx, my, xx, yy, xy, x3, x4;
} moments;

static inline moments moments_of(const rows *r, int x, int y)
{
    moments m = {0};
    for (int64_t i = 0; i < r->n; i++) {
        if (cell(r, i, x).null || cell(r, i, y).null) continue;
        m.n++;
        m.mx += number(cell(r, i, x));
        m.my += number(cell(r, i, y));
    }
    m.mx /= m.n ? m.n : 1;
    m.my /= m.n ? m.n : 1;
    for (int64_t i = 0; i < r->n; i++) {
        if (cell(r, i, x).null || cell(r, i, y).null) continue;
        __float128 a = number(cell(r, i, x)) - m.mx, b = number(cell(r, i, y)) - m.my;
        m.xx += a * a;
        m.yy += b * b;
        m.xy += a * b;
        m.x3 += a * a * a;
        m.x4 += a * a * a * a;
    }
    return m;
}

static inline lt_value ref_var_samp(const rows *r, int x, int y, double p)
{
    moments m = moments_of(r, x, x);
    (void)y, (void)p;
    return m.n < 2 ? null_of() : real((double)(m.xx / (m.n - 1)));
}

static inline lt_value ref_stddev_pop(const rows *r, int x, int y, double p)
{
    moments m = moments_of(r, x, x);
    (void)y, (void)p;
    return m.n < 1 ? null_of() : real(sqrt((double)(m.xx / m.n)));
}

static inline lt_value ref_skewness(const rows *r, int x, int y, double p)
{
    moments m = moments_of(r, x, x);
    (void)y, (void)p;
    return m.xx == 0 ? null_of() : real((double)m.x3 * sqrt((double)m.n) / pow((double)m.xx, 1.5));
}

static inline lt_value ref_kurtosis(const rows *r, int x, int y, double p)
{
    moments m = moments_of(r, x, x);
    (void)y, (void)p;
    return m.xx == 0 ? null_of() : real((double)(m.n * m.x4 / (m.xx * m.xx) - 3));
}

static inline lt_value ref_covar_pop(const rows *r, int x, int y, double p)
{
    moments m = moments_of(r, x, y);
    (void)p;
    return m.n < 1 ? null_of() : real((double)(m.xy / m.n));
}

static inline lt_value ref_corr(const rows *r, int x, int y, double p)
{
    moments m = moments_of(r, x, y);
    (void)p;
    if (m.n < 2 || m.xx == 0 || m.yy == 0) return null_of();
    return real((double)m.xy / sqrt((double)m.xx * (double)m.yy));
}

static inline lt_value ref_slope(const rows *r, int y, int x, double p)
{
    moments m = moments_of(r, x, y);
    (void)p;
    return m.xx == 0 ? null_of() : real((double)(m.xy / m.xx));
}

static inline lt_value ref_intercept(const rows *r, int y, int x, double p)
{
    moments m = moments_of(r, x, y);
    (void)p;
    return m.xx == 0 ? null_of() : real((double)(m.my - m.xy / m.xx * m.mx));
}

static inline double between(const double *v, int64_t n, double p)
{
    double  at = (double)(n - 1) * p;
    int64_t k = (int64_t)floor(at);
    if (floor(at) == at || v[k] == v[k + 1]) return v[k];
    return (floor(at) + 1 - at) * v[k] + (at - floor(at)) * v[k + 1];
}

static inline lt_value ref_percentile(const rows *r, int x, int y, double p)
{
    int64_t   n;
    lt_value *v = sorted_of(r, x, &n);
    double   *list = malloc((size_t)(n + 1) * sizeof(*list));
    (void)y;
    for (int64_t i = 0; i < n; i++) list[i] = number(v[i]);
    lt_value got = n ? real(between(list, n, p)) : null_of();
    free(v);
    free(list);
    return got;
}

static inline int by_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Every value as often as y mod 5 says. */
static inline lt_value ref_weighted(const rows *r, int x, int y, double p)
{
    double *list = malloc((size_t)(5 * r->n + 1) * sizeof(*list));
    int64_t n = 0;
    for (int64_t i = 0; i < r->n; i++) {
        if (cell(r, i, x).null || cell(r, i, y).null) continue;
        int64_t times = ((cell(r, i, y).i % 5) + 5) % 5;
        for (int64_t k = 0; k < times; k++) list[n++] = number(cell(r, i, x));
    }
    qsort(list, (size_t)n, sizeof(*list), by_double);
    lt_value got = n ? real(between(list, n, p)) : null_of();
    free(list);
    return got;
}

static inline lt_value ref_element(const rows *r, int x, int y, double p)
{
    int64_t   n;
    lt_value *v = sorted_of(r, x, &n), got = null_of();
    int64_t   k = (int64_t)ceil(p * (double)n);
    (void)y;
    if (n) got = v[k > 0 ? k - 1 : 0];
    free(v);
    return got;
}

static inline lt_value ref_mode(const rows *r, int x, int y, double p)
{
    int64_t   n, most = 0, run = 0;
    lt_value *v = sorted_of(r, x, &n), got = null_of();
    (void)y, (void)p;
    for (int64_t i = 0; i < n; i++) {
        run = i && same(v[i - 1], v[i]) ? run + 1 : 1;
        if (run <= most) continue;
        most = run;
        got = v[i];
    }
    free(v);
    return got;
}

static inline lt_value extreme_by(const rows *r, int x, int by, int sign)
{
    int64_t best = -1;
    for (int64_t i = 0; i < r->n; i++) {
        if (cell(r, i, by).null) continue;
        if (best < 0 || sign * lt_value_compare(cell(r, i, by), cell(r, best, by)) > 0) best = i;
    }
    return best < 0 ? null_of() : cell(r, best, x);
}

static inline lt_value ref_max_by(const rows *r, int x, int y, double p)
{
    (void)p;
    return extreme_by(r, x, y, 1);
}

static inline lt_value ref_min_by(const rows *r, int x, int y, double p)
{
    (void)p;
    return extreme_by(r, x, y, -1);
}

/* x of the row that p others are better than. */
static inline lt_value best_by(const rows *r, int x, int by, int sign, double p)
{
    for (int64_t i = 0; i < r->n; i++) {
        int64_t  better = 0;
        lt_value mine = cell(r, i, by);
        for (int64_t k = 0; k < r->n && !mine.null; k++) {
            if (cell(r, k, by).null) continue;
            int order = sign * lt_value_compare(cell(r, k, by), mine);
            better += order > 0 || (order == 0 && k < i);
        }
        if (!mine.null && (double)better == p) return cell(r, i, x);
    }
    return null_of();
}

static inline lt_value ref_max_by_place(const rows *r, int x, int y, double p)
{
    return best_by(r, x, y, 1, p);
}

static inline lt_value ref_min_by_place(const rows *r, int x, int y, double p)
{
    return best_by(r, x, y, -1, p);
}

static inline lt_value ref_min(const rows *r, int x, int y, double p)
{
    (void)y, (void)p;
    return extreme_by(r, x, x, -1);
}

static inline lt_value ref_first_present(const rows *r, int x, int y, double p)
{
    (void)y, (void)p;
    for (int64_t i = 0; i < r->n; i++)
        if (!cell(r, i, x).null) return cell(r, i, x);
    return null_of();
}

static inline lt_value ref_last_present(const rows *r, int x, int y, double p)
{
    (void)y, (void)p;
    for (int64_t i = r->n - 1; i >= 0; i--)
        if (!cell(r, i, x).null) return cell(r, i, x);
    return null_of();
}

static inline lt_value ref_last(const rows *r, int x, int y, double p)
{
    (void)y, (void)p;
    return r->n ? cell(r, r->n - 1, x) : null_of();
}

static inline lt_value ref_every(const rows *r, int x, int y, double p)
{
    lt_value all = {.type = LT_TYPE(BOOL), .b = true, .null = true};
    (void)y, (void)p;
    for (int64_t i = 0; i < r->n; i++)
        if (!cell(r, i, x).null) all.b = all.b && cell(r, i, x).b, all.null = false;
    return all;
}

static inline lt_value ref_xor(const rows *r, int x, int y, double p)
{
    lt_value all = {.type = LT_TYPE(I32), .null = true};
    (void)y, (void)p;
    for (int64_t i = 0; i < r->n; i++)
        if (!cell(r, i, x).null) all.i ^= cell(r, i, x).i, all.null = false;
    return all;
}

/* Static text: good until the next call. p: only the first of equal ones. */
static inline lt_value ref_joined(const rows *r, int x, int y, double p)
{
    static lt_buf text = {0};
    lt_error      err;
    bool          any = false;
    (void)y;
    lt_buf_clear(&text);
    text.mem = lt_mem_default();
    for (int64_t i = 0; i < r->n; i++) {
        lt_value v = cell(r, i, x);
        bool     again = false;
        if (v.null) continue;
        for (int64_t k = 0; p > 0 && k < i && !again; k++) again = same(cell(r, k, x), v);
        if (again) continue;
        if (any) CHECK_OK(lt_buf_text(&text, ", ", &err), &err);
        CHECK_OK(lt_buf_add(&text, v.s.bytes, (size_t)v.s.len, &err), &err);
        any = true;
    }
    if (!any) return null_of();
    return (lt_value){.type = LT_TYPE(STRING), .s = {text.data, (int32_t)text.len}};
}

/* Texts of x in descending order of y, nulls last; of equal ones the first row first. */
static inline lt_value ref_joined_by(const rows *r, int x, int y, double p)
{
    rows     sorted = {.t = r->t, .at = malloc((size_t)(r->n + 1) * sizeof(int64_t))};
    lt_value got;
    for (int64_t i = 0; i < r->n; i++) {
        lt_value v = cell(r, i, y);
        int64_t  at = sorted.n++;
        while (at > 0) {
            lt_value before = cell(&sorted, at - 1, y);
            bool     later = before.null ? !v.null : !v.null && lt_value_compare(before, v) < 0;
            if (!later) break;
            sorted.at[at] = sorted.at[at - 1];
            at--;
        }
        sorted.at[at] = r->at[i];
    }
    got = ref_joined(&sorted, x, y, p);
    free(sorted.at);
    return got;
}

#endif

/* agg_moment.c — variance, skewness, kurtosis; covariance, correlation and linear regression.
 *
 * The sums are exact (power.h); what is done with the moments about the mean is Spark's
 * arithmetic, so that small examples agree to the last digit.
 *
 * Source   Spark 4 CentralMomentAgg, Covariance, Corr, linearRegression (one row: null, also
 *          for a correlation with something constant)
 */
#include "kernel/agg.h"
#include "kernel/power.h"

#include <math.h>
#include <string.h>

/* The parameters are those of lt_agg_ops. NOLINTBEGIN(readability-function-size) */

/* What is read from a state with rows; false: null. */
typedef bool read_fn(double *out, const lt_power_state *s);

static double count_of(const lt_power_state *s) { return (double)lt_power_count(s); }

/* ---- one variable ---- */

static bool read_var_pop(double *out, const lt_power_state *s)
{
    *out = lt_power_moment(s, &lt_powers_2, 2) / count_of(s);
    return true;
}

static bool read_var_samp(double *out, const lt_power_state *s)
{
    *out = lt_power_moment(s, &lt_powers_2, 2) / (count_of(s) - 1);
    return lt_power_count(s) > 1;
}

static bool read_stddev_pop(double *out, const lt_power_state *s)
{
    if (!read_var_pop(out, s)) return false;
    *out = sqrt(*out);
    return true;
}

static bool read_stddev_samp(double *out, const lt_power_state *s)
{
    if (!read_var_samp(out, s)) return false;
    *out = sqrt(*out);
    return true;
}

static bool read_skewness(double *out, const lt_power_state *s)
{
    double m2 = lt_power_moment(s, &lt_powers_3, 2), m3 = lt_power_moment(s, &lt_powers_3, 3);
    *out = sqrt(count_of(s)) * m3 / sqrt(m2 * m2 * m2);
    return m2 != 0;
}

static bool read_kurtosis(double *out, const lt_power_state *s)
{
    double m2 = lt_power_moment(s, &lt_powers_4, 2), m4 = lt_power_moment(s, &lt_powers_4, 4);
    *out = count_of(s) * m4 / (m2 * m2) - 3;
    return m2 != 0;
}

/* ---- pairs: the first argument is 0, the second 1; of regressions y and x ---- */

static bool read_covar_pop(double *out, const lt_power_state *s)
{
    *out = lt_power_comoment(s, 0, 1) / count_of(s);
    return true;
}

static bool read_covar_samp(double *out, const lt_power_state *s)
{
    *out = lt_power_comoment(s, 0, 1) / (count_of(s) - 1);
    return lt_power_count(s) > 1;
}

static bool read_corr(double *out, const lt_power_state *s)
{
    double a = lt_power_comoment(s, 0, 0), b = lt_power_comoment(s, 1, 1);
    *out = lt_power_comoment(s, 0, 1) / sqrt(a * b);
    return lt_power_count(s) > 1 && a != 0 && b != 0;
}

static bool read_regr_sxx(double *out, const lt_power_state *s)
{
    *out = lt_power_comoment(s, 1, 1);
    return true;
}

static bool read_regr_syy(double *out, const lt_power_state *s)
{
    *out = lt_power_comoment(s, 0, 0);
    return true;
}

static bool read_regr_sxy(double *out, const lt_power_state *s)
{
    *out = lt_power_comoment(s, 0, 1);
    return true;
}

static bool read_regr_slope(double *out, const lt_power_state *s)
{
    double sxx = lt_power_comoment(s, 1, 1);
    *out = lt_power_comoment(s, 0, 1) / sxx;
    return sxx != 0;
}

static bool read_regr_intercept(double *out, const lt_power_state *s)
{
    double slope;
    if (!read_regr_slope(&slope, s)) return false;
    *out = lt_power_mean(s, &lt_powers_pair, 0) - slope * lt_power_mean(s, &lt_powers_pair, 1);
    return true;
}

static bool read_regr_r2(double *out, const lt_power_state *s)
{
    if (lt_power_comoment(s, 1, 1) == 0) return false;
    *out = 1;
    if (lt_power_comoment(s, 0, 0) == 0 || !read_corr(out, s)) return true;
    *out *= *out;
    return true;
}

/* ---- the loops ---- */

/* Rows of a block without a null, side by side. */
typedef struct packed_rows {
    double  x[LT_BLOCK], y[LT_BLOCK];
    int32_t groups[LT_BLOCK];
} packed_rows;

static void pack_rows(packed_rows *p, lt_power_rows *rows, const lt_agg_input *in, int32_t start)
{
    int32_t kept = 0;
    for (int32_t i = 0; i < rows->n; i++) {
        p->x[kept] = rows->x[i];
        if (rows->y) p->y[kept] = rows->y[i];
        if (rows->groups) p->groups[kept] = rows->groups[i];
        kept +=
            lt_agg_valid(in->arg, start + i) && (!rows->y || lt_agg_valid(in->second, start + i));
    }
    rows->n = kept;
    rows->x = p->x;
    if (rows->y) rows->y = p->y;
    if (rows->groups) rows->groups = p->groups;
}

static inline lt_status update(const lt_power_list *list, LT_AGG_PARAMETERS_UPDATE)
{
    double      bufs[2][LT_BLOCK];
    packed_rows packed;
    bool        nulls = lt_agg_has_nulls(in->arg) || (in->second && lt_agg_has_nulls(in->second));
    for (int32_t start = 0; start < in->rows; start += LT_BLOCK) {
        int32_t       n = in->rows - start < LT_BLOCK ? in->rows - start : LT_BLOCK;
        lt_power_rows rows = {.groups = in->groups ? in->groups + start : NULL, .n = n};
        rows.x = lt_block_f64(bufs[0], in->arg, start, n);
        if (in->second) rows.y = lt_block_f64(bufs[1], in->second, start, n);
        if (nulls) pack_rows(&packed, &rows, in, start);
        LT_TRY(lt_power_add_rows(states, stride, list, &rows, heap, err));
    }
    return LT_OK;
}

static lt_status merge(const lt_power_list *list, LT_AGG_PARAMETERS_MERGE)
{
    (void)arg;
    for (int32_t i = 0; i < n; i++) {
        const lt_power_state *x = (const void *)((const uint8_t *)from + (size_t)i * from_stride);
        if (!x->tally) continue;
        LT_TRY(lt_power_merge(lt_agg_state(into, stride, groups, i), x, list, heap, err));
    }
    return LT_OK;
}

static lt_status finish(read_fn *read, LT_AGG_PARAMETERS_FINISH)
{
    lt_column *made;
    lt_status  status = LT_OK;
    (void)arg, (void)result;
    LT_TRY(lt_column_open(&made, mem, LT_TYPE(F64), n, err));
    for (int32_t i = 0; !status && i < n; i++) {
        const lt_power_state *s = lt_agg_at(states, stride, which, i);
        double               *to = (double *)made->values + i;
        if (lt_power_count(s) == 0 || !read(to, s)) status = lt_agg_null(made, i, err);
    }
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

#define LOOPS(list)                                                                              \
    static size_t    bytes_##list(lt_type arg) { return (void)arg, lt_power_bytes(&lt_##list); } \
    static lt_status update_##list(LT_AGG_PARAMETERS_UPDATE)                                     \
    {                                                                                            \
        return update(&lt_##list, states, stride, heap, in, err);                                \
    }                                                                                            \
    static lt_status merge_##list(LT_AGG_PARAMETERS_MERGE)                                       \
    {                                                                                            \
        return merge(&lt_##list, into, stride, heap, from, from_stride, groups, n, arg, err);    \
    }
LOOPS(powers_2)
LOOPS(powers_3)
LOOPS(powers_4)
LOOPS(powers_pair)

#define STATISTICS(_)              \
    _(var_pop, powers_2)           \
    _(var_samp, powers_2)          \
    _(stddev_pop, powers_2)        \
    _(stddev_samp, powers_2)       \
    _(skewness, powers_3)          \
    _(kurtosis, powers_4)          \
    _(covar_pop, powers_pair)      \
    _(covar_samp, powers_pair)     \
    _(corr, powers_pair)           \
    _(regr_sxx, powers_pair)       \
    _(regr_syy, powers_pair)       \
    _(regr_sxy, powers_pair)       \
    _(regr_slope, powers_pair)     \
    _(regr_intercept, powers_pair) \
    _(regr_r2, powers_pair)

#define FINISH(name, list)                                                                \
    static lt_status finish_##name(LT_AGG_PARAMETERS_FINISH)                              \
    {                                                                                     \
        return finish(read_##name, out, mem, states, stride, which, n, arg, result, err); \
    }
STATISTICS(FINISH)

#define ROW(name, list) {#name, bytes_##list, update_##list, merge_##list, finish_##name},
static const lt_agg_ops statistics[] = {STATISTICS(ROW)};

const lt_agg_ops *lt_agg_moment_of(const char *name, lt_type arg)
{
    if (!lt_type_is_float(arg)) return NULL;
    for (size_t i = 0; i < sizeof(statistics) / sizeof(*statistics); i++)
        if (strcmp(statistics[i].name, name) == 0) return &statistics[i];
    return NULL;
}

/* NOLINTEND(readability-function-size) */

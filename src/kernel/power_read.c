/* power_read.c — moments out of exact sums. */
#include "kernel/big.h"
#include "kernel/power.h"

#include <math.h>
#include <string.h>

enum { PAIR_XX = 2, PAIR_XY = 3, PAIR_YY = 4 };

/* The narrow sum i. */
static void read_words(uint64_t *sum, const lt_power_state *s, const lt_power_list *list, int i)
{
    const lt_power_apart *apart = (const lt_power_apart *)s;
    int                   degree = lt_power_degree(list, i);
    size_t                bytes = (size_t)lt_power_narrow_words(degree) * sizeof(*sum);
    const uint64_t       *words =
        lt_power_is_near(list) ? ((const lt_power_near *)s)->words : apart->words;
    if (words)
        memcpy(sum, words + lt_power_words_before(list, i, false), bytes);
    else
        memset(sum, 0, bytes);
    if (!lt_power_is_near(list)) lt_power_add_term(sum, degree, apart->terms[i]);
}

/* Sum i in units of 2^-(unit_of(s) * degree). */
static void read_sum(lt_big *out, const lt_power_state *s, const lt_power_list *list, int i)
{
    int      degree = lt_power_degree(list, i);
    uint64_t sum[2 * 4 + 1];
    read_words(sum, s, list, i);
    lt_big_read(out, sum, lt_power_narrow_words(degree));
    if (!s->wide) return;
    lt_big wide;
    lt_big_read(&wide, s->wide + lt_power_words_before(list, i, true), lt_power_wide_words(degree));
    lt_big_shift(out, 1010 * degree);
    lt_big_add(out, &wide);
}

static int unit_of(const lt_power_state *s) { return s->wide ? 1074 : 64; }

double lt_power_mean(const lt_power_state *s, const lt_power_list *list, int i)
{
    lt_big sum;
    if ((list->x[i] && s->tally & LT_POWER_BAD_X) || (list->y[i] && s->tally & LT_POWER_BAD_Y))
        return (double)NAN;
    read_sum(&sum, s, list, i);
    return lt_big_quotient(&sum, lt_power_count(s), 1, -unit_of(s) * lt_power_degree(list, i));
}

/* (n * sum i - sum a * sum b) / n */
static double second(const lt_power_state *s, const lt_power_list *list, int i, int a, int b)
{
    lt_big   left, right, product;
    uint64_t n = lt_power_count(s);
    read_sum(&left, s, list, a);
    read_sum(&right, s, list, b);
    lt_big_multiply(&product, &left, &right);
    product.minus = product.n && !product.minus;
    read_sum(&left, s, list, i);
    lt_big_scale(&left, (int64_t)n);
    lt_big_add(&left, &product);
    return lt_big_quotient(&left, n, 1, -2 * unit_of(s));
}

/* all += factor * a * b, changing b */
static void add_product(lt_big *all, int64_t factor, const lt_big *a, lt_big *b)
{
    lt_big product;
    lt_big_multiply(&product, a, b);
    lt_big_scale(&product, factor);
    lt_big_add(all, &product);
}

/* n²Σx³ - 3nΣxΣx² + 2(Σx)³, over n² */
static double third(const lt_power_state *s, const lt_power_list *list)
{
    int64_t n = (int64_t)lt_power_count(s);
    lt_big  all, one, two, square;
    read_sum(&all, s, list, 2);
    lt_big_scale(&all, n);
    lt_big_scale(&all, n);
    read_sum(&one, s, list, 0);
    read_sum(&two, s, list, 1);
    lt_big_scale(&two, n);
    add_product(&all, -3, &one, &two);
    lt_big_multiply(&square, &one, &one);
    add_product(&all, 2, &one, &square);
    return lt_big_quotient(&all, (uint64_t)n, 2, -3 * unit_of(s));
}

/* n³Σx⁴ - 4n²ΣxΣx³ + 6n(Σx)²Σx² - 3(Σx)⁴, over n³ */
static double fourth(const lt_power_state *s, const lt_power_list *list)
{
    int64_t n = (int64_t)lt_power_count(s);
    lt_big  all, one, other, square;
    read_sum(&all, s, list, 3);
    for (int i = 0; i < 3; i++) lt_big_scale(&all, n);
    read_sum(&one, s, list, 0);
    read_sum(&other, s, list, 2);
    lt_big_scale(&other, n);
    lt_big_scale(&other, n);
    add_product(&all, -4, &one, &other);
    lt_big_multiply(&square, &one, &one);
    read_sum(&other, s, list, 1);
    lt_big_scale(&other, n);
    add_product(&all, 6, &square, &other);
    add_product(&all, -3, &square, &square);
    return lt_big_quotient(&all, (uint64_t)n, 3, -4 * unit_of(s));
}

double lt_power_moment(const lt_power_state *s, const lt_power_list *list, int degree)
{
    if (s->tally & LT_POWER_BAD_X) return (double)NAN;
    if (degree == 2) return second(s, list, 1, 0, 0);
    return degree == 3 ? third(s, list) : fourth(s, list);
}

double lt_power_comoment(const lt_power_state *s, int a, int b)
{
    static const int sums[2][2] = {{PAIR_XX, PAIR_XY}, {PAIR_XY, PAIR_YY}};
    unsigned         bad = (a && b ? 0U : LT_POWER_BAD_X) | (a || b ? LT_POWER_BAD_Y : 0U);
    if (s->tally & bad) return (double)NAN;
    return second(s, &lt_powers_pair, sums[a][b], a, b);
}

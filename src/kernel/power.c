#include "kernel/power.h"

#include "kernel/big.h"

#include <math.h>
#include <string.h>

typedef unsigned __int128 u128;

const lt_power_list lt_powers_2 = {.count = 2, .x = {1, 2}};
const lt_power_list lt_powers_3 = {.count = 3, .x = {1, 2, 3}};
const lt_power_list lt_powers_4 = {.count = 4, .x = {1, 2, 3, 4}};
const lt_power_list lt_powers_pair = {.count = 5, .x = {1, 0, 2, 1, 0}, .y = {0, 1, 0, 1, 2}};

enum { PAIR_XX = 2, PAIR_XY = 3, PAIR_YY = 4 };

static int degree_of(const lt_power_list *list, int i) { return list->x[i] + list->y[i]; }
static int narrow_words(int degree) { return 2 * degree + 1; }
static int wide_words(int degree) { return 33 * degree + 1; }

static int words_before(const lt_power_list *list, int i, bool wide)
{
    int words = 0;
    for (int k = 0; k < i; k++)
        words += wide ? wide_words(degree_of(list, k)) : narrow_words(degree_of(list, k));
    return words;
}

size_t lt_power_bytes(const lt_power_list *list)
{
    return sizeof(lt_power_state) +
           (size_t)(words_before(list, list->count, false) + list->count) * sizeof(uint64_t);
}

/* ---- adding ---- */

/* A finite double: mantissa * 2^(exponent - 1074). */
typedef struct parts {
    uint64_t mantissa;
    int      exponent;
    bool     minus, zero, finite;
} parts;

static inline parts split(double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof(bits));
    int   biased = (int)(bits >> 52 & 0x7FF);
    parts p = {.mantissa = bits & 0xFFFFFFFFFFFFF,
               .exponent = biased ? biased - 1 : 0,
               .minus = bits >> 63,
               .finite = biased != 0x7FF};
    if (biased) p.mantissa |= UINT64_C(1) << 52;
    p.zero = p.mantissa == 0;
    return p;
}

/* Mantissas from 2^-64 up to 2^61. */
static inline bool is_narrow(const parts *p)
{
    return p->zero || !p->finite || (unsigned)(p->exponent - 1010) <= 72;
}

/* w[0, n) += size[0, k) * 2^shift, or -= that. Carries ripple to the top. */
static inline void add_shifted(uint64_t *w, int n, const uint64_t *size, int k, int shift,
                               bool minus)
{
    int      at = shift >> 6, off = shift & 63;
    uint64_t flip = minus ? ~UINT64_C(0) : 0, carry = minus, before = 0;
    for (int i = 0; at + i < n; i++) {
        uint64_t v = i < k ? size[i] : 0;
        uint64_t part = off ? v << off | before >> (64 - off) : v;
        before = v;
        if (i > k && carry == minus) return;
        u128 sum = (u128)w[at + i] + (part ^ flip) + carry;
        w[at + i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
}

static inline void multiply(uint64_t *size, int k, uint64_t by)
{
    uint64_t carry = 0;
    for (int i = 0; i < k; i++) {
        u128 v = (u128)size[i] * by + carry;
        size[i] = (uint64_t)v;
        carry = (uint64_t)(v >> 64);
    }
}

static lt_status need_wide(lt_power_state *s, const lt_power_list *list, lt_agg_heap *heap,
                           lt_error *err)
{
    void *room;
    if (s->wide) return LT_OK;
    LT_TRY(lt_agg_get(&room, heap, (size_t)words_before(list, list->count, true) * sizeof(uint64_t),
                      err));
    s->wide = room;
    return LT_OK;
}

/* Whether the i-th sum takes such a pair: not what is not finite, and a 0 adds nothing. */
static inline bool counts(const lt_power_list *list, int i, const parts *x, const parts *y)
{
    return !(list->x[i] && (!x->finite || x->zero)) && !(list->y[i] && (!y->finite || y->zero));
}

static inline __attribute__((always_inline)) void
add_terms(uint64_t *words, const lt_power_list *list, const parts *x, const parts *y, bool wide)
{
    int base = wide ? 0 : 1010;
    for (int i = 0; i < list->count; i++) {
        int degree = degree_of(list, i), n = wide ? wide_words(degree) : narrow_words(degree);
        if (counts(list, i, x, y)) {
            uint64_t size[4] = {1};
            for (int k = 0; k < list->x[i]; k++) multiply(size, degree, x->mantissa);
            for (int k = 0; k < list->y[i]; k++) multiply(size, degree, y->mantissa);
            int  shift = list->x[i] * (x->exponent - base) + list->y[i] * (y->exponent - base);
            bool minus = (x->minus && list->x[i] & 1) != (y->minus && list->y[i] & 1);
            add_shifted(words, n, size, degree, shift, minus);
        }
        words += n;
    }
}

/* ---- terms of small whole numbers ---- */

enum { TERM_BITS = 40, WAITING_MOST = 1 << 22 }; /* so that sums of terms fit 63 bits */

/* value is whole and its powers up to `degree` are below 2^TERM_BITS. */
static inline bool is_small(double value, int degree, int64_t *whole)
{
    double most = (double)(INT64_C(1) << (TERM_BITS / degree));
    if (!(value < most && value > -most)) return false;
    *whole = (int64_t)value;
    return (double)*whole == value;
}

static void add_term(uint64_t *words, int degree, int64_t term)
{
    uint64_t size = term < 0 ? -(uint64_t)term : (uint64_t)term;
    add_shifted(words, narrow_words(degree), &size, 1, 64 * degree, term < 0);
}

static const int64_t *terms_of(const lt_power_state *s, const lt_power_list *list)
{
    return (const int64_t *)(s->words + words_before(list, list->count, false));
}

/* The terms that wait in `from` go to the sums of `into`. */
static void add_waiting(lt_power_state *into, const lt_power_state *from, const lt_power_list *list)
{
    uint64_t *words = into->words;
    for (int i = 0; from->waiting && i < list->count; i++) {
        add_term(words, degree_of(list, i), terms_of(from, list)[i]);
        words += narrow_words(degree_of(list, i));
    }
}

static inline bool add_small(lt_power_state *s, const lt_power_list *list, double x, double y)
{
    int     most = degree_of(list, list->count - 1);
    int64_t a, b, *terms = (int64_t *)(s->words + words_before(list, list->count, false));
    if (!is_small(x, most, &a) || !is_small(y, most, &b)) return false;
    if (s->waiting == WAITING_MOST) {
        add_waiting(s, s, list);
        memset(terms, 0, (size_t)list->count * sizeof(*terms));
        s->waiting = 0;
    }
    s->waiting++;
    for (int i = 0; i < list->count; i++) {
        int64_t term = 1;
        for (int k = 0; k < list->x[i]; k++) term *= a;
        for (int k = 0; k < list->y[i]; k++) term *= b;
        terms[i] += term;
    }
    return true;
}

static inline __attribute__((always_inline)) lt_status add_pair(lt_power_state      *s,
                                                                const lt_power_list *list, double x,
                                                                double y, lt_agg_heap *heap,
                                                                lt_error *err)
{
    if (add_small(s, list, x, y)) {
        s->tally += 4;
        return LT_OK;
    }
    parts px = split(x), py = split(y);
    bool  narrow = is_narrow(&px) && is_narrow(&py);
    if (!narrow) LT_TRY(need_wide(s, list, heap, err));
    s->tally += 4;
    if (!px.finite) s->tally |= LT_POWER_BAD_X;
    if (!py.finite) s->tally |= LT_POWER_BAD_Y;
    if (narrow)
        add_terms(s->words, list, &px, &py, false);
    else
        add_terms(s->wide, list, &px, &py, true);
    return LT_OK;
}

/* The usual lists are known to the compiler. */
lt_status lt_power_add(lt_power_state *s, const lt_power_list *list, double x, double y,
                       lt_agg_heap *heap, lt_error *err)
{
    if (list == &lt_powers_2) return add_pair(s, &lt_powers_2, x, y, heap, err);
    if (list == &lt_powers_pair) return add_pair(s, &lt_powers_pair, x, y, heap, err);
    return add_pair(s, list, x, y, heap, err);
}

static void add_words(uint64_t *to, const uint64_t *from, int n)
{
    u128 carry = 0;
    for (int i = 0; i < n; i++) {
        carry += (u128)to[i] + from[i];
        to[i] = (uint64_t)carry;
        carry >>= 64;
    }
}

static void merge_words(uint64_t *to, const uint64_t *from, const lt_power_list *list, bool wide)
{
    for (int i = 0; i < list->count; i++) {
        int n = wide ? wide_words(degree_of(list, i)) : narrow_words(degree_of(list, i));
        add_words(to, from, n);
        to += n;
        from += n;
    }
}

void lt_power_merge(lt_power_state *into, const lt_power_state *from, const lt_power_list *list)
{
    if (from->wide && into->wide)
        merge_words(into->wide, from->wide, list, true);
    else if (from->wide)
        into->wide = from->wide;
    merge_words(into->words, from->words, list, false);
    add_waiting(into, from, list);
    uint64_t flags = (into->tally | from->tally) & LT_POWER_FLAGS;
    into->tally = ((into->tally >> 2) + (from->tally >> 2)) << 2 | flags;
}

/* ---- reading ---- */

/* Sum i in units of 2^-(unit_of(s) * degree). */
static void read_sum(lt_big *out, const lt_power_state *s, const lt_power_list *list, int i)
{
    int      degree = degree_of(list, i);
    uint64_t sum[2 * 4 + 1];
    memcpy(sum, s->words + words_before(list, i, false),
           (size_t)narrow_words(degree) * sizeof(*sum));
    if (s->waiting) add_term(sum, degree, terms_of(s, list)[i]);
    lt_big_read(out, sum, narrow_words(degree));
    if (!s->wide) return;
    lt_big wide;
    lt_big_read(&wide, s->wide + words_before(list, i, true), wide_words(degree));
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
    return lt_big_quotient(&sum, lt_power_rows(s), 1, -unit_of(s) * degree_of(list, i));
}

/* (n * sum i - sum a * sum b) / n */
static double second(const lt_power_state *s, const lt_power_list *list, int i, int a, int b)
{
    lt_big   left, right, product;
    uint64_t n = lt_power_rows(s);
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
    int64_t n = (int64_t)lt_power_rows(s);
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
    int64_t n = (int64_t)lt_power_rows(s);
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

/* power.c — adding and merging; power_read.c reads. */
#include "kernel/power.h"

#include <string.h>

typedef unsigned __int128 u128;

enum { BASE = 1010, AHEAD = 16 }; /* exponent of the narrow unit; rows */

const lt_power_list lt_powers_2 = {.count = 2, .x = {1, 2}};
const lt_power_list lt_powers_3 = {.count = 3, .x = {1, 2, 3}};
const lt_power_list lt_powers_4 = {.count = 4, .x = {1, 2, 3, 4}};
const lt_power_list lt_powers_pair = {.count = 5, .x = {1, 0, 2, 1, 0}, .y = {0, 1, 0, 1, 2}};

int lt_power_words_before(const lt_power_list *list, int i, bool wide)
{
    int words = 0;
    for (int k = 0; k < i; k++) {
        int degree = lt_power_degree(list, k);
        words += wide ? lt_power_wide_words(degree) : lt_power_narrow_words(degree);
    }
    return words;
}

size_t lt_power_bytes(const lt_power_list *list)
{
    if (lt_power_is_near(list)) return sizeof(lt_power_near);
    return sizeof(lt_power_apart) + (size_t)list->count * sizeof(int64_t);
}

static lt_status need_words(uint64_t **words, const lt_power_list *list, bool wide,
                            lt_agg_heap *heap, lt_error *err)
{
    void *room;
    if (*words) return LT_OK;
    size_t count = (size_t)lt_power_words_before(list, list->count, wide);
    LT_TRY(lt_agg_get(&room, heap, count * sizeof(uint64_t), err));
    *words = room;
    return LT_OK;
}

/* ---- doubles ---- */

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
    return p->zero || !p->finite || (unsigned)(p->exponent - BASE) <= 72;
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

/* The narrow sum of degree 1, 3 words, and a shift of at most 72: no loop, no branch. */
static inline void add_one(uint64_t *w, uint64_t mantissa, int shift, bool minus)
{
    uint64_t flip = -(uint64_t)minus;
    u128     size = (u128)mantissa << (shift & 63);
    size = (size ^ ((u128)flip << 64 | flip)) + minus;
    uint64_t *at = w + (shift >> 6);
    u128      low = (u128)at[0] + (uint64_t)size;
    u128      high = (u128)at[1] + (uint64_t)(size >> 64) + (uint64_t)(low >> 64);
    at[0] = (uint64_t)low;
    at[1] = (uint64_t)high;
    w[2] += shift < 64 ? flip + (uint64_t)(high >> 64) : 0;
}

/* The narrow sum of degree 2, 5 words: a product of two mantissas and a shift of at most 144. */
static inline void add_two(uint64_t *w, u128 size, int shift, bool minus)
{
    int       at = shift >> 6, off = shift & 63;
    uint64_t  flip = -(uint64_t)minus;
    u128      low = (u128)(uint64_t)size << off, high = (u128)(uint64_t)(size >> 64) << off;
    uint64_t *to = w + at;
    high += (uint64_t)(low >> 64);
    u128 sum = (u128)to[0] + ((uint64_t)low ^ flip) + minus;
    to[0] = (uint64_t)sum;
    sum = (u128)to[1] + ((uint64_t)high ^ flip) + (uint64_t)(sum >> 64);
    to[1] = (uint64_t)sum;
    sum = (u128)to[2] + ((uint64_t)(high >> 64) ^ flip) + (uint64_t)(sum >> 64);
    to[2] = (uint64_t)sum;
    uint64_t carry = (uint64_t)(sum >> 64);
    for (int i = at + 3; i < 5 && carry != minus; i++) {
        sum = (u128)w[i] + flip + carry;
        w[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
}

/* Whether the i-th sum takes such a pair: not what is not finite, and a 0 adds nothing. */
static inline bool counts(const lt_power_list *list, int i, const parts *x, const parts *y)
{
    return !(list->x[i] && (!x->finite || x->zero)) && !(list->y[i] && (!y->finite || y->zero));
}

/* The i-th sum, of any degree and width. */
static inline __attribute__((always_inline)) void
add_long(uint64_t *w, const lt_power_list *list, int i, const parts *x, const parts *y, bool wide)
{
    int      degree = lt_power_degree(list, i), base = wide ? 0 : BASE;
    int      n = wide ? lt_power_wide_words(degree) : lt_power_narrow_words(degree);
    uint64_t size[4] = {1};
    for (int k = 0; k < list->x[i]; k++) multiply(size, degree, x->mantissa);
    for (int k = 0; k < list->y[i]; k++) multiply(size, degree, y->mantissa);
    int  shift = list->x[i] * (x->exponent - base) + list->y[i] * (y->exponent - base);
    bool minus = (x->minus && list->x[i] & 1) != (y->minus && list->y[i] & 1);
    add_shifted(w, n, size, degree, shift, minus);
}

static inline __attribute__((always_inline)) void add_narrow(uint64_t *w, const lt_power_list *list,
                                                             int i, const parts *x, const parts *y)
{
    const parts *a = list->x[i] ? x : y, *b = list->y[i] ? y : x;
    int          degree = lt_power_degree(list, i);
    if (degree == 1)
        add_one(w, a->mantissa, a->exponent - BASE, a->minus);
    else if (degree == 2)
        add_two(w, (u128)a->mantissa * b->mantissa, a->exponent + b->exponent - 2 * BASE,
                a != b && a->minus != b->minus);
    else
        add_long(w, list, i, x, y, false);
}

static inline __attribute__((always_inline)) void
add_terms(uint64_t *words, const lt_power_list *list, const parts *x, const parts *y, bool wide)
{
    for (int i = 0; i < list->count; i++) {
        int degree = lt_power_degree(list, i);
        if (counts(list, i, x, y) && wide) add_long(words, list, i, x, y, true);
        if (counts(list, i, x, y) && !wide) add_narrow(words, list, i, x, y);
        words += wide ? lt_power_wide_words(degree) : lt_power_narrow_words(degree);
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

void lt_power_add_term(uint64_t *w, int degree, int64_t term)
{
    uint64_t size = term < 0 ? -(uint64_t)term : (uint64_t)term;
    add_shifted(w, lt_power_narrow_words(degree), &size, 1, 64 * degree, term < 0);
}

/* The terms that wait go to the sums. */
static lt_status settle_terms(lt_power_apart *s, const lt_power_list *list, lt_agg_heap *heap,
                              lt_error *err)
{
    LT_TRY(need_words(&s->words, list, false, heap, err));
    uint64_t *words = s->words;
    for (int i = 0; i < list->count; i++) {
        lt_power_add_term(words, lt_power_degree(list, i), s->terms[i]);
        words += lt_power_narrow_words(lt_power_degree(list, i));
        s->terms[i] = 0;
    }
    s->waiting = 0;
    return LT_OK;
}

static inline __attribute__((always_inline)) void
add_whole(lt_power_apart *s, const lt_power_list *list, int64_t a, int64_t b)
{
    s->head.tally += 4;
    s->waiting++;
    for (int i = 0; i < list->count; i++) {
        int64_t term = 1;
        for (int k = 0; k < list->x[i]; k++) term *= a;
        for (int k = 0; k < list->y[i]; k++) term *= b;
        s->terms[i] += term;
    }
}

/* ---- rows ---- */

static inline void add_tally(lt_power_state *s, const parts *x, const parts *y)
{
    s->tally += 4;
    if (!x->finite) s->tally |= LT_POWER_BAD_X;
    if (!y->finite) s->tally |= LT_POWER_BAD_Y;
}

static inline __attribute__((always_inline)) lt_status add_wide(lt_power_state      *s,
                                                                const lt_power_list *list,
                                                                const parts *x, const parts *y,
                                                                lt_agg_heap *heap, lt_error *err)
{
    LT_TRY(need_words(&s->wide, list, true, heap, err));
    add_tally(s, x, y);
    add_terms(s->wide, list, x, y, true);
    return LT_OK;
}

/* A normal value between the bounds is all but every one. */
static inline __attribute__((always_inline)) lt_status add_near(lt_power_near *s, double x,
                                                                lt_agg_heap *heap, lt_error *err)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    int shift = (int)(bits >> 52 & 0x7FF) - 1 - BASE;
    if (__builtin_expect((unsigned)shift > 72, 0)) {
        parts px = split(x), none = split(0);
        if (!is_narrow(&px)) return add_wide(&s->head, &lt_powers_2, &px, &none, heap, err);
        add_tally(&s->head, &px, &none);
        return LT_OK;
    }
    uint64_t mantissa = (bits & 0xFFFFFFFFFFFFF) | UINT64_C(1) << 52;
    s->head.tally += 4;
    add_one(s->words, mantissa, shift, bits >> 63);
    add_two(s->words + 3, (u128)mantissa * mantissa, 2 * shift, false);
    return LT_OK;
}

static __attribute__((noinline)) lt_status add_fraction(lt_power_apart      *s,
                                                        const lt_power_list *list, double x,
                                                        double y, lt_agg_heap *heap, lt_error *err)
{
    parts px = split(x), py = split(y);
    if (!is_narrow(&px) || !is_narrow(&py)) return add_wide(&s->head, list, &px, &py, heap, err);
    LT_TRY(need_words(&s->words, list, false, heap, err));
    add_tally(&s->head, &px, &py);
    if (list == &lt_powers_pair)
        add_terms(s->words, &lt_powers_pair, &px, &py, false);
    else
        add_terms(s->words, list, &px, &py, false);
    return LT_OK;
}

static inline __attribute__((always_inline)) lt_status add_apart(lt_power_apart      *s,
                                                                 const lt_power_list *list,
                                                                 double x, double y,
                                                                 lt_agg_heap *heap, lt_error *err)
{
    int     most = lt_power_degree(list, list->count - 1);
    int64_t a, b;
    if (!is_small(x, most, &a) || !is_small(y, most, &b))
        return add_fraction(s, list, x, y, heap, err);
    if (s->waiting == WAITING_MOST) LT_TRY(settle_terms(s, list, heap, err));
    add_whole(s, list, a, b);
    return LT_OK;
}

/* The usual lists are known to the compiler. */
static inline __attribute__((always_inline)) lt_status
add_pair(void *s, const lt_power_list *list, double x, double y, lt_agg_heap *heap, lt_error *err)
{
    if (list == &lt_powers_2) return add_near(s, x, heap, err);
    return add_apart(s, list, x, y, heap, err);
}

lt_status lt_power_add(lt_power_state *s, const lt_power_list *list, double x, double y,
                       lt_agg_heap *heap, lt_error *err)
{
    return add_pair(s, list, x, y, heap, err);
}

static inline __attribute__((always_inline)) lt_status add_rows(void *states, size_t stride,
                                                                const lt_power_list *list,
                                                                const lt_power_rows *rows,
                                                                lt_agg_heap *heap, lt_error *err)
{
    size_t bytes = lt_power_bytes(list);
    for (int32_t i = 0; i < rows->n; i++) {
        lt_agg_prefetch(states, stride, bytes, rows->groups, i + AHEAD, rows->n);
        void *s = lt_agg_state(states, stride, rows->groups, i);
        LT_TRY(add_pair(s, list, rows->x[i], rows->y ? rows->y[i] : 0, heap, err));
    }
    return LT_OK;
}

lt_status lt_power_add_rows(void *states, size_t stride, const lt_power_list *list,
                            const lt_power_rows *rows, lt_agg_heap *heap, lt_error *err)
{
    if (list == &lt_powers_2) return add_rows(states, stride, &lt_powers_2, rows, heap, err);
    if (list == &lt_powers_pair) return add_rows(states, stride, &lt_powers_pair, rows, heap, err);
    return add_rows(states, stride, list, rows, heap, err);
}

/* ---- merging ---- */

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
        int degree = lt_power_degree(list, i);
        int n = wide ? lt_power_wide_words(degree) : lt_power_narrow_words(degree);
        add_words(to, from, n);
        to += n;
        from += n;
    }
}

static void merge_far(uint64_t **to, uint64_t *from, const lt_power_list *list, bool wide)
{
    if (from && *to)
        merge_words(*to, from, list, wide);
    else if (from)
        *to = from;
}

static lt_status merge_apart(lt_power_apart *into, const lt_power_apart *from,
                             const lt_power_list *list, lt_agg_heap *heap, lt_error *err)
{
    if (into->waiting + from->waiting > WAITING_MOST) LT_TRY(settle_terms(into, list, heap, err));
    merge_far(&into->words, from->words, list, false);
    for (int i = 0; i < list->count; i++) into->terms[i] += from->terms[i];
    into->waiting += from->waiting;
    return LT_OK;
}

lt_status lt_power_merge(lt_power_state *into, const lt_power_state *from,
                         const lt_power_list *list, lt_agg_heap *heap, lt_error *err)
{
    if (lt_power_is_near(list))
        merge_words(((lt_power_near *)into)->words, ((const lt_power_near *)from)->words, list,
                    false);
    else
        LT_TRY(merge_apart((lt_power_apart *)into, (const lt_power_apart *)from, list, heap, err));
    merge_far(&into->wide, from->wide, list, true);
    uint64_t flags = (into->tally | from->tally) & LT_POWER_FLAGS;
    into->tally = ((into->tally >> 2) + (from->tally >> 2)) << 2 | flags;
    return LT_OK;
}

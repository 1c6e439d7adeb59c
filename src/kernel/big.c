#include "kernel/big.h"

#include <math.h>
#include <string.h>

typedef unsigned __int128 u128;

static void trim(lt_big *a)
{
    while (a->n > 0 && a->w[a->n - 1] == 0) a->n--;
    if (a->n == 0) a->minus = false;
}

void lt_big_read(lt_big *out, const uint64_t *words, int count)
{
    uint64_t carry = 1;
    out->minus = words[count - 1] >> 63;
    out->n = count;
    for (int i = 0; i < count; i++) {
        out->w[i] = out->minus ? ~words[i] + carry : words[i];
        carry = carry && out->w[i] == 0;
    }
    trim(out);
}

void lt_big_shift(lt_big *a, int bits)
{
    int      words = bits >> 6, off = bits & 63;
    uint64_t high = 0;
    if (a->n == 0) return;
    memmove(a->w + words, a->w, (size_t)a->n * sizeof(*a->w));
    memset(a->w, 0, (size_t)words * sizeof(*a->w));
    a->n += words;
    for (int i = words; off && i < a->n; i++) {
        uint64_t v = a->w[i];
        a->w[i] = v << off | high;
        high = v >> (64 - off);
    }
    if (high) a->w[a->n++] = high;
}

static int compare(const lt_big *a, const lt_big *b)
{
    if (a->n != b->n) return a->n < b->n ? -1 : 1;
    for (int i = a->n - 1; i >= 0; i--)
        if (a->w[i] != b->w[i]) return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}

static void add_sizes(lt_big *a, const lt_big *b)
{
    u128 carry = 0;
    int  n = a->n > b->n ? a->n : b->n;
    for (int i = 0; i < n; i++) {
        carry += (u128)(i < a->n ? a->w[i] : 0) + (i < b->n ? b->w[i] : 0);
        a->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    a->n = n;
    if (carry) a->w[a->n++] = (uint64_t)carry;
}

/* *out = large - small; out may be one of them. */
static void subtract_sizes(lt_big *out, const lt_big *large, const lt_big *small)
{
    uint64_t borrow = 0;
    int      n = large->n;
    for (int i = 0; i < n; i++) {
        u128 v = (u128)large->w[i] - (i < small->n ? small->w[i] : 0) - borrow;
        out->w[i] = (uint64_t)v;
        borrow = (uint64_t)(v >> 64) & 1;
    }
    out->n = n;
}

void lt_big_add(lt_big *a, const lt_big *b)
{
    if (a->minus == b->minus) {
        add_sizes(a, b);
    } else if (compare(a, b) >= 0) {
        subtract_sizes(a, a, b);
    } else {
        subtract_sizes(a, b, a);
        a->minus = b->minus;
    }
    trim(a);
}

void lt_big_multiply(lt_big *out, const lt_big *a, const lt_big *b)
{
    out->n = a->n + b->n;
    out->minus = a->minus != b->minus;
    memset(out->w, 0, (size_t)out->n * sizeof(*out->w));
    for (int i = 0; i < a->n; i++) {
        uint64_t carry = 0;
        for (int k = 0; k < b->n; k++) {
            u128 v = (u128)a->w[i] * b->w[k] + out->w[i + k] + carry;
            out->w[i + k] = (uint64_t)v;
            carry = (uint64_t)(v >> 64);
        }
        out->w[i + b->n] = carry;
    }
    trim(out);
}

void lt_big_scale(lt_big *a, int64_t m)
{
    uint64_t size = m < 0 ? -(uint64_t)m : (uint64_t)m, carry = 0;
    for (int i = 0; i < a->n; i++) {
        u128 v = (u128)a->w[i] * size + carry;
        a->w[i] = (uint64_t)v;
        carry = (uint64_t)(v >> 64);
    }
    if (carry) a->w[a->n++] = carry;
    a->minus = a->minus != (m < 0);
    trim(a);
}

/* a /= d; whether something is left over. */
static bool divide(lt_big *a, uint64_t d)
{
    uint64_t rest = 0;
    for (int i = a->n - 1; i >= 0; i--) {
        u128 v = (u128)rest << 64 | a->w[i];
        a->w[i] = (uint64_t)(v / d);
        rest = (uint64_t)(v % d);
    }
    trim(a);
    return rest != 0;
}

/* The double nearest to a * 2^exponent; more: there is something behind its last bit. */
static double nearest(const lt_big *a, int exponent, bool more)
{
    int      top = a->n - 1, zeros = __builtin_clzll(a->w[top]);
    uint64_t mantissa = a->w[top] << zeros;
    if (zeros && top > 0) {
        mantissa |= a->w[top - 1] >> (64 - zeros);
        more = more || a->w[top - 1] << zeros;
    } else if (top > 0) {
        more = more || a->w[top - 1];
    }
    for (int i = 0; !more && i < top - 1; i++) more = a->w[i] != 0;
    /* 64 bits, the last one standing for all behind it, round to 53 as all of them would */
    double size = ldexp((double)(mantissa | more), exponent + 64 * top - zeros);
    return a->minus ? -size : size;
}

double lt_big_quotient(lt_big *a, uint64_t d, int times, int exponent)
{
    bool more = false, minus = a->minus;
    if (a->n == 0) return 0;
    lt_big_shift(a, 64 * (times + 1)); /* so that enough bits stay */
    for (int i = 0; i < times; i++) more = divide(a, d) || more;
    a->minus = minus;
    return nearest(a, exponent - 64 * (times + 1), more);
}

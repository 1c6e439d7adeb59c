#include "kernel/wide.h"

int lt_u256_compare(const lt_u256 *a, const lt_u256 *b)
{
    for (int i = 3; i >= 0; i--)
        if (a->w[i] != b->w[i]) return a->w[i] < b->w[i] ? -1 : 1;
    return 0;
}

lt_u256 lt_u256_add(lt_u256 a, lt_u256 b)
{
    lt_wide128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (lt_wide128)a.w[i] + b.w[i];
        a.w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return a;
}

lt_u256 lt_u256_subtract(lt_u256 a, lt_u256 b)
{
    uint64_t borrow = 0;
    for (int i = 0; i < 4; i++) {
        lt_wide128 d = (lt_wide128)a.w[i] - b.w[i] - borrow;
        a.w[i] = (uint64_t)d;
        borrow = (uint64_t)(d >> 64) & 1;
    }
    return a;
}

static bool multiply_word(lt_u256 *out, const lt_u256 *a, uint64_t m)
{
    lt_wide128 carry = 0;
    for (int i = 0; i < 4; i++) {
        carry += (lt_wide128)a->w[i] * m;
        out->w[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return carry == 0;
}

bool lt_u256_multiply(lt_u256 *out, const lt_u256 *a, lt_wide128 m)
{
    lt_u256 low, high;
    if (!multiply_word(&low, a, (uint64_t)m)) return false;
    if (m >> 64) {
        if (!multiply_word(&high, a, (uint64_t)(m >> 64)) || high.w[3]) return false;
        lt_u256 moved = {{0, high.w[0], high.w[1], high.w[2]}};
        lt_u256 sum = lt_u256_add(low, moved);
        if (lt_u256_compare(&sum, &low) < 0) return false;
        low = sum;
    }
    *out = low;
    return true;
}

static lt_u256 divide_word(lt_u256 a, uint64_t d, lt_u256 *rest)
{
    lt_wide128 r = 0;
    for (int i = 3; i >= 0; i--) {
        r = r << 64 | a.w[i];
        a.w[i] = (uint64_t)(r / d);
        r %= d;
    }
    *rest = lt_u256_from(r);
    return a;
}

lt_u256 lt_u256_divide(lt_u256 a, const lt_u256 *d, lt_u256 *rest)
{
    if (lt_u256_is_narrow(d) && d->w[1] == 0) return divide_word(a, d->w[0], rest);
    if (lt_u256_is_narrow(&a) && lt_u256_is_narrow(d)) {
        lt_wide128 x = lt_u256_low(&a), y = lt_u256_low(d);
        *rest = lt_u256_from(x % y);
        return lt_u256_from(x / y);
    }
    /* Long division bit by bit: divisors of more than 64 bits are rare. The rest stays below
     * d < 2^255, so that shifting it loses nothing. */
    lt_u256 quotient = {{0}}, r = {{0}};
    for (int bit = 255; bit >= 0; bit--) {
        for (int i = 3; i > 0; i--) r.w[i] = r.w[i] << 1 | r.w[i - 1] >> 63;
        r.w[0] = r.w[0] << 1 | (a.w[bit >> 6] >> (bit & 63) & 1);
        if (lt_u256_compare(&r, d) < 0) continue;
        r = lt_u256_subtract(r, *d);
        quotient.w[bit >> 6] |= UINT64_C(1) << (bit & 63);
    }
    *rest = r;
    return quotient;
}

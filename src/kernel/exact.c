#include "kernel/exact.h"

#include <math.h>

typedef unsigned __int128 u128;

/* Adds (or takes away) size * 2^(at - 1074); carries ripple to the top. */
static void wide_add(lt_wide_sum *w, u128 size, int at, bool minus)
{
    int      word = at >> 6, off = at & 63;
    uint64_t part[3] = {(uint64_t)(size << off), (uint64_t)((size << off) >> 64),
                        off ? (uint64_t)(size >> 64) >> (64 - off) : 0};
    uint64_t carry = 0;
    for (int i = 0; word + i < LT_WIDE_WORDS; i++) {
        uint64_t p = i < 3 ? part[i] : 0, *to = &w->words[word + i];
        if (i >= 3 && !carry) return;
        u128 sum = minus ? (u128)*to - p - carry : (u128)*to + p + carry;
        *to = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64) & 1;
    }
}

static void wide_add_narrow(lt_wide_sum *w, uint64_t high, uint64_t low)
{
    u128 v = (u128)high << 64 | low;
    bool minus = high >> 63;
    wide_add(w, minus ? -v : v, 1074 - 64, minus);
}

static void wide_add_double(lt_wide_sum *w, uint64_t bits)
{
    int      exponent = (int)(bits >> 52 & 0x7FF);
    uint64_t mantissa = bits & 0xFFFFFFFFFFFFF;
    if (exponent) mantissa |= UINT64_C(1) << 52;
    wide_add(w, mantissa, exponent ? exponent - 1 : 0, bits >> 63);
}

static lt_status need_wide(lt_exact_sum *s, lt_agg_heap *heap, lt_error *err)
{
    void *room;
    if (s->wide) return LT_OK;
    LT_TRY(lt_agg_get(&room, heap, sizeof(lt_wide_sum), err));
    s->wide = room;
    return LT_OK;
}

/* A value whose low bits are zero may fit although its exponent is small. */
static bool add_short(lt_exact_sum *s, uint64_t bits)
{
    int exponent = (int)(bits >> 52 & 0x7FF), down = 1011 - exponent;
    if (exponent == 0 || down <= 0 || down > 52) return false;
    uint64_t mantissa = (bits & 0xFFFFFFFFFFFFF) | UINT64_C(1) << 52;
    if (mantissa & ((UINT64_C(1) << down) - 1)) return false;
    u128 size = mantissa >> down, sum = (u128)s->high << 64 | s->low;
    sum = bits >> 63 ? sum - size : sum + size;
    uint64_t high = (uint64_t)(sum >> 64);
    if ((high ^ high << 1) >> 63) return false;
    s->low = (uint64_t)sum;
    s->high = high;
    return true;
}

lt_status lt_exact_add_slow(lt_exact_sum *s, double x, lt_agg_heap *heap, lt_error *err)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof(bits));
    if (x == 0) return LT_OK;
    if (x - x != 0) {
        s->tally |= x != x ? LT_SUM_NAN : x > 0 ? LT_SUM_PLUS : LT_SUM_MINUS;
        return LT_OK;
    }
    if (add_short(s, bits)) return LT_OK;
    LT_TRY(need_wide(s, heap, err));
    /* The narrow part is emptied too: it may be full. */
    wide_add_narrow(s->wide, s->high, s->low);
    wide_add_double(s->wide, bits);
    s->low = s->high = 0;
    return LT_OK;
}

lt_status lt_exact_settle(lt_exact_sum *s, lt_agg_heap *heap, lt_error *err)
{
    if (!((s->high ^ s->high << 1) >> 63)) return LT_OK;
    LT_TRY(need_wide(s, heap, err));
    wide_add_narrow(s->wide, s->high, s->low);
    s->low = s->high = 0;
    return LT_OK;
}

static void wide_merge(lt_wide_sum *into, const lt_wide_sum *from)
{
    u128 carry = 0;
    for (int i = 0; i < LT_WIDE_WORDS; i++) {
        carry += (u128)into->words[i] + from->words[i];
        into->words[i] = (uint64_t)carry;
        carry >>= 64;
    }
}

lt_status lt_exact_merge(lt_exact_sum *into, const lt_exact_sum *from, lt_agg_heap *heap,
                         lt_error *err)
{
    u128     sum = ((u128)into->high << 64 | into->low) + ((u128)from->high << 64 | from->low);
    uint64_t high = (uint64_t)(sum >> 64);
    bool     full = (high ^ high << 1) >> 63;
    if (full || from->wide) LT_TRY(need_wide(into, heap, err));
    if (full) {
        wide_add_narrow(into->wide, into->high, into->low);
        wide_add_narrow(into->wide, from->high, from->low);
        into->low = into->high = 0;
    } else {
        into->low = (uint64_t)sum;
        into->high = high;
    }
    if (from->wide) wide_merge(into->wide, from->wide);
    into->tally += from->tally & ~(uint64_t)LT_SUM_FLAGS;
    into->tally |= from->tally & LT_SUM_FLAGS;
    return LT_OK;
}

/* 53 bits of words from bit `at` up, at > 0. */
static uint64_t bits_from(const uint64_t *words, int at)
{
    int      word = at >> 6, off = at & 63;
    uint64_t low = words[word] >> off;
    uint64_t high = off && word + 1 < LT_WIDE_WORDS ? words[word + 1] << (64 - off) : 0;
    return (low | high) & ((UINT64_C(1) << 53) - 1);
}

static bool any_below(const uint64_t *words, int at)
{
    for (int i = 0; i < at >> 6; i++)
        if (words[i]) return true;
    return (words[at >> 6] & ((UINT64_C(1) << (at & 63)) - 1)) != 0;
}

static void negate(uint64_t *words)
{
    uint64_t carry = 1;
    for (int i = 0; i < LT_WIDE_WORDS; i++) {
        words[i] = ~words[i] + carry;
        carry = carry && words[i] == 0;
    }
}

static double wide_read(lt_wide_sum w)
{
    bool minus = w.words[LT_WIDE_WORDS - 1] >> 63;
    if (minus) negate(w.words);
    int top = LT_WIDE_WORDS - 1;
    while (top >= 0 && w.words[top] == 0) top--;
    if (top < 0) return 0;
    int bit = 64 * top + 63 - __builtin_clzll(w.words[top]);

    double size;
    if (bit <= 52) { /* all of it, down to the least subnormal */
        size = ldexp((double)w.words[0], -1074);
    } else {
        int      last = bit - 52, half = last - 1;
        uint64_t mantissa = bits_from(w.words, last);
        if (w.words[half >> 6] >> (half & 63) & 1)
            mantissa += any_below(w.words, half) || (mantissa & 1);
        size = ldexp((double)mantissa, last - 1074);
    }
    return minus ? -size : size;
}

double lt_exact_read(const lt_exact_sum *s)
{
    unsigned flags = (unsigned)(s->tally & LT_SUM_FLAGS);
    if (flags & LT_SUM_NAN || (flags & LT_SUM_PLUS && flags & LT_SUM_MINUS)) return (double)NAN;
    if (flags) return flags & LT_SUM_PLUS ? (double)INFINITY : -(double)INFINITY;
    if (!s->wide) return ldexp((double)(__int128)((u128)s->high << 64 | s->low), -64);
    lt_wide_sum all = *s->wide;
    wide_add_narrow(&all, s->high, s->low);
    return wide_read(all);
}

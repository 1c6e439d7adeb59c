#include "exec/sort_bits.h"

void lt_sort_bits_merge(lt_sort_bits *into, const lt_sort_bits *from)
{
    if (!from->any) return;
    if (!into->any) {
        *into = *from;
        return;
    }
    into->tall |= from->tall;
    if (from->most > into->most) into->most = from->most;
    for (int w = 0; w < LT_SORT_WORDS; w++)
        into->differ[w] |= from->differ[w] | (into->first[w] ^ from->first[w]);
}

/* move[k]: the bits that go 1 << k places down on their way to the low end, after those steps that
 * are smaller. Source: Warren, Hacker's Delight, 7-4 "Compress, or Generalized Extract". */
static void plan_moves(uint64_t *move, uint64_t mask)
{
    uint64_t gaps = ~mask << 1; /* for each bit, whether its lower neighbour is left out */
    for (int k = 0; k < 6; k++) {
        uint64_t odd = gaps;
        for (int shift = 1; shift < 64; shift *= 2) odd ^= odd << shift;
        move[k] = odd & mask;
        mask = (mask ^ move[k]) | move[k] >> (1 << k);
        gaps &= ~odd;
    }
}

static uint64_t squeeze(const lt_sort_squeeze *s, int w, uint64_t word)
{
    word &= s->mask[w];
    if (s->bits[w] == 64) return word;
    for (int k = 0; k < 6; k++) {
        uint64_t moving = word & s->move[w][k];
        word = (word ^ moving) | moving >> (1 << k);
    }
    return word;
}

void lt_sort_squeeze_make(lt_sort_squeeze *out, const lt_sort_bits *b)
{
    *out = (lt_sort_squeeze){.done = sizeof(b->first), .exact = !b->tall};
    for (int w = 0; w < LT_SORT_WORDS; w++) {
        uint64_t mask = b->differ[w];
        int      bits = __builtin_popcountll(mask), room = 64 - out->all_bits;
        for (; bits > room; bits--) mask &= mask - 1;
        out->mask[w] = mask;
        out->bits[w] = bits;
        out->all_bits += bits;
        if (bits) out->words = w + 1;
        plan_moves(out->move[w], mask);
        if (mask == b->differ[w]) continue;
        out->exact = false;
        out->done = 8 * (size_t)w; /* of the words behind it no bit is taken */
        return;
    }
}

uint64_t lt_sort_number(const lt_sort_squeeze *s, const uint8_t *key, size_t len)
{
    uint64_t number = 0;
    for (int w = 0; w < s->words; w++) {
        if (!s->bits[w]) continue;
        uint64_t low = squeeze(s, w, lt_sort_word(key, len, 8 * (size_t)w));
        number = s->bits[w] == 64 ? low : number << s->bits[w] | low;
    }
    return number;
}

/* sort_bits.h — what tells keys apart: of bytes that memcmp puts in order, the first 64 bits that
 * are not the same in all of them, as one number in the same order.
 *
 * No key begins another, so a short one may be followed by zeros. Bits that all keys share change
 * no comparison: null marks where nothing is null, the zeros in front of small numbers, a prefix
 * that all texts have.
 *
 * Limits   bits within the first LT_SORT_WORDS * 8 bytes
 * Threads  bits by one writer; a squeeze by any number of readers
 */
#ifndef LT_EXEC_SORT_BITS_H
#define LT_EXEC_SORT_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { LT_SORT_WORDS = 4 };

/* What is known of a set of keys; {0}: of none. */
typedef struct lt_sort_bits {
    uint64_t first[LT_SORT_WORDS];  /* of one of the keys */
    uint64_t differ[LT_SORT_WORDS]; /* bits in which some key is not like it */
    size_t   most;                  /* bytes of the longest key */
    bool     any, tall;             /* tall: some key is longer */
} lt_sort_bits;

/* How keys become numbers. */
typedef struct lt_sort_squeeze {
    uint64_t mask[LT_SORT_WORDS], move[LT_SORT_WORDS][6];
    int      bits[LT_SORT_WORDS]; /* of mask */
    int      words, all_bits;     /* words: those with bits are among the first so many */
    size_t   done;                /* equal numbers: so many bytes of the keys are equal … */
    bool     exact;               /* … or all of them are */
} lt_sort_squeeze;

/* Bytes [at, at + 8) of a key as a number; what lies behind its end is 0. 8 bytes behind the key
 * can be read. */
static inline uint64_t lt_sort_word(const uint8_t *key, size_t len, size_t at)
{
    uint64_t word;
    if (at >= len) return 0;
    memcpy(&word, key + at, sizeof(word));
    word = __builtin_bswap64(word);
    return len - at >= 8 ? word : word & ~(UINT64_MAX >> (8 * (len - at)));
}

static inline void lt_sort_bits_add(lt_sort_bits *b, const uint8_t *key, size_t len)
{
    if (!b->any)
        for (size_t w = 0; w < LT_SORT_WORDS; w++) b->first[w] = lt_sort_word(key, len, 8 * w);
    b->any = true;
    b->tall |= len > sizeof(b->first);
    if (len > b->most) b->most = len;
    for (size_t w = 0; w < LT_SORT_WORDS && 8 * w < b->most; w++)
        b->differ[w] |= b->first[w] ^ lt_sort_word(key, len, 8 * w);
}
void lt_sort_bits_merge(lt_sort_bits *into, const lt_sort_bits *from);

void     lt_sort_squeeze_make(lt_sort_squeeze *out, const lt_sort_bits *b);
uint64_t lt_sort_number(const lt_sort_squeeze *s, const uint8_t *key, size_t len);

#endif

/* group_key.h — the key of a group as a fixed number of 8-byte words, so that keys compare and copy
 * without a look at their types; also whole rows, to be given back as they were.
 *
 * Shapes   ints of every width, bools, dates: one word; floats: one, as a double with one zero and
 *          one NaN; decimals: two; text: two, an lt_view; lists: packed (kernel/pack.h), as text.
 *          After them, where a key may be any 64-bit int, words of one bit a key that say which are
 *          null (exact: of floats too); other nulls are words no value has.
 * Threads  a layout is read by all
 */
#ifndef LT_EXEC_GROUP_KEY_H
#define LT_EXEC_GROUP_KEY_H

#include "column/column.h"
#include "kernel/block.h"

#include <string.h>

typedef struct lt_key_column {
    lt_type type;
    lt_kind kind;
    int32_t word;     /* its first */
    int32_t null_bit; /* from the beginning of the null words; -1: nulls are a word */
} lt_key_column;

typedef struct lt_key_layout {
    lt_mem        *mem;
    lt_key_column *columns;
    int32_t        count, words;
    int32_t        null_word; /* the first; -1: none */
    bool           texts;     /* equal words are not the only equal keys */
    bool           exact;     /* for giving back: zeros keep their sign, a NaN its bits */
    bool           lists;     /* columns must be packed before they are encoded */
} lt_key_layout;

/* {0} is closed. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_key_layout_open(lt_key_layout *l, lt_mem *mem, const lt_type *types,
                                         int32_t count, bool exact, lt_error *err);
void                  lt_key_layout_close(lt_key_layout *l);

/* For a layout with lists: the columns, those of lists as packed bytes, equal where the lists are
 * (exact: to be given back as they were). Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_key_pack_open(lt_column ***out, const lt_key_layout *l, lt_mem *mem,
                                       lt_column *const *columns, lt_error *err);
void                  lt_key_pack_close(lt_column **packed, const lt_key_layout *l, lt_mem *mem);

/* Keys of rows [start, start + n), n <= LT_BLOCK, start a multiple of it, one after the other.
 * Views point where the columns' do. */
void lt_key_encode(const lt_key_layout *l, uint64_t *out, lt_column *const *columns, int32_t start,
                   int32_t n);

/* Long texts of the key are copied into heap. Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status lt_key_keep(const lt_key_layout *l, uint64_t *key, lt_heap *heap,
                                  lt_error *err);

/* Column c of n keys, keys[i] being the i-th, copied into a column of its own. Errors: LT_ENOMEM,
 * LT_ELIMIT. */
LT_MUST_USE lt_status lt_key_decode(const lt_key_layout *l, lt_column **out, lt_mem *mem,
                                    const uint64_t *const *keys, int32_t n, int32_t c,
                                    lt_error *err);

/* Keys whose words differ: the same texts may lie in two places. */
bool lt_key_same_texts(const lt_key_layout *l, const uint64_t *a, const uint64_t *b);

static inline bool lt_key_same(const lt_key_layout *l, int32_t words, const uint64_t *a,
                               const uint64_t *b)
{
    uint64_t other = 0;
    for (int32_t i = 0; i < words; i++) other |= a[i] ^ b[i];
    return !other || (l->texts && lt_key_same_texts(l, a, b));
}

#endif

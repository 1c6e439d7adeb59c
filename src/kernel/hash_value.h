/* hash_value.h — a value of more than 8 bytes as one word; a and b are a lane's constants. */
#ifndef LT_KERNEL_HASH_VALUE_H
#define LT_KERNEL_HASH_VALUE_H

#include "column/column.h"
#include "kernel/fold.h"

#include <string.h>

static inline uint64_t lt_load_64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof(v));
    return v;
}

/* More than 16 bytes: 16 at a time, the last 16 overlapping what came before. */
static inline uint64_t lt_hash_long(const uint8_t *p, int32_t len, uint64_t a, uint64_t b)
{
    uint64_t       h = (uint64_t)len * b;
    const uint8_t *last = p + len - 16;
    for (; p < last; p += 16) h = lt_fold(lt_load_64(p) ^ a ^ h, lt_load_64(p + 8) ^ b);
    return lt_fold(lt_load_64(last) ^ a ^ h, lt_load_64(last + 8) ^ b ^ a);
}

/* A text of up to 32 bytes costs no branch, for their lengths follow no pattern: one that lies
 * inside its view is hashed as the view's own 16 bytes, and of others the two ends, which overlap.
 */
static inline uint64_t lt_hash_view(const lt_view *v, uint64_t a, uint64_t b)
{
    bool           inside = v->len <= 12;
    const uint8_t *p = inside ? (const uint8_t *)v : v->at;
    int32_t        len = inside ? 16 : v->len;
    if (__builtin_expect(len > 32, 0)) return lt_hash_long(p, len, a, b);
    int32_t  second = len < 16 ? len - 8 : 8, third = len < 16 ? 0 : len - 16;
    uint64_t h = (uint64_t)(inside ? 0 : len) * b;
    h = lt_fold(lt_load_64(p) ^ a ^ h, lt_load_64(p + second) ^ b);
    return lt_fold(lt_load_64(p + third) ^ a ^ h, lt_load_64(p + len - 8) ^ b ^ a);
}

static inline uint64_t lt_hash_wide(lt_i128 v, uint64_t a, uint64_t b)
{
    return lt_fold((uint64_t)v ^ b, (uint64_t)(v >> 64) ^ a);
}

/* The list in a row of c; of a null row anything. Equal lists have equal words. */
uint64_t lt_hash_list(const lt_column *c, int32_t row, uint64_t a, uint64_t b);
/* A row of c, FLAT, of any type, null or not. */
uint64_t lt_hash_item(const lt_column *c, int32_t row);

#endif

/* strings.h — what the string kernels share: one harness, UTF-8 steps, results in a heap.
 *
 * Text is UTF-8 as readers checked it; in other bytes every one that is no continuation counts as
 * a character, and nothing is read past the end.
 */
#ifndef LT_KERNEL_STRINGS_H
#define LT_KERNEL_STRINGS_H

#include "kernel/work.h"

#include <string.h>

typedef struct lt_maker lt_maker;
/* Computes one row that is wanted: writes out->values itself. */
typedef lt_status lt_row_fn(lt_maker *m, int32_t row, lt_error *err);

struct lt_maker {
    const lt_call *call;
    lt_column     *out;
    lt_heap        heap;  /* bytes of new strings */
    void          *state; /* of the kernel */
};

/* Opens the result, runs fn over the rows that are wanted and gives the result its bytes, and with
 * keep those of args[0] too, for results that are parts of it. */
LT_MUST_USE lt_status lt_make(const lt_call *call, lt_column **out, lt_row_fn *fn, void *state,
                              bool keep, lt_error *err);

static inline const lt_view *lt_arg(const lt_maker *m, int i, int32_t row)
{
    return lt_view_at(m->call->args[i], row);
}
static inline int32_t lt_int_arg(const lt_maker *m, int i, int32_t row)
{
    const lt_column *c = m->call->args[i];
    return ((const int32_t *)c->values)[c->encoding == LT_CONST ? 0 : row];
}
static inline void lt_put_view(lt_maker *m, int32_t row, lt_view v)
{
    ((lt_view *)m->out->values)[row] = v;
}
/* The first n bytes of the last room of the heap become the row's string. */
static inline void lt_put_room(lt_maker *m, int32_t row, const uint8_t *room, size_t n)
{
    lt_put_view(m, row, lt_view_of(room, (int32_t)n));
    if (n > 12) lt_heap_use(&m->heap, n);
}

static inline bool lt_starts_char(uint8_t b) { return (b & 0xC0) != 0x80; }

static inline int32_t lt_count_chars(const uint8_t *p, int32_t n)
{
    int32_t count = 0;
    for (int32_t i = 0; i < n; i++) count += lt_starts_char(p[i]);
    return count;
}
/* Bytes of the first `chars` characters of p[0, n). */
static inline int32_t lt_skip_chars(const uint8_t *p, int32_t n, int64_t chars)
{
    int32_t i = 0;
    while (i < n && chars > 0) {
        i++;
        while (i < n && !lt_starts_char(p[i])) i++;
        chars--;
    }
    return i;
}
static inline bool lt_is_ascii(const uint8_t *p, int32_t n)
{
    uint8_t all = 0;
    for (int32_t i = 0; i < n; i++) all |= p[i];
    return all < 0x80;
}

/* The piece of v that substring(v, position, length) is, in characters or bytes: inside v's bytes.
 */
lt_view lt_cut(const lt_view *v, int64_t position, int64_t length, bool bytes);

/* Writes p[0, n) in upper, else lower case, to where LT_FOLD_ROOM(n) bytes are: two bytes may
 * become six. Returns the bytes written. */
#define LT_FOLD_ROOM(n) (3 * (size_t)(n) + 4)
size_t lt_fold_case(uint8_t *to, const uint8_t *p, int32_t n, bool upper);

/* The first place of part in p[0, n), or NULL. An empty part is found at once. */
static inline const uint8_t *lt_find(const uint8_t *p, size_t n, const lt_view *part)
{
    if (part->len == 0) return p;
    return n < (size_t)part->len ? NULL : memmem(p, n, lt_view_bytes(part), (size_t)part->len);
}

#endif

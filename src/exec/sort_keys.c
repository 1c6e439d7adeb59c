#include "exec/sort_keys.h"

#include "kernel/block.h"

#include <string.h>

enum { MOST = 17, BEHIND = 8 }; /* bytes of a number with its mark; readable behind the keys */

#define SIGN UINT64_C(0x8000000000000000)
#define NANS UINT64_C(0x7FF8000000000000)

/* A block of one key column. */
typedef struct part {
    union {
        int64_t i[LT_BLOCK];
        double  f[LT_BLOCK];
        lt_i128 d[LT_BLOCK];
        lt_view v[LT_BLOCK];
    } buf;
    const void      *values;
    const lt_column *column;
    lt_kind          kind;
    uint64_t         flip; /* all ones: descending */
    lt_sort_order    order;
    uint64_t         valid[LT_BLOCK / 64];
} part;

size_t lt_sort_keys_stride(const lt_sort_keys *keys)
{
    size_t stride = 0;
    for (int32_t k = 0; k < keys->count; k++) {
        lt_kind kind = lt_kind_of(keys->columns[k]->type);
        if (kind == LT_KIND_VIEW || kind == LT_KIND_LIST) return 0;
        stride += kind == LT_KIND_I128 ? 17 : 9;
    }
    return stride;
}

static void part_open(part *p, const lt_sort_keys *keys, int32_t k, int32_t start, int32_t n)
{
    const lt_column *c = keys->columns[k];
    p->column = c;
    p->kind = lt_kind_of(c->type);
    p->order = keys->orders[k];
    p->flip = p->order.descending ? UINT64_MAX : 0;
    for (int32_t w = 0; w < (n + 63) / 64; w++)
        p->valid[w] = lt_valid_word(c, (size_t)(start / 64 + w));
    switch (p->kind) {
    case LT_KIND_I64: p->values = lt_block_i64(p->buf.i, c, start, n); break;
    case LT_KIND_F64: p->values = lt_block_f64(p->buf.f, c, start, n); break;
    case LT_KIND_I128: p->values = lt_block_i128(p->buf.d, c, start, n); break;
    case LT_KIND_VIEW: p->values = lt_block_views(p->buf.v, c, start, n); break;
    case LT_KIND_LIST: break;
    }
}

static uint8_t *put_word(uint8_t *to, uint64_t word)
{
    word = __builtin_bswap64(word);
    memcpy(to, &word, sizeof(word));
    return to + sizeof(word);
}

/* Negative floats have all bits inverted, others the sign alone; one zero, one NaN. */
static uint64_t float_word(double v)
{
    uint64_t bits;
    v += 0.0; /* -0.0 is 0.0 */
    memcpy(&bits, &v, sizeof(bits));
    if (v != v) bits = NANS;
    return bits & SIGN ? ~bits : bits | SIGN;
}

static uint8_t *put_wide(uint8_t *to, lt_i128 v, uint64_t flip)
{
    unsigned __int128 bits = (unsigned __int128)v;
    to = put_word(to, ((uint64_t)(bits >> 64) ^ SIGN) ^ flip);
    return put_word(to, (uint64_t)bits ^ flip);
}

static uint8_t *put_null(uint8_t *to, const part *p)
{
    size_t bytes = p->kind == LT_KIND_VIEW ? 0 : p->kind == LT_KIND_I128 ? 16 : 8;
    *to++ = p->order.nulls_first ? 0 : 2;
    memset(to, 0, bytes);
    return to + bytes;
}

/* n <= 12 bytes of a view, which lie in it. */
static uint8_t *put_few(uint8_t *to, const lt_view *v)
{
    memcpy(to, (const uint8_t *)v + sizeof(v->len), 12); /* and zeros, to be written over */
    return to + v->len;
}

/* 0 as 0 255, at the end 0 0. to: room for twice the text and 16 bytes. */
static uint8_t *put_text(uint8_t *to, const lt_view *v)
{
    const uint8_t *from = lt_view_bytes(v), *stop = from + v->len;
    if (!memchr(from, 0, (size_t)v->len)) {
        if (v->len <= 12)
            to = put_few(to, v);
        else
            memcpy(to, from, (size_t)v->len), to += v->len;
    } else {
        for (; from < stop; from++) {
            *to++ = *from;
            if (!*from) *to++ = 255;
        }
    }
    *to++ = 0;
    *to++ = 0;
    return to;
}

static uint8_t *put_value(uint8_t *to, const part *p, int32_t i)
{
    *to++ = 1;
    switch (p->kind) {
    case LT_KIND_I64: {
        uint64_t word = (uint64_t)((const int64_t *)p->values)[i];
        return put_word(to, (word ^ SIGN) ^ p->flip);
    }
    case LT_KIND_F64: return put_word(to, float_word(((const double *)p->values)[i]) ^ p->flip);
    case LT_KIND_I128: return put_wide(to, ((const lt_i128 *)p->values)[i], p->flip);
    case LT_KIND_VIEW: {
        uint8_t *end = put_text(to, (const lt_view *)p->values + i);
        for (; p->flip && to < end; to++) *to = (uint8_t) ~*to;
        return end;
    }
    case LT_KIND_LIST: break;
    }
    return to;
}

/* Bytes that the row may take, but for lists. */
static size_t most_bytes(const part *parts, int32_t count, int32_t i)
{
    size_t bytes = BEHIND + 16;
    for (int32_t k = 0; k < count; k++) {
        bytes += MOST;
        if (parts[k].kind == LT_KIND_VIEW)
            bytes += 2 * (size_t)((const lt_view *)parts[k].values)[i].len;
    }
    return bytes;
}

static lt_status add_row(lt_buf *out, const part *parts, int32_t count, int32_t start, int32_t i,
                         lt_error *err)
{
    LT_TRY(lt_buf_reserve(out, most_bytes(parts, count, i), err));
    for (int32_t k = 0; k < count; k++) {
        const part *p = &parts[k];
        uint8_t    *to = out->data + out->len;
        if (p->kind == LT_KIND_LIST) {
            LT_TRY(lt_sort_key_add(out, p->column, start + i, p->order, err));
            LT_TRY(lt_buf_reserve(out, most_bytes(parts, count, i), err));
            continue;
        }
        bool valid = p->valid[i / 64] >> (i % 64) & 1;
        to = valid ? put_value(to, p, i) : put_null(to, p);
        out->len = (size_t)(to - out->data);
    }
    return LT_OK;
}

lt_status lt_sort_keys_add(lt_buf *out, size_t *ends, const lt_sort_keys *keys, int32_t start,
                           int32_t n, lt_buf *room, lt_error *err)
{
    room->len = 0;
    LT_TRY(lt_buf_reserve(room, (size_t)keys->count * sizeof(part), err));
    part *parts = (part *)(void *)room->data;
    for (int32_t k = 0; k < keys->count; k++) part_open(&parts[k], keys, k, start, n);
    for (int32_t i = 0; i < n; i++) {
        LT_TRY(add_row(out, parts, keys->count, start, i, err));
        ends[i] = out->len;
    }
    return LT_OK;
}

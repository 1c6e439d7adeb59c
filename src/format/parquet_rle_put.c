/* parquet_rle_put.c — levels and dictionary ids as runs: repeated values, and groups of eight
 * packed bit by bit.
 *
 * Source   parquet-format Encodings.md, "Run Length Encoding / Bit-Packing Hybrid"
 */
#include "format/parquet_encoding.h"

#include <string.h>

/* LEAST: values from which on a repetition pays. PIECE: levels are widened by so many. */
enum { GROUP = 8, LEAST = 8, PIECE = 512 };

/* Either kind of input, so that levels need no copy. */
typedef struct input {
    const uint32_t *wide;
    const int16_t  *narrow;
    int64_t         count;
    int             width;
} input;

static inline uint32_t get(const input *in, int64_t i)
{
    return in->wide ? in->wide[i] : (uint32_t)in->narrow[i];
}

/* ---- groups of eight: `width` bytes each ---- */

static inline __attribute__((always_inline)) void pack_group(uint8_t *out, const uint32_t *v,
                                                             int width)
{
    uint64_t word = 0;
    int      bits = 0;
#pragma GCC unroll 8
    for (int i = 0; i < GROUP; i++) {
        word |= (uint64_t)v[i] << bits;
        bits += width;
        if (bits < 32) continue;
        memcpy(out, &word, 4); /* little-endian machines only, as Arrow */
        out += 4;
        word >>= 32;
        bits -= 32;
    }
    memcpy(out, &word, (size_t)bits / 8);
}

/* A constant width turns shifts and offsets into constants. */
/* clang-format off */
#define LT_PACK_LIST(_)                                                           \
    _(1)  _(2)  _(3)  _(4)  _(5)  _(6)  _(7)  _(8)  _(9)  _(10) _(11) _(12) _(13) \
    _(14) _(15) _(16) _(17) _(18) _(19) _(20) _(21) _(22) _(23) _(24) _(25) _(26) \
    _(27) _(28) _(29) _(30) _(31) _(32)
/* clang-format on */

static void pack_groups(uint8_t *out, const uint32_t *v, int64_t groups, int width)
{
    switch (width) {
#define LT_PACK_CASE(w)                                                                   \
    case w:                                                                               \
        for (int64_t g = 0; g < groups; g++) pack_group(out + g * (w), v + g * GROUP, w); \
        return;
        LT_PACK_LIST(LT_PACK_CASE)
#undef LT_PACK_CASE
    default: return;
    }
}

static const uint32_t *widen(uint32_t *piece, const input *in, int64_t from, int64_t n)
{
    if (in->wide) return in->wide + from;
    for (int64_t i = 0; i < n; i++) piece[i] = (uint32_t)in->narrow[from + i];
    return piece;
}

/* Values [from, to) as groups; the last one is padded with zeros. */
static lt_status put_packed(lt_buf *out, const input *in, int64_t from, int64_t to, lt_error *err)
{
    if (from == to) return LT_OK;
    uint32_t piece[PIECE];
    int64_t  groups = (to - from + GROUP - 1) / GROUP, width = in->width;
    LT_TRY(lt_pq_put_varint(out, (uint64_t)groups << 1 | 1, err));
    LT_TRY(lt_buf_reserve(out, (size_t)(groups * width), err));
    for (int64_t n; from < to; from += n) {
        n = to - from < PIECE ? to - from : PIECE;
        const uint32_t *v = widen(piece, in, from, n);
        pack_groups(out->data + out->len, v, n / GROUP, in->width);
        out->len += (size_t)(n / GROUP * width);
        if (n % GROUP == 0) continue;
        uint32_t last[GROUP] = {0};
        memcpy(last, v + n / GROUP * GROUP, (size_t)(n % GROUP) * sizeof(*last));
        pack_groups(out->data + out->len, last, 1, in->width);
        out->len += (size_t)width;
    }
    return LT_OK;
}

/* ---- repetitions ---- */

static lt_status put_repeat(lt_buf *out, uint32_t value, int64_t times, int width, lt_error *err)
{
    uint8_t bytes[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                        (uint8_t)(value >> 24)};
    LT_TRY(lt_pq_put_varint(out, (uint64_t)times << 1, err));
    return lt_buf_add(out, bytes, (size_t)(width + 7) / 8, err);
}

static int64_t repeat_end(const input *in, int64_t i)
{
    int64_t end = i + 1;
    while (end < in->count && get(in, end) == get(in, i)) end++;
    return end;
}

/* Where the first repetition of LEAST values or more begins, at or behind i, which begins one of
 * some length; count: nowhere. Two neighbours that differ rule out all places before them, so
 * the look begins at the far end: of random values one in LEAST - 1 is compared. */
static int64_t find_repeat(const input *in, int64_t i)
{
    while (i + LEAST <= in->count) {
        int64_t k = i + LEAST - 1;
        while (k > i && get(in, k) == get(in, k - 1)) k--;
        if (k == i) return i;
        i = k;
    }
    return in->count;
}

/* A repetition counts after those of its values that fill up the packed group before it. */
static lt_status put_runs(lt_buf *out, const input *in, lt_error *err)
{
    int64_t packed_from = 0;
    if (in->width == 0) return LT_OK;
    for (int64_t i = find_repeat(in, 0), end; i < in->count; i = find_repeat(in, end)) {
        end = repeat_end(in, i);
        int64_t fill = (GROUP - ((i - packed_from) & (GROUP - 1))) & (GROUP - 1);
        if (end - i - fill < LEAST) continue;
        LT_TRY(put_packed(out, in, packed_from, i + fill, err));
        LT_TRY(put_repeat(out, get(in, i), end - i - fill, in->width, err));
        packed_from = end;
    }
    return put_packed(out, in, packed_from, in->count, err);
}

lt_status lt_pq_put_rle(lt_buf *out, const uint32_t *values, int64_t count, int width,
                        lt_error *err)
{
    return put_runs(out, &(input){.wide = values, .count = count, .width = width}, err);
}

lt_status lt_pq_put_levels(lt_buf *out, const int16_t *values, int64_t count, int width,
                           lt_error *err)
{
    return put_runs(out, &(input){.narrow = values, .count = count, .width = width}, err);
}

/* ---- levels of v1 pages: behind their length ---- */

static lt_status note_length(lt_buf *out, size_t start, lt_error *err)
{
    size_t len = out->len - start - 4;
    if (len > INT32_MAX) return LT_FAIL(err, LT_ELIMIT, "levels of %zu bytes in one page", len);
    for (int i = 0; i < 4; i++) out->data[start + (size_t)i] = (uint8_t)(len >> (8 * i));
    return LT_OK;
}

lt_status lt_pq_put_levels_v1(lt_buf *out, const int16_t *values, int64_t count, int width,
                              lt_error *err)
{
    size_t start = out->len;
    LT_TRY(lt_buf_add(out, (uint8_t[4]){0}, 4, err));
    LT_TRY(lt_pq_put_levels(out, values, count, width, err));
    return note_length(out, start, err);
}

lt_status lt_pq_put_same_levels_v1(lt_buf *out, int16_t value, int64_t count, int width,
                                   lt_error *err)
{
    int16_t few[LEAST];
    if (count < LEAST) {
        for (int64_t i = 0; i < count; i++) few[i] = value;
        return lt_pq_put_levels_v1(out, few, count, width, err);
    }
    size_t start = out->len;
    LT_TRY(lt_buf_add(out, (uint8_t[4]){0}, 4, err));
    if (width) LT_TRY(put_repeat(out, (uint32_t)value, count, width, err));
    return note_length(out, start, err);
}

#include "format/parquet_encoding.h"

#include "kernel/kernel.h"

#include <string.h>

/* 32 values of w bits are 4 w bytes. Each is taken from an 8-byte load, which may reach 8 bytes
 * past the block: the last block of a run is therefore read from a padded copy. */
enum { BLOCK = 32, SLACK = 8, WIDEST = 25 /* of the vector loops */ };

static inline uint64_t load(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof(word));
    return word; /* little-endian machines only, as Arrow */
}

static inline __attribute__((always_inline)) void unpack_block(uint32_t *out, const uint8_t *in,
                                                               int width)
{
    uint64_t mask = (1ull << width) - 1;
#pragma GCC unroll 32
    for (int i = 0; i < BLOCK; i++) {
        int bit = i * width;
        out[i] = (uint32_t)(load(in + (bit >> 3)) >> (bit & 7) & mask);
    }
}

/* A constant width turns shifts and offsets into constants. */
/* clang-format off */
#define LT_WIDTH_LIST(_)                                                          \
    _(1)  _(2)  _(3)  _(4)  _(5)  _(6)  _(7)  _(8)  _(9)  _(10) _(11) _(12) _(13) \
    _(14) _(15) _(16) _(17) _(18) _(19) _(20) _(21) _(22) _(23) _(24) _(25) _(26) \
    _(27) _(28) _(29) _(30) _(31) _(32)
/* clang-format on */

static void unpack_blocks(uint32_t *out, int64_t blocks, int width, const uint8_t *in)
{
    switch (width) {
#define LT_WIDTH_CASE(w)                                                                       \
    case w:                                                                                    \
        for (int64_t b = 0; b < blocks; b++) unpack_block(out + b * BLOCK, in + b * 4 * w, w); \
        return;
        LT_WIDTH_LIST(LT_WIDTH_CASE)
#undef LT_WIDTH_CASE
    default: return;
    }
}

void lt_pq_unpack32(uint32_t *out, int64_t count, int width, const uint8_t *bytes)
{
    if (count <= 0) return;
    if (width == 0) {
        memset(out, 0, (size_t)count * sizeof(*out));
        return;
    }
    int64_t len = (count * width + 7) / 8, step = 4 * (int64_t)width;
    if (width <= WIDEST && count >= (int64_t)2 * BLOCK) {
        int64_t done = lt_loops_get()->unpack_u32(out, count, width, bytes, len);
        out += done, count -= done;
        bytes += done / 8 * width, len -= done / 8 * width;
    }
    int64_t blocks = len > SLACK ? (len - SLACK) / step : 0;
    if (blocks > count / BLOCK) blocks = count / BLOCK;
    unpack_blocks(out, blocks, width, bytes);

    for (int64_t done = blocks * BLOCK; done < count; done += BLOCK) {
        uint8_t  padded[4 * 32 + SLACK] = {0};
        uint32_t values[BLOCK];
        int64_t  at = done / BLOCK * step, have = len - at < step ? len - at : step;
        int64_t  n = count - done < BLOCK ? count - done : BLOCK;
        memcpy(padded, bytes + at, (size_t)have);
        unpack_blocks(values, 1, width, padded);
        memcpy(out + done, values, (size_t)n * sizeof(*out));
    }
}

static uint64_t value_at(const uint8_t *in, int64_t bit, int width)
{
    const uint8_t *at = in + (bit >> 3);
    int            shift = (int)(bit & 7);
    uint64_t       value = load(at) >> shift;
    if (shift && shift + width > 64) value |= (uint64_t)at[8] << (64 - shift);
    return width == 64 ? value : value & ((1ull << width) - 1);
}

/* Wide deltas are rare: one loop for every width. Values whose loads would reach past the bytes are
 * taken from a padded copy of the last ones. */
void lt_pq_unpack64(uint64_t *out, int64_t count, int width, const uint8_t *bytes)
{
    if (count <= 0) return;
    if (width == 0) {
        memset(out, 0, (size_t)count * sizeof(*out));
        return;
    }
    int64_t len = (count * width + 7) / 8, i = 0;
    for (; i < count && (i * width >> 3) + 9 <= len; i++)
        out[i] = value_at(bytes, i * width, width);
    if (i == count) return;
    uint8_t padded[32] = {0};
    int64_t from = i * width >> 3;
    memcpy(padded, bytes + from, (size_t)(len - from));
    for (; i < count; i++) out[i] = value_at(padded, i * width - from * 8, width);
}

int lt_pq_bits(uint32_t max) { return max ? 32 - __builtin_clz(max) : 0; }

lt_status lt_pq_bit_packed_levels(int16_t *out, size_t *used, int64_t count, int16_t max,
                                  const uint8_t *bytes, size_t len, lt_error *err)
{
    int width = lt_pq_bits((uint32_t)max);
    if (count < 0 || (width && (uint64_t)count > (uint64_t)len * 8 / (uint64_t)width))
        return LT_FAIL(err, LT_EPARSE, "%lld levels of %d bits in %zu bytes", (long long)count,
                       width, len);
    int64_t bit = 0;
    for (int64_t i = 0; i < count; i++) {
        int value = 0;
        for (int b = 0; b < width; b++, bit++)
            value = value << 1 | (bytes[bit >> 3] >> (7 - (bit & 7)) & 1);
        if (value > max)
            return LT_FAIL(err, LT_EPARSE, "level %d, where %d is the most", value, max);
        out[i] = (int16_t)value;
    }
    if (used) *used = (size_t)(bit + 7) / 8;
    return LT_OK;
}

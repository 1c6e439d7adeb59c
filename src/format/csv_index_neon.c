/* The loops of csv_index.h with NEON. A mask of 64 bytes is made of four comparisons: each byte
 * keeps the bit of its place in eight, and three pairwise additions join them. */
#include "format/csv_index_step.h"
#include "format/csv_values.h"

#if defined(__aarch64__)

#include "core/escape.h"

#include <arm_neon.h>

typedef struct block {
    uint8x16_t v[4];
} block;

LT_CSV_INLINE uint64_t mask_of(const block *b, uint8_t byte)
{
    static const uint8_t places[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t           what = vdupq_n_u8(byte), place = vld1q_u8(places);
    uint8x16_t           low = vpaddq_u8(vandq_u8(vceqq_u8(b->v[0], what), place),
                                         vandq_u8(vceqq_u8(b->v[1], what), place));
    uint8x16_t           high = vpaddq_u8(vandq_u8(vceqq_u8(b->v[2], what), place),
                                          vandq_u8(vceqq_u8(b->v[3], what), place));
    uint8x16_t           all = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

LT_CSV_INLINE lt_csv_masks masks(const uint8_t *p, const lt_csv_dialect *d)
{
    block b = {{vld1q_u8(p), vld1q_u8(p + 16), vld1q_u8(p + 32), vld1q_u8(p + 48)}};
    return (lt_csv_masks){
        .quote = mask_of(&b, d->quote),
        .delimiter = mask_of(&b, d->delimiter),
        .newline = mask_of(&b, '\n'),
        .cr = mask_of(&b, '\r'),
    };
}

/* Without the carry-less multiplication that not every AArch64 has. */
LT_CSV_INLINE uint64_t prefix(uint64_t q)
{
    for (unsigned shift = 1; shift < 64; shift *= 2) q ^= q << shift;
    return q;
}

/* Eight at a time without asking: what is written too much is overwritten by the next. */
LT_CSV_INLINE void store(uint32_t *out, uint64_t seps, uint32_t base)
{
    int count = __builtin_popcountll(seps);
    for (int i = 0; i < count; i += 8)
        for (int k = 0; k < 8; k++) {
            out[i + k] = base + (seps ? (uint32_t)__builtin_ctzll(seps) : 64);
            seps &= seps - 1;
        }
}

static bool index_neon(const uint8_t *p, size_t n, uint32_t base, const lt_csv_dialect *d,
                       lt_csv_state *state, lt_csv_marks *m)
{
    return lt_csv_frame(p, n, base, d, state, m, masks, prefix, store);
}

/* ASCII goes 64 bytes a turn; text that is not is checked from its first such byte on. */
static bool utf8_neon(const uint8_t *p, size_t n)
{
    size_t i = 0;
    for (; i + 64 <= n; i += 64) {
        uint8x16_t all = vorrq_u8(vorrq_u8(vld1q_u8(p + i), vld1q_u8(p + i + 16)),
                                  vorrq_u8(vld1q_u8(p + i + 32), vld1q_u8(p + i + 48)));
        if (vmaxvq_u8(all) >= 0x80) break;
    }
    return lt_utf8_valid((const char *)p + i, n - i, NULL);
}

const lt_csv_loops lt_csv_neon = {index_neon, utf8_neon, &lt_csv_values_none};

#else
const lt_csv_loops lt_csv_neon = {NULL, NULL, NULL};
#endif

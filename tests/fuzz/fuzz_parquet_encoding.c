/* The first byte chooses the decoder, the second the width or type, the next two the count; the
 * rest is the page. Slices must lie in the page or the store, ids and levels below their bounds. */
#include "format/parquet_encoding.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

enum { MOST = 4096, DECODERS = 12 };

typedef struct page {
    const uint8_t *bytes;
    size_t         len;
    int64_t        count;
    int            width;
} page;

static union {
    uint8_t     bytes[MOST * 32];
    uint32_t    ids[MOST];
    int16_t     levels[MOST];
    int32_t     narrow[MOST];
    int64_t     wide[MOST];
    lt_pq_bytes texts[MOST];
} out;

static volatile uint8_t seen;

/* Touches both ends of every slice: ASan judges. */
static void check_texts(const page *p)
{
    for (int64_t i = 0; i < p->count; i++) {
        if (!out.texts[i].len) continue;
        seen = out.texts[i].at[0];
        seen = out.texts[i].at[out.texts[i].len - 1];
    }
}

static void ids(const page *p)
{
    lt_pq_rle r;
    if (lt_pq_rle_open_ids(&r, p->bytes, p->len, NULL) != LT_OK) return;
    if (lt_pq_rle_ids(out.ids, p->count, (uint32_t)p->width + 1, &r, NULL) != LT_OK) return;
    for (int64_t i = 0; i < p->count; i++)
        if (out.ids[i] > (uint32_t)p->width) abort();
}

static void levels(const page *p)
{
    lt_pq_rle r;
    size_t    used;
    int16_t   max = (int16_t)(p->width & 63);
    if (lt_pq_rle_open_levels(&r, &used, p->bytes, p->len, lt_pq_bits((uint32_t)max), NULL) !=
        LT_OK)
        return;
    if (used > p->len) abort();
    if (lt_pq_rle_levels(out.levels, p->count, max, &r, NULL) != LT_OK) return;
    for (int64_t i = 0; i < p->count; i++)
        if (out.levels[i] < 0 || out.levels[i] > max) abort();
}

/* Pieces and whole runs by turns must not lose the place. */
static void mixed(const page *p)
{
    lt_pq_rle r;
    uint32_t  value;
    if (lt_pq_rle_open(&r, p->bytes, p->len, p->width, NULL) != LT_OK) return;
    for (int64_t i = 0; i < p->count;) {
        int64_t n = i % 13 + 1;
        if (i % 3 == 0 && lt_pq_rle_run(&value, n, &r) > 0) {
            i += n;
            continue;
        }
        if (lt_pq_rle_next(out.ids, n, &r, NULL) != LT_OK) return;
        i += n;
    }
}

static void delta(const page *p)
{
    lt_pq_delta d;
    size_t      used;
    if (lt_pq_delta_open(&d, p->bytes, p->len, NULL) != LT_OK) return;
    for (int64_t i = 0, n; i < p->count; i += n) {
        n = i % 37 + 1;
        lt_status status = p->width & 1 ? lt_pq_delta_next32(out.narrow, n, &d, NULL)
                                        : lt_pq_delta_next64(out.wide, n, &d, NULL);
        if (status != LT_OK) return;
    }
    if (lt_pq_delta_finish(&used, &d, p->bytes, NULL) == LT_OK && used > p->len) abort();
}

static void delta_texts(const page *p)
{
    lt_mem *mem = lt_mem_open(NULL, 8 << 20);
    lt_buf  store = {.mem = mem};
    if (lt_pq_delta_strings(out.texts, &store, 4 << 20, p->count, p->bytes, p->len, NULL) == LT_OK)
        check_texts(p);
    lt_buf_clear(&store);
    if (lt_mem_in_use(mem) != 0) abort();
    lt_mem_close(mem);
}

static void decode(const page *p, int decoder)
{
    size_t used = 0;
    switch (decoder) {
    case 0: ids(p); break;
    case 1: levels(p); break;
    case 2: mixed(p); break;
    case 3: delta(p); break;
    case 4: delta_texts(p); break;
    case 5:
        if (lt_pq_delta_length_strings(out.texts, &used, p->count, p->bytes, p->len, NULL) == LT_OK)
            check_texts(p);
        break;
    case 6:
        if (lt_pq_plain_strings(out.texts, &used, p->count, p->bytes, p->len, NULL) == LT_OK)
            check_texts(p);
        break;
    case 8: (void)!lt_pq_plain_bools(out.bytes, p->width, p->count, p->bytes, p->len, NULL); break;
    case 9:
        (void)!lt_pq_split_fixed(out.bytes, p->count, p->width & 31, p->bytes, p->len, NULL);
        break;
    case 10:
        (void)!lt_pq_bit_packed_levels(out.levels, &used, p->count, (int16_t)p->width, p->bytes,
                                       p->len, NULL);
        break;
    default: break;
    }
    if (used > p->len) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < 4) return 0;
    page p = {.bytes = bytes + 4,
              .len = len - 4,
              .width = bytes[1],
              .count = (bytes[2] | bytes[3] << 8) % MOST};
    decode(&p, bytes[0] % DECODERS);
    return 0;
}

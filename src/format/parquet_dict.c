/* parquet_dict.c — the distinct values of a chunk, numbered as they first appear.
 *
 * Integers of a narrow range are found in an array by their value. Others by open addressing with
 * linear probing, at most half full; hashes of some values are made before the first is looked for,
 * so that the memory is on its way. Input that is a dictionary already is hashed once per
 * entry: a table maps its slots to codes while the same dictionary goes on. Values are
 * compared by their bits, so that every NaN and -0.0 come back as they were.
 *
 * Limits   the dictionary is given up past LT_PQ_DICTIONARY_BYTES, or when of the first
 * PROOF_VALUES so few repeat that it is bound to grow past it
 */
#include "format/parquet_write.h"

#include "core/hash.h"

#include <string.h>

enum { FIRST_SLOTS = 1024, PROOF_VALUES = 8192, AHEAD = 128, FAR_SLOTS = 4096 };
enum { DIRECT_LEAST = 1024, DIRECT_MOST = 1 << 20 };

/* ---- values as words: the second is 0 where the first is all there is ---- */

typedef struct words {
    uint64_t a, b;
} words;

static inline __attribute__((always_inline)) words load(const uint8_t *value, size_t width)
{
    words w = {0, 0};
    memcpy(&w, value, width);
    return w;
}

static uint64_t text_hash(const uint8_t *value)
{
    const lt_view *v = (const lt_view *)(const void *)value;
    return lt_hash64(lt_view_bytes(v), (size_t)v->len, 0);
}

static inline __attribute__((always_inline)) bool is_long(words w, bool text)
{
    return text && (uint32_t)w.a > 12; /* the length of a view */
}

static inline __attribute__((always_inline)) uint64_t hash_of(const uint8_t *value, size_t width,
                                                              bool text)
{
    words w = load(value, width);
    if (is_long(w, text)) return text_hash(value);
    return lt_hash_mix64((w.a + 1) ^ w.b * UINT64_C(0x9E3779B97F4A7C15));
}

static bool same_text(const uint8_t *a, const uint8_t *b)
{
    return lt_view_same((const lt_view *)(const void *)a, (const lt_view *)(const void *)b);
}

static inline __attribute__((always_inline)) bool same(const uint8_t *a, const uint8_t *b,
                                                       size_t width, bool text)
{
    words x = load(a, width), y = load(b, width);
    if (x.a != y.a) return false; /* of views: length or beginning */
    return x.b == y.b || (is_long(x, text) && same_text(a, b));
}

static uint64_t hash_value(const lt_pq_layout *layout, const uint8_t *value)
{
    return hash_of(value, (size_t)layout->width, layout->dense == LT_PQ_DENSE_VIEW);
}

static int64_t plain_bytes(const lt_pq_layout *layout, const void *value)
{
    if (layout->dense != LT_PQ_DENSE_VIEW) return layout->file_width;
    return 4 + (int64_t)((const lt_view *)value)->len;
}

/* ---- the table ---- */

static lt_status table_open(lt_pq_dict *d, size_t bytes, lt_error *err)
{
    d->table.len = 0;
    LT_TRY(lt_buf_reserve(&d->table, bytes, err));
    memset(d->table.data, 0, bytes);
    return LT_OK;
}

/* The codes known so far, in a table of `size` slots. */
static lt_status rehash(lt_pq_dict *d, uint32_t size, lt_error *err)
{
    size_t width = (size_t)d->layout->width;
    LT_TRY(table_open(d, size * sizeof(uint64_t), err));
    uint64_t *table = (uint64_t *)d->table.data;
    for (uint32_t code = 0; code < d->count; code++) {
        uint64_t hash = hash_value(d->layout, d->values.data + code * width);
        uint32_t i = (uint32_t)hash & (size - 1);
        while (table[i]) i = (i + 1) & (size - 1);
        table[i] = (hash >> 32) << 32 | (code + 1);
    }
    d->table_size = size;
    return LT_OK;
}

/* Room for n more values, so that adding them cannot fail. */
static lt_status make_room(lt_pq_dict *d, uint32_t n, lt_error *err)
{
    uint32_t size = d->table_size ? d->table_size : FIRST_SLOTS;
    LT_TRY(lt_buf_reserve(&d->values, (size_t)n * (size_t)d->layout->width, err));
    if (d->direct) return LT_OK;
    while (2 * (d->count + n) > size) size *= 4;
    return size == d->table_size ? LT_OK : rehash(d, size, err);
}

static inline __attribute__((always_inline)) uint32_t
code_of(lt_pq_dict *d, uint64_t hash, const uint8_t *value, size_t width, bool text)
{
    uint64_t *table = (uint64_t *)d->table.data;
    uint32_t  mask = d->table_size - 1, tag = (uint32_t)(hash >> 32), i = (uint32_t)hash & mask;
    for (; table[i]; i = (i + 1) & mask) {
        if ((uint32_t)(table[i] >> 32) != tag) continue;
        uint32_t code = (uint32_t)table[i] - 1;
        if (same(d->values.data + code * width, value, width, text)) return code;
    }
    lt_buf_push(&d->values, value, width);
    d->bytes += plain_bytes(d->layout, value);
    table[i] = (uint64_t)tag << 32 | ++d->count;
    return d->count - 1;
}

/* ---- dense values ---- */

/* At most AHEAD values. Where the table is larger than the nearest cache, entries and then
 * the values they name are sent for before the first is compared. */
static inline __attribute__((always_inline)) void
find_codes(lt_pq_dict *d, uint32_t *codes, const uint8_t *v, int32_t n, size_t width, bool text)
{
    const uint64_t *table = (const uint64_t *)d->table.data;
    uint64_t        hashes[AHEAD], mask = d->table_size - 1;
    for (int32_t i = 0; i < n; i++) hashes[i] = hash_of(v + (size_t)i * width, width, text);
    if (d->table_size > FAR_SLOTS) {
        for (int32_t i = 0; i < n; i++) __builtin_prefetch(&table[hashes[i] & mask]);
        for (int32_t i = 0; i < n; i++) {
            uint32_t code = (uint32_t)table[hashes[i] & mask];
            if (code) __builtin_prefetch(d->values.data + (code - 1) * width);
        }
    }
    for (int32_t i = 0; i < n; i++)
        codes[i] = code_of(d, hashes[i], v + (size_t)i * width, width, text);
}

/* How many values from the first on equal it: sorted input is full of them. */
static inline __attribute__((always_inline)) int32_t same_ahead(const uint8_t *v, int32_t n,
                                                                size_t width, bool text)
{
    int32_t i = 1;
    while (i < n && same(v + (size_t)i * width, v, width, text)) i++;
    return i;
}

static inline __attribute__((always_inline)) lt_status add_hashed(lt_pq_dict *d, uint32_t *codes,
                                                                  const uint8_t *v, int32_t n,
                                                                  size_t width, bool text,
                                                                  lt_error *err)
{
    for (int32_t at = 0, here; at < n; at += here) {
        const uint8_t *from = v + (size_t)at * width;
        here = n - at < AHEAD ? n - at : AHEAD;
        LT_TRY(make_room(d, (uint32_t)here, err));
        int32_t again = same_ahead(from, here, width, text);
        if (again > 1) {
            find_codes(d, codes + at, from, 1, width, text);
            for (int32_t i = 1; i < again; i++) codes[at + i] = codes[at];
            here = again;
            continue;
        }
        find_codes(d, codes + at, from, here, width, text);
    }
    return LT_OK;
}

#define ADD_DIRECT(name, type)                                                            \
    static void add_##name(lt_pq_dict *d, uint32_t *codes, const void *values, int32_t n) \
    {                                                                                     \
        const type *v = values;                                                           \
        uint32_t   *table = (uint32_t *)d->table.data, count = d->count;                  \
        type       *known = (type *)(void *)d->values.data;                               \
        for (int32_t i = 0; i < n; i++) {                                                 \
            uint32_t *slot = &table[(uint64_t)v[i] - (uint64_t)d->low];                   \
            if (!*slot) {                                                                 \
                known[count] = v[i];                                                      \
                *slot = ++count;                                                          \
            }                                                                             \
            codes[i] = *slot - 1;                                                         \
        }                                                                                 \
        d->bytes += (int64_t)(count - d->count) * d->layout->file_width;                  \
        d->values.len = count * sizeof(*v);                                               \
        d->count = count;                                                                 \
    }
ADD_DIRECT(i32, int32_t)
ADD_DIRECT(i64, int64_t)

static lt_status add_plain(lt_pq_dict *d, uint32_t *codes, const void *v, int32_t n, lt_error *err)
{
    if (d->direct) {
        LT_TRY(make_room(d, (uint32_t)n, err));
        if (d->layout->width == 4)
            add_i32(d, codes, v, n);
        else
            add_i64(d, codes, v, n);
        return LT_OK;
    }
    if (d->layout->dense == LT_PQ_DENSE_VIEW) return add_hashed(d, codes, v, n, 16, true, err);
    switch (d->layout->width) {
    case 4: return add_hashed(d, codes, v, n, 4, false, err);
    case 8: return add_hashed(d, codes, v, n, 8, false, err);
    default: return add_hashed(d, codes, v, n, 16, false, err);
    }
}

/* ---- values of a dictionary of the input: each is looked at once ---- */

static lt_status remap_start(lt_pq_dict *d, const lt_column *dict, lt_error *err)
{
    size_t bytes = (size_t)dict->rows * sizeof(int32_t);
    d->remap.len = 0;
    d->remap_of = NULL;
    LT_TRY(lt_buf_reserve(&d->remap, bytes, err));
    if (bytes) memset(d->remap.data, 0xFF, bytes);
    d->remap.len = bytes;
    d->remap_of = dict;
    return LT_OK;
}

/* Gives a slot of the input's dictionary its code. */
static lt_status map_slot(int32_t *code, lt_pq_dict *d, lt_pq_block *b, int32_t slot, lt_error *err)
{
    uint32_t made;
    lt_pq_gather(b->values, d->layout, b->column, &slot, 1);
    LT_TRY(add_plain(d, &made, b->values, 1, err));
    *code = (int32_t)made;
    return LT_OK;
}

static lt_status add_coded(lt_pq_dict *d, lt_pq_block *b, uint32_t *codes, int32_t from, int32_t n,
                           lt_error *err)
{
    const lt_column *dict = b->column->dict;
    if (d->remap_of != dict) LT_TRY(remap_start(d, dict, err));
    int32_t *remap = (int32_t *)d->remap.data;
    for (int32_t i = 0; i < n; i++) {
        int32_t slot = b->slots[from + i];
        if (remap[slot] < 0) LT_TRY(map_slot(&remap[slot], d, b, slot, err));
        codes[i] = (uint32_t)remap[slot];
    }
    return LT_OK;
}

/* A map costs a word for every entry of the input's dictionary. */
static bool is_worth_mapping(const lt_column *c)
{
    return c->encoding == LT_DICT && c->dict->rows / 4 <= c->rows;
}

/* ---- all together ---- */

/* Of n values drawn from D equally often, about n^2 / 2 D repeat another: fewer repetitions than a
 * dictionary of the size allowed would show rule it out. */
static bool is_hopeless(const lt_pq_dict *d)
{
    double n = PROOF_VALUES, again = n - (double)d->count;
    double each = (double)d->bytes / (double)d->count, most = LT_PQ_DICTIONARY_BYTES / each;
    return n * n > 2 * most * again;
}

/* Room for codes up to the next place where the dictionary is judged: places depend on the values
 * alone, not on how they come. */
static lt_status codes_open(uint32_t **out, int32_t *n, lt_pq_dict *d, lt_error *err)
{
    int64_t seen = (int64_t)(d->codes.len / sizeof(uint32_t));
    int64_t room = PROOF_VALUES - seen % PROOF_VALUES;
    if (*n > room) *n = (int32_t)room;
    LT_TRY(lt_buf_reserve(&d->codes, (size_t)*n * sizeof(uint32_t), err));
    *out = (uint32_t *)(d->codes.data + d->codes.len);
    return LT_OK;
}

/* The n codes behind the others become those of values. False: the dictionary is to be given up. */
static bool codes_keep(lt_pq_dict *d, const uint32_t *codes, int32_t n)
{
    const lt_view *views = (const lt_view *)d->values.data;
    d->codes.len += (size_t)n * sizeof(uint32_t);
    if (d->layout->dense != LT_PQ_DENSE_VIEW) d->plain_bytes += (int64_t)n * d->layout->file_width;
    for (int32_t i = 0; d->layout->dense == LT_PQ_DENSE_VIEW && i < n; i++)
        d->plain_bytes += 4 + (int64_t)views[codes[i]].len;
    uint64_t seen = d->codes.len / sizeof(uint32_t);
    if (seen % PROOF_VALUES) return true;
    return d->bytes <= LT_PQ_DICTIONARY_BYTES && (seen > PROOF_VALUES || !is_hopeless(d));
}

lt_status lt_pq_dict_add(bool *fits, lt_pq_dict *d, const void *values, int32_t n, lt_error *err)
{
    uint32_t *codes;
    *fits = true;
    for (int32_t at = 0, here; at < n && *fits; at += here) {
        here = n - at;
        LT_TRY(codes_open(&codes, &here, d, err));
        const uint8_t *from = (const uint8_t *)values + (size_t)at * (size_t)d->layout->width;
        LT_TRY(add_plain(d, codes, from, here, err));
        *fits = codes_keep(d, codes, here);
    }
    return LT_OK;
}

lt_status lt_pq_dict_add_block(bool *fits, lt_pq_dict *d, lt_pq_block *b, lt_error *err)
{
    uint32_t *codes;
    *fits = true;
    if (!is_worth_mapping(b->column)) {
        lt_pq_block_values(b->values, d->layout, b);
        return lt_pq_dict_add(fits, d, b->values, b->count, err);
    }
    for (int32_t at = 0, here; at < b->count && *fits; at += here) {
        here = b->count - at;
        LT_TRY(codes_open(&codes, &here, d, err));
        LT_TRY(add_coded(d, b, codes, at, here, err));
        *fits = codes_keep(d, codes, here);
    }
    return LT_OK;
}

lt_status lt_pq_dict_expect(lt_pq_dict *d, int64_t low, int64_t high, int64_t count, lt_error *err)
{
    uint64_t span = (uint64_t)high - (uint64_t)low, most = 2 * (uint64_t)count + DIRECT_LEAST;
    if (d->layout->dense != LT_PQ_DENSE_I32 && d->layout->dense != LT_PQ_DENSE_I64) return LT_OK;
    if (high < low || span >= DIRECT_MOST || span >= most) return LT_OK;
    LT_TRY(table_open(d, ((size_t)span + 1) * sizeof(uint32_t), err));
    d->direct = true;
    d->low = low;
    return LT_OK;
}

bool lt_pq_dict_pays(const lt_pq_dict *d)
{
    uint32_t top = d->count > 2 ? d->count - 1 : 1;
    int64_t  bits = 32 - __builtin_clz(top);
    int64_t  seen = (int64_t)(d->codes.len / sizeof(uint32_t));
    return d->bytes <= LT_PQ_DICTIONARY_BYTES && d->bytes + (seen * bits + 7) / 8 < d->plain_bytes;
}

void lt_pq_dict_start(lt_pq_dict *d, lt_mem *mem, const lt_pq_layout *layout)
{
    lt_buf *const bufs[] = {&d->values, &d->codes, &d->table, &d->remap};
    for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++) {
        bufs[i]->mem = mem;
        bufs[i]->len = 0;
    }
    d->mem = mem;
    d->layout = layout;
    d->table_size = d->count = 0;
    d->bytes = d->plain_bytes = d->low = 0;
    d->direct = false;
    d->remap_of = NULL;
}

void lt_pq_dict_clear(lt_pq_dict *d)
{
    lt_buf_clear(&d->values);
    lt_buf_clear(&d->codes);
    lt_buf_clear(&d->table);
    lt_buf_clear(&d->remap);
    lt_pq_dict_start(d, d->mem, d->layout);
}

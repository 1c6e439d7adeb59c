/* parquet_dict.c — the distinct values of a chunk, numbered as they first appear.
 *
 * Open addressing with linear probing, at most half full. Input that is a dictionary already
 * is hashed once per entry: a table maps its slots to codes while the same dictionary goes on.
 * Values are compared by their bits, so that every NaN and -0.0 come back as they were.
 *
 * Limits   the dictionary is given up past LT_PQ_DICTIONARY_BYTES, or when after PROOF_VALUES
 *          more than 4 of 5 values were new
 */
#include "format/parquet_write.h"

#include "core/hash.h"

#include <string.h>

enum { FIRST_SLOTS = 1024, PROOF_VALUES = 16384 };

static uint64_t hash_of(const lt_pq_layout *layout, const void *value)
{
    if (layout->dense == LT_PQ_DENSE_VIEW) {
        const lt_view *v = value;
        return lt_hash64(lt_view_bytes(v), (size_t)v->len, 0);
    }
    uint64_t word = 0;
    if (layout->width > 8) return lt_hash64(value, (size_t)layout->width, 0);
    memcpy(&word, value, (size_t)layout->width);
    return lt_hash_mix64(word + 1);
}

static bool same(const lt_pq_layout *layout, const void *a, const void *b)
{
    if (layout->dense != LT_PQ_DENSE_VIEW) return memcmp(a, b, (size_t)layout->width) == 0;
    const lt_view *x = a, *y = b;
    return x->len == y->len && memcmp(lt_view_bytes(x), lt_view_bytes(y), (size_t)x->len) == 0;
}

/* Where the value is, or the free entry where it belongs. */
static uint32_t probe(const lt_pq_dict *d, uint64_t hash, const void *value)
{
    uint32_t mask = d->table_size - 1, tag = (uint32_t)(hash >> 32);
    for (uint32_t i = (uint32_t)hash & mask;; i = (i + 1) & mask) {
        uint64_t entry = d->table[i];
        if (!entry) return i;
        if ((uint32_t)(entry >> 32) != tag) continue;
        uint32_t code = (uint32_t)entry - 1;
        if (same(d->layout, d->values.data + (size_t)code * (size_t)d->layout->width, value))
            return i;
    }
}

static lt_status rehash(lt_pq_dict *d, uint32_t size, lt_error *err)
{
    uint64_t *old = d->table, *table = lt_mem_zeroed(d->mem, size, sizeof(*table));
    uint32_t  old_size = d->table_size, mask = size - 1;
    if (!table) return lt_mem_refused(d->mem, size * sizeof(*table), "a dictionary", err);
    for (uint32_t code = 0; code < d->count; code++) {
        uint64_t hash =
            hash_of(d->layout, d->values.data + (size_t)code * (size_t)d->layout->width);
        uint32_t i = (uint32_t)hash & mask;
        while (table[i]) i = (i + 1) & mask;
        table[i] = (hash >> 32) << 32 | (code + 1);
    }
    lt_mem_free(d->mem, old, old_size * sizeof(*old));
    d->table = table;
    d->table_size = size;
    return LT_OK;
}

static int64_t plain_bytes(const lt_pq_layout *layout, const void *value)
{
    if (layout->dense != LT_PQ_DENSE_VIEW) return layout->file_width;
    return 4 + (int64_t)((const lt_view *)value)->len;
}

/* The code of a value, new or known. */
static lt_status code_of(uint32_t *out, lt_pq_dict *d, const void *value, lt_error *err)
{
    uint64_t hash = hash_of(d->layout, value);
    uint32_t slot = probe(d, hash, value);
    if (d->table[slot]) {
        *out = (uint32_t)d->table[slot] - 1;
        return LT_OK;
    }
    if (2 * (d->count + 1) > d->table_size) {
        LT_TRY(rehash(d, 2 * d->table_size, err));
        slot = probe(d, hash, value);
    }
    LT_TRY(lt_buf_add(&d->values, value, (size_t)d->layout->width, err));
    d->bytes += plain_bytes(d->layout, value);
    *out = d->count++;
    d->table[slot] = (hash >> 32) << 32 | d->count;
    return LT_OK;
}

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
    LT_TRY(code_of(&made, d, b->values, err));
    *code = (int32_t)made;
    return LT_OK;
}

/* Values of a dictionary of the input: each is looked at once. */
static lt_status add_coded(lt_pq_dict *d, lt_pq_block *b, uint32_t *codes, lt_error *err)
{
    const lt_column *dict = b->column->dict;
    if (d->remap_of != dict) LT_TRY(remap_start(d, dict, err));
    int32_t *remap = (int32_t *)d->remap.data;
    for (int32_t i = 0; i < b->count; i++) {
        int32_t slot = b->slots[i];
        if (remap[slot] < 0) LT_TRY(map_slot(&remap[slot], d, b, slot, err));
        codes[i] = (uint32_t)remap[slot];
    }
    return LT_OK;
}

static lt_status add_plain(lt_pq_dict *d, lt_pq_block *b, uint32_t *codes, lt_error *err)
{
    size_t width = (size_t)d->layout->width;
    lt_pq_gather(b->values, d->layout, b->column, b->slots, b->count);
    for (int32_t i = 0; i < b->count; i++) {
        bool again = i > 0 && same(d->layout, b->values + (size_t)i * width,
                                   b->values + (size_t)(i - 1) * width);
        if (again)
            codes[i] = codes[i - 1];
        else
            LT_TRY(code_of(&codes[i], d, b->values + (size_t)i * width, err));
    }
    return LT_OK;
}

static void count_plain_bytes(lt_pq_dict *d, const uint32_t *codes, int32_t count)
{
    if (d->layout->dense != LT_PQ_DENSE_VIEW) {
        d->plain_bytes += (int64_t)count * d->layout->file_width;
        return;
    }
    const lt_view *views = (const lt_view *)d->values.data;
    for (int32_t i = 0; i < count; i++) d->plain_bytes += 4 + (int64_t)views[codes[i]].len;
}

/* A map costs a word for every entry of the input's dictionary. */
static bool is_worth_mapping(const lt_column *c)
{
    return c->encoding == LT_DICT && c->dict->rows / 4 <= c->rows;
}

lt_status lt_pq_dict_add(bool *fits, lt_pq_dict *d, lt_pq_block *b, lt_error *err)
{
    size_t bytes = (size_t)b->count * sizeof(uint32_t);
    if (!d->table) LT_TRY(rehash(d, FIRST_SLOTS, err));
    LT_TRY(lt_buf_reserve(&d->codes, bytes, err));
    uint32_t *codes = (uint32_t *)(d->codes.data + d->codes.len);
    if (is_worth_mapping(b->column))
        LT_TRY(add_coded(d, b, codes, err));
    else
        LT_TRY(add_plain(d, b, codes, err));
    d->codes.len += bytes;
    count_plain_bytes(d, codes, b->count);

    uint64_t seen = d->codes.len / sizeof(uint32_t);
    *fits = d->bytes <= LT_PQ_DICTIONARY_BYTES &&
            (seen < PROOF_VALUES || (uint64_t)d->count * 5 <= seen * 4);
    return LT_OK;
}

bool lt_pq_dict_pays(const lt_pq_dict *d)
{
    uint32_t top = d->count > 2 ? d->count - 1 : 1;
    int64_t  bits = 32 - __builtin_clz(top);
    int64_t  seen = (int64_t)(d->codes.len / sizeof(uint32_t));
    return d->bytes + (seen * bits + 7) / 8 < d->plain_bytes;
}

void lt_pq_dict_start(lt_pq_dict *d, lt_mem *mem, const lt_pq_layout *layout)
{
    *d = (lt_pq_dict){
        .mem = mem, .layout = layout, .values.mem = mem, .codes.mem = mem, .remap.mem = mem};
}

void lt_pq_dict_clear(lt_pq_dict *d)
{
    lt_buf_clear(&d->values);
    lt_buf_clear(&d->codes);
    lt_buf_clear(&d->remap);
    lt_mem_free(d->mem, d->table, d->table_size * sizeof(*d->table));
    lt_pq_dict_start(d, d->mem, d->layout);
}

#include "exec/group_key.h"

#include "kernel/kernel.h"
#include "kernel/pack.h"

/* Words that no value is made into. */
#define NULL_INT          ((uint64_t)INT64_MIN)        /* of types narrower than 64 bits */
#define NULL_FLOAT        UINT64_C(0x7FF8DEAD00000001) /* a NaN, but not the one */
#define NULL_TEXT         UINT64_C(0xFFFFFFFFFFFFFFFF) /* a length of -1 */
#define NULL_DECIMAL_HIGH UINT64_C(0x8000000000000000) /* beyond 38 digits */
#define ONE_NAN           UINT64_C(0x7FF8000000000000)

/* Every word is some value. */
static bool is_full(lt_type t, bool exact)
{
    if (exact && lt_type_is_float(t)) return true;
    return t.id == LT_I64 || t.id == LT_TIMESTAMP || t.id == LT_TIMESTAMP_NTZ;
}

static int32_t words_of(lt_kind kind)
{
    return kind == LT_KIND_I128 || kind == LT_KIND_VIEW ? 2 : 1;
}

lt_status lt_key_layout_open(lt_key_layout *l, lt_mem *mem, const lt_type *types, int32_t count,
                             bool exact, lt_error *err)
{
    *l = (lt_key_layout){.mem = mem, .null_word = -1, .exact = exact};
    size_t bytes = (size_t)count * sizeof(*l->columns);
    if (!count) return LT_OK;
    l->columns = lt_mem_zeroed(mem, bytes, 1);
    if (!l->columns) return lt_mem_refused(mem, bytes, "groups", err);
    l->count = count;
    int32_t bits = 0;
    for (int32_t c = 0; c < count; c++) {
        lt_kind kind = lt_type_is_list(types[c]) ? LT_KIND_VIEW : lt_kind_of(types[c]);
        l->columns[c] = (lt_key_column){.type = types[c], .kind = kind, .word = l->words};
        l->columns[c].null_bit = is_full(types[c], exact) ? bits++ : -1;
        l->words += words_of(kind);
        l->texts |= kind == LT_KIND_VIEW;
        l->lists |= lt_type_is_list(types[c]);
    }
    if (bits) l->null_word = l->words;
    l->words += (bits + 63) / 64;
    return LT_OK;
}

void lt_key_layout_close(lt_key_layout *l)
{
    if (!l->mem) return;
    lt_mem_free(l->mem, l->columns, (size_t)l->count * sizeof(*l->columns));
    *l = (lt_key_layout){0};
}

/* ---- rows to words ---- */

void lt_key_pack_close(lt_column **packed, const lt_key_layout *l, lt_mem *mem)
{
    for (int32_t c = 0; c < l->count; c++) lt_column_release(packed[c]);
    lt_mem_free(mem, packed, (size_t)l->count * sizeof(*packed));
}

lt_status lt_key_pack_open(lt_column ***out, const lt_key_layout *l, lt_mem *mem,
                           lt_column *const *columns, lt_error *err)
{
    size_t      bytes = (size_t)l->count * sizeof(lt_column *);
    lt_column **packed = lt_mem_zeroed(mem, bytes, 1);
    lt_status   status = LT_OK;
    if (!packed) return lt_mem_refused(mem, bytes, "rows", err);
    for (int32_t c = 0; !status && c < l->count; c++)
        if (lt_type_is_list(l->columns[c].type))
            status = lt_pack_column(&packed[c], mem, columns[c], l->exact, err);
        else
            packed[c] = lt_column_retain(columns[c]);
    if (status) {
        lt_key_pack_close(packed, l, mem);
        return status;
    }
    *out = packed;
    return LT_OK;
}

static void put_ints(uint64_t *out, int32_t step, const int64_t *v, int32_t n)
{
    for (int32_t i = 0; i < n; i++) out[(size_t)i * (size_t)step] = (uint64_t)v[i];
}

static void put_floats(uint64_t *out, int32_t step, const double *v, int32_t n, bool exact)
{
    if (exact) {
        put_ints(out, step, (const int64_t *)(const void *)v, n);
        return;
    }
    for (int32_t i = 0; i < n; i++) {
        double   x = v[i] + 0.0; /* -0.0 is 0.0 */
        uint64_t bits;
        memcpy(&bits, &x, sizeof(bits));
        out[(size_t)i * (size_t)step] = x != x ? ONE_NAN : bits;
    }
}

/* Decimals and views. */
static void put_pairs(uint64_t *out, int32_t step, const void *v, int32_t n)
{
    const uint64_t *pair = v;
    for (int32_t i = 0; i < n; i++, out += step, pair += 2) {
        out[0] = pair[0];
        out[1] = pair[1];
    }
}

static void put_values(const lt_key_layout *l, uint64_t *out, const lt_column *c, int32_t start,
                       int32_t n)
{
    int32_t step = l->words;
    union {
        int64_t i[LT_BLOCK];
        double  f[LT_BLOCK];
        lt_i128 d[LT_BLOCK];
        lt_view v[LT_BLOCK];
    } buf;
    switch (lt_kind_of(c->type)) {
    case LT_KIND_F64: put_floats(out, step, lt_block_f64(buf.f, c, start, n), n, l->exact); break;
    case LT_KIND_I128: put_pairs(out, step, lt_block_i128(buf.d, c, start, n), n); break;
    case LT_KIND_VIEW: put_pairs(out, step, lt_block_views(buf.v, c, start, n), n); break;
    case LT_KIND_I64: put_ints(out, step, lt_block_i64(buf.i, c, start, n), n); break;
    case LT_KIND_LIST: break; /* packed before */
    }
}

static void put_null(const lt_key_layout *l, const lt_key_column *k, uint64_t *key)
{
    uint64_t *word = key + k->word;
    switch (k->kind) {
    case LT_KIND_F64: word[0] = k->null_bit < 0 ? NULL_FLOAT : 0; break;
    case LT_KIND_I128: word[0] = 0, word[1] = NULL_DECIMAL_HIGH; break;
    case LT_KIND_VIEW: word[0] = NULL_TEXT, word[1] = 0; break;
    case LT_KIND_I64: word[0] = k->null_bit < 0 ? NULL_INT : 0; break;
    case LT_KIND_LIST: break;
    }
    if (k->null_bit >= 0)
        key[l->null_word + (k->null_bit >> 6)] |= UINT64_C(1) << (k->null_bit & 63);
}

static void put_nulls(const lt_key_layout *l, int32_t at, uint64_t *out, const lt_column *c,
                      int32_t start, int32_t n)
{
    for (int32_t i = 0; i < n; i += 64) {
        uint64_t null = ~lt_valid_word(c, (size_t)(start + i) >> 6);
        if (n - i < 64) null &= (UINT64_C(1) << (n - i)) - 1;
        for (; null; null &= null - 1) {
            int32_t row = i + __builtin_ctzll(null);
            put_null(l, &l->columns[at], out + (size_t)row * (size_t)l->words);
        }
    }
}

void lt_key_encode(const lt_key_layout *l, uint64_t *out, lt_column *const *columns, int32_t start,
                   int32_t n)
{
    if (l->null_word >= 0)
        for (int32_t i = 0; i < n; i++)
            for (int32_t w = l->null_word; w < l->words; w++)
                out[(size_t)i * (size_t)l->words + (size_t)w] = 0;
    for (int32_t c = 0; c < l->count; c++) {
        put_values(l, out + l->columns[c].word, columns[c], start, n);
        if (columns[c]->valid || columns[c]->type.id == LT_VOID)
            put_nulls(l, c, out, columns[c], start, n);
    }
}

/* ---- texts ---- */

static bool is_long(const uint64_t *word)
{
    lt_view v;
    memcpy(&v, word, sizeof(v));
    return v.len > 12;
}

static bool same_text(const uint64_t *a, const uint64_t *b)
{
    lt_view x, y;
    if (a[0] != b[0]) return false;
    if (a[1] == b[1]) return true;
    if (!is_long(a)) return false;
    memcpy(&x, a, sizeof(x));
    memcpy(&y, b, sizeof(y));
    return memcmp(x.at, y.at, (size_t)x.len) == 0;
}

bool lt_key_same_texts(const lt_key_layout *l, const uint64_t *a, const uint64_t *b)
{
    for (int32_t c = 0; c < l->count; c++) {
        int32_t w = l->columns[c].word;
        if (l->columns[c].kind == LT_KIND_VIEW) {
            if (!same_text(a + w, b + w)) return false;
            continue;
        }
        for (int32_t i = 0; i < words_of(l->columns[c].kind); i++)
            if (a[w + i] != b[w + i]) return false;
    }
    for (int32_t w = l->null_word; w >= 0 && w < l->words; w++)
        if (a[w] != b[w]) return false;
    return true;
}

lt_status lt_key_keep(const lt_key_layout *l, uint64_t *key, lt_heap *heap, lt_error *err)
{
    for (int32_t c = 0; l->texts && c < l->count; c++) {
        uint64_t *word = key + l->columns[c].word;
        lt_view   v;
        if (l->columns[c].kind != LT_KIND_VIEW || !is_long(word)) continue;
        memcpy(&v, word, sizeof(v));
        LT_TRY(lt_heap_add(&v, heap, v.at, (size_t)v.len, err));
        memcpy(word, &v, sizeof(v));
    }
    return LT_OK;
}

/* ---- words to a column ---- */

static bool is_null(const lt_key_layout *l, const lt_key_column *k, const uint64_t *key)
{
    const uint64_t *word = key + k->word;
    if (k->null_bit >= 0) return key[l->null_word + (k->null_bit >> 6)] >> (k->null_bit & 63) & 1;
    switch (k->kind) {
    case LT_KIND_F64: return word[0] == NULL_FLOAT;
    case LT_KIND_I128: return word[0] == 0 && word[1] == NULL_DECIMAL_HIGH;
    case LT_KIND_VIEW: return word[0] == NULL_TEXT;
    case LT_KIND_LIST:
    case LT_KIND_I64: break;
    }
    return word[0] == NULL_INT;
}

#define TAKE(T) \
    for (int32_t i = 0; i < n; i++) ((T *)out->values)[i] = (T)(int64_t)keys[i][w]

static void take_ints(lt_column *out, const uint64_t *const *keys, int32_t n, int32_t w)
{
    switch (lt_type_bytes(out->type)) {
    case 1: TAKE(int8_t); break;
    case 2: TAKE(int16_t); break;
    case 4: TAKE(int32_t); break;
    case 8: TAKE(int64_t); break;
    default:
        for (int32_t i = 0; out->type.id == LT_BOOL && i < n; i++)
            lt_bit_put(out->values, i, keys[i][w] == 1);
    }
}

static void take_floats(lt_column *out, const uint64_t *const *keys, int32_t n, int32_t w)
{
    for (int32_t i = 0; i < n; i++) {
        double x;
        memcpy(&x, &keys[i][w], sizeof(x));
        if (out->type.id == LT_F32)
            ((float *)out->values)[i] = (float)x;
        else
            ((double *)out->values)[i] = x;
    }
}

static lt_status take_texts(lt_column *out, const uint64_t *const *keys, int32_t n, int32_t w,
                            lt_error *err)
{
    lt_heap   heap = {.mem = out->mem};
    lt_view  *views = out->values;
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < n; i++) {
        if (keys[i][w] == NULL_TEXT) {
            views[i] = (lt_view){.len = 0, .rest = {0}};
            continue;
        }
        memcpy(&views[i], &keys[i][w], sizeof(lt_view));
        if (views[i].len > 12)
            status = lt_heap_add(&views[i], &heap, views[i].at, (size_t)views[i].len, err);
    }
    if (!status) status = lt_heap_give(&heap, out, err);
    lt_heap_clear(&heap);
    return status;
}

static lt_status take_lists(lt_column *out, const uint64_t *const *keys, int32_t n, int32_t w,
                            lt_error *err)
{
    lt_heap   heap = {.mem = out->mem};
    lt_status status = LT_OK;
    for (int32_t i = 0; !status && i < n; i++) {
        lt_view v;
        if (keys[i][w] == NULL_TEXT) continue;
        memcpy(&v, &keys[i][w], sizeof(v));
        status = lt_unpack_list(out, i, lt_view_bytes(&v), &heap, err);
    }
    if (!status) status = lt_heap_give(&heap, out, err);
    lt_heap_clear(&heap);
    return status;
}

static lt_status take_nulls(const lt_key_layout *l, const lt_key_column *k, lt_column *out,
                            const uint64_t *const *keys, int32_t n, lt_error *err)
{
    for (int32_t i = 0; i < n; i++) {
        if (!is_null(l, k, keys[i])) continue;
        LT_TRY(lt_column_nullable(out, err));
        lt_bit_clear(out->valid, i);
        if (k->kind == LT_KIND_I128) ((lt_i128 *)out->values)[i] = 0;
    }
    return LT_OK;
}

lt_status lt_key_decode(const lt_key_layout *l, lt_column **out, lt_mem *mem,
                        const uint64_t *const *keys, int32_t n, int32_t c, lt_error *err)
{
    const lt_key_column *k = &l->columns[c];
    lt_column           *made;
    lt_status            status = LT_OK;
    LT_TRY(lt_column_open(&made, mem, k->type, n, err));
    switch (k->kind) {
    case LT_KIND_F64: take_floats(made, keys, n, k->word); break;
    case LT_KIND_I64: take_ints(made, keys, n, k->word); break;
    case LT_KIND_VIEW:
        status = lt_type_is_list(k->type) ? take_lists(made, keys, n, k->word, err)
                                          : take_texts(made, keys, n, k->word, err);
        break;
    case LT_KIND_LIST: break;
    case LT_KIND_I128:
        for (int32_t i = 0; i < n; i++)
            memcpy((lt_i128 *)made->values + i, &keys[i][k->word], sizeof(lt_i128));
    }
    if (!status) status = take_nulls(l, k, made, keys, n, err);
    if (status) {
        lt_column_release(made);
        return status;
    }
    *out = made;
    return LT_OK;
}

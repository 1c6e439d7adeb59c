/* hashing.c — hashes of key columns: 10 million rows of nine columns in a fraction of a second.
 *
 * A column is made into words a block at a time (a word is a fixed-size value itself, or a
 * hash of more than 8 bytes), then words are mixed into what the columns before left. Both
 * loops are free of branches and calls but for long strings.
 */
#include "core/hash.h"
#include "kernel/block.h"
#include "kernel/functions.h"
#include "kernel/hash_value.h"
#include "kernel/kernel.h"

#include <string.h>

enum { DICT_TABLE = 1024 };

/* A block of words, one set a lane; the lanes may share one. */
typedef struct words {
    const uint64_t *first, *second;
    uint64_t        first_buf[LT_BLOCK], second_buf[LT_BLOCK];
} words;

typedef union scratch {
    int64_t i[LT_BLOCK];
    double  f[LT_BLOCK];
    lt_i128 d[LT_BLOCK];
    lt_view v[LT_BLOCK];
} scratch;

static void make_floats(words *w, const double *v, int32_t n)
{
    for (int32_t i = 0; i < n; i++) w->first_buf[i] = lt_hash_f64_key(v[i]);
    w->first = w->second = w->first_buf;
}

static void make_views(words *w, const lt_view *v, int32_t n, bool both)
{
    w->first = w->second = w->first_buf;
    for (int32_t i = 0; i < n; i++) w->first_buf[i] = lt_hash_view(v + i, LT_LANE_0_A, LT_LANE_1_B);
    if (!both) return;
    for (int32_t i = 0; i < n; i++)
        w->second_buf[i] = lt_hash_view(v + i, LT_LANE_1_A, LT_LANE_0_B);
    w->second = w->second_buf;
}

static void make_wide(words *w, const lt_i128 *v, int32_t n, bool both)
{
    w->first = w->second = w->first_buf;
    for (int32_t i = 0; i < n; i++) w->first_buf[i] = lt_hash_wide(v[i], LT_LANE_0_A, LT_LANE_1_B);
    if (!both) return;
    for (int32_t i = 0; i < n; i++) w->second_buf[i] = lt_hash_wide(v[i], LT_LANE_1_A, LT_LANE_0_B);
    w->second = w->second_buf;
}

static void make_lists(words *w, const lt_column *c, int32_t start, int32_t n, bool both)
{
    w->first = w->second = w->first_buf;
    for (int32_t i = 0; i < n; i++)
        w->first_buf[i] = lt_hash_list(c, start + i, LT_LANE_0_A, LT_LANE_1_B);
    if (!both) return;
    for (int32_t i = 0; i < n; i++)
        w->second_buf[i] = lt_hash_list(c, start + i, LT_LANE_1_A, LT_LANE_0_B);
    w->second = w->second_buf;
}

static void make_words(words *w, const lt_column *c, int32_t start, int32_t n, bool both)
{
    scratch s;
    switch (lt_kind_of(c->type)) {
    case LT_KIND_F64: make_floats(w, lt_block_f64(s.f, c, start, n), n); return;
    case LT_KIND_I128: make_wide(w, lt_block_i128(s.d, c, start, n), n, both); return;
    case LT_KIND_VIEW: make_views(w, lt_block_views(s.v, c, start, n), n, both); return;
    case LT_KIND_LIST: make_lists(w, c, start, n, both); return;
    case LT_KIND_I64: break;
    }
    w->first = w->second = (const uint64_t *)lt_block_i64((int64_t *)w->first_buf, c, start, n);
}

static void copy_words(const uint64_t **words_, uint64_t *buf, int32_t n)
{
    if (*words_ != buf) memcpy(buf, *words_, (size_t)n * sizeof(*buf));
    *words_ = buf;
}

static void mark_nulls(words *w, const lt_column *c, int32_t start, int32_t n)
{
    bool two = w->second != w->first;
    copy_words(&w->first, w->first_buf, n);
    if (!two) w->second = w->first;
    for (int32_t i = 0; i < n; i += 64) {
        uint64_t null = ~lt_valid_word(c, (size_t)(start + i) >> 6);
        if (n - i < 64) null &= (UINT64_C(1) << (n - i)) - 1;
        for (; null; null &= null - 1) {
            int32_t k = i + __builtin_ctzll(null);
            w->first_buf[k] = LT_NULL_WORD;
            if (two) w->second_buf[k] = LT_NULL_WORD;
        }
    }
}

/* The words of a small dictionary, made once a column. */
typedef struct dict_words {
    uint64_t first[DICT_TABLE], second[DICT_TABLE];
} dict_words;

static void fill_dict(dict_words *d, const lt_column *dict, bool both)
{
    words w;
    for (int32_t start = 0; start < dict->rows; start += LT_BLOCK) {
        int32_t n = dict->rows - start < LT_BLOCK ? dict->rows - start : LT_BLOCK;
        make_words(&w, dict, start, n, both);
        memcpy(d->first + start, w.first, (size_t)n * sizeof(uint64_t));
        memcpy(d->second + start, w.second, (size_t)n * sizeof(uint64_t));
    }
}

static void look_up(words *w, const dict_words *d, const int32_t *codes, int32_t n, bool both)
{
    for (int32_t i = 0; i < n; i++) w->first_buf[i] = d->first[codes[i]];
    w->first = w->second = w->first_buf;
    if (!both) return;
    for (int32_t i = 0; i < n; i++) w->second_buf[i] = d->second[codes[i]];
    w->second = w->second_buf;
}

static void mix_second(uint64_t *hi, const uint64_t *w, int32_t n, bool first)
{
    if (first)
        for (int32_t i = 0; i < n; i++) hi[i] = lt_mix_1(0, w[i]);
    else
        for (int32_t i = 0; i < n; i++) hi[i] = lt_mix_1(hi[i], w[i]);
}

/* Ints of 4 and 8 bytes without nulls need no words. */
static bool hash_plain(uint64_t *hashes, const lt_column *c, int32_t rows, bool first)
{
    if (c->encoding != LT_FLAT || c->valid) return false;
    switch ((lt_type_id)c->type.id) {
    case LT_I64:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: lt_loops_get()->hash_64(hashes, c->values, rows, first); return true;
    case LT_I32:
    case LT_DATE: lt_loops_get()->hash_32(hashes, c->values, rows, first); return true;
    default: return false;
    }
}

static void hash_column(uint64_t *lo, uint64_t *hi, const lt_column *c, int32_t rows, bool first)
{
    words           w;
    dict_words      table;
    const lt_loops *loops = lt_loops_get();
    bool            both = hi != NULL, nulls = c->valid || c->type.id == LT_VOID;
    bool small = c->encoding == LT_DICT && c->dict->rows > 0 && c->dict->rows <= DICT_TABLE &&
                 c->dict->rows < rows;
    if (small) fill_dict(&table, c->dict, both);
    for (int32_t start = 0; start < rows; start += LT_BLOCK) {
        int32_t n = rows - start < LT_BLOCK ? rows - start : LT_BLOCK;
        if (small)
            look_up(&w, &table, (const int32_t *)c->values + start, n, both);
        else
            make_words(&w, c, start, n, both);
        if (nulls) mark_nulls(&w, c, start, n);
        loops->hash_64(lo + start, w.first, n, first);
        if (both) mix_second(hi + start, w.second, n, first);
    }
}

void lt_hash_column(uint64_t *hashes, const lt_column *c, int32_t rows, bool first)
{
    if (!hash_plain(hashes, c, rows, first)) hash_column(hashes, NULL, c, rows, first);
}

void lt_hash_column_128(uint64_t *lo, uint64_t *hi, const lt_column *c, int32_t rows, bool first)
{
    hash_column(lo, hi, c, rows, first);
}

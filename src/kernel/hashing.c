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

/* A block of words: in buf, or where the column has them. */
typedef struct words {
    const uint64_t *at;
    uint64_t        buf[LT_BLOCK];
} words;

typedef union scratch {
    int64_t i[LT_BLOCK];
    double  f[LT_BLOCK];
    lt_i128 d[LT_BLOCK];
    lt_view v[LT_BLOCK];
} scratch;

static void make_floats(words *w, const double *v, int32_t n)
{
    for (int32_t i = 0; i < n; i++) w->buf[i] = lt_hash_f64_key(v[i]);
}

static void make_views(words *w, const lt_view *v, int32_t n)
{
    for (int32_t i = 0; i < n; i++) w->buf[i] = lt_hash_view(v + i, LT_LANE_0_A, LT_LANE_1_B);
}

static void make_wide(words *w, const lt_i128 *v, int32_t n)
{
    for (int32_t i = 0; i < n; i++) w->buf[i] = lt_hash_wide(v[i], LT_LANE_0_A, LT_LANE_1_B);
}

static void make_lists(words *w, const lt_column *c, int32_t start, int32_t n)
{
    for (int32_t i = 0; i < n; i++)
        w->buf[i] = lt_hash_list(c, start + i, LT_LANE_0_A, LT_LANE_1_B);
}

static void make_words(words *w, const lt_column *c, int32_t start, int32_t n)
{
    scratch s;
    w->at = w->buf;
    switch (lt_kind_of(c->type)) {
    case LT_KIND_F64: make_floats(w, lt_block_f64(s.f, c, start, n), n); return;
    case LT_KIND_I128: make_wide(w, lt_block_i128(s.d, c, start, n), n); return;
    case LT_KIND_VIEW: make_views(w, lt_block_views(s.v, c, start, n), n); return;
    case LT_KIND_LIST: make_lists(w, c, start, n); return;
    case LT_KIND_I64: w->at = (const uint64_t *)lt_block_i64((int64_t *)w->buf, c, start, n);
    }
}

static void mark_nulls(words *w, const lt_column *c, int32_t start, int32_t n)
{
    if (w->at != w->buf) memcpy(w->buf, w->at, (size_t)n * sizeof(*w->buf));
    w->at = w->buf;
    for (int32_t i = 0; i < n; i += 64) {
        uint64_t null = ~lt_valid_word(c, (size_t)(start + i) >> 6);
        if (n - i < 64) null &= (UINT64_C(1) << (n - i)) - 1;
        for (; null; null &= null - 1) w->buf[i + __builtin_ctzll(null)] = LT_NULL_WORD;
    }
}

/* The words of a small dictionary, made once a column. */
static void fill_dict(uint64_t table[DICT_TABLE], const lt_column *dict)
{
    words w;
    for (int32_t start = 0; start < dict->rows; start += LT_BLOCK) {
        int32_t n = lt_block_rows(dict->rows, start);
        make_words(&w, dict, start, n);
        memcpy(table + start, w.at, (size_t)n * sizeof(*table));
    }
}

static void look_up(words *w, const uint64_t *table, const int32_t *codes, int32_t n)
{
    for (int32_t i = 0; i < n; i++) w->buf[i] = table[codes[i]];
    w->at = w->buf;
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

static void hash_words(uint64_t *hashes, const lt_column *c, int32_t rows, bool first)
{
    words           w;
    uint64_t        table[DICT_TABLE];
    const lt_loops *loops = lt_loops_get();
    bool            nulls = c->valid || c->type.id == LT_VOID;
    bool small = c->encoding == LT_DICT && c->dict->rows > 0 && c->dict->rows <= DICT_TABLE &&
                 c->dict->rows < rows;
    if (small) fill_dict(table, c->dict);
    for (int32_t start = 0; start < rows; start += LT_BLOCK) {
        int32_t n = lt_block_rows(rows, start);
        if (small)
            look_up(&w, table, (const int32_t *)c->values + start, n);
        else
            make_words(&w, c, start, n);
        if (nulls) mark_nulls(&w, c, start, n);
        loops->hash_64(hashes + start, w.at, n, first);
    }
}

void lt_hash_column(uint64_t *hashes, const lt_column *c, int32_t rows, bool first)
{
    if (!hash_plain(hashes, c, rows, first)) hash_words(hashes, c, rows, first);
}

#include "exec/sort_run.h"

#include <string.h>

lt_status lt_sort_run_open(lt_sort_run *r, lt_mem *mem, const lt_type *types, int32_t count,
                           lt_error *err)
{
    *r = (lt_sort_run){.mem = mem};
    r->keys.mem = r->ends.mem = r->ordinals.mem = r->entries.mem = mem;
    r->bar.mem = r->room.mem = mem;
    return lt_packed_open(&r->rows, mem, types, count, err);
}

/* Another one for the same rows. */
static lt_status open_like(lt_sort_run *r, const lt_sort_run *like, lt_error *err)
{
    LT_TRY(lt_sort_run_open(r, like->mem, NULL, 0, err));
    r->stride = like->stride;
    return lt_packed_open_like(&r->rows, &like->rows, err);
}

void lt_sort_run_close(lt_sort_run *r)
{
    if (!r->mem) return;
    lt_packed_close(&r->rows);
    lt_buf_clear(&r->keys);
    lt_buf_clear(&r->ends);
    lt_buf_clear(&r->ordinals);
    lt_buf_clear(&r->entries);
    lt_buf_clear(&r->bar);
    lt_buf_clear(&r->room);
    *r = (lt_sort_run){0};
}

/* ---- order ---- */

static size_t key_start(const lt_sort_run *r, int64_t row)
{
    if (r->stride) return (size_t)row * r->stride;
    return row ? ((const uint64_t *)r->ends.data)[row - 1] : 0;
}
static size_t key_bytes(const lt_sort_run *r, int64_t row)
{
    if (r->stride) return r->stride;
    return ((const uint64_t *)r->ends.data)[row] - key_start(r, row);
}
static const uint8_t *key_of(const lt_sort_run *r, int64_t row)
{
    return r->keys.data + key_start(r, row);
}

static int compare_bytes(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    size_t n = a_len < b_len ? a_len : b_len;
    return n ? memcmp(a, b, n) : 0;
}

int lt_sort_compare(const lt_sort_run *x, const lt_sort_entry *a, const lt_sort_run *y,
                    const lt_sort_entry *b)
{
    if (a->key != b->key) return a->key < b->key ? -1 : 1;
    int order = x->exact ? 0
                         : compare_bytes(key_of(x, a->row), key_bytes(x, a->row), key_of(y, b->row),
                                         key_bytes(y, b->row));
    if (order) return order;
    int64_t first = ((const int64_t *)x->ordinals.data)[a->row];
    int64_t second = ((const int64_t *)y->ordinals.data)[b->row];
    return first < second ? -1 : first > second;
}

/* ---- taking rows in ---- */

/* Where each row's key ends, and the physical rows that are kept. */
typedef struct taking {
    size_t   ends[LT_BLOCK];
    int32_t *kept, count;
} taking;

/* The key of the next row kept is [from, to) of the keys. */
static void keep_row(lt_sort_run *r, size_t from, size_t to, int64_t ordinal)
{
    size_t  before = r->ordinals.len / sizeof(int64_t);
    int64_t last = before ? ((const int64_t *)r->ordinals.data)[before - 1] : ordinal;
    r->unordered |= last > ordinal;
    lt_buf_push(&r->ordinals, &ordinal, sizeof(ordinal));
    if (!r->stride) lt_buf_push(&r->ends, &(uint64_t){to}, sizeof(uint64_t));
    lt_sort_bits_add(&r->bits, r->keys.data + from, to - from);
}

/* Rows past the bar are left out; ties come later in the input, or from another worker, and are
 * kept to be on the safe side. */
static bool is_past_bar(const lt_sort_run *r, size_t from, size_t to)
{
    if (!r->bar.len) return false;
    return compare_bytes(r->keys.data + from, to - from, r->bar.data, r->bar.len) > 0;
}

/* Keys of rows [start, start + n) of those selected. */
static lt_status add_keys(lt_sort_run *r, const lt_batch *b, const lt_sort_keys *keys, taking *t,
                          int32_t start, int32_t n, lt_error *err)
{
    size_t from = r->keys.len, to = from;
    LT_TRY(lt_sort_keys_add(&r->keys, t->ends, keys, start, n, &r->room, err));
    for (int32_t i = 0; i < n; from = t->ends[i++]) {
        int32_t row = b->sel ? b->sel[start + i] : start + i;
        size_t  len = t->ends[i] - from;
        if (is_past_bar(r, from, t->ends[i])) continue;
        if (to != from) memmove(r->keys.data + to, r->keys.data + from, len);
        keep_row(r, to, to + len, b->ordinal + row);
        to += len;
        t->kept[t->count++] = row;
    }
    r->keys.len = to;
    return LT_OK;
}

static lt_status add_rows(lt_sort_run *r, const lt_batch *b, const lt_sort_keys *keys, taking *t,
                          lt_error *err)
{
    int32_t n = lt_batch_count(b);
    for (int32_t start = 0; start < n; start += LT_BLOCK)
        LT_TRY(add_keys(r, b, keys, t, start, n - start < LT_BLOCK ? n - start : LT_BLOCK, err));
    return lt_packed_add(&r->rows, b->columns, t->kept, t->count, b->rows, err);
}

lt_status lt_sort_run_add(lt_sort_run *r, const lt_batch *b, const lt_sort_keys *keys,
                          lt_error *err)
{
    size_t n = (size_t)lt_batch_count(b), bytes = (n + 1) * sizeof(int32_t);
    taking t = {.count = 0};
    r->stride = lt_sort_keys_stride(keys);
    LT_TRY(lt_buf_reserve(&r->ordinals, n * sizeof(int64_t), err));
    if (!r->stride) LT_TRY(lt_buf_reserve(&r->ends, n * sizeof(uint64_t), err));
    t.kept = lt_mem_resize(r->mem, NULL, 0, bytes);
    if (!t.kept) return lt_mem_refused(r->mem, bytes, "rows to sort", err);
    lt_status status = add_rows(r, b, keys, &t, err);
    lt_mem_free(r->mem, t.kept, bytes);
    return status;
}

/* ---- sorting ----
 *
 * By the numbers first. Where these are not all of the keys, entries that tie get the next 8 bytes
 * and are sorted among themselves, so a row's key is fetched once a level and not once a
 * comparison; after LEVELS of them what is left is compared as a whole. */

enum { LEVELS = 64, FEW = 24, POLL_ROWS = 1 << 14 };

typedef struct sorting {
    const lt_sort_run   *r;
    lt_sort_entry       *room;
    const lt_sort_watch *watch;
} sorting;

static bool before(const lt_sort_run *r, const lt_sort_entry *a, const lt_sort_entry *b)
{
    return compare_bytes(key_of(r, a->row), key_bytes(r, a->row), key_of(r, b->row),
                         key_bytes(r, b->row)) < 0;
}

static void insert_all(const sorting *s, lt_sort_entry *e, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        lt_sort_entry moving = e[i];
        int64_t       at = i;
        for (; at > 0 && before(s->r, &moving, &e[at - 1]); at--) e[at] = e[at - 1];
        e[at] = moving;
    }
}

/* e[0, half) and e[half, n) become one, by way of room for half. */
static void merge_halves(const sorting *s, lt_sort_entry *e, int64_t half, int64_t n)
{
    lt_sort_entry *room = s->room;
    if (!before(s->r, &e[half], &e[half - 1])) return;
    memcpy(room, e, (size_t)half * sizeof(*e));
    int64_t left = 0, right = half, out = 0;
    while (left < half && right < n)
        e[out++] = before(s->r, &e[right], &room[left]) ? e[right++] : room[left++];
    memcpy(e + out, room + left, (size_t)(half - left) * sizeof(*e));
}

static lt_status merge_sort(const sorting *s, lt_sort_entry *e, int64_t n, lt_error *err)
{
    if (n <= FEW) {
        insert_all(s, e, n);
        return LT_OK;
    }
    if (n >= POLL_ROWS) LT_TRY(s->watch->poll(s->watch->arg, err));
    int64_t half = n / 2;
    LT_TRY(merge_sort(s, e, half, err));
    LT_TRY(merge_sort(s, e + half, n - half, err));
    merge_halves(s, e, half, n);
    return LT_OK;
}

static lt_status sort_ties(const sorting *s, lt_sort_entry *e, int64_t n, size_t done, int level,
                           lt_error *err);

/* e[0, n) have the first `done` bytes in common; since no key begins another, all are longer or
 * none. */
static lt_status sort_tied(const sorting *s, lt_sort_entry *e, int64_t n, size_t done, int level,
                           lt_error *err)
{
    const lt_sort_run *r = s->r;
    uint64_t           same = e[0].key;
    lt_status          status = LT_OK;
    if (key_bytes(r, e[0].row) <= done) return LT_OK;
    if (level == LEVELS) return merge_sort(s, e, n, err);
    for (int64_t i = 0; i < n; i++)
        e[i].key = lt_sort_word(key_of(r, e[i].row), key_bytes(r, e[i].row), done);
    status = lt_sort_radix(e, s->room, n, 64, s->watch, err);
    if (!status) status = sort_ties(s, e, n, done + 8, level + 1, err);
    for (int64_t i = 0; i < n; i++) e[i].key = same;
    return status;
}

static lt_status sort_ties(const sorting *s, lt_sort_entry *e, int64_t n, size_t done, int level,
                           lt_error *err)
{
    for (int64_t start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n && e[end].key == e[start].key;) end++;
        if (end - start > 1) LT_TRY(sort_tied(s, e + start, end - start, done, level, err));
    }
    return LT_OK;
}

/* Rows as they stood in the input: what is sorted from here on keeps that order among equals. */
static lt_status first_order(const sorting *s, lt_sort_entry *e, int64_t n, lt_error *err)
{
    const int64_t *ordinals = (const int64_t *)s->r->ordinals.data;
    for (int64_t i = 0; i < n; i++)
        e[i] = (lt_sort_entry){(uint64_t)(s->r->unordered ? ordinals[i] : 0), i};
    return s->r->unordered ? lt_sort_radix(e, s->room, n, 64, s->watch, err) : LT_OK;
}

static lt_status sort_entries(const sorting *s, lt_sort_entry *e, int64_t n,
                              const lt_sort_squeeze *q, lt_error *err)
{
    const lt_sort_run *r = s->r;
    LT_TRY(first_order(s, e, n, err));
    for (int64_t i = 0; i < n; i++) {
        if (i % POLL_ROWS == 0) LT_TRY(s->watch->poll(s->watch->arg, err));
        e[i].key = lt_sort_number(q, key_of(r, e[i].row), key_bytes(r, e[i].row));
    }
    LT_TRY(lt_sort_radix(e, s->room, n, q->all_bits, s->watch, err));
    return q->exact ? LT_OK : sort_ties(s, e, n, q->done, 0, err);
}

lt_status lt_sort_run_sort(lt_sort_run *r, const lt_sort_squeeze *q, const lt_sort_watch *watch,
                           lt_error *err)
{
    int64_t n = lt_sort_run_count(r);
    size_t  bytes = ((size_t)n + 1) * sizeof(lt_sort_entry);
    sorting s = {.r = r, .watch = watch};
    r->entries.len = 0;
    r->exact = q->exact;
    LT_TRY(lt_buf_reserve(&r->entries, bytes, err));
    s.room = lt_mem_resize(r->mem, NULL, 0, bytes);
    if (!s.room) return lt_mem_refused(r->mem, bytes, "sorting", err);
    lt_status status = sort_entries(&s, (lt_sort_entry *)r->entries.data, n, q, err);
    lt_mem_free(r->mem, s.room, bytes);
    if (!status) r->entries.len = (size_t)n * sizeof(lt_sort_entry);
    return status;
}

/* ---- keeping the first n ---- */

static lt_status copy_row(lt_sort_run *to, const lt_sort_run *from, int64_t row, lt_error *err)
{
    size_t  start = to->keys.len, len = key_bytes(from, row);
    int64_t ordinal = ((const int64_t *)from->ordinals.data)[row];
    LT_TRY(lt_buf_reserve(&to->keys, len + sizeof(uint64_t), err));
    LT_TRY(lt_buf_reserve(&to->ends, sizeof(uint64_t), err));
    LT_TRY(lt_buf_reserve(&to->ordinals, sizeof(ordinal), err));
    lt_buf_push(&to->keys, key_of(from, row), len);
    keep_row(to, start, start + len, ordinal);
    return lt_packed_copy(&to->rows, &from->rows, row, err);
}

lt_status lt_sort_run_cut(lt_sort_run *r, int64_t n, const lt_sort_watch *watch, lt_error *err)
{
    lt_sort_run     kept;
    lt_sort_squeeze q;
    lt_sort_squeeze_make(&q, &r->bits);
    LT_TRY(lt_sort_run_sort(r, &q, watch, err));
    if (lt_sort_run_count(r) <= n) return LT_OK;
    lt_status status = open_like(&kept, r, err);
    for (int64_t i = 0; !status && i < n; i++)
        status = copy_row(&kept, r, lt_sort_run_at(r, i)->row, err);
    if (!status && n > 0)
        status = lt_buf_add(&kept.bar, key_of(&kept, n - 1), key_bytes(&kept, n - 1), err);
    if (status) {
        lt_sort_run_close(&kept);
        return status;
    }
    lt_sort_run_close(r);
    *r = kept;
    return LT_OK;
}

#include "exec/sort_run.h"

#include <string.h>

lt_status lt_sort_run_open(lt_sort_run *r, lt_mem *mem, const lt_type *types, int32_t count,
                           lt_error *err)
{
    *r = (lt_sort_run){.mem = mem};
    r->keys.mem = r->ends.mem = r->ordinals.mem = r->entries.mem = r->bar.mem = mem;
    return lt_packed_open(&r->rows, mem, types, count, err);
}

/* Another one for the same types. */
static lt_status open_like(lt_sort_run *r, const lt_sort_run *like, lt_error *err)
{
    const lt_key_layout *l = &like->rows.layout;
    size_t               bytes = ((size_t)l->count + 1) * sizeof(lt_type);
    lt_type             *types = lt_mem_zeroed(like->mem, bytes, 1);
    *r = (lt_sort_run){0};
    if (!types) return lt_mem_refused(like->mem, bytes, "rows to sort", err);
    for (int32_t c = 0; c < l->count; c++) types[c] = l->columns[c].type;
    lt_status status = lt_sort_run_open(r, like->mem, types, l->count, err);
    lt_mem_free(like->mem, types, bytes);
    return status;
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
    *r = (lt_sort_run){0};
}

/* ---- order ---- */

static size_t key_start(const lt_sort_run *r, int64_t row)
{
    return row ? ((const uint64_t *)r->ends.data)[row - 1] : 0;
}
static size_t key_bytes(const lt_sort_run *r, int64_t row)
{
    return ((const uint64_t *)r->ends.data)[row] - key_start(r, row);
}

static int compare_bytes(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
    size_t n = a_len < b_len ? a_len : b_len;
    return n ? memcmp(a, b, n) : 0;
}

static lt_sort_entry entry_of(int64_t row, const uint8_t *key, size_t len)
{
    lt_sort_entry e = {.row = row, .prefix = lt_sort_key_prefix(key, len)};
    if (len > 8) e.more = lt_sort_key_prefix(key + 8, len - 8);
    return e;
}

static int compare_rest(const lt_sort_run *x, int64_t a, const lt_sort_run *y, int64_t b)
{
    if (x == y && !x->tall && !x->unordered) return a < b ? -1 : a > b;
    int order = compare_bytes(x->keys.data + key_start(x, a), key_bytes(x, a),
                              y->keys.data + key_start(y, b), key_bytes(y, b));
    if (order) return order;
    int64_t first = ((const int64_t *)x->ordinals.data)[a];
    int64_t second = ((const int64_t *)y->ordinals.data)[b];
    return first < second ? -1 : first > second;
}

int lt_sort_compare(const lt_sort_run *x, const lt_sort_entry *a, const lt_sort_run *y,
                    const lt_sort_entry *b)
{
    if (a->prefix != b->prefix) return a->prefix < b->prefix ? -1 : 1;
    if (a->more != b->more) return a->more < b->more ? -1 : 1;
    return compare_rest(x, a->row, y, b->row);
}

/* ---- taking rows in ---- */

static lt_status reserve(lt_sort_run *r, int32_t n, lt_error *err)
{
    size_t rows = (size_t)n;
    LT_TRY(lt_buf_reserve(&r->ends, rows * sizeof(uint64_t), err));
    LT_TRY(lt_buf_reserve(&r->ordinals, rows * sizeof(int64_t), err));
    return lt_buf_reserve(&r->entries, rows * sizeof(lt_sort_entry), err);
}

/* The key just appended is past the bar; ties come later in the input, or from another worker,
 * and are kept to be on the safe side. */
static bool is_past_bar(const lt_sort_run *r, size_t from)
{
    if (!r->bar.len) return false;
    return compare_bytes(r->keys.data + from, r->keys.len - from, r->bar.data, r->bar.len) > 0;
}

/* Two keys of at most 16 bytes, none of which begins the other, are equal if their entries are. */
static void note_row(lt_sort_run *r, size_t len, int64_t ordinal)
{
    size_t before = r->ordinals.len / sizeof(int64_t);
    r->tall |= len > 2 * sizeof(uint64_t);
    if (before && ((const int64_t *)r->ordinals.data)[before - 1] > ordinal) r->unordered = true;
}

/* Keeps row, whose key was appended at `from`, as the count-th of this call. */
static void add_entry(lt_sort_run *r, size_t from, int64_t ordinal, int32_t count)
{
    uint64_t      end = r->keys.len;
    lt_sort_entry e = entry_of(r->rows.rows + count, r->keys.data + from, end - from);
    note_row(r, end - from, ordinal);
    lt_buf_push(&r->ends, &end, sizeof(end));
    lt_buf_push(&r->ordinals, &ordinal, sizeof(ordinal));
    lt_buf_push(&r->entries, &e, sizeof(e));
}

/* kept[0, *count): the physical rows that are not past the bar. */
static lt_status add_keys(lt_sort_run *r, const lt_batch *b, const lt_sort_keys *keys,
                          int32_t *kept, int32_t *count, lt_error *err)
{
    int32_t n = lt_batch_count(b);
    *count = 0;
    for (int32_t i = 0; i < n; i++) {
        size_t  from = r->keys.len;
        int32_t row = b->sel ? b->sel[i] : i;
        for (int32_t k = 0; k < keys->count; k++)
            LT_TRY(lt_sort_key_add(&r->keys, keys->columns[k], i, keys->orders[k], err));
        if (is_past_bar(r, from)) {
            r->keys.len = from;
            continue;
        }
        add_entry(r, from, b->ordinal + row, *count);
        kept[(*count)++] = row;
    }
    return LT_OK;
}

lt_status lt_sort_run_add(lt_sort_run *r, const lt_batch *b, const lt_sort_keys *keys,
                          lt_error *err)
{
    int32_t  n = lt_batch_count(b), count;
    size_t   bytes = ((size_t)n + 1) * sizeof(int32_t);
    int32_t *kept = lt_mem_resize(r->mem, NULL, 0, bytes);
    if (!kept) return lt_mem_refused(r->mem, bytes, "rows to sort", err);
    lt_status status = reserve(r, n, err);
    if (!status) status = add_keys(r, b, keys, kept, &count, err);
    if (!status) status = lt_packed_add(&r->rows, b->columns, kept, count, b->rows, err);
    lt_mem_free(r->mem, kept, bytes);
    return status;
}

/* ---- sorting: merge sort, insertion sort for short pieces ----
 *
 * By 16 bytes of the keys at a time: entries that tie get the next 16 bytes and are sorted among
 * themselves, so a row's key is fetched once a level and not once a comparison. */

enum { SHORT = 24, POLL_ROWS = 1 << 14, ENTRY_BYTES = 16, LEVELS = 64 };

typedef struct sorting {
    const lt_sort_run *r;
    lt_sort_entry     *room;
    size_t             level; /* LEVELS: what is left of the keys is compared as a whole */
    lt_sort_poll      *poll;
    void              *arg;
} sorting;

static bool before(const sorting *s, const lt_sort_entry *a, const lt_sort_entry *b)
{
    if (a->prefix != b->prefix) return a->prefix < b->prefix;
    if (a->more != b->more) return a->more < b->more;
    if (s->level == LEVELS) return compare_rest(s->r, a->row, s->r, b->row) < 0;
    if (!s->r->unordered) return a->row < b->row;
    const int64_t *ordinals = (const int64_t *)s->r->ordinals.data;
    return ordinals[a->row] < ordinals[b->row];
}

static void insertion_sort(const sorting *s, lt_sort_entry *e, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        lt_sort_entry moving = e[i];
        int64_t       at = i;
        for (; at > 0 && before(s, &moving, &e[at - 1]); at--) e[at] = e[at - 1];
        e[at] = moving;
    }
}

/* e[0, half) and e[half, n) become one, by way of room for half. */
static void merge_halves(const sorting *s, lt_sort_entry *e, int64_t half, int64_t n)
{
    lt_sort_entry *room = s->room;
    if (!before(s, &e[half], &e[half - 1])) return;
    memcpy(room, e, (size_t)half * sizeof(*e));
    int64_t left = 0, right = half, out = 0;
    while (left < half && right < n)
        e[out++] = before(s, &e[right], &room[left]) ? e[right++] : room[left++];
    memcpy(e + out, room + left, (size_t)(half - left) * sizeof(*e));
}

static lt_status merge_sort(const sorting *s, lt_sort_entry *e, int64_t n, lt_error *err)
{
    if (n <= SHORT) {
        insertion_sort(s, e, n);
        return LT_OK;
    }
    if (n >= POLL_ROWS) LT_TRY(s->poll(s->arg, err));
    int64_t half = n / 2;
    LT_TRY(merge_sort(s, e, half, err));
    LT_TRY(merge_sort(s, e + half, n - half, err));
    merge_halves(s, e, half, n);
    return LT_OK;
}

/* The entries of e[0, n) show the bytes of their keys at `level`. */
static void show_level(const lt_sort_run *r, lt_sort_entry *e, int64_t n, size_t level)
{
    size_t skip = level * ENTRY_BYTES;
    for (int64_t i = 0; i < n; i++) {
        const uint8_t *key = r->keys.data + key_start(r, e[i].row);
        e[i] = entry_of(e[i].row, key + skip, key_bytes(r, e[i].row) - skip);
    }
}

static lt_status sort_level(const sorting *s, lt_sort_entry *e, int64_t n, lt_error *err);

/* e[0, n) have the same bytes at this level; since no key begins another, all are longer or none.
 */
static lt_status sort_tied(const sorting *s, lt_sort_entry *e, int64_t n, lt_error *err)
{
    sorting       next = *s;
    lt_sort_entry same = e[0];
    if (key_bytes(s->r, e[0].row) <= (s->level + 1) * ENTRY_BYTES) return LT_OK;
    if (++next.level < LEVELS) show_level(s->r, e, n, next.level);
    lt_status status = sort_level(&next, e, n, err);
    for (int64_t i = 0; i < n; i++) e[i].prefix = same.prefix, e[i].more = same.more;
    return status;
}

static lt_status sort_level(const sorting *s, lt_sort_entry *e, int64_t n, lt_error *err)
{
    LT_TRY(merge_sort(s, e, n, err));
    if (!s->r->tall || s->level == LEVELS) return LT_OK;
    for (int64_t start = 0, end; start < n; start = end) {
        for (end = start + 1; end < n; end++)
            if (e[end].prefix != e[start].prefix || e[end].more != e[start].more) break;
        if (end - start > 1) LT_TRY(sort_tied(s, e + start, end - start, err));
    }
    return LT_OK;
}

lt_status lt_sort_run_sort(lt_sort_run *r, lt_sort_poll *poll, void *arg, lt_error *err)
{
    int64_t n = lt_sort_run_count(r);
    size_t  bytes = ((size_t)n / 2 + 1) * sizeof(lt_sort_entry);
    sorting s = {.r = r, .poll = poll, .arg = arg};
    s.room = lt_mem_resize(r->mem, NULL, 0, bytes);
    if (!s.room) return lt_mem_refused(r->mem, bytes, "sorting", err);
    lt_status status = sort_level(&s, (lt_sort_entry *)r->entries.data, n, err);
    lt_mem_free(r->mem, s.room, bytes);
    return status;
}

/* ---- keeping the first n ---- */

static lt_status copy_row(lt_sort_run *to, const lt_sort_run *from, int64_t row, lt_error *err)
{
    size_t        start = key_start(from, row), len = key_bytes(from, row);
    lt_sort_entry e = entry_of(lt_sort_run_count(to), from->keys.data + start, len);
    int64_t       ordinal = ((const int64_t *)from->ordinals.data)[row];
    LT_TRY(lt_buf_add(&to->keys, from->keys.data + start, len, err));
    uint64_t end = to->keys.len;
    note_row(to, len, ordinal);
    LT_TRY(lt_buf_add(&to->ends, &end, sizeof(end), err));
    LT_TRY(lt_buf_add(&to->ordinals, &ordinal, sizeof(ordinal), err));
    LT_TRY(lt_buf_add(&to->entries, &e, sizeof(e), err));
    return lt_packed_copy(&to->rows, &from->rows, row, err);
}

lt_status lt_sort_run_cut(lt_sort_run *r, int64_t n, lt_sort_poll *poll, void *arg, lt_error *err)
{
    lt_sort_run kept;
    LT_TRY(lt_sort_run_sort(r, poll, arg, err));
    if (lt_sort_run_count(r) <= n) return LT_OK;
    lt_status status = open_like(&kept, r, err);
    for (int64_t i = 0; !status && i < n; i++)
        status = copy_row(&kept, r, lt_sort_run_at(r, i)->row, err);
    if (!status && n > 0) {
        int64_t last = n - 1;
        status = lt_buf_add(&kept.bar, kept.keys.data + key_start(&kept, last),
                            key_bytes(&kept, last), err);
    }
    if (status) {
        lt_sort_run_close(&kept);
        return status;
    }
    lt_sort_run_close(r);
    *r = kept;
    return LT_OK;
}

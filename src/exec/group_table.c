#include "exec/group_table.h"

#include "core/pages.h"
#include "kernel/fold.h"
#include "kernel/kernel.h"

enum {
    POLL = 1 << 12,
    AHEAD = 12,
    NEAR = 1 << 18,       /* keys that a table of single ints looks up without hashing */
    SMALL_ROWS = 1 << 18, /* bytes of rows and slots that lie in a near cache: no prefetching */
};

/* ---- shape, life ---- */

lt_status lt_group_shape_open(lt_group_shape *s, lt_mem *mem, const lt_type *keys,
                              int32_t key_count, size_t states, lt_error *err)
{
    *s = (lt_group_shape){.states = states};
    LT_TRY(lt_key_layout_open(&s->key, mem, keys, key_count, false, err));
    s->stride = sizeof(lt_group_row) + (size_t)s->key.words * sizeof(uint64_t) + states;
    return LT_OK;
}

void lt_group_shape_close(lt_group_shape *s) { lt_key_layout_close(&s->key); }

/* A single key of few bits is also looked up by its value. */
static bool is_near_key(const lt_group_table *t)
{
    const lt_group_shape *s = t->shape;
    if (t->is_far || s->key.count != 1 || s->key.columns[0].kind != LT_KIND_I64) return false;
    return s->key.columns[0].null_bit < 0 && s->key.columns[0].type.id != LT_VOID;
}

lt_status lt_group_table_open(lt_group_table *t, lt_mem *mem, const lt_group_shape *shape,
                              lt_error *err)
{
    *t = (lt_group_table){.mem = mem, .shape = shape, .near_base = INT64_MIN};
    t->rows.mem = t->scratch.mem = t->texts.mem = mem;
    return lt_agg_heap_open(&t->heap, mem, err);
}

void lt_group_table_close(lt_group_table *t)
{
    if (!t->mem) return;
    if (t->heap) lt_agg_heap_close(t->heap);
    lt_mem_free(t->mem, t->slots, t->cap * sizeof(*t->slots));
    lt_mem_free(t->mem, t->near, NEAR * sizeof(*t->near));
    lt_buf_clear(&t->rows);
    lt_buf_clear(&t->scratch);
    lt_heap_clear(&t->texts);
    *t = (lt_group_table){0};
}

void lt_group_table_empty(lt_group_table *t)
{
    t->count = 0;
    t->rows.len = 0;
    lt_mem_free(t->mem, t->slots, t->cap * sizeof(*t->slots));
    lt_mem_free(t->mem, t->near, NEAR * sizeof(*t->near));
    t->slots = NULL;
    t->near = NULL;
    t->cap = 0;
}

/* ---- room ---- */

lt_status lt_group_slots_open(uint64_t **out, lt_mem *mem, size_t cap, const lt_cancel *cancel,
                              lt_error *err)
{
    size_t    bytes = cap * sizeof(uint64_t);
    uint64_t *slots = lt_mem_zeroed(mem, bytes, 1);
    if (!slots) return lt_mem_refused(mem, bytes, "groups", err);
    lt_status status = lt_pages_touch(slots, bytes, cancel, err);
    if (status) {
        lt_mem_free(mem, slots, bytes);
        return status;
    }
    *out = slots;
    return LT_OK;
}

static lt_status rehash(lt_group_table *t, size_t cap, lt_error *err)
{
    size_t    stride = t->shape->stride;
    uint64_t *slots;
    lt_status status = LT_OK;
    LT_TRY(lt_group_slots_open(&slots, t->mem, cap, t->cancel, err));
    for (int32_t g = 0; !status && g < t->count; g++) {
        const lt_group_row *row = lt_group_row_at(t->shape, t->rows.data, g);
        if (g % POLL == 0) status = lt_cancel_check(t->cancel, err);
        __builtin_prefetch((const uint8_t *)row + AHEAD * stride);
        size_t at = row->hash & (cap - 1);
        while (slots[at]) at = (at + 1) & (cap - 1);
        slots[at] = lt_group_slot(row->hash, g);
    }
    if (status) {
        lt_mem_free(t->mem, slots, cap * sizeof(*slots));
        return status;
    }
    lt_mem_free(t->mem, t->slots, t->cap * sizeof(*t->slots));
    t->slots = slots;
    t->cap = cap;
    return LT_OK;
}

static lt_status reserve_rows(lt_group_table *t, int32_t n, lt_error *err)
{
    if (t->count > INT32_MAX - 2 - n)
        return LT_FAIL(err, LT_ELIMIT, "more than %d groups", INT32_MAX - 2);
    return lt_buf_reserve(&t->rows, (size_t)n * t->shape->stride, err);
}

static lt_status reserve(lt_group_table *t, int32_t n, lt_error *err)
{
    LT_TRY(reserve_rows(t, n, err));
    size_t cap = lt_group_slots_for((size_t)t->count + (size_t)n);
    return cap > t->cap ? rehash(t, cap, err) : LT_OK;
}

/* ---- a block of rows on its way in ---- */

typedef struct finding {
    lt_group_table      *t;
    const lt_group_rows *in;
    int32_t             *groups; /* of the block */
    int32_t              start;  /* of the block */
    uint64_t            *hashes; /* of the block */
    uint64_t            *keys;   /* of the block */
    lt_error            *err;
    lt_status            status;
} finding;

static int64_t ordinal_of(const finding *f, int32_t i)
{
    const lt_group_rows *in = f->in;
    return in->ordinals ? in->ordinals[f->start + i] : in->ordinal + f->start + i;
}

/* The room is reserved. */
static int32_t add_group(finding *f, int32_t i, uint64_t hash)
{
    lt_group_table       *t = f->t;
    const lt_group_shape *s = t->shape;
    size_t                key = (size_t)s->key.words * sizeof(uint64_t);
    lt_group_row         *row = (lt_group_row *)(t->rows.data + t->rows.len);
    row->hash = hash;
    row->first = ordinal_of(f, i);
    if (f->keys) memcpy(row->words, f->keys + (size_t)i * (size_t)s->key.words, key);
    memset((uint8_t *)row->words + key, 0, s->states);
    t->rows.len += s->stride;
    if (s->key.texts) {
        lt_status status = lt_key_keep(&s->key, row->words, &t->texts, f->err);
        if (status) f->status = status;
    }
    return t->count++;
}

#define KEY_OF(f, i) ((f)->keys + (size_t)(i) * (size_t)words)
#define ROW_OF(t, g) ((lt_group_row *)((t)->rows.data + (size_t)(g) * (t)->shape->stride))

/* The group of row i of the block, from slot `at` on. words is a constant in the loops that matter.
 */
static inline __attribute__((always_inline)) int32_t look(finding *f, int32_t i, uint64_t hash,
                                                          int32_t words)
{
    lt_group_table *t = f->t;
    size_t          mask = t->cap - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = t->slots[at];
        if (!slot) {
            int32_t group = add_group(f, i, hash);
            t->slots[at] = lt_group_slot(hash, group);
            return group;
        }
        if ((slot ^ hash) >> 32) continue;
        int32_t group = (int32_t)(slot & 0xFFFFFFFF) - 1;
        if (lt_key_same(&t->shape->key, words, KEY_OF(f, i), ROW_OF(t, group)->words)) return group;
    }
}

/* The first slot with the row's hash bits, or a group made of it: keys are compared later, when
 * the rows have arrived in the cache. */
static inline int32_t guess(finding *f, int32_t i, uint64_t hash)
{
    lt_group_table *t = f->t;
    size_t          mask = t->cap - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = t->slots[at];
        int32_t  group = (int32_t)(slot & 0xFFFFFFFF) - 1;
        if (!slot) {
            group = add_group(f, i, hash);
            t->slots[at] = lt_group_slot(hash, group);
            return group;
        }
        if ((slot ^ hash) >> 32) continue;
        __builtin_prefetch(ROW_OF(t, group));
        return group;
    }
}

static inline __attribute__((always_inline)) void find_block(finding *f, int32_t n, int32_t words)
{
    const lt_group_table *t = f->t;
    const uint64_t       *h = f->hashes;
    if (t->cap * sizeof(uint64_t) + t->rows.len <= SMALL_ROWS) {
        for (int32_t i = 0; i < n; i++) f->groups[i] = look(f, i, h[i], words);
        return;
    }
    size_t mask = t->cap - 1;
    for (int32_t i = 0; i < n && i < AHEAD; i++) __builtin_prefetch(&t->slots[h[i] & mask]);
    for (int32_t i = 0; i < n; i++) {
        if (i + AHEAD < n) __builtin_prefetch(&t->slots[h[i + AHEAD] & mask]);
        f->groups[i] = guess(f, i, h[i]);
    }
    for (int32_t i = 0; i < n; i++)
        if (!lt_key_same(&t->shape->key, words, KEY_OF(f, i), ROW_OF(t, f->groups[i])->words))
            f->groups[i] = look(f, i, h[i], words);
}

static void find_hashed(finding *f, int32_t n)
{
    switch (f->t->shape->key.words) {
    case 1: find_block(f, n, 1); break;
    case 2: find_block(f, n, 2); break;
    case 3: find_block(f, n, 3); break;
    case 4: find_block(f, n, 4); break;
    default: find_block(f, n, f->t->shape->key.words);
    }
}

/* ---- single ints that lie close together ---- */

static uint64_t hash_word(uint64_t word)
{
    return lt_mix_0(0, word == (uint64_t)INT64_MIN ? LT_NULL_WORD : word);
}

static lt_status open_near(lt_group_table *t, int64_t key, lt_error *err)
{
    t->near = lt_mem_zeroed(t->mem, NEAR, sizeof(*t->near));
    if (!t->near) return lt_mem_refused(t->mem, NEAR * sizeof(*t->near), "groups", err);
    t->near_base = key < INT64_MIN + NEAR ? INT64_MIN : key - NEAR / 8;
    return LT_OK;
}

/* Keys that lie far apart are better hashed. */
static void leave_near(lt_group_table *t)
{
    lt_mem_free(t->mem, t->near, NEAR * sizeof(*t->near));
    t->near = NULL;
    t->is_far = true;
}

static lt_status find_near(finding *f, int32_t n)
{
    lt_group_table *t = f->t;
    int32_t         far = 0;
    if (!t->near && !t->is_far) LT_TRY(open_near(t, (int64_t)f->keys[0], f->err));
    for (int32_t i = 0; i < n; i++) {
        uint64_t at = f->keys[i] - (uint64_t)t->near_base;
        int32_t *known = at < NEAR && t->near ? &t->near[at] : NULL;
        if (known && *known) {
            f->groups[i] = *known - 1;
            continue;
        }
        f->groups[i] = look(f, i, hash_word(f->keys[i]), 1);
        if (known)
            *known = f->groups[i] + 1;
        else
            far++;
    }
    if (far > n / 8 && t->near) leave_near(t);
    return f->status;
}

/* ---- a single key with a dictionary: each entry is looked up once ---- */

static bool is_dict_key(const lt_group_table *t, const lt_group_rows *in)
{
    const lt_column *c = t->shape->key.count == 1 ? in->keys[0] : NULL;
    return c && c->encoding == LT_DICT && c->dict->rows > 0 && c->dict->rows <= in->n / 2;
}

/* known: groups of null and of the entries, -1 not yet known. */
static lt_status find_dict(finding *f, int32_t *known, int32_t n)
{
    const lt_column *c = f->in->keys[0];
    const int32_t   *codes = (const int32_t *)c->values + f->start;
    int32_t          words = f->t->shape->key.words;
    for (int32_t i = 0; i < n; i++) {
        bool     valid = lt_valid(c->valid, f->start + i);
        int32_t *group = &known[valid ? codes[i] + 1 : 0];
        if (*group < 0) *group = look(f, i, f->hashes[i], words);
        f->groups[i] = *group;
    }
    return f->status;
}

/* ---- all rows ---- */

/* Hashes of all rows, keys of a block, and what the dictionary's entries are. */
static lt_status open_scratch(finding *f, size_t dict, lt_error *err)
{
    lt_group_table *t = f->t;
    size_t          hashes = (size_t)f->in->n * sizeof(uint64_t);
    size_t          keys = LT_BLOCK * (size_t)t->shape->key.words * sizeof(uint64_t);
    t->scratch.len = 0;
    LT_TRY(lt_buf_reserve(&t->scratch, hashes + keys + dict, err));
    f->hashes = (uint64_t *)t->scratch.data;
    f->keys = f->hashes + f->in->n;
    return LT_OK;
}

/* known NULL: the key is no dictionary. */
static lt_status find_some(finding *f, int32_t n, int32_t *known, bool near)
{
    LT_TRY(reserve(f->t, n, f->err));
    lt_key_encode(&f->t->shape->key, f->keys, f->in->keys, f->start, n);
    if (known) return find_dict(f, known, n);
    if (near) return find_near(f, n);
    find_hashed(f, n);
    return f->status;
}

/* Without keys every row is of group 0. */
static lt_status find_only(lt_group_table *t, int32_t *groups, const lt_group_rows *in,
                           lt_error *err)
{
    finding f = {.t = t, .in = in, .err = err};
    LT_TRY(reserve_rows(t, 1, err));
    if (t->count == 0) add_group(&f, 0, 0);
    if (groups) memset(groups, 0, (size_t)in->n * sizeof(*groups));
    return LT_OK;
}

static void hash_rows(const finding *f)
{
    for (int32_t k = 0; k < f->t->shape->key.count; k++)
        lt_hash_column(f->hashes, f->in->keys[k], f->in->n, k == 0);
}

static lt_status find_rows(lt_group_table *t, int32_t *groups, const lt_group_rows *in,
                           lt_error *err)
{
    if (t->shape->key.count == 0) return find_only(t, groups, in, err);
    finding   f = {.t = t, .in = in, .groups = groups, .err = err};
    bool      dict = is_dict_key(t, in), near = !dict && is_near_key(t);
    size_t    entries = dict ? ((size_t)in->keys[0]->dict->rows + 1) * sizeof(int32_t) : 0;
    int32_t  *known = NULL;
    lt_status status = open_scratch(&f, entries, err);
    if (status) return status;
    if (dict) {
        known = (int32_t *)(f.keys + LT_BLOCK * (size_t)t->shape->key.words);
        memset(known, 0xFF, entries);
    }
    if (!near) hash_rows(&f);
    uint64_t *hashes = f.hashes;
    for (; !status && f.start < in->n; f.start += LT_BLOCK) {
        int32_t n = in->n - f.start < LT_BLOCK ? in->n - f.start : LT_BLOCK;
        f.hashes = hashes + f.start;
        f.groups = groups + f.start;
        status = find_some(&f, n, known, near);
    }
    return status;
}

static lt_status append_rows(lt_group_table *t, int32_t *groups, const lt_group_rows *in,
                             lt_error *err)
{
    finding f = {.t = t, .in = in, .err = err};
    LT_TRY(open_scratch(&f, 0, err));
    LT_TRY(reserve_rows(t, in->n, err));
    hash_rows(&f);
    const uint64_t *hashes = f.hashes;
    for (; f.start < in->n; f.start += LT_BLOCK) {
        int32_t n = in->n - f.start < LT_BLOCK ? in->n - f.start : LT_BLOCK;
        lt_key_encode(&t->shape->key, f.keys, in->keys, f.start, n);
        for (int32_t i = 0; i < n; i++) groups[f.start + i] = add_group(&f, i, hashes[f.start + i]);
    }
    return f.status;
}

/* ---- keys with lists: these are packed first ---- */

typedef lt_status taker(lt_group_table *t, int32_t *groups, const lt_group_rows *in, lt_error *err);

static lt_status take_packed(taker *take, lt_group_table *t, int32_t *groups,
                             const lt_group_rows *in, lt_error *err)
{
    lt_group_rows packed = *in;
    lt_column   **columns;
    LT_TRY(lt_key_pack_open(&columns, &t->shape->key, t->mem, in->keys, err));
    packed.keys = columns;
    lt_status status = take(t, groups, &packed, err);
    lt_key_pack_close(columns, &t->shape->key, t->mem);
    return status;
}

lt_status lt_group_table_find(lt_group_table *t, int32_t *groups, const lt_group_rows *in,
                              lt_error *err)
{
    if (t->shape->key.lists) return take_packed(find_rows, t, groups, in, err);
    return find_rows(t, groups, in, err);
}

lt_status lt_group_table_append(lt_group_table *t, int32_t *groups, const lt_group_rows *in,
                                lt_error *err)
{
    if (t->shape->key.lists) return take_packed(append_rows, t, groups, in, err);
    return append_rows(t, groups, in, err);
}

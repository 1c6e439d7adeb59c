#include "exec/group_table.h"

#include "kernel/kernel.h"

#include <string.h>

enum { FIRST_SLOTS = 256, AHEAD = 16, POLL = 1 << 16 };

lt_status lt_group_table_open(lt_group_table *t, lt_mem *mem, const lt_type *keys,
                              int32_t key_count, size_t stride, lt_error *err)
{
    *t = (lt_group_table){.mem = mem, .stride = stride};
    t->hashes.mem = t->firsts.mem = t->states.mem = t->fresh.mem = mem;
    LT_TRY(lt_rows_open(&t->keys, mem, keys, key_count, err));
    return lt_agg_heap_open(&t->heap, mem, err);
}

void lt_group_table_close(lt_group_table *t)
{
    if (!t->mem) return;
    if (t->heap) lt_agg_heap_close(t->heap);
    lt_rows_close(&t->keys);
    lt_mem_free(t->mem, t->slots, t->cap * sizeof(*t->slots));
    lt_buf_clear(&t->hashes);
    lt_buf_clear(&t->firsts);
    lt_buf_clear(&t->states);
    lt_buf_clear(&t->fresh);
    *t = (lt_group_table){0};
}

static uint64_t slot_of(uint64_t hash, int32_t group)
{
    return (hash & UINT64_C(0xFFFFFFFF00000000)) | ((uint64_t)group + 1);
}

static lt_status rehash(lt_group_table *t, size_t cap, lt_error *err)
{
    uint64_t *slots = lt_mem_zeroed(t->mem, cap, sizeof(*slots));
    if (!slots) return lt_mem_refused(t->mem, cap * sizeof(*slots), "groups", err);
    const uint64_t *hashes = (const uint64_t *)t->hashes.data;
    lt_status       status = LT_OK;
    for (int32_t g = 0; !status && g < t->count; g++) {
        if (g % POLL == 0) status = lt_cancel_check(t->cancel, err);
        size_t at = hashes[g] & (cap - 1);
        while (slots[at]) at = (at + 1) & (cap - 1);
        slots[at] = slot_of(hashes[g], g);
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

/* Room for n more groups: at most half the slots taken, so that a probe ends soon. */
static lt_status reserve(lt_group_table *t, int32_t n, lt_error *err)
{
    if (t->count > INT32_MAX - 2 - n)
        return LT_FAIL(err, LT_ELIMIT, "more than %d groups", INT32_MAX - 2);
    size_t need = 2 * ((size_t)t->count + (size_t)n), cap = t->cap ? t->cap : FIRST_SLOTS;
    while (cap < need) cap *= 2;
    if (cap != t->cap) LT_TRY(rehash(t, cap, err));
    LT_TRY(lt_buf_reserve(&t->hashes, (size_t)n * sizeof(uint64_t), err));
    LT_TRY(lt_buf_reserve(&t->firsts, (size_t)n * sizeof(int64_t), err));
    t->fresh.len = 0;
    return lt_buf_reserve(&t->fresh, ((size_t)n + 1) * sizeof(int32_t), err);
}

/* States of new groups are zeros. */
static lt_status add_states(lt_group_table *t, int32_t before, lt_error *err)
{
    size_t more = (size_t)(t->count - before) * t->stride;
    if (!more) return LT_OK;
    LT_TRY(lt_buf_reserve(&t->states, more, err));
    memset(t->states.data + t->states.len, 0, more);
    t->states.len += more;
    return LT_OK;
}

/* One call's work: rows of new groups wait in fresh and are stored together at the end. */
typedef struct finding {
    lt_group_table      *t;
    const lt_group_rows *in;
    int32_t             *fresh;  /* rows of the groups stored, stored + 1, … */
    int32_t              stored; /* groups in the store when the call began */
} finding;

static bool same_key(const finding *f, int32_t group, int32_t row)
{
    const lt_rows *s = &f->t->keys;
    if (group < f->stored) return lt_rows_same(s, group, f->in->keys, row);
    int32_t other = f->fresh[group - f->stored];
    for (int32_t c = 0; c < s->column_count; c++)
        if (!lt_same_row(f->in->keys[c], other, f->in->keys[c], row)) return false;
    return true;
}

static int32_t add_group(finding *f, int32_t i, int32_t row)
{
    lt_group_table *t = f->t;
    uint64_t        hash = f->in->hashes ? f->in->hashes[i] : 0;
    int64_t         first = f->in->ordinals ? f->in->ordinals[i] : f->in->ordinal + i;
    lt_buf_push(&t->hashes, &hash, sizeof(hash));
    lt_buf_push(&t->firsts, &first, sizeof(first));
    f->fresh[t->count - f->stored] = row;
    return t->count++;
}

static int32_t find_general(finding *f, int32_t i, int32_t row)
{
    lt_group_table *t = f->t;
    uint64_t        hash = f->in->hashes[i], mask = t->cap - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        uint64_t slot = t->slots[at];
        if (!slot) {
            int32_t group = add_group(f, i, row);
            t->slots[at] = slot_of(hash, group);
            return group;
        }
        int32_t group = (int32_t)(slot & 0xFFFFFFFF) - 1;
        if ((slot ^ hash) >> 32 == 0 && same_key(f, group, row)) return group;
    }
}

static void find_each(finding *f, int32_t *groups)
{
    const lt_group_rows *in = f->in;
    const uint64_t      *slots = f->t->slots;
    size_t               mask = f->t->cap - 1;
    for (int32_t i = 0; i < in->n; i++) {
        if (i + AHEAD < in->n) __builtin_prefetch(&slots[in->hashes[i + AHEAD] & mask]);
        groups[i] = find_general(f, i, in->rows ? in->rows[i] : i);
    }
}

/* ---- a single key of 8 bytes without nulls: compared in place ---- */

static bool is_word_key(const finding *f)
{
    const lt_rows   *s = &f->t->keys;
    const lt_column *c = s->column_count == 1 ? f->in->keys[0] : NULL;
    if (!c || c->encoding != LT_FLAT || c->valid) return false;
    switch (c->type.id) {
    case LT_I64:
    case LT_TIMESTAMP:
    case LT_TIMESTAMP_NTZ: return true;
    default: return false;
    }
}

static bool same_word(const finding *f, int32_t group, int64_t key)
{
    if (group >= f->stored) {
        const int64_t *values = f->in->keys[0]->values;
        return values[f->fresh[group - f->stored]] == key;
    }
    const lt_column *piece = lt_rows_piece(&f->t->keys, group, 0);
    int32_t          slot = lt_rows_slot(group);
    return lt_valid(piece->valid, slot) && ((const int64_t *)piece->values)[slot] == key;
}

static void find_words(finding *f, int32_t *groups)
{
    const lt_group_rows *in = f->in;
    lt_group_table      *t = f->t;
    const int64_t       *values = in->keys[0]->values;
    size_t               mask = t->cap - 1;
    for (int32_t i = 0; i < in->n; i++) {
        int32_t  row = in->rows ? in->rows[i] : i;
        uint64_t hash = in->hashes[i];
        size_t   at = hash & mask;
        if (i + AHEAD < in->n) __builtin_prefetch(&t->slots[in->hashes[i + AHEAD] & mask]);
        while (t->slots[at]) {
            int32_t group = (int32_t)(t->slots[at] & 0xFFFFFFFF) - 1;
            if ((t->slots[at] ^ hash) >> 32 == 0 && same_word(f, group, values[row])) break;
            at = (at + 1) & mask;
        }
        if (!t->slots[at]) t->slots[at] = slot_of(hash, add_group(f, i, row));
        groups[i] = (int32_t)(t->slots[at] & 0xFFFFFFFF) - 1;
    }
}

/* ---- a single key with a dictionary: each entry is looked up once ---- */

static bool is_dict_key(const finding *f)
{
    const lt_column *c = f->t->keys.column_count == 1 ? f->in->keys[0] : NULL;
    return c && c->encoding == LT_DICT && c->dict->rows > 0 && c->dict->rows <= f->in->n / 2;
}

static lt_status find_dict(finding *f, int32_t *groups, lt_error *err)
{
    const lt_column *c = f->in->keys[0];
    const int32_t   *codes = c->values;
    size_t           bytes = (size_t)c->dict->rows * sizeof(int32_t);
    int32_t         *known = lt_mem_resize(f->t->mem, NULL, 0, bytes), null_group = -1;
    if (!known) return lt_mem_refused(f->t->mem, bytes, "groups", err);
    memset(known, 0xFF, bytes);
    for (int32_t i = 0; i < f->in->n; i++) {
        int32_t  row = f->in->rows ? f->in->rows[i] : i;
        int32_t *group = lt_valid(c->valid, row) ? &known[codes[row]] : &null_group;
        if (*group < 0) *group = find_general(f, i, row);
        groups[i] = *group;
    }
    lt_mem_free(f->t->mem, known, bytes);
    return LT_OK;
}

static lt_status find_rows(finding *f, int32_t *groups, lt_error *err)
{
    if (is_dict_key(f)) return find_dict(f, groups, err);
    if (is_word_key(f))
        find_words(f, groups);
    else
        find_each(f, groups);
    return LT_OK;
}

/* Without keys every row is of group 0. */
static void find_only(finding *f, int32_t *groups)
{
    if (f->t->count == 0) add_group(f, 0, 0);
    if (groups) memset(groups, 0, (size_t)f->in->n * sizeof(*groups));
}

lt_status lt_group_table_find(lt_group_table *t, int32_t *groups, const lt_group_rows *in,
                              lt_error *err)
{
    int32_t before = t->count;
    LT_TRY(reserve(t, in->n > 0 ? in->n : 1, err));
    finding f = {.t = t, .in = in, .fresh = (int32_t *)t->fresh.data, .stored = before};
    if (t->keys.column_count == 0)
        find_only(&f, groups);
    else
        LT_TRY(find_rows(&f, groups, err));
    LT_TRY(add_states(t, before, err));
    if (t->keys.column_count == 0 || t->count == before) return LT_OK;
    return lt_rows_add(&t->keys, in->keys, f.fresh, t->count - before, err);
}

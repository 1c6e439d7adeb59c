#include "kernel/agg_counts.h"

#include "core/hash.h"

enum { FIRST_ENTRIES = 4, MOST_ENTRIES = 1 << 30 };

static uint64_t hash_of(const void *value, lt_type type)
{
    uint64_t words[2] = {0};
    lt_view  v;
    if (!lt_type_is_text(type)) {
        memcpy(words, value, lt_agg_width(type));
        return lt_hash_combine(lt_hash_mix64(words[0] + 1), words[1]);
    }
    memcpy(&v, value, sizeof(v));
    return lt_hash64(lt_view_bytes(&v), (size_t)v.len, 0);
}

static bool same(const void *a, const void *b, lt_type type)
{
    lt_view v, w;
    if (!lt_type_is_text(type)) return memcmp(a, b, lt_agg_width(type)) == 0;
    memcpy(&v, a, sizeof(v));
    memcpy(&w, b, sizeof(w));
    return lt_view_same(&v, &w);
}

static void place(const lt_agg_counts *c, uint32_t entry)
{
    uint32_t mask = 2 * c->cap - 1, at = (uint32_t)c->entries[entry].hash & mask;
    while (c->slots[at]) at = (at + 1) & mask;
    c->slots[at] = entry + 1;
}

/* What it had before stays in the heap: half of what it has now. */
static lt_status grow(lt_agg_counts *c, lt_agg_heap *heap, lt_error *err)
{
    uint32_t cap = c->cap ? 2 * c->cap : FIRST_ENTRIES;
    void    *entries, *slots;
    if (cap > MOST_ENTRIES) return LT_FAIL(err, LT_ELIMIT, "more than %d values", MOST_ENTRIES);
    LT_TRY(lt_agg_get(&entries, heap, cap * sizeof(lt_agg_count), err));
    LT_TRY(lt_agg_get(&slots, heap, 2 * (size_t)cap * sizeof(uint32_t), err));
    if (c->count) memcpy(entries, c->entries, c->count * sizeof(lt_agg_count));
    c->entries = entries;
    c->slots = slots;
    c->cap = cap;
    for (uint32_t i = 0; i < c->count; i++) place(c, i);
    return LT_OK;
}

static lt_agg_count *find(const lt_agg_counts *c, uint64_t hash, const void *value, lt_type type)
{
    uint32_t mask = 2 * c->cap - 1;
    if (!c->cap) return NULL;
    for (uint32_t at = (uint32_t)hash & mask; c->slots[at]; at = (at + 1) & mask) {
        lt_agg_count *e = &c->entries[c->slots[at] - 1];
        if (e->hash == hash && same(e->value, value, type)) return e;
    }
    return NULL;
}

lt_status lt_agg_counts_add(lt_agg_counts *c, const void *value, int64_t times, lt_type type,
                            lt_agg_heap *heap, lt_error *err)
{
    uint64_t      hash = hash_of(value, type);
    lt_agg_count *known = find(c, hash, value, type);
    if (known) {
        if (__builtin_add_overflow(known->count, times, &known->count))
            return LT_FAIL(err, LT_EOVERFLOW, "the frequencies are out of range for int64");
        return LT_OK;
    }
    if (c->count == c->cap) LT_TRY(grow(c, heap, err));
    lt_agg_slot slot = {.cap = 0};
    LT_TRY(lt_agg_slot_put(&slot, value, type, heap, err));
    c->entries[c->count] = (lt_agg_count){hash, {slot.value[0], slot.value[1]}, times};
    place(c, c->count++);
    return LT_OK;
}

/* Which cell of one version is which of another. */
#include "tui/book/merge_inside.h"

#include <stdlib.h>
#include <string.h>

typedef enum key_kind { KEY_ID, KEY_ALL, KEY_TEXT } key_kind;

typedef struct entry {
    uint64_t hash;
    size_t   index;
} entry;

static bool has_key(const tui_cell_box *c, key_kind kind)
{
    if (kind == KEY_ID) return *c->view.id;
    return kind == KEY_ALL || c->text.bytes.len > 0;
}

static uint64_t hash_of(const tui_cell_box *c, key_kind kind)
{
    if (kind == KEY_ID) return lt_hash64(c->view.id, strlen(c->view.id), 0);
    uint64_t text = lt_hash64(tui_text_bytes(&c->text), c->text.bytes.len, 0);
    return kind == KEY_TEXT ? text : lt_hash64(c->head.data, c->head.len, text);
}

static bool other_id(const tui_cell_box *a, const tui_cell_box *b)
{
    return *a->view.id && *b->view.id && strcmp(a->view.id, b->view.id) != 0;
}

static bool is_partner(const tui_cell_box *a, const tui_cell_box *b, key_kind kind)
{
    if (kind == KEY_ID) return !strcmp(a->view.id, b->view.id);
    if (kind == KEY_ALL) return tui_doc_cell_same(a, b);
    const lt_buf *x = &a->text.bytes, *y = &b->text.bytes;
    return !other_id(a, b) && x->len == y->len && !memcmp(x->data, y->data, x->len);
}

static int compare(const void *a, const void *b)
{
    const entry *x = a, *y = b;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

typedef struct matching {
    const tui_side *from, *to;
    size_t         *partner; /* of each in from */
    bool           *taken;   /* of each in to */
    entry          *entries; /* room for all of to */
} matching;

static void pair(matching *m, size_t i, size_t k)
{
    m->partner[i] = k;
    m->taken[k] = true;
}

static void match_one(matching *m, size_t i, size_t n, key_kind kind)
{
    tui_cell_box *c = tui_side_cells(m->from)[i];
    if (m->partner[i] != SIZE_MAX || !has_key(c, kind)) return;
    uint64_t hash = hash_of(c, kind);
    size_t   low = 0, high = n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (m->entries[mid].hash < hash)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < n && m->entries[low].hash == hash; low++) {
        size_t k = m->entries[low].index;
        if (m->taken[k] || !is_partner(c, tui_side_cells(m->to)[k], kind)) continue;
        pair(m, i, k);
        return;
    }
}

static void match_by(matching *m, key_kind kind)
{
    size_t n = 0, count = tui_side_count(m->to);
    for (size_t k = 0; k < count; k++) {
        const tui_cell_box *c = tui_side_cells(m->to)[k];
        if (m->taken[k] || !has_key(c, kind)) continue;
        m->entries[n++] = (entry){hash_of(c, kind), k};
    }
    if (n) qsort(m->entries, n, sizeof(entry), compare);
    for (size_t i = 0; i < tui_side_count(m->from); i++) match_one(m, i, n, kind);
}

/* The cell behind the partner of the one before. */
static void match_places(matching *m)
{
    size_t n = tui_side_count(m->from), count = tui_side_count(m->to);
    for (size_t i = 0; i < n; i++) {
        if (m->partner[i] != SIZE_MAX || (i && m->partner[i - 1] == SIZE_MAX)) continue;
        size_t k = i ? m->partner[i - 1] + 1 : 0;
        if (k >= count || m->taken[k]) continue;
        const tui_cell_box *a = tui_side_cells(m->from)[i], *b = tui_side_cells(m->to)[k];
        if (a->view.kind == b->view.kind && !other_id(a, b)) pair(m, i, k);
    }
}

lt_status tui_match_cells(lt_buf *out, const tui_side *from, const tui_side *to, bool by_place,
                          lt_error *err)
{
    size_t    n = tui_side_count(from), count = tui_side_count(to);
    lt_buf    taken = {.mem = out->mem}, entries = {.mem = out->mem};
    lt_status status = lt_buf_reserve(out, (n + 1) * sizeof(size_t), err);
    if (!status) status = lt_buf_reserve(&taken, count + 1, err);
    if (!status) status = lt_buf_reserve(&entries, (count + 1) * sizeof(entry), err);
    if (!status) {
        matching m = {from, to, (size_t *)(void *)out->data, (bool *)taken.data,
                      (entry *)(void *)entries.data};
        memset(taken.data, 0, count + 1);
        for (size_t i = 0; i < n; i++) m.partner[i] = SIZE_MAX;
        out->len = n * sizeof(size_t);
        match_by(&m, KEY_ID);
        match_by(&m, KEY_ALL);
        match_by(&m, KEY_TEXT);
        if (by_place) match_places(&m);
    }
    lt_buf_clear(&taken);
    lt_buf_clear(&entries);
    return status;
}

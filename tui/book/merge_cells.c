#include "tui/book/merge_inside.h"

#include <string.h>

static bool same(const lt_buf *a, const lt_buf *b)
{
    return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

/* ── conflicts ── */

/* Marker and text, as the file has them. */
static lt_status show_cell(lt_buf *out, const tui_cell_box *c, const char *line_end, lt_error *err)
{
    if (!c) return LT_OK;
    LT_TRY(lt_buf_add(out, c->head.data, c->head.len, err));
    LT_TRY(lt_cell_encode(out, c->view.kind, tui_text_bytes(&c->text), c->text.bytes.len, line_end,
                          err));
    bool ended = !out->len || out->data[out->len - 1] == '\n' || out->data[out->len - 1] == '\r';
    return ended ? LT_OK : lt_buf_text(out, line_end, err);
}

static void publish(tui_dispute *d, const bool there[TUI_SIDES])
{
    const char **shown[TUI_SIDES] = {&d->shown.base, &d->shown.ours, &d->shown.theirs};
    size_t      *lens[TUI_SIDES] = {&d->shown.base_len, &d->shown.ours_len, &d->shown.theirs_len};
    for (int i = 0; i < TUI_SIDES; i++) {
        *lens[i] = d->text[i].len;
        *shown[i] = !there[i] ? NULL : d->text[i].len ? (const char *)d->text[i].data : "";
    }
    d->shown.label = (const char *)d->label.data;
}

static lt_status add_dispute(tui_dispute **out, tui_merge *m, tui_conflict_kind kind, lt_error *err)
{
    LT_TRY(lt_buf_reserve(&m->disputes, sizeof(tui_dispute *), err));
    tui_dispute *d = lt_mem_zeroed(m->mem, 1, sizeof(*d));
    if (!d) return lt_mem_refused(m->mem, sizeof(*d), "a conflict", err);
    d->label.mem = d->edited.mem = d->cells.mem = m->mem;
    for (int i = 0; i < TUI_SIDES; i++) d->text[i].mem = m->mem;
    d->shown.kind = kind;
    d->item = SIZE_MAX;
    lt_buf_push(&m->disputes, &d, sizeof(d));
    *out = d;
    return LT_OK;
}

static lt_status dispute_cell(tui_merge *m, size_t index, tui_conflict_kind kind, lt_error *err)
{
    tui_dispute *d;
    tui_item    *it = tui_items_of(m) + index;
    bool         there[TUI_SIDES];
    it->conflict = tui_merge_count(m);
    LT_TRY(add_dispute(&d, m, kind, err));
    d->item = index;
    const tui_cell_box *c = it->at[TUI_OURS] ? it->at[TUI_OURS] : it->at[TUI_THEIRS];
    for (int i = 0; i < TUI_SIDES; i++) {
        there[i] = it->at[i] != NULL;
        LT_TRY(show_cell(&d->text[i], it->at[i], m->side[TUI_OURS].line_end, err));
    }
    if (*c->view.title || *c->view.id)
        LT_TRY(lt_buf_text(&d->label, *c->view.title ? c->view.title : c->view.id, err));
    else
        LT_TRY(lt_buf_printf(&d->label, err, "cell %zu", index + 1));
    LT_TRY(lt_buf_terminate(&d->label, err));
    publish(d, there);
    return LT_OK;
}

static lt_status dispute_whole(tui_merge *m, tui_conflict_kind kind, const char *label,
                               lt_error *err)
{
    tui_dispute *d;
    bool         there[TUI_SIDES] = {true, true, true};
    LT_TRY(add_dispute(&d, m, kind, err));
    for (int i = 0; i < TUI_SIDES && kind == TUI_CONFLICT_HEADER; i++)
        LT_TRY(lt_buf_add(&d->text[i], m->side[i].header.data, m->side[i].header.len, err));
    LT_TRY(lt_buf_text(&d->label, label, err));
    LT_TRY(lt_buf_terminate(&d->label, err));
    publish(d, there);
    return LT_OK;
}

/* ── one cell ── */

/* The version that counts where at most one side changed it; NULL: both did. */
static const lt_buf *one_changed(const lt_buf *base, const lt_buf *ours, const lt_buf *theirs)
{
    if (same(ours, theirs) || same(base, theirs)) return ours;
    return same(base, ours) ? theirs : NULL;
}

/* Marker and text each from where they changed, what is behind them ours. *conflict: no. */
static lt_status combine(tui_merge *m, tui_item *it, bool *conflict, lt_error *err)
{
    const tui_cell_box *b = it->at[TUI_BASE], *o = it->at[TUI_OURS], *t = it->at[TUI_THEIRS];
    const lt_buf       *head = one_changed(&b->head, &o->head, &t->head);
    const lt_buf       *text = one_changed(&b->text.bytes, &o->text.bytes, &t->text.bytes);
    tui_cell_box       *made;
    *conflict = !head || !text;
    if (*conflict) return LT_OK;
    if (head == &o->head && text == &o->text.bytes) {
        it->result = it->at[TUI_OURS];
        return LT_OK;
    }
    LT_TRY(lt_buf_reserve(&m->made, sizeof(made), err));
    tui_cell_parts parts = {head->data, head->len,    (const char *)text->data,
                            text->len,  o->tail.data, o->tail.len};
    LT_TRY(tui_doc_cell_open(&made, m->mem, 1, &parts, err));
    made->flags = o->flags;
    lt_buf_push(&m->made, &made, sizeof(made));
    it->result = made;
    m->taken.changed++;
    return LT_OK;
}

static lt_status decide(tui_merge *m, size_t index, lt_error *err)
{
    tui_item     *it = tui_items_of(m) + index;
    tui_cell_box *b = it->at[TUI_BASE], *o = it->at[TUI_OURS], *t = it->at[TUI_THEIRS];
    bool          conflict = false;
    it->result = NULL;
    if (o && t) {
        if (b)
            LT_TRY(combine(m, it, &conflict, err));
        else
            conflict = !tui_doc_cell_same(o, t);
        if (conflict)
            return dispute_cell(m, index, b ? TUI_CONFLICT_TEXT : TUI_CONFLICT_ADDED, err);
        if (!b) it->result = o;
        return LT_OK;
    }
    tui_cell_box *left = o ? o : t;
    if (!left) return LT_OK;
    if (b && !tui_doc_cell_same(b, left)) return dispute_cell(m, index, TUI_CONFLICT_DELETED, err);
    m->taken.deleted += b && o;
    m->taken.added += !b && t;
    if (!b && t) t->flags |= TUI_DOC_MADE;
    it->result = b ? NULL : left;
    return LT_OK;
}

/* ── all cells ── */

/* Items by base, then those that only one side has; own[side][i] becomes the item of a cell. */
static lt_status list_items(tui_merge *m, size_t *const own[TUI_SIDES], const lt_buf *match,
                            lt_error *err)
{
    size_t n = tui_side_count(&m->side[TUI_BASE]);
    for (size_t i = 0; i < n; i++) {
        tui_item it = {.at = {tui_side_cells(&m->side[TUI_BASE])[i]}, .conflict = TUI_NO_CONFLICT};
        for (int s = TUI_OURS; s < TUI_SIDES; s++) {
            size_t k = ((const size_t *)(const void *)match[s].data)[i];
            if (k == SIZE_MAX) continue;
            it.at[s] = tui_side_cells(&m->side[s])[k];
            own[s][k] = i;
        }
        LT_TRY(lt_buf_add(&m->items, &it, sizeof(it), err));
    }
    return LT_OK;
}

/* Cells both sides added: one item where the id or everything is the same. */
static lt_status list_added(tui_merge *m, size_t *const own[TUI_SIDES], const lt_buf *both,
                            lt_error *err)
{
    const size_t *partner = (const size_t *)(const void *)both->data;
    for (size_t i = 0; i < tui_side_count(&m->side[TUI_OURS]); i++) {
        if (own[TUI_OURS][i] != SIZE_MAX) continue;
        tui_item it = {.at = {NULL, tui_side_cells(&m->side[TUI_OURS])[i]},
                       .conflict = TUI_NO_CONFLICT};
        size_t   k = partner[i];
        if (k != SIZE_MAX && own[TUI_THEIRS][k] == SIZE_MAX) {
            it.at[TUI_THEIRS] = tui_side_cells(&m->side[TUI_THEIRS])[k];
            own[TUI_THEIRS][k] = tui_merge_items(m);
        }
        own[TUI_OURS][i] = tui_merge_items(m);
        LT_TRY(lt_buf_add(&m->items, &it, sizeof(it), err));
    }
    for (size_t k = 0; k < tui_side_count(&m->side[TUI_THEIRS]); k++) {
        if (own[TUI_THEIRS][k] != SIZE_MAX) continue;
        tui_item it = {.at = {NULL, NULL, tui_side_cells(&m->side[TUI_THEIRS])[k]},
                       .conflict = TUI_NO_CONFLICT};
        own[TUI_THEIRS][k] = tui_merge_items(m);
        LT_TRY(lt_buf_add(&m->items, &it, sizeof(it), err));
    }
    return LT_OK;
}

/* How often the cells of all three versions go back in the base's order on this side. */
static size_t count_moves(const tui_merge *m, int side, const size_t *own)
{
    size_t last = 0, moves = 0, n = tui_side_count(&m->side[TUI_BASE]);
    for (size_t i = 0; i < tui_side_count(&m->side[side]); i++) {
        const tui_item *it = tui_items_of(m) + own[i];
        if (own[i] >= n || !it->at[TUI_OURS] || !it->at[TUI_THEIRS]) continue;
        moves += own[i] < last;
        last = own[i];
    }
    return moves;
}

static bool same_order(const tui_merge *m, size_t *const own[TUI_SIDES])
{
    size_t i = 0, k = 0, n = tui_side_count(&m->side[TUI_OURS]),
           count = tui_side_count(&m->side[TUI_THEIRS]);
    for (;; i++, k++) {
        while (i < n && !tui_items_of(m)[own[TUI_OURS][i]].at[TUI_THEIRS]) i++;
        while (k < count && !tui_items_of(m)[own[TUI_THEIRS][k]].at[TUI_OURS]) k++;
        if (i == n || k == count) return true;
        if (own[TUI_OURS][i] != own[TUI_THEIRS][k]) return false;
    }
}

size_t tui_merge_chain(tui_merge *m, int lead)
{
    tui_item     *items = tui_items_of(m);
    int           other = lead == TUI_OURS ? TUI_THEIRS : TUI_OURS;
    const size_t *first = tui_merge_own(m, lead), *second = tui_merge_own(m, other);
    size_t        head = SIZE_MAX, at = SIZE_MAX;
    for (size_t i = 0; i < tui_side_count(&m->side[lead]); at = first[i++]) {
        *(at == SIZE_MAX ? &head : &items[at].next) = first[i];
        items[first[i]].next = SIZE_MAX;
    }
    at = SIZE_MAX;
    /* What only the other side has comes behind what it follows there. */
    for (size_t i = 0; i < tui_side_count(&m->side[other]); at = second[i++]) {
        if (items[second[i]].at[lead]) continue;
        size_t *link = at == SIZE_MAX ? &head : &items[at].next;
        items[second[i]].next = *link;
        *link = second[i];
    }
    return head;
}

static lt_status order_items(tui_merge *m, lt_error *err)
{
    size_t *const own[TUI_SIDES] = {NULL, tui_merge_own(m, TUI_OURS), tui_merge_own(m, TUI_THEIRS)};
    size_t        ours = count_moves(m, TUI_OURS, own[TUI_OURS]);
    size_t        theirs = count_moves(m, TUI_THEIRS, own[TUI_THEIRS]);
    m->theirs_leads = theirs && !ours;
    m->taken.moved = m->theirs_leads ? theirs : 0;
    if (ours && theirs && !same_order(m, own)) {
        m->order_dispute = tui_merge_count(m);
        LT_TRY(dispute_whole(m, TUI_CONFLICT_ORDER, "the order of the cells", err));
    }
    return LT_OK;
}

static lt_status merge_header(tui_merge *m, lt_error *err)
{
    const lt_buf *h = one_changed(&m->side[TUI_BASE].header, &m->side[TUI_OURS].header,
                                  &m->side[TUI_THEIRS].header);
    if (!h) {
        m->header_dispute = tui_merge_count(m);
        LT_TRY(dispute_whole(m, TUI_CONFLICT_HEADER, "the text before the first cell", err));
        h = &m->side[TUI_OURS].header;
    }
    return lt_buf_add(&m->header, h->data, h->len, err);
}

static lt_status find_owners(tui_merge *m, lt_buf *match, lt_buf *both, lt_error *err)
{
    size_t *own[TUI_SIDES] = {NULL};
    for (int s = TUI_OURS; s < TUI_SIDES; s++) {
        size_t n = tui_side_count(&m->side[s]);
        LT_TRY(tui_match_cells(&match[s], &m->side[TUI_BASE], &m->side[s], true, err));
        LT_TRY(lt_buf_reserve(&m->own[s], (n + 1) * sizeof(size_t), err));
        own[s] = tui_merge_own(m, s);
        for (size_t i = 0; i < n; i++) own[s][i] = SIZE_MAX;
    }
    LT_TRY(tui_match_cells(both, &m->side[TUI_OURS], &m->side[TUI_THEIRS], false, err));
    LT_TRY(list_items(m, own, match, err));
    return list_added(m, own, both, err);
}

lt_status tui_merge_run(tui_merge *m, lt_error *err)
{
    lt_buf    match[TUI_SIDES] = {{.mem = m->mem}, {.mem = m->mem}, {.mem = m->mem}};
    lt_buf    both = {.mem = m->mem};
    lt_status status = find_owners(m, match, &both, err);
    for (int i = 0; i < TUI_SIDES; i++) lt_buf_clear(&match[i]);
    lt_buf_clear(&both);
    if (status) return status;
    LT_TRY(merge_header(m, err));
    for (size_t i = 0; i < tui_merge_items(m); i++) LT_TRY(decide(m, i, err));
    return order_items(m, err);
}

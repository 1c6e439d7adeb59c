#include "tui/book/merge.h"

#include "tui/book/merge_inside.h"

#include <string.h>

/* ── opening ── */

static lt_status open_side(tui_side *s, const lt_buf *bytes, lt_error *err)
{
    uint64_t uid = 1;
    return tui_doc_cells_parse(&s->cells, &s->header, &s->line_end, &uid,
                               bytes ? bytes->data : NULL, bytes ? bytes->len : 0, err);
}

lt_status tui_merge_open(tui_merge **out, lt_mem *mem, const lt_buf *base, const lt_buf *ours,
                         const lt_buf *theirs, lt_error *err)
{
    const lt_buf *bytes[TUI_SIDES] = {base, ours, theirs};
    lt_status     status = LT_OK;
    tui_merge    *m = lt_mem_zeroed(mem, 1, sizeof(*m));
    if (!m) return lt_mem_refused(mem, sizeof(*m), "a merge", err);
    m->mem = m->items.mem = m->made.mem = m->disputes.mem = m->header.mem = m->disk.mem = mem;
    m->header_dispute = m->order_dispute = SIZE_MAX;
    for (int i = 0; i < TUI_SIDES; i++)
        m->own[i].mem = m->side[i].cells.mem = m->side[i].header.mem = mem;
    for (int i = 0; i < TUI_SIDES && !status; i++) status = open_side(&m->side[i], bytes[i], err);
    if (!status) status = tui_merge_run(m, err);
    if (status) {
        tui_merge_close(m);
        return status;
    }
    *out = m;
    return LT_OK;
}

lt_status tui_merge_open_disk(tui_merge **out, tui_doc *d, lt_error *err)
{
    lt_buf    ours = {.mem = d->mem}, disk = {.mem = d->mem};
    lt_status status = tui_doc_write(&ours, d, err);
    if (!status) status = tui_doc_read_disk(&disk, d, err);
    if (!status) status = tui_merge_open(out, d->mem, tui_doc_base(d), &ours, &disk, err);
    lt_buf_clear(&ours);
    if (status) {
        lt_buf_clear(&disk);
        return status;
    }
    (*out)->disk = disk;
    (*out)->is_disk = true;
    return LT_OK;
}

static void dispute_close(lt_mem *mem, tui_dispute *d)
{
    for (int i = 0; i < TUI_SIDES; i++) lt_buf_clear(&d->text[i]);
    lt_buf_clear(&d->label);
    lt_buf_clear(&d->edited);
    tui_doc_cells_close(&d->cells);
    lt_mem_free(mem, d, sizeof(*d));
}

void tui_merge_close(tui_merge *m)
{
    if (!m) return;
    for (size_t i = 0; i < tui_merge_count(m); i++) dispute_close(m->mem, tui_disputes_of(m)[i]);
    for (int i = 0; i < TUI_SIDES; i++) {
        tui_doc_cells_close(&m->side[i].cells);
        lt_buf_clear(&m->side[i].header);
        lt_buf_clear(&m->own[i]);
    }
    tui_doc_cells_close(&m->made);
    lt_buf_clear(&m->items);
    lt_buf_clear(&m->disputes);
    lt_buf_clear(&m->header);
    lt_buf_clear(&m->disk);
    lt_mem_free(m->mem, m, sizeof(*m));
}

/* ── a file with conflict markers ── */

/* Which sides a line outside and inside a conflict belongs to. */
enum { IN_ALL = 7, IN_OURS = 2, IN_BASE = 1, IN_THEIRS = 4 };

static bool is_mark(const char *line, size_t len, char c)
{
    for (size_t i = 0; i < 7; i++)
        if (i >= len || line[i] != c) return false;
    return len == 7 || line[7] == ' ' || line[7] == '\r' || line[7] == '\n';
}

/* The sides of the next line, 0 for a mark itself; *state is where the text is; *whole counts. */
static unsigned sides_of(const char *line, size_t len, unsigned *state, size_t *whole)
{
    if (*state == IN_ALL) {
        if (!is_mark(line, len, '<')) return IN_ALL;
        *state = IN_OURS;
        return 0;
    }
    if (*state == IN_OURS && is_mark(line, len, '|')) return *state = IN_BASE, 0;
    if (*state != IN_THEIRS && is_mark(line, len, '=')) return *state = IN_THEIRS, 0;
    if (*state == IN_THEIRS && is_mark(line, len, '>')) {
        ++*whole;
        return *state = IN_ALL, 0;
    }
    return *state;
}

static lt_status split_sides(lt_buf side[TUI_SIDES], const char *p, size_t len, bool *whole,
                             lt_error *err)
{
    unsigned state = IN_ALL;
    size_t   count = 0;
    for (size_t i = 0, n; i < len; i += n) {
        const char *end = memchr(p + i, '\n', len - i);
        n = end ? (size_t)(end - p) - i + 1 : len - i;
        unsigned sides = sides_of(p + i, n, &state, &count);
        for (int s = 0; s < TUI_SIDES; s++)
            if (sides & 1u << s) LT_TRY(lt_buf_add(&side[s], p + i, n, err));
    }
    *whole = count && state == IN_ALL;
    return LT_OK;
}

lt_status tui_merge_open_conflicted(tui_merge **out, lt_mem *mem, const char *bytes, size_t len,
                                    lt_error *err)
{
    lt_buf side[TUI_SIDES] = {{.mem = mem}, {.mem = mem}, {.mem = mem}};
    bool   whole = false;
    *out = NULL;
    lt_status status = split_sides(side, bytes, len, &whole, err);
    if (!status && whole) status = tui_merge_open(out, mem, &side[0], &side[1], &side[2], err);
    for (int i = 0; i < TUI_SIDES; i++) lt_buf_clear(&side[i]);
    return status;
}

/* ── choices ── */

size_t tui_merge_count(const tui_merge *m) { return m->disputes.len / sizeof(tui_dispute *); }
tui_merge_counts tui_merge_taken(const tui_merge *m) { return m->taken; }

const tui_conflict *tui_merge_at(const tui_merge *m, size_t k)
{
    return k < tui_merge_count(m) ? &tui_disputes_of(m)[k]->shown : NULL;
}

size_t tui_merge_left(const tui_merge *m)
{
    size_t left = 0;
    for (size_t i = 0; i < tui_merge_count(m); i++)
        left += tui_disputes_of(m)[i]->shown.choice == TUI_CHOICE_OPEN;
    return left;
}

/* Their version as a second cell: without an id that the first one has. */
static lt_status second_cell(lt_buf *cells, tui_merge *m, const tui_item *it, lt_error *err)
{
    const tui_cell_box *o = it->at[TUI_OURS], *t = it->at[TUI_THEIRS];
    lt_notebook        *nb;
    lt_buf              head = {.mem = m->mem};
    tui_cell_box       *made;
    LT_TRY(lt_buf_reserve(cells, sizeof(made), err));
    if (!o || !t || !*t->view.id || strcmp(o->view.id, t->view.id) != 0) return LT_OK;
    LT_TRY(lt_notebook_parse(&nb, m->mem, t->head.data, t->head.len, "a cell", err));
    lt_status status = lt_notebook_set_option(nb, 0, "id", NULL, err);
    if (!status) status = lt_notebook_write(&head, nb, err);
    lt_notebook_close(nb);
    if (!status)
        status = tui_doc_cell_open(&made, m->mem, 1,
                                   &(tui_cell_parts){head.data, head.len, tui_text_bytes(&t->text),
                                                     t->text.bytes.len, t->tail.data, t->tail.len},
                                   err);
    lt_buf_clear(&head);
    if (status) return status;
    made->flags = t->flags | TUI_DOC_MADE;
    lt_buf_push(cells, &made, sizeof(made));
    return LT_OK;
}

static lt_status edited_cells(lt_buf *cells, tui_merge *m, const char *edited, size_t len,
                              lt_error *err)
{
    lt_buf      header = {.mem = m->mem};
    const char *line_end = m->side[TUI_OURS].line_end;
    uint64_t    uid = 1;
    lt_status   status = tui_doc_cells_parse(cells, &header, &line_end, &uid, edited, len, err);
    bool        lost = header.len > 0;
    lt_buf_clear(&header);
    if (status || !lost) return status;
    lt_fail(err, LT_EINVAL, LT_HERE, "the edited cell does not begin with a marker line");
    lt_error_hint(err, "its first line is -- %%%%");
    return LT_EINVAL;
}

lt_status tui_merge_choose(tui_merge *m, size_t k, tui_choice choice, const char *edited,
                           size_t len, lt_error *err)
{
    lt_buf cells = {.mem = m->mem}, text = {.mem = m->mem};
    if (k >= tui_merge_count(m)) return LT_FAIL(err, LT_EINVAL, "there is no conflict %zu", k + 1);
    tui_dispute *d = tui_disputes_of(m)[k];
    if (k == m->order_dispute && choice > TUI_CHOICE_THEIRS)
        return LT_FAIL(err, LT_EINVAL, "the order of the cells is ours or theirs");
    lt_status status = LT_OK;
    if (choice == TUI_CHOICE_BOTH && d->item != SIZE_MAX)
        status = second_cell(&cells, m, tui_items_of(m) + d->item, err);
    if (choice == TUI_CHOICE_EDITED && d->item != SIZE_MAX)
        status = edited_cells(&cells, m, edited, len, err);
    else if (choice == TUI_CHOICE_EDITED)
        status = lt_buf_add(&text, edited, len, err);
    if (status) {
        tui_doc_cells_close(&cells);
        return status;
    }
    tui_doc_cells_close(&d->cells);
    lt_buf_clear(&d->edited);
    d->cells = cells;
    d->edited = text;
    d->shown.choice = choice;
    return LT_OK;
}

/* ── the result ── */

static lt_status add_cells(lt_buf *list, const lt_buf *cells, lt_error *err)
{
    return lt_buf_add(list, cells->data, cells->len, err);
}

static lt_status add_one(lt_buf *list, tui_cell_box *c, lt_error *err)
{
    return c ? lt_buf_add(list, &c, sizeof(c), err) : LT_OK;
}

static lt_status add_item(lt_buf *list, const tui_merge *m, const tui_item *it, lt_error *err)
{
    if (it->conflict == TUI_NO_CONFLICT) return add_one(list, it->result, err);
    const tui_dispute *d = tui_disputes_of(m)[it->conflict];
    tui_cell_box      *theirs = it->at[TUI_THEIRS];
    switch (d->shown.choice) {
    case TUI_CHOICE_OURS: return add_one(list, it->at[TUI_OURS], err);
    case TUI_CHOICE_THEIRS: return add_one(list, theirs, err);
    case TUI_CHOICE_BOTH:
        LT_TRY(add_one(list, it->at[TUI_OURS], err));
        return d->cells.len ? add_cells(list, &d->cells, err) : add_one(list, theirs, err);
    default: return add_cells(list, &d->cells, err);
    }
}

static lt_status add_header(lt_buf *out, const tui_merge *m, lt_error *err)
{
    if (m->header_dispute == SIZE_MAX) return lt_buf_add(out, m->header.data, m->header.len, err);
    const tui_dispute *d = tui_disputes_of(m)[m->header_dispute];
    const lt_buf      *ours = &m->side[TUI_OURS].header, *theirs = &m->side[TUI_THEIRS].header;
    tui_choice         choice = d->shown.choice;
    if (choice == TUI_CHOICE_EDITED) return lt_buf_add(out, d->edited.data, d->edited.len, err);
    if (choice != TUI_CHOICE_THEIRS) LT_TRY(lt_buf_add(out, ours->data, ours->len, err));
    if (choice == TUI_CHOICE_OURS) return LT_OK;
    return lt_buf_add(out, theirs->data, theirs->len, err);
}

static lt_status write_list(lt_buf *out, const tui_merge *m, const lt_buf *list, lt_error *err)
{
    tui_cell_box **cells = (tui_cell_box **)(void *)list->data;
    size_t         n = list->len / sizeof(*cells);
    lt_buf         text = {.mem = m->mem};
    lt_status      status = add_header(&text, m, err);
    for (size_t i = 0; i < n && !status; i++)
        status = tui_doc_cell_write(&text, cells[i], m->side[TUI_OURS].line_end, i, n, err);
    if (!status) status = lt_buf_add(out, text.data, text.len, err);
    lt_buf_clear(&text);
    return status;
}

lt_status tui_merge_write(lt_buf *out, tui_merge *m, lt_error *err)
{
    size_t left = tui_merge_left(m);
    lt_buf list = {.mem = m->mem};
    if (left) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%zu conflict%s left", left, left == 1 ? " is" : "s are");
        lt_error_hint(err, "choose ours, theirs, both or edit each of them");
        return LT_EINVAL;
    }
    bool theirs = m->theirs_leads;
    if (m->order_dispute != SIZE_MAX)
        theirs = tui_disputes_of(m)[m->order_dispute]->shown.choice == TUI_CHOICE_THEIRS;
    size_t    at = tui_merge_chain(m, theirs ? TUI_THEIRS : TUI_OURS);
    lt_status status = LT_OK;
    for (; at != SIZE_MAX && !status; at = tui_items_of(m)[at].next)
        status = add_item(&list, m, tui_items_of(m) + at, err);
    if (!status) status = write_list(out, m, &list, err);
    lt_buf_clear(&list);
    return status;
}

lt_status tui_merge_apply(tui_merge *m, tui_doc *d, lt_error *err)
{
    lt_buf    bytes = {.mem = m->mem};
    lt_status status = tui_merge_write(&bytes, m, err);
    if (!status) status = tui_doc_replace(d, bytes.data, bytes.len, err);
    if (!status && m->is_disk) status = tui_doc_rebase(d, m->disk.data, m->disk.len, err);
    lt_buf_clear(&bytes);
    return status;
}

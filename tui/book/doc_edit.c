/* Changes of cells: made, deleted, moved, split, joined, given another marker. */
#include "tui/book/doc_inside.h"

#include <string.h>

static lt_status check_range(const tui_doc *d, size_t index, size_t n, lt_error *err)
{
    size_t count = tui_doc_count(d);
    if (index <= count && n <= count - index) return tui_doc_check_writable(d, err);
    return LT_FAIL(err, LT_EINVAL, "there is no cell %zu, only %zu", index + n, count);
}

static uint64_t uid_at(const tui_doc *d, size_t index)
{
    const tui_book_cell *c = tui_doc_cell(d, index);
    return c ? c->uid : 0;
}

/* Cells of fresh (consumed) in place of [index, index + removed), as a step. */
static lt_status put_in(tui_doc *d, size_t index, size_t removed, lt_buf *fresh, tui_place before,
                        tui_place after, lt_error *err)
{
    lt_buf    change = {.mem = d->mem};
    lt_status status = tui_put_cells(&change, d, index, removed, fresh, err);
    if (!status) status = tui_doc_commit(d, &change, false, before, after, err);
    lt_buf_clear(&change);
    tui_doc_cells_close(fresh);
    if (!status) d->joinable = false;
    return status;
}

/* A cell made here; head may be empty for a bare one of that kind. */
static lt_status make_cell(tui_cell_box **out, const tui_doc *d, uint64_t uid, lt_cell_kind kind,
                           const char *text, size_t len, lt_error *err)
{
    static const char *const words[] = {"", " [markdown]", " [raw]"};
    lt_buf                   head = {.mem = d->mem}, tail = {.mem = d->mem};
    lt_status status = lt_buf_printf(&head, err, "-- %%%%%s%s", words[kind], d->line_end);
    if (!status) status = lt_buf_text(&tail, d->line_end, err);
    tui_cell_parts parts = {head.data, head.len, text, len, tail.data, tail.len};
    if (!status) status = tui_doc_cell_open(out, d->mem, uid, &parts, err);
    lt_buf_clear(&head);
    lt_buf_clear(&tail);
    if (!status) (*out)->flags = TUI_DOC_MADE | TUI_DOC_WAS_LAST | TUI_DOC_HAD_BODY;
    return status;
}

static lt_status list_of(lt_buf *list, const tui_doc *d, tui_cell_box *c, lt_error *err)
{
    list->mem = d->mem;
    lt_status status = lt_buf_reserve(list, 2 * sizeof(c), err);
    if (status)
        tui_doc_cell_close(c);
    else
        lt_buf_push(list, &c, sizeof(c));
    return status;
}

lt_status tui_doc_insert(tui_doc *d, size_t index, lt_cell_kind kind, const char *text, size_t len,
                         uint64_t *uid, lt_error *err)
{
    lt_buf        fresh = {.mem = d->mem};
    tui_cell_box *c;
    LT_TRY(check_range(d, index, 0, err));
    uint64_t made = d->next_uid, beside = uid_at(d, index < tui_doc_count(d) ? index : index - 1);
    LT_TRY(make_cell(&c, d, made, kind, text, len, err));
    LT_TRY(list_of(&fresh, d, c, err));
    LT_TRY(put_in(d, index, 0, &fresh, (tui_place){beside, 0}, (tui_place){made, len}, err));
    if (uid) *uid = made;
    return LT_OK;
}

lt_status tui_doc_delete(tui_doc *d, size_t index, size_t n, lt_error *err)
{
    lt_buf none = {.mem = d->mem};
    LT_TRY(check_range(d, index, n, err));
    if (!n) return LT_OK;
    uint64_t after = uid_at(d, index + n < tui_doc_count(d) ? index + n : index - 1);
    return put_in(d, index, n, &none, (tui_place){uid_at(d, index), 0}, (tui_place){after, 0}, err);
}

lt_status tui_doc_move(tui_doc *d, size_t from, size_t n, size_t to, lt_error *err)
{
    lt_buf change = {.mem = d->mem};
    LT_TRY(check_range(d, from, n, err));
    LT_TRY(check_range(d, to, n, err));
    if (!n || from == to) return LT_OK;
    tui_place at = {uid_at(d, from), 0};
    lt_status status = tui_put_move(&change, from, n, to, err);
    if (!status) status = tui_doc_commit(d, &change, false, at, at, err);
    lt_buf_clear(&change);
    if (!status) d->joinable = false;
    return status;
}

lt_status tui_doc_copy(lt_buf *out, tui_doc *d, size_t index, size_t n, lt_error *err)
{
    size_t from = out->len;
    if (index > tui_doc_count(d) || n > tui_doc_count(d) - index)
        return LT_FAIL(err, LT_EINVAL, "there is no cell %zu", index + n);
    for (size_t i = 0; i < n; i++) {
        const tui_cell_box *c = tui_doc_cells(d)[index + i];
        if (!c->head.len) LT_TRY(lt_buf_printf(out, err, "-- %%%%%s", d->line_end));
        LT_TRY(tui_doc_cell_write(out, c, d->line_end, 0, 2, err));
    }
    (void)from;
    return LT_OK;
}

static bool id_is_taken(const tui_doc *d, const char *id)
{
    for (size_t i = 0; *id && i < tui_doc_count(d); i++)
        if (!strcmp(tui_doc_cell(d, i)->id, id)) return true;
    return false;
}

/* A copy of the marker line without its id. */
static lt_status without_id(tui_cell_box *c, lt_error *err)
{
    lt_buf       head = {.mem = c->mem};
    lt_notebook *nb;
    LT_TRY(lt_notebook_parse(&nb, c->mem, c->head.data, c->head.len, "a cell", err));
    lt_status status = lt_notebook_set_option(nb, 0, "id", NULL, err);
    if (!status) status = lt_notebook_write(&head, nb, err);
    if (!status) status = tui_doc_cell_set_head(c, (char *)head.data, head.len, err);
    lt_buf_clear(&head);
    lt_notebook_close(nb);
    return status;
}

lt_status tui_doc_paste(tui_doc *d, size_t index, const char *bytes, size_t len, size_t *n,
                        lt_error *err)
{
    lt_buf      fresh = {.mem = d->mem}, header = {.mem = d->mem};
    const char *line_end = d->line_end;
    uint64_t    uid = d->next_uid;
    LT_TRY(check_range(d, index, 0, err));
    lt_status status = tui_doc_cells_parse(&fresh, &header, &line_end, &uid, bytes, len, err);
    lt_buf_clear(&header);
    *n = fresh.len / sizeof(tui_cell_box *);
    tui_cell_box **list = (tui_cell_box **)(void *)fresh.data;
    for (size_t i = 0; i < *n && !status; i++) {
        list[i]->flags |= TUI_DOC_MADE;
        if (list[i]->head.len && id_is_taken(d, list[i]->view.id))
            status = without_id(list[i], err);
    }
    if (status || !*n) {
        tui_doc_cells_close(&fresh);
        return status;
    }
    tui_place after = {list[0]->view.uid, 0}, before = {uid_at(d, index ? index - 1 : 0), 0};
    return put_in(d, index, 0, &fresh, before, after, err);
}

/* A copy of cell c with another text, to stand for it. */
static lt_status with_text(tui_cell_box **out, const tui_cell_box *c, const char *text, size_t len,
                           lt_error *err)
{
    tui_cell_parts parts = {c->head.data, c->head.len, text, len, c->tail.data, c->tail.len};
    LT_TRY(tui_doc_cell_open(out, c->mem, c->view.uid, &parts, err));
    (*out)->flags = c->flags;
    return LT_OK;
}

lt_status tui_doc_split(tui_doc *d, size_t index, size_t at, uint64_t *fresh_uid, lt_error *err)
{
    lt_buf        fresh = {.mem = d->mem};
    tui_cell_box *head, *tail;
    LT_TRY(check_range(d, index, 1, err));
    tui_cell_box *c = tui_doc_cells(d)[index];
    const char   *s = tui_text_bytes(&c->text);
    size_t        len = c->text.bytes.len, cut = at;
    if (at > len) return LT_FAIL(err, LT_EINVAL, "no byte %zu in the cell", at);
    if (cut && s[cut - 1] == '\n') cut--; /* the line end between them goes */
    uint64_t uid = d->next_uid;
    LT_TRY(with_text(&head, c, s, cut, err));
    LT_TRY(list_of(&fresh, d, head, err));
    lt_status status = make_cell(&tail, d, uid, c->view.kind, s + at, len - at, err);
    if (status) {
        tui_doc_cells_close(&fresh);
        return status;
    }
    if (!(c->flags & TUI_DOC_WAS_LAST)) tail->flags &= ~(unsigned)TUI_DOC_WAS_LAST;
    tail->flags |= TUI_DOC_WAS_LAST;
    lt_buf_push(&fresh, &tail, sizeof(tail));
    tui_place before = {c->view.uid, at}, after = {uid, 0};
    LT_TRY(put_in(d, index, 1, &fresh, before, after, err));
    if (fresh_uid) *fresh_uid = uid;
    return LT_OK;
}

lt_status tui_doc_merge_next(tui_doc *d, size_t index, size_t *at, lt_error *err)
{
    lt_buf        fresh = {.mem = d->mem}, text = {.mem = d->mem};
    tui_cell_box *made = NULL;
    LT_TRY(check_range(d, index, 2, err));
    const tui_cell_box *a = tui_doc_cells(d)[index], *b = tui_doc_cells(d)[index + 1];
    lt_status           status = lt_buf_add(&text, a->text.bytes.data, a->text.bytes.len, err);
    if (!status && a->text.bytes.len && b->text.bytes.len) status = lt_buf_text(&text, "\n", err);
    *at = text.len;
    if (!status) status = lt_buf_add(&text, b->text.bytes.data, b->text.bytes.len, err);
    if (!status) status = with_text(&made, a, (char *)text.data, text.len, err);
    lt_buf_clear(&text);
    if (!status) status = list_of(&fresh, d, made, err);
    if (status) return status;
    made->flags |= b->flags & TUI_DOC_WAS_LAST;
    tui_place before = {a->view.uid, a->text.bytes.len}, after = {a->view.uid, *at};
    return put_in(d, index, 2, &fresh, before, after, err);
}

/* ── markers ── */

typedef struct marker_edit {
    lt_cell_kind kind;
    const char  *title, *key, *json;
    enum { SET_KIND, SET_TITLE, SET_OPTION, SET_ID } what;
} marker_edit;

static lt_status edit_marker(lt_notebook *nb, const marker_edit *e, lt_error *err)
{
    switch (e->what) {
    case SET_KIND: return lt_notebook_set_kind(nb, 0, e->kind, err);
    case SET_TITLE: return lt_notebook_set_title(nb, 0, e->title, err);
    case SET_OPTION: return lt_notebook_set_option(nb, 0, e->key, e->json, err);
    default: return lt_notebook_ensure_ids(nb, err);
    }
}

/* The marker line with its end, changed by a notebook of this one line. */
static lt_status new_marker(lt_buf *out, const tui_doc *d, const tui_cell_box *c,
                            const marker_edit *e, lt_error *err)
{
    lt_notebook *nb;
    lt_buf       line = {.mem = d->mem};
    lt_status    status = c->head.len ? lt_buf_add(&line, c->head.data, c->head.len, err)
                                      : lt_buf_text(&line, "-- %%", err);
    bool ended = line.len && (line.data[line.len - 1] == '\n' || line.data[line.len - 1] == '\r');
    if (!status && !ended) status = lt_buf_text(&line, d->line_end, err);
    if (!status) status = lt_notebook_parse(&nb, d->mem, line.data, line.len, "a cell", err);
    lt_buf_clear(&line);
    if (status) return status;
    status = edit_marker(nb, e, err);
    if (!status) status = lt_notebook_write(out, nb, err);
    lt_notebook_close(nb);
    return status;
}

static lt_status set_marker(tui_doc *d, size_t index, const marker_edit *e, lt_error *err)
{
    lt_buf head = {.mem = d->mem}, change = {.mem = d->mem};
    LT_TRY(check_range(d, index, 1, err));
    const tui_cell_box *c = tui_doc_cells(d)[index];
    tui_place           at = {c->view.uid, 0};
    lt_status           status = new_marker(&head, d, c, e, err);
    bool same = head.len == c->head.len && !status && !memcmp(head.data, c->head.data, head.len);
    if (!status && !same) status = tui_put_head(&change, c, (char *)head.data, head.len, err);
    if (!status && !same) status = tui_doc_commit(d, &change, false, at, at, err);
    lt_buf_clear(&head);
    lt_buf_clear(&change);
    if (!status) d->joinable = false;
    return status;
}

lt_status tui_doc_set_kind(tui_doc *d, size_t index, lt_cell_kind kind, lt_error *err)
{
    const tui_book_cell *c = tui_doc_cell(d, index);
    if (c && c->kind == kind) return LT_OK;
    return set_marker(d, index, &(marker_edit){.what = SET_KIND, .kind = kind}, err);
}

lt_status tui_doc_set_title(tui_doc *d, size_t index, const char *title, lt_error *err)
{
    const tui_book_cell *c = tui_doc_cell(d, index);
    if (c && !strcmp(c->title, title)) return LT_OK;
    return set_marker(d, index, &(marker_edit){.what = SET_TITLE, .title = title}, err);
}

lt_status tui_doc_set_option(tui_doc *d, size_t index, const char *key, const char *json,
                             lt_error *err)
{
    if (!json && index < tui_doc_count(d) && !tui_doc_cells(d)[index]->head.len) return LT_OK;
    return set_marker(d, index, &(marker_edit){.what = SET_OPTION, .key = key, .json = json}, err);
}

lt_status tui_doc_ensure_id(tui_doc *d, size_t index, lt_error *err)
{
    const tui_book_cell *c = tui_doc_cell(d, index);
    if (c && *c->id) return LT_OK;
    return set_marker(d, index, &(marker_edit){.what = SET_ID}, err);
}

/* ── many cells at once ── */

lt_status tui_doc_settle(tui_doc *d, size_t index, size_t *added, lt_error *err)
{
    lt_buf      bytes = {.mem = d->mem}, fresh = {.mem = d->mem}, header = {.mem = d->mem};
    const char *line_end = d->line_end;
    uint64_t    uid = d->next_uid;
    *added = 0;
    LT_TRY(check_range(d, index, 1, err));
    tui_cell_box *c = tui_doc_cells(d)[index];
    if (!memmem(tui_text_bytes(&c->text), c->text.bytes.len, "%%", 2)) return LT_OK;
    lt_status status = tui_doc_cell_write(&bytes, c, d->line_end, index, index + 2, err);
    if (!status)
        status = tui_doc_cells_parse(&fresh, &header, &line_end, &uid, bytes.data, bytes.len, err);
    lt_buf_clear(&header);
    lt_buf_clear(&bytes);
    size_t         n = fresh.len / sizeof(c);
    tui_cell_box **list = (tui_cell_box **)(void *)fresh.data;
    if (status || n < 2) {
        tui_doc_cells_close(&fresh);
        return status;
    }
    list[0]->view.uid = c->view.uid;
    list[0]->flags |= c->flags & TUI_DOC_MADE;
    *added = n - 1;
    tui_place at = {c->view.uid, 0};
    return put_in(d, index, 1, &fresh, at, (tui_place){list[n - 1]->view.uid, 0}, err);
}

/* Equal cells, and those with the same id, keep the uid they have here. */
static void adopt_uids(const tui_doc *d, size_t index, size_t removed, const lt_buf *fresh)
{
    tui_cell_box **list = (tui_cell_box **)(void *)fresh->data, **old = tui_doc_cells(d) + index;
    size_t         n = fresh->len / sizeof(*list), from = 0;
    for (size_t i = 0; i < n; i++) {
        size_t k = from, tried = 0;
        for (; tried < removed; tried++, k = (k + 1) % removed) {
            const tui_cell_box *o = old[k % removed];
            bool                same_id = *o->view.id && !strcmp(o->view.id, list[i]->view.id);
            if (same_id || (!*o->view.id && tui_doc_cell_same(o, list[i]))) break;
        }
        if (tried == removed) continue;
        uint64_t uid = old[k]->view.uid;
        bool     taken = false;
        for (size_t j = 0; j < i; j++) taken |= list[j]->view.uid == uid;
        if (!taken) list[i]->view.uid = uid;
        from = (k + 1) % removed;
    }
}

static bool same_bytes(const tui_cell_box *a, const tui_cell_box *b)
{
    return tui_doc_cell_same(a, b) && a->tail.len == b->tail.len && a->flags == b->flags &&
           (!a->tail.len || !memcmp(a->tail.data, b->tail.data, a->tail.len));
}

static lt_status replace_cells(tui_doc *d, lt_buf *fresh, bool join, lt_error *err)
{
    tui_cell_box **list = (tui_cell_box **)(void *)fresh->data, **old = tui_doc_cells(d);
    size_t         n = fresh->len / sizeof(*list), count = tui_doc_count(d), head = 0, tail = 0;
    lt_buf         change = {.mem = d->mem};
    while (head < n && head < count && same_bytes(list[head], old[head])) head++;
    while (tail < n - head && tail < count - head &&
           same_bytes(list[n - 1 - tail], old[count - 1 - tail]))
        tail++;
    size_t removed = count - head - tail;
    if (n == count && !removed) return LT_OK;
    lt_buf part = {
        .mem = d->mem, .data = (uint8_t *)(list + head), .len = (n - head - tail) * sizeof(*list)};
    if (removed) adopt_uids(d, head, removed, &part);
    tui_place at = {uid_at(d, head < count ? head : 0), 0};
    tui_place after = {n - head - tail ? list[head]->view.uid : 0, 0};
    lt_status status = tui_put_cells(&change, d, head, removed, &part, err);
    if (!status) status = tui_doc_commit(d, &change, join, at, after, err);
    lt_buf_clear(&change);
    return status;
}

lt_status tui_doc_replace(tui_doc *d, const void *bytes, size_t len, lt_error *err)
{
    lt_buf      fresh = {.mem = d->mem}, header = {.mem = d->mem}, change = {.mem = d->mem};
    const char *line_end = d->line_end;
    uint64_t    uid = d->next_uid;
    tui_place   at = {uid_at(d, 0), 0};
    LT_TRY(tui_doc_check_writable(d, err));
    lt_status status = tui_doc_cells_parse(&fresh, &header, &line_end, &uid, bytes, len, err);
    bool      same = header.len == d->header.len &&
                (!header.len || !memcmp(header.data, d->header.data, header.len));
    if (!status && !same) status = tui_put_header(&change, d, header.data, header.len, err);
    if (!status && !same) status = tui_doc_commit(d, &change, false, at, at, err);
    if (!status) {
        status = replace_cells(d, &fresh, !same, err);
        if (status && !same) (void)!tui_doc_undo(d, &at, NULL);
    }
    tui_doc_cells_close(&fresh);
    lt_buf_clear(&header);
    lt_buf_clear(&change);
    d->joinable = false;
    return status;
}

#include "tui/view/book_cells.h"

#include "tui/view/external.h"

#include <string.h>

static tui_doc *doc_of(const tui_book_view *v) { return tui_app_doc(v->view.app); }

/* Says what failed; true: nothing did. After a change the picture and staleness are out of date. */
static bool done(tui_book_view *v, lt_status status, const lt_error *err)
{
    if (status)
        tui_app_fail(v->view.app, err);
    else
        tui_book_ask_stale(v);
    v->must_show = true;
    tui_app_dirty(v->view.app);
    return status == LT_OK;
}

void tui_book_insert(tui_book_view *v, bool below, bool edit)
{
    size_t   count = tui_doc_count(doc_of(v)), at = count ? tui_book_selected(v) + below : 0;
    uint64_t uid;
    lt_error err;
    tui_book_edit_end(v);
    if (!done(v, tui_doc_insert(doc_of(v), at, LT_CELL_LUA, "", 0, &uid, &err), &err)) return;
    v->anchor = 0;
    tui_book_select(v, at);
    if (edit) tui_book_edit_begin(v, false);
}

/* Keeps the cells, as the file has them, for pasting. */
static bool keep(tui_book_view *v, size_t first, size_t last)
{
    lt_error err;
    v->clip.len = 0;
    return done(v, tui_doc_copy(&v->clip, doc_of(v), first, last - first + 1, &err), &err);
}

void tui_book_delete(tui_book_view *v, bool cut)
{
    size_t   first, last;
    lt_error err;
    if (tui_doc_count(doc_of(v)) == 0) return;
    tui_book_selection(v, &first, &last);
    if (cut && !keep(v, first, last)) return;
    if (!done(v, tui_doc_delete(doc_of(v), first, last - first + 1, &err), &err)) return;
    v->anchor = 0;
    tui_book_select(v, first);
    tui_app_say(v->view.app, "%zu cell%s %s; z brings back", last - first + 1,
                first == last ? "" : "s", cut ? "cut" : "deleted");
}

void tui_book_copy_cells(tui_book_view *v)
{
    size_t first, last;
    if (tui_doc_count(doc_of(v)) == 0) return;
    tui_book_selection(v, &first, &last);
    if (keep(v, first, last))
        tui_app_say(v->view.app, "%zu cell%s copied; v pastes below", last - first + 1,
                    first == last ? "" : "s");
}

void tui_book_paste_cells(tui_book_view *v, bool below)
{
    size_t   count = tui_doc_count(doc_of(v)), at = count ? tui_book_selected(v) + below : 0, n;
    lt_error err;
    if (!v->clip.len) {
        tui_app_say(v->view.app, "no cell was cut or copied");
        return;
    }
    if (done(v, tui_doc_paste(doc_of(v), at, (const char *)v->clip.data, v->clip.len, &n, &err),
             &err))
        tui_book_select(v, at);
}

void tui_book_move(tui_book_view *v, int by)
{
    size_t   first, last, count = tui_doc_count(doc_of(v));
    lt_error err;
    if (count == 0) return;
    tui_book_selection(v, &first, &last);
    if (by < 0 ? first == 0 : last + 1 >= count) return;
    done(v, tui_doc_move(doc_of(v), first, last - first + 1, by < 0 ? first - 1 : first + 1, &err),
         &err);
}

void tui_book_extend(tui_book_view *v, int by)
{
    size_t at = tui_book_selected(v);
    if (tui_doc_count(doc_of(v)) == 0 || (by < 0 && at == 0)) return;
    if (!v->anchor) v->anchor = v->selected;
    tui_book_select(v, at + (size_t)by);
}

void tui_book_split(tui_book_view *v)
{
    uint64_t fresh;
    lt_error err;
    size_t   index = tui_book_selected(v);
    if (!v->is_editing) {
        tui_app_say(v->view.app, "Enter first: a cell is split at the cursor");
        return;
    }
    size_t at = v->edit.cursor;
    tui_book_edit_end(v);
    if (!done(v, tui_doc_split(doc_of(v), index, at, &fresh, &err), &err)) return;
    tui_book_select(v, index + 1);
    tui_book_edit_begin(v, false);
}

void tui_book_merge_next(tui_book_view *v)
{
    size_t   index = tui_book_selected(v), at;
    lt_error err;
    if (index + 1 >= tui_doc_count(doc_of(v))) {
        tui_app_say(v->view.app, "there is no cell below to join with");
        return;
    }
    done(v, tui_doc_merge_next(doc_of(v), index, &at, &err), &err);
}

void tui_book_toggle_kind(tui_book_view *v)
{
    const tui_book_cell *c = tui_doc_cell(doc_of(v), tui_book_selected(v));
    lt_error             err;
    if (!c) return;
    lt_cell_kind kind = c->kind == LT_CELL_MARKDOWN ? LT_CELL_LUA : LT_CELL_MARKDOWN;
    done(v, tui_doc_set_kind(doc_of(v), tui_book_selected(v), kind, &err), &err);
}

void tui_book_undo(tui_book_view *v, bool redo)
{
    tui_place place = {0};
    lt_error  err;
    lt_status status =
        redo ? tui_doc_redo(doc_of(v), &place, &err) : tui_doc_undo(doc_of(v), &place, &err);
    if (status == LT_EDONE)
        tui_app_say(v->view.app, redo ? "nothing to redo" : "nothing to undo");
    else if (done(v, status, &err))
        tui_book_go(v, place);
}

/* ---- saving ---- */

void tui_book_save(tui_book_view *v, const char *path)
{
    tui_saved saved = {0};
    lt_error  err;
    bool      force = path[0] == '!';
    while (*path == '!' || *path == ' ') path++;
    if (v->is_editing) tui_doc_pause(doc_of(v));
    lt_status status = tui_doc_save(doc_of(v), *path ? path : NULL, force, &saved, &err);
    if (status == LT_ECONFLICT) {
        tui_app_merge(v->view.app);
        return;
    }
    if (status) {
        tui_app_fail(v->view.app, &err);
        return;
    }
    tui_app_say(v->view.app,
                saved.bytes ? "saved %s, %zu bytes%s%s"
                            : "%s is as it was: nothing to save%.0zu%s%s",
                tui_doc_path(doc_of(v)), saved.bytes, *saved.note ? "; " : "", saved.note);
    tui_app_dirty(v->view.app);
}

/* ---- another program ---- */

static lt_status replace_text(tui_book_view *v, const tui_book_cell *c, const lt_buf *text,
                              lt_error *err)
{
    tui_splice change = {.removed = c->text->bytes.len,
                         .with = text->len ? (const char *)text->data : "",
                         .len = text->len};
    return tui_doc_splice(doc_of(v), TUI_STEP_NEW, (tui_place){c->uid, 0}, &change, err);
}

void tui_book_editor(tui_book_view *v)
{
    size_t               index = tui_book_selected(v);
    const tui_book_cell *c = tui_doc_cell(doc_of(v), index);
    lt_buf               text = {.mem = v->looks.mem};
    lt_error             err;
    if (!c) return;
    bool   editing = v->is_editing;
    size_t line = editing ? tui_text_line_of(c->text, v->edit.cursor) + 1 : 1;
    tui_book_edit_end(v);
    c = tui_doc_cell(doc_of(v), index);
    lt_status status = lt_buf_add(&text, tui_text_bytes(c->text), c->text->bytes.len, &err);
    bool      changed = false;
    if (!status)
        status = tui_external_edit(v->view.app, &text, c->kind == LT_CELL_MARKDOWN ? "md" : "lua",
                                   index + 1, line, &changed, &err);
    if (!status && changed) status = replace_text(v, c, &text, &err);
    done(v, status, &err);
    lt_buf_clear(&text);
}

/* ---- copying ---- */

void tui_book_copy_source(tui_book_view *v)
{
    size_t   first, last;
    lt_buf   text = {.mem = v->looks.mem};
    lt_error err;
    if (tui_doc_count(doc_of(v)) == 0) return;
    tui_book_selection(v, &first, &last);
    lt_status status = LT_OK;
    for (size_t k = first; k <= last && !status; k++) {
        const tui_book_cell *c = tui_doc_cell(doc_of(v), k);
        if (k > first) status = lt_buf_text(&text, "\n\n", &err);
        if (!status) status = lt_buf_add(&text, tui_text_bytes(c->text), c->text->bytes.len, &err);
    }
    if (status)
        tui_app_fail(v->view.app, &err);
    else
        tui_app_copy(v->view.app, (const char *)text.data, text.len, "source");
    lt_buf_clear(&text);
}

static lt_status add_item_text(lt_buf *out, const tui_item *i, lt_error *err)
{
    if (i->kind != TUI_ITEM_TABLE) return lt_buf_add(out, i->bytes.data, i->bytes.len, err);
    for (int32_t k = 0; k < i->columns; k++)
        LT_TRY(lt_buf_printf(out, err, "%s%s", k ? "\t" : "", i->heads[k].name));
    LT_TRY(lt_buf_text(out, "\n", err));
    for (int32_t k = 0; k < i->rows * i->columns; k++) {
        LT_TRY(lt_buf_add(out, i->cells[k].text.p, i->cells[k].text.len, err));
        LT_TRY(lt_buf_text(out, (k + 1) % i->columns ? "\t" : "\n", err));
    }
    return LT_OK;
}

void tui_book_copy_output(tui_book_view *v)
{
    const tui_outcome *o = tui_outcome_of(&v->outcomes, v->selected);
    lt_buf             text = {.mem = v->looks.mem};
    lt_error           err;
    lt_status          status = LT_OK;
    for (size_t k = 0; o && k < tui_outcome_count(o) && !status; k++)
        status = add_item_text(&text, tui_outcome_item(o, k), &err);
    if (status)
        tui_app_fail(v->view.app, &err);
    else if (!text.len)
        tui_app_say(v->view.app, "this cell has no output to copy");
    else
        tui_app_copy(v->view.app, (const char *)text.data, text.len, "output");
    lt_buf_clear(&text);
}

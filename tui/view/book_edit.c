#include "tui/view/book_view.h"

#include "tui/readline_keys.h"
#include "tui/view/completion.h"
#include "tui/view/wrap.h"

#include <string.h>

/* The editor's changes go to the document, which keeps the history. */
static lt_status splice(void *arg, tui_step step, size_t cursor, const tui_splice *change,
                        lt_error *err)
{
    tui_book_view *v = arg;
    tui_place      place = {v->selected, cursor};
    return tui_doc_splice(tui_app_doc(v->view.app), step, place, change, err);
}

static const tui_book_cell *edited(const tui_book_view *v)
{
    return tui_doc_by_uid(tui_app_doc(v->view.app), v->selected);
}

void tui_book_edit_begin(tui_book_view *v, bool at_end)
{
    const tui_book_cell *c = edited(v);
    if (!c || v->is_editing) return;
    tui_edit_sink sink = {.splice = splice, .arg = v};
    if (!v->has_keymap) tui_readline_keymap(&v->keymap);
    v->has_keymap = true;
    tui_edit_open(&v->edit, v->looks.mem, c->text, sink, &v->keymap, &v->kills);
    v->edit.is_lua = c->kind == LT_CELL_LUA;
    v->edit.is_read_only = tui_doc_read_only(tui_app_doc(v->view.app));
    v->edit.cursor = at_end ? c->text->bytes.len : 0;
    v->is_editing = v->must_show = true;
    v->anchor = 0;
    tui_look *l = tui_book_look(v, c->uid);
    if (l) l->is_folded = false;
    tui_app_dirty(v->view.app);
}

/* Lines that begin a cell, typed or pasted, become one. */
static void settle(tui_book_view *v)
{
    size_t   added = 0;
    lt_error err;
    if (tui_doc_settle(tui_app_doc(v->view.app), tui_book_selected(v), &added, &err))
        tui_app_fail(v->view.app, &err);
    else if (added)
        tui_app_say(v->view.app, "%zu cell%s made of marker lines", added, added == 1 ? "" : "s");
}

void tui_book_edit_end(tui_book_view *v)
{
    if (!v->is_editing) return;
    tui_completion_close(v->view.app);
    v->is_editing = false;
    v->must_show = true;
    tui_edit_close(&v->edit);
    tui_doc_pause(tui_app_doc(v->view.app));
    if (!tui_doc_read_only(tui_app_doc(v->view.app))) settle(v);
    tui_book_ask_stale(v);
    tui_app_dirty(v->view.app);
}

void tui_book_go(tui_book_view *v, tui_place place)
{
    size_t index = place.uid ? tui_doc_find(tui_app_doc(v->view.app), place.uid) : SIZE_MAX;
    bool   editing = v->is_editing;
    if (index != SIZE_MAX && place.uid != v->selected) {
        if (editing) tui_book_edit_end(v);
        tui_book_select(v, index);
        if (editing) tui_book_edit_begin(v, false);
    }
    if (v->is_editing) tui_edit_reset(&v->edit, place.uid == v->selected ? place.at : 0);
    v->must_show = true;
    tui_book_ask_stale(v);
    tui_app_dirty(v->view.app);
}

/* ---- completion ---- */

static void ask_completions(tui_book_view *v, bool quietly)
{
    tui_client          *client = tui_app_client(v->view.app);
    const tui_book_cell *c = edited(v);
    if (!client || !tui_client_is_alive(client)) {
        if (!quietly) tui_app_say(v->view.app, "no engine to ask for completions");
        return;
    }
    lt_buf   text = {.mem = v->looks.mem};
    lt_error err;
    if (lt_buf_add(&text, tui_text_bytes(c->text), v->edit.cursor, &err) ||
        lt_buf_terminate(&text, &err)) {
        tui_app_fail(v->view.app, &err);
    } else {
        v->completing = tui_client_complete(client, (const char *)text.data, v->edit.cursor);
        v->completing_from = v->edit.cursor;
    }
    lt_buf_clear(&text);
}

static void choose(void *arg, size_t from, const char *text, size_t len)
{
    tui_book_view *v = arg;
    lt_error       err;
    if (!v->is_editing || from > v->edit.cursor) return;
    if (tui_edit_replace(&v->edit, from, v->edit.cursor, text, len, &err))
        tui_app_fail(v->view.app, &err);
    v->must_show = true;
    tui_app_dirty(v->view.app);
}

void tui_book_take_completions(tui_book_view *v, uint64_t number, const tui_completions *c)
{
    int row, col;
    if (number != v->completing || !v->is_editing) return;
    v->completing = 0;
    if (v->completing_from != v->edit.cursor || !tui_book_cursor(v, &row, &col)) return;
    if (c->count == 0) {
        tui_app_say(v->view.app,
                    c->is_busy ? "no completions while a cell runs" : "no completions");
        return;
    }
    const char *text = tui_text_bytes(v->edit.text);
    size_t      from = (size_t)c->from <= v->edit.cursor ? (size_t)c->from : v->edit.cursor;
    tui_completion_place at = {
        .row = row, .col = col, .word = text + from, .from = from, .len = v->edit.cursor - from};
    tui_completion_open(v->view.app, &at, c, choose, v);
}

/* ---- keys ---- */

/* Tab completes behind a word, a dot, a quote or a colon, and indents elsewhere. */
static bool tab_completes(const tui_book_view *v)
{
    size_t      at = v->edit.cursor, from, to;
    const char *text = tui_text_bytes(v->edit.text);
    if (tui_edit_selection(&v->edit, &from, &to) || at == 0) return false;
    unsigned char before = (unsigned char)text[at - 1];
    return before > ' ' && before != ',' && before != ';';
}

/* Off the cell's first or last line: into the next one. */
static void leave_to(tui_book_view *v, bool above)
{
    size_t index = tui_book_selected(v), count = tui_doc_count(tui_app_doc(v->view.app));
    if (above ? index == 0 : index + 1 >= count) return;
    int column = v->edit.goal >= 0 ? v->edit.goal : tui_text_column(v->edit.text, v->edit.cursor);
    tui_book_edit_end(v);
    tui_book_select(v, tui_book_selected(v) + (above ? -1 : 1));
    tui_book_edit_begin(v, above);
    size_t start = tui_text_start(v->edit.text, v->edit.cursor);
    tui_edit_place(&v->edit, tui_text_at_column(v->edit.text, start, column), false);
}

static void page(tui_book_view *v, bool up)
{
    int         column, cols = tui_book_text_cols(v);
    const char *p = tui_text_bytes(v->edit.text);
    size_t      len = v->edit.text->bytes.len;
    size_t      row = tui_wrap_find(p, len, cols, v->edit.cursor, &column);
    size_t      far = v->rows > 2 ? (size_t)v->rows - 2 : 1;
    row = up ? (row > far ? row - far : 0) : row + far;
    tui_edit_place(&v->edit, tui_wrap_at(p, len, cols, row, column), false);
}

static void undo(tui_book_view *v, bool redo)
{
    tui_doc  *d = tui_app_doc(v->view.app);
    tui_place place = {0};
    lt_error  err;
    for (int n = v->edit.count > 0 ? v->edit.count : 1; n > 0; n--) {
        lt_status status = redo ? tui_doc_redo(d, &place, &err) : tui_doc_undo(d, &place, &err);
        if (status == LT_EDONE) {
            tui_app_say(v->view.app, redo ? "nothing to redo" : "nothing to undo");
            return;
        }
        if (status) {
            tui_app_fail(v->view.app, &err);
            return;
        }
    }
    tui_book_go(v, place);
}

static void run_action(tui_book_view *v, const char *name)
{
    const tui_action *a = tui_action_find(name, strlen(name));
    if (a) tui_action_run(a, v->view.app, "");
}

static bool take_answer(tui_book_view *v, tui_edit_answer answer)
{
    switch (answer) {
    case TUI_EDIT_UNUSED: return false;
    case TUI_EDIT_ABOVE: leave_to(v, true); break;
    case TUI_EDIT_BELOW: leave_to(v, false); break;
    case TUI_EDIT_LEAVE: tui_book_edit_end(v); break;
    case TUI_EDIT_UNDO: undo(v, false); break;
    case TUI_EDIT_REDO: undo(v, true); break;
    case TUI_EDIT_COMPLETE:
    case TUI_EDIT_COMPLETE_LIST: ask_completions(v, false); break;
    case TUI_EDIT_SEARCH:
    case TUI_EDIT_SEARCH_BACK: run_action(v, "search"); break;
    case TUI_EDIT_EDITOR: run_action(v, "editor"); break;
    case TUI_EDIT_REPAINT: run_action(v, "repaint"); break;
    case TUI_EDIT_PAGE_UP: page(v, true); break;
    case TUI_EDIT_PAGE_DOWN: page(v, false); break;
    case TUI_EDIT_BELL:
        if (tui_app_screen(v->view.app)) tui_screen_bell(tui_app_screen(v->view.app));
        break;
    case TUI_EDIT_CHANGED: tui_book_ask_stale(v); break;
    default: break;
    }
    v->must_show = true;
    tui_app_dirty(v->view.app);
    return true;
}

static bool take_key(tui_book_view *v, const tui_event *e)
{
    tui_edit_answer answer = TUI_EDIT_UNUSED;
    lt_error        err;
    if (e->key == TUI_KEY_TAB && e->mods == 0 && v->edit.is_lua && tab_completes(v)) {
        ask_completions(v, false);
        return true;
    }
    if (tui_edit_key(&answer, &v->edit, e->key, e->mods, &err)) {
        tui_app_fail(v->view.app, &err);
        return true;
    }
    return take_answer(v, answer);
}

bool tui_book_edit_event(tui_book_view *v, const tui_event *e)
{
    tui_edit_answer answer;
    lt_error        err;
    if (e->kind == TUI_EVENT_KEY) return take_key(v, e);
    if (e->kind != TUI_EVENT_PASTE) return false;
    if (tui_edit_paste(&answer, &v->edit, e->text, e->len, &err)) {
        tui_app_fail(v->view.app, &err);
        return true;
    }
    if (e->cut) tui_app_say(v->view.app, "the paste was cut: not enough memory for all of it");
    return take_answer(v, answer);
}

#include "tui/view/book_view.h"

#include "tui/view/markdown.h"
#include "tui/view/outcome_draw.h"
#include "tui/view/wrap.h"

#include <string.h>

/* ---- what is remembered of cells ---- */

static tui_look **looks_of(const tui_book_view *v) { return (tui_look **)(void *)v->looks.data; }

tui_look *tui_book_look(tui_book_view *v, uint64_t uid)
{
    size_t low = 0, high = v->looks.len / sizeof(tui_look *), count = high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (looks_of(v)[middle]->uid < uid)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < count && looks_of(v)[low]->uid == uid) return looks_of(v)[low];
    if (lt_buf_reserve(&v->looks, (count + 1) * sizeof(tui_look *), NULL)) return NULL;
    tui_look *made = lt_mem_zeroed(v->looks.mem, 1, sizeof(*made));
    if (!made) return NULL;
    made->uid = uid;
    made->roles.mem = v->looks.mem;
    memmove(looks_of(v) + low + 1, looks_of(v) + low, (count - low) * sizeof(made));
    looks_of(v)[low] = made;
    v->looks.len += sizeof(made);
    return made;
}

/* ---- rows ---- */

int tui_book_number(void *arg, uint64_t uid)
{
    const tui_book_view *v = arg;
    size_t               at = tui_doc_find(tui_app_doc(v->view.app), uid);
    return at == SIZE_MAX ? 0 : (int)at + 1;
}

/* Its text is shown as it is written while it is edited, else as Markdown. */
static bool is_rendered(const tui_book_view *v, const tui_book_cell *c)
{
    return c->kind == LT_CELL_MARKDOWN && !(v->is_editing && v->selected == c->uid);
}

static int count_source(tui_book_view *v, const tui_book_cell *c, const tui_look *l)
{
    const char *text = tui_text_bytes(c->text);
    size_t      len = c->text->bytes.len;
    int         cols = tui_book_text_cols(v);
    bool        editing = v->is_editing && v->selected == c->uid;
    if (l->is_folded && !editing) return 1;
    if (is_rendered(v, c)) {
        int rows = tui_markdown_draw(v->looks.mem, text, len, NULL, cols);
        return rows > 0 ? rows : 1;
    }
    size_t rows = tui_wrap_rows(text, len, cols, false);
    return rows > 1000000 ? 1000000 : (int)rows;
}

static int count_outcome(tui_book_view *v, tui_look *l, const tui_outcome *o)
{
    l->stale[0] = 0;
    if (!o) return 0;
    if (tui_outcome_is_stale(o) && o->state == TUI_RUN_GOOD)
        tui_outcome_why(o, tui_book_number, v, l->stale);
    return tui_outcome_draw(o, NULL, tui_book_text_cols(v), l->stale);
}

int tui_book_rows(tui_book_view *v, size_t index)
{
    const tui_book_cell *c = tui_doc_cell(tui_app_doc(v->view.app), index);
    const tui_outcome   *o = tui_outcome_of(&v->outcomes, c->uid);
    tui_look            *l = tui_book_look(v, c->uid);
    uint64_t             told = o ? o->version * 2 + 1 : 0;
    if (!l) return 2;
    bool     editing = v->is_editing && v->selected == c->uid;
    uint64_t version = c->version * 4 + (l->is_folded ? 2 : 0) + (editing ? 1 : 0);
    if (l->cols != v->cols || l->version != version || !l->source_rows) {
        l->title_rows = c->title[0] != 0;
        l->source_rows = count_source(v, c, l);
        l->version = version;
    }
    if (l->cols != v->cols || l->outcome_version != told) {
        l->outcome_rows = count_outcome(v, l, o);
        l->outcome_version = told;
    }
    l->cols = v->cols;
    return l->title_rows + l->source_rows + l->outcome_rows + 1;
}

/* ---- selection ---- */

size_t tui_book_selected(const tui_book_view *v)
{
    size_t at = tui_doc_find(tui_app_doc(v->view.app), v->selected);
    return at == SIZE_MAX ? 0 : at;
}

void tui_book_selection(const tui_book_view *v, size_t *first, size_t *last)
{
    size_t at = tui_book_selected(v);
    size_t other = v->anchor ? tui_doc_find(tui_app_doc(v->view.app), v->anchor) : at;
    if (other == SIZE_MAX) other = at;
    *first = at < other ? at : other;
    *last = at < other ? other : at;
}

void tui_book_select(tui_book_view *v, size_t index)
{
    tui_doc *d = tui_app_doc(v->view.app);
    size_t   count = tui_doc_count(d);
    if (count == 0) return;
    v->selected = tui_doc_cell(d, index < count ? index : count - 1)->uid;
    v->must_show = true;
    tui_app_dirty(v->view.app);
}

/* ---- the screen ---- */

static size_t top_index(const tui_book_view *v)
{
    size_t at = tui_doc_find(tui_app_doc(v->view.app), v->top);
    return at == SIZE_MAX ? 0 : at;
}

static void set_top(tui_book_view *v, size_t index, int row)
{
    const tui_book_cell *c = tui_doc_cell(tui_app_doc(v->view.app), index);
    v->top = c ? c->uid : 0;
    v->top_row = c ? row : 0;
}

int tui_book_row_of(tui_book_view *v, size_t index)
{
    size_t at = top_index(v);
    int    row = -v->top_row;
    for (size_t k = at; k < index; k++) {
        row += tui_book_rows(v, k);
        if (row > v->rows) return INT32_MAX;
    }
    if (index < at) {
        for (size_t k = at; k > index; k--) {
            row -= tui_book_rows(v, k - 1);
            if (row < -2 * v->rows - 1000) return INT32_MIN;
        }
    }
    return row;
}

/* The top so that row `in_cell` of the cell is `above` rows below the first on the screen. */
static void put_at(tui_book_view *v, size_t index, int in_cell, int above)
{
    int row = in_cell - above; /* of the cell, at the top of the screen */
    while (row < 0 && index > 0) row += tui_book_rows(v, --index);
    set_top(v, index, row < 0 ? 0 : row);
}

/* Rows of the selected cell that must be in sight: all of it, or those around the cursor. */
static void focus_rows(tui_book_view *v, size_t index, int *first, int *last)
{
    *first = 0;
    *last = tui_book_rows(v, index) - 2;
    if (!v->is_editing) return;
    const tui_book_cell *c = tui_doc_cell(tui_app_doc(v->view.app), index);
    const tui_look      *l = tui_book_look(v, c->uid);
    int                  column;
    size_t row = tui_wrap_find(tui_text_bytes(c->text), c->text->bytes.len, tui_book_text_cols(v),
                               v->edit.cursor, &column);
    *first = *last = (int)row + (l ? l->title_rows : 0);
    if (row == 0) *first = 0;
}

void tui_book_show_focus(tui_book_view *v)
{
    size_t index = tui_book_selected(v);
    int    first, last;
    if (tui_doc_count(tui_app_doc(v->view.app)) == 0 || v->rows < 1) return;
    focus_rows(v, index, &first, &last);
    int at = tui_book_row_of(v, index);
    if (last - first >= v->rows) last = first + v->rows - 1;
    if (at == INT32_MIN || (at != INT32_MAX && at + first < 0))
        put_at(v, index, first, 0);
    else if (at == INT32_MAX || at + last >= v->rows)
        put_at(v, index, last, v->rows - 1);
}

static void keep_selection_in_sight(tui_book_view *v)
{
    size_t index = tui_book_selected(v), count = tui_doc_count(tui_app_doc(v->view.app));
    int    at = tui_book_row_of(v, index);
    if (v->is_editing || count == 0) return;
    if (at == INT32_MIN || at + tui_book_rows(v, index) - 1 <= 0) {
        index = top_index(v);
        if (v->top_row >= tui_book_rows(v, index) - 1 && index + 1 < count) index++;
    } else if (at >= v->rows) {
        int in_cell;
        index = tui_book_at(v, v->rows - 1, &in_cell);
        if (index == SIZE_MAX) index = count - 1;
    } else {
        return;
    }
    v->selected = tui_doc_cell(tui_app_doc(v->view.app), index)->uid;
}

void tui_book_scroll(tui_book_view *v, int rows)
{
    size_t index = top_index(v), count = tui_doc_count(tui_app_doc(v->view.app));
    int    row = v->top_row + rows;
    if (count == 0) return;
    while (row < 0 && index > 0) row += tui_book_rows(v, --index);
    while (index + 1 < count && row >= tui_book_rows(v, index)) row -= tui_book_rows(v, index++);
    int most = tui_book_rows(v, index) - 1;
    set_top(v, index, row < 0 ? 0 : row > most ? most : row);
    keep_selection_in_sight(v);
    tui_app_dirty(v->view.app);
}

size_t tui_book_at(tui_book_view *v, int row, int *in_cell)
{
    size_t count = tui_doc_count(tui_app_doc(v->view.app));
    int    at = -v->top_row;
    for (size_t k = top_index(v); k < count && at <= row; k++) {
        int rows = tui_book_rows(v, k);
        if (row < at + rows) {
            *in_cell = row - at;
            return k;
        }
        at += rows;
    }
    return SIZE_MAX;
}

bool tui_book_cursor(tui_book_view *v, int *row, int *col)
{
    size_t               index = tui_book_selected(v);
    const tui_book_cell *c = tui_doc_cell(tui_app_doc(v->view.app), index);
    int                  at = tui_book_row_of(v, index), column;
    if (!v->is_editing || !c || at == INT32_MIN || at == INT32_MAX) return false;
    const tui_look *l = tui_book_look(v, c->uid);
    size_t found = tui_wrap_find(tui_text_bytes(c->text), c->text->bytes.len, tui_book_text_cols(v),
                                 v->edit.cursor, &column);
    *row = at + (l ? l->title_rows : 0) + (int)found;
    *col = TUI_GUTTER + column;
    return true;
}

size_t tui_book_byte_at(tui_book_view *v, const tui_book_cell *c, int row, int col)
{
    return tui_wrap_at(tui_text_bytes(c->text), c->text->bytes.len, tui_book_text_cols(v),
                       row < 0 ? 0 : (size_t)row, col < 0 ? 0 : col);
}

#include "tui/view/book_view.h"

#include "core/clock.h"
#include "core/options.h"
#include "tui/view/markdown.h"
#include "tui/view/outcome_draw.h"
#include "tui/view/paint.h"
#include "tui/view/texts.h"
#include "tui/view/wrap.h"

#include <stdio.h>
#include <string.h>

/* ---- one cell ---- */

/* A cell while it is drawn on c, whose first row is the cell's. */
typedef struct drawing {
    tui_book_view       *v;
    const tui_book_cell *cell;
    tui_look            *look;
    const tui_outcome   *outcome; /* NULL none */
    size_t               index;
    bool                 is_focus, is_marked; /* marked: one of several selected */
    tui_canvas           c;
} drawing;

typedef struct sign {
    const char *glyph;
    tui_style   style;
} sign;

static sign sign_of(const drawing *d)
{
    const tui_outcome *o = d->outcome;
    if (d->cell->kind == LT_CELL_MARKDOWN) return (sign){"#", TUI_STYLE(DIM)};
    if (!o) return (sign){"·", TUI_STYLE(DIM)};
    switch (o->state) {
    case TUI_RUN_WAITS: return (sign){"○", TUI_STYLE(RUNNING)};
    case TUI_RUN_RUNS: return (sign){"▶", TUI_BOLD_STYLE(RUNNING)};
    case TUI_RUN_FAILED: return (sign){"✗", TUI_BOLD_STYLE(BAD)};
    case TUI_RUN_STOPPED: return (sign){"■", TUI_STYLE(WARN)};
    case TUI_RUN_GOOD:
        return tui_outcome_is_stale(o) ? (sign){"~", TUI_BOLD_STYLE(STALE)}
                                       : (sign){"✓", TUI_STYLE(GOOD)};
    case TUI_RUN_NEVER: break;
    }
    return (sign){"·", TUI_STYLE(DIM)};
}

static void draw_gutter(drawing *d, int rows)
{
    sign s = sign_of(d);
    bool editing = d->v->is_editing && d->is_focus;
    for (int row = 0; (d->is_focus || d->is_marked) && row < rows; row++)
        tui_puts(&d->c, row, 0, editing ? TUI_STYLE(GOOD) : TUI_STYLE(ACCENT), editing ? "┃" : "▌");
    tui_puts(&d->c, 0, 1, s.style, s.glyph);
    tui_printf(&d->c, 0, 2, d->is_focus ? TUI_BOLD_STYLE(TITLE) : TUI_STYLE(DIM), "%-2d",
               (int)d->index + 1);
}

/* "3.1 s 20:58" of the last run. */
static void draw_time(drawing *d)
{
    char               text[96], took[TUI_SHORT_TEXT], when[TUI_SHORT_TEXT];
    const tui_outcome *o = d->outcome;
    if (!o || (o->state != TUI_RUN_GOOD && o->state != TUI_RUN_FAILED)) return;
    if (d->c.row < 0 || d->c.row >= tui_grid_rows(&d->c)) return; /* its row is not in sight */
    snprintf(text, sizeof(text), "  %s %s", tui_duration(took, o->elapsed_ns),
             tui_time_of_day(when, o->started_us, lt_clock_now_us()));
    int wide = tui_columns(text, strlen(text)), at = d->c.cols - wide;
    /* Only where the source left room. */
    for (int col = at; col < d->c.cols; col++) {
        const tui_glyph *g = tui_glyph_at(&d->c, d->c.row, d->c.col + col);
        if (col < TUI_GUTTER || (g && g->chars[0] != ' ' && g->chars[0] != 0)) return;
    }
    tui_put(&d->c, 0, at, wide, TUI_STYLE(DIM), text, strlen(text));
}

static const uint8_t *roles_of(drawing *d)
{
    const tui_book_cell *c = d->cell;
    tui_look            *l = d->look;
    if (c->kind != LT_CELL_LUA) return NULL;
    if (l->roles_version != c->version || l->roles.len != c->text->bytes.len) {
        if (tui_paint_lua(&l->roles, tui_text_bytes(c->text), c->text->bytes.len, NULL))
            return NULL;
        l->roles_version = c->version;
    }
    return l->roles.data;
}

/* A row of the source; a tab is blanks up to its next column. */
static void draw_row(drawing *d, int row, const char *p, const uint8_t *roles, size_t n)
{
    int column = 0;
    for (size_t at = 0; at < n;) {
        const char *tab = memchr(p + at, '\t', n - at);
        size_t      piece = tab ? (size_t)(tab - p) - at : n - at;
        column += tui_put_painted(&d->c, row, TUI_GUTTER + column, d->c.cols - TUI_GUTTER - column,
                                  p + at, roles ? roles + at : NULL, piece);
        at += piece + 1;
        if (tab) column = (column / TUI_TAB_COLUMNS + 1) * TUI_TAB_COLUMNS;
    }
}

/* Lays the selection under what of the row lies in [from, to). */
static void draw_selected(drawing *d, int row, const tui_wrap *w, size_t from, size_t to)
{
    size_t end = w->at + w->row_len;
    if (to <= w->at || from > end) return;
    int first = from > w->at ? tui_columns(w->p + w->at, from - w->at) : 0;
    int last = tui_columns(w->p + w->at, (to < end ? to : end) - w->at);
    if (to > end) last++; /* the line end is part of it */
    tui_restyle(&d->c, (tui_rect){row, TUI_GUTTER + first, 1, last - first}, TUI_ROLE_SELECT, 0);
}

static void draw_bracket(drawing *d, int first_row)
{
    size_t at[2];
    if (!tui_edit_bracket(&d->v->edit, &at[0], &at[1])) return;
    for (int k = 0; k < 2; k++) {
        int      column;
        size_t   row = tui_wrap_find(tui_text_bytes(d->cell->text), d->cell->text->bytes.len,
                                     tui_book_text_cols(d->v), at[k], &column);
        tui_rect place = {first_row + (int)row, TUI_GUTTER + column, 1, 1};
        tui_restyle(&d->c, place, TUI_ROLE_MATCH, TUI_BOLD);
    }
}

static void draw_source(drawing *d, int first_row)
{
    const char    *text = tui_text_bytes(d->cell->text);
    size_t         len = d->cell->text->bytes.len, from = 0, to = 0;
    bool           editing = d->v->is_editing && d->is_focus;
    const uint8_t *roles = roles_of(d);
    tui_wrap       w = {.p = text, .len = len, .cols = tui_book_text_cols(d->v)};
    bool           selected = editing && tui_edit_selection(&d->v->edit, &from, &to);
    int            seen = tui_grid_rows(&d->c) - d->c.row;
    if (!editing && d->cell->kind == LT_CELL_MARKDOWN) {
        tui_canvas part = tui_part(
            &d->c, (tui_rect){first_row, TUI_GUTTER, d->look->source_rows, d->c.cols - TUI_GUTTER});
        tui_markdown_draw(d->v->looks.mem, text, len, &part, part.cols);
        return;
    }
    for (int row = first_row; row - first_row < d->look->source_rows && tui_wrap_next(&w); row++) {
        if (row > seen) break;
        draw_row(d, row, text + w.at, roles ? roles + w.at : NULL, w.row_len);
        tui_search_restyle(&d->v->search, &d->c, row, TUI_GUTTER, &w);
        if (selected) draw_selected(d, row, &w, from, to);
    }
    if (editing) draw_bracket(d, first_row);
    if (d->look->is_folded && !editing)
        tui_put_right(&d->c, first_row, TUI_GUTTER, d->c.cols - TUI_GUTTER, TUI_STYLE(DIM),
                      " … l unfolds", strlen(" … l unfolds"));
}

static void draw_cell(drawing *d, int rows)
{
    int row = 0;
    if (d->look->title_rows)
        tui_put_fit(&d->c, row++, TUI_GUTTER, d->c.cols - TUI_GUTTER, TUI_BOLD_STYLE(TITLE),
                    d->cell->title, strlen(d->cell->title));
    draw_source(d, row);
    row += d->look->source_rows;
    if (d->outcome) {
        tui_canvas part = tui_part(
            &d->c, (tui_rect){row, TUI_GUTTER, d->look->outcome_rows, tui_book_text_cols(d->v)});
        tui_outcome_draw(d->outcome, &part, part.cols, d->look->stale);
    }
    draw_gutter(d, rows - 1);
    draw_time(d);
}

/* ---- all of them ---- */

static void draw_empty(tui_canvas *area)
{
    tui_puts(area, 1, 2, TUI_BOLD_STYLE(TITLE), "An empty notebook.");
    tui_puts(area, 3, 2, TUI_STYLE(TEXT),
             "a  adds a cell of Lua    m  makes it text    ?  shows the keys");
    tui_puts(area, 5, 2, TUI_STYLE(COMMENT), "sales = read_csv(\"sales.csv\")");
    tui_puts(area, 6, 2, TUI_STYLE(COMMENT),
             "show(sales:group_by(\"product\"):agg{ \"sum(price) as total\" })");
}

static void draw_one(tui_book_view *v, tui_canvas *area, size_t k, int at, int rows)
{
    size_t first, last;
    tui_book_selection(v, &first, &last);
    drawing d = {.v = v, .cell = tui_doc_cell(tui_app_doc(v->view.app), k), .index = k};
    d.look = tui_book_look(v, d.cell->uid);
    if (!d.look) return;
    d.outcome = tui_outcome_of(&v->outcomes, d.cell->uid);
    d.is_focus = d.cell->uid == v->selected;
    d.is_marked = v->anchor && k >= first && k <= last;
    d.c = tui_part(area, (tui_rect){at, 0, rows, area->cols});
    draw_cell(&d, rows);
}

void tui_book_draw(tui_view *view, tui_canvas *area)
{
    tui_book_view *v = (tui_book_view *)view;
    tui_doc       *doc = tui_app_doc(view->app);
    size_t         count = tui_doc_count(doc), k;
    int            row, col, ignored;
    if (v->rows != area->rows || v->cols != area->cols) v->must_show = true;
    v->rows = area->rows;
    v->cols = area->cols;
    if (count == 0) {
        draw_empty(area);
        return;
    }
    if (tui_doc_find(doc, v->selected) == SIZE_MAX) tui_book_select(v, 0);
    if (v->must_show) tui_book_show_focus(v);
    v->must_show = false;
    k = tui_book_at(v, 0, &ignored);
    row = k == SIZE_MAX ? 0 : tui_book_row_of(v, k);
    for (k = k == SIZE_MAX ? 0 : k; k < count && row < area->rows; k++) {
        int rows = tui_book_rows(v, k);
        draw_one(v, area, k, row, rows);
        row += rows;
    }
    if (tui_book_cursor(v, &row, &col))
        tui_cursor(area, row, col,
                   v->edit.mode == TUI_MODE_INSERT ? TUI_CURSOR_BAR : TUI_CURSOR_BLOCK);
}

/* ---- the title line ---- */

typedef struct tally {
    int good, failed, stale, runs, waits, never;
} tally;

static tally count_states(const tui_book_view *v)
{
    tally    t = {0};
    tui_doc *doc = tui_app_doc(v->view.app);
    for (size_t k = 0; k < tui_doc_count(doc); k++) {
        const tui_book_cell *c = tui_doc_cell(doc, k);
        const tui_outcome   *o = tui_outcome_of(&v->outcomes, c->uid);
        if (c->kind == LT_CELL_MARKDOWN) continue;
        if (!o || o->state == TUI_RUN_NEVER)
            t.never++;
        else if (o->state == TUI_RUN_RUNS)
            t.runs++;
        else if (o->state == TUI_RUN_WAITS)
            t.waits++;
        else if (o->state == TUI_RUN_FAILED || o->state == TUI_RUN_STOPPED)
            t.failed++;
        else if (tui_outcome_is_stale(o))
            t.stale++;
        else
            t.good++;
    }
    return t;
}

static int put_count(tui_canvas *c, int col, int n, const char *glyph, tui_style style)
{
    char text[48];
    if (n == 0) return col;
    int len = snprintf(text, sizeof(text), "%d%s ", n, glyph);
    return col + tui_put(c, 0, col, c->cols - col, style, text, (size_t)len);
}

static int put_states(tui_canvas *c, int col, const tally *t)
{
    col = put_count(c, col, t->good, "✓", TUI_STYLE(GOOD));
    col = put_count(c, col, t->failed, "✗", TUI_STYLE(BAD));
    col = put_count(c, col, t->stale, "~", TUI_STYLE(STALE));
    col = put_count(c, col, t->runs, "▶", TUI_STYLE(RUNNING));
    col = put_count(c, col, t->waits, "○", TUI_STYLE(RUNNING));
    return put_count(c, col, t->never, "·", TUI_STYLE(DIM));
}

void tui_book_title(tui_book_view *v, tui_canvas *line)
{
    char        right[96] = "", size[LT_SIZE_TEXT];
    tui_doc    *doc = tui_app_doc(v->view.app);
    const char *path = tui_doc_path(doc), *slash = strrchr(path, '/');
    const char *name = *path ? (slash ? slash + 1 : path) : "untitled";
    tally       t = count_states(v);
    tui_client *client = tui_app_client(v->view.app);
    int         col =
        1 + tui_put_fit(line, 0, 1, line->cols / 2, TUI_BOLD_STYLE(TITLE), name, strlen(name));
    if (tui_doc_modified(doc)) col += tui_puts(line, 0, col, TUI_STYLE(WARN), " ●");
    if (tui_doc_read_only(doc)) col += tui_puts(line, 0, col, TUI_STYLE(WARN), " read-only");
    col += tui_printf(line, 0, col, TUI_STYLE(DIM), "  %zu cell%s ", tui_doc_count(doc),
                      tui_doc_count(doc) == 1 ? "" : "s");
    col = put_states(line, col, &t);
    if (!client || !tui_client_is_alive(client)) {
        snprintf(right, sizeof(right), " no engine ");
    } else if (v->outcomes.memory > 0) {
        lt_print_size(size, v->outcomes.memory);
        snprintf(right, sizeof(right), " engine %s ", size);
    }
    int wide = tui_columns(right, strlen(right));
    if (wide && col + wide < line->cols)
        tui_put(line, 0, line->cols - wide, wide, TUI_STYLE(DIM), right, strlen(right));
}

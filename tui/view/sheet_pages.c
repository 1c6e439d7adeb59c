#include "tui/view/sheet_pages.h"

#include <string.h>

static size_t     count_of(const tui_pages *p) { return p->list.len / sizeof(tui_page *); }
static tui_page **list_of(const tui_pages *p) { return (tui_page **)(void *)p->list.data; }

static void remove_at(tui_pages *p, size_t k)
{
    tui_page **list = list_of(p), *gone = list[k];
    list[k] = list[count_of(p) - 1];
    p->list.len -= sizeof(*list);
    p->bytes -= gone->bytes;
    if (p->last == gone) p->last = NULL;
    lt_mem_free(p->list.mem, gone, gone->bytes);
}

void tui_pages_clear(tui_pages *p)
{
    while (count_of(p)) remove_at(p, count_of(p) - 1);
    lt_buf_clear(&p->list);
}

void tui_pages_forget(tui_pages *p, uint64_t result)
{
    for (size_t k = count_of(p); k-- > 0;)
        if (list_of(p)[k]->result == result) remove_at(p, k);
}

static bool is_at(const tui_page *page, uint64_t result, int64_t row, int32_t column)
{
    return page->result == result && page->row == row && page->column == column;
}

static size_t place_of(const tui_pages *p, uint64_t result, int64_t row, int32_t column)
{
    for (size_t k = 0; k < count_of(p); k++)
        if (is_at(list_of(p)[k], result, row, column)) return k;
    return SIZE_MAX;
}

const tui_page *tui_pages_find(tui_pages *p, uint64_t result, int64_t row, int32_t column)
{
    row = tui_page_row(row);
    column = tui_page_column(column);
    if (!p->last || !is_at(p->last, result, row, column)) {
        size_t k = place_of(p, result, row, column);
        if (k == SIZE_MAX) return NULL;
        p->last = list_of(p)[k];
    }
    p->last->used = ++p->clock;
    return p->last;
}

const tui_window_cell *tui_pages_cell(tui_pages *p, uint64_t result, int64_t row, int32_t column)
{
    const tui_page *page = tui_pages_find(p, result, row, column);
    if (!page || row - page->row >= page->rows || column - page->column >= page->columns)
        return NULL;
    return &page->cells[(row - page->row) * page->columns + (column - page->column)];
}

/* ---- room ---- */

static size_t oldest(const tui_pages *p)
{
    size_t found = 0;
    for (size_t k = 1; k < count_of(p); k++)
        if (list_of(p)[k]->used < list_of(p)[found]->used) found = k;
    return found;
}

static void make_room(tui_pages *p, size_t bytes)
{
    while (count_of(p) && (count_of(p) >= TUI_PAGES_MOST || p->bytes + bytes > TUI_PAGES_BYTES))
        remove_at(p, oldest(p));
}

/* ---- what comes ---- */

static const tui_window_cell *cell_of(const tui_window *w, int64_t row, int32_t column)
{
    return &w->cells[(row - w->row) * w->columns + (column - w->column)];
}

/* Bytes of the texts of a page. */
static size_t text_bytes(const tui_page *page, const tui_window *w)
{
    size_t n = 0;
    for (int32_t r = 0; r < page->rows; r++)
        for (int32_t c = 0; c < page->columns; c++)
            n += cell_of(w, page->row + r, page->column + c)->text.len;
    return n;
}

static void fill(tui_page *page, const tui_window *w, char *text)
{
    tui_window_cell *to = page->cells;
    for (int32_t r = 0; r < page->rows; r++)
        for (int32_t c = 0; c < page->columns; c++, to++) {
            *to = *cell_of(w, page->row + r, page->column + c);
            if (to->text.len) memcpy(text, to->text.p, to->text.len);
            to->text.p = text;
            text += to->text.len;
        }
}

static lt_status keep(tui_pages *p, const tui_page *shape, const tui_window *w, lt_error *err)
{
    size_t cells = (size_t)shape->rows * (size_t)shape->columns * sizeof(tui_window_cell);
    size_t bytes = sizeof(tui_page) + cells + text_bytes(shape, w) + 1;
    size_t old = place_of(p, shape->result, shape->row, shape->column);
    if (old != SIZE_MAX) remove_at(p, old);
    make_room(p, bytes);
    LT_TRY(lt_buf_reserve(&p->list, sizeof(tui_page *), err));
    tui_page *page = lt_mem_resize(p->list.mem, NULL, 0, bytes);
    if (!page) return lt_mem_refused(p->list.mem, bytes, "a page of a table", err);
    *page = *shape;
    page->bytes = bytes;
    page->used = ++p->clock;
    page->cells = (tui_window_cell *)(page + 1);
    fill(page, w, (char *)page->cells + cells);
    p->bytes += bytes;
    lt_buf_push(&p->list, &page, sizeof(page));
    return LT_OK;
}

/* The first multiple of `step` at or behind n. */
static int64_t up_to(int64_t n, int64_t step) { return (n + step - 1) / step * step; }

/* A page that is there with as many rows is not made again by a window that holds fewer. */
static bool is_better(tui_pages *p, const tui_page *shape)
{
    size_t k = place_of(p, shape->result, shape->row, shape->column);
    if (k == SIZE_MAX) return true;
    tui_page *old = list_of(p)[k];
    if (shape->rows >= old->rows && shape->columns >= old->columns) return true;
    old->stamp = shape->stamp;
    return false;
}

static int32_t least(int64_t a, int64_t b) { return (int32_t)(a < b ? a : b); }

lt_status tui_pages_put(tui_pages *p, const tui_window *w, uint64_t stamp, lt_error *err)
{
    int64_t end = w->row + w->rows;
    int32_t last = w->column + w->columns;
    if (w->rows < 0 || w->columns <= 0 || w->row < 0 || w->column < 0) return LT_OK;
    for (int64_t row = up_to(w->row, TUI_PAGE_ROWS); row < end || row == w->row;
         row += TUI_PAGE_ROWS)
        for (int32_t c = (int32_t)up_to(w->column, TUI_PAGE_COLUMNS); c < last;
             c += TUI_PAGE_COLUMNS) {
            tui_page shape = {.result = w->result,
                              .row = row,
                              .column = c,
                              .rows = least(end - row, TUI_PAGE_ROWS),
                              .columns = least(last - c, TUI_PAGE_COLUMNS),
                              .stamp = stamp};
            if (is_better(p, &shape)) LT_TRY(keep(p, &shape, w, err));
        }
    return LT_OK;
}

#include "tui/view/wrap.h"

#include "tui/book/cell_text.h"

#include <string.h>

/* The end of the row that begins at `at`, in a line that ends at `end`. */
static size_t row_end(const tui_wrap *w, size_t at, size_t end)
{
    size_t blank = at;
    int    column = 0;
    for (size_t i = at, n; i < end; i += n) {
        int wide;
        n = tui_char_extent(w->p + i, end - i, column, &wide);
        if (column + wide > w->cols && i > at) return w->by_words && blank > at ? blank : i;
        column += wide;
        if (w->p[i] == ' ') blank = i + n;
    }
    return end;
}

bool tui_wrap_next(tui_wrap *w)
{
    if (w->begun && w->next > w->len) return false;
    bool new_line = !w->begun || w->p[w->next - 1] == '\n';
    if (w->begun && new_line) w->line++;
    w->begun = true;
    w->is_first = new_line;
    w->at = w->next;
    const char *end = w->at < w->len ? memchr(w->p + w->at, '\n', w->len - w->at) : NULL;
    size_t      line_end = end ? (size_t)(end - w->p) : w->len;
    size_t      stop = row_end(w, w->at, line_end);
    w->row_len = stop - w->at;
    w->next = stop;
    if (stop == line_end) w->next = end ? line_end + 1 : w->len + 1;
    return true;
}

size_t tui_wrap_rows(const char *p, size_t len, int cols, bool by_words)
{
    tui_wrap w = {.p = p, .len = len, .cols = cols, .by_words = by_words};
    size_t   rows = 0;
    while (tui_wrap_next(&w)) rows++;
    return rows;
}

static int column_of(const char *p, size_t n)
{
    int column = 0;
    for (size_t i = 0; i < n;) {
        int wide;
        i += tui_char_extent(p + i, n - i, column, &wide);
        column += wide;
    }
    return column;
}

size_t tui_wrap_find(const char *p, size_t len, int cols, size_t at, int *column)
{
    tui_wrap w = {.p = p, .len = len, .cols = cols};
    size_t   row = 0;
    for (; tui_wrap_next(&w); row++) {
        size_t end = w.at + w.row_len;
        bool   is_last = w.next > end; /* of its line: a cursor may stand behind it */
        if (at > end || (at == end && !is_last)) continue;
        *column = column_of(p + w.at, at - w.at);
        return row;
    }
    *column = 0;
    return row;
}

size_t tui_wrap_at(const char *p, size_t len, int cols, size_t row, int column)
{
    tui_wrap w = {.p = p, .len = len, .cols = cols};
    size_t   at = 0;
    int      used = 0;
    while (tui_wrap_next(&w) && row > 0) row--;
    for (at = w.at; at < w.at + w.row_len;) {
        int    wide;
        size_t n = tui_char_extent(p + at, w.at + w.row_len - at, used, &wide);
        if (used + wide > column) break;
        used += wide;
        at += n;
    }
    return at;
}

#include "tui/book/cell_text.h"

#include "core/escape.h"
#include "notebook/notebook.h"

#include <string.h>

#include <utf8proc.h>

/* How far back the beginning of a character is looked for. */
enum { FAR_BACK = 4096 };

const char *tui_text_bytes(const tui_cell_text *t)
{
    return t->bytes.len ? (const char *)t->bytes.data : "";
}

static size_t count_newlines(const char *p, size_t n)
{
    size_t      count = 0;
    const char *end = p + n;
    while (n && (p = memchr(p, '\n', (size_t)(end - p)))) {
        count++;
        if (++p == end) break;
    }
    return count;
}

lt_status tui_text_splice(tui_cell_text *t, size_t at, size_t removed, const char *with, size_t len,
                          lt_error *err)
{
    lt_buf *b = &t->bytes;
    if (at > b->len || removed > b->len - at)
        return LT_FAIL(err, LT_EINVAL, "no bytes %zu to %zu in a text of %zu", at, at + removed,
                       b->len);
    if (len > removed) {
        if (len - removed > LT_NOTEBOOK_MAX_BYTES || b->len > LT_NOTEBOOK_MAX_BYTES - len + removed)
            return LT_FAIL(err, LT_ELIMIT, "a cell of more than %zu bytes", LT_NOTEBOOK_MAX_BYTES);
        LT_TRY(lt_buf_reserve(b, len - removed, err));
    }
    if (!len && !removed) return LT_OK;
    if (t->near_at > at) tui_text_line_of(t, at); /* stays true: it lies before the change */
    char *p = (char *)b->data + at;
    t->newlines -= count_newlines(p, removed);
    memmove(p + len, p + removed, b->len - at - removed);
    if (len) memcpy(p, with, len);
    b->len += len - removed;
    t->newlines += count_newlines(p, len);
    return LT_OK;
}

void tui_text_clear(tui_cell_text *t)
{
    lt_buf_clear(&t->bytes);
    t->newlines = t->near_line = t->near_at = 0;
}

/* ── lines ── */

size_t tui_text_start(const tui_cell_text *t, size_t at)
{
    const char *s = tui_text_bytes(t), *found = at ? memrchr(s, '\n', at) : NULL;
    return found ? (size_t)(found - s) + 1 : 0;
}

size_t tui_text_end(const tui_cell_text *t, size_t at)
{
    const char *s = tui_text_bytes(t);
    const char *found = at < t->bytes.len ? memchr(s + at, '\n', t->bytes.len - at) : NULL;
    return found ? (size_t)(found - s) : t->bytes.len;
}

size_t tui_text_line_of(tui_cell_text *t, size_t at)
{
    const char *s = tui_text_bytes(t);
    if (at > t->bytes.len) at = t->bytes.len;
    size_t start = tui_text_start(t, at);
    if (start >= t->near_at)
        t->near_line += count_newlines(s + t->near_at, start - t->near_at);
    else if (start < t->near_at / 2)
        t->near_line = count_newlines(s, start);
    else
        t->near_line -= count_newlines(s + start, t->near_at - start);
    t->near_at = start;
    return t->near_line;
}

static void step_down(tui_cell_text *t, size_t lines)
{
    for (; lines; lines--, t->near_line++) t->near_at = tui_text_end(t, t->near_at) + 1;
}

size_t tui_text_line_start(tui_cell_text *t, size_t line)
{
    if (line > t->newlines) return t->bytes.len;
    if (line < t->near_line / 2) t->near_line = t->near_at = 0;
    if (line > t->near_line && t->newlines - line < line - t->near_line)
        tui_text_line_of(t, t->bytes.len);
    if (line >= t->near_line)
        step_down(t, line - t->near_line);
    else
        for (; t->near_line > line; t->near_line--) t->near_at = tui_text_start(t, t->near_at - 1);
    return t->near_at;
}

/* ── characters ── */

static size_t cluster(const char *p, size_t n)
{
    int32_t before, code, state = 0;
    if (((uint8_t)p[0] | (n > 1 ? (uint8_t)p[1] : 0)) < 0x80) return 1;
    size_t len = lt_utf8_next(p, n, &before);
    while (before >= 0 && len < n) {
        size_t more = lt_utf8_next(p + len, n - len, &code);
        if (code < 0 || utf8proc_grapheme_break_stateful(before, code, &state)) break;
        len += more;
        before = code;
    }
    return len;
}

size_t tui_char_extent(const char *p, size_t n, int column, int *columns)
{
    size_t len = cluster(p, n);
    if (p[0] == '\t' && len == 1)
        *columns = TUI_TAB_COLUMNS - column % TUI_TAB_COLUMNS;
    else if (p[0] == '\n')
        *columns = 0;
    else
        *columns = len == 1 && p[0] >= ' ' && p[0] < 127 ? 1 : lt_text_width(p, len);
    return len;
}

size_t tui_text_next(const tui_cell_text *t, size_t at)
{
    if (at >= t->bytes.len) return t->bytes.len;
    return at + cluster(tui_text_bytes(t) + at, t->bytes.len - at);
}

/* A place at or before at where a character surely begins: between two ASCII bytes. */
static size_t safe_start(const tui_cell_text *t, size_t at)
{
    const uint8_t *s = t->bytes.data;
    size_t         floor = at > FAR_BACK ? at - FAR_BACK : 0, i = at;
    while (i > floor && (i == t->bytes.len || s[i] >= 0x80 || s[i - 1] >= 0x80) && s[i - 1] != '\n')
        i--;
    while (i > 0 && i < t->bytes.len && i == floor && (s[i] & 0xC0) == 0x80 &&
           at - i < FAR_BACK + 4)
        i--, floor--;
    return i;
}

size_t tui_text_settle(const tui_cell_text *t, size_t at)
{
    if (at >= t->bytes.len) return t->bytes.len;
    size_t i = safe_start(t, at);
    for (size_t next = i; next <= at; next = tui_text_next(t, i)) i = next;
    return i;
}

size_t tui_text_prev(const tui_cell_text *t, size_t at)
{
    return at ? tui_text_settle(t, (at > t->bytes.len ? t->bytes.len : at) - 1) : 0;
}

int tui_text_column(const tui_cell_text *t, size_t at)
{
    const char *s = tui_text_bytes(t);
    int         column = 0, columns;
    for (size_t i = tui_text_start(t, at); i < at; column += columns)
        i += tui_char_extent(s + i, t->bytes.len - i, column, &columns);
    return column;
}

size_t tui_text_at_column(const tui_cell_text *t, size_t start, int column)
{
    const char *s = tui_text_bytes(t);
    size_t      i = start, len = t->bytes.len;
    int         at = 0, columns;
    while (i < len && s[i] != '\n') {
        size_t n = tui_char_extent(s + i, len - i, at, &columns);
        if (at + columns > column) break;
        at += columns;
        i += n;
    }
    return i;
}

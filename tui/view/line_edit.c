#include "tui/view/line_edit.h"

#include <string.h>

bool tui_line_set(tui_line *l, const char *p, size_t n)
{
    size_t had = l->text.len;
    if (n > had && lt_buf_reserve(&l->text, n - had + 1, NULL)) return false;
    l->text.len = 0;
    if (n) lt_buf_push(&l->text, p, n);
    l->text.data[n] = 0;
    if (l->cursor > n) l->cursor = n;
    return true;
}

const char *tui_line_text(const tui_line *l)
{
    return l->text.data ? (const char *)l->text.data : "";
}

void tui_line_open(tui_line *l, const tui_line_options *opt)
{
    const char *initial = opt->initial ? opt->initial : "";
    lt_mem     *mem = opt->mem;
    *l = (tui_line){.mem = mem,
                    .history = opt->history,
                    .note = "",
                    .sign = "",
                    .text.mem = mem,
                    .kept.mem = mem,
                    .killed.mem = mem};
    if (lt_buf_terminate(&l->text, NULL)) return; /* no memory: every change is refused */
    if (opt->is_plain || !tui_line_rl_open(l, initial)) {
        l->lib = NULL;
        if (tui_line_set(l, initial, strlen(initial))) l->cursor = l->text.len;
    }
    l->is_fresh = opt->is_fresh && l->text.len > 0;
}

void tui_line_close(tui_line *l)
{
    tui_line_rl_close(l);
    lt_buf_clear(&l->text);
    lt_buf_clear(&l->kept);
    lt_buf_clear(&l->killed);
}

void tui_line_replace(tui_line *l, size_t from, size_t to, const char *text, size_t len)
{
    if (to > l->text.len) to = l->text.len;
    if (from > to || l->text.len - (to - from) + len > TUI_LINE_MOST) return;
    l->is_fresh = false;
    if (l->lib)
        tui_line_rl_replace(l, from, to, text, len);
    else
        tui_line_plain_replace(l, from, to, text, len);
}

/* ---- events ---- */

/* A line holds no line ends, and a paste none at its end. */
static tui_line_answer paste(tui_line *l, const tui_event *event)
{
    lt_buf one = {.mem = l->mem};
    size_t n = event->len;
    while (n && event->text[n - 1] == '\n') n--;
    if (n && lt_buf_add(&one, event->text, n, NULL) == LT_OK) {
        for (size_t i = 0; i < n; i++)
            if (one.data[i] == '\n' || one.data[i] == '\t' || one.data[i] == 0) one.data[i] = ' ';
        size_t from = l->is_fresh ? 0 : l->cursor, to = l->is_fresh ? l->text.len : l->cursor;
        tui_line_replace(l, from, to, (const char *)one.data, n);
    }
    lt_buf_clear(&one);
    return TUI_LINE_CHANGED;
}

static bool types(const tui_event *event)
{
    return event->key < TUI_KEY_ENTER && event->len && !(event->mods & (TUI_CTRL | TUI_ALT));
}

static tui_line_answer key(tui_line *l, const tui_event *event)
{
    bool was_fresh = l->is_fresh;
    l->is_fresh = false;
    bool erases = event->key == TUI_KEY_BACKSPACE && !event->mods;
    if (was_fresh && (types(event) || erases)) tui_line_replace(l, 0, l->text.len, "", 0);
    if (was_fresh && erases) return TUI_LINE_CHANGED;
    return l->lib ? tui_line_rl_key(l, event) : tui_line_plain_key(l, event);
}

/* FNV: whether a key changed the text. */
static uint64_t hash(const tui_line *l)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < l->text.len; i++) h = (h ^ l->text.data[i]) * 1099511628211u;
    return h ^ l->text.len;
}

tui_line_answer tui_line_event(tui_line *l, const tui_event *event)
{
    if (!l->text.data) return TUI_LINE_CANCEL;
    if (event->kind == TUI_EVENT_PASTE) return paste(l, event);
    if (event->kind != TUI_EVENT_KEY || event->key == TUI_KEY_TAB) return TUI_LINE_UNUSED;
    uint64_t        before = hash(l);
    tui_line_answer answer = key(l, event);
    if (answer != TUI_LINE_MOVED) return answer;
    return hash(l) == before ? TUI_LINE_MOVED : TUI_LINE_CHANGED;
}

/* ---- drawing ---- */

/* Brings the cursor's column into a window of cols columns. */
static void scroll_to(tui_line *l, int column, int cols)
{
    if (l->scroll > 0 && column - l->scroll < 1) l->scroll = column - cols / 2;
    if (column - l->scroll >= cols) l->scroll = column - cols + 1 + cols / 4;
    if (l->scroll < 0) l->scroll = 0;
}

void tui_line_draw(tui_line *l, tui_canvas *c, int row, int col, int cols)
{
    const char *text = tui_line_text(l);
    int         sign = (int)strlen(l->sign) ? tui_put_fit(c, row, col, cols * 2 / 3, TUI_STYLE(DIM),
                                                          l->sign, strlen(l->sign))
                                            : 0;
    col += sign;
    cols -= sign;
    if (cols < 1) return;
    int column = tui_columns(text, l->cursor);
    scroll_to(l, column, cols);
    tui_canvas window = tui_part(c, (tui_rect){row, col, 1, cols});
    int        at;
    size_t     from = tui_byte_at(text, l->text.len, l->scroll, &at);
    int        begin = at - l->scroll;
    tui_put(&window, 0, begin, cols - begin, TUI_STYLE(TEXT), text + from, l->text.len - from);
    if (l->is_fresh)
        tui_restyle(&window, (tui_rect){0, 0, 1, tui_columns(text, l->text.len)}, TUI_ROLE_SELECT,
                    0);
    if (l->scroll > 0) tui_puts(&window, 0, 0, TUI_STYLE(DIM), "…");
    tui_cursor(&window, 0, column - l->scroll, TUI_CURSOR_BAR);
}

void tui_line_click(tui_line *l, int column)
{
    size_t at = tui_byte_at(tui_line_text(l), l->text.len, column + l->scroll, NULL);
    l->is_fresh = false;
    l->cursor = at;
    if (l->lib) tui_line_rl_move(l, at);
}

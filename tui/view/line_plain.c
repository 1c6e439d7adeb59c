/* The small editor: what a line needs where readline is not at hand. */
#include "tui/view/line_edit.h"

#include "tui/book/cell_text.h"

#include <string.h>

/* ---- places ---- */

static const char *bytes_of(const tui_line *l) { return (const char *)l->text.data; }

static size_t next_place(const tui_line *l, size_t at)
{
    int columns;
    return at < l->text.len ? at + tui_char_extent(bytes_of(l) + at, l->text.len - at, 0, &columns)
                            : at;
}

static size_t last_place(const tui_line *l, size_t at)
{
    size_t place = 0, before = 0;
    while (place < at) {
        before = place;
        place = next_place(l, place);
    }
    return before;
}

static bool is_word(const tui_line *l, size_t at)
{
    unsigned char c = l->text.data[at];
    return c >= 0x80 || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
}

static size_t word_end(const tui_line *l, size_t at)
{
    while (at < l->text.len && !is_word(l, at)) at = next_place(l, at);
    while (at < l->text.len && is_word(l, at)) at = next_place(l, at);
    return at;
}

static size_t word_start(const tui_line *l, size_t at)
{
    while (at > 0 && !is_word(l, last_place(l, at))) at = last_place(l, at);
    while (at > 0 && is_word(l, last_place(l, at))) at = last_place(l, at);
    return at;
}

static size_t blank_start(const tui_line *l, size_t at)
{
    while (at > 0 && bytes_of(l)[at - 1] == ' ') at--;
    while (at > 0 && bytes_of(l)[at - 1] != ' ') at--;
    return at;
}

/* ---- changes ---- */

void tui_line_plain_replace(tui_line *l, size_t from, size_t to, const char *p, size_t n)
{
    lt_buf fresh = {.mem = l->mem};
    bool   ok = lt_buf_reserve(&fresh, from + n + (l->text.len - to) + 1, NULL) == LT_OK;
    if (ok) {
        lt_buf_push(&fresh, l->text.data, from);
        lt_buf_push(&fresh, p, n);
        lt_buf_push(&fresh, l->text.data + to, l->text.len - to);
        if (tui_line_set(l, (const char *)fresh.data, fresh.len)) l->cursor = from + n;
    }
    lt_buf_clear(&fresh);
}

static tui_line_answer kill(tui_line *l, size_t from, size_t to)
{
    if (from == to) return TUI_LINE_MOVED;
    l->killed.len = 0;
    if (lt_buf_add(&l->killed, l->text.data + from, to - from, NULL)) return TUI_LINE_MOVED;
    tui_line_plain_replace(l, from, to, "", 0);
    return TUI_LINE_CHANGED;
}

static tui_line_answer erase(tui_line *l, size_t from, size_t to)
{
    if (from == to) return TUI_LINE_MOVED;
    tui_line_plain_replace(l, from, to, "", 0);
    return TUI_LINE_CHANGED;
}

static tui_line_answer move(tui_line *l, size_t at)
{
    l->cursor = at;
    return TUI_LINE_MOVED;
}

/* ---- history ---- */

/* The entry `back` from the end takes the line's place; 0: the new line. */
static tui_line_answer recall(tui_line *l, size_t back)
{
    size_t n = l->history ? tui_history_count(l->history) : 0;
    if (back > n || back == l->back) return TUI_LINE_MOVED;
    if (l->back == 0) {
        l->kept.len = 0;
        if (lt_buf_add(&l->kept, l->text.data, l->text.len, NULL)) return TUI_LINE_MOVED;
    }
    const char *old = back ? tui_history_at(l->history, n - back) : (const char *)l->kept.data;
    size_t      len = back ? strlen(old) : l->kept.len;
    if (!tui_line_set(l, old ? old : "", len)) return TUI_LINE_MOVED;
    l->back = back;
    l->cursor = len;
    return TUI_LINE_CHANGED;
}

/* ---- keys ---- */

static tui_line_answer control(tui_line *l, uint32_t key)
{
    size_t end = l->text.len, at = l->cursor;
    switch (key) {
    case 'a': return move(l, 0);
    case 'e': return move(l, end);
    case 'b': return move(l, last_place(l, at));
    case 'f': return move(l, next_place(l, at));
    case 'c':
    case 'g': return TUI_LINE_CANCEL;
    case 'd': return end ? erase(l, at, next_place(l, at)) : TUI_LINE_CANCEL;
    case 'h': return erase(l, last_place(l, at), at);
    case 'j': return TUI_LINE_ACCEPT;
    case 'k': return kill(l, at, end);
    case 'u': return kill(l, 0, at);
    case 'w': return kill(l, blank_start(l, at), at);
    case 'y':
        if (l->killed.len == 0) return TUI_LINE_MOVED;
        tui_line_plain_replace(l, at, at, (const char *)l->killed.data, l->killed.len);
        return TUI_LINE_CHANGED;
    case 'p': return recall(l, l->back + 1);
    case 'n': return recall(l, l->back ? l->back - 1 : 0);
    case TUI_KEY_LEFT: return move(l, word_start(l, at));
    case TUI_KEY_RIGHT: return move(l, word_end(l, at));
    default: return TUI_LINE_UNUSED;
    }
}

static tui_line_answer alt(tui_line *l, uint32_t key)
{
    switch (key) {
    case 'b': return move(l, word_start(l, l->cursor));
    case 'f': return move(l, word_end(l, l->cursor));
    case 'd': return kill(l, l->cursor, word_end(l, l->cursor));
    case TUI_KEY_BACKSPACE: return kill(l, word_start(l, l->cursor), l->cursor);
    default: return TUI_LINE_UNUSED;
    }
}

static tui_line_answer special(tui_line *l, uint32_t key)
{
    size_t at = l->cursor;
    switch (key) {
    case TUI_KEY_ENTER: return TUI_LINE_ACCEPT;
    case TUI_KEY_ESCAPE: return TUI_LINE_CANCEL;
    case TUI_KEY_BACKSPACE: return erase(l, last_place(l, at), at);
    case TUI_KEY_DELETE: return erase(l, at, next_place(l, at));
    case TUI_KEY_LEFT: return move(l, last_place(l, at));
    case TUI_KEY_RIGHT: return move(l, next_place(l, at));
    case TUI_KEY_HOME: return move(l, 0);
    case TUI_KEY_END: return move(l, l->text.len);
    case TUI_KEY_UP: return recall(l, l->back + 1);
    case TUI_KEY_DOWN: return recall(l, l->back ? l->back - 1 : 0);
    default: return TUI_LINE_UNUSED;
    }
}

tui_line_answer tui_line_plain_key(tui_line *l, const tui_event *event)
{
    if (event->mods & TUI_ALT) return alt(l, event->key);
    if (event->mods & TUI_CTRL) return control(l, event->key);
    if (event->key >= TUI_KEY_ENTER) return special(l, event->key);
    if (event->len == 0) return TUI_LINE_UNUSED;
    tui_line_plain_replace(l, l->cursor, l->cursor, event->text, event->len);
    return TUI_LINE_CHANGED;
}

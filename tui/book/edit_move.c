#include "tui/book/edit_move.h"

#include "core/escape.h"

#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool tui_is_word(char c, tui_word_kind kind)
{
    if (kind == TUI_WORD_BLANKS) return !is_blank(c) && c != '\n';
    return (uint8_t)c >= 0x80 || c == '_' || (c >= '0' && c <= '9') ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

size_t tui_word_forward(const tui_cell_text *t, size_t at, tui_word_kind kind)
{
    const char *s = tui_text_bytes(t);
    size_t      len = t->bytes.len;
    while (at < len && !tui_is_word(s[at], kind)) at++;
    while (at < len && tui_is_word(s[at], kind)) at++;
    return at;
}

size_t tui_word_backward(const tui_cell_text *t, size_t at, tui_word_kind kind)
{
    const char *s = tui_text_bytes(t);
    while (at > 0 && !tui_is_word(s[at - 1], kind)) at--;
    while (at > 0 && tui_is_word(s[at - 1], kind)) at--;
    return at;
}

/* ── vi ── */

/* 0 blank, 1 line end, 2 punctuation, 3 word. */
static int class_of(char c, bool big)
{
    if (is_blank(c)) return 0;
    if (c == '\n') return 1;
    return big || tui_is_word(c, TUI_WORD) ? 3 : 2;
}

static bool is_empty_line(const char *s, size_t len, size_t at)
{
    return (at == 0 || s[at - 1] == '\n') && (at == len || s[at] == '\n');
}

size_t tui_vi_word_next(const tui_cell_text *t, size_t at, bool big)
{
    const char *s = tui_text_bytes(t);
    size_t      len = t->bytes.len;
    if (at >= len) return len;
    int class = class_of(s[at], big);
    while (class > 1 && at < len && class_of(s[at], big) == class) at++;
    if (class == 1) at++;
    while (at < len && class_of(s[at], big) < 2 && !is_empty_line(s, len, at)) at++;
    return at;
}

size_t tui_vi_word_back(const tui_cell_text *t, size_t at, bool big)
{
    const char *s = tui_text_bytes(t);
    size_t      len = t->bytes.len;
    if (at) at--;
    while (at > 0 && class_of(s[at], big) < 2 && !is_empty_line(s, len, at)) at--;
    if (at >= len || is_empty_line(s, len, at)) return at;
    int class = class_of(s[at], big);
    while (at > 0 && class_of(s[at - 1], big) == class) at--;
    return class > 1 ? at : 0;
}

size_t tui_vi_word_end(const tui_cell_text *t, size_t at, bool big)
{
    const char *s = tui_text_bytes(t);
    size_t      len = t->bytes.len;
    if (at + 1 >= len) return len ? tui_text_prev(t, len) : 0;
    at = tui_text_next(t, at);
    while (at < len && class_of(s[at], big) < 2) at++;
    if (at == len) return tui_text_prev(t, len);
    int class = class_of(s[at], big);
    while (at + 1 < len && class_of(s[at + 1], big) == class) at++;
    return tui_text_settle(t, at);
}

size_t tui_vi_word(const tui_cell_text *t, uint32_t key, size_t at)
{
    bool big = key < 'a';
    switch (key | 0x20) {
    case 'w': return tui_vi_word_next(t, at, big);
    case 'b': return tui_vi_word_back(t, at, big);
    default: return tui_vi_word_end(t, at, big);
    }
}

size_t tui_chars_in_line(const tui_cell_text *t, size_t at, int n)
{
    size_t start = tui_text_start(t, at), end = tui_text_end(t, at);
    for (; n > 0 && at < end; n--) at = tui_text_next(t, at);
    for (; n < 0 && at > start; n++) at = tui_text_prev(t, at);
    return at;
}

/* ── larger and smaller pieces ── */

static bool is_blank_line(const tui_cell_text *t, size_t start)
{
    const char *s = tui_text_bytes(t);
    while (start < t->bytes.len && is_blank(s[start])) start++;
    return start == t->bytes.len || s[start] == '\n';
}

size_t tui_paragraph_forward(tui_cell_text *t, size_t at)
{
    size_t line = tui_text_start(t, at), len = t->bytes.len, end;
    while (is_blank_line(t, line) && (end = tui_text_end(t, line)) < len) line = end + 1;
    while (!is_blank_line(t, line)) {
        end = tui_text_end(t, line);
        if (end == len) return len;
        line = end + 1;
    }
    return line;
}

size_t tui_paragraph_backward(tui_cell_text *t, size_t at)
{
    size_t line = tui_text_start(t, at);
    if (line && line == at) line = tui_text_start(t, line - 1);
    while (line && is_blank_line(t, line)) line = tui_text_start(t, line - 1);
    while (line && !is_blank_line(t, line)) line = tui_text_start(t, line - 1);
    return line;
}

static size_t find_bytes(const char *s, size_t from, size_t to, const char *what, size_t n)
{
    const char *p = from < to ? memmem(s + from, to - from, what, n) : NULL;
    return p ? (size_t)(p - s) : SIZE_MAX;
}

static size_t find_bytes_back(const char *s, size_t from, size_t at, const char *what, size_t n)
{
    for (size_t i = at; i-- > from;)
        if (s[i] == what[0] && at - i >= n && !memcmp(s + i, what, n)) return i;
    return SIZE_MAX;
}

size_t tui_find_char(const tui_cell_text *t, size_t at, uint32_t c, int n, bool within_line)
{
    char        what[4];
    const char *s = tui_text_bytes(t);
    size_t      bytes = lt_utf8_put(what, (int32_t)c);
    size_t      from = within_line ? tui_text_start(t, at) : 0;
    size_t      to = within_line ? tui_text_end(t, at) : t->bytes.len;
    for (; n > 0 && at != SIZE_MAX; n--)
        at = find_bytes(s, at < to ? tui_text_next(t, at) : to, to, what, bytes);
    for (; n < 0 && at != SIZE_MAX; n++) at = find_bytes_back(s, from, at, what, bytes);
    return at == SIZE_MAX ? at : tui_text_settle(t, at);
}

size_t tui_line_indent_end(const tui_cell_text *t, size_t at)
{
    const char *s = tui_text_bytes(t);
    size_t      i = tui_text_start(t, at);
    while (i < t->bytes.len && is_blank(s[i])) i++;
    return i;
}

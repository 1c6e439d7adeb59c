#include "tui/view/markdown.h"

#include "core/buf.h"
#include "tui/view/wrap.h"

#include <string.h>

/* One line as it is shown: its bytes and a style for each. */
typedef struct line {
    lt_buf    text, styles; /* char, tui_style */
    tui_style base;
    int       indent; /* of the rows after the first */
} line;

static void add(line *l, const char *p, size_t n, tui_style style)
{
    size_t before = l->text.len;
    if (lt_buf_add(&l->text, p, n, NULL)) return;
    for (size_t i = 0; i < n; i++)
        if (lt_buf_add(&l->styles, &style, sizeof(style), NULL)) {
            l->text.len = before + i;
            return;
        }
}

static tui_style with(tui_style s, unsigned attribute)
{
    s.attributes = (uint8_t)(s.attributes | attribute);
    return s;
}

static bool starts(const char *p, size_t n, const char *what)
{
    size_t len = strlen(what);
    return n >= len && memcmp(p, what, len) == 0;
}

/* The place of `what` in p[from, n), SIZE_MAX: none. */
static size_t find(const char *p, size_t from, size_t n, const char *what)
{
    for (size_t i = from; i < n; i++)
        if (starts(p + i, n - i, what)) return i;
    return SIZE_MAX;
}

/* [text](address) at p: bytes taken, 0 for none. */
static size_t add_link(line *l, const char *p, size_t n)
{
    size_t end = find(p, 1, n, "](");
    size_t close = end == SIZE_MAX ? SIZE_MAX : find(p, end, n, ")");
    if (close == SIZE_MAX || end == 1) return 0;
    add(l, p + 1, end - 1, (tui_style){.role = TUI_ROLE_LINK, .attributes = TUI_UNDERLINE});
    return close + 1;
}

/* Text between two marks, such as ** or `: bytes taken, 0 for none. */
static size_t add_marked(line *l, const char *p, size_t n, const char *mark, tui_style style)
{
    size_t len = strlen(mark), end;
    if (!starts(p, n, mark) || n <= 2 * len || p[len] == ' ') return 0;
    end = find(p, len + 1, n, mark);
    if (end == SIZE_MAX || p[end - 1] == ' ') return 0;
    add(l, p + len, end - len, style);
    return end + len;
}

static size_t add_piece(line *l, const char *p, size_t n, bool word_before)
{
    size_t took = 0;
    if (*p == '`') took = add_marked(l, p, n, "`", TUI_STYLE(STRING));
    if (!took && *p == '[') took = add_link(l, p, n);
    if (!took && *p == '*') took = add_marked(l, p, n, "**", with(l->base, TUI_BOLD));
    if (!took && *p == '*') took = add_marked(l, p, n, "*", with(l->base, TUI_ITALIC));
    if (!took && *p == '_' && !word_before)
        took = add_marked(l, p, n, "_", with(l->base, TUI_ITALIC));
    if (took) return took;
    add(l, p, 1, l->base);
    return 1;
}

static void add_inline(line *l, const char *p, size_t n)
{
    bool word = false;
    for (size_t i = 0; i < n;) {
        size_t took = add_piece(l, p + i, n - i, word);
        char   last = p[i + took - 1];
        word = (last >= 'a' && last <= 'z') || (last >= 'A' && last <= 'Z') ||
               (last >= '0' && last <= '9') || (last & 0x80);
        i += took;
    }
}

static void add_heading(line *l, const char *p, size_t n, size_t level)
{
    l->base = (tui_style){.role = TUI_ROLE_TITLE, .attributes = TUI_BOLD};
    if (level > 1) l->base.attributes = level == 2 ? TUI_BOLD : 0;
    if (level == 1) l->base = with(l->base, TUI_UNDERLINE);
    add_inline(l, p, n);
}

/* A line outside of code. */
static void add_line(line *l, const char *p, size_t n)
{
    size_t blanks = 0, level = 0;
    while (blanks < n && p[blanks] == ' ') blanks++;
    while (level < n && level < 7 && p[level] == '#') level++;
    if (level > 0 && level < 7 && (level == n || p[level] == ' ')) {
        size_t from = level + (level < n);
        add_heading(l, p + from, n - from, level);
    } else if (n - blanks > 1 && strchr("-*+", p[blanks]) && p[blanks + 1] == ' ') {
        add(l, p, blanks, l->base);
        add(l, "• ", strlen("• "), TUI_STYLE(ACCENT));
        l->indent = (int)blanks + 2;
        add_inline(l, p + blanks + 2, n - blanks - 2);
    } else if (n > 0 && p[0] == '>') {
        l->base = (tui_style){.role = TUI_ROLE_DIM, .attributes = TUI_ITALIC};
        l->indent = 2;
        add(l, "▏ ", strlen("▏ "), TUI_STYLE(BORDER));
        size_t from = n > 1 && p[1] == ' ' ? 2 : 1;
        add_inline(l, p + from, n - from);
    } else {
        add_inline(l, p, n);
    }
}

static void draw_row(const line *l, tui_canvas *c, int row, int column, size_t at, size_t n)
{
    const tui_style *styles = (const tui_style *)(const void *)l->styles.data;
    const char      *text = (const char *)l->text.data;
    if (!styles || !text) return;
    for (size_t i = at, end; i < at + n; i = end) {
        for (end = i + 1; end < at + n && memcmp(&styles[end], &styles[i], sizeof(*styles)) == 0;
             end++)
            continue;
        column += tui_put(c, row, column, c->cols - column, styles[i], text + i, end - i);
    }
}

static int draw_line(const line *l, tui_canvas *c, int row, int cols)
{
    int      room = cols - l->indent > 8 ? cols - l->indent : cols, rows = 0;
    tui_wrap w = {
        .p = (const char *)l->text.data, .len = l->text.len, .cols = room, .by_words = true};
    if (!w.p) w.p = "";
    while (tui_wrap_next(&w)) {
        int column = w.is_first || room == cols ? 0 : l->indent;
        if (c) draw_row(l, c, row + rows, column, w.at, w.row_len);
        rows++;
    }
    return rows;
}

int tui_markdown_draw(lt_mem *mem, const char *text, size_t len, tui_canvas *c, int cols)
{
    line l = {.text.mem = mem, .styles.mem = mem};
    bool in_code = false;
    int  rows = 0;
    for (size_t i = 0; i <= len;) {
        const char *end = i < len ? memchr(text + i, '\n', len - i) : NULL;
        size_t      n = end ? (size_t)(end - text) - i : len - i;
        bool        fence = starts(text + i, n, "```");
        l.text.len = l.styles.len = 0;
        l.indent = 0;
        l.base = TUI_STYLE(TEXT);
        if (fence)
            in_code = !in_code;
        else if (in_code)
            add(&l, text + i, n, TUI_STYLE(STRING));
        else
            add_line(&l, text + i, n);
        if (!fence) rows += draw_line(&l, c, rows, cols);
        if (!end) break;
        i += n + 1;
    }
    lt_buf_clear(&l.text);
    lt_buf_clear(&l.styles);
    return rows;
}

#include "tui/view/pager.h"

#include "core/options.h"
#include "tui/view/wrap.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static tui_style style_of(const tui_pager *p, const tui_page_line *line)
{
    char c = ' ';
    if (line->len) c = line->p[0];
    if (p->kind == TUI_PAGE_DIFF) {
        if (c == '+') return TUI_STYLE(GOOD);
        if (c == '-') return TUI_STYLE(BAD);
        if (c == '@') return TUI_STYLE(ACCENT);
        return TUI_STYLE(TEXT);
    }
    bool is_head = p->kind == TUI_PAGE_HELP && !isspace((unsigned char)c);
    return is_head ? TUI_BOLD_STYLE(HEADER) : TUI_STYLE(TEXT);
}

/* Matches that begin on this row of the line. */
static void mark(const tui_pager *p, tui_canvas *c, int row, const tui_page_line *line, size_t from,
                 size_t len)
{
    for (size_t k = tui_pager_match(p, line, from); k < from + len;
         k = tui_pager_match(p, line, k + 1)) {
        int at = tui_columns(line->p + from, k - from);
        tui_restyle(c, (tui_rect){row, at, 1, tui_columns(line->p + k, p->pattern.len)},
                    TUI_ROLE_MATCH, 0);
    }
}

/* The rows of a line from `skip` on, at most `rows`; how many. */
static int draw_line(tui_pager *p, tui_canvas *c, int row, int rows, const tui_page_line *line,
                     int skip)
{
    tui_style style = style_of(p, line);
    if (!p->wraps) {
        tui_canvas moved = tui_part(c, (tui_rect){row, -p->left, 1, c->cols + p->left});
        tui_put_fit(&moved, 0, 0, moved.cols, style, line->p, line->len);
        mark(p, &moved, 0, line, 0, line->len);
        return 1;
    }
    int      drawn = 0;
    tui_wrap w = {.p = line->p, .len = line->len, .cols = c->cols};
    for (int k = 0; drawn < rows && tui_wrap_next(&w); k++) {
        if (k < skip) continue;
        tui_put(c, row + drawn, 0, c->cols, style, line->p + w.at, w.row_len);
        mark(p, c, row + drawn, line, w.at, w.row_len);
        drawn++;
    }
    return drawn;
}

static void draw_number(tui_pager *p, tui_canvas *c, int row, int gutter, int64_t at)
{
    char    text[32];
    int64_t n = gutter ? tui_pager_number(p, at) : 0;
    if (!gutter) return;
    if (n)
        snprintf(text, sizeof(text), "%lld", (long long)n);
    else
        snprintf(text, sizeof(text), "·");
    tui_put_right(c, row, 0, gutter - 1, TUI_STYLE(DIM), text, strlen(text));
}

static void draw_title(const tui_pager *p, tui_canvas *c)
{
    char size[LT_SIZE_TEXT];
    lt_print_size(size, p->size);
    int col = tui_printf(c, 0, 1, TUI_BOLD_STYLE(TITLE), "%s", p->title) + 1;
    col += tui_printf(c, 0, col, TUI_STYLE(DIM), "  %s%s", size, p->is_cut ? ", cut" : "");
    if (p->follows) col += tui_puts(c, 0, col, TUI_STYLE(RUNNING), "  follows");
    if (p->pattern.len)
        col += tui_printf(c, 0, col, TUI_STYLE(ACCENT), "  /%s", (const char *)p->pattern.data);
    if (*p->trouble) tui_printf(c, 0, col, TUI_STYLE(BAD), "  %s", p->trouble);
}

void tui_pager_draw(tui_pager *p, tui_canvas *area)
{
    bool is_new = p->rows != area->rows || p->cols != area->cols;
    p->rows = area->rows;
    p->cols = area->cols;
    if (is_new && p->wraps) p->skip = 0;
    if (is_new && (p->follows || p->wants_end)) tui_pager_pursue(p);
    draw_title(p, area);
    int            gutter = tui_pager_gutter(p), row = 1, skip = p->skip;
    tui_canvas     text = tui_part(area, (tui_rect){0, gutter, area->rows, area->cols - gutter});
    tui_page_line  line;
    tui_line_state state = TUI_LINE_HERE;
    for (int64_t at = p->top; row < area->rows; at = line.next) {
        state = tui_pager_line(p, at, &line);
        if (state != TUI_LINE_HERE) break;
        draw_number(p, area, row, gutter, at);
        int from = row;
        row += draw_line(p, &text, row, area->rows - row, &line, skip);
        if (at == p->found)
            tui_restyle(area, (tui_rect){from, 0, 1, area->cols}, TUI_ROLE_CURSOR_LINE, 0);
        skip = 0;
    }
    if (state == TUI_LINE_MISSING) tui_puts(area, row, gutter, TUI_STYLE(DIM), "···");
    if (!p->size) tui_puts(area, 1, 1, TUI_STYLE(DIM), "nothing");
    tui_cursor(area, 1, gutter, TUI_CURSOR_BLOCK);
}

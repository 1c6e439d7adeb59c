#include "tui/view/merge_view.h"

#include <stdio.h>
#include <string.h>

enum { WIDE = 100, LIST_COLS = 30, LIST_ROWS = 5 };

static const char *kind_word(tui_conflict_kind kind)
{
    switch (kind) {
    case TUI_CONFLICT_TEXT: return "both changed";
    case TUI_CONFLICT_DELETED: return "changed | deleted";
    case TUI_CONFLICT_ADDED: return "both added";
    case TUI_CONFLICT_HEADER: return "header";
    default: return "order";
    }
}

static const char *choice_word(tui_choice choice)
{
    switch (choice) {
    case TUI_CHOICE_OURS: return "✓ ours";
    case TUI_CHOICE_THEIRS: return "✓ theirs";
    case TUI_CHOICE_BOTH: return "✓ both";
    case TUI_CHOICE_EDITED: return "✓ edited";
    default: return "? open";
    }
}

/* ---- the title ---- */

static void draw_title(const tui_merge_pane *p, tui_canvas *c)
{
    size_t           left = tui_merge_left(p->merge), n = tui_merge_count(p->merge);
    tui_merge_counts t = tui_merge_taken(p->merge);
    int              col = tui_puts(c, 0, 1, TUI_BOLD_STYLE(TITLE), "MERGE") + 3;
    if (left)
        col += tui_printf(c, 0, col, TUI_STYLE(WARN), "%zu of %zu conflict%s to choose", left, n,
                          n == 1 ? "" : "s");
    else
        col += tui_printf(c, 0, col, TUI_STYLE(GOOD), "all chosen: Enter applies");
    if (t.changed + t.added + t.deleted + t.moved)
        tui_printf(c, 0, col, TUI_STYLE(DIM),
                   "   taken unasked: %zu changed, %zu added, %zu deleted, %zu moved", t.changed,
                   t.added, t.deleted, t.moved);
}

/* ---- the list ---- */

static void draw_entry(const tui_merge_pane *p, tui_canvas *c, int row, size_t k)
{
    const tui_conflict *x = tui_merge_at(p->merge, k);
    bool                is_open = x->choice == TUI_CHOICE_OPEN;
    int                 col = 1;
    col +=
        tui_puts(c, row, col, is_open ? TUI_STYLE(WARN) : TUI_STYLE(GOOD), choice_word(x->choice));
    col = col < 10 ? 11 : col + 1;
    col += tui_put_fit(c, row, col, c->cols - col, TUI_STYLE(TEXT), x->label, strlen(x->label));
    tui_printf(c, row, col + 1, TUI_STYLE(DIM), "%s", kind_word(x->kind));
    if (k == p->chosen) tui_restyle(c, (tui_rect){row, 0, 1, c->cols}, TUI_ROLE_SELECT, 0);
}

static void draw_list(const tui_merge_pane *p, tui_canvas *c)
{
    size_t n = tui_merge_count(p->merge), rows = c->rows > 0 ? (size_t)c->rows : 1;
    size_t from = p->chosen >= rows ? p->chosen - rows + 1 : 0;
    for (size_t k = from; k < n && k - from < rows; k++) draw_entry(p, c, (int)(k - from), k);
    if (n) tui_cursor(c, (int)(p->chosen - from), 1, TUI_CURSOR_BLOCK);
}

/* ---- the two versions ---- */

/* Line k of a text. */
static const char *line_of(const char *text, size_t len, int32_t k, size_t *line_len)
{
    const char *at = text, *end = text + len;
    for (; k > 0 && at < end; k--) {
        const char *nl = memchr(at, '\n', (size_t)(end - at));
        at = nl ? nl + 1 : end;
    }
    const char *nl = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
    *line_len = (size_t)((nl ? nl : end) - at);
    if (*line_len && at[*line_len - 1] == '\r') --*line_len;
    return at;
}

typedef struct side {
    const char *name, *text;
    size_t      len;
    bool        is_ours;
} side;

static int32_t line_in(const tui_pair *pair, bool is_ours)
{
    return is_ours ? pair->ours : pair->theirs;
}

static void draw_line(tui_canvas *c, int row, const side *s, const tui_pair *pair)
{
    size_t    n;
    int32_t   k = line_in(pair, s->is_ours);
    tui_style plain = TUI_STYLE(TEXT), good = TUI_STYLE(GOOD), bad = TUI_STYLE(BAD);
    tui_style style = !pair->differs ? plain : s->is_ours ? bad : good;
    if (k < 0) return;
    const char *line = line_of(s->text, s->len, k, &n);
    if (pair->differs) tui_puts(c, row, 0, style, s->is_ours ? "-" : "+");
    tui_put_fit(c, row, 2, c->cols - 2, style, line, n);
}

/* From the top-th pair on; stacked sides leave out the rows that only the other has. */
static void draw_side(const tui_merge_pane *p, tui_canvas *c, const side *s, bool is_beside)
{
    const tui_pair *pairs = (const tui_pair *)(const void *)p->pairs.data;
    int             n = (int)(p->pairs.len / sizeof(*pairs)), row = 1;
    tui_printf(c, 0, 0, TUI_BOLD_STYLE(HEADER), "%s%s", s->name, s->text ? "" : ": deleted");
    for (int k = p->top; s->text && k < n && row < c->rows; k++) {
        if (!is_beside && line_in(&pairs[k], s->is_ours) < 0) continue;
        draw_line(c, row++, s, &pairs[k]);
    }
}

static void draw_conflict(const tui_merge_pane *p, tui_canvas *c, bool is_wide)
{
    char                theirs[64];
    const tui_conflict *x = tui_merge_at(p->merge, p->chosen);
    if (!x) return;
    snprintf(theirs, sizeof(theirs), "2 %s", p->theirs);
    side a = {"1 ours", x->ours, x->ours_len, true};
    side b = {theirs, x->theirs, x->theirs_len, false};
    int  half = is_wide ? (c->cols - 3) / 2 : c->rows / 2;
    if (is_wide) {
        tui_canvas left = tui_part(c, (tui_rect){0, 0, c->rows, half});
        tui_canvas right = tui_part(c, (tui_rect){0, half + 3, c->rows, c->cols - half - 3});
        draw_side(p, &left, &a, true);
        draw_side(p, &right, &b, true);
        tui_vline(c, 0, half + 1, c->rows, TUI_STYLE(BORDER), TUI_LIGHT);
    } else {
        tui_canvas above = tui_part(c, (tui_rect){0, 0, half, c->cols});
        tui_canvas below = tui_part(c, (tui_rect){half, 0, c->rows - half, c->cols});
        draw_side(p, &above, &a, false);
        draw_side(p, &below, &b, false);
    }
}

void tui_merge_pane_draw(tui_merge_pane *p, tui_canvas *area)
{
    int  n = (int)tui_merge_count(p->merge), rows = area->rows - 1;
    bool is_wide = area->cols >= WIDE;
    int  list = is_wide ? LIST_COLS : n < LIST_ROWS ? n : LIST_ROWS;
    p->rows = area->rows;
    p->cols = area->cols;
    if (!is_wide && list > rows / 3) list = rows / 3 > 0 ? rows / 3 : 1;
    draw_title(p, area);
    tui_rect of_list = {1, 0, is_wide ? rows : list, is_wide ? list : area->cols};
    tui_rect of_rest = {is_wide ? 1 : list + 2, is_wide ? list + 2 : 1,
                        is_wide ? rows : rows - list - 1,
                        is_wide ? area->cols - list - 2 : area->cols - 1};
    tui_canvas left = tui_part(area, of_list), rest = tui_part(area, of_rest);
    if (is_wide)
        tui_vline(area, 1, list, rows, TUI_STYLE(BORDER), TUI_HEAVY);
    else
        tui_hline(area, list + 1, 0, area->cols, TUI_STYLE(BORDER), TUI_LIGHT);
    draw_conflict(p, &rest, is_wide);
    draw_list(p, &left);
}

#include "tests/page.h"

#include <string.h>

static const char *const words[] = {
#define PAGE_WORD(name, word, letter) word,
    TUI_ROLE_LIST(PAGE_WORD)
#undef PAGE_WORD
};

static void draw_roles(tui_canvas *c)
{
    for (int i = 0; i < TUI_ROLE_COUNT; i++) {
        int row = i % (c->rows > 0 ? c->rows : 1), col = i / (c->rows > 0 ? c->rows : 1) * 13;
        tui_put_fit(c, row, col, 12, (tui_style){.role = (uint8_t)i}, words[i], strlen(words[i]));
    }
}

static void draw_table(tui_canvas *c)
{
    static const char *const names[] = {"Ångström", "株式会社", "O'Neil", "\033[31mred\033[m",
                                        "👩‍👩‍👧 fam"};
    tui_box(c, (tui_rect){0, 0, 8, 34}, TUI_STYLE(BORDER), TUI_LIGHT);
    tui_put(c, 0, 2, 30, TUI_STYLE(TITLE), " ventas ", 8);
    tui_put_fit(c, 1, 1, 10, TUI_STYLE(HEADER), "customer name", 13);
    tui_put_right(c, 1, 14, 10, TUI_STYLE(HEADER), "amount", 6);
    for (int i = 0; i < 5; i++) {
        tui_put_fit(c, 2 + i, 1, 10, TUI_STYLE(TEXT), names[i], strlen(names[i]));
        tui_put_right(c, 2 + i, 14, 10, TUI_STYLE(NUMBER), "1,234.50", (size_t)(4 + i));
        tui_puts(c, 2 + i, 26, TUI_STYLE(DIM), "▁▃▅▇█ ⣀⣤⣶");
    }
    tui_restyle(c, (tui_rect){3, 1, 1, 32}, TUI_ROLE_SELECT, 0);
    tui_restyle(c, (tui_rect){5, 1, 1, 32}, TUI_ROLE_CURSOR_LINE, TUI_BOLD);
}

void page_draw(tui_canvas *c)
{
    tui_fill(c, (tui_rect){0, 0, 1, c->cols}, TUI_STYLE(TITLE), ' ');
    tui_puts(c, 0, 1, TUI_STYLE(TITLE), "página.lua ●  4✓ 1~ 1▶ 1…");
    tui_canvas roles = tui_part(c, (tui_rect){1, 36, c->rows - 3, c->cols - 36});
    tui_canvas table = tui_part(c, (tui_rect){1, 1, c->rows - 3, 34});
    draw_roles(&roles);
    draw_table(&table);
    tui_puts(c, 10, 1, TUI_STYLE(GOOD), "✓1  ok");
    tui_bar(c, 11, 1, 20, TUI_STYLE(RUNNING), 0.71);
    tui_printf(c, 11, 22, TUI_STYLE(RUNNING), "%d%% ▸ ⏎ ↑↓ ←→ ∅ · ⊘", 71);
    tui_hline(c, c->rows - 3, 0, c->cols, TUI_STYLE(BORDER), TUI_HEAVY);
    tui_puts(c, c->rows - 2, 1, TUI_STYLE(KEY), "Enter");
    tui_puts(c, c->rows - 2, 7, TUI_STYLE(DIM), "edit");
    tui_puts(c, c->rows - 1, 1, TUI_BOLD_STYLE(ACCENT), "COMMAND");
    tui_cursor(c, c->rows - 1, 9, TUI_CURSOR_BLOCK);
}

/* Boxes, lines and bars. */
#include "tui/term/canvas.h"

#include "core/escape.h"

/* Left to right, top to bottom, then the corners: top left, top right, bottom left, bottom right.
 */
static const uint32_t shapes[][6] = {
    [TUI_LIGHT] = {0x2500, 0x2502, 0x250C, 0x2510, 0x2514, 0x2518},
    [TUI_HEAVY] = {0x2501, 0x2503, 0x250F, 0x2513, 0x2517, 0x251B},
    [TUI_ROUND] = {0x2500, 0x2502, 0x256D, 0x256E, 0x2570, 0x256F},
    [TUI_DOUBLE] = {0x2550, 0x2551, 0x2554, 0x2557, 0x255A, 0x255D},
};

void tui_hline(tui_canvas *c, int row, int col, int cols, tui_style style, tui_lines lines)
{
    tui_fill(c, (tui_rect){row, col, 1, cols}, style, shapes[lines][0]);
}

void tui_vline(tui_canvas *c, int row, int col, int rows, tui_style style, tui_lines lines)
{
    tui_fill(c, (tui_rect){row, col, rows, 1}, style, shapes[lines][1]);
}

void tui_box(tui_canvas *c, tui_rect r, tui_style style, tui_lines lines)
{
    const uint32_t *shape = shapes[lines];
    int32_t         bottom = r.row + r.rows - 1, right = r.col + r.cols - 1;
    if (r.rows < 1 || r.cols < 1) return;
    tui_hline(c, r.row, r.col, r.cols, style, lines);
    tui_hline(c, bottom, r.col, r.cols, style, lines);
    tui_vline(c, r.row, r.col, r.rows, style, lines);
    tui_vline(c, r.row, right, r.rows, style, lines);
    if (r.rows < 2 || r.cols < 2) return;
    tui_fill(c, (tui_rect){r.row, r.col, 1, 1}, style, shape[2]);
    tui_fill(c, (tui_rect){r.row, right, 1, 1}, style, shape[3]);
    tui_fill(c, (tui_rect){bottom, r.col, 1, 1}, style, shape[4]);
    tui_fill(c, (tui_rect){bottom, right, 1, 1}, style, shape[5]);
}

void tui_bar(tui_canvas *c, int row, int col, int cols, tui_style style, double part)
{
    if (cols <= 0) return;
    if (!(part > 0)) part = 0;
    if (part > 1) part = 1;
    int eighths = (int)(part * cols * 8);
    int full = eighths / 8, rest = eighths % 8;
    tui_fill(c, (tui_rect){row, col, 1, full}, style, 0x2588);
    if (rest) tui_fill(c, (tui_rect){row, col + full, 1, 1}, style, 0x2590u - (uint32_t)rest);
    int from = full + (rest != 0);
    tui_fill(c, (tui_rect){row, col + from, 1, cols - from}, style, 0x2591);
}

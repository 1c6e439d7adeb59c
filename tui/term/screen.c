/* Frames: cells become curses cells, and curses sends what changed. */
#include "tui/term/screen.h"

#include "core/clock.h"
#include "tui/term/canvas_dump.h"
#include "tui/term/screen_state.h"

#include <curses.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

enum { MOST_SIZE = 4096 };

lt_status tui_screen_open(tui_screen **out, lt_mem *mem, const tui_screen_options *options,
                          lt_error *err)
{
    const char *theme = options->theme ? options->theme : "default";
    tui_screen *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "the screen", err);
    s->mem = mem;
    s->in_fd = s->out_fd = -1;
    s->progress = -2;
    s->pairs = 1;
    s->pair[0] = (tui_pair){-1, -1};
    s->mouse = !options->no_mouse;
    s->theme = tui_theme_find(theme);
    lt_status status = LT_OK;
    if (!s->theme) {
        status = LT_FAIL(err, LT_EUSAGE, "no theme \"%.40s\"", theme);
        lt_error_hint(err, "there are default and contrast");
    }
    if (!status) status = tui_tty_open(s, options, err);
    if (status) {
        tui_screen_close(s);
        return status;
    }
    tui_screen_enter(s);
    *out = s;
    return LT_OK;
}

static size_t shown_bytes(const tui_screen *s)
{
    return (size_t)s->rows * (size_t)s->cols * sizeof(tui_glyph);
}

void tui_screen_close(tui_screen *s)
{
    if (!s) return;
    tui_screen_leave(s);
    tui_tty_close(s);
    lt_mem_free(s->mem, s->shown, shown_bytes(s));
    lt_mem_free(s->mem, s, sizeof(*s));
}

const char *tui_screen_note(const tui_screen *s) { return s->note; }
int         tui_screen_fd(const tui_screen *s) { return s->in_fd; }
tui_depth   tui_screen_depth(const tui_screen *s) { return s->depth; }
bool        tui_screen_is_ascii(const tui_screen *s) { return s->ascii; }
uint8_t     tui_screen_erase(const tui_screen *s) { return s->before.c_cc[VERASE]; }
void        tui_screen_repaint(tui_screen *s) { s->whole = true; }
int64_t     tui_screen_frame_ns(const tui_screen *s) { return s->frame_ns; }
bool        tui_screen_asks_cursor(const tui_screen *s) { return s->asks_cursor; }

void tui_screen_theme(tui_screen *s, const tui_theme *theme)
{
    s->theme = theme;
    s->whole = true;
}

void tui_screen_size(const tui_screen *s, int32_t *rows, int32_t *cols)
{
    struct winsize size = {.ws_row = 0};
    *rows = 24;
    *cols = 80;
    if (ioctl(s->out_fd, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col) return;
    *rows = size.ws_row < MOST_SIZE ? size.ws_row : MOST_SIZE;
    *cols = size.ws_col < MOST_SIZE ? size.ws_col : MOST_SIZE;
}

int tui_screen_backlog(const tui_screen *s)
{
    int bytes = 0;
    return ioctl(s->out_fd, TIOCOUTQ, &bytes) == 0 ? bytes : 0;
}

/* The curses pair of two colours; the terminal's own when it has no more pairs. */
static short pair_of(tui_screen *s, int16_t fg, int16_t bg)
{
    for (int i = 0; i < s->pairs; i++)
        if (s->pair[i].fg == fg && s->pair[i].bg == bg) return (short)i;
    if (s->pairs >= TUI_PAIRS || s->pairs >= COLOR_PAIRS) return 0;
    if (init_pair((short)s->pairs, fg, bg) == ERR) return 0;
    s->pair[s->pairs] = (tui_pair){fg, bg};
    return (short)s->pairs++;
}

static attr_t attributes_of(uint8_t attributes)
{
    static const attr_t names[] = {A_BOLD, A_DIM, A_ITALIC, A_UNDERLINE, A_REVERSE, A_NORMAL};
    attr_t              sum = A_NORMAL;
    for (int i = 0; i < 6; i++)
        if (attributes & 1u << i) sum |= names[i];
    return sum;
}

static bool is_sign(uint32_t code)
{
    return (code >= 0xA0 && code <= 0xFF && tui_ascii(code) != '?' &&
            (code < 0xC0 || code == 0xD7)) ||
           (code >= 0x2010 && code <= 0x27FF);
}

/* The characters of a cell as this terminal can show them; how many. */
static int characters(const tui_screen *s, const tui_glyph *cell, wchar_t out[TUI_CELL_CHARS + 1])
{
    uint32_t base = cell->chars[0];
    int      n = 1;
    bool     ascii = s->ascii || (s->wide_signs && cell->width == 1 && is_sign(base));
    out[0] = ascii ? (wchar_t)(uint8_t)tui_ascii(base) : (wchar_t)base;
    for (int i = 1; !ascii && i < TUI_CELL_CHARS && cell->chars[i]; i++)
        if (wcwidth((wchar_t)cell->chars[i]) == 0) out[n++] = (wchar_t)cell->chars[i];
    if (!ascii && wcwidth(out[0]) != cell->width) {
        out[0] = L'�'; /* libc, which curses believes, has another opinion of its width */
        n = 1;
    }
    out[n] = 0;
    return n;
}

static void draw_cell(tui_screen *s, int32_t row, int32_t col, const tui_glyph *cell)
{
    wchar_t   text[TUI_CELL_CHARS + 1];
    cchar_t   sent;
    tui_paint paint = tui_theme_paint(s->theme, s->depth, cell->style);
    short     pair = pair_of(s, paint.fg, paint.bg);
    if (!cell->width) return;
    characters(s, cell, text);
    setcchar(&sent, text, attributes_of(paint.attributes), pair, NULL);
    mvadd_wch(row, col, &sent);
    if (cell->width == 2 && wcwidth(text[0]) < 2) {
        if (text[0] == L'�') setcchar(&sent, L" ", attributes_of(paint.attributes), pair, NULL);
        mvadd_wch(row, col + 1, &sent);
    }
}

/* Another size: curses and the memory of the last frame follow. */
static lt_status fit(tui_screen *s, int32_t rows, int32_t cols, lt_error *err)
{
    if (rows == s->rows && cols == s->cols) return LT_OK;
    size_t     bytes = (size_t)rows * (size_t)cols * sizeof(tui_glyph);
    tui_glyph *shown = lt_mem_resize(s->mem, NULL, 0, bytes);
    if (!shown) return lt_mem_refused(s->mem, bytes, "the screen", err);
    lt_mem_free(s->mem, s->shown, shown_bytes(s));
    s->shown = shown;
    s->rows = rows;
    s->cols = cols;
    s->whole = true;
    if (rows != LINES || cols != COLS) resizeterm(rows, cols);
    return LT_OK;
}

static bool draw_rows(tui_screen *s, const tui_canvas *c)
{
    size_t width = (size_t)s->cols * sizeof(tui_glyph);
    bool   changed = false;
    for (int32_t row = 0; row < s->rows; row++) {
        const tui_glyph *now = tui_glyph_at(c, row, 0);
        tui_glyph       *last = s->shown + (size_t)row * (size_t)s->cols;
        if (!s->whole && !memcmp(now, last, width)) continue;
        for (int32_t col = 0; col < s->cols; col++) draw_cell(s, row, col, now + col);
        memcpy(last, now, width);
        changed = true;
    }
    return changed;
}

/* True when the cursor moved, hid or changed its shape. */
static bool place_cursor(tui_screen *s, const tui_canvas *c)
{
    int32_t          row, col;
    tui_cursor_shape shape;
    bool             seen = tui_cursor_get(c, &row, &col, &shape);
    bool             same = row == s->cursor_row && (!seen || col == s->cursor_col);
    if (seen && s->modern && (shape != s->cursor || s->whole)) {
        static const char *const shapes[] = {"\033[2 q", "\033[6 q", "\033[4 q"};
        tui_tty_say(s, shapes[shape]);
        s->cursor = shape;
    }
    if (same && !s->whole) return false;
    s->cursor_row = row;
    s->cursor_col = col;
    curs_set(seen);
    return true;
}

lt_status tui_screen_show(tui_screen *s, const tui_canvas *c, lt_error *err)
{
    int64_t began = lt_clock_monotonic_ns();
    if (!s->entered) return LT_OK;
    LT_TRY(fit(s, tui_grid_rows(c), tui_grid_cols(c), err));
    bool sent = true, changed = draw_rows(s, c);
    /* The terminal's cursor rests where it was last drawn; only a move of ours puts it back. */
    changed = place_cursor(s, c) || changed;
    if (changed) {
        if (s->cursor_row >= 0) move(s->cursor_row, s->cursor_col);
        if (s->whole) clearok(curscr, TRUE);
        if (s->modern) sent = tui_tty_say(s, "\033[?2026h");
        wnoutrefresh(stdscr);
        doupdate();
        if (s->modern) sent = tui_tty_say(s, "\033[?2026l") && sent;
        s->whole = false;
    }
    s->frame_ns = lt_clock_monotonic_ns() - began;
    return sent ? LT_OK : LT_FAIL(err, LT_EIO, "the terminal is gone");
}

bool tui_screen_answer(tui_screen *s, const tui_event *event)
{
    if (event->kind != TUI_EVENT_REPLY || event->reply != TUI_REPLY_CURSOR || !s->asks_cursor)
        return false;
    s->asks_cursor = false;
    s->wide_signs = event->col == 2;
    if (s->wide_signs) s->whole = true;
    return true;
}

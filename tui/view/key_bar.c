#include "tui/view/key_bar.h"

#include <string.h>

/* The rows of the bar in its order. */
static int collect(const tui_action *out[TUI_KEY_BAR_MOST], unsigned mode)
{
    const tui_action *a;
    int               n = 0;
    for (size_t k = 0; n < TUI_KEY_BAR_MOST && (a = tui_action_at(k)); k++) {
        if (!a->bar || !(a->modes & mode)) continue;
        int i = n++;
        for (; i > 0 && out[i - 1]->bar > a->bar; i--) out[i] = out[i - 1];
        out[i] = a;
    }
    return n;
}

static void add(tui_key_bar *bar, const tui_action *a, int col, int cols)
{
    bar->places[bar->count].action = a;
    bar->places[bar->count].col = col;
    bar->places[bar->count++].cols = cols;
}

/* Draws key and word; with_word false: the key alone. */
static int put(tui_canvas *line, int col, const tui_action *a, const char *key, bool can,
               bool with_word)
{
    tui_style dim = TUI_STYLE(DIM), word = can ? TUI_STYLE(TEXT) : dim;
    int       cols = tui_puts(line, 0, col, can ? TUI_STYLE(KEY) : dim, key);
    if (with_word) cols += 1 + tui_puts(line, 0, col + cols + 1, word, a->word);
    return cols;
}

static int columns_of(const char *text) { return tui_columns(text, strlen(text)); }

void tui_key_bar_draw(tui_key_bar *bar, tui_canvas *line, const tui_app *app, unsigned mode)
{
    const tui_action *list[TUI_KEY_BAR_MOST], *help = tui_action_find("help", 4);
    char              key[TUI_KEY_NAME], help_key[TUI_KEY_NAME] = "";
    int               n = collect(list, mode), col = 1, end = line->cols;
    bar->count = 0;
    if (help && (help->modes & mode)) tui_action_key_in(help, mode, help_key);
    if (*help_key) end -= columns_of(help_key) + 2;
    for (int i = 0; i < n && bar->count < TUI_KEY_BAR_MOST - 1; i++) {
        if (list[i] == help) continue;
        tui_action_key_in(list[i], mode, key);
        int cols = columns_of(key) + 1 + columns_of(list[i]->word);
        if (col + cols > end) break;
        put(line, col, list[i], key, !tui_action_why_not_in(list[i], app, mode), true);
        add(bar, list[i], col, cols);
        col += cols + 2;
    }
    if (!*help_key) return;
    int  with_word = columns_of(help_key) + 1 + columns_of(help->word);
    bool wide = col + with_word <= line->cols;
    int  at = wide ? col : line->cols - columns_of(help_key) - 1;
    if (at < 0) at = 0;
    add(bar, help, at, put(line, at, help, help_key, true, wide));
}

const tui_action *tui_key_bar_at(const tui_key_bar *bar, int col)
{
    for (int i = 0; i < bar->count; i++)
        if (col >= bar->places[i].col && col < bar->places[i].col + bar->places[i].cols)
            return bar->places[i].action;
    return NULL;
}

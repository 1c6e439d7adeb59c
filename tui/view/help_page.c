#include "tui/view/help_page.h"

#include "tui/view/fuzzy.h"

#include <stdio.h>
#include <string.h>

enum { KEY_COLS = 11, COLUMN = 38, GAP = 2 };

void tui_help_clear(tui_help_page *page) { lt_buf_clear(&page->pieces); }

static tui_help_piece *pieces_of(const tui_help_page *page)
{
    return (tui_help_piece *)(void *)page->pieces.data;
}

/* Whether each word of the filter is somewhere in what is known of the action. */
static bool fits(const tui_action *a, const char *filter)
{
    char text[TUI_FUZZY_MOST], word[64];
    snprintf(text, sizeof(text), "%s %s %s %s", a->name, a->keys, a->word, a->help);
    for (const char *at = filter; *at;) {
        size_t n = strcspn(at, " ");
        snprintf(word, sizeof(word), "%.*s", (int)n, at);
        if (n && !strcasestr(text, word)) return false;
        at += n + (at[n] == ' ');
    }
    return true;
}

static lt_status add(tui_help_page *page, tui_help_piece piece, lt_error *err)
{
    if (piece.row >= page->rows) page->rows = piece.row + 1;
    return lt_buf_add(&page->pieces, &piece, sizeof(piece), err);
}

static lt_status heading(tui_help_page *page, const char *title, int32_t cols, lt_error *err)
{
    tui_help_piece piece = {.row = page->rows ? page->rows + 1 : 0, .cols = cols, .title = title};
    return add(page, piece, err);
}

/* Actions of a group that have a key here. */
static int count_of(const tui_action_group *g, unsigned mode, const char *filter)
{
    int n = 0;
    for (const tui_action *a = g->rows; a->name; a++)
        n += (a->modes & mode) && a->keys[0] && fits(a, filter);
    return n;
}

/* The group's keys, down one column, then the next. */
static lt_status add_columns(tui_help_page *page, const tui_action_group *g, int cols,
                             unsigned mode, const char *filter, const tui_app *app, lt_error *err)
{
    int n = count_of(g, mode, filter), wide = cols / COLUMN < 1 ? 1 : cols / COLUMN;
    if (n == 0) return LT_OK;
    LT_TRY(heading(page, g->title, cols, err));
    int each = (n + wide - 1) / wide, first = page->rows, k = 0;
    int width = (cols - (wide - 1) * GAP) / wide;
    for (const tui_action *a = g->rows; a->name; a++) {
        if (!(a->modes & mode) || !a->keys[0] || !fits(a, filter)) continue;
        tui_help_piece piece = {.row = first + k % each,
                                .col = (k / each) * (width + GAP),
                                .cols = width,
                                .action = a,
                                .why = tui_action_why_not_in(a, app, mode)};
        LT_TRY(add(page, piece, err));
        k++;
    }
    return LT_OK;
}

static lt_status add_all(tui_help_page *page, int cols, const char *filter, lt_error *err)
{
    const tui_action *a;
    bool              begun = false;
    for (size_t k = 0; (a = tui_action_at(k)); k++) {
        if (!fits(a, filter)) continue;
        if (!begun) LT_TRY(heading(page, "All commands, for :", cols, err));
        begun = true;
        tui_help_piece piece = {.row = page->rows, .cols = cols, .action = a, .is_line = true};
        LT_TRY(add(page, piece, err));
    }
    return LT_OK;
}

lt_status tui_help_make(tui_help_page *page, int cols, unsigned mode, const char *filter,
                        const tui_app *app, lt_error *err)
{
    page->pieces.len = 0;
    page->rows = 0;
    for (const tui_action_group *g = tui_actions_used(); g->title; g++)
        LT_TRY(add_columns(page, g, cols, mode, filter, app, err));
    return add_all(page, cols, filter, err);
}

/* ---- drawing ---- */

/* All keys of an action as people write them: "r F5 Shift-Enter". */
static void all_keys(const tui_action *a, char *out, size_t room)
{
    size_t to = 0;
    out[0] = 0;
    for (const char *at = a->keys; *at && to + 1 < room;) {
        uint32_t key;
        uint8_t  mods;
        char     label[TUI_KEY_NAME];
        size_t   n = tui_key_parse(at, strlen(at), &key, &mods);
        if (*at != ' ' && n == 0) return;
        if (*at == ' ') {
            snprintf(out + to, room - to, " ");
            at++;
        } else {
            snprintf(out + to, room - to, "%s", tui_key_label(key, mods, label));
            at += n;
        }
        to = strlen(out);
    }
}

static void draw_line(const tui_help_piece *p, tui_canvas *c, int row)
{
    char keys[80];
    int  name = p->cols < 60 ? 14 : 20, key_cols = p->cols < 60 ? 0 : 22, col = name + 2;
    all_keys(p->action, keys, sizeof(keys));
    tui_put_fit(c, row, 0, name, TUI_STYLE(FUNCTION), p->action->name, strlen(p->action->name));
    if (key_cols) tui_put_fit(c, row, col, key_cols, TUI_STYLE(KEY), keys, strlen(keys));
    col += key_cols ? key_cols + 1 : 0;
    tui_put_fit(c, row, col, p->cols - col, TUI_STYLE(TEXT), p->action->help,
                strlen(p->action->help));
}

static void draw_piece(const tui_help_piece *p, tui_canvas *c, int row)
{
    char        key[TUI_KEY_NAME];
    const char *text = p->why ? p->why : p->title;
    if (!p->action) {
        tui_put_fit(c, row, 0, p->cols, TUI_BOLD_STYLE(TITLE), text, strlen(text));
        return;
    }
    if (p->is_line) {
        draw_line(p, c, row);
        return;
    }
    tui_action_key(p->action, key);
    tui_put_fit(c, row, p->col, KEY_COLS - 1, p->why ? TUI_STYLE(DIM) : TUI_STYLE(KEY), key,
                strlen(key));
    text = p->action->help;
    tui_put_fit(c, row, p->col + KEY_COLS, p->cols - KEY_COLS,
                p->why ? TUI_STYLE(DIM) : TUI_STYLE(TEXT), text, strlen(text));
}

void tui_help_draw(const tui_help_page *page, tui_canvas *c, int first)
{
    size_t n = page->pieces.len / sizeof(tui_help_piece);
    for (size_t k = 0; k < n; k++) {
        const tui_help_piece *p = pieces_of(page) + k;
        if (p->row >= first && p->row < first + c->rows) draw_piece(p, c, p->row - first);
    }
}

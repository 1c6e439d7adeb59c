/* table_actions.c — what can be done in a table. */
#include "tui/view/table_view.h"

#include "column/show.h"
#include "tui/view/prompt_view.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *no_table(const tui_app *app)
{
    return tui_table_of(app) ? NULL : "no table is open";
}

static const char *no_row(const tui_app *app)
{
    const tui_sheet *t = tui_table_of(app);
    if (!t) return "no table is open";
    return tui_sheet_level(t)->total ? NULL : "there are no rows";
}

static const char *no_code(const tui_app *app)
{
    const tui_sheet *t = tui_table_of(app);
    if (!t) return "no table is open";
    return *t->name ? NULL : "what is shown has no name";
}

/* ---- moving ---- */

#define ACTION(name, what)                          \
    static void name(tui_app *app, const char *arg) \
    {                                               \
        tui_sheet *t = tui_table_of(app);           \
        (void)arg;                                  \
        if (!t) return;                             \
        what;                                       \
        tui_app_dirty(app);                         \
    }

ACTION(down, tui_sheet_down(t, 1))
ACTION(up, tui_sheet_down(t, -1))
ACTION(left, tui_sheet_right(t, -1))
ACTION(right, tui_sheet_right(t, 1))
ACTION(page_down, tui_sheet_page(t, 2))
ACTION(page_up, tui_sheet_page(t, -2))
ACTION(half_down, tui_sheet_page(t, 1))
ACTION(half_up, tui_sheet_page(t, -1))
ACTION(top, tui_sheet_go(t, 0, t->column))
ACTION(bottom, tui_sheet_end(t))
ACTION(first_column, tui_sheet_first_column(t))
ACTION(last_column, tui_sheet_last_column(t))
ACTION(wider, tui_sheet_wider(t, 2))
ACTION(narrower, tui_sheet_wider(t, -2))
ACTION(fit, tui_sheet_fit(t))
ACTION(freeze, tui_sheet_freeze(t))
ACTION(hide, tui_sheet_hide(t))
ACTION(show_all, tui_sheet_show_all(t))
ACTION(record, tui_record_toggle(t))
ACTION(value, tui_sheet_value(t))
ACTION(next_match, tui_sheet_find_next(t, false))
ACTION(previous_match, tui_sheet_find_next(t, true))
ACTION(sort, tui_sheet_sort(t, t->column, false))
ACTION(sort_add, tui_sheet_sort(t, t->column, true))
ACTION(only, tui_sheet_only(t, false))
ACTION(only_not, tui_sheet_only(t, true))
ACTION(statistics, tui_sheet_panel(t))
ACTION(copy_cell, tui_sheet_copy(t, TUI_COPY_CELL))
ACTION(copy_row, tui_sheet_copy(t, TUI_COPY_ROW))
ACTION(copy_column, tui_sheet_copy(t, TUI_COPY_COLUMN))
ACTION(stop, (void)tui_sheet_stop(t))

static const char *not_busy(const tui_app *app)
{
    const tui_sheet *t = tui_table_of(app);
    return t && *tui_sheet_busy(t) ? NULL : "nothing is under way here";
}

/* "1,204" and "1204"; -1 for what is no number. */
static int64_t row_of(const char *text)
{
    int64_t n = 0;
    bool    any = false;
    for (; *text; text++) {
        if (*text == ',' || *text == ' ' || *text == '_') continue;
        if (!isdigit((unsigned char)*text) || n > INT64_MAX / 10 - 1) return -1;
        n = n * 10 + (*text - '0');
        any = true;
    }
    return any ? n : -1;
}

static void go_to(tui_app *app, const char *text)
{
    char       total[32];
    tui_sheet *t = tui_table_of(app);
    int64_t    row = row_of(text);
    if (!t) return;
    if (row < 1)
        tui_app_say(app, "goto needs the number of a row, 1 to %s",
                    lt_show_count(total, tui_sheet_level(t)->total));
    else
        tui_sheet_go(t, row - 1, t->column);
    tui_app_dirty(app);
}

/* ---- prompts ---- */

static void ask(tui_app *app, const char *kind, const char *label, const char *initial,
                void (*accept)(void *app, const char *text))
{
    tui_prompt_options opt = {.kind = kind,
                              .label = label,
                              .initial = initial,
                              .is_fresh = true,
                              .arg = app,
                              .accept = accept};
    tui_prompt_view_open(app, &opt);
}

static void accept_row(void *app, const char *text) { go_to(app, text); }

static void run_go_to(tui_app *app, const char *arg)
{
    if (*arg)
        go_to(app, arg);
    else
        ask(app, "row", "row: ", NULL, accept_row);
}

static void accept_find(void *app, const char *text)
{
    tui_sheet *t = tui_table_of(app);
    if (t) tui_sheet_find(t, text, false);
}

static void accept_find_up(void *app, const char *text)
{
    tui_sheet *t = tui_table_of(app);
    if (t) tui_sheet_find(t, text, true);
}

static void accept_filter(void *app, const char *text)
{
    tui_sheet *t = tui_table_of(app);
    if (t) tui_sheet_filter(t, text);
}

static const char *last_pattern(const tui_app *app)
{
    const tui_sheet *t = tui_table_of(app);
    return t && t->pattern.len ? (const char *)t->pattern.data : NULL;
}

static void run_find(tui_app *app, const char *arg)
{
    if (*arg)
        accept_find(app, arg);
    else
        ask(app, "search", "/", last_pattern(app), accept_find);
}

static void run_find_up(tui_app *app, const char *arg)
{
    if (*arg)
        accept_find_up(app, arg);
    else
        ask(app, "search", "search up: ", last_pattern(app), accept_find_up);
}

static void run_filter(tui_app *app, const char *arg)
{
    if (*arg)
        accept_filter(app, arg);
    else
        ask(app, "filter", "filter: ", NULL, accept_filter);
}

/* ---- the view as a cell ---- */

static void as_code(tui_app *app, const char *arg)
{
    lt_error   err;
    uint64_t   uid;
    tui_sheet *t = tui_table_of(app);
    tui_doc   *doc = tui_app_doc(app);
    (void)arg;
    if (!t || !doc) return;
    lt_buf    text = {.mem = tui_app_mem(app)};
    size_t    at = tui_doc_find(doc, tui_table_cell(app));
    lt_status status = tui_sheet_code(&text, t, &err);
    if (at == SIZE_MAX) at = tui_doc_count(doc) - (tui_doc_count(doc) > 0);
    if (!status) {
        tui_doc_pause(doc);
        status = tui_doc_insert(doc, tui_doc_count(doc) ? at + 1 : 0, LT_CELL_LUA,
                                (const char *)text.data, text.len, &uid, &err);
    }
    lt_buf_clear(&text);
    if (status)
        tui_app_fail(app, &err);
    else
        tui_app_say(app, "a cell below holds what is shown here as code");
    tui_app_dirty(app);
}

static void leave(tui_app *app, const char *arg)
{
    (void)arg;
    tui_table_leave(app);
}

static void quit(tui_app *app, const char *arg)
{
    (void)arg;
    tui_view *v = tui_app_top(app);
    while (v && v->ops->mode != TUI_ON_TABLE) v = v->below;
    if (v) tui_app_pop(app, v);
    tui_app_dirty(app);
}

#define T TUI_ON_TABLE
const tui_action tui_table_actions[] = {
    {"row-record", "<Enter>", T, 1, "record", "the row as a form; again: the table", record,
     no_row},
    {"table-search", "/", T, 2, "find", "the next row with a text in any column", run_find, no_row},
    {"table-filter", "f", T, 3, "filter", "only rows for which an expression holds", run_filter,
     no_table},
    {"table-sort", "s", T, 4, "sort", "sorts by this column: up, down, not", sort, no_row},
    {"cell-value", "<Space>", T, 5, "value", "the whole value as a page of text", value, no_row},
    {"table-statistics", "D", T, 6, "stats", "statistics and histogram of the column", statistics,
     no_table},
    {"copy-cell", "y", T, 7, "copy", "copies the cell", copy_cell, no_row},
    {"table-code", "=", T, 8, "as code", "writes what is shown as a new cell below", as_code,
     no_code},
    {"table-back", "<Esc>", T, 9, "back", "takes the last sort or filter off, then closes", leave,
     NULL},
    {"row-down", "j <Down>", T, 0, "down", "one row down", down, no_table},
    {"row-up", "k <Up>", T, 0, "up", "one row up", up, no_table},
    {"column-left", "h <Left>", T, 0, "left", "one column to the left", left, no_table},
    {"column-right", "l <Right>", T, 0, "right", "one column to the right", right, no_table},
    {"table-page-down", "<PageDown> <C-f>", T, 0, "page", "a screen down", page_down, no_table},
    {"table-page-up", "<PageUp> <C-b>", T, 0, "page up", "a screen up", page_up, no_table},
    {"table-half-down", "<C-d>", T, 0, "half page", "half a screen down", half_down, no_table},
    {"table-half-up", "<C-u>", T, 0, "half up", "half a screen up", half_up, no_table},
    {"table-top", "gg <C-Home>", T, 0, "top", "the first row", top, no_table},
    {"table-bottom", "G <C-End>", T, 0, "end", "the last row that is known", bottom, no_table},
    {"column-first", "<Home> 0", T, 0, "first", "the first column", first_column, no_table},
    {"column-last", "<End> $", T, 0, "last", "the last column", last_column, no_table},
    {"goto-row", "gr", T, 0, "row", "a row by its number", run_go_to, no_table},
    {"table-search-up", "g?", T, 0, "find up", "searches upwards", run_find_up, no_row},
    {"table-next", "n", T, 0, "next", "the next row with the text", next_match, no_row},
    {"table-previous", "N", T, 0, "previous", "the row with the text before", previous_match,
     no_row},
    {"table-sort-add", "S", T, 0, "sort also", "adds this column to what is sorted by", sort_add,
     no_row},
    {"table-only", ",", T, 0, "only this", "only rows with this value", only, no_row},
    {"table-not", "!", T, 0, "not this", "only rows with another value", only_not, no_row},
    {"column-wider", ">", T, 0, "wider", "makes the column wider", wider, no_table},
    {"column-narrower", "<lt>", T, 0, "narrower", "makes the column narrower", narrower, no_table},
    {"column-fit", "_", T, 0, "fit", "as wide as what is in sight of it", fit, no_table},
    {"column-freeze", "F", T, 0, "freeze", "columns up to here stay; again: none", freeze,
     no_table},
    {"column-hide", "-", T, 0, "hide", "hides the column", hide, no_table},
    {"column-show-all", "+", T, 0, "show all", "hidden columns are there again", show_all,
     no_table},
    {"copy-row", "Y", T, 0, "copy row", "copies the row, parted by tabs", copy_row, no_row},
    {"copy-column", "gy", T, 0, "copy column", "copies the column with its name", copy_column,
     no_row},
    {"table-stop", "<C-c>", T, 0, "stop", "stops what is under way", stop, not_busy},
    {"table-close", "q", T, 0, "close", "closes the table", quit, NULL},
    {NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};

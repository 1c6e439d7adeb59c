/* view_kit.h — a table of actions and canvases of three sizes, for tests of views. */
#ifndef LT_TESTS_VIEW_KIT_H
#define LT_TESTS_VIEW_KIT_H

#include "tests/golden.h"
#include "tests/helper.h"
#include "tui/term/canvas_dump.h"
#include "tui/view/actions.h"

#include <stdio.h>
#include <string.h>

static inline const char *kit_never(const tui_app *app)
{
    (void)app;
    return "nothing is stale";
}

static inline void kit_nothing(tui_app *app, const char *arg) { (void)app, (void)arg; }

enum { KIT_CMD = TUI_ON_COMMAND, KIT_BOTH = TUI_ON_COMMAND | TUI_ON_EDIT };

#define DO kit_nothing
static const tui_action kit_cells[] = {
    {"edit", "<Enter>", KIT_CMD, 1, "edit", "Edit the cell", DO, NULL},
    {"run-next", "r <F5>", KIT_CMD, 2, "run+next", "Run the cell, select the next", DO, NULL},
    {"run", "<C-j>", KIT_BOTH, 3, "run", "Run the cell and stay", DO, NULL},
    {"run-stale", "R", KIT_CMD, 4, "stale", "Run what is stale", DO, kit_never},
    {"insert-above", "b", KIT_CMD, 6, "new", "New cell above", DO, NULL},
    {"delete", "dd", KIT_CMD, 5, "delete", "Delete the selected cells", DO, NULL},
    {"first", "gg <Home>", KIT_CMD, 0, "", "First cell", DO, NULL},
    {"goto", "", KIT_CMD, 0, "", ":goto N selects cell N", DO, NULL},
    {"sort", "s", TUI_ON_TABLE, 1, "sort", "Sort by this column", DO, NULL},
    {0}};
static const tui_action kit_others[] = {
    {"save", "<C-s>", KIT_BOTH, 7, "save", "Save; :save PATH under another name", DO, NULL},
    {"shell", "", KIT_CMD, 0, "", ":!COMMAND runs a shell command", DO, NULL},
    {"insert-sign", "<lt> <A-S-Left>", KIT_CMD, 0, "", "日本語 in a help text", DO, NULL},
    {"quit", "q", KIT_CMD, 8, "quit", "Leave", DO, NULL},
    {"accept", "<Enter>", TUI_ON_PROMPT, 1, "do it", "Take what is typed", DO, NULL},
    {"help", "? <F1>", TUI_ON_ALL, 99, "help", "The keys that work here", DO, NULL},
    {0}};
#undef DO
static const tui_action_group kit_groups[] = {
    {"Cells", kit_cells}, {"Notebook", kit_others}, {NULL, NULL}};

static const struct kit_size {
    int         rows, cols;
    const char *name;
} kit_sizes[] = {{10, 40, "40x10"}, {24, 80, "80x24"}, {50, 200, "200x50"}};

/* For each size: a canvas full of dots, on which `draw` draws, against tests/golden/<name>_<size>.
 */
static inline void kit_goldens(const char *name, void (*draw)(tui_canvas *c, void *arg), void *arg)
{
    for (size_t i = 0; i < sizeof(kit_sizes) / sizeof(*kit_sizes); i++) {
        tui_canvas c;
        lt_error   err;
        char       file[80];
        lt_buf     got = {.mem = lt_mem_default()};
        int        rows = kit_sizes[i].rows, cols = kit_sizes[i].cols;
        CHECK_OK(tui_canvas_open(&c, lt_mem_default(), rows, cols, &err), &err);
        tui_fill(&c, (tui_rect){0, 0, rows, cols}, TUI_STYLE(DIM), '.');
        draw(&c, arg);
        CHECK_OK(tui_dump_golden(&got, &c, &(tui_dump){.depth = TUI_256}, &err), &err);
        snprintf(file, sizeof(file), "%s_%s.screen", name, kit_sizes[i].name);
        golden_check(&got, file);
        lt_buf_clear(&got);
        tui_canvas_close(&c);
    }
}

#endif

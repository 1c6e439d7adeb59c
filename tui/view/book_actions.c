/* book_actions.c — all that can be done with the notebook: the one table. */
#include "tui/view/book_cells.h"

#include "tui/view/external.h"
#include "tui/view/form.h"

#include <stdlib.h>
#include <string.h>

/* ---- why not ---- */

static const char *needs_cells(const tui_app *app)
{
    return tui_doc_count(tui_app_doc(app)) ? NULL : "there are no cells; a adds one";
}

static const char *needs_writing(const tui_app *app)
{
    return tui_doc_read_only(tui_app_doc(app)) ? "the notebook is open read-only" : NULL;
}

static const char *needs_both(const tui_app *app)
{
    const char *why = needs_cells(app);
    return why ? why : needs_writing(app);
}

static const char *needs_undo(const tui_app *app)
{
    return tui_doc_undo_count(tui_app_doc(app)) ? NULL : "nothing was changed";
}

static const char *needs_redo(const tui_app *app)
{
    return tui_doc_redo_count(tui_app_doc(app)) ? NULL : "nothing was undone";
}

static const char *needs_running(const tui_app *app)
{
    return tui_book_of(app)->outcomes.running ? NULL : "nothing runs";
}

static const char *needs_clip(const tui_app *app)
{
    const char *why = needs_writing(app);
    if (why) return why;
    return tui_book_of(app)->clip.len ? NULL : "no cell was cut or copied";
}

static const char *needs_change(const tui_app *app)
{
    return tui_doc_modified(tui_app_doc(app)) ? needs_writing(app) : "nothing to save";
}

static const char *needs_outcome(const tui_app *app)
{
    tui_book_view     *v = tui_book_of(app);
    const tui_outcome *o = tui_outcome_of(&v->outcomes, v->selected);
    return o && (tui_outcome_count(o) || o->state == TUI_RUN_FAILED) ? NULL
                                                                     : "the cell has no output";
}

/* ---- cells and scrolling ---- */

#define RUN(name) static void name(tui_app *app, const char *arg)
#define UNUSED    (void)arg

RUN(do_edit)
{
    UNUSED;
    tui_book_edit_begin(tui_book_of(app), false);
}
RUN(do_edit_end)
{
    UNUSED;
    tui_book_edit_begin(tui_book_of(app), true);
}
RUN(do_leave)
{
    UNUSED;
    tui_book_edit_end(tui_book_of(app));
}

static void select_by(tui_app *app, int by)
{
    tui_book_view *v = tui_book_of(app);
    size_t         at = tui_book_selected(v);
    v->anchor = 0;
    v->follows = false;
    tui_book_select(v, by < 0 && at == 0 ? 0 : at + (size_t)by);
}
RUN(do_up)
{
    UNUSED;
    select_by(app, -1);
}
RUN(do_down)
{
    UNUSED;
    select_by(app, 1);
}
RUN(do_first)
{
    UNUSED;
    tui_book_select(tui_book_of(app), 0);
}
RUN(do_last)
{
    UNUSED;
    tui_book_select(tui_book_of(app), SIZE_MAX);
}
RUN(do_page_down)
{
    UNUSED;
    tui_book_scroll(tui_book_of(app), tui_book_of(app)->rows - 2);
}
RUN(do_page_up)
{
    UNUSED;
    tui_book_scroll(tui_book_of(app), 2 - tui_book_of(app)->rows);
}
RUN(do_half_down)
{
    UNUSED;
    tui_book_scroll(tui_book_of(app), tui_book_of(app)->rows / 2);
}
RUN(do_half_up)
{
    UNUSED;
    tui_book_scroll(tui_book_of(app), -tui_book_of(app)->rows / 2);
}
RUN(do_extend_up)
{
    UNUSED;
    tui_book_extend(tui_book_of(app), -1);
}
RUN(do_extend_down)
{
    UNUSED;
    tui_book_extend(tui_book_of(app), 1);
}

RUN(do_clear)
{
    UNUSED;
    tui_book_of(app)->anchor = 0;
    tui_app_dirty(app);
}

RUN(do_goto)
{
    while (*arg == ' ') arg++;
    if (strncmp(arg, "cell ", 5) == 0) arg += 5;
    long n = strtol(arg, NULL, 10);
    if (n < 1)
        tui_app_say(app, ":goto takes the number of a cell");
    else
        tui_book_select(tui_book_of(app), (size_t)n - 1);
}

static void fold(tui_app *app, bool on)
{
    tui_book_view *v = tui_book_of(app);
    tui_look      *l = tui_book_look(v, v->selected);
    if (l) l->is_folded = on;
    v->must_show = true;
    tui_app_dirty(app);
}
RUN(do_fold)
{
    UNUSED;
    fold(app, true);
}
RUN(do_unfold)
{
    UNUSED;
    fold(app, false);
}

RUN(do_fold_output)
{
    UNUSED;
    tui_book_view *v = tui_book_of(app);
    tui_outcome   *o = tui_outcome_of(&v->outcomes, v->selected);
    if (!o) return;
    o->is_folded = !o->is_folded;
    o->version++;
    v->must_show = true;
    tui_app_dirty(app);
}

/* ---- changing ---- */

RUN(do_insert_above)
{
    UNUSED;
    tui_book_insert(tui_book_of(app), false, true);
}
RUN(do_insert_below)
{
    UNUSED;
    tui_book_insert(tui_book_of(app), true, true);
}
RUN(do_delete)
{
    UNUSED;
    tui_book_delete(tui_book_of(app), false);
}
RUN(do_cut)
{
    UNUSED;
    tui_book_delete(tui_book_of(app), true);
}
RUN(do_copy)
{
    UNUSED;
    tui_book_copy_cells(tui_book_of(app));
}
RUN(do_paste)
{
    UNUSED;
    tui_book_paste_cells(tui_book_of(app), true);
}
RUN(do_paste_above)
{
    UNUSED;
    tui_book_paste_cells(tui_book_of(app), false);
}
RUN(do_move_up)
{
    UNUSED;
    tui_book_move(tui_book_of(app), -1);
}
RUN(do_move_down)
{
    UNUSED;
    tui_book_move(tui_book_of(app), 1);
}
RUN(do_split)
{
    UNUSED;
    tui_book_split(tui_book_of(app));
}
RUN(do_merge_cells)
{
    UNUSED;
    tui_book_merge_next(tui_book_of(app));
}
RUN(do_kind)
{
    UNUSED;
    tui_book_toggle_kind(tui_book_of(app));
}
RUN(do_undo)
{
    UNUSED;
    tui_book_undo(tui_book_of(app), false);
}
RUN(do_redo)
{
    UNUSED;
    tui_book_undo(tui_book_of(app), true);
}
RUN(do_editor)
{
    UNUSED;
    tui_book_editor(tui_book_of(app));
}
RUN(do_copy_source)
{
    UNUSED;
    tui_book_copy_source(tui_book_of(app));
}
RUN(do_copy_output)
{
    UNUSED;
    tui_book_copy_output(tui_book_of(app));
}
RUN(do_save) { tui_book_save(tui_book_of(app), arg); }

RUN(do_title)
{
    tui_book_view *v = tui_book_of(app);
    lt_error       err;
    while (*arg == ' ') arg++;
    if (tui_doc_set_title(tui_app_doc(app), tui_book_selected(v), arg, &err))
        tui_app_fail(app, &err);
    v->must_show = true;
    tui_app_dirty(app);
}

/* ---- running ---- */

RUN(do_run)
{
    UNUSED;
    tui_book_view *v = tui_book_of(app);
    size_t         first, last;
    tui_book_selection(v, &first, &last);
    tui_book_run(v, first, last);
}

RUN(do_run_next)
{
    tui_book_view *v = tui_book_of(app);
    tui_book_edit_end(v);
    do_run(app, arg);
    size_t at = tui_book_selected(v);
    v->anchor = 0;
    if (at + 1 < tui_doc_count(tui_app_doc(app)))
        tui_book_select(v, at + 1);
    else if (!tui_doc_read_only(tui_app_doc(app)))
        tui_book_insert(v, true, false);
}

RUN(do_run_insert)
{
    tui_book_edit_end(tui_book_of(app));
    do_run(app, arg);
    tui_book_insert(tui_book_of(app), true, true);
}

RUN(do_run_all)
{
    UNUSED;
    tui_book_run(tui_book_of(app), 0, SIZE_MAX - 1);
}
RUN(do_run_on)
{
    UNUSED;
    tui_book_run(tui_book_of(app), tui_book_selected(tui_book_of(app)), SIZE_MAX - 1);
}
RUN(do_run_above)
{
    UNUSED;
    size_t at = tui_book_selected(tui_book_of(app));
    if (at)
        tui_book_run(tui_book_of(app), 0, at - 1);
    else
        tui_app_say(app, "there is no cell above");
}
RUN(do_run_stale)
{
    UNUSED;
    tui_book_run_stale(tui_book_of(app));
}
RUN(do_interrupt)
{
    UNUSED;
    tui_book_interrupt(tui_book_of(app));
}

RUN(do_stop_or_leave)
{
    tui_book_view *v = tui_book_of(app);
    if (v->outcomes.running)
        tui_book_interrupt(v);
    else if (v->is_editing)
        do_leave(app, arg);
    else
        tui_app_say(app, "nothing runs; q leaves");
}

RUN(do_restart)
{
    UNUSED;
    tui_client *c = tui_app_client(app);
    lt_error    err;
    if (!c) return;
    if (!tui_client_is_alive(c) && tui_client_again(c, &err))
        tui_app_fail(app, &err);
    else
        tui_client_restart(c);
    tui_app_say(app, "the engine starts anew: variables are gone, outputs stay");
}

RUN(do_params)
{
    UNUSED;
    tui_form_open(app);
}

/* ---- the program ---- */

RUN(do_repaint)
{
    UNUSED;
    if (tui_app_screen(app)) tui_screen_repaint(tui_app_screen(app));
    tui_app_dirty(app);
}

RUN(do_suspend)
{
    UNUSED;
    if (tui_app_screen(app)) tui_screen_suspend(tui_app_screen(app));
    tui_app_dirty(app);
}

RUN(do_quit)
{
    UNUSED;
    tui_app_quit(app);
}

RUN(do_shell)
{
    lt_error err;
    while (*arg == ' ') arg++;
    if (!*arg)
        tui_app_say(app, ":!COMMAND runs a shell command");
    else if (tui_external_shell(app, arg, &err))
        tui_app_fail(app, &err);
    tui_app_dirty(app);
}

enum { CMD = TUI_ON_COMMAND, EDIT = TUI_ON_EDIT, BOTH = TUI_ON_COMMAND | TUI_ON_EDIT };

/* clang-format off */
const tui_action tui_book_actions[] = {
    {"edit", "<Enter>", CMD, 1, "edit", "Edit the cell", do_edit, needs_cells},
    {"edit-end", "i", CMD, 0, "", "Edit the cell from its end", do_edit_end, needs_cells},
    {"leave-cell", "<Esc>", EDIT, 1, "done", "Leave the cell", do_leave, NULL},
    {"run-next", "r <F5> <S-Enter>", CMD, 2, "run+next", "Run the cell, select the next", do_run_next, needs_cells},
    {"run-and-next", "<F5> <S-Enter>", EDIT, 3, "run+next", "Run the cell, select the next", do_run_next, NULL},
    {"run", "<C-j> <C-Enter>", BOTH, 2, "run", "Run the selected cells and stay", do_run, needs_cells},
    {"run-insert", "<A-Enter>", BOTH, 0, "", "Run the cell, insert one below", do_run_insert, needs_both},
    {"run-stale", "R", CMD, 4, "stale", "Run what is stale, up to this cell", do_run_stale, needs_cells},
    {"run-all", "A", CMD, 0, "", "Run all cells", do_run_all, needs_cells},
    {"run-on", ">", CMD, 0, "", "Run from this cell to the end", do_run_on, needs_cells},
    {"run-above", "<lt>", CMD, 0, "", "Run all cells above", do_run_above, needs_cells},
    {"stop", "<C-c>", BOTH, 5, "stop", "Interrupt what runs", do_stop_or_leave, NULL},
    {"interrupt", "", CMD, 0, "", "Interrupt what runs", do_interrupt, needs_running},
    {"restart", "00", CMD, 0, "", "Start the engine anew: variables go, outputs stay", do_restart, NULL},
    {"params", "P", CMD, 0, "", "The notebook's parameters, as a form", do_params, NULL},
    {"down", "j <Down>", CMD, 0, "", "Next cell", do_down, NULL},
    {"up", "k <Up>", CMD, 0, "", "Previous cell", do_up, NULL},
    {"first", "gg <Home>", CMD, 0, "", "First cell", do_first, NULL},
    {"last", "G <End>", CMD, 0, "", "Last cell", do_last, NULL},
    {"page-down", "<Space> <PageDown>", CMD, 0, "", "A screen down", do_page_down, NULL},
    {"page-up", "<PageUp>", CMD, 0, "", "A screen up", do_page_up, NULL},
    {"half-down", "<C-d>", CMD, 0, "", "Half a screen down", do_half_down, NULL},
    {"half-up", "<C-u>", CMD, 0, "", "Half a screen up", do_half_up, NULL},
    {"goto", "", CMD, 0, "", ":goto N selects cell N", do_goto, needs_cells},
    {"extend-down", "J <S-Down>", CMD, 0, "", "Select one cell more", do_extend_down, needs_cells},
    {"extend-up", "K <S-Up>", CMD, 0, "", "Select one cell more, upwards", do_extend_up, needs_cells},
    {"clear-selection", "<Esc>", CMD, 0, "", "Select only this cell", do_clear, NULL},
    {"insert-below", "a", CMD, 6, "new", "New cell below", do_insert_below, needs_writing},
    {"insert-above", "b", CMD, 0, "", "New cell above", do_insert_above, needs_writing},
    {"delete", "dd", CMD, 7, "delete", "Delete the selected cells", do_delete, needs_both},
    {"cut", "x", CMD, 0, "", "Cut the selected cells", do_cut, needs_both},
    {"copy", "c", CMD, 0, "", "Copy the selected cells", do_copy, needs_cells},
    {"paste", "v", CMD, 0, "", "Paste cells below", do_paste, needs_clip},
    {"paste-above", "V", CMD, 0, "", "Paste cells above", do_paste_above, needs_clip},
    {"move-up", "<A-Up>", CMD, 0, "", "Move the selected cells up", do_move_up, needs_both},
    {"move-down", "<A-Down>", CMD, 0, "", "Move the selected cells down", do_move_down, needs_both},
    {"split", "<C-\\>", EDIT, 0, "", "Split the cell at the cursor", do_split, needs_writing},
    {"merge", "M", CMD, 0, "", "Join with the cell below", do_merge_cells, needs_both},
    {"kind", "m", CMD, 0, "", "Lua becomes text, text becomes Lua", do_kind, needs_both},
    {"title", "", CMD, 0, "", ":title TEXT names the cell", do_title, needs_both},
    {"undo", "z", CMD, 8, "undo", "Undo, in all of the notebook", do_undo, needs_undo},
    {"redo", "Z", CMD, 0, "", "Redo", do_redo, needs_redo},
    {"editor", "e", CMD, 0, "", "Edit the cell in $EDITOR", do_editor, needs_both},
    {"fold", "h <Left>", CMD, 0, "", "Fold the cell's source", do_fold, needs_cells},
    {"unfold", "l <Right>", CMD, 0, "", "Unfold the cell's source", do_unfold, needs_cells},
    {"fold-output", "o", CMD, 0, "", "Fold or unfold the output", do_fold_output, needs_outcome},
    {"browse", "<Tab> O", CMD, 9, "browse", "Browse the cell's table or output", tui_book_browse, needs_outcome},
    {"plan", "p", CMD, 10, "plan", "The plan of the cell's table", tui_book_plan, needs_outcome},
    {"copy-output", "y", CMD, 0, "", "Copy the output", do_copy_output, needs_outcome},
    {"copy-source", "Y", CMD, 0, "", "Copy the source", do_copy_source, needs_cells},
    {"save", "s", CMD, 3, "save", "Save; :save PATH under another name", do_save, NULL},
    {"save-now", "<C-s>", BOTH, 0, "", "Save", do_save, needs_change},
    {"shell", "", CMD, 0, "", ":!COMMAND runs a shell command", do_shell, NULL},
    {"repaint", "<C-l>", CMD | TUI_ON_TABLE | TUI_ON_TEXT, 0, "", "Draw the screen anew", do_repaint, NULL},
    {"suspend", "<C-z>", BOTH | TUI_ON_TABLE | TUI_ON_TEXT, 0, "", "Back to the shell; fg returns", do_suspend, NULL},
    {"quit", "q", CMD, 12, "quit", "Leave", do_quit, NULL},
    {0},
};
/* clang-format on */

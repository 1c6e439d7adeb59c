/* book_output.c — what a cell gave, opened in a view of its own. */
#include "tui/view/book_cells.h"
#include "tui/view/table_view.h"
#include "tui/view/text_view.h"

static const tui_item *last_item(const tui_outcome *o, tui_item_kind kind)
{
    for (size_t k = tui_outcome_count(o); k > 0; k--)
        if (tui_outcome_item(o, k - 1)->kind == kind) return tui_outcome_item(o, k - 1);
    return NULL;
}

static void open_item(tui_app *app, const tui_item *i, uint64_t cell)
{
    const tui_outcome *o = tui_outcome_of(&tui_book_of(app)->outcomes, cell);
    if (i->kind == TUI_ITEM_TABLE && i->result)
        tui_table_view_open(app, i->result, i->name);
    else if (i->kind == TUI_ITEM_TABLE)
        tui_app_say(app, "the engine that held this table is gone: run the cell again");
    else if (i->kind == TUI_ITEM_TEXT && o && o->flood_bytes > 0)
        tui_text_view_output(app, cell, o->flood_bytes);
    else
        tui_text_view_open(app, "output", (const char *)i->bytes.data, i->bytes.len);
}

/* The last table of the selected cell, else its last text. */
void tui_book_browse(tui_app *app, const char *arg)
{
    (void)arg;
    tui_book_view     *v = tui_book_of(app);
    const tui_outcome *o = tui_outcome_of(&v->outcomes, v->selected);
    const tui_item    *i = o ? last_item(o, TUI_ITEM_TABLE) : NULL;
    if (!i && o) i = last_item(o, TUI_ITEM_TEXT);
    if (i)
        open_item(app, i, v->selected);
    else
        tui_app_say(app, "the cell has no output to browse");
}

void tui_book_plan(tui_app *app, const char *arg)
{
    (void)arg;
    tui_book_view     *v = tui_book_of(app);
    const tui_outcome *o = tui_outcome_of(&v->outcomes, v->selected);
    const tui_item    *i = o ? last_item(o, TUI_ITEM_TABLE) : NULL;
    if (!i || !i->result)
        tui_app_say(app, "no table to plan here: show(frame) first");
    else
        tui_text_view_plan(app, i->result);
}

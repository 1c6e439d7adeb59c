#include "tui/view/table_view.h"

#include "tui/view/book_view.h"

#include <string.h>

typedef struct table_view {
    tui_view  view; /* first */
    tui_sheet table;
    uint64_t  cell;
} table_view;

static void draw(tui_view *v, tui_canvas *area) { tui_sheet_draw(&((table_view *)v)->table, area); }
static void told(tui_view *v, const tui_event_told *e)
{
    tui_sheet_told(&((table_view *)v)->table, e);
}
static void status(tui_view *v, char out[128]) { tui_sheet_status(&((table_view *)v)->table, out); }

static bool event(tui_view *v, const tui_event *e)
{
    return e->kind == TUI_EVENT_MOUSE && tui_sheet_mouse(&((table_view *)v)->table, e);
}

static void close_view(tui_view *v)
{
    table_view *t = (table_view *)v;
    lt_mem     *mem = t->table.host.mem;
    tui_sheet_close(&t->table);
    lt_mem_free(mem, t, sizeof(*t));
}

static const tui_view_ops ops = {.word = "TABLE",
                                 .mode = TUI_ON_TABLE,
                                 .draw = draw,
                                 .event = event,
                                 .told = told,
                                 .status = status,
                                 .close = close_view};

lt_status tui_table_view_open_source(tui_app *app, const tui_table_source *source, lt_error *err)
{
    static int32_t    last_slot; /* each view's windows have a slot of their own */
    tui_host          host = tui_host_of(app);
    tui_sheet_opening what = {.result = source->result,
                              .name = source->name,
                              .columns = source->columns,
                              .rows = source->rows,
                              .is_exact = source->is_exact,
                              .slot = ++last_slot};
    table_view       *v = lt_mem_zeroed(host.mem, 1, sizeof(*v));
    if (!v) return lt_mem_refused(host.mem, sizeof(*v), "a table", err);
    lt_status st = tui_sheet_open(&v->table, &host, &what, err);
    if (st) {
        tui_sheet_close(&v->table);
        lt_mem_free(host.mem, v, sizeof(*v));
        return st;
    }
    v->view.ops = &ops;
    v->view.app = app;
    v->cell = source->cell;
    tui_app_push(app, &v->view);
    return LT_OK;
}

/* The item of the outcome that shows the result. */
static const tui_item *item_in(const tui_outcome *o, uint64_t result)
{
    for (size_t k = 0; o && k < tui_outcome_count(o); k++)
        if (tui_outcome_item(o, k)->kind == TUI_ITEM_TABLE &&
            tui_outcome_item(o, k)->result == result)
            return tui_outcome_item(o, k);
    return NULL;
}

void tui_table_view_open(tui_app *app, uint64_t result, const char *name)
{
    lt_error             err;
    tui_doc             *doc = tui_app_doc(app);
    const tui_book_view *book = tui_book_of(app);
    for (size_t k = 0; k < tui_doc_count(doc); k++) {
        uint64_t        cell = tui_doc_cell(doc, k)->uid;
        const tui_item *item = item_in(tui_outcome_of(&book->outcomes, cell), result);
        if (!item) continue;
        tui_table_source source = {.cell = cell,
                                   .result = result,
                                   .name = name,
                                   .columns = item->all_columns,
                                   .rows = item->total,
                                   .is_exact = item->is_exact};
        if (tui_table_view_open_source(app, &source, &err)) tui_app_fail(app, &err);
        return;
    }
    tui_app_say(app, "no cell shows this table any more: run its cell again");
}

static table_view *view_of(const tui_app *app)
{
    for (tui_view *v = tui_app_top(app); v; v = v->below)
        if (v->ops == &ops) return (table_view *)v;
    return NULL;
}

tui_sheet *tui_table_of(const tui_app *app)
{
    table_view *v = view_of(app);
    return v ? &v->table : NULL;
}

uint64_t tui_table_cell(const tui_app *app)
{
    table_view *v = view_of(app);
    return v ? v->cell : 0;
}

void tui_table_leave(tui_app *app)
{
    table_view *v = view_of(app);
    if (!v) return;
    if (v->table.is_record)
        tui_record_toggle(&v->table);
    else if (!tui_sheet_back(&v->table))
        tui_app_pop(app, &v->view);
    tui_app_dirty(app);
}

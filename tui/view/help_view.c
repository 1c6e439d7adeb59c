#include "tui/view/help_view.h"

#include "tui/view/help_page.h"
#include "tui/view/line_edit.h"

#include <string.h>

typedef struct help {
    tui_view      view;
    unsigned      mode; /* of the view below */
    tui_line      filter;
    tui_help_page page;
    int           first, seen, page_cols; /* row on top; rows in sight; of the page */
} help;

static void make(help *h, int cols)
{
    lt_error err;
    h->page_cols = cols;
    if (tui_help_make(&h->page, cols, h->mode, tui_line_text(&h->filter), h->view.app, &err))
        tui_app_fail(h->view.app, &err);
}

static void scroll(help *h, int by)
{
    int last = h->page.rows - h->seen;
    h->first += by;
    if (h->first > last) h->first = last;
    if (h->first < 0) h->first = 0;
}

static void draw(tui_view *v, tui_canvas *area)
{
    static const char end[] = " the manual: man lote ";
    help             *h = (help *)v;
    int               rows = area->rows, cols = area->cols;
    tui_canvas        inner = tui_part(area, (tui_rect){2, 2, rows - 3, cols - 4});
    tui_fill(area, (tui_rect){0, 0, rows, cols}, TUI_STYLE(TEXT), ' ');
    tui_box(area, (tui_rect){0, 0, rows, cols}, TUI_STYLE(BORDER), TUI_LIGHT);
    tui_puts(area, 0, 2, TUI_BOLD_STYLE(TITLE), " Help ");
    if (cols >= 60)
        tui_put_right(area, 0, 10, cols - 12, TUI_STYLE(DIM), " type to filter, Esc closes ", 28);
    tui_put_right(area, rows - 1, 2, cols - 4, TUI_STYLE(DIM), end, sizeof(end) - 1);
    h->seen = inner.rows;
    if (h->page_cols != inner.cols) make(h, inner.cols);
    scroll(h, 0);
    tui_help_draw(&h->page, &inner, h->first);
    if (h->page.rows == 0) tui_puts(&inner, 0, 0, TUI_STYLE(DIM), "nothing has these words");
    if (h->page.rows > 0 && h->page.rows > h->seen)
        tui_printf(area, rows - 1, 2, TUI_STYLE(DIM), " %d%% ",
                   (h->first + h->seen) * 100 / h->page.rows);
    tui_puts(area, 1, 2, TUI_STYLE(KEY), "/");
    tui_line_draw(&h->filter, area, 1, 3, cols - 5);
}

static bool moves(help *h, const tui_event *e)
{
    int page = h->seen > 2 ? h->seen - 2 : 1;
    switch (e->mods ? 0 : e->key) {
    case TUI_KEY_UP: scroll(h, -1); return true;
    case TUI_KEY_DOWN: scroll(h, 1); return true;
    case TUI_KEY_PAGE_UP: scroll(h, -page); return true;
    case TUI_KEY_PAGE_DOWN: scroll(h, page); return true;
    case TUI_KEY_TAB: return true;
    default: return false;
    }
}

static void leave(help *h) { tui_app_pop(h->view.app, &h->view); }

/* q closes while nothing is typed: it does so everywhere else. */
static bool closes(const help *h, const tui_event *e)
{
    bool is_empty = h->filter.text.len == 0;
    return e->key == TUI_KEY_F1 || (is_empty && !e->mods && (e->key == 'q' || e->key == '?'));
}

static bool typed(help *h, const tui_event *e)
{
    if (e->kind == TUI_EVENT_KEY && closes(h, e)) {
        leave(h);
        return true;
    }
    bool            was_empty = h->filter.text.len == 0;
    tui_line_answer answer = tui_line_event(&h->filter, e);
    if (answer == TUI_LINE_CHANGED) {
        make(h, h->page_cols);
        h->first = 0;
    }
    /* Esc empties the filter first */
    if (answer == TUI_LINE_CANCEL && !was_empty) {
        tui_line_replace(&h->filter, 0, h->filter.text.len, "", 0);
        make(h, h->page_cols);
    } else if (answer == TUI_LINE_CANCEL || answer == TUI_LINE_ACCEPT) {
        leave(h);
    }
    return true;
}

static bool event(tui_view *v, const tui_event *e)
{
    help    *h = (help *)v;
    tui_app *app = v->app;
    bool     used = true, is_mouse = e->kind == TUI_EVENT_MOUSE;
    if (is_mouse && e->action >= TUI_MOUSE_WHEEL_UP)
        scroll(h, e->action == TUI_MOUSE_WHEEL_UP ? -3 : 3);
    else if (e->kind == TUI_EVENT_KEY)
        used = moves(h, e) || typed(h, e);
    else if (e->kind == TUI_EVENT_PASTE)
        typed(h, e);
    else
        used = is_mouse;
    tui_app_dirty(app);
    return used;
}

static void close_view(tui_view *v)
{
    help   *h = (help *)v;
    lt_mem *mem = h->filter.mem;
    tui_help_clear(&h->page);
    tui_line_close(&h->filter);
    lt_mem_free(mem, h, sizeof(*h));
}

static const tui_view_ops ops = {.word = "HELP",
                                 .mode = TUI_ON_HELP,
                                 .is_overlay = true,
                                 .takes_text = true,
                                 .draw = draw,
                                 .event = event,
                                 .close = close_view};

void tui_help_open(tui_app *app)
{
    lt_mem *mem = tui_app_mem(app);
    help   *h = lt_mem_zeroed(mem, 1, sizeof(*h));
    if (!h) {
        tui_app_say(app, "no memory for the help");
        return;
    }
    h->view = (tui_view){.ops = &ops, .app = app};
    h->mode = tui_app_mode(app);
    h->page.pieces.mem = mem;
    tui_line_open(&h->filter, &(tui_line_options){.mem = mem});
    tui_app_push(app, &h->view);
    tui_app_dirty(app);
}

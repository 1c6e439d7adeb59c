#include "tui/view/palette.h"

#include "tui/view/arguments.h"
#include "tui/view/line_edit.h"
#include "tui/view/palette_list.h"

#include <string.h>

typedef struct palette {
    tui_view         view;
    unsigned         mode; /* of the view below */
    tui_history      history;
    tui_line         line;
    tui_palette_list list;
} palette;

static void fill(palette *p)
{
    tui_palette_fill(&p->list, tui_line_text(&p->line), &p->history, p->view.app, p->mode);
}

static void draw(tui_view *v, tui_canvas *area)
{
    palette *p = (palette *)v;
    int      row = area->rows - 1;
    tui_fill(area, (tui_rect){row, 0, 1, area->cols}, TUI_STYLE(TEXT), ' ');
    tui_palette_draw(&p->list, area, 1);
    tui_puts(area, row, 0, TUI_STYLE(KEY), ":");
    tui_line_draw(&p->line, area, row, 1, area->cols - 1);
}

/* Tab: the chosen name, then its argument. */
static void complete(palette *p)
{
    const char       *typed = tui_line_text(&p->line), *arg = "";
    const tui_action *a = tui_palette_resolve(&p->list, typed, &arg);
    size_t            len = strlen(typed);
    if (!a) return;
    bool is_named = !p->list.is_own && (*arg || (len && typed[len - 1] == ' '));
    if (is_named) {
        tui_argument_complete(p->view.app, &p->line, a->name, (size_t)(arg - typed));
    } else {
        tui_line_replace(&p->line, 0, len, a->name, strlen(a->name));
        len = strlen(a->name);
        tui_line_replace(&p->line, len, len, " ", 1);
    }
    fill(p);
}

/* What is run may open another view, so this one goes first. */
static void run(palette *p)
{
    tui_app          *app = p->view.app;
    const char       *arg = "", *typed = tui_line_text(&p->line);
    const tui_action *a = tui_palette_resolve(&p->list, typed, &arg);
    lt_buf            given = {.mem = p->line.mem}, whole = {.mem = p->line.mem};
    size_t            removed;
    if (!a && *typed) {
        const char *near = tui_palette_nearest(typed);
        tui_app_say(app,
                    near ? "there is no command %s; did you mean %s?" : "there is no command %s",
                    typed, near);
    }
    bool ok = a && lt_buf_text(&given, arg, NULL) == LT_OK &&
              lt_buf_terminate(&given, NULL) == LT_OK &&
              lt_buf_printf(&whole, NULL, "%s%s%s", a->name, *arg ? " " : "", arg) == LT_OK &&
              lt_buf_terminate(&whole, NULL) == LT_OK;
    if (ok) tui_history_add(&p->history, (const char *)whole.data, &removed);
    tui_app_pop(app, &p->view);
    if (ok) tui_action_run(a, app, (const char *)given.data);
    lt_buf_clear(&given);
    lt_buf_clear(&whole);
}

static bool moves(palette *p, const tui_event *e)
{
    int page = p->list.drawn_rows > 1 ? p->list.drawn_rows - 1 : 1;
    switch (e->mods ? 0 : e->key) {
    case TUI_KEY_UP: tui_palette_move(&p->list, -1); return true;
    case TUI_KEY_DOWN: tui_palette_move(&p->list, 1); return true;
    case TUI_KEY_PAGE_UP: tui_palette_move(&p->list, -page); return true;
    case TUI_KEY_PAGE_DOWN: tui_palette_move(&p->list, page); return true;
    case TUI_KEY_TAB: complete(p); return true;
    default: return false;
    }
}

/* False: not used. The view may be gone after it. */
static bool typed(palette *p, const tui_event *e)
{
    switch (tui_line_event(&p->line, e)) {
    case TUI_LINE_ACCEPT: run(p); return true;
    case TUI_LINE_CANCEL: tui_app_pop(p->view.app, &p->view); return true;
    case TUI_LINE_CHANGED: fill(p); return true;
    case TUI_LINE_MOVED: return true;
    default: return e->kind == TUI_EVENT_KEY;
    }
}

static bool mouse(palette *p, const tui_event *e)
{
    bool   up = e->action == TUI_MOUSE_WHEEL_UP, down = e->action == TUI_MOUSE_WHEEL_DOWN;
    size_t row = tui_palette_row_at(&p->list, e->row);
    if (up || down) tui_palette_move(&p->list, up ? -1 : 1);
    if (up || down || e->action != TUI_MOUSE_PRESS) return true;
    if (row != SIZE_MAX) {
        p->list.chosen = row;
        p->list.is_own = true;
        run(p);
    } else if (e->row < p->list.drawn_row - 1) {
        tui_app_pop(p->view.app, &p->view);
    } else {
        tui_line_click(&p->line, e->col - 1);
    }
    return true;
}

static bool event(tui_view *v, const tui_event *e)
{
    palette *p = (palette *)v;
    tui_app *app = v->app;
    bool     used = false;
    if (e->kind == TUI_EVENT_MOUSE)
        used = mouse(p, e);
    else if (e->kind == TUI_EVENT_KEY)
        used = moves(p, e) || typed(p, e);
    else if (e->kind == TUI_EVENT_PASTE)
        used = typed(p, e);
    tui_app_dirty(app);
    return used;
}

static void close_view(tui_view *v)
{
    palette *p = (palette *)v;
    tui_palette_clear(&p->list);
    tui_line_close(&p->line);
    tui_history_close(&p->history);
    lt_mem_free(p->line.mem, p, sizeof(*p));
}

static const tui_view_ops ops = {.word = "COMMANDS",
                                 .mode = TUI_ON_LIST,
                                 .is_overlay = true,
                                 .takes_text = true,
                                 .draw = draw,
                                 .event = event,
                                 .close = close_view};

void tui_palette_open(tui_app *app, const char *initial)
{
    lt_mem  *mem = tui_app_mem(app);
    palette *p = lt_mem_zeroed(mem, 1, sizeof(*p));
    if (!p) {
        tui_app_say(app, "no memory for the list of commands");
        return;
    }
    p->view = (tui_view){.ops = &ops, .app = app};
    p->mode = tui_app_mode(app);
    p->list.rows.mem = mem;
    tui_history_open(&p->history, mem, "command");
    tui_line_open(&p->line,
                  &(tui_line_options){.mem = mem, .history = &p->history, .initial = initial});
    fill(p);
    tui_app_push(app, &p->view);
    tui_app_dirty(app);
}

#include "tui/view/prompt_view.h"

#include <string.h>

typedef struct view {
    tui_view           view;
    tui_prompt_options opt;
    char               label[64];
    tui_history        history;
    tui_line           line;
    int                line_col; /* as drawn last */
} view;

const char *tui_prompt_history_name(const char *kind)
{
    static const char *const rows[][2] = {{":", "command"}, {"/", "search"}, {"!", "shell"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        if (strcmp(kind, rows[i][0]) == 0) return rows[i][1];
    return kind;
}

static void draw(tui_view *v, tui_canvas *area)
{
    view *p = (view *)v;
    int   row = area->rows - 1, cols = area->cols;
    char  note[64] = "";
    tui_fill(area, (tui_rect){row, 0, 1, cols}, TUI_STYLE(TEXT), ' ');
    p->line_col = tui_put_fit(area, row, 0, cols / 2, TUI_STYLE(KEY), p->label, strlen(p->label));
    if (p->opt.note) p->opt.note(p->opt.arg, note);
    int right = *note ? tui_columns(note, strlen(note)) + 2 : 0;
    if (cols - p->line_col - right < 12) right = 0;
    if (right)
        tui_put_right(area, row, cols - right, right - 1, TUI_STYLE(DIM), note, strlen(note));
    tui_line_draw(&p->line, area, row, p->line_col, cols - p->line_col - right);
}

/* The callback outlives the view, and may open the next one. */
static void accept(view *p)
{
    tui_prompt_options opt = p->opt;
    size_t             removed;
    lt_buf             text = {.mem = p->line.mem};
    bool               ok = lt_buf_text(&text, tui_line_text(&p->line), NULL) == LT_OK &&
              lt_buf_terminate(&text, NULL) == LT_OK;
    if (ok) tui_history_add(&p->history, (const char *)text.data, &removed);
    tui_app_pop(p->view.app, &p->view);
    if (ok) opt.accept(opt.arg, (const char *)text.data);
    lt_buf_clear(&text);
}

static void cancel(view *p)
{
    tui_prompt_options opt = p->opt;
    tui_app_pop(p->view.app, &p->view);
    if (opt.cancel) opt.cancel(opt.arg);
}

static bool key(view *p, const tui_event *e)
{
    bool is_tab = e->kind == TUI_EVENT_KEY && e->key == TUI_KEY_TAB;
    if (is_tab && p->opt.complete) p->opt.complete(p->opt.arg, &p->line);
    tui_line_answer answer = is_tab ? TUI_LINE_CHANGED : tui_line_event(&p->line, e);
    if (answer == TUI_LINE_ACCEPT) {
        accept(p);
        return true;
    }
    if (answer == TUI_LINE_CANCEL) {
        cancel(p);
        return true;
    }
    if (answer == TUI_LINE_CHANGED && p->opt.changed)
        p->opt.changed(p->opt.arg, tui_line_text(&p->line));
    tui_app_dirty(p->view.app);
    /* Keys of the terminal as a whole (suspend, repaint) go on to the actions. */
    return answer != TUI_LINE_UNUSED || e->kind == TUI_EVENT_KEY;
}

static bool event(tui_view *v, const tui_event *e)
{
    view *p = (view *)v;
    if (e->kind == TUI_EVENT_KEY || e->kind == TUI_EVENT_PASTE) return key(p, e);
    if (e->kind != TUI_EVENT_MOUSE || e->action != TUI_MOUSE_PRESS) return false;
    tui_line_click(&p->line, e->col - p->line_col);
    tui_app_dirty(v->app);
    return true;
}

static void status(tui_view *v, char out[128])
{
    out[0] = 0;
    const view *p = (const view *)v;
    if (*p->line.note) {
        static const char text[] = "plain line editor: ";
        size_t            n = strlen(p->line.note), room = 127 - (sizeof(text) - 1);
        memcpy(out, text, sizeof(text));
        memcpy(out + sizeof(text) - 1, p->line.note, n < room ? n + 1 : room);
        out[127] = 0;
    }
}

static void close_view(tui_view *v)
{
    view *p = (view *)v;
    tui_line_close(&p->line);
    tui_history_close(&p->history);
    lt_mem_free(p->line.mem, p, sizeof(*p));
}

static const tui_view_ops ops = {.word = "PROMPT",
                                 .mode = TUI_ON_PROMPT,
                                 .is_overlay = true,
                                 .takes_text = true,
                                 .draw = draw,
                                 .event = event,
                                 .status = status,
                                 .close = close_view};

void tui_prompt_view_open(tui_app *app, const tui_prompt_options *opt)
{
    lt_mem *mem = tui_app_mem(app);
    view   *p = lt_mem_zeroed(mem, 1, sizeof(*p));
    if (!p) {
        tui_app_say(app, "no memory for a prompt");
        return;
    }
    p->view = (tui_view){.ops = &ops, .app = app};
    p->opt = *opt;
    size_t n = strlen(opt->label), most = sizeof(p->label) - 1;
    memcpy(p->label, opt->label, n < most ? n : most);
    tui_history_open(&p->history, mem, opt->kind ? tui_prompt_history_name(opt->kind) : NULL);
    tui_line_open(&p->line, &(tui_line_options){.mem = mem,
                                                .history = &p->history,
                                                .initial = opt->initial,
                                                .is_fresh = opt->is_fresh});
    tui_app_push(app, &p->view);
    tui_app_dirty(app);
}

/* client_ask.c — the requests of client.h. */
#include "tui/engine/client_state.h"

#include <string.h>

static uint64_t ask(tui_client *c, tui_request *q)
{
    if (c->fd < 0) return 0;
    q->number = c->number + 1;
    size_t before = c->early.len;
    if (!c->greeted && tui_ask(&c->early, q, NULL)) return 0;
    if (tui_ask(&c->out, q, NULL)) {
        c->early.len = before;
        return 0;
    }
    c->number++;
    if (c->greeted) tui_client_write(c);
    return q->number;
}

static uint64_t ask_plain(tui_client *c, tui_ask_kind kind)
{
    tui_request q = {.kind = kind};
    return ask(c, &q);
}

uint64_t tui_client_execute(tui_client *c, const tui_execute *cell)
{
    tui_request q = {.kind = TUI_ASK_EXECUTE, .execute = *cell};
    if (!q.execute.lang) q.execute.lang = "lua";
    return ask(c, &q);
}

static uint64_t ask_cell(tui_client *c, tui_ask_kind kind, uint64_t cell)
{
    tui_request q = {.kind = kind, .cell = cell};
    return ask(c, &q);
}

uint64_t tui_client_unqueue(tui_client *c, uint64_t cell)
{
    return ask_cell(c, TUI_ASK_UNQUEUE, cell);
}

uint64_t tui_client_interrupt(tui_client *c, uint64_t cell)
{
    return ask_cell(c, TUI_ASK_INTERRUPT, cell);
}

uint64_t tui_client_restart(tui_client *c) { return ask_plain(c, TUI_ASK_RESTART); }

uint64_t tui_client_shutdown(tui_client *c, bool force)
{
    tui_request q = {.kind = TUI_ASK_SHUTDOWN, .force = force};
    return ask(c, &q);
}

static uint64_t ask_text(tui_client *c, tui_ask_kind kind, const char *text, size_t len)
{
    tui_request q = {.kind = kind, .complete.text = {text, len}};
    return ask(c, &q);
}

uint64_t tui_client_complete(tui_client *c, const char *text, size_t cursor)
{
    return ask_text(c, TUI_ASK_COMPLETE, text, cursor);
}

uint64_t tui_client_inspect(tui_client *c, const char *name, size_t len)
{
    return ask_text(c, TUI_ASK_INSPECT, name, len);
}

uint64_t tui_client_params(tui_client *c, const char *text, size_t len)
{
    return ask_text(c, TUI_ASK_PARAMS, text, len);
}

uint64_t tui_client_variables(tui_client *c) { return ask_plain(c, TUI_ASK_VARIABLES); }
uint64_t tui_client_state(tui_client *c) { return ask_plain(c, TUI_ASK_STATE); }

uint64_t tui_client_set_param(tui_client *c, const char *name, const char *value)
{
    tui_request q = {.kind = TUI_ASK_SET_PARAM, .param = {name, value}};
    return ask(c, &q);
}

uint64_t tui_client_window(tui_client *c, const tui_window_ask *window)
{
    tui_request q = {.kind = TUI_ASK_WINDOW, .window = *window};
    uint64_t    number = ask(c, &q);
    int32_t     i = 0;
    while (i < c->slot_count && c->slots[i].slot != window->slot) i++;
    if (i == TUI_SLOTS_MOST) i = 0; /* the oldest view is forgotten: its answers are all told */
    if (i == c->slot_count) c->slot_count++;
    c->slots[i] = (tui_newest){window->slot, number};
    return number;
}

static uint64_t ask_at(tui_client *c, tui_ask_kind kind, uint64_t result, int64_t row,
                       int32_t column)
{
    tui_request q = {.kind = kind, .at = {result, row, column}};
    return ask(c, &q);
}

uint64_t tui_client_statistics(tui_client *c, uint64_t result, int32_t column)
{
    return ask_at(c, TUI_ASK_STATISTICS, result, 0, column);
}

uint64_t tui_client_value(tui_client *c, uint64_t result, int64_t row, int32_t column)
{
    return ask_at(c, TUI_ASK_VALUE, result, row, column);
}

uint64_t tui_client_derive(tui_client *c, const tui_derive *how)
{
    tui_request q = {.kind = TUI_ASK_DERIVE, .derive = *how};
    return ask(c, &q);
}

uint64_t tui_client_find(tui_client *c, const tui_find *what)
{
    tui_request q = {.kind = TUI_ASK_FIND, .find = *what};
    return ask(c, &q);
}

uint64_t tui_client_copy(tui_client *c, const tui_copy *what)
{
    tui_request q = {.kind = TUI_ASK_COPY, .copy = *what};
    return ask(c, &q);
}

uint64_t tui_client_drop(tui_client *c, uint64_t result)
{
    tui_request q = {.kind = TUI_ASK_DROP, .result = result};
    return ask(c, &q);
}

uint64_t tui_client_stop(tui_client *c, uint64_t request)
{
    tui_request q = {.kind = TUI_ASK_STOP, .target = request};
    return ask(c, &q);
}

uint64_t tui_client_plan(tui_client *c, const tui_plan_ask *plan)
{
    tui_request q = {.kind = TUI_ASK_PLAN, .plan = *plan};
    return ask(c, &q);
}

uint64_t tui_client_output(tui_client *c, uint64_t cell, int64_t from, int32_t most)
{
    tui_request q = {.kind = TUI_ASK_OUTPUT, .output = {cell, from, most}};
    return ask(c, &q);
}

uint64_t tui_client_stale(tui_client *c, const tui_source *cells, size_t count)
{
    tui_request q = {.kind = TUI_ASK_STALE, .stale = {cells, count}};
    return ask(c, &q);
}

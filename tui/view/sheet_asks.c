#include "tui/view/sheet.h"

#include "column/show.h"

#include <stdio.h>
#include <string.h>

static bool no_engine(tui_sheet *t, uint64_t number)
{
    if (!number) t->host.say(t->host.arg, "there is no engine: run the cell again");
    return !number;
}

static void stop(tui_sheet *t, uint64_t *number)
{
    if (*number) t->host.asks->stop(t->host.client, *number);
    *number = 0;
}

const char *tui_sheet_busy(const tui_sheet *t)
{
    if (t->asked.derive) return t->next.kind == TUI_LEVEL_SORT ? "sorting…" : "filtering…";
    if (t->asked.find) return "searching…";
    return t->asked.copy ? "copying…" : "";
}

bool tui_sheet_stop(tui_sheet *t)
{
    bool any = t->asked.derive || t->asked.find || t->asked.copy || t->asked.statistics;
    tui_sheet_give_up(t);
    stop(t, &t->asked.find);
    stop(t, &t->asked.copy);
    stop(t, &t->asked.statistics);
    t->asked.value = 0;
    return any;
}

/* ---- search ---- */

static void find(tui_sheet *t, bool backwards)
{
    tui_find what = {.result = tui_sheet_level(t)->result,
                     .text = (const char *)t->pattern.data,
                     .row = t->row,
                     .column = -1,
                     .backwards = backwards};
    stop(t, &t->asked.find);
    t->asked.find = t->host.asks->find(t->host.client, &what);
    if (!no_engine(t, t->asked.find)) t->host.dirty(t->host.arg);
}

void tui_sheet_find(tui_sheet *t, const char *pattern, bool backwards)
{
    lt_error err;
    t->pattern.len = 0;
    t->host.dirty(t->host.arg);
    if (!*pattern) return;
    if (lt_buf_text(&t->pattern, pattern, &err) || lt_buf_terminate(&t->pattern, &err)) {
        t->pattern.len = 0;
        t->host.fail(t->host.arg, &err);
        return;
    }
    t->find_backwards = backwards;
    find(t, backwards);
}

void tui_sheet_find_next(tui_sheet *t, bool reverse)
{
    if (t->pattern.len)
        find(t, t->find_backwards != reverse);
    else
        t->host.say(t->host.arg, "nothing was searched for yet: / searches");
}

static void take_found(tui_sheet *t, const tui_found *f)
{
    t->asked.find = 0;
    if (f->is_found)
        tui_sheet_go(t, f->row, f->column);
    else
        tui_host_say(&t->host, "%s has no further row with \"%s\"",
                     f->is_partial ? "what the engine holds of this" : "the table",
                     (const char *)t->pattern.data);
}

/* ---- statistics of a column ---- */

void tui_sheet_ask_statistics(tui_sheet *t)
{
    if (t->has_statistics && t->statistics.column == t->column &&
        t->statistics.result == tui_sheet_level(t)->result)
        return;
    stop(t, &t->asked.statistics);
    t->has_statistics = false;
    t->asked.statistics =
        t->host.asks->statistics(t->host.client, tui_sheet_level(t)->result, t->column);
}

void tui_sheet_panel(tui_sheet *t)
{
    t->has_panel = !t->has_panel;
    if (t->has_panel)
        tui_sheet_ask_statistics(t);
    else
        stop(t, &t->asked.statistics);
}

static const char *keep(tui_sheet *t, const char *text)
{
    const char *kept = text ? lt_arena_text(&t->statistics_arena, text, strlen(text)) : NULL;
    return kept ? kept : "";
}

static void take_statistics(tui_sheet *t, const tui_statistics *s)
{
    t->asked.statistics = 0;
    lt_arena_clear(&t->statistics_arena);
    t->statistics = *s;
    t->statistics.least = keep(t, s->least);
    t->statistics.most = keep(t, s->most);
    t->statistics.mean = keep(t, s->mean);
    if (s->top_count > TUI_TOP) t->statistics.top_count = TUI_TOP;
    if (s->bin_count > TUI_BINS) t->statistics.bin_count = TUI_BINS;
    for (int32_t k = 0; k < t->statistics.top_count; k++) t->statistics.top[k] = keep(t, s->top[k]);
    t->has_statistics = true;
}

int tui_panel_rows(const tui_sheet *t, int rows)
{
    (void)t;
    return rows >= 20 ? 4 : rows >= 7 ? 2 : 1;
}

static int put_fact(tui_canvas *c, int row, int col, const char *name, const char *text)
{
    if (!text || !*text || col >= c->cols) return 0;
    int n = tui_printf(c, row, col, TUI_STYLE(DIM), "%s ", name);
    return n + tui_printf(c, row, col + n, TUI_STYLE(TEXT), "%s  ", text);
}

static void draw_facts(const tui_statistics *s, const tui_head *h, tui_canvas *c, int col)
{
    char n[32], nulls[64];
    if (s->rows > 0)
        snprintf(nulls, sizeof(nulls), "%s (%.1f%%)", lt_show_count(n, s->nulls),
                 100.0 * (double)s->nulls / (double)s->rows);
    else
        snprintf(nulls, sizeof(nulls), "0");
    col += tui_printf(c, 0, col, TUI_STYLE(DIM), "%s%s  ", h->type, h->is_tentative ? "~" : "");
    col +=
        put_fact(c, 0, col, s->is_sample ? "of the first rows" : "rows", lt_show_count(n, s->rows));
    col += put_fact(c, 0, col, "null", nulls);
    col += put_fact(c, 0, col, "distinct ~", lt_show_count(n, s->distinct));
    col += put_fact(c, 0, col, "min", s->least);
    col += put_fact(c, 0, col, "max", s->most);
    (void)put_fact(c, 0, col, "mean", s->mean);
}

/* Bars of eighths, each bin two columns wide where there is room. */
static void draw_bins(const tui_statistics *s, tui_canvas *c, int row)
{
    static const char *const eighths[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    int64_t                  most = 1;
    int                      wide = c->cols >= 70 ? 2 : 1;
    int                      col = 1 + tui_printf(c, row, 1, TUI_STYLE(DIM), "%s ", s->least);
    for (int32_t k = 0; k < s->bin_count; k++)
        if (s->bins[k] > most) most = s->bins[k];
    for (int32_t k = 0; k < s->bin_count; k++) {
        int64_t eighth = (s->bins[k] * 8 + most - 1) / most;
        for (int w = 0; w < wide; w++)
            col += tui_puts(c, row, col, TUI_STYLE(ACCENT), eighths[eighth < 0 ? 0 : eighth]);
    }
    tui_printf(c, row, col, TUI_STYLE(DIM), " %s", s->most);
}

static void draw_top(const tui_statistics *s, tui_canvas *c, int row)
{
    char count[32];
    int  col = 1;
    for (int32_t k = 0; k < s->top_count && col < c->cols; k++) {
        int most = c->cols / 4 > 8 ? c->cols / 4 : 8;
        col += tui_put_fit(c, row, col, most, TUI_STYLE(STRING), s->top[k], strlen(s->top[k]));
        col +=
            tui_printf(c, row, col, TUI_STYLE(DIM), " %s  ", lt_show_count(count, s->top_rows[k]));
    }
}

void tui_panel_draw(const tui_sheet *t, tui_canvas *area)
{
    char        room[32];
    const char *name = tui_sheet_name(t, t->column, room);
    int         row = area->rows >= 3;
    if (row) tui_hline(area, 0, 0, area->cols, TUI_STYLE(BORDER), TUI_LIGHT);
    int col = 1 + tui_put_fit(area, row, 1, area->cols / 3, TUI_STYLE(KEY), name, strlen(name)) + 2;
    if (!t->has_statistics) {
        tui_puts(area, row, col, TUI_STYLE(DIM), t->asked.statistics ? "counting…" : "···");
        return;
    }
    const tui_statistics *s = &t->statistics;
    tui_canvas            line = tui_part(area, (tui_rect){row, 0, 1, area->cols});
    draw_facts(s, tui_sheet_head(t, t->column), &line, col);
    if (s->bin_count) draw_bins(s, area, ++row);
    if (s->top_count && row + 1 < area->rows) draw_top(s, area, row + 1);
}

/* ---- values and copies ---- */

void tui_sheet_value(tui_sheet *t)
{
    if (t->column >= t->column_count || !tui_sheet_level(t)->total) return;
    t->asked.value =
        t->host.asks->value(t->host.client, tui_sheet_level(t)->result, t->row, t->column);
    (void)no_engine(t, t->asked.value);
}

static void take_value(tui_sheet *t, tui_bytes value)
{
    char room[32], title[256], row[32];
    t->asked.value = 0;
    snprintf(title, sizeof(title), "%.180s, row %s", tui_sheet_name(t, t->column, room),
             lt_show_count(row, t->row + 1));
    t->host.show(t->host.arg, title, value.p, value.len);
}

void tui_sheet_copy(tui_sheet *t, tui_copied what)
{
    static const char *const words[] = {"the cell", "the row", "the column"};
    tui_copy                 q = {.result = tui_sheet_level(t)->result, .format = "tsv"};
    q.row = what == TUI_COPY_COLUMN ? 0 : t->row;
    q.rows = what == TUI_COPY_COLUMN ? INT32_MAX : 1;
    q.column = what == TUI_COPY_ROW ? 0 : t->column;
    q.columns = what == TUI_COPY_ROW ? t->column_count : 1;
    q.header = what == TUI_COPY_COLUMN;
    stop(t, &t->asked.copy);
    snprintf(t->copied, sizeof(t->copied), "%s", words[what]);
    t->asked.copy = t->host.asks->copy(t->host.client, &q);
    (void)no_engine(t, t->asked.copy);
}

static void take_copy(tui_sheet *t, tui_bytes text)
{
    t->asked.copy = 0;
    bool is_line = text.len && text.p[text.len - 1] == '\n' && strcmp(t->copied, "the cell") == 0;
    t->host.copy(t->host.arg, text.p, text.len - is_line, t->copied);
}

/* ---- answers ---- */

static bool take_failure(tui_sheet *t, const tui_event_told *e)
{
    uint64_t *const numbers[] = {&t->asked.derive, &t->asked.find, &t->asked.value, &t->asked.copy};
    for (size_t k = 0; k < sizeof(numbers) / sizeof(*numbers); k++) {
        if (*numbers[k] != e->number) continue;
        *numbers[k] = 0;
        t->host.fail(t->host.arg, &e->error);
        return true;
    }
    if (e->number != t->asked.statistics) return false;
    t->asked.statistics = 0; /* dots stay: a busy engine is no reason for a message */
    return true;
}

static bool take(tui_sheet *t, const tui_event_told *e)
{
    switch (e->kind) {
    case TUI_TELL_DERIVED:
        if (e->number == t->asked.derive) return tui_sheet_derived(t, &e->result), true;
        if (e->number != t->asked.orphan) return false;
        t->host.asks->drop(t->host.client, e->result.result);
        t->asked.orphan = 0;
        return true;
    case TUI_TELL_FOUND:
        if (e->number == t->asked.find) return take_found(t, &e->found), true;
        return false;
    case TUI_TELL_STATISTICS:
        if (e->number == t->asked.statistics) return take_statistics(t, &e->statistics), true;
        return false;
    case TUI_TELL_VALUE:
        if (e->number == t->asked.value) return take_value(t, e->bytes), true;
        return false;
    case TUI_TELL_COPIED:
        if (e->number == t->asked.copy) return take_copy(t, e->bytes), true;
        return false;
    case TUI_TELL_FAILED: return take_failure(t, e);
    default: return false;
    }
}

bool tui_sheet_answered(tui_sheet *t, const tui_event_told *e)
{
    if (!e->number || !take(t, e)) return false;
    t->host.dirty(t->host.arg);
    return true;
}

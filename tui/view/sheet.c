#include "tui/view/sheet.h"

#include "column/show.h"

#include <stdio.h>
#include <string.h>

/* Pages around the screen that are fetched when all in sight is there. */
enum { PAGES_BEHIND = 1, PAGES_AHEAD = 3, ASK_ROWS = 256, ASK_COLUMNS = 256 };

lt_status tui_sheet_open(tui_sheet *t, const tui_host *host, const tui_sheet_opening *what,
                         lt_error *err)
{
    *t = (tui_sheet){.host = *host, .slot = what->slot, .column_count = what->columns, .stamp = 1};
    t->pages.list.mem = t->arena.mem = t->pattern.mem = t->statistics_arena.mem = host->mem;
    t->next.text.mem = host->mem;
    for (int i = 0; i < TUI_LEVELS; i++) t->levels[i].text.mem = host->mem;
    snprintf(t->name, sizeof(t->name), "%s", what->name);
    t->levels[0].result = what->result;
    t->levels[0].total = what->rows;
    t->levels[0].is_exact = what->is_exact;
    t->level_count = 1;
    if (t->column_count < 0) t->column_count = 0;
    size_t n = (size_t)t->column_count + 1;
    t->heads = lt_mem_zeroed(host->mem, n, sizeof(*t->heads));
    if (!t->heads) return lt_mem_refused(host->mem, n * sizeof(*t->heads), "a table", err);
    for (size_t k = 0; k < n; k++) t->heads[k].name = t->heads[k].type = "";
    return LT_OK;
}

void tui_sheet_close(tui_sheet *t)
{
    (void)tui_sheet_stop(t);
    for (int32_t k = 1; k < t->level_count; k++)
        t->host.asks->drop(t->host.client, t->levels[k].result);
    for (int k = 0; k < TUI_LEVELS; k++) lt_buf_clear(&t->levels[k].text);
    lt_buf_clear(&t->next.text);
    tui_pages_clear(&t->pages);
    lt_buf_clear(&t->pattern);
    lt_arena_clear(&t->arena);
    lt_arena_clear(&t->statistics_arena);
    lt_mem_free(t->host.mem, t->heads, ((size_t)t->column_count + 1) * sizeof(*t->heads));
    *t = (tui_sheet){0};
}

const char *tui_sheet_name(const tui_sheet *t, int32_t column, char room[32])
{
    if (column < t->column_count && t->heads[column].width) return t->heads[column].name;
    snprintf(room, 32, "column %d", column + 1);
    return room;
}

/* ---- which page next ---- */

/* Rows that may be had: where the count is not exact, a page more than is known. */
static int64_t rows_to_have(const tui_level *l)
{
    return l->is_exact ? l->total : l->total + TUI_PAGE_ROWS;
}

/* Whether the page should be asked for. */
static bool is_wanted(tui_sheet *t, int64_t row, int32_t column)
{
    const tui_level *l = tui_sheet_level(t);
    if (row < 0 || column < 0 || column >= t->column_count) return false;
    if (row > 0 && row >= rows_to_have(l)) return false;
    const tui_page *p = tui_pages_find(&t->pages, l->result, row, column);
    if (!p) return true;
    int64_t want = l->is_exact ? l->total - row : TUI_PAGE_ROWS;
    if (want > TUI_PAGE_ROWS) want = TUI_PAGE_ROWS;
    return p->rows < want && p->stamp != t->stamp;
}

/* Pages in sight: rows [row, end) of these columns, each the first of its page, in order. */
typedef struct sight {
    int64_t row, end;
    int32_t columns[TUI_SHEET_COLUMNS];
    int     count;
} sight;

static void add_column(sight *s, int32_t column)
{
    int32_t page = tui_page_column(column);
    for (int k = s->count; k-- > 0;)
        if (s->columns[k] == page) return;
    if (s->count < TUI_SHEET_COLUMNS) s->columns[s->count++] = page;
}

static sight in_sight(const tui_sheet *t)
{
    sight s = {.row = tui_page_row(t->top), .end = t->top + (t->body > 0 ? t->body : 1)};
    if (t->is_record) {
        s.row = tui_page_row(t->row);
        s.end = t->row + 1;
        for (int k = 0; k < tui_record_rows(t) && t->record_top + k < t->column_count; k++)
            add_column(&s, t->record_top + k);
        return s;
    }
    tui_place_of_column places[TUI_SHEET_COLUMNS];
    int                 n = tui_sheet_lay_out(t, t->cols, places);
    for (int k = 0; k < n; k++) add_column(&s, places[k].column);
    return s;
}

/* The page and its neighbours to the right and below that are wanted too. */
static tui_window_ask grow(tui_sheet *t, const sight *s, int64_t row, int32_t column)
{
    int32_t columns = TUI_PAGE_COLUMNS, rows = TUI_PAGE_ROWS;
    while (columns < ASK_COLUMNS && is_wanted(t, row, column + columns) &&
           column + columns <= s->columns[s->count - 1])
        columns += TUI_PAGE_COLUMNS;
    while (rows < ASK_ROWS && row + rows < s->end && is_wanted(t, row + rows, column))
        rows += TUI_PAGE_ROWS;
    if (columns > t->column_count - column) columns = t->column_count - column;
    return (tui_window_ask){.result = tui_sheet_level(t)->result,
                            .slot = t->slot,
                            .row = row,
                            .rows = rows,
                            .column = column,
                            .columns = columns};
}

static bool find_in(tui_sheet *t, const sight *s, int64_t from, int64_t end, tui_window_ask *out)
{
    for (int64_t row = from < 0 ? 0 : from; row < end; row += TUI_PAGE_ROWS)
        for (int k = 0; k < s->count; k++)
            if (is_wanted(t, row, s->columns[k])) {
                *out = grow(t, s, row, s->columns[k]);
                return true;
            }
    return false;
}

/* What to ask for: in sight, below, above, to the right, to the left. *is_sight: it is in sight. */
static bool next_ask(tui_sheet *t, tui_window_ask *out, bool *is_sight)
{
    sight s = in_sight(t);
    *is_sight = true;
    if (!s.count) return false;
    if (find_in(t, &s, s.row, s.end, out)) return true;
    *is_sight = false;
    int64_t below = tui_page_row(s.end - 1) + TUI_PAGE_ROWS, page = (int64_t)TUI_PAGE_ROWS;
    if (find_in(t, &s, below, below + PAGES_AHEAD * page, out)) return true;
    if (find_in(t, &s, s.row - PAGES_BEHIND * page, s.row, out)) return true;
    int32_t right = s.columns[s.count - 1] + TUI_PAGE_COLUMNS;
    int32_t left = s.columns[0] - TUI_PAGE_COLUMNS;
    for (int64_t row = s.row; row < s.end; row += TUI_PAGE_ROWS)
        for (int k = 0; k < 2; k++)
            if (is_wanted(t, row, k ? left : right)) {
                *out = grow(t, &s, row, k ? left : right);
                return true;
            }
    return false;
}

static bool is_same(const tui_window_ask *a, const tui_window_ask *b)
{
    return a->result == b->result && a->row == b->row && a->rows == b->rows &&
           a->column == b->column && a->columns == b->columns;
}

/* A window on its way is not asked for again; one that is no more in sight gives way to one that
 * is. */
static void ask(tui_sheet *t)
{
    tui_window_ask a;
    bool           is_sight;
    if (t->is_lost || t->asked.is_held_off || !next_ask(t, &a, &is_sight)) return;
    if (t->asked.window && (!is_sight || is_same(&a, &t->asked.rect))) return;
    t->asked.rect = a;
    t->asked.window = t->host.asks->window(t->host.client, &a);
    if (!t->asked.window) t->asked.is_held_off = true;
}

/* ---- what is told ---- */

static void take_total(tui_sheet *t, const tui_window *w)
{
    tui_level *l = tui_sheet_level(t);
    if (l->total != w->total || l->is_exact != w->is_exact) t->stamp++;
    l->total = w->total;
    l->is_exact = w->is_exact;
    l->is_waiting = w->is_waiting;
    if (t->wants_end) t->row = l->total > 0 ? l->total - 1 : 0;
    if (l->is_exact) t->wants_end = false;
    if (l->is_exact && t->row >= l->total) t->row = l->total > 0 ? l->total - 1 : 0;
}

static void take_window(tui_sheet *t, const tui_event_told *e)
{
    lt_error          err;
    const tui_window *w = &e->window;
    bool              is_asked = e->number == t->asked.window;
    if (is_asked) t->asked.window = 0;
    if (w->result != tui_sheet_level(t)->result || w->columns < 0 || w->column < 0 ||
        w->column + w->columns > t->column_count)
        return;
    uint64_t before = t->stamp;
    take_total(t, w);
    tui_sheet_learn(t, w);
    /* stamped with what was known when it was asked for: an answer that tells more may be
     * followed by another */
    if (tui_pages_put(&t->pages, w, before, &err))
        snprintf(t->trouble, sizeof(t->trouble), "%.250s", err.text);
    tui_window_ask again;
    bool           is_sight;
    if (is_asked && next_ask(t, &again, &is_sight) && is_same(&again, &t->asked.rect))
        t->asked.is_held_off = t->stamp == before;
    t->host.dirty(t->host.arg);
}

static void take_failure(tui_sheet *t, const tui_event_told *e)
{
    if (e->number == t->asked.window && e->number) {
        t->asked.window = 0;
        t->asked.is_held_off = true;
        t->is_lost = e->error.code == LT_ENOTFOUND;
        snprintf(t->trouble, sizeof(t->trouble), "%.250s", e->error.text);
        t->host.dirty(t->host.arg);
    }
}

static void lose(tui_sheet *t, const char *why)
{
    t->is_lost = true;
    t->asked = (tui_sheet_asked){0};
    snprintf(t->trouble, sizeof(t->trouble), "%s", why);
    t->host.dirty(t->host.arg);
}

void tui_sheet_told(tui_sheet *t, const tui_event_told *e)
{
    switch (e->kind) {
    case TUI_TELL_WINDOW:
        if (e->window.slot == t->slot) take_window(t, e);
        break;
    case TUI_TELL_FAILED: take_failure(t, e); break;
    case TUI_TELL_CELL_DONE: /* what had to wait for it can be had */
        t->stamp++;
        t->asked.is_held_off = false;
        t->trouble[0] = 0;
        t->host.dirty(t->host.arg);
        break;
    case TUI_TELL_RESTARTED: lose(t, "the engine was restarted: run the cell again"); return;
    case TUI_TELL_ENDED: lose(t, "the engine has ended: run the cell again"); return;
    default: break;
    }
    if (!t->is_lost) (void)tui_sheet_answered(t, e);
}

/* ---- the screen ---- */

void tui_sheet_status(const tui_sheet *t, char out[128])
{
    char             row[32], total[32];
    const tui_level *l = tui_sheet_level(t);
    snprintf(out, 128, "row %s/%s%s  col %d/%d", lt_show_count(row, l->total ? t->row + 1 : 0),
             l->is_exact ? "" : "≥ ", lt_show_count(total, l->total),
             t->column_count ? t->column + 1 : 0, t->column_count);
}

void tui_sheet_draw(tui_sheet *t, tui_canvas *area)
{
    bool moved = t->rows != area->rows || t->cols != area->cols;
    t->rows = area->rows;
    t->cols = area->cols;
    if (moved) t->asked.is_held_off = false;
    tui_sheet_paint(t, area);
    ask(t);
}

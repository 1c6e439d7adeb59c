#include "tui/view/outcome_draw.h"

#include "column/show.h"
#include "core/clock.h"
#include "core/error_print.h"
#include "core/escape.h"
#include "core/options.h"
#include "tui/view/texts.h"

#include <stdio.h>
#include <string.h>

enum { FOLD = 20 /* lines at both ends of a long text */, WIDEST = 40, TAB = 8, OPS_INDENT = 2 };

/* Rows are counted always and drawn where there is a canvas. */
typedef struct pen {
    tui_canvas      *c;
    int              cols, row;
    const tui_item  *item; /* whose rows are being made */
    const tui_item **find; /* set to the item of find_row */
    int              find_row;
} pen;

static void next_row(pen *p)
{
    if (p->find && p->row == p->find_row) *p->find = p->item;
    p->row++;
}

static void say(pen *p, tui_style style, const char *text, size_t n)
{
    if (p->c) tui_put_fit(p->c, p->row, 0, p->cols, style, text, n);
    next_row(p);
}

/* One line of printed text: tabs reach the next eighth column. */
static void say_line(pen *p, tui_style style, const char *text, size_t n)
{
    int column = 0;
    for (size_t at = 0; p->c && at < n && column < p->cols;) {
        const char *tab = memchr(text + at, '\t', n - at);
        size_t      piece = tab ? (size_t)(tab - text) - at : n - at;
        column += tui_put_fit(p->c, p->row, column, p->cols - column, style, text + at, piece);
        at += piece + 1;
        if (tab) column = (column / TAB + 1) * TAB;
    }
    next_row(p);
}

/* ---- texts ---- */

static size_t count_lines(const char *text, size_t n)
{
    size_t lines = 0;
    for (size_t i = 0; i < n; lines++) {
        const char *end = memchr(text + i, '\n', n - i);
        i = end ? (size_t)(end - text) + 1 : n;
    }
    return lines;
}

/* Lines [from, from + some) of a text. */
static void say_lines(pen *p, tui_style style, const char *text, size_t n, size_t from, size_t some)
{
    size_t line = 0;
    for (size_t i = 0; i < n && line < from + some; line++) {
        const char *end = memchr(text + i, '\n', n - i);
        size_t      len = end ? (size_t)(end - text) - i : n - i;
        if (len && text[i + len - 1] == '\r') len--;
        if (line >= from) say_line(p, style, text + i, len);
        i = end ? (size_t)(end - text) + 1 : n;
    }
}

static void say_more(pen *p, int64_t lines, int64_t bytes, bool is_cut)
{
    char count[32], size[LT_SIZE_TEXT], text[160];
    lt_show_count(count, lines);
    lt_print_size(size, bytes);
    snprintf(text, sizeof(text), "⋮ %s lines more, %s in all%s · Tab opens all of it", count, size,
             is_cut ? " (not all was kept)" : "");
    say(p, TUI_STYLE(DIM), text, strlen(text));
}

static void say_text(pen *p, const tui_outcome *o, const tui_item *i, bool is_last)
{
    const char *text = (const char *)i->bytes.data;
    size_t      n = i->bytes.len, lines = count_lines(text, n);
    tui_style   style = i->text_kind == TUI_TEXT_LOG ? TUI_STYLE(DIM) : TUI_STYLE(TEXT);
    if (is_last && o->flood_bytes > 0) {
        const char *tail = (const char *)o->tail.data;
        size_t      tail_lines = count_lines(tail, o->tail.len);
        size_t      last = tail_lines < FOLD ? tail_lines : FOLD;
        say_lines(p, style, text, n, 0, FOLD);
        say_more(p, o->flood_lines - FOLD - (int64_t)last, o->flood_bytes, o->flood_is_cut);
        say_lines(p, style, tail, o->tail.len, tail_lines - last, last);
    } else if (lines > 2 * FOLD + 1) {
        say_lines(p, style, text, n, 0, FOLD);
        say_more(p, (int64_t)lines - INT64_C(2) * FOLD, (int64_t)n, false);
        say_lines(p, style, text, n, lines - FOLD, FOLD);
    } else {
        say_lines(p, style, text, n, 0, lines);
    }
}

/* ---- tables ---- */

static int width_of(const tui_item *i, int32_t column)
{
    int wide = tui_columns(i->heads[column].name, strlen(i->heads[column].name));
    int type = tui_columns(i->heads[column].type, strlen(i->heads[column].type));
    if (type > wide) wide = type;
    for (int32_t r = 0; r < i->rows; r++) {
        const tui_window_cell *cell = &i->cells[(size_t)r * (size_t)i->columns + (size_t)column];
        int                    one = cell->is_null ? 1 : tui_columns(cell->text.p, cell->text.len);
        if (one > wide) wide = one;
    }
    return wide < 1 ? 1 : wide > WIDEST ? WIDEST : wide;
}

/* Columns that fit into `cols`, their widths in widths. */
static int32_t fit_columns(const tui_item *i, int cols, int widths[])
{
    int     used = 0;
    int32_t n = 0;
    for (; n < i->columns; n++) {
        int wide = width_of(i, n), need = wide + (n ? 3 : 0);
        if (used + need > cols && n > 0) break;
        widths[n] = wide < cols ? wide : cols;
        used += need;
    }
    return n;
}

static void put_cell(pen *p, int at, int wide, bool right, tui_style style, const char *text,
                     size_t n)
{
    if (!p->c) return;
    if (right)
        tui_put_right(p->c, p->row, at, wide, style, text, n);
    else
        tui_put_fit(p->c, p->row, at, wide, style, text, n);
}

static void put_bars(pen *p, const int widths[], int32_t n)
{
    for (int32_t k = 0, at = 0; p->c && k + 1 < n; k++) {
        at += widths[k];
        tui_puts(p->c, p->row, at + 1, TUI_STYLE(BORDER), "│");
        at += 3;
    }
}

static void say_heads(pen *p, const tui_item *i, const int widths[], int32_t n)
{
    for (int which = 0; which < 2; which++) {
        tui_style style = which ? TUI_STYLE(DIM) : TUI_BOLD_STYLE(HEADER);
        for (int32_t k = 0, at = 0; k < n; at += widths[k++] + 3) {
            const char *text = which ? i->heads[k].type : i->heads[k].name;
            put_cell(p, at, widths[k], i->heads[k].is_right, style, text, strlen(text));
        }
        put_bars(p, widths, n);
        next_row(p);
    }
    for (int32_t k = 0, at = 0; p->c && k < n; at += widths[k++] + 3) {
        tui_hline(p->c, p->row, at, widths[k], TUI_STYLE(BORDER), TUI_LIGHT);
        if (k + 1 < n) tui_puts(p->c, p->row, at + widths[k], TUI_STYLE(BORDER), "─┼─");
    }
    next_row(p);
}

static void say_row(pen *p, const tui_item *i, int32_t row, const int widths[], int32_t n)
{
    for (int32_t k = 0, at = 0; k < n; at += widths[k++] + 3) {
        const tui_window_cell *cell = &i->cells[(size_t)row * (size_t)i->columns + (size_t)k];
        bool                   right = i->heads[k].is_right;
        if (cell->is_null)
            put_cell(p, at, widths[k], right, TUI_STYLE(DIM), "∅", strlen("∅"));
        else
            put_cell(p, at, widths[k], right, TUI_STYLE(TEXT), cell->text.p, cell->text.len);
    }
    put_bars(p, widths, n);
    next_row(p);
}

static void say_mended(pen *p, const tui_item *i)
{
    lt_buf text = {.mem = i->arena.mem};
    if (i->mended[0] | i->mended[1] | i->mended[2] | i->mended[3])
        if (lt_show_mended(&text, "", i->mended, NULL) == LT_OK)
            say_lines(p, TUI_STYLE(WARN), (const char *)text.data, text.len, 0, 4);
    lt_buf_clear(&text);
}

static void say_table(pen *p, const tui_item *i)
{
    int     widths[64];
    char    total[32], text[256];
    int32_t shown = 0;
    if (i->has_window) {
        shown = fit_columns(i, p->cols, widths);
        say_heads(p, i, widths, shown);
        for (int32_t r = 0; r < i->rows; r++) say_row(p, i, r, widths, shown);
    }
    lt_show_count(total, i->total);
    int n = snprintf(text, sizeof(text), "%s%s%s %s", i->name, *i->name ? ": " : "", total,
                     i->total == 1 && i->is_exact ? "row"
                     : i->is_exact                ? "rows"
                                                  : "rows or more");
    if (i->has_window && i->rows < i->total && n > 0)
        n += snprintf(text + n, sizeof(text) - (size_t)n, ", the first %d here", i->rows);
    if (i->all_columns > shown && n > 0 && (size_t)n < sizeof(text))
        n += snprintf(text + n, sizeof(text) - (size_t)n, ", %d of %d columns", shown,
                      i->all_columns);
    if (i->result && n > 0 && (size_t)n < sizeof(text))
        snprintf(text + n, sizeof(text) - (size_t)n, " · Tab browses");
    say(p, TUI_STYLE(DIM), text, strlen(text));
    say_mended(p, i);
}

/* ---- the state ---- */

/* The lines of an error; the first one in BAD, what to do in ACCENT. */
static void say_error(pen *p, const tui_outcome *o)
{
    lt_buf text = {.mem = o->items.mem};
    if (lt_error_print(&text, &o->error, NULL) == LT_OK) {
        const char *at = (const char *)text.data, *end = at + text.len;
        for (int line = 0; at < end; line++) {
            const char *stop = memchr(at, '\n', (size_t)(end - at));
            size_t      n = stop ? (size_t)(stop - at) : (size_t)(end - at);
            bool        hint = n > 7 && memcmp(at, "  hint:", 7) == 0;
            say(p,
                line == 0 ? TUI_BOLD_STYLE(BAD)
                : hint    ? TUI_STYLE(ACCENT)
                          : TUI_STYLE(TEXT),
                at, n);
            at += n + 1;
        }
    }
    lt_buf_clear(&text);
}

static void say_stopped(pen *p, const tui_outcome *o)
{
    char text[200], time[TUI_SHORT_TEXT];
    snprintf(text, sizeof(text), "■ interrupted after %s: %.120s",
             tui_duration(time, o->elapsed_ns), o->error.text);
    say(p, TUI_STYLE(WARN), text, strlen(text));
}

/* How much is done: by bytes where they are known, else by the time the last run took. */
static double part_done(const tui_outcome *o, int64_t spent)
{
    if (o->progress_total > 0) return (double)o->progress_bytes / (double)o->progress_total;
    if (o->last_ns > 0) return (double)spent / (double)o->last_ns;
    return -1;
}

static void say_progress(pen *p, const tui_outcome *o)
{
    char    text[200], took[TUI_SHORT_TEXT], rows[TUI_SHORT_TEXT], left[TUI_SHORT_TEXT];
    int64_t spent = tui_outcome_spent(o, lt_clock_now_us());
    double  part = part_done(o, spent);
    int     bar = part < 0 ? 0 : p->cols > 70 ? 24 : p->cols / 4, n;
    if (part > 1) part = o->progress_total > 0 ? 1 : 0.99;
    if (p->c && bar > 0) tui_bar(p->c, p->row, 0, bar, TUI_STYLE(RUNNING), part);
    n = snprintf(text, sizeof(text), "%s", tui_duration(took, spent));
    if (part >= 0 && n > 0) {
        double  full = part > 0.01 ? (double)spent / part : (double)o->last_ns;
        int64_t rest = (int64_t)(full - (double)spent);
        n += snprintf(text + n, sizeof(text) - (size_t)n, " %.0f%%", 100 * part);
        if (rest > 500000000)
            n += snprintf(text + n, sizeof(text) - (size_t)n, ", ~%s left",
                          tui_duration(left, rest));
    }
    if (o->last_ns > 0 && n > 0)
        n += snprintf(text + n, sizeof(text) - (size_t)n, " (last run %s)",
                      tui_duration(left, o->last_ns));
    if (o->progress_rows > 0 && n > 0)
        snprintf(text + n, sizeof(text) - (size_t)n, "  %s rows",
                 tui_about(rows, o->progress_rows));
    if (p->c)
        tui_put_fit(p->c, p->row, bar ? bar + 1 : 0, p->cols - bar - 1, TUI_STYLE(RUNNING), text,
                    strlen(text));
    next_row(p);
    if (o->ops.len) say(p, TUI_STYLE(DIM), (const char *)o->ops.data, o->ops.len);
}

static bool is_last_text(const tui_outcome *o, size_t k)
{
    for (size_t n = k + 1; n < tui_outcome_count(o); n++)
        if (tui_outcome_item(o, n)->kind == TUI_ITEM_TEXT) return false;
    return true;
}

static void say_items(pen *p, const tui_outcome *o)
{
    for (size_t k = 0; k < tui_outcome_count(o); k++) {
        const tui_item *i = tui_outcome_item(o, k);
        p->item = i;
        if (i->kind == TUI_ITEM_TEXT) say_text(p, o, i, is_last_text(o, k));
        if (i->kind == TUI_ITEM_TABLE) say_table(p, i);
        if (i->kind == TUI_ITEM_NOTE)
            say(p, TUI_STYLE(GOOD), (const char *)i->bytes.data, i->bytes.len);
    }
    p->item = NULL;
}

static int draw(pen *p, const tui_outcome *o, const char *stale)
{
    char text[256];
    if (*stale) {
        snprintf(text, sizeof(text), "~ stale: %s", stale);
        say(p, TUI_STYLE(STALE), text, strlen(text));
    }
    if (o->is_folded) {
        tui_outcome_summary(o, text);
        if (*text) say(p, TUI_STYLE(DIM), text, strlen(text));
    } else {
        say_items(p, o);
    }
    if (o->state == TUI_RUN_FAILED) say_error(p, o);
    if (o->state == TUI_RUN_STOPPED) say_stopped(p, o);
    if (o->state == TUI_RUN_RUNS) say_progress(p, o);
    return p->row;
}

int tui_outcome_draw(const tui_outcome *o, tui_canvas *c, int cols, const char *stale)
{
    pen p = {.c = c, .cols = cols};
    return draw(&p, o, stale);
}

const tui_item *tui_outcome_item_at(const tui_outcome *o, int cols, const char *stale, int row)
{
    const tui_item *found = NULL;
    pen             p = {.cols = cols, .find = &found, .find_row = row};
    draw(&p, o, stale);
    return found;
}

void tui_outcome_summary(const tui_outcome *o, char out[128])
{
    int64_t lines = o->flood_lines;
    int     tables = 0, notes = 0, n = 0;
    for (size_t k = 0; k < tui_outcome_count(o); k++) {
        const tui_item *i = tui_outcome_item(o, k);
        if (i->kind == TUI_ITEM_TEXT && !o->flood_lines)
            lines += (int64_t)count_lines((const char *)i->bytes.data, i->bytes.len);
        tables += i->kind == TUI_ITEM_TABLE;
        notes += i->kind == TUI_ITEM_NOTE;
    }
    out[0] = 0;
    if (lines) n += snprintf(out + n, 128 - (size_t)n, "%lld lines ", (long long)lines);
    if (tables)
        n += snprintf(out + n, 128 - (size_t)n, "%d table%s ", tables, tables > 1 ? "s" : "");
    if (notes) n += snprintf(out + n, 128 - (size_t)n, "%d output%s ", notes, notes > 1 ? "s" : "");
    if (n) snprintf(out + n, 128 - (size_t)n, "folded · o shows");
}

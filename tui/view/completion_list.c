#include "tui/view/completion_list.h"

#include "core/escape.h"
#include "tui/view/fuzzy.h"

#include <stdlib.h>
#include <string.h>

static tui_completion_row *rows_of(const lt_buf *b)
{
    return (tui_completion_row *)(void *)b->data;
}

size_t tui_completion_count(const tui_completion_list *list)
{
    return list->shown.len / sizeof(tui_completion_row);
}

const tui_completion_row *tui_completion_at(const tui_completion_list *list, size_t k)
{
    return k < tui_completion_count(list) ? rows_of(&list->shown) + k : NULL;
}

const tui_completion_row *tui_completion_chosen(const tui_completion_list *list)
{
    return tui_completion_at(list, list->chosen);
}

/* ---- narrowing ---- */

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static bool begins(const char *text, const char *word, bool any_case)
{
    for (; *word; text++, word++)
        if (any_case ? lower(*text) != lower(*word) : *text != *word) return false;
    return true;
}

static int by_score(const void *a, const void *b)
{
    const tui_completion_row *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->order < y->order ? -1 : 1;
}

/* Room was made for all rows when they were read, so this cannot fail. */
static void narrow(tui_completion_list *list)
{
    const char *word = (const char *)list->word.data;
    size_t      n = list->items.len / sizeof(tui_completion_row);
    list->shown.len = 0;
    for (int pass = 0; pass < 3 && list->shown.len == 0; pass++) {
        for (size_t k = 0; k < n; k++) {
            tui_completion_row row = rows_of(&list->items)[k];
            bool               fits = pass < 2 && begins(row.text, word, pass == 1);
            row.score = 0;
            if (pass == 2)
                row.score = tui_fuzzy(word, list->word.len, row.text, strlen(row.text), NULL);
            if (fits || (pass == 2 && row.score >= 0)) lt_buf_push(&list->shown, &row, sizeof(row));
        }
    }
    qsort(rows_of(&list->shown), tui_completion_count(list), sizeof(tui_completion_row), by_score);
    list->chosen = SIZE_MAX;
    list->top = 0;
    list->about[0][0] = list->about[1][0] = 0;
}

/* Nothing else could be typed here. */
static bool is_exhausted(const tui_completion_list *list)
{
    size_t n = tui_completion_count(list);
    return n == 0 || (n == 1 && strcmp(rows_of(&list->shown)->text, (char *)list->word.data) == 0);
}

static lt_status set_word(tui_completion_list *list, const char *p, size_t n, lt_error *err)
{
    LT_TRY(lt_buf_reserve(&list->word, n + 1, err));
    list->word.len = 0;
    if (n) lt_buf_push(&list->word, p, n);
    list->word.data[n] = 0;
    return LT_OK;
}

lt_status tui_completion_list_open(tui_completion_list *list, lt_mem *mem, const tui_completions *c,
                                   const char *word, size_t len, lt_error *err)
{
    *list = (tui_completion_list){.arena.mem = mem,
                                  .items.mem = mem,
                                  .shown.mem = mem,
                                  .word.mem = mem,
                                  .is_path = c->is_path,
                                  .is_busy = c->is_busy};
    size_t    bytes = (size_t)c->count * sizeof(tui_completion_row);
    lt_status status = lt_buf_reserve(&list->items, bytes + 1, err);
    if (!status) status = lt_buf_reserve(&list->shown, bytes + 1, err);
    if (!status) status = set_word(list, word, len, err);
    for (int32_t k = 0; !status && k < c->count; k++) {
        const tui_candidate *from = &c->items[k];
        tui_completion_row   row = {.order = k};
        row.text = lt_arena_text(&list->arena, from->text, strlen(from->text));
        row.note = lt_arena_text(&list->arena, from->note, strlen(from->note));
        if (!row.text || !row.note) status = lt_mem_refused(mem, bytes, "completions", err);
        if (!status) lt_buf_push(&list->items, &row, sizeof(row));
    }
    if (!status) narrow(list);
    if (status) tui_completion_list_close(list);
    return status;
}

void tui_completion_list_close(tui_completion_list *list)
{
    lt_arena_clear(&list->arena);
    lt_buf_clear(&list->items);
    lt_buf_clear(&list->shown);
    lt_buf_clear(&list->word);
}

/* ---- keys ---- */

static tui_completion_answer choose(tui_completion_list *list, bool down)
{
    size_t n = tui_completion_count(list);
    if (list->chosen == SIZE_MAX)
        list->chosen = down ? 0 : n - 1;
    else
        list->chosen = down ? (list->chosen + 1) % n : (list->chosen + n - 1) % n;
    list->about[0][0] = list->about[1][0] = 0;
    return TUI_COMPLETION_USED;
}

static tui_completion_answer put(tui_completion_list *list, const char *text)
{
    if (set_word(list, text, strlen(text), NULL)) return TUI_COMPLETION_CLOSE;
    return TUI_COMPLETION_DONE;
}

/* Bytes that all rows begin with; never ends inside a character. */
static size_t common(const tui_completion_list *list)
{
    const char *first = rows_of(&list->shown)->text;
    size_t      n = strlen(first);
    for (size_t k = 1; k < tui_completion_count(list); k++) {
        const char *other = rows_of(&list->shown)[k].text;
        size_t      same = 0;
        while (same < n && other[same] == first[same]) same++;
        n = same;
    }
    while (n && ((unsigned char)first[n] & 0xC0) == 0x80) n--;
    return n;
}

/* The only one is taken; then what all have in common; then they are gone through. */
static tui_completion_answer tab(tui_completion_list *list)
{
    const char *first = rows_of(&list->shown)->text;
    size_t      n = common(list);
    if (list->chosen != SIZE_MAX) return choose(list, true);
    if (tui_completion_count(list) == 1) return put(list, first);
    if (n <= list->word.len || !begins(first, (const char *)list->word.data, true))
        return choose(list, true);
    if (set_word(list, first, n, NULL)) return TUI_COMPLETION_CLOSE;
    narrow(list);
    return TUI_COMPLETION_PUT;
}

static bool is_word_byte(const tui_completion_list *list, unsigned char c)
{
    if (list->is_path) return c >= ' ' && c != '"' && c != '\'' && c != '/';
    return c >= 0x80 || (lower((char)c) >= 'a' && lower((char)c) <= 'z') ||
           (c >= '0' && c <= '9') || c == '_';
}

/* A character goes to the editor and narrows the list. */
static tui_completion_answer typed(tui_completion_list *list, const tui_event *e)
{
    for (size_t i = 0; i < e->len; i++)
        if (!is_word_byte(list, (unsigned char)e->text[i])) return TUI_COMPLETION_LEAVE;
    if (e->len == 0 || lt_buf_add(&list->word, e->text, e->len, NULL) ||
        lt_buf_terminate(&list->word, NULL))
        return TUI_COMPLETION_LEAVE;
    narrow(list);
    return is_exhausted(list) ? TUI_COMPLETION_LEAVE : TUI_COMPLETION_PASS;
}

static tui_completion_answer erase(tui_completion_list *list)
{
    if (list->word.len == 0) return TUI_COMPLETION_LEAVE;
    do list->word.len--;
    while (list->word.len && (list->word.data[list->word.len] & 0xC0) == 0x80);
    list->word.data[list->word.len] = 0;
    narrow(list);
    return TUI_COMPLETION_PASS;
}

tui_completion_answer tui_completion_key(tui_completion_list *list, const tui_event *e)
{
    const tui_completion_row *chosen = tui_completion_chosen(list);
    bool                      is_plain = !(e->mods & (TUI_CTRL | TUI_ALT));
    if (tui_completion_count(list) == 0 || !is_plain) return TUI_COMPLETION_LEAVE;
    switch (e->key) {
    case TUI_KEY_UP: return choose(list, false);
    case TUI_KEY_DOWN: return choose(list, true);
    case TUI_KEY_TAB: return e->mods & TUI_SHIFT ? choose(list, false) : tab(list);
    case TUI_KEY_ENTER: return chosen ? put(list, chosen->text) : TUI_COMPLETION_LEAVE;
    case TUI_KEY_ESCAPE: return TUI_COMPLETION_CLOSE;
    case TUI_KEY_BACKSPACE: return erase(list);
    default: return e->key < TUI_KEY_ENTER ? typed(list, e) : TUI_COMPLETION_LEAVE;
    }
}

tui_completion_answer tui_completion_click(tui_completion_list *list, int row, int col)
{
    tui_rect r = list->drawn;
    if (row < r.row || row >= r.row + r.rows || col < r.col || col >= r.col + r.cols)
        return TUI_COMPLETION_LEAVE;
    const tui_completion_row *clicked = tui_completion_at(list, list->top + (size_t)(row - r.row));
    return clicked ? put(list, clicked->text) : TUI_COMPLETION_USED;
}

/* ---- what is known of the chosen one ---- */

static void take_line(char out[160], const char *p, size_t n)
{
    while (n && (*p == ' ' || *p == '\t')) p++, n--;
    if (n > 159) n = 159;
    while (n && ((unsigned char)p[n - 1] & 0xC0) == 0x80 && n == 159) n--;
    memcpy(out, p, n);
    out[n] = 0;
}

void tui_completion_about(tui_completion_list *list, const char *help, size_t len, const char *name)
{
    list->about[0][0] = list->about[1][0] = 0;
    for (size_t at = 0, n; at < len; at += n + 1) {
        const char *end = memchr(help + at, '\n', len - at);
        n = end ? (size_t)(end - help) - at : len - at;
        const char *line = help + at;
        bool        is_indented = n && (line[0] == ' ' || line[0] == '\t');
        if (n == 0) continue;
        if (!list->about[0][0]) {
            take_line(list->about[0], line, n);
        } else if (is_indented && memmem(line, n, name, strlen(name))) {
            take_line(list->about[1], line, n);
            return;
        } else if (!list->about[1][0]) {
            take_line(list->about[1], line, n); /* until an example comes */
        }
    }
}

/* ---- drawing ---- */

static int widest(const tui_completion_list *list, bool of_notes, int most)
{
    int cols = 0;
    for (size_t k = 0; k < tui_completion_count(list) && k < 200; k++) {
        const tui_completion_row *r = tui_completion_at(list, k);
        const char               *p = of_notes ? r->note : r->text;
        int                       wide = tui_columns(p, strlen(p));
        if (wide > cols) cols = wide;
    }
    return cols < most ? cols : most;
}

static int about_rows(const tui_completion_list *list)
{
    if (!tui_completion_chosen(list)) return 0;
    return (list->about[0][0] != 0) + (list->about[1][0] != 0);
}

static int most(int a, int b) { return a > b ? a : b; }
static int least(int a, int b) { return a < b ? a : b; }

static int box_columns(const tui_completion_list *list, int limit, int *text_cols)
{
    int text = widest(list, false, 40), note = widest(list, true, 48);
    int cols = text + (note ? note + 2 : 0), about = 0;
    for (int i = 0; i < about_rows(list); i++)
        about = most(about, tui_columns(list->about[i], strlen(list->about[i])));
    cols = least(most(cols, least(about, 72)) + 4, limit);
    *text_cols = least(text, cols - 4);
    return cols;
}

static void draw_row(const tui_completion_row *r, tui_canvas *box, int row, int text_cols,
                     bool is_chosen)
{
    int inner = box->cols - 2, room = inner - 2 - text_cols - 2;
    tui_put_fit(box, row, 2, text_cols, TUI_STYLE(TEXT), r->text, strlen(r->text));
    if (room > 3)
        tui_put_right(box, row, 2 + text_cols + 2, room, TUI_STYLE(DIM), r->note, strlen(r->note));
    if (is_chosen) tui_restyle(box, (tui_rect){row, 1, 1, inner}, TUI_ROLE_SELECT, 0);
}

void tui_completion_draw(tui_completion_list *list, tui_canvas *area, int row, int col)
{
    int n = (int)least((int)tui_completion_count(list), TUI_COMPLETION_ROWS), text_cols;
    int under = area->rows - row - 1, over = row, about = about_rows(list);
    if (n == 0 || area->cols < 12) return;
    bool is_below = under >= n + 2 + about || under >= over;
    int  space = most(is_below ? under : over, 0);
    if (n + 2 + about > space) about = 0;
    n = least(n, space - 2);
    if (n < 1) return;
    int rows = n + 2 + about, cols = box_columns(list, area->cols, &text_cols);
    int at = is_below ? row + 1 : row - rows, left = most(0, least(col - 2, area->cols - cols));
    if (list->chosen != SIZE_MAX && list->chosen < list->top) list->top = list->chosen;
    if (list->chosen != SIZE_MAX && list->chosen >= list->top + (size_t)n)
        list->top = list->chosen - (size_t)n + 1;
    tui_canvas box = tui_part(area, (tui_rect){at, left, rows, cols});
    tui_fill(&box, (tui_rect){0, 0, rows, cols}, TUI_STYLE(TEXT), ' ');
    tui_box(&box, (tui_rect){0, 0, rows, cols}, TUI_STYLE(BORDER), TUI_LIGHT);
    for (int i = 0; i < n; i++) {
        size_t k = list->top + (size_t)i;
        draw_row(tui_completion_at(list, k), &box, 1 + i, text_cols, k == list->chosen);
    }
    for (int i = 0; i < about; i++)
        tui_put_fit(&box, 1 + n + i, 2, cols - 4, i ? TUI_STYLE(STRING) : TUI_STYLE(FUNCTION),
                    list->about[i], strlen(list->about[i]));
    if (tui_completion_count(list) > (size_t)n)
        tui_printf(&box, rows - 1, 2, TUI_STYLE(DIM), " %zu of %zu ",
                   list->chosen == SIZE_MAX ? (size_t)n : list->chosen + 1,
                   tui_completion_count(list));
    list->drawn = (tui_rect){at + 1, left, n, cols};
}

#include "tui/view/palette_list.h"

#include "core/nearest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Actions of these can be asked for by name; the others are keys of a small view on top. */
enum { BY_NAME = TUI_ON_COMMAND | TUI_ON_EDIT | TUI_ON_TABLE | TUI_ON_TEXT | TUI_ON_MERGE };

/* What users of other editors type. */
static const char *const aliases[][2] = {{"w", "save"}, {"q", "quit"}, {"e", "open"},
                                         {"h", "help"}, {"u", "undo"}, {"r", "redo"}};

size_t tui_palette_count(const tui_palette_list *list)
{
    return list->rows.len / sizeof(tui_palette_row);
}

static tui_palette_row *rows_of(const tui_palette_list *list)
{
    return (tui_palette_row *)(void *)list->rows.data;
}

const tui_palette_row *tui_palette_at(const tui_palette_list *list, size_t k)
{
    return k < tui_palette_count(list) ? rows_of(list) + k : NULL;
}

void tui_palette_clear(tui_palette_list *list) { lt_buf_clear(&list->rows); }

/* ---- names and arguments ---- */

static const char *skip_blanks(const char *p) { return p + strspn(p, " "); }

static const tui_action *named(const char *name, size_t len)
{
    const tui_action *a = tui_action_find(name, len);
    for (size_t i = 0; !a && i < sizeof(aliases) / sizeof(*aliases); i++)
        if (strlen(aliases[i][0]) == len && memcmp(aliases[i][0], name, len) == 0)
            a = tui_action_find(aliases[i][1], strlen(aliases[i][1]));
    return a;
}

/* An action called by its whole name, by an alias, as !… or as a number. */
static const tui_action *called(const char *typed, const char **arg)
{
    const char *at = skip_blanks(typed);
    size_t      len = strcspn(at, " ");
    if (*at == '!') {
        *arg = skip_blanks(at + 1);
        return tui_action_find("shell", 5);
    }
    if (len && strspn(at, "0123456789") == len && !*skip_blanks(at + len)) {
        *arg = at;
        return tui_action_find("goto", 4);
    }
    *arg = skip_blanks(at + len);
    return named(at, len);
}

const tui_action *tui_palette_resolve(const tui_palette_list *list, const char *typed,
                                      const char **arg)
{
    const tui_palette_row *row = tui_palette_at(list, list->chosen);
    const tui_action      *a = list->is_own ? NULL : called(typed, arg);
    if (a) return a;
    /* The row was found by all that was typed, or by the first word: then the rest is meant for
     * it. */
    const char *at = skip_blanks(typed), *rest = skip_blanks(at + strcspn(at, " "));
    bool        whole = row && (!*rest || row->score != -1);
    *arg = whole ? "" : rest;
    return row ? row->action : NULL;
}

static const char *name_at(const void *context, size_t k)
{
    (void)context;
    const tui_action *a = tui_action_at(k);
    return a && (a->modes & BY_NAME) ? a->name : NULL;
}

const char *tui_palette_nearest(const char *typed)
{
    char   word[64];
    size_t n = 0;
    snprintf(word, sizeof(word), "%.*s", (int)strcspn(skip_blanks(typed), " "), skip_blanks(typed));
    while (tui_action_at(n)) n++;
    return lt_nearest_of(word, name_at, NULL, n);
}

/* ---- filling ---- */

/* How many entries of the history are newer than the last use of an action; 0: never used. */
static int recency(const tui_action *a, const tui_history *history)
{
    size_t n = history ? tui_history_count(history) : 0, len = strlen(a->name);
    for (size_t k = n; k-- > 0 && n - k <= 100;) {
        const char *entry = tui_history_at(history, k);
        if (strncmp(entry, a->name, len) == 0 && (entry[len] == ' ' || !entry[len]))
            return (int)(101 - (n - k));
    }
    return 0;
}

static int score_of(tui_palette_row *row, const char *typed, size_t n)
{
    char              both[TUI_FUZZY_MOST];
    bool              marks[TUI_FUZZY_MOST];
    const tui_action *a = row->action;
    size_t            len = strlen(a->name);
    if (n == 0) return 0;
    snprintf(both, sizeof(both), "%s  %s", a->name, a->help);
    int by_name = tui_fuzzy(typed, n, a->name, len, marks), by_all = -1;
    if (by_name < 0) by_all = tui_fuzzy(typed, n, both, strlen(both), marks);
    memcpy(row->marks, marks, sizeof(row->marks));
    for (size_t i = len; i < sizeof(row->marks); i++) row->marks[i] = false;
    if (by_name < 0) return by_all;
    /* the shorter of two names that fit alike is meant more often */
    return 2 * by_name + 40 - (int)(len < 40 ? len : 40);
}

static int by_score(const void *a, const void *b)
{
    const tui_palette_row *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? 1 : -1;
    return x->order < y->order ? -1 : 1;
}

/* Adds what fits typed[0, n). is_part: more was typed behind it, which no row fits. */
static void add_rows(tui_palette_list *list, const char *typed, size_t n,
                     const tui_history *history, const tui_app *app, unsigned mode)
{
    tui_palette_row   row;
    const tui_action *a;
    list->rows.len = list->total = 0;
    for (size_t k = 0; (a = tui_action_at(k)); k++) {
        if (!(a->modes & BY_NAME) || strcmp(a->name, "palette") == 0) continue;
        list->total++;
        row = (tui_palette_row){.action = a, .order = (int)k};
        row.score = score_of(&row, typed, n);
        if (row.score < 0) continue;
        row.why = tui_action_why_not_in(a, app, mode);
        row.score += n ? (recency(a, history) ? 10 : 0) : recency(a, history) + (row.why ? 0 : 200);
        if (lt_buf_add(&list->rows, &row, sizeof(row), NULL)) break;
    }
    qsort(rows_of(list), tui_palette_count(list), sizeof(row), by_score);
}

void tui_palette_fill(tui_palette_list *list, const char *typed, const tui_history *history,
                      const tui_app *app, unsigned mode)
{
    const char       *arg, *at = skip_blanks(typed);
    const tui_action *a = called(typed, &arg);
    size_t            n = strlen(at), word = strcspn(at, " ");
    list->chosen = list->top = 0;
    list->is_own = false;
    /* a name that is whole is all there is to say, once something stands behind it */
    if (a && (*arg || (word < n && at[word] == ' '))) {
        add_rows(list, a->name, strlen(a->name), history, app, mode);
        if (list->rows.len > sizeof(tui_palette_row)) list->rows.len = sizeof(tui_palette_row);
        for (size_t k = 0; k < tui_palette_count(list); k++) rows_of(list)[k].score = -1;
        if (list->rows.len) rows_of(list)[0].action = a;
        if (list->rows.len) rows_of(list)[0].why = tui_action_why_not_in(a, app, mode);
        return;
    }
    add_rows(list, at, n, history, app, mode);
    if (list->rows.len || word == n) return;
    add_rows(list, at, word, history, app, mode);
    for (size_t k = 0; k < tui_palette_count(list); k++) rows_of(list)[k].score = -1;
}

void tui_palette_move(tui_palette_list *list, int by)
{
    int64_t n = (int64_t)tui_palette_count(list), to = (int64_t)list->chosen + by;
    if (n == 0) return;
    /* one step past an end goes round, a page stops there */
    if (to < 0) to = by == -1 && list->chosen == 0 ? n - 1 : 0;
    if (to >= n) to = by == 1 && (int64_t)list->chosen == n - 1 ? 0 : n - 1;
    list->chosen = (size_t)to;
    list->is_own = true;
}

/* ---- drawing ---- */

static int name_columns(const tui_palette_list *list)
{
    size_t most = 10;
    for (size_t k = 0; k < tui_palette_count(list); k++) {
        size_t n = strlen(rows_of(list)[k].action->name);
        if (n > most) most = n;
    }
    return (int)(most < 24 ? most : 24);
}

static void draw_row(const tui_palette_row *row, tui_canvas *line, int name_cols, bool is_chosen)
{
    const tui_action *a = row->action;
    char              key[TUI_KEY_NAME];
    int               cols = line->cols, key_cols = cols >= 50 ? 11 : 0;
    tui_style         text = row->why ? TUI_STYLE(DIM) : TUI_STYLE(TEXT);
    tui_style         note = row->why ? TUI_STYLE(WARN) : TUI_STYLE(DIM);
    tui_fill(line, (tui_rect){0, 0, 1, cols}, TUI_STYLE(TEXT), ' ');
    tui_puts(line, 0, 0, TUI_STYLE(ACCENT), is_chosen ? "▸" : " ");
    for (size_t i = 0, n = strlen(a->name); i < n && (int)i < name_cols; i++) {
        bool hit = i < sizeof(row->marks) && row->marks[i];
        tui_put(line, 0, 2 + (int)i, 1, hit ? TUI_STYLE(MATCH) : text, a->name + i, 1);
    }
    int         col = 2 + name_cols + 2, room = cols - col - key_cols;
    const char *said = row->why ? row->why : a->help;
    if (room > 4) tui_put_fit(line, 0, col, room, note, said, strlen(said));
    if (is_chosen) tui_restyle(line, (tui_rect){0, 0, 1, cols}, TUI_ROLE_SELECT, 0);
    if (!key_cols || !*tui_action_key(a, key)) return;
    tui_put_right(line, 0, cols - key_cols, key_cols - 1, TUI_STYLE(KEY), key, strlen(key));
}

static void scroll(tui_palette_list *list, size_t rows)
{
    size_t n = tui_palette_count(list);
    if (list->chosen < list->top) list->top = list->chosen;
    if (list->chosen >= list->top + rows) list->top = list->chosen - rows + 1;
    if (n <= rows) list->top = 0;
}

void tui_palette_draw(tui_palette_list *list, tui_canvas *area, int below)
{
    int n = (int)tui_palette_count(list), most = area->rows - below - 1;
    int rows = n < most ? n : most;
    if (rows > TUI_PALETTE_ROWS) rows = TUI_PALETTE_ROWS;
    if (rows < 0) rows = 0;
    int head = area->rows - below - rows - 1, name_cols = name_columns(list);
    list->drawn_row = head + 1;
    list->drawn_rows = rows;
    if (head < 0) return;
    scroll(list, rows ? (size_t)rows : 1);
    tui_hline(area, head, 0, area->cols, TUI_STYLE(BORDER), TUI_LIGHT);
    tui_printf(area, head, 2, TUI_STYLE(TITLE), n ? " commands %d of %zu " : " no command fits ", n,
               list->total);
    for (int i = 0; i < rows; i++) {
        size_t     k = list->top + (size_t)i;
        tui_canvas line = tui_part(area, (tui_rect){head + 1 + i, 0, 1, area->cols});
        draw_row(rows_of(list) + k, &line, name_cols, k == list->chosen);
    }
}

size_t tui_palette_row_at(const tui_palette_list *list, int row)
{
    if (row < list->drawn_row || row >= list->drawn_row + list->drawn_rows) return SIZE_MAX;
    return list->top + (size_t)(row - list->drawn_row);
}

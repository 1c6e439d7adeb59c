#include "tui/view/form_list.h"

#include <stdio.h>
#include <string.h>

size_t tui_form_count(const tui_form_list *list) { return list->rows.len / sizeof(tui_form_row); }

tui_form_row *tui_form_at(const tui_form_list *list, size_t k)
{
    return k < tui_form_count(list) ? (tui_form_row *)(void *)list->rows.data + k : NULL;
}

tui_form_row *tui_form_chosen(const tui_form_list *list) { return tui_form_at(list, list->chosen); }

void tui_form_clear(tui_form_list *list)
{
    lt_arena_clear(&list->arena);
    lt_buf_clear(&list->rows);
}

/* ---- filling ---- */

static lt_status copy(const char **out, tui_form_list *list, const char *text, lt_error *err)
{
    *out = lt_arena_text(&list->arena, text, strlen(text));
    return *out ? LT_OK : lt_mem_refused(list->arena.mem, strlen(text), "a form", err);
}

static lt_status copy_choices(tui_form_row *row, tui_form_list *list, const tui_param *p,
                              lt_error *err)
{
    if (p->choice_count <= 0) return LT_OK;
    size_t       bytes = (size_t)p->choice_count * sizeof(char *);
    const char **texts = lt_arena_get(&list->arena, bytes);
    if (!texts) return lt_mem_refused(list->arena.mem, bytes, "a form", err);
    for (int32_t i = 0; i < p->choice_count; i++) LT_TRY(copy(&texts[i], list, p->choices[i], err));
    row->choices = texts;
    row->choice_count = p->choice_count;
    return LT_OK;
}

static lt_status add(tui_form_list *list, const tui_param *p, lt_error *err)
{
    tui_form_row row = {.is_given = p->given != NULL, .is_expression = p->is_expression};
    const char  *value = p->given ? p->given : p->is_expression ? p->lua : p->text;
    LT_TRY(copy(&row.name, list, p->name, err));
    LT_TRY(copy(&row.type, list, p->type, err));
    LT_TRY(copy(&row.help, list, p->help, err));
    LT_TRY(copy(&row.value, list, value, err));
    LT_TRY(copy_choices(&row, list, p, err));
    return lt_buf_add(&list->rows, &row, sizeof(row), err);
}

lt_status tui_form_fill(tui_form_list *list, const tui_param *params, int32_t count, lt_error *err)
{
    list->rows.len = 0;
    lt_arena_clear(&list->arena);
    list->is_told = true;
    for (int32_t i = 0; i < count; i++) LT_TRY(add(list, &params[i], err));
    if (list->chosen >= tui_form_count(list)) list->chosen = 0;
    return LT_OK;
}

/* ---- changing ---- */

void tui_form_move(tui_form_list *list, int by)
{
    int64_t n = (int64_t)tui_form_count(list), to = (int64_t)list->chosen + by;
    if (n == 0) return;
    list->chosen = (size_t)(to < 0 ? 0 : to >= n ? n - 1 : to);
}

const char *tui_form_turn(const tui_form_row *row, int by)
{
    static const char *const bools[] = {"false", "true"};
    bool                     is_bool = row->choice_count == 0 && strcmp(row->type, "bool") == 0;
    const char *const       *list = is_bool ? bools : row->choices;
    int32_t                  n = is_bool ? 2 : row->choice_count, at = by > 0 ? -1 : 0;
    if (n == 0) return NULL;
    for (int32_t i = 0; i < n; i++)
        if (strcmp(list[i], row->value) == 0) at = i;
    return list[(at + by + n) % n];
}

lt_status tui_form_set(tui_form_list *list, tui_form_row *row, const char *value, lt_error *err)
{
    LT_TRY(copy(&row->value, list, value, err));
    row->is_given = true;
    row->wrong[0] = 0;
    return LT_OK;
}

/* ---- drawing ---- */

static int widest(const tui_form_list *list, int most)
{
    int cols = 4;
    for (size_t k = 0; k < tui_form_count(list); k++) {
        const char *name = tui_form_at(list, k)->name;
        int         wide = tui_columns(name, strlen(name));
        if (wide > cols) cols = wide;
    }
    return cols < most ? cols : most;
}

static void put(tui_canvas *c, int col, int cols, tui_style style, const char *text)
{
    if (cols > 0) tui_put_fit(c, 0, col, cols, style, text, strlen(text));
}

static void draw_value(const tui_form_row *r, tui_canvas *line, int col, int cols, bool is_chosen)
{
    bool      turns = tui_form_turn(r, 1) != NULL;
    tui_style style = r->is_given ? TUI_BOLD_STYLE(STRING) : TUI_STYLE(STRING);
    if (r->is_expression && !r->is_given) style = TUI_STYLE(FUNCTION);
    if (turns && is_chosen) tui_puts(line, 0, col, TUI_STYLE(KEY), "‹");
    int used = tui_put_fit(line, 0, col + 2, cols - 4, style, r->value, strlen(r->value));
    if (turns && is_chosen) tui_puts(line, 0, col + 2 + used + 1, TUI_STYLE(KEY), "›");
}

static void draw_row(const tui_form_row *r, tui_canvas *line, int name_cols, bool is_chosen)
{
    int cols = line->cols, value = 2 + name_cols + 1, wide = cols >= 70 ? 28 : cols - value - 12;
    put(line, 0, 1, TUI_STYLE(ACCENT), is_chosen ? "▸" : " ");
    put(line, 2, name_cols, r->wrong[0] ? TUI_STYLE(BAD) : TUI_STYLE(TEXT), r->name);
    draw_value(r, line, value, wide, is_chosen);
    put(line, value + wide, 10, TUI_STYLE(DIM), r->type);
    int help = value + wide + 11;
    put(line, help, cols - help, TUI_STYLE(DIM), r->help);
    if (is_chosen) tui_restyle(line, (tui_rect){0, 0, 1, cols}, TUI_ROLE_SELECT, 0);
}

/* What is to say of the chosen one, on the last rows. */
static void draw_foot(const tui_form_list *list, tui_canvas *area)
{
    const tui_form_row *r = tui_form_chosen(list);
    tui_canvas          foot = tui_part(area, (tui_rect){area->rows - 2, 1, 2, area->cols - 2});
    if (!r) return;
    tui_canvas second = tui_part(&foot, (tui_rect){1, 0, 1, foot.cols});
    if (r->wrong[0])
        put(&second, 0, foot.cols, TUI_STYLE(BAD), r->wrong);
    else
        tui_printf(&second, 0, 0, TUI_STYLE(DIM), "%s%s%s", r->help, *r->help ? "; " : "",
                   r->is_given ? "given here, for the next run" : "as the notebook has it");
    tui_hline(&foot, 0, 0, foot.cols, TUI_STYLE(BORDER), TUI_LIGHT);
}

void tui_form_draw(tui_form_list *list, tui_canvas *area)
{
    int    cols = area->cols - 2, rows = area->rows - 4, name_cols = widest(list, cols / 3);
    size_t n = tui_form_count(list);
    tui_puts(area, 0, 1, TUI_BOLD_STYLE(TITLE), "Parameters");
    if (n == 0) {
        tui_puts(area, 2, 1, TUI_STYLE(DIM),
                 list->is_told ? "The notebook has none: a cell tagged parameters assigns them"
                               : "asking the engine …");
        return;
    }
    if (rows < 1) rows = 1;
    if (list->chosen < list->top) list->top = list->chosen;
    if (list->chosen >= list->top + (size_t)rows) list->top = list->chosen - (size_t)rows + 1;
    list->first_row = 1 + (area->rows > 8);
    list->rows_drawn = 0;
    for (int i = 0; i < rows && list->top + (size_t)i < n; i++, list->rows_drawn++) {
        size_t     k = list->top + (size_t)i;
        tui_canvas line = tui_part(area, (tui_rect){list->first_row + i, 1, 1, cols});
        draw_row(tui_form_at(list, k), &line, name_cols, k == list->chosen);
    }
    tui_cursor(area, list->first_row + (int)(list->chosen - list->top), 1, TUI_CURSOR_BLOCK);
    draw_foot(list, area);
}

size_t tui_form_row_at(const tui_form_list *list, int row)
{
    if (row < list->first_row || row >= list->first_row + list->rows_drawn) return SIZE_MAX;
    return list->top + (size_t)(row - list->first_row);
}

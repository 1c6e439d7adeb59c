/* form_list.h — the parameters of a notebook as rows: name, value, type, help, what is wrong.
 *
 * It holds and draws; values are judged by who knows the notebook (form.c).
 */
#ifndef TUI_VIEW_FORM_LIST_H
#define TUI_VIEW_FORM_LIST_H

#include "core/arena.h"
#include "tui/engine/messages.h"
#include "tui/term/canvas.h"

typedef struct tui_form_row {
    const char        *name, *type, *help; /* in the arena, as all below */
    const char        *value;              /* as it counts now; the expression of a computed one */
    const char *const *choices;
    int32_t            choice_count;
    bool               is_given, is_expression; /* given: not the notebook's own value */
    char               wrong[200];              /* why the value typed last was refused; "" */
} tui_form_row;

typedef struct tui_form_list {
    lt_arena arena;
    lt_buf   rows; /* tui_form_row */
    size_t   chosen, top;
    bool     is_told; /* the engine has answered */
    int      first_row, rows_drawn;
} tui_form_list;

/* Errors: LT_ENOMEM. {.arena.mem = m, .rows.mem = m} is an empty list. */
LT_MUST_USE lt_status tui_form_fill(tui_form_list *list, const tui_param *params, int32_t count,
                                    lt_error *err);
void                  tui_form_clear(tui_form_list *list);

size_t        tui_form_count(const tui_form_list *list);
tui_form_row *tui_form_chosen(const tui_form_list *list); /* NULL: there is none */
tui_form_row *tui_form_at(const tui_form_list *list, size_t k);
void          tui_form_move(tui_form_list *list, int by);

/* The choice before or behind the value (true and false of a bool); NULL: it has none. */
const char *tui_form_turn(const tui_form_row *row, int by);
/* The value counts from now on. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_form_set(tui_form_list *list, tui_form_row *row, const char *value,
                                   lt_error *err);

void tui_form_draw(tui_form_list *list, tui_canvas *area);
/* The row at a place of the area; SIZE_MAX none. */
size_t tui_form_row_at(const tui_form_list *list, int row);

#endif

/* prompt_view.h — asks for one line on the last row, over what is there.
 *
 * Each kind (":", "/", "filter", "save as", …) has a history of its own. The view takes every key
 * while it is open; Enter accepts, Esc and Ctrl-C give up.
 */
#ifndef TUI_VIEW_PROMPT_VIEW_H
#define TUI_VIEW_PROMPT_VIEW_H

#include "tui/view/app.h"
#include "tui/view/line_edit.h"

typedef struct tui_prompt_options {
    const char *kind;     /* a file name: that of its history; NULL: none is kept */
    const char *label;    /* before the line: "/", "filter: " */
    const char *initial;  /* NULL: "" */
    bool        is_fresh; /* typing replaces it */
    void       *arg;
    /* Called when the prompt is gone; they may open another. cancel may be NULL. */
    void (*accept)(void *arg, const char *text);
    void (*cancel)(void *arg);
    /* May be NULL: after each change; what to show at the right end ("3/17"); Tab. */
    void (*changed)(void *arg, const char *text);
    void (*note)(void *arg, char out[64]);
    void (*complete)(void *arg, tui_line *line);
} tui_prompt_options;

/* Texts are copied. Without memory nothing opens and it is said. */
void tui_prompt_view_open(tui_app *app, const tui_prompt_options *opt);

/* The name of a kind's history file: letters as they are, other signs by name. */
const char *tui_prompt_history_name(const char *kind);

#endif

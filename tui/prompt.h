/* prompt.h — lines from a user or a pipe.
 *
 * On a terminal by GNU readline: the user's ~/.inputrc (application name lote), history, Tab. Where
 * its library is missing, or standard input is no terminal, by plain reading. Ctrl-C gives the
 * line up and does not end anything.
 *
 * Threads  one prompt in a process: readline has no other kind
 */
#ifndef LT_TUI_PROMPT_H
#define LT_TUI_PROMPT_H

#include "lua/complete.h"
#include "tui/history.h"
#include "tui/readline_lib.h"

typedef enum tui_prompt_answer {
    TUI_PROMPT_LINE,
    TUI_PROMPT_GIVEN_UP, /* Ctrl-C */
    TUI_PROMPT_END       /* Ctrl-D, the end of a pipe, a signal that ends */
} tui_prompt_answer;

typedef struct tui_prompt {
    lt_mem             *mem;
    lt_session         *session; /* knows what could be typed; NULL: no completion */
    const tui_readline *lib;     /* NULL: plain */
    bool                is_interactive;
    tui_history         history;
    lt_completions      found;   /* for the key that was pressed last */
    lt_buf              typed;   /* earlier lines of the statement, then the line so far */
    lt_buf              pending; /* plain: read and not yet given out */
    bool                at_end, given_up;
    unsigned char       interrupt_key; /* of the terminal; a byte while a line is edited */
    int                 wake[2];       /* a signal writes, the reader wakes */
} tui_prompt;

/* history: the name of its file; NULL keeps none. Errors: LT_EIO, LT_ENOMEM. */
LT_MUST_USE lt_status tui_prompt_open(tui_prompt *p, lt_mem *mem, lt_session *session,
                                      const char *history, lt_error *err);
void                  tui_prompt_close(tui_prompt *p);

/* The next line without its end into line, which is emptied first. before: the earlier lines of
 * the statement. Errors: LT_ENOMEM, LT_EIO. */
LT_MUST_USE lt_status tui_prompt_read(tui_prompt_answer *out, tui_prompt *p, lt_buf *line,
                                      const char *sign, const lt_buf *before, lt_error *err);

/* What was typed, for the arrow keys. */
void tui_prompt_remember(tui_prompt *p, const char *text);

#endif

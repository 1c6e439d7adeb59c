/* prompt_complete.h — Tab at a prompt: readline's hooks over lua/complete.h. */
#ifndef LT_TUI_PROMPT_COMPLETE_H
#define LT_TUI_PROMPT_COMPLETE_H

#include "tui/prompt.h"

/* p must live as long as lines are read. */
void tui_prompt_complete_set_up(tui_prompt *p);

#endif

/* prompt_actions.h — commands, search, help, settings; and the keys of small views, for the bar. */
#ifndef TUI_VIEW_PROMPT_ACTIONS_H
#define TUI_VIEW_PROMPT_ACTIONS_H

#include "tui/view/actions.h"

/* Ended by a row without a name. */
extern const tui_action tui_prompt_actions[];
extern const tui_action tui_small_actions[];

#endif

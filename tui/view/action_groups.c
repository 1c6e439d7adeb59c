/* Every table of actions, in the order of the help. */
#include "tui/view/book_view.h"
#include "tui/view/prompt_actions.h"

const tui_action_group tui_action_groups[] = {{"Notebook", tui_book_actions},
                                              {"Commands and search", tui_prompt_actions},
                                              {"Prompts, lists and forms", tui_small_actions},
                                              {NULL, NULL}};

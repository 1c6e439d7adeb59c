/* Every table of actions, in the order of the help. */
#include "tui/view/book_view.h"
#include "tui/view/merge_view.h"
#include "tui/view/prompt_actions.h"
#include "tui/view/table_view.h"
#include "tui/view/text_view.h"

const tui_action_group tui_action_groups[] = {{"Notebook", tui_book_actions},
                                              {"Tables", tui_table_actions},
                                              {"Pages of text", tui_text_actions},
                                              {"Merging", tui_merge_actions},
                                              {"Commands and search", tui_prompt_actions},
                                              {"Prompts, lists and forms", tui_small_actions},
                                              {NULL, NULL}};

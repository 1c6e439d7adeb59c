/* readline_lib.h — GNU readline, loaded when a prompt is first needed.
 *
 * Linking it would cost every start of the program 0.45 ms of 2.2 (measured), for a library that
 * one command uses. The types are those of its header, the names are looked up in the library.
 */
#ifndef LT_TUI_READLINE_LIB_H
#define LT_TUI_READLINE_LIB_H

#include <stdio.h>

#include <readline/history.h>
#include <readline/readline.h>

/* One row a name that is used: functions, then variables. */
#define TUI_READLINE_FUNCTIONS(_)       \
    _(readline)                         \
    _(add_history)                      \
    _(remove_history)                   \
    _(free_history_entry)               \
    _(rl_crlf)                          \
    _(rl_on_new_line)                   \
    _(rl_replace_line)                  \
    _(rl_resize_terminal)               \
    _(rl_prep_terminal)                 \
    _(rl_forced_update_display)         \
    _(rl_callback_handler_install)      \
    _(rl_callback_handler_remove)       \
    _(rl_callback_read_char)            \
    _(rl_callback_sigcleanup)           \
    _(rl_insert_text)                   \
    _(rl_begin_undo_group)              \
    _(rl_end_undo_group)                \
    _(rl_free_undo_list)                \
    _(rl_delete_text)                   \
    _(rl_variable_bind)                 \
    _(rl_function_of_keyseq_len)        \
    _(rl_get_keymap)                    \
    _(rl_get_keymap_name)               \
    _(rl_get_keymap_by_name)            \
    _(rl_vi_movement_mode)              \
    _(rl_newline)                       \
    _(rl_maybe_replace_line)            \
    _(rl_maybe_unsave_line)             \
    _(rl_named_function)                \
    _(rl_bind_keyseq_if_unbound_in_map) \
    _(rl_clear_history)                 \
    _(rl_initialize)                    \
    _(rl_variable_value)
#define TUI_READLINE_VARIABLES(_)         \
    _(rl_readline_name)                   \
    _(rl_outstream)                       \
    _(rl_instream)                        \
    _(rl_line_buffer)                     \
    _(rl_point)                           \
    _(rl_end)                             \
    _(rl_done)                            \
    _(rl_catch_signals)                   \
    _(rl_catch_sigwinch)                  \
    _(rl_change_environment)              \
    _(rl_getc_function)                   \
    _(rl_input_available_hook)            \
    _(rl_redisplay_function)              \
    _(rl_prep_term_function)              \
    _(rl_deprep_term_function)            \
    _(rl_readline_state)                  \
    _(rl_prompt)                          \
    _(rl_display_prompt)                  \
    _(rl_last_func)                       \
    _(rl_attempted_completion_function)   \
    _(rl_attempted_completion_over)       \
    _(rl_completion_append_character)     \
    _(rl_completion_word_break_hook)      \
    _(rl_basic_quote_characters)          \
    _(rl_completion_suppress_quote)       \
    _(rl_completion_display_matches_hook) \
    _(rl_sort_completion_matches)         \
    _(history_length)                     \
    _(history_base)

typedef struct tui_readline {
#define TUI_READLINE_FIELD(name) __typeof__(&name) name;
    TUI_READLINE_FUNCTIONS(TUI_READLINE_FIELD)
    TUI_READLINE_VARIABLES(TUI_READLINE_FIELD)
#undef TUI_READLINE_FIELD
} tui_readline;

/* The library, or NULL with the reason in *why (static text or the loader's). */
const tui_readline *tui_readline_load(const char **why);

#endif

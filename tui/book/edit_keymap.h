/* edit_keymap.h — the editor's commands by readline's names, and the keys that run them.
 *
 * tui_keymap_default has readline's own bindings. tui/readline_keys.h replaces them by those of
 * the user's ~/.inputrc: it asks readline about each key's bytes (tui_keymap_sequence) and looks
 * the name up here. Keys beyond readline's (Shift for selections, Alt-arrows) are added where the
 * user has bound nothing.
 *
 * Keys     numbers as in tui/term/event.h: a Unicode scalar, or TUI_EDIT_KEY_* (the same values)
 */
#ifndef LT_TUI_BOOK_EDIT_KEYMAP_H
#define LT_TUI_BOOK_EDIT_KEYMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Special keys, in the order of tui/term/event.h. */
enum {
    TUI_EDIT_KEY_ENTER = 0x110000,
    TUI_EDIT_KEY_TAB,
    TUI_EDIT_KEY_BACKSPACE,
    TUI_EDIT_KEY_ESCAPE,
    TUI_EDIT_KEY_UP,
    TUI_EDIT_KEY_DOWN,
    TUI_EDIT_KEY_LEFT,
    TUI_EDIT_KEY_RIGHT,
    TUI_EDIT_KEY_HOME,
    TUI_EDIT_KEY_END,
    TUI_EDIT_KEY_PAGE_UP,
    TUI_EDIT_KEY_PAGE_DOWN,
    TUI_EDIT_KEY_INSERT,
    TUI_EDIT_KEY_DELETE,
    TUI_EDIT_KEY_F1,
};
enum { TUI_EDIT_SHIFT = 1, TUI_EDIT_ALT = 2, TUI_EDIT_CTRL = 4 };

/* One row a command: symbol, name. The first part has readline's names and meanings, on lines. */
#define TUI_COMMAND_LIST(_)                                 \
    _(SELF_INSERT, "self-insert")                           \
    _(ACCEPT_LINE, "accept-line")                           \
    _(TAB_INSERT, "tab-insert")                             \
    _(QUOTED_INSERT, "quoted-insert")                       \
    _(LINE_START, "beginning-of-line")                      \
    _(LINE_END, "end-of-line")                              \
    _(FORWARD_CHAR, "forward-char")                         \
    _(BACKWARD_CHAR, "backward-char")                       \
    _(FORWARD_WORD, "forward-word")                         \
    _(BACKWARD_WORD, "backward-word")                       \
    _(SHELL_FORWARD_WORD, "shell-forward-word")             \
    _(SHELL_BACKWARD_WORD, "shell-backward-word")           \
    _(LINE_UP, "previous-history")                          \
    _(LINE_DOWN, "next-history")                            \
    _(SCREEN_UP, "previous-screen-line")                    \
    _(SCREEN_DOWN, "next-screen-line")                      \
    _(TEXT_START, "beginning-of-history")                   \
    _(TEXT_END, "end-of-history")                           \
    _(CHARACTER_SEARCH, "character-search")                 \
    _(CHARACTER_SEARCH_BACK, "character-search-backward")   \
    _(DELETE_CHAR, "delete-char")                           \
    _(DELETE_CHAR_OR_LIST, "delete-char-or-list")           \
    _(BACKWARD_DELETE_CHAR, "backward-delete-char")         \
    _(RUBOUT_OR_DELETE, "forward-backward-delete-char")     \
    _(KILL_LINE, "kill-line")                               \
    _(BACKWARD_KILL_LINE, "backward-kill-line")             \
    _(LINE_DISCARD, "unix-line-discard")                    \
    _(KILL_WHOLE_LINE, "kill-whole-line")                   \
    _(KILL_WORD, "kill-word")                               \
    _(BACKWARD_KILL_WORD, "backward-kill-word")             \
    _(SHELL_KILL_WORD, "shell-kill-word")                   \
    _(SHELL_BACKWARD_KILL_WORD, "shell-backward-kill-word") \
    _(WORD_RUBOUT, "unix-word-rubout")                      \
    _(FILENAME_RUBOUT, "unix-filename-rubout")              \
    _(DELETE_BLANKS, "delete-horizontal-space")             \
    _(KILL_REGION, "kill-region")                           \
    _(COPY_REGION, "copy-region-as-kill")                   \
    _(COPY_BACKWARD_WORD, "copy-backward-word")             \
    _(COPY_FORWARD_WORD, "copy-forward-word")               \
    _(YANK, "yank")                                         \
    _(YANK_POP, "yank-pop")                                 \
    _(TRANSPOSE_CHARS, "transpose-chars")                   \
    _(TRANSPOSE_WORDS, "transpose-words")                   \
    _(UPCASE_WORD, "upcase-word")                           \
    _(DOWNCASE_WORD, "downcase-word")                       \
    _(CAPITALIZE_WORD, "capitalize-word")                   \
    _(SET_MARK, "set-mark")                                 \
    _(EXCHANGE_MARK, "exchange-point-and-mark")             \
    _(INSERT_COMMENT, "insert-comment")                     \
    _(DIGIT_ARGUMENT, "digit-argument")                     \
    _(UNIVERSAL_ARGUMENT, "universal-argument")             \
    _(UNDO, "undo")                                         \
    _(COMPLETE, "complete")                                 \
    _(MENU_COMPLETE, "menu-complete")                       \
    _(POSSIBLE_COMPLETIONS, "possible-completions")         \
    _(SEARCH_BACK, "reverse-search-history")                \
    _(SEARCH, "forward-search-history")                     \
    _(EDITOR, "edit-and-execute-command")                   \
    _(ABORT, "abort")                                       \
    _(CLEAR_SCREEN, "clear-screen")                         \
    _(VI_MODE, "vi-movement-mode")                          \
    /* ours alone */                                        \
    _(REDO, "redo")                                         \
    _(INDENT, "indent-lines")                               \
    _(OUTDENT, "outdent-lines")                             \
    _(MOVE_LINE_UP, "move-line-up")                         \
    _(MOVE_LINE_DOWN, "move-line-down")                     \
    _(PARAGRAPH_FORWARD, "forward-paragraph")               \
    _(PARAGRAPH_BACKWARD, "backward-paragraph")             \
    _(MATCH_BRACKET, "match-bracket")                       \
    _(SELECT_ALL, "select-all")                             \
    _(LEAVE, "leave-cell")                                  \
    _(PAGE_UP, "page-up")                                   \
    _(PAGE_DOWN, "page-down")

typedef enum tui_command_id {
    TUI_CMD_NONE, /* the key is bound to nothing here */
#define TUI_COMMAND_ENUM(name, word) TUI_CMD_##name,
    TUI_COMMAND_LIST(TUI_COMMAND_ENUM)
#undef TUI_COMMAND_ENUM
        TUI_CMD_COUNT
} tui_command_id;

const char    *tui_command_name(tui_command_id id); /* "" for NONE */
tui_command_id tui_command_find(const char *name);  /* NONE: unknown */

/* Plain, Ctrl, Alt and Ctrl+Alt of ASCII keys; the same behind C-x; special keys with all mods. */
enum { TUI_KEYMAP_CHARS = 128, TUI_KEYMAP_SPECIALS = 14, TUI_KEYMAP_SPECIAL_MODS = 8 };
typedef struct tui_keymap {
    bool    is_vi;
    uint8_t chars[2][2][TUI_KEYMAP_CHARS]; /* [behind C-x][with Alt][code], Ctrl as codes 0…31 */
    uint8_t specials[TUI_KEYMAP_SPECIALS][TUI_KEYMAP_SPECIAL_MODS];
} tui_keymap;

void tui_keymap_default(tui_keymap *map);

/* The command of a key, for a self-inserting one SELF_INSERT. behind_x: C-x came before.
 * *is_prefix: the key is C-x and begins a sequence. */
tui_command_id tui_keymap_find(const tui_keymap *map, uint32_t key, unsigned mods, bool behind_x,
                               bool *is_prefix);

/* What a terminal sends for the k-th place of a keymap, for looking it up in readline: bytes
 * without NUL end (some keys have several, asked for by `variant` from 0 on). The place's entry is
 * *slot. False: no more variants (*slot set while there is such a place, else NULL). */
bool tui_keymap_sequence(tui_keymap *map, size_t k, size_t variant, uint8_t **slot, char out[8],
                         size_t *len);

#endif

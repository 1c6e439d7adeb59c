#include "tui/readline_keys.h"

#include "tui/readline_lib.h"

#include <string.h>

/* Our command that readline calls by this function; NONE: no such. */
static tui_command_id command_of(const tui_readline *lib, rl_command_func_t *function)
{
    for (unsigned i = 1; i < TUI_CMD_COUNT; i++)
        if (lib->rl_named_function(tui_command_name((tui_command_id)i)) == function)
            return (tui_command_id)i;
    return TUI_CMD_NONE;
}

static void look_up(tui_keymap *map, const tui_readline *lib, Keymap keys, size_t k)
{
    char     sequence[8];
    uint8_t *slot;
    size_t   len;
    for (size_t variant = 0; tui_keymap_sequence(map, k, variant, &slot, sequence, &len);
         variant++) {
        int                type = ISFUNC;
        rl_command_func_t *found = lib->rl_function_of_keyseq_len(sequence, len, keys, &type);
        tui_command_id command = found && type == ISFUNC ? command_of(lib, found) : TUI_CMD_NONE;
        if (command == TUI_CMD_NONE) continue;
        *slot = (uint8_t)command;
        return;
    }
}

void tui_readline_keymap(tui_keymap *map)
{
    const char         *why = "";
    const tui_readline *lib = tui_readline_load(&why);
    tui_keymap_default(map);
    if (!lib) return;
    *lib->rl_readline_name = "lote";
    *lib->rl_catch_signals = *lib->rl_catch_sigwinch = *lib->rl_change_environment = 0;
    lib->rl_initialize();
    const char *mode = lib->rl_variable_value("editing-mode");
    map->is_vi = mode && !strcmp(mode, "vi");
    Keymap keys = lib->rl_get_keymap_by_name(map->is_vi ? "vi-insert" : "emacs-standard");
    if (!keys) return;
    uint8_t *slot;
    char     sequence[8];
    size_t   len;
    for (size_t k = 0; (void)tui_keymap_sequence(map, k, 0, &slot, sequence, &len), slot; k++)
        look_up(map, lib, keys, k);
    /* Esc leaves a mode or the cell, whatever it begins in readline. */
    map->specials[TUI_EDIT_KEY_ESCAPE - TUI_EDIT_KEY_ENTER][0] = TUI_CMD_LEAVE;
}

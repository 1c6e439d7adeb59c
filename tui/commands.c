/* commands.c — the table of commands, in the order of the help. */
#include "tui/main.h"

static const tui_command *const commands[] = {
    &tui_cmd_open,  &tui_cmd_run,     &tui_cmd_repl,       &tui_cmd_read,
    &tui_cmd_view,  &tui_cmd_convert, &tui_cmd_plan,       &tui_cmd_fmt,
    &tui_cmd_lint,  &tui_cmd_attach,  &tui_cmd_ls,         &tui_cmd_kill,
    &tui_cmd_trust, &tui_cmd_doctor,  &tui_cmd_completion, &tui_cmd_version};

const tui_command *tui_command_at(size_t k)
{
    return k < sizeof(commands) / sizeof(*commands) ? commands[k] : NULL;
}

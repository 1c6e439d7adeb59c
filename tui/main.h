/* main.h — the commands of the program; commands.c keeps the table. */
#ifndef LT_TUI_MAIN_H
#define LT_TUI_MAIN_H

#include "tui/args.h"

extern const tui_command tui_cmd_run, tui_cmd_repl, tui_cmd_view, tui_cmd_convert, tui_cmd_plan,
    tui_cmd_fmt, tui_cmd_lint, tui_cmd_trust, tui_cmd_doctor, tui_cmd_completion, tui_cmd_version,
    tui_cmd_attach, tui_cmd_ls, tui_cmd_kill, tui_cmd_engine, tui_cmd_read, tui_cmd_open;

/* The k-th command in the order of the help, NULL past the end. */
const tui_command *tui_command_at(size_t k);

/* What lote read FILE does; the exit code. LOTE_PLAIN=1 makes lote FILE do it too. */
int tui_read_notebook(const char *path);

#endif

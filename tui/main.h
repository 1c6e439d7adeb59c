/* main.h — the commands of the program; main.c keeps the table. */
#ifndef LT_TUI_MAIN_H
#define LT_TUI_MAIN_H

#include "tui/args.h"

extern const tui_command tui_cmd_run, tui_cmd_plan, tui_cmd_view, tui_cmd_doctor;

#endif

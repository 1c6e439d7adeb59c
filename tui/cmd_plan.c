/* cmd_plan.c — lote plan: what a notebook would do; nothing is read to its end, nothing written. */
#include "tui/main.h"
#include "tui/notebook_run.h"

static const tui_option options[] = {TUI_NOTEBOOK_OPTIONS};

static int run(const tui_args *args) { return tui_notebook_run(args, true); }

const tui_command tui_cmd_plan = {
    .name = "plan",
    .summary = "shows the plans of a notebook without running them",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes = "Shows and writes print their plans; what needs rows (collect, count) is an error.\n\n"
             "example\n"
             "  lote plan ventas.lua -p date=2026-07-01\n\n" TUI_NOTEBOOK_EXITS,
    .run = run,
};

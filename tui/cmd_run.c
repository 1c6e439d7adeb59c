/* cmd_run.c — lote run: a notebook from its first cell to its last. */
#include "tui/main.h"
#include "tui/notebook_run.h"

static const tui_option options[] = {TUI_NOTEBOOK_OPTIONS};

static int run(const tui_args *args) { return tui_notebook_run(args, false); }

const tui_command tui_cmd_run = {
    .name = "run",
    .summary = "runs a notebook from its first cell to its last",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes =
        "examples\n"
        "  lote run ventas.lua -p date=2026-07-01\n"
        "  lote run ventas.lua --json --log jsonl >events.jsonl 2>log.jsonl\n\n" TUI_NOTEBOOK_EXITS,
    .run = run,
};

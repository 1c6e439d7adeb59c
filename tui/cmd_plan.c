/* cmd_plan.c — lote plan: what a notebook would do; nothing is written, and unless asked to analyse
 * nothing is read to its end. */
#include "tui/main.h"
#include "tui/notebook_run.h"

static const tui_option options[] = {
    TUI_NOTEBOOK_OPTIONS,
    {"analyze", 'a', TUI_ARG_FLAG, NULL, "run the plans; show what each operator did"},
    {"mode", 'm', TUI_ARG_CHOICE, "rules|simple|extended|cost|analyze", "what to show of a plan"}};

static int run(const tui_args *args) { return tui_notebook_run(args, true); }

const tui_command tui_cmd_plan = {
    .name = "plan",
    .summary = "shows the plans of a notebook without running them",
    .operands = "FILE",
    .least = 1,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes = "Shows and writes print their plans; what needs rows (collect, count) is an error.\n"
             "With --analyze the plans run and their rows are dropped: nothing is written, and\n"
             "what needs rows gets them. With --json a plan is an object: written, optimised,\n"
             "rules, and with --analyze the counters of each operator.\n\n"
             "modes\n"
             "  rules     as written, optimised, which rules fired and why (the default)\n"
             "  simple    optimised           extended  as written, resolved, optimised, rules\n"
             "  cost      with rows expected  analyze   as rules, with what each operator did\n\n"
             "example\n"
             "  lote plan ventas.lua -p date=2026-07-01\n"
             "  lote plan ventas.lua --analyze\n\n" TUI_NOTEBOOK_EXITS,
    .run = run,
};

/* cmd_engine.c — `lote engine NOTEBOOK`: what a screen starts behind itself. No command of users.
 */
#include "tui/engine/engine_main.h"
#include "tui/limits.h"
#include "tui/main.h"
#include "tui/out.h"

#include <sys/socket.h>
#include <sys/stat.h>

static const tui_option options[] = {
    {"date", 0, TUI_ARG_TEXT, "DAY", "logical date"},
    {"idle", 0, TUI_ARG_INT, "SECONDS", "end after so long without clients and work; 12 hours"},
    TUI_LIMIT_OPTIONS,
};

/* Started by hand there is no client yet. */
static int first_client(void)
{
    struct stat st;
    return fstat(TUI_ENGINE_FD, &st) == 0 && S_ISSOCK(st.st_mode) ? TUI_ENGINE_FD : -1;
}

static int run(const tui_args *args)
{
    lt_error           err;
    tui_client_options opt = {.notebook = tui_args_operand(args, 0),
                              .date = tui_args_text(args, "date"),
                              .idle_s = tui_args_int(args, "idle", 0)};
    if (tui_limits_read(&opt.limits, args, &err)) {
        tui_complain_error(&err);
        return lt_status_exit(err.code);
    }
    return tui_engine_main(&opt, first_client());
}

const tui_command tui_cmd_engine = {.name = "engine",
                                    .summary = "the process behind a screen",
                                    .operands = "NOTEBOOK",
                                    .least = 1,
                                    .most = 1,
                                    .options = options,
                                    .option_count = sizeof(options) / sizeof(*options),
                                    .run = run};

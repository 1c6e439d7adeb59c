/* notebook_run.h — what `lote run` and `lote plan` share. */
#ifndef LT_TUI_NOTEBOOK_RUN_H
#define LT_TUI_NOTEBOOK_RUN_H

#include "core/arena.h"
#include "lua/session.h"
#include "tui/args.h"
#include "tui/limits.h"

/* The options of both. */
#define TUI_NOTEBOOK_OPTIONS                                                                  \
    {"param", 'p', TUI_ARG_LIST, "NAME=VALUE", "give a parameter a value; repeat for more"},  \
        {"date", 0, TUI_ARG_TEXT, "DAY", "logical date that today() answers, as 2026-07-01"}, \
        TUI_LIMIT_OPTIONS,                                                                    \
        {"cells", 0, TUI_ARG_FLAG, NULL, "time and rows of each cell on stderr"},             \
        {"json", 0, TUI_ARG_FLAG, NULL, "stdout is JSON, one object a line for each event"},  \
    {                                                                                         \
        "log", 0, TUI_ARG_CHOICE, "jsonl|text", "narration on stderr as records"              \
    }

#define TUI_NOTEBOOK_EXITS                                                    \
    "exit codes\n"                                                            \
    "  0 success    1 failed      2 usage or definition  3 busy, try again\n" \
    "  4 timed out  6 cancelled   8 expectation failed   130 interrupted\n"

/* The values of -p to a session. Errors: LT_EUSAGE. */
LT_MUST_USE lt_status tui_notebook_params(lt_session *s, const tui_args *args, lt_error *err);

/* Sets what a trusted workspace of opt->folder allows; names and arena hold it while the session
 * is opened. A workspace that asks and is not trusted is named on stderr. */
LT_MUST_USE lt_status tui_notebook_allow(lt_session_options *opt, lt_buf *names, lt_arena *arena,
                                         lt_error *err);

/* Runs the notebook that args names, or only plans it; answers the exit code. */
int tui_notebook_run(const tui_args *args, bool plan_only);

#endif

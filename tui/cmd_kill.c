/* cmd_kill.c — `lote kill`: ends an engine; what it holds goes. */
#include "core/clock.h"
#include "tui/engines.h"
#include "tui/main.h"
#include "tui/out.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_NS INT64_C(5000000000)

/* Whether its lock can be had: then it is gone, and what it left is removed. */
static bool is_gone(const tui_engine_row *row)
{
    tui_engine_place p;
    int              fd = -1;
    bool             gone = true;
    if (tui_place_of(&p, lt_mem_default(), row->id, NULL) == LT_OK && !access(p.lock, F_OK)) {
        gone = tui_place_lock(&fd, &p, NULL) == LT_OK && fd >= 0;
        if (gone) tui_place_leave(&p, fd);
    }
    tui_place_clear(&p);
    return gone;
}

static bool wait_gone(const tui_engine_row *row)
{
    struct timespec nap = {.tv_nsec = 10000000};
    int64_t         until = lt_clock_monotonic_ns() + PATIENCE_NS;
    while (!is_gone(row)) {
        if (lt_clock_monotonic_ns() > until) return false;
        nanosleep(&nap, NULL);
    }
    return true;
}

/* The number in the lock file may be another process's by now: the socket knows better. */
static lt_status kill_process(const tui_engine_row *row, lt_error *err)
{
    tui_engine_place p;
    int64_t          pid = 0;
    int              fd = -1;
    LT_TRY(tui_place_of(&p, lt_mem_default(), row->id, err));
    lt_status status = tui_place_connect(&fd, p.socket, err);
    bool      own = !status && fd >= 0 && tui_place_is_own(fd, &pid);
    tui_place_clear(&p);
    if (fd >= 0) close(fd);
    if (own && pid > 1 && kill((pid_t)pid, SIGKILL) == 0) return LT_OK;
    return LT_FAIL(err, LT_EBUSY, "the engine of %s could not be ended", row->notebook);
}

static lt_status end_engine(const tui_engine_row *row, bool force, lt_arena *arena, lt_error *err)
{
    tui_event_told told;
    tui_request    q = {.kind = TUI_ASK_SHUTDOWN, .force = force};
    lt_status      status = tui_engines_ask(&told, row->id, &q, arena, err);
    if (!status && wait_gone(row)) return LT_OK;
    if (!force && status) {
        lt_error_hint(err, "lote kill --force ends it also while a cell runs");
        return status;
    }
    if (!force) return LT_FAIL(err, LT_EBUSY, "the engine takes its time to end");
    LT_TRY(kill_process(row, err));
    return wait_gone(row) ? LT_OK : LT_FAIL(err, LT_EBUSY, "the engine does not end");
}

static int run(const tui_args *args)
{
    lt_error       err;
    tui_engine_row row;
    lt_arena       arena = {.mem = lt_mem_default()};
    lt_status      status = tui_engines_find(&row, &arena, tui_args_operand(args, 0), &err);
    if (!status) status = end_engine(&row, tui_args_has(args, "force"), &arena, &err);
    if (status) tui_complain_error(&err);
    lt_arena_clear(&arena);
    return lt_status_exit(status);
}

static const tui_option options[] = {
    {"force", 'f', TUI_ARG_FLAG, NULL, "also while a cell runs, and when it does not answer"}};

const tui_command tui_cmd_kill = {
    .name = "kill",
    .summary = "end the engine of a notebook",
    .operands = "[ID|NOTEBOOK]",
    .least = 0,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes =
        "Without an operand the only engine that runs is meant. Its variables and results go;\n"
        "the notebook's file is not touched.\n",
    .run = run};

/* cmd_open.c — lote FILE: the notebook in the terminal. */
#include "core/clock.h"
#include "tui/engines.h"
#include "tui/limits.h"
#include "tui/main.h"
#include "tui/out.h"
#include "tui/view/app_run.h"

#include <stdlib.h>
#include <string.h>

static const tui_option options[] = {
    {"readonly", 0, TUI_ARG_FLAG, NULL, "look, run, but change nothing"},
    {"date", 0, TUI_ARG_TEXT, "DATE", "logical date, as 2026-07-01; else today"},
    {"color", 0, TUI_ARG_CHOICE, "auto|always|never|256|16|8|mono", "colours; else by terminal"},
    {"theme", 0, TUI_ARG_CHOICE, "default|contrast", "how roles look"},
    {"ascii", 0, TUI_ARG_FLAG, NULL, "no line art, whatever the locale"},
    {"no-mouse", 0, TUI_ARG_FLAG, NULL, "the mouse stays the terminal's"},
    TUI_LIMIT_OPTIONS};

static lt_status read_screen(tui_screen_options *out, const tui_args *args, lt_error *err)
{
    const char *colour = tui_args_text(args, "color");
    *out = (tui_screen_options){.theme = tui_args_text(args, "theme"),
                                .ascii = tui_args_has(args, "ascii"),
                                .no_mouse = tui_args_has(args, "no-mouse")};
    return colour ? tui_colour_parse(colour, &out->colour, err) : LT_OK;
}

static int end(lt_status status, const lt_error *err, const char *note)
{
    if (status) {
        tui_complain_error(err);
        return err->code == LT_EUNSUPPORTED ? lt_status_exit(LT_EUSAGE) : lt_status_exit(err->code);
    }
    if (*note) {
        tui_complain(note, strlen(note));
        tui_complain("\n", 1);
    }
    return 0;
}

/* LOTE_PLAIN=1, and no file that is to be had another way. */
static bool wants_plain(const tui_args *args)
{
    const char *plain = getenv("LOTE_PLAIN");
    return plain && strcmp(plain, "1") == 0 && tui_args_operand(args, 0);
}

static int run(const tui_args *args)
{
    if (wants_plain(args)) return tui_read_notebook(tui_args_operand(args, 0));
    lt_error        err;
    char            note[512] = "";
    tui_app_options opt = {.path = tui_args_operand(args, 0),
                           .read_only = tui_args_has(args, "readonly"),
                           .date = tui_args_text(args, "date"),
                           .script = getenv("LOTE_SCRIPT")};
    lt_status       status = tui_limits_read(&opt.limits, args, &err);
    if (!status) status = read_screen(&opt.screen, args, &err);
    if (!status) status = tui_app_run(&opt, note, &err);
    return end(status, &err, note);
}

const tui_command tui_cmd_open = {
    .name = "open",
    .summary = "opens a notebook in the terminal; `lote FILE.lua` does the same",
    .operands = "[FILE]",
    .least = 0,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes =
        "Enter edits a cell, r runs it, ? shows the keys. What is typed is kept from second to\n"
        "second: after a crash, or when the window is closed, it is there again. Cells run in an\n"
        "engine of their own, which goes on when the screen is closed: lote attach returns to "
        "it.\n\n"
        "environment\n"
        "  NO_COLOR, COLORTERM, LOTE_ASCII=1, LOTE_PLAIN=1 (as lote read), LOTE_COPY (a command to "
        "copy with), VISUAL, EDITOR\n\n"
        "examples\n"
        "  lote ventas.lua\n"
        "  lote open ventas.lua --readonly --color mono\n",
    .run = run,
};

/* What lote attach opens. */
bool tui_attach_screen(int *exit_code, const tui_client_options *client)
{
    lt_error        err;
    char            note[512] = "";
    tui_app_options opt = {.path = client->notebook,
                           .socket = client->socket,
                           .follow = client->follow,
                           .limits = client->limits,
                           .date = client->date,
                           .script = getenv("LOTE_SCRIPT")};
    lt_status       status = tui_app_run(&opt, note, &err);
    if (status == LT_EUNSUPPORTED) return false; /* a stream of text then */
    *exit_code = end(status, &err, note);
    return true;
}

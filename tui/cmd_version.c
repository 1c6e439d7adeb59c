/* cmd_version.c — lote version: which lote this is, for people and for programs. */
#include "tui/main.h"

#include "core/cpu.h"
#include "lote.h"
#include "tui/out.h"
#include "tui/rows.h"

#include <lua.h>

static const tui_option options[] = {
    {"json", 0, TUI_ARG_FLAG, NULL, "one JSON object: version, Lua, compiler, what was built"},
};

static lt_status put_json(lt_buf *out, lt_error *err)
{
    LT_TRY(lt_buf_text(out, "{\"name\":\"lote\",\"version\":\"" LOTE_VERSION "\",\"lua\":", err));
    LT_TRY(tui_json_text(out, LUA_RELEASE, err));
    LT_TRY(lt_buf_text(out, ",\"compiler\":", err));
    LT_TRY(tui_json_text(out, __VERSION__, err));
    LT_TRY(lt_buf_printf(out, err, ",\"loops\":\"%s\"", lt_cpu_name(lt_cpu_get())));
    return lt_buf_text(out, ",\"licence\":\"MIT\"}\n", err);
}

static lt_status put_lines(lt_buf *out, lt_error *err)
{
    return lt_buf_printf(out, err, "lote " LOTE_VERSION "\nloops: %s\n", lt_cpu_name(lt_cpu_get()));
}

static int run(const tui_args *args)
{
    lt_error  err;
    tui_out   out;
    bool      json = tui_args_has(args, "json");
    lt_status status;
    tui_out_open(&out, lt_mem_default(), NULL);
    status = json ? put_json(&out.text, &err) : put_lines(&out.text, &err);
    if (status) tui_complain_error(&err);
    return tui_out_close(&out, lt_status_exit(status));
}

const tui_command tui_cmd_version = {
    .name = "version",
    .summary = "which lote this is",
    .operands = "",
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .run = run,
};

/* cmd_trust.c — lote trust: what a workspace's .lote.lua may allow its notebooks. */
#include "tui/main.h"

#include "core/escape.h"
#include "tui/out.h"
#include "tui/rows.h"
#include "tui/trust.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const tui_option options[] = {
    {"list", 0, TUI_ARG_FLAG, NULL, "the workspaces that are trusted, and whether they changed"},
    {"revoke", 0, TUI_ARG_FLAG, NULL, "trust DIR no more"},
    {"json", 0, TUI_ARG_FLAG, NULL, "--list as JSON, one object a line"},
};

static lt_status put_path(lt_buf *out, const char *path, lt_error *err)
{
    return lt_escape(out, path, strlen(path), LT_ESCAPE_LINE, err);
}

/* ---- list ---- */

/* "trusted", "changed" or "gone" of a row. */
static const char *state_of(const tui_trust_row *row, lt_arena *arena)
{
    char          folder[PATH_MAX];
    tui_workspace w;
    size_t        len = strlen(row->path);
    if (len < sizeof(LT_WORKSPACE_FILE) || len >= sizeof(folder)) return "gone";
    len -= sizeof(LT_WORKSPACE_FILE); /* with the slash */
    memcpy(folder, row->path, len);
    folder[len] = 0;
    if (tui_workspace_find(&w, arena, len ? folder : "/", true, NULL) != LT_OK || !w.path)
        return "gone";
    return strcmp(w.hash, row->hash) == 0 ? "trusted" : "changed";
}

static lt_status put_row(lt_buf *out, const tui_trust_row *row, bool json, lt_arena *arena,
                         lt_error *err)
{
    const char *state = state_of(row, arena);
    if (json) {
        LT_TRY(lt_buf_text(out, "{\"path\":", err));
        LT_TRY(tui_json_text(out, row->path, err));
        return lt_buf_printf(out, err, ",\"sha256\":\"%.64s\",\"state\":\"%s\"}\n", row->hash,
                             state);
    }
    LT_TRY(lt_buf_printf(out, err, "%-8s ", state));
    LT_TRY(put_path(out, row->path, err));
    return lt_buf_text(out, "\n", err);
}

static lt_status list_all(lt_buf *out, bool json, lt_arena *arena, lt_error *err)
{
    lt_buf    rows = {.mem = arena->mem};
    lt_status status = tui_trust_read(&rows, arena, err);
    for (size_t i = 0; !status && i < rows.len / sizeof(tui_trust_row); i++)
        status = put_row(out, (const tui_trust_row *)(const void *)rows.data + i, json, arena, err);
    lt_buf_clear(&rows);
    return status;
}

/* ---- one folder ---- */

static lt_status put_names(lt_buf *out, const lt_buf *names, lt_error *err)
{
    const char *const *list = (const char *const *)(const void *)names->data;
    size_t             n = names->len / sizeof(*list);
    LT_TRY(lt_buf_text(out, n ? "its notebooks may use " : "it allows nothing", err));
    for (size_t i = 0; i < n; i++) LT_TRY(lt_buf_printf(out, err, "%s%s", i ? ", " : "", list[i]));
    return lt_buf_text(out, "\n", err);
}

static lt_status trust(lt_buf *out, const char *folder, lt_arena *arena, lt_error *err)
{
    tui_workspace w;
    bool          found;
    lt_buf        names = {.mem = arena->mem};
    LT_TRY(tui_workspace_find(&w, arena, folder, true, err));
    if (!w.path) {
        lt_fail(err, LT_ENOTFOUND, LT_HERE, "%s has no " LT_WORKSPACE_FILE, folder);
        lt_error_hint(err, "write one: allow = { \"os.getenv\" }");
        return LT_ENOTFOUND;
    }
    lt_status status = lt_workspace_parse(&names, arena, w.text, w.len, w.path, err);
    if (!status) status = tui_trust_set(w.path, w.hash, &found, err);
    if (!status) status = lt_buf_text(out, "trusted ", err);
    if (!status) status = put_path(out, w.path, err);
    if (!status) status = lt_buf_text(out, ": ", err);
    if (!status) status = put_names(out, &names, err);
    lt_buf_clear(&names);
    return status;
}

/* Also of a folder or file that is gone: then by the path as it is given. */
static lt_status revoke(lt_buf *out, const char *folder, lt_error *err)
{
    char   real[PATH_MAX];
    bool   found;
    lt_buf path = {.mem = lt_mem_default()};
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/') len--;
    const char *at = realpath(folder, real) ? real : folder;
    int         n = at == real ? (int)strlen(real) : (int)len;
    lt_status   status =
        lt_buf_printf(&path, err, "%.*s/" LT_WORKSPACE_FILE, n == 1 && *at == '/' ? 0 : n, at);
    if (!status) status = lt_buf_terminate(&path, err);
    if (!status) status = tui_trust_set((const char *)path.data, NULL, &found, err);
    if (!status && !found) {
        status = LT_FAIL(err, LT_ENOTFOUND, "%s was not trusted", folder);
        lt_error_hint(err, "lote trust --list shows what is");
    }
    if (!status) status = lt_buf_text(out, "revoked ", err);
    if (!status) status = put_path(out, (const char *)path.data, err);
    if (!status) status = lt_buf_text(out, "\n", err);
    lt_buf_clear(&path);
    return status;
}

static lt_status act(lt_buf *out, const tui_args *args, lt_arena *arena, lt_error *err)
{
    const char *folder = tui_args_operand(args, 0);
    if (tui_args_has(args, "list")) return list_all(out, tui_args_has(args, "json"), arena, err);
    if (!folder) {
        lt_fail(err, LT_EUSAGE, LT_HERE, "trust needs DIR");
        lt_error_hint(err, "lote trust DIR, or lote trust --list");
        return LT_EUSAGE;
    }
    return tui_args_has(args, "revoke") ? revoke(out, folder, err) : trust(out, folder, arena, err);
}

static int run(const tui_args *args)
{
    lt_error err;
    tui_out  out;
    lt_arena arena = {.mem = lt_mem_default()};
    tui_out_open(&out, arena.mem, NULL);
    lt_status status = act(&out.text, args, &arena, &err);
    if (status) tui_complain_error(&err);
    lt_arena_clear(&arena);
    return tui_out_close(&out, lt_status_exit(status));
}

const tui_command tui_cmd_trust = {
    .name = "trust",
    .summary = "lets a workspace's notebooks use what its .lote.lua allows",
    .operands = "[DIR]",
    .least = 0,
    .most = 1,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes =
        "DIR/.lote.lua says   allow = { \"os.getenv\", \"io.open\" }   and counts for the\n"
        "notebooks in DIR and below, once it is trusted; when it changes, it is not any more.\n"
        "What can be allowed: io.lines io.open io.popen io.tmpfile io.type os.execute\n"
        "os.getenv os.remove os.rename os.tmpname.\n\n"
        "examples\n"
        "  lote trust .\n"
        "  lote trust --list\n"
        "  lote trust --revoke .\n",
    .run = run,
};

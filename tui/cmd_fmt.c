/* cmd_fmt.c — lote fmt: notebooks in the one form, code byte for byte. */
#include "tui/main.h"

#include "core/escape.h"
#include "io/sys.h"
#include "notebook/notebook.h"
#include "tui/out.h"

#include <string.h>

static const tui_option options[] = {
    {"check", 0, TUI_ARG_FLAG, NULL, "change nothing; name the files that are not in form"},
};

/* The file as it should be; *differs tells whether it is not so. */
static lt_status format(lt_buf *out, bool *differs, const char *path, lt_error *err)
{
    lt_notebook *nb;
    struct stat  st;
    lt_buf       now = {.mem = lt_mem_default()};
    LT_TRY(lt_sys_stat(&st, path, err));
    LT_TRY(lt_notebook_read(&nb, lt_mem_default(), path, err));
    lt_status status = lt_notebook_write(&now, nb, err);
    if (!status) status = lt_notebook_format(out, nb, err);
    *differs =
        !status && (now.len != out->len || (now.len && memcmp(now.data, out->data, now.len) != 0));
    lt_buf_clear(&now);
    lt_notebook_close(nb);
    return status;
}

static lt_status save(const lt_buf *text, const char *path, lt_error *err)
{
    lt_notebook *nb;
    LT_TRY(lt_notebook_parse(&nb, lt_mem_default(), text->data, text->len, path, err));
    lt_status status = lt_notebook_save(nb, path, err);
    lt_notebook_close(nb);
    return status;
}

static lt_status tell(tui_out *out, const char *path, lt_error *err)
{
    LT_TRY(lt_escape(&out->text, path, strlen(path), LT_ESCAPE_LINE, err));
    return lt_buf_text(&out->text, "\n", err);
}

static lt_status treat(tui_out *out, const char *path, bool only_check, bool *differs,
                       lt_error *err)
{
    lt_buf    text = {.mem = lt_mem_default()};
    lt_status status = format(&text, differs, path, err);
    if (!status && *differs && !only_check) status = save(&text, path, err);
    if (!status && *differs) status = tell(out, path, err);
    lt_buf_clear(&text);
    return status;
}

static int run(const tui_args *args)
{
    tui_out     out;
    lt_error    err;
    const char *path;
    bool        only_check = tui_args_has(args, "check");
    int         code = 0;
    tui_out_open(&out, lt_mem_default(), NULL);
    for (size_t i = 0; (path = tui_args_operand(args, i)); i++) {
        bool      differs = false;
        lt_status status = treat(&out, path, only_check, &differs, &err);
        if (status) tui_complain_error(&err);
        if (status || (differs && only_check)) code = status ? lt_status_exit(status) : 1;
    }
    return tui_out_close(&out, code);
}

const tui_command tui_cmd_fmt = {
    .name = "fmt",
    .summary = "brings notebooks into one form; code stays byte for byte",
    .operands = "FILE",
    .least = 1,
    .most = 10000,
    .options = options,
    .option_count = sizeof(options) / sizeof(*options),
    .notes = "Marker lines, blank lines between cells, trailing blanks of text cells and the last\n"
             "line end are all that changes. The names of files that changed are on stdout. With\n"
             "--check it ends with 1 when there are any.\n\n"
             "example\n"
             "  lote fmt --check notebooks/*.lua\n",
    .run = run,
};

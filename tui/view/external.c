#include "tui/view/external.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *or_else(const char *name, const char *other)
{
    const char *value = getenv(name);
    return value && *value ? value : other;
}

static lt_status write_all(int fd, const lt_buf *text, lt_error *err)
{
    for (size_t at = 0; at < text->len;) {
        ssize_t n = write(fd, text->data + at, text->len - at);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0)
            return LT_FAIL(err, LT_EIO, "cannot write the editor's file: %s", strerror(errno));
        at += (size_t)n;
    }
    return LT_OK;
}

static lt_status read_all(const char *path, lt_buf *text, lt_error *err)
{
    uint8_t bytes[16384];
    int     fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = 0;
    if (fd < 0) return LT_FAIL(err, LT_EIO, "the editor's file is gone: %s", strerror(errno));
    text->len = 0;
    lt_status status = LT_OK;
    while (!status && ((n = read(fd, bytes, sizeof(bytes))) > 0 || (n < 0 && errno == EINTR)))
        if (n > 0) status = lt_buf_add(text, bytes, (size_t)n, err);
    if (!status && n < 0)
        status = LT_FAIL(err, LT_EIO, "cannot read the editor's file: %s", strerror(errno));
    close(fd);
    if (!status && text->len && text->data[text->len - 1] == '\n') text->len--;
    return status;
}

/* The editor is a command of the shell: it may have arguments. */
static lt_status run_editor(tui_app *app, const char *path, size_t line, bool *saved, lt_error *err)
{
    char        number[32], script[] = "eval \"$0\" '\"$1\" \"$2\"'";
    const char *editor = or_else("VISUAL", or_else("EDITOR", "vi"));
    int         code;
    snprintf(number, sizeof(number), "+%zu", line);
    char *const argv[] = {"sh", "-c", script, (char *)editor, number, (char *)path, NULL};
    LT_TRY(tui_screen_run(tui_app_screen(app), argv, &code, err));
    *saved = code == 0;
    if (code) tui_app_say(app, "the editor ended with %d: the cell is as it was", code);
    return LT_OK;
}

lt_status tui_external_edit(tui_app *app, lt_buf *text, const char *suffix, size_t number,
                            size_t line, bool *changed, lt_error *err)
{
    char      folder[256], path[320];
    lt_buf    before = {.mem = tui_app_mem(app)};
    lt_status status;
    bool      saved = false;
    *changed = false;
    if (!tui_app_screen(app)) return LT_FAIL(err, LT_EUNSUPPORTED, "an editor needs a terminal");
    snprintf(folder, sizeof(folder), "%.200s/lote-XXXXXX", or_else("TMPDIR", "/tmp"));
    if (!mkdtemp(folder))
        return LT_FAIL(err, LT_EIO, "cannot make %s: %s", folder, strerror(errno));
    snprintf(path, sizeof(path), "%s/cell-%zu.%s", folder, number, suffix);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    status = fd < 0 ? LT_FAIL(err, LT_EIO, "cannot make %s: %s", path, strerror(errno)) : LT_OK;
    if (!status) status = lt_buf_add(&before, text->data, text->len, err);
    if (!status) status = write_all(fd, text, err);
    if (fd >= 0) close(fd);
    if (!status) status = run_editor(app, path, line, &saved, err);
    if (!status && saved) status = read_all(path, text, err);
    if (!status && saved)
        *changed = text->len != before.len ||
                   (text->len && memcmp(text->data, before.data, text->len) != 0);
    unlink(path);
    rmdir(folder);
    lt_buf_clear(&before);
    return status;
}

lt_status tui_external_shell(tui_app *app, const char *command, lt_error *err)
{
    char script[] =
        "${SHELL:-/bin/sh} -c \"$0\"; printf '\\n[ended with %s; Enter returns] ' $?; read line";
    int code;
    if (!tui_app_screen(app)) return LT_FAIL(err, LT_EUNSUPPORTED, "a command needs a terminal");
    char *const argv[] = {"sh", "-c", script, (char *)command, NULL};
    return tui_screen_run(tui_app_screen(app), argv, &code, err);
}

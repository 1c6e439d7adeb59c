#include "tui/plain_edit.h"

#include "io/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *or_else(const char *name, const char *other)
{
    const char *value = getenv(name);
    return value && *value ? value : other;
}

static lt_status write_all(int fd, const char *p, size_t n, const char *path, lt_error *err)
{
    while (n) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return lt_sys_fail(err, errno, "write", path);
        p += done;
        n -= (size_t)done;
    }
    return LT_OK;
}

static lt_status read_all(lt_buf *out, const char *path, lt_error *err)
{
    FILE *f = fopen(path, "re");
    if (!f) return lt_sys_fail(err, errno, "read", path);
    char      bytes[8192];
    size_t    n;
    lt_status status = LT_OK;
    while (!status && (n = fread(bytes, 1, sizeof(bytes), f)) > 0)
        status = lt_buf_add(out, bytes, n, err);
    fclose(f);
    if (!status && out->len && out->data[out->len - 1] == '\n') out->len--;
    return status;
}

/* The editor is a command of the shell: it may have arguments. */
static lt_status run_editor(const char *path, lt_error *err)
{
    const char *editor = or_else("VISUAL", or_else("EDITOR", "vi"));
    int         status;
    pid_t       child = fork();
    if (child < 0) return lt_sys_fail(err, errno, "start", editor);
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", "eval \"$0\" '\"$1\"'", editor, path, (char *)NULL);
        _exit(127);
    }
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return LT_OK;
    return LT_FAIL(err, LT_EIO, "%s did not end well; the cell is as it was", editor);
}

static lt_status edit_file(lt_buf *out, int fd, const char *path, const tui_book_cell *c,
                           lt_error *err)
{
    lt_status status = write_all(fd, tui_text_bytes(c->text), c->text->bytes.len, path, err);
    if (!status) status = write_all(fd, "\n", 1, path, err);
    close(fd);
    if (!status) status = run_editor(path, err);
    return status ? status : read_all(out, path, err);
}

lt_status tui_plain_edit(tui_doc *doc, lt_mem *mem, size_t index, bool *changed, lt_error *err)
{
    char                 path[300];
    const tui_book_cell *c = tui_doc_cell(doc, index);
    lt_buf               text = {.mem = mem};
    if (!c) return LT_FAIL(err, LT_EINVAL, "there is no cell to edit");
    snprintf(path, sizeof(path), "%.250s/lote-cell-XXXXXX.lua", or_else("TMPDIR", "/tmp"));
    int fd = mkostemps(path, 4, O_CLOEXEC);
    if (fd < 0) return lt_sys_fail(err, errno, "make", path);
    lt_status status = edit_file(&text, fd, path, c, err);
    unlink(path);
    size_t len = c->text->bytes.len;
    *changed = !status &&
               (text.len != len || (len && memcmp(text.data, tui_text_bytes(c->text), len) != 0));
    if (*changed) {
        tui_splice whole = {
            .at = 0, .removed = len, .with = (const char *)text.data, .len = text.len};
        tui_doc_pause(doc);
        status = tui_doc_splice(doc, TUI_STEP_NEW, (tui_place){c->uid, 0}, &whole, err);
    }
    lt_buf_clear(&text);
    return status;
}

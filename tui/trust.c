#include "tui/trust.h"

#include "io/sys.h"
#include "tui/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 20 };

/* ---- files ---- */

/* All of a regular file of at most `most` bytes, NUL-ended. */
static lt_status slurp(lt_buf *out, const char *path, size_t most, lt_error *err)
{
    int         fd;
    struct stat st;
    size_t      got = 0;
    LT_TRY(lt_sys_open(&fd, path, O_RDONLY | O_CLOEXEC, 0, err));
    lt_status status = lt_sys_fstat(&st, fd, path, err);
    if (!status && (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > most))
        status = LT_FAIL(err, LT_ELIMIT, "%s is no file of at most %zu bytes", path, most);
    if (!status) status = lt_buf_reserve(out, most + 1, err);
    if (!status) status = lt_sys_read(&got, fd, out->data, most, path, err);
    out->len = status ? 0 : got;
    close(fd);
    return status ? status : lt_buf_terminate(out, err);
}

static lt_status keep(char **out, lt_arena *arena, const char *text, size_t len, lt_error *err)
{
    *out = lt_arena_text(arena, text, len);
    return *out ? LT_OK : lt_mem_refused(arena->mem, len, "a path", err);
}

/* ---- the list ---- */

static lt_status list_path(lt_buf *out, bool make, lt_error *err)
{
    LT_TRY(tui_state_folder(out, NULL, make, err));
    LT_TRY(lt_buf_text(out, "/trust", err));
    return lt_buf_terminate(out, err);
}

lt_status tui_trust_read(lt_buf *rows, lt_arena *arena, lt_error *err)
{
    lt_buf    path = {.mem = arena->mem}, text = {.mem = arena->mem};
    char     *copy = NULL;
    lt_status status = list_path(&path, false, err);
    if (!status) status = slurp(&text, (const char *)path.data, MOST_BYTES, err);
    if (!status) status = keep(&copy, arena, (const char *)text.data, text.len, err);
    lt_buf_clear(&path);
    lt_buf_clear(&text);
    if (status == LT_ENOTFOUND) return LT_OK;
    if (status) return status;
    for (char *line = copy, *end; *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end) *end++ = 0;
        if (strlen(line) < LT_SHA256_TEXT + 1 || line[LT_SHA256_TEXT - 1] != ' ') continue;
        line[LT_SHA256_TEXT - 1] = 0;
        tui_trust_row row = {line, line + LT_SHA256_TEXT};
        LT_TRY(lt_buf_add(rows, &row, sizeof(row), err));
    }
    return LT_OK;
}

/* A sibling takes the list's place. */
static lt_status write_list(const char *path, const lt_buf *text, lt_error *err)
{
    char fresh[PATH_MAX];
    int  fd, n = snprintf(fresh, sizeof(fresh), "%s.%ld", path, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof(fresh)) return LT_FAIL(err, LT_EIO, "%s: too long", path);
    LT_TRY(lt_sys_open(&fd, fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600, err));
    lt_status status = lt_sys_write(fd, text->data, text->len, fresh, err);
    if (!status) status = lt_sys_fsync(fd, fresh, err);
    lt_status closed = lt_sys_close(fd, fresh, status ? NULL : err);
    if (!status) status = closed;
    if (!status) status = lt_sys_rename(fresh, path, err);
    if (status) unlink(fresh);
    return status;
}

static lt_status with_row(lt_buf *text, const lt_buf *rows, const char *path, const char *hash,
                          bool *found, lt_error *err)
{
    const tui_trust_row *list = (const tui_trust_row *)(const void *)rows->data;
    for (size_t i = 0; i < rows->len / sizeof(*list); i++) {
        if (strcmp(list[i].path, path) == 0)
            *found = true;
        else
            LT_TRY(lt_buf_printf(text, err, "%s %s\n", list[i].hash, list[i].path));
    }
    return hash ? lt_buf_printf(text, err, "%s %s\n", hash, path) : LT_OK;
}

lt_status tui_trust_set(const char *path, const char *hash, bool *found, lt_error *err)
{
    lt_mem   *mem = lt_mem_default();
    lt_arena  arena = {.mem = mem};
    lt_buf    rows = {.mem = mem}, text = {.mem = mem}, list = {.mem = mem};
    lt_status status = list_path(&list, true, err);
    *found = false;
    if (!status && strchr(path, '\n'))
        status = LT_FAIL(err, LT_EUSAGE, "a path with a line end in it cannot be trusted");
    if (!status) status = tui_trust_read(&rows, &arena, err);
    if (!status) status = with_row(&text, &rows, path, hash, found, err);
    if (!status) status = write_list((const char *)list.data, &text, err);
    lt_buf_clear(&rows);
    lt_buf_clear(&text);
    lt_buf_clear(&list);
    lt_arena_clear(&arena);
    return status;
}

/* ---- workspaces ---- */

/* The nearest .lote.lua from the real path of folder up; NULL in *out where there is none. */
static lt_status find_file(char **out, lt_arena *arena, const char *folder, bool only_here,
                           lt_error *err)
{
    char at[PATH_MAX + sizeof(LT_WORKSPACE_FILE) + 1];
    *out = NULL;
    if (!realpath(folder, at)) return lt_sys_fail(err, errno, "find", folder);
    for (size_t len = strlen(at);;) {
        if (len == 1) len = 0; /* the root */
        memcpy(at + len, "/" LT_WORKSPACE_FILE, sizeof(LT_WORKSPACE_FILE) + 1);
        if (access(at, F_OK) == 0) return keep(out, arena, at, strlen(at), err);
        if (only_here || len == 0) return LT_OK;
        while (len && at[len - 1] != '/') len--; /* the parent, without its last slash */
        if (len > 1) len--;
    }
}

static lt_status look_up(tui_workspace *w, lt_arena *arena, lt_error *err)
{
    lt_buf    rows = {.mem = arena->mem};
    lt_status status = tui_trust_read(&rows, arena, err);
    for (size_t i = 0; !status && i < rows.len / sizeof(tui_trust_row); i++) {
        const tui_trust_row *row = (const tui_trust_row *)(const void *)rows.data + i;
        if (strcmp(row->path, w->path) == 0)
            w->state = strcmp(row->hash, w->hash) == 0 ? TUI_TRUSTED : TUI_TRUST_CHANGED;
    }
    lt_buf_clear(&rows);
    return status == LT_ENOTFOUND ? LT_OK : status; /* no home: nothing is trusted */
}

lt_status tui_workspace_find(tui_workspace *out, lt_arena *arena, const char *folder,
                             bool only_here, lt_error *err)
{
    lt_buf text = {.mem = arena->mem};
    *out = (tui_workspace){.state = TUI_TRUST_NONE};
    LT_TRY(find_file(&out->path, arena, folder, only_here, err));
    if (!out->path) return LT_OK;
    lt_status status = slurp(&text, out->path, LT_WORKSPACE_MAX_BYTES, err);
    if (!status) status = keep(&out->text, arena, (const char *)text.data, text.len, err);
    out->len = text.len;
    lt_buf_clear(&text);
    if (status) return status;
    lt_sha256_text(out->hash, out->text, out->len);
    return look_up(out, arena, err);
}

lt_status tui_trust_allow(lt_buf *names, const char **untrusted, lt_arena *arena,
                          const char *folder, lt_error *err)
{
    tui_workspace w;
    *untrusted = NULL;
    LT_TRY(tui_workspace_find(&w, arena, folder, false, err));
    if (!w.path) return LT_OK;
    if (w.state == TUI_TRUSTED) return lt_workspace_parse(names, arena, w.text, w.len, w.path, err);
    *untrusted = w.path;
    return LT_OK;
}

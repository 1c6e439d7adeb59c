#include "tui/spool.h"

#include "io/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

static const char name[] = "the temporary file";

lt_status tui_spool_open(tui_spool *s, lt_error *err)
{
    char        path[4096];
    const char *folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = "/tmp";
    *s = TUI_SPOOL_NONE;
    int n = snprintf(path, sizeof(path), "%s/lote-XXXXXX", folder);
    if (n < 0 || (size_t)n >= sizeof(path)) return LT_FAIL(err, LT_EIO, "TMPDIR is too long");
    s->fd = mkostemp(path, O_CLOEXEC);
    if (s->fd < 0) {
        int cause = errno;
        lt_sys_fail(err, cause, "make a temporary file in", folder);
        lt_error_hint(err, "set TMPDIR to a folder that you may write");
        return LT_EIO;
    }
    snprintf(s->path, sizeof(s->path), "/proc/self/fd/%d", s->fd);
    return lt_sys_unlink(path, err);
}

void tui_spool_close(tui_spool *s)
{
    if (s->fd >= 0) close(s->fd);
    s->fd = -1;
}

lt_status tui_spool_add(tui_spool *s, const void *bytes, size_t n, lt_error *err)
{
    return lt_sys_write(s->fd, bytes, n, name, err);
}

lt_status tui_spool_empty(tui_spool *s, lt_error *err)
{
    if (lseek(s->fd, 0, SEEK_SET) < 0) return lt_sys_fail(err, errno, "rewind", name);
    return lt_sys_ftruncate(s->fd, 0, name, err);
}

lt_status tui_spool_fill(tui_spool *s, int fd, const char *from, const lt_cancel *cancel,
                         lt_error *err)
{
    char block[BLOCK];
    for (;;) {
        ssize_t n = read(fd, block, sizeof(block));
        LT_TRY(lt_cancel_check(cancel, err));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return lt_sys_fail(err, errno, "read", from);
        if (n == 0) return LT_OK;
        LT_TRY(tui_spool_add(s, block, (size_t)n, err));
    }
}

lt_status tui_spool_pour(tui_spool *s, tui_out *out, lt_error *err)
{
    char   block[BLOCK];
    size_t got = sizeof(block);
    for (uint64_t at = 0; got == sizeof(block) && !out->failed; at += got) {
        LT_TRY(lt_cancel_check(out->cancel, err));
        LT_TRY(lt_sys_pread(&got, s->fd, block, sizeof(block), at, name, err));
        LT_TRY(tui_out_data(out, block, got, err));
        tui_out_drain(out);
    }
    return LT_OK;
}

#include "io/outfile.h"

#include "io/sys.h"

#include <string.h>

lt_status lt_outfile_append(lt_outfile *s, const void *bytes, size_t len, lt_error *err)
{
    LT_TRY(s->ops->append(s, bytes, len, err));
    s->bytes += len;
    return LT_OK;
}

lt_status lt_outfile_publish(lt_outfile *s, lt_error *err) { return s->ops->publish(s, err); }

void lt_outfile_abort(lt_outfile *s)
{
    if (s) s->ops->abort(s);
}

/* ---- into a descriptor ---- */

enum { FD_BUFFER = 256 * 1024 };

typedef struct fd_out {
    lt_outfile  base;
    lt_mem     *mem;
    const char *path;
    int         fd;
    bool        is_broken;
    size_t      used;
    uint8_t     buffer[FD_BUFFER];
} fd_out;

static lt_status fd_flush(fd_out *s, lt_error *err)
{
    if (s->is_broken) return LT_FAIL(err, LT_EIO, "write %s: an earlier write went wrong", s->path);
    lt_status status = lt_sys_write(s->fd, s->buffer, s->used, s->path, err);
    s->is_broken = status != LT_OK;
    s->used = 0;
    return status;
}

static lt_status fd_append(lt_outfile *base, const void *bytes, size_t len, lt_error *err)
{
    fd_out *s = (fd_out *)base;
    if (s->is_broken || len > FD_BUFFER - s->used) LT_TRY(fd_flush(s, err));
    if (len < FD_BUFFER) {
        if (len) memcpy(s->buffer + s->used, bytes, len);
        s->used += len;
        return LT_OK;
    }
    lt_status status = lt_sys_write(s->fd, bytes, len, s->path, err);
    s->is_broken = status != LT_OK;
    return status;
}

static void fd_abort(lt_outfile *base)
{
    fd_out *s = (fd_out *)base;
    lt_mem_free(s->mem, s, sizeof(*s));
}

static lt_status fd_publish(lt_outfile *base, lt_error *err)
{
    lt_status status = fd_flush((fd_out *)base, err);
    fd_abort(base);
    return status;
}

lt_status lt_outfile_fd(lt_outfile **out, lt_mem *mem, int fd, const char *path, lt_error *err)
{
    static const lt_outfile_ops ops = {
        .append = fd_append, .publish = fd_publish, .abort = fd_abort};
    fd_out *s = lt_mem_resize(mem, NULL, 0, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "an output", err);
    s->base = (lt_outfile){.ops = &ops};
    s->mem = mem;
    s->path = path;
    s->fd = fd;
    s->is_broken = false;
    s->used = 0;
    *out = &s->base;
    return LT_OK;
}

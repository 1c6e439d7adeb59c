/* csv_file.c — one input: reads by offset, and whether it is still the file that was opened. */
#include "format/csv.h"

#include "io/sys.h"

#include <fcntl.h>
#include <string.h>

lt_status lt_csv_file_open(lt_csv_file *f, lt_mem *mem, const char *path, bool keep, lt_error *err)
{
    int fd;
    *f = (lt_csv_file){.fd = -1};
    size_t bytes = strlen(path) + 1;
    char  *copy = lt_mem_resize(mem, NULL, 0, bytes);
    if (!copy) return lt_mem_refused(mem, bytes, "a path", err);
    memcpy(copy, path, bytes);

    lt_status status = lt_sys_open(&fd, path, O_RDONLY, 0, err);
    if (status) goto fail;
    status = lt_sys_fstat(&f->seen, fd, path, err);
    if (!status && !S_ISREG(f->seen.st_mode)) {
        status = LT_FAIL(err, LT_EUNSUPPORTED, "%s is not a regular file", path);
        lt_error_hint(err, "copy it into a file first: CSV is read in parts, from many places");
    }
    if (status || !keep) {
        lt_status closed = lt_sys_close(fd, path, status ? NULL : err);
        if (!status) status = closed;
    } else {
        f->fd = fd;
    }
    if (status) goto fail;
    f->path = copy;
    f->path_bytes = bytes;
    f->size = (int64_t)f->seen.st_size;
    return LT_OK;
fail:
    lt_mem_free(mem, copy, bytes);
    return status;
}

static lt_status read_at(const lt_csv_file *f, int fd, int64_t at, size_t len, uint8_t *into,
                         size_t *got, lt_error *err)
{
    if (at >= f->size) len = 0;
    if ((int64_t)len > f->size - at) len = at >= f->size ? 0 : (size_t)(f->size - at);
    *got = 0;
    if (len) LT_TRY(lt_sys_pread(got, fd, into, len, (uint64_t)at, f->path, err));
    if (*got < len) {
        lt_fail(err, LT_ECONFLICT, LT_HERE, "%s became shorter while it was read", f->path);
        return LT_ECONFLICT;
    }
    return LT_OK;
}

lt_status lt_csv_file_read(const lt_csv_file *f, int64_t at, size_t len, uint8_t *into, size_t *got,
                           lt_error *err)
{
    int fd = f->fd;
    if (fd >= 0) return read_at(f, fd, at, len, into, got, err);
    LT_TRY(lt_sys_open(&fd, f->path, O_RDONLY, 0, err));
    lt_status status = read_at(f, fd, at, len, into, got, err);
    lt_status closed = lt_sys_close(fd, f->path, status ? NULL : err);
    return status ? status : closed;
}

lt_status lt_csv_file_changed(const lt_csv_file *f, lt_error *err)
{
    struct stat now;
    LT_TRY(lt_sys_stat(&now, f->path, err));
    if (now.st_size == f->seen.st_size && now.st_ino == f->seen.st_ino &&
        now.st_dev == f->seen.st_dev && now.st_mtim.tv_sec == f->seen.st_mtim.tv_sec &&
        now.st_mtim.tv_nsec == f->seen.st_mtim.tv_nsec)
        return LT_OK;
    lt_fail(err, LT_ECONFLICT, LT_HERE, "%s was changed while it was read", f->path);
    lt_error_hint(err, "read it again when its writer is done");
    return LT_ECONFLICT;
}

void lt_csv_file_close(lt_csv_file *f, lt_mem *mem, int32_t column_count)
{
    lt_error ignored;
    if (f->fd >= 0 && lt_sys_close(f->fd, f->path, &ignored)) { /* it was only read */
    }
    if (f->columns) lt_mem_free(mem, f->columns, (size_t)column_count * sizeof(int32_t));
    if (f->path) lt_mem_free(mem, f->path, f->path_bytes);
    *f = (lt_csv_file){.fd = -1};
}

#include "io/sys.h"

#include "io/sys_fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* Linux moves at most 0x7ffff000 bytes a call; smaller steps keep cancellation prompt. */
enum { STEP = 1 << 30 };

static bool refused(lt_io_kind kind)
{
    int cause = lt_io_due(kind);
    if (cause) errno = cause > 0 ? cause : EIO;
    return cause != 0;
}

static bool interrupted(long result) { return result < 0 && errno == EINTR; }

/* The end of a call that changes the disk. */
static lt_status change(long result, const char *operation, const char *path, lt_error *err)
{
    if (result < 0) return lt_sys_fail(err, errno, operation, path);
    lt_io_landed();
    return LT_OK;
}

static lt_status look(long result, const char *operation, const char *path, lt_error *err)
{
    return result < 0 ? lt_sys_fail(err, errno, operation, path) : LT_OK;
}

lt_status lt_sys_open(int *out, const char *path, int flags, mode_t mode, lt_error *err)
{
    return lt_sys_openat(out, AT_FDCWD, path, flags, mode, path, err);
}

lt_status lt_sys_openat(int *out, int dir, const char *name, int flags, mode_t mode,
                        const char *path, lt_error *err)
{
    int fd;
    do fd = refused(LT_IO_OPEN) ? -1 : openat(dir, name, flags | O_CLOEXEC, mode);
    while (interrupted(fd));
    *out = fd;
    bool creates = (flags & O_CREAT) != 0;
    return creates ? change(fd, "create", path, err) : look(fd, "open", path, err);
}

/* How many bytes the next call may move: a fault may shorten it (but never to nothing). */
static ssize_t next_step(lt_io_kind kind, size_t left)
{
    size_t step = left < STEP ? left : STEP;
    int    cause = lt_io_due(kind);
    if (cause > 0) {
        errno = cause;
        return -1;
    }
    return (ssize_t)(cause == LT_IO_SHORT && step > 1 ? step / 2 : step);
}

static ssize_t transfer(lt_io_kind kind, int fd, uint8_t *bytes, size_t left, const uint64_t *at)
{
    ssize_t n;
    do {
        ssize_t step = next_step(kind, left);
        if (step < 0)
            n = -1;
        else if (kind == LT_IO_READ)
            n = at ? pread(fd, bytes, (size_t)step, (off_t)*at) : read(fd, bytes, (size_t)step);
        else
            n = at ? pwrite(fd, bytes, (size_t)step, (off_t)*at) : write(fd, bytes, (size_t)step);
    } while (interrupted(n));
    return n;
}

static lt_status fill(size_t *got, int fd, uint8_t *into, size_t len, uint64_t *at,
                      const char *path, lt_error *err)
{
    *got = 0;
    while (*got < len) {
        ssize_t n = transfer(LT_IO_READ, fd, into + *got, len - *got, at);
        if (n < 0) return lt_sys_fail(err, errno, "read", path);
        if (n == 0) break;
        *got += (size_t)n;
        if (at) *at += (uint64_t)n;
    }
    return LT_OK;
}

lt_status lt_sys_read(size_t *got, int fd, void *into, size_t len, const char *path, lt_error *err)
{
    return fill(got, fd, into, len, NULL, path, err);
}

lt_status lt_sys_pread(size_t *got, int fd, void *into, size_t len, uint64_t at, const char *path,
                       lt_error *err)
{
    return fill(got, fd, into, len, &at, path, err);
}

static lt_status drain(int fd, const uint8_t *bytes, size_t len, uint64_t *at, const char *path,
                       lt_error *err)
{
    while (len) {
        ssize_t n = transfer(LT_IO_WRITE, fd, (uint8_t *)bytes, len, at);
        if (n == 0) errno = EIO;
        if (n <= 0) return lt_sys_fail(err, errno, "write", path);
        bytes += n;
        len -= (size_t)n;
        if (at) *at += (uint64_t)n;
        lt_io_landed();
    }
    return LT_OK;
}

lt_status lt_sys_write(int fd, const void *bytes, size_t len, const char *path, lt_error *err)
{
    return drain(fd, bytes, len, NULL, path, err);
}

lt_status lt_sys_pwrite(int fd, const void *bytes, size_t len, uint64_t at, const char *path,
                        lt_error *err)
{
    return drain(fd, bytes, len, &at, path, err);
}

lt_status lt_sys_fsync(int fd, const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_SYNC) ? -1 : fsync(fd);
    while (interrupted(r));
    return change(r, "fsync", path, err);
}

lt_status lt_sys_fsync_folder(const char *path, lt_error *err)
{
    int fd;
    LT_TRY(lt_sys_open(&fd, path, O_RDONLY | O_DIRECTORY, 0, err));
    lt_status status = lt_sys_fsync(fd, path, err);
    close(fd);
    return status;
}

lt_status lt_sys_rename(const char *from, const char *to, lt_error *err)
{
    int r;
    do r = refused(LT_IO_RENAME) ? -1 : rename(from, to);
    while (interrupted(r));
    return change(r, "rename to", to, err);
}

static bool is_missing_call(int cause) { return cause == EINVAL || cause == ENOSYS; }

/* File systems without RENAME_NOREPLACE: a link is as exclusive for files. For folders the look
 * before leaves a gap, in which only an empty folder could be overwritten. */
static lt_status rename_new_portably(const char *from, const char *to, lt_error *err)
{
    struct stat st = {0};
    LT_TRY(lt_sys_lstat(&st, from, err));
    if (!S_ISDIR(st.st_mode)) {
        LT_TRY(lt_sys_link(from, to, err));
        return lt_sys_unlink(from, err);
    }
    if (lstat(to, &st) == 0) return lt_sys_fail(err, EEXIST, "rename to", to);
    return lt_sys_rename(from, to, err);
}

lt_status lt_sys_rename_new(const char *from, const char *to, lt_error *err)
{
    int r;
    do r = refused(LT_IO_RENAME) ? -1 : renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
    while (interrupted(r));
    if (r < 0 && is_missing_call(errno)) return rename_new_portably(from, to, err);
    return change(r, "rename to", to, err);
}

lt_status lt_sys_exchange(const char *a, const char *b, lt_error *err)
{
    int r;
    do r = refused(LT_IO_RENAME) ? -1 : renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
    while (interrupted(r));
    if (r < 0 && is_missing_call(errno))
        return LT_FAIL(err, LT_EUNSUPPORTED, "the file system of %s cannot swap two names", b);
    return change(r, "swap with", b, err);
}

lt_status lt_sys_link(const char *from, const char *to, lt_error *err)
{
    int r;
    do r = refused(LT_IO_LINK) ? -1 : link(from, to);
    while (interrupted(r));
    return change(r, "link to", to, err);
}

lt_status lt_sys_unlink(const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_UNLINK) ? -1 : unlink(path);
    while (interrupted(r));
    return change(r, "remove", path, err);
}

lt_status lt_sys_rmdir(const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_UNLINK) ? -1 : rmdir(path);
    while (interrupted(r));
    return change(r, "remove folder", path, err);
}

/* Linux frees the descriptor even when close is interrupted, so it is never retried; the fault is
 * injected after the real close so that nothing leaks. */
lt_status lt_sys_close(int fd, const char *path, lt_error *err)
{
    int r = close(fd);
    if (interrupted(r)) r = 0;
    if (refused(LT_IO_CLOSE)) r = errno == EINTR ? 0 : -1;
    return look(r, "close", path, err);
}

lt_status lt_sys_fstat(struct stat *out, int fd, const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_STAT) ? -1 : fstat(fd, out);
    while (interrupted(r));
    return look(r, "stat", path, err);
}

lt_status lt_sys_stat(struct stat *out, const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_STAT) ? -1 : stat(path, out);
    while (interrupted(r));
    return look(r, "open", path, err);
}

lt_status lt_sys_lstat(struct stat *out, const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_STAT) ? -1 : lstat(path, out);
    while (interrupted(r));
    return look(r, "open", path, err);
}

lt_status lt_sys_mkdir(const char *path, mode_t mode, lt_error *err)
{
    int r;
    do r = refused(LT_IO_MKDIR) ? -1 : mkdir(path, mode);
    while (interrupted(r));
    return change(r, "make folder", path, err);
}

lt_status lt_sys_ftruncate(int fd, uint64_t size, const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_TRUNCATE) ? -1 : ftruncate(fd, (off_t)size);
    while (interrupted(r));
    return change(r, "truncate", path, err);
}

lt_status lt_sys_fchmod(int fd, mode_t mode, const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_CHMOD) ? -1 : fchmod(fd, mode);
    while (interrupted(r));
    return change(r, "set the mode of", path, err);
}

lt_status lt_sys_lock(bool *got, int fd, const char *path, lt_error *err)
{
    int r;
    do r = refused(LT_IO_LOCK) ? -1 : flock(fd, LOCK_EX | LOCK_NB);
    while (interrupted(r));
    *got = r == 0;
    if (r == 0 || errno == EWOULDBLOCK) return LT_OK;
    if (errno == ENOLCK || errno == EOPNOTSUPP || is_missing_call(errno))
        return LT_FAIL(err, LT_EUNSUPPORTED, "the file system of %s has no locks", path);
    return lt_sys_fail(err, errno, "lock", path);
}

lt_status lt_sys_list(const char *path, lt_sys_name_fn *each, void *arg, lt_error *err)
{
    DIR *d;
    do d = refused(LT_IO_LIST) ? NULL : opendir(path);
    while (!d && errno == EINTR);
    if (!d) return lt_sys_fail(err, errno, "list", path);

    lt_status status = LT_OK;
    while (status == LT_OK) {
        struct dirent *e = (errno = 0, refused(LT_IO_LIST)) ? NULL : readdir(d);
        if (!e && errno == EINTR) continue;
        if (!e) {
            if (errno) status = lt_sys_fail(err, errno, "list", path);
            break;
        }
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        status = each(arg, e->d_name, err);
    }
    closedir(d);
    return status;
}

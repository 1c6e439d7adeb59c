#include "notebook/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static lt_status io_error(const char *what, const char *path, lt_error *err)
{
    lt_status code = errno == ENOENT ? LT_ENOTFOUND : LT_EIO;
    char      reason[128];
    lt_fail(err, code, LT_HERE, "%s: %s", what, strerror_r(errno, reason, sizeof(reason)));
    lt_error_at(err, path, 0, NULL);
    return code;
}

static lt_status check_size(int fd, const char *path, size_t *bytes, lt_error *err)
{
    struct stat st;
    lt_status   code = LT_OK;
    if (fstat(fd, &st)) return io_error("cannot be looked at", path, err);
    if (!S_ISREG(st.st_mode))
        code = LT_FAIL(err, LT_EINVAL, "is not a file");
    else if ((uint64_t)st.st_size > LT_NOTEBOOK_MAX_BYTES)
        code = LT_FAIL(err, LT_ELIMIT, "is larger than a notebook may be (%zu bytes)",
                       LT_NOTEBOOK_MAX_BYTES);
    if (code) lt_error_at(err, path, 0, NULL);
    *bytes = (size_t)st.st_size;
    return code;
}

/* One byte more than the size is asked for, so that a file that grows is read on. */
static lt_status read_all(lt_buf *out, int fd, const char *path, lt_error *err)
{
    size_t bytes = 0;
    LT_TRY(check_size(fd, path, &bytes, err));
    LT_TRY(lt_buf_reserve(out, bytes + 1, err));
    while (out->len <= LT_NOTEBOOK_MAX_BYTES) {
        LT_TRY(lt_buf_reserve(out, 1, err));
        ssize_t n = read(fd, out->data + out->len, out->cap - out->len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return io_error("cannot be read", path, err);
        if (n == 0) break;
        out->len += (size_t)n;
    }
    return LT_OK;
}

lt_status lt_notebook_read(lt_notebook **out, lt_mem *mem, const char *path, lt_error *err)
{
    lt_buf bytes = {.mem = mem};
    /* Not blocking: a pipe given by mistake is refused, not waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return io_error("cannot be opened", path, err);
    lt_status status = read_all(&bytes, fd, path, err);
    close(fd);
    if (!status) status = lt_notebook_parse(out, mem, bytes.data, bytes.len, path, err);
    lt_buf_clear(&bytes);
    return status;
}

/* ── save ── */

typedef struct target {
    char   path[PATH_MAX]; /* links followed */
    char   temp[PATH_MAX];
    mode_t mode;
    bool   exists;
    uid_t  uid;
    gid_t  gid;
} target;

static lt_status find_target(target *t, const char *path, lt_error *err)
{
    struct stat st;
    if (!realpath(path, t->path)) {
        if (errno != ENOENT) return io_error("cannot be saved", path, err);
        if (!lstat(path, &st))
            return io_error("cannot be saved: its link leads nowhere", path, err);
        if (strlen(path) >= sizeof(t->path)) {
            errno = ENAMETOOLONG;
            return io_error("cannot be saved", path, err);
        }
        memcpy(t->path, path, strlen(path) + 1);
    }
    t->exists = !stat(t->path, &st);
    t->mode = t->exists ? st.st_mode & 07777 : 0666;
    t->uid = t->exists ? st.st_uid : 0;
    t->gid = t->exists ? st.st_gid : 0;
    if (t->exists && !S_ISREG(st.st_mode)) {
        lt_fail(err, LT_EINVAL, LT_HERE, "is not a file");
        lt_error_at(err, path, 0, NULL);
        return LT_EINVAL;
    }
    return LT_OK;
}

/* A new hidden file beside the target; its name cannot be guessed. */
static int open_temp(target *t)
{
    const char *slash = strrchr(t->path, '/');
    int         folder = slash ? (int)(slash + 1 - t->path) : 0;
    for (int tries = 0; tries < 16; tries++) {
        uint64_t random = 0;
        if (getrandom(&random, sizeof(random), 0) != sizeof(random)) return -1;
        int n = snprintf(t->temp, sizeof(t->temp), "%.*s.lote-%016llx.tmp", folder, t->path,
                         (unsigned long long)random);
        if (n < 0 || (size_t)n >= sizeof(t->temp)) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int fd = open(t->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                      t->exists ? 0600 : t->mode);
        if (fd >= 0 || errno != EEXIST) return fd;
    }
    return -1;
}

static bool write_all(int fd, const uint8_t *data, size_t len)
{
    while (len) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

static bool sync_folder(const char *path)
{
    char        folder[PATH_MAX] = ".";
    const char *slash = strrchr(path, '/');
    if (slash) {
        size_t n = slash == path ? 1 : (size_t)(slash - path);
        memcpy(folder, path, n);
        folder[n] = 0;
    }
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return errno == EACCES; /* a folder that may be written but not read */
    bool ok = !fsync(fd) || errno == EINVAL;
    close(fd);
    return ok;
}

static bool keep_owner_and_mode(int fd, const target *t)
{
    if (!t->exists) return true;
    /* Another's file in a folder of ours becomes ours; its group is kept where that is allowed. */
    bool same = !fchown(fd, (uid_t)-1, t->gid);
    return !fchmod(fd, same ? t->mode : t->mode & ~(mode_t)06000);
}

static lt_status replace_file(target *t, const lt_buf *bytes, const char *path, lt_error *err)
{
    int fd = open_temp(t);
    if (fd < 0) return io_error("cannot be saved: no temporary file beside it", path, err);
    bool ok = write_all(fd, bytes->data, bytes->len) && keep_owner_and_mode(fd, t) && !fsync(fd);
    int  why = errno;
    if (close(fd) && ok) {
        why = errno;
        ok = false;
    }
    if (ok && rename(t->temp, t->path)) {
        why = errno;
        ok = false;
    }
    if (!ok) {
        unlink(t->temp);
        errno = why;
        return io_error("cannot be saved", path, err);
    }
    if (!sync_folder(t->path)) return io_error("was saved, but its folder not synced", path, err);
    return LT_OK;
}

lt_status lt_notebook_save(const lt_notebook *nb, const char *path, lt_error *err)
{
    lt_buf bytes = {.mem = nb->mem};
    target t;
    LT_TRY(find_target(&t, path, err));
    lt_status status = lt_notebook_write(&bytes, nb, err);
    if (!status) status = replace_file(&t, &bytes, path, err);
    lt_buf_clear(&bytes);
    return status;
}

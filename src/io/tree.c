#include "io/tree.h"

#include "io/sys_fault.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

enum { MAX_DEPTH = 64 };

/* Length of the parent of path[0, len): "a/b" of "a/b/c"; 0 where there is none. */
static size_t parent_of(const char *path, size_t len)
{
    while (len && path[len - 1] == '/') len--;
    while (len && path[len - 1] != '/') len--;
    while (len > 1 && path[len - 1] == '/') len--;
    return len;
}

static size_t next_piece(const char *path, size_t from)
{
    while (path[from] == '/') from++;
    while (path[from] && path[from] != '/') from++;
    return from;
}

/* One that exists is fine, as long as it is a folder. */
static lt_status make_one(bool *is_new, const char *path, lt_error *err)
{
    lt_error    why;
    struct stat st;
    lt_status   status = lt_sys_mkdir(path, 0777, &why);
    *is_new = status == LT_OK;
    if (status == LT_EEXISTS) {
        LT_TRY(lt_sys_stat(&st, path, err));
        if (S_ISDIR(st.st_mode)) return LT_OK;
        return lt_sys_fail(err, ENOTDIR, "make folder", path);
    }
    if (status && err) *err = why;
    return status;
}

lt_status lt_tree_make(size_t *made, const char *path, lt_error *err)
{
    char        piece[PATH_MAX];
    struct stat st;
    size_t      len = strlen(path), first = 0;
    lt_status   status = LT_OK;
    if (made) *made = 0;
    if (len >= sizeof(piece)) return lt_sys_fail(err, ENAMETOOLONG, "make folder", path);

    for (size_t end = next_piece(path, 0); status == LT_OK; end = next_piece(path, end)) {
        bool is_new = false;
        memcpy(piece, path, end);
        piece[end] = 0;
        /* Looking first keeps parents that may not be written to out of mkdir. */
        if (end && (stat(piece, &st) != 0 || !S_ISDIR(st.st_mode)))
            status = make_one(&is_new, piece, err);
        if (is_new && !first) first = end;
        if (end == len || strspn(path + end, "/") == len - end) break;
    }
    if (status)
        lt_tree_unmake(path, first);
    else if (made)
        *made = first;
    return status;
}

void lt_tree_unmake(const char *path, size_t made)
{
    char   piece[PATH_MAX];
    size_t len = strlen(path);
    if (!made || len >= sizeof(piece)) return;
    memcpy(piece, path, len + 1);
    for (; len >= made; len = parent_of(piece, len)) {
        piece[len] = 0;
        if (rmdir(piece) != 0 && errno != ENOENT) return;
    }
}

/* A folder on the way down; its name for messages is only that of the root. */
typedef struct walk {
    const char *root;
    bool        removes;
    lt_status   first;
    lt_error   *err;
} walk;

static void note(walk *w, const char *operation)
{
    if (w->first == LT_OK && errno != ENOENT)
        w->first = lt_sys_fail(w->err, errno, operation, w->root);
}

static bool refused(lt_io_kind kind)
{
    int cause = lt_io_due(kind);
    if (cause) errno = cause > 0 ? cause : EIO;
    return cause != 0;
}

static bool remove_name(walk *w, int dir, const char *name, int flags)
{
    int r;
    do r = refused(LT_IO_UNLINK) ? -1 : unlinkat(dir, name, flags);
    while (r < 0 && errno == EINTR);
    if (r == 0) lt_io_landed();
    if (r < 0) note(w, "remove");
    return r == 0;
}

static DIR *open_folder(walk *w, int dir, const char *name)
{
    int fd;
    do
        fd = refused(LT_IO_OPEN)
                 ? -1
                 : openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    while (fd < 0 && errno == EINTR);
    DIR *d = fd < 0 ? NULL : fdopendir(fd);
    if (!d) note(w, "open folder");
    if (!d && fd >= 0) close(fd);
    return d;
}

static bool is_folder(int dir, const struct dirent *e)
{
    struct stat st;
    if (e->d_type != DT_UNKNOWN) return e->d_type == DT_DIR;
    return fstatat(dir, e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static void walk_folder(walk *w, int dir, const char *name, int depth);

static void walk_entry(walk *w, int dir, const struct dirent *e, int depth)
{
    if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) return;
    if (!is_folder(dir, e)) {
        if (w->removes) remove_name(w, dir, e->d_name, 0);
        return;
    }
    walk_folder(w, dir, e->d_name, depth + 1);
    if (w->removes) remove_name(w, dir, e->d_name, AT_REMOVEDIR);
}

static void walk_folder(walk *w, int dir, const char *name, int depth)
{
    if (depth > MAX_DEPTH) {
        if (w->first == LT_OK)
            w->first =
                LT_FAIL(w->err, LT_ELIMIT, "%s: folders nest deeper than %d", w->root, MAX_DEPTH);
        return;
    }
    DIR *d = open_folder(w, dir, name);
    if (!d) return;
    for (struct dirent *e; (e = readdir(d));) walk_entry(w, dirfd(d), e, depth);
    if (!w->removes) {
        int r;
        do r = refused(LT_IO_SYNC) ? -1 : fsync(dirfd(d));
        while (r < 0 && errno == EINTR);
        if (r == 0) lt_io_landed();
        if (r < 0) note(w, "fsync");
    }
    closedir(d);
}

lt_status lt_tree_sync(const char *path, lt_error *err)
{
    walk w = {.root = path, .err = err};
    walk_folder(&w, AT_FDCWD, path, 0);
    return w.first;
}

lt_status lt_tree_remove(const char *path, lt_error *err)
{
    walk        w = {.root = path, .removes = true, .err = err};
    struct stat st;
    if (lstat(path, &st) != 0)
        return errno == ENOENT ? LT_OK : lt_sys_fail(err, errno, "remove", path);
    if (S_ISDIR(st.st_mode)) walk_folder(&w, AT_FDCWD, path, 0);
    remove_name(&w, AT_FDCWD, path, S_ISDIR(st.st_mode) ? AT_REMOVEDIR : 0);
    return w.first;
}

#include "io/publish.h"
#include "io/sys.h"
#include "io/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What a read asks of the system at most, so that one call cannot hold a worker for long. */
enum { SPOOL_STEP = 256 * 1024 };

typedef struct local_file {
    lt_file base;
    size_t  path_bytes;
    bool    is_spooled; /* the fd is a copy: the name says nothing about it */
} local_file;

static lt_status open_store(lt_store **out, const lt_uri *root, lt_mem *mem, lt_error *err)
{
    (void)root;
    lt_store *s = lt_mem_resize(mem, NULL, 0, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a store", err);
    *s = (lt_store){.ops = &lt_store_file, .mem = mem};
    *out = s;
    return LT_OK;
}

static void close_store(lt_store *s) { lt_mem_free(s->mem, s, sizeof(*s)); }

static lt_object object_of(const struct stat *st, const char *path)
{
    bool is_folder = S_ISDIR(st->st_mode);
    return (lt_object){
        .path = path,
        .size = is_folder ? 0 : (uint64_t)st->st_size,
        .mtime_ns = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec,
        .inode = st->st_ino,
        .device = st->st_dev,
        .is_folder = is_folder,
    };
}

static lt_status stat_path(lt_object *out, lt_store *s, const char *path, lt_error *err)
{
    struct stat st;
    (void)s;
    LT_TRY(lt_sys_stat(&st, path, err));
    *out = object_of(&st, path);
    return LT_OK;
}

/* ---- list ---- */

typedef struct listing {
    const char   *folder;
    lt_object_fn *each;
    void         *arg;
    lt_buf        path;
} listing;

static lt_status list_name(void *arg, const char *name, lt_error *err)
{
    listing    *l = arg;
    struct stat st;
    lt_error    why;
    size_t      len = strlen(l->folder);
    bool        is_here = strcmp(l->folder, ".") == 0;
    const char *slash = is_here || (len && l->folder[len - 1] == '/') ? "" : "/";
    l->path.len = 0;
    LT_TRY(lt_buf_printf(&l->path, err, "%s%s%s", is_here ? "" : l->folder, slash, name));
    LT_TRY(lt_buf_terminate(&l->path, err));

    lt_status status = lt_sys_stat(&st, (char *)l->path.data, &why);
    /* A link to nothing, or a file removed since: as if it were not there. */
    if (status == LT_ENOTFOUND) return LT_OK;
    if (status) {
        if (err) *err = why;
        return status;
    }
    lt_object o = object_of(&st, (char *)l->path.data);
    return l->each(l->arg, &o, err);
}

static lt_status list_folder(lt_store *s, const char *folder, lt_object_fn *each, void *arg,
                             lt_error *err)
{
    listing   l = {.folder = folder, .each = each, .arg = arg, .path.mem = s->mem};
    lt_status status = lt_sys_list(folder, list_name, &l, err);
    lt_buf_clear(&l.path);
    return status;
}

/* ---- files ---- */

static void close_file(lt_file *f)
{
    local_file *l = (local_file *)f;
    lt_mem     *mem = f->store->mem;
    if (f->fd >= 0) close(f->fd);
    lt_mem_free(mem, (char *)f->object.path, l->path_bytes);
    lt_mem_free(mem, l, sizeof(*l));
}

static lt_status copy_all(int to, int from, const char *path, lt_mem *mem, lt_error *err)
{
    uint8_t *bytes = lt_mem_resize(mem, NULL, 0, SPOOL_STEP);
    if (!bytes) return lt_mem_refused(mem, SPOOL_STEP, "reading a pipe", err);
    size_t    n = 0;
    lt_status status;
    do {
        status = lt_sys_read(&n, from, bytes, SPOOL_STEP, path, err);
        if (status == LT_OK) status = lt_sys_write(to, bytes, n, path, err);
    } while (status == LT_OK && n);
    lt_mem_free(mem, bytes, SPOOL_STEP);
    return status;
}

/* A pipe can be read once and in order only, a scan wants more: its bytes go to a file without a
 * name, which takes the pipe's place in f. */
static lt_status spool(local_file *f, struct stat *st, const char *path, lt_error *err)
{
    const char *folder = getenv("TMPDIR");
    int         copy;
    if (!folder || !*folder) folder = "/tmp";
    LT_TRY(lt_sys_open(&copy, folder, O_RDWR | O_TMPFILE, 0600, err));
    lt_status status = copy_all(copy, f->base.fd, path, f->base.store->mem, err);
    if (status == LT_OK) status = lt_sys_fstat(st, copy, path, err);
    close(f->base.fd);
    f->base.fd = copy;
    f->is_spooled = true;
    return status;
}

static lt_status open_into(local_file *f, const char *path, lt_error *err)
{
    struct stat st;
    LT_TRY(lt_sys_stat(&st, path, err));
    if (S_ISDIR(st.st_mode)) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%s is a folder, not a file", path);
        lt_error_hint(err, "%s/* reads the files in it", path);
        return LT_EINVAL;
    }
    if (!S_ISREG(st.st_mode) && !S_ISFIFO(st.st_mode))
        return LT_FAIL(err, LT_EINVAL, "%s is a device or socket, not a file", path);
    LT_TRY(lt_sys_open(&f->base.fd, path, O_RDONLY | O_NOCTTY, 0, err));
    LT_TRY(lt_sys_fstat(&st, f->base.fd, path, err));
    if (S_ISFIFO(st.st_mode)) LT_TRY(spool(f, &st, path, err));
    f->base.object = object_of(&st, f->base.object.path);
    return LT_OK;
}

static lt_status open_file(lt_file **out, lt_store *s, const char *path, lt_error *err)
{
    size_t      bytes = strlen(path) + 1;
    local_file *f = lt_mem_zeroed(s->mem, 1, sizeof(*f));
    char       *copy = f ? lt_mem_resize(s->mem, NULL, 0, bytes) : NULL;
    if (!copy) {
        lt_mem_free(s->mem, f, sizeof(*f));
        return lt_mem_refused(s->mem, sizeof(*f) + bytes, "an open file", err);
    }
    memcpy(copy, path, bytes);
    f->base = (lt_file){.store = s, .fd = -1, .object.path = copy};
    f->path_bytes = bytes;
    lt_status status = open_into(f, path, err);
    if (status)
        close_file(&f->base);
    else
        *out = &f->base;
    return status;
}

static lt_status read_at(lt_file *f, uint64_t at, size_t len, void *into, lt_error *err)
{
    size_t got;
    LT_TRY(lt_sys_pread(&got, f->fd, into, len, at, f->object.path, err));
    if (got == len) return LT_OK;
    lt_fail(err, LT_ECONFLICT, LT_HERE, "%s became shorter while it was read", f->object.path);
    lt_error_hint(err, "run again when nothing writes to it, or read a copy");
    return LT_ECONFLICT;
}

/* ---- writing ---- */

typedef struct whole_file {
    lt_outfile  base;
    lt_mem     *mem;
    lt_publish *p; /* NULL: mode ignore, and it is there */
    lt_outfile *part;
} whole_file;

static lt_status whole_append(lt_outfile *base, const void *bytes, size_t len, lt_error *err)
{
    whole_file *w = (whole_file *)base;
    return w->p ? lt_outfile_append(w->part, bytes, len, err) : LT_OK;
}

static void whole_abort(lt_outfile *base)
{
    whole_file *w = (whole_file *)base;
    lt_outfile_abort(w->part);
    lt_publish_abort(w->p);
    lt_mem_free(w->mem, w, sizeof(*w));
}

static lt_status whole_publish(lt_outfile *base, lt_error *err)
{
    whole_file *w = (whole_file *)base;
    lt_status   status = w->p ? lt_outfile_publish(w->part, err) : LT_OK;
    w->part = NULL;
    if (w->p && status == LT_OK) {
        status = lt_publish_commit(w->p, err);
        w->p = NULL;
    }
    whole_abort(base);
    return status;
}

static lt_status create(lt_outfile **out, lt_store *s, const char *path, lt_write_mode mode,
                        lt_error *err)
{
    static const lt_outfile_ops ops = {
        .append = whole_append, .publish = whole_publish, .abort = whole_abort};
    whole_file *w = lt_mem_zeroed(s->mem, 1, sizeof(*w));
    if (!w) return lt_mem_refused(s->mem, sizeof(*w), "an output", err);
    w->base.ops = &ops;
    w->mem = s->mem;
    lt_status status = lt_publish_open(&w->p, s->mem, path, LT_OUTPUT_FILE, mode, err);
    if (status == LT_OK && w->p) status = lt_publish_part(&w->part, w->p, NULL, 0, "", err);
    if (status)
        whole_abort(&w->base);
    else
        *out = &w->base;
    return status;
}

static lt_status make_folders(lt_store *s, const char *path, lt_error *err)
{
    (void)s;
    return lt_tree_make(NULL, path, err);
}

static lt_status remove_file(lt_store *s, const char *path, lt_error *err)
{
    (void)s;
    return lt_sys_unlink(path, err);
}

static lt_status remove_tree(lt_store *s, const char *path, lt_error *err)
{
    (void)s;
    return lt_tree_remove(path, err);
}

const lt_store_ops lt_store_file = {
    .schemes = "file",
    .open = open_store,
    .close = close_store,
    .stat = stat_path,
    .list = list_folder,
    .open_file = open_file,
    .pread = read_at,
    .close_file = close_file,
    .create = create,
    .mkdirs = make_folders,
    .remove = remove_file,
    .remove_tree = remove_tree,
};

#include "io/publish.h"

#include "io/publish_target.h"
#include "io/sys.h"
#include "io/temp.h"
#include "io/tree.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct lt_publish {
    lt_mem         *mem;
    lt_output_kind  kind;
    lt_write_mode   mode;
    lt_target       target;
    lt_temp         temp;   /* the new file or folder; fd < 0 for a device */
    size_t          made;   /* of the parents, for lt_tree_unmake */
    mode_t          mask;   /* the process's umask */
    bool            adds;   /* parts go into a folder that exists */
    uint64_t        unique; /* in the names of added parts */
    pthread_mutex_t parts;  /* guards names, open, done */
    lt_buf          names;  /* of finished parts below the folder, each with its NUL */
    int             open, done;
    bool            is_spoiled; /* the one file was begun and aborted */
};

typedef struct part {
    lt_outfile  base;
    lt_publish *p;
    lt_outfile *inner; /* buffers into fd */
    int         fd;
    lt_buf      name;  /* below the folder */
    lt_buf      path;  /* where it is written */
    lt_buf      shown; /* where it will be */
} part;

/* umask(2) cannot be read without setting it for every thread, so /proc is asked. */
static mode_t read_umask(void)
{
    char    text[2048];
    int     fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
    if (fd >= 0) close(fd);
    text[n > 0 ? n : 0] = 0;
    const char *at = strstr(text, "\nUmask:");
    return at ? (mode_t)strtoul(at + 7, NULL, 8) & 0777 : 022;
}

lt_status lt_publish_check(bool *skip, const char *target, lt_output_kind kind, lt_write_mode mode,
                           lt_error *err)
{
    lt_target t;
    lt_status status = lt_target_look(&t, skip, lt_mem_default(), target, kind, mode, err);
    lt_target_clear(&t);
    return status;
}

static void release(lt_publish *p)
{
    lt_temp_close(&p->temp);
    lt_target_clear(&p->target);
    lt_buf_clear(&p->names);
    pthread_mutex_destroy(&p->parts);
    lt_mem_free(p->mem, p, sizeof(*p));
}

void lt_publish_abort(lt_publish *p)
{
    if (!p) return;
    lt_temp_remove(&p->temp);
    if (p->made) lt_tree_unmake(lt_target_parent(&p->target), p->made);
    release(p);
}

static lt_status prepare(lt_publish *p, lt_error *err)
{
    const char *path = lt_target_path(&p->target);
    const char *parent = lt_target_parent(&p->target);
    if (p->target.is_device) return LT_OK;
    LT_TRY(lt_tree_make(&p->made, parent, err));
    lt_temp_sweep(p->mem, parent);
    p->adds = p->mode == LT_WRITE_APPEND && p->target.exists;
    if (p->adds) lt_temp_sweep(p->mem, path);
    return lt_temp_open(&p->temp, p->mem, p->adds ? path : parent, p->kind == LT_OUTPUT_FOLDER,
                        path, err);
}

/* A killed writer may have left the old data under a waiting name: back it goes before the look. */
static void put_back(lt_publish *p)
{
    struct stat st;
    if (stat(lt_target_parent(&p->target), &st) == 0)
        lt_temp_sweep(p->mem, lt_target_parent(&p->target));
}

lt_status lt_publish_open(lt_publish **out, lt_mem *mem, const char *target, lt_output_kind kind,
                          lt_write_mode mode, lt_error *err)
{
    bool        skip = false;
    lt_publish *p = lt_mem_zeroed(mem, 1, sizeof(*p));
    *out = NULL;
    if (!p) return lt_mem_refused(mem, sizeof(*p), "an output", err);
    p->mem = mem;
    p->kind = kind;
    p->mode = mode;
    p->temp.fd = -1;
    p->names.mem = mem;
    p->mask = read_umask();
    p->unique = lt_temp_random();
    pthread_mutex_init(&p->parts, NULL);

    lt_status status = lt_target_look(&p->target, &skip, mem, target, kind, mode, err);
    if (status == LT_OK && !p->target.exists) {
        put_back(p);
        lt_target_clear(&p->target);
        status = lt_target_look(&p->target, &skip, mem, target, kind, mode, err);
    }
    if (status == LT_OK && !skip) status = prepare(p, err);
    if (status || skip)
        lt_publish_abort(p);
    else
        *out = p;
    return status;
}

/* ---- parts ---- */

static void part_release(part *s)
{
    pthread_mutex_lock(&s->p->parts);
    s->p->open--;
    pthread_mutex_unlock(&s->p->parts);
    lt_buf_clear(&s->name);
    lt_buf_clear(&s->path);
    lt_buf_clear(&s->shown);
    lt_mem_free(s->p->mem, s, sizeof(*s));
}

static lt_status part_append(lt_outfile *base, const void *bytes, size_t len, lt_error *err)
{
    return lt_outfile_append(((part *)base)->inner, bytes, len, err);
}

static bool owns_fd(const part *s) { return s->fd >= 0 && s->fd != s->p->temp.fd; }

static void part_abort(lt_outfile *base)
{
    part *s = (part *)base;
    lt_outfile_abort(s->inner);
    if (owns_fd(s)) close(s->fd);
    if (s->path.data && owns_fd(s) && !s->p->target.is_device) unlink((char *)s->path.data);
    if (s->p->kind == LT_OUTPUT_FILE) s->p->is_spoiled = true;
    part_release(s);
}

/* Room for the name comes first: a part that is on the disk must be known. */
static lt_status enlist(part *s, lt_error *err)
{
    lt_publish *p = s->p;
    pthread_mutex_lock(&p->parts);
    lt_status status = lt_buf_add(&p->names, s->name.data, s->name.len + 1, err);
    if (status == LT_OK) p->done++;
    pthread_mutex_unlock(&p->parts);
    return status;
}

static lt_status part_finish(part *s, lt_error *err)
{
    lt_outfile *inner = s->inner;
    const char *shown = (char *)s->shown.data;
    s->inner = NULL;
    LT_TRY(lt_outfile_publish(inner, err));
    if (s->p->target.is_device) return enlist(s, err);
    LT_TRY(lt_sys_fchmod(s->fd, 0666 & ~s->p->mask, shown, err));
    LT_TRY(lt_sys_fsync(s->fd, shown, err));
    return enlist(s, err);
}

static lt_status part_publish(lt_outfile *base, lt_error *err)
{
    part     *s = (part *)base;
    lt_status status = part_finish(s, err);
    if (status) {
        part_abort(base);
        return status;
    }
    if (owns_fd(s)) status = lt_sys_close(s->fd, (char *)s->shown.data, err);
    part_release(s);
    return status;
}

/* Pieces come from values of columns: none may leave the folder or hide in it. */
static lt_status check_subfolder(const char *subfolder, lt_error *err)
{
    for (const char *at = subfolder;;) {
        size_t n = strcspn(at, "/");
        if (n == 0 || at[0] == '.')
            return LT_FAIL(err, LT_EINVAL, "\"%s\" cannot be a folder of parts", subfolder);
        if (!at[n]) return LT_OK;
        at += n + 1;
    }
}

static lt_status name_in_folder(part *s, const char *subfolder, int64_t number, const char *suffix,
                                lt_error *err)
{
    const lt_publish *p = s->p;
    if (subfolder) LT_TRY(check_subfolder(subfolder, err));
    LT_TRY(lt_buf_printf(&s->name, err, "%s%spart-%05" PRId64, subfolder ? subfolder : "",
                         subfolder ? "/" : "", number));
    if (p->mode == LT_WRITE_APPEND) LT_TRY(lt_buf_printf(&s->name, err, "-%016" PRIx64, p->unique));
    LT_TRY(lt_buf_text(&s->name, suffix, err));
    LT_TRY(lt_buf_terminate(&s->name, err));
    const char *name = (const char *)s->name.data;
    LT_TRY(lt_buf_printf(&s->path, err, "%s/%s", lt_temp_path(&p->temp), name));
    return lt_buf_printf(&s->shown, err, "%s/%s", lt_target_path(&p->target), name);
}

static lt_status name_part(part *s, const char *subfolder, int64_t number, const char *suffix,
                           lt_error *err)
{
    if (s->p->kind == LT_OUTPUT_FOLDER)
        LT_TRY(name_in_folder(s, subfolder, number, suffix, err));
    else
        LT_TRY(lt_buf_text(&s->shown, lt_target_path(&s->p->target), err));
    LT_TRY(lt_buf_terminate(&s->name, err));
    LT_TRY(lt_buf_terminate(&s->path, err));
    return lt_buf_terminate(&s->shown, err);
}

static lt_status open_part(part *s, const char *subfolder, lt_error *err)
{
    lt_publish *p = s->p;
    const char *shown = (char *)s->shown.data;
    if (p->target.is_device) return lt_sys_open(&s->fd, shown, O_WRONLY | O_NOCTTY, 0, err);
    if (p->kind == LT_OUTPUT_FILE) {
        s->fd = p->temp.fd;
        return LT_OK;
    }
    if (subfolder) {
        char *slash = strrchr((char *)s->path.data, '/');
        *slash = 0;
        lt_status status = lt_tree_make(NULL, (char *)s->path.data, err);
        *slash = '/';
        LT_TRY(status);
    }
    return lt_sys_openat(&s->fd, AT_FDCWD, (char *)s->path.data,
                         O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600, shown, err);
}

/* One file is written once, and only once. */
static lt_status begin_part(lt_publish *p, lt_error *err)
{
    pthread_mutex_lock(&p->parts);
    bool taken = p->kind == LT_OUTPUT_FILE && (p->open + p->done > 0 || p->is_spoiled);
    if (!taken) p->open++;
    pthread_mutex_unlock(&p->parts);
    if (!taken) return LT_OK;
    return LT_FAIL(err, LT_EINVAL, "%s is one file and was begun already",
                   lt_target_path(&p->target));
}

lt_status lt_publish_part(lt_outfile **out, lt_publish *p, const char *subfolder, int64_t number,
                          const char *suffix, lt_error *err)
{
    static const lt_outfile_ops ops = {
        .append = part_append, .publish = part_publish, .abort = part_abort};
    *out = NULL;
    LT_TRY(begin_part(p, err));
    part *s = lt_mem_zeroed(p->mem, 1, sizeof(*s));
    if (!s) {
        pthread_mutex_lock(&p->parts);
        p->open--;
        pthread_mutex_unlock(&p->parts);
        return lt_mem_refused(p->mem, sizeof(*s), "an output", err);
    }
    *s = (part){.base.ops = &ops, .p = p, .fd = -1};
    s->name.mem = s->path.mem = s->shown.mem = p->mem;

    lt_status status = name_part(s, subfolder, number, suffix, err);
    if (status == LT_OK) status = open_part(s, subfolder, err);
    if (status == LT_OK)
        status = lt_outfile_fd(&s->inner, p->mem, s->fd, (char *)s->shown.data, err);
    if (status) {
        part_abort(&s->base);
        return status;
    }
    *out = &s->base;
    return LT_OK;
}

/* ---- commit ---- */

/* After the rename the new output is there whatever the disk says of its folder. */
static lt_status sync_in_place(const char *folder, lt_error *err)
{
    lt_status status = lt_sys_fsync_folder(folder, err);
    if (status && err) {
        err->hint[0] = 0;
        lt_error_hint(err, "the new output is in place, but a power cut may still undo it");
    }
    return status;
}

/* Where names cannot be swapped: the old data steps aside under a name that says whose it is. */
static lt_status swap_in_two_steps(lt_publish *p, lt_error *err)
{
    const char *path = lt_target_path(&p->target);
    lt_buf      aside = {.mem = p->mem};
    bool        locked;
    int         fd = -1;
    lt_status   status =
        lt_temp_old_name(&aside, lt_target_parent(&p->target), lt_target_name(&p->target), err);
    /* Held, so that no sweeper takes the pause between the two steps for a death. */
    if (status == LT_OK) status = lt_sys_open(&fd, path, O_RDONLY | O_NOFOLLOW, 0, err);
    if (status == LT_OK) (void)!lt_sys_lock(&locked, fd, path, NULL);
    if (status == LT_OK) status = lt_sys_rename(path, (char *)aside.data, err);
    if (status == LT_OK) {
        status = lt_sys_rename_new(lt_temp_path(&p->temp), path, err);
        if (status) (void)!lt_sys_rename_new((char *)aside.data, path, NULL);
        if (status == LT_OK) status = sync_in_place(lt_target_parent(&p->target), err);
        if (status == LT_OK) (void)!lt_tree_remove((char *)aside.data, NULL);
    }
    if (fd >= 0) close(fd);
    lt_buf_clear(&aside);
    return status;
}

static lt_status replace(lt_publish *p, lt_error *err)
{
    const char *from = lt_temp_path(&p->temp), *to = lt_target_path(&p->target);
    const char *parent = lt_target_parent(&p->target);
    if (p->kind == LT_OUTPUT_FILE && !p->target.is_folder) {
        LT_TRY(lt_sys_rename(from, to, err));
        return sync_in_place(parent, err);
    }
    lt_error  why;
    lt_status status = lt_sys_exchange(from, to, &why);
    if (status == LT_EUNSUPPORTED) return swap_in_two_steps(p, err);
    if (status == LT_ENOTFOUND) {
        LT_TRY(lt_sys_rename_new(from, to, err));
        return sync_in_place(parent, err);
    }
    if (status) {
        if (err) *err = why;
        return status;
    }
    /* `from` names the old data now. It goes only when the new is surely there; else it comes
     * back, and where even that fails it is left for the next sweep. */
    status = lt_sys_fsync_folder(parent, err);
    if (status == LT_OK)
        (void)!lt_tree_remove(from, NULL);
    else if (lt_sys_exchange(from, to, NULL) != LT_OK)
        lt_temp_close(&p->temp);
    return status;
}

static lt_status put_new(lt_publish *p, lt_error *err)
{
    const char *to = lt_target_path(&p->target);
    lt_error    why;
    lt_status   status = lt_sys_rename_new(lt_temp_path(&p->temp), to, &why);
    if (status == LT_OK) return sync_in_place(lt_target_parent(&p->target), err);
    if (status == LT_EEXISTS && p->mode == LT_WRITE_IGNORE) {
        (void)!lt_tree_remove(lt_temp_path(&p->temp), NULL);
        return LT_OK;
    }
    if (status == LT_EEXISTS && p->mode == LT_WRITE_OVERWRITE) return replace(p, err);
    if (status == LT_EEXISTS)
        return LT_FAIL(err, LT_ECONFLICT, "%s was made by someone else meanwhile", to);
    if (err) *err = why;
    return status;
}

/* Fills from and to for a part; the folder that it goes to is made. */
static lt_status pair(lt_buf *from, lt_buf *to, const lt_publish *p, const char *name,
                      lt_error *err)
{
    from->len = to->len = 0;
    LT_TRY(lt_buf_printf(from, err, "%s/%s", lt_temp_path(&p->temp), name));
    LT_TRY(lt_buf_terminate(from, err));
    LT_TRY(lt_buf_printf(to, err, "%s/%s", lt_target_path(&p->target), name));
    return lt_buf_terminate(to, err);
}

static lt_status move_part(lt_buf *from, lt_buf *to, const lt_publish *p, const char *name,
                           lt_error *err)
{
    LT_TRY(pair(from, to, p, name, err));
    char *slash = strrchr((char *)to->data, '/');
    *slash = 0;
    lt_status status = strchr(name, '/') ? lt_tree_make(NULL, (char *)to->data, err) : LT_OK;
    *slash = '/';
    LT_TRY(status);
    LT_TRY(lt_sys_rename_new((char *)from->data, (char *)to->data, err));
    *slash = 0;
    status = lt_sys_fsync_folder((char *)to->data, err);
    *slash = '/';
    if (status) unlink((char *)to->data);
    return status;
}

/* Parts before `end` are invisible again. */
static void take_out(lt_buf *from, lt_buf *to, const lt_publish *p, const char *end)
{
    const char *names = (const char *)p->names.data;
    size_t      root = p->target.path.len + 1;
    for (const char *name = names; name < end; name += strlen(name) + 1) {
        if (pair(from, to, p, name, NULL) != LT_OK) return;
        unlink((char *)to->data);
        /* Subfolders that were made for it, if nothing else is in them. */
        char *slash = strrchr((char *)to->data, '/');
        while (slash && (size_t)(slash - (char *)to->data) > root) {
            *slash = 0;
            if (rmdir((char *)to->data) != 0) break;
            slash = strrchr((char *)to->data, '/');
        }
    }
}

static lt_status add_parts(lt_publish *p, lt_error *err)
{
    lt_buf      from = {.mem = p->mem}, to = {.mem = p->mem};
    const char *name = (const char *)p->names.data;
    lt_status   status = LT_OK;
    for (int i = 0; i < p->done && status == LT_OK; i++) {
        status = move_part(&from, &to, p, name, err);
        if (status)
            take_out(&from, &to, p, name);
        else
            name += strlen(name) + 1;
    }
    if (status == LT_OK) status = lt_sys_fsync_folder(lt_target_path(&p->target), err);
    if (status == LT_OK) (void)!lt_tree_remove(lt_temp_path(&p->temp), NULL);
    lt_buf_clear(&from);
    lt_buf_clear(&to);
    return status;
}

/* New parents are durable only when the folders that name them are. */
static lt_status sync_parents(const lt_publish *p, lt_error *err)
{
    size_t len = p->target.parent.len;
    char  *path = (char *)p->target.parent.data;
    if (!p->made) return LT_OK;
    lt_status status = LT_OK;
    while (status == LT_OK && len >= p->made) {
        while (len && path[len - 1] != '/') len--;
        while (len > 1 && path[len - 1] == '/') len--;
        char kept = path[len];
        path[len] = 0;
        status = lt_sys_fsync_folder(len ? path : ".", err);
        path[len] = kept;
    }
    return status;
}

static lt_status commit(lt_publish *p, lt_error *err)
{
    const char *path = lt_target_path(&p->target);
    assert(p->open == 0);
    if (p->kind == LT_OUTPUT_FILE && p->done != 1)
        return LT_FAIL(err, LT_EINVAL, "%s was not written", path);
    if (p->target.is_device) return LT_OK;
    if (p->kind == LT_OUTPUT_FOLDER) {
        LT_TRY(lt_sys_fchmod(p->temp.fd, 0777 & ~p->mask, path, err));
        LT_TRY(lt_tree_sync(lt_temp_path(&p->temp), err));
    }
    LT_TRY(sync_parents(p, err));
    if (p->adds) return add_parts(p, err);
    return p->target.exists ? replace(p, err) : put_new(p, err);
}

lt_status lt_publish_commit(lt_publish *p, lt_error *err)
{
    lt_status status = commit(p, err);
    if (status)
        lt_publish_abort(p);
    else
        release(p);
    return status;
}

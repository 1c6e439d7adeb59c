#include "io/publish_target.h"

#include "io/sys.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static lt_status put_text(lt_buf *out, const char *text, size_t len, lt_error *err)
{
    out->len = 0;
    LT_TRY(lt_buf_add(out, text, len, err));
    return lt_buf_terminate(out, err);
}

/* Fills path and parent; a link is followed to what it names, so that the link itself stays. */
static lt_status resolve(lt_target *t, const char *target, lt_error *err)
{
    char   real[PATH_MAX];
    size_t len = strlen(target);
    while (len > 1 && target[len - 1] == '/') len--;
    if (t->exists) {
        if (!realpath(target, real)) return lt_sys_fail(err, errno, "open", target);
        target = real;
        len = strlen(real);
    }
    LT_TRY(put_text(&t->path, target, len, err));

    while (len && target[len - 1] != '/') len--;
    while (len > 1 && target[len - 1] == '/') len--;
    return len ? put_text(&t->parent, target, len, err) : put_text(&t->parent, ".", 1, err);
}

const char *lt_target_name(const lt_target *t)
{
    const char *slash = strrchr(lt_target_path(t), '/');
    return slash ? slash + 1 : lt_target_path(t);
}

static bool holds(const char *folder, const char *path)
{
    size_t len = strlen(folder);
    if (len == 1) return true;
    return path && strncmp(folder, path, len) == 0 && (path[len] == 0 || path[len] == '/');
}

/* Replacing a folder removes what was in it: never where that takes the user's ground away. */
static lt_status refuse_ground(const lt_target *t, const char *target, lt_error *err)
{
    char        here[PATH_MAX];
    const char *path = lt_target_path(t), *home = getenv("HOME");
    bool        holds_here = getcwd(here, sizeof(here)) && holds(path, here);
    if (!holds_here && !holds(path, home)) return LT_OK;
    lt_fail(err, LT_EINVAL, LT_HERE, "%s cannot be replaced: it holds the %s folder", target,
            holds_here ? "current" : "home");
    lt_error_hint(err, "write into a folder of its own");
    return LT_EINVAL;
}

static lt_status judge_existing(const lt_target *t, const char *target, lt_output_kind kind,
                                lt_write_mode mode, lt_error *err)
{
    if (t->is_device) {
        if (kind == LT_OUTPUT_FILE) return LT_OK;
        return LT_FAIL(err, LT_EINVAL, "%s is not a folder", target);
    }
    if (mode == LT_WRITE_ERROR) {
        lt_fail(err, LT_EEXISTS, LT_HERE, "%s already exists", target);
        lt_error_hint(err, "give mode = \"overwrite\"%s or \"ignore\", or another path",
                      kind == LT_OUTPUT_FOLDER ? ", \"append\"" : "");
        return LT_EEXISTS;
    }
    if (mode == LT_WRITE_APPEND && !t->is_folder) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%s is one file: parts are appended to a folder", target);
        lt_error_hint(err, "write to a folder (a path without the format's suffix)");
        return LT_EINVAL;
    }
    if (mode == LT_WRITE_OVERWRITE && t->is_folder) return refuse_ground(t, target, err);
    return LT_OK;
}

/* The nearest folder that exists must let us make names in it. */
static lt_status judge_parents(const lt_target *t, lt_error *err)
{
    char        folder[PATH_MAX];
    struct stat st;
    size_t      len = t->parent.len;
    if (len >= sizeof(folder)) return lt_sys_fail(err, ENAMETOOLONG, "write", lt_target_path(t));
    memcpy(folder, lt_target_parent(t), len + 1);
    while (stat(folder, &st) != 0) {
        if (errno != ENOENT) return lt_sys_fail(err, errno, "write", lt_target_path(t));
        while (len && folder[len - 1] != '/') len--;
        while (len > 1 && folder[len - 1] == '/') len--;
        if (len)
            folder[len] = 0;
        else
            memcpy(folder, ".", 2);
    }
    if (!S_ISDIR(st.st_mode)) return lt_sys_fail(err, ENOTDIR, "write below", folder);
    if (access(folder, W_OK | X_OK) != 0) return lt_sys_fail(err, errno, "write below", folder);
    return LT_OK;
}

static lt_status look_at(lt_target *t, const char *target, lt_error *err)
{
    struct stat st;
    lt_error    why;
    lt_status   status = lt_sys_stat(&st, target, &why);
    if (status == LT_OK) {
        t->exists = true;
        t->is_folder = S_ISDIR(st.st_mode);
        t->is_device = !t->is_folder && !S_ISREG(st.st_mode);
        return LT_OK;
    }
    if (status == LT_ENOTFOUND && lstat(target, &st) == 0 && S_ISLNK(st.st_mode))
        return LT_FAIL(err, LT_EINVAL, "%s is a symbolic link to nothing", target);
    if (status == LT_ENOTFOUND) return LT_OK;
    if (err) *err = why;
    return status;
}

lt_status lt_target_look(lt_target *out, bool *skip, lt_mem *mem, const char *target,
                         lt_output_kind kind, lt_write_mode mode, lt_error *err)
{
    *out = (lt_target){.path.mem = mem, .parent.mem = mem};
    *skip = false;
    if (!target[0]) return LT_FAIL(err, LT_EINVAL, "an empty path to write to");
    if (kind == LT_OUTPUT_FILE && target[strlen(target) - 1] == '/')
        return LT_FAIL(err, LT_EINVAL, "%s names a folder, not a file", target);

    LT_TRY(look_at(out, target, err));
    LT_TRY(resolve(out, target, err));
    if (kind == LT_OUTPUT_FILE && mode == LT_WRITE_APPEND && !out->is_device) {
        lt_fail(err, LT_EINVAL, LT_HERE, "%s is one file: parts are appended to a folder", target);
        lt_error_hint(err, "write to a folder (a path without the format's suffix), or overwrite");
        return LT_EINVAL;
    }
    if (out->exists && !out->is_device && mode == LT_WRITE_IGNORE) {
        *skip = true;
        return LT_OK;
    }
    if (out->exists) LT_TRY(judge_existing(out, target, kind, mode, err));
    return out->is_device ? LT_OK : judge_parents(out, err);
}

void lt_target_clear(lt_target *t)
{
    lt_buf_clear(&t->path);
    lt_buf_clear(&t->parent);
}

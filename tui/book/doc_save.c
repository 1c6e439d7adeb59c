#include "tui/book/doc_inside.h"

#include "io/sys.h"
#include "io/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool same(const lt_buf *a, const lt_buf *b)
{
    return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

typedef struct target {
    char        path[PATH_MAX]; /* links followed */
    char        folder[PATH_MAX];
    struct stat st;
    bool        exists;
} target;

static lt_status say_where_else(lt_status status, lt_error *err)
{
    if (status == LT_EIO) lt_error_hint(err, "nothing is lost; save elsewhere with :w PATH");
    return status;
}

static lt_status find_target(target *t, const char *path, lt_error *err)
{
    struct stat link;
    *t = (target){0};
    if (!realpath(path, t->path)) {
        if (errno != ENOENT) return lt_sys_fail(err, errno, "save", path);
        if (!lstat(path, &link))
            return LT_FAIL(err, LT_EIO, "%s is a link that leads nowhere", path);
        if (strlen(path) >= sizeof(t->path)) return lt_sys_fail(err, ENAMETOOLONG, "save", path);
        memcpy(t->path, path, strlen(path) + 1);
    }
    t->exists = !stat(t->path, &t->st);
    if (t->exists && !S_ISREG(t->st.st_mode))
        return LT_FAIL(err, LT_EINVAL, "%s is not a file", path);
    const char *slash = strrchr(t->path, '/');
    size_t      n = slash ? slash == t->path ? 1 : (size_t)(slash - t->path) : 1;
    memcpy(t->folder, slash ? t->path : ".", n);
    return LT_OK;
}

/* ── a new file in the old one's place ── */

/* Mode, and owner and group where that is allowed; false: they cannot be kept. */
static bool keep_owner(int fd, const target *t)
{
    struct stat st;
    if (!t->exists) return true;
    if (fstat(fd, &st)) return false;
    bool kept = st.st_uid == t->st.st_uid && st.st_gid == t->st.st_gid;
    if (!kept && fchown(fd, t->st.st_uid, t->st.st_gid)) return false;
    return !fchmod(fd, t->st.st_mode & 07777);
}

static lt_status fill(int fd, const lt_buf *bytes, const char *path, lt_error *err)
{
    LT_TRY(lt_sys_write(fd, bytes->data, bytes->len, path, err));
    return lt_sys_fsync(fd, path, err);
}

static lt_status open_temp(int *fd, char *temp, const target *t, lt_error *err)
{
    lt_status status = LT_EEXISTS;
    for (int tries = 0; tries < 8 && status == LT_EEXISTS; tries++) {
        int n = snprintf(temp, PATH_MAX, "%s/.lote-%016llx.tmp", t->folder,
                         (unsigned long long)lt_temp_random());
        if (n < 0 || n >= PATH_MAX) return lt_sys_fail(err, ENAMETOOLONG, "save", t->path);
        status = lt_sys_open(fd, temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
                             t->exists ? 0600 : 0666, err);
    }
    return status;
}

/* *fits is false where the owner cannot be kept: then nothing was changed. */
static lt_status replace_file(bool *fits, const target *t, const lt_buf *bytes, lt_error *err)
{
    char temp[PATH_MAX];
    int  fd = -1;
    LT_TRY(open_temp(&fd, temp, t, err));
    *fits = keep_owner(fd, t);
    lt_status status = *fits ? fill(fd, bytes, t->path, err) : LT_OK;
    lt_status closed = lt_sys_close(fd, t->path, status ? NULL : err);
    if (!status) status = closed;
    if (!status && *fits) status = lt_sys_rename(temp, t->path, err);
    if (status || !*fits) {
        (void)!lt_sys_unlink(temp, NULL);
        return status;
    }
    (void)!lt_sys_fsync_folder(t->folder, NULL); /* the file is there; its name may be late */
    return LT_OK;
}

/* ── into the file itself ── */

/* A kill in the middle leaves a torn file, which the journal, synced before, makes whole. A failed
 * write puts the old bytes back as far as the disk lets it. */
static lt_status write_in_place(tui_doc *d, const target *t, const lt_buf *bytes, lt_error *err)
{
    int fd;
    LT_TRY(tui_doc_sync(d, err));
    LT_TRY(lt_sys_open(&fd, t->path, O_WRONLY | O_NOFOLLOW, 0, err));
    lt_status status = lt_sys_pwrite(fd, bytes->data, bytes->len, 0, t->path, err);
    if (!status) status = lt_sys_ftruncate(fd, bytes->len, t->path, err);
    if (!status) status = lt_sys_fsync(fd, t->path, err);
    if (status && d->base.len == (uint64_t)t->st.st_size) {
        (void)!lt_sys_pwrite(fd, d->base.data, d->base.len, 0, t->path, NULL);
        (void)!lt_sys_ftruncate(fd, d->base.len, t->path, NULL);
    }
    lt_status closed = lt_sys_close(fd, t->path, status ? NULL : err);
    return status ? status : closed;
}

static lt_status put_bytes(tui_doc *d, const target *t, const lt_buf *bytes, tui_saved *out,
                           lt_error *err)
{
    bool      fits = true, linked = t->exists && t->st.st_nlink > 1;
    lt_error  first = {0};
    lt_status status = LT_OK;
    if (t->exists && access(t->path, W_OK)) {
        lt_sys_fail(err, errno, "save", t->path);
        return LT_EIO;
    }
    if (!linked) {
        status = replace_file(&fits, t, bytes, &first);
        if (!status && fits) return LT_OK;
        /* A folder that takes no new file may hold a file that can be written. */
        if (status && (!t->exists || !access(t->folder, W_OK))) {
            if (err) *err = first;
            return status;
        }
    }
    out->in_place = true;
    out->note = linked ? "written into the file itself: it has several names (hard links)"
                : fits ? "written into the file itself: its folder takes no new file"
                       : "written into the file itself: it belongs to another user";
    return write_in_place(d, t, bytes, err);
}

/* ── saving ── */

/* The file as it is must be what was loaded. */
static lt_status check_disk(const tui_doc *d, const target *t, lt_buf *disk, lt_error *err)
{
    if (!t->exists) return LT_OK; /* it was deleted: nothing is overwritten */
    LT_TRY(tui_doc_read_disk(disk, d, err));
    if (same(disk, &d->base) && (d->file_exists || !disk->len)) return LT_OK;
    lt_fail(err, LT_ECONFLICT, LT_HERE, "%s changed on disk since it was opened", t->path);
    lt_error_hint(err, "merge the two, or save elsewhere with :w PATH");
    return LT_ECONFLICT;
}

static lt_status settle_all(tui_doc *d, lt_error *err)
{
    size_t added;
    if (d->read_only || !tui_doc_modified(d)) return LT_OK;
    for (size_t i = 0; i < tui_doc_count(d); i += 1 + added)
        LT_TRY(tui_doc_settle(d, i, &added, err));
    return LT_OK;
}

static lt_status saved_as(tui_doc *d, const lt_buf *bytes, lt_error *err)
{
    d->saved = d->done;
    d->joinable = false;
    d->recovered = false;
    d->file_exists = true;
    (void)bytes;
    return tui_doc_rebase(d, bytes->data, bytes->len, err);
}

static lt_status save_own(tui_doc *d, tui_saved *out, lt_error *err)
{
    target t;
    lt_buf bytes = {.mem = d->mem}, disk = {.mem = d->mem};
    LT_TRY(find_target(&t, tui_doc_path(d), err));
    lt_status status = settle_all(d, err);
    if (!status) status = tui_doc_write(&bytes, d, err);
    if (!status) status = check_disk(d, &t, &disk, err);
    if (!status && t.exists && same(&bytes, &disk))
        out->note = "unchanged";
    else if (!status)
        status = say_where_else(put_bytes(d, &t, &bytes, out, err), err);
    out->bytes = bytes.len;
    if (!status) status = saved_as(d, &bytes, err);
    lt_buf_clear(&bytes);
    lt_buf_clear(&disk);
    return status;
}

/* Under another name, which the document has from then on; its journal moves with it. */
static lt_status save_as(tui_doc *d, const char *path, bool overwrite, tui_saved *out,
                         lt_error *err)
{
    target t;
    lt_buf bytes = {.mem = d->mem}, fresh = {.mem = d->mem};
    LT_TRY(find_target(&t, path, err));
    if (t.exists && !overwrite) {
        lt_fail(err, LT_EEXISTS, LT_HERE, "%s exists", path);
        lt_error_hint(err, "overwrite it with :w! %s", path);
        return LT_EEXISTS;
    }
    lt_status status = settle_all(d, err);
    if (!status) status = tui_doc_write(&bytes, d, err);
    if (!status) status = put_bytes(d, &t, &bytes, out, err);
    if (!status && !realpath(path, t.path)) status = lt_sys_fail(err, errno, "save", path);
    if (!status) status = lt_buf_text(&fresh, t.path, err);
    if (!status) status = lt_buf_terminate(&fresh, err);
    out->bytes = bytes.len;
    if (!status) {
        lt_buf_clear(&d->path);
        d->path = fresh;
        fresh = (lt_buf){.mem = d->mem};
        d->read_only = false;
        d->notice[0] = 0;
        tui_journal_rename(d);
        status = saved_as(d, &bytes, err);
    }
    lt_buf_clear(&bytes);
    lt_buf_clear(&fresh);
    return status;
}

lt_status tui_doc_save(tui_doc *d, const char *path, bool overwrite, tui_saved *out, lt_error *err)
{
    char real[PATH_MAX];
    *out = (tui_saved){.note = ""};
    bool own = !path || (d->path.len && !strcmp(path, tui_doc_path(d))) ||
               (realpath(path, real) && !strcmp(real, tui_doc_path(d)));
    if (!own) return save_as(d, path, overwrite, out, err);
    if (!d->path.len) {
        lt_fail(err, LT_EINVAL, LT_HERE, "the notebook has no name yet");
        lt_error_hint(err, "give it one with :w PATH");
        return LT_EINVAL;
    }
    if (d->read_only) {
        lt_fail(err, LT_EINVAL, LT_HERE, "the notebook is open read-only");
        lt_error_hint(err, "save elsewhere with :w PATH");
        return LT_EINVAL;
    }
    return save_own(d, out, err);
}

#include "tui/book/doc.h"

#include "core/clock.h"
#include "io/sys.h"
#include "tui/book/doc_inside.h"
#include "tui/book/line_diff.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ── looks ── */

const char *tui_doc_path(const tui_doc *d) { return d->path.len ? (const char *)d->path.data : ""; }
const char *tui_doc_notice(const tui_doc *d) { return d->notice; }
bool        tui_doc_read_only(const tui_doc *d) { return d->read_only; }
bool        tui_doc_modified(const tui_doc *d) { return d->done != d->saved; }
uint64_t    tui_doc_version(const tui_doc *d) { return d->version; }
size_t      tui_doc_count(const tui_doc *d) { return d->cells.len / sizeof(tui_cell_box *); }
const lt_buf *tui_doc_base(const tui_doc *d) { return &d->base; }

const tui_book_cell *tui_doc_cell(const tui_doc *d, size_t index)
{
    return index < tui_doc_count(d) ? &tui_doc_cells(d)[index]->view : NULL;
}

size_t tui_doc_find(const tui_doc *d, uint64_t uid)
{
    size_t n = tui_doc_count(d);
    for (size_t i = 0; i < n; i++)
        if (tui_doc_cells(d)[i]->view.uid == uid) return i;
    return SIZE_MAX;
}

const tui_book_cell *tui_doc_by_uid(const tui_doc *d, uint64_t uid)
{
    return tui_doc_cell(d, tui_doc_find(d, uid));
}

lt_status tui_doc_write(lt_buf *out, tui_doc *d, lt_error *err)
{
    size_t    n = tui_doc_count(d);
    lt_buf    text = {.mem = d->mem};
    lt_status status = lt_buf_add(&text, d->header.data, d->header.len, err);
    for (size_t i = 0; i < n && !status; i++)
        status = tui_doc_cell_write(&text, tui_doc_cells(d)[i], d->line_end, i, n, err);
    if (!status) status = lt_buf_add(out, text.data, text.len, err);
    lt_buf_clear(&text);
    return status;
}

lt_status tui_doc_notebook(lt_notebook **out, tui_doc *d, lt_error *err)
{
    lt_buf    text = {.mem = d->mem};
    lt_status status = tui_doc_write(&text, d, err);
    if (!status) {
        const char *name = d->path.len ? tui_doc_path(d) : "notebook";
        status = lt_notebook_parse(out, d->mem, text.data, text.len, name, err);
    }
    lt_buf_clear(&text);
    return status;
}

static int64_t count_lines(const lt_buf *b)
{
    int64_t n = 0;
    for (size_t i = 0; i < b->len; i++)
        n += b->data[i] == '\n' ||
             (b->data[i] == '\r' && (i + 1 == b->len || b->data[i + 1] != '\n'));
    return n;
}

/* By writing what is before it: a few milliseconds for a large notebook, and asked for seldom. */
int64_t tui_doc_line(tui_doc *d, size_t index)
{
    lt_buf    text = {.mem = d->mem};
    size_t    n = tui_doc_count(d);
    lt_status status = lt_buf_add(&text, d->header.data, d->header.len, NULL);
    for (size_t i = 0; i < index && i < n && !status; i++)
        status = tui_doc_cell_write(&text, tui_doc_cells(d)[i], d->line_end, i, n, NULL);
    size_t before = text.len;
    if (!status && index < n)
        status = tui_doc_cell_write(&text, tui_doc_cells(d)[index], d->line_end, index, n, NULL);
    const tui_cell_box *c = index < n ? tui_doc_cells(d)[index] : NULL;
    /* The marker stands where what is written for the cell begins, behind a parting line. */
    int64_t line = 0;
    if (!status && c) {
        text.len = before;
        line = count_lines(&text) + 1;
        const uint8_t *p = text.data + before;
        while (c->flags & TUI_DOC_MADE && (*p == '\n' || *p == '\r')) {
            line += *p == '\n' || p[1] != '\n';
            p++;
        }
        line += c->head.len || index;
    }
    lt_buf_clear(&text);
    return line;
}

/* ── opening ── */

void tui_doc_empty(tui_doc *d)
{
    tui_doc_forget_history(d);
    tui_doc_cells_close(&d->cells);
    lt_buf_clear(&d->header);
    lt_buf_clear(&d->base);
    d->next_uid = 1;
    d->line_end = "\n";
}

void tui_doc_close(tui_doc *d)
{
    if (!d) return;
    tui_journal_close(d);
    lt_buf_clear(&d->journal.folder);
    tui_doc_empty(d);
    lt_buf_clear(&d->steps);
    lt_buf_clear(&d->path);
    lt_mem_free(d->mem, d, sizeof(*d));
}

/* The real path; of a file that is not there yet, that of its folder and its name. */
static lt_status find_path(tui_doc *d, const char *path, lt_error *err)
{
    char        real[PATH_MAX], folder[PATH_MAX];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (realpath(path, real)) {
        LT_TRY(lt_buf_text(&d->path, real, err));
        return lt_buf_terminate(&d->path, err);
    }
    int n = snprintf(folder, sizeof(folder), "%.*s", slash ? (int)(slash - path) + 1 : 1,
                     slash ? path : ".");
    if (errno == ENOENT && n > 0 && (size_t)n < sizeof(folder) && realpath(folder, real))
        LT_TRY(lt_buf_printf(&d->path, err, "%s/%s", real[1] ? real : "", name));
    else
        LT_TRY(lt_buf_text(&d->path, path, err));
    return lt_buf_terminate(&d->path, err);
}

static lt_status read_fd(lt_buf *out, int fd, const char *path, lt_error *err)
{
    struct stat st;
    LT_TRY(lt_sys_fstat(&st, fd, path, err));
    if (!S_ISREG(st.st_mode)) return LT_FAIL(err, LT_EINVAL, "%s is not a file", path);
    for (size_t got = 1, room = (size_t)st.st_size + 1; got;) {
        if ((uint64_t)st.st_size > LT_NOTEBOOK_MAX_BYTES || out->len > LT_NOTEBOOK_MAX_BYTES)
            return LT_FAIL(err, LT_ELIMIT, "%s is larger than a notebook may be", path);
        LT_TRY(lt_buf_reserve(out, room, err));
        LT_TRY(lt_sys_read(&got, fd, out->data + out->len, room, path, err));
        out->len += got;
        room = 1 << 16;
    }
    return LT_OK;
}

lt_status tui_doc_read_disk(lt_buf *out, const tui_doc *d, lt_error *err)
{
    int fd;
    if (!d->path.len) return LT_FAIL(err, LT_ENOTFOUND, "the notebook has no file yet");
    LT_TRY(lt_sys_open(&fd, tui_doc_path(d), O_RDONLY | O_NONBLOCK | O_NOCTTY, 0, err));
    lt_status status = read_fd(out, fd, tui_doc_path(d), err);
    close(fd);
    return status;
}

static lt_status load_bytes(tui_doc *d, const lt_buf *disk, lt_error *err)
{
    tui_doc_empty(d);
    d->line_end = NULL;
    lt_status status = tui_doc_cells_parse(&d->cells, &d->header, &d->line_end, &d->next_uid,
                                           disk->data, disk->len, err);
    if (!status) status = lt_buf_add(&d->base, disk->data, disk->len, err);
    if (!d->line_end) d->line_end = "\n";
    d->version++;
    return status;
}

static bool same(const lt_buf *a, const lt_buf *b)
{
    return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len));
}

/* What a journal made of d stays when it is the file, or more than it. */
static lt_status judge_replay(tui_doc *d, const lt_buf *disk, bool *keep, lt_error *err)
{
    lt_buf    now = {.mem = d->mem};
    lt_status status = tui_doc_write(&now, d, err);
    bool      is_disk = !status && same(&now, disk), nothing = !status && same(&now, &d->base);
    lt_buf_clear(&now);
    *keep = !status && (is_disk || !nothing);
    if (status || !*keep) return status;
    if (is_disk) {
        d->saved = d->done;
        d->base.len = 0;
        return lt_buf_add(&d->base, disk->data, disk->len, err);
    }
    d->recovered = true;
    size_t at = d->saved == SIZE_MAX ? 0 : d->saved;
    d->recovery.steps = d->done > at ? d->done - at : at - d->done;
    d->recovery.last_us = d->done ? tui_doc_steps(d)[d->done - 1].time_us : 0;
    d->recovery.file_changed = !same(&d->base, disk);
    return LT_OK;
}

static lt_status read_journal(lt_buf *out, const tui_doc *d, lt_error *err)
{
    int         fd;
    const char *path = (const char *)d->journal.path.data;
    LT_TRY(lt_sys_open(&fd, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0, err));
    lt_status   status = LT_OK;
    struct stat st = {0};
    if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size < (1 << 30)) {
        status = lt_buf_reserve(out, (size_t)st.st_size, err);
        if (!status) status = lt_sys_read(&out->len, fd, out->data, (size_t)st.st_size, path, err);
    }
    close(fd);
    return status;
}

/* *kept: d is what the journal tells. */
static lt_status recover(tui_doc *d, const lt_buf *disk, bool *kept, lt_error *err)
{
    lt_buf bytes = {.mem = d->mem};
    size_t used = 0;
    *kept = false;
    if (!d->journal.path.len || d->read_only) return LT_OK;
    lt_status status = read_journal(&bytes, d, err);
    if (status && status != LT_ENOMEM) { /* there is none */
        lt_buf_clear(&bytes);
        return LT_OK;
    }
    if (!status) status = tui_journal_replay(d, bytes.data, bytes.len, &used, err);
    if (!status && used) status = judge_replay(d, disk, kept, err);
    if (!status && *kept && used == bytes.len) {
        d->journal.size = used;
        d->journal.is_begun = true;
    }
    lt_buf_clear(&bytes);
    return status;
}

static void note_disk(tui_doc *d)
{
    struct stat st;
    d->disk = (struct stat_key){0};
    if (!d->path.len || stat(tui_doc_path(d), &st)) return;
    d->disk = (struct stat_key){(int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec,
                                st.st_size, st.st_ino};
}

static lt_status open_all(tui_doc *d, const tui_doc_options *opt, lt_error *err)
{
    lt_buf    disk = {.mem = d->mem};
    bool      kept = false;
    lt_status status = opt->path ? find_path(d, opt->path, err) : LT_OK;
    if (!status && opt->path) {
        note_disk(d);
        status = tui_doc_read_disk(&disk, d, err);
        d->file_exists = status == LT_OK;
        if (status == LT_ENOTFOUND) status = LT_OK;
    }
    if (!status && opt->journal_folder && !d->read_only) tui_journal_open(d, opt->journal_folder);
    if (!status) status = recover(d, &disk, &kept, err);
    if (!status && !kept) status = load_bytes(d, &disk, err);
    if (!status && d->file_exists && !d->notice[0] && access(tui_doc_path(d), W_OK))
        snprintf(d->notice, sizeof(d->notice),
                 "the file is read-only: edit freely, and save elsewhere with :w PATH");
    lt_buf_clear(&disk);
    return status;
}

lt_status tui_doc_open(tui_doc **out, const tui_doc_options *opt, lt_error *err)
{
    tui_doc *d = lt_mem_zeroed(opt->mem, 1, sizeof(*d));
    if (!d) return lt_mem_refused(opt->mem, sizeof(*d), "a notebook", err);
    d->mem = d->path.mem = d->header.mem = d->cells.mem = d->steps.mem = d->base.mem = opt->mem;
    d->journal.folder.mem = d->journal.path.mem = d->journal.lock_path.mem =
        d->journal.pending.mem = opt->mem;
    d->journal.fd = d->journal.lock = -1;
    d->read_only = opt->read_only;
    d->now_ns = opt->now_ns ? opt->now_ns : lt_clock_monotonic_ns;
    d->next_uid = 1;
    d->line_end = "\n";
    lt_status status = open_all(d, opt, err);
    if (status) {
        tui_doc_close(d);
        return status;
    }
    *out = d;
    return LT_OK;
}

/* ── recovery ── */

bool tui_doc_recovered(const tui_doc *d, tui_recovery *out)
{
    if (d->recovered) *out = d->recovery;
    return d->recovered;
}

void tui_doc_accept(tui_doc *d) { d->recovered = false; }

lt_status tui_doc_discard(tui_doc *d, lt_error *err)
{
    tui_place place;
    if (d->saved == SIZE_MAX) {
        LT_TRY(tui_doc_replace(d, d->base.data, d->base.len, err));
        d->saved = d->done;
    }
    while (d->done > d->saved) LT_TRY(tui_doc_undo(d, &place, err));
    while (d->done < d->saved) LT_TRY(tui_doc_redo(d, &place, err));
    d->recovered = false;
    return LT_OK;
}

lt_status tui_doc_diff(lt_buf *out, tui_doc *d, lt_error *err)
{
    lt_buf    now = {.mem = d->mem};
    lt_status status = tui_doc_write(&now, d, err);
    if (!status)
        status = tui_diff_text(out, (const char *)d->base.data, d->base.len, (const char *)now.data,
                               now.len, 3, err);
    lt_buf_clear(&now);
    return status;
}

lt_status tui_doc_rebase(tui_doc *d, const void *disk, size_t len, lt_error *err)
{
    lt_buf copy = {.mem = d->mem}, now = {.mem = d->mem};
    LT_TRY(lt_buf_add(&copy, disk, len, err));
    lt_status status = tui_doc_write(&now, d, err);
    if (status) {
        lt_buf_clear(&copy);
        return status;
    }
    lt_buf_clear(&d->base);
    d->base = copy;
    d->file_exists = true;
    d->recovery.file_changed = false;
    d->saved = same(&now, &copy) ? d->done : SIZE_MAX;
    d->joinable = false;
    lt_buf_clear(&now);
    note_disk(d);
    tui_journal_saved(d);
    return LT_OK;
}

bool tui_doc_disk_changed(tui_doc *d)
{
    lt_buf          disk = {.mem = d->mem};
    struct stat_key before = d->disk;
    if (!d->path.len || !d->file_exists) return false;
    note_disk(d);
    if (!memcmp(&before, &d->disk, sizeof(before)) && !d->recovery.file_changed) return false;
    lt_status status = tui_doc_read_disk(&disk, d, NULL);
    bool      changed = !status && !same(&disk, &d->base);
    lt_buf_clear(&disk);
    if (changed) d->disk = before; /* asked again it is still so */
    return changed;
}

/* The journal of a document: a snapshot, then a record for each step, undo and redo.
 *
 *   file    "lote-journal 1\n" record…
 *   record  length of payload: u32, XXH3 of payload seeded with the record's number: u64, payload
 *   payload B snapshot | S step | U undo | R redo
 *
 * Numbers little-endian. A record that is cut or does not fit its hash ends the journal.
 */
#include "tui/book/doc_inside.h"

#include "core/clock.h"
#include "io/sys.h"
#include "io/tree.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define WAIT_NS INT64_C(300000000) /* at most this long a change stays in memory alone */

enum { RECORD_HEAD = 12, STEP_MOST = 64, COMPACT_AT = 32 << 20 };

static const char magic[] = "lote-journal 1\n";

/* ── records ── */

/* Fills the head of the record whose payload begins at `from` + RECORD_HEAD and ends the buffer. */
static void seal(lt_buf *b, size_t from, uint64_t number)
{
    uint32_t len = (uint32_t)(b->len - from - RECORD_HEAD);
    uint64_t hash = lt_hash64(b->data + from + RECORD_HEAD, len, number);
    memcpy(b->data + from, &len, sizeof(len));
    memcpy(b->data + from + sizeof(len), &hash, sizeof(hash));
}

static lt_status put_place(lt_buf *out, tui_place p, lt_error *err)
{
    LT_TRY(tui_put_number(out, p.uid, err));
    return tui_put_number(out, p.at, err);
}

static lt_status put_facts(lt_buf *out, const tui_doc_step *s, lt_error *err)
{
    LT_TRY(put_place(out, s->before, err));
    LT_TRY(put_place(out, s->after, err));
    return tui_put_number(out, (uint64_t)s->time_us, err);
}

static void read_facts(tui_doc_step *s, tui_reader *r)
{
    s->before.uid = tui_read_number(r);
    s->before.at = tui_read_number(r);
    s->after.uid = tui_read_number(r);
    s->after.at = tui_read_number(r);
    s->time_us = (int64_t)tui_read_number(r);
}

/* ── the snapshot ── */

static lt_status put_state(lt_buf *out, tui_doc *d, lt_error *err)
{
    size_t n = tui_doc_count(d), steps = tui_doc_step_count(d);
    LT_TRY(lt_buf_add(out, "B", 1, err));
    LT_TRY(tui_doc_put_bytes(out, d->path.data, d->path.len, err));
    LT_TRY(tui_doc_put_bytes(out, d->line_end, strlen(d->line_end), err));
    LT_TRY(tui_doc_put_bytes(out, d->base.data, d->base.len, err));
    LT_TRY(tui_doc_put_bytes(out, d->header.data, d->header.len, err));
    LT_TRY(tui_put_number(out, d->next_uid, err));
    LT_TRY(tui_put_number(out, n, err));
    for (size_t i = 0; i < n; i++) LT_TRY(tui_put_cell(out, tui_doc_cells(d)[i], err));
    LT_TRY(tui_put_number(out, steps, err));
    LT_TRY(tui_put_number(out, d->done, err));
    LT_TRY(tui_put_number(out, d->saved == SIZE_MAX ? 0 : d->saved + 1, err));
    for (size_t i = 0; i < steps; i++) {
        const tui_doc_step *s = tui_doc_steps(d) + i;
        LT_TRY(put_facts(out, s, err));
        LT_TRY(tui_doc_put_bytes(out, s->changes.data, s->changes.len, err));
    }
    return LT_OK;
}

lt_status tui_journal_snapshot(lt_buf *out, tui_doc *d, lt_error *err)
{
    static const uint8_t room[RECORD_HEAD];
    LT_TRY(lt_buf_add(out, magic, sizeof(magic) - 1, err));
    size_t from = out->len;
    LT_TRY(lt_buf_add(out, room, sizeof(room), err));
    LT_TRY(put_state(out, d, err));
    seal(out, from, 0);
    return LT_OK;
}

static lt_status read_text(lt_buf *out, tui_reader *r, lt_error *err)
{
    size_t      n;
    const char *p = tui_read_bytes(r, &n);
    out->len = 0;
    return lt_buf_add(out, p, n, err);
}

static lt_status bad_journal(lt_error *err)
{
    return LT_FAIL(err, LT_EPARSE, "the journal is damaged");
}

/* Changes end with their length each, or walking them would leave the buffer. */
static bool are_whole(const lt_buf *changes)
{
    uint32_t len;
    size_t   at = changes->len;
    while (at >= sizeof(len)) {
        memcpy(&len, changes->data + at - sizeof(len), sizeof(len));
        if (!len || len > at - sizeof(len)) return false;
        at -= len + sizeof(len);
    }
    return at == 0;
}

static lt_status read_steps(tui_doc *d, tui_reader *r, lt_error *err)
{
    uint64_t n = tui_read_number(r), done = tui_read_number(r), saved = tui_read_number(r);
    if (r->bad || n > r->n || done > n || saved > n + 1) return bad_journal(err);
    for (uint64_t i = 0; i < n; i++) {
        tui_doc_step s = {.changes.mem = d->mem};
        read_facts(&s, r);
        LT_TRY(lt_buf_reserve(&d->steps, sizeof(s), err));
        lt_status status = read_text(&s.changes, r, err);
        if (!status && (r->bad || !are_whole(&s.changes))) status = bad_journal(err);
        if (status) {
            lt_buf_clear(&s.changes);
            return status;
        }
        lt_buf_push(&d->steps, &s, sizeof(s));
        d->history_bytes += s.changes.len;
    }
    d->done = done;
    d->saved = saved ? saved - 1 : SIZE_MAX;
    return LT_OK;
}

static lt_status read_cells(tui_doc *d, tui_reader *r, lt_error *err)
{
    d->next_uid = tui_read_number(r);
    uint64_t n = tui_read_number(r);
    if (r->bad || n > r->n || n > LT_NOTEBOOK_MAX_CELLS || !d->next_uid ||
        d->next_uid > UINT64_MAX / 2)
        return bad_journal(err);
    for (uint64_t i = 0; i < n; i++) {
        tui_cell_box *c;
        LT_TRY(lt_buf_reserve(&d->cells, sizeof(c), err));
        LT_TRY(tui_read_cell(&c, r, d->mem, err));
        lt_buf_push(&d->cells, &c, sizeof(c));
        bool after = i && c->view.uid == tui_doc_cells(d)[i - 1]->view.uid;
        if (c->view.uid >= d->next_uid || after) return bad_journal(err);
    }
    return LT_OK;
}

static lt_status read_state(tui_doc *d, tui_reader *r, lt_error *err)
{
    size_t      n, path_len;
    const char *path = tui_read_bytes(r, &path_len);
    if (r->bad || path_len != d->path.len ||
        (path_len && memcmp(path, d->path.data, path_len) != 0))
        return bad_journal(err); /* of another file whose name has the same hash */
    const char *end = tui_read_bytes(r, &n);
    d->line_end = n == 2 ? "\r\n" : n == 1 && end[0] == '\r' ? "\r" : "\n";
    LT_TRY(read_text(&d->base, r, err));
    LT_TRY(read_text(&d->header, r, err));
    LT_TRY(read_cells(d, r, err));
    LT_TRY(read_steps(d, r, err));
    return r->bad ? bad_journal(err) : LT_OK;
}

/* ── reading ── */

/* The payload of the next whole record, or false. */
static bool next_record(tui_reader *r, const uint8_t *p, size_t n, size_t at, uint64_t number)
{
    uint32_t len;
    uint64_t hash;
    if (n - at < RECORD_HEAD) return false;
    memcpy(&len, p + at, sizeof(len));
    memcpy(&hash, p + at + sizeof(len), sizeof(hash));
    if (len > n - at - RECORD_HEAD || !len) return false;
    *r = (tui_reader){p + at + RECORD_HEAD, len, 0, false};
    return lt_hash64(r->p, len, number) == hash;
}

static lt_status replay_record(tui_doc *d, tui_reader *r, lt_error *err)
{
    tui_place    place;
    tui_doc_step facts = {.changes.mem = d->mem};
    switch (r->p[r->at++]) {
    case 'U': return tui_doc_turn(d, true, &place, err);
    case 'R': return tui_doc_turn(d, false, &place, err);
    case 'S': break;
    default: return bad_journal(err);
    }
    bool join = tui_read_number(r) & 1;
    read_facts(&facts, r);
    if (r->bad || r->at >= r->n) return bad_journal(err);
    return tui_doc_redo_from(d, r->p + r->at, r->n - r->at, join, &facts, err);
}

lt_status tui_journal_replay(tui_doc *d, const uint8_t *p, size_t n, size_t *used, lt_error *err)
{
    tui_reader r;
    size_t     at = sizeof(magic) - 1;
    *used = 0;
    tui_doc_empty(d);
    if (n < at || memcmp(p, magic, at) != 0 || !next_record(&r, p, n, at, 0) || r.p[0] != 'B')
        return LT_OK;
    r.at = 1;
    lt_status status = read_state(d, &r, err);
    if (status) {
        tui_doc_empty(d);
        return status == LT_ENOMEM ? status : LT_OK;
    }
    uint64_t number = 1;
    for (at += RECORD_HEAD + r.n; next_record(&r, p, n, at, number); number++) {
        status = replay_record(d, &r, err);
        if (status == LT_ENOMEM) return status;
        if (status) break;
        at += RECORD_HEAD + r.n;
    }
    d->journal.records = number;
    *used = at;
    d->version++;
    return LT_OK;
}

/* ── writing ── */

static bool has_journal(const tui_doc *d) { return d->journal.path.len && d->journal.lock >= 0; }

lt_status tui_journal_reserve(tui_doc *d, size_t bytes, lt_error *err)
{
    tui_journal *j = &d->journal;
    if (!has_journal(d)) return LT_OK;
    if (!j->is_begun) {
        j->pending.len = 0;
        LT_TRY(tui_journal_snapshot(&j->pending, d, err));
        j->is_begun = true;
        j->size = 0;
        j->records = 1;
    }
    return lt_buf_reserve(&j->pending, RECORD_HEAD + STEP_MOST + bytes, err);
}

static void end_record(tui_doc *d, size_t from)
{
    seal(&d->journal.pending, from, d->journal.records++);
    if (!d->journal.due_ns) d->journal.due_ns = d->now_ns() + WAIT_NS;
}

static size_t begin_record(tui_doc *d, char type)
{
    static const uint8_t room[RECORD_HEAD];
    size_t               from = d->journal.pending.len;
    lt_buf_push(&d->journal.pending, room, sizeof(room));
    lt_buf_push(&d->journal.pending, &type, 1);
    return from;
}

void tui_journal_step(tui_doc *d, const lt_buf *change, bool join, const tui_doc_step *facts)
{
    lt_buf *out = &d->journal.pending;
    if (!has_journal(d)) return;
    size_t from = begin_record(d, 'S');
    (void)!tui_put_number(out, join, NULL); /* there is room */
    (void)!put_facts(out, facts, NULL);
    lt_buf_push(out, change->data, change->len);
    end_record(d, from);
}

void tui_journal_turn(tui_doc *d, bool back)
{
    if (has_journal(d)) end_record(d, begin_record(d, back ? 'U' : 'R'));
}

/* A new file takes the journal's place. */
static lt_status replace_file(tui_doc *d, const lt_buf *bytes, lt_error *err)
{
    tui_journal *j = &d->journal;
    const char  *path = (const char *)j->path.data;
    char         temp[4096];
    int          fd, n = snprintf(temp, sizeof(temp), "%s.new", path);
    if (n < 0 || (size_t)n >= sizeof(temp)) return LT_FAIL(err, LT_ELIMIT, "%s: too long", path);
    int flags = O_RDWR | O_CREAT | O_TRUNC | O_APPEND | O_NOFOLLOW;
    LT_TRY(lt_sys_open(&fd, temp, flags, 0600, err));
    lt_status status = lt_sys_write(fd, bytes->data, bytes->len, temp, err);
    if (!status) status = lt_sys_fsync(fd, temp, err);
    if (!status) status = lt_sys_rename(temp, path, err);
    if (status) {
        close(fd);
        (void)!lt_sys_unlink(temp, NULL);
        return status;
    }
    if (j->fd >= 0) close(j->fd);
    j->fd = fd;
    j->size = bytes->len;
    j->records = 1;
    j->is_begun = true;
    j->pending.len = 0;
    j->due_ns = 0;
    return LT_OK;
}

static lt_status compact(tui_doc *d, lt_error *err)
{
    lt_buf    bytes = {.mem = d->mem};
    lt_status status = tui_journal_snapshot(&bytes, d, err);
    if (!status) status = replace_file(d, &bytes, err);
    lt_buf_clear(&bytes);
    return status;
}

/* Continues the file that was replayed, without what was damaged at its end. */
static lt_status open_file(tui_doc *d, lt_error *err)
{
    tui_journal *j = &d->journal;
    const char  *path = (const char *)j->path.data;
    LT_TRY(lt_sys_open(&j->fd, path, O_RDWR | O_APPEND | O_NOFOLLOW, 0600, err));
    lt_status status = lt_sys_ftruncate(j->fd, j->size, path, err);
    if (!status) return LT_OK;
    close(j->fd);
    j->fd = -1;
    return status;
}

static lt_status flush(tui_doc *d, lt_error *err)
{
    tui_journal *j = &d->journal;
    if (!has_journal(d) || !j->pending.len) return LT_OK;
    if (!j->size || j->size > COMPACT_AT + 4 * (uint64_t)d->base.len) return compact(d, err);
    if (j->fd < 0) LT_TRY(open_file(d, err));
    lt_status status =
        lt_sys_write(j->fd, j->pending.data, j->pending.len, (const char *)j->path.data, err);
    if (status) { /* a half record must not stand before the next one */
        (void)!lt_sys_ftruncate(j->fd, j->size, (const char *)j->path.data, NULL);
        return status;
    }
    j->size += j->pending.len;
    j->pending.len = 0;
    j->due_ns = 0;
    if (j->pending.cap > (1 << 20)) lt_buf_clear(&j->pending);
    return LT_OK;
}

static void tell_trouble(tui_doc *d, const lt_error *err)
{
    snprintf(d->journal.trouble, sizeof(d->journal.trouble), "not kept for a crash: %.200s",
             err->text);
}

int tui_doc_tick(tui_doc *d, const char **trouble)
{
    lt_error     err;
    tui_journal *j = &d->journal;
    int64_t      now = d->now_ns();
    if (trouble) *trouble = j->trouble;
    if (!j->due_ns) return -1;
    if (now >= j->due_ns) {
        j->trouble[0] = 0;
        if (flush(d, &err)) {
            tell_trouble(d, &err);
            j->due_ns = now + 3 * WAIT_NS;
        }
        if (!j->due_ns) return -1;
    }
    return (int)((j->due_ns - now) / 1000000) + 1;
}

lt_status tui_doc_sync(tui_doc *d, lt_error *err)
{
    tui_journal *j = &d->journal;
    LT_TRY(flush(d, err));
    j->trouble[0] = 0;
    return j->fd >= 0 ? lt_sys_fsync(j->fd, (const char *)j->path.data, err) : LT_OK;
}

void tui_journal_saved(tui_doc *d)
{
    lt_error err;
    if (!has_journal(d)) return;
    if (!tui_doc_step_count(d) && !d->journal.is_begun) return; /* nothing to remember */
    if (!compact(d, &err)) return;
    tell_trouble(d, &err);
    d->journal.due_ns = d->now_ns() + WAIT_NS;
}

/* ── finding and locking ── */

static lt_status name_files(tui_doc *d, const char *folder, lt_error *err)
{
    const char *path = d->path.len ? tui_doc_path(d) : "untitled";
    lt_hash128  h = lt_hash_128(path, strlen(path), 0);
    LT_TRY(lt_buf_printf(&d->journal.path, err, "%s/%016llx%016llx.log", folder,
                         (unsigned long long)h.high, (unsigned long long)h.low));
    LT_TRY(lt_buf_terminate(&d->journal.path, err));
    LT_TRY(lt_buf_printf(&d->journal.lock_path, err, "%s.lock", (char *)d->journal.path.data));
    return lt_buf_terminate(&d->journal.lock_path, err);
}

static lt_status make_folder(const char *folder, lt_error *err)
{
    struct stat st;
    if (!stat(folder, &st) && S_ISDIR(st.st_mode)) return LT_OK;
    LT_TRY(lt_tree_make(NULL, folder, err));
    return chmod(folder, 0700) ? LT_FAIL(err, LT_EIO, "%s: cannot be made private", folder) : LT_OK;
}

static lt_status lock_journal(tui_doc *d, bool *got, lt_error *err)
{
    tui_journal *j = &d->journal;
    const char  *path = (const char *)j->lock_path.data;
    LT_TRY(lt_sys_open(&j->lock, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600, err));
    lt_status status = lt_sys_lock(got, j->lock, path, err);
    if (status == LT_EUNSUPPORTED) {
        *got = true;
        status = LT_OK;
    }
    return status;
}

static void say_who(tui_doc *d)
{
    char    text[32] = "";
    ssize_t n = pread(d->journal.lock, text, sizeof(text) - 1, 0);
    text[n > 0 ? n : 0] = 0;
    text[strspn(text, "0123456789")] = 0;
    snprintf(d->notice, sizeof(d->notice),
             "open in another lote%s%s: read-only here, save elsewhere with :w PATH",
             text[0] ? ", process " : "", text);
}

void tui_journal_open(tui_doc *d, const char *folder)
{
    lt_error     err;
    tui_journal *j = &d->journal;
    bool         got = false;
    j->folder.len = 0;
    lt_status status = lt_buf_text(&j->folder, folder, &err);
    if (!status) status = lt_buf_terminate(&j->folder, &err);
    if (!status) status = make_folder(folder, &err);
    if (!status) status = name_files(d, folder, &err);
    if (!status) status = lock_journal(d, &got, &err);
    if (!status && got) {
        char text[32];
        int  n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());
        if (ftruncate(j->lock, 0) || pwrite(j->lock, text, (size_t)n, 0) != n)
            j->trouble[0] = 0; /* the lock counts, not its text */
        return;
    }
    if (status) {
        snprintf(d->notice, sizeof(d->notice), "no journal, a crash would lose work: %.300s",
                 err.text);
    } else {
        say_who(d);
        d->read_only = true;
    }
    if (j->lock >= 0) close(j->lock);
    j->lock = -1;
    lt_buf_clear(&j->path);
    lt_buf_clear(&j->lock_path);
}

void tui_journal_rename(tui_doc *d)
{
    tui_journal *j = &d->journal;
    lt_buf       folder = j->folder;
    j->folder = (lt_buf){.mem = d->mem};
    if (has_journal(d)) (void)!lt_sys_unlink((const char *)j->path.data, NULL);
    j->pending.len = 0;
    tui_journal_close(d);
    j->is_begun = false;
    j->size = 0;
    j->due_ns = 0;
    if (folder.len) tui_journal_open(d, (const char *)folder.data);
    lt_buf_clear(&folder);
}

void tui_journal_close(tui_doc *d)
{
    tui_journal *j = &d->journal;
    if (has_journal(d)) (void)!tui_doc_sync(d, NULL);
    if (j->fd >= 0) close(j->fd);
    if (j->lock >= 0) close(j->lock);
    j->fd = j->lock = -1;
    lt_buf_clear(&j->path);
    lt_buf_clear(&j->lock_path);
    lt_buf_clear(&j->pending);
}

/* doc.h — an open notebook: cells, one history of changes, the journal behind it, saving.
 *
 *     tui_doc_open(&doc, &options, err)            never runs or writes anything
 *     tui_doc_splice(doc, …) tui_doc_insert(doc, …) …   each lands in the history and the journal
 *     tui_doc_tick(doc)                            from the event loop; flushes the journal
 *     tui_doc_save(doc, NULL, err)                 LT_ECONFLICT: merge (merge.h), then save again
 *
 * Cells are known by uids, which stay for the life of the history (over restarts too). An index is
 * good until the next change of the order. Undo and redo go over the whole notebook; execution is
 * never undone: who shows outputs compares a cell's version with the one it ran.
 *
 * The bytes of cells nobody edited stay as they are in the file; undoing everything gives the
 * file's bytes again. A text may hold lines that would begin a cell (typed or pasted):
 * tui_doc_settle cuts the cell there, saving does so for all.
 *
 * Recovery: what a killed editor had not saved is there again after opening, as steps of the
 * history; tui_doc_recovered tells, tui_doc_discard takes it back (one redo away).
 *
 * Limits   those of a notebook; 64 MiB of history, then the oldest steps are forgotten
 * Threads  one owner
 * Errors   on any error of a change the document is as it was
 */
#ifndef LT_TUI_BOOK_DOC_H
#define LT_TUI_BOOK_DOC_H

#include "notebook/notebook.h"
#include "tui/book/text_edit.h"

typedef struct tui_doc tui_doc;

typedef struct tui_doc_options {
    lt_mem     *mem;
    const char *path;           /* NULL: untitled, kept in the journal folder's name "untitled" */
    const char *journal_folder; /* made when needed, 0700; NULL: no journal, no recovery */
    bool        read_only;      /* asked for by the user */
    int64_t (*now_ns)(void);    /* monotonic; NULL: the system's */
} tui_doc_options;

/* Borrowed until the next change of this cell. */
typedef struct tui_book_cell {
    uint64_t              uid;
    lt_cell_kind          kind;
    bool                  has_marker;
    int                   depth;
    const char           *title, *id, *lang; /* "" none */
    const lt_cell_option *options;           /* JSON texts, id and lang among them */
    size_t                option_count;
    tui_cell_text        *text;    /* read it; change it through the document only */
    uint64_t              version; /* another number whenever text or marker change */
} tui_book_cell;

/* Where a cursor should be. */
typedef struct tui_place {
    uint64_t uid; /* 0: nowhere */
    size_t   at;
} tui_place;

/* A file that does not exist is an empty notebook. Another live editor of the file, a read-only
 * file: opens read-only or unsavable, tui_doc_notice says why. Errors: LT_ENOMEM, LT_EIO,
 * LT_ELIMIT, LT_EINVAL (not a file). A journal that is damaged or cannot be had is a notice, not an
 * error. */
LT_MUST_USE lt_status tui_doc_open(tui_doc **out, const tui_doc_options *opt, lt_error *err);

/* Flushes the journal and closes. What was not saved is offered at the next opening; say
 * tui_doc_discard first where the user wants it gone. */
void tui_doc_close(tui_doc *d);

const char *tui_doc_path(const tui_doc *d);   /* real path, or as given; "" untitled */
const char *tui_doc_notice(const tui_doc *d); /* one sentence to show after opening; "" none */
bool        tui_doc_read_only(const tui_doc *d);
bool        tui_doc_modified(const tui_doc *d); /* since it was opened or saved */
uint64_t    tui_doc_version(const tui_doc *d);  /* another number after any change */

size_t               tui_doc_count(const tui_doc *d);
const tui_book_cell *tui_doc_cell(const tui_doc *d, size_t index); /* NULL past the end */
size_t               tui_doc_find(const tui_doc *d, uint64_t uid); /* SIZE_MAX: gone */
const tui_book_cell *tui_doc_by_uid(const tui_doc *d, uint64_t uid);
/* 1-based line of the file, as it would be saved now, on which the cell's text begins. */
int64_t tui_doc_line(tui_doc *d, size_t index);
/* The bytes a save would write, appended. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_doc_write(lt_buf *out, tui_doc *d, lt_error *err);
/* The same as a notebook (parameters, warnings); the caller closes it. */
LT_MUST_USE lt_status tui_doc_notebook(lt_notebook **out, tui_doc *d, lt_error *err);

/* ── changes: each is a step that undo takes back, or a part of one (tui_step) ── */

/* cursor: where the editor's was before. Errors: LT_EINVAL (no such cell or bytes, read-only). */
LT_MUST_USE lt_status tui_doc_splice(tui_doc *d, tui_step step, tui_place cursor,
                                     const tui_splice *change, lt_error *err);
/* New cell before index (== count: at the end). */
LT_MUST_USE lt_status tui_doc_insert(tui_doc *d, size_t index, lt_cell_kind kind, const char *text,
                                     size_t len, uint64_t *uid, lt_error *err);
/* Cells [index, index + n). */
LT_MUST_USE lt_status tui_doc_delete(tui_doc *d, size_t index, size_t n, lt_error *err);
/* Cells [from, from + n) so that the first of them is at `to` afterwards. */
LT_MUST_USE lt_status tui_doc_move(tui_doc *d, size_t from, size_t n, size_t to, lt_error *err);
/* Copies of whole cells as tui_doc_copy made them, before index; ids that are taken are dropped.
 * *n: how many. */
LT_MUST_USE lt_status tui_doc_paste(tui_doc *d, size_t index, const char *bytes, size_t len,
                                    size_t *n, lt_error *err);
/* Appends cells [index, index + n) as the file has them. */
LT_MUST_USE lt_status tui_doc_copy(lt_buf *out, tui_doc *d, size_t index, size_t n, lt_error *err);
/* What is at and after `at` becomes a cell of its own behind this one (uid in *fresh). */
LT_MUST_USE lt_status tui_doc_split(tui_doc *d, size_t index, size_t at, uint64_t *fresh,
                                    lt_error *err);
/* The next cell's text to the end of this one's; *at: where it begins. */
LT_MUST_USE lt_status tui_doc_merge_next(tui_doc *d, size_t index, size_t *at, lt_error *err);
LT_MUST_USE lt_status tui_doc_set_kind(tui_doc *d, size_t index, lt_cell_kind kind, lt_error *err);
/* Errors as lt_notebook_set_title and _set_option. */
LT_MUST_USE lt_status tui_doc_set_title(tui_doc *d, size_t index, const char *title, lt_error *err);
LT_MUST_USE lt_status tui_doc_set_option(tui_doc *d, size_t index, const char *key,
                                         const char *json, lt_error *err);
/* Gives the cell an id if it has none. */
LT_MUST_USE lt_status tui_doc_ensure_id(tui_doc *d, size_t index, lt_error *err);
/* Cuts a cell at lines of its text that begin one; *added cells. */
LT_MUST_USE lt_status tui_doc_settle(tui_doc *d, size_t index, size_t *added, lt_error *err);
/* The whole notebook becomes these bytes, cell by cell: those that are equal or have the same id
 * keep their uid. One step. */
LT_MUST_USE lt_status tui_doc_replace(tui_doc *d, const void *bytes, size_t len, lt_error *err);

/* One step back or forward; *place: where the cursor goes. LT_EDONE: there is none. */
LT_MUST_USE lt_status tui_doc_undo(tui_doc *d, tui_place *place, lt_error *err);
LT_MUST_USE lt_status tui_doc_redo(tui_doc *d, tui_place *place, lt_error *err);
size_t                tui_doc_undo_count(const tui_doc *d);
size_t                tui_doc_redo_count(const tui_doc *d);
/* The next change begins a new step (leaving a cell, running it). */
void tui_doc_pause(tui_doc *d);

/* ── journal and recovery ── */

typedef struct tui_recovery {
    size_t  steps;        /* not saved, taken from the journal */
    int64_t last_us;      /* when the last of them was made; UTC */
    bool    file_changed; /* and the file is another than then: save will ask for a merge */
} tui_recovery;

/* What opening brought back; false: nothing. Accept is tui_doc_accept or any save. */
bool tui_doc_recovered(const tui_doc *d, tui_recovery *out);
void tui_doc_accept(tui_doc *d);
/* Undoes everything that was not saved (redo has it). Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_doc_discard(tui_doc *d, lt_error *err);
/* What differs from the saved file, as line_diff.h's text. */
LT_MUST_USE lt_status tui_doc_diff(lt_buf *out, tui_doc *d, lt_error *err);

/* Writes what waits to the journal when it is due; the answer is the milliseconds until it must be
 * called again, -1: nothing waits. A journal that cannot be written is told in *trouble (borrowed,
 * "" none) and tried again. */
int tui_doc_tick(tui_doc *d, const char **trouble);
/* Writes and fsyncs now: before a run, when idle, when quitting, on SIGTERM. */
LT_MUST_USE lt_status tui_doc_sync(tui_doc *d, lt_error *err);

/* ── saving ── */

typedef struct tui_saved {
    size_t      bytes;
    bool        in_place; /* written into the file itself: hard links or another's file */
    const char *note;     /* static text; "" none */
} tui_saved;

/* Writes the file; path NULL: its own, else the document has that name from now on (an existing
 * other file only with overwrite). A temporary sibling is written, synced and renamed, keeping
 * mode, owner, symbolic link; a file with several hard links, or whose owner or folder does not
 * allow that, is written in place (the journal is synced before). Unchanged bytes are not written.
 * Errors: LT_ECONFLICT: the file changed on disk; LT_EEXISTS; LT_EIO; nothing is lost. */
LT_MUST_USE lt_status tui_doc_save(tui_doc *d, const char *path, bool overwrite, tui_saved *out,
                                   lt_error *err);
/* Whether the file is another than was loaded or saved last (a stat, and its bytes when that
 * differs). */
bool tui_doc_disk_changed(tui_doc *d);
/* The bytes that were loaded or saved last, and those on disk now: what a merge needs. */
const lt_buf         *tui_doc_base(const tui_doc *d);
LT_MUST_USE lt_status tui_doc_read_disk(lt_buf *out, const tui_doc *d, lt_error *err);
/* After a merge was applied: what is on disk (bytes as merged with) counts as loaded. */
LT_MUST_USE lt_status tui_doc_rebase(tui_doc *d, const void *disk, size_t len, lt_error *err);

#endif

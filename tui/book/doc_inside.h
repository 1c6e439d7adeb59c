/* doc_inside.h — a document's cells, changes and history. Used inside tui/book only.
 *
 * A cell is head (marker line with its end), text, tail (what parts it from the next). How they
 * are put together again is doc_write.c. A change is bytes (doc_change.c) that can be applied and
 * taken back; a step is changes; the journal holds the same bytes.
 */
#ifndef LT_TUI_BOOK_DOC_INSIDE_H
#define LT_TUI_BOOK_DOC_INSIDE_H

#include "core/hash.h"
#include "tui/book/doc.h"

enum {
    TUI_DOC_HAD_BODY = 1, /* the tail begins with the end of the body's last line */
    TUI_DOC_MADE = 2,     /* here, not read: a blank line is put before it */
    TUI_DOC_WAS_LAST = 4, /* in the file: a blank line is put behind it when it is not any more */
};

typedef struct tui_cell_box {
    tui_book_cell view; /* first */
    lt_mem       *mem;
    unsigned      flags;
    tui_cell_text text;
    lt_buf        head, tail;
    lt_buf       origin; /* the body as it was read, where writing it anew would give other bytes */
    lt_hash128   origin_hash; /* of the text then */
    lt_cell_kind origin_kind;
    lt_notebook *marker; /* head as a notebook of one cell; NULL: no head */
} tui_cell_box;

typedef struct tui_doc_step {
    lt_buf    changes;
    tui_place before, after;
    int64_t   time_us;
} tui_doc_step;

typedef struct tui_journal {
    lt_buf   folder;          /* NUL-ended; empty: no journal is wanted */
    lt_buf   path, lock_path; /* NUL-ended; empty: no journal */
    int      fd, lock;        /* -1: none */
    lt_buf   pending;         /* records not written yet */
    uint64_t records;         /* in the file and pending */
    uint64_t size;            /* of the file */
    int64_t  due_ns;          /* when pending must be written; 0: nothing waits */
    bool     is_begun;        /* it has its snapshot (in the file or pending) */
    char     trouble[256];
} tui_journal;

struct tui_doc {
    lt_mem *mem;
    lt_buf  path; /* NUL-ended */
    char    notice[512];
    bool    read_only, file_exists;
    int64_t (*now_ns)(void);

    lt_buf      header;
    const char *line_end;
    lt_buf      cells; /* tui_cell_box *, owned */
    uint64_t    next_uid, version;

    lt_buf    steps;         /* tui_doc_step */
    size_t    done, saved;   /* steps done; done when it was saved, SIZE_MAX: cannot come back */
    size_t    history_bytes; /* of the changes */
    bool      joinable;
    tui_step  last_kind;
    tui_place last_end; /* where typing or erasing would go on */
    bool      last_blank;
    int64_t   last_ns;

    lt_buf       base; /* the file as it was read or written last */
    tui_recovery recovery;
    bool         recovered;
    struct stat_key {
        int64_t  mtime_ns, size;
        uint64_t inode;
    } disk;
    tui_journal journal;
};

static inline tui_cell_box **tui_doc_cells(const tui_doc *d)
{
    return (tui_cell_box **)(void *)d->cells.data;
}
static inline tui_doc_step *tui_doc_steps(const tui_doc *d)
{
    return (tui_doc_step *)(void *)d->steps.data;
}
static inline size_t tui_doc_step_count(const tui_doc *d)
{
    return d->steps.len / sizeof(tui_doc_step);
}

/* ── doc_cell.c ── */

/* Borrowed. */
typedef struct tui_cell_parts {
    const void *head;
    size_t      head_len;
    const char *text;
    size_t      len;
    const void *tail;
    size_t      tail_len;
} tui_cell_parts;

/* A cell with this head, text and tail, which are copied. Errors: LT_ENOMEM; LT_EPARSE: the head
 * is no marker line. */
LT_MUST_USE lt_status tui_doc_cell_open(tui_cell_box **out, lt_mem *mem, uint64_t uid,
                                        const tui_cell_parts *parts, lt_error *err);
void                  tui_doc_cell_close(tui_cell_box *c);
/* Another marker line, which is copied. On an error the cell is as it was. */
LT_MUST_USE lt_status tui_doc_cell_set_head(tui_cell_box *c, const char *head, size_t len,
                                            lt_error *err);
/* The cells of bytes, new uids from *next_uid on, appended to cells (tui_cell_box *). *line_end:
 * what they will be written with, NULL: that of the bytes, which it is set to. */
LT_MUST_USE lt_status tui_doc_cells_parse(lt_buf *cells, lt_buf *header, const char **line_end,
                                          uint64_t *next_uid, const void *bytes, size_t len,
                                          lt_error *err);
void                  tui_doc_cells_close(lt_buf *cells);
/* Appends a cell to what is written; index and count tell what is around it. */
LT_MUST_USE lt_status tui_doc_cell_write(lt_buf *out, const tui_cell_box *c, const char *line_end,
                                         size_t index, size_t count, lt_error *err);
/* Marker and text alone, for merging and diffs. */
bool tui_doc_cell_same(const tui_cell_box *a, const tui_cell_box *b);

/* ── doc_change.c: bytes that tell a change ── */

typedef struct tui_reader {
    const uint8_t *p;
    size_t         n, at;
    bool           bad; /* past the end, or a number too large */
} tui_reader;

uint64_t              tui_read_number(tui_reader *r);
const char           *tui_read_bytes(tui_reader *r, size_t *len); /* borrowed */
LT_MUST_USE lt_status tui_put_number(lt_buf *out, uint64_t n, lt_error *err);
LT_MUST_USE lt_status tui_doc_put_bytes(lt_buf *out, const void *p, size_t n, lt_error *err);
LT_MUST_USE lt_status tui_put_cell(lt_buf *out, const tui_cell_box *c, lt_error *err);
LT_MUST_USE lt_status tui_read_cell(tui_cell_box **out, tui_reader *r, lt_mem *mem, lt_error *err);

LT_MUST_USE lt_status tui_put_splice(lt_buf *out, const tui_cell_box *c, size_t at, size_t removed,
                                     const char *with, size_t len, lt_error *err);
LT_MUST_USE lt_status tui_put_head(lt_buf *out, const tui_cell_box *c, const char *head, size_t len,
                                   lt_error *err);
/* fresh: tui_cell_box *, in place of [index, index + removed). */
LT_MUST_USE lt_status tui_put_cells(lt_buf *out, const tui_doc *d, size_t index, size_t removed,
                                    const lt_buf *fresh, lt_error *err);
LT_MUST_USE lt_status tui_put_move(lt_buf *out, size_t from, size_t n, size_t to, lt_error *err);
LT_MUST_USE lt_status tui_put_header(lt_buf *out, const tui_doc *d, const void *p, size_t n,
                                     lt_error *err);
/* Applies the one change at r, or takes it back. What does not fit is LT_EPARSE; d as it was. */
LT_MUST_USE lt_status tui_doc_apply(tui_doc *d, tui_reader *r, bool forward, lt_error *err);

/* ── doc_history.c ── */

/* Applies a change, remembers it as (part of) a step and gives it to the journal. */
LT_MUST_USE lt_status tui_doc_commit(tui_doc *d, const lt_buf *change, bool join, tui_place before,
                                     tui_place after, lt_error *err);
/* The same from a journal: nothing is journaled. */
LT_MUST_USE lt_status tui_doc_redo_from(tui_doc *d, const uint8_t *change, size_t len, bool join,
                                        const tui_doc_step *facts, lt_error *err);
LT_MUST_USE lt_status tui_doc_turn(tui_doc *d, bool back, tui_place *place, lt_error *err);
void                  tui_doc_forget_history(tui_doc *d);
LT_MUST_USE lt_status tui_doc_check_writable(const tui_doc *d, lt_error *err);

/* ── journal.c, journal_load.c ── */

/* Finds and locks the journal of d->path; problems become d->notice. */
void tui_journal_open(tui_doc *d, const char *folder);
void tui_journal_close(tui_doc *d);
/* The document has another path: its journal is the one of that from now on. */
void tui_journal_rename(tui_doc *d);
/* Room for a record with so many bytes; then tui_journal_add cannot fail. Does nothing without a
 * journal. */
LT_MUST_USE lt_status tui_journal_reserve(tui_doc *d, size_t bytes, lt_error *err);
void tui_journal_step(tui_doc *d, const lt_buf *change, bool join, const tui_doc_step *facts);
void tui_journal_turn(tui_doc *d, bool back);
/* The file was saved as the document is now: the journal begins anew with that. Its errors are
 * told by tick. */
void tui_journal_saved(tui_doc *d);
/* Reads bytes of a journal into d, which is empty. *used: up to where they made sense; 0: not a
 * journal at all, d is empty then. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_journal_replay(tui_doc *d, const uint8_t *p, size_t n, size_t *used,
                                         lt_error *err);
/* Appends the record that a journal begins with. */
LT_MUST_USE lt_status tui_journal_snapshot(lt_buf *out, tui_doc *d, lt_error *err);
/* Empties d: no cells, no history. */
void tui_doc_empty(tui_doc *d);

#endif

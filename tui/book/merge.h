/* merge.h — three versions of a notebook become one, cell by cell.
 *
 * Cells are matched with those of the base by id, then by content, then by position between
 * matched neighbours. What only one side changed, added, deleted or moved is taken; marker and text
 * of a cell count apart. The rest are conflicts, each with a choice to make: ours, theirs, both or
 * an edited text. No line of either side is lost: it is in the result or in a conflict.
 *
 * Blank lines between cells are never a conflict; ours stay.
 *
 * Limits   those of a notebook
 * Threads  one owner
 */
#ifndef LT_TUI_BOOK_MERGE_H
#define LT_TUI_BOOK_MERGE_H

#include "tui/book/doc.h"

typedef enum tui_choice {
    TUI_CHOICE_OPEN, /* not made yet */
    TUI_CHOICE_OURS,
    TUI_CHOICE_THEIRS,
    TUI_CHOICE_BOTH, /* ours, then theirs: as two cells, the second without the id */
    TUI_CHOICE_EDITED
} tui_choice;

typedef enum tui_conflict_kind {
    TUI_CONFLICT_TEXT,    /* both changed the cell */
    TUI_CONFLICT_DELETED, /* one changed it, the other deleted it */
    TUI_CONFLICT_ADDED,   /* both added a cell with this id */
    TUI_CONFLICT_HEADER,  /* what stands before the first cell */
    TUI_CONFLICT_ORDER    /* both moved cells; both is not possible */
} tui_conflict_kind;

/* A version of a cell: marker and text as the file has them. NULL: not there. */
typedef struct tui_conflict {
    tui_conflict_kind kind;
    tui_choice        choice;
    const char       *base, *ours, *theirs;
    size_t            base_len, ours_len, theirs_len;
    const char       *label; /* title, id or "cell 3" */
} tui_conflict;

/* What was taken without asking. */
typedef struct tui_merge_counts {
    size_t changed, added, deleted, moved; /* by theirs */
} tui_merge_counts;

typedef struct tui_merge tui_merge;

/* base may be NULL with length 0: nothing in common is known. Bytes are copied.
 * Errors: LT_ENOMEM, LT_ELIMIT. */
LT_MUST_USE lt_status tui_merge_open(tui_merge **out, lt_mem *mem, const lt_buf *base,
                                     const lt_buf *ours, const lt_buf *theirs, lt_error *err);
/* A file with git's conflict markers (two or three sides): as a merge of its sides. *out is NULL
 * where it has no whole conflict. */
LT_MUST_USE lt_status tui_merge_open_conflicted(tui_merge **out, lt_mem *mem, const char *bytes,
                                                size_t len, lt_error *err);
/* Of a document with what is on disk now. */
LT_MUST_USE lt_status tui_merge_open_disk(tui_merge **out, tui_doc *d, lt_error *err);
void                  tui_merge_close(tui_merge *m);

size_t              tui_merge_count(const tui_merge *m); /* of conflicts */
const tui_conflict *tui_merge_at(const tui_merge *m, size_t k);
size_t              tui_merge_left(const tui_merge *m); /* without a choice */
tui_merge_counts    tui_merge_taken(const tui_merge *m);
/* edited: bytes of the cell, marker and text; of an EDITED choice alone. Errors: LT_EINVAL,
 * LT_ENOMEM. */
LT_MUST_USE lt_status tui_merge_choose(tui_merge *m, size_t k, tui_choice choice,
                                       const char *edited, size_t len, lt_error *err);

/* Appends the merged file. Errors: LT_EINVAL while a choice is open; LT_ENOMEM. */
LT_MUST_USE lt_status tui_merge_write(lt_buf *out, tui_merge *m, lt_error *err);
/* Makes the document the merged file, as one step, with what is on disk as its new base. */
LT_MUST_USE lt_status tui_merge_apply(tui_merge *m, tui_doc *d, lt_error *err);

#endif

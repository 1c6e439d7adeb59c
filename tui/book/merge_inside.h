/* merge_inside.h — what the files of the merge share. Used inside tui/book only. */
#ifndef LT_TUI_BOOK_MERGE_INSIDE_H
#define LT_TUI_BOOK_MERGE_INSIDE_H

#include "tui/book/doc_inside.h"
#include "tui/book/merge.h"

typedef struct tui_side {
    lt_buf      cells; /* tui_cell_box *, owned */
    lt_buf      header;
    const char *line_end;
} tui_side;

static inline tui_cell_box **tui_side_cells(const tui_side *s)
{
    return (tui_cell_box **)(void *)s->cells.data;
}
static inline size_t tui_side_count(const tui_side *s)
{
    return s->cells.len / sizeof(tui_cell_box *);
}

enum { TUI_BASE, TUI_OURS, TUI_THEIRS, TUI_SIDES };
#define TUI_NO_CONFLICT SIZE_MAX

/* One cell in its three versions; NULL: not there. */
typedef struct tui_item {
    tui_cell_box *at[TUI_SIDES];
    tui_cell_box *result; /* where there is no conflict; NULL: deleted */
    size_t        conflict, next;
} tui_item;

typedef struct tui_dispute {
    tui_conflict shown; /* first */
    lt_buf       text[TUI_SIDES], label;
    lt_buf       edited; /* bytes */
    lt_buf       cells;  /* of edited; of both: the second, without its id */
    size_t       item;
} tui_dispute;

struct tui_merge {
    lt_mem          *mem;
    tui_side         side[TUI_SIDES];
    lt_buf           items;          /* tui_item */
    lt_buf           own[TUI_SIDES]; /* size_t: the item of each cell; of the base none */
    lt_buf           made;           /* tui_cell_box *, owned: results put together */
    lt_buf           disputes;       /* tui_dispute *, owned */
    lt_buf           header;         /* merged; where it is disputed, ours */
    size_t           header_dispute, order_dispute;
    bool             theirs_leads; /* only theirs moved cells */
    tui_merge_counts taken;
    lt_buf           disk; /* what the document gets as its base */
    bool             is_disk;
};

static inline tui_item *tui_items_of(const tui_merge *m)
{
    return (tui_item *)(void *)m->items.data;
}
static inline size_t tui_merge_items(const tui_merge *m) { return m->items.len / sizeof(tui_item); }
static inline tui_dispute **tui_disputes_of(const tui_merge *m)
{
    return (tui_dispute **)(void *)m->disputes.data;
}
/* The item of each cell of a side. */
static inline size_t *tui_merge_own(const tui_merge *m, int side)
{
    return (size_t *)(void *)m->own[side].data;
}

/* merge_cells.c: decides every cell of the three sides. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_merge_run(tui_merge *m, lt_error *err);
/* Chains the items in the order of one side; the first, SIZE_MAX: none. */
size_t tui_merge_chain(tui_merge *m, int lead);

/* For each cell of `from` the index of its partner in `to`, SIZE_MAX none, appended to out
 * (size_t). by_place: cells between matched neighbours are partners too. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_match_cells(lt_buf *out, const tui_side *from, const tui_side *to,
                                      bool by_place, lt_error *err);

#endif

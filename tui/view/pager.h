/* pager.h — a page of text of any length: a text in memory, or what a cell printed, by ranges.
 *
 * Where one is in the text is a byte; nothing is laid out that is not in sight. Of an output
 * blocks come as they are looked at and the last ones stay, so 100 MB cost no more than 100 KB.
 * Blocks that were here leave their number of lines behind: line numbers are shown where all
 * blocks before are known. What must look through blocks that are not here (search, a line by its
 * number) goes on as they come.
 *
 * A line ends with \n. One longer than TUI_LONG_LINE is cut into several at multiples of that.
 *
 * pager.c       opening, bytes and lines
 * pager_move.c  moving, search
 * pager_draw.c  drawing
 *
 * Limits   a text in memory of any size; 4 MiB of an output
 * Threads  the UI thread
 */
#ifndef TUI_VIEW_PAGER_H
#define TUI_VIEW_PAGER_H

#include "tui/term/canvas.h"
#include "tui/term/event.h"
#include "tui/view/host.h"

enum { TUI_LONG_LINE = 8 << 10, TUI_BLOCK = 256 << 10, TUI_BLOCKS = 16 };

/* How lines are coloured. */
typedef enum tui_page_kind {
    TUI_PAGE_PLAIN,
    TUI_PAGE_DIFF, /* led by + - @ */
    TUI_PAGE_HELP  /* headings are lines without an indent that end with ':' or are capitals */
} tui_page_kind;

typedef struct tui_block {
    int64_t  at; /* -1: free */
    lt_buf   bytes;
    uint64_t used;
} tui_block;

/* What goes on as blocks come. */
typedef enum tui_quest { TUI_QUEST_NONE, TUI_QUEST_DOWN, TUI_QUEST_UP, TUI_QUEST_LINE } tui_quest;

typedef struct tui_pager {
    tui_host      host;
    char          title[256];
    tui_page_kind kind;
    lt_buf        text; /* in memory; not used of an output */
    uint64_t      cell; /* of an output; 0: in memory */
    int64_t       size; /* bytes in all */
    bool          is_cut, is_growing;
    tui_block     blocks[TUI_BLOCKS];
    uint64_t      clock;
    lt_buf        counts; /* int32_t lines of each block of an output, -1 not known */
    lt_buf        line;   /* one that lies over two blocks */
    uint64_t      asked;
    int64_t       asked_at;
    bool          is_held_off;
    /* place: the line that begins here is the first, without its first skipped rows */
    int64_t top;
    int     skip, left;
    bool    wraps, has_numbers, follows, wants_end;
    int     rows, cols;
    /* search, or a line by number */
    lt_buf    pattern;
    bool      is_exact_case;
    tui_quest quest;
    int64_t   quest_at, quest_line, found; /* found: the line of the last match, -1 none */
    char      trouble[256];
} tui_pager;

/* text is copied. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_pager_open(tui_pager *p, const tui_host *host, const char *title,
                                     const char *text, size_t len, tui_page_kind kind,
                                     lt_error *err);
/* Of what a cell printed; size: bytes that can be fetched. */
LT_MUST_USE lt_status tui_pager_open_output(tui_pager *p, const tui_host *host, const char *title,
                                            uint64_t cell, int64_t size, lt_error *err);
void                  tui_pager_close(tui_pager *p);

void tui_pager_draw(tui_pager *p, tui_canvas *area);
void tui_pager_told(tui_pager *p, const tui_event_told *e);
bool tui_pager_mouse(tui_pager *p, const tui_event *event);
/* "line 12 of 4,000  3%" */
void tui_pager_status(tui_pager *p, char out[128]);

/* ---- moving ---- */

void tui_pager_down(tui_pager *p, int rows);
void tui_pager_page(tui_pager *p, int halves);
void tui_pager_top(tui_pager *p);
void tui_pager_end(tui_pager *p);
void tui_pager_right(tui_pager *p, int cols);
void tui_pager_wrap(tui_pager *p);
void tui_pager_numbers(tui_pager *p);
void tui_pager_follow(tui_pager *p);
void tui_pager_go(tui_pager *p, int64_t line); /* from 1 */

void tui_pager_find(tui_pager *p, const char *pattern, bool up);
void tui_pager_find_next(tui_pager *p, bool reverse);
bool tui_pager_stop(tui_pager *p);

/* The line of the last match, else the first in sight; or all of a text in memory. */
void tui_pager_copy(tui_pager *p, bool all);

/* ---- inside ---- */

typedef enum tui_line_state { TUI_LINE_HERE, TUI_LINE_MISSING, TUI_LINE_NONE } tui_line_state;
typedef struct tui_page_line {
    const char *p; /* borrowed until the next line is asked for */
    size_t      len;
    int64_t     at, next;
    bool        is_cut; /* the line goes on in the next one */
} tui_page_line;

/* The line that begins at `at`. MISSING: a block of it is on its way. NONE: the end. */
tui_line_state tui_pager_line(tui_pager *p, int64_t at, tui_page_line *out);
/* Where the line before the one at `at` begins. */
tui_line_state tui_pager_before(tui_pager *p, int64_t at, int64_t *out);
/* The first line that begins behind a \n in the bytes from `at` on that are here. */
bool tui_pager_first_in(tui_pager *p, int64_t at, int64_t *out);
/* The 1-based number of the line at `at`, 0 not known. */
int64_t tui_pager_number(tui_pager *p, int64_t at);
/* Lines in all, 0 not known. */
int64_t tui_pager_lines(tui_pager *p);
/* Rows that a line takes. */
int tui_pager_rows(const tui_pager *p, const tui_page_line *line);
/* Columns before the text. */
int tui_pager_gutter(tui_pager *p);
/* Goes on with a quest; called when a block has come. */
void tui_pager_pursue(tui_pager *p);
/* The first match in the line at or behind from, SIZE_MAX none. */
size_t tui_pager_match(const tui_pager *p, const tui_page_line *line, size_t from);

#endif

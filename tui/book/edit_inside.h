/* edit_inside.h — what the files of the cell editor share. Used inside tui/book only. */
#ifndef LT_TUI_BOOK_EDIT_INSIDE_H
#define LT_TUI_BOOK_EDIT_INSIDE_H

#include "tui/book/edit_move.h"
#include "tui/book/text_edit.h"

/* What a command was, for the one that follows it. */
enum { TUI_ED_KILL = 1, TUI_ED_YANK = 2, TUI_ED_VERTICAL = 4 };

/* One command on its way. */
typedef struct tui_ed_call {
    tui_edit       *ed;
    tui_command_id  id;
    int             count; /* 1 where none was given; may be negative */
    bool            shift; /* the selection grows */
    uint32_t        key;   /* that a SELF_INSERT inserts */
    tui_edit_answer answer;
} tui_ed_call;

LT_MUST_USE lt_status tui_ed_run(tui_ed_call *c, lt_error *err);

/* The only way to the text. The cursor stays with its bytes. */
LT_MUST_USE lt_status tui_ed_splice(tui_edit *ed, size_t at, size_t removed, const char *with,
                                    size_t len, lt_error *err);
/* Cuts [from, to) into the ring. */
LT_MUST_USE lt_status tui_ed_kill(tui_edit *ed, size_t from, size_t to, bool backward,
                                  lt_error *err);
/* Where one motion command leads from at. */
size_t tui_ed_motion(tui_edit *ed, tui_command_id id, size_t at);
/* The line beside, in the column that is kept. SIZE_MAX: there is none. */
size_t tui_ed_vertical(tui_edit *ed, size_t at, int lines);
void   tui_ed_unselect(tui_edit *ed);
/* A new line at the cursor, indented as its place asks. */
LT_MUST_USE lt_status tui_ed_newline(tui_edit *ed, lt_error *err);
/* Lines from..to (bytes within the first and the last) moved by two columns. */
LT_MUST_USE lt_status tui_ed_indent(tui_edit *ed, size_t from, size_t to, int levels,
                                    lt_error *err);
/* The lines of the selection (of the cursor): *from the first one's beginning, *to the last's end.
 */
void tui_ed_lines(const tui_edit *ed, size_t *from, size_t *to);

/* edit_lines.c: commands on lines, false: not one of them. */
bool tui_ed_run_lines(lt_status *status, tui_ed_call *c, lt_error *err);
/* edit_vi.c: a key in normal or visual mode. */
LT_MUST_USE lt_status tui_ed_vi_key(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                                    lt_error *err);
void                  tui_ed_vi_leave_insert(tui_edit *ed);

#endif

/* text_edit.h — the cell editor's logic: a text, a cursor, and keys that become splices.
 *
 *     answer = tui_edit_key(ed, key, mods, err)     one key; tui_edit_paste for a paste
 *     answer = tui_edit_run(ed, command, count, err) a command by number (palette, mouse)
 *
 * It never changes the text itself: each change goes to `sink`, which applies it (the document
 * does, with undo). Commands have readline's names and act on lines; which key runs which is in
 * the keymap. With keymap->is_vi there are modes: an editor is opened in insert mode.
 *
 * What an editor cannot do alone it answers: undo, completion, leaving, a line above the first.
 *
 * Limits   counts up to 9999; 64 KiB of keys in a vi `.`
 * Threads  one owner
 */
#ifndef LT_TUI_BOOK_TEXT_EDIT_H
#define LT_TUI_BOOK_TEXT_EDIT_H

#include "tui/book/cell_text.h"
#include "tui/book/edit_keymap.h"
#include "tui/book/kill_ring.h"

typedef enum tui_edit_answer {
    TUI_EDIT_UNUSED,  /* the key means nothing here */
    TUI_EDIT_MOVED,   /* cursor, selection or mode changed, or nothing */
    TUI_EDIT_CHANGED, /* the text */
    TUI_EDIT_PENDING, /* more keys are needed */
    TUI_EDIT_ABOVE,   /* up on the first line, */
    TUI_EDIT_BELOW,   /* down on the last */
    TUI_EDIT_LEAVE,   /* to command mode */
    TUI_EDIT_UNDO,    /* count times; the document then sets text and cursor */
    TUI_EDIT_REDO,
    TUI_EDIT_COMPLETE, /* complete the word at the cursor, or say that there is nothing */
    TUI_EDIT_COMPLETE_LIST,
    TUI_EDIT_SEARCH, /* incremental search, back and forward */
    TUI_EDIT_SEARCH_BACK,
    TUI_EDIT_EDITOR, /* $EDITOR on this text */
    TUI_EDIT_REPAINT,
    TUI_EDIT_PAGE_UP, /* by a screen: the view knows how much that is */
    TUI_EDIT_PAGE_DOWN,
    TUI_EDIT_BELL, /* not possible here */
} tui_edit_answer;

/* How a change joins the undo step before it. */
typedef enum tui_step {
    TUI_STEP_NEW,   /* a step of its own */
    TUI_STEP_TYPE,  /* joins typing that goes on */
    TUI_STEP_ERASE, /* joins erasing that goes on */
    TUI_STEP_MORE,  /* part of the step that was begun last */
} tui_step;

typedef struct tui_edit_sink {
    /* Applies one splice to the text; cursor: where the editor's was before the first one of the
     * step. On an error the text is as it was. */
    lt_status (*splice)(void *arg, tui_step step, size_t cursor, const tui_splice *change,
                        lt_error *err);
    void *arg;
} tui_edit_sink;

typedef enum tui_edit_mode { TUI_MODE_INSERT, TUI_MODE_NORMAL, TUI_MODE_VISUAL } tui_edit_mode;

typedef struct tui_edit {
    lt_mem           *mem;
    tui_cell_text    *text; /* borrowed; changed by the sink alone */
    tui_edit_sink     sink;
    const tui_keymap *keymap; /* borrowed */
    tui_kill_ring    *kills;  /* borrowed; shared by all editors */
    bool              is_lua; /* indent and comments */
    bool              is_read_only;

    size_t        cursor, anchor;          /* bytes; the selection is between them */
    bool          has_selection, by_lines; /* by_lines: vi's V */
    bool          keeps_mark;              /* the selection grows with every motion */
    int           goal;                    /* column that up and down keep; -1: the cursor's */
    tui_edit_mode mode;
    int           count;   /* of an UNDO or REDO that was answered; typed so far before that */
    char          hint[8]; /* keys of an unfinished command, for the status line */

    /* private */
    tui_step step;
    size_t   step_cursor;
    unsigned last; /* flags of the last command: kills join, yanks turn */
    unsigned now;
    size_t   yank_at, yank_len, yank_turn;
    uint8_t  prefix; /* a key sequence begun: 0, escape, C-x */
    uint32_t wants;  /* a command that waits for a character */
    bool     has_count;
    struct {
        uint32_t op, find, text_object; /* d c y < >; f t F T; i a */
        uint32_t last_find, last_char;
        int      op_count;
        bool     pending_g, by_lines; /* what the register holds */
        lt_buf   keys, again;         /* being recorded; what `.` repeats */
        bool     replaying, recording;
    } vi;
} tui_edit;

/* mem and text first, then the rest of the public fields may be set. */
void tui_edit_open(tui_edit *ed, lt_mem *mem, tui_cell_text *text, tui_edit_sink sink,
                   const tui_keymap *keymap, tui_kill_ring *kills);
void tui_edit_close(tui_edit *ed);

/* Errors: LT_ENOMEM, LT_ELIMIT, those of the sink; the editor is usable as before. */
LT_MUST_USE lt_status tui_edit_key(tui_edit_answer *out, tui_edit *ed, uint32_t key, unsigned mods,
                                   lt_error *err);
/* Puts bytes in as one step; \r\n and \r become \n. */
LT_MUST_USE lt_status tui_edit_paste(tui_edit_answer *out, tui_edit *ed, const char *p, size_t n,
                                     lt_error *err);
LT_MUST_USE lt_status tui_edit_run(tui_edit_answer *out, tui_edit *ed, tui_command_id command,
                                   int count, lt_error *err);

/* The cursor to a place (mouse; settled to a character); extend: the selection grows to it. */
void tui_edit_place(tui_edit *ed, size_t at, bool extend);
/* After the text changed under the editor (undo, merge): cursor there, selection gone. */
void tui_edit_reset(tui_edit *ed, size_t cursor);
/* [*from, *to) of the selection; false: none. */
bool tui_edit_selection(const tui_edit *ed, size_t *from, size_t *to);
/* Replaces [from, to) as one step, cursor behind it: a chosen completion, a replacement. */
LT_MUST_USE lt_status tui_edit_replace(tui_edit *ed, size_t from, size_t to, const char *with,
                                       size_t len, lt_error *err);

/* The partner of the bracket at (else before) the cursor; false: none. In Lua, brackets in
 * strings and comments have no partner. */
bool tui_edit_bracket(const tui_edit *ed, size_t *at, size_t *partner);

#endif

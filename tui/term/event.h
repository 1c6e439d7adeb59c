/* event.h — what a terminal tells the program: keys, pastes, the mouse, focus, size, replies.
 *
 * One form for every terminal: SHIFT is part of a character ('X', '?') unless CTRL is held, where
 * letters are lower case and SHIFT stays a modifier; Ctrl-J is {'j', CTRL}, Enter is
 * TUI_KEY_ENTER, Ctrl-Space is {' ', CTRL}, Shift-Tab is TUI_KEY_TAB with SHIFT. What a paste
 * holds is text only and never a key.
 *
 * Pointers are borrowed until the next call of whoever gave the event.
 */
#ifndef TUI_TERM_EVENT_H
#define TUI_TERM_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Name and text of each key that is not a character; F1…F24 follow them. */
#define TUI_KEY_LIST(_)       \
    _(ENTER, "Enter")         \
    _(TAB, "Tab")             \
    _(BACKSPACE, "Backspace") \
    _(ESCAPE, "Esc")          \
    _(UP, "Up")               \
    _(DOWN, "Down")           \
    _(LEFT, "Left")           \
    _(RIGHT, "Right")         \
    _(HOME, "Home")           \
    _(END, "End")             \
    _(PAGE_UP, "PageUp")      \
    _(PAGE_DOWN, "PageDown")  \
    _(INSERT, "Insert")       \
    _(DELETE, "Delete")

enum {
    TUI_KEY_FIRST_ = 0x10FFFF,
#define TUI_KEY_ENUM(name, text) TUI_KEY_##name,
    TUI_KEY_LIST(TUI_KEY_ENUM)
#undef TUI_KEY_ENUM
        TUI_KEY_F1,
    TUI_KEY_F24 = TUI_KEY_F1 + 23
};

enum { TUI_SHIFT = 1, TUI_ALT = 2, TUI_CTRL = 4, TUI_SUPER = 8 };

typedef enum tui_event_kind {
    TUI_EVENT_NONE,
    TUI_EVENT_KEY,    /* key, mods, text (what it types, len 0: nothing) */
    TUI_EVENT_PASTE,  /* text, len; cut when memory ran out. \r and \r\n have become \n */
    TUI_EVENT_MOUSE,  /* row, col (0-based), button, action, mods */
    TUI_EVENT_FOCUS,  /* focused */
    TUI_EVENT_RESIZE, /* row, col: the new size */
    TUI_EVENT_REPLY   /* reply and its numbers or text */
} tui_event_kind;

typedef enum tui_mouse_action {
    TUI_MOUSE_PRESS, /* button 1 left, 2 middle, 3 right, 8 back, 9 forward */
    TUI_MOUSE_RELEASE,
    TUI_MOUSE_DRAG, /* moved with a button held; button 0: none is */
    TUI_MOUSE_WHEEL_UP,
    TUI_MOUSE_WHEEL_DOWN,
    TUI_MOUSE_WHEEL_LEFT,
    TUI_MOUSE_WHEEL_RIGHT
} tui_mouse_action;

typedef enum tui_reply {
    TUI_REPLY_NONE,
    TUI_REPLY_MODE, /* DECRPM: number, value (1 set, 2 reset, 3 and 4 for ever so; 0 unknown) */
    TUI_REPLY_ATTRIBUTES, /* DA1, DA2: number is the first one */
    TUI_REPLY_CURSOR,     /* CPR: row, col (0-based) */
    TUI_REPLY_KEYBOARD,   /* CSI ? flags u: number */
    TUI_REPLY_COLOUR,     /* OSC 4, 10, 11, 12: number, text */
    TUI_REPLY_TEXT        /* another OSC or a DCS: text between its brackets */
} tui_reply;

typedef struct tui_event {
    tui_event_kind kind;
    uint32_t       key; /* a Unicode scalar, or TUI_KEY_* */
    uint8_t        mods;
    uint8_t        button;
    uint8_t        action; /* tui_mouse_action */
    bool           focused;
    bool           cut;
    uint8_t        reply; /* tui_reply */
    int32_t        row, col;
    int32_t        number, value;
    const char    *text; /* never NULL; not NUL-ended */
    size_t         len;
    const char    *raw; /* the bytes as they came, without those of a paste's text */
    size_t         raw_len;
} tui_event;

enum { TUI_KEY_NAME = 40 }; /* room for any key's name */

/* Writes "x", "<lt>", "<Space>", "<C-j>", "<S-Tab>", "<C-S-Left>", "<A-Enter>", "<F5>" and a
 * NUL; the length. What has no glyph is "<U+0301>". */
size_t tui_key_name(char out[TUI_KEY_NAME], uint32_t key, uint8_t mods);

/* Reads one key at the start of p[0, n) and returns its bytes, 0 when it is none. Modifiers S- A-
 * (or M-) C- D- in any order and case; names in any case, also <CR> <Return> <BS> <Del> <Ins>
 * <PgUp> <PgDn>. The result is in the one form, so <S-x> is X and <C-J> is <C-j>. */
size_t tui_key_parse(const char *p, size_t n, uint32_t *key, uint8_t *mods);

/* Brings a key and its modifiers into the one form, in which what old terminals cannot tell apart
 * is one key: <C-m> is Enter, <C-i> Tab, <C-[> Esc, <C-/> is <C-_>, <C-@> is <C-Space>. */
void tui_key_settle(uint32_t *key, uint8_t *mods);

enum { TUI_KEY_BYTES = 16 };

/* The bytes that xterm sends for a key without any extended protocol: what readline knows,
 * however this terminal said it. 0 where there are none. Not NUL-ended. */
size_t tui_key_bytes(char out[TUI_KEY_BYTES], uint32_t key, uint8_t mods);

#endif

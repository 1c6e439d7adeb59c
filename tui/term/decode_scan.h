/* decode_scan.h — the first event at the start of some bytes; decode.c's own.
 *
 * A function of the bytes alone: what it answers for a complete sequence never depends on the
 * bytes after it, so it does not matter how they were split.
 */
#ifndef TUI_TERM_DECODE_SCAN_H
#define TUI_TERM_DECODE_SCAN_H

#include "tui/term/event.h"

enum { TUI_SCAN_LONGEST = 4096 }; /* bytes of a sequence; what is longer is swallowed so far */

typedef struct tui_scan_how {
    uint8_t erase;         /* VERASE */
    bool    expect_cursor; /* CSI r;c R is a cursor report */
    bool    resolve;       /* nothing more comes: a part is what it is */
    int     escape_ms;
} tui_scan_how;

typedef struct tui_scanned {
    size_t    len;         /* bytes taken; 0: more are needed */
    int       wait_ms;     /* len 0: for how long */
    bool      paste_begin; /* what follows is a paste */
    char      typed[8];    /* event.text of a key */
    tui_event event;       /* kind NONE: swallowed */
} tui_scanned;

/* n > 0. */
void tui_scan(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n);

/* A CSI sequence taken apart. */
enum { TUI_CSI_NUMBERS = 8, TUI_CSI_PARTS = 3 };
typedef struct tui_csi {
    uint8_t private_mark; /* < = > ? or 0 */
    uint8_t between;      /* the last byte of 0x20…0x2F, or 0 */
    uint8_t final;
    int     count;                                  /* numbers, at most TUI_CSI_NUMBERS */
    int32_t number[TUI_CSI_NUMBERS][TUI_CSI_PARTS]; /* a:b:c; -1 where it is left out */
} tui_csi;

/* Bytes of the sequence whose parameters begin at p[from]; 0: more are needed. *whole: it has its
 * final byte; else a byte that belongs to no sequence stopped it. */
size_t tui_csi_read(tui_csi *out, const uint8_t *p, size_t n, size_t from, bool *whole);

/* The event of a whole CSI or SS3 sequence. */
void tui_csi_event(tui_scanned *out, const tui_scan_how *how, const tui_csi *csi);
void tui_ss3_event(tui_scanned *out, const tui_csi *csi);

/* Makes out a key event. */
void tui_scanned_key(tui_scanned *out, uint32_t key, uint8_t mods);
/* Makes out a mouse event of xterm's button code and 1-based places. */
void tui_scanned_mouse(tui_scanned *out, int32_t code, int32_t col, int32_t row, bool release);

#endif

/* decode.h — bytes of a terminal become events.
 *
 * Feed what was read, then take events until there are none. The same bytes give the same events
 * however they were split. It never reads: a sequence of which only a part came stays pending, and
 * tui_decoder_pending_ms says how long to wait before tui_decoder_timeout resolves it: 25 ms for a
 * lone ESC, more where something must follow.
 *
 *     while (n) {
 *         size_t took = tui_decoder_feed(d, p, n);
 *         while (tui_decoder_next(d, &event)) …
 *         p += took, n -= took;
 *     }
 *
 * Knows      UTF-8; C0; CSI and SS3 keys of xterm, rxvt, linux, vt100, tmux, screen with modifiers;
 *            modifyOtherKeys (CSI 27;m;c~); CSI u with alternate keys; mouse SGR 1006, 1015, X10;
 *            bracketed paste; focus; DECRPM, DA, CPR, OSC and DCS replies; ESC as Alt
 * Unknown    sequences are swallowed whole; a malformed UTF-8 piece is the key U+FFFD
 * Memory     only pastes allocate: 1 GiB at most, the rest of a longer one is dropped and said so
 * Source     ECMA-48; xterm's ctlseqs; the kitty keyboard protocol
 */
#ifndef TUI_TERM_DECODE_H
#define TUI_TERM_DECODE_H

#include "core/mem.h"
#include "core/status.h"
#include "tui/term/event.h"

typedef struct tui_decoder tui_decoder;

LT_MUST_USE lt_status tui_decoder_open(tui_decoder **out, lt_mem *mem, lt_error *err);
void                  tui_decoder_close(tui_decoder *d); /* NULL is allowed */

/* Takes bytes and returns how many; at least 1 once tui_decoder_next has answered false. */
size_t tui_decoder_feed(tui_decoder *d, const void *bytes, size_t n);

/* The next event, or false: nothing is complete. The event borrows from d until the next call. */
bool tui_decoder_next(tui_decoder *d, tui_event *event);

/* Milliseconds to wait for more bytes before tui_decoder_timeout; -1: nothing is pending. */
int tui_decoder_pending_ms(const tui_decoder *d);

/* No more bytes came in time: the next tui_decoder_next resolve what is pending. A lone ESC is the
 * Escape key; a paste that stalls gives what came, and what comes later is still paste. */
void tui_decoder_timeout(tui_decoder *d);

/* How long a lone ESC waits; 25 ms at first, 1 to 2000. */
void tui_decoder_escape_ms(tui_decoder *d, int ms);

/* The terminal's erase character (VERASE): 8 makes ^H Backspace, otherwise it is <C-h>. */
void tui_decoder_erase(tui_decoder *d, uint8_t byte);

/* One cursor report is on its way: the next CSI r;c R is a REPLY even where it could be F3. */
void tui_decoder_expect_cursor(tui_decoder *d);

/* True between the two ends of a paste. */
bool tui_decoder_in_paste(const tui_decoder *d);

#endif

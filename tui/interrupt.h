/* interrupt.h — signals that end a run: the first asks, the second ends the process.
 *
 * SIGINT, SIGTERM and SIGHUP set the cancel flag; what runs then stops at its next look and
 * cleans up. Another one more than a quarter of a second later ends the process at once. (Within
 * that time it is the same wish told twice: by the terminal and by a parent.)
 * A signal that was ignored when the process started stays ignored (nohup).
 */
#ifndef LT_TUI_INTERRUPT_H
#define LT_TUI_INTERRUPT_H

#include "core/cancel.h"

#include <stdint.h>

/* cancel is borrowed until the process ends. */
void tui_interrupt_watch(lt_cancel *cancel);

/* For prompts: forgets what came, so that the next signal is the first one again. From now on the
 * second one ends the process only after patience_ns. */
void tui_interrupt_forget(int64_t patience_ns);

/* For who waits in poll: each signal writes a byte to fd; -1: none. */
void tui_interrupt_wake(int fd);

/* The first signal that came, or 0; and the exit code for it: 130 for SIGINT, else 6. */
int tui_interrupt_signal(void);
int tui_interrupt_exit(int signal_number);

#endif

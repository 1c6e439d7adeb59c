/* out.h — standard output of a command: gathered, written whole, its errors noticed.
 *
 * Bytes are written as they come once 64 KiB are gathered, at each flush, and at close. After
 * the first error nothing more is written and `failed` stays. A closed pipe is not an error
 * worth a message: `pipe_closed` tells it, and tui_out_close ends the process as SIGPIPE
 * would, which is what a shell expects of `lote … | head`.
 *
 * Threads  one owner
 */
#ifndef LT_TUI_OUT_H
#define LT_TUI_OUT_H

#include "core/buf.h"
#include "core/cancel.h"

#include <stdbool.h>

typedef struct tui_out {
    lt_buf     text;
    lt_cancel *cancel; /* set when nobody reads any more; NULL: none */
    int        fd;
    bool       is_terminal; /* what comes from data must then be made safe */
    bool       pipe_closed;
    int        failed; /* errno of the first failed write; 0 none */
} tui_out;

/* Standard output. SIGPIPE is ignored from here on. cancel may be NULL. */
void tui_out_open(tui_out *out, lt_mem *mem, lt_cancel *cancel);

/* Appends data as it is; on a terminal made safe, lines and tabs kept. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status tui_out_data(tui_out *out, const char *p, size_t n, lt_error *err);

/* Writes out->text when there is much of it; and in any case. Failures are kept for close. */
void tui_out_drain(tui_out *out);
void tui_out_flush(tui_out *out);

/* Flushes and answers the exit code: exit_code, or 1 with a message on stderr when standard
 * output could not be written. */
int tui_out_close(tui_out *out, int exit_code);

/* All of p[0, n) to stderr; errors are of no use to anybody. */
void tui_complain(const char *p, size_t n);

/* shown as people read it, to stderr. */
void tui_complain_error(const lt_error *shown);
/* A warning for each count that is not 0: rows padded, cut, dropped, values replaced. */
void tui_complain_mended(const int64_t counts[4]);

#endif

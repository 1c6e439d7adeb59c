/* spool.h — a nameless temporary file: standard input made readable twice, or output that may
 * still have to be taken back.
 *
 * It lies in $TMPDIR (else /tmp) and is gone when the process ends, however that happens.
 * Threads  one owner
 */
#ifndef LT_TUI_SPOOL_H
#define LT_TUI_SPOOL_H

#include "core/cancel.h"
#include "core/status.h"
#include "tui/out.h"

typedef struct tui_spool {
    int  fd;       /* -1: closed */
    char path[40]; /* by which this process can open it: /proc/self/fd/7 */
} tui_spool;

#define TUI_SPOOL_NONE ((tui_spool){.fd = -1})

/* An empty file. Errors: LT_EIO. */
LT_MUST_USE lt_status tui_spool_open(tui_spool *s, lt_error *err);
void                  tui_spool_close(tui_spool *s);

LT_MUST_USE lt_status tui_spool_add(tui_spool *s, const void *bytes, size_t n, lt_error *err);
/* Forgets what is in it. */
LT_MUST_USE lt_status tui_spool_empty(tui_spool *s, lt_error *err);
/* Everything that fd gives until its end. Errors: also LT_ECANCELLED. */
LT_MUST_USE lt_status tui_spool_fill(tui_spool *s, int fd, const char *name,
                                     const lt_cancel *cancel, lt_error *err);
/* Everything in it to out, as tui_out_data. */
LT_MUST_USE lt_status tui_spool_pour(tui_spool *s, tui_out *out, lt_error *err);

#endif

/* report.h — the event sink of `lote run` and `lote plan`.
 *
 * stdout is data: tables and texts for people, or with json one object a line (report_json.h).
 * stderr is narration: progress and cells on a terminal, cells also when asked for, and with a
 * log every event as a record in place of lines for people.
 *
 * Threads  the one that runs the session
 */
#ifndef LT_TUI_REPORT_H
#define LT_TUI_REPORT_H

#include "core/log.h"
#include "lua/event.h"
#include "tui/out.h"
#include "tui/progress.h"

typedef struct tui_report {
    tui_out              *out;
    lt_cancel            *cancel; /* set when an event cannot be told for want of memory */
    const struct lt_zone *zone;   /* of timestamps; NULL: UTC */
    bool                  json, cells;
    lt_log               *log;     /* --log; NULL: lines for people */
    lt_log               *scripts; /* what log() of a script says without --log */
    tui_progress          progress;
    lt_buf                written; /* a line "  path (10 rows)" for each write so far */
    int64_t               written_count;
    lt_error              error; /* the first failure of telling; code LT_OK: none */
} tui_report;

typedef struct tui_report_options {
    bool        json, cells;
    const char *log; /* "jsonl", "text" or NULL */
} tui_report_options;

/* out and cancel are borrowed. Errors: LT_ENOMEM; release with close also then. */
LT_MUST_USE lt_status tui_report_open(tui_report *r, const tui_report_options *opt, tui_out *out,
                                      lt_cancel *cancel, lt_error *err);
void                  tui_report_close(tui_report *r);

/* An lt_event_sink; arg is the report. */
void tui_report_event(void *arg, const lt_event *event);

/* The error that ended the run, on stderr and in the JSON; an interrupted run says what it had
 * written. Call once, before end. */
void tui_report_failure(tui_report *r, const lt_error *shown);

/* The last JSON object; flushes. */
void tui_report_end(tui_report *r, int exit_code, int64_t elapsed_ns);

#endif

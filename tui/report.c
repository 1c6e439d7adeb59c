#include "tui/report.h"

#include "column/show.h"
#include "core/escape.h"
#include "tui/report_json.h"
#include "tui/term.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- opening ---- */

/* A record of a log: the progress line must not be in its way. */
static void write_record(void *context, const char *line, size_t len)
{
    tui_report *r = context;
    tui_progress_hide(&r->progress);
    tui_complain(line, len);
}

lt_status tui_report_open(tui_report *r, const tui_report_options *opt, tui_out *out,
                          lt_cancel *cancel, lt_error *err)
{
    lt_mem *mem = lt_mem_default();
    *r = (tui_report){
        .out = out, .cancel = cancel, .json = opt->json, .cells = opt->cells, .written.mem = mem};
    tui_progress_open(&r->progress);
    if (opt->log) r->progress.enabled = false;
    if (r->progress.enabled) r->cells = true;
    lt_log_to to = {.write = write_record, .context = r, .level = LT_LOG_INFO};
    to.json = opt->log && strcmp(opt->log, "jsonl") == 0;
    return lt_log_open(opt->log ? &r->log : &r->scripts, mem, &to, err);
}

void tui_report_close(tui_report *r)
{
    tui_progress_hide(&r->progress);
    lt_log_close(r->log);
    lt_log_close(r->scripts);
    lt_buf_clear(&r->written);
}

/* ---- cells ---- */

/* "[2/5] Transform": not safe yet. */
static void label_of(char out[160], const lt_event_cell *cell)
{
    const char *name = cell->title && *cell->title ? cell->title : cell->id;
    snprintf(out, 160, "[%lld/%lld]%s%s", (long long)cell->index + 1, (long long)cell->count,
             name && *name ? " " : "", name ? name : "");
}

static void narrate(tui_report *r, const char *line)
{
    lt_buf safe = {.mem = lt_mem_default()};
    tui_progress_hide(&r->progress);
    if (lt_escape(&safe, line, strlen(line), LT_ESCAPE_LINE, NULL) == LT_OK &&
        lt_buf_text(&safe, "\n", NULL) == LT_OK)
        tui_complain((const char *)safe.data, safe.len);
    lt_buf_clear(&safe);
}

static void begin_cell(tui_report *r, const lt_event *e)
{
    char label[160];
    label_of(label, e->cell);
    tui_progress_begin(&r->progress, label);
    if (r->log)
        lt_log_with(r->log, LT_LOG_INFO,
                    LT_LOG_FIELDS(LT_LOG_I("cell", e->cell->index + 1),
                                  LT_LOG_S("title", e->cell->title ? e->cell->title : "")),
                    "cell begins");
    else if (r->cells)
        narrate(r, label);
}

static void end_cell(tui_report *r, const lt_event *e)
{
    char label[160], line[256], rows[32];
    if (r->log) {
        lt_log_with(r->log, e->error ? LT_LOG_ERROR : LT_LOG_INFO,
                    LT_LOG_FIELDS(LT_LOG_I("cell", e->cell->index + 1),
                                  LT_LOG_S("title", e->cell->title ? e->cell->title : ""),
                                  LT_LOG_F("seconds", (double)e->elapsed_ns / 1e9),
                                  LT_LOG_I("rows", e->rows < 0 ? 0 : e->rows)),
                    "cell %s", e->error ? "failed" : "done");
        return;
    }
    tui_progress_hide(&r->progress);
    if (!r->cells) return;
    label_of(label, e->cell);
    int n = snprintf(line, sizeof(line), "%s: %s in %.3f s", label, e->error ? "failed" : "done",
                     (double)e->elapsed_ns / 1e9);
    if (e->rows >= 0 && !e->error && n > 0 && (size_t)n < sizeof(line))
        snprintf(line + n, sizeof(line) - (size_t)n, ", %s %s", lt_show_count(rows, e->rows),
                 e->rows == 1 ? "row" : "rows");
    narrate(r, line);
}

/* ---- writes ---- */

static lt_status remember_write(tui_report *r, const lt_event *e, lt_error *err)
{
    char rows[32];
    r->written_count++;
    LT_TRY(lt_buf_text(&r->written, "  ", err));
    LT_TRY(lt_escape(&r->written, e->text, e->text_len, LT_ESCAPE_LINE, err));
    if (e->written.skipped) return lt_buf_text(&r->written, " (kept as it was)\n", err);
    return lt_buf_printf(&r->written, err, " (%s %s)\n", lt_show_count(rows, e->written.rows),
                         e->written.rows == 1 ? "row" : "rows");
}

static lt_status tell_write(tui_report *r, const lt_event *e, lt_error *err)
{
    size_t from = r->written.len;
    LT_TRY(remember_write(r, e, err));
    if (r->log) {
        lt_log_with(
            r->log, LT_LOG_INFO,
            LT_LOG_FIELDS(LT_LOG_S("path", e->text), LT_LOG_I("rows", e->written.rows),
                          LT_LOG_I("bytes", e->written.bytes), LT_LOG_I("files", e->written.files),
                          LT_LOG_I("padded", e->written.padded), LT_LOG_I("cut", e->written.cut),
                          LT_LOG_I("dropped", e->written.dropped),
                          LT_LOG_I("replaced", e->written.replaced),
                          LT_LOG_B("skipped", e->written.skipped)),
            "written");
        return LT_OK;
    }
    if (r->cells) {
        tui_progress_hide(&r->progress);
        tui_complain("written:", 8);
        tui_complain((const char *)r->written.data + from + 1, r->written.len - from - 1);
    }
    tui_progress_hide(&r->progress);
    tui_complain_mended(
        (int64_t[]){e->written.padded, e->written.cut, e->written.dropped, e->written.replaced});
    return LT_OK;
}

/* ---- tables and texts for people ---- */

static lt_status put_table(tui_report *r, const lt_table *t, lt_error *err)
{
    lt_show how = {.width = tui_term_width(r->out->fd), .zone = r->zone};
    if (t->partial) how.more_hint = "show(frame, 100) shows more";
    return lt_show_table(&r->out->text, t, &how, err);
}

/* Nothing from a script or from data reaches a terminal or a file of lines unescaped. */
static lt_status put_text(tui_report *r, const lt_event *e, lt_error *err)
{
    return lt_escape(&r->out->text, e->text, e->text_len,
                     LT_ESCAPE_KEEP_NEWLINE | LT_ESCAPE_KEEP_TAB, err);
}

static lt_status put_plain(tui_report *r, const lt_event *e, lt_error *err)
{
    switch (e->kind) {
    case LT_EVENT_PRINT:
    case LT_EVENT_PLAN:
    case LT_EVENT_TEXT: return put_text(r, e, err);
    case LT_EVENT_TABLE: return put_table(r, e->table, err);
    default: return LT_OK;
    }
}

/* ---- the sink ---- */

static lt_status narrate_event(tui_report *r, const lt_event *e, lt_error *err)
{
    switch (e->kind) {
    case LT_EVENT_CELL_BEGIN: begin_cell(r, e); break;
    case LT_EVENT_CELL_END: end_cell(r, e); break;
    case LT_EVENT_WRITTEN: return tell_write(r, e, err);
    case LT_EVENT_PROGRESS: tui_progress_show(&r->progress, e->progress); break;
    case LT_EVENT_LOG:
        lt_log_say(r->log ? r->log : r->scripts, LT_LOG_INFO, "%.*s", (int)e->text_len, e->text);
        break;
    case LT_EVENT_PRINT:
    case LT_EVENT_TABLE:
    case LT_EVENT_PLAN:
    case LT_EVENT_TEXT:
    case LT_EVENT_READ: break;
    }
    return LT_OK;
}

static lt_status put_event(tui_report *r, const lt_event *e, lt_error *err)
{
    size_t    before = r->out->text.len;
    lt_status status =
        r->json ? tui_json_event(&r->out->text, e, r->zone, err) : put_plain(r, e, err);
    if (status) r->out->text.len = before; /* whole lines or nothing */
    if (r->out->text.len == before) return status;
    tui_progress_hide(&r->progress);
    /* A loop of prints into a file or a pipe is written in large pieces. */
    if (e->kind == LT_EVENT_PRINT && !r->out->is_terminal)
        tui_out_drain(r->out);
    else
        tui_out_flush(r->out);
    return status;
}

void tui_report_event(void *arg, const lt_event *event)
{
    tui_report *r = arg;
    lt_error    err;
    bool        ends = event->kind == LT_EVENT_CELL_END;
    lt_status   status = ends ? LT_OK : narrate_event(r, event, &err);
    if (!status) status = put_event(r, event, &err);
    if (ends) tui_out_flush(r->out); /* what a cell printed stands before its last line */
    if (ends && !status) status = narrate_event(r, event, &err);
    if (!status || r->error.code) return;
    r->error = err;
    lt_cancel_set(r->cancel, LT_ECANCELLED);
}

/* ---- the end ---- */

static void complain_writes(const tui_report *r)
{
    static const char none[] = "nothing had been written before\n", some[] = "written before:\n";
    if (!r->written_count) {
        tui_complain(none, sizeof(none) - 1);
        return;
    }
    tui_complain(some, sizeof(some) - 1);
    tui_complain((const char *)r->written.data, r->written.len);
}

void tui_report_failure(tui_report *r, const lt_error *shown)
{
    bool interrupted = shown->code == LT_ECANCELLED;
    tui_progress_hide(&r->progress);
    if (r->json && tui_json_error(&r->out->text, shown, NULL) != LT_OK) r->out->text.len = 0;
    tui_out_flush(r->out);
    if (r->log) {
        lt_log_error(r->log, LT_LOG_ERROR, shown);
        return;
    }
    tui_complain_error(shown);
    if (interrupted) complain_writes(r);
}

void tui_report_end(tui_report *r, int exit_code, int64_t elapsed_ns)
{
    lt_status status = LT_OK;
    tui_progress_hide(&r->progress);
    if (r->json)
        status =
            lt_buf_printf(&r->out->text, NULL,
                          "{\"event\":\"end\",\"exit\":%d,\"elapsed_ns\":%lld,\"writes\":%lld}\n",
                          exit_code, (long long)elapsed_ns, (long long)r->written_count);
    if (status) tui_complain("error: out of memory\n", 21);
    if (r->log)
        lt_log_with(r->log, exit_code ? LT_LOG_ERROR : LT_LOG_INFO,
                    LT_LOG_FIELDS(LT_LOG_I("exit", exit_code),
                                  LT_LOG_F("seconds", (double)elapsed_ns / 1e9),
                                  LT_LOG_I("writes", r->written_count)),
                    "run %s", exit_code ? "failed" : "done");
    tui_out_flush(r->out);
}

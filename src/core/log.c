/* A record is built whole in a buffer of its own and written in one piece under the lock. */
#include "core/log.h"

#include "core/buf.h"
#include "core/civil.h"
#include "core/clock.h"
#include "core/escape.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>
#include <strings.h>

struct lt_log {
    lt_mem         *mem;
    lt_log_to       to;
    atomic_int      level;
    atomic_ullong   lost;
    pthread_mutex_t writing; /* guards the file or function */
};

static const char *const words[] = {"debug", "info", "warn", "error", "off"};
static const char *const capitals[] = {"DEBUG", "INFO ", "WARN ", "ERROR", "OFF  "};

lt_status lt_log_open(lt_log **out, lt_mem *mem, const lt_log_to *to, lt_error *err)
{
    lt_log *log = lt_mem_zeroed(mem, 1, sizeof(*log));
    if (!log) return lt_mem_refused(mem, sizeof(*log), "a log", err);
    log->mem = mem;
    log->to = *to;
    atomic_init(&log->level, (int)to->level);
    pthread_mutex_init(&log->writing, NULL);
    *out = log;
    return LT_OK;
}

void lt_log_close(lt_log *log)
{
    if (!log) return;
    pthread_mutex_destroy(&log->writing);
    lt_mem_free(log->mem, log, sizeof(*log));
}

bool lt_log_wants(const lt_log *log, lt_log_level level)
{
    return log && level < LT_LOG_OFF &&
           (int)level >= atomic_load_explicit(&log->level, memory_order_relaxed);
}

uint64_t lt_log_lost(const lt_log *log) { return log ? atomic_load(&log->lost) : 0; }

/* ---- building a record ---- */

typedef struct record {
    lt_log_level        level;
    char                time[LT_TIMESTAMP_TEXT];
    size_t              time_len;
    const char         *text;
    size_t              text_len;
    const lt_log_field *fields;
    size_t              count;
} record;

static lt_status add_value(lt_buf *out, const lt_log_field *f, bool json)
{
    const char *text = f->text ? f->text : "";
    size_t      len = f->len == SIZE_MAX || !f->text ? strlen(text) : f->len;
    switch (f->kind) {
    case LT_LOG_INT: return lt_buf_printf(out, NULL, "%" PRId64, f->number);
    case LT_LOG_BOOL: return lt_buf_text(out, f->number ? "true" : "false", NULL);
    case LT_LOG_FLOAT: return lt_json_f64(out, f->real, NULL);
    case LT_LOG_TEXT: break;
    }
    /* A value of several words is quoted, so that fields stay apart. */
    bool quoted = json || len == 0;
    for (size_t i = 0; i < len && !quoted; i++) quoted = strchr(" =\"\\", text[i]) && text[i];
    if (quoted) return lt_json_string(out, text, len, NULL);
    return lt_escape(out, text, len, LT_ESCAPE_LINE, NULL);
}

static lt_status build_human(lt_buf *out, const record *r)
{
    LT_TRY(lt_buf_add(out, r->time, r->time_len, NULL));
    LT_TRY(lt_buf_printf(out, NULL, " %s ", capitals[r->level]));
    LT_TRY(lt_escape(out, r->text, r->text_len, LT_ESCAPE_LINE, NULL));
    for (size_t i = 0; i < r->count; i++) {
        LT_TRY(lt_buf_text(out, " ", NULL));
        LT_TRY(lt_escape(out, r->fields[i].name, strlen(r->fields[i].name), LT_ESCAPE_LINE, NULL));
        LT_TRY(lt_buf_text(out, "=", NULL));
        LT_TRY(add_value(out, &r->fields[i], false));
    }
    return lt_buf_text(out, "\n", NULL);
}

static lt_status build_json(lt_buf *out, const record *r)
{
    LT_TRY(lt_buf_printf(out, NULL, "{\"time\":\"%.*s\",\"level\":\"%s\",\"text\":",
                         (int)r->time_len, r->time, words[r->level]));
    LT_TRY(lt_json_string(out, r->text, r->text_len, NULL));
    for (size_t i = 0; i < r->count; i++) {
        LT_TRY(lt_buf_text(out, ",", NULL));
        LT_TRY(lt_json_string(out, r->fields[i].name, strlen(r->fields[i].name), NULL));
        LT_TRY(lt_buf_text(out, ":", NULL));
        LT_TRY(add_value(out, &r->fields[i], true));
    }
    return lt_buf_text(out, "}\n", NULL);
}

static void write_line(lt_log *log, const char *line, size_t len)
{
    pthread_mutex_lock(&log->writing);
    if (!log->to.file)
        log->to.write(log->to.context, line, len);
    else if (fwrite(line, 1, len, log->to.file) != len || fflush(log->to.file) != 0)
        atomic_fetch_add(&log->lost, 1);
    pthread_mutex_unlock(&log->writing);
}

/* Needs no memory; written in place of a record that did. */
static void write_short(lt_log *log, const record *r)
{
    char        line[160];
    const char *form =
        log->to.json ? "{\"time\":\"%.*s\",\"level\":\"%s\",\"text\":\"%s\"}\n" : "%.*s %s %s\n";
    int len = snprintf(line, sizeof(line), form, (int)r->time_len, r->time,
                       log->to.json ? words[r->level] : capitals[r->level],
                       "no memory to write a record");
    write_line(log, line, (size_t)len);
}

static void write_record(lt_log *log, record *r)
{
    lt_buf line = {.mem = log->mem};
    r->time_len = lt_print_instant(r->time, lt_clock_now_us());
    if ((r->text ? log->to.json ? build_json(&line, r) : build_human(&line, r) : LT_ENOMEM) ==
        LT_OK) {
        write_line(log, (const char *)line.data, line.len);
    } else {
        atomic_fetch_add(&log->lost, 1);
        write_short(log, r);
    }
    lt_buf_clear(&line);
}

/* ---- entrances ---- */

void lt_log_put(lt_log *log, lt_log_level level, const lt_log_field *fields, size_t count,
                const char *fmt, ...)
{
    if (!lt_log_wants(log, level)) return;
    int     kept = errno;
    char    small[512];
    lt_buf  large = {.mem = log->mem};
    record  r = {.level = level, .text = small, .fields = fields, .count = count};
    va_list args;

    va_start(args, fmt);
    int len = vsnprintf(small, sizeof(small), fmt, args);
    va_end(args);
    if (len < 0) {
        r.text = fmt;
        len = (int)strlen(fmt);
    } else if ((size_t)len >= sizeof(small)) {
        r.text = NULL;
        if (lt_buf_reserve(&large, (size_t)len + 1, NULL) == LT_OK) {
            va_start(args, fmt);
            vsnprintf((char *)large.data, (size_t)len + 1, fmt, args);
            va_end(args);
            r.text = (const char *)large.data;
        }
    }
    r.text_len = (size_t)len;
    write_record(log, &r);
    lt_buf_clear(&large);
    errno = kept;
}

void lt_log_error(lt_log *log, lt_log_level level, const lt_error *e)
{
    lt_log_field all[] = {LT_LOG_S("kind", lt_status_word(e->code)),
                          LT_LOG_S("file", e->file),
                          LT_LOG_I("line", e->line),
                          LT_LOG_S("column", e->column),
                          LT_LOG_S("cell", e->cell),
                          LT_LOG_I("cell_line", e->cell_line),
                          LT_LOG_S("node", e->node),
                          LT_LOG_S("hint", e->hint)};
    size_t       count = 0;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        bool known = all[i].kind == LT_LOG_INT ? all[i].number > 0 : all[i].text[0] != 0;
        if (known) all[count++] = all[i];
    }
    lt_log_put(log, level, all, count, "%s", e->text);
}

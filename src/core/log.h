/* log.h — records of one line each, which no value in them can forge or split.
 *
 *   human  2026-07-01T02:00:00.000000Z WARN  3 rows were cut file=sales.csv rows=3
 *   JSON
 * {"time":"2026-07-01T02:00:00.000000Z","level":"warn","text":"…","file":"sales.csv","rows":3}
 *
 * Logging never fails its caller: without memory a record is replaced by a short one, and
 * lt_log_lost counts records that could not be written.
 *
 * Threads  any number may write to one log; records never mix
 */
#ifndef LT_CORE_LOG_H
#define LT_CORE_LOG_H

#include "core/mem.h"
#include "core/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef enum lt_log_level {
    LT_LOG_DEBUG,
    LT_LOG_INFO,
    LT_LOG_WARN,
    LT_LOG_ERROR,
    LT_LOG_OFF,
} lt_log_level;

typedef struct lt_log lt_log;

/* Where records go: a file (borrowed, flushed after each), else a function, called with one
 * record and its \n at a time; it must not log itself. */
typedef struct lt_log_to {
    FILE *file;
    void (*write)(void *context, const char *line, size_t len);
    void        *context;
    lt_log_level level; /* the least that is written */
    bool         json;
} lt_log_to;

typedef enum lt_log_kind { LT_LOG_TEXT, LT_LOG_INT, LT_LOG_FLOAT, LT_LOG_BOOL } lt_log_kind;

typedef struct lt_log_field {
    const char *name;
    lt_log_kind kind;
    const char *text;   /* LT_LOG_TEXT: any bytes; */
    size_t      len;    /* SIZE_MAX: up to the NUL */
    int64_t     number; /* LT_LOG_INT, LT_LOG_BOOL */
    double      real;   /* LT_LOG_FLOAT */
} lt_log_field;

#define LT_LOG_S(n, v) \
    ((lt_log_field){.name = (n), .kind = LT_LOG_TEXT, .text = (v), .len = SIZE_MAX})
#define LT_LOG_I(n, v) ((lt_log_field){.name = (n), .kind = LT_LOG_INT, .number = (v)})
#define LT_LOG_F(n, v) ((lt_log_field){.name = (n), .kind = LT_LOG_FLOAT, .real = (v)})
#define LT_LOG_B(n, v) ((lt_log_field){.name = (n), .kind = LT_LOG_BOOL, .number = (v)})

/* Opens a log in *out, owned by the caller. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_log_open(lt_log **out, lt_mem *mem, const lt_log_to *to, lt_error *err);
void                  lt_log_close(lt_log *log); /* NULL is allowed; the file stays open */

/* Writes one record; a NULL log writes nothing. errno is kept. */
void lt_log_put(lt_log *log, lt_log_level level, const lt_log_field *fields, size_t count,
                const char *fmt, ...) LT_PRINTF(5, 6);

/* An error with its parts as fields: kind, file, line, column, cell, node, hint. */
void lt_log_error(lt_log *log, lt_log_level level, const lt_error *shown);

/* lt_log_say(log, LT_LOG_INFO, "text %d", 1), and with fields:
 * lt_log_with(log, LT_LOG_INFO, LT_LOG_FIELDS(LT_LOG_I("rows", 3)), "text"). */
#define LT_LOG_FIELDS(...)               \
    (const lt_log_field[]){__VA_ARGS__}, \
        sizeof((const lt_log_field[]){__VA_ARGS__}) / sizeof(lt_log_field)
#define lt_log_say(log, level, ...)  lt_log_put((log), (level), NULL, 0, __VA_ARGS__)
#define lt_log_with(log, level, ...) lt_log_put((log), (level), __VA_ARGS__)

bool     lt_log_wants(const lt_log *log, lt_log_level level); /* false for NULL */
uint64_t lt_log_lost(const lt_log *log);

#endif

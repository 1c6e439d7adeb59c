/* status.h — how every fallible function in lote reports failure.
 *
 * A fallible function returns an lt_status and takes an `lt_error *err` as its
 * last parameter. `err` may be NULL when the caller wants only the code. The
 * error lives with the caller (stack or struct), so it crosses threads freely
 * and can never be stale: it is written exactly when the status is not LT_OK.
 *
 * An error says what (text), where in the data (file, line, column name) or in
 * the program (cell, line, plan node, a piece of expression text with a caret),
 * why below (cause: appended to text) and what to do (hint). The layer that
 * knows a part adds it once: lt_error_at, lt_error_in, lt_error_hint, lt_error_caret.
 *
 * Limits   text 1 KiB, hint 512 B, names 256 B; longer ones are cut in the middle with "…"
 */
#ifndef LT_CORE_STATUS_H
#define LT_CORE_STATUS_H

#include <stdint.h>

/* One row per code: name, word shown to users and to Lua (err.kind), exit code of a command. */
#define LT_STATUS_LIST(_)                      \
    _(OK, "ok", 0)                             \
    _(ENOMEM, "out of memory", 1)              \
    _(EINVAL, "invalid argument", 1)           \
    _(ETYPE, "type mismatch", 1)               \
    _(EPARSE, "malformed input", 1)            \
    _(ELIMIT, "limit reached", 1)              \
    _(EIO, "input/output failed", 1)           \
    _(ENOTFOUND, "not found", 1)               \
    _(EEXISTS, "already exists", 1)            \
    _(ECONFLICT, "changed by someone else", 1) \
    _(ECANCELLED, "cancelled", 6)              \
    _(ETIMEOUT, "timed out", 4)                \
    _(EBUSY, "busy", 3)                        \
    _(EOVERFLOW, "out of range", 1)            \
    _(EUNSUPPORTED, "not supported", 1)        \
    _(EREMOTE, "remote service failed", 1)     \
    _(EEXPECT, "expectation failed", 8)        \
    _(EUSAGE, "usage", 2)                      \
    _(ESCRIPT, "error in the notebook", 1)     \
    _(EWIDEN, "type widened", 1)               \
    _(EDONE, "nothing more wanted", 1)

/* EWIDEN and EDONE are signals between operators and never reach a user: a scan
 * answers EWIDEN when a value did not fit a speculated type (the plan is bound
 * again and restarted); a consumer answers EDONE when it wants no more rows. */
typedef enum lt_status {
#define LT_STATUS_ENUM(name, word, exit_code) LT_##name,
    LT_STATUS_LIST(LT_STATUS_ENUM)
#undef LT_STATUS_ENUM
} lt_status;

typedef struct lt_error {
    lt_status   code;
    const char *where;      /* "file:line" that raised it; for logs, never for users */
    char        text[1024]; /* one sentence, no trailing dot, names the thing at fault */
    char        hint[512];  /* what to do; "" where there is nothing to say */
    /* place in the data */
    char    file[256]; /* "" unknown */
    int64_t line;      /* 1-based; 0 unknown */
    char    column[256];
    /* place in the program */
    char    cell[128];    /* title or number of the notebook cell */
    int64_t cell_line;    /* line of the notebook file (or script); 0 unknown */
    char    node[64];     /* plan node: "Filter #3" */
    char    excerpt[256]; /* a line of expression or cell text … */
    int32_t caret;        /* … and the byte in it that is at fault; -1 none */
    int32_t caret_bytes;  /* how far the marked piece reaches; at least 1 */
} lt_error;

#define LT_MUST_USE          __attribute__((warn_unused_result))
#define LT_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

/* Fills err (if any), forgetting what it held; its value is code: `return LT_FAIL(…)`. */
#define LT_FAIL(err, code, ...) (lt_fail((err), (code), LT_HERE, __VA_ARGS__), (code))
void lt_fail(lt_error *err, lt_status code, const char *where, const char *fmt, ...)
    LT_PRINTF(4, 5);

/* Returns from the caller when expr fails. Only where nothing needs releasing;
 * otherwise assign the status and `goto done`. */
#define LT_TRY(expr)                                  \
    do {                                              \
        lt_status try_status_ = (expr);               \
        if (try_status_ != LT_OK) return try_status_; \
    } while (0)

/* Each adds a part that is not there yet; err may be NULL; returns err->code (or LT_OK). */
void lt_error_at(lt_error *err, const char *file, int64_t line, const char *column);
void lt_error_cell(lt_error *err, const char *cell, int64_t cell_line);
void lt_error_node(lt_error *err, const char *fmt, ...) LT_PRINTF(2, 3);
void lt_error_hint(lt_error *err, const char *fmt, ...) LT_PRINTF(2, 3);
void lt_error_caret(lt_error *err, const char *text, int64_t text_bytes, int64_t at, int64_t bytes);
/* Puts "what: " before the text, e.g. the operation that failed below. */
void lt_error_prefix(lt_error *err, const char *fmt, ...) LT_PRINTF(2, 3);

const char *lt_status_word(lt_status code); /* "out of memory", …: static storage */
int         lt_status_exit(lt_status code); /* exit code of a command that ends with it */

#define LT_HERE     __FILE__ ":" LT_STR_(__LINE__)
#define LT_STR_(x)  LT_STR__(x)
#define LT_STR__(x) #x

#endif

/* lint.h — what looks wrong in a notebook, found without running it.
 *
 * Errors: text that does not compile, globals that nothing defines. Warnings: parameters that
 * nothing reads, options that no reader or writer has, writes without a mode, absolute paths,
 * markers that say something unknown. Notes (a bare expression at the end of a cell) are told and
 * are no findings.
 */
#ifndef LT_LUA_LINT_H
#define LT_LUA_LINT_H

#include "lua/session.h"

typedef enum lt_severity { LT_LINT_ERROR, LT_LINT_WARNING, LT_LINT_NOTE } lt_severity;

typedef struct lt_finding {
    int64_t     line;
    lt_severity severity;
    const char *rule; /* "undefined-global"; static */
    char        text[224];
    char        hint[128]; /* "" none */
} lt_finding;

const char *lt_severity_word(lt_severity severity);

/* Appends the findings about nb to out, in line order. The session tells which names there are; its
 * state does not change. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_session_lint(lt_buf *out, lt_session *s, lt_notebook *nb, lt_error *err);

#endif

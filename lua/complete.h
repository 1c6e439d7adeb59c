/* complete.h — what could stand at the cursor: names, members, columns, options, files.
 *
 * Answers come from the living values of a session: the columns of a frame inside the texts of
 * its methods, the methods of what a name holds, the options of a reader between its braces.
 * Nothing is run: a frame's schema is known without its rows.
 *
 * Limits  2,000 candidates; 50 frames are asked for their columns
 */
#ifndef LT_LUA_COMPLETE_H
#define LT_LUA_COMPLETE_H

#include "core/arena.h"
#include "core/buf.h"
#include "lua/session.h"

typedef struct lt_candidate {
    const char *text; /* of the whole word */
    const char *note; /* a signature, a type; "" none */
} lt_candidate;

typedef struct lt_completions {
    lt_arena arena;
    lt_buf   items; /* lt_candidate, in byte order of text, each once */
    size_t   from;  /* where the word begins in the text */
    bool     is_path;
} lt_completions;

/* Candidates for the word at the end of text[0, len), which ends at the cursor. Release with
 * lt_completions_clear in any case. Errors: LT_ENOMEM. */
LT_MUST_USE lt_status lt_session_complete(lt_completions *out, lt_session *s, const char *text,
                                          size_t len, lt_error *err);
void                  lt_completions_clear(lt_completions *c);

static inline size_t lt_completions_count(const lt_completions *c)
{
    return c->items.len / sizeof(lt_candidate);
}

static inline const lt_candidate *lt_completions_at(const lt_completions *c, size_t i)
{
    return (const lt_candidate *)(const void *)c->items.data + i;
}

/* ---- used inside lua/complete*.c only ---- */

typedef struct lt_completer {
    lt_completions *out;
    lt_session     *session;
    const char     *prefix;
    size_t          prefix_len;
    lt_status       status; /* of the first failure */
} lt_completer;

/* Adds text where it begins with the prefix. note may be NULL. */
void lt_complete_add(lt_completer *c, const char *text, const char *note);
/* Adds the files that path[0, len) begins. `quote` is that of the text: names that would need
 * escapes in it are left out. */
void lt_complete_files(lt_completer *c, const char *path, size_t len, char quote);

#endif

/* trust.h — which workspaces the user has trusted: path and SHA-256 of their .lote.lua, a line each
 * in the state folder's file `trust` (0600). A file that changed is not trusted any more.
 */
#ifndef LT_TUI_TRUST_H
#define LT_TUI_TRUST_H

#include "core/arena.h"
#include "core/sha256.h"
#include "lua/workspace.h"

typedef enum tui_trust_state {
    TUI_TRUST_NONE,    /* there is no file, or nobody trusted it */
    TUI_TRUST_CHANGED, /* it is another than the one that was trusted */
    TUI_TRUSTED
} tui_trust_state;

typedef struct tui_workspace {
    char           *path; /* of the .lote.lua, real; NULL: none at or above the folder */
    char           *text; /* its bytes, NUL-ended */
    size_t          len;
    char            hash[LT_SHA256_TEXT];
    tui_trust_state state;
} tui_workspace;

typedef struct tui_trust_row {
    const char *hash, *path;
} tui_trust_row;

/* The workspace that folder is in: that of the nearest .lote.lua at or (unless only_here) above it.
 * Strings are in arena. Errors: LT_EIO, LT_ELIMIT, LT_ENOMEM. */
LT_MUST_USE lt_status tui_workspace_find(tui_workspace *out, lt_arena *arena, const char *folder,
                                         bool only_here, lt_error *err);

/* Every row of the file, tui_trust_row in rows. */
LT_MUST_USE lt_status tui_trust_read(lt_buf *rows, lt_arena *arena, lt_error *err);
/* Puts the row of path in place of an older one; hash NULL takes it out (*found: it was there). */
LT_MUST_USE lt_status tui_trust_set(const char *path, const char *hash, bool *found, lt_error *err);

/* What the notebooks of a folder may use beyond the sandbox: names (const char *) of a trusted
 * workspace, none of any other. *untrusted is set to the path of a file that asks in vain. */
LT_MUST_USE lt_status tui_trust_allow(lt_buf *names, const char **untrusted, lt_arena *arena,
                                      const char *folder, lt_error *err);

#endif

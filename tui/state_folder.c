#include "tui/state_folder.h"

#include "io/sys.h"

#include <stdlib.h>
#include <string.h>

/* Each folder of path that is not there, from the top. Those that are stay as they are. */
static lt_status make_all(char *path, lt_error *err)
{
    for (char *at = path + 1; *at;) {
        char *slash = strchr(at, '/');
        if (slash) *slash = 0;
        lt_status status = lt_sys_mkdir(path, 0700, err);
        if (slash) *slash = '/';
        if (status && status != LT_EEXISTS) return status;
        at = slash ? slash + 1 : at + strlen(at);
    }
    return LT_OK;
}

lt_status tui_state_folder(lt_buf *out, const char *below, bool make, lt_error *err)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    size_t      from = out->len;
    if (state && *state == '/')
        LT_TRY(lt_buf_text(out, state, err));
    else if (home && *home == '/')
        LT_TRY(lt_buf_printf(out, err, "%s/.local/state", home));
    else {
        lt_fail(err, LT_ENOTFOUND, LT_HERE, "there is no folder for lote's state");
        lt_error_hint(err, "set HOME or XDG_STATE_HOME to an absolute path");
        return LT_ENOTFOUND;
    }
    LT_TRY(lt_buf_text(out, "/lote", err));
    if (below) LT_TRY(lt_buf_printf(out, err, "/%s", below));
    LT_TRY(lt_buf_terminate(out, err));
    return make ? make_all((char *)out->data + from, err) : LT_OK;
}

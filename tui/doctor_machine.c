/* doctor_machine.c — the machine and the user's surroundings: cores, memory, zone, terminal,
 * folders.
 */
#include "core/options.h"
#include "core/zone.h"
#include "lote.h"
#include "tui/doctor.h"
#include "tui/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

/* ---- cores, memory, zone ---- */

static lt_status add_limits(tui_doctor *d, lt_context *ctx, lt_error *err)
{
    char    text[128], budget[LT_SIZE_TEXT], all[LT_SIZE_TEXT];
    long    pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    int64_t total = pages > 0 && page > 0 ? (int64_t)pages * page : 0;
    size_t  most = lt_mem_budget(lt_context_mem(ctx));
    snprintf(text, sizeof(text), "%ld online, %d worker threads", sysconf(_SC_NPROCESSORS_ONLN),
             lt_context_threads(ctx));
    LT_TRY(tui_doctor_add(d, TUI_OK, "cores", text, NULL, err));
    lt_print_size(all, total);
    lt_print_size(budget, most > INT64_MAX ? INT64_MAX : (int64_t)most);
    snprintf(text, sizeof(text), "%s, queries may use %s", all, budget);
    bool small = total < (int64_t)256 << 20;
    return tui_doctor_add(d, small ? TUI_WARN : TUI_OK, "memory", text,
                          small ? "give large queries --memory and expect them to be slow" : NULL,
                          err);
}

static lt_status add_zone(tui_doctor *d, const lt_context *ctx, lt_error *err)
{
    char        text[128];
    lt_zone    *tested;
    const char *name = lt_zone_name(lt_context_zone(ctx)), *tz = getenv("TZ");
    bool        ignored = tz && *tz && strcmp(name, tz + (*tz == ':')) != 0;
    snprintf(text, sizeof(text), "%s%s%s%s", name,
             ignored     ? " (TZ="
             : tz && *tz ? " (TZ)"
                         : "",
             ignored ? tz : "", ignored ? " is no zone's name)" : "");
    LT_TRY(tui_doctor_add(d, ignored ? TUI_WARN : TUI_OK, "zone", text,
                          ignored ? "set TZ to a name such as Europe/Madrid" : NULL, err));
    if (lt_zone_open(&tested, lt_mem_default(), "Europe/Madrid", 13, NULL) == LT_OK) {
        lt_zone_close(tested);
        return tui_doctor_add(d, TUI_OK, "zone files", "found", NULL, err);
    }
    return tui_doctor_add(d, TUI_WARN, "zone files", "not found: only UTC and fixed offsets work",
                          "install tzdata, or set TZDIR", err);
}

lt_status tui_doctor_machine(tui_doctor *d, lt_error *err)
{
    lt_context *ctx;
    lt_error    why;
    if (lt_context_open(&ctx, NULL, &why) != LT_OK)
        return tui_doctor_add(d, TUI_PROBLEM, "engine", why.text, why.hint, err);
    lt_status status = add_limits(d, ctx, err);
    if (!status) status = add_zone(d, ctx, err);
    lt_context_close(ctx);
    return status;
}

/* ---- terminal ---- */

lt_status tui_doctor_terminal(tui_doctor *d, lt_error *err)
{
    char        text[128];
    int32_t     rows, columns;
    const char *named, *term = getenv("TERM");
    bool        utf8 = tui_term_is_utf8(&named);
    snprintf(text, sizeof(text), "%s%s%.64s", named ? named : "not set", named ? "=" : "",
             named ? getenv(named) : "");
    LT_TRY(tui_doctor_add(d, utf8 ? TUI_OK : TUI_WARN, "locale", text,
                          utf8 ? NULL : "lote writes UTF-8; if lines look broken: LANG=C.UTF-8",
                          err));
    if (!tui_term_size(STDOUT_FILENO, &rows, &columns))
        return tui_doctor_add(d, TUI_OK, "terminal", "none: output is not on a terminal", NULL,
                              err);
    snprintf(text, sizeof(text), "%d columns, %d rows, TERM=%.64s", columns, rows,
             term ? term : "");
    bool small = columns < 40 || rows < 12;
    return tui_doctor_add(d, small ? TUI_WARN : TUI_OK, "terminal", text,
                          small ? "make the window at least 40 columns and 12 rows" : NULL, err);
}

/* ---- folders ---- */

static lt_status add_temporary(tui_doctor *d, lt_error *err)
{
    char           text[PATH_BYTES + 64], size[LT_SIZE_TEXT];
    struct statvfs fs;
    const char    *folder = getenv("TMPDIR");
    if (!folder || !*folder) folder = "/tmp";
    if (access(folder, W_OK | X_OK) != 0 || statvfs(folder, &fs) != 0) {
        snprintf(text, sizeof(text), "%.2000s cannot be written", folder);
        return tui_doctor_add(d, TUI_PROBLEM, "temporary", text,
                              "set TMPDIR to a folder that you may write", err);
    }
    int64_t room = (int64_t)(fs.f_bavail * fs.f_frsize);
    bool    tight = room < (int64_t)1 << 30;
    lt_print_size(size, room);
    snprintf(text, sizeof(text), "%.2000s, %s free", folder, size);
    return tui_doctor_add(d, tight ? TUI_WARN : TUI_OK, "temporary", text,
                          tight ? "make room, or set TMPDIR to a larger file system" : NULL, err);
}

/* A private folder: absent is fine, others' eyes are a warning, another owner a problem. */
static lt_status add_private(tui_doctor *d, const char *name, const char *path, lt_error *err)
{
    char        text[PATH_BYTES + 64], advice[PATH_BYTES + 64] = "";
    struct stat st;
    tui_health  health = TUI_OK;
    if (stat(path, &st) != 0) {
        snprintf(text, sizeof(text), "%.2000s is not there yet: made when needed", path);
        return tui_doctor_add(d, TUI_OK, name, text, NULL, err);
    }
    snprintf(text, sizeof(text), "%.2000s, mode %04o", path, (unsigned)st.st_mode & 07777u);
    if (!S_ISDIR(st.st_mode)) {
        health = TUI_PROBLEM;
        snprintf(advice, sizeof(advice), "it is no folder: move %.2000s away", path);
    } else if (st.st_uid != geteuid()) {
        health = TUI_PROBLEM;
        snprintf(advice, sizeof(advice), "it belongs to user %u, and you are %u: chown it",
                 (unsigned)st.st_uid, (unsigned)geteuid());
    } else if (access(path, W_OK | X_OK) != 0) {
        health = TUI_PROBLEM;
        snprintf(advice, sizeof(advice), "it cannot be written: chmod 700 %.2000s", path);
    } else if (st.st_mode & 077u) {
        health = TUI_WARN;
        snprintf(advice, sizeof(advice), "others may look in: chmod 700 %.2000s", path);
    }
    return tui_doctor_add(d, health, name, text, advice, err);
}

/* $variable/lote, else $HOME/fallback/lote; false when neither is known. */
static bool place(char out[PATH_BYTES], const char *variable, const char *fallback)
{
    const char *base = getenv(variable), *home = getenv("HOME");
    int         n = -1;
    if (base && base[0] == '/')
        n = snprintf(out, PATH_BYTES, "%s/lote", base);
    else if (home && home[0] == '/' && fallback)
        n = snprintf(out, PATH_BYTES, "%s/%s/lote", home, fallback);
    return n > 0 && n < PATH_BYTES;
}

lt_status tui_doctor_folders(tui_doctor *d, lt_error *err)
{
    static const char *const places[][3] = {{"state", "XDG_STATE_HOME", ".local/state"},
                                            {"settings", "XDG_CONFIG_HOME", ".config"},
                                            {"cache", "XDG_CACHE_HOME", ".cache"},
                                            {"sockets", "XDG_RUNTIME_DIR", NULL}};
    char                     path[PATH_BYTES];
    const char              *store = getenv("LOTE_STORE");
    LT_TRY(add_temporary(d, err));
    for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
        if (i == 0 && store && *store)
            LT_TRY(add_private(d, "state", store, err));
        else if (place(path, places[i][1], places[i][2]))
            LT_TRY(add_private(d, places[i][0], path, err));
        else if (i == 0)
            LT_TRY(tui_doctor_add(d, TUI_PROBLEM, "state", "neither XDG_STATE_HOME nor HOME is set",
                                  "set HOME, or LOTE_STORE to a private folder", err));
    }
    return LT_OK;
}

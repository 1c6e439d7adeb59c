#include "tui/view/arguments.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SAID = 8, FILES_MOST = 10000 };

static const char *const settings[] = {"theme=default", "theme=contrast", "mouse=on", "mouse=off"};

typedef struct finder {
    lt_buf     *out, *said;
    size_t      count;
    const char *typed;
    size_t      typed_len;
    lt_status   status;
    lt_error   *err;
} finder;

/* A candidate for what was typed; its text is prefix and name. */
static void candidate(finder *f, const char *prefix, size_t prefix_len, const char *name,
                      const char *end)
{
    size_t len = strlen(name), n = prefix_len + len, same = 0;
    if (f->status || n < f->typed_len) return;
    if (strncmp(name, f->typed + prefix_len, f->typed_len - prefix_len) != 0) return;
    if (f->count++ == 0) {
        if ((f->status = lt_buf_add(f->out, prefix, prefix_len, f->err))) return;
        if ((f->status = lt_buf_add(f->out, name, len, f->err))) return;
        f->status = lt_buf_text(f->out, end, f->err);
    } else {
        const char *had = (const char *)f->out->data + prefix_len;
        size_t      had_len = f->out->len - prefix_len;
        while (same < had_len && same < len && had[same] == name[same]) same++;
        f->out->len = prefix_len + same;
    }
    if (!f->status && f->count <= SAID)
        f->status = lt_buf_printf(f->said, f->err, "%s%s%s", f->count > 1 ? "  " : "", name, end);
}

/* The folder of what was typed, NUL-ended; ~/ is the user's. */
static lt_status folder_of(lt_buf *out, const char *text, size_t prefix_len, lt_error *err)
{
    const char *home = getenv("HOME");
    bool        in_home = prefix_len >= 2 && text[0] == '~' && text[1] == '/' && home;
    if (in_home) LT_TRY(lt_buf_text(out, home, err));
    if (prefix_len == 0) LT_TRY(lt_buf_text(out, ".", err));
    LT_TRY(lt_buf_add(out, text + (in_home ? 1 : 0), prefix_len - (in_home ? 1 : 0), err));
    return lt_buf_terminate(out, err);
}

static void find_files(finder *f, const char *text, size_t prefix_len)
{
    lt_buf         folder = {.mem = f->out->mem};
    struct dirent *entry;
    struct stat    st;
    DIR           *dir = NULL;
    f->status = folder_of(&folder, text, prefix_len, f->err);
    if (!f->status) dir = opendir((const char *)folder.data);
    bool wants_hidden = f->typed_len > prefix_len && text[prefix_len] == '.';
    for (int i = 0; dir && i < FILES_MOST && (entry = readdir(dir)); i++) {
        const char *name = entry->d_name;
        if (name[0] == '.' && (!wants_hidden || !strcmp(name, ".") || !strcmp(name, "..")))
            continue;
        bool is_folder = entry->d_type == DT_DIR;
        if (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN)
            is_folder = fstatat(dirfd(dir), name, &st, 0) == 0 && S_ISDIR(st.st_mode);
        candidate(f, text, prefix_len, name, is_folder ? "/" : "");
    }
    if (dir) closedir(dir);
    lt_buf_clear(&folder);
}

lt_status tui_argument_find(lt_buf *out, lt_buf *said, size_t *count, const char *action,
                            const char *text, size_t len, lt_error *err)
{
    finder f = {.out = out, .said = said, .typed = text, .typed_len = len, .err = err};
    size_t prefix = len;
    while (prefix && text[prefix - 1] != '/') prefix--;
    if (strcmp(action, "set") == 0)
        for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
            candidate(&f, "", 0, settings[i], "");
    else
        find_files(&f, text, prefix);
    *count = f.count;
    return f.status;
}

void tui_argument_complete(tui_app *app, tui_line *line, const char *action, size_t from)
{
    lt_mem     *mem = tui_app_mem(app);
    lt_buf      out = {.mem = mem}, said = {.mem = mem};
    const char *text = tui_line_text(line);
    size_t      len = line->text.len, count = 0;
    lt_error    err;
    if (tui_argument_find(&out, &said, &count, action, text + from, len - from, &err)) {
        tui_app_fail(app, &err);
    } else if (count == 0) {
        tui_app_say(app, "nothing begins so");
    } else {
        if (out.len > len - from || count == 1)
            tui_line_replace(line, from, len, (const char *)out.data, out.len);
        if (count > 1)
            tui_app_say(app, "%.*s%s", (int)said.len, (const char *)said.data,
                        count > SAID ? "  …" : "");
    }
    lt_buf_clear(&out);
    lt_buf_clear(&said);
}

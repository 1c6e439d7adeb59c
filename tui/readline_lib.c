#include "tui/readline_lib.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct row {
    const char *name;
    size_t      at; /* in tui_readline */
} row;

static const row rows[] = {
#define ROW(name) {#name, offsetof(tui_readline, name)},
    TUI_READLINE_FUNCTIONS(ROW) TUI_READLINE_VARIABLES(ROW)
#undef ROW
};

static bool load(tui_readline *out, const char **why)
{
    static const char *const names[] = {"libreadline.so.8", "libreadline.so"};
    void                    *library = NULL;
    for (size_t i = 0; !library && i < sizeof(names) / sizeof(*names); i++)
        library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; library && i < sizeof(rows) / sizeof(*rows); i++) {
        void *found = dlsym(library, rows[i].name);
        if (!found) library = NULL;
        memcpy((char *)out + rows[i].at, &found, sizeof(found));
    }
    if (!library) *why = dlerror();
    if (!library && !*why) *why = "libreadline.so.8 lacks a name";
    return library != NULL;
}

const tui_readline *tui_readline_load(const char **why)
{
    static tui_readline lib;
    static bool         is_loaded;
    if (!is_loaded) is_loaded = load(&lib, why);
    return is_loaded ? &lib : NULL;
}

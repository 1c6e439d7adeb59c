#include "tui/view/prompt_actions.h"

#include "tui/view/book_view.h"
#include "tui/view/help_view.h"
#include "tui/view/palette.h"

#include <string.h>

#define RUN(name) static void name(tui_app *app, const char *arg)

RUN(do_palette) { tui_palette_open(app, arg); }

RUN(do_help)
{
    (void)arg;
    tui_help_open(app);
}

RUN(do_search)
{
    (void)arg;
    tui_search_ask(app, false);
}

RUN(do_search_back)
{
    (void)arg;
    tui_search_ask(app, true);
}

RUN(do_next)
{
    (void)arg;
    tui_search_step(app, false);
}

RUN(do_previous)
{
    (void)arg;
    tui_search_step(app, true);
}

/* ---- settings ---- */

static void set_theme(tui_app *app, const char *name)
{
    const tui_theme *theme = tui_theme_find(name);
    if (theme && tui_app_screen(app)) tui_screen_theme(tui_app_screen(app), theme);
    if (theme)
        tui_app_say(app, "theme %s", name);
    else
        tui_app_say(app, "there is no theme %s; :set theme= and Tab list them", name);
}

static void set_mouse(tui_app *app, const char *value)
{
    bool on = strcmp(value, "on") == 0;
    if (!on && strcmp(value, "off") != 0) {
        tui_app_say(app, "mouse=on or mouse=off");
        return;
    }
    if (tui_app_screen(app)) tui_screen_mouse(tui_app_screen(app), on);
    tui_app_say(app, on ? "the mouse is lote's; Shift-drag selects text"
                        : "the mouse is the terminal's");
}

RUN(do_set)
{
    if (strncmp(arg, "theme=", 6) == 0)
        set_theme(app, arg + 6);
    else if (strncmp(arg, "mouse=", 6) == 0)
        set_mouse(app, arg + 6);
    else
        tui_app_say(app, ":set theme=NAME, :set mouse=on, :set mouse=off");
    tui_app_dirty(app);
}

static const char *needs_cells(const tui_app *app)
{
    return tui_doc_count(tui_app_doc(app)) ? NULL : "there is nothing to search";
}

/* ---- keys of small views ---- */

/* A click on the bar is the key itself, given to the view on top. */
static void press(tui_app *app, uint32_t key, uint8_t mods)
{
    char      raw[TUI_KEY_BYTES];
    tui_view *v = tui_app_top(app);
    tui_event e = {.kind = TUI_EVENT_KEY, .key = key, .mods = mods, .text = "", .raw = raw};
    e.raw_len = tui_key_bytes(raw, key, mods);
    if (key < TUI_KEY_ENTER && !mods) {
        e.text = raw;
        e.len = e.raw_len;
    }
    if (v->ops->event) v->ops->event(v, &e);
}

#define PRESS(name, key, mods)                      \
    static void name(tui_app *app, const char *arg) \
    {                                               \
        (void)arg;                                  \
        press(app, key, mods);                      \
    }
PRESS(press_enter, TUI_KEY_ENTER, 0)
PRESS(press_escape, TUI_KEY_ESCAPE, 0)
PRESS(press_tab, TUI_KEY_TAB, 0)
PRESS(press_up, TUI_KEY_UP, 0)
PRESS(press_down, TUI_KEY_DOWN, 0)
PRESS(press_left, TUI_KEY_LEFT, 0)
PRESS(press_right, TUI_KEY_RIGHT, 0)
PRESS(press_page, TUI_KEY_PAGE_DOWN, 0)
PRESS(press_search, 'r', TUI_CTRL)
PRESS(press_undo, '_', TUI_CTRL)
PRESS(press_run, 'r', 0)

enum {
    CMD = TUI_ON_COMMAND,
    EDIT = TUI_ON_EDIT,
    PAGES = TUI_ON_COMMAND | TUI_ON_TABLE | TUI_ON_TEXT | TUI_ON_MERGE | TUI_ON_FORM,
    PROMPT = TUI_ON_PROMPT,
    LIST = TUI_ON_LIST,
    FORM = TUI_ON_FORM,
    HELP = TUI_ON_HELP
};

/* clang-format off */
const tui_action tui_prompt_actions[] = {
    {"palette", ": <C-p> <A-x>", PAGES, 20, "commands", "A command by name", do_palette, NULL},
    {"commands", "<A-x>", EDIT, 20, "commands", "A command by name", do_palette, NULL},
    {"search", "/", CMD, 11, "search", "Search the notebook", do_search, needs_cells},
    {"search-back", "g?", CMD, 0, "", "Search the notebook backwards", do_search_back, needs_cells},
    {"next-match", "n", CMD, 0, "", "Next match", do_next, needs_cells},
    {"previous-match", "N", CMD, 0, "", "Previous match", do_previous, needs_cells},
    {"set", "", PAGES | EDIT, 0, "", ":set theme=NAME, :set mouse=on or off", do_set, NULL},
    {"help", "? <F1>", PAGES | EDIT, 99, "help", "The keys that work here, and all commands", do_help, NULL},
    {0},
};

const tui_action tui_small_actions[] = {
    {"accept", "<Enter>", PROMPT | LIST, 1, "do it", "Take what is typed or chosen", press_enter, NULL},
    {"give-up", "<Esc>", PROMPT | LIST, 2, "cancel", "Back to where you were", press_escape, NULL},
    {"complete", "<Tab>", PROMPT | LIST, 3, "complete", "Complete what is typed", press_tab, NULL},
    {"choose", "<Down>", LIST, 4, "choose", "Choose the next one", press_down, NULL},
    {"older", "<Up>", PROMPT, 4, "older", "What was typed before", press_up, NULL},
    {"search-history", "<C-r>", PROMPT | LIST, 5, "history", "Search what was typed before", press_search, NULL},
    {"undo-typing", "<C-_>", PROMPT | LIST, 6, "undo", "Take the last change back", press_undo, NULL},
    {"edit-value", "<Enter>", FORM, 1, "edit", "Type another value", press_enter, NULL},
    {"value-before", "<Left>", FORM, 2, "choices", "The choice before", press_left, NULL},
    {"value-behind", "<Right>", FORM, 0, "", "The next choice", press_right, NULL},
    {"run-with", "r", FORM, 3, "run all", "Run the notebook with these values", press_run, NULL},
    {"close-form", "<Esc> q", FORM, 4, "back", "Back to the notebook", press_escape, NULL},
    {"scroll-help", "<PageDown>", HELP, 1, "scroll", "A page down", press_page, NULL},
    {"close-help", "<Esc>", HELP, 2, "close", "Back to where you were", press_escape, NULL},
    {0},
};
/* clang-format on */

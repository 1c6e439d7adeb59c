/* readline as the editor of one line.
 *
 * Its state is global, so there is one owner at a time. Each byte waits in a queue that its
 * rl_getc_function reads; it is called only while there are bytes, so it never blocks. A sequence
 * that is bound to nothing is not given to it, as its tail would be typed into the line.
 *
 * It takes bytes for characters by LC_CTYPE; ours are UTF-8 in any locale, so it runs under one
 * that says so, set for this thread alone.
 */
#include "tui/view/line_edit.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

enum { SEARCHING = RL_STATE_ISEARCH | RL_STATE_NSEARCH, ESCAPE = 27, ABORT = 7 };
enum {
    MIDST = SEARCHING | RL_STATE_NUMERICARG | RL_STATE_MULTIKEY | RL_STATE_CHARSEARCH |
            RL_STATE_VIMOTION
};

static struct {
    tui_line *owner; /* NULL: free */
    FILE     *nowhere;
    locale_t  utf8;
    char      queue[TUI_KEY_BYTES];
    size_t    at, len;
    bool      accepted;
} rl;

/* ---- what readline calls ---- */

static int next_byte(FILE *in)
{
    (void)in;
    return rl.at < rl.len ? (unsigned char)rl.queue[rl.at++] : EOF;
}

static int bytes_wait(void) { return rl.at < rl.len; }

static void draw_nothing(void) {}

static void show_no_matches(char **matches, int count, int longest)
{
    (void)matches, (void)count, (void)longest;
}

static char **complete_nothing(const char *text, int from, int to)
{
    (void)text, (void)from, (void)to;
    *rl.owner->lib->rl_attempted_completion_over = 1;
    return NULL;
}

/* The line was ended. readline forgets it when this returns. */
static void take_line(char *text)
{
    tui_line *l = rl.owner;
    rl.accepted = text != NULL;
    l->is_over = true;
    if (text) tui_line_set(l, text, strlen(text));
    l->lib->rl_callback_handler_remove();
    free(text);
}

/* ---- state ---- */

/* What stands in readline's buffer is copied to the line. */
static void fetch(tui_line *l)
{
    const tui_readline *lib = l->lib;
    if (l->is_over || !tui_line_set(l, *lib->rl_line_buffer, (size_t)*lib->rl_end)) return;
    l->cursor = (size_t)*lib->rl_point;
    const char *shown = *lib->rl_display_prompt;
    l->sign = shown && shown != *lib->rl_prompt ? shown : "";
}

static void set_up(const tui_readline *lib)
{
    *lib->rl_readline_name = "lote";
    *lib->rl_catch_signals = *lib->rl_catch_sigwinch = *lib->rl_change_environment = 0;
    *lib->rl_prep_term_function = NULL;
    *lib->rl_deprep_term_function = NULL;
    *lib->rl_redisplay_function = draw_nothing;
    *lib->rl_getc_function = next_byte;
    *lib->rl_input_available_hook = bytes_wait;
    *lib->rl_attempted_completion_function = complete_nothing;
    *lib->rl_completion_display_matches_hook = show_no_matches;
    *lib->rl_instream = *lib->rl_outstream = rl.nowhere;
}

/* Bytes stay bytes of UTF-8, and nothing rings or marks: the screen is not readline's. */
static void bind_variables(const tui_readline *lib)
{
    static const char *const rows[][2] = {{"input-meta", "on"},
                                          {"output-meta", "on"},
                                          {"convert-meta", "off"},
                                          {"bell-style", "none"},
                                          {"enable-bracketed-paste", "off"},
                                          {"blink-matching-paren", "off"},
                                          {"show-mode-in-prompt", "off"},
                                          {"enable-active-region", "off"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
        lib->rl_variable_bind(rows[i][0], rows[i][1]);
}

/* Keys that readline takes from terminfo, but not with a display of one's own; and xterm's words.
 * What the user bound stays. */
static void bind_keys(const tui_readline *lib)
{
    static const char *const rows[][2] = {
        {"\\e[3~", "delete-char"},           {"\\e[2~", "overwrite-mode"},
        {"\\e[1~", "beginning-of-line"},     {"\\e[4~", "end-of-line"},
        {"\\e[1;5C", "forward-word"},        {"\\e[1;5D", "backward-word"},
        {"\\e[1;3C", "forward-word"},        {"\\e[1;3D", "backward-word"},
        {"\\e[3;5~", "kill-word"},           {"\\e[5~", "history-search-backward"},
        {"\\e[6~", "history-search-forward"}};
    static const char *const maps[] = {"emacs", "vi-insert", "vi-command"};
    for (size_t m = 0; m < sizeof(maps) / sizeof(*maps); m++) {
        Keymap map = lib->rl_get_keymap_by_name(maps[m]);
        for (size_t i = 0; map && i < sizeof(rows) / sizeof(*rows); i++)
            lib->rl_bind_keyseq_if_unbound_in_map(rows[i][0], lib->rl_named_function(rows[i][1]),
                                                  map);
    }
}

static bool prepare(tui_line *l)
{
    const char *why = "";
    if (rl.owner) {
        l->note = "another prompt is open";
        return false;
    }
    l->lib = tui_readline_load(&why);
    if (!l->lib) {
        l->note = why;
        return false;
    }
    if (!rl.nowhere) rl.nowhere = fopen("/dev/null", "r+e");
    if (!rl.utf8) rl.utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    if (rl.nowhere) return true;
    l->lib = NULL;
    l->note = "/dev/null cannot be opened";
    return false;
}

/* Every call into readline stands between these two. */
static locale_t begin(void) { return rl.utf8 ? uselocale(rl.utf8) : (locale_t)0; }
static void     end(locale_t before)
{
    if (before) uselocale(before);
}

bool tui_line_rl_open(tui_line *l, const char *initial)
{
    if (!prepare(l)) return false;
    const tui_readline *lib = l->lib;
    locale_t            before = begin();
    rl.owner = l;
    rl.at = rl.len = 0;
    set_up(lib);
    lib->rl_clear_history();
    for (size_t i = 0; l->history && i < tui_history_count(l->history); i++)
        lib->add_history(tui_history_at(l->history, i));
    lib->rl_callback_handler_install("", take_line);
    bind_variables(lib);
    bind_keys(lib);
    if (*initial) lib->rl_insert_text(initial);
    lib->rl_free_undo_list();
    *lib->rl_last_func = NULL; /* kills of two lines do not join */
    fetch(l);
    end(before);
    return true;
}

/* ---- keys ---- */

/* Gives bytes to readline, until they are used up or the line is over. */
static void feed(tui_line *l, const char *bytes, size_t n)
{
    memcpy(rl.queue, bytes, n);
    rl.at = 0;
    rl.len = n;
    while (rl.at < rl.len && !l->is_over) {
        size_t before = rl.at;
        l->lib->rl_callback_read_char();
        if (rl.at == before) rl.at = rl.len;
    }
    rl.at = rl.len = 0;
}

/* Gives the line up. Its undo list may be that of an entry of the history, or of the new line that
 * waits behind one: each goes back to where it belongs before anything is freed. */
static void drop(tui_line *l)
{
    const tui_readline *lib = l->lib;
    lib->rl_callback_sigcleanup();
    for (int i = 0; i < 3 && (*lib->rl_readline_state & MIDST); i++) feed(l, (char[]){ABORT}, 1);
    if (l->is_over) return;
    lib->rl_maybe_replace_line();
    lib->rl_maybe_unsave_line();
    lib->rl_replace_line("", 1);
    lib->rl_callback_handler_remove();
    l->is_over = true;
}

void tui_line_rl_close(tui_line *l)
{
    if (!l->lib || rl.owner != l) return;
    locale_t before = begin();
    if (!l->is_over) drop(l);
    end(before);
    rl.owner = NULL;
}

static bool is_bound(const tui_line *l, const char *bytes, size_t n)
{
    int                kind = 0;
    rl_command_func_t *fn = l->lib->rl_function_of_keyseq_len(bytes, n, NULL, &kind);
    return fn != NULL && kind != ISKMAP;
}

/* The bytes of a key: as they came where readline has that sequence bound, else as xterm has it. */
static size_t bytes_of(const tui_line *l, const tui_event *event, char out[TUI_KEY_BYTES])
{
    size_t n = event->raw_len;
    if (n > 1 && n <= TUI_KEY_BYTES && event->raw[0] == ESCAPE && is_bound(l, event->raw, n)) {
        memcpy(out, event->raw, n);
        return n;
    }
    n = tui_key_bytes(out, event->key, event->mods);
    if (n > 1 && out[0] == ESCAPE && !is_bound(l, out, n)) return 0;
    return n;
}

/* Esc ends what is half done, then vi's typing, then the line. */
static bool escape(tui_line *l)
{
    const tui_readline *lib = l->lib;
    if (*lib->rl_readline_state & MIDST) {
        feed(l, (char[]){ABORT}, 1);
        return true;
    }
    const char *map = lib->rl_get_keymap_name(lib->rl_get_keymap());
    if (!map || strcmp(map, "vi-insert") != 0) return false;
    lib->rl_vi_movement_mode(1, ESCAPE);
    return true;
}

static bool leaves(const tui_line *l, const tui_event *event)
{
    if (!(event->mods & TUI_CTRL)) return false;
    bool in_midst = (*l->lib->rl_readline_state & MIDST) != 0;
    return event->key == 'c' || (event->key == 'g' && !in_midst);
}

static void replace(tui_line *l, size_t from, size_t to, const char *text)
{
    const tui_readline *lib = l->lib;
    locale_t            before = begin();
    lib->rl_begin_undo_group();
    if (to > from) lib->rl_delete_text((int)from, (int)to);
    *lib->rl_point = (int)from;
    lib->rl_insert_text(text);
    lib->rl_end_undo_group();
    *lib->rl_last_func = NULL;
    fetch(l);
    end(before);
}

/* The four history searches of readline 8.2 free an undo list that an entry still holds, so that a
 * later prompt crashes (a changed entry, then history-search-forward); they are done here. */
static const char *const searches[] = {"history-search-backward", "history-search-forward",
                                       "history-substring-search-backward",
                                       "history-substring-search-forward"};

/* Which of them the key is bound to, -1 none. */
static int search_of(const tui_line *l, const char *bytes, size_t n)
{
    if ((n == 1 && bytes[0] >= ' ') || (*l->lib->rl_readline_state & MIDST)) return -1;
    rl_command_func_t *fn = l->lib->rl_function_of_keyseq_len(bytes, n, NULL, NULL);
    for (int i = 0; i < 4; i++)
        if (fn && fn == l->lib->rl_named_function(searches[i])) return i;
    return -1;
}

/* The next entry that begins with (or holds) what stood before the cursor. */
static void search(tui_line *l, int which)
{
    size_t count = l->history ? tui_history_count(l->history) : 0;
    if (!l->back) {
        l->kept.len = 0;
        if (lt_buf_add(&l->kept, l->text.data, l->cursor, NULL) || lt_buf_terminate(&l->kept, NULL))
            return;
    }
    const char *sought = (const char *)l->kept.data;
    for (size_t k = l->back;;) {
        bool back = which % 2 == 0;
        if (back ? k >= count : k <= 1) return;
        k = back ? k + 1 : k - 1;
        const char *entry = tui_history_at(l->history, count - k), *at = strstr(entry, sought);
        if (!at || (which < 2 && at != entry) || strcmp(entry, tui_line_text(l)) == 0) continue;
        replace(l, 0, l->text.len, entry);
        l->back = k;
        if (which < 2) *l->lib->rl_point = (int)l->kept.len;
        return;
    }
}

/* Whether the key ends the line. That is done here, not by readline, so that it ends as any other
 * way of leaving does. In a search it ends that first. */
static bool accepts(tui_line *l, const char *bytes, size_t n)
{
    const tui_readline *lib = l->lib;
    bool                in_search = (*lib->rl_readline_state & RL_STATE_ISEARCH) != 0;
    if (n != 1 || lib->rl_function_of_keyseq_len(bytes, n, NULL, NULL) != lib->rl_newline)
        return false;
    if ((*lib->rl_readline_state & MIDST) && !in_search) return false;
    if (in_search) feed(l, (char[]){ESCAPE}, 1);
    fetch(l);
    return !l->is_over;
}

static tui_line_answer key(tui_line *l, const tui_event *event)
{
    char   bytes[TUI_KEY_BYTES];
    size_t n = bytes_of(l, event, bytes);
    if (leaves(l, event)) return TUI_LINE_CANCEL;
    if (event->key == TUI_KEY_ESCAPE && !event->mods)
        return escape(l) ? TUI_LINE_MOVED : TUI_LINE_CANCEL;
    if (n == 0) return TUI_LINE_UNUSED;
    if (accepts(l, bytes, n)) {
        drop(l);
        return TUI_LINE_ACCEPT;
    }
    int which = search_of(l, bytes, n);
    if (which >= 0) {
        search(l, which);
        return TUI_LINE_MOVED;
    }
    l->back = 0;
    feed(l, bytes, n);
    if (l->is_over) return rl.accepted ? TUI_LINE_ACCEPT : TUI_LINE_CANCEL;
    return TUI_LINE_MOVED;
}

tui_line_answer tui_line_rl_key(tui_line *l, const tui_event *event)
{
    if (l->is_over) return TUI_LINE_UNUSED;
    locale_t        before = begin();
    tui_line_answer answer = key(l, event);
    fetch(l);
    end(before);
    return answer;
}

void tui_line_rl_replace(tui_line *l, size_t from, size_t to, const char *p, size_t n)
{
    lt_buf with = {.mem = l->mem};
    if (!l->is_over && lt_buf_add(&with, p, n, NULL) == LT_OK &&
        lt_buf_terminate(&with, NULL) == LT_OK)
        replace(l, from, to, (const char *)with.data);
    lt_buf_clear(&with);
}

void tui_line_rl_move(tui_line *l, size_t at)
{
    if (l->is_over) return;
    *l->lib->rl_point = (int)at;
    fetch(l);
}

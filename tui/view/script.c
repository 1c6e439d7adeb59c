#include "tui/view/script.h"

#include "core/clock.h"
#include "core/escape.h"
#include "io/sys.h"
#include "tui/term/canvas_dump.h"
#include "tui/view/app_state.h"
#include "tui/view/book_view.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEP_MS = 2, PATIENCE_MS = 20000 };

struct tui_script {
    tui_app *app;
    lt_buf   text;
    size_t   at;
    int64_t  line, waits_since;
    lt_error error;
    bool     failed, is_over;
};

static lt_status read_file(lt_buf *out, const char *path, lt_error *err)
{
    char    bytes[8192];
    ssize_t n = 0;
    int     fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return LT_FAIL(err, LT_ENOTFOUND, "the script %s: %s", path, strerror(errno));
    lt_status status = LT_OK;
    while (!status && (n = read(fd, bytes, sizeof(bytes))) > 0)
        status = lt_buf_add(out, bytes, (size_t)n, err);
    close(fd);
    if (!status && n < 0) status = LT_FAIL(err, LT_EIO, "the script %s: %s", path, strerror(errno));
    return status;
}

lt_status tui_script_open(tui_script **out, tui_app *app, const char *path, lt_error *err)
{
    lt_mem     *mem = tui_app_mem(app);
    tui_script *s = lt_mem_zeroed(mem, 1, sizeof(*s));
    if (!s) return lt_mem_refused(mem, sizeof(*s), "a script", err);
    s->app = app;
    s->text.mem = mem;
    lt_status status = read_file(&s->text, path, err);
    if (status)
        tui_script_close(s);
    else
        *out = s;
    return status;
}

void tui_script_close(tui_script *s)
{
    if (!s) return;
    lt_mem *mem = s->text.mem;
    lt_buf_clear(&s->text);
    lt_mem_free(mem, s, sizeof(*s));
}

lt_status tui_script_result(const tui_script *s, lt_error *err)
{
    if (!s->failed) return LT_OK;
    *err = s->error;
    return s->error.code;
}

static void fail(tui_script *s, const char *what, const char *line, size_t n)
{
    s->failed = s->is_over = true;
    lt_fail(&s->error, LT_EUSAGE, LT_HERE, "script line %lld: %s: %.*s", (long long)s->line, what,
            n > 200 ? 200 : (int)n, line);
    tui_loop_stop(tui_app_loop(s->app));
}

/* ---- what a line says ---- */

/* "text" at p with its escapes undone; false: it is none. */
static bool unquote(lt_buf *out, const char *p, size_t n)
{
    if (n < 2 || p[0] != '"' || p[n - 1] != '"') return false;
    for (size_t i = 1; i + 1 < n; i++) {
        char c = p[i];
        if (c == '\\' && i + 2 < n) {
            c = p[++i];
            if (c == 'n') c = '\n';
            if (c == 't') c = '\t';
            if (c == 'e') c = '\033';
        }
        if (lt_buf_add(out, &c, 1, NULL)) return false;
    }
    return true;
}

static void press(tui_script *s, uint32_t key, uint8_t mods)
{
    char      text[5] = "";
    tui_event e = {.kind = TUI_EVENT_KEY, .key = key, .mods = mods, .text = text, .raw = text};
    if (key < 0x110000 && !(mods & (TUI_CTRL | TUI_ALT))) {
        e.len = e.raw_len = lt_utf8_put(text, (int32_t)key);
    } else if (key == TUI_KEY_ENTER) {
        e.raw = "\r";
        e.raw_len = 1;
    } else if (key == TUI_KEY_BACKSPACE) {
        e.raw = "\x7f";
        e.raw_len = 1;
    } else if (key == TUI_KEY_TAB) {
        e.raw = "\t";
        e.raw_len = 1;
    } else if (mods == TUI_CTRL && key >= 'a' && key <= 'z') {
        text[0] = (char)(key - 'a' + 1);
        e.raw_len = 1;
    }
    tui_app_event(s->app, &e);
}

static bool type_text(tui_script *s, const char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        int32_t code;
        i += lt_utf8_next(p + i, n - i, &code);
        if (code == '\n')
            press(s, TUI_KEY_ENTER, 0);
        else if (code == '\t')
            press(s, TUI_KEY_TAB, 0);
        else
            press(s, code < 0 ? 0xFFFD : (uint32_t)code, 0);
    }
    return true;
}

static bool press_keys(tui_script *s, const char *p, size_t n)
{
    for (size_t i = 0, took; i < n; i += took) {
        uint32_t key;
        uint8_t  mods;
        took = tui_key_parse(p + i, n - i, &key, &mods);
        if (!took) return false;
        press(s, key, mods);
    }
    return true;
}

static bool dump(tui_script *s, const char *path)
{
    const tui_canvas *c = tui_loop_canvas(tui_app_loop(s->app));
    const char       *dot = strrchr(path, '.');
    lt_buf            out = {.mem = s->text.mem};
    tui_dump          how = {.depth = TUI_256, .dark = true};
    lt_status         status;
    if (tui_app_screen(s->app)) {
        how.depth = tui_screen_depth(tui_app_screen(s->app));
        how.ascii = tui_screen_is_ascii(tui_app_screen(s->app));
    }
    if (!c) return false;
    if (dot && strcmp(dot, ".svg") == 0)
        status = tui_dump_svg(&out, c, &how, NULL);
    else if (dot && strcmp(dot, ".ansi") == 0)
        status = tui_dump_ansi(&out, c, &how, NULL);
    else if (dot && strcmp(dot, ".golden") == 0)
        status = tui_dump_golden(&out, c, &how, NULL);
    else
        status = tui_dump_text(&out, c, &how, NULL);
    FILE *f = status ? NULL : fopen(path, "we");
    bool  good = f && fwrite(out.data, 1, out.len, f) == out.len;
    if (f) good = fclose(f) == 0 && good;
    lt_buf_clear(&out);
    return good;
}

/* ---- waiting ---- */

static bool is_idle(const tui_script *s)
{
    tui_book_view *v = tui_book_of(s->app);
    tui_client    *c = tui_app_client(s->app);
    if (v->outcomes.running || v->stale_timer >= 0 || v->completing || v->asked_stale > 0)
        return false;
    if (c && !s->app->is_synced) return false;
    for (size_t k = 0; k < v->outcomes.list.len / sizeof(tui_outcome *); k++) {
        const tui_outcome *o = ((tui_outcome **)(void *)v->outcomes.list.data)[k];
        if (o->state == TUI_RUN_WAITS || o->state == TUI_RUN_RUNS) return false;
        for (size_t i = 0; i < tui_outcome_count(o); i++) {
            const tui_item *item = tui_outcome_item(o, i);
            if (item->kind == TUI_ITEM_TABLE && item->result && !item->has_window) return false;
        }
    }
    return true;
}

static bool shows(const tui_script *s, const char *text, size_t n)
{
    const tui_canvas *c = tui_loop_canvas(tui_app_loop(s->app));
    lt_buf            out = {.mem = s->text.mem};
    tui_dump          how = {.depth = TUI_256, .keep_blanks = true};
    bool              found = c && tui_dump_text(&out, c, &how, NULL) == LT_OK && out.len && n &&
                 memmem(out.data, out.len, text, n) != NULL;
    lt_buf_clear(&out);
    return found;
}

/* ---- one line after the other ---- */

typedef enum outcome { GO_ON, AGAIN, WRONG } outcome;

static bool begins(const char **p, size_t *n, const char *word)
{
    size_t len = strlen(word);
    if (*n < len || memcmp(*p, word, len) != 0) return false;
    *p += len;
    *n -= len;
    return true;
}

static outcome wait_line(tui_script *s, const char *p, size_t n)
{
    lt_buf text = {.mem = s->text.mem};
    bool   there;
    if (n == 4 && memcmp(p, "idle", 4) == 0)
        there = is_idle(s);
    else if (unquote(&text, p, n))
        there = shows(s, (const char *)text.data, text.len);
    else
        return WRONG;
    lt_buf_clear(&text);
    return there ? GO_ON : AGAIN;
}

static outcome text_line(tui_script *s, const char *p, size_t n, bool paste)
{
    lt_buf text = {.mem = s->text.mem};
    bool   good = unquote(&text, p, n);
    if (good && paste) {
        tui_event e = {
            .kind = TUI_EVENT_PASTE, .text = (const char *)text.data, .len = text.len, .raw = ""};
        if (!e.text) e.text = "";
        tui_app_event(s->app, &e);
    } else if (good) {
        type_text(s, (const char *)text.data, text.len);
    }
    lt_buf_clear(&text);
    return good ? GO_ON : WRONG;
}

static outcome run_line(tui_script *s, const char *p, size_t n)
{
    char path[512];
    if (n == 0 || *p == '#') return GO_ON;
    if (begins(&p, &n, "wait ")) return wait_line(s, p, n);
    if (begins(&p, &n, "paste ")) return text_line(s, p, n, true);
    if (*p == '"') return text_line(s, p, n, false);
    if (begins(&p, &n, "dump ")) {
        if (n >= sizeof(path)) return WRONG;
        memcpy(path, p, n);
        path[n] = 0;
        return dump(s, path) ? GO_ON : WRONG;
    }
    if (n == 4 && memcmp(p, "quit", 4) == 0) {
        tui_loop_stop(tui_app_loop(s->app));
        s->is_over = true;
        return GO_ON;
    }
    return press_keys(s, p, n) ? GO_ON : WRONG;
}

static void step(void *arg)
{
    tui_script *s = arg;
    const char *text = (const char *)s->text.data;
    if (s->is_over || s->at >= s->text.len) return;
    const char *end = memchr(text + s->at, '\n', s->text.len - s->at);
    size_t      n = end ? (size_t)(end - text) - s->at : s->text.len - s->at;
    int64_t     now = lt_clock_monotonic_ns();
    if (!s->waits_since) {
        s->waits_since = now;
        s->line++;
    }
    outcome o = run_line(s, text + s->at, n);
    if (o == WRONG)
        fail(s, "not understood, or not possible", text + s->at, n);
    else if (o == AGAIN && now - s->waits_since > (int64_t)PATIENCE_MS * 1000000)
        fail(s, "waited 20 seconds", text + s->at, n);
    if (o == GO_ON) {
        s->at += n + 1;
        s->waits_since = 0;
    }
    /* The next line sees the frame that this one made. */
    if (!s->is_over) tui_loop_after(tui_app_loop(s->app), o == AGAIN ? STEP_MS : 20, step, s);
}

void tui_script_start(tui_script *s) { tui_loop_after(tui_app_loop(s->app), STEP_MS, step, s); }

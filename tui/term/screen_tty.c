/* Taking the terminal over and giving it back. */
#include "tui/term/screen_state.h"

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <term.h>
#include <unistd.h>

/* Paste, focus, then what names modified keys; the last two are undone first. */
static const char modes_on[] = "\033[?2004h\033[?1004h\033[>4;1m\033[>1u";
static const char mouse_on[] = "\033[?1002h\033[?1006h", mouse_off[] = "\033[?1006l\033[?1002l";
static const char modes_off[] = "\033[<u\033[>4m\033[?1006l\033[?1002l\033[?1004l\033[?2004l"
                                "\033[?2026l\033[0 q";
/* A sign of ambiguous width, and where the cursor is after it. */
static const char probe[] = "\033[H\342\227\217\033[6n\033[H\033[K";

static tui_screen *at_exit; /* the one screen; what exit() must give back */

static void leave_at_exit(void)
{
    if (at_exit) tui_screen_leave(at_exit);
}

bool tui_tty_write(const tui_screen *s, const char *p, size_t n)
{
    while (n) {
        ssize_t sent = write(s->out_fd, p, n);
        if (sent < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (sent < 0) return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

bool tui_tty_say(const tui_screen *s, const char *text)
{
    return tui_tty_write(s, text, strlen(text));
}

static lt_status refuse(lt_error *err, const char *why)
{
    lt_status status = LT_FAIL(err, LT_EUNSUPPORTED, "%s", why);
    lt_error_hint(err, "LOTE_PLAIN=1 or lote read FILE shows a notebook as plain lines; "
                       "lote run FILE runs it");
    return status;
}

static lt_status open_fds(tui_screen *s, lt_error *err)
{
    s->in_fd = STDIN_FILENO;
    s->out_fd = STDOUT_FILENO;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
        if (fd < 0) return refuse(err, "there is no terminal");
        s->in_fd = s->out_fd = fd;
        s->own_tty = true;
    }
    int in = fcntl(s->in_fd, F_DUPFD_CLOEXEC, 3), out = fcntl(s->out_fd, F_DUPFD_CLOEXEC, 3);
    s->in = in >= 0 ? fdopen(in, "r") : NULL;
    s->out = out >= 0 ? fdopen(out, "w") : NULL;
    if (!s->in && in >= 0) close(in);
    if (!s->out && out >= 0) close(out);
    if (!s->in || !s->out || tcgetattr(s->in_fd, &s->before))
        return LT_FAIL(err, LT_EIO, "terminal: %s", strerror(errno));
    return LT_OK;
}

static bool names_utf8(const char *value)
{
    const char *charset = value ? strchr(value, '.') : NULL;
    return charset && (!strncasecmp(charset, ".utf-8", 6) || !strncasecmp(charset, ".utf8", 5));
}

/* The variable that decides names UTF-8 though libc has no such locale: common over ssh. */
static bool wants_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return names_utf8(value);
    }
    return false;
}

static bool is_utf8(void)
{
    if (!setlocale(LC_CTYPE, "") && wants_utf8()) setlocale(LC_CTYPE, "C.UTF-8");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static bool begins(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

/* Those that print or misread what they do not know. */
static bool is_modern(const char *term)
{
    static const char *const old[] = {"linux", "vt1", "vt2", "vt3", "cons", "ansi", "sun", "wyse"};
    for (size_t i = 0; i < sizeof(old) / sizeof(*old); i++)
        if (begins(term, old[i])) return false;
    return true;
}

static bool is_on(const char *name)
{
    const char *value = getenv(name);
    return value && *value && strcmp(value, "0") != 0;
}

/* A terminal with millions of colours that calls itself xterm, screen or tmux: the same name with
 * its 256 colours, if there is one. */
static SCREEN *open_colourful(const tui_screen *s, const char *term, tui_colour choice)
{
    char        better[128];
    const char *told = getenv("COLORTERM");
    bool        wanted = told && (!strcmp(told, "truecolor") || !strcmp(told, "24bit"));
    if ((!wanted && choice != TUI_COLOUR_256) || strstr(term, "256color") || strlen(term) > 60)
        return NULL;
    snprintf(better, sizeof(better), "%s-256color", term);
    return newterm(better, s->out, s->in);
}

static lt_status open_curses(tui_screen *s, const char *term, tui_colour choice, lt_error *err)
{
    static const char *const others[] = {"xterm-256color", "xterm", "vt100"};
    use_env(FALSE);
    use_tioctl(TRUE);
    SCREEN *curses = open_colourful(s, term, choice);
    if (!curses) curses = newterm(term, s->out, s->in);
    for (size_t i = 0; !curses && i < sizeof(others) / sizeof(*others); i++) {
        curses = newterm(others[i], s->out, s->in);
        if (curses)
            snprintf(s->note, sizeof(s->note), "terminal %.60s is not known here, taken for %s",
                     term, others[i]);
    }
    if (!curses) return refuse(err, "no description of any terminal (terminfo) is installed");
    s->curses = curses;
    return LT_OK;
}

static void choose_colours(tui_screen *s, tui_colour choice)
{
    static const int counts[] = {[TUI_MONO] = 0, [TUI_8] = 8, [TUI_16] = 16, [TUI_256] = 256};
    int              able = has_colors() ? (start_color(), COLORS) : 0;
    tui_colour_facts facts = {getenv("NO_COLOR"), getenv("CLICOLOR_FORCE"), getenv("COLORTERM"),
                              able};
    if (able) use_default_colors();
    s->depth = tui_depth_choose(choice, &facts);
    tui_depth wanted = s->depth;
    while (s->depth > TUI_MONO && counts[s->depth] > able) s->depth--;
    bool asked = choice >= TUI_COLOUR_256 && s->depth != wanted;
    if (asked && !s->note[0])
        snprintf(s->note, sizeof(s->note), "this terminal's description has %d colours", able);
}

lt_status tui_tty_open(tui_screen *s, const tui_screen_options *options, lt_error *err)
{
    const char *term = options->term ? options->term : getenv("TERM");
    LT_TRY(open_fds(s, err));
    if (!term || !*term || !strcmp(term, "dumb") || !strcmp(term, "unknown"))
        return refuse(err, "the terminal is dumb (TERM)");
    s->ascii = !is_utf8() || options->ascii || is_on("LOTE_ASCII");
    s->modern = is_modern(term);
    LT_TRY(open_curses(s, term, options->colour, err));
    choose_colours(s, options->colour);
    raw();
    noecho();
    nonl();
    keypad(stdscr, FALSE);
    intrflush(stdscr, FALSE);
    leaveok(stdscr, FALSE);
    scrollok(stdscr, FALSE);
    return LT_OK;
}

void tui_tty_close(tui_screen *s)
{
    if (s->curses) delscreen(s->curses);
    if (s->in) fclose(s->in);
    if (s->out) fclose(s->out);
    if (s->own_tty) close(s->in_fd);
    if (at_exit == s) at_exit = NULL;
}

/* A terminfo string without its delays. */
static void add_capability(char *out, size_t cap, const char *name)
{
    const char *p = tigetstr(name);
    size_t      n = strlen(out);
    if (!p || (intptr_t)p == -1) return;
    while (*p && n + 1 < cap) {
        const char *end = p[0] == '$' && p[1] == '<' ? strchr(p, '>') : NULL;
        if (end)
            p = end + 1;
        else
            out[n++] = *p++;
    }
    out[n] = 0;
}

static void arm(tui_screen *s)
{
    char undo[512] = "";
    if (s->modern) snprintf(undo, sizeof(undo), "%s", modes_off);
    add_capability(undo, sizeof(undo), "sgr0");
    add_capability(undo, sizeof(undo), "cnorm");
    add_capability(undo, sizeof(undo), "rmcup");
    snprintf(undo + strlen(undo), sizeof(undo) - strlen(undo), "\r\n");
    tui_crash_arm(s, undo);
    static bool registered;
    if (!registered) registered = atexit(leave_at_exit) == 0;
    at_exit = s;
}

void tui_screen_enter(tui_screen *s)
{
    if (s->entered || !s->curses) return;
    arm(s);
    s->entered = true;
    s->whole = true;
    s->cursor_row = -1;
    reset_prog_mode();
    erase();
    move(0, 0);
    refresh(); /* the alternate screen is there before the modes, which belong to it */
    if (!s->modern) return;
    tui_tty_say(s, modes_on);
    if (s->mouse) tui_tty_say(s, mouse_on);
    if (s->ascii || s->asks_cursor) return;
    s->asks_cursor = true;
    tui_tty_say(s, probe);
}

void tui_screen_leave(tui_screen *s)
{
    if (!s->entered) return;
    s->entered = false;
    if (s->progress != -2 && s->modern) tui_tty_say(s, "\033]9;4;0;\033\\");
    s->progress = -2;
    if (s->titled) tui_tty_say(s, "\033[23;2t");
    s->titled = false;
    if (s->modern) tui_tty_say(s, modes_off);
    curs_set(1);
    endwin();
    tcsetattr(s->in_fd, TCSADRAIN, &s->before);
    tui_crash_disarm();
}

void tui_screen_mouse(tui_screen *s, bool on)
{
    s->mouse = on;
    if (s->entered && s->modern) tui_tty_say(s, on ? mouse_on : mouse_off);
}

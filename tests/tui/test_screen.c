/* A small program on a pty, its real bytes seen by libvterm. */
#include "tui/term/screen.h"

#include "tests/events.h"
#include "tests/helper.h"
#include "tests/page.h"
#include "tests/pty.h"
#include "tui/term/canvas_dump.h"
#include "tui/term/loop.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- the program: shows the page and the last event; some keys do something --- */

typedef struct app {
    tui_loop   *loop;
    tui_screen *screen;
    char        line[200];
} app;

static void draw(void *data, tui_canvas *c)
{
    app *a = data;
    page_draw(c);
    tui_printf(c, c->rows - 1, 12, TUI_STYLE(TEXT), "%s", a->line);
}

static void say(app *a, const char *what, lt_status status, int number)
{
    snprintf(a->line, sizeof(a->line), "%s: %s %d.", what, lt_status_word(status), number);
}

/* In shells' mode inside: canonical input, and no screen of ours. */
static void run_program(app *a)
{
    char *const argv[] = {"sh", "-c", "stty | grep -q -- -icanon && exit 9; echo outside; exit 3",
                          NULL};
    char *const none[] = {"/nowhere/editor", NULL};
    int         code = -1, other = -1;
    lt_status   status = tui_screen_run(a->screen, argv, &code, NULL);
    if (!status && tui_screen_run(a->screen, none, &other, NULL) != LT_ENOTFOUND) code = 99;
    say(a, "ran", status, code);
}

static void copy(app *a)
{
    static char big[TUI_COPY_MOST + 1];
    lt_status   small = tui_screen_copy(a->screen, "hola", 4, NULL);
    lt_status   much = tui_screen_copy(a->screen, big, sizeof(big), NULL);
    say(a, "copied", small, much == LT_ELIMIT);
}

static int overflow(volatile char *before, int depth)
{
    volatile char here[4096];
    here[0] = *before;
    return depth ? overflow(here, depth - 1) + here[0] : 0;
}

static void act(app *a, uint32_t key)
{
    switch (key) {
    case 'q': tui_loop_stop(a->loop); break;
    case 'A': abort();
    case 'V': raise(SIGSEGV); break;
    case 'O': overflow((char *)a->line, 1 << 28); break;
    case 'x': exit(3);
    case 'z': tui_screen_suspend(a->screen); break;
    case 'e': run_program(a); break;
    case 'y': copy(a); break;
    case 't': tui_screen_title(a->screen, "a\033b ñ"); break;
    case 'b': tui_screen_bell(a->screen); break;
    case 'p': tui_screen_progress(a->screen, 40); break;
    case 'l': tui_screen_repaint(a->screen); break;
    case 'n': snprintf(a->line, sizeof(a->line), "note: %.150s", tui_screen_note(a->screen)); break;
    default: break;
    }
    tui_loop_dirty(a->loop);
}

static void on_event(void *data, const tui_event *event)
{
    app *a = data;
    if (event->kind == TUI_EVENT_RESIZE) {
        snprintf(a->line, sizeof(a->line), "size %dx%d.", event->row, event->col);
        return;
    }
    lt_buf told = {.mem = lt_mem_default()};
    events_tell(&told, event, false);
    snprintf(a->line, sizeof(a->line), "got %.*s.", (int)told.len, (char *)told.data);
    lt_buf_clear(&told);
    act(a, event->kind == TUI_EVENT_KEY && !event->mods ? event->key : 0);
}

static int program(void *data)
{
    const tui_screen_options *options = data;
    static app                a;
    lt_error                  err;
    int                       ended_by = 0;
    if (tui_loop_open(&a.loop, lt_mem_default(), &err)) return 90;
    lt_status status = tui_screen_open(&a.screen, lt_mem_default(), options, &err);
    if (status) {
        printf("refused: %s; %.30s\r\n", err.text, err.hint);
        tui_loop_close(a.loop);
        return status == LT_EUNSUPPORTED ? 92 : 91;
    }
    tui_loop_calls calls = {.event = on_event, .draw = draw, .data = &a};
    snprintf(a.line, sizeof(a.line), "ready.");
    status = tui_loop_run(a.loop, a.screen, &calls, &ended_by, &err);
    tui_screen_close(a.screen);
    tui_loop_close(a.loop);
    return status ? 93 : ended_by;
}

/* --- the tests --- */

static tui_screen_options usual;
#define ENV(...)                                                                               \
    ((const char *const[]){"NO_COLOR", "COLORTERM", "CLICOLOR_FORCE", "LOTE_ASCII", "LINES=7", \
                           "COLUMNS=33", __VA_ARGS__, NULL})
#define XTERM ENV("TERM=xterm-256color", "LC_ALL=C.UTF-8")

static void start(pty *t, int rows, int cols, const char *const env[])
{
    pty_start(t, rows, cols, env, program, &usual);
    pty_wait(t, "ready.");
}

static void quit(pty *t, int code)
{
    pty_type(t, "q");
    int status = pty_status(t);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), code);
    pty_check_restored(t);
}

/* The page as its canvas has it, with the last line of the program. */
static void check_rows(pty *t, bool ascii, const char *line)
{
    lt_error   err;
    tui_canvas c;
    tui_dump   how = {.depth = TUI_256, .ascii = ascii};
    lt_buf     want = {.mem = lt_mem_default()};
    CHECK_OK(tui_canvas_open(&c, lt_mem_default(), t->rows, t->cols, &err), &err);
    page_draw(&c);
    tui_puts(&c, t->rows - 1, 12, TUI_STYLE(TEXT), line);
    CHECK_OK(tui_dump_text(&want, &c, &how, &err), &err);
    char *p = (char *)want.data;
    for (int row = 0; row < t->rows; row++) {
        char *end = memchr(p, '\n', (size_t)((char *)want.data + want.len - p));
        *end = 0;
        CHECK_TEXT(pty_row(t, row), p);
        p = end + 1;
    }
    lt_buf_clear(&want);
    tui_canvas_close(&c);
}

static void shows_the_canvas_cell_for_cell(void **state)
{
    (void)state;
    static const int sizes[][2] = {{10, 40}, {24, 80}, {40, 120}, {50, 200}};
    for (int i = 0; i < 4; i++) {
        pty      t;
        VTermPos at;
        start(&t, sizes[i][0], sizes[i][1], XTERM);
        check_rows(&t, false, "ready.");
        assert_true(t.alternate);
        vterm_state_get_cursorpos(vterm_obtain_state(t.vt), &at);
        assert_int_equal(at.row, t.rows - 1);
        assert_int_equal(at.col, 9);
        quit(&t, 0);
        pty_end(&t);
    }
}

static void colours_reach_the_terminal(void **state)
{
    (void)state;
    pty t;
    start(&t, 24, 80, XTERM);
    VTermScreenCell bad = pty_cell(&t, 8, 36), text = pty_cell(&t, 1, 36),
                    marked = pty_cell(&t, 4, 4);
    assert_true(VTERM_COLOR_IS_INDEXED(&bad.fg));
    assert_int_equal(bad.fg.indexed.idx, 160);
    assert_true(bad.attrs.bold);
    assert_true(VTERM_COLOR_IS_DEFAULT_FG(&text.fg) && VTERM_COLOR_IS_DEFAULT_BG(&text.bg));
    assert_true(marked.attrs.reverse);
    assert_int_equal(marked.width, 2);
    quit(&t, 0);
    pty_end(&t);
    start(&t, 24, 80, ENV("TERM=xterm-256color", "LC_ALL=C.UTF-8", "NO_COLOR=1"));
    bad = pty_cell(&t, 8, 36);
    assert_true(VTERM_COLOR_IS_DEFAULT_FG(&bad.fg) && bad.attrs.bold);
    assert_false(pty_wrote(&t, "38;5"));
    quit(&t, 0);
    pty_end(&t);
    start(&t, 24, 80, ENV("TERM=xterm", "LC_ALL=C.UTF-8", "COLORTERM=truecolor"));
    bad = pty_cell(&t, 8, 36);
    assert_int_equal(bad.fg.indexed.idx, 160);
    quit(&t, 0);
    pty_end(&t);
    start(&t, 24, 80, ENV("TERM=xterm", "LC_ALL=C.UTF-8"));
    bad = pty_cell(&t, 8, 36);
    assert_int_equal(bad.fg.indexed.idx & 7, 1);
    quit(&t, 0);
    pty_end(&t);
}

static void other_locales_get_ascii(void **state)
{
    (void)state;
    pty t;
    /* Not xterm: libvterm 0.1 repeats a character (REP) once too few. */
    start(&t, 24, 80, ENV("TERM=screen-256color", "LC_ALL=C"));
    check_rows(&t, true, "ready.");
    for (size_t i = 0; i < t.bytes.len; i++) assert_true(t.bytes.data[i] < 0x80);
    quit(&t, 0);
    pty_end(&t);
    start(&t, 24, 80, ENV("TERM=screen-256color", "LC_ALL=C.UTF-8", "LOTE_ASCII=1"));
    check_rows(&t, true, "ready.");
    quit(&t, 0);
    pty_end(&t);
    start(&t, 24, 80, ENV("TERM=xterm-256color", "LC_ALL=qq_QQ.UTF-8"));
    check_rows(&t, false, "ready.");
    quit(&t, 0);
    pty_end(&t);
}

static void old_terminals_get_only_what_they_know(void **state)
{
    (void)state;
    static const char *const terms[] = {"TERM=linux", "TERM=vt100"};
    for (int i = 0; i < 2; i++) {
        pty t;
        start(&t, 24, 80, ENV(terms[i], "LC_ALL=C.UTF-8"));
        check_rows(&t, false, "ready.");
        assert_false(pty_wrote(&t, "\033[>") || pty_wrote(&t, "\033]") ||
                     pty_wrote(&t, "\033[?2004h"));
        pty_type(&t, "y");
        pty_wait(&t, "copied: not supported");
        quit(&t, 0);
        pty_end(&t);
    }
    static const char *const others[] = {"TERM=tmux-256color", "TERM=screen", "TERM=rxvt"};
    for (int i = 0; i < 3; i++) {
        pty t;
        start(&t, 24, 80, ENV(others[i], "LC_ALL=C.UTF-8"));
        check_rows(&t, false, "ready.");
        quit(&t, 0);
        pty_end(&t);
    }
}

static void an_unknown_terminal_is_taken_for_xterm(void **state)
{
    (void)state;
    pty t;
    start(&t, 24, 120, ENV("TERM=nobody-knows-it", "LC_ALL=C.UTF-8"));
    pty_type(&t, "n");
    pty_wait(&t, "note: terminal nobody-knows-it is not known here, taken for xterm-256color");
    quit(&t, 0);
    pty_end(&t);
}

static void a_dumb_terminal_is_refused(void **state)
{
    (void)state;
    static const char *const terms[] = {"TERM=dumb", "TERM=", "TERM"};
    for (int i = 0; i < 3; i++) {
        pty t;
        pty_start(&t, 24, 80, ENV(terms[i], "LC_ALL=C.UTF-8"), program, &usual);
        pty_wait(&t, "refused: the terminal is dumb (TERM); LOTE_PLAIN=1");
        assert_int_equal(WEXITSTATUS(pty_status(&t)), 92);
        assert_false(pty_wrote(&t, "\033"));
        pty_end(&t);
    }
    int pid = fork();
    if (pid == 0) {
        setsid();
        FILE *gone = freopen("/dev/null", "r+", stdin);
        _exit(gone && freopen("/dev/null", "w", stdout) ? program(&usual) : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_int_equal(WEXITSTATUS(status), 92);
}

static void keys_pastes_and_clicks_arrive(void **state)
{
    (void)state;
    pty t;
    start(&t, 24, 80, XTERM);
    pty_type(&t, "\033[1;5C");
    pty_wait(&t, "got <C-Right>");
    pty_type(&t, "\033");
    pty_wait(&t, "got <Esc>");
    pty_type(&t, "\r");
    pty_wait(&t, "got <Enter>");
    pty_type(&t, "\n");
    pty_wait(&t, "got <C-j>");
    pty_type(&t, "\003");
    pty_wait(&t, "got <C-c>");
    pty_type(&t, "\032");
    pty_wait(&t, "got <C-z>");
    pty_type(&t, "\033[200~qAVx\033[201~");
    pty_wait(&t, "got paste(qAVx)");
    pty_type(&t, "\033[<0;5;3M");
    pty_wait(&t, "got mouse(press 1 mods 0 at 2,4)");
    pty_type(&t, "\033[O");
    pty_wait(&t, "got out");
    quit(&t, 0);
    pty_end(&t);
}

static void the_terminal_is_restored_however_it_ends(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        int         kill, signal, code;
    } ends[] = {{"A", 0, SIGABRT, 0},    {"V", 0, SIGSEGV, 0},      {"O", 0, SIGSEGV, 0},
                {"x", 0, 0, 3},          {"", SIGTERM, 0, SIGTERM}, {"", SIGHUP, 0, SIGHUP},
                {"", SIGBUS, SIGBUS, 0}, {"", SIGFPE, SIGFPE, 0}};
    for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
        pty t;
        start(&t, 24, 80, XTERM);
        assert_true(pty_is_on(&t, "\033[?2004h", "\033[?2004l"));
        pty_type(&t, ends[i].key);
        if (ends[i].kill) kill(t.program, ends[i].kill);
        int status = pty_status(&t);
        if (ends[i].signal)
            assert_int_equal(WTERMSIG(status), ends[i].signal);
        else
            assert_int_equal(WEXITSTATUS(status), ends[i].code);
        pty_check_restored(&t);
        pty_end(&t);
    }
}

static void resizing_draws_anew(void **state)
{
    (void)state;
    static const int sizes[][2] = {{30, 100}, {10, 40}, {50, 200}, {1, 1}, {24, 80}};
    pty              t;
    start(&t, 24, 80, XTERM);
    for (int i = 0; i < 5; i++) {
        char line[40];
        pty_resize(&t, sizes[i][0], sizes[i][1]);
        snprintf(line, sizeof(line), "size %dx%d.", sizes[i][0], sizes[i][1]);
        if (sizes[i][0] == 1) continue;
        pty_wait(&t, line);
        check_rows(&t, false, line);
    }
    quit(&t, 0);
    pty_end(&t);
}

static void suspending_gives_the_terminal_to_the_shell(void **state)
{
    (void)state;
    pty t;
    start(&t, 24, 80, XTERM);
    for (int i = 0; i < 2; i++) {
        if (i == 0)
            pty_type(&t, "z");
        else
            kill(t.program, SIGTSTP);
        int status = pty_status(&t);
        assert_true(WIFSTOPPED(status));
        pty_check_restored(&t);
        pty_resize(&t, 20 + i, 70);
        kill(-t.program, SIGCONT);
        pty_wait(&t, i ? "size 21x70." : "size 20x70.");
        assert_true(t.alternate);
        assert_true(pty_is_on(&t, "\033[?2004h", "\033[?2004l"));
    }
    quit(&t, 0);
    pty_end(&t);
}

static void another_program_has_the_terminal_to_itself(void **state)
{
    (void)state;
    pty t;
    start(&t, 24, 80, XTERM);
    pty_type(&t, "e");
    pty_wait(&t, "ran: ok 3.");
    check_rows(&t, false, "ran: ok 3.");
    assert_true(pty_wrote(&t, "outside"));
    pty_type(&t, "\033[A");
    pty_wait(&t, "got <Up>");
    quit(&t, 0);
    pty_end(&t);
}

static void title_bell_copy_and_progress_are_sent(void **state)
{
    (void)state;
    pty t;
    start(&t, 24, 80, XTERM);
    pty_type(&t, "tbp");
    pty_type(&t, "y");
    pty_wait(&t, "copied: ok 1.");
    assert_true(pty_wrote(&t, "\033]2;a␛b ñ\033\\"));
    assert_true(pty_wrote(&t, "\033]52;c;aG9sYQ==\033\\"));
    assert_true(pty_wrote(&t, "\033]9;4;1;40\033\\"));
    quit(&t, 0);
    assert_true(pty_wrote(&t, "\033]9;4;0;\033\\") && pty_wrote(&t, "\033[23;2t"));
    pty_end(&t);
}

static void signs_that_are_wide_here_become_ascii(void **state)
{
    (void)state;
    pty t;
    pty_start(&t, 24, 80, XTERM, program, &usual);
    t.wide_signs = true;
    pty_wait(&t, "pagina.lua *  4v 1~ 1> 1." + 6);
    CHECK_TEXT(pty_row(&t, 0), " página.lua *  4v 1~ 1> 1.");
    pty_wait(&t, "株式会社");
    CHECK_HAS(pty_row(&t, 4), "株式会社");
    quit(&t, 0);
    pty_end(&t);
}

static long switches(pid_t pid)
{
    char path[64], line[256];
    long n = -1;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof(line), f))
        if (!strncmp(line, "voluntary_ctxt_switches:", 24)) n = strtol(line + 24, NULL, 10);
    if (f) fclose(f);
    return n;
}

static void idle_it_sleeps_and_writes_nothing(void **state)
{
    (void)state;
    pty t;
    start(&t, 24, 80, XTERM);
    pty_type(&t, "\033[A");
    pty_wait(&t, "got <Up>");
    usleep(200000); /* the frame's end and the answer to the question about signs */
    while (read(t.master, (char[1]){0}, 0) > 0) continue;
    long before = switches(t.program);
    usleep(300000);
    assert_true(before > 0);
    assert_int_equal(switches(t.program), before);
    size_t bytes = t.bytes.len;
    pty_type(&t, "\033[A"); /* the same picture again */
    pty_type(&t, "\033[B");
    pty_wait(&t, "got <Down>");
    assert_true(t.bytes.len - bytes < 400); /* a line, not a screen */
    quit(&t, 0);
    pty_end(&t);
}

int main(void)
{
    return RUN(test(shows_the_canvas_cell_for_cell), test(colours_reach_the_terminal),
               test(other_locales_get_ascii), test(old_terminals_get_only_what_they_know),
               test(an_unknown_terminal_is_taken_for_xterm), test(a_dumb_terminal_is_refused),
               test(keys_pastes_and_clicks_arrive), test(the_terminal_is_restored_however_it_ends),
               test(resizing_draws_anew), test(suspending_gives_the_terminal_to_the_shell),
               test(another_program_has_the_terminal_to_itself),
               test(title_bell_copy_and_progress_are_sent),
               test(signs_that_are_wide_here_become_ascii),
               test(idle_it_sleeps_and_writes_nothing));
}

#include "tui/prompt.h"

#include "io/sys.h"
#include "tui/interrupt.h"
#include "tui/out.h"
#include "tui/prompt_complete.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

static tui_prompt *current; /* readline's callbacks have no argument */

/* ---- waiting ---- */

/* Whether a signal came rather than input; then *signal_number is it. */
static bool wait_for_input(const tui_prompt *p, int fd, int *signal_number)
{
    char          bytes[16];
    struct pollfd both[2] = {{.fd = fd, .events = POLLIN}, {.fd = p->wake[0], .events = POLLIN}};
    for (;;) {
        if (poll(both, 2, -1) < 0 && errno != EINTR) return false;
        if (both[1].revents & POLLIN) {
            while (read(p->wake[0], bytes, sizeof(bytes)) > 0) continue;
            *signal_number = tui_interrupt_signal();
            if (*signal_number) return true;
        }
        if (both[0].revents) return false;
    }
}

/* ---- by readline ---- */

/* While a line is edited, Ctrl-C is no signal but a byte among the others: with a signal the
 * terminal forgets what was typed before it, and a read that found something to read an instant
 * ago then takes what is typed after it for that, which is lost with the line. */
static void prepare(int meta)
{
    struct termios t;
    current->lib->rl_prep_terminal(meta);
    if (tcgetattr(STDIN_FILENO, &t) != 0 || t.c_cc[VINTR] == _POSIX_VDISABLE) return;
    current->interrupt_key = t.c_cc[VINTR];
    t.c_cc[VINTR] = _POSIX_VDISABLE;
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

/* What makes readline return, from a search or the middle of a key too; the line is thrown away. */
static int leave(const tui_prompt *p)
{
    p->lib->rl_replace_line("", 0);
    *p->lib->rl_point = *p->lib->rl_end = 0;
    return p->at_end || *p->lib->rl_readline_state & RL_STATE_MOREINPUT ? EOF : '\n';
}

static int give_up(tui_prompt *p)
{
    p->given_up = true;
    fputs("^C", *p->lib->rl_outstream);
    return leave(p);
}

/* One byte for readline. */
static int next_byte(FILE *in)
{
    unsigned char c;
    int           number;
    tui_prompt   *p = current;
    if (p->given_up || p->at_end) return leave(p);
    if (wait_for_input(p, fileno(in), &number)) {
        if (number == SIGINT) return give_up(p);
        p->at_end = true;
        return leave(p);
    }
    ssize_t n;
    do {
        n = read(fileno(in), &c, 1);
    } while (n < 0 && errno == EINTR);
    if (n == 1 && c == p->interrupt_key && c != _POSIX_VDISABLE) return give_up(p);
    return n == 1 ? c : EOF;
}

static void set_up(tui_prompt *p)
{
    const tui_readline *lib = p->lib;
    *lib->rl_readline_name = "lote";
    *lib->rl_catch_signals = 0;
    *lib->rl_getc_function = next_byte;
    *lib->rl_prep_term_function = prepare;
    if (isatty(STDOUT_FILENO) != 1) *lib->rl_outstream = stderr;
    if (p->session) tui_prompt_complete_set_up(p);
    for (size_t i = 0; i < tui_history_count(&p->history); i++)
        lib->add_history(tui_history_at(&p->history, i));
}

static lt_status read_edited(tui_prompt_answer *out, tui_prompt *p, lt_buf *line, const char *sign,
                             lt_error *err)
{
    current = p;
    p->given_up = p->at_end = false;
    char *text = p->lib->readline(sign);
    *out = p->given_up ? TUI_PROMPT_GIVEN_UP : text ? TUI_PROMPT_LINE : TUI_PROMPT_END;
    lt_status status = text ? lt_buf_text(line, text, err) : LT_OK;
    free(text);
    if (*out == TUI_PROMPT_END && !p->at_end) tui_complain("\n", 1);
    return status;
}

/* ---- plainly ---- */

/* A line of what was read, if there is a whole one (or the rest, at the end). */
static bool take_line(tui_prompt *p, lt_buf *line, lt_status *status, lt_error *err)
{
    lt_buf  *b = &p->pending;
    uint8_t *end = b->len ? memchr(b->data, '\n', b->len) : NULL;
    if (!end && !(p->at_end && b->len)) return false;
    size_t len = end ? (size_t)(end - b->data) : b->len, used = len + (end != NULL);
    *status = lt_buf_add(line, b->data, len, err);
    memmove(b->data, b->data + used, b->len - used);
    b->len -= used;
    if (line->len && line->data[line->len - 1] == '\r') line->len--;
    return true;
}

static lt_status fill(tui_prompt_answer *out, tui_prompt *p, lt_error *err)
{
    int number;
    *out = TUI_PROMPT_LINE;
    if (wait_for_input(p, STDIN_FILENO, &number)) {
        *out = number == SIGINT && p->is_interactive ? TUI_PROMPT_GIVEN_UP : TUI_PROMPT_END;
        return LT_OK;
    }
    LT_TRY(lt_buf_reserve(&p->pending, BLOCK, err));
    ssize_t n = read(STDIN_FILENO, p->pending.data + p->pending.len, BLOCK);
    if (n < 0 && errno != EINTR) return lt_sys_fail(err, errno, "read", "standard input");
    if (n == 0) p->at_end = true;
    if (n > 0) p->pending.len += (size_t)n;
    return LT_OK;
}

static lt_status read_plain(tui_prompt_answer *out, tui_prompt *p, lt_buf *line, const char *sign,
                            lt_error *err)
{
    lt_status status = LT_OK;
    if (p->is_interactive) tui_complain(sign, strlen(sign));
    for (;;) {
        *out = TUI_PROMPT_LINE;
        if (take_line(p, line, &status, err)) return status;
        *out = TUI_PROMPT_END;
        if (p->at_end) return LT_OK;
        LT_TRY(fill(out, p, err));
        if (*out != TUI_PROMPT_LINE) return LT_OK;
    }
}

/* ---- the outside ---- */

lt_status tui_prompt_open(tui_prompt *p, lt_mem *mem, lt_session *session, const char *history,
                          lt_error *err)
{
    const char *why = NULL;
    *p = (tui_prompt){.mem = mem,
                      .session = session,
                      .is_interactive = isatty(STDIN_FILENO) == 1,
                      .typed.mem = mem,
                      .pending.mem = mem,
                      .wake = {-1, -1}};
    p->found.items.mem = p->found.arena.mem = mem;
    tui_history_open(&p->history, mem, p->is_interactive ? history : NULL);
    if (pipe2(p->wake, O_CLOEXEC | O_NONBLOCK) != 0)
        return lt_sys_fail(err, errno, "make", "a pipe");
    tui_interrupt_wake(p->wake[1]);
    if (!p->is_interactive) return LT_OK;
    p->lib = tui_readline_load(&why);
    if (p->lib) {
        set_up(p);
        return LT_OK;
    }
    static const char without[] = "note: no line editing, libreadline is missing: ";
    tui_complain(without, sizeof(without) - 1);
    tui_complain(why, strlen(why));
    tui_complain("\n", 1);
    return LT_OK;
}

void tui_prompt_close(tui_prompt *p)
{
    tui_interrupt_wake(-1);
    for (int i = 0; i < 2; i++)
        if (p->wake[i] >= 0) close(p->wake[i]);
    lt_completions_clear(&p->found);
    lt_buf_clear(&p->typed);
    lt_buf_clear(&p->pending);
    tui_history_close(&p->history);
}

lt_status tui_prompt_read(tui_prompt_answer *out, tui_prompt *p, lt_buf *line, const char *sign,
                          const lt_buf *before, lt_error *err)
{
    line->len = 0;
    p->typed.len = 0;
    if (!p->lib) return read_plain(out, p, line, sign, err);
    LT_TRY(lt_buf_add(&p->typed, before->data, before->len, err));
    return read_edited(out, p, line, sign, err);
}

void tui_prompt_remember(tui_prompt *p, const char *text)
{
    size_t removed;
    if (!tui_history_add(&p->history, text, &removed) || !p->lib) return;
    HIST_ENTRY *old = removed == SIZE_MAX ? NULL : p->lib->remove_history((int)removed);
    if (old) free(p->lib->free_history_entry(old));
    p->lib->add_history(text);
}

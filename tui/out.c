#include "tui/out.h"

#include "column/show.h"

#include "core/error_print.h"
#include "core/escape.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MUCH = 1 << 16 };

static bool pipe_was_ignored; /* by whoever started us: then we must not die of it */

void tui_out_open(tui_out *out, lt_mem *mem, lt_cancel *cancel)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    *out = (tui_out){.text.mem = mem, .cancel = cancel, .fd = STDOUT_FILENO};
    out->is_terminal = isatty(out->fd) == 1;
    if (sigaction(SIGPIPE, &ignore, &before) == 0) pipe_was_ignored = before.sa_handler == SIG_IGN;
}

/* 0, or the errno. */
static int write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return errno;
        p += done;
        n -= (size_t)done;
    }
    return 0;
}

void tui_out_flush(tui_out *out)
{
    if (out->text.len && !out->failed)
        out->failed = write_all(out->fd, (const char *)out->text.data, out->text.len);
    out->text.len = 0;
    if (out->failed == EPIPE && !out->pipe_closed) {
        out->pipe_closed = true;
        if (out->cancel) lt_cancel_set(out->cancel, LT_ECANCELLED);
    }
}

void tui_out_drain(tui_out *out)
{
    if (out->text.len >= MUCH) tui_out_flush(out);
}

lt_status tui_out_data(tui_out *out, const char *p, size_t n, lt_error *err)
{
    if (!out->is_terminal) return lt_buf_add(&out->text, p, n, err);
    return lt_escape(&out->text, p, n, LT_ESCAPE_KEEP_NEWLINE | LT_ESCAPE_KEEP_TAB, err);
}

static void die_of_pipe(void)
{
    struct sigaction as_usual = {.sa_handler = SIG_DFL};
    if (pipe_was_ignored || sigaction(SIGPIPE, &as_usual, NULL)) return;
    raise(SIGPIPE);
}

int tui_out_close(tui_out *out, int exit_code)
{
    char message[256];
    tui_out_flush(out);
    lt_buf_clear(&out->text);
    if (!out->failed) return exit_code;
    if (out->pipe_closed) {
        die_of_pipe();
        return exit_code ? exit_code : 1;
    }
    int n = snprintf(message, sizeof(message), "error: write to standard output: %s\n",
                     strerror(out->failed));
    if (n > 0) tui_complain(message, (size_t)n < sizeof(message) ? (size_t)n : sizeof(message) - 1);
    return exit_code ? exit_code : 1;
}

void tui_complain(const char *p, size_t n) { (void)write_all(STDERR_FILENO, p, n); }

void tui_complain_error(const lt_error *shown)
{
    lt_buf text = {.mem = lt_mem_default()};
    if (lt_error_print(&text, shown, NULL) == LT_OK)
        tui_complain((const char *)text.data, text.len);
    else
        tui_complain("error: out of memory\n", 21);
    lt_buf_clear(&text);
}

void tui_complain_mended(const int64_t counts[4])
{
    lt_buf text = {.mem = lt_mem_default()};
    if (lt_show_mended(&text, "warning: ", counts, NULL) == LT_OK)
        tui_complain((const char *)text.data, text.len);
    lt_buf_clear(&text);
}

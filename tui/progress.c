#include "tui/progress.h"

#include "column/show.h"
#include "core/clock.h"
#include "core/escape.h"
#include "core/options.h"
#include "tui/out.h"
#include "tui/term.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST_NS INT64_C(333000000)
#define EACH_NS  INT64_C(100000000)

static const char erase[] = "\r\033[K"; /* to the first column; clear to the end of the line */

void tui_progress_open(tui_progress *p)
{
    const char *term = getenv("TERM");
    *p = (tui_progress){.start_ns = lt_clock_monotonic_ns()};
    p->enabled = isatty(STDERR_FILENO) == 1 && term && *term && strcmp(term, "dumb") != 0;
}

void tui_progress_begin(tui_progress *p, const char *label)
{
    tui_progress_hide(p);
    snprintf(p->label, sizeof(p->label), "%s", label);
    p->start_ns = lt_clock_monotonic_ns();
    p->last_ns = 0;
}

/* "12.3 MiB of 900.0 MiB   1 %", or what is known of it. */
static void describe_bytes(char out[96], const lt_progress *now)
{
    char done[LT_SIZE_TEXT], total[LT_SIZE_TEXT];
    lt_print_size(done, now->bytes);
    if (now->bytes_total <= 0) {
        snprintf(out, 96, "%s", done);
        return;
    }
    double share = 100.0 * (double)now->bytes / (double)now->bytes_total;
    lt_print_size(total, now->bytes_total);
    snprintf(out, 96, "%s of %s   %d %%", done, total, share > 100 ? 100 : (int)share);
}

void tui_progress_show(tui_progress *p, const lt_progress *now)
{
    char    text[512], rows[32], bytes[96];
    int64_t time_ns = lt_clock_monotonic_ns();
    if (!p->enabled || time_ns - p->start_ns < FIRST_NS || time_ns - p->last_ns < EACH_NS) return;
    p->last_ns = time_ns;
    describe_bytes(bytes, now);
    int n = snprintf(text, sizeof(text), "%s   %s rows   %s   %.1f s", p->label,
                     lt_show_count(rows, now->rows), bytes, (double)(time_ns - p->start_ns) / 1e9);
    if (n < 0) return;
    size_t len = (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1;
    lt_buf line = {.mem = lt_mem_default()};
    int    width = tui_term_width(STDERR_FILENO) - 1; /* a full line would wrap */
    if (lt_buf_text(&line, erase, NULL) == LT_OK &&
        lt_escape_fit(&line, text, len, width, LT_ESCAPE_LINE, NULL, NULL) == LT_OK) {
        tui_complain((const char *)line.data, line.len);
        p->is_shown = true;
    }
    lt_buf_clear(&line);
}

void tui_progress_hide(tui_progress *p)
{
    if (p->is_shown) tui_complain(erase, sizeof(erase) - 1);
    p->is_shown = false;
}

/* What a terminal can do beside showing cells: title, bell, clipboard, progress. */
#include "core/buf.h"
#include "core/escape.h"
#include "tui/term/screen_state.h"

#include <string.h>

void tui_screen_bell(tui_screen *s)
{
    if (s->entered) tui_tty_say(s, "\a");
}

void tui_screen_title(tui_screen *s, const char *text)
{
    lt_buf out = {.mem = s->mem};
    if (!s->entered || !s->modern) return;
    if (!s->titled) tui_tty_say(s, "\033[22;2t");
    s->titled = true;
    bool whole = !lt_buf_text(&out, "\033]2;", NULL) &&
                 !lt_escape_fit(&out, text, strlen(text), 200, LT_ESCAPE_LINE, NULL, NULL) &&
                 !lt_buf_text(&out, "\033\\", NULL);
    if (whole) tui_tty_write(s, (const char *)out.data, out.len);
    lt_buf_clear(&out);
}

void tui_screen_progress(tui_screen *s, int percent)
{
    char text[32];
    if (percent > 100) percent = 100;
    if (!s->entered || !s->modern || percent == s->progress) return;
    s->progress = percent;
    if (percent >= 0)
        snprintf(text, sizeof(text), "\033]9;4;1;%d\033\\", percent);
    else
        snprintf(text, sizeof(text), "\033]9;4;%d;\033\\", percent == -1 ? 3 : 0);
    tui_tty_say(s, text);
}

static void base64(char *out, const uint8_t *p, size_t n)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t bits = (uint32_t)p[i] << 16;
        if (i + 1 < n) bits |= (uint32_t)p[i + 1] << 8;
        if (i + 2 < n) bits |= p[i + 2];
        *out++ = digits[bits >> 18];
        *out++ = digits[bits >> 12 & 63];
        *out++ = digits[i + 1 < n ? bits >> 6 & 63 : 64];
        *out++ = digits[i + 2 < n ? bits & 63 : 64];
    }
}

lt_status tui_screen_copy(tui_screen *s, const char *p, size_t n, lt_error *err)
{
    if (!s->modern) return LT_FAIL(err, LT_EUNSUPPORTED, "this terminal has no clipboard");
    if (n > TUI_COPY_MOST) {
        lt_status status =
            LT_FAIL(err, LT_ELIMIT, "%zu bytes are too many to copy by the terminal", n);
        lt_error_hint(err, "it takes %d KB at most", TUI_COPY_MOST >> 10);
        return status;
    }
    size_t    coded = (n + 2) / 3 * 4;
    lt_buf    out = {.mem = s->mem};
    lt_status status = lt_buf_text(&out, "\033]52;c;", err);
    if (!status) status = lt_buf_reserve(&out, coded + 2, err);
    if (!status) {
        base64((char *)out.data + out.len, (const uint8_t *)p, n);
        out.len += coded;
        lt_buf_push(&out, "\033\\", 2);
        if (!s->entered || !tui_tty_write(s, (const char *)out.data, out.len))
            status = LT_FAIL(err, LT_EIO, "the terminal is gone");
    }
    lt_buf_clear(&out);
    return status;
}

#include "tests/events.h"

#include <stdlib.h>

static void say(lt_status status)
{
    if (status) abort();
}

static void tell_mouse(lt_buf *out, const tui_event *e)
{
    static const char *const actions[] = {"press",      "release",    "drag",       "wheel-up",
                                          "wheel-down", "wheel-left", "wheel-right"};
    say(lt_buf_printf(out, NULL, "mouse(%s %d mods %d at %d,%d)", actions[e->action], e->button,
                      e->mods, e->row, e->col));
}

static void tell_reply(lt_buf *out, const tui_event *e)
{
    static const char *const kinds[] = {"none",     "mode",   "attributes", "cursor",
                                        "keyboard", "colour", "text"};
    say(lt_buf_printf(out, NULL, "reply(%s %d %d at %d,%d %.*s)", kinds[e->reply], e->number,
                      e->value, e->row, e->col, (int)e->len, e->text));
}

void events_tell(lt_buf *out, const tui_event *e, bool raw)
{
    char name[TUI_KEY_NAME];
    switch (e->kind) {
    case TUI_EVENT_KEY:
        tui_key_name(name, e->key, e->mods);
        say(lt_buf_printf(out, NULL, "%s", name));
        if (e->len) say(lt_buf_printf(out, NULL, "=%.*s", (int)e->len, e->text));
        break;
    case TUI_EVENT_PASTE:
        say(lt_buf_text(out, e->cut ? "cut-paste(" : "paste(", NULL));
        say(lt_buf_add(out, e->text, e->len, NULL));
        say(lt_buf_text(out, ")", NULL));
        break;
    case TUI_EVENT_MOUSE: tell_mouse(out, e); break;
    case TUI_EVENT_FOCUS: say(lt_buf_text(out, e->focused ? "in" : "out", NULL)); break;
    case TUI_EVENT_REPLY: tell_reply(out, e); break;
    default: abort();
    }
    if (raw) {
        say(lt_buf_text(out, "[", NULL));
        say(lt_buf_add(out, e->raw, e->raw_len, NULL));
        say(lt_buf_text(out, "]", NULL));
    }
    say(lt_buf_text(out, " ", NULL));
}

void events_feed(lt_buf *out, tui_decoder *d, const char *p, size_t n, size_t piece, bool raw)
{
    tui_event event;
    while (n) {
        size_t took = tui_decoder_feed(d, p, n < piece ? n : piece);
        if (took == 0) abort();
        while (tui_decoder_next(d, &event)) events_tell(out, &event, raw);
        p += took;
        n -= took;
    }
}

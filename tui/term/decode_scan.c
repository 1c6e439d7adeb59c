/* ESC, strings, controls and characters; what follows CSI and SS3 is in decode_csi.c. */
#include "tui/term/decode_scan.h"

#include "core/escape.h"

#include <stdlib.h>
#include <string.h>

enum { ESC = 0x1B, INTRODUCED_MS = 100, INSIDE_MS = 500 };

static void need(tui_scanned *out, int ms)
{
    out->len = 0;
    out->wait_ms = ms;
}

void tui_scanned_key(tui_scanned *out, uint32_t key, uint8_t mods)
{
    tui_key_settle(&key, &mods);
    out->event.kind = TUI_EVENT_KEY;
    out->event.key = key;
    out->event.mods = mods;
    out->event.len = 0;
    if (key < TUI_KEY_ENTER && !(mods & (TUI_CTRL | TUI_ALT | TUI_SUPER)))
        out->event.len = lt_utf8_put(out->typed, (int32_t)key);
}

static void control(tui_scanned *out, const tui_scan_how *how, uint8_t c)
{
    uint32_t key = c | 0x60u;
    uint8_t  mods = TUI_CTRL;
    if (c == '\r')
        key = TUI_KEY_ENTER;
    else if (c == '\t')
        key = TUI_KEY_TAB;
    else if (c == 0x7F || (c == '\b' && how->erase == '\b'))
        key = TUI_KEY_BACKSPACE;
    else if (c == 0)
        key = ' ';
    else if (c >= 0x1C)
        key = c | 0x40u;
    if (key >= TUI_KEY_ENTER) mods = 0;
    out->len = 1;
    tui_scanned_key(out, key, mods);
}

static size_t utf8_bytes(uint8_t lead)
{
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 1;
}

static void character(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    int32_t code;
    if (*p < 0x20 || *p == 0x7F) {
        control(out, how, *p);
        return;
    }
    size_t len = lt_utf8_next((const char *)p, n, &code);
    if (code < 0 && len == n && n < utf8_bytes(*p) && !how->resolve) {
        need(out, INSIDE_MS);
        return;
    }
    out->len = len;
    tui_scanned_key(out, code < 0 ? 0xFFFD : (uint32_t)code, 0);
}

/* ESC and one character: the Alt key. */
static void alt(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    character(out, how, p + 1, n - 1);
    if (!out->len) return;
    out->len++;
    tui_scanned_key(out, out->event.key, out->event.mods | TUI_ALT);
}

/* More is needed after `ESC c`; without more it is that Alt key. */
static void need_or_alt(tui_scanned *out, const tui_scan_how *how, const uint8_t *p)
{
    if (how->resolve)
        alt(out, how, p, 2);
    else
        need(out, INTRODUCED_MS);
}

/* A report in a string: "10;rgb:…" and the like. */
static void string_event(tui_scanned *out, const uint8_t *text, size_t n, bool osc)
{
    int32_t number = 0;
    size_t  at = 0;
    out->event.kind = TUI_EVENT_REPLY;
    out->event.reply = TUI_REPLY_TEXT;
    out->event.text = (const char *)text;
    out->event.len = n;
    while (at < n && at < 4 && text[at] >= '0' && text[at] <= '9')
        number = number * 10 + (text[at++] - '0');
    if (!osc || at == n || text[at] != ';') return;
    out->event.number = number;
    if (number != 4 && (number < 10 || number > 12)) return;
    out->event.reply = TUI_REPLY_COLOUR;
    out->event.text = (const char *)text + at + 1;
    out->event.len = n - at - 1;
}

/* From ESC ] or ESC P to BEL or ESC \; another control character ends it unheard. */
static void string(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    for (size_t i = 2; i < n; i++) {
        if (p[i] >= 0x20 && p[i] != 0x7F && i < TUI_SCAN_LONGEST) continue;
        bool st = p[i] == ESC;
        if (st && i + 1 == n && !how->resolve) break;
        bool ended = p[i] == '\a' || (st && i + 1 < n && p[i + 1] == '\\');
        if (ended) string_event(out, p + 2, i - 2, p[1] == ']');
        out->len = i + (ended ? (st ? 2 : 1) : st && i + 1 == n);
        return;
    }
    if (how->resolve)
        out->len = n;
    else
        need(out, INSIDE_MS);
}

/* OSC replies begin with a number, DCS replies with one or a mark; else it is Alt-] or Alt-P. */
static bool begins_string(uint8_t kind, uint8_t next)
{
    if (next >= '0' && next <= '9') return true;
    return kind == 'P' && next && strchr(">!=+", next) != NULL;
}

/* The linux console's F1 to F5: CSI [ A … E. */
static void console_key(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    if (n == 3 && !how->resolve) {
        need(out, INSIDE_MS);
        return;
    }
    bool known = n > 3 && p[3] >= 'A' && p[3] <= 'E';
    out->len = n > 3 && p[3] >= 0x20 && p[3] < 0x7F ? 4 : 3;
    if (known) tui_scanned_key(out, TUI_KEY_F1 + (uint32_t)(p[3] - 'A'), 0);
}

/* CSI M and three bytes: the oldest mouse. */
static void old_mouse(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    for (size_t i = 3; i < 6; i++) {
        if (i == n && !how->resolve) {
            need(out, INSIDE_MS);
            return;
        }
        if (i == n || p[i] < 0x20) {
            out->len = i;
            return;
        }
    }
    out->len = 6;
    tui_scanned_mouse(out, p[3] - 32, p[4] - 32, p[5] - 32, false);
}

/* ESC [ or ESC O and what follows. */
static void introduced(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    tui_csi csi;
    bool    whole, is_csi = p[1] == '[';
    if (n == 2 || p[2] < 0x20 || p[2] >= 0x7F) {
        if (n == 2)
            need_or_alt(out, how, p);
        else
            alt(out, how, p, 2);
        return;
    }
    if (is_csi && p[2] == '[') {
        console_key(out, how, p, n);
        return;
    }
    if (is_csi && p[2] == 'M') {
        old_mouse(out, how, p, n);
        return;
    }
    out->len = tui_csi_read(&csi, p, n, 2, &whole);
    if (out->len && whole && is_csi)
        tui_csi_event(out, how, &csi);
    else if (out->len && whole)
        tui_ss3_event(out, &csi);
    else if (!out->len && how->resolve)
        out->len = n;
    else if (!out->len)
        need(out, INSIDE_MS);
}

/* ESC ESC [ A is rxvt's Alt-Up; any other pair is a lone Escape and what follows it. */
static void two_escapes(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    if (n == 2 && !how->resolve) {
        need(out, how->escape_ms);
        return;
    }
    if (n == 2 || (p[2] != '[' && p[2] != 'O')) {
        out->len = 1;
        tui_scanned_key(out, TUI_KEY_ESCAPE, 0);
        return;
    }
    introduced(out, how, p + 1, n - 1);
    if (!out->len) return;
    out->len++;
    if (out->event.kind == TUI_EVENT_KEY)
        tui_scanned_key(out, out->event.key, out->event.mods | TUI_ALT);
}

static void escape(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    if (n == 1) {
        if (!how->resolve)
            need(out, how->escape_ms);
        else {
            out->len = 1;
            tui_scanned_key(out, TUI_KEY_ESCAPE, 0);
        }
        return;
    }
    switch (p[1]) {
    case ESC: two_escapes(out, how, p, n); return;
    case '[':
    case 'O': introduced(out, how, p, n); return;
    case ']':
    case 'P':
        if (n == 2)
            need_or_alt(out, how, p);
        else if (begins_string(p[1], p[2]))
            string(out, how, p, n);
        else
            alt(out, how, p, n);
        return;
    default: alt(out, how, p, n);
    }
}

void tui_scan(tui_scanned *out, const tui_scan_how *how, const uint8_t *p, size_t n)
{
    *out = (tui_scanned){.event.raw = (const char *)p};
    if (*p == ESC)
        escape(out, how, p, n);
    else
        character(out, how, p, n);
    out->event.raw_len = out->len;
}

/* CSI and SS3 sequences. Source: xterm's ctlseqs, rxvt's and linux's own keys, kitty's protocol. */
#include "tui/term/decode_scan.h"

#include "core/escape.h"

#include <string.h>

enum { MOST_NUMBER = 0x10FFFF };

/* rxvt ends Shift keys with '$', which otherwise stands before a final byte: only after one plain
 * number is it the end. */
static bool is_rxvt_shift(const tui_csi *csi, uint8_t c)
{
    return c == '$' && !csi->private_mark && !csi->between && csi->count == 1 &&
           csi->number[0][0] >= 0;
}

static void digit(tui_csi *csi, int part, uint8_t c)
{
    if (csi->count == 0) csi->count = 1;
    if (csi->count > TUI_CSI_NUMBERS || part >= TUI_CSI_PARTS) return;
    int32_t *number = &csi->number[csi->count - 1][part];
    *number = (*number < 0 ? 0 : *number) * 10 + (c - '0');
    if (*number > MOST_NUMBER) *number = MOST_NUMBER + 1;
}

size_t tui_csi_read(tui_csi *out, const uint8_t *p, size_t n, size_t from, bool *whole)
{
    int part = 0;
    *out = (tui_csi){.count = 0};
    memset(out->number, -1, sizeof(out->number));
    *whole = false;
    for (size_t i = from; i < n; i++) {
        uint8_t c = p[i];
        if (c < 0x20 || c >= 0x7F || i >= TUI_SCAN_LONGEST) return i;
        if (c >= 0x40 || is_rxvt_shift(out, c)) {
            out->final = c;
            if (out->count > TUI_CSI_NUMBERS) out->count = TUI_CSI_NUMBERS;
            *whole = true;
            return i + 1;
        }
        if (c >= '0' && c <= '9') {
            digit(out, part, c);
        } else if (c == ':') {
            part++;
        } else if (c == ';') {
            out->count += out->count == 0 ? 2 : out->count <= TUI_CSI_NUMBERS;
            part = 0;
        } else if (c >= 0x3C) {
            if (i == from) out->private_mark = c;
        } else {
            out->between = c;
        }
    }
    return 0;
}

static int32_t number_or(const tui_csi *csi, int i, int32_t without)
{
    return i < csi->count && csi->number[i][0] >= 0 ? csi->number[i][0] : without;
}

/* xterm's and kitty's number for modifiers: 1 + bits. Caps and Num Lock do not count. */
static uint8_t modifiers(int32_t number)
{
    uint32_t bits = number > 1 ? (uint32_t)number - 1 : 0;
    uint8_t  mods = bits & (TUI_SHIFT | TUI_ALT | TUI_CTRL);
    if (bits & (8 | 16)) mods |= TUI_SUPER;
    if (bits & 32) mods |= TUI_ALT;
    return mods;
}

/* A modifier's second part is kitty's kind of event: 3 is a key let go. */
static bool is_release(const tui_csi *csi) { return csi->count > 1 && csi->number[1][1] == 3; }

static uint32_t letter_key(uint8_t c)
{
    switch (c) {
    case 'A': return TUI_KEY_UP;
    case 'B': return TUI_KEY_DOWN;
    case 'C': return TUI_KEY_RIGHT;
    case 'D': return TUI_KEY_LEFT;
    case 'H': return TUI_KEY_HOME;
    case 'F': return TUI_KEY_END;
    case 'Z': return TUI_KEY_TAB;
    case 'P':
    case 'Q':
    case 'R':
    case 'S': return TUI_KEY_F1 + (uint32_t)(c - 'P');
    default: return 0;
    }
}

static uint32_t numbered_key(int32_t number)
{
    static const uint32_t keys[] = {
        [1] = TUI_KEY_HOME,     [2] = TUI_KEY_INSERT,   [3] = TUI_KEY_DELETE,
        [4] = TUI_KEY_END,      [5] = TUI_KEY_PAGE_UP,  [6] = TUI_KEY_PAGE_DOWN,
        [7] = TUI_KEY_HOME,     [8] = TUI_KEY_END,      [11] = TUI_KEY_F1,
        [12] = TUI_KEY_F1 + 1,  [13] = TUI_KEY_F1 + 2,  [14] = TUI_KEY_F1 + 3,
        [15] = TUI_KEY_F1 + 4,  [17] = TUI_KEY_F1 + 5,  [18] = TUI_KEY_F1 + 6,
        [19] = TUI_KEY_F1 + 7,  [20] = TUI_KEY_F1 + 8,  [21] = TUI_KEY_F1 + 9,
        [23] = TUI_KEY_F1 + 10, [24] = TUI_KEY_F1 + 11, [25] = TUI_KEY_F1 + 12,
        [26] = TUI_KEY_F1 + 13, [28] = TUI_KEY_F1 + 14, [29] = TUI_KEY_F1 + 15,
        [31] = TUI_KEY_F1 + 16, [32] = TUI_KEY_F1 + 17, [33] = TUI_KEY_F1 + 18,
        [34] = TUI_KEY_F1 + 19,
    };
    if (number < 0 || number >= (int32_t)(sizeof(keys) / sizeof(*keys))) return 0;
    return keys[number];
}

/* kitty's numbers for keys without a character: F13…F24 and the keypad. */
static uint32_t private_key(int32_t code)
{
    static const uint32_t keypad[] = {
        '0',
        '1',
        '2',
        '3',
        '4',
        '5',
        '6',
        '7',
        '8',
        '9',
        '.',
        '/',
        '*',
        '-',
        '+',
        TUI_KEY_ENTER,
        '=',
        ',',
        TUI_KEY_LEFT,
        TUI_KEY_RIGHT,
        TUI_KEY_UP,
        TUI_KEY_DOWN,
        TUI_KEY_PAGE_UP,
        TUI_KEY_PAGE_DOWN,
        TUI_KEY_HOME,
        TUI_KEY_END,
        TUI_KEY_INSERT,
        TUI_KEY_DELETE,
    };
    if (code >= 57376 && code <= 57387) return TUI_KEY_F1 + 12 + (uint32_t)(code - 57376);
    if (code >= 57399 && code < 57399 + (int32_t)(sizeof(keypad) / sizeof(*keypad)))
        return keypad[code - 57399];
    return 0;
}

/* The key that a number of CSI u or modifyOtherKeys means; 0: none. */
static uint32_t coded_key(int32_t code, uint8_t *mods)
{
    switch (code) {
    case '\r': return TUI_KEY_ENTER;
    case '\t': return TUI_KEY_TAB;
    case 0x1B: return TUI_KEY_ESCAPE;
    case '\b':
    case 0x7F: return TUI_KEY_BACKSPACE;
    default: break;
    }
    if (code >= 57344 && code <= 63743) return private_key(code);
    if (code < 0x20) {
        *mods |= TUI_CTRL;
        return code <= 0 ? (code == 0 ? ' ' : 0) : (uint32_t)code | (code < 27 ? 0x60u : 0x40u);
    }
    bool scalar = code < 0xD800 || (code > 0xDFFF && code <= 0x10FFFF);
    return scalar && !(code >= 0x80 && code < 0xA0) ? (uint32_t)code : 0;
}

/* CSI code:shifted:base ; modifiers:kind ; text u */
static void coded(tui_scanned *out, const tui_csi *csi)
{
    uint8_t  mods = modifiers(number_or(csi, 1, 1));
    uint32_t key = coded_key(number_or(csi, 0, -1), &mods);
    if (is_release(csi) || !key) return;
    int32_t shifted = csi->number[0][1];
    if (mods & TUI_SHIFT && shifted > 0x20 && key < TUI_KEY_ENTER) {
        uint32_t other = coded_key(shifted, &mods);
        if (other && other < TUI_KEY_ENTER) key = other;
    }
    tui_scanned_key(out, key, mods);
    int32_t text = number_or(csi, 2, 0);
    if (out->event.len && text >= 0x20 && coded_key(text, &mods) == (uint32_t)text)
        out->event.len = lt_utf8_put(out->typed, text);
}

/* CSI number ; modifiers ~ and rxvt's ends ^ $ @. */
static void numbered(tui_scanned *out, const tui_csi *csi)
{
    int32_t number = number_or(csi, 0, 0);
    uint8_t mods = modifiers(number_or(csi, 1, 1));
    if (csi->final == '~' && number == 27 && csi->count == 3) {
        uint32_t other = coded_key(number_or(csi, 2, -1), &mods);
        if (other) tui_scanned_key(out, other, mods);
        return;
    }
    if (csi->final == '~' && number == 200 && csi->count == 1) {
        out->paste_begin = true;
        return;
    }
    uint32_t key = numbered_key(number);
    if (csi->final == '^' || csi->final == '@') mods |= TUI_CTRL;
    if (csi->final == '$' || csi->final == '@') mods |= TUI_SHIFT;
    if (key && !is_release(csi)) tui_scanned_key(out, key, mods);
}

/* Arrows and the like: CSI A, CSI 1;m A, an old xterm's CSI m A. */
static void lettered(tui_scanned *out, const tui_csi *csi)
{
    uint8_t  mods = modifiers(number_or(csi, csi->count == 1 ? 0 : 1, 1));
    uint32_t key = letter_key(csi->final);
    if (csi->final == 'Z') mods |= TUI_SHIFT;
    if (key && !is_release(csi)) tui_scanned_key(out, key, mods);
}

static void place(tui_scanned *out, int32_t row, int32_t col)
{
    out->event.row = row > 0 ? row - 1 : 0;
    out->event.col = col > 0 ? col - 1 : 0;
}

static void reply(tui_scanned *out, tui_reply kind, int32_t number, int32_t value)
{
    out->event.kind = TUI_EVENT_REPLY;
    out->event.reply = (uint8_t)kind;
    out->event.number = number;
    out->event.value = value;
}

/* Modified F3 and a cursor's place in row 1 look alike: CSI 1;5R. */
static bool is_cursor_report(const tui_scan_how *how, const tui_csi *csi)
{
    if (csi->final != 'R' || csi->count != 2) return false;
    int32_t col = number_or(csi, 1, 1);
    return how->expect_cursor || number_or(csi, 0, 1) != 1 || col < 2 || col > 16;
}

void tui_scanned_mouse(tui_scanned *out, int32_t code, int32_t col, int32_t row, bool release)
{
    int32_t low = code & 3;
    if (code < 0 || code > 255 || (code & 64 && release)) return;
    out->event.kind = TUI_EVENT_MOUSE;
    out->event.mods = (uint8_t)((code & 4 ? TUI_SHIFT : 0) | (code & 8 ? TUI_ALT : 0) |
                                (code & 16 ? TUI_CTRL : 0));
    place(out, row, col);
    if (code & 64) {
        out->event.action = (uint8_t)(TUI_MOUSE_WHEEL_UP + low);
        return;
    }
    bool none = low == 3 && !(code & 128);
    out->event.button = (uint8_t)(code & 128 ? 8 + low : none ? 0 : 1 + low);
    out->event.action = code & 32         ? TUI_MOUSE_DRAG
                        : release || none ? TUI_MOUSE_RELEASE
                                          : TUI_MOUSE_PRESS;
}

static void private_event(tui_scanned *out, const tui_csi *csi)
{
    int32_t first = number_or(csi, 0, 0), second = number_or(csi, 1, 0);
    uint8_t mark = csi->private_mark, final = csi->final;
    if (mark == '<' && (final == 'M' || final == 'm') && csi->count == 3)
        tui_scanned_mouse(out, first, second, number_or(csi, 2, 0), final == 'm');
    else if (mark == '?' && final == 'y' && csi->between == '$')
        reply(out, TUI_REPLY_MODE, first, second);
    else if (mark == '?' && final == 'u')
        reply(out, TUI_REPLY_KEYBOARD, first, 0);
    else if ((mark == '?' || mark == '>') && final == 'c')
        reply(out, TUI_REPLY_ATTRIBUTES, first, mark == '?' ? 1 : 2);
    else if (mark == '?' && final == 'R') {
        reply(out, TUI_REPLY_CURSOR, 0, 0);
        place(out, first, second);
    }
}

static void plain_event(tui_scanned *out, const tui_scan_how *how, const tui_csi *csi)
{
    switch (csi->final) {
    case '~':
    case '^':
    case '$':
    case '@': numbered(out, csi); return;
    case 'u': coded(out, csi); return;
    case 'I':
    case 'O':
        if (csi->count) return;
        out->event.kind = TUI_EVENT_FOCUS;
        out->event.focused = csi->final == 'I';
        return;
    case 'a':
    case 'b':
    case 'c':
    case 'd':
        if (!csi->count) tui_scanned_key(out, letter_key(csi->final & 0x5F), TUI_SHIFT);
        return;
    case 'M':
        if (csi->count == 3)
            tui_scanned_mouse(out, number_or(csi, 0, 0) - 32, number_or(csi, 1, 0),
                              number_or(csi, 2, 0), false);
        return;
    case 'R':
        if (is_cursor_report(how, csi)) {
            reply(out, TUI_REPLY_CURSOR, 0, 0);
            place(out, number_or(csi, 0, 1), number_or(csi, 1, 1));
            return;
        }
        lettered(out, csi);
        return;
    default: lettered(out, csi);
    }
}

void tui_csi_event(tui_scanned *out, const tui_scan_how *how, const tui_csi *csi)
{
    if (csi->private_mark)
        private_event(out, csi);
    else if (!csi->between)
        plain_event(out, how, csi);
    else if (csi->between == '$' && csi->final == 'y')
        reply(out, TUI_REPLY_MODE, number_or(csi, 0, 0), number_or(csi, 1, 0));
}

/* Application keys, the keypad, and rxvt's Ctrl-arrows in lower case. */
void tui_ss3_event(tui_scanned *out, const tui_csi *csi)
{
    static const char keypad[] = "*+,-./0123456789"; /* from j */
    uint8_t           c = csi->final, mods = 0;
    if (csi->private_mark || csi->between) return;
    if (csi->count) mods = modifiers(number_or(csi, csi->count - 1, 1));
    if (c >= 'a' && c <= 'd')
        tui_scanned_key(out, letter_key(c & 0x5F), mods | TUI_CTRL);
    else if (c >= 'j' && c <= 'y')
        tui_scanned_key(out, (uint8_t)keypad[c - 'j'], mods);
    else if (c == 'M' || c == 'I' || c == 'X')
        tui_scanned_key(out, c == 'M' ? TUI_KEY_ENTER : c == 'I' ? TUI_KEY_TAB : '=', mods);
    else if (letter_key(c) && c != 'Z')
        tui_scanned_key(out, letter_key(c), mods);
}

#include "core/escape.h"
#include "core/escape_piece.h"
#include "tui/term/event.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

typedef struct key_word {
    const char *word;
    uint32_t    key;
} key_word;

static const key_word words[] = {
#define KEY_WORD(name, text) {text, TUI_KEY_##name},
    TUI_KEY_LIST(KEY_WORD)
#undef KEY_WORD
        {"Space", ' '},
    {"lt", '<'},
    {"CR", TUI_KEY_ENTER},
    {"Return", TUI_KEY_ENTER},
    {"Escape", TUI_KEY_ESCAPE},
    {"BS", TUI_KEY_BACKSPACE},
    {"Del", TUI_KEY_DELETE},
    {"Ins", TUI_KEY_INSERT},
    {"PgUp", TUI_KEY_PAGE_UP},
    {"PgDn", TUI_KEY_PAGE_DOWN},
};
enum { WORDS = sizeof(words) / sizeof(*words) };

static bool has_case(uint32_t key)
{
    return utf8proc_tolower((int32_t)key) != utf8proc_toupper((int32_t)key);
}

/* What a Ctrl key is on terminals that know only C0. */
static void settle_ctrl(uint32_t *key, uint8_t *mods)
{
    if (has_case(*key))
        *key = (uint32_t)utf8proc_tolower((int32_t)*key);
    else
        *mods &= (uint8_t)~TUI_SHIFT;
    uint32_t same = *key == 'm'   ? TUI_KEY_ENTER
                    : *key == 'i' ? TUI_KEY_TAB
                    : *key == '[' ? TUI_KEY_ESCAPE
                                  : 0;
    if (same) {
        *key = same;
        *mods &= (uint8_t)~TUI_CTRL;
    }
    if (*key == '/') *key = '_';
    if (*key == '@') *key = ' ';
}

void tui_key_settle(uint32_t *key, uint8_t *mods)
{
    if (*key >= TUI_KEY_ENTER) return;
    if (*mods & TUI_CTRL) {
        settle_ctrl(key, mods);
        return;
    }
    if (*mods & TUI_SHIFT) {
        *key = (uint32_t)utf8proc_toupper((int32_t)*key);
        *mods &= (uint8_t)~TUI_SHIFT;
    }
}

static const char *word_of(uint32_t key)
{
    for (int i = 0; i < WORDS; i++)
        if (words[i].key == key) return words[i].word;
    return NULL;
}

/* The key without modifiers and brackets; *bare: it stands for itself. */
static void put_key(char *out, size_t cap, uint32_t key, bool *bare)
{
    const char *word = word_of(key);
    *bare = false;
    if (word) {
        snprintf(out, cap, "%s", word);
    } else if (key >= TUI_KEY_F1 && key <= TUI_KEY_F24) {
        snprintf(out, cap, "F%u", key - TUI_KEY_F1 + 1);
    } else if (key > 0x10FFFF || !lt_is_showable((int32_t)key) || !lt_char_width((int32_t)key)) {
        snprintf(out, cap, "U+%04X", key);
    } else {
        out[lt_utf8_put(out, (int32_t)key)] = 0;
        *bare = true;
    }
}

size_t tui_key_name(char out[TUI_KEY_NAME], uint32_t key, uint8_t mods)
{
    char name[16];
    bool bare;
    put_key(name, sizeof(name), key, &bare);
    int n = bare && !mods ? snprintf(out, TUI_KEY_NAME, "%s", name)
                          : snprintf(out, TUI_KEY_NAME, "<%s%s%s%s%s>", mods & TUI_CTRL ? "C-" : "",
                                     mods & TUI_ALT ? "A-" : "", mods & TUI_SHIFT ? "S-" : "",
                                     mods & TUI_SUPER ? "D-" : "", name);
    return (size_t)n;
}

static uint8_t modifier(char letter)
{
    switch (letter | 0x20) {
    case 's': return TUI_SHIFT;
    case 'a':
    case 'm': return TUI_ALT;
    case 'c': return TUI_CTRL;
    case 'd': return TUI_SUPER;
    default: return 0;
    }
}

static bool read_number(const char *p, size_t n, int base, uint32_t most, uint32_t *out)
{
    uint32_t value = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (!isxdigit(c) || (base == 10 && !isdigit(c))) return false;
        value = value * (uint32_t)base + (uint32_t)(isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
        if (value > most) return false;
    }
    *out = value;
    return n > 0;
}

static bool is_scalar(uint32_t code) { return code < 0xD800 || (code > 0xDFFF && code < 0x110000); }

/* The word between the modifiers and '>'. */
static bool read_word(const char *p, size_t n, uint32_t *key)
{
    for (int i = 0; i < WORDS; i++) {
        if (strlen(words[i].word) != n || strncasecmp(words[i].word, p, n) != 0) continue;
        *key = words[i].key;
        return true;
    }
    uint32_t number;
    if (n > 1 && (*p | 0x20) == 'f' && read_number(p + 1, n - 1, 10, 24, &number) && number) {
        *key = TUI_KEY_F1 + number - 1;
        return true;
    }
    if (n > 2 && !strncasecmp(p, "U+", 2) && read_number(p + 2, n - 2, 16, 0x10FFFF, key))
        return is_scalar(*key);
    int32_t code;
    if (n == 0 || lt_utf8_next(p, n, &code) != n || code < 0x20 || code == 0x7F) return false;
    *key = (uint32_t)code;
    return true;
}

/* From '<' to the '>' that ends it, which may itself be the key: <C->>. */
static size_t read_brackets(const char *p, size_t n, uint32_t *key, uint8_t *mods)
{
    size_t at = 1, end;
    while (at + 2 < n && p[at + 1] == '-' && modifier(p[at])) {
        *mods |= modifier(p[at]);
        at += 2;
    }
    for (end = at + 1; end < n && p[end] != '>'; end++)
        if (end - at > 16) return 0;
    if (end >= n || !read_word(p + at, end - at, key)) return 0;
    return end + 1;
}

size_t tui_key_parse(const char *p, size_t n, uint32_t *key, uint8_t *mods)
{
    int32_t code;
    *mods = 0;
    if (n == 0) return 0;
    size_t used = *p == '<' ? read_brackets(p, n, key, mods) : lt_utf8_next(p, n, &code);
    if (*p != '<') {
        if (code < 0x20 || code == 0x7F) return 0;
        *key = (uint32_t)code;
    }
    if (used) tui_key_settle(key, mods);
    return used;
}

/* xterm's final letter, or its number before ~. */
static const struct {
    char    letter;
    uint8_t number;
} finals[] = {
    [TUI_KEY_UP - TUI_KEY_ENTER] = {'A', 0},     [TUI_KEY_DOWN - TUI_KEY_ENTER] = {'B', 0},
    [TUI_KEY_LEFT - TUI_KEY_ENTER] = {'D', 0},   [TUI_KEY_RIGHT - TUI_KEY_ENTER] = {'C', 0},
    [TUI_KEY_HOME - TUI_KEY_ENTER] = {'H', 0},   [TUI_KEY_END - TUI_KEY_ENTER] = {'F', 0},
    [TUI_KEY_PAGE_UP - TUI_KEY_ENTER] = {0, 5},  [TUI_KEY_PAGE_DOWN - TUI_KEY_ENTER] = {0, 6},
    [TUI_KEY_INSERT - TUI_KEY_ENTER] = {0, 2},   [TUI_KEY_DELETE - TUI_KEY_ENTER] = {0, 3},
    [TUI_KEY_F1 - TUI_KEY_ENTER] = {'P', 0},     [TUI_KEY_F1 + 1 - TUI_KEY_ENTER] = {'Q', 0},
    [TUI_KEY_F1 + 2 - TUI_KEY_ENTER] = {'R', 0}, [TUI_KEY_F1 + 3 - TUI_KEY_ENTER] = {'S', 0},
    [TUI_KEY_F1 + 4 - TUI_KEY_ENTER] = {0, 15},  [TUI_KEY_F1 + 5 - TUI_KEY_ENTER] = {0, 17},
    [TUI_KEY_F1 + 6 - TUI_KEY_ENTER] = {0, 18},  [TUI_KEY_F1 + 7 - TUI_KEY_ENTER] = {0, 19},
    [TUI_KEY_F1 + 8 - TUI_KEY_ENTER] = {0, 20},  [TUI_KEY_F1 + 9 - TUI_KEY_ENTER] = {0, 21},
    [TUI_KEY_F1 + 10 - TUI_KEY_ENTER] = {0, 23}, [TUI_KEY_F1 + 11 - TUI_KEY_ENTER] = {0, 24},
    [TUI_KEY_F1 + 12 - TUI_KEY_ENTER] = {0, 25}, [TUI_KEY_F1 + 13 - TUI_KEY_ENTER] = {0, 26},
    [TUI_KEY_F1 + 14 - TUI_KEY_ENTER] = {0, 28}, [TUI_KEY_F1 + 15 - TUI_KEY_ENTER] = {0, 29},
    [TUI_KEY_F1 + 16 - TUI_KEY_ENTER] = {0, 31}, [TUI_KEY_F1 + 17 - TUI_KEY_ENTER] = {0, 32},
    [TUI_KEY_F1 + 18 - TUI_KEY_ENTER] = {0, 33}, [TUI_KEY_F1 + 19 - TUI_KEY_ENTER] = {0, 34},
};

/* Arrows, Home and End, F keys: CSI with modifiers in the number. */
static size_t put_function_key(char *out, uint32_t key, uint8_t mods)
{
    size_t at = key - TUI_KEY_ENTER;
    int    n, number = 1 + (mods & (TUI_SHIFT | TUI_ALT | TUI_CTRL));
    if (at >= sizeof(finals) / sizeof(*finals)) return 0;
    char letter = finals[at].letter;
    if (letter && number > 1)
        n = snprintf(out, TUI_KEY_BYTES, "\033[1;%d%c", number, letter);
    else if (letter)
        n = snprintf(out, TUI_KEY_BYTES, letter >= 'P' ? "\033O%c" : "\033[%c", letter);
    else if (number > 1)
        n = snprintf(out, TUI_KEY_BYTES, "\033[%d;%d~", finals[at].number, number);
    else
        n = snprintf(out, TUI_KEY_BYTES, "\033[%d~", finals[at].number);
    return finals[at].number || letter ? (size_t)n : 0;
}

/* The C0 byte of a Ctrl character, -1 when there is none. */
static int control_of(uint32_t key)
{
    if (key == ' ') return 0;
    if ((key >= 'a' && key <= 'z') || (key >= '\\' && key <= '_')) return (int)(key & 0x1F);
    return -1;
}

static int plain_byte(uint32_t key, uint8_t mods)
{
    switch (key) {
    case TUI_KEY_ENTER: return '\r';
    case TUI_KEY_TAB: return '\t';
    case TUI_KEY_ESCAPE: return 0x1B;
    case TUI_KEY_BACKSPACE: return mods & TUI_CTRL ? '\b' : 0x7F;
    default: return mods & TUI_CTRL ? control_of(key) : -1;
    }
}

size_t tui_key_bytes(char out[TUI_KEY_BYTES], uint32_t key, uint8_t mods)
{
    size_t n = 0;
    if (mods & TUI_SUPER) return 0;
    if (key == TUI_KEY_TAB && mods & TUI_SHIFT) {
        if (mods & TUI_ALT) out[n++] = 0x1B;
        out[n++] = 0x1B;
        out[n++] = '[';
        out[n++] = 'Z';
        return n;
    }
    int byte = plain_byte(key, mods);
    if (byte < 0 && key >= TUI_KEY_ENTER) return put_function_key(out, key, mods);
    if (byte < 0 && mods & TUI_CTRL) return 0;
    if (mods & TUI_ALT) out[n++] = 0x1B;
    if (byte < 0) return n + lt_utf8_put(out + n, (int32_t)key);
    out[n++] = (char)byte;
    return n;
}

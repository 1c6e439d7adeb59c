#include "tui/book/edit_keymap.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = {"",
#define COMMAND_NAME(symbol, word) word,
                                    TUI_COMMAND_LIST(COMMAND_NAME)
#undef COMMAND_NAME
};

const char *tui_command_name(tui_command_id id)
{
    return (unsigned)id < TUI_CMD_COUNT ? names[id] : "";
}

tui_command_id tui_command_find(const char *name)
{
    for (unsigned i = 1; i < TUI_CMD_COUNT; i++)
        if (!strcmp(names[i], name)) return (tui_command_id)i;
    return TUI_CMD_NONE;
}

/* ── readline's own bindings ── */

enum { ALT = 1, AFTER_X = 2 };

typedef struct char_row {
    uint8_t where; /* ALT, AFTER_X */
    char    code;
    uint8_t command;
} char_row;

#define CTRL(c) ((c)&0x1f)

static const char_row char_rows[] = {
    {0, CTRL('@'), TUI_CMD_SET_MARK},
    {0, CTRL('A'), TUI_CMD_LINE_START},
    {0, CTRL('B'), TUI_CMD_BACKWARD_CHAR},
    {0, CTRL('D'), TUI_CMD_DELETE_CHAR},
    {0, CTRL('E'), TUI_CMD_LINE_END},
    {0, CTRL('F'), TUI_CMD_FORWARD_CHAR},
    {0, CTRL('G'), TUI_CMD_ABORT},
    {0, CTRL('H'), TUI_CMD_BACKWARD_DELETE_CHAR},
    {0, CTRL('I'), TUI_CMD_COMPLETE},
    {0, CTRL('J'), TUI_CMD_ACCEPT_LINE},
    {0, CTRL('K'), TUI_CMD_KILL_LINE},
    {0, CTRL('L'), TUI_CMD_CLEAR_SCREEN},
    {0, CTRL('M'), TUI_CMD_ACCEPT_LINE},
    {0, CTRL('N'), TUI_CMD_LINE_DOWN},
    {0, CTRL('P'), TUI_CMD_LINE_UP},
    {0, CTRL('Q'), TUI_CMD_QUOTED_INSERT},
    {0, CTRL('R'), TUI_CMD_SEARCH_BACK},
    {0, CTRL('S'), TUI_CMD_SEARCH},
    {0, CTRL('T'), TUI_CMD_TRANSPOSE_CHARS},
    {0, CTRL('U'), TUI_CMD_LINE_DISCARD},
    {0, CTRL('V'), TUI_CMD_QUOTED_INSERT},
    {0, CTRL('W'), TUI_CMD_WORD_RUBOUT},
    {0, CTRL('Y'), TUI_CMD_YANK},
    {0, CTRL(']'), TUI_CMD_CHARACTER_SEARCH},
    {0, CTRL('_'), TUI_CMD_UNDO},
    {0, 127, TUI_CMD_BACKWARD_DELETE_CHAR},
    {ALT, CTRL('G'), TUI_CMD_ABORT},
    {ALT, CTRL('H'), TUI_CMD_BACKWARD_KILL_WORD},
    {ALT, CTRL('I'), TUI_CMD_TAB_INSERT},
    {ALT, CTRL('J'), TUI_CMD_ACCEPT_LINE},
    {ALT, CTRL(']'), TUI_CMD_CHARACTER_SEARCH_BACK},
    {ALT, ' ', TUI_CMD_SET_MARK},
    {ALT, '#', TUI_CMD_INSERT_COMMENT},
    {ALT, '-', TUI_CMD_DIGIT_ARGUMENT},
    {ALT, '<', TUI_CMD_TEXT_START},
    {ALT, '>', TUI_CMD_TEXT_END},
    {ALT, '?', TUI_CMD_POSSIBLE_COMPLETIONS},
    {ALT, '\\', TUI_CMD_DELETE_BLANKS},
    {ALT, '_', TUI_CMD_REDO},
    {ALT, 'a', TUI_CMD_SELECT_ALL},
    {ALT, 'b', TUI_CMD_BACKWARD_WORD},
    {ALT, 'c', TUI_CMD_CAPITALIZE_WORD},
    {ALT, 'd', TUI_CMD_KILL_WORD},
    {ALT, 'f', TUI_CMD_FORWARD_WORD},
    {ALT, 'l', TUI_CMD_DOWNCASE_WORD},
    {ALT, 't', TUI_CMD_TRANSPOSE_WORDS},
    {ALT, 'u', TUI_CMD_UPCASE_WORD},
    {ALT, 'w', TUI_CMD_COPY_REGION},
    {ALT, 'y', TUI_CMD_YANK_POP},
    {ALT, '{', TUI_CMD_PARAGRAPH_BACKWARD},
    {ALT, '}', TUI_CMD_PARAGRAPH_FORWARD},
    {ALT, '%', TUI_CMD_MATCH_BRACKET},
    {ALT, 127, TUI_CMD_BACKWARD_KILL_WORD},
    {AFTER_X, CTRL('E'), TUI_CMD_EDITOR},
    {AFTER_X, CTRL('G'), TUI_CMD_ABORT},
    {AFTER_X, CTRL('U'), TUI_CMD_UNDO},
    {AFTER_X, CTRL('W'), TUI_CMD_KILL_REGION},
    {AFTER_X, CTRL('X'), TUI_CMD_EXCHANGE_MARK},
    {AFTER_X, 127, TUI_CMD_BACKWARD_KILL_LINE},
    {AFTER_X, 'h', TUI_CMD_SELECT_ALL},
    {AFTER_X, 'u', TUI_CMD_UNDO},
};

typedef struct special_row {
    uint32_t key;
    uint8_t  mods, command;
} special_row;

enum { S = TUI_EDIT_SHIFT, A = TUI_EDIT_ALT, C = TUI_EDIT_CTRL };

static const special_row special_rows[] = {
    {TUI_EDIT_KEY_ENTER, 0, TUI_CMD_ACCEPT_LINE},
    {TUI_EDIT_KEY_TAB, 0, TUI_CMD_COMPLETE},
    {TUI_EDIT_KEY_TAB, S, TUI_CMD_OUTDENT},
    {TUI_EDIT_KEY_TAB, A, TUI_CMD_TAB_INSERT},
    {TUI_EDIT_KEY_BACKSPACE, 0, TUI_CMD_BACKWARD_DELETE_CHAR},
    {TUI_EDIT_KEY_BACKSPACE, S, TUI_CMD_BACKWARD_DELETE_CHAR},
    {TUI_EDIT_KEY_BACKSPACE, A, TUI_CMD_BACKWARD_KILL_WORD},
    {TUI_EDIT_KEY_BACKSPACE, C, TUI_CMD_BACKWARD_KILL_WORD},
    {TUI_EDIT_KEY_ESCAPE, 0, TUI_CMD_LEAVE},
    {TUI_EDIT_KEY_UP, 0, TUI_CMD_LINE_UP},
    {TUI_EDIT_KEY_UP, S, TUI_CMD_LINE_UP},
    {TUI_EDIT_KEY_UP, A, TUI_CMD_MOVE_LINE_UP},
    {TUI_EDIT_KEY_UP, C, TUI_CMD_PARAGRAPH_BACKWARD},
    {TUI_EDIT_KEY_UP, C | S, TUI_CMD_PARAGRAPH_BACKWARD},
    {TUI_EDIT_KEY_DOWN, 0, TUI_CMD_LINE_DOWN},
    {TUI_EDIT_KEY_DOWN, S, TUI_CMD_LINE_DOWN},
    {TUI_EDIT_KEY_DOWN, A, TUI_CMD_MOVE_LINE_DOWN},
    {TUI_EDIT_KEY_DOWN, C, TUI_CMD_PARAGRAPH_FORWARD},
    {TUI_EDIT_KEY_DOWN, C | S, TUI_CMD_PARAGRAPH_FORWARD},
    {TUI_EDIT_KEY_LEFT, 0, TUI_CMD_BACKWARD_CHAR},
    {TUI_EDIT_KEY_LEFT, S, TUI_CMD_BACKWARD_CHAR},
    {TUI_EDIT_KEY_LEFT, A, TUI_CMD_BACKWARD_WORD},
    {TUI_EDIT_KEY_LEFT, A | S, TUI_CMD_BACKWARD_WORD},
    {TUI_EDIT_KEY_LEFT, C, TUI_CMD_BACKWARD_WORD},
    {TUI_EDIT_KEY_LEFT, C | S, TUI_CMD_BACKWARD_WORD},
    {TUI_EDIT_KEY_RIGHT, 0, TUI_CMD_FORWARD_CHAR},
    {TUI_EDIT_KEY_RIGHT, S, TUI_CMD_FORWARD_CHAR},
    {TUI_EDIT_KEY_RIGHT, A, TUI_CMD_FORWARD_WORD},
    {TUI_EDIT_KEY_RIGHT, A | S, TUI_CMD_FORWARD_WORD},
    {TUI_EDIT_KEY_RIGHT, C, TUI_CMD_FORWARD_WORD},
    {TUI_EDIT_KEY_RIGHT, C | S, TUI_CMD_FORWARD_WORD},
    {TUI_EDIT_KEY_HOME, 0, TUI_CMD_LINE_START},
    {TUI_EDIT_KEY_HOME, S, TUI_CMD_LINE_START},
    {TUI_EDIT_KEY_HOME, C, TUI_CMD_TEXT_START},
    {TUI_EDIT_KEY_HOME, C | S, TUI_CMD_TEXT_START},
    {TUI_EDIT_KEY_END, 0, TUI_CMD_LINE_END},
    {TUI_EDIT_KEY_END, S, TUI_CMD_LINE_END},
    {TUI_EDIT_KEY_END, C, TUI_CMD_TEXT_END},
    {TUI_EDIT_KEY_END, C | S, TUI_CMD_TEXT_END},
    {TUI_EDIT_KEY_PAGE_UP, 0, TUI_CMD_PAGE_UP},
    {TUI_EDIT_KEY_PAGE_UP, S, TUI_CMD_PAGE_UP},
    {TUI_EDIT_KEY_PAGE_DOWN, 0, TUI_CMD_PAGE_DOWN},
    {TUI_EDIT_KEY_PAGE_DOWN, S, TUI_CMD_PAGE_DOWN},
    {TUI_EDIT_KEY_DELETE, 0, TUI_CMD_DELETE_CHAR},
    {TUI_EDIT_KEY_DELETE, C, TUI_CMD_KILL_WORD},
    {TUI_EDIT_KEY_DELETE, A, TUI_CMD_KILL_WORD},
    {TUI_EDIT_KEY_INSERT, S, TUI_CMD_YANK},
    {TUI_EDIT_KEY_INSERT, C, TUI_CMD_COPY_REGION},
    {TUI_EDIT_KEY_DELETE, S, TUI_CMD_KILL_REGION},
};

void tui_keymap_default(tui_keymap *map)
{
    *map = (tui_keymap){0};
    memset(map->chars[0][0] + ' ', TUI_CMD_SELF_INSERT, 127 - ' ');
    memset(map->chars[0][1] + '0', TUI_CMD_DIGIT_ARGUMENT, 10);
    for (size_t i = 0; i < sizeof(char_rows) / sizeof(*char_rows); i++) {
        const char_row *r = &char_rows[i];
        map->chars[r->where == AFTER_X][r->where == ALT][(unsigned char)r->code] = r->command;
    }
    for (size_t i = 0; i < sizeof(special_rows) / sizeof(*special_rows); i++) {
        const special_row *r = &special_rows[i];
        map->specials[r->key - TUI_EDIT_KEY_ENTER][r->mods] = r->command;
    }
}

/* ── finding ── */

static tui_command_id find_char(const tui_keymap *map, uint32_t key, unsigned mods, bool behind_x,
                                bool *is_prefix)
{
    bool is_letter = key < 128 && ((key | 0x20) >= 'a' && (key | 0x20) <= 'z');
    if (mods & TUI_EDIT_CTRL && key < 128) {
        key = key == '?' ? 127 : key == ' ' ? 0 : key & 0x1f;
        if (key == CTRL('X') && !behind_x && !(mods & TUI_EDIT_ALT)) return *is_prefix = true, 0;
    } else if (mods & TUI_EDIT_CTRL) {
        return TUI_CMD_NONE;
    }
    if (key >= 128) return mods & TUI_EDIT_ALT || behind_x ? TUI_CMD_NONE : TUI_CMD_SELF_INSERT;
    const uint8_t *row = map->chars[behind_x][(mods & TUI_EDIT_ALT) != 0];
    if (!row[key] && is_letter && key >= 'A') return (tui_command_id)row[key | 0x20];
    return (tui_command_id)row[key];
}

tui_command_id tui_keymap_find(const tui_keymap *map, uint32_t key, unsigned mods, bool behind_x,
                               bool *is_prefix)
{
    *is_prefix = false;
    if (key < TUI_EDIT_KEY_ENTER) return find_char(map, key, mods, behind_x, is_prefix);
    uint32_t k = key - TUI_EDIT_KEY_ENTER;
    if (k >= TUI_KEYMAP_SPECIALS) return TUI_CMD_NONE;
    if (behind_x) return key == TUI_EDIT_KEY_BACKSPACE ? map->chars[1][0][127] : TUI_CMD_NONE;
    return (tui_command_id)map->specials[k][mods % TUI_KEYMAP_SPECIAL_MODS];
}

/* ── what a terminal sends ── */

static bool char_sequence(size_t k, size_t variant, char *out, size_t *len)
{
    char code = (char)(k % TUI_KEYMAP_CHARS);
    bool alt = k / TUI_KEYMAP_CHARS % 2, behind_x = k / TUI_KEYMAP_CHARS / 2;
    *len = 0;
    if (variant || code == 27 || (code == CTRL('X') && !alt && !behind_x)) return false;
    if (behind_x) out[(*len)++] = CTRL('X');
    if (alt) out[(*len)++] = 27;
    out[(*len)++] = code;
    return true;
}

/* One byte, after an escape where Alt is held. */
static bool byte_sequence(char byte, unsigned mods, size_t variant, char *out, size_t *len)
{
    *len = 0;
    if (variant || mods & ~(unsigned)TUI_EDIT_ALT) return false;
    if (mods) out[(*len)++] = 27;
    out[(*len)++] = byte;
    return true;
}

/* CSI letter, SS3 letter, CSI number ~ in turn; with mods CSI 1;m letter, CSI number;m ~. */
static bool csi_sequence(char letter, const char *numbers, unsigned mods, size_t variant, char *out,
                         size_t *len)
{
    int n = 0;
    if (letter && variant == 0)
        n = mods ? snprintf(out, 8, "\033[1;%u%c", mods + 1, letter)
                 : snprintf(out, 8, "\033[%c", letter);
    else if (letter && variant == 1 && !mods)
        n = snprintf(out, 8, "\033O%c", letter);
    else {
        size_t k = variant - (letter ? mods ? 1 : 2 : 0);
        if (k >= strlen(numbers)) return false;
        n = mods ? snprintf(out, 8, "\033[%c;%u~", numbers[k], mods + 1)
                 : snprintf(out, 8, "\033[%c~", numbers[k]);
    }
    *len = (size_t)n;
    return true;
}

static bool special_sequence(size_t key, unsigned mods, size_t variant, char *out, size_t *len)
{
    static const struct {
        char        letter;
        const char *numbers;
    } keys[] = {{'A', ""},   {'B', ""}, {'D', ""}, {'C', ""}, {'H', "17"},
                {'F', "48"}, {0, "5"},  {0, "6"},  {0, "2"},  {0, "3"}};
    switch (key + TUI_EDIT_KEY_ENTER) {
    case TUI_EDIT_KEY_ENTER: return byte_sequence('\r', mods, variant, out, len);
    case TUI_EDIT_KEY_BACKSPACE: return byte_sequence(127, mods, variant, out, len);
    case TUI_EDIT_KEY_ESCAPE: return false;
    case TUI_EDIT_KEY_TAB:
        if (mods != TUI_EDIT_SHIFT) return byte_sequence('\t', mods, variant, out, len);
        out[0] = 27, out[1] = '[', out[2] = 'Z';
        *len = 3;
        return variant == 0;
    default: break;
    }
    size_t row = key - (TUI_EDIT_KEY_UP - TUI_EDIT_KEY_ENTER);
    return csi_sequence(keys[row].letter, keys[row].numbers, mods, variant, out, len);
}

bool tui_keymap_sequence(tui_keymap *map, size_t k, size_t variant, uint8_t **slot, char out[8],
                         size_t *len)
{
    enum { CHARS = 4 * TUI_KEYMAP_CHARS };
    *slot = NULL;
    if (k < CHARS) {
        *slot =
            &map->chars[k / TUI_KEYMAP_CHARS / 2][k / TUI_KEYMAP_CHARS % 2][k % TUI_KEYMAP_CHARS];
        return char_sequence(k, variant, out, len);
    }
    k -= CHARS;
    if (k >= (size_t)TUI_KEYMAP_SPECIALS * TUI_KEYMAP_SPECIAL_MODS) return false;
    size_t key = k / TUI_KEYMAP_SPECIAL_MODS, mods = k % TUI_KEYMAP_SPECIAL_MODS;
    *slot = &map->specials[key][mods];
    return special_sequence(key, (unsigned)mods, variant, out, len);
}
